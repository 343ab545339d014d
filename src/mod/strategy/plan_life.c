/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan_life.c: the life of a plan: its draft is discussed in public, every
 * proposal is answered, an act adopts it; from then on its text changes only
 * by acts (amendments), until one closes it.
 */
#include "mod/strategy/plan_life.h"

#include "base/text.h"
#include "kernel/rule.h"
#include "mod/strategy/strategy_checks.h"

#include <string.h>

/* The first members of whatever belongs to a plan. */
struct in_plan {
    struct record r;
    int64_t plan;
};

/* --- What an adopted plan fixes ------------------------------------------- */

static bool has_state(struct rq *rq, int64_t plan, const char *state)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM plan WHERE id = $1 AND state = $2", "it", "i"
    };
    int64_t n = 0;

    return !sql_get_int(rq->sql, &n, &q, ARGS(INT(plan), STR(state))) && n;
}

bool plan_fixes(struct rq *rq, const void *rec, const struct field *f)
{
    const struct in_plan *p = rec;

    /* Which real units carry a task is the planning office's daily work. */
    if (f && !strcmp(f->name, "executors"))
        return false;
    return has_state(rq, p->plan, "adopted") || has_state(rq, p->plan, "closed");
}

bool plan_fixed(struct rq *rq, const void *rec, const struct field *f)
{
    const struct plan *p = rec;

    (void)rq;
    /* How often is reported is no promise of the plan. */
    return f && strcmp(p->r.state, "draft") != 0 &&
           strcmp(p->r.state, "discussion") != 0 &&
           strcmp(f->name, "report_every") != 0 &&
           strcmp(f->name, "report_days") != 0;
}

/* --- Discussion ----------------------------------------------------------- */

enum rc plan_can_discuss(struct rq *rq, const void *rec)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM task WHERE plan = $1", "i", "i"
    };
    const struct plan *p = rec;
    int64_t n;

    TRY(sql_get_int(rq->sql, &n, &q, ARGS(INT(p->r.id))));
    if (!n)
        return fail(rq, RC_CONFLICT, NULL, "the plan has no tasks yet");
    return RC_OK;
}

enum rc plan_discussed(struct rq *rq, void *rec)
{
    const struct plan *p = rec;

    if (p->discussion_to.n < p->discussion_from.n)
        return fail(rq, RC_INVALID, "discussion_to",
                    "must not be before the beginning");
    if (p->discussion_to.n < rq->today.n)
        return fail(rq, RC_INVALID, "discussion_to",
                    "must not be over already");
    return RC_OK;
}

/* Everybody reads how long it was discussed, not how long it was meant to be:
 * one that ends before it began was none. */
enum rc plan_discussion_ends(struct rq *rq, void *rec)
{
    struct plan *p = rec;

    if (p->discussion_from.n > rq->today.n)
        p->discussion_from = p->discussion_to = DAY_NONE;
    else if (p->discussion_to.n > rq->today.n)
        p->discussion_to = rq->today;
    return RC_OK;
}

bool plan_discussed_now(const struct rq *rq, const struct plan *p)
{
    return !strcmp(p->r.state, "discussion") &&
           p->discussion_from.n <= rq->today.n &&
           rq->today.n <= p->discussion_to.n;
}

/* Does the plan have something of this code? */
static enum rc find_about(struct rq *rq, int64_t plan, const char *code)
{
    static const struct type *const types[] = {
        &type_direction, &type_goal, &type_task, &type_indicator, &type_result
    };
    int64_t id;

    for (size_t i = 0; i < COUNT(types); i++) {
        enum rc rc = record_find(rq, types[i], code, plan, &id);

        if (rc != RC_MISSING)
            return rc;
    }
    return fail(rq, RC_INVALID, "about", "the plan has nothing of this code");
}

enum rc proposal_check(struct rq *rq, void *rec, const void *old)
{
    struct proposal *p = rec;
    struct plan *plan;
    void *found;

    if (old)
        return RC_OK;
    TRY(record_load(rq, &type_plan, p->plan, &found));
    plan = found;
    if (!plan_discussed_now(rq, plan))
        return fail(rq, RC_CONFLICT, NULL,
                    "this plan is not being discussed now");
    p->person = rq->person;
    p->made_on = rq->today;
    return p->about ? find_about(rq, p->plan, p->about) : RC_OK;
}

/* Not one stays without an answer. */
enum rc proposal_stored(struct rq *rq, const void *rec, const void *old)
{
    const struct proposal *p = rec;
    struct assignment *a;

    if (old)
        return RC_OK;
    a = record_new(rq, &type_assignment);
    TRY(planning_person(rq, &a->person));
    if (!a->person)
        return RC_OK;
    for (int i = 0; i < LANGS; i++)
        a->title.in[i] = mem_fmt(rq->mem, "%s: %s",
                                 tr((enum lang)i, N_("Answer a proposal")),
                                 text_cut(rq->mem, p->text, 120));
    a->subject = "proposal";
    a->subject_id = p->r.id;
    a->purpose = "answer";
    TRY(rule_due(rq, "answer_days", &a->due));
    return assignment_open(rq, a);
}

enum rc proposal_answered(struct rq *rq, void *rec)
{
    const struct proposal *p = rec;

    return assignment_close(rq, "proposal", p->r.id, "answer");
}

/* --- Adoption and closing ------------------------------------------------- */

static enum rc none_left(struct rq *rq, const struct sql_text *q,
                         int64_t plan, int64_t *n)
{
    return sql_get_int(rq->sql, n, q, ARGS(INT(plan)));
}

enum rc plan_can_adopt(struct rq *rq, const void *rec)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM proposal WHERE plan = $1 AND state = 'new'", "i",
        "i"
    };
    const struct plan *p = rec;
    int64_t n;

    TRY(none_left(rq, &q, p->r.id, &n));
    if (n)
        return fail(rq, RC_CONFLICT, NULL,
                    "proposals that are not answered yet: %lld", (long long)n);
    if (plan_discussed_now(rq, p))
        return fail(rq, RC_CONFLICT, NULL, "the discussion is not over yet");
    return RC_OK;
}

enum rc plan_adopted(struct rq *rq, void *rec)
{
    struct plan *p = rec;

    p->adopted_on = rq->today;
    p->adopted_act = rq->act;
    p->adopted_note = NULL; /* what was guessed of it; the history keeps it */
    return RC_OK;
}

enum rc plan_can_close(struct rq *rq, const void *rec)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM report WHERE plan = $1 AND state <> 'accepted'",
        "i", "i"
    };
    const struct plan *p = rec;
    int64_t n;

    TRY(none_left(rq, &q, p->r.id, &n));
    if (n)
        return fail(rq, RC_CONFLICT, NULL,
                    "reports that are not accepted yet: %lld", (long long)n);
    return RC_OK;
}

/* --- Proposals of ours become the council's -------------------------------- */

enum rc indicator_is_derived(struct rq *rq, const void *rec)
{
    const struct indicator *i = rec;

    if (!i->derived)
        return fail(rq, RC_CONFLICT, NULL,
                    "the target is not a proposal: nothing is to be adopted");
    return RC_OK;
}

enum rc indicator_target_adopted(struct rq *rq, void *rec)
{
    static const struct sql_text q = {
        "SELECT id FROM yearly_target WHERE indicator = $1 AND derived = 1"
        " ORDER BY id",
        "i", "i"
    };
    struct indicator *i = rec;
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(i->r.id)));
    int64_t ids[64];
    size_t n;

    i->derived = false;
    i->target_act = rq->act;
    for (n = 0; n < COUNT(ids) && sql_next(&r); n++)
        ids[n] = sql_int(&r, 0);
    TRY(sql_done(&r));
    /* The years on the way to it are adopted with it. */
    for (size_t k = 0; k < n; k++) {
        struct yearly_target *y;
        void *found;

        TRY(record_load(rq, &type_yearly_target, ids[k], &found));
        y = found;
        y->derived = false;
        TRY(record_put(rq, &type_yearly_target, y, "adopt"));
    }
    return RC_OK;
}
