/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The writer: groups, refusals, lost groups, order, draining, the folder's
 * lock.  Runs under tsan too.
 */
#include "store_help.h"

#include <pthread.h>
#include <stdatomic.h>

enum { MANY = 300 };

static const struct sql_text q_add = {
    "INSERT INTO line(n, text) VALUES($1, $2)", "it", ""
};
static const struct sql_text q_child = { "INSERT INTO child(of) VALUES($1)",
                                         "i", "" };

/* A job that adds a line, and what became of it. */
struct add {
    struct store_job job;
    int64_t n;
    enum { PLAIN, REFUSED, CLASHING, ORPHAN, FULL, ROLLS_BACK, HALF } kind;
    atomic_int runs, dones;
    _Atomic enum rc rc;
    int64_t order;
};

static atomic_int done_order;

static enum rc add_run(struct sql *sql, void *arg)
{
    struct add *a = arg;

    atomic_fetch_add(&a->runs, 1);
    if (a->kind == FULL)
        sql_fail_at(sql, 2);
    TRY(sql_run(sql, &q_add, ARGS(INT(a->n), STR("line"))));
    switch (a->kind) {
    case REFUSED:
        return RC_INVALID;
    case CLASHING:
        return sql_run(sql, &q_add, ARGS(INT(a->n), STR("again")));
    case ORPHAN: /* seen only at commit */
        return sql_run(sql, &q_child, ARGS(INT(-1)));
    case FULL:
        return sql_run(sql, &q_add, ARGS(INT(-a->n), STR("more")));
    case ROLLS_BACK:
        return sql_run_built(sql, "ROLLBACK", NO_ARGS);
    case HALF: /* forgets a query */
        sql_query_built(sql, "SELECT n FROM line", NO_ARGS);
        return RC_OK;
    case PLAIN:
        break;
    }
    return RC_OK;
}

static void add_done(void *arg, enum rc rc)
{
    struct add *a = arg;

    a->order = atomic_fetch_add(&done_order, 1);
    a->rc = rc;
    atomic_fetch_add(&a->dones, 1);
}

/* Keeps the writer busy until all jobs of a group wait. */
struct gate {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool open, entered;
};

static enum rc gate_run(struct sql *sql, void *arg)
{
    struct gate *g = arg;

    (void)sql;
    pthread_mutex_lock(&g->lock);
    g->entered = true;
    pthread_cond_broadcast(&g->wake);
    while (!g->open)
        pthread_cond_wait(&g->wake, &g->lock);
    pthread_mutex_unlock(&g->lock);
    return RC_OK;
}

static void gate_close(struct place *p, struct gate *g, struct store_job *job)
{
    memset(g, 0, sizeof *g);
    pthread_mutex_init(&g->lock, NULL);
    pthread_cond_init(&g->wake, NULL);
    *job = (struct store_job){ .run = gate_run, .arg = g };
    store_submit(p->store, job);
    pthread_mutex_lock(&g->lock);
    while (!g->entered)
        pthread_cond_wait(&g->wake, &g->lock);
    pthread_mutex_unlock(&g->lock);
}

static void gate_open(struct gate *g)
{
    pthread_mutex_lock(&g->lock);
    g->open = true;
    pthread_cond_broadcast(&g->wake);
    pthread_mutex_unlock(&g->lock);
}

static enum rc nothing(struct sql *sql, void *arg)
{
    (void)sql;
    (void)arg;
    return RC_OK;
}

static int up(void **state)
{
    struct place *p;

    if (place_open(state))
        return -1;
    p = *state;
    atomic_store(&done_order, 0);
    return WRITE(p,
                 "CREATE TABLE line(n INTEGER PRIMARY KEY, text TEXT) STRICT",
                 "CREATE TABLE child(of INTEGER REFERENCES line(n)"
                 " DEFERRABLE INITIALLY DEFERRED) STRICT");
}

/* Runs jobs as one group; all are done when it returns. */
static void as_group(struct place *p, struct add *a, size_t n)
{
    struct store_job job;
    struct gate g;

    gate_close(p, &g, &job);
    for (size_t i = 0; i < n; i++) {
        a[i].n = (int64_t)i + 1;
        a[i].job = (struct store_job){ .run = add_run,
                                       .done = add_done,
                                       .arg = &a[i] };
        store_submit(p->store, &a[i].job);
    }
    assert_int_equal(store_waiting(p->store), n + 1);
    gate_open(&g);
    assert_int_equal(store_write(p->store, nothing, NULL), RC_OK);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(a[i].dones, 1);
}

static int64_t lines(struct place *p)
{
    return count_of(store_reader(p->store), "SELECT count(*) FROM line");
}

static void test_group(void **state)
{
    struct place *p = *state;
    struct add a[64] = { 0 };
    struct store_counts before = store_counts(p->store), after;

    as_group(p, a, 64);
    after = store_counts(p->store);
    assert_int_equal(lines(p), 64);
    assert_true(after.commits - before.commits <= 3);
    assert_int_equal(after.jobs - before.jobs, 66);
    assert_int_equal(after.reruns, 0);
    assert_true(after.last_commit > 0);
    for (int i = 0; i < 64; i++) {
        assert_int_equal(a[i].rc, RC_OK);
        assert_int_equal(a[i].runs, 1);
        assert_int_equal(a[i].order, i);
    }
}

static void test_more_than_a_group(void **state)
{
    static struct add a[MANY];
    struct place *p = *state;

    memset(a, 0, sizeof a);
    as_group(p, a, MANY);
    assert_int_equal(lines(p), MANY);
    for (int i = 0; i < MANY; i++)
        assert_int_equal(a[i].order, i);
}

static void test_refusal_hurts_nobody(void **state)
{
    struct place *p = *state;
    struct add a[6] = { { .kind = PLAIN }, { .kind = REFUSED },
                        { .kind = PLAIN }, { .kind = CLASHING },
                        { .kind = HALF },  { .kind = PLAIN } };

    as_group(p, a, 6);
    assert_int_equal(a[1].rc, RC_INVALID);
    assert_int_equal(a[3].rc, RC_CONFLICT);
    assert_int_equal(a[0].rc + a[2].rc + a[4].rc + a[5].rc, RC_OK);
    assert_int_equal(lines(p), 4);
    assert_int_equal(store_counts(p->store).reruns, 0);
}

/* What only the commit refuses loses the group; alone, the guilty one stands
 * out. */
static void test_failed_commit(void **state)
{
    struct place *p = *state;
    struct add a[5] = { [2] = { .kind = ORPHAN }, [3] = { .kind = REFUSED } };

    as_group(p, a, 5);
    assert_int_equal(a[2].rc, RC_BROKEN);
    assert_int_equal(a[3].rc, RC_INVALID);
    assert_int_equal(a[0].rc + a[1].rc + a[4].rc, RC_OK);
    for (int i = 0; i < 5; i++)
        assert_in_range(a[i].runs, 2, 3);
    assert_int_equal(lines(p), 3);
    assert_true(store_counts(p->store).reruns >= 5);
}

static void test_transaction_gone(void **state)
{
    struct place *p = *state;
    struct add a[4] = { [1] = { .kind = ROLLS_BACK } };

    as_group(p, a, 4);
    assert_int_not_equal(a[1].rc, RC_OK);
    assert_int_equal(a[0].rc + a[2].rc + a[3].rc, RC_OK);
    assert_int_equal(lines(p), 3);
}

static void test_full_disk(void **state)
{
    struct place *p = *state;
    struct add a[4] = { [2] = { .kind = FULL } };

    as_group(p, a, 4);
    assert_int_equal(a[2].rc, RC_BUSY);
    assert_int_equal(a[2].runs, 1);
    assert_int_equal(a[0].rc + a[1].rc + a[3].rc, RC_OK);
    assert_int_equal(lines(p), 3);
}

/* The fault at each statement of a group in turn, the writer's own too:
 * nothing is half done, and who was told yes is there. */
static enum rc fail_from_here(struct sql *sql, void *arg)
{
    uint64_t *at = arg;

    /* Once: this job too runs again when its group is lost. */
    if (*at)
        sql_fail_at(sql, *at);
    *at = 0;
    return RC_OK;
}

static enum rc fail_never(struct sql *sql, void *arg)
{
    (void)arg;
    sql_fail_at(sql, 0);
    return RC_OK;
}

static void fail_once(struct place *p, uint64_t at)
{
    struct add a[3] = { 0 };
    struct store_job first, fault = { .run = fail_from_here, .arg = &at };
    struct gate g;
    int kept = 0;

    assert_int_equal(WRITE(p, "DELETE FROM line"), RC_OK);
    gate_close(p, &g, &first);
    store_submit(p->store, &fault);
    for (int i = 0; i < 3; i++) {
        a[i].n = i + 1;
        a[i].job = (struct store_job){ add_run, add_done, &a[i], NULL, 0 };
        store_submit(p->store, &a[i].job);
    }
    gate_open(&g);
    /* This one may itself be refused when the fault falls late. */
    if (store_write(p->store, fail_never, NULL))
        assert_int_equal(store_write(p->store, fail_never, NULL), RC_OK);
    for (int i = 0; i < 3; i++) {
        bool there =
            count_of(store_reader(p->store),
                     mem_fmt(p->mem, "SELECT count(*) FROM line WHERE n = %d",
                             i + 1)) == 1;

        assert_int_equal(a[i].dones, 1);
        assert_int_equal(a[i].rc == RC_OK, there);
        kept += there;
    }
    assert_true(kept >= 2);
}

static void test_fault_loop(void **state)
{
    struct place *p = *state;

    for (uint64_t at = 1; at < 30; at++)
        fail_once(p, at);
}

/* --- Threads -------------------------------------------------------------- */

static struct place *shared;
static atomic_int answered;

static enum rc thread_add(struct sql *sql, void *arg)
{
    return sql_run(sql, &q_add, ARGS(INT(*(int64_t *)arg), STR("t")));
}

static void *thread_main(void *arg)
{
    int64_t n, base = (int64_t)(intptr_t)arg * 1000;

    for (n = base; n < base + 50; n++) {
        if (store_write(shared->store, thread_add, &n))
            continue;
        atomic_fetch_add(&answered, 1);
        /* What is answered is seen by the next reader. */
        if (count_of(store_reader(shared->store), "SELECT count(*) FROM line") <
            1)
            abort();
    }
    return NULL;
}

static void test_threads(void **state)
{
    pthread_t t[8];

    shared = *state;
    atomic_store(&answered, 0);
    for (intptr_t i = 0; i < 8; i++)
        assert_int_equal(
            pthread_create(&t[i], NULL, thread_main, (void *)(i + 1)), 0);
    for (int i = 0; i < 8; i++)
        pthread_join(t[i], NULL);
    assert_int_equal(answered, 400);
    assert_int_equal(lines(shared), 400);
}

static void test_close_drains(void **state)
{
    static struct add a[MANY];
    struct place *p = *state;
    struct store_job job;
    struct gate g;

    memset(a, 0, sizeof a);
    gate_close(p, &g, &job);
    for (int i = 0; i < MANY; i++) {
        a[i].n = i;
        a[i].job = (struct store_job){ add_run, add_done, &a[i], NULL, 0 };
        store_submit(p->store, &a[i].job);
    }
    gate_open(&g);
    place_again(p);
    for (int i = 0; i < MANY; i++)
        assert_int_equal(a[i].dones, 1);
    assert_int_equal(lines(p), MANY);
}

/* --- The sequencer -------------------------------------------------------- */

static atomic_int sequence_runs, sequence_fails;

static enum rc number(struct sql *sql, void *arg, bool *more)
{
    (void)arg;
    (void)more;
    atomic_fetch_add(&sequence_runs, 1);
    TRY(sql_run_built(sql, "UPDATE line SET text = 'numbered'", NO_ARGS));
    if (atomic_load(&sequence_fails))
        return atomic_fetch_sub(&sequence_fails, 1), RC_BUSY;
    return RC_OK;
}

static bool becomes(struct place *p, const char *text, int64_t n)
{
    for (int i = 0; i < 100; i++, usleep(50000))
        if (count_of(store_reader(p->store), text) == n)
            return true;
    return false;
}

#define NUMBERED "SELECT count(*) FROM line WHERE text = 'numbered'"

static void test_sequencer(void **state)
{
    struct place *p = *state;

    atomic_store(&sequence_fails, 1);
    assert_int_equal(WRITE(p, "INSERT INTO line VALUES(1, '')"), RC_OK);
    store_turn(p->store, STORE_SEQUENCE, number, NULL);
    assert_true(becomes(p, NUMBERED, 1));
    assert_int_equal(WRITE(p, "INSERT INTO line VALUES(2, '')"), RC_OK);
    assert_true(becomes(p, NUMBERED, 2));
    /* Its own changes are no reason to run again. */
    usleep(700000);
    assert_int_equal(store_counts(p->store).sequenced, 2);
    assert_int_equal(atomic_load(&sequence_runs), 3);
    assert_int_equal(WRITE(p, "INSERT INTO line VALUES(3, '')"), RC_OK);
    place_again(p);
    assert_int_equal(count_of(store_reader(p->store), NUMBERED), 3);
}

/* --- The folder ----------------------------------------------------------- */

static enum rc try_open(struct place *p, const char *dir,
                        struct store_options o)
{
    struct store *s;
    const char *error;
    enum rc rc = store_open(&s, p->mem, dir, o, &error);

    if (!rc)
        store_close(s);
    else
        assert_non_null(error);
    return rc;
}

static void test_folder(void **state)
{
    struct place *p = *state;
    struct store_options plain = { 0 }, create = { .create = true },
                         look = { .read_only = true };
    char path[128];
    struct stat st;
    FILE *f;

    assert_int_equal(try_open(p, p->dir, plain), RC_BUSY);
    assert_int_equal(try_open(p, p->dir, create), RC_CONFLICT);
    assert_int_equal(try_open(p, p->dir, look), RC_OK);
    assert_int_equal(try_open(p, "/nonexistent/x", plain), RC_MISSING);
    assert_int_equal(try_open(p, "/nonexistent/x", create), RC_BROKEN);
    snprintf(path, sizeof path, "%s/ordo.db", p->dir);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    snprintf(path, sizeof path, "%s/tmp/left", p->dir);
    f = fopen(path, "w");
    assert_non_null(f);
    fclose(f);
    place_again(p);
    assert_int_equal(access(path, F_OK), -1);
    store_close(p->store);
    p->store = NULL;
    /* The log is gone after a good end. */
    snprintf(path, sizeof path, "%s/ordo.db-wal", p->dir);
    assert_int_equal(access(path, F_OK), -1);
    snprintf(path, sizeof path, "%s/ordo.db", p->dir);
    f = fopen(path, "w");
    fputs("not a database, whatever its name says, and longer than a header "
          "of a hundred bytes would be, so that it is looked at",
          f);
    fclose(f);
    assert_int_equal(try_open(p, p->dir, plain), RC_BROKEN);
}

static void test_backup(void **state)
{
    struct place *p = *state;
    char copy[128], db[128];

    assert_int_equal(WRITE(p, "INSERT INTO line VALUES(7, 'x')"), RC_OK);
    snprintf(copy, sizeof copy, "%s/tmp/copy", p->dir);
    assert_int_equal(store_backup(p->store, copy), RC_OK);
    assert_int_equal(store_backup(p->store, copy), RC_CONFLICT);
    assert_int_equal(WRITE(p, "DELETE FROM line"), RC_OK);
    store_close(p->store);
    snprintf(db, sizeof db, "%s/ordo.db", p->dir);
    assert_int_equal(rename(copy, db), 0);
    p->store = NULL;
    {
        const char *error;

        assert_int_equal(store_open(&p->store, p->mem, p->dir,
                                    (struct store_options){ 0 }, &error),
                         RC_OK);
    }
    assert_int_equal(lines(p), 1);
    assert_int_equal(WRITE(p, "INSERT INTO line VALUES(8, 'y')"), RC_OK);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, up, place_close)
    const struct CMUnitTest tests[] = {
        CASE(test_group),
        CASE(test_more_than_a_group),
        CASE(test_refusal_hurts_nobody),
        CASE(test_failed_commit),
        CASE(test_transaction_gone),
        CASE(test_full_disk),
        CASE(test_fault_loop),
        CASE(test_threads),
        CASE(test_close_drains),
        CASE(test_sequencer),
        CASE(test_folder),
        CASE(test_backup),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    printf("%d passed, %d failed\n", (int)COUNT(tests) - failed, failed);
    return failed != 0;
}
