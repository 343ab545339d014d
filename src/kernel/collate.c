/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collate.c: sort keys made anew after a change of ICU.
 */
#include "kernel/collate.h"

#include "base/hash.h"
#include "kernel/layout.h"

#include <string.h>

enum { AT_ONCE = 500 };

static const struct sql_text q_made_by = {
    "SELECT value FROM meta WHERE name = 'collation'", "", "t"
};
static const struct sql_text q_keep = {
    "INSERT INTO meta(name, value) VALUES('collation', $1)"
    " ON CONFLICT(name) DO UPDATE SET value = excluded.value",
    "t", ""
};

/* "UPDATE task SET a_key = $1, b_key = $2 WHERE id = $3" */
static const char *update_text(struct mem *m, const struct layout *l)
{
    struct buf b;

    buf_init(&b, m);
    buf_fmt(&b, "UPDATE %s SET ", l->type->name);
    for (size_t i = 0; i < l->n_keys; i++)
        buf_fmt(&b, "%s%s = $%zu", i ? ", " : "", l->names[l->n_columns + i],
                i + 1);
    buf_fmt(&b, " WHERE id = $%zu", l->n_keys + 1);
    return b.s;
}

static enum rc remake_one(struct rq *rq, const struct layout *l,
                          const char *update, const void *rec)
{
    const struct record *head = rec;
    struct sql_val *v = MEM_ARRAY(rq->mem, l->n_keys + LANGS, struct sql_val);
    size_t n = 0;

    for (size_t i = 0; i < l->type->n_fields; i++)
        n += layout_keys(rq->mem, &l->type->fields[i], rec, v + n);
    v[n++] = INT(head->id);
    return sql_run_built(rq->sql, update, v, n);
}

/* The next records after *last; *n: how many. */
static enum rc remake_some(struct rq *rq, const struct layout *l,
                           const char *update, int64_t *last, size_t *n)
{
    const char *text = mem_fmt(rq->mem,
                               "SELECT %s FROM %s t WHERE t.id > $1"
                               " ORDER BY t.id LIMIT %d",
                               l->select, l->type->name, AT_ONCE);
    struct sql_rows r = sql_query_built(rq->sql, text, ARGS(INT(*last)));
    void *rec[AT_ONCE];

    for (*n = 0; *n < AT_ONCE && sql_next(&r); ++*n) {
        rec[*n] = layout_empty(rq->mem, l->type);
        layout_decode(rq->mem, l, &r, rec[*n]);
    }
    TRY(sql_done(&r));
    for (size_t i = 0; i < *n; i++) {
        TRY(remake_one(rq, l, update, rec[i]));
        *last = ((struct record *)rec[i])->id;
    }
    return RC_OK;
}

static enum rc remake_type(struct rq *rq, const struct layout *l,
                           int64_t *remade)
{
    const char *update = update_text(rq->mem, l);
    struct mem_mark mark = mem_mark(rq->mem);
    int64_t last = 0;
    size_t n;

    do {
        TRY(remake_some(rq, l, update, &last, &n));
        *remade += (int64_t)n;
        mem_back(rq->mem, mark);
    } while (n == AT_ONCE);
    return RC_OK;
}

/* The make of the keys and the columns that hold them: one that is new is
 * filled as well. */
static const char *make_of(struct rq *rq, const char *version)
{
    const struct ordo *app = rq->app;
    struct sha256_stream *s = sha256_open();
    struct sha256 h;
    struct buf b;

    for (size_t i = 0; i < app->n_types; i++) {
        const struct layout *l = app->layout[i];

        sha256_add(s, app->types[i]->name, strlen(app->types[i]->name) + 1);
        for (size_t k = 0; k < l->n_keys; k++) {
            const char *name = l->names[l->n_columns + k];

            sha256_add(s, name, strlen(name) + 1);
        }
    }
    h = sha256_close(s);
    buf_init(&b, rq->mem);
    buf_fmt(&b, "%s ", version);
    buf_hex(&b, h.b, 8);
    return b.s;
}

enum rc collate_settle(struct rq *rq, const char *version, int64_t *remade)
{
    const struct ordo *app = rq->app;
    const char *make = make_of(rq, version);
    const char *made_by = NULL;
    enum rc rc = sql_get_str(rq->sql, rq->mem, &made_by, &q_made_by, NO_ARGS);

    *remade = 0;
    if (rc && rc != RC_MISSING)
        return rc;
    if (made_by && !strcmp(made_by, make))
        return RC_OK;
    for (size_t i = 0; i < app->n_types; i++)
        if (app->layout[i]->n_keys)
            TRY(remake_type(rq, app->layout[i], remade));
    return sql_run(rq->sql, &q_keep, ARGS(STR(make)));
}
