/* SPDX-License-Identifier: Apache-2.0 */
/*
 * appeal_standing.c: how appeals stand, for everybody: first those without an
 * answer past the term, by their numbers, with a hash of that list; then the
 * years.  Nothing of what an appeal says, nor who appeals.
 */
#include "base/hash.h"
#include "mod/appeals/appeal_life.h"
#include "web/page.h"

enum { LATE_SHOWN = 50, YEARS_SHOWN = 10 };

#define OPEN "state IN ('received', 'registered', 'joined')"

static const struct sql_text q_years = {
    "SELECT year, COUNT(*),"
    " COUNT(CASE WHEN " OPEN " AND due < $1 THEN 1 END),"
    " COUNT(CASE WHEN " OPEN " AND due >= $1 THEN 1 END),"
    " COUNT(CASE WHEN answered_on <= due THEN 1 END),"
    " COUNT(CASE WHEN answered_on > due THEN 1 END)"
    " FROM appeal GROUP BY year ORDER BY year DESC",
    "t", "iiiiii"
};

/* All years and this one, in the order of the query's columns. */
enum { YEAR, RECEIVED, LATE, WITHIN, IN_TIME, TOO_LATE, SUMS };
struct years {
    int64_t row[YEARS_SHOWN][SUMS], all[SUMS], now[SUMS];
    size_t n;
};

static enum rc read_years(struct rq *rq, struct years *y)
{
    struct sql_rows r =
        sql_query(rq->sql, &q_years, ARGS(DAY(rq->mem, rq->today)));

    while (sql_next(&r)) {
        bool now = sql_int(&r, YEAR) == day_year(rq->today);

        for (int i = 0; i < SUMS; i++) {
            int64_t v = sql_int(&r, i);

            y->all[i] += v;
            if (now)
                y->now[i] = v;
            if (y->n < YEARS_SHOWN)
                y->row[y->n][i] = v;
        }
        y->n += y->n < YEARS_SHOWN;
    }
    return sql_done(&r);
}

static void put_number(struct html *h, const char *label, int64_t n,
                       const char *tone)
{
    html_fmt(h,
             "<li class=\"%s\"><span class=\"label\">%s</span>"
             "<span class=\"big\">%lld</span></li>\n",
             tone, label, (long long)n);
}

static void draw_tiles(struct rq *rq, struct html *h, const struct years *y)
{
    html_raw(h, "<ul class=\"tiles\">\n");
    put_number(h, T(rq, "Without an answer past the term"), y->all[LATE],
               y->all[LATE] ? "bad" : "good");
    put_number(h, T(rq, "Being considered, within the term"), y->all[WITHIN],
               "");
    put_number(h, T(rq, "Received this year"), y->now[RECEIVED], "");
    put_number(h, T(rq, "Of them answered in time"), y->now[IN_TIME], "");
    put_number(h, T(rq, "Answered late"), y->now[TOO_LATE],
               y->now[TOO_LATE] ? "bad" : "");
    html_raw(h, "</ul>\n");
}

/* The whole list is hashed, its beginning shown. */
static enum rc draw_late(struct rq *rq, struct html *h)
{
    static const struct sql_text q = {
        "SELECT code, due FROM appeal WHERE " OPEN " AND due < $1"
        " ORDER BY due, id",
        "t", "tt"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(DAY(rq->mem, rq->today)));
    struct buf list;
    size_t n = 0;

    buf_init(&list, rq->mem);
    for (; sql_next(&r); n++) {
        if (!n)
            html_fmt(h, "<h2>%s</h2>\n<p>",
                     T(rq, "Without an answer past the term"));
        if (n < LATE_SHOWN)
            html_fmt(h, "%s<span class=\"code\">%s</span> %s", n ? ", " : "",
                     sql_str(&r, 0),
                     lang_day(rq->mem, rq->lang, sql_day(&r, 1)));
        buf_fmt(&list, "%s %s\n", sql_str(&r, 0), sql_str(&r, 1));
    }
    TRY(sql_done(&r));
    if (n)
        html_fmt(h, "%s</p>\n", n > LATE_SHOWN ? " …" : "");
    html_fmt(h, "<p class=\"small quiet\">%s <code class=\"secret\">%s</code>"
                "</p>\n",
             T(rq, "SHA-256 of the list of their numbers and terms today:"),
             sha256_hex(rq->mem, sha256(list.s, list.n)));
    return RC_OK;
}

static void put_cell(struct html *h, const char *label, int64_t n)
{
    html_fmt(h, "<td class=\"n\" data-label=\"%s\">%lld</td>", label,
             (long long)n);
}

static void draw_years(struct rq *rq, struct html *h, const struct years *y)
{
    const struct {
        int column;
        const char *label;
    } columns[] = {
        { LATE, T(rq, "Without an answer past the term") },
        { RECEIVED, T(rq, "Received") },
        { IN_TIME, T(rq, "Answered in time") },
        { TOO_LATE, T(rq, "Answered late") },
        { WITHIN, T(rq, "Being considered, within the term") },
    };

    if (!y->n)
        return;
    html_fmt(h,
             "<h2>%s</h2>\n<table class=\"list\"><thead><tr>"
             "<th scope=\"col\">%s</th>",
             T(rq, "By years"), T(rq, "Year"));
    for (size_t c = 0; c < COUNT(columns); c++)
        html_fmt(h, "<th scope=\"col\" class=\"n\">%s</th>", columns[c].label);
    html_raw(h, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < y->n; i++) {
        html_fmt(h, "<tr><td>%lld</td>", (long long)y->row[i][YEAR]);
        for (size_t c = 0; c < COUNT(columns); c++)
            put_cell(h, columns[c].label, y->row[i][columns[c].column]);
        html_raw(h, "</tr>\n");
    }
    html_raw(h, "</tbody></table>\n");
}

enum rc appeals_standing(struct rq *rq, struct html *h,
                         void (*between)(struct rq *rq, struct html *h))
{
    struct years y = { 0 };

    TRY(read_years(rq, &y));
    draw_tiles(rq, h, &y);
    between(rq, h);
    draw_years(rq, h, &y);
    return draw_late(rq, h);
}
