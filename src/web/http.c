/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http.c: the life of a request: the callbacks of libmicrohttpd, and requests
 * that leave the event thread for a while.
 *
 * A request is born when its target arrives and dies when its answer is sent
 * or the connection ends.  While another thread has it, two hold it: the
 * connection and the job.  Normally the job ends first; only when the server
 * ends first (LIVE_LOST) the job is the last to let go.
 */
#include "web/http_in.h"

#include "base/log.h"
#include "base/text.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Thread_local struct http_server *thread_server;
static _Thread_local int thread_index = -1;
/* Did the run under way on this thread suspend its request?  The request
 * itself cannot be asked: it may be gone. */
static _Thread_local bool thread_suspended;

/* --- Event threads and their arenas --------------------------------------- */

struct event_thread *http_thread_of(struct http_server *s)
{
    if (thread_server != s) {
        thread_server = s;
        thread_index = atomic_fetch_add(&s->threads_seen, 1);
        if (thread_index >= s->options.threads)
            thread_index = -1;
    }
    return thread_index < 0 ? NULL : &s->threads[thread_index];
}

int http_thread(void)
{
    return thread_index;
}

static struct mem *arena_take(struct http_server *s)
{
    struct event_thread *t = http_thread_of(s);

    if (t && t->n_free)
        return t->free[--t->n_free];
    return mem_new(s->options.memory);
}

static void arena_give(struct http_server *s, struct mem *m)
{
    struct event_thread *t = http_thread_of(s);

    if (!t || t->n_free == ARENAS_KEPT) {
        mem_free(m);
        return;
    }
    mem_reset(m);
    t->free[t->n_free++] = m;
}

/* --- The life of a request ------------------------------------------------ */

void http_refuse(struct http_live *l, int status, const char *why)
{
    if (l->refusal)
        return;
    l->refusal = status;
    l->why = why;
    atomic_fetch_add(&l->server->refused, 1);
}

/* What lies outside the arena; safe on any thread, even without a server. */
static void request_release(struct http_request *req)
{
    size_t i;

    multipart_drop(req->live->body.multi);
    if (req->out->fd >= 0)
        close(req->out->fd);
    for (i = 0; i < req->n_files; i++)
        if (req->files[i].path && !req->files[i].taken)
            unlink(req->files[i].path);
}

static void request_id(struct http_server *s, char out[32], uint64_t n)
{
    static const char hex[] = "0123456789abcdef";
    size_t at = strlen(s->prefix);
    int shift;

    memcpy(out, s->prefix, at);
    for (shift = 36; shift >= 0; shift -= 4)
        out[at++] = hex[n >> shift & 15];
    out[at] = '\0';
}

static struct http_request *request_new(struct http_server *s, struct mem *m)
{
    struct http_request *req = MEM_NEW(m, struct http_request);
    struct http_live *l = MEM_NEW(m, struct http_live);

    req->out = MEM_NEW(m, struct http_response);
    http_response_init(req->out, m);
    req->mem = m;
    req->app = s->options.app;
    req->target = req->path = req->query = req->type = req->body = "";
    req->address = req->peer = "";
    req->live = l;
    l->req = req;
    l->server = s;
    atomic_init(&l->state, LIVE_HEAD);
    atomic_init(&l->holders, 1);
    return req;
}

/* The request line has arrived: MHD_OPTION_URI_LOG_CALLBACK. */
void *http_on_target(void *arg, const char *raw,
                     struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct http_server *s = arg;
    struct conn *c = info ? info->socket_context : NULL;
    uint64_t n = atomic_fetch_add(&s->requests, 1);
    struct mem *m = c ? arena_take(s) : NULL;
    struct http_request *req;
    const char *why = NULL;
    int status;

    if (!m)
        return NULL;
    conn_phase(c, PHASE_HEAD);
    if (mem_try(m)) {
        arena_give(s, m);
        return NULL;
    }
    req = request_new(s, m);
    request_id(s, req->id, n);
    req->live->connection = connection;
    req->live->conn = c;
    status = target_check(raw, &why);
    if (status)
        http_refuse(req->live, status, why);
    else if (!request_target(req, raw))
        http_refuse(req->live, req->n_args == HTTP_FIELDS_MAX ? 413 : 400,
                    "the address of the page is not valid");
    mem_untry(m);
    return req;
}

void http_on_completed(void *arg, struct MHD_Connection *connection,
                       void **context, enum MHD_RequestTerminationCode how)
{
    struct http_request *req = *context;
    struct http_server *s = arg;
    struct http_live *l;

    (void)connection;
    (void)how;
    if (!req)
        return;
    l = req->live;
    *context = NULL;
    conn_phase(l->conn, PHASE_IDLE);
    if (l->counted)
        atomic_fetch_sub(&s->running, 1);
    if (atomic_fetch_sub(&l->holders, 1) > 1)
        return;
    request_release(req);
    arena_give(s, req->mem);
}

static enum MHD_Result send_busy(struct http_live *l)
{
    atomic_store(&l->state, LIVE_SENT);
    return answer_busy(l->server, l->connection);
}

static enum MHD_Result send_starved(struct http_live *l)
{
    atomic_fetch_add(&l->server->no_memory, 1);
    return send_busy(l);
}

static enum MHD_Result send_answer(struct http_live *l)
{
    atomic_store(&l->state, LIVE_SENT);
    return answer_send(l);
}

/* A refusal ends the connection: where the next request begins is not sure.
 * What the sender still has to say is read and thrown away. */
static enum MHD_Result send_refusal(struct http_live *l)
{
    struct http_request *req = l->req;
    struct http_response *res = req->out;

    l->close = true;
    l->conn->linger = true;
    if (mem_try(req->mem))
        return send_starved(l);
    http_body(res, l->refusal, "text/plain; charset=utf-8",
              mem_fmt(req->mem, "%s\n", l->why), strlen(l->why) + 1);
    if (l->server->handler.refuse)
        l->server->handler.refuse(req, res);
    mem_untry(req->mem);
    return send_answer(l);
}

static enum MHD_Result run(struct http_live *l)
{
    struct http_server *s = l->server;
    struct http_request *req = l->req;
    struct mem *m = req->mem;
    enum http_run how;

    atomic_fetch_add(&s->in_run, 1); /* before `ending` is read */
    if (atomic_load(&s->ending)) {
        atomic_fetch_sub(&s->in_run, 1);
        return send_busy(l);
    }
    thread_suspended = false;
    log_request(req->id);
    if (mem_try(m)) {
        log_request("");
        atomic_fetch_sub(&s->in_run, 1);
        log_warn("request %s needs more memory than it may have", req->id);
        return send_starved(l);
    }
    how = s->handler.run(req, req->out);
    log_request("");
    assert((how == HTTP_LATER) == thread_suspended);
    if (!thread_suspended)
        mem_untry(m);
    atomic_fetch_sub(&s->in_run, 1);
    return thread_suspended ? MHD_YES : send_answer(l);
}

/* --- Reading -------------------------------------------------------------- */

static enum http_method method_of(const char *name)
{
    int m;

    for (m = 0; m < HTTP_OTHER; m++)
        if (!strcmp(name, http_method_name((enum http_method)m)))
            break;
    return (enum http_method)m;
}

/* Headers, address, and how much body may come. */
static void read_head(struct http_live *l, const char *version)
{
    struct http_server *s = l->server;
    struct http_request *req = l->req;
    const char *type, *why = NULL;
    uint64_t length = 0;
    bool chunked = false;
    size_t cap;
    int status;

    if (!request_read_headers(req, l->connection))
        http_refuse(l, 400, "the headers are not valid");
    request_read_address(req, &s->proxies, l->conn);
    type = http_request_header(req, "Content-Type");
    req->type = type ? request_media_type(req->mem, type) : "";
    status = head_check(req, version, &chunked, &length, &why);
    if (status)
        http_refuse(l, status, why);
    if (l->refusal || (!chunked && !length))
        return;
    cap = s->handler.body_cap ? s->handler.body_cap(req) : 0;
    if (!cap || length > cap)
        http_refuse(l, 413, "the request is too long");
    else
        body_begin(l, cap);
}

static enum MHD_Result at_head(struct http_live *l, const char *method,
                               const char *version)
{
    struct http_request *req = l->req;

    l->counted = true;
    atomic_fetch_add(&l->server->running, 1);
    req->method = method_of(method);
    conn_phase(l->conn, PHASE_BODY);
    if (mem_try(req->mem)) {
        l->conn->linger = true;
        return send_starved(l);
    }
    read_head(l, version);
    mem_untry(req->mem);
    if (l->refusal)
        return send_refusal(l);
    atomic_store(&l->state, LIVE_BODY);
    return MHD_YES;
}

static enum MHD_Result at_body(struct http_live *l, const char *bytes, size_t n)
{
    if (mem_try(l->req->mem)) {
        l->starved = true;
        return MHD_YES;
    }
    body_add(l, bytes, n);
    mem_untry(l->req->mem);
    return l->close ? MHD_NO : MHD_YES;
}

static enum MHD_Result at_end(struct http_live *l)
{
    conn_phase(l->conn, PHASE_BUSY);
    if (l->starved)
        return send_starved(l);
    if (l->body.cap) {
        if (mem_try(l->req->mem))
            return send_starved(l);
        if (!l->refusal)
            body_end(l);
        mem_untry(l->req->mem);
    }
    return l->refusal ? send_refusal(l) : run(l);
}

enum MHD_Result http_on_request(void *arg, struct MHD_Connection *connection,
                                const char *url, const char *method,
                                const char *version, const char *bytes,
                                size_t *n, void **context)
{
    struct http_request *req = *context;
    struct http_server *s = arg;
    enum MHD_Result done;

    (void)url;  /* decoded by the library, cut at a NUL */
    if (!req) { /* no place, or no memory for it */
        atomic_fetch_add(&s->no_memory, 1);
        return answer_busy(s, connection);
    }
    switch ((enum live_state)atomic_load(&req->live->state)) {
    case LIVE_HEAD:
        return at_head(req->live, method, version);
    case LIVE_BODY:
        if (!*n)
            return at_end(req->live);
        done = at_body(req->live, bytes, *n);
        *n = 0;
        return done;
    case LIVE_READY:
        return send_answer(req->live);
    case LIVE_LOST: /* the job still works on the request: do not look */
        return answer_busy(s, connection);
    case LIVE_WAIT:
        return MHD_YES;
    case LIVE_SENT:
        break;
    }
    return MHD_NO;
}

void http_on_connection(void *arg, struct MHD_Connection *connection,
                        void **context,
                        enum MHD_ConnectionNotificationCode what)
{
    const union MHD_ConnectionInfo *info;
    struct http_server *s = arg;
    struct conn *c = *context;

    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (c)
            watch_remove(&s->watch, c);
        *context = NULL;
        return;
    }
    info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    c = info ? watch_add(&s->watch, info->connect_fd) : NULL;
    *context = c;
    if (!c)
        return;
    info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    address_text(info ? info->client_addr : NULL, c->address);
    c->trusted = proxies_trust(&s->proxies, c->address);
}

/* --- Suspending ----------------------------------------------------------- */

void http_suspend(struct http_request *req)
{
    struct http_live *l = req->live;
    struct http_server *s = l->server;

    thread_suspended = true;
    mem_untry(req->mem);
    atomic_store(&l->holders, 2);
    atomic_fetch_add(&s->n_suspended, 1);
    pthread_mutex_lock(&s->lock);
    l->prev = NULL;
    l->next = s->suspended;
    if (l->next)
        l->next->prev = l;
    s->suspended = l;
    atomic_store(&l->state, LIVE_WAIT);
    MHD_suspend_connection(l->connection);
    pthread_mutex_unlock(&s->lock);
}

static void unlink_suspended(struct http_server *s, struct http_live *l)
{
    if (l->prev)
        l->prev->next = l->next;
    else
        s->suspended = l->next;
    if (l->next)
        l->next->prev = l->prev;
}

/* Whoever moves the state away from LIVE_WAIT resumes the connection.  The
 * server lives at least until n_suspended is zero, so that is the last look
 * at it. */
void http_finish(struct http_request *req)
{
    struct http_live *l = req->live;
    struct http_server *s = l->server;
    int expected = LIVE_WAIT;

    mem_untry(req->mem);
    if (!atomic_compare_exchange_strong(&l->state, &expected, LIVE_READY)) {
        if (atomic_fetch_sub(&l->holders, 1) == 1) {
            request_release(req);
            mem_free(req->mem);
        }
        return;
    }
    atomic_fetch_sub(&l->holders, 1);
    pthread_mutex_lock(&s->lock);
    unlink_suspended(s, l);
    MHD_resume_connection(l->connection);
    pthread_mutex_unlock(&s->lock);
    atomic_fetch_sub(&s->n_suspended, 1);
}

/* The jobs are too late: their connections get 503. */
void http_lose(struct http_server *s)
{
    struct http_live *l, *next;

    pthread_mutex_lock(&s->lock);
    for (l = s->suspended; l; l = next) {
        struct MHD_Connection *connection = l->connection;
        int expected = LIVE_WAIT;

        next = l->next;
        if (!atomic_compare_exchange_strong(&l->state, &expected, LIVE_LOST))
            continue; /* http_finish waits for the lock */
        unlink_suspended(s, l);
        MHD_resume_connection(connection);
        atomic_fetch_sub(&s->n_suspended, 1);
    }
    pthread_mutex_unlock(&s->lock);
}
