/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http_multipart.c: multipart/form-data as browsers send it (RFC 7578), read
 * as it arrives.  Fields go to the arena, files to disk with their hash.
 * Whatever is not exactly a form is refused: guessing loses data silently.
 *
 * A boundary holds no CR, so "\r\n--boundary" can begin anew only at a CR:
 * after a mismatch the bytes matched so far are data and none is looked at
 * twice.
 */
#include "web/http_in.h"

#include "base/log.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define HEAD_MAX ((size_t)4 << 10) /* headers of one part */
#define BOUNDARY_MAX 70
#define WRITE_SIZE ((size_t)64 << 10)

enum state {
    IN_START, /* before the first boundary: nothing may stand there */
    IN_DATA,
    AFTER_BOUNDARY, /* "--" or CRLF */
    IN_HEAD,
    AT_END, /* CRLF may follow */
};

struct multipart {
    enum state state;
    char delimiter[4 + BOUNDARY_MAX + 1];
    size_t n_delimiter;
    size_t matched;
    size_t lent; /* of them, bytes that stand before the data */
    char two[2];
    size_t n_two;
    struct buf head;
    /* The part under way. */
    const char *name;
    struct http_file *file; /* NULL: a field */
    struct buf value;
    size_t fields; /* bytes of all of them */
    int fd;
    struct sha256_stream *hash;
    char *pending; /* bytes of the file not yet written */
    size_t n_pending;
};

static const char damaged[] = "the form is damaged";

/* Value of a parameter of a header ("; name=value"), NULL when absent. */
static char *parameter(struct mem *m, const char *s, const char *name)
{
    size_t size = strlen(name);
    bool found;
    char *out;
    size_t n;

    for (;;) {
        s += strcspn(s, ";");
        if (!*s)
            return NULL;
        s++;
        s += strspn(s, " \t");
        found = !strncasecmp(s, name, size) && s[size] == '=';
        s += strcspn(s, "=;");
        if (*s != '=')
            continue;
        s++;
        out = mem_str(m, s);
        n = 0;
        if (*s != '"') {
            n = strcspn(s, "; \t");
            s += n;
        } else {
            for (s++; *s && *s != '"'; s++) {
                if (*s == '\\' && s[1] == '"')
                    s++;
                out[n++] = *s;
            }
            if (!*s)
                return NULL; /* no closing quote */
        }
        out[n] = '\0';
        if (found)
            return out;
    }
}

struct multipart *multipart_begin(struct http_live *l, const char *type)
{
    struct mem *m = l->req->mem;
    char *boundary = parameter(m, type, "boundary");
    struct multipart *p;
    size_t n = boundary ? strlen(boundary) : 0;

    if (!n || n > BOUNDARY_MAX || strpbrk(boundary, "\r\n"))
        return NULL;
    p = MEM_NEW(m, struct multipart);
    memcpy(p->delimiter, "\r\n--", 4);
    memcpy(p->delimiter + 4, boundary, n);
    p->n_delimiter = n + 4;
    p->matched = p->lent = 2; /* the first needs no line end before it */
    p->fd = -1;
    return p;
}

void multipart_drop(struct multipart *p)
{
    if (!p)
        return;
    if (p->hash)
        sha256_close(p->hash);
    p->hash = NULL;
    if (p->fd >= 0)
        close(p->fd);
    p->fd = -1;
}

/* --- Files ---------------------------------------------------------------- */

static bool write_all(int fd, const char *s, size_t n)
{
    ssize_t done;

    while (n) {
        done = write(fd, s, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        s += done;
        n -= (size_t)done;
    }
    return true;
}

static void file_failed(struct http_live *l)
{
    log_error("a file that arrives cannot be kept in %s: %s",
              l->server->options.files, strerror(errno));
    http_refuse(l, 503, "the file cannot be stored now");
}

static void file_flush(struct http_live *l, struct multipart *p)
{
    if (!p->n_pending)
        return;
    sha256_add(p->hash, p->pending, p->n_pending);
    p->file->size += p->n_pending;
    if (!write_all(p->fd, p->pending, p->n_pending))
        file_failed(l);
    p->n_pending = 0;
}

static void file_add(struct http_live *l, struct multipart *p, const char *s,
                     size_t n)
{
    size_t part;

    while (n && !l->refusal) {
        part = WRITE_SIZE - p->n_pending;
        part = n < part ? n : part;
        memcpy(p->pending + p->n_pending, s, part);
        p->n_pending += part;
        s += part;
        n -= part;
        if (p->n_pending == WRITE_SIZE)
            file_flush(l, p);
    }
}

/* The name without the folders that some browsers send. */
static const char *base_name(const char *s)
{
    const char *slash = strrchr(s, '/');
    const char *back;

    s = slash ? slash + 1 : s;
    back = strrchr(s, '\\');
    return back ? back + 1 : s;
}

static struct http_file *file_slot(struct http_request *req)
{
    if (!req->files)
        req->files = MEM_ARRAY(req->mem, HTTP_FILES_MAX, struct http_file);
    return req->n_files < HTTP_FILES_MAX ? &req->files[req->n_files] : NULL;
}

static void file_begin(struct http_live *l, struct multipart *p,
                       const char *filename, const char *type)
{
    struct http_request *req = l->req;
    struct http_file *f = file_slot(req);
    char *path;

    if (!l->server->options.files) {
        http_refuse(l, 415, "no file is taken here");
        return;
    }
    if (!f) {
        http_refuse(l, 413, "too many files at once");
        return;
    }
    if (!p->pending)
        p->pending = mem_alloc(req->mem, WRITE_SIZE);
    path = mem_fmt(req->mem, "%s/upload-XXXXXX", l->server->options.files);
    *f = (struct http_file){
        .name = p->name,
        .filename = base_name(filename),
        .type = type,
    };
    p->file = f;
    p->fd = mkostemp(path, O_CLOEXEC);
    if (p->fd < 0) {
        file_failed(l);
        return;
    }
    f->path = path;
    req->n_files++;
    p->hash = sha256_open();
}

static void file_end(struct http_live *l, struct multipart *p)
{
    struct http_file *f = p->file;

    file_flush(l, p);
    f->hash = sha256_close(p->hash);
    p->hash = NULL;
    if (close(p->fd) && !l->refusal)
        file_failed(l);
    p->fd = -1;
    p->file = NULL;
    if (f->size || *f->filename)
        return;
    /* A file field of a form in which nothing was chosen. */
    unlink(f->path);
    l->req->n_files--;
}

/* --- Parts ---------------------------------------------------------------- */

static void part_data(struct http_live *l, struct multipart *p, const char *s,
                      size_t n)
{
    if (!n || l->refusal)
        return;
    if (p->state != IN_DATA) {
        http_refuse(l, 400, damaged);
    } else if (p->file) {
        file_add(l, p, s, n);
    } else if (n > l->server->options.fields - p->fields) {
        http_refuse(l, 413, "the form is too long");
    } else {
        p->fields += n;
        buf_add(&p->value, s, n);
    }
}

static void part_end(struct http_live *l, struct multipart *p)
{
    struct http_arg arg = { .from = HTTP_FIELD };

    if (p->state != IN_DATA || l->refusal)
        return;
    if (p->file) {
        file_end(l, p);
        return;
    }
    request_text(l->req, p->name, p->value.s, p->value.n, &arg);
    if (!request_add_arg(l->req, arg))
        http_refuse(l, 413, "the form has too many fields");
}

/* Browsers write a quote and line ends in names as %22, %0D, %0A. */
static char *unescape(char *s)
{
    static const struct {
        char code[4], byte;
    } codes[] = { { "%22", '"' }, { "%0D", ' ' }, { "%0A", ' ' } };
    char *from, *to;
    size_t i;

    for (from = to = s; *from; from++) {
        *to = *from;
        for (i = 0; i < COUNT(codes); i++)
            if (!strncasecmp(from, codes[i].code, 3)) {
                *to = codes[i].byte;
                from += 2;
                break;
            }
        to++;
    }
    *to = '\0';
    return s;
}

static bool plain_encoding(const char *s)
{
    return !s || !strcasecmp(s, "binary") || !strcasecmp(s, "8bit") ||
           !strcasecmp(s, "7bit");
}

struct part_head {
    const char *disposition, *type, *encoding;
};

/* Cuts the header block into lines; false when one is no header. */
static bool read_lines(char *s, struct part_head *h)
{
    char *line, *colon, *value;

    for (line = s; *line; line = s) {
        s = strstr(line, "\r\n");
        if (s) {
            *s = '\0';
            s += 2;
        } else {
            s = line + strlen(line);
        }
        colon = strchr(line, ':');
        if (!colon || colon == line || strpbrk(line, "\r\n"))
            return false;
        *colon = '\0';
        value = colon + 1 + strspn(colon + 1, " \t");
        if (!strcasecmp(line, "Content-Disposition"))
            h->disposition = value;
        else if (!strcasecmp(line, "Content-Type"))
            h->type = value;
        else if (!strcasecmp(line, "Content-Transfer-Encoding"))
            h->encoding = value;
    }
    return true;
}

static void part_begin(struct http_live *l, struct multipart *p)
{
    struct mem *m = l->req->mem;
    struct part_head h = { 0 };
    char *name, *filename;

    if (!text_valid(p->head.s, p->head.n) || !read_lines(p->head.s, &h) ||
        !h.disposition || strncasecmp(h.disposition, "form-data", 9) != 0 ||
        !plain_encoding(h.encoding)) {
        http_refuse(l, 400, damaged);
        return;
    }
    name = parameter(m, h.disposition, "name");
    filename = parameter(m, h.disposition, "filename");
    if (!name) {
        http_refuse(l, 400, damaged);
        return;
    }
    p->name = unescape(name);
    p->state = IN_DATA;
    p->matched = p->lent = 2; /* an empty part: its boundary follows at once */
    if (filename)
        file_begin(l, p, unescape(filename), h.type ? h.type : "");
    else
        buf_init(&p->value, m);
}

/* --- The stream ----------------------------------------------------------- */

/* Data up to the next boundary; how many bytes were used. */
static size_t take_data(struct http_live *l, struct multipart *p, const char *s,
                        size_t n)
{
    const char *cr;
    size_t i = 0, run, held, from;

    while (i < n) {
        if (!p->matched) {
            cr = memchr(s + i, '\r', n - i);
            run = cr ? (size_t)(cr - s) - i : n - i;
            part_data(l, p, s + i, run);
            i += run;
            if (i == n)
                break;
        }
        if (s[i] == p->delimiter[p->matched]) {
            i++;
            if (++p->matched < p->n_delimiter)
                continue;
            part_end(l, p);
            p->matched = p->lent = 0;
            p->n_two = 0;
            p->state = AFTER_BOUNDARY;
            break;
        }
        from = p->lent;
        held = p->matched - from;
        p->matched = p->lent = 0;
        part_data(l, p, p->delimiter + from, held);
        if (p->state == IN_START)
            http_refuse(l, 400, damaged);
    }
    return i;
}

static size_t take_two(struct http_live *l, struct multipart *p, char c)
{
    p->two[p->n_two++] = c;
    if (p->n_two < 2)
        return 1;
    p->n_two = 0;
    if (!memcmp(p->two, "\r\n", 2)) {
        p->state = p->state == AT_END ? AT_END : IN_HEAD;
        buf_init(&p->head, l->req->mem);
    } else if (!memcmp(p->two, "--", 2) && p->state == AFTER_BOUNDARY) {
        p->state = AT_END;
    } else {
        http_refuse(l, 400, damaged);
    }
    return 1;
}

static size_t take_head(struct http_live *l, struct multipart *p, char c)
{
    struct buf *h = &p->head;

    buf_char(h, c);
    if (h->n > HEAD_MAX) {
        http_refuse(l, 400, damaged);
    } else if (h->n >= 4 && !memcmp(h->s + h->n - 4, "\r\n\r\n", 4)) {
        h->n -= 4;
        h->s[h->n] = '\0';
        part_begin(l, p);
    }
    return 1;
}

void multipart_add(struct http_live *l, const char *s, size_t n)
{
    struct multipart *p = l->body.multi;
    size_t used;

    for (; n && !l->refusal; s += used, n -= used)
        switch (p->state) {
        case IN_START:
        case IN_DATA:
            used = take_data(l, p, s, n);
            break;
        case IN_HEAD:
            used = take_head(l, p, *s);
            break;
        case AFTER_BOUNDARY:
        case AT_END:
        default:
            used = take_two(l, p, *s);
            break;
        }
}

void multipart_end(struct http_live *l)
{
    struct multipart *p = l->body.multi;

    if (p->state != AT_END)
        http_refuse(l, 400, damaged);
}
