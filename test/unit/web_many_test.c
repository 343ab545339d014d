/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web_many_test.c: a step for the selected records of a list: each by itself,
 * as one act, as a job; a long list as a file.
 */
#include "web_help.h"

#include "base/xlsx.h"
#include "kernel/act.h"
#include "kernel/job.h"

enum { BOOKS = 70, THIN = 60 };

static int64_t first;

static enum rc add_books(struct rq *rq, void *arg)
{
    (void)arg;
    for (int i = 0; i < BOOKS; i++) {
        struct book *b = record_new(rq, &type_book);

        b->plan = made.plan;
        b->shelf = made.shelf;
        b->code = mem_fmt(rq->mem, "M.%d", i);
        b->title.in[LANG_KY] = mem_fmt(rq->mem, "Китеп %d", i);
        b->note = "=1+1";
        b->pages = (struct count){ i < THIN ? 10 : 2000, true };
        TRY(record_add(rq, &type_book, b));
        if (!first)
            first = b->r.id;
    }
    return RC_OK;
}

static int many_open(void **state)
{
    struct rq rq;

    if (house_open(state))
        return -1;
    rq_init(&rq, &app, house);
    rq.system = true;
    rq.sql = store_reader(app.store);
    return app_write(&rq, add_books, NULL) ? -1 : 0;
}

static int64_t count(const char *text)
{
    struct sql *reader = store_reader(app.store);
    struct sql_rows r = sql_query_built(reader, text, NO_ARGS);
    int64_t n = sql_next(&r) ? sql_int(&r, 0) : -1;

    assert_int_equal(sql_done(&r), RC_OK);
    return n;
}

static void pick(int nth, int version)
{
    field("pick", mem_fmt(m, "%lld.%d", (long long)first + nth, version));
}

static void take(const char *step, const char *list)
{
    ask(BOSS, HTTP_POST, "/en/book/steps");
    field("pick_step", step);
    field("pick_list", list);
}

static void a_list_offers_steps_to_who_may_take_them(void **state)
{
    (void)state;
    assert_int_equal(status_of(BOSS, "/en/book?limit=25"), 200);
    assert_true(says("name=\"pick\" form=\"pick-form\""));
    assert_true(says("<option value=\"lend\">"));
    assert_true(says("name=\"pick_all\""));
    assert_int_equal(status_of(READER, "/en/book"), 200);
    assert_false(says("name=\"pick\""));
    assert_int_equal(status_of(BOSS, "/en/plan"), 200);
    assert_false(says("name=\"pick\""));
    ask(READER, HTTP_POST, "/en/book/steps");
    field("pick_step", "lend");
    pick(0, 1);
    assert_int_equal(answer()->status, 403);
}

static void each_is_taken_by_itself(void **state)
{
    (void)state;
    ask(BOSS, HTTP_GET,
        mem_fmt(m, "/en/book/steps?pick_step=lend&pick=%lld.1&pick=%lld.1",
                (long long)first, (long long)first + 1));
    assert_int_equal(answer()->status, 200);
    assert_true(says("name=\"borrower\""));
    assert_true(says("Китеп 1"));
    take("lend", "?state=kept");
    field("borrower", "Asel");
    pick(0, 1);
    pick(1, 1);
    pick(2, 9); /* somebody else was faster */
    assert_int_equal(answer()->status, 200);
    assert_true(says("somebody else has changed this meanwhile"));
    assert_int_equal(count("SELECT count(*) FROM book WHERE state = 'lent'"
                           " AND borrower = 'Asel' AND note = '=1+1'"),
                     2);
    assert_int_equal(count("SELECT count(*) FROM book WHERE state = 'kept'"
                           " AND borrower IS NOT NULL"),
                     0);
    take("lend", "");
    field("borrower", "Asel");
    assert_int_equal(answer()->status, 422);
}

static void a_step_by_act_is_one_draft(void **state)
{
    (void)state;
    take("burn", "");
    pick(3, 1);
    pick(4, 1);
    assert_int_equal(answer()->status, 303);
    assert_non_null(strstr(header("Location"), "/en/act/"));
    assert_int_equal(count("SELECT count(*) FROM act"), 1);
    assert_int_equal(count("SELECT count(*) FROM act_line WHERE step = 'burn'"),
                     2);
    take("burn", "");
    pick(0, 2); /* it is lent */
    assert_int_equal(answer()->status, 200);
    assert_true(says("this cannot be done now"));
    assert_int_equal(count("SELECT count(*) FROM act"), 1);
}

static void many_are_a_job(void **state)
{
    const char *job;

    (void)state;
    take("lose", "?q=Китеп");
    field("pick_all", "1");
    assert_int_equal(answer()->status, 303);
    job = mem_str(m, header("Location"));
    assert_non_null(strstr(job, "/en/job/"));
    assert_true(job_next(&app));
    assert_int_equal(count("SELECT count(*) FROM book WHERE state = 'lost'"),
                     THIN);
    assert_int_equal(status_of(BOSS, job), 200);
    assert_true(says(">60<"));
    assert_true(says(">10<"));
    assert_true(says("it is too thick to be lost"));
    assert_int_equal(status_of(READER, job), 404);
}

/* --- Stopped and taken over ------------------------------------------------- */

enum { NEW_BOOKS = 250, BREAK_AT = 130 };

static int losing, break_at;
static int64_t job_id;

static enum rc add_new(struct rq *rq, void *arg)
{
    const char *of = arg;

    for (int i = 0; i < NEW_BOOKS; i++) {
        struct book *b = record_new(rq, &type_book);

        b->plan = made.plan;
        b->shelf = made.shelf;
        b->code = mem_fmt(rq->mem, "%s.%d", of, i);
        b->title.in[LANG_KY] = mem_fmt(rq->mem, "%s %d", of, i);
        TRY(record_add(rq, &type_book, b));
    }
    return RC_OK;
}

static enum rc write_sql(struct rq *rq, void *arg)
{
    return sql_run_built(rq->sql, arg, NO_ARGS);
}

static void on_writer(enum rc (*fn)(struct rq *, void *), const char *arg)
{
    struct rq rq;

    rq_init(&rq, &app, m);
    rq.system = true;
    rq.sql = store_reader(app.store);
    assert_int_equal(app_write(&rq, fn, (void *)(uintptr_t)arg), RC_OK);
}

static void somebody_stops(void)
{
    if (++losing == break_at)
        job_interrupt(&app, job_id);
}

static void the_server_ends(void)
{
    if (++losing == break_at)
        atomic_store(&app.live.stopping, true);
}

/* Losing all books of this name as a job that is broken off; its address. */
static const char *lose_all(const char *of, void (*at)(void))
{
    const char *job;

    on_writer(add_new, of);
    take("lose", mem_fmt(m, "?q=%s", of));
    field("pick_all", "1");
    assert_int_equal(answer()->status, 303);
    job = mem_str(m, header("Location"));
    job_id = strtoll(strrchr(job, '/') + 1, NULL, 10);
    losing = 0;
    break_at = BREAK_AT;
    book_losing = at;
    assert_true(job_next(&app));
    book_losing = NULL;
    return job;
}

static int64_t lost(const char *of)
{
    return count(mem_fmt(m, "SELECT count(*) FROM book WHERE state = 'lost'"
                            " AND code LIKE '%s.%%'", of));
}

/* Nothing twice: a book that is lost has one change more, in the journal too. */
static void each_once(const char *of)
{
    assert_int_equal(count(mem_fmt(m, "SELECT count(*) FROM book WHERE"
                                      " code LIKE '%s.%%' AND version <>"
                                      " CASE state WHEN 'lost' THEN 2 ELSE 1"
                                      " END", of)),
                     0);
    assert_int_equal(count(mem_fmt(m, "SELECT count(*) FROM journal j JOIN book"
                                      " b ON b.id = j.record WHERE j.type ="
                                      " 'book' AND j.step = 'lose' AND"
                                      " b.code LIKE '%s.%%'", of)),
                     lost(of));
}

static void a_stop_keeps_what_was_done(void **state)
{
    const char *job;
    int64_t n;

    (void)state;
    job = lose_all("Stopped", somebody_stops);
    n = lost("Stopped");
    assert_true(n > 0 && n < NEW_BOOKS);
    each_once("Stopped");
    assert_int_equal(status_of(BOSS, job), 200);
    assert_true(says("what was done stays"));
    assert_true(says(mem_fmt(m, ">%d<", (int)n)));
    assert_false(job_next(&app));
    /* The rest is asked for again: those that are done are not touched. */
    take("lose", "?q=Stopped");
    field("pick_all", "1");
    assert_int_equal(answer()->status, 303);
    assert_true(job_next(&app));
    assert_int_equal(lost("Stopped"), NEW_BOOKS);
    each_once("Stopped");
}

static void another_server_goes_on(void **state)
{
    const char *job;

    (void)state;
    job = lose_all("Ended", the_server_ends);
    assert_true(lost("Ended") > 0 && lost("Ended") < NEW_BOOKS);
    each_once("Ended");
    atomic_store(&app.live.stopping, false);
    /* As one that was killed leaves it: nobody said that it waits. */
    on_writer(write_sql, "UPDATE job SET state = 'running', tries = 1,"
                         " lease_until = 9000000000000000"
                         " WHERE state = 'queued'");
    assert_false(job_next(&app));
    assert_int_equal(job_take_over(&app), RC_OK);
    assert_true(job_next(&app));
    assert_int_equal(lost("Ended"), NEW_BOOKS);
    each_once("Ended");
    assert_int_equal(status_of(BOSS, job), 200);
    assert_true(says(mem_fmt(m, ">%d<", NEW_BOOKS)));
}

static void a_long_list_is_a_file_for_a_day(void **state)
{
    const char *job;

    (void)state;
    ask(BOSS, HTTP_POST, "/en/book/export");
    field("kind", "csv");
    field("list", "?state=lost");
    assert_int_equal(answer()->status, 303);
    job = mem_str(m, header("Location"));
    assert_true(job_next(&app));
    assert_int_equal(status_of(BOSS, job), 200);
    assert_true(says("/file\""));
    assert_int_equal(status_of(BOSS, mem_fmt(m, "%s/file", job)), 200);
    assert_true(says("M.1,"));
    assert_false(says("M.69,"));
    assert_int_equal(status_of(READER, mem_fmt(m, "%s/file", job)), 404);
    ask(READER, HTTP_POST, "/en/book/export");
    field("kind", "csv");
    assert_int_equal(answer()->status, 403);
}

/* As a workbook to be imported again: the CSV's columns, also as a job. */
static void a_long_sheet_for_import_is_one(void **state)
{
    const char *job, *error = NULL, *csv;
    struct buf b;

    (void)state;
    assert_int_equal(status_of(BOSS, "/en/book/export.csv?state=lost"), 200);
    csv = mem_strn(m, body(), strcspn(body(), "\r\n"));
    ask(BOSS, HTTP_POST, "/en/book/export");
    field("kind", "sheet");
    field("list", "?state=lost");
    assert_int_equal(answer()->status, 303);
    job = mem_str(m, header("Location"));
    assert_true(job_next(&app));
    assert_int_equal(status_of(BOSS, mem_fmt(m, "%s/file", job)), 200);
    buf_init(&b, m);
    assert_int_equal(xlsx_csv(m, body(), in->out->size, &b, &error), RC_OK);
    assert_memory_equal(b.s, csv, strlen(csv));
    assert_non_null(strstr(b.s, "\nM.1,"));
    assert_null(strstr(b.s, "\nM.69,"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ASKS(a_list_offers_steps_to_who_may_take_them),
        ASKS(each_is_taken_by_itself),
        ASKS(a_step_by_act_is_one_draft),
        ASKS(many_are_a_job),
        ASKS(a_stop_keeps_what_was_done),
        ASKS(another_server_goes_on),
        ASKS(a_long_list_is_a_file_for_a_day),
        ASKS(a_long_sheet_for_import_is_one),
    };

    return cmocka_run_group_tests(tests, many_open, house_close);
}
