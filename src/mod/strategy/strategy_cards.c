/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strategy_cards.c: what the cards of a task and of an indicator show beside
 * their fields.
 */
#include "kernel/span.h"
#include "mod/strategy/strategy_pages.h"
#include "mod/strategy/strategy_types.h"
#include "web/chart.h"

#include <math.h>
#include <string.h>

/* --- Task ---------------------------------------------------------------------- */

static enum rc list_of(struct rq *rq, struct list *l, const struct type *t,
                       const char *where, int64_t id, int limit)
{
    memset(l, 0, sizeof *l);
    l->type = t;
    l->where = where;
    l->limit = limit;
    l->few = true;
    params_add(&l->params, INT(id));
    return list_read(rq, l);
}

static void draw_results(struct rq *rq, struct html *h, int64_t task)
{
    struct list l;

    if (list_of(rq, &l, &type_result, "t.task = $1", task, 100) || !l.n)
        return;
    html_fmt(h, "<section class=\"box\"><h2>%s</h2><ul>\n",
             T(rq, "Expected results"));
    for (size_t i = 0; i < l.n; i++) {
        const struct result *r = l.rec[i];

        html_fmt(h, "<li><a href=\"%s\"><span class=\"code\">%s</span> ",
                 url(rq, "/result/%lld", (long long)r->r.id), r->code);
        html_text3(h, &r->title);
        html_raw(h, "</a> ");
        page_state(rq, h, &type_result, r->r.state);
        if (day_is(r->delivered_on))
            html_fmt(h, " <span class=\"small quiet\">%s</span>",
                     lang_day(rq->mem, rq->lang, r->delivered_on));
        html_raw(h, "</li>\n");
    }
    html_raw(h, "</ul></section>\n");
}

/* Indicators of some record with their series and standing. */
static enum rc indicators_of(struct rq *rq, const char *where, int64_t id,
                             const struct outline_indicator ***out, size_t *n)
{
    struct list l;
    struct series *series;
    int64_t *ids;
    const char **codes;
    void *plan = NULL;

    TRY(list_of(rq, &l, &type_indicator, where, id, 200));
    *n = l.n;
    *out = MEM_ARRAY(rq->mem, l.n + 1, const struct outline_indicator *);
    if (!l.n)
        return RC_OK;
    ids = MEM_ARRAY(rq->mem, l.n, int64_t);
    codes = MEM_ARRAY(rq->mem, l.n, const char *);
    for (size_t i = 0; i < l.n; i++) {
        ids[i] = ((struct indicator *)l.rec[i])->r.id;
        codes[i] = ((struct indicator *)l.rec[i])->code;
    }
    TRY(record_load(rq, &type_plan, ((struct indicator *)l.rec[0])->plan,
                    &plan));
    TRY(standing_series(rq, ((struct plan *)plan)->r.id, ids, codes, l.n,
                        &series));
    for (size_t i = 0; i < l.n; i++) {
        struct outline_indicator *oi =
            MEM_NEW(rq->mem, struct outline_indicator);

        oi->i = l.rec[i];
        oi->series = &series[i];
        oi->standing = indicator_standing(
            oi->i, oi->series, ((struct plan *)plan)->starts, rq->today);
        (*out)[i] = oi;
    }
    return RC_OK;
}

static void draw_task_indicators(struct rq *rq, struct html *h, int64_t task)
{
    const struct outline_indicator **rows;
    size_t n;

    if (indicators_of(rq, "t.task = $1", task, &rows, &n) || !n)
        return;
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n", T(rq, "Indicators"));
    strategy_indicator_table(rq, h, rows, n);
    html_raw(h, "</section>\n");
}

static void draw_report_row(struct rq *rq, struct html *h,
                            const struct list *l, size_t row)
{
    const struct report *r = l->rec[row];
    const char *unit =
        label_text(rq, list_label(l, row, type_field(&type_report, "unit")));
    const char *period =
        label_text(rq, list_label(l, row, type_field(&type_report, "period")));

    html_fmt(h, "<tr><td><a href=\"%s\">%s</a></td><td data-label=\"%s\">%s"
                "</td><td data-label=\"%s\">",
             url(rq, "/report/%lld", (long long)r->r.id), period,
             T(rq, "Unit"), unit, T(rq, "State"));
    page_state(rq, h, &type_report, r->r.state);
    html_fmt(h, "</td><td class=\"n\" data-label=\"%s\">", T(rq, "Progress"));
    if (r->progress.set)
        html_fmt(h, "%lld %%", (long long)r->progress.n);
    html_fmt(h, "</td><td data-label=\"%s\">%s</td></tr>\n",
             T(rq, "What was done"),
             r->done ? r->done : "");
}

static void draw_reports(struct rq *rq, struct html *h, const struct task *t)
{
    struct list l = { .type = &type_report, .limit = 12, .descending = true,
                      .few = true, .where = "t.task = $1" };

    params_add(&l.params, INT(t->r.id));
    if (!rights_any(rq, &type_report, OP_SEE, NULL) || list_read(rq, &l) ||
        !l.n)
        return;
    html_fmt(h,
             "<section class=\"box\"><h2>%s</h2><table class=\"list\"><thead>"
             "<tr><th>%s</th><th>%s</th><th>%s</th><th class=\"n\">%s</th>"
             "<th>%s</th></tr></thead><tbody>\n",
             T(rq, "Reports"), T(rq, "Period"), T(rq, "Unit"), T(rq, "State"),
             T(rq, "Progress"), T(rq, "What was done"));
    for (size_t i = 0; i < l.n; i++)
        draw_report_row(rq, h, &l, i);
    html_raw(h, "</tbody></table>\n");
    if (l.next)
        html_fmt(h, "<p><a href=\"%s\">%s</a></p>",
                 url(rq, "/report?task=%%23%lld", (long long)t->r.id),
                 T(rq, "All reports"));
    html_raw(h, "</section>\n");
}

void task_card(struct rq *rq, const void *rec)
{
    const struct task *t = rec;
    struct html *h = web_of(rq)->page;

    draw_results(rq, h, t->r.id);
    draw_task_indicators(rq, h, t->r.id);
    draw_reports(rq, h, t);
}

/* --- Indicator ------------------------------------------------------------------ */

static double year_end(int64_t year)
{
    return (double)year + 364.0 / 365.0;
}

/* The straight list of targets: those of the years, then the indicator's own. */
static size_t target_points(struct rq *rq, const struct indicator *i,
                            struct chart_point *out, size_t room)
{
    struct list l;
    size_t n = 0;

    if (list_of(rq, &l, &type_yearly_target, "t.indicator = $1", i->r.id, 50))
        return 0;
    for (size_t k = 0; k < l.n && n + 1 < room; k++) {
        const struct yearly_target *y = l.rec[k];

        if (i->target_year.set && y->year.n >= i->target_year.n)
            continue;
        out[n++] = (struct chart_point){ .x = year_end(y->year.n),
                                         .y = y->target.v,
                                         .typed = y->derived };
    }
    if (i->target.set && i->target_year.set)
        out[n++] = (struct chart_point){ .x = year_end(i->target_year.n),
                                         .y = i->target.v,
                                         .typed = i->derived };
    return n;
}

static size_t forecast_points(const struct series *s, double until,
                              struct chart_point *out, double *half)
{
    double from;
    size_t n = 0;

    if (!series_forecast(s, until).known)
        return 0; /* which also means: fewer than three values */
    from = year_of(s->at[s->n - 1].on);
    for (int k = 0; k <= 4 && until > from; k++) {
        double x = from + (until - from) * k / 4;
        struct forecast f = series_forecast(s, x);

        out[n] = (struct chart_point){ .x = x, .y = f.value };
        half[n++] = f.half;
    }
    return n;
}

static void draw_chart(struct rq *rq, struct html *h,
                       const struct indicator *i, const struct series *s)
{
    enum { TARGETS = 32, AHEAD = 5 };
    struct chart_point *values = MEM_ARRAY(rq->mem, s->n + 1,
                                           struct chart_point);
    struct chart_point targets[TARGETS], ahead[AHEAD];
    double half[AHEAD];
    size_t n_targets = target_points(rq, i, targets, TARGETS);
    double until = i->target_year.set ? year_end(i->target_year.n) : 0;
    struct chart_series series[3] = {
        { T(rq, "Value"), values, s->n, CHART_LINE, NULL },
        { T(rq, "Target"), targets, n_targets, CHART_TARGET, NULL },
        { T(rq, "Forecast"), ahead, forecast_points(s, until, ahead, half),
          CHART_FORECAST, half },
    };
    struct chart c = {
        .title = text3_get(&i->title, rq->lang, NULL),
        .caption = T(rq, "Values, targets and forecast to the target year"),
        .x_name = T(rq, "Year"),
        .y_name = T(rq, "Value"),
        .unit = !strcmp(i->unit, "percent") ? " %" : "",
        .series = series,
        .n_series = series[2].n ? 3 : 2,
    };

    for (size_t k = 0; k < s->n; k++)
        values[k] = (struct chart_point){ .x = year_of(s->at[k].on),
                                          .y = s->at[k].value,
                                          .typed = s->at[k].typed };
    chart_draw(h, rq->mem, &c);
}

static void draw_rule(struct rq *rq, struct html *h, const struct series *s,
                      const struct indicator *i)
{
    html_fmt(h, "<details class=\"more\"><summary>%s</summary>\n",
             T(rq, "How the state and the forecast are worked out"));
    html_fmt(h, "<p>%s</p>",
             T(rq, "Reached: the newest value meets the target. Failed: the"
                   " target year is over and the newest value misses it. On"
                   " the way or at risk: the forecast for the end of the"
                   " target year meets the target or misses it; with fewer"
                   " than three values, the straight way from the baseline to"
                   " the target tells where the value should be. No data:"
                   " there is no value or no target."));
    html_fmt(h, "<p>%s</p>",
             T(rq, "The forecast is the least-squares line through all values,"
                   " its interval the 80 percent prediction interval of that"
                   " line; it needs three values."));
    if (i->target_year.set) {
        struct forecast f = series_forecast(s, year_end(i->target_year.n));

        if (f.known)
            html_fmt(h, "<p>%s</p>",
                     mem_fmt(rq->mem,
                             T(rq, "Forecast for the end of %lld: %s ± %s"),
                             (long long)i->target_year.n,
                             lang_number(rq->mem, rq->lang, f.value, 2),
                             lang_number(rq->mem, rq->lang, f.half, 2)));
    }
    html_raw(h, "</details>\n");
}

static void put_known(struct rq *rq, struct html *h,
                      const struct indicator *i, const char *label, day on,
                      int64_t known)
{
    struct measured v;

    html_fmt(h, "<td class=\"n\" data-label=\"%s\">", label);
    if (measure_known(rq, i->code, on, known, &v) || v.origin == ORIGIN_NONE)
        page_no_data(rq, h);
    else
        html_text(h, indicator_value_text(rq, i, v.value));
    html_raw(h, "</td>");
}

/* Each year's end as it was known that day, beside what is known now. */
static void draw_year_ends(struct rq *rq, struct html *h,
                           const struct indicator *i, const struct measure *m)
{
    enum { YEARS = 6 };
    int year;
    bool open = false;

    if (!measure_looks_back(m))
        return;
    year = day_year(rq->today);
    for (int y = year - YEARS; y < year; y++) {
        day on = day_ymd(y, 12, 31);
        struct measured now;

        if (measure_on(rq, i->code, on, &now) ||
            now.origin != ORIGIN_COUNTED)
            continue;
        if (!open)
            html_fmt(h,
                     "<h3>%s</h3>\n<table class=\"list\"><thead><tr>"
                     "<th>%s</th><th class=\"n\">%s</th>"
                     "<th class=\"n\">%s</th></tr></thead><tbody>\n",
                     T(rq, "At the end of each year"),
                     T(rq, "End of the year"), T(rq, "As known then"),
                     T(rq, "As known now"));
        open = true;
        html_fmt(h, "<tr><td><a href=\"%s\">%s</a></td>",
                 url(rq, "/measure/%s?on=%d-12-31&known=%d-12-31", i->code, y,
                     y),
                 lang_day(rq->mem, rq->lang, on));
        put_known(rq, h, i, T(rq, "As known then"), on,
                  known_end_of(rq->app, on));
        put_known(rq, h, i, T(rq, "As known now"), on, KNOWN_NOW);
        html_raw(h, "</tr>\n");
    }
    if (open)
        html_raw(h, "</tbody></table>\n");
}

static void draw_counted(struct rq *rq, struct html *h,
                         const struct indicator *i)
{
    const struct measure *m = measure_find(rq->app, i->code);
    struct measured v;

    html_fmt(h, "<h2>%s</h2>\n", T(rq, "Where the number comes from"));
    if (!m) {
        html_fmt(h, "<p>%s</p>\n",
                 T(rq, "Typed by hand, each value with the document that shows"
                       " it, until a module counts it."));
        return;
    }
    html_fmt(h, "<p>%s</p>\n", tr(rq->lang, m->means));
    if (measure_on(rq, i->code, rq->today, &v) || v.origin == ORIGIN_NONE) {
        html_raw(h, "<p>");
        page_no_data(rq, h);
        html_raw(h, "</p>\n");
        return;
    }
    html_fmt(h, "<p><strong>%s</strong> (%s / %s), %s · <a href=\"%s\">%s</a>"
                "</p>\n",
             indicator_value_text(rq, i, v.value),
             lang_number(rq->mem, rq->lang, v.numerator, 2),
             lang_number(rq->mem, rq->lang, v.denominator, 2),
             lang_day(rq->mem, rq->lang, v.on),
             url(rq, "/measure/%s", i->code),
             T(rq, "the records behind it"));
    draw_year_ends(rq, h, i, m);
}

static void draw_reading_row(struct rq *rq, struct html *h,
                             const struct indicator *i,
                             const struct reading *r)
{
    html_fmt(h, "<tr><td><a href=\"%s\">%s</a></td><td class=\"n\">",
             url(rq, "/reading/%lld", (long long)r->r.id),
             lang_day(rq->mem, rq->lang, r->on_day));
    html_fmt(h, "<span class=\"typed\">%s",
             indicator_value_text(rq, i, r->amount.v));
    page_mark_typed(rq, h);
    html_fmt(h, "</span></td><td data-label=\"%s\">", T(rq, "State"));
    page_state(rq, h, &type_reading, r->r.state);
    html_fmt(h, "</td><td data-label=\"%s\"><a href=\"%s\">%s</a></td></tr>\n",
             T(rq, "Document"),
             url(rq, "/file/%lld/content", (long long)r->document),
             T(rq, "document"));
}

static void draw_readings(struct rq *rq, struct html *h,
                          const struct indicator *i)
{
    struct list l;

    if (!list_of(rq, &l, &type_reading, "t.indicator = $1", i->r.id, 100) &&
        l.n) {
        html_fmt(h,
                 "<table class=\"list\"><thead><tr><th>%s</th>"
                 "<th class=\"n\">%s</th><th>%s</th><th>%s</th></tr></thead>"
                 "<tbody>\n",
                 T(rq, "On the day"), T(rq, "Value"), T(rq, "State"),
                 T(rq, "Document"));
        for (size_t k = 0; k < l.n; k++)
            draw_reading_row(rq, h, i, l.rec[k]);
        html_raw(h, "</tbody></table>\n");
    }
    if (rights_any(rq, &type_reading, OP_ADD, NULL))
        html_fmt(h, "<p><a class=\"button\" href=\"%s\">%s</a></p>",
                 url(rq, "/reading/new?indicator=%%23%lld&plan=%%23%lld",
                     (long long)i->r.id, (long long)i->plan),
                 T(rq, "Add a value with its document"));
}

static void draw_head(struct rq *rq, struct html *h,
                      const struct outline_indicator *oi)
{
    const struct indicator *i = oi->i;

    html_raw(h, "<p class=\"lead\">");
    if (oi->series->n)
        html_fmt(h, "<strong>%s</strong> ",
                 indicator_value_text(
                     rq, i, oi->series->at[oi->series->n - 1].value));
    strategy_pill(rq, h, standing_tone(oi->standing),
                  tr(rq->lang, standing_label(oi->standing)));
    if (i->target.set) {
        html_fmt(h, " %s: ", T(rq, "target"));
        if (i->derived)
            html_fmt(h, "<span class=\"derived\">%s</span> ",
                     indicator_value_text(rq, i, i->target.v));
        else
            html_fmt(h, "<strong>%s</strong>",
                     indicator_value_text(rq, i, i->target.v));
        if (i->derived)
            page_mark_derived(rq, h);
        if (i->target_year.set)
            html_fmt(h, ", %lld", (long long)i->target_year.n);
    } else {
        html_fmt(h, " %s", T(rq, "the source promises without a number; the"
                                 " planning office has to set one"));
    }
    html_raw(h, "</p>\n");
}

void indicator_card(struct rq *rq, const void *rec)
{
    const struct indicator *i = rec;
    struct html *h = web_of(rq)->page;
    const struct outline_indicator **rows;
    size_t n;

    if (indicators_of(rq, "t.id = $1", i->r.id, &rows, &n) || !n)
        return;
    html_raw(h, "<section class=\"box\">\n");
    draw_head(rq, h, rows[0]);
    if (rows[0]->series->n || i->target.set)
        draw_chart(rq, h, i, rows[0]->series);
    draw_rule(rq, h, rows[0]->series, i);
    draw_counted(rq, h, i);
    draw_readings(rq, h, i);
    html_raw(h, "</section>\n");
}
