/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trials.c: trials a second of a register of risks, beside a bare loop that
 * draws the very same variates and does nothing with them but add them up.
 *
 *   trials [TRIALS]
 */
#include "base/dist.h"
#include "mod/risk/risk_trials.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { RISKS = 11, ROUNDS = 7, TRIALS = 20000 };
#define MARK 0.5

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Of each risk: how bad the year is, how often, and each loss; lognormal all,
 * so that the bare loop writes its draws in one line. */
static void fill(struct trials_risk *risk)
{
    for (size_t i = 0; i < RISKS; i++)
        risk[i] = (struct trials_risk){
            (int64_t)i + 1,
            { TRIALS_LOGNORMAL, 0.2, 0, 2.0 + (double)i / 4 },
            { TRIALS_LOGNORMAL, 1e5, 0, 1e7 },
        };
}

static double lognormal(const struct trials_dist *d, struct draws *s)
{
    double from = (log(d->low) + log(d->high)) / 2;

    return exp(from + (log(d->high) - from) / 1.6448536269514722 *
                          dist_normal_quantile(draws_next(s)));
}

static double bare(const struct trials_risk *risk, uint64_t seed, size_t n)
{
    double sum = 0;

    for (size_t t = 0; t < n; t++)
        for (size_t r = 0; r < RISKS; r++) {
            struct draws d = draws_of(seed, t, (uint32_t)risk[r].id);
            double p = draws_next(&d);
            double often = lognormal(&risk[r].frequency, &d);
            double many = trials_poisson(often, p);

            for (double k = 0; k < many; k++)
                sum += lognormal(&risk[r].loss, &d);
        }
    return sum;
}

static double ours(const struct trials_risk *risk, uint64_t seed, size_t n)
{
    struct trials_model m = { .risk = (struct trials_risk *)(uintptr_t)risk,
                              .n = RISKS, .seed = seed, .trials = n };
    struct mem *mem = mem_new(0);
    struct trials_result result;
    struct trials_run *run;
    double mean;

    if (!mem)
        exit(1);
    run = trials_open(mem, &m);
    trials_part(run, 0, n);
    trials_sum(mem, run, &result);
    mean = result.figures[RISKS][TRIALS_NONE].mean;
    mem_free(mem);
    return mean;
}

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

int main(int argc, char **argv)
{
    size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : TRIALS;
    struct trials_risk risk[RISKS];
    double ratio[ROUNDS], per = 0;

    fill(risk);
    for (int i = 0; i < ROUNDS; i++) {
        double began = seconds(), middle, a, b;

        a = bare(risk, 7, n) / (double)n;
        middle = seconds();
        b = ours(risk, 7, n);
        per = (double)n / (seconds() - middle);
        ratio[i] = (middle - began) / (seconds() - middle);
        /* The same draws, so the same sum: otherwise nothing is compared. */
        if (fabs(a - b) > 1e-6 * fabs(a)) {
            fprintf(stderr, "the two did not draw the same\n");
            return 1;
        }
    }
    qsort(ratio, ROUNDS, sizeof *ratio, by_size);
    printf("trials: %d risks, %.0f trials/s, ours / bare %.2f (%.2f to %.2f)"
           "  (mark: %.1f)%s\n",
           RISKS, per, ratio[ROUNDS / 2], ratio[0], ratio[ROUNDS - 1], MARK,
           ratio[ROUNDS / 2] < MARK ? "  MISSED" : "");
    return 0;
}
