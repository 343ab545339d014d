/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page_diff.h: two texts compared on a page, legible without colour.
 */
#pragma once

#include "kernel/rq.h"
#include "web/html.h"

/* What the signs mean. */
void page_diff_key(struct rq *rq, struct html *h);
/* A section of its own: what `b` adds to `a` (NULL: empty) and takes away. */
void page_diff(struct rq *rq, struct html *h, const char *label, const char *a,
               const char *b);
