/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page_list.h: a list and its address: filters, order and place as query
 * arguments.  The web layer's own.
 */
#pragma once

#include "web/page_record.h"

/* Takes filters, `sort` and `after` from the address.  With `strict` an
 * unknown argument is refused (API); else it is passed over, like an empty
 * one (pages); `skip` (NULL none) belongs to somebody else. */
enum rc list_args(struct rq *rq, struct list *l, bool strict,
                  const char *skip) MUST_USE;
/* The same from an address kept as text ("?state=open&sort=-due"), as pages
 * take it; also where there is no request (a job). */
enum rc list_args_of(struct rq *rq, struct list *l, const char *query)
    MUST_USE;
/* "?state=open&sort=-due" of the list with another order or place; `sort`
 * NULL keeps the order, `after` NULL is the first page. */
const char *list_query(struct rq *rq, const struct list *l, const char *sort,
                       const char *after);
/* The argument by which a filter is named: "ends_from". */
const char *filter_name(struct rq *rq, const struct list_filter *f);
/* "-due" or NULL for the type's own order. */
const char *list_sort(struct rq *rq, const struct list *l);

/* Rows of a page, and what may be chosen instead. */
enum { LIST_ROWS = 50, LIST_SIZES = 4, LIST_COLUMNS = 24 };
extern const int list_sizes[LIST_SIZES];
/* In the place of a reference or a choice on a page: nothing is entered. */
#define LIST_NONE "-"
/* The address with a place: `name` is "after" or "before". */
const char *list_place(struct rq *rq, const struct list *l, const char *name,
                       const char *token);

/* May it be a column, for these eyes, beside code and title? */
bool list_may_show(struct rq *rq, const struct type *t,
                   const struct field *f);
/* Sets the columns by name ("kind,pages"); unknown ones are passed over. */
void list_columns(struct rq *rq, struct list *l, const char *names);
/* Their names as list_columns takes them. */
const char *list_column_names(struct rq *rq, const struct list *l);
/* Is it filtered by a select? */
bool list_selects(const struct field *f);
/* Does a list show this field, beside code and title?  Is it set right? */
bool list_is_column(struct rq *rq, const struct list *l,
                    const struct field *f);
bool list_is_numeric(const struct field *f);

/* --- What a person keeps (list_view.c) ----------------------------------- */

/* The columns last chosen for the type, when the address names none, and the
 * saved lists: the person's own and those shared with them.  One statement;
 * none for who is not signed in. */
struct list_view {
    int64_t id;
    const char *name, *query; /* "?state=open&cols=kind" */
    bool own;
    const char *with; /* shared with: role or unit in words; "" nobody */
    bool first;       /* the person begins with it */
};
struct list_views {
    struct list_view *view;
    size_t n;
};
enum rc list_views(struct rq *rq, struct list *l, struct list_views *out)
    MUST_USE;
/* The list with which the person begins, NULL none. */
const struct list_view *list_views_first(const struct list_views *views);
const char *list_view_href(struct rq *rq, const char *base,
                           const struct list_view *v);
/* The saved lists as links; what can be done with the one that is open. */
void put_views(struct rq *rq, struct html *h, const struct list *l,
               const char *base, const struct list_views *views);
/* The choice of columns, and a name to save the list under. */
void put_view_forms(struct rq *rq, struct html *h, const struct list *l,
                    const char *base);
/* An argument that asks for the list as it is, not for the first one. */
#define LIST_PLAIN "plain"

enum { VIEW_NAME_MOST = 60 };

/* Whom a person may share a list with (list_view_keep.c). */
struct list_share {
    const char *value; /* "role:clerk", "unit:12" */
    const char *words;
};
enum rc list_shares(struct rq *rq, struct list_share **out, size_t *n)
    MUST_USE;

/* page_list with boxes and steps for what is ticked, where these eyes may take
 * some (the list of a type alone: `base` is its address). */
void page_list_steps(struct rq *rq, struct html *h, const struct list *l,
                     const char *base);
/* The filter bar alone. */
void filter_bar(struct rq *rq, struct html *h, const struct list *l,
                const char *base);
