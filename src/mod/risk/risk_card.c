/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_card.c: what a risk's card shows above its fields: why it may happen,
 * what it would do, and what is done against it.
 */
#include "mod/risk/risk_context.h"
#include "mod/risk/risk_decision.h"
#include "mod/risk/risk_numbers.h"
#include "mod/risk/risk_pages.h"
#include "web/page_record.h"
#include "mod/risk/risk_assess.h"
#include "mod/risk/risk_pages.h"
#include "mod/risk/risk_watch.h"

#include <string.h>

void risk_pill(struct html *h, const char *tone, const char *words)
{
    html_fmt(h, "<span class=\"pill %s\">%s</span>", tone, words);
}

enum rc risk_list(struct rq *rq, struct list *l, const struct type *t,
                  const char *where, int64_t id)
{
    *l = (struct list){ .type = t, .limit = RISK_ROWS, .where = where,
                        .few = true, .whole = true };
    params_add(&l->params, INT(id));
    return list_read(rq, l);
}

void risk_cut_put(struct rq *rq, struct html *h, const struct list *l,
                  const char *field, int64_t id)
{
    if (!l->next)
        return;
    html_fmt(h, "<p class=\"cut\"><strong>%s</strong> <a href=\"%s\">%s</a>"
                "</p>\n",
             mem_fmt(rq->mem,
                     T(rq, "%s: only the first %zu are shown and counted"
                           " here."),
                     tr(rq->lang, l->type->plural), l->n),
             url(rq, "/%s?%s=%%23%lld", l->type->name, field, (long long)id),
             T(rq, "Show all of them"));
}

void risk_item(struct rq *rq, struct html *h, const struct type *t,
               const struct strategy_item *item)
{
    html_fmt(h, "<a href=\"%s\">",
             url(rq, "/%s/%lld", t->name, (long long)item->id));
    if (t == &type_task)
        html_fmt(h, "<span class=\"code\">%s</span> ", item->code);
    html_text3(h, &item->title);
    html_raw(h, "</a> ");
    risk_pill(h, item->tone, tr(rq->lang, item->words));
}

/* --- Work ------------------------------------------------------------------- */

static bool has_task(const struct risk_work *w, int64_t id)
{
    for (size_t i = 0; i < w->n_tasks; i++)
        if (w->tasks[i]->id == id)
            return true;
    return false;
}

void risk_work_add(struct rq *rq, struct risk_work *w,
                   const struct risk_action *a,
                   const struct strategy_status *s)
{
    const struct strategy_item **more = MEM_ARRAY(
        rq->mem, w->n_tasks + a->linked_tasks.n + 1,
        const struct strategy_item *);

    w->actions++;
    w->actions_done += !strcmp(a->r.state, "done");
    if (w->n_tasks)
        memcpy(more, w->tasks, w->n_tasks * sizeof *more);
    w->tasks = more;
    for (size_t i = 0; i < a->linked_tasks.n; i++) {
        const struct strategy_item *t =
            strategy_task(s, a->linked_tasks.id[i]);

        if (!t || has_task(w, t->id))
            continue;
        w->tasks[w->n_tasks++] = t;
        w->done += t->done;
        w->late += t->late;
    }
}

/* --- Causes and effects ------------------------------------------------------- */

/* The cause that brings this one about. */
static void put_parent(struct rq *rq, struct html *h, const struct list *l,
                       const struct risk_cause *c)
{
    for (size_t i = 0; c->parent && i < l->n; i++) {
        const struct risk_cause *p = l->rec[i];

        if (p->r.id != c->parent)
            continue;
        html_fmt(h, " <span class=\"small quiet\">%s: ",
                 T(rq, "brought about by"));
        html_text3(h, &p->title);
        html_raw(h, "</span>");
    }
}

static void put_causes(struct rq *rq, struct html *h, const char *head,
                       const struct list *l)
{
    html_fmt(h, "<div><h3>%s</h3>\n", head);
    if (!l->n)
        html_fmt(h, "<p class=\"quiet\">%s</p>",
                 T(rq, "The source names none."));
    html_raw(h, "<ul>\n");
    for (size_t i = 0; i < l->n; i++) {
        /* A cause and an effect have the same members. */
        const struct text3 *title =
            l->type == &type_risk_cause
                ? &((const struct risk_cause *)l->rec[i])->title
                : &((const struct risk_effect *)l->rec[i])->title;

        html_fmt(h, "<li><a href=\"%s\">",
                 url(rq, "/%s/%lld", l->type->name,
                     (long long)((const struct record *)l->rec[i])->id));
        html_text3(h, title);
        html_raw(h, "</a>");
        if (l->type == &type_risk_cause)
            put_parent(rq, h, l, l->rec[i]);
        html_raw(h, "</li>\n");
    }
    html_raw(h, "</ul></div>\n");
}

/* A link to the form of a new part, for who may add one. */
static void put_add(struct rq *rq, struct html *h, const struct type *t,
                    const struct risk *r, const char *words)
{
    if (!rights_any(rq, t, OP_ADD, NULL))
        return;
    html_fmt(h, "<p><a class=\"small\" href=\"%s\">%s</a></p>\n",
             url(rq, "/%s/new?risk_register=%%23%lld&risk=%%23%lld", t->name,
                 (long long)r->risk_register, (long long)r->r.id),
             words);
}

/* --- Actions ------------------------------------------------------------------ */

/* Who does it until when; late ones say so. */
static void put_doer(struct rq *rq, struct html *h, const struct list *l,
                     size_t at, day risk_ends)
{
    const struct risk_action *a = l->rec[at];
    day due = day_is(a->ends) ? a->ends : risk_ends;

    html_raw(h, " <span class=\"small quiet\">");
    if (a->owner)
        value_link(rq, h, &type_person,
                   list_label(l, at, type_field(l->type, "owner")));
    else if (a->unit)
        value_link(rq, h, &type_unit,
                   list_label(l, at, type_field(l->type, "unit")));
    else
        html_text(h, T(rq, "nobody named"));
    html_fmt(h, " · %s</span> ", lang_day(rq->mem, rq->lang, due));
    if (!strcmp(a->r.state, "open") && due.n < rq->today.n)
        risk_pill(h, "bad", T(rq, "late"));
}

static void put_action(struct rq *rq, struct html *h, const struct list *l,
                       size_t at, const struct strategy_status *s,
                       day risk_ends)
{
    const struct risk_action *a = l->rec[at];
    size_t shown = 0;

    html_fmt(h, "<li><a href=\"%s\">",
             url(rq, "/risk_action/%lld", (long long)a->r.id));
    html_text3(h, &a->title);
    html_raw(h, "</a> ");
    page_state(rq, h, &type_risk_action, a->r.state);
    put_doer(rq, h, l, at, risk_ends);
    html_raw(h, "\n<ul class=\"small\">");
    for (size_t i = 0; i < a->linked_tasks.n; i++) {
        const struct strategy_item *t =
            strategy_task(s, a->linked_tasks.id[i]);

        if (!t)
            continue;
        shown++;
        html_raw(h, "<li>");
        risk_item(rq, h, &type_task, t);
        html_raw(h, "</li>\n");
    }
    if (!shown)
        html_fmt(h, "<li class=\"quiet\">%s</li>",
                 T(rq, "no task of the strategy is the same work"));
    html_raw(h, "</ul></li>\n");
}

static void put_actions(struct rq *rq, struct html *h, const struct list *l,
                        const struct strategy_status *s, const struct risk *r)
{
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n<p class=\"small quiet\">"
                "%s</p>\n<ol>\n",
             T(rq, "What is done against it"),
             T(rq, "Under each action stand the tasks of the strategy that are"
                   " the same work: one report serves both."));
    for (size_t i = 0; i < l->n; i++)
        put_action(rq, h, l, i, s, r->ends);
    html_raw(h, "</ol>\n");
    put_add(rq, h, &type_risk_action, r, T(rq, "Add an action"));
    html_raw(h, "</section>\n");
}

/* What the register leaves open about the risk. */
static void put_gaps(struct rq *rq, struct html *h, const struct risk *r,
                     const struct list *causes, const struct list *effects,
                     const struct list *actions)
{
    struct risk_gaps g;
    struct refs left, watched;

    if (risk_left(rq, &left) || risk_watched(rq, &watched))
        return;
    g = risk_gaps_of(r, causes, effects, actions, &left, &watched);
    if (!g.n)
        return;
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n<p>",
             T(rq, "Still open"));
    risk_gaps_put(rq, h, r, &g);
    html_raw(h, "</p></section>\n");
}

void risk_card(struct rq *rq, const void *rec)
{
    const struct risk *r = rec;
    struct html *h = web_of(rq)->page;
    struct strategy_status *s;
    struct list causes, effects, actions;

    if (risk_list(rq, &causes, &type_risk_cause, "t.risk = $1", r->r.id) ||
        risk_list(rq, &effects, &type_risk_effect, "t.risk = $1", r->r.id) ||
        risk_list(rq, &actions, &type_risk_action, "t.risk = $1", r->r.id) ||
        strategy_status(rq, r->plan, false, &s))
        return;
    risk_cut_put(rq, h, &causes, "risk", r->r.id);
    risk_cut_put(rq, h, &effects, "risk", r->r.id);
    risk_cut_put(rq, h, &actions, "risk", r->r.id);
    put_gaps(rq, h, r, &causes, &effects, &actions);
    risk_decision_card(rq, r);
    html_fmt(h,
             "<section class=\"box\"><h2>%s</h2><div class=\"columns\">\n",
             T(rq, "Causes and effects"));
    put_causes(rq, h, T(rq, "Causes"), &causes);
    put_causes(rq, h, T(rq, "Effects"), &effects);
    html_raw(h, "</div>\n");
    put_add(rq, h, &type_risk_cause, r, T(rq, "Add a cause"));
    put_add(rq, h, &type_risk_effect, r, T(rq, "Add an effect"));
    html_raw(h, "</section>\n");
    risk_context_card(rq, r);
    put_actions(rq, h, &actions, s, r);
    risk_assess_card(rq, r);
    risk_watch_card(rq, r);
    risk_numbers_card(rq, r);
}
