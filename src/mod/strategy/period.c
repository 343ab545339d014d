/* SPDX-License-Identifier: Apache-2.0 */
/*
 * period.c: a reporting period asks every unit that carries a task for one
 * report, and the planning office for the units where the source says only
 * "relevant units".
 */
#include "mod/strategy/strategy_checks.h"

#include "base/text.h"
#include "kernel/rule.h"

#include <stdlib.h>
#include <string.h>

enum { TITLE_CHARS = 240 };

/* What the assignments of this module ask for. */
static const char *purpose_words(enum lang lang, const char *purpose)
{
    if (!strcmp(purpose, "review"))
        return tr(lang, N_("Look through the report"));
    if (!strcmp(purpose, "resolve"))
        return tr(lang, N_("Name the units that carry it"));
    return tr(lang, N_("Report"));
}

struct text3 task_named(struct rq *rq, const char *purpose, const char *code,
                        const struct text3 *title)
{
    struct text3 out = { { NULL } };

    for (int i = 0; i < LANGS; i++)
        if (title->in[i])
            out.in[i] = text_cut(
                rq->mem,
                mem_fmt(rq->mem, "%s: %s %s",
                        purpose_words((enum lang)i, purpose), code,
                        title->in[i]),
                TITLE_CHARS);
    return out;
}

static enum rc role_person(struct rq *rq, const char *role, int64_t *person)
{
    static const struct sql_text q = {
        "SELECT COALESCE(MIN(person), 0) FROM appointment WHERE role = $1"
        " AND state = 'active' AND starts <= $2"
        " AND (ends IS NULL OR ends >= $2)",
        "tt", "i"
    };

    return sql_get_int(rq->sql, person, &q,
                       ARGS(STR(role), DAY(rq->mem, rq->today)));
}

enum rc planning_person(struct rq *rq, int64_t *person)
{
    TRY(role_person(rq, "planning", person));
    if (!*person)
        TRY(role_person(rq, "rector", person));
    if (!*person)
        *person = rq->person;
    return RC_OK;
}

/* --- Period --------------------------------------------------------------- */

enum rc period_check(struct rq *rq, void *rec, const void *old)
{
    const struct period *p = rec;

    (void)old;
    if (p->ends.n < p->starts.n)
        return fail(rq, RC_INVALID, "ends", "must not be before the start");
    if (p->due.n < p->starts.n)
        return fail(rq, RC_INVALID, "due", "must not be before the start");
    return RC_OK;
}

enum rc period_can_close(struct rq *rq, const void *rec)
{
    static const struct sql_text q = {
        "SELECT COUNT(CASE WHEN state = 'submitted' THEN 1 END),"
        " COUNT(CASE WHEN state <> 'submitted' THEN 1 END)"
        " FROM report WHERE period = $1 AND state <> 'accepted'",
        "i", "ii"
    };
    const struct period *p = rec;
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(p->r.id)));
    long long waiting = 0, missing = 0;

    if (sql_next(&r)) {
        waiting = sql_int(&r, 0);
        missing = sql_int(&r, 1);
    }
    TRY(sql_done(&r));
    if (waiting || missing)
        return fail(rq, RC_INVALID, NULL,
                    "reports missing: %lld, waiting to be accepted: %lld",
                    missing, waiting);
    return RC_OK;
}

/* --- Which units report --------------------------------------------------- */

/* All units, in memory while one period is filled. */
struct crew_unit {
    int64_t id;
    const char *code, *nature;
    bool staffed; /* somebody is appointed there today */
};

struct crew {
    struct crew_unit *u;
    size_t n;
    int64_t *reported; /* pairs task, unit that have their report */
    size_t n_reported;
};

static const struct sql_text q_units = {
    "SELECT u.id, u.code, u.nature, EXISTS (SELECT 1 FROM appointment a"
    " WHERE a.unit = u.id AND a.state = 'active' AND a.starts <= $1"
    " AND (a.ends IS NULL OR a.ends >= $1))"
    " FROM unit u WHERE u.state = 'active' ORDER BY u.id",
    "t", "itti"
};

static const struct sql_text q_count_units = {
    "SELECT COUNT(*) FROM unit WHERE state = 'active'", "", "i"
};

static enum rc read_units(struct rq *rq, struct crew *c)
{
    struct sql_rows r;
    int64_t n;

    TRY(sql_get_int(rq->sql, &n, &q_count_units, NO_ARGS));
    c->u = MEM_ARRAY(rq->mem, (size_t)n + 1, struct crew_unit);
    r = sql_query(rq->sql, &q_units, ARGS(DAY(rq->mem, rq->today)));
    while (sql_next(&r) && c->n < (size_t)n)
        c->u[c->n++] = (struct crew_unit){
            sql_int(&r, 0), mem_str(rq->mem, sql_str(&r, 1)),
            mem_str(rq->mem, sql_str(&r, 2)), sql_int(&r, 3) != 0
        };
    return sql_done(&r);
}

static enum rc read_reported(struct rq *rq, int64_t period, struct crew *c)
{
    static const struct sql_text count = {
        "SELECT COUNT(*) FROM report WHERE period = $1", "i", "i"
    };
    static const struct sql_text q = {
        "SELECT task, unit FROM report WHERE period = $1", "i", "ii"
    };
    struct sql_rows r;
    int64_t n;

    TRY(sql_get_int(rq->sql, &n, &count, ARGS(INT(period))));
    c->reported = MEM_ARRAY(rq->mem, 2 * (size_t)n + 2, int64_t);
    r = sql_query(rq->sql, &q, ARGS(INT(period)));
    while (sql_next(&r) && c->n_reported < 2 * (size_t)n) {
        c->reported[c->n_reported++] = sql_int(&r, 0);
        c->reported[c->n_reported++] = sql_int(&r, 1);
    }
    return sql_done(&r);
}

static bool has_reported(const struct crew *c, int64_t task, int64_t unit)
{
    for (size_t i = 0; i < c->n_reported; i += 2)
        if (c->reported[i] == task && c->reported[i + 1] == unit)
            return true;
    return false;
}

static const struct crew_unit *crew_find(const struct crew *c, int64_t id)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->u[i].id == id)
            return &c->u[i];
    return NULL;
}

static const struct crew_unit *crew_code(const struct crew *c, const char *code)
{
    for (size_t i = 0; i < c->n; i++)
        if (!strcmp(c->u[i].code, code))
            return &c->u[i];
    return NULL;
}

struct carriers {
    int64_t *unit;
    size_t n;
    bool unresolved; /* the source names units that are not real ones */
};

static void carrier_add(struct carriers *k, int64_t unit)
{
    for (size_t i = 0; i < k->n; i++)
        if (k->unit[i] == unit)
            return;
    k->unit[k->n++] = unit;
}

static bool is(const struct crew_unit *u, const char *nature)
{
    return u->nature && !strcmp(u->nature, nature);
}

/* One responsible unit of the source made real units.  A post or body reports
 * when somebody is appointed to it; the rectorate is answered for by the
 * rector. */
static void carrier_from(const struct crew *c, const struct crew_unit *u,
                         struct carriers *k)
{
    if (!u) {
        k->unresolved = true;
    } else if (!strcmp(u->code, "all_units")) {
        for (size_t i = 0; i < c->n; i++)
            if (is(&c->u[i], "unit"))
                carrier_add(k, c->u[i].id);
    } else if (is(u, "unit")) {
        carrier_add(k, u->id);
    } else if (is(u, "post") || is(u, "body")) {
        const struct crew_unit *chief = crew_code(c, "rector");

        if (!strcmp(u->code, "rectorate") && chief)
            u = chief;
        if (u->staffed)
            carrier_add(k, u->id);
        else
            k->unresolved = true;
    } else {
        k->unresolved = true;
    }
}

static struct carriers carriers_of(struct rq *rq, const struct crew *c,
                                   const struct task *t)
{
    struct carriers k = { .unit = MEM_ARRAY(
                              rq->mem, c->n + t->executors.n + 1, int64_t) };

    for (size_t i = 0; i < t->executors.n; i++)
        carrier_add(&k, t->executors.id[i]);
    for (size_t i = 0; !t->executors.n && i < t->responsible.n; i++)
        carrier_from(c, crew_find(c, t->responsible.id[i]), &k);
    return k;
}

/* --- Making reports ------------------------------------------------------- */

static enum rc report_make(struct rq *rq, const struct period *p,
                           const struct task *t, int64_t unit)
{
    struct report *r = record_new(rq, &type_report);

    r->plan = p->plan;
    r->task = t->r.id;
    r->period = p->r.id;
    r->unit = unit;
    r->r.owner_unit = unit;
    r->due = p->due;
    return record_put(rq, &type_report, r, "ask");
}

static enum rc resolve_asked(struct rq *rq, int64_t task, bool *asked)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM assignment WHERE subject = 'task'"
        " AND subject_id = $1 AND purpose = 'resolve' AND state = 'open'",
        "i", "i"
    };
    int64_t n;

    TRY(sql_get_int(rq->sql, &n, &q, ARGS(INT(task))));
    *asked = n > 0;
    return RC_OK;
}

/* The planning office is asked to name the units, once. */
static enum rc ask_to_resolve(struct rq *rq, const struct period *p,
                              const struct task *t)
{
    struct assignment *a = record_new(rq, &type_assignment);
    int64_t person;
    bool asked;

    TRY(resolve_asked(rq, t->r.id, &asked));
    if (asked)
        return RC_OK;
    TRY(planning_person(rq, &person));
    if (!person)
        return fail(rq, RC_INVALID, NULL,
                    "nobody is appointed to the planning office");
    a->title = task_named(rq, "resolve", t->code, &t->title);
    a->subject = "task";
    a->subject_id = t->r.id;
    a->purpose = "resolve";
    a->person = person;
    TRY(rule_due(rq, "resolve_days", &a->due));
    if (day_is(p->due) && p->due.n < a->due.n && p->due.n > rq->today.n)
        a->due = p->due;
    a->opened_by = rq->person;
    return assignment_open(rq, a);
}

static enum rc fill_task(struct rq *rq, const struct period *p,
                         const struct crew *c, const struct task *t)
{
    struct carriers k = carriers_of(rq, c, t);

    for (size_t i = 0; i < k.n; i++)
        if (!has_reported(c, t->r.id, k.unit[i]))
            TRY(report_make(rq, p, t, k.unit[i]));
    if (k.unresolved || !k.n)
        return ask_to_resolve(rq, p, t);
    return RC_OK;
}

static enum rc fill_by_id(struct rq *rq, const struct period *p,
                          const struct crew *c, int64_t id)
{
    void *t;

    TRY(record_load(rq, &type_task, id, &t));
    return fill_task(rq, p, c, t);
}

/* Open leaf tasks that run at some time of the period. */
static const struct sql_text q_tasks = {
    "SELECT t.id FROM task t WHERE t.plan = $1 AND t.state = 'open'"
    " AND t.starts <= $2 AND (t.ends IS NULL OR t.ends >= $3)"
    " AND NOT EXISTS (SELECT 1 FROM task s"
    " WHERE s.parent_task = t.id AND s.state <> 'dropped') ORDER BY t.id",
    "itt", "i"
};

static const struct sql_text q_count_tasks = {
    "SELECT COUNT(*) FROM task WHERE plan = $1", "i", "i"
};

enum rc period_fill(struct rq *rq, const struct period *p)
{
    struct crew c = { 0 };
    struct sql_rows r;
    int64_t *ids, room;
    size_t n = 0;

    TRY(read_units(rq, &c));
    TRY(read_reported(rq, p->r.id, &c));
    TRY(sql_get_int(rq->sql, &room, &q_count_tasks, ARGS(INT(p->plan))));
    ids = MEM_ARRAY(rq->mem, (size_t)room + 1, int64_t);
    r = sql_query(rq->sql, &q_tasks,
                  ARGS(INT(p->plan), DAY(rq->mem, p->ends),
                       DAY(rq->mem, p->starts)));
    while (sql_next(&r) && n < (size_t)room)
        ids[n++] = sql_int(&r, 0);
    TRY(sql_done(&r));
    for (size_t i = 0; i < n; i++)
        TRY(fill_by_id(rq, p, &c, ids[i]));
    return RC_OK;
}

enum rc period_opened(struct rq *rq, void *rec)
{
    return period_fill(rq, rec);
}

/* --- A task whose units are named ----------------------------------------- */

/* A planned or collective unit cannot report. */
static enum rc executors_real(struct rq *rq, const struct task *t)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM unit WHERE id = $1 AND state = 'active'"
        " AND nature NOT IN ('collective', 'planned')",
        "i", "i"
    };
    int64_t n;

    for (size_t i = 0; i < t->executors.n; i++) {
        TRY(sql_get_int(rq->sql, &n, &q, ARGS(INT(t->executors.id[i]))));
        if (!n)
            return fail(rq, RC_INVALID, "executors",
                        "only units that really work can carry a task");
    }
    return RC_OK;
}

enum { OPEN_PERIODS = 16 };

/* Reports of one task in one open period. */
static enum rc fill_one(struct rq *rq, int64_t period, const struct task *t)
{
    struct crew c = { 0 };
    const struct period *p;
    void *rec;

    TRY(record_load(rq, &type_period, period, &rec));
    p = rec;
    if (t->starts.n > p->ends.n ||
        (day_is(t->ends) && t->ends.n < p->starts.n))
        return RC_OK;
    TRY(read_units(rq, &c));
    TRY(read_reported(rq, period, &c));
    return fill_task(rq, p, &c, t);
}

/* The effect runs before the task is stored: the units are taken from `rec`. */
enum rc task_resolved(struct rq *rq, void *rec)
{
    static const struct sql_text q = {
        "SELECT id FROM period WHERE plan = $1 AND state = 'open'"
        " ORDER BY starts",
        "i", "i"
    };
    struct task *t = rec;
    int64_t ids[OPEN_PERIODS];
    struct sql_rows r;
    size_t n = 0;

    TRY(executors_real(rq, t));
    TRY(assignment_close(rq, "task", t->r.id, "resolve"));
    for (r = sql_query(rq->sql, &q, ARGS(INT(t->plan)));
         n < OPEN_PERIODS && sql_next(&r); n++)
        ids[n] = sql_int(&r, 0);
    TRY(sql_done(&r));
    for (size_t i = 0; i < n; i++)
        TRY(fill_one(rq, ids[i], t));
    return RC_OK;
}
