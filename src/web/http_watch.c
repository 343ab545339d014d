/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http_watch.c: the list of connections and the thread that cuts those which
 * send too slowly: the library's idle timer starts anew at each byte.
 *
 * A cut is shutdown(fd): the event thread then sees the end and cleans up.
 * The lock keeps the number valid, because the library reports a connection
 * closed before it closes the socket.
 *
 * The same thread reads the rest of a refused upload.  Closing a socket with
 * unread bytes resets the connection, and the sender would never see why.
 */
#include "web/http_in.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define TICK_MS 1000
#define LINGER_MS 30000
#define LINGER_BYTES ((uint64_t)64 << 20)

int64_t http_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void conn_phase(struct conn *c, enum phase phase)
{
    atomic_store_explicit(&c->since, http_now(), memory_order_relaxed);
    atomic_store_explicit(&c->bytes, 0, memory_order_relaxed);
    atomic_store_explicit(&c->phase, (int)phase, memory_order_release);
}

struct conn *watch_add(struct watch *w, int fd)
{
    struct conn *c;

    atomic_fetch_add(&w->accepted, 1);
    pthread_mutex_lock(&w->lock);
    c = w->free;
    if (c) {
        w->free = c->next;
        c->fd = fd;
        c->trusted = c->linger = c->cut = false;
        c->window_at = 0;
        conn_phase(c, PHASE_NEW);
        c->used = true;
        atomic_fetch_add(&w->open, 1);
    }
    pthread_mutex_unlock(&w->lock);
    return c;
}

/* A second number for the socket keeps it open when the library closes. */
static void linger_add(struct watch *w, int fd)
{
    const uint64_t one = 1;
    int kept;

    if (w->n_lingering == LINGERING || atomic_load(&w->stop))
        return;
    kept = dup(fd);
    if (kept < 0)
        return;
    shutdown(kept, SHUT_WR);
    w->linger[w->n_lingering++] = (struct leaving){
        .fd = kept,
        .until = http_now() + LINGER_MS,
        .left = LINGER_BYTES,
    };
    if (write(w->wake, &one, sizeof(one)) < 0)
        return; /* it wakes at its next tick anyway */
}

void watch_remove(struct watch *w, struct conn *c)
{
    pthread_mutex_lock(&w->lock);
    if (c->linger && !c->cut)
        linger_add(w, c->fd);
    c->used = false;
    c->next = w->free;
    w->free = c;
    pthread_mutex_unlock(&w->lock);
    atomic_fetch_sub(&w->open, 1);
}

/* Did too little of a body arrive in the period that ends now? */
static bool body_is_slow(const struct watch *w, struct conn *c, int64_t now,
                         int64_t since)
{
    uint64_t bytes = atomic_load_explicit(&c->bytes, memory_order_relaxed);
    bool slow;

    if (c->window_at < since) {
        c->window_at = since;
        c->window_bytes = 0;
    }
    if (now - c->window_at < w->options->body_ms)
        return false;
    slow = bytes - c->window_bytes < w->options->body_bytes;
    c->window_at = now;
    c->window_bytes = bytes;
    return slow;
}

static bool is_slow(const struct watch *w, struct conn *c, int64_t now)
{
    int phase = atomic_load_explicit(&c->phase, memory_order_acquire);
    int64_t since = atomic_load_explicit(&c->since, memory_order_relaxed);

    switch ((enum phase)phase) {
    case PHASE_NEW:
    case PHASE_HEAD:
        return now - since >= w->options->header_ms;
    case PHASE_IDLE:
        return now - since >= w->options->idle_ms;
    case PHASE_BODY:
        return body_is_slow(w, c, now, since);
    case PHASE_BUSY:
        break;
    }
    return false;
}

static void cut_slow(struct watch *w, int64_t now)
{
    unsigned i;

    pthread_mutex_lock(&w->lock);
    for (i = 0; i < w->n_conns; i++) {
        struct conn *c = &w->conns[i];

        if (!c->used || c->cut || !is_slow(w, c, now))
            continue;
        c->cut = true;
        /* Before the event thread sees the end and moves the phase on. */
        if (atomic_load(&c->phase) != PHASE_IDLE)
            atomic_fetch_add(&w->cut, 1);
        shutdown(c->fd, SHUT_RDWR);
    }
    pthread_mutex_unlock(&w->lock);
}

/* Reads what has come; false when there is nothing more to wait for. */
static bool linger_read(struct leaving *g)
{
    char waste[16 << 10];
    ssize_t n;
    int turns;

    for (turns = 0; turns < 64; turns++) {
        n = recv(g->fd, waste, sizeof(waste), MSG_DONTWAIT);
        if (n < 0)
            return errno == EAGAIN || errno == EINTR;
        if (!n || (uint64_t)n > g->left)
            return false;
        g->left -= (uint64_t)n;
    }
    return true;
}

static void linger_turn(struct watch *w, const struct pollfd *ready, size_t n,
                        int64_t now)
{
    size_t i;

    pthread_mutex_lock(&w->lock);
    for (i = n; i-- > 0;) { /* others were only added behind */
        struct leaving *g = &w->linger[i];

        if (now < g->until && (!ready[i].revents || linger_read(g)))
            continue;
        close(g->fd);
        *g = w->linger[--w->n_lingering];
    }
    pthread_mutex_unlock(&w->lock);
}

static size_t poll_list(struct watch *w, struct pollfd *p)
{
    size_t i, n;

    pthread_mutex_lock(&w->lock);
    n = w->n_lingering;
    for (i = 0; i < n; i++)
        p[i] = (struct pollfd){ .fd = w->linger[i].fd, .events = POLLIN };
    pthread_mutex_unlock(&w->lock);
    p[n] = (struct pollfd){ .fd = w->wake, .events = POLLIN };
    return n;
}

static int tick_of(const struct http_options *o)
{
    unsigned least = o->header_ms < o->body_ms ? o->header_ms : o->body_ms;

    least = o->idle_ms < least ? o->idle_ms : least;
    return least / 4 < TICK_MS ? (int)(least / 4) + 1 : TICK_MS;
}

static void *watch_run(void *arg)
{
    struct pollfd p[LINGERING + 1];
    struct watch *w = arg;
    const int tick = tick_of(w->options);
    int64_t next = http_now() + tick;
    int64_t now;
    uint64_t waste;
    size_t n;

    while (!atomic_load(&w->stop)) {
        n = poll_list(w, p);
        now = http_now();
        poll(p, n + 1, next > now ? (int)(next - now) : 0);
        if (p[n].revents && read(w->wake, &waste, sizeof(waste)) < 0)
            continue;
        now = http_now();
        linger_turn(w, p, n, now);
        if (now < next)
            continue;
        cut_slow(w, now);
        next = now + tick;
    }
    return NULL;
}

static enum rc watch_places(struct watch *w, const struct http_options *o)
{
    unsigned i;

    w->n_conns = o->connections;
    w->conns = calloc(w->n_conns, sizeof(*w->conns));
    if (!w->conns)
        return RC_BROKEN;
    for (i = 0; i < w->n_conns; i++) {
        w->conns[i].next = w->free;
        w->free = &w->conns[i];
    }
    return RC_OK;
}

enum rc watch_start(struct watch *w, const struct http_options *o)
{
    w->options = o;
    pthread_mutex_init(&w->lock, NULL);
    w->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (w->wake < 0 || watch_places(w, o))
        return RC_BROKEN;
    if (pthread_create(&w->thread, NULL, watch_run, w))
        return RC_BROKEN;
    w->running = true;
    return RC_OK;
}

void watch_stop(struct watch *w)
{
    const uint64_t one = 1;

    atomic_store(&w->stop, true);
    if (w->running) {
        if (write(w->wake, &one, sizeof(one)) < 0)
            w->running = true; /* it wakes at its next tick */
        pthread_join(w->thread, NULL);
    }
    while (w->n_lingering)
        close(w->linger[--w->n_lingering].fd);
    if (w->wake >= 0)
        close(w->wake);
    free(w->conns);
    pthread_mutex_destroy(&w->lock);
}
