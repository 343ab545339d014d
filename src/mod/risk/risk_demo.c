/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_demo.c: the demo university goes through the nine steps in 2023, 2024
 * and 2025, and stands before the eighth in 2026.
 */
#include "mod/risk/risk_demo.h"

#include "kernel/act.h"
#include "mod/risk/risk_action.h"
#include "mod/risk/risk_assess.h"
#include "mod/risk/risk_context.h"
#include "mod/risk/risk_decision.h"

#include <stdlib.h>
#include <string.h>

enum { REFS = 8, ASKED = 200 };

struct year {
    struct risk_demo_office *o;
    int year;
    int64_t cycle;
    size_t step; /* to be finished */
    const struct risk_demo_report *report;
    int64_t id;
};

/* --- Owners ----------------------------------------------------------------------- */

static size_t index_of(const char *code)
{
    size_t i = 0;

    while (i < RISK_DEMO_RISKS && strcmp(risk_demo_codes[i], code) != 0)
        i++;
    return i;
}

/* Who heads one of the responsible units, the rector only when nobody else
 * does. */
static enum rc head_of(struct rq *rq, const struct risk_demo_office *o,
                       const struct refs *units, int64_t *person)
{
    for (size_t i = 0; i < units->n; i++) {
        TRY(unit_head(rq, units->id[i], person));
        if (*person != o->rector)
            return RC_OK;
    }
    return RC_OK;
}

/* The source names nobody for two of them, and so do we. */
static enum rc own_risk(struct rq *rq, struct risk_demo_office *o, size_t i)
{
    struct risk *r;
    void *rec;

    TRY(record_find(rq, &type_risk, risk_demo_codes[i], o->book,
                    &o->risk[i]));
    TRY(record_load(rq, &type_risk, o->risk[i], &rec));
    r = rec;
    if (!r->responsible.n)
        return RC_OK;
    TRY(head_of(rq, o, &r->responsible, &r->owner));
    o->owner[i] = r->owner;
    return record_put(rq, &type_risk, r, "edit");
}

/* The first two actions against each have somebody. */
static enum rc own_action(struct rq *rq, const struct risk_demo_office *o,
                          size_t i, int which)
{
    static const char *const manners[] = { "likelihood", "impact" };
    struct risk_action *a;
    int64_t id;
    void *rec;

    TRY(record_find(rq, &type_risk_action,
                    mem_fmt(rq->mem, "%s-A%d", risk_demo_codes[i], which),
                    o->book, &id));
    TRY(record_load(rq, &type_risk_action, id, &rec));
    a = rec;
    a->owner = o->owner[i] ? o->owner[i] : o->planning;
    a->manner = manners[which - 1];
    a->starts = day_ymd(RISK_DEMO_FIRST, 6, 15);
    a->cost = (struct count){ (200 + 50 * demo_pick(i, (uint64_t)which, 20)) *
                                  INT64_C(100000), true };
    if (!strcmp(a->code, "4.1-A2"))
        a->ends = day_ymd(2026, 9, 30); /* and it is late */
    return record_put(rq, &type_risk_action, a, "edit");
}

static enum rc own(struct rq *rq, void *arg)
{
    struct risk_demo_office *o = arg;

    for (size_t i = 0; i < RISK_DEMO_RISKS; i++) {
        TRY(own_risk(rq, o, i));
        TRY(own_action(rq, o, i, 1));
        TRY(own_action(rq, o, i, 2));
    }
    return RC_OK;
}

/* The values of the strategy's demo have crossed thresholds and asked for
 * assessments: those of the cycles answer them. */
static enum rc withdraw_asked(struct rq *rq, void *arg)
{
    static const struct sql_text q = {
        "SELECT id FROM risk_assessment WHERE state = 'asked' ORDER BY id",
        "", "i"
    };
    struct refs ids;

    (void)arg;
    TRY(refs_read(rq, sql_query(rq->sql, &q, NO_ARGS), &ids));
    for (size_t i = 0; i < ids.n; i++) {
        void *rec;

        TRY(record_load(rq, &type_risk_assessment, ids.id[i], &rec));
        TRY(record_step(rq, &type_risk_assessment, rec, "withdraw", 0));
    }
    return RC_OK;
}

/* --- Context ---------------------------------------------------------------------- */

static enum rc begin(struct rq *rq, void *arg)
{
    struct year *y = arg;
    struct risk_cycle *c = record_new(rq, &type_risk_cycle);

    c->risk_register = y->o->book;
    c->year = (struct count){ y->year, true };
    c->holder = y->o->planning;
    TRY(record_put(rq, &type_risk_cycle, c, "open"));
    y->cycle = c->r.id;
    return RC_OK;
}

static enum rc add_notes(struct rq *rq, const struct year *y, bool outer)
{
    for (size_t i = 0; i < n_risk_demo_notes; i++) {
        const struct risk_demo_note *d = &risk_demo_notes[i];
        struct risk_note *n = record_new(rq, &type_risk_note);

        if (d->year != y->year || risk_note_outer(d->side) != outer)
            continue;
        n->side = d->side;
        n->title = d->title;
        n->source = d->source;
        n->on_day = rq->today;
        TRY(record_add(rq, &type_risk_note, n));
    }
    return RC_OK;
}

static int by_id(const void *a, const void *b)
{
    const int64_t *x = a, *z = b;

    return (*x > *z) - (*x < *z);
}

static enum rc causes_of(struct rq *rq, const struct year *y, const char *codes,
                         struct refs *out)
{
    int64_t *ids = MEM_ARRAY(rq->mem, REFS, int64_t);
    size_t n = 0;

    while (*codes && n < REFS) {
        size_t len = strcspn(codes, " ");

        TRY(record_find(rq, &type_risk_cause, mem_strn(rq->mem, codes, len),
                        y->o->book, &ids[n++]));
        codes += len + (codes[len] == ' ');
    }
    qsort(ids, n, sizeof *ids, by_id);
    *out = (struct refs){ ids, n };
    return RC_OK;
}

/* From the notes of the year. */
static enum rc notes_of(struct rq *rq, int from, struct refs *out)
{
    static const struct sql_text q = {
        "SELECT id FROM risk_note WHERE on_day >= $1 ORDER BY id LIMIT $2",
        "ti", "i"
    };

    return refs_read(
        rq,
        sql_query(rq->sql, &q,
                  ARGS(DAY(rq->mem, day_ymd(from, 1, 1)), INT(REFS))),
        out);
}

static enum rc add_factors(struct rq *rq, const struct year *y)
{
    for (size_t i = 0; i < n_risk_demo_factors; i++) {
        const struct risk_demo_factor *d = &risk_demo_factors[i];
        struct risk_factor *f = record_new(rq, &type_risk_factor);

        if (d->year != y->year)
            continue;
        f->title = d->title;
        f->on_day = rq->today;
        TRY(notes_of(rq, y->year, &f->notes));
        TRY(causes_of(rq, y, d->causes, &f->causes));
        TRY(record_add(rq, &type_risk_factor, f));
    }
    return RC_OK;
}

/* --- Assessment ------------------------------------------------------------------- */

static int within(int v)
{
    return v < 1 ? 1 : v > 5 ? 5 : v;
}

static enum rc judge(struct rq *rq, const struct year *y, size_t i,
                     const char *kind, int likelihood, int impact)
{
    uint64_t key = (uint64_t)y->year * 100 + i;
    struct risk_voice v[3];

    for (int k = 0; k < 3; k++)
        v[k] = (struct risk_voice){
            .judge = k == 0   ? y->o->planning
                     : k == 1 ? y->o->quality
                     : y->o->owner[i] ? y->o->owner[i] : y->o->acting,
            .likelihood = within(likelihood),
            .impact = within(impact),
            .why = risk_demo_why(key + (uint64_t)k),
        };
    /* The owner sees it a little otherwise. */
    v[2].likelihood = within(likelihood + demo_pick(key, 81, 3) - 1);
    v[2].impact = within(impact + demo_pick(key, 82, 3) - 1);
    return risk_voices(rq, y->o->risk[i], kind, rq->today, v, 3);
}

static enum rc judge_all(struct rq *rq, const struct year *y)
{
    for (size_t i = 0; i < RISK_DEMO_RISKS; i++) {
        const unsigned char *r =
            risk_demo_rated[i][y->year - RISK_DEMO_FIRST];

        TRY(judge(rq, y, i, KIND_CURRENT, r[0], r[1]));
        if (y->year != RISK_DEMO_FIRST)
            continue;
        TRY(judge(rq, y, i, KIND_INHERENT, r[0] + 1, r[1]));
        TRY(judge(rq, y, i, KIND_TARGET, r[0] - 2, r[1] - 1));
    }
    return RC_OK;
}

/* --- Decisions -------------------------------------------------------------------- */

static enum rc decide_one(struct rq *rq, const struct year *y,
                          const char *code, const char *choice,
                          const char *reason, day until)
{
    struct risk_decision *d = record_new(rq, &type_risk_decision);

    d->risk = y->o->risk[index_of(code)];
    d->choice = choice;
    d->reason = reason;
    d->until = until;
    d->decided_on = rq->today;
    d->decided_by = y->year < 2026 ? y->o->acting : y->o->rector;
    rq->person = d->decided_by;
    return record_put(rq, &type_risk_decision, d, "add");
}

static enum rc decide_all(struct rq *rq, const struct year *y)
{
    if (y->year == RISK_DEMO_FIRST)
        for (size_t i = 0; i < RISK_DEMO_RISKS; i++)
            TRY(decide_one(rq, y, risk_demo_codes[i], "reduce",
                           "Иш-чаралар менен азайтууга болот.", DAY_NONE));
    if (y->year == 2024)
        TRY(decide_one(rq, y, "4.1", "share",
                       "Корпустар камсыздандырылат, оңдоо өнөктөштөр менен"
                       " бөлүшүлөт.", DAY_NONE));
    if (y->year == 2026)
        return decide_one(rq, y, "7.2", "accept",
                          "Тобокелдик төмөн, ички эрежелер жаңыртылды.",
                          day_ymd(2026, 12, 20));
    return RC_OK;
}

/* The owners approve what the judges say; in the last year two have not yet. */
static enum rc approve_all(struct rq *rq, void *arg)
{
    static const struct sql_text q = {
        "SELECT c.id, r.owner FROM risk_consensus c JOIN risk r"
        " ON r.id = c.risk WHERE c.state IN ('proposed', 'void')"
        " AND r.owner IS NOT NULL AND r.code NOT IN ($1, $2)"
        " ORDER BY c.id LIMIT $3",
        "tti", "ii"
    };
    const struct year *y = arg;
    bool last = y->year == RISK_DEMO_FIRST + RISK_DEMO_YEARS - 1;
    int64_t ids[ASKED][2];
    struct sql_rows r = sql_query(rq->sql, &q,
                                  ARGS(STR(last ? "2.1" : ""),
                                       STR(last ? "4.1" : ""), INT(ASKED)));
    size_t n = 0;

    for (; n < ASKED && sql_next(&r); n++)
        for (int k = 0; k < 2; k++)
            ids[n][k] = sql_int(&r, k);
    TRY(sql_done(&r));
    for (size_t i = 0; i < n; i++) {
        void *rec;

        TRY(record_load(rq, &type_risk_consensus, ids[i][0], &rec));
        rq->person = ids[i][1];
        TRY(record_step(rq, &type_risk_consensus, rec, "approve", 0));
    }
    return RC_OK;
}

/* --- A step ----------------------------------------------------------------------- */

static enum rc finish(struct rq *rq, void *arg)
{
    static const char *const names[CYCLE_STEPS] = {
        "finish_outside", "finish_inside", "finish_factors",
        "finish_methods", "finish_assessment", "finish_decision",
        "finish_means", "finish_application", "close_unchanged",
    };
    static enum rc (*const work[CYCLE_STEPS])(struct rq *,
                                              const struct year *) = {
        [2] = add_factors, [3] = judge_all, [5] = decide_all,
    };
    const struct year *y = arg;
    const char *name = names[y->step];
    struct risk_cycle *c;
    void *rec;

    if (y->step < 2)
        TRY(add_notes(rq, y, y->step == 0));
    if (work[y->step])
        TRY(work[y->step](rq, y));
    TRY(record_load(rq, &type_risk_cycle, y->cycle, &rec));
    c = rec;
    *(struct text3 *)(void *)((char *)c + cycle_steps[y->step].result) =
        risk_demo_result(rq->mem, y->step, y->year);
    if (y->step == 3)
        c->way = "words";
    if (y->step == CYCLE_STEPS - 1 && y->year == 2025) {
        c->correction = risk_demo_correction;
        name = "close_amended";
    } else if (y->step == CYCLE_STEPS - 1) {
        c->reason = risk_demo_reason;
    }
    return record_step(rq, &type_risk_cycle, c, name, 0);
}

/* --- Reports ---------------------------------------------------------------------- */

static enum rc report(struct rq *rq, void *arg)
{
    struct year *y = arg;
    const struct risk_demo_report *d = y->report;
    struct risk_report *p = record_new(rq, &type_risk_report);
    struct risk_action *a;
    void *rec;

    TRY(record_find(rq, &type_risk_action, d->action, y->o->book,
                    &p->action));
    TRY(record_load(rq, &type_risk_action, p->action, &rec));
    a = rec;
    rq->person = a->owner ? a->owner : y->o->planning;
    p->done = d->done;
    p->delivery = d->delivery;
    p->progress = (struct count){ d->progress, true };
    p->links = "/ky/strategy";
    TRY(record_put(rq, &type_risk_report, p, "add"));
    y->id = p->r.id;
    return RC_OK;
}

static enum rc accept(struct rq *rq, void *arg)
{
    const struct year *y = arg;
    void *rec;

    TRY(record_load(rq, &type_risk_report, y->id, &rec));
    rq->person = ((const struct risk_report *)rec)->person == y->o->planning
                     ? y->o->quality
                     : y->o->planning;
    return record_step(rq, &type_risk_report, rec, "accept", 0);
}

static enum rc reports(struct rq *rq, struct year *y)
{
    for (size_t i = 0; i < n_risk_demo_reports; i++) {
        y->report = &risk_demo_reports[i];
        if (y->report->year != y->year)
            continue;
        demo_at(rq, day_ymd(y->year, y->report->month, 12), y->o->planning);
        if (day_add(rq->today, 5).n > y->o->today.n)
            continue;
        TRY(demo_write(rq, report, y));
        demo_at(rq, day_add(rq->today, 5), y->o->planning);
        TRY(demo_write(rq, accept, y));
    }
    return RC_OK;
}

/* --- A year ----------------------------------------------------------------------- */

static enum rc amend(struct rq *rq, const struct year *y)
{
    void *rec;

    TRY(record_load(rq, &type_risk_cycle, y->cycle, &rec));
    return risk_demo_sign(rq, y->o,
                          ((const struct risk_cycle *)rec)->amendment,
                          day_ymd(y->year, 12, 24));
}

static enum rc run_year(struct rq *rq, struct risk_demo_office *o, int year)
{
    static const struct {
        int month, mday;
    } on[CYCLE_STEPS] = {
        { 3, 6 }, { 3, 13 }, { 3, 20 }, { 4, 3 }, { 4, 17 },
        { 5, 15 }, { 6, 19 }, { 11, 27 }, { 12, 22 },
    };
    struct year y = { .o = o, .year = year };

    demo_at(rq, day_ymd(year, 3, 1), o->planning);
    TRY(demo_write(rq, begin, &y));
    for (y.step = 0; y.step < CYCLE_STEPS; y.step++) {
        if (y.step == 7)
            TRY(reports(rq, &y));
        demo_at(rq, day_ymd(year, on[y.step].month, on[y.step].mday),
                o->planning);
        if (year == RISK_DEMO_FIRST + RISK_DEMO_YEARS - 1 && y.step > 6)
            return RC_OK;
        TRY(demo_write(rq, finish, &y));
        if (y.step == 6)
            TRY(demo_write(rq, approve_all, &y));
    }
    TRY(risk_demo_review(rq, o, year));
    return year == 2025 ? amend(rq, &y) : RC_OK;
}

enum rc risk_demo(struct rq *rq, int students)
{
    struct risk_demo_office o = { .today = rq->today };
    enum rc rc;

    (void)students;
    rc = record_find(rq, &type_risk_register, RISK_GENERAL, 0, &o.book);
    if (rc == RC_MISSING)
        return RC_OK; /* without the concept there is no register */
    TRY(rc);
    TRY(demo_role_person(rq, "planning", &o.planning));
    TRY(demo_role_person(rq, "quality", &o.quality));
    TRY(demo_role_person(rq, "rector", &o.rector));
    if (!o.planning || o.today.n < day_ymd(2026, 7, 1).n)
        return RC_OK;
    TRY(risk_demo_signer(rq, &o));
    if (!o.acting)
        return RC_OK;
    demo_at(rq, day_ymd(RISK_DEMO_FIRST, 2, 10), o.planning);
    TRY(demo_write(rq, own, &o));
    TRY(demo_write(rq, withdraw_asked, NULL));
    TRY(risk_demo_approve(rq, &o));
    for (int i = 0; i < RISK_DEMO_YEARS; i++)
        TRY(run_year(rq, &o, RISK_DEMO_FIRST + i));
    sign_key_forget(o.key);
    TRY(risk_demo_numbers(rq, &o));
    demo_said("  risks: %d years\n", RISK_DEMO_YEARS);
    return RC_OK;
}
