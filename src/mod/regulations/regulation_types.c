/* SPDX-License-Identifier: Apache-2.0 */
/*
 * regulation_types.c: the tables of internal acts, their versions, the rules
 * that they fix and what is wrong with them.
 */
#include "mod/regulations/regulations.h"

#include "kernel/act.h"
#include "kernel/org.h"
#include "kernel/record.h"
#include "kernel/rule.h"
#include "kernel/write.h"

#include <string.h>

enum { BODY_MOST = 200000 };

/* --- The register ----------------------------------------------------------- */

static const struct choice kinds[] = {
    { "charter", N_("Charter") },
    { "regulation", N_("Regulation of a unit or a matter") },
    { "rules", N_("Rules of conduct") },
    { "instruction", N_("Instruction to staff") },
    { "policy", N_("Policy") },
    { "order", N_("Normative order") },
};
static const struct choice adopters[] = {
    { "founder", N_("the founder") },
    { "academic_council", N_("the Academic Council") },
    { "rector", N_("the rector") },
};
static const struct state regulation_states[] = {
    { "draft", N_("Draft"), TONE_INFO },
    { "in_force", N_("In force"), TONE_GOOD },
    { "repealed", N_("Repealed"), TONE_MUTED },
};
static const struct step regulation_steps[] = {
    { .name = "review", .label = N_("Reviewed: it stays as it is"),
      .from = { "in_force" }, .asks = { "reviewing" },
      .needs = { "reviewing" }, .effect = regulation_reviewed },
    { .name = "repeal", .label = N_("Repeal"), .from = { "in_force" },
      .to = "repealed", .by_act = true, .effect = regulation_repealed,
      .danger = true },
};
static const struct field regulation_fields[] = {
    FIELD_TEXT(regulation, code, .label = N_("Number"), .must = true,
               .unique = true, .max = 40, .list = true, .search = true,
               .sort = true),
    FIELD_TEXT3(regulation, title, .label = N_("Title"), .must = true,
                .search = true, .sort = true, .max = 500),
    FIELD_CHOICE(regulation, kind, kinds, .label = N_("Kind of internal act"),
                 .must = true, .list = true, .filter = true),
    FIELD_CHOICE(regulation, adopter, adopters, .label = N_("Adopted by"),
                 .must = true, .filter = true),
    FIELD_REF(regulation, unit, &type_unit, .label = N_("Unit"),
              .list = true, .filter = true),
    FIELD_REF(regulation, holder, &type_person, .label = N_("Reviewed by"),
              .filter = true, .among = "t.state = 'active'"),
    FIELD_TEXT3(regulation, audience, .label = N_("Whom it concerns"),
                .max = 500),
    FIELD_REFS(regulation, laws, &type_law, .label = N_("Laws it follows"),
               .filter = true),
    FIELD_REFS(regulation, related, &type_regulation,
               .label = N_("Related internal acts")),
    FIELD_DAY(regulation, reviewed_on,
              .label = N_("Adopted or reviewed on"), .computed = true,
              .filter = true, .sort = true, .timed = true),
    FIELD_DAY(regulation, review_due, .label = N_("To be reviewed by"),
              .computed = true, .list = true, .filter = true, .sort = true,
              .timed = true),
    FIELD_LONG(regulation, reviewing, .label = N_("What the review found"),
               .computed = true, .max = 4000),
    FIELD_DAY(regulation, repealed_on, .label = N_("Repealed from"),
              .computed = true),
};
static const struct relation regulation_relations[] = {
    { "open", "t.state <> 'draft'", N_("it was adopted") },
    { "holder", "t.holder IN {covered}", N_("reviews it") },
    { "unit", "t.unit IN {units}", N_("in the own unit and below") },
};

static enum rc regulation_check(struct rq *rq, void *rec, const void *old)
{
    struct regulation *g = rec;

    (void)old;
    g->r.owner_unit = g->unit;
    if (!strcmp(g->r.state, "in_force") && !g->holder)
        return fail(rq, RC_INVALID, "holder",
                    "what is in force has somebody who reviews it");
    if (refs_have(&g->related, g->r.id))
        return fail(rq, RC_INVALID, "related", "must be another one");
    return RC_OK;
}

const struct type type_regulation = {
    .name = "regulation", .label = N_("Internal act"),
    .plural = N_("Internal acts"), .size = sizeof(struct regulation),
    SPAN(fields, regulation_fields), SPAN(states, regulation_states),
    SPAN(steps, regulation_steps), SPAN(relations, regulation_relations),
    .title = "title", .code = "code", .order = "code",
    .owned_by = "unit", .check = regulation_check,
    .stored = regulation_stored, .owed = regulation_owed,
    .card = regulation_card, .counted = true,
};

/* --- Versions ------------------------------------------------------------------- */

static const struct state version_states[] = {
    { "draft", N_("Draft"), TONE_INFO },
    { "adopted", N_("Adopted"), TONE_GOOD },
};
static const struct step version_steps[] = {
    { .name = "adopt", .label = N_("Adopt"), .from = { "draft" },
      .to = "adopted", .by_act = true, .guard = version_may_be_adopted,
      .effect = version_adopted },
};
static const struct field version_fields[] = {
    FIELD_REF(regulation_version, regulation, &type_regulation,
              .label = N_("Internal act"), .must = true, .list = true,
              .filter = true, .fixed = true),
    FIELD_COUNT(regulation_version, number, .label = N_("Version"),
                .computed = true, .list = true, .sort = true),
    FIELD_TEXT3(regulation_version, title, .label = N_("Title"),
                .computed = true, .search = true, .max = 520),
    FIELD_LONG3(regulation_version, body, .label = N_("Text"), .must = true,
                .help = N_("A paragraph a line; a number at its beginning"
                           " (3.2.) becomes its address."),
                .search = true, .max = BODY_MOST),
    FIELD_LONG3(regulation_version, changes,
                .label = N_("What changes, and for whom"), .max = 8000),
    FIELD_REF(regulation_version, law_change, &type_law_change,
              .label = N_("Because of the change of the law"),
              .filter = true, .among = "t.state = 'spread'"),
    FIELD_TEXT(regulation_version, basis,
               .label = N_("Act of adoption that is older than the system"),
               .max = 300),
    FIELD_DAY(regulation_version, starts, .label = N_("In force from"),
              .must = true, .list = true, .filter = true, .sort = true),
    FIELD_DAY(regulation_version, ends, .label = N_("In force to"),
              .computed = true, .list = true, .filter = true),
    FIELD_DAY(regulation_version, adopted_on, .label = N_("Adopted on"),
              .computed = true, .sort = true),
    FIELD_REF(regulation_version, act, &type_act, .label = N_("Act"),
              .computed = true),
};
static const struct relation version_relations[] = {
    { "adopted", "t.state = 'adopted'", N_("it was adopted") },
    { "draft", "t.state = 'draft'", N_("it is a draft") },
    { "holder",
      "t.state = 'draft' AND EXISTS (SELECT 1 FROM regulation g WHERE"
      " g.id = t.regulation AND g.holder IN {covered})",
      N_("reviews the internal act") },
};
static const struct index_on version_indexes[] = {
    { .columns = "regulation, number" },
};

static enum rc unchanged(struct rq *rq, const void *rec, const void *old)
{
    static const char *const fields[] = { "body", "changes", "starts",
                                          "law_change", "basis" };

    for (size_t i = 0; i < COUNT(fields); i++)
        if (!field_same(rq->mem,
                        type_field(&type_regulation_version, fields[i]), rec,
                        old))
            return fail(rq, RC_CONFLICT, fields[i],
                        "an adopted version does not change: write a new"
                        " one");
    return RC_OK;
}

static enum rc version_check(struct rq *rq, void *rec, const void *old)
{
    struct regulation_version *v = rec;
    const struct regulation *g;
    void *of;

    if (old && !strcmp(((const struct record *)old)->state, "adopted"))
        return unchanged(rq, rec, old);
    TRY(record_load(rq, &type_regulation, v->regulation, &of));
    g = of;
    v->r.owner_unit = g->unit;
    if (!strcmp(v->r.state, "draft"))
        for (int i = 0; i < LANGS; i++)
            if (g->title.in[i])
                v->title.in[i] = mem_fmt(rq->mem, "%s (%s)", g->title.in[i],
                                         tr((enum lang)i, N_("draft")));
    return RC_OK;
}

const struct type type_regulation_version = {
    .name = "regulation_version", .label = N_("Version of an internal act"),
    .plural = N_("Versions of internal acts"),
    .size = sizeof(struct regulation_version), SPAN(fields, version_fields),
    SPAN(states, version_states), SPAN(steps, version_steps),
    SPAN(relations, version_relations), SPAN(indexes, version_indexes),
    .title = "title", .order = "starts", .check = version_check,
};

/* --- Rules that a paragraph fixes --------------------------------------------------- */

static const struct field rule_fields[] = {
    FIELD_REF(regulation_rule, regulation, &type_regulation,
              .label = N_("Internal act"), .must = true, .list = true,
              .filter = true, .fixed = true),
    FIELD_TEXT(regulation_rule, paragraph, .label = N_("Paragraph"),
               .max = 20, .list = true),
    FIELD_TEXT(regulation_rule, rule, .label = N_("Code of the rule"),
               .help = N_("As it stands on the page of rules."),
               .must = true, .max = 80, .list = true, .filter = true),
    FIELD_TEXT3(regulation_rule, title, .label = N_("Title"),
                .computed = true, .search = true, .max = 500),
};
static const struct state here_states[] = {
    { "active", N_("In force"), TONE_GOOD },
    { "dropped", N_("Dropped"), TONE_MUTED },
};
static const struct step here_steps[] = {
    { .name = "drop", .label = N_("Drop"), .from = { "active" },
      .to = "dropped", .danger = true },
};

static enum rc rule_check(struct rq *rq, void *rec, const void *old)
{
    struct regulation_rule *l = rec;
    const struct rule_kind *k = rule_kind(rq->app, l->rule);

    (void)old;
    if (!k)
        return fail(rq, RC_INVALID, "rule", "there is no rule %s", l->rule);
    for (int i = 0; i < LANGS; i++)
        l->title.in[i] = tr((enum lang)i, k->label);
    return RC_OK;
}

const struct type type_regulation_rule = {
    .name = "regulation_rule", .label = N_("Rule of an internal act"),
    .plural = N_("Rules of internal acts"),
    .size = sizeof(struct regulation_rule), SPAN(fields, rule_fields),
    SPAN(states, here_states), SPAN(steps, here_steps), .title = "title",
    .check = rule_check,
};

/* --- What is wrong with them -------------------------------------------------------- */

static const struct choice finding_kinds[] = {
    { "surplus", N_("Surplus: nobody needs it") },
    { "duplicate", N_("Says again what another says") },
    { "contradiction", N_("Contradicts another") },
};
static const struct state finding_states[] = {
    { "open", N_("To be removed"), TONE_WARN },
    { "removed", N_("Removed"), TONE_GOOD },
    { "kept", N_("Stays"), TONE_MUTED },
};

static enum rc settled(struct rq *rq, void *rec)
{
    ((struct regulation_finding *)rec)->settled_on = rq->today;
    return RC_OK;
}

static const struct step finding_steps[] = {
    { .name = "remove", .label = N_("Note that it was removed"),
      .from = { "open" }, .to = "removed", .asks = { "verdict" },
      .needs = { "verdict" }, .effect = settled },
    { .name = "keep", .label = N_("Decide that it stays"), .from = { "open" },
      .to = "kept", .asks = { "verdict" }, .needs = { "verdict" },
      .effect = settled },
};
static const struct field finding_fields[] = {
    FIELD_REF(regulation_finding, regulation, &type_regulation,
              .label = N_("Internal act"), .must = true, .list = true,
              .filter = true, .fixed = true,
              .among = "t.state = 'in_force'"),
    FIELD_CHOICE(regulation_finding, kind, finding_kinds,
                 .label = N_("What is wrong"), .must = true, .list = true,
                 .filter = true, .fixed = true),
    FIELD_REF(regulation_finding, other, &type_regulation,
              .label = N_("The other internal act"), .list = true),
    FIELD_TEXT(regulation_finding, paragraph, .label = N_("Paragraph"),
               .max = 20),
    FIELD_LONG(regulation_finding, why, .label = N_("Reason"), .must = true,
               .search = true, .max = 4000),
    FIELD_TEXT3(regulation_finding, title, .label = N_("Title"),
                .computed = true, .search = true, .max = 700),
    FIELD_LONG(regulation_finding, verdict,
               .label = N_("What was decided, and why"), .computed = true,
               .max = 4000),
    FIELD_DAY(regulation_finding, found_on, .label = N_("Found on"),
              .computed = true, .list = true, .filter = true, .sort = true),
    FIELD_DAY(regulation_finding, settled_on, .label = N_("Settled on"),
              .computed = true, .filter = true),
};

static enum rc finding_check(struct rq *rq, void *rec, const void *old)
{
    struct regulation_finding *f = rec;
    const struct choice *c =
        field_choice(type_field(&type_regulation_finding, "kind"), f->kind);
    const struct regulation *g;
    void *of;

    if (strcmp(f->kind, "surplus") != 0 && !f->other)
        return fail(rq, RC_INVALID, "other", "say which other one");
    if (f->other == f->regulation)
        return fail(rq, RC_INVALID, "other", "must be another one");
    if (!old && !day_is(f->found_on))
        f->found_on = rq->today;
    TRY(record_load(rq, &type_regulation, f->regulation, &of));
    g = of;
    for (int i = 0; i < LANGS; i++)
        f->title.in[i] = mem_fmt(rq->mem, "%s %s: %s", g->code,
                                 text3_get(&g->title, (enum lang)i, NULL),
                                 tr((enum lang)i, c->label));
    return RC_OK;
}

const struct type type_regulation_finding = {
    .name = "regulation_finding", .label = N_("Internal act to be removed"),
    .plural = N_("Internal acts to be removed"),
    .size = sizeof(struct regulation_finding), SPAN(fields, finding_fields),
    SPAN(states, finding_states), SPAN(steps, finding_steps),
    .title = "title", .order = "found_on", .check = finding_check,
};
