/* SPDX-License-Identifier: Apache-2.0 */
/*
 * appeals_test.c: appeals, rule by rule.  That none is left to nobody in any
 * history is shown by histories_test.c.
 */
#define HOUSE_OWN_MODULES
#include "kernel_help.h"

#include "kernel/act.h"
#include "kernel/calendar.h"
#include "kernel/daily.h"
#include "kernel/duty.h"
#include "kernel/rule.h"
#include "mod/appeals/appeals.h"

#include "history_help.h"

static const struct module *const modules[] = { &kernel_module, &mod_appeals };
const struct module *const *const house_own = modules;

enum { UNITS = 4, DAY_SECONDS = 86400 };

struct world {
    struct history y;
    int64_t units[UNITS], rector, clerk, admin, act;
    int64_t now; /* seconds */
};

/* The words of the histories, of this test's world. */
#define one(w, sql) history_one(&(w)->y, (sql))
#define load(w, t, id) history_load(&(w)->y, (t), (id))

/* --- Appeals ----------------------------------------------------------------------- */

struct coming {
    struct appeal *a;
    const char *secret;
    bool web;
};

static enum rc receive_run(struct rq *rq, void *arg)
{
    struct coming *c = arg;

    c->a->r.id = 0;
    return appeal_receive(rq, c->a, c->web ? &c->secret : NULL);
}

static struct appeal *new_one(struct house *h, const char *kind)
{
    struct appeal *a = record_new(&h->rq, &type_appeal);

    a->kind = kind;
    a->channel = "web";
    a->lang = "ru";
    a->name = "Applicant";
    a->title = "About the heating";
    a->body = "It is cold.";
    return a;
}

/* The signing of acts is tested with acts; here it is only said to happen. */
static enum rc take(struct house *h, struct appeal *a, const char *step)
{
    enum rc rc;

    h->rq.act = !strcmp(step, "answer");
    rc = house_step(h, &type_appeal, a, step);
    h->rq.act = 0;
    return rc;
}

/* --- Days -------------------------------------------------------------------------- */

static enum rc live(struct world *w, int days)
{
    w->now += (int64_t)days * DAY_SECONDS;
    clock_set(w->now * 1000000);
    rq_clock(&w->y.h->rq);
    return daily_run(&w->y.h->rq);
}

/* --- A university ---------------------------------------------------------------- */

static int64_t appoint(struct world *w, const char *role, int64_t unit)
{
    struct appointment *a = record_new(&w->y.h->rq, &type_appointment);

    a->person = house_person(w->y.h, role);
    a->role = role;
    a->unit = unit;
    a->starts = day_ymd(2000, 1, 1);
    assert_int_equal(house_add(w->y.h, &type_appointment, a), RC_OK);
    return a->person;
}

/* An act by which a rule changes. */
static enum rc paper_run(struct rq *rq, void *arg)
{
    struct act *a = arg;

    a->r.id = 0;
    return act_draft(rq, a);
}

static int64_t paper(struct world *w)
{
    struct act *a = record_new(&w->y.h->rq, &type_act);

    a->kind = "order";
    a->title.in[LANG_KY] = "буйрук";
    a->unit = w->units[0];
    a->signer = w->rector;
    a->drafter = w->clerk;
    assert_int_equal(app_write(&w->y.h->rq, paper_run, a), RC_OK);
    return a->r.id;
}

static void begin(struct world *w, struct house *h, uint64_t seed)
{
    *w = (struct world){ .now = INT64_C(1795341600) };
    history_begin(&w->y, h, seed);
    for (int i = 0; i < UNITS; i++)
        w->units[i] = house_unit(h, mem_fmt(h->mem, "u%d", i),
                                 i ? w->units[0] : 0)->r.id;
    w->admin = appoint(w, "administrator", 0);
    w->rector = appoint(w, "rector", w->units[0]);
    w->clerk = appoint(w, "clerk", w->units[1]);
    appoint(w, "vice_rector", w->units[2]);
    appoint(w, "integrity", w->units[3]);
    w->act = paper(w);
    assert_int_equal(live(w, 0), RC_OK);
}

/* --- The rules one by one ------------------------------------------------------------------- */

static int64_t come_in(struct world *w, const char *kind, const char **secret)
{
    struct coming c = { new_one(w->y.h, kind), NULL, true };

    assert_int_equal(app_write(&w->y.h->rq, receive_run, &c), RC_OK);
    if (secret)
        *secret = c.secret;
    return c.a->r.id;
}

/* Fourteen working days by the law of today, ten by a later one. */
static void the_term_is_that_of_the_day(void **state)
{
    struct world w;
    struct rule *r;
    struct appeal *a;
    day want;

    begin(&w, *state, 1);
    a = load(&w, &type_appeal, come_in(&w, "complaint", NULL));
    assert_int_equal(calendar_add(&w.y.h->rq, a->received_on, 14, &want), RC_OK);
    assert_int_equal(a->due.n, want.n);
    r = record_new(&w.y.h->rq, &type_rule);
    r->code = "appeal_answer_days";
    r->value = "10";
    r->since = day_add(w.y.h->rq.today, 5);
    r->reason.in[LANG_KY] = "мыйзам";
    assert_int_equal(house_add(w.y.h, &type_rule, r), RC_OK);
    w.y.h->rq.act = w.act;
    assert_int_equal(house_step(w.y.h, &type_rule,
                                load(&w, &type_rule, r->r.id), "enact"),
                     RC_OK);
    w.y.h->rq.act = 0;
    assert_int_equal(live(&w, 6), RC_OK);
    a = load(&w, &type_appeal, come_in(&w, "complaint", NULL));
    assert_int_equal(calendar_add(&w.y.h->rq, a->received_on, 10, &want), RC_OK);
    assert_int_equal(a->due.n, want.n);
}

static void only_a_signed_answer_ends_it(void **state)
{
    struct world w;
    struct appeal *a;
    int64_t id;

    begin(&w, *state, 1);
    id = come_in(&w, "complaint", NULL);
    assert_int_equal(take(w.y.h, load(&w, &type_appeal, id), "register"), RC_OK);
    a = load(&w, &type_appeal, id);
    a->answer = "No";
    a->answer_lang = "ru";
    assert_int_not_equal(house_step(w.y.h, &type_appeal, a, "answer"), RC_OK);
    a = load(&w, &type_appeal, id);
    a->answer = "No";
    a->answer_lang = "ky"; /* it was written in Russian */
    assert_int_equal(take(w.y.h, a, "answer"), RC_INVALID);
    a = load(&w, &type_appeal, id);
    a->answer = "No";
    a->answer_lang = "ru";
    assert_int_equal(take(w.y.h, a, "answer"), RC_OK);
    a = load(&w, &type_appeal, id);
    assert_string_equal(a->r.state, "answered");
    assert_true(a->responsible && day_is(a->next_on));
    a->delivered_on = w.y.h->rq.today;
    a->delivery = "post";
    assert_int_equal(take(w.y.h, a, "deliver"), RC_OK);
    assert_string_equal(((struct appeal *)load(&w, &type_appeal, id))->r.state,
                        "closed");
}

static enum rc by_secret(struct rq *rq, void *arg)
{
    const char *const *s = arg;
    struct appeal *a;

    return appeal_by_secret(rq, s[0], s[1], &a);
}

static void the_secret_opens_it(void **state)
{
    struct world w;
    const char *secret, *wrong[2], *right[2];
    struct appeal *a;

    begin(&w, *state, 1);
    a = load(&w, &type_appeal, come_in(&w, "complaint", &secret));
    right[0] = wrong[0] = a->code;
    right[1] = secret;
    wrong[1] = mem_fmt(w.y.h->mem, "%sx", secret);
    assert_int_equal(app_write(&w.y.h->rq, by_secret, right), RC_OK);
    assert_int_equal(app_write(&w.y.h->rq, by_secret, wrong), RC_MISSING);
    assert_int_equal(strcmp(a->secret, secret) != 0, 1);
}

static void a_term_is_extended_once(void **state)
{
    struct world w;
    struct appeal *a;
    int64_t id;
    day before;

    begin(&w, *state, 1);
    id = come_in(&w, "complaint", NULL);
    assert_int_equal(take(w.y.h, load(&w, &type_appeal, id), "register"), RC_OK);
    a = load(&w, &type_appeal, id);
    before = a->due;
    a->reason = "A commission travels";
    assert_int_equal(take(w.y.h, a, "extend"), RC_OK);
    a = load(&w, &type_appeal, id);
    assert_true(a->due.n >= before.n + 30);
    assert_int_equal(one(&w, "SELECT COUNT(*) FROM appeal_message"
                             " WHERE state = 'waiting'"), 1);
    a->reason = "Once more";
    assert_int_equal(take(w.y.h, a, "extend"), RC_CONFLICT);
}

/* Whoever reports corruption without a name leaves none. */
static void without_a_name(void **state)
{
    struct world w;
    struct coming c;

    begin(&w, *state, 1);
    c = (struct coming){ new_one(w.y.h, "corruption"), NULL, true };
    c.a->anonymous = true;
    c.a->phone = "0555";
    assert_int_equal(app_write(&w.y.h->rq, receive_run, &c), RC_OK);
    assert_int_equal(one(&w, "SELECT COUNT(*) FROM appeal WHERE name IS NOT"
                             " NULL OR phone IS NOT NULL"), 0);
    c = (struct coming){ new_one(w.y.h, "complaint"), NULL, true };
    c.a->anonymous = true;
    assert_int_equal(app_write(&w.y.h->rq, receive_run, &c), RC_INVALID);
}

/* A day on which nobody works after all: the term ends on the next one. */
static void a_term_on_a_day_that_stops_being_a_working_day(void **state)
{
    struct world w;
    struct calendar_day *c;
    struct assignment *o;
    struct appeal *a;
    int64_t id, owed;
    day due, next;

    begin(&w, *state, 1);
    id = come_in(&w, "complaint", NULL);
    assert_int_equal(take(w.y.h, load(&w, &type_appeal, id), "register"), RC_OK);
    a = load(&w, &type_appeal, id);
    due = a->due;
    c = record_new(&w.y.h->rq, &type_calendar_day);
    c->date = due;
    c->title.in[LANG_KY] = "жаңы майрам";
    assert_int_equal(house_add(w.y.h, &type_calendar_day, c), RC_OK);
    assert_int_equal(live(&w, 0), RC_OK);
    assert_int_equal(calendar_term(&w.y.h->rq, due, &next), RC_OK);
    assert_true(next.n > due.n);
    owed = one(&w, "SELECT id FROM assignment WHERE purpose = 'answer'");
    o = load(&w, &type_assignment, owed);
    assert_int_equal(o->term.n, next.n);
    assert_int_equal(live(&w, next.n - w.y.h->rq.today.n), RC_OK);
    o = load(&w, &type_assignment, owed);
    assert_true(!o->told.set || o->told.n < TOLD_LATE);
    assert_int_equal(live(&w, 1), RC_OK);
    o = load(&w, &type_assignment, owed);
    assert_true(o->told.n >= TOLD_LATE);
}

/* Whoever is complained about in one of those that are answered together is
 * kept from all of them, also when it turns out later. */
static void the_accused_of_a_joined_one_handles_none(void **state)
{
    struct world w;
    struct appeal *a, *main;
    int64_t *ids, id, other;

    begin(&w, *state, 1);
    id = come_in(&w, "complaint", NULL);
    other = come_in(&w, "complaint", NULL);
    a = load(&w, &type_appeal, other);
    a->duplicate_of = id;
    assert_int_equal(take(w.y.h, a, "join"), RC_OK);
    main = load(&w, &type_appeal, id);
    ids = MEM_NEW(w.y.h->mem, int64_t);
    *ids = main->responsible;
    a = load(&w, &type_appeal, other);
    a->against = (struct refs){ ids, 1 };
    assert_int_equal(house_save(w.y.h, &type_appeal, a), RC_OK);
    main = load(&w, &type_appeal, id);
    assert_true(main->responsible != *ids);
    a = load(&w, &type_appeal, other);
    assert_int_equal(a->responsible, main->responsible);
    /* Nor is it forgotten when the main one names somebody else. */
    main->against = (struct refs){ 0 };
    assert_int_equal(house_save(w.y.h, &type_appeal, main), RC_OK);
    main = load(&w, &type_appeal, id);
    assert_true(refs_have(&main->against, *ids));
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, own_open, house_close)

static int own_open(void **state)
{
    return house_open_with(state, modules, COUNT(modules));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_term_is_that_of_the_day),
        TEST(only_a_signed_answer_ends_it),
        TEST(the_secret_opens_it),
        TEST(a_term_is_extended_once),
        TEST(without_a_name),
        TEST(a_term_on_a_day_that_stops_being_a_working_day),
        TEST(the_accused_of_a_joined_one_handles_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
