/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base_lang_test.c: catalogues, plural forms, days, numbers.
 */
#include "base/lang.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct mem *m;

static int setup(void **state)
{
    (void)state;
    m = mem_new(0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    mem_free(m);
    return 0;
}

/* --- A catalogue made by hand ---------------------------------------------- */

static void put32(char *at, uint32_t v)
{
    memcpy(at, &v, 4);
}

struct pair {
    const char *from;
    size_t from_n;
    const char *to;
    size_t to_n;
};

static uint32_t pjw(const char *s)
{
    uint32_t h = 0;

    for (; *s; s++) {
        uint32_t top;

        h = (h << 4) + (unsigned char)*s;
        top = h & 0xf0000000U;
        h ^= (top >> 24) ^ top;
    }
    return h;
}

/* Sorted pairs into the .mo format; `slots` 0: no hash table. */
static size_t make_mo(char *out, const struct pair *p, uint32_t n,
                      uint32_t slots)
{
    uint32_t at = 28 + 16 * n + 4 * slots, hash = 28 + 16 * n;

    memset(out, 0, at);
    put32(out, 0x950412de);
    put32(out + 8, n);
    put32(out + 12, 28);
    put32(out + 16, 28 + 8 * n);
    put32(out + 20, slots);
    put32(out + 24, hash);
    for (uint32_t i = 0; i < n; i++) {
        put32(out + 28 + 8 * i, (uint32_t)p[i].from_n);
        put32(out + 32 + 8 * i, at);
        memcpy(out + at, p[i].from, p[i].from_n + 1);
        at += (uint32_t)p[i].from_n + 1;
    }
    for (uint32_t i = 0; i < n; i++) {
        put32(out + 28 + 8 * n + 8 * i, (uint32_t)p[i].to_n);
        put32(out + 32 + 8 * n + 8 * i, at);
        memcpy(out + at, p[i].to, p[i].to_n + 1);
        at += (uint32_t)p[i].to_n + 1;
    }
    for (uint32_t i = 0; slots && i < n; i++) {
        uint32_t v = pjw(p[i].from), slot = v % slots, taken;

        for (;;) {
            memcpy(&taken, out + hash + 4 * slot, 4);
            if (!taken)
                break;
            slot = (slot + 1 + v % (slots - 2)) % slots;
        }
        put32(out + hash + 4 * slot, i + 1);
    }
    return at;
}

#define PAIR(a, b) { a, sizeof(a) - 1, b, sizeof(b) - 1 }

static const struct pair ru[] = {
    PAIR("", "Language: ru\n"),
    PAIR("%lld task\0%lld tasks", "%lld задача\0%lld задачи\0%lld задач"),
    PAIR("Save", "Сохранить"),
    PAIR("Task", "Задача"),
};

static void read_catalogue(uint32_t slots)
{
    static char mo[2][1024];
    char *bytes = mo[slots != 0];
    size_t n = make_mo(bytes, ru, COUNT(ru), slots);

    assert_int_equal(lang_load(LANG_RU, bytes, n), RC_OK);
    assert_string_equal(tr(LANG_RU, "Save"), "Сохранить");
    assert_string_equal(tr(LANG_RU, "Task"), "Задача");
    assert_string_equal(tr(LANG_RU, "Unknown"), "Unknown");
    assert_string_equal(tr(LANG_RU, ""), "");
    assert_string_equal(tr(LANG_EN, "Save"), "Save");
}

static void messages_are_found(void **state)
{
    (void)state;
    read_catalogue(0);
    read_catalogue(7);
}

static void russian_has_three_forms(void **state)
{
    static const struct {
        int64_t n;
        const char *text;
    } cases[] = { { 1, "%lld задача" },  { 2, "%lld задачи" },
                  { 5, "%lld задач" },   { 11, "%lld задач" },
                  { 12, "%lld задач" },  { 21, "%lld задача" },
                  { 22, "%lld задачи" }, { 112, "%lld задач" },
                  { 0, "%lld задач" },   { -1, "%lld задача" } };

    (void)state;
    read_catalogue(7);
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(
            trn(LANG_RU, "%lld task", "%lld tasks", cases[i].n),
            cases[i].text);
    assert_string_equal(trn(LANG_EN, "%lld task", "%lld tasks", 1),
                        "%lld task");
    assert_string_equal(trn(LANG_EN, "%lld task", "%lld tasks", 0),
                        "%lld tasks");
}

static void broken_catalogues_are_refused(void **state)
{
    char mo[1024];
    size_t n = make_mo(mo, ru, COUNT(ru), 7);

    (void)state;
    assert_int_equal(lang_load(LANG_KY, "", 0), RC_INVALID);
    assert_int_equal(lang_load(LANG_KY, "no catalogue at all, plain text", 31),
                     RC_INVALID);
    for (size_t cut = 0; cut < n; cut++)
        assert_int_equal(lang_load(LANG_KY, mo, cut), RC_INVALID);
    put32(mo + 8, 0xffffffffU);
    assert_int_equal(lang_load(LANG_KY, mo, n), RC_INVALID);
    assert_string_equal(tr(LANG_KY, "Save"), "Save");
}

/* --- Days and numbers ------------------------------------------------------ */

static void days_read_as_written(void **state)
{
    day d = day_ymd(2026, 11, 22);
    int64_t at;

    (void)state;
    assert_string_equal(lang_day(m, LANG_KY, d), "22.11.2026");
    assert_string_equal(lang_day(m, LANG_EN, DAY_NONE), "");
    assert_string_equal(lang_day_long(m, LANG_KY, d),
                        "2026-жылдын\u00a022-ноябры");
    assert_string_equal(lang_day_long(m, LANG_RU, d),
                        "22\u00a0ноября 2026\u00a0г.");
    assert_string_equal(lang_day_long(m, LANG_EN, d), "22 November 2026");
    assert_true(instant_parse("2026-11-22T20:05:00.000000Z", &at));
    assert_string_equal(lang_instant(m, LANG_RU, at, 360),
                        "23.11.2026, 02:05");
    assert_string_equal(lang_instant(m, LANG_RU, 0, 360), "");
}

static void numbers_are_grouped(void **state)
{
    (void)state;
    assert_string_equal(lang_number(m, LANG_KY, 1234567.5, 2),
                        "1\u00a0234\u00a0567,5");
    assert_string_equal(lang_number(m, LANG_EN, 1234567.5, 2), "1,234,567.5");
    assert_string_equal(lang_number(m, LANG_EN, 100, 2), "100");
    assert_string_equal(lang_number(m, LANG_RU, -0.001, 2), "0");
    assert_string_equal(lang_number(m, LANG_RU, -1500, 0), "-1\u00a0500");
    assert_string_equal(lang_money(m, LANG_KY, 123450),
                        "1\u00a0234,50\u00a0сом");
    assert_string_equal(lang_money(m, LANG_EN, -123450),
                        "KGS\u00a0-1,234.50");
    assert_string_equal(lang_size(m, LANG_RU, 3 * 1024), "3\u00a0КБ");
    assert_string_equal(lang_size(m, LANG_EN, 1258291), "1.2\u00a0MB");
    assert_string_equal(lang_size(m, LANG_EN, 12), "12\u00a0B");
}

static void typed_numbers_are_understood(void **state)
{
    static const struct {
        const char *s;
        double v;
    } good[] = { { "12", 12 },          { "12,5", 12.5 },
                 { "12.5", 12.5 },      { " 1 234,5 ", 1234.5 },
                 { "1,234.5", 1234.5 }, { "1.234,5", 1234.5 },
                 { "1,234,567", 1234567 },
                 { "-3", -3 },          { "1\u00a0234", 1234 } };
    static const char *const bad[] = { "",      "-",    "12,5,6", "1e5",
                                       "twelve", "0x10", "nan",    "1-2",
                                       "1.2,3.4", "12 %" };
    double v;

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        assert_true(lang_number_parse(good[i].s, &v));
        assert_true(v == good[i].v);
    }
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(lang_number_parse(bad[i], &v));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_are_found),
        cmocka_unit_test(russian_has_three_forms),
        cmocka_unit_test(broken_catalogues_are_refused),
        cmocka_unit_test(days_read_as_written),
        cmocka_unit_test(numbers_are_grouped),
        cmocka_unit_test(typed_numbers_are_understood),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
