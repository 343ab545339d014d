/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_chart_time.c: the actions of each risk over time, with today.
 */
#include "mod/risk/risk_chart.h"

#include "web/page_record.h"

#include <string.h>

enum { WIDTH = 640, LEFT = 96, RIGHT = 620, TOP = 26, ROW = 24, BAR = 14,
       YEARS_MOST = 40 };

struct span_of {
    day from, to;
    bool own; /* false: the term of the risk */
};

struct lines {
    struct rq *rq;
    struct list risks, actions;
    day from, to; /* of the axis: whole years */
};

/* --- Terms ---------------------------------------------------------------- */

static struct span_of term_of(const struct risk_action *a,
                              const struct risk *r)
{
    return (struct span_of){ day_is(a->starts) ? a->starts : r->starts,
                             day_is(a->ends) ? a->ends : r->ends,
                             day_is(a->ends) };
}

static void find_axis(struct lines *l, const struct risk_register *g)
{
    int first = day_year(g->starts), last = day_year(g->ends);

    for (size_t i = 0; i < l->actions.n; i++) {
        const struct risk_action *a = l->actions.rec[i];

        if (day_is(a->starts) && day_year(a->starts) < first)
            first = day_year(a->starts);
        if (day_is(a->ends) && day_year(a->ends) > last)
            last = day_year(a->ends);
    }
    if (last - first > YEARS_MOST)
        last = first + YEARS_MOST;
    l->from = day_ymd(first, 1, 1);
    l->to = day_ymd(last + 1, 1, 1);
}

static double at_x(const struct lines *l, day d)
{
    double x = LEFT + (double)(d.n - l->from.n) /
                          (double)(l->to.n - l->from.n) * (RIGHT - LEFT);

    return x < LEFT ? LEFT : x > RIGHT ? RIGHT : x;
}

static bool late(const struct lines *l, const struct risk_action *a,
                 struct span_of s)
{
    return !strcmp(a->r.state, "open") && s.to.n < l->rq->today.n;
}

/* --- One risk --------------------------------------------------------------- */

static void put_years(struct html *h, const struct lines *l, double bottom)
{
    int first = day_year(l->from), last = day_year(l->to) - 1;
    int step = 1 + (last - first) / 8;

    for (int y = first; y <= last; y++) {
        double x = at_x(l, day_ymd(y, 1, 1));

        html_fmt(h, "<path class=\"grid\" d=\"M%.1f %dV%.1f\"/>", x, TOP,
                 bottom);
        if ((y - first) % step == 0)
            html_fmt(h, "<text class=\"label\" x=\"%.1f\" y=\"16\">%d</text>",
                     x + 3, y);
    }
}

static void put_today(struct html *h, const struct lines *l, double bottom)
{
    double x = at_x(l, l->rq->today);

    if (x > LEFT && x < RIGHT)
        html_fmt(h, "<path class=\"target\" d=\"M%.1f %dV%.1f\"/>\n", x, TOP,
                 bottom);
}

/* Done: full; late: with a cross at its end; else hollow. */
static void put_bar(struct html *h, const struct lines *l,
                    const struct risk_action *a, struct span_of s, double y)
{
    double x = at_x(l, s.from), end = at_x(l, day_add(s.to, 1));
    bool done = !strcmp(a->r.state, "done");

    html_fmt(h,
             "<text class=\"label\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">"
             "%s</text><rect class=\"%s\" x=\"%.1f\" y=\"%.1f\""
             " width=\"%.1f\" height=\"%d\"/>",
             LEFT - 6, y + 12, a->code, done ? "series-1" : "series-1 typed",
             x, y, end > x + 2 ? end - x : 2, BAR);
    if (done || late(l, a, s))
        html_fmt(h, "<text class=\"label strong\" x=\"%.1f\" y=\"%.1f\">%s"
                    "</text>",
                 end + 4, y + 12, done ? "✓" : "✗");
    html_raw(h, "\n");
}

static void put_row(struct rq *rq, struct html *h, const struct lines *l,
                    const struct risk_action *a, struct span_of s)
{
    html_fmt(h, "<tr><td><a href=\"%s\"><span class=\"code\">%s</span> ",
             record_url(rq, &type_risk_action, a->r.id), a->code);
    html_text3(h, &a->title);
    html_fmt(h, "</a></td><td>%s</td><td>%s",
             lang_day(rq->mem, rq->lang, s.from),
             lang_day(rq->mem, rq->lang, s.to));
    if (!s.own)
        html_fmt(h, " <span class=\"small quiet\">%s</span>",
                 T(rq, "the term of the risk: it has none of its own"));
    html_raw(h, "</td><td>");
    page_state(rq, h, &type_risk_action, a->r.state);
    if (late(l, a, s))
        risk_pill(h, "bad", T(rq, "late"));
    html_raw(h, "</td></tr>\n");
}

static void put_table(struct rq *rq, struct html *h, const struct lines *l,
                      const struct risk *r)
{
    const char *const c[] = { T(rq, "Action"), T(rq, "Starts"), T(rq, "Ends"),
                              T(rq, "State") };

    risk_table_open(rq, h,
                    mem_fmt(rq->mem, "%s: %s", T(rq, "Actions"), r->code), c,
                    COUNT(c), COUNT(c));
    for (size_t i = 0; i < l->actions.n; i++) {
        const struct risk_action *a = l->actions.rec[i];

        if (a->risk == r->r.id)
            put_row(rq, h, l, a, term_of(a, r));
    }
    risk_table_close(h);
}

static void put_bars(struct html *h, const struct lines *l,
                     const struct risk *r)
{
    double y = TOP + 5;

    for (size_t i = 0; i < l->actions.n; i++) {
        const struct risk_action *a = l->actions.rec[i];

        if (a->risk != r->r.id)
            continue;
        put_bar(h, l, a, term_of(a, r), y);
        y += ROW;
    }
}

static void put_risk(struct rq *rq, struct html *h, const struct lines *l,
                     const struct risk *r)
{
    size_t n = 0, done = 0, behind = 0;

    for (size_t i = 0; i < l->actions.n; i++) {
        const struct risk_action *a = l->actions.rec[i];

        if (a->risk != r->r.id)
            continue;
        n++;
        done += !strcmp(a->r.state, "done");
        behind += late(l, a, term_of(a, r));
    }
    if (!n)
        return;
    html_fmt(h, "<h2><a href=\"%s\"><span class=\"code\">%s</span> ",
             record_url(rq, &type_risk, r->r.id), r->code);
    html_text3(h, &r->title);
    html_raw(h, "</a></h2>\n");
    risk_figure_open(h, T(rq, "Actions over time"),
                     mem_fmt(rq->mem,
                             T(rq, "Actions %zu, done %zu, late %zu"), n,
                             done, behind));
    html_fmt(h, "<svg class=\"chart\" viewBox=\"0 0 %d %zu\" role=\"img\""
                " aria-label=\"%s\">\n",
             WIDTH, TOP + 8 + n * ROW,
             mem_fmt(rq->mem,
                     T(rq, "Actions over time: %zu, done %zu, late %zu"), n,
                     done, behind));
    put_years(h, l, (double)(TOP + 4 + n * ROW));
    put_bars(h, l, r);
    put_today(h, l, (double)(TOP + 4 + n * ROW));
    html_raw(h, "</svg>\n");
    put_table(rq, h, l, r);
    risk_figure_close(h);
}

enum rc risk_timeline_page(struct rq *rq)
{
    struct lines *l = MEM_NEW(rq->mem, struct lines);
    struct crumb crumb = { url(rq, "/risks"), T(rq, "Risks") };
    const struct risk_register *g;
    struct risk_books books;
    struct html *h;

    l->rq = rq;
    TRY(risk_chosen(rq, &books, &g));
    TRY(risk_list(rq, &l->risks, &type_risk,
                  "t.risk_register = $1 AND t.state = 'active'", g->r.id));
    TRY(risk_list(rq, &l->actions, &type_risk_action,
                  "t.risk_register = $1 AND t.state <> 'dropped'", g->r.id));
    find_axis(l, g);
    h = page_open_under(rq, T(rq, "Actions over time"), &crumb, 1);
    risk_pages_put(rq, h, g, "/timeline");
    risk_choice_put(rq, h, &books, g, url(rq, "/risks/timeline"));
    if (l->actions.n)
        html_fmt(h, "<p class=\"lead\">%s</p>\n",
                 T(rq, "Full with ✓: done; hollow: under way; ✗: its day has"
                       " passed. The dashed line is today."));
    else
        html_fmt(h, "<div class=\"box empty\"><p><strong>%s</strong></p>"
                    "</div>\n",
                 T(rq, "This register has no actions."));
    risk_cut_put(rq, h, &l->risks, "risk_register", g->r.id);
    risk_cut_put(rq, h, &l->actions, "risk_register", g->r.id);
    for (size_t i = 0; i < l->risks.n; i++)
        put_risk(rq, h, l, l->risks.rec[i]);
    return page_close(rq, RC_OK);
}
