/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_cycle.h: a year of the work with a register: the nine steps of the
 * method in their order, each with what it left, from the change outside to
 * the correction of the strategy.
 */
#pragma once

#include "mod/risk/risk_register.h"

enum { CYCLE_STEPS = 9 };

struct risk_cycle {
    /* outside inside factors methods assessment decision means application
     * evaluation -> closed */
    struct record r;
    int64_t risk_register, plan;
    struct count year;
    struct text3 title; /* made of year and register */
    int64_t holder;     /* person who leads it */
    day began_on, closed_on;
    const char *way; /* of assessing: words numbers both */
    /* What each step left, and the day on which it was finished. */
    struct text3 outside, inside, factors, methods, assessment, decision, means,
        application, evaluation;
    day outside_on, inside_on, factors_on, methods_on, assessment_on,
        decision_on, means_on, application_on, evaluation_on;
    /* How it ended: none, amendment; NULL: not yet. */
    const char *verdict;
    struct text3 reason;     /* why nothing is corrected */
    struct text3 correction; /* what is to be corrected, and why */
    int64_t amendment;       /* act: draft, then signed */
    day corrected_on;        /* when the amendment was signed */
    struct text3 again;      /* why it went back to the assessment */
};

extern const struct type type_risk_cycle;

/* One of the nine. */
struct cycle_step {
    const char *state; /* name of the state and of the field of its result */
    const char *label; /* msgid */
    const char *rule;  /* month by whose end it is done */
    size_t result, on; /* offsets in struct risk_cycle */
};
extern const struct cycle_step cycle_steps[CYCLE_STEPS];
/* 0 .. CYCLE_STEPS: how many are behind it. */
size_t cycle_place(const char *state);
/* The working day of the cycle's year by which a step is done. */
enum rc cycle_due(struct rq *rq, const struct risk_cycle *c, size_t step,
                  day *due) MUST_USE;

/* --- risk_cycle_found.c: what a step needs and what it produced ------------- */

/* RC_CONFLICT says what the step still lacks. */
enum rc cycle_lacks(struct rq *rq, const struct risk_cycle *c,
                    size_t step) MUST_USE;

/* Records that came of a step: a kind, and a condition about t with $1 the
 * register, $2 the first and $3 the last day of the cycle. */
struct cycle_found {
    const struct type *type;
    const char *where;
    bool instants; /* $2 and $3 are instants */
};
/* Of step `step`, NULL-terminated. */
const struct cycle_found *cycle_found(size_t step);
/* Reads at most `limit` of them. */
enum rc cycle_found_read(struct rq *rq, const struct risk_cycle *c,
                         const struct cycle_found *f, int limit,
                         struct list *l) MUST_USE;

/* --- risk_cycle_life.c ------------------------------------------------------- */

enum rc cycle_check(struct rq *rq, void *rec, const void *old) MUST_USE;
enum rc cycle_stored(struct rq *rq, const void *rec, const void *old) MUST_USE;
/* The module's daily work: each approved register has its cycle of the year; a
 * cycle whose draft of a correction was dropped is open again. */
enum rc risk_cycle_daily(struct rq *rq) MUST_USE;
/* The cycle of a register in a year; RC_MISSING. */
enum rc risk_cycle_of(struct rq *rq, int64_t risk_register, int64_t year,
                      int64_t *id) MUST_USE;

/* risk_cycle_card.c */
void risk_cycle_card(struct rq *rq, const void *rec);

/* --- Lines of the module's tables ------------------------------------------- */

#define RISK_CYCLE_GRANTS                                                      \
    { ROLE_MEMBER, "risk_cycle", OP_SEE | OP_EXPORT, SCOPE_ALL, NULL, NULL,    \
      NULL },                                                                  \
    { "planning", "risk_cycle", OP_ADD | OP_EDIT | OP_STEP, SCOPE_ALL, NULL,   \
      NULL, NULL },                                                            \
    { ROLE_MEMBER, "risk_cycle", OP_STEP, SCOPE_RELATION, "holder", NULL,      \
      NULL },                                                                  \
    { ROLE_MEMBER, "risk_cycle", OP_STEP, SCOPE_ASSIGNED, NULL, NULL, NULL },  \
    { "rector", "risk_cycle", OP_STEP, SCOPE_ALL, NULL, "correct", NULL }

#define RISK_CYCLE_RULE(name, words, month)                                    \
    { .code = "risk_by_" name, .label = words,                                 \
      .source = N_("The university's own rule on risks"),                      \
      .fallback = month, .since = "2000-01-01", .kind = KIND_COUNT,            \
      .least = 1, .most = 12 }
#define RISK_CYCLE_RULES                                                       \
    RISK_CYCLE_RULE("outside",                                                   \
                    N_("Risks: outer context, by the end of month"), "1"),     \
    RISK_CYCLE_RULE("inside",                                                   \
                    N_("Risks: inner context, by the end of month"), "2"),     \
    RISK_CYCLE_RULE("factors",                                                 \
                    N_("Risks: factors, by the end of month"), "2"),           \
    RISK_CYCLE_RULE("methods",                                                 \
                    N_("Risks: choice of methods, by the end of month"),       \
                    "3"),                                                      \
    RISK_CYCLE_RULE("assessment",                                              \
                    N_("Risks: assessment, by the end of month"), "4"),        \
    RISK_CYCLE_RULE("decision",                                                \
                    N_("Risks: decisions, by the end of month"), "5"),         \
    RISK_CYCLE_RULE("means",                                                   \
                    N_("Risks: choice of means, by the end of month"), "6"),   \
    RISK_CYCLE_RULE("application",                                             \
                    N_("Risks: carrying out, by the end of month"), "11"),     \
    RISK_CYCLE_RULE("evaluation",                                              \
                    N_("Risks: evaluation, by the end of month"), "12")

#define RISK_CYCLE_FORMS                                                       \
    { .name = "risk_correction", .kind = "decision",                           \
      .subject = &type_risk_cycle, .step = "correct",                          \
      .title = N_("On correcting the strategy by the results of the risk"      \
                  " cycle of {year}"),                                         \
      .body = N_("The risk cycle of {year} has been carried through in its"    \
                 " nine steps. Its evaluation:\n\n{evaluation}\n\n"            \
                 "It is decided:\n\n"                                          \
                 "1. To correct the strategy as follows: {correction}\n\n"     \
                 "2. The changes of its text are the lines of this act.\n\n"   \
                 "3. The planning office shows the text before and after, and" \
                 " takes the correction into the next risk cycle.") }
