/* SPDX-License-Identifier: Apache-2.0 */
/*
 * job.c: the queue of long work.  Owns the table job; running it is in
 * job_run.c.
 */
#include "kernel/job_in.h"

#include <string.h>

/* --- Table ------------------------------------------------------------------ */

static const struct column job_columns[] = {
    { .name = "id", .type = 'k' },
    { .name = "kind", .type = 't', .must = true },
    { .name = "about", .type = 't' },
    { .name = "person", .type = 'i', .references = "person" },
    { .name = "lang", .type = 't', .must = true },
    { .name = "state", .type = 't', .must = true },
    { .name = "done", .type = 'i', .must = true },
    { .name = "total", .type = 'i', .must = true },
    { .name = "note", .type = 't' },
    { .name = "input", .type = 't', .must = true },
    { .name = "result", .type = 't' },
    { .name = "tries", .type = 'i', .must = true },
    { .name = "lease_until", .type = 'i', .must = true },
    { .name = "created_at", .type = 'i', .must = true },
    { .name = "changed_at", .type = 'i', .must = true },
    { .name = "unwanted", .type = 'i', .must = true },
};
static const struct index_on job_indexes[] = {
    { .columns = "state, id" },
};
const struct table job_tables[] = {
    { .name = "job", SPAN(columns, job_columns), SPAN(indexes, job_indexes) },
};
const size_t n_job_tables = COUNT(job_tables);

/* --- Reading ---------------------------------------------------------------- */

static const struct sql_text q_get = {
    "SELECT " JOB_COLUMNS " FROM job WHERE id = $1", "i", JOB_LETTERS
};
static const struct sql_text q_own = {
    "SELECT " JOB_COLUMNS " FROM job WHERE person = $1 ORDER BY id DESC"
    " LIMIT $2",
    "ii", JOB_LETTERS
};

static const char *copy(struct rq *rq, const struct sql_rows *r, int c)
{
    return mem_str(rq->mem, sql_str(r, c));
}

void job_decode(struct rq *rq, const struct sql_rows *r, struct job *j)
{
    int lang = lang_from_code(sql_str(r, 4));

    *j = (struct job){
        .id = sql_int(r, 0),
        .kind = copy(rq, r, 1),
        .about = copy(rq, r, 2),
        .person = sql_int(r, 3),
        .lang = lang < 0 ? LANG_KY : (enum lang)lang,
        .state = copy(rq, r, 5),
        .done = sql_int(r, 6),
        .total = sql_int(r, 7),
        .note = copy(rq, r, 8),
        .input = copy(rq, r, 9),
        .result = copy(rq, r, 10),
        .tries = sql_int(r, 11),
        .lease_until = sql_int(r, 12),
        .created_at = sql_int(r, 13),
        .changed_at = sql_int(r, 14),
        .unwanted = sql_int(r, 15) != 0,
    };
}

bool job_ended(const struct job *j)
{
    return strcmp(j->state, "queued") != 0 && strcmp(j->state, "running") != 0;
}

/* The process knows more of what it runs than the row does. */
static void add_live(struct rq *rq, struct job *j)
{
    struct job_live *l = &rq->app->live;

    if (job_ended(j) || atomic_load(&l->id) != j->id)
        return;
    j->done = atomic_load(&l->done);
    j->total = atomic_load(&l->total);
}

static bool may_see(const struct rq *rq, const struct job *j)
{
    return rq->system || (rq->person && rq->person == j->person) ||
           rights_role(rq, ROLE_ADMINISTRATOR);
}

enum rc job_get(struct rq *rq, int64_t id, struct job *out)
{
    struct sql_rows r = sql_query(rq->sql, &q_get, ARGS(INT(id)));
    bool found = sql_next(&r);

    if (found)
        job_decode(rq, &r, out);
    TRY(sql_done(&r));
    if (!found || !may_see(rq, out))
        return RC_MISSING;
    add_live(rq, out);
    return RC_OK;
}

enum rc job_list(struct rq *rq, size_t most, struct job **out, size_t *n)
{
    struct sql_rows r = sql_query(rq->sql, &q_own,
                                  ARGS(INT(rq->person), INT((int64_t)most)));

    *out = MEM_ARRAY(rq->mem, most, struct job);
    for (*n = 0; *n < most && sql_next(&r); (*n)++) {
        job_decode(rq, &r, &(*out)[*n]);
        add_live(rq, &(*out)[*n]);
    }
    return sql_done(&r);
}

/* --- Writing ---------------------------------------------------------------- */

static const struct sql_text q_same = {
    "SELECT id FROM job WHERE kind = $1 AND person = $2 AND input = $3"
    " AND unwanted = 0 AND state IN ('queued', 'running')",
    "tit", "i"
};
static const struct sql_text q_add = {
    "INSERT INTO job (kind, about, person, lang, state, done, total, input,"
    " tries, lease_until, created_at, changed_at, unwanted)"
    " VALUES ($1, $2, $3, $4, 'queued', 0, 0, $5, 0, 0, $6, $6, 0)"
    " RETURNING id",
    "ttitti", "i"
};
static const struct sql_text q_cancel_waiting = {
    "UPDATE job SET state = 'cancelled', unwanted = 1, changed_at = $1"
    " WHERE id = $2 AND state = 'queued'",
    "ii", ""
};
static const struct sql_text q_cancel_running = {
    "UPDATE job SET unwanted = 1, changed_at = $1"
    " WHERE id = $2 AND state = 'running'",
    "ii", ""
};
static const struct sql_text q_forget = {
    "DELETE FROM job WHERE changed_at < $1"
    " AND state IN ('done', 'failed', 'cancelled')",
    "i", ""
};

const struct job_kind *job_kind(const struct ordo *app, const char *name)
{
    for (size_t i = 0; i < app->n_modules; i++)
        for (size_t k = 0; k < app->modules[i]->n_jobs; k++)
            if (!strcmp(app->modules[i]->jobs[k].name, name))
                return &app->modules[i]->jobs[k];
    return NULL;
}

enum rc job_add(struct rq *rq, const char *kind, const char *about,
                const char *input, int64_t *id)
{
    enum rc rc;

    if (!job_kind(rq->app, kind))
        return fail(rq, RC_BROKEN, NULL, "there is no work of this kind");
    rc = sql_get_int(rq->sql, id, &q_same,
                     ARGS(STR(kind), REF(rq->person), STR(input)));
    if (rc != RC_MISSING)
        return rc;
    return sql_get_int(rq->sql, id, &q_add,
                       ARGS(STR(kind), STR(about), REF(rq->person),
                            STR(lang_code(rq->lang)), STR(input),
                            INT(rq->now)));
}

void job_interrupt(struct ordo *app, int64_t id)
{
    if (atomic_load(&app->live.id) == id)
        atomic_store(&app->live.cancel, id);
}

enum rc job_cancel(struct rq *rq, int64_t id)
{
    struct job j;

    TRY(job_get(rq, id, &j));
    TRY(sql_run(rq->sql, &q_cancel_waiting,
                ARGS(INT(rq->now), INT(id))));
    if (sql_changed(rq->sql))
        return RC_OK;
    TRY(sql_run(rq->sql, &q_cancel_running,
                ARGS(INT(rq->now), INT(id))));
    if (!sql_changed(rq->sql) && strcmp(j.state, "cancelled") != 0)
        return fail(rq, RC_CONFLICT, NULL, "this work has ended already");
    return RC_OK;
}

enum rc job_forget(struct rq *rq, int64_t before)
{
    return sql_run(rq->sql, &q_forget, ARGS(INT(before)));
}
