/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diff.c: the longest common subsequence of lines, then of words.
 */
#include "base/diff.h"

#include <string.h>

#define CELLS_MOST (4u << 20) /* of the table; more is told as changed whole */

struct token {
    const char *s;
    size_t n;
};
struct tokens {
    struct token *t;
    size_t n;
};
struct pieces {
    struct mem *mem;
    struct diff_piece *p;
    size_t n, room;
};

static void add(struct pieces *out, enum diff_kind kind, struct token t)
{
    struct diff_piece *last = out->n ? &out->p[out->n - 1] : NULL;

    if (last && last->kind == kind && last->s + last->n == t.s) {
        last->n += t.n;
        return;
    }
    if (out->n == out->room) {
        size_t room = out->room ? 2 * out->room : 64;

        out->p = mem_grow(out->mem, out->p, out->room * sizeof *out->p,
                          room * sizeof *out->p);
        out->room = room;
    }
    out->p[out->n++] = (struct diff_piece){ kind, t.s, t.n };
}

/* Lines with their ends, or words with the space behind them. */
static size_t length(const char *s, size_t n, bool words)
{
    const char *space = " \t\r\n";
    size_t k = 0;

    if (!words) {
        const char *end = memchr(s, '\n', n);

        return end ? (size_t)(end - s) + 1 : n;
    }
    while (k < n && !strchr(space, s[k]))
        k++;
    while (k < n && strchr(space, s[k]))
        k++;
    return k;
}

static struct tokens divide(struct mem *m, struct token all, bool words)
{
    struct tokens out = { MEM_ARRAY(m, all.n + 1, struct token), 0 };

    while (all.n) {
        size_t k = length(all.s, all.n, words);

        out.t[out.n++] = (struct token){ all.s, k };
        all.s += k;
        all.n -= k;
    }
    return out;
}

static bool same(struct token a, struct token b)
{
    return a.n == b.n && !memcmp(a.s, b.s, a.n);
}

static struct token joined(const struct token *t, size_t n)
{
    struct token all = { n ? t[0].s : "", 0 };

    for (size_t i = 0; i < n; i++)
        all.n += t[i].n;
    return all;
}

/* --- A run that differs --------------------------------------------------------- */

static void compare(struct pieces *out, struct token a, struct token b,
                    bool words);

static void changed(struct pieces *out, const struct token *a, size_t n,
                    const struct token *b, size_t m, bool words)
{
    struct token was = joined(a, n), is = joined(b, m);

    if (!words && n && m) {
        compare(out, was, is, true);
        return;
    }
    if (n)
        add(out, DIFF_REMOVED, was);
    if (m)
        add(out, DIFF_ADDED, is);
}

/* length[i][j]: of the longest common sequence of what follows i and j. */
static uint32_t *table(struct mem *mem, const struct token *a, size_t n,
                       const struct token *b, size_t m)
{
    uint32_t *l = mem_array(mem, (n + 1) * (m + 1), sizeof *l);
    size_t w = m + 1;

    for (size_t i = 0; i <= n; i++)
        l[i * w + m] = 0;
    for (size_t j = 0; j <= m; j++)
        l[n * w + j] = 0;
    for (size_t i = n; i-- > 0;)
        for (size_t j = m; j-- > 0;) {
            uint32_t down = l[(i + 1) * w + j], right = l[i * w + j + 1];

            if (same(a[i], b[j]))
                l[i * w + j] = l[(i + 1) * w + j + 1] + 1;
            else
                l[i * w + j] = down > right ? down : right;
        }
    return l;
}

static void middle(struct pieces *out, const struct token *a, size_t n,
                   const struct token *b, size_t m, bool words)
{
    size_t i = 0, j = 0, w = m + 1;
    uint32_t *l;

    if (!n || !m || (n + 1) > CELLS_MOST / (m + 1)) {
        changed(out, a, n, b, m, words || (n && m && n + m > 2));
        return;
    }
    l = table(out->mem, a, n, b, m);
    while (i < n || j < m) {
        size_t from = i, at = j;

        while ((i < n || j < m) && !(i < n && j < m && same(a[i], b[j])))
            if (j == m || (i < n && l[(i + 1) * w + j] >= l[i * w + j + 1]))
                i++;
            else
                j++;
        changed(out, a + from, i - from, b + at, j - at, words);
        for (; i < n && j < m && same(a[i], b[j]); i++, j++)
            add(out, DIFF_SAME, a[i]);
    }
}

static void compare(struct pieces *out, struct token a, struct token b,
                    bool words)
{
    struct tokens x = divide(out->mem, a, words);
    struct tokens y = divide(out->mem, b, words);
    size_t first = 0, last = 0;

    while (first < x.n && first < y.n && same(x.t[first], y.t[first]))
        add(out, DIFF_SAME, x.t[first++]);
    while (last < x.n - first && last < y.n - first &&
           same(x.t[x.n - 1 - last], y.t[y.n - 1 - last]))
        last++;
    middle(out, x.t + first, x.n - first - last, y.t + first,
           y.n - first - last, words);
    for (; last; last--)
        add(out, DIFF_SAME, x.t[x.n - last]);
}

struct diff_piece *diff_texts(struct mem *m, const char *a, const char *b,
                              size_t *n)
{
    struct pieces out = { .mem = m };

    compare(&out, (struct token){ a, strlen(a) },
            (struct token){ b, strlen(b) }, false);
    *n = out.n;
    return out.p;
}
