/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strategy_test.c: the rules of the strategy on a small plan: who is asked for
 * reports, who may take which step, what a report causes.
 */
#include "strategy_help.h"

#include "kernel/span.h"
#include "mod/strategy/strategy_checks.h"

static struct uni u;
static struct {
    int64_t plan, direction, goal, parent, leaf, everyone, vague;
    int64_t result, period;
    int64_t rector_unit, all, relevant, office, faculty, branch;
    int64_t rector, planner, head, dean;
} k;

/* --- A small university --------------------------------------------------- */

static int64_t put(const struct type *t, void *rec)
{
    struct record *head = rec;

    OK(&u, record_put(&u.rq, t, rec, "add"));
    return head->id;
}

static int64_t unit(const char *code, const char *nature)
{
    struct unit *x = record_new(&u.rq, &type_unit);

    x->code = code;
    x->kind = "office";
    x->nature = nature;
    x->name.in[LANG_KY] = code;
    return put(&type_unit, x);
}

static int64_t person(const char *name, const char *role, int64_t where)
{
    struct person *p = record_new(&u.rq, &type_person);
    struct appointment *a = record_new(&u.rq, &type_appointment);

    p->name.in[LANG_KY] = name;
    put(&type_person, p);
    a->person = p->r.id;
    a->role = role;
    a->unit = where;
    a->starts = day_ymd(2023, 1, 1);
    put(&type_appointment, a);
    return p->r.id;
}

static struct refs one(int64_t a, int64_t b)
{
    int64_t *ids = MEM_ARRAY(u.mem, 2, int64_t);

    ids[0] = b && b < a ? b : a;
    ids[1] = b && b < a ? a : b;
    return (struct refs){ ids, b ? 2 : 1 };
}

static struct task *task_new(const char *code, struct refs responsible)
{
    struct task *t = record_new(&u.rq, &type_task);

    t->plan = k.plan;
    t->goal = k.goal;
    t->code = code;
    t->title.in[LANG_KY] = code;
    t->responsible = responsible;
    t->starts = day_ymd(2026, 1, 1);
    t->ends = day_ymd(2026, 12, 31);
    return t;
}

static enum rc make(struct rq *rq, void *arg)
{
    struct plan *p = record_new(rq, &type_plan);
    struct direction *d = record_new(rq, &type_direction);
    struct goal *g = record_new(rq, &type_goal);
    struct result *r = record_new(rq, &type_result);
    struct period *q = record_new(rq, &type_period);
    struct task *t;

    (void)arg;
    k.rector_unit = unit("rector", "post");
    unit("rectorate", "body");
    k.all = unit("all_units", "collective");
    k.relevant = unit("relevant_units", "collective");
    k.office = unit("office", "unit");
    k.faculty = unit("faculty", "unit");
    k.branch = unit("branch", "planned");
    k.rector = person("Ректор", "rector", k.rector_unit);
    k.planner = person("Пландоочу", "planning", k.office);
    k.head = person("Башчы", "head", k.office);
    k.dean = person("Декан", "dean", k.faculty);
    p->code = "p";
    p->title.in[LANG_KY] = "План";
    p->starts = day_ymd(2026, 1, 1);
    p->ends = day_ymd(2026, 12, 31);
    p->report_every = "year";
    p->report_days = (struct count){ 20, true };
    k.plan = put(&type_plan, p);
    d->plan = g->plan = r->plan = q->plan = k.plan;
    d->code = "I";
    d->title.in[LANG_KY] = "Багыт";
    k.direction = g->direction = put(&type_direction, d);
    g->code = "I.1";
    g->title.in[LANG_KY] = "Максат";
    k.goal = put(&type_goal, g);
    k.parent = put(&type_task, task_new("I.1.1", one(k.office, 0)));
    t = task_new("I.1.1.1", one(k.office, 0));
    t->parent_task = k.parent;
    k.leaf = put(&type_task, t);
    k.everyone = put(&type_task, task_new("I.1.2", one(k.all, 0)));
    k.vague = put(&type_task,
                  task_new("I.1.3", one(k.rector_unit, k.relevant)));
    r->code = "I.1.1-R1";
    r->task = k.parent;
    r->title.in[LANG_KY] = "Натыйжа";
    k.result = put(&type_result, r);
    q->code = "2026";
    q->starts = day_ymd(2026, 1, 1);
    q->ends = day_ymd(2026, 12, 31);
    q->due = day_ymd(2026, 12, 20);
    k.period = put(&type_period, q);
    return RC_OK;
}

static int setup(void **state)
{
    (void)state;
    memset(&k, 0, sizeof k);
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

/* --- Steps as people take them -------------------------------------------- */

struct act_on {
    const struct type *type;
    int64_t id;
    const char *step;
    void (*fill)(void *rec);
};

static enum rc step_run(struct rq *rq, void *arg)
{
    const struct act_on *a = arg;
    void *rec;

    TRY(record_load(rq, a->type, a->id, &rec));
    if (a->fill)
        a->fill(rec);
    return record_step(rq, a->type, rec, a->step, 0);
}

/* As a person with their own rights (0: the system). */
static enum rc step(int64_t who, const struct type *t, int64_t id,
                    const char *name, void (*fill)(void *))
{
    struct act_on a = { t, id, name, fill };
    enum rc rc;

    rq_forget(&u.rq);
    u.rq.person = who;
    u.rq.system = !who;
    u.rq.holder = who ? rights_holder(&u.rq, who) : NULL;
    rc = app_write(&u.rq, step_run, &a);
    u.rq.person = 0;
    u.rq.system = true;
    return rc;
}

static enum rc save_run(struct rq *rq, void *arg)
{
    const struct act_on *a = arg;
    void *rec;

    if (a->id)
        TRY(record_load(rq, a->type, a->id, &rec));
    else
        rec = record_new(rq, a->type);
    a->fill(rec);
    return record_put(rq, a->type, rec, "edit");
}

static enum rc save(const struct type *t, int64_t id, void (*fill)(void *))
{
    struct act_on a = { t, id, NULL, fill };

    rq_forget(&u.rq);
    return app_write(&u.rq, save_run, &a);
}

static void says(const char *part)
{
    if (!strstr(uni_why(&u), part))
        fail_msg("\"%s\" does not say \"%s\"", uni_why(&u), part);
}

static int64_t report_of(int64_t task, int64_t of)
{
    return uni_count(&u, mem_fmt(u.mem,
                                 "SELECT id FROM report WHERE task = %lld"
                                 " AND unit = %lld",
                                 (long long)task, (long long)of));
}

static int64_t owed(const char *purpose, int64_t id, int64_t who)
{
    return uni_count(
        &u, mem_fmt(u.mem,
                    "SELECT COUNT(*) FROM assignment WHERE state = 'open'"
                    " AND purpose = '%s' AND subject_id = %lld"
                    " AND person = %lld",
                    purpose, (long long)id, (long long)who));
}

static void open_period(void)
{
    OK(&u, step(k.planner, &type_period, k.period, "open", NULL));
}

static void done_all(void *rec)
{
    struct report *r = rec;

    r->done = "Аткарылды";
    r->delivery = "delivered";
    r->progress = (struct count){ 100, true };
    r->results = one(k.result, 0);
}

static void done_some(void *rec)
{
    struct report *r = rec;

    r->done = "Башталды";
    r->delivery = "partly";
    r->progress = (struct count){ 30, true };
}

static void with_reason(void *rec)
{
    ((struct report *)rec)->reason = "Далил жок";
}

/* --- Periods -------------------------------------------------------------- */

static void test_period_asks(void **state)
{
    (void)state;
    open_period();
    /* The leaf by its office, "all" by both working units, the vague one by
     * the rector who is named; never the parent. */
    assert_int_equal(uni_count(&u, "SELECT COUNT(*) FROM report"), 4);
    assert_true(report_of(k.leaf, k.office) > 0);
    assert_true(report_of(k.everyone, k.faculty) > 0);
    assert_true(report_of(k.vague, k.rector_unit) > 0);
    assert_int_equal(report_of(k.parent, k.office), -1);
    assert_int_equal(owed("report", report_of(k.leaf, k.office), k.head), 1);
    assert_int_equal(owed("report", report_of(k.everyone, k.faculty), k.dean),
                     1);
    assert_int_equal(owed("resolve", k.vague, k.planner), 1);
}

static enum rc fill_again(struct rq *rq, void *arg)
{
    void *p;

    (void)arg;
    TRY(record_load(rq, &type_period, k.period, &p));
    return period_fill(rq, p);
}

static void test_period_again(void **state)
{
    (void)state;
    open_period();
    OK(&u, app_write(&u.rq, fill_again, NULL));
    assert_int_equal(uni_count(&u, "SELECT COUNT(*) FROM report"), 4);
    assert_int_equal(owed("resolve", k.vague, k.planner), 1);
}

static void to_faculty(void *rec)
{
    ((struct task *)rec)->executors = one(k.faculty, 0);
}

static void to_branch(void *rec)
{
    ((struct task *)rec)->executors = one(k.branch, 0);
}

static void test_resolved(void **state)
{
    (void)state;
    open_period();
    assert_int_equal(step(k.planner, &type_task, k.vague, "resolve",
                          to_branch),
                     RC_INVALID);
    says("only units that really work");
    OK(&u, step(k.planner, &type_task, k.vague, "resolve", to_faculty));
    assert_int_equal(owed("resolve", k.vague, k.planner), 0);
    assert_int_equal(owed("report", report_of(k.vague, k.faculty), k.dean), 1);
    assert_int_equal(step(k.planner, &type_task, k.parent, "resolve",
                          to_faculty),
                     RC_INVALID);
    says("has sub-tasks");
}

static void test_period_closes(void **state)
{
    (void)state;
    open_period();
    assert_int_equal(step(k.planner, &type_period, k.period, "close", NULL),
                     RC_INVALID);
    says("reports missing: 4, waiting to be accepted: 0");
}

/* --- Reports -------------------------------------------------------------- */

static void test_report_accepted(void **state)
{
    int64_t id;

    (void)state;
    open_period();
    id = report_of(k.leaf, k.office);
    OK(&u, step(k.head, &type_report, id, "submit", done_all));
    assert_int_equal(owed("report", id, k.head), 0);
    assert_int_equal(owed("review", id, k.planner), 1);
    OK(&u, step(k.planner, &type_report, id, "accept", NULL));
    assert_int_equal(owed("review", id, k.planner), 0);
    assert_int_equal(
        uni_count(&u, mem_fmt(u.mem,
                              "SELECT COUNT(*) FROM result WHERE state ="
                              " 'delivered' AND delivered_on = '2026-11-22'"
                              " AND delivered_by = %lld",
                              (long long)id)),
        1);
}

static void test_report_returned(void **state)
{
    int64_t id;

    (void)state;
    open_period();
    id = report_of(k.leaf, k.office);
    OK(&u, step(k.head, &type_report, id, "submit", done_some));
    assert_int_equal(step(k.planner, &type_report, id, "return", NULL),
                     RC_INVALID);
    OK(&u, step(k.planner, &type_report, id, "return", with_reason));
    assert_int_equal(owed("review", id, k.planner), 0);
    assert_int_equal(
        uni_count(&u, mem_fmt(u.mem,
                              "SELECT COUNT(*) FROM assignment WHERE state ="
                              " 'open' AND purpose = 'report' AND person ="
                              " %lld AND due = '2026-11-29'",
                              (long long)k.head)),
        1);
    assert_int_equal(
        uni_count(&u, mem_fmt(u.mem,
                              "SELECT COUNT(*) FROM notice WHERE kind ="
                              " 'returned' AND person = %lld"
                              " AND note IS NOT NULL",
                              (long long)k.head)),
        1);
    OK(&u, step(k.head, &type_report, id, "submit", done_all));
}

static void test_report_rights(void **state)
{
    int64_t id;

    (void)state;
    open_period();
    id = report_of(k.leaf, k.office);
    assert_int_not_equal(step(k.dean, &type_report, id, "submit", done_some),
                         RC_OK);
    assert_int_equal(step(k.planner, &type_report, id, "submit", done_some),
                     RC_DENIED);
    OK(&u, step(k.head, &type_report, id, "submit", done_some));
    assert_int_equal(step(k.head, &type_report, id, "accept", NULL),
                     RC_DENIED);
}

static void test_two_hands(void **state)
{
    struct report r = { .person = 7 };

    (void)state;
    u.rq.person = 7;
    assert_int_equal(report_two_hands(&u.rq, &r), RC_DENIED);
    u.rq.person = 8;
    assert_int_equal(report_two_hands(&u.rq, &r), RC_OK);
}

static void test_foreign_result(void **state)
{
    (void)state;
    open_period();
    assert_int_equal(step(k.dean, &type_report,
                          report_of(k.everyone, k.faculty), "submit",
                          done_all),
                     RC_INVALID);
    says("I.1.1-R1 is a result of another task");
}

/* A filled-in report for a period that is over is history: evidence or no. */
static void period_before(void *rec)
{
    struct period *p = rec;

    p->plan = k.plan;
    p->code = "2025";
    p->starts = day_ymd(2025, 1, 1);
    p->ends = day_ymd(2025, 12, 31);
    p->due = day_ymd(2026, 1, 20);
}

static int64_t told_period;

static void told_before(void *rec)
{
    struct report *r = rec;

    r->plan = k.plan;
    r->task = k.leaf;
    r->unit = k.faculty;
    r->period = told_period;
    r->done = "what was done before";
    r->delivery = "partly";
    r->progress = (struct count){ 20, true };
}

static void told_with_evidence(void *rec)
{
    told_before(rec);
    ((struct report *)rec)->links = "https://example.org/report";
}

static int64_t newest(const char *sql)
{
    struct sql_rows r = sql_query_built(u.rq.sql, sql, NO_ARGS);
    int64_t id = sql_next(&r) ? sql_int(&r, 0) : 0;

    OK(&u, sql_done(&r));
    return id;
}

static void test_history(void **state)
{
    void *rec;
    const struct report *r;

    (void)state;
    OK(&u, save(&type_period, 0, period_before));
    told_period = newest("SELECT max(id) FROM period");
    assert_int_equal(save(&type_report, 0, told_before), RC_INVALID);
    says("comes with its evidence");
    OK(&u, save(&type_report, 0, told_with_evidence));
    OK(&u, record_load(&u.rq, &type_report,
                       newest("SELECT max(id) FROM report"), &rec));
    r = rec;
    assert_string_equal(r->r.state, "accepted");
    assert_int_equal(r->submitted_on.n, day_ymd(2025, 12, 31).n);
    assert_int_equal(r->due.n, day_ymd(2026, 1, 20).n);
}

static void test_history_of_today(void **state)
{
    (void)state;
    told_period = k.period;
    assert_int_equal(save(&type_report, 0, told_with_evidence), RC_INVALID);
    says("is not over yet");
}

/* --- Tasks ---------------------------------------------------------------- */

static void under_leaf(void *rec)
{
    ((struct task *)rec)->parent_task = k.leaf;
}

static void ends_first(void *rec)
{
    ((struct task *)rec)->ends = day_ymd(2025, 1, 1);
}

static void test_task_rules(void **state)
{
    (void)state;
    assert_int_equal(save(&type_task, k.parent, under_leaf), RC_INVALID);
    says("part of itself");
    assert_int_equal(save(&type_task, k.leaf, ends_first), RC_INVALID);
    says("before the start");
}

static void test_task_finish(void **state)
{
    (void)state;
    open_period();
    assert_int_equal(step(k.planner, &type_task, k.parent, "finish", NULL),
                     RC_INVALID);
    says("results not delivered: 1");
    OK(&u, step(k.head, &type_report, report_of(k.leaf, k.office), "submit",
                done_all));
    OK(&u, step(k.planner, &type_report, report_of(k.leaf, k.office), "accept",
                NULL));
    OK(&u, step(k.planner, &type_task, k.parent, "finish", NULL));
}

/* --- Indicators ----------------------------------------------------------- */

static int64_t indicator;
static double amount;
static bool with_document;

static void percent(void *rec)
{
    struct indicator *i = rec;

    i->plan = k.plan;
    i->code = "share";
    i->title.in[LANG_KY] = "Үлүш";
    i->unit = "percent";
    i->direction_of_good = "up";
    i->per = "by_year";
    i->target = (struct number){ 120, true };
}

static void yes_no(void *rec)
{
    percent(rec);
    ((struct indicator *)rec)->unit = "yes_no";
    ((struct indicator *)rec)->target.v = 0.5;
}

static void sane_one(void *rec)
{
    percent(rec);
    ((struct indicator *)rec)->target.v = 50;
}

static enum rc file_make(struct rq *rq, void *arg)
{
    return file_add(rq, "a.txt", "text/plain",
                    "0123456789012345678901234567890123456789012345678901234567"
                    "890123",
                    3, arg);
}

static int64_t document;

static void value(void *rec)
{
    struct reading *r = rec;

    r->indicator = indicator;
    r->on_day = day_ymd(2026, 6, 30);
    r->amount = (struct number){ amount, true };
    r->document = with_document ? document : 0;
}

static void value_tomorrow(void *rec)
{
    value(rec);
    ((struct reading *)rec)->on_day = day_ymd(2026, 11, 23);
}

static void test_indicator(void **state)
{
    (void)state;
    assert_int_equal(save(&type_indicator, 0, percent), RC_INVALID);
    says("from 0 to 100");
    assert_int_equal(save(&type_indicator, 0, yes_no), RC_INVALID);
    says("1 for yes or 0 for no");
    OK(&u, save(&type_indicator, 0, sane_one));
}

static void test_reading(void **state)
{
    struct measured m;

    (void)state;
    OK(&u, save(&type_indicator, 0, sane_one));
    OK(&u, app_write(&u.rq, file_make, &document));
    indicator = uni_count(&u, "SELECT id FROM indicator");
    amount = 12;
    with_document = false;
    assert_int_equal(save(&type_reading, 0, value), RC_INVALID);
    with_document = true;
    assert_int_equal(save(&type_reading, 0, value_tomorrow), RC_INVALID);
    says("future");
    amount = 101;
    assert_int_equal(save(&type_reading, 0, value), RC_INVALID);
    amount = 12;
    OK(&u, save(&type_reading, 0, value));
    assert_int_equal(uni_count(&u, "SELECT plan FROM reading"), k.plan);
    OK(&u, measure_on(&u.rq, "share", u.rq.today, &m));
    assert_int_equal(m.origin, ORIGIN_NONE);
    OK(&u, step(k.planner, &type_reading,
                uni_count(&u, "SELECT id FROM reading"), "confirm", NULL));
    OK(&u, measure_on(&u.rq, "share", u.rq.today, &m));
    assert_int_equal(m.origin, ORIGIN_TYPED);
    assert_int_equal(m.file, document);
    assert_true(m.value > 11.9 && m.value < 12.1);
    OK(&u, measure_on(&u.rq, "share", day_ymd(2026, 6, 29), &m));
    assert_int_equal(m.origin, ORIGIN_NONE);
}

static enum rc spans_again(struct rq *rq, void *arg)
{
    (void)arg;
    TRY(span_fill(rq, &type_plan));
    return span_fill(rq, &type_reading);
}

static void days_pass(int n)
{
    clock_set(clock_now() + INT64_C(86400000000) * n);
    rq_clock(&u.rq);
}

static double known_then(int64_t at, enum origin origin)
{
    struct measured m;

    OK(&u, measure_known(&u.rq, "share", day_ymd(2026, 7, 1), at, &m));
    assert_int_equal(m.origin, origin);
    return m.value;
}

/* A typed value that is corrected later is still what it was known to be. */
static void test_typed_as_known(void **state)
{
    int64_t id, entered, confirmed, corrected;

    (void)state;
    OK(&u, save(&type_indicator, 0, sane_one));
    OK(&u, app_write(&u.rq, file_make, &document));
    indicator = uni_count(&u, "SELECT id FROM indicator");
    amount = 12;
    with_document = true;
    OK(&u, save(&type_reading, 0, value));
    id = uni_count(&u, "SELECT id FROM reading");
    entered = clock_now();
    days_pass(3);
    OK(&u, step(k.planner, &type_reading, id, "confirm", NULL));
    confirmed = clock_now();
    days_pass(30);
    amount = 20;
    OK(&u, save(&type_reading, id, value));
    corrected = clock_now();
    days_pass(400);
    known_then(entered, ORIGIN_NONE);
    assert_true((int)known_then(confirmed, ORIGIN_TYPED) == 12);
    assert_true((int)known_then(corrected - 1, ORIGIN_TYPED) == 12);
    assert_true((int)known_then(corrected, ORIGIN_TYPED) == 20);
    assert_true((int)known_then(KNOWN_NOW, ORIGIN_TYPED) == 20);
    /* Its spans follow from the journal alone. */
    OK(&u, app_write(&u.rq, spans_again, NULL));
    assert_true((int)known_then(confirmed, ORIGIN_TYPED) == 12);
    assert_true((int)known_then(corrected, ORIGIN_TYPED) == 20);
}

static void new_name(void *rec)
{
    struct unit *to = rec;

    for (int i = 0; i < LANGS; i++)
        to->name.in[i] = "Renamed and new";
}

/* What bears the name of its unit bears the new one at once. */
static void test_renamed(void **state)
{
    int64_t unit;

    (void)state;
    open_period();
    unit = uni_count(&u, "SELECT unit FROM report ORDER BY id LIMIT 1");
    assert_true(unit > 0);
    OK(&u, save(&type_unit, unit, new_name));
    assert_int_equal(
        uni_count(&u, mem_fmt(u.mem,
                              "SELECT count(*) FROM report WHERE unit = %lld"
                              " AND (title_ky NOT LIKE '%%Renamed and new%%'"
                              " OR title_en NOT LIKE '%%Renamed and new%%')",
                              (long long)unit)),
        0);
    assert_true(uni_count(&u, "SELECT count(*) FROM journal WHERE type ="
                              " 'report' AND step = 'rename'") > 0);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_period_asks),     CASE(test_period_again),
        CASE(test_resolved),        CASE(test_period_closes),
        CASE(test_report_accepted), CASE(test_report_returned),
        CASE(test_report_rights),   CASE(test_two_hands),
        CASE(test_foreign_result),  CASE(test_task_rules),
        CASE(test_task_finish),     CASE(test_indicator),
        CASE(test_reading),         CASE(test_history),
        CASE(test_typed_as_known),  CASE(test_renamed),
        CASE(test_history_of_today),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    printf("%d passed, %d failed\n", (int)COUNT(tests) - failed, failed);
    return failed != 0;
}
