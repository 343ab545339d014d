/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http_answer.c: responses.  The body stays where it was made (static, or in
 * the arena, which outlives the sending) and is handed over without a copy.
 */
#include "web/http_in.h"

#include "base/log.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

#define COMPRESS_LEAST ((size_t)1 << 10)
/* A megabyte takes about 2 ms, in which this event thread serves nobody. */
#define COMPRESS_MOST ((size_t)1 << 20)

static const char busy_text[] = "the server is busy, try again in a moment\n";
static const char plain_text[] = "text/plain; charset=utf-8";

/* The library does not write to a body, but takes it without const. */
static void *loose(const void *p)
{
    return (void *)(uintptr_t)p;
}

void http_response_init(struct http_response *res, struct mem *m)
{
    *res = (struct http_response){ .mem = m, .status = 200, .fd = -1 };
}

/* A line end in a value would be a header of somebody else's. */
static char *header_value(struct mem *m, const char *name, const char *value)
{
    char *out = mem_str(m, value);
    char *from, *to;

    for (from = to = out; *from; from++)
        if ((unsigned char)*from >= ' ' && *from != 127)
            *to++ = *from;
    *to = '\0';
    if (to != from)
        log_error("control characters in the header %s were dropped", name);
    return out;
}

void http_header(struct http_response *res, const char *name, const char *value)
{
    size_t cap = res->cap_headers ? res->cap_headers * 2 : 8;

    if (res->n_headers == res->cap_headers) {
        res->headers = mem_grow(res->mem, res->headers,
                                res->cap_headers * sizeof(*res->headers),
                                cap * sizeof(*res->headers));
        res->cap_headers = cap;
    }
    res->headers[res->n_headers++] = (struct http_pair){
        .name = mem_str(res->mem, name),
        .value = header_value(res->mem, name, value),
    };
}

const char *http_response_header(const struct http_response *res,
                                 const char *name)
{
    size_t i;

    for (i = 0; i < res->n_headers; i++)
        if (!strcasecmp(res->headers[i].name, name))
            return res->headers[i].value;
    return NULL;
}

static void drop_file(struct http_response *res)
{
    if (res->fd >= 0)
        close(res->fd);
    res->fd = -1;
}

void http_body(struct http_response *res, int status, const char *type,
               const void *bytes, size_t n)
{
    drop_file(res);
    res->status = status;
    res->type = type;
    res->body = bytes;
    res->size = n;
}

void http_body_file(struct http_response *res, int status, const char *type,
                    int fd, uint64_t offset, size_t n)
{
    http_body(res, status, type, NULL, n);
    res->fd = fd;
    res->offset = offset;
}

void http_redirect(struct http_response *res, int status, const char *to)
{
    http_body(res, status, NULL, NULL, 0);
    http_header(res, "Location", to);
}

void http_cookie(struct http_response *res, const char *name, const char *value,
                 long seconds, bool secure)
{
    struct buf b;

    buf_init(&b, res->mem);
    buf_fmt(&b, "%s=%s; Path=/; HttpOnly; SameSite=Lax", name, value);
    if (seconds >= 0)
        buf_fmt(&b, "; Max-Age=%ld", seconds);
    if (secure)
        buf_str(&b, "; Secure");
    http_header(res, "Set-Cookie", b.s);
}

void http_busy(struct http_response *res)
{
    static struct http_pair retry[] = { { "Retry-After", "2" } };

    drop_file(res);
    res->status = 503;
    res->type = plain_text;
    res->body = busy_text;
    res->size = sizeof(busy_text) - 1;
    res->headers = retry;
    res->n_headers = res->cap_headers = COUNT(retry);
    res->compress = false;
}

/* --- Sending -------------------------------------------------------------- */

static bool deflate_ready(struct event_thread *t)
{
    if (t->z_ready)
        return deflateReset(&t->z) == Z_OK;
    t->z_ready = deflateInit2(&t->z, 1, Z_DEFLATED, 15 + 16, 8,
                              Z_DEFAULT_STRATEGY) == Z_OK;
    return t->z_ready;
}

static void compress_body(struct http_live *l, struct http_response *res)
{
    struct event_thread *t = http_thread_of(l->server);
    unsigned char *out;
    z_stream *z;

    if (!res->compress || res->fd >= 0 || res->size < COMPRESS_LEAST ||
        http_response_header(res, "Content-Encoding"))
        return;
    http_header(res, "Vary", "Accept-Encoding");
    if (!request_accepts_gzip(l->req) || res->size > COMPRESS_MOST || !t ||
        !deflate_ready(t))
        return;
    z = &t->z;
    z->next_in = loose(res->body);
    z->avail_in = (uInt)res->size;
    z->avail_out = (uInt)res->size; /* a longer one is of no use */
    out = loose(mem_strn(res->mem, res->body, res->size));
    z->next_out = out;
    if (deflate(z, Z_FINISH) != Z_STREAM_END)
        return;
    http_header(res, "Content-Encoding", "gzip");
    res->body = out;
    res->size = (size_t)z->total_out;
}

static struct MHD_Response *make(struct http_response *res)
{
    struct MHD_Response *r;

    if (res->status == 204 || res->status == 304) {
        drop_file(res);
        res->size = 0;
    }
    if (res->fd < 0)
        return MHD_create_response_from_buffer(
            res->size, res->size ? loose(res->body) : NULL,
            MHD_RESPMEM_PERSISTENT);
    r = MHD_create_response_from_fd_at_offset64(res->size, res->fd,
                                                res->offset);
    if (r)
        res->fd = -1; /* closed with the response */
    return r;
}

static bool add_headers(struct MHD_Response *r, const struct http_response *res)
{
    bool done = true;
    size_t i;

    if (res->type)
        done = MHD_add_response_header(r, "Content-Type", res->type);
    for (i = 0; i < res->n_headers; i++)
        if (*res->headers[i].value)
            done &= MHD_add_response_header(r, res->headers[i].name,
                                            res->headers[i].value) == MHD_YES;
    return done;
}

static enum MHD_Result queue(struct http_server *s,
                             struct MHD_Connection *connection, int status,
                             struct MHD_Response *r)
{
    int hundred = status / 100;

    if (hundred >= 1 && hundred <= 5)
        atomic_fetch_add(&s->by_class[hundred], 1);
    return MHD_queue_response(connection, (unsigned)status, r);
}

enum MHD_Result answer_send(struct http_live *l)
{
    struct http_response *res = l->req->out;
    struct http_server *s = l->server;
    struct mem *m = l->req->mem;
    struct MHD_Response *r;
    enum MHD_Result done;

    if (mem_try(m)) {
        atomic_fetch_add(&s->no_memory, 1);
        return answer_busy(s, l->connection);
    }
    compress_body(l, res);
    mem_untry(m);
    r = make(res);
    if (!r)
        return answer_busy(s, l->connection);
    if (l->close || atomic_load(&s->stopping))
        MHD_add_response_header(r, "Connection", "close");
    done =
        add_headers(r, res) ? queue(s, l->connection, res->status, r) : MHD_NO;
    MHD_destroy_response(r);
    return done;
}

struct MHD_Response *answer_make_busy(void)
{
    struct MHD_Response *r = MHD_create_response_from_buffer(
        sizeof(busy_text) - 1, loose(busy_text), MHD_RESPMEM_PERSISTENT);

    if (!r)
        return NULL;
    MHD_add_response_header(r, "Content-Type", plain_text);
    MHD_add_response_header(r, "Retry-After", "2");
    MHD_add_response_header(r, "Connection", "close");
    return r;
}

enum MHD_Result answer_busy(struct http_server *s,
                            struct MHD_Connection *connection)
{
    return queue(s, connection, 503, s->busy);
}
