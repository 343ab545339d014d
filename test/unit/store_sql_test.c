/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Statements: values there and back, parameters by name, the cache, refusals.
 */
#include "store_help.h"

#include <time.h>

static const struct sql_text q_make = {
    "CREATE TABLE thing(id INTEGER PRIMARY KEY, code TEXT UNIQUE, x REAL,"
    " b BLOB, of INTEGER REFERENCES thing(id)) STRICT",
    "", ""
};
static const struct sql_text q_add = {
    "INSERT INTO thing(id, code, x, b) VALUES($4, $1, $3, $2) RETURNING id",
    "tbri", "i"
};
static const struct sql_text q_all = {
    "SELECT id, code, x, b FROM thing ORDER BY id", "", "itrb"
};
static const struct sql_text q_twice = { "SELECT $2, $1, $2, $10 || ''",
                                         "iittttttti", "iiit" };
static const struct sql_text q_code = { "SELECT code FROM thing WHERE id = $1",
                                        "i", "t" };

static enum rc values(struct sql *sql, void *arg)
{
    static const unsigned char bytes[] = { 0, 1, 0, 255 };
    struct sql_rows r;
    int64_t id;

    (void)arg;
    TRY(sql_run(sql, &q_make, NO_ARGS));
    TRY(sql_get_int(
        sql, &id, &q_add,
        ARGS(STR("Өмүр"), BLOB(bytes, 4), REAL(1.5), INT(INT64_MAX))));
    assert_true(id == INT64_MAX);
    TRY(sql_get_int(sql, &id, &q_add,
                    ARGS(STR(NULL), BLOB(NULL, 0), NUL(), INT(1))));
    assert_int_equal(sql_changed(sql), 1);
    r = sql_query(sql, &q_all, NO_ARGS);
    assert_true(sql_next(&r));
    assert_int_equal(sql_columns(&r), 4);
    assert_true(sql_null(&r, 1) && sql_null(&r, 2) && !sql_null(&r, 3));
    assert_null(sql_str(&r, 1));
    assert_false(day_is(sql_day(&r, 1)));
    assert_int_equal(sql_size(&r, 3), 0);
    assert_true(sql_next(&r));
    assert_string_equal(sql_str(&r, 1), "Өмүр");
    assert_int_equal(sql_size(&r, 1), 8);
    assert_true(sql_real(&r, 2) > 1.4 && sql_real(&r, 2) < 1.6);
    assert_memory_equal(sql_blob(&r, 3), bytes, 4);
    assert_false(sql_next(&r));
    assert_false(sql_next(&r));
    return sql_done(&r);
}

static void test_values(void **state)
{
    struct place *p = *state;

    assert_int_equal(store_write(p->store, values, NULL), RC_OK);
}

/* SQLite numbers parameters by their first appearance; we by their name. */
static void test_parameters_by_name(void **state)
{
    struct place *p = *state;
    struct sql *sql = store_reader(p->store);
    struct sql_rows r = sql_query(sql, &q_twice,
                                  ARGS(INT(1), INT(2), NUL(), NUL(), NUL(),
                                       NUL(), NUL(), NUL(), NUL(), INT(10)));

    assert_true(sql_next(&r));
    assert_int_equal(sql_int(&r, 0), 2);
    assert_int_equal(sql_int(&r, 1), 1);
    assert_int_equal(sql_int(&r, 2), 2);
    assert_string_equal(sql_str(&r, 3), "10");
    assert_int_equal(sql_done(&r), RC_OK);
    assert_int_equal(sql_done(&r), RC_OK);
}

static void refuse(struct sql *sql, const struct sql_text *q,
                   const struct sql_val *args, size_t n)
{
    struct sql_rows r = sql_query(sql, q, args, n);

    assert_false(sql_next(&r));
    assert_int_equal(sql_columns(&r), 0);
    assert_int_equal(sql_done(&r), RC_BROKEN);
}

static void test_signature(void **state)
{
    static const struct sql_text few = { "SELECT $1, $2", "i", "ii" };
    static const struct sql_text out = { "SELECT $1", "i", "ii" };
    static const struct sql_text two = { "SELECT 1; SELECT 2", "", "i" };
    static const struct sql_text mark = { "SELECT ?", "i", "i" };
    static const struct sql_text quoted = { "SELECT \"code\"", "", "t" };
    static const struct sql_text one = { "SELECT $1", "i", "i" };
    struct place *p = *state;
    struct sql *sql = store_reader(p->store);

    refuse(sql, &one, ARGS(INT(1), INT(2)));
    refuse(sql, &one, ARGS(STR("1")));
    refuse(sql, &few, ARGS(INT(1)));
    refuse(sql, &out, ARGS(INT(1)));
    refuse(sql, &two, NO_ARGS);
    refuse(sql, &mark, ARGS(INT(1)));
    refuse(sql, &quoted, NO_ARGS);
    assert_int_equal(sql_run(sql, &one, ARGS(NUL())), RC_OK);
}

/* Refused, or the writer had left nothing to move. */
static void checkpoints_nothing(struct sql *sql)
{
    struct sql_rows r = sql_query_built(sql, "PRAGMA wal_checkpoint", NO_ARGS);

    if (!sql_next(&r)) {
        assert_int_equal(sql_done(&r), RC_BROKEN);
        return;
    }
    assert_int_equal(sql_int(&r, 1), sql_int(&r, 2));
    assert_int_equal(sql_done(&r), RC_OK);
}

static void test_readers_cannot_write(void **state)
{
    struct place *p = *state;
    struct sql *sql = store_reader(p->store);

    assert_int_equal(sql_run(sql, &q_make, NO_ARGS), RC_BROKEN);
    assert_false(sql_writes(sql));
    checkpoints_nothing(sql);
    assert_int_equal(sql_run_built(sql, "SELECT load_extension('x')", NO_ARGS),
                     RC_BROKEN);
}

/* The same statement may run inside itself. */
static void test_twins(void **state)
{
    static const struct sql_text q = { "SELECT value FROM json_each('[1,2,3]')",
                                       "", "i" };
    struct place *p = *state;
    struct sql *sql = store_reader(p->store);
    int64_t sum = 0;
    struct sql_rows a = sql_query(sql, &q, NO_ARGS);

    while (sql_next(&a)) {
        struct sql_rows b = sql_query(sql, &q, NO_ARGS);

        while (sql_next(&b))
            sum += sql_int(&a, 0) * sql_int(&b, 0);
        assert_int_equal(sql_done(&b), RC_OK);
    }
    assert_int_equal(sql_done(&a), RC_OK);
    assert_int_equal(sum, 36);
    assert_int_equal(sql_count(sql), 4);
}

/* More texts than are kept, some of them running, and one address with
 * another text: no answer is ever that of another statement. */
static void test_cache(void **state)
{
    struct place *p = *state;
    struct sql *sql = store_reader(p->store);
    struct sql_rows open = sql_query_built(sql, "SELECT -1", NO_ARGS);
    struct sql_text here = { "SELECT 1", "", "i" };
    int64_t n;

    assert_true(sql_next(&open));
    for (int turn = 0; turn < 2; turn++)
        for (int i = 0; i < 700; i++)
            assert_int_equal(count_of(sql, mem_fmt(p->mem, "SELECT %d", i)), i);
    assert_int_equal(sql_int(&open, 0), -1);
    assert_int_equal(sql_done(&open), RC_OK);
    assert_int_equal(sql_get_int(sql, &n, &here, NO_ARGS), RC_OK);
    here.text = "SELECT 2";
    assert_int_equal(sql_get_int(sql, &n, &here, NO_ARGS), RC_OK);
    assert_int_equal(n, 2);
}

static enum rc constraints(struct sql *sql, void *arg)
{
    int64_t id;

    (void)arg;
    assert_true(sql_writes(sql));
    TRY(sql_run(sql, &q_make, NO_ARGS));
    TRY(sql_run(sql, &q_add, ARGS(STR("a"), NUL(), NUL(), NUL())));
    assert_int_equal(sql_run(sql, &q_add, ARGS(STR("a"), NUL(), NUL(), NUL())),
                     RC_CONFLICT);
    assert_non_null(strstr(sql_error(sql), "thing.code"));
    assert_int_equal(sql_run(sql, &q_add, ARGS(STR("b"), NUL(), NUL(), INT(1))),
                     RC_CONFLICT);
    /* Checked although only the first row was asked for. */
    assert_int_equal(
        sql_run_built(sql, "INSERT INTO thing(code, of) VALUES('c', 99)",
                      NO_ARGS),
        RC_BROKEN);
    {
        struct sql_rows r = sql_query_built(
            sql, "INSERT INTO thing(code, of) VALUES('c', 99) RETURNING id",
            NO_ARGS);

        sql_next(&r);
        assert_int_equal(sql_done(&r), RC_BROKEN);
    }
    assert_int_equal(sql_get_int(sql, &id, &q_code, ARGS(INT(77))), RC_MISSING);
    return RC_OK;
}

static void test_constraints(void **state)
{
    struct place *p = *state;
    const char *s;

    assert_int_equal(store_write(p->store, constraints, NULL), RC_OK);
    assert_int_equal(
        sql_get_str(store_reader(p->store), p->mem, &s, &q_code, ARGS(INT(1))),
        RC_OK);
    assert_string_equal(s, "a");
    assert_int_equal(
        count_of(store_reader(p->store), "SELECT count(*) FROM thing"), 1);
}

static void test_days(void **state)
{
    static const struct sql_text q = { "SELECT $1", "t", "t" };
    struct place *p = *state;
    struct sql *sql = store_reader(p->store);
    day d = day_ymd(2026, 11, 22);
    struct sql_rows r = sql_query(sql, &q, ARGS(DAY(p->mem, d)));

    assert_true(sql_next(&r));
    assert_string_equal(sql_str(&r, 0), "2026-11-22");
    assert_int_equal(sql_day(&r, 0).n, d.n);
    assert_int_equal(sql_done(&r), RC_OK);
    assert_int_equal(DAY(p->mem, DAY_NONE).kind, SQL_NULL);
    assert_int_equal(REF(0).kind, SQL_NULL);
}

static void test_end_all(void **state)
{
    struct place *p = *state;
    struct sql *sql = store_reader(p->store);
    struct sql_rows a = sql_query_built(sql, "SELECT 1", NO_ARGS);
    struct sql_rows b = sql_query_built(sql, "SELECT 1", NO_ARGS);

    assert_true(sql_next(&a) && sql_next(&b));
    assert_int_equal(sql_end_all(sql), 2);
    assert_int_equal(sql_end_all(sql), 0);
    assert_int_equal(count_of(sql, "SELECT 1"), 1);
}

static void test_fail_at(void **state)
{
    struct place *p = *state;
    struct sql *sql = store_reader(p->store);

    sql_fail_at(sql, 2);
    assert_int_equal(sql_run_built(sql, "SELECT 1", NO_ARGS), RC_OK);
    assert_int_equal(sql_run_built(sql, "SELECT 1", NO_ARGS), RC_BUSY);
    assert_int_equal(sql_run_built(sql, "SELECT 1", NO_ARGS), RC_OK);
}

/* Nobody's query holds the database for ever. */
static void test_long_query(void **state)
{
    struct place *p = *state;

    assert_int_equal(sql_run_built(store_reader(p->store),
                                   "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL"
                                   " SELECT i + 1 FROM n) SELECT max(i) FROM n",
                                   NO_ARGS),
                     RC_BUSY);
    assert_int_equal(count_of(store_reader(p->store), "SELECT 1"), 1);
}

/* A query that was kept waiting by a machine that does something else has not
 * worked for long: it goes on. */
static void test_long_wait(void **state)
{
    struct place *p = *state;
    struct timespec pause = { 5, 200000000 };
    struct sql_rows r = sql_query_built(
        store_reader(p->store),
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
        " WHERE i < 50000) SELECT i FROM n WHERE i IN (1, 50000)",
        NO_ARGS);

    assert_true(sql_next(&r));
    nanosleep(&pause, NULL);
    assert_true(sql_next(&r));
    assert_int_equal(sql_int(&r, 0), 50000);
    assert_int_equal(sql_done(&r), RC_OK);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, place_open, place_close)
    const struct CMUnitTest tests[] = {
        CASE(test_values),      CASE(test_parameters_by_name),
        CASE(test_signature),   CASE(test_readers_cannot_write),
        CASE(test_twins),       CASE(test_cache),
        CASE(test_constraints), CASE(test_days),
        CASE(test_end_all),     CASE(test_fail_at),
        CASE(test_long_query), CASE(test_long_wait),
    };

    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    printf("%d passed, %d failed\n", (int)COUNT(tests) - failed, failed);
    return failed != 0;
}
