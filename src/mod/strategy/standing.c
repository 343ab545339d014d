/* SPDX-License-Identifier: Apache-2.0 */
/*
 * standing.c: series of values, their forecast, and what they say.
 */
#include "mod/strategy/standing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double year_of(day d)
{
    int y;
    day first;

    y = day_year(d);
    first = day_ymd(y, 1, 1);
    return y + (double)(d.n - first.n) /
                   (double)(day_ymd(y + 1, 1, 1).n - first.n);
}

/* --- Forecast --------------------------------------------------------------- */

/* Student's t for a two-sided 80 % interval, by degrees of freedom. */
static double student80(size_t freedom)
{
    static const double t[] = { 0,     3.078, 1.886, 1.638, 1.533, 1.476,
                                1.440, 1.415, 1.397, 1.383, 1.372 };

    return freedom < COUNT(t) ? t[freedom] : 1.282 + 0.95 / (double)freedom;
}

struct forecast series_forecast(const struct series *s, double year)
{
    double n = (double)s->n, mx = 0, my = 0, sxx = 0, sxy = 0, rest = 0;
    double slope, x;
    struct forecast f = { 0 };

    for (size_t i = 0; i < s->n; i++) {
        mx += year_of(s->at[i].on) / n;
        my += s->at[i].value / n;
    }
    for (size_t i = 0; i < s->n; i++) {
        x = year_of(s->at[i].on) - mx;
        sxx += x * x;
        sxy += x * (s->at[i].value - my);
    }
    if (s->n < 3 || sxx < 1e-9)
        return f;
    slope = sxy / sxx;
    for (size_t i = 0; i < s->n; i++) {
        double miss = s->at[i].value - my -
                      slope * (year_of(s->at[i].on) - mx);

        rest += miss * miss;
    }
    x = year - mx;
    f.known = true;
    f.value = my + slope * x;
    f.half = student80(s->n - 2) * sqrt(rest / (n - 2)) *
             sqrt(1 + 1 / n + x * x / sxx);
    return f;
}

/* --- Standing --------------------------------------------------------------- */

static bool meets(const struct indicator *i, double value)
{
    const double slack = 1e-9;

    if (!strcmp(i->direction_of_good, "down"))
        return value <= i->target.v + slack;
    return value >= i->target.v - slack;
}

/* Where the value should be on that day, on the straight way. */
static double on_way(const struct indicator *i, day starts, double year)
{
    double from = i->baseline.set ? i->baseline.v : 0;
    double first = year_of(starts), last = (double)i->target_year.n + 1;
    double share = last > first ? (year - first) / (last - first) : 1;

    return from + (i->target.v - from) * fmin(fmax(share, 0), 1);
}

static bool will_meet(const struct indicator *i, const struct series *s,
                      day starts)
{
    const struct observed *newest = &s->at[s->n - 1];
    struct forecast f = series_forecast(s, (double)i->target_year.n + 1);
    double way;

    if (f.known)
        return meets(i, f.value);
    way = on_way(i, starts, year_of(newest->on));
    return strcmp(i->direction_of_good, "down") ? newest->value >= way
                                                : newest->value <= way;
}

enum standing indicator_standing(const struct indicator *i,
                                 const struct series *s, day starts, day today)
{
    int year;

    if (!s->n || !i->target.set)
        return STANDING_NONE;
    if (meets(i, s->at[s->n - 1].value))
        return STANDING_REACHED;
    year = day_year(today);
    if (i->target_year.set && i->target_year.n < year)
        return STANDING_FAILED;
    return will_meet(i, s, starts) ? STANDING_ON_WAY : STANDING_AT_RISK;
}

const char *standing_label(enum standing s)
{
    static const char *const label[STANDINGS] = {
        [STANDING_NONE] = N_("no data"),
        [STANDING_REACHED] = N_("reached"),
        [STANDING_ON_WAY] = N_("on the way"),
        [STANDING_AT_RISK] = N_("at risk"),
        [STANDING_FAILED] = N_("failed"),
    };

    return label[s];
}

const char *standing_tone(enum standing s)
{
    static const char *const tone[STANDINGS] = {
        [STANDING_NONE] = "muted",   [STANDING_REACHED] = "good",
        [STANDING_ON_WAY] = "info",  [STANDING_AT_RISK] = "warn",
        [STANDING_FAILED] = "bad",
    };

    return tone[s];
}

/* --- Reading the series ------------------------------------------------------ */

static const struct sql_text q_readings = {
    "SELECT indicator, id, on_day, amount FROM reading"
    " WHERE plan = $1 AND state = 'confirmed' ORDER BY on_day, id",
    "i", "iitr"
};

enum { FEW = 8 };

static const struct sql_text q_few_readings = {
    "SELECT indicator, id, on_day, amount FROM reading"
    " WHERE indicator IN ($1, $2, $3, $4, $5, $6, $7, $8)"
    " AND state = 'confirmed' ORDER BY on_day, id",
    "iiiiiiii", "iitr"
};

/* The newest that was known of each day. */
static const struct sql_text q_snapshots = {
    "SELECT s.code, s.on_day, s.value FROM measure_snapshot s"
    " WHERE s.origin = 'counted' AND NOT EXISTS (SELECT 1 FROM"
    " measure_snapshot n WHERE n.code = s.code AND n.on_day = s.on_day"
    " AND n.known_at > s.known_at) ORDER BY s.on_day",
    "", "ttr"
};

static void series_add(struct mem *m, struct series *s, struct observed o)
{
    struct observed *at = s->at;

    if ((s->n & (s->n - 1)) == 0) { /* full at each power of two */
        at = MEM_ARRAY(m, s->n ? s->n * 2 : 1, struct observed);
        if (s->n)
            memcpy(at, s->at, s->n * sizeof *at);
        s->at = at;
    }
    at[s->n++] = o;
}

static size_t place_of(const int64_t *ids, size_t n, int64_t id)
{
    size_t i = 0;

    while (i < n && ids[i] != id)
        i++;
    return i;
}

static int by_day(const void *a, const void *b)
{
    const struct observed *x = a, *y = b;

    return (x->on.n > y->on.n) - (x->on.n < y->on.n);
}

/* A card asks for a few: not for those of the whole plan. */
static struct sql_rows query_readings(struct rq *rq, int64_t plan,
                                      const int64_t *ids, size_t n)
{
    struct sql_val v[FEW];

    if (n > FEW)
        return sql_query(rq->sql, &q_readings, ARGS(INT(plan)));
    for (size_t i = 0; i < FEW; i++)
        v[i] = INT(i < n ? ids[i] : 0);
    return sql_query(rq->sql, &q_few_readings, v, FEW);
}

static enum rc read_readings(struct rq *rq, int64_t plan, const int64_t *ids,
                             size_t n, struct series *out)
{
    struct sql_rows r = query_readings(rq, plan, ids, n);

    while (sql_next(&r)) {
        size_t i = place_of(ids, n, sql_int(&r, 0));
        struct observed o = { .on = sql_day(&r, 2),
                              .value = sql_real(&r, 3),
                              .typed = true,
                              .record = sql_int(&r, 1) };

        if (i < n)
            series_add(rq->mem, &out[i], o);
    }
    return sql_done(&r);
}

static bool any_counted(struct rq *rq, const char *const *codes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (measure_find(rq->app, codes[i]))
            return true;
    return false;
}

static enum rc read_snapshots(struct rq *rq, const char *const *codes,
                              size_t n, struct series *out)
{
    struct sql_rows r;

    if (!any_counted(rq, codes, n))
        return RC_OK;
    for (r = sql_query(rq->sql, &q_snapshots, NO_ARGS); sql_next(&r);) {
        struct observed o = { .on = sql_day(&r, 1), .value = sql_real(&r, 2) };

        for (size_t i = 0; i < n; i++)
            if (!strcmp(codes[i], sql_str(&r, 0)))
                series_add(rq->mem, &out[i], o);
    }
    return sql_done(&r);
}

enum rc standing_series(struct rq *rq, int64_t plan, const int64_t *ids,
                        const char *const *codes, size_t n,
                        struct series **out)
{
    *out = MEM_ARRAY(rq->mem, n + 1, struct series);
    TRY(read_readings(rq, plan, ids, n, *out));
    TRY(read_snapshots(rq, codes, n, *out));
    for (size_t i = 0; i < n; i++)
        if ((*out)[i].n)
            qsort((*out)[i].at, (*out)[i].n, sizeof *(*out)[i].at, by_day);
    return RC_OK;
}
