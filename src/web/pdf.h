/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pdf.h: a printed page, described in blocks and drawn by pango and cairo with
 * the program's own font.  What is described lives in an arena; text can be
 * searched and copied out, and the structure is there for a screen reader.
 *
 *     struct pdf *p = pdf_new(rq->mem, rq->lang, title);
 *     pdf_heading(p, 1, title);
 *     pdf_pair(p, T(rq, "Due"), "01.09.2026");
 *     TRY(pdf_make(p, &bytes));
 */
#pragma once

#include "base/buf.h"
#include "base/lang.h"

/* Rows of a table that are drawn; the caller says when there are more. */
enum { PDF_ROWS = 1000, PDF_COLUMNS = 16 };

struct pdf_block;

struct pdf {
    struct mem *mem;
    enum lang lang;
    const char *title;  /* of the document, "" none */
    const char *author; /* institution, NULL none */
    const char *head;   /* line above each page but the first, NULL none */
    const char *foot;   /* line below each page, before its number, NULL none */
    int64_t made_at;    /* instant written into the file, 0: not told */
    bool landscape;     /* A4 lying */
    struct pdf_block *first, **last;
};

struct pdf *pdf_new(struct mem *m, enum lang lang, const char *title);

/* 1 is the title, 2 and 3 are parts of the page. */
void pdf_heading(struct pdf *p, int level, const char *text);
/* Paragraphs: an empty line begins a new one.  "" adds nothing. */
void pdf_text(struct pdf *p, const char *text);
enum pdf_look {
    PDF_PLAIN,
    PDF_SMALL,  /* small and quiet: remarks */
    PDF_CENTRE, /* in the middle, bold: letterhead, title of an act */
    PDF_RIGHT,  /* at the right edge */
};
void pdf_text_as(struct pdf *p, enum pdf_look look, const char *text);
/* Two texts of one line, at the left and the right edge: date and number. */
void pdf_edges(struct pdf *p, const char *left, const char *right);
/* A label and its value; those that follow each other make one list.  "" and
 * NULL show a dash. */
void pdf_pair(struct pdf *p, const char *label, const char *value);
/* Post at the left, name at the right, room for a signature between. */
void pdf_signature(struct pdf *p, const char *post, const char *name);
/* A code that leads to `address`, with lines beside it. */
void pdf_qr(struct pdf *p, const char *address, const char *lines);
void pdf_rule(struct pdf *p);

/* A table: columns first, then rows of as many cells (NULL: empty). */
struct pdf_table;
struct pdf_table *pdf_table(struct pdf *p);
void pdf_column(struct pdf_table *t, const char *label, bool numeric);
void pdf_row(struct pdf_table *t, const char *const *cells);

/* Draws it.  Takes a while and a lock: on a worker.  RC_BROKEN: the drawing
 * library refused (logged). */
enum rc pdf_make(const struct pdf *p, struct buf *out) MUST_USE;
