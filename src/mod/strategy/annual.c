/* SPDX-License-Identifier: Apache-2.0 */
/*
 * annual.c: the annual report on the strategy, of the whole university or of
 * one unit: what was done for each task, which results were delivered, where
 * each indicator stood at the year's end.  Drawn from accepted reports and
 * values alone; the same sheet is the page, the PDF and the workbook.
 */
#include "mod/strategy/strategy_pages.h"
#include "mod/strategy/unit_plan.h"
#include "web/sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct annual {
    struct rq *rq;
    struct sheet *s;
    struct outline *o;
    int64_t unit; /* 0: the whole university */
    const char *unit_code, *unit_name, *title;
    int year;
    day first, last; /* of the year, or until today */
    bool page;       /* links are of use */
};

/* --- Figures -------------------------------------------------------------- */

/* $1 plan, $2 first day, $3 last day, $4 unit (0 all). */
#define IN_YEAR                                                                \
    " FROM report r JOIN period p ON p.id = r.period WHERE r.plan = $1"        \
    " AND p.ends >= $2 AND p.ends <= $3 AND ($4 = 0 OR r.unit = $4)"

static const struct sql_text q_reports = {
    "SELECT COUNT(*), COUNT(CASE WHEN r.state = 'accepted' THEN 1 END),"
    " COUNT(CASE WHEN r.submitted_on <= r.due THEN 1 END),"
    " COUNT(DISTINCT r.task),"
    " COUNT(DISTINCT CASE WHEN r.state = 'accepted' THEN r.task END)" IN_YEAR,
    "itti", "iiiii"
};
static const struct sql_text q_results = {
    "SELECT COUNT(*) FROM result x WHERE x.plan = $1 AND x.delivered_on >= $2"
    " AND x.delivered_on <= $3 AND ($4 = 0 OR EXISTS (SELECT 1 FROM report r"
    " WHERE r.id = x.delivered_by AND r.unit = $4))",
    "itti", "i"
};

#define YEAR_ARGS(a)                                                           \
    ARGS(INT((a)->o->plan->r.id), DAY((a)->rq->mem, (a)->first),               \
         DAY((a)->rq->mem, (a)->last), INT((a)->unit))

static const struct sheet_column figure_columns[] = {
    { N_("Figure"), false }, { N_("Value"), true }
};

/* Labels of columns are msgids here: they are translated on the way in. */
static void table(struct annual *a, const struct sheet_column *columns,
                  size_t n)
{
    struct sheet_column *c = MEM_ARRAY(a->rq->mem, n, struct sheet_column);

    for (size_t i = 0; i < n; i++)
        c[i] = (struct sheet_column){ tr(a->rq->lang, columns[i].label),
                                      columns[i].numeric };
    sheet_table(a->s, c, n);
}

static void figure(struct annual *a, const char *label, double v)
{
    sheet_row(a->s, CELLS(CELL(label), NUMBER(v, 0)));
}

static void share(struct annual *a, const char *label, int64_t n, int64_t of)
{
    if (of)
        sheet_row(a->s, CELLS(CELL(label),
                              PERCENT(100.0 * (double)n / (double)of)));
}

static enum rc put_figures(struct annual *a)
{
    struct rq *rq = a->rq;
    int64_t n[5] = { 0 }, results;
    struct sql_rows r = sql_query(rq->sql, &q_reports, YEAR_ARGS(a));

    if (sql_next(&r))
        for (int i = 0; i < 5; i++)
            n[i] = sql_int(&r, i);
    TRY(sql_done(&r));
    TRY(sql_get_int(rq->sql, &results, &q_results, YEAR_ARGS(a)));
    sheet_heading(a->s, T(rq, "The year in figures"));
    table(a, figure_columns, COUNT(figure_columns));
    figure(a, T(rq, "Tasks on which reports were due"), (double)n[3]);
    figure(a, T(rq, "Tasks with an accepted report"), (double)n[4]);
    figure(a, T(rq, "Reports that were due"), (double)n[0]);
    figure(a, T(rq, "Reports accepted"), (double)n[1]);
    share(a, T(rq, "Reports submitted on time"), n[2], n[0]);
    figure(a, T(rq, "Expected results delivered"), (double)results);
    return RC_OK;
}

/* --- Directions ----------------------------------------------------------- */

static const struct sql_text q_directions = {
    "SELECT d.code, d.title_ky, d.title_ru, d.title_en,"
    " COUNT(DISTINCT r.task),"
    " COUNT(DISTINCT CASE WHEN r.state = 'accepted' THEN r.task END),"
    " AVG(CASE WHEN r.state = 'accepted' THEN r.progress END)"
    " FROM direction d JOIN goal g ON g.direction = d.id"
    " JOIN task t ON t.goal = g.id JOIN report r ON r.task = t.id"
    " JOIN period p ON p.id = r.period"
    " WHERE r.plan = $1 AND p.ends >= $2 AND p.ends <= $3"
    " AND ($4 = 0 OR r.unit = $4)"
    " GROUP BY d.id, d.code, d.title_ky, d.title_ru, d.title_en,"
    " d.position ORDER BY d.position",
    "itti", "ttttiir"
};
static const struct sheet_column direction_columns[] = {
    { N_("Direction"), false },
    { N_("Tasks due"), true },
    { N_("Reported and accepted"), true },
    { N_("Mean progress"), true },
};

static const char *title_of(struct rq *rq, const struct sql_rows *r, int col)
{
    struct text3 t;

    for (int i = 0; i < LANGS; i++)
        t.in[i] = mem_str(rq->mem, sql_str(r, col + i));
    return text3_get(&t, rq->lang, NULL);
}

static enum rc put_directions(struct annual *a)
{
    struct rq *rq = a->rq;
    struct sql_rows r = sql_query(rq->sql, &q_directions, YEAR_ARGS(a));

    sheet_heading(a->s, T(rq, "By direction"));
    table(a, direction_columns, COUNT(direction_columns));
    while (sql_next(&r)) {
        struct sheet_cell cells[] = {
            CELL(mem_fmt(rq->mem, "%s. %s", sql_str(&r, 0),
                         title_of(rq, &r, 1))),
            NUMBER((double)sql_int(&r, 4), 0),
            NUMBER((double)sql_int(&r, 5), 0),
            PERCENT(sql_real(&r, 6)),
        };

        if (sql_null(&r, 6))
            cells[3].kind = SHEET_NONE;
        sheet_row(a->s, cells, COUNT(cells));
    }
    return sql_done(&r);
}

/* --- Tasks ---------------------------------------------------------------- */

/* The newest accepted report of each unit on each task of the year. */
static const struct sql_text q_tasks = {
    "WITH newest AS (SELECT r.id, r.task, r.unit, r.progress, r.done,"
    " ROW_NUMBER() OVER (PARTITION BY r.task, r.unit ORDER BY p.ends DESC,"
    " r.id DESC) AS place" IN_YEAR " AND r.state = 'accepted')"
    " SELECT t.id, t.code, t.title_ky, t.title_ru, t.title_en,"
    " u.name_ky, u.name_ru, u.name_en, n.progress, n.done, n.id"
    " FROM newest n JOIN task t ON t.id = n.task JOIN unit u ON u.id = n.unit"
    " JOIN goal g ON g.id = t.goal JOIN direction d ON d.id = g.direction"
    " WHERE n.place = 1 ORDER BY d.position, g.position, t.position, t.id,"
    " u.id LIMIT 2000",
    "itti", "itttttttiti"
};
static const struct sheet_column task_columns[] = {
    { N_("Task"), false },
    { N_("Unit"), false },
    { N_("Progress"), true },
    { N_("What was done"), false },
};
static const struct sheet_column own_task_columns[] = {
    { N_("Task"), false },
    { N_("Progress"), true },
    { N_("What was done"), false },
};

static void put_task(struct annual *a, const struct sql_rows *r)
{
    struct rq *rq = a->rq;
    struct sheet_cell task =
        LINK(mem_fmt(rq->mem, "%s %s", sql_str(r, 1), title_of(rq, r, 2)),
             a->page ? url(rq, "/task/%lld", (long long)sql_int(r, 0)) : NULL);
    struct sheet_cell unit = CELL(title_of(rq, r, 5));
    struct sheet_cell progress = PERCENT((double)sql_int(r, 8));
    struct sheet_cell done =
        LINK(mem_str(rq->mem, sql_str(r, 9)),
             a->page ? url(rq, "/report/%lld", (long long)sql_int(r, 10))
                     : NULL);

    progress.digits = 0;
    if (sql_null(r, 8))
        progress.kind = SHEET_NONE;
    if (a->unit)
        sheet_row(a->s, CELLS(task, progress, done));
    else
        sheet_row(a->s, CELLS(task, unit, progress, done));
}

static enum rc put_tasks(struct annual *a)
{
    struct sql_rows r = sql_query(a->rq->sql, &q_tasks, YEAR_ARGS(a));

    sheet_heading(a->s, T(a->rq, "What was done for the tasks"));
    if (a->unit)
        table(a, own_task_columns, COUNT(own_task_columns));
    else
        table(a, task_columns, COUNT(task_columns));
    while (sql_next(&r))
        put_task(a, &r);
    return sql_done(&r);
}

/* --- Results -------------------------------------------------------------- */

static const struct sql_text q_delivered = {
    "SELECT x.id, x.code, x.title_ky, x.title_ru, x.title_en, x.delivered_on"
    " FROM result x WHERE x.plan = $1 AND x.delivered_on >= $2"
    " AND x.delivered_on <= $3 AND ($4 = 0 OR EXISTS (SELECT 1 FROM report r"
    " WHERE r.id = x.delivered_by AND r.unit = $4))"
    " ORDER BY x.delivered_on, x.id LIMIT 2000",
    "itti", "ittttt"
};
static const struct sheet_column result_columns[] = {
    { N_("Expected result"), false }, { N_("Delivered on"), false }
};

static enum rc put_results(struct annual *a)
{
    struct rq *rq = a->rq;
    struct sql_rows r = sql_query(rq->sql, &q_delivered, YEAR_ARGS(a));

    sheet_heading(a->s, T(rq, "Results delivered"));
    table(a, result_columns, COUNT(result_columns));
    while (sql_next(&r))
        sheet_row(a->s,
                  CELLS(LINK(mem_fmt(rq->mem, "%s %s", sql_str(&r, 1),
                                     title_of(rq, &r, 2)),
                             a->page ? url(rq, "/result/%lld",
                                           (long long)sql_int(&r, 0))
                                     : NULL),
                        ON_DAY(sql_day(&r, 5))));
    return sql_done(&r);
}

/* --- Indicators ----------------------------------------------------------- */

static const struct sheet_column indicator_columns[] = {
    { N_("Indicator"), false },    { N_("Value at the year's end"), true },
    { N_("Target of the year"), true }, { N_("State"), false },
};

/* Values until the year's last day: what came later is not this report's. */
static struct series until(const struct series *s, day last)
{
    struct series out = *s;

    while (out.n && out.at[out.n - 1].on.n > last.n)
        out.n--;
    return out;
}

static enum rc target_of(struct annual *a, const struct indicator *i,
                         struct number *target)
{
    static const struct sql_text q = {
        "SELECT target FROM yearly_target WHERE indicator = $1 AND year = $2"
        " AND state = 'active' LIMIT 1",
        "ii", "r"
    };
    struct sql_rows r = sql_query(a->rq->sql, &q,
                                  ARGS(INT(i->r.id), INT(a->year)));

    *target = (struct number){ 0 };
    if (sql_next(&r))
        *target = (struct number){ sql_real(&r, 0), true };
    TRY(sql_done(&r));
    if (!target->set && i->target_year.set && i->target_year.n == a->year)
        *target = i->target;
    return RC_OK;
}

static struct sheet_cell value_cell(struct annual *a, const struct indicator *i,
                                    bool set, double v)
{
    if (!set)
        return (struct sheet_cell)CELL(T(a->rq, "no data"));
    if (i->unit && !strcmp(i->unit, "percent"))
        return (struct sheet_cell)PERCENT(v);
    if (i->unit && !strcmp(i->unit, "yes_no"))
        return (struct sheet_cell)CELL(indicator_value_text(a->rq, i, v));
    return (struct sheet_cell)NUMBER(v, fabs(v - round(v)) < 1e-9 ? 0 : 2);
}

/* Does the unit report on the indicator's task? */
static enum rc is_ours(struct annual *a, const struct indicator *i, bool *yes)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM report WHERE task = $1 AND unit = $2", "ii", "i"
    };
    int64_t n;

    *yes = !a->unit;
    if (*yes || !i->task)
        return RC_OK;
    TRY(sql_get_int(a->rq->sql, &n, &q, ARGS(INT(i->task), INT(a->unit))));
    *yes = n > 0;
    return RC_OK;
}

static enum rc put_indicator(struct annual *a,
                             const struct outline_indicator *oi)
{
    struct rq *rq = a->rq;
    const struct indicator *i = oi->i;
    struct series s = until(oi->series, a->last);
    bool known = s.n > 0;
    enum standing st =
        indicator_standing(i, &s, a->o->plan->starts, a->last);
    struct number target;
    struct sheet_cell wanted;
    bool ours;

    TRY(is_ours(a, i, &ours));
    if (!ours)
        return RC_OK;
    TRY(target_of(a, i, &target));
    wanted = value_cell(a, i, target.set, target.v);
    if (!target.set)
        wanted.text = "–";
    sheet_row(a->s,
              CELLS(LINK(text3_get(&i->title, rq->lang, NULL),
                         a->page ? url(rq, "/indicator/%lld",
                                       (long long)i->r.id)
                                 : NULL),
                    value_cell(a, i, known, known ? s.at[s.n - 1].value : 0),
                    wanted,
                    PILL(tr(rq->lang, standing_label(st)),
                         standing_tone(st))));
    return RC_OK;
}

static enum rc put_indicators(struct annual *a)
{
    sheet_heading(a->s, T(a->rq, "Indicators at the year's end"));
    table(a, indicator_columns, COUNT(indicator_columns));
    for (size_t i = 0; i < a->o->n_indicators; i++)
        TRY(put_indicator(a, &a->o->indicators[i]));
    return RC_OK;
}

/* --- The unit's own plan -------------------------------------------------- */

static const struct sql_text q_own = {
    "SELECT i.action, i.due, i.state, i.outcome FROM unit_plan_item i"
    " JOIN unit_plan u ON u.id = i.unit_plan WHERE u.plan = $1 AND u.unit = $2"
    " AND u.year = $3 AND u.state IN ('agreed', 'reported', 'accepted')"
    " ORDER BY i.due, i.id LIMIT 500",
    "iii", "tttt"
};
static const struct sheet_column own_columns[] = {
    { N_("What the unit promised"), false },
    { N_("Due"), false },
    { N_("State"), false },
    { N_("What came of it"), false },
};

static enum rc put_own_plan(struct annual *a)
{
    struct rq *rq = a->rq;
    struct sql_rows r = sql_query(
        rq->sql, &q_own,
        ARGS(INT(a->o->plan->r.id), INT(a->unit), INT(a->year)));

    sheet_heading(a->s, T(rq, "The unit's plan of the year"));
    table(a, own_columns, COUNT(own_columns));
    while (sql_next(&r)) {
        const struct state *st =
            type_state(&type_unit_plan_item, sql_str(&r, 2));

        sheet_row(a->s, CELLS(CELL(mem_str(rq->mem, sql_str(&r, 0))),
                              ON_DAY(sql_day(&r, 1)),
                              CELL(tr(rq->lang, st->label)),
                              CELL(mem_str(rq->mem, sql_str(&r, 3)))));
    }
    return sql_done(&r);
}

/* --- The report ----------------------------------------------------------- */

static enum rc find_unit(struct annual *a)
{
    const char *code = web_param(a->rq, "code");
    const struct unit *u;
    void *rec;

    if (!*code)
        return RC_OK;
    TRY(record_find(a->rq, &type_unit, code, 0, &a->unit));
    TRY(record_get(a->rq, &type_unit, a->unit, &rec));
    u = rec;
    a->unit_code = u->code;
    a->unit_name = text3_get(&u->name, a->rq->lang, NULL);
    return RC_OK;
}

static enum rc find_year(struct annual *a)
{
    const char *s = web_param(a->rq, "year");
    int from, to;

    a->year = (int)strtol(s, NULL, 10);
    from = day_year(a->o->plan->starts);
    to = day_year(a->o->plan->ends);
    if (strlen(s) != 4 || a->year < from || a->year > to)
        return RC_MISSING;
    a->first = day_ymd(a->year, 1, 1);
    a->last = day_ymd(a->year, 12, 31);
    return a->first.n > a->rq->today.n ? RC_MISSING : RC_OK;
}

static enum rc fill(struct annual *a)
{
    struct rq *rq = a->rq;

    sheet_text(a->s, text3_get(&a->o->plan->title, rq->lang, NULL));
    if (a->last.n > rq->today.n)
        sheet_text(a->s, mem_fmt(rq->mem,
                                 T(rq, "The year is not over: what follows"
                                       " stands as of %s."),
                                 lang_day(rq->mem, rq->lang, rq->today)));
    TRY(put_figures(a));
    if (a->unit)
        TRY(put_own_plan(a));
    else
        TRY(put_directions(a));
    TRY(put_indicators(a));
    TRY(put_results(a));
    return put_tasks(a);
}

static enum rc make(struct rq *rq, struct annual *a)
{
    int64_t plan;

    *a = (struct annual){ .rq = rq };
    TRY(outline_plan(rq, web_arg(rq, "plan"), &plan));
    TRY(outline_read(rq, plan, &a->o));
    TRY(find_year(a));
    TRY(find_unit(a));
    a->title =
        a->unit ? mem_fmt(rq->mem, T(rq, "Annual report %d: %s"), a->year,
                          a->unit_name)
                : mem_fmt(rq->mem, T(rq, "Annual report on the strategy, %d"),
                          a->year);
    a->s = sheet_new(rq->mem, a->title);
    a->page = sheet_format(web_arg(rq, "as")) == SHEET_PAGE;
    return fill(a);
}

static const char *address(struct annual *a, int year, const char *as)
{
    const char *at =
        a->unit ? url(a->rq, "/strategy/annual/%d/unit/%s", year, a->unit_code)
                : url(a->rq, "/strategy/annual/%d", year);

    return as ? mem_fmt(a->rq->mem, "%s?as=%s", at, as) : at;
}

static void draw_ways(struct annual *a, struct html *h)
{
    int from, m, d;

    day_split(a->o->plan->starts, &from, &m, &d);
    html_fmt(h, "<p class=\"actions no-print\"><a class=\"button\""
                " href=\"%s\">PDF</a> <a class=\"button\" href=\"%s\">XLSX</a>",
             address(a, a->year, "pdf"), address(a, a->year, "xlsx"));
    for (int y = from; day_ymd(y, 1, 1).n <= a->rq->today.n; y++)
        if (y != a->year)
            html_fmt(h, " <a class=\"button\" href=\"%s\">%d</a>",
                     address(a, y, NULL), y);
    html_raw(h, "</p>\n");
}

enum rc strategy_annual(struct rq *rq)
{
    enum sheet_format as = sheet_format(web_arg(rq, "as"));
    struct annual a;
    struct html *h;

    TRY(make(rq, &a));
    if (as != SHEET_PAGE)
        return sheet_file(rq, a.s, as,
                          a.unit ? mem_fmt(rq->mem, "annual-%d-%s", a.year,
                                           a.unit_code)
                                 : mem_fmt(rq->mem, "annual-%d", a.year));
    h = page_open(rq, a.title);
    draw_ways(&a, h);
    sheet_draw(rq, h, a.s);
    return page_close(rq, RC_OK);
}
