/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge_page.c: merging two records on the pages.  The choice of the record
 * that stays is a question of its own (a GET), so that what moves is read
 * before anything does.
 */
#include "web/merge_page.h"

#include "kernel/merge.h"
#include "kernel/org.h"
#include "kernel/write.h"
#include "web/page_record.h"
#include "web/type_pages.h"

#include <string.h>

/* --- Which one stays -------------------------------------------------------- */

static const char *merge_url(struct rq *rq, const struct type *t, int64_t id)
{
    return url(rq, "/%s/%lld/step/merge", t->name, (long long)id);
}

static enum rc put_choice(struct rq *rq, struct html *h, const struct type *t,
                          const void *rec, bool typed)
{
    struct form_fields ff = form_fields(rq, t, type_step(t, "merge"), false);
    struct form fm = { .rq = rq, .h = h, .t = t, .rec = rec, .typed = typed };

    TRY(form_begin(&fm, &ff));
    html_fmt(h, "<form class=\"form\" method=\"get\" action=\"%s\">\n",
             merge_url(rq, t, ((const struct record *)rec)->id));
    for (size_t i = 0; i < ff.n; i++)
        form_input(&fm, ff.f[i]);
    html_fmt(h, "<p><button class=\"button\">%s</button></p></form>\n",
             T(rq, "See what moves"));
    return RC_OK;
}

/* --- What moves ------------------------------------------------------------- */

static void put_number(struct html *h, const char *label, int64_t n)
{
    html_fmt(h, "<td class=\"n\" data-label=\"%s\">%lld</td>", label,
             (long long)n);
}

static void put_row(struct rq *rq, struct html *h, const char *name,
                    int64_t moves, int64_t stays)
{
    html_fmt(h, "<tr><td>%s</td>", name);
    put_number(h, T(rq, "Moves"), moves);
    put_number(h, T(rq, "Signed, stays"), stays);
    html_raw(h, "</tr>\n");
}

static void put_table(struct rq *rq, struct html *h,
                      const struct merge_preview *p)
{
    if (!p->n && !p->others) {
        html_fmt(h, "<p class=\"box empty\">%s</p>\n",
                 T(rq, "Nothing refers to the record that goes."));
        return;
    }
    html_fmt(h,
             "<table class=\"list\"><thead><tr><th scope=\"col\">%s</th>"
             "<th scope=\"col\" class=\"n\">%s</th>"
             "<th scope=\"col\" class=\"n\">%s</th></tr></thead>\n<tbody>\n",
             T(rq, "What refers to it"), T(rq, "Moves"),
             T(rq, "Signed, stays"));
    for (size_t i = 0; i < p->n; i++)
        put_row(rq, h, tr(rq->lang, p->lines[i].type->plural),
                p->lines[i].moves, p->lines[i].stays);
    if (p->others)
        put_row(rq, h, T(rq, "Notices, jobs and saved lists"), p->others, 0);
    html_raw(h, "</tbody></table>\n");
}

static void put_notes(struct rq *rq, struct html *h,
                      const struct merge_preview *p)
{
    html_raw(h, "<ul>\n");
    if (p->account_ends)
        html_fmt(h, "<li>%s</li>\n",
                 T(rq, "Both have an account: the one of the record that goes"
                       " is blocked, the other goes on."));
    if (p->key_ends)
        html_fmt(h, "<li>%s</li>\n",
                 T(rq, "The signing key of the record that goes ends; what it"
                       " signed stays good."));
    html_fmt(h, "<li>%s</li>\n",
             T(rq, "Signed acts keep the name that they were signed with."));
    html_fmt(h, "<li>%s</li></ul>\n",
             T(rq, "Nothing undoes a merge; both histories stay readable."));
}

static void put_pair(struct rq *rq, struct html *h, const struct type *t,
                     int64_t from, int64_t to)
{
    struct label a = { 0 }, b = { 0 };

    if (record_label(rq, t, from, &a) || record_label(rq, t, to, &b))
        return;
    html_fmt(h,
             "<dl class=\"fields\"><dt>%s</dt><dd>%s</dd><dt>%s</dt><dd>",
             T(rq, "The record that goes"), label_text(rq, &a),
             T(rq, "The record that stays"));
    value_link(rq, h, t, &b);
    html_raw(h, "</dd></dl>\n");
}

static enum rc put_preview(struct rq *rq, struct html *h, const struct type *t,
                           const void *rec)
{
    const struct record *head = rec;
    int64_t to = merge_target(t, rec);
    struct merge_preview p;

    TRY(merge_preview(rq, t, head->id, to, &p));
    html_fmt(h, "<section class=\"box\" aria-labelledby=\"b-moves\">"
                "<h2 id=\"b-moves\">%s</h2>\n",
             T(rq, "What moves"));
    put_pair(rq, h, t, head->id, to);
    put_table(rq, h, &p);
    html_raw(h, "</section>\n");
    page_form_open(rq, h, merge_url(rq, t, head->id), false);
    put_notes(rq, h, &p);
    html_fmt(h,
             "<input type=\"hidden\" name=\"merged_into\" value=\"#%lld\">"
             "<input type=\"hidden\" name=\"version\" value=\"%lld\">\n",
             (long long)to, (long long)head->version);
    page_form_close(rq, h, T(rq, "Merge for good"));
    return RC_OK;
}

/* --- The form --------------------------------------------------------------- */

/* What the address or the refused form says, into `rec`. */
static enum rc chosen(struct rq *rq, const struct type *t, void *rec)
{
    const struct step *s = type_step(t, "merge");
    struct form_fields ff = form_fields(rq, t, s, false);

    TRY(form_fill(rq, t, &ff, rec));
    if (!merge_target(t, rec))
        return fail(rq, RC_INVALID, MERGED_INTO, "must be filled in");
    return s->guard(rq, rec);
}

enum rc merge_form(struct rq *rq, const struct type *t, const void *rec,
                   enum rc rc)
{
    bool typed = web_arg(rq, MERGED_INTO) != NULL;
    void *copy = memcpy(mem_alloc(rq->mem, t->size), rec, t->size);
    struct label own = record_own_label(rq, t, rec);
    struct crumb crumbs[2];
    struct html *h;

    if (!rc && typed)
        rc = chosen(rq, t, copy);
    h = page_open_under(rq,
                        mem_fmt(rq->mem, T(rq, "Merge: %s"),
                                label_text(rq, &own)),
                        crumbs, type_crumbs(rq, t, rec, crumbs));
    if (rc)
        page_failures(rq, h);
    html_fmt(h, "<p>%s</p>\n",
             T(rq, "For two records of one and the same. Everything that"
                   " refers to this one will refer to the record that"
                   " stays."));
    TRY(put_choice(rq, h, t, rec, typed));
    if (typed && !rc)
        TRY(put_preview(rq, h, t, copy));
    return page_close(rq, rc);
}

/* --- Afterwards ------------------------------------------------------------- */

bool merge_moved(struct rq *rq, const struct type *t, const void *rec)
{
    int64_t to = merge_target(t, rec);

    if (to)
        web_moved(rq, record_url(rq, t, to));
    return to != 0;
}

static void put_history_link(struct rq *rq, struct html *h,
                             const struct type *t, const struct label *l)
{
    if (l->id)
        html_fmt(h, "<li><a href=\"%s\">%s</a></li>\n",
                 url(rq, "/%s/%lld/history", t->name, (long long)l->id),
                 label_text(rq, l));
}

enum rc merge_histories(struct rq *rq, struct html *h, const struct type *t,
                        const void *rec)
{
    const struct record *head = rec;
    int64_t into = merge_target(t, rec), *ids = &into;
    struct label *labels;
    size_t n = 1;

    if (!merge_knows(t))
        return RC_OK;
    if (!into)
        TRY(merge_sources(rq, t, head->id, &ids, &n));
    if (!n)
        return RC_OK;
    TRY(record_labels(rq, t, ids, n, &labels));
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n<ul>\n",
             into ? T(rq, "Its history goes on in this record")
                  : T(rq, "Merged into this record, each with its history"));
    for (size_t i = 0; i < n; i++)
        put_history_link(rq, h, t, &labels[i]);
    html_raw(h, "</ul></section>\n");
    return RC_OK;
}
