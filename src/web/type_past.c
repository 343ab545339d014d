/* SPDX-License-Identifier: Apache-2.0 */
/*
 * type_past.c: a card as it was on a day: its fields from the journal, the
 * names of what it refers to as they were then, and nothing to be done.
 */
#include "kernel/org.h"
#include "kernel/past.h"
#include "web/dispatch.h"
#include "web/page_record.h"
#include "web/type_pages.h"

#include <string.h>

enum { NAMES_MOST = 40 }; /* of then; more keep those of today */

enum rc page_day(struct rq *rq, const char *name, day *on)
{
    const char *text = web_arg(rq, name);

    *on = rq->today;
    if (!text || !*text)
        return RC_OK;
    *on = day_parse_typed(text);
    if (!day_is(*on))
        return fail(rq, RC_INVALID, name, "%s is not a date", text);
    return RC_OK;
}

void type_past_form(struct rq *rq, struct html *h, const struct type *t,
                    int64_t id, day on)
{
    char iso[DAY_ISO_SIZE], today[DAY_ISO_SIZE];

    if (t->sealed) /* nobody knows when */
        return;
    html_fmt(h,
             "<form class=\"ask-day\" method=\"get\" action=\"%s\">"
             "<div><label for=\"f-on\">%s</label><input type=\"date\""
             " id=\"f-on\" name=\"on\" value=\"%s\" max=\"%s\"></div>"
             "<button class=\"button\">%s</button></form>\n",
             record_url(rq, t, id), T(rq, "As it was on the day"),
             day_iso(on, iso), day_iso(rq->today, today), T(rq, "Show"));
}

/* --- Names of then ----------------------------------------------------------- */

struct naming {
    struct rq *rq;
    struct names *ns;
    day on;
    int left;
    bool of_today; /* some name is not of then */
};

static void name_then(struct naming *n, const struct type *t, int64_t id)
{
    const struct label *now = names_get(n->ns, t, id);
    struct label then;

    if (!now)
        return;
    if (n->left-- <= 0 || past_label(n->rq, t, id, n->on, &then) || !then.id)
        n->of_today = true;
    else
        names_put(n->ns, t, &then);
}

static void name_all(struct naming *n, const struct type *t, const void *rec)
{
    const struct record *head = rec;

    name_then(n, &type_unit, head->owner_unit);
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];
        const struct refs *refs;

        if (f->kind == KIND_REF)
            name_then(n, f->ref, *FIELD_IN(f, rec, int64_t));
        if (f->kind != KIND_REFS)
            continue;
        refs = FIELD_IN(f, rec, struct refs);
        for (size_t j = 0; j < refs->n; j++)
            name_then(n, f->ref, refs->id[j]);
    }
}

/* --- The page ---------------------------------------------------------------- */

static void put_banner(struct rq *rq, struct html *h, const struct type *t,
                       int64_t id, day on, const struct past *p,
                       bool of_today)
{
    html_raw(h, "<div class=\"note\" role=\"note\"><p><strong>");
    html_text(h, mem_fmt(rq->mem, T(rq, "This is the past: the end of %s."),
                         lang_day(rq->mem, rq->lang, on)));
    html_fmt(h, "</strong> %s",
             T(rq, "What was stored by then; what was corrected later is not"
                   " in it. Nothing can be done here."));
    if (of_today)
        html_fmt(h, " %s",
                 T(rq, "Some names of other records are those of today."));
    if (p->any_erased)
        html_fmt(h, " %s",
                 T(rq, "What was erased since cannot be shown any more."));
    html_fmt(h, "</p><p><a href=\"%s\">%s</a></p></div>\n",
             record_url(rq, t, id), T(rq, "The card of today"));
}

static struct html *open_page(struct rq *rq, const struct type *t, int64_t id,
                              const void *rec)
{
    struct label own = { 0 };
    struct crumb crumbs[2];
    struct page_title pt = { .crumbs = crumbs };

    pt.n_crumbs = type_crumbs(rq, t, NULL, crumbs);
    if (rec) {
        own = record_own_label(rq, t, rec);
        pt.title = text3_get(&own.title, rq->lang, NULL);
        pt.code = own.code;
        pt.type = t->n_states > 1 ? t : NULL;
        pt.state = ((const struct record *)rec)->state;
    }
    if (!pt.title || !*pt.title)
        pt.title = mem_fmt(rq->mem, "%s #%lld", tr(rq->lang, t->label),
                           (long long)id);
    return page_open_titled(rq, &pt);
}

/* Who changed it last by then. */
static void put_last(struct rq *rq, struct html *h, const struct past *p)
{
    const struct record *head = p->rec;

    if (!head->created_at)
        return;
    html_fmt(h,
             "<dl class=\"pair\"><dt>%s</dt><dd>%s</dd><dt>%s</dt>"
             "<dd>%s</dd></dl>\n",
             T(rq, "Made"),
             lang_instant(rq->mem, rq->lang, head->created_at, rq->app->zone),
             T(rq, "Last changed by then"),
             lang_instant(rq->mem, rq->lang, head->changed_at,
                          rq->app->zone));
}

static enum rc read_names(struct rq *rq, const struct type *t,
                          const struct past *p, struct naming *n)
{
    names_want(n->ns, &type_unit, ((const struct record *)p->rec)->owner_unit);
    names_want_all(n->ns, t, p->rec);
    (void)rq;
    TRY(names_read(n->ns));
    name_all(n, t, p->rec);
    return RC_OK;
}

enum rc type_past(struct rq *rq, const struct type *t, int64_t id, day on)
{
    struct naming n = { rq, names_new(rq), on, NAMES_MOST, false };
    struct past p;
    struct html *h;

    TRY(past_get(rq, t, id, on, &p));
    if (p.rec)
        TRY(read_names(rq, t, &p, &n));
    h = open_page(rq, t, id, p.rec);
    type_tabs(rq, h, t, id, "past");
    put_banner(rq, h, t, id, on, &p, n.of_today);
    html_raw(h, "<div class=\"card\"><div>\n");
    if (p.rec)
        type_fields(rq, h, t, p.rec, n.ns, p.erased);
    else
        html_fmt(h, "<p class=\"quiet\">%s</p>\n",
                 T(rq, "On that day there was no such record yet."));
    html_fmt(h, "</div>\n<aside class=\"box\" aria-labelledby=\"b-past\">"
                "<h2 id=\"b-past\">%s</h2>\n",
             T(rq, "Another day"));
    type_past_form(rq, h, t, id, on);
    if (p.rec)
        put_last(rq, h, &p);
    html_raw(h, "</aside></div>\n");
    return page_close(rq, RC_OK);
}
