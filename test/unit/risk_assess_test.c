/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_assess_test.c: scales with thresholds in order, several judges and
 * their consensus, approval that any later change voids, and a scale that
 * replaces another under assessments.
 */
#include "risk_help.h"

/* --- Asking and answering ------------------------------------------------- */

struct asking {
    int64_t risk, judge;
    const char *kind;
};

static enum rc ask_run(struct rq *rq, void *arg)
{
    const struct asking *a = arg;

    return risk_ask(rq, a->risk, a->kind, a->judge, day_add(rq->today, 7),
                    NULL);
}

static void ask_judge(int64_t risk, const char *kind, int64_t judge)
{
    struct asking a = { risk, judge, kind };

    be(0);
    OK(&u, app_write(&u.rq, ask_run, &a));
}

static int64_t asked_of(int64_t judge)
{
    return uni_count(&u, mem_fmt(u.mem,
                                 "SELECT COALESCE(MAX(id), 0) FROM"
                                 " risk_assessment WHERE judge = %lld",
                                 (long long)judge));
}

static void say(void *rec, const void *with)
{
    struct risk_assessment *a = rec;
    const int *v = with;

    a->likelihood = (struct count){ v[0], true };
    a->impact = (struct count){ v[1], true };
    a->why = v[2] ? "башка себеп" : "себеби бар";
}

static bool other_reason;

static enum rc answer(int64_t judge, int likelihood, int impact,
                      const char *step)
{
    int v[] = { likelihood, impact, other_reason };
    struct change c = { &type_risk_assessment, asked_of(judge), step, say, v,
                        0 };

    be(judge);
    return change(&c);
}

static int64_t newest(int64_t risk, const char *kind)
{
    struct risk_rated now;

    OK(&u, risk_rated(&u.rq, risk, kind, u.rq.today, INT64_MAX, &now));
    return now.consensus;
}

static const struct risk_consensus *agreed(void)
{
    return load(&type_risk_consensus, newest(k.risk, KIND_CURRENT));
}

/* Two judges: 2 x 4 and 3 x 5 on the scale of five. */
static void assess(void)
{
    ask_judge(k.risk, KIND_CURRENT, k.owner);
    ask_judge(k.risk, KIND_CURRENT, k.judge);
    OK(&u, answer(k.owner, 2, 4, "give"));
    OK(&u, answer(k.judge, 3, 5, "give"));
}

static enum rc approve(int64_t who)
{
    struct change c = { &type_risk_consensus, agreed()->r.id, "approve", NULL,
                        NULL, 0 };

    be(who);
    return change(&c);
}

static int64_t open_work(const char *purpose, int64_t who)
{
    return uni_count(&u, mem_fmt(u.mem,
                                 "SELECT COUNT(*) FROM assignment WHERE"
                                 " purpose = '%s' AND person = %lld AND"
                                 " state = 'open'",
                                 purpose, (long long)who));
}

/* --- Judges --------------------------------------------------------------- */

static void test_consensus_is_the_median(void **state)
{
    const struct risk_consensus *c;
    enum risk_level level;

    (void)state;
    ask_judge(k.risk, KIND_CURRENT, k.owner);
    ask_judge(k.risk, KIND_CURRENT, k.judge);
    ask_judge(k.risk, KIND_CURRENT, k.judge); /* once is enough */
    assert_int_equal(open_work("assess", k.judge), 1);
    OK(&u, answer(k.owner, 2, 4, "give"));
    assert_int_equal(newest(k.risk, KIND_CURRENT), 0);
    OK(&u, answer(k.judge, 3, 5, "give"));
    assert_int_equal(open_work("assess", k.judge), 0);
    c = agreed();
    assert_int_equal(c->likelihood.n, 3); /* of two the higher */
    assert_int_equal(c->impact.n, 5);
    assert_int_equal(c->likelihood_least.n, 2);
    assert_int_equal(c->impact_least.n, 4);
    assert_int_equal(c->judges.n, 2);
    assert_string_equal(c->level, "high"); /* 3 x 5 of ISO 27005 */
    OK(&u, risk_level(&u.rq, k.risk, u.rq.today, &level));
    assert_int_equal(level, LEVEL_HIGH);
    /* Yesterday nothing was assessed, and other kinds are not. */
    OK(&u, risk_level(&u.rq, k.risk, day_add(u.rq.today, -1), &level));
    assert_int_equal(level, LEVEL_NONE);
    assert_int_equal(newest(k.risk, KIND_TARGET), 0);
}

static void test_only_levels_of_the_scale(void **state)
{
    (void)state;
    ask_judge(k.risk, KIND_CURRENT, k.judge);
    assert_int_equal(answer(k.judge, 6, 2, "give"), RC_INVALID);
    assert_true(told_of("likelihood"));
    assert_int_equal(newest(k.risk, KIND_CURRENT), 0);
}

static void test_only_the_judge_answers(void **state)
{
    int v[] = { 1, 1, 0 };
    struct change c = { &type_risk_assessment, 0, "give", say, v, 0 };

    (void)state;
    ask_judge(k.risk, KIND_CURRENT, k.judge);
    c.id = asked_of(k.judge);
    be(k.owner);
    assert_int_not_equal(change(&c), RC_OK);
    be(k.planner);
    assert_int_not_equal(change(&c), RC_OK);
}

static void test_withdrawn_question_settles(void **state)
{
    struct change c = { &type_risk_assessment, 0, "withdraw", NULL, NULL, 0 };

    (void)state;
    ask_judge(k.risk, KIND_CURRENT, k.owner);
    ask_judge(k.risk, KIND_CURRENT, k.judge);
    OK(&u, answer(k.owner, 1, 2, "give"));
    c.id = asked_of(k.judge);
    be(k.planner);
    OK(&u, change(&c));
    assert_int_equal(agreed()->judges.n, 1);
    assert_int_equal(open_work("assess", k.judge), 0);
}

static void test_history_stays(void **state)
{
    struct risk_rated r;
    int64_t first;

    (void)state;
    assess();
    first = agreed()->r.id;
    clock_set(clock_now() + 1000000);
    rq_clock(&u.rq);
    OK(&u, answer(k.judge, 1, 1, "revise"));
    assert_int_not_equal(agreed()->r.id, first);
    assert_int_equal(agreed()->likelihood.n, 2);
    /* What was thought before is still there, as it was. */
    assert_string_equal(
        ((const struct risk_consensus *)load(&type_risk_consensus, first))
            ->r.state,
        "past");
    OK(&u, risk_rated(&u.rq, k.risk, KIND_CURRENT, u.rq.today,
                      agreed()->r.created_at - 1, &r));
    assert_int_equal(r.consensus, first);
    assert_int_equal(r.likelihood, 3);
}

static enum rc bring_run(struct rq *rq, void *arg)
{
    const struct risk_voice v[] = { { k.owner, 4, 4, "мурда" } };

    (void)arg;
    return risk_voices(rq, k.risk, KIND_CURRENT, day_ymd(2024, 6, 1), v, 1);
}

static void test_any_past_day(void **state)
{
    struct risk_rated r;

    (void)state;
    be(0);
    OK(&u, app_write(&u.rq, bring_run, NULL));
    assess();
    OK(&u, risk_rated(&u.rq, k.risk, KIND_CURRENT, day_ymd(2024, 6, 1),
                      INT64_MAX, &r));
    assert_int_equal(r.likelihood, 4);
    OK(&u, risk_rated(&u.rq, k.risk, KIND_CURRENT, day_ymd(2024, 5, 31),
                      INT64_MAX, &r));
    assert_int_equal(r.level, LEVEL_NONE);
    OK(&u, risk_rated(&u.rq, k.risk, KIND_CURRENT, u.rq.today, INT64_MAX, &r));
    assert_int_equal(r.likelihood, 3);
}

/* --- Approval ------------------------------------------------------------- */

static void touch_action(void *rec, const void *with)
{
    struct risk_action *a = rec;

    (void)with;
    a->cost = (struct count){ 100, true };
}

static void touch_risk(void *rec, const void *with)
{
    struct risk *r = rec;

    (void)with;
    r->period_note.in[LANG_KY] = "башка";
}

static void test_owner_approves(void **state)
{
    (void)state;
    assess();
    assert_int_equal(open_work("approve", k.owner), 1);
    assert_int_not_equal(approve(k.judge), RC_OK);
    assert_int_not_equal(approve(k.planner), RC_OK);
    OK(&u, approve(k.owner));
    assert_string_equal(agreed()->r.state, "approved");
    assert_int_equal(agreed()->approved_by, k.owner);
    assert_int_equal(open_work("approve", k.owner), 0);
}

static void voided(struct change *c, const char *by)
{
    be(0);
    OK(&u, change(c));
    assert_string_equal(agreed()->r.state, "void");
    assert_string_equal(agreed()->void_by, by);
    assert_int_equal(open_work("approve", k.owner), 1);
    OK(&u, approve(k.owner));
    assert_string_equal(agreed()->r.state, "approved");
    assert_null(agreed()->void_by);
}

static void test_any_change_voids(void **state)
{
    struct change action = { &type_risk_action, k.action, "save",
                             touch_action, NULL, 0 };
    struct change risk = { &type_risk, k.risk, "save", touch_risk, NULL, 0 };

    (void)state;
    action.id = k.action;
    risk.id = k.risk;
    assess();
    OK(&u, approve(k.owner));
    voided(&action, "action");
    voided(&risk, "risk");
    /* A change of another risk does not. */
    risk.id = k.other;
    be(0);
    OK(&u, change(&risk));
    assert_string_equal(agreed()->r.state, "approved");
    /* A judge who thinks otherwise now leads to another consensus. */
    OK(&u, answer(k.judge, 5, 5, "revise"));
    assert_string_equal(agreed()->r.state, "proposed");
}

/* The same number, another reason: the approval is of what was written. */
static void test_same_levels_other_reason(void **state)
{
    (void)state;
    assess();
    OK(&u, approve(k.owner));
    other_reason = true;
    OK(&u, answer(k.judge, 3, 5, "revise"));
    other_reason = false;
    assert_string_equal(agreed()->r.state, "void");
    assert_string_equal(agreed()->void_by, "judgement");
}

static void test_not_approved_unseen(void **state)
{
    struct change a = { &type_risk_action, k.action, "save", touch_action,
                        NULL, 0 };
    struct change c = { &type_risk_consensus, 0, "approve", NULL, NULL, 0 };

    (void)state;
    assess();
    c.id = agreed()->r.id;
    c.version = agreed()->r.version; /* the page that the owner has open */
    be(0);
    OK(&u, change(&a));
    be(k.owner);
    assert_int_equal(change(&c), RC_CONFLICT);
}

/* --- Scales --------------------------------------------------------------- */

static void four(void *rec, const void *with)
{
    struct risk_scale *s = rec;
    const int *v = with;

    s->code = "four";
    s->title.in[LANG_KY] = "Төрт";
    s->size = (struct count){ 4, true };
    s->bands = "product";
    s->medium_from = (struct count){ v[0], true };
    s->high_from = (struct count){ v[1], true };
    s->critical_from = (struct count){ v[2], true };
}

static void matrix(void *rec, const void *with)
{
    struct risk_scale *s = rec;

    s->code = "matrix";
    s->title.in[LANG_KY] = "Матрица";
    s->size = (struct count){ 3, true };
    s->bands = "matrix";
    s->cells = with;
}

static void test_thresholds_in_order(void **state)
{
    const struct {
        int v[3];
        const char *wrong;
    } cases[] = {
        { { 8, 4, 12 }, "high_from" }, { { 4, 8, 8 }, "critical_from" },
        { { 1, 8, 12 }, "medium_from" }, { { 4, 8, 17 }, "critical_from" },
    };
    const char *cells[] = { "lll/lml/lmh", "lll/lm/lmh", "lll/lmx/lmh",
                            "mll/mmh/hhc" };

    (void)state;
    be(k.planner);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct change c = { &type_risk_scale, 0, NULL, four, cases[i].v, 0 };

        assert_int_equal(change(&c), RC_INVALID);
        assert_true(told_of(cases[i].wrong));
    }
    for (size_t i = 0; i < COUNT(cells); i++) {
        struct change c = { &type_risk_scale, 0, NULL, matrix, cells[i], 0 };

        assert_int_equal(change(&c), RC_INVALID);
        assert_true(told_of("cells"));
    }
}

struct level {
    int64_t scale;
    const char *axis;
    int at;
    double chance;
    int64_t loss;
};

static void fill_level(void *rec, const void *with)
{
    struct risk_scale_level *l = rec;
    const struct level *v = with;

    l->scale = v->scale;
    l->axis = v->axis;
    l->position = (struct count){ v->at, true };
    l->title.in[LANG_KY] = "Деңгээл";
    if (!strcmp(v->axis, "likelihood"))
        l->chance_from = (struct number){ v->chance, true };
    else
        l->loss_from = (struct count){ v->loss, true };
}

static enum rc add_level(int64_t scale, const char *axis, int at, double v)
{
    struct level l = { scale, axis, at, v, (int64_t)v };
    struct change c = { &type_risk_scale_level, 0, NULL, fill_level, &l, 0 };

    return change(&c);
}

static int64_t make_four(void)
{
    static const int v[] = { 4, 8, 12 };
    struct change c = { &type_risk_scale, 0, NULL, four, v, 0 };

    be(k.planner);
    OK(&u, change(&c));
    return c.id;
}

static void test_levels_in_order(void **state)
{
    struct change force = { &type_risk_scale, make_four(), "enforce", NULL,
                            NULL, 0 };

    (void)state;
    OK(&u, add_level(force.id, "likelihood", 1, 0));
    OK(&u, add_level(force.id, "likelihood", 3, 50));
    assert_int_equal(add_level(force.id, "likelihood", 2, 50), RC_INVALID);
    assert_true(told_of("chance_from"));
    assert_int_equal(add_level(force.id, "likelihood", 4, 40), RC_INVALID);
    assert_int_equal(add_level(force.id, "likelihood", 3, 60), RC_CONFLICT);
    assert_int_equal(add_level(force.id, "likelihood", 5, 60), RC_INVALID);
    assert_true(told_of("position"));
    OK(&u, add_level(force.id, "impact", 1, 100));
    assert_int_equal(add_level(force.id, "impact", 2, 100), RC_INVALID);
    assert_true(told_of("loss_from"));
    /* Not in force before all its words are there. */
    assert_int_equal(change(&force), RC_CONFLICT);
}

static int64_t whole_four(void)
{
    int64_t id = make_four();

    for (int i = 1; i <= 4; i++) {
        OK(&u, add_level(id, "likelihood", i, i * 20));
        OK(&u, add_level(id, "impact", i, i * 1000));
    }
    return id;
}

static void maps(void *rec, const void *with)
{
    struct risk_scale *s = rec;
    const char *const *map = with;

    s->likelihood_map = map[0];
    s->impact_map = map[1];
}

static void test_scale_replaced_under_assessments(void **state)
{
    const char *map[2] = { NULL, NULL };
    struct change c = { &type_risk_scale, 0, "enforce", maps, map, 0 };
    const struct risk_consensus *now;
    int64_t before;

    (void)state;
    assess();
    OK(&u, approve(k.owner));
    before = agreed()->r.id;
    c.id = whole_four();
    be(k.planner);
    /* Without a mapping, with a hole, falling, or beyond: refused. */
    assert_int_equal(change(&c), RC_INVALID);
    assert_true(told_of("likelihood_map"));
    map[0] = "1 2 3 4 4";
    assert_int_equal(change(&c), RC_INVALID);
    assert_true(told_of("impact_map"));
    map[1] = "1 3 2 4 4";
    assert_int_equal(change(&c), RC_INVALID);
    map[1] = "1 2 3 4 5";
    assert_int_equal(change(&c), RC_INVALID);
    assert_int_equal(agreed()->r.id, before);
    assert_string_equal(agreed()->r.state, "approved");
    map[1] = "1 1 2 3 4";
    OK(&u, change(&c));
    now = agreed();
    assert_int_equal(now->came_from, before);
    assert_string_equal(now->basis, "migrated");
    assert_int_equal(now->likelihood.n, 3);
    assert_int_equal(now->impact.n, 4);
    assert_int_equal(now->impact_least.n, 3);
    assert_int_equal(now->scale, c.id);
    assert_string_equal(now->level, "critical");
    assert_string_equal(now->r.state, "proposed"); /* approved anew */
    /* The old one is history, and so is its scale. */
    now = load(&type_risk_consensus, before);
    assert_int_equal(now->likelihood.n, 3);
    assert_int_equal(now->impact.n, 5);
    assert_string_equal(now->void_by, "scale");
    assert_string_equal(((const struct risk_scale *)load(&type_risk_scale,
                                                         now->scale))
                            ->r.state,
                        "replaced");
    /* A judge who changes their mind now does so on the new scale, the other
     * one's answer is carried over: 2 x 4 became 2 x 3. */
    OK(&u, answer(k.judge, 1, 1, "revise"));
    assert_int_equal(agreed()->likelihood.n, 2);
    assert_int_equal(agreed()->impact.n, 3);
    assert_int_equal(answer(k.judge, 5, 1, "revise"), RC_INVALID);
}

static void rename_scale(void *rec, const void *with)
{
    struct risk_scale *s = rec;

    (void)with;
    s->title.in[LANG_KY] = "Башка";
}

static void test_scale_in_force_stays(void **state)
{
    struct change c = { &type_risk_scale, 0, "save", rename_scale, NULL, 0 };
    int64_t scale;

    (void)state;
    OK(&u, risk_scale_now(&u.rq, k.general, &scale));
    c.id = scale;
    be(k.planner);
    assert_int_equal(change(&c), RC_CONFLICT);
    assert_int_not_equal(add_level(scale, "impact", 6, 1), RC_OK);
}

/* A register may have a scale of its own; the university's stays. */
static void own_register(void *rec, const void *with)
{
    struct risk_scale *s = rec;

    (void)with;
    s->risk_register = k.general;
}

static void test_own_scale_of_a_register(void **state)
{
    struct change own = { &type_risk_scale, whole_four(), "save",
                          own_register, NULL, 0 };
    struct change force = { &type_risk_scale, own.id, "enforce", NULL, NULL,
                            0 };
    int64_t before, now;

    (void)state;
    OK(&u, risk_scale_now(&u.rq, k.general, &before));
    OK(&u, change(&own));
    force.id = own.id;
    OK(&u, change(&force)); /* nothing is assessed: no mapping is needed */
    OK(&u, risk_scale_now(&u.rq, k.general, &now));
    assert_int_equal(now, own.id);
    OK(&u, risk_scale_now(&u.rq, 0, &now));
    assert_int_equal(now, before);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_consensus_is_the_median),
        CASE(test_only_levels_of_the_scale),
        CASE(test_only_the_judge_answers),
        CASE(test_withdrawn_question_settles),
        CASE(test_history_stays),
        CASE(test_any_past_day),
        CASE(test_owner_approves),
        CASE(test_any_change_voids),
        CASE(test_same_levels_other_reason),
        CASE(test_not_approved_unseen),
        CASE(test_thresholds_in_order),
        CASE(test_levels_in_order),
        CASE(test_scale_replaced_under_assessments),
        CASE(test_scale_in_force_stays),
        CASE(test_own_scale_of_a_register),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    printf("%d passed, %d failed\n", (int)COUNT(tests) - failed, failed);
    return failed != 0;
}
