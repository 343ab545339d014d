/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Assignments: opened, handed over, closed; "My work".
 */
#include "kernel_help.h"

#include "store/search.h"

struct opening_of {
    const char *subject, *purpose;
    int64_t subject_id, unit, person, opened_by, helper, id;
    int days;
};

static enum rc open_run(struct rq *rq, void *arg)
{
    struct opening_of *o = arg;
    struct assignment *a = record_new(rq, &type_assignment);

    a->title.in[LANG_KY] = "иш";
    a->subject = o->subject;
    a->subject_id = o->subject_id;
    a->purpose = o->purpose;
    a->unit = o->unit;
    a->person = o->person;
    a->opened_by = o->opened_by;
    a->due = day_add(rq->today, o->days);
    if (o->helper) {
        int64_t *id = MEM_NEW(rq->mem, int64_t);

        *id = o->helper;
        a->helpers = (struct refs){ id, 1 };
    }
    TRY(assignment_open(rq, a));
    o->id = a->r.id;
    return RC_OK;
}

static int64_t give(struct house *h, struct opening_of o)
{
    bool system = h->rq.system;

    h->rq.system = true;
    assert_int_equal(app_write(&h->rq, open_run, &o), RC_OK);
    h->rq.system = system;
    return o.id;
}

static struct assignment *load(struct house *h, int64_t id)
{
    void *rec;

    assert_int_equal(record_load(&h->rq, &type_assignment, id, &rec), RC_OK);
    return rec;
}

/* --- Opening ----------------------------------------------------------------- */

static void the_head_of_the_unit_is_responsible(void **state)
{
    struct house *h = *state;
    struct unit *u = house_unit(h, "u", 0), *v = house_unit(h, "v", u->r.id);
    int64_t head = house_person(h, "head");
    struct opening_of none = { .unit = v->r.id, .days = 3 }, nobody = { 0 };
    struct assignment *a;

    assert_int_equal(app_write(&h->rq, open_run, &none), RC_INVALID);
    assert_string_equal(h->rq.fails->field, "unit");
    assert_int_equal(app_write(&h->rq, open_run, &nobody), RC_INVALID);
    house_appoint(h, head, "head", u->r.id);
    a = load(h, give(h, (struct opening_of){ .unit = v->r.id, .days = 3,
                                             .subject = "thing",
                                             .subject_id = 7 }));
    assert_int_equal(a->person, head);
    assert_int_equal(a->subject_id, 7);
    assert_int_equal(a->r.owner_unit, v->r.id);
    assert_string_equal(a->r.state, "open");
}

struct closing {
    const char *subject, *purpose;
    int64_t id;
};

static enum rc close_run(struct rq *rq, void *arg)
{
    const struct closing *c = arg;

    return assignment_close(rq, c->subject, c->id, c->purpose);
}

static void closing_takes_all_of_one_purpose(void **state)
{
    struct house *h = *state;
    int64_t one = house_person(h, "one"), last = 0, other, review;
    struct closing c = { "thing", "report", 1 };

    other = give(h, (struct opening_of){ .subject = "thing", .subject_id = 2,
                                         .purpose = "report", .person = one });
    review = give(h, (struct opening_of){ .subject = "thing", .subject_id = 1,
                                          .purpose = "review",
                                          .person = one });
    for (int i = 0; i < 103; i++)
        last = give(h, (struct opening_of){ .subject = "thing",
                                            .subject_id = 1,
                                            .purpose = "report",
                                            .person = one });
    assert_int_equal(app_write(&h->rq, close_run, &c), RC_OK);
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM assignment"
                                    " WHERE state = 'open'"),
                     2);
    assert_string_equal(load(h, other)->r.state, "open");
    assert_string_equal(load(h, review)->r.state, "open");
    assert_int_equal(load(h, last)->progress.n, 100);
    assert_int_equal(load(h, last)->closed_at, h->rq.now);
}

/* --- Steps ------------------------------------------------------------------- */

struct handing {
    int64_t id, to;
    const char *note;
};

static enum rc hand_run(struct rq *rq, void *arg)
{
    const struct handing *x = arg;

    return assignment_hand_over(rq, x->id, x->to, x->note);
}

static void it_is_handed_over_by_whom_it_concerns(void **state)
{
    struct house *h = *state;
    struct unit *u = house_unit(h, "u", 0), *v = house_unit(h, "v", u->r.id);
    int64_t head = house_person(h, "head"), one = house_person(h, "one");
    int64_t two = house_person(h, "two"), far = house_person(h, "far");
    int64_t id;
    struct handing x;

    house_appoint(h, head, "dean", u->r.id);
    house_appoint(h, far, "dean", house_unit(h, "w", 0)->r.id);
    id = give(h, (struct opening_of){ .unit = v->r.id, .person = one,
                                      .helper = two, .days = 2 });
    x = (struct handing){ id, two, "kindly" };
    house_as(h, far);
    assert_int_equal(app_write(&h->rq, hand_run, &x), RC_MISSING);
    house_as(h, two); /* only helps */
    assert_int_equal(app_write(&h->rq, hand_run, &x), RC_DENIED);
    house_as(h, one);
    assert_int_equal(app_write(&h->rq, hand_run, &x), RC_OK);
    assert_int_equal(load(h, id)->person, two);
    assert_string_equal(load(h, id)->note, "kindly");
    assert_int_equal(app_write(&h->rq, hand_run, &x), RC_INVALID);
    x.to = one;
    assert_int_equal(app_write(&h->rq, hand_run, &x), RC_MISSING);
    house_as(h, head);
    assert_int_equal(app_write(&h->rq, hand_run, &x), RC_OK);
    assert_int_equal(load(h, id)->person, one);
    x.to = 4711;
    assert_int_not_equal(app_write(&h->rq, hand_run, &x), RC_OK);
    assert_int_equal(load(h, id)->person, one);
}

static void what_a_record_asks_is_not_ticked_off(void **state)
{
    struct house *h = *state;
    int64_t one = house_person(h, "one"), boss = house_person(h, "boss");
    int64_t id = give(h, (struct opening_of){ .subject = "thing",
                                              .subject_id = 1,
                                              .person = one });
    int64_t own = give(h, (struct opening_of){ .person = one,
                                               .opened_by = boss });
    struct assignment *a;

    house_as(h, one);
    assert_int_equal(house_step(h, &type_assignment, load(h, id), "done"),
                     RC_INVALID);
    a = load(h, own);
    a->progress = (struct count){ 140, true };
    assert_int_equal(house_step(h, &type_assignment, a, "progress"),
                     RC_INVALID);
    a = load(h, own);
    a->progress = (struct count){ 40, true };
    assert_int_equal(house_step(h, &type_assignment, a, "progress"), RC_OK);
    a = load(h, own);
    assert_int_equal(a->progress.n, 40);
    assert_int_equal(house_step(h, &type_assignment, a, "cancel"), RC_DENIED);
    a = load(h, own);
    assert_int_equal(house_step(h, &type_assignment, a, "done"), RC_OK);
    assert_int_equal(load(h, own)->progress.n, 100);
    own = give(h, (struct opening_of){ .person = one, .opened_by = boss });
    house_as(h, boss);
    a = load(h, own);
    assert_int_equal(house_step(h, &type_assignment, a, "cancel"), RC_INVALID);
    a = load(h, own);
    a->note = "not needed";
    assert_int_equal(house_step(h, &type_assignment, a, "cancel"), RC_OK);
}

/* --- My work ----------------------------------------------------------------- */

static void my_work_is_sorted_by_day(void **state)
{
    static const int days[] = { 30, -1, 0, 8, -9, 0, 1, 6 };
    struct house *h = *state;
    int64_t one = house_person(h, "one"), two = house_person(h, "two");
    struct my_work w;
    uint64_t before;

    /* 2026-11-18 is a Wednesday: the week ends in 4 days. */
    clock_set(INT64_C(1795341600000000) - 4 * INT64_C(86400000000));
    rq_clock(&h->rq);
    for (size_t i = 0; i < COUNT(days); i++)
        give(h, (struct opening_of){ .person = one, .days = days[i] });
    give(h, (struct opening_of){ .person = two, .helper = one, .days = -3 });
    give(h, (struct opening_of){ .person = two, .opened_by = one, .days = 9 });
    give(h, (struct opening_of){ .person = one, .opened_by = one, .days = 9 });
    give(h, (struct opening_of){ .person = two, .days = 1 });
    before = sql_count(h->rq.sql);
    assert_int_equal(assignment_mine(&h->rq, one, 3, &w), RC_OK);
    assert_int_equal(sql_count(h->rq.sql) - before, 4);
    assert_int_equal(w.n[WORK_LATE], 3);
    assert_int_equal(w.a[WORK_LATE][0]->due.n, h->rq.today.n - 9);
    assert_int_equal(w.a[WORK_LATE][1]->due.n, h->rq.today.n - 3);
    assert_int_equal(w.n[WORK_TODAY], 2);
    assert_int_equal(w.n[WORK_WEEK], 1);
    assert_int_equal(w.n[WORK_LATER], 3); /* of four */
    assert_int_equal(w.a[WORK_LATER][0]->due.n, h->rq.today.n + 6);
    assert_int_equal(w.n[WORK_WAITING], 1);
    assert_int_equal(w.a[WORK_WAITING][0]->person, two);
    assert_int_equal(assignment_mine(&h->rq, one, 0, &w), RC_OK);
    assert_int_equal(w.n[WORK_LATE], 0);
}

/* How many assignments these eyes find. */
static size_t found(struct house *h, const char *words)
{
    struct list l = { .type = &type_assignment, .limit = 10 };

    assert_int_equal(list_filter(&h->rq, &l, "q", words), RC_OK);
    assert_int_equal(list_read(&h->rq, &l), RC_OK);
    return l.n;
}

/* Told apart from words of its own: whoever may not see what it is about does
 * not learn by asking which words that has. */
static void it_is_found_by_what_it_is_about(void **state)
{
    struct house *h = *state;
    int64_t one = house_person(h, "one");
    struct thing *t = record_new(&h->rq, &type_thing);

    t->code = "a1";
    t->title.in[LANG_KY] = "китептер";
    assert_int_equal(house_add(h, &type_thing, t), RC_OK);
    give(h, (struct opening_of){ .person = one, .subject = "thing",
                                 .subject_id = t->r.id });
    give(h, (struct opening_of){ .person = one });
    assert_int_equal(found(h, "иш"), 1);
    assert_int_equal(found(h, "китеп"), 1);
    assert_int_equal(found(h, "дептер"), 0);
    house_as(h, one);
    assert_int_equal(found(h, "китеп"), 0);
    assert_int_equal(found(h, "иш"), 1);
    house_as(h, 0);
    house_appoint(h, one, "clerk", 0);
    house_as(h, one);
    assert_int_equal(found(h, "китеп"), 1);
    house_as(h, 0);
    t->title.in[LANG_KY] = "дептер";
    assert_int_equal(house_save(h, &type_thing, t), RC_OK);
    assert_int_equal(found(h, "дептер"), 1);
}

/* --- A word that very many have ---------------------------------------------- */

static enum rc index_run(struct rq *rq, void *arg)
{
    struct mem_mark mark = mem_mark(rq->mem);
    int n;

    (void)arg;
    do {
        TRY(search_index(rq->sql, rq->mem, 500, &n));
        mem_back(rq->mem, mark);
    } while (n);
    return RC_OK;
}

/* Documents alone: what is found must be a record that these eyes may see. */
static enum rc many_run(struct rq *rq, void *arg)
{
    static const struct sql_text q = {
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
        " WHERE i < 20500) INSERT INTO search_wait(type, record, words)"
        " SELECT 'thing', i + 1000000, 'катарлар' FROM n",
        "", ""
    };

    TRY(sql_run(rq->sql, &q, NO_ARGS));
    return index_run(rq, arg);
}

static size_t things(struct house *h, const char *words, bool exact)
{
    struct list l = { .type = &type_thing, .limit = 10, .exact = exact };
    int64_t n;

    assert_int_equal(list_filter(&h->rq, &l, "q", words), RC_OK);
    assert_int_equal(list_read(&h->rq, &l), RC_OK);
    assert_int_equal(list_count(&h->rq, &l, 100, &n), RC_OK);
    assert_int_equal(n, l.n);
    return l.n;
}

/* Of those that have the words only the newest, and it says that there are
 * more. */
static void the_newest_are_looked_at(void **state)
{
    struct house *h = *state;
    struct list few = { .type = &type_thing, .limit = 10, .recent = 3 };
    struct list all = { .type = &type_thing, .limit = 10, .recent = 5 };

    house_as(h, 0);
    for (int i = 0; i < 5; i++) {
        struct thing *t = record_new(&h->rq, &type_thing);

        t->code = mem_fmt(h->rq.mem, "n%d", 9 - i);
        t->title.in[LANG_KY] = "катар";
        assert_int_equal(house_add(h, &type_thing, t), RC_OK);
    }
    assert_int_equal(app_write(&h->rq, index_run, NULL), RC_OK);
    assert_int_equal(list_filter(&h->rq, &few, "q", "катар"), RC_OK);
    assert_int_equal(list_read(&h->rq, &few), RC_OK);
    assert_int_equal(few.n, 3);
    assert_true(few.unlooked);
    for (size_t i = 0; i < few.n; i++)
        assert_string_equal(((struct thing *)few.rec[i])->code,
                            mem_fmt(h->rq.mem, "n%zu", i + 5));
    assert_int_equal(list_filter(&h->rq, &all, "q", "катар"), RC_OK);
    assert_int_equal(list_read(&h->rq, &all), RC_OK);
    assert_int_equal(all.n, 5);
    assert_false(all.unlooked);
}

/* The list is read in its own order then, with the same rights and words. */
static void what_very_many_have_is_found(void **state)
{
    static const char *const titles[] = { "Катары китептер", "Катардагы иш",
                                          "Дептер" };
    struct house *h = *state;
    struct search_spot spot;

    house_as(h, 0);
    assert_int_equal(app_write(&h->rq, many_run, NULL), RC_OK);
    for (size_t i = 0; i < COUNT(titles); i++) {
        struct thing *t = record_new(&h->rq, &type_thing);

        t->code = mem_fmt(h->rq.mem, "m%zu", i);
        t->title.in[LANG_KY] = titles[i];
        assert_int_equal(house_add(h, &type_thing, t), RC_OK);
    }
    assert_int_equal(search_spot(h->rq.sql, "thing", "\"ка\"*", SEARCH_BROAD,
                                 &spot), RC_OK);
    assert_int_equal(spot.n, SEARCH_BROAD);
    assert_int_equal(things(h, "ка", false), 2);
    assert_int_equal(things(h, "ка китеп", false), 1);
    assert_int_equal(things(h, "катар", false), 2);
    assert_int_equal(things(h, "дептерлер", false), 1);
    assert_int_equal(things(h, "катарлар", true), 0);
    assert_int_equal(things(h, "катары", true), 1);
    house_as(h, house_person(h, "one"));
    assert_int_equal(things(h, "ка", false), 0);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, house_open, house_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_head_of_the_unit_is_responsible),
        TEST(closing_takes_all_of_one_purpose),
        TEST(it_is_handed_over_by_whom_it_concerns),
        TEST(what_a_record_asks_is_not_ticked_off),
        TEST(my_work_is_sorted_by_day),
        TEST(it_is_found_by_what_it_is_about),
        TEST(the_newest_are_looked_at),
        TEST(what_very_many_have_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
