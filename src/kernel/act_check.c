/* SPDX-License-Identifier: Apache-2.0 */
/*
 * act_check.c: can every line be carried out now?  Each line is tried as its
 * signer would take it, on the record as the lines before leave it.
 */
#include "kernel/act_in.h"

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
    TRY(record_try(as, t, rec, old, l->step));
    if (fresh)
        return RC_OK;
    ((struct record *)rec)->version++;
    tr->after[tr->n++] = (struct after){ t, l->subject_id, rec };
    return RC_OK;
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

enum rc act_check_lines(struct rq *rq, const struct act *a, size_t *faults)
{
    struct trial tr = { 0 };
    struct act_line **line;
    size_t n;

    act_signer(&tr.as, rq, a);
    *faults = 0;
    TRY(act_lines(rq, a->r.id, &line, &n));
    tr.after = MEM_ARRAY(rq->mem, n + 1, struct after);
    for (size_t i = 0; i < n; i++) {
        enum rc rc;

        rq_forget(&tr.as);
        rc = try_line(&tr, line[i]);
        if (rc && !line_refused(rc))
            return rc;
        line[i]->fault = rc ? all_why(&tr.as, app_type(rq->app,
                                             line[i]->subject), rc) : NULL;
        *faults += rc != RC_OK;
        TRY(record_put(rq, &type_act_line, line[i], "check"));
    }
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
