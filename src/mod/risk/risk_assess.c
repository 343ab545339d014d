/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_assess.c: what judges say of risks: who is asked, what is given, and the
 * consensus that follows when the last of a round has answered.
 */
#include "mod/risk/risk_consensus.h"

#include "base/text.h"
#include "kernel/assignment.h"
#include "kernel/duty.h"
#include "kernel/rule.h"
#include "kernel/span.h"

#include <string.h>

enum { TITLE_CHARS = 240 };

const struct choice risk_kinds[RISK_KINDS] = {
    { KIND_INHERENT, N_("before measures") },
    { KIND_CURRENT, N_("now") },
    { KIND_TARGET, N_("when all measures are done") },
};

static const struct state states[] = {
    { "asked", N_("Asked"), TONE_INFO },
    { "given", N_("Given"), TONE_GOOD },
    { "withdrawn", N_("Withdrawn"), TONE_MUTED },
};

/* --- Names ---------------------------------------------------------------- */

struct text3 risk_named(struct rq *rq, const char *words, const char *code,
                        const struct text3 *title)
{
    struct text3 out = { { NULL } };

    for (int i = 0; i < LANGS; i++)
        if (title->in[i])
            out.in[i] = text_cut(rq->mem,
                                 mem_fmt(rq->mem, "%s: %s %s",
                                         tr((enum lang)i, words), code,
                                         title->in[i]),
                                 TITLE_CHARS);
    return out;
}

static const char *kind_words(const char *kind)
{
    for (size_t i = 0; i < RISK_KINDS; i++)
        if (!strcmp(risk_kinds[i].name, kind))
            return risk_kinds[i].label;
    return kind;
}

struct text3 risk_assess_title(struct rq *rq, const struct risk *r,
                               const char *kind)
{
    struct text3 out = { { NULL } };

    for (int i = 0; i < LANGS; i++)
        out.in[i] = text_cut(
            rq->mem,
            mem_fmt(rq->mem, "%s %s (%s)", r->code,
                    text3_get(&r->title, (enum lang)i, NULL),
                    tr((enum lang)i, kind_words(kind))),
            TITLE_CHARS);
    return out;
}

/* --- Rounds --------------------------------------------------------------- */

/* The round that is open, else 0; and the last there was. */
static enum rc rounds(struct rq *rq, int64_t risk, const char *kind,
                      int64_t *open, int64_t *last)
{
    static const struct sql_text q = {
        "SELECT COALESCE(MAX(CASE WHEN state = 'asked' THEN round END), 0),"
        " COALESCE(MAX(round), 0) FROM risk_assessment"
        " WHERE risk = $1 AND kind = $2",
        "it", "ii"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(risk), STR(kind)));

    if (sql_next(&r)) {
        *open = sql_int(&r, 0);
        *last = sql_int(&r, 1);
    }
    return sql_done(&r);
}

static enum rc asked_already(struct rq *rq, const struct risk_assessment *a,
                             int64_t *id)
{
    static const struct sql_text q = {
        "SELECT id FROM risk_assessment WHERE risk = $1 AND kind = $2"
        " AND judge = $3 AND state = 'asked' ORDER BY id LIMIT 1",
        "iti", "i"
    };

    return sql_get_int(rq->sql, id, &q,
                       ARGS(INT(a->risk), STR(a->kind), INT(a->judge)));
}

/* --- Check ---------------------------------------------------------------- */

static enum rc on_scale(struct rq *rq, const struct count *v, int size,
                        const char *field)
{
    if (!v->set)
        return fail(rq, RC_INVALID, field, "must be filled in");
    if (v->n < 1 || v->n > size)
        return fail(rq, RC_INVALID, field, "the scale has levels 1 to %d",
                    size);
    return RC_OK;
}

static enum rc new_assessment(struct rq *rq, struct risk_assessment *a,
                              const struct risk *r)
{
    int64_t open = 0, last = 0, id;
    enum rc rc;

    if (!strcmp(a->r.state, "asked")) {
        rc = asked_already(rq, a, &id);
        if (!rc)
            return fail(rq, RC_CONFLICT, "judge",
                        "is asked about this risk already");
        if (rc != RC_MISSING)
            return rc;
    }
    if (!a->round.set) {
        TRY(rounds(rq, a->risk, a->kind, &open, &last));
        a->round = (struct count){ open ? open : last + 1, true };
    }
    a->title = risk_assess_title(rq, r, a->kind);
    if (!a->asked_by)
        a->asked_by = rq->person;
    if (!day_is(a->due))
        TRY(rule_due(rq, "risk_assess_days", &a->due));
    return RC_OK;
}

static enum rc assessment_check(struct rq *rq, void *rec, const void *old)
{
    struct risk_assessment *a = rec;
    const struct risk *r;
    const struct risk_scale *s;
    void *found;

    TRY(record_load(rq, &type_risk, a->risk, &found));
    r = found;
    a->risk_register = r->risk_register;
    if (!old)
        TRY(new_assessment(rq, a, r));
    if (strcmp(a->r.state, "given") != 0)
        return RC_OK;
    TRY(record_load(rq, &type_risk_scale, a->scale, &found));
    s = found;
    TRY(on_scale(rq, &a->likelihood, (int)s->size.n, "likelihood"));
    return on_scale(rq, &a->impact, (int)s->size.n, "impact");
}

/* --- Life ----------------------------------------------------------------- */

static enum rc given(struct rq *rq, void *rec)
{
    struct risk_assessment *a = rec;

    if (risk_scale_now(rq, a->risk_register, &a->scale))
        return fail(rq, RC_CONFLICT, NULL,
                    "no scale of risks is in force: put one in force first");
    if (rq->person)
        a->judge = rq->person;
    a->on_day = rq->today;
    return assignment_close(rq, "risk_assessment", a->r.id, "assess");
}

static enum rc withdrawn(struct rq *rq, void *rec)
{
    const struct risk_assessment *a = rec;

    return assignment_close(rq, "risk_assessment", a->r.id, "assess");
}

static enum rc owe(struct rq *rq, const struct risk_assessment *a)
{
    struct assignment *w = record_new(rq, &type_assignment);
    const struct risk *r;
    void *found;

    TRY(record_load(rq, &type_risk, a->risk, &found));
    r = found;
    w->title = risk_named(rq, N_("Assess the risk"), r->code, &r->title);
    w->subject = "risk_assessment";
    w->subject_id = a->r.id;
    w->purpose = "assess";
    w->person = a->judge;
    w->due = a->due;
    w->opened_by = a->asked_by;
    w->note = a->reason;
    return assignment_open(rq, w);
}

/* Asked: it is owed.  Given or withdrawn: perhaps the last of its round.  What
 * comes from before Ordo is settled by who brings it in. */
static enum rc assessment_stored(struct rq *rq, const void *rec,
                                 const void *old)
{
    const struct risk_assessment *a = rec;

    if (!old)
        return strcmp(a->r.state, "asked") ? RC_OK : owe(rq, a);
    if (!strcmp(a->r.state, "asked"))
        return RC_OK;
    TRY(risk_settle(rq, a->risk, a->kind, a->round.n, rq->today));
    return risk_changed(rq, a->risk, "judgement");
}

#define JUDGE_PAGE "/risks/judge/"

static const struct step steps[] = {
    { .name = "give", .label = N_("Give the assessment"), .from = { "asked" },
      .to = "given", .asks = { "likelihood", "impact", "why" },
      .needs = { "likelihood", "impact", "why" }, .effect = given,
      .page = JUDGE_PAGE },
    { .name = "revise", .label = N_("Judge anew"), .from = { "given" },
      .asks = { "likelihood", "impact", "why" },
      .needs = { "likelihood", "impact", "why" }, .effect = given,
      .page = JUDGE_PAGE },
    { .name = "withdraw", .label = N_("Withdraw the question"),
      .from = { "asked" }, .to = "withdrawn", .effect = withdrawn,
      .danger = true },
};

/* --- The type ------------------------------------------------------------- */

static const struct field fields[] = {
    FIELD_TEXT3(risk_assessment, title, .label = N_("Title"), .computed = true,
                .list = true, .search = true, .max = 300),
    FIELD_REF(risk_assessment, risk, &type_risk, .label = N_("Risk"),
              .must = true, .filter = true, .fixed = true),
    FIELD_CHOICE(risk_assessment, kind, risk_kinds, .label = N_("Which"),
                 .must = true, .list = true, .filter = true, .fixed = true),
    FIELD_REF(risk_assessment, judge, &type_person, .label = N_("Judge"),
              .must = true, .list = true, .filter = true, .fixed = true),
    FIELD_DAY(risk_assessment, due, .label = N_("Due"), .fixed = true,
              .list = true, .sort = true),
    FIELD_LONG(risk_assessment, reason, .label = N_("Why it is asked"),
               .max = 1000, .fixed = true),
    FIELD_REF(risk_assessment, risk_register, &type_risk_register,
              .label = N_("Register of risks"), .computed = true, .filter = true),
    FIELD_COUNT(risk_assessment, round, .label = N_("Round"),
                .computed = true, .filter = true),
    FIELD_REF(risk_assessment, asked_by, &type_person, .label = N_("Asked by"),
              .computed = true),
    FIELD_REF(risk_assessment, scale, &type_risk_scale, .label = N_("Scale"),
              .computed = true),
    FIELD_COUNT(risk_assessment, likelihood, .label = N_("Likelihood"),
                .least = 1, .most = SCALE_MOST, .list = true),
    FIELD_COUNT(risk_assessment, impact, .label = N_("Impact"), .least = 1,
                .most = SCALE_MOST, .list = true),
    FIELD_LONG(risk_assessment, why, .label = N_("Why so"), .max = 4000),
    FIELD_DAY(risk_assessment, on_day, .label = N_("Given on"),
              .computed = true, .sort = true),
};

/* What a judge thinks is seen by the others when all have said it. */
static const struct relation relations[] = {
    { "judge", "t.judge IN {covered}", N_("is the judge") },
    { "settled",
      "t.state = 'given' AND NOT EXISTS (SELECT 1 FROM risk_assessment o"
      " WHERE o.risk = t.risk AND o.kind = t.kind AND o.round = t.round"
      " AND o.state = 'asked')",
      N_("all judges have answered") },
};

static const struct index_on indexes[] = {
    { .columns = "risk, kind, round" },
};

const struct type type_risk_assessment = {
    .name = "risk_assessment", .label = N_("Assessment of a risk"),
    .plural = N_("Assessments of risks"),
    .size = sizeof(struct risk_assessment), SPAN(fields, fields),
    SPAN(states, states), SPAN(steps, steps), SPAN(relations, relations),
    SPAN(indexes, indexes), .title = "title", .order = "due",
    .check = assessment_check, .stored = assessment_stored,
    .card = risk_assessment_card,
};

/* --- Asking --------------------------------------------------------------- */

enum rc risk_turn_to(struct rq *rq, const struct risk *r, int64_t *person)
{
    bool works = false;

    *person = r->owner;
    if (r->owner)
        TRY(duty_works(rq, r->owner, &works));
    return works ? RC_OK : planning_person(rq, person);
}

enum rc risk_ask(struct rq *rq, int64_t risk, const char *kind, int64_t judge,
                 day due, const char *reason)
{
    struct risk_assessment *a = record_new(rq, &type_risk_assessment);
    int64_t id;
    enum rc rc;

    a->risk = risk;
    a->kind = kind;
    a->judge = judge;
    a->due = due;
    a->reason = reason;
    rc = asked_already(rq, a, &id);
    return rc == RC_MISSING ? record_put(rq, &type_risk_assessment, a, "ask")
                            : rc;
}

static enum rc voice_put(struct rq *rq, int64_t risk, const char *kind,
                         int64_t scale, int64_t round, day on,
                         const struct risk_voice *v)
{
    struct risk_assessment *a = record_new(rq, &type_risk_assessment);

    a->r.state = "given";
    a->risk = risk;
    a->kind = kind;
    a->judge = v->judge;
    a->due = a->on_day = on;
    a->round = (struct count){ round, true };
    a->scale = scale;
    a->likelihood = (struct count){ v->likelihood, true };
    a->impact = (struct count){ v->impact, true };
    a->why = v->why;
    return record_put(rq, &type_risk_assessment, a, "bring");
}

enum rc risk_voices(struct rq *rq, int64_t risk, const char *kind, day on,
                    const struct risk_voice *v, size_t n)
{
    int64_t open = 0, last = 0, scale;
    const struct risk *r;
    void *rec;

    TRY(record_load(rq, &type_risk, risk, &rec));
    r = rec;
    TRY(rounds(rq, risk, kind, &open, &last));
    if (open)
        return fail(rq, RC_CONFLICT, NULL,
                    "judges are being asked about this risk");
    if (risk_scale_now(rq, r->risk_register, &scale))
        return fail(rq, RC_CONFLICT, NULL,
                    "no scale of risks is in force: put one in force first");
    for (size_t i = 0; i < n; i++)
        TRY(voice_put(rq, risk, kind, scale, last + 1, on, &v[i]));
    return risk_settle(rq, risk, kind, last + 1, on);
}
