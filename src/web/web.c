/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web.c: the one dispatcher.  Language, session, text, rights, CSRF and
 * acting once are settled here (who asks: visit_who.c), before any handler.
 */
#include "web/visit.h"

#include "base/log.h"
#include "base/text.h"
#include "kernel/act.h"
#include "kernel/second.h"
#include "web/page.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define POLICY                                                                 \
    "default-src 'none'; style-src 'self'; script-src 'self';"                 \
    " img-src 'self' data:; font-src 'self'; connect-src 'self';"              \
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/* --- The routing table of the house --------------------------------------- */

static pthread_mutex_t router_lock = PTHREAD_MUTEX_INITIALIZER;
static struct router *router_made;
static const struct ordo *router_app;

const struct router *web_router(struct ordo *app)
{
    struct router *r;
    struct buf faults;

    pthread_mutex_lock(&router_lock);
    if (router_app != app) {
        buf_init(&faults, app->mem);
        router_app = app;
        if (router_make(&router_made, app, &faults)) {
            log_error("the routes are wrong: %s", faults.s);
            router_made = NULL;
        }
    }
    r = router_made;
    pthread_mutex_unlock(&router_lock);
    return r;
}

/* --- Refusals ------------------------------------------------------------- */

enum visit_next visit_refused(struct visit *v, int status, enum rc rc)
{
    v->force = status;
    page_error(&v->rq, rc);
    return VISIT_DONE;
}

void visit_refuse(struct visit *v)
{
    struct rq *rq = &v->rq;

    v->force = v->out->status;
    if (v->force == 413)
        fail(rq, RC_INVALID, NULL, "what was sent is too large");
    else if (v->force == 414)
        fail(rq, RC_INVALID, NULL, "the address is too long");
    else
        fail(rq, RC_INVALID, NULL, "the request cannot be understood");
    page_error(rq, RC_INVALID);
}

static bool starts(const char *s, const char *with)
{
    return !strncmp(s, with, strlen(with));
}

/* --- Language and route --------------------------------------------------- */

/* Takes "/ky" off the path; false when there is no language. */
static bool take_language(struct visit *v)
{
    const char *p = v->in->path;
    char code[3];
    int lang;

    if (p[0] != '/' || !p[1] || !p[2] || (p[3] && p[3] != '/'))
        return false;
    code[0] = p[1];
    code[1] = p[2];
    code[2] = '\0';
    lang = lang_from_code(code);
    if (lang < 0)
        return false;
    v->rq.lang = (enum lang)lang;
    v->path = p[3] ? p + 3 : "/";
    return true;
}

enum http_method visit_method(const struct visit *v)
{
    return v->in->method == HTTP_HEAD ? HTTP_GET : v->in->method;
}

static bool find_route(struct visit *v)
{
    return router_find(v->router, v->has_lang, visit_method(v), v->path,
                       strlen(v->path), &v->match);
}

static enum visit_next to_language(struct visit *v)
{
    const char *to = web_here(&v->rq, v->guess);

    http_redirect(v->out, 302, to);
    http_header(v->out, "Vary", "Accept-Language, Cookie");
    v->cache = "private, no-cache";
    v->answered = true;
    return VISIT_DONE;
}

static enum visit_next no_such_method(struct visit *v)
{
    struct buf allow;

    buf_init(&allow, v->rq.mem);
    for (unsigned m = 0; m < 8; m++)
        if (v->match.methods & (1U << m)) {
            if (allow.n)
                buf_str(&allow, ", ");
            buf_str(&allow, http_method_name((enum http_method)m));
            if (m == HTTP_GET)
                buf_str(&allow, ", HEAD");
        }
    http_header(v->out, "Allow", allow.s);
    fail(&v->rq, RC_INVALID, NULL, "this address does not take %s",
         http_method_name(v->in->method));
    return visit_refused(v, 405, RC_INVALID);
}

const struct type *visit_type(const struct rq *rq, const struct route_match *m)
{
    const struct type *t = NULL;

    for (size_t i = 0; i < m->n_params; i++)
        if (!strcmp(m->param[i].name, "type"))
            t = app_type(rq->app,
                         mem_strn(rq->mem, m->param[i].value, m->param[i].n));
    return t && !t->internal ? t : NULL;
}

/* "/de/task" is no page without a language, but an unknown language. */
static bool page_without_language(struct visit *v)
{
    struct route_match m;

    if (v->has_lang || v->web.api || visit_method(v) != HTTP_GET ||
        !router_find(v->router, true, HTTP_GET, v->path, strlen(v->path), &m) ||
        !m.route)
        return false;
    return !strstr(m.route->path, "/:type") || visit_type(&v->rq, &m);
}

static enum visit_next no_route(struct visit *v)
{
    if (v->match.methods)
        return no_such_method(v);
    if (page_without_language(v))
        return to_language(v);
    return visit_refused(v, 404, RC_MISSING);
}

static void take_params(struct visit *v)
{
    struct web *w = &v->web;

    w->route = v->match.route;
    w->n_params = v->match.n_params;
    for (size_t i = 0; i < w->n_params; i++) {
        w->param[i].name = v->match.param[i].name;
        w->param[i].value =
            mem_strn(v->rq.mem, v->match.param[i].value, v->match.param[i].n);
        if (!strcmp(w->param[i].name, "type"))
            w->type = app_type(v->rq.app, w->param[i].value);
    }
    if (w->type && w->type->internal)
        w->type = NULL;
}

/* --- Through all of it ---------------------------------------------------- */

struct visit *visit_new(struct ordo *app, struct http_request *in,
                        struct http_response *out)
{
    struct visit *v = MEM_NEW(in->mem, struct visit);

    rq_init(&v->rq, app, in->mem);
    v->rq.web = &v->web;
    v->rq.looks = &v->looks;
    v->rq.sql = store_reader(app->store);
    v->web.in = v->in = in;
    v->web.out = v->out = out;
    v->router = web_router(app);
    v->path = in->path ? in->path : "/";
    v->guess = LANG_KY;
    return v;
}

/* A role requires a second factor, and there is none: nothing else opens. */
static bool must_enrol(struct visit *v)
{
    return v->web.session && !v->session.second &&
           !(v->web.route->flags & ROUTE_UNENROLLED) &&
           second_required(&v->rq);
}

static enum visit_next enrol_first(struct visit *v)
{
    struct rq *rq = &v->rq;

    if (v->web.api || !v->has_lang || v->session.token) {
        fail(rq, RC_DENIED, NULL,
             "a role of yours requires a second factor: sign in on the site"
             " and set it up first");
        return visit_refused(v, 403, RC_DENIED);
    }
    web_redirect(rq, url(rq, "/profile/second"), NULL);
    return VISIT_DONE;
}

static enum visit_next check_request(struct visit *v)
{
    struct rq *rq = &v->rq;

    if (v->in->bad_text) {
        fail(rq, RC_INVALID,
             text_valid(v->in->bad_text, strlen(v->in->bad_text))
                 ? v->in->bad_text
                 : NULL,
             "is not valid UTF-8 text");
        return visit_refused(v, 400, RC_INVALID);
    }
    if (!v->match.route)
        return no_route(v);
    take_params(v);
    if (v->web.route->type && v->web.route->type[0] == ':' && !v->web.type)
        return visit_refused(v, 404, RC_MISSING);
    if (must_enrol(v))
        return enrol_first(v);
    if (!visit_may(rq, v->web.route, v->web.type)) {
        if (!v->web.session)
            return visit_sign_in(v);
        return visit_refused(v, 403, RC_DENIED);
    }
    if (visit_method(v) != HTTP_GET)
        return visit_origin(v);
    return VISIT_READ;
}

enum visit_next visit_enter(struct visit *v)
{
    enum visit_next next;
    enum rc rc = RC_OK;

    v->guess = visit_guess(v);
    v->rq.lang = v->guess;
    v->has_lang = take_language(v);
    v->web.api = starts(v->in->path ? v->in->path : "", "/api/");
    if (!v->router)
        return visit_refused(v, 500, RC_BROKEN);
    if (!find_route(v))
        v->match.route = NULL;
    if (visit_asks_session(v))
        rc = visit_session(v);
    if (rc == RC_DENIED) {
        http_header(v->out, "WWW-Authenticate",
                    "Bearer error=\"invalid_token\"");
        fail(&v->rq, RC_DENIED, NULL,
             "the token is unknown, revoked or expired");
        return visit_refused(v, 401, RC_DENIED);
    }
    if (rc)
        return visit_refused(v, 0, rc);
    next = check_request(v);
    if (next == VISIT_DONE)
        return next;
    v->blank = *v->out;
    if (v->web.route->flags & ROUTE_WRITES) {
        once_prepare(v);
        v->mark = mem_mark(v->rq.mem);
        return v->web.route->prepare ? VISIT_PREPARE : VISIT_WRITE;
    }
    if (v->web.route->flags & ROUTE_SLOW || v->web.route->prepare)
        return VISIT_SLOW;
    return VISIT_READ;
}

void visit_forget(struct visit *v)
{
    if (v->out->fd >= 0)
        close(v->out->fd);
    *v->out = v->blank;
    v->answered = v->html = v->failures_shown = false;
    v->web.page = NULL;
    v->location = v->flash = NULL;
    v->later = NULL;
    v->force = 0;
    look_forget(&v->looks);
    rq_forget(&v->rq);
}

/* A handler's code becomes an answer, if it made none itself. */
static void settle(struct visit *v, enum rc rc)
{
    if (rc)
        v->later = NULL;
    if (rc == RC_OK && !v->answered && !v->later) {
        log_error("no answer was made at %s", v->web.route->path);
        rc = RC_BROKEN;
    }
    if (rc && !v->answered)
        page_error(&v->rq, rc);
    v->rc = rc;
}

void visit_read(struct visit *v)
{
    enum rc rc = RC_OK;

    if (v->web.route->prepare)
        rc = v->web.route->prepare(&v->rq);
    if (!rc)
        rc = v->web.route->run(&v->rq);
    settle(v, rc);
}

bool visit_prepare(struct visit *v)
{
    enum rc rc = v->web.route->prepare(&v->rq);

    if (rc || v->answered)
        settle(v, rc);
    v->mark = mem_mark(v->rq.mem);
    v->blank = *v->out;
    return !rc && !v->answered;
}

static enum rc act_once(struct visit *v)
{
    bool found;

    TRY(once_look(v, &found));
    if (found)
        return RC_OK;
    TRY(v->web.route->run(&v->rq));
    if (v->later && v->once) {
        TRY(v->later(&v->rq, v->later_arg));
        v->later = NULL;
    }
    return v->answered ? once_keep(v) : RC_OK;
}

enum rc visit_write(struct sql *sql, void *visit)
{
    struct visit *v = visit;
    enum rc rc;

    /* Once more after a lost group: as if it had never run. */
    if (v->runs++)
        mem_back(v->rq.mem, v->mark);
    visit_forget(v);
    v->rq.rights_changed = false;
    v->rq.sql = sql;
    rc = act_once(v);
    settle(v, rc);
    return v->rc;
}

enum rc web_later(struct rq *rq, enum rc (*answer)(struct rq *, void *),
                  void *arg)
{
    struct visit *v = visit_of(rq);

    v->later = answer;
    v->later_arg = arg;
    return RC_OK;
}

void visit_later(struct visit *v)
{
    enum rc rc = v->later(&v->rq, v->later_arg);

    v->later = NULL;
    settle(v, rc);
}

void visit_written(struct visit *v, enum rc rc)
{
    if (!rc && v->rq.rights_changed)
        atomic_fetch_add(&v->rq.app->generation, 1);
    /* Refused by the disk after the handler was content. */
    if (rc && !v->rc) {
        visit_forget(v);
        page_error(&v->rq, rc);
        v->rc = rc;
    }
}

/* --- Headers of every answer ---------------------------------------------- */

static void remember_language(struct visit *v)
{
    if (v->has_lang && v->html && v->out->status == 200 &&
        v->rq.lang != v->guess)
        web_cookie_set(&v->rq, "lang", lang_code(v->rq.lang), 365L * 86400);
}

static const char *cache_rule(struct visit *v)
{
    if (v->cache)
        return v->cache;
    if (!v->web.session && v->in->method != HTTP_POST &&
        v->out->status == 200 && !v->flash_read &&
        !http_response_header(v->out, "Set-Cookie")) {
        http_header(v->out, "Vary", "Cookie, Authorization, Accept-Language");
        return "public, max-age=60";
    }
    return "no-store";
}

void visit_seal(struct visit *v)
{
    struct http_response *out = v->out;

    /* Who was shown an error saw nothing. */
    if (out->status == 200)
        look_keep(&v->rq);
    else
        look_forget(&v->looks);
    remember_language(v);
    http_header(out, "Cache-Control", cache_rule(v));
    if (!http_response_header(out, "Content-Security-Policy"))
        http_header(out, "Content-Security-Policy", POLICY);
    http_header(out, "X-Content-Type-Options", "nosniff");
    http_header(out, "X-Frame-Options", "DENY");
    http_header(out, "Referrer-Policy", "same-origin");
    http_header(out, "Permissions-Policy",
                "camera=(), geolocation=(), microphone=(), payment=()");
    http_header(out, "Cross-Origin-Opener-Policy", "same-origin");
    http_header(out, "Cross-Origin-Resource-Policy", "same-origin");
    if (v->html)
        http_header(out, "Content-Language", lang_code(v->rq.lang));
    if (out->status == 503 && !http_response_header(out, "Retry-After"))
        http_header(out, "Retry-After", "5");
    if (visit_https(v))
        http_header(out, "Strict-Transport-Security",
                    "max-age=31536000; includeSubDomains");
    /* Forms bear secrets; what nobody has signed in for may be packed. */
    out->compress = !v->web.session;
}
