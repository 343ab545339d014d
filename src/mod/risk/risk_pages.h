/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_pages.h: the risk plan's own pages: the register with its heat map, and
 * a risk's part of its card.
 */
#pragma once

#include "mod/risk/risk.h"
#include "web/page.h"

/* As many as the list in risk_pages.c has. */
enum { RISK_ROUTES = 1, RISK_ROWS = 1000 };
extern const struct route risk_routes[RISK_ROUTES];

/* The tasks that are the same work as a risk's actions, each once. */
struct risk_work {
    size_t actions, actions_done;
    const struct strategy_item **tasks;
    size_t n_tasks, done, late;
};

/* Adds an action and its tasks. */
void risk_work_add(struct rq *rq, struct risk_work *w,
                   const struct risk_action *a,
                   const struct strategy_status *s);

/* Records of the risk plan that a condition about t and one id leave. */
enum rc risk_list(struct rq *rq, struct list *l, const struct type *t,
                  const char *where, int64_t id) MUST_USE;
void risk_pill(struct html *h, const char *tone, const char *words);
/* A task or an indicator: link, pill. */
void risk_item(struct rq *rq, struct html *h, const struct type *t,
               const struct strategy_item *item);

/* risk_card.c: causes, effects, actions with their tasks. */
void risk_card(struct rq *rq, const void *rec);
