/* SPDX-License-Identifier: Apache-2.0 */
/*
 * histories_help.h: a small university in which many histories happen, each
 * undone in the end as a kill would undo it: by going back to the last commit.
 * After kernel_help.h.  All of it runs on the writer, so nothing here may
 * leave by an assertion: what does not hold is told and remembered.
 */
#pragma once

#include "kernel/absence.h"
#include "kernel/act.h"
#include "kernel/calendar.h"
#include "kernel/daily.h"
#include "kernel/duty.h"
#include "kernel/rule.h"

enum { UNITS = 3, PERSONS = 8, DAY_SECONDS = 86400, WORDS_MOST = 160 };
#define FOUNDED INT64_C(1795341600) /* 2026-11-22 */

struct world {
    struct house *h;
    struct rq *rq; /* on the writer */
    uint64_t random, seed;
    int64_t units[UNITS], rector, clerk, admin, student, act;
    int64_t now; /* seconds */
    int step;
    const char *last;
    char trace[WORDS_MOST * 8]; /* what was done, for the message of a fault */
    bool daily;                 /* the last deed ended with the daily work */
    int faults;
    int64_t histories, steps, refused, kills, closed, decided, late;
};

/* Something that people, the calendar or bad luck do. */
struct deed {
    const char *name;
    int weight;
    enum rc (*run)(struct world *w);
};

/* A condition of which no row may exist. */
struct never {
    const char *what;
    struct sql_text q; /* COUNT(*); "t": today, "": nothing */
    bool after_daily;
};

static inline uint64_t next(struct world *w)
{
    w->random ^= w->random << 13;
    w->random ^= w->random >> 7;
    w->random ^= w->random << 17;
    return w->random;
}

/* 0 .. n-1 */
static inline int any(struct world *w, int n)
{
    return (int)((next(w) >> 11) % (uint64_t)n);
}

static inline void broken(struct world *w, const char *what)
{
    char today[DAY_ISO_SIZE];

    w->faults++;
    print_error("history %llu, %s, step %d: broken: %s\n  %s\n",
                (unsigned long long)w->seed, day_iso(w->rq->today, today),
                w->step, what, w->trace);
}

/* A random id of those that the text selects; 0 none. */
static inline int64_t pick(struct world *w, const struct sql_text *ids)
{
    struct sql_rows r = sql_query(w->rq->sql, ids, NO_ARGS);
    int64_t found[64], n = 0;

    while (sql_next(&r))
        if (n < (int64_t)COUNT(found))
            found[n++] = sql_int(&r, 0);
    if (sql_done(&r))
        broken(w, "a look into the database");
    return n ? found[any(w, (int)n)] : 0;
}

static inline int64_t any_person(struct world *w)
{
    static const struct sql_text q = {
        "SELECT id FROM person WHERE state = 'active' ORDER BY id", "", "i"
    };

    return pick(w, &q);
}

static inline void *load(struct world *w, const struct type *t, int64_t id)
{
    void *rec = NULL;

    if (!id || record_load(w->rq, t, id, &rec))
        return NULL;
    return rec;
}

static inline struct refs just(struct world *w, int64_t id)
{
    int64_t *ids = MEM_NEW(w->rq->mem, int64_t);

    *ids = id;
    return (struct refs){ ids, id != 0 };
}

/* By an act: how acts are signed is tested with acts. */
static inline enum rc by_act(struct world *w, const struct type *t, void *rec,
                             const char *step)
{
    enum rc rc;

    w->rq->act = w->act;
    rc = record_step(w->rq, t, rec, step, 0);
    w->rq->act = 0;
    return rc;
}

static inline enum rc take(struct world *w, const struct type *t, void *rec,
                           const char *step)
{
    return record_step(w->rq, t, rec, step, 0);
}

/* --- Savepoints ---------------------------------------------------------------- */

static inline void point(struct world *w, const struct sql_text *q)
{
    if (sql_run(w->rq->sql, q, NO_ARGS))
        broken(w, "a savepoint");
}

#define POINT(name)                                                            \
    static const struct sql_text name##_set = { "SAVEPOINT " #name, "", "" };  \
    static const struct sql_text name##_undo = { "ROLLBACK TO " #name, "",     \
                                                 "" };                         \
    static const struct sql_text name##_end = { "RELEASE " #name, "", "" }
POINT(history);
POINT(work);
POINT(deed);

/* --- People and days ------------------------------------------------------------- */

static inline enum rc live(struct world *w, int days)
{
    w->now += (int64_t)days * DAY_SECONDS;
    clock_set(w->now * 1000000);
    rq_clock(w->rq);
    w->daily = true;
    return duty_daily(w->rq);
}

static inline enum rc do_day(struct world *w)
{
    return live(w, 1);
}

/* Days pass unseen, or the clock of the machine falls back. */
static inline enum rc do_jump(struct world *w)
{
    return live(w, any(w, 5) ? 2 + any(w, 20) : -any(w, 20));
}

static inline enum rc do_hand(struct world *w)
{
    static const struct sql_text q = {
        "SELECT id FROM assignment WHERE state = 'open' ORDER BY id", "", "i"
    };
    struct assignment *a = load(w, &type_assignment, pick(w, &q));

    if (!a)
        return RC_MISSING;
    a->person = any_person(w);
    return take(w, &type_assignment, a, "hand_over");
}

static inline enum rc do_cancel(struct world *w)
{
    static const struct sql_text q = {
        "SELECT id FROM assignment WHERE state = 'open'"
        " AND subject IN ('appeal', 'request') ORDER BY id",
        "", "i"
    };
    struct assignment *a = load(w, &type_assignment, pick(w, &q));

    if (!a)
        return RC_MISSING;
    a->note = "not needed";
    if (take(w, &type_assignment, a, "cancel") == RC_OK)
        broken(w, "what is owed is cancelled by nobody");
    return RC_INVALID;
}

static inline enum rc do_ask_more(struct world *w)
{
    static const struct sql_text q = {
        "SELECT id FROM assignment WHERE state = 'open' ORDER BY id", "", "i"
    };
    struct assignment *a = load(w, &type_assignment, pick(w, &q));
    int64_t id;

    if (!a)
        return RC_MISSING;
    id = a->r.id;
    a->wanted = day_add(a->due, 1 + any(w, 20));
    a->why = "more";
    TRY(take(w, &type_assignment, a, "extend"));
    return take(w, &type_assignment, load(w, &type_assignment, id), "grant");
}

static inline int64_t new_person(struct world *w, const char *name)
{
    struct person *p = record_new(w->rq, &type_person);

    p->name.in[LANG_KY] = name;
    return record_add(w->rq, &type_person, p) ? 0 : p->r.id;
}

static inline enum rc do_come(struct world *w)
{
    static const char *const roles[] = { "head", "appeals", "integrity",
                                         "clerk", "employee", "dean" };
    struct appointment *a = record_new(w->rq, &type_appointment);

    a->person = any(w, 2) ? new_person(w, "Somebody") : any_person(w);
    a->role = roles[any(w, COUNT(roles))];
    a->unit = w->units[any(w, UNITS)];
    a->starts = day_add(w->rq->today, -any(w, 4));
    if (!any(w, 3))
        a->ends = day_add(a->starts, any(w, 40));
    return record_add(w->rq, &type_appointment, a);
}

static inline enum rc do_leave(struct world *w)
{
    int64_t id = any_person(w);

    if (!id || id == w->rector || id == w->admin)
        return RC_MISSING;
    return take(w, &type_person, load(w, &type_person, id), "leave");
}

static inline enum rc do_away(struct world *w)
{
    struct absence *a = record_new(w->rq, &type_absence);

    a->person = any_person(w);
    a->substitute = any_person(w);
    a->starts = w->rq->today;
    a->ends = day_add(a->starts, any(w, 15));
    a->reason = "leave";
    return record_add(w->rq, &type_absence, a);
}

/* One of an appointment's days is the last. */
static inline enum rc do_finish(struct world *w)
{
    static const struct sql_text q = {
        "SELECT id FROM appointment WHERE state = 'active'"
        " AND role NOT IN ('rector', 'administrator') ORDER BY id",
        "", "i"
    };
    struct appointment *a = load(w, &type_appointment, pick(w, &q));

    if (!a)
        return RC_MISSING;
    a->ends = day_add(w->rq->today, any(w, 3) - 1);
    return take(w, &type_appointment, a, "finish");
}

static inline enum rc enact(struct world *w, const char *code,
                            const char *value, day since)
{
    struct rule *r = record_new(w->rq, &type_rule);

    r->code = code;
    r->value = value;
    r->since = since;
    r->reason.in[LANG_KY] = "мыйзам";
    TRY(record_add(w->rq, &type_rule, r));
    return by_act(w, &type_rule, load(w, &type_rule, r->r.id), "enact");
}

/* What should have gone by mail is lost: every letter, for good. */
static inline enum rc do_lose_mail(struct world *w)
{
    static const struct sql_text q = {
        "UPDATE notice SET mail = 'failed' WHERE mail IN ('waiting',"
        " 'sending')",
        "", ""
    };

    return sql_run(w->rq->sql, &q, NO_ARGS);
}

/* --- What must hold ---------------------------------------------------------------- */

static inline void hold(struct world *w, const struct never *never, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct sql_text *q = &never[i].q;
        int64_t count = 1;

        if (never[i].after_daily && !w->daily)
            continue;
        if (*q->in ? sql_get_int(w->rq->sql, &count, q,
                                 ARGS(DAY(w->rq->mem, w->rq->today)))
                   : sql_get_int(w->rq->sql, &count, q, NO_ARGS))
            broken(w, "a look into the database");
        if (count)
            broken(w, never[i].what);
    }
}

/* --- The university ---------------------------------------------------------------- */

static inline int64_t found_appoint(struct world *w, const char *role,
                                    int64_t unit)
{
    struct appointment *a = record_new(&w->h->rq, &type_appointment);

    a->person = house_person(w->h, role);
    a->role = role;
    a->unit = unit;
    a->starts = day_ymd(2000, 1, 1);
    assert_int_equal(house_add(w->h, &type_appointment, a), RC_OK);
    return a->person;
}

static inline enum rc paper_run(struct rq *rq, void *arg)
{
    struct act *a = arg;

    a->r.id = 0;
    return act_draft(rq, a);
}

/* Stays: the world in which each history begins. */
static inline void found(struct world *w, struct house *h)
{
    struct act *a;

    *w = (struct world){ .h = h, .rq = &h->rq, .now = FOUNDED };
    for (int i = 0; i < UNITS; i++)
        w->units[i] = house_unit(h, mem_fmt(h->mem, "u%d", i),
                                 i ? w->units[0] : 0)->r.id;
    w->admin = found_appoint(w, "administrator", 0);
    w->rector = found_appoint(w, "rector", w->units[0]);
    w->clerk = found_appoint(w, "clerk", w->units[1]);
    found_appoint(w, "dean", w->units[2]);
    found_appoint(w, "vice_rector", w->units[0]);
    found_appoint(w, "integrity", w->units[0]);
    found_appoint(w, "employee", w->units[1]);
    w->student = found_appoint(w, "student", w->units[2]);
    a = record_new(&h->rq, &type_act);
    a->kind = "order";
    a->title.in[LANG_KY] = "буйрук";
    a->unit = w->units[0];
    a->signer = w->rector;
    a->drafter = w->clerk;
    assert_int_equal(app_write(&h->rq, paper_run, a), RC_OK);
    w->act = a->r.id;
}
