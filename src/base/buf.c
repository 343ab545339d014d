/* SPDX-License-Identifier: Apache-2.0 */
/*
 * buf.c: growing strings.  A page is mostly plain runs with few signs between
 * them, so the escaping writers look each byte up in a table and copy runs.
 */
#include "base/buf.h"

#include <stdio.h>
#include <string.h>

#define BUF_FIRST 128

void buf_init(struct buf *b, struct mem *m)
{
    b->mem = m;
    b->s = mem_alloc(m, BUF_FIRST);
    b->n = 0;
    b->cap = BUF_FIRST;
}

/* Apart from buf_need, which stays small enough to be inlined here. */
static __attribute__((noinline)) void grow(struct buf *b, size_t more)
{
    size_t cap = b->cap * 2;

    if (more > SIZE_MAX / 4)
        mem_array(b->mem, more, 8); /* ends as "no memory" */
    if (cap < b->n + more + 1)
        cap = b->n + more + 1;
    b->s = mem_grow(b->mem, b->s, b->cap, cap);
    b->cap = cap;
}

void buf_need(struct buf *b, size_t more)
{
    if (more >= b->cap - b->n)
        grow(b, more);
}

void buf_add(struct buf *b, const void *bytes, size_t n)
{
    buf_need(b, n);
    if (n)
        memcpy(b->s + b->n, bytes, n);
    b->n += n;
    b->s[b->n] = '\0';
}

void buf_str(struct buf *b, const char *s)
{
    buf_add(b, s, strlen(s));
}

void buf_char(struct buf *b, char c)
{
    buf_need(b, 1);
    b->s[b->n++] = c;
    b->s[b->n] = '\0';
}

void buf_int(struct buf *b, int64_t v)
{
    char digits[20];
    char *p = digits + sizeof(digits);
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

    do {
        *--p = (char)('0' + u % 10);
        u /= 10;
    } while (u);
    if (v < 0)
        *--p = '-';
    buf_add(b, p, (size_t)(digits + sizeof(digits) - p));
}

void buf_vfmt(struct buf *b, const char *fmt, va_list ap)
{
    size_t room = b->cap - b->n;
    va_list again;
    int n;

    va_copy(again, ap);
    n = vsnprintf(b->s + b->n, room, fmt, ap);
    if (n >= 0 && (size_t)n >= room) {
        buf_need(b, (size_t)n);
        vsnprintf(b->s + b->n, (size_t)n + 1, fmt, again);
    }
    va_end(again);
    if (n > 0)
        b->n += (size_t)n;
    b->s[b->n] = '\0';
}

void buf_fmt(struct buf *b, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    buf_vfmt(b, fmt, ap);
    va_end(ap);
}

/* What HTML does with a byte: 0 copies, 1 drops, else an entity. */
enum { H_COPY, H_DROP, H_AMP, H_LT, H_GT, H_QUOT, H_APOS };

static const char entities[][6] = {
    "", "", "&amp;", "&lt;", "&gt;", "&#34;", "&#39;",
};

/* clang-format off */
static const unsigned char html_of[256] = {
    1, 1, 1, 1, 1, 1, 1, 1, 1, ['\t'] = H_COPY, ['\n'] = H_COPY,
    [11] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    ['&'] = H_AMP, ['<'] = H_LT, ['>'] = H_GT,
    ['"'] = H_QUOT, ['\''] = H_APOS,
};
/* clang-format on */

void buf_html(struct buf *b, const char *s, size_t n)
{
    const unsigned char *p = (const unsigned char *)s;
    size_t from = 0;
    size_t i = 0;

    buf_need(b, n); /* mostly enough: one check for the whole text */
    for (;;) {
        while (i < n && !html_of[p[i]])
            i++;
        buf_add(b, s + from, i - from);
        if (i == n)
            return;
        buf_str(b, entities[html_of[p[i]]]);
        from = ++i;
    }
}

static bool is_unreserved(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_' ||
           c == '~';
}

void buf_url(struct buf *b, const char *s)
{
    static const char hex[] = "0123456789ABCDEF";
    const unsigned char *p;

    for (p = (const unsigned char *)s; *p; p++) {
        buf_need(b, 3);
        if (is_unreserved(*p)) {
            b->s[b->n++] = (char)*p;
            continue;
        }
        b->s[b->n++] = '%';
        b->s[b->n++] = hex[*p >> 4];
        b->s[b->n++] = hex[*p & 15];
    }
    b->s[b->n] = '\0';
}

static void json_escape(struct buf *b, unsigned char c)
{
    static const char from[] = "\"\\\b\f\n\r\t";
    static const char to[] = "\"\\bfnrt";
    const char *at = strchr(from, c);

    if (at) {
        buf_char(b, '\\');
        buf_char(b, to[at - from]);
    } else {
        buf_fmt(b, "\\u%04x", c);
    }
}

void buf_json(struct buf *b, const char *s)
{
    const unsigned char *p = (const unsigned char *)s;
    size_t n = strlen(s);
    size_t from = 0;
    size_t i;

    buf_need(b, n + 2);
    buf_char(b, '"');
    for (i = 0; i < n; i++) {
        if (p[i] >= 0x20 && p[i] != '"' && p[i] != '\\')
            continue;
        buf_add(b, s + from, i - from);
        json_escape(b, p[i]);
        from = i + 1;
    }
    buf_add(b, s + from, n - from);
    buf_char(b, '"');
}

void buf_hex(struct buf *b, const void *bytes, size_t n)
{
    static const char hex[] = "0123456789abcdef";
    const unsigned char *p = bytes;
    size_t i;

    if (n > SIZE_MAX / 8)
        mem_array(b->mem, n, 16);
    buf_need(b, n * 2);
    for (i = 0; i < n; i++) {
        b->s[b->n++] = hex[p[i] >> 4];
        b->s[b->n++] = hex[p[i] & 15];
    }
    b->s[b->n] = '\0';
}

void buf_base64(struct buf *b, const void *bytes, size_t n)
{
    static const char abc[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "abcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *p = bytes;
    uint32_t v;
    size_t i;
    char *out;

    if (n > SIZE_MAX / 8)
        mem_array(b->mem, n, 16);
    buf_need(b, (n + 2) / 3 * 4);
    out = b->s + b->n;
    for (i = 0; i + 2 < n; i += 3, out += 4) {
        v = (uint32_t)p[i] << 16 | (uint32_t)p[i + 1] << 8 | p[i + 2];
        out[0] = abc[v >> 18];
        out[1] = abc[v >> 12 & 63];
        out[2] = abc[v >> 6 & 63];
        out[3] = abc[v & 63];
    }
    if (i < n) {
        v = (uint32_t)p[i] << 16;
        v |= i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0;
        out[0] = abc[v >> 18];
        out[1] = abc[v >> 12 & 63];
        out[2] = i + 1 < n ? abc[v >> 6 & 63] : '=';
        out[3] = '=';
        out += 4;
    }
    b->n = (size_t)(out - b->s);
    b->s[b->n] = '\0';
}
