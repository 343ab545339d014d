/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_cycle_life.c: how a cycle lives: whom each step is given to and by what
 * day, the draft of the correction with which it closes, the cycles that the
 * year opens by itself.
 */
#include "mod/risk/risk_assess.h"
#include "mod/risk/risk_cycle.h"

#include "base/text.h"
#include "kernel/act.h"
#include "kernel/calendar.h"
#include "kernel/duty.h"
#include "kernel/rule.h"

#include <string.h>

enum { TITLE_CHARS = 240, NOT_SOONER = 5 };

/* --- Names ----------------------------------------------------------------- */

static enum rc name_it(struct rq *rq, struct risk_cycle *c,
                       const struct risk_register *g)
{
    for (int i = 0; i < LANGS; i++)
        c->title.in[i] = text_cut(
            rq->mem,
            mem_fmt(rq->mem, tr((enum lang)i, N_("Risk cycle of %lld: %s")),
                    (long long)c->year.n,
                    text3_get(&g->title, (enum lang)i, NULL)),
            TITLE_CHARS);
    return RC_OK;
}

/* --- Check ----------------------------------------------------------------- */

static enum rc new_cycle(struct rq *rq, struct risk_cycle *c,
                         const struct risk_register *g)
{
    int first, last, m, d;

    day_split(g->starts, &first, &m, &d);
    day_split(g->ends, &last, &m, &d);
    if (!strcmp(g->r.state, "closed"))
        return fail(rq, RC_CONFLICT, "risk_register",
                    "the register is closed");
    if (c->year.n < first || c->year.n > last)
        return fail(rq, RC_INVALID, "year",
                    "the register runs from %d to %d", first, last);
    if (!c->holder)
        TRY(planning_person(rq, &c->holder));
    if (!day_is(c->began_on))
        c->began_on = rq->today;
    return RC_OK;
}

static enum rc one_a_year(struct rq *rq, const struct risk_cycle *c)
{
    int64_t other;
    enum rc rc = risk_cycle_of(rq, c->risk_register, c->year.n, &other);

    if (rc == RC_MISSING || (!rc && other == c->r.id))
        return RC_OK;
    TRY(rc);
    return fail(rq, RC_CONFLICT, "year",
                "the register has a cycle of this year already");
}

enum rc cycle_check(struct rq *rq, void *rec, const void *old)
{
    struct risk_cycle *c = rec;
    const struct risk_register *g;
    void *found;

    if (!c->risk_register || !c->year.set)
        return RC_OK; /* the fields say so themselves */
    TRY(record_load(rq, &type_risk_register, c->risk_register, &found));
    g = found;
    c->plan = g->plan;
    TRY(name_it(rq, c, g));
    TRY(one_a_year(rq, c));
    return old ? RC_OK : new_cycle(rq, c, g);
}

/* --- Who does the step, and by when ---------------------------------------- */

enum rc cycle_due(struct rq *rq, const struct risk_cycle *c, size_t step,
                  day *due)
{
    int64_t month;
    day next;

    TRY(rule_int(rq, cycle_steps[step].rule, c->began_on, &month));
    next = day_add_months(day_ymd((int)c->year.n, 1, 1), (int)month);
    return calendar_add(rq, next, -1, due);
}

/* Nobody is told of work whose day is over. */
static enum rc not_over(struct rq *rq, day *due)
{
    day soonest;

    TRY(calendar_add(rq, rq->today, NOT_SOONER, &soonest));
    if (due->n < soonest.n)
        *due = soonest;
    return RC_OK;
}

static const char *purpose_of(struct rq *rq, size_t step)
{
    return mem_fmt(rq->mem, "risk-%s", cycle_steps[step].state);
}

static enum rc who_leads(struct rq *rq, const struct risk_cycle *c,
                         int64_t *person)
{
    bool works = false;

    *person = c->holder;
    if (*person)
        TRY(duty_works(rq, *person, &works));
    if (!works)
        TRY(planning_person(rq, person));
    return RC_OK;
}

static enum rc ask_step(struct rq *rq, const struct risk_cycle *c, size_t step)
{
    struct assignment *a = record_new(rq, &type_assignment);

    TRY(who_leads(rq, c, &a->person));
    if (!a->person)
        return RC_OK; /* a house without people yet */
    for (int i = 0; i < LANGS; i++)
        a->title.in[i] = text_cut(
            rq->mem,
            mem_fmt(rq->mem, "%s: %s",
                    tr((enum lang)i, cycle_steps[step].label),
                    text3_get(&c->title, (enum lang)i, NULL)),
            TITLE_CHARS);
    a->subject = "risk_cycle";
    a->subject_id = c->r.id;
    a->purpose = purpose_of(rq, step);
    TRY(cycle_due(rq, c, step, &a->due));
    TRY(not_over(rq, &a->due));
    return assignment_open(rq, a);
}

/* --- The assessment begins ------------------------------------------------- */

/* Whoever answers for a risk is asked about each that was not judged in this
 * cycle yet. */
static enum rc ask_judge(struct rq *rq, int64_t risk, day due)
{
    const struct risk *r;
    int64_t judge;
    void *rec;

    TRY(record_load(rq, &type_risk, risk, &rec));
    r = rec;
    TRY(risk_turn_to(rq, r, &judge));
    if (!judge)
        return RC_OK;
    return risk_ask(rq, risk, KIND_CURRENT, judge, due, NULL);
}

static enum rc ask_judges(struct rq *rq, const struct risk_cycle *c)
{
    static const struct sql_text q = {
        "SELECT r.id FROM risk r WHERE r.risk_register = $1"
        " AND r.state = 'active' AND NOT EXISTS (SELECT 1"
        " FROM risk_consensus c WHERE c.risk = r.id AND c.kind = 'current'"
        " AND c.on_day >= $2) AND NOT EXISTS (SELECT 1"
        " FROM risk_assessment a WHERE a.risk = r.id AND a.kind = 'current'"
        " AND a.state = 'asked') ORDER BY r.id",
        "it", "i"
    };
    struct refs ids;
    day due;

    TRY(refs_read(
        rq,
        sql_query(rq->sql, &q,
                  ARGS(INT(c->risk_register), DAY(rq->mem, c->began_on))),
        &ids));
    TRY(cycle_due(rq, c, cycle_place("assessment"), &due));
    TRY(not_over(rq, &due));
    for (size_t i = 0; i < ids.n; i++)
        TRY(ask_judge(rq, ids.id[i], due));
    return RC_OK;
}

/* --- The correction -------------------------------------------------------- */

/* Act and cycle name each other: the act carries a line about the cycle. */
static enum rc draft_correction(struct rq *rq, int64_t id)
{
    struct risk_cycle *c;
    int64_t act;
    void *rec;

    TRY(act_draft_step(rq, &type_risk_cycle, id, "correct", NULL, &act));
    TRY(record_load(rq, &type_risk_cycle, id, &rec));
    c = rec;
    c->amendment = act;
    return record_put(rq, &type_risk_cycle, c, "draft_correction");
}

/* --- After it is stored ---------------------------------------------------- */

static enum rc end_step(struct rq *rq, const struct risk_cycle *c,
                        const struct risk_cycle *before)
{
    size_t was = cycle_place(before->r.state), now = cycle_place(c->r.state);
    const char *purpose;

    if (was == CYCLE_STEPS)
        return RC_OK;
    purpose = purpose_of(rq, was);
    if (now > was)
        return assignment_close(rq, "risk_cycle", c->r.id, purpose);
    return assignment_cancel(rq, "risk_cycle", c->r.id, purpose);
}

enum rc cycle_stored(struct rq *rq, const void *rec, const void *old)
{
    const struct risk_cycle *c = rec, *before = old;
    size_t now = cycle_place(c->r.state);
    bool moved = before && strcmp(before->r.state, c->r.state) != 0;
    bool given = before && before->holder != c->holder;

    if (moved)
        TRY(end_step(rq, c, before));
    else if (given && now < CYCLE_STEPS)
        TRY(assignment_cancel(rq, "risk_cycle", c->r.id,
                              purpose_of(rq, now)));
    if ((!before || moved || given) && now < CYCLE_STEPS)
        TRY(ask_step(rq, c, now));
    /* Judges are asked for words; estimates are given by whoever can. */
    if (moved && !strcmp(c->r.state, "assessment"))
        return c->way && !strcmp(c->way, "numbers") ? RC_OK
                                                    : ask_judges(rq, c);
    if (moved && c->verdict && !strcmp(c->verdict, "amendment"))
        return draft_correction(rq, c->r.id);
    return RC_OK;
}

/* --- What comes by itself -------------------------------------------------- */

enum rc risk_cycle_of(struct rq *rq, int64_t risk_register, int64_t year,
                      int64_t *id)
{
    static const struct sql_text q = {
        "SELECT id FROM risk_cycle WHERE risk_register = $1 AND year = $2",
        "ii", "i"
    };

    return sql_get_int(rq->sql, id, &q, ARGS(INT(risk_register), INT(year)));
}

static enum rc read_ids(struct rq *rq, const struct sql_text *q, int64_t year,
                        struct refs *out)
{
    return refs_read(
        rq, sql_query(rq->sql, q, ARGS(INT(year), DAY(rq->mem, rq->today))),
        out);
}

static enum rc open_cycle(struct rq *rq, int64_t risk_register, int64_t year)
{
    struct risk_cycle *c = record_new(rq, &type_risk_cycle);

    c->risk_register = risk_register;
    c->year = (struct count){ year, true };
    return record_put(rq, &type_risk_cycle, c, "open");
}

/* Nothing is corrected by a draft that was dropped. */
static enum rc reopen(struct rq *rq, int64_t id)
{
    struct risk_cycle *c;
    void *rec;

    TRY(record_load(rq, &type_risk_cycle, id, &rec));
    c = rec;
    c->r.state = "evaluation";
    c->verdict = NULL;
    c->closed_on = DAY_NONE;
    c->evaluation_on = DAY_NONE;
    c->amendment = 0;
    return record_put(rq, &type_risk_cycle, c, "reopen");
}

enum rc risk_cycle_daily(struct rq *rq)
{
    static const struct sql_text without = {
        "SELECT g.id FROM risk_register g WHERE g.state = 'approved'"
        " AND g.starts <= $2 AND g.ends >= $2"
        " AND NOT EXISTS (SELECT 1 FROM risk_cycle c"
        " WHERE c.risk_register = g.id AND c.year = $1)"
        " ORDER BY g.id",
        "it", "i"
    };
    static const struct sql_text dropped = {
        "SELECT c.id FROM risk_cycle c JOIN act a ON a.id = c.amendment"
        " WHERE c.state = 'closed' AND c.corrected_on IS NULL"
        " AND a.state = 'dropped' AND c.year <= $1 AND c.began_on <= $2"
        " ORDER BY c.id",
        "it", "i"
    };
    int year = day_year(rq->today);
    struct refs ids;

    TRY(read_ids(rq, &without, year, &ids));
    for (size_t i = 0; i < ids.n; i++)
        TRY(open_cycle(rq, ids.id[i], year));
    TRY(read_ids(rq, &dropped, year, &ids));
    for (size_t i = 0; i < ids.n; i++)
        TRY(reopen(rq, ids.id[i]));
    return RC_OK;
}
