/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_action.h: actions against risks as work: who owes what until when, how
 * it is reported, and how the work on a task of the strategy counts for the
 * actions that are the same work.
 */
#pragma once

#include "mod/risk/risk.h"

/* What was done for an action.  An accepted report on a task that is the same
 * work counts as one too and is never written again. */
struct risk_report {
    struct record r; /* submitted -> accepted | returned -> submitted */
    int64_t action, risk;
    struct text3 title;   /* code of the action and the day, made with it */
    const char *done;     /* what was done */
    const char *delivery; /* delivered partly not */
    struct count progress;
    struct count spent; /* tyiyn */
    struct refs evidence; /* files */
    const char *links;
    int64_t person; /* who submitted it */
    day submitted_on;
    const char *reason; /* why it was returned */
};

extern const struct type type_risk_report;

/* Hooks of type_risk_action and of the module. */
enum rc risk_action_owed(struct rq *rq, const void *rec,
                           const void *old) MUST_USE;
/* "finish": somebody has reported, on it or on the same work. */
enum rc risk_action_can_finish(struct rq *rq, const void *rec) MUST_USE;
/* Work on tasks of the strategy, as it is accepted. */
enum rc risk_action_heard(struct rq *rq, const struct type *t,
                          const void *rec, const void *old) MUST_USE;
/* Actions whose time has come, owners who have left. */
enum rc risk_action_daily(struct rq *rq) MUST_USE;

/* Last day of an action: its own, else its risk's. */
enum rc risk_action_due(struct rq *rq, const struct risk_action *a,
                        day *due) MUST_USE;

/* What counts as report on an action, the newest first: its own (`report`
 * false) and accepted ones on tasks that are the same work. */
struct risk_said {
    bool shared;
    int64_t id, task; /* of type risk_report, or report and its task */
    day on;
    const char *state, *delivery;
    struct text3 title;
};
enum rc risk_action_said(struct rq *rq, int64_t action, struct risk_said **out,
                         size_t *n) MUST_USE;

/* risk_action_card.c: cards of an action, and of the strategy's tasks and
 * reports that are the same work. */
void risk_action_card(struct rq *rq, const void *rec);
void risk_action_beside(struct rq *rq, const struct type *t, const void *rec);
