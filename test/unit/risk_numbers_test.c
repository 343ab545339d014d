/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_numbers_test.c: estimates, effects, correlations and calculations as
 * records: what is refused, and that a calculation made again says the same.
 */
#include "risk_help.h"

#include "kernel/job.h"
#include "mod/risk/risk_numbers.h"

#include <math.h>

static struct number num(double v)
{
    return (struct number){ v, true };
}

static struct count cnt(int64_t v)
{
    return (struct count){ v, true };
}

/* --- Estimates ------------------------------------------------------------ */

static void fill_good(void *rec, const void *with)
{
    struct risk_estimate *e = rec;

    e->risk = *(const int64_t *)with;
    e->frequency_shape = "fixed";
    e->frequency_mode = num(0.5);
    e->loss_shape = "fixed";
    e->loss_mode = cnt(100000);
    e->why = "эки учур";
}

static void fill_order(void *rec, const void *with)
{
    struct risk_estimate *e = rec;

    fill_good(rec, with);
    e->frequency_shape = "pert";
    e->frequency_low = num(2);
    e->frequency_high = num(1);
    e->frequency_mode = num(1.5);
    e->loss_shape = "lognormal";
    e->loss_mode = (struct count){ 0, false };
    e->loss_low = cnt(0);
    e->loss_high = cnt(5);
}

static void fill_missing(void *rec, const void *with)
{
    struct risk_estimate *e = rec;

    fill_good(rec, with);
    e->loss_shape = "uniform"; /* which has no middle */
}

static void fill_negative(void *rec, const void *with)
{
    struct risk_estimate *e = rec;

    fill_good(rec, with);
    e->frequency_mode = num(-1);
}

static void fill_nan(void *rec, const void *with)
{
    struct risk_estimate *e = rec;

    fill_good(rec, with);
    e->frequency_mode = num((double)NAN);
}

static enum rc estimate(void (*fill)(void *, const void *), int64_t *id)
{
    struct change c = { &type_risk_estimate, 0, NULL, fill, &k.risk, 0 };
    enum rc rc = change(&c);

    *id = c.id;
    return rc;
}

static void test_impossible_estimates(void **state)
{
    int64_t id;

    (void)state;
    assert_int_equal(estimate(fill_order, &id), RC_INVALID);
    assert_true(told_of("frequency_high")); /* both faults, each in its place */
    assert_true(told_of("loss_low"));
    assert_int_equal(estimate(fill_missing, &id), RC_INVALID);
    assert_true(told_of("loss_low") && told_of("loss_high"));
    assert_true(told_of("loss_mode"));
    assert_int_equal(estimate(fill_negative, &id), RC_INVALID);
    assert_true(told_of("frequency_mode"));
    assert_int_equal(estimate(fill_nan, &id), RC_INVALID);
    assert_true(told_of("frequency_mode"));
    assert_int_equal(uni_count(&u, "SELECT COUNT(*) FROM risk_estimate"), 0);
}

static void give(int64_t risk)
{
    struct change c = { &type_risk_estimate, 0, NULL, fill_good, &risk, 0 };

    OK(&u, change(&c));
    c.step = "give";
    c.fill = NULL;
    OK(&u, change(&c));
}

static void change_why(void *rec, const void *with)
{
    struct risk_estimate *e = rec;

    e->why = with;
}

static void test_a_given_one_stays(void **state)
{
    struct change c = { &type_risk_estimate, 1, "save", change_why, "башка",
                        0 };

    (void)state;
    be(k.planner);
    give(k.risk);
    assert_int_equal(change(&c), RC_CONFLICT);
    give(k.risk);
    assert_int_equal(uni_count(&u, "SELECT COUNT(*) FROM risk_estimate WHERE"
                                   " state = 'given'"), 1);
    assert_int_equal(uni_count(&u, "SELECT COUNT(*) FROM risk_estimate WHERE"
                                   " state = 'replaced'"), 1);
    be(k.judge); /* of nobody's office */
    c.type = &type_risk_estimate;
    c.id = 0;
    c.step = NULL;
    c.fill = fill_good;
    c.with = &k.risk;
    assert_int_not_equal(change(&c), RC_OK);
}

static void fill_run(void *rec, const void *with)
{
    struct risk_run *r = rec;

    r->risk_register = k.general;
    r->trials = cnt(4000);
    r->seed = cnt(*(const int64_t *)with);
}

/* --- Correlations --------------------------------------------------------- */

struct pair {
    int64_t one, other;
    double strength;
};

static void fill_pair(void *rec, const void *with)
{
    struct risk_correlation *c = rec;
    const struct pair *p = with;

    c->one = p->one;
    c->other = p->other;
    c->strength = num(p->strength);
    c->why = "бир себеп";
}

static enum rc join(int64_t one, int64_t other, double strength)
{
    const struct pair p = { one, other, strength };
    struct change c = { &type_risk_correlation, 0, NULL, fill_pair, &p, 0 };

    return change(&c);
}

static enum rc third(struct rq *rq, void *arg)
{
    *(int64_t *)arg = make_risk(rq, "1.3", 0);
    return RC_OK;
}

static void test_impossible_pairs(void **state)
{
    const int64_t seed = 1;
    struct change run = { &type_risk_run, 0, NULL, fill_run, &seed, 0 };
    int64_t more;

    (void)state;
    OK(&u, app_write(&u.rq, third, &more));
    assert_int_equal(join(k.risk, k.risk, 0.5), RC_INVALID);
    assert_int_equal(join(k.risk, k.other, 1.5), RC_INVALID);
    OK(&u, join(k.risk, k.other, 0.9));
    assert_int_equal(join(k.other, k.risk, 0.1), RC_CONFLICT);
    OK(&u, join(k.other, more, 0.9));
    assert_int_equal(join(k.risk, more, -0.9), RC_INVALID);
    assert_true(told_of("strength"));
    /* Not stated counts as 0, which cannot be here. */
    be(k.planner);
    give(k.risk);
    give(k.other);
    give(more);
    assert_int_equal(change(&run), RC_CONFLICT);
    assert_true(told_of("risk_register"));
    OK(&u, join(k.risk, more, 0.8));
    OK(&u, change(&run));
}

/* --- Calculations --------------------------------------------------------- */

static const struct risk_run *calculate(int64_t seed)
{
    struct change c = { &type_risk_run, 0, NULL, fill_run, &seed, 0 };

    OK(&u, change(&c));
    assert_true(job_next(u.rq.app));
    return load(&type_risk_run, c.id);
}

static void fill_effect(void *rec, const void *with)
{
    struct risk_action_effect *e = rec;

    (void)with;
    e->action = k.action;
    e->frequency_shape = "fixed";
    e->frequency_mode = num(0.5);
    e->loss_shape = "fixed";
    e->loss_mode = num(1);
    e->why = "тажрыйба";
}

static void test_calculation(void **state)
{
    struct change effect = { &type_risk_action_effect, 0, NULL, fill_effect,
                             NULL, 0 };
    struct change run = { &type_risk_run, 0, "recompute", NULL, NULL, 0 };
    const struct risk_run *first, *second, *other;
    struct risk_outcome o;

    (void)state;
    give(k.risk);
    OK(&u, change(&effect));
    first = calculate(7);
    assert_string_equal(first->r.state, "done");
    OK(&u, risk_outcome_read(u.mem, first, &o));
    assert_int_equal(o.n, 2);
    assert_true(o.risk[0].id == k.risk);
    /* Half a thousand som a year; with the action half of that. */
    assert_true(fabs(o.risk[1].of[TRIALS_NONE].mean - 50000) <
                5 * o.risk[1].of[TRIALS_NONE].error);
    assert_true(fabs(o.risk[1].of[TRIALS_ALL].mean - 25000) <
                5 * o.risk[1].of[TRIALS_ALL].error);
    assert_true(o.risk[1].of[TRIALS_DONE].mean ==
                o.risk[1].of[TRIALS_NONE].mean); /* it is not done */
    assert_int_equal(o.n_worth, 1);
    /* 2191 + 1 days of six years; the cost is not stated. */
    assert_true(fabs(o.worth[0].of.mean - 25000 * 2192 / 365.25) < 1);
    second = calculate(7);
    assert_string_equal(first->digest, second->digest);
    assert_string_equal(first->results, second->results);
    other = calculate(8);
    assert_string_not_equal(first->results, other->results);
    assert_string_not_equal(first->digest, other->digest);
    run.id = first->r.id;
    OK(&u, change(&run));
    assert_true(job_next(u.rq.app));
    first = load(&type_risk_run, run.id);
    assert_string_equal(first->checked, "same");
}

static void spoil(void *rec, const void *with)
{
    struct risk_run *r = rec;

    r->results = with;
}

/* What was kept is really compared. */
static void test_other_numbers_are_seen(void **state)
{
    struct change c = { &type_risk_run, 0, "put", spoil, "{}", 0 };

    (void)state;
    give(k.risk);
    c.id = calculate(7)->r.id;
    OK(&u, change(&c));
    c.step = "recompute";
    c.fill = NULL;
    OK(&u, change(&c));
    assert_true(job_next(u.rq.app));
    assert_string_equal(
        ((const struct risk_run *)load(&type_risk_run, c.id))->checked,
        "different");
}

static void test_nothing_to_calculate(void **state)
{
    const int64_t seed = 3;
    struct change c = { &type_risk_run, 0, NULL, fill_run, &seed, 0 };

    (void)state;
    assert_int_equal(change(&c), RC_CONFLICT);
    assert_true(told_of("risk_register"));
}

int main(void)
{
#define NUMBERS(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        NUMBERS(test_impossible_estimates),
        NUMBERS(test_a_given_one_stays),
        NUMBERS(test_impossible_pairs),
        NUMBERS(test_calculation),
        NUMBERS(test_other_numbers_are_seen),
        NUMBERS(test_nothing_to_calculate),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
