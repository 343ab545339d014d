/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_register_test.c: registers side by side, their approval with visas,
 * what changes afterwards, actions as work, owners who leave.
 */
#include "strategy_help.h"

#include "kernel/act.h"
#include "kernel/daily.h"
#include "kernel/duty.h"
#include "kernel/visa.h"
#include "mod/risk/risk_action.h"
#include "mod/risk/risk_approval.h"
#include "mod/risk/risk_assess.h"
#include "mod/risk/risk_context.h"
#include "mod/risk/risk_decision.h"

static struct uni u;
static int64_t unit, head, rector, planner, vice[3], owner, doer;

/* --- Short ways ----------------------------------------------------------- */

static void as(int64_t person)
{
    rq_forget(&u.rq);
    u.rq.person = person;
    u.rq.system = !person;
    u.rq.holder = person ? rights_holder(&u.rq, person) : NULL;
}

struct making {
    const struct type *type;
    void *rec;
    const char *step; /* NULL: a new one; "save" */
};

static enum rc making_run(struct rq *rq, void *arg)
{
    struct making *m = arg;

    if (!m->step) {
        ((struct record *)m->rec)->id = 0;
        return record_add(rq, m->type, m->rec);
    }
    if (!strcmp(m->step, "save"))
        return record_save(rq, m->type, m->rec);
    return record_step(rq, m->type, m->rec, m->step, 0);
}

static enum rc make(const struct type *t, void *rec, const char *step)
{
    struct making m = { t, rec, step };

    rq_forget(&u.rq);
    return app_write(&u.rq, making_run, &m);
}

static void *loaded(const struct type *t, int64_t id)
{
    void *rec;

    OK(&u, record_load(&u.rq, t, id, &rec));
    return rec;
}

static int64_t id_of(const struct type *t, const char *code)
{
    int64_t id, book;

    OK(&u, record_find(&u.rq, &type_risk_register, RISK_GENERAL, 0, &book));
    OK(&u, record_find(&u.rq, t, code, t->code_scope ? book : 0, &id));
    return id;
}

static int64_t person_new(const char *name, const char *role, int64_t in)
{
    struct person *p = record_new(&u.rq, &type_person);
    struct appointment *a = record_new(&u.rq, &type_appointment);

    p->name.in[LANG_KY] = name;
    p->email = "a@b.kg";
    OK(&u, make(&type_person, p, NULL));
    a->person = p->r.id;
    a->role = role;
    a->unit = in;
    a->starts = day_add(u.rq.today, -100);
    OK(&u, make(&type_appointment, a, NULL));
    return p->r.id;
}

static int64_t open_of(int64_t person, const char *purpose)
{
    return uni_count(&u, mem_fmt(u.mem,
                                 "SELECT COUNT(*) FROM assignment WHERE"
                                 " state = 'open' AND person = %lld"
                                 " AND purpose = '%s'",
                                 (long long)person, purpose));
}

static enum rc daily(struct rq *rq, void *arg)
{
    (void)arg;
    return mod_risk.daily(rq);
}

static struct risk_action *action(const char *code)
{
    return loaded(&type_risk_action, id_of(&type_risk_action, code));
}

/* --- The house ------------------------------------------------------------ */

static int open_house(void **state)
{
    struct unit *x;

    (void)state;
    uni_open(&u);
    OK(&u, app_load(&u.rq, CONCEPT, NULL, NULL));
    x = record_new(&u.rq, &type_unit);
    x->code = "demo_office";
    x->kind = "office";
    x->name.in[LANG_KY] = "Бөлүм";
    OK(&u, make(&type_unit, x, NULL));
    unit = x->r.id;
    rector = person_new("Ректор", "rector", 0);
    planner = person_new("Пландоочу", "planning", 0);
    for (size_t i = 0; i < COUNT(vice); i++)
        vice[i] = person_new("Проректор", "vice_rector", 0);
    head = person_new("Башчы", "head", unit);
    owner = person_new("Ээси", "employee", unit);
    doer = person_new("Аткаруучу", "employee", unit);
    return 0;
}

static int close_house(void **state)
{
    (void)state;
    as(0);
    uni_close(&u);
    return 0;
}

/* --- Registers ------------------------------------------------------------- */

static void two_registers_side_by_side(void **state)
{
    struct risk_category *c = record_new(&u.rq, &type_risk_category);
    struct risk *r = record_new(&u.rq, &type_risk);
    int64_t anti, general;

    (void)state;
    OK(&u, record_find(&u.rq, &type_risk_register, RISK_GENERAL, 0,
                       &general));
    OK(&u, record_find(&u.rq, &type_risk_register, RISK_ANTICORRUPTION, 0,
                       &anti));
    assert_int_equal(uni_count(&u, "SELECT COUNT(*) FROM risk WHERE"
                                   " risk_register IS NULL"), 0);
    assert_int_equal(uni_count(&u, mem_fmt(u.mem, "SELECT COUNT(*) FROM risk"
                                           " WHERE risk_register = %lld",
                                           (long long)anti)), 0);
    /* The same codes in the second one disturb nobody. */
    c->risk_register = anti;
    c->code = "1";
    c->title.in[LANG_KY] = "Сатып алуулар";
    OK(&u, make(&type_risk_category, c, NULL));
    r->risk_register = anti;
    r->category = c->r.id;
    r->code = "1.1";
    r->title.in[LANG_KY] = "Пара алуу";
    r->starts = day_ymd(2026, 1, 1);
    r->ends = day_ymd(2028, 12, 31);
    OK(&u, make(&type_risk, r, NULL));
    assert_int_equal(r->plan, ((struct risk_register *)loaded(
                                   &type_risk_register, anti))->plan);
    assert_int_equal(make(&type_risk, r, NULL), RC_CONFLICT);
    /* A category of the other register is refused. */
    r->code = "1.2";
    r->category = id_of(&type_risk_category, "1");
    assert_int_equal(make(&type_risk, r, NULL), RC_INVALID);
    assert_non_null(strstr(uni_why(&u), "another register"));
}

static void causes_in_a_circle_are_refused(void **state)
{
    struct risk_cause *a = loaded(&type_risk_cause,
                                  id_of(&type_risk_cause, "1.1-C1"));
    struct risk_cause *b = loaded(&type_risk_cause,
                                  id_of(&type_risk_cause, "1.1-C2"));
    struct risk_cause *c = loaded(&type_risk_cause,
                                  id_of(&type_risk_cause, "1.1-C3"));

    (void)state;
    b->parent = a->r.id;
    OK(&u, make(&type_risk_cause, b, "save"));
    c->parent = b->r.id;
    OK(&u, make(&type_risk_cause, c, "save"));
    a->parent = c->r.id;
    assert_int_equal(make(&type_risk_cause, a, "save"), RC_INVALID);
    assert_non_null(strstr(uni_why(&u), "circle"));
    a->parent = a->r.id;
    assert_int_equal(make(&type_risk_cause, a, "save"), RC_INVALID);
    a->parent = id_of(&type_risk_cause, "1.2-C1");
    assert_int_equal(make(&type_risk_cause, a, "save"), RC_INVALID);
    assert_non_null(strstr(uni_why(&u), "same risk"));
}

/* --- Approval ---------------------------------------------------------------- */

static enum rc drafting(struct rq *rq, void *arg)
{
    int64_t book;

    TRY(record_find(rq, &type_risk_register, RISK_GENERAL, 0, &book));
    return act_draft_step(rq, &type_risk_register, book, "approve", NULL, arg);
}

static enum rc checking(struct rq *rq, void *arg)
{
    return act_check(rq, *(int64_t *)arg);
}

static enum rc signing(struct rq *rq, void *arg)
{
    return act_sign(rq, arg);
}

static enum rc agree(struct rq *rq, void *arg)
{
    const int64_t *visa = arg;
    void *rec;

    TRY(record_take(rq, &type_visa, *visa, OP_STEP, "agree", &rec));
    return record_step(rq, &type_visa, rec, "agree", 0);
}

static void agree_all(int64_t act)
{
    struct visa_sheet s;

    as(0);
    OK(&u, visa_sheet(&u.rq, &type_act, act, &s));
    assert_int_equal(s.n, 3);
    for (size_t i = 0; i < s.n; i++) {
        as(s.now[i]->person);
        OK(&u, app_write(&u.rq, agree, &s.now[i]->r.id));
    }
}

static void sign_as_rector(int64_t act)
{
    struct act_compiled *c;

    as(rector);
    OK(&u, act_compile(&u.rq, act, &c));
    OK(&u, act_seal_first(&u.rq, c, "кодум бул 1"));
    OK(&u, app_write(&u.rq, signing, c));
    as(0);
}

static struct risk_register *general(void)
{
    return loaded(&type_risk_register, id_of(&type_risk_register,
                                             RISK_GENERAL));
}

static void the_rector_approves_with_three_visas(void **state)
{
    struct risk_change *c;
    struct act_compiled *compiled;
    struct risk *r;
    int64_t act;
    size_t n;

    (void)state;
    as(planner);
    OK(&u, app_write(&u.rq, drafting, &act));
    OK(&u, app_write(&u.rq, checking, &act));
    as(rector);
    assert_int_equal(act_compile(&u.rq, act, &compiled), RC_CONFLICT);
    agree_all(act);
    sign_as_rector(act);
    assert_string_equal(general()->r.state, "approved");
    assert_int_equal(general()->approved_act, act);
    assert_int_equal(general()->approved_on.n, u.rq.today.n);
    OK(&u, risk_changes(&u.rq, general(), &c, &n));
    assert_int_equal(n, 0);

    /* The office goes on writing; what is different is told. */
    as(planner);
    r = loaded(&type_risk, id_of(&type_risk, "6.1"));
    r->responsible = (struct refs){ &unit, 1 };
    OK(&u, make(&type_risk, r, "save"));
    as(0);
    OK(&u, risk_changes(&u.rq, general(), &c, &n));
    assert_int_equal(n, 1);
    assert_string_equal(c[0].field->name, "responsible");
    /* How far the work is, is no change of the plan. */
    r->treatment = "reduce";
    {
        struct risk_action *a = action("1.1-A1");

        a->evidence = (struct refs){ NULL, 0 };
        OK(&u, make(&type_risk_action, a, "save"));
    }
    OK(&u, risk_changes(&u.rq, general(), &c, &n));
    assert_int_equal(n, 1);
}

/* --- Actions as work ----------------------------------------------------------- */

/* An action that is nobody's task. */
static const char *alone_code(void)
{
    static const struct sql_text q = {
        "SELECT code FROM risk_action a WHERE NOT EXISTS (SELECT 1 FROM"
        " risk_action_linked_tasks l WHERE l.owner = a.id) ORDER BY a.id"
        " LIMIT 1", "", "t"
    };
    const char *code;

    OK(&u, sql_get_str(u.rq.sql, u.mem, &code, &q, NO_ARGS));
    return code;
}

static void owned_by(const char *code, int64_t person, day ends)
{
    struct risk_action *a = action(code);

    as(0);
    a->owner = person;
    a->unit = unit;
    a->ends = ends;
    OK(&u, make(&type_risk_action, a, "save"));
}

static struct risk_report *report_of(const char *code, const char *delivery)
{
    struct risk_report *r = record_new(&u.rq, &type_risk_report);

    r->action = id_of(&type_risk_action, code);
    r->done = "Бүткөрүлдү";
    r->delivery = delivery;
    r->links = "https://example.kg/";
    return r;
}

static void an_owner_gets_an_assignment_and_reports(void **state)
{
    const char *code = alone_code();
    struct risk_report *r;

    (void)state;
    owned_by(code, doer, day_add(u.rq.today, 20));
    assert_int_equal(open_of(doer, "action"), 1);
    /* Another day or another owner: one assignment, never two. */
    owned_by(code, doer, day_add(u.rq.today, 30));
    assert_int_equal(open_of(doer, "action"), 1);
    assert_int_equal(make(&type_risk_action, action(code), "finish"),
                     RC_CONFLICT);
    {
        struct risk *risk = loaded(&type_risk, action(code)->risk);

        risk->owner = owner;
        OK(&u, make(&type_risk, risk, "save"));
    }
    as(owner);
    assert_int_equal(make(&type_risk_report, report_of(code, "delivered"),
                          NULL), RC_DENIED);
    as(doer);
    r = report_of(code, "delivered");
    r->links = NULL;
    assert_int_equal(make(&type_risk_report, r, NULL), RC_INVALID);
    r = report_of(code, "partly");
    OK(&u, make(&type_risk_report, r, NULL));
    assert_int_equal(open_of(doer, "action"), 0);
    assert_int_equal(open_of(owner, "review"), 1);
    assert_int_not_equal(make(&type_risk_report,
                              loaded(&type_risk_report, r->r.id), "accept"),
                         RC_OK);
    as(owner);
    OK(&u, make(&type_risk_report, loaded(&type_risk_report, r->r.id),
                "accept"));
    /* Partly: it is owed on; delivered: it is done. */
    assert_string_equal(action(code)->r.state, "open");
    assert_int_equal(open_of(doer, "action"), 1);
    as(doer);
    r = report_of(code, "delivered");
    OK(&u, make(&type_risk_report, r, NULL));
    as(owner);
    OK(&u, make(&type_risk_report, loaded(&type_risk_report, r->r.id),
                "accept"));
    assert_string_equal(action(code)->r.state, "done");
    assert_int_equal(open_of(doer, "action"), 0);
}

static void returned_reports_come_back(void **state)
{
    const char *code = alone_code();
    struct risk_report *r;

    (void)state;
    owned_by(code, doer, day_add(u.rq.today, 20));
    as(doer);
    r = report_of(code, "delivered");
    OK(&u, make(&type_risk_report, r, NULL));
    as(planner);
    r = loaded(&type_risk_report, r->r.id);
    r->reason = "далил жетишсиз";
    OK(&u, make(&type_risk_report, r, "return"));
    assert_int_equal(open_of(doer, "again"), 1);
    assert_int_equal(open_of(planner, "review"), 0);
    as(doer);
    OK(&u, make(&type_risk_report, loaded(&type_risk_report, r->r.id),
                "submit"));
    assert_int_equal(open_of(doer, "again"), 0);
    assert_int_equal(open_of(planner, "review"), 1);
}

static void an_action_begins_on_its_day(void **state)
{
    const char *code = alone_code();
    struct risk_action *a = action(code);

    (void)state;
    a->owner = doer;
    a->starts = day_add(u.rq.today, 5);
    a->ends = day_add(u.rq.today, 9);
    OK(&u, make(&type_risk_action, a, "save"));
    OK(&u, app_write(&u.rq, daily, NULL));
    assert_int_equal(open_of(doer, "action"), 0);
    clock_set(INT64_C(1795341600000000) + INT64_C(5) * 86400 * 1000000);
    rq_clock(&u.rq);
    OK(&u, app_write(&u.rq, daily, NULL));
    OK(&u, app_write(&u.rq, daily, NULL));
    assert_int_equal(open_of(doer, "action"), 1);
    clock_set(INT64_C(1795341600000000));
    rq_clock(&u.rq);
}

/* --- The same work --------------------------------------------------------------- */

/* A report on the task as a unit gives it. */
static int64_t task_reported(const char *task, const char *state,
                             const char *delivery)
{
    struct period *p = record_new(&u.rq, &type_period);
    struct report *r = record_new(&u.rq, &type_report);
    int64_t plan, id;

    as(0);
    OK(&u, record_find(&u.rq, &type_plan, STRATEGY_CONCEPT, 0, &plan));
    OK(&u, record_find(&u.rq, &type_task, task, plan, &id));
    p->plan = plan;
    p->code = mem_fmt(u.mem, "P%s", task);
    p->starts = day_add(u.rq.today, -90);
    p->ends = day_add(u.rq.today, -1);
    p->due = day_add(u.rq.today, 10);
    OK(&u, make(&type_period, p, NULL));
    r->plan = plan;
    r->task = id;
    r->period = p->r.id;
    r->unit = unit;
    OK(&u, make(&type_report, r, NULL));
    r->done = "Аткарылды";
    r->delivery = delivery;
    r->progress = (struct count){ 100, true };
    as(head);
    OK(&u, make(&type_report, r, "submit"));
    as(0);
    if (!strcmp(state, "accepted"))
        OK(&u, make(&type_report, loaded(&type_report, r->r.id), "accept"));
    return r->r.id;
}

static void a_report_on_the_task_serves_the_action(void **state)
{
    struct risk_said *said;
    int64_t first, second;
    size_t n;

    (void)state;
    /* 1.1-A1 is the same work as I.1.1 and I.1.2. */
    owned_by("1.1-A1", doer, day_add(u.rq.today, 20));
    assert_int_equal(open_of(doer, "action"), 1);
    first = task_reported("I.1.1", "accepted", "delivered");
    OK(&u, risk_action_said(&u.rq, id_of(&type_risk_action, "1.1-A1"), &said,
                            &n));
    assert_int_equal(n, 1);
    assert_true(said[0].shared);
    assert_int_equal(said[0].id, first);
    /* One of two tasks: the action goes on, and nobody reports it twice. */
    assert_string_equal(action("1.1-A1")->r.state, "open");
    as(doer);
    assert_int_equal(make(&type_risk_report, report_of("1.1-A1", "delivered"),
                          NULL), RC_CONFLICT);
    assert_non_null(strstr(uni_why(&u), "I.1.1"));
    second = task_reported("I.1.2", "accepted", "delivered");
    OK(&u, risk_action_said(&u.rq, id_of(&type_risk_action, "1.1-A1"), &said,
                            &n));
    assert_int_equal(n, 2);
    assert_true(said[0].id == second || said[1].id == second);
    assert_string_equal(action("1.1-A1")->r.state, "done");
    assert_int_equal(open_of(doer, "action"), 0);
}

static void a_report_not_accepted_serves_nothing(void **state)
{
    struct risk_said *said;
    size_t n;

    (void)state;
    owned_by("1.1-A1", doer, day_add(u.rq.today, 20));
    task_reported("I.1.1", "submitted", "delivered");
    OK(&u, risk_action_said(&u.rq, id_of(&type_risk_action, "1.1-A1"), &said,
                            &n));
    assert_int_equal(n, 0);
    assert_int_equal(make(&type_risk_action, action("1.1-A1"), "finish"),
                     RC_CONFLICT);
}

/* --- Owners who leave --------------------------------------------------------------- */

static void who_leaves_is_followed_by_another(void **state)
{
    struct risk *r = loaded(&type_risk, id_of(&type_risk, "1.1"));
    struct person *p;

    (void)state;
    r->owner = owner;
    OK(&u, make(&type_risk, r, "save"));
    OK(&u, app_write(&u.rq, daily, NULL));
    assert_int_equal(open_of(planner, "owner"), 0);
    p = loaded(&type_person, owner);
    OK(&u, make(&type_person, p, "leave"));
    OK(&u, app_write(&u.rq, daily, NULL));
    OK(&u, app_write(&u.rq, daily, NULL));
    assert_int_equal(open_of(planner, "owner"), 1);
    r = loaded(&type_risk, r->r.id);
    r->owner = doer;
    OK(&u, make(&type_risk, r, "save"));
    assert_int_equal(open_of(planner, "owner"), 0);
    OK(&u, app_write(&u.rq, daily, NULL));
    assert_int_equal(open_of(planner, "owner"), 0);
}

/* --- Decisions ------------------------------------------------------------------------- */

struct judging {
    const char *code;
    int likelihood, impact;
};

static enum rc judged(struct rq *rq, void *arg)
{
    const struct judging *j = arg;
    const struct risk_voice v = { owner, j->likelihood, j->impact, "a" };
    int64_t book, id;

    TRY(record_find(rq, &type_risk_register, RISK_GENERAL, 0, &book));
    TRY(record_find(rq, &type_risk, j->code, book, &id));
    return risk_voices(rq, id, KIND_CURRENT, rq->today, &v, 1);
}

static void assessed(const char *code, int likelihood, int impact)
{
    struct judging j = { code, likelihood, impact };

    as(0);
    OK(&u, app_write(&u.rq, judged, &j));
}

static struct risk_decision *decision(const char *code, const char *choice,
                                      int days)
{
    struct risk_decision *d = record_new(&u.rq, &type_risk_decision);

    d->risk = id_of(&type_risk, code);
    d->choice = choice;
    d->reason = "Негизи бар";
    if (days)
        d->until = day_add(u.rq.today, days);
    return d;
}

static struct risk *risk_of(const char *code)
{
    as(0);
    return loaded(&type_risk, id_of(&type_risk, code));
}

static enum risk_level level_now(const char *code)
{
    enum risk_level level;

    OK(&u, risk_level(&u.rq, id_of(&type_risk, code), u.rq.today, &level));
    return level;
}

static void who_may_accept_what(void **state)
{
    struct risk *r = risk_of("1.1");

    (void)state;
    r->owner = owner;
    OK(&u, make(&type_risk, r, "save"));
    /* Nobody accepts what nobody has assessed. */
    as(rector);
    assert_int_equal(make(&type_risk_decision, decision("1.1", "accept", 30),
                          NULL), RC_CONFLICT);
    assessed("1.1", 5, 5);
    assert_int_equal(level_now("1.1"), LEVEL_CRITICAL);
    as(owner);
    assert_int_equal(make(&type_risk_decision, decision("1.1", "accept", 30),
                          NULL), RC_DENIED);
    as(vice[1]);
    assert_int_equal(make(&type_risk_decision, decision("1.1", "accept", 30),
                          NULL), RC_DENIED);
    as(doer);
    assert_int_not_equal(make(&type_risk_decision,
                              decision("1.1", "reduce", 0), NULL), RC_OK);
    as(rector);
    assert_int_equal(make(&type_risk_decision, decision("1.1", "accept", 0),
                          NULL), RC_INVALID);
    assert_int_equal(make(&type_risk_decision,
                          decision("1.1", "accept", 5000), NULL), RC_INVALID);
    OK(&u, make(&type_risk_decision, decision("1.1", "accept", 30), NULL));
    assert_string_equal(risk_of("1.1")->treatment, "accept");
    /* A low one is the owner's own business. */
    r = risk_of("1.2");
    r->owner = owner;
    OK(&u, make(&type_risk, r, "save"));
    assessed("1.2", 1, 1);
    assert_int_equal(level_now("1.2"), LEVEL_LOW);
    as(owner);
    OK(&u, make(&type_risk_decision, decision("1.2", "accept", 30), NULL));
    /* Another decision takes its place. */
    OK(&u, make(&type_risk_decision, decision("1.2", "reduce", 0), NULL));
    /* Sent twice, it is one. */
    assert_int_equal(make(&type_risk_decision, decision("1.2", "reduce", 0),
                          NULL),
                     RC_CONFLICT);
    assert_string_equal(risk_of("1.2")->treatment, "reduce");
    assert_int_equal(uni_count(&u, "SELECT COUNT(*) FROM risk_decision"
                                   " WHERE state = 'replaced'"), 1);
}

static int64_t told(const char *kind)
{
    return uni_count(&u, mem_fmt(u.mem, "SELECT COUNT(*) FROM notice"
                                        " WHERE kind = '%s'", kind));
}

static void an_acceptance_expires_loudly_and_once(void **state)
{
    const int64_t day_us = INT64_C(86400) * 1000000;
    struct risk *r = risk_of("1.1");

    (void)state;
    r->owner = owner;
    OK(&u, make(&type_risk, r, "save"));
    assessed("1.1", 3, 3);
    as(rector);
    OK(&u, make(&type_risk_decision, decision("1.1", "accept", 30), NULL));
    as(0);
    OK(&u, app_write(&u.rq, daily, NULL));
    assert_int_equal(told("risk_expires"), 0);
    clock_set(INT64_C(1795341600000000) + 20 * day_us);
    rq_clock(&u.rq);
    OK(&u, app_write(&u.rq, daily, NULL));
    OK(&u, app_write(&u.rq, daily, NULL));
    assert_int_equal(told("risk_expires"), 2); /* owner and rector */
    /* The last day still holds. */
    clock_set(INT64_C(1795341600000000) + 30 * day_us);
    rq_clock(&u.rq);
    OK(&u, app_write(&u.rq, daily, NULL));
    assert_string_equal(risk_of("1.1")->treatment, "accept");
    clock_set(INT64_C(1795341600000000) + 31 * day_us);
    rq_clock(&u.rq);
    OK(&u, app_write(&u.rq, daily, NULL));
    OK(&u, app_write(&u.rq, daily, NULL));
    assert_null(risk_of("1.1")->treatment);
    assert_int_equal(told("risk_expired"), 2);
    assert_int_equal(open_of(owner, "decide"), 1);
    as(rector);
    OK(&u, make(&type_risk_decision, decision("1.1", "reduce", 0), NULL));
    as(0);
    assert_int_equal(open_of(owner, "decide"), 0);
    clock_set(INT64_C(1795341600000000));
    rq_clock(&u.rq);
}

static void a_higher_assessment_ends_the_acceptance(void **state)
{
    struct risk *r = risk_of("1.1");

    (void)state;
    r->owner = owner;
    OK(&u, make(&type_risk, r, "save"));
    assessed("1.1", 1, 1);
    as(owner);
    OK(&u, make(&type_risk_decision, decision("1.1", "accept", 30), NULL));
    assessed("1.1", 1, 2);
    if (level_now("1.1") == LEVEL_LOW)
        assert_string_equal(risk_of("1.1")->treatment, "accept");
    assessed("1.1", 5, 5);
    assert_null(risk_of("1.1")->treatment);
    assert_int_equal(uni_count(&u, "SELECT COUNT(*) FROM risk_decision"
                                   " WHERE ended_by = 'level'"), 1);
    assert_int_equal(open_of(owner, "decide"), 1);
}

/* --- Context ------------------------------------------------------------------------------ */

/* What the system sets is not sent. */
static enum rc note_as(struct risk_note *n)
{
    n->author = 0;
    return make(&type_risk_note, n, NULL);
}

static enum rc factor_as(struct risk_factor *f)
{
    f->author = 0;
    return make(&type_risk_factor, f, NULL);
}

static void notes_have_sources_and_factors_notes(void **state)
{
    struct risk_note *n = record_new(&u.rq, &type_risk_note);
    struct risk_note *twin = record_new(&u.rq, &type_risk_note);
    struct risk_factor *f = record_new(&u.rq, &type_risk_factor);
    int64_t cause;

    (void)state;
    as(planner);
    n->side = "economic";
    n->title.in[LANG_KY] = "Контракттык студенттердин саны азайды";
    n->on_day = u.rq.today;
    assert_int_equal(note_as(n), RC_INVALID);
    n->link = "javascript:alert(1)";
    assert_int_equal(note_as(n), RC_INVALID);
    n->link = "https://stat.gov.kg/";
    n->on_day = day_add(u.rq.today, 1);
    assert_int_equal(note_as(n), RC_INVALID);
    n->on_day = u.rq.today;
    OK(&u, note_as(n));
    assert_int_equal(n->author, planner);
    /* A form that is sent twice, a table that is imported again. */
    twin->side = n->side;
    twin->title = n->title;
    twin->on_day = n->on_day;
    twin->link = n->link;
    assert_int_equal(note_as(twin), RC_CONFLICT);
    twin->on_day = day_add(u.rq.today, -1);
    OK(&u, note_as(twin));
    f->title.in[LANG_KY] = "Кирешенин азайышы";
    f->on_day = u.rq.today;
    assert_int_equal(factor_as(f), RC_INVALID);
    f->notes = (struct refs){ &n->r.id, 1 };
    cause = id_of(&type_risk_cause, "2.1-C1");
    f->causes = (struct refs){ &cause, 1 };
    OK(&u, factor_as(f));
    assert_true(risk_note_outer("legal"));
    assert_false(risk_note_outer("weakness"));
    as(doer);
    n->title.in[LANG_KY] = "Башка";
    assert_int_equal(note_as(n), RC_DENIED);
    as(0);
}

#define IN_HOUSE(test)                                                         \
    cmocka_unit_test_setup_teardown(test, open_house, close_house)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(two_registers_side_by_side),
        IN_HOUSE(causes_in_a_circle_are_refused),
        IN_HOUSE(the_rector_approves_with_three_visas),
        IN_HOUSE(an_owner_gets_an_assignment_and_reports),
        IN_HOUSE(returned_reports_come_back),
        IN_HOUSE(an_action_begins_on_its_day),
        IN_HOUSE(a_report_on_the_task_serves_the_action),
        IN_HOUSE(a_report_not_accepted_serves_nothing),
        IN_HOUSE(who_leaves_is_followed_by_another),
        IN_HOUSE(who_may_accept_what),
        IN_HOUSE(an_acceptance_expires_loudly_and_once),
        IN_HOUSE(a_higher_assessment_ends_the_acceptance),
        IN_HOUSE(notes_have_sources_and_factors_notes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
