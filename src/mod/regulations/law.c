/* SPDX-License-Identifier: Apache-2.0 */
/*
 * law.c: laws that internal acts follow, and each change of one: it names the
 * internal acts that it touches, and each of them owes an answer: a version
 * that follows, or the reason why none is needed.
 */
#include "mod/regulations/regulations.h"

#include "kernel/assignment.h"
#include "kernel/record.h"
#include "kernel/rule.h"
#include "kernel/write.h"

#include <string.h>

#define AMEND "amend"

/* --- One internal act that is touched --------------------------------------------- */

static const struct sql_text q_open = {
    "SELECT COUNT(*) FROM law_impact WHERE law_change = $1"
    " AND state = 'open'", "i", "i"
};
static const struct sql_text q_amended = {
    "SELECT COUNT(*) FROM law_impact WHERE law_change = $1"
    " AND state = 'amended'", "i", "i"
};

/* When the last has answered, the change is carried over. */
static enum rc maybe_done(struct rq *rq, int64_t change)
{
    struct law_change *c;
    int64_t open, amended;
    void *rec;

    TRY(sql_get_int(rq->sql, &open, &q_open, ARGS(INT(change))));
    if (open)
        return RC_OK;
    TRY(sql_get_int(rq->sql, &amended, &q_amended, ARGS(INT(change))));
    TRY(record_load(rq, &type_law_change, change, &rec));
    c = rec;
    c->r.state = "done";
    c->done_on = rq->today;
    c->needs = amended > 0;
    return record_put(rq, &type_law_change, c, "done");
}

static enum rc close_impact(struct rq *rq, struct law_impact *p)
{
    p->closed_on = rq->today;
    return assignment_close(rq, "law_impact", p->r.id, AMEND);
}

static enum rc not_needed(struct rq *rq, void *rec)
{
    return close_impact(rq, rec);
}

static enum rc impact_stored(struct rq *rq, const void *rec, const void *old)
{
    const struct law_impact *p = rec, *was = old;

    if (!was || !strcmp(was->r.state, p->r.state))
        return RC_OK;
    return maybe_done(rq, p->law_change);
}

/* The open answers that a regulation owes, of one change (0: of all). */
static enum rc open_of(struct rq *rq, int64_t regulation, int64_t change,
                       struct refs *out)
{
    static const struct sql_text q = {
        "SELECT id FROM law_impact WHERE regulation = $1 AND state = 'open'"
        " AND ($2 = 0 OR law_change = $2) ORDER BY id", "ii", "i"
    };

    return refs_read(rq, sql_query(rq->sql, &q,
                                   ARGS(INT(regulation), INT(change))), out);
}

static enum rc settle(struct rq *rq, int64_t id, const char *state,
                      int64_t version)
{
    struct law_impact *p;
    void *rec;

    TRY(record_load(rq, &type_law_impact, id, &rec));
    p = rec;
    TRY(close_impact(rq, p));
    p->answer = version;
    p->r.state = state;
    return record_put(rq, &type_law_impact, p, state);
}

enum rc law_answered(struct rq *rq, const struct regulation_version *v)
{
    struct refs ids;

    if (!v->law_change)
        return RC_OK;
    TRY(open_of(rq, v->regulation, v->law_change, &ids));
    for (size_t i = 0; i < ids.n; i++)
        TRY(settle(rq, ids.id[i], "amended", v->r.id));
    return RC_OK;
}

enum rc law_released(struct rq *rq, int64_t regulation)
{
    struct refs ids;

    TRY(open_of(rq, regulation, 0, &ids));
    for (size_t i = 0; i < ids.n; i++)
        TRY(settle(rq, ids.id[i], "not_needed", 0));
    return RC_OK;
}

/* --- A change of the law ------------------------------------------------------------ */

static enum rc owe(struct rq *rq, const struct law_change *c,
                   const struct regulation *g, int64_t impact)
{
    struct assignment *a = record_new(rq, &type_assignment);

    for (int i = 0; i < LANGS; i++)
        a->title.in[i] =
            mem_fmt(rq->mem, "%s: %s",
                    tr((enum lang)i, N_("Follow the change of the law in")),
                    text3_get(&g->title, (enum lang)i, NULL));
    a->subject = "law_impact";
    a->subject_id = impact;
    a->purpose = AMEND;
    a->person = g->holder;
    a->unit = g->unit;
    a->due = c->due;
    return assignment_open(rq, a);
}

static enum rc touch(struct rq *rq, const struct law_change *c, int64_t id)
{
    struct law_impact *p = record_new(rq, &type_law_impact);
    const struct regulation *g;
    void *rec;

    TRY(record_load(rq, &type_regulation, id, &rec));
    g = rec;
    if (strcmp(g->r.state, "in_force") != 0)
        return fail(rq, RC_INVALID, "touches", "%s is not in force",
                    g->code);
    p->law_change = c->r.id;
    p->regulation = id;
    for (int i = 0; i < LANGS; i++)
        p->title.in[i] =
            mem_fmt(rq->mem, "%s ← %s",
                    text3_get(&g->title, (enum lang)i, NULL),
                    text3_get(&c->title, (enum lang)i, NULL));
    TRY(record_put(rq, &type_law_impact, p, "touch"));
    return owe(rq, c, g, p->r.id);
}

static enum rc spread(struct rq *rq, void *rec)
{
    struct law_change *c = rec;

    c->spread_on = rq->today;
    c->needs = c->touches.n > 0;
    if (!day_is(c->due))
        TRY(rule_due(rq, "law_change_days", &c->due));
    if (!c->touches.n) {
        c->r.state = "done";
        c->done_on = rq->today;
    }
    return RC_OK;
}

static enum rc change_stored(struct rq *rq, const void *rec, const void *old)
{
    const struct law_change *c = rec, *was = old;

    if (!was || strcmp(was->r.state, "draft") != 0 ||
        strcmp(c->r.state, "spread") != 0)
        return RC_OK;
    for (size_t i = 0; i < c->touches.n; i++)
        TRY(touch(rq, c, c->touches.id[i]));
    return RC_OK;
}

static enum rc change_check(struct rq *rq, void *rec, const void *old)
{
    const struct law_change *c = rec, *was = old;

    if (day_is(c->due) && c->due.n < rq->today.n &&
        (!was || was->due.n != c->due.n))
        return fail(rq, RC_INVALID, "due", "must not be in the past");
    if (was && strcmp(was->r.state, "draft") != 0 &&
        !field_same(rq->mem, type_field(&type_law_change, "touches"), c, was))
        return fail(rq, RC_INVALID, "touches",
                    "the work is open already: register what else is touched"
                    " as a change of its own");
    return RC_OK;
}

/* --- Tables ----------------------------------------------------------------------------- */

static const struct choice law_kinds[] = {
    { "constitution", N_("Constitution") },
    { "code", N_("Code of laws") },
    { "law", N_("Law") },
    { "decree", N_("Decree of the President") },
    { "resolution", N_("Resolution of the Cabinet of Ministers") },
    { "order", N_("Order of a ministry") },
    { "treaty", N_("International treaty") },
};
static const struct state law_states[] = {
    { "in_force", N_("In force"), TONE_GOOD },
    { "repealed", N_("Repealed"), TONE_MUTED },
};
static const struct step law_steps[] = {
    { .name = "repeal", .label = N_("Note that it is repealed"),
      .from = { "in_force" }, .to = "repealed", .danger = true },
    { .name = "restore", .label = N_("It is in force after all"),
      .from = { "repealed" }, .to = "in_force" },
};
static const struct field law_fields[] = {
    FIELD_TEXT(law, code, .label = N_("Number"), .must = true, .unique = true,
               .max = 40, .list = true, .search = true, .sort = true),
    FIELD_TEXT3(law, title, .label = N_("Title"), .must = true,
                .search = true, .sort = true, .max = 500),
    FIELD_CHOICE(law, kind, law_kinds, .label = N_("Kind of law"),
                 .must = true, .list = true, .filter = true),
    FIELD_DAY(law, adopted_on, .label = N_("Adopted on"), .list = true,
              .filter = true, .sort = true),
    FIELD_TEXT(law, link, .label = N_("Address of the text"), .max = 500),
};

static enum rc law_check(struct rq *rq, void *rec, const void *old)
{
    const struct law *l = rec;

    (void)old;
    if (l->link && strncmp(l->link, "https://", 8) != 0 &&
        strncmp(l->link, "http://", 7) != 0)
        return fail(rq, RC_INVALID, "link",
                    "must begin with https:// or http://");
    return RC_OK;
}

const struct type type_law = {
    .name = "law", .label = N_("Law"), .plural = N_("Laws"),
    .size = sizeof(struct law), SPAN(fields, law_fields),
    SPAN(states, law_states), SPAN(steps, law_steps), .title = "title",
    .code = "code", .order = "code", .check = law_check,
};

static const struct state change_states[] = {
    { "draft", N_("Draft"), TONE_INFO },
    { "spread", N_("Being carried over"), TONE_WARN },
    { "done", N_("Carried over"), TONE_GOOD },
};
static const struct step change_steps[] = {
    { .name = "spread", .label = N_("Open the work"), .from = { "draft" },
      .to = "spread", .asks = { "touches", "due" }, .effect = spread },
};
static const struct field change_fields[] = {
    FIELD_REF(law_change, law, &type_law, .label = N_("Law"), .must = true,
              .list = true, .filter = true),
    FIELD_TEXT3(law_change, title, .label = N_("What has changed"),
                .must = true, .list = true, .search = true, .max = 500),
    FIELD_LONG3(law_change, summary, .label = N_("What follows from it"),
                .search = true),
    FIELD_DAY(law_change, published_on, .label = N_("Published on"),
              .filter = true, .sort = true),
    FIELD_DAY(law_change, starts, .label = N_("In force from"), .must = true,
              .list = true, .filter = true, .sort = true),
    FIELD_REFS(law_change, touches, &type_regulation,
               .label = N_("Internal acts that it touches"), .filter = true,
               .among = "t.state = 'in_force'"),
    FIELD_DAY(law_change, due, .label = N_("To be followed by"),
              .help = N_("Empty: by the rule of the day."), .list = true,
              .filter = true, .sort = true),
    FIELD_DAY(law_change, spread_on, .label = N_("Work opened on"),
              .computed = true),
    FIELD_DAY(law_change, done_on, .label = N_("Carried over on"),
              .computed = true, .list = true, .sort = true),
    FIELD_BOOL(law_change, needs,
               .label = N_("An internal act is to be amended"),
               .computed = true, .filter = true),
};

const struct type type_law_change = {
    .name = "law_change", .label = N_("Change of the law"),
    .plural = N_("Changes of the law"), .size = sizeof(struct law_change),
    SPAN(fields, change_fields), SPAN(states, change_states),
    SPAN(steps, change_steps), .title = "title", .order = "starts",
    .check = change_check, .stored = change_stored,
};

static const struct state impact_states[] = {
    { "open", N_("To be followed"), TONE_WARN },
    { "amended", N_("Amended"), TONE_GOOD },
    { "not_needed", N_("No amendment needed"), TONE_MUTED },
};
static const struct step impact_steps[] = {
    { .name = "not_needed", .label = N_("Say why no amendment is needed"),
      .from = { "open" }, .to = "not_needed", .asks = { "reason" },
      .needs = { "reason" }, .effect = not_needed },
};
static const struct field impact_fields[] = {
    FIELD_TEXT3(law_impact, title, .label = N_("Title"), .computed = true,
                .search = true, .max = 1200),
    FIELD_REF(law_impact, regulation, &type_regulation,
              .label = N_("Internal act"), .computed = true, .list = true,
              .filter = true),
    FIELD_REF(law_impact, law_change, &type_law_change,
              .label = N_("Change of the law"), .computed = true,
              .list = true, .filter = true),
    FIELD_REF(law_impact, answer, &type_regulation_version,
              .label = N_("Version that follows it"), .computed = true),
    FIELD_LONG(law_impact, reason, .label = N_("Why none is needed"),
               .computed = true, .max = 4000),
    FIELD_DAY(law_impact, closed_on, .label = N_("Answered on"),
              .computed = true, .list = true, .sort = true),
};
static const struct relation impact_relations[] = {
    { "holder",
      "EXISTS (SELECT 1 FROM regulation g WHERE g.id = t.regulation"
      " AND g.holder IN {covered})",
      N_("reviews the internal act") },
};
static const struct index_on impact_indexes[] = {
    { .columns = "law_change, state" }, { .columns = "regulation, state" },
};

const struct type type_law_impact = {
    .name = "law_impact", .label = N_("Internal act touched by a change"),
    .plural = N_("Internal acts touched by changes"),
    .size = sizeof(struct law_impact), SPAN(fields, impact_fields),
    SPAN(states, impact_states), SPAN(steps, impact_steps),
    SPAN(relations, impact_relations), SPAN(indexes, impact_indexes),
    .title = "title", .no_add = true, .stored = impact_stored,
};
