/* SPDX-License-Identifier: Apache-2.0 */
/*
 * daily.c: the daily work of all modules, and the kernel's own.
 */
#include "kernel/daily.h"

#include "base/log.h"
#include "kernel/duty.h"
#include "kernel/erase.h"
#include "kernel/job.h"
#include "kernel/look.h"
#include "kernel/schedule.h"

/* Ended jobs stay a month for those who look for them. */
#define JOBS_KEPT (INT64_C(30) * 86400 * 1000000)

/* What was told and settled, a year: until the next report of the same kind. */
#define NOTICES_KEPT (INT64_C(366) * 86400 * 1000000)

static enum rc run_module(struct rq *rq, void *arg)
{
    const struct module *m = arg;

    return m->daily(rq);
}

static enum rc run_duty(struct rq *rq, void *arg)
{
    (void)arg;
    return duty_daily(rq);
}

/* What the calendar opens, then what is late: before anything counts it. */
static enum rc run_calendar(struct rq *rq)
{
    enum rc opened = schedule_daily(rq), rc = app_write(rq, run_duty, NULL);

    if (rc)
        log_warn("late assignments did not climb: %s", rq_why(rq, rc));
    return opened ? opened : rc;
}

enum rc daily_run(struct rq *rq)
{
    const struct ordo *app = rq->app;
    enum rc first = run_calendar(rq);

    for (size_t i = 0; i < app->n_modules; i++) {
        struct module m = *app->modules[i];
        enum rc rc = m.daily ? app_write(rq, run_module, &m) : RC_OK;

        if (rc)
            log_warn("the daily work of %s was not done: %s", m.name,
                     rq_why(rq, rc));
        first = first ? first : rc;
    }
    if (erase_sweep(rq))
        log_warn("erased files are still on the disk: %s",
                 rq_why(rq, RC_BROKEN));
    return first;
}

/* --- The kernel's own ------------------------------------------------------- */

static const struct sql_text q_kept = {
    "SELECT 1 FROM measure_snapshot WHERE code = $1 AND on_day = $2 LIMIT 1",
    "tt", "i"
};

/* Was anything kept for this day already? */
static enum rc kept(struct rq *rq, day on, bool *yes)
{
    *yes = false;
    for (size_t i = 0; i < rq->app->n_modules; i++) {
        const struct module *m = rq->app->modules[i];

        for (size_t j = 0; j < m->n_measures && !*yes; j++) {
            int64_t one;
            enum rc rc = sql_get_int(
                rq->sql, &one, &q_kept,
                ARGS(STR(m->measures[j].code), DAY(rq->mem, on)));

            *yes = rc == RC_OK;
            if (rc && rc != RC_MISSING)
                return rc;
        }
    }
    return RC_OK;
}

enum rc kernel_daily(struct rq *rq)
{
    bool known;

    TRY(job_forget(rq, rq->now - JOBS_KEPT));
    TRY(notice_forget(rq, rq->now - NOTICES_KEPT));
    TRY(look_daily(rq));
    TRY(kept(rq, rq->today, &known));
    return known ? RC_OK : measure_snapshot(rq, rq->today);
}
