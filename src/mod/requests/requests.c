/* SPDX-License-Identifier: Apache-2.0 */
/*
 * requests.c: the module: who may do what with requests, their terms, what
 * their authors are told, what is counted, the act that they end in.
 */
#include "kernel/act_form.h"
#include "kernel/rule.h"
#include "kernel/span.h"
#include "mod/requests/request_life.h"
#include "kernel/data_file.h"

static const struct type *const types[] = { &type_request_kind,
                                            &type_request };

/* --- Rights --------------------------------------------------------------- */

#define ALL(role, type, ops) { role, type, ops, SCOPE_ALL, NULL, NULL, NULL }
#define KINDS(role)                                                            \
    ALL(role, "request_kind", OP_SEE | OP_EXPORT | OP_ADD | OP_EDIT | OP_STEP)
#define IF(ops, relation)                                                      \
    { ROLE_MEMBER, "request", ops, SCOPE_RELATION, relation, NULL, NULL }
#define STEP_IF(relation, step)                                                \
    { ROLE_MEMBER, "request", OP_STEP, SCOPE_RELATION, relation, step, NULL }
#define STEP(role, step)                                                       \
    { role, "request", OP_STEP, SCOPE_ALL, NULL, step, NULL }
/* Heads see what is asked in their units and sign what is granted there. */
#define HEADS(role)                                                            \
    { role, "request", OP_SEE | OP_EXPORT, SCOPE_RELATION, "unit", NULL, NULL }, \
    { role, "request", OP_STEP, SCOPE_RELATION, "unit", "grant", NULL }

static const struct grant grants[] = {
    ALL(ROLE_MEMBER, "request_kind", OP_SEE), KINDS("clerk"), KINDS("hr"),
    KINDS("registrar"),
    ALL(ROLE_MEMBER, "request", OP_ADD),
    IF(OP_SEE | OP_EXPORT, "own"), STEP_IF("own", "reply"),
    STEP_IF("own", "withdraw"), STEP_IF("own", "reopen"),
    IF(OP_SEE | OP_EXPORT, "responsible"), STEP_IF("responsible", "answer"),
    STEP_IF("responsible", "grant"), STEP_IF("responsible", "ask"),
    STEP_IF("responsible", "extend"), STEP_IF("responsible", "refuse"),
    ALL("clerk", "request", OP_SEE | OP_EXPORT), STEP("clerk", "reopen"),
    ALL("hr", "request", OP_SEE | OP_EXPORT),
    ALL("registrar", "request", OP_SEE | OP_EXPORT),
    ALL("rector", "request", OP_SEE | OP_EXPORT), STEP("rector", "grant"),
    ALL("vice_rector", "request", OP_SEE | OP_EXPORT),
    STEP("vice_rector", "grant"),
    ALL("auditor", "request", OP_SEE | OP_EXPORT),
    HEADS("dean"), HEADS("head"),
};

/* --- Rules ------------------------------------------------------------------ */

#define DAYS(code_, label_, fallback_)                                         \
    { .code = code_, .label = label_, .source = N_("The university's own rule"), \
      .fallback = fallback_, .since = "2000-01-01", .kind = KIND_COUNT,        \
      .least = 1, .most = 90, .type = "request",                               \
      .touches = "t.sent_on >= {on}" }

static const struct rule_kind rules[] = {
    DAYS("request_quick_days",
         N_("Working days to answer a request, the quick ones"), "3"),
    DAYS("request_days", N_("Working days to answer a request"), "5"),
    DAYS("request_long_days",
         N_("Working days to answer a request, the long ones"), "14"),
    DAYS("request_extend_days",
         N_("Working days by which a request is extended, once"), "5"),
};

/* --- Notices ----------------------------------------------------------------- */

static const struct notice_kind notices[] = {
    { "request_answered", N_("Your request is answered"),
      N_("{who} answered: {it}"), true, false },
    { "request_granted", N_("Your request is granted"),
      N_("The act is signed: {it}"), true, false },
    { "request_refused", N_("Your request is refused"),
      N_("{who} refused: {it}. {note}"), true, false },
    { "request_asked", N_("More is asked about your request"),
      N_("{who} asks about {it}: {note}"), true, false },
    { "request_replied", N_("The author of a request replied"),
      N_("{who} replied about {it}: {note}"), false, false },
    { "request_extended", N_("The term of your request is extended"),
      N_("{who} extended the term: {it}. {note}"), true, false },
    { "request_withdrawn", N_("A request is withdrawn"),
      N_("{who} withdrew: {it}"), false, false },
};

/* --- Measures ---------------------------------------------------------------- */

#define HELD(day, known) SPAN_HELD("s", day, known)
#define OPEN "s.state IN ('sent', 'asked', 'drafted')"
#define FALLEN(day, known)                                                     \
    HELD(day, known) " AND s.state <> 'withdrawn' AND s.due <= " day           \
    " AND s.due >= substr(" day ", 1, 4) || '-01-01'"
#define RECORDS(what)                                                          \
    "EXISTS (SELECT 1 FROM request_span s WHERE s.record = t.id AND " what ")"

static const struct measure measures[] = {
    { "requests_unanswered",
      N_("Requests from inside without an answer past the term"),
      N_("Requests of students and employees whose term has passed on the"
         " chosen day and which are not decided on it."),
      UNIT_COUNT,
      { "SELECT COUNT(*), 1 FROM request_span s WHERE " HELD("$1", "$2")
        " AND s.due < $1 AND " OPEN,
        "ti", "ii" },
      &type_request,
      RECORDS(HELD("{on}", "{known}") " AND s.due < {on} AND " OPEN),
      "" },
    { "requests_on_time",
      N_("Requests from inside answered in time"),
      N_("Requests whose term came in the year of the chosen day and which"
         " were decided on that term or before, of all whose term came."),
      UNIT_PERCENT,
      { "SELECT COUNT(CASE WHEN s.answered_on <= s.due THEN 1 END), COUNT(*)"
        " FROM request_span s WHERE " FALLEN("$1", "$2"),
        "ti", "ii" },
      &type_request,
      RECORDS("s.answered_on <= s.due AND " FALLEN("{on}", "{known}")),
      "" },
};

/* --- The act ------------------------------------------------------------------- */

/* Its words are those of the kind, filled when the request was sent. */
static const struct act_form act_forms[] = {
    { .name = "request_order", .kind = "order", .series = "request",
      .subject = &type_request, .step = "grant",
      .title = "{act_title}",
      .body = N_("{act_body}\n\nBasis: request {code} of {sent_on}.") },
};

/* --- Kinds that the university begins with --------------------------------------- */

static const struct data_file files[] = {
    { "request_kinds.csv", &type_request_kind, true },
};

static enum rc requests_load(struct rq *rq, const char *dir,
                             bool (*progress)(void *, long, long), void *arg)
{
    return data_files_load(rq, dir, files, COUNT(files), 0, progress, arg);
}

const struct module mod_requests = {
    .name = "requests",
    SPAN(types, types),
    SPAN(grants, grants),
    SPAN(measures, measures),
    SPAN(routes, request_routes),
    SPAN(tables, request_tables),
    SPAN(rules, rules),
    SPAN(notices, notices),
    SPAN(act_forms, act_forms),
    .demo = requests_demo,
    .load = requests_load,
    .heard = request_heard,
};
