/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signed notes against a published key and note, and against broken ones.
 */
#include "kernel/note.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

static struct mem *m;
static unsigned char seed[SIGN_SEED_SIZE] = "a seed for tests and no other us";
static struct note_key key;

/* From the documentation of Go's package golang.org/x/mod/sumdb/note. */
#define PUBLISHED_KEY                                                          \
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define PUBLISHED_TEXT                                                         \
    "If you think cryptography is the answer to your problem,\n"               \
    "then you don't know what your problem is.\n"
#define PUBLISHED_NOTE                                                         \
    PUBLISHED_TEXT "\n"                                                        \
                   "\xe2\x80\x94 PeterNeumann "                                \
                   "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUg"        \
                   "YN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"

static void published_note_opens(void **state)
{
    struct note_key k;
    char *text;

    (void)state;
    assert_true(note_key_parse(m, PUBLISHED_KEY, &k));
    assert_string_equal(k.name, "PeterNeumann");
    assert_string_equal(note_key_text(m, &k), PUBLISHED_KEY);
    text = note_open(m, PUBLISHED_NOTE, strlen(PUBLISHED_NOTE), &k);
    assert_non_null(text);
    assert_string_equal(text, PUBLISHED_TEXT);
}

static bool opens(const char *note)
{
    return note_open(m, note, strlen(note), &key) != NULL;
}

static void keys_are_read_strictly(void **state)
{
    static const char *const bad[] = {
        "",
        "name",
        "name+",
        "name+c74f20a3",
        "name+c74f20a3+",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeuman+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T",
        "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    };
    struct note_key k;
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(bad); i++)
        assert_false(note_key_parse(m, bad[i], &k));
    assert_true(note_name("ordo.oshtu.kg/log"));
    assert_false(note_name(""));
    assert_false(note_name("a b"));
    assert_false(note_name("a+b"));
    assert_false(note_name("a\nb"));
    assert_true(note_key_parse(m, note_key_text(m, &key), &k));
    assert_memory_equal(k.public_key, key.public_key, SIGN_PUBLIC_SIZE);
}

static void every_changed_byte_is_seen(void **state)
{
    char *note = note_sign(m, "one\n\ntwo\n", &key, seed);
    size_t n = strlen(note), i;

    (void)state;
    assert_string_equal(note_open(m, note, n, &key), "one\n\ntwo\n");
    for (i = 0; i < n; i++) {
        note[i] ^= 1;
        assert_null(note_open(m, note, n, &key));
        note[i] ^= 1;
    }
    for (i = 0; i < n; i++)
        assert_null(note_open(m, note, i, &key));
    assert_null(note_open(m, mem_fmt(m, "%sx", note), n + 1, &key));
}

static void other_signatures_are_passed_over(void **state)
{
    unsigned char pub[SIGN_PUBLIC_SIZE], other[SIGN_SEED_SIZE] = "other";
    const char *text = "text\n";
    char *mine = note_sign(m, text, &key, seed);
    struct note_key k;
    char *theirs, *forged;

    (void)state;
    sign_public(other, pub);
    k = note_key_make("witness.example", pub);
    theirs = note_sign(m, text, &k, other);
    assert_false(opens(theirs));
    assert_true(opens(mem_fmt(m, "%s%s", mine, theirs + strlen(text) + 1)));
    assert_true(opens(mem_fmt(m, "%s%s", theirs, mine + strlen(text) + 1)));
    /* our name and id over another's signature: the whole note falls */
    forged = note_sign(m, text, &key, other);
    assert_false(opens(forged));
    assert_false(opens(mem_fmt(m, "%s%s", mine, forged + strlen(text) + 1)));
    assert_false(opens(mem_fmt(m, "%s\xe2\x80\x94 rubbish\n", mine)));
    assert_false(opens(mem_fmt(m, "%sno signature\n", mine)));
    assert_false(opens(mem_fmt(m, "tab\t%s", mine)));
}

static bool parses(const char *text)
{
    struct checkpoint c;

    return checkpoint_parse(m, text, &c);
}

#define ROOT "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

static void checkpoints_are_read_strictly(void **state)
{
    static const char *const published =
        "example.com/behind-the-sofa\n20852163\n" ROOT;
    struct checkpoint c;
    char *note;

    (void)state;
    assert_true(checkpoint_parse(m, published, &c));
    assert_string_equal(c.origin, "example.com/behind-the-sofa");
    assert_int_equal(c.size, 20852163);
    assert_string_equal(checkpoint_text(m, &c), published);
    assert_true(parses("o\n0\n" ROOT));
    assert_true(parses("o\n5\n" ROOT "extension\n"));
    assert_false(parses("o\n05\n" ROOT));
    assert_false(parses("o\n-5\n" ROOT));
    assert_false(parses("o\n\n" ROOT));
    assert_false(parses("\n5\n" ROOT));
    assert_false(parses("o\n5\n"));
    assert_false(parses("o\n5\nAAAA\n"));
    assert_false(parses("o\n9223372036854775808\n" ROOT));

    note = note_sign(m, published, &key, seed);
    assert_false(checkpoint_open(m, note, strlen(note), &key, &c));
    c.origin = key.name;
    note = note_sign(m, checkpoint_text(m, &c), &key, seed);
    assert_true(checkpoint_open(m, note, strlen(note), &key, &c));
    assert_int_equal(c.size, 20852163);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_note_opens),
        cmocka_unit_test(keys_are_read_strictly),
        cmocka_unit_test(every_changed_byte_is_seen),
        cmocka_unit_test(other_signatures_are_passed_over),
        cmocka_unit_test(checkpoints_are_read_strictly),
    };
    unsigned char pub[SIGN_PUBLIC_SIZE];
    int failed;

    hash_init();
    m = mem_new(0);
    sign_public(seed, pub);
    key = note_key_make("ordo.oshtu.kg/log", pub);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    mem_free(m);
    return failed;
}
