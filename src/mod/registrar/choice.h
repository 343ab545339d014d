/* SPDX-License-Identifier: Apache-2.0 */
/*
 * choice.h: a student takes a place in a section, first come, in one durable
 * step; each refusal names the rule, the record and what would help.
 */
#pragma once

#include "mod/registrar/teaching.h"

/* May the student be in the section?  All rules but the places.  RC_CONFLICT
 * with the reason. */
enum rc choice_rules(struct rq *rq, int64_t student, int64_t section)
    MUST_USE;
/* On the writer: takes a place; without a free one the student waits, or
 * (wait false) is refused with RC_CONFLICT. */
enum rc choice_take(struct rq *rq, int64_t student, int64_t section, bool wait)
    MUST_USE;
/* On the writer: gives the place back; who waits first and may have it, has
 * it. */
enum rc choice_drop(struct rq *rq, int64_t student, int64_t section) MUST_USE;

/* choice_page.c: /study/choose */
enum rc choice_page(struct rq *rq);
enum rc choice_send(struct rq *rq);
