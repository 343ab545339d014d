/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merkle.h: the arithmetic of an append-only hash tree (RFC 9162 section 2.1,
 * the same tree as RFC 6962).  No I/O: hashes come from a reader of tiles.
 *
 * Tiles are those of C2SP tlog-tiles: entry `i` of tile level L is the hash of
 * the full subtree over leaves [i * 256^L, (i + 1) * 256^L).
 */
#pragma once

#include "base/hash.h"

#define MERKLE_TILE_BITS 8
#define MERKLE_TILE 256
#define MERKLE_BITS 62 /* sizes stay below 2^62 */

struct sha256 merkle_leaf(const void *entry, size_t n);
struct sha256 merkle_node(struct sha256 left, struct sha256 right);
struct sha256 merkle_empty(void); /* root of the tree without leaves */
bool merkle_same(struct sha256 a, struct sha256 b);

/* Reads `n` (1..256) entries from `first` of a tile level.  Only entries that
 * exist in a tree of the size asked for are wanted. */
struct merkle_source {
    enum rc (*read)(void *arg, int level, int64_t first, int n,
                    struct sha256 *out);
    void *arg;
};

/* Hash over the leaves [from, to) where `from` is 0 or a multiple of a power
 * of two that is at least to - from: each range that a proof asks for. */
enum rc merkle_range(const struct merkle_source *src, int64_t from, int64_t to,
                     struct sha256 *out) MUST_USE;

struct merkle_proof {
    struct sha256 hash[2 * MERKLE_BITS];
    size_t n;
};

/* Proof that leaf `index` lies in the tree of `size`: index < size. */
enum rc merkle_inclusion(const struct merkle_source *src, int64_t index,
                         int64_t size, struct merkle_proof *out) MUST_USE;
/* Proof that the tree of `to` begins with the tree of `from`, from <= to. */
enum rc merkle_consistency(const struct merkle_source *src, int64_t from,
                           int64_t to, struct merkle_proof *out) MUST_USE;

bool merkle_inclusion_check(const struct merkle_proof *p, struct sha256 leaf,
                            int64_t index, int64_t size, struct sha256 root);
bool merkle_consistency_check(const struct merkle_proof *p, int64_t from,
                              struct sha256 from_root, int64_t to,
                              struct sha256 to_root);

/* A tree that grows a leaf at a time: h[k] is the full subtree of 2^k leaves
 * at its right edge, where bit k of size is set. */
struct merkle_edge {
    struct sha256 h[MERKLE_BITS + 1];
    int64_t size;
};

/* The edge of a stored tree, from at most 255 hashes a tile level. */
enum rc merkle_edge_load(struct merkle_edge *e, const struct merkle_source *src,
                         int64_t size) MUST_USE;
/* Adds a leaf.  Returns the height of the highest subtree that it completed;
 * until the next push, h[1..that] are the subtrees just completed. */
int merkle_edge_push(struct merkle_edge *e, struct sha256 leaf);
struct sha256 merkle_edge_root(const struct merkle_edge *e);
