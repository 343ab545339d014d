/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_numbers.c: estimates of risks, effects of actions and correlations: the
 * types, and what of them is impossible.
 */
#include "mod/risk/risk_numbers.h"

#include "mod/risk/risk_pages.h"

#include <string.h>

/* More often than that it is not a risk but everyday life. */
#define MOST_A_YEAR 1000
#define MOST_MONEY 1e15

const struct choice risk_shapes[RISK_SHAPES] = {
    { "pert", N_("least, most likely, most (PERT)") },
    { "lognormal", N_("interval of 90 %, skewed to the right (lognormal)") },
    { "normal", N_("interval of 90 %, even to both sides (normal)") },
    { "uniform", N_("anything between least and most (uniform)") },
    { "fixed", N_("one number (fixed)") },
};

const struct choice risk_factor_shapes[RISK_FACTOR_SHAPES] = {
    { "pert", N_("least, most likely, most (PERT)") },
    { "uniform", N_("anything between least and most (uniform)") },
    { "fixed", N_("one number (fixed)") },
};

enum trials_shape risk_shape(const char *name)
{
    static const struct {
        const char *name;
        enum trials_shape shape;
    } of[] = {
        { "pert", TRIALS_PERT },       { "lognormal", TRIALS_LOGNORMAL },
        { "normal", TRIALS_NORMAL },   { "uniform", TRIALS_UNIFORM },
        { "fixed", TRIALS_FIXED },
    };

    for (size_t i = 0; name && i < COUNT(of); i++)
        if (!strcmp(of[i].name, name))
            return of[i].shape;
    return TRIALS_FIXED;
}

/* --- What is impossible --------------------------------------------------- */

/* One of the three numbers of a distribution. */
struct member {
    const char *field;
    double v;
    bool set;
};

static struct member of_number(const char *field, struct number n)
{
    return (struct member){ field, n.v, n.set };
}

static struct member of_money(const char *field, struct count n)
{
    return (struct member){ field, (double)n.n, n.set };
}

static bool wanted(enum trials_shape s, int member)
{
    if (s == TRIALS_FIXED)
        return member == TRIALS_MODE;
    return member != TRIALS_MODE || s == TRIALS_PERT;
}

/* Every fault is told, each at its field. */
static enum rc check_dist(struct rq *rq, const char *shape,
                          const struct member m[3])
{
    struct trials_dist d = { risk_shape(shape), m[0].v, m[1].v, m[2].v };
    enum trials_member at;
    const char *why;
    enum rc rc = RC_OK;

    for (int i = 0; i < 3; i++) {
        if (wanted(d.shape, i) && !m[i].set)
            rc = fail(rq, RC_INVALID, m[i].field, "must be filled in");
        else if (!wanted(d.shape, i) && m[i].set)
            rc = fail(rq, RC_INVALID, m[i].field,
                      "this shape does not use it: leave it empty");
    }
    TRY(rc);
    why = trials_fault(&d, &at);
    return why ? fail_at(rq, RC_INVALID, m[at].field, __FILE__, __LINE__, "%s",
                         tr(rq->lang, why))
               : RC_OK;
}

static enum rc of_the_risk(struct rq *rq, int64_t risk, int64_t *book,
                           struct text3 *title)
{
    const struct risk *r;
    void *found;

    TRY(record_load(rq, &type_risk, risk, &found));
    r = found;
    *book = r->risk_register;
    for (int i = 0; i < LANGS; i++)
        if (r->title.in[i])
            title->in[i] = mem_fmt(rq->mem, "%s %s", r->code, r->title.in[i]);
    return RC_OK;
}

/* --- Estimates ------------------------------------------------------------ */

static enum rc check_frequency(struct rq *rq, const struct risk_estimate *e)
{
    const struct member m[] = {
        of_number("frequency_low", e->frequency_low),
        of_number("frequency_mode", e->frequency_mode),
        of_number("frequency_high", e->frequency_high),
    };

    return check_dist(rq, e->frequency_shape, m);
}

static enum rc check_loss(struct rq *rq, const struct risk_estimate *e)
{
    const struct member m[] = { of_money("loss_low", e->loss_low),
                                of_money("loss_mode", e->loss_mode),
                                of_money("loss_high", e->loss_high) };

    return check_dist(rq, e->loss_shape, m);
}

static enum rc estimate_check(struct rq *rq, void *rec, const void *old)
{
    struct risk_estimate *e = rec;
    const struct risk_estimate *before = old;
    enum rc often, much;

    if (before && strcmp(before->r.state, "draft") != 0 &&
        !strcmp(before->r.state, e->r.state))
        return fail(rq, RC_CONFLICT, NULL,
                    "what was given stays as it was: give another estimate");
    TRY(of_the_risk(rq, e->risk, &e->risk_register, &e->title));
    often = check_frequency(rq, e);
    much = check_loss(rq, e);
    return often ? often : much;
}

static enum rc replace_others(struct rq *rq, const struct risk_estimate *e)
{
    static const struct sql_text q = {
        "SELECT id FROM risk_estimate WHERE risk = $1 AND state = 'given'"
        " AND id <> $2 ORDER BY id LIMIT 1",
        "ii", "i"
    };
    struct risk_estimate *other;
    void *found;
    int64_t id;
    enum rc rc = sql_get_int(rq->sql, &id, &q, ARGS(INT(e->risk),
                                                    INT(e->r.id)));

    if (rc)
        return rc == RC_MISSING ? RC_OK : rc;
    TRY(record_load(rq, &type_risk_estimate, id, &found));
    other = found;
    other->r.state = "replaced";
    return record_put(rq, &type_risk_estimate, other, "replace");
}

static enum rc given(struct rq *rq, void *rec)
{
    struct risk_estimate *e = rec;

    e->person = rq->person;
    e->on_day = rq->today;
    return replace_others(rq, e);
}

static const struct state estimate_states[] = {
    { "draft", N_("Draft"), TONE_NEUTRAL },
    { "given", N_("Given"), TONE_GOOD },
    { "replaced", N_("Replaced"), TONE_MUTED },
};

static const struct step estimate_steps[] = {
    { .name = "give", .label = N_("Give the estimate"), .from = { "draft" },
      .to = "given", .effect = given },
    { .name = "withdraw", .label = N_("Withdraw the estimate"),
      .from = { "given" }, .to = "replaced", .danger = true },
};

#define OWN_RISK(rec)                                                          \
    FIELD_TEXT3(rec, title, .label = N_("Title"), .computed = true,            \
                .list = true, .search = true, .max = 1000),                    \
    FIELD_REF(rec, risk_register, &type_risk_register,                         \
              .label = N_("Register of risks"), .computed = true,              \
              .filter = true)

static const struct field estimate_fields[] = {
    FIELD_REF(risk_estimate, risk, &type_risk, .label = N_("Risk"),
              .must = true, .fixed = true, .filter = true),
    FIELD_CHOICE(risk_estimate, frequency_shape, risk_shapes,
                 .label = N_("How often: shape"), .must = true,
                 .help = N_("As if nothing were done against the risk. For an"
                            " interval of 90 %, least and most are the ends:"
                            " nine times in ten the truth is between them.")),
    FIELD_NUMBER(risk_estimate, frequency_low,
                 .label = N_("How often: least, times a year"),
                 .most = MOST_A_YEAR),
    FIELD_NUMBER(risk_estimate, frequency_mode,
                 .label = N_("How often: most likely, times a year"),
                 .help = N_("0.2 is once in five years."),
                 .most = MOST_A_YEAR, .list = true),
    FIELD_NUMBER(risk_estimate, frequency_high,
                 .label = N_("How often: most, times a year"),
                 .most = MOST_A_YEAR),
    FIELD_CHOICE(risk_estimate, loss_shape, risk_shapes,
                 .label = N_("Loss: shape"), .must = true),
    FIELD_MONEY(risk_estimate, loss_low, .label = N_("Loss: least, each time"),
                .least = 0, .most = MOST_MONEY),
    FIELD_MONEY(risk_estimate, loss_mode,
                .label = N_("Loss: most likely, each time"), .least = 0,
                .most = MOST_MONEY, .list = true),
    FIELD_MONEY(risk_estimate, loss_high, .label = N_("Loss: most, each time"),
                .least = 0, .most = MOST_MONEY),
    FIELD_LONG(risk_estimate, why, .label = N_("Reasons"), .must = true,
               .max = 4000,
               .help = N_("What it rests on: cases, documents, prices.")),
    FIELD_REF(risk_estimate, person, &type_person, .label = N_("Given by"),
              .computed = true, .list = true, .filter = true),
    FIELD_DAY(risk_estimate, on_day, .label = N_("Given on"), .computed = true,
              .list = true, .sort = true),
    OWN_RISK(risk_estimate),
};

static const struct relation estimate_relations[] = {
    { "owner",
      "EXISTS (SELECT 1 FROM risk k WHERE k.id = t.risk"
      " AND k.owner IN {covered})",
      N_("owns the risk") },
};

const struct type type_risk_estimate = {
    .name = "risk_estimate", .label = N_("Estimate of a risk"),
    .plural = N_("Estimates of risks"), .size = sizeof(struct risk_estimate),
    SPAN(fields, estimate_fields), SPAN(states, estimate_states),
    SPAN(steps, estimate_steps), SPAN(relations, estimate_relations),
    .title = "title", .check = estimate_check, .card = risk_estimate_card,
};

/* --- Effects of actions --------------------------------------------------- */

static enum rc only_effect(struct rq *rq, const struct risk_action_effect *e)
{
    static const struct sql_text q = {
        "SELECT count(*) FROM risk_action_effect WHERE action = $1"
        " AND state = 'active' AND id <> $2",
        "ii", "i"
    };
    int64_t n;

    if (strcmp(e->r.state, "active") != 0)
        return RC_OK;
    TRY(sql_get_int(rq->sql, &n, &q, ARGS(INT(e->action), INT(e->r.id))));
    return n ? fail(rq, RC_CONFLICT, "action",
                    "has an effect already: change that one")
             : RC_OK;
}

static enum rc effect_check(struct rq *rq, void *rec, const void *old)
{
    struct risk_action_effect *e = rec;
    const struct member often[] = {
        of_number("frequency_low", e->frequency_low),
        of_number("frequency_mode", e->frequency_mode),
        of_number("frequency_high", e->frequency_high),
    };
    const struct member much[] = { of_number("loss_low", e->loss_low),
                                   of_number("loss_mode", e->loss_mode),
                                   of_number("loss_high", e->loss_high) };
    const struct risk_action *a;
    void *found;
    enum rc rc, other;

    (void)old;
    TRY(record_load(rq, &type_risk_action, e->action, &found));
    a = found;
    e->risk = a->risk;
    e->risk_register = a->risk_register;
    for (int i = 0; i < LANGS; i++)
        if (a->title.in[i])
            e->title.in[i] = mem_fmt(rq->mem, "%s %s", a->code,
                                     a->title.in[i]);
    TRY(only_effect(rq, e));
    rc = check_dist(rq, e->frequency_shape, often);
    other = check_dist(rq, e->loss_shape, much);
    return rc ? rc : other;
}

static const struct state in_force[] = {
    { "active", N_("In force"), TONE_NEUTRAL },
    { "dropped", N_("Dropped"), TONE_MUTED },
};

static const struct step drop_steps[] = {
    { .name = "drop", .label = N_("Drop"), .from = { "active" },
      .to = "dropped", .danger = true },
};

#define FACTOR_HELP                                                            \
    N_("A factor: 1 changes nothing, 0.5 halves, 0 takes the risk away.")

static const struct field effect_fields[] = {
    FIELD_REF(risk_action_effect, action, &type_risk_action,
              .label = N_("Action"), .must = true, .fixed = true,
              .filter = true),
    FIELD_CHOICE(risk_action_effect, frequency_shape, risk_factor_shapes,
                 .label = N_("Factor on how often: shape"), .must = true,
                 .help = FACTOR_HELP),
    FIELD_NUMBER(risk_action_effect, frequency_low,
                 .label = N_("Factor on how often: least"), .most = 10),
    FIELD_NUMBER(risk_action_effect, frequency_mode,
                 .label = N_("Factor on how often: most likely"), .most = 10,
                 .list = true),
    FIELD_NUMBER(risk_action_effect, frequency_high,
                 .label = N_("Factor on how often: most"), .most = 10),
    FIELD_CHOICE(risk_action_effect, loss_shape, risk_factor_shapes,
                 .label = N_("Factor on the loss: shape"), .must = true,
                 .help = FACTOR_HELP),
    FIELD_NUMBER(risk_action_effect, loss_low,
                 .label = N_("Factor on the loss: least"), .most = 10),
    FIELD_NUMBER(risk_action_effect, loss_mode,
                 .label = N_("Factor on the loss: most likely"), .most = 10,
                 .list = true),
    FIELD_NUMBER(risk_action_effect, loss_high,
                 .label = N_("Factor on the loss: most"), .most = 10),
    FIELD_LONG(risk_action_effect, why, .label = N_("Reasons"), .must = true,
               .max = 4000),
    FIELD_REF(risk_action_effect, risk, &type_risk, .label = N_("Risk"),
              .computed = true, .list = true, .filter = true),
    OWN_RISK(risk_action_effect),
};

const struct type type_risk_action_effect = {
    .name = "risk_action_effect", .label = N_("Effect of an action in numbers"),
    .plural = N_("Effects of actions in numbers"),
    .size = sizeof(struct risk_action_effect), SPAN(fields, effect_fields),
    SPAN(states, in_force), SPAN(steps, drop_steps), .title = "title",
    .check = effect_check,
};

/* --- Correlations --------------------------------------------------------- */

static enum rc only_pair(struct rq *rq, const struct risk_correlation *c)
{
    static const struct sql_text q = {
        "SELECT count(*) FROM risk_correlation WHERE state = 'active'"
        " AND id <> $1 AND ((one = $2 AND other = $3) OR"
        " (one = $3 AND other = $2))",
        "iii", "i"
    };
    int64_t n;

    TRY(sql_get_int(rq->sql, &n, &q,
                    ARGS(INT(c->r.id), INT(c->one), INT(c->other))));
    return n ? fail(rq, RC_CONFLICT, "other",
                    "the two are joined already: change that one")
             : RC_OK;
}

static enum rc pair_of_register(struct rq *rq, struct risk_correlation *c)
{
    const struct risk *r;
    void *found;

    TRY(record_load(rq, &type_risk, c->one, &found));
    r = found;
    c->risk_register = r->risk_register;
    c->title = (struct text3){ { NULL } };
    TRY(record_load(rq, &type_risk, c->other, &found));
    if (((const struct risk *)found)->risk_register != c->risk_register)
        return fail(rq, RC_INVALID, "other", "belongs to another register");
    c->title.in[LANG_KY] = mem_fmt(rq->mem, "%s – %s", r->code,
                                   ((const struct risk *)found)->code);
    return RC_OK;
}

static enum rc correlation_check(struct rq *rq, void *rec, const void *old)
{
    struct risk_correlation *c = rec;
    bool possible;

    (void)old;
    if (c->one == c->other)
        return fail(rq, RC_INVALID, "other", "must be another risk");
    TRY(pair_of_register(rq, c));
    if (strcmp(c->r.state, "active") != 0)
        return RC_OK;
    TRY(only_pair(rq, c));
    TRY(risk_correlation_possible(rq, c, &possible));
    return possible
               ? RC_OK
               : fail(rq, RC_INVALID, "strength",
                      "impossible beside a third risk that is joined to both: what"
                      " goes with one of two that go together goes with the"
                      " other too");
}

static const struct field correlation_fields[] = {
    FIELD_REF(risk_correlation, one, &type_risk, .label = N_("Risk"),
              .must = true, .fixed = true, .list = true, .filter = true),
    FIELD_REF(risk_correlation, other, &type_risk,
              .label = N_("The other risk"), .must = true, .fixed = true,
              .list = true, .filter = true),
    FIELD_NUMBER(risk_correlation, strength, .label = N_("Correlation"),
                 .must = true, .list = true, .least = -1, .most = 1,
                 .help = N_("1: always in the same years; 0: nothing to do"
                            " with each other; -1: never in the same"
                            " years.")),
    FIELD_LONG(risk_correlation, why, .label = N_("Reasons"), .must = true,
               .max = 4000),
    OWN_RISK(risk_correlation),
};

const struct type type_risk_correlation = {
    .name = "risk_correlation", .label = N_("Risks that go together"),
    .plural = N_("Pairs of risks that go together"),
    .size = sizeof(struct risk_correlation), SPAN(fields, correlation_fields),
    SPAN(states, in_force), SPAN(steps, drop_steps), .title = "title",
    .check = correlation_check,
};
