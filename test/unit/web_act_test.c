/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web_act_test.c: templates of acts, and their pages through the whole
 * dispatcher: who sees what, what a token may not, what the check tells.
 */
#include "act_help.h"

#include "kernel/act_form.h"
#include "kernel/setting.h"
#include "web/dispatch.h"
#include "web/session.h"

/* --- A house with templates ------------------------------------------------- */

static const struct act_form forms[] = {
    { .name = "expel", .kind = "order", .series = "students",
      .subject = &type_student, .step = "expel",
      .title = "On expelling {name}",
      .body = "{name} ({code}) of {unit.code} is expelled. {basis_text}"
              "{debt?}\n\n{lines}" },
    { .name = "student", .kind = "directive", .subject = &type_student,
      .title = "On {name}", .body = "{lines}" },
};
static const struct module form_module = {
    .name = "forms", .needs = "students", SPAN(act_forms, forms),
};
static const struct module *const modules[] = { &kernel_module, &web_module,
                                                &student_module,
                                                &form_module };

static int open_house(void **state)
{
    return house_open_with(state, modules, COUNT(modules));
}

struct drafting {
    int64_t id, act;
    const char *step;
};

static enum rc drafting_run(struct rq *rq, void *arg)
{
    struct drafting *d = arg;

    return act_draft_step(rq, &type_student, d->id, d->step, NULL, &d->act);
}

static int64_t draft_of(struct office *o, int64_t student, const char *step)
{
    struct drafting d = { student, 0, step };

    house_as(o->h, o->clerk);
    assert_int_equal(app_write(&o->h->rq, drafting_run, &d), RC_OK);
    return d.act;
}

/* --- Templates -------------------------------------------------------------- */

static void a_form_fills_its_words(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t id = student_new(h, "S1");
    struct student *s = student_of(h, id);
    const struct act *a;

    s->unit = o.unit;
    s->order = "Debts of two terms.";
    house_as(h, 0);
    assert_int_equal(house_save(h, &type_student, s), RC_OK);
    a = act_of(h, draft_of(&o, id, "expel"));
    assert_string_equal(a->form, "expel");
    assert_string_equal(a->series, "students");
    assert_string_equal(a->title.in[LANG_KY], "On expelling Студент S1");
    assert_non_null(strstr(a->body.in[LANG_KY],
                           "Студент S1 (S1) of FIT is expelled."
                           " Debts of two terms."));
    assert_non_null(strstr(a->body.in[LANG_KY], "1. Expel: Student"));
    /* Another step of the same type has the form of any change. */
    a = act_of(h, draft_of(&o, id, "enrol"));
    assert_string_equal(a->form, "student");
    assert_string_equal(a->kind, "directive");
}

static void an_empty_place_is_not_checked(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    int64_t act = draft_of(&o, student_new(h, "S1"), "expel");

    assert_non_null(strstr(act_of(h, act)->body.in[LANG_KY],
                           "{basis_text}"));
    assert_int_equal(act_checked(&o, act), RC_INVALID);
    assert_string_equal(h->rq.fails->field, "body");
    assert_non_null(strstr(h->rq.fails->text, "{unit.code}"));
}

static void unknown_words_are_faults_at_start(void **state)
{
    static const struct act_form bad[] = {
        { .name = "bad", .kind = "poem", .subject = &type_student,
          .step = "sing", .title = "{nobody}", .body = "{unit.nothing}"
                                                       " {code.of}" },
    };
    static const struct module bad_module = {
        .name = "bad", .needs = "students", SPAN(act_forms, bad),
    };
    static const struct module *const with[] = { &kernel_module,
                                                 &student_module,
                                                 &bad_module };
    struct mem *m = mem_new(0);
    struct ordo app;
    struct buf faults;

    (void)state;
    buf_init(&faults, m);
    assert_int_equal(app_init(&app, m, with, COUNT(with), &faults),
                     RC_INVALID);
    assert_non_null(strstr(faults.s, "unknown kind"));
    assert_non_null(strstr(faults.s, "unknown step sing"));
    assert_non_null(strstr(faults.s, "{nobody}"));
    assert_non_null(strstr(faults.s, "{unit.nothing}"));
    assert_non_null(strstr(faults.s, "{code.of}"));
    mem_free(m);
}

/* --- Pages ------------------------------------------------------------------ */

/* One house for all: its routes live as long as it does. */
static struct office office;

static int open_office(void **state)
{
    if (open_house(state))
        return -1;
    office = office_open(state);
    return 0;
}

static struct http_response *get(struct house *h, const char *target)
{
    struct http_request *in = http_request_make(h->mem, HTTP_GET, target);

    assert_non_null(in);
    in->address = in->peer = "192.0.2.1";
    web_handle(&h->app, in, in->out);
    return in->out;
}

static bool said(const struct http_response *out, const char *what)
{
    return out->body && memmem(out->body, out->size, what, strlen(what));
}

static enum rc publish_run(struct rq *rq, void *arg)
{
    void *rec;

    TRY(record_take(rq, &type_act, *(int64_t *)arg, OP_STEP, "publish", &rec));
    return record_step(rq, &type_act, rec, "publish", 0);
}

static void the_public_check_tells_what_it_may(void **state)
{
    struct office o = office;
    struct house *h = o.h;
    int64_t id = act_new(&o, "Жашыруун иш");
    const char *digest;
    struct http_response *out;

    (void)state;
    assert_int_equal(act_signed(&o, id), RC_OK);
    digest = act_of(h, id)->digest;
    out = get(h, mem_fmt(h->mem, "/en/check/%.20s", digest));
    assert_int_equal(out->status, 200);
    assert_true(said(out, "Such an act exists and is valid"));
    assert_true(said(out, "Ректор"));
    assert_true(said(out, digest));
    /* Neither title nor text of what is not published, nor a list by trying
     * short codes. */
    assert_false(said(out, "Жашыруун"));
    assert_false(said(out, "БУЙРУК КЫЛАМ"));
    assert_int_equal(get(h, mem_fmt(h->mem, "/en/check/%.19s", digest))
                         ->status, 404);
    assert_int_equal(get(h, "/en/check/00000000000000000000")->status, 404);
    assert_int_equal(get(h, mem_fmt(h->mem, "/en/act/%lld", (long long)id))
                         ->status == 200, 0);
    house_as(h, o.rector);
    assert_int_equal(app_write(&h->rq, publish_run, &id), RC_OK);
    out = get(h, mem_fmt(h->mem, "/en/check/%s", digest));
    assert_true(said(out, "Жашыруун иш"));
    assert_int_equal(get(h, mem_fmt(h->mem, "/en/act/%lld", (long long)id))
                         ->status, 200);
}

static enum rc forging_run(struct rq *rq, void *arg)
{
    return sql_run_built(rq->sql, arg, NO_ARGS);
}

static void what_was_forged_does_not_pass_the_check(void **state)
{
    struct office o = office;
    struct house *h = o.h;
    int64_t id = act_new(&o, "Сыйлоо");
    const char *digest;
    struct http_response *out;

    (void)state;
    assert_int_equal(act_signed(&o, id), RC_OK);
    digest = act_of(h, id)->digest;
    assert_int_equal(app_write(&h->rq, forging_run,
                               mem_str(h->mem, "UPDATE act SET body_ky ="
                                               " 'Баары чыгарылсын'")),
                     RC_OK);
    out = get(h, mem_fmt(h->mem, "/en/check/%.20s", digest));
    assert_true(said(out, "do not rely on this paper"));
    assert_false(said(out, "is valid"));
}

static void a_draft_is_nobody_elses_to_check(void **state)
{
    struct office o = office;
    struct house *h = o.h;
    int64_t id = act_new(&o, "Долбоор");

    (void)state;
    assert_int_equal(get(h, mem_fmt(h->mem, "/en/act/%lld/sign",
                                    (long long)id))->status, 303);
    assert_int_equal(get(h, mem_fmt(h->mem, "/en/act/%lld/card.pdf",
                                    (long long)id))->status == 200, 0);
}

static enum rc naming_run(struct rq *rq, void *arg)
{
    const int64_t *v = arg; /* the act, a person */
    struct person *p;
    void *rec;

    TRY(record_load(rq, &type_person, v[1], &rec));
    p = rec;
    p->email = "new@b.kg";
    return act_add_step(rq, v[0], &type_person, v[1], NULL, p);
}

struct visit_by {
    int64_t person;
    const char *cookie;
};

static enum rc enter_run(struct rq *rq, void *arg)
{
    struct visit_by *v = arg;
    int64_t account;

    TRY(account_add(rq, mem_fmt(rq->mem, "p%lld", (long long)v->person), NULL,
                    v->person, &account));
    return session_start(rq, account, "192.0.2.1", "test", &v->cookie);
}

static struct visit_by enter(struct house *h, int64_t person)
{
    struct visit_by v = { person, NULL };

    house_as(h, 0);
    assert_int_equal(app_write(&h->rq, enter_run, &v), RC_OK);
    v.cookie = mem_fmt(h->mem, "ordo=%s", v.cookie);
    return v;
}

static struct http_response *get_as(struct house *h, struct visit_by who,
                                    const char *target)
{
    struct http_request *in = http_request_make(h->mem, HTTP_GET, target);

    assert_non_null(in);
    in->address = in->peer = "192.0.2.1";
    http_request_add_header(in, "Cookie", who.cookie);
    web_handle(&h->app, in, in->out);
    return in->out;
}

/* An extract holds who is named: each gets their own, nobody another's. */
static void an_extract_is_for_whom_the_act_names(void **state)
{
    struct office o = office;
    struct house *h = o.h;
    int64_t id = act_new(&o, "Кат алышуу"), named, other;
    const char *path = mem_fmt(h->mem, "/en/act/%lld/extract", (long long)id);
    struct visit_by rector, one, another;
    struct http_response *out;

    (void)state;
    house_as(h, 0);
    named = house_person(h, "Аталган");
    other = house_person(h, "Башка");
    rector = enter(h, o.rector);
    one = enter(h, named);
    another = enter(h, other);
    house_appoint(h, o.rector, "administrator", 0);
    house_as(h, o.clerk);
    assert_int_equal(app_write(&h->rq, naming_run,
                               (int64_t[]){ id, named }), RC_OK);
    assert_int_equal(get_as(h, rector, path)->status, 404);
    assert_int_equal(act_signed(&o, id), RC_OK);
    out = get_as(h, rector, path);
    assert_int_equal(out->status, 200);
    assert_true(said(out, "Аталган"));
    assert_false(said(out, "Башка"));
#define EXTRACT(who, of)                                                       \
    get_as(h, who, mem_fmt(h->mem, "%s/%lld", path, (long long)(of)))->status
    assert_int_equal(EXTRACT(rector, named), 200);
    assert_int_equal(EXTRACT(one, named), 200);
    assert_int_equal(EXTRACT(another, other), 404);
    assert_int_equal(EXTRACT(another, named), 404);
    assert_int_equal(EXTRACT(rector, other), 404);
}

int main(void)
{
    const struct CMUnitTest templates[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_house, house_close)
        TEST(a_form_fills_its_words),
        TEST(an_empty_place_is_not_checked),
        TEST(unknown_words_are_faults_at_start),
    };
    const struct CMUnitTest pages[] = {
        cmocka_unit_test(the_public_check_tells_what_it_may),
        cmocka_unit_test(a_draft_is_nobody_elses_to_check),
        cmocka_unit_test(an_extract_is_for_whom_the_act_names),
        cmocka_unit_test(what_was_forged_does_not_pass_the_check),
    };

    return cmocka_run_group_tests(templates, NULL, NULL) +
           cmocka_run_group_tests(pages, open_office, house_close);
}
