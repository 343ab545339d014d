/* SPDX-License-Identifier: Apache-2.0 */
/*
 * limit.c: how often something may be tried, in memory.  One table of fixed
 * size: a flood of keys pushes out the oldest, and cannot use up memory.
 */
#include "base/hash.h"
#include "web/session.h"

#include <pthread.h>
#include <string.h>

enum { SLOTS = 4096, PROBES = 8 };

static struct slot {
    uint64_t key; /* 0: free */
    int64_t since;
    int tries;
} slots[SLOTS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static uint64_t key_of(const char *kind, const char *key)
{
    struct sha256 h = sha256_two(kind, strlen(kind) + 1, key, strlen(key));
    uint64_t v;

    memcpy(&v, h.b, sizeof v);
    return v ? v : 1;
}

/* The key's slot; when it has none, NULL or (make) the oldest of its places. */
static struct slot *slot_of(uint64_t key, bool make)
{
    struct slot *oldest = NULL;

    for (size_t i = 0; i < PROBES; i++) {
        struct slot *s = &slots[(key + i) % SLOTS];

        if (s->key == key)
            return s;
        if (!oldest || s->since < oldest->since)
            oldest = s;
    }
    if (!make)
        return NULL;
    *oldest = (struct slot){ .key = key, .since = clock_now() };
    return oldest;
}

static int64_t left(const struct limit *l, const struct slot *s)
{
    return l->seconds - (clock_now() - s->since) / 1000000;
}

int64_t limit_wait(const struct limit *l, const char *kind, const char *key)
{
    int64_t wait = 0;
    struct slot *s;

    pthread_mutex_lock(&lock);
    s = slot_of(key_of(kind, key), false);
    if (s && s->tries >= l->tries)
        wait = left(l, s);
    pthread_mutex_unlock(&lock);
    return wait > 0 ? wait : 0;
}

void limit_count(const struct limit *l, const char *kind, const char *key)
{
    struct slot *s;

    pthread_mutex_lock(&lock);
    s = slot_of(key_of(kind, key), true);
    if (left(l, s) <= 0) {
        s->since = clock_now();
        s->tries = 0;
    }
    /* The wait begins with the try that was one too many. */
    if (++s->tries == l->tries)
        s->since = clock_now();
    pthread_mutex_unlock(&lock);
}

void limit_forget(const char *kind, const char *key)
{
    struct slot *s;

    pthread_mutex_lock(&lock);
    s = slot_of(key_of(kind, key), false);
    if (s)
        *s = (struct slot){ 0 };
    pthread_mutex_unlock(&lock);
}
