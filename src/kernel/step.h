/* SPDX-License-Identifier: Apache-2.0 */
/*
 * step.h: a step is a named change of a record's state.  Its type declares it:
 * from where, to where, what it asks, what must hold, what it causes; here it is
 * taken, and what can be taken now is told.
 */
#pragma once

#include "kernel/rq.h"

struct type;

/* --- As a type declares it --------------------------------------------------- */

#define STEP_FROM_MAX 6
#define STEP_ASKS_MAX 8

/* A named change of state. */
struct step {
    const char *name;
    const char *label; /* msgid, an imperative: "Accept" */
    const char *from[STEP_FROM_MAX];
    const char *to;    /* NULL: the state stays */
    const char *asks[STEP_ASKS_MAX];  /* fields that its form shows */
    const char *needs[STEP_ASKS_MAX]; /* of those, the ones that must be set */
    /* What must hold: fail(...) with the reason, or RC_OK.  Also called to
     * show why a step cannot be taken, so it must not write. */
    enum rc (*guard)(struct rq *rq, const void *rec);
    /* What it causes, in the same transaction, after the state has changed.
     * May change the record's other fields before they are stored. */
    enum rc (*effect)(struct rq *rq, void *rec);
    /* The module's own page where it is taken, to which the record's id is
     * added ("/risks/judge/"); NULL: a form of what it asks. */
    const char *page;
    bool by_act;  /* happens only when an act is signed */
    bool danger;  /* drawn apart, asks to confirm */
};

/* Can it be taken in that state? */
bool step_from(const struct step *s, const char *state);

/* --- Taken, offered ---------------------------------------------------------- */

/* RC_CONFLICT, with the state in words, when the step does not lead on from the
 * state of the record. */
enum rc step_in_time(struct rq *rq, const struct type *t,
                     const struct step *s, const void *rec) MUST_USE;
/* Takes a step on a loaded record whose asked fields are already set.
 * `version` is what the person saw (0: do not compare). */
enum rc record_step(struct rq *rq, const struct type *t, void *rec,
                    const char *step, int64_t version) MUST_USE;

/* What can be done with a record now, in the order of the table. */
struct step_offer {
    const struct step *step;
    bool may;        /* the person has the right; to draft, of one by act */
    bool ready;      /* state and guard allow it */
    const char *why; /* reason in the request's language when not ready */
};
/* Steps that lead from its state and that these eyes may know of. */
enum rc record_offers(struct rq *rq, const struct type *t, const void *rec,
                      struct step_offer **offers, size_t *n) MUST_USE;
