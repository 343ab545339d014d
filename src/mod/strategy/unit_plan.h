/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit_plan.h: what one unit will do in one year for the tasks that it carries:
 * drawn from them, agreed with the planning office, reported against.
 */
#pragma once

#include "mod/strategy/strategy_types.h"

struct unit_plan {
    /* draft -> sent -> agreed | returned; agreed -> reported -> accepted */
    struct record r;
    int64_t plan, unit;
    struct text3 title; /* "Library, 2026", made with it */
    struct count year;
    const char *summary; /* of the year, when it is reported */
    const char *reason;  /* why it was returned */
    int64_t person;      /* who sent it last */
    day agreed_on, accepted_on;
};

struct unit_plan_item {
    struct record r; /* planned -> done | not_done */
    int64_t unit_plan, plan, task;
    const char *action, *expected;
    day due;
    int64_t person;
    const char *outcome; /* what came of it */
    struct refs evidence;
    day done_on;
};

/* Gives plans the name that their unit has now: those of the unit, and this
 * one (0: none). */
enum rc unit_plan_rename(struct rq *rq, int64_t unit, int64_t plan) MUST_USE;

extern const struct type type_unit_plan, type_unit_plan_item;
