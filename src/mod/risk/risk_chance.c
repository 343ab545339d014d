/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_chance.c: the chance that each target of the strategy is met by its
 * year: by the trend of its yearly values, and, at worst, if any risk that
 * touches the indicator takes the target away when it happens.
 */
#include "mod/risk/risk_chance_trend.h"
#include "mod/risk/risk_chart.h"

#include "web/page_record.h"

#include <math.h>
#include <string.h>

enum { POINTS = 60 };
#define WEAK 1.0 /* the target lies further off than the values reach back */
#define STEP 0.05

/* How often a risk is expected now, of its estimate and the actions done. */
struct rate {
    int64_t risk;
    double yearly; /* NAN: not estimated */
};

struct weighed {
    const struct strategy_outlook *of;
    double x[POINTS], y[POINTS]; /* the last value of each year */
    size_t n;
    struct trend trend;
    double chance, least; /* by the trend; with the risks at worst */
    const struct risk *risk[POINTS];
    size_t n_risks, n_rated;
};

struct chances {
    struct risk_books books;
    const struct risk_register *book;
    struct strategy_outlook *of;
    size_t n;
    struct list risks;
    struct rate *rate; /* of each risk */
};

/* --- Rates ---------------------------------------------------------------- */

static enum rc read_rates(struct rq *rq, struct chances *c)
{
    struct trials_model m;
    const char *inputs;
    size_t n;

    c->rate = MEM_ARRAY(rq->mem, c->risks.n + 1, struct rate);
    TRY(risk_inputs(rq, c->book->r.id, &inputs, &n));
    TRY(risk_inputs_read(rq->mem, inputs, &m));
    for (size_t i = 0; i < c->risks.n; i++) {
        struct rate *r = &c->rate[i];

        r->risk = ((const struct record *)c->risks.rec[i])->id;
        r->yearly = NAN;
        for (size_t k = 0; k < m.n; k++)
            if (m.risk[k].id == r->risk)
                r->yearly = trials_mean(&m.risk[k].frequency);
        for (size_t k = 0; k < m.n_effects; k++)
            if (m.effect[k].done && m.risk[m.effect[k].risk].id == r->risk)
                r->yearly *= trials_mean(&m.effect[k].frequency);
    }
    return RC_OK;
}

/* --- One indicator ---------------------------------------------------------- */

static double year_at(day d, int *year)
{
    int month, mday;
    day first;

    day_split(d, year, &month, &mday);
    first = day_ymd(*year, 1, 1);
    return *year + (double)(d.n - first.n) / 365.25;
}

/* Values of one year hang together: the last of them speaks. */
static void take_points(struct weighed *w)
{
    int year, last = -1;

    for (size_t i = 0; i < w->of->n; i++) {
        double x = year_at(w->of->at[i].on, &year);

        if (year != last && w->n == POINTS)
            break;
        if (year != last)
            w->n++;
        last = year;
        w->x[w->n - 1] = x;
        w->y[w->n - 1] = w->of->at[i].value;
    }
}

static void take_risks(const struct chances *c, struct weighed *w,
                       double years)
{
    for (size_t i = 0; i < c->risks.n && w->n_risks < POINTS; i++) {
        const struct risk *r = c->risks.rec[i];

        if (!refs_have(&r->indicators, w->of->id))
            continue;
        w->risk[w->n_risks++] = r;
        if (isnan(c->rate[i].yearly))
            continue;
        w->n_rated++;
        w->least *= exp(-c->rate[i].yearly * years);
    }
}

static void weigh(struct rq *rq, const struct chances *c, size_t at,
                  struct weighed *w)
{
    double end, now;
    int year;

    *w = (struct weighed){ .of = &c->of[at] };
    end = w->of->year + 1;
    now = year_at(rq->today, &year);
    take_points(w);
    w->trend = trend_of(w->x, w->y, w->n, end);
    if (w->trend.known)
        w->chance = trend_chance(&w->trend, w->of->target, w->of->down);
    w->least = w->chance;
    take_risks(c, w, fmax(end - now, 0));
}

/* --- Words ---------------------------------------------------------------- */

/* No more is known than twentieths. */
static const char *chance_words(struct rq *rq, double p)
{
    double round_p = round(p / STEP) * STEP;

    if (round_p < STEP)
        return mem_fmt(rq->mem, T(rq, "under %s"), risk_share(rq, STEP));
    if (round_p > 1 - STEP)
        return mem_fmt(rq->mem, T(rq, "over %s"), risk_share(rq, 1 - STEP));
    return risk_share(rq, round_p);
}

static const char *range_words(struct rq *rq, const struct weighed *w)
{
    const char *most = chance_words(rq, w->chance);
    const char *least = chance_words(rq, w->least);

    if (!strcmp(most, least))
        return most;
    return mem_fmt(rq->mem, "%s … %s", least, most);
}

static const char *tone_of(double p)
{
    return p >= 0.7 ? "good" : p >= 0.4 ? "warn" : "bad";
}

/* --- Rows ----------------------------------------------------------------- */

static void put_name(struct rq *rq, struct html *h, const struct weighed *w)
{
    html_fmt(h, "<td><a href=\"%s\">",
             record_url(rq, &type_indicator, w->of->id));
    html_text3(h, &w->of->title);
    html_raw(h, "</a></td>");
}

static void put_target(struct rq *rq, struct html *h, const struct weighed *w)
{
    html_fmt(h, "<td class=\"n\" data-label=\"%s\">%s %s<br>"
                "<span class=\"small quiet\">%d</span>",
             T(rq, "Target"), w->of->down ? "≤" : "≥",
             lang_number(rq->mem, rq->lang, w->of->target, 2), w->of->year);
    if (w->of->derived) {
        html_raw(h, " ");
        page_mark_derived(rq, h);
    }
    html_raw(h, "</td>");
}

static void put_risks(struct rq *rq, struct html *h, const struct weighed *w)
{
    html_fmt(h, "<td data-label=\"%s\">", T(rq, "Risks"));
    for (size_t i = 0; i < w->n_risks; i++)
        html_fmt(h, "%s<a href=\"%s\">%s<span class=\"vh\"> %s</span></a>",
                 i ? ", " : "", record_url(rq, &type_risk, w->risk[i]->r.id),
                 w->risk[i]->code,
                 text3_get(&w->risk[i]->title, rq->lang, NULL));
    if (!w->n_risks)
        html_raw(h, "–");
    else if (w->n_rated < w->n_risks)
        html_fmt(h, "<br><span class=\"small quiet\">%s</span>",
                 w->n_rated ? T(rq, "some are not estimated")
                            : T(rq, "not estimated: not counted"));
    html_raw(h, "</td>");
}

/* A straight line does not know that a share ends at 0 and at 100. */
static double within_unit(const struct weighed *w, double value)
{
    if (!w->of->unit || strcmp(w->of->unit, "percent") != 0)
        return value;
    return fmin(fmax(value, 0), 100);
}

static void put_points(struct rq *rq, struct html *h, const struct weighed *w)
{
    html_fmt(h, "<td data-label=\"%s\">", T(rq, "Yearly values used"));
    for (size_t i = 0; i < w->n; i++)
        html_fmt(h, "%s%d: %s", i ? "; " : "", (int)w->x[i],
                 lang_number(rq->mem, rq->lang, w->y[i], 2));
    html_fmt(h, "<br><span class=\"small quiet\">%s</span></td>",
             mem_fmt(rq->mem, T(rq, "expected %s ± %s"),
                     lang_number(rq->mem, rq->lang,
                                 within_unit(w, w->trend.value), 1),
                     lang_number(rq->mem, rq->lang, w->trend.spread, 1)));
}

static void put_chance(struct rq *rq, struct html *h, const struct weighed *w)
{
    html_fmt(h, "<td data-label=\"%s\">", T(rq, "Chance"));
    /* The colour promises no more than the lower number. */
    risk_pill(h, tone_of(w->least), range_words(rq, w));
    if (w->n < TREND_FEW)
        html_fmt(h, "<br><span class=\"small quiet\">%s</span>",
                 mem_fmt(rq->mem, T(rq, "weak: only %zu values"), w->n));
    else if (w->trend.beyond > WEAK)
        html_fmt(h, "<br><span class=\"small quiet\">%s</span>",
                 T(rq, "weak: the target lies further ahead than the values"
                       " reach back"));
    html_raw(h, "</td>");
}

static void put_known(struct rq *rq, struct html *h, const struct chances *c,
                      size_t *put)
{
    struct weighed *w = MEM_NEW(rq->mem, struct weighed);

    for (size_t i = 0; i < c->n; i++) {
        weigh(rq, c, i, w);
        if (!w->trend.known || w->of->year + 1 <= w->x[w->n - 1])
            continue;
        if (!(*put)++)
            html_fmt(h,
                     "<table class=\"list\"><thead><tr><th>%s</th>"
                     "<th class=\"n\">%s</th><th>%s</th><th>%s</th>"
                     "<th>%s</th></tr></thead><tbody>\n",
                     T(rq, "Indicator"), T(rq, "Target"), T(rq, "Chance"),
                     T(rq, "Risks"), T(rq, "Yearly values used"));
        html_raw(h, "<tr>");
        put_name(rq, h, w);
        put_target(rq, h, w);
        put_chance(rq, h, w);
        put_risks(rq, h, w);
        put_points(rq, h, w);
        html_raw(h, "</tr>\n");
    }
    if (*put)
        html_raw(h, "</tbody></table>\n");
}

static void put_unknown(struct rq *rq, struct html *h,
                        const struct chances *c)
{
    struct weighed *w = MEM_NEW(rq->mem, struct weighed);

    html_fmt(h, "<h2>%s</h2>\n<p>%s</p>\n<ul>\n",
             T(rq, "Nothing can be said yet"),
             mem_fmt(rq->mem,
                     T(rq, "These have fewer than %d yearly values, or the"
                           " year of the target is over: how they stand is"
                           " beside them."),
                     TREND_LEAST));
    for (size_t i = 0; i < c->n; i++) {
        weigh(rq, c, i, w);
        if (w->trend.known && w->of->year + 1 > w->x[w->n - 1])
            continue;
        html_fmt(h, "<li><a href=\"%s\">",
                 record_url(rq, &type_indicator, w->of->id));
        html_text3(h, &w->of->title);
        html_fmt(h, "</a> <span class=\"small quiet\">%s</span> ",
                 mem_fmt(rq->mem, TN(rq, "%zu yearly value",
                                     "%zu yearly values", (int64_t)w->n),
                         w->n));
        risk_pill(h, w->of->tone, tr(rq->lang, w->of->words));
        html_raw(h, "</li>\n");
    }
    html_raw(h, "</ul>\n");
}

static void put_model(struct rq *rq, struct html *h)
{
    html_fmt(h,
             "<details class=\"more\"><summary>%s</summary>\n<p>%s</p><p>%s"
             "</p><p>%s</p></details>\n",
             T(rq, "How it is calculated"),
             T(rq, "Through the last value of each year goes a straight line."
                   " Where it is at the end of the target's year, and how far"
                   " the values lie from it, gives the chance (Student's t)."
                   " It is rounded to twentieths: no more is known."),
             T(rq, "The lower number supposes the worst: that any risk which"
                   " touches the indicator takes the target away when it"
                   " happens. It is the chance times that of none of them"
                   " happening until then, by their estimates and the actions"
                   " that are done."),
             T(rq, "What has happened before is in the values already; so the"
                   " truth lies between the two numbers, if the trend goes on"
                   " and the estimates are right."));
}

enum rc risk_chance_page(struct rq *rq)
{
    struct chances *c = MEM_NEW(rq->mem, struct chances);
    struct crumb crumb = { url(rq, "/risks"), T(rq, "Risks") };
    struct html *h;
    size_t put = 0;

    TRY(risk_chosen(rq, &c->books, &c->book));
    TRY(risk_list(rq, &c->risks, &type_risk,
                  "t.risk_register = $1 AND t.state = 'active'",
                  c->book->r.id));
    TRY(read_rates(rq, c));
    TRY(strategy_outlook(rq, c->book->plan, &c->of, &c->n));
    h = page_open_under(rq, T(rq, "Chances of the targets"), &crumb, 1);
    risk_pages_put(rq, h, c->book, "/chance");
    risk_choice_put(rq, h, &c->books, c->book, url(rq, "/risks/chance"));
    html_fmt(h, "<p class=\"lead\">%s</p>\n",
             T(rq, "How probable it is that each numeric target is met by its"
                   " year, by the trend and by the risks that touch it."));
    put_model(rq, h);
    put_known(rq, h, c, &put);
    if (put < c->n)
        put_unknown(rq, h, c);
    return page_close(rq, RC_OK);
}
