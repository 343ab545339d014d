/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file_text_card.c: on the card of a document, how far the text of its files is
 * known, and what hindered.
 */
#include "kernel/record.h"
#include "mod/documents/documents.h"
#include "mod/documents/file_text.h"
#include "web/page_record.h"
#include "web/web.h"

static void draw_one(struct rq *rq, struct html *h, struct sql_rows *r)
{
    const struct field *f = type_field(&type_file_text, "result");
    const struct choice *c =
        sql_null(r, 3) ? NULL : field_choice(f, sql_str(r, 3));

    html_fmt(h, "<li><a href=\"%s\">%s</a> ",
             url(rq, "/file_text/%lld", (long long)sql_int(r, 0)),
             sql_str(r, 1));
    page_state(rq, h, &type_file_text, sql_str(r, 2));
    if (c)
        html_fmt(h, "<br><span class=\"small\">%s</span>",
                 tr(rq->lang, c->label));
    html_raw(h, "</li>\n");
}

void file_texts_beside(struct rq *rq, const struct type *t, const void *rec)
{
    static const struct sql_text q = {
        "SELECT r.id, r.title, r.state, r.result FROM file_text r"
        " JOIN document_files f ON f.owner = r.document AND f.target = r.file"
        " WHERE r.document = $1 ORDER BY r.id",
        "i", "ittt"
    };
    const struct document *d = rec;
    struct html *h = web_of(rq)->page;
    struct sql_rows r;
    bool any = false;

    if (t != &type_document || !d->files.n)
        return;
    r = sql_query(rq->sql, &q, ARGS(INT(d->r.id)));
    while (sql_next(&r)) {
        if (!any)
            html_fmt(h,
                     "<section class=\"box\"><h2>%s</h2>\n"
                     "<ul class=\"tree\">\n",
                     T(rq, "Text of the files"));
        any = true;
        draw_one(rq, h, &r);
    }
    (void)!sql_done(&r);
    if (any)
        html_raw(h, "</ul></section>\n");
}
