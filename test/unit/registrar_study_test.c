/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registrar_study_test.c: hours match credits, places are not oversold and a
 * waiting list moves by itself, closed grades stand, and what the register of
 * movements says is what the spans count.
 */
#define HOUSE_OWN_MODULES
#include "kernel_help.h"

#include "kernel/act.h"
#include "kernel/import.h"
#include "mod/registrar/choice.h"
#include "mod/registrar/grade.h"

static const struct module *const modules[] = { &kernel_module,
                                                &mod_registrar };
const struct module *const *const house_own = modules;

static struct course *course(struct house *h, const char *code)
{
    struct course *c = record_new(&h->rq, &type_course);

    c->code = code;
    c->title.in[LANG_KY] = code;
    c->credits = (struct count){ 6, true };
    c->contact = (struct count){ 90, true };
    c->independent = (struct count){ 90, true };
    return c;
}

static void hours_match_credits(void **state)
{
    struct house *h = *state;
    struct course *c = course(h, "M1");

    c->independent.n = 80;
    assert_int_equal(house_add(h, &type_course, c), RC_INVALID);
    c->independent.n = 90;
    assert_int_equal(house_add(h, &type_course, c), RC_OK);
}

static void no_course_needs_itself(void **state)
{
    struct house *h = *state;
    struct course *a = course(h, "M1"), *b = course(h, "M2");

    assert_int_equal(house_add(h, &type_course, a), RC_OK);
    b->needs = (struct refs){ &a->r.id, 1 };
    assert_int_equal(house_add(h, &type_course, b), RC_OK);
    a->needs = (struct refs){ &b->r.id, 1 };
    assert_int_equal(house_save(h, &type_course, a), RC_INVALID);
    a->needs = (struct refs){ &a->r.id, 1 };
    assert_int_equal(house_save(h, &type_course, a), RC_INVALID);
}

/* --- A small school ------------------------------------------------------------- */

struct school {
    struct house *h;
    int64_t programme, group, semester, one, two, section, second;
    int64_t student[2];
};

static int64_t add(struct school *s, const struct type *t, void *rec)
{
    assert_int_equal(house_add(s->h, t, rec), RC_OK);
    return ((struct record *)rec)->id;
}

static int64_t section(struct school *s, const char *code, int64_t of)
{
    struct section *x = record_new(&s->h->rq, &type_section);

    x->code = code;
    x->semester = s->semester;
    x->course = of;
    x->teacher = house_person(s->h, "Окутуучу");
    x->places = (struct count){ 1, true };
    return add(s, &type_section, x);
}

static void plan(struct school *s)
{
    struct rq *rq = &s->h->rq;
    struct curriculum *c = record_new(rq, &type_curriculum);
    const int64_t of[] = { s->one, s->two };
    int64_t id;

    c->code = "P-1";
    c->programme = s->programme;
    c->intake = (struct count){ 2020, true };
    id = add(s, &type_curriculum, c);
    for (int i = 0; i < 2; i++) {
        struct curriculum_course *r = record_new(rq, &type_curriculum_course);

        r->curriculum = id;
        r->course = of[i];
        r->semester = (struct count){ i + 1, true };
        r->block = "general";
        add(s, &type_curriculum_course, r);
    }
    assert_int_equal(house_step(s->h, &type_curriculum, c, "adopt"), RC_DENIED);
    assert_int_equal(house_step_by_act(s->h, &type_curriculum, c, "adopt"), RC_OK);
}

static int64_t student(struct school *s, const char *number)
{
    struct student *t = record_new(&s->h->rq, &type_student);

    t->person = house_person(s->h, number);
    add(s, &type_student, t);
    t->number = number;
    t->programme = s->programme;
    t->form = "day";
    t->taught = "ky";
    t->payment = "grant";
    t->study_group = s->group;
    assert_int_equal(house_step_by_act(s->h, &type_student, t, "enrol"), RC_OK);
    return t->r.id;
}

static void found(struct school *s, struct house *h)
{
    struct rq *rq = &h->rq;
    struct programme *p = record_new(rq, &type_programme);
    struct study_group *g = record_new(rq, &type_study_group);
    struct semester *m = record_new(rq, &type_semester);
    struct course *two = course(h, "M2");

    *s = (struct school){ .h = h };
    p->code = "710100";
    p->title.in[LANG_KY] = "Информатика";
    p->level = "bachelor";
    p->credits = (struct count){ 12, true };
    s->programme = add(s, &type_programme, p);
    g->code = "И-1";
    g->programme = s->programme;
    g->intake = (struct count){ 2020, true };
    s->group = add(s, &type_study_group, g);
    m->code = "1";
    m->title.in[LANG_KY] = "Күз";
    m->starts = m->choice_from = rq->today;
    m->ends = m->choice_until = day_add(rq->today, 100);
    s->semester = add(s, &type_semester, m);
    s->one = add(s, &type_course, course(h, "M1"));
    two->needs = (struct refs){ &s->one, 1 };
    s->two = add(s, &type_course, two);
    plan(s);
    s->section = section(s, "M1-1", s->one);
    s->second = section(s, "M2-1", s->two);
    s->student[0] = student(s, "26-1");
    s->student[1] = student(s, "26-2");
}

/* --- Choice --------------------------------------------------------------------- */

struct wish {
    int64_t student, section;
    enum { TAKE, WAIT, DROP } what;
};

static enum rc choose(struct rq *rq, void *arg)
{
    const struct wish *w = arg;

    if (w->what == DROP)
        return choice_drop(rq, w->student, w->section);
    return choice_take(rq, w->student, w->section, w->what == WAIT);
}

static enum rc wish(struct school *s, int who, int64_t section, int what)
{
    struct wish w = { s->student[who], section, what };
    enum rc rc;

    rq_forget(&s->h->rq);
    rc = app_write(&s->h->rq, choose, &w);
    return rc;
}

static int64_t held(struct school *s, const char *state)
{
    return house_count(s->h, word_is(state, "taken")
                                 ? "SELECT COUNT(*) FROM enrolment"
                                   " WHERE state = 'taken'"
                                 : "SELECT COUNT(*) FROM enrolment"
                                   " WHERE state = 'waiting'");
}

static void a_place_is_given_once(void **state)
{
    struct school s;

    found(&s, *state);
    assert_int_equal(wish(&s, 0, s.section, TAKE), RC_OK);
    assert_int_equal(wish(&s, 0, s.section, TAKE), RC_OK);
    assert_int_equal(wish(&s, 1, s.section, TAKE), RC_CONFLICT);
    assert_int_equal(held(&s, "taken"), 1);
    assert_int_equal(wish(&s, 1, s.section, WAIT), RC_OK);
    assert_int_equal(held(&s, "waiting"), 1);
    assert_int_equal(wish(&s, 0, s.section, DROP), RC_OK);
    assert_int_equal(held(&s, "taken"), 1);
    assert_int_equal(held(&s, "waiting"), 0);
    assert_int_equal(wish(&s, 0, s.section, TAKE), RC_CONFLICT);
}

static void a_refusal_names_what_is_missing(void **state)
{
    struct school s;

    found(&s, *state);
    assert_int_equal(wish(&s, 0, s.second, TAKE), RC_CONFLICT);
    assert_non_null(strstr(rq_why(&s.h->rq, RC_CONFLICT), "M1"));
}

/* --- Grades --------------------------------------------------------------------- */

static struct grade_sheet *sheet(struct school *s, const char *kind)
{
    struct grade_sheet *g = record_new(&s->h->rq, &type_grade_sheet);

    g->section = s->section;
    g->kind = kind;
    g->until = s->h->rq.today;
    add(s, &type_grade_sheet, g);
    return g;
}

static struct grade *grade_of(struct school *s, int64_t sheet)
{
    static const struct sql_text q = {
        "SELECT id FROM grade WHERE sheet = $1", "i", "i"
    };
    int64_t id;
    void *rec;

    assert_int_equal(sql_get_int(s->h->rq.sql, &id, &q, ARGS(INT(sheet))),
                     RC_OK);
    assert_int_equal(record_load(&s->h->rq, &type_grade, id, &rec), RC_OK);
    return rec;
}

static enum rc points(struct school *s, int64_t sheet, int n)
{
    struct grade *g = grade_of(s, sheet);

    g->points = (struct count){ n, true };
    return house_save(s->h, &type_grade, g);
}

static void fill(struct school *s, const char *kind, int n)
{
    struct grade_sheet *g = sheet(s, kind);

    assert_int_equal(house_step(s->h, &type_grade_sheet, g, "submit"),
                     RC_CONFLICT);
    assert_int_equal(points(s, g->r.id, 101), RC_INVALID);
    assert_int_equal(points(s, g->r.id, n), RC_OK);
    assert_int_equal(house_step(s->h, &type_grade_sheet, g, "submit"), RC_OK);
    assert_int_equal(house_step(s->h, &type_grade_sheet, g, "close"),
                     RC_DENIED);
    assert_int_equal(house_step_by_act(s->h, &type_grade_sheet, g, "close"), RC_OK);
    assert_string_equal(grade_of(s, g->r.id)->r.state, "closed");
    assert_int_equal(points(s, g->r.id, 1), RC_DENIED);
}

static void a_closed_grade_stands(void **state)
{
    static const struct sql_text last = {
        "SELECT id FROM grade_sheet WHERE kind = 'final'", "", "i"
    };
    struct standing st;
    struct school s;
    struct grade *g;
    int64_t id;

    found(&s, *state);
    assert_int_equal(wish(&s, 0, s.section, TAKE), RC_OK);
    fill(&s, "first", 25);
    fill(&s, "second", 25);
    fill(&s, "final", 30);
    assert_int_equal(sql_get_int(s.h->rq.sql, &id, &last, NO_ARGS), RC_OK);
    g = grade_of(&s, id);
    assert_int_equal(g->total.n, 80);
    assert_string_equal(g->letter, "B");
    assert_int_equal(student_standing(&s.h->rq, s.student[0], &st), RC_OK);
    assert_int_equal(st.credits, 6);
    assert_int_equal(st.debts, 0);
    g->points.n = 10;
    g->reason = "Эсептөөдө ката кетти";
    assert_int_equal(house_step_by_act(s.h, &type_grade, g, "correct"), RC_OK);
    assert_string_equal(grade_of(&s, id)->letter, "FX");
    assert_int_equal(student_standing(&s.h->rq, s.student[0], &st), RC_OK);
    assert_int_equal(st.debts, 1);
}

/* The points of years gone by come by a file, marked so, once each. */
static void history_arrives(void **state)
{
    struct school s;
    struct grade_sheet *g;
    struct import_options o = { .type = &type_grade };
    struct import_report r;
    const char *csv;
    enum rc rc;

    found(&s, *state);
    g = record_new(&s.h->rq, &type_grade_sheet);
    g->section = s.section;
    g->kind = "final";
    g->until = s.h->rq.today;
    g->earlier = true;
    add(&s, &type_grade_sheet, g);
    csv = mem_fmt(s.h->mem, "sheet,student,points\nM1-1/final,#%lld,75\n",
                  (long long)s.student[0]);
    rc = import_csv(&s.h->rq, &o, csv, strlen(csv), &r);
    if (rc)
        print_error("%s\n", r.n_faults ? r.faults[0].text : "");
    assert_int_equal(rc, RC_OK);
    assert_string_equal(grade_of(&s, g->r.id)->r.state, "imported");
    assert_string_equal(grade_of(&s, g->r.id)->letter, "C");
    rq_forget(&s.h->rq);
    assert_int_equal(import_csv(&s.h->rq, &o, csv, strlen(csv), &r),
                     RC_INVALID);
    assert_int_equal(points(&s, g->r.id, 100), RC_DENIED);
}

/* --- Movement ------------------------------------------------------------------- */

/* Whoever is in the spans came by an order, whoever left went by one. */
static void every_row_has_its_order(void **state)
{
    struct school s;
    void *rec;

    found(&s, *state);
    assert_int_equal(record_load(&s.h->rq, &type_student, s.student[1], &rec),
                     RC_OK);
    assert_int_equal(house_step_by_act(s.h, &type_student, rec, "expel"), RC_OK);
    assert_int_equal(house_count(s.h, "SELECT COUNT(*) FROM movement"
                                      " WHERE act IS NULL"),
                     0);
    assert_int_equal(
        house_count(s.h, "SELECT (SELECT COUNT(*) FROM movement WHERE step ="
                         " 'enrol') - (SELECT COUNT(*) FROM movement WHERE"
                         " step = 'expel') - (SELECT COUNT(*) FROM student_span"
                         " WHERE state = 'studying' AND until IS NULL"
                         " AND known_until IS NULL)"),
        0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, house_open, house_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(hours_match_credits),
        TEST(no_course_needs_itself),
        TEST(a_place_is_given_once),
        TEST(a_refusal_names_what_is_missing),
        TEST(a_closed_grade_stands),
        TEST(history_arrives),
        TEST(every_row_has_its_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
