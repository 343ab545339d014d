/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_life.c: the life of a report: who owes what when it is submitted,
 * returned or accepted, and which results it delivers.
 */
#include "base/text.h"
#include "kernel/ids.h"
#include "kernel/rule.h"
#include "mod/strategy/strategy_checks.h"

#include <string.h>

/* --- Check ---------------------------------------------------------------- */

/* May a report on this task deliver this result?  One of the task, of the task
 * that it is part of (a sub-task often has none of its own), or shared. */
static bool may_deliver(const struct task *t, const struct result *r)
{
    if (r->task == t->r.id || refs_have(&r->shared_with, t->r.id))
        return true;
    return t->parent_task && (r->task == t->parent_task ||
                              refs_have(&r->shared_with, t->parent_task));
}

static enum rc results_belong(struct rq *rq, const struct report *r)
{
    void *task, *result;

    if (!r->results.n)
        return RC_OK;
    TRY(record_load(rq, &type_task, r->task, &task));
    for (size_t i = 0; i < r->results.n; i++) {
        enum rc rc =
            record_load(rq, &type_result, r->results.id[i], &result);

        if (rc == RC_MISSING)
            return fail(rq, RC_INVALID, "results", "there is no such record");
        TRY(rc);
        if (!may_deliver(task, result))
            return fail(rq, RC_INVALID, "results",
                        "%s is a result of another task",
                        ((const struct result *)result)->code);
    }
    return RC_OK;
}

static enum rc only_one(struct rq *rq, const struct report *r)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM report WHERE task = $1 AND unit = $2"
        " AND period = $3",
        "iii", "i"
    };
    int64_t n;

    TRY(sql_get_int(rq->sql, &n, &q,
                    ARGS(INT(r->task), INT(r->unit), INT(r->period))));
    if (n)
        return fail(rq, RC_CONFLICT, NULL,
                    "this unit has a report on the task in this period"
                    " already");
    return RC_OK;
}

/* A report that comes filled in is history from before Ordo, brought in by the
 * planning office: its period is over, it has its evidence, and it stands as
 * accepted on the period's last day. */
static enum rc history(struct rq *rq, struct report *r, const struct period *p)
{
    enum rc rc = RC_OK;

    if (!r->delivery)
        rc = fail(rq, RC_INVALID, "delivery", "must be filled in");
    if (!r->progress.set)
        rc = fail(rq, RC_INVALID, "progress", "must be filled in");
    if (!r->evidence.n && !r->links)
        rc = fail(rq, RC_INVALID, "evidence",
                  "an earlier report comes with its evidence: files or links");
    if (p->ends.n >= rq->today.n)
        rc = fail(rq, RC_INVALID, "period",
                  "is not over yet: its report is written when it is asked for");
    r->r.state = "accepted";
    r->person = rq->person;
    r->submitted_on = p->ends;
    return rc;
}

/* A name by which a report is known in lists, letters and acts. */
static enum rc name_report(struct rq *rq, struct report *r)
{
    struct label task, unit, period;

    TRY(record_label(rq, &type_task, r->task, &task));
    TRY(record_label(rq, &type_unit, r->unit, &unit));
    TRY(record_label(rq, &type_period, r->period, &period));
    for (int i = 0; i < LANGS; i++)
        r->title.in[i] = mem_fmt(
            rq->mem, "%s, %s, %s", task.code ? task.code : "",
            text_cut(rq->mem, text3_get(&unit.title, (enum lang)i, NULL), 120),
            period.code ? period.code : "");
    return RC_OK;
}

enum rc report_rename(struct rq *rq, int64_t unit, int64_t report)
{
    static const struct sql_text q = {
        "SELECT id FROM report WHERE unit = $1 OR id = $2 ORDER BY id", "ii", "i"
    };
    struct refs ids;

    TRY(ids_read(rq, &q, ARGS(INT(unit), INT(report)), &ids));
    for (size_t i = 0; i < ids.n; i++) {
        struct report *r;
        void *rec;

        TRY(record_load(rq, &type_report, ids.id[i], &rec));
        r = rec;
        TRY(name_report(rq, r));
        TRY(record_rename(rq, &type_report, ids.id[i], &r->title));
    }
    return RC_OK;
}

static enum rc new_report(struct rq *rq, struct report *r)
{
    void *period;

    TRY(same_plan(rq, &type_task, r->task, r->plan, "task"));
    TRY(same_plan(rq, &type_period, r->period, r->plan, "period"));
    TRY(only_one(rq, r));
    TRY(record_load(rq, &type_period, r->period, &period));
    TRY(name_report(rq, r));
    if (!day_is(r->due))
        r->due = ((const struct period *)period)->due;
    return r->done ? history(rq, r, period) : RC_OK;
}

enum rc report_check(struct rq *rq, void *rec, const void *old)
{
    struct report *r = rec;

    r->r.owner_unit = r->unit;
    if (!old)
        TRY(new_report(rq, r));
    if (r->delivery && !strcmp(r->delivery, "not") && r->results.n)
        return fail(rq, RC_INVALID, "results",
                    "the report itself says that no result is there yet");
    return results_belong(rq, r);
}

/* --- Who owes what -------------------------------------------------------- */

static enum rc name_of(struct rq *rq, const struct report *r,
                       const char *purpose, struct text3 *title)
{
    struct label l;

    TRY(record_label(rq, &type_task, r->task, &l));
    *title = task_named(rq, purpose, l.code ? l.code : "", &l.title);
    return RC_OK;
}

/* `again`: why it is sent back, NULL for what is asked for the first time. */
static enum rc owe(struct rq *rq, const struct report *r, const char *purpose,
                   int64_t unit, int64_t person, day due, const char *again)
{
    struct assignment *a = record_new(rq, &type_assignment);

    TRY(name_of(rq, r, purpose, &a->title));
    a->subject = "report";
    a->subject_id = r->r.id;
    a->purpose = purpose;
    a->unit = unit;
    a->person = person;
    a->due = due;
    a->opened_by = rq->person;
    a->note = again;
    return again ? assignment_return(rq, a) : assignment_open(rq, a);
}

enum rc report_submitted(struct rq *rq, void *rec)
{
    struct report *r = rec;
    int64_t reviewer;
    day due;

    r->person = rq->person;
    r->submitted_on = rq->today;
    TRY(assignment_close(rq, "report", r->r.id, "report"));
    TRY(planning_person(rq, &reviewer));
    /* With nobody to look at it the report still stands as submitted. */
    if (!reviewer)
        return RC_OK;
    TRY(rule_due(rq, "review_days", &due));
    return owe(rq, r, "review", 0, reviewer, due, NULL);
}

enum rc report_returned(struct rq *rq, void *rec)
{
    struct report *r = rec;
    day due;

    TRY(assignment_close(rq, "report", r->r.id, "review"));
    TRY(rule_due(rq, "again_days", &due));
    return owe(rq, r, "report", r->unit, r->person, due, r->reason);
}

/* --- Acceptance ----------------------------------------------------------- */

enum rc report_two_hands(struct rq *rq, const void *rec)
{
    const struct report *r = rec;

    if (r->person && r->person == rq->person)
        return fail(rq, RC_DENIED, NULL,
                    "who submitted the report cannot accept it");
    return RC_OK;
}

static enum rc deliver(struct rq *rq, const struct report *r, int64_t id)
{
    struct result *result;
    void *rec;

    TRY(record_load(rq, &type_result, id, &rec));
    result = rec;
    if (!strcmp(result->r.state, "delivered"))
        return RC_OK;
    result->r.state = "delivered";
    result->delivered_on = r->submitted_on;
    result->delivered_by = r->r.id;
    return record_put(rq, &type_result, result, "deliver");
}

static enum rc deliver_all(struct rq *rq, const struct report *r)
{
    for (size_t i = 0; i < r->results.n; i++)
        TRY(deliver(rq, r, r->results.id[i]));
    return RC_OK;
}

enum rc report_accepted(struct rq *rq, void *rec)
{
    const struct report *r = rec;

    TRY(assignment_close(rq, "report", r->r.id, "review"));
    return deliver_all(rq, r);
}

enum rc report_stored(struct rq *rq, const void *rec, const void *old)
{
    const struct report *r = rec;

    if (old)
        return RC_OK;
    if (r->done)
        return deliver_all(rq, r);
    /* A report that is asked for is owed from the moment it exists. */
    return owe(rq, r, "report", r->unit, 0, r->due, NULL);
}
