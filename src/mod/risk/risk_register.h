/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_register.h: registers of risks, and what keeps their parts together.
 */
#pragma once

#include "mod/risk/risk.h"

/* In front of each type's own fields. */
#define REGISTER_FIELDS(rec)                                                   \
    FIELD_REF(rec, risk_register, &type_risk_register,                         \
              .label = N_("Register of risks"), .must = true, .filter = true,           \
              .fixed = true),                                                  \
    FIELD_REF(rec, plan, &type_plan, .label = N_("Plan"), .filter = true,      \
              .computed = true)
#define IN_REGISTER                                                            \
    .title = "title", .code = "code", .code_scope = "risk_register",           \
    .order = "code"

/* Checks of the types: what names another record names one of its register. */
enum rc risk_category_check(struct rq *rq, void *rec,
                            const void *old) MUST_USE;
enum rc risk_check(struct rq *rq, void *rec, const void *old) MUST_USE;
/* Is nothing under way about it: actions, questions to judges, indicators? */
enum rc risk_can_drop(struct rq *rq, const void *rec) MUST_USE;
enum rc risk_cause_check(struct rq *rq, void *rec, const void *old) MUST_USE;
/* The same for anything that begins with its register and plan, and belongs to
 * a risk. */
enum rc risk_part_check(struct rq *rq, void *rec, const void *old,
                        int64_t risk) MUST_USE;
enum rc risk_effect_check(struct rq *rq, void *rec, const void *old) MUST_USE;
enum rc risk_action_check(struct rq *rq, void *rec, const void *old) MUST_USE;

/* The two registers of a plan: the general one and, empty, the one against
 * corruption.  *general: the first. */
enum rc risk_registers_make(struct rq *rq, int64_t plan,
                            int64_t *general) MUST_USE;
/* Older folders: what has no register goes to the general one.  Changes
 * nothing when nothing is without. */
enum rc risk_register_daily(struct rq *rq) MUST_USE;
