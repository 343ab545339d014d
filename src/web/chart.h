/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chart.h: charts as SVG drawn by the server, each in a <figure> with a
 * caption and the same numbers as a table behind <details>.  Readable without
 * colour: series differ by dash and marker too.
 */
#pragma once

#include "web/html.h"

struct chart_point {
    double x; /* year as 2025.5, or index of a category */
    double y;
    bool typed; /* drawn as a hollow marker */
    const char *note; /* shown in the table; NULL none */
};

struct chart_series {
    const char *name;
    const struct chart_point *points;
    size_t n;
    enum chart_look { CHART_LINE, CHART_TARGET, CHART_FORECAST, CHART_BARS } look;
    /* For CHART_FORECAST: half width of the interval at each point. */
    const double *interval;
};

struct chart {
    const char *title, *caption; /* texts already translated */
    const char *x_name, *y_name;
    const char *unit;  /* "%" or "" */
    double least, most; /* of y; equal: by the data */
    const struct chart_series *series;
    size_t n_series;
    const char *const *categories; /* labels of x 0..n-1; NULL: years */
    size_t n_categories;
};

/* Values over time or by category. */
void chart_draw(struct html *h, struct mem *m, const struct chart *c);
/* A thin bar for progress inside text: 0..1, with its words. */
void chart_bar(struct html *h, double share, const char *words);
/* A small line without axes, for tables; values in order, NAN for gaps. */
void chart_spark(struct html *h, const double *v, size_t n, const char *words);
