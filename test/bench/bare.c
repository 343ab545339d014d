/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bare.c: what a program written by hand for three pages and one request
 * would need: libmicrohttpd, prepared statements, nothing else.  Ordo is
 * measured against it.
 *
 *   bare DIR PORT MAP LIST CARD TASK ROWS ROW_BYTES ANSWER
 *
 * It serves a copy of a data folder that no other process has open:
 * /map, /list, /card with MAP, LIST, CARD bytes each, card of the task with
 * that id, and POST /api/v1/report/ID/submit, which commits ROWS rows of
 * ROW_BYTES bytes in groups and answers ANSWER bytes once they are on disk.
 * It looks up the session or the token like Ordo does, reads the rows that
 * the page shows, escapes their text, and pads to the size.
 */
#include <jansson.h>
#include <microhttpd.h>
#include <openssl/sha.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { THREADS = 2, GROUP_MAX = 256 };

static struct {
    char file[4096];
    size_t map, list, card, answer, row_bytes;
    int rows;
    int64_t task;
} bare;

static void die(const char *what)
{
    fprintf(stderr, "bare: %s\n", what);
    exit(1);
}

/* --- Statements ----------------------------------------------------------- */

#define TITLE(t) t ".title_ky, " t ".title_ru, " t ".title_en"

enum query {
    Q_SESSION, Q_TOKEN,
    Q_PLAN, Q_DIRECTIONS, Q_GOALS, Q_TASKS, Q_REPORTS, Q_INDICATORS,
    Q_READINGS, Q_SNAPSHOTS,
    Q_LIST, Q_LIST_UNITS, Q_LIST_COUNT, Q_PICK_GOALS, Q_PICK_UNITS,
    Q_PICK_PLANS, Q_PICK_TASKS,
    Q_CARD, Q_CARD_UNITS, Q_CARD_EXECUTORS, Q_CARD_RESULTS, Q_CARD_INDICATORS,
    Q_CARD_READINGS, Q_CARD_REPORTS,
    QUERIES
};

#define WHO                                                                    \
    " JOIN account a ON a.id = s.account JOIN person p ON p.id = a.person"     \
    " WHERE s.hash = ?1 AND s.expires_at > ?2 AND a.state = 'active'"

static const char *const text[QUERIES] = {
    [Q_SESSION] = "SELECT s.id, a.person, a.login, p.name_ky, p.name_ru,"
                  " p.name_en, s.csrf FROM session s" WHO,
    [Q_TOKEN] = "SELECT s.id, a.person, a.login, p.name_ky, p.name_ru,"
                " p.name_en, s.scope FROM token s" WHO,
    [Q_PLAN] = "SELECT p.id, p.code, " TITLE("p") ", p.state, p.starts, p.ends"
               " FROM plan p ORDER BY p.id DESC LIMIT 1",
    [Q_DIRECTIONS] = "SELECT t.id, t.code, " TITLE("t") " FROM direction t"
                     " WHERE t.state = 'active' ORDER BY t.position",
    [Q_GOALS] = "SELECT t.id, t.direction, t.code, " TITLE("t")
                " FROM goal t WHERE t.state = 'active' ORDER BY t.position",
    [Q_TASKS] = "SELECT t.id, t.goal, t.parent_task, t.code, t.state, "
                TITLE("t") ", t.starts, t.ends FROM task t"
                " ORDER BY t.goal, t.position, t.code_key",
    [Q_REPORTS] =
        "SELECT task, count(*),"
        " sum(CASE WHEN state = 'accepted' THEN 1 ELSE 0 END),"
        " sum(CASE WHEN state IN ('due', 'returned') AND due < date('now')"
        " THEN 1 ELSE 0 END), max(progress) FROM report GROUP BY task",
    [Q_INDICATORS] = "SELECT t.id, t.code, t.task, t.unit, t.baseline,"
                     " t.target, t.target_year, t.direction_of_good, "
                     TITLE("t") " FROM indicator t WHERE t.state = 'active'"
                     " ORDER BY t.code_key",
    [Q_READINGS] = "SELECT indicator, id, on_day, amount FROM reading"
                   " WHERE state = 'confirmed' ORDER BY on_day",
    [Q_SNAPSHOTS] = "SELECT code, on_day, value FROM measure_snapshot"
                    " ORDER BY on_day",
    [Q_LIST] = "SELECT t.id, t.state, t.code, " TITLE("t") ", t.goal,"
               " t.parent_task, t.starts, t.ends, t.position, t.numbered,"
               " t.version, g.code, " TITLE("g") " FROM task t"
               " LEFT JOIN goal g ON g.id = t.goal"
               " ORDER BY t.code_key, t.id LIMIT 51",
    [Q_LIST_UNITS] =
        "SELECT x.owner, u.id, u.code, u.name_ky, u.name_ru, u.name_en"
        " FROM (SELECT id FROM task ORDER BY code_key, id LIMIT 50) t"
        " JOIN task_responsible x ON x.owner = t.id"
        " JOIN unit u ON u.id = x.target ORDER BY x.owner",
    [Q_LIST_COUNT] =
        "SELECT count(*) FROM (SELECT 1 FROM task LIMIT 1001)",
    [Q_PICK_GOALS] = "SELECT t.id, t.code, " TITLE("t") " FROM goal t"
                     " ORDER BY t.code_key LIMIT 81",
    [Q_PICK_UNITS] = "SELECT id, code, name_ky, name_ru, name_en FROM unit"
                     " ORDER BY name_ru_key LIMIT 81",
    [Q_PICK_PLANS] = "SELECT t.id, t.code, " TITLE("t") " FROM plan t",
    [Q_PICK_TASKS] = "SELECT t.id, t.code, " TITLE("t") " FROM task t"
                     " ORDER BY t.code_key LIMIT 81",
    [Q_CARD] = "SELECT t.*, g.code, " TITLE("g") ", p.code, " TITLE("p")
               " FROM task t LEFT JOIN goal g ON g.id = t.goal"
               " LEFT JOIN plan p ON p.id = t.plan WHERE t.id = ?1",
    [Q_CARD_UNITS] = "SELECT u.id, u.code, u.name_ky, u.name_ru, u.name_en"
                     " FROM task_responsible x JOIN unit u ON u.id = x.target"
                     " WHERE x.owner = ?1",
    [Q_CARD_EXECUTORS] =
        "SELECT u.id, u.code, u.name_ky, u.name_ru, u.name_en"
        " FROM task_executors x JOIN unit u ON u.id = x.target"
        " WHERE x.owner = ?1",
    [Q_CARD_RESULTS] = "SELECT t.id, t.code, t.state, t.delivered_on, "
                       TITLE("t") " FROM result t WHERE t.task = ?1"
                       " ORDER BY t.code_key LIMIT 100",
    [Q_CARD_INDICATORS] =
        "SELECT t.id, t.code, t.unit, t.baseline, t.target, t.target_year,"
        " t.direction_of_good, t.derived, " TITLE("t") " FROM indicator t"
        " WHERE t.task = ?1 ORDER BY t.code_key LIMIT 200",
    [Q_CARD_READINGS] =
        "SELECT indicator, id, on_day, amount FROM reading"
        " WHERE state = 'confirmed' AND indicator IN"
        " (SELECT id FROM indicator WHERE task = ?1) ORDER BY on_day",
    [Q_CARD_REPORTS] =
        "SELECT r.id, r.state, r.progress, r.done, u.code, u.name_ky,"
        " u.name_ru, u.name_en, p.code FROM report r"
        " JOIN unit u ON u.id = r.unit JOIN period p ON p.id = r.period"
        " WHERE r.task = ?1 ORDER BY r.due DESC, r.id DESC LIMIT 12",
};

static sqlite3 *connect_db(int flags)
{
    sqlite3 *db;

    if (sqlite3_open_v2(bare.file, &db, flags | SQLITE_OPEN_NOMUTEX, NULL))
        die(sqlite3_errmsg(db));
    sqlite3_busy_timeout(db, 5000);
    return db;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *s;

    if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &s, NULL))
        die(sqlite3_errmsg(db));
    return s;
}

/* A read-only connection and its statements for each event thread. */
static _Thread_local sqlite3 *reader;
static _Thread_local sqlite3_stmt *ready[QUERIES];

static sqlite3_stmt *query(enum query q)
{
    if (!reader)
        reader = connect_db(SQLITE_OPEN_READONLY);
    if (!ready[q])
        ready[q] = prepare(reader, text[q]);
    return ready[q];
}

/* --- Pages ---------------------------------------------------------------- */

struct page {
    char *s;
    size_t n, size;
};

static void put(struct page *p, const char *s, size_t n)
{
    if (n > p->size - p->n)
        n = p->size - p->n;
    memcpy(p->s + p->n, s, n);
    p->n += n;
}

static void put_escaped(struct page *p, const char *s)
{
    for (;;) {
        size_t n = strcspn(s, "<>&\"'");

        put(p, s, n);
        if (!s[n])
            return;
        put(p, "&quot;", 6);
        s += n + 1;
    }
}

/* Every row that the statement gives, as cells. */
static void put_rows(struct page *p, enum query q, int64_t id)
{
    sqlite3_stmt *s = query(q);

    if (sqlite3_bind_parameter_count(s) == 1)
        sqlite3_bind_int64(s, 1, id);
    while (sqlite3_step(s) == SQLITE_ROW) {
        put(p, "<tr>", 4);
        for (int c = 0; c < sqlite3_column_count(s); c++) {
            const char *cell = NULL;

            if (sqlite3_column_type(s, c) != SQLITE_BLOB)
                cell = (const char *)sqlite3_column_text(s, c);
            put(p, "<td>", 4);
            put_escaped(p, cell ? cell : "");
            put(p, "</td>", 5);
        }
        put(p, "</tr>\n", 6);
    }
    sqlite3_reset(s);
}

/* Up to the size of the page that is measured. */
static void pad(struct page *p)
{
    static const char more[] =
        "<td class=\"n\" data-label=\"x\"><a href=\"/ru/task/100\">0</a>\n";

    while (p->n < p->size)
        put(p, more, sizeof more - 1);
}

static const enum query map_rows[] = { Q_PLAN,    Q_DIRECTIONS,  Q_GOALS,
                                       Q_TASKS,   Q_REPORTS,     Q_INDICATORS,
                                       Q_READINGS, Q_SNAPSHOTS };
static const enum query list_rows[] = { Q_LIST,       Q_LIST_UNITS,
                                        Q_LIST_COUNT, Q_PICK_GOALS,
                                        Q_PICK_UNITS, Q_PICK_PLANS,
                                        Q_PICK_TASKS };
static const enum query card_rows[] = { Q_CARD,           Q_CARD_UNITS,
                                        Q_CARD_EXECUTORS, Q_CARD_RESULTS,
                                        Q_CARD_INDICATORS, Q_CARD_READINGS,
                                        Q_CARD_REPORTS };

#define ROWS_OF(a) a, sizeof(a) / sizeof *(a)

static struct page page_of(const enum query *q, size_t n, size_t size)
{
    struct page p = { malloc(size ? size : 1), 0, size };

    if (!p.s)
        die("memory");
    for (size_t i = 0; i < n; i++)
        put_rows(&p, q[i], bare.task);
    pad(&p);
    return p;
}

/* --- Who asks ------------------------------------------------------------- */

static int64_t now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static bool known(enum query q, const char *secret)
{
    unsigned char hash[SHA256_DIGEST_LENGTH];
    sqlite3_stmt *s = query(q);
    bool yes;

    if (!secret)
        return false;
    SHA256((const unsigned char *)secret, strlen(secret), hash);
    sqlite3_bind_blob(s, 1, hash, sizeof hash, SQLITE_STATIC);
    sqlite3_bind_int64(s, 2, now_us());
    yes = sqlite3_step(s) == SQLITE_ROW;
    sqlite3_reset(s);
    return yes;
}

/* --- The writer ----------------------------------------------------------- */

struct post {
    struct MHD_Connection *connection;
    struct post *next;
    int64_t id;
    char body[8192];
    size_t n;
    bool all, given, done, good;
};

static struct {
    pthread_mutex_t lock;
    pthread_cond_t some;
    struct post *first, **last;
} queue = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, NULL,
            &queue.first };

static size_t take(struct post **group)
{
    size_t n = 0;

    pthread_mutex_lock(&queue.lock);
    while (!queue.first)
        pthread_cond_wait(&queue.some, &queue.lock);
    while (queue.first && n < GROUP_MAX) {
        group[n++] = queue.first;
        queue.first = queue.first->next;
    }
    if (!queue.first)
        queue.last = &queue.first;
    pthread_mutex_unlock(&queue.lock);
    return n;
}

struct writing {
    sqlite3 *db;
    sqlite3_stmt *begin, *commit, *update, *insert;
    char *payload;
};

static bool step(sqlite3_stmt *s)
{
    int rc = sqlite3_step(s);

    sqlite3_reset(s);
    return rc == SQLITE_DONE;
}

/* One row changed, the others new. */
static bool write_one(struct writing *w, struct post *p)
{
    json_t *root = json_loadb(p->body, p->n, 0, NULL);
    const char *done = json_string_value(json_object_get(root, "done"));
    json_int_t progress =
        json_integer_value(json_object_get(root, "progress"));
    bool good = done != NULL;

    if (good) {
        sqlite3_bind_text(w->update, 1, done, -1, SQLITE_STATIC);
        sqlite3_bind_int64(w->update, 2, progress);
        sqlite3_bind_int64(w->update, 3, p->id);
        good = step(w->update) && sqlite3_changes(w->db) == 1;
    }
    for (int i = 1; i < bare.rows && good; i++) {
        sqlite3_bind_int64(w->insert, 1, p->id);
        sqlite3_bind_text(w->insert, 2, w->payload, (int)bare.row_bytes,
                          SQLITE_STATIC);
        good = step(w->insert);
    }
    json_decref(root);
    return good;
}

static void *writer(void *arg)
{
    struct writing w = { .db = connect_db(SQLITE_OPEN_READWRITE) };
    struct post *group[GROUP_MAX];

    (void)arg;
    if (sqlite3_exec(w.db,
                     "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                     "CREATE TABLE IF NOT EXISTS bare_row(id INTEGER PRIMARY"
                     " KEY, report INTEGER, text TEXT)",
                     NULL, NULL, NULL))
        die(sqlite3_errmsg(w.db));
    w.begin = prepare(w.db, "BEGIN IMMEDIATE");
    w.commit = prepare(w.db, "COMMIT");
    w.update = prepare(w.db, "UPDATE report SET state = 'submitted', done = ?1,"
                             " progress = ?2, version = version + 1"
                             " WHERE id = ?3 AND state = 'due'");
    w.insert = prepare(w.db,
                       "INSERT INTO bare_row(report, text) VALUES(?1, ?2)");
    w.payload = malloc(bare.row_bytes + 1);
    if (!w.payload)
        die("memory");
    memset(w.payload, 'x', bare.row_bytes);
    for (;;) {
        size_t n = take(group);

        if (!step(w.begin))
            die(sqlite3_errmsg(w.db));
        for (size_t i = 0; i < n; i++)
            group[i]->good = write_one(&w, group[i]);
        if (!step(w.commit))
            die(sqlite3_errmsg(w.db));
        for (size_t i = 0; i < n; i++) {
            group[i]->done = true;
            MHD_resume_connection(group[i]->connection);
        }
    }
    return NULL;
}

static void give(struct post *p)
{
    p->given = true;
    p->next = NULL;
    MHD_suspend_connection(p->connection);
    pthread_mutex_lock(&queue.lock);
    *queue.last = p;
    queue.last = &p->next;
    pthread_cond_signal(&queue.some);
    pthread_mutex_unlock(&queue.lock);
}

/* --- HTTP ----------------------------------------------------------------- */

static enum MHD_Result send_page(struct MHD_Connection *c, int status,
                                 struct page p, const char *type)
{
    struct MHD_Response *r = MHD_create_response_from_buffer(
        p.n, p.s, MHD_RESPMEM_MUST_FREE);
    enum MHD_Result done;

    MHD_add_response_header(r, "Content-Type", type);
    done = MHD_queue_response(c, (unsigned)status, r);
    MHD_destroy_response(r);
    return done;
}

static enum MHD_Result refuse(struct MHD_Connection *c, int status)
{
    return send_page(c, status, (struct page){ strdup("no\n"), 3, 3 },
                     "text/plain");
}

static enum MHD_Result get(struct MHD_Connection *c, const char *path)
{
    static const char html[] = "text/html; charset=utf-8";

    if (!strcmp(path, "/healthz"))
        return send_page(c, 200, (struct page){ strdup("ok\n"), 3, 3 },
                         "text/plain");
    if (!known(Q_SESSION, MHD_lookup_connection_value(c, MHD_COOKIE_KIND,
                                                      "ordo")))
        return refuse(c, 403);
    if (!strcmp(path, "/map"))
        return send_page(c, 200, page_of(ROWS_OF(map_rows), bare.map), html);
    if (!strcmp(path, "/list"))
        return send_page(c, 200, page_of(ROWS_OF(list_rows), bare.list), html);
    if (!strcmp(path, "/card"))
        return send_page(c, 200, page_of(ROWS_OF(card_rows), bare.card), html);
    return refuse(c, 404);
}

static enum MHD_Result answer_post(struct MHD_Connection *c, struct post *p)
{
    struct page page = { malloc(bare.answer + 1), 0, bare.answer };

    if (!page.s)
        die("memory");
    if (!p->good)
        page.size = 0;
    pad(&page);
    return send_page(c, p->good ? 200 : 409, page, "application/json");
}

static enum MHD_Result post(struct MHD_Connection *c, struct post *p,
                            const char *path, const char *bytes, size_t *n)
{
    const char *bearer;

    if (*n) {
        if (*n > sizeof p->body - p->n)
            return MHD_NO;
        memcpy(p->body + p->n, bytes, *n);
        p->n += *n;
        *n = 0;
        return MHD_YES;
    }
    if (p->done)
        return answer_post(c, p);
    if (p->given)
        return MHD_YES;
    bearer = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Authorization");
    if (!bearer || strncmp(bearer, "Bearer ", 7) ||
        !known(Q_TOKEN, bearer + 7))
        return refuse(c, 403);
    if (sscanf(path, "/api/v1/report/%ld/submit", &p->id) != 1)
        return refuse(c, 404);
    give(p);
    return MHD_YES;
}

static enum MHD_Result handle(void *arg, struct MHD_Connection *c,
                              const char *path, const char *method,
                              const char *version, const char *bytes,
                              size_t *n, void **own)
{
    struct post *p = *own;

    (void)arg;
    (void)version;
    if (!p) {
        p = calloc(1, sizeof *p);
        if (!p)
            return MHD_NO;
        p->connection = c;
        *own = p;
        return MHD_YES;
    }
    if (!strcmp(method, "GET"))
        return get(c, path);
    if (!strcmp(method, "POST"))
        return post(c, p, path, bytes, n);
    return refuse(c, 405);
}

static void ended(void *arg, struct MHD_Connection *c, void **own,
                  enum MHD_RequestTerminationCode why)
{
    (void)arg;
    (void)c;
    (void)why;
    free(*own);
    *own = NULL;
}

int main(int argc, char **argv)
{
    struct MHD_Daemon *d;
    pthread_t thread;
    sigset_t set;
    int got;

    if (argc != 10)
        die("usage: bare DIR PORT MAP LIST CARD TASK ROWS ROW_BYTES ANSWER");
    snprintf(bare.file, sizeof bare.file, "%s/ordo.db", argv[1]);
    bare.map = strtoul(argv[3], NULL, 10);
    bare.list = strtoul(argv[4], NULL, 10);
    bare.card = strtoul(argv[5], NULL, 10);
    bare.task = atoll(argv[6]);
    bare.rows = atoi(argv[7]);
    bare.row_bytes = strtoul(argv[8], NULL, 10);
    bare.answer = strtoul(argv[9], NULL, 10);
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    if (pthread_create(&thread, NULL, writer, NULL))
        die("thread");
    d = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME,
        (uint16_t)atoi(argv[2]), NULL, NULL, handle, NULL,
        MHD_OPTION_THREAD_POOL_SIZE, (unsigned)THREADS,
        MHD_OPTION_CONNECTION_LIMIT, 1024u, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)32768, MHD_OPTION_NOTIFY_COMPLETED, ended, NULL,
        MHD_OPTION_END);
    if (!d)
        die("cannot listen");
    (void)sigwait(&set, &got);
    /* A connection that waits for the writer would be waited for. */
    exit(0);
}
