/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_review_joined.c: what the pack of a review takes from the indicators
 * and the decisions: thresholds that were crossed, acceptances that end.
 */
#include "mod/risk/risk_decision.h"
#include "mod/risk/risk_review_parts.h"
#include "mod/risk/risk_watch.h"

#include <string.h>

enum { MOST = 300, SOON_DAYS = 183 };

/* --- Thresholds --------------------------------------------------------------- */

static const char *state_words(struct rq *rq, const char *state)
{
    const struct state *st = type_state(&type_risk_watch, state);

    return st ? tr(rq->lang, st->label) : state;
}

static void put_crossing(struct review_pack *p, const struct risk_crossing *c)
{
    struct rq *rq = p->rq;

    sheet_row(p->s,
              CELLS(LINK(text3_get(&c->title, rq->lang, NULL),
                         p->page ? url(rq, "/risk_crossing/%lld",
                                       (long long)c->r.id)
                                 : NULL),
                    review_risk_cell(p, review_risk(p, c->risk)),
                    ON_DAY(c->on_day), NUMBER(c->seen.v, 2),
                    CELL(state_words(rq, c->came_from)),
                    CELL(state_words(rq, c->went_to))));
}

enum rc review_crossings(struct review_pack *p)
{
    static const struct sheet_column columns[] = {
        { N_("Indicator"), false }, { N_("Risk"), false },
        { N_("Day"), false },       { N_("Value"), true },
        { N_("Before"), false },    { N_("After"), false },
    };
    struct list l = { .type = &type_risk_crossing, .limit = MOST, .few = true,
                      .where = "t.risk_register = $1 AND t.on_day > $2"
                               " AND t.on_day <= $3" };

    params_add(&l.params, INT(p->v->risk_register));
    params_add(&l.params, DAY(p->rq->mem, p->since));
    params_add(&l.params, DAY(p->rq->mem, p->until));
    TRY(list_read(p->rq, &l));
    sheet_heading(p->s, T(p->rq, "Thresholds that were crossed"));
    review_table(p, columns, COUNT(columns));
    for (size_t i = 0; i < l.n; i++)
        put_crossing(p, l.rec[i]);
    return RC_OK;
}

/* --- Accepted risks ----------------------------------------------------------- */

static void put_accepted(struct review_pack *p, const struct risk_decision *d)
{
    struct rq *rq = p->rq;
    int left = d->until.n - p->until.n;

    sheet_row(p->s,
              CELLS(review_risk_cell(p, review_risk(p, d->risk)),
                    ON_DAY(d->until),
                    CELL(left < 0
                             ? T(rq, "has run out")
                             : mem_fmt(rq->mem, TN(rq, "in %d day",
                                                   "in %d days", left),
                                       left)),
                    review_person_cell(p, d->decided_by),
                    CELL(d->reason ? d->reason : "–")));
}

/* Those that run out within half a year, or have run out since the last
 * review. */
enum rc review_accepted(struct review_pack *p)
{
    static const struct sheet_column columns[] = {
        { N_("Risk"), false },       { N_("Accepted until"), false },
        { N_("Runs out"), false },   { N_("Accepted by"), false },
        { N_("Reason"), false },
    };
    struct list l = { .type = &type_risk_decision, .limit = MOST, .few = true,
                      .where = "t.risk_register = $1 AND t.choice = 'accept'"
                               " AND t.until > $2 AND t.until <= $4"
                               " AND t.decided_on <= $3"
                               " AND COALESCE(t.ended_by, 'until') = 'until'"
    };

    params_add(&l.params, INT(p->v->risk_register));
    params_add(&l.params, DAY(p->rq->mem, p->since));
    params_add(&l.params, DAY(p->rq->mem, p->until));
    params_add(&l.params, DAY(p->rq->mem, day_add(p->until, SOON_DAYS)));
    TRY(list_read(p->rq, &l));
    sheet_heading(p->s, T(p->rq, "Accepted risks whose term ends"));
    review_table(p, columns, COUNT(columns));
    for (size_t i = 0; i < l.n; i++)
        put_accepted(p, l.rec[i]);
    return RC_OK;
}
