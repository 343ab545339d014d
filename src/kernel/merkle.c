/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merkle.c: roots and proofs by loops over the bits of the tree's size; the
 * checks are those of RFC 9162, sections 2.1.3.2 and 2.1.4.2.
 */
#include "kernel/merkle.h"

#include <string.h>

struct sha256 merkle_leaf(const void *entry, size_t n)
{
    return sha256_two("\0", 1, entry, n);
}

struct sha256 merkle_node(struct sha256 left, struct sha256 right)
{
    unsigned char both[1 + 2 * SHA256_SIZE];

    both[0] = 1;
    memcpy(both + 1, left.b, SHA256_SIZE);
    memcpy(both + 1 + SHA256_SIZE, right.b, SHA256_SIZE);
    return sha256(both, sizeof(both));
}

struct sha256 merkle_empty(void)
{
    return sha256("", 0);
}

bool merkle_same(struct sha256 a, struct sha256 b)
{
    return memcmp(a.b, b.b, SHA256_SIZE) == 0;
}

/* --- Reading a tree ------------------------------------------------------- */

/* The full subtree of 2^height leaves, number `index` of its height. */
static enum rc subtree(const struct merkle_source *src, int height,
                       int64_t index, struct sha256 *out)
{
    struct sha256 h[MERKLE_TILE / 2];
    int rest = height % MERKLE_TILE_BITS;
    int n = 1 << rest;
    int i;

    TRY(src->read(src->arg, height / MERKLE_TILE_BITS, index << rest, n, h));
    for (; n > 1; n /= 2)
        for (i = 0; i < n / 2; i++)
            h[i] = merkle_node(h[2 * i], h[2 * i + 1]);
    *out = h[0];
    return RC_OK;
}

enum rc merkle_range(const struct merkle_source *src, int64_t from, int64_t to,
                     struct sha256 *out)
{
    int64_t n = to - from, end = to;
    struct sha256 part;
    bool any = false;
    int k;

    *out = merkle_empty();
    for (k = 0; n >> k; k++) {
        if (!(n >> k & 1))
            continue;
        end -= (int64_t)1 << k;
        TRY(subtree(src, k, end >> k, &part));
        *out = any ? merkle_node(part, *out) : part;
        any = true;
    }
    return RC_OK;
}

/* The largest power of two below n, n > 1. */
static int64_t split(int64_t n)
{
    int64_t k = 1;

    while (k * 2 < n)
        k *= 2;
    return k;
}

/* Proofs are found from the root down and written from the leaf up. */
static void reverse(struct merkle_proof *p)
{
    struct sha256 h;
    size_t i;

    for (i = 0; i < p->n / 2; i++) {
        h = p->hash[i];
        p->hash[i] = p->hash[p->n - 1 - i];
        p->hash[p->n - 1 - i] = h;
    }
}

enum rc merkle_inclusion(const struct merkle_source *src, int64_t index,
                         int64_t size, struct merkle_proof *out)
{
    int64_t from = 0, to = size, k;

    out->n = 0;
    if (index < 0 || index >= size)
        return RC_MISSING;
    while (to - from > 1) {
        k = from + split(to - from);
        if (index < k) {
            TRY(merkle_range(src, k, to, &out->hash[out->n++]));
            to = k;
        } else {
            TRY(merkle_range(src, from, k, &out->hash[out->n++]));
            from = k;
        }
    }
    reverse(out);
    return RC_OK;
}

enum rc merkle_consistency(const struct merkle_source *src, int64_t from,
                           int64_t to, struct merkle_proof *out)
{
    int64_t left = 0, right = to, k;

    out->n = 0;
    if (from < 0 || from > to)
        return RC_MISSING;
    if (!from)
        return RC_OK;
    while (from != right) {
        k = left + split(right - left);
        if (from <= k) {
            TRY(merkle_range(src, k, right, &out->hash[out->n++]));
            right = k;
        } else {
            TRY(merkle_range(src, left, k, &out->hash[out->n++]));
            left = k;
        }
    }
    if (left)
        TRY(merkle_range(src, left, right, &out->hash[out->n++]));
    reverse(out);
    return RC_OK;
}

/* --- Checking a proof ----------------------------------------------------- */

/* After a left neighbour: up to where this subtree is a right child again. */
static void climb(int64_t *fn, int64_t *sn)
{
    while (!(*fn & 1) && *fn) {
        *fn >>= 1;
        *sn >>= 1;
    }
}

bool merkle_inclusion_check(const struct merkle_proof *p, struct sha256 leaf,
                            int64_t index, int64_t size, struct sha256 root)
{
    int64_t fn = index, sn = size - 1;
    struct sha256 r = leaf;
    size_t i;

    if (index < 0 || index >= size)
        return false;
    for (i = 0; i < p->n; i++) {
        if (!sn)
            return false;
        if ((fn & 1) || fn == sn) {
            r = merkle_node(p->hash[i], r);
            climb(&fn, &sn);
        } else {
            r = merkle_node(r, p->hash[i]);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return !sn && merkle_same(r, root);
}

/* 0 < from < to */
static bool consistent(const struct merkle_proof *p, int64_t from,
                       struct sha256 from_root, int64_t to,
                       struct sha256 to_root)
{
    int64_t fn = from - 1, sn = to - 1;
    bool whole = !(from & (from - 1)); /* the old root is a node of the new */
    size_t i = whole ? 0 : 1;
    struct sha256 fr, sr;

    if (!p->n)
        return false;
    fr = sr = whole ? from_root : p->hash[0];
    for (; fn & 1; fn >>= 1)
        sn >>= 1;
    for (; i < p->n; i++) {
        if (!sn)
            return false;
        if ((fn & 1) || fn == sn) {
            fr = merkle_node(p->hash[i], fr);
            sr = merkle_node(p->hash[i], sr);
            climb(&fn, &sn);
        } else {
            sr = merkle_node(sr, p->hash[i]);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return !sn && merkle_same(fr, from_root) && merkle_same(sr, to_root);
}

bool merkle_consistency_check(const struct merkle_proof *p, int64_t from,
                              struct sha256 from_root, int64_t to,
                              struct sha256 to_root)
{
    if (from < 0 || from > to)
        return false;
    if (from == to)
        return !p->n && merkle_same(from_root, to_root);
    if (!from)
        return !p->n && merkle_same(from_root, merkle_empty());
    return consistent(p, from, from_root, to, to_root);
}

/* --- A growing tree ------------------------------------------------------- */

enum rc merkle_edge_load(struct merkle_edge *e, const struct merkle_source *src,
                         int64_t size)
{
    int k;

    e->size = size;
    for (k = 0; size >> k; k++)
        if (size >> k & 1)
            TRY(subtree(src, k, (size >> k) - 1, &e->h[k]));
    return RC_OK;
}

int merkle_edge_push(struct merkle_edge *e, struct sha256 leaf)
{
    struct sha256 h = leaf, higher;
    int k;

    for (k = 0; e->size >> k & 1; k++) {
        higher = merkle_node(e->h[k], h);
        e->h[k] = h; /* its bit of the size is clear now */
        h = higher;
    }
    e->h[k] = h;
    e->size++;
    return k;
}

struct sha256 merkle_edge_root(const struct merkle_edge *e)
{
    struct sha256 root = merkle_empty();
    bool any = false;
    int k;

    for (k = 0; e->size >> k; k++) {
        if (!(e->size >> k & 1))
            continue;
        root = any ? merkle_node(e->h[k], root) : e->h[k];
        any = true;
    }
    return root;
}
