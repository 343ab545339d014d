/* SPDX-License-Identifier: Apache-2.0 */
/*
 * appeal_types.c: the tables of appeals.  What a row cannot say is in
 * appeal_life.c.
 */
#include "mod/appeals/appeal_life.h"

/* --- Choices and states --------------------------------------------------- */

static const struct choice channels[] = {
    { "web", N_("On this site") },
    { "post", N_("By post") },
    { "hand", N_("By hand") },
    { "oral", N_("Oral, at reception") },
    { "phone", N_("By telephone") },
    { "email", N_("By e-mail") },
};
static const struct choice kinds[] = {
    { "proposal", N_("Proposal") },
    { "application", N_("Application") },
    { "complaint", N_("Complaint") },
    { "corruption", N_("Report of corruption") },
};
static const struct choice languages[] = {
    { "ky", N_("Kyrgyz") },
    { "ru", N_("Russian") },
    { "en", N_("English") },
    { "other", N_("Another language") },
};
static const struct choice deliveries[] = {
    { "web", N_("Read on this site") },
    { "post", N_("By post") },
    { "hand", N_("By hand") },
    { "email", N_("By e-mail") },
    { "phone", N_("By telephone") },
};

static const struct state appeal_states[] = {
    { "received", N_("Received"), TONE_WARN },
    { "registered", N_("Being considered"), TONE_INFO },
    { "answered", N_("Answered, to be delivered"), TONE_INFO },
    { "redirected", N_("Redirected, notice to be delivered"), TONE_INFO },
    { "joined", N_("Answered together with another"), TONE_NEUTRAL },
    { "closed", N_("Answered and delivered"), TONE_GOOD },
};
static const struct state message_states[] = {
    { "unread", N_("Not read yet"), TONE_WARN },
    { "read", N_("Read"), TONE_NEUTRAL },
    { "waiting", N_("To be delivered"), TONE_WARN },
    { "delivered", N_("Handed over to them"), TONE_GOOD },
};

/* --- Fields --------------------------------------------------------------- */

#define APPLICANT .guard = "applicant", .erase = ERASE_BLANK

static const struct field appeal_fields[] = {
    FIELD_TEXT(appeal, code, .label = N_("Number"), .computed = true,
               .list = true, .filter = true, .search = true, .max = 40),
    FIELD_COUNT(appeal, year, .label = N_("Year"), .computed = true,
                .filter = true, .least = 1900, .most = 2100),
    FIELD_COUNT(appeal, number, .label = N_("Number within the year"),
                .computed = true),
    FIELD_CHOICE(appeal, channel, channels, .label = N_("How it came"),
                 .must = true, .list = true, .filter = true, .fixed = true),
    FIELD_CHOICE(appeal, kind, kinds, .label = N_("Kind"), .must = true,
                 .list = true, .filter = true, .timed = true),
    FIELD_BOOL(appeal, collective, .label = N_("Of several people"),
               .filter = true),
    FIELD_CHOICE(appeal, lang, languages, .label = N_("Language"),
                 .must = true, .filter = true, .fixed = true,
                 .help = N_("The answer is given in it.")),
    FIELD_BOOL(appeal, anonymous, .label = N_("Without a name"),
               .fixed = true, .filter = true,
               .help = N_("Only a report of corruption: nothing that leads to"
                          " a name is kept then.")),
    FIELD_TEXT(appeal, name, .label = N_("Full name"), .max = 200,
               .help = N_("Needed for an answer, unless corruption is reported"
                          " without a name."),
               APPLICANT),
    FIELD_TEXT(appeal, email, .label = N_("E-mail"), .max = 254, APPLICANT),
    FIELD_TEXT(appeal, phone, .label = N_("Telephone"), .max = 60, APPLICANT),
    FIELD_TEXT(appeal, address, .label = N_("Address"), APPLICANT),
    FIELD_TEXT(appeal, title, .label = N_("What it is about"), .must = true,
               .list = true, .search = true, .max = 200, .fixed = true,
               .erase = ERASE_BLANK),
    FIELD_LONG(appeal, body, .label = N_("Text of the appeal"), .must = true,
               .search = true, .fixed = true, .erase = ERASE_BLANK),
    FIELD_REFS(appeal, files, &type_file, .label = N_("Files"), .fixed = true,
               .erase = ERASE_BLANK),
    FIELD_REF(appeal, unit, &type_unit, .label = N_("Unit that it is about"),
              .filter = true),
    FIELD_REFS(appeal, against, &type_person,
               .label = N_("Who is complained about"),
               .help = N_("They see nothing of it and never handle it.")),
    FIELD_DAY(appeal, received_on, .label = N_("Received on"), .must = true,
              .list = true, .filter = true, .sort = true, .fixed = true,
              .timed = true),
    FIELD_DAY(appeal, registered_on, .label = N_("Registered on"),
              .computed = true, .filter = true),
    FIELD_DAY(appeal, due, .label = N_("To be answered by"), .computed = true,
              .list = true, .filter = true, .sort = true, .timed = true),
    FIELD_REF(appeal, handler, &type_person,
              .label = N_("Who prepares the answer"), .filter = true,
              .among = "t.state = 'active'"),
    FIELD_REF(appeal, responsible, &type_person,
              .label = N_("Responsible now"), .computed = true, .list = true,
              .filter = true),
    FIELD_DAY(appeal, next_on, .label = N_("Next day"), .computed = true,
              .filter = true, .sort = true),
    FIELD_DAY(appeal, extended_on, .label = N_("Extended on"),
              .computed = true, .filter = true),
    FIELD_LONG(appeal, answer, .label = N_("Answer"), .search = true,
               .by_act = true, .erase = ERASE_BLANK),
    FIELD_CHOICE(appeal, answer_lang, languages,
                 .label = N_("Language of the answer"), .by_act = true),
    FIELD_REFS(appeal, answer_files, &type_file,
               .label = N_("Files of the answer"), .by_act = true,
               .erase = ERASE_BLANK),
    FIELD_DAY(appeal, answered_on, .label = N_("Answered on"),
              .computed = true, .filter = true, .timed = true),
    FIELD_REF(appeal, answered_by, &type_person, .label = N_("Answered by"),
              .computed = true),
    FIELD_DAY(appeal, delivered_on, .label = N_("Handed over to them on"),
              .filter = true),
    FIELD_CHOICE(appeal, delivery, deliveries,
                 .label = N_("How it was delivered"), .filter = true),
    FIELD_TEXT(appeal, redirected_to, .label = N_("Redirected to"),
               .help = N_("The body that the law names for this matter.")),
    FIELD_REF(appeal, duplicate_of, &type_appeal,
              .label = N_("Answered together with"), .filter = true),
    FIELD_LONG(appeal, reason, .label = N_("Reason"), .max = 1000),
    FIELD_TEXT(appeal, secret, .label = N_("Secret of the receipt"),
               .computed = true, .guard = GUARD_SECRET, .max = 64),
    FIELD_COUNT(appeal, reopened, .label = N_("Times taken up again"),
                .computed = true, .filter = true),
};

static const struct field appeal_message_fields[] = {
    FIELD_REF(appeal_message, appeal, &type_appeal, .label = N_("Appeal"),
              .must = true, .list = true, .filter = true, .fixed = true),
    FIELD_BOOL(appeal_message, incoming,
               .label = N_("From the one who appeals"), .computed = true,
               .list = true, .filter = true),
    FIELD_LONG(appeal_message, body, .label = N_("Message"), .must = true,
               .fixed = true, .max = 4000, .list = true,
               .erase = ERASE_BLANK),
    FIELD_REF(appeal_message, person, &type_person, .label = N_("Written by"),
              .computed = true, .list = true),
    FIELD_DAY(appeal_message, written_on, .label = N_("Written on"),
              .computed = true, .list = true, .sort = true),
    FIELD_CHOICE(appeal_message, delivery, deliveries,
                 .label = N_("How it was delivered")),
};

/* --- Steps ---------------------------------------------------------------- */

static const struct step appeal_steps[] = {
    { .name = "register", .label = N_("Register it"), .from = { "received" },
      .to = "registered",
      .asks = { "kind", "unit", "against", "handler" }, .needs = { "kind" },
      .effect = appeal_registered },
    { .name = "answer", .label = N_("Answer"), .from = { "registered" },
      .to = "answered", .asks = { "answer", "answer_lang", "answer_files" },
      .needs = { "answer", "answer_lang" }, .guard = appeal_can_answer,
      .effect = appeal_answered, .by_act = true },
    { .name = "deliver", .label = N_("Record the delivery"),
      .from = { "answered", "redirected" }, .to = "closed",
      .asks = { "delivered_on", "delivery" },
      .needs = { "delivered_on", "delivery" }, .guard = appeal_can_deliver,
      .effect = appeal_delivered },
    { .name = "extend", .label = N_("Extend the term"),
      .from = { "registered" }, .asks = { "reason" }, .needs = { "reason" },
      .guard = appeal_can_extend, .effect = appeal_extended },
    { .name = "redirect", .label = N_("Redirect to the competent body"),
      .from = { "received", "registered" }, .to = "redirected",
      .asks = { "redirected_to", "reason" },
      .needs = { "redirected_to", "reason" }, .effect = appeal_redirected },
    { .name = "join", .label = N_("Answer together with another"),
      .from = { "received", "registered" }, .to = "joined",
      .asks = { "duplicate_of" }, .needs = { "duplicate_of" },
      .guard = appeal_can_join, .effect = appeal_joined },
    { .name = "part", .label = N_("Answer by itself"), .from = { "joined" },
      .to = "registered", .effect = appeal_parted },
    { .name = "reopen", .label = N_("Take up again"), .from = { "closed" },
      .to = "registered", .asks = { "reason" }, .needs = { "reason" },
      .effect = appeal_reopened },
};

static const struct step message_steps[] = {
    { .name = "read", .label = N_("Mark as read"), .from = { "unread" },
      .to = "read", .effect = appeal_message_done },
    { .name = "deliver", .label = N_("Record the delivery"),
      .from = { "waiting" }, .to = "delivered", .asks = { "delivery" },
      .needs = { "delivery" }, .effect = appeal_message_done },
};

/* --- Who ------------------------------------------------------------------- */

static const struct relation appeal_relations[] = {
    { "responsible", "t.responsible IN {covered}", N_("who is responsible") },
    { "handler", "t.handler IN {covered}", N_("who prepares the answer") },
    { "unit", "t.unit IN {units}", N_("in the own unit and below") },
};
static const struct relation message_relations[] = {
    { "responsible",
      "EXISTS (SELECT 1 FROM appeal p WHERE p.id = t.appeal"
      " AND p.responsible IN {covered})",
      N_("who is responsible for the appeal") },
};

/* Those about whom it is see nothing of it. */
#define AGAINST(id)                                                            \
    "EXISTS (SELECT 1 FROM appeal_against ag WHERE ag.owner = " id             \
    " AND ag.target = {person})"
/* Corruption is for those alone who are appointed to it. */
#define NO_INTEGRITY                                                           \
    "NOT EXISTS (SELECT 1 FROM appointment ap WHERE ap.person = {person}"      \
    " AND ap.role = 'integrity' AND ap.state = 'active'"                       \
    " AND ap.starts <= {today} AND (ap.ends IS NULL OR ap.ends >= {today}))"

static const struct index_on appeal_indexes[] = {
    { .columns = "year, number", .unique = true },
    { .columns = "code" },
    /* How they stand: counted from these alone. */
    { .columns = "year, state, due, answered_on" },
    { .columns = "state, due" },
};

const struct type type_appeal = {
    .name = "appeal", .label = N_("Appeal"), .plural = N_("Appeals"),
    .size = sizeof(struct appeal), SPAN(fields, appeal_fields),
    SPAN(states, appeal_states), SPAN(steps, appeal_steps),
    SPAN(relations, appeal_relations), .title = "title", .code = "code",
    .order = "received_on", .exclude = AGAINST("t.id"),
    .closed_to = "t.kind = 'corruption' AND " NO_INTEGRITY,
    .check = appeal_check, .stored = appeal_stored, .owed = appeal_owed,
    .card = appeal_card, SPAN(indexes, appeal_indexes), .counted = true,
    .two_hands = true,
};
const struct type type_appeal_message = {
    .name = "appeal_message", .label = N_("Message about an appeal"),
    .plural = N_("Messages about appeals"),
    .size = sizeof(struct appeal_message),
    SPAN(fields, appeal_message_fields), SPAN(states, message_states),
    SPAN(steps, message_steps), SPAN(relations, message_relations),
    .title = "body",
    .order = "written_on", .check = appeal_message_check,
    .stored = appeal_message_stored, .exclude = AGAINST("t.appeal"),
    .closed_to = "EXISTS (SELECT 1 FROM appeal c WHERE c.id = t.appeal"
                 " AND c.kind = 'corruption' AND c.responsible NOT IN"
                 " {covered}) AND " NO_INTEGRITY,
};
