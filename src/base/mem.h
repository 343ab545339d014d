/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mem.h: arenas.  Memory belongs to a lifetime (a request, a connection, the
 * process) and is thrown away whole; nothing is freed piece by piece.
 *
 * mem_alloc never returns NULL.  When the machine or the arena's limit has no
 * more, control returns to the point where the owner called mem_try (the one
 * long jump of the house), and the request is answered 503.  Without mem_try
 * the process says so and aborts.
 */
#pragma once

#include "base/base.h"
#include <setjmp.h>
#include <stdarg.h>

struct mem;

/* New arena that may grow to `limit` bytes (0: no limit). NULL: no memory. */
struct mem *mem_new(size_t limit);
void mem_free(struct mem *m); /* NULL is allowed */
/* Forgets everything, keeps the first block for the next use. */
void mem_reset(struct mem *m);
size_t mem_used(const struct mem *m);

/* `if (mem_try(m)) { out of memory } else { work }`; valid until mem_untry or
 * mem_reset.  A macro because the frame that calls setjmp must stay alive. */
#define mem_try(m) setjmp(*mem_jump(m))
jmp_buf *mem_jump(struct mem *m);
void mem_untry(struct mem *m);

/* A point to return to: a write that runs again forgets what it made. */
struct mem_mark {
    void *block;
    size_t used;
};
struct mem_mark mem_mark(const struct mem *m);
void mem_back(struct mem *m, struct mem_mark mark);

/* Zeroed, aligned for any type; n * size is checked for overflow. */
void *mem_alloc(struct mem *m, size_t size);
void *mem_array(struct mem *m, size_t n, size_t size);
#define MEM_NEW(m, type) ((type *)mem_alloc((m), sizeof(type)))
#define MEM_ARRAY(m, n, type) ((type *)mem_array((m), (n), sizeof(type)))

/* `p` of `old` bytes made `size` bytes long: in place when it is the newest
 * of the arena, else copied.  The new part is not zeroed. */
void *mem_grow(struct mem *m, void *p, size_t old, size_t size);

char *mem_str(struct mem *m, const char *s); /* NULL stays NULL */
char *mem_strn(struct mem *m, const char *s, size_t n);
/* One text after the other. */
char *mem_join(struct mem *m, const char *a, const char *b);
char *mem_fmt(struct mem *m, const char *fmt, ...) PRINTF(2, 3);
char *mem_vfmt(struct mem *m, const char *fmt, va_list ap) PRINTF(2, 0);

/* For tests: the n-th allocation from now on fails (0: never). */
void mem_fail_at(uint64_t n);
