/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_cycle_card.c: the nine steps of a cycle as a path: what is behind it,
 * what each step left, what is next.
 */
#include "base/text.h"
#include "kernel/act.h"
#include "mod/risk/risk_cycle.h"
#include "mod/risk/risk_pages.h"

#include <string.h>

enum { SHOWN = 5, WORDS = 400 };

struct path {
    struct rq *rq;
    struct html *h;
    const struct risk_cycle *c;
    struct text3 words[CYCLE_STEPS]; /* as the concept's method says them */
    size_t place;
};

/* --- The words of the method ----------------------------------------------- */

static void read_method(struct path *p)
{
    static const struct sql_text q = {
        "SELECT position, title_ky, title_ru, title_en FROM risk_method"
        " WHERE plan = $1 AND state = 'active' AND position BETWEEN 1 AND 9"
        " ORDER BY position",
        "i", "ittt"
    };
    struct sql_rows r = sql_query(p->rq->sql, &q, ARGS(INT(p->c->plan)));

    while (sql_next(&r)) {
        struct text3 *t = &p->words[sql_int(&r, 0) - 1];

        for (int i = 0; i < LANGS; i++)
            t->in[i] = mem_str(p->rq->mem, sql_str(&r, 1 + i));
    }
    (void)!sql_done(&r);
}

/* --- One step -------------------------------------------------------------- */

static day day_of_step(const struct risk_cycle *c, size_t i)
{
    return *(const day *)(const void *)((const char *)c + cycle_steps[i].on);
}

static const struct text3 *result_of(const struct risk_cycle *c, size_t i)
{
    return (const struct text3 *)(const void *)((const char *)c +
                                                cycle_steps[i].result);
}

static void put_when(struct path *p, size_t i)
{
    struct rq *rq = p->rq;
    day on = day_of_step(p->c, i), due;

    if (day_is(on)) {
        risk_pill(p->h, "good",
                  mem_fmt(rq->mem, T(rq, "finished on %s"),
                          lang_day(rq->mem, rq->lang, on)));
        return;
    }
    if (cycle_due(rq, p->c, i, &due))
        return;
    if (i == p->place)
        risk_pill(p->h, due.n < rq->today.n ? "bad" : "info",
                  mem_fmt(rq->mem,
                          due.n < rq->today.n ? T(rq, "now; was due on %s")
                                              : T(rq, "now; due on %s"),
                          lang_day(rq->mem, rq->lang, due)));
    else
        html_fmt(p->h, "<span class=\"small quiet\">%s</span>",
                 mem_fmt(rq->mem, T(rq, "by %s"),
                         lang_day(rq->mem, rq->lang, due)));
}

static void put_record(struct path *p, const struct type *t, const void *rec)
{
    struct rq *rq = p->rq;
    struct label l = { 0 };
    const struct record *head = rec;
    struct rq ask = *rq;

    rq_forget(&ask);
    if (record_label(&ask, t, head->id, &l))
        return;
    html_fmt(p->h, "<li><a href=\"%s\">%s</a></li>\n",
             url(rq, "/%s/%lld", t->name, (long long)head->id),
             text_cut(rq->mem, label_text(rq, &l), 120));
}

static void put_found(struct path *p, const struct cycle_found *f)
{
    struct rq *rq = p->rq;
    struct list l;
    int64_t all;

    if (cycle_found_read(rq, p->c, f, SHOWN, &l) || !l.n ||
        list_count(rq, &l, 1000, &all))
        return;
    html_fmt(p->h, "<p class=\"small\">%s: %lld</p>\n<ul class=\"small\">",
             tr(rq->lang, f->type->plural), (long long)all);
    for (size_t i = 0; i < l.n; i++)
        put_record(p, f->type, l.rec[i]);
    if (all > (int64_t)l.n)
        html_fmt(p->h, "<li class=\"quiet\">%s</li>",
                 mem_fmt(rq->mem, T(rq, "and %lld more"),
                         (long long)(all - (int64_t)l.n)));
    html_raw(p->h, "</ul>\n");
}

static void put_left(struct path *p, size_t i)
{
    struct rq *rq = p->rq;
    const char *s = text3_get(result_of(p->c, i), rq->lang, NULL);

    if (*s)
        html_fmt(p->h, "<p>%s</p>\n", text_cut(rq->mem, s, WORDS));
    if (i <= p->place)
        for (const struct cycle_found *f = cycle_found(i); f->type; f++)
            put_found(p, f);
    if (i == p->place && i < CYCLE_STEPS) {
        struct rq ask = *rq;
        enum rc rc;

        rq_forget(&ask);
        rc = cycle_lacks(&ask, p->c, i);
        if (rc)
            html_fmt(p->h, "<p class=\"why\">%s: %s</p>", T(rq, "Missing"),
                     rq_why(&ask, rc));
    }
}

static void put_step(struct path *p, size_t i)
{
    struct html *h = p->h;

    html_fmt(h, "<tr><td class=\"n\">%zu</td><td><strong>", i + 1);
    html_text(h, tr(p->rq->lang, cycle_steps[i].label));
    html_raw(h, "</strong>");
    if (p->words[i].in[LANG_KY]) {
        html_raw(h, "<br><span class=\"small quiet\">");
        html_text3(h, &p->words[i]);
        html_raw(h, "</span>");
    }
    html_fmt(h, "</td><td data-label=\"%s\">", T(p->rq, "When"));
    put_when(p, i);
    html_fmt(h, "</td><td data-label=\"%s\">", T(p->rq, "What it left"));
    put_left(p, i);
    html_raw(h, "</td></tr>\n");
}

/* --- How it ended ---------------------------------------------------------- */

static void put_end(struct path *p)
{
    struct rq *rq = p->rq;
    struct label l = { 0 };
    struct act *a;
    void *rec;

    if (!p->c->amendment) {
        if (p->c->verdict)
            html_fmt(p->h, "<p>%s</p>\n",
                     T(rq, "The cycle ended without a correction of the"
                           " strategy."));
        return;
    }
    if (record_load(rq, &type_act, p->c->amendment, &rec) ||
        record_label(rq, &type_act, p->c->amendment, &l))
        return;
    a = rec;
    html_fmt(p->h, "<p>%s: <a href=\"%s\">%s</a> ",
             T(rq, "Correction of the strategy"),
             url(rq, "/act/%lld", (long long)a->r.id), label_text(rq, &l));
    page_state(rq, p->h, &type_act, a->r.state);
    html_raw(p->h, "</p>\n");
}

/* --- The part of the card -------------------------------------------------- */

/* Nine tiles in a row: the way at one glance. */
static void put_strip(struct path *p)
{
    struct rq *rq = p->rq;

    html_fmt(p->h, "<ol class=\"map-tasks\" aria-label=\"%s\">",
             T(rq, "The nine steps"));
    for (size_t i = 0; i < CYCLE_STEPS; i++)
        html_fmt(p->h,
                 "<li><span class=\"tile %s\" title=\"%s\">%zu"
                 "<span class=\"vh\"> %s</span></span></li>\n",
                 i < p->place    ? "good"
                 : i == p->place ? "info"
                                 : "neutral",
                 tr(rq->lang, cycle_steps[i].label), i + 1,
                 i < p->place    ? T(rq, "finished")
                 : i == p->place ? T(rq, "now")
                                 : T(rq, "to come"));
    html_raw(p->h, "</ol>\n");
}

void risk_cycle_card(struct rq *rq, const void *rec)
{
    struct path p = { .rq = rq, .h = web_of(rq)->page, .c = rec };

    p.place = cycle_place(p.c->r.state);
    read_method(&p);
    html_fmt(p.h, "<section class=\"box\"><h2>%s</h2>\n",
             T(rq, "The way through the nine steps"));
    put_strip(&p);
    put_end(&p);
    html_fmt(p.h,
             "<table class=\"list\"><thead><tr><th scope=\"col\" class=\"n\">"
             "%s</th><th scope=\"col\">%s</th><th scope=\"col\">%s</th>"
             "<th scope=\"col\">%s</th></tr></thead><tbody>\n",
             T(rq, "No."), T(rq, "Step"), T(rq, "When"),
             T(rq, "What it left"));
    for (size_t i = 0; i < CYCLE_STEPS; i++)
        put_step(&p, i);
    html_raw(p.h, "</tbody></table></section>\n");
}
