/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_card.c: what a risk's card shows above its fields: why it may happen,
 * what it would do, and what is done against it.
 */
#include "mod/risk/risk_pages.h"

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

        html_raw(h, "<li>");
        html_text3(h, title);
        html_raw(h, "</li>\n");
    }
    html_raw(h, "</ul></div>\n");
}

/* --- Actions ------------------------------------------------------------------ */

static void put_action(struct rq *rq, struct html *h,
                       const struct risk_action *a,
                       const struct strategy_status *s)
{
    size_t shown = 0;

    html_fmt(h, "<li><a href=\"%s\">",
             url(rq, "/risk_action/%lld", (long long)a->r.id));
    html_text3(h, &a->title);
    html_raw(h, "</a> ");
    page_state(rq, h, &type_risk_action, a->r.state);
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
                        const struct strategy_status *s)
{
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n<p class=\"small quiet\">"
                "%s</p>\n<ol>\n",
             T(rq, "What is done against it"),
             T(rq, "Under each action stand the tasks of the strategy that are"
                   " the same work: one report serves both."));
    for (size_t i = 0; i < l->n; i++)
        put_action(rq, h, l->rec[i], s);
    html_raw(h, "</ol></section>\n");
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
    html_fmt(h,
             "<section class=\"box\"><h2>%s</h2><div class=\"columns\">\n",
             T(rq, "Causes and effects"));
    put_causes(rq, h, T(rq, "Causes"), &causes);
    put_causes(rq, h, T(rq, "Effects"), &effects);
    html_raw(h, "</div></section>\n");
    put_actions(rq, h, &actions, s);
}
