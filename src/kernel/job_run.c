/* SPDX-License-Identifier: Apache-2.0 */
/*
 * job_run.c: taking a job, telling how far it is, and how it ended.
 *
 * A lease in the row says until when somebody works on it; each word of
 * progress renews it.  While work is inside its one write nothing of it can
 * be told to the row: then app->live has the numbers, and the request to end
 * reaches it there too.
 */
#include "kernel/job_in.h"

#include "base/log.h"
#include "kernel/look.h"

#include <string.h>

enum { TRIES = 3 };
#define SECOND INT64_C(1000000)
#define LEASE (60 * SECOND)
#define TELL_EVERY (SECOND / 2)

/* --- Progress --------------------------------------------------------------- */

static const struct sql_text q_tell = {
    "UPDATE job SET done = $1, total = $2, lease_until = $3, changed_at = $4"
    " WHERE id = $5 AND state = 'running'",
    "iiiii", ""
};
static const struct sql_text q_unwanted = {
    "SELECT 1 FROM job WHERE id = $1"
    " AND (unwanted = 1 OR state <> 'running')",
    "i", "i"
};

struct word {
    struct job *j;
    long done, total;
    int64_t now;
};

static enum rc write_word(struct sql *sql, void *arg)
{
    const struct word *w = arg;
    int64_t one;

    TRY(sql_run(sql, &q_tell,
                ARGS(INT(w->done), INT(w->total), INT(w->now + LEASE),
                     INT(w->now), INT(w->j->id))));
    if (sql_get_int(sql, &one, &q_unwanted, ARGS(INT(w->j->id))) == RC_OK)
        atomic_store(&w->j->rq->app->live.cancel, w->j->id);
    return RC_OK;
}

static bool wanted(const struct job *j)
{
    struct job_live *l = &j->rq->app->live;

    return !atomic_load(&l->stopping) && atomic_load(&l->cancel) != j->id;
}

bool job_tell(struct job *j, long done, long total)
{
    struct ordo *app = j->rq->app;
    struct word w = { j, done, total, clock_now() };

    atomic_store(&app->live.done, done);
    atomic_store(&app->live.total, total);
    if (!sql_writes(j->rq->sql) && w.now - j->told_at >= TELL_EVERY) {
        j->told_at = w.now;
        if (store_write(app->store, write_word, &w))
            log_warn("the progress of job %lld was not written",
                     (long long)j->id);
    }
    return wanted(j);
}

/* --- How it ends ------------------------------------------------------------ */

static const struct sql_text q_end = {
    "UPDATE job SET state = $1, note = $2, result = $3, done = $4, total = $5,"
    " lease_until = 0, changed_at = $6 WHERE id = $7 AND state = 'running'",
    "tttiiii", ""
};
static const struct sql_text q_back = {
    "UPDATE job SET state = 'queued', tries = tries - 1, lease_until = 0"
    " WHERE id = $1 AND state = 'running'",
    "i", ""
};

static enum rc write_end(struct rq *rq, const struct job *j)
{
    struct job_live *l = &rq->app->live;

    return sql_run(rq->sql, &q_end,
                   ARGS(STR(j->state), STR(j->note), STR(j->result),
                        INT(atomic_load(&l->done)),
                        INT(atomic_load(&l->total)), INT(clock_now()),
                        INT(j->id)));
}

enum rc job_done(struct rq *rq, struct job *j)
{
    int64_t one;
    enum rc rc = sql_get_int(rq->sql, &one, &q_unwanted, ARGS(INT(j->id)));

    if (!rc) {
        atomic_store(&rq->app->live.cancel, j->id);
        return fail(rq, RC_CONFLICT, NULL, "cancelled; nothing was written");
    }
    if (rc != RC_MISSING)
        return rc;
    j->state = "done";
    return write_end(rq, j);
}

static enum rc end_run(struct rq *rq, void *arg)
{
    struct job *j = arg;

    if (!strcmp(j->state, "queued"))
        return sql_run(rq->sql, &q_back, ARGS(INT(j->id)));
    if (!strcmp(j->state, "done"))
        return job_done(rq, j);
    return write_end(rq, j);
}

/* It has come further: servers that ended before count no more. */
enum rc job_keep(struct rq *rq, const struct job *j)
{
    static const struct sql_text q = {
        "UPDATE job SET result = $1, tries = 1"
        " WHERE id = $2 AND state = 'running'",
        "ti", ""
    };

    return sql_run(rq->sql, &q, ARGS(STR(j->result), INT(j->id)));
}

static const struct sql_text q_state = { "SELECT state FROM job WHERE id = $1",
                                         "i", "t" };

/* What the run of a job came to. */
static void settle(struct rq *rq, struct job *j, enum rc rc)
{
    const struct job_live *l = &rq->app->live;
    const char *state = NULL;

    if (sql_get_str(rq->sql, rq->mem, &state, &q_state, ARGS(INT(j->id))))
        return;
    if (strcmp(state, "running") != 0) { /* its own write has ended it */
        j->state = state;
        return;
    }
    if (rc)
        j->note = mem_str(rq->mem, rq_why(rq, rc));
    if (!rc)
        j->state = "done";
    else if (atomic_load(&l->cancel) == j->id)
        j->state = "cancelled";
    else if (atomic_load(&l->stopping))
        j->state = "queued";
    else
        j->state = "failed";
    if (!strcmp(j->state, "cancelled"))
        j->note = NULL;
    rc = app_write(rq, end_run, j);
    if (rc == RC_CONFLICT) { /* cancelled at the last moment */
        j->state = "cancelled";
        rc = app_write(rq, end_run, j);
    }
    if (rc)
        log_error("how job %lld ended could not be written", (long long)j->id);
}

/* --- Taking ----------------------------------------------------------------- */

/* The oldest; those of kinds that can wait after all others. */
static struct sql_rows next(struct rq *rq)
{
    const struct ordo *app = rq->app;
    struct buf b;

    buf_init(&b, rq->mem);
    buf_str(&b, "SELECT " JOB_COLUMNS " FROM job WHERE state = 'queued'"
                " OR (state = 'running' AND lease_until < $1)"
                " ORDER BY CASE WHEN kind IN (''");
    for (size_t i = 0; i < app->n_modules; i++)
        for (size_t k = 0; k < app->modules[i]->n_jobs; k++)
            if (app->modules[i]->jobs[k].later)
                buf_fmt(&b, ", '%s'", app->modules[i]->jobs[k].name);
    buf_str(&b, ") THEN 1 ELSE 0 END, id LIMIT 1");
    return sql_query_built(rq->sql, b.s, ARGS(INT(rq->now)));
}

static const struct sql_text q_take = {
    "UPDATE job SET state = 'running', tries = tries + 1, lease_until = $1,"
    " changed_at = $2, done = 0 WHERE id = $3",
    "iii", ""
};
static const struct sql_text q_give_up = {
    "UPDATE job SET state = $1, note = $2, changed_at = $3 WHERE id = $4",
    "ttii", ""
};

struct taking {
    struct job j;
    bool found, mine;
};

/* What must not be tried (again): cancelled meanwhile, or three servers ended
 * over it. */
static enum rc give_up(struct rq *rq, const struct job *j)
{
    const struct job_kind *kind = job_kind(rq->app, j->kind);
    const char *why =
        kind && kind->parts
            ? N_("the server ended three times while it worked on this; what"
                 " was done before stays")
            : N_("the server ended three times while it worked on this;"
                 " nothing was written");

    if (j->unwanted)
        return sql_run(rq->sql, &q_give_up,
                       ARGS(STR("cancelled"), NUL(), INT(rq->now),
                            INT(j->id)));
    return sql_run(rq->sql, &q_give_up,
                   ARGS(STR("failed"), STR(tr(j->lang, why)), INT(rq->now),
                        INT(j->id)));
}

static enum rc take(struct rq *rq, void *arg)
{
    struct taking *t = arg;
    struct sql_rows r = next(rq);

    *t = (struct taking){ .found = sql_next(&r) };
    if (t->found)
        job_decode(rq, &r, &t->j);
    TRY(sql_done(&r));
    if (!t->found)
        return RC_OK;
    if (t->j.unwanted || t->j.tries >= TRIES)
        return give_up(rq, &t->j);
    t->mine = true;
    return sql_run(rq->sql, &q_take,
                   ARGS(INT(rq->now + LEASE), INT(rq->now), INT(t->j.id)));
}

/* --- Running ---------------------------------------------------------------- */

static void run(struct rq *rq, struct job *j)
{
    const struct job_kind *kind = job_kind(rq->app, j->kind);
    struct looks looks = { 0 };
    enum rc rc;

    rq->system = false;
    rq->person = j->person;
    rq->lang = j->lang;
    rq->holder = rights_holder(rq, j->person);
    j->rq = rq;
    rq->looks = &looks;
    rc = kind ? kind->run(rq, j)
              : fail(rq, RC_INVALID, NULL,
                     "this program does not know such work");
    look_keep(rq);
    rq->looks = NULL;
    settle(rq, j, rc);
}

static void work(struct ordo *app, struct rq *rq, struct job *j)
{
    struct job_live *l = &app->live;

    atomic_store(&l->done, 0);
    atomic_store(&l->total, 0);
    atomic_store(&l->cancel, 0);
    atomic_store(&l->id, j->id);
    log_info("job %lld begins: %s", (long long)j->id, j->kind);
    run(rq, j);
    log_info("job %lld ends: %s", (long long)j->id, j->state);
    atomic_store(&l->id, 0);
}

static const struct sql_text q_waits = {
    "SELECT 1 FROM job WHERE state = 'queued'"
    " OR (state = 'running' AND lease_until < $1) LIMIT 1",
    "i", "i"
};

/* Asked of the reader: an idle house writes nothing. */
static bool waits(struct rq *rq)
{
    int64_t one;

    return sql_get_int(rq->sql, &one, &q_waits, ARGS(INT(rq->now))) == RC_OK;
}

bool job_next(struct ordo *app)
{
    struct mem *m = mem_new(0);
    struct taking *t;
    struct rq rq;
    bool found = false;

    if (!m)
        return false;
    rq_init(&rq, app, m);
    rq.sql = store_reader(app->store);
    if (waits(&rq)) {
        t = MEM_NEW(m, struct taking);
        found = !app_write(&rq, take, t) && t->found;
        if (found && t->mine)
            work(app, &rq, &t->j);
    }
    mem_free(m);
    return found;
}

static enum rc take_over(struct sql *sql, void *arg)
{
    static const struct sql_text q = {
        "UPDATE job SET lease_until = 0 WHERE state = 'running'", "", ""
    };

    (void)arg;
    return sql_run(sql, &q, NO_ARGS);
}

enum rc job_take_over(struct ordo *app)
{
    return store_write(app->store, take_over, NULL);
}
