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

enum { SHOWN = 100, WORDS_SHOWN = 160 };

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

/* One field for the words, a button for each step that may be taken.  `typed`
 * NULL: on the card, folded; else what was sent and refused. */
static enum rc put_steps(struct rq *rq, struct html *h, const struct remark *m,
                         const char *typed)
{
    const char *field = typed ? "f-answer"
                              : mem_fmt(rq->mem, "f-answer-%lld",
                                        (long long)m->r.id);
    struct step_offer *o;
    size_t n, ready = 0;

    TRY(record_offers(rq, &type_remark, m, &o, &n));
    for (size_t i = 0; i < n; i++)
        ready += o[i].may && o[i].ready;
    if (!ready)
        return RC_OK;
    if (!typed)
        html_fmt(h, "<details class=\"more\"><summary>%s</summary>",
                 T(rq, "Answer"));
    html_fmt(h, "<form class=\"form\" method=\"post\" action=\"%s\">",
             url(rq, "/remarks/%lld", (long long)m->r.id));
    put_csrf(rq, h);
    html_fmt(h,
             "<div class=\"field\"><label for=\"%s\">%s</label>"
             "<textarea id=\"%s\" name=\"answer\" rows=\"3\""
             " maxlength=\"4000\">%s</textarea></div><p>",
             field, T(rq, "Your answer"), field, typed ? typed : "");
    for (size_t i = 0; i < n; i++)
        if (o[i].may && o[i].ready)
            html_fmt(h, "<button class=\"button\" name=\"step\" value=\"%s\">"
                        "%s</button> ",
                     o[i].step->name, tr(rq->lang, o[i].step->label));
    html_raw(h, "</p></form>");
    if (!typed)
        html_raw(h, "</details>\n");
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
        TRY(put_steps(rq, h, m, NULL));
    html_raw(h, "</li>\n");
    return RC_OK;
}

static void put_new(struct rq *rq, struct html *h, const struct type *t,
                    int64_t id, const char *typed)
{
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
             "%s</textarea></div>\n",
             T(rq, "Remark"),
             T(rq, "Whoever sees this record sees it; who answers for the"
                   " record is told."),
             typed);
    page_form_close(rq, h, T(rq, "Send"));
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
    if (!web_of(rq)->session->token) {
        html_fmt(h, "<details class=\"more\"><summary>%s</summary>\n",
                 T(rq, "Write a remark"));
        put_new(rq, h, t, id, "");
        html_raw(h, "</details>\n");
    }
    html_raw(h, "</section>\n");
    return RC_OK;
}

/* --- On "My work" ----------------------------------------------------------- */

static void put_mine(struct rq *rq, struct html *h, const struct names *ns,
                     const struct remark *m)
{
    const struct type *t = app_type(rq->app, m->subject);
    const struct label *about = names_get(ns, t, m->subject_id),
                       *who = names_get(ns, &type_person, m->author);

    html_fmt(h, "<li><span class=\"due\"><time datetime=\"%s\">%s</time></span>"
                "<span><a href=\"%s#remark-%lld\">%s</a><br>%s",
             instant_iso(rq->mem, m->r.created_at),
             lang_day(rq->mem, rq->lang,
                      day_of(m->r.created_at, rq->app->zone)),
             record_url(rq, t, m->subject_id), (long long)m->r.id,
             about ? label_text(rq, about) : tr(rq->lang, t->label),
             text_cut(rq->mem, m->text, WORDS_SHOWN));
    if (who && m->author != rq->person)
        html_fmt(h, "<span class=\"from\"> · %s</span>", label_text(rq, who));
    html_raw(h, "</span><span></span>");
    page_state(rq, h, &type_remark, m->r.state);
    html_raw(h, "</li>\n");
}

static void put_mine_group(struct rq *rq, struct html *h,
                           const struct names *ns, struct remark *const *all,
                           size_t n, const char *state)
{
    bool open = !strcmp(state, "open");
    size_t of = 0;

    for (size_t i = 0; i < n; i++)
        of += !strcmp(all[i]->r.state, state);
    if (!of)
        return;
    html_fmt(h,
             "<section class=\"group %s\" aria-labelledby=\"g-%s\">"
             "<h2 id=\"g-%s\">%s <span>%zu</span></h2>\n<ul class=\"jobs\">\n",
             open ? "week" : "waiting", state, state,
             open ? T(rq, "Remarks that wait for your answer")
                  : T(rq, "Your remarks that were answered"),
             of);
    for (size_t i = 0; i < n; i++)
        if (!strcmp(all[i]->r.state, state))
            put_mine(rq, h, ns, all[i]);
    html_raw(h, "</ul></section>\n");
}

enum rc remarks_mine(struct rq *rq, struct html *h, size_t *n)
{
    struct names *ns = names_new(rq);
    struct remark **all;
    size_t of;

    *n = 0;
    TRY(remark_mine(rq, rq->person, SHOWN, &all, &of));
    for (size_t i = 0; i < of; i++) {
        const struct type *t = app_type(rq->app, all[i]->subject);

        if (!t || !type_open(rq, t))
            continue;
        names_want(ns, t, all[i]->subject_id);
        names_want(ns, &type_person, all[i]->author);
        all[(*n)++] = all[i];
    }
    TRY(names_read(ns));
    put_mine_group(rq, h, ns, all, *n, "open");
    put_mine_group(rq, h, ns, all, *n, "answered");
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

/* What was refused is shown with its fault and the words that were typed: the
 * card with all its parts is not drawn on the writer. */
static enum rc refused(struct rq *rq, const struct remark *m, const char *typed,
                       enum rc rc)
{
    const struct type *t = app_type(rq->app, m->subject);
    struct page_title title = { .title = T(rq, "Remark") };
    struct label l = { 0 };
    struct crumb up;
    struct html *h;
    enum rc drawn = RC_OK;

    if (rc != RC_INVALID || !t || record_label(rq, t, m->subject_id, &l))
        return rc;
    up = (struct crumb){ record_url(rq, t, m->subject_id), label_text(rq, &l) };
    title.crumbs = &up;
    title.n_crumbs = 1;
    web_of(rq)->type = t; /* it is a page of that record */
    h = page_open_titled(rq, &title);
    web_of(rq)->type = &type_remark; /* but the faults are of its fields */
    page_failures(rq, h);
    if (m->r.id) {
        html_paragraphs(h, m->text);
        drawn = put_steps(rq, h, m, typed);
    } else {
        put_new(rq, h, t, m->subject_id, typed);
    }
    return page_close(rq, drawn ? drawn : rc);
}

static enum rc remark_add(struct rq *rq)
{
    struct remark *m = record_new(rq, &type_remark);
    const char *text = web_arg(rq, "text");
    enum rc rc;

    m->subject = web_param(rq, "subject");
    m->subject_number =
        (struct count){ web_param_id(rq, "record"), true };
    m->text = text_clean(rq->mem, text ? text : "");
    rc = record_add(rq, &type_remark, m);
    if (rc)
        return refused(rq, m, text ? text : "", rc);
    return back(rq, m->subject, m->subject_id, T(rq, "The remark is written."));
}

static enum rc remark_step(struct rq *rq)
{
    const char *step = web_arg(rq, "step"), *answer = web_arg(rq, "answer");
    struct remark *m;
    enum rc rc;
    void *rec;

    if (!step)
        return RC_MISSING;
    TRY(record_take(rq, &type_remark, web_param_id(rq, "subject"), OP_STEP,
                    step, &rec));
    m = rec;
    m->answer = text_clean(rq->mem, answer ? answer : "");
    if (!*m->answer)
        m->answer = NULL;
    rc = record_step(rq, &type_remark, m, step, 0);
    if (rc)
        return refused(rq, m, answer ? answer : "", rc);
    return back(rq, m->subject, m->subject_id, T(rq, "It is saved."));
}

const struct route remark_routes[] = {
    { .method = HTTP_POST, .path = "/remarks/:subject", .who = WHO_MEMBER,
      .flags = ROUTE_WRITES, .run = remark_step },
    { .method = HTTP_POST, .path = "/remarks/:subject/:record",
      .who = WHO_MEMBER, .flags = ROUTE_WRITES, .run = remark_add },
};
const size_t n_remark_routes = COUNT(remark_routes);
