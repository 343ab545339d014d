/* SPDX-License-Identifier: Apache-2.0 */
/*
 * answer.c: what handlers use: arguments, addresses, cookies, answers.
 */
#include "web/visit.h"

#include "base/log.h"
#include "base/text.h"
#include "kernel/org.h"
#include "kernel/record.h"
#include "kernel/setting.h"
#include "store/files.h"
#include "web/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- The request ---------------------------------------------------------- */

const char *web_param(const struct rq *rq, const char *name)
{
    const struct web *w = web_of(rq);

    for (size_t i = 0; i < w->n_params; i++)
        if (!strcmp(w->param[i].name, name))
            return w->param[i].value;
    return "";
}

int64_t web_param_id(const struct rq *rq, const char *name)
{
    const char *s = web_param(rq, name);
    int64_t v = 0;

    if (!*s || strlen(s) > 18)
        return 0;
    for (; *s; s++) {
        if (*s < '0' || *s > '9')
            return 0;
        v = v * 10 + (*s - '0');
    }
    return v;
}

const char *web_arg(const struct rq *rq, const char *name)
{
    return http_request_arg(web_of(rq)->in, name);
}

const char *web_arg_all(const struct rq *rq, const char *name)
{
    const struct http_request *in = web_of(rq)->in;
    bool found = false;
    struct buf b;

    buf_init(&b, rq->mem);
    for (size_t i = 0; i < in->n_args; i++) {
        if (strcmp(in->args[i].name, name) != 0)
            continue;
        found = true;
        if (!*in->args[i].value)
            continue;
        if (b.n)
            buf_char(&b, ';');
        buf_str(&b, in->args[i].value);
    }
    return found ? b.s : NULL;
}

const char *web_cookie(const struct rq *rq, const char *name)
{
    return http_request_cookie(web_of(rq)->in, name);
}

const char *web_header(const struct rq *rq, const char *name)
{
    return http_request_header(web_of(rq)->in, name);
}

const char *web_address(const struct rq *rq)
{
    const char *a = web_of(rq)->in->address;

    return a ? a : "";
}

bool web_loopback(const struct rq *rq)
{
    const struct http_request *in = web_of(rq)->in;
    const char *peer = in->peer ? in->peer : "";

    return !in->forwarded && (!strncmp(peer, "127.", 4) ||
                              !strcmp(peer, "::1") || !strcmp(peer, "unix"));
}

const char *web_path(const struct rq *rq)
{
    return visit_of(rq)->path;
}

/* --- Languages ------------------------------------------------------------ */

/* The language of an item "ru-RU;q=0.8", -1 when it is none of ours. */
static int item_lang(const char *s, size_t n, double *q)
{
    const char *weight = memmem(s, n, "q=", 2);
    char code[3];

    *q = weight ? strtod(weight + 2, NULL) : 1;
    if (n < 2 || (n > 2 && !strchr("-; \t", s[2])))
        return -1;
    code[0] = (char)(s[0] | 0x20);
    code[1] = (char)(s[1] | 0x20);
    code[2] = '\0';
    return lang_from_code(code);
}

static enum lang accepted(const char *s, enum lang otherwise)
{
    enum lang best = otherwise;
    double best_q = 0;

    while (s && *s) {
        size_t n;
        double q;
        int lang;

        s += strspn(s, " \t,");
        n = strcspn(s, ",");
        lang = item_lang(s, n, &q);
        if (lang >= 0 && q > best_q) {
            best = (enum lang)lang;
            best_q = q;
        }
        s += n;
    }
    return best;
}

enum lang visit_guess(struct visit *v)
{
    const char *cookie = http_request_cookie(v->in, "lang");
    int lang = cookie ? lang_from_code(cookie) : -1;

    if (lang >= 0)
        return (enum lang)lang;
    lang = lang_from_code(setting_get(&v->rq, "default_lang"));
    return accepted(http_request_header(v->in, "Accept-Language"),
                    lang >= 0 ? (enum lang)lang : LANG_KY);
}

const char *web_here(struct rq *rq, enum lang lang)
{
    const struct visit *v = visit_of(rq);
    const char *rest = v->in->target ? v->in->target : "/";

    if (v->has_lang)
        rest += 3;
    return mem_fmt(rq->mem, "/%s%s", lang_code(lang), *rest ? rest : "/");
}

/* --- Addresses ------------------------------------------------------------ */

const char *url_at(struct rq *rq, const char *fmt, ...)
{
    struct buf b;
    va_list ap;

    buf_init(&b, rq->mem);
    buf_char(&b, '/');
    buf_str(&b, lang_code(rq->lang));
    va_start(ap, fmt);
    for (;;) {
        const char *sign = strchrnul(fmt, '%');
        int longs = 0;

        buf_add(&b, fmt, (size_t)(sign - fmt));
        if (!*sign)
            break;
        fmt = sign + 1;
        while (*fmt == 'l' || *fmt == 'z') {
            longs += *fmt == 'z' ? 2 : 1;
            fmt++;
        }
        if (*fmt == 's')
            buf_url(&b, va_arg(ap, const char *));
        else if (*fmt == '%')
            buf_char(&b, '%');
        else
            buf_int(&b, longs == 0   ? va_arg(ap, int)
                        : longs == 1 ? va_arg(ap, long)
                                     : va_arg(ap, long long));
        fmt++;
    }
    va_end(ap);
    return b.s;
}

/* --- Cookies and headers -------------------------------------------------- */

bool visit_https(struct visit *v)
{
    static _Thread_local const struct ordo *app;
    static _Thread_local uint64_t generation;
    static _Thread_local bool only;
    uint64_t now = atomic_load(&v->rq.app->generation);

    if (v->in->https)
        return true;
    if (app != v->rq.app || generation != now) {
        const char *s = v->rq.sql ? setting_get(&v->rq, "https") : NULL;

        only =
            s && (!strcmp(s, "yes") || !strcmp(s, "1") || !strcmp(s, "true"));
        app = v->rq.app;
        generation = now;
    }
    return only;
}

void web_cookie_set(struct rq *rq, const char *name, const char *value,
                    long seconds)
{
    struct visit *v = visit_of(rq);

    http_cookie(v->out, name, value, seconds, visit_https(v));
}

void web_header_set(struct rq *rq, const char *name, const char *value)
{
    http_header(visit_of(rq)->out, name, value);
}

void web_cache(struct rq *rq, const char *control)
{
    visit_of(rq)->cache = control;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

const char *web_flash(struct rq *rq)
{
    const char *s = web_cookie(rq, "flash");
    char *out;
    size_t n = 0;

    if (!s || !*s || visit_of(rq)->in->method == HTTP_HEAD)
        return NULL;
    web_cookie_set(rq, "flash", "", 0);
    visit_of(rq)->flash_read = true;
    out = mem_str(rq->mem, s);
    for (; *s; s++) {
        if (*s == '%' && hex_digit(s[1]) >= 0 && hex_digit(s[2]) >= 0) {
            out[n++] = (char)(hex_digit(s[1]) * 16 + hex_digit(s[2]));
            s += 2;
        } else {
            out[n++] = *s;
        }
    }
    out[n] = '\0';
    return text_valid(out, n) ? out : NULL;
}

/* --- Answers -------------------------------------------------------------- */

int web_status(enum rc rc)
{
    static const int status[] = {
        [RC_OK] = 200,      [RC_INVALID] = 422,  [RC_DENIED] = 403,
        [RC_MISSING] = 404, [RC_CONFLICT] = 409, [RC_BUSY] = 503,
        [RC_BROKEN] = 500,
    };

    return status[rc];
}

void web_status_force(struct rq *rq, int status)
{
    visit_of(rq)->force = status;
}

void web_too_often(struct rq *rq, int64_t seconds)
{
    web_status_force(rq, 429);
    web_header_set(rq, "Retry-After",
                   mem_fmt(rq->mem, "%lld", (long long)seconds));
}

enum rc web_answer(struct rq *rq, int status, const char *type,
                   const void *bytes, size_t n)
{
    struct visit *v = visit_of(rq);

    http_body(v->out, status, type, bytes, n);
    v->answered = true;
    return RC_OK;
}

enum rc web_redirect(struct rq *rq, const char *to, const char *flash)
{
    struct visit *v = visit_of(rq);

    if (flash) {
        struct buf b;

        buf_init(&b, rq->mem);
        buf_url(&b, flash);
        web_cookie_set(rq, "flash", b.s, 60);
    }
    http_redirect(v->out, 303, to);
    v->location = to;
    v->flash = flash;
    v->answered = true;
    return RC_OK;
}

enum rc web_moved(struct rq *rq, const char *to)
{
    struct visit *v = visit_of(rq);

    http_redirect(v->out, 301, to);
    v->location = to;
    v->answered = true;
    return RC_OK;
}

enum rc web_json(struct rq *rq, int status, const struct buf *json)
{
    return web_answer(rq, status, "application/json", json->s, json->n);
}

enum rc web_bytes(struct rq *rq, const char *type, const void *bytes, size_t n)
{
    return web_answer(rq, 200, type, bytes, n);
}

static bool shown_inline(const char *kind)
{
    static const char *const kinds[] = { "application/pdf", "image/png",
                                         "image/jpeg", "image/webp" };

    for (size_t i = 0; i < COUNT(kinds); i++)
        if (!strcmp(kinds[i], kind))
            return true;
    return false;
}

enum rc web_fd(struct rq *rq, const char *type, int fd, size_t n)
{
    struct visit *v = visit_of(rq);

    http_body_file(v->out, 200, type, fd, 0, n);
    v->answered = true;
    return RC_OK;
}

enum rc web_file(struct rq *rq, int64_t id)
{
    struct visit *v = visit_of(rq);
    const struct file *f;
    struct sha256 hash;
    struct buf name;
    void *rec;
    int64_t size;
    int fd;

    TRY(record_load(rq, &type_file, id, &rec));
    f = rec;
    if (!hex_decode(f->hash, hash.b, sizeof hash.b))
        return RC_BROKEN;
    TRY(files_open(rq->app->store, hash, &fd, &size));
    buf_init(&name, rq->mem);
    buf_url(&name, files_name(rq->mem, f->name, f->kind));
    http_header(v->out, "Content-Disposition",
                mem_fmt(rq->mem, "%s; filename*=UTF-8''%s",
                        shown_inline(f->kind) ? "inline" : "attachment",
                        name.s));
    http_header(v->out, "Content-Security-Policy",
                "sandbox; default-src 'none'; style-src 'unsafe-inline'");
    http_body_file(v->out, 200, f->kind, fd, 0, (size_t)size);
    v->answered = true;
    return RC_OK;
}

/* --- Pages ---------------------------------------------------------------- */

struct html *web_page(struct rq *rq)
{
    struct html *h = MEM_NEW(rq->mem, struct html);

    buf_init(&h->b, rq->mem);
    buf_need(&h->b, 16384);
    h->lang = rq->lang;
    web_of(rq)->page = h;
    return h;
}

enum rc web_page_done(struct rq *rq, enum rc rc)
{
    struct visit *v = visit_of(rq);
    const struct html *h = v->web.page;

    http_body(v->out, v->force ? v->force : web_status(rc),
              "text/html; charset=utf-8", h->b.s, h->b.n);
    v->answered = true;
    v->html = true;
    return rc;
}

bool web_failures_shown(const struct rq *rq)
{
    return visit_of(rq)->failures_shown;
}

void web_set_failures_shown(struct rq *rq)
{
    visit_of(rq)->failures_shown = true;
}

/* --- Problems ------------------------------------------------------------- */

static const char *problem_title(struct rq *rq, int status)
{
    switch (status) {
    case 400:
        return T(rq, "Bad request");
    case 401:
        return T(rq, "Sign in first");
    case 403:
        return T(rq, "Not allowed");
    case 404:
        return T(rq, "Not found");
    case 405:
        return T(rq, "Method not allowed");
    case 409:
        return T(rq, "Conflict");
    case 413:
        return T(rq, "Too large");
    case 422:
        return T(rq, "Not accepted");
    case 429:
        return T(rq, "Too many attempts");
    case 503:
        return T(rq, "Busy");
    default:
        return status < 500 ? T(rq, "Bad request")
                            : T(rq, "A fault on our side");
    }
}

enum rc web_problem(struct rq *rq, enum rc rc)
{
    struct visit *v = visit_of(rq);
    int status = v->force ? v->force : web_status(rc);
    bool first = true;
    struct buf b;

    buf_init(&b, rq->mem);
    buf_fmt(&b, "{\"type\":\"about:blank\",\"status\":%d,\"title\":", status);
    buf_json(&b, problem_title(rq, status));
    buf_str(&b, ",\"detail\":");
    buf_json(&b, rq_why(rq, rc));
    buf_str(&b, ",\"errors\":[");
    for (const struct failure *f = rq->fails; f; f = f->next) {
        buf_str(&b, first ? "{\"field\":" : ",{\"field\":");
        if (f->field)
            buf_json(&b, f->field);
        else
            buf_str(&b, "null");
        buf_str(&b, ",\"detail\":");
        buf_json(&b, f->text);
        buf_char(&b, '}');
        first = false;
    }
    buf_str(&b, "]}\n");
    web_answer(rq, status, "application/problem+json", b.s, b.n);
    return rc;
}
