/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list.c: a page of records: filtered, ordered, by keyset, for these eyes.
 *
 * A page costs one statement, plus one for each field of several references
 * and one for each 32 of their labels, whatever the number of records.  The
 * token of the next page is "ID.VALUE": the last record's id and the hex text
 * of the value it was ordered by; that of the page before is its first row's,
 * and that page is read against the order and turned round.
 */
#include "base/hash.h"
#include "base/text.h"
#include "kernel/label.h"
#include "kernel/list_in.h"
#include "kernel/look.h"
#include "kernel/write.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 1000, OWNERS_AT_ONCE = 64 };

static enum rc where_all(struct query *q)
{
    enum op op = q->list->export_all ? OP_EXPORT : OP_SEE;

    buf_str(&q->sql, " WHERE ");
    rights_where(q->rq, &q->sql, &q->p, q->layout->type, op, NULL);
    if (q->list->where)
        buf_fmt(&q->sql, " AND (%s)", q->list->where);
    for (size_t i = 0; i < q->list->n_filters; i++) {
        buf_str(&q->sql, " AND ");
        TRY(list_where_filter(q, &q->list->filters[i]));
    }
    return RC_OK;
}

/* --- Order ---------------------------------------------------------------- */

static const char *order_expr(struct query *q, const struct field *f)
{
    struct mem *m = q->rq->mem;

    if (!f)
        return NULL;
    if (f->kind == KIND_TEXT3)
        return mem_fmt(m, field_keyed(f) ? "t.%s_key" : "COALESCE(t.%s, '')",
                       column_name(m, f, (int)q->rq->lang));
    return layout_order(m, f, "t.");
}

static enum rc bad_token(struct rq *rq)
{
    return fail(rq, RC_INVALID, "after", "is not a place in this list");
}

/* Is the list walked against its order? */
static bool falling(const struct list *l)
{
    return l->descending != (l->before != NULL);
}

/* The value that the page before ended with, as a parameter. */
static enum rc token_value(struct query *q, const struct field *f,
                           const char *hex, struct sql_val *v)
{
    struct rq *rq = q->rq;
    size_t n = strlen(hex) / 2;
    char *bytes = mem_alloc(rq->mem, n + 1);

    if (strlen(hex) % 2 || !hex_decode(hex, bytes, n))
        return bad_token(rq);
    if (field_keyed(f))
        *v = BLOB(bytes, n);
    else if (f->kind == KIND_NUMBER || f->kind == KIND_PERCENT)
        *v = REAL(strtod(bytes, NULL));
    else if (f->kind == KIND_TEXT || f->kind == KIND_TEXT3 ||
             f->kind == KIND_CHOICE || f->kind == KIND_DAY)
        *v = (struct sql_val){ .kind = SQL_TEXT, .n = n, .s = bytes };
    else
        *v = INT(strtoll(bytes, NULL, 10));
    return RC_OK;
}

static enum rc where_after(struct query *q, const struct field *sort,
                           const char *expr)
{
    const struct list *l = q->list;
    const char *after = l->before ? l->before : l->after;
    const char *less = falling(l) ? "<" : ">";
    char *dot;
    int64_t id;
    struct sql_val v;
    size_t at;

    if (!after)
        return RC_OK;
    id = strtoll(after, &dot, 10);
    if (dot == after || (*dot != '.' && *dot) || (expr && *dot != '.'))
        return bad_token(q->rq);
    if (!expr) {
        buf_fmt(&q->sql, " AND t.id %s $%zu", less,
                params_add(&q->p, INT(id)));
        return RC_OK;
    }
    TRY(token_value(q, sort, dot + 1, &v));
    at = params_add(&q->p, v);
    /* The bound by itself lets an index of an expression be entered there. */
    buf_fmt(&q->sql, " AND %s %s= $%zu", expr, less, at);
    buf_fmt(&q->sql, " AND (%s, t.id) %s ($%zu, $%zu)", expr, less, at,
            params_add(&q->p, INT(id)));
    return RC_OK;
}

/* --- Columns -------------------------------------------------------------- */

bool list_shows(const struct list *l, const struct field *f)
{
    if (!l->columns)
        return f->list;
    for (size_t i = 0; i < l->n_columns; i++)
        if (l->columns[i] == f)
            return true;
    return false;
}

/* Does every column lie in the narrow row? */
static bool narrow(const struct list *l)
{
    for (size_t i = 0; l->columns && i < l->n_columns; i++)
        if (!l->columns[i]->list)
            return false;
    return l->rows_only;
}

/* --- Rows ----------------------------------------------------------------- */

static bool joined(const struct list *l, const struct field *f)
{
    return f->kind == KIND_REF && (list_shows(l, f) || l->export_all);
}

/* Names of records from which the person is excluded do not show. */
static void join(struct query *q, size_t i)
{
    const struct field *f = &q->layout->type->fields[i];

    if (f->ref->exclude || f->ref->closed_to) {
        buf_fmt(&q->sql, " LEFT JOIN (SELECT t.* FROM %s t WHERE 1 = 1",
                f->ref->name);
        rights_exclude(q->rq, &q->sql, &q->p, f->ref);
        buf_str(&q->sql, ")");
    } else {
        buf_fmt(&q->sql, " LEFT JOIN %s", f->ref->name);
    }
    buf_fmt(&q->sql, " j%zu ON j%zu.id = t.%s", i, i, f->name);
}

static void select_columns(struct query *q, const char *order)
{
    const struct type *t = q->layout->type;

    buf_fmt(&q->sql, "SELECT %s, %s", q->layout->select, order ? order : "0");
    for (size_t i = 0; i < t->n_fields; i++)
        if (joined(q->list, &t->fields[i])) {
            buf_str(&q->sql, ", ");
            label_columns(q->rq->mem, &q->sql,
                          layout_of(q->rq->app, t->fields[i].ref),
                          mem_fmt(q->rq->mem, "j%zu", i));
        }
    buf_fmt(&q->sql, " FROM %s t", t->name);
    for (size_t i = 0; i < t->n_fields; i++)
        if (joined(q->list, &t->fields[i]))
            join(q, i);
}

/* "ID.HEX" of the row that ends a page. */
static const char *token_of(struct mem *m, const struct sql_rows *r,
                            const struct layout *l, const struct field *sort,
                            bool ordered)
{
    int col = (int)l->n_columns;
    struct buf b;

    buf_init(&b, m);
    buf_fmt(&b, "%lld.", (long long)sql_int(r, COL_ID));
    if (!ordered)
        return b.s;
    if (field_keyed(sort)) {
        buf_hex(&b, sql_blob(r, col), sql_size(r, col));
    } else if (sort->kind == KIND_NUMBER || sort->kind == KIND_PERCENT) {
        const char *s = mem_fmt(m, "%.17g", sql_real(r, col));

        buf_hex(&b, s, strlen(s));
    } else {
        const char *s = sql_str(r, col);

        buf_hex(&b, s ? s : "", s ? sql_size(r, col) : 0);
    }
    return b.s;
}

static void decode_labels(struct query *q, const struct sql_rows *r,
                          struct label *labels)
{
    const struct type *t = q->layout->type;
    int col = (int)q->layout->n_columns + 1;

    for (size_t i = 0; i < t->n_fields; i++)
        if (joined(q->list, &t->fields[i])) {
            label_decode(q->rq->mem, r, col, &labels[i]);
            labels[i].id = *FIELD_IN(&t->fields[i],
                                     q->list->rec[q->list->n], int64_t);
            col += LABEL_COLUMNS;
        }
}

/* Rows that were read against the order, into it. */
static void turn(struct list *l, struct label *labels, size_t n_fields)
{
    for (size_t i = 0, j = l->n; i + 1 < j; i++) {
        void *rec = l->rec[i];

        l->rec[i] = l->rec[--j];
        l->rec[j] = rec;
        for (size_t k = 0; k < n_fields; k++) {
            struct label label = labels[i * n_fields + k];

            labels[i * n_fields + k] = labels[j * n_fields + k];
            labels[j * n_fields + k] = label;
        }
    }
}

static enum rc read_rows(struct query *q, const struct field *sort,
                         bool ordered)
{
    struct list *l = q->list;
    size_t n_fields = q->layout->type->n_fields;
    struct label *labels = MEM_ARRAY(
        q->rq->mem, (size_t)l->limit * n_fields + 1, struct label);
    struct sql_rows r = sql_query_built(q->rq->sql, q->sql.s, q->p.v, q->p.n);
    const char *first = NULL, *last = NULL;
    bool more = false;

    l->rec = MEM_ARRAY(q->rq->mem, (size_t)l->limit, void *);
    l->labels = labels;
    l->n = 0;
    while (!more && sql_next(&r)) {
        if (l->n == (size_t)l->limit) {
            more = true;
            continue;
        }
        l->rec[l->n] = layout_empty(q->rq->mem, q->layout->type);
        layout_decode(q->rq->mem, q->layout, &r, l->rec[l->n]);
        decode_labels(q, &r, labels + l->n * n_fields);
        if (!l->n || l->n + 1 == (size_t)l->limit)
            last = token_of(q->rq->mem, &r, q->layout, sort, ordered);
        if (!l->n)
            first = last;
        l->n++;
    }
    if (l->before)
        turn(l, labels, n_fields);
    l->next = l->before ? first : more ? last : NULL;
    l->prev = l->before ? (more ? last : NULL) : l->after ? first : NULL;
    return sql_done(&r);
}

/* --- Several references --------------------------------------------------- */

static int by_target(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static size_t row_of(const struct list *l, int64_t id)
{
    for (size_t i = 0; i < l->n; i++)
        if (((const struct record *)l->rec[i])->id == id)
            return i;
    return l->n;
}

static void add_target(struct rq *rq, struct refs *refs, int64_t target)
{
    int64_t *ids = MEM_ARRAY(rq->mem, refs->n + 1, int64_t);

    if (refs->n)
        memcpy(ids, refs->id, refs->n * sizeof *ids);
    ids[refs->n++] = target;
    refs->id = ids;
}

static enum rc read_targets(struct query *q, const struct field *f,
                            size_t first)
{
    struct list *l = q->list;
    struct params p = { 0 };
    struct buf sql;
    struct sql_rows r;

    buf_init(&sql, q->rq->mem);
    buf_fmt(&sql, "SELECT owner, target FROM %s_%s WHERE owner IN (",
            l->type->name, f->name);
    for (size_t i = 0; i < OWNERS_AT_ONCE; i++) {
        int64_t id = first + i < l->n
                         ? ((const struct record *)l->rec[first + i])->id
                         : 0;

        buf_fmt(&sql, "%s$%zu", i ? ", " : "", params_add(&p, INT(id)));
    }
    buf_str(&sql, ") ORDER BY owner, target");
    for (r = sql_query_built(q->rq->sql, sql.s, p.v, p.n); sql_next(&r);) {
        size_t row = row_of(l, sql_int(&r, 0));

        if (row < l->n)
            add_target(q->rq, FIELD_AT(f, l->rec[row], struct refs),
                       sql_int(&r, 1));
    }
    return sql_done(&r);
}

/* Labels of all targets on the page; each row's slot then holds as many
 * labels as it has references, in their order. */
static enum rc label_targets(struct query *q, const struct field *f)
{
    struct list *l = q->list;
    int64_t *ids;
    size_t all = 0, n = 0;
    struct label *found;

    for (size_t i = 0; i < l->n; i++)
        all += FIELD_IN(f, l->rec[i], struct refs)->n;
    ids = MEM_ARRAY(q->rq->mem, all + 1, int64_t);
    for (size_t i = 0, k = 0; i < l->n; i++) {
        const struct refs *refs = FIELD_IN(f, l->rec[i], struct refs);

        for (size_t j = 0; j < refs->n; j++)
            ids[k++] = refs->id[j];
    }
    qsort(ids, all, sizeof *ids, by_target);
    for (size_t i = 0; i < all; i++)
        if (!i || ids[i] != ids[i - 1])
            ids[n++] = ids[i];
    TRY(record_labels(q->rq, f->ref, ids, n, &found));
    l->many[f - l->type->fields].ids = ids;
    l->many[f - l->type->fields].labels = found;
    l->many[f - l->type->fields].n = n;
    return RC_OK;
}

static enum rc read_many(struct query *q)
{
    const struct type *t = q->layout->type;

    q->list->many =
        MEM_ARRAY(q->rq->mem, t->n_fields + 1, struct list_targets);
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        if (f->kind != KIND_REFS ||
            !(list_shows(q->list, f) || q->list->export_all || q->list->whole))
            continue;
        for (size_t first = 0; first < q->list->n; first += OWNERS_AT_ONCE)
            TRY(read_targets(q, f, first));
        if (list_shows(q->list, f) || q->list->export_all)
            TRY(label_targets(q, f));
    }
    return RC_OK;
}

/* --- The whole ------------------------------------------------------------ */

static void query_init(struct query *q, struct rq *rq, struct list *l)
{
    q->rq = rq;
    q->list = l;
    q->layout = layout_of(rq->app, l->type);
    if (narrow(l))
        q->layout = q->layout->row;
    q->p = l->params;
    buf_init(&q->sql, rq->mem);
}

enum rc list_read(struct rq *rq, struct list *l)
{
    struct query q;
    const struct field *sort =
        l->sort ? l->sort : type_field(l->type, l->type->order);
    const char *order;

    if (l->recent) {
        sort = NULL;
        l->descending = true;
    }
    query_init(&q, rq, l);
    if (l->limit < 1 || l->limit > ROWS_MAX)
        return fail(rq, RC_INVALID, "limit", "must be from %s to %s", "1",
                    "1000");
    if (sort && sort->guard && !rights_field(rq, l->type, sort, false))
        return fail(rq, RC_DENIED, sort->name, "you may not see this");
    order = order_expr(&q, sort);
    select_columns(&q, order);
    TRY(where_all(&q));
    TRY(where_after(&q, sort, order));
    buf_str(&q.sql, " ORDER BY ");
    /* An expression keeps the engine from walking the order's index instead
     * of finding the few. */
    if (order)
        buf_fmt(&q.sql, l->few ? "CASE WHEN 1 = 1 THEN %s END%s, " : "%s%s, ",
                order, falling(l) ? " DESC" : "");
    buf_fmt(&q.sql, "t.id%s LIMIT $%zu", falling(l) ? " DESC" : "",
            params_add(&q.p, INT(l->limit + 1)));
    TRY(read_rows(&q, sort, order != NULL));
    TRY(read_many(&q));
    for (size_t i = 0; i < l->n; i++)
        record_hide(rq, l->type, l->rec[i]);
    look_list(rq, l);
    return RC_OK;
}

enum rc list_count(struct rq *rq, const struct list *l, int64_t most,
                   int64_t *n)
{
    struct query q;
    struct list copy = *l;
    struct sql_rows r;

    query_init(&q, rq, &copy);
    buf_fmt(&q.sql, "SELECT count(*) FROM (SELECT 1 FROM %s t", l->type->name);
    TRY(where_all(&q));
    buf_fmt(&q.sql, " LIMIT $%zu) x", params_add(&q.p, INT(most)));
    r = sql_query_built(rq->sql, q.sql.s, q.p.v, q.p.n);
    *n = sql_next(&r) ? sql_int(&r, 0) : 0;
    return sql_done(&r);
}

const struct label *list_label(const struct list *l, size_t row,
                               const struct field *f)
{
    return &l->labels[row * l->type->n_fields +
                      (size_t)(f - l->type->fields)];
}

const struct label *list_target(const struct list *l, const struct field *f,
                                int64_t id)
{
    const struct list_targets *many = &l->many[f - l->type->fields];
    const int64_t *at =
        many->n ? bsearch(&id, many->ids, many->n, sizeof id, by_target)
                : NULL;

    return at ? &many->labels[at - many->ids] : NULL;
}
