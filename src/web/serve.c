/* SPDX-License-Identifier: Apache-2.0 */
/*
 * serve.c: which thread does what.  Short reads run on the event thread that
 * read the request; slow ones and preparations on workers; writes on the
 * store's writer, and are answered once they are on disk.
 */
#include "web/visit.h"

#include "base/log.h"
#include "kernel/job.h"
#include "kernel/mail.h"
#include "kernel/setting.h"
#include "web/page.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { WORKERS_MAX = 64, WAITING_MOST = 4096, STOP_SECONDS = 20 };
#define SEEN_EVERY (INT64_C(600) * 1000000)
#define BODY_DEFAULT ((size_t)64 << 10)

/* --- Counters ------------------------------------------------------------- */

static atomic_uint_fast64_t answers[6], reads, slow, writes, repeated;

struct web_counts web_counts(void)
{
    struct web_counts c = { .reads = atomic_load(&reads),
                            .slow = atomic_load(&slow),
                            .writes = atomic_load(&writes),
                            .repeated = atomic_load(&repeated) };

    for (size_t i = 0; i < COUNT(answers); i++)
        c.answers[i] = atomic_load(&answers[i]);
    return c;
}

void visit_count_repeated(void)
{
    atomic_fetch_add(&repeated, 1);
}

static void seal(struct visit *v)
{
    int class = v->out->status / 100;

    visit_seal(v);
    if (class > 0 && class < 6)
        atomic_fetch_add_explicit(&answers[class], 1, memory_order_relaxed);
    log_request("");
}

/* --- Workers -------------------------------------------------------------- */

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t some;
    struct visit *first, **last;
    size_t waiting;
    bool stopping;
    pthread_t thread[WORKERS_MAX];
    int n;
};

static struct pool pool = { .lock = PTHREAD_MUTEX_INITIALIZER,
                            .some = PTHREAD_COND_INITIALIZER,
                            .last = &pool.first };

/* What is written already is not refused any more. */
static bool pool_give(struct visit *v)
{
    bool taken;

    v->next = NULL;
    pthread_mutex_lock(&pool.lock);
    taken = v->later || (pool.waiting < WAITING_MOST && !pool.stopping);
    if (taken) {
        *pool.last = v;
        pool.last = &v->next;
        /* One worker wakes the next: the writer gives many at once. */
        if (!pool.waiting++)
            pthread_cond_signal(&pool.some);
    }
    pthread_mutex_unlock(&pool.lock);
    return taken;
}

static struct visit *pool_take(void)
{
    struct visit *v;

    pthread_mutex_lock(&pool.lock);
    while (!pool.first && !pool.stopping)
        pthread_cond_wait(&pool.some, &pool.lock);
    v = pool.first;
    if (v) {
        pool.first = v->next;
        if (--pool.waiting)
            pthread_cond_signal(&pool.some);
        else
            pool.last = &pool.first;
    }
    pthread_mutex_unlock(&pool.lock);
    return v;
}

/* A failed allocation on this thread: the one answer that needs none. */
static void finish_without_memory(struct visit *v)
{
    struct http_request *in = v->in;

    mem_untry(in->mem);
    http_busy(in->out);
    http_finish(in);
}

static enum rc write_run(struct sql *sql, void *arg)
{
    struct visit *v = arg;
    enum rc rc;

    log_request(v->in->id);
    if (mem_try(v->in->mem)) {
        v->answered = false;
        v->rc = RC_BUSY;
        rc = RC_BUSY;
    } else {
        rc = visit_write(sql, v);
    }
    mem_untry(v->in->mem);
    return rc;
}

static void write_done(void *arg, enum rc rc)
{
    struct visit *v = arg;

    if (mem_try(v->in->mem)) {
        finish_without_memory(v);
        return;
    }
    visit_written(v, rc);
    if (v->later) {
        mem_untry(v->in->mem);
        pool_give(v);
        return;
    }
    if (!v->answered)
        http_busy(v->out);
    seal(v);
    mem_untry(v->in->mem);
    http_finish(v->in);
}

static void submit(struct visit *v)
{
    atomic_fetch_add(&writes, 1);
    v->job = (struct store_job){ .run = write_run,
                                 .done = write_done,
                                 .arg = v };
    store_submit(v->rq.app->store, &v->job);
}

static void work(struct visit *v)
{
    struct sql *reader = store_reader(v->rq.app->store);

    log_request(v->in->id);
    v->rq.sql = reader;
    if (mem_try(v->in->mem)) {
        sql_read_end(reader);
        finish_without_memory(v);
        return;
    }
    sql_read_begin(reader);
    v->ready = false;
    if (v->later)
        visit_later(v);
    else if (v->web.route->flags & ROUTE_WRITES)
        v->ready = visit_prepare(v);
    else
        visit_read(v);
    sql_read_end(reader);
    if (!v->ready)
        seal(v);
    mem_untry(v->in->mem);
    if (v->ready)
        submit(v);
    else
        http_finish(v->in);
}

static void *worker(void *arg)
{
    struct visit *v;

    (void)arg;
    while ((v = pool_take()))
        work(v);
    return NULL;
}

/* --- Last use of a session ------------------------------------------------ */

struct seen {
    struct mem *mem;
    struct store_job job;
    int64_t session, at;
};

static const struct sql_text q_seen = {
    "UPDATE session SET seen_at = $1 WHERE id = $2", "ii", ""
};

static enum rc seen_run(struct sql *sql, void *arg)
{
    const struct seen *s = arg;

    return sql_run(sql, &q_seen, ARGS(INT(s->at), INT(s->session)));
}

static void seen_done(void *arg, enum rc rc)
{
    struct seen *s = arg;

    (void)rc;
    mem_free(s->mem);
}

/* Noted every ten minutes at most, behind the answer. */
static void note_seen(const struct visit *v)
{
    struct mem *m;
    struct seen *s;

    if (!v->web.session || v->session.token ||
        v->rq.now - v->session.seen_at < SEEN_EVERY)
        return;
    m = mem_new(0);
    if (!m)
        return;
    s = MEM_NEW(m, struct seen);
    *s = (struct seen){ .mem = m,
                        .session = v->session.id,
                        .at = v->rq.now,
                        .job = {
                            .run = seen_run, .done = seen_done, .arg = s } };
    store_submit(v->rq.app->store, &s->job);
}

/* --- The handler of the layer below --------------------------------------- */

static enum http_run busy(struct visit *v)
{
    v->rq.fails = NULL;
    page_error(&v->rq, RC_BUSY);
    seal(v);
    return HTTP_DONE;
}

static enum http_run run(struct http_request *in, struct http_response *out)
{
    struct ordo *app = in->app;
    struct sql *reader = store_reader(app->store);
    struct visit *v;
    enum visit_next next;

    log_request(in->id);
    sql_read_begin(reader);
    v = visit_new(in->app, in, out);
    next = visit_enter(v);
    if (next == VISIT_READ)
        visit_read(v);
    sql_read_end(reader);
    note_seen(v);
    switch (next) {
    case VISIT_READ:
        atomic_fetch_add_explicit(&reads, 1, memory_order_relaxed);
        break;
    case VISIT_DONE:
        break;
    case VISIT_SLOW:
    case VISIT_PREPARE:
        atomic_fetch_add_explicit(&slow, 1, memory_order_relaxed);
        http_suspend(in);
        if (!pool_give(v)) {
            busy(v);
            http_finish(in);
        }
        return HTTP_LATER;
    case VISIT_WRITE:
        if (store_waiting(v->rq.app->store) > WAITING_MOST)
            return busy(v);
        http_suspend(in);
        submit(v);
        return HTTP_LATER;
    }
    seal(v);
    return HTTP_DONE;
}

static size_t body_cap(struct http_request *in)
{
    struct ordo *app = in->app;
    const struct router *r = web_router(app);
    const char *path = in->path ? in->path : "/";
    struct route_match m;
    bool lang = path[0] && path[1] && path[2] && (!path[3] || path[3] == '/');
    size_t cap;

    if (!r ||
        (!router_find(r, lang, in->method, lang ? path + 3 : path,
                      strlen(lang ? path + 3 : path), &m) &&
         !router_find(r, false, in->method, path, strlen(path), &m)) ||
        !m.route)
        return BODY_DEFAULT;
    cap = m.route->body ? m.route->body : BODY_DEFAULT;
    /* Much is taken only from those who show something. */
    if (m.route->who != WHO_PUBLIC && cap > BODY_DEFAULT &&
        !http_request_header(in, "Authorization") &&
        !http_request_cookie(in, SESSION_COOKIE))
        return BODY_DEFAULT;
    return cap;
}

static void refuse(struct http_request *in, struct http_response *out)
{
    struct visit *v = visit_new(in->app, in, out);
    const char *path = in->path ? in->path : "";

    v->guess = visit_guess(v);
    v->rq.lang = v->guess;
    v->web.api = !strncmp(path, "/api/", 5);
    v->rq.holder = rights_holder(&v->rq, 0);
    visit_refuse(v);
    seal(v);
}

static const struct http_handler handler = { .body_cap = body_cap,
                                             .run = run,
                                             .refuse = refuse };

/* --- In memory ------------------------------------------------------------ */

void web_handle(struct ordo *app, struct http_request *in,
                struct http_response *out)
{
    struct visit *v = visit_new(app, in, out);
    enum visit_next next = visit_enter(v);

    if (next == VISIT_READ || next == VISIT_SLOW)
        visit_read(v);
    if (next == VISIT_PREPARE)
        next = visit_prepare(v) ? VISIT_WRITE : VISIT_DONE;
    if (next == VISIT_WRITE)
        visit_written(v, store_write(app->store, visit_write, v));
    v->rq.sql = store_reader(app->store);
    if (v->later)
        visit_later(v);
    seal(v);
}

/* --- Serving -------------------------------------------------------------- */

static bool pool_start(int n)
{
    pool.stopping = false;
    for (pool.n = 0; pool.n < n; pool.n++)
        if (pthread_create(&pool.thread[pool.n], NULL, worker, NULL))
            return pool.n > 0;
    return true;
}

static void pool_stop(void)
{
    pthread_mutex_lock(&pool.lock);
    pool.stopping = true;
    pthread_cond_broadcast(&pool.some);
    pthread_mutex_unlock(&pool.lock);
    for (int i = 0; i < pool.n; i++)
        pthread_join(pool.thread[i], NULL);
}

static void wait_for_end(void)
{
    sigset_t set;
    int got;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    (void)sigwait(&set, &got);
}

static void print_ready(const char *listen, int port)
{
    const char *colon = strrchr(listen, ':');

    printf("Ordo is ready: http://%.*s:%d/\n",
           (int)(colon ? colon - listen : 0), listen, port);
    fflush(stdout);
}

/* Whose word on the visitor's address is taken; NULL: nobody's. */
static const char *proxies(struct ordo *app)
{
    struct rq rq;
    const char *s;

    rq_init(&rq, app, app->mem);
    rq.sql = store_reader(app->store);
    s = setting_get(&rq, "trusted_proxy");
    return *s ? s : NULL;
}

enum rc web_serve(struct ordo *app, struct web_options o, const char **error)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    struct http_options h = http_options_default();
    struct http_server *server;
    enum rc rc;

    if (!web_router(app)) {
        *error = "the program's own routes are wrong (see the log)";
        return RC_BROKEN;
    }
    h.listen = o.listen;
    h.listen_fd = http_inherited_socket();
    h.threads = o.event_threads ? o.event_threads
                                : (int)(cores < 1   ? 1
                                        : cores > 8 ? 8
                                                    : cores);
    h.files = mem_fmt(app->mem, "%s/tmp", store_dir(app->store));
    h.app = app;
    h.proxies = proxies(app);
    if (!pool_start(o.workers > 0 && o.workers <= WORKERS_MAX ? o.workers
                                                              : 4)) {
        *error = "cannot start threads";
        return RC_BUSY;
    }
    rc = http_start(&server, &h, &handler, error);
    if (!rc) {
        if (!job_start(app))
            log_error("no thread for long work: it waits");
        if (!mail_start(app))
            log_error("no thread for mail: it waits");
        print_ready(o.listen, http_port(server));
        wait_for_end();
        /* First, so that no long write keeps the others from their end. */
        job_stop(app);
        mail_stop(app);
        http_stop(server, STOP_SECONDS);
    }
    pool_stop();
    return rc;
}
