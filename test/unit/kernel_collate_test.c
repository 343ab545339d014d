/* SPDX-License-Identifier: Apache-2.0 */
/* Sort keys are made anew when the tables that made them have changed. */
#include "kernel_help.h"

#include "base/text.h"
#include "kernel/collate.h"

struct settling {
    const char *version;
    int64_t remade;
};

static enum rc settle_run(struct rq *rq, void *arg)
{
    struct settling *s = arg;

    return collate_settle(rq, s->version, &s->remade);
}

static int64_t settled(struct house *h, const char *version)
{
    struct settling s = { version, 0 };

    assert_int_equal(app_write(&h->rq, settle_run, &s), RC_OK);
    return s.remade;
}

static enum rc spoil_run(struct rq *rq, void *arg)
{
    (void)arg;
    return sql_run_built(rq->sql,
                         "UPDATE unit SET code_key = x'00', name_ky_key = NULL",
                         NO_ARGS);
}

#define IN_ORDER                                                               \
    "SELECT COUNT(*) FROM unit a JOIN unit b ON a.code = 'u.2'"                \
    " AND b.code = 'u.10' AND a.code_key < b.code_key"                         \
    " AND a.name_ky_key IS NOT NULL"

static void keys_are_made_anew(void **state)
{
    struct house *h = *state;

    for (int i = 0; i < 1203; i++)
        house_unit(h, mem_fmt(h->mem, "u.%d", i), 0);
    assert_int_equal(house_count(h, IN_ORDER), 1);
    /* The folder was opened by this very make. */
    assert_int_equal(settled(h, text_collation_version()), 0);
    assert_int_equal(app_write(&h->rq, spoil_run, NULL), RC_OK);
    assert_int_equal(house_count(h, IN_ORDER), 0);
    assert_true(settled(h, "a later one") >= 1203);
    assert_int_equal(house_count(h, IN_ORDER), 1);
    assert_int_equal(settled(h, "a later one"), 0);
}

/* A folder of an older system is put in order when it is opened. */
static void at_the_next_start(void **state)
{
    struct house *h = *state;

    house_unit(h, "u.2", 0);
    house_unit(h, "u.10", 0);
    settled(h, "of another system");
    assert_int_equal(app_write(&h->rq, spoil_run, NULL), RC_OK);
    app_close(&h->app);
    assert_int_equal(house_start(h, false), 0);
    assert_int_equal(house_count(h, IN_ORDER), 1);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, house_open, house_close)
    const struct CMUnitTest tests[] = {
        TEST(keys_are_made_anew),
        TEST(at_the_next_start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
