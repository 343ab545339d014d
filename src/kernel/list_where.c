/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list_where.c: the filters of a list as conditions.
 */
#include "base/text.h"
#include "kernel/list_in.h"
#include "kernel/write.h"
#include "store/search.h"

#include <stdlib.h>
#include <string.h>

/* --- Filters -------------------------------------------------------------- */

static const struct {
    const char *name;
    enum list_what what;
} pseudo[] = {
    { "state", LIST_STATE },
    { "q", LIST_WORDS },
    { "owner_unit", LIST_OWNER_UNIT },
};

static bool ends_with(const char *s, const char *end, size_t *stem)
{
    size_t n = strlen(s), k = strlen(end);

    *stem = n - k;
    return n > k && !strcmp(s + n - k, end);
}

static bool filter_what(struct rq *rq, const struct type *t, const char *name,
                        struct list_filter *f)
{
    size_t stem;

    for (size_t i = 0; i < COUNT(pseudo); i++)
        if (!strcmp(name, pseudo[i].name)) {
            f->what = pseudo[i].what;
            return true;
        }
    f->what = LIST_IS;
    f->field = type_field(t, name);
    if (!f->field && ends_with(name, "_from", &stem)) {
        f->what = LIST_FROM;
        f->field = type_field(t, mem_strn(rq->mem, name, stem));
    }
    if (!f->field && ends_with(name, "_to", &stem)) {
        f->what = LIST_TO;
        f->field = type_field(t, mem_strn(rq->mem, name, stem));
    }
    if (!f->field && ends_with(name, "_empty", &stem)) {
        f->what = LIST_EMPTY;
        f->field = type_field(t, mem_strn(rq->mem, name, stem));
    }
    return f->field != NULL;
}

enum rc list_filter(struct rq *rq, struct list *l, const char *name,
                    const char *value)
{
    struct list_filter f = { .value = value };

    if (!filter_what(rq, l->type, name, &f))
        return fail(rq, RC_INVALID, mem_str(rq->mem, name),
                    "there is no filter of this name");
    if (f.field && f.field->guard && !rights_field(rq, l->type, f.field, false))
        return fail(rq, RC_DENIED, f.field->name, "you may not see this");
    if (l->n_filters == LIST_FILTERS)
        return fail(rq, RC_INVALID, name, "too many filters");
    l->filters[l->n_filters++] = f;
    return RC_OK;
}

/* Nothing entered, or the contrary. */
static void where_empty(struct query *q, const struct field *f, bool empty)
{
    const char *not = empty ? "NOT " : "";

    if (f->kind == KIND_REFS)
        buf_fmt(&q->sql,
                "%sEXISTS (SELECT 1 FROM %s_%s x WHERE x.owner = t.id)", not,
                q->layout->type->name, f->name);
    else if (f->kind == KIND_TEXT3 || f->kind == KIND_LONG3)
        buf_fmt(&q->sql, "%s(COALESCE(t.%s_ky, t.%s_ru, t.%s_en) IS NOT NULL)",
                not, f->name, f->name, f->name);
    else
        buf_fmt(&q->sql, "%s(t.%s IS NOT NULL)", not, f->name);
}

static enum rc where_emptiness(struct query *q, const struct list_filter *f)
{
    if (strcmp(f->value, "yes") != 0 && strcmp(f->value, "no") != 0)
        return fail(q->rq, RC_INVALID,
                    mem_fmt(q->rq->mem, "%s_empty", f->field->name),
                    "must be yes or no");
    where_empty(q, f->field, f->value[0] == 'y');
    return RC_OK;
}

static enum rc where_ref(struct query *q, const struct list_filter *f)
{
    const char *table = q->layout->type->name;
    const struct type *to = f->field->ref;
    size_t slot;

    if (!*f->value) {
        where_empty(q, f->field, true);
        return RC_OK;
    }
    /* A code may stand for a record in each of several plans. */
    if (to->code && f->value[0] != '#') {
        slot = params_add(&q->p, STR(f->value));
        buf_fmt(&q->sql, f->field->kind == KIND_REFS
                             ? "EXISTS (SELECT 1 FROM %s_%s x JOIN %s c"
                               " ON c.id = x.target WHERE x.owner = t.id"
                               " AND "
                             : "EXISTS (SELECT 1 FROM %s c WHERE c.id = t.%s"
                               " AND ",
                f->field->kind == KIND_REFS ? table : to->name,
                f->field->name, to->name);
        buf_fmt(&q->sql, "(c.%s = $%zu", to->code, slot);
        if (*f->value && strspn(f->value, "0123456789") == strlen(f->value))
            buf_fmt(&q->sql,
                    " OR (c.id = $%zu AND NOT EXISTS (SELECT 1 FROM %s y"
                    " WHERE y.%s = $%zu))",
                    params_add(&q->p, INT(strtoll(f->value, NULL, 10))),
                    to->name, to->code, slot);
        buf_str(&q->sql, "))");
        return RC_OK;
    }
    slot = params_add(&q->p, INT(strtoll(f->value + (*f->value == '#'), NULL,
                                         10)));
    if (f->field->kind == KIND_REFS)
        buf_fmt(&q->sql,
                "EXISTS (SELECT 1 FROM %s_%s x WHERE x.owner = t.id"
                " AND x.target = $%zu)",
                table, f->field->name, slot);
    else
        buf_fmt(&q->sql, "t.%s = $%zu", f->field->name, slot);
    return RC_OK;
}

static enum rc where_text3(struct query *q, const struct list_filter *f)
{
    size_t slot;

    if (!*f->value) {
        where_empty(q, f->field, true);
        return RC_OK;
    }
    slot = params_add(&q->p, STR(f->value));
    buf_fmt(&q->sql, "(t.%s_ky = $%zu OR t.%s_ru = $%zu OR t.%s_en = $%zu)",
            f->field->name, slot, f->field->name, slot, f->field->name, slot);
    return RC_OK;
}

static const char *compare(enum list_what what)
{
    return what == LIST_FROM ? ">=" : what == LIST_TO ? "<=" : "=";
}

static enum rc where_value(struct query *q, const struct list_filter *f)
{
    const struct field *field = f->field;
    void *rec = layout_empty(q->rq->mem, q->layout->type);
    struct sql_val v[LANGS];

    if (!*f->value) {
        buf_fmt(&q->sql, "t.%s IS NULL", field->name);
        return RC_OK;
    }
    TRY(field_parse(q->rq, q->layout->type, field, LANG_KY, f->value, 0, rec));
    if (field->kind == KIND_CHOICE)
        TRY(field_check(q->rq, field, rec));
    layout_values(q->rq->mem, field, rec, v);
    buf_fmt(&q->sql, "t.%s %s $%zu", field->name, compare(f->what),
            params_add(&q->p, v[0]));
    return RC_OK;
}

/* "registered;working": in any of these states. */
static enum rc where_states(struct query *q, const char *value)
{
    char *name = mem_str(q->rq->mem, value), *rest;
    size_t n = 0;

    buf_str(&q->sql, "t.state IN (");
    for (; name; name = rest, n++) {
        rest = strchr(name, ';');
        if (rest)
            *rest++ = '\0';
        if (n == q->layout->type->n_states ||
            !type_state(q->layout->type, name))
            return fail(q->rq, RC_INVALID, "state",
                        "%s is not one of the choices",
                        text_cut(q->rq->mem, name, 40));
        buf_fmt(&q->sql, "%s$%zu", n ? ", " : "",
                params_add(&q->p, STR(name)));
    }
    buf_char(&q->sql, ')');
    return RC_OK;
}

enum rc list_where_filter(struct query *q, const struct list_filter *f)
{
    switch (f->what) {
    case LIST_STATE:
        return where_states(q, f->value);
    case LIST_WORDS:
        return list_where_words(q, f->value);
    case LIST_OWNER_UNIT:
        buf_fmt(&q->sql,
                "t.owner_unit IN (SELECT u.id FROM unit u WHERE u.code = $%zu)",
                params_add(&q->p, STR(f->value)));
        return RC_OK;
    case LIST_EMPTY:
        return where_emptiness(q, f);
    case LIST_IS:
    case LIST_FROM:
    case LIST_TO:
        break;
    }
    switch (f->field->kind) {
    case KIND_REF:
    case KIND_FILE:
    case KIND_REFS:
        return where_ref(q, f);
    case KIND_TEXT3:
    case KIND_LONG3:
        return where_text3(q, f);
    default:
        return where_value(q, f);
    }
}
