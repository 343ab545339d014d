/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_trials.h: risks in numbers, without a database: how often a risk
 * happens in a year times what it costs each time, tried many times.
 *
 * A trial is a year.  A risk happens N times in it, N being Poisson with a
 * mean that is itself drawn from what is known about the frequency; each time
 * costs a loss drawn anew.  Years that are bad for one risk can be bad for
 * another: the counts are joined by a Gaussian copula.  The same draws serve
 * the year without actions, with those that are done and with all, so their
 * difference is the actions' and not chance's.
 *
 * Every draw is a function of seed, trial and source alone: parts may be run
 * in any order and by any number of threads.
 */
#pragma once

#include "base/draws.h"
#include "base/mem.h"

enum trials_shape {
    TRIALS_FIXED,     /* mode */
    TRIALS_UNIFORM,   /* low .. high */
    TRIALS_PERT,      /* low, mode, high */
    TRIALS_LOGNORMAL, /* low and high: 5 and 95 of 100 lie below */
    TRIALS_NORMAL,    /* the same */
};

struct trials_dist {
    enum trials_shape shape;
    double low, mode, high;
};

enum trials_member { TRIALS_LOW, TRIALS_MODE, TRIALS_HIGH };
/* NULL: it is possible; else why not (msgid), and of which member. */
const char *trials_fault(const struct trials_dist *d,
                         enum trials_member *member);
/* Closed forms of a possible one. */
double trials_mean(const struct trials_dist *d);
double trials_variance(const struct trials_dist *d);
double trials_quantile(const struct trials_dist *d, double p);

struct trials_risk {
    int64_t id;
    struct trials_dist frequency; /* a year */
    struct trials_dist loss;      /* each time */
};

/* What an action does: factors on frequency and loss, 1 changes nothing. */
struct trials_effect {
    int64_t id;
    size_t risk; /* its place */
    struct trials_dist frequency, loss;
    bool done;
    double cost, years; /* in which it works */
};

enum { TRIALS_RISKS = 400 };

struct trials_model {
    struct trials_risk *risk;
    size_t n;
    struct trials_effect *effect;
    size_t n_effects;
    double *correlation; /* n x n by rows; NULL: none */
    uint64_t seed;
    size_t trials;
};

enum trials_variant {
    TRIALS_NONE, /* as if nothing were done */
    TRIALS_DONE, /* with the actions that are done */
    TRIALS_ALL,  /* with all of them */
    TRIALS_VARIANTS
};

/* Can it be a correlation of n?  *lower (n x n) becomes its triangular root. */
bool trials_correlation(struct mem *m, const double *c, size_t n,
                        double **lower);

struct trials_run;
/* NULL: the correlation is impossible, or there are more than TRIALS_RISKS.
 * `model` must stay. */
struct trials_run *trials_open(struct mem *m, const struct trials_model *model);
/* Trials first .. first + n - 1; from any thread, each trial once. */
void trials_part(struct trials_run *run, size_t first, size_t n);

/* Once all parts are made. */
enum { TRIALS_QUANTILES = 7, TRIALS_CURVE = 40 };
extern const double trials_quantiles[TRIALS_QUANTILES];

struct trials_figures {
    double mean, error; /* of a year; its standard error */
    double chance;      /* of any loss in a year */
    double quantile[TRIALS_QUANTILES];
};
/* What an action is worth over its years, its cost taken off; the interval
 * holds nine of ten of what the frequency and the factors may be. */
struct trials_worth {
    double mean, low, high;
};
struct trials_result {
    /* of each risk; [n] is the total */
    struct trials_figures (*figures)[TRIALS_VARIANTS];
    struct trials_worth *worth; /* of each effect */
    struct trials_curve {
        double loss, chance[TRIALS_VARIANTS]; /* of more than that in a year */
    } curve[TRIALS_CURVE];
    size_t n_curve;
};
void trials_sum(struct mem *m, struct trials_run *run,
                struct trials_result *out);
/* Losses of each trial of a risk (n: the total). */
const double *trials_losses(const struct trials_run *run, size_t risk,
                            enum trials_variant v);

/* Doubles that a run keeps. */
size_t trials_room(const struct trials_model *model);

/* The least count whose cumulated Poisson probability reaches p. */
double trials_poisson(double mean, double p);
