/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_demo_numbers.c: what the demo university thinks its risks cost: some
 * estimates, what a few actions change, two risks that go together, and one
 * calculation.  All numbers are invented.
 */
#include "kernel/job.h"
#include "kernel/record.h"
#include "mod/risk/risk.h"
#include "mod/risk/risk_demo.h"
#include "mod/risk/risk_numbers.h"

enum { SEED = 20260520, TRIALS = 20000 };

#define SOM INT64_C(100) /* tyiyn */

static const struct {
    const char *risk, *shape;
    double often[3];  /* times a year: least, likely, most */
    int64_t loss[2];  /* som each time: 90 of 100 lie between */
    const char *why;
} estimates[] = {
    { "1.2", "pert", { 0.5, 1, 3 }, { 400000, 2500000 },
      "Биринчи курстан кеткен келишимдик студенттердин төлөмү" },
    { "2.1", "pert", { 0.2, 0.5, 1 }, { 3000000, 20000000 },
      "Акыркы төрт жылдагы бюджет менен чыгымдын айырмасы" },
    { "4.1", "pert", { 1, 2, 5 }, { 200000, 3000000 },
      "Имараттардын кырсыктан кийинки оңдоолору" },
    { "6.2", "pert", { 0.1, 0.3, 1 }, { 500000, 8000000 },
      "Системалардын иштебей калган күндөрү жана калыбына келтирүү" },
};

static const struct {
    const char *action;
    double frequency, loss; /* factors */
} effects[] = {
    { "2.1-A1", 0.7, 1 },
    { "4.1-A1", 0.8, 0.6 },
    { "6.2-A1", 0.5, 0.8 },
};

static struct number some(double v)
{
    return (struct number){ v, true };
}

static enum rc estimate(struct rq *rq, const struct risk_demo_office *o,
                        size_t i)
{
    struct risk_estimate *e = record_new(rq, &type_risk_estimate);

    TRY(record_find(rq, &type_risk, estimates[i].risk, o->book, &e->risk));
    e->frequency_shape = estimates[i].shape;
    e->frequency_low = some(estimates[i].often[0]);
    e->frequency_mode = some(estimates[i].often[1]);
    e->frequency_high = some(estimates[i].often[2]);
    e->loss_shape = "lognormal";
    e->loss_low = (struct count){ estimates[i].loss[0] * SOM, true };
    e->loss_high = (struct count){ estimates[i].loss[1] * SOM, true };
    e->why = estimates[i].why;
    TRY(record_add(rq, &type_risk_estimate, e));
    return record_step(rq, &type_risk_estimate, e, "give", 0);
}

static enum rc effect(struct rq *rq, const struct risk_demo_office *o,
                      size_t i)
{
    struct risk_action_effect *e = record_new(rq, &type_risk_action_effect);

    TRY(record_find(rq, &type_risk_action, effects[i].action, o->book,
                    &e->action));
    e->frequency_shape = e->loss_shape = "fixed";
    e->frequency_mode = some(effects[i].frequency);
    e->loss_mode = some(effects[i].loss);
    e->why = "Иш-чаранын отчеттору боюнча баалоо";
    return record_add(rq, &type_risk_action_effect, e);
}

/* Fewer students who pay are a smaller budget. */
static enum rc together(struct rq *rq, const struct risk_demo_office *o)
{
    struct risk_correlation *c = record_new(rq, &type_risk_correlation);

    c->risk_register = o->book;
    TRY(record_find(rq, &type_risk, "1.2", o->book, &c->one));
    TRY(record_find(rq, &type_risk, "2.1", o->book, &c->other));
    c->strength = some(0.4);
    c->why = "Төлөгөн студенттер азайса, бюджет да азаят";
    return record_add(rq, &type_risk_correlation, c);
}

static enum rc add_numbers(struct rq *rq, void *arg)
{
    const struct risk_demo_office *o = arg;
    struct risk_run *run = record_new(rq, &type_risk_run);

    for (size_t i = 0; i < COUNT(estimates); i++)
        TRY(estimate(rq, o, i));
    for (size_t i = 0; i < COUNT(effects); i++)
        TRY(effect(rq, o, i));
    TRY(together(rq, o));
    run->risk_register = o->book;
    run->trials = (struct count){ TRIALS, true };
    run->seed = (struct count){ SEED, true };
    return record_add(rq, &type_risk_run, run);
}

enum rc risk_demo_numbers(struct rq *rq, struct risk_demo_office *o)
{
    demo_at(rq, day_ymd(2026, 5, 20), o->planning);
    TRY(demo_write(rq, add_numbers, o));
    while (job_next(rq->app))
        ;
    return RC_OK;
}
