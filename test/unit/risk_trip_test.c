/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_trip_test.c: a register goes out as CSV and as a workbook and comes in
 * again, into another house and into another register, without loss.
 */
#include "strategy_help.h"

#include "kernel/import.h"
#include "mod/risk/risk_register.h"
#include "web/list_export.h"

static struct uni a, b;

static const struct type *const order[] = {
    &type_risk_category, &type_risk, &type_risk_cause, &type_risk_effect,
    &type_risk_action,
};

/* --- The houses ----------------------------------------------------------- */

static int open_houses(void **state)
{
    (void)state;
    uni_open(&a);
    OK(&a, app_load(&a.rq, CONCEPT, NULL, NULL));
    uni_open(&b);
    OK(&b, app_load(&b.rq, CONCEPT, NULL, NULL));
    return 0;
}

static int close_houses(void **state)
{
    (void)state;
    uni_close(&a);
    uni_close(&b);
    return 0;
}

static int64_t book_of(struct uni *u, const char *code)
{
    int64_t id;

    OK(u, record_find(&u->rq, &type_risk_register, code, 0, &id));
    return id;
}

/* --- Out and in ------------------------------------------------------------- */

static const char *csv_of(struct uni *u, const struct type *t,
                          const char *book)
{
    struct list l = { .type = t, .limit = 1000, .export_all = true };
    struct buf out;

    OK(u, list_filter(&u->rq, &l, "risk_register", book));
    buf_init(&out, u->mem);
    OK(u, export_csv(&u->rq, &l, &out, NULL, NULL));
    return out.s;
}

/* The bytes of the workbook that the list's page gives. */
static const char *xlsx_of(struct uni *u, const struct type *t,
                           const char *book, size_t *n)
{
    struct list l = { .type = t, .limit = 1000, .export_all = true };
    const char *path;
    char *data;
    FILE *f;

    OK(u, list_filter(&u->rq, &l, "risk_register", book));
    OK(u, export_write(&u->rq, &l, EXPORT_SHEET, (struct export_to){ 0 },
                       &path));
    f = fopen(path, "rb");
    assert_non_null(f);
    data = mem_alloc(u->mem, 4 << 20);
    *n = fread(data, 1, 4 << 20, f);
    fclose(f);
    unlink(path);
    return data;
}

struct coming {
    const struct type *type;
    int64_t scope;
    const char *data;
    size_t n;
    struct import_report report;
};

static enum rc in(struct uni *u, struct coming *c)
{
    struct import_options o = { .type = c->type, .scope = c->scope };

    rq_forget(&u->rq);
    return import_csv(&u->rq, &o, c->data, c->n, &c->report);
}

/* The same rows, of another register: it stands in the last column. */
static const char *moved(struct uni *u, const char *csv, const char *from,
                         const char *to)
{
    const char *cell = mem_fmt(u->mem, ",%s,", from), *at;
    struct buf out;

    buf_init(&out, u->mem);
    while ((at = strstr(csv, cell))) {
        buf_add(&out, csv, (size_t)(at - csv));
        buf_fmt(&out, ",%s,", to);
        csv = at + strlen(cell);
    }
    buf_str(&out, csv);
    return out.s;
}

/* --- Scenarios ---------------------------------------------------------------- */

static void the_same_again_changes_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(order); i++) {
        const char *csv = csv_of(&a, order[i], RISK_GENERAL);
        struct coming c = { .type = order[i], .data = csv,
                            .n = strlen(csv) };

        OK(&a, in(&a, &c));
        assert_int_equal(c.report.added + c.report.changed, 0);
        assert_true(c.report.same > 0);
    }
}

static void a_workbook_changes_nothing_either(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(order); i++) {
        struct coming c = { .type = order[i] };

        c.data = xlsx_of(&a, order[i], RISK_GENERAL, &c.n);
        OK(&a, in(&a, &c));
        assert_int_equal(c.report.added + c.report.changed, 0);
        assert_true(c.report.same > 0);
    }
}

/* The whole general register into the empty one of the other house. */
static void into_the_empty_register(void **state)
{
    int64_t book = book_of(&b, RISK_ANTICORRUPTION);

    (void)state;
    for (size_t i = 0; i < COUNT(order); i++) {
        struct coming c = { .type = order[i], .scope = book };

        c.data = moved(&a, csv_of(&a, order[i], RISK_GENERAL), RISK_GENERAL,
                       RISK_ANTICORRUPTION);
        c.n = strlen(c.data);
        if (in(&b, &c))
            fail_msg("%s, line %ld: %s: %s", order[i]->name,
                     c.report.faults[0].line, c.report.faults[0].field,
                     c.report.faults[0].text);
        assert_true(c.report.added > 0);
        assert_int_equal(c.report.changed, 0);
    }
    for (size_t i = 0; i < COUNT(order); i++)
        assert_string_equal(
            moved(&b, csv_of(&b, order[i], RISK_ANTICORRUPTION),
                  RISK_ANTICORRUPTION, RISK_GENERAL),
            csv_of(&a, order[i], RISK_GENERAL));
    /* The general one is as it was. */
    assert_int_equal(uni_count(&b, "SELECT COUNT(*) FROM risk_action"), 222);
    assert_int_equal(uni_count(&b, "SELECT COUNT(*) FROM risk_action x JOIN"
                                   " risk_register g ON g.id ="
                                   " x.risk_register WHERE g.code ="
                                   " 'general'"), 111);
    /* Its tasks and indicators are those of its plan. */
    assert_int_equal(uni_count(&b, "SELECT COUNT(*) FROM"
                                   " risk_action_linked_tasks"), 202);
}

static void a_workbook_into_the_empty_register(void **state)
{
    int64_t book = book_of(&b, RISK_ANTICORRUPTION);

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        /* Only a scope of the rows that is the asked one is taken. */
        struct coming c = { .type = order[i], .scope = book };

        c.data = xlsx_of(&a, order[i], RISK_GENERAL, &c.n);
        assert_int_equal(in(&b, &c), RC_INVALID);
        assert_true(c.report.all_faults > 0);
    }
}

static void every_kind_of_value_survives(void **state)
{
    static const char text[] =
        "code,risk,risk_register,title_ky,title_ru,expected_ky,cost,starts,"
        "ends,manner,position\n"
        "X1,1.1,general,=1+1,\"Тырмакча \"\"ичинде\"\", үтүр\",\"Биринчи "
        "сап\nЭкинчи сап\",1250.50,2026-09-01,2027-05-31,likelihood,7\n";
    struct coming c = { .type = &type_risk_action, .data = text,
                        .n = sizeof text - 1 };
    const struct risk_action *x;
    int64_t id, book = book_of(&a, RISK_GENERAL);
    void *rec;

    (void)state;
    OK(&a, in(&a, &c));
    assert_int_equal(c.report.added, 1);
    OK(&a, record_find(&a.rq, &type_risk_action, "X1", book, &id));
    c.data = xlsx_of(&a, &type_risk_action, RISK_GENERAL, &c.n);
    OK(&b, in(&b, &c));
    assert_int_equal(c.report.added, 1);
    assert_int_equal(c.report.changed, 0);
    OK(&b, record_find(&b.rq, &type_risk_action, "X1",
                       book_of(&b, RISK_GENERAL), &id));
    OK(&b, record_load(&b.rq, &type_risk_action, id, &rec));
    x = rec;
    assert_string_equal(x->title.in[LANG_KY], "=1+1");
    assert_string_equal(x->title.in[LANG_RU], "Тырмакча \"ичинде\", үтүр");
    assert_string_equal(x->expected.in[LANG_KY], "Биринчи сап\nЭкинчи сап");
    assert_int_equal(x->cost.n, 125050);
    assert_int_equal(x->starts.n, day_ymd(2026, 9, 1).n);
    assert_string_equal(x->manner, "likelihood");
    assert_int_equal(x->position.n, 7);
}

static void what_is_no_workbook_says_so(void **state)
{
    size_t n;
    char *data = mem_alloc(a.mem, 4 << 20);
    const char *good = xlsx_of(&a, &type_risk, RISK_GENERAL, &n);
    struct coming c = { .type = &type_risk, .data = data };

    (void)state;
    /* Cut anywhere, or with any byte of its directory turned over. */
    for (size_t cut = 30; cut < n; cut += n / 40) {
        memcpy(data, good, n);
        c.n = cut;
        assert_int_equal(in(&a, &c), RC_INVALID);
        assert_true(c.report.all_faults > 0);
    }
    for (size_t at = 4; at < n; at += 61) {
        enum rc rc;

        memcpy(data, good, n);
        data[at] = (char)(data[at] ^ 0x55);
        c.n = n;
        rc = in(&a, &c);
        assert_true(rc == RC_OK || rc == RC_INVALID);
    }
}

#define IN_HOUSE(test)                                                         \
    cmocka_unit_test_setup_teardown(test, open_houses, close_houses)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(the_same_again_changes_nothing),
        IN_HOUSE(a_workbook_changes_nothing_either),
        IN_HOUSE(into_the_empty_register),
        IN_HOUSE(a_workbook_into_the_empty_register),
        IN_HOUSE(every_kind_of_value_survives),
        IN_HOUSE(what_is_no_workbook_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
