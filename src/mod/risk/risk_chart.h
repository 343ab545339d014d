/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_chart.h: the pictures of the risk plan besides its heat map: SVG drawn
 * by the server, each with the same as a table.
 */
#pragma once

#include "mod/risk/risk_numbers.h"
#include "mod/risk/risk_pages.h"

/* A sum in words, rounded to three digits: no more is known. */
const char *risk_sum(struct rq *rq, double tyiyn);
/* "12,3 %", of 0..1; "< 0,1 %". */
const char *risk_share(struct rq *rq, double share);

/* Opens a figure with its title and what stands under it; and its end. */
void risk_figure_open(struct html *h, const char *title, const char *caption);
void risk_figure_close(struct html *h);
/* The same as a table, behind <details>: opens it with its columns; those from
 * `numbers` on are numbers. */
void risk_table_open(struct rq *rq, struct html *h, const char *label,
                     const char *const *columns, size_t n, size_t numbers);
void risk_table_close(struct html *h);

/* A text cut into lines of at most this width in units of the drawing, as wide
 * as the letters may be.  At most `most` lines; the last one then ends with
 * an ellipsis. */
size_t risk_lines(struct mem *m, const char *text, double width, double size,
                  const char **line, size_t most);

/* The register that a page is about: by ?register=CODE, else the first; links
 * to the others are put.  RC_MISSING: there is none. */
enum rc risk_chosen(struct rq *rq, struct risk_books *books,
                    const struct risk_register **out) MUST_USE;
void risk_choice_put(struct rq *rq, struct html *h, const struct risk_books *b,
                     const struct risk_register *shown, const char *base);
/* The way between the pages of a register (NULL: of none); `here` is one's
 * address behind /risks. */
void risk_pages_put(struct rq *rq, struct html *h,
                    const struct risk_register *g, const char *here);

/* risk_chart_losses.c */
void risk_losses_draw(struct rq *rq, struct html *h,
                      const struct risk_outcome *o);
/* risk_chart_bowtie.c, risk_chart_time.c, risk_chart_tasks.c, risk_chance.c */
enum rc risk_bowtie_page(struct rq *rq);
enum rc risk_timeline_page(struct rq *rq);
enum rc risk_tasks_page(struct rq *rq);
enum rc risk_chance_page(struct rq *rq);
/* On the card of a task: the risks that endanger it. */
void risk_tasks_beside(struct rq *rq, const struct type *t, const void *rec);
