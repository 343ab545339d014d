/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assignment.c: what is owed, by whom and until when.
 */
#include "kernel/assignment.h"

#include "base/text.h"
#include "kernel/absence.h"
#include "kernel/calendar.h"
#include "kernel/duty.h"
#include "kernel/record.h"
#include "kernel/schedule.h"
#include "kernel/rule.h"

#include <string.h>

static const struct state states[] = {
    { "open", N_("Open"), TONE_INFO },
    { "done", N_("Done"), TONE_GOOD },
    { "cancelled", N_("Cancelled"), TONE_MUTED },
};

static const struct field fields[] = {
    FIELD_TEXT3(assignment, title, .label = N_("What is owed"), .must = true,
                .list = true, .search = true, .computed = true, .max = 400),
    FIELD_TEXT(assignment, subject, .label = N_("Kind of record"),
               .computed = true, .max = 63),
    { .kind = KIND_COUNT, .name = "subject_id",
      .offset = offsetof(struct assignment, subject_number),
      .label = N_("Number of the record"), .computed = true, .filter = true },
    FIELD_TEXT(assignment, purpose, .label = N_("Purpose"), .computed = true,
               .filter = true, .max = 60),
    FIELD_REF(assignment, unit, &type_unit, .label = N_("Responsible unit"),
              .list = true, .filter = true, .computed = true),
    FIELD_REF(assignment, person, &type_person, .label = N_("Responsible"),
              .must = true, .list = true, .filter = true),
    FIELD_REFS(assignment, helpers, &type_person, .label = N_("Helpers")),
    FIELD_DAY(assignment, due, .label = N_("Due"), .must = true, .list = true,
              .filter = true, .sort = true),
    FIELD_COUNT(assignment, progress, .label = N_("Progress, %"), .least = 0,
                .most = 100, .list = true),
    FIELD_REF(assignment, opened_by, &type_person, .label = N_("Given by"),
              .filter = true, .computed = true),
    FIELD_LONG(assignment, note, .label = N_("Note"), .max = 2000),
    FIELD_INSTANT(assignment, closed_at, .label = N_("Closed at"),
                  .computed = true),
    FIELD_DAY(assignment, closed_on, .label = N_("Closed on"),
              .computed = true, .filter = true),
    FIELD_DAY(assignment, term, .label = N_("Last working day in time"),
              .computed = true),
    FIELD_DAY(assignment, first_due, .label = N_("Due at first"),
              .computed = true),
    FIELD_DAY(assignment, given_on, .label = N_("With this person since"),
              .computed = true),
    FIELD_DAY(assignment, wanted, .label = N_("New day")),
    FIELD_LONG(assignment, why, .label = N_("Why more time is needed"),
               .max = 2000),
    FIELD_REF(assignment, asked_of, &type_person,
              .label = N_("Asked for more time"), .computed = true),
    FIELD_COUNT(assignment, extended, .label = N_("Times extended"),
                .computed = true, .filter = true),
    FIELD_COUNT(assignment, level, .label = N_("Climbed, levels"),
                .computed = true, .filter = true),
    FIELD_DAY(assignment, level_since, .label = N_("Climbed on"),
              .computed = true),
    FIELD_REF(assignment, climbed_to, &type_person,
              .label = N_("Climbed to"), .computed = true, .filter = true),
    FIELD_COUNT(assignment, told, .label = N_("Told so far"),
                .computed = true),
    FIELD_REF(assignment, schedule, &type_schedule, .label = N_("Schedule"),
              .computed = true, .filter = true),
    FIELD_DAY(assignment, occurrence, .label = N_("For the period until"),
              .computed = true),
};

/* --- Rules ------------------------------------------------------------------ */

/* A new day: told anew, and climbing begins anew. */
static enum rc due_changed(struct rq *rq, struct assignment *a)
{
    a->level = (struct count){ 0, false };
    a->level_since = DAY_NONE;
    a->climbed_to = 0;
    a->told = (struct count){ 0, false };
    return calendar_term(rq, a->due, &a->term);
}

static enum rc person_changed(struct rq *rq, struct assignment *a)
{
    bool works, out;

    TRY(duty_works(rq, a->person, &works));
    if (!works)
        return fail(rq, RC_INVALID, "person", "does not work here any more");
    TRY(duty_excluded(rq, a->subject, a->subject_id, a->person, &out));
    if (out)
        return fail(rq, RC_INVALID, "person",
                    "may not have a hand in it: it is kept from this person");
    a->given_on = rq->today;
    return RC_OK;
}

static enum rc check(struct rq *rq, void *rec, const void *old)
{
    struct assignment *a = rec;
    const struct assignment *before = old;

    a->subject_number.set = a->subject_id != 0;
    a->r.owner_unit = a->unit;
    if (!before)
        a->first_due = a->due;
    if (!before || before->due.n != a->due.n)
        TRY(due_changed(rq, a));
    if (!before || before->person != a->person)
        TRY(person_changed(rq, a));
    return RC_OK;
}

/* The record that it is about may keep person and term too. */
static enum rc stored(struct rq *rq, const void *rec, const void *old)
{
    const struct assignment *a = rec, *before = old;
    const struct type *t;

    if (!before || strcmp(a->r.state, "open") ||
        (a->person == before->person && a->due.n == before->due.n))
        return RC_OK;
    t = app_type(rq->app, a->subject);
    return t && t->owed ? t->owed(rq, a) : RC_OK;
}

/* What a record asks for is done by that record's own step. */
static enum rc can_be_ticked(struct rq *rq, const void *rec)
{
    const struct assignment *a = rec;
    const struct type *t = app_type(rq->app, a->subject);

    if (t)
        return fail(rq, RC_INVALID, NULL, "is done by a step of: %s",
                    tr(rq->lang, t->label));
    return RC_OK;
}

static enum rc close_now(struct rq *rq, void *rec)
{
    struct assignment *a = rec;

    a->closed_at = rq->now;
    a->closed_on = rq->today;
    a->wanted = DAY_NONE;
    a->asked_of = 0;
    if (!strcmp(a->r.state, "done"))
        a->progress = (struct count){ 100, true };
    return RC_OK;
}

static enum rc handed(struct rq *rq, void *rec)
{
    struct assignment *a = rec;

    return duty_tell(rq, DUTY_HANDED, a, a->person);
}

/* --- More time -------------------------------------------------------------- */

static enum rc may_extend(struct rq *rq, const void *rec)
{
    const struct assignment *a = rec;
    int64_t most;

    TRY(rule_int(rq, "extend_times", rq->today, &most));
    if (a->extended.set && a->extended.n >= most)
        return fail(rq, RC_INVALID, NULL,
                    "it was extended %lld times already, and the rule"
                    " allows no more",
                    (long long)a->extended.n);
    return RC_OK;
}

static enum rc check_wanted(struct rq *rq, const struct assignment *a)
{
    day first = day_is(a->first_due) ? a->first_due : a->due, last;
    int64_t days;

    TRY(rule_int(rq, "extend_days", rq->today, &days));
    last = day_add(first, (int)days);
    if (!day_is(a->wanted) || a->wanted.n <= a->due.n)
        return fail(rq, RC_INVALID, "wanted",
                    "must be after the day until which it is due");
    if (a->wanted.n < rq->today.n)
        return fail(rq, RC_INVALID, "wanted", "must not be in the past");
    if (a->wanted.n > last.n)
        return fail(rq, RC_INVALID, "wanted",
                    "must not be after %s: at most %lld days from the"
                    " first day",
                    lang_day(rq->mem, rq->lang, last), (long long)days);
    return RC_OK;
}

static enum rc asked_for(struct rq *rq, void *rec)
{
    struct assignment *a = rec;

    TRY(check_wanted(rq, a));
    TRY(duty_asked_of(rq, a, &a->asked_of));
    return duty_tell(rq, DUTY_ASKED, a, a->asked_of);
}

/* Nobody grants time to themselves. */
static enum rc may_answer(struct rq *rq, const void *rec)
{
    const struct assignment *a = rec;

    if (!day_is(a->wanted))
        return fail(rq, RC_INVALID, NULL, "no more time is asked for");
    if (!rq->system && a->person == rq->person && a->asked_of != rq->person)
        return fail(rq, RC_DENIED, NULL,
                    "who asks for more time cannot grant it");
    return RC_OK;
}

static enum rc granted(struct rq *rq, void *rec)
{
    struct assignment *a = rec;

    TRY(check_wanted(rq, a));
    a->due = a->wanted;
    a->wanted = DAY_NONE;
    a->asked_of = 0;
    a->extended = (struct count){ (a->extended.set ? a->extended.n : 0) + 1,
                                  true };
    return duty_tell(rq, DUTY_EXTENDED, a, a->person);
}

static enum rc declined(struct rq *rq, void *rec)
{
    struct assignment *a = rec;

    a->wanted = DAY_NONE;
    a->asked_of = 0;
    return duty_tell(rq, DUTY_DECLINED, a, a->person);
}

/* A record that keeps who answers for it is never left to nobody. */
static enum rc can_cancel(struct rq *rq, const void *rec)
{
    const struct assignment *a = rec;
    const struct type *t = app_type(rq->app, a->subject);

    if (t && t->owed)
        return fail(rq, RC_INVALID, NULL, "is ended by a step of: %s",
                    tr(rq->lang, t->label));
    return RC_OK;
}

/* --- The type --------------------------------------------------------------- */

static const struct step steps[] = {
    { .name = "progress", .label = N_("Note progress"), .from = { "open" },
      .asks = { "progress", "note" }, .needs = { "progress" } },
    { .name = "hand_over", .label = N_("Hand over"), .from = { "open" },
      .asks = { "person", "helpers", "note" }, .needs = { "person" },
      .effect = handed },
    { .name = "extend", .label = N_("Ask for more time"), .from = { "open" },
      .asks = { "wanted", "why" }, .needs = { "wanted", "why" },
      .guard = may_extend, .effect = asked_for },
    { .name = "grant", .label = N_("Give more time"), .from = { "open" },
      .asks = { "wanted" }, .needs = { "wanted" }, .guard = may_answer,
      .effect = granted },
    { .name = "decline", .label = N_("Refuse more time"), .from = { "open" },
      .asks = { "note" }, .needs = { "note" }, .guard = may_answer,
      .effect = declined },
    { .name = "done", .label = N_("Mark as done"), .from = { "open" },
      .to = "done", .asks = { "note" }, .guard = can_be_ticked,
      .effect = close_now },
    { .name = "cancel", .label = N_("Cancel"), .from = { "open" },
      .to = "cancelled", .asks = { "note" }, .needs = { "note" },
      .guard = can_cancel,
      .effect = close_now, .danger = true },
};

/* {covered}: the person and those for whom they act today. */
static const struct relation relations[] = {
    { "responsible", "t.person IN {covered}", N_("who is responsible") },
    { "executor",
      "t.person IN {covered} OR t.id IN (SELECT h.owner"
      " FROM assignment_helpers h WHERE h.target = {person})",
      N_("who is responsible or helps") },
    { "head", "t.unit IN {units}", N_("in the own unit and below") },
    { "opener", "t.opened_by IN {covered}", N_("who gave it") },
    { "asked", "t.asked_of IN {covered}", N_("of whom more time is asked") },
    { "climbed", "t.climbed_to IN {covered}", N_("to whom it has climbed") },
};

/* The daily work passes over what is open. */
static const struct index_on indexes[] = {
    { .columns = "state, due" },
    { .columns = "subject_id" },
    /* "My work" stays as quick however much is done and closed. */
    { .columns = "person, state" },
    { .columns = "opened_by, state" },
    { .columns = "climbed_to, state" },
};

const struct type type_assignment = {
    .name = "assignment", .label = N_("Assignment"),
    .plural = N_("Assignments"), .size = sizeof(struct assignment),
    SPAN(fields, fields), SPAN(states, states), SPAN(steps, steps),
    SPAN(relations, relations), .title = "title", .order = "due",
    .check = check, .stored = stored, .no_add = true, SPAN(indexes, indexes),
    .about = true,
};

/* --- Opening, closing, handing over ----------------------------------------- */

static enum rc open_as(struct rq *rq, struct assignment *a,
                       enum duty_event told)
{
    bool works = false, out = false;

    if (a->person) {
        TRY(duty_works(rq, a->person, &works));
        TRY(duty_excluded(rq, a->subject, a->subject_id, a->person, &out));
    }
    if (!out && !works && a->unit) {
        TRY(unit_head(rq, a->unit, &a->person));
        TRY(duty_excluded(rq, a->subject, a->subject_id, a->person, &out));
    }
    if (out)
        TRY(duty_successor(rq, a, a->person, &a->person));
    if (!a->person)
        return fail(rq, RC_INVALID, a->unit ? "unit" : "person",
                    "nobody could answer for it");
    TRY(record_put(rq, &type_assignment, a, "open"));
    return duty_tell(rq, told, a, a->person);
}

enum rc assignment_open(struct rq *rq, struct assignment *a)
{
    return open_as(rq, a, DUTY_OPENED);
}

enum rc assignment_return(struct rq *rq, struct assignment *a)
{
    return open_as(rq, a, DUTY_RETURNED);
}

/* Closes up to a hundred; *n how many there were. */
static enum rc close_some(struct rq *rq, const char *subject, int64_t id,
                          const char *purpose, const char *state, size_t *n)
{
    static const struct sql_text q = {
        "SELECT id FROM assignment WHERE subject_id = $1 AND subject = $2"
        " AND purpose = $3 AND state = 'open' ORDER BY id LIMIT 100",
        "itt", "i"
    };
    int64_t ids[100];
    struct sql_rows r = sql_query(rq->sql, &q,
                                  ARGS(INT(id), STR(subject), STR(purpose)));

    for (*n = 0; *n < COUNT(ids) && sql_next(&r); ++*n)
        ids[*n] = sql_int(&r, 0);
    TRY(sql_done(&r));
    for (size_t i = 0; i < *n; i++) {
        struct assignment *a;
        void *rec;

        TRY(record_take(rq, &type_assignment, ids[i], 0, NULL, &rec));
        a = rec;
        a->r.state = state;
        TRY(close_now(rq, a));
        TRY(record_put(rq, &type_assignment, a,
                       strcmp(state, "done") ? "cancel" : "done"));
    }
    return RC_OK;
}

static enum rc close_all(struct rq *rq, const char *subject, int64_t id,
                         const char *purpose, const char *state)
{
    size_t n;

    do {
        TRY(close_some(rq, subject, id, purpose, state, &n));
    } while (n == 100);
    return RC_OK;
}

enum rc assignment_close(struct rq *rq, const char *subject, int64_t id,
                         const char *purpose)
{
    return close_all(rq, subject, id, purpose, "done");
}

enum rc assignment_cancel(struct rq *rq, const char *subject, int64_t id,
                          const char *purpose)
{
    return close_all(rq, subject, id, purpose, "cancelled");
}

enum rc assignment_hand_over(struct rq *rq, int64_t id, int64_t person,
                             const char *note)
{
    struct assignment *a;
    void *rec;

    TRY(record_load(rq, &type_assignment, id, &rec));
    a = rec;
    if (a->person == person)
        return fail(rq, RC_INVALID, "person", "has it already");
    a->person = person;
    if (note && *note)
        a->note = text_clean(rq->mem, note);
    return record_step(rq, &type_assignment, a, "hand_over", 0);
}
