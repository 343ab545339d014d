/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strategy_demo.c: the demo university in order: people, documents, numbers,
 * reports.  Days are fixed: the same university on every run.
 */
#include "mod/strategy/strategy_demo.h"

#include "kernel/notice.h"

#include "mod/strategy/demo_history.h"

static enum rc role_person(struct rq *rq, const char *role, int64_t *person)
{
    static const struct sql_text q = {
        "SELECT COALESCE(MIN(person), 0) FROM appointment WHERE role = $1",
        "t", "i"
    };

    return sql_get_int(rq->sql, person, &q, ARGS(STR(role)));
}

static enum rc history(struct rq *rq)
{
    struct demo_history h = { 0 };
    enum rc rc = record_find(rq, &type_plan, STRATEGY_CONCEPT, 0, &h.plan);

    /* Without the concept there is nothing to report on. */
    if (rc == RC_MISSING)
        return RC_OK;
    TRY(rc);
    TRY(role_person(rq, "planning", &h.planning));
    TRY(role_person(rq, "quality", &h.quality));
    TRY(role_person(rq, "rector", &h.rector));
    if (!h.quality)
        h.quality = h.rector;
    TRY(demo_documents(rq, &h));
    TRY(demo_values(rq, &h));
    return demo_reports(rq, &h);
}

day demo_begins(void)
{
    return day_ymd(2022, 12, 12);
}

#define WEEK (INT64_C(7) * 86400 * 1000000)

/* Nobody starts with four years of unread notices. */
static enum rc old_news(struct rq *rq, void *arg)
{
    const struct rq *today = arg;

    return notice_read_until(rq, today->now - WEEK);
}

enum rc strategy_demo(struct rq *rq, int students)
{
    struct rq before = *rq;
    enum rc rc;

    rq->system = true;
    rq->sql = store_reader(rq->app->store);
    rc = demo_people(rq, students);
    if (!rc)
        rc = history(rq);
    if (!rc)
        rc = app_write(rq, old_news, &before);
    rq->system = before.system;
    rq->person = before.person;
    rq->today = before.today;
    rq->now = before.now;
    rq->sql = before.sql;
    return rc;
}
