/* SPDX-License-Identifier: Apache-2.0 */
/*
 * writer.c: group commit.  What waits together runs in one transaction and is
 * answered when the group is on disk.  A job that is refused mostly was so
 * before it wrote, and leaves nothing to undo.  When one is refused after it
 * wrote, the group begins anew with each job in its savepoint: these cost
 * copies of pages, too much for every job.  A group that is lost (a commit
 * that failed, a full disk, a transaction that the engine rolled back) is run
 * again job by job, so that each stands or falls alone.
 */
#include "store/writer.h"

#include "base/log.h"
#include "store/sql_sqlite.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

enum {
    GROUP_MAX = 256,
    WAL_PAGES = 12000,   /* between checkpoints under load: 48 MiB */
    WAL_RESTART = 64000, /* 250 MiB: wait for readers, begin anew */
    TURN_MS = 300,       /* after the first commit that it has not seen */
    TURN_RETRY_MS = 1000,
    IDLE_MS = 2000,       /* without a job before a checkpoint */
    LOG_EVERY_MS = 10000, /* a full disk must not fill with our words */
};

/* Work of the writer's own, in a transaction of its own. */
struct turn {
    store_turn_fn *run;
    void *arg;
    int64_t at;    /* monotonic ms, 0: nothing to do */
    uint64_t done; /* how often */
};

struct writer {
    struct sql *sql; /* the thread's alone */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    /* Under the lock: */
    struct store_job *first, **last;
    bool stopping;
    struct turn turn[STORE_TURNS];
    /* The thread's: */
    int64_t seen;      /* sqlite_changes after the last turns */
    int64_t idle_from; /* monotonic ms of the last commit */
    int64_t logged_at;
    int checked; /* pages of the log at the last checkpoint */
    /* Read by anyone: */
    atomic_size_t waiting;
    atomic_uint_fast64_t commits, jobs, reruns, rows;
    atomic_int_fast64_t last_commit;
};

static const struct sql_text q_commit = { "COMMIT", "", "" };
static const struct sql_text q_rollback = { "ROLLBACK", "", "" };
static const struct sql_text q_point = { "SAVEPOINT job", "", "" };
static const struct sql_text q_keep = { "RELEASE job", "", "" };
static const struct sql_text q_undo = { "ROLLBACK TO job", "", "" };

static int64_t now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t now_ms(void)
{
    return now_us() / 1000;
}

/* --- One transaction ------------------------------------------------------ */

static void roll_back(struct writer *w)
{
    sql_end_all(w->sql);
    if (sqlite_inside(w->sql) && sqlite_undo(w->sql, &q_rollback))
        log_error("writer: cannot roll back: %s", sql_error(w->sql));
    sqlite_fault(w->sql);
}

static enum rc commit(struct writer *w)
{
    int64_t start = now_us();

    TRY(sqlite_control(w->sql, &q_commit));
    atomic_store(&w->last_commit, now_us() - start);
    atomic_fetch_add(&w->commits, 1);
    atomic_store(&w->rows, (uint64_t)sqlite_changes(w->sql));
    return RC_OK;
}

/* What changed is to be numbered and indexed soon. */
static void note_changes(struct writer *w)
{
    int64_t now = now_ms();

    w->idle_from = now;
    if (sqlite_changes(w->sql) == w->seen)
        return;
    pthread_mutex_lock(&w->lock);
    for (int i = 0; i < STORE_TURNS; i++)
        if (w->turn[i].run && !w->turn[i].at)
            w->turn[i].at = now + TURN_MS;
    pthread_mutex_unlock(&w->lock);
}

static void complain(struct writer *w, const char *what)
{
    int64_t now = now_ms();

    if (w->logged_at && now - w->logged_at < LOG_EVERY_MS)
        return;
    w->logged_at = now;
    log_error("writer: %s: %s", what, sql_error(w->sql));
}

static void finish(struct writer *w, struct store_job *job, enum rc rc)
{
    void (*done)(void *, enum rc) = job->done;
    void *arg = job->arg;

    job->rc = rc;
    atomic_fetch_add(&w->jobs, 1);
    atomic_fetch_sub(&w->waiting, 1);
    /* From here on the job's memory may be gone. */
    if (done)
        done(arg, rc);
}

/* A job without neighbours needs no savepoint: the transaction is its own. */
static enum rc try_alone(struct writer *w, struct store_job *job)
{
    enum rc rc, fault;

    TRY(sqlite_begin(w->sql));
    rc = job->run(w->sql, job->arg);
    if (sql_end_all(w->sql))
        log_warn("writer: a job left a query open");
    fault = sqlite_fault(w->sql);
    if (fault || rc)
        return fault ? fault : rc;
    if (!sqlite_inside(w->sql))
        return RC_BUSY;
    return commit(w);
}

static void run_alone(struct writer *w, struct store_job *job)
{
    enum rc rc;

    sqlite_fault(w->sql);
    rc = try_alone(w, job);
    if (rc == RC_BUSY)
        complain(w, "a job was refused");
    if (rc)
        roll_back(w);
    note_changes(w);
    finish(w, job, rc);
}

/* --- A group -------------------------------------------------------------- */

enum group {
    GROUP_KEPT,
    GROUP_MIXED, /* a refused job wrote: again, in savepoints */
    GROUP_LOST,
};

/* Takes back what a refused job did.  The first time round there is no
 * savepoint to go back to. */
static enum group take_back(struct writer *w, bool points, bool wrote)
{
    if (!wrote)
        return GROUP_KEPT;
    if (!points)
        return GROUP_MIXED;
    return sqlite_undo(w->sql, &q_undo) ? GROUP_LOST : GROUP_KEPT;
}

/* One job of a group, in its savepoint when `points`.  *guilty says that the
 * job of a lost group must not be tried again. */
static enum group run_member(struct writer *w, struct store_job *job,
                             bool points, bool *guilty)
{
    enum group got = GROUP_KEPT;
    uint64_t before;
    enum rc fault;

    if (points && sqlite_control(w->sql, &q_point))
        return GROUP_LOST;
    before = sqlite_writes(w->sql);
    job->rc = job->run(w->sql, job->arg);
    if (sql_end_all(w->sql))
        log_warn("writer: a job left a query open");
    fault = sqlite_fault(w->sql);
    if (fault) {
        job->rc = fault;
        *guilty = true;
        return GROUP_LOST;
    }
    if (!sqlite_inside(w->sql))
        return GROUP_LOST;
    if (job->rc)
        got = take_back(w, points, sqlite_writes(w->sql) != before);
    if (!got && points && sqlite_control(w->sql, &q_keep))
        return GROUP_LOST;
    return got;
}

/* All in one transaction; of a lost group guilty[i] is settled. */
static enum group run_together(struct writer *w, struct store_job **jobs,
                               size_t n, bool points, bool *guilty)
{
    enum group got = GROUP_LOST;

    if (!sqlite_begin(w->sql)) {
        got = GROUP_KEPT;
        for (size_t i = 0; i < n && !got; i++)
            got = run_member(w, jobs[i], points, &guilty[i]);
        if (!got && commit(w))
            got = GROUP_LOST;
    }
    if (got == GROUP_LOST)
        complain(w, "a group was lost and runs again one by one");
    if (got)
        roll_back(w);
    return got;
}

static void run_group(struct writer *w, struct store_job **jobs, size_t n)
{
    bool guilty[GROUP_MAX] = { false };
    enum group got;

    if (n == 1) {
        run_alone(w, jobs[0]);
        return;
    }
    sqlite_fault(w->sql);
    got = run_together(w, jobs, n, false, guilty);
    if (got == GROUP_MIXED)
        got = run_together(w, jobs, n, true, guilty);
    if (!got) {
        note_changes(w);
        for (size_t i = 0; i < n; i++)
            finish(w, jobs[i], jobs[i]->rc);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (guilty[i]) {
            finish(w, jobs[i], jobs[i]->rc);
            continue;
        }
        atomic_fetch_add(&w->reruns, 1);
        run_alone(w, jobs[i]);
    }
}

/* --- A point within a job ------------------------------------------------- */

static const struct sql_text q_half = { "SAVEPOINT half", "", "" };
static const struct sql_text q_half_keep = { "RELEASE half", "", "" };
static const struct sql_text q_half_undo = { "ROLLBACK TO half", "", "" };

enum rc store_point(struct sql *sql)
{
    return sqlite_control(sql, &q_half);
}

enum rc store_point_keep(struct sql *sql)
{
    return sqlite_control(sql, &q_half_keep);
}

enum rc store_point_undo(struct sql *sql)
{
    sql_end_all(sql);
    TRY(sqlite_undo(sql, &q_half_undo));
    return sqlite_undo(sql, &q_half_keep);
}

/* --- The writer's own turns ----------------------------------------------- */

static enum rc try_turn(struct writer *w, const struct turn *t, bool *more)
{
    TRY(sqlite_begin(w->sql));
    TRY(t->run(w->sql, t->arg, more));
    if (sql_end_all(w->sql))
        log_warn("writer: its own turn left a query open");
    return commit(w);
}

/* false: there is no more to do now. */
static bool take_turn(struct writer *w, struct turn *own, bool at_once)
{
    struct turn t;
    bool more = false;
    enum rc rc;

    pthread_mutex_lock(&w->lock);
    t = *own;
    pthread_mutex_unlock(&w->lock);
    if (!t.at || !t.run || (!at_once && now_ms() < t.at))
        return false;
    rc = try_turn(w, &t, &more);
    if (rc) {
        complain(w, "the journal was not numbered, or words not indexed");
        roll_back(w);
    }
    sqlite_fault(w->sql);
    w->idle_from = now_ms();
    pthread_mutex_lock(&w->lock);
    own->done += !rc;
    own->at = rc ? w->idle_from + TURN_RETRY_MS : more ? w->idle_from : 0;
    pthread_mutex_unlock(&w->lock);
    return !rc && more;
}

/* Those that are due, or at the end all there is. */
static void take_turns(struct writer *w, bool at_once)
{
    for (int i = 0; i < STORE_TURNS; i++)
        while (take_turn(w, &w->turn[i], at_once) && at_once)
            ;
    w->seen = sqlite_changes(w->sql);
}

/* --- Checkpoints ---------------------------------------------------------- */

static void checkpoint(struct writer *w)
{
    int pages = sqlite_wal_pages(w->sql), left = 0;
    enum rc rc = sqlite_checkpoint(w->sql, pages > WAL_RESTART, &left);

    if (rc && rc != RC_BUSY)
        complain(w, "checkpoint");
    sqlite_fault(w->sql);
    w->checked = pages;
}

static bool unchecked(struct writer *w)
{
    /* The log began anew. */
    if (sqlite_wal_pages(w->sql) < w->checked)
        w->checked = 0;
    return sqlite_wal_pages(w->sql) != w->checked;
}

/* --- The thread ----------------------------------------------------------- */

/* When something is to be done without a job; 0: never. Under the lock. */
static int64_t next_turn(struct writer *w)
{
    int64_t at = 0;

    for (int i = 0; i < STORE_TURNS; i++)
        if (w->turn[i].at && (!at || w->turn[i].at < at))
            at = w->turn[i].at;
    if (unchecked(w) && (!at || w->idle_from + IDLE_MS < at))
        at = w->idle_from + IDLE_MS;
    return at;
}

/* Takes a group, waiting for one; 0: it is time for something else. */
static size_t take(struct writer *w, struct store_job **jobs)
{
    size_t n = 0;

    pthread_mutex_lock(&w->lock);
    while (!w->first && !w->stopping) {
        int64_t at = next_turn(w);
        struct timespec t = { .tv_sec = at / 1000,
                              .tv_nsec = at % 1000 * 1000000 };

        if (at && at <= now_ms())
            break;
        if (at)
            pthread_cond_timedwait(&w->wake, &w->lock, &t);
        else
            pthread_cond_wait(&w->wake, &w->lock);
    }
    while (w->first && n < GROUP_MAX) {
        jobs[n++] = w->first;
        w->first = w->first->next;
    }
    if (!w->first)
        w->last = &w->first;
    pthread_mutex_unlock(&w->lock);
    return n;
}

static bool finished(struct writer *w)
{
    bool yes;

    pthread_mutex_lock(&w->lock);
    yes = w->stopping && !w->first;
    pthread_mutex_unlock(&w->lock);
    return yes;
}

static void *writer_main(void *arg)
{
    struct writer *w = arg;
    struct store_job *jobs[GROUP_MAX];

    while (!finished(w)) {
        size_t n = take(w, jobs);

        if (n)
            run_group(w, jobs, n);
        take_turns(w, false);
        if (sqlite_wal_pages(w->sql) - w->checked > WAL_PAGES ||
            (unchecked(w) && now_ms() - w->idle_from >= IDLE_MS))
            checkpoint(w);
    }
    take_turns(w, true);
    return NULL;
}

struct writer *writer_start(struct sql *sql)
{
    struct writer *w = calloc(1, sizeof *w);
    pthread_condattr_t attr;

    if (!w)
        return NULL;
    w->sql = sql;
    w->last = &w->first;
    w->idle_from = now_ms();
    pthread_mutex_init(&w->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&w->wake, &attr);
    pthread_condattr_destroy(&attr);
    if (pthread_create(&w->thread, NULL, writer_main, w)) {
        pthread_cond_destroy(&w->wake);
        pthread_mutex_destroy(&w->lock);
        free(w);
        return NULL;
    }
    return w;
}

void writer_drain(struct writer *w)
{
    pthread_mutex_lock(&w->lock);
    w->stopping = true;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
}

void writer_free(struct writer *w)
{
    /* The last connection moves the rest of the log and removes it. */
    sqlite_free(w->sql);
    pthread_cond_destroy(&w->wake);
    pthread_mutex_destroy(&w->lock);
    free(w);
}

void writer_submit(struct writer *w, struct store_job *job)
{
    job->next = NULL;
    job->rc = RC_OK;
    atomic_fetch_add(&w->waiting, 1);
    pthread_mutex_lock(&w->lock);
    *w->last = job;
    w->last = &job->next;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->lock);
}

bool writer_is_me(const struct writer *w)
{
    return pthread_equal(w->thread, pthread_self());
}

size_t writer_waiting(const struct writer *w)
{
    return atomic_load(&w->waiting);
}

void writer_turn(struct writer *w, enum store_turn which, store_turn_fn *run,
                 void *arg)
{
    pthread_mutex_lock(&w->lock);
    /* At once: a server that was killed left something to do. */
    w->turn[which] = (struct turn){ .run = run, .arg = arg, .at = now_ms() };
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->lock);
}

struct store_counts writer_counts(struct writer *w)
{
    uint64_t sequenced;

    pthread_mutex_lock(&w->lock);
    sequenced = w->turn[STORE_SEQUENCE].done;
    pthread_mutex_unlock(&w->lock);
    return (struct store_counts){
        .commits = atomic_load(&w->commits),
        .jobs = atomic_load(&w->jobs),
        .reruns = atomic_load(&w->reruns),
        .sequenced = sequenced,
        .rows = atomic_load(&w->rows),
        .last_commit = atomic_load(&w->last_commit),
    };
}
