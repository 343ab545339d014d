/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_sqlite_in.h: what the three files of a SQLite connection share:
 * sql_sqlite.c runs statements, sql_cache.c keeps them prepared, sql_connect.c
 * opens, commits and closes.
 */
#pragma once

#include "store/sql_sqlite.h"

#include <sqlite3.h>

enum {
    SQLITE_BUCKETS = 256,   /* of each hash table; a power of two */
    SQLITE_BUILT_MAX = 128, /* composed statements kept */
};

struct statement {
    sqlite3_stmt *handle;
    const struct sql_text *fixed; /* NULL: composed */
    uint64_t hash;
    struct statement *chain;         /* of the same bucket */
    struct statement *newer, *older; /* composed ones, by last use */
    struct statement *next, **link;  /* running ones */
    size_t need;                     /* highest $n */
    bool running, ended;
    bool reads; /* changes nothing */
    bool once; /* not in the cache: its twin is running */
    int n_params;
    int arg_of[]; /* parameter of SQLite -> n of $n, from 0 */
};

struct sql {
    sqlite3 *db;
    char *file;
    enum sqlite_mode mode;
    struct statement *fixed[SQLITE_BUCKETS], *built[SQLITE_BUCKETS];
    struct statement *newest, *oldest;
    size_t n_built;
    struct statement *running;
    sqlite3_stmt *begin, *commit; /* of a reader's span of reading */
    int64_t started; /* of the outermost running query, monotonic */
    int64_t worked;  /* what its thread had worked soon after; 0: not asked */
    uint64_t count, writes, turns, fail_in;
    enum rc fault;
    int wal_pages;
    char error[256];
};

/* Nanoseconds of the clock that only goes forward. */
int64_t sqlite_now(void);

/* sql_sqlite.c: what the engine's code means; the text goes to the log when it
 * is a fault of ours. */
enum rc sqlite_failed(struct sql *c, int code, const char *text);
/* A call that does not fit its statement: RC_BROKEN. */
enum rc sqlite_misused(struct sql *c, const char *what, const char *text);
/* The failure that a test asked for (sql_fail_at). */
bool sqlite_injected(struct sql *c);
/* Starts a statement that nobody counts; `q` NULL: composed. */
struct sql_rows sqlite_start(struct sql *c, const struct sql_text *q,
                             const char *text, const struct sql_val *args,
                             size_t n);

/* sql_cache.c: the statement, ready to bind: kept, new, or a twin of one that
 * is running (then `once`: for sqlite_drop when it has ended). */
enum rc sqlite_take(struct sql *c, const struct sql_text *q, const char *text,
                    struct statement **out) MUST_USE;
void sqlite_drop(struct statement *s);
/* Forgets composed statements above the limit; one that runs stays. */
void sqlite_make_room(struct sql *c);
void sqlite_forget_all(struct sql *c);
