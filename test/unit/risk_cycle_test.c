/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_cycle_test.c: the nine steps of a risk cycle in their order, what each
 * lacks, whom it is given to, and how it closes: without a correction and a
 * reason, or with an act that corrects the strategy.
 */
#include "risk_cycle_help.h"

#include "mod/risk/risk_action.h"
#include "mod/risk/risk_assess.h"
#include "mod/risk/risk_context.h"
#include "mod/risk/risk_decision.h"
#include "mod/risk/risk_numbers.h"

static int64_t cycle_id;

static const struct risk_cycle *cycle(void)
{
    return load(&type_risk_cycle, cycle_id);
}

static enum rc take(const char *name, void (*fill)(void *))
{
    return step(&type_risk_cycle, cycle_id, name, fill);
}

/* Writes what the step that is now asks for. */
static void say(void *rec)
{
    struct risk_cycle *c = rec;
    size_t i = cycle_place(c->r.state);
    struct text3 *t =
        (struct text3 *)(void *)((char *)c + cycle_steps[i].result);

    t->in[LANG_KY] = "Жыйынтык";
    if (!strcmp(c->r.state, "methods"))
        c->way = "words";
}

static void say_correction(void *rec)
{
    struct risk_cycle *c = rec;

    c->evaluation.in[LANG_KY] = "Максат тууралуу болгон жок";
    c->correction.in[LANG_KY] = "Милдеттин мөөнөтү узартылсын";
}

static void say_reason(void *rec)
{
    struct risk_cycle *c = rec;

    say(rec);
    c->reason.in[LANG_KY] = "Максаттар тууралуу бойдон калды";
}

static void say_again(void *rec)
{
    ((struct risk_cycle *)rec)->again.in[LANG_KY] = "Чек өтүлдү";
}

static enum rc ask_again(struct rq *rq, void *arg)
{
    (void)arg;
    return risk_ask(rq, k.risk, KIND_CURRENT, k.holder,
                    day_add(rq->today, 7), NULL);
}

static int64_t asked(const char *purpose)
{
    return uni_count(&u, mem_fmt(u.mem,
                                 "SELECT COUNT(*) FROM assignment"
                                 " WHERE subject = 'risk_cycle'"
                                 " AND state = 'open' AND purpose = '%s'",
                                 purpose));
}

/* --- Scenarios -------------------------------------------------------------- */

static void the_year_opens_it_once(void **state)
{
    (void)state;
    daily();
    daily();
    assert_int_equal(uni_count(&u, "SELECT COUNT(*) FROM risk_cycle"), 1);
    cycle_id = uni_count(&u, "SELECT MAX(id) FROM risk_cycle");
    assert_int_equal(cycle()->year.n, 2026);
    assert_string_equal(cycle()->r.state, "outside");
    assert_int_equal(cycle()->holder, k.planner);
    assert_int_equal(asked("risk-outside"), 1);
    assert_string_equal(cycle()->title.in[LANG_EN],
                        "Risk cycle of 2026: Risks");
}

static void a_register_has_one_a_year(void **state)
{
    struct risk_cycle *c = record_new(&u.rq, &type_risk_cycle);

    (void)state;
    c->risk_register = k.book;
    c->year = (struct count){ 2026, true };
    be(k.planner);
    assert_int_equal(add(&type_risk_cycle, c), RC_CONFLICT);
    c->year.n = 2029;
    assert_int_equal(add(&type_risk_cycle, c), RC_INVALID);
    be(0);
}

static void a_day_that_is_over_is_not_asked_for(void **state)
{
    (void)state;
    /* November: by the year's schedule the first step was due in January. */
    assert_int_equal(
        uni_count(&u, "SELECT COUNT(*) FROM assignment WHERE subject ="
                      " 'risk_cycle' AND due > '2026-11-22'"), 1);
}

static void no_step_is_skipped(void **state)
{
    static const char *const later[] = {
        "finish_inside", "finish_factors", "finish_methods",
        "finish_assessment", "finish_decision", "finish_means",
        "finish_application", "close_unchanged", "close_amended",
        "assess_again",
    };

    (void)state;
    be(k.planner);
    for (size_t i = 0; i < COUNT(later); i++)
        assert_int_equal(take(later[i], NULL), RC_CONFLICT);
    assert_string_equal(cycle()->r.state, "outside");
    be(0);
}

static void who_leads_it_takes_the_steps(void **state)
{
    struct risk_cycle *c = load(&type_risk_cycle, cycle_id);

    (void)state;
    be(k.holder);
    assert_int_equal(take("finish_outside", say), RC_DENIED);
    be(0);
    c->holder = k.holder;
    OK(&u, save(&type_risk_cycle, c));
    assert_int_equal(
        uni_count(&u, mem_fmt(u.mem,
                              "SELECT COUNT(*) FROM assignment WHERE subject"
                              " = 'risk_cycle' AND state = 'open' AND person"
                              " = %lld", (long long)k.holder)), 1);
    assert_int_equal(asked("risk-outside"), 1);
}

/* --- To the assessment ------------------------------------------------------ */

static int64_t note(const char *side)
{
    struct risk_note *n = record_new(&u.rq, &type_risk_note);

    n->side = side;
    n->title.in[LANG_KY] = "Байкоо";
    n->on_day = day_ymd(2026, 11, 20);
    n->source = "Сурамжылоо";
    OK(&u, add(&type_risk_note, n));
    return n->r.id;
}

static struct risk_factor *factor(int64_t note, int64_t cause)
{
    struct risk_factor *f = record_new(&u.rq, &type_risk_factor);
    int64_t *ids = MEM_ARRAY(u.mem, 2, int64_t);

    ids[0] = note;
    ids[1] = cause;
    f->title.in[LANG_KY] = "Фактор";
    f->notes = (struct refs){ ids, 1 };
    f->causes = (struct refs){ ids + 1, cause != 0 };
    f->on_day = day_ymd(2026, 11, 21);
    return f;
}

/* What is outside is no strength, and the other way round. */
static void the_context_is_noted_first(void **state)
{
    int64_t outer;

    (void)state;
    be(0);
    assert_int_equal(take("finish_outside", say), RC_CONFLICT);
    note("strength");
    assert_int_equal(take("finish_outside", say), RC_CONFLICT);
    outer = note("economic");
    assert_int_equal(take("finish_outside", NULL), RC_INVALID);
    OK(&u, take("finish_outside", say));
    OK(&u, take("finish_inside", say));
    assert_string_equal(cycle()->r.state, "factors");
    assert_int_equal(take("finish_factors", say), RC_CONFLICT);
    OK(&u, add(&type_risk_factor, factor(outer, 0)));
    assert_int_equal(take("finish_factors", say), RC_CONFLICT);
    OK(&u, add(&type_risk_factor, factor(outer, k.cause)));
    OK(&u, take("finish_factors", say));
}

static void give(void *rec)
{
    struct risk_assessment *a = rec;

    a->likelihood = (struct count){ 4, true };
    a->impact = (struct count){ 4, true };
    a->why = "Өтүнмөлөр азайды";
}

/* What the step lacks when another way was chosen, in English. */
static const char *lacks(const char *way)
{
    struct risk_cycle c = *cycle();
    const char *why;
    enum rc rc;

    c.way = way;
    rq_forget(&u.rq);
    rc = cycle_lacks(&u.rq, &c, cycle_place("assessment"));
    why = rc ? mem_str(u.mem, rq_why(&u.rq, rc)) : "";
    rq_forget(&u.rq);
    return why;
}

static enum rc put_given(struct rq *rq, void *rec)
{
    return record_put(rq, &type_risk_estimate, rec, "give");
}

static enum rc put_done(struct rq *rq, void *rec)
{
    return record_put(rq, &type_risk_run, rec, "finish");
}

/* In numbers each risk has an estimate, and the losses are calculated. */
static void numbers_are_asked_for(void)
{
    struct risk_estimate *e = record_new(&u.rq, &type_risk_estimate);
    struct risk_run *run = record_new(&u.rq, &type_risk_run);

    assert_non_null(strstr(lacks("words"), "not assessed in this cycle"));
    assert_non_null(strstr(lacks("both"), "not assessed in this cycle"));
    assert_non_null(strstr(lacks("numbers"), "without an estimate"));
    e->risk = k.risk;
    e->risk_register = k.book;
    e->frequency_shape = e->loss_shape = "fixed";
    e->frequency_mode = (struct number){ 0.5, true };
    e->loss_mode = (struct count){ 100000, true };
    e->why = "Өткөн жылдардын чыгымдары";
    e->r.state = "given";
    OK(&u, app_write(&u.rq, put_given, e));
    assert_non_null(strstr(lacks("numbers"), "not calculated"));
    run->risk_register = k.book;
    run->r.state = "done";
    run->trials = run->seed = (struct count){ 1000, true };
    run->on_day = u.rq.today;
    OK(&u, app_write(&u.rq, put_done, run));
    assert_non_null(strstr(lacks("numbers"), "have not answered"));
    assert_non_null(strstr(lacks("both"), "not assessed in this cycle"));
}

static void every_risk_is_judged_in_the_cycle(void **state)
{
    int64_t asked_id;

    (void)state;
    assert_int_equal(take("finish_methods", NULL), RC_INVALID);
    OK(&u, take("finish_methods", say));
    assert_string_equal(cycle()->r.state, "assessment");
    assert_int_equal(asked("risk-assessment"), 1);
    /* Whoever answers for the risk is asked by the step itself. */
    asked_id = uni_count(&u, "SELECT id FROM risk_assessment WHERE state ="
                             " 'asked'");
    numbers_are_asked_for();
    assert_int_equal(take("finish_assessment", say), RC_CONFLICT);
    assert_non_null(strstr(uni_why(&u), "1.1"));
    OK(&u, step(&type_risk_assessment, asked_id, "give", give));
    OK(&u, take("finish_assessment", say));
}

static struct risk_action *action(void)
{
    struct risk_action *a = record_new(&u.rq, &type_risk_action);

    a->risk_register = k.book;
    a->risk = k.risk;
    a->code = "1.1-A1";
    a->title.in[LANG_KY] = "Мектептер менен иштөө";
    return a;
}

static struct risk_decision *reduce(void)
{
    struct risk_decision *d = record_new(&u.rq, &type_risk_decision);

    d->risk = k.risk;
    d->choice = "reduce";
    d->reason = "Азайтууга болот";
    return d;
}

static int64_t action_id;

static void every_risk_is_decided_upon(void **state)
{
    (void)state;
    assert_int_equal(take("finish_decision", say), RC_CONFLICT);
    assert_non_null(strstr(uni_why(&u), "1.1"));
    OK(&u, save(&type_risk_action, action()));
    action_id = uni_count(&u, "SELECT MAX(id) FROM risk_action");
    OK(&u, add(&type_risk_decision, reduce()));
    OK(&u, take("finish_decision", say));
}

static void means_have_somebody(void **state)
{
    struct risk_action *a = load(&type_risk_action, action_id);

    (void)state;
    assert_int_equal(take("finish_means", say), RC_CONFLICT);
    a->owner = k.holder;
    OK(&u, save(&type_risk_action, a));
    OK(&u, take("finish_means", say));
}

static void something_was_done(void **state)
{
    struct risk_report *p = record_new(&u.rq, &type_risk_report);

    (void)state;
    assert_int_equal(take("finish_application", say), RC_CONFLICT);
    p->action = action_id;
    p->done = "Он мектепте жолугушуу болду";
    p->delivery = "partly";
    p->links = "https://www.oshtu.example/mektep";
    p->progress = (struct count){ 30, true };
    be(k.holder);
    OK(&u, add(&type_risk_report, p));
    be(0);
    OK(&u, take("finish_application", say));
    assert_string_equal(cycle()->r.state, "evaluation");
}

/* --- It closes in two ways only --------------------------------------------- */

static void evaluation_alone_is_not_enough(void **state)
{
    (void)state;
    assert_int_equal(take("close_unchanged", say), RC_INVALID);
    assert_int_equal(take("close_amended", say), RC_INVALID);
    assert_string_equal(cycle()->r.state, "evaluation");
}

static void a_question_that_waits_keeps_it_open(void **state)
{
    int64_t again;

    (void)state;
    OK(&u, app_write(&u.rq, ask_again, NULL));
    assert_int_equal(take("close_amended", say_correction), RC_CONFLICT);
    OK(&u, take("assess_again", say_again));
    assert_string_equal(cycle()->r.state, "assessment");
    assert_false(day_is(cycle()->application_on));
    assert_true(day_is(cycle()->methods_on));
    assert_int_equal(take("finish_assessment", say), RC_CONFLICT);
    again = uni_count(&u, "SELECT id FROM risk_assessment WHERE state ="
                          " 'asked'");
    OK(&u, step(&type_risk_assessment, again, "give", give));
    OK(&u, take("finish_assessment", say));
    OK(&u, take("finish_decision", say));
    OK(&u, take("finish_means", say));
    OK(&u, take("finish_application", say));
}

static void it_closes_with_the_draft_of_a_correction(void **state)
{
    int64_t act;

    (void)state;
    be(k.planner);
    OK(&u, take("close_amended", say_correction));
    be(0);
    act = cycle()->amendment;
    assert_string_equal(cycle()->r.state, "closed");
    assert_string_equal(cycle()->verdict, "amendment");
    assert_true(act > 0);
    assert_int_equal(asked("risk-evaluation"), 0);
    assert_string_equal(((struct act *)load(&type_act, act))->form,
                        "risk_correction");
    assert_non_null(strstr(((struct act *)load(&type_act, act))
                               ->body.in[LANG_KY],
                           "Милдеттин мөөнөтү узартылсын"));
    assert_int_equal(
        uni_count(&u, mem_fmt(u.mem,
                              "SELECT subject_id FROM act_line WHERE act ="
                              " %lld AND subject = 'risk_cycle'",
                              (long long)act)), cycle_id);
}

static void a_dropped_draft_opens_it_again(void **state)
{
    int64_t act = cycle()->amendment;

    (void)state;
    daily();
    assert_string_equal(cycle()->r.state, "closed");
    OK(&u, step(&type_act, act, "drop", NULL));
    daily();
    assert_string_equal(cycle()->r.state, "evaluation");
    assert_null(cycle()->verdict);
    assert_int_equal(cycle()->amendment, 0);
    assert_int_equal(asked("risk-evaluation"), 1);
    be(k.planner);
    OK(&u, take("close_amended", say_correction));
    be(0);
}

/* The goal's term is longer now: a line beside that of the cycle. */
static enum rc longer(struct rq *rq, void *arg)
{
    struct task *t;
    int64_t act;
    void *rec;

    TRY(record_load(rq, &type_task, k.task, &rec));
    t = rec;
    t->title.in[LANG_KY] = "Милдет, түзөтүлгөн";
    return act_draft_change(rq, *(int64_t *)arg, &type_task, t, &act);
}

static void the_signed_act_corrects_the_strategy(void **state)
{
    struct plan *p = load(&type_plan, k.plan);
    int64_t act = cycle()->amendment;

    (void)state;
    p->r.state = "adopted";
    OK(&u, save(&type_plan, p));
    be(k.planner);
    OK(&u, app_write(&u.rq, longer, &act));
    assert_int_equal(take("correct", NULL), RC_DENIED);
    OK(&u, carry_out(act));
    be(0);
    assert_int_equal(cycle()->corrected_on.n, u.rq.today.n);
    assert_int_equal(cycle()->amendment, act);
    assert_string_equal(((struct task *)load(&type_task, k.task))
                            ->title.in[LANG_KY],
                        "Милдет, түзөтүлгөн");
}

static void without_a_correction_it_needs_a_reason(void **state)
{
    struct risk_cycle *c = record_new(&u.rq, &type_risk_cycle);

    (void)state;
    c->risk_register = k.book;
    c->year = (struct count){ 2025, true };
    c->r.state = "evaluation";
    OK(&u, save(&type_risk_cycle, c));
    cycle_id = c->r.id;
    assert_int_equal(take("close_unchanged", say), RC_INVALID);
    OK(&u, take("close_unchanged", say_reason));
    assert_string_equal(cycle()->verdict, "none");
    assert_int_equal(cycle()->amendment, 0);
    assert_int_equal(take("assess_again", say_again), RC_CONFLICT);
}

#define TEST(fn) cmocka_unit_test(fn)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_year_opens_it_once),
        TEST(a_register_has_one_a_year),
        TEST(a_day_that_is_over_is_not_asked_for),
        TEST(no_step_is_skipped),
        TEST(who_leads_it_takes_the_steps),
        TEST(the_context_is_noted_first),
        TEST(every_risk_is_judged_in_the_cycle),
        TEST(every_risk_is_decided_upon),
        TEST(means_have_somebody),
        TEST(something_was_done),
        TEST(evaluation_alone_is_not_enough),
        TEST(a_question_that_waits_keeps_it_open),
        TEST(it_closes_with_the_draft_of_a_correction),
        TEST(a_dropped_draft_opens_it_again),
        TEST(the_signed_act_corrects_the_strategy),
        TEST(without_a_correction_it_needs_a_reason),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
