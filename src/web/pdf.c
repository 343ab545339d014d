/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pdf.c: describing a printed page: blocks one after another.
 */
#include "web/pdf_in.h"

#include <string.h>

struct pdf *pdf_new(struct mem *m, enum lang lang, const char *title)
{
    struct pdf *p = MEM_NEW(m, struct pdf);

    p->mem = m;
    p->lang = lang;
    p->title = title ? title : "";
    p->last = &p->first;
    return p;
}

static struct pdf_block *block(struct pdf *p, enum pdf_kind kind,
                               const char *a, const char *b)
{
    struct pdf_block *added = MEM_NEW(p->mem, struct pdf_block);

    added->kind = kind;
    added->a = a ? a : "";
    added->b = b ? b : "";
    *p->last = added;
    p->last = &added->next;
    return added;
}

void pdf_heading(struct pdf *p, int level, const char *text)
{
    block(p, PDF_HEADING, text, NULL)->level = level;
}

/* The next paragraph of a text, NULL at its end. */
static const char *paragraph(struct mem *m, const char **text)
{
    const char *s = *text, *end;

    while (*s == '\n' || *s == '\r')
        s++;
    if (!*s)
        return NULL;
    end = strstr(s, "\n\n");
    if (!end)
        end = s + strlen(s);
    *text = end;
    return mem_strn(m, s, (size_t)(end - s));
}

void pdf_text_as(struct pdf *p, enum pdf_look look, const char *text)
{
    const char *one;

    if (!text)
        return;
    while ((one = paragraph(p->mem, &text)))
        block(p, PDF_TEXT, one, NULL)->level = look;
}

void pdf_text(struct pdf *p, const char *text)
{
    pdf_text_as(p, PDF_PLAIN, text);
}

void pdf_edges(struct pdf *p, const char *left, const char *right)
{
    block(p, PDF_EDGES, left, right);
}

void pdf_pair(struct pdf *p, const char *label, const char *value)
{
    block(p, PDF_PAIR, label, value && *value ? value : "–");
}

void pdf_signature(struct pdf *p, const char *post, const char *name)
{
    block(p, PDF_SIGNATURE, post, name);
}

void pdf_qr(struct pdf *p, const char *address, const char *lines)
{
    block(p, PDF_QR, address, lines);
}

void pdf_rule(struct pdf *p)
{
    block(p, PDF_RULE, NULL, NULL);
}

struct pdf_table *pdf_table(struct pdf *p)
{
    struct pdf_table *t = MEM_NEW(p->mem, struct pdf_table);

    t->mem = p->mem;
    t->last = &t->first;
    block(p, PDF_TABLE, NULL, NULL)->table = t;
    return t;
}

void pdf_column(struct pdf_table *t, const char *label, bool numeric)
{
    if (t->columns == PDF_COLUMNS)
        return;
    t->label[t->columns] = label ? label : "";
    t->numeric[t->columns++] = numeric;
}

void pdf_row(struct pdf_table *t, const char *const *cells)
{
    struct pdf_cells *row;

    if (t->rows == PDF_ROWS)
        return;
    row = MEM_NEW(t->mem, struct pdf_cells);
    for (int i = 0; i < t->columns; i++)
        row->text[i] = cells[i] ? cells[i] : "";
    *t->last = row;
    t->last = &row->next;
    t->rows++;
}
