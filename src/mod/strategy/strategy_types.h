/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strategy_types.h: between the strategy's tables, rules and pages only.
 */
#pragma once

#include "kernel/act_form.h"
#include "mod/strategy/strategy.h"

/* strategy_checks.c: what the tables' rows call. */
enum rc plan_check(struct rq *rq, void *rec, const void *old);
enum rc goal_check(struct rq *rq, void *rec, const void *old);
enum rc task_check(struct rq *rq, void *rec, const void *old);
enum rc result_check(struct rq *rq, void *rec, const void *old);
enum rc conflict_check(struct rq *rq, void *rec, const void *old);
enum rc indicator_check(struct rq *rq, void *rec, const void *old);
enum rc yearly_target_check(struct rq *rq, void *rec, const void *old);
enum rc reading_check(struct rq *rq, void *rec, const void *old);
enum rc period_check(struct rq *rq, void *rec, const void *old);
enum rc report_stored(struct rq *rq, const void *rec, const void *old);
enum rc report_check(struct rq *rq, void *rec, const void *old);
/* Gives reports the name that their unit has now: those of the unit, and this
 * one (0: none). */
enum rc report_rename(struct rq *rq, int64_t unit, int64_t report) MUST_USE;
enum rc task_can_finish(struct rq *rq, const void *rec);
enum rc task_is_leaf(struct rq *rq, const void *rec);
enum rc task_resolved(struct rq *rq, void *rec);
enum rc reading_stored(struct rq *rq, const void *rec, const void *old);
enum rc reading_can_confirm(struct rq *rq, const void *rec);
enum rc period_opened(struct rq *rq, void *rec);
enum rc period_can_close(struct rq *rq, const void *rec);
enum rc report_submitted(struct rq *rq, void *rec);
enum rc report_accepted(struct rq *rq, void *rec);
enum rc report_returned(struct rq *rq, void *rec);
enum rc report_two_hands(struct rq *rq, const void *rec);

/* strategy_cards.c */
void task_card(struct rq *rq, const void *rec);
void indicator_card(struct rq *rq, const void *rec);

/* strategy_acts.c: templates of its acts. */
enum { STRATEGY_ACT_FORMS = 13 };
extern const struct act_form strategy_act_forms[STRATEGY_ACT_FORMS];
