/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calendar_page.c: a year of the working calendar, each day said in words too:
 * a colour alone tells nothing to who cannot see it.
 */
#include "web/calendar_page.h"

#include "kernel/assignment.h"
#include "kernel/calendar.h"
#include "web/page_record.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_YEAR = 1990, LAST_YEAR = 2100, YEAR_DAYS = 366 };

static const char *const months[12] = {
    N_("January"), N_("February"), N_("March"),     N_("April"),
    N_("May"),     N_("June"),     N_("July"),      N_("August"),
    N_("September"), N_("October"), N_("November"), N_("December"),
};
static const struct { const char *whole, *part; } weekdays[7] = {
    { N_("Monday"), N_("Mo") },   { N_("Tuesday"), N_("Tu") },
    { N_("Wednesday"), N_("We") }, { N_("Thursday"), N_("Th") },
    { N_("Friday"), N_("Fr") },   { N_("Saturday"), N_("Sa") },
    { N_("Sunday"), N_("Su") },
};

/* What the office says of a day. */
struct marked {
    int64_t id;
    bool in_force, working;
    const char *why;
};

struct year {
    int year;
    day first;
    struct marked day[YEAR_DAYS]; /* id 0: the plain week */
    size_t marks;
    bool may_add, may_edit;
};

/* --- Reading ---------------------------------------------------------------- */

static enum rc read_marks(struct rq *rq, struct year *y)
{
    static const struct sql_text q = {
        "SELECT id, date, working, state, title_ky, title_ru, title_en"
        " FROM calendar_day WHERE date >= $1 AND date < $2 ORDER BY date",
        "tt", "itttttt"
    };
    day end = day_ymd(y->year + 1, 1, 1);
    struct sql_rows r = sql_query(rq->sql, &q,
                                  ARGS(DAY(rq->mem, y->first),
                                       DAY(rq->mem, end)));

    while (sql_next(&r)) {
        struct marked *m = &y->day[sql_day(&r, 1).n - y->first.n];
        struct text3 title = { .in = { sql_str(&r, 4), sql_str(&r, 5),
                                       sql_str(&r, 6) } };

        m->id = sql_int(&r, 0);
        m->working = sql_int(&r, 2) != 0;
        m->in_force = !strcmp(sql_str(&r, 3), "in_force");
        m->why = mem_str(rq->mem, text3_get(&title, rq->lang, NULL));
        y->marks += m->in_force;
    }
    return sql_done(&r);
}

static enum rc read_year(struct rq *rq, struct year *y)
{
    const char *text = web_arg(rq, "year");
    int month, d;
    char *end = NULL;

    day_split(rq->today, &y->year, &month, &d);
    if (text && *text) {
        long v = strtol(text, &end, 10);

        if (*end || v < FIRST_YEAR || v > LAST_YEAR)
            return fail(rq, RC_INVALID, "year", "%s is not a year", text);
        y->year = (int)v;
    }
    y->first = day_ymd(y->year, 1, 1);
    y->may_add = rights_any(rq, &type_calendar_day, OP_ADD, NULL);
    y->may_edit = rights_any(rq, &type_calendar_day, OP_EDIT, NULL);
    return read_marks(rq, y);
}

/* --- A day ------------------------------------------------------------------- */

static bool weekend(day on)
{
    return day_weekday(on) > 5;
}

/* Where a day leads; NULL nowhere. */
static const char *leads(struct rq *rq, const struct year *y, day on)
{
    const struct marked *m = &y->day[on.n - y->first.n];
    char iso[DAY_ISO_SIZE];

    if (m->id)
        return m->in_force && y->may_edit
                   ? url(rq, "/calendar_day/%lld/edit", (long long)m->id)
                   : url(rq, "/calendar_day/%lld", (long long)m->id);
    if (!y->may_add)
        return NULL;
    if (weekend(on))
        return url(rq, "/calendar_day/new?date=%s&working=yes",
                   day_iso(on, iso));
    return url(rq, "/calendar_day/new?date=%s", day_iso(on, iso));
}

static void put_day(struct rq *rq, struct html *h, const struct year *y,
                    day on, int mday)
{
    const struct marked *m = &y->day[on.n - y->first.n];
    const char *to = leads(rq, y, on), *kind = NULL, *words = NULL;

    if (m->in_force)
        kind = m->working ? "work" : "off";
    else if (weekend(on))
        kind = "end";
    if (kind)
        words = *kind == 'w' ? T(rq, "worked") : T(rq, "day off");
    html_raw(h, "<td");
    if (kind)
        html_fmt(h, " class=\"%s\"", kind);
    if (on.n == rq->today.n)
        html_raw(h, " aria-current=\"date\"");
    if (m->in_force)
        html_fmt(h, " title=\"%s\"", m->why);
    html_raw(h, ">");
    if (to)
        html_fmt(h, "<a href=\"%s\">%d", to, mday);
    else
        html_fmt(h, "<span>%d", mday);
    if (on.n == rq->today.n)
        html_fmt(h, "<span class=\"vh\">, %s</span>", T(rq, "today"));
    if (words)
        html_fmt(h, "<span class=\"vh\">, %s%s%s</span>", words,
                 m->in_force ? ": " : "", m->in_force ? m->why : "");
    if (to)
        html_raw(h, "</a></td>");
    else
        html_raw(h, "</span></td>");
}

static void put_month(struct rq *rq, struct html *h, const struct year *y,
                      int month)
{
    day first = day_ymd(y->year, month, 1), on = first;
    day end = day_add_months(first, 1);

    html_fmt(h, "<table class=\"month\"><caption>%s</caption><thead><tr>",
             tr(rq->lang, months[month - 1]));
    for (int i = 0; i < 7; i++)
        html_fmt(h, "<th scope=\"col\"><abbr title=\"%s\">%s</abbr></th>",
                 tr(rq->lang, weekdays[i].whole),
                 tr(rq->lang, weekdays[i].part));
    html_raw(h, "</tr></thead><tbody>\n<tr>");
    for (int i = 1; i < day_weekday(first); i++)
        html_raw(h, "<td></td>");
    for (; on.n < end.n; on = day_add(on, 1)) {
        if (on.n != first.n && day_weekday(on) == 1)
            html_raw(h, "</tr>\n<tr>");
        put_day(rq, h, y, on, on.n - first.n + 1);
    }
    for (int i = day_weekday(day_add(end, -1)); i < 7; i++)
        html_raw(h, "<td></td>");
    html_raw(h, "</tr></tbody></table>\n");
}

/* --- The year ---------------------------------------------------------------- */

static void put_years(struct rq *rq, struct html *h, const struct year *y)
{
    html_fmt(h, "<nav class=\"years\" aria-label=\"%s\"><p>", T(rq, "Years"));
    if (y->year > FIRST_YEAR)
        html_fmt(h, "<a class=\"button\" rel=\"prev\" href=\"%s\">‹ %d</a> ",
                 url(rq, "/calendar?year=%d", y->year - 1), y->year - 1);
    html_fmt(h, "<strong>%d</strong> ", y->year);
    if (y->year < LAST_YEAR)
        html_fmt(h, "<a class=\"button\" rel=\"next\" href=\"%s\">%d ›</a>",
                 url(rq, "/calendar?year=%d", y->year + 1), y->year + 1);
    html_raw(h, "</p></nav>\n");
}

static void put_legend(struct rq *rq, struct html *h, const struct year *y)
{
    html_fmt(h,
             "<p class=\"legend-days\"><span class=\"off\">%s</span>"
             "<span class=\"end\">%s</span><span class=\"work\">%s</span>"
             "<span class=\"now\">%s</span></p>\n",
             T(rq, "Holiday or moved day off"), T(rq, "Saturday, Sunday"),
             T(rq, "Worked Saturday or Sunday"), T(rq, "Today"));
    if (y->may_add)
        html_fmt(h, "<p class=\"quiet\">%s</p>\n",
                 T(rq, "Choose a day to make it a day off or a working day."));
}

static void put_list(struct rq *rq, struct html *h, const struct year *y)
{
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n",
             T(rq, "What differs from the plain week"));
    if (!y->marks)
        html_fmt(h, "<p>%s</p>\n",
                 T(rq, "The holidays of this year are not entered yet."));
    html_raw(h, "<ul>\n");
    for (int i = 0; i < YEAR_DAYS; i++) {
        const struct marked *m = &y->day[i];
        day on = day_add(y->first, i);

        if (!m->in_force)
            continue;
        html_fmt(h, "<li><a href=\"%s\">%s</a>, %s – %s: %s</li>\n",
                 url(rq, "/calendar_day/%lld", (long long)m->id),
                 lang_day(rq->mem, rq->lang, on),
                 tr(rq->lang, weekdays[day_weekday(on) - 1].whole),
                 m->working ? T(rq, "worked") : T(rq, "day off"), m->why);
    }
    html_raw(h, "</ul></section>\n");
}

enum rc calendar_page(struct rq *rq)
{
    struct year *y = MEM_NEW(rq->mem, struct year);
    struct html *h;

    TRY(read_year(rq, y));
    h = page_open(rq, mem_fmt(rq->mem, "%s, %d", T(rq, "Working calendar"),
                              y->year));
    put_years(rq, h, y);
    put_legend(rq, h, y);
    html_raw(h, "<div class=\"months\">\n");
    for (int m = 1; m <= 12; m++)
        put_month(rq, h, y, m);
    html_raw(h, "</div>\n");
    put_list(rq, h, y);
    return page_close(rq, RC_OK);
}

/* --- Before it is saved ------------------------------------------------------- */

enum rc calendar_note(struct rq *rq, struct html *h, day on)
{
    char iso[DAY_ISO_SIZE];
    bool works;
    int64_t n;
    day to;

    if (!day_is(on))
        return RC_OK;
    TRY(calendar_working(rq, on, &works));
    TRY(calendar_touches(rq, on, false, &n, &to));
    html_fmt(h, "<div class=\"note\"><p>%s, %s: %s.</p><p>",
             lang_day_long(rq->mem, rq->lang, on),
             tr(rq->lang, weekdays[day_weekday(on) - 1].whole),
             works ? T(rq, "worked") : T(rq, "day off"));
    if (!works)
        html_text(h, T(rq, "If it becomes a working day, terms that were moved"
                           " from it do not move back."));
    else if (!n)
        html_text(h, T(rq, "No open assignment ends on this day."));
    else
        html_fmt(h, "%s <a href=\"%s\">%s</a>",
                 mem_fmt(rq->mem,
                         T(rq, "If it becomes a day off, what ends on it moves"
                               " to %s. Open assignments that end on it:"),
                         lang_day(rq->mem, rq->lang, to)),
                 url(rq, "/assignment?state=open&due_from=%s&due_to=%s",
                     day_iso(on, iso), iso),
                 mem_fmt(rq->mem, "%lld", (long long)n));
    html_raw(h, "</p></div>\n");
    return RC_OK;
}

/* --- After it is saved -------------------------------------------------------- */

/* Terms that moved with the day's changes: in the journal they stand behind
 * them, of the same moment. */
#define MOVED                                                                  \
    "t.id IN (SELECT j.record FROM journal d JOIN journal j ON j.id > d.id"    \
    " AND j.id < d.id + 20000 AND j.at = d.at AND j.type = 'assignment'"       \
    " AND j.step = 'calendar' WHERE d.type = 'calendar_day'"                   \
    " AND d.record = $1)"

enum rc calendar_card_part(struct rq *rq, struct html *h, int64_t id)
{
    enum { SHOWN = 50 };
    struct list l = { .type = &type_assignment, .limit = SHOWN,
                      .rows_only = true, .where = MOVED, .few = true };

    if (!rights_any(rq, &type_assignment, OP_SEE, NULL))
        return RC_OK;
    params_add(&l.params, INT(id));
    TRY(list_read(rq, &l));
    if (!l.n)
        return RC_OK;
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n<ul>\n",
             T(rq, "Terms that moved from this day"));
    for (size_t i = 0; i < l.n; i++) {
        const struct assignment *a = l.rec[i];

        html_fmt(h, "<li><a href=\"%s\">%s</a>: %s</li>\n",
                 url(rq, "/assignment/%lld", (long long)a->r.id),
                 text3_get(&a->title, rq->lang, NULL),
                 lang_day(rq->mem, rq->lang, a->due));
    }
    html_raw(h, "</ul>\n");
    if (l.next)
        html_fmt(h, "<p class=\"small quiet\">%s</p>\n",
                 mem_fmt(rq->mem, T(rq, "The first %d are shown."), SHOWN));
    html_raw(h, "</section>\n");
    return RC_OK;
}
