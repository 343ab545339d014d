/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk.h: the risk plan that goes with a strategy: categories, risks with
 * their causes, effects and actions; the concept's own kinds of risk and the
 * steps of its method.  Fields bear the column names of the data files.
 */
#pragma once

#include "mod/strategy/strategy.h"

struct risk_category {
    struct record r;
    int64_t plan;
    const char *code;
    struct text3 title;
};

struct risk {
    struct record r;
    int64_t plan, category;
    const char *code;
    struct text3 title;
    struct refs responsible; /* units; empty where the source names nobody */
    day starts, ends;
    struct text3 period_note;
    day main_phase_end;
    bool period_stated; /* false: the plan's overall period is used */
    const char *responsible_basis; /* stated none */
    struct refs indicators; /* those whose column `risk` names it */
};

/* Causes and effects of a risk. */
struct risk_cause {
    struct record r;
    int64_t plan, risk;
    const char *code;
    struct text3 title;
};

struct risk_effect {
    struct record r;
    int64_t plan, risk;
    const char *code;
    struct text3 title;
};

struct risk_action {
    struct record r; /* open -> done | dropped */
    int64_t plan, risk;
    const char *code;
    struct count position;
    struct text3 title;
    /* Tasks of the strategy that are the same work: one report serves both. */
    struct refs linked_tasks;
};

/* A kind of risk that the concept itself names, with its mitigation. */
struct concept_risk {
    struct record r;
    int64_t plan;
    const char *code;
    struct text3 title, mitigation;
};

/* A step of the method, in order. */
struct risk_method {
    struct record r;
    int64_t plan;
    const char *code;
    struct count position;
    struct text3 title;
};

extern const struct type type_risk_category, type_risk, type_risk_cause,
    type_risk_effect, type_risk_action, type_concept_risk, type_risk_method;

extern const struct module mod_risk;

/* Loads the risk plan's data files into the plan that strategy_load made. */
enum rc risk_load(struct rq *rq, const char *dir,
                  bool (*progress)(void *, long, long), void *arg) MUST_USE;
