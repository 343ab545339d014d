/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registrar.c: the tables of programmes and students, who may do what, and the
 * rule that a movement never goes back behind the one before.
 */
#include "mod/registrar/choice.h"
#include "mod/registrar/contingent.h"
#include "mod/registrar/grade.h"
#include "mod/registrar/paper.h"
#include "mod/registrar/registrar_demo.h"
#include "mod/registrar/study.h"

#include "kernel/act_form.h"
#include "kernel/record.h"
#include "kernel/ledger.h"
#include "kernel/org.h"
#include "kernel/rights.h"
#include "kernel/type.h"
#include "web/web.h"

#include <stdlib.h>

#define GUARD_IDENTITY "identity"

const struct choice registrar_levels[4] = {
    { "bachelor", N_("Bachelor’s degree") },
    { "master", N_("Master’s degree") },
    { "aspirantura", N_("Aspirantura") },
    { "phd", N_("PhD studies") },
};
const struct choice registrar_forms[4] = {
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
const struct choice registrar_payments[2] = {
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

static enum rc moved(struct rq *rq, struct student *s, const char *step)
{
    struct movement *m = record_new(rq, &type_movement);
    void *before;

    TRY(record_load(rq, &type_student, s->r.id, &before));
    m->was = ((const struct student *)before)->programme;
    s->moved_on = holds_from(rq);
    m->student = s->r.id;
    m->step = step;
    m->programme = s->programme;
    m->moved = s->moved_on;
    m->act = rq->act;
    return record_put(rq, &type_movement, m, "add");
}

/* What each step leaves in the register of movements. */
#define MOVED(step)                                                            \
    static enum rc moved_##step(struct rq *rq, void *rec)                      \
    {                                                                          \
        return moved(rq, rec, #step);                                          \
    }
MOVED(enrol)
MOVED(transfer)
MOVED(leave)
MOVED(return)
MOVED(expel)
MOVED(restore)
MOVED(graduate)

/* What an order may say anew; whoever comes in must have all of it. */
#define PLACE "programme", "form", "taught", "payment"
#define MOVE(n, l, ...)                                                        \
    { .name = #n, .label = (l), .by_act = true, .guard = can_move,             \
      .effect = moved_##n, __VA_ARGS__ }

static const struct step student_steps[] = {
    MOVE(enrol, N_("Enrol"), .from = { "applicant" }, .to = "studying",
         .asks = { "number", PLACE, "study_group" }, .needs = { "number", PLACE }),
    MOVE(transfer, N_("Transfer"), .from = { "studying" },
         .asks = { PLACE, "study_group" }, .needs = { PLACE }),
    MOVE(leave, N_("Grant academic leave"), .from = { "studying" },
         .to = "on_leave"),
    MOVE(return, N_("Let return from leave"), .from = { "on_leave" },
         .to = "studying"),
    MOVE(expel, N_("Expel"), .from = { "studying", "on_leave" },
         .to = "expelled", .danger = true),
    MOVE(restore, N_("Restore as a student"), .from = { "expelled" },
         .to = "studying", .asks = { PLACE, "study_group" }, .needs = { PLACE }),
    MOVE(graduate, N_("Let graduate"), .from = { "studying" },
         .to = "graduated"),
};

static const struct state student_states[] = {
    { "applicant", N_("Applicant"), TONE_INFO },
    { "studying", N_("Studies"), TONE_GOOD },
    { "on_leave", N_("On academic leave"), TONE_INFO },
    { "expelled", N_("Expelled"), TONE_MUTED },
    { "graduated", N_("Graduated"), TONE_MUTED },
};

/* --- Names -------------------------------------------------------------------- */

static enum rc student_check(struct rq *rq, void *rec, const void *old)
{
    struct student *s = rec;
    void *person;

    (void)old;
    TRY(record_load(rq, &type_person, s->person, &person));
    s->name = ((const struct person *)person)->name;
    return RC_OK;
}

/* A student is called as the person is. */
static enum rc registrar_heard(struct rq *rq, const struct type *t,
                               const void *rec, const void *old)
{
    static const struct sql_text q = {
        "SELECT id FROM student WHERE person = $1 ORDER BY id", "i", "i"
    };
    const struct person *p = rec;
    struct refs ids;

    if (t != &type_person || !old)
        return RC_OK;
    TRY(refs_read(rq, sql_query(rq->sql, &q, ARGS(INT(p->r.id))), &ids));
    for (size_t i = 0; i < ids.n; i++)
        TRY(record_rename(rq, &type_student, ids.id[i], &p->name));
    return RC_OK;
}

/* --- Types ------------------------------------------------------------------- */

static const struct field programme_fields[] = {
    FIELD_TEXT(programme, code, .label = N_("Code"), .must = true,
               .unique = true, .max = 20, .list = true, .search = true),
    FIELD_TEXT3(programme, title, .label = N_("Title"), .must = true,
                .search = true, .sort = true),
    FIELD_CHOICE(programme, level, registrar_levels, .label = N_("Level of study"),
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
    FIELD_CHOICE(student, form, registrar_forms, .label = N_("Form of study"),
                 .list = true, .filter = true, .timed = true, .by_act = true),
    FIELD_CHOICE(student, taught, languages,
                 .label = N_("Language of instruction"), .filter = true,
                 .timed = true, .by_act = true),
    FIELD_CHOICE(student, payment, registrar_payments, .label = N_("Payment for study"),
                 .filter = true, .timed = true, .by_act = true),
    FIELD_TEXT(student, citizenship, .label = N_("Citizenship"),
               .help = N_("Country in two capital letters, as KG."),
               .max = 2, .filter = true, .timed = true),
    FIELD_TEXT(student, national_id, .label = N_("Personal number (PIN)"),
               .max = 20, .guard = GUARD_IDENTITY, .personal = true,
               .erase = ERASE_BLANK),
    FIELD_DAY(student, moved_on, .label = N_("Last movement holds from"),
              .computed = true),
    FIELD_REF(student, study_group, &type_study_group,
              .label = N_("Study group"), .list = true, .filter = true,
              .by_act = true),
    FIELD_TEXT3(student, name, .label = N_("Name"), .computed = true,
                .search = true, .erase = ERASE_BLANK),
};

static const struct relation student_relations[] = {
    { "own", "t.person = {person}", N_("one's own") },
    { "adviser",
      "t.study_group IN (SELECT id FROM study_group WHERE adviser = {person})",
      N_("advises the group") },
    { "teacher",
      "t.id IN (SELECT e.student FROM enrolment e JOIN section x"
      " ON x.id = e.section WHERE x.teacher = {person})",
      N_("teaches them") },
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
    SPAN(relations, student_relations), .title = "name", .counted = true,
    .check = student_check,
    SPAN(ledgers, student_ledgers), .card = study_card,
};

static const struct choice movements[] = {
    { "enrol", N_("Enrolment") },   { "transfer", N_("Transfer") },
    { "leave", N_("Academic leave") }, { "return", N_("Return from leave") },
    { "expel", N_("Expulsion") },   { "restore", N_("Restoration") },
    { "graduate", N_("Graduation") },
};

static const struct field movement_fields[] = {
    FIELD_REF(movement, student, &type_student, .label = N_("Student"),
              .computed = true, .list = true, .filter = true, .whose = true),
    FIELD_CHOICE(movement, step, movements, .label = N_("Movement"),
                 .computed = true, .list = true, .filter = true),
    FIELD_REF(movement, was, &type_programme,
              .label = N_("Programme before"), .computed = true),
    FIELD_REF(movement, programme, &type_programme, .label = N_("Programme"),
              .computed = true, .list = true, .filter = true),
    FIELD_DAY(movement, moved, .label = N_("Holds from"), .computed = true,
              .list = true, .filter = true, .sort = true),
    FIELD_REF(movement, act, &type_act, .label = N_("Order"),
              .computed = true, .list = true, .filter = true),
};

static const struct state movement_states[] = {
    { "active", N_("Active"), TONE_NEUTRAL },
};

static const struct relation movement_relations[] = {
    { "own", "t.student IN (SELECT id FROM student WHERE person = {person})",
      N_("one's own") },
};

const struct type type_movement = {
    .name = "movement", .label = N_("Movement of a student"),
    .plural = N_("Movement of students"), .size = sizeof(struct movement),
    SPAN(fields, movement_fields), SPAN(states, movement_states),
    SPAN(relations, movement_relations),
    .order = "moved", .no_add = true,
};

#define ALL(role, type, ops) { role, type, ops, SCOPE_ALL, NULL, NULL, NULL }
#define IF(role, type, ops, relation)                                          \
    { role, type, ops, SCOPE_RELATION, relation, NULL, NULL }
#define BELOW(role, type, ops) { role, type, ops, SCOPE_UNIT, NULL, NULL, NULL }
/* What whoever keeps the register may make and change. */
#define KEEPS(role, type)                                                      \
    ALL(role, type, OP_SEE | OP_ADD | OP_EDIT | OP_STEP | OP_EXPORT)
#define SEES(role, type) ALL(role, type, OP_SEE | OP_EXPORT)
#define SHEET_STEP(role, scope, relation, step)                                \
    { role, "grade_sheet", OP_STEP, scope, relation, step, NULL }
/* Who answers for teaching in a unit and below it. */
#define LEADS(role)                                                            \
    SEES(role, "student"), SEES(role, "movement"), SEES(role, "grade"),        \
    SEES(role, "grade_sheet"), SEES(role, "enrolment"),                        \
    BELOW(role, "grade_sheet", OP_STEP),                                       \
    BELOW(role, "section", OP_ADD | OP_EDIT | OP_STEP),                        \
    BELOW(role, "grade_sheet", OP_ADD | OP_EDIT),                              \
    BELOW(role, "grade", OP_STEP)

static const struct grant grants[] = {
    SEES(ROLE_PUBLIC, "programme"), SEES(ROLE_PUBLIC, "course"),
    SEES(ROLE_PUBLIC, "curriculum"), SEES(ROLE_PUBLIC, "curriculum_course"),
    SEES(ROLE_MEMBER, "study_group"), SEES(ROLE_MEMBER, "semester"),
    SEES(ROLE_MEMBER, "section"),
    KEEPS("registrar", "programme"), KEEPS("registrar", "course"),
    KEEPS("registrar", "curriculum"), KEEPS("registrar", "curriculum_course"),
    KEEPS("registrar", "study_group"), KEEPS("registrar", "semester"),
    KEEPS("registrar", "section"), KEEPS("registrar", "grade_sheet"),
    KEEPS("registrar", "student"),
    SEES("registrar", "enrolment"), SEES("registrar", "movement"),
    ALL("registrar", "grade", OP_SEE | OP_ADD | OP_STEP | OP_EXPORT),
    { "registrar", "student", OP_FIELD | OP_EDIT, SCOPE_ALL, NULL, NULL,
      GUARD_IDENTITY },
    IF(ROLE_MEMBER, "student", OP_SEE, "own"),
    IF(ROLE_MEMBER, "enrolment", OP_SEE, "own"),
    IF(ROLE_MEMBER, "movement", OP_SEE, "own"),
    IF(ROLE_MEMBER, "grade", OP_SEE, "own"),
    IF(ROLE_MEMBER, "study_paper", OP_SEE, "own"),
    ALL("registrar", "study_paper", OP_SEE | OP_STEP | OP_EXPORT),
    ALL("dean", "study_paper", OP_SEE | OP_STEP | OP_EXPORT),
    IF("teacher", "student", OP_SEE, "adviser"),
    IF("teacher", "student", OP_SEE, "teacher"),
    IF("teacher", "enrolment", OP_SEE, "teacher"),
    IF("teacher", "grade_sheet", OP_SEE | OP_EXPORT, "teacher"),
    SHEET_STEP("teacher", SCOPE_RELATION, "teacher", "submit"),
    IF("teacher", "grade", OP_SEE | OP_EDIT | OP_EXPORT, "teacher"),
    LEADS("dean"), LEADS("head"),
    SEES("rector", "student"), SEES("rector", "movement"),
    SEES("vice_rector", "student"), SEES("vice_rector", "movement"),
};

static const struct type *const types[] = {
    &type_programme, &type_study_group, &type_student, &type_movement,
    &type_course,    &type_curriculum,  &type_curriculum_course,
    &type_semester,  &type_section,     &type_enrolment,
    &type_grade_sheet, &type_grade,     &type_study_paper,
};

static const struct act_form act_forms[] = {
    { .name = "students", .kind = "order", .series = "students",
      .subject = &type_student,
      .title = N_("Order on the movement of students"),
      .body = N_("I order:\n\n{lines}\n\nBasis: {basis?}") },
    { .name = "sheets", .kind = "order", .series = "sheets",
      .subject = &type_grade_sheet, .step = "close",
      .title = N_("On closing grade sheets"),
      .body = N_("To close, with the grades written in them:\n\n{lines}") },
    { .name = "grade_corrected", .kind = "order", .series = "sheets",
      .subject = &type_grade, .step = "correct",
      .title = N_("On correcting a closed grade"),
      .body = N_("To correct, for the reason given:\n\n{lines}") },
};

bool whole_number(const char *s, int64_t *out)
{
    char *end;

    if (!s || *s < '0' || *s > '9')
        return false;
    *out = strtoll(s, &end, 10);
    return !*end;
}

const char *row_title(struct rq *rq, const struct sql_rows *r, int col)
{
    struct text3 t = { { sql_str(r, col), sql_str(r, col + 1),
                         sql_str(r, col + 2) } };

    return mem_str(rq->mem, text3_get(&t, rq->lang, NULL));
}

#define READS(address, to, of, run_it)                                         \
    { .method = HTTP_GET, .path = (address), .who = (to), .type = (of),        \
      .op = OP_SEE, .flags = ROUTE_SLOW, .run = (run_it) }
#define WRITES(address, to, of, run_it)                                        \
    { .method = HTTP_POST, .path = (address), .who = (to), .type = (of),       \
      .op = OP_SEE, .flags = ROUTE_WRITES, .run = (run_it) }

static const struct route routes[] = {
    READS("/study", WHO_MEMBER, NULL, study_page),
    READS("/study/choose", WHO_MEMBER, NULL, choice_page),
    WRITES("/study/choose", WHO_MEMBER, NULL, choice_send),
    READS("/teaching", WHO_MEMBER, NULL, teaching_page),
    READS("/sheets/:id", WHO_RIGHT, "grade_sheet", grade_fill_page),
    WRITES("/sheets/:id", WHO_RIGHT, "grade_sheet", grade_fill_take),
    WRITES("/papers/issue/:id", WHO_MEMBER, NULL, paper_issue),
    READS("/papers/:id", WHO_RIGHT, "study_paper", paper_pdf),
    READS("/paper/:code", WHO_PUBLIC, NULL, paper_public),
    READS("/receipt", WHO_PUBLIC, NULL, receipt_page),
    { .method = HTTP_POST, .path = "/receipt", .who = WHO_PUBLIC,
      .flags = ROUTE_WRITES | ROUTE_NO_CSRF, .run = receipt_page },
    READS("/contingent", WHO_RIGHT, "movement", contingent_page),
    READS("/contingent/movement", WHO_RIGHT, "movement", movement_page),
    READS("/curricula/:id/compare", WHO_RIGHT, "curriculum",
          curriculum_compare_page),
};

const struct module mod_registrar = {
    .name = "registrar",
    SPAN(types, types),
    SPAN(grants, grants),
    .rules = registrar_rules, .n_rules = REGISTRAR_RULES,
    SPAN(act_forms, act_forms),
    SPAN(routes, routes),
    .measures = registrar_measures, .n_measures = REGISTRAR_MEASURES,
    .demo = registrar_demo,
    .heard = registrar_heard,
};
