/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calendar.c: the working calendar.  What differs from the plain week is kept
 * as one bit a day, so that asking for a day costs nothing.
 */
#include "kernel/calendar.h"

#include "kernel/app.h"
#include "kernel/assignment.h"
#include "kernel/kept.h"
#include "kernel/record.h"

#include <stdlib.h>
#include <string.h>

/* --- Reading ---------------------------------------------------------------- */

/* Days for which differences are kept: 1970-01-01 to 2106. */
enum { DAYS = 50000, FAR = 5000 /* working days that anybody counts */ };

static struct calendar {
    struct kept kept;
    int first, last; /* days that were looked at */
    uint64_t differs[DAYS / 64 + 1];
} calendars[KEPT_COPIES] = { { .kept = KEPT }, { .kept = KEPT } };

static bool weekend(day on)
{
    return day_weekday(on) > 5;
}

static enum rc fill(struct rq *rq, struct calendar *c, int first, int last)
{
    static const struct sql_text q = {
        "SELECT date, working FROM calendar_day WHERE date >= $1"
        " AND date <= $2 AND state = 'in_force'", "tt", "ti"
    };
    struct sql_rows r = sql_query(rq->sql, &q,
                                  ARGS(DAY(rq->mem, ((day){ first })),
                                       DAY(rq->mem, ((day){ last }))));

    c->first = first;
    c->last = last;
    memset(c->differs, 0, sizeof c->differs);
    while (sql_next(&r)) {
        day on = sql_day(&r, 0);

        if (on.n >= 0 && on.n < DAYS && (sql_int(&r, 1) != 0) == weekend(on))
            c->differs[on.n / 64] |= UINT64_C(1) << on.n % 64;
    }
    return sql_done(&r);
}

static int within(int n)
{
    return n < 0 ? 0 : n < DAYS ? n : DAYS - 1;
}

/* Brings the calendar to what the request may know about these days, at
 * least; it is open (kept_open). */
static enum rc known(struct rq *rq, struct calendar *c, bool *good, int first,
                     int last)
{
    if (kept_direct(rq)) {
        c->kept.app = NULL;
        return fill(rq, c, within(first), within(last));
    }
    if (*good)
        return RC_OK;
    TRY(fill(rq, c, 0, DAYS - 1));
    kept_filled(&c->kept, rq);
    *good = true;
    return RC_OK;
}

static bool worked(const struct calendar *c, day on)
{
    bool differs = on.n >= 0 && on.n < DAYS &&
                   (c->differs[on.n / 64] >> on.n % 64 & 1);

    return weekend(on) == differs;
}

static enum rc good_day(struct rq *rq, day on)
{
    if (!day_is(on))
        return fail(rq, RC_INVALID, NULL, "a day is missing");
    return RC_OK;
}

enum rc calendar_working(struct rq *rq, day on, bool *yes)
{
    struct calendar *c = &calendars[kept_copy(rq)];
    bool good;
    enum rc rc;

    TRY(good_day(rq, on));
    good = kept_open(&c->kept, rq);
    rc = known(rq, c, &good, on.n, on.n);
    if (!rc)
        *yes = worked(c, on);
    kept_close(&c->kept);
    return rc;
}

/* DAY_NONE: it leads out of the days that are known. */
static day walk(const struct calendar *c, day on, int n)
{
    int step = n < 0 ? -1 : 1, left = abs(n);

    for (;;) {
        if (on.n >= 0 && on.n < DAYS && (on.n < c->first || on.n > c->last))
            return DAY_NONE;
        if (!left && (n || worked(c, on)))
            return on;
        on = day_add(on, step);
        left -= left && worked(c, on);
    }
}

enum rc calendar_add(struct rq *rq, day from, int n, day *out)
{
    int room = 2 * abs(n) + 40;
    struct calendar *c = &calendars[kept_copy(rq)];
    bool good;
    enum rc rc;

    TRY(good_day(rq, from));
    if (n > FAR || n < -FAR)
        return fail(rq, RC_INVALID, NULL, "%d working days are too many", n);
    good = kept_open(&c->kept, rq);
    do {
        rc = known(rq, c, &good, from.n - (n < 0 ? room : 0),
                   from.n + (n < 0 ? 0 : room));
        if (!rc)
            *out = walk(c, from, n);
        room *= 4;
    } while (!rc && !day_is(*out));
    kept_close(&c->kept);
    return rc;
}

enum rc calendar_term(struct rq *rq, day due, day *out)
{
    return calendar_add(rq, due, 0, out);
}

enum rc calendar_between(struct rq *rq, day from, day to, int *n)
{
    struct calendar *c = &calendars[kept_copy(rq)];
    bool good;
    enum rc rc;

    TRY(good_day(rq, from));
    TRY(good_day(rq, to));
    if (abs(to.n - from.n) > 4 * FAR)
        return fail(rq, RC_INVALID, NULL, "the days are too far apart");
    good = kept_open(&c->kept, rq);
    rc = known(rq, c, &good, from.n < to.n ? from.n : to.n,
               from.n < to.n ? to.n : from.n);
    *n = 0;
    for (int i = from.n; !rc && i < to.n; i++)
        *n += worked(c, (day){ i + 1 });
    for (int i = to.n; !rc && i < from.n; i++)
        *n -= worked(c, (day){ i + 1 });
    kept_close(&c->kept);
    return rc;
}

/* --- Terms that fall on the day --------------------------------------------- */

enum { TERMS = 100 };

/* Some of the open assignments that end on the day. */
static enum rc some_terms(struct rq *rq, day on, int64_t ids[TERMS], size_t *n)
{
    static const struct sql_text q = {
        "SELECT id FROM assignment WHERE due = $1 AND state = 'open'"
        " ORDER BY id LIMIT 100",
        "t", "i"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(DAY(rq->mem, on)));

    for (*n = 0; *n < TERMS && sql_next(&r); ++*n)
        ids[*n] = sql_int(&r, 0);
    return sql_done(&r);
}

static enum rc move_term(struct rq *rq, int64_t id, day to)
{
    struct assignment *a;
    void *rec;

    TRY(record_take(rq, &type_assignment, id, 0, NULL, &rec));
    a = rec;
    a->due = to;
    return record_put(rq, &type_assignment, a, "calendar");
}

static enum rc move_terms(struct rq *rq, day from)
{
    int64_t ids[TERMS];
    size_t n;
    day to;

    TRY(calendar_term(rq, from, &to));
    if (to.n == from.n)
        return RC_OK;
    do {
        TRY(some_terms(rq, from, ids, &n));
        for (size_t i = 0; i < n; i++)
            TRY(move_term(rq, ids[i], to));
    } while (n == TERMS);
    return RC_OK;
}

enum rc calendar_touches(struct rq *rq, day on, bool working, int64_t *n,
                         day *to)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM assignment WHERE due = $1 AND state = 'open'",
        "t", "i"
    };
    bool yes;

    *n = 0;
    *to = on;
    TRY(calendar_working(rq, on, &yes));
    if (working || !yes)
        return RC_OK;
    TRY(calendar_add(rq, on, 1, to));
    return sql_get_int(rq->sql, n, &q, ARGS(DAY(rq->mem, on)));
}

/* --- The type ---------------------------------------------------------------- */

static const struct state states[] = {
    { "in_force", N_("In force"), TONE_GOOD },
    { "dropped", N_("Taken back"), TONE_MUTED },
};
static const struct field fields[] = {
    FIELD_DAY(calendar_day, date, .label = N_("Day"), .must = true,
              .unique = true, .list = true, .filter = true, .sort = true,
              .fixed = true),
    FIELD_BOOL(calendar_day, working, .label = N_("Worked"), .list = true,
               .filter = true,
               .help = N_("Yes: this Saturday or Sunday is worked. No: a day"
                          " off.")),
    FIELD_TEXT3(calendar_day, title, .label = N_("Why"), .must = true,
                .list = true, .search = true,
                .help = N_("The holiday, or the decision that moved the"
                           " day.")),
};
static const struct step steps[] = {
    { .name = "drop", .label = N_("Take back"), .from = { "in_force" },
      .to = "dropped", .danger = true },
    { .name = "restore", .label = N_("Put back"), .from = { "dropped" },
      .to = "in_force" },
};

static enum rc check(struct rq *rq, void *rec, const void *old)
{
    const struct calendar_day *d = rec;

    (void)old;
    if (d->date.n < 0 || d->date.n >= DAYS)
        return fail(rq, RC_INVALID, "date", "is too far away");
    return RC_OK;
}

/* The office has changed the week: whatever was to end on a day that is off
 * now ends on the next working day. */
static enum rc stored(struct rq *rq, const void *rec, const void *old)
{
    const struct calendar_day *d = rec;

    (void)old;
    return move_terms(rq, d->date);
}

const struct type type_calendar_day = {
    .name = "calendar_day", .label = N_("Day of the calendar"),
    .plural = N_("Days of the calendar"), .size = sizeof(struct calendar_day),
    SPAN(fields, fields), SPAN(states, states), SPAN(steps, steps),
    .title = "title", .code = "date", .order = "date", .check = check,
    .stored = stored, .rights = true,
};
