/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http.h: HTTP/1.1 for one handler.  A thin layer over libmicrohttpd that
 * refuses what the library lets through, bounds every size and time, and owns
 * the memory of a request.  It knows no routes and no rights.
 *
 * Event threads read requests and write answers.  `run` is called on one of
 * them when the whole request is there; work that could block is handed to
 * another thread after http_suspend, which calls http_finish at its end.
 */
#pragma once

#include "base/buf.h"
#include "base/hash.h"

/* What a request may hold; more is refused with a status, never cut. */
#define HTTP_TARGET_MAX ((size_t)8 << 10) /* path and query: 414 */
#define HTTP_FIELDS_MAX 2000              /* arguments and fields: 413 */
#define HTTP_FILES_MAX 100                /* files of a form: 413 */

enum http_method {
    HTTP_GET,
    HTTP_HEAD,
    HTTP_POST,
    HTTP_PATCH,
    HTTP_PUT,
    HTTP_DELETE,
    HTTP_OPTIONS,
    HTTP_OTHER,
};

enum http_from { HTTP_QUERY, HTTP_FIELD };

/* A query argument or a form field, in the order of arrival. */
struct http_arg {
    const char *name, *value; /* valid UTF-8 */
    size_t n;                 /* bytes of the value */
    enum http_from from;
};

struct http_pair {
    const char *name, *value;
};

/* A file of a form, already on disk. */
struct http_file {
    const char *name;     /* the field */
    const char *filename; /* as the sender calls it, without folders */
    const char *type;     /* media type as the sender claims it, "" none */
    const char *path;     /* where it lies; removed after the request... */
    bool taken;           /* ...unless this is set (it was moved or linked) */
    uint64_t size;
    struct sha256 hash;
};

struct http_live; /* the connection behind a request */
struct http_response;
struct http_server;

struct http_request {
    enum http_method method;
    const char *target; /* as it came: path and query, still encoded */
    const char *path;   /* decoded: begins with '/', valid UTF-8, no empty,
                           `.` or `..` segment; one '/' may end it */
    const char *query;  /* still encoded, "" none */

    struct http_arg *args;
    size_t n_args;
    struct http_pair *headers; /* names as sent; bytes that are no UTF-8 are
                                  replaced by '?' */
    size_t n_headers;

    const char *type; /* media type of the body in lower case, "" none */
    const char *body; /* what is neither a form nor multipart; NUL behind */
    size_t n_body;
    struct http_file *files;
    size_t n_files;

    /* The name of an argument or field whose value is not valid UTF-8 or
     * holds a NUL (its value is "" here), else NULL.  Answer 400. */
    const char *bad_text;

    const char *address; /* the client's: "192.0.2.7", "2001:db8::1", "unix" */
    const char *peer;    /* who is connected to us: a proxy, or the client */
    bool forwarded;      /* some proxy passed it on (a header says so) */
    bool https;          /* a trusted proxy says that the client used TLS */

    char id[32];     /* for the log: unique while the server runs */
    struct mem *mem; /* thrown away when the answer is sent */
    struct http_response *out;
    void *app;  /* http_options.app */
    void *data; /* the layer above's own, NULL at first */

    struct http_live *live; /* NULL: made in memory */
    size_t cap_args;
};

/* The answer.  Everything it points to must be static or of the request's
 * arena; nothing is copied on its way to the socket. */
struct http_response {
    struct mem *mem;
    int status;
    const char *type; /* media type, NULL none */
    struct http_pair *headers;
    size_t n_headers, cap_headers;
    const void *body;
    size_t size;
    int fd; /* when not -1, `size` bytes of this file from `offset`, and it is
               closed afterwards */
    uint64_t offset;
    bool compress; /* gzip may be used: no secret beside reflected input */
};

enum http_run {
    HTTP_DONE,  /* answer now */
    HTTP_LATER, /* http_suspend was called; http_finish will be */
};

struct http_handler {
    /* The most bytes of body that this request may have; called when the
     * headers are in and say that there is one.  0: none.  NULL: none ever.
     * A longer one is refused with 413 before it is read. */
    size_t (*body_cap)(struct http_request *req);
    /* The request is complete.  Out of memory in req->mem is answered 503. */
    enum http_run (*run)(struct http_request *req, struct http_response *res);
    /* Draws the answer to a request that this layer refuses (400, 413, 414);
     * res holds the status and a plain English sentence.  Path, arguments and
     * even headers may be missing ("" and none).  NULL: as it is. */
    void (*refuse)(struct http_request *req, struct http_response *res);
};

/* Start from http_options_default(). */
struct http_options {
    const char *listen;   /* "127.0.0.1:8080", "[::]:8080"; port 0: any free */
    int listen_fd;        /* a socket that listens already, else -1 */
    int threads;          /* event threads, 1 to 64 */
    const char *files;    /* folder for files that arrive; NULL: refused 415 */
    const char *proxies;  /* trusted: "127.0.0.1 10.0.0.0/8 unix" or NULL */
    unsigned connections; /* at once */
    unsigned per_address; /* of them from one peer, 0: no limit */
    size_t memory;        /* limit of a request's arena */
    size_t fields;        /* bytes of all fields of a multipart form */
    unsigned header_ms;   /* to send the headers */
    unsigned idle_ms;     /* between requests, and without any progress */
    unsigned body_ms;     /* each such period must bring... */
    unsigned body_bytes;  /* ...so many bytes of body */
    void *app;            /* given to each request */
};

struct http_options http_options_default(void);

/* RC_INVALID: the address or proxies cannot be read; RC_BUSY: the address is
 * taken; RC_DENIED: not allowed; RC_BROKEN.  *error then is an English
 * sentence, valid until the next call on this thread. */
enum rc http_start(struct http_server **out, const struct http_options *o,
                   const struct http_handler *handler,
                   const char **error) MUST_USE;
/* The port it listens on, 0 for a local socket. */
int http_port(const struct http_server *s);
/* Accepts no more, waits up to `seconds` for what runs, then ends.  What is
 * still suspended is answered 503; its request stays alive until its own
 * http_finish.  Frees `s`; NULL is allowed. */
void http_stop(struct http_server *s, int seconds);
/* The socket that systemd handed over (LISTEN_FDS), or -1. */
int http_inherited_socket(void);

/* --- Within run ----------------------------------------------------------- */

/* Index of this event thread, 0 to threads - 1; -1 on any other. */
int http_thread(void);
/* Takes the request off the event thread.  Call it before the job is handed
 * over, then return HTTP_LATER without another look at the request: it
 * belongs to the other thread, with its arena (use mem_try there). */
void http_suspend(struct http_request *req);
/* From any thread, once: the answer in req->out is sent.  The request must
 * not be touched afterwards. */
void http_finish(struct http_request *req);

/* --- Reading -------------------------------------------------------------- */

/* First header of that name (any case), NULL when absent. */
const char *http_request_header(const struct http_request *req,
                                const char *name);
/* Value of a cookie, in the arena; NULL when absent. */
const char *http_request_cookie(struct http_request *req, const char *name);
/* First argument or field of that name, NULL when absent. */
const char *http_request_arg(const struct http_request *req, const char *name);
const char *http_method_name(enum http_method method);

/* A request in memory, for tests and calls inside the program, with an empty
 * response.  NULL when the target would be refused. */
struct http_request *http_request_make(struct mem *m, enum http_method method,
                                       const char *target) MUST_USE;
void http_request_add_header(struct http_request *req, const char *name,
                             const char *value);
void http_request_add_field(struct http_request *req, const char *name,
                            const char *value);
/* Splits a form's "a=1&b=2" into fields.  RC_INVALID: too many. */
enum rc http_request_add_form(struct http_request *req, const char *s,
                              size_t n) MUST_USE;

/* --- Answering ------------------------------------------------------------ */

/* Empty, status 200. */
void http_response_init(struct http_response *res, struct mem *m);
/* Adds a header (copied).  Control characters in the value are a fault of
 * the caller: they are dropped and logged. */
void http_header(struct http_response *res, const char *name,
                 const char *value);
const char *http_response_header(const struct http_response *res,
                                 const char *name);
/* Static or arena bytes as they are. */
void http_body(struct http_response *res, int status, const char *type,
               const void *bytes, size_t n);
/* Streams a file; the response owns `fd` from now on. */
void http_body_file(struct http_response *res, int status, const char *type,
                    int fd, uint64_t offset, size_t n);
/* 303 or another status that bears a Location. */
void http_redirect(struct http_response *res, int status, const char *to);
/* HttpOnly, SameSite=Lax, for the whole site.  seconds 0 takes it away, -1
 * keeps it until the browser ends.  Name and value are cookie characters. */
void http_cookie(struct http_response *res, const char *name, const char *value,
                 long seconds, bool secure);
/* Forgets what was made: 503 with a static sentence; allocates nothing. */
void http_busy(struct http_response *res);

/* --- Counters ------------------------------------------------------------- */

struct http_counts {
    uint64_t connections; /* ever accepted */
    uint64_t open;        /* now */
    uint64_t requests;    /* whose target arrived */
    uint64_t running;     /* now, between headers and the end of the answer */
    uint64_t suspended;   /* now, on other threads */
    uint64_t by_class[6]; /* answers by hundreds of the status; [0] unused */
    uint64_t refused;     /* by this layer */
    uint64_t cut;         /* connections ended for being slow */
    uint64_t no_memory;   /* answered 503 for want of memory */
};
void http_count(struct http_server *s, struct http_counts *out);
