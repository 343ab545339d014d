/* SPDX-License-Identifier: Apache-2.0 */
/*
 * erase.h: a person's data is erased by the rules of the fields' tables
 * (field.erase) in the person's own record, in what is said about that record
 * and in every record that refers to the person: by the field that is declared
 * `whose`, or, in types without one, by any.  Each record gets a leaf of its own; older values of these
 * fields are gone from the journal for ever and from search, and with them the
 * content of files that nobody else holds.  (Spans keep no such field.)
 */
#pragma once

#include "kernel/record.h"

struct erase_line {
    const struct type *type;
    int64_t record;
    const struct field *field;
    bool held; /* has a value now; an older one may be in the history */
};

/* What an erasure would take.  RC_MISSING: no such person. */
enum rc erase_preview(struct rq *rq, int64_t person, struct erase_line **lines,
                      size_t *n) MUST_USE;

struct erased {
    size_t records, fields, files; /* changed; contents that nobody holds */
};
/* On the writer, in the transaction of what says that it was done.  Asks for
 * no right: the caller has seen to it that two people want this.  A person who
 * may still sign in is refused (RC_CONFLICT): block the account first.
 * Afterwards erase_sweep takes contents of files from the disk. */
enum rc erase_apply(struct rq *rq, int64_t person, struct erased *out)
    MUST_USE;
/* On a thread that may wait: takes from the disk what erasures left there,
 * also those that a server ended before. */
enum rc erase_sweep(struct rq *rq) MUST_USE;
/* Both, on a thread that may wait (a command). */
enum rc erase_person(struct rq *rq, int64_t person, struct erased *out)
    MUST_USE;
