/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rule.h: a number or choice fixed by law or by the university, with the day
 * from which it holds and the act that set it.  Modules declare their rules in
 * a const table; a value is a record of type rule, which comes into force only
 * by an act (step `enact`).  Code asks for the rule in force on a day.
 */
#pragma once

#include "kernel/type.h"

/* A declared rule: struct module, `rules`. */
struct rule_kind {
    const char *code;    /* "appeal_answer_days" */
    const char *label;   /* msgid */
    const char *source;  /* msgid: the law or regulation that it follows */
    enum kind kind;      /* KIND_COUNT, KIND_NUMBER, KIND_PERCENT,
                            KIND_MONEY, KIND_CHOICE, KIND_BOOL, KIND_DAY */
    double least, most;
    const char *choices; /* of KIND_CHOICE: names, space between */
    const char *fallback; /* in force from `since` without an act: the law's */
    const char *since;   /* day from which the fallback holds */
    /* Records that a change from a day on touches: a condition about `t` of
     * this type, {on} is the day; NULL: none can be named. */
    const char *type, *touches;
};

/* One value of a rule. */
struct rule {
    struct record r; /* states: draft, in_force, dropped */
    const char *code;
    const char *value; /* canonical text of its kind */
    day since;
    int64_t act; /* that set it */
    struct text3 reason;
};

extern const struct type type_rule;

/* In force on a day.  RC_MISSING: unknown code, or none yet on that day. */
enum rc rule_text(struct rq *rq, const char *code, day on, const char **out)
    MUST_USE;
enum rc rule_int(struct rq *rq, const char *code, day on, int64_t *out)
    MUST_USE;
enum rc rule_number(struct rq *rq, const char *code, day on, double *out)
    MUST_USE;
