/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_watch_pages.c: what the indicators of risks say now, and honestly where
 * each number comes from: counted today, typed, or not before a later part.
 */
#include "mod/risk/risk_watch.h"

#include "mod/risk/risk_chart.h"
#include "mod/risk/risk_pages.h"

#include <string.h>

/* A watch with what is known of it now. */
struct seen {
    const struct risk_watch *w;
    struct measured m;
    bool counted; /* by a measure of today */
    const char *unit;
};

/* Units of the indicators, by code: one statement for a page. */
struct units {
    const char *code, *unit;
    struct units *next;
};

static enum rc read_units(struct rq *rq, struct units **out)
{
    static const struct sql_text q = {
        "SELECT code, unit FROM strategy_indicator_unit WHERE code IN"
        " (SELECT measure FROM risk_watch) ORDER BY id LIMIT $1", "i", "tt"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(RISK_ROWS)));

    *out = NULL;
    while (sql_next(&r)) {
        struct units *u = MEM_NEW(rq->mem, struct units);

        *u = (struct units){ mem_str(rq->mem, sql_str(&r, 0)),
                             mem_str(rq->mem, sql_str(&r, 1)), *out };
        *out = u;
    }
    return sql_done(&r);
}

static const char *unit_of(const struct measure *m, const struct units *u,
                           const char *code)
{
    if (m)
        return m->unit == UNIT_PERCENT  ? "percent"
               : m->unit == UNIT_YES_NO ? "yes_no"
                                        : NULL;
    while (u && strcmp(u->code, code) != 0)
        u = u->next;
    return u ? u->unit : NULL;
}

static enum rc look(struct rq *rq, const struct risk_watch *w,
                    const struct units *u, struct seen *out)
{
    const struct measure *m = measure_find(rq->app, w->measure);
    enum rc rc = measure_on(rq, w->measure, rq->today, &out->m);

    out->w = w;
    out->counted = m != NULL;
    out->unit = unit_of(m, u, w->measure);
    return rc == RC_MISSING ? RC_OK : rc;
}

static const char *comes_with(struct rq *rq, const char *name)
{
    const struct choice *c =
        field_choice(type_field(&type_risk_watch, "comes_with"), name);

    return c ? tr(rq->lang, c->label) : name;
}

static void put_source(struct rq *rq, struct html *h, const struct seen *s)
{
    if (s->counted) {
        html_fmt(h, "<a href=\"%s\">%s</a>",
                 url(rq, "/measure/%s", s->w->measure),
                 T(rq, "counted by the system, daily"));
        return;
    }
    if (s->m.origin == ORIGIN_TYPED)
        html_text(h, T(rq, "typed by hand, with a document"));
    else
        html_text(h, T(rq, "nobody has typed a value"));
    if (s->w->comes_with)
        html_fmt(h, "; <span class=\"quiet\">%s</span>",
                 mem_fmt(rq->mem,
                         T(rq, "will be counted when this part comes: %s"),
                         comes_with(rq, s->w->comes_with)));
}

static void put_value(struct rq *rq, struct html *h, const struct seen *s)
{
    if (s->m.origin == ORIGIN_NONE) {
        page_no_data(rq, h);
        return;
    }
    html_fmt(h, "%s", risk_watch_words(rq, s->unit, s->m.value));
    if (s->m.origin == ORIGIN_TYPED)
        page_mark_typed(rq, h);
    html_fmt(h, " <span class=\"small quiet\">%s</span>",
             lang_day(rq->mem, rq->lang, s->m.on));
}

static void put_bounds(struct rq *rq, struct html *h, const struct seen *s)
{
    const struct risk_watch *w = s->w;
    bool one = !(w->red.v < w->amber.v) && !(w->red.v > w->amber.v),
         above = !strcmp(w->direction, "above");

    if (one)
        html_text(h, mem_fmt(rq->mem,
                             above ? T(rq, "red above %s")
                                   : T(rq, "red below %s"),
                             risk_watch_words(rq, s->unit, w->red.v)));
    else
        html_text(h, !above
                     ? mem_fmt(rq->mem, T(rq, "amber below %s, red below %s"),
                               risk_watch_words(rq, s->unit, w->amber.v),
                               risk_watch_words(rq, s->unit, w->red.v))
                     : mem_fmt(rq->mem, T(rq, "amber above %s, red above %s"),
                               risk_watch_words(rq, s->unit, w->amber.v),
                               risk_watch_words(rq, s->unit, w->red.v)));
    if (w->proposed) {
        html_raw(h, " ");
        risk_pill(h, "neutral", T(rq, "proposed"));
    }
}

static void put_row(struct rq *rq, struct html *h, const struct seen *s,
                    const char *risk)
{
    const struct risk_watch *w = s->w;

    html_fmt(h, "<tr><td>");
    if (risk)
        html_fmt(h, "<a href=\"%s\"><span class=\"code\">%s</span></a>",
                 url(rq, "/risk/%lld", (long long)w->risk), risk);
    else
        page_state(rq, h, &type_risk_watch, w->r.state);
    html_fmt(h, "</td><td data-label=\"%s\"><a href=\"%s\">",
             T(rq, "Indicator"),
             url(rq, "/risk_watch/%lld", (long long)w->r.id));
    html_text3(h, &w->title);
    html_fmt(h, "</a></td><td data-label=\"%s\">", T(rq, "Now"));
    put_value(rq, h, s);
    html_fmt(h, "</td><td data-label=\"%s\">", T(rq, "Thresholds"));
    put_bounds(rq, h, s);
    html_fmt(h, "</td><td data-label=\"%s\">", T(rq, "Where it comes from"));
    put_source(rq, h, s);
    if (risk) {
        html_fmt(h, "</td><td data-label=\"%s\">", T(rq, "State"));
        page_state(rq, h, &type_risk_watch, w->r.state);
    }
    html_raw(h, "</td></tr>\n");
}

static void put_head(struct rq *rq, struct html *h, bool risk)
{
    html_fmt(h,
             "<table class=\"list\"><thead><tr><th>%s</th><th>%s</th>"
             "<th>%s</th><th>%s</th><th>%s</th>",
             risk ? T(rq, "Risk") : T(rq, "State"), T(rq, "Indicator"),
             T(rq, "Now"), T(rq, "Thresholds"), T(rq, "Where it comes from"));
    if (risk)
        html_fmt(h, "<th>%s</th>", T(rq, "State"));
    html_raw(h, "</tr></thead><tbody>\n");
}

/* --- All of them ---------------------------------------------------------- */

static void put_sums(struct rq *rq, struct html *h, const struct seen *s,
                     size_t n)
{
    size_t counted = 0, typed = 0, none = 0, red = 0, amber = 0;

    for (size_t i = 0; i < n; i++) {
        red += !strcmp(s[i].w->r.state, "red");
        amber += !strcmp(s[i].w->r.state, "amber");
        counted += s[i].counted;
        typed += !s[i].counted && s[i].m.origin == ORIGIN_TYPED;
        none += !s[i].counted && s[i].m.origin == ORIGIN_NONE;
    }
    html_fmt(h, "<p class=\"lead\">%s</p>\n",
             mem_fmt(rq->mem,
                     T(rq, "%zu indicators announce the risks: red %zu, amber"
                           " %zu."),
                     n, red, amber));
    html_fmt(h, "<div class=\"note\"><p>%s</p></div>\n",
             mem_fmt(rq->mem,
                     T(rq, "%zu are counted by the system today, %zu have"
                           " values typed by hand, %zu have no data yet:"
                           " each row says which part will bring them."),
                     counted, typed, none));
}

enum rc risk_watches_page(struct rq *rq)
{
    struct list l = { .type = &type_risk_watch, .limit = RISK_ROWS,
                      .where = "t.state <> 'dropped'", .whole = true };
    const struct field *risk = type_field(&type_risk_watch, "risk");
    struct crumb crumb = { url(rq, "/risks"), T(rq, "Risks") };
    struct units *units;
    struct seen *s;
    struct html *h;

    TRY(list_read(rq, &l));
    TRY(read_units(rq, &units));
    s = MEM_ARRAY(rq->mem, l.n + 1, struct seen);
    for (size_t i = 0; i < l.n; i++)
        TRY(look(rq, l.rec[i], units, &s[i]));
    h = page_open_under(rq, T(rq, "Indicators of risks"), &crumb, 1);
    risk_pages_put(rq, h, NULL, "/watches");
    put_sums(rq, h, s, l.n);
    put_head(rq, h, true);
    for (size_t i = 0; i < l.n; i++) {
        const struct label *of = list_label(&l, i, risk);

        put_row(rq, h, &s[i], of && of->code ? of->code : "–");
    }
    html_fmt(h, "</tbody></table>\n<p><a href=\"%s\">%s</a></p>\n",
             url(rq, "/risk_crossing"), T(rq, "Thresholds crossed"));
    return page_close(rq, RC_OK);
}

/* --- On a risk's card ----------------------------------------------------- */

void risk_watch_card(struct rq *rq, const struct risk *r)
{
    struct html *h = web_of(rq)->page;
    struct units *units = NULL;
    struct list l;

    if (risk_list(rq, &l, &type_risk_watch,
                  "t.risk = $1 AND t.state <> 'dropped'", r->r.id) ||
        (l.n && read_units(rq, &units)))
        return;
    html_fmt(h, "<section class=\"box\" id=\"watches\"><h2>%s</h2>\n",
             T(rq, "Indicators of the risk"));
    if (l.n)
        put_head(rq, h, false);
    else
        html_fmt(h, "<p class=\"quiet\">%s</p>\n",
                 T(rq, "No indicator announces this risk."));
    for (size_t i = 0; i < l.n; i++) {
        struct seen s;

        if (look(rq, l.rec[i], units, &s))
            return;
        put_row(rq, h, &s, NULL);
    }
    if (l.n)
        html_fmt(h, "</tbody></table>\n<p class=\"small\"><a href=\"%s\">%s"
                    "</a></p>\n",
                 url(rq, "/risk_crossing?risk=%s",
                     mem_fmt(rq->mem, "#%lld", (long long)r->r.id)),
                 T(rq, "Thresholds crossed"));
    html_raw(h, "</section>\n");
}
