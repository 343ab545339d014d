/* SPDX-License-Identifier: Apache-2.0 */
/*
 * choice.c: the rules of choice, and the place itself.
 */
#include "mod/registrar/choice.h"

#include "kernel/record.h"
#include "kernel/rule.h"

/* What is asked about. */
struct wish {
    struct rq *rq;
    int64_t student;
    struct section *section;
    struct semester *semester;
    struct course *course;
};

static enum rc wish_read(struct rq *rq, int64_t student, int64_t section,
                         struct wish *w)
{
    void *rec;

    *w = (struct wish){ .rq = rq, .student = student };
    TRY(record_load(rq, &type_section, section, &rec));
    w->section = rec;
    TRY(record_load(rq, &type_semester, w->section->semester, &rec));
    w->semester = rec;
    TRY(record_load(rq, &type_course, w->section->course, &rec));
    w->course = rec;
    return RC_OK;
}

static enum rc check_window(struct wish *w)
{
    const struct semester *m = w->semester;
    struct rq *rq = w->rq;

    if (!day_is(m->choice_from) || !day_is(m->choice_until))
        return fail(rq, RC_CONFLICT, NULL,
                    "courses of this semester are not chosen");
    if (!word_is(w->section->r.state, "open"))
        return fail(rq, RC_CONFLICT, NULL,
                    "this section of %s is closed; another may be open",
                    w->course->code);
    if (rq->today.n >= m->choice_from.n && rq->today.n <= m->choice_until.n)
        return RC_OK;
    return fail(rq, RC_CONFLICT, NULL,
                "courses of this semester are chosen from %s to %s",
                lang_day(rq->mem, rq->lang, m->choice_from),
                lang_day(rq->mem, rq->lang, m->choice_until));
}

static enum rc check_student(struct wish *w)
{
    void *rec;

    TRY(record_load(w->rq, &type_student, w->student, &rec));
    if (word_is(((const struct record *)rec)->state, "studying"))
        return RC_OK;
    return fail(w->rq, RC_CONFLICT, NULL,
                "only who studies now chooses courses; an order of the"
                " registrar would change that");
}

static enum rc check_plan(struct wish *w)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM curriculum_course r WHERE r.curriculum = $1"
        " AND (r.course = $2 OR EXISTS (SELECT 1 FROM course_equals e"
        " WHERE e.owner = r.course AND e.target = $2))",
        "ii", "i"
    };
    int64_t plan, n = 0;

    TRY(curriculum_of(w->rq, w->student, &plan));
    TRY(sql_get_int(w->rq->sql, &n, &q, ARGS(INT(plan), INT(w->course->r.id))));
    return n ? RC_OK
             : fail(w->rq, RC_CONFLICT, NULL,
                    "%s is not in your curriculum; your adviser can name an"
                    " equivalent course",
                    w->course->code);
}

#define PASSED(student, course)                                                \
    "EXISTS (SELECT 1 FROM grade g JOIN grade_sheet s ON s.id = g.sheet"       \
    " JOIN section y ON y.id = s.section WHERE g.student = " student           \
    " AND g.state <> 'open' AND g.weight > 0 AND (y.course = " course          \
    " OR EXISTS (SELECT 1 FROM course_equals q WHERE q.owner = " course        \
    " AND q.target = y.course)))"

static enum rc check_passed(struct wish *w)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM course c WHERE c.id = $2 AND "
        PASSED("$1", "c.id"), "ii", "i"
    };
    int64_t n;

    TRY(sql_get_int(w->rq->sql, &n, &q,
                    ARGS(INT(w->student), INT(w->course->r.id))));
    return n ? fail(w->rq, RC_CONFLICT, NULL, "you have passed %s already",
                    w->course->code)
             : RC_OK;
}

static enum rc check_needs(struct wish *w)
{
    static const struct sql_text q = {
        "SELECT c.code FROM course_needs n JOIN course c ON c.id = n.target"
        " WHERE n.owner = $2 AND NOT " PASSED("$1", "c.id")
        " ORDER BY c.code LIMIT 1",
        "ii", "t"
    };
    const char *code;
    enum rc rc = sql_get_str(w->rq->sql, w->rq->mem, &code, &q,
                             ARGS(INT(w->student), INT(w->course->r.id)));

    if (rc == RC_MISSING)
        return RC_OK;
    TRY(rc);
    return fail(w->rq, RC_CONFLICT, NULL,
                "%s must be passed before %s; take that first, or its retake",
                code, w->course->code);
}

static enum rc check_credits(struct wish *w)
{
    static const struct sql_text q = {
        "SELECT COALESCE(SUM(c.credits), 0) FROM enrolment e JOIN section x"
        " ON x.id = e.section JOIN course c ON c.id = x.course"
        " WHERE e.student = $1 AND e.state = 'taken' AND x.semester = $2",
        "ii", "i"
    };
    int64_t has, most;

    TRY(rule_int(w->rq, "semester_credits", w->rq->today, &most));
    TRY(sql_get_int(w->rq->sql, &has, &q,
                    ARGS(INT(w->student), INT(w->semester->r.id))));
    if (has + w->course->credits.n <= most)
        return RC_OK;
    return fail(w->rq, RC_CONFLICT, NULL,
                "you have %lld credits in this semester and the most is %lld;"
                " giving back another course would help",
                (long long)has, (long long)most);
}

/* The same course in another section, or another lesson at that hour. */
static enum rc check_clash(struct wish *w)
{
    static const struct sql_text q = {
        "SELECT x.code FROM enrolment e JOIN section x ON x.id = e.section"
        " WHERE e.student = $1 AND e.state = 'taken' AND x.semester = $2"
        " AND x.id <> $3 AND (x.course = $4 OR (x.weekday = $5"
        " AND x.lesson = $6)) ORDER BY x.code LIMIT 1",
        "iiiiti", "t"
    };
    const struct section *s = w->section;
    const char *code;
    enum rc rc = sql_get_str(
        w->rq->sql, w->rq->mem, &code, &q,
        ARGS(INT(w->student), INT(s->semester), INT(s->r.id), INT(s->course),
             STR(s->weekday), s->lesson.set ? INT(s->lesson.n) : NUL()));

    if (rc == RC_MISSING)
        return RC_OK;
    TRY(rc);
    return fail(w->rq, RC_CONFLICT, NULL,
                "section %s has the same course or the same hour; giving it"
                " back would help",
                code);
}

static enum rc wish_rules(struct wish *w)
{
    TRY(check_student(w));
    TRY(check_window(w));
    TRY(check_plan(w));
    TRY(check_passed(w));
    TRY(check_needs(w));
    TRY(check_clash(w));
    return check_credits(w);
}

enum rc choice_rules(struct rq *rq, int64_t student, int64_t section)
{
    struct wish w;

    TRY(wish_read(rq, student, section, &w));
    return wish_rules(&w);
}

/* --- The place ------------------------------------------------------------------ */

static enum rc free_places(struct rq *rq, const struct section *s, int64_t *n)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM enrolment WHERE section = $1"
        " AND state = 'taken'",
        "i", "i"
    };

    TRY(sql_get_int(rq->sql, n, &q, ARGS(INT(s->r.id))));
    *n = s->places.n - *n;
    return RC_OK;
}

static enum rc enrolment_of(struct rq *rq, int64_t student, int64_t section,
                            struct enrolment **out)
{
    static const struct sql_text q = {
        "SELECT id FROM enrolment WHERE student = $1 AND section = $2", "ii",
        "i"
    };
    struct enrolment *e;
    void *rec;
    int64_t id;
    enum rc rc = sql_get_int(rq->sql, &id, &q,
                             ARGS(INT(student), INT(section)));

    if (rc == RC_MISSING) {
        *out = e = record_new(rq, &type_enrolment);
        e->student = student;
        e->section = section;
        return RC_OK;
    }
    TRY(rc);
    TRY(record_load(rq, &type_enrolment, id, &rec));
    *out = rec;
    return RC_OK;
}

enum rc choice_take(struct rq *rq, int64_t student, int64_t section, bool wait)
{
    struct enrolment *e;
    struct wish w;
    int64_t n;

    TRY(store_hold(rq->sql, "section", section));
    TRY(wish_read(rq, student, section, &w));
    TRY(enrolment_of(rq, student, section, &e));
    if (e->r.id && word_is(e->r.state, "taken"))
        return RC_OK;
    TRY(wish_rules(&w));
    TRY(free_places(rq, w.section, &n));
    if (n <= 0 && !wait)
        return fail(rq, RC_CONFLICT, NULL,
                    "all %lld places of %s are taken; you can wait for one, or"
                    " take another section",
                    (long long)w.section->places.n, w.section->code);
    e->r.state = n > 0 ? "taken" : "waiting";
    return record_put(rq, &type_enrolment, e, n > 0 ? "take" : "wait");
}

/* Who waits longest and may still have it; who may not is passed over. */
static enum rc move_up(struct rq *rq, int64_t section)
{
    static const struct sql_text q = {
        "SELECT student FROM enrolment WHERE section = $1"
        " AND state = 'waiting' ORDER BY changed_at, id",
        "i", "i"
    };
    struct refs ids;

    TRY(refs_read(rq, sql_query(rq->sql, &q, ARGS(INT(section))), &ids));
    for (size_t i = 0; i < ids.n; i++) {
        enum rc rc = choice_rules(rq, ids.id[i], section);

        if (rc == RC_CONFLICT) {
            rq_forget(rq);
            continue;
        }
        TRY(rc);
        return choice_take(rq, ids.id[i], section, true);
    }
    return RC_OK;
}

enum rc choice_drop(struct rq *rq, int64_t student, int64_t section)
{
    struct enrolment *e;
    bool had;

    TRY(store_hold(rq->sql, "section", section));
    TRY(enrolment_of(rq, student, section, &e));
    if (!e->r.id || word_is(e->r.state, "dropped"))
        return RC_OK;
    had = word_is(e->r.state, "taken");
    if (had) {
        struct wish w;

        TRY(wish_read(rq, student, section, &w));
        TRY(check_window(&w));
    }
    e->r.state = "dropped";
    TRY(record_put(rq, &type_enrolment, e, "drop"));
    return had ? move_up(rq, section) : RC_OK;
}
