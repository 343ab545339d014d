/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_chance_trend.h: how probable it is that a target is met, by the straight
 * line through yearly values: the new value is Student-distributed around the
 * line, as wide as the values lie about it (Draper, Smith: Applied Regression
 * Analysis, 3rd ed., 1.4).  Without a database.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* With fewer there is no spread; below the second the chance is weak. */
enum { TREND_LEAST = 3, TREND_FEW = 5 };

struct trend {
    bool known;    /* false: fewer than TREND_LEAST values */
    double slope;  /* a year */
    double value;  /* expected at the target's time */
    double spread; /* standard error of one new value there */
    double degrees;
    double beyond; /* target's distance from the last value, in spans of all */
};

/* Values at the times x (years), and what the line says of the time `at`. */
struct trend trend_of(const double *x, const double *y, size_t n, double at);
/* The chance that a new value there is at least (`down`: at most) `target`;
 * never 0 or 1: a line through few points cannot know that. */
double trend_chance(const struct trend *t, double target, bool down);
