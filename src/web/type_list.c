/* SPDX-License-Identifier: Apache-2.0 */
/*
 * type_list.c: the list of a type, its export, and the list of all types.
 */
#include "kernel/look.h"
#include "kernel/setting.h"
#include "web/dispatch.h"
#include "web/page_list.h"
#include "web/type_pages.h"

#include <string.h>

static struct html_frag list_actions(struct rq *rq, const struct type *t)
{
    struct html h = { .lang = rq->lang };

    buf_init(&h.b, rq->mem);
    if (!t->no_add && rights_any(rq, t, OP_ADD, NULL))
        html_fmt(&h,
                 "<a class=\"button main\" data-key=\"n\" href=\"%s\">%s</a> "
                 "<a class=\"button\" href=\"%s\">%s</a>",
                 url(rq, "/%s/new", t->name), T(rq, "Add"),
                 url(rq, "/%s/import", t->name),
                 T(rq, "From a CSV or XLSX file"));
    if (t == &type_look_seal)
        html_fmt(&h, "<a class=\"button\" href=\"%s\">%s</a>",
                 url(rq, "/looks"), T(rq, "Looks at personal data"));
    return (struct html_frag){ h.b.s, h.b.n };
}

enum rc type_list(struct rq *rq)
{
    const struct type *t = type_of(rq);
    struct list l = { .type = t, .limit = LIST_ROWS, .rows_only = true };
    struct page_title title = { 0 };
    struct list_views views = { 0 };
    const char *base;
    struct html *h;
    enum rc rc;

    if (!t)
        return RC_MISSING;
    title.title = tr(rq->lang, t->plural);
    title.actions = list_actions(rq, t);
    base = url(rq, "/%s", t->name);
    TRY(list_views(rq, &l, &views));
    if (!web_of(rq)->in->n_args && list_views_first(&views))
        return web_redirect(rq,
                            list_view_href(rq, base, list_views_first(&views)),
                            NULL);
    rc = list_args(rq, &l, false, NULL);
    if (!rc)
        rc = list_read(rq, &l);
    /* Walked back to the beginning: a whole first page. */
    if (!rc && l.before && !l.prev) {
        l.before = l.after = NULL;
        rc = list_read(rq, &l);
    }
    if (rc && rc != RC_INVALID && rc != RC_DENIED)
        return rc;
    h = page_open_titled(rq, &title);
    if (rc)
        page_failures(rq, h);
    if (rc)
        l.n = 0;
    put_views(rq, h, &l, base, &views);
    page_list_steps(rq, h, &l, base);
    put_view_forms(rq, h, &l, base);
    return page_close(rq, rc);
}

/* --- All types ------------------------------------------------------------ */

enum rc type_index(struct rq *rq)
{
    struct html *h = page_open(rq, T(rq, "All records"));
    size_t n = 0;

    html_raw(h, "<div class=\"columns\">\n");
    html_fmt(h,
             "<section class=\"box\"><ul><li><a href=\"%s\">%s</a></li>\n"
             "<li><a href=\"%s\">%s</a></li>\n",
             url(rq, "/calendar"), T(rq, "Working calendar"),
             url(rq, "/rules"), T(rq, "Rules"));
    if (rights_any(rq, &type_setting, OP_SEE, NULL))
        html_fmt(h, "<li><a href=\"%s\">%s</a></li>\n",
                 url(rq, "/settings"), T(rq, "Settings"));
    if (rights_any(rq, &type_look_seal, OP_SEE, NULL))
        html_fmt(h, "<li><a href=\"%s\">%s</a></li>\n", url(rq, "/looks"),
                 T(rq, "Looks at personal data"));
    html_raw(h, "</ul></section>\n");
    for (size_t m = 0; m < rq->app->n_modules; m++) {
        const struct module *mod = rq->app->modules[m];
        bool open = false;

        for (size_t i = 0; i < mod->n_types; i++) {
            const struct type *t = mod->types[i];

            if (!type_open(rq, t))
                continue;
            if (!open)
                html_raw(h, "<section class=\"box\"><ul>\n");
            open = true;
            n++;
            html_fmt(h, "<li><a href=\"%s\">%s</a></li>\n",
                     url(rq, "/%s", t->name), tr(rq->lang, t->plural));
        }
        if (open)
            html_raw(h, "</ul></section>\n");
    }
    html_raw(h, "</div>\n");
    if (!n)
        html_fmt(h, "<div class=\"box empty\"><p><strong>%s</strong></p></div>",
                 T(rq, "No records are open to you"));
    return page_close(rq, RC_OK);
}
