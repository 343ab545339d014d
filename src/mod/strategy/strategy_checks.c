/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strategy_checks.c: what the tables of the strategy cannot say: dates in
 * order, references within one plan, no circles, sane values.
 */
#include "mod/strategy/strategy_checks.h"

#include <math.h>
#include <string.h>

/* --- Small questions ------------------------------------------------------ */

static enum rc dates_in_order(struct rq *rq, day starts, day ends)
{
    if (day_is(starts) && day_is(ends) && ends.n < starts.n)
        return fail(rq, RC_INVALID, "ends", "must not be before the start");
    return RC_OK;
}

/* The plan of a record of any type that has one. */
static enum rc plan_of(struct rq *rq, const struct type *t, int64_t id,
                       int64_t *plan)
{
    const char *text =
        mem_fmt(rq->mem, "SELECT plan FROM %s WHERE id = $1", t->name);
    struct sql_rows r = sql_query_built(rq->sql, text, ARGS(INT(id)));
    bool found = sql_next(&r);

    *plan = found ? sql_int(&r, 0) : 0;
    TRY(sql_done(&r));
    return found ? RC_OK : RC_MISSING;
}

enum rc same_plan(struct rq *rq, const struct type *t, int64_t id,
                  int64_t plan, const char *field)
{
    int64_t other = 0;
    enum rc rc;

    if (!id)
        return RC_OK;
    rc = plan_of(rq, t, id, &other);
    if (rc == RC_MISSING)
        return fail(rq, RC_INVALID, field, "there is no such record");
    TRY(rc);
    if (other != plan)
        return fail(rq, RC_INVALID, field, "belongs to another plan");
    return RC_OK;
}

enum rc same_plan_all(struct rq *rq, const struct type *t,
                      const struct refs *refs, int64_t plan, const char *field)
{
    for (size_t i = 0; i < refs->n; i++)
        TRY(same_plan(rq, t, refs->id[i], plan, field));
    return RC_OK;
}

/* --- Plan, goal ----------------------------------------------------------- */

enum rc plan_check(struct rq *rq, void *rec, const void *old)
{
    const struct plan *p = rec;

    (void)old;
    return dates_in_order(rq, p->starts, p->ends);
}

enum rc goal_check(struct rq *rq, void *rec, const void *old)
{
    const struct goal *g = rec;

    (void)old;
    return same_plan(rq, &type_direction, g->direction, g->plan, "direction");
}

/* --- Task ----------------------------------------------------------------- */

static const struct sql_text q_above = {
    "WITH RECURSIVE above(id) AS ("
    " SELECT parent_task FROM task WHERE id = $1"
    " UNION SELECT t.parent_task FROM task t JOIN above a ON t.id = a.id)"
    " SELECT 1 FROM above WHERE id = $2",
    "ii", "i"
};

static enum rc no_circle(struct rq *rq, const struct task *t)
{
    int64_t found = 0;
    enum rc rc;

    if (!t->parent_task || !t->r.id)
        return RC_OK;
    if (t->parent_task == t->r.id)
        return fail(rq, RC_INVALID, "parent_task",
                    "a task cannot be part of itself");
    rc = sql_get_int(rq->sql, &found, &q_above,
                     ARGS(INT(t->parent_task), INT(t->r.id)));
    if (rc == RC_OK)
        return fail(rq, RC_INVALID, "parent_task",
                    "a task cannot be part of itself");
    return rc == RC_MISSING ? RC_OK : rc;
}

/* A task with reports of its own cannot become a parent: what was reported
 * would be lost from the roll-up. */
static enum rc parent_takes(struct rq *rq, const struct task *t,
                            const struct task *old)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM report WHERE task = $1 AND state <> 'due'", "i",
        "i"
    };
    int64_t n;

    if (!t->parent_task || (old && old->parent_task == t->parent_task))
        return RC_OK;
    TRY(sql_get_int(rq->sql, &n, &q, ARGS(INT(t->parent_task))));
    if (n)
        return fail(rq, RC_INVALID, "parent_task",
                    "units have reported on that task itself already");
    return RC_OK;
}

enum rc task_check(struct rq *rq, void *rec, const void *old)
{
    const struct task *t = rec;

    TRY(same_plan(rq, &type_goal, t->goal, t->plan, "goal"));
    TRY(same_plan(rq, &type_task, t->parent_task, t->plan, "parent_task"));
    TRY(no_circle(rq, t));
    TRY(parent_takes(rq, t, old));
    return dates_in_order(rq, t->starts, t->ends);
}

enum rc task_is_leaf(struct rq *rq, const void *rec)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM task WHERE parent_task = $1"
        " AND state <> 'dropped'",
        "i", "i"
    };
    const struct task *t = rec;
    int64_t n;

    TRY(sql_get_int(rq->sql, &n, &q, ARGS(INT(t->r.id))));
    if (n)
        return fail(rq, RC_INVALID, NULL,
                    "has sub-tasks: units are named for those");
    return RC_OK;
}

/* Of a task and those below it.  The few tasks lead, whatever the engine
 * thinks of the states. */
static const struct sql_text q_unfinished = {
    "WITH RECURSIVE below(id) AS ("
    " SELECT id FROM task WHERE id = $1"
    " UNION SELECT t.id FROM task t JOIN below b ON t.parent_task = b.id)"
    " SELECT SUM((SELECT COUNT(*) FROM report r WHERE r.task = b.id"
    " AND r.state <> 'accepted' AND (SELECT p.state FROM period p"
    " WHERE p.id = r.period) = 'closed')),"
    " SUM((SELECT COUNT(*) FROM result x WHERE x.task = b.id"
    " AND x.state = 'expected')) FROM below b",
    "i", "ii"
};

enum rc task_can_finish(struct rq *rq, const void *rec)
{
    const struct task *t = rec;
    struct sql_rows r = sql_query(rq->sql, &q_unfinished, ARGS(INT(t->r.id)));
    int64_t reports = 0, results = 0;

    if (sql_next(&r)) {
        reports = sql_int(&r, 0);
        results = sql_int(&r, 1);
    }
    TRY(sql_done(&r));
    if (reports)
        return fail(rq, RC_INVALID, NULL,
                    "reports of closed periods not accepted: %lld",
                    (long long)reports);
    if (results)
        return fail(rq, RC_INVALID, NULL, "results not delivered: %lld",
                    (long long)results);
    return RC_OK;
}

enum rc result_check(struct rq *rq, void *rec, const void *old)
{
    const struct result *r = rec;

    (void)old;
    TRY(same_plan(rq, &type_task, r->task, r->plan, "task"));
    return same_plan_all(rq, &type_task, &r->shared_with, r->plan,
                         "shared_with");
}

enum rc conflict_check(struct rq *rq, void *rec, const void *old)
{
    const struct conflict *c = rec;

    (void)old;
    TRY(same_plan_all(rq, &type_indicator, &c->indicators, c->plan,
                      "indicators"));
    return same_plan_all(rq, &type_task, &c->tasks, c->plan, "tasks");
}

/* --- Indicators and their values ------------------------------------------ */

/* A value that its unit of measure allows. */
static enum rc sane(struct rq *rq, const char *unit, const struct number *v,
                    const char *field)
{
    bool is_zero, is_one;

    if (!v->set || !unit)
        return RC_OK;
    is_zero = fabs(v->v) < 1e-9;
    is_one = fabs(v->v - 1) < 1e-9;
    if (!strcmp(unit, "yes_no") && !is_zero && !is_one)
        return fail(rq, RC_INVALID, field, "is 1 for yes or 0 for no");
    if (!strcmp(unit, "percent") && (v->v < 0 || v->v > 100))
        return fail(rq, RC_INVALID, field, "a percent is from 0 to 100");
    if (v->v < 0 && strcmp(unit, "currency") != 0)
        return fail(rq, RC_INVALID, field, "must not be below 0");
    if (!strcmp(unit, "count") && fabs(v->v - round(v->v)) > 1e-9)
        return fail(rq, RC_INVALID, field, "is a whole number");
    return RC_OK;
}

enum rc indicator_check(struct rq *rq, void *rec, const void *old)
{
    const struct indicator *i = rec;

    (void)old;
    TRY(same_plan(rq, &type_task, i->task, i->plan, "task"));
    TRY(same_plan(rq, &type_direction, i->direction, i->plan, "direction"));
    TRY(same_plan(rq, &type_outcome, i->outcome, i->plan, "outcome"));
    if (i->derived && !i->target.set)
        return fail(rq, RC_INVALID, "target",
                    "a derived target must be filled in");
    TRY(sane(rq, i->unit, &i->baseline, "baseline"));
    return sane(rq, i->unit, &i->target, "target");
}

static enum rc indicator_of(struct rq *rq, int64_t id, struct indicator **out)
{
    void *rec = NULL;
    enum rc rc = record_load(rq, &type_indicator, id, &rec);

    *out = rec;
    if (rc == RC_MISSING)
        return fail(rq, RC_INVALID, "indicator", "there is no such record");
    return rc;
}

enum rc yearly_target_check(struct rq *rq, void *rec, const void *old)
{
    static const struct sql_text taken = {
        "SELECT COUNT(*) FROM yearly_target WHERE indicator = $1 AND year = $2"
        " AND id <> $3 AND state = 'active'",
        "iii", "i"
    };
    struct yearly_target *y = rec;
    struct indicator *i;
    int64_t n;

    (void)old;
    TRY(indicator_of(rq, y->indicator, &i));
    y->plan = i->plan;
    TRY(sql_get_int(rq->sql, &n, &taken,
                    ARGS(INT(y->indicator), INT(y->year.n), INT(y->r.id))));
    if (n)
        return fail(rq, RC_CONFLICT, "year",
                    "this indicator has a target of that year already");
    if (i->target_year.set && y->year.n > i->target_year.n)
        return fail(rq, RC_INVALID, "year",
                    "is after the indicator's own target year");
    return sane(rq, i->unit, &y->target, "target");
}

static enum rc reading_parts(struct rq *rq, const struct indicator *i,
                             const struct reading *r)
{
    double share;

    if (r->numerator.set != r->denominator.set)
        return fail(rq, RC_INVALID,
                    r->numerator.set ? "denominator" : "numerator",
                    "numerator and denominator go together");
    if (!r->numerator.set)
        return RC_OK;
    if (r->denominator.v <= 0)
        return fail(rq, RC_INVALID, "denominator", "must be above 0");
    share = r->numerator.v / r->denominator.v;
    if (!strcmp(i->unit, "percent") && fabs(share * 100 - r->amount.v) > 0.5)
        return fail(rq, RC_INVALID, "amount",
                    "is not the share that numerator and denominator make");
    return RC_OK;
}

enum rc reading_check(struct rq *rq, void *rec, const void *old)
{
    struct reading *r = rec;
    struct indicator *i;

    TRY(indicator_of(rq, r->indicator, &i));
    r->plan = i->plan;
    if (!old)
        r->person = rq->person;
    if (!r->document)
        return fail(rq, RC_INVALID, "document",
                    "a value typed by hand needs the document that shows it");
    if (r->on_day.n > rq->today.n)
        return fail(rq, RC_INVALID, "on_day", "must not be in the future");
    TRY(sane(rq, i->unit, &r->amount, "amount"));
    return reading_parts(rq, i, r);
}

/* Whoever watches the indicator learns of its value at once. */
enum rc reading_stored(struct rq *rq, const void *rec, const void *old)
{
    const struct reading *r = rec, *was = old;
    bool counts = !strcmp(r->r.state, "confirmed");
    void *indicator;

    if (!counts && (!was || strcmp(was->r.state, "confirmed") != 0))
        return RC_OK;
    TRY(record_load(rq, &type_indicator, r->indicator, &indicator));
    return measure_changed(rq,
                           ((const struct indicator *)indicator)->code);
}

enum rc reading_can_confirm(struct rq *rq, const void *rec)
{
    const struct reading *r = rec;

    if (r->person && r->person == rq->person)
        return fail(rq, RC_DENIED, NULL,
                    "who entered the value cannot confirm it");
    return RC_OK;
}
