/* SPDX-License-Identifier: Apache-2.0 */
/*
 * teaching.c: tables of groups, semesters, sections and enrolments.
 */
#include "mod/registrar/teaching.h"

#include "kernel/org.h"
#include "kernel/record.h"

/* --- Groups --------------------------------------------------------------------- */

static const struct field group_fields[] = {
    FIELD_TEXT(study_group, code, .label = N_("Code"), .must = true,
               .unique = true, .max = 20, .list = true, .search = true),
    FIELD_REF(study_group, programme, &type_programme,
              .label = N_("Programme"), .must = true, .list = true,
              .filter = true),
    FIELD_COUNT(study_group, intake, .label = N_("Year of intake"),
                .must = true, .least = 1990, .most = 2100, .list = true,
                .filter = true, .sort = true),
    FIELD_REF(study_group, adviser, &type_person, .label = N_("Adviser"),
              .list = true, .filter = true),
};

static const struct state group_states[] = {
    { "active", N_("Studies"), TONE_GOOD },
    { "closed", N_("Closed"), TONE_MUTED },
};

static const struct step group_steps[] = {
    { .name = "close", .label = N_("Close the group"), .from = { "active" },
      .to = "closed", .danger = true },
};

const struct type type_study_group = {
    .name = "study_group", .label = N_("Study group"),
    .plural = N_("Study groups"), .size = sizeof(struct study_group),
    SPAN(fields, group_fields), SPAN(states, group_states),
    SPAN(steps, group_steps), .title = "code", .code = "code",
    .order = "code",
};

/* --- Semesters ------------------------------------------------------------------ */

static enum rc semester_check(struct rq *rq, void *rec, const void *old)
{
    const struct semester *s = rec;

    (void)old;
    if (s->ends.n < s->starts.n)
        return fail(rq, RC_INVALID, "ends", "must not be before the beginning");
    if (day_is(s->choice_from) && day_is(s->choice_until) &&
        s->choice_until.n < s->choice_from.n)
        return fail(rq, RC_INVALID, "choice_until",
                    "must not be before the beginning");
    return RC_OK;
}

static const struct field semester_fields[] = {
    FIELD_TEXT(semester, code, .label = N_("Code"), .must = true,
               .unique = true, .max = 20, .list = true, .search = true),
    FIELD_TEXT3(semester, title, .label = N_("Title"), .must = true,
                .search = true),
    FIELD_DAY(semester, starts, .label = N_("Semester begins"), .must = true,
              .list = true, .sort = true),
    FIELD_DAY(semester, ends, .label = N_("Semester ends"), .must = true,
              .list = true),
    FIELD_DAY(semester, choice_from, .label = N_("Courses are chosen from")),
    FIELD_DAY(semester, choice_until, .label = N_("Courses are chosen until")),
};

static const struct state semester_states[] = {
    { "open", N_("Open semester"), TONE_GOOD },
    { "closed", N_("Closed"), TONE_MUTED },
};

static const struct step semester_steps[] = {
    { .name = "close", .label = N_("Close the semester"), .from = { "open" },
      .to = "closed", .danger = true },
};

const struct type type_semester = {
    .name = "semester", .label = N_("Semester"), .plural = N_("Semesters"),
    .size = sizeof(struct semester), SPAN(fields, semester_fields),
    SPAN(states, semester_states), SPAN(steps, semester_steps),
    .title = "title", .code = "code", .order = "starts",
    .check = semester_check,
};

/* --- Sections ------------------------------------------------------------------- */

const struct choice section_days[6] = {
    { "mon", N_("Monday") },   { "tue", N_("Tuesday") },
    { "wed", N_("Wednesday") }, { "thu", N_("Thursday") },
    { "fri", N_("Friday") },   { "sat", N_("Saturday") },
};

static enum rc section_check(struct rq *rq, void *rec, const void *old)
{
    struct section *s = rec;
    struct course *c;
    void *loaded;

    (void)old;
    TRY(record_load(rq, &type_course, s->course, &loaded));
    c = loaded;
    s->title = c->title;
    s->r.owner_unit = c->r.owner_unit;
    return RC_OK;
}

static const struct field section_fields[] = {
    FIELD_TEXT(section, code, .label = N_("Code"), .must = true,
               .unique = true, .max = 40, .list = true, .search = true),
    FIELD_REF(section, semester, &type_semester, .label = N_("Semester"),
              .must = true, .fixed = true, .list = true, .filter = true,
              .again = true),
    FIELD_REF(section, course, &type_course, .label = N_("Course"),
              .must = true, .fixed = true, .filter = true),
    FIELD_REF(section, teacher, &type_person, .label = N_("Teacher"),
              .must = true, .list = true, .filter = true),
    FIELD_COUNT(section, places, .label = N_("Places"), .must = true,
                .least = 1, .most = 1000, .list = true),
    FIELD_CHOICE(section, weekday, section_days, .label = N_("Day of the week"),
                 .list = true, .filter = true),
    FIELD_COUNT(section, lesson, .label = N_("Lesson of the day"), .least = 1,
                .most = 10, .list = true),
    FIELD_TEXT(section, room, .label = N_("Room"), .max = 40),
    FIELD_TEXT3(section, title, .label = N_("Title"), .computed = true,
                .search = true),
};

static const struct state section_states[] = {
    { "open", N_("Taught"), TONE_GOOD },
    { "closed", N_("Closed"), TONE_MUTED },
};

static const struct step section_steps[] = {
    { .name = "close", .label = N_("Close the section"), .from = { "open" },
      .to = "closed", .danger = true },
};

static const struct relation section_relations[] = {
    { "teacher", "t.teacher = {person}", N_("teaches it") },
};

const struct type type_section = {
    .name = "section", .label = N_("Course section"),
    .plural = N_("Course sections"), .size = sizeof(struct section),
    SPAN(fields, section_fields), SPAN(states, section_states),
    SPAN(steps, section_steps), SPAN(relations, section_relations),
    .title = "title", .code = "code", .check = section_check,
    .owned_by = "course",
};

/* --- Who is in them ------------------------------------------------------------- */

static const struct field enrolment_fields[] = {
    FIELD_REF(enrolment, section, &type_section,
              .label = N_("Course section"), .must = true, .fixed = true,
              .list = true, .filter = true),
    FIELD_REF(enrolment, student, &type_student, .label = N_("Student"),
              .must = true, .fixed = true, .list = true, .filter = true),
};

static const struct state enrolment_states[] = {
    { "taken", N_("In the section"), TONE_GOOD },
    { "waiting", N_("Waits for a place"), TONE_INFO },
    { "dropped", N_("Given back"), TONE_MUTED },
};

static const struct relation enrolment_relations[] = {
    { "own", "t.student IN (SELECT id FROM student WHERE person = {person})",
      N_("one's own") },
    { "teacher",
      "t.section IN (SELECT id FROM section WHERE teacher = {person})",
      N_("teaches it") },
};

static const struct index_on enrolment_indexes[] = {
    { "section, student", true, NULL },
};

const struct type type_enrolment = {
    .name = "enrolment", .label = N_("Enrolment in a section"),
    .plural = N_("Enrolments in sections"), .size = sizeof(struct enrolment),
    SPAN(fields, enrolment_fields), SPAN(states, enrolment_states),
    SPAN(relations, enrolment_relations), SPAN(indexes, enrolment_indexes),
    .no_add = true,
};
