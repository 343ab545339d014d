/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every constant statement of the sources prepares against the schema that
 * the program makes.  They are found by reading: the first strings of each
 * initializer that names struct sql_text, up to the comma.
 */
#include "matrix.h"

#include <glob.h>
#include <sqlite3.h>

static size_t prepared, passed_over;

/* A string literal at s, appended to b without its escapes. */
static const char *literal(struct buf *b, const char *s)
{
    for (s++; *s && *s != '"'; s++) {
        if (*s == '\\')
            s++;
        buf_char(b, *s);
    }
    return *s ? s + 1 : s;
}

static bool is_statement(const char *s)
{
    static const char *const begins[] = { "SELECT ", "INSERT ", "UPDATE ",
                                          "DELETE ", "WITH " };

    for (size_t i = 0; i < COUNT(begins); i++)
        if (!strncmp(s, begins[i], strlen(begins[i])))
            return true;
    return false;
}

static void prepare(sqlite3 *db, const char *file, const char *text)
{
    sqlite3_stmt *st = NULL;

    if (!is_statement(text))
        return;
    /* What is completed at run time has {names}; what brings over an older
     * index asks first whether it is there. */
    if (strchr(text, '{') || strchr(text, '%') ||
        strstr(text, "search_content")) {
        passed_over++;
        return;
    }
    if (sqlite3_prepare_v2(db, text, -1, &st, NULL))
        wrong("%s: %s\n  %s", file, sqlite3_errmsg(db), text);
    prepared++;
    sqlite3_finalize(st);
}

/* Reads one initializer: runs of literals, each ended by a comma. */
static void read_initializer(sqlite3 *db, struct mem *m, const char *file,
                             const char *s, const char *end)
{
    struct buf b;
    bool mixed = false;

    buf_init(&b, m);
    while (s < end) {
        if (*s == '"') {
            s = literal(&b, s);
            continue;
        }
        if (*s == ',' || *s == '}') {
            if (b.n && !mixed)
                prepare(db, file, b.s);
            passed_over += mixed && is_statement(b.s);
            buf_init(&b, m);
            mixed = false;
        } else if (*s == '{') {
            mixed = false;
        } else if (*s >= 'A' && *s <= 'Z') {
            mixed = true; /* a macro stands between */
        }
        s++;
    }
}

static void read_source(sqlite3 *db, const char *file)
{
    struct mem *m = mem_new(0);
    FILE *f = fopen(file, "rb");
    char *s = MEM_ARRAY(m, 1 << 20, char);
    const char *at;

    assert_non_null(f);
    assert_true(fread(s, 1, (1 << 20) - 1, f) < (1 << 20) - 1);
    fclose(f);
    for (at = s; (at = strstr(at, "struct sql_text "));) {
        const char *open = at + strcspn(at, "=;)");
        const char *end = *open == '=' ? strstr(open, "};") : NULL;

        at = open;
        if (end)
            read_initializer(db, m, file, open, end + 1);
    }
    mem_free(m);
}

static void every_statement(void **state)
{
    static const char *const where[] = { "src/*/*.c", "src/mod/*/*.c",
                                         "src/*.c" };
    sqlite3 *db;
    glob_t g;

    (void)state;
    assert_int_equal(
        sqlite3_open_v2(mem_fmt(house.mem, "%s/ordo.db", house.dir), &db,
                        SQLITE_OPEN_READONLY, NULL),
        SQLITE_OK);
    for (size_t i = 0; i < COUNT(where); i++) {
        assert_int_equal(glob(where[i], 0, NULL, &g), 0);
        for (size_t k = 0; k < g.gl_pathc; k++)
            read_source(db, g.gl_pathv[k]);
        globfree(&g);
    }
    sqlite3_close(db);
    print_message("%zu statements prepared, %zu with parts passed over\n",
                  prepared, passed_over);
    assert_true(prepared > 150);
    assert_int_equal(house.faults, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_statement),
    };

    return cmocka_run_group_tests(tests, matrix_open, matrix_close);
}
