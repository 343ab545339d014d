/* SPDX-License-Identifier: Apache-2.0 */
/* Workbooks as spreadsheets write them: numbers, days, shared texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/xlsx.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

static struct mem *m;
static char path[] = "/tmp/ordo-xlsx-XXXXXX";

static int up(void **state)
{
    (void)state;
    m = mem_new(0);
    return m ? 0 : -1;
}

static int down(void **state)
{
    (void)state;
    mem_free(m);
    return 0;
}

static const char *read_back(void)
{
    FILE *f = fopen(path, "rb");
    char *data = mem_alloc(m, 1 << 20);
    const char *error = NULL;
    struct buf out;
    size_t n;

    assert_non_null(f);
    n = fread(data, 1, 1 << 20, f);
    fclose(f);
    unlink(path);
    buf_init(&out, m);
    assert_true(xlsx_is(data, n));
    assert_int_equal(xlsx_csv(m, data, n, &out, &error), RC_OK);
    return out.s;
}

/* What a person types: the types of the cells differ from row to row. */
static void cells_become_what_they_mean(void **state)
{
    lxw_workbook *book = workbook_new(path);
    lxw_worksheet *s = workbook_add_worksheet(book, "Тобокелдиктер");
    lxw_worksheet *other = workbook_add_worksheet(book, "other");
    lxw_format *day = workbook_add_format(book);
    lxw_format *money = workbook_add_format(book);
    lxw_datetime on = { 2026, 9, 1, 0, 0, 0 };

    (void)state;
    format_set_num_format(day, "dd.mm.yyyy");
    format_set_num_format(money, "#,##0.00 \"days\"");
    worksheet_write_string(s, 0, 0, "code", NULL);
    worksheet_write_string(s, 0, 1, "title_ky", NULL);
    worksheet_write_string(s, 0, 2, "starts", NULL);
    worksheet_write_string(s, 0, 3, "cost", NULL);
    worksheet_write_number(s, 1, 0, 1.1, NULL);
    worksheet_write_string(s, 1, 1, "Сапат, \"төмөн\"", NULL);
    worksheet_write_datetime(s, 1, 2, &on, day);
    worksheet_write_number(s, 1, 3, 0.1 + 0.2, money);
    /* Row 3 is empty; row 4 has a gap. */
    worksheet_write_string(s, 3, 0, "4", NULL);
    worksheet_write_boolean(s, 3, 3, 1, NULL);
    worksheet_write_string(other, 0, 0, "not this one", NULL);
    assert_int_equal(workbook_close(book), LXW_NO_ERROR);
    assert_string_equal(read_back(),
                        "code,title_ky,starts,cost\r\n"
                        "1.1,\"Сапат, \"\"төмөн\"\"\",2026-09-01,0.3\r\n"
                        "\n"
                        "4,,,1\r\n");
}

static void what_is_none_is_refused(void **state)
{
    static const char zip[] = "PK\003\004 and then something else entirely";
    const char *error = NULL;
    struct buf out;

    (void)state;
    buf_init(&out, m);
    assert_false(xlsx_is("code,title\n", 11));
    assert_int_equal(xlsx_csv(m, zip, sizeof zip, &out, &error), RC_INVALID);
    assert_non_null(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(cells_become_what_they_mean, up, down),
        cmocka_unit_test_setup_teardown(what_is_none_is_refused, up, down),
    };
    int fd = mkstemp(path);

    if (fd >= 0)
        close(fd);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
