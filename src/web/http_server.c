/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http_server.c: the start and the end of the server.
 */
#include "web/http_in.h"

#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LOG_LINES 10 /* of the library, in LOG_PERIOD_MS */
#define LOG_PERIOD_MS 60000
#define PAUSE_MS 5

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
        0, NULL, NULL, http_on_request, s, MHD_OPTION_EXTERNAL_LOGGER, on_log, s,
        MHD_OPTION_URI_LOG_CALLBACK, http_on_target, s,
        MHD_OPTION_UNESCAPE_CALLBACK, on_unescape, s,
        MHD_OPTION_NOTIFY_COMPLETED, http_on_completed, s,
        MHD_OPTION_NOTIFY_CONNECTION, http_on_connection, s,
        MHD_OPTION_LISTEN_SOCKET, s->listen_fd, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, HEADERS_MAX,
        MHD_OPTION_CONNECTION_LIMIT, o->connections,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, o->per_address,
        MHD_OPTION_CONNECTION_TIMEOUT, (o->idle_ms + 1999) / 1000,
        MHD_OPTION_ARRAY, pool, MHD_OPTION_END);
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
        http_lose(s);
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
