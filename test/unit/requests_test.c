/* SPDX-License-Identifier: Apache-2.0 */
/*
 * requests_test.c: requests from inside, rule by rule.  That none is left to
 * nobody in any history is shown by histories_test.c.
 */
#define HOUSE_OWN_MODULES
#include "kernel_help.h"

#include "histories_help.h"
#include "histories_requests.h"
#include "mod/appeals/appeals.h"

static const struct module *const modules[] = { &kernel_module, &mod_appeals,
                                                &mod_requests };
const struct module *const *const house_own = modules;

static void *get(struct world *w, const struct type *t, int64_t id)
{
    void *rec;

    assert_int_equal(record_load(w->rq, t, id, &rec), RC_OK);
    return rec;
}

static void begin(struct world *w, struct house *h)
{
    found(w, h);
    found_kinds(w);
    clock_set(w->now * 1000000);
    rq_clock(&h->rq);
}

static int64_t kind(struct world *w, const char *code)
{
    int64_t id;

    assert_int_equal(record_find(w->rq, &type_request_kind, code, 0, &id),
                     RC_OK);
    return id;
}

static struct request *fresh(struct world *w, const char *code)
{
    struct request *q = record_new(w->rq, &type_request);

    q->kind = kind(w, code);
    q->person = w->student;
    q->body = "For the embassy.";
    q->starts = day_add(w->rq->today, 10);
    q->ends = day_add(w->rq->today, 20);
    q->substitute = w->clerk;
    return q;
}

static int64_t send(struct world *w, const char *code)
{
    struct request *q = fresh(w, code);

    assert_int_equal(house_add(w->h, &type_request, q), RC_OK);
    return q->r.id;
}

static struct request *now(struct world *w, int64_t id)
{
    return get(w, &type_request, id);
}

static enum rc grant_run(struct rq *rq, void *arg)
{
    const int64_t *v = arg;
    void *rec;
    enum rc rc;

    TRY(record_load(rq, &type_request, v[0], &rec));
    rq->act = v[1];
    rc = record_step(rq, &type_request, rec, "grant", 0);
    rq->act = 0;
    return rc;
}

static enum rc draft_run(struct rq *rq, void *arg)
{
    int64_t *v = arg;

    return act_draft_step(rq, &type_request, v[0], "grant", NULL, &v[1]);
}

/* So many days later. */
static enum rc house_run_daily(struct world *w, int days)
{
    w->now += (int64_t)days * DAY_SECONDS;
    clock_set(w->now * 1000000);
    rq_clock(w->rq);
    return daily_run(w->rq);
}

static int64_t open_ones(struct world *w, int64_t id)
{
    return house_count(w->h,
                       mem_fmt(w->h->mem,
                               "SELECT COUNT(*) FROM assignment WHERE state ="
                               " 'open' AND subject = 'request'"
                               " AND subject_id = %lld",
                               (long long)id));
}

/* --- Tests -------------------------------------------------------------------- */

static void a_kind_says_the_term_and_who_decides(void **state)
{
    struct world w;
    struct request *q;
    day want;

    begin(&w, *state);
    q = now(&w, send(&w, "certificate"));
    assert_int_equal(calendar_add(w.rq, w.rq->today, 3, &want), RC_OK);
    assert_int_equal(q->due.n, want.n);
    assert_int_equal(q->next_on.n, want.n);
    assert_int_equal(q->unit, w.units[2]);
    assert_true(q->responsible && q->responsible != w.student);
    assert_int_equal(open_ones(&w, q->r.id), 1);
    assert_non_null(strstr(q->text.in[LANG_KY], "For the embassy."));
    q = now(&w, send(&w, "leave"));
    assert_int_equal(calendar_add(w.rq, w.rq->today, 14, &want), RC_OK);
    assert_int_equal(q->due.n, want.n);
}

static void an_answer_ends_it_and_is_told(void **state)
{
    struct world w;
    struct request *q;
    int64_t id;

    begin(&w, *state);
    id = send(&w, "certificate");
    q = now(&w, id);
    q->answer = "It is ready.";
    assert_int_equal(house_step(w.h, &type_request, q, "answer"), RC_OK);
    q = now(&w, id);
    assert_string_equal(q->r.state, "answered");
    assert_int_equal(q->responsible, 0);
    assert_int_equal(open_ones(&w, id), 0);
    assert_int_equal(house_count(w.h, "SELECT COUNT(*) FROM notice WHERE kind"
                                      " = 'request_answered'"), 1);
    q->reason = "It has another name on it.";
    assert_int_equal(house_step(w.h, &type_request, q, "reopen"), RC_OK);
    assert_int_equal(open_ones(&w, id), 1);
    assert_true(now(&w, id)->responsible);
}

static void a_signed_act_closes_it(void **state)
{
    struct world w;
    struct request *q;
    struct act *a;
    int64_t v[2];

    begin(&w, *state);
    v[0] = send(&w, "leave");
    assert_int_equal(app_write(w.rq, draft_run, v), RC_OK);
    q = now(&w, v[0]);
    assert_string_equal(q->r.state, "drafted");
    assert_int_equal(q->act, v[1]);
    a = get(&w, &type_act, v[1]);
    assert_string_equal(a->title.in[LANG_KY], "student");
    assert_int_equal(open_ones(&w, v[0]), 1);
    /* Without an act it cannot be granted. */
    assert_int_not_equal(house_step(w.h, &type_request, q, "grant"), RC_OK);
    assert_int_equal(app_write(w.rq, grant_run, v), RC_OK);
    assert_string_equal(now(&w, v[0])->r.state, "granted");
    assert_int_equal(open_ones(&w, v[0]), 0);
    assert_int_equal(house_count(w.h, "SELECT COUNT(*) FROM absence"), 1);
}

/* A draft that is dropped leaves the request where it was. */
static void a_dropped_draft_gives_it_back(void **state)
{
    struct world w;
    int64_t v[2];

    begin(&w, *state);
    v[0] = send(&w, "leave");
    assert_int_equal(app_write(w.rq, draft_run, v), RC_OK);
    assert_int_equal(house_step(w.h, &type_act, get(&w, &type_act, v[1]),
                                "drop"), RC_OK);
    assert_string_equal(now(&w, v[0])->r.state, "sent");
    assert_int_equal(now(&w, v[0])->act, 0);
    assert_int_equal(open_ones(&w, v[0]), 1);
}

static void nobody_decides_on_their_own(void **state)
{
    struct world w;
    struct assignment *a;
    struct request *q;
    int64_t id;

    begin(&w, *state);
    q = fresh(&w, "certificate");
    q->person = w.clerk;
    assert_int_equal(house_add(w.h, &type_request, q), RC_OK);
    id = q->r.id;
    assert_int_not_equal(now(&w, id)->responsible, w.clerk);
    a = get(&w, &type_assignment,
             house_count(w.h, mem_fmt(w.h->mem,
                                      "SELECT id FROM assignment WHERE"
                                      " subject = 'request' AND subject_id"
                                      " = %lld", (long long)id)));
    a->person = w.clerk;
    assert_int_not_equal(house_step(w.h, &type_assignment, a, "hand_over"),
                         RC_OK);
    house_as(w.h, w.clerk);
    q = now(&w, id);
    q->answer = "Of course.";
    assert_int_not_equal(house_step(w.h, &type_request, q, "answer"), RC_OK);
    assert_string_equal(now(&w, id)->r.state, "sent");
}

static void what_its_kind_asks_must_be_there(void **state)
{
    struct world w;
    struct request *q;

    begin(&w, *state);
    q = fresh(&w, "leave");
    q->starts = DAY_NONE;
    assert_int_equal(house_add(w.h, &type_request, q), RC_INVALID);
    q = fresh(&w, "leave");
    q->ends = day_add(q->starts, -1);
    assert_int_equal(house_add(w.h, &type_request, q), RC_INVALID);
    q = fresh(&w, "leave");
    q->substitute = q->person;
    assert_int_equal(house_add(w.h, &type_request, q), RC_INVALID);
}

static void a_wording_with_an_unknown_word_is_refused(void **state)
{
    struct world w;
    struct request_kind *k;

    begin(&w, *state);
    k = get(&w, &type_request_kind, kind(&w, "certificate"));
    k->wording.in[LANG_KY] = "{person} {salary}";
    assert_int_equal(house_save(w.h, &type_request_kind, k), RC_INVALID);
}

/* The term stays the law's when its last day becomes a holiday afterwards: it
 * ends on the next working day, and nothing is late before. */
static void a_term_on_a_day_that_stops_being_a_working_day(void **state)
{
    struct world w;
    struct calendar_day *c;
    struct request *q;
    struct assignment *a;
    int64_t id;
    day next;

    begin(&w, *state);
    id = send(&w, "certificate");
    q = now(&w, id);
    c = record_new(w.rq, &type_calendar_day);
    c->date = q->due;
    c->title.in[LANG_KY] = "жаңы майрам";
    assert_int_equal(house_add(w.h, &type_calendar_day, c), RC_OK);
    assert_int_equal(house_run_daily(&w, 0), RC_OK);
    assert_int_equal(calendar_term(w.rq, q->due, &next), RC_OK);
    assert_true(next.n > q->due.n);
    a = get(&w, &type_assignment, 1);
    assert_int_equal(a->term.n, next.n);
    /* On the new last day nobody is told that it is late, after it they are. */
    assert_int_equal(house_run_daily(&w, next.n - w.rq->today.n), RC_OK);
    assert_int_equal(((struct assignment *)get(&w, &type_assignment, 1))
                         ->told.n < TOLD_LATE, 1);
    assert_int_equal(house_run_daily(&w, 1), RC_OK);
    assert_int_equal(((struct assignment *)get(&w, &type_assignment, 1))
                         ->told.n >= TOLD_LATE, 1);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, own_open, house_close)

static int own_open(void **state)
{
    return house_open_with(state, modules, COUNT(modules));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_kind_says_the_term_and_who_decides),
        TEST(an_answer_ends_it_and_is_told),
        TEST(a_signed_act_closes_it),
        TEST(a_dropped_draft_gives_it_back),
        TEST(nobody_decides_on_their_own),
        TEST(what_its_kind_asks_must_be_there),
        TEST(a_wording_with_an_unknown_word_is_refused),
        TEST(a_term_on_a_day_that_stops_being_a_working_day),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
