/* SPDX-License-Identifier: Apache-2.0 */
/*
 * discipline_page.c: execution discipline: of the resolutions whose term came
 * within a period, how many were carried out in time, late, not at all; by
 * unit and by person; as a page, on paper, as a workbook.
 */
#include "kernel/record.h"
#include "mod/documents/document_life.h"
#include "web/page_record.h"
#include "web/sheet.h"
#include "web/type_pages.h"

enum { MOST = 500 };

/* Everybody sees what they may see of it: the list's own condition. */
#define COUNTS                                                                 \
    " COUNT(*), COUNT(CASE WHEN t.reported_on <= t.due THEN 1 END),"           \
    " COUNT(CASE WHEN t.reported_on > t.due THEN 1 END),"                      \
    " COUNT(CASE WHEN t.reported_on IS NULL THEN 1 END)"                       \
    " FROM resolution t LEFT JOIN "
#define WITHIN " WHERE t.state <> 'cancelled' AND t.due >= "

struct standing {
    struct text3 name;
    int64_t all, in_time, late, open;
};

static enum rc read_by(struct rq *rq, const char *by, const char *table,
                       day from, day to, struct standing **out, size_t *n)
{
    struct params p = { 0 };
    struct buf sql;
    struct sql_rows r;
    size_t a = params_add(&p, sql_day_val(rq->mem, from));
    size_t b = params_add(&p, sql_day_val(rq->mem, to));

    buf_init(&sql, rq->mem);
    buf_fmt(&sql, "SELECT n.name_ky, n.name_ru, n.name_en," COUNTS
                  "%s n ON n.id = t.%s" WITHIN "$%zu AND t.due <= $%zu AND (",
            table, by, a, b);
    rights_where(rq, &sql, &p, &type_resolution, OP_SEE, NULL);
    buf_fmt(&sql, ") GROUP BY n.id, n.name_ky, n.name_ru, n.name_en"
                  " ORDER BY 7 DESC, 6 DESC, 4 DESC LIMIT %d", MOST);
    *out = MEM_ARRAY(rq->mem, MOST, struct standing);
    *n = 0;
    for (r = sql_query_built(rq->sql, sql.s, p.v, p.n);
         *n < MOST && sql_next(&r); (*n)++)
        (*out)[*n] = (struct standing){
            .name = { { mem_str(rq->mem, sql_str(&r, 0)),
                        mem_str(rq->mem, sql_str(&r, 1)),
                        mem_str(rq->mem, sql_str(&r, 2)) } },
            .all = sql_int(&r, 3),
            .in_time = sql_int(&r, 4),
            .late = sql_int(&r, 5),
            .open = sql_int(&r, 6),
        };
    return sql_done(&r);
}

static void put_table(struct rq *rq, struct sheet *s, const char *heading,
                      const struct standing *st, size_t n)
{
    const struct sheet_column columns[] = {
        { heading, false },
        { T(rq, "Terms that came"), true },
        { T(rq, "In time"), true },
        { T(rq, "Late"), true },
        { T(rq, "Not carried out"), true },
        { T(rq, "Share in time"), true },
    };

    if (!n) {
        sheet_text(s, T(rq, "No resolution fell due in this period."));
        return;
    }
    sheet_table(s, columns, COUNT(columns));
    for (size_t i = 0; i < n; i++) {
        const char *name = text3_get(&st[i].name, rq->lang, NULL);

        sheet_row(s, CELLS(CELL(name ? name : T(rq, "without a unit")),
                           NUMBER((double)st[i].all, 0),
                           NUMBER((double)st[i].in_time, 0),
                           NUMBER((double)st[i].late, 0),
                           NUMBER((double)st[i].open, 0),
                           PERCENT(100.0 * (double)st[i].in_time /
                                   (double)st[i].all)));
    }
}

/* The year so far, unless the address says otherwise. */
static enum rc period(struct rq *rq, day *from, day *to)
{
    if (web_arg(rq, "from"))
        TRY(page_day(rq, "from", from));
    else
        *from = day_ymd(day_year(rq->today), 1, 1);
    return page_day(rq, "to", to);
}

static void draw_period(struct rq *rq, struct html *h, day from, day to)
{
    char a[DAY_ISO_SIZE], b[DAY_ISO_SIZE];

    html_fmt(h,
             "<form class=\"filter alone no-print\" method=\"get\" action=\"%s\">"
             "<div><label for=\"d-from\">%s</label><input id=\"d-from\""
             " type=\"date\" name=\"from\" value=\"%s\"></div>"
             "<div><label for=\"d-to\">%s</label><input id=\"d-to\""
             " type=\"date\" name=\"to\" value=\"%s\"></div>"
             "<button class=\"button\">%s</button></form>\n",
             url(rq, "/documents/discipline"), T(rq, "Terms from"),
             day_iso(from, a), T(rq, "Terms to"), day_iso(to, b), T(rq, "Show"));
    html_fmt(h,
             "<p class=\"no-print\"><a href=\"%s\">PDF</a> · "
             "<a href=\"%s\">XLSX</a></p>\n",
             url(rq, "/documents/discipline?from=%s&to=%s&as=pdf", a, b),
             url(rq, "/documents/discipline?from=%s&to=%s&as=xlsx", a, b));
}

enum rc discipline_page(struct rq *rq)
{
    struct crumb crumbs[] = { { url(rq, "/documents"), T(rq, "Documents") } };
    const char *title = T(rq, "Execution discipline");
    enum sheet_format format;
    struct standing *st;
    struct sheet *s;
    struct html *h;
    day from, to;
    size_t n;

    TRY(period(rq, &from, &to));
    s = sheet_new(rq->mem, title);
    TRY(read_by(rq, "unit", "unit", from, to, &st, &n));
    put_table(rq, s, T(rq, "By unit"), st, n);
    TRY(read_by(rq, "responsible", "person", from, to, &st, &n));
    put_table(rq, s, T(rq, "By person"), st, n);
    format = sheet_format(web_arg(rq, "as"));
    if (format != SHEET_PAGE)
        return sheet_file(rq, s, format, "discipline");
    h = page_open_under(rq, title, crumbs, COUNT(crumbs));
    draw_period(rq, h, from, to);
    sheet_draw(rq, h, s);
    return page_close(rq, RC_OK);
}
