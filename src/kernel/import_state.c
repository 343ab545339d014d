/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_state.c: the column of states.  A file says where a record should
 * stand; it gets there by the step that leads there, or not at all.
 */
#include "kernel/import_in.h"

#include "base/text.h"

#include <string.h>

static const char *wanted(const struct import_now *now)
{
    const struct import *im = now->im;

    if (im->state < 0)
        return "";
    return text_clean(im->rq->mem, now->cells.cell[im->state]);
}

static const char *state_word(const struct rq *rq, const struct type *t,
                              const char *state)
{
    return tr(rq->lang, type_state(t, state)->label);
}

static const struct step *leading(const struct type *t, const char *from,
                                  const char *to)
{
    for (size_t i = 0; i < t->n_steps; i++) {
        const struct step *s = &t->steps[i];

        if (s->to && !s->by_act && !strcmp(s->to, to) && step_from(s, from))
            return s;
    }
    return NULL;
}

enum rc import_state_look(struct import_now *now, bool *other)
{
    const struct type *t = now->im->type;
    const struct record *head = now->rec;
    struct rq *rq = now->im->rq;
    const char *state = wanted(now);

    *other = false;
    if (!*state || !strcmp(state, head->state))
        return RC_OK;
    if (!type_state(t, state))
        return fail(rq, RC_INVALID, IMPORT_STATE, "there is no state %s",
                    text_cut(rq->mem, state, 60));
    if (!leading(t, head->state, state))
        return fail(rq, RC_INVALID, IMPORT_STATE,
                    "no step leads from “%s” to “%s” without an act",
                    state_word(rq, t, head->state), state_word(rq, t, state));
    *other = true;
    return RC_OK;
}

enum rc import_state_step(struct import_now *now)
{
    const struct type *t = now->im->type;
    const struct record *head = now->rec;
    const char *state = wanted(now);
    const struct step *s = leading(t, head->state, state);

    /* What followed from storing it may have moved it there already. */
    if (!s)
        return strcmp(head->state, state)
                   ? fail(now->im->rq, RC_CONFLICT, IMPORT_STATE,
                          "cannot be done any more: now it is “%s”",
                          state_word(now->im->rq, t, head->state))
                   : RC_OK;
    return record_step(now->im->rq, t, now->rec, s->name, head->version);
}
