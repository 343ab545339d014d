/* SPDX-License-Identifier: Apache-2.0 */
/*
 * signature_card.c: signatures on the card of a document: whose, what was
 * found, when; and the way to bring another.
 */
#include "kernel/record.h"
#include "mod/documents/documents.h"
#include "mod/documents/signature.h"
#include "web/page_record.h"
#include "web/web.h"

enum { SHOWN = 50 };

static void draw_one(struct rq *rq, struct html *h, const struct signature *s)
{
    const struct field *f = type_field(&type_signature, "result");
    const struct choice *c = s->result ? field_choice(f, s->result) : NULL;

    html_fmt(h, "<li><a href=\"%s\">%s</a> ",
             url(rq, "/signature/%lld", (long long)s->r.id), s->title);
    page_state(rq, h, &type_signature, s->r.state);
    html_raw(h, "<br><span class=\"small\">");
    if (c)
        html_fmt(h, "%s", tr(rq->lang, c->label));
    if (s->organisation)
        html_fmt(h, " · %s", s->organisation);
    if (s->stamped)
        html_fmt(h, " · %s",
                 lang_instant(rq->mem, rq->lang, s->stamped, rq->app->zone));
    html_raw(h, "</span></li>\n");
}

void signature_beside(struct rq *rq, const struct type *t, const void *rec)
{
    const struct document *d = rec;
    struct list l = { .type = &type_signature, .where = "t.document = $1",
                      .limit = SHOWN, .few = true };
    struct html *h = web_of(rq)->page;
    bool may;

    if (t != &type_document || !d->files.n)
        return;
    params_add(&l.params, INT(d->r.id));
    may = rights_any(rq, &type_signature, OP_ADD, NULL);
    if (list_read(rq, &l) || (!l.n && !may))
        return;
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n",
             T(rq, "Signatures on files"));
    if (l.n)
        html_raw(h, "<ul class=\"tree\">\n");
    for (size_t i = 0; i < l.n; i++)
        draw_one(rq, h, l.rec[i]);
    if (l.n)
        html_raw(h, "</ul>\n");
    if (may)
        html_fmt(h, "<p><a class=\"button\" href=\"%s\">%s</a></p>\n",
                 url(rq, "/signature/new?document=%%23%lld",
                     (long long)d->r.id),
                 T(rq, "Add a signature (.p7s, .sig)"));
    html_raw(h, "</section>\n");
}
