/* SPDX-License-Identifier: Apache-2.0 */
/*
 * regulations.c: who may do what with internal acts, the terms that the law
 * and the university set, the templates of the acts that adopt and repeal, and
 * what of it is counted.
 */
#include "mod/regulations/regulations.h"

#include "kernel/act_form.h"
#include "kernel/org.h"
#include "kernel/rule.h"
#include "kernel/span.h"

static const struct type *const types[] = {
    &type_law,          &type_law_change,         &type_law_impact,
    &type_regulation,   &type_regulation_version, &type_regulation_rule,
    &type_regulation_finding,
};

/* --- Rights ------------------------------------------------------------------- */

#define ALL(role, type, ops) { role, type, ops, SCOPE_ALL, NULL, NULL, NULL }
#define IF(role, type, ops, relation)                                          \
    { role, type, ops, SCOPE_RELATION, relation, NULL, NULL }
/* The office that keeps the register. */
#define KEEP (OP_SEE | OP_EXPORT | OP_ADD | OP_EDIT | OP_STEP)
#define OFFICE(role)                                                           \
    ALL(role, "law", KEEP), ALL(role, "law_change", KEEP),                     \
    ALL(role, "law_impact", OP_SEE | OP_EXPORT | OP_STEP),                     \
    ALL(role, "regulation", KEEP),                                             \
    ALL(role, "regulation_version", OP_SEE | OP_EXPORT | OP_ADD | OP_STEP),    \
    IF(role, "regulation_version", OP_EDIT, "draft"),                          \
    ALL(role, "regulation_rule", KEEP),                                        \
    ALL(role, "regulation_finding", KEEP)
#define READ(role, ops)                                                        \
    ALL(role, "law", ops), IF(role, "regulation", ops, "open"),                \
    IF(role, "regulation_version", ops, "adopted")

static const struct grant grants[] = {
    OFFICE("planning"), OFFICE("clerk"), OFFICE("rector"),
    READ(ROLE_PUBLIC, OP_SEE), READ(ROLE_MEMBER, OP_SEE | OP_EXPORT),
    ALL(ROLE_MEMBER, "regulation_rule", OP_SEE),
    ALL(ROLE_MEMBER, "law_change", OP_SEE),
    ALL(ROLE_MEMBER, "law_impact", OP_SEE),
    ALL(ROLE_MEMBER, "regulation_finding", OP_SEE),
    ALL("vice_rector", "regulation", OP_SEE | OP_STEP),
    ALL("vice_rector", "regulation_version", OP_SEE | OP_STEP),
    ALL("vice_rector", "regulation_finding", OP_ADD),
    ALL("dean", "regulation_finding", OP_ADD),
    ALL("head", "regulation_finding", OP_ADD),
    { ROLE_MEMBER, "regulation", OP_STEP, SCOPE_RELATION, "holder", "review",
      NULL },
    IF(ROLE_MEMBER, "regulation", OP_SEE, "holder"),
    IF(ROLE_MEMBER, "regulation_version", OP_SEE | OP_EDIT, "holder"),
    { ROLE_MEMBER, "law_impact", OP_STEP, SCOPE_RELATION, "holder",
      "not_needed", NULL },
};

/* --- Rules ---------------------------------------------------------------------- */

static const struct rule_kind rules[] = {
    { .code = "regulation_review_months",
      .label = N_("Months after which an internal act is reviewed again"),
      .source = N_("Concept: internal acts are reviewed every three years"),
      .kind = KIND_COUNT, .least = 1, .most = 120, .fallback = "36",
      .since = "2000-01-01", .type = "regulation",
      .touches = "t.state = 'in_force' AND t.review_due >= {on}" },
    { .code = "law_change_days",
      .label = N_("Working days in which internal acts follow a change of the"
                  " law"),
      .source = N_("The university's own rule"), .kind = KIND_COUNT,
      .least = 1, .most = 365, .fallback = "60", .since = "2000-01-01",
      .type = "law_change", .touches = "t.state = 'spread' AND t.due >= {on}" },
};

/* --- Acts ------------------------------------------------------------------------- */

static const struct act_form act_forms[] = {
    { .name = "regulation_adopt", .kind = "decision",
      .subject = &type_regulation_version, .step = "adopt",
      .title = N_("On adopting the internal act “{regulation.title}”"),
      .body = N_("To adopt “{regulation.title}” (No. {regulation.code}) in its"
                 " new wording, and to put it in force from {starts}.") },
    { .name = "regulation_repeal", .kind = "decision",
      .subject = &type_regulation, .step = "repeal",
      .title = N_("On repealing the internal act “{title}”"),
      .body = N_("To repeal “{title}” (No. {code}).") },
};

/* --- Measures --------------------------------------------------------------------- */

#define HELD(on, known) SPAN_HELD("s", on, known) " AND s.state = 'in_force'"

/* A change of the law counts from the day on which its work was opened, when
 * some internal act was to be amended. */
#define NEEDED(t, on) t "needs = 1 AND " t "spread_on <= " on
#define FOLLOWED(t, on) t "done_on <= " on

#define STANDS(t, on)                                                          \
    t "kind IN ('surplus', 'duplicate') AND " t "found_on <= " on              \
    " AND (" t "settled_on IS NULL OR " t "settled_on > " on ")"               \
    " AND " t "state <> 'kept'"

static const struct measure measures[] = {
    { .code = "regulations_3y_review",
      .label = N_("Internal acts reviewed in time"),
      .means = N_("Normative internal acts in force that were adopted or"
                  " reviewed within the term of the rule (three years), of all"
                  " that are in force on the day"),
      .unit = UNIT_PERCENT,
      .count = { "SELECT COUNT(CASE WHEN s.review_due >= $1 THEN 1 END),"
                 " COUNT(*) FROM regulation_span s WHERE " HELD("$1", "$2"),
                 "ti", "ii" },
      .type = &type_regulation,
      .records = "EXISTS (SELECT 1 FROM regulation_span s WHERE s.record ="
                 " t.id AND s.review_due >= {on} AND " HELD("{on}", "{known}")
                 ")",
      .since = "" },
    { .code = "superfluous_documents",
      .label = N_("Superfluous internal acts"),
      .means = N_("Internal acts marked as surplus or as saying again what"
                  " another says that were not removed on the day"),
      .unit = UNIT_COUNT,
      .count = { "SELECT COUNT(DISTINCT regulation), 1 FROM"
                 " regulation_finding WHERE " STANDS("", "$1"), "t", "ii" },
      .type = &type_regulation_finding,
      .records = STANDS("t.", "{on}"),
      .since = "" },
    { .code = "risk72_main_changes",
      .label = N_("Changes of the law that internal acts follow"),
      .means = N_("Registered changes of the law whose internal acts were all"
                  " amended by the day, of all registered changes that need an"
                  " amendment"),
      .unit = UNIT_PERCENT,
      .count = { "SELECT COUNT(CASE WHEN " FOLLOWED("", "$1") " THEN 1 END),"
                 " COUNT(*) FROM law_change WHERE " NEEDED("", "$1"),
                 "t", "ii" },
      .type = &type_law_change,
      .records = FOLLOWED("t.", "{on}") " AND " NEEDED("t.", "{on}"),
      .since = "" },
};

static void beside(struct rq *rq, const struct type *t, const void *rec)
{
    regulation_rule_beside(rq, t, rec);
}

const struct module mod_regulations = {
    .name = "regulations",
    SPAN(types, types),
    SPAN(grants, grants),
    SPAN(rules, rules),
    SPAN(act_forms, act_forms),
    SPAN(measures, measures),
    SPAN(routes, regulation_routes),
    .beside = beside,
    .demo = regulations_demo,
};
