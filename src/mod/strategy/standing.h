/* SPDX-License-Identifier: Apache-2.0 */
/*
 * standing.h: how an indicator stands against its target, and the forecast.
 *
 * The rule, also written on the indicator's page:
 *   no data   there is no value, or no target to compare with
 *   reached   the newest value meets the target
 *   failed    the target's year is over and the newest value misses it
 *   on the way, at risk   while the year is not over: the forecast for its
 *             end meets the target, or misses it; with one value only, the
 *             straight way from the baseline (or from 0) at the plan's start
 *             to the target tells where it should be on the value's day
 *
 * The forecast is the least-squares line through the values (at least three,
 * on different days), its interval the 80 % prediction interval of that line
 * with Student's t (Draper, Smith: Applied Regression Analysis, 3rd ed., 1.4).
 */
#pragma once

#include "mod/strategy/strategy.h"

struct observed {
    day on;
    double value;
    bool typed;
    int64_t record; /* reading, 0 when counted */
};

/* Values in order of days. */
struct series {
    struct observed *at;
    size_t n;
};

struct forecast {
    bool known; /* false: fewer than three values */
    double value, half; /* value and half width of its interval */
};

/* A day as a year with its fraction: 2025-07-02 is 2025.5. */
double year_of(day d);
struct forecast series_forecast(const struct series *s, double year);
enum standing indicator_standing(const struct indicator *i,
                                 const struct series *s, day starts, day today);
/* msgid and tone of a standing. */
const char *standing_label(enum standing s);
const char *standing_tone(enum standing s);

/* All values of all indicators of a plan: confirmed readings, and what the
 * measures counted (snapshots; the newest is added live by the indicator's
 * own page).  One series for each of `ids`, in few statements. */
enum rc standing_series(struct rq *rq, int64_t plan, const int64_t *ids,
                        const char *const *codes, size_t n,
                        struct series **out) MUST_USE;
