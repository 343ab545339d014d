/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_losses.c: the page of a register's losses in numbers, and what the
 * cards of estimates, runs and risks say of them.
 */
#include "mod/risk/risk_chart.h"

#include "web/job_page.h"
#include "web/page_record.h"

#include <string.h>

enum { P95 = 5 }; /* of trials_quantiles */

struct page {
    struct risk_books books;
    const struct risk_register *book;
    const struct risk_run *run; /* NULL: none yet */
    struct risk_outcome out;
    struct list risks, actions;
    bool stale; /* something it was made from has changed */
    int64_t *given; /* risks with an estimate that was given */
    size_t n_given;
};

/* --- Reading -------------------------------------------------------------- */

static enum rc read_given(struct rq *rq, struct page *p)
{
    static const struct sql_text q = {
        "SELECT DISTINCT risk FROM risk_estimate WHERE risk_register = $1"
        " AND state = 'given'",
        "i", "i"
    };
    struct sql_rows r;

    p->given = MEM_ARRAY(rq->mem, RISK_ROWS, int64_t);
    for (r = sql_query(rq->sql, &q, ARGS(INT(p->book->r.id)));
         p->n_given < RISK_ROWS && sql_next(&r);)
        p->given[p->n_given++] = sql_int(&r, 0);
    return sql_done(&r);
}

static enum rc read_run(struct rq *rq, struct page *p)
{
    const char *inputs;
    size_t risks;
    enum rc rc = risk_run_last(rq, p->book->r.id, &p->run);

    if (rc)
        return rc == RC_MISSING ? RC_OK : rc;
    TRY(risk_outcome_read(rq->mem, p->run, &p->out));
    TRY(risk_inputs(rq, p->book->r.id, &inputs, &risks));
    p->stale = strcmp(inputs, p->run->inputs) != 0;
    return RC_OK;
}

static enum rc read_page(struct rq *rq, struct page *p)
{
    TRY(risk_chosen(rq, &p->books, &p->book));
    TRY(risk_list(rq, &p->risks, &type_risk,
                  "t.risk_register = $1 AND t.state = 'active'",
                  p->book->r.id));
    TRY(risk_list(rq, &p->actions, &type_risk_action, "t.risk_register = $1",
                  p->book->r.id));
    TRY(read_given(rq, p));
    return read_run(rq, p);
}

/* --- Parts ---------------------------------------------------------------- */

static void put_tile(struct html *h, const char *label, const char *value)
{
    html_fmt(h, "<li><span class=\"label\">%s</span><span class=\"big\">%s"
                "</span></li>\n",
             label, value);
}

static void put_tiles(struct rq *rq, struct html *h, const struct page *p)
{
    const struct trials_figures *of = p->out.risk[p->out.n - 1].of;

    html_raw(h, "<ul class=\"tiles money\">");
    put_tile(h, T(rq, "Expected yearly loss if nothing is done"),
             risk_sum(rq, of[TRIALS_NONE].mean));
    put_tile(h, T(rq, "Expected yearly loss with the actions done"),
             risk_sum(rq, of[TRIALS_DONE].mean));
    put_tile(h, T(rq, "Expected yearly loss with all actions"),
             risk_sum(rq, of[TRIALS_ALL].mean));
    put_tile(h, T(rq, "95 of 100 years cost less than"),
             risk_sum(rq, of[TRIALS_DONE].quantile[P95]));
    html_raw(h, "</ul>\n");
}

static const struct risk *risk_of(const struct page *p, int64_t id)
{
    for (size_t i = 0; i < p->risks.n; i++)
        if (((const struct record *)p->risks.rec[i])->id == id)
            return p->risks.rec[i];
    return NULL;
}

static void put_risk_name(struct rq *rq, struct html *h, const struct page *p,
                          int64_t id)
{
    const struct risk *r = risk_of(p, id);

    if (!id)
        html_fmt(h, "<b>%s</b>", T(rq, "Together"));
    else if (r) {
        html_fmt(h, "<a href=\"%s\"><span class=\"code\">%s</span> ",
                 record_url(rq, &type_risk, id), r->code);
        html_text3(h, &r->title);
        html_raw(h, "</a>");
    } else
        html_text(h, T(rq, "a risk that is no longer in force"));
}

static void put_cell(struct html *h, const char *label, const char *value)
{
    html_fmt(h, "<td class=\"n\" data-label=\"%s\">%s</td>", label, value);
}

static void put_risks(struct rq *rq, struct html *h, const struct page *p)
{
    const char *const c[] = {
        T(rq, "Nothing done"), T(rq, "Now"), T(rq, "All done"),
        T(rq, "Any loss"), T(rq, "One year in 20"),
    };

    html_fmt(h,
             "<h2>%s</h2>\n<table class=\"list\"><thead><tr><th>%s</th>",
             T(rq, "Expected yearly loss by risk"), T(rq, "Risk"));
    for (size_t i = 0; i < COUNT(c); i++)
        html_fmt(h, "<th class=\"n\">%s</th>", c[i]);
    html_raw(h, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < p->out.n; i++) {
        const struct trials_figures *of = p->out.risk[i].of;

        html_raw(h, "<tr><td>");
        put_risk_name(rq, h, p, p->out.risk[i].id);
        html_raw(h, "</td>");
        for (int v = 0; v < TRIALS_VARIANTS; v++)
            put_cell(h, c[v], risk_sum(rq, of[v].mean));
        put_cell(h, c[3], risk_share(rq, of[TRIALS_DONE].chance));
        put_cell(h, c[4], risk_sum(rq, of[TRIALS_DONE].quantile[P95]));
        html_raw(h, "</tr>\n");
    }
    html_fmt(h, "</tbody></table>\n<p class=\"small quiet\">%s</p>\n",
             T(rq, "“Any loss” is the chance of one in a year, “one year in"
                   " 20” the sum that every twentieth year exceeds, both with"
                   " the actions that are done. Such sums of single risks do"
                   " not add up to that of all: not everything goes wrong in"
                   " the same year."));
}

/* --- What actions are worth ------------------------------------------------- */

static const struct risk_action *action_of(const struct page *p, int64_t id)
{
    for (size_t i = 0; i < p->actions.n; i++)
        if (((const struct record *)p->actions.rec[i])->id == id)
            return p->actions.rec[i];
    return NULL;
}

static void put_verdict(struct rq *rq, struct html *h,
                        const struct trials_worth *w)
{
    html_raw(h, "<td>");
    if (w->low > 0)
        risk_pill(h, "good", T(rq, "pays"));
    else if (w->high < 0)
        risk_pill(h, "bad", T(rq, "does not pay"));
    else
        risk_pill(h, "warn", T(rq, "cannot be said"));
    html_raw(h, "</td>");
}

static void put_action(struct rq *rq, struct html *h, const struct page *p,
                       const struct risk_worth *w, const char *const *c)
{
    const struct risk_action *a = action_of(p, w->action);

    html_raw(h, "<tr><td>");
    if (a) {
        html_fmt(h, "<a href=\"%s\"><span class=\"code\">%s</span> ",
                 record_url(rq, &type_risk_action, a->r.id), a->code);
        html_text3(h, &a->title);
        html_raw(h, "</a> ");
        page_state(rq, h, &type_risk_action, a->r.state);
        if (!a->cost.set)
            html_fmt(h, " <span class=\"small quiet\">%s</span>",
                     T(rq, "its cost is not stated and counted as nothing"));
    }
    html_raw(h, "</td>");
    put_cell(h, c[0], lang_number(rq->mem, rq->lang, w->years, 1));
    put_cell(h, c[1], risk_sum(rq, w->of.mean + w->cost));
    put_cell(h, c[2], risk_sum(rq, w->cost));
    put_cell(h, c[3], risk_sum(rq, w->of.mean));
    put_cell(h, c[4], mem_fmt(rq->mem, "%s … %s", risk_sum(rq, w->of.low),
                              risk_sum(rq, w->of.high)));
    put_verdict(rq, h, &w->of);
    html_raw(h, "</tr>\n");
}

static void put_worth(struct rq *rq, struct html *h, const struct page *p)
{
    const char *const c[] = {
        T(rq, "Years"), T(rq, "Loss avoided"), T(rq, "Cost"),
        T(rq, "Worth"), T(rq, "Nine tenths of it lie within"),
    };

    html_fmt(h, "<h2>%s</h2>\n", T(rq, "What actions are worth"));
    if (!p->out.n_worth) {
        html_fmt(h, "<p class=\"quiet\">%s</p>\n",
                 T(rq, "No action of these risks has an effect in numbers"
                       " yet."));
        return;
    }
    html_fmt(h, "<table class=\"list\"><thead><tr><th>%s</th>",
             T(rq, "Action"));
    for (size_t i = 0; i < COUNT(c); i++)
        html_fmt(h, "<th class=\"n\">%s</th>", c[i]);
    html_fmt(h, "<th>%s</th></tr></thead><tbody>\n", T(rq, "Says"));
    for (size_t i = 0; i < p->out.n_worth; i++)
        put_action(rq, h, p, &p->out.worth[i], c);
    html_fmt(h, "</tbody></table>\n<p class=\"small quiet\">%s</p>\n",
             T(rq, "Loss that is expected to be avoided over the years of the"
                   " action, beside the actions that are done, less its cost."
                   " The interval holds what is not known of frequency and"
                   " effect; the luck of single years is not in it."));
}

/* --- What it is made from ----------------------------------------------------- */

static bool was_given(const struct page *p, int64_t risk)
{
    for (size_t i = 0; i < p->n_given; i++)
        if (p->given[i] == risk)
            return true;
    return false;
}

static void put_missing(struct rq *rq, struct html *h, const struct page *p)
{
    bool may = rights_any(rq, &type_risk_estimate, OP_ADD, NULL);

    if (p->n_given >= p->risks.n)
        return;
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n<p>%s</p>\n<ul>\n",
             T(rq, "Not estimated yet"),
             T(rq, "These risks are in none of the numbers: the sums are those"
                   " of the others alone."));
    for (size_t i = 0; i < p->risks.n; i++) {
        const struct risk *r = p->risks.rec[i];

        if (was_given(p, r->r.id))
            continue;
        html_raw(h, "<li>");
        put_risk_name(rq, h, p, r->r.id);
        if (may)
            html_fmt(h, " · <a href=\"%s\">%s<span class=\"vh\"> %s</span>"
                        "</a>",
                     url(rq, "/risk_estimate/new?risk=%%23%lld",
                         (long long)r->r.id),
                     T(rq, "estimate"), r->code);
        html_raw(h, "</li>\n");
    }
    html_raw(h, "</ul></section>\n");
}

static void put_run_link(struct rq *rq, struct html *h, const struct page *p)
{
    if (p->n_given && rights_any(rq, &type_risk_run, OP_ADD, NULL))
        html_fmt(h, "<p class=\"no-print\"><a class=\"button main\" href=\"%s\">"
                    "%s</a></p>\n",
                 url(rq, "/risk_run/new?risk_register=%%23%lld&trials=20000",
                     (long long)p->book->r.id),
                 T(rq, "Calculate"));
}

static void put_run(struct rq *rq, struct html *h, const struct page *p)
{
    const struct risk_run *run = p->run;

    html_fmt(h, "<p class=\"small quiet\">%s <a href=\"%s\">%s</a></p>\n",
             mem_fmt(rq->mem,
                     T(rq, "Calculated on %s from %lld risks in %s tried"
                           " years, seed %lld."),
                     lang_day(rq->mem, rq->lang, run->on_day),
                     (long long)run->risks.n,
                     lang_number(rq->mem, rq->lang, (double)run->trials.n, 0),
                     (long long)run->seed.n),
             record_url(rq, &type_risk_run, run->r.id),
             T(rq, "The calculation, and how to check it"));
    if (p->stale)
        html_fmt(h, "<div class=\"flash warn\"><p>%s</p></div>\n",
                 T(rq, "What these numbers are made from has changed since:"
                       " calculate again."));
}

static void put_model(struct rq *rq, struct html *h)
{
    html_fmt(h,
             "<details class=\"more\"><summary>%s</summary>\n<p>%s</p>"
             "<p>%s</p><p>%s</p></details>\n",
             T(rq, "How it is calculated"),
             T(rq, "Many years are tried. In each one a risk happens so many"
                   " times as chance wills by its frequency (Poisson), which"
                   " is itself drawn from what was estimated; each time costs"
                   " a loss drawn anew."),
             T(rq, "Actions multiply frequency and loss by their factors. The"
                   " same luck serves the year without actions, with those"
                   " done and with all, so that the difference is theirs."),
             T(rq, "Risks that go together are joined by their correlation:"
                   " years that are bad for one are bad for the other (a"
                   " Gaussian copula of the yearly counts)."));
}

static void put_links(struct rq *rq, struct html *h, const struct page *p)
{
    static const struct type *const types[] = {
        &type_risk_estimate, &type_risk_action_effect, &type_risk_correlation,
        &type_risk_run,
    };

    html_raw(h, "<p class=\"no-print\">");
    for (size_t i = 0; i < COUNT(types); i++)
        html_fmt(h, "%s<a href=\"%s\">%s</a>\n", i ? "· " : "",
                 url(rq, "/%s?risk_register=%%23%lld", types[i]->name,
                     (long long)p->book->r.id),
                 tr(rq->lang, types[i]->plural));
    html_raw(h, "</p>\n");
}

enum rc risk_losses_page(struct rq *rq)
{
    struct page *p = MEM_NEW(rq->mem, struct page);
    struct crumb crumb = { url(rq, "/risks"), T(rq, "Risks") };
    struct html *h;

    TRY(read_page(rq, p));
    h = page_open_under(rq, T(rq, "Losses in numbers"), &crumb, 1);
    risk_pages_put(rq, h, p->book, "/losses");
    risk_choice_put(rq, h, &p->books, p->book, url(rq, "/risks/losses"));
    if (!p->run)
        html_fmt(h, "<div class=\"box empty\"><p><strong>%s</strong></p><p>%s"
                    "</p></div>\n",
                 T(rq, "Nothing has been calculated yet."),
                 p->n_given
                     ? T(rq, "There are estimates: calculate.")
                     : T(rq, "First somebody who knows a risk estimates how"
                             " often it happens and what it costs."));
    else {
        put_run(rq, h, p);
        put_tiles(rq, h, p);
        risk_losses_draw(rq, h, &p->out);
    }
    put_run_link(rq, h, p);
    risk_cut_put(rq, h, &p->risks, "risk_register", p->book->r.id);
    risk_cut_put(rq, h, &p->actions, "risk_register", p->book->r.id);
    if (p->run) {
        put_risks(rq, h, p);
        put_worth(rq, h, p);
    }
    put_missing(rq, h, p);
    put_model(rq, h);
    put_links(rq, h, p);
    return page_close(rq, RC_OK);
}

/* --- Cards ---------------------------------------------------------------- */

static const char *times(struct rq *rq, double v)
{
    return lang_number(rq->mem, rq->lang, v, v < 1 ? 3 : 2);
}

static void put_range(struct rq *rq, struct html *h, const char *label,
                      const struct trials_dist *d,
                      const char *(*said)(struct rq *, double))
{
    html_fmt(h, "<tr><th scope=\"row\">%s</th>", label);
    html_fmt(h, "<td class=\"n\">%s</td>", said(rq, trials_mean(d)));
    for (int i = 0; i < 3; i++)
        html_fmt(h, "<td class=\"n\">%s</td>",
                 said(rq, trials_quantile(d, i ? i == 1 ? 0.5 : 0.95 : 0.05)));
    html_raw(h, "</tr>\n");
}

void risk_estimate_card(struct rq *rq, const void *rec)
{
    const struct risk_estimate *e = rec;
    struct html *h = web_of(rq)->page;
    const struct trials_dist often = { risk_shape(e->frequency_shape),
                                       e->frequency_low.v, e->frequency_mode.v,
                                       e->frequency_high.v };
    const struct trials_dist much = { risk_shape(e->loss_shape),
                                      (double)e->loss_low.n,
                                      (double)e->loss_mode.n,
                                      (double)e->loss_high.n };

    html_fmt(h,
             "<section class=\"box\"><h2>%s</h2>\n<div class=\"scroll\""
             " tabindex=\"0\" role=\"region\" aria-label=\"%s\"><table><thead>"
             "<tr><td></td><th class=\"n\">%s</th><th class=\"n\">%s</th>"
             "<th class=\"n\">%s</th><th class=\"n\">%s</th></tr></thead>"
             "<tbody>\n",
             T(rq, "What the estimate says"), T(rq, "What the estimate says"),
             T(rq, "Mean"), T(rq, "5 of 100 lie below"), T(rq, "Middle"),
             T(rq, "95 of 100 lie below"));
    put_range(rq, h, T(rq, "Times a year"), &often, times);
    put_range(rq, h, T(rq, "Loss each time"), &much, risk_sum);
    html_fmt(h, "</tbody></table></div>\n<p>%s</p></section>\n",
             mem_fmt(rq->mem, T(rq, "Expected yearly loss if nothing is done:"
                                    " %s."),
                     risk_sum(rq, trials_mean(&often) * trials_mean(&much))));
}

void risk_run_card(struct rq *rq, const void *rec)
{
    const struct risk_run *run = rec;
    struct html *h = web_of(rq)->page;
    bool waits = !strcmp(run->r.state, "waiting");

    html_raw(h, "<section class=\"box\"");
    if (waits)
        html_raw(h, " id=\"job\" data-poll=\"2\"");
    html_fmt(h, "><h2>%s</h2>\n", T(rq, "The calculation"));
    if (waits) {
        html_fmt(h, "<p role=\"status\">%s <a href=\"\">%s</a></p>\n<p>"
                    "<a href=\"%s\">%s</a></p>",
                 T(rq, "It is under way."), T(rq, "Look again"),
                 url(rq, "/job"), T(rq, "Long work"));
        job_wake(rq->app);
    } else {
        const struct risk_register *g;
        void *found;

        if (!record_load(rq, &type_risk_register, run->risk_register,
                         &found)) {
            g = found;
            html_fmt(h, "<p><a href=\"%s\">%s</a></p>\n",
                     url(rq, "/risks/losses?register=%s", g->code),
                     T(rq, "Losses in numbers"));
        }
        html_fmt(h, "<p>%s</p>\n",
                 T(rq, "It keeps what it was made from. “Recompute and"
                       " compare” makes it again from that and the seed, and"
                       " says whether every digit is the same."));
    }
    if (run->checked)
        risk_pill(h, !strcmp(run->checked, "same") ? "good" : "bad",
                  !strcmp(run->checked, "same")
                      ? T(rq, "computed again: the same numbers")
                      : T(rq, "computed again: other numbers"));
    html_raw(h, "</section>\n");
}

/* --- On the card of a risk -------------------------------------------------- */

static void put_estimate(struct rq *rq, struct html *h,
                         const struct risk_estimate *e)
{
    html_fmt(h, "<p>%s: <a href=\"%s\">%s</a></p>\n", T(rq, "Estimate"),
             record_url(rq, &type_risk_estimate, e->r.id),
             e->on_day.n ? lang_day(rq->mem, rq->lang, e->on_day) : "…");
}

void risk_numbers_card(struct rq *rq, const struct risk *r)
{
    struct html *h = web_of(rq)->page;
    struct list given;

    if (risk_list(rq, &given, &type_risk_estimate,
                  "t.risk = $1 AND t.state = 'given'", r->r.id))
        return;
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n", T(rq, "In numbers"));
    if (given.n)
        put_estimate(rq, h, given.rec[0]);
    else
        html_fmt(h, "<p class=\"quiet\">%s</p>\n",
                 T(rq, "Nobody has estimated frequency and loss yet."));
    html_fmt(h, "<p class=\"no-print\"><a href=\"%s\">%s</a>",
             url(rq, "/risk/%lld/bowtie", (long long)r->r.id),
             T(rq, "Bow-tie"));
    if (rights_any(rq, &type_risk_estimate, OP_ADD, NULL))
        html_fmt(h, " · <a href=\"%s\">%s</a>",
                 url(rq, "/risk_estimate/new?risk=%%23%lld",
                     (long long)r->r.id),
                 T(rq, "Estimate frequency and loss"));
    html_raw(h, "</p></section>\n");
}
