/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mem.c: arenas as chains of blocks, newest first.  An allocation moves a
 * counter; the first block lies behind the arena itself, so that a small
 * request costs no call of malloc at all after a reset.
 *
 * Under the address sanitizer every free byte of a block is poisoned and a gap
 * stands behind each allocation, so that an overrun inside an arena is seen.
 */
#include "base/mem.h"

#include "base/log.h"

#include <stdalign.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MEM_ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(MEM_ASAN)
#include <sanitizer/asan_interface.h>
#define GAP ((size_t)16)
#define HIDE(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define SHOW(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#else
#define GAP ((size_t)0)
#define HIDE(p, n) ((void)(p), (void)(n))
#define SHOW(p, n) ((void)(p), (void)(n))
#endif

#define ALIGN (alignof(max_align_t))
#define BLOCK_FIRST ((size_t)16 << 10)
#define BLOCK_MOST ((size_t)1 << 20) /* a bigger one only when asked for */

struct block {
    alignas(max_align_t) struct block *older;
    size_t cap;  /* bytes behind the header */
    size_t used; /* of them */
    size_t base; /* bytes used in all older blocks */
};

struct mem {
    struct block *top;
    size_t limit;
    bool armed; /* somebody waits at `jump` */
    jmp_buf jump;
    struct block first; /* last: its bytes follow */
};

static _Atomic uint64_t fail_at;

void mem_fail_at(uint64_t n)
{
    atomic_store(&fail_at, n);
}

/* Counts an allocation while a test waits for one to fail. */
static bool fails_now(void)
{
    uint64_t left = atomic_load_explicit(&fail_at, memory_order_relaxed);

    while (left)
        if (atomic_compare_exchange_weak(&fail_at, &left, left - 1))
            return left == 1;
    return false;
}

static unsigned char *bytes_of(struct block *b)
{
    return (unsigned char *)(b + 1);
}

struct mem *mem_new(size_t limit)
{
    struct mem *m = malloc(BLOCK_FIRST);

    if (!m)
        return NULL;
    m->limit = limit ? limit : SIZE_MAX;
    m->armed = false;
    m->first = (struct block){ .cap = BLOCK_FIRST - sizeof(*m) };
    m->top = &m->first;
    HIDE(bytes_of(m->top), m->top->cap);
    return m;
}

/* Gives back the blocks newer than `keep`, and what lies behind `used`. */
static void cut_to(struct mem *m, struct block *keep, size_t used)
{
    struct block *b;

    while (m->top != keep) {
        b = m->top;
        m->top = b->older;
        SHOW(bytes_of(b), b->cap);
        free(b);
    }
    keep->used = used;
    HIDE(bytes_of(keep) + used, keep->cap - used);
}

void mem_free(struct mem *m)
{
    if (!m)
        return;
    cut_to(m, &m->first, 0);
    SHOW(bytes_of(&m->first), m->first.cap);
    free(m);
}

void mem_reset(struct mem *m)
{
    cut_to(m, &m->first, 0);
    m->armed = false;
}

size_t mem_used(const struct mem *m)
{
    return m->top->base + m->top->used;
}

jmp_buf *mem_jump(struct mem *m)
{
    m->armed = true;
    return &m->jump;
}

void mem_untry(struct mem *m)
{
    m->armed = false;
}

struct mem_mark mem_mark(const struct mem *m)
{
    return (struct mem_mark){ .block = m->top, .used = m->top->used };
}

void mem_back(struct mem *m, struct mem_mark mark)
{
    cut_to(m, mark.block, mark.used);
}

/* Disarms first: a second failure on the way out must not come back here. */
static _Noreturn void no_memory(struct mem *m, size_t size)
{
    if (m->armed) {
        m->armed = false;
        longjmp(m->jump, 1);
    }
    log_error("no memory for %zu bytes above %zu", size, mem_used(m));
    abort();
}

/* What an allocation of `size` takes from its block; 0 when beyond reason. */
static size_t room_of(size_t size)
{
    if (size > SIZE_MAX / 4)
        return 0;
    return ((size ? size : 1) + GAP + ALIGN - 1) & ~(ALIGN - 1);
}

static void check_limit(struct mem *m, size_t room, size_t size)
{
    if (!room || fails_now() || room > m->limit ||
        mem_used(m) > m->limit - room)
        no_memory(m, size);
}

/* A new top with room for `room` bytes; within the limit already. */
static void add_block(struct mem *m, size_t room)
{
    size_t left = m->limit - mem_used(m);
    size_t cap = m->top->cap < BLOCK_MOST / 2 ? m->top->cap * 2 : BLOCK_MOST;
    struct block *b;

    if (cap > left)
        cap = left;
    if (cap < room)
        cap = room;
    cap &= ~(ALIGN - 1);
    b = malloc(sizeof(*b) + cap);
    if (!b)
        no_memory(m, room);
    *b = (struct block){ .older = m->top, .cap = cap, .base = mem_used(m) };
    m->top = b;
    HIDE(bytes_of(b), cap);
}

/* `size` bytes as they come, not zeroed. */
static void *take(struct mem *m, size_t size)
{
    size_t room = room_of(size);
    unsigned char *p;

    check_limit(m, room, size);
    if (room > m->top->cap - m->top->used)
        add_block(m, room);
    p = bytes_of(m->top) + m->top->used;
    m->top->used += room;
    SHOW(p, size);
    return p;
}

void *mem_alloc(struct mem *m, size_t size)
{
    return memset(take(m, size), 0, size);
}

void *mem_array(struct mem *m, size_t n, size_t size)
{
    size_t all;

    if (__builtin_mul_overflow(n, size, &all))
        no_memory(m, SIZE_MAX);
    return mem_alloc(m, all);
}

/* Lengthens the newest allocation where it lies; false when it cannot. */
static bool grow_here(struct mem *m, const void *p, size_t old, size_t size)
{
    struct block *b = m->top;
    size_t had = room_of(old);
    size_t room = room_of(size);
    const unsigned char *end = bytes_of(b) + b->used;

    if (!had || !room || b->used < had || (const unsigned char *)p != end - had)
        return false;
    if (room > had && room - had > b->cap - b->used)
        return false;
    if (room > had)
        check_limit(m, room - had, size);
    b->used += room - had;
    SHOW(p, size);
    return true;
}

void *mem_grow(struct mem *m, void *p, size_t old, size_t size)
{
    void *new;

    if (size <= old || grow_here(m, p, old, size))
        return p;
    new = take(m, size);
    if (old)
        memcpy(new, p, old);
    return new;
}

char *mem_strn(struct mem *m, const char *s, size_t n)
{
    char *new;

    if (n == SIZE_MAX)
        no_memory(m, n);
    new = take(m, n + 1);
    if (n)
        memcpy(new, s, n);
    new[n] = '\0';
    return new;
}

char *mem_str(struct mem *m, const char *s)
{
    return s ? mem_strn(m, s, strlen(s)) : NULL;
}

char *mem_join(struct mem *m, const char *a, const char *b)
{
    size_t n = strlen(a), rest = strlen(b);
    char *new = take(m, n + rest + 1);

    memcpy(new, a, n);
    memcpy(new + n, b, rest + 1);
    return new;
}

char *mem_vfmt(struct mem *m, const char *fmt, va_list ap)
{
    char small[256];
    va_list again;
    char *s;
    int n;

    va_copy(again, ap);
    n = vsnprintf(small, sizeof(small), fmt, ap);
    if (n < 0)
        n = 0; /* only a wide character without a form: not ours */
    if ((size_t)n < sizeof(small)) {
        s = mem_strn(m, small, (size_t)n);
    } else {
        s = take(m, (size_t)n + 1);
        vsnprintf(s, (size_t)n + 1, fmt, again);
    }
    va_end(again);
    return s;
}

char *mem_fmt(struct mem *m, const char *fmt, ...)
{
    va_list ap;
    char *s;

    va_start(ap, fmt);
    s = mem_vfmt(m, fmt, ap);
    va_end(ap);
    return s;
}
