/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_connect.c: a SQLite connection: opened and hardened, its transactions,
 * its write-ahead log, its end.
 */
#include "store/sql_sqlite_in.h"

#include "base/log.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    LOCK_WAIT_MS = 5000,
    CHECK_EVERY = 4000, /* virtual machine steps between looks at the clock */
    READER_CACHE_KIB = 768,
    WRITER_CACHE_KIB = 8192,
};
/* Of the processor; waiting for a busy machine is no fault of the query, up to
 * a minute: then somebody else needs the thread. */
#define QUERY_LIMIT_NS (5 * INT64_C(1000000000))
#define QUERY_WAIT_NS (60 * INT64_C(1000000000))

/* --- Transactions ------------------------------------------------------ */

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

enum rc sqlite_undo(struct sql *c, const struct sql_text *q)
{
    struct sql_rows r = sqlite_start(c, q, q->text, NO_ARGS);

    c->writes++; /* it may take changes back */
    while (sql_next(&r))
        ;
    return sql_done(&r);
}

enum rc sqlite_control(struct sql *c, const struct sql_text *q)
{
    return sqlite_injected(c) ? RC_BUSY : sqlite_undo(c, q);
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
    return code ? sqlite_failed(c, code, "checkpoint") : RC_OK;
}

/* All in one step: it reads within one transaction, beside the writer. */
enum rc sqlite_copy(struct sql *c, const char *file)
{
    sqlite3_backup *b = NULL;
    sqlite3 *to = NULL;
    int code = sqlite3_open_v2(file, &to, SQLITE_OPEN_READWRITE, NULL);

    if (!code)
        b = sqlite3_backup_init(to, "main", c->db, "main");
    if (b) {
        (void)sqlite3_backup_step(b, -1);
        code = sqlite3_backup_finish(b);
    } else if (!code) {
        code = sqlite3_errcode(to);
    }
    sqlite3_close(to);
    return code ? sqlite_failed(c, code, "copying") : RC_OK;
}

static int note_wal(void *arg, sqlite3 *db, const char *name, int pages)
{
    struct sql *c = arg;

    (void)db;
    (void)name;
    c->wal_pages = pages;
    return SQLITE_OK;
}

static int64_t worked_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* A query too short to come here never asks what the thread has worked. */
static int too_long(void *arg)
{
    struct sql *c = arg;
    int64_t since;

    if (!c->started)
        return 0;
    if (!c->worked)
        c->worked = worked_ns();
    since = sqlite_now() - c->started;
    return since > QUERY_LIMIT_NS && (since > QUERY_WAIT_NS ||
                                      worked_ns() - c->worked > QUERY_LIMIT_NS);
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
        rc = sqlite_failed(c, code, "opening");
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
    sqlite_forget_all(c);
    sqlite3_finalize(c->begin);
    sqlite3_finalize(c->commit);
    if (c->db && sqlite3_close(c->db))
        log_error("the database did not close: %s", sqlite3_errmsg(c->db));
    free(c->file);
    free(c);
}
