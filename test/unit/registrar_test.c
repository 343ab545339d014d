/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registrar_test.c: a student's place changes by an act alone, and no order
 * goes back behind the one before.
 */
#define HOUSE_OWN_MODULES
#include "kernel_help.h"

#include "kernel/act.h"
#include "mod/registrar/registrar.h"

static const struct module *const modules[] = { &kernel_module,
                                                &mod_registrar };
const struct module *const *const house_own = modules;

static struct student *applicant(struct house *h)
{
    struct programme *p = record_new(&h->rq, &type_programme);
    struct student *s = record_new(&h->rq, &type_student);

    p->code = "710100";
    p->title.in[LANG_KY] = "Информатика";
    p->level = "bachelor";
    assert_int_equal(house_add(h, &type_programme, p), RC_OK);
    s->person = house_person(h, "Үсөнов Бакыт");
    assert_int_equal(house_add(h, &type_student, s), RC_OK);
    s->number = "26-0001";
    s->programme = p->r.id;
    s->form = "day";
    s->taught = "ky";
    s->payment = "grant";
    return s;
}

/* Every step of the table, in every state, and every field of the place. */
static void nothing_moves_without_an_act(void **state)
{
    struct house *h = *state;
    struct student *s = applicant(h);

    for (size_t i = 0; i < type_student.n_steps; i++)
        assert_int_not_equal(
            house_step(h, &type_student, s, type_student.steps[i].name),
            RC_OK);
    assert_int_not_equal(house_save(h, &type_student, s), RC_OK);
    assert_int_equal(house_step_by_act(h, &type_student, s, "enrol"), RC_OK);
    assert_string_equal(s->r.state, "studying");
    for (size_t i = 0; i < type_student.n_steps; i++)
        assert_int_not_equal(
            house_step(h, &type_student, s, type_student.steps[i].name),
            RC_OK);
    s->payment = "contract";
    assert_int_not_equal(house_save(h, &type_student, s), RC_OK);
}

static void an_order_that_contradicts_is_refused(void **state)
{
    struct house *h = *state;
    struct student *s = applicant(h);

    assert_int_equal(house_step_by_act(h, &type_student, s, "enrol"), RC_OK);
    assert_int_equal(house_step_by_act(h, &type_student, s, "restore"), RC_CONFLICT);
    h->rq.effective = day_add(h->rq.today, -1);
    assert_int_equal(house_step_by_act(h, &type_student, s, "expel"), RC_CONFLICT);
    h->rq.effective = DAY_NONE;
    assert_int_equal(house_step_by_act(h, &type_student, s, "expel"), RC_OK);
    assert_int_equal(house_step_by_act(h, &type_student, s, "leave"), RC_CONFLICT);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, house_open, house_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_moves_without_an_act),
        TEST(an_order_that_contradicts_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
