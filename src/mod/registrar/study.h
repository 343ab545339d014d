/* SPDX-License-Identifier: Apache-2.0 */
/*
 * study.h: the pages of those who learn and teach.
 */
#pragma once

#include "mod/registrar/grade.h"

/* /study: what is mine today, my plan, my grades. */
enum rc study_page(struct rq *rq);
/* The same plan and grades on the card of a student. */
void study_card(struct rq *rq, const void *rec);
/* /teaching: one's sections with their sheets. */
enum rc teaching_page(struct rq *rq);
/* The record of studies of who asks that counts today: the newest that is not
 * over, else the newest; 0 none. */
enum rc study_own(struct rq *rq, int64_t *student) MUST_USE;
