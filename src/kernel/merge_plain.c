/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge_plain.c: the part of a merge that no journal knows of: notices, jobs,
 * saved lists, and what other modules keep in tables of no type.
 */
#include "kernel/merge_in.h"

#include <string.h>

/* --- Moving ----------------------------------------------------------------- */

static bool is_column(const struct table *t, const char *name, size_t len)
{
    for (size_t i = 0; i < t->n_columns; i++)
        if (strlen(t->columns[i].name) == len &&
            !strncmp(t->columns[i].name, name, len))
            return true;
    return false;
}

/* A row of the one that goes makes way for the same row of the other: of a
 * key or unique index over `columns` ("person, type, name"). */
static enum rc drop_twice(struct rq *rq, const struct merging *m,
                          const struct table *t, const char *column,
                          const char *columns)
{
    struct buf sql;
    bool about = false;

    buf_init(&sql, rq->mem);
    buf_fmt(&sql,
            "DELETE FROM %s WHERE %s = $1 AND EXISTS (SELECT 1 FROM %s o"
            " WHERE o.%s = $2",
            t->name, column, t->name, column);
    for (const char *s = columns; *s;) {
        size_t len = strcspn(s, ", ");

        if (strlen(column) == len && !strncmp(s, column, len))
            about = true;
        else if (is_column(t, s, len))
            buf_fmt(&sql, " AND o.%.*s = %s.%.*s", (int)len, s, t->name,
                    (int)len, s);
        s += len + strspn(s + len, ", ");
    }
    buf_char(&sql, ')');
    return about ? sql_run_built(rq->sql, sql.s,
                                 ARGS(INT(m->from), INT(m->to)))
                 : RC_OK;
}

static enum rc move_column(struct rq *rq, const struct merging *m,
                           const struct table *t, const char *column)
{
    struct buf sql;

    if (t->key)
        TRY(drop_twice(rq, m, t, column, t->key));
    for (size_t i = 0; i < t->n_indexes; i++)
        if (t->indexes[i].unique)
            TRY(drop_twice(rq, m, t, column, t->indexes[i].columns));
    buf_init(&sql, rq->mem);
    buf_fmt(&sql, "UPDATE %s SET %s = $2 WHERE %s = $1", t->name, column,
            column);
    return sql_run_built(rq->sql, sql.s, ARGS(INT(m->from), INT(m->to)));
}

static enum rc move_subjects(struct rq *rq, const struct merging *m,
                             const struct table *t)
{
    struct buf sql;

    if (!is_column(t, "subject", 7) || !is_column(t, "subject_id", 10))
        return RC_OK;
    buf_init(&sql, rq->mem);
    buf_fmt(&sql,
            "UPDATE %s SET subject_id = $2 WHERE subject_id = $1"
            " AND subject = '%s'",
            t->name, m->t->name);
    return sql_run_built(rq->sql, sql.s, ARGS(INT(m->from), INT(m->to)));
}

struct plain {
    const struct table *tables;
    size_t n;
};

/* Calls `fn` for each column of plain tables that holds ids of this type,
 * then once a table with NULL.  unit_below follows the units by itself. */
static enum rc each_column(struct rq *rq, const struct type *to,
                           enum rc (*fn)(struct rq *, void *,
                                         const struct table *, const char *),
                           void *arg, const struct plain *p)
{
    for (size_t k = 0; k < p->n; k++) {
        const struct table *t = &p->tables[k];

        if (!strcmp(t->name, "unit_below"))
            continue;
        for (size_t c = 0; c < t->n_columns; c++)
            if (t->columns[c].references &&
                !strcmp(t->columns[c].references, to->name))
                TRY(fn(rq, arg, t, t->columns[c].name));
        TRY(fn(rq, arg, t, NULL));
    }
    return RC_OK;
}

static enum rc each_plain(struct rq *rq, const struct type *to,
                          enum rc (*fn)(struct rq *, void *,
                                        const struct table *, const char *),
                          void *arg)
{
    struct plain jobs = { job_tables, n_job_tables };
    struct plain notices = { notice_tables, n_notice_tables };

    TRY(each_column(rq, to, fn, arg, &jobs));
    TRY(each_column(rq, to, fn, arg, &notices));
    for (size_t i = 0; i < rq->app->n_modules; i++) {
        struct plain own = { rq->app->modules[i]->tables,
                             rq->app->modules[i]->n_tables };

        TRY(each_column(rq, to, fn, arg, &own));
    }
    return RC_OK;
}

static enum rc move_one(struct rq *rq, void *arg, const struct table *t,
                        const char *column)
{
    const struct merging *m = arg;

    return column ? move_column(rq, m, t, column) : move_subjects(rq, m, t);
}

enum rc merge_plain(struct rq *rq, const struct merging *m)
{
    struct merging own = *m;

    return each_plain(rq, m->t, move_one, &own);
}

/* --- Counting --------------------------------------------------------------- */

struct counting {
    const struct merging *m;
    int64_t n;
};

static enum rc count_one(struct rq *rq, void *arg, const struct table *t,
                         const char *column)
{
    struct counting *c = arg;
    struct sql_rows r;
    struct buf sql;

    if (!column)
        return RC_OK;
    buf_init(&sql, rq->mem);
    buf_fmt(&sql, "SELECT COUNT(*) FROM %s WHERE %s = $1", t->name, column);
    r = sql_query_built(rq->sql, sql.s, ARGS(INT(c->m->from)));
    if (sql_next(&r))
        c->n += sql_int(&r, 0);
    return sql_done(&r);
}

enum rc merge_plain_count(struct rq *rq, const struct merging *m, int64_t *n)
{
    struct counting c = { m, 0 };

    TRY(each_plain(rq, m->t, count_one, &c));
    *n = c.n;
    return RC_OK;
}
