/* SPDX-License-Identifier: Apache-2.0 */
/*
 * job.h: long work that nobody waits for: a queue in the database, one thread
 * of the server that takes what waits, progress that a page can show, an end
 * on request.
 *
 * Work writes all or nothing, and its one write also marks the job done
 * (job_done).  So a job that a killed server left running is simply taken
 * again: either nothing of it is there, or it is done.  After three servers
 * ended over it, it is given up; work that keeps its parts (job_keep), after
 * three that ended without another part.
 */
#pragma once

#include "kernel/rq.h"
#include "store/schema.h"

#include <stdatomic.h>

/* queued -> running -> done | failed | cancelled; running -> queued when the
 * server ends first. */
struct job {
    int64_t id;
    const char *kind;  /* name of a struct job_kind */
    const char *about; /* what it is about, in a person's words: a file name */
    int64_t person;
    enum lang lang;    /* of note and result */
    const char *state;
    int64_t done, total;
    const char *note;  /* why it failed, NULL none */
    const char *input, *result; /* JSON */
    int64_t tries, lease_until, created_at, changed_at;
    bool unwanted; /* somebody asked for its end */
    /* While it runs: */
    struct rq *rq;
    int64_t told_at;
};

/* A kind of work; modules name theirs in struct module. */
struct job_kind {
    const char *name;
    const char *label; /* msgid */
    /* On the job thread, with the rights and the language of the person who
     * asked.  May set j->result; a refusal fails the job with its reason. */
    enum rc (*run)(struct rq *rq, struct job *j);
    /* What it is and what came of it, on its page (web layer). */
    void (*draw)(struct rq *rq, const struct job *j);
    /* Writes part by part (job_keep): what was done before a stop stays. */
    bool parts;
    /* Nobody looks at a page that waits for it: taken when nothing else is
     * there. */
    bool later;
};

/* What the row cannot say while one long write runs; of this process. */
struct job_live {
    atomic_int_fast64_t id; /* under way now, 0 none */
    atomic_long done, total;
    atomic_int_fast64_t cancel; /* the job that shall end */
    atomic_bool stopping;       /* the server ends */
    struct job_thread *thread;
};

/* --- Asking for work -------------------------------------------------------- */

/* On the writer: puts work into the queue for rq->person.  The same work that
 * already waits or runs is not asked for twice: its id is returned. */
enum rc job_add(struct rq *rq, const char *kind, const char *about,
                const char *input, int64_t *id) MUST_USE;
/* For the person who asked and the administrator, with the progress as it is
 * now; RC_MISSING for others. */
enum rc job_get(struct rq *rq, int64_t id, struct job *out) MUST_USE;
/* The newest jobs of rq->person, at most `most`. */
enum rc job_list(struct rq *rq, size_t most, struct job **out, size_t *n)
    MUST_USE;
/* From any thread but the writer: what runs shall end soon.  The rights are
 * the caller's to ask (job_get). */
void job_interrupt(struct ordo *app, int64_t id);
/* On the writer: what waits is cancelled, what runs is told.  RC_CONFLICT:
 * it has ended already. */
enum rc job_cancel(struct rq *rq, int64_t id) MUST_USE;
/* NULL when no module has it (any more). */
const struct job_kind *job_kind(const struct ordo *app, const char *name);
/* Has it ended, one way or another? */
bool job_ended(const struct job *j);

/* --- Within work ------------------------------------------------------------ */

/* Tells how far it is; the row learns it twice a second at most.  false: it
 * shall end. */
bool job_tell(struct job *j, long done, long total);
/* On the writer, in the write that does the work, or in one of its own: the
 * job is done.  RC_CONFLICT: somebody has cancelled it, write nothing. */
enum rc job_done(struct rq *rq, struct job *j) MUST_USE;

/* On the writer, in the write that does a part of it: keeps j->result with
 * that part, so that the next server goes on from there. */
enum rc job_keep(struct rq *rq, const struct job *j) MUST_USE;

/* --- The server ------------------------------------------------------------- */

/* Takes the oldest job that waits and runs it; false when none waits. */
bool job_next(struct ordo *app);
/* What a server before this one left running waits again. */
enum rc job_take_over(struct ordo *app) MUST_USE;
/* The thread that runs jobs and, once a day, the daily work.  false: no
 * thread could be had. */
bool job_start(struct ordo *app);
/* Ends it: work under way stops and waits for the next server. */
void job_stop(struct ordo *app);
/* Something may wait: look now. */
void job_wake(struct ordo *app);
/* Forgets what ended before this instant. */
enum rc job_forget(struct rq *rq, int64_t before) MUST_USE;

extern const struct table job_tables[];
extern const size_t n_job_tables;
