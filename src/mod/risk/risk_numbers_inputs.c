/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_numbers_inputs.c: what a run is made from: read from the records,
 * written as a text that is kept, and read back from it.
 */
#include "mod/risk/risk_numbers.h"

#include <jansson.h>
#include <string.h>

enum { PAIRS = 2000 }; /* of a register */

/* --- From the records ----------------------------------------------------- */

static void put_dist(struct buf *b, const char *name,
                     const struct sql_rows *r, int col)
{
    buf_fmt(b, ",\"%s\":[\"%s\",%.17g,%.17g,%.17g]", name,
            sql_str(r, col), sql_real(r, col + 1), sql_real(r, col + 2),
            sql_real(r, col + 3));
}

/* Whole tyiyn. */
static void put_money(struct buf *b, const char *name,
                      const struct sql_rows *r, int col)
{
    buf_fmt(b, ",\"%s\":[\"%s\",%lld,%lld,%lld]", name, sql_str(r, col),
            (long long)sql_int(r, col + 1), (long long)sql_int(r, col + 2),
            (long long)sql_int(r, col + 3));
}

static enum rc put_risks(struct rq *rq, struct buf *b, int64_t book,
                         int64_t *ids, size_t *n)
{
    static const struct sql_text q = {
        "SELECT e.risk, e.frequency_shape, e.frequency_low, e.frequency_mode,"
        " e.frequency_high, e.loss_shape, e.loss_low, e.loss_mode, e.loss_high"
        " FROM risk_estimate e JOIN risk r ON r.id = e.risk"
        " WHERE r.risk_register = $1 AND r.state = 'active'"
        " AND e.state = 'given' ORDER BY e.risk",
        "i", "itrrrtiii"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(book)));

    *n = 0;
    buf_str(b, "{\"risks\":[");
    while (sql_next(&r) && *n < TRIALS_RISKS) {
        ids[*n] = sql_int(&r, 0);
        buf_fmt(b, "%s{\"id\":%lld", *n ? "," : "", (long long)ids[*n]);
        put_dist(b, "frequency", &r, 1);
        put_money(b, "loss", &r, 5);
        buf_str(b, "}");
        ++*n;
    }
    buf_str(b, "]");
    return sql_done(&r);
}

static size_t place_of(const int64_t *ids, size_t n, int64_t id)
{
    size_t i = 0;

    while (i < n && ids[i] != id)
        i++;
    return i;
}

/* In which it works: its own term, else the risk's. */
static double years_of(const struct sql_rows *r, int col)
{
    day from = sql_day(r, col), to = sql_day(r, col + 1);

    if (!day_is(from))
        from = sql_day(r, col + 2);
    if (!day_is(to))
        to = sql_day(r, col + 3);
    return to.n >= from.n ? (double)(to.n - from.n + 1) / 365.25 : 0;
}

static enum rc put_effects(struct rq *rq, struct buf *b, int64_t book,
                           const int64_t *ids, size_t n)
{
    static const struct sql_text q = {
        "SELECT e.action, a.risk, e.frequency_shape, e.frequency_low,"
        " e.frequency_mode, e.frequency_high, e.loss_shape, e.loss_low,"
        " e.loss_mode, e.loss_high, CASE WHEN a.state = 'done' THEN 1 ELSE 0"
        " END, a.cost, a.starts, a.ends, r.starts, r.ends"
        " FROM risk_action_effect e JOIN risk_action a ON a.id = e.action"
        " JOIN risk r ON r.id = a.risk"
        " WHERE r.risk_register = $1 AND e.state = 'active'"
        " AND a.state <> 'dropped' ORDER BY e.action",
        "i", "iitrrrtrrriitttt"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(book)));
    size_t put = 0;

    buf_str(b, ",\"actions\":[");
    while (sql_next(&r)) {
        size_t at = place_of(ids, n, sql_int(&r, 1));

        if (at == n)
            continue;
        buf_fmt(b, "%s{\"id\":%lld,\"risk\":%zu", put++ ? "," : "",
                (long long)sql_int(&r, 0), at);
        put_dist(b, "frequency", &r, 2);
        put_dist(b, "loss", &r, 6);
        buf_fmt(b, ",\"done\":%s,\"cost\":%lld,\"years\":%.17g}",
                sql_int(&r, 10) ? "true" : "false",
                (long long)sql_int(&r, 11), years_of(&r, 12));
    }
    buf_str(b, "]");
    return sql_done(&r);
}

static const struct sql_text q_pairs = {
    "SELECT one, other, strength, id FROM risk_correlation"
    " WHERE risk_register = $1 AND state = 'active' ORDER BY one, other",
    "i", "iiri"
};

static enum rc put_pairs(struct rq *rq, struct buf *b, int64_t book,
                         const int64_t *ids, size_t n)
{
    struct sql_rows r = sql_query(rq->sql, &q_pairs, ARGS(INT(book)));
    size_t put = 0;

    buf_str(b, ",\"pairs\":[");
    while (sql_next(&r)) {
        size_t one = place_of(ids, n, sql_int(&r, 0));
        size_t other = place_of(ids, n, sql_int(&r, 1));

        if (one < n && other < n)
            buf_fmt(b, "%s[%zu,%zu,%.17g]", put++ ? "," : "", one, other,
                    sql_real(&r, 2));
    }
    buf_str(b, "]}");
    return sql_done(&r);
}

enum rc risk_inputs(struct rq *rq, int64_t book, const char **json,
                    size_t *risks)
{
    int64_t *ids = MEM_ARRAY(rq->mem, TRIALS_RISKS, int64_t);
    struct buf b;

    buf_init(&b, rq->mem);
    TRY(put_risks(rq, &b, book, ids, risks));
    TRY(put_effects(rq, &b, book, ids, *risks));
    TRY(put_pairs(rq, &b, book, ids, *risks));
    *json = b.s;
    return RC_OK;
}

/* --- Correlation of a register -------------------------------------------- */

struct pair {
    int64_t one, other;
    double strength;
};

/* Strength between two; false: nothing is stated. */
static bool between(const struct pair *p, size_t n, int64_t a, int64_t b,
                    double *strength)
{
    for (size_t i = 0; i < n; i++)
        if ((p[i].one == a && p[i].other == b) ||
            (p[i].one == b && p[i].other == a)) {
            *strength = p[i].strength;
            return true;
        }
    return false;
}

/* The first pair with any third that is joined to both. */
static bool thirds_fit(struct mem *m, const struct pair *p, size_t n)
{
    double a, b, *root;

    for (size_t i = 1; i < n; i++) {
        int64_t third = p[i].one == p[0].one || p[i].one == p[0].other
                            ? p[i].other : p[i].one;

        if (!between(p, n, third, p[0].one, &a) ||
            !between(p, n, third, p[0].other, &b))
            continue;
        if (!trials_correlation(m, (double[]){ 1, p[0].strength, a,
                                               p[0].strength, 1, b,
                                               a, b, 1 }, 3, &root))
            return false;
    }
    return true;
}

enum rc risk_correlation_possible(struct rq *rq,
                                  const struct risk_correlation *c, bool *yes)
{
    struct pair *p = MEM_ARRAY(rq->mem, PAIRS, struct pair);
    struct sql_rows r = sql_query(rq->sql, &q_pairs,
                                  ARGS(INT(c->risk_register)));
    size_t n = 1;

    p[0] = (struct pair){ c->one, c->other, c->strength.v };
    while (sql_next(&r) && n < PAIRS)
        if (sql_int(&r, 3) != c->r.id)
            p[n++] = (struct pair){ sql_int(&r, 0), sql_int(&r, 1),
                                    sql_real(&r, 2) };
    TRY(sql_done(&r));
    *yes = thirds_fit(rq->mem, p, n);
    return RC_OK;
}

/* --- Back from the text --------------------------------------------------- */

static double real_of(const json_t *o, const char *name)
{
    return json_number_value(json_object_get(o, name));
}

static struct trials_dist dist_of(const json_t *o, const char *name)
{
    const json_t *a = json_object_get(o, name);

    return (struct trials_dist){
        risk_shape(json_string_value(json_array_get(a, 0))),
        json_number_value(json_array_get(a, 1)),
        json_number_value(json_array_get(a, 2)),
        json_number_value(json_array_get(a, 3)),
    };
}

static void read_risks(struct mem *m, const json_t *list,
                       struct trials_model *out)
{
    out->n = json_array_size(list);
    out->risk = MEM_ARRAY(m, out->n + 1, struct trials_risk);
    for (size_t i = 0; i < out->n; i++) {
        const json_t *o = json_array_get(list, i);

        out->risk[i].id = json_integer_value(json_object_get(o, "id"));
        out->risk[i].frequency = dist_of(o, "frequency");
        out->risk[i].loss = dist_of(o, "loss");
    }
}

static bool read_effects(struct mem *m, const json_t *list,
                         struct trials_model *out)
{
    out->n_effects = json_array_size(list);
    out->effect = MEM_ARRAY(m, out->n_effects + 1, struct trials_effect);
    for (size_t i = 0; i < out->n_effects; i++) {
        const json_t *o = json_array_get(list, i);
        struct trials_effect *e = &out->effect[i];

        e->id = json_integer_value(json_object_get(o, "id"));
        e->risk = (size_t)json_integer_value(json_object_get(o, "risk"));
        e->frequency = dist_of(o, "frequency");
        e->loss = dist_of(o, "loss");
        e->done = json_is_true(json_object_get(o, "done"));
        e->cost = real_of(o, "cost");
        e->years = real_of(o, "years");
        if (e->risk >= out->n)
            return false;
    }
    return true;
}

static bool read_pairs(struct mem *m, const json_t *list,
                       struct trials_model *out)
{
    size_t n = out->n;

    if (!json_array_size(list))
        return true;
    out->correlation = MEM_ARRAY(m, n * n + 1, double);
    for (size_t i = 0; i < n; i++)
        out->correlation[i * n + i] = 1;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *p = json_array_get(list, i);
        size_t a = (size_t)json_integer_value(json_array_get(p, 0));
        size_t b = (size_t)json_integer_value(json_array_get(p, 1));

        if (a >= n || b >= n || a == b)
            return false;
        out->correlation[a * n + b] = out->correlation[b * n + a] =
            json_number_value(json_array_get(p, 2));
    }
    return true;
}

enum rc risk_inputs_read(struct mem *m, const char *json,
                         struct trials_model *out)
{
    json_t *o = json ? json_loads(json, 0, NULL) : NULL;
    bool good;

    *out = (struct trials_model){ 0 };
    if (!o)
        return RC_BROKEN;
    read_risks(m, json_object_get(o, "risks"), out);
    good = read_effects(m, json_object_get(o, "actions"), out) &&
           read_pairs(m, json_object_get(o, "pairs"), out);
    json_decref(o);
    return good ? RC_OK : RC_BROKEN;
}
