/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strategy_indicators.c: indicators as a table, with value, target, standing.
 */
#include "mod/strategy/strategy_pages.h"
#include "web/chart.h"

#include <math.h>
#include <string.h>

const char *indicator_value_text(struct rq *rq, const struct indicator *i,
                                 double value)
{
    const char *number = lang_number(rq->mem, rq->lang, value, 2);

    if (!strcmp(i->unit, "percent"))
        return mem_fmt(rq->mem, "%s %%", number);
    if (!strcmp(i->unit, "yes_no"))
        return value >= 0.5 ? T(rq, "yes") : T(rq, "no");
    if (!strcmp(i->unit, "currency"))
        return mem_fmt(rq->mem, "%s сом", number);
    return number;
}

static void draw_value(struct rq *rq, struct html *h,
                       const struct outline_indicator *oi)
{
    const struct observed *newest;

    if (!oi->series->n) {
        page_no_data(rq, h);
        return;
    }
    newest = &oi->series->at[oi->series->n - 1];
    if (newest->typed)
        html_raw(h, "<span class=\"typed\">");
    html_text(h, indicator_value_text(rq, oi->i, newest->value));
    if (newest->typed) {
        page_mark_typed(rq, h);
        html_raw(h, "</span>");
    }
    html_fmt(h, " <span class=\"small quiet\">%s</span>",
             lang_day(rq->mem, rq->lang, newest->on));
}

static void draw_target(struct rq *rq, struct html *h,
                        const struct indicator *i)
{
    if (!i->target.set) {
        html_fmt(h, "<span class=\"quiet\">%s</span>", T(rq, "not set"));
        return;
    }
    if (i->derived) {
        html_fmt(h, "<span class=\"derived\">%s</span> ",
                 indicator_value_text(rq, i, i->target.v));
        page_mark_derived(rq, h);
    } else {
        html_text(h, indicator_value_text(rq, i, i->target.v));
    }
    if (i->target_year.set)
        html_fmt(h, " <span class=\"small quiet\">%lld</span>",
                 (long long)i->target_year.n);
}

static void draw_course(struct rq *rq, struct html *h, const struct series *s)
{
    double *v;

    if (s->n < 2)
        return;
    v = MEM_ARRAY(rq->mem, s->n, double);
    for (size_t i = 0; i < s->n; i++)
        v[i] = s->at[i].value;
    chart_spark(h, v, s->n,
                mem_fmt(rq->mem, "%s → %s",
                        lang_number(rq->mem, rq->lang, v[0], 2),
                        lang_number(rq->mem, rq->lang, v[s->n - 1], 2)));
}

static void draw_row(struct rq *rq, struct html *h,
                     const struct outline_indicator *oi)
{
    html_fmt(h, "<tr><td><a href=\"%s\">",
             url(rq, "/indicator/%lld", (long long)oi->i->r.id));
    html_text3(h, &oi->i->title);
    html_fmt(h, "</a></td><td class=\"n\" data-label=\"%s\">", T(rq, "Value"));
    draw_value(rq, h, oi);
    html_fmt(h, "</td><td class=\"n\" data-label=\"%s\">", T(rq, "Target"));
    draw_target(rq, h, oi->i);
    html_fmt(h, "</td><td data-label=\"%s\">", T(rq, "Trend"));
    draw_course(rq, h, oi->series);
    html_fmt(h, "</td><td data-label=\"%s\">", T(rq, "State"));
    strategy_pill(rq, h, standing_tone(oi->standing),
                  tr(rq->lang, standing_label(oi->standing)));
    html_raw(h, "</td></tr>\n");
}

void strategy_indicator_table(struct rq *rq, struct html *h,
                              const struct outline_indicator *const *rows,
                              size_t n)
{
    html_fmt(h,
             "<table class=\"list\"><thead><tr><th>%s</th><th class=\"n\">%s"
             "</th><th class=\"n\">%s</th><th>%s</th><th>%s</th></tr></thead>"
             "<tbody>\n",
             T(rq, "Indicator"), T(rq, "Value"), T(rq, "Target"),
             T(rq, "Trend"), T(rq, "State"));
    for (size_t i = 0; i < n; i++)
        draw_row(rq, h, rows[i]);
    html_raw(h, "</tbody></table>\n");
}

/* --- The page -------------------------------------------------------------------- */

static const char *const standing_names[STANDINGS] = {
    [STANDING_NONE] = "none",       [STANDING_REACHED] = "reached",
    [STANDING_ON_WAY] = "on_way",   [STANDING_AT_RISK] = "at_risk",
    [STANDING_FAILED] = "failed",
};

static void draw_option(struct html *h, const char *value, const char *chosen,
                        const char *words)
{
    html_fmt(h, "<option value=\"%s\"", value);
    if (chosen && !strcmp(chosen, value))
        html_raw(h, " selected");
    html_fmt(h, ">%s</option>", words);
}

static void draw_filter(struct rq *rq, struct html *h, const struct outline *o)
{
    const char *standing = web_arg(rq, "standing");
    const char *direction = web_arg(rq, "direction");

    html_fmt(h,
             "<form class=\"filter\" method=\"get\" action=\"%s\""
             " aria-label=\"%s\"><div><label for=\"l-s\">%s</label>"
             "<select id=\"l-s\" name=\"standing\">",
             url(rq, "/indicators"), T(rq, "Filter"), T(rq, "State"));
    draw_option(h, "", NULL, T(rq, "All"));
    for (int s = 0; s < STANDINGS; s++)
        draw_option(h, standing_names[s], standing,
                    tr(rq->lang, standing_label((enum standing)s)));
    html_fmt(h, "</select></div><div><label for=\"l-d\">%s</label>"
                "<select id=\"l-d\" name=\"direction\">",
             T(rq, "Direction"));
    draw_option(h, "", NULL, T(rq, "All"));
    for (size_t i = 0; i < o->n_directions; i++)
        draw_option(h, o->directions[i].code, direction,
                    mem_fmt(rq->mem, "%s. %s", o->directions[i].code,
                            text3_get(&o->directions[i].title, rq->lang,
                                      NULL)));
    html_fmt(h, "</select></div><button class=\"button\">%s</button></form>\n",
             T(rq, "Show"));
}

static bool wanted(struct rq *rq, const struct outline *o,
                   const struct outline_indicator *oi)
{
    const char *direction = web_arg(rq, "direction");

    if (!strategy_standing_asked(rq, standing_names[oi->standing]))
        return false;
    if (!direction || !*direction)
        return true;
    for (size_t i = 0; i < o->n_directions; i++)
        if (o->directions[i].id == oi->i->direction)
            return !strcmp(o->directions[i].code, direction);
    return false;
}

enum rc strategy_indicators_page(struct rq *rq)
{
    const struct outline_indicator **rows;
    struct outline *o;
    struct html *h;
    int64_t plan;
    size_t n = 0;

    TRY(outline_plan(rq, web_arg(rq, "plan"), &plan));
    TRY(outline_read(rq, plan, &o));
    rows = MEM_ARRAY(rq->mem, o->n_indicators + 1,
                     const struct outline_indicator *);
    for (size_t i = 0; i < o->n_indicators; i++)
        if (wanted(rq, o, &o->indicators[i]))
            rows[n++] = &o->indicators[i];
    h = page_open(rq, T(rq, "Indicators"));
    draw_filter(rq, h, o);
    if (!n)
        html_fmt(h, "<p class=\"empty\">%s</p>",
                 T(rq, "No indicator is like this."));
    else
        strategy_indicator_table(rq, h, rows, n);
    return page_close(rq, RC_OK);
}
