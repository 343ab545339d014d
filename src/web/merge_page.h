/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge_page.h: merging two records of one person or unit on the pages
 * (kernel/merge.h).
 */
#pragma once

#include "web/page.h"

/* The step's own form: which record stays, then what moves, then the step.
 * `rc`: why it was not taken, RC_OK when it is only asked for. */
enum rc merge_form(struct rq *rq, const struct type *t, const void *rec,
                   enum rc rc) MUST_USE;
/* Sends to the record that stayed; false: this one was not merged. */
bool merge_moved(struct rq *rq, const struct type *t, const void *rec);
/* Links to the histories of what was merged into it, or of what it became. */
enum rc merge_histories(struct rq *rq, struct html *h, const struct type *t,
                        const void *rec) MUST_USE;
