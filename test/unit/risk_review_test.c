/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_review_test.c: the yearly review of the risks: opened by the year,
 * overdue when nobody holds it, prepared, put on the council's agenda, closed
 * by an act that gives the council's instructions.
 */
#include "risk_cycle_help.h"

#include "mod/councils/meeting.h"
#include "mod/risk/risk_review.h"

static int64_t review_id, order_id;

static const struct risk_review *review(int64_t id)
{
    return load(&type_risk_review, id);
}

static enum rc take(const char *name, void (*fill)(void *))
{
    return step(&type_risk_review, review_id, name, fill);
}

static int64_t of_year(int year)
{
    return uni_count(&u, mem_fmt(u.mem, "SELECT COALESCE(MAX(id), 0) FROM"
                                        " risk_review WHERE year = %d", year));
}

static void approved_in(int year)
{
    struct risk_register *g = load(&type_risk_register, k.book);

    g->approved_on = day_ymd(year, 3, 1);
    OK(&u, save(&type_risk_register, g));
}

/* --- Opening ---------------------------------------------------------------- */

static void every_year_since_the_approval_has_one(void **state)
{
    (void)state;
    approved_in(2025);
    daily();
    daily();
    assert_int_equal(uni_count(&u, "SELECT COUNT(*) FROM risk_review"), 2);
    assert_int_equal(of_year(2024), 0);
    assert_true(of_year(2025) > 0);
    review_id = of_year(2026);
    assert_true(review_id > 0);
    /* The last working day of December. */
    assert_int_equal(review(review_id)->due.n, day_ymd(2026, 12, 31).n);
    assert_int_equal(review(of_year(2025))->due.n, day_ymd(2025, 12, 31).n);
}

static void the_office_is_asked_and_never_too_late(void **state)
{
    (void)state;
    assert_int_equal(
        uni_count(&u, mem_fmt(u.mem,
                              "SELECT COUNT(*) FROM assignment WHERE subject"
                              " = 'risk_review' AND state = 'open' AND person"
                              " = %lld AND due > '2026-11-22'",
                              (long long)k.planner)), 2);
}

static void a_year_without_one_is_missed(void **state)
{
    int years[5];
    size_t n;

    (void)state;
    OK(&u, risk_review_missed(&u.rq, k.book, years, COUNT(years), &n));
    assert_int_equal(n, 1);
    assert_int_equal(years[0], 2025);
    u.rq.today = day_ymd(2027, 1, 5);
    OK(&u, risk_review_missed(&u.rq, k.book, years, COUNT(years), &n));
    assert_int_equal(n, 2);
    assert_int_equal(years[1], 2026);
    u.rq.today = day_ymd(2026, 11, 22);
}

static void too_early_it_is_not_opened(void **state)
{
    (void)state;
    u.rq.today = day_ymd(2026, 11, 10);
    assert_int_equal(of_year(2027), 0);
    u.rq.today = day_ymd(2027, 11, 1);
    daily();
    assert_int_equal(of_year(2027), 0);
    u.rq.today = day_ymd(2027, 11, 25);
    daily();
    assert_true(of_year(2027) > 0);
    u.rq.today = day_ymd(2026, 11, 22);
}

/* --- Preparing ---------------------------------------------------------------- */

static void say(void *rec)
{
    struct risk_review *v = rec;

    v->summary.in[LANG_KY] = "Он бир тобокелдиктин үчөө өстү";
    v->proposals.in[LANG_KY] = "Мектептер менен иш күчөтүлсүн";
}

static void say_decision(void *rec)
{
    ((struct risk_review *)rec)->decision.in[LANG_KY] =
        "Иш канааттандырарлык деп табылсын";
}

static void prepared_it_is_on_the_agenda(void **state)
{
    (void)state;
    be(k.planner);
    assert_int_equal(take("prepare", NULL), RC_INVALID);
    OK(&u, take("prepare", say));
    be(0);
    assert_string_equal(review(review_id)->r.state, "prepared");
    assert_int_equal(
        uni_count(&u, mem_fmt(u.mem,
                              "SELECT COUNT(*) FROM agenda_item WHERE subject"
                              " = 'risk_review' AND subject_id = %lld AND"
                              " state = 'proposed' AND body = %lld",
                              (long long)review_id, (long long)k.council)),
        1);
}

static double held_reviews(void)
{
    struct measured m;

    OK(&u, measure_on(&u.rq, "risk_review", u.rq.today, &m));
    assert_int_equal(m.origin, ORIGIN_COUNTED);
    return m.value;
}

struct kept {
    const struct type *type;
    void *rec;
};

static enum rc keep(struct rq *rq, void *arg)
{
    struct kept *a = arg;

    return record_put(rq, a->type, a->rec, "add");
}

/* As it is kept of a meeting with this one subject. */
static void meeting(int64_t item, const char *status, const char *minutes)
{
    struct council_meeting *m = record_new(&u.rq, &type_council_meeting);

    m->body = k.council;
    m->title.in[LANG_KY] = "Отурум";
    m->held_on = u.rq.today;
    m->items = (struct refs){ &item, 1 };
    m->minutes = minutes;
    m->r.state = status;
    OK(&u, app_write(&u.rq, keep, &(struct kept){ &type_council_meeting, m }));
}

/* A year has had its review when the council has sat over it: closed, with
 * minutes, and this on the agenda. */
static void a_held_meeting_is_counted(void **state)
{
    struct agenda_item *other = record_new(&u.rq, &type_agenda_item);
    int64_t item = uni_count(&u, mem_fmt(u.mem,
                                         "SELECT id FROM agenda_item WHERE"
                                         " subject = 'risk_review' AND"
                                         " subject_id = %lld",
                                         (long long)review_id));

    (void)state;
    other->body = k.council;
    other->title.in[LANG_KY] = "Башка маселе";
    OK(&u, app_write(&u.rq, keep, &(struct kept){ &type_agenda_item, other }));
    meeting(item, "planned", "Угулду.");
    meeting(item, "closed", NULL);
    meeting(other->r.id, "closed", "Угулду.");
    assert_int_equal((int)held_reviews(), 0);
    meeting(item, "closed", "Угулду.");
    assert_int_equal((int)held_reviews(), 1);
}

static enum rc propose(const struct risk_order *like, int64_t who, day due)
{
    struct risk_order o = *like;

    o.person = who;
    o.due = due;
    return add(&type_risk_order, &o);
}

static void an_instruction_names_who_and_when(void **state)
{
    struct risk_order *o = record_new(&u.rq, &type_risk_order);

    (void)state;
    o->review = review_id;
    o->title.in[LANG_KY] = "Мектептер менен келишим түзүү";
    o->risk = k.risk;
    o->due = day_ymd(2027, 3, 1);
    be(k.planner);
    assert_int_equal(propose(o, 0, o->due), RC_INVALID);
    assert_int_equal(propose(o, k.holder, day_ymd(2026, 11, 1)), RC_INVALID);
    OK(&u, propose(o, k.holder, o->due));
    order_id = uni_count(&u, "SELECT MAX(id) FROM risk_order");
    /* Proposed is not given. */
    assert_int_equal(step(&type_risk_order, order_id, "order", NULL),
                     RC_DENIED);
    be(0);
}

/* --- The council's decision --------------------------------------------------- */

static void the_draft_lists_the_instructions(void **state)
{
    const struct act *a;

    (void)state;
    be(k.planner);
    assert_int_equal(take("submit", NULL), RC_INVALID);
    OK(&u, take("submit", say_decision));
    be(0);
    a = load(&type_act, review(review_id)->draft);
    assert_string_equal(a->form, "risk_review_decision");
    assert_string_equal(a->kind, "decision");
    assert_non_null(strstr(a->body.in[LANG_KY], "канааттандырарлык"));
    assert_non_null(strstr(a->body.in[LANG_KY], "3.1. Мектептер менен"));
    assert_non_null(strstr(a->body.in[LANG_KY], "Жетекчи"));
    assert_int_equal(
        uni_count(&u, mem_fmt(u.mem, "SELECT COUNT(*) FROM act_line WHERE act"
                                     " = %lld", (long long)a->r.id)), 2);
    /* One draft at a time; nothing more is proposed beside it. */
    assert_int_equal(take("submit", say_decision), RC_CONFLICT);
}

static void signed_it_closes_the_year(void **state)
{
    int64_t act = review(review_id)->draft;

    (void)state;
    OK(&u, carry_out(act));
    be(0);
    assert_string_equal(review(review_id)->r.state, "decided");
    assert_int_equal(review(review_id)->decided_on.n, u.rq.today.n);
    assert_int_equal(review(review_id)->act, act);
    assert_int_equal(
        uni_count(&u, mem_fmt(u.mem,
                              "SELECT COUNT(*) FROM assignment WHERE subject"
                              " = 'risk_order' AND state = 'open' AND person"
                              " = %lld AND due = '2027-03-01'",
                              (long long)k.holder)), 1);
    assert_int_equal(
        uni_count(&u, mem_fmt(u.mem,
                              "SELECT COUNT(*) FROM assignment WHERE subject"
                              " = 'risk_review' AND state = 'open' AND"
                              " subject_id = %lld", (long long)review_id)), 0);
    assert_int_equal(
        uni_count(&u, "SELECT COUNT(*) FROM agenda_item WHERE subject ="
                      " 'risk_review' AND state = 'heard'"), 1);
}

static void say_done(void *rec)
{
    ((struct risk_order *)rec)->outcome = "Жети келишим түзүлдү";
}

static void an_instruction_is_reported_by_who_owes_it(void **state)
{
    (void)state;
    be(k.planner);
    assert_int_equal(step(&type_risk_order, order_id, "finish", say_done),
                     RC_DENIED);
    be(k.holder);
    OK(&u, step(&type_risk_order, order_id, "finish", say_done));
    be(0);
    assert_int_equal(
        uni_count(&u, "SELECT COUNT(*) FROM assignment WHERE subject ="
                      " 'risk_order' AND state = 'open'"), 0);
}

static void the_next_one_looks_back_at_it(void **state)
{
    struct risk_review *last;

    (void)state;
    OK(&u, risk_review_before(&u.rq, k.book, day_ymd(2027, 12, 1), &last));
    assert_int_equal(last->r.id, review_id);
    OK(&u, risk_review_before(&u.rq, k.book, day_ymd(2026, 11, 22), &last));
    assert_null(last);
}

#define TEST(fn) cmocka_unit_test(fn)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_year_since_the_approval_has_one),
        TEST(the_office_is_asked_and_never_too_late),
        TEST(a_year_without_one_is_missed),
        TEST(too_early_it_is_not_opened),
        TEST(prepared_it_is_on_the_agenda),
        TEST(a_held_meeting_is_counted),
        TEST(an_instruction_names_who_and_when),
        TEST(the_draft_lists_the_instructions),
        TEST(signed_it_closes_the_year),
        TEST(an_instruction_is_reported_by_who_owes_it),
        TEST(the_next_one_looks_back_at_it),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
