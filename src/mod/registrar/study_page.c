/* SPDX-License-Identifier: Apache-2.0 */
/*
 * study_page.c: a student's page: the sections of this semester, the plan as a
 * picture of semesters, grades with their receipts.
 */
#include "mod/registrar/choice.h"
#include "mod/registrar/paper.h"

#include "kernel/journal.h"
#include "web/page_record.h"

enum rc study_own(struct rq *rq, int64_t *student)
{
    static const struct sql_text q = {
        "SELECT id FROM student WHERE person = $1 ORDER BY CASE WHEN state IN"
        " ('studying', 'on_leave') THEN 0 ELSE 1 END, id DESC LIMIT 1",
        "i", "i"
    };
    enum rc rc = sql_get_int(rq->sql, student, &q, ARGS(INT(rq->person)));

    if (rc == RC_MISSING)
        *student = 0;
    return rc == RC_MISSING ? RC_OK : rc;
}

static const char *day_word(struct rq *rq, const char *name)
{
    for (size_t i = 0; name && i < COUNT(section_days); i++)
        if (word_is(name, section_days[i].name))
            return tr(rq->lang, section_days[i].label);
    return "";
}

/* --- Today ---------------------------------------------------------------------- */

static void draw_section_head(struct rq *rq, struct html *h)
{
    html_fmt(h,
             "<table class=\"list\"><thead><tr><th scope=\"col\">%s</th>"
             "<th scope=\"col\">%s</th><th scope=\"col\">%s</th>"
             "<th scope=\"col\">%s</th></tr></thead><tbody>\n",
             T(rq, "Course"), T(rq, "Teacher"), T(rq, "When"), T(rq, "Room"));
}

static enum rc draw_today(struct rq *rq, struct html *h, int64_t student)
{
    static const struct sql_text q = {
        "SELECT x.id, x.title_ky, x.title_ru, x.title_en, p.name_ky,"
        " p.name_ru, p.name_en, x.weekday, x.lesson, COALESCE(x.room, ''),"
        " e.state FROM enrolment e JOIN section x ON x.id = e.section"
        " JOIN semester m ON m.id = x.semester JOIN person p"
        " ON p.id = x.teacher WHERE e.student = $1 AND e.state <> 'dropped'"
        " AND m.starts <= $2 AND m.ends >= $2"
        " ORDER BY x.weekday, x.lesson, x.id",
        "it", "itttttttitt"
    };
    struct sql_rows r = sql_query(rq->sql, &q,
                                  ARGS(INT(student), DAY(rq->mem, rq->today)));
    bool any = false;

    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n",
             T(rq, "My courses of this semester"));
    while (sql_next(&r)) {
        if (!any)
            draw_section_head(rq, h);
        any = true;
        html_fmt(h, "<tr><td><a href=\"%s\">%s</a>",
                 record_url(rq, &type_section, sql_int(&r, 0)),
                 row_title(rq, &r, 1));
        if (word_is(sql_str(&r, 10), "waiting"))
            html_fmt(h, " <span class=\"pill info\">%s</span>",
                     T(rq, "Waits for a place"));
        html_fmt(h, "</td><td>%s</td><td>%s", row_title(rq, &r, 4),
                 day_word(rq, sql_str(&r, 7)));
        if (!sql_null(&r, 8))
            html_fmt(h, ", %lld", (long long)sql_int(&r, 8));
        html_fmt(h, "</td><td>%s</td></tr>\n", sql_str(&r, 9));
    }
    TRY(sql_done(&r));
    if (any)
        html_raw(h, "</tbody></table>\n");
    else
        html_fmt(h, "<p>%s</p>\n", T(rq, "You have no courses now."));
    html_fmt(h, "<p class=\"actions\"><a class=\"button\" href=\"%s\">%s</a>"
                "</p></section>\n",
             url(rq, "/study/choose"), T(rq, "Choose courses and teachers"));
    return RC_OK;
}

/* --- The plan ------------------------------------------------------------------- */

static void draw_cell(struct rq *rq, struct html *h, const struct sql_rows *r)
{
    html_fmt(h, "<li>%s <span class=\"quiet small\">%lld %s</span>",
             row_title(rq, r, 1), (long long)sql_int(r, 4), T(rq, "cr."));
    if (!sql_null(r, 6))
        html_fmt(h, " <span class=\"pill %s\">%s %lld</span>",
                 sql_real(r, 7) > 0 ? "good" : "bad",
                 sql_real(r, 7) > 0 ? T(rq, "Passed") : T(rq, "Debt"),
                 (long long)sql_int(r, 6));
    else if (sql_int(r, 8))
        html_fmt(h, " <span class=\"pill info\">%s</span>", T(rq, "Now"));
    else if (sql_int(r, 5))
        html_fmt(h, " <span class=\"pill neutral\">%s</span>",
                 T(rq, "Elective"));
    html_raw(h, "</li>\n");
}

static enum rc draw_plan(struct rq *rq, struct html *h, int64_t student)
{
    static const struct sql_text q = {
        "SELECT r.semester, c.title_ky, c.title_ru, c.title_en, c.credits,"
        " COALESCE(r.elective, 0), MAX(g.total), MAX(g.weight),"
        " (SELECT COUNT(*) FROM enrolment e JOIN section y ON y.id = e.section"
        " WHERE e.student = $2 AND e.state = 'taken' AND y.course = c.id)"
        " FROM curriculum_course r JOIN course c ON c.id = r.course"
        " LEFT JOIN section x ON x.course = c.id LEFT JOIN grade_sheet s"
        " ON s.section = x.id LEFT JOIN grade g ON g.sheet = s.id"
        " AND g.student = $2 AND g.state <> 'open' WHERE r.curriculum = $1"
        " GROUP BY r.id, r.semester, c.id, c.title_ky, c.title_ru, c.title_en,"
        " c.credits, r.elective, c.code ORDER BY r.semester, c.code",
        "ii", "itttiiiri"
    };
    struct sql_rows r;
    int64_t curriculum, at = 0;

    TRY(curriculum_of(rq, student, &curriculum));
    if (!curriculum)
        return RC_OK;
    html_fmt(h, "<h2>%s</h2>\n<div class=\"months\">\n",
             T(rq, "The plan by semesters"));
    r = sql_query(rq->sql, &q, ARGS(INT(curriculum), INT(student)));
    while (sql_next(&r)) {
        if (sql_int(&r, 0) != at) {
            if (at)
                html_raw(h, "</ul></section>\n");
            at = sql_int(&r, 0);
            html_fmt(h, "<section class=\"box\"><h3>%s %lld</h3><ul>\n",
                     T(rq, "Semester"), (long long)at);
        }
        draw_cell(rq, h, &r);
    }
    if (at)
        html_raw(h, "</ul></section>\n");
    html_raw(h, "</div>\n");
    return sql_done(&r);
}

/* --- Grades --------------------------------------------------------------------- */

static const char *state_word(struct rq *rq, const char *state)
{
    const struct state *s = type_state(&type_grade, state);

    return s ? tr(rq->lang, s->label) : "";
}

static enum rc draw_grades(struct rq *rq, struct html *h, int64_t student)
{
    static const struct sql_text q = {
        "SELECT g.id, x.title_ky, x.title_ru, x.title_en, m.title_ky,"
        " m.title_ru, m.title_en, g.total, g.letter, g.state"
        " FROM grade g JOIN grade_sheet s ON s.id = g.sheet"
        " JOIN section x ON x.id = s.section JOIN semester m"
        " ON m.id = x.semester WHERE g.student = $1 AND g.state <> 'open'"
        " AND g.total IS NOT NULL ORDER BY m.starts DESC, x.id, g.id DESC",
        "i", "itttttti" "tt"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(student)));

    html_fmt(h,
             "<details class=\"box\" open><summary><strong>%s</strong>"
             "</summary><p class=\"quiet\">%s <a href=\"%s\">%s</a></p>"
             "<table class=\"list\"><thead><tr><th scope=\"col\">%s</th>"
             "<th scope=\"col\">%s</th><th scope=\"col\" class=\"num\">%s</th>"
             "<th scope=\"col\">%s</th><th scope=\"col\">%s</th></tr></thead>"
             "<tbody>\n",
             T(rq, "Grades"),
             T(rq, "Each closed grade has a receipt under its history: keep"
                   " it, anybody can check it."),
             url(rq, "/receipt"), T(rq, "Check a receipt"), T(rq, "Course"),
             T(rq, "Semester"), T(rq, "Points"), T(rq, "Letter"),
             T(rq, "State"));
    while (sql_next(&r))
        html_fmt(h,
                 "<tr><td><a href=\"%s\">%s</a></td><td>%s</td>"
                 "<td class=\"num\">%lld</td><td>%s</td><td>%s</td></tr>\n",
                 url(rq, "/grade/%lld/history", (long long)sql_int(&r, 0)),
                 row_title(rq, &r, 1), row_title(rq, &r, 4),
                 (long long)sql_int(&r, 7), sql_str(&r, 8),
                 state_word(rq, sql_str(&r, 9)));
    html_raw(h, "</tbody></table></details>\n");
    return sql_done(&r);
}

static enum rc draw_standing(struct rq *rq, struct html *h, int64_t student)
{
    struct standing s;

    TRY(student_standing(rq, student, &s));
    html_fmt(h,
             "<dl class=\"fields\"><dt>%s</dt><dd>%s</dd><dt>%s</dt>"
             "<dd>%lld</dd><dt>%s</dt><dd>%lld</dd></dl>\n",
             T(rq, "Mean weight of grades (GPA)"),
             lang_number(rq->mem, rq->lang, s.gpa, 2), T(rq, "Credits earned"),
             (long long)s.credits, T(rq, "Academic debts"),
             (long long)s.debts);
    return RC_OK;
}

enum rc study_page(struct rq *rq)
{
    struct html *h;
    int64_t student;

    TRY(study_own(rq, &student));
    h = page_open(rq, T(rq, "My studies"));
    if (!student) {
        html_fmt(h, "<p>%s</p>\n", T(rq, "You are not a student here."));
        return page_close(rq, RC_OK);
    }
    TRY(draw_standing(rq, h, student));
    TRY(draw_today(rq, h, student));
    TRY(draw_plan(rq, h, student));
    TRY(paper_part(rq, h, student));
    TRY(draw_grades(rq, h, student));
    html_fmt(h, "<p><a href=\"%s\">%s</a></p>\n",
             record_url(rq, &type_student, student), T(rq, "My record"));
    return page_close(rq, RC_OK);
}

/* Grades are for who may see those of everybody, and for the student. */
void study_card(struct rq *rq, const void *rec)
{
    const struct student *s = rec;
    struct html *h = web_of(rq)->page;
    enum rc rc = RC_OK;

    if (s->person != rq->person &&
        !rights_of_all(rq, &type_grade, OP_SEE, NULL))
        return;
    rc = draw_standing(rq, h, s->r.id);
    if (!rc)
        rc = draw_plan(rq, h, s->r.id);
    if (!rc && rights_any(rq, &type_study_paper, OP_STEP, NULL))
        rc = paper_part(rq, h, s->r.id);
    if (!rc)
        rc = draw_grades(rq, h, s->r.id);
    if (rc)
        page_failures(rq, h);
}

/* --- Who teaches ---------------------------------------------------------------- */

static enum rc draw_sheets(struct rq *rq, struct html *h, int64_t section)
{
    static const struct sql_text q = {
        "SELECT id, kind, state, until FROM grade_sheet WHERE section = $1"
        " ORDER BY id",
        "i", "ittt"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(section)));

    while (sql_next(&r)) {
        const struct choice *k =
            field_choice(type_field(&type_grade_sheet, "kind"),
                         sql_str(&r, 1));

        html_fmt(h, "<a href=\"%s\">%s</a> ",
                 url(rq, "/sheets/%lld", (long long)sql_int(&r, 0)),
                 k ? tr(rq->lang, k->label) : "");
        page_state(rq, h, &type_grade_sheet, sql_str(&r, 2));
        if (word_is(sql_str(&r, 2), "open"))
            html_fmt(h, " <span class=\"quiet small\">%s</span>",
                     lang_day(rq->mem, rq->lang, sql_day(&r, 3)));
        html_raw(h, "<br>");
    }
    return sql_done(&r);
}

static enum rc draw_taught(struct rq *rq, struct html *h, const int64_t *id)
{
    static const struct sql_text q = {
        "SELECT x.code, x.title_ky, x.title_ru, x.title_en, x.places,"
        " (SELECT COUNT(*) FROM enrolment e WHERE e.section = x.id"
        " AND e.state = 'taken'), x.weekday, x.lesson"
        " FROM section x WHERE x.id = $1",
        "i", "ttttiiti"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(*id)));

    if (sql_next(&r)) {
        html_fmt(h, "<tr><td><a href=\"%s\">%s</a> %s</td><td>%s",
                 record_url(rq, &type_section, *id), sql_str(&r, 0),
                 row_title(rq, &r, 1), day_word(rq, sql_str(&r, 6)));
        if (!sql_null(&r, 7))
            html_fmt(h, ", %lld", (long long)sql_int(&r, 7));
        html_fmt(h, "</td><td><a href=\"%s\">%lld / %lld</a></td><td>",
                 url(rq, "/enrolment?section=%lld", (long long)*id),
                 (long long)sql_int(&r, 5), (long long)sql_int(&r, 4));
    }
    TRY(sql_done(&r));
    TRY(draw_sheets(rq, h, *id));
    html_raw(h, "</td></tr>\n");
    return RC_OK;
}

enum { TAUGHT_SHOWN = 100 };

enum rc teaching_page(struct rq *rq)
{
    static const struct sql_text q = {
        "SELECT x.id FROM section x JOIN semester m ON m.id = x.semester"
        " WHERE x.teacher = $1 ORDER BY m.starts DESC, x.code LIMIT $2",
        "ii", "i"
    };
    struct refs ids;
    struct html *h;

    TRY(refs_read(rq,
                  sql_query(rq->sql, &q,
                            ARGS(INT(rq->person), INT(TAUGHT_SHOWN))),
                  &ids));
    h = page_open(rq, T(rq, "My teaching"));
    if (!ids.n) {
        html_fmt(h, "<p>%s</p>\n", T(rq, "No section is yours."));
        return page_close(rq, RC_OK);
    }
    html_fmt(h,
             "<table class=\"list\"><thead><tr><th scope=\"col\">%s</th>"
             "<th scope=\"col\">%s</th><th scope=\"col\">%s</th>"
             "<th scope=\"col\">%s</th></tr></thead><tbody>\n",
             T(rq, "Section"), T(rq, "When"), T(rq, "Students / places"),
             T(rq, "Grade sheets"));
    for (size_t i = 0; i < ids.n; i++)
        TRY(draw_taught(rq, h, &ids.id[i]));
    html_raw(h, "</tbody></table>\n");
    return page_close(rq, RC_OK);
}
