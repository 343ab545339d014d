/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ledger.h: large counts.  A type declares which of its spans count (by
 * state) and by which timed fields they are told apart; the kernel then keeps,
 * for each combination of these, how the count changed on each day and the
 * running total, in the transaction of the change itself.  A count as of a
 * day looks at one row for each combination, however many spans there are.
 *
 *     static const struct ledger student_ledgers[] = {
 *         { "studying", { "owner_unit", "form", "payment" },
 *           { "studying", "on_leave" }, NULL },
 *     };
 *     ... .counted = true, SPAN(ledgers, student_ledgers)
 *
 * Tables of a ledger L of a type T: T_L_sort (id, word, the fields), one row a
 * combination, and T_L_ledger (sort, on_day, change, total).
 */
#pragma once

#include "kernel/type.h"

#define LEDGER_BY_MAX 4
#define LEDGER_STATES_MAX 6

struct ledger {
    const char *name;
    /* state, owner_unit, or timed fields of one column. */
    const char *by[LEDGER_BY_MAX];
    /* States whose spans count; none: all. */
    const char *states[LEDGER_STATES_MAX];
    /* Timed whole number or money that is summed; NULL: spans are counted. */
    const char *amount;
};

/* How many (or how much) on a day as known at an instant (KNOWN_NOW).
 * `where`: a condition about the fields of `by` as columns of `k`
 * ("k.payment = 'contract'"), NULL all; a constant of the program. */
enum rc ledger_count(struct rq *rq, const struct type *t, const char *ledger,
                     const char *where, day on, int64_t known,
                     double *out) MUST_USE;

/* A statement with {TYPE.LEDGER} or {TYPE.LEDGER WHERE condition} replaced by
 * what counts it on the day $1 as known at the instant $2, which is
 * `known`. */
enum rc ledger_text(struct rq *rq, const char *text, int64_t known,
                    const char **out) MUST_USE;

/* NULL when there is none of that name. */
const struct ledger *ledger_find(const struct type *t, const char *name);

/* --- The kernel's own ------------------------------------------------------- */

/* A row of the span table came (1) or ended as knowledge (-1). */
enum rc ledger_piece(struct rq *rq, const struct type *t, int64_t span,
                     int sign) MUST_USE;
/* Forgets all ledgers of a type; makes one anew from the spans; makes those
 * that are empty beside spans that are not. */
enum rc ledger_clear(struct rq *rq, const struct type *t) MUST_USE;
enum rc ledger_fill(struct rq *rq, const struct type *t,
                    const struct ledger *l) MUST_USE;
enum rc ledger_fill_new(struct rq *rq, const struct type *t) MUST_USE;
/* How many rows of all ledgers differ from what the spans say; each is named
 * as a line of `faults`.  Also spans of one record that overlap. */
enum rc ledger_verify(struct rq *rq, struct buf *faults,
                      int64_t *differ) MUST_USE;
/* The tables of a type's ledgers. */
size_t ledger_tables(struct mem *m, const struct type *t, struct table *out);
