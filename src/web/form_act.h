/* SPDX-License-Identifier: Apache-2.0 */
/* form_act.h: forms of records that change only by an act. */
#pragma once

#include "web/page_record.h"

/* Does what this form saves go into the draft of an act? */
bool form_by_act(struct rq *rq, const struct type *t, const void *rec);
/* Says so, and asks into which. */
void form_act_choice(struct rq *rq, struct html *h);
/* From now on a reference may name a record that a line of the chosen draft
 * makes ("@2"), when the form goes into one. */
void form_act_lines(struct rq *rq, const struct type *t, const void *rec);
/* What may be named so of a type: lines of this person's drafts. */
struct made_line {
    const char *value; /* "@2" */
    const char *words; /* "@2 New record: Goal; Code: I.9 (Draft's title)" */
};
enum rc form_act_made(struct rq *rq, const struct type *t,
                      struct made_line **out, size_t *n) MUST_USE;
/* Makes the line; *act: where it stands. */
enum rc form_act_line(struct rq *rq, const struct type *t, const void *rec,
                      int64_t *act) MUST_USE;
