/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sheet_xlsx.c: a report as a workbook of one sheet, with typed cells: numbers
 * that can be summed, days that can be sorted.
 */
#include "web/sheet_in.h"

#include "base/hash.h"
#include "base/log.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum { WIDE = 48, NARROW = 14, TEXT_MOST = 32000, NAME_BYTES = 8 };

struct book {
    struct rq *rq;
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *title, *heading, *head, *text, *percent, *date, *plain[4];
    lxw_row_t row;
};

static lxw_format *look(struct book *b, bool bold, double size,
                        const char *number)
{
    lxw_format *f = workbook_add_format(b->book);

    if (bold)
        format_set_bold(f);
    if (size > 0)
        format_set_font_size(f, size);
    if (number)
        format_set_num_format(f, number);
    format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
    return f;
}

static void make_looks(struct book *b)
{
    static const char *const digits[] = { "0", "0.0", "0.00", "0.000" };

    b->title = look(b, true, 16, NULL);
    b->heading = look(b, true, 13, NULL);
    b->head = look(b, true, 0, NULL);
    format_set_bottom(b->head, LXW_BORDER_THIN);
    b->text = look(b, false, 0, NULL);
    format_set_text_wrap(b->text);
    b->percent = look(b, false, 0, "0.0%");
    b->date = look(b, false, 0, "dd.mm.yyyy");
    for (size_t i = 0; i < COUNT(digits); i++)
        b->plain[i] = look(b, false, 0, digits[i]);
}

static void put_text(struct book *b, lxw_col_t at, const char *text,
                     lxw_format *f)
{
    if (text && strlen(text) < TEXT_MOST)
        worksheet_write_string(b->sheet, b->row, at, text, f);
    else if (text)
        worksheet_write_string(b->sheet, b->row, at,
                               mem_strn(b->rq->mem, text, TEXT_MOST), f);
}

static void put_cell(struct book *b, lxw_col_t at, const struct sheet_cell *c)
{
    lxw_datetime d = { 0 };

    switch (c->kind) {
    case SHEET_TEXT:
        put_text(b, at, c->text, b->text);
        break;
    case SHEET_NUMBER:
        worksheet_write_number(b->sheet, b->row, at, c->number,
                               b->plain[c->digits & 3]);
        break;
    case SHEET_PERCENT:
        worksheet_write_number(b->sheet, b->row, at, c->number / 100,
                               b->percent);
        break;
    case SHEET_DAY:
        if (day_is(c->on)) {
            day_split(c->on, &d.year, &d.month, &d.day);
            worksheet_write_datetime(b->sheet, b->row, at, &d, b->date);
        }
        break;
    case SHEET_NONE:
        break;
    }
}

static void put_table(struct book *b, const struct sheet_block *t)
{
    for (size_t i = 0; i < t->n_columns; i++)
        put_text(b, (lxw_col_t)i, t->column[i].label, b->head);
    b->row++;
    for (const struct sheet_line *l = t->first; l; l = l->next, b->row++)
        for (size_t i = 0; i < t->n_columns; i++)
            put_cell(b, (lxw_col_t)i, &l->cell[i]);
    b->row++;
}

static void put_all(struct book *b, const struct sheet *s)
{
    make_looks(b);
    worksheet_set_column(b->sheet, 0, 0, WIDE, NULL);
    worksheet_set_column(b->sheet, 1, 12, NARROW, NULL);
    put_text(b, 0, s->title, b->title);
    b->row += 2;
    for (const struct sheet_block *k = s->first; k; k = k->next) {
        if (k->kind == BLOCK_TABLE) {
            put_table(b, k);
            continue;
        }
        put_text(b, 0, k->text,
                 k->kind == BLOCK_HEADING ? b->heading : b->text);
        b->row++;
    }
}

/* --- The file ------------------------------------------------------------- */

static enum rc read_back(struct rq *rq, const char *path, struct buf *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char part[16384];
    ssize_t n = 0;

    (void)rq;
    if (fd < 0)
        return RC_BUSY;
    while ((n = read(fd, part, sizeof part)) > 0)
        buf_add(out, part, (size_t)n);
    close(fd);
    return n < 0 ? RC_BUSY : RC_OK;
}

/* A name of nobody else's in the folder that is emptied at each start. */
static const char *own_file(struct rq *rq)
{
    unsigned char r[NAME_BYTES];
    struct buf b;

    random_bytes(r, sizeof r);
    buf_init(&b, rq->mem);
    buf_fmt(&b, "%s/tmp/sheet-", store_dir(rq->app->store));
    buf_hex(&b, r, sizeof r);
    buf_str(&b, ".xlsx");
    return b.s;
}

enum rc sheet_xlsx(struct rq *rq, const struct sheet *s, struct buf *out)
{
    const char *path = own_file(rq);
    const char *tmp = mem_fmt(rq->mem, "%s/tmp", store_dir(rq->app->store));
    lxw_workbook_options o = { .constant_memory = LXW_FALSE,
                               .tmpdir = (char *)(uintptr_t)tmp };
    struct book b = { .rq = rq };
    lxw_error fault;
    enum rc rc;

    b.book = workbook_new_opt(path, &o);
    if (!b.book)
        return RC_BUSY;
    b.sheet = workbook_add_worksheet(b.book, NULL);
    put_all(&b, s);
    fault = workbook_close(b.book);
    if (fault)
        log_error("a workbook was not written: %s", lxw_strerror(fault));
    rc = fault ? RC_BUSY : read_back(rq, path, out);
    unlink(path);
    return rc;
}
