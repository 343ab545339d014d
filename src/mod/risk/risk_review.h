/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_review.h: once a year the Academic Council discusses the state of the
 * risks.  The review of a register and a year opens by itself; the planning
 * office prepares it, its pack goes to the council, and what the council
 * decides is an act that closes the year and gives its instructions.
 */
#pragma once

#include "mod/risk/risk_register.h"

struct html;

struct risk_review {
    struct record r; /* due -> prepared -> submitted -> decided */
    int64_t risk_register, plan;
    struct count year;
    struct text3 title; /* made of year and register */
    day due;            /* by the rule risk_review_month */
    struct text3 summary;   /* how it stands with the risks */
    struct text3 proposals; /* what is proposed to the council */
    day prepared_on;
    struct text3 decision; /* what the council is to decide, then decided */
    int64_t draft;         /* act that is to be signed */
    day decided_on;
    int64_t act;           /* that closed the year */
};

/* What the council tells somebody to do. */
struct risk_order {
    struct record r; /* planned -> ordered -> done; dropped */
    int64_t review, risk_register, risk; /* risk 0: about all */
    struct text3 title; /* what is to be done */
    int64_t person, unit;
    day due;
    const char *outcome; /* what was done */
    day done_on;
};

extern const struct type type_risk_review, type_risk_order;

/* The years of a register for which no review was decided although its day has
 * passed; at most `room`. */
enum rc risk_review_missed(struct rq *rq, int64_t risk_register, int *years,
                           size_t room, size_t *n) MUST_USE;
/* The day by which the review of a year is held. */
enum rc risk_review_due(struct rq *rq, int64_t year, day *due) MUST_USE;
/* The last review that was decided before a day; NULL: none. */
enum rc risk_review_before(struct rq *rq, int64_t risk_register, day on,
                           struct risk_review **out) MUST_USE;
/* The module's daily work: each approved register has its review of the year
 * when the time to prepare it has come. */
enum rc risk_review_daily(struct rq *rq) MUST_USE;
/* Its instructions that count, by day. */
enum rc risk_review_orders(struct rq *rq, int64_t review,
                           struct list *l) MUST_USE;

/* risk_review_card.c */
void risk_review_card(struct rq *rq, const void *rec);
/* On the register's page: years without a review, the one that is due. */
void risk_review_banner(struct rq *rq, struct html *h, int64_t risk_register);
/* On the rector's page: years without a review, the one that is due. */
void risk_review_week(struct rq *rq);
/* risk_review_pack.c: "/risk_review/:id/pack", ?as=pdf, ?as=xlsx */
enum rc risk_review_pack(struct rq *rq);

/* --- Lines of the module's tables ------------------------------------------- */

#define RISK_REVIEW_GRANTS                                                     \
    { ROLE_MEMBER, "risk_review", OP_SEE | OP_EXPORT, SCOPE_ALL, NULL, NULL,   \
      NULL },                                                                  \
    { "planning", "risk_review", OP_ADD | OP_EDIT | OP_STEP, SCOPE_ALL, NULL,  \
      NULL, NULL },                                                            \
    { "rector", "risk_review", OP_STEP, SCOPE_ALL, NULL, "decide", NULL },     \
    { ROLE_MEMBER, "risk_order", OP_SEE | OP_EXPORT, SCOPE_ALL, NULL, NULL,    \
      NULL },                                                                  \
    { "planning", "risk_order", OP_ADD | OP_EDIT, SCOPE_ALL, NULL, NULL,       \
      NULL },                                                                  \
    { "planning", "risk_order", OP_STEP, SCOPE_ALL, NULL, "drop", NULL },      \
    { "rector", "risk_order", OP_STEP, SCOPE_ALL, NULL, "order", NULL },       \
    { ROLE_MEMBER, "risk_order", OP_STEP, SCOPE_ASSIGNED, NULL, "finish",      \
      NULL }

#define RISK_REVIEW_RULES                                                      \
    { .code = "risk_review_month",                                             \
      .label = N_("Risks: yearly review by the Academic Council, by the end of" \
                  " month"),                                                   \
      .source = N_("Risk management plan: the Academic Council discusses the"  \
                   " state of the risks once a year"),                         \
      .fallback = "12", .since = "2000-01-01", .kind = KIND_COUNT,             \
      .least = 1, .most = 12 },                                                \
    { .code = "risk_review_days",                                              \
      .label = N_("Risks: working days to prepare the yearly review"),         \
      .source = N_("The university's own rule on risks"), .fallback = "30",    \
      .since = "2000-01-01", .kind = KIND_COUNT, .least = 1, .most = 200 }

#define RISK_REVIEW_FORMS                                                      \
    { .name = "risk_review_decision", .kind = "decision",                      \
      .subject = &type_risk_review, .step = "decide",                          \
      .title = N_("On the state of the risks in {year}: “{risk_register}”"),   \
      .body = N_("The Academic Council has discussed the state of the risks"   \
                 " of {year}.\n\n{summary}\n\nIt is decided:\n\n"              \
                 "1. {decision}\n\n"                                           \
                 "2. To close the risk year {year}.\n\n"                       \
                 "3. The instructions below are carried out by their days;"    \
                 " the planning office reports on them at the next review.") }
