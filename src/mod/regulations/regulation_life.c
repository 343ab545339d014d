/* SPDX-License-Identifier: Apache-2.0 */
/*
 * regulation_life.c: what the adoption of a version, a review and a repeal
 * cause.  A regulation in force always has a person who reviews it and a day:
 * the open assignment "review".
 */
#include "mod/regulations/regulations.h"

#include "kernel/assignment.h"
#include "kernel/record.h"
#include "kernel/rule.h"

#include <string.h>

#define REVIEW "review"

static enum rc regulation_of(struct rq *rq, int64_t id,
                             struct regulation **out)
{
    void *rec;

    TRY(record_load(rq, &type_regulation, id, &rec));
    *out = rec;
    return RC_OK;
}

/* --- The review ------------------------------------------------------------- */

static enum rc owe_review(struct rq *rq, const struct regulation *g)
{
    struct assignment *a = record_new(rq, &type_assignment);

    for (int i = 0; i < LANGS; i++)
        a->title.in[i] =
            mem_fmt(rq->mem, "%s: %s",
                    tr((enum lang)i, N_("Review the regulation")),
                    text3_get(&g->title, (enum lang)i, NULL));
    a->subject = "regulation";
    a->subject_id = g->r.id;
    a->purpose = REVIEW;
    a->person = g->holder;
    a->unit = g->unit;
    a->due = g->review_due;
    return assignment_open(rq, a);
}

/* The term of the next review, counted from the day of this one by the rule
 * of that day. */
static enum rc review_from(struct rq *rq, struct regulation *g, day on)
{
    int64_t months;

    TRY(rule_int(rq, "regulation_review_months", on, &months));
    g->reviewed_on = on;
    g->review_due = day_add_months(on, (int)months);
    return RC_OK;
}

enum rc regulation_reviewed(struct rq *rq, void *rec)
{
    struct regulation *g = rec;

    TRY(review_from(rq, g, rq->today));
    TRY(assignment_close(rq, "regulation", g->r.id, REVIEW));
    return owe_review(rq, g);
}

/* Another holder: the review is theirs. */
enum rc regulation_stored(struct rq *rq, const void *rec, const void *old)
{
    const struct regulation *g = rec, *was = old;

    if (!was || strcmp(g->r.state, "in_force") != 0 ||
        strcmp(was->r.state, "in_force") != 0 || g->holder == was->holder)
        return RC_OK;
    TRY(assignment_cancel(rq, "regulation", g->r.id, REVIEW));
    return owe_review(rq, g);
}

/* Handed over, or taken over from who left: that person is the holder now. */
enum rc regulation_owed(struct rq *rq, const struct assignment *a)
{
    struct regulation *g;

    if (strcmp(a->purpose, REVIEW) != 0)
        return RC_OK;
    TRY(regulation_of(rq, a->subject_id, &g));
    if (g->holder == a->person)
        return RC_OK;
    g->holder = a->person;
    return record_put(rq, &type_regulation, g, "owed");
}

/* --- Adoption ------------------------------------------------------------------ */

static const struct sql_text q_last = {
    "SELECT COALESCE(MAX(id), 0) FROM regulation_version WHERE regulation = $1"
    " AND state = 'adopted' AND ends IS NULL AND id <> $2", "ii", "i"
};

/* The version that is in force until further notice; NULL: none. */
static enum rc last_version(struct rq *rq, int64_t regulation, int64_t but,
                            struct regulation_version **out)
{
    int64_t id;
    void *rec;

    *out = NULL;
    TRY(sql_get_int(rq->sql, &id, &q_last, ARGS(INT(regulation), INT(but))));
    if (!id)
        return RC_OK;
    TRY(record_load(rq, &type_regulation_version, id, &rec));
    *out = rec;
    return RC_OK;
}

enum rc version_may_be_adopted(struct rq *rq, const void *rec)
{
    const struct regulation_version *v = rec;
    struct regulation_version *before;
    struct regulation *g;

    TRY(regulation_of(rq, v->regulation, &g));
    if (!strcmp(g->r.state, "repealed"))
        return fail(rq, RC_CONFLICT, "regulation",
                    "the regulation is repealed");
    if (!g->holder)
        return fail(rq, RC_INVALID, "regulation",
                    "nobody is named who reviews the regulation");
    TRY(last_version(rq, g->r.id, v->r.id, &before));
    if (before && before->starts.n >= v->starts.n)
        return fail(rq, RC_INVALID, "starts",
                    "a version is in force from the same or a later day");
    return RC_OK;
}

static enum rc end_before(struct rq *rq, const struct regulation_version *v)
{
    struct regulation_version *before;

    TRY(last_version(rq, v->regulation, v->r.id, &before));
    if (!before)
        return RC_OK;
    before->ends = day_add(v->starts, -1);
    return record_put(rq, &type_regulation_version, before, "replaced");
}

static enum rc next_number(struct rq *rq, struct regulation_version *v)
{
    static const struct sql_text q = {
        "SELECT COALESCE(MAX(number), 0) FROM regulation_version"
        " WHERE regulation = $1", "i", "i"
    };

    v->number.set = true;
    TRY(sql_get_int(rq->sql, &v->number.n, &q, ARGS(INT(v->regulation))));
    v->number.n++;
    return RC_OK;
}

enum rc version_take(struct rq *rq, struct regulation_version *v, day on)
{
    struct regulation *g;

    TRY(end_before(rq, v));
    TRY(next_number(rq, v));
    v->adopted_on = on;
    v->act = rq->act;
    TRY(regulation_of(rq, v->regulation, &g));
    for (int i = 0; i < LANGS; i++)
        if (g->title.in[i])
            v->title.in[i] = mem_fmt(rq->mem, "%s (%lld)", g->title.in[i],
                                     (long long)v->number.n);
    g->r.state = "in_force";
    TRY(review_from(rq, g, on));
    TRY(record_put(rq, &type_regulation, g, "adopt"));
    TRY(assignment_cancel(rq, "regulation", g->r.id, REVIEW));
    TRY(owe_review(rq, g));
    return law_answered(rq, v);
}

enum rc version_adopted(struct rq *rq, void *rec)
{
    return version_take(rq, rec, rq->today);
}

/* --- Repeal ---------------------------------------------------------------------- */

/* What was found in it is gone with it. */
static enum rc settle_findings(struct rq *rq, int64_t regulation)
{
    static const struct sql_text q = {
        "SELECT id FROM regulation_finding WHERE regulation = $1"
        " AND state = 'open' ORDER BY id", "i", "i"
    };
    struct refs ids;

    TRY(refs_read(rq, sql_query(rq->sql, &q, ARGS(INT(regulation))), &ids));
    for (size_t i = 0; i < ids.n; i++) {
        struct regulation_finding *f;
        void *rec;

        TRY(record_load(rq, &type_regulation_finding, ids.id[i], &rec));
        f = rec;
        f->r.state = "removed";
        f->settled_on = rq->today;
        TRY(record_put(rq, &type_regulation_finding, f, "removed"));
    }
    return RC_OK;
}

enum rc regulation_repealed(struct rq *rq, void *rec)
{
    struct regulation *g = rec;
    struct regulation_version *v;
    day on = day_is(rq->effective) ? rq->effective : rq->today;

    g->repealed_on = on;
    TRY(last_version(rq, g->r.id, 0, &v));
    if (v) {
        v->ends = day_add(on, -1);
        TRY(record_put(rq, &type_regulation_version, v, "repealed"));
    }
    TRY(assignment_cancel(rq, "regulation", g->r.id, REVIEW));
    TRY(settle_findings(rq, g->r.id));
    return law_released(rq, g->r.id);
}
