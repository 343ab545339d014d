/* SPDX-License-Identifier: Apache-2.0 */
/*
 * span.c: the effective history of a counted type: for each record rows of
 * its timed fields with the day from which (since) and until which (not
 * included) they held, so that a measure counts any past day.
 */
#include "kernel/layout.h"

#include <string.h>

enum { SPAN_VALUES = 64 };

static size_t timed_values(struct mem *m, const struct type *t,
                           const void *rec, struct sql_val *out)
{
    const struct record *head = rec;
    size_t n = 0;

    out[n++] = STR(head->state);
    out[n++] = REF(head->owner_unit);
    for (size_t i = 0; i < t->n_fields; i++)
        if (t->fields[i].timed && n + LANGS < SPAN_VALUES)
            n += layout_values(m, &t->fields[i], rec, out + n);
    return n;
}

static bool same_value(const struct sql_val *a, const struct sql_val *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case SQL_NULL:
        return true;
    case SQL_INT:
        return a->i == b->i;
    case SQL_REAL:
        return !(a->r < b->r) && !(a->r > b->r);
    case SQL_TEXT:
    case SQL_BLOB:
        return a->n == b->n && !memcmp(a->s, b->s, a->n);
    }
    return false;
}

static bool unchanged(struct mem *m, const struct type *t, const void *rec,
                      const void *old)
{
    struct sql_val now[SPAN_VALUES], then[SPAN_VALUES];
    size_t n = timed_values(m, t, rec, now);

    if (!old)
        return false;
    timed_values(m, t, old, then);
    for (size_t i = 0; i < n; i++)
        if (!same_value(&now[i], &then[i]))
            return false;
    return true;
}

/* What held since today already is replaced, what held before is ended. */
static enum rc end_open(struct rq *rq, const struct type *t, int64_t id)
{
    const char *drop = mem_fmt(rq->mem,
                               "DELETE FROM %s_span WHERE record = $1"
                               " AND until IS NULL AND since = $2",
                               t->name);
    const char *end = mem_fmt(rq->mem,
                              "UPDATE %s_span SET until = $2 WHERE record = $1"
                              " AND until IS NULL",
                              t->name);

    TRY(sql_run_built(rq->sql, drop, ARGS(INT(id), DAY(rq->mem, rq->today))));
    return sql_run_built(rq->sql, end, ARGS(INT(id), DAY(rq->mem, rq->today)));
}

enum rc span_keep(struct rq *rq, const struct layout *l, const void *rec,
                  const void *old)
{
    const struct type *t = l->type;
    const struct record *head = rec;
    struct sql_val v[SPAN_VALUES + 2];
    struct buf sql;
    size_t n;

    if (unchanged(rq->mem, t, rec, old))
        return RC_OK;
    if (old)
        TRY(end_open(rq, t, head->id));
    v[0] = INT(head->id);
    v[1] = DAY(rq->mem, rq->today);
    n = 2 + timed_values(rq->mem, t, rec, v + 2);
    buf_init(&sql, rq->mem);
    buf_fmt(&sql, "INSERT INTO %s_span(record, since, state, owner_unit",
            t->name);
    for (size_t i = 0; i < t->n_fields; i++)
        if (t->fields[i].timed)
            for (int p = 0; p < field_columns(&t->fields[i]); p++)
                buf_fmt(&sql, ", %s", column_name(rq->mem, &t->fields[i], p));
    buf_str(&sql, ") VALUES(");
    for (size_t i = 1; i <= n; i++)
        buf_fmt(&sql, "%s$%zu", i > 1 ? ", " : "", i);
    buf_char(&sql, ')');
    return sql_run_built(rq->sql, sql.s, v, n);
}
