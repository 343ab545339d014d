/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record_in.h: what the files of records share.  The kernel's own.
 */
#pragma once

#include "kernel/record.h"
#include "kernel/write.h"

/* Each field by its own rules, all of them; the first fault is returned. */
enum rc record_check_fields(struct rq *rq, const struct type *t,
                            const void *rec) MUST_USE;
/* Codes and unique fields that are new or differ from `old`: RC_CONFLICT when
 * taken, RC_INVALID for a code that holds what parts codes in a file. */
enum rc record_check_keys(struct rq *rq, const struct layout *l,
                          const void *rec, const void *old) MUST_USE;

/* Like rights_check; what record_take has allowed is not asked again. */
enum rc record_check_right(struct rq *rq, const struct type *t, int64_t id,
                           enum op op, const char *step) MUST_USE;
/* The stored record that a change of `rec` starts from, held still until
 * commit.  RC_CONFLICT: `rec` was read from another version. */
enum rc record_hold_old(struct rq *rq, const struct type *t, const void *rec,
                        const void **old) MUST_USE;
/* Fields that no person sets, or not this one, must be as in `old`. */
enum rc record_check_settable(struct rq *rq, const struct type *t,
                              const void *rec, const void *old) MUST_USE;
