/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page_form.c: the frame of a form: whose it is, that it acts once, and what
 * the browser keeps of it until it is saved.
 */
#include "web/page.h"

static void put_draft_offer(struct rq *rq, struct html *h)
{
    html_fmt(h,
             "<p class=\"draft\" role=\"status\" hidden><span>%s</span>"
             " <button class=\"link\" type=\"button\" name=\"offer\""
             " data-draft-take>%s</button> <button class=\"link\""
             " type=\"button\" name=\"offer\" data-draft-drop>%s"
             "</button></p>\n",
             T(rq, "What you typed here before was not saved."),
             T(rq, "Put it back"), T(rq, "Throw it away"));
}

void page_form_open(struct rq *rq, struct html *h, const char *action,
                    bool files)
{
    page_form_kept(rq, h, action, files, NULL);
}

void page_form_kept(struct rq *rq, struct html *h, const char *action,
                    bool files, const char *draft)
{
    const struct session *s = web_of(rq)->session;

    html_fmt(h, "<form class=\"form box\" method=\"post\" action=\"%s\"",
             action);
    if (files)
        html_raw(h, " enctype=\"multipart/form-data\"");
    if (s && draft)
        html_fmt(h, " data-draft=\"%s\"", draft);
    html_raw(h, " novalidate>\n");
    if (s)
        html_fmt(h, "<input type=\"hidden\" name=\"csrf\" value=\"%s\">",
                 s->csrf);
    html_fmt(h, "<input type=\"hidden\" name=\"once\" value=\"%s\">\n",
             random_token(rq->mem, 16));
    if (s && draft)
        put_draft_offer(rq, h);
}

void page_form_close(struct rq *rq, struct html *h, const char *button)
{
    (void)rq;
    html_fmt(h,
             "<div class=\"form-end\"><button class=\"button main\">%s"
             "</button></div>\n</form>\n",
             button);
}
