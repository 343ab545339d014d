/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schedule.c: opens by the calendar.
 */
#include "kernel/schedule.h"

#include "base/log.h"
#include "kernel/calendar.h"
#include "kernel/duty.h"
#include "kernel/record.h"

#include <string.h>

/* How far back a new schedule may reach, and what one day catches up. */
enum { BACK_DAYS = 400, CATCH_UP = 500, EVENTS = 500 };

/* --- The type --------------------------------------------------------------- */

static const struct choice rhythms[] = {
    { "month", N_("every month") },
    { "quarter", N_("every quarter") },
    { "half_year", N_("every half-year") },
    { "year", N_("every year") },
    { "event", N_("after each step of a record") },
};
static const struct choice whoms[] = {
    { "person", N_("one person") },
    { "unit", N_("one unit: its head") },
    { "units", N_("all working units of a kind or below a unit") },
    { "record", N_("the unit of the record (after a step)") },
    { "none", N_("nobody: other records follow this schedule") },
};
static const struct state states[] = {
    { "running", N_("Running"), TONE_GOOD },
    { "stopped", N_("Stopped"), TONE_MUTED },
};

static const struct field fields[] = {
    FIELD_TEXT3(schedule, title, .label = N_("What will be owed"),
                .must = true, .list = true, .search = true, .sort = true,
                .max = 300),
    FIELD_CHOICE(schedule, every, rhythms, .label = N_("When"), .must = true,
                 .list = true, .filter = true, .fixed = true),
    FIELD_TEXT(schedule, event_type, .label = N_("Kind of record"),
               .help = N_("Its name as in addresses, like report."),
               .fixed = true, .max = 63),
    FIELD_TEXT(schedule, event_step, .label = N_("Step"),
               .help = N_("Its name as in addresses, like accept."),
               .fixed = true, .max = 63),
    FIELD_COUNT(schedule, days, .label = N_("Working days to do it in"),
                .help = N_("Counted from the last day of the period, or from"
                           " the day of the step."),
                .must = true, .least = 1, .most = 250, .list = true),
    FIELD_CHOICE(schedule, whom, whoms, .label = N_("Who owes it"),
                 .must = true, .list = true),
    FIELD_REF(schedule, person, &type_person, .label = N_("Person"),
              .among = "t.state = 'active'"),
    FIELD_REF(schedule, unit, &type_unit, .label = N_("Unit"),
              .help = N_("For all units: those below this one."),
              .among = "t.state = 'active'"),
    FIELD_CHOICE(schedule, unit_kind, unit_kinds, .label = N_("Kind of units"),
                 .help = N_("For all units: empty means every kind.")),
    FIELD_DAY(schedule, starts, .label = N_("From"),
              .help = N_("Periods that end on this day or after it."),
              .must = true, .list = true),
    FIELD_DAY(schedule, ends, .label = N_("Until"), .list = true),
    FIELD_DAY(schedule, opened_until, .label = N_("Opened until"),
              .computed = true, .list = true),
    FIELD_COUNT(schedule, seen, .label = N_("Steps looked at"),
                .computed = true),
};

static enum rc event_check(struct rq *rq, const struct schedule *s)
{
    const struct type *t = app_type(rq->app, s->event_type);

    if (!word_is(s->every, "event")) {
        if ((s->event_type && *s->event_type) ||
            (s->event_step && *s->event_step))
            return fail(rq, RC_INVALID,
                        s->event_type && *s->event_type ? "event_type"
                                                        : "event_step",
                        "only a schedule after a step has a record");
        return RC_OK;
    }
    if (!t)
        return fail(rq, RC_INVALID, "event_type",
                    "there is no such kind of record");
    if (!s->event_step || !type_step(t, s->event_step))
        return fail(rq, RC_INVALID, "event_step",
                    "such records have no step of this name");
    return RC_OK;
}

static enum rc whom_check(struct rq *rq, const struct schedule *s)
{
    if (word_is(s->whom, "person") && !s->person)
        return fail(rq, RC_INVALID, "person", "must be filled in");
    if (word_is(s->whom, "unit") && !s->unit)
        return fail(rq, RC_INVALID, "unit", "must be filled in");
    if (word_is(s->whom, "record") && !word_is(s->every, "event"))
        return fail(rq, RC_INVALID, "whom",
                    "only a schedule after a step has a record");
    return RC_OK;
}

static enum rc check(struct rq *rq, void *rec, const void *old)
{
    static const struct sql_text q = {
        "SELECT COALESCE(MAX(id), 0) FROM journal", "", "i"
    };
    struct schedule *s = rec;

    TRY(event_check(rq, s));
    TRY(whom_check(rq, s));
    if (day_is(s->ends) && s->ends.n < s->starts.n)
        return fail(rq, RC_INVALID, "ends", "must not be before the start");
    if (old)
        return RC_OK;
    if (s->starts.n < rq->today.n - BACK_DAYS)
        return fail(rq, RC_INVALID, "starts",
                    "must not be more than %d days ago", BACK_DAYS);
    s->opened_until = day_add(s->starts, -1);
    s->seen.set = true;
    return sql_get_int(rq->sql, &s->seen.n, &q, NO_ARGS);
}

/* What passed while it stood still is not opened afterwards. */
static enum rc started(struct rq *rq, void *rec)
{
    static const struct sql_text q = {
        "SELECT COALESCE(MAX(id), 0) FROM journal", "", "i"
    };
    struct schedule *s = rec;

    if (s->opened_until.n < rq->today.n - 1)
        s->opened_until = day_add(rq->today, -1);
    s->seen.set = true;
    return sql_get_int(rq->sql, &s->seen.n, &q, NO_ARGS);
}

static const struct step steps[] = {
    { .name = "stop", .label = N_("Stop"), .from = { "running" },
      .to = "stopped" },
    { .name = "start", .label = N_("Start again"), .from = { "stopped" },
      .to = "running", .effect = started },
};

const struct type type_schedule = {
    .name = "schedule", .label = N_("Schedule"), .plural = N_("Schedules"),
    .size = sizeof(struct schedule), SPAN(fields, fields),
    SPAN(states, states), SPAN(steps, steps), .title = "title",
    .order = "title", .check = check,
};

/* --- Periods ---------------------------------------------------------------- */

bool schedule_period(const char *every, day in, struct occurrence *out)
{
    static const struct {
        const char *name;
        int months;
    } spans[] = {
        { "month", 1 }, { "quarter", 3 }, { "half_year", 6 }, { "year", 12 }
    };
    int y, m, d;

    day_split(in, &y, &m, &d);
    for (size_t i = 0; i < COUNT(spans); i++)
        if (word_is(every, spans[i].name)) {
            int first = (m - 1) / spans[i].months * spans[i].months + 1;

            out->from = day_ymd(y, first, 1);
            out->to = day_add(day_add_months(out->from, spans[i].months), -1);
            return true;
        }
    return false;
}

/* --- Opening ---------------------------------------------------------------- */

static enum rc owe(struct rq *rq, const struct schedule *s,
                   const struct occurrence *o, int64_t unit, int64_t person)
{
    struct assignment *a = record_new(rq, &type_assignment);
    bool works = false;

    if (person)
        TRY(duty_works(rq, person, &works));
    if (!works)
        TRY(duty_somebody(rq, unit, 0, &person));
    a->title = s->title;
    a->subject = o->subject;
    a->subject_id = o->subject_id;
    a->purpose = "schedule";
    a->unit = unit;
    a->person = person;
    a->due = o->due;
    a->schedule = s->r.id;
    a->occurrence = o->to;
    return assignment_open(rq, a);
}

/* $1 below this unit, 0 all; $2 of this kind, '' every. */
static const struct sql_text q_units = {
    "SELECT u.id FROM unit u JOIN unit_below b ON b.below = u.id"
    " WHERE b.unit = $1 AND u.state = 'active' AND u.nature = 'unit'"
    " AND u.id <> $1 AND ($2 = '' OR u.kind = $2) ORDER BY u.id",
    "it", "i"
};

static enum rc owe_units(struct rq *rq, const struct schedule *s,
                         const struct occurrence *o)
{
    static const struct sql_text count = {
        "SELECT COUNT(*) FROM unit", "", "i"
    };
    struct sql_rows r;
    int64_t *ids, room;
    size_t n = 0;

    TRY(sql_get_int(rq->sql, &room, &count, NO_ARGS));
    ids = MEM_ARRAY(rq->mem, (size_t)room + 1, int64_t);
    r = sql_query(rq->sql, &q_units,
                  ARGS(INT(s->unit), STR(s->unit_kind ? s->unit_kind : "")));
    while (sql_next(&r) && n < (size_t)room)
        ids[n++] = sql_int(&r, 0);
    TRY(sql_done(&r));
    for (size_t i = 0; i < n; i++)
        TRY(owe(rq, s, o, ids[i], 0));
    return RC_OK;
}

/* The unit that owns the record. */
static enum rc record_unit(struct rq *rq, const struct occurrence *o,
                           int64_t *unit)
{
    const struct type *t = app_type(rq->app, o->subject);
    const struct record *head;
    enum rc rc;
    void *rec;

    *unit = 0;
    if (!t)
        return RC_OK;
    rc = record_load(rq, t, o->subject_id, &rec);
    if (rc) /* a record that was merged into another is there no more */
        return rc == RC_MISSING ? RC_OK : rc;
    head = rec;
    *unit = head->owner_unit;
    return RC_OK;
}

static enum rc owe_whom(struct rq *rq, const struct schedule *s,
                        const struct occurrence *o)
{
    int64_t unit = s->unit;

    if (word_is(s->whom, "none"))
        return RC_OK;
    if (word_is(s->whom, "units"))
        return owe_units(rq, s, o);
    if (word_is(s->whom, "person"))
        return owe(rq, s, o, unit, s->person);
    if (word_is(s->whom, "record"))
        TRY(record_unit(rq, o, &unit));
    return owe(rq, s, o, unit, 0);
}

/* A promise is never opened with a day that is over: who was not told could
 * not keep it. */
static enum rc due_of(struct rq *rq, const struct schedule *s,
                      struct occurrence *o)
{
    day soonest;

    TRY(calendar_add(rq, o->to, (int)s->days.n, &o->due));
    TRY(calendar_add(rq, rq->today, 1, &soonest));
    if (o->due.n < soonest.n)
        o->due = soonest;
    return RC_OK;
}

static enum rc occur(struct rq *rq, const struct schedule *s,
                     struct occurrence *o)
{
    TRY(due_of(rq, s, o));
    TRY(owe_whom(rq, s, o));
    for (size_t i = 0; i < rq->app->n_modules; i++)
        if (rq->app->modules[i]->scheduled)
            TRY(rq->app->modules[i]->scheduled(rq, s, o));
    return RC_OK;
}

/* --- What has come ---------------------------------------------------------- */

static enum rc keep(struct rq *rq, struct schedule *s)
{
    return record_put(rq, &type_schedule, s, "open");
}

/* Each period that has ended since the last that was opened. */
static enum rc open_periods(struct rq *rq, struct schedule *s)
{
    struct occurrence o = { 0 };
    day before = s->opened_until;

    for (int i = 0; i < CATCH_UP; i++) {
        if (!schedule_period(s->every, day_add(s->opened_until, 1), &o) ||
            o.to.n >= rq->today.n || (day_is(s->ends) && o.to.n > s->ends.n))
            break;
        TRY(occur(rq, s, &o));
        s->opened_until = o.to;
    }
    return s->opened_until.n == before.n ? RC_OK : keep(rq, s);
}

struct event {
    int64_t row, record, at;
};

static enum rc read_events(struct rq *rq, const struct schedule *s,
                           struct event *e, size_t *n)
{
    static const struct sql_text q = {
        "SELECT id, record, at FROM journal WHERE type = $1 AND step = $2"
        " AND id > $3 ORDER BY id LIMIT $4",
        "ttii", "iii"
    };
    struct sql_rows r =
        sql_query(rq->sql, &q,
                  ARGS(STR(s->event_type), STR(s->event_step),
                       INT(s->seen.n), INT(EVENTS)));

    for (*n = 0; *n < EVENTS && sql_next(&r); ++*n)
        e[*n] = (struct event){ sql_int(&r, 0), sql_int(&r, 1),
                                sql_int(&r, 2) };
    return sql_done(&r);
}

/* Each step that was taken since the last that was looked at. */
static enum rc open_events(struct rq *rq, struct schedule *s)
{
    struct event *e = MEM_ARRAY(rq->mem, EVENTS, struct event);
    size_t n;

    TRY(read_events(rq, s, e, &n));
    for (size_t i = 0; i < n; i++) {
        day on = day_of(e[i].at, rq->app->zone);
        struct occurrence o = { .from = on, .to = on,
                                .subject = s->event_type,
                                .subject_id = e[i].record };

        if (on.n >= s->starts.n && (!day_is(s->ends) || on.n <= s->ends.n))
            TRY(occur(rq, s, &o));
        s->seen = (struct count){ e[i].row, true };
    }
    return n ? keep(rq, s) : RC_OK;
}

/* One schedule, in a write of its own. */
static enum rc run_one(struct rq *rq, void *arg)
{
    const int64_t *id = arg;
    struct schedule *s;
    int64_t somebody;
    void *rec;

    TRY(record_take(rq, &type_schedule, *id, 0, NULL, &rec));
    s = rec;
    TRY(duty_somebody(rq, 0, 0, &somebody));
    if (!somebody)
        return fail(rq, RC_INVALID, NULL, "nobody could answer for it");
    if (word_is(s->every, "event"))
        return open_events(rq, s);
    return open_periods(rq, s);
}

enum rc schedule_daily(struct rq *rq)
{
    static const struct sql_text q = {
        "SELECT id FROM schedule WHERE state = 'running' ORDER BY id LIMIT $1",
        "i", "i"
    };
    enum { SCHEDULES = 1000 };
    int64_t *ids = MEM_ARRAY(rq->mem, SCHEDULES, int64_t);
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(SCHEDULES)));
    enum rc first = RC_OK;
    size_t n = 0;

    while (n < SCHEDULES && sql_next(&r))
        ids[n++] = sql_int(&r, 0);
    TRY(sql_done(&r));
    for (size_t i = 0; i < n; i++) {
        enum rc rc = app_write(rq, run_one, &ids[i]);

        if (rc)
            log_warn("schedule %lld opened nothing: %s", (long long)ids[i],
                     rq_why(rq, rc));
        first = first ? first : rc;
    }
    return first;
}
