/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_consensus.c: the consensus of several judges, its approval by the owner
 * of the risk, and what voids that.
 */
#include "mod/risk/risk_consensus.h"

#include "base/hash.h"
#include "kernel/assignment.h"
#include "kernel/rule.h"
#include "kernel/span.h"

#include <stdlib.h>
#include <string.h>

enum { JUDGES = 200, HELD = 1000 };

static const struct state states[] = {
    { "proposed", N_("Not approved yet"), TONE_INFO },
    { "approved", N_("Approved by the owner"), TONE_GOOD },
    { "void", N_("Approval void"), TONE_BAD },
    { "past", N_("Past"), TONE_MUTED },
};
static const struct choice bases[] = {
    { "judged", N_("the judges’ median") },
    { "migrated", N_("carried over from another scale") },
};
static const struct choice levels[] = {
    { "low", N_("low level") },
    { "medium", N_("medium level") },
    { "high", N_("high level") },
    { "critical", N_("critical level") },
};
static const struct choice changes[] = {
    { "judgement", N_("a judgement was changed") },
    { "risk", N_("the risk was changed") },
    { "action", N_("an action was changed") },
    { "cause", N_("a cause was changed") },
    { "effect", N_("an effect was changed") },
    { "assessed", N_("the risk was assessed anew") },
    { "scale", N_("the scale was replaced") },
};

static const char *level_name(enum risk_level l)
{
    return l ? levels[l - LEVEL_LOW].name : NULL;
}

/* --- What it rests on ----------------------------------------------------- */

/* Of each record its version: every change of any of them changes it. */
static const struct sql_text q_rests_on = {
    "SELECT 'risk', id, version, state FROM risk WHERE id = $1"
    " UNION ALL SELECT 'cause', id, version, state FROM risk_cause"
    " WHERE risk = $1"
    " UNION ALL SELECT 'effect', id, version, state FROM risk_effect"
    " WHERE risk = $1"
    " UNION ALL SELECT 'action', id, version, state FROM risk_action"
    " WHERE risk = $1"
    " UNION ALL SELECT 'judgement', id, version, state FROM risk_assessment"
    " WHERE risk = $1 AND kind = $2 AND round = $3"
    " ORDER BY 1, 2",
    "iti", "tiit"
};

static enum rc rests_on(struct rq *rq, const struct risk_consensus *c,
                        const char **out)
{
    struct sql_rows r =
        sql_query(rq->sql, &q_rests_on,
                  ARGS(INT(c->risk), STR(c->kind), INT(c->round.n)));
    struct buf b;

    buf_init(&b, rq->mem);
    buf_fmt(&b, "%lld %lld %lld\n", (long long)c->scale,
            (long long)c->likelihood.n, (long long)c->impact.n);
    while (sql_next(&r))
        buf_fmt(&b, "%s %lld %lld %s\n", sql_str(&r, 0),
                (long long)sql_int(&r, 1), (long long)sql_int(&r, 2),
                sql_str(&r, 3));
    TRY(sql_done(&r));
    *out = sha256_hex(rq->mem, sha256(b.s, b.n));
    return RC_OK;
}

/* --- Approval ------------------------------------------------------------- */

/* Who owes it now; 0 nobody. */
static enum rc approval_owed_by(struct rq *rq, int64_t id, int64_t *person)
{
    static const struct sql_text q = {
        "SELECT COALESCE(MAX(person), 0) FROM assignment WHERE subject_id = $1"
        " AND subject = 'risk_consensus' AND purpose = 'approve'"
        " AND state = 'open'",
        "i", "i"
    };

    return sql_get_int(rq->sql, person, &q, ARGS(INT(id)));
}

/* The owner is asked to approve; nobody is while none is named. */
static enum rc owe_approval(struct rq *rq, const struct risk_consensus *c,
                            const char *note)
{
    struct assignment *w = record_new(rq, &type_assignment);
    const struct risk *r;
    int64_t before, now = 0;
    void *found;

    TRY(record_load(rq, &type_risk, c->risk, &found));
    r = found;
    TRY(approval_owed_by(rq, c->r.id, &before));
    if (r->owner)
        TRY(risk_turn_to(rq, r, &now));
    if (before && before != now)
        TRY(assignment_close(rq, "risk_consensus", c->r.id, "approve"));
    if (!now || before == now || !strcmp(c->r.state, "approved"))
        return RC_OK;
    w->person = now;
    w->title = risk_named(rq, N_("Approve the assessment"), r->code,
                          &r->title);
    w->subject = "risk_consensus";
    w->subject_id = c->r.id;
    w->purpose = "approve";
    w->note = note;
    TRY(rule_due(rq, "risk_approve_days", &w->due));
    return assignment_open(rq, w);
}

static enum rc approved(struct rq *rq, void *rec)
{
    struct risk_consensus *c = rec;

    /* What the person saw: a change since has raised the version. */
    TRY(rests_on(rq, c, &c->rests_on));
    c->approved_digest = c->rests_on;
    c->approved_by = rq->person;
    c->approved_on = rq->today;
    c->void_by = NULL;
    c->voided_on = DAY_NONE;
    return assignment_close(rq, "risk_consensus", c->r.id, "approve");
}

static const struct step steps[] = {
    { .name = "approve", .label = N_("Approve the assessment"),
      .from = { "proposed", "void" }, .to = "approved", .effect = approved },
};

static const char *words_of(struct rq *rq, const char *by)
{
    for (size_t i = 0; i < COUNT(changes); i++)
        if (!strcmp(changes[i].name, by))
            return tr(rq->lang, changes[i].label);
    return by;
}

static enum rc look_again(struct rq *rq, int64_t id, const char *by)
{
    struct risk_consensus *c;
    const char *now;
    void *rec;

    TRY(record_load(rq, &type_risk_consensus, id, &rec));
    c = rec;
    TRY(rests_on(rq, c, &now));
    if (c->rests_on && !strcmp(now, c->rests_on))
        return RC_OK;
    c->rests_on = now;
    if (!strcmp(c->r.state, "approved")) {
        c->r.state = "void";
        c->void_by = by;
        c->voided_on = rq->today;
    }
    TRY(record_put(rq, &type_risk_consensus, c,
                   strcmp(c->r.state, "void") ? "look" : "void"));
    return owe_approval(rq, c,
                        strcmp(c->r.state, "void") ? NULL : words_of(rq, by));
}

enum rc risk_changed(struct rq *rq, int64_t risk, const char *by)
{
    static const struct sql_text q = {
        "SELECT id FROM risk_consensus WHERE risk = $1 AND state <> 'past'"
        " ORDER BY id",
        "i", "i"
    };
    struct refs ids;

    TRY(refs_read(rq, sql_query(rq->sql, &q, ARGS(INT(risk))), &ids));
    for (size_t i = 0; i < ids.n; i++)
        TRY(look_again(rq, ids.id[i], by));
    return RC_OK;
}

enum rc risk_stored(struct rq *rq, const void *rec, const void *old)
{
    return old ? risk_changed(rq, ((const struct record *)rec)->id, "risk")
               : RC_OK;
}

/* A part may also go from one risk to another. */
static enum rc part_stored(struct rq *rq, int64_t now, int64_t before,
                           const char *by)
{
    TRY(risk_changed(rq, now, by));
    return before && before != now ? risk_changed(rq, before, by) : RC_OK;
}

enum rc risk_cause_stored(struct rq *rq, const void *rec, const void *old)
{
    const struct risk_cause *c = rec, *was = old;

    return part_stored(rq, c->risk, was ? was->risk : 0, "cause");
}

enum rc risk_effect_stored(struct rq *rq, const void *rec, const void *old)
{
    const struct risk_effect *e = rec, *was = old;

    return part_stored(rq, e->risk, was ? was->risk : 0, "effect");
}

enum rc risk_action_stored(struct rq *rq, const void *rec, const void *old)
{
    const struct risk_action *a = rec, *was = old;

    return part_stored(rq, a->risk, was ? was->risk : 0, "action");
}

/* --- Making one ----------------------------------------------------------- */

/* Levels of the round's judges on the scale of the day. */
struct jury {
    int likelihood[JUDGES], impact[JUDGES];
    size_t n;
    int64_t asked; /* who has not answered */
};

static int by_value(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* The middle one; of two middle ones the higher, as the careful answer. */
static int64_t median(int *v, size_t n)
{
    qsort(v, n, sizeof *v, by_value);
    return v[n / 2];
}

static const struct sql_text q_round = {
    "SELECT state, scale, likelihood, impact FROM risk_assessment"
    " WHERE risk = $1 AND kind = $2 AND round = $3 AND (state = 'asked'"
    " OR (state = 'given' AND id = (SELECT MAX(o.id) FROM risk_assessment o"
    " WHERE o.risk = $1 AND o.kind = $2 AND o.round = $3"
    " AND o.state = 'given' AND o.judge = risk_assessment.judge)))"
    " ORDER BY id",
    "iti", "tiii"
};

static enum rc read_jury(struct rq *rq, const struct risk_consensus *c,
                         struct jury *j)
{
    struct sql_rows r = sql_query(
        rq->sql, &q_round, ARGS(INT(c->risk), STR(c->kind), INT(c->round.n)));
    int64_t scale[JUDGES];
    size_t n = 0;

    while (j->n < JUDGES && sql_next(&r)) {
        if (!strcmp(sql_str(&r, 0), "asked")) {
            j->asked++;
            continue;
        }
        scale[j->n] = sql_int(&r, 1);
        j->likelihood[j->n] = (int)sql_int(&r, 2);
        j->impact[j->n++] = (int)sql_int(&r, 3);
    }
    TRY(sql_done(&r));
    for (size_t i = 0; i < j->n; i++) {
        TRY(risk_scale_carry(rq, scale[i], c->scale, &j->likelihood[i],
                             &j->impact[i]));
        if (j->likelihood[i] && j->impact[i]) {
            j->likelihood[n] = j->likelihood[i];
            j->impact[n++] = j->impact[i];
        }
    }
    j->n = n; /* without those from a scale that no way leads from */
    return RC_OK;
}

static void fill_from(struct risk_consensus *c, struct jury *j)
{
    c->judges = (struct count){ (int64_t)j->n, true };
    c->likelihood = (struct count){ median(j->likelihood, j->n), true };
    c->impact = (struct count){ median(j->impact, j->n), true };
    c->likelihood_least = (struct count){ j->likelihood[0], true };
    c->likelihood_most = (struct count){ j->likelihood[j->n - 1], true };
    c->impact_least = (struct count){ j->impact[0], true };
    c->impact_most = (struct count){ j->impact[j->n - 1], true };
}

/* The one that holds until now; it ends with the new one. */
static enum rc end_before(struct rq *rq, const struct risk_consensus *c,
                          const char *by)
{
    static const struct sql_text q = {
        "SELECT id FROM risk_consensus WHERE risk = $1 AND kind = $2"
        " AND state <> 'past' AND id <> $3 ORDER BY id LIMIT 1",
        "iti", "i"
    };
    struct risk_consensus *was;
    int64_t id;
    void *rec;
    enum rc rc = sql_get_int(rq->sql, &id, &q,
                             ARGS(INT(c->risk), STR(c->kind), INT(c->r.id)));

    if (rc)
        return rc == RC_MISSING ? RC_OK : rc;
    TRY(record_load(rq, &type_risk_consensus, id, &rec));
    was = rec;
    if (!strcmp(was->r.state, "approved")) {
        was->void_by = by;
        was->voided_on = c->on_day;
    }
    was->r.state = "past";
    TRY(record_put(rq, &type_risk_consensus, was, "end"));
    return assignment_close(rq, "risk_consensus", id, "approve");
}

static enum rc put_consensus(struct rq *rq, struct risk_consensus *c,
                             const struct risk_scale *s, const char *by)
{
    c->level = level_name(risk_scale_level_of(s, (int)c->likelihood.n,
                                              (int)c->impact.n));
    TRY(rests_on(rq, c, &c->rests_on));
    TRY(end_before(rq, c, by));
    TRY(record_put(rq, &type_risk_consensus, c, "settle"));
    return owe_approval(rq, c, NULL);
}

/* Is it what the newest one says, of the same round? */
static enum rc said_already(struct rq *rq, const struct risk_consensus *c,
                            bool *yes)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM risk_consensus WHERE risk = $1 AND kind = $2"
        " AND state <> 'past' AND round = $3 AND scale = $4"
        " AND likelihood = $5 AND impact = $6 AND judges = $7"
        " AND likelihood_least = $8 AND likelihood_most = $9"
        " AND impact_least = $10 AND impact_most = $11",
        "itiiiiiiiii", "i"
    };
    int64_t n;

    TRY(sql_get_int(rq->sql, &n, &q,
                    ARGS(INT(c->risk), STR(c->kind), INT(c->round.n),
                         INT(c->scale), INT(c->likelihood.n),
                         INT(c->impact.n), INT(c->judges.n),
                         INT(c->likelihood_least.n),
                         INT(c->likelihood_most.n), INT(c->impact_least.n),
                         INT(c->impact_most.n))));
    *yes = n > 0;
    return RC_OK;
}

enum rc risk_settle(struct rq *rq, int64_t risk, const char *kind,
                    int64_t round, day on)
{
    struct risk_consensus *c = record_new(rq, &type_risk_consensus);
    struct jury *j = MEM_NEW(rq->mem, struct jury);
    const struct risk *r;
    bool already;
    void *rec;

    TRY(record_load(rq, &type_risk, risk, &rec));
    r = rec;
    c->risk = risk;
    c->risk_register = r->risk_register;
    c->kind = kind;
    c->round = (struct count){ round, true };
    c->on_day = on;
    c->basis = "judged";
    c->title = risk_assess_title(rq, r, kind);
    TRY(risk_scale_now(rq, r->risk_register, &c->scale));
    TRY(read_jury(rq, c, j));
    if (j->asked || !j->n)
        return RC_OK;
    fill_from(c, j);
    TRY(said_already(rq, c, &already));
    if (already)
        return RC_OK;
    TRY(record_load(rq, &type_risk_scale, c->scale, &rec));
    return put_consensus(rq, c, rec, "assessed");
}

/* --- From one scale to another -------------------------------------------- */

enum rc risk_assessed_under(struct rq *rq, int64_t scale,
                            int64_t risk_register, int64_t *n)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM risk_consensus WHERE scale = $1"
        " AND state <> 'past' AND ($2 = 0 OR risk_register = $2)",
        "ii", "i"
    };

    return sql_get_int(rq->sql, n, &q, ARGS(INT(scale), INT(risk_register)));
}

static struct count carried(const char *map, struct count v)
{
    return (struct count){ risk_scale_mapped(map, (int)v.n), v.set };
}

static enum rc migrate_one(struct rq *rq, const struct risk_scale *to,
                           int64_t id)
{
    struct risk_consensus *c = record_new(rq, &type_risk_consensus), *was;
    const char *l = to->likelihood_map, *i = to->impact_map;
    struct record head = c->r;
    void *rec;

    TRY(record_load(rq, &type_risk_consensus, id, &rec));
    was = rec;
    *c = *was;
    c->r = head;
    c->scale = to->r.id;
    c->came_from = id;
    c->basis = "migrated";
    c->on_day = rq->today;
    c->likelihood = carried(l, was->likelihood);
    c->likelihood_least = carried(l, was->likelihood_least);
    c->likelihood_most = carried(l, was->likelihood_most);
    c->impact = carried(i, was->impact);
    c->impact_least = carried(i, was->impact_least);
    c->impact_most = carried(i, was->impact_most);
    c->approved_digest = c->void_by = NULL;
    c->approved_by = 0;
    c->approved_on = c->voided_on = DAY_NONE;
    return put_consensus(rq, c, to, "scale");
}

enum rc risk_migrate(struct rq *rq, const struct risk_scale *to, int64_t from)
{
    static const struct sql_text q = {
        "SELECT id FROM risk_consensus WHERE scale = $1"
        " AND state <> 'past' AND ($2 = 0 OR risk_register = $2)"
        " ORDER BY id LIMIT $3",
        "iii", "i"
    };
    struct refs ids;

    TRY(refs_read(
        rq,
        sql_query(rq->sql, &q,
                  ARGS(INT(from), INT(to->risk_register), INT(HELD))),
        &ids));
    if (ids.n == HELD)
        return fail(rq, RC_CONFLICT, NULL,
                    "more than %d assessments cannot be carried over at once",
                    HELD - 1);
    for (size_t i = 0; i < ids.n; i++)
        TRY(migrate_one(rq, to, ids.id[i]));
    return RC_OK;
}

/* --- Reading -------------------------------------------------------------- */

static const struct sql_text q_rated = {
    "SELECT id, scale, likelihood, impact, level, judges,"
    " likelihood_most - likelihood_least, impact_most - impact_least, on_day,"
    " CASE WHEN approved_on <= $3 AND (voided_on IS NULL OR voided_on > $3)"
    " THEN 1 ELSE 0 END"
    " FROM risk_consensus WHERE risk = $1 AND kind = $2 AND on_day <= $3"
    " AND created_at <= $4 ORDER BY on_day DESC, id DESC LIMIT 1",
    "itti", "iiiitiiiti"
};

enum rc risk_rated(struct rq *rq, int64_t risk, const char *kind, day on,
                   int64_t known, struct risk_rated *out)
{
    struct sql_rows r = sql_query(
        rq->sql, &q_rated,
        ARGS(INT(risk), STR(kind), DAY(rq->mem, on), INT(known)));

    *out = (struct risk_rated){ .on = DAY_NONE };
    if (sql_next(&r)) {
        int across = (int)sql_int(&r, 6), down = (int)sql_int(&r, 7);

        out->consensus = sql_int(&r, 0);
        out->scale = sql_int(&r, 1);
        out->likelihood = (int)sql_int(&r, 2);
        out->impact = (int)sql_int(&r, 3);
        out->level = risk_level_named(sql_str(&r, 4));
        out->judges = (int)sql_int(&r, 5);
        out->spread = across > down ? across : down;
        out->on = sql_day(&r, 8);
        out->approved = sql_int(&r, 9) != 0;
    }
    return sql_done(&r);
}

enum rc risk_level(struct rq *rq, int64_t risk, day on, enum risk_level *level)
{
    struct risk_rated now;

    TRY(risk_rated(rq, risk, KIND_CURRENT, on, KNOWN_NOW, &now));
    *level = now.level;
    return RC_OK;
}

enum risk_level risk_level_named(const char *name)
{
    for (size_t i = 0; name && i < COUNT(levels); i++)
        if (!strcmp(levels[i].name, name))
            return (enum risk_level)(LEVEL_LOW + (int)i);
    return LEVEL_NONE;
}

/* --- The type ------------------------------------------------------------- */

#define MADE_COUNT(f, words)                                                   \
    FIELD_COUNT(risk_consensus, f, .label = (words), .computed = true)

static const struct field fields[] = {
    FIELD_TEXT3(risk_consensus, title, .label = N_("Title"), .computed = true,
                .list = true, .search = true, .max = 300),
    FIELD_REF(risk_consensus, risk, &type_risk, .label = N_("Risk"),
              .computed = true, .filter = true),
    FIELD_REF(risk_consensus, risk_register, &type_risk_register,
              .label = N_("Register of risks"), .computed = true, .filter = true),
    FIELD_CHOICE(risk_consensus, kind, risk_kinds, .label = N_("Which"),
                 .computed = true, .list = true, .filter = true),
    FIELD_CHOICE(risk_consensus, level, levels, .label = N_("Level"),
                 .computed = true, .list = true, .filter = true),
    FIELD_COUNT(risk_consensus, likelihood, .label = N_("Likelihood"),
                .computed = true, .list = true),
    FIELD_COUNT(risk_consensus, impact, .label = N_("Impact"),
                .computed = true, .list = true),
    FIELD_REF(risk_consensus, scale, &type_risk_scale, .label = N_("Scale"),
              .computed = true, .filter = true),
    FIELD_DAY(risk_consensus, on_day, .label = N_("Holds since"),
              .computed = true, .list = true, .sort = true, .filter = true),
    MADE_COUNT(judges, N_("How many judged")),
    MADE_COUNT(likelihood_least, N_("Least likelihood that was said")),
    MADE_COUNT(likelihood_most, N_("Most likelihood that was said")),
    MADE_COUNT(impact_least, N_("Least impact that was said")),
    MADE_COUNT(impact_most, N_("Most impact that was said")),
    FIELD_CHOICE(risk_consensus, basis, bases, .label = N_("Comes from"),
                 .computed = true),
    MADE_COUNT(round, N_("Round")),
    FIELD_REF(risk_consensus, came_from, &type_risk_consensus,
              .label = N_("Carried over from"), .computed = true),
    FIELD_TEXT(risk_consensus, rests_on, .label = N_("Digest of what it rests on"),
               .computed = true, .max = 64,
               .help = N_("Of the judgements, the risk, its causes, effects"
                          " and actions.")),
    FIELD_TEXT(risk_consensus, approved_digest,
               .label = N_("Digest that was approved"), .computed = true,
               .max = 64),
    FIELD_REF(risk_consensus, approved_by, &type_person,
              .label = N_("Approved by"), .computed = true),
    FIELD_DAY(risk_consensus, approved_on, .label = N_("Approved on"),
              .computed = true),
    FIELD_CHOICE(risk_consensus, void_by, changes,
                 .label = N_("Why the approval is void"), .computed = true),
    FIELD_DAY(risk_consensus, voided_on, .label = N_("Void since"),
              .computed = true),
};

static const struct relation relations[] = {
    { "owner",
      "EXISTS (SELECT 1 FROM risk k WHERE k.id = t.risk"
      " AND k.owner IN {covered})",
      N_("owns the risk") },
};

static const struct index_on indexes[] = {
    { .columns = "risk, kind, on_day" },
};

const struct type type_risk_consensus = {
    .name = "risk_consensus", .label = N_("Agreed assessment"),
    .plural = N_("Agreed assessments"), .size = sizeof(struct risk_consensus),
    SPAN(fields, fields), SPAN(states, states), SPAN(steps, steps),
    SPAN(relations, relations), SPAN(indexes, indexes), .title = "title",
    .order = "on_day", .no_add = true, .card = risk_consensus_card,
};
