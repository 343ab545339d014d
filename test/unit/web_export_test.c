/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web_export_test.c: a list of 100,000 records as a file takes no more memory
 * than one of 2,000: each is written by a process of its own, whose greatest
 * resident size while it writes is compared with what it had before.
 */
#include "web_help.h"

#include "web/list_export.h"

#include <sys/stat.h>
#include <sys/wait.h>

enum {
    BOOKS = 100000,
    /* What a page of a thousand rows, the statement's and the workbook's own
     * buffers may take; 100,000 rows of the file are over 10 MB, in memory
     * several times that. */
    MORE_KB = 8 * 1024,
    /* Fonts, and a thousand rows laid out. */
    PAPER_KB = 96 * 1024,
    FAULT = 1, NO_FIGURES = 2,
};

/* As the writer stores them, with the key that lists are sorted by. */
static const char fill[] =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
    " WHERE i < 100000) INSERT INTO book(state, code, code_key, title_ky, note,"
    " pages, bought, shelf, plan) SELECT 'kept', printf('X.%06d', i),"
    " CAST(printf('X.%06d', i) AS BLOB), 'Китеп ' || i || ' менин китебим',"
    " 'Бул китеп жөнүндө эскертүү ' || i, 1 + i % 4000, '2021-05-05', s.id, p.id"
    " FROM n, shelf s, plan p WHERE s.code = 'A' AND p.code = 'first'";

static enum rc add_books(struct rq *rq, void *arg)
{
    (void)arg;
    return sql_run_built(rq->sql, fill, NO_ARGS);
}

static int export_open(void **state)
{
    struct rq rq;

    if (house_open(state))
        return -1;
    rq_init(&rq, &app, house);
    rq.system = true;
    rq.sql = store_reader(app.store);
    if (app_write(&rq, add_books, NULL))
        return -1;
    app_close(&app); /* each child opens it for itself */
    return 0;
}

static int export_close(void **state)
{
    (void)state;
    mem_free(house);
    return system(mem_fmt(m = mem_new(0), "rm -rf %s", dir));
}

/* The greatest resident size of this process so far, in kB; 0 unknown. */
static long peak(void)
{
    char line[128];
    long kb = 0;
    FILE *f = fopen("/proc/self/status", "r");

    while (f && fgets(line, sizeof line, f))
        if (sscanf(line, "VmHWM: %ld", &kb) == 1)
            break;
    if (f)
        fclose(f);
    return kb;
}

/* From now on the peak is counted anew. */
static bool peak_reset(void)
{
    FILE *f = fopen("/proc/self/clear_refs", "w");
    bool done = f && fputs("5", f) > 0;

    return f && !fclose(f) && done;
}

/* --- In the child ------------------------------------------------------------- */

/* Opens the folder that the parent has made and closed. */
static bool open_again(void)
{
    const char *error = NULL;
    struct buf faults;

    house = mem_new(0);
    buf_init(&faults, house);
    return !app_init(&app, house, web_modules, COUNT(web_modules), &faults) &&
           !app_open(&app, dir, (struct store_options){ 0 }, &error);
}

static bool write_list(enum export_kind kind, const char *code, off_t *size)
{
    struct list l = { .type = &type_book };
    const char *path;
    struct stat st;
    struct rq rq;

    rq_init(&rq, &app, mem_new(0));
    rq.system = true;
    rq.sql = store_reader(app.store);
    if ((code && list_filter(&rq, &l, "code", code)) ||
        export_write(&rq, &l, kind, (struct export_to){ 0 }, &path) ||
        stat(path, &st))
        return false;
    *size = st.st_size;
    unlink(path);
    mem_free(rq.mem);
    return true;
}

/* Prints what it found, for who reads a failure. */
static int child(enum export_kind kind)
{
    off_t size;
    long before, after;

    if (!open_again() || !write_list(kind, "X.000001", &size))
        return FAULT;
    if (!peak_reset())
        return NO_FIGURES;
    before = peak();
    if (!write_list(kind, NULL, &size))
        return FAULT;
    after = peak();
    print_message("%ld kB of file, %ld kB of memory, %ld kB before\n",
                  (long)size / 1024, after, before);
    app_close(&app);
    return before && after - before <= MORE_KB && size > 1 << 20 ? 0 : FAULT;
}

/* Paper has the first thousand rows and says so. */
static int paper_child(void)
{
    char *text;
    long before;
    size_t n;
    FILE *f;

    m = mem_new(0);
    text = mem_alloc(m, 1 << 16);
    if (!open_again())
        return FAULT;
    if (!peak_reset())
        return NO_FIGURES;
    before = peak();
    if (status_of(BOSS, "/en/book/export.pdf") != 200 ||
        peak() - before > PAPER_KB)
        return FAULT;
    f = fopen(mem_fmt(m, "%s/tmp/paper.pdf", dir), "wb");
    if (!f || fwrite(in->out->body, 1, in->out->size, f) != in->out->size ||
        fclose(f))
        return FAULT;
    f = popen(mem_fmt(m, "pdftotext -l 1 -raw %s/tmp/paper.pdf -", dir), "r");
    n = f ? fread(text, 1, (1 << 16) - 1, f) : 0;
    text[n] = '\0';
    if (!f || pclose(f))
        return FAULT;
    app_close(&app);
    return strstr(text, "The first 1,000 records") ? 0 : FAULT;
}

/* --- Tests --------------------------------------------------------------------- */

static int csv_child(void)
{
    return child(EXPORT_CSV);
}

static int xlsx_child(void)
{
    return child(EXPORT_XLSX);
}

static int sheet_child(void)
{
    return child(EXPORT_SHEET);
}

static void in_child(int (*fn)(void))
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    (void)fn;
    skip(); /* they keep what was given back */
#else
    int status = 0;
    pid_t pid;

    fflush(NULL);
    pid = fork();
    assert_true(pid >= 0);
    if (!pid)
        _exit(fn());
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == NO_FIGURES)
        skip();
    assert_int_equal(WEXITSTATUS(status), 0);
#endif
}

static void a_long_csv_is_written_page_by_page(void **state)
{
    (void)state;
    in_child(csv_child);
}

static void a_long_workbook_is_written_row_by_row(void **state)
{
    (void)state;
    in_child(xlsx_child);
}

static void a_long_sheet_for_import_as_well(void **state)
{
    (void)state;
    in_child(sheet_child);
}

static void paper_is_bounded_and_says_so(void **state)
{
    (void)state;
    in_child(paper_child);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ASKS(a_long_csv_is_written_page_by_page),
        ASKS(a_long_workbook_is_written_row_by_row),
        ASKS(a_long_sheet_for_import_as_well),
        ASKS(paper_is_bounded_and_says_so),
    };

    return cmocka_run_group_tests(tests, export_open, export_close);
}
