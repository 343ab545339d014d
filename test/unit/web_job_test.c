/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web_job_test.c: a long CSV file from its form to its records, as work that
 * can be watched and stopped; the web layer's daily work.
 */
#include "web_help.h"

#include "kernel/daily.h"
#include "kernel/job.h"

enum { ROWS = 300 };

static const char *long_csv(const char *prefix, int bad_row)
{
    struct buf b;

    buf_init(&b, m);
    buf_str(&b, "code,title_ky,shelf,pages\n");
    for (int i = 1; i <= ROWS; i++)
        buf_fmt(&b, "%s.%d,Китеп %d,A,%s\n", prefix, i, i,
                i == bad_row ? "ten" : "10");
    return b.s;
}

/* Sends the file; the address of its job. */
static const char *send_file(const char *csv)
{
    ask(BOSS, HTTP_POST, "/en/book/import");
    add_file("file", "books <1>.csv", csv, strlen(csv));
    assert_int_equal(answer()->status, 303);
    assert_non_null(strstr(header("Location"), "/en/job/"));
    return mem_str(m, header("Location"));
}

static const char *confirm(void)
{
    const char *hash = between("name=\"hash\" value=\"", "\"");
    const char *scope = between("name=\"scope\" value=\"", "\"");
    const char *stamp = between("name=\"stamp\" value=\"", "\"");

    ask(BOSS, HTTP_POST, "/en/book/import/confirm");
    field("hash", hash);
    field("scope", scope);
    field("name", "books.csv");
    field("stamp", stamp);
    field("once", mem_fmt(m, "once-%s", hash));
    assert_int_equal(answer()->status, 303);
    return mem_str(m, header("Location"));
}

static int64_t count(const char *text)
{
    struct sql *reader = store_reader(app.store);
    struct sql_rows r = sql_query_built(reader, text, NO_ARGS);
    int64_t n = sql_next(&r) ? sql_int(&r, 0) : -1;

    assert_int_equal(sql_done(&r), RC_OK);
    return n;
}

#define BOOKS(prefix)                                                          \
    count("SELECT COUNT(*) FROM book WHERE code LIKE '" prefix ".%'")

static void a_long_file_is_checked_and_imported_as_work(void **state)
{
    const char *job;

    (void)state;
    job = send_file(long_csv("L", 0));
    assert_int_equal(status_of(BOSS, job), 200);
    assert_true(says("data-poll=\"2\""));
    assert_true(says("waits for its turn"));
    assert_true(says("books"));
    assert_false(says("<1>"));
    assert_true(says("/cancel\""));
    assert_int_equal(status_of(READER, job), 404);
    assert_int_equal(status_of(NOBODY, job), 303);
    assert_true(job_next(&app));
    assert_int_equal(BOOKS("L"), 0);
    assert_int_equal(status_of(BOSS, job), 200);
    assert_false(says("data-poll"));
    assert_true(says(">300<"));
    job = confirm();
    assert_int_equal(BOOKS("L"), 0);
    assert_true(job_next(&app));
    assert_int_equal(BOOKS("L"), ROWS);
    status_of(BOSS, job);
    assert_true(says("Imported: 300 new, 0 changed"));
    assert_true(says("/en/book\""));
    status_of(BOSS, "/en/job");
    assert_true(says(job));
    status_of(READER, "/en/job");
    assert_false(says(job));
    for (const char *const *lang = (const char *const[]){ "ky", "ru", NULL };
         *lang; lang++)
        assert_int_equal(status_of(BOSS, mem_fmt(m, "/%s%s", *lang, job + 3)),
                         200);
}

static void a_form_sent_twice_is_one_piece_of_work(void **state)
{
    const char *job = send_file(long_csv("T", 0)), *first;
    int64_t before;

    (void)state;
    assert_string_equal(send_file(long_csv("T", 0)), job);
    assert_true(job_next(&app));
    status_of(BOSS, job);
    first = confirm();
    assert_true(job_next(&app));
    before = count("SELECT COUNT(*) FROM job");
    status_of(BOSS, job);
    assert_string_equal(confirm(), first);
    assert_int_equal(count("SELECT COUNT(*) FROM job"), before);
    assert_false(job_next(&app));
}

static void faults_of_a_long_file_have_a_place(void **state)
{
    const char *job = send_file(long_csv("F", 250));

    (void)state;
    assert_true(job_next(&app));
    assert_int_equal(status_of(BOSS, job), 200);
    assert_true(says("ten is not a number"));
    assert_true(says("data-label=\"Line\">251</td><td class=\"n\""
                     " data-label=\"Column\">4<"));
    assert_true(says("the file has faults; nothing was written"));
    assert_false(says("name=\"stamp\""));
    assert_int_equal(BOOKS("F"), 0);
}

static void only_ones_own_work_is_stopped(void **state)
{
    const char *job = send_file(long_csv("C", 0));
    const char *stop = mem_fmt(m, "%s/cancel", job);

    (void)state;
    ask(READER, HTTP_POST, stop);
    assert_int_equal(answer()->status, 404);
    ask(BOSS, HTTP_POST, stop);
    assert_int_equal(answer()->status, 303);
    assert_false(job_next(&app));
    status_of(BOSS, job);
    assert_true(says("cancelled"));
    assert_true(says("nothing was written"));
    assert_false(says("data-poll"));
    /* What has ended stays as it is. */
    ask(BOSS, HTTP_POST, stop);
    assert_int_equal(answer()->status, 303);
    assert_int_equal(status_of(BOSS, "/en/job/999999"), 404);
    assert_int_equal(status_of(BOSS, "/en/job/x"), 404);
}

static void ended_sessions_go_once_a_day(void **state)
{
    struct rq rq;
    int64_t sessions;

    (void)state;
    rq_init(&rq, &app, m);
    rq.system = true;
    rq.sql = store_reader(app.store);
    sessions = count("SELECT COUNT(*) FROM session");
    assert_int_equal(daily_run(&rq), RC_OK);
    assert_int_equal(count("SELECT COUNT(*) FROM session"), sessions);
    assert_true(count("SELECT COUNT(*) FROM once") > 0);
    clock_set(clock_now() + INT64_C(4) * 86400 * 1000000);
    rq_clock(&rq);
    assert_int_equal(daily_run(&rq), RC_OK);
    assert_int_equal(count("SELECT COUNT(*) FROM session"), 0);
    assert_int_equal(count("SELECT COUNT(*) FROM once"), 0);
    clock_set(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ASKS(a_long_file_is_checked_and_imported_as_work),
        ASKS(a_form_sent_twice_is_one_piece_of_work),
        ASKS(faults_of_a_long_file_have_a_place),
        ASKS(only_ones_own_work_is_stopped),
        ASKS(ended_sessions_go_once_a_day),
    };

    return cmocka_run_group_tests(tests, house_open, house_close);
}
