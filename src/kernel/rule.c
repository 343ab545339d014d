/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rule.c: rules in force on a day.  Values are records that only an act puts
 * in force; before the first of them the law's own value holds.  What readers
 * ask is kept in memory as one sorted row of values for each rule, compared
 * with the generation at every use.
 */
#include "kernel/rule.h"

#include "base/log.h"
#include "base/text.h"
#include "kernel/act_form.h"
#include "kernel/app.h"
#include "kernel/kept.h"
#include "kernel/record.h"
#include "kernel/write.h"

#include <string.h>

/* --- Declarations ----------------------------------------------------------- */

/* *at: its place among all. */
static const struct rule_kind *find(const struct ordo *app, const char *code,
                                    size_t *at)
{
    *at = 0;
    for (size_t i = 0; code && i < app->n_modules; i++)
        for (size_t j = 0; j < app->modules[i]->n_rules; j++, ++*at)
            if (!strcmp(app->modules[i]->rules[j].code, code))
                return &app->modules[i]->rules[j];
    return NULL;
}

const struct rule_kind *rule_kind(const struct ordo *app, const char *code)
{
    size_t at;

    return find(app, code, &at);
}

static size_t count_kinds(const struct ordo *app)
{
    size_t n = 0;

    for (size_t i = 0; i < app->n_modules; i++)
        n += app->modules[i]->n_rules;
    return n;
}

/* --- Values as fields ------------------------------------------------------- */

/* A value is read, checked and written as a field of its kind would be. */
union value {
    const char *text;
    struct count count;
    struct number number;
    day on;
    bool yes;
};
struct valued {
    struct record r;
    union value value;
};

static void choices_of(struct mem *m, const char *names, struct field *f)
{
    struct choice *c = MEM_ARRAY(m, strlen(names) / 2 + 2, struct choice);
    size_t k;

    f->choices = c;
    for (const char *p = names; *p; p += k + strspn(p + k, " ")) {
        k = strcspn(p, " ");
        c[f->n_choices].name = mem_strn(m, p, k);
        c[f->n_choices].label = c[f->n_choices].name;
        f->n_choices++;
    }
}

static struct field field_of(struct mem *m, const struct rule_kind *k)
{
    struct field f = { .name = "value", .kind = k->kind, .label = k->label,
                       .offset = offsetof(struct valued, value),
                       .least = k->least, .most = k->most, .must = true };

    if (k->kind == KIND_CHOICE && k->choices)
        choices_of(m, k->choices, &f);
    return f;
}

static enum rc read_value(struct rq *rq, const struct rule_kind *k,
                          const char *text, struct valued *out)
{
    struct field f = field_of(rq->mem, k);

    memset(out, 0, sizeof *out);
    if (k->kind == KIND_DAY)
        out->value.on = DAY_NONE;
    TRY(field_parse(rq, &type_rule, &f, LANG_KY, text ? text : "", 0, out));
    return field_check(rq, &f, out);
}

static enum rc canonical(struct rq *rq, const struct rule_kind *k,
                         const char *text, const char **out)
{
    struct field f = field_of(rq->mem, k);
    struct valued v;

    TRY(read_value(rq, k, text, &v));
    *out = field_canonical(rq, &f, LANG_KY, &v);
    return RC_OK;
}

const char *rule_words(struct rq *rq, enum lang lang,
                       const struct rule_kind *k, const char *text)
{
    struct field f = field_of(rq->mem, k);
    struct rq quiet = *rq;
    struct valued v;

    rq_forget(&quiet);
    if (read_value(&quiet, k, text, &v))
        return text;
    return field_words(rq, lang, &f, &v);
}

/* --- Proofreading ----------------------------------------------------------- */

static bool kind_fits(const struct rule_kind *k)
{
    switch (k->kind) {
    case KIND_COUNT:
    case KIND_NUMBER:
    case KIND_PERCENT:
    case KIND_MONEY:
    case KIND_BOOL:
    case KIND_DAY:
        return true;
    case KIND_CHOICE:
        return k->choices && *k->choices;
    default:
        return false;
    }
}

static size_t fault(struct buf *faults, const struct rule_kind *k,
                    const char *what)
{
    buf_fmt(faults, "rule %s: %s\n", k->code ? k->code : "?", what);
    return 1;
}

static size_t read_fallback(const struct ordo *app, struct rq *rq,
                            const struct rule_kind *k, struct buf *faults)
{
    const char *text = NULL;

    (void)app;
    if (!k->fallback)
        return 0;
    rq_forget(rq);
    if (canonical(rq, k, k->fallback, &text) || strcmp(text, k->fallback))
        return fault(faults, k, "the fallback is no canonical value of it");
    if (!k->since || !day_is(day_parse(k->since)))
        return fault(faults, k, "a fallback without the day it holds from");
    return 0;
}

static size_t read_kind(const struct ordo *app, struct rq *rq,
                        const struct rule_kind *k, struct buf *faults)
{
    size_t n = 0;

    if (!k->code || !*k->code || rule_kind(app, k->code) != k)
        return fault(faults, k, "no code, or twice");
    if (!k->label || !*k->label || !k->source || !*k->source)
        n += fault(faults, k, "no label or no source");
    if (!kind_fits(k))
        return n + fault(faults, k, "cannot be a rule of this kind");
    if (!k->type != !k->touches || (k->type && !app_type(app, k->type)))
        n += fault(faults, k, "touches records of an unknown type");
    return n + read_fallback(app, rq, k, faults);
}

size_t rules_read(struct ordo *app, struct buf *faults)
{
    struct rq rq;
    size_t n = 0;

    rq_init(&rq, app, app->mem);
    for (size_t i = 0; i < app->n_modules; i++)
        for (size_t j = 0; j < app->modules[i]->n_rules; j++)
            n += read_kind(app, &rq, &app->modules[i]->rules[j], faults);
    return n;
}

/* --- In force --------------------------------------------------------------- */

/* Values of one rule, the newest first. */
struct spell {
    day since;
    const char *value;
    struct spell *before;
};

static struct cache {
    struct kept kept;
    struct mem *mem;
    struct spell **newest; /* of each rule */
} caches[KEPT_COPIES] = { { .kept = KEPT }, { .kept = KEPT } };

static const struct sql_text q_all = {
    "SELECT code, since, value FROM rule WHERE state = 'in_force'"
    " ORDER BY since, id",
    "", "ttt"
};
static const struct sql_text q_one = {
    "SELECT value FROM rule WHERE code = $1 AND state = 'in_force'"
    " AND since <= $2 ORDER BY since DESC, id DESC LIMIT 1",
    "tt", "t"
};

static enum rc fill(struct rq *rq, struct cache *c)
{
    struct sql_rows r = sql_query(rq->sql, &q_all, NO_ARGS);
    size_t at;

    mem_free(c->mem);
    c->mem = mem_new(0);
    c->newest = MEM_ARRAY(c->mem, count_kinds(rq->app) + 1, struct spell *);
    while (sql_next(&r)) {
        struct spell *s;

        if (!find(rq->app, sql_str(&r, 0), &at))
            continue;
        s = MEM_NEW(c->mem, struct spell);
        *s = (struct spell){ sql_day(&r, 1), mem_str(c->mem, sql_str(&r, 2)),
                             c->newest[at] };
        c->newest[at] = s;
    }
    TRY(sql_done(&r));
    kept_filled(&c->kept, rq);
    return RC_OK;
}

static enum rc cached(struct rq *rq, size_t at, day on, const char **out)
{
    struct cache *c = &caches[kept_copy(rq)];
    enum rc rc = kept_open(&c->kept, rq) ? RC_OK : fill(rq, c);

    if (!rc) {
        const struct spell *s = c->newest[at];

        while (s && s->since.n > on.n)
            s = s->before;
        *out = s ? mem_str(rq->mem, s->value) : NULL;
    }
    kept_close(&c->kept);
    return rc;
}

/* A write sees its own changes, and no one else sees them yet. */
static enum rc direct(struct rq *rq, const char *code, day on,
                      const char **out)
{
    enum rc rc = sql_get_str(rq->sql, rq->mem, out, &q_one,
                             ARGS(STR(code), DAY(rq->mem, on)));

    if (rc != RC_MISSING)
        return rc;
    *out = NULL;
    return RC_OK;
}

enum rc rule_text(struct rq *rq, const char *code, day on, const char **out)
{
    size_t at;
    const struct rule_kind *k = find(rq->app, code, &at);

    *out = NULL;
    if (!k) {
        log_error("there is no rule %s", code);
        return RC_MISSING;
    }
    if (!day_is(on))
        return fail(rq, RC_INVALID, NULL, "a day is missing");
    if (rq->sql && kept_direct(rq))
        TRY(direct(rq, code, on, out));
    else if (rq->sql)
        TRY(cached(rq, at, on, out));
    if (!*out && k->fallback && day_parse(k->since).n <= on.n)
        *out = k->fallback;
    return *out ? RC_OK : RC_MISSING;
}

enum rc rule_int(struct rq *rq, const char *code, day on, int64_t *out)
{
    const char *text;
    struct valued v;
    const struct rule_kind *k = rule_kind(rq->app, code);

    *out = 0;
    TRY(rule_text(rq, code, on, &text));
    TRY(read_value(rq, k, text, &v));
    if (k->kind == KIND_BOOL)
        *out = v.value.yes;
    else if (k->kind == KIND_COUNT || k->kind == KIND_MONEY)
        *out = v.value.count.n;
    else
        return fail(rq, RC_INVALID, NULL, "%s is not a whole number", text);
    return RC_OK;
}

enum rc rule_number(struct rq *rq, const char *code, day on, double *out)
{
    const char *text;
    struct valued v;
    const struct rule_kind *k = rule_kind(rq->app, code);

    *out = 0;
    TRY(rule_text(rq, code, on, &text));
    TRY(read_value(rq, k, text, &v));
    if (k->kind == KIND_NUMBER || k->kind == KIND_PERCENT)
        *out = v.value.number.v;
    else if (k->kind == KIND_COUNT || k->kind == KIND_MONEY)
        *out = (double)v.value.count.n;
    else
        return fail(rq, RC_INVALID, NULL, "%s is not a number", text);
    return RC_OK;
}

enum rc rule_due(struct rq *rq, const char *code, day *due)
{
    int64_t n;

    TRY(rule_int(rq, code, rq->today, &n));
    *due = day_add(rq->today, (int)n);
    return RC_OK;
}

/* --- What a change touches --------------------------------------------------- */

enum rc rule_touches(struct rq *rq, const struct rule_kind *k, day from,
                     struct list *l)
{
    struct buf where;
    const char *p = k->touches, *at;
    size_t slot = 0;

    if (!p)
        return RC_MISSING;
    l->type = app_type(rq->app, k->type);
    buf_init(&where, rq->mem);
    for (; (at = strstr(p, "{on}")); p = at + strlen("{on}")) {
        if (!slot)
            slot = params_add(&l->params, DAY(rq->mem, from));
        buf_fmt(&where, "%.*s$%zu", (int)(at - p), p, slot);
    }
    buf_str(&where, p);
    l->where = where.s;
    return RC_OK;
}

/* --- The type ---------------------------------------------------------------- */

static const struct state states[] = {
    { "draft", N_("Draft"), TONE_NEUTRAL },
    { "in_force", N_("In force"), TONE_GOOD },
    { "dropped", N_("Dropped"), TONE_MUTED },
};
static const struct field fields[] = {
    FIELD_TEXT3(rule, title, .label = N_("Rule and value"), .computed = true,
                .search = true),
    FIELD_TEXT(rule, code, .label = N_("Code of the rule"), .must = true,
               .fixed = true, .filter = true, .max = 60),
    FIELD_TEXT(rule, value, .label = N_("Value"), .must = true, .list = true,
               .help = N_("A number, a day, yes or no, or one of the choices,"
                          " as the rule asks.")),
    FIELD_DAY(rule, since, .label = N_("In force from"), .must = true,
              .list = true, .filter = true, .sort = true),
    FIELD_LONG3(rule, reason, .label = N_("Reason"), .must = true, .max = 2000),
    FIELD_REF(rule, act, &type_act, .label = N_("By act"), .computed = true,
              .list = true, .filter = true),
};

/* Another value from the same day would leave it open which of them holds. */
static enum rc may_enact(struct rq *rq, const void *rec)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM rule WHERE code = $1 AND since = $2"
        " AND state = 'in_force' AND id <> $3",
        "tti", "i"
    };
    const struct rule *r = rec;
    int64_t n;

    TRY(sql_get_int(rq->sql, &n, &q,
                    ARGS(STR(r->code), DAY(rq->mem, r->since), INT(r->r.id))));
    if (n)
        return fail(rq, RC_CONFLICT, "since",
                    "another value of this rule is in force from that day");
    return RC_OK;
}

static enum rc enacted(struct rq *rq, void *rec)
{
    ((struct rule *)rec)->act = rq->act;
    return RC_OK;
}

/* What has been in force stays: decisions were made by it. */
static enum rc still_ahead(struct rq *rq, const void *rec)
{
    const struct rule *r = rec;

    if (r->since.n <= rq->today.n)
        return fail(rq, RC_CONFLICT, NULL,
                    "it has come into force already: set a new value from a"
                    " later day instead");
    return RC_OK;
}

static const struct step steps[] = {
    { .name = "enact", .label = N_("Put in force"), .from = { "draft" },
      .to = "in_force", .guard = may_enact, .effect = enacted,
      .by_act = true },
    { .name = "drop", .label = N_("Drop"), .from = { "draft" },
      .to = "dropped", .danger = true },
    { .name = "recall", .label = N_("Recall before it is in force"),
      .from = { "in_force" }, .to = "dropped", .guard = still_ahead,
      .by_act = true, .danger = true },
};

static bool same_value(const struct rule *a, const struct rule *b)
{
    return a->since.n == b->since.n && a->value && b->value &&
           !strcmp(a->value, b->value);
}

static void name_it(struct rq *rq, const struct rule_kind *k, struct rule *r)
{
    for (int i = 0; i < LANGS; i++)
        r->title.in[i] =
            mem_fmt(rq->mem, "%s: %s", tr((enum lang)i, k->label),
                    rule_words(rq, (enum lang)i, k, r->value));
}

static enum rc check(struct rq *rq, void *rec, const void *old)
{
    struct rule *r = rec;
    const struct rule *was = old;
    const struct rule_kind *k = rule_kind(rq->app, r->code);

    if (!k)
        return fail(rq, RC_INVALID, "code", "there is no rule %s",
                    text_cut(rq->mem, r->code, 60));
    if (was && strcmp(was->r.state, "draft") != 0 && !same_value(r, was))
        return fail(rq, RC_CONFLICT, NULL,
                    "only a draft changes: set a new value from a later day"
                    " instead");
    r->r.owner_unit = 0; /* of the whole university: its head signs */
    TRY(canonical(rq, k, r->value, &r->value));
    if (k->since && r->since.n < day_parse(k->since).n)
        return fail(rq, RC_INVALID, "since", "must not be before %s",
                    lang_day(rq->mem, rq->lang, day_parse(k->since)));
    name_it(rq, k, r);
    return RC_OK;
}

/* What is in force is nobody's to edit. */
static bool reserved(struct rq *rq, const void *rec, const struct field *f)
{
    const struct rule *r = rec;

    (void)rq;
    return f && r->r.id && strcmp(r->r.state, "draft") != 0;
}

const struct type type_rule = {
    .name = "rule", .label = N_("Value of a rule"),
    .plural = N_("Values of rules"), .size = sizeof(struct rule),
    SPAN(fields, fields), SPAN(states, states), SPAN(steps, steps),
    .title = "title", .order = "since", .check = check,
    .reserved = reserved, .rights = true,
};
