/* SPDX-License-Identifier: Apache-2.0 */
/*
 * label.c: names of records for links: code and title.
 */
#include "kernel/label.h"

#include <string.h>

enum { AT_ONCE = 32 };

/* "x.code, x.title_ky, x.title_ru, x.title_en" for a table alias. */
void label_columns(struct mem *m, struct buf *sql, const struct layout *l,
                   const char *alias)
{
    const char *dot = mem_join(m, alias, ".");

    buf_str(sql, l->code ? dot : "NULL");
    buf_str(sql, l->code ? l->code->name : "");
    for (int p = 0; p < LANGS; p++) {
        buf_str(sql, l->title ? ", " : ", NULL");
        buf_str(sql, l->title ? dot : "");
        buf_str(sql, l->title ? column_name(m, l->title, p) : "");
    }
}

static const char *copy(struct mem *m, const struct sql_rows *r, int col)
{
    return sql_null(r, col) ? NULL
                            : mem_strn(m, sql_str(r, col), sql_size(r, col));
}

void label_decode(struct mem *m, const struct sql_rows *r, int col,
                  struct label *out)
{
    out->code = copy(m, r, col);
    for (int p = 0; p < LANGS; p++)
        out->title.in[p] = copy(m, r, col + 1 + p);
}

/* Fills the labels of up to AT_ONCE ids; absent slots ask for id 0. */
static enum rc read_some(struct rq *rq, const struct layout *l,
                         const int64_t *ids, size_t n, struct label *out)
{
    struct params p = { 0 };
    struct buf sql;
    struct sql_rows r;

    buf_init(&sql, rq->mem);
    buf_str(&sql, "SELECT t.id, ");
    label_columns(rq->mem, &sql, l, "t");
    buf_fmt(&sql, " FROM %s t WHERE t.id IN (", l->type->name);
    for (size_t i = 0; i < AT_ONCE; i++)
        buf_fmt(&sql, "%s$%zu", i ? ", " : "",
                params_add(&p, INT(i < n ? ids[i] : 0)));
    buf_char(&sql, ')');
    rights_exclude(rq, &sql, &p, l->type);
    r = sql_query_built(rq->sql, sql.s, p.v, p.n);
    while (sql_next(&r))
        for (size_t i = 0; i < n; i++)
            if (ids[i] == sql_int(&r, 0)) {
                out[i].id = ids[i];
                label_decode(rq->mem, &r, 1, &out[i]);
            }
    return sql_done(&r);
}

enum rc record_labels(struct rq *rq, const struct type *t, const int64_t *ids,
                      size_t n, struct label **out)
{
    const struct layout *l = layout_of(rq->app, t);

    *out = MEM_ARRAY(rq->mem, n + 1, struct label);
    for (size_t i = 0; i < n; i += AT_ONCE)
        TRY(read_some(rq, l, ids + i, n - i < AT_ONCE ? n - i : AT_ONCE,
                      *out + i));
    return RC_OK;
}

enum rc record_label(struct rq *rq, const struct type *t, int64_t id,
                     struct label *out)
{
    const struct layout *l = layout_of(rq->app, t);
    struct params p = { 0 };
    struct buf sql;
    struct sql_rows r;

    memset(out, 0, sizeof *out);
    buf_init(&sql, rq->mem);
    buf_str(&sql, "SELECT ");
    label_columns(rq->mem, &sql, l, "t");
    buf_fmt(&sql, " FROM %s t WHERE t.id = $%zu", t->name,
            params_add(&p, INT(id)));
    rights_exclude(rq, &sql, &p, t);
    r = sql_query_built(rq->sql, sql.s, p.v, p.n);
    if (sql_next(&r)) {
        out->id = id;
        label_decode(rq->mem, &r, 0, out);
    }
    TRY(sql_done(&r));
    return out->id ? RC_OK : RC_MISSING;
}

const char *label_text(struct rq *rq, const struct label *l)
{
    const char *title = text3_get(&l->title, rq->lang, NULL);

    if (l->code && *title)
        return mem_fmt(rq->mem, "%s %s", l->code, title);
    if (l->code)
        return l->code;
    return *title ? title : mem_fmt(rq->mem, "#%lld", (long long)l->id);
}
