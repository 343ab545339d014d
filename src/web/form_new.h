/* SPDX-License-Identifier: Apache-2.0 */
/*
 * form_new.h: what the form of a new record begins with, and the next of
 * several.  The web layer's own.
 */
#pragma once

#include "web/page_record.h"

/* What the fields' presets say, into the empty record of a form. */
enum rc form_presets(struct rq *rq, const struct type *t, void *rec) MUST_USE;
/* A unit where the person has an appointment today, 0 none. */
int64_t form_own_unit(struct rq *rq);
/* Which fields the address has filled: they stay so in the next form, too. */
void form_again_marks(struct rq *rq, struct html *h);
/* After a save: the form of the next record, with what stays the same. */
enum rc form_another(struct rq *rq, const struct type *t, const void *rec)
    MUST_USE;
