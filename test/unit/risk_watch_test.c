/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_watch_test.c: indicators of risks: thresholds in order, what a crossing
 * sets going, once, for typed and for counted values, and the way back.
 */
#include "risk_help.h"

#include "kernel/daily.h"
#include "kernel/import.h"
#include "mod/risk/risk_watch.h"

static int64_t indicator;

/* --- Making --------------------------------------------------------------- */

static enum rc make_indicator(struct rq *rq, void *arg)
{
    struct indicator *i = record_new(rq, &type_indicator);

    (void)arg;
    i->plan = k.plan;
    i->code = "foreign";
    i->title.in[LANG_KY] = "Чет өлкөлүктөр";
    i->unit = "percent";
    i->direction_of_good = "up";
    i->per = "by_year";
    i->kind = "promise";
    indicator = put(rq, &type_indicator, i);
    return RC_OK;
}

struct bounds {
    int64_t risk;
    const char *code, *measure, *direction;
    double amber, red;
};

static void fill_watch(void *rec, const void *with)
{
    struct risk_watch *w = rec;
    const struct bounds *b = with;

    w->risk_register = k.general;
    w->risk = b->risk;
    w->code = b->code;
    w->measure = b->measure;
    w->direction = b->direction;
    w->amber = (struct number){ b->amber, true };
    w->red = (struct number){ b->red, true };
}

static enum rc watch(const struct bounds *b, int64_t *id)
{
    struct change c = { &type_risk_watch, 0, NULL, fill_watch, b, 0 };
    enum rc rc;

    be(k.planner);
    rc = change(&c);
    if (id)
        *id = c.id;
    return rc;
}

static int64_t foreign(int64_t risk)
{
    const struct bounds b = { risk, "W1", "foreign", "below", 15, 10 };
    int64_t id;

    OK(&u, app_write(&u.rq, make_indicator, NULL));
    OK(&u, watch(&b, &id));
    return id;
}

/* A typed value that is confirmed; days ago. */
struct typed {
    double value;
    int ago;
};

static enum rc type_run(struct rq *rq, void *arg)
{
    const struct typed *v = arg;
    struct reading *r = record_new(rq, &type_reading);
    int64_t file;

    TRY(file_add(rq, "a.pdf", "application/pdf",
                 "00112233445566778899aabbccddeeff"
                 "00112233445566778899aabbccddeeff", 1, &file));
    r->indicator = indicator;
    r->on_day = day_add(rq->today, -v->ago);
    r->amount = (struct number){ v->value, true };
    r->document = file;
    TRY(record_put(rq, &type_reading, r, "add"));
    r->r.state = "confirmed";
    return record_put(rq, &type_reading, r, "confirm");
}

static void typed(double value, int ago)
{
    struct typed v = { value, ago };

    be(0);
    OK(&u, app_write(&u.rq, type_run, &v));
}

static const char *state_of(int64_t id)
{
    return ((const struct risk_watch *)load(&type_risk_watch, id))->r.state;
}

static int64_t crossings(void)
{
    return uni_count(&u, "SELECT COUNT(*) FROM risk_crossing");
}

static int64_t work(int64_t who)
{
    return uni_count(&u, mem_fmt(u.mem,
                                 "SELECT COUNT(*) FROM assignment WHERE"
                                 " purpose = 'assess' AND state = 'open'"
                                 " AND person = %lld",
                                 (long long)who));
}

static int64_t notices(int64_t who)
{
    return uni_count(&u, mem_fmt(u.mem,
                                 "SELECT COUNT(*) FROM notice WHERE kind ="
                                 " 'risk_crossed' AND person = %lld",
                                 (long long)who));
}

static void daily(void)
{
    be(0);
    OK(&u, daily_run(&u.rq));
}

/* --- Thresholds ----------------------------------------------------------- */

static void test_thresholds_by_direction(void **state)
{
    const struct bounds wrong[] = {
        { k.risk, "A", "results_accepted", "below", 10, 15 },
        { k.risk, "B", "results_accepted", "above", 15, 10 },
    };
    /* Three hundred digits fit on no page. */
    const struct bounds huge[] = {
        { k.risk, "G", "results_accepted", "above", 10, 1e301 },
        { k.risk, "H", "results_accepted", "below", 1e301, 10 },
    };
    const struct bounds right[] = {
        { k.risk, "C", "results_accepted", "below", 15, 10 },
        { k.risk, "D", "results_accepted", "above", 10, 15 },
        { k.risk, "E", "results_accepted", "above", 10, 10 },
    };
    const struct bounds nothing = { k.risk, "F", "no_such", "above", 1, 2 };

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_int_equal(watch(&wrong[i], NULL), RC_INVALID);
        assert_true(told_of("red"));
    }
    for (size_t i = 0; i < COUNT(huge); i++) {
        assert_int_equal(watch(&huge[i], NULL), RC_INVALID);
        assert_true(told_of(huge[i].red > 1e300 ? "red" : "amber"));
    }
    for (size_t i = 0; i < COUNT(right); i++)
        OK(&u, watch(&right[i], NULL));
    assert_int_equal(watch(&nothing, NULL), RC_INVALID);
    assert_true(told_of("measure"));
}

static void test_states(void **state)
{
    struct risk_watch w = { .direction = "below", .amber = { 15, true },
                            .red = { 10, true } };

    (void)state;
    assert_string_equal(risk_watch_state(&w, 15), "calm");
    assert_string_equal(risk_watch_state(&w, 14.9), "amber");
    assert_string_equal(risk_watch_state(&w, 10), "amber");
    assert_string_equal(risk_watch_state(&w, 9.9), "red");
    w.direction = "above";
    w.red.v = 20;
    assert_string_equal(risk_watch_state(&w, 15), "calm");
    assert_string_equal(risk_watch_state(&w, 15.1), "amber");
    assert_string_equal(risk_watch_state(&w, 20.1), "red");
}

/* --- Crossing ------------------------------------------------------------- */

static void test_typed_value_at_once(void **state)
{
    int64_t w = foreign(k.risk);
    const struct risk_crossing *c;
    const struct agenda_item *a;

    (void)state;
    assert_string_equal(state_of(w), "unknown");
    typed(16, 30); /* calm: nothing is crossed */
    assert_string_equal(state_of(w), "calm");
    assert_int_equal(crossings(), 0);
    typed(12, 20);
    assert_string_equal(state_of(w), "amber");
    assert_int_equal(crossings(), 1);
    assert_int_equal(work(k.owner), 1);
    assert_int_equal(notices(k.owner), 1);
    assert_int_equal(notices(k.planner), 1);
    assert_int_equal(uni_count(&u, "SELECT COUNT(*) FROM agenda_item"), 1);
    c = load(&type_risk_crossing, 1);
    assert_string_equal(c->came_from, "calm");
    assert_string_equal(c->went_to, "amber");
    a = load(&type_agenda_item, c->agenda);
    assert_int_equal(a->body, k.council);
    assert_string_equal(a->subject, "risk");
    assert_int_equal(a->subject_id, k.risk);
}

static void test_once_a_crossing(void **state)
{
    int64_t w = foreign(k.risk);

    (void)state;
    typed(12, 20);
    daily();
    daily();
    typed(11, 10); /* another value, the same side */
    daily();
    assert_string_equal(state_of(w), "amber");
    assert_int_equal(crossings(), 1);
    assert_int_equal(work(k.owner), 1);
    assert_int_equal(notices(k.owner), 1);
    /* Worse is a crossing again; who was asked is not asked twice, and the
     * council has one item about the risk. */
    typed(5, 5);
    assert_string_equal(state_of(w), "red");
    assert_int_equal(crossings(), 2);
    assert_int_equal(notices(k.owner), 2);
    assert_int_equal(work(k.owner), 1);
    assert_int_equal(uni_count(&u, "SELECT COUNT(*) FROM agenda_item"), 1);
}

static void test_back_below(void **state)
{
    int64_t w = foreign(k.risk);
    const struct risk_crossing *c;

    (void)state;
    typed(5, 20);
    typed(18, 10);
    assert_string_equal(state_of(w), "calm");
    assert_int_equal(crossings(), 2);
    c = load(&type_risk_crossing, 2);
    assert_string_equal(c->came_from, "red");
    assert_string_equal(c->went_to, "calm");
    assert_int_equal(c->agenda, 0);
    assert_int_equal(notices(k.owner), 2);
    assert_int_equal(work(k.owner), 1); /* nothing new is asked */
}

/* What an older day was is no news. */
static void test_older_value_changes_nothing(void **state)
{
    int64_t w = foreign(k.risk);

    (void)state;
    typed(18, 5);
    typed(2, 300);
    assert_string_equal(state_of(w), "calm");
    assert_int_equal(crossings(), 0);
}

static void test_nobody_named(void **state)
{
    int64_t w = foreign(k.other);

    (void)state;
    typed(5, 5);
    assert_string_equal(state_of(w), "red");
    assert_int_equal(work(k.planner), 1);
    assert_int_equal(work(k.owner), 0);
}

static void answer_it(void *rec, const void *with)
{
    struct risk_assessment *a = rec;

    (void)with;
    a->likelihood = a->impact = (struct count){ 4, true };
    a->why = "себеби бар";
}

static enum rc ask_run(struct rq *rq, void *arg)
{
    return risk_ask(rq, k.risk, KIND_CURRENT, *(const int64_t *)arg,
                    day_add(rq->today, 7), NULL);
}

/* Whoever judged it last is asked again, beside the owner. */
static void test_judges_are_asked_again(void **state)
{
    struct change c = { &type_risk_assessment, 1, "give", answer_it, NULL, 0 };

    (void)state;
    foreign(k.risk);
    be(0);
    OK(&u, app_write(&u.rq, ask_run, &k.judge));
    be(k.judge);
    OK(&u, change(&c));
    assert_int_equal(work(k.judge), 0);
    typed(5, 5);
    assert_int_equal(work(k.judge), 1);
    assert_int_equal(work(k.owner), 1);
}

static void lower(void *rec, const void *with)
{
    struct risk_watch *w = rec;

    (void)with;
    w->amber.v = 4;
    w->red.v = 2;
}

static void test_other_thresholds_are_looked_at(void **state)
{
    struct change c = { &type_risk_watch, 0, "save", lower, NULL, 0 };
    int64_t w = foreign(k.risk);

    (void)state;
    typed(5, 5);
    assert_string_equal(state_of(w), "red");
    c.id = w;
    be(k.planner);
    OK(&u, change(&c));
    assert_string_equal(state_of(w), "calm");
    assert_int_equal(crossings(), 2);
}

static enum rc loosen(struct rq *rq, void *arg)
{
    struct unit *n = record_new(rq, &type_unit);

    (void)arg;
    n->code = "lib";
    n->kind = "office";
    n->nature = "unit";
    n->name.in[LANG_KY] = "Китепкана";
    put(rq, &type_unit, n);
    return RC_OK;
}

/* A measure that the system counts itself is looked at daily. */
static void test_counted_daily(void **state)
{
    const struct bounds b = { k.risk, "W2", "internal_portal_units", "below",
                              90, 60 };
    int64_t w;

    (void)state;
    OK(&u, watch(&b, &w));
    be(0);
    OK(&u, app_write(&u.rq, loosen, NULL));
    assert_string_equal(state_of(w), "unknown");
    daily();
    assert_string_equal(state_of(w), "red"); /* nobody has an account */
    assert_int_equal(crossings(), 1);
    daily();
    assert_int_equal(crossings(), 1);
}

static void test_dropped_is_not_looked_at(void **state)
{
    struct change c = { &type_risk_watch, foreign(k.risk), "drop", NULL, NULL,
                        0 };

    (void)state;
    be(k.planner);
    OK(&u, change(&c));
    typed(5, 5);
    assert_string_equal(state_of(c.id), "dropped");
    assert_int_equal(crossings(), 0);
}

/* Nobody types a crossing: its columns go out none the less. */
static void test_crossings_go_out(void **state)
{
    struct list l = { .type = &type_risk_crossing, .limit = 100 };
    struct buf out;

    (void)state;
    foreign(k.risk);
    typed(5, 5);
    be(k.planner);
    buf_init(&out, u.mem);
    OK(&u, export_csv(&u.rq, &l, &out, NULL, NULL));
    assert_non_null(strstr(out.s, "went_to"));
    assert_non_null(strstr(out.s, ",red,"));
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_thresholds_by_direction),
        CASE(test_states),
        CASE(test_typed_value_at_once),
        CASE(test_once_a_crossing),
        CASE(test_back_below),
        CASE(test_older_value_changes_nothing),
        CASE(test_nobody_named),
        CASE(test_judges_are_asked_again),
        CASE(test_other_thresholds_are_looked_at),
        CASE(test_counted_daily),
        CASE(test_dropped_is_not_looked_at),
        CASE(test_crossings_go_out),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    printf("%d passed, %d failed\n", (int)COUNT(tests) - failed, failed);
    return failed != 0;
}
