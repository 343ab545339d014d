/* SPDX-License-Identifier: Apache-2.0 */
/*
 * request_life.h: between the tables of requests, their rules and pages.
 */
#pragma once

#include "kernel/act.h"
#include "kernel/matter.h"
#include "mod/requests/requests.h"
#include "web/web.h"

/* request_life.c */
enum { REQUEST_TABLES = 1 };
extern const struct table request_tables[REQUEST_TABLES];
extern const struct matter request_matter;
enum rc request_kind_check(struct rq *rq, void *rec, const void *old);
enum rc request_check(struct rq *rq, void *rec, const void *old);
enum rc request_stored(struct rq *rq, const void *rec, const void *old);
enum rc request_owed(struct rq *rq, const struct assignment *a);
/* An act was drafted for a request, dropped, or revoked. */
enum rc request_heard(struct rq *rq, const struct type *t, const void *rec,
                      const void *old);

/* request_steps.c */
enum rc request_can_answer(struct rq *rq, const void *rec);
enum rc request_answered(struct rq *rq, void *rec);
enum rc request_can_grant(struct rq *rq, const void *rec);
enum rc request_granted(struct rq *rq, void *rec);
enum rc request_refused(struct rq *rq, void *rec);
enum rc request_asked(struct rq *rq, void *rec);
enum rc request_replied(struct rq *rq, void *rec);
enum rc request_can_extend(struct rq *rq, const void *rec);
enum rc request_extended(struct rq *rq, void *rec);
enum rc request_withdrawn(struct rq *rq, void *rec);
enum rc request_reopened(struct rq *rq, void *rec);
/* Taken up again: a new term, somebody responsible. */
enum rc request_again(struct rq *rq, struct request *q) MUST_USE;

/* request_pages.c */
enum { REQUEST_ROUTES = 3 };
extern const struct route request_routes[REQUEST_ROUTES];
void request_card(struct rq *rq, const void *rec);

/* requests_demo.c */
enum rc requests_demo(struct rq *rq, int students);
