/* SPDX-License-Identifier: Apache-2.0 */
/*
 * choice_page.c: the sections that a student can choose, each with its teacher
 * and free places, or with why not.
 */
#include "mod/registrar/choice.h"

#include "mod/registrar/study.h"
#include "web/page_record.h"

struct offer {
    int64_t id, places, taken;
    const char *code, *title, *teacher, *state;
    int64_t credits;
};

enum { OFFERS = 200 };

/* Sections of the student's curriculum in semesters that are being chosen, but
 * for what is passed. */
static enum rc read_offers(struct rq *rq, int64_t student, struct offer *o,
                           size_t *n)
{
    static const struct sql_text q = {
        "SELECT x.id, x.code, x.title_ky, x.title_ru, x.title_en, p.name_ky,"
        " p.name_ru, p.name_en, x.places, (SELECT COUNT(*) FROM enrolment e"
        " WHERE e.section = x.id AND e.state = 'taken'), c.credits,"
        " COALESCE((SELECT e.state FROM enrolment e WHERE e.section = x.id"
        " AND e.student = $1), '') FROM section x JOIN semester m"
        " ON m.id = x.semester JOIN course c ON c.id = x.course JOIN person p"
        " ON p.id = x.teacher JOIN curriculum_course r ON r.course = c.id"
        " AND r.curriculum = $2 WHERE m.choice_from <= $3"
        " AND m.choice_until >= $3 AND x.state = 'open' AND NOT EXISTS"
        " (SELECT 1 FROM grade g JOIN grade_sheet z ON z.id = g.sheet"
        " JOIN section y ON y.id = z.section WHERE g.student = $1"
        " AND g.state <> 'open' AND g.weight > 0 AND y.course = c.id)"
        " ORDER BY r.semester, c.code, x.code LIMIT $4",
        "iiti", "ittttttt" "iiit"
    };
    struct sql_rows r;
    int64_t plan;

    *n = 0;
    TRY(curriculum_of(rq, student, &plan));
    r = sql_query(rq->sql, &q,
                  ARGS(INT(student), INT(plan), DAY(rq->mem, rq->today),
                       INT(OFFERS)));
    while (sql_next(&r))
        o[(*n)++] = (struct offer){
            .id = sql_int(&r, 0), .code = mem_str(rq->mem, sql_str(&r, 1)),
            .title = row_title(rq, &r, 2), .teacher = row_title(rq, &r, 5),
            .places = sql_int(&r, 8), .taken = sql_int(&r, 9),
            .credits = sql_int(&r, 10),
            .state = mem_str(rq->mem, sql_str(&r, 11)),
        };
    return sql_done(&r);
}

static void draw_button(struct rq *rq, struct html *h, const struct offer *o,
                        const char *what, const char *label)
{
    page_form_open(rq, h, url(rq, "/study/choose"), false);
    html_fmt(h, "<input type=\"hidden\" name=\"section\" value=\"%lld\">"
                "<input type=\"hidden\" name=\"what\" value=\"%s\">\n",
             (long long)o->id, what);
    page_form_close(rq, h, label);
}

/* The reason is asked for as the choice itself would be. */
static enum rc draw_way(struct rq *rq, struct html *h, int64_t student,
                        const struct offer *o)
{
    enum rc rc;

    if (word_is(o->state, "taken") || word_is(o->state, "waiting")) {
        html_fmt(h, "<p><span class=\"pill %s\">%s</span></p>\n",
                 word_is(o->state, "taken") ? "good" : "info",
                 word_is(o->state, "taken") ? T(rq, "You are in it")
                                            : T(rq, "Waits for a place"));
        draw_button(rq, h, o, "drop", T(rq, "Give it back"));
        return RC_OK;
    }
    rc = choice_rules(rq, student, o->id);
    if (rc == RC_CONFLICT) {
        html_fmt(h, "<p class=\"why\">%s</p>\n", rq_why(rq, rc));
        rq_forget(rq);
        return RC_OK;
    }
    TRY(rc);
    if (o->taken < o->places)
        draw_button(rq, h, o, "take", T(rq, "Take this section"));
    else
        draw_button(rq, h, o, "wait", T(rq, "Wait for a place"));
    return RC_OK;
}

static enum rc draw(struct rq *rq, int64_t student, const char *said)
{
    struct crumb crumbs[] = { { url(rq, "/study"), T(rq, "My studies") } };
    struct offer *o = MEM_ARRAY(rq->mem, OFFERS, struct offer);
    struct html *h = page_open_under(rq, T(rq, "Choose courses and teachers"),
                                     crumbs, COUNT(crumbs));
    size_t n;

    if (said)
        html_fmt(h, "<p class=\"errors\" role=\"alert\">%s</p>\n", said);
    TRY(read_offers(rq, student, o, &n));
    if (!n)
        html_fmt(h, "<p>%s</p>\n",
                 T(rq, "Nothing of your curriculum is being chosen now."));
    html_raw(h, "<div class=\"columns\">\n");
    for (size_t i = 0; i < n; i++) {
        html_fmt(h,
                 "<section class=\"box\"><h2>%s</h2><p>%s<br>"
                 "<span class=\"quiet\">%s · %lld %s · %s %lld / %lld</span>"
                 "</p>\n",
                 o[i].title, o[i].teacher, o[i].code, (long long)o[i].credits,
                 T(rq, "cr."), T(rq, "Places"), (long long)o[i].taken,
                 (long long)o[i].places);
        TRY(draw_way(rq, h, student, &o[i]));
        html_raw(h, "</section>\n");
    }
    html_raw(h, "</div>\n");
    return RC_OK;
}

enum rc choice_page(struct rq *rq)
{
    int64_t student;

    TRY(study_own(rq, &student));
    if (!student)
        return fail(rq, RC_DENIED, NULL, "you are not a student here");
    TRY(draw(rq, student, NULL));
    return page_close(rq, RC_OK);
}

enum rc choice_send(struct rq *rq)
{
    const char *what = web_arg(rq, "what"), *s = web_arg(rq, "section");
    int64_t student, section = 0;
    enum rc rc;

    TRY(study_own(rq, &student));
    if (!student)
        return fail(rq, RC_DENIED, NULL, "you are not a student here");
    if (!whole_number(s, &section))
        return RC_MISSING;
    rc = what && word_is(what, "drop")
             ? choice_drop(rq, student, section)
             : choice_take(rq, student, section,
                           what && word_is(what, "wait"));
    if (rc == RC_CONFLICT) {
        const char *why = rq_why(rq, rc);

        rq_forget(rq);
        TRY(draw(rq, student, why));
        return page_close(rq, RC_CONFLICT);
    }
    TRY(rc);
    return web_redirect(rq, url(rq, "/study/choose"),
                        T(rq, "Your choice is kept"));
}
