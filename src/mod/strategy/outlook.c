/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outlook.c: indicators with a target and the values that speak of its
 * reaching, for modules that weigh it.
 */
#include "mod/strategy/outline.h"

#include <string.h>

static void take_values(struct rq *rq, const struct series *s,
                        struct strategy_outlook *out)
{
    out->at = MEM_ARRAY(rq->mem, s->n + 1, struct strategy_value);
    out->n = s->n;
    for (size_t i = 0; i < s->n; i++)
        out->at[i] = (struct strategy_value){ s->at[i].on, s->at[i].value,
                                              s->at[i].typed };
}

enum rc strategy_outlook(struct rq *rq, int64_t plan,
                         struct strategy_outlook **out, size_t *n)
{
    struct outline *o;

    TRY(outline_read(rq, plan, &o));
    *out = MEM_ARRAY(rq->mem, o->n_indicators + 1, struct strategy_outlook);
    *n = 0;
    for (size_t k = 0; k < o->n_indicators; k++) {
        const struct indicator *i = o->indicators[k].i;
        struct strategy_outlook *to = &(*out)[*n];

        if (!i->target.set || !i->target_year.set)
            continue;
        *to = (struct strategy_outlook){
            .id = i->r.id,
            .task = i->task,
            .code = i->code,
            .title = i->title,
            .unit = i->unit,
            .target = i->target.v,
            .year = (int)i->target_year.n,
            .down = i->direction_of_good &&
                    !strcmp(i->direction_of_good, "down"),
            .derived = i->derived,
            .words = standing_label(o->indicators[k].standing),
            .tone = standing_tone(o->indicators[k].standing),
        };
        take_values(rq, o->indicators[k].series, to);
        ++*n;
    }
    return RC_OK;
}
