/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rq.c: the request: its clock and its refusals.
 */
#include "kernel/rq.h"

#include "base/log.h"
#include "kernel/app.h"

#include <string.h>

void rq_clock(struct rq *rq)
{
    rq->now = clock_now();
    rq->today = day_of(rq->now, rq->app ? rq->app->zone : 0);
}

void rq_init(struct rq *rq, struct ordo *app, struct mem *m)
{
    memset(rq, 0, sizeof *rq);
    rq->mem = m;
    rq->app = app;
    rq->generation = app ? atomic_load(&app->generation) : 0;
    rq->lang = LANG_KY;
    rq->last_fail = &rq->fails;
    rq->effective = DAY_NONE;
    rq_clock(rq);
}

void rq_forget(struct rq *rq)
{
    rq->fails = NULL;
    rq->last_fail = &rq->fails;
    rq->taken = NULL;
    rq->sealed = false;
}

enum rc fail_at(struct rq *rq, enum rc rc, const char *field, const char *file,
                int line, const char *msgid, ...)
{
    struct failure *f = MEM_NEW(rq->mem, struct failure);
    va_list ap;

    va_start(ap, msgid);
    f->text = mem_vfmt(rq->mem, tr(rq->lang, msgid), ap);
    va_end(ap);
    f->rc = rc;
    f->field = field;
    f->file = file;
    f->line = line;
    *rq->last_fail = f;
    rq->last_fail = &f->next;
    if (rc == RC_BROKEN)
        log_at(LOG_ERROR, file, line, "%s", f->text);
    return rc;
}

static const char *const general[] = {
    [RC_OK] = "",
    [RC_INVALID] = N_("what was entered cannot be accepted"),
    [RC_DENIED] = N_("you may not do this"),
    [RC_MISSING] = N_("there is no such thing here"),
    [RC_CONFLICT] = N_("somebody else has changed this meanwhile"),
    [RC_BUSY] = N_("the system is busy, try again in a minute"),
    [RC_BROKEN] = N_("something went wrong on our side; it has been noted"),
};

const char *rq_why(struct rq *rq, enum rc rc)
{
    if (rq->fails)
        return rq->fails->text;
    return tr(rq->lang, general[rc]);
}
