/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strategy_types.c: the tables of the strategy's types.  What a row cannot
 * say is in strategy_checks.c.
 */
#include "kernel/ledger.h"
#include "kernel/schedule.h"
#include "mod/strategy/plan_life.h"
#include "mod/strategy/plan_past.h"

#include "kernel/act.h"

/* --- States and choices shared by several types --------------------------- */

static const struct state in_force[] = {
    { "active", N_("In force"), TONE_NEUTRAL },
    { "dropped", N_("Dropped"), TONE_MUTED },
};

static const struct state plan_states[] = {
    { "draft", N_("Draft"), TONE_INFO },
    { "discussion", N_("In public discussion"), TONE_WARN },
    { "adopted", N_("Adopted"), TONE_GOOD },
    { "closed", N_("Closed"), TONE_MUTED },
};

static const struct state proposal_states[] = {
    { "new", N_("Not answered yet"), TONE_WARN },
    { "taken", N_("Taken into account"), TONE_GOOD },
    { "declined", N_("Declined"), TONE_MUTED },
};

static const struct state task_states[] = {
    { "open", N_("Open"), TONE_INFO },
    { "done", N_("Done"), TONE_GOOD },
    { "dropped", N_("Dropped"), TONE_MUTED },
};

static const struct state result_states[] = {
    { "expected", N_("Expected"), TONE_NEUTRAL },
    { "delivered", N_("Delivered"), TONE_GOOD },
};

static const struct state reading_states[] = {
    { "entered", N_("Entered"), TONE_INFO },
    { "confirmed", N_("Confirmed"), TONE_GOOD },
    { "rejected", N_("Rejected"), TONE_BAD },
};

static const struct state conflict_states[] = {
    { "open", N_("Unsettled"), TONE_WARN },
    { "settled", N_("Settled"), TONE_GOOD },
};

static const struct state period_states[] = {
    { "planned", N_("Planned"), TONE_NEUTRAL },
    { "open", N_("Reports are being written"), TONE_INFO },
    { "closed", N_("Closed"), TONE_MUTED },
};

static const struct state report_states[] = {
    { "due", N_("To be written"), TONE_INFO },
    { "submitted", N_("Submitted"), TONE_WARN },
    { "accepted", N_("Accepted"), TONE_GOOD },
    { "returned", N_("Returned"), TONE_BAD },
};

static const struct choice every[] = {
    { "quarter", N_("every quarter") },
    { "half_year", N_("every half-year") },
    { "year", N_("every year") },
};
static const struct choice numbered[] = {
    { "source", N_("printed in the source") },
    { "ours", N_("numbered by us in order of reading") },
};
static const struct choice responsible_basis[] = {
    { "stated", N_("stated in the source") },
    { "inherited", N_("inherited from the row above or the parent") },
};
static const struct choice task_year_basis[] = {
    { "stated", N_("stated in the source") },
    { "concept", N_("term of the whole concept") },
};
static const struct choice year_basis[] = {
    { "stated", N_("stated in the source") },
    { "concept_end", N_("end of the concept") },
    { "risk_phase", N_("end of the main phase of the risk") },
};
static const struct choice units[] = {
    { "percent", N_("percent") }, { "count", N_("number") },
    { "ratio", N_("ratio") },     { "currency", N_("som") },
    { "yes_no", N_("yes or no") }, { "days", N_("days") },
};
static const struct choice good[] = {
    { "up", N_("more is better") },
    { "down", N_("less is better") },
};
static const struct choice per[] = {
    { "year", N_("in each year") },
    { "by_year", N_("by the target year") },
    { "total", N_("in total by the target year") },
};
static const struct choice indicator_kind[] = {
    { "number", N_("the number is printed") },
    { "promise", N_("promised in words") },
};
static const struct choice value_kind[] = {
    { "mission", N_("Mission") },
    { "strategic_aim", N_("Strategic aim") },
    { "value", N_("Core value") },
    { "principle", N_("Principle") },
};
static const struct choice delivery[] = {
    { "delivered", N_("the result is delivered") },
    { "partly", N_("the result is partly there") },
    { "not", N_("there is no result yet") },
};

/* --- Fields ------------------------------------------------------------------ */

static const struct field plan_fields[] = {
    FIELD_TEXT(plan, code, .label = N_("Code"), .must = true, .unique = true,
               .list = true, .max = 40, .sort = true),
    FIELD_TEXT3(plan, title, .label = N_("Title"), .must = true, .list = true,
                .sort = true, .search = true),
    FIELD_DAY(plan, starts, .label = N_("Starts"), .must = true, .list = true),
    FIELD_DAY(plan, ends, .label = N_("Ends"), .must = true, .list = true),
    FIELD_CHOICE(plan, report_every, every, .label = N_("Reports are due"),
                 .must = true),
    FIELD_COUNT(plan, report_days, .label = N_("Days to report in"),
                .help = N_("Calendar days after the end of a period within"
                           " which its reports are to be submitted."),
                .must = true, .least = 1, .most = 90),
    FIELD_REF(plan, schedule, &type_schedule,
              .label = N_("Schedule that opens the periods"),
              .help = N_("Empty: the planning office opens them by hand.")),
    FIELD_LONG(plan, adopted_note, .label = N_("Adoption"), .max = 2000),
    FIELD_DAY(plan, discussion_from, .label = N_("Discussion from"),
              .computed = true),
    FIELD_DAY(plan, discussion_to, .label = N_("Discussion until"),
              .computed = true),
    FIELD_DAY(plan, adopted_on, .label = N_("Adopted on"), .computed = true),
    FIELD_REF(plan, adopted_act, &type_act, .label = N_("Act of adoption"),
              .computed = true),
};

static const struct field proposal_fields[] = {
    FIELD_TEXT(proposal, about, .label = N_("Code of what it is about"),
               .help = N_("A direction, goal, task, indicator or result of the"
                          " plan; empty: the whole plan."),
               .max = 60, .list = true, .filter = true, .fixed = true),
    FIELD_LONG(proposal, text, .label = N_("Proposal"), .must = true,
               .max = 4000, .search = true, .list = true, .fixed = true),
    FIELD_TEXT(proposal, name, .label = N_("Your name"), .max = 200,
               .fixed = true, .guard = "contact", .erase = ERASE_BLANK,
               .personal = true),
    FIELD_TEXT(proposal, contact, .label = N_("How to reach you"), .max = 200,
               .fixed = true, .guard = "contact", .erase = ERASE_BLANK,
               .personal = true),
    FIELD_REF(proposal, person, &type_person, .label = N_("Person"),
              .computed = true, .guard = "contact",
              .erase = ERASE_BLANK),
    FIELD_DAY(proposal, made_on, .label = N_("Made on"), .computed = true,
              .list = true, .sort = true),
    FIELD_LONG(proposal, answer, .label = N_("Answer"), .max = 4000,
               .computed = true),
    PLAN_FIELD(proposal),
};

/* Taken from the indicator by the record's check. */
#define PLAN_COPIED(rec)                                                       \
    FIELD_REF(rec, plan, &type_plan, .label = N_("Plan"), .computed = true,    \
              .filter = true)

static const struct field direction_fields[] = {
    CODE_FIELD(direction), TITLE_FIELD(direction), POSITION_FIELD(direction),
    PLAN_FIELD(direction),
};

static const struct field goal_fields[] = {
    CODE_FIELD(goal), TITLE_FIELD(goal),
    FIELD_REF(goal, direction, &type_direction, .label = N_("Direction"),
              .must = true, .list = true, .filter = true),
    POSITION_FIELD(goal), PLAN_FIELD(goal),
};

static const struct field task_fields[] = {
    CODE_FIELD(task), TITLE_FIELD(task),
    FIELD_REF(task, goal, &type_goal, .label = N_("Goal"), .must = true,
              .list = true, .filter = true),
    FIELD_REF(task, parent_task, &type_task, .label = N_("Part of the task"),
              .filter = true),
    FIELD_REFS(task, responsible, &type_unit,
               .label = N_("Responsible as the source says"), .list = true,
               .filter = true),
    FIELD_REFS(task, executors, &type_unit, .label = N_("Units that carry it"),
               .help = N_("Real units that report on the task. The planning"
                          " office names them where the source says only"
                          " “relevant units”."),
               .filter = true),
    FIELD_DAY(task, starts, .label = N_("Starts"), .must = true),
    FIELD_DAY(task, ends, .label = N_("Ends"), .must = true, .list = true,
              .filter = true, .sort = true),
    POSITION_FIELD(task),
    FIELD_CHOICE(task, numbered, numbered, .label = N_("Number"),
                 .filter = true),
    FIELD_CHOICE(task, responsible_basis, responsible_basis,
                 .label = N_("Basis of responsibility")),
    FIELD_CHOICE(task, year_basis, task_year_basis,
                 .label = N_("Basis of the term")),
    PLAN_FIELD(task),
};

static const struct field result_fields[] = {
    CODE_FIELD(result), TITLE_FIELD(result),
    FIELD_REF(result, task, &type_task, .label = N_("Task"), .must = true,
              .list = true, .filter = true),
    FIELD_REFS(result, shared_with, &type_task,
               .label = N_("Shared with the tasks")),
    FIELD_DAY(result, delivered_on, .label = N_("Delivered on"),
              .computed = true, .timed = true),
    FIELD_REF(result, delivered_by, &type_report, .label = N_("By the report"),
              .computed = true),
    PLAN_FIELD(result),
};

static const struct field outcome_fields[] = {
    CODE_FIELD(outcome), TITLE_FIELD(outcome), POSITION_FIELD(outcome),
    PLAN_FIELD(outcome),
};

static const struct field indicator_fields[] = {
    CODE_FIELD(indicator), TITLE_FIELD(indicator),
    FIELD_REF(indicator, task, &type_task, .label = N_("Task"), .list = true,
              .filter = true),
    FIELD_REF(indicator, direction, &type_direction, .label = N_("Direction"),
              .filter = true),
    FIELD_CHOICE(indicator, unit, units, .label = N_("Unit of measure"),
                 .must = true, .list = true, .filter = true),
    FIELD_CHOICE(indicator, direction_of_good, good,
                 .label = N_("Which way is better"), .must = true),
    FIELD_NUMBER(indicator, baseline, .label = N_("Baseline")),
    FIELD_NUMBER(indicator, target, .label = N_("Target"), .list = true,
                 .sort = true),
    FIELD_COUNT(indicator, target_year, .label = N_("Target year"),
                .least = 1990, .most = 2100, .list = true, .filter = true),
    FIELD_CHOICE(indicator, per, per, .label = N_("How the target applies"),
                 .must = true),
    FIELD_TEXT(indicator, population, .label = N_("Population"), .max = 100),
    FIELD_LONG(indicator, source, .label = N_("How it can be counted"),
               .max = 1000),
    FIELD_TEXT(indicator, text, .label = N_("Wording of the source"),
               .max = 500),
    FIELD_CHOICE(indicator, kind, indicator_kind,
                 .label = N_("Kind of promise"), .filter = true),
    FIELD_BOOL(indicator, derived, .label = N_("Target derived by us"),
               .help = N_("The source promises in words; the number is a"
                          " proposal until the council adopts it."),
               .filter = true),
    FIELD_CHOICE(indicator, year_basis, year_basis,
                 .label = N_("Basis of the year")),
    FIELD_TEXT(indicator, risk, .label = N_("Risk"), .max = 20,
               .filter = true),
    FIELD_TEXT(indicator, risk_action, .label = N_("Risk action"), .max = 20),
    FIELD_REF(indicator, outcome, &type_outcome, .label = N_("Final outcome"),
              .filter = true),
    PLAN_FIELD(indicator),
    FIELD_REF(indicator, target_act, &type_act,
              .label = N_("Act that adopted the target"), .computed = true),
};

static const struct field yearly_target_fields[] = {
    FIELD_REF(yearly_target, indicator, &type_indicator,
              .label = N_("Indicator"), .must = true, .list = true,
              .filter = true),
    FIELD_COUNT(yearly_target, year, .label = N_("Year"), .must = true,
                .least = 1990, .most = 2100, .list = true, .filter = true),
    FIELD_NUMBER(yearly_target, target, .label = N_("Target"), .must = true,
                 .list = true),
    FIELD_BOOL(yearly_target, derived, .label = N_("Target derived by us"),
               .list = true),
    PLAN_COPIED(yearly_target),
};

static const struct field reading_fields[] = {
    FIELD_REF(reading, indicator, &type_indicator, .label = N_("Indicator"),
              .must = true, .list = true, .filter = true, .timed = true),
    FIELD_DAY(reading, on_day, .label = N_("On the day"), .must = true,
              .list = true, .filter = true, .sort = true, .timed = true),
    FIELD_NUMBER(reading, amount, .label = N_("Value"), .must = true,
                 .list = true, .timed = true),
    FIELD_NUMBER(reading, numerator, .label = N_("Numerator"), .timed = true),
    FIELD_NUMBER(reading, denominator, .label = N_("Denominator"),
                 .timed = true),
    FIELD_FILE(reading, document, .label = N_("Document that shows it"),
               .must = true, .timed = true),
    FIELD_LONG(reading, note, .label = N_("Note"), .max = 2000),
    FIELD_REF(reading, person, &type_person, .label = N_("Entered by"),
              .computed = true),
    PLAN_COPIED(reading),
};

static const struct field value_fields[] = {
    CODE_FIELD(value),
    FIELD_CHOICE(value, kind, value_kind, .label = N_("Kind"), .must = true,
                 .list = true, .filter = true),
    TITLE_FIELD(value), POSITION_FIELD(value), PLAN_FIELD(value),
};

static const struct field conflict_fields[] = {
    CODE_FIELD(conflict), TITLE_FIELD(conflict),
    FIELD_LONG3(conflict, explanation, .label = N_("Explanation"),
                .max = 4000),
    FIELD_REFS(conflict, indicators, &type_indicator,
               .label = N_("Indicators"), .list = true),
    FIELD_REFS(conflict, tasks, &type_task, .label = N_("Tasks"),
               .list = true),
    FIELD_LONG3(conflict, settlement, .label = N_("How it is settled"),
                .max = 4000, .computed = true),
    PLAN_FIELD(conflict),
};

static const struct field period_fields[] = {
    CODE_FIELD(period),
    FIELD_DAY(period, starts, .label = N_("Starts"), .must = true,
              .list = true),
    FIELD_DAY(period, ends, .label = N_("Ends"), .must = true, .list = true,
              .sort = true),
    FIELD_DAY(period, due, .label = N_("Reports due"), .must = true,
              .list = true),
    PLAN_FIELD(period),
};

static const struct field report_fields[] = {
    FIELD_REF(report, task, &type_task, .label = N_("Task"), .must = true,
              .list = true, .filter = true, .fixed = true),
    FIELD_REF(report, unit, &type_unit, .label = N_("Unit"), .must = true,
              .list = true, .filter = true, .fixed = true),
    FIELD_REF(report, period, &type_period, .label = N_("Period"),
              .must = true, .list = true, .filter = true, .fixed = true),
    FIELD_TEXT3(report, title, .label = N_("Title"), .computed = true),
    FIELD_DAY(report, due, .label = N_("Due"), .list = true,
              .filter = true, .sort = true, .timed = true),
    FIELD_LONG(report, done, .label = N_("What was done"), .search = true,
               .max = 8000),
    FIELD_CHOICE(report, delivery, delivery,
                 .label = N_("Delivery of the result"), .list = true,
                 .filter = true),
    FIELD_COUNT(report, progress, .label = N_("Progress of the task, %"),
                .least = 0, .most = 100, .list = true),
    FIELD_REFS(report, results, &type_result, .label = N_("Results delivered"),
               .among = "t.task = {task} OR t.task = (SELECT k.parent_task"
                        " FROM task k WHERE k.id = {task})"),
    FIELD_REFS(report, evidence, &type_file, .label = N_("Evidence: files")),
    FIELD_LONG(report, links, .label = N_("Evidence: links"),
               .help = N_("Addresses of records or pages, one per line."),
               .max = 4000),
    FIELD_REF(report, person, &type_person, .label = N_("Submitted by"),
              .computed = true),
    FIELD_DAY(report, submitted_on, .label = N_("Submitted on"),
              .computed = true, .timed = true),
    FIELD_LONG(report, reason, .label = N_("Reason of the return"),
               .max = 2000),
    PLAN_FIELD(report),
};

/* --- Steps ------------------------------------------------------------------- */

static const struct step plan_steps[] = {
    { .name = "discuss", .label = N_("Open the public discussion"),
      .from = { "draft" }, .to = "discussion",
      .asks = { "discussion_from", "discussion_to" },
      .needs = { "discussion_from", "discussion_to" },
      .guard = plan_can_discuss, .effect = plan_discussed },
    { .name = "end_discussion", .label = N_("End the discussion"),
      .from = { "discussion" }, .to = "draft",
      .effect = plan_discussion_ends },
    { .name = "adopt", .label = N_("Adopt"), .from = { "draft", "discussion" },
      .to = "adopted", .by_act = true, .guard = plan_can_adopt,
      .effect = plan_adopted },
    { .name = "close", .label = N_("Close"), .from = { "adopted" },
      .to = "closed", .by_act = true, .guard = plan_can_close },
};

static const struct step proposal_steps[] = {
    { .name = "take", .label = N_("Take it into account"), .from = { "new" },
      .to = "taken", .asks = { "answer" }, .needs = { "answer" },
      .effect = proposal_answered },
    { .name = "decline", .label = N_("Decline with a reason"),
      .from = { "new" }, .to = "declined", .asks = { "answer" },
      .needs = { "answer" }, .effect = proposal_answered },
};

static const struct step indicator_steps[] = {
    { .name = "adopt_target", .label = N_("Adopt the derived target"),
      .from = { "active" }, .by_act = true, .guard = indicator_is_derived,
      .effect = indicator_target_adopted },
};

static const struct step task_steps[] = {
    { .name = "finish", .label = N_("Declare done"), .from = { "open" },
      .to = "done", .guard = task_can_finish },
    { .name = "reopen", .label = N_("Open again"), .from = { "done" },
      .to = "open" },
    { .name = "resolve", .label = N_("Name the units that carry it"),
      .from = { "open" }, .asks = { "executors" }, .needs = { "executors" },
      .guard = task_is_leaf, .effect = task_resolved },
};

static const struct step reading_steps[] = {
    { .name = "confirm", .label = N_("Confirm"), .from = { "entered" },
      .to = "confirmed", .guard = reading_can_confirm },
    { .name = "reject", .label = N_("Reject"), .from = { "entered" },
      .to = "rejected", .asks = { "note" }, .needs = { "note" } },
};

static const struct step conflict_steps[] = {
    { .name = "settle", .label = N_("Settle"), .from = { "open" },
      .to = "settled", .by_act = true, .asks = { "settlement" },
      .needs = { "settlement" } },
};

static const struct step period_steps[] = {
    { .name = "open", .label = N_("Ask for the reports"),
      .from = { "planned" }, .to = "open", .effect = period_opened },
    { .name = "close", .label = N_("Close the period"), .from = { "open" },
      .to = "closed", .guard = period_can_close },
};

static const struct step report_steps[] = {
    { .name = "submit", .label = N_("Submit the report"),
      .from = { "due", "returned" }, .to = "submitted",
      .asks = { "done", "delivery", "progress", "results", "evidence",
                "links" },
      .needs = { "done", "delivery", "progress" },
      .guard = NULL, .effect = report_submitted },
    { .name = "accept", .label = N_("Accept"), .from = { "submitted" },
      .to = "accepted", .guard = report_two_hands,
      .effect = report_accepted },
    { .name = "return", .label = N_("Return with a reason"),
      .from = { "submitted" }, .to = "returned", .asks = { "reason" },
      .needs = { "reason" }, .effect = report_returned },
};

/* --- Relations ---------------------------------------------------------------- */

static const struct relation task_relations[] = {
    { "carries",
      "EXISTS (SELECT 1 FROM task_executors te WHERE te.owner = t.id"
      " AND te.target IN {units})",
      N_("a unit of the person carries the task") },
};

static const struct relation proposal_relations[] = {
    { "answered", "t.state <> 'new'", N_("the proposal is answered") },
    { "own", "t.person = {person}", N_("who made the proposal") },
};

static const struct relation report_relations[] = {
    { "accepted", "t.state = 'accepted'", N_("the report is accepted") },
    /* Not whoever owes it: those who are to look through it. */
    { "reviewer",
      "EXISTS (SELECT 1 FROM assignment a WHERE a.subject = 'report'"
      " AND a.subject_id = t.id AND a.purpose = 'review'"
      " AND a.state = 'open' AND a.person IN {covered})",
      N_("who is to look through the report") },
};

/* --- Types -------------------------------------------------------------------- */

const struct type type_plan = {
    .name = "plan", .label = N_("Plan"), .plural = N_("Plans"),
    .size = sizeof(struct plan), SPAN(fields, plan_fields),
    SPAN(states, plan_states), SPAN(steps, plan_steps), .title = "title",
    .counted = true, .undated = true,
    .code = "code", .check = plan_check, .card = plan_card,
    .reserved = plan_fixed,
};
const struct type type_proposal = {
    .name = "proposal", .label = N_("Proposal"), .plural = N_("Proposals"),
    .size = sizeof(struct proposal), SPAN(fields, proposal_fields),
    SPAN(states, proposal_states), SPAN(steps, proposal_steps),
    SPAN(relations, proposal_relations),
    .code_scope = "plan", .order = "made_on", .no_add = true,
    .check = proposal_check, .stored = proposal_stored,
};
const struct type type_direction = {
    .name = "direction", .label = N_("Direction"),
    .plural = N_("Directions"), .size = sizeof(struct direction),
    SPAN(fields, direction_fields), SPAN(states, in_force), IN_PLAN,
    .reserved = plan_fixes,
};
const struct type type_goal = {
    .name = "goal", .label = N_("Goal"), .plural = N_("Goals"),
    .size = sizeof(struct goal), SPAN(fields, goal_fields),
    SPAN(states, in_force), IN_PLAN, .check = goal_check,
    .reserved = plan_fixes,
};
const struct type type_task = {
    .name = "task", .label = N_("Task"), .plural = N_("Tasks"),
    .size = sizeof(struct task), SPAN(fields, task_fields),
    SPAN(states, task_states), SPAN(steps, task_steps),
    SPAN(relations, task_relations), IN_PLAN, .check = task_check,
    .card = task_card, .reserved = plan_fixes,
};
static const struct ledger result_ledgers[] = {
    { .name = "by_state", .by = { "state" } },
};

const struct type type_result = {
    .name = "result", .label = N_("Expected result"),
    .plural = N_("Expected results"), .size = sizeof(struct result),
    SPAN(fields, result_fields), SPAN(states, result_states), IN_PLAN,
    .check = result_check, .counted = true, SPAN(ledgers, result_ledgers),
    .reserved = plan_fixes,
};
const struct type type_outcome = {
    .name = "outcome", .label = N_("Final outcome"),
    .plural = N_("Final outcomes"), .size = sizeof(struct outcome),
    SPAN(fields, outcome_fields), SPAN(states, in_force), IN_PLAN,
    .reserved = plan_fixes,
};
const struct type type_indicator = {
    .name = "indicator", .label = N_("Indicator"), .plural = N_("Indicators"),
    .size = sizeof(struct indicator), SPAN(fields, indicator_fields),
    SPAN(states, in_force), SPAN(steps, indicator_steps), IN_PLAN,
    .check = indicator_check, .card = indicator_card, .reserved = plan_fixes,
};
const struct type type_yearly_target = {
    .name = "yearly_target", .label = N_("Yearly target"),
    .plural = N_("Yearly targets"), .size = sizeof(struct yearly_target),
    SPAN(fields, yearly_target_fields), SPAN(states, in_force),
    .check = yearly_target_check,
    .code_scope = "plan", .reserved = plan_fixes,
};
const struct type type_reading = {
    .name = "reading", .label = N_("Typed value"),
    .plural = N_("Typed values"), .size = sizeof(struct reading),
    SPAN(fields, reading_fields), SPAN(states, reading_states),
    SPAN(steps, reading_steps), .order = "on_day", .check = reading_check,
    .stored = reading_stored, .counted = true, .undated = true,
    .code_scope = "plan",
};
const struct type type_value = {
    .name = "value", .label = N_("Mission, aim, value or principle"),
    .plural = N_("Mission, aims, values and principles"),
    .size = sizeof(struct value), SPAN(fields, value_fields),
    SPAN(states, in_force), IN_PLAN, .reserved = plan_fixes,
};
const struct type type_conflict = {
    .name = "conflict", .label = N_("Contradiction of the source"),
    .plural = N_("Contradictions of the source"),
    .size = sizeof(struct conflict), SPAN(fields, conflict_fields),
    SPAN(states, conflict_states), SPAN(steps, conflict_steps), IN_PLAN,
    .check = conflict_check,
};
const struct type type_period = {
    .name = "period", .label = N_("Reporting period"),
    .plural = N_("Reporting periods"), .size = sizeof(struct period),
    SPAN(fields, period_fields), SPAN(states, period_states),
    SPAN(steps, period_steps), .code = "code", .code_scope = "plan",
    .order = "ends", .check = period_check,
};
/* The map asks how every task stands: answered from the index alone. */
static const struct index_on report_indexes[] = {
    { .columns = "plan, task, state, due, period, progress" },
};

const struct type type_report = {
    .name = "report", .label = N_("Report"), .plural = N_("Reports"),
    .size = sizeof(struct report), SPAN(fields, report_fields),
    SPAN(states, report_states), SPAN(steps, report_steps),
    SPAN(relations, report_relations), .title = "title", .order = "due",
    .check = report_check, .stored = report_stored, .counted = true,
    SPAN(indexes, report_indexes),
    .code_scope = "plan",
};
