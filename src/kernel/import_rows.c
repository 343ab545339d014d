/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_rows.c: what an import must know of the whole file before it looks
 * at a row: its columns, where each row lies, which code it has.
 */
#include "kernel/import_in.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* Codes are short; a longer one is refused by its field's own check. */
enum { CODE_BYTES = 2048, TEXT_CHARS = 300, TEXT_BYTES = TEXT_CHARS * 4 + 8,
       NAME_BYTES = 80, NOTES = 16 };

/* --- Faults ----------------------------------------------------------------- */

void import_fault(struct import *im, long line, long column, const char *field,
                  const char *text)
{
    struct import_report *r = im->report;

    r->all_faults++;
    if (r->n_faults < IMPORT_FAULTS)
        r->faults[r->n_faults++] =
            (struct import_fault){ line, column, field, text };
}

bool import_refused(enum rc rc)
{
    return rc == RC_INVALID || rc == RC_CONFLICT || rc == RC_DENIED ||
           rc == RC_MISSING;
}

long import_column_of(const struct import *im, const char *field)
{
    for (size_t i = 0; field && i < im->columns; i++)
        if (!strcmp(im->column[i].name, field))
            return (long)i + 1;
    for (size_t i = 0; field && i < im->columns; i++)
        if (im->column[i].field && !strcmp(im->column[i].field->name, field))
            return (long)i + 1;
    return 0;
}

/* --- Header ----------------------------------------------------------------- */

static bool three(const struct field *f)
{
    return f->kind == KIND_TEXT3 || f->kind == KIND_LONG3;
}

static const struct field *part_of(const struct type *t, const char *name,
                                   enum lang *part)
{
    size_t n = strlen(name);
    int lang = n > 3 && name[n - 3] == '_' ? lang_from_code(name + n - 2) : -1;

    for (size_t i = 0; lang >= 0 && i < t->n_fields; i++)
        if (three(&t->fields[i]) && strlen(t->fields[i].name) == n - 3 &&
            !strncmp(t->fields[i].name, name, n - 3)) {
            *part = (enum lang)lang;
            return &t->fields[i];
        }
    return NULL;
}

bool import_by_mark(const struct type *t)
{
    const struct field *code = type_field(t, t->code);

    return !t->no_add && !t->sealed && (!code || code->computed);
}

/* Why the column cannot be taken, NULL when it can. */
static const char *column_read(struct import *im, const char *name,
                               struct import_column *c)
{
    struct rq *rq = im->rq;

    *c = (struct import_column){ .name = name, .self = -1 };
    if (!*name)
        return T(rq, "the column has no name");
    for (size_t i = 0; i < im->columns; i++)
        if (!strcmp(im->column[i].name, name))
            return T(rq, "the column stands twice");
    if (!strcmp(name, IMPORT_STATE) ||
        (!strcmp(name, IMPORT_RECORD) && import_by_mark(im->type)))
        return NULL;
    c->field = type_field(im->type, name);
    if (c->field && three(c->field))
        return mem_fmt(rq->mem, T(rq, "write the columns %s_ky, %s_ru, %s_en"),
                       name, name, name);
    if (!c->field)
        c->field = part_of(im->type, name, &c->part);
    if (!c->field)
        return mem_fmt(rq->mem, T(rq, "there is no field %s"),
                       text_cut(rq->mem, name, 60));
    if (c->field->computed)
        return T(rq, "is set by the system alone");
    if (!rights_field(rq, im->type, c->field, true))
        return T(rq, "you may not set this");
    return NULL;
}

static void column_place(struct import *im, struct import_column *c)
{
    const struct type *t = im->type;

    if (t->code && !strcmp(c->name, t->code))
        im->code = (int)im->columns;
    if (t->code_scope && !strcmp(c->name, t->code_scope))
        im->scope = (int)im->columns;
    if (!c->field && !strcmp(c->name, IMPORT_RECORD))
        im->record = (int)im->columns;
    else if (!c->field)
        im->state = (int)im->columns;
    else if (c->field->ref == t && c->field->kind == KIND_REF &&
             im->selfs < IMPORT_SELFS)
        c->self = (int)im->selfs++;
    im->column[im->columns++] = *c;
}

enum rc import_header(struct import *im)
{
    struct rq *rq = im->rq;
    struct csv_row row;
    int more = csv_next(&im->csv, &row);

    if (more < 0)
        return RC_INVALID;
    if (!more) {
        import_fault(im, 1, 0, NULL, T(rq, "the file is empty"));
        return RC_INVALID;
    }
    im->column = MEM_ARRAY(rq->mem, row.n, struct import_column);
    for (size_t i = 0; i < row.n; i++) {
        const char *name = text_clean(rq->mem, row.cell[i]);
        struct import_column c;
        const char *why = column_read(im, name, &c);

        if (why)
            import_fault(im, row.line, (long)i + 1, name, why);
        else
            column_place(im, &c);
    }
    if (im->type->code && im->code < 0 && !import_by_mark(im->type))
        import_fault(im, row.line, 0, im->type->code,
                     T(rq, "the column is missing"));
    return im->report->all_faults ? RC_INVALID : RC_OK;
}

/* --- Codes ------------------------------------------------------------------ */

static size_t slot_of(const struct import *im, const char *code, int64_t scope)
{
    uint64_t h = 14695981039346656037u ^ (uint64_t)scope;

    for (const char *s = code; *s; s++)
        h = (h ^ (unsigned char)*s) * 1099511628211u;
    return (size_t)(h ^ (h >> 32)) & (im->slots - 1);
}

static bool has_code(const struct import_row *r, const char *code,
                     int64_t scope)
{
    return r->scope == scope && !strcmp(r->code, code);
}

size_t import_row_of(const struct import *im, const char *code, int64_t scope)
{
    for (size_t s = slot_of(im, code, scope); im->slot[s] != NO_ROW;
         s = (s + 1) & (im->slots - 1))
        if (has_code(&im->row[im->slot[s]], code, scope))
            return im->slot[s];
    return NO_ROW;
}

static void slot_add(struct import *im, size_t i)
{
    size_t s = slot_of(im, im->row[i].code, im->row[i].scope);

    while (im->slot[s] != NO_ROW)
        s = (s + 1) & (im->slots - 1);
    im->slot[s] = i;
}

static void slots_make(struct import *im)
{
    im->slots = 16;
    while (im->slots < im->rows * 2)
        im->slots *= 2;
    im->slot = MEM_ARRAY(im->rq->mem, im->slots, size_t);
    for (size_t i = 0; i < im->slots; i++)
        im->slot[i] = NO_ROW;
}

/* --- Places ----------------------------------------------------------------- */

/* How many rows follow; the reader stands where it stood. */
static enum rc count_rows(struct import *im)
{
    struct csv c = im->csv;
    struct csv_row row;
    int more;

    do {
        struct mem_mark mark = mem_mark(im->rq->mem);

        more = csv_next(&c, &row);
        im->rows += more > 0;
        mem_back(im->rq->mem, mark);
    } while (more > 0);
    if (more < 0)
        im->csv = c;
    return more < 0 ? RC_INVALID : RC_OK;
}

/* Why they cannot be the cells of a row, NULL: they can. */
static const char *cells_unfit(struct import *im, const struct csv_row *cells)
{
    return cells->n == im->columns
               ? NULL
               : mem_fmt(im->rq->mem,
                         T(im->rq, "has %zu cells, the header has %zu"),
                         cells->n, im->columns);
}

static enum rc row_scope(struct import *im, struct import_row *r,
                         const struct csv_row *cells)
{
    const struct type *t = im->type;
    void *rec = record_new(im->rq, t);
    const struct import_column *c;
    enum rc rc;

    r->scope = t->code_scope ? im->o->scope : 0;
    if (r->scope || im->scope < 0)
        return RC_OK;
    c = &im->column[im->scope];
    rc = field_parse(im->rq, t, c->field, LANG_KY, cells->cell[im->scope], 0,
                     rec);
    if (rc && !import_refused(rc))
        return rc;
    if (c->field->kind == KIND_REF)
        r->scope = *FIELD_IN(c->field, rec, int64_t);
    return RC_OK;
}

/* The record that the row names by its number; one of another house is new
 * here.  *why: no such record, for these eyes. */
static enum rc row_marked(struct import *im, struct import_row *r,
                          const char *mark, const char **why)
{
    struct rq *rq = im->rq;
    bool foreign;
    int64_t id = record_marked(rq, mark, &foreign);
    enum rc rc;

    if (!id) {
        *why = mem_fmt(rq->mem, T(rq, "must be like %s, or empty"),
                       record_mark(rq, 17));
        return RC_OK;
    }
    if (foreign)
        return RC_OK;
    rc = ref_resolve(rq, im->type, mark, 0, &id);
    if (!rc)
        rc = rights_check(rq, im->type, id, OP_SEE, NULL);
    if (!rc)
        r->id = id;
    else if (import_refused(rc))
        *why = T(rq, "there is no such record");
    return import_refused(rc) ? RC_OK : rc;
}

/* The scope and code (or number) of a row, and the record that has them. */
static enum rc row_names(struct import *im, struct import_row *r,
                         const struct csv_row *cells, char code[CODE_BYTES],
                         const char **why)
{
    int named = im->record >= 0 ? im->record : im->code;
    enum rc rc;

    TRY(row_scope(im, r, cells));
    if (named < 0)
        return RC_OK;
    snprintf(code, CODE_BYTES, "%s",
             text_clean(im->rq->mem, cells->cell[named]));
    if (!*code)
        return RC_OK;
    if (im->record >= 0)
        return row_marked(im, r, code, why);
    rc = record_find(im->rq, im->type, code, r->scope, &r->id);
    if (rc == RC_MISSING || rc == RC_CONFLICT)
        r->id = 0;
    return rc && !import_refused(rc) ? rc : RC_OK;
}

/* Where a row says which record it is. */
static long named_at(const struct import *im)
{
    return (im->record >= 0 ? im->record : im->code) + 1;
}

static const char *named_by(const struct import *im)
{
    return im->record >= 0 ? IMPORT_RECORD : im->type->code;
}

static void take_code(struct import *im, size_t i, const char *code)
{
    struct import_row *r = &im->row[i];
    size_t other = import_row_of(im, code, r->scope);

    r->code = mem_str(im->rq->mem, code);
    if (other == NO_ROW) {
        slot_add(im, i);
        return;
    }
    r->bad = true;
    import_fault(im, r->line, named_at(im), named_by(im),
                 mem_fmt(im->rq->mem, T(im->rq, "%s stands in line %ld too"),
                         text_cut(im->rq->mem, code, 60),
                         im->row[other].line));
}

static enum rc index_row(struct import *im, size_t i)
{
    struct mem *m = im->rq->mem;
    struct mem_mark mark = mem_mark(m);
    struct import_row *r = &im->row[i];
    char code[CODE_BYTES] = "", text[TEXT_BYTES] = "";
    const char *unfit, *why = NULL;
    struct csv_row cells;
    enum rc rc = RC_OK;

    r->at = im->csv.at;
    if (csv_next(&im->csv, &cells) <= 0)
        return RC_BROKEN; /* it was counted a moment ago */
    r->line = cells.line;
    unfit = cells_unfit(im, &cells);
    if (!unfit)
        rc = row_names(im, r, &cells, code, &why);
    r->bad = unfit || why;
    if (r->bad)
        snprintf(text, TEXT_BYTES, "%s", unfit ? unfit : why);
    rq_forget(im->rq);
    mem_back(m, mark);
    if (r->bad)
        import_fault(im, r->line, unfit ? 0 : named_at(im),
                     unfit ? NULL : named_by(im), mem_str(m, text));
    r->fresh = !r->id;
    if (!rc && !r->bad && *code)
        take_code(im, i, code);
    return rc;
}

enum rc import_index(struct import *im)
{
    struct mem *m = im->rq->mem;

    TRY(count_rows(im));
    im->report->rows = (long)im->rows;
    im->row = MEM_ARRAY(m, im->rows + 1, struct import_row);
    im->edge = MEM_ARRAY(m, im->rows * im->selfs + 1, size_t);
    im->order = MEM_ARRAY(m, im->rows + 1, size_t);
    for (size_t i = 0; i < im->rows * im->selfs; i++)
        im->edge[i] = NO_ROW;
    slots_make(im);
    for (size_t i = 0; i < im->rows; i++)
        TRY(index_row(im, i));
    return RC_OK;
}

/* --- Order ------------------------------------------------------------------ */

enum { WHITE, GREY, BLACK };

struct walk {
    unsigned char *colour, *next; /* of each row: which edge comes next */
    size_t *path;
    size_t depth, done;
};

static void circle(struct import *im, size_t row, size_t self)
{
    for (size_t c = 0; c < im->columns; c++)
        if (im->column[c].self == (int)self)
            import_fault(im, im->row[row].line, (long)c + 1,
                         im->column[c].name,
                         T(im->rq, "leads back to itself in a circle"));
}

static void step_into(struct walk *w, size_t row)
{
    w->colour[row] = GREY;
    w->path[w->depth++] = row;
}

/* One edge, or the end of the row on top of the path. */
static void step_on(struct import *im, struct walk *w)
{
    size_t row = w->path[w->depth - 1], self = w->next[row]++, to;

    if (self >= im->selfs) {
        w->colour[row] = BLACK;
        im->order[w->done++] = row;
        w->depth--;
        return;
    }
    to = im->edge[row * im->selfs + self];
    if (to == NO_ROW || w->colour[to] == BLACK)
        return;
    if (w->colour[to] == GREY)
        circle(im, row, self);
    else
        step_into(w, to);
}

void import_order(struct import *im)
{
    struct mem *m = im->rq->mem;
    struct walk w = { .colour = MEM_ARRAY(m, im->rows + 1, unsigned char),
                      .next = MEM_ARRAY(m, im->rows + 1, unsigned char),
                      .path = MEM_ARRAY(m, im->rows + 1, size_t) };

    for (size_t i = 0; i < im->rows; i++) {
        if (w.colour[i] == WHITE)
            step_into(&w, i);
        while (w.depth)
            step_on(im, &w);
    }
}

/* --- One row ---------------------------------------------------------------- */

/* What a row refused, where it outlives the row's memory. */
struct notes {
    struct note {
        long column;
        char field[NAME_BYTES], text[TEXT_BYTES];
    } note[NOTES];
    size_t n, all;
};

static void note_add(struct import *im, struct notes *notes,
                     const char *field, const char *text)
{
    struct note *n = &notes->note[notes->n];

    if (notes->all++ >= NOTES)
        return;
    notes->n++;
    n->column = import_column_of(im, field);
    snprintf(n->field, NAME_BYTES, "%s", field ? field : "");
    snprintf(n->text, TEXT_BYTES, "%s",
             text_cut(im->rq->mem, text, TEXT_CHARS));
}

static void note_fails(struct import *im, struct notes *notes, enum rc rc)
{
    if (!im->rq->fails)
        note_add(im, notes, NULL, rq_why(im->rq, rc));
    for (const struct failure *f = im->rq->fails; f; f = f->next)
        note_add(im, notes, f->field, f->text);
}

static void notes_keep(struct import *im, long line, const struct notes *notes)
{
    struct mem *m = im->rq->mem;

    for (size_t i = 0; i < notes->n; i++) {
        const struct note *n = &notes->note[i];

        import_fault(im, line, n->column,
                     *n->field ? mem_str(m, n->field) : NULL,
                     mem_str(m, n->text));
    }
    im->report->all_faults += notes->all - notes->n;
}

enum rc import_with_row(struct import *im, size_t i,
                        enum rc (*fn)(struct import_now *))
{
    struct rq *rq = im->rq;
    struct mem_mark mark = mem_mark(rq->mem);
    struct import_now now = { .im = im, .row = &im->row[i] };
    struct notes notes = { .n = 0 };
    enum rc rc;

    rq_forget(rq);
    im->csv.at = now.row->at;
    im->csv.line = now.row->line;
    if (csv_next(&im->csv, &now.cells) <= 0)
        return RC_BROKEN;
    now.failed = MEM_ARRAY(rq->mem, im->type->n_fields + 1, bool);
    rc = fn(&now);
    if (rc && !import_refused(rc))
        return rc;
    if (rc || rq->fails)
        note_fails(im, &notes, rc);
    rq_forget(rq);
    mem_back(rq->mem, mark);
    notes_keep(im, now.row->line, &notes);
    return RC_OK;
}
