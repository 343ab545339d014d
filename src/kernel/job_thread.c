/* SPDX-License-Identifier: Apache-2.0 */
/*
 * job_thread.c: the one thread of the server that works by itself: jobs as
 * they come, and the daily work when a new day begins.
 */
#include "kernel/daily.h"
#include "kernel/job.h"

#include "base/log.h"

#include <pthread.h>
#include <time.h>

/* Seconds between two looks when nobody wakes it; after a daily work that
 * failed, between two tries. */
enum { LOOK_EVERY = 2, DAILY_AGAIN = 60 };
#define SECOND INT64_C(1000000)

struct job_thread {
    struct ordo *app;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t some;
    bool woken;
    day done_on;      /* the last day whose daily work was done */
    int64_t again_at; /* not to be tried before */
};

static bool stopping(const struct job_thread *t)
{
    return atomic_load(&t->app->live.stopping);
}

static void do_daily(struct job_thread *t)
{
    struct mem *m = mem_new(0);
    struct rq rq;

    if (!m)
        return;
    rq_init(&rq, t->app, m);
    rq.system = true;
    rq.sql = store_reader(t->app->store);
    if (daily_run(&rq))
        t->again_at = rq.now + DAILY_AGAIN * SECOND;
    else
        t->done_on = rq.today;
    mem_free(m);
}

static void look_at_day(struct job_thread *t)
{
    int64_t now = clock_now();

    if (day_of(now, t->app->zone).n != t->done_on.n && now >= t->again_at)
        do_daily(t);
}

static void pause_a_little(struct job_thread *t)
{
    struct timespec until;

    pthread_mutex_lock(&t->lock);
    if (!t->woken && !stopping(t)) {
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += LOOK_EVERY;
        pthread_cond_timedwait(&t->some, &t->lock, &until);
    }
    t->woken = false;
    pthread_mutex_unlock(&t->lock);
}

static void *run(void *arg)
{
    struct job_thread *t = arg;

    log_request("job");
    if (job_take_over(t->app))
        log_warn("what the server before left running waits a minute");
    while (!stopping(t)) {
        look_at_day(t);
        if (!job_next(t->app))
            pause_a_little(t);
    }
    return NULL;
}

bool job_start(struct ordo *app)
{
    struct job_thread *t = MEM_NEW(app->mem, struct job_thread);

    t->app = app;
    t->done_on = DAY_NONE;
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->some, NULL);
    atomic_store(&app->live.stopping, false);
    if (pthread_create(&t->thread, NULL, run, t))
        return false;
    app->live.thread = t;
    return true;
}

void job_wake(struct ordo *app)
{
    struct job_thread *t = app->live.thread;

    if (!t)
        return;
    pthread_mutex_lock(&t->lock);
    t->woken = true;
    pthread_cond_signal(&t->some);
    pthread_mutex_unlock(&t->lock);
}

void job_stop(struct ordo *app)
{
    struct job_thread *t = app->live.thread;

    if (!t)
        return;
    atomic_store(&app->live.stopping, true);
    job_wake(app);
    pthread_join(t->thread, NULL);
    app->live.thread = NULL;
}
