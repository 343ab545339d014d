/* SPDX-License-Identifier: Apache-2.0 */
/*
 * remark.h: what somebody has to say about a record of any type, and the
 * answers to it.  Who sees the record sees its remarks; who is signed in may
 * write one.  Its author, who answers for the record, and the heads above its
 * unit settle it.
 */
#pragma once

#include "kernel/type.h"

struct remark {
    struct record r;     /* states: open answered resolved */
    const char *subject; /* type name of the record */
    union {
        int64_t subject_id;
        struct count subject_number; /* the same, as a column */
    };
    const char *text;
    int64_t author;
    const char *answer; /* typed in a step, kept as a remark_answer */
};

struct remark_answer {
    struct record r;
    const char *subject; /* those of the remark: the same eyes see it */
    union {
        int64_t subject_id;
        struct count subject_number;
    };
    int64_t remark;
    const char *text;
    int64_t author;
};

extern const struct type type_remark, type_remark_answer;

/* Can this type's records be remarked on? */
bool remark_fits(const struct type *t);

/* The remarks on a record, the oldest first, with their answers; no right is
 * asked: the caller has shown the record. */
struct remark_thread {
    struct remark *remark;
    struct remark_answer **answers;
    size_t n;
};
enum rc remark_list(struct rq *rq, const struct type *t, int64_t id,
                    size_t most, struct remark_thread **out, size_t *n)
    MUST_USE;

/* The open remarks that wait for a person's answer: those on what they owe or,
 * where nobody owes anything, on records of the unit that they head (or of whom
 * they act for); then those of their own that were answered and that they have
 * not settled.  Only what they may see; the oldest first, at most `most`. */
enum rc remark_mine(struct rq *rq, int64_t person, size_t most,
                    struct remark ***out, size_t *n) MUST_USE;
