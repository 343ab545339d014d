/* SPDX-License-Identifier: Apache-2.0 */
/* Days, instants and the one clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/day.h"

#include <stdio.h>
#include <string.h>

static struct mem *m;

static int up(void **state)
{
    (void)state;
    m = mem_new(0);
    return m ? 0 : -1;
}

static int down(void **state)
{
    (void)state;
    mem_free(m);
    return 0;
}

static const char *iso(day d)
{
    return day_iso(d, mem_alloc(m, DAY_ISO_SIZE));
}

static void every_day_comes_back(void **state)
{
    int y, month, mday, n;

    (void)state;
    for (n = -200000; n < 400000; n += 1) {
        day_split((day){ n }, &y, &month, &mday);
        assert_int_equal(day_year((day){ n }), y);
        if (day_ymd(y, month, mday).n != n)
            fail_msg("day %d is %d-%d-%d", n, y, month, mday);
    }
    assert_int_equal(day_ymd(1970, 1, 1).n, 0);
    assert_int_equal(day_ymd(2000, 3, 1).n, 11017);
    assert_int_equal(day_ymd(1969, 12, 31).n, -1);
}

static void no_such_date(void **state)
{
    (void)state;
    assert_false(day_is(day_ymd(2025, 2, 29)));
    assert_false(day_is(day_ymd(1900, 2, 29)));
    assert_true(day_is(day_ymd(2000, 2, 29)));
    assert_false(day_is(day_ymd(2026, 13, 1)));
    assert_false(day_is(day_ymd(2026, 0, 1)));
    assert_false(day_is(day_ymd(2026, 4, 31)));
    assert_false(day_is(day_ymd(0, 1, 1)));
}

static void weekdays(void **state)
{
    (void)state;
    assert_int_equal(day_weekday(day_parse("2026-11-22")), 7);
    assert_int_equal(day_weekday(day_parse("2026-11-23")), 1);
    assert_int_equal(day_weekday(day_parse("1969-12-31")), 3);
    assert_int_equal(day_weekday(day_parse("1900-01-01")), 1);
}

static void parsing_is_strict(void **state)
{
    static const char *const bad[] = {
        "",           "2026-11-2",  "2026-11-222", "2026/11/22",
        "22.11.2026", "2026-02-30", " 2026-11-22", "1899-12-31",
        "3000-01-01", "2026-1a-01", "+026-11-22",  "abcd-ef-gh",
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(bad); i++)
        assert_false(day_is(day_parse(bad[i])));
    assert_false(day_is(day_parse(NULL)));
    assert_string_equal(iso(day_parse("2026-11-22")), "2026-11-22");
    assert_string_equal(iso(day_parse("1900-01-01")), "1900-01-01");
    assert_string_equal(iso(day_parse("2999-12-31")), "2999-12-31");
    assert_string_equal(iso(DAY_NONE), "");
    assert_string_equal(iso((day){ INT32_MAX }), "");
}

static void typed_dates(void **state)
{
    static const char *const bad[] = {
        "31.02.2026", "1.13.2026", "22.11.26",   "22.11.20266", "22,11,2026",
        "22.11.",     ".11.2026",  "222.1.2026", "1..2026",     "22-11-2026",
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(bad); i++)
        assert_false(day_is(day_parse_typed(bad[i])));
    assert_false(day_is(day_parse_typed(NULL)));
    assert_string_equal(iso(day_parse_typed("22.11.2026")), "2026-11-22");
    assert_string_equal(iso(day_parse_typed("2.1.2026")), "2026-01-02");
    assert_string_equal(iso(day_parse_typed("2026-11-22")), "2026-11-22");
}

static void sums(void **state)
{
    day d = day_ymd(2026, 1, 31);

    (void)state;
    assert_string_equal(iso(day_add(d, 1)), "2026-02-01");
    assert_string_equal(iso(day_add(d, -31)), "2025-12-31");
    assert_false(day_is(day_add(DAY_NONE, 1)));
    assert_false(day_is(day_add((day){ INT32_MAX }, 1)));
    assert_string_equal(iso(day_add_months(d, 1)), "2026-02-28");
    assert_string_equal(iso(day_add_months(d, 25)), "2028-02-29");
    assert_string_equal(iso(day_add_months(d, -1)), "2025-12-31");
    assert_string_equal(iso(day_add_months(d, -2)), "2025-11-30");
    assert_false(day_is(day_add_months(DAY_NONE, 1)));
    assert_false(day_is(day_add_months(d, INT32_MAX)));
}

static void the_clock_can_be_set(void **state)
{
    int64_t real = clock_now();

    (void)state;
    clock_set(12345);
    assert_int_equal(clock_now(), 12345);
    clock_set(0);
    assert_true(clock_now() >= real);
    assert_true(real > INT64_C(1700000000000000));
}

static void a_day_is_a_day_there(void **state)
{
    int64_t at;

    (void)state;
    assert_true(instant_parse("2026-11-22T18:30:00.000000Z", &at));
    assert_string_equal(iso(day_of(at, 0)), "2026-11-22");
    assert_string_equal(iso(day_of(at, 360)), "2026-11-23");
    assert_string_equal(iso(day_of(at, -1200)), "2026-11-21");
    assert_string_equal(iso(day_of(-1, 0)), "1969-12-31");
}

static void instants(void **state)
{
    static const char *const bad[] = {
        "",
        "2026-11-22",
        "2026-11-22T10:00:00",
        "2026-11-22T24:00:00Z",
        "2026-11-22T10:60:00Z",
        "2026-11-22T10:00:60Z",
        "2026-11-22t10:00:00Z",
        "2026-11-22T10:00:00.Z",
        "2026-11-22T10:00:00.1234567Z",
        "2026-11-22T10:00:00+06:00",
        "2026-02-30T10:00:00Z",
        "2026-11-22T10:00:00Z ",
    };
    int64_t at = 7;
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(bad); i++)
        assert_false(instant_parse(bad[i], &at));
    assert_false(instant_parse(NULL, &at));
    assert_int_equal(at, 7);
    assert_true(instant_parse("2026-11-22T10:00:00.000001Z", &at));
    assert_int_equal(at, INT64_C(1795341600000001));
    assert_string_equal(instant_iso(m, at), "2026-11-22T10:00:00.000001Z");
    assert_true(instant_parse("2026-11-22T10:00:00.5Z", &at));
    assert_string_equal(instant_iso(m, at), "2026-11-22T10:00:00.500000Z");
    assert_true(instant_parse("2026-11-22T10:00:00Z", &at));
    assert_string_equal(instant_iso(m, -1), "1969-12-31T23:59:59.999999Z");
    assert_string_equal(instant_iso(m, 0), "1970-01-01T00:00:00.000000Z");
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, up, down)
    const struct CMUnitTest tests[] = {
        T(every_day_comes_back), T(no_such_date),         T(weekdays),
        T(parsing_is_strict),    T(typed_dates),          T(sums),
        T(the_clock_can_be_set), T(a_day_is_a_day_there), T(instants),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    printf("%d passed, %d failed\n", (int)COUNT(tests) - failed, failed);
    return failed != 0;
}
