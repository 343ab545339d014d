/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_action_card.c: what an action's card shows above its fields, and what
 * the cards of a task and of a report say of the actions they serve.
 */
#include "mod/risk/risk_action.h"
#include "mod/risk/risk_pages.h"
#include "kernel/absence.h"
#include "web/page_record.h"

#include <string.h>

enum { SERVED_SHOWN = 100 };

/* --- An action ---------------------------------------------------------------- */

static void put_due(struct rq *rq, struct html *h, const struct risk_action *a)
{
    day due;

    if (risk_action_due(rq, a, &due))
        return;
    html_fmt(h, "<p>%s: %s ", T(rq, "Due"), lang_day(rq->mem, rq->lang, due));
    if (!strcmp(a->r.state, "open") && due.n < rq->today.n)
        risk_pill(h, "bad", T(rq, "late"));
    if (!day_is(a->ends))
        html_fmt(h, " <span class=\"small quiet\">%s</span>",
                 T(rq, "the term of the risk: it has none of its own"));
    html_raw(h, "</p>\n");
}

static void put_said(struct rq *rq, struct html *h, const struct risk_said *s)
{
    const struct type *t = s->shared ? &type_report : &type_risk_report;
    const struct field *f = type_field(t, "delivery");
    const struct choice *c = field_choice(f, s->delivery);

    html_fmt(h, "<li><a href=\"%s\">", record_url(rq, t, s->id));
    html_text3(h, &s->title);
    html_fmt(h, "</a>, %s ", lang_day(rq->mem, rq->lang, s->on));
    page_state(rq, h, t, s->state);
    if (c)
        html_fmt(h, " %s", tr(rq->lang, c->label));
    if (s->shared)
        html_fmt(h, " <span class=\"small quiet\">%s</span>",
                 T(rq, "reported on the task, which is the same work"));
    html_raw(h, "</li>\n");
}

/* The right of this person to report on this action. */
static bool may_report(struct rq *rq, const struct risk_action *a)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM assignment WHERE subject = 'risk_action'"
        " AND subject_id = $1 AND state = 'open' AND person IN"
        " " ABSENCE_COVERED("$2", "$3"),
        "iit", "i"
    };
    int64_t n = 0;

    if (strcmp(a->r.state, "open") != 0 || !rq->person)
        return false;
    if (rq->person == a->owner ||
        rights_any(rq, &type_risk_action, OP_EDIT, NULL))
        return true;
    return !sql_get_int(rq->sql, &n, &q,
                        ARGS(INT(a->r.id), INT(rq->person),
                             DAY(rq->mem, rq->today))) && n;
}

void risk_action_card(struct rq *rq, const void *rec)
{
    const struct risk_action *a = rec;
    struct html *h = web_of(rq)->page;
    struct risk_said *said;
    size_t n;

    if (risk_action_said(rq, a->r.id, &said, &n))
        return;
    html_fmt(h, "<section class=\"box\" aria-labelledby=\"b-said\">"
                "<h2 id=\"b-said\">%s</h2>\n",
             T(rq, "Reports"));
    put_due(rq, h, a);
    if (n)
        html_raw(h, "<ul>\n");
    else
        html_fmt(h, "<p class=\"quiet\">%s</p>\n",
                 T(rq, "Nobody has reported yet."));
    for (size_t i = 0; i < n; i++)
        put_said(rq, h, &said[i]);
    if (n)
        html_raw(h, "</ul>\n");
    if (may_report(rq, a))
        html_fmt(h, "<p><a class=\"button main\" href=\"%s\">%s</a></p>\n",
                 url(rq, "/risk_report/new?action=%%23%lld",
                     (long long)a->r.id),
                 T(rq, "Report on the action"));
    html_raw(h, "</section>\n");
}

/* --- Tasks and their reports ---------------------------------------------------- */

static void put_served(struct rq *rq, struct html *h, const struct list *l)
{
    const struct field *f = type_field(&type_risk_action, "risk");

    html_fmt(h,
             "<section class=\"box\" aria-labelledby=\"b-served\">"
             "<h2 id=\"b-served\">%s</h2>\n<p class=\"small quiet\">%s</p>\n"
             "<ul>\n",
             T(rq, "The same work in the risk plan"),
             T(rq, "An accepted report on the task is also the report on these"
                   " actions."));
    for (size_t i = 0; i < l->n; i++) {
        const struct risk_action *a = l->rec[i];

        html_fmt(h, "<li><a href=\"%s\"><span class=\"code\">%s</span> ",
                 record_url(rq, &type_risk_action, a->r.id), a->code);
        html_text3(h, &a->title);
        html_raw(h, "</a> ");
        page_state(rq, h, &type_risk_action, a->r.state);
        html_raw(h, "<div class=\"small\">");
        value_link(rq, h, &type_risk, list_label(l, i, f));
        html_raw(h, "</div></li>\n");
    }
    html_raw(h, "</ul></section>\n");
}

void risk_action_beside(struct rq *rq, const struct type *t, const void *rec)
{
    struct list l = { .type = &type_risk_action, .limit = SERVED_SHOWN,
                      .few = true };
    const struct field *risk = type_field(&type_risk_action, "risk");
    int64_t task;

    if ((t != &type_task && t != &type_report) ||
        !rights_any(rq, &type_risk_action, OP_SEE, NULL))
        return;
    task = t == &type_task ? ((const struct record *)rec)->id
                           : ((const struct report *)rec)->task;
    l.where = "t.state <> 'dropped' AND t.id IN (SELECT k.owner"
              " FROM risk_action_linked_tasks k WHERE k.target = $1)";
    params_add(&l.params, INT(task));
    l.columns = &risk; /* nothing else of it is drawn */
    l.n_columns = 1;
    if (!list_read(rq, &l) && l.n)
        put_served(rq, web_of(rq)->page, &l);
}
