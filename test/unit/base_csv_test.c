/* SPDX-License-Identifier: Apache-2.0 */
/* CSV as it really arrives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/csv.h"

#include <stdio.h>
#include <stdlib.h>
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

/* All rows as "line:cell|cell/line:cell..", an error as "!line,column". */
static const char *read_n(const char *data, size_t n)
{
    char *exact = malloc(n ? n : 1); /* so that an overrun is seen */
    struct csv_row row;
    struct buf b;
    struct csv c;
    size_t i;
    int more = -1;

    assert_non_null(exact);
    memcpy(exact, data, n);
    buf_init(&b, m);
    if (csv_open(&c, m, exact, n) == RC_OK)
        while ((more = csv_next(&c, &row)) > 0) {
            buf_fmt(&b, "%s%ld:", b.n ? "/" : "", row.line);
            for (i = 0; i < row.n; i++)
                buf_fmt(&b, "%s%s", i ? "|" : "", row.cell[i]);
        }
    if (more < 0) {
        assert_non_null(c.error);
        buf_fmt(&b, "!%ld,%ld", c.error_line, c.error_column);
        assert_int_equal(csv_next(&c, &row), -1);
    }
    free(exact);
    return b.s;
}

static const char *read_all(const char *data)
{
    return read_n(data, strlen(data));
}

static void rows_and_cells(void **state)
{
    (void)state;
    assert_string_equal(read_all("a,b\n1,2\n"), "1:a|b/2:1|2");
    assert_string_equal(read_all("a,b\r\n1,2"), "1:a|b/2:1|2");
    assert_string_equal(read_all("a,b\r1,2\r"), "1:a|b/2:1|2");
    assert_string_equal(read_all("a,,\n,"), "1:a||/2:|");
    assert_string_equal(read_all("\n\na\n\n\r\nb\n\n"), "3:a/6:b");
    assert_string_equal(read_all(""), "");
    assert_string_equal(read_all("\"\""), "1:");
}

static void quotes(void **state)
{
    (void)state;
    assert_string_equal(read_all("\"a,b\",\"c\"\"d\"\nx,y"),
                        "1:a,b|c\"d/2:x|y");
    assert_string_equal(read_all("\"a\r\nb\",c\nd,e"), "1:a\r\nb|c/3:d|e");
    assert_string_equal(read_all("a \"b\" c, d "), "1:a \"b\" c| d ");
    assert_string_equal(read_all("\"\"\"\""), "1:\"");
}

static void faults_say_where(void **state)
{
    (void)state;
    assert_string_equal(read_all("a,b\nөө,\"x\ny\n"), "1:a|b!2,4");
    assert_string_equal(read_all("a,b\n\"1\n\" x,2\n"), "1:a|b!3,2");
    assert_string_equal(read_all("\""), "!1,1");
    assert_string_equal(read_n("a,b\nc\0d", 7), "!2,2");
    assert_string_equal(read_n("\xFF\xFE"
                               "a\0",
                               4),
                        "!1,1");
}

static void byte_order_mark(void **state)
{
    (void)state;
    assert_string_equal(read_all("\xEF\xBB\xBF"
                                 "a,b"),
                        "1:a|b");
    assert_string_equal(read_all("\xEF\xBB\xBF\"a\",b"), "1:a|b");
    assert_string_equal(read_all("\xEF\xBB\xBF"), "");
}

static void separators(void **state)
{
    (void)state;
    assert_string_equal(read_all("a;b,c;d\n1;2,5;3"), "1:a|b,c|d/2:1|2,5|3");
    assert_string_equal(read_all("a\tb\n1,5\t2"), "1:a|b/2:1,5|2");
    assert_string_equal(read_all("\"a;;;\",b\n1,2"), "1:a;;;|b/2:1|2");
    assert_string_equal(read_all("a\nb;c"), "1:a/2:b;c");
}

static void encodings(void **state)
{
    (void)state;
    /* "код;имя", "Ёлка № 1" of CP1251 */
    assert_string_equal(read_all("\xEA\xEE\xE4;\xE8\xEC\xFF\n"
                                 "\xA8\xEB\xEA\xE0 \xB9;\x88\n"),
                        "1:код|имя/2:Ёлка №|€");
    /* a damaged UTF-8 file is not read as CP1251 */
    assert_string_equal(read_all("код,имя\nа,бв\xD0\n"), "!2,5");
    assert_string_equal(read_all("\xEF\xBB\xBF"
                                 "a,\xEA\xEE\n"),
                        "!1,3");
    /* byte 98 is not of CP1251 */
    assert_string_equal(read_all("\xEA\xEE,\x98\n"), "!1,4");
}

static void too_large(void **state)
{
    struct csv c;
    char *wide = mem_alloc(m, CSV_COLUMNS + 1);
    struct csv_row row;

    (void)state;
    assert_int_equal(csv_open(&c, m, "", CSV_MAX + 1), RC_INVALID);
    memset(wide, ',', CSV_COLUMNS);
    assert_int_equal(csv_open(&c, m, wide, CSV_COLUMNS), RC_OK);
    assert_int_equal(csv_next(&c, &row), -1);
    assert_int_equal(csv_open(&c, m, wide, CSV_COLUMNS - 1), RC_OK);
    assert_int_equal(csv_next(&c, &row), 1);
    assert_int_equal(row.n, CSV_COLUMNS);
}

static const char *written(const char *s)
{
    struct buf b;

    buf_init(&b, m);
    csv_cell(&b, s, true);
    return b.s;
}

static void formulas_are_disarmed(void **state)
{
    (void)state;
    assert_string_equal(written("=1+1"), "'=1+1\r\n");
    assert_string_equal(written("@SUM(A1;\"x\")"),
                        "\"'@SUM(A1;\"\"x\"\")\"\r\n");
    assert_string_equal(written("-5"), "-5\r\n");
    assert_string_equal(written("+3.25"), "+3.25\r\n");
    assert_string_equal(written("-1,5"), "\"-1,5\"\r\n");
    assert_string_equal(written("-1+2"), "'-1+2\r\n");
    assert_string_equal(written("+996 555"), "'+996 555\r\n");
    assert_string_equal(written("-"), "'-\r\n");
    assert_string_equal(written("plain"), "plain\r\n");
    assert_string_equal(written(""), "\r\n");
}

static void what_is_written_is_read_again(void **state)
{
    static const char *const cells[] = {
        "a",   "",       "=1+1",    "'=1",   "''-x",    "-5",      "\tx",
        "a,b", "q\"q\"", "l1\nl2",  "l\r\n", " blank ", "'plain'", "@",
        ";",   "\"",     "Өмүр\t№", "+996",  "-",       "'",       "=\"",
    };
    struct csv_row row;
    struct csv c;
    struct buf b;
    size_t i;

    (void)state;
    buf_init(&b, m);
    for (i = 0; i < COUNT(cells); i++)
        csv_cell(&b, cells[i], i + 1 == COUNT(cells));
    assert_int_equal(csv_open(&c, m, b.s, b.n), RC_OK);
    assert_int_equal(csv_next(&c, &row), 1);
    assert_int_equal(row.n, COUNT(cells));
    for (i = 0; i < row.n; i++)
        assert_string_equal(row.cell[i], cells[i]);
    assert_int_equal(csv_next(&c, &row), 0);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, up, down)
    const struct CMUnitTest tests[] = {
        T(rows_and_cells),
        T(quotes),
        T(faults_say_where),
        T(byte_order_mark),
        T(separators),
        T(encodings),
        T(too_large),
        T(formulas_are_disarmed),
        T(what_is_written_is_read_again),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    printf("%d passed, %d failed\n", (int)COUNT(tests) - failed, failed);
    return failed != 0;
}
