/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ballot.h: votes cast by the members themselves, by name or secretly.  Of a
 * secret vote it is kept who took part, and apart from that, sealed, what is in
 * the box: neither says anything of the other.  doc/decisions.md, "Secret
 * votes".
 */
#pragma once

#include "mod/councils/meeting.h"
#include "web/web.h"

/* A vote by name. */
struct council_vote {
    struct record r;
    int64_t decision, seat;
    const char *choice; /* for against abstained */
};

/* A paper of the box: no seat, no person, no time. */
struct council_ballot {
    struct record r;
    int64_t decision;
    const char *choice;
    const char *code; /* by which the one who cast it knows it again */
};

extern const struct type type_council_vote, type_council_ballot;

enum { BALLOT_TABLES = 1, BALLOT_ROUTES = 2, BALLOT_CODE = 14 };
extern const struct table ballot_tables[BALLOT_TABLES];
extern const struct route ballot_routes[BALLOT_ROUTES];

/* A code of a new ballot, as "K7QM-2XWD-9HTC". */
const char *ballot_code(struct rq *rq);
/* On the writer: rq->person votes for one of their seats; `code` only of a
 * secret vote.  RC_DENIED: no voting member who is there; RC_CONFLICT: voted
 * already, or the code is taken; RC_INVALID: no vote is open, a wrong word. */
enum rc ballot_cast(struct rq *rq, int64_t decision, const char *choice,
                    const char *code) MUST_USE;
/* What the members cast, into the votes of the decision.  RC_INVALID: nobody
 * voted; RC_BROKEN: the box does not hold as many as took part. */
enum rc ballot_count(struct rq *rq, struct council_decision *d) MUST_USE;
/* Tells the voting members who are there that the vote is open. */
enum rc ballot_call(struct rq *rq, const struct council_decision *d) MUST_USE;
/* The card of a decision: who voted, how it stands, what can be done. */
void ballot_card(struct rq *rq, const void *rec);
