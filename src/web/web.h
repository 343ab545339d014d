/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web.h: from an HTTP request to a handler and back.  Routes are a written
 * list in each module; rights, CSRF, limits and parsing are checked here, in
 * one function, before any handler.  A route without a right does not start.
 *
 * Reads that are sure to be short run on the event thread; other reads on a
 * worker; writes on the store's writer, and may run more than once: a write
 * handler answers with web_redirect, web_json or a page made from arena
 * memory, and touches nothing but its request and the database.
 */
#pragma once

#include "kernel/app.h"
#include "kernel/record.h"
#include "web/html.h"
#include "web/http.h"

enum who {
    WHO_PUBLIC = 1, /* anybody */
    WHO_MEMBER,     /* anybody signed in */
    WHO_RIGHT,      /* who has `op` on `type` for some record */
    WHO_ROLE,       /* who holds one of `roles` (names, space between) */
};

enum route_flags {
    ROUTE_WRITES = 1,  /* runs on the writer; POST, PATCH, DELETE */
    ROUTE_SLOW = 2,    /* a read that may be long: on a worker */
    ROUTE_NO_LANG = 4, /* no /LANG before it: /healthz, /api/v1/... */
    ROUTE_UNENROLLED = 16, /* open to those who must first enrol a second
                              factor */
    ROUTE_NO_CSRF = 8, /* public forms before sign-in have a form token
                          instead; API requests with a bearer need none */
};

struct route {
    enum http_method method;
    const char *path; /* "/task/:id/edit"; :name is a segment */
    enum who who;
    const char *type; /* for WHO_RIGHT; ":type" takes it from the path */
    enum op op;
    const char *roles;
    unsigned flags;
    size_t body; /* most bytes of a body; 0: 64 kB with POST, none with GET */
    /* On a worker, before a write: parse, hash a password, read files. */
    enum rc (*prepare)(struct rq *rq);
    enum rc (*run)(struct rq *rq);
};

struct session {
    int64_t id, account, person;
    const char *login, *name; /* name in the request's language */
    const char *csrf;
    bool token;        /* an API token, not a cookie */
    const char *scope; /* of a token: "read" or "write" */
    bool second;       /* the account has a second factor */
    int64_t seen_at;   /* last noted use of a cookie's session */
};

/* rq->web */
struct web {
    struct http_request *in;
    struct http_response *out;
    const struct route *route;
    const struct type *type; /* of a :type route */
    struct session *session; /* NULL: nobody */
    struct html *page;
    bool api; /* answers are JSON, errors problem documents */
    void *prepared; /* what route->prepare left for run */
    struct { const char *name, *value; } param[6];
    size_t n_params;
};

static inline struct web *web_of(const struct rq *rq)
{
    return rq->web;
}

/* Path parameter; "" when there is none.  As an id: 0 when not a number. */
const char *web_param(const struct rq *rq, const char *name);
int64_t web_param_id(const struct rq *rq, const char *name);
/* First value of a query argument or form field; NULL when absent. */
const char *web_arg(const struct rq *rq, const char *name);
/* All values of that name joined by `;` (check boxes, multiple select). */
const char *web_arg_all(const struct rq *rq, const char *name);

/* "/ky/..." in the request's language, arguments percent-encoded: %s is a
 * path segment or query value. */
#define url(rq, ...) url_at((rq), "" __VA_ARGS__)
const char *url_at(struct rq *rq, const char *fmt, ...) PRINTF(2, 3);

/* Answers. A redirect is 303; `flash` (msgid translated, NULL none) is shown
 * once at the top of the next page. */
enum rc web_redirect(struct rq *rq, const char *to, const char *flash);
/* For good: 301, without a word. */
enum rc web_moved(struct rq *rq, const char *to);
enum rc web_json(struct rq *rq, int status, const struct buf *json);
/* For a write: `answer` makes the answer once the write is on disk, on a
 * worker and its reader, so that nobody's write waits for it.  (On the writer
 * when the answer must be kept: acting once.) */
enum rc web_later(struct rq *rq, enum rc (*answer)(struct rq *, void *),
                  void *arg);
enum rc web_bytes(struct rq *rq, const char *type, const void *bytes, size_t n);
/* The file behind `fd`, which the answer owns from now on. */
enum rc web_fd(struct rq *rq, const char *type, int fd, size_t n);
/* A stored file as a download, or inline when its kind is safe (PDF, picture). */
enum rc web_file(struct rq *rq, int64_t file);

/* Starts with the standard limits; blocks until asked to stop. Prints the
 * address when ready. */
struct web_options {
    const char *listen; /* "127.0.0.1:8080" */
    int event_threads, workers; /* 0: by the machine */
};
enum rc web_serve(struct ordo *app, struct web_options o, const char **error);

/* For scenarios in tests: one request in memory through the whole dispatcher,
 * no socket; `out` is filled as it would be sent. */
void web_handle(struct ordo *app, struct http_request *in,
                struct http_response *out);

