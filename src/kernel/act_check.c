/* SPDX-License-Identifier: Apache-2.0 */
/*
 * act_check.c: can every line be carried out now?  Each line is tried as its
 * signer would take it, on the record as the lines before leave it.
 */
#include "kernel/act_in.h"

#include "store/store.h"

#include <stdlib.h>
#include <string.h>

void act_signer(struct rq *as, const struct rq *rq, const struct act *a)
{
    *as = *rq;
    as->person = a->signer;
    as->system = false;
    as->act = a->r.id;
    as->holder = rights_holder(as, a->signer);
    rq_forget(as); /* it points into itself: never copied after this */
}

void signer_done(struct rq *rq, const struct rq *as)
{
    rq->journal = as->journal;
    rq->rights_changed |= as->rights_changed;
    rq->taken = NULL;
}

/* Records as the lines so far leave them. */
struct after {
    const struct type *type;
    int64_t id;
    void *rec;
};
struct trial {
    struct rq as;
    struct after *after;
    size_t n;
    bool *named; /* by position: another line names the record it makes */
    int64_t positions;
};

static void *copy_of(struct rq *rq, const struct type *t, const void *rec)
{
    return memcpy(mem_alloc(rq->mem, t->size), rec, t->size);
}

/* The record that a line finds. */
static enum rc find(struct trial *tr, const struct type *t, int64_t id,
                    void **rec)
{
    for (size_t i = tr->n; i-- > 0;)
        if (tr->after[i].id == id && tr->after[i].type == t) {
            *rec = tr->after[i].rec;
            return RC_OK;
        }
    return record_load(&tr->as, t, id, rec);
}

/* The positions that values name: "@2", "#5;@2". */
static void mark_named(struct trial *tr, const char *fields)
{
    for (const char *s = fields; s && (s = strchr(s, '@')); s++) {
        int64_t at = strtoll(s + 1, NULL, 10);

        if (at > 0 && at <= tr->positions)
            tr->named[at] = true;
    }
}

static bool find_named(struct rq *rq, struct trial *tr,
                       struct act_line *const *line, size_t n)
{
    bool any = false;

    for (size_t i = 0; i < n; i++)
        if (line[i]->position.n > tr->positions)
            tr->positions = line[i]->position.n;
    tr->named = MEM_ARRAY(rq->mem, (size_t)tr->positions + 1, bool);
    for (size_t i = 0; i < n; i++)
        mark_named(tr, line[i]->fields);
    for (int64_t i = 1; i <= tr->positions; i++)
        any = any || tr->named[i];
    return any;
}

/* For the lines that name it the record is made; all of it is undone. */
static enum rc make_named(struct rq *as, const struct type *t,
                          const struct act_line *l, void *rec)
{
    static const struct sql_text q = {
        "UPDATE act_line SET subject_id = $1 WHERE id = $2", "ii", ""
    };

    TRY(record_add(as, t, rec));
    return sql_run(as->sql, &q, ARGS(INT(((struct record *)rec)->id),
                                     INT(l->r.id)));
}

static enum rc try_line(struct trial *tr, struct act_line *l)
{
    struct rq *as = &tr->as;
    const struct type *t = app_type(as->app, l->subject);
    bool fresh = !l->subject_id;
    void *rec = NULL, *old = NULL;

    if (!t)
        return fail(as, RC_MISSING, NULL, "there is no such kind of record");
    if (fresh) {
        rec = record_new(as, t);
    } else {
        TRY(find(tr, t, l->subject_id, &old));
        rec = copy_of(as, t, old);
        l->seen = (struct count){ ((struct record *)old)->version, true };
    }
    TRY(act_fields_fill(as, t, l->fields, rec));
    if (fresh && tr->named[l->position.n])
        return make_named(as, t, l, rec);
    TRY(record_try(as, t, rec, old, l->step));
    if (fresh)
        return RC_OK;
    ((struct record *)rec)->version++;
    tr->after[tr->n++] = (struct after){ t, l->subject_id, rec };
    return RC_OK;
}

/* What a line says before the check: mostly all that it finds, and then there
 * is nothing to store. */
struct said {
    struct count seen;
    const char *fault;
};

static struct said *what_is_said(struct rq *rq, struct act_line *const *line,
                                 size_t n)
{
    struct said *said = MEM_ARRAY(rq->mem, n + 1, struct said);

    for (size_t i = 0; i < n; i++)
        said[i] = (struct said){ line[i]->seen, line[i]->fault };
    return said;
}

static bool said_already(const struct said *s, const struct act_line *l)
{
    bool same = s->fault && l->fault ? !strcmp(s->fault, l->fault)
                                     : s->fault == l->fault;

    return same && s->seen.set == l->seen.set && s->seen.n == l->seen.n;
}

const char *all_why(struct rq *rq, const struct type *t, enum rc rc)
{
    struct buf b;

    buf_init(&b, rq->mem);
    for (const struct failure *f = rq->fails; f && b.n < 1000; f = f->next) {
        const struct field *field = t ? type_field(t, f->field) : NULL;

        buf_str(&b, b.n ? "; " : "");
        if (field)
            buf_fmt(&b, "%s: ", tr(rq->lang, field->label));
        buf_str(&b, f->text);
    }
    return b.n ? b.s : rq_why(rq, rc);
}

static enum rc try_lines(struct trial *tr, struct act_line **line, size_t n,
                         size_t *faults)
{
    for (size_t i = 0; i < n; i++) {
        const struct type *t = app_type(tr->as.app, line[i]->subject);
        enum rc rc;

        rq_forget(&tr->as);
        rc = try_line(tr, line[i]);
        if (rc && !line_refused(rc))
            return rc;
        line[i]->fault = rc ? all_why(&tr->as, t, rc) : NULL;
        *faults += rc != RC_OK;
    }
    return RC_OK;
}

enum rc act_check_lines(struct rq *rq, const struct act *a, size_t *faults)
{
    struct trial tr = { 0 };
    struct act_line **line;
    struct said *said;
    bool named;
    enum rc rc;
    size_t n;

    act_signer(&tr.as, rq, a);
    *faults = 0;
    TRY(act_lines(rq, a->r.id, &line, &n));
    tr.after = MEM_ARRAY(rq->mem, n + 1, struct after);
    said = what_is_said(rq, line, n);
    named = find_named(rq, &tr, line, n);
    if (named)
        TRY(store_point(rq->sql));
    rc = try_lines(&tr, line, n, faults);
    if (named)
        TRY(store_point_undo(rq->sql));
    TRY(rc);
    for (size_t i = 0; i < n; i++)
        if (!said_already(&said[i], line[i]))
            TRY(record_put(rq, &type_act_line, line[i], "check"));
    return RC_OK;
}

enum rc act_check(struct rq *rq, int64_t act)
{
    struct act_line **line;
    void *rec;
    size_t n;

    TRY(record_take(rq, &type_act, act, OP_STEP, "check", &rec));
    TRY(record_step(rq, &type_act, rec, "check", 0));
    if (!strcmp(((struct act *)rec)->r.state, "checked"))
        return RC_OK;
    TRY(act_lines(rq, act, &line, &n));
    for (size_t i = 0; i < n; i++)
        if (line[i]->fault)
            return fail(rq, RC_INVALID, NULL, "%s",
                        line_why(rq, line[i], line[i]->fault));
    return RC_INVALID;
}
