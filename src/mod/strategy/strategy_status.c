/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strategy_status.c: how tasks and indicators stand, for other modules.
 */
#include "mod/strategy/outline.h"

enum rc strategy_plan(struct rq *rq, const char *code, int64_t *plan)
{
    return outline_plan(rq, code, plan);
}

static void take_tasks(struct rq *rq, const struct outline *o,
                       struct strategy_status *s)
{
    s->n_tasks = o->n_tasks;
    s->tasks = MEM_ARRAY(rq->mem, o->n_tasks + 1, struct strategy_item);
    for (size_t i = 0; i < o->n_tasks; i++) {
        const struct outline_task *t = &o->tasks[i];

        s->tasks[i] = (struct strategy_item){
            .id = t->id,
            .code = t->code,
            .title = t->title,
            .words = task_standing_label(t->standing),
            .tone = task_standing_tone(t->standing),
            .done = t->standing == TASK_DONE,
            .late = t->standing == TASK_LATE,
        };
    }
}

static void take_indicators(struct rq *rq, const struct outline *o,
                            struct strategy_status *s)
{
    s->n_indicators = o->n_indicators;
    s->indicators =
        MEM_ARRAY(rq->mem, o->n_indicators + 1, struct strategy_item);
    for (size_t i = 0; i < o->n_indicators; i++) {
        const struct outline_indicator *oi = &o->indicators[i];

        s->indicators[i] = (struct strategy_item){
            .id = oi->i->r.id,
            .code = oi->i->code,
            .title = oi->i->title,
            .words = standing_label(oi->standing),
            .tone = standing_tone(oi->standing),
            .done = oi->standing == STANDING_REACHED,
        };
    }
}

enum rc strategy_status(struct rq *rq, int64_t plan, bool indicators,
                        struct strategy_status **out)
{
    struct strategy_status *s = MEM_NEW(rq->mem, struct strategy_status);
    struct outline *o;

    TRY(indicators ? outline_read(rq, plan, &o)
                   : outline_tasks(rq, plan, &o));
    take_tasks(rq, o, s);
    take_indicators(rq, o, s);
    *out = s;
    return RC_OK;
}

static const struct strategy_item *item_of(const struct strategy_item *items,
                                           size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (items[i].id == id)
            return &items[i];
    return NULL;
}

const struct strategy_item *strategy_task(const struct strategy_status *s,
                                          int64_t id)
{
    return item_of(s->tasks, s->n_tasks, id);
}

const struct strategy_item *strategy_indicator(const struct strategy_status *s,
                                               int64_t id)
{
    return item_of(s->indicators, s->n_indicators, id);
}
