/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rule.h: a number or choice fixed by law or by the university, with the day
 * from which it holds and the act that set it.  Modules declare their rules in
 * a const table; a value is a record of type rule, which comes into force only
 * by an act (step `enact`).  Code asks for the rule in force on a day.
 */
#pragma once

#include "base/buf.h"
#include "kernel/type.h"

struct list; /* kernel/record.h */

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
    struct text3 title; /* computed: the rule's label and the value in words */
};

extern const struct type type_rule;

/* In force on a day.  RC_MISSING: unknown code, or none yet on that day. */
enum rc rule_text(struct rq *rq, const char *code, day on, const char **out)
    MUST_USE;
enum rc rule_int(struct rq *rq, const char *code, day on, int64_t *out)
    MUST_USE;
enum rc rule_number(struct rq *rq, const char *code, day on, double *out)
    MUST_USE;
/* Today and as many days more as a rule of today says. */
enum rc rule_due(struct rq *rq, const char *code, day *due) MUST_USE;

/* The declaration; NULL: unknown. */
const struct rule_kind *rule_kind(const struct ordo *app, const char *code);
/* A value of the rule as people read it. */
const char *rule_words(struct rq *rq, enum lang lang,
                       const struct rule_kind *k, const char *text);
/* Sets type, condition and parameters of a list: what a change from that day
 * on touches.  RC_MISSING: none can be named. */
enum rc rule_touches(struct rq *rq, const struct rule_kind *k, day from,
                     struct list *l) MUST_USE;
/* Proofreads the declarations; a line for each fault, returns how many. */
size_t rules_read(struct ordo *app, struct buf *faults);
