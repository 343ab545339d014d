/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notice_page.h: what a person is told, and the letters of the house.
 */
#pragma once

#include "web/web.h"

extern const struct route notice_routes[];
extern const size_t n_notice_routes;

/* The bell with the number of what is unread: one statement. */
void notice_bell(struct rq *rq, struct html *h);
/* When one wants to be told: a form for the page of one's own account. */
enum rc notice_wishes_form(struct rq *rq, struct html *h) MUST_USE;
