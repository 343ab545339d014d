/* SPDX-License-Identifier: Apache-2.0 */
/*
 * write.h: the one way by which a record changes.  The kernel's own.
 */
#pragma once

#include "kernel/layout.h"
#include "kernel/record.h"

/* Checks fields and the whole, then stores, journals and indexes.  `old` is
 * the stored record, NULL for a new one. */
enum rc record_write(struct rq *rq, const struct type *t, void *rec,
                     const void *old, const char *step) MUST_USE;
/* An erasure: stores `rec` over `old` unchecked and takes older values of the
 * columns in `cols` out of the journal. */
struct journal_field;
enum rc record_erase(struct rq *rq, const struct type *t, void *rec,
                     const void *old, const struct journal_field *cols,
                     size_t n) MUST_USE;
/* Its second half, for what was checked before, on the reader: `old` is what
 * was checked against, and RC_CONFLICT says that it is stored no longer. */
enum rc record_store(struct rq *rq, const struct type *t, void *rec,
                     const void *old, const char *step) MUST_USE;
/* Same state, unit and fields? */
bool record_same(struct rq *rq, const struct type *t, const void *a,
                 const void *b);
/* What record_add (`old` NULL), record_save (`step` NULL) or record_step would
 * refuse, as far as it can be told without what they cause.  Nothing is
 * stored; `rec` is left as it would be then. */
enum rc record_try(struct rq *rq, const struct type *t, void *rec,
                   const void *old, const char *step) MUST_USE;
/* Each field by itself: lengths, limits, choices, what must be there. */
enum rc field_check(struct rq *rq, const struct field *f, const void *rec)
    MUST_USE;
/* Empties it; of a text in three languages the one part. */
void field_clear(const struct field *f, enum lang part, void *rec);
/* Do two records hold the same value? */
bool field_same(struct mem *m, const struct field *f, const void *a,
                const void *b);
/* Id of a reference as a person or program writes it: a code, or an id. */
enum rc ref_resolve(struct rq *rq, const struct type *t, const char *text,
                    int64_t scope, int64_t *id) MUST_USE;
/* The same, or the whole name of one record; `name` is the field that a refusal
 * is about: it lists those that may be meant. */
enum rc ref_find(struct rq *rq, const struct type *t, const char *name,
                 const char *text, int64_t scope, int64_t *id) MUST_USE;
/* Into a field of one reference, or of several parted by ';' (`text` is cut). */
enum rc ref_parse(struct rq *rq, const struct field *f, const char *text,
                  int64_t scope, int64_t *id) MUST_USE;
enum rc refs_parse(struct rq *rq, const struct field *f, char *text,
                   int64_t scope, struct refs *out) MUST_USE;
/* Empties the fields that these eyes may not see. */
void record_hide(struct rq *rq, const struct type *t, void *rec);
