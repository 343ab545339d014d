/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_sqlite.c: statements on SQLite.  A connection keeps its prepared
 * statements: the constant ones by their address, the composed ones by their
 * text, of which the most recently used stay.
 */
#include "store/sql_sqlite.h"

#include "base/log.h"

#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    BUCKETS = 256,   /* of each hash table; a power of two */
    BUILT_MAX = 128, /* composed statements kept */
    ARGS_MAX = 1000, /* $1..$1000 */
    LOCK_WAIT_MS = 5000,
    CHECK_EVERY = 4000, /* virtual machine steps between looks at the clock */
    READER_CACHE_KIB = 768,
    WRITER_CACHE_KIB = 4096,
};
#define QUERY_LIMIT_NS (5 * INT64_C(1000000000))

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
    struct statement *fixed[BUCKETS], *built[BUCKETS];
    struct statement *newest, *oldest;
    size_t n_built;
    struct statement *running;
    sqlite3_stmt *begin, *commit; /* of a reader's span of reading */
    int64_t started; /* of the outermost running query, monotonic */
    uint64_t count, writes, turns, fail_in;
    enum rc fault;
    int wal_pages;
    char error[256];
};

static int64_t now_ns(void)
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

static enum rc failed(struct sql *c, int code, const char *text)
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

static enum rc misused(struct sql *c, const char *what, const char *text)
{
    keep_error(c, what);
    log_error("sql: %s in: %s", what, text);
    return RC_BROKEN;
}

/* The failure that a test asked for. */
static bool injected(struct sql *c)
{
    if (!c->fail_in || --c->fail_in)
        return false;
    keep_error(c, "database or disk is full (as the test wished)");
    c->fault = RC_BUSY;
    return true;
}

/* --- The cache of statements ------------------------------------------ */

/* Eight bytes at a time: texts of lists and forms are a kilobyte long. */
static uint64_t hash_text(const char *s, size_t n)
{
    uint64_t h = UINT64_C(0x9e3779b97f4a7c15) ^ n, w;

    for (; n >= sizeof w; s += sizeof w, n -= sizeof w) {
        memcpy(&w, s, sizeof w);
        h = (h ^ w) * UINT64_C(0xff51afd7ed558ccd);
        h ^= h >> 32;
    }
    w = 0;
    memcpy(&w, s, n);
    h = (h ^ w) * UINT64_C(0xff51afd7ed558ccd);
    return h ^ (h >> 29);
}

static uint64_t hash_address(const void *p)
{
    return ((uint64_t)(uintptr_t)p >> 3) * UINT64_C(0x9e3779b97f4a7c15) >> 32;
}

static struct statement **bucket_of(struct sql *c, const struct statement *s)
{
    return (s->fixed ? c->fixed : c->built) + (s->hash & (BUCKETS - 1));
}

static void age_unlink(struct sql *c, struct statement *s)
{
    *(s->newer ? &s->newer->older : &c->newest) = s->older;
    *(s->older ? &s->older->newer : &c->oldest) = s->newer;
    s->newer = s->older = NULL;
}

static void age_push(struct sql *c, struct statement *s)
{
    s->older = c->newest;
    s->newer = NULL;
    *(c->newest ? &c->newest->newer : &c->oldest) = s;
    c->newest = s;
}

static void statement_free(struct statement *s)
{
    sqlite3_finalize(s->handle);
    free(s);
}

static void forget(struct sql *c, struct statement *s)
{
    struct statement **at = bucket_of(c, s);

    while (*at != s)
        at = &(*at)->chain;
    *at = s->chain;
    if (!s->fixed) {
        age_unlink(c, s);
        c->n_built--;
    }
    statement_free(s);
}

static void make_room(struct sql *c)
{
    struct statement *s = c->oldest;

    while (s && s->running)
        s = s->newer;
    if (s && c->n_built >= BUILT_MAX)
        forget(c, s);
}

static void remember(struct sql *c, struct statement *s)
{
    struct statement **at = bucket_of(c, s);

    if (!s->fixed) {
        make_room(c);
        age_push(c, s);
        c->n_built++;
    }
    s->chain = *at;
    *at = s;
}

/* --- Preparing -------------------------------------------------------- */

/* The n of a parameter "$n", 0 when it is not written so. */
static int number_of(const char *name)
{
    int n = 0;

    if (!name || name[0] != '$' || name[1] < '1' || name[1] > '9')
        return 0;
    for (name++; *name >= '0' && *name <= '9' && n <= ARGS_MAX; name++)
        n = n * 10 + (*name - '0');
    return *name || n > ARGS_MAX ? 0 : n;
}

static enum rc map_params(struct sql *c, struct statement *s)
{
    for (int i = 0; i < s->n_params; i++) {
        int n = number_of(sqlite3_bind_parameter_name(s->handle, i + 1));

        if (!n)
            return misused(c, "a parameter that is not $n",
                           sqlite3_sql(s->handle));
        s->arg_of[i] = n - 1;
        if ((size_t)n > s->need)
            s->need = (size_t)n;
    }
    return RC_OK;
}

static enum rc prepare(struct sql *c, const char *text, struct statement **out)
{
    sqlite3_stmt *handle = NULL;
    const char *tail = NULL;
    struct statement *s;
    int n, code = sqlite3_prepare_v3(c->db, text, -1, SQLITE_PREPARE_PERSISTENT,
                                     &handle, &tail);

    if (code)
        return failed(c, code, text);
    if (!handle || (tail && tail[strspn(tail, " \n\t;")])) {
        sqlite3_finalize(handle);
        return misused(c, "not exactly one statement", text);
    }
    n = sqlite3_bind_parameter_count(handle);
    s = calloc(1, sizeof *s + (size_t)n * sizeof *s->arg_of);
    if (!s) {
        sqlite3_finalize(handle);
        c->fault = RC_BUSY;
        return RC_BUSY;
    }
    s->handle = handle;
    s->reads = sqlite3_stmt_readonly(handle) != 0;
    s->n_params = n;
    if (map_params(c, s)) {
        statement_free(s);
        return RC_BROKEN;
    }
    *out = s;
    return RC_OK;
}

static enum rc check_out(struct sql *c, struct statement *s,
                         const struct sql_text *q)
{
    if (sqlite3_column_count(s->handle) == (int)strlen(q->out))
        return RC_OK;
    return misused(c, "the columns are not as declared", q->text);
}

static struct statement *find_fixed(struct sql *c, const struct sql_text *q,
                                    uint64_t hash)
{
    struct statement *s = c->fixed[hash & (BUCKETS - 1)];

    while (s && s->fixed != q)
        s = s->chain;
    /* The address may have been another text's before: a table in a module
     * never, one built in a test or an arena perhaps. */
    if (s && !s->running && strcmp(sqlite3_sql(s->handle), q->text) != 0) {
        forget(c, s);
        s = NULL;
    }
    return s;
}

static struct statement *find_built(struct sql *c, const char *text,
                                    uint64_t hash)
{
    struct statement *s = c->built[hash & (BUCKETS - 1)];

    while (s && (s->hash != hash || strcmp(sqlite3_sql(s->handle), text) != 0))
        s = s->chain;
    if (s && s != c->newest) {
        age_unlink(c, s);
        age_push(c, s);
    }
    return s;
}

/* The statement, ready to bind: kept, new, or a twin of a running one. */
static enum rc take(struct sql *c, const struct sql_text *q, const char *text,
                    struct statement **out)
{
    uint64_t hash = q ? hash_address(q) : hash_text(text, strlen(text));
    struct statement *s =
        q ? find_fixed(c, q, hash) : find_built(c, text, hash);
    bool twin = s && s->running;

    if (s && !twin) {
        *out = s;
        return RC_OK;
    }
    TRY(prepare(c, text, &s));
    if (q && check_out(c, s, q)) {
        statement_free(s);
        return RC_BROKEN;
    }
    s->hash = hash;
    s->fixed = q;
    s->once = twin;
    if (!twin)
        remember(c, s);
    *out = s;
    return RC_OK;
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
        return misused(c, "fewer arguments than parameters",
                       sqlite3_sql(s->handle));
    for (int i = 0; i < s->n_params; i++) {
        int code = bind_one(s->handle, i + 1, &args[s->arg_of[i]]);

        if (code)
            return failed(c, code, sqlite3_sql(s->handle));
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
        return misused(c, "the number of arguments is not as declared",
                       q->text);
    for (size_t i = 0; i < n; i++)
        if (args[i].kind != SQL_NULL && letter[args[i].kind] != q->in[i])
            return misused(c, "an argument's type is not as declared", q->text);
    return RC_OK;
}

static void begin(struct sql *c, struct statement *s)
{
    if (!c->running)
        c->started = c->mode == SQLITE_READS ? now_ns() : 0;
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
        statement_free(s);
    else if (!s->fixed && c->n_built > BUILT_MAX)
        make_room(c);
}

static atomic_uint_fast64_t statements;

static void counted(struct sql *c)
{
    c->count++;
    atomic_fetch_add_explicit(&statements, 1, memory_order_relaxed);
}

static struct sql_rows start(struct sql *c, const struct sql_text *q,
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
        r.rc = take(c, q, text, &s);
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
    if (injected(c))
        return (struct sql_rows){ .sql = c, .rc = RC_BUSY };
    return start(c, q, q->text, args, n);
}

struct sql_rows sql_query_built(struct sql *c, const char *text,
                                const struct sql_val *args, size_t n)
{
    counted(c);
    if (injected(c))
        return (struct sql_rows){ .sql = c, .rc = RC_BUSY };
    return start(c, NULL, text, args, n);
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
        r->rc = failed(r->sql, code, sqlite3_sql(s->handle));
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

/* --- Reading in one transaction ---------------------------------------- */

static void run_plain(struct sql *c, sqlite3_stmt **kept, const char *text)
{
    if (!*kept && sqlite3_prepare_v3(c->db, text, -1, SQLITE_PREPARE_PERSISTENT,
                                     kept, NULL))
        return; /* each statement then reads for itself */
    sqlite3_step(*kept);
    sqlite3_reset(*kept);
}

void sql_read_begin(struct sql *c)
{
    if (c->mode == SQLITE_WRITES || sqlite_connect(c))
        return;
    sql_read_end(c); /* what a jump for want of memory left behind */
    run_plain(c, &c->begin, "BEGIN");
}

void sql_read_end(struct sql *c)
{
    if (c->mode == SQLITE_WRITES || !c->db)
        return;
    sql_end_all(c);
    if (!sqlite3_get_autocommit(c->db))
        run_plain(c, &c->commit, "COMMIT");
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

/* --- The connection --------------------------------------------------- */

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

enum rc sqlite_undo(struct sql *c, const struct sql_text *q)
{
    struct sql_rows r = start(c, q, q->text, NO_ARGS);

    c->writes++; /* it may take changes back */
    while (sql_next(&r))
        ;
    return sql_done(&r);
}

enum rc sqlite_control(struct sql *c, const struct sql_text *q)
{
    return injected(c) ? RC_BUSY : sqlite_undo(c, q);
}

enum rc sqlite_begin(struct sql *c)
{
    static const struct sql_text q = { "BEGIN IMMEDIATE", "", "" };

    c->turns++;
    return sqlite_control(c, &q);
}

bool sqlite_inside(const struct sql *c)
{
    return !sqlite3_get_autocommit(c->db);
}

enum rc sqlite_fault(struct sql *c)
{
    enum rc rc = c->fault;

    c->fault = RC_OK;
    return rc;
}

uint64_t sqlite_writes(const struct sql *c)
{
    return c->writes;
}

int64_t sqlite_changes(const struct sql *c)
{
    return sqlite3_total_changes64(c->db);
}

int sqlite_wal_pages(const struct sql *c)
{
    return c->wal_pages;
}

enum rc sqlite_checkpoint(struct sql *c, bool restart, int *left)
{
    int in_log = 0, moved = 0;
    int code = sqlite3_wal_checkpoint_v2(c->db, NULL,
                                         restart ? SQLITE_CHECKPOINT_RESTART
                                                 : SQLITE_CHECKPOINT_PASSIVE,
                                         &in_log, &moved);

    *left = in_log > moved ? in_log - moved : 0;
    return code ? failed(c, code, "checkpoint") : RC_OK;
}

static int note_wal(void *arg, sqlite3 *db, const char *name, int pages)
{
    struct sql *c = arg;

    (void)db;
    (void)name;
    c->wal_pages = pages;
    return SQLITE_OK;
}

static int too_long(void *arg)
{
    const struct sql *c = arg;

    return c->started && now_ns() - c->started > QUERY_LIMIT_NS;
}

/* Statistics of memory would put one lock around every allocation of all
 * threads. */
static void configure_once(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_initialize();
}

struct sql *sqlite_new(const char *file, enum sqlite_mode mode)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct sql *c = calloc(1, sizeof *c);

    pthread_once(&once, configure_once);
    if (c)
        c->file = strdup(file);
    if (!c || !c->file) {
        log_error("out of memory for a connection to the database");
        abort();
    }
    c->mode = mode;
    return c;
}

/* Nothing that a damaged or foreign file could use against us, and no SQL
 * that PostgreSQL would read otherwise. */
static int harden(sqlite3 *db, bool writes)
{
    const struct {
        int option, value;
    } set[] = {
        { SQLITE_DBCONFIG_DEFENSIVE, 1 },
        { SQLITE_DBCONFIG_DQS_DML, 0 },
        { SQLITE_DBCONFIG_DQS_DDL, 0 },
        { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
        { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
        { SQLITE_DBCONFIG_ENABLE_FKEY, writes },
        { SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !writes },
    };

    for (size_t i = 0; i < COUNT(set); i++) {
        int code = sqlite3_db_config(db, set[i].option, set[i].value, NULL);

        if (code)
            return code;
    }
    sqlite3_extended_result_codes(db, 1);
    return sqlite3_busy_timeout(db, LOCK_WAIT_MS);
}

static int set_up_writer(struct sql *c)
{
    sqlite3_limit(c->db, SQLITE_LIMIT_ATTACHED, 0);
    /* The hook takes the place of the automatic checkpoint. */
    sqlite3_wal_hook(c->db, note_wal, c);
    return sqlite3_exec(c->db,
                        "PRAGMA journal_mode = WAL;"
                        "PRAGMA synchronous = FULL;"
                        "PRAGMA secure_delete = ON;"
                        "PRAGMA analysis_limit = 400;"
                        "PRAGMA journal_size_limit = 67108864",
                        NULL, NULL, NULL);
}

static int set_up(struct sql *c)
{
    bool writes = c->mode == SQLITE_WRITES;
    char *text;
    int code = harden(c->db, writes);

    if (!code) {
        text = sqlite3_mprintf("PRAGMA mmap_size = 0;"
                               "PRAGMA temp_store = MEMORY;"
                               "PRAGMA cache_size = -%d",
                               writes ? WRITER_CACHE_KIB : READER_CACHE_KIB);
        code = sqlite3_exec(c->db, text, NULL, NULL, NULL);
        sqlite3_free(text);
    }
    if (!code && writes)
        code = set_up_writer(c);
    if (c->mode == SQLITE_READS)
        sqlite3_progress_handler(c->db, CHECK_EVERY, too_long, c);
    return code;
}

enum rc sqlite_connect(struct sql *c)
{
    int access =
        c->mode == SQLITE_WRITES ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    enum rc rc = RC_OK;
    int code;

    if (c->db)
        return RC_OK;
    code = sqlite3_open_v2(c->file, &c->db, access | SQLITE_OPEN_NOMUTEX, NULL);
    if (!code)
        code = set_up(c);
    if (code) {
        rc = failed(c, code, "opening");
        sqlite3_close(c->db);
        c->db = NULL;
    }
    return rc;
}

void sqlite_free(struct sql *c)
{
    if (!c)
        return;
    sql_end_all(c);
    for (size_t i = 0; i < BUCKETS; i++) {
        while (c->fixed[i])
            forget(c, c->fixed[i]);
        while (c->built[i])
            forget(c, c->built[i]);
    }
    sqlite3_finalize(c->begin);
    sqlite3_finalize(c->commit);
    if (c->db && sqlite3_close(c->db))
        log_error("the database did not close: %s", sqlite3_errmsg(c->db));
    free(c->file);
    free(c);
}
