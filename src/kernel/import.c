/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import.c: CSV into records.  Every row is looked at on a reader first; only
 * when none has a fault, all are written in one transaction, those that others
 * name before those that name them.
 */
#include "kernel/import_in.h"

#include "base/text.h"
#include "base/xlsx.h"
#include "kernel/app.h"

#include <stdlib.h>
#include <string.h>

enum { TELL_EVERY = 500 };

/* --- From cells to a record ------------------------------------------------- */

static bool unwritten(const struct import *im, size_t row)
{
    return row != NO_ROW && !im->row[row].id;
}

static enum rc parse_cell(struct import_now *now, const struct import_column *c,
                          const char *text)
{
    struct import *im = now->im;
    enum rc rc = field_parse(im->rq, im->type, c->field, c->part, text,
                             now->row->scope, now->rec);

    if (rc && import_refused(rc))
        now->failed[c->field - im->type->fields] = true;
    return import_refused(rc) ? RC_OK : rc;
}

/* A record that only an act makes cannot be named before. */
static enum rc made_by_act(struct import_now *now,
                           const struct import_column *c, size_t row)
{
    if (!now->im->row[row].drafted)
        return RC_OK;
    return fail(now->im->rq, RC_INVALID, c->name,
                "names line %ld, which an act must make first",
                now->im->row[row].line);
}

/* A reference to the type itself may name a row of the file. */
static enum rc parse_self(struct import_now *now, const struct import_column *c,
                          const char *text)
{
    struct import *im = now->im;
    const char *code = text_clean(im->rq->mem, text);
    size_t row = *code ? import_row_of(im, code, now->row->scope) : NO_ROW;

    if (c->self >= 0)
        im->edge[(size_t)(now->row - im->row) * im->selfs + (size_t)c->self] =
            row;
    now->late |= row != NO_ROW;
    if (!unwritten(im, row))
        return parse_cell(now, c, text);
    TRY(made_by_act(now, c, row));
    *FIELD_AT(c->field, now->rec, int64_t) = 0;
    now->pending = true;
    now->failed[c->field - im->type->fields] = true; /* not empty, only late */
    return RC_OK;
}

/* In a list, what is not stored yet is left out and set at the end. */
static enum rc parse_selves(struct import_now *now,
                            const struct import_column *c, const char *text)
{
    struct import *im = now->im;
    struct rq *rq = im->rq;
    struct buf rest;

    buf_init(&rest, rq->mem);
    while (*text) {
        size_t n = strcspn(text, ";");
        const char *code = text_clean(rq->mem, mem_strn(rq->mem, text, n));
        size_t row = *code ? import_row_of(im, code, now->row->scope) : NO_ROW;

        if (unwritten(im, row)) {
            TRY(made_by_act(now, c, row));
            now->pending = now->row->again = true;
        } else {
            buf_fmt(&rest, "%s;", code);
        }
        text += n + (text[n] == ';');
    }
    if (now->row->again)
        now->failed[c->field - im->type->fields] = true;
    return parse_cell(now, c, rest.s);
}

static enum rc parse_row(struct import_now *now)
{
    struct import *im = now->im;

    for (size_t i = 0; i < im->columns; i++) {
        const struct import_column *c = &im->column[i];
        const char *text = now->cells.cell[i];

        if (!c->field)
            continue;
        if (c->field->ref == im->type && c->field->kind == KIND_REF)
            TRY(parse_self(now, c, text));
        else if (c->field->ref == im->type && c->field->kind == KIND_REFS)
            TRY(parse_selves(now, c, text));
        else
            TRY(parse_cell(now, c, text));
    }
    return RC_OK;
}

/* All rows of a file belong to the plan that was chosen for it. */
static enum rc set_scope(struct import_now *now)
{
    struct import *im = now->im;
    const struct field *f = type_field(im->type, im->type->code_scope);
    int64_t *scope;

    if (!f || f->kind != KIND_REF || !im->o->scope)
        return RC_OK;
    scope = FIELD_AT(f, now->rec, int64_t);
    if (*scope && *scope != im->o->scope)
        return fail(im->rq, RC_INVALID, f->name,
                    "is not the one that was chosen for this file");
    *scope = im->o->scope;
    return RC_OK;
}

/* The record as the row wants it. */
static enum rc build(struct import_now *now)
{
    struct import *im = now->im;
    enum rc rc;

    now->rec = record_new(im->rq, im->type);
    if (now->row->id) {
        TRY(record_load(im->rq, im->type, now->row->id, &now->rec));
        TRY(record_load(im->rq, im->type, now->row->id, &now->old));
    }
    TRY(parse_row(now));
    rc = set_scope(now);
    return import_refused(rc) ? RC_OK : rc;
}

static bool differs(const struct import_now *now)
{
    const struct import *im = now->im;

    if (!now->old || now->pending)
        return true;
    for (size_t i = 0; i < im->type->n_fields; i++)
        if (!field_same(im->rq->mem, &im->type->fields[i], now->rec, now->old))
            return true;
    return false;
}

static void count(struct import_now *now, bool changes)
{
    struct import_report *r = now->im->report;

    if (now->row->drafted)
        r->drafted++;
    else if (now->row->fresh)
        r->added++;
    else if (changes)
        r->changed++;
    else
        r->same++;
}

/* --- Looking at a row ------------------------------------------------------- */

static enum rc may_row(struct import_now *now, bool changes)
{
    struct import *im = now->im;

    if (now->row->fresh && (im->type->no_add || im->type->sealed))
        return fail(im->rq, RC_INVALID, im->type->code,
                    "records of this kind are not added by import");
    if (now->row->fresh && !rights_any(im->rq, im->type, OP_ADD, NULL))
        return fail(im->rq, RC_DENIED, NULL, "you may not add such a record");
    if (!now->row->fresh && changes)
        return rights_check(im->rq, im->type, now->row->id, OP_EDIT, NULL);
    return RC_OK;
}

static enum rc check_fields(struct import_now *now)
{
    const struct type *t = now->im->type;

    for (size_t i = 0; i < t->n_fields; i++) {
        enum rc rc = now->failed[i] ? RC_OK
                                    : field_check(now->im->rq, &t->fields[i],
                                                  now->rec);

        if (rc && !import_refused(rc))
            return rc;
    }
    return RC_OK;
}

/* Fields that are unique besides the code are asked of the database. */
static bool other_unique(const struct type *t)
{
    for (size_t i = 0; i < t->n_fields; i++)
        if (t->fields[i].unique &&
            (!t->code || strcmp(t->fields[i].name, t->code) != 0))
            return true;
    return false;
}

static enum rc look(struct import_now *now)
{
    struct import *im = now->im;
    bool changes, moves;

    TRY(build(now));
    TRY(check_fields(now));
    TRY(import_state_look(now, &moves));
    if (im->rq->fails)
        return RC_INVALID;
    im->rehearse = im->rehearse || moves;
    changes = differs(now);
    if (now->pending || now->late)
        im->rehearse = true; /* what the type checks may change meanwhile */
    else if (im->type->check && changes)
        TRY(im->type->check(im->rq, now->rec, now->old));
    now->row->drafted = import_reserved(now);
    TRY(now->row->drafted ? import_may_draft(now) : may_row(now, changes));
    if (now->row->drafted && moves)
        return fail(im->rq, RC_INVALID, IMPORT_STATE,
                    "the record is changed by an act: leave the state out");
    count(now, changes || moves);
    return RC_OK;
}

/* --- Writing a row ---------------------------------------------------------- */

static enum rc write_row(struct import_now *now)
{
    struct import *im = now->im;
    const struct record *head;
    bool changes, moves;

    TRY(build(now));
    TRY(import_state_look(now, &moves));
    if (im->rq->fails)
        return RC_INVALID;
    head = now->rec;
    changes = differs(now);
    if (now->row->drafted) {
        TRY(import_line(now));
        count(now, changes);
        return RC_OK;
    }
    if (!now->old)
        TRY(record_add(im->rq, im->type, now->rec));
    else if (changes)
        TRY(record_save(im->rq, im->type, now->rec));
    now->row->id = head->id;
    if (moves)
        TRY(import_state_step(now));
    count(now, changes || moves);
    return RC_OK;
}

static enum rc write_again(struct import_now *now)
{
    now->row->again = false;
    TRY(build(now));
    if (now->im->rq->fails)
        return RC_INVALID;
    return record_put(now->im->rq, now->im->type, now->rec, "edit");
}

/* --- The whole -------------------------------------------------------------- */

static enum rc tell(struct import *im, size_t done, size_t all)
{
    const struct import_options *o = im->o;

    if (!o->progress || (done % TELL_EVERY && done != all))
        return RC_OK;
    im->cancelled = !o->progress(o->arg, (long)done, (long)all);
    return im->cancelled ? RC_INVALID : RC_OK;
}

static void count_anew(struct import *im)
{
    im->report->added = im->report->changed = im->report->same = 0;
    im->report->drafted = 0;
    im->report->act = 0;
}

/* Rows are looked at first; those that are written come after. */
static size_t turns(const struct import *im)
{
    return im->o->dry_run ? im->rows : im->rows * 2;
}

static enum rc look_all(struct import *im)
{
    for (size_t i = 0; i < im->rows; i++) {
        if (!im->row[i].bad)
            TRY(import_with_row(im, i, look));
        TRY(tell(im, i + 1, turns(im)));
    }
    import_order(im);
    return im->report->all_faults ? RC_INVALID : RC_OK;
}

static enum rc write_rows(struct import *im)
{
    for (size_t k = 0; k < im->rows; k++) {
        TRY(import_with_row(im, im->order[k], write_row));
        if (!im->o->dry_run)
            TRY(tell(im, im->rows + k + 1, turns(im)));
    }
    for (size_t k = 0; k < im->rows; k++)
        if (im->row[k].again && !im->report->all_faults)
            TRY(import_with_row(im, k, write_again));
    return im->report->all_faults ? RC_INVALID : RC_OK;
}

/* On the writer, where it may run more than once. */
static enum rc write_all(struct rq *rq, void *arg)
{
    struct import *im = arg;
    enum rc rc;

    im->rq = rq;
    count_anew(im);
    im->report->n_faults = im->report->all_faults = 0;
    for (size_t i = 0; i < im->rows; i++) {
        im->row[i].again = false;
        if (im->row[i].fresh)
            im->row[i].id = 0;
    }
    rc = write_rows(im);
    if (!rc && !im->o->dry_run && im->o->written)
        rc = im->o->written(rq, im->o->arg);
    /* A rehearsal is undone by being refused. */
    return !rc && im->o->dry_run ? RC_INVALID : rc;
}

static enum rc write_file(struct import *im)
{
    const struct import_options *o = im->o;
    bool inside = sql_writes(im->rq->sql);
    enum rc rc;

    if (o->dry_run && (!im->rehearse || inside))
        return RC_OK;
    if (inside)
        return write_all(im->rq, im);
    rc = app_write(im->rq, write_all, im);
    if (o->dry_run)
        im->report->act = 0; /* what was rehearsed is gone */
    if (rc == RC_INVALID && o->dry_run && !im->report->all_faults)
        return RC_OK;
    return rc;
}

/* A workbook is read as the CSV of its first sheet. */
static enum rc open_file(struct import *im, const char *data, size_t size)
{
    struct buf b;

    if (!xlsx_is(data, size))
        return csv_open(&im->csv, im->rq->mem, data, size);
    buf_init(&b, im->rq->mem);
    TRY(xlsx_csv(im->rq->mem, data, size, &b, &im->csv.error));
    return csv_open(&im->csv, im->rq->mem, b.s, b.n);
}

static enum rc read_file(struct import *im, const char *data, size_t size)
{
    enum rc rc = open_file(im, data, size);

    if (!rc)
        rc = import_header(im);
    if (!rc)
        rc = import_index(im);
    if (im->csv.error)
        import_fault(im, im->csv.error_line, im->csv.error_column, NULL,
                     tr(im->rq->lang, im->csv.error));
    return rc;
}

static enum rc refuse(struct import *im, enum rc rc)
{
    rq_forget(im->rq);
    if (im->cancelled)
        return fail(im->rq, RC_INVALID, NULL,
                    "cancelled; nothing was written");
    if (im->report->all_faults)
        return fail(im->rq, RC_INVALID, NULL,
                    "the file has faults; nothing was written");
    return rc;
}

static int fault_order(const void *a, const void *b)
{
    const struct import_fault *x = a, *y = b;

    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return (x->column > y->column) - (x->column < y->column);
}

enum rc import_csv(struct rq *rq, const struct import_options *o,
                   const char *data, size_t size,
                   struct import_report *report)
{
    struct import im = { .rq = rq, .o = o, .type = o->type, .code = -1,
                         .record = -1, .scope = -1, .state = -1, .report = report };
    enum rc rc;

    *report = (struct import_report){ 0 };
    report->faults = MEM_ARRAY(rq->mem, IMPORT_FAULTS, struct import_fault);
    im.rehearse = other_unique(o->type);
    rc = read_file(&im, data, size);
    if (!rc)
        rc = look_all(&im);
    if (!rc)
        rc = write_file(&im);
    /* They were found in several rounds, and are mended from top to bottom. */
    qsort(report->faults, report->n_faults, sizeof *report->faults,
          fault_order);
    return rc ? refuse(&im, rc) : RC_OK;
}
