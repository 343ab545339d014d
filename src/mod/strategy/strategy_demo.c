/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strategy_demo.c: the demo university in order: people, documents, numbers,
 * reports.  Days are fixed: the same university on every run.
 */
#include "mod/strategy/strategy_demo.h"

#include "mod/strategy/demo_history.h"

static enum rc history(struct rq *rq)
{
    struct demo_history h = { 0 };
    enum rc rc = record_find(rq, &type_plan, STRATEGY_CONCEPT, 0, &h.plan);

    /* Without the concept there is nothing to report on. */
    if (rc == RC_MISSING)
        return RC_OK;
    TRY(rc);
    TRY(demo_role_person(rq, "planning", &h.planning));
    TRY(demo_role_person(rq, "quality", &h.quality));
    TRY(demo_role_person(rq, "rector", &h.rector));
    if (!h.quality)
        h.quality = h.rector;
    TRY(demo_documents(rq, &h));
    TRY(demo_values(rq, &h));
    return demo_reports(rq, &h);
}

enum rc strategy_demo(struct rq *rq, int students)
{
    TRY(demo_people(rq, students));
    return history(rq);
}
