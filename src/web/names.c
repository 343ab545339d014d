/* SPDX-License-Identifier: Apache-2.0 */
/*
 * names.c: what records are called, read together: a card with ten references
 * to seven types costs one statement, and so does a form with five selects.
 */
#include "web/names.h"

#include "kernel/label.h"
#include "kernel/merge.h"

#include <stdlib.h>
#include <string.h>

enum { GROUPS = 24, TOGETHER = 80 };

struct group {
    const struct type *type;
    int64_t *ids;
    size_t n, room;
    struct label *labels; /* of ids, in their order */
};

struct names {
    struct rq *rq;
    struct group g[GROUPS];
    size_t n;
};

struct names *names_new(struct rq *rq)
{
    struct names *ns = MEM_NEW(rq->mem, struct names);

    ns->rq = rq;
    return ns;
}

static struct group *group_of(struct names *ns, const struct type *t)
{
    for (size_t i = 0; i < ns->n; i++)
        if (ns->g[i].type == t)
            return &ns->g[i];
    if (ns->n == GROUPS)
        return NULL;
    ns->g[ns->n].type = t;
    return &ns->g[ns->n++];
}

void names_want(struct names *ns, const struct type *t, int64_t id)
{
    struct group *g = group_of(ns, t);

    if (!g || !id)
        return;
    if (g->n == g->room) {
        size_t room = g->room ? g->room * 2 : 8;

        g->ids = mem_grow(ns->rq->mem, g->ids, g->room * sizeof *g->ids,
                          room * sizeof *g->ids);
        g->room = room;
    }
    g->ids[g->n++] = id;
}

void names_want_all(struct names *ns, const struct type *t, const void *rec)
{
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        if (f->kind == KIND_REF || f->kind == KIND_FILE) {
            names_want(ns, f->ref, *FIELD_IN(f, rec, int64_t));
        } else if (f->kind == KIND_REFS) {
            const struct refs *refs = FIELD_IN(f, rec, struct refs);

            names_want(ns, f->ref, 0);
            for (size_t j = 0; j < refs->n; j++)
                names_want(ns, f->ref, refs->id[j]);
        }
    }
}

static int by_id(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static void sort_ids(struct names *ns, struct group *g)
{
    size_t kept = 0;

    if (g->n)
        qsort(g->ids, g->n, sizeof *g->ids, by_id);
    for (size_t i = 0; i < g->n; i++)
        if (!i || g->ids[i] != g->ids[i - 1])
            g->ids[kept++] = g->ids[i];
    g->n = kept;
    g->labels = MEM_ARRAY(ns->rq->mem, kept + 1, struct label);
}

/* Slots of a group in the statement: few sizes, so that the text of the
 * statement is mostly one that the connection has prepared already. */
static size_t slots(const struct group *g)
{
    size_t n = 1;

    while (n < g->n)
        n *= 2;
    return n;
}

static struct label *label_slot(const struct group *g, int64_t id)
{
    const int64_t *at =
        g->n ? bsearch(&id, g->ids, g->n, sizeof id, by_id) : NULL;

    return at ? &g->labels[at - g->ids] : NULL;
}

static enum rc read_together(struct names *ns)
{
    struct mem *m = ns->rq->mem;
    struct params p = { 0 };
    struct buf sql;
    struct sql_rows r;

    buf_init(&sql, m);
    for (size_t i = 0; i < ns->n; i++) {
        const struct group *g = &ns->g[i];

        buf_fmt(&sql, "%sSELECT %zu, t.id, ", i ? " UNION ALL " : "", i);
        label_columns(m, &sql, layout_of(ns->rq->app, g->type), "t");
        buf_fmt(&sql, " FROM %s t WHERE t.id IN (", g->type->name);
        for (size_t k = 0; k < slots(g); k++)
            buf_fmt(&sql, "%s$%zu", k ? "," : "",
                    params_add(&p, INT(k < g->n ? g->ids[k] : 0)));
        buf_char(&sql, ')');
        rights_exclude(ns->rq, &sql, &p, g->type);
    }
    r = sql_query_built(ns->rq->sql, sql.s, p.v, p.n);
    while (sql_next(&r)) {
        const struct group *g = &ns->g[sql_int(&r, 0)];
        struct label *l = label_slot(g, sql_int(&r, 1));

        if (l) {
            l->id = sql_int(&r, 1);
            label_decode(m, &r, 2, l);
        }
    }
    return sql_done(&r);
}

enum rc names_read(struct names *ns)
{
    size_t all = 0, wanted = 0;

    for (size_t i = 0; i < ns->n; i++) {
        sort_ids(ns, &ns->g[i]);
        wanted += ns->g[i].n;
        all += slots(&ns->g[i]);
    }
    if (!wanted)
        return RC_OK;
    if (all <= TOGETHER)
        return read_together(ns);
    for (size_t i = 0; i < ns->n; i++)
        if (ns->g[i].n)
            TRY(record_labels(ns->rq, ns->g[i].type, ns->g[i].ids, ns->g[i].n,
                              &ns->g[i].labels));
    return RC_OK;
}

const struct label *names_get(const struct names *ns, const struct type *t,
                              int64_t id)
{
    for (size_t i = 0; i < ns->n; i++)
        if (ns->g[i].type == t) {
            const struct label *l = label_slot(&ns->g[i], id);

            return l && l->id ? l : NULL;
        }
    return NULL;
}

void names_put(struct names *ns, const struct type *t, const struct label *l)
{
    for (size_t i = 0; i < ns->n; i++)
        if (ns->g[i].type == t) {
            struct label *slot = label_slot(&ns->g[i], l->id);

            if (slot)
                *slot = *l;
        }
}

/* --- Choices -------------------------------------------------------------- */

struct wanted {
    struct choice_list list;
    int64_t scope;
};

struct choices {
    struct rq *rq;
    int most;
    struct wanted w[GROUPS];
    size_t n;
};

struct choices *choices_new(struct rq *rq, int most)
{
    struct choices *c = MEM_NEW(rq->mem, struct choices);

    c->rq = rq;
    c->most = most;
    return c;
}

static const struct wanted *find_wanted(const struct choices *c,
                                        const struct type *t, int64_t scope)
{
    if (!t->code_scope)
        scope = 0;
    for (size_t i = 0; i < c->n; i++)
        if (c->w[i].list.type == t && c->w[i].scope == scope)
            return &c->w[i];
    return NULL;
}

void choices_want(struct choices *c, const struct type *t, int64_t scope)
{
    struct wanted *w = &c->w[c->n];

    if (c->n == GROUPS || find_wanted(c, t, scope))
        return;
    w->list.type = t;
    w->list.labels =
        MEM_ARRAY(c->rq->mem, (size_t)c->most + 1, struct label);
    w->scope = t->code_scope ? scope : 0;
    c->n++;
}

/* Codes as people count: I.1.2 before I.1.10. */
static int by_code(const void *a, const void *b)
{
    const struct label *x = a, *y = b;

    if (!x->code || !y->code)
        return (x->code != NULL) - (y->code != NULL);
    return strverscmp(x->code, y->code);
}

static void want_sql(struct choices *c, struct buf *sql, struct params *p,
                     size_t i)
{
    const struct wanted *w = &c->w[i];
    const struct layout *l = layout_of(c->rq->app, w->list.type);

    buf_fmt(sql, "%sSELECT * FROM (SELECT %zu AS k, t.id, ",
            i ? " UNION ALL " : "", i);
    label_columns(c->rq->mem, sql, l, "t");
    buf_fmt(sql, " FROM %s t WHERE ", w->list.type->name);
    rights_where(c->rq, sql, p, w->list.type, OP_SEE, NULL);
    if (merge_knows(w->list.type))
        buf_str(sql, " AND t.state <> '" MERGED "'");
    if (w->scope)
        buf_fmt(sql, " AND t.%s = $%zu", w->list.type->code_scope,
                params_add(p, INT(w->scope)));
    buf_fmt(sql, " ORDER BY t.id LIMIT %d) o%zu", c->most + 1, i);
}

enum rc choices_read(struct choices *c)
{
    struct params p = { 0 };
    struct buf sql;
    struct sql_rows r;

    if (!c->n)
        return RC_OK;
    buf_init(&sql, c->rq->mem);
    for (size_t i = 0; i < c->n; i++)
        want_sql(c, &sql, &p, i);
    r = sql_query_built(c->rq->sql, sql.s, p.v, p.n);
    while (sql_next(&r)) {
        struct choice_list *l = &c->w[sql_int(&r, 0)].list;

        if (l->n == (size_t)c->most) {
            l->more = true;
            continue;
        }
        l->labels[l->n].id = sql_int(&r, 1);
        label_decode(c->rq->mem, &r, 2, &l->labels[l->n++]);
    }
    for (size_t i = 0; i < c->n; i++)
        if (c->w[i].list.n && c->w[i].list.labels[0].code)
            qsort(c->w[i].list.labels, c->w[i].list.n, sizeof(struct label),
                  by_code);
    return sql_done(&r);
}

const struct choice_list *choices_get(const struct choices *c,
                                      const struct type *t, int64_t scope)
{
    const struct wanted *w = find_wanted(c, t, scope);

    return w ? &w->list : NULL;
}

const char *ref_value(struct rq *rq, int64_t id)
{
    return id ? mem_fmt(rq->mem, "#%lld", (long long)id) : "";
}

enum rc only_scope(struct rq *rq, const struct type *t, int64_t *id)
{
    const struct field *f = type_field(t, t->code_scope);
    int64_t found = 0;
    int n = 0;
    struct sql_rows r;

    *id = 0;
    if (!f)
        f = type_field(t, "plan");
    if (!f || f->kind != KIND_REF || f->computed)
        return RC_OK;
    r = sql_query_built(
        rq->sql,
        mem_fmt(rq->mem, "SELECT t.id FROM %s t LIMIT 2", f->ref->name),
        NO_ARGS);
    for (; sql_next(&r); n++)
        found = sql_int(&r, 0);
    if (n == 1)
        *id = found;
    return sql_done(&r);
}
