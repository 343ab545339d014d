/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_chart_losses.c: the loss exceedance curve: how probable it is that a
 * year costs more than a sum.  The axis of sums goes by powers of ten.
 */
#include "mod/risk/risk_chart.h"

#include <math.h>

enum { LEFT = 56, RIGHT = 620, TOP = 14, BOTTOM = 220, LABEL_Y = 240,
       HEIGHT = 250, MOST_TICKS = 6 };

struct axes {
    struct rq *rq;
    struct html *h;
    const struct risk_outcome *o;
    double from, to; /* logarithms of the sums */
    double most;     /* chance at the top */
};

static const char *const names[TRIALS_VARIANTS] = {
    N_("if nothing is done"), N_("with the actions done"),
    N_("with all actions"),
};

static double at_x(const struct axes *a, double loss)
{
    return LEFT + (log10(loss) - a->from) / (a->to - a->from) * (RIGHT - LEFT);
}

static double at_y(const struct axes *a, double chance)
{
    return BOTTOM - chance / a->most * (BOTTOM - TOP);
}

static void find(struct axes *a)
{
    const struct risk_outcome *o = a->o;
    double most = 0;

    a->from = log10(o->curve[0].loss);
    a->to = log10(o->curve[o->n_curve - 1].loss);
    if (a->to - a->from < 0.1) {
        a->from -= 0.5;
        a->to += 0.5;
    }
    for (int v = 0; v < TRIALS_VARIANTS; v++)
        most = fmax(most, o->curve[0].chance[v]);
    a->most = most > 0.5 ? 1 : most > 0.2 ? 0.5 : most > 0.1 ? 0.2 : 0.1;
}

/* A thousand, a million: short names for the axis. */
static const char *short_sum(struct rq *rq, double tyiyn)
{
    double som = tyiyn / 100;

    if (som >= 1e9)
        return mem_fmt(rq->mem, T(rq, "%s bn"),
                       lang_number(rq->mem, rq->lang, som / 1e9, 1));
    if (som >= 1e6)
        return mem_fmt(rq->mem, T(rq, "%s m"),
                       lang_number(rq->mem, rq->lang, som / 1e6, 1));
    if (som >= 1e3)
        return mem_fmt(rq->mem, T(rq, "%s th"),
                       lang_number(rq->mem, rq->lang, som / 1e3, 1));
    return lang_number(rq->mem, rq->lang, som, 0);
}

static void put_sums(const struct axes *a)
{
    double step = fmax(1, ceil((a->to - a->from) / MOST_TICKS));

    if (a->to - a->from < 1.5)
        step = 0.301029995663981; /* doubles */
    for (double p = ceil(a->from / step) * step; p <= a->to; p += step) {
        double x = at_x(a, pow(10, p));

        html_fmt(a->h,
                 "<path class=\"grid\" d=\"M%.1f %dV%d\"/>"
                 "<text class=\"label\" x=\"%.1f\" y=\"%d\""
                 " text-anchor=\"middle\">%s</text>",
                 x, TOP, BOTTOM, x, LABEL_Y, short_sum(a->rq, pow(10, p)));
    }
}

static void put_axes(const struct axes *a)
{
    put_sums(a);
    for (int i = 0; i <= 4; i++) {
        double chance = a->most * i / 4;

        html_fmt(a->h,
                 "<path class=\"grid\" d=\"M%d %.1fH%d\"/>"
                 "<text class=\"label\" x=\"%d\" y=\"%.1f\""
                 " text-anchor=\"end\">%s</text>",
                 LEFT, at_y(a, chance), RIGHT, LEFT - 6,
                 at_y(a, chance) + 4,
                 i ? risk_share(a->rq, chance) : "0");
    }
    html_fmt(a->h, "<path class=\"axis\" d=\"M%d %dV%dH%d\"/>\n", LEFT, TOP,
             BOTTOM, RIGHT);
}

static void put_curve(const struct axes *a, int v)
{
    html_fmt(a->h, "<path class=\"series-%d\" d=\"", v + 1);
    for (size_t i = 0; i < a->o->n_curve; i++)
        html_fmt(a->h, "%c%.1f %.1f", i ? 'L' : 'M',
                 at_x(a, a->o->curve[i].loss),
                 at_y(a, a->o->curve[i].chance[v]));
    html_raw(a->h, "\"/>\n");
}

static void put_keys(struct rq *rq, struct html *h)
{
    html_raw(h, "<ul class=\"keys\" aria-hidden=\"true\">");
    for (int v = 0; v < TRIALS_VARIANTS; v++)
        html_fmt(h,
                 "<li><svg class=\"chart\" viewBox=\"0 0 32 12\"><line"
                 " class=\"series-%d\" x1=\"0\" x2=\"32\" y1=\"6\" y2=\"6\"/>"
                 "</svg>%s</li>",
                 v + 1, tr(rq->lang, names[v]));
    html_raw(h, "</ul>\n");
}

static void put_table(struct rq *rq, struct html *h,
                      const struct risk_outcome *o)
{
    const char *const columns[] = { T(rq, "A year costs more than"),
                                    tr(rq->lang, names[0]),
                                    tr(rq->lang, names[1]),
                                    tr(rq->lang, names[2]) };

    risk_table_open(rq, h, T(rq, "Loss exceedance curve"), columns,
                    COUNT(columns), 1);
    for (size_t i = 0; i < o->n_curve; i += 3) {
        html_fmt(h, "<tr><th scope=\"row\">%s</th>",
                 risk_sum(rq, o->curve[i].loss));
        for (int v = 0; v < TRIALS_VARIANTS; v++)
            html_fmt(h, "<td class=\"n\">%s</td>",
                     risk_share(rq, o->curve[i].chance[v]));
        html_raw(h, "</tr>\n");
    }
    risk_table_close(h);
}

void risk_losses_draw(struct rq *rq, struct html *h,
                      const struct risk_outcome *o)
{
    struct axes a = { .rq = rq, .h = h, .o = o };
    const struct risk_out *total = &o->risk[o->n - 1];

    if (!o->n_curve)
        return;
    find(&a);
    risk_figure_open(h, T(rq, "Loss exceedance curve"),
                     T(rq, "How probable it is that all risks together cost"
                           " more than a sum in one year"));
    put_keys(rq, h);
    html_fmt(h, "<svg class=\"chart\" viewBox=\"0 0 640 %d\" role=\"img\""
                " aria-label=\"%s\">\n",
             HEIGHT,
             mem_fmt(rq->mem,
                     T(rq, "Any loss in a year: %s; one year in twenty costs"
                           " more than %s"),
                     risk_share(rq, total->of[TRIALS_DONE].chance),
                     risk_sum(rq, total->of[TRIALS_DONE].quantile[5])));
    put_axes(&a);
    for (int v = 0; v < TRIALS_VARIANTS; v++)
        put_curve(&a, v);
    html_raw(h, "</svg>\n");
    put_table(rq, h, o);
    risk_figure_close(h);
}
