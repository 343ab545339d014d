/* SPDX-License-Identifier: Apache-2.0 */
/*
 * matter.h: something that somebody waits for, an appeal or a request.  Until
 * it is closed it has one open assignment, and its own fields `responsible`
 * and `next_on` say what that assignment says: whoever looks at the record sees
 * whom it waits for and until when.  Handing over, leaving, absence and late
 * climbing are the assignment's (duty.h); here is only how the two stay one.
 */
#pragma once

#include "kernel/assignment.h"

/* What is owed about it, one at a time. */
struct matter_duty {
    const char *purpose; /* of the assignment */
    const char *words;   /* msgid, an imperative: "Answer the appeal" */
};

struct matter {
    const struct type *type; /* with a code */
    size_t responsible;      /* offset of its int64_t */
    size_t next_on;          /* offset of its day */
    const struct matter_duty *duties;
    size_t n_duties;
    const char *closed; /* states, space between: nothing is owed */
    /* Who keeps its clock when nobody else does, and in which unit. */
    enum rc (*office)(struct rq *rq, const void *rec, int64_t *person,
                      int64_t *unit);
};

/* Opens what is owed now; `person` 0: the office.  Sets the record's two
 * fields; the caller stores it (a step's effect: the kernel does). */
enum rc matter_owe(struct rq *rq, const struct matter *m, void *rec,
                   const char *purpose, int64_t person, day due) MUST_USE;
/* Nothing is owed about it any more, or before something else is. */
enum rc matter_settle(struct rq *rq, const struct matter *m, const void *rec)
    MUST_USE;
/* The same: it has ended, nobody is responsible. */
enum rc matter_end(struct rq *rq, const struct matter *m, void *rec) MUST_USE;
/* For type.owed: the record follows its assignment and is stored. */
enum rc matter_follow(struct rq *rq, const struct matter *m,
                      const struct assignment *o, void *rec) MUST_USE;
/* For type.check: RC_INVALID when nobody would be responsible. */
enum rc matter_held(struct rq *rq, const struct matter *m, const void *rec)
    MUST_USE;

/* The first who holds the role today, works here and is none of `except`
 * (NULL: anybody will do), nearest above `unit` first (0: any); 0 nobody. */
enum rc matter_holder(struct rq *rq, const char *role, int64_t unit,
                      const struct refs *except, int64_t *person,
                      int64_t *in) MUST_USE;
/* So many working days after, by the rule in force on that day. */
enum rc matter_term(struct rq *rq, const char *rule, day from, day *out)
    MUST_USE;
/* The next number of the year in a table (year, last) of the module's own:
 * `next` is MATTER_NEXT("name"). */
#define MATTER_NEXT(table)                                                     \
    { "INSERT INTO " table "(year, last) VALUES($1, 1)"                        \
      " ON CONFLICT(year) DO UPDATE SET last = " table ".last + 1"             \
      " RETURNING last",                                                       \
      "i", "i" }
enum rc matter_number(struct rq *rq, const struct sql_text *next,
                      struct count *year, struct count *number) MUST_USE;
