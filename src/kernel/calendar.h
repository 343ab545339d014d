/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calendar.h: the working calendar.  Saturday and Sunday are days off; public
 * holidays of the Kyrgyz Republic and moved days are records that the office
 * edits (type calendar_day: a day, and whether it is worked).  One calendar
 * serves terms, schedules and escalation.
 */
#pragma once

#include "kernel/type.h"

/* What differs from the plain week. */
struct calendar_day {
    struct record r;
    day date;
    bool working;       /* a Saturday that is worked, or a day off */
    struct text3 title; /* which holiday, or which decision moved it */
};

extern const struct type type_calendar_day;

/* Is it worked? */
enum rc calendar_working(struct rq *rq, day on, bool *yes) MUST_USE;
/* The n-th working day after `from` (n < 0: before); n 0: `from` itself when
 * it is worked, else the next working day. */
enum rc calendar_add(struct rq *rq, day from, int n, day *out) MUST_USE;
/* A term that falls on a day off ends on the next working day (Civil Code of
 * the Kyrgyz Republic, on the end of terms). */
enum rc calendar_term(struct rq *rq, day due, day *out) MUST_USE;
/* Working days in (from, to]; negative when `to` is earlier. */
enum rc calendar_between(struct rq *rq, day from, day to, int *n) MUST_USE;
/* What it would touch to make a day a working day or a day off: how many open
 * assignments end on it, and the day to which they would move.  They move in
 * the write that changes the day; nothing moves back by itself. */
enum rc calendar_touches(struct rq *rq, day on, bool working, int64_t *n,
                         day *to) MUST_USE;
