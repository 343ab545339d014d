/* SPDX-License-Identifier: Apache-2.0 */
/*
 * act_help.h: a house with students, whose steps need an act, a rector who
 * signs and a clerk who drafts.
 */
#pragma once

#include "kernel_help.h"

#include "kernel/act.h"

struct student {
    struct record r;
    const char *code;
    struct text3 name;
    int64_t unit;
    struct count course;
    const char *order;
    bool debt;
    int64_t mentor;
    struct count moves; /* computed: how often the effect ran */
};

extern const struct type type_student;

static const struct state student_states[] = {
    { "applicant", "applicant", TONE_NEUTRAL },
    { "enrolled", "enrolled", TONE_GOOD },
    { "expelled", "expelled", TONE_BAD },
};
static const struct field student_fields[] = {
    FIELD_TEXT(student, code, .label = "code", .must = true, .unique = true,
               .list = true, .filter = true),
    FIELD_TEXT3(student, name, .label = "name", .must = true, .search = true),
    FIELD_REF(student, unit, &type_unit, .label = "unit", .timed = true),
    FIELD_COUNT(student, course, .label = "course", .least = 1, .most = 6,
                .by_act = true, .timed = true),
    { .kind = KIND_TEXT, .name = "basis_text", .label = "order",
      .offset = offsetof(struct student, order) },
    FIELD_BOOL(student, debt, .label = "debt"),
    FIELD_REF(student, mentor, &type_student, .label = "mentor"),
    FIELD_COUNT(student, moves, .label = "moves", .computed = true),
};

static enum rc student_check(struct rq *rq, void *rec, const void *old)
{
    struct student *s = rec;

    (void)rq;
    (void)old;
    s->r.owner_unit = s->unit;
    return RC_OK;
}

static enum rc no_debt(struct rq *rq, const void *rec)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM student WHERE code = 'STOP'", "", "i"
    };
    int64_t stop;

    if (((const struct student *)rec)->debt)
        return fail(rq, RC_INVALID, "debt", "owes money");
    TRY(sql_get_int(rq->sql, &stop, &q, NO_ARGS));
    /* What another record says. */
    return stop ? fail(rq, RC_CONFLICT, NULL, "is stopped") : RC_OK;
}

static enum rc count_move(struct rq *rq, void *rec)
{
    struct student *s = rec;

    (void)rq;
    s->moves = (struct count){ s->moves.n + 1, true };
    return RC_OK;
}

static const struct step student_steps[] = {
    { .name = "enrol", .label = "Enrol", .from = { "applicant" },
      .to = "enrolled", .asks = { "course", "unit" },
      .needs = { "course" }, .guard = no_debt, .by_act = true },
    { .name = "move", .label = "Move", .from = { "enrolled" },
      .asks = { "unit" }, .effect = count_move, .by_act = true },
    { .name = "expel", .label = "Expel", .from = { "enrolled" },
      .to = "expelled", .by_act = true, .danger = true },
};

const struct type type_student = {
    .name = "student", .label = "Student", .plural = "Students",
    .size = sizeof(struct student), SPAN(fields, student_fields),
    SPAN(states, student_states), SPAN(steps, student_steps),
    .title = "name", .code = "code", .order = "code",
    .check = student_check, .counted = true,
};

static const struct type *const student_types[] = { &type_student };
static const struct grant student_grants[] = {
    { "clerk", "student", OP_SEE | OP_ADD | OP_EDIT | OP_EXPORT, SCOPE_ALL,
      NULL, NULL, NULL },
    { "rector", "student", OP_SEE | OP_ADD | OP_EDIT | OP_STEP, SCOPE_ALL,
      NULL, NULL, NULL },
    { "librarian", "student", OP_SEE | OP_ADD | OP_EDIT, SCOPE_ALL, NULL,
      NULL, NULL },
    { "vice_rector", "student", OP_SEE | OP_STEP, SCOPE_ALL, NULL, NULL,
      NULL },
    { "dean", "student", OP_SEE, SCOPE_ALL, NULL, NULL, NULL },
};
static const struct module student_module = {
    .name = "students", SPAN(types, student_types),
    SPAN(grants, student_grants),
};
static const struct module *const act_modules[] = { &kernel_module,
                                                    &student_module };

static inline int act_house(void **state)
{
    return house_open_with(state, act_modules, 2);
}

#define CODE "кодум бул 1"

/* Who does what in a test. */
struct office {
    struct house *h;
    int64_t rector, clerk, unit;
};

static inline struct office office_open(void **state)
{
    struct house *h = *state;
    struct office o = { .h = h };

    o.rector = house_person(h, "Ректор");
    o.clerk = house_person(h, "Катчы");
    o.unit = house_unit(h, "FIT", 0)->r.id;
    house_appoint(h, o.rector, "rector", 0);
    house_appoint(h, o.clerk, "clerk", 0);
    return o;
}

static inline int64_t student_new(struct house *h, const char *code)
{
    struct student *s = record_new(&h->rq, &type_student);

    s->code = code;
    s->name.in[LANG_KY] = mem_fmt(h->mem, "Студент %s", code);
    assert_int_equal(house_add(h, &type_student, s), RC_OK);
    return s->r.id;
}

static inline struct student *student_of(struct house *h, int64_t id)
{
    void *rec;

    assert_int_equal(record_load(&h->rq, &type_student, id, &rec), RC_OK);
    return rec;
}

static inline struct act *act_of(struct house *h, int64_t id)
{
    void *rec;

    assert_int_equal(record_load(&h->rq, &type_act, id, &rec), RC_OK);
    return rec;
}

/* --- Writes ------------------------------------------------------------------ */

static inline enum rc draft_run(struct rq *rq, void *arg)
{
    ((struct act *)arg)->r.id = 0;
    return act_draft(rq, arg);
}

/* A draft by the clerk for the rector. */
static inline int64_t act_new(struct office *o, const char *title)
{
    struct act *a = record_new(&o->h->rq, &type_act);

    a->title.in[LANG_KY] = title;
    a->body.in[LANG_KY] = "БУЙРУК КЫЛАМ:";
    a->signer = o->rector;
    a->unit = o->unit;
    house_as(o->h, o->clerk);
    assert_int_equal(app_write(&o->h->rq, draft_run, a), RC_OK);
    return a->r.id;
}

struct adding {
    int64_t act, id;
    const char *step;
    const void *values;
};

static inline enum rc adding_run(struct rq *rq, void *arg)
{
    struct adding *a = arg;

    return act_add_step(rq, a->act, &type_student, a->id, a->step, a->values);
}

static inline enum rc act_add(struct office *o, int64_t act, int64_t id,
                              const char *step, const void *values)
{
    struct adding a = { act, id, step, values };

    return app_write(&o->h->rq, adding_run, &a);
}

/* Enrols a student into a course. */
static inline void act_enrol(struct office *o, int64_t act, int64_t id,
                             int64_t course)
{
    struct student *s = student_of(o->h, id);

    s->course = (struct count){ course, true };
    assert_int_equal(act_add(o, act, id, "enrol", s), RC_OK);
}

struct checking {
    int64_t act;
    enum rc rc;
};

/* As a page does: the faults stay. */
static inline enum rc checking_run(struct rq *rq, void *arg)
{
    struct checking *c = arg;

    c->rc = act_check(rq, c->act);
    return c->rc == RC_INVALID ? RC_OK : c->rc;
}

static inline enum rc act_checked(struct office *o, int64_t act)
{
    struct checking c = { act, RC_OK };
    enum rc rc = app_write(&o->h->rq, checking_run, &c);

    return rc ? rc : c.rc;
}

struct signing {
    const struct act_compiled *c;
    enum rc rc;
};

static inline enum rc signing_run(struct rq *rq, void *arg)
{
    struct signing *s = arg;

    s->rc = act_sign(rq, s->c);
    return s->rc == RC_CONFLICT ? RC_OK : s->rc;
}

static inline enum rc act_sign_compiled(struct office *o,
                                        const struct act_compiled *c)
{
    struct signing s = { c, RC_OK };
    enum rc rc;

    house_as(o->h, o->rector);
    rc = app_write(&o->h->rq, signing_run, &s);
    return rc ? rc : s.rc;
}

/* Compiled and sealed by the rector, with a code of the first time if it is. */
static inline struct act_compiled *act_sealed(struct office *o, int64_t act)
{
    struct act_compiled *c;
    enum sign_key_have have;

    house_as(o->h, o->rector);
    assert_int_equal(act_compile(&o->h->rq, act, &c), RC_OK);
    assert_int_equal(sign_key_of(&o->h->rq, o->rector, &have), RC_OK);
    if (have == SIGN_KEY_NEVER)
        assert_int_equal(act_seal_first(&o->h->rq, c, CODE), RC_OK);
    else
        assert_int_equal(act_seal(&o->h->rq, c, CODE), RC_OK);
    return c;
}

static inline enum rc act_signed(struct office *o, int64_t act)
{
    assert_int_equal(act_checked(o, act), RC_OK);
    return act_sign_compiled(o, act_sealed(o, act));
}
