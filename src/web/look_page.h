/* SPDX-License-Identifier: Apache-2.0 */
/*
 * look_page.h: who looked at the personal data of a record (kernel/look.h):
 * for those who watch over it, and for the person whose data it is.
 */
#pragma once

#include "kernel/look.h"
#include "web/web.h"

/* May these eyes read who looked at the record? */
bool looks_open(struct rq *rq, const struct type *t, int64_t id);
enum rc looks_page(struct rq *rq) MUST_USE;
/* Looks of one person or at one person, by day; page, PDF and workbook
 * (look_list_page.c). */
enum rc look_list_page(struct rq *rq) MUST_USE;
const char *look_how(struct rq *rq, const struct look *k);
/* On the card of a day's seal: do the rows still agree with it? */
enum rc look_card_part(struct rq *rq, struct html *h,
                       const struct look_seal *s) MUST_USE;
