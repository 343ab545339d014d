/* SPDX-License-Identifier: Apache-2.0 */
/*
 * appeal_life.h: between the tables of appeals, their rules and pages.
 */
#pragma once

#include "kernel/matter.h"
#include "mod/appeals/appeals.h"
#include "web/web.h"

/* appeal_life.c */
enum { APPEAL_TABLES = 1 };
extern const struct table appeal_tables[APPEAL_TABLES];
/* Who keeps the clock in the name of the house when nobody else does, and the
 * unit in which they do. */
enum rc appeal_office(struct rq *rq, const void *rec, int64_t *person,
                      int64_t *unit) MUST_USE;
extern const struct matter appeal_matter;
enum rc appeal_check(struct rq *rq, void *rec, const void *old);
enum rc appeal_stored(struct rq *rq, const void *rec, const void *old);
enum rc appeal_owed(struct rq *rq, const struct assignment *a);
enum rc appeal_registered(struct rq *rq, void *rec);
enum rc appeal_can_extend(struct rq *rq, const void *rec);
enum rc appeal_extended(struct rq *rq, void *rec);
enum rc appeal_redirected(struct rq *rq, void *rec);
enum rc appeal_can_answer(struct rq *rq, const void *rec);
enum rc appeal_answered(struct rq *rq, void *rec);
enum rc appeal_can_deliver(struct rq *rq, const void *rec);
enum rc appeal_delivered(struct rq *rq, void *rec);
enum rc appeal_can_join(struct rq *rq, const void *rec);
enum rc appeal_joined(struct rq *rq, void *rec);
enum rc appeal_parted(struct rq *rq, void *rec);
enum rc appeal_reopened(struct rq *rq, void *rec);

/* appeal_talk.c */
enum rc appeal_message_check(struct rq *rq, void *rec, const void *old);
enum rc appeal_message_done(struct rq *rq, void *rec);
enum rc appeal_message_stored(struct rq *rq, const void *rec, const void *old);

/* appeal_pages.c */
enum { APPEAL_ROUTES = 6 };
extern const struct route appeal_routes[APPEAL_ROUTES];
void appeal_card(struct rq *rq, const void *rec);

/* appeal_standing.c: draws how they stand; `between` stands after the first
 * figures. */
enum rc appeals_standing(struct rq *rq, struct html *h,
                         void (*between)(struct rq *rq, struct html *h))
    MUST_USE;

/* appeals_demo.c */
enum rc appeals_demo(struct rq *rq, int students);
