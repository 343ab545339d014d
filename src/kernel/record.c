/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record.c: reading records, and the one way by which they change.
 */
#include "kernel/record.h"

#include "base/text.h"
#include "kernel/journal.h"
#include "kernel/act.h"
#include "kernel/span.h"
#include "kernel/write.h"
#include "store/search.h"

#include <string.h>

/* --- Reading -------------------------------------------------------------- */

void *record_new(struct rq *rq, const struct type *t)
{
    struct record *head = layout_empty(rq->mem, t);

    head->state = t->states[0].name;
    return head;
}

static enum rc read_one(struct rq *rq, const struct layout *l,
                        const char *sql, const struct params *p, void **rec)
{
    struct sql_rows r = sql_query_built(rq->sql, sql, p->v, p->n);

    *rec = NULL;
    if (sql_next(&r)) {
        *rec = layout_empty(rq->mem, l->type);
        layout_decode(rq->mem, l, &r, *rec);
    }
    TRY(sql_done(&r));
    return *rec ? layout_refs(rq, l, *rec) : RC_MISSING;
}

enum rc record_load(struct rq *rq, const struct type *t, int64_t id,
                    void **rec)
{
    const struct layout *l = layout_of(rq->app, t);
    struct params p = { 0 };

    params_add(&p, INT(id));
    return read_one(rq, l, l->load, &p, rec);
}

/* What these eyes may not see is left empty. */
void record_hide(struct rq *rq, const struct type *t, void *rec)
{
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        if (!f->guard || rights_field(rq, t, f, false))
            continue;
        for (int part = 0; part < LANGS; part++)
            field_clear(f, (enum lang)part, rec);
    }
}

enum rc record_get(struct rq *rq, const struct type *t, int64_t id, void **rec)
{
    const struct layout *l = layout_of(rq->app, t);
    struct params p = { 0 };
    struct buf sql;

    params_add(&p, INT(id));
    buf_init(&sql, rq->mem);
    buf_fmt(&sql, "%s AND ", l->load);
    rights_where(rq, &sql, &p, t, OP_SEE, NULL);
    TRY(read_one(rq, l, sql.s, &p, rec));
    record_hide(rq, t, *rec);
    return RC_OK;
}

enum rc record_find(struct rq *rq, const struct type *t, const char *code,
                    int64_t scope, int64_t *id)
{
    struct params p = { 0 };
    struct buf sql;
    struct sql_rows r;
    int found = 0;

    if (!t->code)
        return RC_MISSING;
    buf_init(&sql, rq->mem);
    params_add(&p, STR(code));
    buf_fmt(&sql, "SELECT id FROM %s WHERE %s = $1", t->name, t->code);
    if (scope && t->code_scope) {
        params_add(&p, INT(scope));
        buf_fmt(&sql, " AND %s = $2", t->code_scope);
    }
    buf_str(&sql, " LIMIT 2");
    for (r = sql_query_built(rq->sql, sql.s, p.v, p.n); sql_next(&r); found++)
        *id = sql_int(&r, 0);
    TRY(sql_done(&r));
    if (found > 1)
        return RC_CONFLICT;
    return found ? RC_OK : RC_MISSING;
}

/* --- Checking a write ----------------------------------------------------- */

static enum rc check_fields(struct rq *rq, const struct type *t,
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

static enum rc check_all_unique(struct rq *rq, const struct layout *l,
                                const void *rec, const void *old)
{
    for (size_t i = 0; i < l->type->n_fields; i++) {
        const struct field *f = &l->type->fields[i];

        if (!f->unique || f->kind != KIND_TEXT || field_empty(f, rec))
            continue;
        if (old && field_same(rq->mem, f, rec, old))
            continue;
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

static enum rc store_words(struct rq *rq, const struct type *t,
                           const void *rec, const void *old)
{
    const struct record *head = rec;
    struct buf now, then;

    if (t->sealed)
        return RC_OK;
    buf_init(&now, rq->mem);
    buf_init(&then, rq->mem);
    search_text(&now, t, rec);
    if (old)
        search_text(&then, t, old);
    if (!strcmp(now.s, then.s))
        return RC_OK;
    return search_put(rq->sql, t->name, head->id, text_fold(rq->mem, now.s));
}

static size_t changed_fields(struct rq *rq, const struct type *t,
                             const void *rec, const void *old,
                             struct journal_field *out)
{
    const struct record *head = rec, *before = old;
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
                column_name(rq->mem, f, (int)p), v[p]
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
    TRY(check_fields(rq, t, rec));
    if (t->check)
        TRY(t->check(rq, rec, old));
    if (old && record_same(rq, t, rec, old))
        return RC_OK;
    TRY(check_all_unique(rq, l, rec, old));
    return record_store(rq, t, rec, old, step);
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
        rq->rights_changed = true;
    return t->stored ? t->stored(rq, rec, old) : RC_OK;
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
        rq->rights_changed = true;
    return journal_erase(rq->sql, rq->mem, &e, &rq->journal);
}

/* --- What people ask for -------------------------------------------------- */

/* What record_take read and allowed, good for as long as nothing changes. */
struct taken {
    const struct type *type;
    const void *rec; /* as it is stored */
    int64_t id;
    uint64_t stamp;
    enum op op;
    const char *step;
};

static const struct taken *is_taken(const struct rq *rq, const struct type *t,
                                    int64_t id)
{
    const struct taken *k = rq->taken;

    return k && k->type == t && k->id == id &&
                   k->stamp == sql_stamp(rq->sql)
               ? k
               : NULL;
}

static const void *copy_of(struct rq *rq, const struct type *t,
                           const void *rec)
{
    return memcpy(mem_alloc(rq->mem, t->size), rec, t->size);
}

static enum rc load_allowed(struct rq *rq, const struct type *t, int64_t id,
                            enum op op, const char *step, void **rec)
{
    const struct layout *l = layout_of(rq->app, t);
    struct params p = { 0 };
    struct buf sql;
    enum rc rc;

    buf_init(&sql, rq->mem);
    params_add(&p, INT(id));
    buf_str(&sql, l->load);
    buf_str(&sql, " AND ");
    rights_where(rq, &sql, &p, t, op, step);
    rc = read_one(rq, l, sql.s, &p, rec);
    if (rc != RC_MISSING)
        return rc;
    /* Why not? */
    TRY(rights_check(rq, t, id, op, step));
    return RC_MISSING;
}

enum rc record_take(struct rq *rq, const struct type *t, int64_t id,
                    enum op op, const char *step, void **rec)
{
    struct taken *k = MEM_NEW(rq->mem, struct taken);

    TRY(store_hold(rq->sql, t->name, id));
    if (op && !rq->system)
        TRY(load_allowed(rq, t, id, op, step, rec));
    else
        TRY(record_load(rq, t, id, rec));
    *k = (struct taken){ t, copy_of(rq, t, *rec), id, sql_stamp(rq->sql), op,
                         step };
    rq->taken = k->stamp ? k : NULL;
    return RC_OK;
}

static enum rc check_right(struct rq *rq, const struct type *t, int64_t id,
                           enum op op, const char *step)
{
    const struct taken *k = is_taken(rq, t, id);

    if (k && k->op == op && (!step || (k->step && !strcmp(k->step, step))))
        return RC_OK;
    return rights_check(rq, t, id, op, step);
}

/* The stored record that a change starts from, held still until commit. */
static enum rc hold_old(struct rq *rq, const struct type *t, const void *rec,
                        const void **old)
{
    const struct record *head = rec;
    const struct taken *k = is_taken(rq, t, head->id);
    void *loaded;

    if (k) {
        *old = k->rec;
    } else {
        TRY(store_hold(rq->sql, t->name, head->id));
        TRY(record_load(rq, t, head->id, &loaded));
        *old = loaded;
    }
    rq->taken = NULL;
    if (((const struct record *)*old)->version != head->version)
        return fail(rq, RC_CONFLICT, NULL,
                    "somebody else has changed this meanwhile");
    return RC_OK;
}

/* --- What is reserved to acts --------------------------------------------- */

static bool field_reserved(struct rq *rq, const struct type *t,
                           const void *old, const struct field *f)
{
    return f->by_act || (t->reserved && old && t->reserved(rq, old, f));
}

bool record_reserved(struct rq *rq, const struct type *t, const void *rec,
                     const void *old, const char **field)
{
    const void *before = old ? old : layout_empty(rq->mem, t);

    *field = NULL;
    if (rq->act)
        return false;
    if (!old && t->reserved && t->reserved(rq, rec, NULL))
        return true;
    for (size_t i = 0; i < t->n_fields; i++)
        if (!field_same(rq->mem, &t->fields[i], rec, before) &&
            field_reserved(rq, t, old, &t->fields[i])) {
            *field = t->fields[i].name;
            return true;
        }
    return false;
}

bool record_by_act(struct rq *rq, const struct type *t, const void *rec)
{
    const struct record *head = rec;

    if (!t->reserved)
        return false;
    if (!head->id)
        return t->reserved(rq, rec, NULL);
    for (size_t i = 0; i < t->n_fields; i++)
        if (!t->fields[i].computed && t->reserved(rq, rec, &t->fields[i]))
            return true;
    return false;
}

static enum rc check_reserved(struct rq *rq, const struct type *t,
                              const void *rec, const void *old)
{
    const char *field;

    if (!t->reserved || !record_reserved(rq, t, rec, old, &field))
        return RC_OK;
    return field ? fail(rq, RC_DENIED, field, "is changed only by an act")
                 : fail(rq, RC_DENIED, NULL, "this happens only by an act");
}

/* Fields that no person sets, or not this one. */
static enum rc check_settable(struct rq *rq, const struct type *t,
                              const void *rec, const void *old)
{
    const void *before = old ? old : layout_empty(rq->mem, t);

    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        if (!f->computed && !f->guard && !f->by_act && !(f->fixed && old))
            continue;
        if (field_same(rq->mem, f, rec, before))
            continue;
        if (f->by_act && !rq->act)
            return fail(rq, RC_DENIED, f->name, "is changed only by an act");
        if (f->computed)
            return fail(rq, RC_INVALID, f->name, "is set by the system alone");
        if (f->fixed && old)
            return fail(rq, RC_INVALID, f->name, "cannot be changed any more");
        if (!rights_field(rq, t, f, true))
            return fail(rq, RC_DENIED, f->name, "you may not set this");
    }
    return RC_OK;
}

enum rc record_add(struct rq *rq, const struct type *t, void *rec)
{
    const struct record *head = rec;

    if (!rq->system) {
        if (!rights_any(rq, t, OP_ADD, NULL))
            return fail(rq, RC_DENIED, NULL, "you may not do this");
        TRY(check_settable(rq, t, rec, NULL));
    }
    TRY(check_reserved(rq, t, rec, NULL));
    TRY(record_write(rq, t, rec, NULL, "add"));
    return rights_check(rq, t, head->id, OP_ADD, NULL);
}

enum rc record_save(struct rq *rq, const struct type *t, void *rec)
{
    const struct record *head = rec;
    const void *old;

    TRY(check_right(rq, t, head->id, OP_EDIT, NULL));
    TRY(hold_old(rq, t, rec, &old));
    if (!rq->system)
        TRY(check_settable(rq, t, rec, old));
    TRY(check_reserved(rq, t, rec, old));
    if (strcmp(head->state, ((const struct record *)old)->state) != 0)
        return fail(rq, RC_INVALID, "state", "changes only by a step");
    return record_write(rq, t, rec, old, "edit");
}

enum rc record_put(struct rq *rq, const struct type *t, void *rec,
                   const char *step)
{
    const struct record *head = rec;
    const void *old = NULL;

    if (head->id)
        TRY(hold_old(rq, t, rec, &old));
    return record_write(rq, t, rec, old, step);
}

/* --- Steps ---------------------------------------------------------------- */

static bool leads_from(const struct step *s, const char *state)
{
    for (int i = 0; i < STEP_FROM_MAX && s->from[i]; i++)
        if (!strcmp(s->from[i], state))
            return true;
    return false;
}

static bool asked(const struct step *s, const char *field)
{
    for (int i = 0; i < STEP_ASKS_MAX && s->asks[i]; i++)
        if (!strcmp(s->asks[i], field))
            return true;
    return false;
}

static enum rc check_asked(struct rq *rq, const struct type *t,
                           const struct step *s, const void *rec,
                           const void *old)
{
    enum rc first = RC_OK;

    for (size_t i = 0; i < t->n_fields; i++)
        if (!asked(s, t->fields[i].name) &&
            !field_same(rq->mem, &t->fields[i], rec, old))
            return fail(rq, RC_INVALID, t->fields[i].name,
                        "is not set by this step");
    for (int i = 0; i < STEP_ASKS_MAX && s->needs[i]; i++)
        if (field_empty(type_field(t, s->needs[i]), rec))
            first = fail(rq, RC_INVALID, s->needs[i], "must be filled in");
    return first;
}

static enum rc step_allowed(struct rq *rq, const struct type *t,
                            const struct step *s, const void *rec,
                            const void *old)
{
    const struct record *head = rec;

    if (s->by_act && !rq->act)
        return fail(rq, RC_DENIED, NULL, "this happens only by an act");
    if (!leads_from(s, head->state))
        return fail(rq, RC_CONFLICT, NULL, "cannot be done any more: now it is"
                                           " “%s”",
                    tr(rq->lang, type_state(t, head->state)->label));
    TRY(check_asked(rq, t, s, rec, old));
    return s->guard ? s->guard(rq, rec) : RC_OK;
}

enum rc record_step(struct rq *rq, const struct type *t, void *rec,
                    const char *name, int64_t version)
{
    const struct step *s = type_step(t, name);
    struct record *head = rec;
    const void *old;

    if (!s)
        return fail(rq, RC_MISSING, NULL, "there is no step %s",
                    text_cut(rq->mem, name, 40));
    TRY(check_right(rq, t, head->id, OP_STEP, name));
    if (version && version != head->version)
        return fail(rq, RC_CONFLICT, NULL,
                    "somebody else has changed this meanwhile");
    TRY(hold_old(rq, t, rec, &old));
    TRY(step_allowed(rq, t, s, rec, old));
    if (s->to)
        head->state = s->to;
    if (s->effect)
        TRY(s->effect(rq, rec));
    return record_write(rq, t, rec, old, name);
}

/* --- Asking without doing ------------------------------------------------- */

static enum rc try_step(struct rq *rq, const struct type *t,
                        const struct step *s, void *rec, const void *old)
{
    struct record *head = rec;

    TRY(rights_check(rq, t, head->id, OP_STEP, s->name));
    TRY(step_allowed(rq, t, s, rec, old));
    for (int i = 0; i < STEP_ASKS_MAX && s->asks[i]; i++)
        TRY(field_check(rq, type_field(t, s->asks[i]), rec));
    if (s->to)
        head->state = s->to;
    return RC_OK;
}

static enum rc try_change(struct rq *rq, const struct type *t,
                          const void *rec, const void *old)
{
    const struct record *head = rec;

    if (old)
        TRY(rights_check(rq, t, head->id, OP_EDIT, NULL));
    else if (!rights_any(rq, t, OP_ADD, NULL))
        return fail(rq, RC_DENIED, NULL, "you may not do this");
    return rq->system ? RC_OK : check_settable(rq, t, rec, old);
}

enum rc record_try(struct rq *rq, const struct type *t, void *rec,
                   const void *old, const char *step)
{
    const struct step *s = type_step(t, step);

    if (step && !s)
        return fail(rq, RC_MISSING, NULL, "there is no step %s",
                    text_cut(rq->mem, step, 40));
    TRY(s ? try_step(rq, t, s, rec, old) : try_change(rq, t, rec, old));
    /* What it causes may set what the whole record must have. */
    if (s && s->effect)
        return RC_OK;
    TRY(check_fields(rq, t, rec));
    TRY(check_all_unique(rq, layout_of(rq->app, t), rec, old));
    return t->check ? t->check(rq, rec, old) : RC_OK;
}

/* --- Offers --------------------------------------------------------------- */

/* Which of the offered steps the person has the right to: one statement. */
static enum rc offers_may(struct rq *rq, const struct type *t, int64_t id,
                          struct step_offer *o, size_t n)
{
    struct params p = { 0 };
    struct buf sql;
    struct sql_rows r;

    if (!n)
        return RC_OK;
    params_add(&p, INT(id));
    buf_init(&sql, rq->mem);
    buf_str(&sql, "SELECT ");
    for (size_t i = 0; i < n; i++) {
        buf_fmt(&sql, "%sCASE WHEN ", i ? ", " : "");
        rights_where(rq, &sql, &p, t, OP_STEP, o[i].step->name);
        buf_str(&sql, " THEN 1 ELSE 0 END");
    }
    buf_fmt(&sql, " FROM %s t WHERE t.id = $1", t->name);
    r = sql_query_built(rq->sql, sql.s, p.v, p.n);
    if (sql_next(&r))
        for (size_t i = 0; i < n; i++)
            o[i].may = sql_int(&r, (int)i) != 0;
    return sql_done(&r);
}

/* Does the guard hold, and if not, why? */
static void offer_ready(struct rq *rq, struct step_offer *o, const void *rec)
{
    struct rq ask = *rq;

    rq_forget(&ask);
    o->ready = !o->step->guard || o->step->guard(&ask, rec) == RC_OK;
    o->why = o->ready ? NULL : rq_why(&ask, RC_INVALID);
}

/* What only an act does is offered as its draft to those who draft acts, and
 * barred for others. */
static void offer_by_act(struct rq *rq, struct step_offer *o)
{
    if (rights_any(rq, &type_act, OP_ADD, NULL)) {
        o->may = true;
        return;
    }
    o->ready = false;
    o->why = T(rq, "this happens only by an act");
}

static bool offered(struct rq *rq, const struct type *t, const struct step *s)
{
    return rights_any(rq, t, OP_STEP, s->name) ||
           (s->by_act && rights_any(rq, &type_act, OP_ADD, NULL));
}

enum rc record_offers(struct rq *rq, const struct type *t, const void *rec,
                      struct step_offer **offers, size_t *n)
{
    const struct record *head = rec;
    struct step_offer *o =
        MEM_ARRAY(rq->mem, t->n_steps + 1, struct step_offer);

    *offers = o;
    *n = 0;
    for (size_t i = 0; i < t->n_steps; i++) {
        const struct step *s = &t->steps[i];

        if (leads_from(s, head->state) && offered(rq, t, s)) {
            o[*n].step = s;
            offer_ready(rq, &o[(*n)++], rec);
        }
    }
    TRY(offers_may(rq, t, head->id, o, *n));
    for (size_t i = 0; i < *n; i++)
        if (o[i].step->by_act)
            offer_by_act(rq, &o[i]);
    return RC_OK;
}
