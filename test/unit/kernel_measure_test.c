/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Measures: counted, typed, no data, and what was known when.
 */
#include "kernel_help.h"

static enum rc typed_on(struct rq *rq, const char *code, day on,
                        int64_t known, struct measured *out)
{
    (void)rq;
    (void)known;
    *out = (struct measured){ .on = on };
    if (!strcmp(code, "things") && on.n < day_parse("2026-01-01").n &&
        on.n >= day_parse("2025-01-01").n)
        *out = (struct measured){ .origin = ORIGIN_TYPED, .value = 42,
                                  .numerator = 42, .denominator = 1,
                                  .on = day_parse("2025-01-01"), .file = 3 };
    if (!strcmp(code, "typed_only")) {
        out->origin = ORIGIN_TYPED;
        out->value = 7;
    }
    return out->origin || !strcmp(code, "things") ? RC_OK : RC_MISSING;
}

static void add(struct house *h, const char *code, bool whole, const char *iso)
{
    struct thing *t = record_new(&h->rq, &type_thing);

    t->code = code;
    t->title.in[LANG_KY] = code;
    t->whole = whole;
    t->made = day_parse(iso);
    assert_int_equal(house_add(h, &type_thing, t), RC_OK);
}

static struct measured on(struct house *h, const char *code, const char *iso)
{
    struct measured v;

    assert_int_equal(measure_on(&h->rq, code, day_parse(iso), &v), RC_OK);
    return v;
}

static bool is(double a, double b)
{
    return a > b - 1e-9 && a < b + 1e-9;
}

static int start(void **state)
{
    measure_typed(NULL);
    return house_open(state);
}

static int stop(void **state)
{
    measure_typed(NULL);
    return house_close(state);
}

static void a_share_has_both_its_parts(void **state)
{
    struct house *h = *state;
    struct measured v;

    add(h, "a", true, "2026-02-01");
    add(h, "b", false, "2026-02-01");
    add(h, "c", false, "2026-03-01");
    add(h, "d", false, "2026-03-01");
    v = on(h, "things_whole", "2026-11-22");
    assert_int_equal(v.origin, ORIGIN_COUNTED);
    assert_true(is(v.value, 25) && is(v.numerator, 1) && is(v.denominator, 4));
    v = on(h, "things", "2026-02-15");
    assert_true(is(v.value, 2) && is(v.denominator, 1));
}

static void without_data_there_is_no_number(void **state)
{
    struct house *h = *state;
    struct measured v;

    assert_int_equal(on(h, "things_whole", "2026-11-22").origin, ORIGIN_NONE);
    add(h, "a", true, "2026-02-01");
    /* Since the folder was made, which is today; and not tomorrow. */
    assert_int_equal(on(h, "things_whole", "2026-11-22").origin,
                     ORIGIN_COUNTED);
    assert_int_equal(on(h, "things_whole", "2026-11-21").origin, ORIGIN_NONE);
    assert_int_equal(on(h, "things_whole", "2026-11-23").origin, ORIGIN_NONE);
    v = on(h, "things", "2025-12-31");
    assert_int_equal(v.origin, ORIGIN_NONE);
    assert_true(is(v.value, 0));
    assert_int_equal(on(h, "things", "2026-01-01").origin, ORIGIN_COUNTED);
    assert_int_equal(measure_on(&h->rq, "nothing", h->rq.today, &v),
                     RC_MISSING);
}

static void typed_values_fill_the_time_before(void **state)
{
    struct house *h = *state;
    struct measured v;

    measure_typed(typed_on);
    v = on(h, "things", "2025-06-30");
    assert_int_equal(v.origin, ORIGIN_TYPED);
    assert_true(is(v.value, 42) && v.file == 3);
    assert_int_equal(v.on.n, day_parse("2025-01-01").n);
    assert_int_equal(on(h, "things", "2024-06-30").origin, ORIGIN_NONE);
    assert_int_equal(on(h, "things", "2026-06-30").origin, ORIGIN_COUNTED);
    assert_true(is(on(h, "typed_only", "2026-06-30").value, 7));
    assert_int_equal(on(h, "typed_only", "2027-01-01").origin, ORIGIN_NONE);
    assert_int_equal(measure_on(&h->rq, "nothing", h->rq.today, &v),
                     RC_MISSING);
}

static enum rc snap(struct rq *rq, void *arg)
{
    const char *iso = arg;

    return measure_snapshot(rq, day_parse(iso));
}

static void what_was_known_stays(void **state)
{
    struct house *h = *state;
    char today[] = "2026-11-22", may[] = "2026-05-01";
    struct measured v;
    int64_t at, first = h->rq.now;

    add(h, "a", true, "2026-02-01");
    assert_int_equal(app_write(&h->rq, snap, may), RC_OK);
    assert_int_equal(app_write(&h->rq, snap, today), RC_OK);
    assert_int_equal(app_write(&h->rq, snap, today), RC_OK);
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM measure_snapshot"),
                     3); /* of May the whole ones are not known */
    h->rq.now += 1000000;
    assert_int_equal(app_write(&h->rq, snap, today), RC_OK); /* the same */
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM measure_snapshot"),
                     3);
    add(h, "b", false, "2026-02-02"); /* entered late */
    h->rq.now += 1000000;
    assert_int_equal(app_write(&h->rq, snap, may), RC_OK);
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM measure_snapshot"
                                    " WHERE on_day = '2026-05-01'"),
                     2);
    assert_int_equal(measure_kept(&h->rq, "things", day_parse("2026-06-01"),
                                  &v, &at),
                     RC_OK);
    assert_true(is(v.value, 2));
    assert_int_equal(at, first + 2000000);
    assert_int_equal(v.on.n, day_parse(may).n);
    assert_int_equal(measure_kept(&h->rq, "things", day_parse("2026-04-30"),
                                  &v, &at),
                     RC_OK);
    assert_int_equal(v.origin, ORIGIN_NONE);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_share_has_both_its_parts),
        TEST(without_data_there_is_no_number),
        TEST(typed_values_fill_the_time_before),
        TEST(what_was_known_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
