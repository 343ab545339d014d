/* SPDX-License-Identifier: Apache-2.0 */
/*
 * receipt_page.c: a receipt is pasted and checked by arithmetic against this
 * house's key, without an account.
 */
#include "kernel/journal.h"
#include "mod/registrar/grade.h"
#include "web/page.h"

#include <string.h>

static enum rc draw(struct rq *rq, const char *sent, const char *proved,
                    const char *why)
{
    struct html *h = page_open(rq, T(rq, "Check a receipt"));

    html_fmt(h, "<p>%s <a href=\"/log/checkpoint\">%s</a></p>\n",
             T(rq, "A receipt proves that a change was written into the"
                   " journal and stands under a signed checkpoint. Paste it"
                   " whole."),
             T(rq, "The newest checkpoint"));
    if (proved)
        html_fmt(h, "<section class=\"box\" role=\"status\"><h2>%s</h2>"
                    "<pre>%s</pre></section>\n",
                 T(rq, "The receipt is good"), proved);
    if (why)
        html_fmt(h, "<section class=\"box\" role=\"alert\"><h2>%s</h2><p>%s"
                    "</p></section>\n",
                 T(rq, "The receipt proves nothing"), why);
    page_form_open(rq, h, url(rq, "/receipt"), false);
    html_fmt(h,
             "<div class=\"field\"><label for=\"f-receipt\">%s</label>"
             "<textarea id=\"f-receipt\" name=\"receipt\" rows=\"12\""
             " required>%s</textarea></div>\n",
             T(rq, "Receipt"), sent ? sent : "");
    page_form_close(rq, h, T(rq, "Check the receipt"));
    return page_close(rq, RC_OK);
}

/* A form's line ends are CR LF; those of a receipt are LF. */
static const char *plain(struct rq *rq, const char *s)
{
    struct buf b;

    buf_init(&b, rq->mem);
    for (; *s; s++)
        if (*s != '\r')
            buf_char(&b, *s);
    return b.s ? b.s : "";
}

enum rc receipt_page(struct rq *rq)
{
    const char *sent = web_arg(rq, "receipt"), *why = NULL, *text;
    const char *key = journal_key_text(rq->mem, &rq->app->key);
    struct buf out;
    enum rc rc;

    if (!sent || !*sent)
        return draw(rq, NULL, NULL, NULL);
    text = plain(rq, sent);
    buf_init(&out, rq->mem);
    rc = journal_receipt_check(rq->mem, text, strlen(text), key, &out, &why);
    if (rc == RC_INVALID)
        return draw(rq, text, NULL, tr(rq->lang, why));
    TRY(rc);
    return draw(rq, text, out.s, NULL);
}
