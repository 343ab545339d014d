/* SPDX-License-Identifier: Apache-2.0 */
/*
 * documents.c: the module: who may do what with documents, their rules, what
 * they count.
 */
#include "kernel/act_form.h"
#include "kernel/rule.h"
#include "kernel/span.h"
#include "mod/documents/document_life.h"
#include "mod/documents/file_text.h"
#include "mod/documents/signature.h"
#include "mod/documents/version.h"

static const struct type *const types[] = {
    &type_document_register, &type_dossier, &type_correspondent,
    &type_document, &type_resolution, &type_trusted_issuer, &type_signature,
    &type_file_text, &type_document_version,
};

/* --- Rights --------------------------------------------------------------- */

#define ALL(role, type, ops) { role, type, ops, SCOPE_ALL, NULL, NULL, NULL }
#define SEE(role, type) ALL(role, type, OP_SEE | OP_EXPORT)
/* The chancery's own registers. */
#define KEPT(type)                                                             \
    SEE(ROLE_MEMBER, type), ALL("clerk", type, OP_ADD | OP_EDIT | OP_STEP)
#define IF(type, ops, relation)                                                \
    { ROLE_MEMBER, type, ops, SCOPE_RELATION, relation, NULL, NULL }
#define STEP_IF(type, relation, step)                                          \
    { ROLE_MEMBER, type, OP_STEP, SCOPE_RELATION, relation, step, NULL }
/* Heads see the papers and the execution of their units. */
#define UNIT_PAPERS(role)                                                      \
    { role, "document", OP_SEE | OP_EXPORT, SCOPE_UNIT, NULL, NULL, NULL },    \
    { role, "document_version", OP_SEE | OP_EXPORT, SCOPE_UNIT, NULL, NULL,    \
      NULL },                                                                  \
    { role, "file_text", OP_SEE | OP_EXPORT, SCOPE_UNIT, NULL, NULL, NULL },     \
    { role, "resolution", OP_SEE | OP_EXPORT, SCOPE_RELATION, "head", NULL,    \
      NULL }

static const struct grant grants[] = {
    KEPT("document_register"), KEPT("dossier"), KEPT("correspondent"),
    ALL("clerk", "document", OP_SEE | OP_EXPORT | OP_ADD | OP_EDIT | OP_STEP),
    { "clerk", "document", OP_FIELD | OP_EDIT, SCOPE_ALL, NULL, NULL,
      "number" },
    { ROLE_MEMBER, "document", OP_FIELD, SCOPE_ALL, NULL, NULL, "number" },
    SEE("rector", "document"), SEE("vice_rector", "document"),
    SEE("auditor", "document"),
    ALL("rector", "document", OP_STEP),
    UNIT_PAPERS("head"), UNIT_PAPERS("dean"),
    IF("document", OP_SEE | OP_EXPORT, "hand"),
    IF("document", OP_SEE, "visa"),
    IF("document", OP_EDIT, "author"),
    STEP_IF("document", "addressee", "execute"),
    STEP_IF("document", "addressee", "resume"),
    STEP_IF("document", "author", "drop"),
    ALL("clerk", "resolution", OP_SEE | OP_EXPORT | OP_ADD | OP_STEP),
    SEE("rector", "resolution"), SEE("vice_rector", "resolution"),
    SEE("auditor", "resolution"),
    IF("resolution", OP_SEE | OP_EXPORT, "hand"),
    IF("resolution", OP_ADD, "giver"),
    STEP_IF("resolution", "responsible", "report"),
    STEP_IF("resolution", "author", "accept"),
    STEP_IF("resolution", "author", "return"),
    STEP_IF("resolution", "author", "cancel"),
    ALL("administrator", "trusted_issuer", OP_SEE | OP_EXPORT | OP_ADD |
        OP_EDIT | OP_STEP),
    SEE("clerk", "trusted_issuer"), SEE("auditor", "trusted_issuer"),
    ALL("clerk", "signature", OP_SEE | OP_EXPORT | OP_ADD | OP_STEP),
    SEE("rector", "signature"), SEE("vice_rector", "signature"),
    SEE("auditor", "signature"),
    IF("signature", OP_SEE | OP_EXPORT, "hand"),
    SEE("clerk", "document_version"), SEE("rector", "document_version"),
    SEE("vice_rector", "document_version"), SEE("auditor", "document_version"),
    IF("document_version", OP_SEE | OP_EXPORT, "hand"),
    ALL("clerk", "file_text", OP_SEE | OP_EXPORT | OP_STEP),
    SEE("rector", "file_text"), SEE("vice_rector", "file_text"),
    SEE("auditor", "file_text"),
    IF("file_text", OP_SEE | OP_EXPORT | OP_STEP, "hand"),
};

/* --- Rules ------------------------------------------------------------------ */

#define INSTRUCTION N_("Type instruction on records management")
#define DAYS(code_, label_, fallback_)                                         \
    { .code = code_, .label = label_, .source = INSTRUCTION,                   \
      .fallback = fallback_, .since = "2000-01-01", .kind = KIND_COUNT,        \
      .least = 1, .most = 90 }

static const struct rule_kind rules[] = {
    DAYS("document_resolve_days", N_("Days to decide on a registered paper"),
         "3"),
    DAYS("resolution_accept_days", N_("Days to accept or return what was"
                                      " reported as carried out"), "5"),
    DAYS("resolution_again_days", N_("Days to carry out again what was"
                                     " returned"), "5"),
};

/* --- Measures ---------------------------------------------------------------- */

/* A resolution whose term came in the year of the day, as it was then. */
#define FALLEN(day, known)                                                     \
    SPAN_HELD("s", day, known)                                                 \
    " AND s.state <> 'cancelled' AND s.due <= " day                            \
    " AND s.due >= substr(" day ", 1, 4) || '-01-01'"
#define IN_TIME "s.reported_on <= s.due AND s.state IN ('reported', 'accepted')"

static const struct measure measures[] = {
    { "execution_discipline",
      N_("Resolutions carried out in time"),
      N_("Resolutions whose term came in the year of the chosen day and which"
         " were reported on that day or before, of all whose term came."
         " Cancelled ones are not counted; one that was returned counts by its"
         " new report."),
      UNIT_PERCENT,
      { "SELECT COUNT(CASE WHEN " IN_TIME " THEN 1 END), COUNT(*)"
        " FROM resolution_span s WHERE " FALLEN("$1", "$2"),
        "ti", "ii" },
      &type_resolution,
      "EXISTS (SELECT 1 FROM resolution_span s WHERE s.record = t.id AND "
      IN_TIME " AND " FALLEN("{on}", "{known}") ")",
      "" },
};

/* --- Acts --------------------------------------------------------------------- */

static const struct act_form act_forms[] = {
    { .name = "dossier_hand_over", .kind = "order", .subject = &type_dossier,
      .step = "hand_over",
      .title = N_("On handing dossiers over to the archive"),
      .body = N_("The year of these dossiers is over and they are closed."
                 " I order:\n\n"
                 "1. To hand over to the archive by inventory:\n\n{lines}\n\n"
                 "2. The chancery and the archive sign the inventory.") },
    { .name = "dossier_destruction", .kind = "order",
      .subject = &type_dossier, .step = "destroy",
      .title = N_("On destroying dossiers whose term of retention is over"),
      .body = N_("The commission of experts has found that the terms of"
                 " retention are over and that nothing in them is of lasting"
                 " value. I order:\n\n"
                 "1. To destroy:\n\n{lines}\n\n"
                 "2. The chancery records the destruction.") },
};

static const struct job_kind jobs[] = {
    { .name = SIGNATURE_JOB, .label = N_("Check of a signature on a file"),
      .run = signature_job },
    { .name = FILE_TEXT_JOB, .label = N_("Reading of the text of a file"),
      .run = file_text_job, .later = true },
};

static void beside(struct rq *rq, const struct type *t, const void *rec)
{
    signature_beside(rq, t, rec);
    file_texts_beside(rq, t, rec);
    versions_beside(rq, t, rec);
}

const struct module mod_documents = {
    .name = "documents",
    SPAN(types, types),
    SPAN(grants, grants),
    SPAN(measures, measures),
    SPAN(routes, document_routes),
    SPAN(tables, document_tables),
    SPAN(rules, rules),
    SPAN(act_forms, act_forms),
    SPAN(jobs, jobs),
    .beside = beside,
    .demo = documents_demo,
};
