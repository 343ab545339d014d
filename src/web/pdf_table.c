/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pdf_table.c: a table on paper: columns as wide as what stands in them, the
 * head again on each page, no row cut in two.
 */
#include "web/pdf_in.h"

#include <math.h>

static const double PAD = 4;
enum { MEASURED = 200 }; /* rows that tell how wide a column is */

/* How wide a column would like to be, and must be: its longest word. */
struct want {
    double like, must, wide;
};

static void want_more(struct pen *pen, struct want *w, enum pdf_style style,
                      const char *text)
{
    PangoLayout *l = pen_lay(pen, style, 0, text);

    w->like = fmax(w->like, pen_wide(l) + 2 * PAD);
    pango_layout_set_wrap(l, PANGO_WRAP_WORD);
    pango_layout_set_width(l, 0);
    w->must = fmax(w->must, pen_wide(l) + 2 * PAD);
    g_object_unref(l);
}

/* What is left after the longest words goes to who would like more. */
static void share(struct want *w, int n, double all)
{
    double like = 0, must = 0, more;

    for (int i = 0; i < n; i++) {
        /* One endless word or text must not starve the others. */
        w[i].must = fmin(w[i].must, all / 3);
        w[i].like = fmin(fmax(w[i].like, w[i].must), all * .6);
        like += w[i].like;
        must += w[i].must;
    }
    more = like > must ? fmax(all - must, 0) / (like - must) : 0;
    for (int i = 0; i < n; i++) {
        if (must >= all)
            w[i].wide = w[i].must * all / must;
        else if (like <= all)
            w[i].wide = w[i].like * all / like;
        else
            w[i].wide = w[i].must + (w[i].like - w[i].must) * more;
    }
}

static void measure(struct pen *pen, const struct pdf_table *t,
                    struct want *w)
{
    size_t seen = 0;

    for (int i = 0; i < t->columns; i++)
        want_more(pen, &w[i], STYLE_CELL_HEAD, t->label[i]);
    for (const struct pdf_cells *r = t->first; r && seen < MEASURED;
         r = r->next, seen++)
        for (int i = 0; i < t->columns; i++)
            want_more(pen, &w[i], STYLE_CELL, r->text[i]);
    share(w, t->columns, pen->right - pen->left);
}

/* Lays out a row; what is taller than a page ends with an ellipsis. */
static double lay_row(struct pen *pen, const struct pdf_table *t,
                      const struct want *w, enum pdf_style style,
                      const char *const *text, PangoLayout **out)
{
    double tall = 0, most = (pen->bottom - pen->top) * .8;

    for (int i = 0; i < t->columns; i++) {
        out[i] = pen_lay(pen, style, fmax(w[i].wide - 2 * PAD, 6), text[i]);
        pango_layout_set_height(out[i], (int)(most * PANGO_SCALE));
        pango_layout_set_ellipsize(out[i], PANGO_ELLIPSIZE_END);
        if (t->numeric[i])
            pango_layout_set_alignment(out[i], PANGO_ALIGN_RIGHT);
        tall = fmax(tall, pen_tall(out[i]));
    }
    return tall + 1.4 * PAD;
}

static void put_row(struct pen *pen, const struct pdf_table *t,
                    const struct want *w, const char *cell, double tall,
                    PangoLayout **l)
{
    double x = pen->left;

    pen_tag(pen, "TR");
    for (int i = 0; i < t->columns; i++) {
        pen_tag(pen, cell);
        pen_put(pen, l[i], x + PAD, pen->y + .7 * PAD);
        pen_untag(pen, cell);
        x += w[i].wide;
        g_object_unref(l[i]);
    }
    pen_untag(pen, "TR");
    pen->y += tall;
    pen_line(pen, pen->left, pen->right, pen->y, .4, .75);
}

static void put_head(struct pen *pen, const struct pdf_table *t,
                     const struct want *w)
{
    PangoLayout *l[PDF_COLUMNS];
    double tall = lay_row(pen, t, w, STYLE_CELL_HEAD, t->label, l);

    pen_line(pen, pen->left, pen->right, pen->y, .8, .2);
    put_row(pen, t, w, "TH", tall, l);
    pen_line(pen, pen->left, pen->right, pen->y, .8, .2);
}

void pen_table(struct pen *pen, const struct pdf_table *t)
{
    struct want w[PDF_COLUMNS] = { { 0 } };
    PangoLayout *l[PDF_COLUMNS];

    if (!t->columns)
        return;
    measure(pen, t, w);
    pen_room(pen, 60);
    pen_tag(pen, "Table");
    put_head(pen, t, w);
    for (const struct pdf_cells *r = t->first; r; r = r->next) {
        double tall = lay_row(pen, t, w, STYLE_CELL, r->text, l);

        if (pen_room(pen, tall))
            put_head(pen, t, w);
        put_row(pen, t, w, "TD", tall, l);
    }
    pen_untag(pen, "Table");
    pen->y += 10;
}
