/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page_diff.c: two texts as one, with what was added and removed.
 */
#include "web/page_diff.h"

#include "base/diff.h"
#include "web/page.h"

void page_diff_key(struct rq *rq, struct html *h)
{
    html_fmt(h, "<p class=\"quiet\">%s</p>\n",
             T(rq, "+ and a line under it: added. − and a line through it:"
                   " removed."));
}

/* Told by a sign, by words for who listens, and by lines under and through. */
static void put_piece(struct rq *rq, struct html *h,
                      const struct diff_piece *p)
{
    const char *s = mem_strn(rq->mem, p->s, p->n);

    if (p->kind == DIFF_ADDED)
        html_fmt(h, "<ins><span class=\"vh\">%s: </span>+%s</ins>",
                 T(rq, "added"), s);
    else if (p->kind == DIFF_REMOVED)
        html_fmt(h, "<del><span class=\"vh\">%s: </span>−%s</del>",
                 T(rq, "removed"), s);
    else
        html_text(h, s);
}

void page_diff(struct rq *rq, struct html *h, const char *label, const char *a,
               const char *b)
{
    size_t n, changed = 0;
    struct diff_piece *p =
        diff_texts(rq->mem, a ? a : "", b ? b : "", &n);

    for (size_t i = 0; i < n; i++)
        changed += p[i].kind != DIFF_SAME;
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n", label);
    if (!changed)
        html_fmt(h, "<p class=\"quiet\">%s</p>\n", T(rq, "Nothing has changed."));
    else
        html_raw(h, "<div class=\"compared\">");
    for (size_t i = 0; i < n && changed; i++)
        put_piece(rq, h, &p[i]);
    if (changed)
        html_raw(h, "</div>");
    html_raw(h, "</section>\n");
}
