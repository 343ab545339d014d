/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dispatch.h: what the web layer's own pages may ask of the dispatcher and
 * modules need not: cookies, the page under way, the routing table.
 */
#pragma once

#include "web/web.h"

/* A cookie of the visitor, NULL when there is none. */
const char *web_cookie(const struct rq *rq, const char *name);
/* Sets one (HttpOnly, SameSite=Lax, whole site); seconds 0 takes it away. */
void web_cookie_set(struct rq *rq, const char *name, const char *value,
                    long seconds);
/* A header of the request by name, NULL when there is none. */
const char *web_header(const struct rq *rq, const char *name);
void web_header_set(struct rq *rq, const char *name, const char *value);
/* The visitor's address, for limits and the list of sessions. */
const char *web_address(const struct rq *rq);
/* Did it come from this machine itself, not through a proxy? */
bool web_loopback(const struct rq *rq);

/* Path of the request after the language: "/task/15". */
const char *web_path(const struct rq *rq);
/* The same page in another language. */
const char *web_here(struct rq *rq, enum lang lang);
/* Is there a page at this path (without language), open to this visitor? */
bool web_may_open(const struct rq *rq, const char *path);
/* The message left by the page before, NULL when there is none; read once. */
const char *web_flash(struct rq *rq);

/* A new, empty page of the request. */
struct html *web_page(struct rq *rq);
/* The page under way becomes the answer; status by rc, which is returned. */
enum rc web_page_done(struct rq *rq, enum rc rc);
bool web_failures_shown(const struct rq *rq);
void web_set_failures_shown(struct rq *rq);
/* A problem document (RFC 9457) with the refusals; returns rc. */
enum rc web_problem(struct rq *rq, enum rc rc);
int web_status(enum rc rc);
/* A status other than that of the rc, for the answer to come. */
void web_status_force(struct rq *rq, int status);
/* 429: too often from one place; says after how many seconds to come back. */
void web_too_often(struct rq *rq, int64_t seconds);
/* An embedded or arena-held answer with its media type and status. */
enum rc web_answer(struct rq *rq, int status, const char *type,
                   const void *bytes, size_t n);
/* How long this answer may be kept; NULL: the dispatcher's own rule. */
void web_cache(struct rq *rq, const char *control);

/* --- The routing table (routes.c) ----------------------------------------- */

struct router;

#define ROUTE_PARAMS 6
struct route_match {
    const struct route *route; /* NULL: the path is there, the method is not */
    unsigned methods;          /* bits of the methods that the path has */
    struct {
        const char *name, *value;
        size_t n;
    } param[ROUTE_PARAMS];
    size_t n_params;
};

/* Proofreads the routes of the web layer and of all modules and makes the
 * table; a line for each fault: no right, an unknown type or role, a path
 * twice.  RC_INVALID then. */
enum rc router_make(struct router **out, struct ordo *app,
                    struct buf *faults) MUST_USE;
/* Every route, for those who print or test them. */
const struct route *const *router_all(const struct router *r, size_t *n);
/* The table of this house, made at its first use; NULL when it is faulty. */
const struct router *web_router(struct ordo *app);

/* Counted since the start, for /metrics. */
struct web_counts {
    uint64_t answers[6]; /* by the first digit of the status */
    uint64_t reads, slow, writes, repeated;
};
struct web_counts web_counts(void);
/* Finds a path ("/task/15"); `lang`: among those below /LANG.  Literal
 * segments win over parameters; one named `id` takes numbers alone. */
bool router_find(const struct router *r, bool lang, enum http_method method,
                 const char *path, size_t n, struct route_match *out);
