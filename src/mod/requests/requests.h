/* SPDX-License-Identifier: Apache-2.0 */
/*
 * requests.h: what a student or an employee asks of the university: leave,
 * return, transfer, a certificate, a place in the dormitory, a refund, a
 * business trip.  Kinds are records: their wording, what they ask, their term,
 * who decides and what they end in.  Not one stays without an answer: until it
 * is closed a request has somebody responsible and a next day (kernel/matter.h),
 * and its author sees both.
 */
#pragma once

#include "kernel/app.h"
#include "kernel/org.h"

struct request_kind {
    struct record r;       /* active -> ended -> active */
    const char *code;      /* "leave" */
    struct text3 title;    /* "Leave" */
    struct text3 help;     /* what its author should know */
    const char *audience;  /* everybody students employees */
    struct text3 wording;  /* of the application, with {words} of a request */
    const char *term;      /* a rule of this module: which days it has */
    const char *role;      /* that decides, the nearest above the author */
    int64_t unit;          /* whose head decides where nobody has the role */
    const char *ends_in;   /* answer act */
    struct text3 act_title, act_body; /* of the act, with the same words */
    const char *absence;   /* leave trip: what the act notes as an absence */
    bool asks_days, asks_place, asks_amount, asks_files;
};

struct request {
    struct record r;       /* sent <-> asked; sent <-> drafted; then answered
                              granted refused withdrawn */
    const char *code;      /* "Өт-3/2026" */
    struct count year, number;
    int64_t kind;
    int64_t person;        /* whose it is */
    int64_t unit;          /* in which they study or work */
    struct text3 title;    /* of its kind */
    day starts, ends;
    int64_t substitute;    /* who acts for them meanwhile */
    const char *place;     /* where to, from where */
    struct count amount;   /* money */
    const char *body;      /* why, in their own words */
    struct refs files;
    struct text3 text;     /* the application, made from the wording */
    struct text3 act_title, act_body; /* of the act that it may end in */
    day sent_on;
    day due;               /* last day for the answer */
    int64_t responsible;   /* now, computed */
    day next_on;           /* by when the next thing is done, computed */
    day extended_on;       /* once */
    const char *question, *reply; /* the last that was asked of the author */
    int64_t act;           /* drafted for it, 0 none */
    const char *answer;
    struct refs answer_files;
    day answered_on;
    int64_t answered_by;
    const char *reason;    /* of the last step that needed one */
    struct count reopened; /* times */
};

extern const struct type type_request_kind, type_request;

extern const struct module mod_requests;
