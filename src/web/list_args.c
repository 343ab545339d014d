/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list_args.c: between a list and the arguments of its address.
 */
#include "web/page_list.h"

#include "kernel/org.h"

#include <string.h>

const int list_sizes[LIST_SIZES] = { 25, LIST_ROWS, 100, 200 };

/* Arguments that are no filters. */
static bool is_control(const char *name)
{
    static const char *const names[] = { "sort", "after", "limit" };

    for (size_t i = 0; i < COUNT(names); i++)
        if (!strcmp(name, names[i]))
            return true;
    return false;
}

void list_columns(struct rq *rq, struct list *l, const char *names)
{
    const struct type *t = l->type;

    l->columns = MEM_ARRAY(rq->mem, LIST_COLUMNS, const struct field *);
    l->n_columns = 0;
    while (*names) {
        size_t n = strcspn(names, ",;");
        const struct field *f = type_field(t, mem_strn(rq->mem, names, n));

        if (f && l->n_columns < LIST_COLUMNS && list_may_show(rq, t, f) &&
            !list_shows(l, f))
            l->columns[l->n_columns++] = f;
        names += n + (names[n] != '\0');
    }
}

/* How many rows a page has, of those offered. */
static void take_rows(struct rq *rq, struct list *l)
{
    const char *limit = web_arg(rq, "limit");

    for (size_t i = 0; limit && i < COUNT(list_sizes); i++)
        if (!strcmp(limit, mem_fmt(rq->mem, "%d", list_sizes[i])))
            l->limit = list_sizes[i];
}

/* What was typed or chosen as a name; a code within plans may mean several
 * records and stays as it is. */
static const char *ref_asked(struct rq *rq, const struct field *f,
                             const char *value)
{
    if (f->ref->code_scope && !strchr(value, ' '))
        return value;
    return ref_typed(rq, f, value, 0);
}

/* The choice "nothing is entered" of a page's select. */
static enum rc take_filter(struct rq *rq, struct list *l, const char *name,
                           const char *value, bool strict)
{
    const struct field *f = type_field(l->type, name);

    if (!strict && !strcmp(value, LIST_NONE) && f && list_selects(f))
        return list_filter(rq, l, mem_fmt(rq->mem, "%s_empty", name), "yes");
    if (!strict && f && *value && f->ref && f->ref != &type_file)
        value = ref_asked(rq, f, value);
    return list_filter(rq, l, name, value);
}

static enum rc take_sort(struct rq *rq, struct list *l, const char *sort,
                         bool strict)
{
    const struct field *f;

    if (!sort || !*sort)
        return RC_OK;
    l->descending = *sort == '-';
    f = type_field(l->type, sort + l->descending);
    if (!strcmp(sort + l->descending, "id"))
        return RC_OK;
    if (!f || !(f->sort || (l->type->order && !strcmp(l->type->order,
                                                      f->name)))) {
        l->descending = false;
        return strict ? fail(rq, RC_INVALID, "sort",
                             "the list cannot be ordered by this")
                      : RC_OK;
    }
    l->sort = f;
    return RC_OK;
}

static bool is_filter(struct rq *rq, const struct list *l, const char *name)
{
    struct list try = { .type = l->type };
    struct rq ask = *rq;

    rq_forget(&ask);
    return list_filter(&ask, &try, name, "") == RC_OK;
}

/* Those that only pages know. */
static bool is_of_pages(const char *name)
{
    return !strcmp(name, "cols") || !strcmp(name, "before");
}

/* Is it one of the words? */
static bool is_skipped(const char *words, const char *name)
{
    size_t n = strlen(name);

    for (const char *s = words; s && *s; s += strspn(s, " ")) {
        size_t k = strcspn(s, " ");

        if (k == n && !strncmp(s, name, n))
            return true;
        s += k;
    }
    return false;
}

enum rc list_args(struct rq *rq, struct list *l, bool strict,
                  const char *skip)
{
    const struct http_request *in = web_of(rq)->in;
    const char *after = web_arg(rq, "after");
    const char *before = strict ? NULL : web_arg(rq, "before");
    const char *cols = strict ? NULL : web_arg(rq, "cols");

    TRY(take_sort(rq, l, web_arg(rq, "sort"), strict));
    l->after = after && *after ? after : NULL;
    l->before = before && *before ? before : NULL;
    if (!strict && cols)
        list_columns(rq, l, cols);
    if (l->rows_only)
        take_rows(rq, l);
    for (size_t i = 0; i < in->n_args; i++) {
        const struct http_arg *a = &in->args[i];

        if (a->from != HTTP_QUERY || is_control(a->name) ||
            is_skipped(skip, a->name) || (!strict && is_of_pages(a->name)))
            continue;
        if (!strict && (!*a->value || !is_filter(rq, l, a->name)))
            continue;
        TRY(take_filter(rq, l, a->name, a->value, strict));
    }
    return RC_OK;
}

enum rc list_args_of(struct rq *rq, struct list *l, const char *query)
{
    struct web other = { 0 };
    void *before = rq->web;
    enum rc rc;

    other.in = http_request_make(rq->mem, HTTP_GET,
                                 mem_fmt(rq->mem, "/list%s", query));
    if (!other.in || (*query && *query != '?'))
        return fail(rq, RC_INVALID, NULL, "the list cannot be read");
    rq->web = &other;
    rc = list_args(rq, l, false, NULL);
    rq->web = before;
    l->after = l->before = NULL;
    return rc;
}

const char *filter_name(struct rq *rq, const struct list_filter *f)
{
    switch (f->what) {
    case LIST_STATE:
        return "state";
    case LIST_WORDS:
        return "q";
    case LIST_OWNER_UNIT:
        return "owner_unit";
    case LIST_FROM:
        return mem_fmt(rq->mem, "%s_from", f->field->name);
    case LIST_TO:
        return mem_fmt(rq->mem, "%s_to", f->field->name);
    case LIST_EMPTY:
        return mem_fmt(rq->mem, "%s_empty", f->field->name);
    case LIST_IS:
        break;
    }
    return f->field->name;
}

const char *list_sort(struct rq *rq, const struct list *l)
{
    if (l->sort)
        return mem_fmt(rq->mem, "%s%s", l->descending ? "-" : "",
                       l->sort->name);
    return l->descending ? "-id" : NULL;
}

static void put_arg(struct buf *b, const char *name, const char *value)
{
    buf_char(b, b->n ? '&' : '?');
    buf_str(b, name);
    buf_char(b, '=');
    buf_url(b, value);
}

const char *list_column_names(struct rq *rq, const struct list *l)
{
    struct buf b;

    buf_init(&b, rq->mem);
    for (size_t i = 0; i < l->n_columns; i++)
        buf_fmt(&b, "%s%s", i ? "," : "", l->columns[i]->name);
    return b.s;
}

const char *list_place(struct rq *rq, const struct list *l, const char *name,
                       const char *token)
{
    const char *query = list_query(rq, l, NULL, NULL);

    return mem_fmt(rq->mem, "%s%s%s=%s", query, *query ? "&" : "?", name,
                   token);
}

const char *list_query(struct rq *rq, const struct list *l, const char *sort,
                       const char *after)
{
    struct buf b;

    buf_init(&b, rq->mem);
    for (size_t i = 0; i < l->n_filters; i++)
        put_arg(&b, filter_name(rq, &l->filters[i]), l->filters[i].value);
    if (!sort)
        sort = list_sort(rq, l);
    if (sort)
        put_arg(&b, "sort", sort);
    if (l->columns)
        put_arg(&b, "cols", list_column_names(rq, l));
    if (l->rows_only && l->limit && l->limit != LIST_ROWS)
        put_arg(&b, "limit", mem_fmt(rq->mem, "%d", l->limit));
    if (after)
        put_arg(&b, "after", after);
    return b.s;
}
