/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record.c: reading records, and what people ask to change in them.
 * How it is stored: record_store.c; steps: step.c.
 */
#include "kernel/look.h"
#include "kernel/record_in.h"

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
    look_record(rq, t, *rec);
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

enum rc record_check_right(struct rq *rq, const struct type *t, int64_t id,
                           enum op op, const char *step)
{
    const struct taken *k = is_taken(rq, t, id);

    if (k && k->op == op && (!step || (k->step && !strcmp(k->step, step))))
        return RC_OK;
    return rights_check(rq, t, id, op, step);
}

/* The stored record that a change starts from, held still until commit. */
enum rc record_hold_old(struct rq *rq, const struct type *t, const void *rec,
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

    if (!record_reserved(rq, t, rec, old, &field))
        return RC_OK;
    return field ? fail(rq, RC_DENIED, field, "is changed only by an act")
                 : fail(rq, RC_DENIED, NULL, "this happens only by an act");
}

/* Fields that no person sets, or not this one. */
enum rc record_check_settable(struct rq *rq, const struct type *t,
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
    enum rc rc;

    if (!rq->system) {
        if (!rights_any(rq, t, OP_ADD, NULL))
            return fail(rq, RC_DENIED, NULL, "you may not do this");
        TRY(record_check_settable(rq, t, rec, NULL));
    }
    TRY(check_reserved(rq, t, rec, NULL));
    TRY(record_write(rq, t, rec, NULL, "add"));
    rc = rights_check(rq, t, head->id, OP_ADD, NULL);
    /* What one has just typed is no secret: not "there is none". */
    if (rc == RC_MISSING)
        return fail(rq, RC_DENIED, NULL, "you may not add such a record");
    return rc;
}

enum rc record_save(struct rq *rq, const struct type *t, void *rec)
{
    const struct record *head = rec;
    const void *old;

    TRY(record_check_right(rq, t, head->id, OP_EDIT, NULL));
    TRY(record_hold_old(rq, t, rec, &old));
    if (!rq->system)
        TRY(record_check_settable(rq, t, rec, old));
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
        TRY(record_hold_old(rq, t, rec, &old));
    return record_write(rq, t, rec, old, step);
}

enum { REFS_ROOM = 32 };

enum rc refs_read(struct rq *rq, struct sql_rows r, struct refs *out)
{
    size_t n = 0, room = REFS_ROOM;
    int64_t *ids = MEM_ARRAY(rq->mem, room, int64_t);

    while (sql_next(&r)) {
        if (n == room) {
            ids = mem_grow(rq->mem, ids, room * sizeof *ids,
                           2 * room * sizeof *ids);
            room *= 2;
        }
        ids[n++] = sql_int(&r, 0);
    }
    *out = (struct refs){ ids, n };
    return sql_done(&r);
}
