/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_action.c: what an action asks of whom, how the work on a task serves
 * it, and what becomes of what somebody who left has owned.
 */
#include "mod/risk/risk_action.h"

#include "base/text.h"
#include "kernel/duty.h"
#include "kernel/rule.h"

#include <string.h>

enum { SAID_MOST = 100 };

static bool is_open(const struct risk_action *a)
{
    return !strcmp(a->r.state, "open");
}

enum rc risk_action_due(struct rq *rq, const struct risk_action *a, day *due)
{
    void *risk;

    *due = a->ends;
    if (day_is(a->ends))
        return RC_OK;
    TRY(record_load(rq, &type_risk, a->risk, &risk));
    *due = ((const struct risk *)risk)->ends;
    return RC_OK;
}

/* --- What is owed ------------------------------------------------------------- */

static void name_it(struct rq *rq, const char *purpose, const char *code,
                    const struct text3 *title, struct text3 *out)
{
    for (int i = 0; i < LANGS; i++) {
        const char *s = text3_get(title, (enum lang)i, NULL);

        out->in[i] = mem_fmt(rq->mem, "%s: %s %s", tr((enum lang)i, purpose),
                             code, text_cut(rq->mem, s, 200));
    }
}

static enum rc owe(struct rq *rq, const struct risk_action *a)
{
    struct assignment *o = record_new(rq, &type_assignment);

    name_it(rq, N_("Carry out"), a->code, &a->title, &o->title);
    o->subject = "risk_action";
    o->subject_id = a->r.id;
    o->purpose = "action";
    o->person = a->owner;
    o->unit = a->unit;
    TRY(risk_action_due(rq, a, &o->due));
    return assignment_open(rq, o);
}

static enum rc register_open(struct rq *rq, int64_t id, bool *yes)
{
    void *rec;

    *yes = true;
    if (!id)
        return RC_OK;
    TRY(record_load(rq, &type_risk_register, id, &rec));
    *yes = strcmp(((const struct record *)rec)->state, "closed") != 0;
    return RC_OK;
}

/* Is somebody to do it now? */
static enum rc owed_now(struct rq *rq, const struct risk_action *a, bool *yes)
{
    *yes = is_open(a) && a->owner &&
           (!day_is(a->starts) || a->starts.n <= rq->today.n);
    return *yes ? register_open(rq, a->risk_register, yes) : RC_OK;
}

static bool asks_otherwise(const struct risk_action *a,
                           const struct risk_action *old)
{
    return !old || a->owner != old->owner || a->starts.n != old->starts.n ||
           a->ends.n != old->ends.n || strcmp(a->r.state, old->r.state) != 0;
}

enum rc risk_action_owed(struct rq *rq, const void *rec, const void *old)
{
    const struct risk_action *a = rec;
    bool owed;

    if (!asks_otherwise(a, old))
        return RC_OK;
    if (!strcmp(a->r.state, "done"))
        return assignment_close(rq, "risk_action", a->r.id, "action");
    TRY(assignment_cancel(rq, "risk_action", a->r.id, "action"));
    TRY(owed_now(rq, a, &owed));
    return owed ? owe(rq, a) : RC_OK;
}

/* --- What was said ------------------------------------------------------------ */

/* Reports on tasks that are the same work; only accepted ones count, and of a
 * time when the action was there to be worked on. */
#define SHARED_REPORTS                                                         \
    " FROM risk_action_linked_tasks l"                                         \
    " JOIN strategy_report r ON r.task = l.target"                             \
    " JOIN risk_action a ON a.id = l.owner"                                    \
    " WHERE l.owner = $1 AND r.state = 'accepted'"                             \
    " AND (a.starts IS NULL OR r.submitted_on >= a.starts)"

static void said_row(struct rq *rq, const struct sql_rows *r,
                     struct risk_said *s)
{
    *s = (struct risk_said){
        .shared = sql_int(r, 0) != 0, .id = sql_int(r, 1),
        .task = sql_int(r, 2), .on = day_parse(sql_str(r, 3)),
        .state = mem_str(rq->mem, sql_str(r, 4)),
        .delivery = sql_null(r, 5) ? "" : mem_str(rq->mem, sql_str(r, 5)),
    };
    for (int i = 0; i < LANGS; i++)
        s->title.in[i] = sql_null(r, 6 + i)
                             ? NULL
                             : mem_str(rq->mem, sql_str(r, 6 + i));
}

enum rc risk_action_said(struct rq *rq, int64_t action, struct risk_said **out,
                         size_t *n)
{
    static const struct sql_text q = {
        "SELECT 0, r.id, 0, r.submitted_on, r.state, r.delivery, r.title_ky,"
        " r.title_ru, r.title_en FROM risk_report r WHERE r.action = $1"
        " UNION ALL SELECT 1, r.id, r.task, r.submitted_on, r.state,"
        " r.delivery, r.title_ky, r.title_ru, r.title_en" SHARED_REPORTS
        " ORDER BY 4 DESC, 2 DESC LIMIT 100",
        "i", "iiitttttt"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(action)));

    *out = MEM_ARRAY(rq->mem, SAID_MOST, struct risk_said);
    for (*n = 0; *n < SAID_MOST && sql_next(&r); ++*n)
        said_row(rq, &r, &(*out)[*n]);
    return sql_done(&r);
}

enum rc risk_action_can_finish(struct rq *rq, const void *rec)
{
    const struct risk_action *a = rec;
    struct risk_said *said;
    size_t n;

    TRY(risk_action_said(rq, a->r.id, &said, &n));
    for (size_t i = 0; i < n; i++)
        if (!strcmp(said[i].state, "accepted"))
            return RC_OK;
    return fail(rq, RC_CONFLICT, NULL,
                "no report is accepted yet, neither on the action nor on a"
                " task that is the same work");
}

/* --- The same work ------------------------------------------------------------ */

/* Tasks of the action that are neither done nor reported as delivered. */
static enum rc tasks_left(struct rq *rq, int64_t action, int64_t *n)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM risk_action_linked_tasks l"
        " JOIN strategy_task t ON t.id = l.target WHERE l.owner = $1"
        " AND t.state = 'open' AND NOT EXISTS (SELECT 1 FROM strategy_report r"
        " WHERE r.task = t.id AND r.state = 'accepted'"
        " AND r.delivery = 'delivered')",
        "i", "i"
    };

    return sql_get_int(rq->sql, n, &q, ARGS(INT(action)));
}

static enum rc note_progress(struct rq *rq, int64_t action,
                             struct count progress)
{
    static const struct sql_text q = {
        "SELECT id FROM assignment WHERE subject = 'risk_action'"
        " AND subject_id = $1 AND purpose = 'action' AND state = 'open'"
        " ORDER BY id LIMIT 1", "i", "i"
    };
    struct assignment *a;
    int64_t id;
    void *rec;
    enum rc rc = sql_get_int(rq->sql, &id, &q, ARGS(INT(action)));

    if (rc)
        return rc == RC_MISSING ? RC_OK : rc;
    TRY(record_load(rq, &type_assignment, id, &rec));
    a = rec;
    a->progress = progress;
    return record_put(rq, &type_assignment, a, "progress");
}

static enum rc served(struct rq *rq, int64_t action, struct count progress)
{
    struct risk_action *a;
    int64_t left;
    void *rec;

    TRY(tasks_left(rq, action, &left));
    if (left)
        return progress.set ? note_progress(rq, action, progress) : RC_OK;
    TRY(record_load(rq, &type_risk_action, action, &rec));
    a = rec;
    a->r.state = "done";
    return record_put(rq, &type_risk_action, a, "finish");
}

/* Open actions that are the same work as this task. */
static enum rc serve_all(struct rq *rq, int64_t task, struct count progress)
{
    static const struct sql_text q = {
        "SELECT a.id FROM risk_action_linked_tasks l JOIN risk_action a"
        " ON a.id = l.owner WHERE l.target = $1 AND a.state = 'open'"
        " ORDER BY a.id", "i", "i"
    };
    struct refs ids;

    TRY(refs_read(rq, sql_query(rq->sql, &q, ARGS(INT(task))), &ids));
    for (size_t i = 0; i < ids.n; i++)
        TRY(served(rq, ids.id[i], progress));
    return RC_OK;
}

enum rc risk_action_heard(struct rq *rq, const struct type *t, const void *rec,
                          const void *old)
{
    const struct record *now = rec, *before = old;
    const struct report *report = rec;

    if (t != &type_report && t != &type_task)
        return RC_OK;
    if (before && !strcmp(before->state, now->state))
        return RC_OK;
    if (t == &type_task)
        return strcmp(now->state, "done")
                   ? RC_OK
                   : serve_all(rq, now->id, (struct count){ 0, false });
    /* History that is loaded with a demo or a file finishes nothing. */
    if (!before || strcmp(now->state, "accepted") != 0)
        return RC_OK;
    return serve_all(rq, report->task, report->progress);
}

/* --- Each day ----------------------------------------------------------------- */

static enum rc begin_one(struct rq *rq, int64_t id)
{
    bool owed;
    void *rec;

    TRY(record_load(rq, &type_risk_action, id, &rec));
    TRY(owed_now(rq, rec, &owed));
    return owed ? owe(rq, rec) : RC_OK;
}

static enum rc each_id(struct rq *rq, struct sql_rows r,
                       enum rc (*fn)(struct rq *, int64_t))
{
    struct refs ids;

    TRY(refs_read(rq, r, &ids));
    for (size_t i = 0; i < ids.n; i++)
        TRY(fn(rq, ids.id[i]));
    return RC_OK;
}

static enum rc name_another(struct rq *rq, int64_t id)
{
    struct assignment *a = record_new(rq, &type_assignment);
    const struct risk *r;
    bool works;
    void *rec;

    TRY(record_load(rq, &type_risk, id, &rec));
    r = rec;
    TRY(duty_works(rq, r->owner, &works));
    if (works)
        return RC_OK;
    TRY(planning_person(rq, &a->person));
    if (!a->person)
        return RC_OK;
    name_it(rq, N_("Name a new owner of the risk"), r->code, &r->title,
            &a->title);
    a->subject = "risk";
    a->subject_id = id;
    a->purpose = "owner";
    TRY(rule_due(rq, "resolve_days", &a->due));
    return assignment_open(rq, a);
}

enum rc risk_action_daily(struct rq *rq)
{
    static const struct sql_text begin = {
        "SELECT a.id FROM risk_action a WHERE a.state = 'open'"
        " AND a.owner IS NOT NULL AND a.starts <= $1 AND NOT EXISTS (SELECT 1"
        " FROM assignment s WHERE s.subject = 'risk_action'"
        " AND s.subject_id = a.id AND s.purpose = 'action'"
        " AND s.given_on >= a.starts) ORDER BY a.id",
        "t", "i"
    };
    static const struct sql_text owned = {
        "SELECT r.id FROM risk r WHERE r.state = 'active'"
        " AND r.owner IS NOT NULL AND NOT EXISTS (SELECT 1 FROM assignment s"
        " WHERE s.subject = 'risk' AND s.subject_id = r.id"
        " AND s.purpose = 'owner' AND s.state = 'open')"
        " ORDER BY r.id",
        "", "i"
    };

    TRY(each_id(rq, sql_query(rq->sql, &begin,
                              ARGS(DAY(rq->mem, rq->today))), begin_one));
    return each_id(rq, sql_query(rq->sql, &owned, NO_ARGS), name_another);
}
