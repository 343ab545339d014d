/* SPDX-License-Identifier: Apache-2.0 */
/*
 * councils.h: what a council is to discuss: subjects proposed for the agenda of
 * its next meeting, by people and by other modules.
 */
#pragma once

#include "kernel/app.h"

struct agenda_item {
    struct record r; /* proposed -> placed -> heard; or withdrawn */
    int64_t body;    /* council, a unit; 0: not said yet */
    struct text3 title;
    const char *subject; /* type of the record that it is about, NULL none */
    union {
        int64_t subject_id;
        struct count subject_number; /* the same, as a column */
    };
    struct text3 why;
    day proposed_on;
    int64_t proposed_by; /* person, 0 the system */
    const char *outcome; /* what became of it when it was heard */
};

extern const struct type type_agenda_item;
extern const struct module mod_councils;

/* Proposes it for the next meeting of its body.  One that is already open
 * about the same record for the same body stays alone: nothing is added, and
 * item->r.id is that one's. */
enum rc agenda_propose(struct rq *rq, struct agenda_item *item) MUST_USE;
/* Notes of what is open about a record that it was heard, and what became of
 * it. */
enum rc agenda_heard(struct rq *rq, const char *subject, int64_t id,
                     const char *outcome) MUST_USE;
/* Withdraws what is open about a record. */
enum rc agenda_withdraw(struct rq *rq, const char *subject,
                        int64_t id) MUST_USE;
/* The council that discusses risks and the strategy, by the setting
 * `agenda_council` (code of a unit); 0: there is no such unit. */
enum rc agenda_council(struct rq *rq, int64_t *unit) MUST_USE;
