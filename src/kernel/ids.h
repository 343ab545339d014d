/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ids.h: many ids as a short text: "1-57,60", ascending.
 */
#pragma once

#include "kernel/type.h"

const char *ids_text(struct mem *m, const struct refs *ids);

/* Walks a text of ids one by one: `any` says whether `at` is one. */
struct id_walk {
    const char *s;
    int64_t at, end;
    bool any;
};
void ids_next(struct id_walk *w);
/* Is the id in the text?  *n, unless NULL: how many are. */
bool ids_has(const char *s, int64_t id, int64_t *n);
/* The ids that a statement answers, in its order. */
enum rc ids_read(struct rq *rq, const struct sql_text *q,
                 const struct sql_val *v, size_t n, struct refs *out)
    MUST_USE;
/* The same of a statement put together. */
enum rc ids_read_built(struct rq *rq, const char *sql,
                       const struct sql_val *v, size_t n, struct refs *out)
    MUST_USE;
