/* SPDX-License-Identifier: Apache-2.0 */
/*
 * context_types.c: tables of what stands around the strategy in its source:
 * introduction and notes, abbreviations, the systems that it names.
 */
#include "mod/strategy/strategy_types.h"

static const struct state in_force[] = {
    { "active", N_("In force"), TONE_NEUTRAL },
    { "dropped", N_("Dropped"), TONE_MUTED },
};

static const struct choice context_kind[] = {
    { "purpose", N_("Purpose") },
    { "requirement", N_("Requirement") },
    { "ranking", N_("Ranking") },
    { "legal_basis", N_("Legal basis") },
    { "adoption", N_("Adoption") },
    { "condition", N_("Condition") },
    { "review", N_("Review") },
};
static const struct choice listed_in[] = {
    { "list", N_("in the list of abbreviations") },
    { "text", N_("in the text only") },
};
static const struct choice system_nature[] = {
    { "named", N_("named in the text") },
    { "implied", N_("implied by a task or action") },
    { "external", N_("external") },
};

static const struct field context_fields[] = {
    CODE_FIELD(context),
    FIELD_CHOICE(context, kind, context_kind, .label = N_("Kind"),
                 .must = true, .list = true, .filter = true),
    TITLE_FIELD(context),
    FIELD_COUNT(context, position, .label = N_("Position"), .least = 1,
                .most = 100000),
    PLAN_FIELD(context),
};

static const struct field abbreviation_fields[] = {
    FIELD_TEXT(abbreviation, abbr, .label = N_("Abbreviation"), .must = true,
               .unique = true, .list = true, .sort = true, .search = true,
               .max = 60),
    FIELD_TEXT3(abbreviation, expansion, .label = N_("What it means"),
                .must = true, .list = true, .search = true),
    FIELD_CHOICE(abbreviation, listed_in, listed_in, .label = N_("Where"),
                 .filter = true),
    PLAN_FIELD(abbreviation),
};

static const struct field system_fields[] = {
    CODE_FIELD(system), TITLE_FIELD(system),
    FIELD_LONG3(system, summary, .label = N_("Summary"), .search = true,
                .max = 4000),
    FIELD_TEXT(system, source, .label = N_("Where it is named"), .list = true,
               .max = 500),
    FIELD_CHOICE(system, nature, system_nature, .label = N_("Kind"),
                 .list = true, .filter = true),
    PLAN_FIELD(system),
};

const struct type type_context = {
    .name = "context", .label = N_("Context"), .plural = N_("Context"),
    .size = sizeof(struct context), SPAN(fields, context_fields),
    SPAN(states, in_force), .title = "title", .code = "code",
    .code_scope = "plan", .order = "code",
};
const struct type type_abbreviation = {
    .name = "abbreviation", .label = N_("Abbreviation"),
    .plural = N_("Abbreviations"), .size = sizeof(struct abbreviation),
    SPAN(fields, abbreviation_fields), SPAN(states, in_force),
    .title = "expansion", .code = "abbr", .code_scope = "plan",
    .order = "abbr",
};
const struct type type_system = {
    .name = "system", .label = N_("Information system"),
    .plural = N_("Information systems"), .size = sizeof(struct system),
    SPAN(fields, system_fields), SPAN(states, in_force), .title = "title",
    .code = "code", .code_scope = "plan", .order = "code",
};
