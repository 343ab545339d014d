/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_consensus.h: between the assessments and their consensus only.
 */
#pragma once

#include "mod/risk/risk_assess.h"

/* When nobody of the round is still asked: its consensus, holding from a day.
 * Nothing when it would say the same of the same judgements again. */
enum rc risk_settle(struct rq *rq, int64_t risk, const char *kind,
                    int64_t round, day on) MUST_USE;
/* Something that the approvals of a risk rest on may have changed; `by` is a
 * choice of risk_consensus.void_by. */
enum rc risk_changed(struct rq *rq, int64_t risk, const char *by) MUST_USE;
/* "1.1 Title (now)" */
struct text3 risk_assess_title(struct rq *rq, const struct risk *r,
                               const char *kind);
