/* SPDX-License-Identifier: Apache-2.0 */
/*
 * export.c: records into CSV that import_csv reads again: the fields that a
 * person may set, references as codes, page by page.
 */
#include "base/csv.h"
#include "kernel/import.h"
#include "kernel/layout.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE = 500, TOKEN_BYTES = 8192 };

static bool typed(const struct type *t)
{
    for (size_t i = 0; i < t->n_fields; i++)
        if (!t->fields[i].computed)
            return true;
    return false;
}

/* What only the program writes comes in from no file: all of it goes out, for
 * who reads it, where otherwise not a column would be left. */
static bool exported(struct rq *rq, const struct type *t,
                     const struct field *f)
{
    return (!f->computed || !typed(t)) && rights_field(rq, t, f, false);
}

static int parts(const struct field *f)
{
    return f->kind == KIND_TEXT3 || f->kind == KIND_LONG3 ? LANGS : 1;
}

/* Line ends come with the last cell, so the one before is held back. */
struct line {
    struct buf *out;
    const char *cell;
};

static void put(struct line *l, const char *cell)
{
    if (l->cell)
        csv_cell(l->out, l->cell, false);
    l->cell = cell ? cell : "";
}

static void end(struct line *l)
{
    if (l->cell)
        csv_cell(l->out, l->cell, true);
}

static void put_header(struct rq *rq, const struct type *t, struct buf *out)
{
    struct line l = { .out = out };

    if (import_by_mark(t))
        put(&l, IMPORT_RECORD);
    for (size_t i = 0; i < t->n_fields; i++)
        if (exported(rq, t, &t->fields[i]))
            for (int p = 0; p < parts(&t->fields[i]); p++)
                put(&l, column_name(rq->mem, &t->fields[i], p));
    if (t->n_states > 1)
        put(&l, IMPORT_STATE);
    end(&l);
}

/* As an import finds it again: the code, or the mark. */
static const char *name_of(struct rq *rq, const struct label *label,
                           int64_t id)
{
    if (label && label->code && *label->code)
        return label->code;
    return record_mark(rq, id);
}

static const char *many(struct rq *rq, const struct list *l,
                        const struct field *f, const void *rec)
{
    const struct refs *refs = FIELD_IN(f, rec, struct refs);
    struct buf b;

    buf_init(&b, rq->mem);
    for (size_t i = 0; i < refs->n; i++)
        buf_fmt(&b, "%s%s", i ? ";" : "",
                name_of(rq, list_target(l, f, refs->id[i]), refs->id[i]));
    return b.s;
}

/* Without an exponent, which nobody types and no form reads. */
static const char *decimal(struct mem *m, const char *s)
{
    double v = strtod(s, NULL);

    for (int digits = 0; strchr(s, 'e') && digits < 20; digits++) {
        const char *plain = mem_fmt(m, "%.*f", digits, v);
        double back = strtod(plain, NULL);

        if (!(back < v) && !(back > v))
            return plain;
    }
    return s;
}

static const char *value(struct rq *rq, const struct list *l, size_t row,
                         const struct field *f, int part)
{
    const void *rec = l->rec[row];

    if (field_empty(f, rec))
        return "";
    if (f->kind == KIND_REF)
        return name_of(rq, list_label(l, row, f),
                       *FIELD_IN(f, rec, int64_t));
    if (f->kind == KIND_REFS)
        return many(rq, l, f, rec);
    if (f->kind == KIND_NUMBER || f->kind == KIND_PERCENT)
        return decimal(rq->mem, field_canonical(rq, f, LANG_KY, rec));
    return field_canonical(rq, f, (enum lang)part, rec);
}

static void put_row(struct rq *rq, const struct list *l, size_t row,
                    struct buf *out)
{
    const struct type *t = l->type;
    struct line line = { .out = out };

    if (import_by_mark(t))
        put(&line, record_mark(rq, ((const struct record *)l->rec[row])->id));
    for (size_t i = 0; i < t->n_fields; i++)
        if (exported(rq, t, &t->fields[i]))
            for (int p = 0; p < parts(&t->fields[i]); p++)
                put(&line, value(rq, l, row, &t->fields[i], p));
    if (t->n_states > 1)
        put(&line, ((const struct record *)l->rec[row])->state);
    end(&line);
}

/* Hands over what a page made; `out` is then as it was, only emptied. */
static enum rc flush_page(struct buf *out, struct buf *page,
                          enum rc (*flush)(struct buf *, void *), void *arg)
{
    struct buf kept = *out;
    enum rc rc;

    *out = *page;
    rc = flush(out, arg);
    *out = kept;
    out->n = 0;
    out->s[0] = '\0';
    return rc;
}

/* One page; its memory is given back when it was flushed. */
static enum rc put_page(struct rq *rq, struct list *l, struct buf *out,
                        enum rc (*flush)(struct buf *, void *), void *arg)
{
    struct mem_mark mark = mem_mark(rq->mem);
    char token[TOKEN_BYTES];
    bool fits;
    struct buf page;

    TRY(list_read(rq, l));
    buf_init(&page, rq->mem);
    for (size_t i = 0; i < l->n; i++)
        put_row(rq, l, i, flush ? &page : out);
    l->after = l->next;
    if (!flush)
        return RC_OK;
    TRY(flush_page(out, &page, flush, arg));
    fits = l->next && strlen(l->next) < sizeof token;
    if (l->next && !fits)
        return RC_OK;
    if (fits)
        memcpy(token, l->next, strlen(l->next) + 1);
    mem_back(rq->mem, mark);
    l->after = l->next = fits ? mem_str(rq->mem, token) : NULL;
    return RC_OK;
}

enum rc export_csv(struct rq *rq, struct list *l, struct buf *out,
                   enum rc (*flush)(struct buf *, void *), void *arg)
{
    /* Commands hold every right, but not to what is sealed. */
    if (l->type->sealed && rq->system)
        return fail(rq, RC_DENIED, NULL, "this is sealed");
    l->export_all = true;
    if (l->limit < 1)
        l->limit = PAGE;
    put_header(rq, l->type, out);
    if (flush) {
        TRY(flush(out, arg));
        out->n = 0;
        out->s[0] = '\0';
    }
    do {
        TRY(put_page(rq, l, out, flush, arg));
    } while (l->next);
    l->rec = NULL;
    l->n = 0;
    return RC_OK;
}
