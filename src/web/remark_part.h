/* SPDX-License-Identifier: Apache-2.0 */
/*
 * remark_part.h: the remarks on a record, as a part of its card.
 */
#pragma once

#include "kernel/remark.h"
#include "web/web.h"

extern const struct route remark_routes[];
extern const size_t n_remark_routes;

struct remarks {
    struct remark_thread *all;
    size_t n, open;
};
/* At most a hundred; none for a type that takes none and for strangers. */
enum rc remarks_read(struct rq *rq, const struct type *t, int64_t id,
                     struct remarks *out) MUST_USE;
/* The link to them in the head of the card: how many are open. */
void remarks_link(struct rq *rq, struct html *h, const struct remarks *r);
/* The threads, and a form for a new one. */
enum rc remarks_box(struct rq *rq, struct html *h, const struct type *t,
                    int64_t id, const struct remarks *r) MUST_USE;

/* The part of "My work": remarks that wait for the reader, in two groups; `n`
 * is how many there are. */
enum rc remarks_mine(struct rq *rq, struct html *h, size_t *n) MUST_USE;
