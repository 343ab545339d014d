/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diff.h: what was added to a text and removed from it: by lines, and within
 * changed lines by words.
 */
#pragma once

#include "base/mem.h"

enum diff_kind { DIFF_SAME, DIFF_REMOVED, DIFF_ADDED };

/* A piece of the texts, in their order; `s` is not ended by NUL. */
struct diff_piece {
    enum diff_kind kind;
    const char *s;
    size_t n;
};

/* The pieces that are not DIFF_ADDED make `a`, those that are not DIFF_REMOVED
 * make `b`.  Of texts too large to be compared well, the middle is told as
 * changed whole.  The texts must outlive the pieces. */
struct diff_piece *diff_texts(struct mem *m, const char *a, const char *b,
                              size_t *n) MUST_USE;
