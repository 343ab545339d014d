/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_cycle.c: the type of a risk cycle: its nine states and the steps that
 * lead through them, one after another.
 */
#include "mod/risk/risk_cycle.h"

#include "kernel/act.h"

#include <string.h>

/* --- The nine ------------------------------------------------------------- */

#define STEP(what, words)                                                      \
    { #what, words, "risk_by_" #what, offsetof(struct risk_cycle, what),       \
      offsetof(struct risk_cycle, what##_on) }

const struct cycle_step cycle_steps[CYCLE_STEPS] = {
    STEP(outside, N_("Outer context")),
    STEP(inside, N_("Inner context")),
    STEP(factors, N_("Risk factors")),
    STEP(methods, N_("Methods of assessment")),
    STEP(assessment, N_("Assessment")),
    STEP(decision, N_("Decisions on the risks")),
    STEP(means, N_("Choice of means")),
    STEP(application, N_("Carrying out")),
    STEP(evaluation, N_("Evaluation and correction")),
};

size_t cycle_place(const char *state)
{
    size_t i = 0;

    while (i < CYCLE_STEPS && strcmp(cycle_steps[i].state, state) != 0)
        i++;
    return i;
}

/* --- Guards ---------------------------------------------------------------- */

static enum rc may_finish(struct rq *rq, const void *rec)
{
    const struct risk_cycle *c = rec;

    return cycle_lacks(rq, c, cycle_place(c->r.state));
}

/* --- Effects --------------------------------------------------------------- */

static void finished(struct rq *rq, struct risk_cycle *c, size_t step)
{
    *(day *)(void *)((char *)c + cycle_steps[step].on) = rq->today;
}

/* The state has moved on by one already. */
static enum rc step_done(struct rq *rq, void *rec)
{
    struct risk_cycle *c = rec;

    finished(rq, c, cycle_place(c->r.state) - 1);
    return RC_OK;
}

static enum rc closed(struct rq *rq, struct risk_cycle *c,
                      const char *verdict)
{
    c->verdict = verdict;
    c->closed_on = rq->today;
    finished(rq, c, CYCLE_STEPS - 1);
    return RC_OK;
}

static enum rc close_unchanged(struct rq *rq, void *rec)
{
    return closed(rq, rec, "none");
}

/* The draft is made once the cycle is stored: cycle_stored. */
static enum rc close_amended(struct rq *rq, void *rec)
{
    return closed(rq, rec, "amendment");
}

static enum rc corrected(struct rq *rq, void *rec)
{
    struct risk_cycle *c = rec;

    c->corrected_on = rq->today;
    c->amendment = rq->act;
    return RC_OK;
}

static enum rc only_amended(struct rq *rq, const void *rec)
{
    const struct risk_cycle *c = rec;

    if (!c->verdict || strcmp(c->verdict, "amendment") != 0)
        return fail(rq, RC_CONFLICT, NULL,
                    "the cycle was closed without a correction");
    if (day_is(c->corrected_on))
        return fail(rq, RC_CONFLICT, NULL, "it was corrected already");
    return RC_OK;
}

/* What comes after the assessment is to be done anew. */
static enum rc assess_again(struct rq *rq, void *rec)
{
    struct risk_cycle *c = rec;

    (void)rq;
    for (size_t i = cycle_place("assessment"); i < CYCLE_STEPS; i++)
        *(day *)(void *)((char *)c + cycle_steps[i].on) = DAY_NONE;
    return RC_OK;
}

/* --- Tables ---------------------------------------------------------------- */

static const struct state states[] = {
    { "outside", N_("Outer context"), TONE_INFO },
    { "inside", N_("Inner context"), TONE_INFO },
    { "factors", N_("Risk factors"), TONE_INFO },
    { "methods", N_("Methods of assessment"), TONE_INFO },
    { "assessment", N_("Assessment"), TONE_INFO },
    { "decision", N_("Decisions on the risks"), TONE_INFO },
    { "means", N_("Choice of means"), TONE_INFO },
    { "application", N_("Carrying out"), TONE_INFO },
    { "evaluation", N_("Evaluation and correction"), TONE_WARN },
    { "closed", N_("Closed"), TONE_GOOD },
};

#define FINISH(what, next, words)                                              \
    { .name = "finish_" #what, .label = words, .from = { #what }, .to = next,  \
      .asks = { #what }, .needs = { #what }, .guard = may_finish,              \
      .effect = step_done }

static const struct step steps[] = {
    FINISH(outside, "inside", N_("Finish the outer context")),
    FINISH(inside, "factors", N_("Finish the inner context")),
    FINISH(factors, "methods", N_("Finish the factors")),
    { .name = "finish_methods", .label = N_("Finish the choice of methods"),
      .from = { "methods" }, .to = "assessment", .asks = { "way", "methods" },
      .needs = { "way", "methods" }, .guard = may_finish,
      .effect = step_done },
    FINISH(assessment, "decision", N_("Finish the assessment")),
    FINISH(decision, "means", N_("Finish the decisions")),
    FINISH(means, "application", N_("Finish the choice of means")),
    FINISH(application, "evaluation", N_("Finish the carrying out")),
    { .name = "close_amended",
      .label = N_("Close with a correction of the strategy"),
      .from = { "evaluation" }, .to = "closed",
      .asks = { "evaluation", "correction" },
      .needs = { "evaluation", "correction" }, .guard = may_finish,
      .effect = close_amended },
    { .name = "close_unchanged", .label = N_("Close without a correction"),
      .from = { "evaluation" }, .to = "closed",
      .asks = { "evaluation", "reason" },
      .needs = { "evaluation", "reason" }, .guard = may_finish,
      .effect = close_unchanged },
    { .name = "assess_again", .label = N_("Assess again"),
      .from = { "decision", "means", "application", "evaluation" },
      .to = "assessment", .asks = { "again" }, .needs = { "again" },
      .effect = assess_again },
    { .name = "correct", .label = N_("Correct the strategy"),
      .from = { "closed" }, .guard = only_amended, .effect = corrected,
      .by_act = true },
};

static const struct choice ways[] = {
    { "words", N_("in words, on the scale") },
    { "numbers", N_("in numbers, by frequency and loss") },
    { "both", N_("in words and in numbers") },
};
static const struct choice verdicts[] = {
    { "none", N_("no correction") },
    { "amendment", N_("the strategy is corrected") },
};

#define RESULT(what, words)                                                    \
    FIELD_LONG3(risk_cycle, what, .label = words, .computed = true,            \
                .search = true, .max = 8000)
#define FINISHED(what, words)                                                  \
    FIELD_DAY(risk_cycle, what, .label = words, .computed = true)

static const struct field fields[] = {
    FIELD_REF(risk_cycle, risk_register, &type_risk_register,
              .label = N_("Register of risks"), .must = true, .list = true,
              .filter = true, .fixed = true),
    FIELD_REF(risk_cycle, plan, &type_plan, .label = N_("Plan"),
              .computed = true, .filter = true),
    FIELD_COUNT(risk_cycle, year, .label = N_("Year"), .must = true,
                .least = 2000, .most = 2100, .list = true, .filter = true,
                .sort = true, .fixed = true),
    FIELD_TEXT3(risk_cycle, title, .label = N_("Title"), .computed = true,
                .search = true, .max = 400),
    FIELD_REF(risk_cycle, holder, &type_person, .label = N_("Led by"),
              .help = N_("Empty: the planning office."), .list = true,
              .filter = true, .among = "t.state = 'active'"),
    FIELD_DAY(risk_cycle, began_on, .label = N_("Began on"), .computed = true),
    FIELD_DAY(risk_cycle, closed_on, .label = N_("Closed on"),
              .computed = true, .list = true),
    RESULT(outside, N_("Outer context: what has changed")),
    FINISHED(outside_on, N_("Outer context finished on")),
    RESULT(inside, N_("Inner context: strengths and weaknesses")),
    FINISHED(inside_on, N_("Inner context finished on")),
    RESULT(factors, N_("Factors: what was drawn from the context")),
    FINISHED(factors_on, N_("Factors finished on")),
    FIELD_CHOICE(risk_cycle, way, ways, .label = N_("Way of assessing"),
                 .computed = true),
    RESULT(methods, N_("Methods: what was chosen, and why")),
    FINISHED(methods_on, N_("Methods finished on")),
    RESULT(assessment, N_("Assessment: what it says in all")),
    FINISHED(assessment_on, N_("Assessment finished on")),
    RESULT(decision, N_("Decisions: what was decided on the risks")),
    FINISHED(decision_on, N_("Decisions finished on")),
    RESULT(means, N_("Means: what is done against the risks")),
    FINISHED(means_on, N_("Means finished on")),
    RESULT(application, N_("Carrying out: what was done")),
    FINISHED(application_on, N_("Carrying out finished on")),
    RESULT(evaluation, N_("Evaluation: what the work has brought")),
    FINISHED(evaluation_on, N_("Evaluation finished on")),
    FIELD_CHOICE(risk_cycle, verdict, verdicts, .label = N_("How it ended"),
                 .computed = true, .list = true, .filter = true),
    RESULT(reason, N_("Why nothing is corrected")),
    RESULT(correction, N_("What is to be corrected in the strategy, and why")),
    FIELD_REF(risk_cycle, amendment, &type_act,
              .label = N_("Act of the correction"), .computed = true),
    FINISHED(corrected_on, N_("Corrected on")),
    RESULT(again, N_("Why it is assessed again")),
};

static const struct relation relations[] = {
    { "holder", "t.holder IN {covered}", N_("leads it") },
};

static const struct index_on indexes[] = {
    { .columns = "risk_register, year", .unique = true },
};

const struct type type_risk_cycle = {
    .name = "risk_cycle", .label = N_("Risk cycle"),
    .plural = N_("Risk cycles"), .size = sizeof(struct risk_cycle),
    SPAN(fields, fields), SPAN(states, states), SPAN(steps, steps),
    SPAN(relations, relations), SPAN(indexes, indexes), .title = "title",
    .order = "year", .check = cycle_check, .stored = cycle_stored,
    .card = risk_cycle_card,
};
