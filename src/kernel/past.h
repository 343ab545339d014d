/* SPDX-License-Identifier: Apache-2.0 */
/*
 * past.h: any record as it was at the end of a day, put together again from
 * the openings of the journal.  What it says is what was stored by then: a
 * correction that came later is not in it, whatever day it is about.
 */
#pragma once

#include "kernel/record.h"

struct past {
    void *rec;         /* NULL: there was no such record yet */
    const bool *erased; /* of each field of the type: its value of then is
                           gone, by an erasure */
    bool any_erased;
    int64_t actor; /* who made the last change by then */
    const char *step;
};

/* As it was at the end of the day, with the rights of today: RC_MISSING when
 * these eyes may not see it now, or the type is sealed. */
enum rc past_get(struct rq *rq, const struct type *t, int64_t id, day on,
                 struct past *out) MUST_USE;
/* A point of the journal: what was stored by the instant `at`, in rows before
 * `row`. */
struct past_point {
    int64_t at, row;
};
struct past_point past_end_of(const struct ordo *app, day on);

/* A record at the point; asks for no right. */
enum rc past_load(struct rq *rq, const struct type *t, int64_t id,
                  struct past_point p, void **rec) MUST_USE;
/* All records of a type that belong to `scope` (by type.code_scope; 0: all) as
 * they were at the point, by id, in one statement.  Asks for no right: the
 * caller has asked for that to see the scope. */
enum rc past_scope(struct rq *rq, const struct type *t, int64_t scope,
                   struct past_point p, void ***rec, size_t *n) MUST_USE;

/* What a record was called at the end of the day; out->id 0: not there yet,
 * or its name is erased.  No right is asked: labels are for everybody who sees
 * the reference. */
enum rc past_label(struct rq *rq, const struct type *t, int64_t id, day on,
                   struct label *out) MUST_USE;

/* Which field a journalled column belongs to, and which part of it; NULL for
 * the record's own (state, owner_unit). */
const struct field *past_field(struct rq *rq, const struct type *t,
                               const char *column, int *part);
