/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_approval.h: a register is approved as it stands on a day; afterwards
 * the work on it goes on, and what is different from what was approved is
 * shown until it is approved again.
 */
#pragma once

#include "kernel/act_form.h"
#include "mod/risk/risk.h"

enum { RISK_ACT_FORMS = 4 };
extern const struct act_form risk_act_forms[RISK_ACT_FORMS];

struct risk_change {
    const struct type *type;
    const void *then, *now; /* NULL: not there then */
    const struct field *field; /* the first that differs; NULL: the state */
};
/* What the register says otherwise than the act that approved it: categories,
 * risks, causes, effects and actions, their wording, owners, terms and what
 * they are joined to; not how far the work is.  None for a draft. */
enum rc risk_changes(struct rq *rq, const struct risk_register *g,
                     struct risk_change **out, size_t *n) MUST_USE;
