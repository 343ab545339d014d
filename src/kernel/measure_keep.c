/* SPDX-License-Identifier: Apache-2.0 */
/*
 * measure_keep.c: snapshots: what was known of a day, when, and from which
 * records, so that the same number can be counted again a year later.
 */
#include "base/hash.h"
#include "kernel/app.h"
#include "kernel/ids.h"
#include "kernel/span.h"

#include <stdlib.h>
#include <string.h>

/* Bytes of ids that are kept; of more only the digest. */
enum { IDS_MOST = 100000 };

static const struct column snapshot_columns[] = {
    { .name = "id", .type = 'k' },
    { .name = "code", .type = 't', .must = true },
    { .name = "on_day", .type = 't', .must = true },
    { .name = "known_at", .type = 'i', .must = true },
    { .name = "numerator", .type = 'r' },
    { .name = "denominator", .type = 'r' },
    { .name = "value", .type = 'r', .must = true },
    { .name = "origin", .type = 't', .must = true },
    { .name = "digest", .type = 't' },
    { .name = "ids", .type = 't' },
};
static const struct index_on snapshot_indexes[] = {
    { .columns = "code, on_day, known_at", .unique = true },
};
const struct table measure_tables[] = {
    { .name = "measure_snapshot", SPAN(columns, snapshot_columns),
      SPAN(indexes, snapshot_indexes) },
};
const size_t n_measure_tables = COUNT(measure_tables);

/* --- The records behind then and now --------------------------------------------- */

struct id_list {
    int64_t *id;
    size_t n, cap;
};

static void push(struct mem *m, struct id_list *l, int64_t id)
{
    if (l->n == l->cap) {
        l->id = mem_grow(m, l->id, l->cap * sizeof *l->id,
                         (l->cap * 2 + 16) * sizeof *l->id);
        l->cap = l->cap * 2 + 16;
    }
    l->id[l->n++] = id;
}

/* What is in the text and not in the list, and the other way round. */
static void compare_ids(struct mem *m, const char *kept,
                        const struct refs *now, struct reproduced *out)
{
    struct id_walk w = { .s = kept };
    struct id_list gone = { 0 }, come = { 0 };
    size_t i = 0;

    ids_next(&w);
    while (w.any || i < now->n) {
        if (!w.any || (i < now->n && now->id[i] < w.at)) {
            push(m, &come, now->id[i++]);
            continue;
        }
        if (i == now->n || now->id[i] > w.at)
            push(m, &gone, w.at);
        else
            i++;
        ids_next(&w);
    }
    out->gone = (struct refs){ gone.id, gone.n };
    out->come = (struct refs){ come.id, come.n };
}

/* --- Keeping ---------------------------------------------------------------- */

static const struct sql_text q_newest = {
    "SELECT numerator, denominator, digest FROM measure_snapshot"
    " WHERE code = $1 AND on_day = $2 ORDER BY known_at DESC LIMIT 1",
    "tt", "rrt"
};
static const struct sql_text q_keep = {
    "INSERT INTO measure_snapshot(code, on_day, known_at, numerator,"
    " denominator, value, origin, digest, ids)"
    " VALUES($1, $2, $3, $4, $5, $6, 'counted', $7, $8)"
    " ON CONFLICT(code, on_day, known_at) DO NOTHING",
    "ttirrrtt", ""
};
static const struct sql_text q_kept = {
    "SELECT on_day, known_at, numerator, denominator, value"
    " FROM measure_snapshot WHERE code = $1 AND on_day <= $2"
    " ORDER BY on_day DESC, known_at DESC LIMIT 1",
    "tt", "tirrr"
};
static const struct sql_text q_snapshots = {
    "SELECT id, on_day, known_at, numerator, denominator, value, digest, ids"
    " FROM measure_snapshot WHERE code = $1"
    " ORDER BY on_day DESC, known_at DESC LIMIT $2",
    "ti", "itirrrtt"
};

static bool equal(double a, double b)
{
    return !(a < b) && !(a > b);
}

static bool same_text(const char *a, const char *b)
{
    return a && b ? !strcmp(a, b) : a == b;
}

/* Is the same known of that day already? */
static enum rc known(struct rq *rq, const struct measure *m,
                     const struct measured *v, const char *digest, bool *yes)
{
    struct sql_rows r = sql_query(rq->sql, &q_newest,
                                  ARGS(STR(m->code), DAY(rq->mem, v->on)));

    *yes = sql_next(&r) && equal(sql_real(&r, 0), v->numerator) &&
           equal(sql_real(&r, 1), v->denominator) &&
           same_text(sql_str(&r, 2), digest);
    return sql_done(&r);
}

static const char *digest_of(struct mem *m, const char *ids)
{
    return sha256_hex(m, sha256(ids, strlen(ids)));
}

static enum rc keep(struct rq *rq, const struct measure *m, day on,
                    int64_t *at)
{
    const char *ids = NULL, *digest = NULL;
    struct measured v;
    struct refs behind;
    bool same;

    TRY(measure_on(rq, m->code, on, &v));
    if (v.origin != ORIGIN_COUNTED)
        return RC_OK;
    if (m->type && m->records) {
        TRY(measure_ids(rq, m, on, KNOWN_NOW, &behind));
        ids = ids_text(rq->mem, &behind);
        digest = digest_of(rq->mem, ids);
    }
    TRY(known(rq, m, &v, digest, &same));
    if (same)
        return RC_OK;
    if (ids && strlen(ids) > IDS_MOST)
        ids = NULL;
    if (!*at)
        *at = known_snapshot(rq);
    return sql_run(rq->sql, &q_keep,
                   ARGS(STR(m->code), DAY(rq->mem, on), INT(*at),
                        REAL(v.numerator), REAL(v.denominator), REAL(v.value),
                        STR(digest), STR(ids)));
}

enum rc measure_snapshot(struct rq *rq, day on)
{
    const struct ordo *app = rq->app;
    int64_t at = 0;

    for (size_t i = 0; i < app->n_modules; i++)
        for (size_t j = 0; j < app->modules[i]->n_measures; j++)
            TRY(keep(rq, &app->modules[i]->measures[j], on, &at));
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

enum rc measure_snapshots(struct rq *rq, const char *code, int limit,
                          struct snapshot **out, size_t *n)
{
    struct sql_rows r =
        sql_query(rq->sql, &q_snapshots, ARGS(STR(code), INT(limit)));
    struct mem *m = rq->mem;

    *out = MEM_ARRAY(m, (size_t)limit + 1, struct snapshot);
    for (*n = 0; *n < (size_t)limit && sql_next(&r); (*n)++)
        (*out)[*n] = (struct snapshot){
            .id = sql_int(&r, 0), .on = sql_day(&r, 1),
            .known_at = sql_int(&r, 2), .numerator = sql_real(&r, 3),
            .denominator = sql_real(&r, 4), .value = sql_real(&r, 5),
            .digest = sql_null(&r, 6) ? NULL : mem_str(m, sql_str(&r, 6)),
            .ids = sql_null(&r, 7) ? NULL : mem_str(m, sql_str(&r, 7)),
        };
    return sql_done(&r);
}

/* --- Counting again --------------------------------------------------------- */

enum rc measure_reproduce(struct rq *rq, const char *code,
                          const struct snapshot *s, struct reproduced *out)
{
    const struct measure *m = measure_find(rq->app, code);
    struct refs now;
    const char *ids;
    bool same;

    *out = (struct reproduced){ .how = CANNOT_REPRODUCE };
    if (!m || !measure_looks_back(m))
        return RC_OK;
    TRY(measure_known(rq, code, s->on, s->known_at, &out->now));
    same = out->now.origin == ORIGIN_COUNTED &&
           equal(out->now.numerator, s->numerator) &&
           equal(out->now.denominator, s->denominator);
    if (s->digest) {
        TRY(measure_ids(rq, m, s->on, s->known_at, &now));
        ids = ids_text(rq->mem, &now);
        same = same && !strcmp(digest_of(rq->mem, ids), s->digest);
        if (s->ids)
            compare_ids(rq->mem, s->ids, &now, out);
    }
    out->how = same ? REPRODUCED : NOT_REPRODUCED;
    return RC_OK;
}
