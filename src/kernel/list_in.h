/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list_in.h: what list.c and list_where.c share.
 */
#pragma once

#include "kernel/layout.h"
#include "kernel/record.h"

/* The statement of a list while it is composed. */
struct query {
    struct rq *rq;
    struct list *list;
    const struct layout *layout;
    struct params p;
    struct buf sql;
};

/* Appends the condition that a record has these words, or is about one that
 * has them. */
enum rc list_where_words(struct query *q, const char *typed) MUST_USE;
/* Appends the condition of one filter. */
enum rc list_where_filter(struct query *q, const struct list_filter *f)
    MUST_USE;
