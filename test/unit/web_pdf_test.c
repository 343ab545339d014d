/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web_pdf_test.c: printed pages as others read them: poppler's pdftotext must
 * find every letter, and pdfinfo the pages and the structure.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "web/pdf.h"

struct paper {
    struct mem *mem;
    struct pdf *p;
    char path[64];
};

static int begin(void **state)
{
    struct paper *t = calloc(1, sizeof *t);

    t->mem = mem_new(0);
    t->p = pdf_new(t->mem, LANG_KY, "Буйрук");
    strcpy(t->path, "/tmp/ordo-pdf-XXXXXX");
    close(mkstemp(t->path));
    *state = t;
    return 0;
}

static int end(void **state)
{
    struct paper *t = *state;

    unlink(t->path);
    mem_free(t->mem);
    free(t);
    return 0;
}

/* What a program says about the page, its errors too. */
static const char *ask(struct paper *t, const char *program)
{
    struct buf b;
    FILE *f;
    char part[4096];
    size_t n;

    buf_init(&b, t->mem);
    assert_int_equal(pdf_make(t->p, &b), RC_OK);
    assert_memory_equal(b.s, "%PDF-1.5", 8);
    f = fopen(t->path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(b.s, 1, b.n, f), b.n);
    fclose(f);
    f = popen(mem_fmt(t->mem, "%s %s %s 2>&1", program, t->path,
                      strncmp(program, "pdftotext", 9) ? "" : "-"),
              "r");
    assert_non_null(f);
    b.n = 0;
    while ((n = fread(part, 1, sizeof part, f)))
        buf_add(&b, part, n);
    assert_int_equal(pclose(f), 0);
    return b.s;
}

static int count_of(const char *s, const char *word)
{
    int n = 0;

    while ((s = strstr(s, word))) {
        n++;
        s += strlen(word);
    }
    return n;
}

static void every_letter_can_be_copied_out(void **state)
{
    static const char *const letters[] = {
        "АБВГДЕЁЖЗИЙКЛМНҢОӨПРСТУҮФХЦЧШЩЪЫЬЭЮЯ",
        "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя",
        "№5 «–» “a” 1 234,50 Šárka ǒ Ελλάς ў",
    };
    struct paper *t = *state;
    const char *text;

    for (size_t i = 0; i < COUNT(letters); i++)
        pdf_text(t->p, letters[i]);
    text = ask(t, "pdftotext -raw");
    for (size_t i = 0; i < COUNT(letters); i++)
        assert_non_null(strstr(text, letters[i]));
}

static void the_language_and_the_title_are_told(void **state)
{
    struct paper *t = *state;
    struct buf b;

    pdf_heading(t->p, 1, "Буйрук");
    pdf_text(t->p, "Текст");
    buf_init(&b, t->mem);
    assert_int_equal(pdf_make(t->p, &b), RC_OK);
    assert_non_null(memmem(b.s, b.n, "/Lang (ky)", 10));
    assert_non_null(strstr(ask(t, "pdfinfo"), "Буйрук"));
    assert_non_null(strstr(ask(t, "pdfinfo"), "Tagged:          yes"));
    /* A reader that follows the structure finds the heading as one, and the
     * file is read without a word of complaint. */
    assert_non_null(strstr(ask(t, "pdfinfo -struct-text"),
                           "H1 (block)\n    \"Буйрук"));
    assert_null(strstr(ask(t, "pdfinfo -struct-text"), "rror"));
}

static void a_long_table_shows_its_head_on_each_page(void **state)
{
    struct paper *t = *state;
    struct pdf_table *table = pdf_table(t->p);
    const char *text;
    int pages;

    pdf_column(table, "Коду", false);
    pdf_column(table, "Баасы", true);
    for (int i = 0; i < 150; i++)
        pdf_row(table, (const char *[]){ mem_fmt(t->mem, "катар-%d.", i),
                                         "1,5" });
    text = ask(t, "pdftotext -raw");
    pages = count_of(text, "\f");
    assert_in_range(pages, 3, 8);
    assert_int_equal(count_of(text, "Коду"), pages);
    assert_int_equal(count_of(text, "катар-"), 150);
    assert_non_null(strstr(text, mem_fmt(t->mem, "1 / %d", pages)));
    assert_non_null(strstr(text, mem_fmt(t->mem, "%d / %d", pages, pages)));
}

static void a_text_longer_than_a_page_loses_no_line(void **state)
{
    struct paper *t = *state;
    struct buf b;
    const char *text;

    buf_init(&b, t->mem);
    for (int i = 0; i < 2000; i++)
        buf_fmt(&b, "сөз%d ", i);
    pdf_pair(t->p, "Мазмуну", b.s);
    text = ask(t, "pdftotext -raw");
    assert_true(count_of(text, "\f") > 1);
    assert_int_equal(count_of(text, "сөз"), 2000);
}

static void an_endless_word_stays_on_the_paper(void **state)
{
    struct paper *t = *state;
    struct pdf_table *table = pdf_table(t->p);
    char *word = mem_alloc(t->mem, 5001);

    memset(word, 'w', 5000);
    pdf_column(table, "A", false);
    pdf_column(table, "B", false);
    pdf_row(table, (const char *[]){ word, "also here" });
    pdf_text(t->p, word);
    assert_non_null(strstr(ask(t, "pdftotext -raw"), "also here"));
}

static void a_code_is_a_link_too(void **state)
{
    struct paper *t = *state;
    struct buf b;

    pdf_qr(t->p, "https://ordo.test/ky/check/ab12", "Текшерүү");
    buf_init(&b, t->mem);
    assert_int_equal(pdf_make(t->p, &b), RC_OK);
    assert_non_null(memmem(b.s, b.n, "(https://ordo.test/ky/check/ab12)", 33));
}

/* The same page is the same bytes: what was archived can be compared. */
static void the_same_page_is_the_same_file(void **state)
{
    struct paper *t = *state;
    struct buf a, b;

    t->p->made_at = 1795000000000000;
    pdf_text(t->p, "Текст");
    buf_init(&a, t->mem);
    buf_init(&b, t->mem);
    assert_int_equal(pdf_make(t->p, &a), RC_OK);
    assert_int_equal(pdf_make(t->p, &b), RC_OK);
    assert_int_equal(a.n, b.n);
    assert_memory_equal(a.s, b.s, a.n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define PAPER(f) cmocka_unit_test_setup_teardown(f, begin, end)
        PAPER(every_letter_can_be_copied_out),
        PAPER(the_language_and_the_title_are_told),
        PAPER(a_long_table_shows_its_head_on_each_page),
        PAPER(a_text_longer_than_a_page_loses_no_line),
        PAPER(an_endless_word_stays_on_the_paper),
        PAPER(a_code_is_a_link_too),
        PAPER(the_same_page_is_the_same_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
