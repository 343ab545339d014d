/* SPDX-License-Identifier: Apache-2.0 */
/*
 * grade.c: tables of sheets and grades, the scale, and what closing does.
 */
#include "mod/registrar/grade.h"

#include "kernel/record.h"
#include "kernel/rule.h"

const struct choice sheet_kinds[4] = {
    { "first", N_("First module") },
    { "second", N_("Second module") },
    { "final", N_("Examination") },
    { "retake", N_("Retake") },
};

/* --- The scale ------------------------------------------------------------------ */

static const struct {
    const char *letter, *rule;
    double weight;
} scale[] = {
    { "A", "grade_from_a", 4.0 },  { "B", "grade_from_b", 3.33 },
    { "C", "grade_from_c", 3.0 },  { "D", "grade_from_d", 2.33 },
    { "E", "grade_from_e", 2.0 },  { "FX", "grade_from_fx", 0 },
};

#define SCALE(name, words, points)                                             \
    { .code = (name), .label = (words),                                        \
      .source = N_("The university's own rule"), .kind = KIND_COUNT,           \
      .least = 1, .most = 100, .fallback = (points), .since = "2000-01-01" }

const struct rule_kind registrar_rules[REGISTRAR_RULES] = {
    { .code = "credit_hours", .label = N_("Hours of one credit"),
      .source = N_("Rules of the credit technology of education"),
      .kind = KIND_COUNT, .least = 1, .most = 60, .fallback = "30",
      .since = "2000-01-01" },
    { .code = "semester_credits",
      .label = N_("Most credits that a student takes in a semester"),
      .source = N_("The university's own rule"), .kind = KIND_COUNT,
      .least = 1, .most = 90, .fallback = "36", .since = "2000-01-01" },
    SCALE("grade_module_most", N_("Most points of a midterm module"), "30"),
    SCALE("grade_exam_most", N_("Most points of the examination"), "40"),
    SCALE("grade_from_a", N_("Points from which the letter is A"), "87"),
    SCALE("grade_from_b", N_("Points from which the letter is B"), "80"),
    SCALE("grade_from_c", N_("Points from which the letter is C"), "74"),
    SCALE("grade_from_d", N_("Points from which the letter is D"), "68"),
    SCALE("grade_from_e", N_("Points from which the letter is E: passed"),
          "61"),
    SCALE("grade_from_fx", N_("Points from which the letter is FX"), "31"),
};

static bool is_last(const struct grade_sheet *s)
{
    return word_is(s->kind, "final") || word_is(s->kind, "retake");
}

static enum rc midterms(struct rq *rq, int64_t section, int64_t *n)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM grade_sheet WHERE section = $1"
        " AND kind IN ('first', 'second')",
        "i", "i"
    };

    return sql_get_int(rq->sql, n, &q, ARGS(INT(section)));
}

/* A section without midterm sheets has its whole rating in the last one. */
enum rc sheet_most(struct rq *rq, const struct grade_sheet *s, int64_t *most)
{
    int64_t n;

    if (!is_last(s))
        return rule_int(rq, "grade_module_most", rq->today, most);
    TRY(midterms(rq, s->section, &n));
    *most = 100;
    return n ? rule_int(rq, "grade_exam_most", rq->today, most) : RC_OK;
}

static enum rc letter_of(struct rq *rq, struct grade *g)
{
    g->letter = "F";
    g->weight = (struct number){ 0, true };
    for (size_t i = 0; i < COUNT(scale); i++) {
        int64_t from;

        TRY(rule_int(rq, scale[i].rule, rq->today, &from));
        if (g->total.n < from)
            continue;
        g->letter = scale[i].letter;
        g->weight.v = scale[i].weight;
        return RC_OK;
    }
    return RC_OK;
}

enum rc grade_rate(struct rq *rq, const struct grade_sheet *s, struct grade *g)
{
    static const struct sql_text q = {
        "SELECT COALESCE(SUM(g.points), 0) FROM grade g JOIN grade_sheet s"
        " ON s.id = g.sheet WHERE s.section = $1 AND g.student = $2"
        " AND s.kind IN ('first', 'second')",
        "ii", "i"
    };
    int64_t before;

    g->total = (struct count){ 0 };
    g->letter = NULL;
    g->weight = (struct number){ 0 };
    if (!g->points.set || !is_last(s))
        return RC_OK;
    TRY(sql_get_int(rq->sql, &before, &q,
                    ARGS(INT(s->section), INT(g->student))));
    g->total = (struct count){ before + g->points.n, true };
    if (g->total.n > 100)
        g->total.n = 100;
    return letter_of(rq, g);
}

/* --- Sheets --------------------------------------------------------------------- */

/* A section has one sheet of each kind, and retakes one after another. */
static enum rc sheet_code(struct rq *rq, struct grade_sheet *s,
                          const struct section *of)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM grade_sheet WHERE section = $1 AND kind = $2",
        "it", "i"
    };
    int64_t n;

    if (s->code && *s->code)
        return RC_OK;
    TRY(sql_get_int(rq->sql, &n, &q, ARGS(INT(s->section), STR(s->kind))));
    s->code = n ? mem_fmt(rq->mem, "%s/%s%lld", of->code, s->kind,
                          (long long)n + 1)
                : mem_fmt(rq->mem, "%s/%s", of->code, s->kind);
    return RC_OK;
}

static enum rc sheet_check(struct rq *rq, void *rec, const void *old)
{
    static const struct sql_text twice = {
        "SELECT COUNT(*) FROM grade_sheet WHERE section = $1 AND kind = $2"
        " AND kind <> 'retake' AND id <> $3",
        "iti", "i"
    };
    const struct choice *kind;
    struct grade_sheet *s = rec;
    struct section *of;
    void *loaded;
    int64_t n;

    TRY(record_load(rq, &type_section, s->section, &loaded));
    of = loaded;
    if (!old && s->earlier)
        s->r.state = "imported";
    TRY(sheet_code(rq, s, of));
    s->r.owner_unit = of->r.owner_unit;
    kind = field_choice(type_field(&type_grade_sheet, "kind"), s->kind);
    for (int i = 0; i < LANGS; i++)
        s->title.in[i] = mem_fmt(rq->mem, "%s · %s · %s", of->code,
                                 text3_get(&of->title, (enum lang)i, NULL),
                                 kind ? tr((enum lang)i, kind->label) : "");
    TRY(sql_get_int(rq->sql, &n, &twice,
                    ARGS(INT(s->section), STR(s->kind), INT(s->r.id))));
    return n ? fail(rq, RC_CONFLICT, "kind",
                    "the section has this sheet already")
             : RC_OK;
}

/* Who is in the section; in a retake who has no passing grade of it. */
static enum rc sheet_stored(struct rq *rq, const void *rec, const void *old)
{
    static const struct sql_text all = {
        "SELECT student FROM enrolment WHERE section = $1"
        " AND state = 'taken' ORDER BY student",
        "i", "i"
    };
    static const struct sql_text owing = {
        "SELECT e.student FROM enrolment e WHERE e.section = $1"
        " AND e.state = 'taken' AND NOT EXISTS (SELECT 1 FROM grade g"
        " JOIN grade_sheet s ON s.id = g.sheet WHERE s.section = e.section"
        " AND g.student = e.student AND g.weight > 0"
        " AND g.state <> 'open') ORDER BY e.student",
        "i", "i"
    };
    const struct grade_sheet *s = rec;
    struct refs ids;

    if (old || !word_is(s->r.state, "open"))
        return RC_OK;
    TRY(refs_read(rq,
                  sql_query(rq->sql, word_is(s->kind, "retake") ? &owing : &all,
                            ARGS(INT(s->section))),
                  &ids));
    for (size_t i = 0; i < ids.n; i++) {
        struct grade *g = record_new(rq, &type_grade);

        g->sheet = s->r.id;
        g->student = ids.id[i];
        TRY(record_put(rq, &type_grade, g, "add"));
    }
    return RC_OK;
}

static enum rc can_submit(struct rq *rq, const void *rec)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM grade WHERE sheet = $1 AND points IS NULL", "i",
        "i"
    };
    const struct grade_sheet *s = rec;
    int64_t n;

    TRY(sql_get_int(rq->sql, &n, &q, ARGS(INT(s->r.id))));
    return n ? fail(rq, RC_CONFLICT, NULL, "%lld students have no points yet",
                    (long long)n)
             : RC_OK;
}

static enum rc sheet_closed(struct rq *rq, void *rec)
{
    static const struct sql_text q = {
        "SELECT id FROM grade WHERE sheet = $1 AND state = 'open' ORDER BY id",
        "i", "i"
    };
    const struct grade_sheet *s = rec;
    struct refs ids;

    TRY(refs_read(rq, sql_query(rq->sql, &q, ARGS(INT(s->r.id))), &ids));
    for (size_t i = 0; i < ids.n; i++) {
        struct grade *g;
        void *loaded;

        TRY(record_load(rq, &type_grade, ids.id[i], &loaded));
        g = loaded;
        g->r.state = "closed";
        TRY(record_put(rq, &type_grade, g, "close"));
    }
    return RC_OK;
}

static const struct field sheet_fields[] = {
    FIELD_REF(grade_sheet, section, &type_section,
              .label = N_("Course section"), .must = true, .fixed = true,
              .filter = true),
    FIELD_CHOICE(grade_sheet, kind, sheet_kinds, .label = N_("Kind of sheet"),
                 .must = true, .fixed = true, .filter = true),
    FIELD_DAY(grade_sheet, until, .label = N_("To be handed in by"),
              .must = true, .list = true, .sort = true),
    FIELD_TEXT3(grade_sheet, title, .label = N_("Title"), .computed = true,
                .search = true),
    FIELD_TEXT(grade_sheet, code, .label = N_("Code"), .computed = true,
               .unique = true, .max = 60, .search = true),
    FIELD_BOOL(grade_sheet, earlier, .label = N_("From the earlier system"),
               .fixed = true,
               .help = N_("Its grades are brought by a file, marked so, and"
                          " nothing is closed by it.")),
};

static const struct state sheet_states[] = {
    { "open", N_("Being filled in"), TONE_INFO },
    { "filled", N_("Handed in"), TONE_WARN },
    { "closed", N_("Closed"), TONE_GOOD },
    { "imported", N_("From the earlier system"), TONE_MUTED },
};

static const struct step sheet_steps[] = {
    { .name = "submit", .label = N_("Hand in the sheet"), .from = { "open" },
      .to = "filled", .guard = can_submit },
    { .name = "give_back", .label = N_("Give the sheet back"),
      .from = { "filled" }, .to = "open" },
    { .name = "close", .label = N_("Close the sheet"), .from = { "filled" },
      .to = "closed", .by_act = true, .guard = can_submit,
      .effect = sheet_closed },
};

static const struct relation sheet_relations[] = {
    { "teacher",
      "t.section IN (SELECT id FROM section WHERE teacher = {person})",
      N_("teaches it") },
};

const struct type type_grade_sheet = {
    .name = "grade_sheet", .label = N_("Grade sheet"),
    .plural = N_("Grade sheets"), .size = sizeof(struct grade_sheet),
    SPAN(fields, sheet_fields), SPAN(states, sheet_states),
    SPAN(steps, sheet_steps), SPAN(relations, sheet_relations),
    .title = "title", .code = "code", .check = sheet_check,
    .stored = sheet_stored,
    .owned_by = "section", .card = grade_sheet_card,
};

/* --- Grades --------------------------------------------------------------------- */

/* A new grade: of a sheet from an earlier system by a file; of an open one as
 * who is in the section. */
static enum rc check_new(struct rq *rq, const struct grade_sheet *s,
                         struct grade *g)
{
    static const struct sql_text twice = {
        "SELECT COUNT(*) FROM grade WHERE sheet = $1 AND student = $2", "ii",
        "i"
    };
    static const struct sql_text there = {
        "SELECT COUNT(*) FROM enrolment WHERE section = $1 AND student = $2"
        " AND state = 'taken'",
        "ii", "i"
    };
    int64_t n;

    TRY(sql_get_int(rq->sql, &n, &twice,
                    ARGS(INT(g->sheet), INT(g->student))));
    if (n)
        return fail(rq, RC_CONFLICT, "student",
                    "the student is in this sheet already");
    if (word_is(s->r.state, "imported")) {
        g->r.state = "imported";
        return RC_OK;
    }
    if (!word_is(s->r.state, "open"))
        return fail(rq, RC_CONFLICT, "sheet",
                    "nobody comes into a sheet that was handed in");
    TRY(sql_get_int(rq->sql, &n, &there,
                    ARGS(INT(s->section), INT(g->student))));
    if (!n)
        return fail(rq, RC_CONFLICT, "student",
                    "the student is not in this section");
    return g->points.set ? fail(rq, RC_CONFLICT, "points",
                                "points are filled in by who teaches")
                         : RC_OK;
}

static enum rc grade_check(struct rq *rq, void *rec, const void *old)
{
    struct grade *g = rec;
    struct grade_sheet *s;
    void *loaded;
    int64_t most;

    TRY(record_load(rq, &type_grade_sheet, g->sheet, &loaded));
    s = loaded;
    if (!old)
        TRY(check_new(rq, s, g));
    g->r.owner_unit = s->r.owner_unit;
    TRY(sheet_most(rq, s, &most));
    if (g->points.set && g->points.n > most)
        return fail(rq, RC_INVALID, "points",
                    "this sheet has at most %lld points", (long long)most);
    return grade_rate(rq, s, g);
}

static bool grade_reserved(struct rq *rq, const void *rec,
                           const struct field *f)
{
    const struct grade *g = rec;

    (void)rq;
    return f && !word_is(g->r.state, "open") &&
           (word_is(f->name, "points") || word_is(f->name, "reason"));
}

static const struct field grade_fields[] = {
    FIELD_REF(grade, sheet, &type_grade_sheet, .label = N_("Grade sheet"),
              .must = true, .fixed = true, .list = true, .filter = true),
    FIELD_REF(grade, student, &type_student, .label = N_("Student"),
              .must = true, .fixed = true, .list = true, .filter = true),
    FIELD_COUNT(grade, points, .label = N_("Points"), .least = 0, .most = 100,
                .list = true),
    FIELD_COUNT(grade, total, .label = N_("Whole rating"), .least = 0,
                .most = 100, .computed = true, .list = true),
    FIELD_TEXT(grade, letter, .label = N_("Letter"), .max = 2,
               .computed = true, .list = true, .filter = true),
    FIELD_NUMBER(grade, weight, .label = N_("Weight of the letter"),
                 .least = 0, .most = 4, .computed = true),
    FIELD_LONG(grade, reason, .label = N_("Reason of the correction"),
               .max = 1000),
};

static const struct state grade_states[] = {
    { "open", N_("Not closed yet"), TONE_INFO },
    { "closed", N_("Closed"), TONE_GOOD },
    { "imported", N_("From the earlier system"), TONE_MUTED },
};

static const struct step grade_steps[] = {
    { .name = "correct", .label = N_("Correct the closed grade"),
      .from = { "closed", "imported" }, .asks = { "points", "reason" },
      .needs = { "points", "reason" }, .by_act = true, .danger = true },
};

static const struct relation grade_relations[] = {
    { "own",
      "t.state <> 'open' AND t.student IN"
      " (SELECT id FROM student WHERE person = {person})",
      N_("one's own") },
    { "teacher",
      "t.sheet IN (SELECT g.id FROM grade_sheet g JOIN section x"
      " ON x.id = g.section WHERE x.teacher = {person})",
      N_("teaches it") },
};

/* One of a student in a sheet: check_new. */
static const struct index_on grade_indexes[] = {
    { "sheet, student", false, NULL },
};

const struct type type_grade = {
    .name = "grade", .label = N_("Grade"), .plural = N_("Grades"),
    .size = sizeof(struct grade), SPAN(fields, grade_fields),
    SPAN(states, grade_states), SPAN(steps, grade_steps),
    SPAN(relations, grade_relations), SPAN(indexes, grade_indexes),
    .check = grade_check, .reserved = grade_reserved,
    .two_hands = true,
};

/* --- What a student has --------------------------------------------------------- */

enum rc student_standing(struct rq *rq, int64_t student, struct standing *out)
{
    static const struct sql_text q = {
        "SELECT c.credits, MAX(g.weight) FROM grade g"
        " JOIN grade_sheet s ON s.id = g.sheet"
        " JOIN section x ON x.id = s.section JOIN course c ON c.id = x.course"
        " WHERE g.student = $1 AND g.state <> 'open' AND g.weight IS NOT NULL"
        " GROUP BY c.id, c.credits",
        "i", "ir"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(student)));
    double sum = 0;
    int64_t all = 0;

    *out = (struct standing){ 0 };
    while (sql_next(&r)) {
        int64_t credits = sql_int(&r, 0);
        double weight = sql_real(&r, 1);

        all += credits;
        sum += weight * (double)credits;
        if (weight > 0)
            out->credits += credits;
        else
            out->debts++;
    }
    TRY(sql_done(&r));
    out->gpa = all ? sum / (double)all : 0;
    return RC_OK;
}
