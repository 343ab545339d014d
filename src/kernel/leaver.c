/* SPDX-License-Identifier: Apache-2.0 */
/*
 * leaver.c: what somebody who leaves still owes goes to the head, in the same
 * transaction.
 */
#include "kernel/leaver.h"

#include "base/log.h"
#include "kernel/duty.h"
#include "kernel/record.h"

#include <string.h>

/* --- Who works here --------------------------------------------------------- */

/* Somebody who never had an appointment works here while their record says
 * so; somebody who lost all of them does not. */
#define WORKS(p, day)                                                          \
    "(" p ".state = 'active' AND (NOT EXISTS (SELECT 1 FROM appointment e"     \
    " WHERE e.person = " p ".id) OR EXISTS (SELECT 1 FROM appointment e"       \
    " WHERE e.person = " p ".id AND e.state = 'active'"                        \
    " AND (e.ends IS NULL OR e.ends >= " day "))))"

enum rc duty_works(struct rq *rq, int64_t person, bool *yes)
{
    static const struct sql_text q = {
        "SELECT 1 FROM person p WHERE p.id = $1 AND " WORKS("p", "$2"), "it",
        "i"
    };
    int64_t one;
    enum rc rc = sql_get_int(rq->sql, &one, &q,
                             ARGS(INT(person), DAY(rq->mem, rq->today)));

    *yes = rc == RC_OK;
    return rc == RC_MISSING ? RC_OK : rc;
}

/* --- What goes -------------------------------------------------------------- */

/* An appointment `x` answers for the unit of the assignment `a`; one without
 * a unit is answered for by a role. */
#define COVERS(x)                                                              \
    "(" x ".unit IS NULL OR EXISTS (SELECT 1 FROM unit_below b"                \
    " WHERE b.unit = " x ".unit AND b.below = a.unit))"

/* $1 person or 0 for all, $2 the day, $3 an appointment that ends before it.
 * It goes when the person does not work here, or held it through an
 * appointment that has ended since, and no other of theirs covers it.  The
 * second column is the unit whose head gets it. */
static const struct sql_text q_going = {
    "SELECT a.id, COALESCE(a.unit, (SELECT l.unit FROM appointment l"
    " WHERE l.person = a.person AND l.unit IS NOT NULL"
    " ORDER BY CASE WHEN l.id = $3 THEN 0 ELSE 1 END, l.starts DESC,"
    " l.id DESC LIMIT 1), 0), a.person, a.subject, a.subject_id"
    " FROM assignment a JOIN person p ON p.id = a.person"
    " WHERE a.state = 'open' AND ($1 = 0 OR a.person = $1)"
    " AND (NOT " WORKS("p", "$2") " OR (EXISTS (SELECT 1 FROM appointment x"
    " WHERE x.person = a.person AND (x.id = $3 OR (x.state = 'active'"
    " AND x.ends < $2 AND x.ends >= COALESCE(a.given_on, x.ends)))"
    " AND (a.unit IS NULL OR " COVERS("x") ")"
    " AND NOT EXISTS (SELECT 1 FROM appointment y"
    " WHERE y.person = a.person AND y.state = 'active' AND y.starts <= $2"
    " AND (y.ends IS NULL OR y.ends >= $2)"
    " AND CASE WHEN a.unit IS NULL THEN y.role = x.role"
    " ELSE " COVERS("y") " END))))"
    " ORDER BY a.id LIMIT 200",
    "iti", "iiiti"
};

enum { AT_ONCE = 200 };

struct going {
    int64_t id, unit, person;
    const char *subject;
    int64_t subject_id;
};

static enum rc read_going(struct rq *rq, int64_t person, int64_t appointment,
                          day on, struct going *g, size_t *n)
{
    struct sql_rows r =
        sql_query(rq->sql, &q_going,
                  ARGS(INT(person), DAY(rq->mem, on), INT(appointment)));

    for (*n = 0; *n < AT_ONCE && sql_next(&r); ++*n)
        g[*n] = (struct going){ sql_int(&r, 0), sql_int(&r, 1),
                                sql_int(&r, 2),
                                mem_str(rq->mem, sql_str(&r, 3)),
                                sql_int(&r, 4) };
    return sql_done(&r);
}

/* The nearest head who may have it other than the one who had it, 0 nobody. */
static enum rc successor(struct rq *rq, const struct going *g, day on,
                         int64_t *person)
{
    struct rung r[LADDER];
    size_t n;
    bool out;

    TRY(unit_heads(rq, g->unit, on, r, COUNT(r), &n));
    *person = 0;
    for (size_t i = 0; i < n && !*person; i++) {
        TRY(duty_excluded(rq, g->subject, g->subject_id, r[i].person, &out));
        if (!out && r[i].person != g->person)
            *person = r[i].person;
    }
    return RC_OK;
}

static enum rc give(struct rq *rq, const struct going *g, int64_t person)
{
    struct assignment *a;
    void *rec;

    TRY(record_take(rq, &type_assignment, g->id, 0, NULL, &rec));
    a = rec;
    a->person = person;
    TRY(record_put(rq, &type_assignment, a, "succeed"));
    return duty_tell(rq, DUTY_OPENED, a, person);
}

static enum rc nobody(struct rq *rq, size_t n)
{
    return fail(rq, RC_INVALID, NULL,
                "nobody would answer for the open assignments (%lld):"
                " appoint a head first",
                (long long)n);
}

enum rc duty_leave(struct rq *rq, int64_t person, int64_t appointment, day on)
{
    struct going *g = MEM_ARRAY(rq->mem, AT_ONCE, struct going);
    size_t n;

    do {
        TRY(read_going(rq, person, appointment, on, g, &n));
        for (size_t i = 0; i < n; i++) {
            int64_t next;

            TRY(successor(rq, &g[i], on, &next));
            if (!next)
                return nobody(rq, n);
            if (on.n <= rq->today.n)
                TRY(give(rq, &g[i], next));
        }
    } while (n == AT_ONCE && on.n <= rq->today.n);
    return on.n <= rq->today.n ? duty_review(rq, person) : RC_OK;
}

/* --- A head leaves ---------------------------------------------------------- */

/* Units with open assignments below one, or all when a rector goes: everybody
 * is below. */
static const struct sql_text q_units = {
    "SELECT DISTINCT COALESCE(a.unit, 0) FROM assignment a"
    " WHERE a.state = 'open' AND ($1 = 0 OR a.unit IN"
    " (SELECT b.below FROM unit_below b WHERE b.unit = $1)) ORDER BY 1",
    "i", "i"
};

enum rc duty_headless(struct rq *rq, int64_t unit, const char *role, day on)
{
    bool all = !unit || !strcmp(role, "rector");
    struct sql_rows r = sql_query(rq->sql, &q_units, ARGS(INT(all ? 0 : unit)));
    size_t headless = 0;

    while (sql_next(&r)) {
        struct rung first;
        size_t n;

        TRY(unit_heads(rq, sql_int(&r, 0), on, &first, 1, &n));
        headless += sql_int(&r, 0) && !n;
    }
    TRY(sql_done(&r));
    if (headless)
        return fail(rq, RC_INVALID, NULL,
                    "units with open assignments would have nobody above"
                    " them (%lld): appoint a head first",
                    (long long)headless);
    return RC_OK;
}

/* --- Day by day ------------------------------------------------------------- */

/* A term that ran out with nobody above: an administrator keeps it. */
static enum rc last_resort(struct rq *rq, const struct going *g,
                           int64_t *person)
{
    static const struct sql_text q = {
        "SELECT DISTINCT a.person FROM appointment a JOIN person p"
        " ON p.id = a.person WHERE a.role = 'administrator'"
        " AND a.state = 'active' AND p.state = 'active' AND a.starts <= $1"
        " AND (a.ends IS NULL OR a.ends >= $1) AND a.person <> $2"
        " ORDER BY a.person",
        "ti", "i"
    };
    struct sql_rows r = sql_query(
        rq->sql, &q, ARGS(DAY(rq->mem, rq->today), INT(g->person)));
    bool out = true;

    for (*person = 0; out && sql_next(&r);) {
        int64_t who = sql_int(&r, 0);

        TRY(duty_excluded(rq, g->subject, g->subject_id, who, &out));
        *person = out ? 0 : who;
    }
    return sql_done(&r);
}

static enum rc somebody(struct rq *rq, const struct going *g, int64_t *person)
{
    TRY(successor(rq, g, rq->today, person));
    return *person ? RC_OK : last_resort(rq, g, person);
}

enum rc duty_somebody(struct rq *rq, int64_t unit, int64_t except,
                      int64_t *person)
{
    return somebody(rq, &(struct going){ .unit = unit, .person = except },
                    person);
}

enum rc duty_successor(struct rq *rq, const struct assignment *a,
                       int64_t except, int64_t *person)
{
    struct going g = { .id = a->r.id, .unit = a->unit, .person = except,
                       .subject = a->subject, .subject_id = a->subject_id };

    return somebody(rq, &g, person);
}

/* At most as many as one record ever has open at once. */
enum { OPEN_ABOUT = 64 };

enum rc duty_pass_on(struct rq *rq, const char *subject, int64_t subject_id)
{
    static const struct sql_text q = {
        "SELECT id, COALESCE(unit, 0), person FROM assignment"
        " WHERE subject_id = $1 AND subject = $2 AND state = 'open'"
        " ORDER BY id LIMIT $3",
        "iti", "iii"
    };
    struct going g[OPEN_ABOUT];
    struct sql_rows r = sql_query(
        rq->sql, &q, ARGS(INT(subject_id), STR(subject), INT(OPEN_ABOUT)));
    size_t n = 0;

    for (; n < OPEN_ABOUT && sql_next(&r); n++)
        g[n] = (struct going){ sql_int(&r, 0), sql_int(&r, 1), sql_int(&r, 2),
                               subject, subject_id };
    TRY(sql_done(&r));
    for (size_t i = 0; i < n; i++) {
        int64_t next;
        bool out;

        TRY(duty_excluded(rq, subject, subject_id, g[i].person, &out));
        if (!out)
            continue;
        TRY(somebody(rq, &g[i], &next));
        if (!next)
            return nobody(rq, 1);
        TRY(give(rq, &g[i], next));
    }
    return RC_OK;
}

static enum rc move_one(struct rq *rq, const struct going *g, size_t *moved)
{
    int64_t next = 0;

    TRY(somebody(rq, g, &next));
    if (!next) {
        log_warn("assignment %lld has nobody who could answer for it",
                 (long long)g->id);
        return RC_OK;
    }
    ++*moved;
    return give(rq, g, next);
}

enum rc leavers_daily(struct rq *rq)
{
    struct going *g = MEM_ARRAY(rq->mem, AT_ONCE, struct going);
    size_t n, moved;

    do {
        moved = 0;
        TRY(read_going(rq, 0, 0, rq->today, g, &n));
        for (size_t i = 0; i < n; i++)
            TRY(move_one(rq, &g[i], &moved));
    } while (n == AT_ONCE && moved);
    return RC_OK;
}
