/* SPDX-License-Identifier: Apache-2.0 */
/*
 * councils_test.c: a meeting needs its quorum, a decision its majority, and
 * what was decided is owed until somebody else accepts it.
 */
#define HOUSE_OWN_MODULES
#include "kernel_help.h"

#include "kernel/measure.h"
#include "mod/councils/ballot.h"
#include "mod/councils/councils.h"
#include "mod/councils/meeting.h"

static const struct module *const modules[] = { &kernel_module,
                                                &mod_councils };
const struct module *const *const house_own = modules;

struct council {
    struct house *h;
    int64_t body, person, seat[4], item, meeting;
};

static int64_t add(struct council *c, const struct type *t, void *rec)
{
    assert_int_equal(house_add(c->h, t, rec), RC_OK);
    return ((struct record *)rec)->id;
}

/* Four voting seats and one that advises; a subject is proposed. */
static void found(struct council *c, struct house *h)
{
    struct unit *u = record_new(&h->rq, &type_unit);
    struct person *p = record_new(&h->rq, &type_person);
    struct agenda_item *a = record_new(&h->rq, &type_agenda_item);
    struct council_meeting *m = record_new(&h->rq, &type_council_meeting);

    *c = (struct council){ .h = h };
    u->code = "senate";
    u->kind = "council";
    u->nature = "body";
    u->name.in[LANG_KY] = "Кеңеш";
    c->body = add(c, &type_unit, u);
    p->name.in[LANG_KY] = "Асанова Айгүл";
    c->person = add(c, &type_person, p);
    for (int i = 0; i < 5; i++) {
        struct council_member *s = record_new(&h->rq, &type_council_member);

        s->body = c->body;
        s->name = "Асанова Айгүл";
        s->employer = "Завод";
        s->duty = "member";
        s->basis = "буйрук";
        s->starts = day_add(h->rq.today, -10);
        s->advises = i == 4;
        add(c, &type_council_member, s);
        if (i < 4)
            c->seat[i] = s->r.id;
    }
    a->body = c->body;
    a->title.in[LANG_KY] = "Маселе";
    c->item = add(c, &type_agenda_item, a);
    m->body = c->body;
    m->title.in[LANG_KY] = "Отурум";
    m->held_on = h->rq.today;
    c->meeting = add(c, &type_council_meeting, m);
}

struct deed {
    const struct type *type;
    int64_t id;
    const char *step;
    struct refs present;
    int64_t votes[3];
    int64_t responsible;
    day due;
};

static enum rc take(struct rq *rq, void *arg)
{
    const struct deed *d = arg;
    void *rec;

    TRY(record_load(rq, d->type, d->id, &rec));
    if (d->type == &type_council_meeting && d->present.n)
        ((struct council_meeting *)rec)->present = d->present;
    if (d->type == &type_council_decision) {
        struct council_decision *r = rec;

        if (word_is(d->step, "adopt") || word_is(d->step, "reject")) {
            r->votes_for = (struct count){ d->votes[0], true };
            r->votes_against = (struct count){ d->votes[1], true };
            r->votes_abstained = (struct count){ d->votes[2], true };
        }
        if (word_is(d->step, "adopt")) {
            r->responsible = d->responsible;
            r->due = d->due;
        }
        if (word_is(d->step, "report"))
            r->report = "Аткарылды.";
    }
    return record_step(rq, d->type, rec, d->step, 0);
}

static enum rc meet(struct council *c, const char *step, size_t there)
{
    struct deed d = { .type = &type_council_meeting, .id = c->meeting,
                      .step = step, .present = { c->seat, there } };

    return app_write(&c->h->rq, take, &d);
}

static enum rc vote(struct council *c, int64_t id, const char *step,
                    int64_t yes, int64_t no, int64_t none)
{
    struct deed d = { .type = &type_council_decision, .id = id, .step = step,
                      .votes = { yes, no, none }, .responsible = c->person,
                      .due = day_add(c->h->rq.today, 9) };

    return app_write(&c->h->rq, take, &d);
}

static void *get(struct council *c, const struct type *t, int64_t id)
{
    void *rec;

    assert_int_equal(record_load(&c->h->rq, t, id, &rec), RC_OK);
    return rec;
}

static int64_t propose(struct council *c)
{
    struct council_decision *d = record_new(&c->h->rq, &type_council_decision);

    d->meeting = c->meeting;
    d->item = c->item;
    d->title.in[LANG_KY] = "План бекитилсин";
    return add(c, &type_council_decision, d);
}

/* A meeting that was called and does not take place gives its subjects back. */
static void a_cancelled_meeting_gives_its_subjects_back(void **state)
{
    struct council c;
    struct council_meeting *m;

    found(&c, *state);
    assert_int_equal(meet(&c, "call", 0), RC_OK);
    assert_string_equal(((struct agenda_item *)get(&c, &type_agenda_item,
                                                   c.item))->r.state,
                        "placed");
    assert_int_equal(meet(&c, "cancel", 0), RC_OK);
    assert_string_equal(((struct agenda_item *)get(&c, &type_agenda_item,
                                                   c.item))->r.state,
                        "proposed");
    m = record_new(&c.h->rq, &type_council_meeting);
    m->body = c.body;
    m->title.in[LANG_KY] = "Кийинки отурум";
    m->held_on = c.h->rq.today;
    add(&c, &type_council_meeting, m);
    assert_true(refs_have(&m->items, c.item));
}

static void half_is_no_quorum(void **state)
{
    struct council c;
    struct council_meeting *m;

    found(&c, *state);
    m = get(&c, &type_council_meeting, c.meeting);
    assert_int_equal(m->items.n, 1);
    assert_int_equal(m->items.id[0], c.item);
    assert_int_equal(meet(&c, "call", 0), RC_OK);
    assert_int_equal(meet(&c, "open", 2), RC_INVALID);
    assert_int_equal(meet(&c, "open", 3), RC_OK);
    m = get(&c, &type_council_meeting, c.meeting);
    assert_int_equal(m->voters.n, 4);
    assert_int_equal(m->voters_present.n, 3);
}

static void a_decision_is_voted_owed_and_accepted(void **state)
{
    struct council c;
    struct council_meeting *m;
    struct assignment *a;
    int64_t id;

    found(&c, *state);
    assert_int_equal(meet(&c, "call", 0), RC_OK);
    id = propose(&c);
    assert_int_equal(vote(&c, id, "adopt", 3, 0, 0), RC_INVALID);
    assert_int_equal(meet(&c, "open", 4), RC_OK);
    /* Each who is there is counted once; half is no majority. */
    assert_int_equal(vote(&c, id, "adopt", 3, 0, 0), RC_INVALID);
    assert_int_equal(vote(&c, id, "adopt", 2, 1, 1), RC_INVALID);
    assert_int_equal(vote(&c, id, "reject", 3, 1, 0), RC_INVALID);
    assert_int_equal(vote(&c, id, "adopt", 3, 1, 0), RC_OK);
    a = get(&c, &type_assignment, 1);
    assert_int_equal(a->person, c.person);
    assert_string_equal(a->r.state, "open");
    /* No minutes yet: it does not close. */
    assert_int_equal(meet(&c, "close", 0), RC_INVALID);
    assert_int_equal(meet(&c, "draft_minutes", 0), RC_OK);
    assert_int_equal(meet(&c, "close", 0), RC_OK);
    m = get(&c, &type_council_meeting, c.meeting);
    assert_non_null(strstr(m->minutes, "План бекитилсин"));
    assert_string_equal(((struct agenda_item *)get(&c, &type_agenda_item,
                                                   c.item))->r.state, "heard");
    assert_int_equal(vote(&c, id, "report", 3, 1, 0), RC_OK);
    assert_int_equal(vote(&c, id, "accept", 3, 1, 0), RC_OK);
    a = get(&c, &type_assignment, 1);
    assert_string_equal(a->r.state, "done");
}

static enum rc hand_over(struct rq *rq, void *arg)
{
    return assignment_hand_over(rq, 1, *(int64_t *)arg, NULL);
}

static enum rc extend(struct rq *rq, void *arg)
{
    void *rec;
    struct assignment *a;

    TRY(record_load(rq, &type_assignment, 1, &rec));
    a = rec;
    a->due = *(day *)arg;
    TRY(record_put(rq, &type_assignment, a, "extend"));
    return type_council_decision.owed(rq, a);
}

/* The person who reports or accepts, whatever rights they have. */
static enum rc as(struct council *c, int64_t person, int64_t id,
                  const char *step)
{
    struct rq *rq = &c->h->rq;
    enum rc rc;

    rq->person = person;
    rc = vote(c, id, step, 0, 0, 0);
    rq->person = 0;
    return rc;
}

static void who_reported_does_not_accept(void **state)
{
    struct council c;
    struct council_decision *d;
    struct person *p;
    int64_t id;
    day later;

    found(&c, *state);
    later = day_add(c.h->rq.today, 30);
    p = record_new(&c.h->rq, &type_person);
    p->name.in[LANG_KY] = "Башка Киши";
    add(&c, &type_person, p);
    assert_int_equal(meet(&c, "call", 0), RC_OK);
    id = propose(&c);
    assert_int_equal(meet(&c, "open", 4), RC_OK);
    assert_int_equal(vote(&c, id, "adopt", 4, 0, 0), RC_OK);
    assert_int_equal(app_write(&c.h->rq, extend, &later), RC_OK);
    d = get(&c, &type_council_decision, id);
    assert_int_equal(d->extended_to.n, later.n);
    assert_int_equal(d->due.n, day_add(c.h->rq.today, 9).n);
    assert_int_equal(as(&c, c.person, id, "report"), RC_OK);
    assert_int_equal(app_write(&c.h->rq, hand_over, &p->r.id), RC_OK);
    d = get(&c, &type_council_decision, id);
    assert_int_equal(d->responsible, p->r.id);
    assert_int_equal(as(&c, c.person, id, "accept"), RC_DENIED);
    assert_int_equal(as(&c, p->r.id, id, "accept"), RC_DENIED);
    assert_int_equal(vote(&c, id, "accept", 0, 0, 0), RC_OK);
}

struct casting {
    int64_t decision;
    const char *choice, *code;
};

static enum rc cast_now(struct rq *rq, void *arg)
{
    const struct casting *v = arg;

    return ballot_cast(rq, v->decision, v->choice, v->code);
}

static enum rc cast(struct council *c, int64_t person, int64_t decision,
                    const char *choice, const char *code)
{
    struct casting v = { decision, choice, code };
    enum rc rc;

    c->h->rq.person = person;
    rc = app_write(&c->h->rq, cast_now, &v);
    c->h->rq.person = 0;
    return rc;
}

static enum rc begin(struct rq *rq, void *arg)
{
    const struct casting *v = arg;
    struct council_decision *d;
    void *rec;

    TRY(record_load(rq, &type_council_decision, v->decision, &rec));
    d = rec;
    d->manner = v->choice;
    return record_step(rq, &type_council_decision, d, "begin_vote", 0);
}

/* The first three seats get persons; the meeting is open, the vote begun. */
static int64_t voting(struct council *c, const char *manner, int64_t who[3])
{
    struct casting v = { 0, manner, NULL };

    for (int i = 0; i < 3; i++) {
        struct person *p = record_new(&c->h->rq, &type_person);
        struct council_member *s = get(c, &type_council_member, c->seat[i]);

        p->name.in[LANG_KY] = "Добуш Берүүчү";
        who[i] = add(c, &type_person, p);
        s->person = who[i];
        assert_int_equal(house_save(c->h, &type_council_member, s), RC_OK);
    }
    assert_int_equal(meet(c, "call", 0), RC_OK);
    assert_int_equal(meet(c, "open", 4), RC_OK);
    v.decision = propose(c);
    assert_int_equal(app_write(&c->h->rq, begin, &v), RC_OK);
    return v.decision;
}

static int64_t number(struct council *c, const char *sql)
{
    struct sql_text q = { sql, "", "i" };
    int64_t n = -1;

    assert_int_equal(sql_get_int(c->h->rq.sql, &n, &q, NO_ARGS), RC_OK);
    return n;
}

static void a_secret_vote_keeps_who_apart_from_what(void **state)
{
    struct council c;
    struct council_decision *d;
    int64_t who[3], id;

    found(&c, *state);
    id = voting(&c, "secret", who);
    assert_int_equal(cast(&c, c.person, id, "for", "AAAA-AAAA-AAAA"),
                     RC_DENIED);
    assert_int_equal(cast(&c, who[0], id, "perhaps", "AAAA-AAAA-AAAA"),
                     RC_INVALID);
    assert_int_equal(cast(&c, who[0], id, "for", "short"), RC_INVALID);
    /* What was refused left nothing: they may still vote, once. */
    assert_int_equal(number(&c, "SELECT COUNT(*) FROM council_turnout"), 0);
    assert_int_equal(cast(&c, who[0], id, "for", "AAAA-AAAA-AAAA"), RC_OK);
    assert_int_equal(cast(&c, who[0], id, "for", "AAAA-AAAA-AAAB"),
                     RC_CONFLICT);
    assert_int_equal(cast(&c, who[1], id, "for", "AAAA-AAAA-AAAA"),
                     RC_CONFLICT);
    assert_int_equal(cast(&c, who[1], id, "for", ballot_code(&c.h->rq)),
                     RC_OK);
    assert_int_equal(cast(&c, who[2], id, "for", ballot_code(&c.h->rq)),
                     RC_OK);
    /* An open vote keeps the meeting open. */
    assert_int_equal(meet(&c, "draft_minutes", 0), RC_OK);
    assert_int_equal(meet(&c, "close", 0), RC_INVALID);
    /* The journal knows of no ballot yet, and will know no person of it. */
    assert_int_equal(number(&c, "SELECT COUNT(*) FROM journal"
                                " WHERE type = 'council_ballot'"), 0);
    assert_int_equal(number(&c, "SELECT COUNT(*) FROM journal_seal"
                                " WHERE type = 'council_ballot'"
                                " AND (actor <> 0 OR at <> 0)"), 0);
    assert_int_equal(number(&c, "SELECT COUNT(*) FROM journal_seal"
                                " WHERE type = 'council_ballot'"), 3);
    assert_int_equal(number(&c, "SELECT COUNT(*) FROM council_ballot"
                                " WHERE created_at <> 0 OR changed_at <> 0"),
                     0);
    assert_int_equal(number(&c, "SELECT COUNT(*) FROM council_vote"), 0);
    assert_int_equal(vote(&c, id, "count", 0, 0, 0), RC_OK);
    d = get(&c, &type_council_decision, id);
    assert_string_equal(d->r.state, "done");
    assert_int_equal(d->votes_for.n, 3);
    assert_int_equal(cast(&c, who[2], id, "for", ballot_code(&c.h->rq)),
                     RC_INVALID);
}

/* Half of those who are there is no majority, whoever stayed silent. */
static void a_vote_by_name_says_how_each_voted(void **state)
{
    struct council c;
    struct council_decision *d;
    int64_t who[3], id;

    found(&c, *state);
    id = voting(&c, "named", who);
    assert_int_equal(vote(&c, id, "count", 0, 0, 0), RC_INVALID);
    assert_int_equal(cast(&c, who[0], id, "for", NULL), RC_OK);
    assert_int_equal(cast(&c, who[1], id, "for", NULL), RC_OK);
    assert_int_equal(number(&c, "SELECT COUNT(*) FROM council_vote"
                                " WHERE choice = 'for'"), 2);
    assert_int_equal(vote(&c, id, "count", 0, 0, 0), RC_OK);
    d = get(&c, &type_council_decision, id);
    assert_string_equal(d->r.state, "rejected");
    assert_int_equal(number(&c, "SELECT COUNT(*) FROM council_ballot"), 0);
}

static double counted(struct house *h, const char *code, day on)
{
    struct measured m;

    assert_int_equal(measure_on(&h->rq, code, on, &m), RC_OK);
    return m.origin == ORIGIN_COUNTED ? m.value : -1;
}

/* A council of another name, under the PhD councils or not. */
static int64_t body_of(struct council *c, const char *code, int64_t parent)
{
    struct unit *u = record_new(&c->h->rq, &type_unit);

    u->code = code;
    u->kind = "council";
    u->nature = "body";
    u->parent = parent;
    u->name.in[LANG_KY] = code;
    return add(c, &type_unit, u);
}

static void sits(struct council *c, int64_t body, int from, int to)
{
    struct council_member *s = record_new(&c->h->rq, &type_council_member);

    s->body = body;
    s->name = "Иш берүүчү";
    s->employer = "Завод";
    s->duty = "member";
    s->basis = "буйрук";
    s->starts = day_add(c->h->rq.today, from);
    s->ends = day_add(c->h->rq.today, to);
    add(c, &type_council_member, s);
}

/* By its members and their days, not by its name in the register. */
static void a_council_works_when_somebody_sits_in_it(void **state)
{
    struct house *h = *state;
    struct council c;
    int64_t phd;

    found(&c, h);
    phd = body_of(&c, "phd_councils", 0);
    assert_true(counted(h, "phd_councils", h->rq.today) < 0.5);
    sits(&c, body_of(&c, "employers_council", 0), -30, 5);
    assert_true(counted(h, "employers_council", h->rq.today) > 0.5);
    sits(&c, body_of(&c, "phd_05_13", phd), -3, 300);
    sits(&c, phd, 20, 300);
    assert_true(counted(h, "phd_councils", h->rq.today) > 0.5);
    clock_set(clock_now() + INT64_C(30) * 86400 * 1000000);
    house_request(h);
    assert_true(counted(h, "employers_council", h->rq.today) < 0.5);
    assert_true(counted(h, "phd_councils", h->rq.today) > 0.5);
    assert_true(counted(h, "phd_councils", h->rq.today) < 1.5);
}

static void a_seat_stands_on_an_act(void **state)
{
    struct council c;
    struct council_member *s;

    found(&c, *state);
    s = record_new(&c.h->rq, &type_council_member);
    s->body = c.body;
    s->name = "Асанова Айгүл";
    s->employer = "Завод";
    s->duty = "member";
    s->starts = c.h->rq.today;
    assert_int_equal(house_add(c.h, &type_council_member, s), RC_INVALID);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, own_open, house_close)

static int own_open(void **state)
{
    return house_open_with(state, modules, COUNT(modules));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_cancelled_meeting_gives_its_subjects_back),
        TEST(half_is_no_quorum),
        TEST(a_decision_is_voted_owed_and_accepted),
        TEST(who_reported_does_not_accept),
        TEST(a_council_works_when_somebody_sits_in_it),
        TEST(a_seat_stands_on_an_act),
        TEST(a_secret_vote_keeps_who_apart_from_what),
        TEST(a_vote_by_name_says_how_each_voted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
