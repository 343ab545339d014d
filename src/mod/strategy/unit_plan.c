/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit_plan.c: a unit's yearly plan: its tables, its rules, its card.
 */
#include "mod/strategy/unit_plan.h"

#include "base/text.h"
#include "kernel/ids.h"
#include "kernel/rule.h"
#include "mod/strategy/strategy_pages.h"
#include "mod/strategy/strategy_checks.h"

#include <string.h>

enum { TITLE_CHARS = 240, TASKS_MOST = 300 };

/* --- Who owes what -------------------------------------------------------- */

static const char *words(enum lang lang, const char *purpose)
{
    if (!strcmp(purpose, "plan"))
        return tr(lang, N_("Mend the unit's plan of the year"));
    if (!strcmp(purpose, "report"))
        return tr(lang, N_("Report on the unit's plan of the year"));
    return tr(lang, N_("Look through the unit's plan of the year"));
}

static enum rc owe(struct rq *rq, const struct unit_plan *p,
                   const char *purpose, int64_t unit, int64_t person, day due)
{
    struct assignment *a = record_new(rq, &type_assignment);
    struct label l;

    TRY(record_label(rq, &type_unit, p->unit, &l));
    for (int i = 0; i < LANGS; i++)
        a->title.in[i] = text_cut(
            rq->mem,
            mem_fmt(rq->mem, "%s %lld: %s", words((enum lang)i, purpose),
                    (long long)p->year.n,
                    text3_get(&l.title, (enum lang)i, NULL)),
            TITLE_CHARS);
    a->subject = "unit_plan";
    a->subject_id = p->r.id;
    a->purpose = purpose;
    a->unit = unit;
    a->person = person;
    a->due = due;
    a->opened_by = rq->person;
    return assignment_open(rq, a);
}

static enum rc closed(struct rq *rq, const struct unit_plan *p,
                      const char *purpose)
{
    return assignment_close(rq, "unit_plan", p->r.id, purpose);
}

/* --- The plan's rules ----------------------------------------------------- */

static enum rc name_plan(struct rq *rq, struct unit_plan *p)
{
    struct label l;

    TRY(record_label(rq, &type_unit, p->unit, &l));
    for (int i = 0; i < LANGS; i++)
        p->title.in[i] =
            mem_fmt(rq->mem, "%s, %lld",
                    text_cut(rq->mem, text3_get(&l.title, (enum lang)i, NULL),
                             200),
                    (long long)p->year.n);
    return RC_OK;
}

enum rc unit_plan_rename(struct rq *rq, int64_t unit, int64_t plan)
{
    static const struct sql_text q = {
        "SELECT id FROM unit_plan WHERE unit = $1 OR id = $2 ORDER BY id", "ii", "i"
    };
    struct refs ids;

    TRY(ids_read(rq, &q, ARGS(INT(unit), INT(plan)), &ids));
    for (size_t i = 0; i < ids.n; i++) {
        struct unit_plan *p;
        void *rec;

        TRY(record_load(rq, &type_unit_plan, ids.id[i], &rec));
        p = rec;
        TRY(name_plan(rq, p));
        TRY(record_rename(rq, &type_unit_plan, ids.id[i], &p->title));
    }
    return RC_OK;
}

static enum rc plan_check_year(struct rq *rq, void *rec, const void *old)
{
    static const struct sql_text taken = {
        "SELECT COUNT(*) FROM unit_plan WHERE plan = $1 AND unit = $2"
        " AND year = $3 AND id <> $4",
        "iiii", "i"
    };
    struct unit_plan *p = rec;
    int64_t n;

    p->r.owner_unit = p->unit;
    if (!old)
        TRY(name_plan(rq, p));
    TRY(sql_get_int(rq->sql, &n, &taken,
                    ARGS(INT(p->plan), INT(p->unit), INT(p->year.n),
                         INT(p->r.id))));
    if (n)
        return fail(rq, RC_CONFLICT, "year",
                    "the unit has a plan of this year already");
    return RC_OK;
}

/* Tasks that the unit carries in the year and has nothing for yet: those whose
 * executor it is, those that name it where no executor does, and those that it
 * was asked to report on. */
static const struct sql_text q_tasks = {
    "SELECT t.id FROM task t WHERE t.plan = $1 AND t.state = 'open'"
    " AND t.starts <= $3 AND (t.ends IS NULL OR t.ends >= $4)"
    " AND NOT EXISTS (SELECT 1 FROM task s WHERE s.parent_task = t.id"
    "  AND s.state <> 'dropped')"
    " AND (EXISTS (SELECT 1 FROM task_executors e WHERE e.owner = t.id"
    "   AND e.target = $2)"
    "  OR (NOT EXISTS (SELECT 1 FROM task_executors e WHERE e.owner = t.id)"
    "   AND EXISTS (SELECT 1 FROM task_responsible e WHERE e.owner = t.id"
    "    AND e.target = $2))"
    "  OR EXISTS (SELECT 1 FROM report r JOIN period p ON p.id = r.period"
    "   WHERE r.task = t.id AND r.unit = $2 AND p.ends >= $4"
    "   AND p.starts <= $3))"
    " AND NOT EXISTS (SELECT 1 FROM unit_plan_item i WHERE i.unit_plan = $5"
    "  AND i.task = t.id) ORDER BY t.id",
    "iitti", "i"
};

static enum rc item_from_task(struct rq *rq, const struct unit_plan *p,
                              int64_t task)
{
    struct unit_plan_item *i = record_new(rq, &type_unit_plan_item);
    day end = day_ymd((int)p->year.n, 12, 31);
    const struct task *t;
    void *rec;

    TRY(record_load(rq, &type_task, task, &rec));
    t = rec;
    i->unit_plan = p->r.id;
    i->task = task;
    i->action = text3_get(&t->title, rq->lang, NULL);
    i->due = day_is(t->ends) && t->ends.n < end.n ? t->ends : end;
    return record_put(rq, &type_unit_plan_item, i, "add");
}

static enum rc drawn(struct rq *rq, void *rec)
{
    const struct unit_plan *p = rec;
    int64_t ids[TASKS_MOST];
    struct sql_rows r = sql_query(
        rq->sql, &q_tasks,
        ARGS(INT(p->plan), INT(p->unit),
             DAY(rq->mem, day_ymd((int)p->year.n, 12, 31)),
             DAY(rq->mem, day_ymd((int)p->year.n, 1, 1)), INT(p->r.id)));
    size_t n;

    for (n = 0; n < COUNT(ids) && sql_next(&r); n++)
        ids[n] = sql_int(&r, 0);
    TRY(sql_done(&r));
    if (!n)
        return fail(rq, RC_CONFLICT, NULL,
                    "every task of the unit in this year is in the plan");
    for (size_t k = 0; k < n; k++)
        TRY(item_from_task(rq, p, ids[k]));
    return RC_OK;
}

static enum rc count_items(struct rq *rq, int64_t plan, const char *state,
                           int64_t *n)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM unit_plan_item WHERE unit_plan = $1"
        " AND (CAST($2 AS TEXT) IS NULL OR state = $2)",
        "it", "i"
    };

    return sql_get_int(rq->sql, n, &q, ARGS(INT(plan), STR(state)));
}

static enum rc can_send(struct rq *rq, const void *rec)
{
    int64_t n;

    TRY(count_items(rq, ((const struct record *)rec)->id, NULL, &n));
    if (!n)
        return fail(rq, RC_CONFLICT, NULL, "the plan has nothing in it yet");
    return RC_OK;
}

static enum rc can_report(struct rq *rq, const void *rec)
{
    int64_t n;

    TRY(count_items(rq, ((const struct record *)rec)->id, "planned", &n));
    if (n)
        return fail(rq, RC_CONFLICT, NULL,
                    "lines that say nothing yet of what came of them: %lld",
                    (long long)n);
    return RC_OK;
}

static enum rc other_hands(struct rq *rq, const void *rec)
{
    const struct unit_plan *p = rec;

    if (p->person && p->person == rq->person)
        return fail(rq, RC_DENIED, NULL,
                    "who sent the plan cannot agree to it");
    return RC_OK;
}

/* To the planning office. */
static enum rc to_office(struct rq *rq, struct unit_plan *p,
                         const char *purpose)
{
    int64_t reviewer;
    day due;

    p->person = rq->person;
    TRY(closed(rq, p, purpose));
    TRY(planning_person(rq, &reviewer));
    if (!reviewer)
        return RC_OK;
    TRY(rule_due(rq, "review_days", &due));
    return owe(rq, p, "review", 0, reviewer, due);
}

static enum rc sent(struct rq *rq, void *rec)
{
    return to_office(rq, rec, "plan");
}

static enum rc reported(struct rq *rq, void *rec)
{
    return to_office(rq, rec, "report");
}

/* Back to who wrote it. */
static enum rc again(struct rq *rq, const struct unit_plan *p,
                     const char *purpose)
{
    day due;

    TRY(closed(rq, p, "review"));
    TRY(rule_due(rq, "again_days", &due));
    return owe(rq, p, purpose, p->unit, p->person, due);
}

static enum rc returned(struct rq *rq, void *rec)
{
    return again(rq, rec, "plan");
}

/* The year is reported on by the end of the January after it. */
static enum rc agreed(struct rq *rq, void *rec)
{
    struct unit_plan *p = rec;
    day due = day_ymd((int)p->year.n + 1, 1, 31);

    TRY(closed(rq, p, "review"));
    p->agreed_on = rq->today;
    if (due.n < rq->today.n)
        TRY(rule_due(rq, "again_days", &due));
    return owe(rq, p, "report", p->unit, 0, due);
}

static enum rc report_returned_(struct rq *rq, void *rec)
{
    return again(rq, rec, "report");
}

static enum rc accepted(struct rq *rq, void *rec)
{
    struct unit_plan *p = rec;

    p->accepted_on = rq->today;
    return closed(rq, p, "review");
}

/* --- A line's rules ------------------------------------------------------- */

static bool same_text(const char *a, const char *b)
{
    return !strcmp(a ? a : "", b ? b : "");
}

static bool same_promise(const struct unit_plan_item *a,
                         const struct unit_plan_item *b)
{
    return a->task == b->task && a->due.n == b->due.n &&
           a->person == b->person && same_text(a->action, b->action) &&
           same_text(a->expected, b->expected);
}

/* What is promised changes until the plan is sent, what came of it after it
 * was agreed. */
static enum rc item_check(struct rq *rq, void *rec, const void *old)
{
    struct unit_plan_item *i = rec;
    const struct unit_plan *p;
    bool open;
    void *found;

    TRY(record_load(rq, &type_unit_plan, i->unit_plan, &found));
    p = found;
    i->plan = p->plan;
    i->r.owner_unit = p->unit;
    open = !strcmp(p->r.state, "draft") || !strcmp(p->r.state, "returned");
    if (!open && (!old || !same_promise(i, old)))
        return fail(rq, RC_CONFLICT, "unit_plan",
                    "is sent or agreed: its lines change no more");
    if (day_is(i->due)) {
        int y;

        y = day_year(i->due);
        if (y != p->year.n)
            return fail(rq, RC_INVALID, "due",
                        "is not a day of the plan's year");
    }
    return i->task ? same_plan(rq, &type_task, i->task, p->plan, "task")
                   : RC_OK;
}

static enum rc is_agreed(struct rq *rq, const void *rec)
{
    const struct unit_plan_item *i = rec;
    const struct unit_plan *p;
    void *found;

    TRY(record_load(rq, &type_unit_plan, i->unit_plan, &found));
    p = found;
    if (strcmp(p->r.state, "agreed") != 0)
        return fail(rq, RC_CONFLICT, NULL,
                    "the plan is not agreed, or is reported already");
    return RC_OK;
}

static enum rc told(struct rq *rq, void *rec)
{
    struct unit_plan_item *i = rec;

    i->done_on = rq->today;
    return RC_OK;
}

/* --- Tables --------------------------------------------------------------- */

static const struct state plan_states[] = {
    { "draft", N_("Draft"), TONE_INFO },
    { "sent", N_("Sent to be agreed"), TONE_WARN },
    { "returned", N_("Returned"), TONE_BAD },
    { "agreed", N_("Agreed"), TONE_GOOD },
    { "reported", N_("Reported"), TONE_WARN },
    { "accepted", N_("Accepted"), TONE_GOOD },
};
static const struct state item_states[] = {
    { "planned", N_("Planned"), TONE_NEUTRAL },
    { "done", N_("Done"), TONE_GOOD },
    { "not_done", N_("Not done"), TONE_BAD },
};

static const struct field plan_fields[] = {
    FIELD_TEXT3(unit_plan, title, .label = N_("Title"), .computed = true),
    FIELD_REF(unit_plan, unit, &type_unit, .label = N_("Unit"), .must = true,
              .list = true, .filter = true, .fixed = true,
              .preset = "my unit",
              .among = "t.state = 'active' AND t.nature = 'unit'"),
    FIELD_COUNT(unit_plan, year, .label = N_("Year"), .must = true,
                .list = true, .filter = true, .sort = true, .fixed = true,
                .least = 2000, .most = 2100),
    FIELD_LONG(unit_plan, summary, .label = N_("The year in short"),
               .max = 8000, .computed = true),
    FIELD_LONG(unit_plan, reason, .label = N_("Reason of the return"),
               .max = 2000, .computed = true),
    FIELD_REF(unit_plan, person, &type_person, .label = N_("Sent by"),
              .computed = true),
    FIELD_DAY(unit_plan, agreed_on, .label = N_("Agreed on"),
              .computed = true, .list = true),
    FIELD_DAY(unit_plan, accepted_on, .label = N_("Accepted on"),
              .computed = true),
    PLAN_FIELD(unit_plan),
};

static const struct field item_fields[] = {
    FIELD_REF(unit_plan_item, unit_plan, &type_unit_plan,
              .label = N_("Unit's plan of the year"), .must = true,
              .fixed = true, .filter = true),
    FIELD_REF(unit_plan_item, task, &type_task, .label = N_("Task"),
              .list = true, .filter = true),
    FIELD_LONG(unit_plan_item, action, .label = N_("What will be done"),
               .must = true, .list = true, .max = 2000, .search = true),
    FIELD_LONG(unit_plan_item, expected, .label = N_("Expected result"),
               .max = 2000),
    FIELD_DAY(unit_plan_item, due, .label = N_("Due"), .must = true,
              .list = true, .sort = true),
    FIELD_REF(unit_plan_item, person, &type_person,
              .label = N_("Responsible person")),
    FIELD_LONG(unit_plan_item, outcome, .label = N_("What came of it"),
               .max = 4000, .computed = true),
    FIELD_REFS(unit_plan_item, evidence, &type_file,
               .label = N_("Evidence: files"), .computed = true),
    FIELD_DAY(unit_plan_item, done_on, .label = N_("Told on"),
              .computed = true),
    FIELD_REF(unit_plan_item, plan, &type_plan, .label = N_("Plan"),
              .computed = true),
};

static const struct step plan_steps[] = {
    { .name = "draw", .label = N_("Draw from the unit's tasks"),
      .from = { "draft", "returned" }, .effect = drawn },
    { .name = "send", .label = N_("Send to be agreed"),
      .from = { "draft", "returned" }, .to = "sent", .guard = can_send,
      .effect = sent },
    { .name = "agree", .label = N_("Agree"), .from = { "sent" },
      .to = "agreed", .guard = other_hands, .effect = agreed },
    { .name = "return", .label = N_("Return with a reason"),
      .from = { "sent" }, .to = "returned", .asks = { "reason" },
      .needs = { "reason" }, .effect = returned },
    { .name = "report", .label = N_("Report on the year"),
      .from = { "agreed" }, .to = "reported", .asks = { "summary" },
      .needs = { "summary" }, .guard = can_report, .effect = reported },
    { .name = "accept", .label = N_("Accept the report"),
      .from = { "reported" }, .to = "accepted", .guard = other_hands,
      .effect = accepted },
    { .name = "return_report", .label = N_("Return the report with a reason"),
      .from = { "reported" }, .to = "agreed", .asks = { "reason" },
      .needs = { "reason" }, .effect = report_returned_ },
};

static const struct step item_steps[] = {
    { .name = "done", .label = N_("It is done"),
      .from = { "planned", "not_done" }, .to = "done",
      .asks = { "outcome", "evidence" }, .needs = { "outcome" },
      .guard = is_agreed, .effect = told },
    { .name = "not_done", .label = N_("It is not done"),
      .from = { "planned", "done" }, .to = "not_done",
      .asks = { "outcome" }, .needs = { "outcome" }, .guard = is_agreed,
      .effect = told },
};

static const struct relation plan_relations[] = {
    { "agreed", "t.state IN ('agreed', 'reported', 'accepted')",
      N_("the plan is agreed") },
};
static const struct relation item_relations[] = {
    { "agreed",
      "EXISTS (SELECT 1 FROM unit_plan u WHERE u.id = t.unit_plan AND"
      " u.state IN ('agreed', 'reported', 'accepted'))",
      N_("the plan is agreed") },
};

/* --- Its card ------------------------------------------------------------- */

static void draw_item(struct rq *rq, struct html *h, const struct list *l,
                      size_t row)
{
    const struct unit_plan_item *i = l->rec[row];
    const struct label *task =
        list_label(l, row, type_field(&type_unit_plan_item, "task"));

    html_fmt(h, "<tr><td><a href=\"%s\">%s</a></td><td data-label=\"%s\">",
             url(rq, "/unit_plan_item/%lld", (long long)i->r.id),
             text_cut(rq->mem, i->action, 160), T(rq, "Task"));
    if (task && task->id)
        html_fmt(h, "<a href=\"%s\"><span class=\"code\">%s</span></a>",
                 url(rq, "/task/%lld", (long long)task->id), task->code);
    html_fmt(h, "</td><td data-label=\"%s\">%s</td><td data-label=\"%s\">",
             T(rq, "Due"), lang_day(rq->mem, rq->lang, i->due),
             T(rq, "State"));
    page_state(rq, h, &type_unit_plan_item, i->r.state);
    html_fmt(h, "</td><td data-label=\"%s\">%s</td></tr>\n",
             T(rq, "What came of it"),
             i->outcome ? text_cut(rq->mem, i->outcome, 160) : "");
}

static void draw_items(struct rq *rq, struct html *h, const struct list *l)
{
    html_fmt(h,
             "<table class=\"list\"><thead><tr><th>%s</th><th>%s</th>"
             "<th>%s</th><th>%s</th><th>%s</th></tr></thead><tbody>\n",
             T(rq, "What will be done"), T(rq, "Task"), T(rq, "Due"),
             T(rq, "State"), T(rq, "What came of it"));
    for (size_t i = 0; i < l->n; i++)
        draw_item(rq, h, l, i);
    html_raw(h, "</tbody></table>\n");
}

static void unit_plan_card(struct rq *rq, const void *rec)
{
    struct html *h = web_of(rq)->page;
    const struct unit_plan *p = rec;
    struct list l = { .type = &type_unit_plan_item,
                      .where = "t.unit_plan = $1", .limit = TASKS_MOST,
                      .few = true };
    bool open = !strcmp(p->r.state, "draft") || !strcmp(p->r.state, "returned");

    params_add(&l.params, INT(p->r.id));
    if (list_read(rq, &l))
        return;
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n",
             T(rq, "What the unit will do"));
    if (l.n)
        draw_items(rq, h, &l);
    else
        html_fmt(h, "<p class=\"empty\">%s</p>\n",
                 T(rq, "Nothing yet: draw it from the unit's tasks, or add"
                       " lines one by one."));
    if (open && rights_any(rq, &type_unit_plan_item, OP_ADD, NULL))
        html_fmt(h, "<p><a class=\"button\" href=\"%s\">%s</a></p>\n",
                 url(rq, "/unit_plan_item/new?unit_plan=#%lld",
                     (long long)p->r.id),
                 T(rq, "Add a line"));
    html_raw(h, "</section>\n");
}

const struct type type_unit_plan = {
    .name = "unit_plan", .label = N_("Unit's plan of the year"),
    .plural = N_("Units' plans of the year"),
    .size = sizeof(struct unit_plan), SPAN(fields, plan_fields),
    SPAN(states, plan_states), SPAN(steps, plan_steps),
    SPAN(relations, plan_relations), .title = "title", .order = "year", .code_scope = "plan",
    .check = plan_check_year, .card = unit_plan_card, .owned_by = "unit",
};
const struct type type_unit_plan_item = {
    .name = "unit_plan_item", .label = N_("Line of a unit's plan"),
    .plural = N_("Lines of units' plans"),
    .size = sizeof(struct unit_plan_item), SPAN(fields, item_fields),
    SPAN(states, item_states), SPAN(steps, item_steps),
    SPAN(relations, item_relations), .order = "due", .check = item_check,
};
