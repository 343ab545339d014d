/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_decision.h: what is decided about a risk: to accept it until a day, to
 * avoid, reduce or share it; by whom and why.  Only one decision is in force;
 * an acceptance runs out by itself, and says so.
 */
#pragma once

#include "mod/risk/risk_level.h"

struct risk_decision {
    struct record r; /* in_force -> replaced | expired | withdrawn */
    int64_t risk, risk_register;
    struct text3 title; /* of the risk and the choice, made with it */
    const char *choice; /* accept avoid reduce share */
    const char *reason;
    day until;          /* last day of an acceptance */
    const char *level;  /* name of the level on which it was decided */
    int64_t decided_by;
    day decided_on;
    day ended_on;
    const char *ended_by; /* until level decision hand; NULL in force */
};

extern const struct type type_risk_decision;

/* May this person accept a risk of this level today, for themselves or for
 * whom they act?  The rector any that is assessed, vice-rectors and the risk's
 * owner as rules say. */
enum rc risk_may_accept(struct rq *rq, const struct risk *r,
                        enum risk_level level, bool *yes) MUST_USE;
/* Name of a level in records ("low"), NULL none. */
const char *risk_level_name(enum risk_level level);

/* Acceptances whose last day is over: ended, told, and owed again. */
enum rc risk_decision_daily(struct rq *rq) MUST_USE;
/* An assessment above the level that was accepted ends the acceptance. */
enum rc risk_decision_heard(struct rq *rq, const struct type *t,
                            const void *rec, const void *old) MUST_USE;

/* A risk's part of its card: the decision in force and those before. */
void risk_decision_card(struct rq *rq, const struct risk *r);

/* Lines of the module's tables: rules, notices, grants. */
#define RISK_OWN_RULE N_("The university's own rule on risks")
#define RISK_DECISION_RULES                                                    \
    { .code = "risk_accept_owner",                                             \
      .label = N_("Highest level of risk that its owner may accept"),          \
      .source = RISK_OWN_RULE, .fallback = "low", .since = "2000-01-01",       \
      .kind = KIND_CHOICE, .choices = "none low medium high critical",         \
      .type = "risk", .touches = "t.state = 'active'" },                       \
    { .code = "risk_accept_vice_rector",                                       \
      .label = N_("Highest level of risk that a vice-rector may accept"),      \
      .source = RISK_OWN_RULE, .fallback = "high", .since = "2000-01-01",      \
      .kind = KIND_CHOICE, .choices = "none low medium high critical",         \
      .type = "risk", .touches = "t.state = 'active'" },                       \
    { .code = "risk_accept_days",                                              \
      .label = N_("Most days for which a risk is accepted"),                   \
      .source = RISK_OWN_RULE, .fallback = "366", .since = "2000-01-01",       \
      .kind = KIND_COUNT, .least = 1, .most = 1830,                            \
      .type = "risk_decision",                                                 \
      .touches = "t.state = 'in_force' AND t.choice = 'accept'" },             \
    { .code = "risk_soon_days",                                                \
      .label = N_("Days before its end when an acceptance is told of"),        \
      .source = RISK_OWN_RULE, .fallback = "14", .since = "2000-01-01",        \
      .kind = KIND_COUNT, .least = 0, .most = 180,                             \
      .type = "risk_decision",                                                 \
      .touches = "t.state = 'in_force' AND t.choice = 'accept'" },             \
    { .code = "risk_decide_days",                                              \
      .label = N_("Days to decide anew about a risk"),                         \
      .source = RISK_OWN_RULE, .fallback = "10", .since = "2000-01-01",        \
      .kind = KIND_COUNT, .least = 1, .most = 90 }
#define RISK_DECISION_NOTICES                                                  \
    { .name = "risk_expired", .label = N_("Acceptance has ended"),             \
      .text = N_("The acceptance of a risk holds no longer, decide anew:"      \
                 " {it}"),                                                     \
      .urgent = true },                                                        \
    { .name = "risk_expires", .label = N_("Acceptance ends soon"),             \
      .text = N_("The acceptance of a risk ends soon: {it}") }
/* What a level allows is asked by the type. */
#define RISK_DECIDES(role, scope, relation)                                    \
    { role, "risk_decision", OP_ADD, scope, relation, NULL, NULL },            \
    { role, "risk_decision", OP_STEP, scope, relation, "withdraw", NULL }
#define RISK_DECISION_GRANTS                                                   \
    { ROLE_MEMBER, "risk_decision", OP_SEE | OP_EXPORT, SCOPE_ALL, NULL,       \
      NULL, NULL },                                                            \
    RISK_DECIDES(ROLE_MEMBER, SCOPE_RELATION, "owner"),                        \
    RISK_DECIDES("rector", SCOPE_ALL, NULL),                                   \
    RISK_DECIDES("vice_rector", SCOPE_ALL, NULL),                              \
    { "planning", "risk_decision", OP_ADD, SCOPE_ALL, NULL, NULL, NULL }
