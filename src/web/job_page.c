/* SPDX-License-Identifier: Apache-2.0 */
/*
 * job_page.c: a person's long work: how far it is, its end on request, what
 * came of it.
 */
#include "web/job_page.h"

#include "kernel/job.h"
#include "web/dispatch.h"
#include "web/page.h"

#include <string.h>

enum { SHOWN = 50, POLL_SECONDS = 2 };

const char *job_url(struct rq *rq, int64_t id)
{
    return url(rq, "/job/%lld", (long long)id);
}

/* --- Words ------------------------------------------------------------------ */

static const struct look {
    const char *state, *label, *tone;
} looks[] = {
    { "queued", N_("waits for its turn"), "neutral" },
    { "running", N_("under way"), "info" },
    { "done", N_("finished"), "good" },
    { "failed", N_("did not succeed"), "bad" },
    { "cancelled", N_("cancelled"), "muted" },
};

static const struct look *look_of(const struct job *j)
{
    for (size_t i = 0; i < COUNT(looks); i++)
        if (!strcmp(looks[i].state, j->state))
            return &looks[i];
    return &looks[0];
}

static const char *title_of(struct rq *rq, const struct job *j)
{
    const struct job_kind *kind = job_kind(rq->app, j->kind);
    const char *label = kind ? tr(rq->lang, kind->label) : j->kind;

    return j->about && *j->about
               ? mem_fmt(rq->mem, "%s: %s", label, j->about)
               : label;
}

static void put_pill(struct rq *rq, struct html *h, const struct job *j)
{
    const struct look *l = look_of(j);

    html_fmt(h, "<span class=\"pill %s\">%s</span>", l->tone,
             tr(rq->lang, l->label));
}

/* --- One -------------------------------------------------------------------- */

static bool parts(const struct rq *rq, const struct job *j)
{
    const struct job_kind *kind = job_kind(rq->app, j->kind);

    return kind && kind->parts;
}

static void put_cancel(struct rq *rq, struct html *h, const struct job *j)
{
    html_fmt(h,
             "<form class=\"actions\" method=\"post\" action=\"%s\">"
             "<input type=\"hidden\" name=\"csrf\" value=\"%s\">"
             "<button class=\"button danger\" data-confirm=\"%s\">%s"
             "</button></form>\n",
             url(rq, "/job/%lld/cancel", (long long)j->id),
             web_of(rq)->session->csrf,
             parts(rq, j) ? T(rq, "Stop this work? What is done already"
                                  " stays.")
                          : T(rq, "Stop this work? Nothing will be"
                                  " changed."),
             T(rq, "Stop"));
}

static const char *phase(struct rq *rq, const struct job *j)
{
    const struct job_live *l = &rq->app->live;

    if (j->unwanted || atomic_load(&l->cancel) == j->id)
        return T(rq, "is being stopped");
    return tr(rq->lang, look_of(j)->label);
}

static void put_progress(struct rq *rq, struct html *h, const struct job *j)
{
    double share = j->total > 0 ? (double)j->done / (double)j->total : 0;

    html_fmt(h, "<p class=\"count-line\" role=\"status\"><span>%s</span>",
             phase(rq, j));
    if (j->total > 0)
        html_fmt(h, "<strong>%s %%</strong>",
                 lang_number(rq->mem, rq->lang, share * 100, 0));
    html_fmt(h, "</p>\n<progress aria-label=\"%s\"", T(rq, "Progress"));
    if (j->total > 0)
        html_fmt(h, " max=\"%lld\" value=\"%lld\"", (long long)j->total,
                 (long long)j->done);
    html_fmt(h,
             "></progress>\n<p class=\"small quiet\">%s <a href=\"\">%s</a>"
             "</p>\n",
             T(rq, "The work goes on when you close this page."),
             T(rq, "Look again"));
    put_cancel(rq, h, j);
}

static void put_end(struct rq *rq, struct html *h, const struct job *j)
{
    html_raw(h, "<p>");
    put_pill(rq, h, j);
    html_fmt(h, " <span class=\"small quiet\">%s</span></p>\n",
             lang_instant(rq->mem, rq->lang, j->changed_at, rq->app->zone));
    if (!strcmp(j->state, "cancelled"))
        html_fmt(h, "<p>%s</p>\n",
                 parts(rq, j) ? T(rq, "It was stopped; what was done stays.")
                              : T(rq, "It was stopped; nothing was"
                                      " written."));
    if (j->note)
        html_fmt(h, "<p lang=\"%s\">%s</p>\n", lang_code(j->lang), j->note);
}

static enum rc job_page(struct rq *rq)
{
    const struct job_kind *kind;
    struct crumb crumb = { url(rq, "/job"), T(rq, "Long work") };
    struct html *h;
    struct job j;

    TRY(job_get(rq, web_param_id(rq, "id"), &j));
    kind = job_kind(rq->app, j.kind);
    h = page_open_under(rq, title_of(rq, &j), &crumb, 1);
    html_raw(h, "<div id=\"job\"");
    if (!job_ended(&j))
        html_fmt(h, " data-poll=\"%d\"", POLL_SECONDS);
    html_fmt(h, ">\n<section class=\"box job\"><h2>%s</h2>\n",
             T(rq, "State"));
    if (job_ended(&j))
        put_end(rq, h, &j);
    else
        put_progress(rq, h, &j);
    html_raw(h, "</section>\n");
    if (kind && kind->draw)
        kind->draw(rq, &j);
    html_raw(h, "</div>\n");
    if (!strcmp(j.state, "queued"))
        job_wake(rq->app);
    return page_close(rq, RC_OK);
}

/* --- Its end on request ----------------------------------------------------- */

/* The writer may be busy with this very work for a while: it hears of the
 * wish at once, the row when there is time for it. */
static enum rc cancel_prepare(struct rq *rq)
{
    int64_t id = web_param_id(rq, "id");
    struct job j;

    TRY(job_get(rq, id, &j));
    job_interrupt(rq->app, id);
    return RC_OK;
}

static enum rc cancel(struct rq *rq)
{
    int64_t id = web_param_id(rq, "id");
    enum rc rc = job_cancel(rq, id);

    /* It was faster: its page says so. */
    if (rc == RC_CONFLICT)
        rq_forget(rq);
    else
        TRY(rc);
    return web_redirect(rq, job_url(rq, id), NULL);
}

/* --- All of a person's ------------------------------------------------------ */

static void put_row(struct rq *rq, struct html *h, const struct job *j)
{
    html_fmt(h, "<tr><td><a href=\"%s\">%s</a></td><td data-label=\"%s\">",
             job_url(rq, j->id), title_of(rq, j), T(rq, "State"));
    put_pill(rq, h, j);
    html_fmt(h, "</td><td data-label=\"%s\">%s</td></tr>\n", T(rq, "Begun"),
             lang_instant(rq->mem, rq->lang, j->created_at, rq->app->zone));
}

static enum rc jobs_page(struct rq *rq)
{
    struct html *h = page_open(rq, T(rq, "Long work"));
    struct job *j;
    size_t n;

    TRY(job_list(rq, SHOWN, &j, &n));
    if (!n) {
        html_fmt(h, "<div class=\"box empty\"><p><strong>%s</strong></p></div>",
                 T(rq, "You have asked for no long work lately."));
        return page_close(rq, RC_OK);
    }
    html_fmt(h,
             "<table class=\"list\"><thead><tr><th>%s</th><th>%s</th>"
             "<th>%s</th></tr></thead><tbody>\n",
             T(rq, "Work"), T(rq, "State"), T(rq, "Begun"));
    for (size_t i = 0; i < n; i++)
        put_row(rq, h, &j[i]);
    html_raw(h, "</tbody></table>\n");
    return page_close(rq, RC_OK);
}

const struct route job_routes[] = {
    { .method = HTTP_GET, .path = "/job", .who = WHO_MEMBER,
      .run = jobs_page },
    { .method = HTTP_GET, .path = "/job/:id", .who = WHO_MEMBER,
      .run = job_page },
    { .method = HTTP_POST, .path = "/job/:id/cancel", .who = WHO_MEMBER,
      .flags = ROUTE_WRITES, .prepare = cancel_prepare, .run = cancel },
};
const size_t n_job_routes = COUNT(job_routes);
