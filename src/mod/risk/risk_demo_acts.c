/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_demo_acts.c: the acts of the demo university's risks.  Until the end of
 * 2025 a vice-rector acts as rector and signs, so that the rector chooses the
 * code of their own key when they sign for the first time.
 */
#include "kernel/act.h"
#include "kernel/visa.h"
#include "mod/councils/councils.h"
#include "mod/risk/risk_demo.h"
#include "mod/risk/risk_review.h"

#include <string.h>

/* --- Who signs ------------------------------------------------------------------ */

static enum rc appoint(struct rq *rq, void *arg)
{
    const struct risk_demo_office *o = arg;
    struct appointment *a = record_new(rq, &type_appointment);
    enum rc rc = record_find(rq, &type_unit, "rector", 0, &a->unit);

    if (rc && rc != RC_MISSING)
        return rc;
    a->person = o->acting;
    a->role = "rector";
    a->post = "Ректордун милдетин аткаруучу";
    a->starts = demo_begins();
    a->ends = day_ymd(2025, 12, 31);
    return record_put(rq, &type_appointment, a, "add");
}

static enum rc keep_key(struct rq *rq, void *arg)
{
    const struct risk_demo_office *o = arg;
    int64_t id;

    return sign_key_add(rq, o->acting, o->key, &id);
}

enum rc risk_demo_signer(struct rq *rq, struct risk_demo_office *o)
{
    static const struct sql_text q = {
        "SELECT COALESCE(MIN(person), 0) FROM appointment"
        " WHERE role = 'vice_rector'",
        "", "i"
    };

    TRY(sql_get_int(rq->sql, &o->acting, &q, NO_ARGS));
    if (!o->acting)
        return RC_OK;
    demo_at(rq, demo_begins(), 0);
    TRY(demo_write(rq, appoint, o));
    TRY(sign_key_make(rq, o->acting, "risk demo 2023", &o->key));
    return demo_write(rq, keep_key, o);
}

/* --- Signing -------------------------------------------------------------------- */

struct signing {
    struct risk_demo_office *o;
    int64_t act;
    const struct act_compiled *compiled;
};

static enum rc check_it(struct rq *rq, void *arg)
{
    struct signing *s = arg;
    struct act *a;
    void *rec;

    TRY(record_load(rq, &type_act, s->act, &rec));
    a = rec;
    a->signer = s->o->acting;
    TRY(record_put(rq, &type_act, a, "edit"));
    return act_check(rq, s->act);
}

/* Each is asked, one after another; everybody agrees. */
static enum rc agree(struct rq *rq, void *arg)
{
    const struct signing *s = arg;
    struct visa_sheet sheet;

    TRY(visa_sheet(rq, &type_act, s->act, &sheet));
    for (size_t i = 0; i < sheet.n; i++) {
        void *rec;

        TRY(record_load(rq, &type_visa, sheet.now[i]->r.id, &rec));
        if (strcmp(((const struct visa *)rec)->r.state, "asked") != 0)
            continue;
        rq->person = sheet.now[i]->person;
        TRY(record_step(rq, &type_visa, rec, "agree", 0));
    }
    return RC_OK;
}

static enum rc sign_it(struct rq *rq, void *arg)
{
    const struct signing *s = arg;

    return act_sign(rq, s->compiled);
}

enum rc risk_demo_sign(struct rq *rq, struct risk_demo_office *o, int64_t act,
                       day on)
{
    struct signing s = { o, act, NULL };
    struct act_compiled *c;

    demo_at(rq, on, o->planning);
    TRY(app_write(rq, check_it, &s));
    TRY(app_write(rq, agree, &s));
    demo_at(rq, on, o->acting);
    TRY(act_compile(rq, act, &c));
    TRY(act_seal_with(rq, c, o->key));
    s.compiled = c;
    return app_write(rq, sign_it, &s);
}

/* --- The approval of the register ------------------------------------------------- */

static enum rc draft_approval(struct rq *rq, void *arg)
{
    struct signing *s = arg;

    return act_draft_step(rq, &type_risk_register, s->o->book, "approve", NULL,
                          &s->act);
}

enum rc risk_demo_approve(struct rq *rq, struct risk_demo_office *o)
{
    struct signing s = { o, 0, NULL };
    day on = day_ymd(RISK_DEMO_FIRST, 2, 20);

    demo_at(rq, on, o->planning);
    TRY(app_write(rq, draft_approval, &s));
    return risk_demo_sign(rq, o, s.act, on);
}

/* --- The reviews ------------------------------------------------------------------ */

struct reviewing {
    struct risk_demo_office *o;
    int year;
    int64_t id, act;
    day on;
};

static int64_t risk_of(const struct risk_demo_office *o, const char *code,
                       int64_t *owner)
{
    for (size_t i = 0; i < RISK_DEMO_RISKS; i++)
        if (!strcmp(risk_demo_codes[i], code)) {
            *owner = o->owner[i] ? o->owner[i] : o->planning;
            return o->risk[i];
        }
    return 0;
}

static enum rc propose_orders(struct rq *rq, const struct reviewing *v)
{
    for (size_t i = 0; i < n_risk_demo_orders; i++) {
        const struct risk_demo_order *d = &risk_demo_orders[i];
        struct risk_order *o = record_new(rq, &type_risk_order);

        if (d->year != v->year)
            continue;
        o->review = v->id;
        o->risk = risk_of(v->o, d->risk, &o->person);
        o->title = d->title;
        o->due = day_ymd(v->year + 1, d->outcome ? 6 : 12, 30);
        TRY(record_add(rq, &type_risk_order, o));
    }
    return RC_OK;
}

static enum rc prepare(struct rq *rq, void *arg)
{
    struct reviewing *v = arg;
    struct risk_review *r = record_new(rq, &type_risk_review);

    r->risk_register = v->o->book;
    r->year = (struct count){ v->year, true };
    TRY(record_put(rq, &type_risk_review, r, "open"));
    v->id = r->r.id;
    TRY(propose_orders(rq, v));
    r->summary = risk_demo_summary;
    r->proposals = risk_demo_proposals;
    return record_step(rq, &type_risk_review, r, "prepare", 0);
}

static enum rc submit(struct rq *rq, void *arg)
{
    struct reviewing *v = arg;
    struct risk_review *r;
    void *rec;

    TRY(record_load(rq, &type_risk_review, v->id, &rec));
    r = rec;
    r->decision = risk_demo_decision;
    TRY(record_step(rq, &type_risk_review, r, "submit", 0));
    TRY(record_load(rq, &type_risk_review, v->id, &rec));
    v->act = ((const struct risk_review *)rec)->draft;
    return RC_OK;
}

/* The council heard with it what was put on its agenda about the risks. */
static enum rc hear(struct rq *rq, void *arg)
{
    const struct reviewing *v = arg;

    for (size_t i = 0; i < RISK_DEMO_RISKS; i++)
        TRY(agenda_heard(rq, "risk", v->o->risk[i],
                         risk_demo_decision.in[LANG_KY]));
    return RC_OK;
}

/* What was ordered is reported in the middle of the next year. */
static enum rc report_orders(struct rq *rq, void *arg)
{
    const struct reviewing *v = arg;
    struct list l;

    TRY(risk_review_orders(rq, v->id, &l));
    for (size_t i = 0; i < l.n; i++) {
        struct risk_order *o;
        void *rec;

        TRY(record_load(rq, &type_risk_order,
                        ((const struct record *)l.rec[i])->id, &rec));
        o = rec;
        for (size_t k = 0; k < n_risk_demo_orders; k++)
            if (!strcmp(o->title.in[LANG_EN],
                        risk_demo_orders[k].title.in[LANG_EN]))
                o->outcome = risk_demo_orders[k].outcome;
        rq->person = o->person;
        if (o->outcome)
            TRY(record_step(rq, &type_risk_order, o, "finish", 0));
    }
    return RC_OK;
}

enum rc risk_demo_review(struct rq *rq, struct risk_demo_office *o, int year)
{
    struct reviewing v = { .o = o, .year = year };

    if (day_ymd(year + 1, 6, 10).n > o->today.n)
        return RC_OK;
    demo_at(rq, day_ymd(year, 12, 4), o->planning);
    TRY(app_write(rq, prepare, &v));
    demo_at(rq, day_ymd(year, 12, 12), o->planning);
    TRY(app_write(rq, submit, &v));
    TRY(risk_demo_sign(rq, o, v.act, day_ymd(year, 12, 19)));
    TRY(demo_write(rq, hear, &v));
    demo_at(rq, day_ymd(year + 1, 6, 10), o->planning);
    return demo_write(rq, report_orders, &v);
}
