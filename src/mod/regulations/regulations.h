/* SPDX-License-Identifier: Apache-2.0 */
/*
 * regulations.h: the register of internal acts: what is in force, in which
 * version, since when, who reviews it by when, which law it follows and which
 * numbers of the system it fixes.
 */
#pragma once

#include "kernel/app.h"
#include "web/web.h"

struct regulation {
    struct record r; /* draft -> in_force -> repealed */
    const char *code;
    struct text3 title;
    const char *kind;
    const char *adopter;  /* rector, academic_council, founder */
    int64_t unit, holder; /* whose it is; who reviews it */
    struct text3 audience; /* whom it concerns */
    struct refs laws, related;
    const char *reviewing; /* what the last review found */
    day reviewed_on;       /* adopted or reviewed last */
    day review_due;        /* by which it is to be reviewed again */
    day repealed_on;
};

struct regulation_version {
    struct record r; /* draft -> adopted */
    int64_t regulation;
    struct count number; /* 1, 2, ... of the regulation, as adopted */
    struct text3 title;  /* the regulation's and the number */
    struct text3 body;
    struct text3 changes; /* what changes, and for whom */
    const char *basis;    /* act of what is older than the system */
    int64_t law_change;   /* because of which it was written, 0 none */
    day starts, ends;     /* in force from, to the day before the next */
    day adopted_on;
    int64_t act;
};

/* A number of the system (kernel/rule.h) that a paragraph fixes. */
struct regulation_rule {
    struct record r;
    int64_t regulation;
    const char *paragraph; /* "3.2" */
    const char *rule;      /* its code */
    struct text3 title;
};

/* Something that should not be: surplus, twice, against another. */
struct regulation_finding {
    struct record r; /* open -> removed or kept */
    int64_t regulation;
    const char *kind; /* surplus, duplicate, contradiction */
    int64_t other;
    const char *paragraph;
    struct text3 title;
    const char *why;
    const char *verdict; /* why it is kept */
    day found_on, settled_on;
};

struct law {
    struct record r; /* in_force -> repealed */
    const char *code; /* as it is cited: "2023-179" */
    struct text3 title;
    const char *kind;
    day adopted_on;
    const char *link;
};

struct law_change {
    struct record r; /* draft -> spread -> done */
    int64_t law;
    struct text3 title;
    struct text3 summary;
    day published_on, starts;
    struct refs touches;
    day due; /* by which the internal acts are to follow */
    day spread_on, done_on;
    bool needs; /* some internal act is to be amended */
};

/* One internal act that a change of the law touches. */
struct law_impact {
    struct record r; /* open -> amended or not_needed */
    int64_t law_change, regulation, answer;
    struct text3 title;
    const char *reason; /* why nothing is amended */
    day closed_on;
};

struct assignment; /* kernel/assignment.h */

extern const struct type type_regulation, type_regulation_version,
    type_regulation_rule, type_regulation_finding, type_law, type_law_change,
    type_law_impact;
extern const struct module mod_regulations;

/* --- The module's own ------------------------------------------------------- */

/* regulation_life.c */
enum rc version_may_be_adopted(struct rq *rq, const void *rec) MUST_USE;
enum rc version_adopted(struct rq *rq, void *rec) MUST_USE;
enum rc regulation_reviewed(struct rq *rq, void *rec) MUST_USE;
enum rc regulation_repealed(struct rq *rq, void *rec) MUST_USE;
enum rc regulation_stored(struct rq *rq, const void *rec, const void *old)
    MUST_USE;
enum rc regulation_owed(struct rq *rq, const struct assignment *a) MUST_USE;
/* Takes a version as adopted: number, ends of the one before, the regulation's
 * days, its review, the change of the law that it answers. */
enum rc version_take(struct rq *rq, struct regulation_version *v, day on)
    MUST_USE;

/* law.c: the version answers the change of the law. */
enum rc law_answered(struct rq *rq, const struct regulation_version *v)
    MUST_USE;
/* A regulation that is no more needs no amendment. */
enum rc law_released(struct rq *rq, int64_t regulation) MUST_USE;

/* regulation_pages.c */
void regulation_card(struct rq *rq, const void *rec);
void regulation_rule_beside(struct rq *rq, const struct type *t,
                            const void *rec);
enum { REGULATION_ROUTES = 3 };
extern const struct route regulation_routes[REGULATION_ROUTES];

/* regulations_demo.c */
enum rc regulations_demo(struct rq *rq, int students) MUST_USE;
