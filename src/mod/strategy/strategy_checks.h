/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strategy_checks.h: small questions shared by the checks of the strategy.
 */
#pragma once

#include "mod/strategy/strategy_types.h"

/* Does the record (0: none) belong to this plan?  RC_INVALID on `field`. */
enum rc same_plan(struct rq *rq, const struct type *t, int64_t id,
                  int64_t plan, const char *field) MUST_USE;
enum rc same_plan_all(struct rq *rq, const struct type *t,
                      const struct refs *refs, int64_t plan,
                      const char *field) MUST_USE;

/* Makes the reports of a period that are missing; what exists already is left
 * alone. */
enum rc period_fill(struct rq *rq, const struct period *p) MUST_USE;
/* "Report: I.1.2 Title" in three languages, short enough for an assignment. */
struct text3 task_named(struct rq *rq, const char *purpose, const char *code,
                        const struct text3 *title);

struct schedule;
struct occurrence;
/* A period of a schedule has ended: the plans that follow it ask for their
 * reports, unless the office did so already. */
enum rc period_scheduled(struct rq *rq, const struct schedule *s,
                         const struct occurrence *o) MUST_USE;
