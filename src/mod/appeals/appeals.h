/* SPDX-License-Identifier: Apache-2.0 */
/*
 * appeals.h: proposals, applications and complaints of citizens, and what
 * somebody reports about corruption without a name.  Not one stays without an
 * answer: in every state but the last an appeal has somebody responsible and a
 * next day, and both follow the open assignment about it.
 *
 * The clock is the law's (law on the procedure of considering citizens'
 * appeals, No 67 of 4 May 2007): it starts on the day of receipt by any
 * channel and stops when a signed answer in the language of the appeal has
 * been delivered and that is recorded.
 */
#pragma once

#include "kernel/app.h"
#include "kernel/org.h"

struct appeal {
    struct record r;       /* received -> registered -> answered -> closed;
                              received | registered -> redirected -> closed;
                              received | registered -> joined (to another);
                              closed -> registered */
    const char *code;      /* "А-12/2026", given at receipt */
    struct count year, number;
    const char *channel;   /* web post hand oral phone email */
    const char *kind;      /* proposal application complaint corruption */
    bool collective;
    const char *lang;      /* ky ru en other */
    bool anonymous;
    const char *name, *email, *phone, *address; /* of who appeals */
    const char *title;     /* what it is about, short */
    const char *body;
    struct refs files;
    int64_t unit;          /* that it is about */
    struct refs against;   /* who is complained about: never handles it */
    day received_on;       /* the clock starts */
    day registered_on;
    day due;               /* last day for the answer */
    int64_t handler;       /* asked at registration: who prepares the answer */
    int64_t responsible;   /* now, computed */
    day next_on;           /* by when the next thing is done, computed */
    day extended_on;       /* once */
    const char *answer;
    const char *answer_lang;
    struct refs answer_files;
    day answered_on;
    int64_t answered_by;
    day delivered_on;
    const char *delivery;  /* web post hand email */
    const char *redirected_to;
    int64_t duplicate_of;  /* appeal that is answered for this one too */
    const char *reason;    /* of the last step that needed one */
    const char *secret;    /* SHA-256 of the secret of the receipt, hex */
    struct count reopened; /* times */
};

/* What is said between the office and who appeals; both ways. */
struct appeal_message {
    struct record r;       /* incoming: unread -> read; outgoing: waiting ->
                              delivered */
    int64_t appeal;
    bool incoming;         /* from who appeals */
    const char *body;
    int64_t person;        /* who wrote it here, 0 who appeals */
    day written_on;
    const char *delivery;  /* of what went out */
};

extern const struct type type_appeal, type_appeal_message;

extern const struct module mod_appeals;

/* Takes in an appeal that is new: number, terms, who registers it; *secret:
 * what opens its state to who appealed, told once (NULL: not wanted, the
 * appeal came on paper).  On the writer.  RC_INVALID names the field. */
enum rc appeal_receive(struct rq *rq, struct appeal *a, const char **secret)
    MUST_USE;
/* By number and secret, whoever asks; RC_MISSING when they do not fit. */
enum rc appeal_by_secret(struct rq *rq, const char *code, const char *secret,
                         struct appeal **out) MUST_USE;
/* Who appealed writes; on the writer. */
enum rc appeal_write(struct rq *rq, const struct appeal *a, const char *body)
    MUST_USE;
/* Who appealed has read the answer on the page of its state. */
enum rc appeal_read(struct rq *rq, struct appeal *a) MUST_USE;
