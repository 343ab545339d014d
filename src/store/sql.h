/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql.h: one way to talk to the database, whichever engine it is.
 *
 * Statements are constant texts with $1..$n and a signature of their
 * parameters and columns: i integer (64 bit), r real, t text, b blob.  The
 * same text runs on SQLite and PostgreSQL.  A statement is prepared at its
 * first use on a connection and kept.  Only the kernel composes statements
 * (filters, rights), and those are kept by their text.
 *
 * A connection belongs to one thread at a time.
 */
#pragma once

#include "base/buf.h"
#include "base/day.h"

struct sql; /* a connection */

struct sql_text {
    const char *text;
    const char *in;  /* letters of the parameters */
    const char *out; /* letters of the columns, "" for none */
};

enum sql_kind { SQL_NULL, SQL_INT, SQL_REAL, SQL_TEXT, SQL_BLOB };

struct sql_val {
    enum sql_kind kind;
    size_t n; /* bytes, of a text or blob */
    union {
        int64_t i;
        double r;
        const char *s;
        const void *b;
    };
};

struct sql_val sql_text_val(const char *s); /* NULL gives a null */
/* Same kind and same value, byte for byte. */
bool sql_val_same(const struct sql_val *a, const struct sql_val *b);
struct sql_val sql_day_val(struct mem *m, day d);

#define NUL() ((struct sql_val){ .kind = SQL_NULL })
#define INT(x) ((struct sql_val){ .kind = SQL_INT, .i = (x) })
#define REAL(x) ((struct sql_val){ .kind = SQL_REAL, .r = (x) })
#define STR(x) sql_text_val(x)
#define BLOB(p, len) ((struct sql_val){ .kind = SQL_BLOB, .n = (len), .b = (p) })
#define DAY(m, d) sql_day_val((m), (d))
/* Reference: 0 is null. */
#define REF(x) ((x) ? INT(x) : NUL())
#define ARGS(...)                                                              \
    (const struct sql_val[]){ __VA_ARGS__ },                                   \
        COUNT(((const struct sql_val[]){ __VA_ARGS__ }))
#define NO_ARGS NULL, 0

/* A running query.  Use: for (r = sql_query(...); sql_next(&r);) ...; then
 * sql_done(&r), always, also after an error: errors stick to it. */
struct sql_rows {
    struct sql *sql;
    void *stmt;
    enum rc rc;
};

struct sql_rows sql_query(struct sql *c, const struct sql_text *q,
                          const struct sql_val *args, size_t n);
/* For statements composed at run time by the kernel: text in an arena. */
struct sql_rows sql_query_built(struct sql *c, const char *text,
                                const struct sql_val *args, size_t n);
bool sql_next(struct sql_rows *r);
enum rc sql_done(struct sql_rows *r) MUST_USE;
/* Ends queries that an early return or mem_try's jump left open, so that none
 * holds the database; returns how many.  The writer does it after each job,
 * the owner of a reader does it after each request. */
int sql_end_all(struct sql *c);

/* From here to sql_read_end a reader's statements see one state of the
 * database and lock it once, not each for itself.  For a request: shorter than
 * a second.  The end also ends queries that were left open.  On the writer
 * both do nothing. */
void sql_read_begin(struct sql *c);
void sql_read_end(struct sql *c);

/* Columns of the current row; texts and blobs live until the next sql_next. */
bool sql_null(const struct sql_rows *r, int col);
int64_t sql_int(const struct sql_rows *r, int col);
double sql_real(const struct sql_rows *r, int col);
const char *sql_str(const struct sql_rows *r, int col); /* NULL if null */
size_t sql_size(const struct sql_rows *r, int col);
const void *sql_blob(const struct sql_rows *r, int col);
day sql_day(const struct sql_rows *r, int col);
int sql_columns(const struct sql_rows *r);

/* A statement without rows wanted; *changed (may be NULL): rows changed.
 * RC_CONFLICT: a unique key is taken (sql_error names table.column);
 * RC_BUSY: disk full or locked; RC_BROKEN: anything else, logged. */
enum rc sql_run(struct sql *c, const struct sql_text *q,
                const struct sql_val *args, size_t n) MUST_USE;
enum rc sql_run_built(struct sql *c, const char *text,
                      const struct sql_val *args, size_t n) MUST_USE;
int64_t sql_changed(struct sql *c);
/* Inserts one row into a table with an id of its own (kind 'k'), which is
 * *id then.  The text has no RETURNING: an engine that needs it adds it. */
enum rc sql_insert(struct sql *c, int64_t *id, const struct sql_text *q,
                   const struct sql_val *args, size_t n) MUST_USE;
enum rc sql_insert_built(struct sql *c, int64_t *id, const char *text,
                         const struct sql_val *args, size_t n) MUST_USE;
/* First column of the first row; RC_MISSING when there is no row. */
enum rc sql_get_int(struct sql *c, int64_t *out, const struct sql_text *q,
                    const struct sql_val *args, size_t n) MUST_USE;
/* A copy in `m`; *out is NULL when the column is null. */
enum rc sql_get_str(struct sql *c, struct mem *m, const char **out,
                    const struct sql_text *q, const struct sql_val *args,
                    size_t n) MUST_USE;

/* Engine's last message on this connection, for logs and for finding which
 * unique key was taken. */
const char *sql_error(struct sql *c);
/* Statements executed on this connection so far (tests count with it). */
uint64_t sql_count(const struct sql *c);
/* The same of all connections of the process, for the metrics. */
uint64_t sql_count_all(void);
/* On the writer: the same number as before says that nothing was changed in
 * between, and the transaction is the same. 0 where others may change things. */
uint64_t sql_stamp(const struct sql *c);
/* On the writer: the number of its transaction, from 1; 0 on readers. */
uint64_t sql_turn(const struct sql *c);
/* Is a reader between sql_read_begin and sql_read_end? */
bool sql_reading(const struct sql *c);
/* Is this the connection that writes? */
bool sql_writes(const struct sql *c);
/* For tests: the n-th statement from now on fails as if the disk were full
 * (0: never).  On the writer its begin, savepoint and commit count too. */
void sql_fail_at(struct sql *c, uint64_t n);
