/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registrar_demo_acts.c: orders of the demo university about students, signed
 * by its registrar.
 */
#include "kernel/act.h"
#include "kernel/record.h"
#include "mod/registrar/registrar_demo.h"

enum { LINES = 100 }; /* of one order */

struct ordering {
    struct demo_school *s;
    const struct demo_line *lines;
    size_t n;
    int64_t act;
    const struct act_compiled *compiled;
};

static enum rc draft(struct rq *rq, void *arg)
{
    struct ordering *o = arg;
    struct act *a = record_new(rq, &type_act);

    a->kind = "order";
    a->series = "students";
    a->title.in[LANG_KY] = "Студенттердин кыймылы жөнүндө буйрук";
    a->title.in[LANG_RU] = "Приказ о движении студентов";
    a->title.in[LANG_EN] = "Order on the movement of students";
    a->body.in[LANG_KY] = "Тиркелген тизме боюнча аткарылсын.";
    a->signer = o->s->signer;
    a->drafter = o->s->signer;
    TRY(act_draft(rq, a));
    o->act = a->r.id;
    for (size_t i = 0; i < o->n; i++)
        TRY(act_add_step(rq, o->act, o->lines[i].type, o->lines[i].id,
                         o->lines[i].step, o->lines[i].values));
    return act_check(rq, o->act);
}

static enum rc sign(struct rq *rq, void *arg)
{
    const struct ordering *o = arg;

    return act_sign(rq, o->compiled);
}

static enum rc order_part(struct rq *rq, struct ordering *o)
{
    struct act_compiled *c;

    TRY(app_write(rq, draft, o));
    TRY(act_compile(rq, o->act, &c));
    TRY(act_seal_with(rq, c, o->s->key));
    o->compiled = c;
    return app_write(rq, sign, o);
}

enum rc demo_order(struct rq *rq, struct demo_school *s,
                   const struct demo_line *lines, size_t n, day on)
{
    demo_at(rq, on, s->signer);
    for (size_t i = 0; i < n; i += LINES) {
        struct ordering o = { .s = s, .lines = lines + i,
                              .n = n - i < LINES ? n - i : LINES };
        enum rc rc = order_part(rq, &o);

        if (rc)
            return rc;
    }
    return RC_OK;
}
