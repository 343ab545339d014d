/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan_life.h: the life of a plan, for the strategy's own tables and pages.
 */
#pragma once

#include "mod/strategy/strategy_types.h"

/* type.reserved of what an adopted plan holds, and of the plan itself. */
bool plan_fixes(struct rq *rq, const void *rec, const struct field *f);
bool plan_fixed(struct rq *rq, const void *rec, const struct field *f);

/* Is it being discussed today? */
bool plan_discussed_now(const struct rq *rq, const struct plan *p);

enum rc plan_can_discuss(struct rq *rq, const void *rec);
enum rc plan_discussed(struct rq *rq, void *rec);
enum rc plan_discussion_ends(struct rq *rq, void *rec);
enum rc plan_can_adopt(struct rq *rq, const void *rec);
enum rc plan_adopted(struct rq *rq, void *rec);
enum rc plan_can_close(struct rq *rq, const void *rec);
enum rc proposal_check(struct rq *rq, void *rec, const void *old);
enum rc proposal_stored(struct rq *rq, const void *rec, const void *old);
enum rc proposal_answered(struct rq *rq, void *rec);
enum rc indicator_is_derived(struct rq *rq, const void *rec);
enum rc indicator_target_adopted(struct rq *rq, void *rec);
