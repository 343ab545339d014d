/* SPDX-License-Identifier: Apache-2.0 */
/* Arenas and growing strings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"

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

static void allocations_are_zeroed_and_aligned(void **state)
{
    unsigned char *p;
    size_t i, j;

    (void)state;
    for (j = 0; j < 2; j++) {
        for (i = 0; i < 3000; i++) {
            p = mem_alloc(m, i % 97);
            assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
            if (i % 97)
                assert_int_equal(p[0] | p[i % 97 - 1], 0);
            memset(p, 0xEE, i % 97);
        }
        mem_reset(m);
        assert_int_equal(mem_used(m), 0);
    }
}

static void reset_keeps_the_first_block(void **state)
{
    const void *first = mem_alloc(m, 8);

    (void)state;
    mem_alloc(m, 1 << 20);
    mem_reset(m);
    assert_ptr_equal(mem_alloc(m, 8), first);
}

static void a_big_one_gets_a_block_of_its_own(void **state)
{
    char *p = mem_alloc(m, 5 << 20);

    (void)state;
    p[(5 << 20) - 1] = 'x';
    assert_true(mem_used(m) >= 5 << 20);
}

static void a_mark_takes_back_what_came_after(void **state)
{
    const char *kept = mem_str(m, "kept");
    struct mem_mark mark = mem_mark(m);
    size_t used = mem_used(m);
    const char *p = mem_str(m, "after");
    int i;

    (void)state;
    for (i = 0; i < 100; i++)
        mem_alloc(m, 5000);
    mem_back(m, mark);
    assert_int_equal(mem_used(m), used);
    assert_string_equal(kept, "kept");
    assert_ptr_equal(mem_str(m, "again"), p);
}

static void the_limit_leads_to_the_try(void **state)
{
    struct mem *small = mem_new(100000);
    volatile int n = 0;
    volatile bool out = false;

    (void)state;
    assert_non_null(small);
    if (mem_try(small)) {
        out = true;
    } else {
        for (; n < 1000; n++)
            mem_alloc(small, 1000);
    }
    assert_true(out);
    assert_in_range(n, 90, 100);
    mem_free(small);
}

static void overflow_leads_to_the_try(void **state)
{
    volatile int outs = 0;
    volatile size_t most = SIZE_MAX;
    volatile int round;

    (void)state;
    for (round = 0; round < 3; round++) {
        if (mem_try(m)) {
            outs++;
            continue;
        }
        if (outs == 0)
            mem_array(m, most / 2, 3);
        else if (outs == 1)
            mem_alloc(m, most);
        else
            mem_strn(m, "", most);
    }
    mem_untry(m);
    assert_int_equal(outs, 3);
}

static void the_chosen_allocation_fails(void **state)
{
    volatile int n = 0;

    (void)state;
    mem_fail_at(5);
    if (!mem_try(m))
        for (; n < 100; n++)
            mem_alloc(m, 1);
    assert_int_equal(n, 4);
    mem_alloc(m, 1); /* only that one */
}

static void strings_are_copied_and_formatted(void **state)
{
    char far[1001];

    (void)state;
    memset(far, 'y', 1000);
    far[1000] = '\0';
    assert_null(mem_str(m, NULL));
    assert_string_equal(mem_strn(m, "abc", 2), "ab");
    assert_string_equal(mem_strn(m, "", 0), "");
    assert_string_equal(mem_fmt(m, "%d-%s", 7, "x"), "7-x");
    assert_int_equal(strlen(mem_fmt(m, "%s%s", far, far)), 2000);
}

static void the_newest_grows_in_place(void **state)
{
    char *p = mem_alloc(m, 10);
    char *q = mem_grow(m, p, 10, 500);
    char *r;

    (void)state;
    memset(q, 'a', 500);
    assert_ptr_equal(p, q);
    mem_alloc(m, 1);
    r = mem_grow(m, q, 500, 600);
    memset(r + 500, 'b', 100);
    assert_ptr_not_equal(q, r);
    assert_memory_equal(q, r, 500);
    r = mem_grow(m, r, 600, 1 << 20);
    r[(1 << 20) - 1] = 'c';
    assert_memory_equal(q, r, 500);
}

static void a_buffer_grows(void **state)
{
    struct buf a, b;
    int i;

    (void)state;
    buf_init(&a, m);
    buf_init(&b, m);
    assert_string_equal(a.s, "");
    for (i = 0; i < 50000; i++) {
        buf_char(&a, (char)('a' + i % 26));
        buf_add(&b, "zz", 2);
    }
    assert_int_equal(a.n, 50000);
    assert_int_equal(strlen(a.s), 50000);
    assert_int_equal(strspn(b.s, "z"), 100000);
    assert_int_equal(a.s[49999], 'a' + 49999 % 26);
}

static void numbers_and_formats(void **state)
{
    struct buf b;
    char far[500];

    (void)state;
    memset(far, 'q', 499);
    far[499] = '\0';
    buf_init(&b, m);
    buf_int(&b, INT64_MIN);
    buf_char(&b, ' ');
    buf_int(&b, 0);
    buf_char(&b, ' ');
    buf_int(&b, INT64_MAX);
    assert_string_equal(b.s, "-9223372036854775808 0 9223372036854775807");
    buf_fmt(&b, "%s", "");
    buf_fmt(&b, "|%s|", far);
    assert_int_equal(b.n, strlen(b.s));
    assert_int_equal(b.n, 42 + 501);
}

static void html_is_escaped(void **state)
{
    static const char in[] = "a<b>&\"'\x01\r\t\n\x1F\0z\xD3\xA9";
    struct buf b;

    (void)state;
    buf_init(&b, m);
    buf_html(&b, in, sizeof(in) - 1);
    assert_string_equal(b.s, "a&lt;b&gt;&amp;&#34;&#39;\t\nz\xD3\xA9");
    buf_html(&b, "", 0);
    assert_int_equal(b.n, strlen(b.s));
}

static void url_json_hex_base64(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, m);
    buf_url(&b, "a b/\xD3\xA9~");
    buf_char(&b, ' ');
    buf_json(&b, "q\"\\\n\x01\xD3\xA9");
    buf_char(&b, ' ');
    buf_hex(&b, "\x00\xFF\x1a", 3);
    assert_string_equal(b.s, "a%20b%2F%D3%A9~ \"q\\\"\\\\\\n\\u0001\xD3\xA9\""
                             " 00ff1a");
    b.n = 0;
    buf_base64(&b, "", 0);
    buf_base64(&b, "f", 1);
    buf_base64(&b, "fo", 2);
    buf_base64(&b, "foo", 3);
    buf_base64(&b, "foobar", 6);
    assert_string_equal(b.s, "Zg==Zm8=Zm9vZm9vYmFy");
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, up, down)
    const struct CMUnitTest tests[] = {
        T(allocations_are_zeroed_and_aligned),
        T(reset_keeps_the_first_block),
        T(a_big_one_gets_a_block_of_its_own),
        T(a_mark_takes_back_what_came_after),
        T(the_limit_leads_to_the_try),
        T(overflow_leads_to_the_try),
        T(the_chosen_allocation_fails),
        T(strings_are_copied_and_formatted),
        T(the_newest_grows_in_place),
        T(a_buffer_grows),
        T(numbers_and_formats),
        T(html_is_escaped),
        T(url_json_hex_base64),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    printf("%d passed, %d failed\n", (int)COUNT(tests) - failed, failed);
    return failed != 0;
}
