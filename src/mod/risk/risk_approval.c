/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_approval.c: the acts that approve and close a register, and what has
 * changed since.
 */
#include "mod/risk/risk_approval.h"
#include "mod/risk/risk_cycle.h"
#include "mod/risk/risk_review.h"

#include "kernel/past.h"
#include "kernel/write.h"

#include <string.h>

const struct act_form risk_act_forms[RISK_ACT_FORMS] = {
    { .name = "risk_plan_approval", .kind = "order",
      .subject = &type_risk_register, .step = "approve",
      .title = N_("On approving “{title}”"),
      .body = N_("In order that the university knows what may keep it from"
                 " its goals and acts before it happens, I order:\n\n"
                 "1. To approve “{title}” for the period from {starts} to"
                 " {ends}.\n\n"
                 "2. The owners of the risks and those who carry out the"
                 " actions do this by the days of the plan and report in"
                 " Ordo.\n\n"
                 "3. The state of the risks is discussed by the Academic"
                 " Council once a year.\n\n"
                 "4. I keep the control over this order myself."),
      /* The source: signed by three vice-rectors. */
      .visas = "vice_rector" },
    { .name = "risk_plan_closing", .kind = "order",
      .subject = &type_risk_register, .step = "close",
      .title = N_("On closing “{title}”"),
      .body = N_("Because its period has ended, I order:\n\n"
                 "1. To close “{title}” ({starts} – {ends}).\n\n"
                 "2. Its records are kept and stay open to be read.") },
    RISK_CYCLE_FORMS,
    RISK_REVIEW_FORMS,
};

/* --- What has changed --------------------------------------------------------- */

/* What was approved of each type. */
static const struct {
    const struct type *type;
    const char *fields[12];
} substance[] = {
    { &type_risk_category, { "code", "title" } },
    { &type_risk,
      { "code", "title", "category", "responsible", "owner", "starts",
        "ends", "period_note", "main_phase_end", "indicators" } },
    { &type_risk_cause, { "code", "title", "risk", "parent" } },
    { &type_risk_effect, { "code", "title", "risk" } },
    { &type_risk_action,
      { "code", "title", "risk", "linked_tasks", "owner", "unit", "starts",
        "ends", "cost", "manner", "expected" } },
};

enum { CHANGES_MOST = 500 };

static bool in_force(const void *rec)
{
    return rec && strcmp(((const struct record *)rec)->state, "dropped") != 0;
}

/* Did they differ in what was approved?  *field: the first field that did. */
static bool differs(struct rq *rq, size_t of, const void *then,
                    const void *now, const struct field **field)
{
    *field = NULL;
    if (in_force(then) != in_force(now))
        return true;
    if (!in_force(now))
        return false;
    for (size_t i = 0; i < COUNT(substance[of].fields); i++) {
        const struct field *f =
            type_field(substance[of].type, substance[of].fields[i]);

        if (!substance[of].fields[i])
            break;
        if (!field_same(rq->mem, f, then, now)) {
            *field = f;
            return true;
        }
    }
    return false;
}

static const void *same_id(void *const *rec, size_t n, const void *other)
{
    for (size_t i = 0; i < n; i++)
        if (((const struct record *)rec[i])->id ==
            ((const struct record *)other)->id)
            return rec[i];
    return NULL;
}

static void note(struct risk_change *out, size_t *n,
                 const struct risk_change *c)
{
    if (*n < CHANGES_MOST)
        out[(*n)++] = *c;
}

/* Behind the last row that the act wrote about the register. */
static enum rc point_of(struct rq *rq, const struct risk_register *g,
                        struct past_point *p)
{
    static const struct sql_text q = {
        "SELECT COALESCE(MAX(id), 0) FROM journal"
        " WHERE type = 'risk_register' AND record = $1 AND act = $2",
        "ii", "i"
    };
    int64_t row;

    TRY(sql_get_int(rq->sql, &row, &q,
                    ARGS(INT(g->r.id), INT(g->approved_act))));
    *p = (struct past_point){ INT64_MAX, row + 1 };
    return RC_OK;
}

static enum rc compare(struct rq *rq, size_t of, int64_t scope,
                       struct past_point p, struct risk_change *out,
                       size_t *n)
{
    const struct type *t = substance[of].type;
    const struct past_point end = { INT64_MAX, INT64_MAX };
    void **then, **now;
    size_t n_then, n_now;

    TRY(past_scope(rq, t, scope, p, &then, &n_then));
    TRY(past_scope(rq, t, scope, end, &now, &n_now));
    for (size_t i = 0; i < n_now; i++) {
        struct risk_change c = { .type = t, .now = now[i] };

        c.then = same_id(then, n_then, now[i]);
        if (differs(rq, of, c.then, c.now, &c.field))
            note(out, n, &c);
    }
    return RC_OK;
}

enum rc risk_changes(struct rq *rq, const struct risk_register *g,
                     struct risk_change **out, size_t *n)
{
    struct past_point p;

    *n = 0;
    *out = MEM_ARRAY(rq->mem, CHANGES_MOST, struct risk_change);
    if (!g->approved_act || strcmp(g->r.state, "draft") == 0)
        return RC_OK;
    TRY(point_of(rq, g, &p));
    for (size_t i = 0; i < COUNT(substance); i++)
        TRY(compare(rq, i, g->r.id, p, *out, n));
    return RC_OK;
}
