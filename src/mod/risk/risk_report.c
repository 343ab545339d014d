/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_report.c: reports on actions against risks: given with evidence, looked
 * through by the owner of the risk, accepted or returned.  What was reported
 * on a task of the strategy that is the same work is not reported again.
 */
#include "mod/risk/risk_action.h"

#include "kernel/act.h"
#include "kernel/rule.h"

#include <string.h>

/* --- Rules -------------------------------------------------------------------- */

/* A report on the same work that stands since the action was given. */
static enum rc not_again(struct rq *rq, const struct risk_report *r)
{
    static const struct sql_text q = {
        "SELECT k.code FROM risk_action_linked_tasks l JOIN strategy_report s"
        " ON s.task = l.target JOIN strategy_task k ON k.id = s.task"
        " WHERE l.owner = $1 AND s.state IN ('submitted', 'accepted')"
        " AND s.submitted_on >= (SELECT MAX(a.given_on) FROM assignment a"
        " WHERE a.subject = 'risk_action' AND a.subject_id = $1"
        " AND a.purpose = 'action' AND a.state = 'open')"
        " ORDER BY s.submitted_on DESC LIMIT 1",
        "i", "t"
    };
    const char *code = NULL;
    enum rc rc =
        sql_get_str(rq->sql, rq->mem, &code, &q, ARGS(INT(r->action)));

    if (rc && rc != RC_MISSING)
        return rc;
    if (code)
        return fail(rq, RC_CONFLICT, "action",
                    "a report on task %s, which is the same work, serves this"
                    " action already", code);
    return RC_OK;
}

static enum rc new_report(struct rq *rq, struct risk_report *r)
{
    const struct risk_action *a;
    void *rec;

    TRY(record_load(rq, &type_risk_action, r->action, &rec));
    a = rec;
    if (strcmp(a->r.state, "open") != 0)
        return fail(rq, RC_CONFLICT, "action", "the action is not open");
    TRY(not_again(rq, r));
    r->risk = a->risk;
    r->r.owner_unit = a->unit;
    r->person = rq->person;
    r->submitted_on = rq->today;
    for (int i = 0; i < LANGS; i++)
        r->title.in[i] =
            mem_fmt(rq->mem, "%s, %s", a->code,
                    lang_day(rq->mem, (enum lang)i, r->submitted_on));
    return RC_OK;
}

static enum rc check(struct rq *rq, void *rec, const void *old)
{
    struct risk_report *r = rec;

    if (!old)
        TRY(new_report(rq, r));
    if (!r->evidence.n && !r->links && r->delivery &&
        strcmp(r->delivery, "not") != 0)
        return fail(rq, RC_INVALID, "evidence",
                    "what was done is shown by files or links");
    return RC_OK;
}

/* --- Who looks through it --------------------------------------------------------- */

/* The owner of the risk, else the planning office; nobody their own. */
static enum rc reviewer_of(struct rq *rq, const struct risk_report *r,
                           int64_t *person)
{
    void *risk;

    TRY(record_load(rq, &type_risk, r->risk, &risk));
    *person = ((const struct risk *)risk)->owner;
    if (!*person || *person == r->person)
        TRY(planning_person(rq, person));
    if (*person == r->person)
        *person = 0;
    return RC_OK;
}

static void name_for(const struct risk_report *r, struct rq *rq,
                     const char *purpose, struct text3 *out)
{
    for (int i = 0; i < LANGS; i++)
        out->in[i] = mem_fmt(rq->mem, "%s: %s", tr((enum lang)i, purpose),
                             r->title.in[i] ? r->title.in[i] : "");
}

static enum rc ask_review(struct rq *rq, const struct risk_report *r)
{
    struct assignment *a = record_new(rq, &type_assignment);

    TRY(reviewer_of(rq, r, &a->person));
    if (!a->person)
        return RC_OK;
    name_for(r, rq, N_("Look through a report"), &a->title);
    a->subject = "risk_report";
    a->subject_id = r->r.id;
    a->purpose = "review";
    TRY(rule_due(rq, "review_days", &a->due));
    return assignment_open(rq, a);
}

/* --- Its life --------------------------------------------------------------------- */

static enum rc submitted(struct rq *rq, const struct risk_report *r)
{
    TRY(assignment_close(rq, "risk_report", r->r.id, "again"));
    TRY(assignment_close(rq, "risk_action", r->action, "action"));
    return ask_review(rq, r);
}

static enum rc finish(struct rq *rq, int64_t action)
{
    struct risk_action *a;
    void *rec;

    TRY(record_load(rq, &type_risk_action, action, &rec));
    a = rec;
    if (strcmp(a->r.state, "open") != 0)
        return RC_OK;
    a->r.state = "done";
    return record_put(rq, &type_risk_action, a, "finish");
}

static enum rc accepted(struct rq *rq, const struct risk_report *r)
{
    void *action;

    TRY(assignment_close(rq, "risk_report", r->r.id, "review"));
    if (!strcmp(r->delivery, "delivered"))
        return finish(rq, r->action);
    /* Not all is done: it is owed on. */
    TRY(record_load(rq, &type_risk_action, r->action, &action));
    return risk_action_owed(rq, action, NULL);
}

static enum rc returned(struct rq *rq, const struct risk_report *r)
{
    struct assignment *a = record_new(rq, &type_assignment);

    TRY(assignment_close(rq, "risk_report", r->r.id, "review"));
    if (!r->person)
        return RC_OK;
    name_for(r, rq, N_("Write the report again"), &a->title);
    a->subject = "risk_report";
    a->subject_id = r->r.id;
    a->purpose = "again";
    a->person = r->person;
    a->note = r->reason;
    TRY(rule_due(rq, "again_days", &a->due));
    return assignment_return(rq, a);
}

static enum rc stored(struct rq *rq, const void *rec, const void *old)
{
    const struct risk_report *r = rec, *before = old;

    if (before && !strcmp(before->r.state, r->r.state))
        return RC_OK;
    if (!strcmp(r->r.state, "submitted"))
        return submitted(rq, r);
    if (!strcmp(r->r.state, "accepted"))
        return accepted(rq, r);
    return returned(rq, r);
}

static enum rc two_hands(struct rq *rq, const void *rec)
{
    const struct risk_report *r = rec;

    if (r->person && r->person == rq->person)
        return fail(rq, RC_DENIED, NULL,
                    "who submitted the report cannot accept it");
    return RC_OK;
}

static enum rc again(struct rq *rq, void *rec)
{
    struct risk_report *r = rec;

    r->person = rq->person;
    r->submitted_on = rq->today;
    return RC_OK;
}

/* --- The type ----------------------------------------------------------------------- */

static const struct choice delivery[] = {
    { "delivered", N_("delivered") },
    { "partly", N_("partly delivered") },
    { "not", N_("not delivered") },
};

static const struct state states[] = {
    { "submitted", N_("Submitted"), TONE_INFO },
    { "accepted", N_("Accepted"), TONE_GOOD },
    { "returned", N_("Returned"), TONE_WARN },
};

static const struct step steps[] = {
    { .name = "accept", .label = N_("Accept"), .from = { "submitted" },
      .to = "accepted", .guard = two_hands },
    { .name = "return", .label = N_("Return with a reason"),
      .from = { "submitted" }, .to = "returned", .asks = { "reason" },
      .needs = { "reason" }, .guard = two_hands },
    { .name = "submit", .label = N_("Submit the report"),
      .from = { "returned" }, .to = "submitted",
      .asks = { "done", "delivery", "progress", "spent", "evidence",
                "links" },
      .needs = { "done", "delivery" }, .effect = again },
};

static const struct field fields[] = {
    FIELD_REF(risk_report, action, &type_risk_action,
              .label = N_("Action against a risk"), .must = true,
              .fixed = true, .list = true, .filter = true,
              .among = "t.state = 'open'"),
    FIELD_REF(risk_report, risk, &type_risk, .label = N_("Risk"),
              .computed = true, .filter = true),
    FIELD_TEXT3(risk_report, title, .label = N_("Title"), .computed = true),
    FIELD_LONG(risk_report, done, .label = N_("What was done"), .must = true,
               .search = true, .max = 8000),
    FIELD_CHOICE(risk_report, delivery, delivery,
                 .label = N_("Is the action carried out?"), .must = true,
                 .list = true, .filter = true),
    FIELD_COUNT(risk_report, progress, .label = N_("Progress, %"), .least = 0,
                .most = 100, .list = true),
    FIELD_MONEY(risk_report, spent, .label = N_("Spent"), .least = 0),
    FIELD_REFS(risk_report, evidence, &type_file,
               .label = N_("Evidence: files")),
    FIELD_LONG(risk_report, links, .label = N_("Evidence: links"),
               .help = N_("Addresses of records or pages, one per line."),
               .max = 4000),
    FIELD_REF(risk_report, person, &type_person, .label = N_("Submitted by"),
              .computed = true, .list = true, .filter = true),
    FIELD_DAY(risk_report, submitted_on, .label = N_("Submitted on"),
              .computed = true, .list = true, .sort = true),
    FIELD_LONG(risk_report, reason, .label = N_("Reason of the return"),
               .max = 2000),
};

static const struct relation relations[] = {
    { "doer",
      "EXISTS (SELECT 1 FROM risk_action ra WHERE ra.id = t.action"
      " AND (ra.owner IN {covered} OR EXISTS (SELECT 1 FROM assignment s"
      " WHERE s.subject = 'risk_action' AND s.subject_id = ra.id"
      " AND s.state = 'open' AND s.person IN {covered})))",
      N_("who carries out the action") },
    { "author", "t.person IN {covered}", N_("who submitted the report") },
    { "unit",
      "EXISTS (SELECT 1 FROM risk_action ra WHERE ra.id = t.action"
      " AND ra.unit IN {units})",
      N_("in the own unit and below") },
    { "reviewer",
      "EXISTS (SELECT 1 FROM risk r WHERE r.id = t.risk"
      " AND r.owner IN {covered}) OR EXISTS (SELECT 1 FROM assignment s"
      " WHERE s.subject = 'risk_report' AND s.subject_id = t.id"
      " AND s.purpose = 'review' AND s.state = 'open'"
      " AND s.person IN {covered})",
      N_("who is to look through the report") },
};

const struct type type_risk_report = {
    .name = "risk_report", .label = N_("Report on an action"),
    .plural = N_("Reports on actions"), .size = sizeof(struct risk_report),
    SPAN(fields, fields), SPAN(states, states), SPAN(steps, steps),
    SPAN(relations, relations), .title = "title", .order = "submitted_on",
    .check = check, .stored = stored,
};
