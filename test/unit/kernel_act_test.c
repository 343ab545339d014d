/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Acts: what is drafted, checked, signed; that signing takes all or nothing,
 * and what is refused.
 */
#include "act_help.h"

static const char *line_fault(struct house *h, int64_t act, int64_t position)
{
    static const struct sql_text q = {
        "SELECT fault FROM act_line WHERE act = $1 AND position = $2"
        " AND state = 'kept'",
        "ii", "t"
    };
    const char *fault = NULL;

    assert_int_equal(sql_get_str(store_reader(h->app.store), h->mem, &fault,
                                 &q, ARGS(INT(act), INT(position))),
                     RC_OK);
    return fault;
}

/* --- From draft to signed --------------------------------------------------- */

static void an_act_changes_the_record_and_is_named_by_it(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t id = student_new(h, "S1"), act;
    struct journal_line *line;
    struct act *a;
    size_t n;

    act = act_new(&o, "Кабыл алуу");
    act_enrol(&o, act, id, 2);
    assert_string_equal(act_of(h, act)->r.state, "draft");
    assert_int_equal(act_signed(&o, act), RC_OK);
    a = act_of(h, act);
    assert_string_equal(a->r.state, "signed");
    assert_int_equal(a->number.n, 1);
    assert_int_equal(a->year.n, 2026);
    assert_int_equal(a->signed_on.n, h->rq.today.n);
    assert_string_equal(student_of(h, id)->r.state, "enrolled");
    assert_int_equal(student_of(h, id)->course.n, 2);
    assert_int_equal(journal_history(store_reader(h->app.store), h->mem,
                                     "student", id, 0, 9, &line, &n),
                     RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(line[0].act, act);
    assert_int_equal(line[0].actor, o.rector);
    assert_string_equal(line[0].step, "enrol");
    assert_int_equal(act_verify(&h->rq, act), RC_OK);
}

static void one_leaf_binds_number_date_and_signature(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t act = act_new(&o, "Бир");
    struct journal_line *line;
    size_t n, found = 0;

    assert_int_equal(act_signed(&o, act), RC_OK);
    assert_int_equal(journal_history(store_reader(h->app.store), h->mem, "act",
                                     act, 0, 1, &line, &n),
                     RC_OK);
    assert_string_equal(line[0].step, "sign");
    assert_int_equal(line[0].id, h->rq.journal);
    for (size_t i = 0; i < line[0].n_values; i++) {
        const char *name = line[0].values[i].name;

        found += !strcmp(name, "number") || !strcmp(name, "signed_on") ||
                 !strcmp(name, "signature") || !strcmp(name, "digest");
    }
    assert_int_equal(found, 4);
}

static void what_is_reserved_happens_in_no_other_way(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t id = student_new(h, "S1");
    struct student *s = student_of(h, id);

    house_as(h, o.rector);
    s->course = (struct count){ 3, true };
    assert_int_equal(house_save(h, &type_student, s), RC_DENIED);
    assert_string_equal(h->rq.fails->field, "course");
    s = student_of(h, id);
    s->course = (struct count){ 3, true };
    assert_int_equal(house_step(h, &type_student, s, "enrol"), RC_DENIED);
    s = student_of(h, id);
    s->debt = true;
    assert_int_equal(house_save(h, &type_student, s), RC_OK);
}

static void a_line_makes_a_record_and_another_changes_one(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t id = student_new(h, "S1"), act = act_new(&o, "Эки");
    struct student *s = record_new(&h->rq, &type_student), *t;
    int64_t made;

    s->code = "S2";
    s->name.in[LANG_KY] = "Жаңы \"студент\"";
    s->course = (struct count){ 1, true };
    s->unit = o.unit;
    assert_int_equal(act_add(&o, act, 0, NULL, s), RC_OK);
    t = student_of(h, id);
    t->course = (struct count){ 4, true };
    t->unit = o.unit;
    assert_int_equal(act_add(&o, act, id, NULL, t), RC_OK);
    assert_int_equal(act_add(&o, act, id, NULL, student_of(h, id)),
                     RC_INVALID);
    assert_int_equal(act_signed(&o, act), RC_OK);
    assert_int_equal(student_of(h, id)->course.n, 4);
    assert_int_equal(student_of(h, id)->unit, o.unit);
    made = house_count(h, "SELECT subject_id FROM act_line WHERE position = 1");
    assert_string_equal(student_of(h, made)->name.in[LANG_KY],
                        "Жаңы \"студент\"");
    assert_int_equal(student_of(h, made)->course.n, 1);
    assert_int_equal(act_verify(&h->rq, act), RC_OK);
}

static void lines_of_one_record_follow_each_other(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t id = student_new(h, "S1"), act = act_new(&o, "Үч");

    act_enrol(&o, act, id, 1);
    assert_int_equal(act_add(&o, act, id, "move", NULL), RC_OK);
    assert_int_equal(act_add(&o, act, id, "expel", NULL), RC_OK);
    assert_int_equal(act_signed(&o, act), RC_OK);
    assert_string_equal(student_of(h, id)->r.state, "expelled");
    assert_int_equal(student_of(h, id)->moves.n, 1);
}

/* --- Checking --------------------------------------------------------------- */

static void each_line_says_why_it_cannot_be(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t act = act_new(&o, "Ката"), good = student_new(h, "S1");
    int64_t poor = student_new(h, "S2"), early = student_new(h, "S3");
    struct student *s;

    house_as(h, 0);
    s = student_of(h, poor);
    s->debt = true;
    assert_int_equal(house_save(h, &type_student, s), RC_OK);
    house_as(h, o.clerk);
    act_enrol(&o, act, good, 1);
    act_enrol(&o, act, poor, 1);
    assert_int_equal(act_add(&o, act, early, "expel", NULL), RC_OK);
    assert_int_equal(act_add(&o, act, good, "enrol", NULL), RC_OK);
    assert_int_equal(act_checked(&o, act), RC_INVALID);
    assert_string_equal(act_of(h, act)->r.state, "draft");
    assert_null(line_fault(h, act, 1));
    assert_non_null(strstr(line_fault(h, act, 2), "owes money"));
    assert_non_null(strstr(line_fault(h, act, 3), "applicant"));
    assert_non_null(strstr(line_fault(h, act, 4), "enrolled"));
}

static void the_signer_needs_the_right(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t dean = house_person(h, "Декан"), id = student_new(h, "S1");
    int64_t act = act_new(&o, "Укук");
    struct act *a;

    house_as(h, 0);
    house_appoint(h, dean, "dean", 0);
    house_as(h, o.clerk);
    act_enrol(&o, act, id, 1);
    a = act_of(h, act);
    a->signer = dean;
    assert_int_equal(house_save(h, &type_act, a), RC_OK);
    assert_int_equal(act_checked(&o, act), RC_INVALID);
    assert_non_null(strstr(line_fault(h, act, 1), "you may not do this"));
}

static void an_edit_makes_a_checked_act_a_draft(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t act = act_new(&o, "Түзөтүү"), id = student_new(h, "S1");
    struct act_compiled *c;
    struct act *a;

    house_as(h, o.clerk);
    assert_int_equal(act_checked(&o, act), RC_OK);
    act_enrol(&o, act, id, 1);
    assert_string_equal(act_of(h, act)->r.state, "draft");
    assert_int_equal(act_checked(&o, act), RC_OK);
    c = act_sealed(&o, act);
    house_as(h, o.clerk);
    a = act_of(h, act);
    a->body.in[LANG_KY] = "Башка текст";
    assert_int_equal(house_save(h, &type_act, a), RC_OK);
    assert_string_equal(act_of(h, act)->r.state, "draft");
    assert_int_equal(act_sign_compiled(&o, c), RC_CONFLICT);
    /* Checked anew, it is another text than the one that was sealed. */
    assert_int_equal(act_checked(&o, act), RC_OK);
    assert_int_equal(act_sign_compiled(&o, c), RC_CONFLICT);
    assert_string_equal(student_of(h, id)->r.state, "applicant");
    assert_int_equal(act_signed(&o, act), RC_OK);
    a = act_of(h, act);
    a->body.in[LANG_KY] = "Кийин";
    house_as(h, 0);
    assert_int_equal(house_save(h, &type_act, a), RC_CONFLICT);
    assert_int_equal(act_add(&o, act, id, "expel", NULL), RC_CONFLICT);
}

/* --- Signing ---------------------------------------------------------------- */

static void a_stale_line_is_named_and_nothing_happens(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t one = student_new(h, "S1"), two = student_new(h, "S2");
    int64_t act = act_new(&o, "Эскирген");
    struct act_compiled *c;
    struct student *s;

    act_enrol(&o, act, one, 1);
    act_enrol(&o, act, two, 1);
    assert_int_equal(act_checked(&o, act), RC_OK);
    c = act_sealed(&o, act);
    house_as(h, o.clerk);
    s = student_of(h, two);
    s->name.in[LANG_KY] = "Өзгөргөн";
    assert_int_equal(house_save(h, &type_student, s), RC_OK);
    assert_int_equal(act_sign_compiled(&o, c), RC_CONFLICT);
    assert_non_null(strstr(h->rq.fails->text, "line 2"));
    assert_non_null(strstr(h->rq.fails->text, "S2"));
    assert_string_equal(act_of(h, act)->r.state, "checked");
    assert_false(act_of(h, act)->number.set);
    assert_null(line_fault(h, act, 1));
    assert_non_null(line_fault(h, act, 2));
    assert_string_equal(student_of(h, one)->r.state, "applicant");
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM signing_key"), 0);
    /* It is not compiled again before it is checked again. */
    assert_int_equal(act_compile(&h->rq, act, &c), RC_CONFLICT);
    assert_int_equal(act_signed(&o, act), RC_OK);
    assert_int_equal(act_of(h, act)->number.n, 1);
}

static void only_the_signer_with_the_code_signs(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t act = act_new(&o, "Код"), other = act_new(&o, "Код 2");
    struct act_compiled *c;

    assert_int_equal(act_checked(&o, act), RC_OK);
    assert_int_equal(act_checked(&o, other), RC_OK);
    assert_int_equal(act_compile(&h->rq, act, &c), RC_DENIED);
    house_as(h, o.rector);
    assert_int_equal(act_compile(&h->rq, act, &c), RC_OK);
    assert_int_equal(act_seal(&h->rq, c, CODE), RC_MISSING);
    assert_int_equal(act_seal_first(&h->rq, c, "кыска"), RC_INVALID);
    assert_int_equal(act_seal_first(&h->rq, c, CODE), RC_OK);
    assert_int_equal(act_sign_compiled(&o, c), RC_OK);
    assert_int_equal(act_compile(&h->rq, other, &c), RC_OK);
    assert_int_equal(act_seal(&h->rq, c, "башка код 1"), RC_DENIED);
    assert_int_equal(act_sign_compiled(&o, c), RC_BROKEN);
    assert_int_equal(act_seal_first(&h->rq, c, CODE), RC_CONFLICT);
    assert_int_equal(act_seal(&h->rq, c, CODE), RC_OK);
    house_as(h, o.clerk);
    {
        struct signing s = { c, RC_OK };

        assert_int_equal(app_write(&h->rq, signing_run, &s), RC_DENIED);
    }
    assert_int_equal(act_sign_compiled(&o, c), RC_OK);
    assert_int_equal(act_of(h, other)->number.n, 2);
}

static void the_generic_step_signs_nothing(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t act = act_new(&o, "Айлык");
    struct act *a;

    assert_int_equal(act_checked(&o, act), RC_OK);
    house_as(h, o.rector);
    a = act_of(h, act);
    assert_int_equal(house_step(h, &type_act, a, "sign"), RC_DENIED);
    house_as(h, 0);
    a = act_of(h, act);
    assert_int_equal(house_step(h, &type_act, a, "sign"), RC_DENIED);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, act_house, house_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_act_changes_the_record_and_is_named_by_it),
        TEST(one_leaf_binds_number_date_and_signature),
        TEST(what_is_reserved_happens_in_no_other_way),
        TEST(a_line_makes_a_record_and_another_changes_one),
        TEST(lines_of_one_record_follow_each_other),
        TEST(each_line_says_why_it_cannot_be),
        TEST(the_signer_needs_the_right),
        TEST(an_edit_makes_a_checked_act_a_draft),
        TEST(a_stale_line_is_named_and_nothing_happens),
        TEST(only_the_signer_with_the_code_signs),
        TEST(the_generic_step_signs_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
