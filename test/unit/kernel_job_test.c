/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kernel_job_test.c: long work is done once, whoever ends in between; it says
 * how far it is and stops on request.  And the daily work.
 */
#include "kernel_help.h"

#include "kernel/daily.h"
#include "kernel/job.h"

#include <pthread.h>
#include <time.h>

#define SECOND INT64_C(1000000)
#define START INT64_C(1795341600000000)

/* --- Kinds of work ---------------------------------------------------------- */

/* What the work of the test does; set before it runs. */
static struct plan_of_work {
    int words;       /* of progress */
    int64_t pace;    /* microseconds between them */
    int cancel_at;   /* word at which somebody wants it to end */
    int stop_at;     /* word at which the server ends */
    int runs;
} plan;
static struct house *here;

static enum rc add_thing(struct rq *rq, void *arg)
{
    struct job *j = arg;
    struct thing *t = record_new(rq, &type_thing);

    t->code = mem_fmt(rq->mem, "of job %lld", (long long)j->id);
    t->title.in[LANG_KY] = "Thing";
    TRY(record_add(rq, &type_thing, t));
    j->result = "{\"things\":1}";
    return job_done(rq, j);
}

static enum rc cancel_it(struct rq *rq, void *arg)
{
    return job_cancel(rq, *(const int64_t *)arg);
}

/* As another thread of the server would. */
static void want_end(const struct job *j)
{
    struct rq rq;
    int64_t id = j->id;

    rq_init(&rq, &here->app, here->mem);
    rq.system = true;
    rq.sql = store_reader(here->app.store);
    assert_int_equal(app_write(&rq, cancel_it, &id), RC_OK);
}

static enum rc run_making(struct rq *rq, struct job *j)
{
    plan.runs++;
    for (int i = 1; i <= plan.words; i++) {
        clock_set(clock_now() + plan.pace);
        if (i == plan.cancel_at)
            want_end(j);
        if (i == plan.stop_at)
            atomic_store(&here->app.live.stopping, true);
        if (!job_tell(j, i, plan.words))
            return fail(rq, RC_INVALID, NULL, "cancelled; nothing was written");
    }
    return app_write(rq, add_thing, j);
}

static enum rc run_refusing(struct rq *rq, struct job *j)
{
    j->result = "{\"rows\":7}";
    return fail(rq, RC_INVALID, NULL, "must not be 13");
}

static const struct job_kind making_jobs[] = {
    { .name = "making", .label = "Making", .run = run_making },
    { .name = "refusing", .label = "Refusing", .run = run_refusing },
    { .name = "idling", .label = "Idling", .run = run_refusing,
      .later = true },
};

static enum rc daily_fails(struct rq *rq)
{
    return fail(rq, RC_INVALID, NULL, "must not be 13");
}

static bool failing;
static enum rc making_daily(struct rq *rq)
{
    return failing ? daily_fails(rq) : RC_OK;
}

static const struct module making_module = {
    .name = "making", SPAN(jobs, making_jobs), .daily = making_daily,
};
static const struct module *const with_jobs[] = { &kernel_module,
                                                  &making_module,
                                                  &thing_module };

static int open_house(void **state)
{
    int rc = house_open(state);

    if (rc)
        return rc;
    here = *state;
    here->app.modules = with_jobs;
    here->app.n_modules = COUNT(with_jobs);
    plan = (struct plan_of_work){ .words = 4, .pace = SECOND };
    failing = false;
    return 0;
}

/* --- Short ways ------------------------------------------------------------- */

struct asking {
    const char *kind, *input;
    int64_t id;
};

static enum rc ask_run(struct rq *rq, void *arg)
{
    struct asking *a = arg;

    return job_add(rq, a->kind, "a file", a->input, &a->id);
}

static int64_t ask(struct house *h, const char *kind, const char *input)
{
    struct asking a = { kind, input, 0 };

    assert_int_equal(app_write(&h->rq, ask_run, &a), RC_OK);
    return a.id;
}

static struct job look(struct house *h, int64_t id)
{
    struct job j;

    assert_int_equal(job_get(&h->rq, id, &j), RC_OK);
    return j;
}

static enum rc run_text(struct sql *sql, void *arg)
{
    return sql_run_built(sql, arg, NO_ARGS);
}

static void set(struct house *h, const char *text)
{
    assert_int_equal(store_write(h->app.store, run_text,
                                 (void *)(uintptr_t)text),
                     RC_OK);
}

static int64_t things(struct house *h)
{
    return house_count(h, "SELECT COUNT(*) FROM thing");
}

/* --- Jobs ------------------------------------------------------------------- */

static void work_is_done_in_its_turn(void **state)
{
    struct house *h = *state;
    int64_t person = house_person(h, "Asan"), first, second;
    struct job j;

    house_as(h, person);
    house_as(h, 0);
    first = ask(h, "making", "{}");
    second = ask(h, "refusing", "{}");
    assert_string_equal(look(h, first).state, "queued");
    h->rq.lang = LANG_EN;
    assert_true(job_next(&h->app));
    /* Nobody's work may add nothing. */
    j = look(h, first);
    assert_string_equal(j.state, "failed");
    assert_string_equal(j.note, "you may not do this");
    assert_string_equal(look(h, second).state, "queued");
    assert_true(job_next(&h->app));
    j = look(h, second);
    assert_string_equal(j.state, "failed");
    assert_string_equal(j.note, "must not be 13");
    assert_string_equal(j.result, "{\"rows\":7}");
    assert_true(job_ended(&j));
    assert_false(job_next(&h->app));
    assert_int_equal(things(h), 0);
}

static void what_nobody_waits_for_comes_last(void **state)
{
    struct house *h = *state;
    int64_t idle = ask(h, "idling", "{}"), other = ask(h, "refusing", "{}");

    assert_true(job_next(&h->app));
    assert_string_equal(look(h, other).state, "failed");
    assert_string_equal(look(h, idle).state, "queued");
    assert_true(job_next(&h->app));
    assert_string_equal(look(h, idle).state, "failed");
}

/* Somebody who may add things asks for it. */
static int64_t ask_as_clerk(struct house *h)
{
    int64_t person = house_person(h, "Asan");
    int64_t id;

    house_appoint(h, person, "clerk", 0);
    house_as(h, person);
    id = ask(h, "making", "{}");
    return id;
}

static void work_has_the_rights_of_who_asked(void **state)
{
    struct house *h = *state;
    int64_t id = ask_as_clerk(h), other;
    struct job j;

    assert_int_equal(ask(h, "making", "{}"), id); /* not twice */
    assert_true(job_next(&h->app));
    j = look(h, id);
    assert_string_equal(j.state, "done");
    assert_string_equal(j.result, "{\"things\":1}");
    assert_string_equal(j.about, "a file");
    assert_int_equal(j.done, 4);
    assert_int_equal(things(h), 1);
    assert_int_not_equal(ask(h, "making", "{}"), id); /* done is done */
    house_as(h, 0);
    other = house_person(h, "Bek");
    house_as(h, other);
    assert_int_equal(job_get(&h->rq, id, &j), RC_MISSING);
    house_as(h, 0);
    house_appoint(h, other, ROLE_ADMINISTRATOR, 0);
    house_as(h, other);
    assert_int_equal(job_get(&h->rq, id, &j), RC_OK);
}

/* Every word of progress is in memory, one in half a second in the row. */
static void progress_is_told_in_measure(void **state)
{
    struct house *h = *state;
    uint64_t before;

    ask_as_clerk(h);
    plan.words = 1000;
    plan.pace = SECOND / 100;
    before = store_counts(h->app.store).jobs;
    assert_true(job_next(&h->app));
    before = store_counts(h->app.store).jobs - before;
    assert_true(before >= 20 && before <= 24);
    assert_int_equal(things(h), 1);
}

static void what_waits_is_cancelled(void **state)
{
    struct house *h = *state;
    int64_t id = ask_as_clerk(h), done;
    struct job j;

    assert_int_equal(app_write(&h->rq, cancel_it, &id), RC_OK);
    assert_false(job_next(&h->app));
    j = look(h, id);
    assert_string_equal(j.state, "cancelled");
    assert_true(j.unwanted);
    assert_int_equal(app_write(&h->rq, cancel_it, &id), RC_OK); /* again */
    done = ask(h, "making", "{}");
    assert_true(job_next(&h->app));
    assert_int_equal(app_write(&h->rq, cancel_it, &done), RC_CONFLICT);
    assert_string_equal(look(h, done).state, "done");
}

static void what_runs_is_stopped(void **state)
{
    struct house *h = *state;
    int64_t id = ask_as_clerk(h);

    plan.cancel_at = 2;
    assert_true(job_next(&h->app));
    assert_string_equal(look(h, id).state, "cancelled");
    assert_null(look(h, id).note);
    assert_int_equal(things(h), 0);
    assert_false(job_next(&h->app));
    /* Between its last word and its write. */
    id = ask(h, "making", "{}");
    plan.pace = 0;
    plan.cancel_at = 4;
    assert_true(job_next(&h->app));
    assert_string_equal(look(h, id).state, "cancelled");
    assert_int_equal(things(h), 0);
}

/* A server that ends puts its work back; the next one does it. */
static void the_end_of_a_server_only_delays(void **state)
{
    struct house *h = *state;
    int64_t id = ask_as_clerk(h);
    struct job j;

    plan.stop_at = 2;
    assert_true(job_next(&h->app));
    j = look(h, id);
    assert_string_equal(j.state, "queued");
    assert_int_equal(j.tries, 0);
    atomic_store(&h->app.live.stopping, false);
    plan.stop_at = 0;
    assert_true(job_next(&h->app));
    assert_string_equal(look(h, id).state, "done");
    assert_int_equal(things(h), 1);
}

/* As a killed server leaves it: running, with a lease. */
#define LEFT                                                                   \
    "UPDATE job SET state = 'running', tries = tries + 1,"                     \
    " lease_until = 1795341660000000 WHERE state = 'queued'"

static void work_of_a_killed_server_is_taken_again(void **state)
{
    struct house *h = *state;
    int64_t id = ask_as_clerk(h);

    set(h, LEFT);
    assert_false(job_next(&h->app)); /* somebody may be at it */
    assert_int_equal(job_take_over(&h->app), RC_OK);
    assert_true(job_next(&h->app));
    assert_string_equal(look(h, id).state, "done");
    assert_int_equal(things(h), 1);
    /* A lease that ran out is as good. */
    id = ask(h, "making", "{}");
    set(h, LEFT);
    clock_set(START + 3600 * SECOND);
    assert_true(job_next(&h->app));
    assert_string_equal(look(h, id).state, "done");
    assert_int_equal(things(h), 2);
    assert_int_equal(plan.runs, 2);
}

static void three_servers_are_enough(void **state)
{
    struct house *h = *state;
    int64_t id = ask_as_clerk(h);

    for (int i = 0; i < 3; i++) {
        set(h, LEFT);
        set(h, "UPDATE job SET lease_until = 0,"
               " state = CASE WHEN tries < 3 THEN 'queued' ELSE state END");
    }
    assert_true(job_next(&h->app));
    assert_string_equal(look(h, id).state, "failed");
    assert_string_equal(look(h, id).note,
                        "the server ended three times while it worked on"
                        " this; nothing was written");
    assert_int_equal(plan.runs, 0);
}

/* Cancelled while no server ran: it is not begun again. */
static void a_wish_to_end_outlives_the_server(void **state)
{
    struct house *h = *state;
    int64_t id = ask_as_clerk(h);

    set(h, LEFT);
    assert_int_equal(app_write(&h->rq, cancel_it, &id), RC_OK);
    assert_string_equal(look(h, id).state, "running");
    assert_int_equal(job_take_over(&h->app), RC_OK);
    assert_true(job_next(&h->app));
    assert_string_equal(look(h, id).state, "cancelled");
    assert_int_equal(plan.runs, 0);
}

static void unknown_work_is_refused(void **state)
{
    struct house *h = *state;
    struct asking a = { "dancing", "{}", 0 };
    int64_t id;

    log_level_set(LOG_ERROR + 1);
    assert_int_equal(app_write(&h->rq, ask_run, &a), RC_BROKEN);
    id = ask_as_clerk(h);
    set(h, "UPDATE job SET kind = 'dancing'");
    assert_true(job_next(&h->app));
    assert_string_equal(look(h, id).note,
                        "this program does not know such work");
}

/* --- The thread ------------------------------------------------------------- */

static bool wait_for(struct house *h, int64_t id, const char *wanted)
{
    const struct timespec moment = { 0, 20000000 };

    for (int i = 0; i < 500; i++) {
        if (!strcmp(look(h, id).state, wanted))
            return true;
        nanosleep(&moment, NULL);
    }
    return false;
}

static void a_thread_works_by_itself(void **state)
{
    struct house *h = *state;
    int64_t id = ask_as_clerk(h), next;

    assert_true(job_start(&h->app));
    job_wake(&h->app);
    assert_true(wait_for(h, id, "done"));
    next = ask(h, "refusing", "{}");
    job_wake(&h->app);
    assert_true(wait_for(h, next, "failed"));
    job_stop(&h->app);
    job_stop(&h->app); /* once more is no fault */
    next = ask(h, "making", "{}");
    job_wake(&h->app);
    assert_string_equal(look(h, next).state, "queued");
    assert_true(job_start(&h->app));
    assert_true(wait_for(h, next, "done"));
    job_stop(&h->app);
    assert_int_equal(things(h), 2);
    assert_true(house_count(h, "SELECT COUNT(*) FROM measure_snapshot") > 0);
}

/* --- Import as work --------------------------------------------------------- */

static enum rc refuse_it(struct rq *rq, void *arg)
{
    int *asked = arg;

    ++*asked;
    return fail(rq, RC_CONFLICT, NULL, "cancelled; nothing was written");
}

static void an_import_is_refused_by_its_last_word(void **state)
{
    static const char csv[] = "code,title_ky\na,A\nb,B\n";
    struct house *h = *state;
    struct import_report report;
    int asked = 0;
    struct import_options o = { .type = &type_thing, .written = refuse_it,
                                .arg = &asked };

    assert_int_equal(import_csv(&h->rq, &o, csv, strlen(csv), &report),
                     RC_CONFLICT);
    assert_int_equal(asked, 1);
    assert_int_equal(things(h), 0);
    o.dry_run = true;
    assert_int_equal(import_csv(&h->rq, &o, csv, strlen(csv), &report), RC_OK);
    assert_int_equal(asked, 1);
}

/* --- Once a day ------------------------------------------------------------- */

static void add_one(struct house *h, const char *code)
{
    struct thing *t = record_new(&h->rq, &type_thing);

    t->code = code;
    t->title.in[LANG_KY] = code;
    t->made = h->rq.today;
    assert_int_equal(house_add(h, &type_thing, t), RC_OK);
}

static int64_t kept(struct house *h, const char *on)
{
    return house_count(h, mem_fmt(h->mem,
                                  "SELECT COUNT(*) FROM measure_snapshot"
                                  " WHERE on_day = '%s'",
                                  on));
}

static void each_day_is_kept_once(void **state)
{
    struct house *h = *state;

    add_one(h, "a");
    assert_int_equal(daily_run(&h->rq), RC_OK);
    assert_int_equal(kept(h, "2026-11-22"), 2);
    add_one(h, "b"); /* later on the same day: the day has its numbers */
    clock_set(START + 3600 * SECOND);
    rq_clock(&h->rq);
    assert_int_equal(daily_run(&h->rq), RC_OK);
    assert_int_equal(kept(h, "2026-11-22"), 2);
    /* 18:00 UTC is midnight there: a new day. */
    clock_set(START + 8 * 3600 * SECOND - 1);
    rq_clock(&h->rq);
    assert_int_equal(daily_run(&h->rq), RC_OK);
    assert_int_equal(kept(h, "2026-11-23"), 0);
    clock_set(START + 8 * 3600 * SECOND);
    rq_clock(&h->rq);
    assert_int_equal(daily_run(&h->rq), RC_OK);
    assert_int_equal(daily_run(&h->rq), RC_OK);
    assert_int_equal(kept(h, "2026-11-23"), 2);
}

static void one_failure_does_not_keep_the_others(void **state)
{
    struct house *h = *state;

    add_one(h, "a");
    failing = true;
    assert_int_equal(daily_run(&h->rq), RC_INVALID);
    assert_int_equal(kept(h, "2026-11-22"), 2);
}

static void old_work_is_forgotten(void **state)
{
    struct house *h = *state;
    int64_t id = ask_as_clerk(h), waiting;

    assert_true(job_next(&h->app));
    waiting = ask(h, "making", "{}");
    house_as(h, 0);
    clock_set(START + 29 * 86400 * SECOND);
    rq_clock(&h->rq);
    assert_int_equal(daily_run(&h->rq), RC_OK);
    look(h, id);
    clock_set(START + 31 * 86400 * SECOND);
    rq_clock(&h->rq);
    assert_int_equal(daily_run(&h->rq), RC_OK);
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM job"), 1);
    look(h, waiting);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_house, house_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(work_is_done_in_its_turn),
        TEST(what_nobody_waits_for_comes_last),
        TEST(work_has_the_rights_of_who_asked),
        TEST(progress_is_told_in_measure),
        TEST(what_waits_is_cancelled),
        TEST(what_runs_is_stopped),
        TEST(the_end_of_a_server_only_delays),
        TEST(work_of_a_killed_server_is_taken_again),
        TEST(three_servers_are_enough),
        TEST(a_wish_to_end_outlives_the_server),
        TEST(unknown_work_is_refused),
        TEST(a_thread_works_by_itself),
        TEST(an_import_is_refused_by_its_last_word),
        TEST(each_day_is_kept_once),
        TEST(one_failure_does_not_keep_the_others),
        TEST(old_work_is_forgotten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
