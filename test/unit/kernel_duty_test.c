/* SPDX-License-Identifier: Apache-2.0 */
/*
 * No promise is lost: generated histories of assignments, people, units, days
 * and clocks that jump.  After each step every open assignment has somebody
 * who works here and a day, every late one stands where it should on the
 * ladder, nothing is opened twice, and the journal verifies.
 *
 *     DUTY_SEED=17 DUTY_STEPS=20000 build/t/test/unit/kernel_duty_test
 */
#include "kernel_help.h"

#include "kernel/absence.h"
#include "kernel/calendar.h"
#include "kernel/daily.h"
#include "kernel/duty.h"
#include "kernel/schedule.h"

#include "history_help.h"

enum { UNITS = 9, SCHEDULES = 6, DAY_SECONDS = 86400 };

struct world {
    struct history y;
    int64_t units[UNITS], rector;
    int64_t now;    /* seconds */
    /* The latest day whose daily work was done since each schedule began. */
    day furthest[SCHEDULES + 1];
};

/* The words of the histories, of this test's world. */
#define any(w, n) history_any(&(w)->y, (n))
#define one(w, sql) history_one(&(w)->y, (sql))
#define SQL(w, ...) HISTORY_SQL(&(w)->y, __VA_ARGS__)
#define pick(w, from) history_pick(&(w)->y, (from))
#define load(w, t, id) history_load(&(w)->y, (t), (id))
#define must(w, holds, what) history_must(&(w)->y, (holds), (what))

static int between(struct world *w, int from, int to)
{
    return from + any(w, to - from + 1);
}

static int64_t any_unit(struct world *w)
{
    return w->units[any(w, UNITS)];
}

static int64_t any_person(struct world *w)
{
    return pick(w, any(w, 4) ? "person WHERE state = 'active'" : "person");
}

static const char *iso(struct world *w, day d)
{
    return day_iso(d, mem_alloc(w->y.h->mem, DAY_ISO_SIZE));
}

/* --- What is done ----------------------------------------------------------- */

static enum rc open_run(struct rq *rq, void *arg)
{
    struct assignment *a = arg;

    a->r.id = 0;
    return assignment_open(rq, a);
}

static enum rc do_open(struct world *w)
{
    struct assignment *a = record_new(&w->y.h->rq, &type_assignment);

    a->title.in[LANG_KY] = "иш";
    if (any(w, 3))
        a->subject = "thing", a->subject_id = between(w, 1, 20);
    a->purpose = "report";
    a->unit = any(w, 5) ? any_unit(w) : 0;
    a->person = any(w, 2) || !a->unit ? any_person(w) : 0;
    a->opened_by = any(w, 2) ? any_person(w) : 0;
    a->due = day_add(w->y.h->rq.today, between(w, -20, 40));
    return app_write(&w->y.h->rq, open_run, a);
}

static enum rc close_run(struct rq *rq, void *arg)
{
    return assignment_close(rq, "thing", *(int64_t *)arg, "report");
}

static enum rc do_close(struct world *w)
{
    int64_t id = between(w, 1, 20);

    return app_write(&w->y.h->rq, close_run, &id);
}

/* A step of some open assignment. */
static enum rc step_of(struct world *w, const char *where, const char *step)
{
    int64_t id =
        pick(w, mem_fmt(w->y.h->mem, "assignment WHERE state = 'open'%s", where));
    struct assignment *a;

    if (!id)
        return RC_MISSING;
    a = load(w, &type_assignment, id);
    if (!strcmp(step, "hand_over"))
        a->person = any_person(w);
    if (!strcmp(step, "extend")) {
        a->wanted = day_add(a->due, between(w, -3, 40));
        a->why = "more";
    }
    if (!strcmp(step, "grant") && any(w, 2))
        a->wanted = day_add(a->wanted, between(w, -9, 9));
    a->note = "note";
    if (strcmp(step, "decline") != 0 && strcmp(step, "cancel") != 0 &&
        strcmp(step, "done") != 0)
        a->note = ((struct assignment *)load(w, &type_assignment, id))->note;
    return house_step(w->y.h, &type_assignment, a, step);
}

static enum rc do_hand(struct world *w)
{
    return step_of(w, "", "hand_over");
}

static enum rc do_done(struct world *w)
{
    return step_of(w, "", any(w, 2) ? "done" : "cancel");
}

static enum rc do_extend(struct world *w)
{
    return step_of(w, "", "extend");
}

static enum rc do_answer(struct world *w)
{
    return step_of(w, " AND wanted IS NOT NULL",
                   any(w, 3) ? "grant" : "decline");
}

static enum rc do_absence(struct world *w)
{
    struct absence *a = record_new(&w->y.h->rq, &type_absence);

    a->person = any_person(w);
    a->substitute = any_person(w);
    a->starts = day_add(w->y.h->rq.today, between(w, -5, 10));
    a->ends = day_add(a->starts, between(w, 0, 20));
    a->reason = "leave";
    return house_add(w->y.h, &type_absence, a);
}

static enum rc do_come(struct world *w)
{
    static const char *const roles[] = { "head", "dean", "employee", "teacher",
                                         "vice_rector" };
    struct appointment *a = record_new(&w->y.h->rq, &type_appointment);

    a->person = any(w, 2) ? house_person(w->y.h, "жаңы") : any_person(w);
    a->role = roles[any(w, COUNT(roles))];
    a->unit = any_unit(w);
    a->starts = day_add(w->y.h->rq.today, between(w, -5, 5));
    if (!any(w, 3))
        a->ends = day_add(a->starts, between(w, 0, 60));
    return house_add(w->y.h, &type_appointment, a);
}

static enum rc do_leave(struct world *w)
{
    int64_t id = any_person(w);

    if (!id || id == SQL(w, "SELECT person FROM account"))
        return RC_MISSING;
    return house_step(w->y.h, &type_person, load(w, &type_person, id), "leave");
}

static enum rc do_return(struct world *w)
{
    int64_t id = pick(w, "person WHERE state = 'left'");

    if (!id)
        return RC_MISSING;
    return house_step(w->y.h, &type_person, load(w, &type_person, id), "return");
}

static enum rc do_finish(struct world *w)
{
    int64_t id = pick(w, "appointment WHERE state = 'active'"
                         " AND role <> 'administrator'");
    struct appointment *a;

    if (!id)
        return RC_MISSING;
    a = load(w, &type_appointment, id);
    if (!any(w, 5))
        return house_step(w->y.h, &type_appointment, a, "withdraw");
    a->ends = day_add(w->y.h->rq.today, between(w, -6, 6));
    return house_step(w->y.h, &type_appointment, a, "finish");
}

static enum rc do_rector(struct world *w)
{
    struct appointment *a = record_new(&w->y.h->rq, &type_appointment);

    a->person = any_person(w);
    a->role = "rector";
    a->unit = w->units[0];
    a->starts = w->y.h->rq.today;
    return house_add(w->y.h, &type_appointment, a);
}

static enum rc do_move(struct world *w)
{
    struct unit *u = load(w, &type_unit, w->units[between(w, 1, UNITS - 1)]);

    u->parent = any_unit(w);
    return house_save(w->y.h, &type_unit, u);
}

static enum rc do_schedule(struct world *w)
{
    static const char *const every[] = { "month", "quarter", "half_year",
                                         "year" };
    struct schedule *s = record_new(&w->y.h->rq, &type_schedule);

    if (SQL(w, "SELECT COUNT(*) FROM schedule") >= SCHEDULES)
        return RC_MISSING;
    s->title.in[LANG_KY] = "отчёт";
    s->every = every[any(w, 4)];
    s->days = (struct count){ between(w, 1, 30), true };
    s->whom = any(w, 2) ? "unit" : "person";
    s->unit = any_unit(w);
    s->person = any_person(w);
    s->starts = day_add(w->y.h->rq.today, between(w, -60, 10));
    return house_add(w->y.h, &type_schedule, s);
}

static void set_clock(struct world *w, int64_t days)
{
    w->now += days * DAY_SECONDS;
    clock_set(w->now * 1000000);
    rq_clock(&w->y.h->rq);
}

/* The server runs, or comes up again after a stop: the daily work is done. */
static enum rc live(struct world *w, int days)
{
    enum rc rc;

    set_clock(w, days);
    rc = daily_run(&w->y.h->rq);
    if (rc)
        print_error("%s\n", rq_why(&w->y.h->rq, rc));
    for (int64_t i = SQL(w, "SELECT COALESCE(MAX(id), 0) FROM schedule"); i; i--)
        if (w->y.h->rq.today.n > w->furthest[i].n)
            w->furthest[i] = w->y.h->rq.today;
    return rc;
}

static enum rc do_day(struct world *w)
{
    assert_int_equal(live(w, 1), RC_OK);
    return RC_OK;
}

static enum rc do_stop(struct world *w)
{
    assert_int_equal(live(w, between(w, 2, 40)), RC_OK);
    return RC_OK;
}

static enum rc do_jump(struct world *w)
{
    assert_int_equal(live(w, any(w, 3) ? -between(w, 1, 45)
                                       : between(w, 60, 200)),
                     RC_OK);
    return RC_OK;
}

#ifdef CALENDAR_DAYS
static enum rc do_calendar(struct world *w)
{
    struct calendar_day *d = record_new(&w->y.h->rq, &type_calendar_day);

    d->date = day_add(w->y.h->rq.today, between(w, -10, 20));
    d->working = day_weekday(d->date) > 5;
    d->title.in[LANG_KY] = "майрам";
    TRY(house_add(w->y.h, &type_calendar_day, d));
    assert_int_equal(live(w, 0), RC_OK);
    return RC_OK;
}
#endif

static const struct deed deeds[] = {
    { "open", 22, do_open },         { "close", 6, do_close },
    { "hand over", 8, do_hand },     { "done", 8, do_done },
    { "extend", 10, do_extend },     { "answer", 10, do_answer },
    { "absence", 5, do_absence },    { "come", 6, do_come },
    { "leave", 4, do_leave },        { "return", 1, do_return },
    { "finish", 5, do_finish },      { "rector", 1, do_rector },
    { "move", 3, do_move },          { "schedule", 1, do_schedule },
    { "day", 14, do_day },           { "stop", 2, do_stop },
    { "jump", 2, do_jump },
#ifdef CALENDAR_DAYS
    { "calendar", 2, do_calendar },
#endif
};

/* --- What must hold --------------------------------------------------------- */

#define NOT_HERE(p)                                                            \
    "NOT EXISTS (SELECT 1 FROM person q WHERE q.id = " p                       \
    " AND q.state = 'active' AND (NOT EXISTS (SELECT 1 FROM appointment x"     \
    " WHERE x.person = q.id) OR EXISTS (SELECT 1 FROM appointment x"           \
    " WHERE x.person = q.id AND x.state = 'active'"                            \
    " AND (x.ends IS NULL OR x.ends >= '%s'))))"

static void somebody_answers(struct world *w)
{
    const char *today = iso(w, w->y.h->rq.today);

    must(w,
         !SQL(w, "SELECT COUNT(*) FROM assignment a WHERE a.state = 'open'"
                 " AND (a.person IS NULL OR a.due IS NULL OR a.term IS NULL"
                 " OR a.first_due IS NULL OR " NOT_HERE("a.person") ")",
              today),
         "somebody who works here answers by a day");
    must(w,
         !SQL(w, "SELECT COUNT(*) FROM assignment a WHERE a.state = 'open'"
                 " AND a.climbed_to IS NOT NULL AND " NOT_HERE("a.climbed_to"),
              today),
         "it has climbed to somebody who works here");
    must(w,
         !SQL(w, "SELECT COUNT(*) FROM assignment a WHERE a.state = 'open'"
                 " AND a.wanted IS NOT NULL AND a.asked_of IS NOT NULL"
                 " AND " NOT_HERE("a.asked_of"),
              today),
         "more time is asked of somebody who works here");
    must(w,
         !SQL(w, "SELECT COUNT(*) FROM assignment WHERE extended > 2"
                 " OR julianday(due) > julianday(first_due) + 60"),
         "extensions keep to their limit");
}

/* The heads above a unit, found by walking up. */
static size_t walk_up(struct world *w, int64_t unit, int64_t person,
                      int64_t *heads)
{
    const char *today = iso(w, w->y.h->rq.today);
    size_t n = 0;

    for (bool top = false; !top;) {
        int64_t head;

        top = !unit;
        head = SQL(w,
                   "SELECT a.person FROM appointment a JOIN person p"
                   " ON p.id = a.person WHERE p.state = 'active'"
                   " AND a.state = 'active' AND a.starts <= '%s'"
                   " AND (a.ends IS NULL OR a.ends >= '%s') AND %s"
                   " ORDER BY CASE a.role WHEN 'vice_rector' THEN 1 ELSE 0"
                   " END, a.starts, a.id LIMIT 1",
                   today, today,
                   top ? "a.role = 'rector'"
                       : mem_fmt(w->y.h->mem,
                                 "a.unit = %lld AND a.role IN ('head', 'dean',"
                                 " 'rector', 'vice_rector')",
                                 (long long)unit));
        for (size_t i = 0; i < n; i++)
            if (heads[i] == head)
                head = 0;
        if (head && head != person)
            heads[n++] = head;
        unit = SQL(w, "SELECT parent FROM unit WHERE id = %lld",
                   (long long)unit);
    }
    return n;
}

static void one_stands_where_it_should(struct world *w,
                                       const struct assignment *a)
{
    int64_t heads[UNITS + 2];
    size_t n = walk_up(w, a->unit, a->person, heads);
    int64_t want, late = 0;
    day last = a->due;
    bool works = false;

    for (; !works; last = day_add(last, !works))
        assert_int_equal(calendar_working(&w->y.h->rq, last, &works), RC_OK);
    must(w, a->term.n == last.n, "its term is a working day");
    for (day d = day_add(last, 1); d.n <= w->y.h->rq.today.n; d = day_add(d, 1)) {
        assert_int_equal(calendar_working(&w->y.h->rq, d, &works), RC_OK);
        late += works;
    }
    want = late / 5 < (int64_t)n ? late / 5 : (int64_t)n;
    must(w, (a->level.set ? a->level.n : 0) == want,
         "what is late has climbed as far as it should");
    must(w, want ? a->climbed_to == heads[want - 1] && day_is(a->level_since)
                 : !a->climbed_to,
         "it has climbed to the right head");
    if (w->y.h->rq.today.n > last.n)
        must(w, a->told.set && a->told.n >= TOLD_LATE + want,
             "nothing is silently late");
}

static void all_stand_where_they_should(struct world *w)
{
    struct sql_rows r = sql_query_built(
        store_reader(w->y.h->app.store),
        "SELECT id FROM assignment WHERE state = 'open' ORDER BY id", NO_ARGS);
    int64_t ids[2000];
    size_t n = 0;

    while (n < COUNT(ids) && sql_next(&r))
        ids[n++] = sql_int(&r, 0);
    assert_int_equal(sql_done(&r), RC_OK);
    for (size_t i = 0; i < n; i++)
        one_stands_where_it_should(w, load(w, &type_assignment, ids[i]));
}

/* Each period that ended since a schedule began, while the daily work was
 * done on a later day: opened once. */
static void schedules_kept(struct world *w)
{
    int64_t last = SQL(w, "SELECT MAX(id) FROM schedule");

    must(w,
         !SQL(w, "SELECT COUNT(*) FROM (SELECT 1 FROM assignment"
                 " WHERE schedule IS NOT NULL"
                 " GROUP BY schedule, occurrence HAVING COUNT(*) > 1)"),
         "nothing is opened twice");
    for (int64_t id = 1; id <= last; id++) {
        struct schedule *s = load(w, &type_schedule, id);
        struct occurrence o;
        int64_t ended = 0;

        for (day d = s->starts; schedule_period(s->every, d, &o) &&
                                o.to.n < w->furthest[id].n;
             d = day_add(o.to, 1))
            ended++;
        must(w,
             ended == SQL(w, "SELECT COUNT(*) FROM assignment"
                             " WHERE schedule = %lld",
                          (long long)id),
             "each period is opened");
    }
}

static void verify_clean(struct world *w)
{
    struct journal_report r;
    struct ordo *app = &w->y.h->app;

    memset(&r, 0, sizeof r);
    sql_read_begin(store_reader(app->store)); /* the log grows meanwhile */
    assert_int_equal(journal_verify(store_reader(app->store), w->y.h->mem,
                                    journal_key_text(w->y.h->mem, &app->key),
                                    NULL, &r),
                     RC_OK);
    sql_read_end(store_reader(app->store));
    must(w, !r.faults, r.faults ? r.faults_text.s : "");
}

/* --- The histories ---------------------------------------------------------- */

/* Long before: the clock may jump back. */
static void appoint_old(struct world *w, int64_t person, const char *role,
                        int64_t unit)
{
    struct appointment *a = record_new(&w->y.h->rq, &type_appointment);

    a->person = person;
    a->role = role;
    a->unit = unit;
    a->starts = day_ymd(2000, 1, 1);
    assert_int_equal(house_add(w->y.h, &type_appointment, a), RC_OK);
}

static void begin(struct world *w, struct house *h, uint64_t seed)
{
    struct account *acc = record_new(&h->rq, &type_account);
    int64_t admin = house_person(h, "admin");

    *w = (struct world){ .now = INT64_C(1795341600) };
    history_begin(&w->y, h, seed);
    for (int i = 0; i < UNITS; i++) {
        char *code = mem_fmt(h->mem, "u%d", i);

        w->units[i] = house_unit(h, code,
                                 i ? w->units[any(w, i)] : 0)->r.id;
    }
    appoint_old(w, admin, "administrator", 0);
    acc->login = "admin";
    acc->person = admin;
    assert_int_equal(house_add(h, &type_account, acc), RC_OK);
    w->rector = house_person(h, "ректор");
    appoint_old(w, w->rector, "rector", w->units[0]);
    for (int i = 0; i < 12; i++)
        assert_int_equal(do_come(w), RC_OK);
    assert_int_equal(live(w, 0), RC_OK);
}

static void one_step(struct world *w)
{
    const struct deed *d = history_choose(&w->y, deeds, COUNT(deeds));
    enum rc rc;

    w->y.last = d->name;
    house_as(w->y.h, 0);
    rc = d->run(w);
    w->y.refused += rc != RC_OK;
    must(w, rc != RC_BROKEN && rc != RC_BUSY, "nothing breaks");
    somebody_answers(w);
    if (d->run == do_day || d->run == do_stop ||
        d->run == do_jump) {
        all_stand_where_they_should(w);
        schedules_kept(w);
    }
}

static void history(struct house *h, uint64_t seed, int steps)
{
    struct world w;

    begin(&w, h, seed);
    for (w.y.step = 1; w.y.step <= steps; w.y.step++) {
        struct mem_mark mark = mem_mark(h->mem);

        one_step(&w);
        if (w.y.step % 1000 == 0)
            verify_clean(&w);
        house_as(h, 0);
        mem_back(h->mem, mark);
    }
    verify_clean(&w);
    print_message("seed %llu: %d steps, %d refused, %lld assignments\n",
                  (unsigned long long)seed, steps, w.y.refused,
                  (long long)one(&w, "SELECT COUNT(*) FROM assignment"));
}

static void no_promise_is_lost(void **state)
{
    history(*state, (uint64_t)history_setting("DUTY_SEED", 1),
            history_setting("DUTY_STEPS", 1500));
}

static void nor_in_another_history(void **state)
{
    history(*state, (uint64_t)history_setting("DUTY_SEED", 1) + 1,
            history_setting("DUTY_STEPS", 1500));
}

/* A step that the rhythm does not look at is no part of it. */
static void a_step_belongs_to_a_schedule_after_one(void **state)
{
    struct house *h = *state;
    struct schedule *s = record_new(&h->rq, &type_schedule);

    h->rq.system = true;
    s->title.in[LANG_KY] = "отчёт";
    s->every = "quarter";
    s->days = (struct count){ 5, true };
    s->whom = "person";
    s->person = house_person(h, "Асанов");
    s->starts = h->rq.today;
    s->event_type = "nothing such";
    assert_int_equal(house_add(h, &type_schedule, s), RC_INVALID);
    s->event_type = NULL;
    s->event_step = "open";
    assert_int_equal(house_add(h, &type_schedule, s), RC_INVALID);
    s->event_step = NULL;
    assert_int_equal(house_add(h, &type_schedule, s), RC_OK);
}

/* Who notes the absence of somebody of another unit is told that they may not,
 * not that there is nothing. */
static void absences_are_noted_by_the_head(void **state)
{
    struct house *h = *state;
    struct unit *own = house_unit(h, "own", 0), *other = house_unit(h, "o", 0);
    int64_t head = house_person(h, "Башчы"), near = house_person(h, "Жакын");
    int64_t far = house_person(h, "Алыс");
    struct absence *a = record_new(&h->rq, &type_absence);

    house_appoint(h, head, "head", own->r.id);
    house_appoint(h, near, "teacher", own->r.id);
    house_appoint(h, far, "teacher", other->r.id);
    a->starts = a->ends = h->rq.today;
    a->reason = "illness";
    house_as(h, head);
    a->substitute = near;
    a->person = far;
    assert_int_equal(house_add(h, &type_absence, a), RC_DENIED);
    a = record_new(&h->rq, &type_absence);
    a->starts = a->ends = h->rq.today;
    a->reason = "illness";
    a->substitute = head;
    a->person = near;
    assert_int_equal(house_add(h, &type_absence, a), RC_OK);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, house_open, house_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(no_promise_is_lost),
        TEST(nor_in_another_history),
        TEST(a_step_belongs_to_a_schedule_after_one),
        TEST(absences_are_noted_by_the_head),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
