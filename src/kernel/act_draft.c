/* SPDX-License-Identifier: Apache-2.0 */
/*
 * act_draft.c: acts are drafted: by hand, for a step or a change that its type
 * reserves to an act; who shall sign is found up the tree of units.
 */
#include "kernel/act_in.h"

#include "base/text.h"
#include "kernel/act_form.h"
#include "kernel/org.h"

#include <string.h>

enum rc act_draft(struct rq *rq, struct act *a)
{
    a->r.state = "draft";
    if (!a->kind)
        a->kind = "order";
    return record_add(rq, &type_act, a);
}

static enum rc next_position(struct rq *rq, int64_t act, int64_t *n)
{
    static const struct sql_text q = {
        "SELECT COALESCE(MAX(position), 0) + 1 FROM act_line WHERE act = $1",
        "i", "i"
    };

    return sql_get_int(rq->sql, n, &q, ARGS(INT(act)));
}

/* Signing the act revokes another one; that is no line. */
static enum rc add_revocation(struct rq *rq, int64_t act, int64_t other)
{
    struct act *a;
    void *rec;

    TRY(record_load(rq, &type_act, act, &rec));
    a = rec;
    a->revokes = other;
    return record_put(rq, &type_act, a, "edit");
}

static enum rc add_line(struct rq *rq, int64_t act, const struct type *t,
                        int64_t id, const struct step *step,
                        const void *values)
{
    struct act_line *l = record_new(rq, &type_act_line);
    void *stored = record_new(rq, t);

    if (id)
        TRY(record_load(rq, t, id, &stored));
    l->act = act;
    l->subject = t->name;
    l->subject_number = (struct count){ id, id != 0 };
    l->step = step ? step->name : NULL;
    l->fields = act_fields_text(rq, t, step, values, stored);
    if (id)
        l->seen = (struct count){ ((struct record *)stored)->version, true };
    if (!step && !l->fields)
        return fail(rq, RC_INVALID, NULL, "the line changes nothing");
    l->position.set = true;
    TRY(next_position(rq, act, &l->position.n));
    return record_put(rq, &type_act_line, l, "add");
}

enum rc act_add_step(struct rq *rq, int64_t act, const struct type *t,
                     int64_t id, const char *step, const void *values)
{
    const struct step *s = type_step(t, step);

    if (step && !s)
        return fail(rq, RC_MISSING, NULL, "there is no step %s",
                    text_cut(rq->mem, step, 40));
    TRY(rights_check(rq, &type_act, act, OP_EDIT, NULL));
    if (id)
        TRY(rights_check(rq, t, id, OP_SEE, NULL));
    TRY(act_still_open(rq, act));
    if (t == &type_act && s && !strcmp(s->name, "revoke"))
        return add_revocation(rq, act, id);
    return add_line(rq, act, t, id, s, values);
}

/* "Adopt: Plan 2023-2028", in every language that the record has. */
static void title_of(struct rq *rq, const struct type *t, const struct step *s,
                     const struct label *l, struct text3 *out)
{
    for (int p = 0; p < LANGS; p++) {
        const char *what = tr((enum lang)p, s ? s->label : t->label);

        out->in[p] = text_cut(
            rq->mem,
            mem_fmt(rq->mem, "%s: %s%s%s", what, l->code ? l->code : "",
                    l->code ? " " : "",
                    text3_get(&l->title, (enum lang)p, NULL)),
            390);
    }
}

/* May the person carry this out? */
static bool may_sign(const struct rq *rq, int64_t person, const struct type *t,
                     int64_t id, const struct step *s)
{
    struct act of = { .signer = person };
    struct rq as;

    act_signer(&as, rq, &of);
    as.act = rq->act;
    if (!id)
        return rights_any(&as, t, OP_ADD, NULL);
    return !rights_check(&as, t, id, s ? OP_STEP : OP_EDIT,
                         s ? s->name : NULL);
}

/* Who is to sign: of those who answer for the record's unit, the nearest who
 * may carry it out, and the unit for which they do; else the nearest. */
static enum rc choose_signer(struct rq *rq, const struct record *rec,
                             const struct type *t, const struct step *s,
                             struct act *a)
{
    struct rung r[12];
    size_t n, i;

    a->unit = rec->owner_unit;
    TRY(unit_heads(rq, a->unit, rq->today, r, COUNT(r), &n));
    for (i = 0; i < n && !may_sign(rq, r[i].person, t, rec->id, s); i++)
        ;
    if (i < n && i)
        a->unit = r[i].unit;
    if (n)
        a->signer = r[i < n ? i : 0].person;
    return RC_OK;
}

enum rc act_draft_step(struct rq *rq, const struct type *t, int64_t id,
                       const char *step, const void *values, int64_t *act)
{
    const struct step *s = type_step(t, step);
    struct act *a = record_new(rq, &type_act);
    struct label l = { 0 };
    void *rec;

    TRY(rights_check(rq, t, id, OP_SEE, NULL));
    TRY(record_load(rq, t, id, &rec));
    TRY(record_label(rq, t, id, &l));
    TRY(choose_signer(rq, rec, t, s, a));
    title_of(rq, t, s, &l, &a->title);
    TRY(act_draft(rq, a));
    *act = a->r.id;
    TRY(act_add_step(rq, a->r.id, t, id, step, values));
    return act_form_fill(rq, a->r.id);
}

enum rc act_draft_change(struct rq *rq, int64_t act, const struct type *t,
                         const void *rec, int64_t *out)
{
    const struct record *head = rec;
    struct act *a = record_new(rq, &type_act);
    struct label l = { 0 };

    *out = act;
    if (!act) {
        if (head->id)
            TRY(record_label(rq, t, head->id, &l));
        a->kind = "decision";
        TRY(choose_signer(rq, head, t, NULL, a));
        title_of(rq, t, NULL, &l, &a->title);
        TRY(act_draft(rq, a));
        *out = a->r.id;
    }
    return act_add_step(rq, *out, t, head->id, NULL, rec);
}
