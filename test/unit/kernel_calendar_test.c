/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The working calendar: against a plain walk over the days, as the office
 * changes them, on readers and on the writer; terms that move.
 */
#include "kernel_help.h"

#include "kernel/calendar.h"

static int64_t mark_day(struct house *h, const char *on, bool working)
{
    struct calendar_day *d = record_new(&h->rq, &type_calendar_day);

    d->date = day_parse(on);
    d->working = working;
    d->title.in[LANG_KY] = "чечим";
    assert_int_equal(house_add(h, &type_calendar_day, d), RC_OK);
    return d->r.id;
}

static bool worked(struct house *h, const char *on)
{
    bool yes;

    assert_int_equal(calendar_working(&h->rq, day_parse(on), &yes), RC_OK);
    return yes;
}

static const char *added(struct house *h, const char *from, int n)
{
    static char text[DAY_ISO_SIZE];
    day d;

    assert_int_equal(calendar_add(&h->rq, day_parse(from), n, &d), RC_OK);
    return day_iso(d, text);
}

static void days_as_the_office_marks_them(void **state)
{
    struct house *h = *state;
    struct calendar_day *d;
    void *rec;
    int64_t id;
    int n;

    assert_true(worked(h, "2026-08-31"));
    assert_false(worked(h, "2026-08-29")); /* a Saturday */
    id = mark_day(h, "2026-08-31", false);
    mark_day(h, "2026-08-29", true);
    assert_false(worked(h, "2026-08-31"));
    assert_true(worked(h, "2026-08-29"));
    assert_string_equal(added(h, "2026-08-28", 1), "2026-08-29");
    assert_string_equal(added(h, "2026-08-28", 2), "2026-09-01");
    assert_string_equal(added(h, "2026-08-30", 0), "2026-09-01");
    assert_string_equal(added(h, "2026-09-01", -1), "2026-08-29");
    assert_string_equal(added(h, "2026-09-01", 0), "2026-09-01");
    assert_int_equal(calendar_between(&h->rq, day_parse("2026-08-28"),
                                      day_parse("2026-09-01"), &n), RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(record_load(&h->rq, &type_calendar_day, id, &rec), RC_OK);
    d = rec;
    assert_int_equal(house_step(h, &type_calendar_day, d, "drop"), RC_OK);
    assert_true(worked(h, "2026-08-31"));
    /* A day is marked once. */
    d = record_new(&h->rq, &type_calendar_day);
    d->date = day_parse("2026-08-29");
    d->title.in[LANG_KY] = "дагы";
    assert_int_equal(house_add(h, &type_calendar_day, d), RC_CONFLICT);
    rq_forget(&h->rq);
    assert_int_equal(calendar_add(&h->rq, DAY_NONE, 1, &h->rq.today),
                     RC_INVALID);
}

/* --- Against a plain walk ----------------------------------------------------- */

enum { SPAN_DAYS = 400 };

struct model {
    day first;
    bool off[SPAN_DAYS];
};

static bool model_works(const struct model *m, int n)
{
    return !m->off[n - m->first.n];
}

/* What the walk says, for every number of days around a start. */
static enum rc compare(struct rq *rq, void *arg)
{
    const struct model *m = arg;

    for (int k = 0; k < 300; k++) {
        int from = m->first.n + 120 + rand() % 160, n = rand() % 121 - 60;
        int at = from, left = abs(n), between = 0;
        day out;
        int got;

        while (!n && !model_works(m, at))
            at++;
        while (left) {
            at += n < 0 ? -1 : 1;
            left -= model_works(m, at);
        }
        TRY(calendar_add(rq, (day){ from }, n, &out));
        assert_int_equal(out.n, at);
        for (int i = from; i < at; i++)
            between += model_works(m, i + 1);
        for (int i = at; i < from; i++)
            between -= model_works(m, i + 1);
        TRY(calendar_between(rq, (day){ from }, (day){ at }, &got));
        assert_int_equal(got, between);
    }
    return RC_OK;
}

static enum rc mark_all(struct rq *rq, void *arg)
{
    struct model *m = arg;

    for (int i = 0; i < SPAN_DAYS; i++) {
        day on = day_add(m->first, i);
        struct calendar_day *d;

        m->off[i] = day_weekday(on) > 5;
        /* A month of holidays lies in it: longer than any window. */
        if (rand() % 9 && !(i > 180 && i < 240))
            continue;
        d = record_new(rq, &type_calendar_day);
        d->date = on;
        d->working = rand() % 2 && !(i > 180 && i < 240);
        d->title.in[LANG_KY] = "күн";
        TRY(record_add(rq, &type_calendar_day, d));
        m->off[i] = !d->working;
    }
    return compare(rq, m); /* the writer sees its own days */
}

static void as_a_plain_walk(void **state)
{
    struct house *h = *state;
    struct model m = { .first = day_parse("2026-01-01") };

    srand(7);
    assert_int_equal(app_write(&h->rq, mark_all, &m), RC_OK);
    assert_int_equal(compare(&h->rq, &m), RC_OK);
}

/* --- Terms --------------------------------------------------------------------- */

struct owed {
    int64_t person, id[3];
    const char *due;
};

static enum rc owe(struct rq *rq, void *arg)
{
    struct owed *o = arg;

    for (int i = 0; i < 3; i++) {
        struct assignment *a = record_new(rq, &type_assignment);

        a->title.in[LANG_KY] = "иш";
        a->person = o->person;
        a->due = day_parse(i == 2 ? "2026-12-10" : o->due);
        TRY(assignment_open(rq, a));
        o->id[i] = a->r.id;
        if (i == 1) {
            a->r.state = "done";
            TRY(record_put(rq, &type_assignment, a, "done"));
        }
    }
    return RC_OK;
}

static const char *due(struct house *h, int64_t id)
{
    static char text[DAY_ISO_SIZE];
    void *rec;

    assert_int_equal(record_load(&h->rq, &type_assignment, id, &rec), RC_OK);
    return day_iso(((struct assignment *)rec)->due, text);
}

static void a_term_moves_with_its_day(void **state)
{
    struct house *h = *state;
    struct owed o = { .person = house_person(h, "p"), .due = "2026-12-11" };
    int64_t n;
    day to;

    assert_int_equal(app_write(&h->rq, owe, &o), RC_OK);
    assert_int_equal(calendar_touches(&h->rq, day_parse(o.due), false, &n,
                                      &to), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(to.n, day_parse("2026-12-14").n);
    mark_day(h, "2026-12-14", false); /* the Monday after it */
    assert_string_equal(due(h, o.id[0]), "2026-12-11");
    mark_day(h, "2026-12-11", false);
    assert_string_equal(due(h, o.id[0]), "2026-12-15");
    assert_string_equal(due(h, o.id[1]), "2026-12-11"); /* done */
    assert_string_equal(due(h, o.id[2]), "2026-12-10");
    assert_int_equal(calendar_touches(&h->rq, day_parse(o.due), false, &n,
                                      &to), RC_OK);
    assert_int_equal(n, 0);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, house_open, house_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(days_as_the_office_marks_them),
        TEST(as_a_plain_walk),
        TEST(a_term_moves_with_its_day),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
