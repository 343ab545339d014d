/* SPDX-License-Identifier: Apache-2.0 */
/*
 * appeal_pages.c: the public door: how appeals stand, a form without account
 * or script, a receipt, the state by number and secret, messages both ways.
 */
#include "kernel/record.h"
#include "mod/appeals/appeal_life.h"
#include "web/dispatch.h"
#include "web/page_record.h"
#include "web/session.h"

#include <string.h>

#define FORM_BODY ((size_t)64 << 20)

/* One address may stand for a whole dormitory. */
static const struct limit limit = { .tries = 20, .seconds = 3600 };
/* Secrets are not guessed. */
static const struct limit guesses = { .tries = 20, .seconds = 600 };

static enum rc appeals_page(struct rq *rq);
static enum rc appeal_form(struct rq *rq);
static enum rc appeal_send(struct rq *rq);
static enum rc appeal_state_form(struct rq *rq);
static enum rc appeal_state(struct rq *rq);
static enum rc appeal_say(struct rq *rq);

const struct route appeal_routes[APPEAL_ROUTES] = {
    { .method = HTTP_GET, .path = "/appeals", .who = WHO_PUBLIC,
      .flags = ROUTE_SLOW, .run = appeals_page },
    { .method = HTTP_GET, .path = "/appeals/new", .who = WHO_PUBLIC,
      .flags = ROUTE_SLOW, .run = appeal_form },
    { .method = HTTP_POST, .path = "/appeals/new", .who = WHO_PUBLIC,
      .flags = ROUTE_WRITES, .body = FORM_BODY, .prepare = form_prepare,
      .run = appeal_send },
    { .method = HTTP_GET, .path = "/appeals/state", .who = WHO_PUBLIC,
      .flags = ROUTE_SLOW, .run = appeal_state_form },
    { .method = HTTP_POST, .path = "/appeals/state", .who = WHO_PUBLIC,
      .flags = ROUTE_WRITES, .run = appeal_state },
    { .method = HTTP_POST, .path = "/appeals/message", .who = WHO_PUBLIC,
      .flags = ROUTE_WRITES, .run = appeal_say },
};

/* --- How appeals stand ---------------------------------------------------------- */

/* What can be done, below the figures. */
static void draw_doors(struct rq *rq, struct html *h)
{
    html_fmt(h,
             "<p class=\"actions\"><a class=\"button main\" href=\"%s\">%s</a> "
             "<a class=\"button\" href=\"%s\">%s</a>",
             url(rq, "/appeals/new"), T(rq, "Send an appeal"),
             url(rq, "/appeals/state"), T(rq, "State of my appeal"));
    if (type_open(rq, &type_appeal))
        html_fmt(h, " <a class=\"button\" href=\"%s\">%s</a>",
                 url(rq, "/appeal?state=received"),
                 T(rq, "Appeals that I work with"));
    if (rights_any(rq, &type_appeal, OP_ADD, NULL))
        html_fmt(h, " <a class=\"button\" href=\"%s\">%s</a>",
                 url(rq, "/appeal/new"), T(rq, "Take in an appeal"));
    html_fmt(h, "</p>\n<p>%s</p>\n<p>%s</p>\n",
             T(rq, "Proposals, applications and complaints are registered"
                   " within one working day and answered in the language in"
                   " which they are written. Nobody who is complained about"
                   " handles the complaint."),
             T(rq, "Corruption can be reported without a name: the receipt's"
                   " secret lets you read the answer and go on writing."));
}

static enum rc appeals_page(struct rq *rq)
{
    struct html *h = page_open(rq, T(rq, "Appeals"));

    TRY(appeals_standing(rq, h, draw_doors));
    return page_close(rq, RC_OK);
}

/* --- The form ----------------------------------------------------------------------- */

static const char *const asked[] = { "kind", "title", "body", "files",
                                     "name", "email", "phone", "address",
                                     "collective", "anonymous" };

static struct form_fields asked_fields(struct rq *rq)
{
    struct form_fields ff = {
        .f = MEM_ARRAY(rq->mem, COUNT(asked), const struct field *),
        .n = COUNT(asked), .files = true,
    };

    for (size_t i = 0; i < COUNT(asked); i++)
        ff.f[i] = type_field(&type_appeal, asked[i]);
    return ff;
}

static enum rc draw_form(struct rq *rq, enum rc rc, bool typed)
{
    struct form_fields ff = asked_fields(rq);
    struct crumb crumbs[] = { { url(rq, "/appeals"), T(rq, "Appeals") } };
    struct form fm = { .rq = rq, .t = &type_appeal,
                       .rec = record_new(rq, &type_appeal), .typed = typed };

    TRY(form_begin(&fm, &ff));
    if (typed)
        fm.kept = web_of(rq)->prepared;
    fm.h = page_open_under(rq, T(rq, "Send an appeal"), crumbs, COUNT(crumbs));
    page_failures(rq, fm.h);
    html_fmt(fm.h, "<p class=\"quiet\">%s</p>\n",
             T(rq, "No account is needed. Write in the language in which you"
                   " want the answer: it is that of this page."));
    page_form_open(rq, fm.h, url(rq, "/appeals/new"), true);
    for (size_t i = 0; i < ff.n; i++)
        form_input(&fm, ff.f[i]);
    page_form_close(rq, fm.h, T(rq, "Send the appeal"));
    return page_close(rq, rc);
}

static enum rc appeal_form(struct rq *rq)
{
    return draw_form(rq, RC_OK, web_of(rq)->in->n_args > 0);
}

static enum rc draw_receipt(struct rq *rq, const struct appeal *a,
                            const char *secret)
{
    struct html *h = page_open(rq, T(rq, "Your appeal is received"));

    html_fmt(h,
             "<section class=\"box receipt\"><p>%s</p><dl class=\"fields\">"
             "<dt>%s</dt><dd class=\"big\"><code>%s</code></dd>"
             "<dt>%s</dt><dd class=\"big\"><code>%s</code></dd>"
             "<dt>%s</dt><dd>%s</dd><dt>%s</dt><dd>%s</dd></dl>"
             "<p><strong>%s</strong></p></section>\n",
             a->title, T(rq, "Number"), a->code, T(rq, "Secret of the receipt"), secret,
             T(rq, "Received on"),
             lang_day(rq->mem, rq->lang, a->received_on),
             T(rq, "To be answered by"), lang_day(rq->mem, rq->lang, a->due),
             T(rq, "Print this page or write both down: with them you see how"
                   " the appeal stands and read the answer. They are shown"
                   " only now."));
    html_fmt(h, "<p class=\"no-print\"><a class=\"button\" href=\"%s\">%s</a>"
                "</p>\n",
             url(rq, "/appeals/state?number=%s", a->code),
             T(rq, "State of my appeal"));
    return page_close(rq, RC_OK);
}

static enum rc send(struct rq *rq, struct appeal *a, const char **secret)
{
    struct form_fields ff = asked_fields(rq);

    TRY(form_fill(rq, &type_appeal, &ff, a));
    a->channel = "web";
    a->lang = lang_code(rq->lang);
    /* Who reports without a name leaves none in the journal either. */
    if (a->anonymous)
        rq->person = 0;
    return appeal_receive(rq, a, secret);
}

static enum rc appeal_send(struct rq *rq)
{
    const char *who = web_address(rq), *secret;
    struct appeal *a = record_new(rq, &type_appeal);
    int64_t person = rq->person, wait = limit_wait(&limit, "appeal", who);
    enum rc rc;

    if (wait) {
        web_too_often(rq, wait);
        fail(rq, RC_BUSY, NULL,
             "too many appeals from one place; try again in an hour");
        return draw_form(rq, RC_BUSY, true);
    }
    rc = send(rq, a, &secret);
    rq->person = person;
    if (rc == RC_INVALID || rc == RC_CONFLICT)
        return draw_form(rq, rc, true);
    TRY(rc);
    limit_count(&limit, "appeal", who);
    return draw_receipt(rq, a, secret);
}

/* --- Its state ------------------------------------------------------------------------- */

static void draw_ask(struct rq *rq, struct html *h)
{
    const char *number = web_arg(rq, "number");

    page_form_open(rq, h, url(rq, "/appeals/state"), false);
    html_fmt(h,
             "<div class=\"field\"><label for=\"f-number\">%s</label>"
             "<input id=\"f-number\" name=\"number\" class=\"w16\""
             " value=\"%s\" autocomplete=\"off\"></div>\n"
             "<div class=\"field\"><label for=\"f-secret\">%s</label>"
             "<input id=\"f-secret\" name=\"secret\" class=\"w16\""
             " autocomplete=\"off\"></div>\n",
             T(rq, "Number"), number ? number : "", T(rq, "Secret of the receipt"));
    page_form_close(rq, h, T(rq, "Show"));
}

static enum rc ask_again(struct rq *rq, enum rc rc)
{
    struct crumb crumbs[] = { { url(rq, "/appeals"), T(rq, "Appeals") } };
    struct html *h = page_open_under(rq, T(rq, "State of my appeal"), crumbs,
                                     COUNT(crumbs));

    page_failures(rq, h);
    draw_ask(rq, h);
    return page_close(rq, rc);
}

static enum rc appeal_state_form(struct rq *rq)
{
    return ask_again(rq, RC_OK);
}

/* No name of anybody who works here.  `them`: what who appeals is called by
 * those who read it. */
static enum rc draw_messages(struct rq *rq, struct html *h,
                             const struct appeal *a, const char *them)
{
    static const struct sql_text q = {
        "SELECT incoming, body, written_on FROM appeal_message"
        " WHERE appeal = $1 ORDER BY id LIMIT 200",
        "i", "itt"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(a->r.id)));

    while (sql_next(&r)) {
        html_fmt(h,
                 "<article class=\"box\"><p class=\"small quiet\">%s · %s</p>",
                 sql_int(&r, 0) ? them : T(rq, "The university"),
                 lang_day(rq->mem, rq->lang, sql_day(&r, 2)));
        html_paragraphs(h, sql_str(&r, 1));
        html_raw(h, "</article>\n");
    }
    return sql_done(&r);
}

static void draw_answer(struct rq *rq, struct html *h, const struct appeal *a)
{
    if (a->redirected_to)
        html_fmt(h, "<section class=\"box\"><h2>%s</h2><p>%s</p></section>\n",
                 T(rq, "Redirected to"), a->redirected_to);
    if (!a->answer || !day_is(a->answered_on))
        return;
    html_fmt(h, "<section class=\"box\"><h2>%s</h2><p class=\"small quiet\">"
                "%s</p>",
             T(rq, "Answer"), lang_day(rq->mem, rq->lang, a->answered_on));
    html_paragraphs(h, a->answer);
    html_raw(h, "</section>\n");
}

static void draw_say(struct rq *rq, struct html *h, const struct appeal *a,
                     const char *secret)
{
    page_form_open(rq, h, url(rq, "/appeals/message"), false);
    html_fmt(h,
             "<input type=\"hidden\" name=\"number\" value=\"%s\">"
             "<input type=\"hidden\" name=\"secret\" value=\"%s\">"
             "<div class=\"field\"><label for=\"f-body\">%s</label>"
             "<textarea id=\"f-body\" name=\"body\" rows=\"5\""
             " maxlength=\"4000\"></textarea>",
             a->code, secret, T(rq, "Write to the university"));
    page_field_error(rq, h, "body");
    html_raw(h, "</div>\n");
    page_form_close(rq, h, T(rq, "Send"));
}

static enum rc draw_state(struct rq *rq, const struct appeal *a,
                          const char *secret, enum rc rc)
{
    struct crumb crumbs[] = { { url(rq, "/appeals"), T(rq, "Appeals") } };
    struct page_title title = { .title = a->title, .code = a->code,
                                .type = &type_appeal, .state = a->r.state,
                                .crumbs = crumbs, .n_crumbs = COUNT(crumbs) };
    struct html *h = page_open_titled(rq, &title);

    page_failures(rq, h);
    html_fmt(h,
             "<dl class=\"fields\"><dt>%s</dt><dd>%s</dd><dt>%s</dt><dd>%s"
             "</dd></dl>\n",
             T(rq, "Received on"), lang_day(rq->mem, rq->lang, a->received_on),
             T(rq, "To be answered by"), lang_day(rq->mem, rq->lang, a->due));
    draw_answer(rq, h, a);
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n",
             T(rq, "Text of the appeal"));
    html_paragraphs(h, a->body ? a->body : "");
    html_raw(h, "</section>\n");
    TRY(draw_messages(rq, h, a, T(rq, "You")));
    draw_say(rq, h, a, secret);
    return page_close(rq, rc);
}

/* By what was typed; guessing is slowed. */
static enum rc find(struct rq *rq, struct appeal **a, const char **secret)
{
    const char *number = web_arg(rq, "number"), *who = web_address(rq);
    int64_t wait = limit_wait(&guesses, "appeal_secret", who);
    enum rc rc;

    *secret = web_arg(rq, "secret");
    if (wait) {
        web_too_often(rq, wait);
        return fail(rq, RC_BUSY, NULL,
                    "too many tries from one place; wait ten minutes");
    }
    rc = number && *secret ? appeal_by_secret(rq, number, *secret, a)
                           : RC_MISSING;
    if (rc != RC_MISSING)
        return rc;
    limit_count(&guesses, "appeal_secret", who);
    return fail(rq, RC_INVALID, "number",
                "there is no appeal with this number and secret");
}

static enum rc appeal_state(struct rq *rq)
{
    const char *secret;
    struct appeal *a;
    enum rc rc = find(rq, &a, &secret);

    if (rc == RC_INVALID || rc == RC_BUSY)
        return ask_again(rq, rc);
    TRY(rc);
    TRY(appeal_read(rq, a));
    return draw_state(rq, a, secret, RC_OK);
}

static enum rc appeal_say(struct rq *rq)
{
    const char *body = web_arg(rq, "body"), *secret;
    int64_t person = rq->person;
    struct appeal *a;
    enum rc rc = find(rq, &a, &secret);

    if (rc == RC_INVALID || rc == RC_BUSY)
        return ask_again(rq, rc);
    TRY(rc);
    if (!body || !*body)
        rc = fail(rq, RC_INVALID, "body", "must be filled in");
    rq->person = 0; /* whoever holds the secret writes as who appeals */
    if (!rc)
        rc = appeal_write(rq, a, body);
    rq->person = person;
    if (rc == RC_INVALID)
        return draw_state(rq, a, secret, rc);
    TRY(rc);
    return draw_state(rq, a, secret, RC_OK);
}

/* --- The card ---------------------------------------------------------------------------- */

void appeal_card(struct rq *rq, const void *rec)
{
    const struct appeal *a = rec;
    struct html *h = web_of(rq)->page;

    /* What it says comes before everything that is kept about it. */
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n",
             T(rq, "Text of the appeal"));
    html_paragraphs(h, a->body ? a->body : "");
    html_fmt(h, "</section>\n<section class=\"box\"><h2>%s</h2>\n",
             T(rq, "Messages"));
    if (draw_messages(rq, h, a, T(rq, "From the one who appeals")))
        return;
    if (rights_any(rq, &type_appeal_message, OP_ADD, NULL))
        html_fmt(h, "<p><a class=\"button\" href=\"%s\">%s</a></p>\n",
                 url(rq, "/appeal_message/new?appeal=%lld",
                     (long long)a->r.id),
                 T(rq, "Write to the one who appeals"));
    html_raw(h, "</section>\n");
}
