/* SPDX-License-Identifier: Apache-2.0 */
/*
 * buf.h: a growing string in an arena.  `s` is never NULL and always ends
 * with a NUL that `n` does not count; bytes may contain NUL.
 */
#pragma once

#include "base/mem.h"

struct buf {
    struct mem *mem;
    char *s;
    size_t n;
    size_t cap;
};

void buf_init(struct buf *b, struct mem *m);
/* Room for `more` bytes; the caller may write them at b->s + b->n and add. */
void buf_need(struct buf *b, size_t more);
void buf_add(struct buf *b, const void *bytes, size_t n);
void buf_str(struct buf *b, const char *s);
void buf_char(struct buf *b, char c);
void buf_int(struct buf *b, int64_t v);
void buf_fmt(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
void buf_vfmt(struct buf *b, const char *fmt, va_list ap) PRINTF(2, 0);
/* With & < > " ' replaced by entities; bytes below 0x20 but TAB and LF are
 * dropped (they are not allowed in HTML or XML). */
void buf_html(struct buf *b, const char *s, size_t n);
/* Percent-encoded for a URL path segment or query value (UTF-8 bytes). */
void buf_url(struct buf *b, const char *s);
/* As a JSON string with its quotes; input is valid UTF-8. */
void buf_json(struct buf *b, const char *s);
/* Lower-case hexadecimal; RFC 4648 base64 with padding. */
void buf_hex(struct buf *b, const void *bytes, size_t n);
void buf_base64(struct buf *b, const void *bytes, size_t n);
