/* SPDX-License-Identifier: Apache-2.0 */
/*
 * data_file.c: CSV files as records.  Faults are collected with their place
 * and told together; a row is parsed by the same functions as a form.
 */
#include "kernel/data_file.h"

#include "base/csv.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { FAULTS = 100, COLUMNS = 64, PROGRESS_EVERY = 16 };

struct place {
    long line, column; /* 0: the whole row */
    const char *text;
};

struct data_column {
    const struct field *field;
    enum lang part;
};

struct sheet {
    const struct data_file *file;
    const char *path;
    struct data_column column[COLUMNS];
    const char *header[COLUMNS];
    size_t columns;
    size_t code, parent; /* column of the code, of the self reference */
    bool has_parent;
    struct csv_row *row;
    bool *done;
    size_t rows, room;
};

struct loader {
    struct rq *rq;
    int64_t plan;
    struct place faults[FAULTS];
    size_t n_faults;
    bool (*progress)(void *, long, long);
    void *arg;
    long at, all;
};

/* --- Faults --------------------------------------------------------------- */

static void fault(struct loader *l, long line, long column, const char *text)
{
    if (l->n_faults < FAULTS)
        l->faults[l->n_faults++] = (struct place){ line, column, text };
}

/* The faults of a file become the request's failures. */
static enum rc faults_told(struct loader *l, const struct sheet *s)
{
    for (size_t i = 0; i < l->n_faults; i++) {
        const struct place *p = &l->faults[i];

        if (p->column)
            fail(l->rq, RC_INVALID, NULL, "%s, line %ld, column %ld (%s): %s",
                 s->file->name, p->line, p->column,
                 (size_t)p->column <= s->columns ? s->header[p->column - 1]
                                                 : "",
                 p->text);
        else
            fail(l->rq, RC_INVALID, NULL, "%s, line %ld: %s", s->file->name,
                 p->line, p->text);
    }
    return l->n_faults ? RC_INVALID : RC_OK;
}

static long column_of(const struct sheet *s, const char *field)
{
    size_t n = field ? strlen(field) : 0;

    for (size_t i = 0; field && i < s->columns; i++)
        if (!strcmp(s->header[i], field) ||
            (!strncmp(s->header[i], field, n) && s->header[i][n] == '_' &&
             !strcmp(s->column[i].field->name, field)))
            return (long)i + 1;
    return 0;
}

/* What a row's parsing or writing refused becomes faults of that row. */
static void faults_of_row(struct loader *l, const struct sheet *s,
                          const struct csv_row *row, enum rc rc)
{
    if (!l->rq->fails)
        fault(l, row->line, 0, rq_why(l->rq, rc));
    for (const struct failure *f = l->rq->fails; f; f = f->next)
        fault(l, row->line, column_of(s, f->field), f->text);
    rq_forget(l->rq);
}

/* --- Reading a file ------------------------------------------------------- */

static enum rc read_file(struct rq *rq, const char *path, struct buf *b)
{
    FILE *f = fopen(path, "rbe");
    size_t n;
    bool bad;

    if (!f)
        return RC_MISSING;
    do {
        buf_need(b, 65536);
        n = fread(b->s + b->n, 1, 65536, f);
        b->n += n;
    } while (n && b->n <= CSV_MAX);
    bad = ferror(f) != 0;
    (void)fclose(f);
    if (bad)
        return fail(rq, RC_BUSY, NULL, "%s cannot be read", path);
    return RC_OK;
}

/* "title_ky" is a part of the field `title`. */
static bool column_find(const struct type *t, const char *name,
                        struct data_column *out)
{
    size_t n = strlen(name);
    int part;

    out->part = LANG_KY;
    out->field = type_field(t, name);
    if (out->field && out->field->kind != KIND_TEXT3 &&
        out->field->kind != KIND_LONG3)
        return !out->field->computed;
    if (n < 4 || name[n - 3] != '_')
        return false;
    part = lang_from_code(name + n - 2);
    for (size_t i = 0; part >= 0 && i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        if ((f->kind == KIND_TEXT3 || f->kind == KIND_LONG3) &&
            strlen(f->name) == n - 3 && !strncmp(f->name, name, n - 3)) {
            out->field = f;
            out->part = (enum lang)part;
            return true;
        }
    }
    return false;
}

static bool header_has(const struct sheet *s, const struct field *f)
{
    for (size_t i = 0; i < s->columns; i++)
        if (s->column[i].field == f)
            return true;
    return false;
}

static bool header_twice(const struct sheet *s, const char *name)
{
    for (size_t i = 0; i < s->columns; i++)
        if (!strcmp(s->header[i], name))
            return true;
    return false;
}

static void read_header(struct loader *l, struct sheet *s,
                        const struct csv_row *row)
{
    const struct type *t = s->file->type;

    for (size_t i = 0; i < row->n && i < COLUMNS; i++) {
        const char *name = row->cell[i];

        if (header_twice(s, name) || !column_find(t, name, &s->column[i])) {
            fault(l, row->line, (long)i + 1,
                  mem_fmt(l->rq->mem, T(l->rq, "unknown column %s"),
                          text_cut(l->rq->mem, name, 60)));
            return;
        }
        s->header[s->columns++] = name;
        if (s->column[i].field == type_field(t, t->code))
            s->code = i;
        if (s->column[i].field->ref == t &&
            s->column[i].field->kind == KIND_REF) {
            s->parent = i;
            s->has_parent = true;
        }
    }
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        if (f->must && !header_has(s, f) &&
            !(t->code_scope && !strcmp(f->name, t->code_scope)))
            fault(l, row->line, 0,
                  mem_fmt(l->rq->mem, T(l->rq, "the column %s is missing"),
                          f->name));
    }
}

static void row_keep(struct loader *l, struct sheet *s,
                     const struct csv_row *row)
{
    if (row->n != s->columns) {
        fault(l, row->line, 0,
              mem_fmt(l->rq->mem, T(l->rq, "has %zu cells, the header has %zu"),
                      row->n, s->columns));
        return;
    }
    for (size_t i = 0; i < s->rows; i++)
        if (!strcmp(s->row[i].cell[s->code], row->cell[s->code])) {
            fault(l, row->line, (long)s->code + 1,
                  mem_fmt(l->rq->mem, T(l->rq, "%s stands twice"),
                          text_cut(l->rq->mem, row->cell[s->code], 60)));
            return;
        }
    if (s->rows == s->room) {
        size_t room = s->room ? s->room * 2 : 64;

        s->row = mem_grow(l->rq->mem, s->row, s->room * sizeof *s->row,
                          room * sizeof *s->row);
        s->room = room;
    }
    s->row[s->rows++] = *row;
}

static enum rc read_rows(struct loader *l, struct sheet *s, struct csv *c)
{
    struct csv_row row;
    int more = csv_next(c, &row);

    if (more == 0)
        fault(l, 1, 0, T(l->rq, "the file is empty"));
    if (more > 0)
        read_header(l, s, &row);
    while (!l->n_faults && (more = csv_next(c, &row)) > 0)
        row_keep(l, s, &row);
    if (more < 0)
        fault(l, c->error_line, c->error_column, tr(l->rq->lang, c->error));
    s->done = MEM_ARRAY(l->rq->mem, s->rows + 1, bool);
    return faults_told(l, s);
}

static enum rc sheet_read(struct loader *l, const char *dir, struct sheet *s)
{
    struct rq *rq = l->rq;
    struct buf b;
    struct csv c;
    enum rc rc;

    buf_init(&b, rq->mem);
    s->path = mem_fmt(rq->mem, "%s/%s", dir, s->file->name);
    rc = read_file(rq, s->path, &b);
    if (rc == RC_MISSING && s->file->optional)
        return RC_OK;
    if (rc == RC_MISSING)
        return fail(rq, RC_MISSING, NULL, "%s cannot be opened: %s", s->path,
                    strerror(errno));
    TRY(rc);
    if (csv_open(&c, rq->mem, b.s, b.n)) {
        fault(l, c.error_line, c.error_column, tr(rq->lang, c.error));
        return faults_told(l, s);
    }
    return read_rows(l, s, &c);
}

/* --- Writing rows --------------------------------------------------------- */

static enum rc row_record(struct loader *l, const struct sheet *s,
                          const struct csv_row *row, void **rec)
{
    const struct type *t = s->file->type;
    int64_t id;
    enum rc rc = RC_MISSING;

    if (!t->code_scope && t->code)
        rc = record_find(l->rq, t, row->cell[s->code], 0, &id);
    if (rc == RC_OK)
        return record_load(l->rq, t, id, rec);
    if (rc != RC_MISSING)
        return rc;
    *rec = record_new(l->rq, t);
    if (t->code_scope)
        *FIELD_AT(type_field(t, t->code_scope), *rec, int64_t) = l->plan;
    return RC_OK;
}

static bool ours(enum rc rc)
{
    return rc == RC_INVALID || rc == RC_CONFLICT || rc == RC_MISSING;
}

/* Faults of the row are kept and the next row goes on. */
static enum rc row_load(struct loader *l, const struct sheet *s,
                        const struct csv_row *row)
{
    const struct type *t = s->file->type;
    enum rc rc, bad = RC_OK;
    void *rec;

    TRY(row_record(l, s, row, &rec));
    for (size_t i = 0; i < s->columns; i++) {
        rc = field_parse(l->rq, t, s->column[i].field, s->column[i].part,
                         row->cell[i], l->plan, rec);
        if (rc && !ours(rc))
            return rc;
        if (rc)
            bad = rc;
    }
    if (!bad)
        bad = record_put(l->rq, t, rec, "load");
    if (!bad)
        return RC_OK;
    faults_of_row(l, s, row, bad);
    return ours(bad) ? RC_OK : bad;
}

/* Is the row that this one names as its parent still to come? */
static bool must_wait(const struct sheet *s, size_t i)
{
    const char *parent = s->has_parent ? s->row[i].cell[s->parent] : "";

    for (size_t k = 0; *parent && k < s->rows; k++)
        if (!s->done[k] && !strcmp(s->row[k].cell[s->code], parent))
            return true;
    return false;
}

static enum rc tell_progress(struct loader *l, bool now)
{
    if (!l->progress || (!now && l->at % PROGRESS_EVERY))
        return RC_OK;
    if (!l->progress(l->arg, l->at, l->all))
        return fail(l->rq, RC_CONFLICT, NULL, "cancelled");
    return RC_OK;
}

static enum rc rows_pass(struct loader *l, struct sheet *s, size_t *left)
{
    for (size_t i = 0; i < s->rows; i++) {
        if (s->done[i] || must_wait(s, i))
            continue;
        TRY(row_load(l, s, &s->row[i]));
        s->done[i] = true;
        (*left)--;
        l->at++;
        TRY(tell_progress(l, false));
    }
    return RC_OK;
}

static enum rc sheet_load(struct loader *l, struct sheet *s)
{
    size_t left = s->rows, before;

    do {
        before = left;
        TRY(rows_pass(l, s, &left));
    } while (left && left < before);
    for (size_t i = 0; left && i < s->rows; i++)
        if (!s->done[i])
            fault(l, s->row[i].line, (long)s->parent + 1,
                  T(l->rq, "is above itself by a circle"));
    return faults_told(l, s);
}

enum rc data_files_load(struct rq *rq, const char *dir,
                        const struct data_file *files, size_t n, int64_t plan,
                        bool (*progress)(void *, long, long), void *arg)
{
    struct loader *l = MEM_NEW(rq->mem, struct loader);
    struct sheet *sheets = MEM_ARRAY(rq->mem, n, struct sheet);

    l->rq = rq;
    l->plan = plan;
    l->progress = progress;
    l->arg = arg;
    for (size_t i = 0; i < n; i++) {
        sheets[i].file = &files[i];
        TRY(sheet_read(l, dir, &sheets[i]));
        l->all += (long)sheets[i].rows;
    }
    for (size_t i = 0; i < n; i++)
        TRY(sheet_load(l, &sheets[i]));
    return tell_progress(l, true);
}
