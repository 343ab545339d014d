/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_cycle_found.c: what each step of a cycle produced, and what it lacks
 * before it can be finished.
 */
#include "mod/risk/risk_action.h"
#include "mod/risk/risk_assess.h"
#include "mod/risk/risk_context.h"
#include "mod/risk/risk_cycle.h"
#include "mod/risk/risk_decision.h"
#include "mod/risk/risk_numbers.h"

#include "kernel/span.h"

#include <string.h>

/* --- What came of it ------------------------------------------------------- */

/* In the order of the steps. */
enum { OUTSIDE, INSIDE, FACTORS, METHODS, ASSESSMENT, DECISION, MEANS,
       APPLICATION, EVALUATION };

#define IN_CYCLE(day) " AND " day " >= $2 AND " day " <= $3"

#define OUTER_SIDES                                                            \
    "('political', 'economic', 'social', 'technological', 'legal',"            \
    " 'ecological')"

static const struct cycle_found found[CYCLE_STEPS][4] = {
    [OUTSIDE] = { { &type_risk_note,
                    "$1 > 0 AND t.state = 'active' AND t.side IN " OUTER_SIDES
                    IN_CYCLE("t.created_at"), true } },
    [INSIDE] = { { &type_risk_note,
                   "$1 > 0 AND t.state = 'active'"
                   " AND t.side IN ('strength', 'weakness')"
                   IN_CYCLE("t.created_at"), true } },
    [FACTORS] = { { &type_risk_factor,
                    "t.state = 'active' AND EXISTS (SELECT 1"
                    " FROM risk_factor_causes k JOIN risk_cause c"
                    " ON c.id = k.target WHERE k.owner = t.id"
                    " AND c.risk_register = $1)"
                    IN_CYCLE("t.created_at"), true } },
    [METHODS] = { { &type_risk_scale,
                    "COALESCE(t.risk_register, $1) = $1 AND t.since <= $3"
                    " AND (t.until IS NULL OR t.until >= $2)" } },
    [ASSESSMENT] = { { &type_risk_consensus,
                       "t.risk_register = $1"
                       IN_CYCLE("t.on_day") },
                     { &type_risk_estimate,
                       "t.risk_register = $1 AND t.state = 'given'"
                       IN_CYCLE("t.on_day") },
                     { &type_risk_run,
                       "t.risk_register = $1 AND t.state = 'done'"
                       IN_CYCLE("t.on_day") } },
    [DECISION] = { { &type_risk_decision,
                     "t.risk_register = $1"
                     IN_CYCLE("t.decided_on") } },
    [MEANS] = { { &type_risk_action,
                  "t.risk_register = $1 AND t.state <> 'dropped'"
                  IN_CYCLE("t.starts") } },
    [APPLICATION] = { { &type_risk_report,
                        "t.action IN (SELECT a.id FROM risk_action a"
                        " WHERE a.risk_register = $1)"
                        IN_CYCLE("t.submitted_on") } },
};

const struct cycle_found *cycle_found(size_t step)
{
    return found[step];
}

/* $1 register, $2 and $3 the days of the cycle, or their instants. */
static void cycle_params(struct rq *rq, const struct risk_cycle *c,
                         bool instants, struct params *p)
{
    day last = day_is(c->closed_on) ? c->closed_on : rq->today;

    params_add(p, INT(c->risk_register));
    if (instants) {
        params_add(p, INT(known_end_of(rq->app, day_add(c->began_on, -1))));
        params_add(p, INT(known_end_of(rq->app, last)));
    } else {
        params_add(p, DAY(rq->mem, c->began_on));
        params_add(p, DAY(rq->mem, last));
    }
}

enum rc cycle_found_read(struct rq *rq, const struct risk_cycle *c,
                         const struct cycle_found *f, int limit,
                         struct list *l)
{
    *l = (struct list){ .type = f->type, .limit = limit, .where = f->where,
                        .few = true };
    cycle_params(rq, c, f->instants, &l->params);
    return list_read(rq, l);
}

/* --- What it lacks --------------------------------------------------------- */

enum { CODES_SHOWN = 12 };

/* Codes of risks that a question about the cycle names. */
static enum rc lacking(struct rq *rq, const struct risk_cycle *c,
                       const struct sql_text *q, const char **codes)
{
    day last = day_is(c->closed_on) ? c->closed_on : rq->today;
    struct sql_rows r = sql_query(
        rq->sql, q,
        ARGS(INT(c->risk_register), DAY(rq->mem, c->began_on),
             DAY(rq->mem, last)));
    struct buf b;
    int n = 0;

    buf_init(&b, rq->mem);
    for (; sql_next(&r); n++)
        if (n < CODES_SHOWN)
            buf_fmt(&b, "%s%s", n ? ", " : "", sql_str(&r, 0));
    if (n > CODES_SHOWN)
        buf_str(&b, " ...");
    *codes = n ? b.s : NULL;
    return sql_done(&r);
}

#define RISKS_OF                                                               \
    "SELECT r.code FROM risk r WHERE r.risk_register = $1"                     \
    " AND r.state = 'active' AND $2 <= $3"
#define BY_CODE " ORDER BY r.code"

static const struct sql_text q_unjudged = {
    RISKS_OF " AND NOT EXISTS (SELECT 1 FROM risk_consensus c"
    " WHERE c.risk = r.id AND c.kind = 'current'"
    IN_CYCLE("c.on_day") ")" BY_CODE,
    "itt", "t"
};
static const struct sql_text q_unestimated = {
    RISKS_OF " AND NOT EXISTS (SELECT 1 FROM risk_estimate e"
    " WHERE e.risk = r.id AND e.state = 'given')" BY_CODE,
    "itt", "t"
};
static const struct sql_text q_runs = {
    "SELECT COUNT(*) FROM risk_run u WHERE u.risk_register = $1"
    " AND u.state = 'done'" IN_CYCLE("u.on_day"),
    "itt", "i"
};
static const struct sql_text q_asked = {
    RISKS_OF " AND EXISTS (SELECT 1 FROM risk_assessment a"
    " WHERE a.risk = r.id AND a.kind = 'current' AND a.state = 'asked')"
    BY_CODE,
    "itt", "t"
};
static const struct sql_text q_undecided = {
    RISKS_OF " AND COALESCE(r.treatment, 'none') = 'none'" BY_CODE,
    "itt", "t"
};
static const struct sql_text q_no_means = {
    RISKS_OF " AND r.treatment IN ('reduce', 'share', 'avoid')"
    " AND NOT EXISTS (SELECT 1 FROM risk_action a"
    " WHERE a.risk = r.id AND a.state IN ('open', 'done')"
    " AND (a.owner IS NOT NULL OR a.unit IS NOT NULL))" BY_CODE,
    "itt", "t"
};
/* Reports on actions, and those on tasks that are the same work. */
static const struct sql_text q_reported = {
    "SELECT COUNT(*) FROM risk_action a WHERE a.risk_register = $1"
    " AND (EXISTS (SELECT 1 FROM risk_report p WHERE p.action = a.id"
    IN_CYCLE("p.submitted_on") ") OR EXISTS (SELECT 1"
    " FROM risk_action_linked_tasks k JOIN strategy_report p"
    " ON p.task = k.target WHERE k.owner = a.id AND p.state = 'accepted'"
    IN_CYCLE("p.submitted_on") "))",
    "itt", "i"
};

/* Did the step produce anything?  Whoever asks: what there is counts, seen or
 * not. */
static enum rc none_found(struct rq *rq, const struct risk_cycle *c,
                          size_t step, bool *none)
{
    const struct cycle_found *f = found[step];
    struct params p = { 0 };
    struct sql_rows r;

    cycle_params(rq, c, f->instants, &p);
    r = sql_query_built(rq->sql,
                        mem_fmt(rq->mem, "SELECT 1 FROM %s t WHERE %s LIMIT 1",
                                f->type->name, f->where),
                        p.v, p.n);
    *none = !sql_next(&r);
    return sql_done(&r);
}

static enum rc outside_lacks(struct rq *rq, const struct risk_cycle *c)
{
    bool none;

    TRY(none_found(rq, c, OUTSIDE, &none));
    if (none)
        return fail(rq, RC_CONFLICT, NULL,
                    "no note on the outer context was made in this cycle");
    return RC_OK;
}

static enum rc inside_lacks(struct rq *rq, const struct risk_cycle *c)
{
    bool none;

    TRY(none_found(rq, c, INSIDE, &none));
    if (none)
        return fail(rq, RC_CONFLICT, NULL,
                    "no note on the inner context was made in this cycle");
    return RC_OK;
}

static enum rc factors_lack(struct rq *rq, const struct risk_cycle *c)
{
    bool none;

    TRY(none_found(rq, c, FACTORS, &none));
    if (none)
        return fail(rq, RC_CONFLICT, NULL,
                    "no factor was drawn in this cycle and joined to a cause"
                    " of the register");
    return RC_OK;
}

/* A question that waits is answered before anything rests on the answer. */
static enum rc asked_lack(struct rq *rq, const struct risk_cycle *c)
{
    const char *codes;

    TRY(lacking(rq, c, &q_asked, &codes));
    if (codes)
        return fail(rq, RC_CONFLICT, NULL,
                    "judges have not answered yet about the risks: %s", codes);
    return RC_OK;
}

static enum rc methods_lack(struct rq *rq, const struct risk_cycle *c)
{
    int64_t scale;
    enum rc rc = risk_scale_now(rq, c->risk_register, &scale);

    if (rc == RC_MISSING)
        return fail(rq, RC_CONFLICT, NULL,
                    "no scale is in force for this register");
    return rc;
}

static enum rc count_of(struct rq *rq, const struct risk_cycle *c,
                        const struct sql_text *q, int64_t *n)
{
    return sql_get_int(rq->sql, n, q,
                       ARGS(INT(c->risk_register), DAY(rq->mem, c->began_on),
                            DAY(rq->mem, rq->today)));
}

/* An estimate of an earlier year may still hold: that it was looked at anew
 * is what the calculation of this cycle says. */
static enum rc numbers_lack(struct rq *rq, const struct risk_cycle *c)
{
    const char *codes;
    int64_t runs;

    TRY(lacking(rq, c, &q_unestimated, &codes));
    if (codes)
        return fail(rq, RC_CONFLICT, NULL,
                    "risks without an estimate in numbers: %s", codes);
    TRY(count_of(rq, c, &q_runs, &runs));
    if (!runs)
        return fail(rq, RC_CONFLICT, NULL,
                    "the losses were not calculated in this cycle");
    return RC_OK;
}

/* As the third step chose: in words, in numbers, or both. */
static enum rc assessment_lacks(struct rq *rq, const struct risk_cycle *c)
{
    bool words = !c->way || strcmp(c->way, "numbers") != 0;
    bool numbers = c->way && strcmp(c->way, "words") != 0;
    const char *codes = NULL;

    if (words)
        TRY(lacking(rq, c, &q_unjudged, &codes));
    if (codes)
        return fail(rq, RC_CONFLICT, NULL,
                    "risks not assessed in this cycle: %s", codes);
    if (numbers)
        TRY(numbers_lack(rq, c));
    return asked_lack(rq, c);
}

static enum rc decision_lacks(struct rq *rq, const struct risk_cycle *c)
{
    const char *codes;

    TRY(lacking(rq, c, &q_undecided, &codes));
    if (codes)
        return fail(rq, RC_CONFLICT, NULL,
                    "risks on which nothing is decided: %s", codes);
    return asked_lack(rq, c);
}

static enum rc means_lack(struct rq *rq, const struct risk_cycle *c)
{
    const char *codes;

    TRY(lacking(rq, c, &q_no_means, &codes));
    if (codes)
        return fail(rq, RC_CONFLICT, NULL,
                    "risks without an action that somebody carries out: %s",
                    codes);
    return RC_OK;
}

static enum rc application_lacks(struct rq *rq, const struct risk_cycle *c)
{
    int64_t n;

    TRY(count_of(rq, c, &q_reported, &n));
    if (!n)
        return fail(rq, RC_CONFLICT, NULL,
                    "nobody has reported on an action in this cycle");
    return RC_OK;
}

enum rc cycle_lacks(struct rq *rq, const struct risk_cycle *c, size_t step)
{
    static enum rc (*const lacks[CYCLE_STEPS])(struct rq *,
                                               const struct risk_cycle *) = {
        [OUTSIDE] = outside_lacks,
        [INSIDE] = inside_lacks,
        [FACTORS] = factors_lack,
        [METHODS] = methods_lack,
        [ASSESSMENT] = assessment_lacks,
        [DECISION] = decision_lacks,
        [MEANS] = means_lack,
        [APPLICATION] = application_lacks,
        [EVALUATION] = asked_lack,
    };

    return step < CYCLE_STEPS && lacks[step] ? lacks[step](rq, c) : RC_OK;
}
