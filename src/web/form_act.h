/* SPDX-License-Identifier: Apache-2.0 */
/* form_act.h: forms of records that change only by an act. */
#pragma once

#include "web/page_record.h"

/* Does what this form saves go into the draft of an act? */
bool form_by_act(struct rq *rq, const struct type *t, const void *rec);
/* Says so, and asks into which. */
void form_act_choice(struct rq *rq, struct html *h);
/* Makes the line; *act: where it stands. */
enum rc form_act_line(struct rq *rq, const struct type *t, const void *rec,
                      int64_t *act) MUST_USE;
