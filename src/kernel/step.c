/* SPDX-License-Identifier: Apache-2.0 */
/*
 * step.c: steps: taken, tried without doing, offered.
 */
#include "kernel/record_in.h"

#include "base/text.h"
#include "kernel/act.h"

#include <string.h>

/* --- Steps ---------------------------------------------------------------- */

bool step_from(const struct step *s, const char *state)
{
    for (int i = 0; i < STEP_FROM_MAX && s->from[i]; i++)
        if (!strcmp(s->from[i], state))
            return true;
    return false;
}

enum rc step_in_time(struct rq *rq, const struct type *t,
                     const struct step *s, const void *rec)
{
    const char *state = ((const struct record *)rec)->state;

    return step_from(s, state)
               ? RC_OK
               : fail(rq, RC_CONFLICT, NULL, "cannot be done any more: now it"
                                             " is “%s”",
                      tr(rq->lang, type_state(t, state)->label));
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
    if (s->by_act && !rq->act)
        return fail(rq, RC_DENIED, NULL, "this happens only by an act");
    TRY(step_in_time(rq, t, s, rec));
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
    TRY(record_check_right(rq, t, head->id, OP_STEP, name));
    if (version && version != head->version)
        return fail(rq, RC_CONFLICT, NULL,
                    "somebody else has changed this meanwhile");
    TRY(record_hold_old(rq, t, rec, &old));
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
    return rq->system ? RC_OK : record_check_settable(rq, t, rec, old);
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
    TRY(record_check_fields(rq, t, rec));
    TRY(record_check_keys(rq, layout_of(rq->app, t), rec, old));
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
    size_t asked = 0;

    for (size_t i = 0; i < n; i++) {
        o[i].may = rights_of_all(rq, t, OP_STEP, o[i].step->name);
        asked += !o[i].may;
    }
    if (!asked)
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

        if (step_from(s, head->state) && offered(rq, t, s)) {
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
