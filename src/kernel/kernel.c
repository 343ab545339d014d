/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kernel.c: the kernel as a module: its types, the roles of a university,
 * who may do what with units, people, appointments, files and assignments.
 */
#include "kernel/absence.h"
#include "kernel/act.h"
#include "kernel/act_form.h"
#include "kernel/assignment.h"
#include "kernel/calendar.h"
#include "kernel/daily.h"
#include "kernel/erasure.h"
#include "kernel/look.h"
#include "kernel/org.h"
#include "kernel/remark.h"
#include "kernel/rule.h"
#include "kernel/schedule.h"
#include "kernel/setting.h"
#include "kernel/visa.h"
#include "store/schema.h"

static const struct type *const types[] = {
    &type_unit, &type_person,     &type_account, &type_appointment,
    &type_remark, &type_remark_answer,
    &type_file, &type_assignment, &type_setting, &type_act,
    &type_act_line, &type_signing_key, &type_absence, &type_schedule,
    &type_calendar_day, &type_rule, &type_visa, &type_erasure_request,
    &type_look_seal,
};

static const struct role roles[] = {
    { ROLE_PUBLIC, N_("Everybody") },
    { ROLE_MEMBER, N_("Signed in") },
    { ROLE_ADMINISTRATOR, N_("Administrator") },
    { "rector", N_("Rector") },
    { "vice_rector", N_("Vice-rector") },
    { "planning", N_("Planning office") },
    { "quality", N_("Quality office") },
    { "clerk", N_("Clerk") },
    { "dean", N_("Dean or director") },
    { "head", N_("Head of a unit") },
    { "registrar", N_("Registrar") },
    { "teacher", N_("Teacher") },
    { "student", N_("Student") },
    { "employee", N_("Employee") },
    { "librarian", N_("Librarian") },
    { "hr", N_("Human resources") },
    { "auditor", N_("Auditor") },
};

/* --- Rights ----------------------------------------------------------------- */

#define ALL(role, type, ops) { role, type, ops, SCOPE_ALL, NULL, NULL, NULL }
#define IF(role, type, ops, relation)                                          \
    { role, type, ops, SCOPE_RELATION, relation, NULL, NULL }
#define STEP_IF(role, relation, step)                                          \
    { role, "assignment", OP_STEP, SCOPE_RELATION, relation, step, NULL }
/* Whoever is asked for more time answers; others above may. */
#define ANSWERS_IF(role, relation)                                             \
    STEP_IF(role, relation, "grant"), STEP_IF(role, relation, "decline")
/* What is owed in one's own unit and below. */
#define HEADS(role)                                                            \
    IF(role, "assignment", OP_SEE | OP_EXPORT, "head"),                        \
    STEP_IF(role, "head", "hand_over"), STEP_IF(role, "head", "cancel"),       \
    ANSWERS_IF(role, "head"),                                                  \
    IF(role, "absence", OP_SEE | OP_ADD | OP_STEP, "head")

/* A step of an act: by who stands in it, and of all acts. */
#define ACT_IF(relation, step)                                                 \
    { ROLE_MEMBER, "act", OP_STEP, SCOPE_RELATION, relation, step, NULL }
#define ACTS(role, step) { role, "act", OP_STEP, SCOPE_ALL, NULL, step, NULL }
/* Who may settle a remark, and take that back. */
#define SETTLES(role, relation)                                                \
    { role, "remark", OP_STEP, SCOPE_RELATION, relation, "resolve", NULL },    \
    { role, "remark", OP_STEP, SCOPE_RELATION, relation, "reopen", NULL }
/* Whose work it is to draft acts. */
#define DRAFTS(role)                                                           \
    { role, "act", OP_ADD, SCOPE_ALL, NULL, NULL, NULL }

#define KEEPS_CALENDAR(role)                                                   \
    ALL(role, "calendar_day", OP_ADD | OP_EDIT | OP_STEP)

/* Who proposes a new value; it comes into force by an act of the rector. */
#define DRAFTS_RULES(role)                                                     \
    ALL(role, "rule", OP_ADD | OP_EDIT),                                       \
    { role, "rule", OP_STEP, SCOPE_ALL, NULL, "drop", NULL }

static const struct grant grants[] = {
    ALL(ROLE_ADMINISTRATOR, NULL, OP_ALL),
    ALL(ROLE_ADMINISTRATOR, "account", OP_ALL),

    ALL(ROLE_PUBLIC, "unit", OP_SEE),
    ALL(ROLE_MEMBER, "unit", OP_SEE | OP_EXPORT),

    ALL(ROLE_MEMBER, "person", OP_SEE),
    ALL("hr", "person", OP_ADD | OP_EDIT | OP_STEP | OP_EXPORT),
    { "hr", "person", OP_FIELD | OP_EDIT, SCOPE_ALL, NULL, NULL, "contact" },

    ALL(ROLE_MEMBER, "appointment", OP_SEE),
    ALL("hr", "appointment", OP_ADD | OP_EDIT | OP_STEP | OP_EXPORT),

    IF(ROLE_MEMBER, "file", OP_SEE, "own"),

    IF(ROLE_MEMBER, "assignment", OP_SEE | OP_EXPORT, "executor"),
    STEP_IF(ROLE_MEMBER, "executor", "progress"),
    STEP_IF(ROLE_MEMBER, "responsible", "hand_over"),
    STEP_IF(ROLE_MEMBER, "responsible", "done"),
    IF(ROLE_MEMBER, "assignment", OP_SEE | OP_EXPORT, "opener"),
    STEP_IF(ROLE_MEMBER, "opener", "cancel"),
    STEP_IF(ROLE_MEMBER, "responsible", "extend"),
    ANSWERS_IF(ROLE_MEMBER, "opener"), ANSWERS_IF(ROLE_MEMBER, "asked"),
    IF(ROLE_MEMBER, "assignment", OP_SEE, "asked"),
    IF(ROLE_MEMBER, "assignment", OP_SEE, "climbed"),
    ANSWERS_IF(ROLE_MEMBER, "climbed"),
    STEP_IF(ROLE_MEMBER, "climbed", "hand_over"),

    IF(ROLE_MEMBER, "absence", OP_SEE | OP_ADD | OP_STEP, "own"),
    IF(ROLE_MEMBER, "absence", OP_SEE, "substitute"),
    ALL("hr", "absence", OP_SEE | OP_ADD | OP_STEP | OP_EXPORT),

    ALL("planning", "schedule", OP_SEE | OP_ADD | OP_EDIT | OP_STEP),
    ALL(ROLE_MEMBER, "schedule", OP_SEE),
    HEADS("head"), HEADS("dean"), HEADS("vice_rector"), HEADS("rector"),
    ALL("rector", "assignment", OP_SEE | OP_EXPORT),
    ALL("planning", "assignment", OP_SEE | OP_EXPORT),
    ALL("auditor", "assignment", OP_SEE | OP_EXPORT),

    { ROLE_MEMBER, "remark", OP_SEE | OP_ADD | OP_EXPORT, SCOPE_SUBJECT, NULL,
      NULL, NULL },
    { ROLE_MEMBER, "remark", OP_STEP, SCOPE_SUBJECT, NULL, "answer", NULL },
    { ROLE_MEMBER, "remark_answer", OP_SEE | OP_EXPORT, SCOPE_SUBJECT, NULL,
      NULL, NULL },
    SETTLES(ROLE_MEMBER, "author"), SETTLES(ROLE_MEMBER, "responsible"),
    SETTLES("head", "head"), SETTLES("dean", "head"),
    SETTLES("vice_rector", "head"), SETTLES("rector", "head"),

    ALL("auditor", "setting", OP_SEE),

    ALL("hr", "erasure_request", OP_SEE | OP_ADD | OP_STEP | OP_EXPORT),
    ALL("rector", "erasure_request", OP_SEE | OP_STEP),
    ALL("auditor", "erasure_request", OP_SEE | OP_EXPORT),
    ALL("auditor", "look_seal", OP_SEE | OP_EXPORT),

    ALL(ROLE_PUBLIC, "calendar_day", OP_SEE | OP_EXPORT),
    ALL(ROLE_MEMBER, "rule", OP_SEE | OP_EXPORT),
    DRAFTS_RULES("planning"), DRAFTS_RULES("quality"), DRAFTS_RULES("clerk"),
    DRAFTS_RULES("registrar"), DRAFTS_RULES("hr"),
    DRAFTS_RULES("vice_rector"),
    ALL("rector", "rule", OP_ADD | OP_EDIT | OP_STEP),

    KEEPS_CALENDAR("planning"), KEEPS_CALENDAR("clerk"), KEEPS_CALENDAR("hr"),

    IF(ROLE_PUBLIC, "act", OP_SEE, "published"),
    IF(ROLE_MEMBER, "act", OP_SEE | OP_EXPORT, "signer"),
    IF(ROLE_MEMBER, "act", OP_SEE, "visa"),
    IF(ROLE_MEMBER, "act_line", OP_SEE, "visa"),
    /* Who may change the document writes its sheet: visa.c asks for that. */
    { ROLE_MEMBER, "visa", OP_SEE | OP_ADD | OP_EXPORT, SCOPE_SUBJECT, NULL,
      NULL, NULL },
    { ROLE_MEMBER, "visa", OP_STEP, SCOPE_SUBJECT, NULL, "remove", NULL },
    IF(ROLE_MEMBER, "visa", OP_SEE, "asked"),
    { ROLE_MEMBER, "visa", OP_STEP, SCOPE_RELATION, "asked", "agree", NULL },
    { ROLE_MEMBER, "visa", OP_STEP, SCOPE_RELATION, "asked", "refuse", NULL },
    ACT_IF("signer", "sign"), ACT_IF("signer", "check"),
    ACT_IF("signer", "drop"), ACT_IF("signer", "revoke"),
    ACT_IF("signer", "publish"), ACT_IF("signer", "withdraw"),
    IF(ROLE_MEMBER, "act", OP_SEE | OP_EDIT | OP_EXPORT, "drafter"),
    ACT_IF("drafter", "check"), ACT_IF("drafter", "drop"),
    IF(ROLE_MEMBER, "act_line", OP_SEE | OP_EXPORT, "signer"),
    IF(ROLE_MEMBER, "act_line", OP_SEE | OP_STEP | OP_EXPORT, "drafter"),
    DRAFTS("planning"), DRAFTS("quality"), DRAFTS("hr"), DRAFTS("registrar"),
    DRAFTS("dean"), DRAFTS("head"), DRAFTS("vice_rector"), DRAFTS("rector"),
    DRAFTS("clerk"),
    ALL("clerk", "act", OP_SEE | OP_EDIT | OP_EXPORT),
    ACTS("clerk", "check"), ACTS("clerk", "drop"), ACTS("clerk", "publish"),
    ACTS("clerk", "withdraw"),
    ALL("clerk", "act_line", OP_SEE | OP_STEP | OP_EXPORT),
    ALL("rector", "act", OP_SEE | OP_EXPORT), ACTS("rector", "revoke"),
    ALL("rector", "act_line", OP_SEE | OP_EXPORT),
    ALL("auditor", "act", OP_SEE | OP_EXPORT),
    ALL("auditor", "act_line", OP_SEE | OP_EXPORT),

    ALL(ROLE_PUBLIC, "signing_key", OP_SEE),
    { ROLE_MEMBER, "signing_key", OP_STEP, SCOPE_RELATION, "own", "lose",
      NULL },
    { "hr", "signing_key", OP_STEP, SCOPE_RELATION, "other", NULL, NULL },
    { "rector", "signing_key", OP_STEP, SCOPE_RELATION, "other", NULL, NULL },
};

/* --- Settings --------------------------------------------------------------- */

static const struct setting settings[] = {
    { .name = "institution_ky", .label = N_("Name of the university, Kyrgyz"),
      .fallback = "Университет", .kind = KIND_TEXT },
    { .name = "institution_ru", .label = N_("Name of the university, Russian"),
      .fallback = "Университет", .kind = KIND_TEXT },
    { .name = "institution_en", .label = N_("Name of the university, English"),
      .fallback = "University", .kind = KIND_TEXT },
    { .name = "base_url", .label = N_("Address at which people reach Ordo"),
      .fallback = "", .kind = KIND_TEXT },
    { .name = "default_lang",
      .label = N_("Language of visitors who chose none"),
      .fallback = "ky", .kind = KIND_CHOICE, .choices = "ky ru en" },
    { .name = "zone", .label = N_("Minutes east of UTC, from the next start"),
      .fallback = "360", .kind = KIND_COUNT, .least = -720, .most = 840 },
    { .name = "act_two_hands",
      .label = N_("Who drafted an act may not sign it"), .fallback = "no",
      .kind = KIND_BOOL },
    { .name = "second_factor_roles",
      .label = N_("Roles that must sign in with a second factor (names,"
                  " space between)"),
      .fallback = "", .kind = KIND_TEXT, .roles = true },
    { .name = "smtp_host",
      .label = N_("Mail server (empty: no mail is sent)"), .fallback = "",
      .kind = KIND_TEXT },
    { .name = "smtp_port", .label = N_("Mail server: port"),
      .fallback = "587", .kind = KIND_COUNT, .least = 1, .most = 65535 },
    { .name = "smtp_tls",
      .label = N_("Mail server: encryption (starttls, tls or none)"),
      .fallback = "starttls", .kind = KIND_CHOICE,
      .choices = "starttls tls none" },
    { .name = "smtp_user",
      .label = N_("Mail server: login (the password lies in secret/smtp)"),
      .fallback = "", .kind = KIND_TEXT },
    { .name = "smtp_from", .label = N_("Address from which mail is sent"),
      .fallback = "", .kind = KIND_TEXT },
    { .name = "digest", .label = N_("Digest of “My work” by mail"),
      .fallback = "daily", .kind = KIND_CHOICE,
      .choices = "daily weekly never" },
    { .name = "digest_hour", .label = N_("Hour of the digest"),
      .fallback = "8", .kind = KIND_COUNT, .least = 0, .most = 23 },
    { .name = "quiet_from", .label = N_("No mail from this hour"),
      .fallback = "20", .kind = KIND_COUNT, .least = 0, .most = 23 },
    { .name = "quiet_to", .label = N_("No mail until this hour"),
      .fallback = "7", .kind = KIND_COUNT, .least = 0, .most = 23 },
    { .name = "trusted_proxy",
      .label = N_("Address of the trusted proxy server"),
      .fallback = "", .kind = KIND_TEXT },
};

/* --- Rules ------------------------------------------------------------------ */

#define OWN_RULE N_("The university's own rule of execution discipline")
/* What still runs on the day, and what ends on it or later. */
#define OPEN_THEN "t.state = 'open'"
#define ENDS_THEN OPEN_THEN " AND COALESCE(t.term, t.due) >= {on}"

static const struct rule_kind rules[] = {
    { .code = "visa_days", .label = N_("Days to give or refuse a visa"),
      .source = N_("The university's own rule of paperwork"),
      .fallback = "3", .since = "2000-01-01", .kind = KIND_COUNT, .least = 1,
      .most = 60 },
    { .code = "climb_days",
      .label = N_("Working days late until an assignment climbs a level"),
      .source = OWN_RULE, .fallback = "5", .since = "2000-01-01",
      .kind = KIND_COUNT, .least = 1, .most = 60, .type = "assignment",
      .touches = ENDS_THEN },
    { .code = "soon_days",
      .label = N_("Working days before its day when an assignment is told of"),
      .source = OWN_RULE, .fallback = "3", .since = "2000-01-01",
      .kind = KIND_COUNT, .least = 0, .most = 30, .type = "assignment",
      .touches = ENDS_THEN },
    { .code = "extend_times",
      .label = N_("How many times an assignment may be extended"),
      .source = OWN_RULE, .fallback = "2", .since = "2000-01-01",
      .kind = KIND_COUNT, .least = 0, .most = 20, .type = "assignment",
      .touches = OPEN_THEN },
    { .code = "extend_days",
      .label = N_("Most days from the first due day to an extended one"),
      .source = OWN_RULE, .fallback = "60", .since = "2000-01-01",
      .kind = KIND_COUNT, .least = 0, .most = 730, .type = "assignment",
      .touches = OPEN_THEN },
};

/* --- Tables ----------------------------------------------------------------- */

/* Unit 0 is the whole university, so `unit` refers to no row. */
static const struct column below_columns[] = {
    { .name = "unit", .type = 'i', .must = true },
    { .name = "below", .type = 'i', .must = true, .references = "unit" },
};
static const struct index_on below_indexes[] = {
    { .columns = "below" },
};
/* The last number given in a register and year. */
static const struct column number_columns[] = {
    { .name = "series", .type = 't', .must = true },
    { .name = "year", .type = 'i', .must = true },
    { .name = "last", .type = 'i', .must = true },
};
/* The secret half of a signer's key, sealed by the signer's own code. */
static const struct column secret_columns[] = {
    { .name = "signing_key", .type = 'i', .must = true,
      .references = "signing_key" },
    { .name = "sealed", .type = 't', .must = true },
};
/* second.c: the common secret, sealed by DIR/secret/second.key, and the last
 * step whose code was used; hashes of recovery codes. */
static const struct column second_columns[] = {
    { .name = "account", .type = 'i', .must = true, .references = "account" },
    { .name = "sealed", .type = 't', .must = true },
    { .name = "step", .type = 'i', .must = true },
};
static const struct column second_code_columns[] = {
    { .name = "account", .type = 'i', .must = true, .references = "account" },
    { .name = "hash", .type = 'b', .must = true },
};
/* Contents that an erasure left to be taken from the disk. */
static const struct column gone_columns[] = {
    { .name = "hash", .type = 't', .must = true },
};
static const struct table tables[] = {
    { .name = "file_gone", SPAN(columns, gone_columns), .key = "hash" },
    { .name = "act_number", SPAN(columns, number_columns),
      .key = "series, year" },
    { .name = "signing_secret", SPAN(columns, secret_columns),
      .key = "signing_key" },
    { .name = "second", SPAN(columns, second_columns), .key = "account" },
    { .name = "second_code", SPAN(columns, second_code_columns),
      .key = "account, hash" },
    { .name = "unit_below", SPAN(columns, below_columns),
      SPAN(indexes, below_indexes), .key = "unit, below" },
};

static const struct act_form act_forms[] = {
    { .name = "any", .kind = "order",
      .title = N_("On matters of the university"),
      .body = N_("I order:\n\n{lines}") },
    { .name = "revocation", .kind = "order", .subject = &type_act,
      .step = "revoke",
      .title = N_("On revoking No. {number} of {signed_on} “{title}”"),
      .body = N_("I order:\n\n1. To revoke “{title}”, No. {number} of"
                 " {signed_on}.") },
    { .name = "rule", .kind = "order", .subject = &type_rule, .step = "enact",
      .title = N_("On the rule “{title}”"),
      .body = N_("I order:\n\n1. To put in force from {since}: {title}.\n\n"
                 "2. Reason: {reason}") },
};

static const struct job_kind jobs[] = {
    { .name = ERASURE_JOB, .label = N_("Erasure of personal data"),
      .run = erasure_run },
};

const struct module kernel_module = {
    .name = "kernel",
    SPAN(act_forms, act_forms),
    SPAN(types, types),
    SPAN(roles, roles),
    SPAN(grants, grants),
    SPAN(tables, tables),
    SPAN(settings, settings),
    SPAN(rules, rules),
    SPAN(jobs, jobs),
    .daily = kernel_daily,
};
