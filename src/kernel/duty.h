/* SPDX-License-Identifier: Apache-2.0 */
/*
 * duty.h: no promise is lost.  What is late climbs the tree of units; what
 * somebody who leaves still owes goes to the head.  All of it follows from
 * the rows (due day, calendar, appointments), so a stopped server or a clock
 * that jumped loses nothing and doubles nothing.
 */
#pragma once

#include "kernel/absence.h"
#include "kernel/assignment.h"

/* --- What people are told --------------------------------------------------- */

enum duty_event {
    DUTY_OPENED, /* it is yours now */
    DUTY_SOON,   /* its day is near */
    DUTY_LATE,   /* its day has passed */
    DUTY_CLIMBED, /* somebody is late with it, and it came up to you */
    DUTY_ASKED,  /* more time is asked of you */
    DUTY_EXTENDED,
    DUTY_DECLINED,
    DUTY_RETURNED, /* what was done is sent back to be done again */
    DUTY_HANDED,   /* somebody handed it over to you */
};
/* What `told` of an assignment counts: beyond 2 the levels climbed. */
enum duty_told { TOLD_NOTHING, TOLD_SOON, TOLD_LATE };

/* Tells the person, or who acts for them today. */
enum rc duty_tell(struct rq *rq, enum duty_event e, const struct assignment *a,
                  int64_t person) MUST_USE;
enum rc duty_tell_substitute(struct rq *rq, const struct absence *a) MUST_USE;

/* --- Late ones climb -------------------------------------------------------- */

enum { LADDER = 12 };

/* The rungs above the responsible person and the day on which each is
 * reached when nothing is done. */
struct ladder {
    struct rung rung[LADDER];
    day on[LADDER];
    size_t n;
};
enum rc duty_ladder(struct rq *rq, const struct assignment *a,
                    struct ladder *out) MUST_USE;
/* Whom to ask for more time: who gave it, else the first rung. */
enum rc duty_asked_of(struct rq *rq, const struct assignment *a,
                      int64_t *person) MUST_USE;

/* The daily work: terms, leavers, climbing, reminders.  Changes nothing when
 * nothing has changed. */
enum rc duty_daily(struct rq *rq) MUST_USE;
/* The same for what has come to one person (0: for everything). */
enum rc duty_review(struct rq *rq, int64_t person) MUST_USE;

/* --- People leave ----------------------------------------------------------- */

/* May something be given to this person: works here, and has not lost every
 * appointment? */
enum rc duty_works(struct rq *rq, int64_t person, bool *yes) MUST_USE;
/* A person has left (`appointment` 0) or one of their appointments ends: on
 * the day `on` they no longer hold it.  Today or before: what they owe through
 * it goes to the head now.  Later: only refuses when nobody would answer. */
enum rc duty_leave(struct rq *rq, int64_t person, int64_t appointment, day on)
    MUST_USE;
/* A head's appointment ends: from the day `on` somebody else must answer for
 * every unit with open assignments that it answered for. */
enum rc duty_headless(struct rq *rq, int64_t unit, const char *role, day on)
    MUST_USE;

/* Does the record that an assignment is about exclude this person: are they
 * the one who is complained about?  They are never given it, and it never
 * climbs to them. */
enum rc duty_excluded(struct rq *rq, const char *subject, int64_t subject_id,
                      int64_t person, bool *yes) MUST_USE;
/* Open assignments about a record whose responsible person it excludes (now)
 * go to others; nobody left: RC_INVALID. */
enum rc duty_pass_on(struct rq *rq, const char *subject, int64_t subject_id)
    MUST_USE;

/* Who gets an assignment that `except` cannot keep: the nearest head above its
 * unit whom its record does not exclude, else an administrator, 0 nobody. */
enum rc duty_successor(struct rq *rq, const struct assignment *a,
                       int64_t except, int64_t *person) MUST_USE;

/* Who gets what belongs to a unit, other than `except`: the nearest head,
 * else the rector, else an administrator; 0 when there is nobody at all. */
enum rc duty_somebody(struct rq *rq, int64_t unit, int64_t except,
                      int64_t *person) MUST_USE;
