/* SPDX-License-Identifier: Apache-2.0 */
/*
 * document_card.c: what a document's card shows above its fields: the tree of
 * resolutions with who, by when and how it stands, and a short form for the
 * next one.
 */
#include "kernel/record.h"
#include "kernel/write.h"
#include "mod/documents/document_life.h"
#include "web/page_record.h"
#include "web/visa_part.h"

#include <string.h>

enum { TREE = 200, DEPTH = 8 };

/* --- The tree ------------------------------------------------------------------ */

static enum rc read_tree(struct rq *rq, int64_t document, struct list *l)
{
    memset(l, 0, sizeof *l);
    l->type = &type_resolution;
    l->where = "t.document = $1";
    l->limit = TREE;
    l->few = true;
    params_add(&l->params, INT(document));
    return list_read(rq, l);
}

static void draw_one(struct rq *rq, struct html *h, const struct list *l,
                     size_t row)
{
    const struct resolution *s = l->rec[row];
    const struct field *who = type_field(&type_resolution, "responsible");
    bool late = !strcmp(s->r.state, "given") && s->due.n < rq->today.n;

    html_fmt(h, "<a href=\"%s\">%s</a> ",
             url(rq, "/resolution/%lld", (long long)s->r.id), s->title);
    page_state(rq, h, &type_resolution, s->r.state);
    html_fmt(h, "<br><span class=\"small\">%s · <span class=\"%s\">%s %s</span>",
             label_text(rq, list_label(l, row, who)),
             late ? "late" : "", T(rq, "by"),
             lang_day(rq->mem, rq->lang, s->due));
    if (s->helpers.n)
        html_fmt(h, " · %s",
                 mem_fmt(rq->mem, TN(rq, "%lld co-executor",
                                     "%lld co-executors",
                                     (int64_t)s->helpers.n),
                         (long long)s->helpers.n));
    html_raw(h, "</span>\n");
}

static void draw_branch(struct rq *rq, struct html *h, const struct list *l,
                        int64_t parent, int depth)
{
    bool any = false;

    for (size_t i = 0; i < l->n; i++) {
        const struct resolution *s = l->rec[i];

        if (s->parent != parent)
            continue;
        if (!any)
            html_raw(h, "<ul class=\"tree\">\n");
        any = true;
        html_raw(h, "<li>");
        draw_one(rq, h, l, i);
        if (depth < DEPTH)
            draw_branch(rq, h, l, s->r.id, depth + 1);
        html_raw(h, "</li>\n");
    }
    if (any)
        html_raw(h, "</ul>\n");
}

/* --- A new one -------------------------------------------------------------------- */

static const char *const quick[] = { "title", "responsible", "helpers", "due" };

static struct form_fields quick_fields(struct rq *rq)
{
    struct form_fields ff = {
        .f = MEM_ARRAY(rq->mem, COUNT(quick), const struct field *),
        .n = COUNT(quick)
    };

    for (size_t i = 0; i < COUNT(quick); i++)
        ff.f[i] = type_field(&type_resolution, quick[i]);
    return ff;
}

static enum rc draw_form(struct rq *rq, struct html *h, int64_t document,
                         int64_t parent, day due, bool typed)
{
    struct form_fields ff = quick_fields(rq);
    struct resolution *s = record_new(rq, &type_resolution);
    struct form fm = { .rq = rq, .h = h, .t = &type_resolution, .rec = s,
                       .typed = typed };

    s->due = due;
    TRY(form_begin(&fm, &ff));
    page_form_kept(rq, h,
                   url(rq, "/documents/%lld/resolve", (long long)document),
                   false,
                   mem_fmt(rq->mem, "resolve-%lld-%lld", (long long)document,
                           (long long)parent));
    html_fmt(h, "<h2>%s</h2>\n",
             parent ? T(rq, "Divide the work") : T(rq, "Resolution on a document"));
    if (parent)
        html_fmt(h,
                 "<input type=\"hidden\" name=\"parent\" value=\"#%lld\">\n",
                 (long long)parent);
    for (size_t i = 0; i < ff.n; i++)
        form_input(&fm, ff.f[i]);
    page_form_close(rq, h, T(rq, "Give the resolution"));
    return RC_OK;
}

/* Could these eyes take the step now? */
static bool may_take(struct rq *rq, const struct type *t, const void *rec,
                     const char *step)
{
    struct step_offer *o;
    size_t n;

    if (record_offers(rq, t, rec, &o, &n))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!strcmp(o[i].step->name, step))
            return o[i].may;
    return false;
}

static bool may_edit(struct rq *rq, const struct document *d)
{
    struct rq ask = *rq; /* a refusal is no fault of the page */

    rq_forget(&ask);
    return !rights_check(&ask, &type_document, d->r.id, OP_EDIT, NULL);
}

/* Whoever decides on it, and the clerk who enters what was written by hand. */
static bool may_decide(struct rq *rq, const struct document *d)
{
    if (strcmp(d->r.state, "registered") && strcmp(d->r.state, "working"))
        return false;
    if (rights_role(rq, "clerk"))
        return true;
    return d->addressee && may_take(rq, &type_document, d, "execute");
}

void document_card(struct rq *rq, const void *rec)
{
    const struct document *d = rec;
    struct html *h = web_of(rq)->page;
    bool sheet = word_is(d->r.state, "draft") &&
                 !word_is(d->direction, "incoming") && may_edit(rq, d);
    struct list l;

    if (visas_box(rq, h, &type_document, d, sheet) ||
        read_tree(rq, d->r.id, &l))
        return;
    if (l.n) {
        html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n",
                 T(rq, "Resolutions"));
        draw_branch(rq, h, &l, 0, 0);
        html_raw(h, "</section>\n");
    }
    if (!may_decide(rq, d))
        return;
    /* The first one stands open, another behind a word. */
    if (l.n)
        html_fmt(h, "<details><summary>%s</summary>\n",
                 T(rq, "One more resolution"));
    if (draw_form(rq, h, d->r.id, 0, d->due, false))
        return;
    if (l.n)
        html_raw(h, "</details>\n");
}

void resolution_card(struct rq *rq, const void *rec)
{
    const struct resolution *s = rec;
    struct html *h = web_of(rq)->page;
    struct list l;

    if (read_tree(rq, s->document, &l))
        return;
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n",
             T(rq, "All resolutions on this document"));
    draw_branch(rq, h, &l, 0, 0);
    html_raw(h, "</section>\n");
    if (!may_take(rq, &type_resolution, s, "report"))
        return;
    html_fmt(h, "<details><summary>%s</summary>\n", T(rq, "Divide the work"));
    if (draw_form(rq, h, s->document, s->r.id, s->due, false))
        return;
    html_raw(h, "</details>\n");
}

static enum rc back_with_faults(struct rq *rq, const struct document *d,
                                int64_t parent, enum rc rc)
{
    struct html *h = page_open(
        rq, mem_fmt(rq->mem, "%s: %s", T(rq, "Resolution on a document"), d->title));

    page_failures(rq, h);
    TRY(draw_form(rq, h, d->r.id, parent, d->due, true));
    return page_close(rq, rc);
}

enum rc resolve_save(struct rq *rq)
{
    struct form_fields ff = quick_fields(rq);
    struct resolution *s = record_new(rq, &type_resolution);
    const char *parent = web_arg(rq, "parent");
    const struct document *d;
    void *rec;
    enum rc rc;

    TRY(record_get(rq, &type_document, web_param_id(rq, "id"), &rec));
    d = rec;
    s->document = d->r.id;
    if (parent && *parent)
        TRY(ref_resolve(rq, &type_resolution, parent, 0, &s->parent));
    rc = form_fill(rq, &type_resolution, &ff, s);
    if (!rc)
        rc = record_add(rq, &type_resolution, s);
    if (rc == RC_INVALID || rc == RC_CONFLICT)
        return back_with_faults(rq, d, s->parent, rc);
    TRY(rc);
    return web_redirect(rq, url(rq, "/document/%lld", (long long)d->r.id),
                        T(rq, "The resolution is given"));
}
