/* SPDX-License-Identifier: Apache-2.0 */
/* Full text: words by their beginnings, replaced, taken out, hostile input. */
#include "store_help.h"

#include "base/text.h"
#include "store/search.h"

struct put {
    struct mem *m;
    const char *type;
    int64_t record;
    const char *words;
};

static enum rc make(struct sql *sql, void *arg)
{
    struct mem *m = arg;
    const char *error;

    TRY(schema_apply(sql, m, search_tables, n_search_tables, NULL, 0, &error));
    return search_schema(sql);
}

static int up(void **state)
{
    struct place *p;

    if (place_open(state))
        return -1;
    p = *state;
    return (int)store_write(p->store, make, p->mem);
}

static enum rc put_run(struct sql *sql, void *arg)
{
    const struct put *a = arg;
    int n;

    TRY(search_put(sql, a->type, a->record, a->words));
    return search_index(sql, a->m, 10, &n);
}

static void put(struct place *p, const char *type, int64_t record,
                const char *text)
{
    struct put a = { p->mem, type, record, text ? text_fold(p->mem, text) : NULL };

    assert_int_equal(store_write(p->store, put_run, &a), RC_OK);
}

static const struct sql_text q_find = {
    "SELECT count(*), min(d.record) FROM search_text s JOIN search_doc d"
    " ON d.id = s.rowid WHERE search_text MATCH $1",
    "t", "ii"
};

/* How many documents; *record the least of them. */
static int64_t find_raw(struct place *p, const char *words, int64_t *record)
{
    const char *match = search_query(p->mem, words);
    struct sql_rows r;
    int64_t n;

    r = sql_query(store_reader(p->store), &q_find, ARGS(STR(match)));
    if (!sql_next(&r))
        fail_msg("%s: %s", match, sql_error(r.sql));
    n = sql_int(&r, 0);
    *record = sql_int(&r, 1);
    assert_int_equal(sql_done(&r), RC_OK);
    return n;
}

static int64_t find(struct place *p, const char *words)
{
    int64_t record, n = find_raw(p, text_fold(p->mem, words), &record);

    return n == 1 ? record : n ? -n : 0;
}

static void test_found(void **state)
{
    struct place *p = *state;

    put(p, "task", 5, "Өмүрбековдун эмгек жолу");
    put(p, "task", 6, "Цифровая трансформация университета");
    put(p, "unit", 7, "Университеттин ректораты");
    assert_int_equal(find(p, "омурбеков"), 5);
    assert_int_equal(find(p, "ЦИФР транс"), 6);
    assert_int_equal(find(p, "ци"), 6);
    assert_int_equal(find(p, "университет"), -2);
    assert_int_equal(find(p, "университет ректор"), 7);
    assert_int_equal(find(p, "формация"), 0);
}

static void test_replaced_and_taken_out(void **state)
{
    struct place *p = *state;

    put(p, "task", 5, "first words");
    put(p, "unit", 5, "other record");
    put(p, "task", 5, "second text");
    assert_int_equal(find(p, "first"), 0);
    assert_int_equal(find(p, "second"), 5);
    put(p, "task", 5, NULL);
    put(p, "task", 6, "");
    assert_int_equal(find(p, "second"), 0);
    assert_int_equal(find(p, "other"), 5);
    assert_int_equal(
        count_of(store_reader(p->store), "SELECT count(*) FROM search_text"), 1);
    assert_int_equal(
        count_of(store_reader(p->store), "SELECT count(*) FROM search_doc"), 1);
}

/* What is asked is words, never an expression. */
static void test_hostile(void **state)
{
    static const char *const asked[] = {
        "\"",       "a\"b",      "\" OR words:\"",
        "NOT text", "*",         "NEAR(a b)",
        "text AND", "(",         "-",
        "text*\"",  "words : x", "a' OR 1 = 1",
        "^text",    "{words}:a", "   ",
        "",         "\"\"\"",    "+ -",
        "a\xF0\x9D\xBC\x80z", /* a young letter */
        "м²",       "y\xCC\x88z",
    };
    struct place *p = *state;
    int64_t record;

    put(p, "task", 5, "second text");
    for (size_t i = 0; i < COUNT(asked); i++)
        find_raw(p, asked[i], &record);
    assert_int_equal(find_raw(p, "", &record), 0);
    assert_int_equal(find_raw(p, NULL, &record), 0);
    assert_int_equal(find_raw(p, "zzz OR text", &record), 0);
}

static void test_expression(void **state)
{
    struct place *p = *state;

    assert_string_equal(search_query(p->mem, " one  t\"wo "),
                        "\"one\"* \"t\"* \"wo\"*");
    assert_int_equal(strlen(search_query(p->mem, "a a a a a a a a a a a a a a a"
                                                 " a a a a a a a a a")),
                     16 * 5 - 1);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, up, place_close)
    const struct CMUnitTest tests[] = {
        CASE(test_found),
        CASE(test_replaced_and_taken_out),
        CASE(test_hostile),
        CASE(test_expression),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    printf("%d passed, %d failed\n", (int)COUNT(tests) - failed, failed);
    return failed != 0;
}
