/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strategy_views.c: the strategy seen from a unit, from a year, and by a
 * rector who has five minutes.
 */
#include "kernel/org.h"
#include "mod/strategy/strategy_pages.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static enum rc read_default(struct rq *rq, struct outline **o)
{
    int64_t plan;

    TRY(outline_plan(rq, web_arg(rq, "plan"), &plan));
    return outline_read(rq, plan, o);
}

static struct text3 text3_at(struct mem *m, const struct sql_rows *r, int c)
{
    struct text3 t;

    for (int i = 0; i < LANGS; i++)
        t.in[i] = mem_str(m, sql_str(r, c + i));
    return t;
}

/* --- A unit: what is ours ----------------------------------------------------- */

static const struct sql_text q_unit_tasks = {
    "SELECT owner FROM task_executors WHERE target = $1"
    " UNION SELECT owner FROM task_responsible WHERE target = $1 ORDER BY 1",
    "i", "i"
};

static bool id_in(const int64_t *ids, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (ids[i] == id)
            return true;
    return false;
}

static enum rc unit_tasks(struct rq *rq, int64_t unit, const struct outline *o,
                          int64_t **ids, size_t *n)
{
    struct sql_rows r = sql_query(rq->sql, &q_unit_tasks, ARGS(INT(unit)));

    *ids = MEM_ARRAY(rq->mem, o->n_tasks + 1, int64_t);
    *n = 0;
    while (sql_next(&r))
        if (*n < o->n_tasks)
            (*ids)[(*n)++] = sql_int(&r, 0);
    return sql_done(&r);
}

static void draw_tasks_of(struct rq *rq, struct html *h,
                          const struct outline *o, const int64_t *ids,
                          size_t n)
{
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n",
             T(rq, "Tasks"));
    if (!n)
        html_fmt(h, "<p class=\"empty\">%s</p>",
                 T(rq, "No task names this unit."));
    html_raw(h, "<ul>\n");
    for (size_t i = 0; i < o->n_tasks; i++)
        if (id_in(ids, n, o->tasks[i].id))
            strategy_task_line(rq, h, &o->tasks[i]);
    html_raw(h, "</ul></section>\n");
}

static void draw_indicators_of(struct rq *rq, struct html *h,
                               const struct outline *o, const int64_t *ids,
                               size_t n)
{
    const struct outline_indicator **rows = MEM_ARRAY(
        rq->mem, o->n_indicators + 1, const struct outline_indicator *);
    size_t k = 0;

    for (size_t i = 0; i < o->n_indicators; i++)
        if (id_in(ids, n, o->indicators[i].i->task))
            rows[k++] = &o->indicators[i];
    if (!k)
        return;
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n", T(rq, "Indicators"));
    strategy_indicator_table(rq, h, rows, k);
    html_raw(h, "</section>\n");
}

static void draw_unit_reports(struct rq *rq, struct html *h, int64_t unit)
{
    struct list l = { .type = &type_report, .limit = 30, .descending = true,
                      .few = true, .where = "t.unit = $1" };

    params_add(&l.params, INT(unit));
    if (!rights_any(rq, &type_report, OP_SEE, NULL) || list_read(rq, &l) ||
        !l.n)
        return;
    html_fmt(h, "<section class=\"box\"><h2>%s</h2><ul class=\"jobs\">\n",
             T(rq, "Reports"));
    for (size_t i = 0; i < l.n; i++) {
        const struct report *r = l.rec[i];

        html_fmt(h,
                 "<li><span class=\"due\">%s</span><span><a href=\"%s\">%s"
                 "</a></span>",
                 lang_day(rq->mem, rq->lang, r->due),
                 url(rq, "/report/%lld", (long long)r->r.id),
                 label_text(rq, list_label(&l, i,
                                           type_field(&type_report, "task"))));
        page_state(rq, h, &type_report, r->r.state);
        html_raw(h, "</li>\n");
    }
    html_raw(h, "</ul></section>\n");
}

/* To the unit's plan of this year and the report on the last. */
static void draw_unit_ways(struct rq *rq, struct html *h, int64_t unit)
{
    int year, m, d;

    if (!rq->person)
        return;
    day_split(rq->today, &year, &m, &d);
    html_fmt(h,
             "<p class=\"actions no-print\"><a class=\"button\""
             " href=\"%s\">%s</a>",
             url(rq, "/unit_plan?unit=#%lld", (long long)unit),
             T(rq, "Units' plans of the year"));
    for (int y = year - 1; y <= year; y++)
        html_fmt(h, " <a class=\"button\" href=\"%s\">%s %d</a>",
                 url(rq, "/strategy/annual/%d/unit/%s", y,
                     web_param(rq, "code")),
                 T(rq, "Annual report"), y);
    html_raw(h, "</p>\n");
}

enum rc strategy_unit_page(struct rq *rq)
{
    struct outline *o;
    struct html *h;
    struct label name;
    int64_t *ids, unit;
    size_t n;

    TRY(record_find(rq, &type_unit, web_param(rq, "code"), 0, &unit));
    TRY(record_label(rq, &type_unit, unit, &name));
    TRY(read_default(rq, &o));
    TRY(unit_tasks(rq, unit, o, &ids, &n));
    h = page_open(rq, text3_get(&name.title, rq->lang, NULL));
    html_fmt(h, "<p class=\"lead\">%s</p>\n",
             T(rq, "What of the strategy is ours, and how it stands."));
    draw_unit_ways(rq, h, unit);
    draw_tasks_of(rq, h, o, ids, n);
    draw_indicators_of(rq, h, o, ids, n);
    draw_unit_reports(rq, h, unit);
    return page_close(rq, RC_OK);
}

/* --- Units that carry the strategy -------------------------------------------- */

static const struct sql_text q_units = {
    "SELECT u.code, u.name_ky, u.name_ru, u.name_en, count(e.owner),"
    " (SELECT count(*) FROM report r WHERE r.unit = u.id"
    " AND r.state IN ('due', 'returned') AND r.due < $2)"
    " FROM task_executors e JOIN task t ON t.id = e.owner AND t.plan = $1"
    " JOIN unit u ON u.id = e.target"
    " GROUP BY u.id, u.code, u.name_ky, u.name_ru, u.name_en"
    " ORDER BY count(e.owner) DESC, u.id",
    "it", "ttttii"
};

static void draw_unit_row(struct rq *rq, struct html *h,
                          const struct sql_rows *r)
{
    struct text3 name = text3_at(rq->mem, r, 1);

    html_fmt(h, "<tr><td><a href=\"%s\">",
             url(rq, "/strategy/unit/%s", sql_str(r, 0)));
    html_text3(h, &name);
    html_fmt(h, "</a></td><td class=\"n\">%lld</td>"
                "<td class=\"n\" data-label=\"%s\">%lld</td></tr>\n",
             (long long)sql_int(r, 4), T(rq, "Late reports"),
             (long long)sql_int(r, 5));
}

enum rc strategy_units_page(struct rq *rq)
{
    struct sql_rows r;
    struct html *h;
    int64_t plan;
    size_t n = 0;

    TRY(outline_plan(rq, web_arg(rq, "plan"), &plan));
    h = page_open(rq, T(rq, "Units that carry the strategy"));
    html_fmt(h,
             "<table class=\"list\"><thead><tr><th>%s</th><th class=\"n\">%s"
             "</th><th class=\"n\">%s</th></tr></thead><tbody>\n",
             T(rq, "Unit"), T(rq, "Tasks"), T(rq, "Late reports"));
    r = sql_query(rq->sql, &q_units,
                  ARGS(INT(plan), DAY(rq->mem, rq->today)));
    for (; sql_next(&r); n++)
        draw_unit_row(rq, h, &r);
    html_raw(h, "</tbody></table>\n");
    if (!n)
        html_fmt(h, "<p class=\"empty\">%s</p>",
                 T(rq, "The planning office has not named the units yet."));
    return page_close(rq, sql_done(&r));
}

/* --- A year: what is due ------------------------------------------------------ */

static void draw_year_links(struct rq *rq, struct html *h,
                            const struct outline *o, int year)
{
    int first, last;

    first = day_year(o->plan->starts);
    last = day_year(o->plan->ends);
    html_raw(h, "<p class=\"actions no-print\">");
    for (int y = first; y <= last; y++) {
        if (y == year)
            html_fmt(h, "<a class=\"button main\" aria-current=\"page\""
                        " href=\"%s\">%d</a> ",
                     url(rq, "/strategy/year/%d", y), y);
        else
            html_fmt(h, "<a class=\"button\" href=\"%s\">%d</a> ",
                     url(rq, "/strategy/year/%d", y), y);
    }
    html_raw(h, "</p>\n");
}

static void draw_year_tasks(struct rq *rq, struct html *h,
                            const struct outline *o, int year)
{
    size_t n = 0;

    html_fmt(h, "<section class=\"box\"><h2>%s</h2><ul>\n",
             T(rq, "Tasks that end in this year"));
    for (size_t i = 0; i < o->n_tasks; i++) {
        int y;

        y = day_year(o->tasks[i].ends);
        if (y != year)
            continue;
        strategy_task_line(rq, h, &o->tasks[i]);
        n++;
    }
    html_raw(h, "</ul>\n");
    if (!n)
        html_fmt(h, "<p class=\"empty\">%s</p>", T(rq, "None."));
    html_raw(h, "</section>\n");
}

enum rc strategy_year_page(struct rq *rq)
{
    int year = (int)strtol(web_param(rq, "year"), NULL, 10);
    const struct outline_indicator **rows;
    struct outline *o;
    struct html *h;
    size_t n = 0;

    if (year < 1990 || year > 2100)
        return RC_MISSING;
    TRY(read_default(rq, &o));
    rows = MEM_ARRAY(rq->mem, o->n_indicators + 1,
                     const struct outline_indicator *);
    for (size_t i = 0; i < o->n_indicators; i++)
        if (o->indicators[i].i->target_year.n == year)
            rows[n++] = &o->indicators[i];
    h = page_open(rq, mem_fmt(rq->mem, "%s: %d", T(rq, "Strategy"), year));
    draw_year_links(rq, h, o, year);
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n",
             T(rq, "Targets of this year"));
    if (n)
        strategy_indicator_table(rq, h, rows, n);
    else
        html_fmt(h, "<p class=\"empty\">%s</p>", T(rq, "None."));
    html_raw(h, "</section>\n");
    draw_year_tasks(rq, h, o, year);
    return page_close(rq, RC_OK);
}

/* --- The rector's page -------------------------------------------------------- */

static const struct sql_text q_late = {
    "SELECT u.id, u.code, u.name_ky, u.name_ru, u.name_en, count(*),"
    " sum(CASE WHEN r.due >= $2 THEN 1 ELSE 0 END)"
    " FROM report r JOIN unit u ON u.id = r.unit"
    " WHERE r.state IN ('due', 'returned') AND r.due < $1"
    " GROUP BY u.id, u.code, u.name_ky, u.name_ru, u.name_en"
    " ORDER BY count(*) DESC, u.id LIMIT 12",
    "tt", "itttt" "ii"
};

static const struct sql_text q_due = {
    "SELECT r.due, count(*) FROM report r WHERE r.state IN ('due', 'returned')"
    " AND r.due >= $1 AND r.due <= $2 GROUP BY r.due ORDER BY r.due",
    "tt", "ti"
};

static void draw_late_row(struct rq *rq, struct html *h,
                          const struct sql_rows *r)
{
    struct text3 name = text3_at(rq->mem, r, 2);

    html_fmt(h, "<tr><td><a href=\"%s\">",
             url(rq, "/strategy/unit/%s", sql_str(r, 1)));
    html_text3(h, &name);
    html_fmt(h, "</a></td><td class=\"n\" data-label=\"%s\">%lld</td>"
                "<td class=\"n\" data-label=\"%s\">%lld</td></tr>\n",
             T(rq, "Late in all"), (long long)sql_int(r, 5),
             T(rq, "Slipped this week"), (long long)sql_int(r, 6));
}

static enum rc draw_slipped(struct rq *rq, struct html *h)
{
    struct sql_rows r;
    size_t n = 0;

    html_fmt(h,
             "<section class=\"box\"><h2>%s</h2><table class=\"list\"><thead>"
             "<tr><th>%s</th><th class=\"n\">%s</th><th class=\"n\">%s</th>"
             "</tr></thead><tbody>\n",
             T(rq, "What slipped: late reports by unit"), T(rq, "Unit"),
             T(rq, "Late in all"), T(rq, "Slipped this week"));
    r = sql_query(rq->sql, &q_late,
                  ARGS(DAY(rq->mem, rq->today),
                       DAY(rq->mem, day_add(rq->today, -7))));
    for (; sql_next(&r); n++)
        draw_late_row(rq, h, &r);
    html_raw(h, "</tbody></table>\n");
    if (!n)
        html_fmt(h, "<p class=\"empty\">%s</p>", T(rq, "Nothing is late."));
    html_fmt(h, "<p><a href=\"%s\">%s</a></p></section>\n",
             url(rq, "/report?state=due"), T(rq, "All reports to be written"));
    return sql_done(&r);
}

static enum rc draw_due(struct rq *rq, struct html *h)
{
    struct sql_rows r =
        sql_query(rq->sql, &q_due,
                  ARGS(DAY(rq->mem, rq->today),
                       DAY(rq->mem, day_add(rq->today, 31))));
    size_t n = 0;

    html_fmt(h, "<section class=\"box\"><h2>%s</h2><ul>\n",
             T(rq, "Due within a month"));
    for (; sql_next(&r); n++) {
        int64_t count = sql_int(&r, 1);

        html_fmt(h, "<li>%s: ", lang_day(rq->mem, rq->lang, sql_day(&r, 0)));
        html_text(h, mem_fmt(rq->mem,
                             TN(rq, "%lld report", "%lld reports", count),
                             (long long)count));
        html_raw(h, "</li>\n");
    }
    html_raw(h, "</ul>\n");
    if (!n)
        html_fmt(h, "<p class=\"empty\">%s</p>", T(rq, "None."));
    html_raw(h, "</section>\n");
    return sql_done(&r);
}

/* How much the newest value moved, as a share of what the target asks. */
static double move_of(const struct outline_indicator *oi)
{
    const struct series *s = oi->series;

    if (s->n < 2)
        return 0;
    return s->at[s->n - 1].value - s->at[s->n - 2].value;
}

static int by_move(const void *a, const void *b)
{
    const struct outline_indicator *const *x = a, *const *y = b;
    double mx = fabs(move_of(*x)) /
                fmax(fabs((*x)->series->at[(*x)->series->n - 2].value), 1);
    double my = fabs(move_of(*y)) /
                fmax(fabs((*y)->series->at[(*y)->series->n - 2].value), 1);

    return (mx < my) - (mx > my);
}

static void draw_move(struct rq *rq, struct html *h,
                      const struct outline_indicator *oi)
{
    const struct observed *now = &oi->series->at[oi->series->n - 1];
    const struct observed *then = &oi->series->at[oi->series->n - 2];
    bool better = (now->value > then->value) ==
                  (strcmp(oi->i->direction_of_good, "down") != 0);

    html_fmt(h, "<tr><td><a href=\"%s\">",
             url(rq, "/indicator/%lld", (long long)oi->i->r.id));
    html_text3(h, &oi->i->title);
    html_fmt(h, "</a></td><td data-label=\"%s\">%s → %s ", T(rq, "Moved"),
             indicator_value_text(rq, oi->i, then->value),
             indicator_value_text(rq, oi->i, now->value));
    strategy_pill(rq, h, better ? "good" : "bad",
                  better ? T(rq, "better") : T(rq, "worse"));
    html_fmt(h, "</td><td data-label=\"%s\">", T(rq, "Why"));
    if (now->typed)
        html_fmt(h, "<a href=\"%s\">%s</a>",
                 url(rq, "/reading/%lld", (long long)now->record),
                 T(rq, "the typed value and its document"));
    else
        html_fmt(h, "<a href=\"%s\">%s</a>",
                 url(rq, "/measure/%s", oi->i->code),
                 T(rq, "the records behind it"));
    html_fmt(h, "</td><td data-label=\"%s\">", T(rq, "State"));
    strategy_pill(rq, h, standing_tone(oi->standing),
                  tr(rq->lang, standing_label(oi->standing)));
    html_raw(h, "</td></tr>\n");
}

static void draw_moved(struct rq *rq, struct html *h, const struct outline *o)
{
    const struct outline_indicator **rows = MEM_ARRAY(
        rq->mem, o->n_indicators + 1, const struct outline_indicator *);
    size_t n = 0;

    for (size_t i = 0; i < o->n_indicators; i++)
        if (fabs(move_of(&o->indicators[i])) > 1e-9)
            rows[n++] = &o->indicators[i];
    qsort(rows, n, sizeof *rows, by_move);
    html_fmt(h,
             "<section class=\"box\"><h2>%s</h2><table class=\"list\"><thead>"
             "<tr><th>%s</th><th>%s</th><th>%s</th><th>%s</th></tr></thead>"
             "<tbody>\n",
             T(rq, "Which indicators moved, and why"), T(rq, "Indicator"),
             T(rq, "Moved"), T(rq, "Why"), T(rq, "State"));
    for (size_t i = 0; i < n && i < 10; i++)
        draw_move(rq, h, rows[i]);
    html_raw(h, "</tbody></table></section>\n");
}

static void draw_rector_tiles(struct rq *rq, struct html *h,
                              const struct outline *o)
{
    size_t t[TASK_STANDINGS], i[STANDINGS];
    const struct {
        const char *tone, *label, *href;
    } tiles[] = {
        { "bad", T(rq, "Tasks with a late report"),
          "/strategy?view=text&standing=late" },
        { "warn", T(rq, "Tasks behind their time"),
          "/strategy?view=text&standing=lagging" },
        { "bad", T(rq, "Indicators failed"), "/indicators?standing=failed" },
        { "warn", T(rq, "Indicators at risk"),
          "/indicators?standing=at_risk" },
        { "good", T(rq, "Indicators reached"),
          "/indicators?standing=reached" },
    };
    size_t n[COUNT(tiles)];

    outline_count(o, t, i);
    n[0] = t[TASK_LATE];
    n[1] = t[TASK_LAGGING];
    n[2] = i[STANDING_FAILED];
    n[3] = i[STANDING_AT_RISK];
    n[4] = i[STANDING_REACHED];
    html_raw(h, "<ul class=\"tiles\">");
    for (size_t k = 0; k < COUNT(tiles); k++)
        html_fmt(h,
                 "<li class=\"%s\"><span class=\"label\"><a href=\"/%s%s\">%s"
                 "</a></span><span class=\"big\">%zu</span></li>\n",
                 n[k] ? tiles[k].tone : "good", lang_code(rq->lang),
                 tiles[k].href, tiles[k].label, n[k]);
    html_raw(h, "</ul>\n");
}

enum rc strategy_rector_page(struct rq *rq)
{
    struct outline *o;
    struct html *h;
    enum rc rc;

    TRY(read_default(rq, &o));
    h = page_open(rq, T(rq, "The strategy this week"));
    html_fmt(h, "<p class=\"lead\">%s</p>\n",
             lang_day_long(rq->mem, rq->lang, rq->today));
    draw_rector_tiles(rq, h, o);
    rc = draw_slipped(rq, h);
    if (!rc)
        rc = draw_due(rq, h);
    draw_moved(rq, h, o);
    for (size_t i = 0; i < rq->app->n_modules; i++)
        if (rq->app->modules[i]->week)
            rq->app->modules[i]->week(rq);
    return page_close(rq, rc);
}

/* --- Routes -------------------------------------------------------------------- */

const struct route strategy_routes[STRATEGY_ROUTES] = {
    { .method = HTTP_GET, .path = "/strategy", .who = WHO_PUBLIC,
      .run = strategy_map_page },
    { .method = HTTP_GET, .path = "/strategy/units", .who = WHO_PUBLIC,
      .run = strategy_units_page },
    { .method = HTTP_GET, .path = "/strategy/unit/:code", .who = WHO_PUBLIC,
      .run = strategy_unit_page },
    { .method = HTTP_GET, .path = "/strategy/year/:year", .who = WHO_PUBLIC,
      .run = strategy_year_page },
    { .method = HTTP_GET, .path = "/indicators", .who = WHO_PUBLIC,
      .run = strategy_indicators_page },
    { .method = HTTP_GET, .path = "/strategy/discussion", .who = WHO_PUBLIC,
      .run = strategy_discussion_page },
    { .method = HTTP_POST, .path = "/strategy/discussion", .who = WHO_PUBLIC,
      .flags = ROUTE_WRITES, .run = strategy_propose },
    { .method = HTTP_GET, .path = "/strategy/annual/:year",
      .who = WHO_MEMBER, .flags = ROUTE_SLOW, .run = strategy_annual },
    { .method = HTTP_GET, .path = "/strategy/annual/:year/unit/:code",
      .who = WHO_MEMBER, .flags = ROUTE_SLOW, .run = strategy_annual },
    { .method = HTTP_GET, .path = "/rector", .who = WHO_ROLE,
      .roles = "rector vice_rector planning quality administrator",
      .run = strategy_rector_page },
};
