/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assignment.h: what a named person or unit owes by a date.  A step or the
 * calendar opens it, a step closes it.  Every reminder comes from one.  How
 * late ones climb and what happens when people leave is in duty.h.
 */
#pragma once

#include "kernel/org.h"

struct assignment {
    struct record r;     /* states: open, done, cancelled */
    struct text3 title;  /* what is owed */
    const char *subject; /* type name of the record it is about */
    union {
        int64_t subject_id;
        struct count subject_number; /* the same, as a column: the kernel's */
    };
    const char *purpose; /* why it was opened: "report", "review", ... */
    int64_t unit;        /* responsible unit, 0 none */
    int64_t person;      /* responsible person, always set while open */
    struct refs helpers; /* co-executors: persons */
    day due;
    struct count progress; /* percent */
    int64_t opened_by;   /* person, 0 the system */
    const char *note;
    int64_t closed_at;
    day closed_on;
    day term;      /* last day in time: `due`, or the next working day */
    day first_due; /* as it was opened; extensions move `due` */
    day given_on;  /* since when it is this person's */
    /* An extension that is asked for, and of whom. */
    day wanted;
    const char *why;
    int64_t asked_of;
    struct count extended; /* how many times */
    /* How far it has climbed; made by the daily work (duty.h). */
    struct count level; /* 0 or none: not at all */
    day level_since;
    int64_t climbed_to; /* person */
    struct count told;  /* enum duty_told: what was told for this due day */
    int64_t schedule;   /* that opened it, 0 none */
    day occurrence;     /* of the schedule: last day of its period */
};

extern const struct type type_assignment;

/* Opens one.  When `a->person` is 0 the unit's head is taken; nobody at all
 * up the tree: RC_INVALID. */
enum rc assignment_open(struct rq *rq, struct assignment *a) MUST_USE;
/* The same for work that is sent back to be done again; `note` says why. */
enum rc assignment_return(struct rq *rq, struct assignment *a) MUST_USE;
/* Closes every open assignment about a record for this purpose. */
enum rc assignment_close(struct rq *rq, const char *subject, int64_t id,
                         const char *purpose) MUST_USE;
/* The same for what is not owed any more. */
enum rc assignment_cancel(struct rq *rq, const char *subject, int64_t id,
                          const char *purpose) MUST_USE;
/* Gives it to another person (step `hand_over`: from the responsible person
 * or their head); journalled. */
enum rc assignment_hand_over(struct rq *rq, int64_t id, int64_t person,
                             const char *note) MUST_USE;

/* "My work" of a person and of those for whom they act today, at most `limit`
 * in each group, ordered by due day; the week ends on Sunday. */
enum work {
    WORK_LATE,
    WORK_TODAY,
    WORK_WEEK,
    WORK_LATER,
    WORK_ASKED,   /* more time is asked of me */
    WORK_CLIMBED, /* others are late with it, and it came up to me */
    WORK_WAITING, /* opened by me, owed by others */
    WORKS
};
/* Read without their helpers; record_load has these. */
struct my_work {
    struct assignment **a[WORKS];
    size_t n[WORKS];
};
enum rc assignment_mine(struct rq *rq, int64_t person, int limit,
                        struct my_work *out) MUST_USE;
