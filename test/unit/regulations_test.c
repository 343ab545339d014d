/* SPDX-License-Identifier: Apache-2.0 */
/*
 * regulations_test.c: an internal act comes into force, changes and goes by an
 * act alone; while it is in force somebody reviews it by a day; a change of
 * the law is followed or it is said why not.
 */
#define HOUSE_OWN_MODULES
#include "kernel_help.h"

#include "kernel/measure.h"
#include "kernel/rule.h"
#include "mod/regulations/regulations.h"

static const struct module *const modules[] = { &kernel_module,
                                                &mod_regulations };
const struct module *const *const house_own = modules;

static void house_later(struct house *h, int days)
{
    clock_set(clock_now() + days * INT64_C(86400) * 1000000);
    house_request(h);
}

static struct regulation *registered(struct house *h, const char *code)
{
    struct regulation *g = record_new(&h->rq, &type_regulation);

    house_as(h, 0);
    g->code = code;
    g->title.in[LANG_KY] = mem_fmt(h->mem, "Жобо %s", code);
    g->kind = "regulation";
    g->adopter = "rector";
    g->holder = house_person(h, "Кароочу");
    assert_int_equal(house_add(h, &type_regulation, g), RC_OK);
    return g;
}

static struct regulation *again(struct house *h, const struct regulation *g)
{
    void *rec;

    assert_int_equal(record_load(&h->rq, &type_regulation, g->r.id, &rec),
                     RC_OK);
    return rec;
}

static struct regulation_version *drafted(struct house *h,
                                          const struct regulation *g,
                                          day starts)
{
    struct regulation_version *v =
        record_new(&h->rq, &type_regulation_version);

    v->regulation = g->r.id;
    v->body.in[LANG_KY] = "1. Биринчи.\n2. Экинчи.";
    v->starts = starts;
    assert_int_equal(house_add(h, &type_regulation_version, v), RC_OK);
    return v;
}

static struct regulation *in_force(struct house *h, const char *code)
{
    struct regulation *g = registered(h, code);

    assert_int_equal(house_step_by_act(h, &type_regulation_version,
                            drafted(h, g, h->rq.today), "adopt"),
                     RC_OK);
    return again(h, g);
}

static int64_t reviews(struct house *h, const struct regulation *g)
{
    return house_count(h, mem_fmt(h->mem,
                                  "SELECT COUNT(*) FROM assignment WHERE"
                                  " subject = 'regulation' AND subject_id ="
                                  " %lld AND state = 'open' AND person = %lld"
                                  " AND due = '%s'",
                                  (long long)g->r.id, (long long)g->holder,
                                  day_iso(g->review_due,
                                          (char[DAY_ISO_SIZE]){ "" })));
}

static double counted(struct house *h, const char *code, day on)
{
    struct measured m;

    assert_int_equal(measure_on(&h->rq, code, on, &m), RC_OK);
    return m.origin == ORIGIN_COUNTED ? m.value : -1;
}

/* --- Scenarios ------------------------------------------------------------------ */

static void nothing_is_adopted_without_an_act(void **state)
{
    struct house *h = *state;
    struct regulation *g = registered(h, "A");
    struct regulation_version *v = drafted(h, g, h->rq.today);

    assert_int_not_equal(house_step(h, &type_regulation_version, v, "adopt"),
                         RC_OK);
    assert_int_equal(house_step_by_act(h, &type_regulation_version, v, "adopt"), RC_OK);
    g = again(h, g);
    assert_string_equal(g->r.state, "in_force");
    assert_int_equal(v->number.n, 1);
    assert_int_equal(g->review_due.n, day_add_months(h->rq.today, 36).n);
    assert_int_equal(reviews(h, g), 1);
    assert_int_not_equal(house_step(h, &type_regulation, g, "repeal"), RC_OK);
    v->body.in[LANG_KY] = "Башка текст";
    assert_int_equal(house_save(h, &type_regulation_version, v), RC_CONFLICT);
}

static void a_version_ends_the_one_before(void **state)
{
    struct house *h = *state;
    struct regulation *g = registered(h, "A");
    struct regulation_version *first = drafted(h, g, h->rq.today), *v;
    day next = day_add(h->rq.today, 30);
    void *old;

    assert_int_equal(house_step_by_act(h, &type_regulation_version, first,
                                       "adopt"), RC_OK);
    assert_int_equal(house_step_by_act(h, &type_regulation_version,
                            drafted(h, g, h->rq.today), "adopt"),
                     RC_INVALID); /* from the same day */
    v = drafted(h, g, next);
    assert_int_equal(house_step_by_act(h, &type_regulation_version, v, "adopt"), RC_OK);
    assert_int_equal(v->number.n, 2);
    assert_int_equal(record_load(&h->rq, &type_regulation_version, first->r.id,
                                 &old),
                     RC_OK);
    assert_int_equal(((struct regulation_version *)old)->ends.n,
                     day_add(next, -1).n);
    assert_int_equal(reviews(h, again(h, g)), 1);
}

static void a_review_opens_the_next(void **state)
{
    struct house *h = *state;
    struct regulation *g = in_force(h, "A");
    int64_t other = house_person(h, "Башка");
    day first = g->review_due;

    house_later(h, 400);
    house_as(h, 0);
    g->reviewing = "Өзгөртүү керек эмес.";
    assert_int_equal(house_step(h, &type_regulation, g, "review"), RC_OK);
    assert_true(g->review_due.n > first.n);
    assert_int_equal(reviews(h, g), 1);
    g->holder = other;
    assert_int_equal(house_save(h, &type_regulation, g), RC_OK);
    assert_int_equal(reviews(h, g), 1);
    g->holder = 0;
    assert_int_equal(house_save(h, &type_regulation, g), RC_INVALID);
}

static void what_was_reviewed_in_time_is_counted(void **state)
{
    struct house *h = *state;
    struct regulation *a = in_force(h, "A");
    day begun = h->rq.today;

    in_force(h, "B");
    house_later(h, 1000);
    house_as(h, 0);
    a = again(h, a);
    a->reviewing = "Каралды.";
    assert_int_equal(house_step(h, &type_regulation, a, "review"), RC_OK);
    house_later(h, 300);
    assert_true(counted(h, "regulations_3y_review", begun) > 99);
    assert_true(counted(h, "regulations_3y_review", h->rq.today) > 49);
    assert_true(counted(h, "regulations_3y_review", h->rq.today) < 51);
}

static struct law_change *changed(struct house *h, const struct regulation *a,
                                  const struct regulation *b)
{
    struct law *l = record_new(&h->rq, &type_law);
    struct law_change *c = record_new(&h->rq, &type_law_change);
    int64_t *ids = MEM_ARRAY(h->mem, 2, int64_t);

    l->code = "2026-1";
    l->title.in[LANG_KY] = "Мыйзам";
    l->kind = "law";
    assert_int_equal(house_add(h, &type_law, l), RC_OK);
    ids[0] = a->r.id;
    ids[1] = b->r.id;
    c->law = l->r.id;
    c->title.in[LANG_KY] = "Жаңы талап";
    c->starts = day_add(h->rq.today, 30);
    c->touches = (struct refs){ ids, 2 };
    assert_int_equal(house_add(h, &type_law_change, c), RC_OK);
    assert_int_equal(house_step(h, &type_law_change, c, "spread"), RC_OK);
    return c;
}

static void a_change_of_the_law_is_followed(void **state)
{
    struct house *h = *state;
    struct regulation *a = in_force(h, "A"), *b = in_force(h, "B");
    struct law_change *c = changed(h, a, b);
    struct regulation_version *v;
    struct law_impact *p;
    void *rec;

    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM assignment WHERE"
                                    " subject = 'law_impact' AND state ="
                                    " 'open'"), 2);
    assert_true(counted(h, "risk72_main_changes", h->rq.today) < 1);
    v = drafted(h, a, day_add(h->rq.today, 5));
    v->law_change = c->r.id;
    assert_int_equal(house_save(h, &type_regulation_version, v), RC_OK);
    assert_int_equal(house_step_by_act(h, &type_regulation_version, v, "adopt"), RC_OK);
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM law_impact WHERE"
                                    " state = 'amended'"), 1);
    assert_int_equal(record_load(&h->rq, &type_law_impact,
                                 house_count(h, "SELECT id FROM law_impact"
                                                " WHERE state = 'open'"),
                                 &rec),
                     RC_OK);
    p = rec;
    assert_int_equal(house_step(h, &type_law_impact, p, "not_needed"),
                     RC_INVALID); /* why? */
    p->reason = "Тиешеси жок.";
    assert_int_equal(house_step(h, &type_law_impact, p, "not_needed"), RC_OK);
    assert_int_equal(record_load(&h->rq, &type_law_change, c->r.id, &rec),
                     RC_OK);
    assert_string_equal(((struct law_change *)rec)->r.state, "done");
    assert_true(counted(h, "risk72_main_changes", h->rq.today) > 99);
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM assignment WHERE"
                                    " subject = 'law_impact' AND state ="
                                    " 'open'"), 0);
}

static struct regulation_finding *found(struct house *h,
                                        const struct regulation *g,
                                        const char *kind, int64_t other)
{
    struct regulation_finding *f =
        record_new(&h->rq, &type_regulation_finding);

    f->regulation = g->r.id;
    f->kind = kind;
    f->other = other;
    f->why = "Эч ким колдонбойт.";
    return f;
}

static void what_is_surplus_goes_with_the_act(void **state)
{
    struct house *h = *state;
    struct regulation *a = in_force(h, "A"), *b = in_force(h, "B");

    assert_int_equal(house_add(h, &type_regulation_finding,
                               found(h, a, "duplicate", 0)),
                     RC_INVALID);
    assert_int_equal(house_add(h, &type_regulation_finding,
                               found(h, a, "duplicate", a->r.id)),
                     RC_INVALID);
    assert_int_equal(house_add(h, &type_regulation_finding,
                               found(h, a, "duplicate", b->r.id)), RC_OK);
    assert_int_equal(house_add(h, &type_regulation_finding,
                               found(h, a, "surplus", 0)), RC_OK);
    assert_true(counted(h, "superfluous_documents", h->rq.today) > 0.5);
    assert_true(counted(h, "superfluous_documents", h->rq.today) < 1.5);
    house_later(h, 1);
    house_as(h, 0);
    a = again(h, a);
    assert_int_equal(house_step_by_act(h, &type_regulation, a, "repeal"), RC_OK);
    assert_true(counted(h, "superfluous_documents", h->rq.today) < 0.5);
    assert_int_equal(reviews(h, a), 0);
    assert_int_equal(house_step_by_act(h, &type_regulation_version,
                            drafted(h, a, day_add(h->rq.today, 9)), "adopt"),
                     RC_CONFLICT);
}

static void a_rule_that_is_fixed_is_known(void **state)
{
    struct house *h = *state;
    struct regulation_rule *l = record_new(&h->rq, &type_regulation_rule);

    l->regulation = in_force(h, "A")->r.id;
    l->paragraph = "2.";
    l->rule = "no_such_rule";
    assert_int_equal(house_add(h, &type_regulation_rule, l), RC_INVALID);
    l->rule = "law_change_days";
    assert_int_equal(house_add(h, &type_regulation_rule, l), RC_OK);
    assert_non_null(l->title.in[LANG_RU]);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, house_open, house_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_is_adopted_without_an_act),
        TEST(a_version_ends_the_one_before),
        TEST(a_review_opens_the_next),
        TEST(what_was_reviewed_in_time_is_counted),
        TEST(a_change_of_the_law_is_followed),
        TEST(what_is_surplus_goes_with_the_act),
        TEST(a_rule_that_is_fixed_is_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
