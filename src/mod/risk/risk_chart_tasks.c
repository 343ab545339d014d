/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_chart_tasks.c: which tasks of the strategy a risk endangers, both ways:
 * those whose indicators the risk touches, and those that are the same work as
 * its actions, without which it stands open.
 */
#include "mod/risk/risk_chart.h"

#include "web/page_record.h"

#include <string.h>

/* A task and a risk, and how they meet. */
struct meeting {
    int64_t task, risk;
    size_t indicators, actions, open; /* actions not done */
};

struct tasks {
    struct risk_books books;
    const struct risk_register *book;
    struct list risks, actions;
    struct strategy_status *status;
    struct strategy_outlook *of;
    size_t n_of;
    struct meeting *at;
    size_t n, room;
};

/* --- Meetings --------------------------------------------------------------- */

static struct meeting *meeting_of(struct rq *rq, struct tasks *t, int64_t task,
                                  int64_t risk)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->at[i].task == task && t->at[i].risk == risk)
            return &t->at[i];
    if (t->n == t->room) {
        size_t more = t->room ? t->room * 2 : 64;

        t->at = mem_grow(rq->mem, t->at, t->room * sizeof *t->at,
                         more * sizeof *t->at);
        t->room = more;
    }
    t->at[t->n] = (struct meeting){ .task = task, .risk = risk };
    return &t->at[t->n++];
}

static int64_t task_of(const struct tasks *t, int64_t indicator)
{
    for (size_t i = 0; i < t->n_of; i++)
        if (t->of[i].id == indicator)
            return t->of[i].task;
    return 0;
}

static void meet(struct rq *rq, struct tasks *t)
{
    for (size_t i = 0; i < t->risks.n; i++) {
        const struct risk *r = t->risks.rec[i];

        for (size_t k = 0; k < r->indicators.n; k++) {
            int64_t task = task_of(t, r->indicators.id[k]);

            if (task)
                meeting_of(rq, t, task, r->r.id)->indicators++;
        }
    }
    for (size_t i = 0; i < t->actions.n; i++) {
        const struct risk_action *a = t->actions.rec[i];

        for (size_t k = 0; k < a->linked_tasks.n; k++) {
            struct meeting *m = meeting_of(rq, t, a->linked_tasks.id[k],
                                           a->risk);

            m->actions++;
            m->open += strcmp(a->r.state, "done") != 0;
        }
    }
}

static enum rc read_tasks(struct rq *rq, struct tasks *t)
{
    TRY(risk_list(rq, &t->risks, &type_risk,
                  "t.risk_register = $1 AND t.state = 'active'",
                  t->book->r.id));
    TRY(risk_list(rq, &t->actions, &type_risk_action,
                  "t.risk_register = $1 AND t.state <> 'dropped'",
                  t->book->r.id));
    TRY(strategy_status(rq, t->book->plan, false, &t->status));
    TRY(strategy_outlook(rq, t->book->plan, &t->of, &t->n_of));
    meet(rq, t);
    return RC_OK;
}

/* --- Drawing -------------------------------------------------------------- */

static const struct risk *risk_of(const struct tasks *t, int64_t id)
{
    for (size_t i = 0; i < t->risks.n; i++)
        if (((const struct record *)t->risks.rec[i])->id == id)
            return t->risks.rec[i];
    return NULL;
}

static void put_how(struct rq *rq, struct html *h, const struct meeting *m)
{
    if (m->indicators)
        html_fmt(h, " <span class=\"small quiet\">%s</span>",
                 mem_fmt(rq->mem,
                         TN(rq, "%zu indicator of it", "%zu indicators of it",
                            (int64_t)m->indicators),
                         m->indicators));
    if (m->actions)
        html_fmt(h, " <span class=\"small quiet\">%s</span>",
                 mem_fmt(rq->mem,
                         T(rq, "same work as %zu actions, %zu not done"),
                         m->actions, m->open));
}

static void put_risk_link(struct rq *rq, struct html *h, const struct risk *r)
{
    html_fmt(h, "<a href=\"%s\"><span class=\"code\">%s</span> ",
             record_url(rq, &type_risk, r->r.id), r->code);
    html_text3(h, &r->title);
    html_raw(h, "</a>");
}

static void put_task(struct rq *rq, struct html *h, const struct tasks *t,
                     const struct strategy_item *item)
{
    html_raw(h, "<tr><td>");
    risk_item(rq, h, &type_task, item);
    html_fmt(h, "</td><td data-label=\"%s\"><ul>", T(rq, "Risks"));
    for (size_t i = 0; i < t->n; i++) {
        const struct risk *r = risk_of(t, t->at[i].risk);

        if (t->at[i].task != item->id || !r)
            continue;
        html_raw(h, "<li>");
        put_risk_link(rq, h, r);
        put_how(rq, h, &t->at[i]);
        html_raw(h, "</li>\n");
    }
    html_raw(h, "</ul></td></tr>\n");
}

static bool met(const struct tasks *t, int64_t task)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->at[i].task == task && risk_of(t, t->at[i].risk))
            return true;
    return false;
}

static void put_by_task(struct rq *rq, struct html *h, const struct tasks *t)
{
    html_fmt(h,
             "<h2>%s</h2>\n<table class=\"list\"><thead><tr><th>%s</th>"
             "<th>%s</th></tr></thead><tbody>\n",
             T(rq, "By task"), T(rq, "Task"), T(rq, "Risks"));
    for (size_t i = 0; i < t->status->n_tasks; i++)
        if (met(t, t->status->tasks[i].id))
            put_task(rq, h, t, &t->status->tasks[i]);
    html_raw(h, "</tbody></table>\n");
}

static void put_by_risk(struct rq *rq, struct html *h, const struct tasks *t)
{
    html_fmt(h, "<h2>%s</h2>\n", T(rq, "By risk"));
    for (size_t i = 0; i < t->risks.n; i++) {
        const struct risk *r = t->risks.rec[i];

        html_raw(h, "<h3>");
        put_risk_link(rq, h, r);
        html_raw(h, "</h3>\n<ul>");
        for (size_t k = 0; k < t->n; k++) {
            const struct strategy_item *item =
                strategy_task(t->status, t->at[k].task);

            if (t->at[k].risk != r->r.id || !item)
                continue;
            html_raw(h, "<li>");
            risk_item(rq, h, &type_task, item);
            put_how(rq, h, &t->at[k]);
            html_raw(h, "</li>\n");
        }
        html_raw(h, "</ul>\n");
    }
}

enum rc risk_tasks_page(struct rq *rq)
{
    struct tasks *t = MEM_NEW(rq->mem, struct tasks);
    struct crumb crumb = { url(rq, "/risks"), T(rq, "Risks") };
    struct html *h;

    TRY(risk_chosen(rq, &t->books, &t->book));
    TRY(read_tasks(rq, t));
    h = page_open_under(rq, T(rq, "Tasks in danger"), &crumb, 1);
    risk_pages_put(rq, h, t->book, "/tasks");
    risk_choice_put(rq, h, &t->books, t->book, url(rq, "/risks/tasks"));
    html_fmt(h, "<p class=\"lead\">%s</p>\n",
             T(rq, "A risk endangers the tasks whose indicators it touches;"
                   " and where a task is the same work as an action against"
                   " it, it stands open until the task is done."));
    risk_cut_put(rq, h, &t->risks, "risk_register", t->book->r.id);
    risk_cut_put(rq, h, &t->actions, "risk_register", t->book->r.id);
    put_by_risk(rq, h, t);
    put_by_task(rq, h, t);
    return page_close(rq, RC_OK);
}

/* --- On the card of a task -------------------------------------------------- */

static enum rc risks_of_task(struct rq *rq, struct list *l, int64_t task)
{
    static const struct field *none[1];

    *l = (struct list){ .type = &type_risk, .limit = RISK_ROWS, .few = true,
                        .columns = none }; /* code and title are enough */
    l->where = "t.state = 'active' AND t.id IN (SELECT k.owner FROM"
               " risk_indicators k JOIN strategy_indicator_task s ON"
               " s.indicator = k.target WHERE s.task = $1)";
    params_add(&l->params, INT(task));
    return list_read(rq, l);
}

void risk_tasks_beside(struct rq *rq, const struct type *t, const void *rec)
{
    struct html *h = web_of(rq)->page;
    struct list l;

    if (t != &type_task || !rights_any(rq, &type_risk, OP_SEE, NULL) ||
        risks_of_task(rq, &l, ((const struct record *)rec)->id) || !l.n)
        return;
    html_fmt(h,
             "<section class=\"box\" aria-labelledby=\"b-danger\">"
             "<h2 id=\"b-danger\">%s</h2>\n<ul>\n",
             T(rq, "Risks that endanger it"));
    for (size_t i = 0; i < l.n; i++) {
        html_raw(h, "<li>");
        put_risk_link(rq, h, l.rec[i]);
        html_raw(h, "</li>\n");
    }
    html_raw(h, "</ul></section>\n");
}
