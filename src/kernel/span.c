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

static bool unchanged(struct mem *m, const struct type *t, const void *rec,
                      const void *old)
{
    struct sql_val now[SPAN_VALUES], then[SPAN_VALUES];
    size_t n = timed_values(m, t, rec, now);

    if (!old)
        return false;
    timed_values(m, t, old, then);
    for (size_t i = 0; i < n; i++)
        if (!sql_val_same(&now[i], &then[i]))
            return false;
    return true;
}

void span_texts(struct mem *m, struct layout *l)
{
    const struct type *t = l->type;
    struct buf b;
    size_t n = 4;

    l->span_drop = mem_fmt(m,
                           "DELETE FROM %s_span WHERE record = $1"
                           " AND until IS NULL",
                           t->name);
    l->span_end = mem_fmt(m,
                          "UPDATE %s_span SET until = $2 WHERE record = $1"
                          " AND until IS NULL AND since <> $2",
                          t->name);
    buf_init(&b, m);
    buf_fmt(&b, "INSERT INTO %s_span(record, since, state, owner_unit",
            t->name);
    for (size_t i = 0; i < t->n_fields; i++)
        if (t->fields[i].timed)
            for (int p = 0; p < field_columns(&t->fields[i]); p++, n++)
                buf_fmt(&b, ", %s", column_name(m, &t->fields[i], p));
    buf_str(&b, ") VALUES(");
    for (size_t i = 1; i <= n; i++)
        buf_fmt(&b, "%s$%zu", i > 1 ? ", " : "", i);
    buf_char(&b, ')');
    l->span_add = b.s;
}

/* What held before is ended, what held since today already is replaced.  One
 * at most is open. */
static enum rc end_open(struct rq *rq, const struct layout *l, int64_t id)
{
    TRY(sql_run_built(rq->sql, l->span_end,
                      ARGS(INT(id), DAY(rq->mem, rq->today))));
    if (sql_changed(rq->sql))
        return RC_OK;
    return sql_run_built(rq->sql, l->span_drop, ARGS(INT(id)));
}

enum rc span_keep(struct rq *rq, const struct layout *l, const void *rec,
                  const void *old)
{
    const struct record *head = rec;
    struct sql_val v[SPAN_VALUES + 2];
    size_t n;

    if (unchanged(rq->mem, l->type, rec, old))
        return RC_OK;
    if (old)
        TRY(end_open(rq, l, head->id));
    v[0] = INT(head->id);
    v[1] = DAY(rq->mem, rq->today);
    n = 2 + timed_values(rq->mem, l->type, rec, v + 2);
    return sql_run_built(rq->sql, l->span_add, v, n);
}
