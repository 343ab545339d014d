/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tree against the vectors published with RFC 6962's reference
 * implementation, and against its recursive definition for each small size.
 */
#include "kernel/merkle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#define SIZES 300

static struct mem *m;
static struct sha256 leaf[SIZES + 800];

/* --- The definition ------------------------------------------------------- */

static int64_t half(int64_t n)
{
    int64_t k = 1;

    while (k * 2 < n)
        k *= 2;
    return k;
}

static struct sha256 naive(int64_t from, int64_t to)
{
    int64_t n = to - from;

    if (!n)
        return sha256("", 0);
    if (n == 1)
        return leaf[from];
    return merkle_node(naive(from, from + half(n)), naive(from + half(n), to));
}

static void naive_path(int64_t index, int64_t from, int64_t to,
                       struct merkle_proof *p)
{
    int64_t k = from + half(to - from);

    if (to - from == 1)
        return;
    if (index < k) {
        naive_path(index, from, k, p);
        p->hash[p->n++] = naive(k, to);
    } else {
        naive_path(index, k, to, p);
        p->hash[p->n++] = naive(from, k);
    }
}

static void naive_subproof(int64_t old, int64_t from, int64_t to, bool whole,
                           struct merkle_proof *p)
{
    int64_t k = from + half(to - from);

    if (old == to) {
        if (!whole)
            p->hash[p->n++] = naive(from, to);
        return;
    }
    if (old <= k) {
        naive_subproof(old, from, k, whole, p);
        p->hash[p->n++] = naive(k, to);
    } else {
        naive_subproof(old, k, to, false, p);
        p->hash[p->n++] = naive(from, k);
    }
}

/* Tiles by the definition; counts what is read beyond the tree. */
static enum rc read_naive(void *arg, int level, int64_t first, int n,
                          struct sha256 *out)
{
    int64_t size = *(int64_t *)arg;
    int64_t wide = (int64_t)1 << (level * MERKLE_TILE_BITS);
    int i;

    for (i = 0; i < n; i++) {
        if ((first + i + 1) * wide > size)
            return RC_BROKEN;
        out[i] = naive((first + i) * wide, (first + i + 1) * wide);
    }
    return n <= MERKLE_TILE ? RC_OK : RC_BROKEN;
}

static void same(struct sha256 a, struct sha256 b)
{
    assert_string_equal(sha256_hex(m, a), sha256_hex(m, b));
}

static void same_proof(const struct merkle_proof *a,
                       const struct merkle_proof *b)
{
    size_t i;

    assert_int_equal(a->n, b->n);
    for (i = 0; i < a->n; i++)
        same(a->hash[i], b->hash[i]);
}

/* --- Vectors -------------------------------------------------------------- */

static const struct {
    const char *bytes;
    size_t n;
    const char *root; /* of the tree up to here */
} vector[] = {
    { "", 0,
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d" },
    { "\x00", 1,
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125" },
    { "\x10", 1,
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77" },
    { "\x20\x21", 2,
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7" },
    { "\x30\x31", 2,
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4" },
    { "\x40\x41\x42\x43", 4,
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef" },
    { "\x50\x51\x52\x53\x54\x55\x56\x57", 8,
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c" },
    { "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16,
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328" },
};

static void vectors_into_leaves(void)
{
    size_t i;

    for (i = 0; i < COUNT(vector); i++)
        leaf[i] = merkle_leaf(vector[i].bytes, vector[i].n);
}

static void hashes_are(const struct merkle_proof *p, const char *const *hex,
                       size_t n)
{
    size_t i;

    assert_int_equal(p->n, n);
    for (i = 0; i < n; i++)
        assert_string_equal(sha256_hex(m, p->hash[i]), hex[i]);
}

static void published_roots(void **state)
{
    struct merkle_edge edge = { 0 };
    size_t i;

    (void)state;
    assert_string_equal(
        sha256_hex(m, merkle_empty()),
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (i = 0; i < COUNT(vector); i++) {
        merkle_edge_push(&edge, merkle_leaf(vector[i].bytes, vector[i].n));
        assert_string_equal(sha256_hex(m, merkle_edge_root(&edge)),
                            vector[i].root);
    }
}

static void published_proofs(void **state)
{
    static const char *const path[] = {
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    };
    static const char *const grown[] = {
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    };
    int64_t size = 8;
    struct merkle_source src = { read_naive, &size };
    struct merkle_proof p;

    (void)state;
    vectors_into_leaves();
    assert_int_equal(merkle_inclusion(&src, 5, 8, &p), RC_OK);
    hashes_are(&p, path, COUNT(path));
    assert_int_equal(merkle_consistency(&src, 6, 8, &p), RC_OK);
    hashes_are(&p, grown, COUNT(grown));
}

/* --- By force ------------------------------------------------------------- */

static void fill(void)
{
    size_t i;

    for (i = 0; i < COUNT(leaf); i++)
        leaf[i] = merkle_leaf(&i, sizeof(i));
}

static void each_size_has_its_root(void **state)
{
    struct merkle_edge edge = { 0 }, loaded;
    int64_t n;
    struct merkle_source src = { read_naive, &n };
    struct sha256 root;
    int done, k;

    (void)state;
    fill();
    for (n = 0; n <= SIZES; n++) {
        same(merkle_edge_root(&edge), naive(0, n));
        assert_int_equal(merkle_range(&src, 0, n, &root), RC_OK);
        same(root, naive(0, n));
        memset(&loaded, 0xaa, sizeof(loaded));
        assert_int_equal(merkle_edge_load(&loaded, &src, n), RC_OK);
        same(merkle_edge_root(&loaded), naive(0, n));
        done = merkle_edge_push(&edge, leaf[n]);
        for (k = 1; k <= done; k++)
            same(edge.h[k], naive(n + 1 - ((int64_t)1 << k), n + 1));
    }
}

static void each_leaf_has_its_proof(void **state)
{
    static struct merkle_proof p, want;
    int64_t n, i;
    struct merkle_source src = { read_naive, &n };
    struct sha256 root;

    (void)state;
    fill();
    for (n = 1; n <= SIZES; n += n < 70 ? 1 : 23) {
        root = naive(0, n);
        for (i = 0; i < n; i++) {
            assert_int_equal(merkle_inclusion(&src, i, n, &p), RC_OK);
            want.n = 0;
            naive_path(i, 0, n, &want);
            same_proof(&p, &want);
            assert_true(merkle_inclusion_check(&p, leaf[i], i, n, root));
            assert_false(merkle_inclusion_check(&p, leaf[i + 1], i, n, root));
            assert_false(merkle_inclusion_check(&p, leaf[i], i + 1, n, root));
            assert_false(merkle_inclusion_check(&p, leaf[i], i, n, leaf[n]));
            if (!p.n)
                continue;
            p.hash[(size_t)i % p.n].b[0] ^= 1;
            assert_false(merkle_inclusion_check(&p, leaf[i], i, n, root));
            p.hash[(size_t)i % p.n].b[0] ^= 1;
            p.n--;
            assert_false(merkle_inclusion_check(&p, leaf[i], i, n, root));
            p.n += 2;
            assert_false(merkle_inclusion_check(&p, leaf[i], i, n, root));
        }
    }
    n = 7;
    assert_int_equal(merkle_inclusion(&src, 7, 7, &p), RC_MISSING);
    assert_int_equal(merkle_inclusion(&src, -1, 7, &p), RC_MISSING);
}

static void each_tree_holds_the_older_ones(void **state)
{
    static struct merkle_proof p, want;
    int64_t n, k;
    struct merkle_source src = { read_naive, &n };
    struct sha256 now, then;

    (void)state;
    fill();
    for (n = 1; n <= SIZES; n += n < 70 ? 1 : 23) {
        now = naive(0, n);
        for (k = 0; k <= n; k++) {
            then = naive(0, k);
            assert_int_equal(merkle_consistency(&src, k, n, &p), RC_OK);
            want.n = 0;
            if (k)
                naive_subproof(k, 0, n, true, &want);
            same_proof(&p, &want);
            assert_true(merkle_consistency_check(&p, k, then, n, now));
            assert_false(merkle_consistency_check(&p, k, leaf[n], n, now));
            if (k)
                assert_false(merkle_consistency_check(&p, k, then, n, leaf[n]));
            if (!p.n)
                continue;
            p.hash[(size_t)k % p.n].b[31] ^= 128;
            assert_false(merkle_consistency_check(&p, k, then, n, now));
            p.hash[(size_t)k % p.n].b[31] ^= 128;
            p.n--;
            assert_false(merkle_consistency_check(&p, k, then, n, now));
        }
    }
}

static void broken_readers_are_passed_on(void **state)
{
    int64_t short_of = 100;
    struct merkle_source src = { read_naive, &short_of };
    struct merkle_proof p;
    struct merkle_edge e;
    struct sha256 root;

    (void)state;
    fill();
    assert_int_equal(merkle_range(&src, 0, 200, &root), RC_BROKEN);
    assert_int_equal(merkle_inclusion(&src, 3, 200, &p), RC_BROKEN);
    assert_int_equal(merkle_consistency(&src, 3, 200, &p), RC_BROKEN);
    assert_int_equal(merkle_edge_load(&e, &src, 200), RC_BROKEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_roots),
        cmocka_unit_test(published_proofs),
        cmocka_unit_test(each_size_has_its_root),
        cmocka_unit_test(each_leaf_has_its_proof),
        cmocka_unit_test(each_tree_holds_the_older_ones),
        cmocka_unit_test(broken_readers_are_passed_on),
    };
    int failed;

    hash_init();
    m = mem_new(0);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    mem_free(m);
    return failed;
}
