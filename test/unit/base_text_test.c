/* SPDX-License-Identifier: Apache-2.0 */
/* Texts in three languages: validity, cleaning, folding, order, Latin; and
 * that a line of the log cannot be forged by a text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/day.h"
#include "base/log.h"
#include "base/text.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

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

static void languages(void **state)
{
    const struct text3 t = { { NULL, "ру", "en" } };
    const struct text3 none = { { NULL, "", NULL } };
    enum lang shown;

    (void)state;
    assert_string_equal(lang_code(LANG_KY), "ky");
    assert_int_equal(lang_from_code("en"), LANG_EN);
    assert_int_equal(lang_from_code("kyr"), -1);
    assert_int_equal(lang_from_code(""), -1);
    assert_int_equal(lang_from_code(NULL), -1);
    assert_string_equal(text3_get(&t, LANG_EN, &shown), "en");
    assert_int_equal(shown, LANG_EN);
    assert_string_equal(text3_get(&t, LANG_KY, &shown), "ру");
    assert_int_equal(shown, LANG_RU);
    assert_string_equal(text3_get(&none, LANG_EN, &shown), "");
    assert_string_equal(text3_get(&none, LANG_EN, NULL), "");
}

static void validity(void **state)
{
    static const char *const bad[] = {
        "\x80",
        "\xC0\xAF",
        "\xE0\x80\xAF",
        "\xED\xA0\x80",
        "\xF4\x90\x80\x80",
        "long enough ascii \xD0",
        "\xD0\x41",
        "\xFF",
        "\xF0\x9F\x98",
    };
    static const char good[] = "Ош технологиялык университети 😀";
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(bad); i++)
        assert_false(text_valid(bad[i], strlen(bad[i])));
    assert_false(text_valid("a\0b", 3));
    assert_false(text_valid("abcdefgh\0abcdefg", 16));
    assert_true(text_valid("", 0));
    assert_true(text_valid(good, sizeof(good) - 1));
    assert_true(text_valid("plain ascii of some length", 26));
}

static void length_and_cut(void **state)
{
    (void)state;
    assert_int_equal(text_length("Өмүр 😀"), 6);
    assert_string_equal(text_cut(m, "Өмүрбеков", 4), "Өмүр…");
    assert_string_equal(text_cut(m, "Өмүр", 4), "Өмүр");
    assert_string_equal(text_cut(m, "abc", 0), "…");
    assert_string_equal(text_cut(m, "", 0), "");
}

static void cleaning(void **state)
{
    (void)state;
    assert_string_equal(text_clean(m, " \t a\r\nb\x01\x7F \n"), "a\nb");
    assert_string_equal(text_clean(m, "и\u0306ог"), "йог");
    assert_string_equal(text_clean(m, "\u0472м\u0473 \u04C9\u04CA"), "Өмө Ңң");
    assert_string_equal(text_clean(m, "\u00A0\uFEFFимя\u200B\u3000"), "имя");
    assert_string_equal(text_clean(m, "\u00A0\u200B "), "");
    /* Signs that turn the writing or have no width; joiners stay. */
    assert_string_equal(text_clean(m, "a\u202Eexe\u202C.\u2066txt\u2069"),
                        "aexe.txt");
    assert_string_equal(text_clean(m, "Аса\u200Bн\u00ADов\u2060\u200F"),
                        "Асанов");
    assert_string_equal(text_clean(m, "\U000E0041x"), "x");
    assert_string_equal(text_clean(m, "क\u200Dष"), "क\u200Dष");
    assert_string_equal(text_clean(m, "a\xC2\x85"
                                      "b"),
                        "ab");
    assert_string_equal(text_clean(m, "a\xD0"), "a");
    assert_string_equal(text_clean(m, "\u0958"), "\u0915\u093C");
    assert_string_equal(text_clean(m, ""), "");
}

static void cleaning_twice_changes_nothing(void **state)
{
    static const char *const texts[] = {
        " \u0473\u0308 x\r\n",
        "\u0300 a",
        "\u2000a\u0344",
        "q\u0307\u0323",
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(texts); i++)
        assert_string_equal(text_clean(m, text_clean(m, texts[i])),
                            text_clean(m, texts[i]));
}

static void folding(void **state)
{
    (void)state;
    assert_string_equal(text_fold(m, "Өмүрбеков"), "омурбеков");
    assert_string_equal(text_fold(m, "ОМУРБЕКОВ"), "омурбеков");
    assert_string_equal(text_fold(m, "\u0472мүрбеков"), "омурбеков");
    assert_string_equal(text_fold(m, "Ёлка, Жаңы-Жол!"), "елка жаны жол");
    assert_string_equal(text_fold(m, "Йод"), "йод");
    assert_string_equal(text_fold(m, "и\u0306од"), "йод");
    assert_string_equal(text_fold(m, "O'Neil d’Or"), "oneil dor");
    assert_string_equal(text_fold(m, "  --  "), "");
    assert_string_equal(text_fold(m, "№ 12/б \n в"), "12 б в");
    assert_string_equal(text_fold(m, "за\u0301мок со\u00ADвет"), "замок совет");
    assert_string_equal(text_fold(m, "İZMİR"), "izmir");
    assert_string_equal(text_fold(m, "\u023A\u023A\u023A"),
                        "\u2C65\u2C65\u2C65");
}

static void latin_look_alikes_stay_apart(void **state)
{
    (void)state;
    assert_string_not_equal(text_fold(m, "AEO"), text_fold(m, "АЕО"));
}

static int compare(const char *a, const char *b)
{
    size_t na, nb;
    const unsigned char *ka = text_sort_key(m, a, 4000, &na);
    const unsigned char *kb = text_sort_key(m, b, 4000, &nb);
    int d = memcmp(ka, kb, na < nb ? na : nb);

    return d ? d : (na > nb) - (na < nb);
}

static void kyrgyz_order(void **state)
{
    static const char *const order[] = {
        "Асан",  "Бакыт", "Ежов", "Ёлкин", "Жапар", "Нур",    "Ңар",
        "Осмон", "Өмүр",  "Пери", "Уран",  "Үсөн",  "Фатима",
    };
    size_t i;

    (void)state;
    for (i = 1; i < COUNT(order); i++)
        assert_true(compare(order[i - 1], order[i]) < 0);
    assert_int_equal(compare("Нур", "Нур"), 0);
    assert_true(compare("нура", "Нурбек") < 0);
}

static void sort_keys_are_cut(void **state)
{
    char far[3001];
    size_t n;

    (void)state;
    memset(far, 'z', 3000);
    far[3000] = '\0';
    assert_non_null(text_sort_key(m, far, 64, &n));
    assert_int_equal(n, 64);
    far[200] = '\0';
    assert_non_null(text_sort_key(m, far, 64, &n));
    assert_int_equal(n, 64);
    text_sort_key(m, "", 64, &n);
    assert_true(n < 10);
    assert_true(strlen(text_collation_version()) > 2);
}

static void *sort_elsewhere(void *out)
{
    struct mem *own = mem_new(0);
    size_t n;
    const unsigned char *key = text_sort_key(own, "Өмүр", 64, &n);

    memcpy(out, key, n);
    mem_free(own);
    return NULL;
}

static void threads_agree(void **state)
{
    unsigned char keys[4][64] = { { 0 } };
    pthread_t t[4];
    int i;

    (void)state;
    for (i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&t[i], NULL, sort_elsewhere, keys[i]),
                         0);
    for (i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    for (i = 1; i < 4; i++)
        assert_memory_equal(keys[0], keys[i], 64);
    assert_int_not_equal(keys[0][0], 0);
}

static void latin_as_in_passports(void **state)
{
    (void)state;
    assert_string_equal(text_latin(m, "Жапаров Өмүрбек"), "Zhaparov Omurbek");
    assert_string_equal(text_latin(m, "ЖАПАРОВ Ж. ЮЛИЯ"),
                        "ZHAPAROV Zh. IULIIA");
    assert_string_equal(text_latin(m, "Щербаков Игорь, подъезд"),
                        "Shcherbakov Igor, podieezd");
    assert_string_equal(text_latin(m, "ТАЩ"), "TASHCH");
    assert_string_equal(text_latin(m, "Жаңыл Ёлкина Хан 12 abc №"),
                        "Zhanyl Elkina Khan 12 abc №");
    assert_string_equal(text_latin(m, "щщщщ"), "shchshchshchshch");
}

/* What the log wrote while it was sent to a file. */
static const char *logged(const char *text)
{
    FILE *f = tmpfile();
    int old = dup(STDERR_FILENO);
    char *s = mem_alloc(m, 8192);
    size_t n;

    assert_non_null(f);
    dup2(fileno(f), STDERR_FILENO);
    log_warn("%s", text);
    dup2(old, STDERR_FILENO);
    close(old);
    rewind(f);
    n = fread(s, 1, 8191, f);
    s[n] = '\0';
    fclose(f);
    return s;
}

static void a_log_line_cannot_be_forged(void **state)
{
    const char *s;

    (void)state;
    clock_set(INT64_C(1795341600000001));
    log_request("r1 x=\"");
    s = logged("Өмүр \"q\"\n\x1B\\");
    assert_ptr_equal(strstr(s, "time=2026-11-22T10:00:00.000001Z level=warn "
                               "request=r1-x-- at="),
                     s);
    assert_non_null(strstr(s, " text=\"Өмүр \\\"q\\\"\\n\\x1b\\\\\"\n"));
    log_request("");
    s = logged("\xD0");
    assert_null(strstr(s, "request="));
    assert_non_null(strstr(s, "text=\"\\xd0\"\n"));
    log_level_set(LOG_ERROR);
    assert_string_equal(logged("quiet"), "");
    log_level_set(LOG_INFO);
    clock_set(0);
}

static void a_long_log_line_is_cut(void **state)
{
    char *far = mem_alloc(m, 9001);
    const char *s;
    int i;

    (void)state;
    for (i = 0; i < 4500; i++)
        memcpy(far + i * 2, "ө", 2);
    s = logged(far);
    assert_true(text_valid(s, strlen(s)));
    assert_string_equal(s + strlen(s) - 5, "...\"\n");
    memset(far, '\n', 9000);
    s = logged(far);
    assert_true(strlen(s) < 4097);
    assert_string_equal(s + strlen(s) - 2, "\"\n");
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, up, down)
    const struct CMUnitTest tests[] = {
        T(languages),
        T(validity),
        T(length_and_cut),
        T(cleaning),
        T(cleaning_twice_changes_nothing),
        T(folding),
        T(latin_look_alikes_stay_apart),
        T(kyrgyz_order),
        T(sort_keys_are_cut),
        T(threads_agree),
        T(latin_as_in_passports),
        T(a_log_line_cannot_be_forged),
        T(a_long_log_line_is_cut),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    printf("%d passed, %d failed\n", (int)COUNT(tests) - failed, failed);
    return failed != 0;
}
