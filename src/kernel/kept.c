/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kept.c: when what is kept in memory is good.
 */
#include "kernel/kept.h"

#include "kernel/app.h"

bool kept_direct(const struct rq *rq)
{
    return sql_writes(rq->sql) && rq->app->touched.in == sql_turn(rq->sql);
}

int kept_copy(const struct rq *rq)
{
    return rq->sql && sql_writes(rq->sql);
}

/* Both numbers begin anew for each house at a place of its own (app_init). */
static uint64_t newest(const struct rq *rq)
{
    return kept_copy(rq) ? rq->app->touched.n
                         : atomic_load(&rq->app->generation);
}

bool kept_open(struct kept *k, const struct rq *rq)
{
    pthread_mutex_lock(&k->lock);
    if (k->app == rq->app && k->generation == newest(rq))
        return true;
    k->app = NULL;
    /* Before anything is read: the state that is read is as new, or newer. */
    k->generation = newest(rq);
    if (!kept_copy(rq) && k->generation > rq->generation &&
        sql_reading(rq->sql))
        k->generation = rq->generation;
    return false;
}

void kept_filled(struct kept *k, const struct rq *rq)
{
    k->app = rq->app;
}

void kept_close(struct kept *k)
{
    pthread_mutex_unlock(&k->lock);
}

void kept_touch(struct rq *rq)
{
    rq->rights_changed = true;
    rq->app->touched.n++;
    rq->app->touched.in = sql_turn(rq->sql);
}
