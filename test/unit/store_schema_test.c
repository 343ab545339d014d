/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The schema: made, migrated on filled tables, refused when a newer program
 * made it or the tables of the program are at fault.
 */
#include "store_help.h"

#include "store/schema.h"
#include "store/search.h"

#include <sqlite3.h>

static const struct column unit_columns[] = {
    { .name = "id", .type = 'k' },
    { .name = "code", .type = 't', .must = true },
    { .name = "parent", .type = 'i', .references = "unit" },
};
static const struct index_on unit_indexes[] = {
    { .columns = "code", .unique = true },
};
static const struct column task_columns[] = {
    { .name = "id", .type = 'k' },
    { .name = "title", .type = 't', .must = true },
    { .name = "unit", .type = 'i', .references = "unit" },
};
static const struct column task_more[] = {
    { .name = "id", .type = 'k' },
    { .name = "title", .type = 't', .must = true },
    { .name = "unit", .type = 'i', .references = "unit" },
    { .name = "state", .type = 't', .must = true, .fallback = "'draft'" },
    { .name = "weight", .type = 'r' },
    { .name = "chief", .type = 'i', .references = "unit" },
};
static const struct index_on task_indexes[] = {
    { .columns = "state, title" },
    { .columns = "title", .unique = true, .where = "state = 'open'" },
};
static const struct column refs_columns[] = {
    { .name = "owner", .type = 'i', .must = true, .references = "task" },
    { .name = "target", .type = 'i', .must = true, .references = "unit" },
};

#define UNIT                                                                   \
    {                                                                          \
        .name = "unit", SPAN(columns, unit_columns),                           \
        SPAN(indexes, unit_indexes)                                            \
    }

static const struct table first[] = {
    UNIT,
    { .name = "task", SPAN(columns, task_columns) },
};
static const struct table second[] = {
    UNIT,
    { .name = "task", SPAN(columns, task_more), SPAN(indexes, task_indexes) },
    { .name = "task_units",
      SPAN(columns, refs_columns),
      .key = "owner, target" },
};

struct wanted {
    const struct table *tables;
    size_t n;
    const struct schema_step *steps;
    size_t n_steps;
    struct mem *mem;
    const char *error;
};

static enum rc apply(struct sql *sql, void *arg)
{
    struct wanted *w = arg;

    return schema_apply(sql, w->mem, w->tables, w->n, w->steps, w->n_steps,
                        &w->error);
}

static enum rc bring(struct place *p, const struct table *tables, size_t n,
                     const struct schema_step *steps, size_t n_steps,
                     const char **error)
{
    struct wanted w = { tables, n, steps, n_steps, p->mem, NULL };
    enum rc rc = store_write(p->store, apply, &w);

    assert_int_equal(rc == RC_OK, w.error == NULL);
    *error = w.error ? w.error : "";
    return rc;
}

static enum rc look(struct place *p, const struct table *tables, size_t n,
                    const struct schema_step *steps, size_t n_steps)
{
    const char *error;
    enum rc rc = schema_check(store_reader(p->store), p->mem, tables, n, steps,
                              n_steps, &error);

    assert_int_equal(rc == RC_OK, error == NULL);
    return rc;
}

#define BRING(t) bring(p, (t), COUNT(t), NULL, 0, &error)
#define LOOK(t) look(p, (t), COUNT(t), NULL, 0)
#define N(text) count_of(store_reader(p->store), (text))

static void test_made(void **state)
{
    struct place *p = *state;
    const char *error;

    assert_int_equal(LOOK(first), RC_BUSY);
    assert_int_equal(BRING(first), RC_OK);
    assert_int_equal(LOOK(first), RC_OK);
    assert_int_equal(N("SELECT count(*) FROM pragma_table_list"
                       " WHERE name IN ('unit', 'task') AND strict"),
                     2);
    assert_int_equal(N("SELECT count(*) FROM sqlite_schema"
                       " WHERE name = 'ix_unit_code_u'"
                       " OR name LIKE 'ix_unit_parent_%'"
                       " OR name LIKE 'ix_task_unit_%'"),
                     3);
    assert_int_equal(BRING(first), RC_OK);
    place_again(p);
    assert_int_equal(LOOK(first), RC_OK);
    assert_int_equal(WRITE(p, "INSERT INTO task(title, unit) VALUES('a', 99)"),
                     RC_BROKEN);
}

static enum rc fill(struct place *p)
{
    return WRITE(p, "INSERT INTO unit(code) VALUES('a'), ('b')",
                 "INSERT INTO task(title, unit) WITH RECURSIVE n(i) AS"
                 " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
                 " SELECT 'task ' || i, 1 + i % 2 FROM n");
}

static void test_migrated(void **state)
{
    struct place *p = *state;
    const char *error;

    assert_int_equal(BRING(first), RC_OK);
    assert_int_equal(fill(p), RC_OK);
    assert_int_equal(WRITE(p, "CREATE VIEW open_task AS SELECT * FROM task"),
                     RC_OK);
    assert_int_equal(LOOK(second), RC_BUSY);
    assert_int_equal(BRING(second), RC_OK);
    assert_int_equal(LOOK(second), RC_OK);
    assert_int_equal(N("SELECT count(*) FROM task WHERE state = 'draft'"
                       " AND weight IS NULL AND chief IS NULL"),
                     5000);
    assert_int_equal(N("SELECT count(*) FROM sqlite_schema"
                       " WHERE name IN ('ix_task_state_title', 'open_task')"
                       " OR name LIKE 'ix_task_units_target_%'"
                       " OR name LIKE 'ix_task_chief_%'"),
                     3);
    assert_int_equal(WRITE(p, "INSERT INTO task_units VALUES(1, 1)"), RC_OK);
    assert_int_equal(WRITE(p, "INSERT INTO task_units VALUES(1, 1)"),
                     RC_CONFLICT);
    assert_int_equal(WRITE(p, "UPDATE task SET state = 'open', title = 'x'"
                              " WHERE id IN (1, 2)"),
                     RC_CONFLICT);
    /* Indexes that are no longer declared go, columns stay known. */
    {
        const struct table fewer[] = {
            UNIT, { .name = "task", SPAN(columns, task_more) }, second[2]
        };

        assert_int_equal(BRING(fewer), RC_OK);
        assert_int_equal(N("SELECT count(*) FROM sqlite_schema"
                           " WHERE name LIKE 'ix_task_state%'"),
                         0);
    }
}

static void test_newer_is_refused(void **state)
{
    static const struct table older[] = {
        UNIT, { .name = "task", SPAN(columns, task_columns) }
    };
    struct place *p = *state;
    const char *error;

    assert_int_equal(BRING(second), RC_OK);
    assert_int_equal(BRING(older), RC_CONFLICT);
    assert_non_null(strstr(error, "task.state"));
    assert_int_equal(LOOK(older), RC_CONFLICT);
    assert_int_equal(WRITE(p, "DROP TABLE task_units", "DROP TABLE task"),
                     RC_OK);
    assert_int_equal(BRING(first), RC_OK);
    assert_int_equal(WRITE(p, "CREATE TABLE other(x INTEGER) STRICT"), RC_OK);
    assert_int_equal(BRING(first), RC_CONFLICT);
    assert_non_null(strstr(error, "the table other"));
}

/* --- Steps ---------------------------------------------------------------- */

static enum rc rename_title(struct sql *sql, struct mem *m)
{
    (void)m;
    return sql_run_built(sql, "ALTER TABLE task RENAME COLUMN title TO name",
                         NO_ARGS);
}

static enum rc upper(struct sql *sql, struct mem *m)
{
    (void)m;
    return sql_run_built(sql, "UPDATE task SET name = upper(name)", NO_ARGS);
}

static enum rc fails(struct sql *sql, struct mem *m)
{
    (void)m;
    return sql_run_built(sql, "UPDATE nothing SET x = 1", NO_ARGS);
}

static const struct schema_step steps[] = {
    { 1, "a title is a name", rename_title },
    { 2, "names shout", upper },
    { 3, "cannot be done", fails },
};
static const struct column named_columns[] = {
    { .name = "id", .type = 'k' },
    { .name = "name", .type = 't', .must = true },
    { .name = "unit", .type = 'i', .references = "unit" },
};
static const struct table named[] = {
    UNIT,
    { .name = "task", SPAN(columns, named_columns) },
};

static void test_steps(void **state)
{
    struct place *p = *state;
    const char *error;

    assert_int_equal(BRING(first), RC_OK);
    assert_int_equal(fill(p), RC_OK);
    assert_int_equal(look(p, named, COUNT(named), steps, 2), RC_BUSY);
    assert_int_equal(bring(p, named, COUNT(named), steps, 3, &error),
                     RC_BROKEN);
    assert_non_null(strstr(error, "step 3"));
    /* All or nothing. */
    assert_int_equal(N("SELECT count(*) FROM task WHERE title = 'task 7'"), 1);
    assert_int_equal(bring(p, named, COUNT(named), steps, 2, &error), RC_OK);
    assert_int_equal(N("SELECT count(*) FROM task WHERE name = 'TASK 7'"), 1);
    assert_int_equal(look(p, named, COUNT(named), steps, 2), RC_OK);
    assert_int_equal(bring(p, named, COUNT(named), steps, 2, &error), RC_OK);
    assert_int_equal(bring(p, named, COUNT(named), steps, 1, &error),
                     RC_CONFLICT);
    assert_int_equal(look(p, named, COUNT(named), steps, 1), RC_CONFLICT);
    assert_int_equal(bring(p, named, COUNT(named), steps + 1, 1, &error),
                     RC_INVALID);
}

/* A new database is made as it shall be and runs no step. */
static void test_steps_of_a_new_one(void **state)
{
    struct place *p = *state;
    const char *error;

    assert_int_equal(bring(p, named, COUNT(named), steps, 3, &error), RC_OK);
    assert_int_equal(look(p, named, COUNT(named), steps, 3), RC_OK);
}

/* --- Faults --------------------------------------------------------------- */

static void fault(struct place *p, const char *table, const char *part,
                  size_t n, const struct column *columns)
{
    struct table t = { .name = table, .columns = columns, .n_columns = n };
    const char *error;

    assert_int_equal(bring(p, &t, 1, NULL, 0, &error), RC_INVALID);
    if (!strstr(error, part))
        fail_msg("%s", error);
}

#define FAULT(table, part, ...)                                                \
    fault(p, table, part, COUNT(((const struct column[]){ __VA_ARGS__ })),     \
          (const struct column[]){ __VA_ARGS__ })
#define KEY                                                                    \
    {                                                                          \
        .name = "id", .type = 'k'                                              \
    }

static void test_faults(void **state)
{
    struct place *p = *state;

    FAULT("order", "reserved", KEY);
    FAULT("meta", "the store has", KEY);
    FAULT("search", "the store has", KEY);
    FAULT("Task", "not a name", KEY);
    FAULT("a b", "not a name", KEY);
    FAULT("task", "reserved", KEY, { .name = "user", .type = 't' });
    FAULT("task", "task.a: given twice", KEY, { .name = "a", .type = 't' },
          { .name = "a", .type = 'i' });
    FAULT("task", "no such type", KEY, { .name = "a", .type = 'x' });
    FAULT("task", "more than one key", KEY, { .name = "a", .type = 'k' });
    FAULT("task", "no key", { .name = "a", .type = 't' });
    FAULT("task", "unknown table nobody", KEY,
          { .name = "a", .type = 'i', .references = "nobody" });
}

static void test_changes_that_need_a_step(void **state)
{
    struct place *p = *state;
    const char *error;

    assert_int_equal(BRING(first), RC_OK);
    assert_int_equal(fill(p), RC_OK);
    {
        const struct column c[] = { KEY,
                                    { .name = "title", .type = 'i' },
                                    task_columns[2] };
        const struct table t[] = { UNIT, { .name = "task", SPAN(columns, c) } };

        assert_int_equal(BRING(t), RC_INVALID);
        assert_non_null(strstr(error, "TEXT"));
    }
    {
        const struct column c[] = {
            KEY,
            task_columns[1],
            task_columns[2],
            { .name = "more", .type = 'i', .must = true }
        };
        const struct table t[] = { UNIT, { .name = "task", SPAN(columns, c) } };

        assert_int_equal(BRING(t), RC_INVALID);
        assert_non_null(strstr(error, "task.more"));
    }
    {
        const struct index_on ix[] = { { .columns = "unit", .unique = true } };
        const struct table t[] = {
            UNIT,
            { .name = "task", SPAN(columns, task_columns), SPAN(indexes, ix) }
        };

        assert_int_equal(BRING(t), RC_INVALID);
        assert_non_null(strstr(error, "not unique by unit"));
    }
    assert_int_equal(LOOK(first), RC_OK);
}

/* The list is right for the engine that runs here: every keyword that is not
 * in it can name a table and a column. */
static void test_reserved(void **state)
{
    sqlite3 *db;

    (void)state;
    assert_true(schema_reserved("order") && schema_reserved("SELECT"));
    assert_true(schema_reserved("user") && schema_reserved("window"));
    assert_true(schema_reserved("_rowid_") && schema_reserved("xmin"));
    assert_false(schema_reserved("plan") || schema_reserved("task"));
    assert_false(schema_reserved("act") || schema_reserved("state"));
    for (int i = 0; i < sqlite3_keyword_count(); i++) {
        const char *s;
        char word[64], text[700];
        int n;

        sqlite3_keyword_name(i, &s, &n);
        snprintf(word, sizeof word, "%.*s", n, s);
        if (schema_reserved(word))
            continue;
        snprintf(text, sizeof text,
                 "CREATE TABLE %s(id INTEGER PRIMARY KEY, %s TEXT) STRICT;"
                 "INSERT INTO %s(%s) VALUES('a');"
                 "SELECT %s FROM %s WHERE %s = 'a' ORDER BY %s",
                 word, word, word, word, word, word, word, word);
        assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
        if (sqlite3_exec(db, text, NULL, NULL, NULL))
            fail_msg("%s is reserved", word);
        sqlite3_close(db);
    }
}

static enum rc with_search(struct sql *sql, void *arg)
{
    TRY(apply(sql, arg));
    return search_schema(sql);
}

/* The full-text tables are nobody's column and no newer program's. */
static void test_with_search(void **state)
{
    struct place *p = *state;
    struct wanted w = { search_tables, n_search_tables, NULL, 0, p->mem, NULL };

    assert_int_equal(store_write(p->store, with_search, &w), RC_OK);
    assert_int_equal(store_write(p->store, with_search, &w), RC_OK);
    assert_int_equal(look(p, search_tables, n_search_tables, NULL, 0), RC_OK);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, place_open, place_close)
    const struct CMUnitTest tests[] = {
        CASE(test_made),
        CASE(test_migrated),
        CASE(test_newer_is_refused),
        CASE(test_steps),
        CASE(test_steps_of_a_new_one),
        CASE(test_faults),
        CASE(test_changes_that_need_a_step),
        CASE(test_reserved),
        CASE(test_with_search),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    printf("%d passed, %d failed\n", (int)COUNT(tests) - failed, failed);
    return failed != 0;
}
