/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_cycle_help.h: a university with a small approved register of risks, a
 * planning office and a rector who signs.
 */
#pragma once

#include "strategy_help.h"

#include "kernel/act.h"
#include "kernel/daily.h"
#include "mod/risk/risk_cycle.h"

#define CODE "the signer's own code 7"

static struct uni u;
static struct {
    int64_t plan, task, indicator, book, category, risk, cause;
    int64_t rector, planner, holder, council;
} k;

/* --- Making ----------------------------------------------------------------- */

static inline int64_t put(const struct type *t, void *rec)
{
    OK(&u, record_put(&u.rq, t, rec, "add"));
    return ((struct record *)rec)->id;
}

static inline int64_t person(const char *name, const char *role)
{
    struct person *p = record_new(&u.rq, &type_person);
    struct appointment *a = record_new(&u.rq, &type_appointment);

    p->name.in[LANG_KY] = name;
    put(&type_person, p);
    a->person = p->r.id;
    a->role = role;
    a->starts = day_ymd(2023, 1, 1);
    if (role)
        put(&type_appointment, a);
    return p->r.id;
}

static inline void make_plan(void)
{
    struct plan *p = record_new(&u.rq, &type_plan);
    struct direction *d = record_new(&u.rq, &type_direction);
    struct goal *g = record_new(&u.rq, &type_goal);
    struct task *t = record_new(&u.rq, &type_task);

    p->code = "p1";
    p->title.in[LANG_KY] = "План";
    p->starts = day_ymd(2023, 1, 1);
    p->ends = day_ymd(2028, 12, 31);
    p->report_every = "year";
    p->report_days = (struct count){ 20, true };
    d->plan = g->plan = t->plan = k.plan = put(&type_plan, p);
    d->code = "I";
    d->title.in[LANG_KY] = "Багыт";
    g->direction = put(&type_direction, d);
    g->code = "I.1";
    g->title.in[LANG_KY] = "Максат";
    t->goal = put(&type_goal, g);
    t->code = "I.1.1";
    t->title.in[LANG_KY] = "Милдет";
    t->starts = p->starts;
    t->ends = p->ends;
    k.task = put(&type_task, t);
}

static inline void make_register(void)
{
    struct risk_register *g = record_new(&u.rq, &type_risk_register);
    struct risk_category *c = record_new(&u.rq, &type_risk_category);
    struct risk *r = record_new(&u.rq, &type_risk);
    struct risk_cause *w = record_new(&u.rq, &type_risk_cause);

    g->code = "general";
    g->kind = "general";
    g->title.in[LANG_KY] = "Тобокелдиктер";
    g->title.in[LANG_EN] = "Risks";
    g->plan = k.plan;
    g->starts = day_ymd(2023, 1, 1);
    g->ends = day_ymd(2028, 12, 31);
    g->r.state = "approved";
    c->risk_register = r->risk_register = w->risk_register = k.book =
        put(&type_risk_register, g);
    c->code = "1";
    c->title.in[LANG_KY] = "Категория";
    r->category = k.category = put(&type_risk_category, c);
    r->code = "1.1";
    r->title.in[LANG_KY] = "Контингенттин азайышы";
    r->title.in[LANG_EN] = "Fewer students";
    r->starts = g->starts;
    r->ends = g->ends;
    r->owner = k.holder;
    w->risk = k.risk = put(&type_risk, r);
    w->code = "1.1-C1";
    w->title.in[LANG_KY] = "Себеп";
    k.cause = put(&type_risk_cause, w);
}

static inline void make_council(void)
{
    struct unit *c = record_new(&u.rq, &type_unit);

    c->code = "academic_council";
    c->kind = "council";
    c->nature = "body";
    c->name.in[LANG_KY] = "Окумуштуулар кеңеши";
    k.council = put(&type_unit, c);
}

static inline enum rc make(struct rq *rq, void *arg)
{
    struct rq mine = u.rq;

    (void)arg;
    u.rq = *rq;
    rq_forget(&u.rq);
    k.rector = person("Ректор", "rector");
    k.planner = person("Пландоочу", "planning");
    k.holder = person("Жетекчи", "employee");
    make_council();
    make_plan();
    make_register();
    u.rq = mine;
    return RC_OK;
}

static inline int setup(void **state)
{
    (void)state;
    uni_open(&u);
    OK(&u, app_write(&u.rq, make, NULL));
    return 0;
}

static inline int teardown(void **state)
{
    (void)state;
    uni_close(&u);
    return 0;
}

/* --- As somebody ------------------------------------------------------------ */

static inline void be(int64_t person)
{
    u.rq.system = !person;
    u.rq.person = person;
    rq_forget(&u.rq);
    u.rq.holder = rights_holder(&u.rq, person);
}

static inline void *load(const struct type *t, int64_t id)
{
    void *rec;

    OK(&u, record_load(&u.rq, t, id, &rec));
    return rec;
}

struct saving {
    const struct type *type;
    void *rec;
    bool fresh;
};

static inline enum rc saving_run(struct rq *rq, void *arg)
{
    const struct saving *s = arg;

    if (s->fresh)
        return record_add(rq, s->type, s->rec);
    return record_put(rq, s->type, s->rec, "edit");
}

static inline enum rc add(const struct type *t, void *rec)
{
    rq_forget(&u.rq);
    return app_write(&u.rq, saving_run, &(struct saving){ t, rec, true });
}

static inline enum rc save(const struct type *t, void *rec)
{
    rq_forget(&u.rq);
    return app_write(&u.rq, saving_run, &(struct saving){ t, rec, false });
}

struct stepping {
    const struct type *type;
    int64_t id;
    const char *step;
    void (*fill)(void *rec);
};

static inline enum rc stepping_run(struct rq *rq, void *arg)
{
    const struct stepping *s = arg;
    void *rec;

    TRY(record_load(rq, s->type, s->id, &rec));
    if (s->fill)
        s->fill(rec);
    return record_step(rq, s->type, rec, s->step, 0);
}

static inline enum rc step(const struct type *t, int64_t id, const char *name,
                           void (*fill)(void *))
{
    struct stepping s = { t, id, name, fill };

    rq_forget(&u.rq);
    return app_write(&u.rq, stepping_run, &s);
}

/* --- Acts ------------------------------------------------------------------- */

static inline enum rc checking_run(struct rq *rq, void *arg)
{
    return act_check(rq, *(const int64_t *)arg);
}

static inline enum rc signing_run(struct rq *rq, void *arg)
{
    return act_sign(rq, arg);
}

/* Checked by the planner, signed by the rector. */
static inline enum rc carry_out(int64_t act)
{
    struct act_compiled *c;
    enum sign_key_have have;
    enum rc rc;

    be(k.planner);
    TRY(app_write(&u.rq, checking_run, &act));
    be(k.rector);
    TRY(act_compile(&u.rq, act, &c));
    TRY(sign_key_of(&u.rq, k.rector, &have));
    TRY(have == SIGN_KEY_NEVER ? act_seal_first(&u.rq, c, CODE)
                               : act_seal(&u.rq, c, CODE));
    rc = app_write(&u.rq, signing_run, c);
    return rc;
}

static inline enum rc daily_write(struct rq *rq, void *arg)
{
    const struct module *m = arg;

    return m->daily(rq);
}

static inline void daily(void)
{
    struct module m = mod_risk;

    be(0);
    OK(&u, app_write(&u.rq, daily_write, &m));
}
