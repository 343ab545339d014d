/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strategy.c: the module: its types, who may do what, what it counts.
 */
#include "kernel/rule.h"
#include "kernel/span.h"
#include "mod/strategy/strategy_demo.h"
#include "mod/strategy/strategy_pages.h"
#include "mod/strategy/unit_plan.h"
#include "mod/strategy/strategy_checks.h"
#include "mod/strategy/strategy_types.h"

#include <string.h>

static const struct type *const types[] = {
    &type_plan,          &type_direction,    &type_goal,
    &type_task,          &type_result,       &type_outcome,
    &type_indicator,     &type_yearly_target, &type_reading,
    &type_value,         &type_conflict,     &type_period,
    &type_report,        &type_context,      &type_abbreviation,
    &type_system,        &type_proposal,
    &type_unit_plan,     &type_unit_plan_item,
};

/* --- Rights --------------------------------------------------------------- */

#define SEE(role, type)                                                        \
    { role, type, OP_SEE | OP_EXPORT, SCOPE_ALL, NULL, NULL, NULL }
/* What the public sees and the planning office keeps. */
#define OPEN(type)                                                             \
    SEE(ROLE_PUBLIC, type),                                                    \
    { "planning", type, OP_ADD | OP_EDIT | OP_STEP, SCOPE_ALL, NULL, NULL,     \
      NULL }
/* The text of a plan: an adopted one changes by acts that the rector signs. */
#define TEXT(type)                                                             \
    SEE(ROLE_PUBLIC, type),                                                    \
    { "planning", type, OP_ADD | OP_EDIT, SCOPE_ALL, NULL, NULL, NULL },       \
    { "rector", type, OP_ADD | OP_EDIT, SCOPE_ALL, NULL, NULL, NULL }
#define SIGNS(type, step)                                                      \
    { "rector", type, OP_STEP, SCOPE_ALL, NULL, step, NULL }
/* Their own unit's reports: seen and submitted. */
#define OWN_REPORTS(role)                                                      \
    { role, "report", OP_SEE | OP_EXPORT, SCOPE_UNIT, NULL, NULL, NULL },      \
    { role, "report", OP_STEP, SCOPE_UNIT, NULL, "submit", NULL }
/* Their own unit's plan of the year. */
#define OWN_PLANS(role)                                                        \
    { role, "unit_plan", OP_SEE | OP_EXPORT | OP_ADD | OP_EDIT, SCOPE_UNIT,    \
      NULL, NULL, NULL },                                                      \
    { role, "unit_plan", OP_STEP, SCOPE_UNIT, NULL, "draw", NULL },            \
    { role, "unit_plan", OP_STEP, SCOPE_UNIT, NULL, "send", NULL },            \
    { role, "unit_plan", OP_STEP, SCOPE_UNIT, NULL, "report", NULL },          \
    { role, "unit_plan_item",                                                  \
      OP_SEE | OP_EXPORT | OP_ADD | OP_EDIT | OP_STEP, SCOPE_UNIT, NULL, NULL, \
      NULL }
#define AGREES(step)                                                           \
    { "planning", "unit_plan", OP_STEP, SCOPE_ALL, NULL, step, NULL }
/* Typed values: entered by one, confirmed by another. */
#define READINGS(role)                                                         \
    { role, "reading", OP_ADD | OP_EDIT | OP_STEP, SCOPE_ALL, NULL, NULL,      \
      NULL }

static const struct grant grants[] = {
    TEXT("direction"), TEXT("goal"), TEXT("task"), TEXT("result"),
    TEXT("outcome"), TEXT("indicator"), TEXT("yearly_target"), TEXT("value"),
    { "planning", "task", OP_STEP, SCOPE_ALL, NULL, NULL, NULL },
    TEXT("conflict"), SIGNS("conflict", "settle"),
    SIGNS("indicator", "adopt_target"),
    SEE(ROLE_PUBLIC, "plan"),
    { "planning", "plan", OP_ADD | OP_EDIT, SCOPE_ALL, NULL, NULL, NULL },
    { "planning", "plan", OP_STEP, SCOPE_ALL, NULL, "discuss", NULL },
    { "planning", "plan", OP_STEP, SCOPE_ALL, NULL, "end_discussion", NULL },
    SIGNS("plan", "adopt"), SIGNS("plan", "close"),
    { ROLE_PUBLIC, "proposal", OP_SEE, SCOPE_RELATION, "answered", NULL,
      NULL },
    { ROLE_MEMBER, "proposal", OP_SEE, SCOPE_RELATION, "own", NULL, NULL },
    { "planning", "proposal", OP_SEE | OP_STEP | OP_EXPORT, SCOPE_ALL, NULL,
      NULL, NULL },
    { "planning", "proposal", OP_FIELD, SCOPE_ALL, NULL, NULL, "contact" },
    SEE("rector", "proposal"),
    OWN_PLANS("head"), OWN_PLANS("dean"), OWN_PLANS("vice_rector"),
    SEE("planning", "unit_plan"), SEE("planning", "unit_plan_item"),
    SEE("rector", "unit_plan"), SEE("rector", "unit_plan_item"),
    AGREES("agree"), AGREES("return"), AGREES("accept"),
    AGREES("return_report"),
    { ROLE_MEMBER, "unit_plan", OP_SEE, SCOPE_RELATION, "agreed", NULL, NULL },
    { ROLE_MEMBER, "unit_plan_item", OP_SEE, SCOPE_RELATION, "agreed", NULL,
      NULL },
    OPEN("context"), OPEN("abbreviation"), OPEN("system"),
    SEE(ROLE_MEMBER, "period"),
    { "planning", "period", OP_ADD | OP_EDIT | OP_STEP, SCOPE_ALL, NULL, NULL,
      NULL },
    SEE(ROLE_MEMBER, "reading"),
    READINGS("planning"), READINGS("quality"),
    /* What is accepted is for everybody who works or studies here. */
    { ROLE_MEMBER, "report", OP_SEE | OP_EXPORT, SCOPE_RELATION, "accepted",
      NULL, NULL },
    /* Whoever a report was handed to sees and submits it. */
    { ROLE_MEMBER, "report", OP_SEE, SCOPE_ASSIGNED, NULL, NULL, NULL },
    { ROLE_MEMBER, "report", OP_STEP, SCOPE_ASSIGNED, NULL, "submit", NULL },
    { ROLE_MEMBER, "report", OP_STEP, SCOPE_RELATION, "reviewer", "accept",
      NULL },
    { ROLE_MEMBER, "report", OP_STEP, SCOPE_RELATION, "reviewer", "return",
      NULL },
    OWN_REPORTS("head"), OWN_REPORTS("dean"), OWN_REPORTS("employee"),
    OWN_REPORTS("rector"), OWN_REPORTS("vice_rector"),
    SEE("planning", "report"), SEE("rector", "report"),
    SEE("vice_rector", "report"), SEE("quality", "report"),
    { "planning", "report", OP_ADD, SCOPE_ALL, NULL, NULL, NULL },
    { "planning", "report", OP_STEP, SCOPE_ALL, NULL, "accept", NULL },
    { "planning", "report", OP_STEP, SCOPE_ALL, NULL, "return", NULL },
};

/* --- Measures ------------------------------------------------------------- */

/* A report as it was on the day: its spans are kept. */
#define REPORT_ON(day, known)                                                  \
    SPAN_HELD("s", day, known)                                                 \
    " AND s.due <= " day " AND s.due >= substr(" day ", 1, 4) || '-01-01'"

/* The register of units as it was on the day. */
#define UNIT_ON(day, known) SPAN_HELD("u", day, known) " AND u.state = 'active'"
#define UNIT_RECORDS(what)                                                     \
    "EXISTS (SELECT 1 FROM unit_span u WHERE u.record = t.id AND "             \
    UNIT_ON("{on}", "{known}") " AND " what ")"
#define FORMED(codes)                                                          \
    "u.code IN (" codes ") AND u.nature NOT IN ('planned', 'collective')"
#define PLANNED_UNITS(codes)                                                   \
    "SELECT COUNT(*), 1 FROM unit_span u WHERE " UNIT_ON("$1", "$2")           \
    " AND " FORMED(codes)
#define CLUSTERS                                                               \
    "'cluster_bio', 'cluster_chem', 'cluster_tech', 'cluster_ict',"            \
    " 'cluster_business'"
#define INFRASTRUCTURE                                                         \
    "'technopark', 'hightech_centre', 'startup_centres', 'expert_service'"

/* Somebody is appointed there, by the days of the appointment itself. */
#define APPOINTED(day, known)                                                  \
    "SELECT 1 FROM appointment_span a WHERE a.unit = u.record AND "            \
    SPAN_LAST("a", known) " AND a.state = 'active' AND a.starts <= " day       \
    " AND (a.ends IS NULL OR a.ends >= " day ")"
#define CONNECTED(day, known)                                                  \
    "EXISTS (" APPOINTED(day, known) " AND EXISTS (SELECT 1 FROM"              \
    " account_span c WHERE c.person = a.person AND c.state = 'active' AND "    \
    SPAN_HELD("c", day, known) "))"
#define WORKING(what)                                                          \
    "SELECT COUNT(CASE WHEN " what " THEN 1 END), COUNT(*) FROM unit_span u"   \
    " WHERE " UNIT_ON("$1", "$2") " AND u.nature = 'unit'"

static const struct measure measures[] = {
    { "tasks_reported_on_time",
      N_("Reports submitted on time"),
      N_("Reports whose day came in the year of the chosen day and which were"
         " submitted on that day or before, of all whose day came. A report"
         " that was returned counts by its new submission."),
      UNIT_PERCENT,
      { "SELECT COUNT(CASE WHEN s.submitted_on <= s.due THEN 1 END), COUNT(*)"
        " FROM report_span s WHERE " REPORT_ON("$1", "$2"),
        "ti", "ii" },
      &type_report,
      "EXISTS (SELECT 1 FROM report_span s WHERE s.record = t.id"
      " AND s.submitted_on <= s.due AND " REPORT_ON("{on}", "{known}") ")",
      "" },
    { "results_accepted",
      N_("Results delivered and accepted"),
      N_("Expected results of the strategy that an accepted report delivered,"
         " of all expected results."),
      UNIT_PERCENT,
      { "SELECT {result.by_state WHERE k.state = 'delivered'},"
        " {result.by_state}",
        "ti", "ii" },
      &type_result,
      "EXISTS (SELECT 1 FROM result_span s WHERE s.record = t.id"
      " AND s.state = 'delivered' AND " SPAN_HELD("s", "{on}", "{known}") ")",
      "" },
    { "units_working",
      N_("Units that work here"),
      N_("Working units that have somebody appointed, of all working units."
         " Posts, collective names and planned units are not counted."),
      UNIT_PERCENT,
      { WORKING("EXISTS (" APPOINTED("$1", "$2") ")"), "ti", "ii" },
      &type_unit,
      UNIT_RECORDS("u.nature = 'unit' AND EXISTS ("
                   APPOINTED("{on}", "{known}") ")"),
      "" },
    { "internal_portal_units",
      N_("Units connected to the internal portal"),
      N_("Working units of which at least one appointed person has an account"
         " here, of all working units."),
      UNIT_PERCENT,
      { WORKING(CONNECTED("$1", "$2")), "ti", "ii" },
      &type_unit,
      UNIT_RECORDS("u.nature = 'unit' AND " CONNECTED("{on}", "{known}")),
      "" },
    { "research_clusters",
      N_("Research clusters formed"),
      N_("Of the five named clusters, those that the register of units no"
         " longer shows as planned."),
      UNIT_COUNT,
      { PLANNED_UNITS(CLUSTERS), "ti", "ii" },
      &type_unit, UNIT_RECORDS(FORMED(CLUSTERS)), "" },
    { "innovation_infrastructure",
      N_("Innovation infrastructure elements created"),
      N_("Of the technopark, the high-technology centre, the start-up centres"
         " and the expert service, those that the register of units no longer"
         " shows as planned."),
      UNIT_COUNT,
      { PLANNED_UNITS(INFRASTRUCTURE), "ti", "ii" },
      &type_unit, UNIT_RECORDS(FORMED(INFRASTRUCTURE)), "" },
};

/* --- Values typed by hand ------------------------------------------------- */

/* The same from the spans: what each record was known to say at the instant,
 * and which plan held then. */
static const struct sql_text q_typed_known = {
    "SELECT s.record, s.on_day, s.amount, s.numerator, s.denominator,"
    " s.document FROM reading_span s JOIN indicator i ON i.id = s.indicator"
    " JOIN plan p ON p.id = i.plan"
    " JOIN plan_span k ON k.record = p.id AND " SPAN_LAST("k", "$3")
    " WHERE i.code = $1 AND s.on_day <= $2 AND s.state = 'confirmed'"
    " AND " SPAN_LAST("s", "$3")
    " ORDER BY CASE k.state WHEN 'adopted' THEN 0 WHEN 'closed' THEN 2"
    " ELSE 1 END, p.starts DESC, s.on_day DESC, s.record DESC LIMIT 1",
    "tti", "itrrri"
};
static const struct sql_text q_typed = {
    "SELECT r.id, r.on_day, r.amount, r.numerator, r.denominator, r.document"
    " FROM reading r JOIN indicator i ON i.id = r.indicator"
    " JOIN plan p ON p.id = r.plan"
    " WHERE i.code = $1 AND r.on_day <= $2 AND r.state = 'confirmed'"
    " ORDER BY CASE p.state WHEN 'adopted' THEN 0 WHEN 'closed' THEN 2"
    " ELSE 1 END, p.starts DESC, r.on_day DESC, r.id DESC LIMIT 1",
    "tt", "itrrri"
};

static enum rc typed_on(struct rq *rq, const char *code, day on,
                        int64_t known, struct measured *out)
{
    static const struct sql_text exists = {
        "SELECT 1 FROM indicator WHERE code = $1 LIMIT 1", "t", "i"
    };
    const struct sql_val v[] = { STR(code), DAY(rq->mem, on), INT(known) };
    struct sql_rows r = known == KNOWN_NOW
                            ? sql_query(rq->sql, &q_typed, v, 2)
                            : sql_query(rq->sql, &q_typed_known, v, 3);
    int64_t any;

    *out = (struct measured){ .on = on };
    if (sql_next(&r)) {
        out->origin = ORIGIN_TYPED;
        out->record = sql_int(&r, 0);
        out->on = sql_day(&r, 1);
        out->value = sql_real(&r, 2);
        out->numerator = sql_null(&r, 3) ? out->value : sql_real(&r, 3);
        out->denominator = sql_null(&r, 4) ? 1 : sql_real(&r, 4);
        out->file = sql_int(&r, 5);
    }
    TRY(sql_done(&r));
    if (out->origin == ORIGIN_TYPED)
        return RC_OK;
    return sql_get_int(rq->sql, &any, &exists, ARGS(STR(code)));
}

/* --- Views that other modules may read ------------------------------------ */

static const char *const views[] = {
    /* One row a report that counts: task, period, unit, its progress. */
    "CREATE VIEW strategy_report AS SELECT r.id, r.plan, r.task, r.period,"
    " r.unit, r.state, r.due, r.delivery, r.progress, r.submitted_on,"
    " r.title_ky, r.title_ru, r.title_en, p.ends AS period_ends FROM report r JOIN period p ON p.id = r.period",
    "CREATE VIEW strategy_task AS SELECT id, plan, code, state FROM task",
    /* Which risk of the plan an indicator watches, by the source's code. */
    "CREATE VIEW strategy_indicator_risk AS SELECT id AS indicator, plan,"
    " risk FROM indicator WHERE risk IS NOT NULL",
    /* In which unit an indicator's values are said. */
    "CREATE VIEW strategy_indicator_unit AS SELECT id, code, unit"
    " FROM indicator",
    "CREATE VIEW strategy_indicator_task AS SELECT id AS indicator, plan,"
    " task FROM indicator WHERE task IS NOT NULL",
};

/* --- Rules ------------------------------------------------------------------ */

#define OWN_RULE N_("The university's own rule on plans and reports")

static const struct rule_kind rules[] = {
    { .code = "review_days",
      .label = N_("Days to look through a report or a yearly plan"),
      .source = OWN_RULE, .fallback = "10", .since = "2000-01-01",
      .kind = KIND_COUNT, .least = 1, .most = 90, .type = "report",
      .touches = "t.state IN ('due', 'returned')" },
    { .code = "again_days",
      .label = N_("Days to rewrite what was returned"),
      .source = OWN_RULE, .fallback = "7", .since = "2000-01-01",
      .kind = KIND_COUNT, .least = 1, .most = 90, .type = "report",
      .touches = "t.state IN ('due', 'submitted', 'returned')" },
    { .code = "resolve_days",
      .label = N_("Days to name the units that carry a task"),
      .source = OWN_RULE, .fallback = "14", .since = "2000-01-01",
      .kind = KIND_COUNT, .least = 1, .most = 90 },
    { .code = "answer_days",
      .label = N_("Days to answer a proposal on a plan"),
      .source = OWN_RULE, .fallback = "10", .since = "2000-01-01",
      .kind = KIND_COUNT, .least = 1, .most = 90, .type = "plan",
      .touches = "t.state = 'discussion'" },
};

static bool called_same(const struct text3 *a, const struct text3 *b)
{
    for (int i = 0; i < LANGS; i++)
        if (strcmp(a->in[i] ? a->in[i] : "", b->in[i] ? b->in[i] : "") != 0)
            return false;
    return true;
}

/* Reports and yearly plans bear the name of their unit, whether it is called
 * otherwise or they moved to another in a merge. */
static enum rc named_after(struct rq *rq, const struct type *t,
                           const void *rec, const void *old)
{
    const struct record *head = rec;
    const struct unit *now = rec, *then = old;

    if (!old)
        return RC_OK;
    if (t == &type_report && ((const struct report *)rec)->unit !=
                                 ((const struct report *)old)->unit)
        return report_rename(rq, 0, head->id);
    if (t == &type_unit_plan && ((const struct unit_plan *)rec)->unit !=
                                    ((const struct unit_plan *)old)->unit)
        return unit_plan_rename(rq, 0, head->id);
    if (t != &type_unit || called_same(&now->name, &then->name))
        return RC_OK;
    TRY(unit_plan_rename(rq, head->id, 0));
    return report_rename(rq, head->id, 0);
}

const struct module mod_strategy = {
    .name = "strategy",
    SPAN(types, types),
    .keeper = "planning",
    SPAN(grants, grants),
    SPAN(measures, measures),
    SPAN(routes, strategy_routes),
    SPAN(views, views),
    SPAN(rules, rules),
    SPAN(act_forms, strategy_act_forms),
    .demo = strategy_demo,
    .load = strategy_load,
    .typed = typed_on,
    .heard = named_after,
    .scheduled = period_scheduled,
};
