/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sheet.c: a report as a page and on paper.
 */
#include "web/sheet_in.h"

#include "web/dispatch.h"
#include "web/page.h"
#include "web/print.h"

#include <string.h>

/* --- Describing ----------------------------------------------------------- */

struct sheet *sheet_new(struct mem *m, const char *title)
{
    struct sheet *s = MEM_NEW(m, struct sheet);

    *s = (struct sheet){ .mem = m, .title = title };
    s->last = &s->first;
    return s;
}

static struct sheet_block *block(struct sheet *s, int kind, const char *text)
{
    struct sheet_block *b = MEM_NEW(s->mem, struct sheet_block);

    *b = (struct sheet_block){ .text = text };
    b->kind = kind;
    b->last = &b->first;
    *s->last = b;
    s->last = &b->next;
    return b;
}

void sheet_heading(struct sheet *s, const char *text)
{
    block(s, BLOCK_HEADING, text);
}

void sheet_text(struct sheet *s, const char *text)
{
    block(s, BLOCK_TEXT, text);
}

void sheet_table(struct sheet *s, const struct sheet_column *columns, size_t n)
{
    s->table = block(s, BLOCK_TABLE, NULL);
    s->table->column = MEM_ARRAY(s->mem, n, struct sheet_column);
    s->table->n_columns = n;
    memcpy(s->table->column, columns, n * sizeof *columns);
}

void sheet_row(struct sheet *s, const struct sheet_cell *cells, size_t n)
{
    struct sheet_line *line = MEM_NEW(s->mem, struct sheet_line);
    size_t room = s->table->n_columns;

    line->cell = MEM_ARRAY(s->mem, room, struct sheet_cell);
    for (size_t i = 0; i < room; i++)
        line->cell[i] =
            i < n ? cells[i] : (struct sheet_cell){ .kind = SHEET_NONE };
    *s->table->last = line;
    s->table->last = &line->next;
    s->table->n_lines++;
}

size_t sheet_rows(const struct sheet *s)
{
    return s->table ? s->table->n_lines : 0;
}

/* --- In words ------------------------------------------------------------- */

static const char *cell_text(struct rq *rq, const struct sheet_cell *c)
{
    const char *n;

    switch (c->kind) {
    case SHEET_TEXT:
        return c->text ? c->text : "";
    case SHEET_NUMBER:
    case SHEET_PERCENT:
        n = lang_number(rq->mem, rq->lang, c->number, c->digits);
        if (c->kind == SHEET_PERCENT)
            n = mem_fmt(rq->mem, "%s %%", n);
        return c->text ? mem_fmt(rq->mem, "%s %s", n, c->text) : n;
    case SHEET_DAY:
        return day_is(c->on) ? lang_day(rq->mem, rq->lang, c->on) : "";
    case SHEET_NONE:
        break;
    }
    return "";
}

/* --- As a page ------------------------------------------------------------ */

static void draw_cell(struct rq *rq, struct html *h,
                      const struct sheet_cell *c)
{
    const char *text = cell_text(rq, c);

    if (c->href)
        html_fmt(h, "<a href=\"%s\">%s</a>", c->href, text);
    else if (c->tone && *text)
        html_fmt(h, "<span class=\"pill %s\">%s</span>", c->tone, text);
    else
        html_text(h, text);
}

static void draw_line(struct rq *rq, struct html *h,
                      const struct sheet_block *b,
                      const struct sheet_line *line)
{
    html_raw(h, "<tr>");
    for (size_t i = 0; i < b->n_columns; i++) {
        html_fmt(h, "<td class=\"%s\"", b->column[i].numeric ? "n" : "");
        if (i)
            html_fmt(h, " data-label=\"%s\"", b->column[i].label);
        html_raw(h, ">");
        draw_cell(rq, h, &line->cell[i]);
        html_raw(h, "</td>");
    }
    html_raw(h, "</tr>\n");
}

static void draw_table(struct rq *rq, struct html *h,
                       const struct sheet_block *b)
{
    if (!b->n_lines) {
        html_fmt(h, "<p class=\"quiet\">%s</p>\n", T(rq, "None."));
        return;
    }
    html_raw(h, "<table class=\"list\"><thead><tr>");
    for (size_t i = 0; i < b->n_columns; i++)
        html_fmt(h, "<th scope=\"col\" class=\"%s\">%s</th>",
                 b->column[i].numeric ? "n" : "", b->column[i].label);
    html_raw(h, "</tr></thead><tbody>\n");
    for (const struct sheet_line *l = b->first; l; l = l->next)
        draw_line(rq, h, b, l);
    html_raw(h, "</tbody></table>\n");
}

void sheet_draw(struct rq *rq, struct html *h, const struct sheet *s)
{
    for (const struct sheet_block *b = s->first; b; b = b->next) {
        if (b->kind == BLOCK_HEADING)
            html_fmt(h, "<h2>%s</h2>\n", b->text);
        else if (b->kind == BLOCK_TEXT)
            html_paragraphs(h, b->text);
        else
            draw_table(rq, h, b);
    }
}

/* --- On paper ------------------------------------------------------------- */

static void print_table(struct rq *rq, struct pdf *p,
                        const struct sheet_block *b)
{
    struct pdf_table *t;
    const char **cells = MEM_ARRAY(rq->mem, b->n_columns, const char *);

    if (!b->n_lines) {
        pdf_text_as(p, PDF_SMALL, T(rq, "None."));
        return;
    }
    t = pdf_table(p);
    for (size_t i = 0; i < b->n_columns; i++)
        pdf_column(t, b->column[i].label, b->column[i].numeric);
    for (const struct sheet_line *l = b->first; l; l = l->next) {
        for (size_t i = 0; i < b->n_columns; i++)
            cells[i] = cell_text(rq, &l->cell[i]);
        pdf_row(t, cells);
    }
}

static struct pdf *print_sheet(struct rq *rq, const struct sheet *s)
{
    struct pdf *p = print_new(rq, rq->lang, s->title);

    pdf_text_as(p, PDF_CENTRE, p->author);
    pdf_heading(p, 1, s->title);
    for (const struct sheet_block *b = s->first; b; b = b->next) {
        if (b->kind == BLOCK_HEADING)
            pdf_heading(p, 2, b->text);
        else if (b->kind == BLOCK_TEXT)
            pdf_text(p, b->text);
        else
            print_table(rq, p, b);
    }
    return p;
}

/* --- Either --------------------------------------------------------------- */

enum sheet_format sheet_format(const char *name)
{
    if (name && !strcmp(name, "pdf"))
        return SHEET_PDF;
    return name && !strcmp(name, "xlsx") ? SHEET_XLSX : SHEET_PAGE;
}

enum rc sheet_file(struct rq *rq, const struct sheet *s,
                   enum sheet_format format, const char *name)
{
    struct buf b;

    if (format == SHEET_PDF)
        return print_answer(rq, print_sheet(rq, s), name);
    buf_init(&b, rq->mem);
    TRY(sheet_xlsx(rq, s, &b));
    web_header_set(rq, "Content-Disposition",
                   mem_fmt(rq->mem, "attachment; filename=\"%s.xlsx\"", name));
    return web_bytes(rq,
                     "application/vnd.openxmlformats-officedocument"
                     ".spreadsheetml.sheet",
                     b.s, b.n);
}
