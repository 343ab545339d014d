/* SPDX-License-Identifier: Apache-2.0 */
/*
 * setting.c: settings as records, read through a cache that is compared with
 * the generation at every use.
 */
#include "kernel/setting.h"

#include "base/log.h"
#include "base/text.h"
#include "kernel/app.h"
#include "kernel/kept.h"
#include "kernel/record.h"

#include <stdlib.h>
#include <string.h>

struct stored_setting {
    struct record r;
    const char *name, *value;
};

enum { SETTINGS = 64, VALUE_CHARS = 300, VALUE_BYTES = VALUE_CHARS * 4 + 1 };

/* --- Declarations ----------------------------------------------------------- */

/* *at: its place among all. */
static const struct setting *find(const struct ordo *app, const char *name,
                                  size_t *at)
{
    *at = 0;
    for (size_t i = 0; name && i < app->n_modules; i++)
        for (size_t j = 0; j < app->modules[i]->n_settings; j++, ++*at)
            if (!strcmp(app->modules[i]->settings[j].name, name))
                return &app->modules[i]->settings[j];
    return NULL;
}

/* --- Reading ---------------------------------------------------------------- */

/* Values of the newest generation that was asked for; "" is not set.  Fixed
 * in size, so that reading one needs no memory that could be missing. */
static struct cache {
    struct kept kept;
    unsigned char folder[SIGN_PUBLIC_SIZE];
    char value[SETTINGS][VALUE_BYTES];
} caches[KEPT_COPIES] = { { .kept = KEPT }, { .kept = KEPT } };

static const struct sql_text q_all = {
    "SELECT name, value FROM setting WHERE value IS NOT NULL", "", "tt"
};
static const struct sql_text q_one = {
    "SELECT value FROM setting WHERE name = $1", "t", "t"
};

static bool fill(struct rq *rq, struct cache *c)
{
    struct sql_rows r = sql_query(rq->sql, &q_all, NO_ARGS);

    memset(c->value, 0, sizeof c->value);
    while (sql_next(&r)) {
        size_t at, n = sql_size(&r, 1);

        if (find(rq->app, sql_str(&r, 0), &at) && at < SETTINGS &&
            n < VALUE_BYTES)
            memcpy(c->value[at], sql_str(&r, 1), n);
    }
    if (sql_done(&r))
        return false;
    memcpy(c->folder, rq->app->key.public_key, sizeof c->folder);
    kept_filled(&c->kept, rq);
    return true;
}

/* NULL when it is not set; *out is a copy. */
static bool cached(struct rq *rq, size_t at, char out[VALUE_BYTES])
{
    struct cache *c = &caches[kept_copy(rq)];
    bool good = kept_open(&c->kept, rq) &&
                !memcmp(c->folder, rq->app->key.public_key, sizeof c->folder);

    if (!good)
        good = fill(rq, c);
    if (good)
        memcpy(out, c->value[at], VALUE_BYTES);
    kept_close(&c->kept);
    return good;
}

/* A write sees its own changes, and no one else sees them yet. */
static const char *direct(struct rq *rq, const char *name)
{
    const char *value = NULL;

    if (sql_get_str(rq->sql, rq->mem, &value, &q_one, ARGS(STR(name))))
        return NULL;
    return value;
}

const char *setting_get(struct rq *rq, const char *name)
{
    char copy[VALUE_BYTES] = "";
    const char *value = NULL;
    size_t at;
    const struct setting *s = find(rq->app, name, &at);

    if (!s) {
        log_error("there is no setting %s", name);
        return "";
    }
    if (!rq->sql)
        return s->fallback;
    if (at >= SETTINGS || kept_direct(rq))
        value = direct(rq, name);
    else if (cached(rq, at, copy))
        value = mem_str(rq->mem, copy);
    return value && *value ? value : s->fallback;
}

int64_t setting_int(struct rq *rq, const char *name)
{
    const char *value = setting_get(rq, name);

    if (!strcmp(value, "yes"))
        return 1;
    return strtoll(value, NULL, 10);
}

/* --- Writing ---------------------------------------------------------------- */

static enum rc check_count(struct rq *rq, const struct setting *s,
                           struct stored_setting *rec)
{
    char *end;
    long long v = strtoll(rec->value, &end, 10);

    if (*end || end == rec->value || strlen(rec->value) > 18)
        return fail(rq, RC_INVALID, "value", "%s is not a whole number",
                    text_cut(rq->mem, rec->value, 40));
    if (s->least < s->most &&
        ((double)v < s->least || (double)v > s->most))
        return fail(rq, RC_INVALID, "value", "must be from %s to %s",
                    lang_number(rq->mem, rq->lang, s->least, 0),
                    lang_number(rq->mem, rq->lang, s->most, 0));
    rec->value = mem_fmt(rq->mem, "%lld", v);
    return RC_OK;
}

static enum rc check_bool(struct rq *rq, struct stored_setting *rec)
{
    static const char *const word[][2] = {
        { "yes", "yes" }, { "1", "yes" }, { "true", "yes" },
        { "no", "no" },   { "0", "no" },  { "false", "no" },
    };

    for (size_t i = 0; i < COUNT(word); i++)
        if (!strcmp(rec->value, word[i][0])) {
            rec->value = word[i][1];
            return RC_OK;
        }
    return fail(rq, RC_INVALID, "value", "%s is neither yes nor no",
                text_cut(rq->mem, rec->value, 40));
}

static enum rc check_choice(struct rq *rq, const struct setting *s,
                            const struct stored_setting *rec)
{
    size_t n = strlen(rec->value), k;

    for (const char *p = s->choices; p && *p; p += k + strspn(p + k, " ")) {
        k = strcspn(p, " ");
        if (k == n && !strncmp(p, rec->value, n))
            return RC_OK;
    }
    return fail(rq, RC_INVALID, "value", "%s is not one of the choices",
                text_cut(rq->mem, rec->value, 40));
}

static enum rc check_roles(struct rq *rq, const struct stored_setting *rec)
{
    size_t n;

    for (const char *p = rec->value + strspn(rec->value, " "); *p;
         p += n + strspn(p + n, " ")) {
        const char *role;

        n = strcspn(p, " ");
        role = mem_strn(rq->mem, p, n);
        if (app_role_index(rq->app, role) < 0)
            return fail(rq, RC_INVALID, "value", "there is no role %s",
                        text_cut(rq->mem, role, 60));
    }
    return RC_OK;
}

static enum rc check(struct rq *rq, void *rec, const void *old)
{
    struct stored_setting *one = rec;
    size_t at;
    const struct setting *s = find(rq->app, one->name, &at);

    (void)old;
    if (!s)
        return fail(rq, RC_INVALID, "name", "there is no setting %s",
                    text_cut(rq->mem, one->name, 60));
    if (!one->value || !*one->value)
        return RC_OK;
    if (s->kind == KIND_COUNT)
        return check_count(rq, s, one);
    if (s->kind == KIND_BOOL)
        return check_bool(rq, one);
    if (s->kind == KIND_CHOICE)
        return check_choice(rq, s, one);
    if (s->roles)
        return check_roles(rq, one);
    return RC_OK;
}

static const struct state states[] = {
    { "set", N_("Set"), TONE_NEUTRAL },
};
static const struct field fields[] = {
    FIELD_TEXT(stored_setting, name, .label = N_("Setting"), .must = true,
               .unique = true, .list = true, .fixed = true, .max = 60),
    FIELD_TEXT(stored_setting, value, .label = N_("Value"), .list = true,
               .help = N_("Empty: the default."), .max = VALUE_CHARS),
};

const struct type type_setting = {
    .name = "setting", .label = N_("Setting"), .plural = N_("Settings"),
    .size = sizeof(struct stored_setting), SPAN(fields, fields),
    SPAN(states, states), .title = "name", .code = "name", .order = "name",
    .check = check, .rights = true,
};

enum rc setting_set(struct rq *rq, const char *name, const char *value)
{
    struct stored_setting *s;
    int64_t id;
    void *rec;
    enum rc rc = record_find(rq, &type_setting, name, 0, &id);

    if (rc && rc != RC_MISSING)
        return rc;
    if (rc == RC_OK)
        TRY(record_load(rq, &type_setting, id, &rec));
    else
        rec = record_new(rq, &type_setting);
    s = rec;
    s->name = name;
    s->value = value ? text_clean(rq->mem, value) : NULL;
    return rc == RC_OK ? record_save(rq, &type_setting, s)
                       : record_add(rq, &type_setting, s);
}
