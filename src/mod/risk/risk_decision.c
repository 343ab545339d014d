/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_decision.c: who may decide what about a risk, until when it holds, and
 * what follows when it holds no longer.
 */
#include "mod/risk/risk_decision.h"

#include "base/text.h"
#include "kernel/absence.h"
#include "kernel/rule.h"
#include "kernel/write.h"
#include "mod/risk/risk_assess.h"

#include <string.h>


/* --- Levels ------------------------------------------------------------------- */

static const char *const level_names[] = {
    [LEVEL_NONE] = NULL,       [LEVEL_LOW] = "low",
    [LEVEL_MEDIUM] = "medium", [LEVEL_HIGH] = "high",
    [LEVEL_CRITICAL] = "critical",
};

const char *risk_level_name(enum risk_level level)
{
    return level_names[level];
}

static enum rc rule_level(struct rq *rq, const char *code,
                          enum risk_level *level)
{
    const char *s;

    TRY(rule_text(rq, code, rq->today, &s));
    *level = risk_level_named(s);
    return RC_OK;
}

/* --- Who may accept ------------------------------------------------------------ */

/* Does the person, or somebody for whom they act, hold the role today? */
static enum rc acts_as(struct rq *rq, const char *role, bool *yes)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM appointment a WHERE a.role = $3"
        " AND a.state = 'active' AND a.starts <= $2"
        " AND (a.ends IS NULL OR a.ends >= $2) AND a.person IN "
        ABSENCE_COVERED("$1", "$2"),
        "itt", "i"
    };
    int64_t n;

    TRY(sql_get_int(rq->sql, &n, &q,
                    ARGS(INT(rq->person), DAY(rq->mem, rq->today),
                         STR(role))));
    *yes = n > 0;
    return RC_OK;
}

static enum rc acts_for(struct rq *rq, int64_t person, bool *yes)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM person p WHERE p.id = $3 AND p.id IN "
        ABSENCE_COVERED("$1", "$2"),
        "iti", "i"
    };
    int64_t n;

    TRY(sql_get_int(rq->sql, &n, &q,
                    ARGS(INT(rq->person), DAY(rq->mem, rq->today),
                         INT(person))));
    *yes = n > 0;
    return RC_OK;
}

enum rc risk_may_accept(struct rq *rq, const struct risk *r,
                        enum risk_level level, bool *yes)
{
    enum risk_level most;

    *yes = level != LEVEL_NONE;
    if (!*yes || (rq->system && !rq->person))
        return RC_OK;
    TRY(acts_as(rq, "rector", yes));
    if (*yes)
        return RC_OK;
    TRY(acts_as(rq, "vice_rector", yes));
    TRY(rule_level(rq, "risk_accept_vice_rector", &most));
    if (*yes && level <= most)
        return RC_OK;
    TRY(acts_for(rq, r->owner, yes));
    TRY(rule_level(rq, "risk_accept_owner", &most));
    *yes = *yes && r->owner && level <= most;
    return RC_OK;
}

static enum rc check_term(struct rq *rq, const struct risk_decision *d)
{
    int64_t days;

    if (!day_is(d->until))
        return fail(rq, RC_INVALID, "until",
                    "say until which day the risk is accepted");
    TRY(rule_int(rq, "risk_accept_days", d->decided_on, &days));
    if (d->until.n < d->decided_on.n)
        return fail(rq, RC_INVALID, "until", "must not be in the past");
    if (d->until.n > day_add(d->decided_on, (int)days).n)
        return fail(rq, RC_INVALID, "until",
                    "a risk is accepted for %lld days at most",
                    (long long)days);
    return RC_OK;
}

static enum rc check_accept(struct rq *rq, const struct risk_decision *d,
                            const struct risk *r, enum risk_level level)
{
    bool yes;

    TRY(check_term(rq, d));
    if (level == LEVEL_NONE && (!rq->system || rq->person))
        return fail(rq, RC_CONFLICT, "choice",
                    "the risk is not assessed: its level says who may accept"
                    " it");
    TRY(risk_may_accept(rq, r, level, &yes));
    if (!yes && (!rq->system || rq->person))
        return fail(rq, RC_DENIED, "choice",
                    "a risk of this level is accepted by somebody above you:"
                    " %s",
                    tr(rq->lang, risk_level_words(level)));
    return RC_OK;
}

/* To reduce, avoid or share is to do something. */
static enum rc check_actions(struct rq *rq, const struct risk *r)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM risk_action WHERE risk = $1"
        " AND state <> 'dropped'", "i", "i"
    };
    int64_t n;

    TRY(sql_get_int(rq->sql, &n, &q, ARGS(INT(r->r.id))));
    if (!n)
        return fail(rq, RC_CONFLICT, "choice",
                    "there is no action against the risk yet");
    return RC_OK;
}

/* --- The record ----------------------------------------------------------------- */

static const struct choice choices[] = {
    { "accept", N_("accept") },
    { "avoid", N_("avoid") },
    { "reduce", N_("reduce") },
    { "share", N_("share") },
};

static const struct choice level_choices[] = {
    { "low", N_("low level") },
    { "medium", N_("medium level") },
    { "high", N_("high level") },
    { "critical", N_("critical level") },
};

static const struct choice ends[] = {
    { "until", N_("its last day is over") },
    { "level", N_("the risk was assessed higher") },
    { "decision", N_("another decision followed") },
    { "hand", N_("it was withdrawn") },
};

static enum rc name_it(struct rq *rq, struct risk_decision *d,
                       const struct risk *r)
{
    const struct field *f = type_field(&type_risk_decision, "choice");
    const struct choice *c = field_choice(f, d->choice);

    for (int i = 0; i < LANGS; i++)
        d->title.in[i] =
            mem_fmt(rq->mem, "%s %s: %s", r->code,
                    text_cut(rq->mem,
                             text3_get(&r->title, (enum lang)i, NULL), 200),
                    c ? tr((enum lang)i, c->label) : "");
    return RC_OK;
}

/* The one in force beside `but`; NULL: none. */
static enum rc in_force(struct rq *rq, int64_t risk, int64_t but,
                        struct risk_decision **out)
{
    static const struct sql_text q = {
        "SELECT id FROM risk_decision WHERE risk = $1 AND state = 'in_force'"
        " AND id <> $2 ORDER BY id DESC LIMIT 1", "ii", "i"
    };
    int64_t id;
    void *rec;
    enum rc rc = sql_get_int(rq->sql, &id, &q, ARGS(INT(risk), INT(but)));

    *out = NULL;
    if (rc)
        return rc == RC_MISSING ? RC_OK : rc;
    TRY(record_load(rq, &type_risk_decision, id, &rec));
    *out = rec;
    return RC_OK;
}

/* Sent twice, it is one decision: the second would only put the first, which
 * says the same, out of force. */
static enum rc once(struct rq *rq, const struct risk_decision *d)
{
    static const char *const fields[] = { "choice", "reason", "until",
                                          "decided_by", "decided_on" };
    struct risk_decision *other;
    size_t same = 0;

    TRY(in_force(rq, d->risk, d->r.id, &other));
    while (other && same < COUNT(fields) &&
           field_same(rq->mem, type_field(&type_risk_decision, fields[same]),
                      other, d))
        same++;
    return same == COUNT(fields)
               ? fail(rq, RC_CONFLICT, "choice",
                      "this was decided today already")
               : RC_OK;
}

static enum rc check(struct rq *rq, void *rec, const void *old)
{
    struct risk_decision *d = rec;
    enum risk_level level;
    const struct risk *r;
    void *risk;

    if (old)
        return RC_OK;
    TRY(record_load(rq, &type_risk, d->risk, &risk));
    r = risk;
    if (strcmp(r->r.state, "active") != 0)
        return fail(rq, RC_CONFLICT, "risk", "the risk is not in force");
    d->risk_register = r->risk_register;
    /* History that is brought in names its day and its person. */
    if (!rq->system || !day_is(d->decided_on))
        d->decided_on = rq->today;
    if (!rq->system || !d->decided_by)
        d->decided_by = rq->person;
    TRY(risk_level(rq, r->r.id, d->decided_on, &level));
    d->level = risk_level_name(level);
    TRY(name_it(rq, d, r));
    if (strcmp(d->choice, "accept") != 0)
        d->until = DAY_NONE;
    TRY(once(rq, d));
    if (strcmp(d->choice, "accept") != 0)
        return check_actions(rq, r);
    return check_accept(rq, d, r, level);
}

/* --- What follows ---------------------------------------------------------------- */

static enum rc set_treatment(struct rq *rq, int64_t risk, const char *choice)
{
    struct risk *r;
    void *rec;

    TRY(record_load(rq, &type_risk, risk, &rec));
    r = rec;
    r->treatment = choice;
    return record_put(rq, &type_risk, r, "decide");
}

static enum rc end_it(struct rq *rq, struct risk_decision *d,
                      const char *state, const char *by)
{
    d->r.state = state;
    d->ended_on = rq->today;
    d->ended_by = by;
    return record_put(rq, &type_risk_decision, d, state);
}

static enum rc stored(struct rq *rq, const void *rec, const void *old)
{
    const struct risk_decision *d = rec, *before = old;
    struct risk_decision *other;

    if (before && !strcmp(before->r.state, d->r.state))
        return RC_OK;
    if (!strcmp(d->r.state, "withdrawn"))
        return set_treatment(rq, d->risk, NULL);
    if (strcmp(d->r.state, "in_force") != 0)
        return RC_OK;
    TRY(in_force(rq, d->risk, d->r.id, &other));
    if (other)
        TRY(end_it(rq, other, "replaced", "decision"));
    TRY(assignment_close(rq, "risk", d->risk, "decide"));
    return set_treatment(rq, d->risk, d->choice);
}

static enum rc tell(struct rq *rq, const struct risk_decision *d,
                    int64_t person, const char *kind)
{
    return notice_add(
        rq, &(struct notice){ .person = person, .kind = kind,
                              .subject = "risk_decision",
                              .subject_id = d->r.id,
                              .once = mem_fmt(rq->mem, "%s:%lld:%lld", kind,
                                              (long long)d->r.id,
                                              (long long)person) });
}

static enum rc decide_again(struct rq *rq, const struct risk *r)
{
    struct assignment *a = record_new(rq, &type_assignment);

    TRY(risk_turn_to(rq, r, &a->person));
    if (!a->person)
        return RC_OK;
    a->title = risk_named(rq, N_("Decide anew about the risk"), r->code,
                          &r->title);
    a->subject = "risk";
    a->subject_id = r->r.id;
    a->purpose = "decide";
    TRY(rule_due(rq, "risk_decide_days", &a->due));
    return assignment_open(rq, a);
}

/* Loudly: ended, told to who decided and who answers, owed again. */
static enum rc run_out(struct rq *rq, struct risk_decision *d, const char *by)
{
    const struct risk *r;
    void *rec;

    TRY(end_it(rq, d, "expired", by));
    TRY(set_treatment(rq, d->risk, NULL));
    TRY(record_load(rq, &type_risk, d->risk, &rec));
    r = rec;
    TRY(tell(rq, d, d->decided_by, "risk_expired"));
    if (r->owner != d->decided_by)
        TRY(tell(rq, d, r->owner, "risk_expired"));
    return decide_again(rq, r);
}

static enum rc each(struct rq *rq, const struct sql_text *q, day on,
                    enum rc (*fn)(struct rq *, struct risk_decision *))
{
    struct refs ids;

    TRY(refs_read(rq, sql_query(rq->sql, q, ARGS(DAY(rq->mem, on))), &ids));
    for (size_t i = 0; i < ids.n; i++) {
        void *rec;

        TRY(record_load(rq, &type_risk_decision, ids.id[i], &rec));
        TRY(fn(rq, rec));
    }
    return RC_OK;
}

static enum rc over(struct rq *rq, struct risk_decision *d)
{
    return run_out(rq, d, "until");
}

static enum rc soon(struct rq *rq, struct risk_decision *d)
{
    void *risk;

    TRY(record_load(rq, &type_risk, d->risk, &risk));
    TRY(tell(rq, d, ((const struct risk *)risk)->owner, "risk_expires"));
    return tell(rq, d, d->decided_by, "risk_expires");
}

#define ACCEPTED                                                               \
    "SELECT id FROM risk_decision WHERE state = 'in_force'"                    \
    " AND choice = 'accept' AND until < $1 ORDER BY id"

enum rc risk_decision_daily(struct rq *rq)
{
    static const struct sql_text q = { ACCEPTED, "t", "i" };
    int64_t days;

    TRY(each(rq, &q, rq->today, over));
    TRY(rule_int(rq, "risk_soon_days", rq->today, &days));
    return each(rq, &q, day_add(rq->today, (int)days), soon);
}

enum rc risk_decision_heard(struct rq *rq, const struct type *t,
                            const void *rec, const void *old)
{
    const struct risk_consensus *c = rec;
    struct risk_decision *d;

    if (t != &type_risk_consensus || old || !c->level ||
        strcmp(c->kind, KIND_CURRENT) != 0)
        return RC_OK;
    TRY(in_force(rq, c->risk, 0, &d));
    if (!d || strcmp(d->choice, "accept") != 0 ||
        risk_level_named(c->level) <= risk_level_named(d->level))
        return RC_OK;
    return run_out(rq, d, "level");
}

/* --- The type ----------------------------------------------------------------------- */

static enum rc withdraw(struct rq *rq, void *rec)
{
    struct risk_decision *d = rec;

    d->ended_on = rq->today;
    d->ended_by = "hand";
    return RC_OK;
}

static const struct state states[] = {
    { "in_force", N_("In force"), TONE_GOOD },
    { "expired", N_("Expired"), TONE_BAD },
    { "replaced", N_("Replaced"), TONE_MUTED },
    { "withdrawn", N_("Withdrawn"), TONE_MUTED },
};

static const struct step steps[] = {
    { .name = "withdraw", .label = N_("Withdraw the decision"),
      .from = { "in_force" }, .to = "withdrawn", .effect = withdraw,
      .danger = true },
};

static const struct field fields[] = {
    FIELD_REF(risk_decision, risk, &type_risk, .label = N_("Risk"),
              .must = true, .fixed = true, .list = true, .filter = true,
              .among = "t.state = 'active'"),
    FIELD_REF(risk_decision, risk_register, &type_risk_register,
              .label = N_("Register of risks"), .computed = true,
              .filter = true),
    FIELD_TEXT3(risk_decision, title, .label = N_("Title"), .computed = true,
                .max = 1000),
    FIELD_CHOICE(risk_decision, choice, choices, .label = N_("Decision"),
                 .must = true, .fixed = true, .list = true, .filter = true),
    FIELD_LONG(risk_decision, reason, .label = N_("Reason"), .must = true,
               .fixed = true, .search = true, .max = 4000),
    FIELD_DAY(risk_decision, until, .label = N_("Accepted until"),
              .help = N_("Only of an acceptance: it ends by itself after this"
                         " day, and a new decision is asked for."),
              .fixed = true, .list = true, .filter = true, .sort = true),
    FIELD_CHOICE(risk_decision, level, level_choices,
                 .label = N_("Level of the risk then"), .computed = true,
                 .filter = true),
    FIELD_REF(risk_decision, decided_by, &type_person,
              .label = N_("Decided by"), .computed = true, .list = true,
              .filter = true),
    FIELD_DAY(risk_decision, decided_on, .label = N_("Decided on"),
              .computed = true, .list = true, .sort = true),
    FIELD_DAY(risk_decision, ended_on, .label = N_("Ended on"),
              .computed = true),
    FIELD_CHOICE(risk_decision, ended_by, ends, .label = N_("Ended because"),
                 .computed = true),
};

static const struct relation relations[] = {
    { "owner",
      "EXISTS (SELECT 1 FROM risk r WHERE r.id = t.risk"
      " AND r.owner IN {covered})",
      N_("who owns the risk") },
    { "decider", "t.decided_by IN {covered}", N_("who decided it") },
};

const struct type type_risk_decision = {
    .name = "risk_decision", .label = N_("Decision about a risk"),
    .plural = N_("Decisions about risks"),
    .size = sizeof(struct risk_decision), SPAN(fields, fields),
    SPAN(states, states), SPAN(steps, steps), SPAN(relations, relations),
    .title = "title", .order = "decided_on", .check = check,
    .stored = stored,
};
