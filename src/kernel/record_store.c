/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record_store.c: the checks of a record before it is stored, and all that
 * is stored with it: columns, references, spans, words, the journal row.
 */
#include "kernel/record_in.h"

#include "base/text.h"
#include "kernel/journal.h"
#include "kernel/kept.h"
#include "kernel/span.h"
#include "store/search.h"

#include <string.h>

/* --- Checking a write ----------------------------------------------------- */

enum rc record_check_fields(struct rq *rq, const struct type *t,
                            const void *rec)
{
    enum rc first = RC_OK;

    for (size_t i = 0; i < t->n_fields; i++) {
        enum rc rc = field_check(rq, &t->fields[i], rec);

        if (rc && !first)
            first = rc;
    }
    return first;
}

static enum rc check_unique(struct rq *rq, const struct layout *l,
                            const struct field *f, const void *rec)
{
    const struct record *head = rec;
    const char *value = *FIELD_IN(f, rec, const char *);
    struct params p = { 0 };
    struct buf sql;
    struct sql_rows r;
    bool taken;

    params_add(&p, STR(value));
    params_add(&p, INT(head->id));
    buf_init(&sql, rq->mem);
    buf_fmt(&sql, "SELECT 1 FROM %s WHERE %s = $1 AND id <> $2",
            l->type->name, f->name);
    if (l->scope) {
        params_add(&p, REF(*FIELD_IN(l->scope, rec, int64_t)));
        buf_fmt(&sql, " AND %s = $3", l->scope->name);
    }
    r = sql_query_built(rq->sql, sql.s, p.v, p.n);
    taken = sql_next(&r);
    TRY(sql_done(&r));
    if (taken)
        return fail(rq, RC_CONFLICT, f->name, "%s is taken already", value);
    return RC_OK;
}

/* It parts the codes where a file names several records. */
static enum rc check_code(struct rq *rq, const struct field *f, const void *rec)
{
    return strchr(*FIELD_IN(f, rec, const char *), ';')
               ? fail(rq, RC_INVALID, f->name, "must be without “;”")
               : RC_OK;
}

enum rc record_check_keys(struct rq *rq, const struct layout *l,
                          const void *rec, const void *old)
{
    const struct type *t = l->type;

    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];
        bool code = t->code && !strcmp(f->name, t->code);

        if (f->kind != KIND_TEXT || field_empty(f, rec) ||
            (old && field_same(rq->mem, f, rec, old)))
            continue;
        if (code)
            TRY(check_code(rq, f, rec));
        if (f->unique)
            TRY(check_unique(rq, l, f, rec));
    }
    return RC_OK;
}

/* --- Storing -------------------------------------------------------------- */

static enum rc insert_row(struct rq *rq, const struct layout *l, void *rec)
{
    const struct type *t = l->type;
    struct record *head = rec;
    struct sql_val *v =
        MEM_ARRAY(rq->mem, l->n_columns + l->n_keys + LANGS, struct sql_val);
    size_t n = 0;

    if (t->sealed)
        v[n++] = INT(head->id = journal_random_id());
    v[n++] = INT(head->version);
    v[n++] = STR(head->state);
    v[n++] = REF(head->owner_unit);
    v[n++] = INT(head->created_at);
    v[n++] = INT(head->changed_at);
    for (size_t i = 0; i < t->n_fields; i++)
        n += layout_values(rq->mem, &t->fields[i], rec, v + n);
    for (size_t i = 0; i < t->n_fields; i++)
        n += layout_keys(rq->mem, &t->fields[i], rec, v + n);
    return sql_insert_built(rq->sql, &head->id, l->insert, v, n);
}

/* The statement that changes a row, while it is composed. */
struct update {
    struct buf sql;
    struct sql_val *v;
    size_t n;
};

/* Names k columns, whose values lie behind the last already. */
static void set_columns(struct update *u, const char *const *names, size_t k)
{
    for (size_t i = 0; i < k; i++) {
        if (u->n)
            buf_char(&u->sql, ',');
        buf_str(&u->sql, names[i]);
        buf_str(&u->sql, "=$");
        buf_int(&u->sql, (int64_t)++u->n);
    }
}

static void set_one(struct update *u, const char *name, struct sql_val v)
{
    u->v[u->n] = v;
    set_columns(u, &name, 1);
}

static void set_fields(struct rq *rq, const struct layout *l, const void *rec,
                       const void *old, struct update *u)
{
    const char *const *key = l->names + l->n_columns;

    for (size_t i = 0; i < l->type->n_fields; i++) {
        const struct field *f = &l->type->fields[i];

        if (l->column[i] >= 0 && !field_same(rq->mem, f, rec, old)) {
            set_columns(u, l->names + l->column[i],
                        layout_values(rq->mem, f, rec, u->v + u->n));
            set_columns(u, key, layout_keys(rq->mem, f, rec, u->v + u->n));
        }
        key += field_keyed(f) ? field_columns(f) : 0;
    }
}

/* Only the columns that change are named: indexes and references of the others
 * are then left alone. */
static enum rc update_row(struct rq *rq, const struct layout *l,
                          const void *rec, const void *old)
{
    const struct record *head = rec, *before = old;
    struct update u = {
        .v = MEM_ARRAY(rq->mem, l->n_columns + l->n_keys + LANGS + 2,
                       struct sql_val)
    };

    buf_init(&u.sql, rq->mem);
    buf_str(&u.sql, "UPDATE ");
    buf_str(&u.sql, l->type->name);
    buf_str(&u.sql, " SET ");
    set_one(&u, "version", INT(head->version));
    set_one(&u, "changed_at", INT(head->changed_at));
    if (strcmp(head->state, before->state) != 0)
        set_one(&u, "state", STR(head->state));
    if (head->owner_unit != before->owner_unit)
        set_one(&u, "owner_unit", REF(head->owner_unit));
    set_fields(rq, l, rec, old, &u);
    u.v[u.n] = INT(head->id);
    u.v[u.n + 1] = INT(before->version);
    buf_str(&u.sql, " WHERE id=$");
    buf_int(&u.sql, (int64_t)u.n + 1);
    buf_str(&u.sql, " AND version=$");
    buf_int(&u.sql, (int64_t)u.n + 2);
    TRY(sql_run_built(rq->sql, u.sql.s, u.v, u.n + 2));
    return sql_changed(rq->sql) == 1 ? RC_OK : RC_CONFLICT;
}

static enum rc store_row(struct rq *rq, const struct layout *l, void *rec,
                         const void *old)
{
    struct record *head = rec;

    head->changed_at = l->type->sealed ? 0 : rq->now;
    if (old) {
        head->version = ((const struct record *)old)->version + 1;
        return update_row(rq, l, rec, old);
    }
    head->version = 1;
    head->created_at = head->changed_at;
    return insert_row(rq, l, rec);
}

static enum rc store_refs(struct rq *rq, const struct type *t,
                          const struct field *f, const void *rec,
                          const void *old)
{
    const struct record *head = rec;
    const struct refs *now = FIELD_IN(f, rec, struct refs);
    const char *drop, *add;

    if (old ? field_same(rq->mem, f, rec, old) : !now->n)
        return RC_OK;
    drop = mem_fmt(rq->mem, "DELETE FROM %s_%s WHERE owner = $1", t->name,
                     f->name);
    add = mem_fmt(rq->mem,
                    "INSERT INTO %s_%s(owner, target) VALUES($1, $2)", t->name,
                    f->name);
    if (old)
        TRY(sql_run_built(rq->sql, drop, ARGS(INT(head->id))));
    for (size_t i = 0; i < now->n; i++)
        TRY(sql_run_built(rq->sql, add,
                          ARGS(INT(head->id), INT(now->id[i]))));
    return RC_OK;
}

static void search_one(struct buf *b, const char *s)
{
    if (!s)
        return;
    buf_char(b, ' ');
    buf_str(b, s);
}

static void search_text(struct buf *b, const struct type *t, const void *rec)
{
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        if (!f->search || field_empty(f, rec))
            continue;
        if (f->kind == KIND_TEXT || f->kind == KIND_LONG)
            search_one(b, *FIELD_IN(f, rec, const char *));
        else if (f->kind == KIND_TEXT3 || f->kind == KIND_LONG3)
            for (int p = 0; p < LANGS; p++)
                search_one(b, FIELD_IN(f, rec, struct text3)->in[p]);
    }
}

/* Is it found by the words of the record that it is about? */
static bool words_elsewhere(struct rq *rq, const struct type *t,
                            const void *rec)
{
    const struct field *f = t->about ? type_field(t, "subject") : NULL;
    const struct type *s =
        f ? app_type(rq->app, *FIELD_IN(f, rec, const char *)) : NULL;

    return s && s != t && type_searched(s);
}

/* `own` are its words by its fields. */
static enum rc put_words(struct rq *rq, const struct type *t, const void *rec,
                         struct buf *own)
{
    if (t->words)
        TRY(t->words(rq, rec, own));
    return search_put(rq->sql, t->name, ((const struct record *)rec)->id,
                      text_fold(rq->mem, own->s));
}

static enum rc store_words(struct rq *rq, const struct type *t,
                           const void *rec, const void *old)
{
    struct buf now, then;

    if (t->sealed || words_elsewhere(rq, t, rec))
        return RC_OK;
    buf_init(&now, rq->mem);
    buf_init(&then, rq->mem);
    search_text(&now, t, rec);
    if (old)
        search_text(&then, t, old);
    return strcmp(now.s, then.s) ? put_words(rq, t, rec, &now) : RC_OK;
}

enum rc record_reword(struct rq *rq, const struct type *t, int64_t id)
{
    struct buf now;
    void *rec;

    TRY(record_load(rq, t, id, &rec));
    buf_init(&now, rq->mem);
    search_text(&now, t, rec);
    return put_words(rq, t, rec, &now);
}

static size_t changed_fields(struct rq *rq, const struct type *t,
                             const void *rec, const void *old,
                             struct journal_field *out)
{
    const struct record *head = rec, *before = old;
    const struct layout *l = layout_of(rq->app, t);
    size_t n = 0;

    if (!old || strcmp(head->state, before->state) != 0)
        out[n++] = (struct journal_field){ "state", STR(head->state) };
    if (old ? head->owner_unit != before->owner_unit : head->owner_unit != 0)
        out[n++] =
            (struct journal_field){ "owner_unit", REF(head->owner_unit) };
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];
        struct sql_val v[LANGS];
        size_t k;

        if (old ? field_same(rq->mem, f, rec, old)
                : f->kind != KIND_BOOL && field_empty(f, rec))
            continue;
        if (f->kind == KIND_REFS) {
            out[n++] = (struct journal_field){
                f->name,
                STR(refs_text(rq->mem, FIELD_IN(f, rec, struct refs)))
            };
            continue;
        }
        k = layout_values(rq->mem, f, rec, v);
        for (size_t p = 0; p < k; p++)
            out[n++] = (struct journal_field){
                l->names[(size_t)l->column[i] + p], v[p]
            };
    }
    if (t->counted && span_day(rq).n != day_of(rq->now, rq->app->zone).n)
        out[n++] = (struct journal_field){ EFFECTIVE_ON,
                                           DAY(rq->mem, span_day(rq)) };
    return n;
}

static enum rc store_journal(struct rq *rq, const struct type *t,
                             const void *rec, const void *old,
                             const char *step)
{
    const struct record *head = rec;
    struct journal_field *fields = MEM_ARRAY(
        rq->mem, 3 + t->n_fields * LANGS, struct journal_field);
    struct journal_entry e = {
        .type = t->name,
        .record = head->id,
        .version = head->version,
        .actor = rq->person,
        .act = rq->act,
        .step = step,
        .at = rq->now,
        .fields = fields,
        .n_fields = changed_fields(rq, t, rec, old, fields),
        .sealed = t->sealed,
    };

    rq->sealed |= t->sealed != 0;

    return journal_add(rq->sql, rq->mem, &e, &rq->journal);
}

bool record_same(struct rq *rq, const struct type *t, const void *a,
                 const void *b)
{
    const struct record *x = a, *y = b;

    if (strcmp(x->state, y->state) != 0 || x->owner_unit != y->owner_unit)
        return false;
    for (size_t i = 0; i < t->n_fields; i++)
        if (!field_same(rq->mem, &t->fields[i], a, b))
            return false;
    return true;
}

enum rc record_write(struct rq *rq, const struct type *t, void *rec,
                     const void *old, const char *step)
{
    const struct layout *l = layout_of(rq->app, t);

    known_change(rq);
    TRY(span_check(rq));
    TRY(record_check_fields(rq, t, rec));
    if (t->check)
        TRY(t->check(rq, rec, old));
    if (old && record_same(rq, t, rec, old))
        return RC_OK;
    TRY(record_check_keys(rq, l, rec, old));
    return record_store(rq, t, rec, old, step);
}

/* Sealed ones are nobody's business. */
static enum rc tell_modules(struct rq *rq, const struct type *t,
                            const void *rec, const void *old)
{
    const struct ordo *app = rq->app;

    for (size_t i = 0; i < app->n_modules && !t->sealed; i++)
        if (app->modules[i]->heard)
            TRY(app->modules[i]->heard(rq, t, rec, old));
    return RC_OK;
}

enum rc record_store(struct rq *rq, const struct type *t, void *rec,
                     const void *old, const char *step)
{
    const struct layout *l = layout_of(rq->app, t);

    known_change(rq);
    TRY(store_row(rq, l, rec, old));
    for (size_t i = 0; i < t->n_fields; i++)
        if (t->fields[i].kind == KIND_REFS)
            TRY(store_refs(rq, t, &t->fields[i], rec, old));
    if (t->counted)
        TRY(span_keep(rq, l, rec, old));
    TRY(store_words(rq, t, rec, old));
    TRY(store_journal(rq, t, rec, old, step));
    if (t->rights)
        kept_touch(rq);
    if (t->stored)
        TRY(t->stored(rq, rec, old));
    return tell_modules(rq, t, rec, old);
}

enum rc record_rename(struct rq *rq, const struct type *t, int64_t id,
                      const struct text3 *title)
{
    const struct field *f = type_field(t, t->title);
    void *rec, *old;

    TRY(store_hold(rq->sql, t->name, id));
    TRY(record_load(rq, t, id, &old));
    TRY(record_load(rq, t, id, &rec));
    *FIELD_AT(f, rec, struct text3) = *title;
    if (field_same(rq->mem, f, rec, old))
        return RC_OK;
    return record_store(rq, t, rec, old, "rename");
}

enum rc record_erase(struct rq *rq, const struct type *t, void *rec,
                     const void *old, const struct journal_field *cols,
                     size_t n)
{
    const struct record *head = rec;
    struct journal_entry e = { .type = t->name,
                               .record = head->id,
                               .actor = rq->person,
                               .act = rq->act,
                               .fields = cols,
                               .n_fields = n };

    known_change(rq);
    TRY(store_row(rq, layout_of(rq->app, t), rec, old));
    for (size_t i = 0; i < t->n_fields; i++)
        if (t->fields[i].kind == KIND_REFS)
            TRY(store_refs(rq, t, &t->fields[i], rec, old));
    TRY(store_words(rq, t, rec, old));
    e.version = head->version;
    e.at = rq->now;
    if (t->rights)
        kept_touch(rq);
    return journal_erase(rq->sql, rq->mem, &e, &rq->journal);
}
