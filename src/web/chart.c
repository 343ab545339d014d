/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chart.c: charts as SVG, with the same numbers as a table behind.  Classes
 * are those of doc/look.md; colours and dashes are the style sheet's.
 */
#include "web/chart.h"

#include "base/lang.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The drawing area within the view box of 640 x 240. */
enum { LEFT = 48, RIGHT = 628, TOP = 16, BOTTOM = 204, LABEL_Y = 222 };

struct frame {
    struct html *h;
    struct mem *mem;
    const struct chart *chart;
    double x0, x1, y0, y1;
    double tick; /* distance of the grid lines, in units of y */
};

/* --- Scales --------------------------------------------------------------- */

static void widen(struct frame *f, double y)
{
    if (!isfinite(y))
        return;
    f->y0 = fmin(f->y0, y);
    f->y1 = fmax(f->y1, y);
}

/* An interval does not pull the axis below 0 when no value is there. */
static void widen_interval(struct frame *f, double y, double half)
{
    widen(f, y + half);
    widen(f, y < 0 ? y - half : fmax(y - half, 0));
}

static void find_limits(struct frame *f)
{
    const struct chart *c = f->chart;

    f->x0 = INFINITY;
    f->x1 = -INFINITY;
    f->y0 = 0;
    f->y1 = -INFINITY;
    for (size_t s = 0; s < c->n_series; s++)
        for (size_t i = 0; i < c->series[s].n; i++) {
            const struct chart_point *p = &c->series[s].points[i];
            double half = c->series[s].interval ? c->series[s].interval[i] : 0;

            f->x0 = fmin(f->x0, p->x);
            f->x1 = fmax(f->x1, p->x);
            widen_interval(f, p->y, half);
        }
    if (c->least < c->most) {
        f->y0 = c->least;
        f->y1 = c->most;
    }
    if (!isfinite(f->x0))
        f->x0 = f->x1 = 0;
    if (!isfinite(f->y1))
        f->y1 = 1;
}

/* 1, 2 or 5 times a power of ten, so that there are at most six lines. */
static double nice_tick(double range)
{
    double raw = range / 5, power = pow(10, floor(log10(raw)));
    double unit = raw / power;

    return power * (unit <= 1 ? 1 : unit <= 2 ? 2 : unit <= 5 ? 5 : 10);
}

static void find_ticks(struct frame *f)
{
    if (f->y1 - f->y0 < 1e-9)
        f->y1 = f->y0 + 1;
    f->tick = nice_tick(f->y1 - f->y0);
    f->y0 = floor(f->y0 / f->tick + 1e-9) * f->tick;
    f->y1 = ceil(f->y1 / f->tick - 1e-9) * f->tick;
    if (f->chart->categories) {
        f->x0 = -0.5;
        f->x1 = (double)f->chart->n_categories - 0.5;
    } else {
        f->x0 = floor(f->x0);
        f->x1 = fmax(ceil(f->x1), f->x0 + 1);
    }
}

static double at_x(const struct frame *f, double x)
{
    return LEFT + 8 +
           (x - f->x0) / (f->x1 - f->x0) * (double)(RIGHT - LEFT - 24);
}

static double at_y(const struct frame *f, double y)
{
    double inside = fmin(fmax(y, f->y0), f->y1);

    return BOTTOM - (inside - f->y0) / (f->y1 - f->y0) * (BOTTOM - TOP);
}

static const char *number(const struct frame *f, double v)
{
    return lang_number(f->mem, f->h->lang, v, 2);
}

/* --- Grid and labels ------------------------------------------------------ */

static void draw_grid(struct frame *f)
{
    int lines = (int)lround((f->y1 - f->y0) / f->tick);

    html_raw(f->h, "<g class=\"grid\"><path d=\"");
    for (int i = 0; i <= lines; i++)
        html_fmt(f->h, "M%d %.1fH%d", LEFT, at_y(f, f->y0 + i * f->tick),
                 RIGHT);
    html_fmt(f->h, "\"/></g><path class=\"axis\" d=\"M%d %dV%dH%d\"/>\n", LEFT,
             TOP, BOTTOM, RIGHT);
    for (int i = 0; i <= lines; i++)
        html_fmt(f->h,
                 "<text class=\"label\" x=\"%d\" y=\"%.1f\""
                 " text-anchor=\"end\">%s</text>",
                 LEFT - 6, at_y(f, f->y0 + i * f->tick) + 4,
                 number(f, f->y0 + i * f->tick));
}

static void draw_x_label(struct frame *f, double x, const char *text)
{
    html_fmt(f->h,
             "<text class=\"label\" x=\"%.1f\" y=\"%d\""
             " text-anchor=\"middle\">%s</text>",
             at_x(f, x), LABEL_Y, text);
}

/* A year's name stands in the middle of the year. */
static void draw_x_labels(struct frame *f)
{
    const struct chart *c = f->chart;
    int first = (int)f->x0, last = (int)f->x1 - 1;
    int step = 1 + (last - first) / 10;

    if (c->categories) {
        for (size_t i = 0; i < c->n_categories; i++)
            draw_x_label(f, (double)i, c->categories[i]);
        return;
    }
    for (int x = first; x <= last; x += step)
        draw_x_label(f, x + 0.5, mem_fmt(f->mem, "%d", x));
}

/* --- Series --------------------------------------------------------------- */

static void path_open(struct frame *f, const char *class)
{
    html_fmt(f->h, "<path class=\"%s\" d=\"", class);
}

/* The class is one of ours, never of data. */
static const char *series_class(const struct frame *f, size_t s)
{
    return mem_fmt(f->mem, "series-%zu", s % 6 + 1);
}

static void path_points(struct frame *f, const struct chart_series *s)
{
    bool pen = false;

    for (size_t i = 0; i < s->n; i++) {
        if (!isfinite(s->points[i].y)) {
            pen = false;
            continue;
        }
        html_fmt(f->h, "%c%.1f %.1f", pen ? 'L' : 'M',
                 at_x(f, s->points[i].x), at_y(f, s->points[i].y));
        pen = true;
    }
    html_raw(f->h, "\"/>");
}

static void draw_line(struct frame *f, size_t n)
{
    const struct chart_series *s = &f->chart->series[n];

    path_open(f, series_class(f, n));
    path_points(f, s);
    for (size_t i = 0; i < s->n; i++)
        if (isfinite(s->points[i].y))
            html_fmt(f->h, "<circle class=\"%s%s\" cx=\"%.1f\" cy=\"%.1f\""
                           " r=\"4\"/>",
                     series_class(f, n), s->points[i].typed ? " typed" : "",
                     at_x(f, s->points[i].x), at_y(f, s->points[i].y));
    if (s->n && isfinite(s->points[s->n - 1].y))
        html_fmt(f->h,
                 "<text class=\"label strong\" x=\"%.1f\" y=\"%.1f\""
                 " text-anchor=\"middle\">%s</text>",
                 at_x(f, s->points[s->n - 1].x),
                 at_y(f, s->points[s->n - 1].y) - 10,
                 number(f, s->points[s->n - 1].y));
}

static void draw_target(struct frame *f, const struct chart_series *s)
{
    path_open(f, s->n && s->points[s->n - 1].typed ? "target derived"
                                                   : "target");
    for (size_t i = 0; i < s->n; i++) {
        if (i)
            html_fmt(f->h, "H%.1fV%.1f", at_x(f, s->points[i].x),
                     at_y(f, s->points[i].y));
        else
            html_fmt(f->h, "M%.1f %.1f", at_x(f, s->points[i].x),
                     at_y(f, s->points[i].y));
    }
    if (s->n == 1)
        html_fmt(f->h, "H%d", RIGHT);
    html_raw(f->h, "\"/>");
}

static void draw_forecast(struct frame *f, const struct chart_series *s)
{
    html_raw(f->h, "<g class=\"series-1\">");
    if (s->interval && s->n) {
        path_open(f, "band");
        for (size_t i = 0; i < s->n; i++)
            html_fmt(f->h, "%c%.1f %.1f", i ? 'L' : 'M',
                     at_x(f, s->points[i].x),
                     at_y(f, s->points[i].y + s->interval[i]));
        for (size_t i = s->n; i-- > 0;)
            html_fmt(f->h, "L%.1f %.1f", at_x(f, s->points[i].x),
                     at_y(f, s->points[i].y - s->interval[i]));
        html_raw(f->h, "Z\"/>");
    }
    path_open(f, "forecast");
    path_points(f, s);
    html_raw(f->h, "</g>");
}

static size_t bars_before(const struct chart *c, size_t n)
{
    size_t k = 0;

    for (size_t i = 0; i < n; i++)
        k += c->series[i].look == CHART_BARS;
    return k;
}

static void draw_bars(struct frame *f, size_t n)
{
    const struct chart_series *s = &f->chart->series[n];
    double all = (double)bars_before(f->chart, f->chart->n_series);
    double slot = (at_x(f, 1) - at_x(f, 0)) * 0.72;
    double wide = slot / all, first = (double)bars_before(f->chart, n);

    for (size_t i = 0; i < s->n; i++) {
        double x = at_x(f, s->points[i].x) - slot / 2 + first * wide;
        double y = at_y(f, s->points[i].y);

        if (!isfinite(s->points[i].y))
            continue;
        html_fmt(f->h,
                 "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\""
                 " height=\"%.1f\"/>",
                 series_class(f, n), x, y, wide * 0.92, BOTTOM - y);
        html_fmt(f->h,
                 "<text class=\"label\" x=\"%.1f\" y=\"%.1f\""
                 " text-anchor=\"middle\">%s</text>",
                 x + wide * 0.46, y - 4, number(f, s->points[i].y));
    }
}

static void draw_series(struct frame *f, size_t n)
{
    switch (f->chart->series[n].look) {
    case CHART_LINE:
        draw_line(f, n);
        break;
    case CHART_TARGET:
        draw_target(f, &f->chart->series[n]);
        break;
    case CHART_FORECAST:
        draw_forecast(f, &f->chart->series[n]);
        break;
    case CHART_BARS:
        draw_bars(f, n);
        break;
    }
}

/* --- Legend, words, table ------------------------------------------------- */

static void draw_key(struct frame *f, size_t n)
{
    const struct chart_series *s = &f->chart->series[n];
    const char *class = s->look == CHART_TARGET     ? "target"
                        : s->look == CHART_FORECAST ? "forecast"
                                                    : series_class(f, n);

    html_raw(f->h, "<li><svg class=\"chart\" viewBox=\"0 0 32 12\">");
    html_fmt(f->h, "<g class=\"series-1\"><line class=\"%s\" x1=\"0\""
                   " x2=\"32\" y1=\"6\" y2=\"6\"/></g></svg>%s</li>",
             class, s->name);
}

/* What the picture says, for those who do not see it. */
static void draw_words(struct frame *f)
{
    const struct chart *c = f->chart;

    html_fmt(f->h, "%s.", c->title);
    for (size_t i = 0; i < c->n_series; i++) {
        const struct chart_series *s = &c->series[i];

        if (s->n && isfinite(s->points[s->n - 1].y))
            html_fmt(f->h, " %s: %s%s.", s->name,
                     number(f, s->points[s->n - 1].y), c->unit);
    }
}

static const char *x_text(const struct frame *f, double x)
{
    const struct chart *c = f->chart;

    if (c->categories && x >= 0 && (size_t)x < c->n_categories)
        return c->categories[(size_t)x];
    return mem_fmt(f->mem, "%d", (int)floor(x + 1e-6));
}

static void table_row(struct frame *f, const struct chart_series *s, size_t i)
{
    const struct chart_point *p = &s->points[i];

    html_fmt(f->h, "<tr><th scope=\"row\">%s</th><td>%s</td><td class=\"n\">",
             s->name, x_text(f, p->x));
    if (p->typed)
        html_fmt(f->h, "<span class=\"typed\">%s%s</span>", number(f, p->y),
                 f->chart->unit);
    else
        html_fmt(f->h, "%s%s", number(f, p->y), f->chart->unit);
    if (s->interval)
        html_fmt(f->h, " ± %s", number(f, s->interval[i]));
    html_fmt(f->h, "</td><td>%s</td></tr>\n", p->note ? p->note : "");
}

static void draw_table(struct frame *f)
{
    const struct chart *c = f->chart;

    html_fmt(f->h,
             "<details class=\"more\"><summary>%s</summary>"
             "<div class=\"scroll\" tabindex=\"0\" role=\"region\""
             " aria-label=\"%s\"><table><thead><tr><th>%s</th><th>%s</th>"
             "<th class=\"n\">%s</th><th>%s</th></tr></thead><tbody>\n",
             tr(f->h->lang, N_("The numbers as a table")), c->title,
             tr(f->h->lang, N_("Series")), c->x_name ? c->x_name : "",
             c->y_name ? c->y_name : "", tr(f->h->lang, N_("Note")));
    for (size_t s = 0; s < c->n_series; s++)
        for (size_t i = 0; i < c->series[s].n; i++)
            if (isfinite(c->series[s].points[i].y))
                table_row(f, &c->series[s], i);
    html_raw(f->h, "</tbody></table></div></details>");
}

void chart_draw(struct html *h, struct mem *m, const struct chart *c)
{
    struct frame f = { .h = h, .mem = m, .chart = c };

    find_limits(&f);
    find_ticks(&f);
    html_fmt(h, "<figure class=\"figure\"><figcaption><b>%s</b><span>%s</span>"
                "</figcaption>\n<ul class=\"keys\" aria-hidden=\"true\">",
             c->title, c->caption ? c->caption : "");
    for (size_t i = 0; i < c->n_series; i++)
        draw_key(&f, i);
    html_raw(h, "</ul>\n<svg class=\"chart\" viewBox=\"0 0 640 240\""
                " role=\"img\" aria-label=\"");
    draw_words(&f);
    html_raw(h, "\">\n");
    draw_grid(&f);
    draw_x_labels(&f);
    for (size_t i = 0; i < c->n_series; i++)
        draw_series(&f, i);
    html_raw(h, "</svg>\n");
    draw_table(&f);
    html_raw(h, "</figure>\n");
}

void chart_bar(struct html *h, double share, const char *words)
{
    double width = 100 * fmin(fmax(share, 0), 1);

    html_fmt(h,
             "<span class=\"bar-line\"><svg class=\"bar\" viewBox=\"0 0 100"
             " 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect"
             " class=\"track\" width=\"100\" height=\"10\"/><rect"
             " class=\"fill\" width=\"%.0f\" height=\"10\"/></svg>%s</span>",
             width, words);
}

void chart_spark(struct html *h, const double *v, size_t n, const char *words)
{
    double least = INFINITY, most = -INFINITY;
    bool pen = false;

    for (size_t i = 0; i < n; i++)
        if (isfinite(v[i])) {
            least = fmin(least, v[i]);
            most = fmax(most, v[i]);
        }
    html_fmt(h,
             "<svg class=\"spark\" viewBox=\"0 0 100 20\""
             " preserveAspectRatio=\"none\" role=\"img\" aria-label=\"%s\">"
             "<path d=\"",
             words);
    for (size_t i = 0; i < n; i++) {
        double x = n > 1 ? 100.0 * (double)i / (double)(n - 1) : 50;
        double range = most - least > 1e-9 ? most - least : 1;

        if (!isfinite(v[i])) {
            pen = false;
            continue;
        }
        html_fmt(h, "%c%.1f %.1f", pen ? 'L' : 'M', x,
                 18 - 16 * (v[i] - least) / range);
        pen = true;
    }
    html_raw(h, "\"/></svg>");
}
