/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_cycle_test.c: the nine steps of a risk cycle in their order, what each
 * lacks, whom it is given to, and how it closes: without a correction and a
 * reason, or with an act that corrects the strategy.
 */
#include "risk_cycle_help.h"

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

#define TEST(fn) cmocka_unit_test(fn)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_year_opens_it_once),
        TEST(a_register_has_one_a_year),
        TEST(a_day_that_is_over_is_not_asked_for),
        TEST(no_step_is_skipped),
        TEST(who_leads_it_takes_the_steps),
    };

    (void)say_correction;
    return cmocka_run_group_tests(tests, setup, teardown);
}
