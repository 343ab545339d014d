/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_decision_card.c: what is decided about a risk, on its card.
 */
#include "kernel/act_form.h"
#include "kernel/org.h"
#include "mod/risk/risk_decision.h"
#include "mod/risk/risk_pages.h"
#include "web/page_record.h"

#include <string.h>

static void put_until(struct rq *rq, struct html *h,
                      const struct risk_decision *d)
{
    if (!day_is(d->until))
        return;
    html_fmt(h, " %s %s", T(rq, "until"),
             lang_day(rq->mem, rq->lang, d->until));
    if (!strcmp(d->r.state, "in_force") &&
        d->until.n <= day_add(rq->today, 30).n) {
        html_raw(h, " ");
        risk_pill(h, "warn", T(rq, "ends soon"));
    }
}

static void put_decision(struct rq *rq, struct html *h, const struct list *l,
                         size_t at)
{
    const struct risk_decision *d = l->rec[at];
    const struct field *choice = type_field(l->type, "choice");
    const struct field *ended = type_field(l->type, "ended_by");
    const struct field *by = type_field(l->type, "decided_by");

    html_fmt(h, "<li><a href=\"%s\"><strong>%s</strong></a>",
             record_url(rq, l->type, d->r.id),
             field_words(rq, rq->lang, choice, d));
    put_until(rq, h, d);
    html_raw(h, " ");
    page_state(rq, h, l->type, d->r.state);
    if (d->level) {
        enum risk_level level = risk_level_named(d->level);

        html_raw(h, " ");
        risk_pill(h, page_tone(risk_level_tone(level)),
                  tr(rq->lang, risk_level_words(level)));
    }
    html_fmt(h, "<div class=\"small quiet\">%s, ",
             lang_day(rq->mem, rq->lang, d->decided_on));
    value_link(rq, h, &type_person, list_label(l, at, by));
    if (d->ended_by)
        html_fmt(h, " · %s %s: %s", T(rq, "ended on"),
                 lang_day(rq->mem, rq->lang, d->ended_on),
                 field_words(rq, rq->lang, ended, d));
    html_raw(h, "</div>");
    html_paragraphs(h, d->reason);
    html_raw(h, "</li>\n");
}

static bool may_decide(struct rq *rq, const struct risk *r)
{
    return !strcmp(r->r.state, "active") && rq->person &&
           (rq->person == r->owner ||
            rights_any(rq, &type_risk_register, OP_STEP, "approve") ||
            rights_any(rq, &type_risk, OP_EDIT, NULL));
}

void risk_decision_card(struct rq *rq, const struct risk *r)
{
    struct html *h = web_of(rq)->page;
    struct list l = { .type = &type_risk_decision, .limit = RISK_ROWS,
                      .where = "t.risk = $1", .few = true, .whole = true };

    l.sort = type_field(&type_risk_decision, "decided_on");
    l.descending = true;
    params_add(&l.params, INT(r->r.id));
    if (list_read(rq, &l))
        return;
    html_fmt(h, "<section class=\"box\" id=\"decision\""
                " aria-labelledby=\"b-decision\"><h2 id=\"b-decision\">%s"
                "</h2>\n",
             tr(rq->lang, type_risk_decision.label));
    if (!r->treatment) {
        html_raw(h, "<p>");
        risk_pill(h, "warn", T(rq, "nothing is decided"));
        html_raw(h, "</p>\n");
    }
    if (l.n)
        html_raw(h, "<ul>\n");
    for (size_t i = 0; i < l.n; i++)
        put_decision(rq, h, &l, i);
    if (l.n)
        html_raw(h, "</ul>\n");
    if (may_decide(rq, r))
        html_fmt(h, "<p><a class=\"button\" href=\"%s\">%s</a></p>\n",
                 url(rq, "/risk_decision/new?risk=%%23%lld",
                     (long long)r->r.id),
                 T(rq, "Decide about the risk"));
    html_raw(h, "</section>\n");
}
