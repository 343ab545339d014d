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
/* "?state=open&sort=-due" of the list with another order or place; `sort`
 * NULL keeps the order, `after` NULL is the first page. */
const char *list_query(struct rq *rq, const struct list *l, const char *sort,
                       const char *after);
/* The argument by which a filter is named: "ends_from". */
const char *filter_name(struct rq *rq, const struct list_filter *f);
/* "-due" or NULL for the type's own order. */
const char *list_sort(struct rq *rq, const struct list *l);

/* Does a list show this field, beside code and title?  Is it set right? */
bool list_is_column(struct rq *rq, const struct type *t,
                    const struct field *f);
bool list_is_numeric(const struct field *f);

/* The filter bar alone. */
void filter_bar(struct rq *rq, struct html *h, const struct list *l,
                const char *base);
