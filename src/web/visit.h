/* SPDX-License-Identifier: Apache-2.0 */
/*
 * visit.h: one request on its way through the dispatcher; web.c, answer.c and
 * serve.c know it, nobody else.
 */
#pragma once

#include "kernel/look.h"
#include "web/dispatch.h"
#include "web/session.h"

struct visit {
    struct web web; /* first: web_of() finds it */
    struct rq rq;
    struct session session;
    struct looks looks; /* at personal data, until the answer */
    struct http_request *in;
    struct http_response *out;
    const struct router *router;
    struct route_match match;
    const char *path; /* after the language */
    bool has_lang;
    enum lang guess; /* the visitor's language by cookie and header */
    bool answered, failures_shown;
    enum rc (*later)(struct rq *, void *); /* makes the answer: web_later */
    void *later_arg;
    bool flash_read, html;
    int force;         /* status other than the rc's, 0 none */
    const char *cache; /* Cache-Control, NULL: by rule */
    /* A redirect, as it is kept for a form sent twice. */
    const char *location, *flash;
    /* Acting once. */
    const char *once;
    struct sha256 print;
    /* On its way to other threads. */
    struct store_job job;
    struct mem_mark mark;
    struct http_response blank; /* the answer before the handler */
    bool ready; /* prepared; the writer is next */
    int runs;
    enum rc rc;
    struct visit *next;
};

static inline struct visit *visit_of(const struct rq *rq)
{
    return (struct visit *)rq->web;
}

/* What remains to be done with a visit. */
enum visit_next {
    VISIT_DONE,    /* the answer is made */
    VISIT_READ,    /* a short read */
    VISIT_SLOW,    /* a read for a worker */
    VISIT_PREPARE, /* a write whose preparation is for a worker */
    VISIT_WRITE,   /* a write for the writer */
};

/* web.c: a refusal with this status (0: that of the code) is the answer. */
enum visit_next visit_refused(struct visit *v, int status, enum rc rc);

/* The method, HEAD being a GET. */
enum http_method visit_method(const struct visit *v);
/* The type that a `:type` in the path names, NULL when it names none that has
 * pages. */
const struct type *visit_type(const struct rq *rq,
                              const struct route_match *m);

/* visit_who.c: finds the session or token, and the person's rights. */
enum rc visit_session(struct visit *v) MUST_USE;
/* Does the route look anybody up at all? */
bool visit_asks_session(const struct visit *v);
/* What nobody signed in gets: the way to the door, or a refusal. */
enum visit_next visit_sign_in(struct visit *v);
/* May the person open the route, `of_path` being the type in its path? */
bool visit_may(const struct rq *rq, const struct route *r,
               const struct type *of_path);
/* VISIT_READ: a write comes from our own page, with its token. */
enum visit_next visit_origin(struct visit *v);

/* In the request's arena.  Routes, signs in, checks everything. */
struct visit *visit_new(struct ordo *app, struct http_request *in,
                        struct http_response *out);
enum visit_next visit_enter(struct visit *v);
/* Runs the handler of a read and makes sure that there is an answer. */
void visit_read(struct visit *v);
/* false: refused, and the refusal is the answer. */
bool visit_prepare(struct visit *v);
/* For store_job and store_write: the handler, acting once. */
enum rc visit_write(struct sql *sql, void *visit);
/* After the commit: caches, and an answer when the commit failed. */
void visit_written(struct visit *v, enum rc rc);
/* Makes the answer that was put off. */
void visit_later(struct visit *v);
/* The headers that every answer has. */
void visit_seal(struct visit *v);
/* A refusal before any handler, by the layer below. */
void visit_refuse(struct visit *v);
/* Forgets what a handler answered. */
void visit_forget(struct visit *v);

/* once.c: on the writer.  *found: the answer of the first time was given. */
void once_prepare(struct visit *v);
enum rc once_look(struct visit *v, bool *found);
enum rc once_keep(struct visit *v);

/* answer.c: does the house want HTTPS only? */
bool visit_https(struct visit *v);
enum lang visit_guess(struct visit *v);
void visit_count_repeated(void);
