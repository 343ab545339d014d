/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registrar_demo.c: programmes, courses, curricula, groups and the students of
 * the demo university, each year's intake by a signed order.
 */
#include "mod/registrar/registrar_demo.h"

#include "kernel/act.h"
#include "kernel/org.h"
#include "kernel/record.h"

#include <stdio.h>

static const struct {
    const char *code, *unit, *level;
    int credits, length;
    struct text3 title;
} programmes[DEMO_PROGRAMMES] = {
    { "710400", "demo_software", "bachelor", 240, 8,
      { { "Программалык инженерия", "Программная инженерия",
          "Software Engineering" } } },
    { "640200", "demo_power", "bachelor", 240, 8,
      { { "Электр энергетикасы", "Электроэнергетика",
          "Electric Power Engineering" } } },
    { "750500", "demo_roads", "bachelor", 240, 8,
      { { "Автожолдор", "Автомобильные дороги", "Road Engineering" } } },
    { "580100", "demo_logistics", "master", 120, 4,
      { { "Логистика", "Логистика", "Logistics" } } },
    { "D710400", "demo_software", "phd", 180, 6,
      { { "Программалык инженерия (PhD)", "Программная инженерия (PhD)",
          "Software Engineering (PhD)" } } },
};

/* Each is taught in two parts, the second after the first. */
static const struct text3 subjects[DEMO_COURSES / 2] = {
    { { "Математика", "Математика", "Mathematics" } },
    { { "Физика", "Физика", "Physics" } },
    { { "Кыргыз тили", "Кыргызский язык", "Kyrgyz Language" } },
    { { "Чет тили", "Иностранный язык", "Foreign Language" } },
    { { "Программалоо", "Программирование", "Programming" } },
    { { "Алгоритмдер", "Алгоритмы", "Algorithms" } },
    { { "Электр чынжырлары", "Электрические цепи", "Electric Circuits" } },
    { { "Материал таануу", "Материаловедение", "Materials Science" } },
    { { "Статистика", "Статистика", "Statistics" } },
    { { "Экология", "Экология", "Ecology" } },
    { { "Маалымат базалары", "Базы данных", "Databases" } },
    { { "Тармактар", "Сети", "Networks" } },
    { { "Долбоорлоо", "Проектирование", "Design" } },
    { { "Экономика", "Экономика", "Economics" } },
    { { "Башкаруу", "Менеджмент", "Management" } },
    { { "Изилдөө усулдары", "Методы исследований", "Research Methods" } },
    { { "Автоматташтыруу", "Автоматизация", "Automation" } },
    { { "Эмгек коопсуздугу", "Охрана труда", "Occupational Safety" } },
    { { "Практика", "Практика", "Practice" } },
    { { "Бүтүрүү иши", "Выпускная работа", "Graduation Project" } },
};

int demo_length(int programme)
{
    return programmes[programme].length;
}

day demo_half(int half)
{
    return half % 2 ? day_ymd(DEMO_FIRST + half / 2 + 1, 2, 1)
                    : day_ymd(DEMO_FIRST + half / 2, 9, 1);
}

/* The two parts of a subject stand in semesters that follow each other: of
 * each year five subjects, first parts in autumn. */
static int subject_of(int course)
{
    return course / (2 * DEMO_A_HALF) * DEMO_A_HALF + course % DEMO_A_HALF;
}

static int part_of(int course)
{
    return course / DEMO_A_HALF % 2 + 1;
}

struct text3 demo_course_title(struct mem *m, int course)
{
    struct text3 t;

    for (int i = 0; i < LANGS; i++)
        t.in[i] = mem_fmt(m, "%s %d", subjects[subject_of(course)].in[i],
                          part_of(course));
    return t;
}

/* --- What is taught ------------------------------------------------------------- */

static enum rc add_courses(struct rq *rq, void *arg)
{
    struct demo_school *s = arg;

    for (int i = 0; i < DEMO_COURSES; i++) {
        struct course *c = record_new(rq, &type_course);

        TRY(record_find(rq, &type_unit,
                        programmes[subject_of(i) % 3].unit, 0,
                        &c->r.owner_unit));
        c->code = mem_fmt(rq->mem, "K%02d.%d", subject_of(i) + 1, part_of(i));
        c->title = demo_course_title(rq->mem, i);
        c->credits = (struct count){ 6, true };
        c->contact = (struct count){ 90, true };
        c->independent = (struct count){ 90, true };
        if (part_of(i) == 2)
            c->needs = (struct refs){ &s->course[i - DEMO_A_HALF], 1 };
        TRY(record_put(rq, &type_course, c, "add"));
        s->course[i] = c->r.id;
    }
    return RC_OK;
}

static enum rc add_programmes(struct rq *rq, void *arg)
{
    struct demo_school *s = arg;

    for (int i = 0; i < DEMO_PROGRAMMES; i++) {
        struct programme *p = record_new(rq, &type_programme);

        TRY(record_find(rq, &type_unit, programmes[i].unit, 0,
                        &p->r.owner_unit));
        p->code = programmes[i].code;
        p->title = programmes[i].title;
        p->level = programmes[i].level;
        p->credits = (struct count){ programmes[i].credits, true };
        TRY(record_put(rq, &type_programme, p, "add"));
        s->programme[i] = p->r.id;
    }
    return RC_OK;
}

struct plans {
    struct demo_school *s;
    int64_t id[DEMO_PROGRAMMES];
};

static enum rc add_plan(struct rq *rq, struct plans *p, int of)
{
    struct curriculum *c = record_new(rq, &type_curriculum);

    c->r.owner_unit = 0;
    c->code = mem_fmt(rq->mem, "%s-%d", programmes[of].code, DEMO_FIRST);
    c->programme = p->s->programme[of];
    c->intake = (struct count){ DEMO_FIRST, true };
    TRY(record_put(rq, &type_curriculum, c, "add"));
    p->id[of] = c->r.id;
    for (int i = 0; i < programmes[of].length * DEMO_A_HALF; i++) {
        struct curriculum_course *r = record_new(rq, &type_curriculum_course);

        r->curriculum = c->r.id;
        r->course = p->s->course[i];
        r->semester = (struct count){ i / DEMO_A_HALF + 1, true };
        r->block = i < 2 * DEMO_A_HALF ? "general" : "professional";
        r->elective = i % DEMO_A_HALF == DEMO_A_HALF - 1;
        TRY(record_put(rq, &type_curriculum_course, r, "add"));
    }
    return RC_OK;
}

static enum rc add_plans(struct rq *rq, void *arg)
{
    struct plans *p = arg;

    for (int i = 0; i < DEMO_PROGRAMMES; i++)
        TRY(add_plan(rq, p, i));
    return RC_OK;
}

static enum rc adopt_plans(struct rq *rq, struct demo_school *s)
{
    struct plans p = { .s = s };
    struct demo_line lines[DEMO_PROGRAMMES];

    TRY(app_write(rq, add_plans, &p));
    for (int i = 0; i < DEMO_PROGRAMMES; i++)
        lines[i] = (struct demo_line){ &type_curriculum, p.id[i], "adopt",
                                       NULL };
    return demo_order(rq, s, lines, DEMO_PROGRAMMES, day_ymd(DEMO_FIRST, 9, 1));
}

/* --- Who signs ------------------------------------------------------------------ */

static enum rc keep_key(struct rq *rq, void *arg)
{
    const struct demo_school *s = arg;
    int64_t id;

    return sign_key_add(rq, s->signer, s->key, &id);
}

/* --- Groups and students -------------------------------------------------------- */

static enum rc add_group(struct rq *rq, struct demo_school *s, int of, int year)
{
    struct study_group *g = record_new(rq, &type_study_group);

    TRY(record_find(rq, &type_unit, programmes[of].unit, 0,
                    &g->r.owner_unit));
    g->code = mem_fmt(rq->mem, "%s-%02d", programmes[of].code, year % 100);
    g->programme = s->programme[of];
    g->intake = (struct count){ year, true };
    g->adviser = s->teachers.id[(size_t)(of * 7 + year) % s->teachers.n];
    TRY(record_put(rq, &type_study_group, g, "add"));
    s->group[of][year - DEMO_FIRST] = g->r.id;
    return RC_OK;
}

static enum rc add_groups(struct rq *rq, void *arg)
{
    struct demo_school *s = arg;

    for (int i = 0; i < DEMO_PROGRAMMES; i++)
        for (int y = DEMO_FIRST; y <= DEMO_LAST; y++)
            TRY(add_group(rq, s, i, y));
    return RC_OK;
}

/* Most are bachelors; the one who signs in came in 2024. */
static void place(struct demo_student *s, size_t i)
{
    int roll = demo_pick(i + 71, 1, 20);

    s->programme = i == 0 ? 0 : roll < 15 ? roll % 3 : roll < 19 ? 3 : 4;
    s->intake = i == 0 ? DEMO_FIRST + 2
                       : DEMO_FIRST + (int)(i % (DEMO_LAST - DEMO_FIRST + 1));
}

/* Those of this year. */
static enum rc add_applicants(struct rq *rq, void *arg)
{
    static const char *const countries[] = { "UZ", "IN", "PK", "KZ" };
    struct demo_school *s = arg;

    for (size_t i = 0; i < s->n_students; i++) {
        struct demo_student *d = &s->student[i];
        struct student *t;

        place(d, i);
        if (d->intake != day_year(rq->today))
            continue;
        t = record_new(rq, &type_student);
        t->person = d->person;
        t->citizenship = i && demo_pick(i, 72, 8) == 0
                             ? countries[demo_pick(i, 73, 4)] : "KG";
        TRY(record_put(rq, &type_student, t, "add"));
        d->id = t->r.id;
    }
    return RC_OK;
}

static const struct student *enrolled(struct rq *rq, const struct demo_school *s,
                                      size_t i)
{
    const struct demo_student *d = &s->student[i];
    struct student *t = record_new(rq, &type_student);

    t->number = mem_fmt(rq->mem, "%02d-%05zu", d->intake % 100, i + 1);
    t->programme = s->programme[d->programme];
    t->study_group = s->group[d->programme][d->intake - DEMO_FIRST];
    t->form = demo_pick(i, 74, 5) ? "day" : "correspondence";
    t->taught = demo_pick(i, 75, 3) ? "ky" : "ru";
    t->payment = demo_pick(i, 76, 4) ? "contract" : "grant";
    return t;
}

static enum rc intake(struct rq *rq, struct demo_school *s, int year)
{
    struct demo_line *l = MEM_ARRAY(rq->mem, s->n_students + 1,
                                    struct demo_line);
    size_t n = 0;

    for (size_t i = 0; i < s->n_students; i++)
        if (s->student[i].intake == year)
            l[n++] = (struct demo_line){ &type_student, s->student[i].id,
                                         "enrol", enrolled(rq, s, i) };
    return demo_order(rq, s, l, n, day_ymd(year, 9, 1));
}

/* Who has studied as long as the programme lasts; one in fifteen leaves for a
 * year before that, and comes back. */
static enum rc leavers(struct rq *rq, struct demo_school *s, int year)
{
    struct demo_line *l = MEM_ARRAY(rq->mem, s->n_students + 1,
                                    struct demo_line);
    size_t n = 0;

    for (size_t i = 0; i < s->n_students; i++)
        if (s->student[i].intake +
                demo_length(s->student[i].programme) / 2 == year)
            l[n++] = (struct demo_line){ &type_student, s->student[i].id,
                                         "graduate", NULL };
    return n ? demo_order(rq, s, l, n, day_ymd(year, 6, 30)) : RC_OK;
}

static enum rc people(struct rq *rq, struct demo_school *s)
{
    static const struct sql_text students = {
        "SELECT p.id FROM person p LEFT JOIN appointment a ON a.person = p.id"
        " AND a.role = 'student' WHERE a.id IS NOT NULL"
        " OR p.email LIKE 'p1______@demo.invalid'"
        " ORDER BY CASE WHEN a.id IS NOT NULL THEN 0 ELSE 1 END, p.id",
        "", "i"
    };
    static const struct sql_text teachers = {
        "SELECT a.person FROM appointment a LEFT JOIN account c"
        " ON c.person = a.person AND c.login = 'teacher'"
        " WHERE a.role = 'teacher' ORDER BY CASE WHEN c.id IS NOT NULL"
        " THEN 0 ELSE 1 END, a.person",
        "", "i"
    };
    struct refs ids;

    TRY(refs_read(rq, sql_query(rq->sql, &teachers, NO_ARGS), &s->teachers));
    TRY(refs_read(rq, sql_query(rq->sql, &students, NO_ARGS), &ids));
    s->n_students = ids.n;
    s->student = MEM_ARRAY(rq->mem, ids.n + 1, struct demo_student);
    for (size_t i = 0; i < ids.n; i++)
        s->student[i].person = ids.id[i];
    return RC_OK;
}

static enum rc come_in(struct rq *rq, struct demo_school *s)
{
    demo_at(rq, day_ymd(DEMO_FIRST, 8, 20), s->signer);
    TRY(app_write(rq, add_programmes, s));
    TRY(app_write(rq, add_courses, s));
    TRY(app_write(rq, add_groups, s));
    TRY(adopt_plans(rq, s));
    for (int y = DEMO_FIRST; y <= DEMO_LAST; y++) {
        TRY(leavers(rq, s, y));
        demo_at(rq, day_ymd(y, 8, 20), s->signer);
        TRY(app_write(rq, add_applicants, s));
        TRY(intake(rq, s, y));
    }
    return RC_OK;
}

enum rc registrar_demo(struct rq *rq, int students)
{
    struct demo_school s = { .mem = rq->mem };

    (void)students;
    demo_at(rq, day_ymd(DEMO_FIRST, 9, 1), 0);
    TRY(demo_role_person(rq, "registrar", &s.signer));
    TRY(people(rq, &s));
    if (!s.signer || !s.teachers.n || !s.n_students)
        return RC_OK;
    TRY(sign_key_make(rq, s.signer, DEMO_CODE, &s.key));
    TRY(app_write(rq, keep_key, &s));
    TRY(come_in(rq, &s));
    TRY(demo_teach(rq, &s));
    demo_said("  studies: %zu students\n", s.n_students);
    return RC_OK;
}
