/* SPDX-License-Identifier: Apache-2.0 */
/*
 * remark_part.c: remarks on a card: who said what, answers, a form for each
 * thing that can be done.
 */
#include "web/remark_part.h"

#include "base/text.h"
#include "kernel/org.h"
#include "web/dispatch.h"
#include "web/page_record.h"

#include <string.h>

enum { SHOWN = 100 };

enum rc remarks_read(struct rq *rq, const struct type *t, int64_t id,
                     struct remarks *out)
{
    *out = (struct remarks){ 0 };
    if (!rq->person || !remark_fits(t))
        return RC_OK;
    TRY(remark_list(rq, t, id, SHOWN, &out->all, &out->n));
    for (size_t i = 0; i < out->n; i++)
        out->open += strcmp(out->all[i].remark->r.state, "resolved") != 0;
    return RC_OK;
}

void remarks_link(struct rq *rq, struct html *h, const struct remarks *r)
{
    if (r->open)
        html_fmt(h, "<a class=\"button\" href=\"#remarks\">%s"
                    " <span class=\"count\">%zu</span></a> ",
                 T(rq, "Remarks"), r->open);
}

/* --- The threads ------------------------------------------------------------ */

static void put_said(struct rq *rq, struct html *h, const struct names *ns,
                     const struct record *head, int64_t author,
                     const char *text)
{
    html_fmt(h, "<p class=\"small quiet\"><time datetime=\"%s\">%s</time> · ",
             instant_iso(rq->mem, head->created_at),
             lang_instant(rq->mem, rq->lang, head->created_at, rq->app->zone));
    if (author)
        value_link(rq, h, &type_person, names_get(ns, &type_person, author));
    else
        html_text(h, T(rq, "the system"));
    html_raw(h, "</p>\n");
    html_paragraphs(h, text);
}

static void put_csrf(struct rq *rq, struct html *h)
{
    html_fmt(h, "<input type=\"hidden\" name=\"csrf\" value=\"%s\">",
             web_of(rq)->session->csrf);
}

/* One field for the words, a button for each step that may be taken. */
static enum rc put_steps(struct rq *rq, struct html *h, const struct remark *m)
{
    struct step_offer *o;
    size_t n, ready = 0;
    long long id = m->r.id;

    TRY(record_offers(rq, &type_remark, m, &o, &n));
    for (size_t i = 0; i < n; i++)
        ready += o[i].may && o[i].ready;
    if (!ready)
        return RC_OK;
    html_fmt(h,
             "<details class=\"more\"><summary>%s</summary>"
             "<form class=\"form\" method=\"post\" action=\"%s\">",
             T(rq, "Answer"), url(rq, "/remarks/%lld", id));
    put_csrf(rq, h);
    html_fmt(h,
             "<div class=\"field\"><label for=\"f-answer-%lld\">%s</label>"
             "<textarea id=\"f-answer-%lld\" name=\"answer\" rows=\"3\""
             " maxlength=\"4000\"></textarea></div><p>",
             id, T(rq, "Your answer"), id);
    for (size_t i = 0; i < n; i++)
        if (o[i].may && o[i].ready)
            html_fmt(h, "<button class=\"button\" name=\"step\" value=\"%s\">"
                        "%s</button> ",
                     o[i].step->name, tr(rq->lang, o[i].step->label));
    html_raw(h, "</p></form></details>\n");
    return RC_OK;
}

static enum rc put_thread(struct rq *rq, struct html *h,
                          const struct names *ns,
                          const struct remark_thread *t)
{
    const struct remark *m = t->remark;

    html_fmt(h, "<li id=\"remark-%lld\">", (long long)m->r.id);
    page_state(rq, h, &type_remark, m->r.state);
    put_said(rq, h, ns, &m->r, m->author, m->text);
    if (t->n)
        html_raw(h, "<ol class=\"history\">\n");
    for (size_t i = 0; i < t->n; i++) {
        const struct remark_answer *a = t->answers[i];

        html_raw(h, "<li>");
        put_said(rq, h, ns, &a->r, a->author, a->text);
        html_raw(h, "</li>\n");
    }
    if (t->n)
        html_raw(h, "</ol>\n");
    if (!web_of(rq)->session->token)
        TRY(put_steps(rq, h, m));
    html_raw(h, "</li>\n");
    return RC_OK;
}

static void put_new(struct rq *rq, struct html *h, const struct type *t,
                    int64_t id)
{
    html_fmt(h, "<details class=\"more\"><summary>%s</summary>\n",
             T(rq, "Write a remark"));
    page_form_kept(rq, h, url(rq, "/remarks/%s/%lld", t->name, (long long)id),
                   false,
                   t->sealed ? NULL
                             : mem_fmt(rq->mem, "remark-%s-%lld", t->name,
                                       (long long)id));
    html_fmt(h,
             "<div class=\"field\"><label for=\"f-text\">%s</label>"
             "<p class=\"help\" id=\"h-text\">%s</p>"
             "<textarea id=\"f-text\" name=\"text\" rows=\"4\""
             " maxlength=\"4000\" required aria-describedby=\"h-text\">"
             "</textarea></div>\n",
             T(rq, "Remark"),
             T(rq, "Whoever sees this record sees it; who answers for the"
                   " record is told."));
    page_form_close(rq, h, T(rq, "Send"));
    html_raw(h, "</details>\n");
}

enum rc remarks_box(struct rq *rq, struct html *h, const struct type *t,
                    int64_t id, const struct remarks *r)
{
    struct names *ns = names_new(rq);

    if (!rq->person || !remark_fits(t))
        return RC_OK;
    for (size_t i = 0; i < r->n; i++) {
        names_want(ns, &type_person, r->all[i].remark->author);
        for (size_t k = 0; k < r->all[i].n; k++)
            names_want(ns, &type_person, r->all[i].answers[k]->author);
    }
    TRY(names_read(ns));
    html_fmt(h,
             "<section class=\"box\" id=\"remarks\""
             " aria-labelledby=\"b-remarks\"><h2 id=\"b-remarks\">%s</h2>\n",
             T(rq, "Remarks"));
    if (r->n)
        html_raw(h, "<ol class=\"history\">\n");
    for (size_t i = 0; i < r->n; i++)
        TRY(put_thread(rq, h, ns, &r->all[i]));
    if (r->n)
        html_raw(h, "</ol>\n");
    if (!web_of(rq)->session->token)
        put_new(rq, h, t, id);
    html_raw(h, "</section>\n");
    return RC_OK;
}

/* --- Writing ---------------------------------------------------------------- */

static enum rc back(struct rq *rq, const char *subject, int64_t id,
                    const char *flash)
{
    return web_redirect(rq,
                        mem_fmt(rq->mem, "%s#remarks",
                                url(rq, "/%s/%lld", subject, (long long)id)),
                        flash);
}

static enum rc remark_add(struct rq *rq)
{
    struct remark *m = record_new(rq, &type_remark);
    const char *text = web_arg(rq, "text");

    m->subject = web_param(rq, "subject");
    m->subject_number =
        (struct count){ web_param_id(rq, "record"), true };
    m->text = text_clean(rq->mem, text ? text : "");
    TRY(record_add(rq, &type_remark, m));
    return back(rq, m->subject, m->subject_id, T(rq, "The remark is written."));
}

static enum rc remark_step(struct rq *rq)
{
    const char *step = web_arg(rq, "step"), *answer = web_arg(rq, "answer");
    struct remark *m;
    void *rec;

    if (!step)
        return RC_MISSING;
    TRY(record_take(rq, &type_remark, web_param_id(rq, "subject"), OP_STEP,
                    step, &rec));
    m = rec;
    m->answer = text_clean(rq->mem, answer ? answer : "");
    if (!*m->answer)
        m->answer = NULL;
    TRY(record_step(rq, &type_remark, m, step, 0));
    return back(rq, m->subject, m->subject_id, T(rq, "It is saved."));
}

const struct route remark_routes[] = {
    { .method = HTTP_POST, .path = "/remarks/:subject", .who = WHO_MEMBER,
      .flags = ROUTE_WRITES, .run = remark_step },
    { .method = HTTP_POST, .path = "/remarks/:subject/:record",
      .who = WHO_MEMBER, .flags = ROUTE_WRITES, .run = remark_add },
};
const size_t n_remark_routes = COUNT(remark_routes);
