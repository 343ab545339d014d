/* SPDX-License-Identifier: Apache-2.0 */
/*
 * erasure_page.c: what an erasure would take, on the card of the request: who
 * decides sees how much of which kind, and no value.
 */
#include "web/erasure_page.h"

#include "kernel/erase.h"
#include "kernel/org.h"
#include "kernel/record.h"
#include "web/names.h"
#include "web/page.h"

#include <string.h>

/* --- By kinds ----------------------------------------------------------------- */

struct kind_line {
    const struct type *type;
    int64_t last; /* record counted */
    size_t records, values;
    struct buf fields; /* their names */
};

static void count_line(struct rq *rq, struct kind_line *k,
                       const struct erase_line *l)
{
    const char *label = tr(rq->lang, l->field->label);

    if (k->last != l->record)
        k->records++;
    k->last = l->record;
    k->values += l->held;
    if (!strstr(k->fields.s, label))
        buf_fmt(&k->fields, "%s%s", k->fields.n ? ", " : "", label);
}

/* The lines come type by type. */
static size_t by_kind(struct rq *rq, const struct erase_line *lines, size_t n,
                      struct kind_line *out)
{
    size_t kinds = 0;

    for (size_t i = 0; i < n; i++) {
        if (!kinds || out[kinds - 1].type != lines[i].type) {
            out[kinds] = (struct kind_line){ .type = lines[i].type };
            buf_init(&out[kinds].fields, rq->mem);
            kinds++;
        }
        count_line(rq, &out[kinds - 1], &lines[i]);
    }
    return kinds;
}

static void put_kind(struct rq *rq, struct html *h, const struct kind_line *k)
{
    html_fmt(h,
             "<tr><td>%s</td><td data-label=\"%s\">%s</td>"
             "<td class=\"n\" data-label=\"%s\">%zu</td>"
             "<td class=\"n\" data-label=\"%s\">%zu</td></tr>\n",
             tr(rq->lang, k->type->plural), T(rq, "Fields"), k->fields.s,
             T(rq, "Records"), k->records, T(rq, "Values now"), k->values);
}

static void put_table(struct rq *rq, struct html *h,
                      const struct kind_line *k, size_t n)
{
    html_fmt(h,
             "<table class=\"list\"><thead><tr><th scope=\"col\">%s</th>"
             "<th scope=\"col\">%s</th><th scope=\"col\" class=\"n\">%s</th>"
             "<th scope=\"col\" class=\"n\">%s</th></tr></thead>\n<tbody>\n",
             T(rq, "Kind of record"), T(rq, "Fields"), T(rq, "Records"),
             T(rq, "Values now"));
    for (size_t i = 0; i < n; i++)
        put_kind(rq, h, &k[i]);
    html_raw(h, "</tbody></table>\n");
}

/* --- What one must know before ------------------------------------------------- */

static enum rc put_notes(struct rq *rq, struct html *h,
                         const struct erasure_request *e)
{
    struct label who = { 0 };
    const char *name;

    TRY(record_label(rq, &type_person, e->person, &who));
    name = text3_get(&who.title, rq->lang, NULL);
    html_fmt(h, "<ul><li>%s</li>\n<li>%s</li>\n<li>%s <a href=\"%s\">%s"
                "</a></li>\n<li>%s</li></ul>\n",
             T(rq, "Older values go from the history too; the tree of hashes"
                   " stays whole, and the check of the journal holds."),
             T(rq, "Signed acts keep the name that they were signed with."),
             T(rq, "Where somebody wrote the name in a text of another record,"
                   " it stays; look before."),
             url(rq, "/search?q=%s", name), T(rq, "Search for the name"),
             T(rq, "Backups keep what they hold. Nothing undoes this."));
    return RC_OK;
}

static void put_waits(struct rq *rq, struct html *h,
                      const struct erasure_request *e)
{
    struct rq ask = *rq;

    rq_forget(&ask);
    if (erasure_ready(&ask, e->person))
        html_fmt(h, "<p class=\"note\" role=\"note\">%s</p>\n",
                 rq_why(&ask, RC_CONFLICT));
}

enum rc erasure_card_part(struct rq *rq, struct html *h,
                          const struct erasure_request *e)
{
    struct erase_line *lines;
    struct kind_line *kinds;
    size_t n;

    if (strcmp(e->r.state, "asked") != 0 &&
        strcmp(e->r.state, "confirmed") != 0)
        return RC_OK;
    TRY(erase_preview(rq, e->person, &lines, &n));
    kinds = MEM_ARRAY(rq->mem, n + 1, struct kind_line);
    html_fmt(h, "<section class=\"box\" aria-labelledby=\"b-goes\">"
                "<h2 id=\"b-goes\">%s</h2>\n",
             T(rq, "What goes"));
    put_waits(rq, h, e);
    put_table(rq, h, kinds, by_kind(rq, lines, n, kinds));
    TRY(put_notes(rq, h, e));
    html_raw(h, "</section>\n");
    return RC_OK;
}
