/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strategy_pages.h: the strategy's own pages.
 */
#pragma once

#include "mod/strategy/outline.h"
#include "web/page.h"

/* As many as the list in strategy_views.c has. */
enum { STRATEGY_ROUTES = 10 };
extern const struct route strategy_routes[STRATEGY_ROUTES];

/* The whole strategy on one page: 7 directions, goals, tasks. */
enum rc strategy_map_page(struct rq *rq);
/* Every task with its words, for reading and printing. */
enum rc strategy_text_page(struct rq *rq);
/* Units that carry tasks, the busiest first. */
enum rc strategy_units_page(struct rq *rq);
/* What is ours: a unit's tasks, reports and indicators. */
enum rc strategy_unit_page(struct rq *rq);
/* What is due in a year. */
enum rc strategy_year_page(struct rq *rq);
/* All indicators with their standing. */
enum rc strategy_indicators_page(struct rq *rq);
/* What slipped this week, what is due, what moved and why. */
enum rc strategy_rector_page(struct rq *rq);

/* The public discussion of a plan: read and propose without an account. */
enum rc strategy_discussion_page(struct rq *rq);
enum rc strategy_propose(struct rq *rq);

/* The annual report of the whole or of a unit: page, PDF, workbook. */
enum rc strategy_annual(struct rq *rq);

/* Parts that several of them share. */
/* Is it one of those that the address asks for (`standing=`, several times)?
 * Without any all are. */
bool strategy_standing_asked(struct rq *rq, const char *name);
void strategy_pill(struct rq *rq, struct html *h, const char *tone,
                   const char *words);
/* A value with its unit: "14,2 %", "yes", "3". */
const char *indicator_value_text(struct rq *rq, const struct indicator *i,
                                 double value);
void strategy_task_line(struct rq *rq, struct html *h,
                        const struct outline_task *t);
void strategy_indicator_table(struct rq *rq, struct html *h,
                              const struct outline_indicator *const *rows,
                              size_t n);
