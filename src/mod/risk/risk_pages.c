/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_pages.c: a register of risks: by category, with causes, effects, the
 * work against each, who answers for it, what is still open, and the heat map.
 */
#include "mod/risk/risk_map.h"
#include "mod/risk/risk_chart.h"
#include "mod/risk/risk_pages.h"
#include "mod/risk/risk_review.h"

#include "kernel/org.h"
#include "kernel/write.h"
#include "web/chart.h"
#include "web/type_pages.h"
#include "web/page_list.h"

#include <string.h>

enum { RISK_SHOWN = 50 }; /* risks on one page, each with all its parts */

/* Everything of a register that the page shows. */
struct reg {
    struct risk_books books;
    const struct risk_register *book;
    struct refs watched; /* risks that something announces */
    struct refs left; /* owners who do not work here any more */
    struct risk_map *map;
    struct list categories, risks, causes, effects, actions;
    struct strategy_status *status;
    struct risk_work *work; /* of each risk */
    struct risk_work all;
    size_t nobody; /* risks for which the source names nobody */
};

/* --- Reading ---------------------------------------------------------------- */

static size_t place_of(const struct list *risks, int64_t id)
{
    for (size_t i = 0; i < risks->n; i++)
        if (((const struct record *)risks->rec[i])->id == id)
            return i;
    return risks->n;
}

static void count_work(struct rq *rq, struct reg *g)
{
    g->work = MEM_ARRAY(rq->mem, g->risks.n + 1, struct risk_work);
    for (size_t i = 0; i < g->actions.n; i++) {
        const struct risk_action *a = g->actions.rec[i];
        size_t at = place_of(&g->risks, a->risk);

        if (at == g->risks.n || !strcmp(a->r.state, "dropped"))
            continue;
        risk_work_add(rq, &g->work[at], a, g->status);
        risk_work_add(rq, &g->all, a, g->status);
    }
    for (size_t i = 0; i < g->risks.n; i++)
        g->nobody += !((const struct risk *)g->risks.rec[i])->responsible.n;
}

/* The register of the filter, else the one that comes first. */
static enum rc choose_book(struct rq *rq, struct reg *g)
{
    struct list *l = &g->risks;
    int64_t id = 0;

    for (size_t i = 0; i < l->n_filters; i++)
        if (l->filters[i].field &&
            !strcmp(l->filters[i].field->name, "risk_register"))
            TRY(ref_resolve(rq, &type_risk_register, l->filters[i].value, 0,
                            &id));
    for (size_t i = 0; i < g->books.n; i++)
        if (g->books.book[i].g->r.id == id)
            g->book = g->books.book[i].g;
    if (id)
        return g->book ? RC_OK : RC_MISSING;
    g->book = risk_book_first(rq, &g->books);
    if (!g->book)
        return RC_MISSING;
    return list_filter(rq, l, "risk_register", g->book->code);
}

static enum rc read_risks(struct rq *rq, struct reg *g)
{
    g->risks = (struct list){ .type = &type_risk, .limit = RISK_SHOWN,
                              .where = "t.state = 'active'", .whole = true };
    TRY(list_args(rq, &g->risks, false, NULL));
    TRY(choose_book(rq, g));
    return list_read(rq, &g->risks);
}

/* A condition about the parts of the risks that are shown. */
static const char *parts_of(struct rq *rq, const struct list *risks,
                            const char *further)
{
    struct buf b;

    buf_init(&b, rq->mem);
    buf_fmt(&b, "t.risk_register = $1%s AND t.risk IN (0", further);
    for (size_t i = 0; i < risks->n; i++)
        buf_fmt(&b, ",%lld",
                (long long)((const struct record *)risks->rec[i])->id);
    buf_str(&b, ")");
    return b.s;
}

static enum rc read_register(struct rq *rq, struct reg *g)
{
    static const char in_force[] = " AND t.state = 'active'";
    const char *parts;
    int64_t id;
    day on;

    TRY(risk_books_read(rq, &g->books));
    TRY(read_risks(rq, g));
    id = g->book->r.id;
    TRY(risk_left(rq, &g->left));
    TRY(risk_watched(rq, &g->watched));
    TRY(risk_list(rq, &g->categories, &type_risk_category,
                  "t.risk_register = $1 AND t.state = 'active'", id));
    parts = parts_of(rq, &g->risks, in_force);
    TRY(risk_list(rq, &g->causes, &type_risk_cause, parts, id));
    TRY(risk_list(rq, &g->effects, &type_risk_effect, parts, id));
    TRY(risk_list(rq, &g->actions, &type_risk_action,
                  parts_of(rq, &g->risks, ""), id));
    TRY(strategy_status(rq, g->book->plan, true, &g->status));
    TRY(page_day(rq, "day", &on));
    TRY(risk_map_read(rq, id, 0, on, &g->map));
    count_work(rq, g);
    return RC_OK;
}

/* --- Figures ---------------------------------------------------------------- */

static void put_figure(struct rq *rq, struct html *h, const char *tone,
                       const char *label, size_t n, size_t of)
{
    html_fmt(h,
             "<li class=\"%s\"><span class=\"label\">%s</span>"
             "<span class=\"big\">%s",
             tone, label, lang_number(rq->mem, rq->lang, (double)n, 0));
    if (of)
        html_fmt(h, " <small>/ %s</small>",
                 lang_number(rq->mem, rq->lang, (double)of, 0));
    html_raw(h, "</span></li>\n");
}

static void put_figures(struct rq *rq, struct html *h, const struct reg *g)
{
    const struct risk_work *w = &g->all;

    html_raw(h, "<ul class=\"tiles\">");
    html_fmt(h,
             "<li><span class=\"label\"><a href=\"#heat\">%s</a></span>"
             "<span class=\"big\">%zu <small>/ %zu</small></span></li>\n",
             T(rq, "Risks not assessed yet"), g->map->n - g->map->assessed,
             g->map->n);
    put_figure(rq, h, g->nobody ? "warn" : "",
               T(rq, "Risks for which nobody is named"), g->nobody,
               g->risks.n);
    put_figure(rq, h, "", T(rq, "Actions done"), w->actions_done, w->actions);
    put_figure(rq, h, "", T(rq, "Linked tasks done"), w->done, w->n_tasks);
    put_figure(rq, h, w->late ? "bad" : "", T(rq, "Linked tasks that are late"),
               w->late, w->n_tasks);
    html_raw(h, "</ul>\n");
}

/* --- One risk --------------------------------------------------------------- */

static void put_units(struct rq *rq, struct html *h, const struct reg *g,
                      const struct risk *r)
{
    const struct field *f = type_field(&type_risk, "responsible");

    html_fmt(h, "<dt>%s</dt><dd>", T(rq, "Responsible"));
    for (size_t i = 0; i < r->responsible.n; i++) {
        const struct label *l = list_target(&g->risks, f, r->responsible.id[i]);

        if (!l || !l->id)
            continue;
        html_fmt(h, "%s<a href=\"%s\">", i ? ", " : "",
                 url(rq, "/unit/%lld", (long long)l->id));
        html_text3(h, &l->title);
        html_raw(h, "</a>");
    }
    if (!r->responsible.n)
        risk_pill(h, "warn", T(rq, "nobody named"));
    html_raw(h, "</dd>\n");
}

static void put_owner(struct rq *rq, struct html *h, const struct reg *g,
                      size_t at)
{
    const struct risk *r = g->risks.rec[at];
    const struct risk_gaps gaps =
        risk_gaps_of(r, &g->causes, &g->effects, &g->actions,
                     &g->left, &g->watched);
    const struct field *f = type_field(&type_risk, "owner");

    html_fmt(h, "<dt>%s</dt><dd>", tr(rq->lang, f->label));
    if (r->owner)
        value_link(rq, h, &type_person, list_label(&g->risks, at, f));
    else
        html_fmt(h, "<span class=\"quiet\">%s</span>", T(rq, "not named yet"));
    if (gaps.left) {
        html_raw(h, " ");
        risk_pill(h, "bad", T(rq, "does not work here any more"));
    }
    html_raw(h, "</dd>\n");
    if (gaps.n) {
        html_fmt(h, "<dt>%s</dt><dd>", T(rq, "Still open"));
        risk_gaps_put(rq, h, r, &gaps);
        html_raw(h, "</dd>\n");
    }
}

static void put_term(struct rq *rq, struct html *h, const struct risk *r)
{
    html_fmt(h, "<dt>%s</dt><dd>%s – %s", T(rq, "Term"),
             lang_day(rq->mem, rq->lang, r->starts),
             lang_day(rq->mem, rq->lang, r->ends));
    if (!r->period_stated)
        html_fmt(h, " <span class=\"small quiet\">%s</span>",
                 T(rq, "the source states none; that of the plan"));
    if (*text3_get(&r->period_note, rq->lang, NULL)) {
        html_raw(h, " <span class=\"small quiet\">");
        html_text3(h, &r->period_note);
        html_raw(h, "</span>");
    }
    html_raw(h, "</dd>\n");
}

static void put_work(struct rq *rq, struct html *h, const struct risk_work *w)
{
    html_fmt(h, "<dt>%s</dt><dd>%s</dd>\n<dt>%s</dt><dd>", T(rq, "Actions"),
             mem_fmt(rq->mem, T(rq, "%zu, done %zu"), w->actions,
                     w->actions_done),
             T(rq, "Linked tasks"));
    if (w->n_tasks)
        chart_bar(h, (double)w->done / (double)w->n_tasks,
                  mem_fmt(rq->mem, T(rq, "%zu of %zu done"), w->done,
                          w->n_tasks));
    else
        html_fmt(h, "<span class=\"quiet\">%s</span>", T(rq, "none"));
    html_raw(h, " ");
    if (w->late)
        risk_pill(h, "bad",
                  mem_fmt(rq->mem, TN(rq, "%zu late", "%zu late",
                                      (int64_t)w->late),
                          w->late));
    html_raw(h, "</dd>\n");
}

static void put_indicators(struct rq *rq, struct html *h, const struct reg *g,
                           const struct risk *r)
{
    html_fmt(h, "<dt>%s</dt><dd>", T(rq, "Indicators"));
    if (!r->indicators.n && refs_have(&g->watched, r->r.id))
        html_fmt(h, "<a href=\"%s\">%s</a>",
                 url(rq, "/risk/%lld#watches", (long long)r->r.id),
                 T(rq, "Indicators of the risk"));
    else if (!r->indicators.n)
        html_fmt(h, "<span class=\"quiet\">%s</span>", T(rq, "none"));
    else
        html_raw(h, "<ul>");
    for (size_t i = 0; i < r->indicators.n; i++) {
        const struct strategy_item *item =
            strategy_indicator(g->status, r->indicators.id[i]);

        if (!item)
            continue;
        html_raw(h, "<li>");
        risk_item(rq, h, &type_indicator, item);
        html_raw(h, "</li>\n");
    }
    if (r->indicators.n)
        html_raw(h, "</ul>");
    html_raw(h, "</dd>\n");
}

static void put_cause(struct html *h, const struct text3 *title)
{
    html_raw(h, "<li>");
    html_text3(h, title);
    html_raw(h, "</li>\n");
}

static void put_causes(struct rq *rq, struct html *h, const struct reg *g,
                       int64_t risk)
{
    html_fmt(h, "<h4>%s</h4>\n<ul>", T(rq, "Causes"));
    for (size_t i = 0; i < g->causes.n; i++) {
        const struct risk_cause *c = g->causes.rec[i];

        if (c->risk == risk)
            put_cause(h, &c->title);
    }
    html_fmt(h, "</ul>\n<h4>%s</h4>\n<ul>", T(rq, "Effects"));
    for (size_t i = 0; i < g->effects.n; i++) {
        const struct risk_effect *e = g->effects.rec[i];

        if (e->risk == risk)
            put_cause(h, &e->title);
    }
    html_raw(h, "</ul>\n");
}

static void put_risk(struct rq *rq, struct html *h, const struct reg *g,
                     size_t at)
{
    const struct risk *r = g->risks.rec[at];

    html_fmt(h,
             "<section class=\"box\"><h3><a href=\"%s\">"
             "<span class=\"code\">%s</span> ",
             url(rq, "/risk/%lld", (long long)r->r.id), r->code);
    html_text3(h, &r->title);
    html_raw(h, "</a></h3>\n<div class=\"columns\"><dl class=\"fields\">\n");
    put_units(rq, h, g, r);
    put_owner(rq, h, g, at);
    put_term(rq, h, r);
    put_work(rq, h, &g->work[at]);
    put_indicators(rq, h, g, r);
    html_raw(h, "</dl>\n<div>");
    put_causes(rq, h, g, r->r.id);
    html_raw(h, "</div></div></section>\n");
}

/* --- The page --------------------------------------------------------------- */

static void put_category(struct rq *rq, struct html *h, const struct reg *g,
                         const struct risk_category *c)
{
    size_t n = 0;

    for (size_t i = 0; i < g->risks.n; i++)
        n += ((const struct risk *)g->risks.rec[i])->category == c->r.id;
    if (!n)
        return;
    html_raw(h, "<section>\n<h2>");
    html_text3(h, &c->title);
    html_raw(h, "</h2>\n");
    for (size_t i = 0; i < g->risks.n; i++)
        if (((const struct risk *)g->risks.rec[i])->category == c->r.id)
            put_risk(rq, h, g, i);
    html_raw(h, "</section>\n");
}

/* How a register that holds nothing gets filled. */
static void put_empty(struct rq *rq, struct html *h,
                      const struct risk_register *book)
{
    static const struct type *const order[] = {
        &type_risk_category, &type_risk, &type_risk_cause, &type_risk_effect,
        &type_risk_action,
    };

    html_fmt(h, "<div class=\"box empty\"><p><strong>%s</strong></p><p>%s</p>",
             T(rq, "This register is empty."),
             T(rq, "Import its tables in this order, or add the records one by"
                   " one:"));
    html_raw(h, "<ol>\n");
    for (size_t i = 0; i < COUNT(order); i++) {
        if (!rights_any(rq, order[i], OP_ADD, NULL))
            continue;
        html_fmt(h, "<li><a href=\"%s\">%s</a> · <a href=\"%s\">%s</a></li>\n",
                 url(rq, "/%s/import?risk_register=%%23%lld", order[i]->name,
                     (long long)book->r.id),
                 tr(rq->lang, order[i]->plural),
                 url(rq, "/%s/new?risk_register=%%23%lld", order[i]->name,
                     (long long)book->r.id),
                 T(rq, "add"));
    }
    html_raw(h, "</ol></div>\n");
}

static bool filtered(const struct reg *g)
{
    return g->risks.n_filters > 1;
}

/* A register of more risks than one page holds: which these are, and on. */
static void put_turn(struct rq *rq, struct html *h, const struct reg *g)
{
    const struct list *l = &g->risks;

    if (!l->next && !l->after)
        return;
    html_fmt(h, "<p class=\"cut\"><strong>%s</strong>",
             mem_fmt(rq->mem,
                     T(rq, "The figures and the risks below are those of one"
                           " page of %zu risks."),
                     l->n));
    if (l->after)
        html_fmt(h, " <a class=\"button mini\" href=\"%s%s\">%s</a>",
                 url(rq, "/risks"), list_query(rq, l, NULL, NULL),
                 T(rq, "To the beginning"));
    if (l->next)
        html_fmt(h, " <a class=\"button mini\" href=\"%s%s\" rel=\"next\">"
                    "%s</a>",
                 url(rq, "/risks"), list_query(rq, l, NULL, l->next),
                 T(rq, "Next ›"));
    html_raw(h, "</p>\n");
}

static void put_risks(struct rq *rq, struct html *h, const struct reg *g)
{
    int64_t id = g->book->r.id;

    put_turn(rq, h, g);
    risk_cut_put(rq, h, &g->causes, "risk_register", id);
    risk_cut_put(rq, h, &g->effects, "risk_register", id);
    risk_cut_put(rq, h, &g->actions, "risk_register", id);
    html_fmt(h, "<p class=\"lead\">%s %s</p>\n",
             mem_fmt(rq->mem,
                     TN(rq, "%zu risk of the strategy, and what is done"
                            " against it.",
                        "%zu risks of the strategy, and what is done against"
                        " them.",
                        (int64_t)g->risks.n),
                     g->risks.n),
             T(rq, "An action is as far as the tasks that are the same work."));
    put_figures(rq, h, g);
    /* Who has five minutes sees the whole before the rows. */
    risk_map_put(rq, h, g->map, url(rq, "/risks"),
                 risk_map_hidden(rq, "risk_register", g->book->code));
    for (size_t i = 0; i < g->categories.n; i++)
        put_category(rq, h, g, g->categories.rec[i]);
    put_turn(rq, h, g);
}

static void put_book(struct rq *rq, struct html *h, const struct reg *g)
{
    risk_pages_put(rq, h, g->book, "");
    risk_books_put(rq, h, &g->books, g->book->r.id);
    risk_review_banner(rq, h, g->book->r.id);
    html_raw(h, "<h2>");
    html_text3(h, &g->book->title);
    html_raw(h, " ");
    page_state(rq, h, &type_risk_register, g->book->r.state);
    html_raw(h, "</h2>\n");
    filter_bar(rq, h, &g->risks, url(rq, "/risks"));
    if (g->risks.n)
        put_risks(rq, h, g);
    else if (filtered(g))
        html_fmt(h, "<div class=\"box empty\"><p><strong>%s</strong></p>"
                    "</div>\n",
                 T(rq, "Nothing was found"));
    else
        put_empty(rq, h, g->book);
}

enum rc risks_page(struct rq *rq)
{
    struct reg *g = MEM_NEW(rq->mem, struct reg);
    struct html *h;
    enum rc rc = read_register(rq, g);

    if (rc && rc != RC_MISSING && rc != RC_INVALID)
        return rc;
    h = page_open(rq, T(rq, "Risks"));
    if (rc == RC_INVALID)
        page_failures(rq, h);
    else if (rc)
        html_fmt(h, "<div class=\"box empty\"><p><strong>%s</strong></p></div>",
                 T(rq, "There is no risk plan yet."));
    else
        put_book(rq, h, g);
    return page_close(rq, rc == RC_INVALID ? rc : RC_OK);
}
