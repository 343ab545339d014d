/* SPDX-License-Identifier: Apache-2.0 */
/*
 * routes.c: the routing table.  All routes are proofread at start and become
 * two trees of path segments: below /LANG, and without a language.
 */
#include "web/act_page.h"
#include "web/api.h"
#include "web/dispatch.h"
#include "web/misc.h"
#include "web/job_page.h"
#include "web/my.h"
#include "web/notice_page.h"
#include "web/remark_part.h"
#include "web/session.h"
#include "web/type_pages.h"
#include "web/visa_part.h"

#include <stdlib.h>
#include <string.h>

enum { METHODS = 8, DEPTH_MAX = 12 };

struct node {
    const char *name;    /* of the segment, without ':' */
    size_t n;            /* its length */
    struct node **child; /* literal segments, in order */
    size_t n_children;
    struct node *any; /* the segment that is a parameter */
    const struct route *route[METHODS];
    unsigned methods;
};

struct router {
    struct mem *mem;
    struct ordo *app;
    struct buf *faults;
    size_t n_faults;
    struct node *tree[2]; /* without language, below /LANG */
    const struct route **all;
    size_t n_all, room;
};

PRINTF(2, 3)
static void fault(struct router *r, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    buf_vfmt(r->faults, fmt, ap);
    va_end(ap);
    buf_char(r->faults, '\n');
    r->n_faults++;
}

/* --- Growing -------------------------------------------------------------- */

static int segment_order(const char *a, size_t na, const char *b, size_t nb)
{
    int order = memcmp(a, b, na < nb ? na : nb);

    return order ? order : (na > nb) - (na < nb);
}

static struct node *child_find(const struct node *t, const char *s, size_t n)
{
    size_t low = 0, high = t->n_children;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = segment_order(t->child[mid]->name, t->child[mid]->n, s, n);

        if (!order)
            return t->child[mid];
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

static struct node *child_add(struct router *r, struct node *t, const char *s,
                              size_t n)
{
    struct node *c = MEM_NEW(r->mem, struct node);
    struct node **grown = MEM_ARRAY(r->mem, t->n_children + 1, struct node *);
    size_t at = 0;

    c->name = mem_strn(r->mem, s, n);
    c->n = n;
    while (at < t->n_children &&
           segment_order(t->child[at]->name, t->child[at]->n, s, n) < 0) {
        grown[at] = t->child[at];
        at++;
    }
    grown[at] = c;
    for (; at < t->n_children; at++)
        grown[at + 1] = t->child[at];
    t->child = grown;
    t->n_children++;
    return c;
}

static struct node *param_add(struct router *r, struct node *t,
                              const struct route *route, const char *s,
                              size_t n)
{
    if (!t->any) {
        t->any = MEM_NEW(r->mem, struct node);
        t->any->name = mem_strn(r->mem, s, n);
        t->any->n = n;
    } else if (segment_order(t->any->name, t->any->n, s, n)) {
        fault(r, "route %s: :%.*s is called :%s elsewhere", route->path, (int)n,
              s, t->any->name);
    }
    return t->any;
}

static void place(struct router *r, const struct route *route)
{
    struct node *t = r->tree[!(route->flags & ROUTE_NO_LANG)];
    const char *s = route->path;

    while (*s == '/' && s[1]) {
        size_t n = strcspn(s + 1, "/");
        struct node *next;

        if (s[1] == ':') {
            next = param_add(r, t, route, s + 2, n - 1);
        } else {
            next = child_find(t, s + 1, n);
            if (!next)
                next = child_add(r, t, s + 1, n);
        }
        t = next;
        s += n + 1;
    }
    if (t->route[route->method])
        fault(r, "route %s: twice", route->path);
    t->route[route->method] = route;
    t->methods |= 1U << route->method;
}

/* --- Proofreading --------------------------------------------------------- */

static void read_roles(struct router *r, const struct route *route)
{
    const char *s = route->roles ? route->roles : "";

    if (!*s)
        fault(r, "route %s: no role named", route->path);
    while (*s) {
        size_t n = strcspn(s, " ");

        if (app_role_index(r->app, mem_strn(r->mem, s, n)) < 0)
            fault(r, "route %s: unknown role %.*s", route->path, (int)n, s);
        s += n + strspn(s + n, " ");
    }
}

static void read_right(struct router *r, const struct route *route)
{
    if (!route->type) {
        fault(r, "route %s: a right on no type", route->path);
        return;
    }
    if (!route->op)
        fault(r, "route %s: a right to nothing", route->path);
    if (route->type[0] == ':') {
        if (!strstr(route->path, route->type))
            fault(r, "route %s: has no %s", route->path, route->type);
    } else if (!app_type(r->app, route->type)) {
        fault(r, "route %s: unknown type %s", route->path, route->type);
    }
}

static bool route_good(struct router *r, const struct route *route)
{
    size_t before = r->n_faults;

    if (!route->path || route->path[0] != '/') {
        fault(r, "a route without a path");
        return false;
    }
    if ((unsigned)route->method >= METHODS) {
        fault(r, "route %s: unknown method", route->path);
        return false;
    }
    if (!route->run)
        fault(r, "route %s: does nothing", route->path);
    switch (route->who) {
    case WHO_PUBLIC:
    case WHO_MEMBER:
        break;
    case WHO_RIGHT:
        read_right(r, route);
        break;
    case WHO_ROLE:
        read_roles(r, route);
        break;
    default:
        fault(r, "route %s: no right", route->path);
    }
    if (route->method == HTTP_GET && (route->flags & ROUTE_WRITES))
        fault(r, "route %s: a GET that writes", route->path);
    return r->n_faults == before;
}

static void add_all(struct router *r, const struct route *routes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!route_good(r, &routes[i]))
            continue;
        place(r, &routes[i]);
        if (r->n_all < r->room)
            r->all[r->n_all++] = &routes[i];
    }
}

enum rc router_make(struct router **out, struct ordo *app, struct buf *faults)
{
    struct router *r = MEM_NEW(app->mem, struct router);
    const struct {
        const struct route *routes;
        size_t n;
    } own[] = { { misc_routes, n_misc_routes },
                { sign_in_routes, n_sign_in_routes },
                { account_routes, n_account_routes },
                { second_routes, n_second_routes },
                { my_routes, n_my_routes },
                { job_routes, n_job_routes },
                { notice_routes, n_notice_routes },
                { act_routes, n_act_routes },
                { remark_routes, n_remark_routes },
                { visa_routes, n_visa_routes },
                { type_routes, n_type_routes },
                { api_routes, n_api_routes } };

    *r = (struct router){ .mem = app->mem, .app = app, .faults = faults };
    for (size_t i = 0; i < COUNT(own); i++)
        r->room += own[i].n;
    for (size_t i = 0; i < app->n_modules; i++)
        r->room += app->modules[i]->n_routes;
    r->all = MEM_ARRAY(app->mem, r->room + 1, const struct route *);
    r->tree[0] = MEM_NEW(app->mem, struct node);
    r->tree[1] = MEM_NEW(app->mem, struct node);
    for (size_t i = 0; i < COUNT(own); i++)
        add_all(r, own[i].routes, own[i].n);
    for (size_t i = 0; i < app->n_modules; i++)
        add_all(r, app->modules[i]->routes, app->modules[i]->n_routes);
    *out = r;
    return r->n_faults ? RC_INVALID : RC_OK;
}

const struct route *const *router_all(const struct router *r, size_t *n)
{
    *n = r->n_all;
    return r->all;
}

/* --- Finding -------------------------------------------------------------- */

/* An :id is a number, so that "/act/:id" does not hide "/:type/new". */
static bool param_takes(const char *name, const char *s, size_t n)
{
    size_t digits = 0;

    while (digits < n && s[digits] >= '0' && s[digits] <= '9')
        digits++;
    return digits == n || strcmp(name, "id") != 0;
}

/* Goes down segment by segment; what a literal does not lead to, a parameter
 * may.  The depth is bounded, so the way back is too. */
static const struct node *walk(const struct node *t, const char *s, size_t n,
                               struct route_match *m, size_t depth)
{
    const struct node *found, *literal;
    const char *end;
    size_t len, params = m->n_params;

    if (n <= 1 && (!n || *s == '/'))
        return t->methods ? t : NULL;
    if (*s != '/' || depth == DEPTH_MAX)
        return NULL;
    end = memchr(s + 1, '/', n - 1);
    len = end ? (size_t)(end - s) - 1 : n - 1;
    if (!len)
        return NULL;
    literal = child_find(t, s + 1, len);
    if (literal) {
        found = walk(literal, s + 1 + len, n - 1 - len, m, depth + 1);
        if (found)
            return found;
        m->n_params = params;
    }
    if (!t->any || params == ROUTE_PARAMS ||
        !param_takes(t->any->name, s + 1, len))
        return NULL;
    m->param[params].name = t->any->name;
    m->param[params].value = s + 1;
    m->param[params].n = len;
    m->n_params = params + 1;
    return walk(t->any, s + 1 + len, n - 1 - len, m, depth + 1);
}

bool router_find(const struct router *r, bool lang, enum http_method method,
                 const char *path, size_t n, struct route_match *out)
{
    const struct node *t;

    out->route = NULL;
    out->n_params = 0;
    out->methods = 0;
    t = walk(r->tree[lang], path, n, out, 0);
    if (!t)
        return false;
    out->methods = t->methods;
    if ((unsigned)method < METHODS)
        out->route = t->route[method];
    return true;
}
