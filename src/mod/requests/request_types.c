/* SPDX-License-Identifier: Apache-2.0 */
/*
 * request_types.c: the tables of requests from inside.
 */
#include "mod/requests/request_life.h"

/* --- Choices and states --------------------------------------------------- */

static const struct choice audiences[] = {
    { "everybody", N_("Everybody") },
    { "students", N_("Students") },
    { "employees", N_("Employees") },
};
/* Rules of this module: requests.c. */
static const struct choice terms[] = {
    { "request_quick_days", N_("Quick") },
    { "request_days", N_("Usual") },
    { "request_long_days", N_("Long") },
};
static const struct choice ends_in[] = {
    { "answer", N_("An answer") },
    { "act", N_("An act") },
};
static const struct choice absences[] = {
    { "leave", N_("Leave") },
    { "trip", N_("Business trip") },
};

static const struct state kind_states[] = {
    { "active", N_("Active"), TONE_GOOD },
    { "ended", N_("Not offered any more"), TONE_MUTED },
};
static const struct state request_states[] = {
    { "sent", N_("Sent, to be decided"), TONE_INFO },
    { "asked", N_("More is asked of its author"), TONE_WARN },
    { "drafted", N_("The act is drafted"), TONE_INFO },
    { "answered", N_("Answered"), TONE_GOOD },
    { "granted", N_("Granted by an act"), TONE_GOOD },
    { "refused", N_("Refused"), TONE_BAD },
    { "withdrawn", N_("Withdrawn by its author"), TONE_MUTED },
};

/* --- Fields --------------------------------------------------------------- */

static const struct field request_kind_fields[] = {
    FIELD_TEXT(request_kind, code, .label = N_("Code"), .must = true,
               .unique = true, .list = true, .sort = true, .filter = true,
               .max = 40),
    FIELD_TEXT3(request_kind, title, .label = N_("Title"), .must = true,
                .list = true, .sort = true, .search = true, .max = 200),
    FIELD_LONG3(request_kind, help,
                .label = N_("What its author should know"), .max = 2000),
    FIELD_CHOICE(request_kind, audience, audiences,
                 .label = N_("Who may send it"), .must = true, .list = true,
                 .filter = true, .preset = "everybody"),
    FIELD_LONG3(request_kind, wording,
                .label = N_("Wording of the application"), .must = true,
                .max = 4000,
                .help = N_("Words in braces are filled in from the request:"
                           " {person}, {unit}, {starts}, {ends}, {place},"
                           " {amount}, {body}; with a question mark, {ends?},"
                           " they may be empty.")),
    FIELD_CHOICE(request_kind, term, terms, .label = N_("Term"), .must = true,
                 .list = true, .filter = true, .preset = "request_days"),
    FIELD_TEXT(request_kind, role, .label = N_("Role that decides"),
               .role = true, .list = true, .max = 60),
    FIELD_REF(request_kind, unit, &type_unit,
              .label = N_("Unit whose head decides"), .filter = true),
    FIELD_CHOICE(request_kind, ends_in, ends_in, .label = N_("Ends in"),
                 .must = true, .list = true, .filter = true,
                 .preset = "answer"),
    FIELD_TEXT3(request_kind, act_title, .label = N_("Title of the act"),
                .max = 300),
    FIELD_LONG3(request_kind, act_body, .label = N_("Text of the act"),
                .max = 4000),
    FIELD_CHOICE(request_kind, absence, absences,
                 .label = N_("The act notes an absence")),
    FIELD_BOOL(request_kind, asks_days, .label = N_("Asks for the days")),
    FIELD_BOOL(request_kind, asks_place, .label = N_("Asks for the place")),
    FIELD_BOOL(request_kind, asks_amount, .label = N_("Asks for the amount")),
    FIELD_BOOL(request_kind, asks_files, .label = N_("Asks for a file")),
};

static const struct field request_fields[] = {
    FIELD_TEXT(request, code, .label = N_("Number"), .computed = true,
               .list = true, .filter = true, .search = true, .max = 40),
    FIELD_COUNT(request, year, .label = N_("Year"), .computed = true,
                .filter = true, .least = 1900, .most = 2100),
    FIELD_COUNT(request, number, .label = N_("Number within the year"),
                .computed = true),
    FIELD_REF(request, kind, &type_request_kind,
              .label = N_("What is asked for"), .must = true, .fixed = true,
              .filter = true, .timed = true, .among = "t.state = 'active'"),
    FIELD_REF(request, person, &type_person, .label = N_("Whose request"),
              .computed = true, .list = true, .filter = true, .whose = true),
    FIELD_REF(request, unit, &type_unit,
              .label = N_("Where they study or work"), .computed = true,
              .filter = true, .timed = true),
    FIELD_TEXT3(request, title, .label = N_("Title"), .computed = true,
                .search = true),
    FIELD_DAY(request, starts, .label = N_("From"), .fixed = true),
    FIELD_DAY(request, ends, .label = N_("Until"), .fixed = true,
              .help = N_("The last day.")),
    FIELD_REF(request, substitute, &type_person,
              .label = N_("Who acts for them meanwhile"), .fixed = true,
              .among = "t.state = 'active'"),
    FIELD_TEXT(request, place, .label = N_("Place"), .fixed = true,
               .help = N_("From where and where to: group, faculty,"
                          " dormitory, city."),
               .erase = ERASE_BLANK),
    FIELD_MONEY(request, amount, .label = N_("Amount"), .fixed = true,
                .least = 0, .most = 1e12),
    FIELD_LONG(request, body, .label = N_("Reason of the request"), .must = true,
               .fixed = true, .search = true, .max = 4000,
               .erase = ERASE_BLANK),
    FIELD_REFS(request, files, &type_file, .label = N_("Files"),
               .fixed = true, .erase = ERASE_BLANK),
    FIELD_LONG3(request, text, .label = N_("Text of the request"),
                .computed = true, .max = 10000, .erase = ERASE_BLANK),
    FIELD_TEXT3(request, act_title, .label = N_("Title of the act"),
                .computed = true, .max = 400, .erase = ERASE_BLANK),
    FIELD_LONG3(request, act_body, .label = N_("Text of the act"),
                .computed = true, .max = 10000, .erase = ERASE_BLANK),
    FIELD_DAY(request, sent_on, .label = N_("Sent on"), .computed = true,
              .list = true, .filter = true, .sort = true, .timed = true),
    FIELD_DAY(request, due, .label = N_("To be answered by"),
              .computed = true, .list = true, .filter = true, .sort = true,
              .timed = true),
    FIELD_REF(request, responsible, &type_person, .label = N_("Responsible"),
              .computed = true, .list = true, .filter = true),
    FIELD_DAY(request, next_on, .label = N_("Next by"), .computed = true,
              .filter = true),
    FIELD_DAY(request, extended_on, .label = N_("Term extended on"),
              .computed = true, .filter = true),
    FIELD_LONG(request, question, .label = N_("What is asked"), .max = 2000),
    FIELD_LONG(request, reply, .label = N_("Reply of its author"),
               .max = 4000, .erase = ERASE_BLANK),
    FIELD_REF(request, act, &type_act, .label = N_("Act"), .computed = true,
              .filter = true),
    FIELD_LONG(request, answer, .label = N_("Answer"), .max = 10000,
               .erase = ERASE_BLANK),
    FIELD_REFS(request, answer_files, &type_file,
               .label = N_("Files of the answer")),
    FIELD_DAY(request, answered_on, .label = N_("Answered on"),
              .computed = true, .list = true, .filter = true, .timed = true),
    FIELD_REF(request, answered_by, &type_person, .label = N_("Answered by"),
              .computed = true, .filter = true),
    FIELD_LONG(request, reason, .label = N_("Reason"), .max = 1000),
    FIELD_COUNT(request, reopened, .label = N_("Times taken up again"),
                .computed = true, .filter = true),
};

/* --- Steps ---------------------------------------------------------------- */

static const struct step kind_steps[] = {
    { .name = "end", .label = N_("Offer it no more"), .from = { "active" },
      .to = "ended" },
    { .name = "offer", .label = N_("Offer it again"), .from = { "ended" },
      .to = "active" },
};

#define OPEN "sent", "asked", "drafted"

static const struct step request_steps[] = {
    { .name = "answer", .label = N_("Answer the author"),
      .from = { "sent", "asked" }, .to = "answered",
      .asks = { "answer", "answer_files" }, .needs = { "answer" },
      .guard = request_can_answer, .effect = request_answered },
    { .name = "grant", .label = N_("Grant by an act"), .from = { OPEN },
      .to = "granted", .guard = request_can_grant,
      .effect = request_granted, .by_act = true },
    { .name = "ask", .label = N_("Ask the author for more"),
      .from = { "sent" }, .to = "asked", .asks = { "question" },
      .needs = { "question" }, .effect = request_asked },
    { .name = "reply", .label = N_("Reply to the question"),
      .from = { "asked" }, .to = "sent", .asks = { "reply" },
      .needs = { "reply" }, .effect = request_replied },
    { .name = "extend", .label = N_("Extend the term"), .from = { OPEN },
      .asks = { "reason" }, .needs = { "reason" },
      .guard = request_can_extend, .effect = request_extended },
    { .name = "refuse", .label = N_("Refuse with a reason"),
      .from = { "sent", "asked" }, .to = "refused", .asks = { "reason" },
      .needs = { "reason" }, .guard = request_can_answer,
      .effect = request_refused },
    { .name = "withdraw", .label = N_("Withdraw the request"),
      .from = { OPEN }, .to = "withdrawn", .effect = request_withdrawn,
      .danger = true },
    { .name = "reopen", .label = N_("Take up again"),
      .from = { "answered", "refused" }, .to = "sent", .asks = { "reason" },
      .needs = { "reason" }, .effect = request_reopened },
};

/* --- Who ------------------------------------------------------------------- */

static const struct relation request_relations[] = {
    { "own", "t.person = {person}", N_("one's own") },
    { "responsible", "t.responsible IN {covered}", N_("who is responsible") },
    { "unit", "t.unit IN {units}", N_("in the own unit and below") },
};

static const struct index_on request_indexes[] = {
    { .columns = "year, number", .unique = true },
    { .columns = "person" },
    { .columns = "act" },
};

const struct type type_request_kind = {
    .name = "request_kind", .label = N_("Kind of request"),
    .plural = N_("Kinds of requests"), .size = sizeof(struct request_kind),
    SPAN(fields, request_kind_fields), SPAN(states, kind_states),
    SPAN(steps, kind_steps), .title = "title", .code = "code",
    .order = "title", .check = request_kind_check,
};
const struct type type_request = {
    .name = "request", .label = N_("Request"), .plural = N_("Requests"),
    .size = sizeof(struct request), SPAN(fields, request_fields),
    SPAN(states, request_states), SPAN(steps, request_steps),
    SPAN(relations, request_relations), .title = "title", .code = "code",
    .order = "sent_on", .party = "t.person = {person}",
    .check = request_check, .stored = request_stored, .owed = request_owed,
    .card = request_card, SPAN(indexes, request_indexes), .counted = true,
    .two_hands = true,
};
