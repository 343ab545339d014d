/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web_html_test.c: what goes into a page is escaped, always.
 */
#include "web/html.h"

#include <setjmp.h>
#include <stdarg.h>
#include <limits.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct mem *m;
static struct html h;

static int setup(void **state)
{
    (void)state;
    m = mem_new(0);
    buf_init(&h.b, m);
    h.lang = LANG_KY;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    mem_free(m);
    return 0;
}

static void texts_are_escaped(void **state)
{
    (void)state;
    html_fmt(&h, "<a title=\"%s\">%s</a>%c", "\"'", "<script>&", '<');
    assert_string_equal(h.b.s, "<a title=\"&#34;&#39;\">"
                               "&lt;script&gt;&amp;</a>&lt;");
}

static void nothing_is_nothing(void **state)
{
    const char *volatile none = NULL;

    (void)state;
    html_text(&h, none);
    assert_string_equal(h.b.s, "");
}

static void control_characters_vanish(void **state)
{
    (void)state;
    html_text(&h, "a\001b\x1b[0m\tc\n");
    assert_string_equal(h.b.s, "ab[0m\tc\n");
}

static void numbers_are_plain(void **state)
{
    (void)state;
    html_fmt(&h, "%d %ld %lld %zu %u %lu %llu %% %.2f %.0f", -5, LONG_MIN,
             LLONG_MIN, (size_t)7, 8U, 9UL, ULLONG_MAX, 2.345, 1e3);
    assert_string_equal(h.b.s, "-5 -9223372036854775808 -9223372036854775808 "
                               "7 8 9 18446744073709551615 % 2.35 1000");
}

static void no_number_breaks_a_drawing(void **state)
{
    (void)state;
    html_fmt(&h, "%.1f", (double)NAN);
    assert_string_equal(h.b.s, "0.0");
}

static void paragraphs_are_made(void **state)
{
    (void)state;
    html_paragraphs(&h, "one\ntwo <b>\n\n\nthree");
    assert_string_equal(h.b.s, "<p>one<br>\ntwo &lt;b&gt;</p>\n"
                               "<p>three</p>\n");
}

static void another_language_is_marked(void **state)
{
    struct text3 both = { .in = { "Тил", "Язык", NULL } };
    struct text3 russian = { .in = { NULL, "Язык <1>", NULL } };

    (void)state;
    html_text3(&h, &both);
    assert_string_equal(h.b.s, "Тил");
    html_text3(&h, &russian);
    assert_non_null(strstr(h.b.s, "lang=\"ru\">Язык &lt;1&gt;"));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(texts_are_escaped, setup, teardown),
        cmocka_unit_test_setup_teardown(nothing_is_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(control_characters_vanish, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(numbers_are_plain, setup, teardown),
        cmocka_unit_test_setup_teardown(no_number_breaks_a_drawing, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(paragraphs_are_made, setup, teardown),
        cmocka_unit_test_setup_teardown(another_language_is_marked, setup,
                                        teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
