/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file_page.c: who may open an uploaded file: who brought it, and who may see
 * a record that names it.
 */
#include "kernel/org.h"
#include "web/page_record.h"
#include "web/type_pages.h"

/* A part for each field that can name files and that these eyes may see. */
static void names_it(struct rq *rq, struct buf *sql, struct params *p,
                     const struct type *t, const struct field *f)
{
    buf_fmt(sql, "%sSELECT 1 FROM %s t WHERE ", sql->n ? " UNION ALL " : "",
            t->name);
    if (f->kind == KIND_REFS)
        buf_fmt(sql,
                "t.id IN (SELECT x.owner FROM %s_%s x WHERE x.target = $1)",
                t->name, f->name);
    else
        buf_fmt(sql, "t.%s = $1", f->name);
    buf_str(sql, " AND ");
    rights_where(rq, sql, p, t, OP_SEE, NULL);
}

static enum rc named_by_seen(struct rq *rq, int64_t id, bool *yes)
{
    struct params p = { 0 };
    struct buf sql;
    struct sql_rows r;

    *yes = false;
    params_add(&p, INT(id));
    buf_init(&sql, rq->mem);
    for (size_t i = 0; i < rq->app->n_types; i++) {
        const struct type *t = rq->app->types[i];

        if (!rights_any(rq, t, OP_SEE, NULL))
            continue;
        for (size_t k = 0; k < t->n_fields; k++)
            if (t->fields[k].ref == &type_file &&
                field_seen(rq, t, &t->fields[k]))
                names_it(rq, &sql, &p, t, &t->fields[k]);
    }
    if (!sql.n)
        return RC_OK;
    buf_str(&sql, " LIMIT 1");
    r = sql_query_built(rq->sql, sql.s, p.v, p.n);
    *yes = sql_next(&r);
    return sql_done(&r);
}

enum rc file_seen(struct rq *rq, int64_t id)
{
    struct rq ask = *rq;
    bool yes;
    enum rc rc;

    rq_forget(&ask);
    rc = rights_check(&ask, &type_file, id, OP_SEE, NULL);
    if (rc != RC_MISSING && rc != RC_DENIED)
        return rc;
    TRY(named_by_seen(rq, id, &yes));
    return yes ? RC_OK : RC_MISSING;
}

enum rc file_content(struct rq *rq)
{
    int64_t id = web_param_id(rq, "id");

    if (!id)
        return RC_MISSING;
    TRY(file_seen(rq, id));
    return web_file(rq, id);
}
