/* SPDX-License-Identifier: Apache-2.0 */
/*
 * erase.c: erasing what is known of a person.  One write changes the records,
 * contents of files go after it is on disk.
 */
#include "kernel/erase.h"

#include "kernel/app.h"
#include "kernel/journal.h"
#include "kernel/org.h"
#include "kernel/write.h"
#include "store/files.h"
#include "store/search.h"

#include <string.h>

/* --- Which records, which fields ------------------------------------------ */

static bool erasable(const struct type *t)
{
    for (size_t i = 0; i < t->n_fields; i++)
        if (t->fields[i].erase != ERASE_KEEP)
            return !t->sealed;
    return false;
}

struct found {
    int64_t *id;
    size_t n, cap;
};

static void found_add(struct mem *m, struct found *f, int64_t id)
{
    if (f->n == f->cap) {
        f->id = mem_grow(m, f->id, f->cap * sizeof *f->id,
                         (f->cap * 2 + 32) * sizeof *f->id);
        f->cap = f->cap * 2 + 32;
    }
    f->id[f->n++] = id;
}

/* The field that says whose data the record is; NULL: whoever it refers to. */
static const struct field *whose(const struct type *t)
{
    for (size_t i = 0; i < t->n_fields; i++)
        if (t->fields[i].whose)
            return &t->fields[i];
    return NULL;
}

/* Records that are the person, speak about the person's record, or refer to
 * the person. */
static enum rc records_about(struct rq *rq, const struct type *t,
                             int64_t person, struct found *out)
{
    const struct field *owner = whose(t);
    struct sql_rows r;
    struct buf sql;

    *out = (struct found){ 0 };
    buf_init(&sql, rq->mem);
    buf_fmt(&sql, "SELECT t.id FROM %s t WHERE %s", t->name,
            t == &type_person ? "t.id = $1" : "$1 IS NULL");
    if (type_field(t, "subject") && type_field(t, "subject_id"))
        buf_str(&sql, " OR (t.subject = 'person' AND t.subject_id = $1)");
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        if (owner && f != owner)
            continue;
        if (f->ref == &type_person && f->kind == KIND_REF)
            buf_fmt(&sql, " OR t.%s = $1", f->name);
        if (f->ref == &type_person && f->kind == KIND_REFS)
            buf_fmt(&sql,
                    " OR t.id IN (SELECT owner FROM %s_%s WHERE target = $1)",
                    t->name, f->name);
    }
    buf_str(&sql, " ORDER BY t.id");
    r = sql_query_built(rq->sql, sql.s, ARGS(INT(person)));
    while (sql_next(&r))
        found_add(rq->mem, out, sql_int(&r, 0));
    return sql_done(&r);
}

/* --- One record ----------------------------------------------------------- */

static void pseudonym(struct rq *rq, const struct field *f, void *rec)
{
    const struct record *head = rec;
    const char *name = mem_fmt(rq->mem, "erased-%lld", (long long)head->id);

    if (f->kind == KIND_TEXT || f->kind == KIND_LONG)
        *FIELD_AT(f, rec, const char *) = name;
    else if (f->kind == KIND_TEXT3 || f->kind == KIND_LONG3)
        FIELD_AT(f, rec, struct text3)->in[LANG_KY] = name;
}

/* Empties a field or gives it its pseudonym; a value that must be there is
 * never left empty, as a type's own code relies on it. */
static void erase_field(struct rq *rq, const struct field *f, void *rec)
{
    if (f->erase == ERASE_KEEP)
        return;
    for (int part = 0; part < LANGS; part++)
        field_clear(f, (enum lang)part, rec);
    if (f->erase == ERASE_PSEUDONYM || f->must)
        pseudonym(rq, f, rec);
}

/* The columns of a field with their new values, for the journal. */
static size_t add_columns(struct rq *rq, const struct field *f,
                          const void *rec, struct journal_field *out)
{
    struct sql_val v[LANGS];
    size_t n;

    if (f->kind == KIND_REFS) {
        out[0] = (struct journal_field){
            f->name, STR(refs_text(rq->mem, FIELD_IN(f, rec, struct refs)))
        };
        return 1;
    }
    n = layout_values(rq->mem, f, rec, v);
    for (size_t p = 0; p < n; p++)
        out[p] = (struct journal_field){ column_name(rq->mem, f, (int)p),
                                         v[p] };
    return n;
}

static enum rc erase_record(struct rq *rq, const struct type *t, int64_t id,
                            struct erased *out)
{
    struct journal_field *cols =
        MEM_ARRAY(rq->mem, t->n_fields * LANGS + 1, struct journal_field);
    void *rec, *old;
    size_t n = 0;

    TRY(store_hold(rq->sql, t->name, id));
    TRY(record_load(rq, t, id, &old));
    TRY(record_load(rq, t, id, &rec));
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        if (f->erase == ERASE_KEEP)
            continue;
        erase_field(rq, f, rec);
        n += add_columns(rq, f, rec, cols + n);
        out->fields++;
    }
    out->records++;
    return record_erase(rq, t, rec, old, cols, n);
}

/* --- Files ---------------------------------------------------------------- */

/* Is a file still held by a record that keeps it? */
static enum rc file_held(struct rq *rq, int64_t file, bool *held)
{
    const struct ordo *app = rq->app;
    struct sql_rows r;
    struct buf sql;

    buf_init(&sql, rq->mem);
    buf_str(&sql, "SELECT 1 FROM file x WHERE x.id = $1 AND (1 = 0");
    for (size_t i = 0; i < app->n_types; i++)
        for (size_t k = 0; k < app->types[i]->n_fields; k++) {
            const struct field *f = &app->types[i]->fields[k];
            const char *name = app->types[i]->name;

            if (f->ref != &type_file)
                continue;
            if (f->kind == KIND_REFS)
                buf_fmt(&sql,
                        " OR EXISTS (SELECT 1 FROM %s_%s t"
                        " WHERE t.target = x.id)",
                        name, f->name);
            else
                buf_fmt(&sql, " OR EXISTS (SELECT 1 FROM %s t"
                              " WHERE t.%s = x.id)",
                        name, f->name);
        }
    buf_char(&sql, ')');
    r = sql_query_built(rq->sql, sql.s, ARGS(INT(file)));
    *held = sql_next(&r);
    return sql_done(&r);
}

static void collect_files(struct rq *rq, const struct type *t, const void *rec,
                          struct found *out)
{
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        if (f->erase == ERASE_KEEP || f->ref != &type_file)
            continue;
        if (f->kind == KIND_REFS)
            for (size_t k = 0; k < FIELD_IN(f, rec, struct refs)->n; k++)
                found_add(rq->mem, out, FIELD_IN(f, rec, struct refs)->id[k]);
        else if (*FIELD_IN(f, rec, int64_t))
            found_add(rq->mem, out, *FIELD_IN(f, rec, int64_t));
    }
}

static const struct sql_text q_same_content = {
    "SELECT count(*) FROM file WHERE hash = $1 AND id <> $2 AND state = 'kept'"
    " AND name <> 'erased-' || CAST(id AS TEXT)",
    "ti", "i"
};

static const struct sql_text q_gone = {
    "INSERT INTO file_gone(hash) VALUES($1) ON CONFLICT(hash) DO NOTHING", "t",
    ""
};

/* The name of a file that nobody holds any more goes, and when its content is
 * nobody else's either, that waits to be taken from the disk. */
static enum rc erase_file(struct rq *rq, int64_t id, struct erased *done)
{
    struct journal_field name;
    struct file *f, *old;
    void *rec;
    int64_t others;
    bool held;

    TRY(file_held(rq, id, &held));
    if (held)
        return RC_OK;
    TRY(record_load(rq, &type_file, id, &rec));
    old = rec;
    TRY(record_load(rq, &type_file, id, &rec));
    f = rec;
    f->name = mem_fmt(rq->mem, "erased-%lld", (long long)id);
    name = (struct journal_field){ "name", STR(f->name) };
    TRY(record_erase(rq, &type_file, f, old, &name, 1));
    TRY(sql_get_int(rq->sql, &others, &q_same_content,
                    ARGS(STR(f->hash), INT(id))));
    if (others)
        return RC_OK;
    done->files++;
    return sql_run(rq->sql, &q_gone, ARGS(STR(f->hash)));
}

/* --- All of it ------------------------------------------------------------ */

static const struct sql_text q_open_accounts = {
    "SELECT count(*) FROM account WHERE person = $1 AND state = 'active'", "i",
    "i"
};

static enum rc erase_types(struct rq *rq, int64_t person, struct erased *done,
                           struct found *files)
{
    for (size_t i = 0; i < rq->app->n_types; i++) {
        const struct type *t = rq->app->types[i];
        struct found about;
        void *rec;

        if (!erasable(t))
            continue;
        TRY(records_about(rq, t, person, &about));
        for (size_t k = 0; k < about.n; k++) {
            TRY(record_load(rq, t, about.id[k], &rec));
            collect_files(rq, t, rec, files);
            TRY(erase_record(rq, t, about.id[k], done));
        }
    }
    return RC_OK;
}

/* What the kernel's plain tables hold: notices with the letters that wait in
 * them, wishes, and long work that has ended, with what was handed in. */
static const struct sql_text erase_plain[] = {
    { "DELETE FROM notice WHERE person = $1", "i", "" },
    { "UPDATE notice SET note = NULL, told_by = NULL WHERE told_by = $1", "i",
      "" },
    { "UPDATE notice SET note = NULL WHERE subject = 'person'"
      " AND subject_id = $1", "i", "" },
    { "DELETE FROM notice_wish WHERE person = $1", "i", "" },
    /* What anybody handed in may speak of the person: a file of people. */
    { "UPDATE job SET input = '', result = NULL, note = NULL"
      " WHERE $1 IS NOT NULL AND state NOT IN ('queued', 'running')", "i",
      "" },
};

static enum rc erase_plain_tables(struct rq *rq, int64_t person)
{
    for (size_t i = 0; i < COUNT(erase_plain); i++)
        TRY(sql_run(rq->sql, &erase_plain[i], ARGS(INT(person))));
    return RC_OK;
}

enum rc erase_apply(struct rq *rq, int64_t person, struct erased *out)
{
    struct found files = { 0 };
    int64_t open;
    void *rec;

    *out = (struct erased){ 0 };
    TRY(record_load(rq, &type_person, person, &rec));
    TRY(sql_get_int(rq->sql, &open, &q_open_accounts, ARGS(INT(person))));
    if (open)
        return fail(rq, RC_CONFLICT, NULL,
                    "the person may still sign in: block the account first");
    TRY(erase_types(rq, person, out, &files));
    for (size_t i = 0; i < files.n; i++)
        TRY(erase_file(rq, files.id[i], out));
    TRY(erase_plain_tables(rq, person));
    for (size_t i = 0; i < rq->app->n_modules; i++)
        if (rq->app->modules[i]->erase)
            TRY(rq->app->modules[i]->erase(rq, person));
    return search_clean(rq->sql, rq->mem);
}

struct erasing {
    int64_t person;
    struct erased done;
};

static enum rc erase_write(struct rq *rq, void *arg)
{
    struct erasing *e = arg;

    return erase_apply(rq, e->person, &e->done);
}

enum rc erase_person(struct rq *rq, int64_t person, struct erased *out)
{
    struct erasing e = { .person = person };

    TRY(app_write(rq, erase_write, &e));
    *out = e.done;
    return erase_sweep(rq);
}

/* --- From the disk -------------------------------------------------------- */

/* Contents that somebody has handed in again meanwhile are kept. */
static const struct sql_text q_waiting = {
    "SELECT g.hash, (SELECT count(*) FROM file f WHERE f.hash = g.hash"
    " AND f.state = 'kept' AND f.name <> 'erased-' || CAST(f.id AS TEXT))"
    " FROM file_gone g ORDER BY g.hash",
    "", "ti"
};

static enum rc swept(struct rq *rq, void *arg)
{
    static const struct sql_text q = {
        "DELETE FROM file_gone WHERE hash = $1", "t", ""
    };

    return sql_run(rq->sql, &q, ARGS(STR((const char *)arg)));
}

static enum rc sweep_one(struct rq *rq, char *hex, bool held)
{
    struct sha256 hash;

    if (!held && hex_decode(hex, hash.b, sizeof hash.b))
        TRY(files_remove(rq->app->store, hash));
    return app_write(rq, swept, hex);
}

enum rc erase_sweep(struct rq *rq)
{
    struct sql_rows r = sql_query(rq->sql, &q_waiting, NO_ARGS);
    struct found held = { 0 };
    char **hex = NULL;

    while (sql_next(&r)) {
        hex = mem_grow(rq->mem, hex, held.n * sizeof *hex,
                       (held.n + 1) * sizeof *hex);
        hex[held.n] = mem_str(rq->mem, sql_str(&r, 0));
        found_add(rq->mem, &held, sql_int(&r, 1));
    }
    TRY(sql_done(&r));
    for (size_t i = 0; i < held.n; i++)
        TRY(sweep_one(rq, hex[i], held.id[i] != 0));
    return RC_OK;
}

/* --- Before --------------------------------------------------------------- */

static enum rc preview_type(struct rq *rq, const struct type *t,
                            const struct found *about,
                            struct erase_line **lines, size_t *n)
{
    for (size_t k = 0; k < about->n; k++) {
        struct erase_line *more = MEM_ARRAY(
            rq->mem, *n + t->n_fields + 1, struct erase_line);
        void *rec;

        if (*n)
            memcpy(more, *lines, *n * sizeof *more);
        *lines = more;
        TRY(record_load(rq, t, about->id[k], &rec));
        for (size_t i = 0; i < t->n_fields; i++)
            if (t->fields[i].erase != ERASE_KEEP)
                more[(*n)++] = (struct erase_line){
                    t, about->id[k], &t->fields[i],
                    !field_empty(&t->fields[i], rec)
                };
    }
    return RC_OK;
}

enum rc erase_preview(struct rq *rq, int64_t person, struct erase_line **lines,
                      size_t *n)
{
    struct found about;
    void *rec;

    *lines = NULL;
    *n = 0;
    TRY(record_load(rq, &type_person, person, &rec));
    for (size_t i = 0; i < rq->app->n_types; i++) {
        const struct type *t = rq->app->types[i];

        if (!erasable(t))
            continue;
        TRY(records_about(rq, t, person, &about));
        TRY(preview_type(rq, t, &about, lines, n));
    }
    return RC_OK;
}
