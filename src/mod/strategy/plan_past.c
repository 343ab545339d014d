/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan_past.c: a plan's text put together again from the journal, a statement
 * for each kind of record, and the acts that changed it.
 */
#include "mod/strategy/plan_past.h"

#include "base/text.h"
#include "web/page_record.h"

#include <stdlib.h>
#include <string.h>

static const struct type *const part_types[PLAN_PARTS] = {
    [PART_DIRECTION] = &type_direction,
    [PART_GOAL] = &type_goal,
    [PART_TASK] = &type_task,
    [PART_RESULT] = &type_result,
    [PART_INDICATOR] = &type_indicator,
    [PART_YEARLY_TARGET] = &type_yearly_target,
    [PART_OUTCOME] = &type_outcome,
    [PART_VALUE] = &type_value,
    [PART_CONFLICT] = &type_conflict,
};

/* --- Versions ----------------------------------------------------------------- */

/* Rows of the journal that an act wrote about the plan or its parts. */
static const char *versions_text(struct mem *m)
{
    struct buf b;

    buf_init(&b, m);
    buf_str(&b, "SELECT v.act, MIN(v.id), MAX(v.id), COUNT(*) FROM ("
                "SELECT j.act, j.id FROM journal j WHERE j.type = 'plan'"
                " AND j.record = $1 AND j.act > 0");
    for (int i = 0; i < PLAN_PARTS; i++) {
        const char *name = part_types[i]->name;

        buf_fmt(&b,
                " UNION ALL SELECT j.act, j.id FROM %s t JOIN journal j"
                " ON j.type = '%s' AND j.record = t.id AND j.act > 0"
                " WHERE t.plan = $1",
                name, name);
    }
    buf_str(&b, ") v GROUP BY v.act ORDER BY MIN(v.id)");
    return b.s;
}

enum rc plan_versions(struct rq *rq, int64_t plan, struct plan_version **out,
                      size_t *n)
{
    struct sql_rows r = sql_query_built(rq->sql, versions_text(rq->mem),
                                        ARGS(INT(plan)));
    struct plan_version *v = NULL;
    int64_t *acts = NULL;
    size_t room = 0;

    for (*n = 0; sql_next(&r); ++*n) {
        if (*n == room) {
            size_t more = room ? room * 2 : 16;

            v = mem_grow(rq->mem, v, room * sizeof *v, more * sizeof *v);
            acts = mem_grow(rq->mem, acts, room * sizeof *acts,
                            more * sizeof *acts);
            room = more;
        }
        acts[*n] = sql_int(&r, 0);
        v[*n] = (struct plan_version){ .first = sql_int(&r, 1),
                                       .last = sql_int(&r, 2),
                                       .records = sql_int(&r, 3) };
    }
    TRY(sql_done(&r));
    for (size_t i = 0; i < *n; i++) {
        void *act;

        TRY(record_load(rq, &type_act, acts[i], &act));
        v[i].act = act;
    }
    *out = v;
    return RC_OK;
}

/* --- Points ------------------------------------------------------------------- */

static enum rc point_of_act(struct rq *rq, int64_t plan, const char *id,
                            struct plan_point *out)
{
    int64_t act = strtoll(id, NULL, 10);
    struct plan_version *v;
    size_t n;

    TRY(plan_versions(rq, plan, &v, &n));
    for (size_t i = 0; i < n; i++)
        if (v[i].act->r.id == act) {
            out->act = v[i].act;
            out->at.row = out->before ? v[i].first : v[i].last + 1;
            return RC_OK;
        }
    return fail(rq, RC_MISSING, "on", "this act did not change the plan");
}

enum rc plan_point_read(struct rq *rq, int64_t plan, const char *text,
                        struct plan_point *out)
{
    *out = (struct plan_point){ { INT64_MAX, INT64_MAX }, DAY_NONE, NULL,
                                false, false };
    if (!text || !*text) {
        out->now = true;
        return RC_OK;
    }
    if (!strncmp(text, "act-", 4))
        return point_of_act(rq, plan, text + 4, out);
    if (!strncmp(text, "before-", 7)) {
        out->before = true;
        return point_of_act(rq, plan, text + 7, out);
    }
    out->on = day_parse_typed(text);
    if (!day_is(out->on))
        return fail(rq, RC_INVALID, "on", "%s is not a date",
                    text_cut(rq->mem, text, 40));
    out->at = past_end_of(rq->app, out->on);
    return RC_OK;
}

const char *plan_point_words(struct rq *rq, const struct plan_point *p)
{
    if (p->now)
        return T(rq, "today");
    if (!p->act)
        return mem_fmt(rq->mem, T(rq, "at the end of %s"),
                       lang_day(rq->mem, rq->lang, p->on));
    return mem_fmt(rq->mem,
                   p->before ? T(rq, "before act No. %lld of %s")
                             : T(rq, "after act No. %lld of %s"),
                   (long long)p->act->number.n,
                   lang_day(rq->mem, rq->lang, p->act->signed_on));
}

/* --- Reading ------------------------------------------------------------------ */

struct placed {
    void *rec;
    int64_t position, id;
    const unsigned char *key;
    size_t n;
};

static int by_place(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    size_t n = x->n < y->n ? x->n : y->n;
    int c;

    if (x->position != y->position)
        return x->position < y->position ? -1 : 1;
    c = n ? memcmp(x->key, y->key, n) : 0;
    if (!c && x->n != y->n)
        return x->n < y->n ? -1 : 1;
    return c ? c : (x->id > y->id) - (x->id < y->id);
}

/* Those in force then, by position and code. */
static void put_in_order(struct rq *rq, struct plan_list *l)
{
    const struct field *position = type_field(l->type, "position");
    const struct field *code =
        l->type->code ? type_field(l->type, l->type->code) : NULL;
    struct placed *p = MEM_ARRAY(rq->mem, l->n + 1, struct placed);
    size_t n = 0;

    for (size_t i = 0; i < l->n; i++) {
        struct record *r = l->rec[i];
        const char *c = code ? *FIELD_IN(code, r, const char *) : NULL;

        if (!strcmp(r->state, "dropped"))
            continue;
        p[n] = (struct placed){ .rec = r, .id = r->id };
        if (position)
            p[n].position = FIELD_IN(position, r, struct count)->n;
        if (c)
            p[n].key = text_sort_key(rq->mem, c, 160, &p[n].n);
        n++;
    }
    qsort(p, n, sizeof *p, by_place);
    for (size_t i = 0; i < n; i++)
        l->rec[i] = p[i].rec;
    l->n = n;
}

enum rc plan_past_read(struct rq *rq, int64_t plan, const struct plan_point *p,
                       bool units, struct plan_then **out)
{
    struct plan_then *t = MEM_NEW(rq->mem, struct plan_then);
    void *rec;

    TRY(record_get(rq, &type_plan, plan, &rec));
    TRY(past_load(rq, &type_plan, plan, p->at, &rec));
    t->plan = rec;
    for (int i = 0; i < PLAN_PARTS; i++) {
        struct plan_list *l = &t->part[i];

        l->type = part_types[i];
        if (!rights_any(rq, l->type, OP_SEE, NULL))
            continue;
        TRY(past_scope(rq, l->type, plan, p->at, &l->rec, &l->n));
        put_in_order(rq, l);
    }
    if (units)
        TRY(past_scope(rq, &type_unit, 0, p->at, &t->unit, &t->n_units));
    *out = t;
    return RC_OK;
}

void *plan_then_find(const struct plan_list *l, int64_t id)
{
    for (size_t i = 0; i < l->n; i++)
        if (((const struct record *)l->rec[i])->id == id)
            return l->rec[i];
    return NULL;
}

const char *plan_then_name(struct rq *rq, const struct plan_then *t,
                           const struct type *type, const void *rec)
{
    const struct yearly_target *y = rec;
    struct label label;

    if (type != &type_yearly_target) {
        label = record_own_label(rq, type, rec);
        return label_text(rq, &label);
    }
    rec = plan_then_find(&t->part[PART_INDICATOR], y->indicator);
    return mem_fmt(rq->mem, "%s, %lld",
                   rec ? ((const struct indicator *)rec)->code : "",
                   (long long)y->year.n);
}
