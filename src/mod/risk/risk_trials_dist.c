/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_trials_dist.c: the distributions that a person can give: what is
 * impossible, and closed forms.
 */
#include "mod/risk/risk_trials.h"

#include "base/dist.h"
#include "base/lang.h"

#include <math.h>

/* Of the standard normal: 95 of 100 lie below. */
#define Z95 1.6448536269514722
/* A wider interval says nothing, and its mean is that of its last thousandth. */
#define WIDEST 10000.0

/* --- What is impossible --------------------------------------------------- */

static const char *fault_of(const struct trials_dist *d, enum trials_member *m,
                            enum trials_member of, const char *why)
{
    (void)d;
    *m = of;
    return why;
}

static bool uses(const struct trials_dist *d, enum trials_member m)
{
    if (d->shape == TRIALS_FIXED)
        return m == TRIALS_MODE;
    return m != TRIALS_MODE || d->shape == TRIALS_PERT;
}

/* Each number by itself. */
static const char *number_fault(const struct trials_dist *d,
                                enum trials_member *member)
{
    const double v[] = { d->low, d->mode, d->high };

    for (int i = 0; i < 3; i++) {
        enum trials_member m = (enum trials_member)i;

        if (!uses(d, m))
            continue;
        if (!isfinite(v[i]))
            return fault_of(d, member, m, N_("must be a number"));
        if (v[i] < 0)
            return fault_of(d, member, m, N_("must not be below zero"));
    }
    return NULL;
}

static const char *interval_fault(const struct trials_dist *d,
                                  enum trials_member *member)
{
    if (d->low >= d->high)
        return fault_of(d, member, TRIALS_HIGH,
                        N_("must be above the lower end"));
    if (d->shape == TRIALS_LOGNORMAL && d->low <= 0)
        return fault_of(d, member, TRIALS_LOW,
                        N_("must be above zero for this shape"));
    if (d->shape == TRIALS_LOGNORMAL && d->high / d->low > WIDEST)
        return fault_of(d, member, TRIALS_HIGH,
                        N_("an interval of more than 1 to 10,000 says"
                           " nothing"));
    if (d->shape == TRIALS_NORMAL &&
        dist_normal_cdf(-trials_mean(d) / sqrt(trials_variance(d))) > 0.001)
        return fault_of(d, member, TRIALS_LOW,
                        N_("more than one in a thousand would lie below zero:"
                           " take the lognormal shape"));
    return NULL;
}

static const char *pert_fault(const struct trials_dist *d,
                              enum trials_member *member)
{
    if (d->low >= d->high)
        return fault_of(d, member, TRIALS_HIGH,
                        N_("must be above the lower end"));
    if (d->mode < d->low)
        return fault_of(d, member, TRIALS_MODE,
                        N_("must not be below the least"));
    if (d->mode > d->high)
        return fault_of(d, member, TRIALS_MODE,
                        N_("must not be above the most"));
    return NULL;
}

const char *trials_fault(const struct trials_dist *d,
                         enum trials_member *member)
{
    const char *why = number_fault(d, member);

    if (why || d->shape == TRIALS_FIXED)
        return why;
    return d->shape == TRIALS_PERT ? pert_fault(d, member)
                                   : interval_fault(d, member);
}

/* --- Closed forms --------------------------------------------------------- */

static double log_middle(const struct trials_dist *d)
{
    return (log(d->low) + log(d->high)) / 2;
}

static double log_spread(const struct trials_dist *d)
{
    return (log(d->high) - log(d->low)) / (2 * Z95);
}

/* Shapes of the beta behind PERT. */
static double pert_a(const struct trials_dist *d)
{
    return 1 + 4 * (d->mode - d->low) / (d->high - d->low);
}

static double pert_b(const struct trials_dist *d)
{
    return 1 + 4 * (d->high - d->mode) / (d->high - d->low);
}

double trials_mean(const struct trials_dist *d)
{
    switch (d->shape) {
    case TRIALS_FIXED:
        return d->mode;
    case TRIALS_PERT:
        return (d->low + 4 * d->mode + d->high) / 6;
    case TRIALS_LOGNORMAL:
        return exp(log_middle(d) + log_spread(d) * log_spread(d) / 2);
    case TRIALS_UNIFORM:
    case TRIALS_NORMAL:
        break;
    }
    return (d->low + d->high) / 2;
}

double trials_variance(const struct trials_dist *d)
{
    double mean = trials_mean(d), s;

    switch (d->shape) {
    case TRIALS_FIXED:
        return 0;
    case TRIALS_UNIFORM:
        return (d->high - d->low) * (d->high - d->low) / 12;
    case TRIALS_PERT:
        return (mean - d->low) * (d->high - mean) / 7;
    case TRIALS_LOGNORMAL:
        s = log_spread(d);
        return mean * mean * expm1(s * s);
    case TRIALS_NORMAL:
        break;
    }
    s = (d->high - d->low) / (2 * Z95);
    return s * s;
}

double trials_quantile(const struct trials_dist *d, double p)
{
    switch (d->shape) {
    case TRIALS_FIXED:
        return d->mode;
    case TRIALS_UNIFORM:
        return d->low + (d->high - d->low) * p;
    case TRIALS_PERT:
        return d->low + (d->high - d->low) *
                            dist_beta_quantile(pert_a(d), pert_b(d), p);
    case TRIALS_LOGNORMAL:
        return exp(log_middle(d) + log_spread(d) * dist_normal_quantile(p));
    case TRIALS_NORMAL:
        break;
    }
    return fmax(0, trials_mean(d) +
                       sqrt(trials_variance(d)) * dist_normal_quantile(p));
}
