/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_cycle_found.c: what each step of a cycle produced, and what it lacks
 * before it can be finished.
 */
#include "mod/risk/risk_cycle.h"

#include <string.h>

/* --- What came of it ------------------------------------------------------- */

static const struct cycle_found found[CYCLE_STEPS][3] = {
    [6] = { { &type_risk_action,
              "t.risk_register = $1 AND t.state = 'open'"
              " AND (t.starts IS NULL OR t.starts <= $3)"
              " AND (t.ends IS NULL OR t.ends >= $2)" } },
    [7] = { { &type_risk_action,
              "t.risk_register = $1 AND t.state = 'done'"
              " AND (t.starts IS NULL OR t.starts <= $3)"
              " AND (t.ends IS NULL OR t.ends >= $2)" } },
};

const struct cycle_found *cycle_found(size_t step)
{
    return found[step];
}

static void cycle_params(struct rq *rq, const struct risk_cycle *c,
                         struct params *p)
{
    day last = day_is(c->closed_on) ? c->closed_on : rq->today;

    params_add(p, INT(c->risk_register));
    params_add(p, DAY(rq->mem, c->began_on));
    params_add(p, DAY(rq->mem, last));
}

enum rc cycle_found_read(struct rq *rq, const struct risk_cycle *c,
                         const struct cycle_found *f, int limit,
                         struct list *l)
{
    *l = (struct list){ .type = f->type, .limit = limit, .where = f->where,
                        .few = true };
    cycle_params(rq, c, &l->params);
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

static const struct sql_text q_no_means = {
    "SELECT r.code FROM risk r WHERE r.risk_register = $1"
    " AND r.state = 'active' AND r.treatment IN ('reduce', 'share', 'avoid')"
    " AND $2 <= $3 AND NOT EXISTS (SELECT 1 FROM risk_action a"
    " WHERE a.risk = r.id AND a.state IN ('open', 'done')"
    " AND (a.owner IS NOT NULL OR a.unit IS NOT NULL)) ORDER BY r.code",
    "itt", "t"
};

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

enum rc cycle_lacks(struct rq *rq, const struct risk_cycle *c, size_t step)
{
    static enum rc (*const lacks[CYCLE_STEPS])(struct rq *,
                                               const struct risk_cycle *) = {
        [6] = means_lack,
    };

    return step < CYCLE_STEPS && lacks[step] ? lacks[step](rq, c) : RC_OK;
}
