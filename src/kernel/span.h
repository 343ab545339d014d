/* SPDX-License-Identifier: Apache-2.0 */
/*
 * span.h: two times of a counted type.  Each row of TYPE_span says what a
 * record was from a day (`since`) until another (`until`, not included; null:
 * still), and also from which instant that was known (`known_from`) until
 * which (`known_until`; null: still).  A change with an earlier effective day
 * does not rewrite rows: what was thought before is kept with the instant at
 * which it ended, so a count of any day can be made as of any knowledge.
 *
 * Everything here follows from the journal alone: span_fill makes the rows of
 * a type anew from it.  A field that becomes timed after there are records, or
 * a ledger that changes its meaning, needs a numbered step (kernel/steps.c)
 * that empties TYPE_span, or the ledger's tables: they are filled at the same
 * start.
 */
#pragma once

#include "kernel/layout.h"

/* Conditions about the rows of a span, as the name `s`: those known at the
 * instant, and of them those that hold on the day.  Both as SQL:
 * SPAN_HELD("s", "$1", "$2"). */
#define SPAN_KNOWN(s, known)                                                   \
    "(" s ".known_from <= " known " AND (" s ".known_until IS NULL OR " s      \
    ".known_until > " known "))"
#define SPAN_HELD(s, on, known)                                                \
    "(" s ".since <= " on " AND (" s ".until IS NULL OR " s ".until > " on     \
    ") AND " SPAN_KNOWN(s, known) ")"
/* The last that is known of a record with days of its own (an appointment
 * has from and until, whenever it was entered). */
#define SPAN_LAST(s, known) "(" s ".until IS NULL AND " SPAN_KNOWN(s, known) ")"

/* As known now: later than every instant. */
#define KNOWN_NOW INT64_MAX

/* Field of a change in the journal, form and API: the day from which it holds
 * when that is not the day on which it was made. */
#define EFFECTIVE_ON "effective_on"

/* RC_INVALID when the effective day that the request names is to come. */
enum rc span_check(struct rq *rq) MUST_USE;
/* Takes an effective day as typed ("" none) for a change of record `id` (0 a
 * new one).  An earlier one needs the right to edit the record: a step alone
 * is no leave to change what was counted.  RC_INVALID, RC_DENIED. */
enum rc span_take(struct rq *rq, const struct type *t, int64_t id,
                  const char *text) MUST_USE;
/* The day from which a change of this request holds. */
day span_day(const struct rq *rq);

/* Makes the spans (and ledgers) of a type from the journal, forgetting those
 * that there are.  On the writer. */
enum rc span_fill(struct rq *rq, const struct type *t) MUST_USE;
/* Fills those of every counted type whose span table is empty. */
enum rc span_fill_new(struct rq *rq) MUST_USE;

/* --- The instant at which something is known -------------------------------- */

/* What is changed after a snapshot is known later than it, whatever the clock
 * says: called by record_write first, it may move rq->now on. */
void known_change(struct rq *rq);
/* Instant of a snapshot: not before any change. */
int64_t known_snapshot(struct rq *rq);
/* At the opening of a folder: reads where knowledge stands. */
enum rc known_begin(struct ordo *app, struct sql *sql) MUST_USE;
/* Last instant of a day in the institution's zone. */
int64_t known_end_of(const struct ordo *app, day d);

/* --- Inside ----------------------------------------------------------------- */

/* One change of one record, as columns (span_columns). */
struct span_change {
    const struct layout *l;
    int64_t record;
    day on;
    bool asked;              /* `on` was named: never moved */
    int64_t known;
    bool fresh;              /* the record's first */
    const struct sql_val *v; /* the values now */
    const bool *differs;     /* of those, which the change set */
};
enum rc span_apply(struct rq *rq, const struct span_change *c) MUST_USE;
/* Names of the columns of values: state, owner_unit, the timed fields. */
size_t span_columns(struct mem *m, const struct type *t, const char **names);
enum { SPAN_VALUES = 64 };
