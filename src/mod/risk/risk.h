/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk.h: the risk plan that goes with a strategy: categories, risks with
 * their causes, effects and actions; the concept's own kinds of risk and the
 * steps of its method.  Fields bear the column names of the data files.
 */
#pragma once

#include "mod/strategy/strategy.h"

/* A register: a plan of risks with what belongs to it.  Several stand side by
 * side; codes of categories, risks, causes, effects and actions are unique
 * within one.  Approved only by an act. */
struct risk_register {
    struct record r; /* draft -> approved -> closed */
    const char *code;
    struct text3 title;
    const char *kind; /* general anticorruption other */
    int64_t plan;     /* strategy that it goes with */
    int64_t unit;     /* that keeps it */
    day starts, ends;
    day approved_on;
    int64_t approved_act;
};

/* Codes of the registers that risk_load makes. */
#define RISK_GENERAL "general"
#define RISK_ANTICORRUPTION "anticorruption"

/* In what follows `plan` is that of the register, kept by code. */
struct risk_category {
    struct record r;
    int64_t risk_register, plan;
    const char *code;
    struct text3 title;
};

struct risk {
    struct record r;
    int64_t risk_register, plan, category;
    const char *code;
    struct text3 title;
    struct refs responsible; /* units; empty where the source names nobody */
    int64_t owner; /* person who answers for it, 0: nobody named yet */
    /* What was decided last: none accept avoid reduce share; NULL: nothing. */
    const char *treatment;
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
    int64_t risk_register, plan, risk;
    const char *code;
    struct text3 title;
    int64_t parent; /* cause that brings this one about, 0 none */
};

struct risk_effect {
    struct record r;
    int64_t risk_register, plan, risk;
    const char *code;
    struct text3 title;
};

struct risk_action {
    struct record r; /* open -> done | dropped */
    int64_t risk_register, plan, risk;
    const char *code;
    struct count position;
    struct text3 title;
    /* Tasks of the strategy that are the same work: one report serves both. */
    struct refs linked_tasks;
    int64_t owner; /* person who does it, 0: nobody named yet */
    int64_t unit;
    day starts, ends;  /* DAY_NONE: those of the risk */
    struct count cost; /* tyiyn */
    /* How it works: avoid, likelihood (hinders), impact (lessens), share. */
    const char *manner;
    struct text3 expected; /* effect that is expected of it */
    struct refs causes, effects; /* that it works on; empty: not said */
    struct refs evidence;  /* files */
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

extern const struct type type_risk_register, type_risk_category, type_risk,
    type_risk_cause, type_risk_effect, type_risk_action, type_concept_risk,
    type_risk_method;

extern const struct module mod_risk;

/* Loads the risk plan's data files into the plan that strategy_load made. */
enum rc risk_load(struct rq *rq, const char *dir,
                  bool (*progress)(void *, long, long), void *arg) MUST_USE;
