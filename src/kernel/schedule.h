/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schedule.h: what the calendar opens by itself: after every month, quarter,
 * half-year or year, or after each step of some kind of record.  How far a
 * schedule has come is a column of its row, so a server that stood still for
 * weeks opens each missed occurrence once, and a clock that jumps back opens
 * nothing twice.
 */
#pragma once

#include "kernel/app.h"

struct schedule {
    struct record r;     /* states: running, stopped */
    struct text3 title;  /* what will be owed */
    const char *every;   /* month quarter half_year year event */
    const char *event_type, *event_step; /* of every = event */
    struct count days;   /* working days in which it is due */
    const char *whom;    /* person unit units record none */
    int64_t person, unit;
    const char *unit_kind; /* of whom = units; with `unit`: below it */
    day starts, ends;    /* in force, by the last day of a period */
    day opened_until;    /* last day of the last period that was opened */
    struct count seen;   /* journal row up to which events were looked at */
};

/* One occurrence: a period that ended, or a step that was taken. */
struct occurrence {
    day from, to; /* an event: both the day of the step */
    day due;
    const char *subject; /* of an event: the record */
    int64_t subject_id;
};

extern const struct type type_schedule;

/* The period of this rhythm in which the day lies: false for an event. */
bool schedule_period(const char *every, day in, struct occurrence *out);
/* Opens every occurrence that has come and was not opened yet, each schedule
 * in a write of its own: one that fails does not keep the others, and is
 * tried again.  From a thread that may wait. */
enum rc schedule_daily(struct rq *rq) MUST_USE;
