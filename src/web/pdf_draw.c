/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pdf_draw.c: blocks onto sheets of A4.  Two walks over the same blocks: one
 * counts the pages, so that each can say "2 / 5", one draws.  Nothing here
 * takes memory of a request while the lock is held.
 */
#include "base/log.h"
#include "web/pdf_in.h"

#include <cairo-pdf.h>
#include <math.h>
#include <qrencode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MM (72.0 / 25.4)

/* Sheet and margins of an office paper: room for a binder at the left. */
static const double SHEET_SHORT = 210 * MM, SHEET_LONG = 297 * MM;
static const double MARGIN_LEFT = 25 * MM, MARGIN_RIGHT = 15 * MM;
static const double MARGIN_TOP = 18 * MM, MARGIN_BOTTOM = 22 * MM;
static const double QR_SIDE = 27 * MM, LABEL_PART = 0.32;

static const struct {
    double size, grey, lead; /* lead: of the line's own height */
    bool bold;
} styles[] = {
    [STYLE_BODY] = { 10.5, 0, 1.08, false },
    [STYLE_SMALL] = { 8, .35, 1, false },
    [STYLE_H1] = { 14.5, 0, 1, true },
    [STYLE_H2] = { 12.5, 0, 1, true },
    [STYLE_H3] = { 10.5, 0, 1, true },
    [STYLE_STRONG] = { 11, 0, 1.05, true },
    [STYLE_CELL] = { 8.5, 0, 1, false },
    [STYLE_CELL_HEAD] = { 8.5, 0, 1, true },
    [STYLE_LABEL] = { 10.5, .35, 1.08, false },
};

/* --- Text ----------------------------------------------------------------- */

static void set_grey(PangoLayout *l, double grey)
{
    PangoAttrList *list = pango_attr_list_new();
    guint16 v = (guint16)(grey * 65535);

    pango_attr_list_insert(list, pango_attr_foreground_new(v, v, v));
    pango_layout_set_attributes(l, list);
    pango_attr_list_unref(list);
}

PangoLayout *pen_lay(struct pen *pen, enum pdf_style style, double width,
                     const char *text)
{
    PangoLayout *l = pango_layout_new(pen->context);
    PangoFontDescription *d = pango_font_description_new();

    pango_font_description_set_family_static(d, "Noto Sans");
    pango_font_description_set_absolute_size(d,
                                             styles[style].size * PANGO_SCALE);
    if (styles[style].bold)
        pango_font_description_set_weight(d, PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(l, d);
    pango_font_description_free(d);
    pango_layout_set_line_spacing(l, (float)styles[style].lead);
    pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
    if (width > 0)
        pango_layout_set_width(l, (int)(width * PANGO_SCALE));
    pango_layout_set_text(l, text, -1);
    set_grey(l, styles[style].grey);
    return l;
}

double pen_tall(PangoLayout *l)
{
    int h;

    pango_layout_get_size(l, NULL, &h);
    return (double)h / PANGO_SCALE;
}

double pen_wide(PangoLayout *l)
{
    int w;

    pango_layout_get_size(l, &w, NULL);
    return (double)w / PANGO_SCALE;
}

void pen_tag(struct pen *pen, const char *tag)
{
    if (pen->draw)
        cairo_tag_begin(pen->cr, tag, NULL);
}

void pen_untag(struct pen *pen, const char *tag)
{
    if (pen->draw)
        cairo_tag_end(pen->cr, tag);
}

void pen_put(struct pen *pen, PangoLayout *l, double x, double y)
{
    if (!pen->draw)
        return;
    cairo_move_to(pen->cr, x, y);
    pango_cairo_show_layout(pen->cr, l);
}

void pen_line(struct pen *pen, double x0, double x1, double y, double wide,
              double grey)
{
    if (!pen->draw)
        return;
    cairo_set_source_rgb(pen->cr, grey, grey, grey);
    cairo_set_line_width(pen->cr, wide);
    cairo_move_to(pen->cr, x0, y);
    cairo_line_to(pen->cr, x1, y);
    cairo_stroke(pen->cr);
}

/* --- Pages ---------------------------------------------------------------- */

static void put_frame(struct pen *pen)
{
    double under = pen->height - MARGIN_BOTTOM + 5 * MM;
    PangoLayout *l;
    char number[32];

    if (!pen->draw)
        return;
    snprintf(number, sizeof number, "%d / %d", pen->page, pen->pages);
    l = pen_lay(pen, STYLE_SMALL, 0, number);
    pen_put(pen, l, pen->right - pen_wide(l), under);
    g_object_unref(l);
    if (pen->p->foot) {
        l = pen_lay(pen, STYLE_SMALL, pen->right - pen->left - 20 * MM,
                    pen->p->foot);
        pen_put(pen, l, pen->left, under);
        g_object_unref(l);
    }
    if (pen->page > 1 && pen->p->head) {
        l = pen_lay(pen, STYLE_SMALL, pen->right - pen->left, pen->p->head);
        pango_layout_set_ellipsize(l, PANGO_ELLIPSIZE_END);
        pen_put(pen, l, pen->left, MARGIN_TOP - 7 * MM);
        g_object_unref(l);
    }
    pen_line(pen, pen->left, pen->right, under - 1.5 * MM, .4, .7);
}

static void page_begin(struct pen *pen)
{
    pen->page++;
    pen->y = pen->top;
    put_frame(pen);
}

bool pen_room(struct pen *pen, double tall)
{
    if (pen->y + tall <= pen->bottom || pen->y <= pen->top)
        return false;
    if (pen->draw)
        cairo_show_page(pen->cr);
    page_begin(pen);
    return true;
}

/* --- Running text --------------------------------------------------------- */

static double line_tall(PangoLayoutIter *it)
{
    int y0, y1;

    pango_layout_iter_get_line_yrange(it, &y0, &y1);
    return (double)(y1 - y0) / PANGO_SCALE;
}

static void line_put(struct pen *pen, PangoLayoutIter *it, double x)
{
    PangoRectangle logical;
    int y0;

    if (!pen->draw)
        return;
    pango_layout_iter_get_line_extents(it, NULL, &logical);
    pango_layout_iter_get_line_yrange(it, &y0, NULL);
    cairo_move_to(pen->cr, x + (double)logical.x / PANGO_SCALE,
                  pen->y + (double)(pango_layout_iter_get_baseline(it) - y0) /
                               PANGO_SCALE);
    pango_cairo_show_layout_line(pen->cr,
                                 pango_layout_iter_get_line_readonly(it));
}

/* Line after line, over as many pages as it takes; never one line alone.  The
 * tag is closed and opened again at a break: it lies on one page. */
static void flow(struct pen *pen, PangoLayout *l, double x, const char *tag)
{
    PangoLayoutIter *it = pango_layout_get_iter(l);
    int left = pango_layout_get_line_count(l);

    pen_room(pen, line_tall(it) * (left > 1 ? 2 : 1));
    pen_tag(pen, tag);
    do {
        double tall = line_tall(it);

        if (pen->y + tall * (left == 2 ? 2 : 1) > pen->bottom) {
            pen_untag(pen, tag);
            pen_room(pen, pen->bottom);
            pen_tag(pen, tag);
        }
        line_put(pen, it, x);
        pen->y += tall;
        left--;
    } while (pango_layout_iter_next_line(it));
    pen_untag(pen, tag);
    pango_layout_iter_free(it);
}

static void heading(struct pen *pen, const struct pdf_block *b)
{
    static const enum pdf_style look[] = { STYLE_H1, STYLE_H2, STYLE_H3 };
    static const char *const tags[] = { "H1", "H2", "H3" };
    int at = b->level < 1 ? 0 : b->level > 3 ? 2 : b->level - 1;
    PangoLayout *l = pen_lay(pen, look[at], pen->right - pen->left, b->a);

    /* A heading stays with what it heads. */
    pen_room(pen, pen_tall(l) + 16 * MM);
    if (pen->y > pen->top)
        pen->y += at ? 4 * MM : 0;
    flow(pen, l, pen->left, tags[at]);
    pen->y += at ? 1.5 * MM : 3 * MM;
    g_object_unref(l);
}

static void text(struct pen *pen, const struct pdf_block *b)
{
    static const struct {
        enum pdf_style style;
        PangoAlignment align;
    } look[] = {
        [PDF_PLAIN] = { STYLE_BODY, PANGO_ALIGN_LEFT },
        [PDF_SMALL] = { STYLE_SMALL, PANGO_ALIGN_LEFT },
        [PDF_CENTRE] = { STYLE_STRONG, PANGO_ALIGN_CENTER },
        [PDF_RIGHT] = { STYLE_BODY, PANGO_ALIGN_RIGHT },
    };
    PangoLayout *l = pen_lay(pen, look[b->level].style,
                             pen->right - pen->left, b->a);

    pango_layout_set_alignment(l, look[b->level].align);
    flow(pen, l, pen->left, "P");
    pen->y += 2 * MM;
    g_object_unref(l);
}

static void edges(struct pen *pen, const struct pdf_block *b)
{
    double half = (pen->right - pen->left) / 2;
    PangoLayout *l = pen_lay(pen, STYLE_BODY, half, b->a);
    PangoLayout *r = pen_lay(pen, STYLE_BODY, half, b->b);
    double tall = fmax(pen_tall(l), pen_tall(r));

    pango_layout_set_alignment(r, PANGO_ALIGN_RIGHT);
    pen_room(pen, tall);
    pen_tag(pen, "P");
    pen_put(pen, l, pen->left, pen->y);
    pen_put(pen, r, pen->left + half, pen->y);
    pen_untag(pen, "P");
    pen->y += tall + 2 * MM;
    g_object_unref(l);
    g_object_unref(r);
}

static void pair(struct pen *pen, const struct pdf_block *b)
{
    double all = pen->right - pen->left, part = all * LABEL_PART;
    PangoLayout *l = pen_lay(pen, STYLE_LABEL, part - 4 * MM, b->a), *v;
    double from, tall = pen_tall(l);
    int page;

    pen_room(pen, tall);
    pen_tag(pen, "P");
    pen_put(pen, l, pen->left, pen->y);
    pen_untag(pen, "P");
    from = pen->y;
    page = pen->page;
    v = pen_lay(pen, STYLE_BODY, all - part, b->b);
    flow(pen, v, pen->left + part, "P");
    if (pen->page == page && pen->y < from + tall)
        pen->y = from + tall;
    pen->y += 1.2 * MM;
    if (!b->next || b->next->kind != PDF_PAIR)
        pen->y += 2 * MM;
    g_object_unref(l);
    g_object_unref(v);
}

static void signature(struct pen *pen, const struct pdf_block *b)
{
    double third = (pen->right - pen->left) / 3;
    PangoLayout *l = pen_lay(pen, STYLE_STRONG, third * 1.2, b->a);
    PangoLayout *r = pen_lay(pen, STYLE_STRONG, third * 1.6, b->b);
    double tall = fmax(pen_tall(l), pen_tall(r));

    pango_layout_set_alignment(r, PANGO_ALIGN_RIGHT);
    pen_room(pen, tall + 10 * MM);
    pen->y += 8 * MM;
    pen_tag(pen, "P");
    pen_put(pen, l, pen->left, pen->y);
    pen_put(pen, r, pen->right - third * 1.6, pen->y);
    pen_untag(pen, "P");
    pen->y += tall + 4 * MM;
    g_object_unref(l);
    g_object_unref(r);
}

/* --- QR code -------------------------------------------------------------- */

static void qr_dots(struct pen *pen, const QRcode *code, double side)
{
    double dot = side / code->width;

    cairo_set_source_rgb(pen->cr, 0, 0, 0);
    for (int y = 0; y < code->width; y++)
        for (int x = 0; x < code->width; x++) {
            int run = 0;

            while (x + run < code->width &&
                   code->data[y * code->width + x + run] & 1)
                run++;
            if (run)
                cairo_rectangle(pen->cr, pen->left + x * dot, pen->y + y * dot,
                                run * dot, dot);
            x += run;
        }
    cairo_fill(pen->cr);
}

/* The picture is a link too, for who reads it on a screen. */
static void qr(struct pen *pen, const struct pdf_block *b)
{
    double beside = pen->left + QR_SIDE + 6 * MM;
    PangoLayout *l = pen_lay(pen, STYLE_SMALL, pen->right - beside, b->b);
    double tall = fmax(QR_SIDE, pen_tall(l));
    QRcode *code = QRcode_encodeString8bit(b->a, 0, QR_ECLEVEL_M);
    char link[600];

    pen_room(pen, tall + 4 * MM);
    pen->y += 3 * MM;
    if (pen->draw && code) {
        if ((size_t)snprintf(link, sizeof link, "uri='%s'", b->a) >=
            sizeof link)
            link[0] = '\0';
        cairo_tag_begin(pen->cr, CAIRO_TAG_LINK, link);
        qr_dots(pen, code, QR_SIDE);
        cairo_tag_end(pen->cr, CAIRO_TAG_LINK);
    }
    QRcode_free(code);
    pen_tag(pen, "P");
    pen_put(pen, l, beside, pen->y);
    pen_untag(pen, "P");
    pen->y += tall + 2 * MM;
    g_object_unref(l);
}

/* --- The whole ------------------------------------------------------------ */

static void put_block(struct pen *pen, const struct pdf_block *b)
{
    switch (b->kind) {
    case PDF_HEADING:
        heading(pen, b);
        break;
    case PDF_TEXT:
        text(pen, b);
        break;
    case PDF_EDGES:
        edges(pen, b);
        break;
    case PDF_PAIR:
        pair(pen, b);
        break;
    case PDF_SIGNATURE:
        signature(pen, b);
        break;
    case PDF_QR:
        qr(pen, b);
        break;
    case PDF_RULE:
        pen_room(pen, 6 * MM);
        pen_line(pen, pen->left, pen->right, pen->y + 2 * MM, .6, .5);
        pen->y += 5 * MM;
        break;
    case PDF_TABLE:
        pen_table(pen, b->table);
        break;
    }
}

static void walk(struct pen *pen)
{
    pen->page = 0;
    pen_tag(pen, "Document");
    page_begin(pen);
    for (const struct pdf_block *b = pen->p->first; b; b = b->next)
        put_block(pen, b);
    pen_untag(pen, "Document");
    pen->pages = pen->page;
}

/* What the drawing library hands out: the arena must wait until the lock is
 * open.  A thread frees its last one before the next: a request that runs out
 * of memory while it copies loses nothing. */
struct spool {
    char *s;
    size_t n, room;
};

static cairo_status_t spool_write(void *closure, const unsigned char *bytes,
                                  unsigned n)
{
    struct spool *s = closure;

    if (s->n + n > s->room) {
        size_t room = (s->n + n) * 2;
        char *grown = realloc(s->s, room);

        if (!grown)
            return CAIRO_STATUS_WRITE_ERROR;
        s->s = grown;
        s->room = room;
    }
    memcpy(s->s + s->n, bytes, n);
    s->n += n;
    return CAIRO_STATUS_SUCCESS;
}

static void set_about(cairo_surface_t *to, const struct pdf *p,
                      const char *made)
{
    cairo_pdf_surface_restrict_to_version(to, CAIRO_PDF_VERSION_1_5);
    cairo_pdf_surface_set_metadata(to, CAIRO_PDF_METADATA_TITLE, p->title);
    if (p->author)
        cairo_pdf_surface_set_metadata(to, CAIRO_PDF_METADATA_AUTHOR,
                                       p->author);
    cairo_pdf_surface_set_metadata(to, CAIRO_PDF_METADATA_CREATOR, "Ordo");
    if (*made)
        cairo_pdf_surface_set_metadata(to, CAIRO_PDF_METADATA_CREATE_DATE,
                                       made);
}

static void pen_begin(struct pen *pen, const struct pdf *p)
{
    pen->p = p;
    pen->width = p->landscape ? SHEET_LONG : SHEET_SHORT;
    pen->height = p->landscape ? SHEET_SHORT : SHEET_LONG;
    pen->left = p->landscape ? MARGIN_RIGHT : MARGIN_LEFT;
    pen->right = pen->width - MARGIN_RIGHT;
    pen->top = MARGIN_TOP;
    pen->bottom = pen->height - MARGIN_BOTTOM;
}

/* Under the lock: no memory of the request. */
static cairo_status_t draw(const struct pdf *p, PangoFontMap *fonts,
                           const char *made, struct spool *out)
{
    struct pen pen = { 0 };
    cairo_surface_t *to;
    cairo_status_t status;

    pen_begin(&pen, p);
    to = cairo_pdf_surface_create_for_stream(spool_write, out, pen.width,
                                             pen.height);
    set_about(to, p, made);
    pen.cr = cairo_create(to);
    pen.context = pango_font_map_create_context(fonts);
    pango_context_set_language(pen.context,
                               pango_language_from_string(lang_code(p->lang)));
    pango_cairo_context_set_resolution(pen.context, 72);
    walk(&pen);
    pen.draw = true;
    walk(&pen);
    g_object_unref(pen.context);
    status = cairo_status(pen.cr);
    cairo_destroy(pen.cr);
    cairo_surface_finish(to);
    if (!status)
        status = cairo_surface_status(to);
    cairo_surface_destroy(to);
    return status;
}

enum rc pdf_make(const struct pdf *p, struct buf *out)
{
    static _Thread_local struct spool spool;
    const char *made =
        p->made_at
            ? mem_fmt(p->mem, "%.19sZ", instant_iso(p->mem, p->made_at))
            : "";
    cairo_status_t status = CAIRO_STATUS_NO_MEMORY;
    PangoFontMap *fonts;

    free(spool.s);
    spool = (struct spool){ 0 };
    pdf_lock();
    fonts = pdf_fonts();
    if (fonts)
        status = draw(p, fonts, made, &spool);
    pdf_unlock();
    if (status) {
        log_error("pdf: %s", cairo_status_to_string(status));
        return RC_BROKEN;
    }
    return pdf_name_language(p, spool.s, spool.n, out);
}
