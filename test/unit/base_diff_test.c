/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base_diff_test.c: what two texts share and what they do not: both can be put
 * together again from the pieces, whatever they are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/diff.h"

static struct mem *mem;

/* "[-removed-]{+added+}same" */
static const char *shown(const char *a, const char *b)
{
    static const char *const marks[][2] = {
        [DIFF_SAME] = { "", "" },
        [DIFF_REMOVED] = { "[-", "-]" },
        [DIFF_ADDED] = { "{+", "+}" },
    };
    struct diff_piece *p;
    struct buf out;
    size_t n;

    buf_init(&out, mem);
    p = diff_texts(mem, a, b, &n);
    for (size_t i = 0; i < n; i++) {
        buf_str(&out, marks[p[i].kind][0]);
        buf_add(&out, p[i].s, p[i].n);
        buf_str(&out, marks[p[i].kind][1]);
    }
    return out.s;
}

static void test_words(void **state)
{
    (void)state;
    assert_string_equal(shown("", ""), "");
    assert_string_equal(shown("бир эки", "бир эки"), "бир эки");
    assert_string_equal(shown("", "жаңы"), "{+жаңы+}");
    assert_string_equal(shown("эски", ""), "[-эски-]");
    assert_string_equal(shown("үч күн ичинде", "беш күн ичинде"),
                        "[-үч -]{+беш +}күн ичинде");
    assert_string_equal(shown("a\nb\nc\n", "a\nc\nd\n"),
                        "a\n[-b\n-]c\n{+d\n+}");
    assert_string_equal(shown("one\ntwo three\nfour\n",
                              "one\ntwo 3\nfour\n"),
                        "one\ntwo [-three\n-]{+3\n+}four\n");
}

static void whole(const char *a, const char *b)
{
    struct diff_piece *p;
    struct buf x, y;
    size_t n;

    buf_init(&x, mem);
    buf_init(&y, mem);
    p = diff_texts(mem, a, b, &n);
    for (size_t i = 0; i < n; i++) {
        if (p[i].kind != DIFF_ADDED)
            buf_add(&x, p[i].s, p[i].n);
        if (p[i].kind != DIFF_REMOVED)
            buf_add(&y, p[i].s, p[i].n);
    }
    assert_string_equal(x.s, a);
    assert_string_equal(y.s, b);
}

static const char *random_text(size_t words, int kinds)
{
    static const char *const ends[] = { " ", " ", "\n", "  ", "\n\n" };
    struct buf b;

    buf_init(&b, mem);
    for (size_t i = 0; i < words; i++)
        buf_fmt(&b, "w%d%s", rand() % kinds, ends[rand() % 5]);
    return b.s;
}

static void test_whole(void **state)
{
    (void)state;
    srand(5);
    for (int i = 0; i < 300; i++)
        whole(random_text((size_t)(rand() % 40), 4),
              random_text((size_t)(rand() % 40), 4));
    /* More than a table of words could hold. */
    whole(random_text(20000, 1000), random_text(20000, 1000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words), cmocka_unit_test(test_whole),
    };
    int failed;

    mem = mem_new(0);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    mem_free(mem);
    return failed;
}
