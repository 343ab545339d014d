/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan_past.h: the whole text of a plan as it was at a point of the journal,
 * and which acts changed it.
 */
#pragma once

#include "kernel/past.h"
#include "mod/strategy/strategy_types.h"

enum plan_part {
    PART_DIRECTION, PART_GOAL, PART_TASK, PART_RESULT, PART_INDICATOR,
    PART_YEARLY_TARGET, PART_OUTCOME, PART_VALUE, PART_CONFLICT,
    PLAN_PARTS
};

struct plan_then {
    struct plan *plan; /* NULL: there was no such plan yet */
    struct plan_list {
        const struct type *type;
        void **rec; /* those in force then, in the order of then */
        size_t n;
    } part[PLAN_PARTS];
    void **unit; /* by id, with the names of then; only when asked for */
    size_t n_units;
};

/* A point as addresses name it: a day ("2026-11-23", its end), "act-12" (as
 * the act left it), "before-12" (as it found it), "" now.  RC_INVALID for
 * anything else, RC_MISSING for an act that changed nothing of the plan. */
struct plan_point {
    struct past_point at;
    day on;             /* of a day, DAY_NONE otherwise */
    const struct act *act; /* of an act, NULL otherwise */
    bool before, now;
};
enum rc plan_point_read(struct rq *rq, int64_t plan, const char *text,
                        struct plan_point *out) MUST_USE;
/* In words: "the end of 23.11.2026", "after decision No. 3 of ...". */
const char *plan_point_words(struct rq *rq, const struct plan_point *p);

/* In one statement a kind of record.  Asks for the right to see the plan. */
enum rc plan_past_read(struct rq *rq, int64_t plan, const struct plan_point *p,
                       bool units, struct plan_then **out) MUST_USE;
/* NULL: not there then. */
void *plan_then_find(const struct plan_list *l, int64_t id);
/* Code and title; a yearly target by its indicator and year. */
const char *plan_then_name(struct rq *rq, const struct plan_then *t,
                           const struct type *type, const void *rec);

/* An act that changed the text of a plan, the oldest first. */
struct plan_version {
    struct act *act;
    int64_t first, last; /* rows of the journal */
    int64_t records;     /* how many it changed */
};
enum rc plan_versions(struct rq *rq, int64_t plan, struct plan_version **out,
                      size_t *n) MUST_USE;

/* strategy_map.c's `view=text&on=` and `view=changes`, and the plan's card. */
enum rc plan_past_page(struct rq *rq, int64_t plan);
enum rc plan_changes_page(struct rq *rq, int64_t plan);
void plan_card(struct rq *rq, const void *rec);
