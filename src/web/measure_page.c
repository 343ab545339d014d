/* SPDX-License-Identifier: Apache-2.0 */
/*
 * measure_page.c: one number: its value on a day, how it is counted, what was
 * known when, and the very records behind it.
 */
#include "kernel/measure.h"
#include "kernel/span.h"
#include "web/page.h"
#include "web/type_pages.h"

#include <string.h>

enum { ROWS = 50, SNAPSHOTS = 20 };

/* What the page is asked about. */
struct asked {
    const struct measure *m;
    day on, known;     /* `known` today: as known now */
    int64_t known_at;  /* the same as an instant */
    bool back;         /* an earlier knowledge */
};

static enum rc read_asked(struct rq *rq, struct asked *a)
{
    TRY(page_day(rq, "on", &a->on));
    TRY(page_day(rq, "known", &a->known));
    a->back = a->known.n < rq->today.n;
    a->known_at = a->back ? known_end_of(rq->app, a->known) : KNOWN_NOW;
    return RC_OK;
}

static void put_day_input(struct rq *rq, struct html *h, const char *name,
                          const char *label, day d)
{
    char iso[DAY_ISO_SIZE], today[DAY_ISO_SIZE];

    html_fmt(h,
             "<div><label for=\"f-%s\">%s</label><input type=\"date\""
             " id=\"f-%s\" name=\"%s\" value=\"%s\" max=\"%s\"></div>",
             name, label, name, name, day_iso(d, iso),
             day_iso(rq->today, today));
}

static void put_day_form(struct rq *rq, struct html *h, const struct asked *a)
{
    html_fmt(h, "<form class=\"ask-day\" method=\"get\" action=\"%s\">",
             url(rq, "/measure/%s", a->m->code));
    put_day_input(rq, h, "on", T(rq, "On the day"), a->on);
    if (measure_looks_back(a->m))
        put_day_input(rq, h, "known", T(rq, "As known on"), a->known);
    html_fmt(h, "<button class=\"button\">%s</button></form>\n",
             T(rq, "Show"));
    if (a->back)
        html_fmt(h, "<div class=\"note\"><p>%s <a href=\"%s\">%s</a></p>"
                    "</div>\n",
                 mem_fmt(rq->mem,
                         T(rq, "As it was known at the end of %s, without"
                               " what was entered or corrected later."),
                         lang_day(rq->mem, rq->lang, a->known)),
                 url(rq, "/measure/%s", a->m->code), T(rq, "As known now"));
}

static const char *value_text(struct rq *rq, const struct measure *m, double v)
{
    const char *number = lang_number(rq->mem, rq->lang, v, 2);

    return m->unit == UNIT_PERCENT ? mem_fmt(rq->mem, "%s %%", number)
                                   : number;
}

static void put_value(struct rq *rq, struct html *h, const struct asked *a)
{
    const struct measure *m = a->m;
    struct measured v;

    html_raw(h, "<p class=\"lead\">");
    if (measure_known(rq, m->code, a->on, a->known_at, &v) ||
        v.origin == ORIGIN_NONE) {
        page_no_data(rq, h);
    } else {
        html_fmt(h, "<strong>%s</strong> (%s / %s)",
                 value_text(rq, m, v.value),
                 lang_number(rq->mem, rq->lang, v.numerator, 2),
                 lang_number(rq->mem, rq->lang, v.denominator, 2));
        if (v.origin == ORIGIN_TYPED)
            page_mark_typed(rq, h);
    }
    html_fmt(h, "</p>\n<p>%s</p>\n", tr(rq->lang, m->means));
}

/* --- Snapshots --------------------------------------------------------------- */

static void put_ids(struct rq *rq, struct html *h, const struct type *t,
                    const char *label, const struct refs *ids)
{
    enum { MOST = 10 };

    if (!ids->n)
        return;
    html_fmt(h, "<br><span class=\"small\">%s:", label);
    for (size_t i = 0; i < ids->n && i < MOST; i++)
        html_fmt(h, " <a href=\"%s\">#%lld</a>",
                 url(rq, "/%s/%lld", t->name, (long long)ids->id[i]),
                 (long long)ids->id[i]);
    if (ids->n > MOST)
        html_fmt(h, " … (%zu)", ids->n);
    html_raw(h, "</span>");
}

static enum rc put_reproduced(struct rq *rq, struct html *h,
                              const struct measure *m,
                              const struct snapshot *s)
{
    struct reproduced r;

    TRY(measure_reproduce(rq, m->code, s, &r));
    if (r.how == CANNOT_REPRODUCE) {
        html_fmt(h, "<span class=\"none\">%s</span>",
                 T(rq, "cannot be counted again"));
        return RC_OK;
    }
    html_fmt(h, "<span class=\"pill %s\">%s</span>",
             page_tone(r.how == REPRODUCED ? TONE_GOOD : TONE_BAD),
             r.how == REPRODUCED ? T(rq, "the same") : T(rq, "differs"));
    if (r.how == REPRODUCED)
        return RC_OK;
    if (r.now.origin == ORIGIN_COUNTED)
        html_fmt(h, " %s", value_text(rq, m, r.now.value));
    if (m->type && rights_any(rq, m->type, OP_SEE, NULL)) {
        put_ids(rq, h, m->type, T(rq, "no longer behind it"), &r.gone);
        put_ids(rq, h, m->type, T(rq, "new behind it"), &r.come);
    }
    return RC_OK;
}

static enum rc put_snapshot(struct rq *rq, struct html *h,
                            const struct measure *m, const struct snapshot *s)
{
    char on[DAY_ISO_SIZE], known[DAY_ISO_SIZE];
    day known_on = day_of(s->known_at, rq->app->zone);

    html_fmt(h,
             "<tr><td><a href=\"%s\">%s</a></td><td data-label=\"%s\">%s</td>"
             "<td class=\"n\" data-label=\"%s\">%s</td><td data-label=\"%s\">",
             url(rq, "/measure/%s?on=%s&known=%s", m->code, day_iso(s->on, on),
                 day_iso(known_on, known)),
             lang_day(rq->mem, rq->lang, s->on), T(rq, "Known at"),
             lang_instant(rq->mem, rq->lang, s->known_at, rq->app->zone),
             T(rq, "Value"), value_text(rq, m, s->value),
             T(rq, "Counted again"));
    TRY(put_reproduced(rq, h, m, s));
    html_raw(h, "</td></tr>\n");
    return RC_OK;
}

static enum rc put_snapshots(struct rq *rq, struct html *h,
                             const struct measure *m)
{
    struct snapshot *s;
    size_t n;

    TRY(measure_snapshots(rq, m->code, SNAPSHOTS, &s, &n));
    if (!n)
        return RC_OK;
    html_fmt(h,
             "<section class=\"box\"><h2>%s</h2><p class=\"quiet\">%s</p>"
             "<table class=\"list\"><thead><tr>"
             "<th>%s</th><th>%s</th><th class=\"n\">%s</th><th>%s</th></tr>"
             "</thead><tbody>\n",
             T(rq, "What was known when"),
             T(rq, "Each number that was kept is counted again from the"
                   " records, as they were known at that instant."),
             T(rq, "On the day"), T(rq, "Known at"), T(rq, "Value"),
             T(rq, "Counted again"));
    for (size_t i = 0; i < n; i++)
        TRY(put_snapshot(rq, h, m, &s[i]));
    html_raw(h, "</tbody></table></section>\n");
    return RC_OK;
}

/* --- Records ----------------------------------------------------------------- */

static void put_record(struct rq *rq, struct html *h, const struct type *t,
                       const void *rec)
{
    const struct record *head = rec;
    const struct field *title = type_field(t, t->title);
    struct label l = { .id = head->id };

    if (record_label(rq, t, head->id, &l) && !title)
        return;
    html_fmt(h, "<li><a href=\"%s\">%s</a> ",
             url(rq, "/%s/%lld", t->name, (long long)head->id),
             label_text(rq, &l));
    page_state(rq, h, t, head->state);
    html_raw(h, "</li>\n");
}

/* The records that these eyes may see, and how many there are of them. */
static enum rc put_records(struct rq *rq, struct html *h,
                           const struct asked *a)
{
    const struct measure *m = a->m;
    struct list l = { .limit = ROWS, .rows_only = true };
    char iso[DAY_ISO_SIZE], known[DAY_ISO_SIZE];
    int64_t n;

    if (!m->type || !m->records)
        return RC_OK;
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n",
             T(rq, "The records behind it"));
    if (!rights_any(rq, m->type, OP_SEE, NULL)) {
        html_fmt(h, "<p class=\"quiet\">%s</p></section>\n",
                 T(rq, "You may see the number, not the records."));
        return RC_OK;
    }
    TRY(measure_records(rq, m->code, a->on, a->known_at, &l));
    l.after = web_arg(rq, "after");
    TRY(list_count(rq, &l, 10000, &n));
    TRY(list_read(rq, &l));
    html_fmt(h, "<p class=\"quiet\">%s: %lld</p>\n<ul>\n",
             tr(rq->lang, m->type->plural), (long long)n);
    for (size_t i = 0; i < l.n; i++)
        put_record(rq, h, m->type, l.rec[i]);
    html_raw(h, "</ul>\n");
    if (l.next)
        html_fmt(h, "<p><a class=\"button\" href=\"%s\">%s</a></p>",
                 url(rq, "/measure/%s?on=%s&known=%s&after=%s", m->code,
                     day_iso(a->on, iso), day_iso(a->known, known), l.next),
                 T(rq, "Next ›"));
    html_raw(h, "</section>\n");
    return RC_OK;
}

enum rc measure_page(struct rq *rq)
{
    struct asked a = { .m = measure_find(rq->app, web_param(rq, "code")) };
    struct html *h;
    enum rc rc;

    if (!a.m)
        return RC_MISSING;
    TRY(read_asked(rq, &a));
    h = page_open(rq, tr(rq->lang, a.m->label));
    put_day_form(rq, h, &a);
    put_value(rq, h, &a);
    rc = put_snapshots(rq, h, a.m);
    if (!rc)
        rc = put_records(rq, h, &a);
    return page_close(rq, rc);
}
