/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_sqlite.c: statements on SQLite: run, their rows read, their errors told.
 */
#include "store/sql_sqlite_in.h"

#include "base/log.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

int64_t sqlite_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* --- Errors ----------------------------------------------------------- */

static void keep_error(struct sql *c, const char *text)
{
    size_t n = strlen(text);

    if (n >= sizeof c->error)
        n = sizeof c->error - 1;
    memcpy(c->error, text, n);
    c->error[n] = '\0';
}

static bool no_room(struct sql *c, int code)
{
    int e = sqlite3_system_errno(c->db);

    return (code & 0xff) == SQLITE_IOERR &&
           (code == SQLITE_IOERR_NOMEM || e == ENOSPC || e == EDQUOT);
}

static enum rc rc_of(struct sql *c, int code)
{
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
        if (code == SQLITE_CONSTRAINT_UNIQUE ||
            code == SQLITE_CONSTRAINT_PRIMARYKEY ||
            code == SQLITE_CONSTRAINT_ROWID)
            return RC_CONFLICT;
        return RC_BROKEN;
    case SQLITE_FULL:
    case SQLITE_NOMEM:
        c->fault = c->fault ? c->fault : RC_BUSY;
        return RC_BUSY;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_INTERRUPT:
        return RC_BUSY;
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        if (no_room(c, code)) {
            c->fault = c->fault ? c->fault : RC_BUSY;
            return RC_BUSY;
        }
        c->fault = RC_BROKEN;
        return RC_BROKEN;
    default:
        return RC_BROKEN;
    }
}

enum rc sqlite_failed(struct sql *c, int code, const char *text)
{
    enum rc rc;

    if (c->db && code != SQLITE_NOMEM)
        code = sqlite3_extended_errcode(c->db);
    rc = rc_of(c, code);
    keep_error(c, c->db ? sqlite3_errmsg(c->db) : sqlite3_errstr(code));
    if (rc == RC_BROKEN)
        log_error("sql: %s (%d) in: %s", c->error, code, text);
    return rc;
}

enum rc sqlite_misused(struct sql *c, const char *what, const char *text)
{
    keep_error(c, what);
    log_error("sql: %s in: %s", what, text);
    return RC_BROKEN;
}

bool sqlite_injected(struct sql *c)
{
    if (!c->fail_in || --c->fail_in)
        return false;
    keep_error(c, "database or disk is full (as the test wished)");
    c->fault = RC_BUSY;
    return true;
}

/* --- Running ---------------------------------------------------------- */

static int bind_one(sqlite3_stmt *h, int at, const struct sql_val *v)
{
    switch (v->kind) {
    case SQL_NULL:
        return sqlite3_bind_null(h, at);
    case SQL_INT:
        return sqlite3_bind_int64(h, at, v->i);
    case SQL_REAL:
        return sqlite3_bind_double(h, at, v->r);
    case SQL_TEXT:
        return sqlite3_bind_text64(h, at, v->s, v->n, SQLITE_STATIC,
                                   SQLITE_UTF8);
    case SQL_BLOB:
        if (!v->b)
            return sqlite3_bind_zeroblob(h, at, 0);
        return sqlite3_bind_blob64(h, at, v->b, v->n, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

/* The arguments outlive the query (they are the caller's until sql_done), so
 * nothing is copied. */
static enum rc bind(struct sql *c, struct statement *s,
                    const struct sql_val *args, size_t n)
{
    if (s->need > n)
        return sqlite_misused(c, "fewer arguments than parameters",
                       sqlite3_sql(s->handle));
    for (int i = 0; i < s->n_params; i++) {
        int code = bind_one(s->handle, i + 1, &args[s->arg_of[i]]);

        if (code)
            return sqlite_failed(c, code, sqlite3_sql(s->handle));
    }
    return RC_OK;
}

static enum rc check_in(struct sql *c, const struct sql_text *q,
                        const struct sql_val *args, size_t n)
{
    static const char letter[] = {
        [SQL_INT] = 'i', [SQL_REAL] = 'r', [SQL_TEXT] = 't', [SQL_BLOB] = 'b'
    };

    if (strlen(q->in) != n)
        return sqlite_misused(c, "the number of arguments is not as declared",
                       q->text);
    for (size_t i = 0; i < n; i++)
        if (args[i].kind != SQL_NULL && letter[args[i].kind] != q->in[i])
            return sqlite_misused(c, "an argument's type is not as declared", q->text);
    return RC_OK;
}

static void begin(struct sql *c, struct statement *s)
{
    if (!c->running) {
        c->started = c->mode == SQLITE_READS ? sqlite_now() : 0;
        c->worked = 0;
    }
    s->ended = false;
    s->running = true;
    s->next = c->running;
    s->link = &c->running;
    if (s->next)
        s->next->link = &s->next;
    c->running = s;
}

static void end(struct sql *c, struct statement *s)
{
    sqlite3_reset(s->handle);
    sqlite3_clear_bindings(s->handle);
    *s->link = s->next;
    if (s->next)
        s->next->link = s->link;
    s->running = false;
    if (s->once)
        sqlite_drop(s);
    else if (!s->fixed && c->n_built > SQLITE_BUILT_MAX)
        sqlite_make_room(c);
}

static atomic_uint_fast64_t statements;

static void counted(struct sql *c)
{
    c->count++;
    atomic_fetch_add_explicit(&statements, 1, memory_order_relaxed);
}

struct sql_rows sqlite_start(struct sql *c, const struct sql_text *q,
                             const char *text, const struct sql_val *args,
                             size_t n)
{
    struct sql_rows r = { .sql = c };
    struct statement *s;

    if (!c->db)
        r.rc = RC_BUSY;
    else if (q)
        r.rc = check_in(c, q, args, n);
    if (!r.rc)
        r.rc = sqlite_take(c, q, text, &s);
    if (r.rc)
        return r;
    begin(c, s);
    c->writes += !s->reads;
    r.rc = bind(c, s, args, n);
    if (r.rc)
        end(c, s);
    else
        r.stmt = s;
    return r;
}

struct sql_rows sql_query(struct sql *c, const struct sql_text *q,
                          const struct sql_val *args, size_t n)
{
    counted(c);
    if (sqlite_injected(c))
        return (struct sql_rows){ .sql = c, .rc = RC_BUSY };
    return sqlite_start(c, q, q->text, args, n);
}

struct sql_rows sql_query_built(struct sql *c, const char *text,
                                const struct sql_val *args, size_t n)
{
    counted(c);
    if (sqlite_injected(c))
        return (struct sql_rows){ .sql = c, .rc = RC_BUSY };
    return sqlite_start(c, NULL, text, args, n);
}

bool sql_next(struct sql_rows *r)
{
    struct statement *s = r->stmt;
    int code;

    if (r->rc || !s || s->ended)
        return false;
    code = sqlite3_step(s->handle);
    if (code == SQLITE_ROW)
        return true;
    s->ended = true;
    if (code != SQLITE_DONE)
        r->rc = sqlite_failed(r->sql, code, sqlite3_sql(s->handle));
    return false;
}

enum rc sql_done(struct sql_rows *r)
{
    struct statement *s = r->stmt;

    if (!s)
        return r->rc;
    /* A change is checked (foreign keys) only when it runs to its end. */
    if (!s->ended && !s->reads)
        while (sql_next(r))
            ;
    end(r->sql, s);
    r->stmt = NULL;
    return r->rc;
}

int sql_end_all(struct sql *c)
{
    int n = 0;

    for (; c->running; n++)
        end(c, c->running);
    return n;
}

/* --- Columns ---------------------------------------------------------- */

static sqlite3_stmt *handle_of(const struct sql_rows *r)
{
    return ((const struct statement *)r->stmt)->handle;
}

bool sql_null(const struct sql_rows *r, int col)
{
    return sqlite3_column_type(handle_of(r), col) == SQLITE_NULL;
}

int64_t sql_int(const struct sql_rows *r, int col)
{
    return sqlite3_column_int64(handle_of(r), col);
}

double sql_real(const struct sql_rows *r, int col)
{
    return sqlite3_column_double(handle_of(r), col);
}

const char *sql_str(const struct sql_rows *r, int col)
{
    return (const char *)sqlite3_column_text(handle_of(r), col);
}

size_t sql_size(const struct sql_rows *r, int col)
{
    return (size_t)sqlite3_column_bytes(handle_of(r), col);
}

const void *sql_blob(const struct sql_rows *r, int col)
{
    return sqlite3_column_blob(handle_of(r), col);
}

int sql_columns(const struct sql_rows *r)
{
    return r->stmt ? sqlite3_column_count(handle_of(r)) : 0;
}

/* --- What a connection says of itself ---------------------------------- */

int64_t sql_changed(struct sql *c)
{
    return c->db ? sqlite3_changes64(c->db) : 0;
}

const char *sql_error(struct sql *c)
{
    return c->error;
}

/* RETURNING would keep the row in a table of its own before it gives it. */
static enum rc inserted(struct sql *c, int64_t *id, enum rc rc)
{
    *id = rc ? 0 : sqlite3_last_insert_rowid(c->db);
    return rc;
}

enum rc sql_insert(struct sql *c, int64_t *id, const struct sql_text *q,
                   const struct sql_val *args, size_t n)
{
    return inserted(c, id, sql_run(c, q, args, n));
}

enum rc sql_insert_built(struct sql *c, int64_t *id, const char *text,
                         const struct sql_val *args, size_t n)
{
    return inserted(c, id, sql_run_built(c, text, args, n));
}

uint64_t sql_count_all(void)
{
    return atomic_load(&statements);
}

uint64_t sql_count(const struct sql *c)
{
    return c->count;
}

uint64_t sql_stamp(const struct sql *c)
{
    return c->mode == SQLITE_WRITES ? c->writes + 1 : 0;
}

uint64_t sql_turn(const struct sql *c)
{
    return c->mode == SQLITE_WRITES ? c->turns : 0;
}

bool sql_reading(const struct sql *c)
{
    return c->mode != SQLITE_WRITES && c->db && !sqlite3_get_autocommit(c->db);
}

bool sql_writes(const struct sql *c)
{
    return c->mode == SQLITE_WRITES;
}

void sql_fail_at(struct sql *c, uint64_t n)
{
    c->fail_in = n;
}
