/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_chance_trend.c: the line through the values and Student's t about it.
 */
#include "mod/risk/risk_chance_trend.h"

#include "base/dist.h"

#include <math.h>

#define LEAST_CHANCE 0.01

struct trend trend_of(const double *x, const double *y, size_t n, double at)
{
    double mx = 0, my = 0, sxx = 0, sxy = 0, rest = 0, count = (double)n;
    struct trend t = { 0 };

    for (size_t i = 0; i < n; i++) {
        mx += x[i] / count;
        my += y[i] / count;
    }
    for (size_t i = 0; i < n; i++) {
        sxx += (x[i] - mx) * (x[i] - mx);
        sxy += (x[i] - mx) * (y[i] - my);
    }
    if (n < TREND_LEAST || sxx < 1e-9)
        return t;
    t.slope = sxy / sxx;
    for (size_t i = 0; i < n; i++) {
        double miss = y[i] - my - t.slope * (x[i] - mx);

        rest += miss * miss;
    }
    t.known = true;
    t.degrees = count - 2;
    t.value = my + t.slope * (at - mx);
    t.spread = sqrt(rest / t.degrees *
                    (1 + 1 / count + (at - mx) * (at - mx) / sxx));
    t.beyond = (at - x[n - 1]) / (x[n - 1] - x[0]);
    return t;
}

double trend_chance(const struct trend *t, double target, bool down)
{
    double over = down ? target - t->value : t->value - target;
    double chance;

    if (t->spread > 1e-12)
        chance = dist_t_cdf(t->degrees, over / t->spread);
    else
        chance = over >= -1e-9 ? 1 : 0;
    return fmin(fmax(chance, LEAST_CHANCE), 1 - LEAST_CHANCE);
}
