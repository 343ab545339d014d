/* SPDX-License-Identifier: Apache-2.0 */
/*
 * look_find.c: the looks that were kept: at a record, of a person, at a
 * person in all records about them.
 */
#include "kernel/look.h"

#include "kernel/app.h"
#include "kernel/ids.h"
#include "kernel/org.h"
#include "kernel/rights.h"

#include <string.h>

#define COLUMNS                                                                \
    "SELECT id, person, on_day, how, times, first_at, last_at, records, type"  \
    " FROM look WHERE "

static void read_look(struct rq *rq, const struct sql_rows *r, struct look *k)
{
    k->id = sql_int(r, 0);
    k->person = sql_int(r, 1);
    k->on = sql_day(r, 2);
    k->how = mem_str(rq->mem, sql_str(r, 3));
    k->times = sql_int(r, 4);
    k->first_at = sql_int(r, 5);
    k->last_at = sql_int(r, 6);
    k->ids = mem_str(rq->mem, sql_str(r, 7));
    k->type = app_type(rq->app, sql_str(r, 8));
}

/* --- At a record ---------------------------------------------------------- */

static const struct sql_text q_at = {
    COLUMNS "type = $1 AND low <= $2 AND high >= $2 AND id < $3"
            " ORDER BY id DESC",
    "tii", "iittiiitt"
};

enum rc look_at(struct rq *rq, const struct type *t, int64_t id,
                int64_t before, size_t most, struct look **out, size_t *n)
{
    struct look *all = MEM_ARRAY(rq->mem, most + 1, struct look);
    struct sql_rows r = sql_query(
        rq->sql, &q_at,
        ARGS(STR(t->name), INT(id), INT(before ? before : INT64_MAX)));

    *out = all;
    for (*n = 0; *n < most && sql_next(&r);) {
        if (!ids_has(sql_str(&r, 7), id, &all[*n].records))
            continue;
        read_look(rq, &r, &all[*n]);
        ++*n;
    }
    return sql_done(&r);
}

/* --- Of a person, at a person --------------------------------------------- */

/* The records of each type that are about the person; of most types none. */
struct own {
    struct refs of[TYPES_MAX];
};

static enum rc own_records(struct rq *rq, int64_t person, struct own *own)
{
    for (size_t i = 0; i < rq->app->n_types; i++) {
        const struct type *t = rq->app->types[i];
        const struct field *whose = NULL;
        struct params p = { 0 };
        const char *sql;

        for (size_t k = 0; k < t->n_fields && !whose; k++)
            if (t->fields[k].whose)
                whose = &t->fields[k];
        if (!look_kept(t) || (!whose && t != &type_person))
            continue;
        sql = mem_fmt(rq->mem, "SELECT t.id FROM %s t WHERE t.%s = $%zu"
                               " ORDER BY t.id",
                      t->name, whose ? whose->name : "id",
                      params_add(&p, INT(person)));
        TRY(ids_read_built(rq, sql, p.v, p.n, &own->of[i]));
    }
    return RC_OK;
}

/* "(type = ... AND low <= ... AND high >= ...) OR ..." */
static void where_own(struct rq *rq, struct buf *b, struct params *p,
                      const struct own *own)
{
    const char *joint = " AND (";

    for (size_t i = 0; i < rq->app->n_types; i++) {
        const struct refs *ids = &own->of[i];

        if (!ids->n)
            continue;
        buf_fmt(b, "%s(type = '%s' AND low <= $%zu AND high >= $%zu)", joint,
                rq->app->types[i]->name,
                params_add(p, INT(ids->id[ids->n - 1])),
                params_add(p, INT(ids->id[0])));
        joint = " OR ";
    }
    buf_str(b, *joint == ' ' && joint[1] == 'A' ? " AND 1 = 0" : ")");
}

static bool is_about(const struct rq *rq, const struct own *own,
                     const struct look *k)
{
    const struct refs *ids =
        k->type ? &own->of[app_type_index(rq->app, k->type)] : NULL;

    for (size_t i = 0; ids && i < ids->n; i++)
        if (ids_has(k->ids, ids->id[i], NULL))
            return true;
    return false;
}

enum rc look_find(struct rq *rq, const struct look_ask *ask,
                  struct look **out, size_t *n)
{
    struct look *all = MEM_ARRAY(rq->mem, ask->most + 1, struct look);
    struct own *own = MEM_NEW(rq->mem, struct own);
    struct params p = { 0 };
    struct sql_rows r;
    struct buf b;

    buf_init(&b, rq->mem);
    buf_fmt(&b, COLUMNS "on_day >= $%zu AND on_day <= $%zu AND id < $%zu",
            params_add(&p, sql_day_val(rq->mem, ask->from)),
            params_add(&p, sql_day_val(rq->mem, ask->to)),
            params_add(&p, INT(ask->before ? ask->before : INT64_MAX)));
    if (ask->who)
        buf_fmt(&b, " AND person = $%zu", params_add(&p, INT(ask->who)));
    if (ask->about) {
        TRY(own_records(rq, ask->about, own));
        where_own(rq, &b, &p, own);
    }
    buf_str(&b, " ORDER BY id DESC");
    r = sql_query_built(rq->sql, b.s, p.v, p.n);
    *out = all;
    for (*n = 0; *n < ask->most && sql_next(&r);) {
        struct mem_mark mark = mem_mark(rq->mem);

        read_look(rq, &r, &all[*n]);
        ids_has(all[*n].ids, 0, &all[*n].records);
        if (!ask->about || is_about(rq, own, &all[*n]))
            ++*n;
        else
            mem_back(rq->mem, mark);
    }
    return sql_done(&r);
}
