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

enum { ROWS = 50 };

static const struct sql_text q_snapshots = {
    "SELECT on_day, known_at, numerator, denominator, value"
    " FROM measure_snapshot WHERE code = $1"
    " ORDER BY on_day DESC, known_at DESC LIMIT 20",
    "t", "tirrr"
};

static enum rc read_day(struct rq *rq, day *on)
{
    const char *text = web_arg(rq, "on");

    *on = rq->today;
    if (!text || !*text)
        return RC_OK;
    *on = day_parse_typed(text);
    if (!day_is(*on))
        return fail(rq, RC_INVALID, "on", "%s is not a date", text);
    return RC_OK;
}

static void put_day_form(struct rq *rq, struct html *h, const char *code,
                         day on)
{
    char iso[DAY_ISO_SIZE];

    html_fmt(h,
             "<form class=\"filter\" method=\"get\" action=\"%s\">"
             "<div><label for=\"f-on\">%s</label><input type=\"date\""
             " id=\"f-on\" name=\"on\" value=\"%s\"></div>"
             "<button class=\"button\">%s</button></form>\n",
             url(rq, "/measure/%s", code), T(rq, "On the day"),
             day_iso(on, iso), T(rq, "Show"));
}

static const char *value_text(struct rq *rq, const struct measure *m, double v)
{
    const char *number = lang_number(rq->mem, rq->lang, v, 2);

    return m->unit == UNIT_PERCENT ? mem_fmt(rq->mem, "%s %%", number)
                                   : number;
}

static void put_value(struct rq *rq, struct html *h, const struct measure *m,
                      day on)
{
    struct measured v;

    html_raw(h, "<p class=\"lead\">");
    if (measure_on(rq, m->code, on, &v) || v.origin == ORIGIN_NONE) {
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

static enum rc put_snapshots(struct rq *rq, struct html *h,
                             const struct measure *m)
{
    struct sql_rows r = sql_query(rq->sql, &q_snapshots, ARGS(STR(m->code)));
    size_t n = 0;

    for (; sql_next(&r); n++) {
        if (!n)
            html_fmt(h,
                     "<section class=\"box\"><h2>%s</h2>"
                     "<table class=\"list\"><thead><tr>"
                     "<th>%s</th><th>%s</th><th class=\"n\">%s</th></tr>"
                     "</thead><tbody>\n",
                     T(rq, "What was known when"), T(rq, "On the day"),
                     T(rq, "Known at"), T(rq, "Value"));
        html_fmt(h, "<tr><td>%s</td><td>%s</td><td class=\"n\""
                    " data-label=\"%s\">%s</td></tr>\n",
                 lang_day(rq->mem, rq->lang, sql_day(&r, 0)),
                 lang_instant(rq->mem, rq->lang, sql_int(&r, 1),
                              rq->app->zone),
                 T(rq, "Value"), value_text(rq, m, sql_real(&r, 4)));
    }
    if (n)
        html_raw(h, "</tbody></table></section>\n");
    return sql_done(&r);
}

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
                           const struct measure *m, day on)
{
    struct list l = { .limit = ROWS, .rows_only = true };
    char iso[DAY_ISO_SIZE];
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
    TRY(measure_records(rq, m->code, on, KNOWN_NOW, &l));
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
                 url(rq, "/measure/%s?on=%s&after=%s", m->code,
                     day_iso(on, iso), l.next),
                 T(rq, "Next ›"));
    html_raw(h, "</section>\n");
    return RC_OK;
}

enum rc measure_page(struct rq *rq)
{
    const char *code = web_param(rq, "code");
    const struct measure *m = measure_find(rq->app, code);
    struct html *h;
    day on;
    enum rc rc;

    if (!m)
        return RC_MISSING;
    TRY(read_day(rq, &on));
    h = page_open(rq, tr(rq->lang, m->label));
    put_day_form(rq, h, code, on);
    put_value(rq, h, m, on);
    rc = put_snapshots(rq, h, m);
    if (!rc)
        rc = put_records(rq, h, m, on);
    return page_close(rq, rc);
}
