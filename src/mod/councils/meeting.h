/* SPDX-License-Identifier: Apache-2.0 */
/*
 * meeting.h: who sits in a council, its meetings and what they decide.
 */
#pragma once

#include "kernel/app.h"

/* A seat in a body, for a period.  People from outside have no person. */
struct council_member {
    struct record r;
    int64_t body; /* unit of kind council */
    const char *name;
    int64_t person; /* 0: from outside */
    const char *employer;
    const char *duty; /* chair deputy secretary member */
    bool advises;     /* without a vote */
    int64_t act;       /* by which they sit there, 0: it is on paper */
    const char *basis; /* that act in words */
    day starts, ends;
};

struct council_meeting {
    struct record r; /* planned -> called -> open -> closed; cancelled */
    int64_t body;
    struct refs joint; /* other bodies that meet with it */
    struct text3 title;
    day held_on;
    const char *clock; /* "15:00" */
    const char *place;
    const char *online; /* https address of a conference */
    struct refs items;  /* agenda_item */
    int64_t papers;     /* file */
    struct refs present; /* council_member */
    struct count voters, voters_present;
    const char *minutes;
};

struct council_decision {
    struct record r; /* draft -> (voting ->) adopted -> reported -> done;
                        or rejected */
    int64_t meeting;
    int64_t item; /* agenda_item, 0 none */
    struct text3 title;
    const char *manner; /* named secret: cast here; NULL: counted by hand */
    struct count votes_for, votes_against, votes_abstained;
    int64_t responsible;
    day due;         /* as it was voted */
    day extended_to; /* by an extension of the assignment */
    int64_t reported_by;
    day adopted_on, done_on;
    const char *report;
};

/* Does the seat `m` stand today?  Its dates say so, not its state: an end may
 * lie ahead, and who is named today may sit from tomorrow. */
#define SITS_TODAY                                                             \
    "m.starts <= {today} AND (m.ends IS NULL OR m.ends >= {today})"

extern const struct type type_council_member, type_council_meeting,
    type_council_decision;

/* The demo university's Academic Council: seats, a meeting held, one ahead. */
enum rc councils_demo(struct rq *rq, int students) MUST_USE;
