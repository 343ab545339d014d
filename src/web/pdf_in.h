/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pdf_in.h: the blocks of a printed page and the font that draws them.  For
 * pdf*.c alone.
 */
#pragma once

#include "web/pdf.h"

#include <pango/pangocairo.h>

enum pdf_kind {
    PDF_HEADING,
    PDF_TEXT,
    PDF_EDGES,
    PDF_PAIR,
    PDF_SIGNATURE,
    PDF_QR,
    PDF_RULE,
    PDF_TABLE,
};

struct pdf_cells {
    const char *text[PDF_COLUMNS];
    struct pdf_cells *next;
};

struct pdf_table {
    struct mem *mem;
    const char *label[PDF_COLUMNS];
    bool numeric[PDF_COLUMNS];
    int columns;
    size_t rows;
    struct pdf_cells *first, **last;
};

struct pdf_block {
    enum pdf_kind kind;
    int level; /* of a heading; enum pdf_look of a text */
    const char *a, *b;
    struct pdf_table *table;
    struct pdf_block *next;
};

/* The one font map, with Noto Sans from the program itself and nothing of the
 * machine's.  Fontconfig is not made for several threads: hold the lock while
 * anything is drawn.  NULL: it cannot be made. */
PangoFontMap *pdf_fonts(void);
void pdf_lock(void);
void pdf_unlock(void);

/* Where the pen is; one walk counts the pages, a second draws them. */
struct pen {
    const struct pdf *p;
    cairo_t *cr;
    PangoContext *context;
    bool draw;
    int page, pages;
    double width, height; /* of the sheet, points */
    double left, right, top, bottom;
    double y;
};

enum pdf_style {
    STYLE_BODY,
    STYLE_SMALL,
    STYLE_H1,
    STYLE_H2,
    STYLE_H3,
    STYLE_STRONG,
    STYLE_CELL,
    STYLE_CELL_HEAD,
    STYLE_LABEL,
};

/* A laid out text; width 0: as wide as it is.  g_object_unref it. */
PangoLayout *pen_lay(struct pen *pen, enum pdf_style style, double width,
                     const char *text);
double pen_tall(PangoLayout *l);
double pen_wide(PangoLayout *l);
/* Draws it at a place, without moving. */
void pen_put(struct pen *pen, PangoLayout *l, double x, double y);
/* Next page when there is less than this left on this one. */
bool pen_room(struct pen *pen, double tall);
/* Structure for readers that do not see: "P", "H1", "TD"... */
void pen_tag(struct pen *pen, const char *tag);
void pen_untag(struct pen *pen, const char *tag);
void pen_line(struct pen *pen, double x0, double x1, double y, double wide,
              double grey);
/* pdf_table.c */
void pen_table(struct pen *pen, const struct pdf_table *t);
/* pdf_lang.c: copies the finished file with its language written into it. */
enum rc pdf_name_language(const struct pdf *p, const char *file, size_t n,
                          struct buf *out) MUST_USE;
