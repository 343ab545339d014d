/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_register.c: registers of risks: the type, the checks that keep the
 * parts of one together, and how the first two are made.
 */
#include "mod/risk/risk_pages.h"
#include "mod/risk/risk_register.h"

#include "kernel/act.h"

#include <string.h>

enum { CHAIN_MOST = 100 };

/* --- The type ------------------------------------------------------------- */

static const struct state states[] = {
    { "draft", N_("Draft"), TONE_INFO },
    { "approved", N_("Approved"), TONE_GOOD },
    { "closed", N_("Closed"), TONE_MUTED },
};

static const struct choice kinds[] = {
    { "general", N_("the university's risks") },
    { "anticorruption", N_("risks of corruption") },
    { "other", N_("other") },
};

static enum rc can_approve(struct rq *rq, const void *rec)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM risk WHERE risk_register = $1"
        " AND state = 'active'", "i", "i"
    };
    const struct risk_register *g = rec;
    int64_t n;

    TRY(sql_get_int(rq->sql, &n, &q, ARGS(INT(g->r.id))));
    if (!n)
        return fail(rq, RC_CONFLICT, NULL, "the register has no risks yet");
    return RC_OK;
}

static enum rc approved(struct rq *rq, void *rec)
{
    struct risk_register *g = rec;

    g->approved_on = rq->today;
    g->approved_act = rq->act;
    return RC_OK;
}

static const struct step steps[] = {
    { .name = "approve", .label = N_("Approve"), .from = { "draft", "approved" },
      .to = "approved", .by_act = true, .guard = can_approve,
      .effect = approved },
    { .name = "close", .label = N_("Close"), .from = { "approved" },
      .to = "closed", .by_act = true, .danger = true },
};

static const struct field fields[] = {
    FIELD_TEXT(risk_register, code, .label = N_("Code"), .must = true,
               .unique = true, .list = true, .sort = true, .search = true,
               .max = 60),
    TITLE_FIELD(risk_register),
    FIELD_CHOICE(risk_register, kind, kinds, .label = N_("Kind"),
                 .must = true, .list = true, .filter = true),
    PLAN_FIELD(risk_register),
    FIELD_REF(risk_register, unit, &type_unit, .label = N_("Kept by"),
              .list = true, .filter = true),
    FIELD_DAY(risk_register, starts, .label = N_("Starts"), .must = true),
    FIELD_DAY(risk_register, ends, .label = N_("Ends"), .must = true,
              .list = true, .sort = true),
    FIELD_DAY(risk_register, approved_on, .label = N_("Approved on"),
              .computed = true, .list = true),
    FIELD_REF(risk_register, approved_act, &type_act,
              .label = N_("Approved by"), .computed = true),
};

static enum rc register_check(struct rq *rq, void *rec, const void *old)
{
    const struct risk_register *g = rec;

    (void)old;
    if (g->ends.n < g->starts.n)
        return fail(rq, RC_INVALID, "ends", "must not be before the start");
    return RC_OK;
}

const struct type type_risk_register = {
    .name = "risk_register", .label = N_("Register of risks"),
    .plural = N_("Registers of risks"), .size = sizeof(struct risk_register),
    SPAN(fields, fields), SPAN(states, states), SPAN(steps, steps),
    .title = "title", .code = "code", .order = "code",
    .check = register_check, .card = risk_register_card,
};

/* --- Parts of one register ------------------------------------------------ */

/* The first members of whatever stands in a register. */
struct part {
    struct record r;
    int64_t risk_register, plan;
};

/* The plan is the register's; a closed one takes nothing more. */
static enum rc follow_register(struct rq *rq, struct part *p, const void *old)
{
    const struct risk_register *g;
    void *found;

    if (!p->risk_register)
        return RC_OK;
    TRY(record_load(rq, &type_risk_register, p->risk_register, &found));
    g = found;
    p->plan = g->plan;
    if (!old && !strcmp(g->r.state, "closed"))
        return fail(rq, RC_CONFLICT, "risk_register", "the register is closed");
    return RC_OK;
}

/* What is named must stand in the same register. */
static enum rc same_register(struct rq *rq, const struct part *p,
                             const struct type *t, int64_t id,
                             const char *field)
{
    const struct part *other;
    void *found;

    if (!id || !p->risk_register)
        return RC_OK;
    TRY(record_load(rq, t, id, &found));
    other = found;
    if (other->risk_register && other->risk_register != p->risk_register)
        return fail(rq, RC_INVALID, field, "belongs to another register");
    return RC_OK;
}

enum rc risk_category_check(struct rq *rq, void *rec, const void *old)
{
    return follow_register(rq, rec, old);
}

enum rc risk_check(struct rq *rq, void *rec, const void *old)
{
    const struct risk *r = rec;

    if (r->ends.n < r->starts.n)
        return fail(rq, RC_INVALID, "ends", "must not be before the start");
    if (day_is(r->main_phase_end) && (r->main_phase_end.n < r->starts.n ||
                                      r->main_phase_end.n > r->ends.n))
        return fail(rq, RC_INVALID, "main_phase_end",
                    "must lie within the term");
    TRY(same_register(rq, rec, &type_risk_category, r->category, "category"));
    return follow_register(rq, rec, old);
}

enum rc risk_can_drop(struct rq *rq, const void *rec)
{
    static const struct sql_text q = {
        "SELECT (SELECT COUNT(*) FROM risk_action a WHERE a.risk = $1"
        " AND a.state = 'open'),"
        " (SELECT COUNT(*) FROM risk_assessment s WHERE s.risk = $1"
        " AND s.state = 'asked'),"
        " (SELECT COUNT(*) FROM risk_watch w WHERE w.risk = $1"
        " AND w.state <> 'dropped')",
        "i", "iii"
    };
    const struct record *head = rec;
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(head->id)));
    bool actions = false, asked = false, watched = false;

    if (sql_next(&r)) {
        actions = sql_int(&r, 0) > 0;
        asked = sql_int(&r, 1) > 0;
        watched = sql_int(&r, 2) > 0;
    }
    TRY(sql_done(&r));
    if (actions)
        return fail(rq, RC_CONFLICT, NULL,
                    "actions against it are still open: finish them or take"
                    " them out");
    if (asked)
        return fail(rq, RC_CONFLICT, NULL,
                    "judges are asked about it: withdraw the questions");
    if (watched)
        return fail(rq, RC_CONFLICT, NULL,
                    "its indicators are watched: drop them first");
    return RC_OK;
}

enum rc risk_part_check(struct rq *rq, void *rec, const void *old,
                        int64_t risk)
{
    TRY(same_register(rq, rec, &type_risk, risk, "risk"));
    return follow_register(rq, rec, old);
}

/* Up from the cause that it names: never back to itself. */
static enum rc no_circle(struct rq *rq, const struct risk_cause *c)
{
    int64_t up = c->parent;

    for (int i = 0; up && i < CHAIN_MOST; i++) {
        const struct risk_cause *above;
        void *found;

        if (up == c->r.id)
            return fail(rq, RC_INVALID, "parent",
                        "would make the cause its own cause by a circle");
        TRY(record_load(rq, &type_risk_cause, up, &found));
        above = found;
        if (above->risk != c->risk)
            return fail(rq, RC_INVALID, "parent",
                        "must be a cause of the same risk");
        up = above->parent;
    }
    return RC_OK;
}

enum rc risk_cause_check(struct rq *rq, void *rec, const void *old)
{
    const struct risk_cause *c = rec;

    TRY(no_circle(rq, c));
    return risk_part_check(rq, rec, old, c->risk);
}

enum rc risk_effect_check(struct rq *rq, void *rec, const void *old)
{
    return risk_part_check(rq, rec, old, ((const struct risk_effect *)rec)->risk);
}

/* What an action works on belongs to its risk. */
static enum rc of_this_risk(struct rq *rq, const struct type *t,
                            const struct refs *refs, int64_t risk,
                            const char *field)
{
    for (size_t i = 0; i < refs->n; i++) {
        const struct risk_effect *e; /* begins as a cause does */
        void *found;

        TRY(record_load(rq, t, refs->id[i], &found));
        e = found;
        if (e->risk != risk)
            return fail(rq, RC_INVALID, field, "belongs to another risk");
    }
    return RC_OK;
}

enum rc risk_action_check(struct rq *rq, void *rec, const void *old)
{
    const struct risk_action *a = rec;

    if (day_is(a->starts) && day_is(a->ends) && a->ends.n < a->starts.n)
        return fail(rq, RC_INVALID, "ends", "must not be before the start");
    TRY(of_this_risk(rq, &type_risk_cause, &a->causes, a->risk, "causes"));
    TRY(of_this_risk(rq, &type_risk_effect, &a->effects, a->risk, "effects"));
    return risk_part_check(rq, rec, old, a->risk);
}

/* --- Making them ---------------------------------------------------------- */

static const struct text3 general_title = { {
    "Тобокелдиктерди башкаруу планы", "План управления рисками",
    "Risk management plan",
} };

static const struct text3 anticorruption_title = { {
    "Коррупциялык тобокелдиктерди башкаруу планы",
    "План управления коррупционными рисками",
    "Plan of managing the risks of corruption",
} };

/* The first of this kind that goes with the plan. */
static enum rc register_of(struct rq *rq, int64_t plan, const char *kind,
                           int64_t *id)
{
    static const struct sql_text q = {
        "SELECT id FROM risk_register WHERE plan = $1 AND kind = $2"
        " ORDER BY id LIMIT 1", "it", "i"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(plan), STR(kind)));
    bool found = sql_next(&r);

    if (found)
        *id = sql_int(&r, 0);
    TRY(sql_done(&r));
    return found ? RC_OK : RC_MISSING;
}

static enum rc register_make(struct rq *rq, const struct plan *plan,
                             const char *kind, const struct text3 *title,
                             int64_t *id)
{
    struct risk_register *g = record_new(rq, &type_risk_register);
    enum rc rc = register_of(rq, plan->r.id, kind, id);

    if (rc != RC_MISSING)
        return rc;
    rc = record_find(rq, &type_risk_register, kind, 0, id);
    if (rc && rc != RC_MISSING)
        return rc;
    g->code = rc ? kind : mem_fmt(rq->mem, "%s-%s", kind, plan->code);
    g->kind = kind;
    g->title = *title;
    g->plan = plan->r.id;
    g->starts = plan->starts;
    g->ends = plan->ends;
    TRY(record_put(rq, &type_risk_register, g, "load"));
    *id = g->r.id;
    return RC_OK;
}

enum rc risk_registers_make(struct rq *rq, int64_t plan, int64_t *general)
{
    int64_t other;
    void *rec;

    TRY(record_load(rq, &type_plan, plan, &rec));
    TRY(register_make(rq, rec, RISK_GENERAL, &general_title, general));
    return register_make(rq, rec, RISK_ANTICORRUPTION, &anticorruption_title,
                         &other);
}

static enum rc put_into(struct rq *rq, const struct type *t, int64_t id)
{
    struct part *p;
    void *rec;

    TRY(record_load(rq, t, id, &rec));
    p = rec;
    TRY(risk_registers_make(rq, p->plan, &p->risk_register));
    return record_put(rq, t, p, "join_register");
}

enum rc risk_register_daily(struct rq *rq)
{
    static const struct type *const parts[] = {
        &type_risk_category, &type_risk, &type_risk_cause, &type_risk_effect,
        &type_risk_action,
    };
    struct refs ids;

    for (size_t i = 0; i < COUNT(parts); i++) {
        const char *text =
            mem_fmt(rq->mem,
                    "SELECT id FROM %s WHERE risk_register IS NULL"
                    " ORDER BY id", parts[i]->name);

        TRY(refs_read(rq, sql_query_built(rq->sql, text, NO_ARGS), &ids));
        for (size_t k = 0; k < ids.n; k++)
            TRY(put_into(rq, parts[i], ids.id[k]));
    }
    return RC_OK;
}
