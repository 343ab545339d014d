/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Acts: what is drafted, checked, signed; that signing takes all or nothing,
 * and what is refused.
 */
#include "act_help.h"

#include "kernel/act_form.h"

#include <pthread.h>

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

/* --- Forging ------------------------------------------------------------ */

struct forged {
    const char *sql;
    int64_t act;
    enum rc rc;
};

/* Undone by being refused. */
static enum rc forged_run(struct rq *rq, void *arg)
{
    struct forged *f = arg;

    int64_t acts = 0, bad = 0;
    struct buf faults;

    buf_init(&faults, rq->mem);
    TRY(sql_run_built(rq->sql, f->sql, NO_ARGS));
    f->rc = act_verify(rq, f->act);
    assert_int_equal(act_verify_all(rq, &faults, &acts, &bad), RC_OK);
    assert_true(bad > 0 && faults.n > 0);
    return RC_INVALID;
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

/* A new student whose mentor line `mentor` makes. */
static void add_led(struct office *o, int64_t act, const char *code,
                    int64_t mentor)
{
    struct student *s = record_new(&o->h->rq, &type_student);

    s->code = code;
    s->name.in[LANG_KY] = "Жаңы";
    s->course = (struct count){ 1, true };
    s->mentor = -mentor;
    assert_int_equal(act_add(o, act, 0, NULL, s), RC_OK);
}

static int64_t by_code(struct house *h, const char *code)
{
    return house_count(h, mem_fmt(h->mem, "SELECT COALESCE(MAX(id), 0) FROM"
                                          " student WHERE code = '%s'", code));
}

static void a_line_names_what_another_makes(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t id = student_new(h, "S1"), act = act_new(&o, "Насаатчы");
    int64_t before = house_count(h, "SELECT COUNT(*) FROM journal");
    struct act_line **line;
    struct student *s;
    size_t n;

    add_led(&o, act, "S2", 0);
    add_led(&o, act, "S3", 1);
    s = student_of(h, id);
    s->mentor = -2;
    assert_int_equal(act_add(&o, act, id, NULL, s), RC_OK);
    assert_int_equal(act_checked(&o, act), RC_OK);
    /* The check has made nothing. */
    assert_int_equal(by_code(h, "S2"), 0);
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM act_line"
                                    " WHERE subject_id IS NOT NULL"), 1);
    assert_true(house_count(h, "SELECT COUNT(*) FROM journal") > before);
    assert_int_equal(act_lines(&h->rq, act, &line, &n), RC_OK);
    assert_non_null(strstr(line[1]->fields, "\"@1\""));
    assert_non_null(strstr(act_line_words(&h->rq, LANG_EN, line[1]),
                           "the record that line 1 makes"));
    assert_int_equal(act_signed(&o, act), RC_OK);
    assert_int_equal(student_of(h, by_code(h, "S3"))->mentor,
                     by_code(h, "S2"));
    assert_int_equal(student_of(h, id)->mentor, by_code(h, "S3"));
    assert_int_equal(act_verify(&h->rq, act), RC_OK);
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM student"), 3);
}

/* A later line, its own, one that makes nothing, one that was taken out. */
static void a_line_names_no_record_that_is_not_made(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t act = act_new(&o, "Ката"), id = student_new(h, "S1");

    add_led(&o, act, "S2", 2);
    add_led(&o, act, "S3", 2);
    add_led(&o, act, "S4", 9);
    act_enrol(&o, act, id, 1);
    add_led(&o, act, "S5", 4);
    assert_int_equal(act_checked(&o, act), RC_INVALID);
    for (int at = 1; at <= 5; at++) {
        const char *fault = line_fault(h, act, at);

        if (at == 4)
            assert_null(fault);
        else
            assert_non_null(strstr(fault, "makes no such record"));
    }
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM student"), 1);
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
    assert_true(house_count(h, "SELECT COUNT(*) FROM notice n JOIN act a ON"
                               " a.id = n.subject_id AND n.subject = 'act'"
                               " WHERE n.kind = 'sign'"
                               " AND n.person = a.signer") > 0);
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM notice WHERE"
                                    " kind = 'act'"), 0);
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

/* The record is as it was; what its guard looks at is not. */
static void a_guard_is_asked_again_when_it_is_signed(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t one = student_new(h, "S1"), act = act_new(&o, "Токтотулду");
    struct act_compiled *c;

    act_enrol(&o, act, one, 1);
    assert_int_equal(act_checked(&o, act), RC_OK);
    c = act_sealed(&o, act);
    house_as(h, 0);
    student_new(h, "STOP");
    assert_int_equal(act_sign_compiled(&o, c), RC_CONFLICT);
    assert_non_null(strstr(line_fault(h, act, 1), "is stopped"));
    assert_string_equal(student_of(h, one)->r.state, "applicant");
}

/* Nor does a right that was held when it was compiled. */
static void a_right_that_is_gone_signs_nothing(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t dean = house_person(h, "Декан"), one = student_new(h, "S1"), act;
    struct appointment *held = house_appoint(h, dean, "vice_rector", 0);
    struct act_compiled *c;

    act = act_new(&o, "Укук");
    o.rector = dean;
    house_as(h, 0);
    {
        struct act *a = act_of(h, act);

        a->signer = dean;
        assert_int_equal(house_save(h, &type_act, a), RC_OK);
    }
    house_as(h, o.clerk);
    act_enrol(&o, act, one, 1);
    assert_int_equal(act_checked(&o, act), RC_OK);
    c = act_sealed(&o, act);
    house_as(h, 0);
    held->ends = day_add(h->rq.today, -1);
    assert_int_equal(house_save(h, &type_appointment, held), RC_OK);
    assert_int_equal(act_sign_compiled(&o, c), RC_CONFLICT);
    assert_non_null(line_fault(h, act, 1));
    assert_string_equal(student_of(h, one)->r.state, "applicant");
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

/* --- All or none ------------------------------------------------------------ */

enum { MANY = 6 };

/* Everything that is in the house, as one number. */
static int64_t all_of(struct house *h)
{
    return house_count(
        h, "SELECT (SELECT COUNT(*) FROM journal) * 1000000"
           " + (SELECT COALESCE(SUM(version), 0) FROM student) * 10000"
           " + (SELECT COALESCE(SUM(version), 0) FROM act) * 100"
           " + (SELECT COUNT(*) FROM student_span)"
           " + (SELECT COALESCE(SUM(last), 0) FROM act_number)");
}

struct failing {
    const struct act_compiled *c;
    uint64_t at;
};

static enum rc failing_run(struct rq *rq, void *arg)
{
    struct failing *f = arg;
    enum rc rc;

    sql_fail_at(rq->sql, f->at);
    rc = act_sign(rq, f->c);
    sql_fail_at(rq->sql, 0);
    return rc;
}

/* A full disk at any statement leaves nothing behind. */
static void a_failure_anywhere_leaves_nothing(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t id[MANY], act = act_new(&o, "Баары же эчтеке"), before;
    struct act_compiled *c;
    uint64_t n = 0;
    enum rc rc;

    for (int i = 0; i < MANY; i++)
        id[i] = student_new(h, mem_fmt(h->mem, "S%d", i));
    house_as(h, o.clerk);
    for (int i = 0; i < MANY; i++)
        act_enrol(&o, act, id[i], 1 + i % 4);
    assert_int_equal(act_checked(&o, act), RC_OK);
    c = act_sealed(&o, act);
    before = all_of(h);
    do {
        struct failing f = { c, ++n };

        rc = app_write(&h->rq, failing_run, &f);
        if (rc)
            assert_int_equal(all_of(h), before);
    } while (rc && n < 2000);
    assert_int_equal(rc, RC_OK);
    assert_true(n > MANY * 4);
    assert_int_equal(act_of(h, act)->number.n, 1);
    for (int i = 0; i < MANY; i++)
        assert_string_equal(student_of(h, id[i])->r.state, "enrolled");
    assert_int_equal(act_verify(&h->rq, act), RC_OK);
}

/* Whichever line no longer holds, it alone is named. */
static void whichever_line_fails_nothing_is_done(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t id[MANY], act = act_new(&o, "Ар бир сап");
    struct act_compiled *c;
    struct student *s;

    for (int i = 0; i < MANY; i++)
        id[i] = student_new(h, mem_fmt(h->mem, "S%d", i));
    house_as(h, o.clerk);
    for (int i = 0; i < MANY; i++)
        act_enrol(&o, act, id[i], 1);
    for (int bad = 0; bad < MANY; bad++) {
        house_as(h, o.clerk);
        assert_int_equal(act_checked(&o, act), RC_OK);
        c = act_sealed(&o, act);
        house_as(h, 0);
        s = student_of(h, id[bad]);
        s->order = mem_fmt(h->mem, "№ %d", bad);
        assert_int_equal(house_save(h, &type_student, s), RC_OK);
        assert_int_equal(act_sign_compiled(&o, c), RC_CONFLICT);
        assert_int_equal(house_count(h, "SELECT COUNT(*) FROM act_line"
                                        " WHERE fault IS NOT NULL"),
                         1);
        assert_non_null(line_fault(h, act, bad + 1));
        assert_int_equal(house_count(h, "SELECT COUNT(*) FROM student"
                                        " WHERE state <> 'applicant'"),
                         0);
    }
    assert_int_equal(act_signed(&o, act), RC_OK);
    assert_int_equal(act_of(h, act)->number.n, 1);
}

/* --- Numbers ---------------------------------------------------------------- */

enum { RACERS = 4, EACH = 5 };

struct racer {
    struct office o;
    const struct act_compiled *c[EACH];
    pthread_t thread;
    int signed_ones;
};

static void *race(void *arg)
{
    struct racer *r = arg;
    struct house *h = r->o.h;
    struct mem *m = mem_new(0);

    for (int i = 0; i < EACH; i++) {
        struct signing s = { r->c[i], RC_OK };
        struct rq rq;

        rq_init(&rq, &h->app, m);
        rq.sql = store_reader(h->app.store);
        rq.person = r->o.rector;
        rq.holder = rights_holder(&rq, rq.person);
        if (!app_write(&rq, signing_run, &s) && !s.rc)
            r->signed_ones++;
    }
    mem_free(m);
    return NULL;
}

/* An act that two are to sign; one in three no longer holds when they do. */
static const struct act_compiled *race_act(struct office *o, int i)
{
    struct house *h = o->h;
    int64_t act = act_new(o, "Жарыш"), id;
    struct act_compiled *c;
    struct student *s;

    house_as(h, 0);
    id = student_new(h, mem_fmt(h->mem, "S%d", i));
    house_as(h, o->clerk);
    act_enrol(o, act, id, 1);
    assert_int_equal(act_checked(o, act), RC_OK);
    c = act_sealed(o, act);
    if (i % 3 == 0) {
        house_as(h, 0);
        s = student_of(h, id);
        s->debt = true;
        assert_int_equal(house_save(h, &type_student, s), RC_OK);
    }
    return c;
}

static void numbers_have_no_gaps(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    struct racer r[RACERS] = { 0 };
    int acts = RACERS * EACH / 2, all = 1;
    int64_t found = 0, bad = 0;
    struct buf faults;

    buf_init(&faults, h->mem);
    assert_int_equal(act_signed(&o, act_new(&o, "Биринчи")), RC_OK);
    for (int i = 0; i < acts; i++) {
        const struct act_compiled *c = race_act(&o, i);

        for (int k = 2 * i; k < 2 * i + 2; k++)
            r[k % RACERS].c[k / RACERS] = c;
    }
    for (int i = 0; i < RACERS; i++) {
        r[i].o = o;
        assert_int_equal(pthread_create(&r[i].thread, NULL, race, &r[i]), 0);
    }
    for (int i = 0; i < RACERS; i++) {
        pthread_join(r[i].thread, NULL);
        all += r[i].signed_ones;
    }
    assert_int_equal(all, 1 + acts - (acts + 2) / 3);
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM act"
                                    " WHERE state = 'signed'"),
                     all);
    assert_int_equal(house_count(h, "SELECT MAX(number) FROM act"), all);
    assert_int_equal(house_count(h, "SELECT COUNT(DISTINCT number) FROM act"),
                     all);
    assert_int_equal(act_verify_all(&h->rq, &faults, &found, &bad), RC_OK);
    assert_int_equal(found, all);
    assert_int_equal(bad, 0);
}

/* A signed act that is taken out of its register leaves a gap. */
static void a_gap_is_found(void **state)
{
    struct office o = office_open(state);
    struct forged f = { "UPDATE act SET number = NULL, state = 'dropped'"
                        " WHERE number = 1",
                        0, RC_OK };

    f.act = act_new(&o, "1");
    assert_int_equal(act_signed(&o, f.act), RC_OK);
    assert_int_equal(act_signed(&o, act_new(&o, "2")), RC_OK);
    assert_int_equal(app_write(&o.h->rq, forged_run, &f), RC_INVALID);
}

static void registers_and_years_have_their_own_numbers(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t first = act_new(&o, "1"), second = act_new(&o, "2");
    int64_t other = act_new(&o, "3"), later = act_new(&o, "4");
    struct act *a = act_of(h, other);

    a->series = "Б/ж";
    assert_int_equal(house_save(h, &type_act, a), RC_OK);
    assert_int_equal(act_signed(&o, first), RC_OK);
    assert_int_equal(act_signed(&o, second), RC_OK);
    assert_int_equal(act_signed(&o, other), RC_OK);
    assert_int_equal(act_of(h, second)->number.n, 2);
    assert_int_equal(act_of(h, other)->number.n, 1);
    /* Dates rise with numbers, whatever the clock does. */
    h->rq.today = day_add(h->rq.today, -1);
    assert_int_equal(act_checked(&o, later), RC_OK);
    assert_int_equal(act_sign_compiled(&o, act_sealed(&o, later)),
                     RC_CONFLICT);
    h->rq.today = day_parse("2027-01-01");
    assert_int_equal(act_signed(&o, later), RC_OK);
    assert_int_equal(act_of(h, later)->number.n, 1);
    assert_int_equal(act_of(h, later)->year.n, 2027);
}

/* A register is named in numbers of acts for ever: no signs in it. */
static void a_register_has_a_plain_name(void **state)
{
    static const char *const bad[] = { "<b>", "a b", "%s", "-", "\u202Eab",
                                       "order;", "😀" };
    struct office o = office_open(state);
    struct act *a = act_of(o.h, act_new(&o, "1"));

    for (size_t i = 0; i < COUNT(bad); i++) {
        a->series = bad[i];
        assert_int_equal(house_save(o.h, &type_act, a), RC_INVALID);
    }
    a->series = "2-кадр/№1";
    assert_int_equal(house_save(o.h, &type_act, a), RC_OK);
}

/* --- Keys ------------------------------------------------------------------- */

struct keying {
    int64_t person, id;
    const struct sign_key *k;
};

static enum rc keying_run(struct rq *rq, void *arg)
{
    struct keying *k = arg;

    return sign_key_add(rq, k->person, k->k, &k->id);
}

static struct signing_key *key_of(struct house *h, int64_t id)
{
    void *rec;

    assert_int_equal(record_load(&h->rq, &type_signing_key, id, &rec), RC_OK);
    return rec;
}

static void a_lost_code_needs_a_second_person(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t hr = house_person(h, "Кадрлар"), old;
    int64_t one = act_new(&o, "Мурунку"), two = act_new(&o, "Кийинки");
    struct keying k = { .person = o.rector };
    struct act_compiled *c;
    struct sign_key *made;

    house_as(h, 0);
    house_appoint(h, hr, "hr", 0);
    house_as(h, o.clerk);
    assert_int_equal(act_signed(&o, one), RC_OK);
    old = act_of(h, one)->key;
    assert_int_equal(sign_key_make(&h->rq, o.rector, "жаңы код 22", &made),
                     RC_OK);
    k.k = made;
    house_as(h, hr);
    assert_int_equal(app_write(&h->rq, keying_run, &k), RC_DENIED);
    house_as(h, o.rector);
    assert_int_equal(app_write(&h->rq, keying_run, &k), RC_OK);
    assert_int_equal(app_write(&h->rq, keying_run, &k), RC_CONFLICT);
    assert_string_equal(key_of(h, k.id)->r.state, "waiting");
    /* It signs nothing yet, and its owner confirms nothing. */
    house_as(h, o.clerk);
    assert_int_equal(act_checked(&o, two), RC_OK);
    house_as(h, o.rector);
    assert_int_equal(act_compile(&h->rq, two, &c), RC_OK);
    assert_int_equal(act_seal(&h->rq, c, "жаңы код 22"), RC_DENIED);
    assert_int_equal(house_step(h, &type_signing_key, key_of(h, k.id),
                                "confirm"),
                     RC_DENIED);
    clock_set(clock_now() + INT64_C(3600000000));
    rq_clock(&h->rq);
    house_as(h, hr);
    assert_int_equal(house_step(h, &type_signing_key, key_of(h, k.id),
                                "confirm"),
                     RC_OK);
    assert_string_equal(key_of(h, old)->r.state, "lost");
    assert_int_equal(key_of(h, old)->until, h->rq.now);
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM signing_secret"),
                     1);
    house_as(h, o.rector);
    assert_int_equal(act_seal(&h->rq, c, CODE), RC_DENIED);
    assert_int_equal(act_seal(&h->rq, c, "жаңы код 22"), RC_OK);
    assert_int_equal(act_sign_compiled(&o, c), RC_OK);
    /* What the old key signed in its time stays good. */
    assert_int_equal(act_verify(&h->rq, one), RC_OK);
    assert_int_equal(act_verify(&h->rq, two), RC_OK);
}

/* Sealed before the key ended, brought after. */
static void an_ended_key_signs_nothing(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t one = act_new(&o, "1"), two = act_new(&o, "2");
    struct act_compiled *c;

    assert_int_equal(act_signed(&o, one), RC_OK);
    house_as(h, o.clerk);
    assert_int_equal(act_checked(&o, two), RC_OK);
    c = act_sealed(&o, two);
    assert_int_equal(house_step(h, &type_signing_key,
                                key_of(h, act_of(h, one)->key), "lose"),
                     RC_OK);
    assert_int_equal(act_sign_compiled(&o, c), RC_MISSING);
    assert_int_equal(act_compile(&h->rq, two, &c), RC_OK);
    assert_int_equal(act_seal_first(&h->rq, c, CODE), RC_CONFLICT);
}

/* --- Revoking --------------------------------------------------------------- */

static void an_act_is_revoked_by_another_alone(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t id = student_new(h, "S1"), one = act_new(&o, "Буйрук");
    int64_t other = act_new(&o, "Жокко чыгаруу");
    struct act *a;

    act_enrol(&o, one, id, 1);
    house_as(h, o.clerk);
    a = act_of(h, other);
    a->revokes = one;
    assert_int_equal(house_save(h, &type_act, a), RC_OK);
    assert_int_equal(act_checked(&o, other), RC_INVALID);
    assert_int_equal(act_signed(&o, one), RC_OK);
    a = act_of(h, one);
    assert_int_equal(house_step(h, &type_act, a, "revoke"), RC_DENIED);
    assert_int_equal(act_signed(&o, other), RC_OK);
    assert_string_equal(act_of(h, one)->r.state, "revoked");
    /* It undoes nothing by itself. */
    assert_string_equal(student_of(h, id)->r.state, "enrolled");
    assert_int_equal(act_verify(&h->rq, one), RC_OK);
    assert_int_equal(act_verify(&h->rq, other), RC_OK);
}

static enum rc revoking_run(struct rq *rq, void *arg)
{
    int64_t *act = arg;

    return act_draft_step(rq, &type_act, act[0], "revoke", NULL, &act[1]);
}

static void a_draft_is_made_of_a_step(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t act[2] = { act_new(&o, "Биринчи"), 0 };

    assert_int_equal(act_signed(&o, act[0]), RC_OK);
    assert_int_equal(app_write(&h->rq, revoking_run, act), RC_OK);
    assert_int_equal(act_of(h, act[1])->revokes, act[0]);
    assert_int_equal(act_of(h, act[1])->signer, o.rector);
    assert_non_null(strstr(act_of(h, act[1])->title.in[LANG_KY], "Биринчи"));
}

/* --- Two hands, publication ------------------------------------------------- */

static enum rc two_hands_run(struct rq *rq, void *arg)
{
    (void)arg;
    return setting_set(rq, "act_two_hands", "yes");
}

static void who_drafts_does_not_sign_where_it_is_so(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    struct act *a = record_new(&h->rq, &type_act);

    a->title.in[LANG_KY] = "Өзү";
    a->signer = o.rector;
    house_as(h, o.rector);
    assert_int_equal(app_write(&h->rq, draft_run, a), RC_OK);
    house_as(h, 0);
    assert_int_equal(app_write(&h->rq, two_hands_run, NULL), RC_OK);
    house_as(h, o.rector);
    assert_int_equal(act_checked(&o, a->r.id), RC_INVALID);
    assert_string_equal(h->rq.fails->field, "signer");
}

static void what_is_published_is_for_everybody(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t act = act_new(&o, "Ачык");
    void *rec;

    assert_int_equal(act_signed(&o, act), RC_OK);
    h->rq.person = 0;
    h->rq.system = false;
    h->rq.holder = NULL;
    assert_int_equal(record_get(&h->rq, &type_act, act, &rec), RC_MISSING);
    house_as(h, o.clerk);
    assert_int_equal(house_step(h, &type_act, act_of(h, act), "publish"),
                     RC_OK);
    h->rq.person = 0;
    h->rq.holder = NULL;
    assert_int_equal(record_get(&h->rq, &type_act, act, &rec), RC_OK);
    assert_int_equal(act_verify(&h->rq, act), RC_OK);
}

/* --- Forgery ---------------------------------------------------------------- */

static void a_forged_row_is_found(void **state)
{
    static const char *const forgery[] = {
        "UPDATE act SET body_ky = 'Башка'",
        "UPDATE act SET title_ru = 'Другое'",
        "UPDATE act SET signer = drafter",
        "UPDATE act_line SET fields = '{\"course\":\"6\"}'",
        "UPDATE act_line SET subject_id = subject_id + 1",
        "UPDATE act_line SET state = 'dropped'",
        "UPDATE act SET digest = replace(digest, substr(digest, 1, 1), 'x')",
        "UPDATE act SET signature = 'A' || substr(signature, 2),"
        " digest = digest WHERE substr(signature, 1, 1) <> 'A'",
        "UPDATE signing_key SET since = since + 1",
        "UPDATE signing_key SET person = person + 1",
    };
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t act = act_new(&o, "Жасалма");

    house_as(h, 0);
    student_new(h, "S0");
    act_enrol(&o, act, student_new(h, "S1"), 1);
    house_as(h, o.clerk);
    assert_int_equal(act_signed(&o, act), RC_OK);
    assert_int_equal(act_verify(&h->rq, act), RC_OK);
    for (size_t i = 0; i < COUNT(forgery); i++) {
        struct forged f = { forgery[i], act, RC_OK };

        assert_int_equal(app_write(&h->rq, forged_run, &f), RC_INVALID);
        if (f.rc != RC_INVALID)
            print_error("%s\n", forgery[i]);
        assert_int_equal(f.rc, RC_INVALID);
    }
    assert_int_equal(act_verify(&h->rq, act), RC_OK);
}

/* --- Import ----------------------------------------------------------------- */

static enum rc load(struct office *o, const char *csv, bool dry,
                    struct import_report *r)
{
    struct import_options op = { .type = &type_student, .dry_run = dry };

    rq_forget(&o->h->rq);
    return import_csv(&o->h->rq, &op, csv, strlen(csv), r);
}

static void an_import_drafts_what_is_reserved(void **state)
{
    static const char csv[] = "code,name_ky,course,debt\n"
                              "S1,Бир,3,no\n"
                              "S2,Эки,,yes\n"
                              "S3,Үч,2,no\n"
                              "S4,Төрт,,no\n";
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t one = student_new(h, "S1"), two = student_new(h, "S2");
    struct import_report r;

    house_as(h, o.clerk);
    assert_int_equal(load(&o, csv, true, &r), RC_OK);
    assert_int_equal(r.drafted, 2);
    assert_int_equal(r.act, 0);
    assert_int_equal(load(&o, csv, false, &r), RC_OK);
    assert_int_equal(r.added, 1);
    assert_int_equal(r.changed, 1);
    assert_int_equal(r.drafted, 2);
    assert_true(student_of(h, two)->debt);
    assert_false(student_of(h, one)->course.set);
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM student"), 3);
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM act_line"), 2);
    assert_int_equal(act_signed(&o, r.act), RC_OK);
    assert_int_equal(student_of(h, one)->course.n, 3);
    assert_int_equal(house_count(h, "SELECT course FROM student"
                                    " WHERE code = 'S3'"),
                     2);
    house_as(h, o.clerk);
    assert_int_equal(load(&o, csv, false, &r), RC_OK);
    assert_int_equal(r.same, 4);
    assert_int_equal(r.act, 0);
}

static void who_drafts_no_acts_loads_nothing_reserved(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    struct import_report r;
    int64_t librarian = house_person(h, "Китепканачы");

    student_new(h, "S1");
    house_appoint(h, librarian, "librarian", 0);
    house_as(h, librarian);
    assert_int_equal(load(&o, "code,name_ky,course\nS1,Бир,3\n", false, &r),
                     RC_INVALID);
    assert_string_equal(r.faults[0].field, "course");
}

/* --- A large order ---------------------------------------------------------- */

enum { LARGE = 2000 };

static enum rc large_run(struct rq *rq, void *arg)
{
    int64_t act = *(int64_t *)arg;

    for (int i = 0; i < LARGE; i++) {
        struct student *s = record_new(rq, &type_student);

        s->code = mem_fmt(rq->mem, "L%d", i);
        s->name.in[LANG_KY] = s->code;
        rq->system = true;
        TRY(record_add(rq, &type_student, s));
        s->course = (struct count){ 1, true };
        TRY(act_add_step(rq, act, &type_student, s->r.id, "enrol", s));
    }
    return RC_OK;
}

static void an_order_may_have_two_thousand_lines(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t act = act_new(&o, "Чоң буйрук");

    house_as(h, 0);
    assert_int_equal(app_write(&h->rq, large_run, &act), RC_OK);
    house_as(h, o.clerk);
    assert_int_equal(act_signed(&o, act), RC_OK);
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM student"
                                    " WHERE state = 'enrolled'"
                                    " AND course = 1 AND version = 2"),
                     LARGE);
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM journal"
                                    " WHERE step = 'enrol' AND act > 0"),
                     LARGE);
    assert_int_equal(act_verify(&h->rq, act), RC_OK);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, act_house, house_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_act_changes_the_record_and_is_named_by_it),
        TEST(one_leaf_binds_number_date_and_signature),
        TEST(what_is_reserved_happens_in_no_other_way),
        TEST(a_line_makes_a_record_and_another_changes_one),
        TEST(a_line_names_what_another_makes),
        TEST(a_line_names_no_record_that_is_not_made),
        TEST(lines_of_one_record_follow_each_other),
        TEST(each_line_says_why_it_cannot_be),
        TEST(the_signer_needs_the_right),
        TEST(an_edit_makes_a_checked_act_a_draft),
        TEST(a_stale_line_is_named_and_nothing_happens),
        TEST(a_guard_is_asked_again_when_it_is_signed),
        TEST(a_right_that_is_gone_signs_nothing),
        TEST(only_the_signer_with_the_code_signs),
        TEST(the_generic_step_signs_nothing),
        TEST(a_failure_anywhere_leaves_nothing),
        TEST(whichever_line_fails_nothing_is_done),
        TEST(numbers_have_no_gaps),
        TEST(a_gap_is_found),
        TEST(registers_and_years_have_their_own_numbers),
        TEST(a_register_has_a_plain_name),
        TEST(a_lost_code_needs_a_second_person),
        TEST(an_ended_key_signs_nothing),
        TEST(an_act_is_revoked_by_another_alone),
        TEST(a_draft_is_made_of_a_step),
        TEST(who_drafts_does_not_sign_where_it_is_so),
        TEST(what_is_published_is_for_everybody),
        TEST(a_forged_row_is_found),
        TEST(an_import_drafts_what_is_reserved),
        TEST(who_drafts_no_acts_loads_nothing_reserved),
        TEST(an_order_may_have_two_thousand_lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
