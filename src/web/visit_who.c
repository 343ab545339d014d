/* SPDX-License-Identifier: Apache-2.0 */
/*
 * visit_who.c: who asks and from where: the session or token, the roles that a
 * route wants, the second factor, and whether a form came from our own page.
 */
#include "web/visit.h"

#include "base/text.h"
#include "kernel/act.h"
#include "kernel/second.h"
#include "web/page.h"

#include <string.h>
#include <strings.h>

/* --- Who is there --------------------------------------------------------- */

enum rc visit_session(struct visit *v)
{
    const char *auth = http_request_header(v->in, "Authorization");
    const char *cookie;
    enum rc rc = RC_MISSING;

    if (auth && !strncasecmp(auth, "Bearer ", 7)) {
        rc = token_find(&v->rq, auth + 7 + strspn(auth + 7, " "), &v->session);
        if (rc == RC_MISSING)
            return RC_DENIED;
    } else {
        cookie = http_request_cookie(v->in, SESSION_COOKIE);
        if (cookie && *cookie)
            rc = session_find(&v->rq, cookie, &v->session);
    }
    if (rc == RC_MISSING)
        rc = RC_OK;
    else if (!rc)
        v->web.session = &v->session;
    if (!rc) {
        v->rq.person = v->web.session ? v->session.person : 0;
        v->rq.holder = rights_holder(&v->rq, v->rq.person);
    }
    return rc;
}

/* Assets and tiles are alike for everybody: nobody is looked up. */
bool visit_asks_session(const struct visit *v)
{
    const struct route *r = v->match.route;

    return !r || r->who != WHO_PUBLIC || !(r->flags & ROUTE_NO_LANG) ||
           v->web.api || !strncmp(v->in->path, "/metrics", 8);
}

enum visit_next visit_sign_in(struct visit *v)
{
    struct rq *rq = &v->rq;

    if (v->web.api || !v->has_lang) {
        http_header(v->out, "WWW-Authenticate", "Bearer");
        fail(rq, RC_DENIED, NULL, "sign in first");
        return visit_refused(v, 401, RC_DENIED);
    }
    if (visit_method(v) != HTTP_GET || !strcmp(v->path, "/my"))
        web_redirect(rq, url(rq, "/sign-in"), NULL);
    else
        web_redirect(rq, url(rq, "/sign-in?next=%s", v->in->target), NULL);
    return VISIT_DONE;
}

static bool holds_role(const struct rq *rq, const char *roles)
{
    while (*roles) {
        char name[64];
        size_t n = strcspn(roles, " ");

        if (n < sizeof name) {
            memcpy(name, roles, n);
            name[n] = '\0';
            if (rights_role(rq, name))
                return true;
        }
        roles += n + strspn(roles + n, " ");
    }
    return false;
}

/* Steps that need an act are open to those who draft acts. */
static bool may_draft(const struct rq *rq, const struct route *r,
                      const struct type *t)
{
    bool any = false;

    for (size_t i = 0; i < t->n_steps; i++)
        any |= t->steps[i].by_act;
    return any && r->op == OP_STEP && rights_any(rq, &type_act, OP_ADD, NULL);
}

bool visit_may(const struct rq *rq, const struct route *r,
                     const struct type *of_path)
{
    const struct web *w = web_of(rq);
    const struct type *t;

    switch (r->who) {
    case WHO_PUBLIC:
        return true;
    case WHO_MEMBER:
        return w->session != NULL;
    case WHO_RIGHT:
        t = r->type[0] == ':' ? of_path : app_type(rq->app, r->type);
        return t && (rights_any(rq, t, r->op, NULL) || may_draft(rq, r, t));
    case WHO_ROLE:
        return holds_role(rq, r->roles);
    }
    return false;
}

bool web_may_open(const struct rq *rq, const char *path)
{
    const struct visit *v = visit_of(rq);
    const struct type *t;
    struct route_match m;

    if (!v->router ||
        !router_find(v->router, true, HTTP_GET, path, strlen(path), &m) ||
        !m.route)
        return false;
    t = m.n_params ? visit_type(rq, &m) : NULL;
    if (m.n_params && !t)
        return false;
    return visit_may(rq, m.route, t);
}

/* --- Where it comes from -------------------------------------------------- */

/* A browser says from which site it sends; a foreign one may only read. */
static bool same_site(const struct visit *v)
{
    const char *site = http_request_header(v->in, "Sec-Fetch-Site");
    const char *origin = http_request_header(v->in, "Origin");
    const char *host = http_request_header(v->in, "Host");
    const char *at;

    if (site)
        return !strcmp(site, "same-origin") || !strcmp(site, "none");
    if (!origin)
        return true;
    at = strstr(origin, "://");
    return at && host && !strcasecmp(at + 3, host);
}

static bool token_matches(const struct visit *v)
{
    const char *sent = http_request_arg(v->in, "csrf");
    const char *kept = v->session.csrf;

    if (!sent)
        sent = http_request_header(v->in, "X-CSRF-Token");
    return sent && strlen(sent) == strlen(kept) &&
           bytes_equal(sent, kept, strlen(kept));
}

enum visit_next visit_origin(struct visit *v)
{
    const struct route *r = v->web.route;
    struct rq *rq = &v->rq;

    if (v->web.session && v->session.token) {
        if (strcmp(v->session.scope, "write") != 0) {
            fail(rq, RC_DENIED, NULL, "this token may only read");
            return visit_refused(v, 403, RC_DENIED);
        }
        return VISIT_WRITE;
    }
    if (!same_site(v)) {
        fail(rq, RC_DENIED, NULL, "the form came from another site");
        return visit_refused(v, 403, RC_DENIED);
    }
    if (v->web.session && !(r->flags & ROUTE_NO_CSRF) && !token_matches(v)) {
        fail(rq, RC_DENIED, NULL,
             "the form is out of date; open the page again and send it once"
             " more");
        return visit_refused(v, 403, RC_DENIED);
    }
    return VISIT_WRITE;
}
