/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge_in.h: what the files of a merge share.  The kernel's own.
 */
#pragma once

#include "kernel/app.h"

/* One merge under way. */
struct merging {
    const struct type *t;
    int64_t from, to;
};

/* merge_plain.c: rows of plain tables that refer to the one that goes. */
enum rc merge_plain(struct rq *rq, const struct merging *m) MUST_USE;
enum rc merge_plain_count(struct rq *rq, const struct merging *m, int64_t *n)
    MUST_USE;
