/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo_people.c: a university of invented people.  Surnames are made of words
 * for mountains, water and light, so that nobody is meant.  Every unit of the
 * demo has a code that begins with "demo_", every person an address that can
 * never receive mail.
 */
#include "mod/strategy/demo_people.h"

#include "base/hash.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

const struct demo_login demo_logins[] = {
    { "rector", "rector" },   { "planning", "planning" },
    { "dean", "dean" },       { "teacher", "teacher" },
    { "student", "student" }, { "clerk", "clerk" },
    { "admin", "administrator" }, { "vice", "vice_rector" },
    { "registrar", "registrar" },
};
const size_t n_demo_logins = COUNT(demo_logins);

enum { SLICE = 200, TEACHERS_OF = 12, SEATS = 400 };

/* --- Units ---------------------------------------------------------------- */

struct demo_unit {
    const char *code, *parent, *kind;
    struct text3 name;
};

#define U(code, parent, kind, ky, ru, en)                                      \
    { code, parent, kind, { { ky, ru, en } } }
static const struct demo_unit units[] = {
    U("demo_planning", "rectorate", "office", "Стратегиялык пландоо бөлүмү",
      "Отдел стратегического планирования", "Strategic Planning Office"),
    U("demo_study", "rectorate", "office", "Окуу бөлүмү", "Учебный отдел",
      "Study Department"),
    U("demo_it", "rectorate", "office", "Маалыматтык технологиялар бөлүмү",
      "Отдел информационных технологий", "IT Department"),
    U("demo_youth", "rectorate", "office", "Жаштар менен иштөө бөлүмү",
      "Отдел по работе с молодёжью", "Youth Affairs Department"),
    U("demo_chancery", "rectorate", "office", "Кеңсе", "Канцелярия",
      "Records Office"),
    U("demo_energy", "faculties", "faculty", "Энергетика факультети",
      "Энергетический факультет", "Faculty of Energy"),
    U("demo_civil", "faculties", "faculty", "Курулуш факультети",
      "Строительный факультет", "Faculty of Civil Engineering"),
    U("demo_transport", "faculties", "faculty", "Транспорт факультети",
      "Транспортный факультет", "Faculty of Transport"),
    U("demo_digital", "faculties", "faculty",
      "Санариптик технологиялар факультети",
      "Факультет цифровых технологий", "Faculty of Digital Technologies"),
    U("demo_food", "institutes", "institute",
      "Тамак-аш технологиялары институту", "Институт пищевых технологий",
      "Institute of Food Technologies"),
    U("demo_economy", "institutes", "institute",
      "Экономика жана башкаруу институту", "Институт экономики и управления",
      "Institute of Economics and Management"),
    U("demo_power", "demo_energy", "department",
      "Электр менен камсыздоо кафедрасы", "Кафедра электроснабжения",
      "Department of Power Supply"),
    U("demo_renewable", "demo_energy", "department",
      "Кайра жаралуучу энергия кафедрасы", "Кафедра возобновляемой энергии",
      "Department of Renewable Energy"),
    U("demo_heat", "demo_energy", "department",
      "Жылуулук энергетикасы кафедрасы", "Кафедра теплоэнергетики",
      "Department of Heat Engineering"),
    U("demo_physics", "demo_energy", "department", "Физика кафедрасы",
      "Кафедра физики", "Department of Physics"),
    U("demo_structures", "demo_civil", "department",
      "Курулуш конструкциялары кафедрасы",
      "Кафедра строительных конструкций", "Department of Structures"),
    U("demo_roads", "demo_civil", "department", "Автожолдор кафедрасы",
      "Кафедра автомобильных дорог", "Department of Roads"),
    U("demo_architecture", "demo_civil", "department",
      "Архитектура кафедрасы", "Кафедра архитектуры",
      "Department of Architecture"),
    U("demo_ecology", "demo_civil", "department", "Экология кафедрасы",
      "Кафедра экологии", "Department of Ecology"),
    U("demo_cars", "demo_transport", "department", "Автомобилдер кафедрасы",
      "Кафедра автомобилей", "Department of Vehicles"),
    U("demo_logistics", "demo_transport", "department",
      "Логистика кафедрасы", "Кафедра логистики", "Department of Logistics"),
    U("demo_machines", "demo_transport", "department",
      "Машина куруу кафедрасы", "Кафедра машиностроения",
      "Department of Mechanical Engineering"),
    U("demo_safety", "demo_transport", "department",
      "Эмгек коопсуздугу кафедрасы", "Кафедра безопасности труда",
      "Department of Occupational Safety"),
    U("demo_software", "demo_digital", "department",
      "Программалык инженерия кафедрасы", "Кафедра программной инженерии",
      "Department of Software Engineering"),
    U("demo_networks", "demo_digital", "department",
      "Тармактар жана байланыш кафедрасы", "Кафедра сетей и связи",
      "Department of Networks"),
    U("demo_maths", "demo_digital", "department", "Математика кафедрасы",
      "Кафедра математики", "Department of Mathematics"),
    U("demo_languages", "demo_digital", "department", "Тилдер кафедрасы",
      "Кафедра языков", "Department of Languages"),
};
#undef U

static enum rc add_units(struct rq *rq, void *arg)
{
    (void)arg;
    for (size_t i = 0; i < COUNT(units); i++) {
        struct unit *u = record_new(rq, &type_unit);
        enum rc rc =
            record_find(rq, &type_unit, units[i].parent, 0, &u->parent);

        /* Without the concept there is no rectorate to be under. */
        if (rc && rc != RC_MISSING)
            return rc;
        u->code = units[i].code;
        u->kind = units[i].kind;
        u->nature = "unit";
        u->name = units[i].name;
        u->named_in = "demo";
        TRY(record_put(rq, &type_unit, u, "add"));
    }
    return RC_OK;
}

/* --- Names ---------------------------------------------------------------- */

static const char *const surnames[] = {
    "Тоолубаев",    "Суусарбеков", "Жарыкбаев",   "Алачыков",
    "Жайлообеков",  "Көлбаев",     "Асманбеков",  "Кырчынов",
    "Булакбаев",    "Таңатаров",   "Арчабеков",   "Чолпонбаев",
    "Өзөнбеков",    "Желаргыев",   "Күнбулаков",  "Мөңгүбаев",
    "Боорукеров",   "Шамалбеков",  "Гүлзарбаев",  "Айдыңбеков",
    "Зоокабаев",    "Кашкатоев",   "Түндүкбеков", "Үркөрбаев",
    "Горноречкин",  "Ясноозёров",  "Тихоборский", "Светлолугов",
};
static const char *const men[] = {
    "Азамат", "Бакыт",  "Эрмек",  "Нурлан", "Талант", "Улан",
    "Мирлан", "Кубат",  "Жоомарт", "Бектур", "Айбек", "Темир",
    "Өмүрбек", "Санжар", "Эмил",   "Руслан",
};
static const char *const women[] = {
    "Айгүл",   "Бермет", "Чолпон", "Динара",  "Элмира", "Жылдыз",
    "Нургүл",  "Мээрим", "Каныкей", "Айпери", "Салтанат", "Зарина",
    "Гүлнара", "Назгүл", "Асель",  "Марина",
};

/* As Russian papers write it: without the letters that Russian lacks. */
static const char *in_russian(struct mem *m, const char *s)
{
    static const char *const pairs[][2] = {
        { "ө", "о" }, { "Ө", "О" }, { "ү", "у" },
        { "Ү", "У" }, { "ң", "н" }, { "Ң", "Н" },
    };
    struct buf b;

    buf_init(&b, m);
    while (*s) {
        size_t i = 0;

        while (i < COUNT(pairs) && strncmp(s, pairs[i][0], 2) != 0)
            i++;
        if (i < COUNT(pairs)) {
            buf_str(&b, pairs[i][1]);
            s += 2;
        } else {
            buf_char(&b, *s++);
        }
    }
    return b.s;
}

static struct text3 name_of(struct mem *m, uint64_t who)
{
    bool woman = demo_pick(who, 1, 2);
    const char *surname =
        surnames[demo_pick(who, 2, (int)COUNT(surnames))];
    const char *given = woman ? women[demo_pick(who, 3, (int)COUNT(women))]
                              : men[demo_pick(who, 3, (int)COUNT(men))];
    const char *father = men[demo_pick(who, 4, (int)COUNT(men))];
    size_t n = strlen(surname), tail = strlen("ий");
    const char *ky;

    if (woman && n > tail && !strcmp(surname + n - tail, "ий"))
        surname = mem_fmt(m, "%.*sая", (int)(n - tail), surname);
    else if (woman)
        surname = mem_fmt(m, "%sа", surname);
    ky = mem_fmt(m, "%s %s %s %s", surname, given, father,
                 woman ? "кызы" : "уулу");
    return (struct text3){ { ky, in_russian(m, ky), text_latin(m, ky) } };
}

/* --- Seats: a person in a unit -------------------------------------------- */

struct seat {
    const char *unit; /* code; NULL: the whole university */
    const char *role, *role2;
    const char *post, *login;
};

struct staff {
    struct seat *seat;
    size_t n, from, to; /* the slice of this write */
    const char *password;
    int students;
};

static void seat(struct staff *s, const char *unit, const char *role,
                 const char *post, const char *login)
{
    s->seat[s->n++] = (struct seat){ unit, role, NULL, post, login };
}

static enum rc appoint(struct rq *rq, int64_t person, const struct seat *s,
                       const char *role)
{
    struct appointment *a;
    int64_t unit = 0;
    enum rc rc;

    if (!role || app_role_index(rq->app, role) < 0)
        return RC_OK;
    if (s->unit) {
        rc = record_find(rq, &type_unit, s->unit, 0, &unit);
        /* Without the concept a rector is the whole university's. */
        if (rc == RC_MISSING && strcmp(role, "rector") != 0)
            return RC_OK;
        if (rc != RC_MISSING)
            TRY(rc);
    }
    a = record_new(rq, &type_appointment);
    a->person = person;
    a->role = role;
    a->unit = unit;
    a->post = s->post;
    a->starts = day_ymd(2022, 9, 1);
    return record_put(rq, &type_appointment, a, "add");
}

static enum rc person_make(struct rq *rq, uint64_t who, int64_t *id)
{
    struct person *p = record_new(rq, &type_person);

    p->name = name_of(rq->mem, who);
    p->email = mem_fmt(rq->mem, "p%llu@demo.invalid", (unsigned long long)who);
    p->lang = demo_pick(who, 5, 4) ? "ky" : "ru";
    TRY(record_put(rq, &type_person, p, "add"));
    *id = p->r.id;
    return RC_OK;
}

static enum rc seat_fill(struct rq *rq, const struct staff *s, size_t i)
{
    const struct seat *seat = &s->seat[i];
    struct account *a;
    int64_t person;

    TRY(person_make(rq, 1000 + i, &person));
    TRY(appoint(rq, person, seat, seat->role));
    TRY(appoint(rq, person, seat, seat->role2));
    if (!seat->login)
        return RC_OK;
    a = record_new(rq, &type_account);
    a->login = seat->login;
    a->person = person;
    a->password = s->password;
    return record_put(rq, &type_account, a, "add");
}

static enum rc fill_slice(struct rq *rq, void *arg)
{
    const struct staff *s = arg;

    for (size_t i = s->from; i < s->to; i++)
        TRY(seat_fill(rq, s, i));
    return RC_OK;
}

static enum rc student_slice(struct rq *rq, void *arg)
{
    const struct staff *s = arg;
    int64_t id;

    for (size_t i = s->from; i < s->to; i++)
        TRY(person_make(rq, 1000000 + i, &id));
    return RC_OK;
}

/* Heads of the offices that the concept names. */
static const struct {
    const char *unit, *role;
} offices[] = {
    { "quality_dept", "quality" },    { "hr_dept", NULL },
    { "science_dept", NULL },         { "finance_dept", NULL },
    { "sadyk", NULL },                { "intl_dept", NULL },
    { "admin_dept", NULL },           { "legal_dept", NULL },
    { "practice_dept", NULL },        { "career_centres", NULL },
    { "preuni_centres", NULL },       { "press_service", NULL },
    { "library", NULL },              { "business_incubators", NULL },
};

static void seats_top(struct staff *s)
{
    seat(s, "rector", "rector", "Ректор", "rector");
    seat(s, "vr_academic", "vice_rector", "Проректор", "vice");
    seat(s, "vr_science", "vice_rector", "Проректор", NULL);
    seat(s, "vr_external", "vice_rector", "Проректор", NULL);
    seat(s, "demo_planning", "planning", "Бөлүм башчысы", "planning");
    s->seat[s->n - 1].role2 = "head";
    seat(s, NULL, "administrator", "Системанын администратору", "admin");
    seat(s, "demo_chancery", "clerk", "Кеңсенин адиси", "clerk");
    for (size_t i = 0; i < COUNT(offices); i++) {
        seat(s, offices[i].unit, "head", "Бөлүм башчысы", NULL);
        s->seat[s->n - 1].role2 = offices[i].role;
        seat(s, offices[i].unit, "employee", "Адис", NULL);
    }
}

static void seats_units(struct staff *s)
{
    bool dean = false;

    for (size_t i = 0; i < COUNT(units); i++) {
        const struct demo_unit *u = &units[i];

        if (!strcmp(u->kind, "faculty")) {
            seat(s, u->code, "dean", "Декан", dean ? NULL : "dean");
            dean = true;
        } else if (!strcmp(u->kind, "institute")) {
            seat(s, u->code, "dean", "Директор", NULL);
        } else if (!strcmp(u->kind, "department")) {
            seat(s, u->code, "head", "Кафедра башчысы", NULL);
            s->seat[s->n - 1].role2 = "teacher";
        } else if (strcmp(u->code, "demo_planning") != 0) {
            bool study = !strcmp(u->code, "demo_study");

            seat(s, u->code, "head", "Бөлүм башчысы",
                 study ? "registrar" : NULL);
            if (study)
                s->seat[s->n - 1].role2 = "registrar";
        }
    }
}

/* Teachers go round the departments. */
static void seats_teachers(struct staff *s, int n)
{
    size_t at = 0;

    for (int i = 0; i < n; i++) {
        do
            at = (at + 1) % COUNT(units);
        while (strcmp(units[at].kind, "department") != 0);
        seat(s, units[at].code, "teacher", "Окутуучу", i ? NULL : "teacher");
    }
}

static enum rc in_slices(struct rq *rq, struct staff *s, size_t n,
                         enum rc (*fn)(struct rq *, void *))
{
    for (s->from = 0; s->from < n; s->from = s->to) {
        s->to = s->from + SLICE < n ? s->from + SLICE : n;
        TRY(demo_write(rq, fn, s));
    }
    return RC_OK;
}

enum rc demo_people(struct rq *rq, int students)
{
    int teachers = students / TEACHERS_OF + 1;
    struct staff s = {
        .seat = MEM_ARRAY(rq->mem, SEATS + (size_t)teachers, struct seat),
        .password = password_hash(rq->mem, DEMO_PASSWORD),
        .students = students,
    };

    demo_at(rq, day_ymd(2022, 9, 1), 0);
    TRY(demo_write(rq, add_units, NULL));
    seats_top(&s);
    seats_units(&s);
    seats_teachers(&s, teachers);
    seat(&s, "demo_software", "student", "Студент", "student");
    TRY(in_slices(rq, &s, s.n, fill_slice));
    TRY(in_slices(rq, &s, (size_t)(students > 0 ? students - 1 : 0),
                  student_slice));
    demo_said("  people: %zu staff, %d students\n", s.n - 1, students);
    return RC_OK;
}
