/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rq.h: a request, wherever it comes from: a page, the API, a command, a job.
 * It says who asks, in which language, on which day, with which memory and
 * over which connection, and collects what went wrong.
 */
#pragma once

#include "base/lang.h"
#include "store/store.h"

struct ordo;    /* the running house: app.h */
struct holder;  /* compiled rights of a person: rights.h */
struct taken;   /* a record that is about to change: record.c */
struct looks;   /* at personal data: look.h */

/* Why something was refused; `text` is already in the request's language. */
struct failure {
    enum rc rc;
    const char *field; /* NULL: the whole */
    const char *text;
    const char *file; /* birth place, for the log */
    int line;
    struct failure *next;
};

struct rq {
    struct mem *mem;
    struct ordo *app;
    struct sql *sql;
    enum lang lang;
    day today;   /* in the institution's zone */
    int64_t now; /* instant */
    uint64_t generation; /* of the house when the request began: kept.h */
    int64_t person;  /* who asks; 0: nobody signed in, or the system */
    const struct holder *holder; /* rights of that person */
    bool system; /* commands and the kernel itself: every right */
    int64_t act; /* the act that is being carried out, 0 none */
    int64_t drafting; /* draft whose lines a reference may name: "@2" */
    day effective; /* from which the change holds; DAY_NONE: today (span.h) */
    const struct taken *taken; /* by record_take */
    int64_t journal;     /* journal row of the last change made */
    bool sealed; /* a sealed record was changed: leave no trace of its id */
    bool rights_changed; /* caches must look again after the commit */
    struct failure *fails, **last_fail;
    struct looks *looks; /* of this request; NULL: none are kept */
    void *web; /* struct web when it came over HTTP */
};

void rq_init(struct rq *rq, struct ordo *app, struct mem *m);
/* The clock now, and today in the institution's zone. */
void rq_clock(struct rq *rq);

/* Records a refusal once, returns its code.  The message is a literal, a
 * lower-case sentence without a full stop, translated; more arguments follow
 * as for printf: fail(rq, RC_INVALID, "ends", "must not be before %s", day) */
#define fail(rq, rc, field, ...)                                               \
    fail_at((rq), (rc), (field), __FILE__, __LINE__, "" __VA_ARGS__)
enum rc fail_at(struct rq *rq, enum rc rc, const char *field, const char *file,
                int line, const char *msgid, ...) PRINTF(6, 7);
/* Forgets the refusals (a write that runs again). */
void rq_forget(struct rq *rq);
/* First failure's text, or the general text of the code. */
const char *rq_why(struct rq *rq, enum rc rc);

/* Translation in the request's language; the text must be a literal. */
#define T(rq, s) tr((rq)->lang, "" s "")
#define TN(rq, one, many, n) trn((rq)->lang, "" one "", "" many "", (n))
