/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_sqlite.h: the store's own view of a SQLite connection: opening, closing
 * and what the writer needs besides statements.
 */
#pragma once

#include "store/sql.h"

enum sqlite_mode {
    SQLITE_READS,  /* read-only; a query ends after five seconds of work */
    SQLITE_VISITS, /* read-only, for commands: no limit of time */
    SQLITE_WRITES, /* the one that writes and checkpoints */
};

/* A connection that is not open yet; the file's name is copied.  Never NULL:
 * without memory the process ends. */
struct sql *sqlite_new(const char *file, enum sqlite_mode mode);
/* Opens it if it is not.  A connection that failed to open refuses every
 * query with RC_BUSY, and may be opened again later. */
enum rc sqlite_connect(struct sql *c) MUST_USE;
/* Closes and frees; NULL is allowed. */
void sqlite_free(struct sql *c);

/* A statement without parameters that `sql_count` does not count: begin,
 * commit and the like. */
enum rc sqlite_control(struct sql *c, const struct sql_text *q) MUST_USE;
/* The same, spared by sql_fail_at: what undoes a failure. */
enum rc sqlite_undo(struct sql *c, const struct sql_text *q) MUST_USE;
/* Begins a transaction of the writer. */
enum rc sqlite_begin(struct sql *c) MUST_USE;
/* Is a transaction open? */
bool sqlite_inside(const struct sql *c);
/* The worst that the machine did since the last call: RC_OK, RC_BUSY (disk or
 * memory full) or RC_BROKEN (disk error, corruption). */
enum rc sqlite_fault(struct sql *c);
/* Statements begun on this connection that may change something, begin and
 * rollback too. */
uint64_t sqlite_writes(const struct sql *c);
/* Rows changed since the connection was opened. */
int64_t sqlite_changes(const struct sql *c);
/* Pages in the write-ahead log after the last commit. */
int sqlite_wal_pages(const struct sql *c);
/* Moves what it can from the log to the database; `restart` waits for readers
 * so that the log begins anew. *left: pages still in the log only. */
enum rc sqlite_checkpoint(struct sql *c, bool restart, int *left) MUST_USE;
/* Copies all pages as of one moment into a file, which is overwritten. */
enum rc sqlite_copy(struct sql *c, const char *file) MUST_USE;
