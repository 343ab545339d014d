/* SPDX-License-Identifier: Apache-2.0 */
/*
 * measure.c: counting measures, and keeping what was known when.
 */
#include "kernel/measure.h"

#include "kernel/app.h"
#include "kernel/record.h"

#include <string.h>

/* --- Tables ----------------------------------------------------------------- */

static const struct column snapshot_columns[] = {
    { .name = "id", .type = 'k' },
    { .name = "code", .type = 't', .must = true },
    { .name = "on_day", .type = 't', .must = true },
    { .name = "known_at", .type = 'i', .must = true },
    { .name = "numerator", .type = 'r' },
    { .name = "denominator", .type = 'r' },
    { .name = "value", .type = 'r', .must = true },
    { .name = "origin", .type = 't', .must = true },
};
static const struct index_on snapshot_indexes[] = {
    { .columns = "code, on_day, known_at", .unique = true },
};
const struct table measure_tables[] = {
    { .name = "measure_snapshot", SPAN(columns, snapshot_columns),
      SPAN(indexes, snapshot_indexes) },
};
const size_t n_measure_tables = COUNT(measure_tables);

/* --- Counting --------------------------------------------------------------- */

static measure_typed_fn *typed;

void measure_typed(measure_typed_fn *fn)
{
    typed = fn;
}

const struct measure *measure_find(const struct ordo *app, const char *code)
{
    for (size_t i = 0; i < app->n_modules; i++)
        for (size_t j = 0; j < app->modules[i]->n_measures; j++)
            if (!strcmp(app->modules[i]->measures[j].code, code))
                return &app->modules[i]->measures[j];
    return NULL;
}

/* The day of the first change that the journal knows; none before it. */
static enum rc first_day(struct rq *rq, day *d)
{
    static const struct sql_text q = {
        "SELECT at FROM journal ORDER BY id LIMIT 1", "", "i"
    };
    int64_t at;
    enum rc rc = sql_get_int(rq->sql, &at, &q, NO_ARGS);

    *d = rc ? DAY_NONE : day_of(at, rq->app->zone);
    return rc == RC_MISSING ? RC_OK : rc;
}

static enum rc since(struct rq *rq, const struct measure *m, day *d)
{
    if (m->since && *m->since) {
        *d = day_parse(m->since);
        return RC_OK;
    }
    return first_day(rq, d);
}

static double column(const struct measure *m, const struct sql_rows *r, int c)
{
    return m->count.out[c] == 'i' ? (double)sql_int(r, c) : sql_real(r, c);
}

/* A share of nothing is no number. */
static void settle(const struct measure *m, struct measured *out)
{
    if (!(out->denominator > 0) && !(out->denominator < 0))
        return;
    out->origin = ORIGIN_COUNTED;
    out->value = out->numerator / out->denominator;
    if (m->unit == UNIT_PERCENT)
        out->value *= 100;
}

static enum rc count(struct rq *rq, const struct measure *m, day on,
                     struct measured *out)
{
    struct sql_rows r = sql_query(rq->sql, &m->count, ARGS(DAY(rq->mem, on)));

    if (sql_next(&r) && !sql_null(&r, 0) && !sql_null(&r, 1)) {
        out->numerator = column(m, &r, 0);
        out->denominator = column(m, &r, 1);
        settle(m, out);
    }
    return sql_done(&r);
}

enum rc measure_on(struct rq *rq, const char *code, day on,
                   struct measured *out)
{
    const struct measure *m = measure_find(rq->app, code);
    enum rc rc = m ? RC_OK : RC_MISSING;
    day first;

    *out = (struct measured){ .on = on };
    if (m && on.n <= rq->today.n) {
        TRY(since(rq, m, &first));
        if (day_is(first) && on.n >= first.n)
            return count(rq, m, on, out);
    }
    if (typed)
        rc = typed(rq, code, on, out);
    if (m && rc == RC_MISSING)
        rc = RC_OK;
    /* Of tomorrow nobody knows anything. */
    if (on.n > rq->today.n || rc)
        *out = (struct measured){ .on = on };
    return rc;
}

/* --- Keeping ---------------------------------------------------------------- */

static const struct sql_text q_newest = {
    "SELECT numerator, denominator FROM measure_snapshot"
    " WHERE code = $1 AND on_day = $2 ORDER BY known_at DESC LIMIT 1",
    "tt", "rr"
};
static const struct sql_text q_keep = {
    "INSERT INTO measure_snapshot(code, on_day, known_at, numerator,"
    " denominator, value, origin) VALUES($1, $2, $3, $4, $5, $6, 'counted')"
    " ON CONFLICT(code, on_day, known_at) DO NOTHING",
    "ttirrr", ""
};
static const struct sql_text q_kept = {
    "SELECT on_day, known_at, numerator, denominator, value"
    " FROM measure_snapshot WHERE code = $1 AND on_day <= $2"
    " ORDER BY on_day DESC, known_at DESC LIMIT 1",
    "tt", "tirrr"
};

static bool equal(double a, double b)
{
    return !(a < b) && !(a > b);
}

/* Is the same known of that day already? */
static enum rc known(struct rq *rq, const struct measure *m,
                     const struct measured *v, bool *yes)
{
    struct sql_rows r = sql_query(rq->sql, &q_newest,
                                  ARGS(STR(m->code), DAY(rq->mem, v->on)));

    *yes = sql_next(&r) && equal(sql_real(&r, 0), v->numerator) &&
           equal(sql_real(&r, 1), v->denominator);
    return sql_done(&r);
}

static enum rc keep(struct rq *rq, const struct measure *m, day on)
{
    struct measured v;
    bool same;

    TRY(measure_on(rq, m->code, on, &v));
    if (v.origin != ORIGIN_COUNTED)
        return RC_OK;
    TRY(known(rq, m, &v, &same));
    if (same)
        return RC_OK;
    return sql_run(rq->sql, &q_keep,
                   ARGS(STR(m->code), DAY(rq->mem, on), INT(rq->now),
                        REAL(v.numerator), REAL(v.denominator),
                        REAL(v.value)));
}

enum rc measure_snapshot(struct rq *rq, day on)
{
    const struct ordo *app = rq->app;

    for (size_t i = 0; i < app->n_modules; i++)
        for (size_t j = 0; j < app->modules[i]->n_measures; j++)
            TRY(keep(rq, &app->modules[i]->measures[j], on));
    return RC_OK;
}

enum rc measure_kept(struct rq *rq, const char *code, day on,
                     struct measured *out, int64_t *known_at)
{
    struct sql_rows r =
        sql_query(rq->sql, &q_kept, ARGS(STR(code), DAY(rq->mem, on)));

    *out = (struct measured){ .on = on };
    *known_at = 0;
    if (sql_next(&r)) {
        out->origin = ORIGIN_COUNTED;
        out->on = sql_day(&r, 0);
        *known_at = sql_int(&r, 1);
        out->numerator = sql_real(&r, 2);
        out->denominator = sql_real(&r, 3);
        out->value = sql_real(&r, 4);
    }
    return sql_done(&r);
}

/* --- The records behind ------------------------------------------------------ */

/* The condition of a measure about its records, with the day as $1. */
static const char *records_where(struct rq *rq, const char *text)
{
    struct buf b;

    buf_init(&b, rq->mem);
    for (;;) {
        const char *at = strstr(text, "{on}");

        if (!at) {
            buf_str(&b, text);
            return b.s;
        }
        buf_add(&b, text, (size_t)(at - text));
        buf_str(&b, "$1");
        text = at + 4;
    }
}

enum rc measure_records(struct rq *rq, const char *code, day on,
                        struct list *l)
{
    const struct measure *m = measure_find(rq->app, code);

    if (!m || !m->type || !m->records)
        return fail(rq, RC_MISSING, NULL,
                    "there are no records behind this measure");
    l->type = m->type;
    params_add(&l->params, DAY(rq->mem, on));
    l->where = records_where(rq, m->records);
    return RC_OK;
}
