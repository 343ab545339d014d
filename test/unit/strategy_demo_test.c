/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strategy_demo_test.c: the demo university is whole, always the same, and
 * leaves the plan's own text alone.
 */
#include "strategy_help.h"

#include "kernel/demo.h"
#include "mod/strategy/standing.h"
#include "mod/strategy/strategy_demo.h"

static struct uni u;

static int setup(void **state)
{
    (void)state;
    uni_open(&u);
    OK(&u, app_load(&u.rq, CONCEPT, NULL, NULL));
    OK(&u, demo_fill(&u.rq, &mod_strategy, 60));
    u.rq.sql = store_reader(u.app.store);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    uni_close(&u);
    return 0;
}

#define COUNTED(...) uni_count(&u, __VA_ARGS__)

static void test_people(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_demo_logins; i++)
        assert_int_equal(
            COUNTED(mem_fmt(u.mem,
                            "SELECT COUNT(*) FROM account c JOIN appointment a"
                            " ON a.person = c.person WHERE c.login = '%s'"
                            " AND a.role = '%s'",
                            demo_logins[i].login, demo_logins[i].role)),
            1);
    assert_int_equal(COUNTED("SELECT COUNT(*) FROM account"), n_demo_logins);
    assert_int_equal(COUNTED("SELECT COUNT(*) FROM unit WHERE nature = 'unit'"
                             " AND NOT EXISTS (SELECT 1 FROM appointment a"
                             " WHERE a.unit = unit.id)"),
                     0);
    assert_int_equal(COUNTED("SELECT COUNT(*) FROM person"
                             " WHERE email NOT LIKE '%@demo.invalid'"),
                     0);
}

static void test_reports(void **state)
{
    (void)state;
    assert_int_equal(COUNTED("SELECT COUNT(*) FROM period"
                             " WHERE state = 'closed'"),
                     4);
    assert_int_equal(COUNTED("SELECT COUNT(*) FROM report r JOIN period p"
                             " ON p.id = r.period WHERE p.state = 'closed'"
                             " AND r.state <> 'accepted'"),
                     0);
    assert_true(COUNTED("SELECT COUNT(*) FROM report"
                        " WHERE state = 'returned'") > 0);
    assert_true(COUNTED("SELECT COUNT(*) FROM report"
                        " WHERE state = 'submitted'") > 0);
    assert_true(COUNTED("SELECT COUNT(*) FROM report WHERE state = 'due'"
                        " AND due < '2026-11-22'") > 0);
    assert_true(COUNTED("SELECT COUNT(*) FROM report WHERE submitted_on > due")
                > 0);
    assert_true(COUNTED("SELECT COUNT(*) FROM result"
                        " WHERE state = 'delivered'") > 40);
    assert_int_equal(COUNTED("SELECT COUNT(*) FROM task t JOIN report r"
                             " ON r.task = t.id WHERE EXISTS (SELECT 1"
                             " FROM task s WHERE s.parent_task = t.id)"),
                     0);
    /* Every leaf task was asked about. */
    assert_int_equal(COUNTED("SELECT COUNT(*) FROM task t WHERE NOT EXISTS"
                             " (SELECT 1 FROM task s WHERE s.parent_task ="
                             " t.id) AND NOT EXISTS (SELECT 1 FROM report r"
                             " WHERE r.task = t.id)"),
                     0);
}

static void test_all_units(void **state)
{
    (void)state;
    /* "All units" are the working ones, and the rector who is named too. */
    assert_int_equal(
        COUNTED("SELECT COUNT(DISTINCT r.unit) FROM report r JOIN task t"
                " ON t.id = r.task WHERE t.code = 'VI.1.1'"),
        COUNTED("SELECT COUNT(*) + 1 FROM unit WHERE nature = 'unit'"));
    assert_int_equal(COUNTED("SELECT COUNT(*) FROM report r JOIN unit u"
                             " ON u.id = r.unit WHERE u.nature IN"
                             " ('collective', 'planned')"),
                     0);
}

static void test_values(void **state)
{
    struct sql_rows r;
    int64_t plan, ids[200];
    const char *codes[200];
    struct series *series;
    size_t n = 0, seen[STANDINGS] = { 0 };

    (void)state;
    assert_true(COUNTED("SELECT COUNT(DISTINCT indicator) FROM reading") >= 40);
    assert_int_equal(COUNTED("SELECT COUNT(*) FROM reading"
                             " WHERE document IS NULL"
                             " OR state <> 'confirmed'"),
                     0);
    OK(&u, record_find(&u.rq, &type_plan, STRATEGY_CONCEPT, 0, &plan));
    r = sql_query_built(u.rq.sql, "SELECT id, code FROM indicator ORDER BY id",
                        NO_ARGS);
    for (; n < 200 && sql_next(&r); n++) {
        ids[n] = sql_int(&r, 0);
        codes[n] = mem_str(u.mem, sql_str(&r, 1));
    }
    OK(&u, sql_done(&r));
    OK(&u, standing_series(&u.rq, plan, ids, codes, n, &series));
    for (size_t i = 0; i < n; i++) {
        void *rec;

        OK(&u, record_load(&u.rq, &type_indicator, ids[i], &rec));
        seen[indicator_standing(rec, &series[i], day_ymd(2023, 1, 1),
                                u.rq.today)]++;
    }
    for (int s = 0; s < STANDINGS; s++)
        assert_true(seen[s] > 0);
}

static void test_assignments(void **state)
{
    (void)state;
    /* A report that waits for its unit has one open assignment, and none
     * when it is accepted. */
    assert_int_equal(COUNTED("SELECT COUNT(*) FROM report r WHERE r.state IN"
                             " ('due', 'returned') AND (SELECT COUNT(*)"
                             " FROM assignment a WHERE a.subject = 'report'"
                             " AND a.subject_id = r.id AND a.state = 'open'"
                             " AND a.purpose = 'report') <> 1"),
                     0);
    assert_int_equal(COUNTED("SELECT COUNT(*) FROM report r WHERE r.state ="
                             " 'submitted' AND (SELECT COUNT(*)"
                             " FROM assignment a WHERE a.subject = 'report'"
                             " AND a.subject_id = r.id AND a.state = 'open'"
                             " AND a.purpose = 'review') <> 1"),
                     0);
    assert_int_equal(COUNTED("SELECT COUNT(*) FROM assignment a JOIN report r"
                             " ON r.id = a.subject_id AND a.subject = 'report'"
                             " WHERE a.state = 'open'"
                             " AND r.state = 'accepted'"),
                     0);
}

static void test_plan_untouched(void **state)
{
    (void)state;
    assert_int_equal(COUNTED("SELECT COUNT(*) FROM plan"
                             " WHERE state = 'draft'"),
                     1);
    assert_int_equal(COUNTED("SELECT COUNT(*) FROM indicator"
                             " WHERE version <> 1"),
                     0);
    assert_int_equal(COUNTED("SELECT COUNT(*) FROM goal WHERE version <> 1"),
                     0);
}

static void test_measures(void **state)
{
    struct measured m;

    (void)state;
    OK(&u, measure_on(&u.rq, "tasks_reported_on_time", u.rq.today, &m));
    assert_int_equal(m.origin, ORIGIN_COUNTED);
    assert_true(m.value > 50 && m.value < 100);
    OK(&u, measure_on(&u.rq, "results_accepted", u.rq.today, &m));
    assert_int_equal((int64_t)m.denominator, 144);
    OK(&u, measure_on(&u.rq, "units_working", u.rq.today, &m));
    assert_true(m.value > 99);
    OK(&u, measure_on(&u.rq, "research_clusters", u.rq.today, &m));
    assert_int_equal(m.origin, ORIGIN_COUNTED);
    assert_int_equal((int64_t)m.value, 0);
}

/* All rows of a query as one text. */
static const char *rows_of(struct uni *x, const char *text)
{
    struct sql_rows r = sql_query_built(x->rq.sql, text, NO_ARGS);
    struct buf b;

    buf_init(&b, u.mem);
    while (sql_next(&r))
        buf_fmt(&b, "%s\n", sql_str(&r, 0));
    OK(x, sql_done(&r));
    return b.s;
}

static void test_always_the_same(void **state)
{
    static const char *const queries[] = {
        "SELECT id || name_ky FROM person ORDER BY id",
        "SELECT id || state || COALESCE(done, '') || COALESCE(submitted_on,"
        " '') || COALESCE(person, 0) FROM report ORDER BY id",
        "SELECT id || on_day || amount FROM reading ORDER BY id",
        "SELECT id || state || due || person FROM assignment ORDER BY id",
        "SELECT id || type || record || at FROM journal ORDER BY id",
    };
    struct uni *x = mem_alloc(u.mem, sizeof *x);

    (void)state;
    uni_open(x);
    OK(x, app_load(&x->rq, CONCEPT, NULL, NULL));
    OK(x, demo_fill(&x->rq, &mod_strategy, 60));
    x->rq.sql = store_reader(x->app.store);
    for (size_t i = 0; i < COUNT(queries); i++) {
        const char *a = rows_of(&u, queries[i]), *b = rows_of(x, queries[i]);

        assert_true(strlen(a) > 100);
        if (strcmp(a, b) != 0)
            fail_msg("differs: %s", queries[i]);
    }
    uni_close(x);
    u.rq.sql = store_reader(u.app.store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_people),
        cmocka_unit_test(test_reports),
        cmocka_unit_test(test_all_units),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_assignments),
        cmocka_unit_test(test_plan_untouched),
        cmocka_unit_test(test_measures),
        cmocka_unit_test(test_always_the_same),
    };
    int failed = cmocka_run_group_tests(tests, setup, teardown);

    printf("%d passed, %d failed\n", (int)COUNT(tests) - failed, failed);
    return failed != 0;
}
