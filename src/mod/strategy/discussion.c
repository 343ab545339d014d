/* SPDX-License-Identifier: Apache-2.0 */
/*
 * discussion.c: the public discussion of a plan: anybody reads the draft and
 * proposes, without an account; every proposal and its answer stand below.
 */
#include "mod/strategy/plan_life.h"
#include "mod/strategy/strategy_pages.h"
#include "web/dispatch.h"
#include "web/page_record.h"
#include "web/session.h"

#include <string.h>

enum { SHOWN = 200 };

/* One address may stand for a whole dormitory. */
static const struct limit limit = { .tries = 20, .seconds = 3600 };

/* What the form asks, in this order. */
static const char *const asked[] = { "text", "about", "name", "contact" };

static struct form_fields asked_fields(struct rq *rq)
{
    struct form_fields ff = {
        .f = MEM_ARRAY(rq->mem, COUNT(asked), const struct field *),
        .n = COUNT(asked)
    };

    for (size_t i = 0; i < COUNT(asked); i++)
        ff.f[i] = type_field(&type_proposal, asked[i]);
    return ff;
}

/* The plan of the address, else the one that is or was discussed last. */
static enum rc find_plan(struct rq *rq, struct plan **plan)
{
    static const struct sql_text q = {
        "SELECT id FROM plan WHERE discussion_from IS NOT NULL ORDER BY"
        " CASE state WHEN 'discussion' THEN 0 ELSE 1 END,"
        " discussion_from DESC, id DESC LIMIT 1",
        "", "i"
    };
    const char *code = web_arg(rq, "plan");
    int64_t id;
    void *rec;

    if (code && *code)
        TRY(record_find(rq, &type_plan, code, 0, &id));
    else
        TRY(sql_get_int(rq->sql, &id, &q, NO_ARGS));
    TRY(record_get(rq, &type_plan, id, &rec));
    *plan = rec;
    return RC_OK;
}

/* --- Drawing -------------------------------------------------------------- */

static void draw_head(struct rq *rq, struct html *h, const struct plan *p)
{
    html_raw(h, "<p class=\"lead\">");
    html_text3(h, &p->title);
    html_raw(h, " ");
    page_state(rq, h, &type_plan, p->r.state);
    html_raw(h, "</p>\n");
    if (day_is(p->discussion_from))
        html_fmt(h, "<p>%s: %s – %s. <a href=\"%s\">%s</a></p>\n",
                 T(rq, "Term of the discussion"),
                 lang_day(rq->mem, rq->lang, p->discussion_from),
                 lang_day(rq->mem, rq->lang, p->discussion_to),
                 url(rq, "/strategy?view=text&plan=%s", p->code),
                 strcmp(p->r.state, "adopted") && strcmp(p->r.state, "closed")
                     ? T(rq, "Read the draft")
                     : T(rq, "Read the text"));
}

static enum rc draw_form(struct rq *rq, struct html *h, const struct plan *p,
                         bool typed)
{
    struct form_fields ff = asked_fields(rq);
    struct form fm = { .rq = rq, .h = h, .t = &type_proposal,
                       .rec = record_new(rq, &type_proposal),
                       .typed = typed, .scope = p->r.id };

    TRY(form_begin(&fm, &ff));
    page_form_open(rq, h,
                   url(rq, "/strategy/discussion?plan=%s", p->code), false);
    html_fmt(h, "<h2>%s</h2><p class=\"quiet\">%s</p>\n",
             T(rq, "Your proposal"),
             T(rq, "No account is needed. Every proposal is answered here; your"
                   " name and contact are seen by the planning office alone."));
    for (size_t i = 0; i < ff.n; i++)
        form_input(&fm, ff.f[i]);
    page_form_close(rq, h, T(rq, "Send the proposal"));
    return RC_OK;
}

static const struct sql_text q_answered = {
    "SELECT id, about, text, answer, state, made_on FROM proposal"
    " WHERE plan = $1 AND state <> 'new' ORDER BY id DESC LIMIT $2",
    "ii", "ittttt"
};
static const struct sql_text q_waiting = {
    "SELECT COUNT(*) FROM proposal WHERE plan = $1 AND state = 'new'", "i", "i"
};

static void draw_one(struct rq *rq, struct html *h, const struct sql_rows *r)
{
    const char *about = sql_str(r, 1);

    html_fmt(h, "<article class=\"box\" id=\"p%lld\"><p class=\"small quiet\">",
             (long long)sql_int(r, 0));
    if (about)
        html_fmt(h, "<span class=\"code\">%s</span> · ", about);
    html_fmt(h, "%s ", lang_day(rq->mem, rq->lang, sql_day(r, 5)));
    page_state(rq, h, &type_proposal, sql_str(r, 4));
    html_raw(h, "</p>\n");
    html_paragraphs(h, sql_str(r, 2));
    html_fmt(h, "<p><strong>%s</strong></p>\n", T(rq, "Answer"));
    html_paragraphs(h, sql_str(r, 3));
    html_raw(h, "</article>\n");
}

static enum rc draw_answered(struct rq *rq, struct html *h, int64_t plan)
{
    struct sql_rows r;
    int64_t waiting;
    bool any = false;

    TRY(sql_get_int(rq->sql, &waiting, &q_waiting, ARGS(INT(plan))));
    html_fmt(h, "<h2>%s</h2>\n", T(rq, "Proposals and answers"));
    if (waiting)
        html_fmt(h, "<p class=\"quiet\">%s</p>\n",
                 mem_fmt(rq->mem,
                         TN(rq, "%lld proposal waits for its answer.",
                            "%lld proposals wait for their answers.", waiting),
                         (long long)waiting));
    r = sql_query(rq->sql, &q_answered, ARGS(INT(plan), INT(SHOWN)));
    for (; sql_next(&r); any = true)
        draw_one(rq, h, &r);
    if (!any && !waiting)
        html_fmt(h, "<p class=\"empty\">%s</p>\n",
                 T(rq, "Nobody has proposed anything yet."));
    return sql_done(&r);
}

static enum rc draw(struct rq *rq, const struct plan *p, enum rc rc,
                    bool typed)
{
    struct html *h = page_open(rq, T(rq, "Public discussion"));

    page_failures(rq, h);
    draw_head(rq, h, p);
    if (plan_discussed_now(rq, p))
        TRY(draw_form(rq, h, p, typed));
    else
        html_fmt(h, "<div class=\"note\"><p>%s</p></div>\n",
                 T(rq, "This plan is not being discussed now."));
    if (!rc)
        TRY(draw_answered(rq, h, p->r.id));
    return page_close(rq, rc);
}

enum rc strategy_discussion_page(struct rq *rq)
{
    struct plan *p;
    struct html *h;
    enum rc rc = find_plan(rq, &p);

    if (rc != RC_MISSING)
        return rc ? rc : draw(rq, p, RC_OK, false);
    h = page_open(rq, T(rq, "Public discussion"));
    html_fmt(h, "<p class=\"empty\">%s</p>\n",
             T(rq, "No plan is being discussed, and none has been yet."));
    return page_close(rq, RC_OK);
}

/* --- Taking a proposal ---------------------------------------------------- */

enum rc strategy_propose(struct rq *rq)
{
    struct form_fields ff = asked_fields(rq);
    struct proposal *made = record_new(rq, &type_proposal);
    const char *who = web_address(rq);
    int64_t wait = limit_wait(&limit, "proposal", who);
    struct plan *p;
    enum rc rc;

    TRY(find_plan(rq, &p));
    if (wait) {
        web_too_often(rq, wait);
        fail(rq, RC_BUSY, NULL,
             "too many proposals from one place; try again in an hour");
        return draw(rq, p, RC_BUSY, true);
    }
    made->plan = p->r.id;
    rc = form_fill(rq, &type_proposal, &ff, made);
    made->plan = p->r.id;
    if (!rc)
        rc = record_put(rq, &type_proposal, made, "add");
    if (rc == RC_INVALID || rc == RC_CONFLICT)
        return draw(rq, p, rc, true);
    TRY(rc);
    limit_count(&limit, "proposal", who);
    return web_redirect(rq,
                        url(rq, "/strategy/discussion?plan=%s", p->code),
                        T(rq, "Thank you. The answer will stand on this page."));
}
