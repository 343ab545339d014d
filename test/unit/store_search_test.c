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

    assert_string_equal(search_query(p->mem, " 10  t\"5 "),
                        "(\"10\"*) AND (\"t\"*) AND (\"5\"*)");
    assert_int_equal(strlen(search_query(p->mem, "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"
                                                 " 1 1 1 1 1 1 1 1 1")),
                     16 * 6 + 15 * 5);
}

static void test_forms(void **state)
{
    struct place *p = *state;

    put(p, "task", 5, "Китебимди бердим");
    put(p, "task", 6, "Отчёты студентов");
    put(p, "task", 7, "Annual reports of departments");
    assert_int_equal(find(p, "китеп"), 5);
    assert_int_equal(find(p, "КИТЕПТЕРДИН"), 5);
    assert_int_equal(find(p, "отчётам"), 6);
    assert_int_equal(find(p, "студенту отчет"), 6);
    assert_int_equal(find(p, "reporting department"), 7);
    assert_int_equal(find(p, "reporting китеп"), 0);
    put(p, "task", 5, "башка");
    assert_int_equal(find(p, "китеп"), 0);
}

/* The letters that only look like the Kyrgyz ones, and any case. */
static void test_letters(void **state)
{
    struct place *p = *state;

    put(p, "person", 5, "\u0472мүрбеков Та\u04CAат");
    put(p, "person", 6, "ӨМҮРАЛИЕВА Айгүл");
    assert_int_equal(find(p, "\u04E9м\u04AFр"), -2);
    assert_int_equal(find(p, "\u0473м\u04AFралиева"), 6);
    assert_int_equal(find(p, "ТАҢАТ"), 5);
    assert_int_equal(find(p, "АЙГУЛ"), 6);
}

/* Typed on a keyboard of Latin letters. */
static void test_latin(void **state)
{
    struct place *p = *state;

    put(p, "person", 5, "Өмүрбеков Жолдошбек");
    put(p, "person", 6, "Асанова Айгүл Жумабаевна");
    put(p, "person", 7, "Эшмамбетова Гульнара");
    put(p, "unit", 8, "Asian studies");
    assert_int_equal(find(p, "omurbekov"), 5);
    assert_int_equal(find(p, "Zholdoshbek Omurb"), 5);
    assert_int_equal(find(p, "Joldoshbek"), 5);
    assert_int_equal(find(p, "asanova aigul"), 6);
    assert_int_equal(find(p, "Dzhumabaevna"), 6);
    assert_int_equal(find(p, "eshmambetova gulnara"), 7);
    assert_int_equal(find(p, "asian"), 8);
    assert_int_equal(find(p, "asanov omurbek"), 0);
}

/* As people type their names in letters and chats. */
static void test_latin_names(void **state)
{
    static const struct {
        const char *name, *typed[5];
    } people[] = {
        { "Жээнбеков Сооронбай",
          { "jeenbekov", "zheenbekov", "sooronbay", "sooronbai" } },
        { "Кыргызбаев Чыңгыз",
          { "kyrgyzbaev", "kyrgyzbayev", "chyngyz", "chingiz" } },
        { "Токтогулова Нургүл",
          { "toktogulova", "nurgul", "nurgül", "токтогулова нургул" } },
        { "Үмөталиев Өмүрбек",
          { "umotaliev", "ümötaliev", "умоталиев", "Ömürbek" } },
        { "Айжаркынова Каныкей", { "aijarkynova", "aizharkynova", "kanykei",
                                   "kanykey", "ayzharkynova" } },
        { "Шаршенбаева Гүлмайрам",
          { "sharshenbaeva", "gulmairam", "gulmayram", "gülmayram" } },
        { "Ыбраимов Эрлан", { "ybraimov", "ibraimov", "erlan" } },
        { "Кожошева Чолпон", { "kojosheva", "kozhosheva", "cholpon" } },
        { "Хамраев Юсуф", { "hamraev", "khamraev", "yusuf", "iusuf" } },
        { "Щербакова Яна", { "shcherbakova", "yana", "iana" } },
    };
    struct place *p = *state;
    int wrong = 0;

    for (size_t i = 0; i < COUNT(people); i++)
        put(p, "person", (int64_t)i + 1, people[i].name);
    for (size_t i = 0; i < COUNT(people); i++)
        for (size_t k = 0; k < 5 && people[i].typed[k]; k++)
            if (find(p, people[i].typed[k]) != (int64_t)i + 1) {
                print_message("%s is not found by %s\n", people[i].name,
                              people[i].typed[k]);
                wrong++;
            }
    assert_int_equal(wrong, 0);
}

static enum rc older(struct sql *sql, void *arg)
{
    (void)arg;
    TRY(sql_run_built(sql, "DELETE FROM meta WHERE name = 'search'", NO_ARGS));
    TRY(sql_run_built(sql, "INSERT INTO search_doc(id, type, record, words)"
                           " VALUES(90, 'task', 9, 'китебим'),"
                           " (91, 'task', 10, 'китебим')", NO_ARGS));
    TRY(sql_run_built(sql, "INSERT INTO search_text(rowid, words)"
                           " VALUES(90, 'китебим'), (91, 'китебим')", NO_ARGS));
    /* This one was changed, and the change waits. */
    TRY(search_put(sql, "task", 10, "дептер"));
    TRY(search_schema(sql));
    return search_schema(sql);
}

static enum rc index_all(struct sql *sql, void *arg)
{
    int n;

    TRY(search_index(sql, arg, 10, &n));
    assert_int_equal(n, 2);
    return RC_OK;
}

/* Documents of a database from before are made again, once. */
static void test_made_again(void **state)
{
    struct place *p = *state;

    assert_int_equal(store_write(p->store, older, NULL), RC_OK);
    assert_int_equal(find(p, "китептер"), 0);
    assert_int_equal(store_write(p->store, index_all, p->mem), RC_OK);
    assert_int_equal(find(p, "китептер"), 9);
    assert_int_equal(find(p, "дептерлер"), 10);
}

/* --- A beginning that very many have ------------------------------------------ */

enum { MANY = 20050 };

static enum rc fill_many(struct sql *sql, void *arg)
{
    static const struct sql_text q = {
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
        " WHERE i < $1) INSERT INTO search_wait(type, record, words)"
        " SELECT 'task', i, 'катар' || (i % 7) || CASE i % 3 WHEN 0"
        " THEN ' китептердин' WHEN 1 THEN ' китеп' ELSE ' асанова' END FROM n",
        "i", ""
    };
    struct mem *m = arg;
    struct mem_mark mark = mem_mark(m);
    int n;

    TRY(search_put(sql, "unit", 5, "катардагы бөлүм"));
    TRY(sql_run(sql, &q, ARGS(INT(MANY))));
    do {
        TRY(search_index(sql, m, 500, &n));
        mem_back(m, mark);
    } while (n);
    return RC_OK;
}

static int64_t count_in(struct place *p, const struct search_spot *spot,
                        const char *match)
{
    struct sql_val v = STR(match);
    struct sql_rows r;
    struct buf b;
    int64_t n;

    buf_init(&b, p->mem);
    buf_str(&b, "SELECT count(*) FROM (SELECT d.record AS id FROM search_doc d"
                " WHERE d.type = 'task') t WHERE ");
    search_in(&b, spot, 1, 0);
    buf_char(&b, ')');
    r = sql_query_built(store_reader(p->store), b.s, &v, 1);
    assert_true(sql_next(&r));
    n = sql_int(&r, 0);
    assert_int_equal(sql_done(&r), RC_OK);
    return n;
}

static int64_t count_like(struct place *p, const char *folded, bool exact)
{
    struct search_whole like[SEARCH_BROAD_WORDS];
    struct sql_val v[SEARCH_BROAD_WORDS * SEARCH_BROAD_LIKES];
    size_t words = search_whole_likes(p->mem, folded, exact, like), n = 0;
    struct sql_rows r;
    struct buf b;
    int64_t found;

    buf_init(&b, p->mem);
    buf_str(&b, "SELECT count(*) FROM search_doc d WHERE d.type = 'task'");
    for (size_t i = 0; i < words; i++) {
        for (size_t j = 0; j < like[i].n; j++) {
            v[n++] = STR(like[i].any[j]);
            buf_fmt(&b, "%s' ' || d.words || ' ' LIKE $%zu",
                    j ? " OR " : " AND (", n);
        }
        buf_char(&b, ')');
    }
    r = sql_query_built(store_reader(p->store), b.s, v, n);
    assert_true(sql_next(&r));
    found = sql_int(&r, 0);
    assert_int_equal(sql_done(&r), RC_OK);
    return found;
}

/* Both ways of looking find the same, and only of their own type. */
static void test_many(void **state)
{
    static const struct {
        const char *words;
        int64_t found;
        bool broad;
    } asked[] = {
        { "ка", MANY, true },        { "катар", MANY, true },
        { "катар3", MANY / 7, false }, { "китеби", MANY / 3 * 2, false },
        { "КИТЕПТЕРДИН", MANY / 3 * 2, false }, { "ки", MANY / 3 * 2, false },
        { "asanov", MANY / 3, false }, { "ka asan", MANY / 3, false },
        { "катар жок", 0, false },
    };
    struct place *p = *state;
    struct search_spot spot;

    assert_int_equal(store_write(p->store, fill_many, p->mem), RC_OK);
    for (size_t i = 0; i < COUNT(asked); i++) {
        const char *folded = text_fold(p->mem, asked[i].words);
        const char *match = search_query(p->mem, folded);

        assert_int_equal(
            search_spot(store_reader(p->store), "task", match, SEARCH_BROAD, &spot),
            RC_OK);
        assert_int_equal(spot.n == SEARCH_BROAD, asked[i].broad);
        assert_in_range(count_in(p, &spot, match), asked[i].found,
                        asked[i].found + 1);
        assert_int_equal(count_like(p, folded, false),
                         count_in(p, &spot, match));
        assert_int_equal(count_like(p, folded, true),
                         count_in(p, &spot, search_exact(p->mem, folded)));
    }
    assert_int_equal(
        search_spot(store_reader(p->store), "unit", "\"ка\"*", SEARCH_BROAD,
                    &spot), RC_OK);
    assert_true(spot.n < SEARCH_BROAD);
    assert_int_equal(
        search_spot(store_reader(p->store), "rule", "\"ка\"*", SEARCH_BROAD,
                    &spot), RC_OK);
    assert_int_equal(spot.base, 0);
}

static enum rc settle_run(struct sql *sql, void *arg)
{
    return search_settle(sql, arg);
}

/* Pieces are put together until there is nothing to do; all is still found. */
static void test_settled(void **state)
{
    struct place *p = *state;
    bool more = true;
    int turns = 0;

    for (int64_t i = 1; i <= 20; i++)
        put(p, "task", i, mem_fmt(p->mem, "сөз%02d китеп", (int)i));
    while (more && turns++ < 100)
        assert_int_equal(store_write(p->store, settle_run, &more), RC_OK);
    assert_in_range(turns, 2, 99);
    assert_int_equal(find(p, "сөз07"), 7);
    assert_int_equal(find(p, "китептер"), -20);
    assert_true(count_of(store_reader(p->store),
                         "SELECT count(DISTINCT segid) FROM"
                         " search_text_idx") <= 2);
}

static enum rc twice_run(struct sql *sql, void *arg)
{
    int n;

    TRY(search_put(sql, "task", 6, "биринчи"));
    TRY(search_put(sql, "task", 5, "экинчи"));
    TRY(search_put(sql, "task", 6, "учунчу"));
    return search_index(sql, arg, 10, &n);
}

/* What waits twice is as it was put last. */
static void test_twice(void **state)
{
    struct place *p = *state;

    assert_int_equal(store_write(p->store, twice_run, p->mem), RC_OK);
    assert_int_equal(find(p, "биринчи"), 0);
    assert_int_equal(find(p, "үчүнчү"), 6);
    assert_int_equal(find(p, "экинчи"), 5);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, up, place_close)
    const struct CMUnitTest tests[] = {
        CASE(test_found),
        CASE(test_replaced_and_taken_out),
        CASE(test_hostile),
        CASE(test_expression),
        CASE(test_forms),
        CASE(test_letters),
        CASE(test_latin),
        CASE(test_latin_names),
        CASE(test_made_again),
        CASE(test_many),
        CASE(test_settled),
        CASE(test_twice),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    printf("%d passed, %d failed\n", (int)COUNT(tests) - failed, failed);
    return failed != 0;
}
