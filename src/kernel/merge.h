/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge.h: two records of one person or of one unit become one.  The step
 * `merge` is taken on the record that goes; it asks for the one that stays
 * (merged_into).  Whatever refers to the one that goes refers to the other
 * afterwards: each record with a leaf of its own (step `merge`) and unchecked,
 * since rules of today say nothing about who somebody was.  What stays as it
 * is: signed acts with their lines and the keys they were signed with, and
 * sealed types.  Nothing undoes a merge.
 */
#pragma once

#include "kernel/record.h"

/* Field of the types that can be merged, and their state afterwards. */
#define MERGED_INTO "merged_into"
#define MERGED "merged"

/* Guard and effect of the steps (kernel/org.c, kernel/unit.c). */
enum rc merge_unit_ready(struct rq *rq, const void *rec) MUST_USE;
enum rc merge_unit(struct rq *rq, void *rec) MUST_USE;
enum rc merge_person_ready(struct rq *rq, const void *rec) MUST_USE;
enum rc merge_person(struct rq *rq, void *rec) MUST_USE;

/* Can records of the type be merged? */
bool merge_knows(const struct type *t);
/* What this one was merged into, 0 nothing. */
int64_t merge_target(const struct type *t, const void *rec);

struct merge_line {
    const struct type *type;
    int64_t moves;  /* records that will refer to the one that stays */
    int64_t stays;  /* signed: refer to the one that goes for ever */
};
struct merge_preview {
    struct merge_line *lines; /* types with something to tell */
    size_t n;
    int64_t others; /* rows of plain tables: notices, jobs, saved lists */
    /* Of people: accounts that both may sign in with, and signing keys of the
     * one that goes. */
    bool account_ends, key_ends;
};
/* What merging `from` into `to` moves.  Why it cannot be done is the answer
 * of the guard. */
enum rc merge_preview(struct rq *rq, const struct type *t, int64_t from,
                      int64_t to, struct merge_preview *out) MUST_USE;
/* Records that were merged into this one, in the order of their ids. */
enum rc merge_sources(struct rq *rq, const struct type *t, int64_t into,
                      int64_t **ids, size_t *n) MUST_USE;
