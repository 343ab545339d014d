/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_numbers.h: the assessment of risks in numbers: what a person says of
 * frequency and loss, what actions change of it, which risks go together, and
 * runs of trials over all of it.
 */
#pragma once

#include "mod/risk/risk.h"
#include "mod/risk/risk_trials.h"

/* How often a risk happens in a year and what it costs each time, as if
 * nothing were done against it. */
struct risk_estimate {
    struct record r; /* draft -> given -> replaced */
    int64_t risk, risk_register;
    struct text3 title; /* of the risk, made with it */
    const char *frequency_shape; /* a choice of risk_shapes */
    struct number frequency_low, frequency_mode, frequency_high;
    const char *loss_shape;
    struct count loss_low, loss_mode, loss_high; /* tyiyn */
    const char *why;
    int64_t person; /* who gave it */
    day on_day;     /* when */
};

/* Factors of an action on frequency and loss; 1 changes nothing. */
struct risk_action_effect {
    struct record r; /* active | dropped */
    int64_t action, risk, risk_register;
    struct text3 title;
    const char *frequency_shape;
    struct number frequency_low, frequency_mode, frequency_high;
    const char *loss_shape;
    struct number loss_low, loss_mode, loss_high;
    const char *why;
};

/* Years that are bad for one risk are bad (or good) for another. */
struct risk_correlation {
    struct record r; /* active | dropped */
    int64_t risk_register, one, other;
    struct text3 title;
    struct number strength; /* -1 .. 1 */
    const char *why;
};

/* A run of trials over a register.  It keeps what it was made from, so that it
 * can be made again. */
struct risk_run {
    struct record r; /* waiting -> done */
    int64_t risk_register;
    struct text3 title;
    struct count trials;
    struct count seed;
    struct count risks;        /* how many were in it */
    struct count bare, now, planned; /* expected yearly loss, tyiyn */
    struct count bad_year;     /* now: 95 of 100 years cost less */
    int64_t person;
    day on_day;
    const char *digest;        /* SHA-256 of inputs, seed and trials */
    const char *checked;       /* same different; NULL: not made again */
    day checked_on;
    const char *inputs, *results; /* JSON */
};

extern const struct type type_risk_estimate, type_risk_action_effect,
    type_risk_correlation, type_risk_run;

enum { RISK_SHAPES = 5, RISK_FACTOR_SHAPES = 3 };
extern const struct choice risk_shapes[RISK_SHAPES],
    risk_factor_shapes[RISK_FACTOR_SHAPES];
enum trials_shape risk_shape(const char *name);

/* --- Inputs (risk_numbers_inputs.c) ------------------------------------------ */

/* A register's given estimates, effects and correlations as JSON: what a run
 * is made from. */
enum rc risk_inputs(struct rq *rq, int64_t risk_register, const char **json,
                    size_t *risks) MUST_USE;
/* The model of such a text; RC_BROKEN: it is none. */
enum rc risk_inputs_read(struct mem *m, const char *json,
                         struct trials_model *out) MUST_USE;
/* Can a pair be joined so, beside each third risk that is joined to both?  The
 * whole is looked at when it is calculated: pairs that nobody has stated are
 * known only then. */
enum rc risk_correlation_possible(struct rq *rq,
                                  const struct risk_correlation *c,
                                  bool *yes) MUST_USE;

/* --- Runs (risk_run.c) ----------------------------------------------------------- */

#define RISK_RUN_JOB "risk_run"
enum rc risk_run_job(struct rq *rq, struct job *j) MUST_USE;

/* What a run came to, of the text that it keeps. */
struct risk_outcome {
    struct risk_out {
        int64_t id; /* of the risk; 0: the total, which comes last */
        struct trials_figures of[TRIALS_VARIANTS];
    } *risk;
    size_t n; /* with the total */
    struct risk_worth {
        int64_t action;
        struct trials_worth of;
        double cost, years;
    } *worth;
    size_t n_worth;
    struct trials_curve *curve;
    size_t n_curve;
};
enum rc risk_outcome_read(struct mem *m, const struct risk_run *run,
                          struct risk_outcome *out) MUST_USE;
/* The newest that is done, RC_MISSING none; with its inputs and results. */
enum rc risk_run_last(struct rq *rq, int64_t risk_register,
                      const struct risk_run **out) MUST_USE;
/* Digest of what a run would be made from. */
const char *risk_run_digest(struct mem *m, const char *inputs, int64_t seed,
                            int64_t trials);

/* --- Pages (risk_losses.c) -------------------------------------------------------- */

enum rc risk_losses_page(struct rq *rq);
/* Cards. */
void risk_estimate_card(struct rq *rq, const void *rec);
void risk_run_card(struct rq *rq, const void *rec);
/* A risk's estimate and the links to its pictures, for its card. */
void risk_numbers_card(struct rq *rq, const struct risk *r);

#define RISK_NUMBER_GRANTS                                                     \
    { ROLE_MEMBER, "risk_estimate", OP_SEE | OP_EXPORT, SCOPE_ALL, NULL, NULL, \
      NULL },                                                                  \
    { "planning", "risk_estimate", OP_ADD | OP_EDIT | OP_STEP, SCOPE_ALL,      \
      NULL, NULL, NULL },                                                      \
    { ROLE_MEMBER, "risk_estimate", OP_EDIT | OP_STEP, SCOPE_RELATION,         \
      "owner", NULL, NULL },                                                   \
    { ROLE_MEMBER, "risk_action_effect", OP_SEE | OP_EXPORT, SCOPE_ALL, NULL,  \
      NULL, NULL },                                                            \
    { "planning", "risk_action_effect", OP_ADD | OP_EDIT | OP_STEP, SCOPE_ALL, \
      NULL, NULL, NULL },                                                      \
    { ROLE_MEMBER, "risk_correlation", OP_SEE | OP_EXPORT, SCOPE_ALL, NULL,    \
      NULL, NULL },                                                            \
    { "planning", "risk_correlation", OP_ADD | OP_EDIT | OP_STEP, SCOPE_ALL,   \
      NULL, NULL, NULL },                                                      \
    { ROLE_MEMBER, "risk_run", OP_SEE | OP_EXPORT, SCOPE_ALL, NULL, NULL,      \
      NULL },                                                                  \
    { "planning", "risk_run", OP_ADD | OP_STEP, SCOPE_ALL, NULL, NULL, NULL }
