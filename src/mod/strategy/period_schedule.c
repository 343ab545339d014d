/* SPDX-License-Identifier: Apache-2.0 */
/*
 * period_schedule.c: reporting periods that the calendar opens.
 */
#include "kernel/schedule.h"
#include "mod/strategy/strategy_checks.h"

#include <string.h>

/* 2026-Q4, 2026-H2, 2026, 2026-11 */
static const char *period_code(struct rq *rq, const struct schedule *s,
                               const struct occurrence *o)
{
    int y, m, d;

    day_split(o->to, &y, &m, &d);
    if (!strcmp(s->every, "quarter"))
        return mem_fmt(rq->mem, "%d-Q%d", y, m / 3);
    if (!strcmp(s->every, "half_year"))
        return mem_fmt(rq->mem, "%d-H%d", y, m / 6);
    if (!strcmp(s->every, "year"))
        return mem_fmt(rq->mem, "%d", y);
    return mem_fmt(rq->mem, "%d-%02d", y, m);
}

static enum rc ask_plan(struct rq *rq, int64_t plan, const struct schedule *s,
                        const struct occurrence *o)
{
    const char *code = period_code(rq, s, o);
    struct period *p;
    int64_t id = 0;
    void *rec;
    enum rc rc = record_find(rq, &type_period, code, plan, &id);

    if (rc && rc != RC_MISSING)
        return rc;
    if (rc) {
        p = record_new(rq, &type_period);
        p->plan = plan;
        p->code = code;
        p->starts = o->from;
        p->ends = o->to;
        p->due = o->due;
        TRY(record_put(rq, &type_period, p, "add"));
        id = p->r.id;
    }
    TRY(record_load(rq, &type_period, id, &rec));
    p = rec;
    if (strcmp(p->r.state, "planned") != 0)
        return RC_OK; /* asked for by hand */
    return record_step(rq, &type_period, p, "open", 0);
}

enum rc period_scheduled(struct rq *rq, const struct schedule *s,
                         const struct occurrence *o)
{
    static const struct sql_text q = {
        "SELECT id FROM plan WHERE schedule = $1 AND state = 'adopted'"
        " AND starts <= $2 AND ends >= $3 ORDER BY id LIMIT 50",
        "itt", "i"
    };
    int64_t ids[50];
    struct sql_rows r;
    size_t n = 0;

    if (!strcmp(s->every, "event"))
        return RC_OK;
    r = sql_query(rq->sql, &q,
                  ARGS(INT(s->r.id), DAY(rq->mem, o->to),
                       DAY(rq->mem, o->from)));
    while (n < COUNT(ids) && sql_next(&r))
        ids[n++] = sql_int(&r, 0);
    TRY(sql_done(&r));
    for (size_t i = 0; i < n; i++)
        TRY(ask_plan(rq, ids[i], s, o));
    return RC_OK;
}
