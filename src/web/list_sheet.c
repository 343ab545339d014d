/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list_sheet.c: a list as a workbook that can be edited and imported again:
 * the columns and values of the CSV export, every cell a text.
 */
#include "web/list_export.h"

#include "base/csv.h"
#include "base/log.h"
#include "kernel/import.h"

#include <string.h>
#include <xlsxwriter.h>

struct copy {
    struct rq *rq;
    struct export_to to;
    lxw_worksheet *sheet;
    lxw_format *text, *head;
    const char *names; /* the header's line, before every page once more */
    lxw_row_t at;
    bool bad;
};

static void put_row(struct copy *c, const struct csv_row *row)
{
    for (size_t i = 0; i < row->n && i < UINT16_MAX; i++)
        if (*row->cell[i])
            c->bad |= worksheet_write_string(c->sheet, c->at, (lxw_col_t)i,
                                             row->cell[i],
                                             c->at ? c->text : c->head) != 0;
    c->at++;
}

/* One page of the CSV; the first call has only the header.  A page is read with
 * the header before it, by which the reader knows what parts the cells. */
static enum rc copy_page(struct buf *b, void *arg)
{
    struct copy *c = arg;
    const char *text = b->s;
    struct csv_row row;
    struct csv in;
    int more;

    if (c->names)
        text = mem_fmt(c->rq->mem, "%s%s", c->names, b->s);
    TRY(csv_open(&in, c->rq->mem, text, strlen(text)));
    for (bool skip = c->names != NULL; (more = csv_next(&in, &row)) > 0;
         skip = false)
        if (!skip)
            put_row(c, &row);
    if (more < 0 || c->bad)
        return fail(c->rq, RC_BUSY, NULL, "the file could not be written");
    if (!c->names)
        c->names = mem_str(c->rq->mem, b->s);
    export_turn(c->rq);
    if (c->to.tell && !c->to.tell(c->to.arg, (long)c->at - 1))
        return fail(c->rq, RC_CONFLICT, NULL, "it was stopped");
    return RC_OK;
}

enum rc export_sheet(struct rq *rq, struct list *l, struct export_to to,
                     const char *path)
{
    const char *tmp = mem_fmt(rq->mem, "%s/tmp", store_dir(rq->app->store));
    lxw_workbook_options o = { .constant_memory = LXW_TRUE,
                               .tmpdir = (char *)(uintptr_t)tmp };
    lxw_workbook *book = workbook_new_opt(path, &o);
    struct copy c = { .rq = rq, .to = to };
    struct buf out;
    enum rc rc;

    if (!book)
        return fail(rq, RC_BUSY, NULL, "the file could not be written");
    c.sheet = workbook_add_worksheet(book, NULL);
    c.text = workbook_add_format(book);
    format_set_num_format(c.text, "@");
    c.head = workbook_add_format(book);
    format_set_bold(c.head);
    buf_init(&out, rq->mem);
    l->limit = EXPORT_PAGE;
    rc = export_csv(rq, l, &out, copy_page, &c);
    if (workbook_close(book) && !rc)
        return fail(rq, RC_BUSY, NULL, "the file could not be written");
    return rc;
}
