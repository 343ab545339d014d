/* SPDX-License-Identifier: Apache-2.0 */
/*
 * measure.c: counting measures, on any day as of any knowledge.
 */
#include "kernel/measure.h"

#include "kernel/app.h"
#include "kernel/ledger.h"
#include "kernel/record.h"
#include "kernel/span.h"

#include <string.h>

/* --- Counting --------------------------------------------------------------- */

static measure_typed_fn *typed;

void measure_typed(measure_typed_fn *fn)
{
    typed = fn;
}

enum rc measure_changed(struct rq *rq, const char *code)
{
    const struct ordo *app = rq->app;

    for (size_t i = 0; i < app->n_modules; i++)
        if (app->modules[i]->measured)
            TRY(app->modules[i]->measured(rq, code));
    return RC_OK;
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
                     int64_t known, struct measured *out)
{
    const struct sql_val v[] = { DAY(rq->mem, on), INT(known) };
    const char *text;
    struct sql_rows r;

    if (strchr(m->count.text, '{')) {
        TRY(ledger_text(rq, m->count.text, known, &text));
        r = sql_query_built(rq->sql, text, v, COUNT(v));
    } else {
        r = sql_query(rq->sql, &m->count, v, strlen(m->count.in));
    }
    if (sql_next(&r) && !sql_null(&r, 0) && !sql_null(&r, 1)) {
        out->numerator = column(m, &r, 0);
        out->denominator = column(m, &r, 1);
        settle(m, out);
    }
    return sql_done(&r);
}

bool measure_looks_back(const struct measure *m)
{
    return strlen(m->count.in) > 1;
}

/* Does the measure itself answer for the day? */
static enum rc counts(struct rq *rq, const struct measure *m, day on,
                      bool *yes)
{
    day first;

    *yes = false;
    if (!m)
        return RC_OK;
    TRY(since(rq, m, &first));
    *yes = day_is(first) && on.n >= first.n;
    return RC_OK;
}

/* `last`: the last day of which something was known. */
static enum rc measured(struct rq *rq, const char *code, day on, day last,
                        int64_t known, struct measured *out)
{
    const struct measure *m = measure_find(rq->app, code);
    enum rc rc = m ? RC_OK : RC_MISSING;
    bool own;

    *out = (struct measured){ .on = on };
    if (on.n <= last.n) {
        TRY(counts(rq, m, on, &own));
        if (own)
            return known == KNOWN_NOW || measure_looks_back(m)
                       ? count(rq, m, on, known, out)
                       : RC_OK;
    }
    if (typed)
        rc = typed(rq, code, on, known, out);
    if (m && rc == RC_MISSING)
        rc = RC_OK;
    /* Of tomorrow nobody knows anything. */
    if (on.n > last.n || rc)
        *out = (struct measured){ .on = on };
    return rc;
}

enum rc measure_known(struct rq *rq, const char *code, day on, int64_t known,
                      struct measured *out)
{
    if (known > rq->now)
        return measure_on(rq, code, on, out);
    return measured(rq, code, on, day_of(known, rq->app->zone), known, out);
}

enum rc measure_on(struct rq *rq, const char *code, day on,
                   struct measured *out)
{
    return measured(rq, code, on, rq->today, KNOWN_NOW, out);
}

/* --- The records behind ------------------------------------------------------ */

/* The condition of a measure about its records, with the day as $1 and the
 * instant as $2. */
static const char *records_where(struct rq *rq, const char *text)
{
    static const struct {
        const char *word, *parameter;
    } words[] = { { "{on}", "$1" }, { "{known}", "$2" } };
    struct buf b;

    buf_init(&b, rq->mem);
    while (*text) {
        size_t i = 0;

        while (i < COUNT(words) &&
               strncmp(text, words[i].word, strlen(words[i].word)) != 0)
            i++;
        if (i == COUNT(words)) {
            buf_char(&b, *text++);
            continue;
        }
        buf_str(&b, words[i].parameter);
        text += strlen(words[i].word);
    }
    return b.s;
}

enum rc measure_records(struct rq *rq, const char *code, day on,
                        int64_t known, struct list *l)
{
    const struct measure *m = measure_find(rq->app, code);

    if (!m || !m->type || !m->records)
        return fail(rq, RC_MISSING, NULL,
                    "there are no records behind this measure");
    l->type = m->type;
    params_add(&l->params, DAY(rq->mem, on));
    params_add(&l->params, INT(known));
    l->where = records_where(rq, m->records);
    return RC_OK;
}

enum rc measure_ids(struct rq *rq, const struct measure *m, day on,
                    int64_t known, struct refs *out)
{
    const char *text;
    struct sql_rows r;
    int64_t *ids = NULL;
    size_t cap = 0;

    *out = (struct refs){ 0 };
    if (!m->type || !m->records)
        return RC_OK;
    text = mem_fmt(rq->mem, "SELECT t.id FROM %s t WHERE (%s) ORDER BY t.id",
                   m->type->name, records_where(rq, m->records));
    for (r = sql_query_built(rq->sql, text,
                             ARGS(DAY(rq->mem, on), INT(known)));
         sql_next(&r);) {
        if (out->n == cap) {
            ids = mem_grow(rq->mem, ids, cap * sizeof *ids,
                           (cap * 2 + 64) * sizeof *ids);
            cap = cap * 2 + 64;
        }
        ids[out->n++] = sql_int(&r, 0);
    }
    out->id = ids;
    return sql_done(&r);
}
