/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list_sheet.c: a list as a workbook that can be edited and imported again:
 * the columns and values of the CSV export, every cell a text.
 */
#include "web/list_export.h"

#include "base/csv.h"
#include "base/log.h"
#include "kernel/import.h"

#include <xlsxwriter.h>

struct copy {
    struct rq *rq;
    lxw_worksheet *sheet;
    lxw_format *text, *head;
    bool bad;
};

static enum rc copy_rows(struct copy *c, const struct buf *b)
{
    struct csv_row row;
    struct csv in;
    lxw_row_t at = 0;
    int more;

    TRY(csv_open(&in, c->rq->mem, b->s, b->n));
    while ((more = csv_next(&in, &row)) > 0) {
        for (size_t i = 0; i < row.n && i < UINT16_MAX; i++)
            if (*row.cell[i])
                c->bad |= worksheet_write_string(c->sheet, at, (lxw_col_t)i,
                                                 row.cell[i],
                                                 at ? c->text : c->head) != 0;
        at++;
    }
    return more < 0 || c->bad ? RC_BUSY : RC_OK;
}

static enum rc write_book(struct rq *rq, const struct buf *b,
                          const char *path)
{
    const char *tmp = mem_fmt(rq->mem, "%s/tmp", store_dir(rq->app->store));
    lxw_workbook_options o = { .constant_memory = LXW_TRUE,
                               .tmpdir = (char *)(uintptr_t)tmp };
    lxw_workbook *book = workbook_new_opt(path, &o);
    struct copy c = { .rq = rq };
    enum rc rc;

    if (!book)
        return RC_BUSY;
    c.sheet = workbook_add_worksheet(book, NULL);
    c.text = workbook_add_format(book);
    format_set_num_format(c.text, "@");
    c.head = workbook_add_format(book);
    format_set_bold(c.head);
    rc = copy_rows(&c, b);
    return workbook_close(book) ? RC_BUSY : rc;
}

enum rc export_sheet(struct rq *rq, struct list *l, const char *path)
{
    struct buf out;
    enum rc rc;

    buf_init(&out, rq->mem);
    l->limit = EXPORT_PAGE;
    TRY(export_csv(rq, l, &out, NULL, NULL));
    rc = write_book(rq, &out, path);
    return rc ? fail(rq, RC_BUSY, NULL, "the file could not be written")
              : RC_OK;
}
