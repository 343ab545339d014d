/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registrar_demo_study.c: the semesters of the demo university.  Grades of the
 * years before this one came from an earlier system and are marked so; this
 * semester's sections are open with their first sheets, the next is chosen.
 */
#include "kernel/record.h"
#include "mod/registrar/registrar_demo.h"

#include <stdlib.h>

enum { MOST_TAUGHT = 400 }; /* students with sections and grades */

struct half {
    struct demo_school *s;
    int half; /* 0 is the autumn of DEMO_FIRST */
};

static enum rc add_semesters(struct rq *rq, void *arg)
{
    static const char *const names[2][LANGS] = {
        { "Күзгү семестр", "Осенний семестр", "Autumn semester" },
        { "Жазгы семестр", "Весенний семестр", "Spring semester" },
    };
    struct demo_school *s = arg;

    for (int i = 0; i <= DEMO_HALVES; i++) {
        struct semester *m = record_new(rq, &type_semester);
        int year = DEMO_FIRST + i / 2;

        m->code = mem_fmt(rq->mem, "%d-%d", year, i % 2 + 1);
        for (int l = 0; l < LANGS; l++)
            m->title.in[l] = mem_fmt(rq->mem, "%s %d/%d", names[i % 2][l],
                                     year, year + 1);
        m->starts = demo_half(i);
        m->ends = day_add(m->starts, i % 2 ? 140 : 150);
        m->r.state = i < DEMO_HALVES ? "closed" : "open";
        if (i == DEMO_HALVES) {
            m->choice_from = day_ymd(DEMO_LAST, 8, 20);
            m->choice_until = day_ymd(DEMO_LAST, 12, 20);
        }
        TRY(record_put(rq, &type_semester, m, "add"));
        s->semester[i] = m->r.id;
    }
    return RC_OK;
}

/* The semester of study in which a student is then, from 0; -1: not here. */
static int stage(const struct demo_student *d, int half)
{
    int at = half - 2 * (d->intake - DEMO_FIRST);

    return at >= 0 && at < demo_length(d->programme) ? at : -1;
}

static enum rc enrol(struct rq *rq, int64_t section, int64_t student)
{
    struct enrolment *e = record_new(rq, &type_enrolment);

    e->section = section;
    e->student = student;
    e->r.state = "taken";
    return record_put(rq, &type_enrolment, e, "take");
}

/* Points that make sense: most pass, a few owe. */
static int points_of(size_t student, int course)
{
    uint64_t who = student * 100 + (uint64_t)course;
    int good = 60 + demo_pick(student, 81, 30);

    if (demo_pick(who, 82, 33) == 0)
        return 35 + demo_pick(who, 83, 20);
    good += demo_pick(who, 84, 25) - 10;
    return good > 100 ? 100 : good < 61 ? 61 : good;
}

static enum rc grade(struct rq *rq, int64_t sheet, int64_t student, int points)
{
    struct grade *g = record_new(rq, &type_grade);

    g->sheet = sheet;
    g->student = student;
    g->points = (struct count){ points, true };
    return record_put(rq, &type_grade, g, "import");
}

static enum rc section(struct rq *rq, const struct half *h, int course,
                       int number, int64_t *id)
{
    static const char *const days[] = { "mon", "tue", "wed", "thu", "fri" };
    struct section *x = record_new(rq, &type_section);

    x->code = mem_fmt(rq->mem, "%d%c%02d-%d", DEMO_FIRST + h->half / 2,
                      h->half % 2 ? 'b' : 'a', course + 1, number);
    x->semester = h->s->semester[h->half];
    x->course = h->s->course[course];
    x->teacher = h->s->teachers.id[
        course % DEMO_A_HALF == 0 && number == 1 && h->half == DEMO_HALVES
            ? 0 : (size_t)(course + number) % h->s->teachers.n];
    x->places = (struct count){ 30, true };
    x->weekday = days[course % DEMO_A_HALF];
    x->lesson = (struct count){ number + course / DEMO_A_HALF % 4, true };
    x->room = mem_fmt(rq->mem, "%d", 101 + course);
    x->r.state = h->half < DEMO_HALVES ? "closed" : "open";
    TRY(record_put(rq, &type_section, x, "add"));
    *id = x->r.id;
    return RC_OK;
}

static enum rc sheet(struct rq *rq, int64_t section, const char *kind,
                     bool earlier, day until, int64_t *id)
{
    struct grade_sheet *s = record_new(rq, &type_grade_sheet);

    s->section = section;
    s->kind = kind;
    s->until = until;
    s->earlier = earlier;
    TRY(record_put(rq, &type_grade_sheet, s, "add"));
    *id = s->r.id;
    return RC_OK;
}

static size_t taught(const struct demo_school *s)
{
    return s->n_students < MOST_TAUGHT ? s->n_students : MOST_TAUGHT;
}

/* One course of a half-year with all who study it then. */
static enum rc teach_course(struct rq *rq, const struct half *h, int course)
{
    const struct demo_school *s = h->s;
    bool over = h->half < DEMO_HALVES;
    int64_t id, paper = 0;

    TRY(section(rq, h, course, 1, &id));
    if (over)
        TRY(sheet(rq, id, "final", true, day_add(demo_half(h->half), 140),
                  &paper));
    for (size_t i = 0; i < taught(s); i++) {
        if (stage(&s->student[i], h->half) != course / DEMO_A_HALF)
            continue;
        /* The elective of this semester is still to be chosen by some. */
        if (!over && course % DEMO_A_HALF == DEMO_A_HALF - 1 && i % 2 == 0)
            continue;
        TRY(enrol(rq, id, s->student[i].id));
        if (over)
            TRY(grade(rq, paper, s->student[i].id, points_of(i, course)));
    }
    if (over)
        return RC_OK;
    TRY(sheet(rq, id, "first", false, day_ymd(DEMO_LAST, 11, 30), &paper));
    return course % DEMO_A_HALF == DEMO_A_HALF - 1 ? section(rq, h, course, 2,
                                                             &id)
                                                   : RC_OK;
}

static bool studied(const struct half *h, int course)
{
    for (size_t i = 0; i < taught(h->s); i++)
        if (stage(&h->s->student[i], h->half) == course / DEMO_A_HALF)
            return true;
    return false;
}

static enum rc teach_half(struct rq *rq, void *arg)
{
    const struct half *h = arg;

    for (int c = 0; c < DEMO_COURSES; c++)
        if (studied(h, c))
            TRY(teach_course(rq, h, c));
    return RC_OK;
}

enum rc demo_teach(struct rq *rq, struct demo_school *s)
{
    demo_at(rq, day_ymd(DEMO_FIRST, 8, 25), s->signer);
    TRY(app_write(rq, add_semesters, s));
    for (int i = 0; i <= DEMO_HALVES; i++) {
        struct half h = { s, i };

        demo_at(rq, day_add(demo_half(i), i < DEMO_HALVES ? 141 : 2),
                s->signer);
        TRY(demo_write(rq, teach_half, &h));
    }
    return RC_OK;
}
