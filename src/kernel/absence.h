/* SPDX-License-Identifier: Apache-2.0 */
/*
 * absence.h: who is away, and who acts for them meanwhile.  The assignments
 * stay with the absent person; while the absence holds the substitute sees
 * them, those opened meanwhile too, and may do what they ask.  It ends by
 * itself.
 */
#pragma once

#include "kernel/app.h"

struct absence {
    struct record r; /* states: agreed, cancelled */
    int64_t person;
    day starts, ends;   /* both days included */
    int64_t substitute;
    const char *reason; /* leave trip illness study maternity other */
    const char *note;
};

extern const struct type type_absence;

/* Ids of the person and of all for whom they act that day, a subquery: who
 * stands in for somebody who stands in for a third acts for both.  `p` and
 * `on` are parameters of the statement, as texts. */
#define ABSENCE_COVERED(p, on)                                                 \
    "(WITH RECURSIVE cov(id) AS (SELECT " p " UNION SELECT ab.person"          \
    " FROM cov JOIN absence ab ON ab.substitute = cov.id"                      \
    " WHERE ab.state = 'agreed' AND ab.starts <= " on                          \
    " AND ab.ends >= " on ") SELECT id FROM cov)"

/* Who acts for the person today: themselves when they are here. */
enum rc absence_actor(struct rq *rq, int64_t person, int64_t *actor) MUST_USE;

/* Absences that a person's page shows: their own and those for whom they
 * act, not over yet, the nearest first. */
enum rc absence_mine(struct rq *rq, int64_t person, struct absence ***out,
                     size_t *n) MUST_USE;
