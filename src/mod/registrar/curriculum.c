/* SPDX-License-Identifier: Apache-2.0 */
/*
 * curriculum.c: tables of courses and curricula and what must hold: hours
 * match credits, no course needs itself by any way, an adopted curriculum is
 * not edited and has the credits of its programme.
 */
#include "mod/registrar/curriculum.h"

#include "kernel/record.h"
#include "kernel/rule.h"

#include <string.h>

static const struct choice blocks[] = {
    { "general", N_("General courses") },
    { "professional", N_("Professional courses") },
    { "practice", N_("Practice") },
    { "final", N_("Final examination") },
};

/* --- Courses -------------------------------------------------------------------- */

static enum rc check_hours(struct rq *rq, const struct course *c)
{
    int64_t hours, all = c->contact.n + c->independent.n;

    if (!c->credits.set || !c->contact.set || !c->independent.set)
        return RC_OK;
    TRY(rule_int(rq, "credit_hours", rq->today, &hours));
    if (all != hours * c->credits.n)
        return fail(rq, RC_INVALID, "independent",
                    "%lld credits are %lld hours, contact and independent"
                    " hours together are %lld",
                    (long long)c->credits.n, (long long)(hours * c->credits.n),
                    (long long)all);
    return RC_OK;
}

/* Whatever way leads over what it needs, never back to itself. */
static enum rc check_circle(struct rq *rq, const struct course *c)
{
    static const struct sql_text q = {
        "WITH RECURSIVE up(id) AS (SELECT target FROM course_needs"
        " WHERE owner = $1 UNION SELECT n.target FROM course_needs n"
        " JOIN up ON up.id = n.owner)"
        " SELECT COUNT(*) FROM up WHERE id = $2",
        "ii", "i"
    };

    if (!c->r.id)
        return RC_OK;
    for (size_t i = 0; i < c->needs.n; i++) {
        int64_t n = c->needs.id[i] == c->r.id;

        if (!n)
            TRY(sql_get_int(rq->sql, &n, &q,
                            ARGS(INT(c->needs.id[i]), INT(c->r.id))));
        if (n)
            return fail(rq, RC_INVALID, "needs",
                        "the course would need itself");
    }
    return RC_OK;
}

static enum rc course_check(struct rq *rq, void *rec, const void *old)
{
    (void)old;
    TRY(check_hours(rq, rec));
    return check_circle(rq, rec);
}

static const struct field course_fields[] = {
    FIELD_TEXT(course, code, .label = N_("Code"), .must = true, .unique = true,
               .max = 20, .list = true, .search = true),
    FIELD_TEXT3(course, title, .label = N_("Title"), .must = true,
                .search = true, .sort = true),
    FIELD_COUNT(course, credits, .label = N_("Credits"), .must = true,
                .least = 1, .most = 60, .list = true),
    FIELD_COUNT(course, contact, .label = N_("Contact hours"), .must = true,
                .least = 0, .most = 1800),
    FIELD_COUNT(course, independent, .label = N_("Hours of independent work"),
                .must = true, .least = 0, .most = 1800),
    FIELD_REFS(course, needs, &type_course,
               .label = N_("Courses to be passed before")),
    FIELD_REFS(course, equals, &type_course,
               .label = N_("Courses that count in its place")),
};

static const struct state course_states[] = {
    { "open", N_("Taught"), TONE_GOOD },
    { "closed", N_("Not taught any more"), TONE_MUTED },
};

static const struct step course_steps[] = {
    { .name = "close", .label = N_("Teach it no more"), .from = { "open" },
      .to = "closed", .danger = true },
};

const struct type type_course = {
    .name = "course", .label = N_("Course"), .plural = N_("Courses"),
    .size = sizeof(struct course), SPAN(fields, course_fields),
    SPAN(states, course_states), SPAN(steps, course_steps), .title = "title",
    .code = "code", .order = "title", .check = course_check,
};

/* --- Curricula ------------------------------------------------------------------ */

static enum rc curriculum_check(struct rq *rq, void *rec, const void *old)
{
    struct curriculum *c = rec;
    struct label l;

    (void)old;
    TRY(record_label(rq, &type_programme, c->programme, &l));
    for (int i = 0; i < LANGS; i++)
        c->title.in[i] = mem_fmt(rq->mem, "%s, %lld",
                                 text3_get(&l.title, (enum lang)i, NULL),
                                 (long long)c->intake.n);
    return RC_OK;
}

/* A course comes before what it is needed for. */
static enum rc check_order(struct rq *rq, int64_t id)
{
    static const struct sql_text q = {
        "SELECT c.code, n.code FROM curriculum_course r"
        " JOIN course_needs x ON x.owner = r.course"
        " JOIN course c ON c.id = r.course JOIN course n ON n.id = x.target"
        " LEFT JOIN curriculum_course b ON b.curriculum = r.curriculum"
        " AND b.course = x.target WHERE r.curriculum = $1"
        " AND (b.id IS NULL OR b.semester >= r.semester)"
        " ORDER BY c.code, n.code LIMIT 1",
        "i", "tt"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(id)));
    const char *code = NULL, *needs = NULL;

    if (sql_next(&r)) {
        code = mem_str(rq->mem, sql_str(&r, 0));
        needs = mem_str(rq->mem, sql_str(&r, 1));
    }
    TRY(sql_done(&r));
    return code ? fail(rq, RC_CONFLICT, NULL,
                       "%s needs %s, which does not come before it", code,
                       needs)
                : RC_OK;
}

static enum rc can_adopt(struct rq *rq, const void *rec)
{
    static const struct sql_text q = {
        "SELECT COALESCE(SUM(c.credits), 0) FROM curriculum_course r"
        " JOIN course c ON c.id = r.course WHERE r.curriculum = $1",
        "i", "i"
    };
    const struct curriculum *c = rec;
    struct programme *p;
    void *loaded;
    int64_t n;

    TRY(record_load(rq, &type_programme, c->programme, &loaded));
    p = loaded;
    TRY(sql_get_int(rq->sql, &n, &q, ARGS(INT(c->r.id))));
    if (p->credits.set && n != p->credits.n)
        return fail(rq, RC_CONFLICT, NULL,
                    "its courses have %lld credits, the programme has %lld",
                    (long long)n, (long long)p->credits.n);
    return check_order(rq, c->r.id);
}

static const struct field curriculum_fields[] = {
    FIELD_TEXT(curriculum, code, .label = N_("Code"), .must = true,
               .unique = true, .max = 30, .list = true, .search = true),
    FIELD_REF(curriculum, programme, &type_programme,
              .label = N_("Programme"), .must = true, .fixed = true,
              .list = true, .filter = true),
    FIELD_COUNT(curriculum, intake, .label = N_("From the intake of"),
                .must = true, .least = 1990, .most = 2100, .list = true,
                .filter = true),
    FIELD_TEXT3(curriculum, title, .label = N_("Title"), .computed = true,
                .search = true),
};

static const struct state curriculum_states[] = {
    { "draft", N_("Draft"), TONE_INFO },
    { "adopted", N_("In force"), TONE_GOOD },
    { "replaced", N_("Replaced"), TONE_MUTED },
};

static const struct step curriculum_steps[] = {
    { .name = "adopt", .label = N_("Adopt the curriculum"),
      .from = { "draft" }, .to = "adopted", .by_act = true,
      .guard = can_adopt },
    { .name = "replace", .label = N_("Put the curriculum out of force"),
      .from = { "adopted" }, .to = "replaced", .by_act = true,
      .danger = true },
};

const struct type type_curriculum = {
    .name = "curriculum", .label = N_("Working curriculum"),
    .plural = N_("Working curricula"), .size = sizeof(struct curriculum),
    SPAN(fields, curriculum_fields), SPAN(states, curriculum_states),
    SPAN(steps, curriculum_steps), .title = "title", .code = "code",
    .check = curriculum_check, .card = curriculum_card,
};

/* --- Their courses -------------------------------------------------------------- */

static enum rc row_check(struct rq *rq, void *rec, const void *old)
{
    static const struct sql_text twice = {
        "SELECT COUNT(*) FROM curriculum_course WHERE curriculum = $1"
        " AND course = $2 AND id <> $3",
        "iii", "i"
    };
    const struct curriculum_course *c = rec;
    struct curriculum *of;
    void *loaded;
    int64_t n;

    (void)old;
    TRY(record_load(rq, &type_curriculum, c->curriculum, &loaded));
    of = loaded;
    if (strcmp(of->r.state, "draft") != 0)
        return fail(rq, RC_CONFLICT, "curriculum",
                    "a curriculum that was adopted is not changed; make a new"
                    " version");
    TRY(sql_get_int(rq->sql, &n, &twice,
                    ARGS(INT(c->curriculum), INT(c->course), INT(c->r.id))));
    return n ? fail(rq, RC_CONFLICT, "course",
                    "the course is in this curriculum already")
             : RC_OK;
}

static const struct field row_fields[] = {
    FIELD_REF(curriculum_course, curriculum, &type_curriculum,
              .label = N_("Working curriculum"), .must = true, .fixed = true,
              .list = true, .filter = true, .again = true),
    FIELD_REF(curriculum_course, course, &type_course, .label = N_("Course"),
              .must = true, .list = true, .filter = true),
    FIELD_COUNT(curriculum_course, semester,
                .label = N_("Semester of study"), .must = true, .least = 1,
                .most = 14, .list = true, .sort = true, .again = true),
    FIELD_CHOICE(curriculum_course, block, blocks,
                 .label = N_("Block of courses"), .must = true, .list = true,
                 .filter = true, .again = true),
    FIELD_BOOL(curriculum_course, elective, .label = N_("Elective"),
               .list = true, .filter = true),
};

static const struct state row_states[] = {
    { "active", N_("Active"), TONE_NEUTRAL },
};

const struct type type_curriculum_course = {
    .name = "curriculum_course", .label = N_("Course of a curriculum"),
    .plural = N_("Courses of curricula"),
    .size = sizeof(struct curriculum_course), SPAN(fields, row_fields),
    SPAN(states, row_states),
    .check = row_check,
};

enum rc curriculum_of(struct rq *rq, int64_t student, int64_t *id)
{
    static const struct sql_text q = {
        "SELECT c.id FROM curriculum c JOIN student s"
        " ON s.programme = c.programme LEFT JOIN study_group g"
        " ON g.id = s.study_group WHERE s.id = $1 AND c.state = 'adopted'"
        " AND (g.intake IS NULL OR c.intake <= g.intake)"
        " ORDER BY c.intake DESC, c.id DESC LIMIT 1",
        "i", "i"
    };
    enum rc rc = sql_get_int(rq->sql, id, &q, ARGS(INT(student)));

    if (rc == RC_MISSING)
        *id = 0;
    return rc == RC_MISSING ? RC_OK : rc;
}
