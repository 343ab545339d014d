/* SPDX-License-Identifier: Apache-2.0 */
/*
 * appeals_test.c: not one appeal stays without somebody and a day.  First the
 * rules one by one, then generated histories: random steps, clocks that jump,
 * people who leave, complaints against those who handle them, terms that
 * change, joined and re-opened appeals.  After every step each appeal that is
 * not closed has a responsible person who works here, whom it is not against,
 * with an open assignment that says the same, and a next day; and none that is
 * late has gone untold.
 *
 *     APPEALS_SEED=3 APPEALS_STEPS=20000 build/t/test/unit/appeals_test
 */
#define HOUSE_OWN_MODULES
#include "kernel_help.h"

#include "kernel/absence.h"
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
#define any(w, n) history_any(&(w)->y, (n))
#define one(w, sql) history_one(&(w)->y, (sql))
#define SQL(w, ...) HISTORY_SQL(&(w)->y, __VA_ARGS__)
#define pick(w, from) history_pick(&(w)->y, (from))
#define load(w, t, id) history_load(&(w)->y, (t), (id))
#define must(w, holds, what) history_must(&(w)->y, (holds), (what))

static int64_t any_person(struct world *w)
{
    return pick(w, "person WHERE state = 'active'");
}

static struct refs just(struct world *w, int64_t id)
{
    int64_t *ids = MEM_NEW(w->y.h->mem, int64_t);

    *ids = id;
    return (struct refs){ ids, id != 0 };
}

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

static enum rc do_receive(struct world *w)
{
    static const char *const kinds[] = { "proposal", "application",
                                         "complaint", "corruption" };
    static const char *const langs[] = { "ky", "ru", "en" };
    struct coming c = { new_one(w->y.h, kinds[any(w, 4)]), NULL, any(w, 2) };

    c.a->lang = langs[any(w, 3)];
    c.a->channel = c.web ? "web" : "hand";
    c.a->address = "Osh";
    c.a->anonymous = !strcmp(c.a->kind, "corruption") && any(w, 2);
    c.a->received_on = day_add(w->y.h->rq.today, -any(w, 5));
    if (!any(w, 3))
        c.a->against = just(w, any_person(w));
    return app_write(&w->y.h->rq, receive_run, &c);
}

static struct appeal *some(struct world *w, const char *where)
{
    int64_t id = pick(w, mem_fmt(w->y.h->mem, "appeal WHERE %s", where));

    return id ? load(w, &type_appeal, id) : NULL;
}

static enum rc do_register(struct world *w)
{
    struct appeal *a = some(w, "state = 'received'");

    if (!a)
        return RC_MISSING;
    a->unit = any(w, 2) ? w->units[any(w, UNITS)] : 0;
    a->handler = any(w, 2) ? any_person(w) : 0;
    if (!any(w, 4))
        a->against = just(w, any_person(w));
    return take(w->y.h, a, "register");
}

static enum rc do_answer(struct world *w)
{
    struct appeal *a = some(w, "state = 'registered'");

    if (!a)
        return RC_MISSING;
    a->answer = "We have looked into it.";
    a->answer_lang = any(w, 8) ? a->lang : "ky";
    return take(w->y.h, a, "answer");
}

static enum rc do_deliver(struct world *w)
{
    struct appeal *a = some(w, "state IN ('answered', 'redirected')");

    if (!a)
        return RC_MISSING;
    a->delivered_on = day_add(w->y.h->rq.today, any(w, 3) - 1);
    a->delivery = "post";
    return take(w->y.h, a, "deliver");
}

static enum rc do_extend(struct world *w)
{
    struct appeal *a = some(w, "state = 'registered'");

    if (!a)
        return RC_MISSING;
    a->reason = "The commission has to travel";
    return take(w->y.h, a, "extend");
}

static enum rc do_redirect(struct world *w)
{
    struct appeal *a = some(w, "state IN ('received', 'registered')");

    if (!a)
        return RC_MISSING;
    a->redirected_to = "The ministry";
    a->reason = "It decides on licences";
    return take(w->y.h, a, "redirect");
}

static enum rc do_join(struct world *w)
{
    struct appeal *a = some(w, "state IN ('received', 'registered')");

    if (!a)
        return RC_MISSING;
    a->duplicate_of = pick(w, "appeal WHERE state <> 'closed'");
    return take(w->y.h, a, "join");
}

static enum rc do_part(struct world *w)
{
    struct appeal *a = some(w, "state = 'joined'");

    return a ? take(w->y.h, a, "part") : RC_MISSING;
}

static enum rc do_reopen(struct world *w)
{
    struct appeal *a = some(w, "state = 'closed'");

    if (!a)
        return RC_MISSING;
    a->reason = "The answer was not to the point";
    return take(w->y.h, a, "reopen");
}

/* It turns out whom it is about. */
static enum rc do_accuse(struct world *w)
{
    struct appeal *a = some(w, "state <> 'closed'");

    if (!a)
        return RC_MISSING;
    a->against = just(w, any(w, 2) ? a->responsible : any_person(w));
    return house_save(w->y.h, &type_appeal, a);
}

static enum rc write_run(struct rq *rq, void *arg)
{
    return appeal_write(rq, arg, "Is there any news?");
}

static enum rc do_write(struct world *w)
{
    struct appeal *a = some(w, "id > 0");

    return a ? app_write(&w->y.h->rq, write_run, a) : RC_MISSING;
}

static enum rc read_run(struct rq *rq, void *arg)
{
    void *rec;

    TRY(record_load(rq, &type_appeal, *(int64_t *)arg, &rec));
    return appeal_read(rq, rec);
}

static enum rc do_read(struct world *w)
{
    int64_t id = pick(w, "appeal WHERE state = 'answered'");

    return id ? app_write(&w->y.h->rq, read_run, &id) : RC_MISSING;
}

/* --- People and days ------------------------------------------------------------------ */

static enum rc do_hand(struct world *w)
{
    int64_t id = pick(w, "assignment WHERE state = 'open'");
    struct assignment *a;

    if (!id)
        return RC_MISSING;
    a = load(w, &type_assignment, id);
    a->person = any_person(w);
    return house_step(w->y.h, &type_assignment, a, "hand_over");
}

static enum rc do_cancel(struct world *w)
{
    int64_t id = pick(w, "assignment WHERE state = 'open'"
                         " AND subject = 'appeal'");
    struct assignment *a;

    if (!id)
        return RC_MISSING;
    a = load(w, &type_assignment, id);
    a->note = "not needed";
    assert_int_not_equal(house_step(w->y.h, &type_assignment, a, "cancel"),
                         RC_OK);
    return RC_INVALID;
}

static enum rc do_ask_more(struct world *w)
{
    int64_t id = pick(w, "assignment WHERE state = 'open'");
    struct assignment *a;

    if (!id)
        return RC_MISSING;
    a = load(w, &type_assignment, id);
    a->wanted = day_add(a->due, 1 + any(w, 20));
    a->why = "more";
    TRY(house_step(w->y.h, &type_assignment, a, "extend"));
    return house_step(w->y.h, &type_assignment, load(w, &type_assignment, id),
                      "grant");
}

static enum rc do_come(struct world *w)
{
    static const char *const roles[] = { "head", "appeals", "integrity",
                                         "clerk", "employee" };
    struct appointment *a = record_new(&w->y.h->rq, &type_appointment);

    a->person = any(w, 2) ? house_person(w->y.h, "somebody") : any_person(w);
    a->role = roles[any(w, COUNT(roles))];
    a->unit = w->units[any(w, UNITS)];
    a->starts = day_add(w->y.h->rq.today, -any(w, 4));
    if (!any(w, 3))
        a->ends = day_add(a->starts, any(w, 60));
    return house_add(w->y.h, &type_appointment, a);
}

static enum rc do_leave(struct world *w)
{
    int64_t id = any_person(w);

    if (!id || id == w->rector || id == w->admin)
        return RC_MISSING;
    return house_step(w->y.h, &type_person, load(w, &type_person, id), "leave");
}

static enum rc do_away(struct world *w)
{
    struct absence *a = record_new(&w->y.h->rq, &type_absence);

    a->person = any_person(w);
    a->substitute = any_person(w);
    a->starts = w->y.h->rq.today;
    a->ends = day_add(a->starts, any(w, 15));
    a->reason = "leave";
    return house_add(w->y.h, &type_absence, a);
}

/* Parliament decides on ten days, or on fourteen again. */
static enum rc do_law(struct world *w)
{
    struct rule *r = record_new(&w->y.h->rq, &type_rule);
    void *rec;
    enum rc rc;

    r->code = "appeal_answer_days";
    r->value = any(w, 2) ? "10" : "14";
    r->since = day_add(w->y.h->rq.today, any(w, 30));
    r->reason.in[LANG_KY] = "мыйзам";
    TRY(house_add(w->y.h, &type_rule, r));
    rec = load(w, &type_rule, r->r.id);
    w->y.h->rq.act = w->act;
    rc = house_step(w->y.h, &type_rule, rec, "enact");
    w->y.h->rq.act = 0;
    return rc;
}

static enum rc live(struct world *w, int days)
{
    w->now += (int64_t)days * DAY_SECONDS;
    clock_set(w->now * 1000000);
    rq_clock(&w->y.h->rq);
    return daily_run(&w->y.h->rq);
}

static enum rc do_day(struct world *w)
{
    assert_int_equal(live(w, 1), RC_OK);
    return RC_OK;
}

static enum rc do_jump(struct world *w)
{
    assert_int_equal(live(w, any(w, 4) ? 2 + any(w, 20) : -any(w, 20)), RC_OK);
    return RC_OK;
}

static const struct deed deeds[] = {
    { "receive", 14, do_receive }, { "register", 14, do_register },
    { "answer", 10, do_answer },   { "deliver", 6, do_deliver },
    { "read", 5, do_read },        { "extend", 3, do_extend },
    { "redirect", 2, do_redirect }, { "join", 5, do_join },
    { "part", 2, do_part },        { "reopen", 3, do_reopen },
    { "accuse", 5, do_accuse },    { "write", 3, do_write },
    { "hand over", 5, do_hand },   { "cancel", 1, do_cancel },
    { "ask more", 3, do_ask_more }, { "come", 4, do_come },
    { "leave", 3, do_leave },      { "away", 2, do_away },
    { "law", 1, do_law },          { "day", 9, do_day },
    { "jump", 1, do_jump },
};

/* --- What must hold -------------------------------------------------------------------- */

static void nobody_is_forgotten(struct world *w)
{
    char today[DAY_ISO_SIZE];

    day_iso(w->y.h->rq.today, today);
    must(w,
         !SQL(w, "SELECT COUNT(*) FROM appeal WHERE state <> 'closed'"
                 " AND (responsible IS NULL OR next_on IS NULL)"),
         "somebody is responsible by a day");
    must(w,
         !SQL(w, "SELECT COUNT(*) FROM appeal a WHERE a.state <> 'closed'"
                 " AND 1 <> (SELECT COUNT(*) FROM assignment s"
                 " WHERE s.state = 'open' AND s.subject = 'appeal'"
                 " AND s.subject_id = CASE WHEN a.state = 'joined'"
                 " THEN a.duplicate_of ELSE a.id END"
                 " AND s.person = a.responsible AND s.due = a.next_on)"),
         "one open assignment says the same");
    must(w,
         !SQL(w, "SELECT COUNT(*) FROM assignment s WHERE s.state = 'open'"
                 " AND s.subject = 'appeal' AND EXISTS (SELECT 1 FROM appeal"
                 " a WHERE a.id = s.subject_id AND a.state IN ('closed',"
                 " 'joined'))"),
         "what is closed or joined asks nothing");
    must(w,
         !SQL(w, "SELECT COUNT(*) FROM appeal a JOIN appeal_against g"
                 " ON g.owner = a.id WHERE a.state <> 'closed'"
                 " AND g.target = a.responsible"),
         "who is complained about handles nothing");
    must(w,
         !SQL(w, "SELECT COUNT(*) FROM appeal a JOIN person p"
                 " ON p.id = a.responsible WHERE a.state <> 'closed'"
                 " AND p.state <> 'active'"),
         "whoever is responsible works here");
    must(w,
         !SQL(w, "SELECT COUNT(*) FROM appeal WHERE state IN ('answered',"
                 " 'closed') AND answered_on IS NULL"
                 " AND redirected_to IS NULL"),
         "nothing ends without an answer");
    must(w,
         !SQL(w, "SELECT COUNT(*) FROM appeal j JOIN appeal m"
                 " ON m.id = j.duplicate_of WHERE j.state = 'joined'"
                 " AND (m.state NOT IN ('received', 'registered')"
                 " OR m.due > j.due)"),
         "what is joined is answered by its own term");
}

/* After the daily work: whoever is late has been told. */
static void nothing_is_silently_late(struct world *w)
{
    char today[DAY_ISO_SIZE];

    day_iso(w->y.h->rq.today, today);
    must(w,
         !SQL(w, "SELECT COUNT(*) FROM assignment WHERE state = 'open'"
                 " AND subject = 'appeal' AND term < '%s'"
                 " AND COALESCE(told, 0) < %d",
              today, TOLD_LATE),
         "nothing is silently late");
    must(w,
         !SQL(w, "SELECT COUNT(*) FROM assignment s JOIN appeal_against g"
                 " ON g.owner = s.subject_id WHERE s.state = 'open'"
                 " AND s.subject = 'appeal' AND g.target = s.climbed_to"),
         "nothing climbs to who is complained about");
}

/* --- The histories ------------------------------------------------------------------------ */

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

static void one_step(struct world *w)
{
    const struct deed *d = history_choose(&w->y, deeds, COUNT(deeds));
    enum rc rc;

    w->y.last = d->name;
    house_as(w->y.h, 0);
    rc = d->run(w);
    w->y.refused += rc != RC_OK;
    must(w, rc != RC_BROKEN && rc != RC_BUSY, "nothing breaks");
    nobody_is_forgotten(w);
    if (d->run == do_day || d->run == do_jump)
        nothing_is_silently_late(w);
}

static void history(struct house *h, uint64_t seed)
{
    int steps = history_setting("APPEALS_STEPS", 1200);
    struct world w;

    begin(&w, h, seed);
    for (w.y.step = 1; w.y.step <= steps; w.y.step++) {
        struct mem_mark mark = mem_mark(h->mem);

        one_step(&w);
        house_as(h, 0);
        mem_back(h->mem, mark);
    }
    print_message("seed %llu: %d steps, %d refused, %lld appeals, %lld"
                  " closed\n",
                  (unsigned long long)seed, steps, w.y.refused,
                  (long long)one(&w, "SELECT COUNT(*) FROM appeal"),
                  (long long)one(&w, "SELECT COUNT(*) FROM appeal"
                                     " WHERE state = 'closed'"));
    /* A history in which nothing happens proves nothing. */
    assert_true(one(&w, "SELECT COUNT(*) FROM appeal WHERE state = 'closed'") >
                steps / 50);
}

static void no_appeal_is_lost(void **state)
{
    history(*state, (uint64_t)history_setting("APPEALS_SEED", 1));
}

static void nor_in_another_history(void **state)
{
    history(*state, (uint64_t)history_setting("APPEALS_SEED", 1) + 1);
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
        TEST(no_appeal_is_lost),
        TEST(nor_in_another_history),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
