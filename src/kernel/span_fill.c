/* SPDX-License-Identifier: Apache-2.0 */
/*
 * span_fill.c: the spans of a type made anew from the journal, when a type is
 * counted that was not before, or when spans learn something new.
 */
#include "kernel/journal_leaf.h"
#include "kernel/ledger.h"
#include "kernel/span.h"

#include <stdlib.h>
#include <string.h>

struct filling {
    struct rq *rq;
    const struct layout *l;
    const char *col[SPAN_VALUES];
    size_t n;
    struct sql_val v[SPAN_VALUES];
    bool differs[SPAN_VALUES];
    int64_t record; /* of the row before */
    struct mem_mark mark;
};

static struct sql_val opened(const struct opening *o)
{
    if (o->erased || o->kind == 'n' || !o->value)
        return NUL();
    if (o->kind == 'i')
        return INT(strtoll(o->value, NULL, 10));
    if (o->kind == 'r')
        return REAL(strtod(o->value, NULL));
    return STR(o->value);
}

/* Takes over what a change set; false when it set nothing that is kept. */
static bool take_over(struct filling *f, const struct opening *o, size_t n,
                      day *on)
{
    bool any = false;

    for (size_t i = 0; i < f->n; i++) {
        const struct opening *is = opening_find(o, n, f->col[i]);

        f->differs[i] = is != NULL;
        if (is)
            f->v[i] = opened(is);
        any = any || is;
    }
    for (size_t i = 0; i < n; i++)
        if (!strcmp(o[i].name, EFFECTIVE_ON) && o[i].value)
            *on = day_parse(o[i].value);
    return any;
}

static enum rc fill_row(struct filling *f, const struct sql_rows *r)
{
    struct rq *rq = f->rq;
    int64_t record = sql_int(r, 0);
    struct span_change c = {
        .l = f->l, .record = record, .known = sql_int(r, 1),
        .on = day_of(sql_int(r, 1), rq->app->zone),
        .fresh = record != f->record, .v = f->v, .differs = f->differs,
    };
    struct opening *o;
    size_t n;

    if (c.fresh) {
        mem_back(rq->mem, f->mark);
        for (size_t i = 0; i < f->n; i++)
            f->v[i] = NUL();
        f->record = record;
    }
    if (!openings_parse(rq->mem, mem_str(rq->mem, sql_str(r, 2)), &o, &n))
        return fail(rq, RC_BROKEN, NULL, "the journal cannot be read");
    if (!take_over(f, o, n, &c.on) && !c.fresh)
        return RC_OK;
    return span_apply(rq, &c);
}

enum rc span_fill(struct rq *rq, const struct type *t)
{
    struct filling *f = MEM_NEW(rq->mem, struct filling);
    const char *text = mem_fmt(
        rq->mem,
        "SELECT j.record, j.at, j.openings FROM journal j"
        " JOIN %s t ON t.id = j.record WHERE j.type = $1"
        " ORDER BY j.record, j.id",
        t->name);
    struct sql_rows r;
    enum rc rc = RC_OK;

    TRY(ledger_clear(rq, t));
    TRY(sql_run_built(rq->sql, mem_fmt(rq->mem, "DELETE FROM %s_span", t->name),
                      NO_ARGS));
    f->rq = rq;
    f->l = layout_of(rq->app, t);
    f->n = span_columns(rq->mem, t, f->col);
    f->mark = mem_mark(rq->mem);
    for (r = sql_query_built(rq->sql, text, ARGS(STR(t->name)));
         !rc && sql_next(&r);)
        rc = fill_row(f, &r);
    mem_back(rq->mem, f->mark);
    TRY(sql_done(&r));
    return rc;
}

/* Is it counted, with records and without spans? */
static enum rc is_new(struct rq *rq, const struct type *t, bool *yes)
{
    const char *text = mem_fmt(rq->mem,
                               "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM"
                               " %s_span) AND EXISTS (SELECT 1 FROM %s)",
                               t->name, t->name);
    struct sql_rows r = sql_query_built(rq->sql, text, NO_ARGS);

    *yes = sql_next(&r);
    return sql_done(&r);
}

enum rc span_fill_new(struct rq *rq)
{
    const struct ordo *app = rq->app;

    for (size_t i = 0; i < app->n_types; i++) {
        const struct type *t = app->types[i];
        bool yes = false;

        if (!t->counted)
            continue;
        TRY(is_new(rq, t, &yes));
        if (yes)
            TRY(span_fill(rq, t));
        else
            TRY(ledger_fill_new(rq, t));
    }
    return RC_OK;
}
