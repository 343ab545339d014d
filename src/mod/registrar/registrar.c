/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registrar.c: the tables of programmes and students, who may do what, and the
 * rule that a movement never goes back behind the one before.
 */
#include "mod/registrar/registrar.h"

#include "kernel/ledger.h"
#include "kernel/org.h"
#include "kernel/rights.h"
#include "kernel/type.h"

#define GUARD_IDENTITY "identity"

static const struct choice levels[] = {
    { "bachelor", N_("Bachelor’s degree") },
    { "master", N_("Master’s degree") },
    { "aspirantura", N_("Aspirantura") },
    { "phd", N_("PhD studies") },
};
static const struct choice forms[] = {
    { "day", N_("Full-time") },
    { "evening", N_("Evening classes") },
    { "correspondence", N_("By correspondence") },
    { "distance", N_("Distance learning") },
};
static const struct choice languages[] = {
    { "ky", N_("Kyrgyz") },
    { "ru", N_("Russian") },
    { "en", N_("English") },
};
static const struct choice payments[] = {
    { "grant", N_("State grant") },
    { "contract", N_("Under contract") },
};

/* --- Movement --------------------------------------------------------------- */

static day holds_from(struct rq *rq)
{
    return day_is(rq->effective) ? rq->effective : rq->today;
}

static enum rc can_move(struct rq *rq, const void *rec)
{
    const struct student *s = rec;

    if (day_is(s->moved_on) && holds_from(rq).n < s->moved_on.n)
        return fail(rq, RC_CONFLICT, NULL,
                    "an earlier order about this student holds from a later"
                    " day");
    return RC_OK;
}

static enum rc moved(struct rq *rq, void *rec)
{
    struct student *s = rec;

    s->moved_on = holds_from(rq);
    return RC_OK;
}

/* What an order may say anew; whoever comes in must have all of it. */
#define PLACE "programme", "form", "taught", "payment"
#define MOVE(n, l, ...)                                                        \
    { .name = (n), .label = (l), .by_act = true, .guard = can_move,            \
      .effect = moved, __VA_ARGS__ }

static const struct step student_steps[] = {
    MOVE("enrol", N_("Enrol"), .from = { "applicant" }, .to = "studying",
         .asks = { "number", PLACE }, .needs = { "number", PLACE }),
    MOVE("transfer", N_("Transfer"), .from = { "studying" },
         .asks = { PLACE }, .needs = { PLACE }),
    MOVE("leave", N_("Grant academic leave"), .from = { "studying" },
         .to = "on_leave"),
    MOVE("return", N_("Let return from leave"), .from = { "on_leave" },
         .to = "studying"),
    MOVE("expel", N_("Expel"), .from = { "studying", "on_leave" },
         .to = "expelled", .danger = true),
    MOVE("restore", N_("Restore as a student"), .from = { "expelled" },
         .to = "studying", .asks = { PLACE }, .needs = { PLACE }),
    MOVE("graduate", N_("Let graduate"), .from = { "studying" },
         .to = "graduated"),
};

static const struct state student_states[] = {
    { "applicant", N_("Applicant"), TONE_INFO },
    { "studying", N_("Studies"), TONE_GOOD },
    { "on_leave", N_("On academic leave"), TONE_INFO },
    { "expelled", N_("Expelled"), TONE_MUTED },
    { "graduated", N_("Graduated"), TONE_MUTED },
};

/* --- Types ------------------------------------------------------------------- */

static const struct field programme_fields[] = {
    FIELD_TEXT(programme, code, .label = N_("Code"), .must = true,
               .unique = true, .max = 20, .list = true, .search = true),
    FIELD_TEXT3(programme, title, .label = N_("Title"), .must = true,
                .search = true, .sort = true),
    FIELD_CHOICE(programme, level, levels, .label = N_("Level of study"),
                 .must = true, .list = true, .filter = true),
    FIELD_COUNT(programme, credits, .label = N_("Credits of the programme"),
                .least = 1, .most = 600, .list = true),
};

static const struct state programme_states[] = {
    { "open", N_("Open programme"), TONE_GOOD },
    { "closed", N_("Closed"), TONE_MUTED },
};

static const struct step programme_steps[] = {
    { .name = "close", .label = N_("Close the programme"), .from = { "open" },
      .to = "closed", .danger = true },
};

static const struct field student_fields[] = {
    FIELD_REF(student, person, &type_person, .label = N_("Person"),
              .must = true, .fixed = true, .list = true, .whose = true),
    FIELD_TEXT(student, number, .label = N_("Student number"), .unique = true,
               .max = 30, .list = true, .search = true, .by_act = true),
    FIELD_REF(student, programme, &type_programme, .label = N_("Programme"),
              .list = true, .filter = true, .timed = true, .by_act = true),
    FIELD_CHOICE(student, form, forms, .label = N_("Form of study"),
                 .list = true, .filter = true, .timed = true, .by_act = true),
    FIELD_CHOICE(student, taught, languages,
                 .label = N_("Language of instruction"), .filter = true,
                 .timed = true, .by_act = true),
    FIELD_CHOICE(student, payment, payments, .label = N_("Payment for study"),
                 .filter = true, .timed = true, .by_act = true),
    FIELD_TEXT(student, citizenship, .label = N_("Citizenship"),
               .help = N_("Country in two capital letters, as KG."),
               .max = 2, .filter = true, .timed = true),
    FIELD_TEXT(student, national_id, .label = N_("Personal number (PIN)"),
               .max = 20, .guard = GUARD_IDENTITY, .personal = true,
               .erase = ERASE_BLANK),
    FIELD_DAY(student, moved_on, .label = N_("Last movement holds from"),
              .computed = true),
};

static const struct relation student_relations[] = {
    { "own", "t.person = {person}", N_("one's own") },
};

static const struct ledger student_ledgers[] = {
    { "studying", { "programme", "form", "payment", "citizenship" },
      { "studying", "on_leave" }, NULL },
};

const struct type type_programme = {
    .name = "programme", .label = N_("Programme"),
    .plural = N_("Programmes of study"), .size = sizeof(struct programme),
    SPAN(fields, programme_fields), SPAN(states, programme_states),
    SPAN(steps, programme_steps), .title = "title", .code = "code",
    .order = "title",
};

const struct type type_student = {
    .name = "student", .label = N_("Student"), .plural = N_("Students"),
    .size = sizeof(struct student), SPAN(fields, student_fields),
    SPAN(states, student_states), SPAN(steps, student_steps),
    SPAN(relations, student_relations), .title = "person", .counted = true,
    SPAN(ledgers, student_ledgers),
};

static const struct grant grants[] = {
    { ROLE_PUBLIC, "programme", OP_SEE | OP_EXPORT, SCOPE_ALL, NULL, NULL,
      NULL },
    { "registrar", "programme", OP_ADD | OP_EDIT | OP_STEP, SCOPE_ALL, NULL,
      NULL, NULL },
    { ROLE_MEMBER, "student", OP_SEE, SCOPE_RELATION, "own", NULL, NULL },
    { "registrar", "student",
      OP_SEE | OP_ADD | OP_EDIT | OP_STEP | OP_EXPORT, SCOPE_ALL, NULL, NULL,
      NULL },
    { "registrar", "student", OP_FIELD | OP_EDIT, SCOPE_ALL, NULL, NULL,
      GUARD_IDENTITY },
    { "rector", "student", OP_SEE | OP_EXPORT, SCOPE_ALL, NULL, NULL, NULL },
};

static const struct type *const types[] = { &type_programme, &type_student };

const struct module mod_registrar = {
    .name = "registrar",
    SPAN(types, types),
    SPAN(grants, grants),
};
