/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk.c: the tables of the risk plan, who may read and change them, and how
 * they are loaded.
 */
#include "mod/risk/risk_action.h"
#include "mod/risk/risk_approval.h"
#include "mod/risk/risk_context.h"
#include "mod/risk/risk_cycle.h"
#include "mod/risk/risk_demo.h"
#include "mod/risk/risk_review.h"
#include "mod/risk/risk_decision.h"
#include "mod/risk/risk_pages.h"
#include "mod/risk/risk_register.h"
#include "mod/risk/risk_assess.h"
#include "mod/risk/risk_map.h"
#include "mod/risk/risk_chart.h"
#include "mod/risk/risk_watch.h"

#include "kernel/notice.h"
#include "kernel/rule.h"

/* --- Choices and states --------------------------------------------------- */

static const struct state in_force[] = {
    { "active", N_("In force"), TONE_NEUTRAL },
    { "dropped", N_("Dropped"), TONE_MUTED },
};

#define TAKE_OUT(state)                                                        \
    .name = "drop", .label = N_("Take out of the register"),                   \
    .from = { state }, .to = "dropped", .danger = true
#define TAKE_BACK(state)                                                       \
    .name = "restore", .label = N_("Take back into the register"),             \
    .from = { "dropped" }, .to = state

static const struct step part_steps[] = {
    { TAKE_OUT("active") },
    { TAKE_BACK("active") },
};
static const struct step risk_steps[] = {
    { TAKE_OUT("active"), .guard = risk_can_drop },
    { TAKE_BACK("active") },
};

static const struct state action_states[] = {
    { "open", N_("Open"), TONE_INFO },
    { "done", N_("Done"), TONE_GOOD },
    { "dropped", N_("Dropped"), TONE_MUTED },
};

static const struct step action_steps[] = {
    { .name = "finish", .label = N_("Declare done"), .from = { "open" },
      .to = "done", .guard = risk_action_can_finish },
    { .name = "reopen", .label = N_("Open again"), .from = { "done" },
      .to = "open" },
    { TAKE_OUT("open") },
    { TAKE_BACK("open") },
    /* Of many at once from the list: the source says it of none. */
    { .name = "describe", .label = N_("Say how it works"),
      .from = { "open", "done" }, .asks = { "manner" },
      .needs = { "manner" } },
};

static const struct choice basis[] = {
    { "stated", N_("stated in the source") },
    { "inherited", N_("inherited from the row above or the parent") },
    { "none", N_("the source names nobody") },
};

static const struct choice treatments[] = {
    { "none", N_("nothing is decided") },
    { "accept", N_("accept") },
    { "avoid", N_("avoid") },
    { "reduce", N_("reduce") },
    { "share", N_("share") },
};

static const struct choice manners[] = {
    { "avoid", N_("avoids the risk") },
    { "likelihood", N_("makes it less likely") },
    { "impact", N_("lessens its effects") },
    { "share", N_("shares it with others") },
};

/* --- Fields --------------------------------------------------------------- */

#define RISK_FIELD(rec)                                                        \
    FIELD_REF(rec, risk, &type_risk, .label = N_("Risk"), .must = true,        \
              .list = true, .filter = true)

static const struct field risk_category_fields[] = {
    CODE_FIELD(risk_category), TITLE_FIELD(risk_category),
    REGISTER_FIELDS(risk_category),
};

static const struct field risk_fields[] = {
    CODE_FIELD(risk), TITLE_FIELD(risk),
    FIELD_REF(risk, category, &type_risk_category, .label = N_("Category"),
              .must = true, .list = true, .filter = true),
    FIELD_REFS(risk, responsible, &type_unit, .label = N_("Responsible"),
               .list = true, .filter = true),
    FIELD_REF(risk, owner, &type_person, .label = N_("Owner of the risk"),
              .help = N_("The person who answers for it."), .list = true,
              .filter = true),
    FIELD_CHOICE(risk, treatment, treatments, .label = N_("Treatment"),
                 .computed = true, .filter = true),
    FIELD_DAY(risk, starts, .label = N_("Starts"), .must = true),
    FIELD_DAY(risk, ends, .label = N_("Ends"), .must = true, .list = true,
              .sort = true),
    FIELD_TEXT3(risk, period_note, .label = N_("Term as the source says")),
    FIELD_DAY(risk, main_phase_end, .label = N_("End of the main phase")),
    FIELD_BOOL(risk, period_stated,
               .label = N_("The source states the term")),
    FIELD_CHOICE(risk, responsible_basis, basis,
                 .label = N_("Basis of responsibility")),
    FIELD_REFS(risk, indicators, &type_indicator, .label = N_("Indicators")),
    REGISTER_FIELDS(risk),
};

static const struct field risk_cause_fields[] = {
    CODE_FIELD(risk_cause), TITLE_FIELD(risk_cause), RISK_FIELD(risk_cause),
    FIELD_REF(risk_cause, parent, &type_risk_cause,
              .label = N_("Brought about by"),
              .among = "t.risk = {risk}"),
    REGISTER_FIELDS(risk_cause),
};

static const struct field risk_effect_fields[] = {
    CODE_FIELD(risk_effect), TITLE_FIELD(risk_effect),
    RISK_FIELD(risk_effect), REGISTER_FIELDS(risk_effect),
};

static const struct field risk_action_fields[] = {
    CODE_FIELD(risk_action), TITLE_FIELD(risk_action),
    RISK_FIELD(risk_action),
    FIELD_REFS(risk_action, linked_tasks, &type_task,
               .label = N_("Tasks that are the same work"),
               .help = N_("A report on one of these tasks is also the report"
                          " on this action."),
               .list = true, .filter = true),
    FIELD_REF(risk_action, owner, &type_person, .label = N_("Who does it"),
              .list = true, .filter = true),
    FIELD_REF(risk_action, unit, &type_unit, .label = N_("Unit"),
              .filter = true),
    FIELD_DAY(risk_action, starts, .label = N_("Starts")),
    FIELD_DAY(risk_action, ends, .label = N_("Ends"), .list = true,
              .sort = true),
    FIELD_MONEY(risk_action, cost, .label = N_("Cost"), .least = 0),
    FIELD_CHOICE(risk_action, manner, manners, .label = N_("How it works"),
                 .filter = true),
    FIELD_LONG3(risk_action, expected, .label = N_("Expected effect"),
                .max = 4000),
    FIELD_REFS(risk_action, causes, &type_risk_cause,
               .label = N_("Causes that it works on"),
               .among = "t.risk = {risk}"),
    FIELD_REFS(risk_action, effects, &type_risk_effect,
               .label = N_("Effects that it works on"),
               .among = "t.risk = {risk}"),
    FIELD_REFS(risk_action, evidence, &type_file, .label = N_("Evidence")),
    POSITION_FIELD(risk_action),
    REGISTER_FIELDS(risk_action),
};

static const struct field concept_risk_fields[] = {
    CODE_FIELD(concept_risk), TITLE_FIELD(concept_risk),
    FIELD_LONG3(concept_risk, mitigation, .label = N_("Mitigation"),
                .list = true, .search = true, .max = 4000),
    PLAN_FIELD(concept_risk),
};

static const struct field risk_method_fields[] = {
    CODE_FIELD(risk_method), TITLE_FIELD(risk_method),
    POSITION_FIELD(risk_method), PLAN_FIELD(risk_method),
};

/* --- What follows ----------------------------------------------------------- */

/* What was approved or judged of it is looked at again; somebody new answers
 * for it. */
static enum rc risk_follows(struct rq *rq, const void *rec, const void *old)
{
    const struct risk *r = rec, *before = old;

    TRY(risk_stored(rq, rec, old));
    if (before && before->owner != r->owner && r->owner)
        TRY(assignment_close(rq, "risk", r->r.id, "owner"));
    return RC_OK;
}

static enum rc action_follows(struct rq *rq, const void *rec, const void *old)
{
    TRY(risk_action_stored(rq, rec, old));
    return risk_action_owed(rq, rec, old);
}

/* --- Types ---------------------------------------------------------------- */

const struct type type_risk_category = {
    .name = "risk_category", .label = N_("Category of risks"),
    .plural = N_("Categories of risks"), .size = sizeof(struct risk_category),
    SPAN(fields, risk_category_fields), SPAN(states, in_force), IN_REGISTER,
    .check = risk_category_check,
};
const struct type type_risk = {
    .name = "risk", .label = N_("Risk"), .plural = N_("Risks"),
    .size = sizeof(struct risk), SPAN(fields, risk_fields),
    SPAN(states, in_force), SPAN(steps, risk_steps), IN_REGISTER,
    .check = risk_check,
    .stored = risk_follows, .card = risk_card,
};
const struct type type_risk_cause = {
    .name = "risk_cause", .label = N_("Cause of a risk"),
    .plural = N_("Causes of risks"), .size = sizeof(struct risk_cause),
    SPAN(fields, risk_cause_fields), SPAN(states, in_force),
    SPAN(steps, part_steps), IN_REGISTER,
    .check = risk_cause_check, .stored = risk_cause_stored,
};
const struct type type_risk_effect = {
    .name = "risk_effect", .label = N_("Effect of a risk"),
    .plural = N_("Effects of risks"), .size = sizeof(struct risk_effect),
    SPAN(fields, risk_effect_fields), SPAN(states, in_force),
    SPAN(steps, part_steps), IN_REGISTER,
    .check = risk_effect_check, .stored = risk_effect_stored,
};
const struct type type_risk_action = {
    .name = "risk_action", .label = N_("Action against a risk"),
    .plural = N_("Actions against risks"), .size = sizeof(struct risk_action),
    SPAN(fields, risk_action_fields), SPAN(states, action_states),
    SPAN(steps, action_steps), IN_REGISTER,
    .check = risk_action_check, .stored = action_follows,
    .card = risk_action_card,
};
const struct type type_concept_risk = {
    .name = "concept_risk", .label = N_("Kind of risk of the concept"),
    .plural = N_("Kinds of risk of the concept"),
    .size = sizeof(struct concept_risk), SPAN(fields, concept_risk_fields),
    SPAN(states, in_force), IN_PLAN,
};
const struct type type_risk_method = {
    .name = "risk_method", .label = N_("Step of the risk method"),
    .plural = N_("Steps of the risk method"),
    .size = sizeof(struct risk_method), SPAN(fields, risk_method_fields),
    SPAN(states, in_force), IN_PLAN,
};

/* --- Rights --------------------------------------------------------------- */

#define RISK_GRANTS(name)                                                      \
    { ROLE_MEMBER, name, OP_SEE | OP_EXPORT, SCOPE_ALL, NULL, NULL, NULL },    \
    { "planning", name, OP_ADD | OP_EDIT | OP_STEP, SCOPE_ALL, NULL, NULL,     \
      NULL }

#define REPORTS_IF(role, relation)                                             \
    { role, "risk_report", OP_ADD, SCOPE_RELATION, relation, NULL, NULL },     \
    { role, "risk_report", OP_STEP, SCOPE_RELATION, relation, "submit", NULL }
#define LOOKS_THROUGH(role, scope, relation, step)                             \
    { role, "risk_report", OP_STEP, scope, relation, step, NULL }

static const struct grant risk_grants[] = {
    RISK_DECISION_GRANTS, RISK_CONTEXT_GRANTS,
    RISK_GRANTS("risk_note"), RISK_GRANTS("risk_factor"),
    RISK_GRANTS("risk_register"),
    { "rector", "risk_register", OP_STEP, SCOPE_ALL, NULL, "approve", NULL },
    { "rector", "risk_register", OP_STEP, SCOPE_ALL, NULL, "close", NULL },
    /* Reports on actions: by who does them, looked through by who answers. */
    { ROLE_MEMBER, "risk_report", OP_SEE | OP_EXPORT, SCOPE_ALL, NULL, NULL,
      NULL },
    REPORTS_IF(ROLE_MEMBER, "doer"), REPORTS_IF("head", "unit"),
    REPORTS_IF("dean", "unit"), REPORTS_IF("vice_rector", "unit"),
    LOOKS_THROUGH(ROLE_MEMBER, SCOPE_RELATION, "reviewer", "accept"),
    LOOKS_THROUGH(ROLE_MEMBER, SCOPE_RELATION, "reviewer", "return"),
    LOOKS_THROUGH(ROLE_MEMBER, SCOPE_RELATION, "author", "submit"),
    { "planning", "risk_report", OP_ADD | OP_STEP, SCOPE_ALL, NULL, NULL,
      NULL },
    RISK_GRANTS("risk_category"), RISK_GRANTS("risk"),
    RISK_GRANTS("risk_cause"),    RISK_GRANTS("risk_effect"),
    RISK_GRANTS("risk_action"),   RISK_GRANTS("concept_risk"),
    RISK_GRANTS("risk_method"),
    RISK_GRANTS("risk_scale"),    RISK_GRANTS("risk_scale_level"),
    RISK_GRANTS("risk_watch"),
    { ROLE_MEMBER, "risk_crossing", OP_SEE | OP_EXPORT, SCOPE_ALL, NULL, NULL,
      NULL },
    /* What a judge thinks is the others' when all have answered. */
    { ROLE_MEMBER, "risk_assessment", OP_SEE, SCOPE_RELATION, "judge", NULL,
      NULL },
    { ROLE_MEMBER, "risk_assessment", OP_SEE, SCOPE_ASSIGNED, NULL, NULL,
      NULL },
    { ROLE_MEMBER, "risk_assessment", OP_SEE | OP_EXPORT, SCOPE_RELATION,
      "settled", NULL, NULL },
    { ROLE_MEMBER, "risk_assessment", OP_STEP, SCOPE_RELATION, "judge", "give",
      NULL },
    { ROLE_MEMBER, "risk_assessment", OP_STEP, SCOPE_ASSIGNED, NULL, "give",
      NULL },
    { ROLE_MEMBER, "risk_assessment", OP_STEP, SCOPE_RELATION, "judge",
      "revise", NULL },
    { "planning", "risk_assessment", OP_SEE | OP_EXPORT | OP_ADD, SCOPE_ALL,
      NULL, NULL, NULL },
    { "planning", "risk_assessment", OP_STEP, SCOPE_ALL, NULL, "withdraw",
      NULL },
    { ROLE_MEMBER, "risk_consensus", OP_SEE | OP_EXPORT, SCOPE_ALL, NULL, NULL,
      NULL },
    { ROLE_MEMBER, "risk_consensus", OP_STEP, SCOPE_RELATION, "owner",
      "approve", NULL },
    RISK_CYCLE_GRANTS,
    RISK_NUMBER_GRANTS,
    RISK_REVIEW_GRANTS,
};

/* --- Rules ---------------------------------------------------------------- */

#define OWN_RULE N_("The university's own rule on risks")

static const struct rule_kind risk_rules[] = {
    { .code = "risk_assess_days", .label = N_("Days to assess a risk"),
      .source = OWN_RULE, .fallback = "14", .since = "2000-01-01",
      .kind = KIND_COUNT, .least = 1, .most = 90, .type = "risk_assessment",
      .touches = "t.state = 'asked'" },
    { .code = "risk_approve_days",
      .label = N_("Days to approve the assessment of a risk"),
      .source = OWN_RULE, .fallback = "10", .since = "2000-01-01",
      .kind = KIND_COUNT, .least = 1, .most = 90, .type = "risk_consensus",
      .touches = "t.state IN ('proposed', 'void')" },
    RISK_CYCLE_RULES,
    RISK_REVIEW_RULES,
    RISK_DECISION_RULES,
};

/* --- Notices -------------------------------------------------------------- */

static const struct notice_kind risk_notices[] = {
    RISK_DECISION_NOTICES,
    { .name = "risk_crossed", .label = N_("Threshold of a risk"),
      .text = N_("{it}: {note}"), .urgent = true },
};

/* --- Loading -------------------------------------------------------------- */

static const struct data_file register_files[] = {
    { "risk_categories.csv", &type_risk_category, false },
    { "risks.csv", &type_risk, false },
    { "risk_causes.csv", &type_risk_cause, false },
    { "risk_effects.csv", &type_risk_effect, false },
    { "risk_actions.csv", &type_risk_action, false },
    { "risk_watches.csv", &type_risk_watch, true },
};

static const struct data_file plan_files[] = {
    { "concept_risks.csv", &type_concept_risk, false },
    { "risk_method.csv", &type_risk_method, false },
};

/* The indicators say in a column which risk they belong to. */
static enum rc join_one(struct rq *rq, int64_t id)
{
    static const struct sql_text q = {
        "SELECT i.indicator FROM strategy_indicator_risk i JOIN risk r"
        " ON r.plan = i.plan AND r.code = i.risk WHERE r.id = $1"
        " ORDER BY i.indicator",
        "i", "i"
    };
    struct refs ids;
    struct risk *r;
    void *rec;

    TRY(refs_read(rq, sql_query(rq->sql, &q, ARGS(INT(id))), &ids));
    TRY(record_load(rq, &type_risk, id, &rec));
    r = rec;
    r->indicators = ids;
    return ids.n ? record_put(rq, &type_risk, r, "edit") : RC_OK;
}

static enum rc join_indicators(struct rq *rq, int64_t general)
{
    static const struct sql_text q = {
        "SELECT id FROM risk WHERE risk_register = $1 ORDER BY id", "i", "i"
    };
    struct refs ids;

    TRY(refs_read(rq, sql_query(rq->sql, &q, ARGS(INT(general))), &ids));
    for (size_t i = 0; i < ids.n; i++)
        TRY(join_one(rq, ids.id[i]));
    return RC_OK;
}

enum rc risk_load(struct rq *rq, const char *dir,
                  bool (*progress)(void *, long, long), void *arg)
{
    int64_t plan, general;

    TRY(record_find(rq, &type_plan, STRATEGY_CONCEPT, 0, &plan));
    TRY(risk_registers_make(rq, plan, &general));
    TRY(data_files_load(rq, dir, register_files, COUNT(register_files),
                        general, progress, arg));
    TRY(data_files_load(rq, dir, plan_files, COUNT(plan_files), plan,
                        progress, arg));
    TRY(risk_scales_make(rq));
    return join_indicators(rq, general);
}

static const struct type *const types[] = {
    &type_risk_register, &type_risk_category, &type_risk,
    &type_risk_cause,    &type_risk_effect,   &type_risk_action,
    &type_concept_risk,  &type_risk_method,   &type_risk_report,
    &type_risk_scale,    &type_risk_scale_level,
    &type_risk_assessment, &type_risk_consensus,
    &type_risk_decision, &type_risk_note,     &type_risk_factor,
    &type_risk_watch,    &type_risk_crossing,
    &type_risk_cycle,    &type_risk_review,   &type_risk_order,
    &type_risk_estimate, &type_risk_action_effect, &type_risk_correlation,
    &type_risk_run,
};

/* Each part of the module that works daily has its line. */
static enum rc risk_daily(struct rq *rq)
{
    TRY(risk_register_daily(rq));
    TRY(risk_scales_make(rq));
    TRY(risk_action_daily(rq));
    TRY(risk_decision_daily(rq));
    TRY(risk_cycle_daily(rq));
    TRY(risk_watch_daily(rq));
    TRY(risk_review_daily(rq));
    return RC_OK;
}

/* What the records of others mean here; each part has its line. */
static enum rc risk_heard(struct rq *rq, const struct type *t, const void *rec,
                          const void *old)
{
    TRY(risk_action_heard(rq, t, rec, old));
    TRY(risk_decision_heard(rq, t, rec, old));
    return RC_OK;
}

/* --- Pages ---------------------------------------------------------------- */

#define RISK_READS(address, fn)                                                \
    { .method = HTTP_GET, .path = (address), .who = WHO_RIGHT,                 \
      .type = "risk", .op = OP_SEE, .flags = ROUTE_SLOW, .run = (fn) }

static const struct route routes[] = {
    RISK_READS("/risks", risks_page),
    RISK_READS("/risks/map", risk_map_page),
    RISK_READS("/risks/watches", risk_watches_page),
    { .method = HTTP_GET, .path = "/risks/judge/:id", .who = WHO_RIGHT,
      .type = "risk_assessment", .op = OP_STEP, .flags = ROUTE_SLOW,
      .run = risk_judge_page },
    { .method = HTTP_POST, .path = "/risks/judge/:id", .who = WHO_RIGHT,
      .type = "risk_assessment", .op = OP_STEP, .flags = ROUTE_WRITES,
      .run = risk_judge_take },
    { .method = HTTP_GET, .path = "/risks/scale/:id", .who = WHO_RIGHT,
      .type = "risk_scale", .op = OP_STEP, .flags = ROUTE_SLOW,
      .run = risk_scale_page },
    { .method = HTTP_POST, .path = "/risks/scale/:id", .who = WHO_RIGHT,
      .type = "risk_scale", .op = OP_STEP, .flags = ROUTE_WRITES,
      .run = risk_scale_take },
    { .method = HTTP_GET, .path = "/risks/ask", .who = WHO_RIGHT,
      .type = "risk_assessment", .op = OP_ADD, .flags = ROUTE_SLOW,
      .run = risk_ask_page },
    { .method = HTTP_POST, .path = "/risks/ask", .who = WHO_RIGHT,
      .type = "risk_assessment", .op = OP_ADD, .flags = ROUTE_WRITES,
      .run = risk_ask_take },
    RISK_READS("/risks/changes/:code", risk_changes_page),
    RISK_READS("/risks/losses", risk_losses_page),
    RISK_READS("/risks/timeline", risk_timeline_page),
    RISK_READS("/risks/tasks", risk_tasks_page),
    RISK_READS("/risks/chance", risk_chance_page),
    RISK_READS("/risk/:id/bowtie", risk_bowtie_page),
    RISK_READS("/risk_review/:id/pack", risk_review_pack),
    RISK_READS("/risks/context", risk_context_page),
};

/* On cards of other types. */
static void risk_beside(struct rq *rq, const struct type *t, const void *rec)
{
    risk_action_beside(rq, t, rec);
    risk_tasks_beside(rq, t, rec);
}

static const struct job_kind risk_jobs[] = {
    { .name = RISK_RUN_JOB, .label = N_("Calculation of risks"),
      .run = risk_run_job },
};

const struct module mod_risk = {
    .name = "risk",
    SPAN(types, types),
    SPAN(grants, risk_grants),
    SPAN(rules, risk_rules),
    SPAN(notices, risk_notices),
    .measured = risk_watch_measured,
    SPAN(routes, routes),
    SPAN(jobs, risk_jobs),
    SPAN(act_forms, risk_act_forms),
    .load = risk_load,
    .demo = risk_demo,
    .week = risk_review_week,
    .daily = risk_daily,
    .heard = risk_heard,
    .beside = risk_beside,
    .needs = "strategy councils",
};
