/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_review_card.c: a review's part of its card, and what the register's
 * page says of the years without one.
 */
#include "kernel/act.h"
#include "mod/risk/risk_cycle.h"
#include "mod/risk/risk_pages.h"
#include "mod/risk/risk_review.h"
#include "mod/councils/councils.h"

#include <string.h>

enum { YEARS = 20, REGISTERS = 20 };

/* --- The card --------------------------------------------------------------- */

static void put_ways(struct rq *rq, struct html *h,
                     const struct risk_review *v)
{
    const char *at = url(rq, "/risk_review/%lld/pack", (long long)v->r.id);

    html_fmt(h,
             "<p class=\"actions no-print\"><a class=\"button main\""
             " href=\"%s\">%s</a> <a class=\"button\" href=\"%s?as=pdf\">PDF"
             "</a> <a class=\"button\" href=\"%s?as=xlsx\">XLSX</a></p>\n",
             at, T(rq, "The pack for the council"), at, at);
}

static void put_link(struct rq *rq, struct html *h, const char *label,
                     const struct type *t, int64_t id)
{
    struct label l = { 0 };
    const struct record *rec;
    void *found;

    if (!id || record_load(rq, t, id, &found) ||
        record_label(rq, t, id, &l))
        return;
    rec = found;
    html_fmt(h, "<dt>%s</dt><dd><a href=\"%s\">%s</a> ", label,
             url(rq, "/%s/%lld", t->name, (long long)id), label_text(rq, &l));
    page_state(rq, h, t, rec->state);
    html_raw(h, "</dd>\n");
}

static int64_t agenda_of(struct rq *rq, int64_t review)
{
    static const struct sql_text q = {
        "SELECT MAX(id) FROM councils_agenda WHERE subject = 'risk_review'"
        " AND subject_id = $1",
        "i", "i"
    };
    int64_t id = 0;

    return sql_get_int(rq->sql, &id, &q, ARGS(INT(review))) ? 0 : id;
}

static void put_joined(struct rq *rq, struct html *h,
                       const struct risk_review *v)
{
    int64_t cycle = 0;

    if (risk_cycle_of(rq, v->risk_register, v->year.n, &cycle))
        cycle = 0;
    html_raw(h, "<dl class=\"fields\">\n");
    put_link(rq, h, T(rq, "Agenda item"), &type_agenda_item,
             agenda_of(rq, v->r.id));
    put_link(rq, h, T(rq, "Risk cycle"), &type_risk_cycle, cycle);
    put_link(rq, h, T(rq, "Act of the council"), &type_act,
             v->act ? v->act : v->draft);
    html_raw(h, "</dl>\n");
}

static void put_order(struct rq *rq, struct html *h, const struct list *l,
                      size_t i)
{
    const struct risk_order *o = l->rec[i];
    const struct label *who =
        list_label(l, i, type_field(&type_risk_order, "person"));
    bool late = !strcmp(o->r.state, "ordered") && o->due.n < rq->today.n;

    html_fmt(h, "<tr class=\"%s\"><td><a href=\"%s\">", late ? "late" : "",
             url(rq, "/risk_order/%lld", (long long)o->r.id));
    html_text3(h, &o->title);
    html_fmt(h, "</a></td><td data-label=\"%s\">%s</td><td data-label=\"%s\">"
                "%s</td><td data-label=\"%s\">",
             T(rq, "Carried out by"), who ? label_text(rq, who) : "–",
             T(rq, "Due"), lang_day(rq->mem, rq->lang, o->due),
             T(rq, "State"));
    page_state(rq, h, &type_risk_order, o->r.state);
    html_raw(h, "</td></tr>\n");
}

static void put_orders(struct rq *rq, struct html *h,
                       const struct risk_review *v)
{
    bool open = !strcmp(v->r.state, "due") || !strcmp(v->r.state, "prepared");
    struct list l;

    if (risk_review_orders(rq, v->r.id, &l))
        return;
    html_fmt(h, "<h3>%s</h3>\n",
             T(rq, "Instructions of the council on risks"));
    if (l.n)
        html_fmt(h,
                 "<table class=\"list\"><thead><tr><th scope=\"col\">%s</th>"
                 "<th scope=\"col\">%s</th><th scope=\"col\">%s</th>"
                 "<th scope=\"col\">%s</th></tr></thead><tbody>\n",
                 T(rq, "What is to be done"), T(rq, "Carried out by"),
                 T(rq, "Due"), T(rq, "State"));
    for (size_t i = 0; i < l.n; i++)
        put_order(rq, h, &l, i);
    if (l.n)
        html_raw(h, "</tbody></table>\n");
    else
        html_fmt(h, "<p class=\"quiet\">%s</p>\n", T(rq, "None."));
    if (open && rights_any(rq, &type_risk_order, OP_ADD, NULL))
        html_fmt(h, "<p class=\"no-print\"><a class=\"button mini\""
                    " href=\"%s\">%s</a></p>\n",
                 url(rq, "/risk_order/new?review=%%23%lld",
                     (long long)v->r.id),
                 T(rq, "Propose an instruction"));
}

void risk_review_card(struct rq *rq, const void *rec)
{
    const struct risk_review *v = rec;
    struct html *h = web_of(rq)->page;

    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n",
             T(rq, "Before the Academic Council"));
    if (strcmp(v->r.state, "decided") && v->due.n < rq->today.n)
        html_fmt(h, "<p><span class=\"pill bad\">%s</span></p>\n",
                 mem_fmt(rq->mem, T(rq, "overdue since %s"),
                         lang_day(rq->mem, rq->lang, v->due)));
    put_ways(rq, h, v);
    put_joined(rq, h, v);
    put_orders(rq, h, v);
    html_raw(h, "</section>\n");
}

/* --- On the register's page -------------------------------------------------- */

/* The newest review of the register. */
static enum rc newest(struct rq *rq, int64_t risk_register,
                      struct risk_review **out)
{
    static const struct sql_text q = {
        "SELECT id FROM risk_review WHERE risk_register = $1"
        " ORDER BY year DESC LIMIT 1",
        "i", "i"
    };
    int64_t id;
    void *rec;

    TRY(sql_get_int(rq->sql, &id, &q, ARGS(INT(risk_register))));
    TRY(record_load(rq, &type_risk_review, id, &rec));
    *out = rec;
    return RC_OK;
}

static void put_missed(struct rq *rq, struct html *h, int64_t risk_register)
{
    int years[YEARS];
    struct buf b;
    size_t n;

    if (risk_review_missed(rq, risk_register, years, YEARS, &n) || !n)
        return;
    buf_init(&b, rq->mem);
    for (size_t i = 0; i < n; i++)
        buf_fmt(&b, "%s%d", i ? ", " : "", years[i]);
    html_fmt(h, "<p class=\"flash error\">%s</p>\n",
             mem_fmt(rq->mem,
                     T(rq, "The Academic Council has not discussed the risks"
                           " of these years, and the day has passed: %s"),
                     b.s));
}

static void put_cycle(struct rq *rq, struct html *h, int64_t risk_register)
{
    const struct risk_cycle *c;
    int64_t id;
    int y;
    void *rec;

    y = day_year(rq->today);
    if (risk_cycle_of(rq, risk_register, y, &id) ||
        record_load(rq, &type_risk_cycle, id, &rec))
        return;
    c = rec;
    html_fmt(h, "<a href=\"%s\">",
             url(rq, "/risk_cycle/%lld", (long long)id));
    html_text3(h, &c->title);
    html_raw(h, "</a> ");
    page_state(rq, h, &type_risk_cycle, c->r.state);
    html_raw(h, "<br>\n");
}

void risk_review_banner(struct rq *rq, struct html *h, int64_t risk_register)
{
    struct risk_review *v;

    put_missed(rq, h, risk_register);
    html_raw(h, "<p>");
    put_cycle(rq, h, risk_register);
    if (!newest(rq, risk_register, &v)) {
        html_fmt(h, "<a href=\"%s\">",
                 url(rq, "/risk_review/%lld", (long long)v->r.id));
        html_text3(h, &v->title);
        html_raw(h, "</a> ");
        page_state(rq, h, &type_risk_review, v->r.state);
        if (strcmp(v->r.state, "decided") != 0)
            html_fmt(h, " <span class=\"small quiet\">%s</span>",
                     mem_fmt(rq->mem, T(rq, "by %s"),
                             lang_day(rq->mem, rq->lang, v->due)));
    }
    html_raw(h, "</p>\n");
}

/* --- On the rector's page ---------------------------------------------------- */

void risk_review_week(struct rq *rq)
{
    struct list l = { .type = &type_risk_register, .limit = REGISTERS,
                      .where = "t.state = 'approved'" };
    struct html *h = web_of(rq)->page;

    if (list_read(rq, &l) || !l.n)
        return;
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n",
             T(rq, "Risks before the Academic Council"));
    for (size_t i = 0; i < l.n; i++)
        risk_review_banner(rq, h, ((const struct record *)l.rec[i])->id);
    html_raw(h, "</section>\n");
}
