/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Databases that are filled come to the tables of the program: in a copy of
 * the demo university each column that could have been added later is taken
 * away, and the program brings it back without touching a row or any other
 * value; what the column held is what verify misses.  A database that knows
 * more than the program is refused.  And a folder that the first program made
 * (folder_v1.sql) comes to the tables of today whole.
 */
#include "matrix.h"

#include "kernel/journal.h"

#include <sqlite3.h>

static sqlite3 *db_open(const char *dir)
{
    sqlite3 *db;
    char file[128];

    snprintf(file, sizeof file, "%s/ordo.db", dir);
    assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
    return db;
}

static int run(sqlite3 *db, const char *text)
{
    return sqlite3_exec(db, text, NULL, NULL, NULL);
}

/* FNV-1a over every value of a query, in its order; 0: it does not run. */
static uint64_t digest(sqlite3 *db, const char *text)
{
    uint64_t h = UINT64_C(14695981039346656037);
    sqlite3_stmt *st = NULL;

    if (sqlite3_prepare_v2(db, text, -1, &st, NULL))
        return 0;
    while (sqlite3_step(st) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count(st); i++) {
            const unsigned char *s = sqlite3_column_text(st, i);

            for (h = (h ^ (s ? 1 : 2)) * 1099511628211u; s && *s; s++)
                h = (h ^ *s) * 1099511628211u;
        }
    sqlite3_finalize(st);
    return h;
}

/* --- One round: a column of each table goes ------------------------------- */

struct gone {
    const char *table, *column; /* NULL: nothing was taken from the table */
    const char *rest;           /* all rows, the other columns */
    uint64_t before;
};

static const char *others(struct mem *m, const struct table *t, size_t but)
{
    struct buf b;
    bool any = false;

    buf_init(&b, m);
    buf_str(&b, "SELECT ");
    for (size_t i = 0; i < t->n_columns; i++)
        if (i != but) {
            buf_fmt(&b, "%s%s", any ? ", " : "", t->columns[i].name);
            any = true;
        }
    buf_fmt(&b, " FROM %s ORDER BY %s", t->name, t->key ? t->key : "id");
    return b.s;
}

/* Indexes that name the column would keep it. */
static void drop_indexes(sqlite3 *db, struct mem *m, const char *table)
{
    const char *text = mem_fmt(m,
                               "SELECT name FROM sqlite_master WHERE type ="
                               " 'index' AND tbl_name = '%s' AND sql NOT NULL",
                               table);
    const char *names[64];
    size_t n = 0;
    sqlite3_stmt *st = NULL;

    assert_int_equal(sqlite3_prepare_v2(db, text, -1, &st, NULL), SQLITE_OK);
    while (n < COUNT(names) && sqlite3_step(st) == SQLITE_ROW)
        names[n++] = mem_str(m, (const char *)sqlite3_column_text(st, 0));
    sqlite3_finalize(st);
    for (size_t i = 0; i < n; i++)
        run(db, mem_fmt(m, "DROP INDEX %s", names[i]));
}

static void drop_views(sqlite3 *db, struct mem *m)
{
    sqlite3_stmt *st = NULL;
    const char *names[256];
    size_t n = 0;

    sqlite3_prepare_v2(db, "SELECT name FROM sqlite_master WHERE type = 'view'",
                       -1, &st, NULL);
    while (n < COUNT(names) && sqlite3_step(st) == SQLITE_ROW)
        names[n++] = mem_str(m, (const char *)sqlite3_column_text(st, 0));
    sqlite3_finalize(st);
    for (size_t i = 0; i < n; i++)
        run(db, mem_fmt(m, "DROP VIEW %s", names[i]));
}

/* Could it have been added to a table with rows? */
static bool addable(const struct column *c)
{
    return c->type != 'k' && (!c->must || c->fallback);
}

/* Takes the nth such column of a table away. */
static struct gone take(sqlite3 *db, struct mem *m, const struct table *t,
                        size_t nth)
{
    struct gone g = { 0 };

    for (size_t i = 0; i < t->n_columns; i++) {
        if (!addable(&t->columns[i]) || nth-- > 0)
            continue;
        drop_indexes(db, m, t->name);
        if (run(db, mem_fmt(m, "ALTER TABLE %s DROP COLUMN %s", t->name,
                            t->columns[i].name)))
            return g;
        g = (struct gone){ t->name, t->columns[i].name, others(m, t, i), 0 };
        g.before = digest(db, g.rest);
        return g;
    }
    return g;
}

static const char *copy_folder(struct mem *m)
{
    const char *dir = mem_fmt(m, "%s-old", house.dir);

    assert_int_equal(system(mem_fmt(m, "rm -rf %s && cp -r %s %s", dir,
                                    house.dir, dir)),
                     0);
    return dir;
}

static enum rc open_again(struct ordo *app, struct mem *m, const char *dir)
{
    const char *error = NULL;
    struct buf faults;

    buf_init(&faults, m);
    assert_int_equal(app_init(app, m, modules, n_modules, &faults), RC_OK);
    return app_open(app, dir, (struct store_options){ 0 }, &error);
}

/* What verify misses are values of the columns taken, and nothing else. */
static void check_faults(struct mem *m, struct ordo *app,
                         const struct gone *gone, size_t n)
{
    struct journal_report r = { 0 };

    buf_init(&r.faults_text, m);
    assert_int_equal(journal_verify(store_reader(app->store), m,
                                    journal_key_text(m, &app->key), NULL, &r),
                     RC_OK);
    for (char *s = r.faults_text.n ? r.faults_text.s : NULL; s && *s;) {
        char *end = s + strcspn(s, "\n"), was = *end;
        bool known = false;

        *end = 0;
        for (size_t i = 0; i < n && !known; i++)
            known = gone[i].column && strstr(s, gone[i].table) &&
                    strstr(s, gone[i].column);
        if (!known)
            wrong("verify: %s", s);
        s = was ? end + 1 : end;
    }
}

static size_t one_round(size_t nth)
{
    struct mem *m = mem_new(0);
    const char *dir = copy_folder(m);
    struct ordo *app = MEM_NEW(m, struct ordo);
    struct table *tables;
    struct gone *gone;
    size_t n, taken = 0;
    sqlite3 *db = db_open(dir);

    assert_int_equal(app_schema(&house.app, m, &tables, &n), RC_OK);
    gone = MEM_ARRAY(m, n, struct gone);
    drop_views(db, m);
    for (size_t i = 0; i < n; i++) {
        /* Only tables of types: the others are the kernel's own. */
        if (!app_type(&house.app, tables[i].name))
            continue;
        gone[i] = take(db, m, &tables[i], nth);
        taken += gone[i].column != NULL;
    }
    sqlite3_close(db);
    if (taken) {
        assert_int_equal(open_again(app, m, dir), RC_OK);
        check_faults(m, app, gone, n);
        app_close(app);
        db = db_open(dir);
        for (size_t i = 0; i < n; i++) {
            if (!gone[i].column)
                continue;
            if (!digest(db, mem_fmt(m, "SELECT %s FROM %s", gone[i].column,
                                    gone[i].table)))
                wrong("%s.%s did not come back", gone[i].table,
                      gone[i].column);
            if (!gone[i].before || digest(db, gone[i].rest) != gone[i].before)
                wrong("%s: other values changed with %s", gone[i].table,
                      gone[i].column);
        }
        sqlite3_close(db);
    }
    mem_free(m);
    return taken;
}

static void every_column_comes_back(void **state)
{
    size_t all = 0;

    (void)state;
    app_close(&house.app);
    for (size_t nth = 0; nth < 60; nth++)
        if (in_slice())
            all += one_round(nth);
    print_message("%zu columns taken and brought back\n", all);
    assert_true(all > 20);
    assert_int_equal(house.faults, 0);
}

static void a_newer_database_is_refused(void **state)
{
    static const char *const news[] = {
        "ALTER TABLE person ADD COLUMN of_tomorrow TEXT",
        "CREATE TABLE of_tomorrow (id INTEGER PRIMARY KEY)",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(news); i++) {
        struct mem *m = mem_new(0);
        const char *dir = copy_folder(m);
        struct ordo *app = MEM_NEW(m, struct ordo);
        sqlite3 *db = db_open(dir);

        assert_int_equal(run(db, news[i]), SQLITE_OK);
        sqlite3_close(db);
        assert_int_equal(open_again(app, m, dir), RC_CONFLICT);
        mem_free(m);
    }
}

/* --- From the first program --------------------------------------------------- */

static char *read_all(struct mem *m, const char *path)
{
    FILE *f = fopen(path, "rb");
    struct buf b;
    int c;

    assert_non_null(f);
    buf_init(&b, m);
    while ((c = getc(f)) != EOF)
        buf_char(&b, (char)c);
    fclose(f);
    return b.s;
}

/* The folder as that program left it. */
static const char *first_folder(struct mem *m)
{
    const char *dir = mem_fmt(m, "%s-old", house.dir);
    const char *sql = read_all(m, "test/matrix/folder_v1.sql");
    char *why = NULL;
    sqlite3 *db;

    assert_int_equal(
        system(mem_fmt(m, "rm -rf %s && mkdir -p %s/files %s/tmp %s/secret &&"
                          " chmod 700 %s/secret && cp"
                          " test/matrix/folder_v1.key %s/secret/journal.key &&"
                          " chmod 600 %s/secret/journal.key && : > %s/lock",
                       dir, dir, dir, dir, dir, dir, dir, dir)),
        0);
    db = db_open(dir);
    if (sqlite3_exec(db, sql, NULL, NULL, &why))
        print_error("%s\n", why);
    assert_null(why);
    assert_int_equal(run(db, "PRAGMA journal_mode = WAL"), SQLITE_OK);
    sqlite3_close(db);
    return dir;
}

static int64_t number_of(sqlite3 *db, const char *text)
{
    sqlite3_stmt *st = NULL;
    int64_t n = -1;

    if (sqlite3_prepare_v2(db, text, -1, &st, NULL))
        return -1;
    if (sqlite3_step(st) == SQLITE_ROW)
        n = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return n;
}

/* The old tables of today's types with their columns then, as queries. */
static size_t old_tables(sqlite3 *db, struct mem *m, struct gone *out,
                         size_t room)
{
    sqlite3_stmt *st = NULL;
    size_t n = 0;

    sqlite3_prepare_v2(
        db, "SELECT m.name, group_concat(c.name, ', ') FROM sqlite_master m,"
            " pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name"
            " NOT LIKE 'search%' AND m.name NOT LIKE '%_span' AND m.name NOT"
            " IN ('meta', 'leaf', 'tile', 'checkpoint') AND c.name NOT LIKE"
            " '%_key' AND c.name NOT LIKE '%_key___' GROUP BY m.name",
        -1, &st, NULL);
    while (n < room && sqlite3_step(st) == SQLITE_ROW) {
        const char *name = mem_str(m, (const char *)sqlite3_column_text(st, 0));

        out[n].table = name;
        out[n].rest = mem_fmt(m, "SELECT %s FROM %s ORDER BY 1, 2",
                              (const char *)sqlite3_column_text(st, 1), name);
        out[n].before = digest(db, out[n].rest);
        n++;
    }
    sqlite3_finalize(st);
    return n;
}

/* Spans and ledgers of what is counted today follow from the old journal. */
static void spans_are_there(struct ordo *app, struct mem *m, sqlite3 *db)
{
    for (size_t i = 0; i < app->n_types; i++) {
        const struct type *t = app->types[i];

        if (t->counted &&
            number_of(db, mem_fmt(m, "SELECT count(*) FROM %s x WHERE NOT"
                                     " EXISTS (SELECT 1 FROM %s_span s WHERE"
                                     " s.record = x.id AND s.known_until IS"
                                     " NULL AND s.state = x.state)",
                                  t->name, t->name)) != 0)
            wrong("%s: records without spans", t->name);
    }
}

static void the_first_folder_opens(void **state)
{
    struct mem *m = mem_new(0);
    const char *dir = first_folder(m);
    struct ordo *app = MEM_NEW(m, struct ordo);
    sqlite3 *db = db_open(dir);
    struct gone *old = MEM_ARRAY(m, 200, struct gone);
    size_t n = old_tables(db, m, old, 200);
    struct list l = { .type = &type_unit, .limit = 10 };
    struct rq rq;

    (void)state;
    house.faults = 0;
    sqlite3_close(db);
    assert_true(n > 40);
    clock_set(INT64_C(1796100000000000)); /* after what it holds */
    for (int again = 0; again < 2; again++) {
        assert_int_equal(open_again(app, m, dir), RC_OK);
        check_faults(m, app, old, 0);
        rq_init(&rq, app, m);
        rq.system = true;
        rq.sql = store_reader(app->store);
        assert_int_equal(list_filter(&rq, &l, "q", "китепкана"), RC_OK);
        assert_int_equal(list_read(&rq, &l), RC_OK);
        assert_int_equal(l.n, 1);
        l.n_filters = 0;
        app_close(app);
    }
    db = db_open(dir);
    for (size_t i = 0; i < n; i++)
        if (digest(db, old[i].rest) != old[i].before)
            wrong("%s is not what it was", old[i].table);
    spans_are_there(app, m, db);
    assert_true(number_of(db, "SELECT count(*) FROM task_executors") > 0);
    sqlite3_close(db);
    mem_free(m);
    assert_int_equal(house.faults, 0);
}

static int open_house_again(void **state)
{
    char command[128];

    snprintf(command, sizeof command, "rm -rf %s-old", house.dir);
    if (system(command) || open_again(&house.app, house.mem, house.dir))
        return -1;
    return matrix_close(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_column_comes_back),
        cmocka_unit_test(a_newer_database_is_refused),
        cmocka_unit_test(the_first_folder_opens),
    };

    return cmocka_run_group_tests(tests, matrix_open, open_house_again);
}
