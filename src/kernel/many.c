/* SPDX-License-Identifier: Apache-2.0 */
/*
 * many.c: one step for many records, each within a point of its own.
 */
#include "kernel/many.h"

#include "kernel/act_form.h"
#include "kernel/act_in.h"
#include "kernel/org.h"

#include <string.h>

bool many_may(struct rq *rq, const struct type *t, const struct step *s)
{
    if (t->sealed || t->internal)
        return false;
    return rights_any(rq, t, OP_STEP, s->name) ||
           (s->by_act && rights_any(rq, &type_act, OP_ADD, NULL));
}

const char *many_fields(struct rq *rq, const struct type *t,
                        const struct step *s, const void *values)
{
    return act_fields_text(rq, t, s, values, record_new(rq, t));
}

/* --- Into an act ------------------------------------------------------------ */

static enum rc draft(struct rq *rq, struct many *w, int64_t unit)
{
    struct act *a = record_new(rq, &type_act);

    for (int p = 0; p < LANGS; p++)
        a->title.in[p] = mem_fmt(rq->mem, "%s: %s",
                                 tr((enum lang)p, w->step->label),
                                 tr((enum lang)p, w->type->plural));
    a->unit = unit;
    TRY(unit_head(rq, unit, &a->signer));
    TRY(act_draft(rq, a));
    w->act = a->r.id;
    return RC_OK;
}

/* What the check of an act would find at once. */
static enum rc can_be_now(struct rq *rq, const struct many *w,
                          const struct record *head)
{
    for (int i = 0; i < STEP_FROM_MAX && w->step->from[i]; i++)
        if (!strcmp(w->step->from[i], head->state))
            return w->step->guard ? w->step->guard(rq, head) : RC_OK;
    return fail(rq, RC_CONFLICT, NULL, "this cannot be done now");
}

static enum rc draft_line(struct rq *rq, struct many *w,
                          const struct many_row *row)
{
    struct record *rec;
    void *loaded;

    TRY(rights_check(rq, w->type, row->id, OP_SEE, NULL));
    TRY(record_load(rq, w->type, row->id, &loaded));
    rec = loaded;
    if (row->version && row->version != rec->version)
        return fail(rq, RC_CONFLICT, NULL,
                    "somebody else has changed this meanwhile");
    TRY(act_fields_fill(rq, w->type, w->fields, rec));
    TRY(can_be_now(rq, w, rec));
    if (!w->act)
        TRY(draft(rq, w, rec->owner_unit));
    return act_add_step(rq, w->act, w->type, row->id, w->step->name, rec);
}

/* --- Each by itself --------------------------------------------------------- */

static enum rc take_one(struct rq *rq, struct many *w,
                        const struct many_row *row)
{
    void *rec;

    if (w->step->by_act)
        return draft_line(rq, w, row);
    TRY(rights_check(rq, w->type, row->id, OP_STEP, w->step->name));
    TRY(record_load(rq, w->type, row->id, &rec));
    TRY(act_fields_fill(rq, w->type, w->fields, rec));
    return record_step(rq, w->type, rec, w->step->name, row->version);
}

static enum rc take_row(struct rq *rq, struct many *w, struct many_row *row)
{
    int64_t act = w->act;
    enum rc rc;

    TRY(store_point(rq->sql));
    rc = take_one(rq, w, row);
    if (rc && !line_refused(rc))
        return rc;
    row->tried = true;
    row->why = NULL;
    if (!rc)
        return store_point_keep(rq->sql);
    row->why = mem_str(rq->mem, all_why(rq, w->type, rc));
    rq_forget(rq);
    w->act = act;
    return store_point_undo(rq->sql);
}

enum rc many_take(struct rq *rq, struct many *w, struct many_row *rows,
                  size_t n)
{
    if (!many_may(rq, w->type, w->step))
        return fail(rq, RC_DENIED, NULL, "you may not do this");
    for (size_t i = 0; i < n; i++)
        if (!rows[i].tried)
            TRY(take_row(rq, w, &rows[i]));
    return w->act ? act_form_fill(rq, w->act) : RC_OK;
}
