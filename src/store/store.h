/* SPDX-License-Identifier: Apache-2.0 */
/*
 * store.h: a data folder, its one writer and its readers.
 *
 *   DIR/ordo.db      the embedded database (WAL, synchronous=FULL)
 *   DIR/lock         flock: one process owns a folder
 *   DIR/files/ab/... uploaded files by their SHA-256
 *   DIR/secret       keys, 0600
 *   DIR/tmp/         uploads and exports under way, emptied at start
 *
 * All writes pass one writer thread.  It takes what waits together, runs each
 * job in a savepoint of one transaction, commits, and only then reports each
 * job done.  After any error it looks whether the transaction is still open;
 * if not, every job of the group runs again alone.  So a job may run more
 * than once: it must have no effect outside the database.
 *
 * Debian's SQLite must never have two connections that write or checkpoint
 * (doc/decisions.md): readers are opened read-only, and the writer alone
 * checkpoints.
 */
#pragma once

#include "store/sql.h"

struct store;

struct store_options {
    bool read_only; /* verify, export, measure, backup: no writer, no lock */
    bool create;    /* init: the folder must not hold a database yet */
};

/* Opens a folder.  *error receives a message in English for the command line
 * (what is wrong and what to do) in `m`. RC_BUSY: another process owns it;
 * RC_MISSING: no data folder. */
enum rc store_open(struct store **out, struct mem *m, const char *dir,
                   struct store_options o, const char **error) MUST_USE;
/* Finishes what was submitted, checkpoints, closes.  Other threads that read
 * have ended or use the store no more; their connections are closed too. */
void store_close(struct store *s);
const char *store_dir(const struct store *s);
/* Each start empties its folder tmp, but for files whose names begin so: who
 * wrote them forgets them. */
#define STORE_TMP_KEPT "keep-"

/* Read-only connection of the calling thread, opened at its first use, closed
 * when the thread ends.  Never NULL: one that cannot be opened refuses every
 * query with RC_BUSY.  No read transaction may outlive a second; a query of a
 * server ends with RC_BUSY after five. */
struct sql *store_reader(struct store *s);

struct store_job {
    /* On the writer thread, in a savepoint; any rc but RC_OK rolls the
     * savepoint back.  May be called again after a lost group. */
    enum rc (*run)(struct sql *sql, void *arg);
    /* On the writer thread once the group is on disk (or the job refused). */
    void (*done)(void *arg, enum rc rc);
    void *arg;
    struct store_job *next; /* the store's */
    enum rc rc;             /* the store's */
};

/* Hands a job over; the memory stays the caller's until done is called. */
void store_submit(struct store *s, struct store_job *job);
/* Submits and waits; for commands and job threads, never on event threads. */
enum rc store_write(struct store *s, enum rc (*run)(struct sql *, void *),
                    void *arg) MUST_USE;
/* Jobs waiting now (for metrics and for refusing with RC_BUSY). */
size_t store_waiting(const struct store *s);

/* Work of the writer's own, each in a transaction of its own, begun at most
 * half a second after a commit: numbering the journal, indexing words.  *more:
 * it shall be called again soon, after the jobs that wait meanwhile.  Set
 * before the first job. */
enum store_turn { STORE_SEQUENCE, STORE_INDEX, STORE_TURNS };
typedef enum rc store_turn_fn(struct sql *sql, void *arg, bool *more);
void store_turn(struct store *s, enum store_turn which, store_turn_fn *run,
                void *arg);

/* A record that a write decides on, held still until commit; in id order.
 * Nothing to do on SQLite, whose one writer holds everything. */
enum rc store_hold(struct sql *sql, const char *table, int64_t id) MUST_USE;

/* Online copy of the whole database into a new file, durable when it returns:
 * page by page as of one moment, so that two copies differ only where pages
 * changed. RC_CONFLICT: there is such a file already. */
enum rc store_backup(struct store *s, const char *file) MUST_USE;

/* On the writer: a point to which a job can go back and still be kept, with
 * what it did before and does afterwards.  Within another one, the inner is
 * what is undone or kept.  Not for every write: it costs copies of pages. */
enum rc store_point(struct sql *sql) MUST_USE;
enum rc store_point_keep(struct sql *sql) MUST_USE;
enum rc store_point_undo(struct sql *sql) MUST_USE;

struct store_counts {
    uint64_t commits, jobs, reruns, sequenced;
    uint64_t rows; /* changed in the database since it was opened */
    int64_t last_commit; /* microseconds it took */
};
struct store_counts store_counts(const struct store *s);
