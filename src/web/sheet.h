/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sheet.h: a report described once, in headings, paragraphs and tables, and
 * given as a page, on paper (PDF) and as a workbook (XLSX): the same words, the
 * same numbers.
 *
 *     struct sheet *s = sheet_new(rq->mem, title);
 *     sheet_heading(s, T(rq, "Indicators"));
 *     sheet_table(s, columns, COUNT(columns));
 *     sheet_row(s, CELLS(CELL(text), NUMBER(14.2, 1)));
 *     return sheet_answer(rq, s, format, "annual-2025");
 */
#pragma once

#include "web/web.h"

struct sheet_cell {
    enum { SHEET_TEXT, SHEET_NUMBER, SHEET_PERCENT, SHEET_DAY, SHEET_NONE } kind;
    const char *text; /* of SHEET_TEXT; also beside a number, NULL none */
    const char *href; /* in the page alone, NULL none */
    const char *tone; /* "good", "bad": a pill in the page, NULL plain */
    double number;
    int digits;       /* after the point */
    day on;
};
#define CELL(s) { .kind = SHEET_TEXT, .text = (s) }
#define LINK(s, to) { .kind = SHEET_TEXT, .text = (s), .href = (to) }
#define PILL(s, look) { .kind = SHEET_TEXT, .text = (s), .tone = (look) }
#define NUMBER(v, d) { .kind = SHEET_NUMBER, .number = (v), .digits = (d) }
#define PERCENT(v) { .kind = SHEET_PERCENT, .number = (v), .digits = 1 }
#define ON_DAY(d) { .kind = SHEET_DAY, .on = (d) }
#define CELLS(...)                                                             \
    (const struct sheet_cell[]){ __VA_ARGS__ },                                \
        COUNT(((const struct sheet_cell[]){ __VA_ARGS__ }))

struct sheet_column {
    const char *label;
    bool numeric;
};

struct sheet;

/* Everything is kept in `m`; texts are the caller's and live as long. */
struct sheet *sheet_new(struct mem *m, const char *title);
void sheet_heading(struct sheet *s, const char *text);
void sheet_text(struct sheet *s, const char *text);
/* The rows that follow belong to it. */
void sheet_table(struct sheet *s, const struct sheet_column *columns, size_t n);
void sheet_row(struct sheet *s, const struct sheet_cell *cells, size_t n);
/* Rows of the last table. */
size_t sheet_rows(const struct sheet *s);

enum sheet_format { SHEET_PAGE, SHEET_PDF, SHEET_XLSX };
/* "pdf", "xlsx", anything else a page. */
enum sheet_format sheet_format(const char *name);

/* Into a page that is open already. */
void sheet_draw(struct rq *rq, struct html *h, const struct sheet *s);
/* As a file, on a worker; `name` is the file's, without its ending. */
enum rc sheet_file(struct rq *rq, const struct sheet *s,
                   enum sheet_format format, const char *name) MUST_USE;
