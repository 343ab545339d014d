/* SPDX-License-Identifier: Apache-2.0 */
/*
 * document_types.c: the tables of documents.  What a row cannot say is in
 * registration.c and resolution.c.
 */
#include "mod/documents/document_life.h"
#include "kernel/visa.h"
#include "mod/documents/file_text.h"

/* --- Choices and states --------------------------------------------------- */

static const struct choice directions[] = {
    { "incoming", N_("Incoming") },
    { "outgoing", N_("Outgoing") },
    { "internal", N_("Internal") },
};
static const struct choice correspondent_kinds[] = {
    { "state", N_("State body") },
    { "education", N_("Educational organisation") },
    { "business", N_("Enterprise") },
    { "person", N_("Person") },
    { "abroad", N_("Foreign organisation") },
    { "other", N_("Other") },
};
static const struct choice languages[] = {
    { "ky", N_("Kyrgyz") },
    { "ru", N_("Russian") },
    { "en", N_("English") },
    { "other", N_("Another language") },
};
static const struct choice channels[] = {
    { "post", N_("By post") },
    { "hand", N_("By hand") },
    { "email", N_("By e-mail") },
    { "infodocs", N_("Through Infodocs") },
    { "phone", N_("By telephone") },
};
static const struct choice accesses[] = {
    { "open", N_("Its units and those who work on it") },
    { "named", N_("Only those who work on it") },
};

static const struct state register_states[] = {
    { "active", N_("In use"), TONE_GOOD },
    { "closed", N_("Closed"), TONE_MUTED },
};
static const struct state dossier_states[] = {
    { "open", N_("Open"), TONE_GOOD },
    { "closed", N_("Closed"), TONE_NEUTRAL },
    { "archived", N_("Handed over to the archive"), TONE_MUTED },
    { "destroyed", N_("Destroyed by an act"), TONE_MUTED },
};
static const struct state correspondent_states[] = {
    { "active", N_("In use"), TONE_NEUTRAL },
    { "dropped", N_("No longer used"), TONE_MUTED },
};
static const struct state document_states[] = {
    { "draft", N_("Draft"), TONE_INFO },
    { "registered", N_("Registered"), TONE_WARN },
    { "working", N_("In work"), TONE_INFO },
    { "executed", N_("Executed"), TONE_GOOD },
    { "filed", N_("Filed"), TONE_MUTED },
    { "dropped", N_("Cancelled"), TONE_MUTED },
};
static const struct state resolution_states[] = {
    { "given", N_("To be done"), TONE_INFO },
    { "reported", N_("Reported, waits for acceptance"), TONE_WARN },
    { "accepted", N_("Accepted"), TONE_GOOD },
    { "cancelled", N_("Cancelled"), TONE_MUTED },
};

/* --- Fields --------------------------------------------------------------- */

static const struct field document_register_fields[] = {
    FIELD_TEXT(document_register, code, .label = N_("Code"), .must = true,
               .unique = true, .list = true, .search = true, .max = 40),
    FIELD_TEXT3(document_register, title, .label = N_("Title"), .must = true,
                .list = true, .search = true),
    FIELD_CHOICE(document_register, direction, directions,
                 .label = N_("Direction"), .must = true, .list = true,
                 .filter = true, .fixed = true),
    FIELD_TEXT(document_register, prefix, .label = N_("Before the number"),
               .help = N_("Stands before the number: 01-12/"), .max = 20),
    FIELD_REF(document_register, unit, &type_unit,
              .label = N_("Kept by"), .list = true, .filter = true),
    FIELD_COUNT(document_register, days,
                .label = N_("Working days for execution"),
                .help = N_("The term when nobody sets another; empty: none"),
                .least = 1, .most = 365),
};

static const struct field dossier_fields[] = {
    FIELD_TEXT(dossier, code, .label = N_("Index"), .must = true, .list = true,
               .filter = true, .sort = true, .search = true, .max = 40),
    FIELD_TEXT3(dossier, title, .label = N_("Title"), .must = true,
                .list = true, .search = true),
    FIELD_REF(dossier, unit, &type_unit, .label = N_("Unit"), .must = true,
              .list = true, .filter = true, .preset = "my unit",
              .again = true),
    FIELD_COUNT(dossier, year, .label = N_("Year"), .must = true,
                .preset = "year", .again = true, .list = true, .filter = true, .sort = true, .least = 1990,
                .most = 2100),
    FIELD_COUNT(dossier, keep_years, .label = N_("Years of retention"),
                .help = N_("After the end of its year; empty: kept for ever"),
                .list = true, .filter = true, .least = 1, .most = 100),
    FIELD_TEXT(dossier, article, .label = N_("Article of the list of terms"),
               .max = 100),
    FIELD_TEXT3(dossier, label, .label = N_("Name"), .computed = true,
                .search = true, .max = 500),
};

static const struct field correspondent_fields[] = {
    FIELD_TEXT(correspondent, title, .label = N_("Name"), .must = true,
               .list = true, .sort = true, .search = true),
    FIELD_CHOICE(correspondent, kind, correspondent_kinds,
                 .label = N_("Kind"), .must = true, .list = true,
                 .filter = true, .again = true),
    FIELD_TEXT(correspondent, email, .label = N_("E-mail"), .list = true,
               .search = true, .max = 200),
    FIELD_TEXT(correspondent, phone, .label = N_("Telephone"), .max = 60),
    FIELD_TEXT(correspondent, address, .label = N_("Address"), .search = true),
};

static const struct field document_fields[] = {
    FIELD_REF(document, book, &type_document_register,
              .label = N_("Register of documents"), .must = true, .list = true,
              .filter = true, .fixed = true, .among = "t.state = 'active'"),
    FIELD_CHOICE(document, direction, directions, .label = N_("Direction"),
                 .computed = true, .filter = true),
    FIELD_TEXT(document, code, .label = N_("Number"), .computed = true,
               .list = true, .filter = true, .search = true, .max = 80),
    FIELD_COUNT(document, year, .label = N_("Year"), .computed = true,
                .filter = true, .least = 1900, .most = 2100),
    FIELD_COUNT(document, number, .label = N_("Number within the year"),
                .fixed = true, .guard = "number", .least = 1,
                .most = 10000000, .filter = true,
                .help = N_("Only of what was registered elsewhere; else it is"
                           " given by the register.")),
    FIELD_DAY(document, registered_on, .label = N_("Registered on"),
              .fixed = true, .guard = "number", .list = true, .filter = true,
              .sort = true),
    FIELD_REF(document, registrar, &type_person,
              .label = N_("Registered by"), .computed = true, .filter = true),
    FIELD_BOOL(document, imported, .label = N_("Registered elsewhere"),
               .computed = true, .filter = true),
    FIELD_TEXT(document, title, .label = N_("What it is about"), .must = true,
               .list = true, .search = true, .max = 500),
    FIELD_CHOICE(document, lang, languages, .label = N_("Language"),
                 .filter = true),
    FIELD_REF(document, correspondent, &type_correspondent,
              .label = N_("Correspondent"), .list = true, .filter = true,
              .among = "t.state = 'active'"),
    FIELD_TEXT(document, their_number, .label = N_("Their number"),
               .search = true, .filter = true, .max = 80),
    FIELD_DAY(document, their_day, .label = N_("Their date"), .filter = true),
    FIELD_CHOICE(document, channel, channels, .label = N_("How it came or goes"),
                 .filter = true),
    FIELD_REF(document, addressee, &type_person,
              .label = N_("For resolution by"), .filter = true,
              .among = "t.state = 'active'"),
    FIELD_REF(document, author, &type_person, .label = N_("Author"),
              .filter = true, .among = "t.state = 'active'"),
    FIELD_REF(document, unit, &type_unit, .label = N_("Unit"), .filter = true),
    FIELD_REF(document, answers, &type_document, .label = N_("Answers"),
              .filter = true),
    FIELD_REF(document, dossier, &type_dossier, .label = N_("Filed in"),
              .filter = true, .among = "t.state = 'open'"),
    FIELD_REFS(document, files, &type_file, .label = N_("Files")),
    FIELD_COUNT(document, pages, .label = N_("Sheets"), .least = 1,
                .most = 100000),
    FIELD_LONG(document, body, .label = N_("Text or summary"),
               .search = true, .max = 200000),
    FIELD_BOOL(document, control, .label = N_("On control"), .filter = true),
    FIELD_DAY(document, due, .label = N_("Due"), .list = true, .filter = true,
              .sort = true),
    FIELD_CHOICE(document, access, accesses, .label = N_("Who sees it"),
                 .filter = true),
    FIELD_LONG(document, reason, .label = N_("Reason"), .max = 1000),
};

static const struct field resolution_fields[] = {
    FIELD_REF(resolution, document, &type_document, .label = N_("Document"),
              .must = true, .list = true, .filter = true, .fixed = true),
    FIELD_REF(resolution, parent, &type_resolution,
              .label = N_("Part of the resolution"), .fixed = true,
              .filter = true),
    FIELD_TEXT(resolution, title, .label = N_("What is to be done"),
               .must = true, .list = true, .search = true, .max = 2000),
    FIELD_REF(resolution, author, &type_person, .label = N_("Given by"),
              .computed = true, .list = true, .filter = true),
    FIELD_REF(resolution, responsible, &type_person,
              .label = N_("Responsible"), .must = true, .list = true,
              .filter = true, .timed = true, .among = "t.state = 'active'"),
    FIELD_REFS(resolution, helpers, &type_person,
               .label = N_("Co-executors"), .filter = true,
               .among = "t.state = 'active'"),
    FIELD_REF(resolution, unit, &type_unit, .label = N_("Unit"),
              .computed = true, .filter = true, .timed = true),
    FIELD_DAY(resolution, due, .label = N_("Due"), .must = true, .list = true,
              .filter = true, .sort = true, .timed = true),
    FIELD_BOOL(resolution, control, .label = N_("On control"),
               .filter = true),
    FIELD_LONG(resolution, report, .label = N_("What was done"),
               .search = true),
    FIELD_REFS(resolution, report_files, &type_file,
               .label = N_("Files of the report")),
    FIELD_DAY(resolution, reported_on, .label = N_("Reported on"),
              .computed = true, .filter = true, .timed = true),
    FIELD_REF(resolution, reported_by, &type_person,
              .label = N_("Reported by"), .computed = true),
    FIELD_LONG(resolution, reason, .label = N_("Reason"), .max = 1000),
};

/* --- Steps ---------------------------------------------------------------- */

static const struct step register_steps[] = {
    { .name = "close", .label = N_("Close"), .from = { "active" },
      .to = "closed", .danger = true },
    { .name = "open", .label = N_("Open again"), .from = { "closed" },
      .to = "active" },
};

static const struct step dossier_steps[] = {
    { .name = "close", .label = N_("Close at the end of its year"),
      .from = { "open" }, .to = "closed", .guard = dossier_can_close },
    { .name = "reopen", .label = N_("Open again"), .from = { "closed" },
      .to = "open" },
    { .name = "hand_over", .label = N_("Hand over to the archive"),
      .from = { "closed" }, .to = "archived", .by_act = true },
    { .name = "destroy", .label = N_("Destroy"),
      .from = { "closed", "archived" }, .to = "destroyed", .by_act = true,
      .danger = true, .guard = dossier_can_destroy },
};

static const struct step correspondent_steps[] = {
    { .name = "drop", .label = N_("No longer use"), .from = { "active" },
      .to = "dropped", .danger = true },
    { .name = "restore", .label = N_("Use again"), .from = { "dropped" },
      .to = "active" },
};

static const struct step document_steps[] = {
    { .name = "register", .label = N_("Register it"), .from = { "draft" },
      .to = "registered", .guard = document_can_register,
      .effect = document_registered },
    { .name = "execute", .label = N_("Declare executed"),
      .from = { "registered", "working" }, .to = "executed",
      .guard = document_can_execute, .effect = document_executed },
    { .name = "resume", .label = N_("Take up again"),
      .from = { "executed", "filed" }, .to = "working", .asks = { "reason" },
      .needs = { "reason" } },
    { .name = "file", .label = N_("Put on file"), .from = { "executed" },
      .to = "filed", .asks = { "dossier" }, .needs = { "dossier" },
      .guard = document_can_file },
    { .name = "drop", .label = N_("Drop"), .from = { "draft" },
      .to = "dropped", .asks = { "reason" }, .needs = { "reason" },
      .danger = true },
};

static const struct step resolution_steps[] = {
    { .name = "report", .label = N_("Report execution"), .from = { "given" },
      .to = "reported", .asks = { "report", "report_files" },
      .needs = { "report" }, .guard = resolution_can_report,
      .effect = resolution_reported },
    { .name = "accept", .label = N_("Accept"), .from = { "reported" },
      .to = "accepted", .guard = resolution_two_hands,
      .effect = resolution_accepted },
    { .name = "return", .label = N_("Return with a reason"),
      .from = { "reported" }, .to = "given", .asks = { "reason" },
      .needs = { "reason" }, .effect = resolution_returned },
    { .name = "cancel", .label = N_("Cancel"), .from = { "given", "reported" },
      .to = "cancelled", .asks = { "reason" }, .needs = { "reason" },
      .effect = resolution_cancelled, .danger = true },
};

/* --- Who has a hand in it -------------------------------------------------- */

#define IN_RESOLUTIONS(who)                                                    \
    "EXISTS (SELECT 1 FROM resolution x WHERE x.document = t.id"               \
    " AND (x.responsible " who " OR x.author " who                             \
    " OR EXISTS (SELECT 1 FROM resolution_helpers h"                           \
    " WHERE h.owner = x.id AND h.target " who ")))"
#define HAND(who)                                                              \
    "(t.addressee " who " OR t.author " who " OR t.registrar " who " OR "      \
    IN_RESOLUTIONS(who) ")"

static const struct relation document_relations[] = {
    VISA_SEES("document"),
    { "hand", HAND("IN {covered}"), N_("works on the document") },
    { "author", "t.author = {person}", N_("wrote the document") },
    { "addressee", "t.addressee IN {covered}",
      N_("the document came for their resolution") },
};

static const struct relation resolution_relations[] = {
    { "hand",
      "(t.responsible IN {covered} OR t.author IN {covered}"
      " OR EXISTS (SELECT 1 FROM resolution_helpers h WHERE h.owner = t.id"
      " AND h.target IN {covered}))",
      N_("gave the resolution or carries it out") },
    { "responsible", "t.responsible IN {covered}", N_("who is responsible") },
    /* The whole by the addressee, a part by whoever answers for the whole. */
    { "giver",
      "((t.parent IS NULL AND EXISTS (SELECT 1 FROM document d"
      " WHERE d.id = t.document AND d.addressee IN {covered}))"
      " OR EXISTS (SELECT 1 FROM resolution p WHERE p.id = t.parent"
      " AND p.responsible IN {covered}))",
      N_("decides on the document, or divides their own part") },
    { "author", "t.author IN {covered}", N_("who gave it") },
    /* Not of a document that only those see who work on it. */
    { "head",
      "(t.unit IN {units} AND NOT EXISTS (SELECT 1 FROM document d"
      " WHERE d.id = t.document AND d.access = 'named'))",
      N_("in the own unit and below") },
};

static const struct index_on document_indexes[] = {
    { .columns = "book, year, number", .unique = true,
      .where = "number IS NOT NULL" },
    { .columns = "their_number" },
    { .columns = "book, state" },
    { .columns = "book, registered_on" },
};
static const struct index_on dossier_indexes[] = {
    { .columns = "year, code, unit", .unique = true },
};

/* --- Types ---------------------------------------------------------------- */

const struct type type_document_register = {
    .name = "document_register", .label = N_("Register of documents"),
    .plural = N_("Registers of documents"),
    .size = sizeof(struct document_register),
    SPAN(fields, document_register_fields), SPAN(states, register_states),
    SPAN(steps, register_steps), .title = "title", .code = "code",
    .order = "code",
};
const struct type type_dossier = {
    .name = "dossier", .label = N_("Dossier of the nomenclature"),
    .plural = N_("Nomenclature of dossiers"), .size = sizeof(struct dossier),
    SPAN(fields, dossier_fields), SPAN(states, dossier_states),
    SPAN(steps, dossier_steps), .title = "label", .order = "code",
    .check = dossier_check, SPAN(indexes, dossier_indexes),
};
const struct type type_correspondent = {
    .name = "correspondent", .label = N_("Correspondent"),
    .plural = N_("Correspondents"), .size = sizeof(struct correspondent),
    SPAN(fields, correspondent_fields), SPAN(states, correspondent_states),
    SPAN(steps, correspondent_steps), .title = "title", .order = "title",
};
/* What counts: neither the number that it gets nor who carries it out. */
static const struct visa_rules document_visas = {
    .open = "draft", .asking = "draft", .writer = "author",
    .fields = "title lang correspondent answers files body",
};

const struct type type_document = {
    .name = "document", .label = N_("Document"), .plural = N_("Documents"),
    .size = sizeof(struct document), SPAN(fields, document_fields),
    SPAN(states, document_states), SPAN(steps, document_steps),
    SPAN(relations, document_relations), .title = "title", .code = "code",
    .order = "registered_on", .check = document_check,
    .stored = document_stored, .words = file_texts_words,
    .card = document_card, SPAN(indexes, document_indexes),
    .closed_to = "t.access = 'named' AND NOT " HAND("IN {covered}"),
    .owed = document_owed, .visas = &document_visas,
};
const struct type type_resolution = {
    .name = "resolution", .label = N_("Resolution on a document"),
    .plural = N_("Resolutions"), .size = sizeof(struct resolution),
    SPAN(fields, resolution_fields), SPAN(states, resolution_states),
    SPAN(steps, resolution_steps), SPAN(relations, resolution_relations),
    .title = "title", .order = "due", .check = resolution_check,
    .stored = resolution_stored, .card = resolution_card, .counted = true,
    .owed = resolution_owed,
};
