/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http_shim.c: what libmicrohttpd lets through and a server behind a proxy
 * must not: two readings of where a request ends (smuggling), of its host, or
 * of its path.
 */
#include "web/http_in.h"

#include <string.h>
#include <strings.h>

int target_check(const char *raw, const char **why)
{
    const unsigned char *p = (const unsigned char *)raw;

    if (strlen(raw) > HTTP_TARGET_MAX) {
        *why = "the address of the page is too long";
        return 414;
    }
    *why = "the address of the page is not valid";
    for (; *p; p++) {
        if (*p <= ' ' || *p == 127 || *p == '\\' || *p == '#')
            return 400;
        if (p[0] == '%' && p[1] == '0' && p[2] == '0')
            return 400;
    }
    return 0;
}

/* Not a name: "Transfer-Encoding " is the header for some, and for the
 * library another one. */
static bool is_token(const char *s)
{
    static const char signs[] = "!#$%&'*+-.^_`|~0123456789"
                                "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    return *s && !s[strspn(s, signs)];
}

/*
 * A line that begins with a space continues the one before (obs-fold).  The
 * library adds it to that header's NAME: "Transfer-Encod: chunked", " ing"
 * arrives as a Transfer-Encoding that no proxy has seen.  It moves such a name
 * out of the read buffer to make room, and the value stays behind; so a header
 * is plain only when its value follows its own name, past the colon (now a
 * NUL) and blanks.  Should another version keep them apart, every request is
 * refused, and the tests say so.
 */
bool header_is_plain(const char *name, size_t name_size, const char *value)
{
    uintptr_t end = (uintptr_t)name + name_size;
    uintptr_t gap = (uintptr_t)value - end;
    const char *s = name + name_size;

    if (!value || (uintptr_t)value <= end || gap > HEADERS_MAX || *s)
        return false;
    while (++s < value)
        if (*s != ' ' && *s != '\t')
            return false;
    return true;
}

struct framing {
    int hosts, lengths, encodings;
    const char *length, *encoding;
};

static struct framing look(const struct http_request *req)
{
    struct framing f = { 0 };
    size_t i;

    for (i = 0; i < req->n_headers; i++) {
        const struct http_pair *h = &req->headers[i];

        if (!strcasecmp(h->name, "Host")) {
            f.hosts++;
        } else if (!strcasecmp(h->name, "Content-Length")) {
            f.lengths++;
            f.length = h->value;
        } else if (!strcasecmp(h->name, "Transfer-Encoding")) {
            f.encodings++;
            f.encoding = h->value;
        }
    }
    return f;
}

/* Digits only: no sign, no list, no space. */
static bool read_length(const char *s, uint64_t *out)
{
    uint64_t v = 0;

    if (!*s)
        return false;
    for (; *s; s++) {
        if (*s < '0' || *s > '9' || v > (uint64_t)1 << 56)
            return false;
        v = v * 10 + (uint64_t)(*s - '0');
    }
    *out = v;
    return true;
}

int head_check(const struct http_request *req, const char *version,
               bool *chunked, uint64_t *length, const char **why)
{
    struct framing f = look(req);
    bool old = !strcmp(version, "HTTP/1.0");
    size_t i;

    *why = "the headers are not valid";
    for (i = 0; i < req->n_headers; i++)
        if (!is_token(req->headers[i].name))
            return 400;
    *chunked = f.encodings > 0;
    *length = 0;
    *why = "the request must name one host";
    if (f.hosts > 1 || (!old && f.hosts != 1))
        return 400;
    *why = "the length of the request is not clear";
    if (f.lengths > 1 || f.encodings > 1 || (f.lengths && f.encodings))
        return 400;
    if (f.encodings && (old || strcasecmp(f.encoding, "chunked") != 0))
        return 400;
    if (f.lengths && !read_length(f.length, length))
        return 400;
    return 0;
}
