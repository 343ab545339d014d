/* SPDX-License-Identifier: Apache-2.0 */
/*
 * request_pages.c: what one asked for and how it stands, the templates to
 * begin with, a form with nothing but what its kind asks; all on a phone.
 */
#include "kernel/record.h"
#include "mod/requests/request_life.h"
#include "web/dispatch.h"
#include "web/page_record.h"

#define FORM_BODY ((size_t)64 << 20)
enum { KINDS_SHOWN = 60, REQUESTS_SHOWN = 5 };

static enum rc requests_page(struct rq *rq);
static enum rc request_form(struct rq *rq);
static enum rc request_send(struct rq *rq);

const struct route request_routes[REQUEST_ROUTES] = {
    { .method = HTTP_GET, .path = "/requests", .who = WHO_RIGHT,
      .type = "request", .op = OP_ADD, .flags = ROUTE_SLOW,
      .run = requests_page },
    { .method = HTTP_GET, .path = "/requests/new/:id", .who = WHO_RIGHT,
      .type = "request", .op = OP_ADD, .flags = ROUTE_SLOW,
      .run = request_form },
    { .method = HTTP_POST, .path = "/requests/new/:id", .who = WHO_RIGHT,
      .type = "request", .op = OP_ADD, .flags = ROUTE_WRITES,
      .body = FORM_BODY, .prepare = form_prepare, .run = request_send },
};

static const char *words(const struct rq *rq, const struct text3 *t)
{
    return text3_get(t, rq->lang, NULL);
}

/* --- How it stands ---------------------------------------------------------------- */

/* "Aibek uulu Temir, by 3 December": whom it waits for. */
static enum rc draw_waits(struct rq *rq, struct html *h,
                          const struct request *q)
{
    struct label who;

    if (!q->responsible)
        return RC_OK;
    TRY(record_label(rq, &type_person, q->responsible, &who));
    html_fmt(h, "<p>%s: <strong>%s</strong>, %s %s%s%s</p>\n",
             T(rq, "Waits for the decision of"), label_text(rq, &who), T(rq, "by the day"),
             lang_day(rq->mem, rq->lang, q->next_on),
             q->next_on.n < rq->today.n ? " · " : "",
             q->next_on.n < rq->today.n ? T(rq, "Past the term") : "");
    return RC_OK;
}

static enum rc draw_mine(struct rq *rq, struct html *h)
{
    struct list l = { .type = &type_request, .where = "t.person = $1",
                      .limit = REQUESTS_SHOWN, .few = true,
                      .sort = type_field(&type_request, "sent_on"),
                      .descending = true };

    params_add(&l.params, INT(rq->person));
    TRY(list_read(rq, &l));
    html_fmt(h, "<h2>%s</h2>\n", T(rq, "My requests"));
    if (!l.n)
        html_fmt(h, "<p class=\"quiet\">%s</p>\n",
                 T(rq, "Nothing has been asked for yet."));
    for (size_t i = 0; i < l.n; i++) {
        const struct request *q = l.rec[i];

        html_fmt(h, "<article class=\"box\"><h3><a href=\"%s\">%s</a> "
                    "<span class=\"code\">%s</span></h3>\n<p>",
                 url(rq, "/request/%lld", (long long)q->r.id),
                 words(rq, &q->title), q->code);
        page_state(rq, h, &type_request, q->r.state);
        html_raw(h, "</p>\n");
        TRY(draw_waits(rq, h, q));
        html_raw(h, "</article>\n");
    }
    if (l.next)
        html_fmt(h, "<p><a href=\"%s\">%s</a></p>\n",
                 url(rq, "/request?person=%lld", (long long)rq->person),
                 T(rq, "All my requests"));
    return RC_OK;
}

/* --- What can be asked for ----------------------------------------------------------- */

static enum rc draw_kinds(struct rq *rq, struct html *h)
{
    bool student = rights_role(rq, "student");
    struct list l = { .type = &type_request_kind, .limit = KINDS_SHOWN,
                      .where = "t.state = 'active'" };

    TRY(list_read(rq, &l));
    html_fmt(h, "<h2>%s</h2>\n", T(rq, "Ask the university for"));
    for (size_t i = 0; i < l.n; i++) {
        const struct request_kind *k = l.rec[i];

        if (word_is(k->audience, "students") && !student)
            continue;
        if (word_is(k->audience, "employees") && student)
            continue;
        html_fmt(h, "<p class=\"box\"><a href=\"%s\"><strong>%s</strong></a>",
                 url(rq, "/requests/new/%lld", (long long)k->r.id),
                 words(rq, &k->title));
        if (*words(rq, &k->help))
            html_fmt(h, "<br><span class=\"small quiet\">%s</span>",
                     words(rq, &k->help));
        html_raw(h, "</p>\n");
    }
    return RC_OK;
}

static enum rc requests_page(struct rq *rq)
{
    struct html *h = page_open(rq, T(rq, "Requests"));

    TRY(draw_mine(rq, h));
    TRY(draw_kinds(rq, h));
    html_fmt(h, "<p><a href=\"%s\">%s</a>",
             url(rq, "/request"), T(rq, "All requests that I may see"));
    if (rights_any(rq, &type_request_kind, OP_ADD, NULL))
        html_fmt(h, " · <a href=\"%s\">%s</a>", url(rq, "/request_kind"),
                 T(rq, "Kinds of requests"));
    html_raw(h, "</p>\n");
    return page_close(rq, RC_OK);
}

/* --- The form -------------------------------------------------------------------------- */

static enum rc find_kind(struct rq *rq, const struct request_kind **k)
{
    void *rec;

    TRY(record_get(rq, &type_request_kind, web_param_id(rq, "id"), &rec));
    *k = rec;
    return RC_OK;
}

static struct form_fields asked_fields(struct rq *rq,
                                       const struct request_kind *k)
{
    const struct {
        const char *name;
        bool wanted;
    } all[] = {
        { "starts", k->asks_days },     { "ends", k->asks_days },
        { "substitute", k->absence },   { "place", k->asks_place },
        { "amount", k->asks_amount },   { "body", true },
        { "files", true },
    };
    struct form_fields ff = {
        .f = MEM_ARRAY(rq->mem, COUNT(all), const struct field *),
        .files = true,
    };

    for (size_t i = 0; i < COUNT(all); i++)
        if (all[i].wanted)
            ff.f[ff.n++] = type_field(&type_request, all[i].name);
    return ff;
}

static enum rc draw_form(struct rq *rq, const struct request_kind *k,
                         enum rc rc, bool typed)
{
    struct form_fields ff = asked_fields(rq, k);
    struct crumb crumbs[] = { { url(rq, "/requests"), T(rq, "Requests") } };
    struct form fm = { .rq = rq, .t = &type_request,
                       .rec = record_new(rq, &type_request), .typed = typed };
    day due;

    TRY(form_begin(&fm, &ff));
    if (typed)
        fm.kept = web_of(rq)->prepared;
    TRY(matter_term(rq, k->term, rq->today, &due));
    fm.h = page_open_under(rq, words(rq, &k->title), crumbs, COUNT(crumbs));
    page_failures(rq, fm.h);
    if (*words(rq, &k->help))
        html_fmt(fm.h, "<p>%s</p>\n", words(rq, &k->help));
    html_fmt(fm.h, "<p class=\"quiet\">%s %s.</p>\n",
             T(rq, "Sent today, it is decided at the latest on"),
             lang_day(rq->mem, rq->lang, due));
    page_form_open(rq, fm.h,
                   url(rq, "/requests/new/%lld", (long long)k->r.id), true);
    for (size_t i = 0; i < ff.n; i++)
        form_input(&fm, ff.f[i]);
    page_form_close(rq, fm.h, T(rq, "Send the request"));
    return page_close(rq, rc);
}

static enum rc request_form(struct rq *rq)
{
    const struct request_kind *k;

    TRY(find_kind(rq, &k));
    return draw_form(rq, k, RC_OK, false);
}

static enum rc request_send(struct rq *rq)
{
    struct request *q = record_new(rq, &type_request);
    const struct request_kind *k;
    struct form_fields ff;
    enum rc rc;

    TRY(find_kind(rq, &k));
    ff = asked_fields(rq, k);
    rc = form_fill(rq, &type_request, &ff, q);
    q->kind = k->r.id;
    if (!rc)
        rc = record_add(rq, &type_request, q);
    if (rc == RC_INVALID || rc == RC_CONFLICT)
        return draw_form(rq, k, rc, true);
    TRY(rc);
    return web_redirect(rq, url(rq, "/request/%lld", (long long)q->r.id),
                        mem_fmt(rq->mem, T(rq, "Sent: %s"), q->code));
}

/* --- The card ---------------------------------------------------------------------------- */

void request_card(struct rq *rq, const void *rec)
{
    const struct request *q = rec;
    struct html *h = web_of(rq)->page;

    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n", T(rq, "How it stands"));
    if (draw_waits(rq, h, q))
        return;
    if (word_is(q->r.state, "asked") && q->question)
        html_fmt(h, "<p><strong>%s</strong> %s</p>\n",
                 T(rq, "What is asked:"), q->question);
    if (q->act)
        html_fmt(h, "<p><a href=\"%s\">%s</a></p>\n",
                 url(rq, "/act/%lld", (long long)q->act),
                 word_is(q->r.state, "granted") ? T(rq, "The signed act")
                                                : T(rq, "The draft of the act"));
    if (q->answer)
        html_paragraphs(h, q->answer);
    html_fmt(h, "</section>\n<section class=\"box\"><h2>%s</h2>\n",
             T(rq, "Text of the request"));
    html_paragraphs(h, words(rq, &q->text));
    html_raw(h, "</section>\n");
}
