/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_act.c: rows of a file that touch what a type reserves to an act.
 * Nothing is changed by them: they become lines of one draft act, the initial
 * load, which somebody signs.
 */
#include "kernel/import_in.h"

#include "kernel/act.h"
#include "kernel/org.h"

bool import_reserved(const struct import_now *now)
{
    const char *field;

    return record_reserved(now->im->rq, now->im->type, now->rec, now->old,
                           &field);
}

enum rc import_may_draft(struct import_now *now)
{
    struct import *im = now->im;
    struct rq *rq = im->rq;
    const char *field;

    if (!rights_any(rq, &type_act, OP_ADD, NULL)) {
        record_reserved(rq, im->type, now->rec, now->old, &field);
        return fail(rq, RC_DENIED, field ? field : im->type->code,
                    "is changed only by an act");
    }
    if (now->pending)
        return fail(rq, RC_INVALID, NULL,
                    "goes into an act and names another row of this file;"
                    " import that one first");
    if (now->row->id)
        return rights_check(rq, im->type, now->row->id, OP_SEE, NULL);
    return RC_OK;
}

static enum rc draft(struct import *im)
{
    struct rq *rq = im->rq;
    struct act *a = record_new(rq, &type_act);

    for (int p = 0; p < LANGS; p++)
        a->title.in[p] =
            mem_fmt(rq->mem, "%s: %s", tr((enum lang)p, N_("Initial load")),
                    tr((enum lang)p, im->type->plural));
    TRY(unit_head(rq, 0, &a->signer));
    TRY(act_draft(rq, a));
    im->report->act = a->r.id;
    return RC_OK;
}

enum rc import_line(struct import_now *now)
{
    struct import *im = now->im;

    TRY(import_may_draft(now));
    now->row->again = false;
    if (!im->report->act)
        TRY(draft(im));
    return act_add_step(im->rq, im->report->act, im->type, now->row->id, NULL,
                        now->rec);
}
