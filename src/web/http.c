/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http.c: the server: its start and end, the callbacks of libmicrohttpd, and
 * requests that leave the event thread for a while.
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
#include <time.h>
#include <unistd.h>

#define LOG_LINES 10 /* of the library, in LOG_PERIOD_MS */
#define LOG_PERIOD_MS 60000
#define PAUSE_MS 5

static _Thread_local struct http_server *thread_server;
static _Thread_local int thread_index = -1;
/* Did the run under way on this thread suspend its request?  The request
 * itself cannot be asked: it may be gone. */
static _Thread_local bool thread_suspended;

struct http_options http_options_default(void)
{
    return (struct http_options){
        .listen = "127.0.0.1:8080",
        .listen_fd = -1,
        .threads = 2,
        .connections = 4096,
        .memory = (size_t)64 << 20,
        .fields = (size_t)2 << 20,
        .header_ms = 10000,
        .idle_ms = 30000,
        .body_ms = 10000,
        .body_bytes = 5000,
    };
}

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

static void threads_free(struct http_server *s)
{
    int i;

    for (i = 0; s->threads && i < s->options.threads; i++) {
        struct event_thread *t = &s->threads[i];

        while (t->n_free)
            mem_free(t->free[--t->n_free]);
        if (t->z_ready)
            deflateEnd(&t->z);
    }
    free(s->threads);
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
static void *on_target(void *arg, const char *raw,
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

static void on_completed(void *arg, struct MHD_Connection *connection,
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

static enum MHD_Result on_request(void *arg, struct MHD_Connection *connection,
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

static void on_connection(void *arg, struct MHD_Connection *connection,
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
static void lose_suspended(struct http_server *s)
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

/* --- Start and end -------------------------------------------------------- */

/* A flood of broken connections must not flood the log. */
static void on_log(void *arg, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));
static void on_log(void *arg, const char *fmt, va_list ap)
{
    static _Atomic int64_t period;
    static _Atomic uint64_t lines;
    int64_t now = http_now();
    int64_t began = atomic_load(&period);
    uint64_t seen;
    char text[256];

    (void)arg;
    if (now - began >= LOG_PERIOD_MS &&
        atomic_compare_exchange_strong(&period, &began, now)) {
        seen = atomic_exchange(&lines, 0);
        if (seen > LOG_LINES)
            log_info("http: %llu more lines like these",
                     (unsigned long long)(seen - LOG_LINES));
    }
    if (atomic_fetch_add(&lines, 1) >= LOG_LINES)
        return;
    vsnprintf(text, sizeof(text), fmt, ap);
    text[strcspn(text, "\n")] = '\0';
    log_info("http: %s", text);
}

/* The library's own decoding is not used; this one costs nothing. */
static size_t on_unescape(void *arg, struct MHD_Connection *connection, char *s)
{
    (void)arg;
    (void)connection;
    return strlen(s);
}

static struct MHD_Daemon *daemon_start(struct http_server *s)
{
    const struct http_options *o = &s->options;
    struct MHD_OptionItem pool[] = {
        { MHD_OPTION_THREAD_POOL_SIZE, o->threads, NULL },
        { MHD_OPTION_END, 0, NULL },
    };

    if (o->threads == 1)
        pool[0].option = MHD_OPTION_END;
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
            MHD_USE_ERROR_LOG,
        0, NULL, NULL, on_request, s, MHD_OPTION_EXTERNAL_LOGGER, on_log, s,
        MHD_OPTION_URI_LOG_CALLBACK, on_target, s, MHD_OPTION_UNESCAPE_CALLBACK,
        on_unescape, s, MHD_OPTION_NOTIFY_COMPLETED, on_completed, s,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, s,
        MHD_OPTION_LISTEN_SOCKET, s->listen_fd, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, HEADERS_MAX,
        MHD_OPTION_CONNECTION_LIMIT, o->connections,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, o->per_address,
        MHD_OPTION_CONNECTION_TIMEOUT, (o->idle_ms + 1999) / 1000,
        MHD_OPTION_ARRAY, pool, MHD_OPTION_END);
}

static void server_free(struct http_server *s)
{
    watch_stop(&s->watch);
    if (s->listen_fd >= 0)
        close(s->listen_fd);
    if (s->busy)
        MHD_destroy_response(s->busy);
    threads_free(s);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

static enum rc server_open(struct http_server *s, const char **error)
{
    const struct http_options *o = &s->options;

    if (proxies_parse(&s->proxies, o->proxies)) {
        *error = http_error("no list of addresses: %s", o->proxies);
        return RC_INVALID;
    }
    if (o->threads < 1 || o->threads > 64 ||
        o->connections < (unsigned)o->threads) {
        *error = "event threads are 1 to 64, connections no fewer than they";
        return RC_INVALID;
    }
    s->listen_fd = o->listen_fd;
    if (s->listen_fd < 0)
        TRY(listen_open(o->listen, &s->listen_fd, error));
    s->port = listen_port(s->listen_fd);
    return RC_OK;
}

static struct http_server *server_new(const struct http_options *o,
                                      const struct http_handler *handler)
{
    struct http_server *s = calloc(1, sizeof(*s));
    uint32_t mark;

    if (!s)
        return NULL;
    s->options = *o;
    s->handler = *handler;
    s->listen_fd = -1;
    s->watch.wake = -1;
    pthread_mutex_init(&s->lock, NULL);
    pthread_mutex_init(&s->watch.lock, NULL);
    random_bytes(&mark, sizeof(mark));
    snprintf(s->prefix, sizeof(s->prefix), "%08x-", mark);
    return s;
}

enum rc http_start(struct http_server **out, const struct http_options *o,
                   const struct http_handler *handler, const char **error)
{
    struct http_server *s = server_new(o, handler);
    enum rc rc;

    *out = NULL;
    *error = "not enough memory to start the server";
    if (!s)
        return RC_BROKEN;
    rc = server_open(s, error);
    if (rc) {
        server_free(s);
        return rc;
    }
    s->threads = calloc((size_t)o->threads, sizeof(*s->threads));
    s->busy = answer_make_busy();
    if (s->threads && s->busy && !watch_start(&s->watch, &s->options)) {
        *error = "the server's threads cannot be started";
        s->daemon = daemon_start(s);
    }
    if (!s->daemon) {
        server_free(s);
        return RC_BROKEN;
    }
    *out = s;
    return RC_OK;
}

int http_port(const struct http_server *s)
{
    return s->port;
}

static void pause_ms(long ms)
{
    const struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

    nanosleep(&t, NULL);
}

static void wait_running(struct http_server *s, int64_t until)
{
    while (atomic_load(&s->running) > 0 && http_now() < until)
        pause_ms(PAUSE_MS);
}

void http_stop(struct http_server *s, int seconds)
{
    if (!s)
        return;
    atomic_store(&s->stopping, true);
    MHD_quiesce_daemon(s->daemon);
    wait_running(s, http_now() + (int64_t)seconds * 1000);
    atomic_store(&s->ending, true);
    /* The library aborts when it ends with a suspended connection. */
    for (;;) {
        lose_suspended(s);
        if (!atomic_load(&s->in_run) && !atomic_load(&s->n_suspended))
            break;
        pause_ms(PAUSE_MS);
    }
    wait_running(s, http_now() + 1000);
    MHD_stop_daemon(s->daemon);
    server_free(s);
}

void http_count(struct http_server *s, struct http_counts *out)
{
    size_t i;

    *out = (struct http_counts){
        .connections = atomic_load(&s->watch.accepted),
        .open = atomic_load(&s->watch.open),
        .requests = atomic_load(&s->requests),
        .running = (uint64_t)atomic_load(&s->running),
        .suspended = (uint64_t)atomic_load(&s->n_suspended),
        .refused = atomic_load(&s->refused),
        .cut = atomic_load(&s->watch.cut),
        .no_memory = atomic_load(&s->no_memory),
    };
    for (i = 0; i < COUNT(s->by_class); i++)
        out->by_class[i] = atomic_load(&s->by_class[i]);
}
