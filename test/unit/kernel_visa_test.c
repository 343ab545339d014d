/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kernel_visa_test.c: the approval sheet of an act: who is asked when, what an
 * edit does to the visas given, who stands in for whom, and that nothing is
 * signed without them.
 */
#include "act_help.h"

#include "kernel/absence.h"
#include "kernel/act_form.h"
#include "kernel/visa.h"

static const struct act_form forms[] = {
    { .name = "expulsion", .kind = "order", .subject = &type_student,
      .step = "expel", .title = "On expelling", .body = "To expel: {code}.",
      .visas = "vice_rector" },
};
static const struct module with_forms = {
    .name = "forms", SPAN(act_forms, forms),
};
static const struct module *const modules[] = { &kernel_module,
                                                &student_module,
                                                &with_forms };

static int open_house(void **state)
{
    return house_open_with(state, modules, 3);
}

/* --- Short ways ----------------------------------------------------------- */

struct sheet_of {
    int64_t act, person, position;
};

static enum rc adding_visa(struct rq *rq, void *arg)
{
    const struct sheet_of *s = arg;

    return visa_add(rq, &type_act, s->act, s->person, s->position, false);
}

static enum rc put_on(struct office *o, int64_t act, int64_t person,
                      int64_t position)
{
    struct sheet_of s = { act, person, position };
    enum rc rc;

    house_as(o->h, o->clerk);
    rc = app_write(&o->h->rq, adding_visa, &s);
    if (!rc)
        house_as(o->h, 0);
    return rc;
}

/* The newest visa of the person on this act. */
static struct visa *visa_of(struct office *o, int64_t act, int64_t person)
{
    struct visa_sheet s;
    struct visa *found = NULL;

    assert_int_equal(visa_sheet(&o->h->rq, &type_act, act, &s), RC_OK);
    for (size_t i = 0; i < s.n; i++)
        if (s.now[i]->person == person)
            found = s.now[i];
    assert_non_null(found);
    return found;
}

static enum rc give_as(struct office *o, int64_t who, int64_t act,
                       int64_t person, const char *step, const char *remark)
{
    struct visa *v = visa_of(o, act, person);

    house_as(o->h, who);
    v->remark = remark;
    return house_step(o->h, &type_visa, v, step);
}

static int64_t open_for(struct office *o, int64_t person)
{
    return house_count(
        o->h, mem_fmt(o->h->mem,
                      "SELECT COUNT(*) FROM assignment WHERE state = 'open'"
                      " AND person = %lld",
                      (long long)person));
}

static enum rc compile(struct office *o, int64_t act)
{
    struct act_compiled *c;

    house_as(o->h, o->rector);
    return act_compile(&o->h->rq, act, &c);
}

static const char *state_of(struct office *o, int64_t act, int64_t person)
{
    return visa_of(o, act, person)->r.state;
}

/* A draft that enrols a student: no template demands anything. */
static int64_t draft(struct office *o)
{
    int64_t act = act_new(o, "Кабыл алуу жөнүндө");

    house_as(o->h, 0);
    act_enrol(o, act, student_new(o->h, "S1"), 1);
    house_as(o->h, o->clerk);
    return act;
}

/* --- Tests ---------------------------------------------------------------- */

static void asked_in_turn_and_signed_with_all(void **state)
{
    struct office o = office_open(state);
    int64_t a = house_person(o.h, "А"), b = house_person(o.h, "Б"),
            c = house_person(o.h, "В"), d = house_person(o.h, "Г"),
            act = draft(&o);

    assert_int_equal(put_on(&o, act, a, 1), RC_OK);
    assert_int_equal(put_on(&o, act, b, 1), RC_OK);
    assert_int_equal(put_on(&o, act, c, 2), RC_OK);
    assert_string_equal(state_of(&o, act, a), "listed");
    assert_int_equal(act_checked(&o, act), RC_OK);
    assert_string_equal(state_of(&o, act, a), "asked");
    assert_string_equal(state_of(&o, act, b), "asked");
    assert_string_equal(state_of(&o, act, c), "listed");
    assert_int_equal(open_for(&o, a), 1);
    assert_int_equal(open_for(&o, c), 0);
    assert_int_equal(compile(&o, act), RC_CONFLICT);

    assert_int_equal(give_as(&o, a, act, a, "agree", NULL), RC_OK);
    assert_string_equal(state_of(&o, act, c), "listed");
    assert_int_equal(open_for(&o, a), 0);
    assert_int_equal(give_as(&o, b, act, b, "agree", "макул"), RC_OK);
    assert_string_equal(state_of(&o, act, c), "asked");
    assert_int_equal(compile(&o, act), RC_CONFLICT);
    assert_int_equal(give_as(&o, c, act, c, "agree", NULL), RC_OK);
    assert_int_equal(compile(&o, act), RC_OK);
    assert_int_equal(house_count(o.h, "SELECT COUNT(*) FROM notice WHERE"
                                      " kind IN ('visas', 'sign')"), 2);
    assert_int_equal(act_sign_compiled(&o, act_sealed(&o, act)), RC_OK);
    assert_string_equal(act_of(o.h, act)->r.state, "signed");
    /* What was signed keeps its visas. */
    assert_string_equal(state_of(&o, act, c), "agreed");
    assert_int_equal(put_on(&o, act, d, 1), RC_CONFLICT);
}

static void nobody_else_gives_it(void **state)
{
    struct office o = office_open(state);
    int64_t a = house_person(o.h, "А"), b = house_person(o.h, "Б"),
            act = draft(&o);

    assert_int_equal(put_on(&o, act, a, 1), RC_OK);
    assert_int_equal(act_checked(&o, act), RC_OK);
    assert_int_equal(give_as(&o, b, act, a, "agree", NULL), RC_MISSING);
    assert_int_equal(give_as(&o, o.rector, act, a, "agree", NULL), RC_DENIED);
    assert_int_equal(give_as(&o, o.clerk, act, a, "agree", NULL), RC_DENIED);
    /* Who is asked sees the act, others do not. */
    house_as(o.h, a);
    assert_int_equal(rights_check(&o.h->rq, &type_act, act, OP_SEE, NULL),
                     RC_OK);
    house_as(o.h, b);
    assert_int_not_equal(rights_check(&o.h->rq, &type_act, act, OP_SEE, NULL),
                         RC_OK);
    /* Nobody but the hands of the act writes its sheet. */
    house_as(o.h, a);
    assert_int_equal(
        app_write(&o.h->rq, adding_visa, &(struct sheet_of){ act, b, 1 }),
        RC_DENIED);
}

static void hands_of_the_act_give_none(void **state)
{
    struct office o = office_open(state);
    int64_t a = house_person(o.h, "А"), act = draft(&o);

    assert_int_equal(put_on(&o, act, o.clerk, 1), RC_INVALID);
    assert_int_equal(put_on(&o, act, o.rector, 1), RC_INVALID);
    assert_int_equal(put_on(&o, act, a, 1), RC_OK);
    assert_int_equal(put_on(&o, act, a, 2), RC_CONFLICT);
}

static void an_edit_voids_what_was_given(void **state)
{
    struct office o = office_open(state);
    int64_t a = house_person(o.h, "А"), b = house_person(o.h, "Б"),
            act = draft(&o);
    struct act *rec;

    assert_int_equal(put_on(&o, act, a, 1), RC_OK);
    assert_int_equal(put_on(&o, act, b, 1), RC_OK);
    assert_int_equal(act_checked(&o, act), RC_OK);
    assert_int_equal(give_as(&o, a, act, a, "agree", NULL), RC_OK);

    house_as(o.h, o.clerk);
    rec = act_of(o.h, act);
    rec->body.in[LANG_KY] = "БУЙРУК КЫЛАМ: башкача";
    assert_int_equal(house_save(o.h, &type_act, rec), RC_OK);
    assert_string_equal(state_of(&o, act, a), "void");
    assert_string_equal(state_of(&o, act, b), "void");
    assert_int_equal(open_for(&o, b), 0);
    assert_int_equal(house_count(o.h, "SELECT COUNT(*) FROM assignment WHERE"
                                      " state = 'cancelled'"), 1);
    assert_int_equal(give_as(&o, b, act, b, "agree", NULL), RC_CONFLICT);

    /* Checked again: both are asked anew, the old ones stay to be read. */
    house_as(o.h, o.clerk);
    assert_int_equal(act_checked(&o, act), RC_OK);
    assert_string_equal(state_of(&o, act, a), "asked");
    assert_int_equal(compile(&o, act), RC_CONFLICT);
    assert_int_equal(give_as(&o, a, act, a, "agree", NULL), RC_OK);
    assert_int_equal(give_as(&o, b, act, b, "agree", NULL), RC_OK);
    assert_int_equal(compile(&o, act), RC_OK);
    assert_int_equal(house_count(o.h, "SELECT COUNT(*) FROM visa"), 4);

    /* A new line is another text too. */
    house_as(o.h, o.clerk);
    act_enrol(&o, act, student_new(o.h, "S2"), 2);
    assert_string_equal(state_of(&o, act, a), "void");
}

static void a_check_alone_voids_nothing(void **state)
{
    struct office o = office_open(state);
    int64_t a = house_person(o.h, "А"), act = draft(&o);

    assert_int_equal(put_on(&o, act, a, 1), RC_OK);
    assert_int_equal(act_checked(&o, act), RC_OK);
    assert_int_equal(give_as(&o, a, act, a, "agree", NULL), RC_OK);
    house_as(o.h, o.clerk);
    assert_int_equal(act_checked(&o, act), RC_OK);
    assert_string_equal(state_of(&o, act, a), "agreed");
}

static void a_refusal_needs_a_reason_and_stops(void **state)
{
    struct office o = office_open(state);
    int64_t a = house_person(o.h, "А"), b = house_person(o.h, "Б"),
            act = draft(&o);

    assert_int_equal(put_on(&o, act, a, 1), RC_OK);
    assert_int_equal(put_on(&o, act, b, 2), RC_OK);
    assert_int_equal(act_checked(&o, act), RC_OK);
    assert_int_equal(give_as(&o, a, act, a, "refuse", NULL), RC_INVALID);
    assert_int_equal(give_as(&o, a, act, a, "refuse", "каржы жок"), RC_OK);
    assert_int_equal(open_for(&o, o.clerk), 1); /* to look at the reason */
    assert_string_equal(state_of(&o, act, b), "listed");
    assert_int_equal(compile(&o, act), RC_CONFLICT);
    assert_non_null(strstr(rq_why(&o.h->rq, RC_CONFLICT), "А"));
    /* Who refused may agree after all. */
    assert_int_equal(give_as(&o, a, act, a, "agree", NULL), RC_OK);
    assert_int_equal(open_for(&o, o.clerk), 0);
    assert_string_equal(state_of(&o, act, b), "asked");
}

static void a_substitute_gives_it_for_who_is_away(void **state)
{
    struct office o = office_open(state);
    int64_t a = house_person(o.h, "А"), sub = house_person(o.h, "Ордо"),
            act = draft(&o);
    struct absence *away = record_new(&o.h->rq, &type_absence);

    house_as(o.h, 0);
    house_appoint(o.h, sub, "employee", o.unit);
    house_appoint(o.h, a, "employee", o.unit);
    away->person = a;
    away->substitute = sub;
    away->reason = "leave";
    away->starts = o.h->rq.today;
    away->ends = day_add(o.h->rq.today, 3);
    assert_int_equal(house_add(o.h, &type_absence, away), RC_OK);
    assert_int_equal(put_on(&o, act, a, 1), RC_OK);
    house_as(o.h, o.clerk);
    assert_int_equal(act_checked(&o, act), RC_OK);
    assert_int_equal(give_as(&o, sub, act, a, "agree", NULL), RC_OK);
    assert_int_equal(visa_of(&o, act, a)->given_by, sub);
    assert_int_equal(visa_of(&o, act, a)->person, a);
}

static void a_drafter_is_no_second_hand_for_another(void **state)
{
    struct office o = office_open(state);
    int64_t a = house_person(o.h, "А"), act = draft(&o);
    struct absence *away = record_new(&o.h->rq, &type_absence);

    house_as(o.h, 0);
    house_appoint(o.h, a, "employee", o.unit);
    away->person = a;
    away->substitute = o.clerk;
    away->reason = "leave";
    away->starts = o.h->rq.today;
    away->ends = day_add(o.h->rq.today, 3);
    assert_int_equal(house_add(o.h, &type_absence, away), RC_OK);
    assert_int_equal(put_on(&o, act, a, 1), RC_OK);
    house_as(o.h, o.clerk);
    assert_int_equal(act_checked(&o, act), RC_OK);
    assert_int_equal(give_as(&o, o.clerk, act, a, "agree", NULL), RC_DENIED);
}

static void what_the_template_demands(void **state)
{
    struct office o = office_open(state);
    int64_t v[3], act, student;

    house_as(o.h, 0);
    student = student_new(o.h, "S9");
    act = act_new(&o, "Чыгаруу жөнүндө");
    house_as(o.h, 0);
    act_enrol(&o, act, student, 1);
    assert_int_equal(act_signed(&o, act), RC_OK);

    act = act_new(&o, "Чыгаруу жөнүндө");
    assert_int_equal(act_add(&o, act, student, "expel", NULL), RC_OK);
    assert_int_equal(act_checked(&o, act), RC_OK);
    /* Nobody is a vice-rector: it cannot be signed past them. */
    assert_int_equal(compile(&o, act), RC_CONFLICT);

    house_as(o.h, 0);
    for (size_t i = 0; i < COUNT(v); i++) {
        v[i] = house_person(o.h, mem_fmt(o.h->mem, "Проректор %zu", i));
        house_appoint(o.h, v[i], "vice_rector", 0);
    }
    house_as(o.h, o.clerk);
    {
        struct act *rec = act_of(o.h, act);

        rec->title.in[LANG_KY] = "Чыгаруу жөнүндө, кайра";
        assert_int_equal(house_save(o.h, &type_act, rec), RC_OK);
    }
    assert_int_equal(act_checked(&o, act), RC_OK);
    for (size_t i = 0; i < COUNT(v); i++) {
        assert_true(visa_of(&o, act, v[i])->demanded);
        assert_int_equal(compile(&o, act), RC_CONFLICT);
        house_as(o.h, o.clerk);
        assert_int_not_equal(give_as(&o, o.clerk, act, v[i], "remove", NULL),
                             RC_OK);
        assert_int_equal(give_as(&o, v[i], act, v[i], "agree", NULL), RC_OK);
    }
    assert_int_equal(act_sign_compiled(&o, act_sealed(&o, act)), RC_OK);
    assert_string_equal(student_of(o.h, student)->r.state, "expelled");
}

static void who_is_taken_off_is_not_waited_for(void **state)
{
    struct office o = office_open(state);
    int64_t a = house_person(o.h, "А"), b = house_person(o.h, "Б"),
            act = draft(&o);

    assert_int_equal(put_on(&o, act, a, 1), RC_OK);
    assert_int_equal(put_on(&o, act, b, 2), RC_OK);
    assert_int_equal(act_checked(&o, act), RC_OK);
    assert_int_equal(give_as(&o, o.clerk, act, a, "remove", NULL), RC_OK);
    assert_int_equal(open_for(&o, a), 0);
    assert_string_equal(state_of(&o, act, b), "asked");
    /* Put on while it is checked: asked at once in the turn. */
    assert_int_equal(put_on(&o, act, a, 2), RC_OK);
    assert_string_equal(state_of(&o, act, a), "asked");
}

static void a_dropped_act_asks_nobody(void **state)
{
    struct office o = office_open(state);
    int64_t a = house_person(o.h, "А"), act = draft(&o);

    assert_int_equal(put_on(&o, act, a, 1), RC_OK);
    assert_int_equal(act_checked(&o, act), RC_OK);
    house_as(o.h, o.clerk);
    assert_int_equal(house_step(o.h, &type_act, act_of(o.h, act), "drop"),
                     RC_OK);
    assert_int_equal(open_for(&o, a), 0);
    assert_int_equal(give_as(&o, a, act, a, "agree", NULL), RC_CONFLICT);
}

#define IN_HOUSE(test)                                                         \
    cmocka_unit_test_setup_teardown(test, open_house, house_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(asked_in_turn_and_signed_with_all),
        IN_HOUSE(nobody_else_gives_it),
        IN_HOUSE(hands_of_the_act_give_none),
        IN_HOUSE(an_edit_voids_what_was_given),
        IN_HOUSE(a_check_alone_voids_nothing),
        IN_HOUSE(a_refusal_needs_a_reason_and_stops),
        IN_HOUSE(a_substitute_gives_it_for_who_is_away),
        IN_HOUSE(a_drafter_is_no_second_hand_for_another),
        IN_HOUSE(what_the_template_demands),
        IN_HOUSE(who_is_taken_off_is_not_waited_for),
        IN_HOUSE(a_dropped_act_asks_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
