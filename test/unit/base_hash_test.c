/* SPDX-License-Identifier: Apache-2.0 */
/* Hashes, decoders, signatures and passwords against published vectors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/hash.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static struct mem *m;

static int up(void **state)
{
    (void)state;
    hash_init();
    m = mem_new(0);
    return m ? 0 : -1;
}

static int down(void **state)
{
    (void)state;
    mem_free(m);
    return 0;
}

static void sha256_vectors(void **state)
{
    struct sha256_stream *s = sha256_open();
    char *far = mem_alloc(m, 1000000);
    int i;

    (void)state;
    assert_string_equal(sha256_hex(m, sha256("abc", 3)), ABC);
    assert_string_equal(sha256_hex(m, sha256(NULL, 0)), EMPTY);
    assert_string_equal(sha256_hex(m, sha256_two("a", 1, "bc", 2)), ABC);
    assert_string_equal(sha256_hex(m, sha256_three("a", 1, "b", 1, "c", 1)),
                        ABC);
    memset(far, 'a', 1000000);
    for (i = 0; i < 1000; i++)
        sha256_add(s, far + i * 1000, 1000);
    assert_string_equal(
        sha256_hex(m, sha256_close(s)),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void *hash_often(void *bad)
{
    struct sha256 want = sha256("abc", 3);
    struct sha256 got;
    int i;

    for (i = 0; i < 2000; i++) {
        got = sha256_two("ab", 2, "c", 1);
        if (memcmp(&want, &got, sizeof(got)) != 0)
            *(int *)bad = 1;
    }
    return NULL;
}

static void threads_hash_apart(void **state)
{
    int bad[4] = { 0 };
    pthread_t t[4];
    int i;

    (void)state;
    for (i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&t[i], NULL, hash_often, &bad[i]), 0);
    for (i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    assert_int_equal(bad[0] | bad[1] | bad[2] | bad[3], 0);
}

static void tokens_are_random(void **state)
{
    const char *a = random_token(m, 32);

    (void)state;
    assert_int_equal(strlen(a), 43);
    assert_int_equal(strcspn(a, "+/="), 43);
    assert_string_not_equal(a, random_token(m, 32));
}

static void hex_is_canonical(void **state)
{
    unsigned char out[2];

    (void)state;
    assert_true(hex_decode("00ff", out, 2));
    assert_int_equal(out[1], 255);
    assert_false(hex_decode("00FF", out, 2));
    assert_false(hex_decode("00f", out, 2));
    assert_false(hex_decode("00ff0", out, 2));
    assert_false(hex_decode("0 ff", out, 2));
    assert_false(hex_decode("", out, 2));
}

static void base64_is_canonical(void **state)
{
    static const char *const bad[] = {
        "Zg", "Zg=", "Zh==", "Zg==Zg==", "Zm9v\n", "Zm 9v", "Z", "Zm9-", "====",
    };
    void *out;
    size_t n, i;

    (void)state;
    for (i = 0; i < COUNT(bad); i++)
        assert_false(base64_decode(m, bad[i], strlen(bad[i]), &out, &n));
    assert_true(base64_decode(m, "Zm9vYg==", 8, &out, &n));
    assert_int_equal(n, 4);
    assert_memory_equal(out, "foob", 4);
    assert_true(base64_decode(m, "", 0, &out, &n));
    assert_int_equal(n, 0);
    assert_true(bytes_equal("ab", "ab", 2));
    assert_false(bytes_equal("ab", "ac", 2));
}

/* RFC 8032, 7.1, test 2 */
static void ed25519_vector(void **state)
{
    unsigned char seed[SIGN_SEED_SIZE], want[SIGN_PUBLIC_SIZE];
    unsigned char key[SIGN_PUBLIC_SIZE], sig[SIGN_SIZE], known[SIGN_SIZE];

    (void)state;
    assert_true(hex_decode("4ccd089b28ff96da9db6c346ec114e0f"
                           "5b8a319f35aba624da8cf6ed4fb8a6fb",
                           seed, sizeof(seed)));
    assert_true(hex_decode("3d4017c3e843895a92b70aa74d1b7ebc"
                           "9c982ccf2ec4968cc0cd55f12af4660c",
                           want, sizeof(want)));
    assert_true(hex_decode("92a009a9f0d4cab8720e820b5f642540"
                           "a2b27b5416503f8fb3762223ebdb69da"
                           "085ac1e43e15996e458f3613d0f11d8c"
                           "387b2eaeb4302aeeb00d291612bb0c00",
                           known, sizeof(known)));
    sign_public(seed, key);
    sign_make(seed, "r", 1, sig);
    assert_memory_equal(key, want, sizeof(key));
    assert_memory_equal(sig, known, sizeof(sig));
    assert_true(sign_check(key, "r", 1, sig));
    assert_false(sign_check(key, "s", 1, sig));
    sig[3] ^= 1;
    assert_false(sign_check(key, "r", 1, sig));
}

static void passwords(void **state)
{
    const char *h = password_hash(m, "сыр сөз");

    (void)state;
    assert_ptr_equal(strstr(h, "$argon2id$"), h);
    assert_true(password_check(h, "сыр сөз"));
    assert_false(password_check(h, "сыр соз"));
    assert_false(password_check("", ""));
    assert_false(password_check("$argon2id$broken", "x"));
    assert_false(password_check(NULL, "x"));
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, up, down)
    const struct CMUnitTest tests[] = {
        T(sha256_vectors),   T(threads_hash_apart),  T(tokens_are_random),
        T(hex_is_canonical), T(base64_is_canonical), T(ed25519_vector),
        T(passwords),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    printf("%d passed, %d failed\n", (int)COUNT(tests) - failed, failed);
    return failed != 0;
}
