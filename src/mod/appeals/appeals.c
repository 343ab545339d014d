/* SPDX-License-Identifier: Apache-2.0 */
/*
 * appeals.c: the module: who may do what with appeals, the terms of the law,
 * what is counted, the text of an answer.
 */
#include "kernel/act_form.h"
#include "kernel/rule.h"
#include "kernel/span.h"
#include "mod/appeals/appeal_life.h"

static const struct type *const types[] = {
    &type_appeal, &type_appeal_message,
};

static const struct role roles[] = {
    { "appeals", N_("Appeals officer") },
    { "integrity", N_("Officer against corruption") },
};

/* --- Rights --------------------------------------------------------------- */

#define ALL(role, type, ops) { role, type, ops, SCOPE_ALL, NULL, NULL, NULL }
#define WHO(role)                                                              \
    { role, "appeal", OP_FIELD, SCOPE_ALL, NULL, NULL, "applicant" }
/* The office takes in what comes on paper and by voice, and keeps the clock. */
#define OFFICE(role)                                                           \
    ALL(role, "appeal", OP_SEE | OP_EXPORT | OP_ADD | OP_EDIT | OP_STEP),      \
    ALL(role, "appeal_message", OP_SEE | OP_EXPORT | OP_ADD | OP_STEP),        \
    { role, "appeal", OP_FIELD | OP_EDIT, SCOPE_ALL, NULL, NULL, "applicant" }
#define IF(type, ops, relation)                                                \
    { ROLE_MEMBER, type, ops, SCOPE_RELATION, relation, NULL, NULL }
#define STEP_IF(relation, step)                                                \
    { ROLE_MEMBER, "appeal", OP_STEP, SCOPE_RELATION, relation, step, NULL }
#define HEADS(role)                                                            \
    { role, "appeal", OP_SEE | OP_EXPORT, SCOPE_RELATION, "unit", NULL, NULL }, \
    { role, "appeal", OP_STEP, SCOPE_RELATION, "unit", "answer", NULL }

static const struct grant grants[] = {
    OFFICE("appeals"), OFFICE("clerk"), OFFICE("integrity"),
    ALL("rector", "appeal", OP_SEE | OP_EXPORT | OP_STEP),
    ALL("vice_rector", "appeal", OP_SEE | OP_EXPORT),
    { "vice_rector", "appeal", OP_STEP, SCOPE_ALL, NULL, "answer", NULL },
    ALL("auditor", "appeal", OP_SEE | OP_EXPORT),
    HEADS("dean"), HEADS("head"),
    IF("appeal", OP_SEE, "responsible"), IF("appeal", OP_SEE, "handler"),
    STEP_IF("responsible", "register"), STEP_IF("responsible", "extend"),
    STEP_IF("responsible", "deliver"), STEP_IF("responsible", "redirect"),
    /* Whoever sees an appeal has to know whom they answer. */
    WHO(ROLE_MEMBER),
    ALL("rector", "appeal_message", OP_SEE),
    IF("appeal_message", OP_SEE | OP_ADD | OP_STEP, "responsible"),
};

/* --- Rules ------------------------------------------------------------------ */

#define LAW                                                                    \
    N_("Law on the procedure of considering citizens' appeals, No 67 of 4 May" \
       " 2007")
#define DAYS(code_, label_, source_, fallback_)                                \
    { .code = code_, .label = label_, .source = source_,                       \
      .fallback = fallback_, .since = "2007-05-04", .kind = KIND_COUNT,        \
      .least = 1, .most = 90, .type = "appeal",                                \
      .touches = "t.received_on >= {on}" }

static const struct rule_kind rules[] = {
    DAYS("appeal_register_days", N_("Working days to register an appeal"), LAW,
         "1"),
    DAYS("appeal_answer_days", N_("Working days to answer an appeal"), LAW,
         "14"),
    DAYS("appeal_extend_days", N_("Days by which the term of an appeal is"
                                  " extended, once"), LAW, "30"),
    DAYS("appeal_deliver_days", N_("Working days to deliver a signed answer"),
         N_("The university's own rule"), "2"),
    DAYS("appeal_message_days", N_("Working days to read or deliver a message"
                                   " about an appeal"),
         N_("The university's own rule"), "3"),
};

/* --- Measures ---------------------------------------------------------------- */

/* As it was on the day; answered means signed. */
#define HELD(day, known) SPAN_HELD("s", day, known)
#define UNANSWERED "s.state IN ('received', 'registered', 'joined')"
#define FALLEN(day, known)                                                     \
    HELD(day, known) " AND s.due <= " day                                      \
    " AND s.due >= substr(" day ", 1, 4) || '-01-01'"
#define RECORDS(what)                                                          \
    "EXISTS (SELECT 1 FROM appeal_span s WHERE s.record = t.id AND " what ")"

static const struct measure measures[] = {
    { "appeals_unanswered",
      N_("Appeals without an answer past the term"),
      N_("Appeals whose term has passed on the chosen day and which have no"
         " signed answer on it."),
      UNIT_COUNT,
      { "SELECT COUNT(*), 1 FROM appeal_span s WHERE " HELD("$1", "$2")
        " AND s.due < $1 AND " UNANSWERED,
        "ti", "ii" },
      &type_appeal,
      RECORDS(HELD("{on}", "{known}") " AND s.due < {on} AND " UNANSWERED),
      "" },
    { "appeals_on_time",
      N_("Appeals answered in time"),
      N_("Appeals whose term came in the year of the chosen day and which were"
         " answered on that term or before, of all whose term came."),
      UNIT_PERCENT,
      { "SELECT COUNT(CASE WHEN s.answered_on <= s.due THEN 1 END), COUNT(*)"
        " FROM appeal_span s WHERE " FALLEN("$1", "$2"),
        "ti", "ii" },
      &type_appeal,
      RECORDS("s.answered_on <= s.due AND " FALLEN("{on}", "{known}")),
      "" },
};

/* --- Acts --------------------------------------------------------------------- */

static const struct act_form act_forms[] = {
    { .name = "appeal_answer", .kind = "decision", .series = "appeal_answer",
      .subject = &type_appeal, .step = "answer",
      .title = N_("Answer to appeal {code}"),
      .body = N_("To your appeal {code} of {received_on} “{title}”:\n\n"
                 "{answer}") },
};

const struct module mod_appeals = {
    .name = "appeals",
    SPAN(types, types),
    SPAN(roles, roles),
    SPAN(grants, grants),
    SPAN(measures, measures),
    SPAN(routes, appeal_routes),
    SPAN(tables, appeal_tables),
    SPAN(rules, rules),
    SPAN(act_forms, act_forms),
    .demo = appeals_demo,
};
