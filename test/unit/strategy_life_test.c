/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strategy_life_test.c: a plan from its draft to its close: the public
 * discussion, the act of adoption, amendments, targets and contradictions
 * settled by acts.
 */
#include "strategy_help.h"

#include "kernel/act.h"
#include "mod/strategy/plan_life.h"

#define CODE "the signer's own code 7"

static struct uni u;
static struct {
    int64_t plan, direction, goal, indicator, target, conflict;
    int64_t rector, planner;
} k;

static int64_t put(const struct type *t, void *rec)
{
    OK(&u, record_put(&u.rq, t, rec, "add"));
    return ((struct record *)rec)->id;
}

static int64_t person(const char *name, const char *role)
{
    struct person *p = record_new(&u.rq, &type_person);
    struct appointment *a = record_new(&u.rq, &type_appointment);

    p->name.in[LANG_KY] = name;
    put(&type_person, p);
    a->person = p->r.id;
    a->role = role;
    a->starts = day_ymd(2023, 1, 1);
    put(&type_appointment, a);
    return p->r.id;
}

static void make_text(void)
{
    struct direction *d = record_new(&u.rq, &type_direction);
    struct goal *g = record_new(&u.rq, &type_goal);
    struct task *t = record_new(&u.rq, &type_task);
    struct conflict *c = record_new(&u.rq, &type_conflict);

    d->plan = g->plan = t->plan = c->plan = k.plan;
    d->code = "I";
    d->title.in[LANG_KY] = "Багыт";
    k.direction = put(&type_direction, d);
    g->code = "I.1";
    g->direction = k.direction;
    g->title.in[LANG_KY] = "Максат";
    k.goal = put(&type_goal, g);
    t->code = "I.1.1";
    t->goal = k.goal;
    t->title.in[LANG_KY] = "Милдет";
    t->starts = day_ymd(2026, 1, 1);
    t->ends = day_ymd(2028, 12, 31);
    put(&type_task, t);
    c->code = "c1";
    c->title.in[LANG_KY] = "Эки башка сан";
    k.conflict = put(&type_conflict, c);
}

static void make_target(void)
{
    struct indicator *i = record_new(&u.rq, &type_indicator);
    struct yearly_target *y = record_new(&u.rq, &type_yearly_target);

    i->plan = k.plan;
    i->code = "share";
    i->title.in[LANG_KY] = "Үлүш";
    i->unit = "percent";
    i->direction_of_good = "up";
    i->target = (struct number){ 50, true };
    i->target_year = (struct count){ 2028, true };
    i->per = "by_year";
    i->kind = "promise";
    i->derived = true;
    i->direction = k.direction;
    k.indicator = put(&type_indicator, i);
    y->indicator = k.indicator;
    y->year = (struct count){ 2027, true };
    y->target = (struct number){ 40, true };
    y->derived = true;
    k.target = put(&type_yearly_target, y);
}

static enum rc make(struct rq *rq, void *arg)
{
    struct plan *p = record_new(rq, &type_plan);

    (void)arg;
    k.rector = person("Ректор", "rector");
    k.planner = person("Пландоочу", "planning");
    p->code = "p1";
    p->title.in[LANG_KY] = "План";
    p->starts = day_ymd(2026, 1, 1);
    p->ends = day_ymd(2028, 12, 31);
    p->report_every = "year";
    p->report_days = (struct count){ 20, true };
    k.plan = put(&type_plan, p);
    make_text();
    make_target();
    return RC_OK;
}

static int setup(void **state)
{
    (void)state;
    uni_open(&u);
    OK(&u, app_write(&u.rq, make, NULL));
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    uni_close(&u);
    return 0;
}

/* --- As somebody ---------------------------------------------------------- */

static void be(int64_t person)
{
    u.rq.system = !person;
    u.rq.person = person;
    rq_forget(&u.rq);
    u.rq.holder = rights_holder(&u.rq, person);
}

static const void *load(const struct type *t, int64_t id)
{
    void *rec;

    OK(&u, record_load(&u.rq, t, id, &rec));
    return rec;
}

struct step_of {
    const struct type *type;
    int64_t id;
    const char *step;
    void (*fill)(void *rec);
};

static enum rc step_run(struct rq *rq, void *arg)
{
    const struct step_of *s = arg;
    void *rec;

    TRY(record_load(rq, s->type, s->id, &rec));
    if (s->fill)
        s->fill(rec);
    return record_step(rq, s->type, rec, s->step, 0);
}

static enum rc step(const struct type *t, int64_t id, const char *name,
                    void (*fill)(void *))
{
    struct step_of s = { t, id, name, fill };

    rq_forget(&u.rq);
    return app_write(&u.rq, step_run, &s);
}

/* An act with one line, drafted by the planner, signed by the rector. */
struct decision {
    struct step_of of; /* step NULL: a plain change made by `fill` */
    int64_t act;
    const struct act_compiled *signed_;
};

static enum rc draft_run(struct rq *rq, void *arg)
{
    struct decision *d = arg;
    struct act *a = record_new(rq, &type_act);
    void *rec = record_new(rq, d->of.type);

    a->kind = "decision";
    a->title.in[LANG_KY] = "Чечим";
    if (d->of.step) /* else the template writes it */
        a->body.in[LANG_KY] = "Чечим кылынат.";
    a->series = "council";
    a->signer = k.rector;
    TRY(act_draft(rq, a));
    d->act = a->r.id;
    if (d->of.id)
        TRY(record_load(rq, d->of.type, d->of.id, &rec));
    if (d->of.fill)
        d->of.fill(rec);
    return act_add_step(rq, d->act, d->of.type, d->of.id, d->of.step, rec);
}

static enum rc check_run(struct rq *rq, void *arg)
{
    return act_check(rq, ((struct decision *)arg)->act);
}

static enum rc sign_run(struct rq *rq, void *arg)
{
    return act_sign(rq, ((struct decision *)arg)->signed_);
}

static enum rc decide(const struct type *t, int64_t id, const char *name,
                      void (*fill)(void *), int64_t *act)
{
    struct decision d = { .of = { t, id, name, fill } };
    enum sign_key_have have;
    struct act_compiled *c;

    be(k.planner);
    OK(&u, app_write(&u.rq, draft_run, &d));
    TRY(app_write(&u.rq, check_run, &d));
    be(k.rector);
    TRY(act_compile(&u.rq, d.act, &c));
    OK(&u, sign_key_of(&u.rq, k.rector, &have));
    TRY(have == SIGN_KEY_NEVER ? act_seal_first(&u.rq, c, CODE)
                               : act_seal(&u.rq, c, CODE));
    d.signed_ = c;
    if (act)
        *act = d.act;
    return app_write(&u.rq, sign_run, &d);
}

/* --- The discussion ------------------------------------------------------- */

static void this_week(void *rec)
{
    struct plan *p = rec;

    p->discussion_from = day_ymd(2026, 11, 20);
    p->discussion_to = day_ymd(2026, 11, 27);
}

static void over(void *rec)
{
    struct plan *p = rec;

    p->discussion_from = day_ymd(2026, 10, 20);
    p->discussion_to = day_ymd(2026, 10, 27);
}

static void answer(void *rec)
{
    ((struct proposal *)rec)->answer = "Эске алынды";
}

static enum rc propose_run(struct rq *rq, void *arg)
{
    struct proposal *p = record_new(rq, &type_proposal);

    p->plan = k.plan;
    p->about = arg;
    p->text = "Китепкана түнкүсүн да иштесин";
    return record_put(rq, &type_proposal, p, "add");
}

static enum rc propose(const char *about)
{
    be(0);
    return app_write(&u.rq, propose_run, (void *)(uintptr_t)about);
}

static void test_discussion(void **state)
{
    int64_t id;

    (void)state;
    assert_int_equal(propose("I.1.1"), RC_CONFLICT);
    be(k.planner);
    assert_int_equal(step(&type_plan, k.plan, "discuss", NULL), RC_INVALID);
    assert_int_equal(step(&type_plan, k.plan, "discuss", over), RC_INVALID);
    OK(&u, step(&type_plan, k.plan, "discuss", this_week));
    assert_int_equal(propose("IX.9"), RC_INVALID);
    OK(&u, propose("I.1.1"));
    OK(&u, propose(NULL));
    assert_int_equal(uni_count(&u, "SELECT COUNT(*) FROM assignment WHERE"
                                   " subject = 'proposal' AND state = 'open'"),
                     2);
    be(k.planner);
    for (id = 1; id <= 2; id++) {
        assert_int_equal(step(&type_proposal, id, "decline", NULL),
                         RC_INVALID);
        OK(&u, step(&type_proposal, id, "take", answer));
    }
    assert_int_equal(uni_count(&u, "SELECT COUNT(*) FROM assignment WHERE"
                                   " subject = 'proposal' AND state = 'open'"),
                     0);
}

static enum rc note_run(struct rq *rq, void *arg)
{
    (void)arg;
    return sql_run_built(rq->sql, "UPDATE plan SET adopted_note = 'Белгисиз'",
                         NO_ARGS);
}

static void test_not_adopted_before_all_is_answered(void **state)
{
    (void)state;
    be(k.planner);
    OK(&u, step(&type_plan, k.plan, "discuss", this_week));
    OK(&u, propose(NULL));
    assert_int_not_equal(decide(&type_plan, k.plan, "adopt", NULL, NULL),
                         RC_OK);
    be(k.planner);
    OK(&u, step(&type_proposal, 1, "take", answer));
    /* The term is not over: an end must be made first. */
    assert_int_not_equal(decide(&type_plan, k.plan, "adopt", NULL, NULL),
                         RC_OK);
    be(k.planner);
    OK(&u, step(&type_plan, k.plan, "end_discussion", NULL));
    /* It was discussed until today, whatever was meant. */
    assert_int_equal(uni_count(&u, "SELECT COUNT(*) FROM plan WHERE"
                                   " discussion_from = '2026-11-20' AND"
                                   " discussion_to < '2026-11-27'"),
                     1);
    OK(&u, app_write(&u.rq, note_run, NULL));
    OK(&u, decide(&type_plan, k.plan, "adopt", NULL, NULL));
    /* Nothing says any more that its adoption is not known. */
    assert_int_equal(uni_count(&u, "SELECT COUNT(*) FROM plan WHERE state ="
                                   " 'adopted' AND adopted_note IS NOT NULL"),
                     0);
}

/* --- Adopted -------------------------------------------------------------- */

struct edit {
    const struct type *type;
    int64_t id;
    void (*fill)(void *rec);
};

static enum rc edit_run(struct rq *rq, void *arg)
{
    const struct edit *e = arg;
    void *rec;

    TRY(record_load(rq, e->type, e->id, &rec));
    e->fill(rec);
    return record_save(rq, e->type, rec);
}

static enum rc edit(const struct type *t, int64_t id, void (*fill)(void *))
{
    struct edit e = { t, id, fill };

    rq_forget(&u.rq);
    return app_write(&u.rq, edit_run, &e);
}

static void new_words(void *rec)
{
    ((struct goal *)rec)->title.in[LANG_KY] = "Жаңы максат";
}

static void more_often(void *rec)
{
    ((struct plan *)rec)->report_every = "quarter";
}

static void later(void *rec)
{
    ((struct plan *)rec)->ends = day_ymd(2030, 12, 31);
}

static enum rc add_goal_run(struct rq *rq, void *arg)
{
    struct goal *g = record_new(rq, &type_goal);

    (void)arg;
    g->plan = k.plan;
    g->code = "I.2";
    g->direction = k.direction;
    g->title.in[LANG_KY] = "Дагы";
    return record_add(rq, &type_goal, g);
}

static void test_adopted_changes_by_act_alone(void **state)
{
    const struct plan *p;
    int64_t act;

    (void)state;
    be(k.planner);
    OK(&u, edit(&type_goal, k.goal, new_words));
    OK(&u, decide(&type_plan, k.plan, "adopt", NULL, &act));
    p = load(&type_plan, k.plan);
    assert_string_equal(p->r.state, "adopted");
    assert_int_equal(p->adopted_act, act);
    assert_int_equal(p->adopted_on.n, day_ymd(2026, 11, 22).n);
    for (int who = 0; who < 2; who++) {
        be(who ? k.rector : 0); /* the system itself has no other way */
        ((struct goal *)(uintptr_t)load(&type_goal, k.goal))->code = "";
        assert_int_equal(edit(&type_plan, k.plan, later), RC_DENIED);
        assert_int_equal(app_write(&u.rq, add_goal_run, NULL), RC_DENIED);
    }
    be(k.planner);
    OK(&u, edit(&type_plan, k.plan, more_often));
}

static void renamed(void *rec)
{
    ((struct goal *)rec)->title.in[LANG_KY] = "Түзөтүлгөн максат";
}

static void test_amendment(void **state)
{
    const struct goal *g;
    const struct act *a;
    int64_t act;

    (void)state;
    OK(&u, decide(&type_plan, k.plan, "adopt", NULL, NULL));
    be(k.planner);
    assert_int_equal(edit(&type_goal, k.goal, renamed), RC_DENIED);
    OK(&u, decide(&type_goal, k.goal, NULL, renamed, &act));
    g = load(&type_goal, k.goal);
    assert_string_equal(g->title.in[LANG_KY], "Түзөтүлгөн максат");
    a = load(&type_act, act);
    assert_string_equal(a->form, "amendment_goal");
    assert_string_equal(a->kind, "resolution");
    /* The text says it word for word, in every language. */
    assert_non_null(strstr(a->body.in[LANG_EN],
                           "read “Түзөтүлгөн максат”"));
    assert_non_null(strstr(a->body.in[LANG_KY], "Түзөтүлгөн максат"));
    assert_int_equal(
        uni_count(&u, mem_fmt(u.mem,
                              "SELECT COUNT(*) FROM journal WHERE type ="
                              " 'goal' AND record = %lld AND act = %lld",
                              (long long)k.goal, (long long)act)),
        1);
}

static void test_closed(void **state)
{
    (void)state;
    OK(&u, decide(&type_plan, k.plan, "adopt", NULL, NULL));
    OK(&u, decide(&type_plan, k.plan, "close", NULL, NULL));
    be(k.planner);
    assert_int_equal(edit(&type_goal, k.goal, renamed), RC_DENIED);
    assert_int_not_equal(decide(&type_plan, k.plan, "close", NULL, NULL),
                         RC_OK);
}

/* --- What the source left open -------------------------------------------- */

static void test_target_adopted(void **state)
{
    const struct indicator *i;
    int64_t act;

    (void)state;
    OK(&u, decide(&type_indicator, k.indicator, "adopt_target", NULL, &act));
    i = load(&type_indicator, k.indicator);
    assert_false(i->derived);
    assert_int_equal(i->target_act, act);
    assert_false(
        ((const struct yearly_target *)load(&type_yearly_target, k.target))
            ->derived);
    assert_int_not_equal(
        decide(&type_indicator, k.indicator, "adopt_target", NULL, NULL),
        RC_OK);
}

static void settled(void *rec)
{
    ((struct conflict *)rec)->settlement.in[LANG_KY] = "Биринчиси туура";
}

static void test_conflict_settled(void **state)
{
    const struct conflict *c;

    (void)state;
    OK(&u, decide(&type_conflict, k.conflict, "settle", settled, NULL));
    c = load(&type_conflict, k.conflict);
    assert_string_equal(c->r.state, "settled");
    assert_string_equal(c->settlement.in[LANG_KY], "Биринчиси туура");
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_discussion),
        CASE(test_not_adopted_before_all_is_answered),
        CASE(test_adopted_changes_by_act_alone),
        CASE(test_amendment),
        CASE(test_closed),
        CASE(test_target_adopted),
        CASE(test_conflict_settled),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    printf("%d passed, %d failed\n", (int)COUNT(tests) - failed, failed);
    return failed != 0;
}
