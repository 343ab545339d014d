/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_help.h: a register with two risks, an action, a plan and four people,
 * for the tests of assessments and of what watches risks.
 */
#pragma once

#include "strategy_help.h"

#include "kernel/org.h"
#include "mod/risk/risk_assess.h"

static struct uni u;
static struct {
    int64_t planner, rector, owner, judge, council;
    int64_t plan, general, category, risk, other, action;
} k;

static int64_t put(struct rq *rq, const struct type *t, void *rec)
{
    OK(&u, record_put(rq, t, rec, "add"));
    return ((struct record *)rec)->id;
}

static int64_t person(struct rq *rq, const char *name, const char *role)
{
    struct person *p = record_new(rq, &type_person);
    struct appointment *a = record_new(rq, &type_appointment);

    p->name.in[LANG_KY] = name;
    p->email = "a@b.kg";
    put(rq, &type_person, p);
    a->person = p->r.id;
    a->role = role;
    a->starts = day_ymd(2023, 1, 1);
    put(rq, &type_appointment, a);
    return p->r.id;
}

static int64_t make_risk(struct rq *rq, const char *code, int64_t owner)
{
    struct risk *r = record_new(rq, &type_risk);

    r->risk_register = k.general;
    r->category = k.category;
    r->code = code;
    r->title.in[LANG_KY] = "Тобокелдик";
    r->owner = owner;
    r->starts = day_ymd(2023, 1, 1);
    r->ends = day_ymd(2028, 12, 31);
    return put(rq, &type_risk, r);
}

static enum rc make(struct rq *rq, void *arg)
{
    struct plan *p = record_new(rq, &type_plan);
    struct risk_category *c = record_new(rq, &type_risk_category);
    struct risk_action *a = record_new(rq, &type_risk_action);
    struct unit *n = record_new(rq, &type_unit);

    (void)arg;
    k.rector = person(rq, "Ректор", "rector");
    k.planner = person(rq, "Пландоочу", "planning");
    k.owner = person(rq, "Ээси", "head");
    k.judge = person(rq, "Баалоочу", "employee");
    n->code = "academic_council";
    n->kind = "council";
    n->name.in[LANG_KY] = "Окумуштуулар кеңеши";
    k.council = put(rq, &type_unit, n);
    p->code = "p1";
    p->title.in[LANG_KY] = "План";
    p->starts = day_ymd(2023, 1, 1);
    p->ends = day_ymd(2028, 12, 31);
    p->report_every = "year";
    p->report_days = (struct count){ 20, true };
    k.plan = put(rq, &type_plan, p);
    TRY(record_find(rq, &type_plan, "p1", 0, &k.plan));
    {
        struct risk_register *g = record_new(rq, &type_risk_register);

        g->code = g->kind = RISK_GENERAL;
        g->title.in[LANG_KY] = "Реестр";
        g->plan = k.plan;
        g->starts = p->starts;
        g->ends = p->ends;
        k.general = put(rq, &type_risk_register, g);
    }
    c->risk_register = k.general;
    c->code = "1";
    c->title.in[LANG_KY] = "Категория";
    k.category = put(rq, &type_risk_category, c);
    k.risk = make_risk(rq, "1.1", k.owner);
    k.other = make_risk(rq, "1.2", 0);
    a->risk_register = k.general;
    a->risk = k.risk;
    a->code = "1.1-A1";
    a->title.in[LANG_KY] = "Иш-чара";
    k.action = put(rq, &type_risk_action, a);
    return risk_scales_make(rq);
}

static int setup(void **state)
{
    (void)state;
    uni_open(&u);
    OK(&u, app_write(&u.rq, make, NULL));
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    uni_close(&u);
    return 0;
}

/* --- As somebody ---------------------------------------------------------- */

static inline void be(int64_t who)
{
    u.rq.system = !who;
    u.rq.person = who;
    rq_forget(&u.rq);
    u.rq.holder = who ? rights_holder(&u.rq, who) : NULL;
}

static inline const void *load(const struct type *t, int64_t id)
{
    void *rec;

    OK(&u, record_load(&u.rq, t, id, &rec));
    return rec;
}

/* Changes a record: a step, "put" (by code), "save", or NULL to add. */
struct change {
    const struct type *type;
    int64_t id;
    const char *step;
    void (*fill)(void *rec, const void *with);
    const void *with;
    int64_t version;
};

static inline enum rc change_run(struct rq *rq, void *arg)
{
    struct change *c = arg;
    void *rec = record_new(rq, c->type);
    enum rc rc;

    if (c->id)
        TRY(record_load(rq, c->type, c->id, &rec));
    if (c->fill)
        c->fill(rec, c->with);
    if (!c->step)
        rc = record_add(rq, c->type, rec);
    else if (!strcmp(c->step, "put"))
        rc = record_put(rq, c->type, rec, "test");
    else if (!strcmp(c->step, "save"))
        rc = record_save(rq, c->type, rec);
    else
        rc = record_step(rq, c->type, rec, c->step, c->version);
    if (!rc)
        c->id = ((struct record *)rec)->id;
    return rc;
}

static inline enum rc change(struct change *c)
{
    rq_forget(&u.rq);
    return app_write(&u.rq, change_run, c);
}

static inline bool told_of(const char *field)
{
    for (const struct failure *f = u.rq.fails; f; f = f->next)
        if (f->field && !strcmp(f->field, field))
            return true;
    return false;
}
