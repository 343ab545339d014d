/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mail.c: the letters in the outbox: taking one under a lease, noting what
 * became of it; the thread that does so.
 */
#include "kernel/mail.h"

#include "base/log.h"
#include "base/text.h"
#include "kernel/app.h"
#include "kernel/notice_in.h"
#include "kernel/setting.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#define SECOND INT64_C(1000000)
/* A letter is taken for so long; tried so often (about three days); the first
 * pause, doubled with each try, and the longest. */
#define LEASE (180 * SECOND)
enum { TRIES = 20 };
#define FIRST_PAUSE (10 * SECOND)
#define LONGEST_PAUSE (6 * 3600 * SECOND)
/* Seconds between two looks; between two looks for digests; after the mail
 * server was not there. */
enum { LOOK_EVERY = 2, DIGEST_EVERY = 300, DOWN_PAUSE = 10 };

struct mail_thread {
    struct ordo *app;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t some;
    atomic_bool stopping;
};

/* --- Taking ----------------------------------------------------------------- */

static const struct sql_text q_due = {
    "SELECT " NOTICE_COLUMNS " FROM notice n"
    " WHERE (n.mail = 'waiting' AND n.next_at <= $1)"
    " OR (n.mail = 'sending' AND n.lease_until < $1)"
    " ORDER BY n.next_at, n.id LIMIT 1",
    "i", NOTICE_LETTERS
};
static const struct sql_text q_take = {
    "UPDATE notice SET mail = 'sending', tries = tries + 1, lease_until = $1"
    " WHERE id = $2",
    "ii", ""
};
/* Only by who holds the lease. */
static const struct sql_text q_note = {
    "UPDATE notice SET mail = $1, next_at = $2, problem = $3, sent_at = $4,"
    " tries = $5, lease_until = 0"
    " WHERE id = $6 AND mail = 'sending' AND lease_until = $7",
    "titiiii", ""
};

struct taking {
    struct notice n;
    bool found;
};

static enum rc due(struct rq *rq, struct taking *t)
{
    struct sql_rows r = sql_query(rq->sql, &q_due, ARGS(INT(rq->now)));

    t->found = sql_next(&r);
    if (t->found)
        notice_decode(rq, &r, &t->n);
    return sql_done(&r);
}

static enum rc take(struct rq *rq, void *arg)
{
    struct taking *t = arg;

    TRY(due(rq, t));
    if (!t->found)
        return RC_OK;
    t->n.lease_until = rq->now + LEASE;
    t->n.tries++;
    return sql_run(rq->sql, &q_take,
                   ARGS(INT(t->n.lease_until), INT(t->n.id)));
}

static enum rc note(struct rq *rq, void *arg)
{
    const struct notice *n = arg;

    return sql_run(rq->sql, &q_note,
                   ARGS(STR(n->mail), INT(n->next_at), STR(n->problem),
                        n->sent_at ? INT(n->sent_at) : NUL(), INT(n->tries),
                        INT(n->id), INT(n->lease_until)));
}

/* --- What became of it ------------------------------------------------------ */

static int64_t pause_after(int64_t tries)
{
    int64_t pause = FIRST_PAUSE;

    while (--tries > 0 && pause < LONGEST_PAUSE)
        pause *= 2;
    return pause < LONGEST_PAUSE ? pause : LONGEST_PAUSE;
}

static void settle(struct rq *rq, struct notice *n, enum mail_answer a,
                   const char *word)
{
    n->problem = word ? text_cut(rq->mem, word, 400) : NULL;
    n->mail = "waiting";
    rq_clock(rq);
    if (a == MAIL_TAKEN) {
        n->mail = "sent";
        n->problem = NULL;
        n->sent_at = rq->now;
    } else if (a == MAIL_NEVER || n->tries >= TRIES) {
        n->mail = "failed";
        log_warn("letter %lld is given up: %s", (long long)n->id,
                 n->problem ? n->problem : "?");
    }
    n->next_at = rq->now + pause_after(n->tries);
}

/* Its reader's quiet hours have begun since: not a try. */
static bool postponed(struct rq *rq, struct notice *n)
{
    struct notice_wish w;

    if (notice_wish(rq, n->person, &w))
        return false;
    n->next_at = notice_after_quiet(rq, &w, rq->now);
    if (n->next_at == rq->now)
        return false;
    n->mail = "waiting";
    n->tries--;
    return true;
}

static enum mail_answer hand_over(struct rq *rq, const struct notice *n,
                                  const char **word)
{
    struct letter l = { 0 };
    struct rq as = *rq;
    enum rc rc;

    rq_forget(&as);
    rc = mail_letter(&as, n, &l);
    if (rc) {
        *word = rq_why(&as, rc);
        return rc == RC_INVALID ? MAIL_NEVER : MAIL_LATER;
    }
    return mail_send(rq, &l, word);
}

static atomic_bool down; /* of this process: there is one mail server */

bool mail_is_down(const struct ordo *app)
{
    (void)app;
    return atomic_load(&down);
}

static bool one(struct rq *rq)
{
    struct taking t = { 0 };
    enum mail_answer a;
    const char *word = NULL;

    if (due(rq, &t) || !t.found || app_write(rq, take, &t) || !t.found)
        return false;
    if (!postponed(rq, &t.n)) {
        a = hand_over(rq, &t.n, &word);
        atomic_store(&down, a == MAIL_DOWN);
        settle(rq, &t.n, a, word);
    }
    if (app_write(rq, note, &t.n))
        log_warn("letter %lld: its fate was not noted", (long long)t.n.id);
    return true;
}

bool mail_next(struct ordo *app)
{
    struct mem *m = mem_new(0);
    struct rq rq;
    bool found = false;

    if (!m)
        return false;
    rq_init(&rq, app, m);
    rq.system = true;
    rq.sql = store_reader(app->store);
    if (!mem_try(m))
        found = *setting_get(&rq, "smtp_host") && one(&rq);
    mem_untry(m);
    mem_free(m);
    return found;
}

static enum rc take_over(struct sql *sql, void *arg)
{
    static const struct sql_text q = {
        "UPDATE notice SET lease_until = 0 WHERE mail = 'sending'", "", ""
    };

    (void)arg;
    return sql_run(sql, &q, NO_ARGS);
}

enum rc mail_take_over(struct ordo *app)
{
    return store_write(app->store, take_over, NULL);
}

/* --- For the administrator -------------------------------------------------- */

enum rc mail_list(struct rq *rq, const struct mail_filter *f,
                  struct notice **out, size_t *n)
{
    static const struct sql_text q = {
        "SELECT " NOTICE_COLUMNS " FROM notice n WHERE n.mail <> 'off'"
        " AND ($1 = '' OR n.mail = $1) AND ($2 = 0 OR n.person = $2)"
        " AND n.id < $3 ORDER BY n.id DESC LIMIT $4",
        "tiii", NOTICE_LETTERS
    };
    struct notice *all = MEM_ARRAY(rq->mem, f->most + 1, struct notice);
    struct sql_rows r =
        sql_query(rq->sql, &q,
                  ARGS(STR(f->mail ? f->mail : ""), INT(f->person),
                       INT(f->before > 0 ? f->before : INT64_MAX),
                       INT((int64_t)f->most)));

    for (*n = 0; *n < f->most && sql_next(&r); ++*n)
        notice_decode(rq, &r, &all[*n]);
    *out = all;
    return sql_done(&r);
}

enum rc mail_again(struct rq *rq, int64_t id)
{
    static const struct sql_text q = {
        "UPDATE notice SET mail = 'waiting', next_at = $1, tries = 0"
        " WHERE id = $2 AND mail = 'failed'",
        "ii", ""
    };

    TRY(sql_run(rq->sql, &q, ARGS(INT(rq->now), INT(id))));
    if (!sql_changed(rq->sql))
        return fail(rq, RC_CONFLICT, NULL,
                    "only a letter that was given up is sent again");
    return RC_OK;
}

/* --- The thread ------------------------------------------------------------- */

bool mail_stopping(const struct ordo *app)
{
    return app->mail && atomic_load(&app->mail->stopping);
}

static void pause_for(struct mail_thread *t, int seconds)
{
    struct timespec until;

    pthread_mutex_lock(&t->lock);
    if (!atomic_load(&t->stopping)) {
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += seconds;
        pthread_cond_timedwait(&t->some, &t->lock, &until);
    }
    pthread_mutex_unlock(&t->lock);
}

static void look_for_digests(struct ordo *app)
{
    struct mem *m = mem_new(0);
    struct rq rq;
    enum rc rc = RC_OK;

    if (!m)
        return;
    rq_init(&rq, app, m);
    rq.system = true;
    rq.sql = store_reader(app->store);
    if (!mem_try(m))
        rc = digest_run(&rq);
    mem_untry(m);
    if (rc)
        log_warn("the digests were not made: %s", rq_why(&rq, rc));
    mem_free(m);
}

static void *run(void *arg)
{
    struct mail_thread *t = arg;
    int64_t next = 0;

    log_request("mail");
    if (mail_take_over(t->app))
        log_warn("letters that were under way wait for their lease's end");
    while (!atomic_load(&t->stopping)) {
        if (clock_now() >= next) {
            look_for_digests(t->app);
            next = clock_now() + DIGEST_EVERY * SECOND;
        }
        if (!mail_next(t->app))
            pause_for(t, LOOK_EVERY);
        else if (mail_is_down(t->app))
            pause_for(t, DOWN_PAUSE);
    }
    return NULL;
}

bool mail_start(struct ordo *app)
{
    struct mail_thread *t = MEM_NEW(app->mem, struct mail_thread);

    if (curl_global_init(CURL_GLOBAL_DEFAULT))
        return false;
    t->app = app;
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->some, NULL);
    app->mail = t;
    if (!pthread_create(&t->thread, NULL, run, t))
        return true;
    app->mail = NULL;
    return false;
}

void mail_stop(struct ordo *app)
{
    struct mail_thread *t = app->mail;

    if (!t)
        return;
    pthread_mutex_lock(&t->lock);
    atomic_store(&t->stopping, true);
    pthread_cond_signal(&t->some);
    pthread_mutex_unlock(&t->lock);
    pthread_join(t->thread, NULL);
    app->mail = NULL;
}
