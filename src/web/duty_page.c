/* SPDX-License-Identifier: Apache-2.0 */
/*
 * duty_page.c: who keeps their days: on time, late, open, by unit and person,
 * this year, of all assignments that the reader may see.
 */
#include "web/duty_page.h"

#include "web/page.h"

enum { ROWS = 500 };

struct row {
    int64_t unit, person, on_time, late, open, overdue;
};

static enum rc read_rows(struct rq *rq, struct row *rows, size_t *n)
{
    struct params p = { 0 };
    struct buf sql;
    struct sql_rows r;
    size_t today, first;
    int y, m, d;

    day_split(rq->today, &y, &m, &d);
    today = params_add(&p, DAY(rq->mem, rq->today));
    first = params_add(&p, DAY(rq->mem, day_ymd(y, 1, 1)));
    buf_init(&sql, rq->mem);
    buf_fmt(&sql,
            "SELECT COALESCE(t.unit, 0), t.person,"
            " COUNT(CASE WHEN t.state = 'done'"
            " AND t.closed_on <= COALESCE(t.term, t.due) THEN 1 END),"
            " COUNT(CASE WHEN t.state = 'done'"
            " AND t.closed_on > COALESCE(t.term, t.due) THEN 1 END),"
            " COUNT(CASE WHEN t.state = 'open' THEN 1 END),"
            " COUNT(CASE WHEN t.state = 'open'"
            " AND COALESCE(t.term, t.due) < $%zu THEN 1 END)"
            " FROM assignment t WHERE (t.state = 'open'"
            " OR (t.state = 'done' AND t.closed_on >= $%zu)) AND ",
            today, first);
    rights_where(rq, &sql, &p, &type_assignment, OP_SEE, NULL);
    buf_fmt(&sql, " GROUP BY 1, 2 ORDER BY 6 DESC, 4 DESC, 1, 2 LIMIT %d",
            ROWS);
    r = sql_query_built(rq->sql, sql.s, p.v, p.n);
    for (*n = 0; *n < ROWS && sql_next(&r); ++*n)
        rows[*n] = (struct row){ sql_int(&r, 0), sql_int(&r, 1),
                                 sql_int(&r, 2), sql_int(&r, 3),
                                 sql_int(&r, 4), sql_int(&r, 5) };
    return sql_done(&r);
}

static void put_number(struct html *h, const char *label, int64_t n,
                       const char *tone)
{
    html_fmt(h, "<td class=\"n\" data-label=\"%s\">", label);
    if (n && tone)
        html_fmt(h, "<span class=\"pill %s\">%lld</span></td>", tone,
                 (long long)n);
    else
        html_fmt(h, "%lld</td>", (long long)n);
}

static void put_row(struct rq *rq, struct html *h, const struct row *w,
                    const struct label *person, const struct label *unit)
{
    html_fmt(h, "<tr><td><a href=\"%s\">%s</a></td><td>%s</td>",
             url(rq, "/assignment?person=%lld", (long long)w->person),
             label_text(rq, person),
             w->unit ? text3_get(&unit->title, rq->lang, NULL) : "–");
    put_number(h, T(rq, "Done on time"), w->on_time, NULL);
    put_number(h, T(rq, "Done late"), w->late, "warn");
    put_number(h, T(rq, "Open"), w->open, NULL);
    put_number(h, T(rq, "Open and late"), w->overdue, "bad");
    html_raw(h, "</tr>\n");
}

static enum rc put_table(struct rq *rq, struct html *h, const struct row *rows,
                         size_t n)
{
    int64_t *people = MEM_ARRAY(rq->mem, n + 1, int64_t);
    int64_t *units = MEM_ARRAY(rq->mem, n + 1, int64_t);
    struct label *person, *unit;

    for (size_t i = 0; i < n; i++) {
        people[i] = rows[i].person;
        units[i] = rows[i].unit;
    }
    TRY(record_labels(rq, &type_person, people, n, &person));
    TRY(record_labels(rq, &type_unit, units, n, &unit));
    html_fmt(h,
             "<table class=\"list\"><thead><tr><th scope=\"col\">%s</th>"
             "<th scope=\"col\">%s</th><th scope=\"col\" class=\"n\">%s</th>"
             "<th scope=\"col\" class=\"n\">%s</th>"
             "<th scope=\"col\" class=\"n\">%s</th>"
             "<th scope=\"col\" class=\"n\">%s</th></tr></thead>\n<tbody>\n",
             T(rq, "Person"), T(rq, "Unit"), T(rq, "Done on time"),
             T(rq, "Done late"), T(rq, "Open"), T(rq, "Open and late"));
    for (size_t i = 0; i < n; i++)
        put_row(rq, h, &rows[i], &person[i], &unit[i]);
    html_raw(h, "</tbody></table>\n");
    return RC_OK;
}

enum rc duty_page(struct rq *rq)
{
    struct row *rows = MEM_ARRAY(rq->mem, ROWS, struct row);
    struct crumb up = { url(rq, "/my"), T(rq, "My work") };
    struct html *h;
    size_t n;

    TRY(read_rows(rq, rows, &n));
    h = page_open_under(rq, T(rq, "Execution discipline"), &up, 1);
    html_fmt(h, "<p class=\"quiet\">%s</p>\n",
             T(rq, "Assignments open now, and those done this year; who is"
                   " latest stands first."));
    if (!n)
        html_fmt(h, "<p class=\"box empty\">%s</p>\n",
                 T(rq, "There are no assignments."));
    else
        TRY(put_table(rq, h, rows, n));
    return page_close(rq, RC_OK);
}
