/* SPDX-License-Identifier: Apache-2.0 */
/*
 * grade_page.c: a sheet as a table of inputs, one a student.  Enter and the
 * arrows go from row to row and a pasted column fills what follows (ordo.js);
 * without a script it is a form like others.  Nothing typed is lost: what is
 * wrong stands in the form with its fault, and nothing is stored then.
 */
#include "mod/registrar/grade.h"

#include "web/page_record.h"
#include "web/sheet.h"


static enum rc sheet_of(struct rq *rq, struct grade_sheet **s)
{
    int64_t id = web_param_id(rq, "id");
    void *rec;

    TRY(rights_check(rq, &type_grade_sheet, id, OP_SEE, NULL));
    TRY(record_load(rq, &type_grade_sheet, id, &rec));
    *s = rec;
    return RC_OK;
}

/* Who teaches the section fills its sheet while it is open. */
static enum rc may_fill(struct rq *rq, const struct grade_sheet *s, bool *yes)
{
    struct section *of;
    void *rec;

    TRY(record_load(rq, &type_section, s->section, &rec));
    of = rec;
    *yes = of->teacher == rq->person && word_is(s->r.state, "open");
    return RC_OK;
}

static const char *input_name(struct rq *rq, int64_t id)
{
    return mem_fmt(rq->mem, "p%lld", (long long)id);
}

static void draw_points(struct rq *rq, struct html *h, const struct grade *g,
                        const char *name, int64_t most)
{
    const char *id = input_name(rq, g->r.id), *sent = web_arg(rq, id);

    html_fmt(h, "<input id=\"f-%s\" name=\"%s\" inputmode=\"numeric\""
                " size=\"4\" maxlength=\"12\" autocomplete=\"off\""
                " data-cell=\"%lld\" aria-label=\"%s\" value=\"",
             id, id, (long long)most, name);
    if (sent)
        html_text(h, sent);
    else if (g->points.set)
        html_fmt(h, "%lld", (long long)g->points.n);
    html_raw(h, "\">");
    page_field_error(rq, h, id);
}

static enum rc draw_row(struct rq *rq, struct html *h, int64_t id, bool fill,
                        int64_t most)
{
    struct grade *g;
    struct label who;
    const char *name;
    void *rec;

    TRY(record_load(rq, &type_grade, id, &rec));
    g = rec;
    TRY(record_label(rq, &type_student, g->student, &who));
    name = label_text(rq, &who);
    html_fmt(h, "<tr><td><a href=\"%s\">%s</a></td><td class=\"num\">",
             record_url(rq, &type_grade, g->r.id), name);
    if (fill)
        draw_points(rq, h, g, name, most);
    else if (g->points.set)
        html_fmt(h, "%lld", (long long)g->points.n);
    html_raw(h, "</td><td class=\"num\">");
    if (g->total.set)
        html_fmt(h, "%lld", (long long)g->total.n);
    html_fmt(h, "</td><td>%s</td></tr>\n", g->letter ? g->letter : "");
    return RC_OK;
}

static enum rc rows_of(struct rq *rq, const struct grade_sheet *s,
                       struct refs *ids)
{
    static const struct sql_text q = {
        "SELECT g.id FROM grade g JOIN student t ON t.id = g.student"
        " JOIN person p ON p.id = t.person WHERE g.sheet = $1"
        " ORDER BY p.name_ky, g.id",
        "i", "i"
    };

    return refs_read(rq, sql_query(rq->sql, &q, ARGS(INT(s->r.id))), ids);
}

static enum rc draw_table(struct rq *rq, struct html *h,
                          const struct grade_sheet *s, bool fill)
{
    struct refs ids;
    int64_t most;

    TRY(sheet_most(rq, s, &most));
    TRY(rows_of(rq, s, &ids));
    html_fmt(h,
             "<table class=\"list\"><thead><tr><th scope=\"col\">%s</th>"
             "<th scope=\"col\" class=\"num\">%s ≤ %lld</th>"
             "<th scope=\"col\" class=\"num\">%s</th><th scope=\"col\">%s</th>"
             "</tr></thead><tbody>\n",
             T(rq, "Student"), T(rq, "Points"), (long long)most,
             T(rq, "Whole rating"), T(rq, "Letter"));
    for (size_t i = 0; i < ids.n; i++)
        TRY(draw_row(rq, h, ids.id[i], fill, most));
    html_raw(h, "</tbody></table>\n");
    return RC_OK;
}

static enum rc draw(struct rq *rq, const struct grade_sheet *s, enum rc rc)
{
    struct crumb crumbs[] = { { url(rq, "/teaching"), T(rq, "My teaching") } };
    struct page_title title = {
        .title = text3_get(&s->title, rq->lang, NULL),
        .type = &type_grade_sheet, .state = s->r.state, .crumbs = crumbs,
        .n_crumbs = COUNT(crumbs)
    };
    struct html *h = page_open_titled(rq, &title);
    bool fill;

    page_failures(rq, h);
    TRY(may_fill(rq, s, &fill));
    html_fmt(h, "<p>%s: %s</p>\n", T(rq, "To be handed in by"),
             lang_day(rq->mem, rq->lang, s->until));
    if (!fill) {
        TRY(draw_table(rq, h, s, false));
    } else {
        html_fmt(h, "<p class=\"quiet\">%s</p>\n",
                 T(rq, "Enter and the arrow keys go from row to row; a column"
                       " copied from a spreadsheet can be pasted into the"
                       " first row it belongs to."));
        html_fmt(h, "<p class=\"errors\" role=\"alert\" data-cells-over"
                    " hidden>%s</p>\n",
                 T(rq, "The pasted column is longer than the sheet: its last"
                       " lines are not here."));
        page_form_kept(rq, h, url(rq, "/sheets/%lld", (long long)s->r.id),
                       false,
                       mem_fmt(rq->mem, "sheet-%lld", (long long)s->r.id));
        TRY(draw_table(rq, h, s, true));
        page_form_close(rq, h, T(rq, "Save the points"));
    }
    html_fmt(h, "<p class=\"actions\"><a class=\"button\" href=\"%s\">%s</a>"
                " <a class=\"button\" href=\"%s\">PDF</a>"
                " <a class=\"button\" href=\"%s\">XLSX</a></p>\n",
             record_url(rq, &type_grade_sheet, s->r.id),
             T(rq, "Hand in, close, history"),
             url(rq, "/sheets/%lld?as=pdf", (long long)s->r.id),
             url(rq, "/sheets/%lld?as=xlsx", (long long)s->r.id));
    return page_close(rq, rc);
}

/* The sheet on paper and as a workbook. */
static enum rc as_file(struct rq *rq, const struct grade_sheet *s,
                       enum sheet_format as)
{
    static const struct sql_text q = {
        "SELECT p.name_ky, COALESCE(t.number, ''), g.points, g.total,"
        " COALESCE(g.letter, '') FROM grade g JOIN student t"
        " ON t.id = g.student JOIN person p ON p.id = t.person"
        " WHERE g.sheet = $1 ORDER BY p.name_ky, g.id",
        "i", "ttiit"
    };
    const struct sheet_column columns[] = {
        { T(rq, "Student"), false }, { T(rq, "Student number"), false },
        { T(rq, "Points"), true }, { T(rq, "Whole rating"), true },
        { T(rq, "Letter"), false },
    };
    struct sheet *p = sheet_new(rq->mem, text3_get(&s->title, rq->lang, NULL));
    const struct state *now = type_state(&type_grade_sheet, s->r.state);
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(s->r.id)));

    sheet_text(p, now ? tr(rq->lang, now->label) : "");
    sheet_table(p, columns, COUNT(columns));
    while (sql_next(&r)) {
        struct sheet_cell c[COUNT(columns)] = {
            CELL(mem_str(rq->mem, sql_str(&r, 0))),
            CELL(mem_str(rq->mem, sql_str(&r, 1))), CELL(""), CELL(""),
            CELL(mem_str(rq->mem, sql_str(&r, 4))),
        };

        for (int i = 2; i < 4; i++)
            if (!sql_null(&r, i))
                c[i] = (struct sheet_cell)NUMBER((double)sql_int(&r, i), 0);
        sheet_row(p, c, COUNT(columns));
    }
    TRY(sql_done(&r));
    return sheet_file(rq, p, as,
                      mem_fmt(rq->mem, "sheet-%lld", (long long)s->r.id));
}

enum rc grade_fill_page(struct rq *rq)
{
    enum sheet_format as = sheet_format(web_arg(rq, "as"));
    struct grade_sheet *s;

    TRY(sheet_of(rq, &s));
    if (as != SHEET_PAGE)
        return as_file(rq, s, as);
    return draw(rq, s, RC_OK);
}

/* One row as it was sent; an input that was not sent is left alone. */
static enum rc take_row(struct rq *rq, int64_t id, int64_t most)
{
    const char *name = input_name(rq, id), *sent = web_arg(rq, name);
    struct count points = { 0 };
    struct grade *g;
    void *rec;

    if (!sent)
        return RC_OK;
    if (*sent) {
        points.set = whole_number(sent, &points.n);
        if (!points.set || points.n < 0 || points.n > most)
            return fail(rq, RC_INVALID, name,
                        "a whole number from 0 to %lld", (long long)most);
    }
    TRY(record_load(rq, &type_grade, id, &rec));
    g = rec;
    if (g->points.set == points.set && g->points.n == points.n)
        return RC_OK;
    g->points = points;
    return record_put(rq, &type_grade, g, "fill");
}

enum rc grade_fill_take(struct rq *rq)
{
    struct grade_sheet *s;
    enum rc all = RC_OK;
    struct refs ids;
    int64_t most;
    bool may;

    TRY(sheet_of(rq, &s));
    TRY(store_hold(rq->sql, "grade_sheet", s->r.id));
    TRY(may_fill(rq, s, &may));
    if (!may)
        return fail(rq, RC_DENIED, NULL,
                    "only who teaches the section fills its open sheet");
    TRY(sheet_most(rq, s, &most));
    TRY(rows_of(rq, s, &ids));
    for (size_t i = 0; i < ids.n; i++) {
        enum rc rc = take_row(rq, ids.id[i], most);

        if (rc && rc != RC_INVALID)
            return rc;
        all = rc ? rc : all;
    }
    if (all)
        return draw(rq, s, all);
    return web_redirect(rq, url(rq, "/sheets/%lld", (long long)s->r.id),
                        T(rq, "The points are saved"));
}

void grade_sheet_card(struct rq *rq, const void *rec)
{
    const struct grade_sheet *s = rec;
    struct html *h = web_of(rq)->page;

    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n", T(rq, "Grades"));
    if (draw_table(rq, h, s, false))
        page_failures(rq, h);
    html_fmt(h, "<p class=\"actions\"><a class=\"button\" href=\"%s\">%s</a>"
                "</p></section>\n",
             url(rq, "/sheets/%lld", (long long)s->r.id),
             T(rq, "Open as a table"));
}
