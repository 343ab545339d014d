/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list_xlsx.c: a list as a workbook of one sheet: the columns that the page
 * shows, typed cells, a head in the reader's language.  Rows are written as
 * they come (constant_memory), so its length costs no memory.
 */
#include "web/list_export.h"

#include "base/log.h"

#include <string.h>
#include <xlsxwriter.h>

enum { TEXT_MOST = 32000, TOKEN_BYTES = 8192, COLUMNS_MOST = 64 };

struct book {
    struct rq *rq;
    const struct list *l;
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *head, *text, *whole, *plain, *percent, *money, *date, *instant;
    lxw_row_t row;
    const struct field *column[COLUMNS_MOST];
    lxw_col_t n;
    bool bad; /* a cell was not taken */
};

static lxw_format *look(struct book *b, const char *number)
{
    lxw_format *f = workbook_add_format(b->book);

    if (number)
        format_set_num_format(f, number);
    return f;
}

static void make_looks(struct book *b)
{
    b->head = look(b, NULL);
    format_set_bold(b->head);
    format_set_bottom(b->head, LXW_BORDER_THIN);
    b->text = look(b, "@");
    b->whole = look(b, "0");
    b->plain = look(b, NULL);
    b->percent = look(b, "0.0##%");
    b->money = look(b, "#,##0.00");
    b->date = look(b, "dd.mm.yyyy");
    b->instant = look(b, "dd.mm.yyyy hh:mm");
}

static void note(struct book *b, lxw_error fault)
{
    if (fault && !b->bad)
        log_error("a cell was not written: %s", lxw_strerror(fault));
    b->bad = b->bad || fault;
}

/* At most `most` bytes, and no half of a character. */
static const char *cut(struct mem *m, const char *s, size_t most)
{
    if (strlen(s) <= most)
        return s;
    while (most && ((unsigned char)s[most] & 0xc0) == 0x80)
        most--;
    return mem_strn(m, s, most);
}

/* Always a string: what looks like a formula is none. */
static void put_text(struct book *b, lxw_col_t at, const char *s,
                     lxw_format *f)
{
    if (s && *s)
        note(b, worksheet_write_string(b->sheet, b->row, at,
                                       cut(b->rq->mem, s, TEXT_MOST), f));
}

static void put_number(struct book *b, lxw_col_t at, double v, lxw_format *f)
{
    note(b, worksheet_write_number(b->sheet, b->row, at, v, f));
}

static void put_day(struct book *b, lxw_col_t at, day on)
{
    lxw_datetime d = { 0 };

    /* The sheet counts days from 1900. */
    if (!day_is(on) || on.n < day_parse("1900-03-01").n)
        return;
    day_split(on, &d.year, &d.month, &d.day);
    note(b, worksheet_write_datetime(b->sheet, b->row, at, &d, b->date));
}

static const char *names_of(struct book *b, const struct field *f,
                            const struct refs *refs)
{
    struct buf s;

    buf_init(&s, b->rq->mem);
    for (size_t i = 0; i < refs->n; i++) {
        const struct label *l = list_target(b->l, f, refs->id[i]);

        if (l && l->id)
            buf_fmt(&s, "%s%s", s.n ? "; " : "", label_text(b->rq, l));
    }
    return s.s;
}

static void put_other(struct book *b, lxw_col_t at, size_t row,
                      const struct field *f)
{
    const void *rec = b->l->rec[row];
    const struct label *name;

    if (f->kind == KIND_REFS) {
        put_text(b, at, names_of(b, f, FIELD_IN(f, rec, struct refs)),
                 b->text);
    } else if (f->kind == KIND_REF) {
        name = list_label(b->l, row, f);
        if (name && name->id)
            put_text(b, at, label_text(b->rq, name), b->text);
    } else if (f->kind != KIND_FILE) {
        put_text(b, at, value_text(b->rq, f, rec, NULL), b->text);
    }
}

static void put_cell(struct book *b, lxw_col_t at, size_t row,
                     const struct field *f)
{
    const void *rec = b->l->rec[row];

    if (field_empty(f, rec))
        return;
    switch (f->kind) {
    case KIND_COUNT:
        put_number(b, at, (double)FIELD_IN(f, rec, struct count)->n,
                   b->whole);
        break;
    case KIND_MONEY:
        put_number(b, at, (double)FIELD_IN(f, rec, struct count)->n / 100,
                   b->money);
        break;
    case KIND_NUMBER:
        put_number(b, at, FIELD_IN(f, rec, struct number)->v, b->plain);
        break;
    case KIND_PERCENT:
        put_number(b, at, FIELD_IN(f, rec, struct number)->v / 100,
                   b->percent);
        break;
    case KIND_DAY:
        put_day(b, at, *FIELD_IN(f, rec, day));
        break;
    default:
        put_other(b, at, row, f);
    }
}

static void choose(struct book *b)
{
    const struct type *t = b->l->type;
    const struct field *first[] = { type_field(t, t->code),
                                    type_field(t, t->title) };

    for (size_t i = 0; i < COUNT(first); i++)
        if (first[i] && field_seen(b->rq, t, first[i]))
            b->column[b->n++] = first[i];
    for (size_t i = 0; i < t->n_fields && b->n < COLUMNS_MOST; i++)
        if (list_is_column(b->rq, b->l, &t->fields[i]))
            b->column[b->n++] = &t->fields[i];
}

static void put_head(struct book *b)
{
    const struct type *t = b->l->type;

    for (lxw_col_t i = 0; i < b->n; i++) {
        const struct field *f = b->column[i];

        worksheet_set_column(b->sheet, i, i,
                             t->title && !strcmp(t->title, f->name) ? 48 : 16,
                             NULL);
        put_text(b, i, tr(b->rq->lang, f->label), b->head);
    }
    if (t->n_states > 1)
        put_text(b, b->n, T(b->rq, "State"), b->head);
    b->row++;
    worksheet_freeze_panes(b->sheet, 1, 0);
}

static void put_rows(struct book *b)
{
    const struct type *t = b->l->type;

    for (size_t row = 0; row < b->l->n; row++, b->row++) {
        const struct record *head = b->l->rec[row];
        const struct state *s = type_state(t, head->state);

        for (lxw_col_t i = 0; i < b->n; i++)
            put_cell(b, i, row, b->column[i]);
        if (t->n_states > 1)
            put_text(b, b->n, s ? tr(b->rq->lang, s->label) : head->state,
                     b->text);
    }
}

/* One page; its memory is given back, but for the place of the next. */
static enum rc put_page(struct book *b, struct list *l, char *token)
{
    struct rq *rq = b->rq;
    struct mem_mark mark = mem_mark(rq->mem);

    TRY(list_read(rq, l));
    put_rows(b);
    if (b->bad)
        return fail(rq, RC_BUSY, NULL, "the file could not be written");
    if (l->next && strlen(l->next) >= TOKEN_BYTES)
        return fail(rq, RC_BROKEN, NULL, "the file could not be written");
    *token = '\0';
    if (l->next)
        memcpy(token, l->next, strlen(l->next) + 1);
    mem_back(rq->mem, mark);
    l->after = l->next = *token ? token : NULL;
    return RC_OK;
}

static enum rc put_all(struct book *b, struct list *l, struct export_to to)
{
    char *token = mem_alloc(b->rq->mem, TOKEN_BYTES);

    choose(b);
    put_head(b);
    do {
        TRY(put_page(b, l, token));
        export_turn(b->rq);
        if (to.tell && !to.tell(to.arg, (long)b->row - 1))
            return fail(b->rq, RC_CONFLICT, NULL, "it was stopped");
    } while (l->next);
    return RC_OK;
}

enum rc export_xlsx(struct rq *rq, struct list *l, struct export_to to,
                    const char *path)
{
    const char *tmp = mem_fmt(rq->mem, "%s/tmp", store_dir(rq->app->store));
    lxw_workbook_options o = { .constant_memory = LXW_TRUE,
                               .tmpdir = (char *)(uintptr_t)tmp };
    struct book b = { .rq = rq, .l = l };
    lxw_error fault;
    enum rc rc;

    l->export_all = true;
    l->limit = EXPORT_PAGE;
    b.book = workbook_new_opt(path, &o);
    if (!b.book)
        return fail(rq, RC_BUSY, NULL, "the file could not be written");
    b.sheet = workbook_add_worksheet(b.book, NULL);
    make_looks(&b);
    rc = put_all(&b, l, to);
    l->rec = NULL;
    l->n = 0;
    fault = workbook_close(b.book);
    if (!fault)
        return rc;
    log_error("a workbook was not written: %s", lxw_strerror(fault));
    return rc ? rc : fail(rq, RC_BUSY, NULL, "the file could not be written");
}
