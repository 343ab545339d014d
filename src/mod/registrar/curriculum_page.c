/* SPDX-License-Identifier: Apache-2.0 */
/*
 * curriculum_page.c: a curriculum by semesters on its card, and what differs
 * between two.
 */
#include "mod/registrar/curriculum.h"

#include "web/page_record.h"

static enum rc draw_rows(struct rq *rq, struct html *h, int64_t id)
{
    static const struct sql_text q = {
        "SELECT r.semester, c.id, c.code, c.title_ky, c.title_ru, c.title_en,"
        " c.credits, c.contact, c.independent, COALESCE(r.elective, 0)"
        " FROM curriculum_course r JOIN course c ON c.id = r.course"
        " WHERE r.curriculum = $1 ORDER BY r.semester, c.code",
        "i", "iitttt" "iiii"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(id)));

    html_fmt(h,
             "<table class=\"list\"><thead><tr><th scope=\"col\">%s</th>"
             "<th scope=\"col\">%s</th><th scope=\"col\" class=\"num\">%s</th>"
             "<th scope=\"col\" class=\"num\">%s</th>"
             "<th scope=\"col\" class=\"num\">%s</th><th scope=\"col\">%s</th>"
             "</tr></thead><tbody>\n",
             T(rq, "Semester"), T(rq, "Course"), T(rq, "Credits"),
             T(rq, "Contact hours"), T(rq, "Hours of independent work"),
             T(rq, "Elective"));
    while (sql_next(&r))
        html_fmt(h,
                 "<tr><td>%lld</td><td><a href=\"%s\">%s %s</a></td>"
                 "<td class=\"num\">%lld</td><td class=\"num\">%lld</td>"
                 "<td class=\"num\">%lld</td><td>%s</td></tr>\n",
                 (long long)sql_int(&r, 0),
                 record_url(rq, &type_course, sql_int(&r, 1)), sql_str(&r, 2),
                 row_title(rq, &r, 3), (long long)sql_int(&r, 6),
                 (long long)sql_int(&r, 7), (long long)sql_int(&r, 8),
                 sql_int(&r, 9) ? T(rq, "Elective") : "");
    html_raw(h, "</tbody></table>\n");
    return sql_done(&r);
}

/* Others of the programme to compare with. */
static enum rc draw_others(struct rq *rq, struct html *h,
                           const struct curriculum *c)
{
    static const struct sql_text q = {
        "SELECT id, code FROM curriculum WHERE programme = $1 AND id <> $2"
        " ORDER BY intake DESC, id DESC LIMIT 20",
        "ii", "it"
    };
    struct sql_rows r = sql_query(rq->sql, &q,
                                  ARGS(INT(c->programme), INT(c->r.id)));

    html_raw(h, "<p class=\"actions\">");
    while (sql_next(&r))
        html_fmt(h, "<a class=\"button\" href=\"%s\">%s %s</a> ",
                 url(rq, "/curricula/%lld/compare?with=%lld",
                     (long long)c->r.id, (long long)sql_int(&r, 0)),
                 T(rq, "Compare with"), sql_str(&r, 1));
    html_raw(h, "</p>\n");
    return sql_done(&r);
}

void curriculum_card(struct rq *rq, const void *rec)
{
    const struct curriculum *c = rec;
    struct html *h = web_of(rq)->page;

    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n",
             T(rq, "The plan by semesters"));
    if (draw_rows(rq, h, c->r.id) || draw_others(rq, h, c))
        page_failures(rq, h);
    html_raw(h, "</section>\n");
}

/* What the first has and the second has not, or has otherwise. */
static enum rc draw_lacks(struct rq *rq, struct html *h, int64_t one,
                          int64_t other, const char *label)
{
    static const struct sql_text q = {
        "SELECT c.code, c.title_ky, c.title_ru, c.title_en, r.semester,"
        " o.semester FROM curriculum_course r JOIN course c"
        " ON c.id = r.course LEFT JOIN curriculum_course o"
        " ON o.curriculum = $2 AND o.course = r.course"
        " WHERE r.curriculum = $1 AND (o.id IS NULL"
        " OR o.semester <> r.semester"
        " OR COALESCE(o.elective, 0) <> COALESCE(r.elective, 0))"
        " ORDER BY r.semester, c.code",
        "ii", "tttt" "ii"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(one), INT(other)));
    bool any = false;

    html_fmt(h, "<section class=\"box\"><h2>%s</h2><ul>\n", label);
    while (sql_next(&r)) {
        any = true;
        html_fmt(h, "<li>%lld: %s %s", (long long)sql_int(&r, 4),
                 sql_str(&r, 0), row_title(rq, &r, 1));
        if (!sql_null(&r, 5))
            html_fmt(h, " <span class=\"quiet\">(%s %lld)</span>",
                     T(rq, "there in semester"), (long long)sql_int(&r, 5));
        html_raw(h, "</li>\n");
    }
    html_raw(h, "</ul>\n");
    if (!any)
        html_fmt(h, "<p>%s</p>\n", T(rq, "Nothing differs."));
    html_raw(h, "</section>\n");
    return sql_done(&r);
}

enum rc curriculum_compare_page(struct rq *rq)
{
    int64_t one = web_param_id(rq, "id"), other;
    struct label a, b;
    struct html *h;

    if (!whole_number(web_arg(rq, "with"), &other))
        return RC_MISSING;
    TRY(rights_check(rq, &type_curriculum, one, OP_SEE, NULL));
    TRY(rights_check(rq, &type_curriculum, other, OP_SEE, NULL));
    TRY(record_label(rq, &type_curriculum, one, &a));
    TRY(record_label(rq, &type_curriculum, other, &b));
    h = page_open(rq, T(rq, "Two curricula compared"));
    html_raw(h, "<div class=\"columns\">\n");
    TRY(draw_lacks(rq, h, one, other, label_text(rq, &a)));
    TRY(draw_lacks(rq, h, other, one, label_text(rq, &b)));
    html_raw(h, "</div>\n");
    return page_close(rq, RC_OK);
}
