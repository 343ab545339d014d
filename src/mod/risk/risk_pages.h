/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_pages.h: the risk plan's own pages: the register with its heat map, and
 * a risk's part of its card.
 */
#pragma once

#include "mod/risk/risk.h"
#include "web/page.h"

enum { RISK_ROWS = 1000 }; /* of a list that a page reads whole */

/* risk_pages.c: the register with its heat map. */
enum rc risks_page(struct rq *rq);

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
/* Says that only the beginning of a list is on the page, and leads to all of
 * it, where `field` has the record `id`; nothing when all is there. */
void risk_cut_put(struct rq *rq, struct html *h, const struct list *l,
                  const char *field, int64_t id);
void risk_pill(struct html *h, const char *tone, const char *words);
/* A task or an indicator: link, pill. */
void risk_item(struct rq *rq, struct html *h, const struct type *t,
               const struct strategy_item *item);

/* --- risk_registers.c: registers side by side, gaps, changes ----------------- */

/* The registers of the house with what stands in each. */
struct risk_books {
    struct list list;
    struct risk_book {
        const struct risk_register *g;
        size_t risks, nobody, late; /* in force; without owner; late actions */
    } *book;
    size_t n;
};
enum rc risk_books_read(struct rq *rq, struct risk_books *out) MUST_USE;
/* The one that pages show when none is asked for: approved before draft, of
 * the plan that pages show, the general one first; NULL: there is none. */
const struct risk_register *risk_book_first(struct rq *rq,
                                            const struct risk_books *b);
void risk_books_put(struct rq *rq, struct html *h, const struct risk_books *b,
                    int64_t shown);
/* What the source or the register leaves open of one risk: pills with links to
 * where it is filled in, nothing when all is said. */
struct risk_gaps {
    bool owner, left, responsible, term, causes, effects, actions, indicators;
    size_t undone; /* actions that nobody is named for */
    size_t unsaid; /* actions of which it is not said how they work */
    size_t n;      /* all of these */
};
struct risk_gaps risk_gaps_of(const struct risk *r, const struct list *causes,
                              const struct list *effects,
                              const struct list *actions,
                              const struct refs *left,
                              const struct refs *watched);
void risk_gaps_put(struct rq *rq, struct html *h, const struct risk *r,
                   const struct risk_gaps *g);
/* People who own something here and do not work here any more. */
enum rc risk_left(struct rq *rq, struct refs *left) MUST_USE;
/* Risks that something announces (risk_watch.h). */
enum rc risk_watched(struct rq *rq, struct refs *watched) MUST_USE;
/* What is different from what was approved. */
enum rc risk_changes_page(struct rq *rq);
void risk_register_card(struct rq *rq, const void *rec);

/* risk_card.c: causes, effects, actions with their tasks. */
void risk_card(struct rq *rq, const void *rec);
