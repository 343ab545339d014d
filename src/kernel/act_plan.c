/* SPDX-License-Identifier: Apache-2.0 */
/*
 * act_plan.c: what can be worked out of a line before it comes to the writer:
 * the record as it is and as it will be.  The writer then asks again only what
 * other records may have changed, and stores.  A line whose step causes more,
 * or that finds a record which a line before it changes, is taken there whole.
 */
#include "kernel/act_in.h"

#include <string.h>

static bool alone(const struct act_compiled *c, size_t i)
{
    const struct act_line *l = c->line[i];

    for (size_t k = 0; k < c->n; k++)
        if (k != i && c->line[k]->subject_id == l->subject_id &&
            !strcmp(c->line[k]->subject, l->subject))
            return false;
    return true;
}

static void *copy_of(struct rq *rq, const struct type *t, const void *rec)
{
    return memcpy(mem_alloc(rq->mem, t->size), rec, t->size);
}

/* RC_OK also when the line is left to the writer. */
static enum rc plan_line(struct rq *as, const struct act_compiled *c, size_t i,
                         struct act_plan *out)
{
    const struct act_line *l = c->line[i];
    const struct type *t = app_type(as->app, l->subject);
    const struct step *s = t ? type_step(t, l->step) : NULL;
    void *old, *rec;

    if (!t || !l->subject_id || t->stored || (l->step && !s) ||
        (s && s->effect) || !alone(c, i))
        return RC_OK;
    TRY(record_load(as, t, l->subject_id, &old));
    if (((struct record *)old)->version != l->seen.n)
        return RC_OK;
    rec = copy_of(as, t, old);
    TRY(act_fields_fill(as, t, l->fields, rec));
    TRY(record_try(as, t, rec, old, l->step));
    if (!record_same(as, t, rec, old))
        *out = (struct act_plan){ t, s, rec, old };
    return RC_OK;
}

enum rc act_plan(struct rq *rq, struct act_compiled *c)
{
    struct rq as;

    c->plan = MEM_ARRAY(rq->mem, c->n + 1, struct act_plan);
    c->generation = atomic_load(&rq->app->generation);
    c->today = rq->today;
    act_signer(&as, rq, c->act);
    for (size_t i = 0; i < c->n; i++) {
        enum rc rc = plan_line(&as, c, i, &c->plan[i]);

        /* The writer says why. */
        if (rc && !line_refused(rc))
            return rc;
        rq_forget(&as);
    }
    return RC_OK;
}

bool act_plan_holds(const struct rq *as, const struct act_compiled *c)
{
    return c->generation == atomic_load(&as->app->generation) &&
           c->today.n == as->today.n && !day_is(as->effective);
}

/* What looks at other records looks once more. *same: the record comes out as
 * it was planned. */
static enum rc ask_again(struct rq *as, const struct act_plan *p, bool *same)
{
    void *rec = copy_of(as, p->type, p->rec);

    *same = true;
    if (p->step && p->step->guard) {
        ((struct record *)rec)->state = ((const struct record *)p->old)->state;
        TRY(p->step->guard(as, rec));
        ((struct record *)rec)->state = ((const struct record *)p->rec)->state;
    }
    if (!p->type->check)
        return RC_OK;
    TRY(p->type->check(as, rec, p->old));
    *same = record_same(as, p->type, rec, p->rec);
    return RC_OK;
}

enum rc act_plan_apply(struct rq *as, const struct act_plan *p, bool *done)
{
    const struct record *head = p->rec;
    enum rc rc;

    TRY(ask_again(as, p, done));
    if (!*done)
        return RC_OK;
    TRY(store_hold(as->sql, p->type->name, head->id));
    rc = record_store(as, p->type, copy_of(as, p->type, p->rec), p->old,
                      p->step ? p->step->name : "edit");
    if (rc == RC_CONFLICT)
        return fail(as, rc, NULL, "somebody else has changed this meanwhile");
    return rc;
}
