/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http_request.c: the parts of a request as the layer above reads them.  All
 * of them lie in the request's arena, so that a request may outlive its
 * connection.
 */
#include "web/http_in.h"

#include "base/text.h"

#include <string.h>
#include <strings.h>

static const char *const methods[] = {
    [HTTP_GET] = "GET",         [HTTP_HEAD] = "HEAD",
    [HTTP_POST] = "POST",       [HTTP_PATCH] = "PATCH",
    [HTTP_PUT] = "PUT",         [HTTP_DELETE] = "DELETE",
    [HTTP_OPTIONS] = "OPTIONS", [HTTP_OTHER] = "other",
};

const char *http_method_name(enum http_method method)
{
    return methods[method];
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The byte that "%41" at `s` stands for, -1 when it is none. */
static int percent(const char *s, const char *end)
{
    int high, low;

    if (end - s < 3)
        return -1;
    high = hex_digit(s[1]);
    low = hex_digit(s[2]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* Decodes one half of a pair of a form or query in a new string. */
static char *decode_form(struct mem *m, const char *s, size_t n, size_t *size)
{
    const char *end = s + n;
    char *out = mem_strn(m, s, n);
    size_t k = 0;
    int c;

    while (s < end) {
        c = *s == '%' ? percent(s, end) : -1;
        if (c >= 0) {
            out[k++] = (char)c;
            s += 3;
        } else {
            out[k++] = *s == '+' ? ' ' : *s;
            s++;
        }
    }
    out[k] = '\0';
    *size = k;
    return out;
}

/* A NUL or broken UTF-8 inside: no text at all rather than a cut one. */
void request_text(struct http_request *req, const char *name, const char *value,
                  size_t n, struct http_arg *out)
{
    bool good = text_valid(name, strlen(name));

    out->name = good ? name : "?";
    if (good && text_valid(value, n)) {
        out->value = value;
        out->n = n;
        return;
    }
    out->value = "";
    out->n = 0;
    if (!req->bad_text)
        req->bad_text = out->name;
}

bool request_add_arg(struct http_request *req, struct http_arg arg)
{
    size_t cap = req->cap_args ? req->cap_args * 2 : 16;

    if (req->n_args == HTTP_FIELDS_MAX)
        return false;
    if (req->n_args == req->cap_args) {
        req->args =
            mem_grow(req->mem, req->args, req->cap_args * sizeof(*req->args),
                     cap * sizeof(*req->args));
        req->cap_args = cap;
    }
    req->args[req->n_args++] = arg;
    return true;
}

static bool add_pair(struct http_request *req, const char *s, size_t n,
                     enum http_from from)
{
    const char *equals = memchr(s, '=', n);
    size_t name_size = equals ? (size_t)(equals - s) : n;
    struct http_arg arg = { .from = from };
    size_t size, value_size = 0;
    char *name, *value;

    name = decode_form(req->mem, s, name_size, &size);
    value = decode_form(req->mem, equals ? equals + 1 : "",
                        equals ? n - name_size - 1 : 0, &value_size);
    if (strlen(name) != size)
        name[0] = (char)0xFF; /* a NUL inside: not a text */
    request_text(req, name, value, value_size, &arg);
    return request_add_arg(req, arg);
}

static enum rc add_pairs(struct http_request *req, const char *s, size_t n,
                         enum http_from from)
{
    const char *end = s + n;
    const char *stop;

    for (; s < end; s = stop + 1) {
        stop = memchr(s, '&', (size_t)(end - s));
        if (!stop)
            stop = end;
        if (stop > s && !add_pair(req, s, (size_t)(stop - s), from))
            return RC_INVALID;
    }
    return RC_OK;
}

enum rc http_request_add_form(struct http_request *req, const char *s, size_t n)
{
    return add_pairs(req, s, n, HTTP_FIELD);
}

/* Decoded strictly: what is not meant plainly is not meant at all. */
static bool decode_path(char *out, const char *s, const char *end)
{
    char *from = out;
    int c;

    while (s < end) {
        c = (unsigned char)*s;
        if (c == '%') {
            c = percent(s, end);
            if (c <= ' ' && c != ' ')
                return false;
            if (c == '/' || c == '\\' || c == 127)
                return false;
            s += 2;
        }
        s++;
        *out++ = (char)c;
    }
    *out = '\0';
    return text_valid(from, (size_t)(out - from));
}

static bool segments_are_plain(const char *path)
{
    const char *s = path + 1;
    size_t n;

    for (;; s += n + 1) {
        n = strcspn(s, "/");
        if ((n == 1 && *s == '.') || (n == 2 && s[0] == '.' && s[1] == '.'))
            return false;
        if (!s[n])
            return true;
        if (!n)
            return false;
    }
}

/* "http://host/path" is allowed to be sent to any server. */
static const char *skip_origin(const char *raw)
{
    const char *s = raw;

    if (!strncasecmp(s, "http://", 7))
        s += 7;
    else if (!strncasecmp(s, "https://", 8))
        s += 8;
    else
        return raw;
    s += strcspn(s, "/?");
    return *s == '/' ? s : "/";
}

bool request_target(struct http_request *req, const char *raw)
{
    const char *end;
    char *path;

    raw = mem_str(req->mem, skip_origin(raw));
    req->target = raw;
    end = raw + strcspn(raw, "?");
    path = mem_strn(req->mem, raw, (size_t)(end - raw));
    if (*raw != '/' || !decode_path(path, raw, end) ||
        !segments_are_plain(path))
        return false;
    req->path = path;
    req->query = *end ? end + 1 : "";
    return !add_pairs(req, req->query, strlen(req->query), HTTP_QUERY);
}

/* --- Headers -------------------------------------------------------------- */

/* Bytes that are no UTF-8 become '?': a header may end in the database. */
static char *header_text(struct mem *m, const char *s, size_t n)
{
    char *out = mem_strn(m, s, n);
    bool valid = text_valid(out, n);
    size_t i;

    for (i = 0; i < n; i++)
        if ((!valid && (unsigned char)out[i] >= 0x80) ||
            ((unsigned char)out[i] < ' ' && out[i] != '\t'))
            out[i] = '?';
    return out;
}

static enum MHD_Result read_header(void *arg, enum MHD_ValueKind kind,
                                   const char *name, size_t name_size,
                                   const char *value, size_t value_size)
{
    struct http_request *req = arg;

    (void)kind;
    if (!header_is_plain(name, name_size, value))
        return MHD_NO; /* looks no further */
    req->headers[req->n_headers++] = (struct http_pair){
        .name = header_text(req->mem, name, name_size),
        .value = header_text(req->mem, value, value_size),
    };
    return MHD_YES;
}

bool request_read_headers(struct http_request *req,
                          struct MHD_Connection *connection)
{
    int n =
        MHD_get_connection_values_n(connection, MHD_HEADER_KIND, NULL, NULL);

    size_t all = n > 0 ? (size_t)n : 0;

    req->n_headers = 0;
    req->headers = MEM_ARRAY(req->mem, all + 1, struct http_pair);
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, read_header, req);
    return req->n_headers == all;
}

const char *http_request_header(const struct http_request *req,
                                const char *name)
{
    size_t i;

    for (i = 0; i < req->n_headers; i++)
        if (!strcasecmp(req->headers[i].name, name))
            return req->headers[i].value;
    return NULL;
}

/* One Cookie header: "a=1; b=2". */
static char *find_cookie(struct mem *m, const char *s, const char *name)
{
    size_t size = strlen(name);
    size_t n;

    for (; *s; s += n + (s[n] != '\0')) {
        s += strspn(s, " \t");
        n = strcspn(s, ";");
        if (n <= size || strncmp(s, name, size) != 0 || s[size] != '=')
            continue;
        s += size + 1;
        n -= size + 1;
        while (n && (s[n - 1] == ' ' || s[n - 1] == '\t'))
            n--;
        if (n >= 2 && *s == '"' && s[n - 1] == '"')
            return mem_strn(m, s + 1, n - 2);
        return mem_strn(m, s, n);
    }
    return NULL;
}

const char *http_request_cookie(struct http_request *req, const char *name)
{
    char *value;
    size_t i;

    for (i = 0; i < req->n_headers; i++) {
        if (strcasecmp(req->headers[i].name, "Cookie") != 0)
            continue;
        value = find_cookie(req->mem, req->headers[i].value, name);
        if (value)
            return value;
    }
    return NULL;
}

const char *http_request_arg(const struct http_request *req, const char *name)
{
    size_t i;

    for (i = 0; i < req->n_args; i++)
        if (!strcmp(req->args[i].name, name))
            return req->args[i].value;
    return NULL;
}

char *request_media_type(struct mem *m, const char *value)
{
    size_t n = strcspn(value, "; \t");
    char *out = mem_strn(m, value, n);
    size_t i;

    for (i = 0; i < n; i++)
        if (out[i] >= 'A' && out[i] <= 'Z')
            out[i] = (char)(out[i] - 'A' + 'a');
    return out;
}

/* Is this entry of Accept-Encoding "gzip", and not with q=0? */
static bool takes_gzip(const char *s, size_t n)
{
    size_t name = strcspn(s, ";, \t");
    const char *q = memchr(s, '=', n);

    if (name != 4 || strncasecmp(s, "gzip", 4) != 0)
        return false;
    if (!q)
        return true;
    q++;
    return strspn(q, "0.") != strcspn(q, ",; \t");
}

bool request_accepts_gzip(const struct http_request *req)
{
    const char *s = http_request_header(req, "Accept-Encoding");
    size_t n;

    for (; s && *s; s += n + (s[n] != '\0')) {
        s += strspn(s, " \t");
        n = strcspn(s, ",");
        if (takes_gzip(s, n))
            return true;
    }
    return false;
}

/* The list is read from our end: each proxy of ours vouches for the one
 * before it; what a stranger wrote in front is not looked at. */
static bool follow_proxies(struct http_request *req, const struct proxies *p,
                           const char *list)
{
    const char *end = list + strlen(list);
    char text[ADDRESS_SIZE];
    const char *s;

    while (end > list && proxies_trust(p, req->address)) {
        for (s = end; s > list && s[-1] != ','; s--)
            ;
        if (!address_read(s, (size_t)(end - s), text))
            return false;
        req->address = mem_str(req->mem, text);
        end = s > list ? s - 1 : list;
    }
    return true;
}

void request_read_address(struct http_request *req, const struct proxies *p,
                          const struct conn *c)
{
    const char *proto = http_request_header(req, "X-Forwarded-Proto");
    size_t i;

    req->peer = mem_str(req->mem, c->address);
    req->address = req->peer;
    req->forwarded = http_request_header(req, "X-Forwarded-For") ||
                     http_request_header(req, "Forwarded");
    if (!c->trusted)
        return;
    req->https = proto && !strcasecmp(proto, "https");
    for (i = req->n_headers; i-- > 0;)
        if (!strcasecmp(req->headers[i].name, "X-Forwarded-For") &&
            !follow_proxies(req, p, req->headers[i].value))
            return;
}

/* --- In memory ------------------------------------------------------------ */

struct http_request *http_request_make(struct mem *m, enum http_method method,
                                       const char *target)
{
    struct http_request *req = MEM_NEW(m, struct http_request);
    const char *why;

    req->mem = m;
    req->method = method;
    req->path = req->query = req->type = req->body = "";
    req->address = req->peer = "127.0.0.1";
    memcpy(req->id, "memory", sizeof("memory"));
    req->out = MEM_NEW(m, struct http_response);
    http_response_init(req->out, m);
    if (target_check(target, &why) || !request_target(req, target))
        return NULL;
    return req;
}

void http_request_add_header(struct http_request *req, const char *name,
                             const char *value)
{
    size_t size = req->n_headers * sizeof(*req->headers);

    req->headers =
        mem_grow(req->mem, req->headers, size, size + sizeof(*req->headers));
    req->headers[req->n_headers++] = (struct http_pair){
        .name = mem_str(req->mem, name),
        .value = mem_str(req->mem, value),
    };
    if (!strcasecmp(name, "Content-Type"))
        req->type = request_media_type(req->mem, value);
}

void http_request_add_field(struct http_request *req, const char *name,
                            const char *value)
{
    struct http_arg arg = {
        .name = mem_str(req->mem, name),
        .value = mem_str(req->mem, value),
        .n = strlen(value),
        .from = HTTP_FIELD,
    };

    (void)request_add_arg(req, arg);
}
