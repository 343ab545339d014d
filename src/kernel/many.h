/* SPDX-License-Identifier: Apache-2.0 */
/*
 * many.h: one step taken for many records, each by itself: what one is refused
 * does not touch the others.  A step that is reserved to an act becomes one
 * draft with a line for each record.
 */
#pragma once

#include "kernel/record.h"

struct many {
    const struct type *type;
    const struct step *step;
    const char *fields; /* many_fields, NULL none */
    int64_t act;        /* the draft, 0: not made yet */
};

struct many_row {
    int64_t id, version; /* as the person saw it, 0: do not compare */
    bool tried;
    const char *why; /* it was refused; NULL done */
};

/* May this person take it for some record, or draft it?  Never of a sealed
 * type. */
bool many_may(struct rq *rq, const struct type *t, const struct step *s);
/* The asked fields of `values` that are not empty, as text: empty ones leave
 * each record its own. */
const char *many_fields(struct rq *rq, const struct type *t,
                        const struct step *s, const void *values);
/* On the writer: takes the step for each row as a single one would be.  Only
 * faults of the machine are returned. */
enum rc many_take(struct rq *rq, struct many *w, struct many_row *rows,
                  size_t n) MUST_USE;
