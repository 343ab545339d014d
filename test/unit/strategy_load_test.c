/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strategy_load_test.c: every cell of every data file is in the database as
 * it stands in the file, and a broken file is refused with its place.
 */
#include "strategy_help.h"

#include "base/csv.h"
#include "mod/risk/risk_watch.h"

static struct uni u;

static int setup(void **state)
{
    (void)state;
    uni_open(&u);
    OK(&u, app_load(&u.rq, CONCEPT, NULL, NULL));
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    uni_close(&u);
    return 0;
}

/* --- Every cell ----------------------------------------------------------- */

static const struct {
    const char *file;
    const struct type *type;
    size_t rows;
} files[] = {
    { "units.csv", &type_unit, 67 },
    { "directions.csv", &type_direction, 7 },
    { "goals.csv", &type_goal, 25 },
    { "tasks.csv", &type_task, 122 },
    { "results.csv", &type_result, 144 },
    { "indicators.csv", &type_indicator, 95 },
    { "outcomes.csv", &type_outcome, 14 },
    { "values.csv", &type_value, 19 },
    { "concept_risks.csv", &type_concept_risk, 10 },
    { "risk_method.csv", &type_risk_method, 9 },
    { "risk_categories.csv", &type_risk_category, 7 },
    { "risks.csv", &type_risk, 11 },
    { "risk_causes.csv", &type_risk_cause, 23 },
    { "risk_effects.csv", &type_risk_effect, 30 },
    { "risk_actions.csv", &type_risk_action, 111 },
    { "systems.csv", &type_system, 46 },
    { "abbreviations.csv", &type_abbreviation, 27 },
    { "context.csv", &type_context, 22 },
};

static char *slurp(const char *path, size_t *n)
{
    FILE *f = fopen(path, "rb");
    char *s = mem_alloc(u.mem, 1 << 20);

    if (!f)
        fail_msg("%s cannot be opened", path);
    *n = fread(s, 1, (1 << 20) - 1, f);
    assert_int_equal(fclose(f), 0);
    return s;
}

/* Codes of several references stand in the file's order there, in the order
 * of ids here. */
static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static const char *sorted_codes(const char *codes)
{
    char *part[64], *save = NULL, *s = mem_str(u.mem, codes);
    struct buf b;
    size_t n = 0;

    buf_init(&b, u.mem);
    for (s = strtok_r(s, ";", &save); s; s = strtok_r(NULL, ";", &save))
        part[n++] = s;
    qsort(part, n, sizeof *part, by_text);
    for (size_t i = 0; i < n; i++)
        buf_fmt(&b, "%s;", part[i]);
    return b.s;
}

static void cell_same(const struct type *t, const void *rec, const char *column,
                      const char *cell)
{
    const struct field *f = type_field(t, column);
    const char *is;
    int part = LANG_KY;
    size_t n = strlen(column);

    if (!f) {
        part = lang_from_code(column + n - 2);
        f = type_field(t, mem_strn(u.mem, column, n - 3));
    }
    if (!f)
        fail_msg("%s has no field %s", t->name, column);
    is = field_canonical(&u.rq, f, (enum lang)part, rec);
    if (!is)
        is = "";
    if (f->kind == KIND_REFS) {
        is = sorted_codes(is);
        cell = sorted_codes(cell);
    }
    if (strcmp(is, cell) != 0)
        fail_msg("%s.%s: file \"%s\", database \"%s\"", t->name, column, cell,
                 is);
}

static size_t file_same(const char *name, const struct type *t, int64_t plan)
{
    const char *path = mem_fmt(u.mem, CONCEPT "/%s", name);
    struct csv_row header, row;
    struct csv c;
    size_t n, rows = 0, code = 0;
    char *s = slurp(path, &n);

    OK(&u, csv_open(&c, u.mem, s, n));
    assert_int_equal(csv_next(&c, &header), 1);
    while (strcmp(header.cell[code], t->code) != 0)
        code++;
    for (; csv_next(&c, &row) == 1; rows++) {
        int64_t id;
        void *rec;

        OK(&u, record_find(&u.rq, t, row.cell[code],
                           t->code_scope ? plan : 0, &id));
        OK(&u, record_load(&u.rq, t, id, &rec));
        for (size_t i = 0; i < header.n; i++)
            cell_same(t, rec, header.cell[i], row.cell[i]);
    }
    return rows;
}

static void test_cells(void **state)
{
    size_t all = 0;
    int64_t plan;

    (void)state;
    OK(&u, record_find(&u.rq, &type_plan, STRATEGY_CONCEPT, 0, &plan));
    for (size_t i = 0; i < COUNT(files); i++) {
        size_t n = file_same(files[i].file, files[i].type, plan);
        const char *count = mem_fmt(u.mem, "SELECT COUNT(*) FROM %s",
                                    files[i].type->name);

        assert_int_equal(n, files[i].rows);
        assert_int_equal(uni_count(&u, count), files[i].rows);
        all += n;
    }
    assert_int_equal(all, 789);
    assert_int_equal(file_same("conflicts.csv", &type_conflict, plan), 5);
    assert_int_equal(file_same("risk_watches.csv", &type_risk_watch, plan),
                     30);
}

/* --- Counts of the README ------------------------------------------------- */

static void test_by_direction(void **state)
{
    static const int64_t tasks[] = { 30, 23, 11, 6, 15, 6, 31 };
    static const int64_t results[] = { 52, 24, 15, 9, 6, 23, 15 };
    static const char *const codes[] = { "I", "II", "III", "IV",
                                         "V", "VI", "VII" };

    (void)state;
    for (size_t i = 0; i < COUNT(codes); i++) {
        const char *of = mem_fmt(u.mem,
                                 "t.goal = g.id AND g.direction = d.id"
                                 " AND d.code = '%s'",
                                 codes[i]);

        assert_int_equal(
            uni_count(&u, mem_fmt(u.mem,
                                  "SELECT COUNT(*) FROM task t, goal g,"
                                  " direction d WHERE %s",
                                  of)),
            tasks[i]);
        assert_int_equal(
            uni_count(&u, mem_fmt(u.mem,
                                  "SELECT COUNT(*) FROM result r, task t,"
                                  " goal g, direction d WHERE r.task = t.id"
                                  " AND %s",
                                  of)),
            results[i]);
    }
}

static void test_kinds(void **state)
{
    static const char *const risks[] = { "1.1", "1.2", "2.1", "3.1",
                                         "3.2", "4.1", "5.1", "6.1",
                                         "6.2", "7.1", "7.2" };
    static const int64_t actions[] = { 11, 8, 8, 8, 12, 9, 11, 12, 10, 11, 11 };

    (void)state;
    assert_int_equal(
        uni_count(&u, "SELECT COUNT(*) FROM indicator WHERE kind = 'number'"),
        23);
    assert_int_equal(
        uni_count(&u, "SELECT COUNT(*) FROM indicator WHERE target IS NULL"),
        28);
    assert_int_equal(
        uni_count(&u, "SELECT COUNT(*) FROM indicator WHERE derived = 1"), 45);
    assert_int_equal(
        uni_count(&u, "SELECT COUNT(*) FROM task WHERE numbered = 'source'"),
        65);
    for (size_t i = 0; i < COUNT(risks); i++)
        assert_int_equal(
            uni_count(&u, mem_fmt(u.mem,
                                  "SELECT COUNT(*) FROM risk_action a JOIN"
                                  " risk r ON r.id = a.risk"
                                  " WHERE r.code = '%s'",
                                  risks[i])),
            actions[i]);
    assert_int_equal(uni_count(&u, "SELECT COUNT(*) FROM risk_indicators"),
                     uni_count(&u, "SELECT COUNT(*) FROM indicator"
                                   " WHERE risk IS NOT NULL"));
}

static void test_draft(void **state)
{
    (void)state;
    assert_int_equal(uni_count(&u, "SELECT COUNT(*) FROM plan"
                                   " WHERE state = 'draft'"
                                   " AND adopted_note IS NOT NULL"),
                     1);
}

static void test_twice(void **state)
{
    (void)state;
    assert_int_equal(app_load(&u.rq, CONCEPT, NULL, NULL), RC_CONFLICT);
    assert_non_null(strstr(uni_why(&u), "loaded already"));
    assert_int_equal(uni_count(&u, "SELECT COUNT(*) FROM plan"), 1);
    rq_forget(&u.rq);
}

/* --- Broken files --------------------------------------------------------- */

static void copy_all(const char *to)
{
    char command[256];

    (void)snprintf(command, sizeof command, "cp " CONCEPT "/*.csv %s", to);
    assert_int_equal(system(command), 0);
}

/* Writes one file anew into a copy of the folder and loads it. */
static const char *load_with(const char *file, const char *text, enum rc want)
{
    struct uni *b = mem_alloc(u.mem, sizeof *b);
    char data[64], path[256];
    const char *why;
    enum rc rc;
    FILE *f;

    (void)snprintf(data, sizeof data, "/tmp/ordo-data-XXXXXX");
    assert_non_null(mkdtemp(data));
    copy_all(data);
    (void)snprintf(path, sizeof path, "%s/%s", data, file);
    if (text) {
        f = fopen(path, "wb");
        assert_non_null(f);
        assert_int_not_equal(fputs(text, f), EOF);
        assert_int_equal(fclose(f), 0);
    } else {
        assert_int_equal(unlink(path), 0);
    }
    uni_open(b);
    rc = app_load(&b->rq, data, NULL, NULL);
    why = mem_str(u.mem, uni_why(b));
    if (rc != want)
        fail_msg("%s gave %d: %s", file, (int)rc, why);
    if (rc)
        assert_int_equal(uni_count(b, "SELECT (SELECT COUNT(*) FROM plan)"
                                      " + (SELECT COUNT(*) FROM unit)"
                                      " + (SELECT COUNT(*) FROM journal)"),
                         0);
    uni_close(b);
    (void)nftw(data, uni_unlink, 16, FTW_DEPTH | FTW_PHYS);
    return why;
}

static void says(const char *why, const char *part)
{
    if (!strstr(why, part))
        fail_msg("\"%s\" does not say \"%s\"", why, part);
}

#define GOALS "code,direction,position,title_ky,title_ru,title_en\n"

static void test_broken(void **state)
{
    const char *why;

    (void)state;
    why = load_with("goals.csv", NULL, RC_MISSING);
    says(why, "goals.csv");
    why = load_with("goals.csv", GOALS "I.1,I,1,а,б,c\nI.2,IX,2,а,б,c\n",
                    RC_INVALID);
    says(why, "goals.csv, line 3, column 2 (direction): there is no IX");
    why = load_with("goals.csv", GOALS "I.1,I,one,а,б,c\nI.2,I,2,,,\n",
                    RC_INVALID);
    says(why, "line 2, column 3 (position)");
    says(why, "line 3, column 4 (title_ky): must be filled in");
    why = load_with("goals.csv", GOALS "I.1,I,1,а,б,c\nI.1,I,2,а,б,c\n",
                    RC_INVALID);
    says(why, "line 3, column 1 (code): I.1 stands twice");
    why = load_with("goals.csv", GOALS "I.1,I,1,а,б\n", RC_INVALID);
    says(why, "goals.csv, line 2: has 5 cells");
    why = load_with("goals.csv", "code,direction,colour\n", RC_INVALID);
    says(why, "unknown column colour");
    why = load_with("goals.csv", "code,direction\nI.1,I\n", RC_INVALID);
    says(why, "the column title is missing");
    why = load_with("goals.csv", GOALS "\"I.1,I,1,а,б,c\n", RC_INVALID);
    says(why, "goals.csv, line 2");
    why = load_with("risk_method.csv", "", RC_INVALID);
    says(why, "risk_method.csv, line 1: the file is empty");
}

static void test_circle(void **state)
{
    static const char text[] =
        "code,parent,kind,name_ky,name_ru,name_en,nature,named_in\n"
        "a,b,office,а,а,a,unit,\nb,a,office,б,б,b,unit,\n";

    (void)state;
    says(load_with("units.csv", text, RC_INVALID),
         "units.csv, line 2, column 2 (parent): is above itself by a circle");
}

static bool stop_soon(void *arg, long done, long all)
{
    (void)arg;
    assert_true(all > done);
    return done < 100;
}

static void test_cancelled(void **state)
{
    struct uni b;

    (void)state;
    uni_open(&b);
    assert_int_equal(app_load(&b.rq, CONCEPT, stop_soon, NULL), RC_CONFLICT);
    says(uni_why(&b), "cancelled");
    assert_int_equal(uni_count(&b, "SELECT COUNT(*) FROM unit"), 0);
    uni_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_by_direction),
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_draft),
        cmocka_unit_test(test_twice),
        cmocka_unit_test(test_broken),
        cmocka_unit_test(test_circle),
        cmocka_unit_test(test_cancelled),
    };

    int failed = cmocka_run_group_tests(tests, setup, teardown);

    printf("%d passed, %d failed\n", (int)COUNT(tests) - failed, failed);
    return failed != 0;
}
