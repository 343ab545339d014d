/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_trials_test.c: risks in numbers against closed forms and published
 * tables.  The seeds are fixed, so each comparison holds for ever or not at
 * all; where a figure is tried, it may be five standard errors away.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/dist.h"
#include "mod/risk/risk_chance_trend.h"
#include "mod/risk/risk_trials.h"

#include <math.h>
#include <pthread.h>

enum { TRIALS = 200000 };

static struct mem *mem;

static int setup(void **state)
{
    (void)state;
    mem = mem_new(0);
    return mem ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    mem_free(mem);
    return 0;
}

static void near(double a, double b, double slack)
{
    if (!(fabs(a - b) <= slack)) {
        print_error("%.12g is not %.12g within %.3g\n", a, b, slack);
        fail();
    }
}

static struct trials_dist fixed(double v)
{
    return (struct trials_dist){ TRIALS_FIXED, 0, v, 0 };
}

/* --- Distributions -------------------------------------------------------- */

/* Abramowitz and Stegun, tables 26.1, 26.5, 26.10. */
static void test_tables(void **state)
{
    (void)state;
    near(dist_normal_quantile(0.95), 1.6448536269514722, 1e-12);
    near(dist_normal_quantile(0.975), 1.9599639845400545, 1e-12);
    near(dist_normal_quantile(0.999), 3.0902323061678132, 1e-12);
    near(dist_normal_quantile(1e-10), -6.361340902404056, 1e-9);
    near(dist_normal_cdf(1), 0.8413447460685429, 1e-14);
    near(dist_t_quantile(4, 0.975), 2.776445, 5e-7);
    near(dist_t_quantile(1, 0.90), 3.077684, 5e-7);
    near(dist_t_cdf(1, 1), 0.75, 1e-14); /* Cauchy: 1/2 + atan(1) / pi */
    near(dist_poisson_quantile(1, 0.90), 2, 0);
    near(dist_poisson_quantile(1, 0.95), 3, 0);
    assert_true(isnan(dist_beta_quantile(-1, 2, 0.5)));
    assert_true(isnan(dist_normal_quantile(2)));
}

/* With whole shapes the beta is a polynomial. */
static void test_beta_is_its_polynomial(void **state)
{
    (void)state;
    for (double p = 0.005; p < 1; p += 0.005) {
        double x = dist_beta_quantile(3, 3, p);

        near(x * x * x * (10 - 15 * x + 6 * x * x), p, 1e-12);
        x = dist_beta_quantile(1, 5, p);
        near(x, 1 - pow(1 - p, 0.2), 1e-12);
        x = dist_beta_quantile(5, 1, p);
        near(x, pow(p, 0.2), 1e-12);
    }
    near(dist_beta_cdf(2, 3, 0.5), 0.6875, 1e-14);
}

/* The answer that the authors of Philox publish for a counter and a key of
 * zeros. */
static void test_stream_is_the_published_one(void **state)
{
    struct draws d = draws_of(0, 0, 0);
    const uint64_t known[] = { 0xca00a0459843d731u, 0x66c24222c9a845b5u };

    (void)state;
    for (int i = 0; i < 2; i++)
        near(draws_next(&d), ((double)(known[i] >> 11) + 0.5) * 0x1p-53, 0);
}

/* Poisson probabilities added up by hand. */
static void test_poisson_counts(void **state)
{
    (void)state;
    assert_true(trials_poisson(0, 0.999999) == 0);
    for (double mean = 0.1; mean < 120; mean *= 1.7)
        for (double p = 0.003; p < 1; p += 0.007) {
            double n = trials_poisson(mean, p), upto = 0, before = 0;

            for (double k = 0; k <= n; k++) {
                before = upto;
                upto += exp(k * log(mean) - mean - lgamma(k + 1));
            }
            assert_true(upto >= p - 1e-9);
            assert_true(n == 0 || before < p + 1e-9);
        }
}

static void test_moments(void **state)
{
    const struct trials_dist pert = { TRIALS_PERT, 10, 20, 60 };
    const struct trials_dist uniform = { TRIALS_UNIFORM, 2, 0, 8 };
    /* exp of the standard normal: its 5th and 95th of 100. */
    const struct trials_dist ln = { TRIALS_LOGNORMAL, 0.19304081669873655, 0,
                                    5.180251602233015 };
    const struct trials_dist normal = { TRIALS_NORMAL, 100 - 16.448536269514722,
                                        0, 100 + 16.448536269514722 };

    (void)state;
    near(trials_mean(&pert), 25, 1e-12);            /* (10 + 80 + 60) / 6 */
    near(trials_variance(&pert), 15.0 * 35 / 7, 1e-9);
    near(trials_mean(&uniform), 5, 1e-12);
    near(trials_variance(&uniform), 3, 1e-12);
    near(trials_mean(&ln), 1.6487212707001282, 1e-9);    /* exp(1/2) */
    near(trials_variance(&ln), 4.670774270471604, 1e-8); /* (e - 1) e */
    near(trials_quantile(&ln, 0.5), 1, 1e-12);
    near(trials_quantile(&ln, 0.05), ln.low, 1e-9);
    near(trials_quantile(&ln, 0.95), ln.high, 1e-9);
    near(trials_mean(&normal), 100, 1e-9);
    near(trials_variance(&normal), 100, 1e-9);
    near(trials_quantile(&normal, 0.95), normal.high, 1e-9);
    near(trials_quantile(&pert, 0), 10, 0);
    near(trials_quantile(&pert, 1), 60, 0);
}

static void test_impossible_ones(void **state)
{
    static const struct {
        struct trials_dist d;
        int member; /* -1: possible */
    } of[] = {
        { { TRIALS_FIXED, 0, 3, 0 }, -1 },
        { { TRIALS_FIXED, 0, -3, 0 }, TRIALS_MODE },
        { { TRIALS_FIXED, 0, NAN, 0 }, TRIALS_MODE },
        { { TRIALS_FIXED, 0, INFINITY, 0 }, TRIALS_MODE },
        { { TRIALS_UNIFORM, 5, 0, 4 }, TRIALS_HIGH },
        { { TRIALS_UNIFORM, 5, 0, 5 }, TRIALS_HIGH },
        { { TRIALS_UNIFORM, -1, 0, 5 }, TRIALS_LOW },
        { { TRIALS_UNIFORM, NAN, 0, 5 }, TRIALS_LOW },
        { { TRIALS_PERT, 1, 2, 3 }, -1 },
        { { TRIALS_PERT, 3, 3, 3 }, TRIALS_HIGH },
        { { TRIALS_PERT, 2, 1, 3 }, TRIALS_MODE },
        { { TRIALS_PERT, 1, 4, 3 }, TRIALS_MODE },
        { { TRIALS_PERT, 3, 2, 1 }, TRIALS_HIGH },
        { { TRIALS_LOGNORMAL, 0, 0, 3 }, TRIALS_LOW },
        { { TRIALS_LOGNORMAL, 1, 0, 1 }, TRIALS_HIGH },
        { { TRIALS_LOGNORMAL, 1, 0, 10001 }, TRIALS_HIGH },
        { { TRIALS_LOGNORMAL, 1, 0, 10000 }, -1 },
        { { TRIALS_NORMAL, 1, 0, 100 }, TRIALS_LOW },
        { { TRIALS_NORMAL, 90, 0, 110 }, -1 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(of); i++) {
        enum trials_member m = TRIALS_LOW;
        const char *why = trials_fault(&of[i].d, &m);

        if (of[i].member < 0)
            assert_null(why);
        else {
            assert_non_null(why);
            assert_int_equal(m, of[i].member);
        }
    }
}

/* --- Trials --------------------------------------------------------------- */

static struct trials_run *run_of(struct trials_model *m,
                                 struct trials_result *r)
{
    struct trials_run *run;

    if (!m->trials)
        m->trials = TRIALS;
    if (!m->seed)
        m->seed = 20260101;
    run = trials_open(mem, m);
    assert_non_null(run);
    trials_part(run, 0, m->trials);
    trials_sum(mem, run, r);
    return run;
}

static double variance_of(const struct trials_figures *f, size_t n)
{
    return f->error * f->error * (double)n;
}

/* Mean and variance of a sum of Poisson many. */
static void test_compound_moments(void **state)
{
    static const struct trials_dist frequency[] = {
        { TRIALS_FIXED, 0, 2, 0 },
        { TRIALS_PERT, 0.5, 1, 6 },
        { TRIALS_PERT, 0, 0, 1 },
        { TRIALS_UNIFORM, 80, 0, 100 },
    };
    static const struct trials_dist loss[] = {
        { TRIALS_LOGNORMAL, 0.5, 0, 4 },
        { TRIALS_PERT, 1, 2, 9 },
        { TRIALS_NORMAL, 90, 0, 110 },
        { TRIALS_UNIFORM, 0, 0, 3 },
    };

    (void)state;
    for (size_t i = 0; i < 16; i++) {
        struct trials_risk risk = { 7, frequency[i / 4], loss[i % 4] };
        struct trials_model m = { .risk = &risk, .n = 1 };
        struct trials_result r;
        double l = trials_mean(&risk.frequency), x = trials_mean(&risk.loss);
        double square = trials_variance(&risk.loss) + x * x;
        double variance = l * square + trials_variance(&risk.frequency) * x * x;

        m.trials = i / 4 == 3 ? TRIALS / 10 : TRIALS;
        run_of(&m, &r);
        near(r.figures[0][0].mean, l * x, 5 * r.figures[0][0].error);
        near(variance_of(&r.figures[0][0], m.trials), variance,
             0.04 * variance);
        near(r.figures[1][0].mean, r.figures[0][0].mean, 0);
    }
}

/* With a fixed loss, "more than k losses" is the Poisson tail. */
static void test_exceedance_is_the_poisson_tail(void **state)
{
    struct trials_risk risk = { 1, fixed(1.5), fixed(1000) };
    struct trials_model m = { .risk = &risk, .n = 1 };
    struct trials_result r;
    const double *v;
    double term = exp(-1.5), tail = 1 - term;

    (void)state;
    v = trials_losses(run_of(&m, &r), 0, TRIALS_NONE);
    near(r.figures[0][0].chance, tail, 5 * sqrt(tail / TRIALS));
    for (int k = 0; k < 6; k++) {
        double n = 0;

        for (size_t i = 0; i < TRIALS; i++)
            n += v[i] > 1000.0 * k + 500;
        near(n / TRIALS, tail, 5 * sqrt(tail / TRIALS));
        for (size_t i = 0; i < r.n_curve; i++) /* the curve says the same */
            if (r.curve[i].loss > 1000.0 * k + 1 &&
                r.curve[i].loss < 1000.0 * k + 999)
                near(r.curve[i].chance[0], n / TRIALS, 1e-12);
        term *= 1.5 / (k + 1);
        tail -= term;
    }
    /* Upper points of Poisson(1.5): 0 1 1 2 3 4 5 losses. */
    for (int q = 0; q < TRIALS_QUANTILES; q++)
        near(r.figures[0][0].quantile[q],
             1000 * dist_poisson_quantile(1.5, trials_quantiles[q]), 0);
    near(r.figures[0][0].quantile[6], 5000, 0);
}

/* --- Two risks ------------------------------------------------------------ */

static double both_free(double rho, double frequency)
{
    struct trials_risk risk[] = { { 1, fixed(frequency), fixed(1) },
                                  { 2, fixed(frequency), fixed(1) } };
    double c[] = { 1, rho, rho, 1 };
    struct trials_model m = { .risk = risk, .n = 2, .correlation = c };
    struct trials_result r;
    const struct trials_run *run = run_of(&m, &r);
    double n = 0;

    /* Joined or not, each is what it is alone. */
    near(r.figures[0][0].mean, frequency, 5 * r.figures[0][0].error);
    near(r.figures[1][0].mean, frequency, 5 * r.figures[1][0].error);
    for (size_t i = 0; i < TRIALS; i++)
        n += trials_losses(run, 0, TRIALS_NONE)[i] <= 0 &&
             trials_losses(run, 1, TRIALS_NONE)[i] <= 0;
    return n / TRIALS;
}

/* The chance that two normal numbers are both below their middles is
 * 1/4 + asin(rho) / (2 pi) (Sheppard 1899); a count with the mean ln 2 is zero
 * just then. */
static void test_correlation(void **state)
{
    const double slack = 5 * sqrt(0.25 / TRIALS), half = log(2);

    (void)state;
    for (double rho = -0.9; rho < 1; rho += 0.3)
        near(both_free(rho, half), 0.25 + asin(rho) / (2 * acos(-1)), slack);
    near(both_free(0, 1), exp(-2), slack);
    near(both_free(1, 1), exp(-1), slack);  /* always together */
    near(both_free(-1, 1), 0, 0);           /* 2 / e < 1: never both free */
    near(both_free(-1, 0.5), 2 * exp(-0.5) - 1, slack);
}

static void test_impossible_correlation(void **state)
{
    double bad[] = { 1, 0.9, -0.9, 0.9, 1, 0.9, -0.9, 0.9, 1 };
    double one[] = { 1, 1, 1, 1, 1, 1, 1, 1, 1 };
    double edge[] = { 1, 0.6, 0.8, 0.6, 1, 0, 0.8, 0, 1 }; /* 0.36 + 0.64 = 1 */
    double *l;

    (void)state;
    assert_false(trials_correlation(mem, bad, 3, &l));
    assert_true(trials_correlation(mem, one, 3, &l));
    assert_true(trials_correlation(mem, edge, 3, &l));
    edge[2] = edge[6] = 0.81;
    assert_false(trials_correlation(mem, edge, 3, &l));
}

/* --- Actions -------------------------------------------------------------- */

static void test_actions(void **state)
{
    struct trials_risk risk[] = {
        { 1, { TRIALS_PERT, 1, 2, 5 }, { TRIALS_LOGNORMAL, 10, 0, 50 } },
        { 2, fixed(0.5), fixed(100) },
    };
    struct trials_effect effect[] = {
        { 11, 0, fixed(0.5), fixed(1), true, 7, 3 },
        { 12, 1, fixed(1), fixed(0.25), false, 20, 2 },
        { 13, 0, { TRIALS_UNIFORM, 0.2, 0, 0.6 }, fixed(0.5), false, 5, 4 },
        { 14, 1, fixed(0), fixed(1), true, 1, 1 },
    };
    struct trials_model m = { risk, 2, effect, 3, NULL, 5, 0 };
    struct trials_result r;
    const struct trials_run *run = run_of(&m, &r);
    double bare = trials_mean(&risk[0].frequency) * trials_mean(&risk[0].loss);

    (void)state;
    near(r.figures[0][TRIALS_DONE].mean, bare * 0.5,
         5 * r.figures[0][TRIALS_DONE].error);
    near(r.figures[0][TRIALS_ALL].mean, bare * 0.5 * 0.4 * 0.5,
         5 * r.figures[0][TRIALS_ALL].error);
    near(r.figures[1][TRIALS_ALL].mean, 0.5 * 25,
         5 * r.figures[1][TRIALS_ALL].error);
    /* Years times what is avoided, less the cost. */
    near(r.worth[0].mean, 3 * bare * 0.5 - 7, 0.01 * bare);
    near(r.worth[1].mean, 2 * 50 * 0.75 - 20, 1e-9);
    near(r.worth[1].low, r.worth[1].high, 1e-9); /* nothing is unknown */
    near(r.worth[2].mean, 4 * bare * 0.5 * (1 - 0.4 * 0.5) - 5, 0.01 * bare);
    assert_true(r.worth[2].low < r.worth[2].mean);
    assert_true(r.worth[2].high > r.worth[2].mean);
    /* The same year: never worse with an action that only lessens. */
    for (size_t i = 0; i < TRIALS; i++) {
        assert_true(trials_losses(run, 2, TRIALS_DONE)[i] <=
                    trials_losses(run, 2, TRIALS_NONE)[i]);
        assert_true(trials_losses(run, 2, TRIALS_ALL)[i] <=
                    trials_losses(run, 2, TRIALS_DONE)[i]);
    }
    /* One that leaves nothing: it is worth all, another then nothing more. */
    m.n_effects = 4;
    run_of(&m, &r);
    near(r.figures[1][TRIALS_DONE].mean, 0, 0);
    near(r.worth[3].mean, 50 - 1, 1e-9);
    near(r.worth[1].mean, -20, 1e-9);
}

/* --- The same numbers ----------------------------------------------------- */

struct part {
    struct trials_run *run;
    size_t first, n;
};

static void *part_run(void *arg)
{
    const struct part *p = arg;

    trials_part(p->run, p->first, p->n);
    return NULL;
}

static void test_threads_change_nothing(void **state)
{
    enum { N = 20001, THREADS = 4 };
    struct trials_risk risk[] = {
        { 3, { TRIALS_PERT, 0, 1, 5 }, { TRIALS_LOGNORMAL, 10, 0, 50 } },
        { 9, { TRIALS_LOGNORMAL, 0.1, 0, 3 }, { TRIALS_PERT, 1, 3, 10 } },
    };
    struct trials_effect effect = { 5, 0, { TRIALS_PERT, 0.1, 0.5, 0.9 },
                                    fixed(1), false, 1, 1 };
    double c[] = { 1, 0.4, 0.4, 1 };
    struct trials_model m = { risk, 2, &effect, 1, c, 77, N };
    struct trials_result r;
    const struct trials_run *one = run_of(&m, &r);
    struct trials_run *many = trials_open(mem, &m), *other;
    pthread_t thread[THREADS];
    struct part part[THREADS];

    (void)state;
    for (size_t i = 0; i < THREADS; i++) { /* the last part first */
        size_t at = THREADS - 1 - i, first = at * N / THREADS;

        part[i] = (struct part){ many, first, (at + 1) * N / THREADS - first };
        pthread_create(&thread[i], NULL, part_run, &part[i]);
    }
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(thread[i], NULL);
    for (size_t k = 0; k <= 2; k++)
        assert_memory_equal(trials_losses(one, k, TRIALS_ALL),
                            trials_losses(many, k, TRIALS_ALL),
                            N * sizeof(double));
    m.seed = 78;
    other = trials_open(mem, &m);
    trials_part(other, 0, N);
    assert_memory_not_equal(trials_losses(one, 2, TRIALS_ALL),
                            trials_losses(other, 2, TRIALS_ALL),
                            N * sizeof(double));
}

/* A risk more does not change what is drawn for the others. */
static void test_a_risk_more(void **state)
{
    struct trials_risk risk[] = {
        { 4, fixed(1), { TRIALS_LOGNORMAL, 1, 0, 9 } },
        { 3, fixed(1), { TRIALS_LOGNORMAL, 1, 0, 9 } },
    };
    struct trials_model two = { .risk = risk, .n = 2, .trials = 5000 };
    struct trials_model one = { .risk = risk + 1, .n = 1, .trials = 5000 };
    struct trials_result r;

    (void)state;
    assert_memory_equal(trials_losses(run_of(&two, &r), 1, TRIALS_NONE),
                        trials_losses(run_of(&one, &r), 0, TRIALS_NONE),
                        5000 * sizeof(double));
}

/* --- The trend ------------------------------------------------------------ */

/* Four values: slope 3/5, rest 0.2 on two degrees; at 2.5 the standard error
 * is the root of 0.1 (1 + 1/4 + 6.25/5) = 1/2.  With two degrees Student's t is
 * 1/2 + t / (2 sqrt(2 + t^2)). */
static void test_trend(void **state)
{
    const double x[] = { -1.5, -0.5, 0.5, 1.5 }, y[] = { 0, 1, 1, 2 };
    struct trend t = trend_of(x, y, 4, 2.5);

    (void)state;
    assert_true(t.known);
    near(t.slope, 0.6, 1e-12);
    near(t.value, 2.5, 1e-12);
    near(t.spread, 0.5, 1e-12);
    near(trend_chance(&t, 2.5, false), 0.5, 1e-12);
    near(trend_chance(&t, 2, false), 0.5 + 1 / (2 * sqrt(3)), 1e-12);
    near(trend_chance(&t, 2, true), 0.5 - 1 / (2 * sqrt(3)), 1e-12);
    near(trend_chance(&t, 2 - 1e9, false), 0.99, 1e-12); /* never sure */
    assert_false(trend_of(x, y, 2, 2.5).known);
    /* On the line: met or not, but never said with certainty. */
    t = trend_of(x, x, 4, 2);
    near(trend_chance(&t, 2, false), 0.99, 1e-12);
    near(trend_chance(&t, 2.1, false), 0.01, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_tables, setup, teardown),
        cmocka_unit_test_setup_teardown(test_beta_is_its_polynomial, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_stream_is_the_published_one,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_poisson_counts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_moments, setup, teardown),
        cmocka_unit_test_setup_teardown(test_impossible_ones, setup, teardown),
        cmocka_unit_test_setup_teardown(test_compound_moments, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_exceedance_is_the_poisson_tail,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_correlation, setup, teardown),
        cmocka_unit_test_setup_teardown(test_impossible_correlation, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_actions, setup, teardown),
        cmocka_unit_test_setup_teardown(test_threads_change_nothing, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_a_risk_more, setup, teardown),
        cmocka_unit_test(test_trend),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
