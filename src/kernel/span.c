/* SPDX-License-Identifier: Apache-2.0 */
/*
 * span.c: the effective history of a counted type, and what was known of it
 * when (span.h).
 *
 * A change sets some columns from a day on.  The rows that are known now and
 * reach beyond that day are ended as knowledge; in their place come, known
 * from now on, the piece before the day as it was and the pieces after it with
 * the columns that the change set.
 */
#include "kernel/span.h"

#include "kernel/ledger.h"

#include <string.h>

size_t span_columns(struct mem *m, const struct type *t, const char **names)
{
    size_t n = 0;

    names[n++] = "state";
    names[n++] = "owner_unit";
    for (size_t i = 0; i < t->n_fields; i++)
        if (t->fields[i].timed && n + LANGS < SPAN_VALUES)
            for (int p = 0; p < field_columns(&t->fields[i]); p++)
                names[n++] = column_name(m, &t->fields[i], p);
    return n;
}

static size_t timed_values(struct mem *m, const struct type *t,
                           const void *rec, struct sql_val *out)
{
    const struct record *head = rec;
    size_t n = 0;

    out[n++] = STR(head->state);
    out[n++] = REF(head->owner_unit);
    for (size_t i = 0; i < t->n_fields; i++)
        if (t->fields[i].timed && n + LANGS < SPAN_VALUES)
            n += layout_values(m, &t->fields[i], rec, out + n);
    return n;
}

/* --- Statements ------------------------------------------------------------- */

void span_texts(struct mem *m, struct layout *l)
{
    const char *name = l->type->name, *col[SPAN_VALUES];
    size_t n = span_columns(m, l->type, col);
    struct buf b, c;

    l->span_open = mem_fmt(m,
                           "SELECT id, since, until, known_from FROM %s_span"
                           " WHERE record = $1 AND known_until IS NULL"
                           " AND (until IS NULL OR until > $2) ORDER BY since",
                           name);
    l->span_end = mem_fmt(
        m, "UPDATE %s_span SET known_until = $2 WHERE id = $1", name);
    l->span_drop = mem_fmt(m, "DELETE FROM %s_span WHERE id = $1", name);
    buf_init(&b, m);
    buf_init(&c, m);
    for (size_t i = 0; i < n; i++)
        buf_fmt(&c, ", %s", col[i]);
    l->span_columns = c.s;
    buf_fmt(&b,
            "INSERT INTO %s_span(record, since, until, known_from%s)"
            " VALUES($1, $2, $3, $4",
            name, c.s);
    for (size_t i = 0; i < n; i++)
        buf_fmt(&b, ", $%zu", i + 5);
    buf_char(&b, ')');
    l->span_add = b.s;
    l->span_values = n;
}

/* --- Pieces ----------------------------------------------------------------- */

/* A row that is known now and reaches beyond the day of the change. */
struct reached {
    int64_t id, known_from;
    day since, until;
};

static enum rc read_reached(struct rq *rq, const struct span_change *c, day on,
                            struct reached **out, size_t *n)
{
    struct sql_rows r =
        sql_query_built(rq->sql, c->l->span_open,
                        ARGS(INT(c->record), DAY(rq->mem, on)));
    size_t cap = 4;

    *out = MEM_ARRAY(rq->mem, cap, struct reached);
    *n = 0;
    while (sql_next(&r)) {
        if (*n == cap) {
            *out = mem_grow(rq->mem, *out, cap * sizeof **out,
                            cap * 2 * sizeof **out);
            cap *= 2;
        }
        (*out)[(*n)++] = (struct reached){
            sql_int(&r, 0), sql_int(&r, 3), sql_day(&r, 1),
            sql_null(&r, 2) ? DAY_NONE : sql_day(&r, 2)
        };
    }
    return sql_done(&r);
}

static struct sql_val day_or_null(struct rq *rq, day d)
{
    return day_is(d) ? DAY(rq->mem, d) : NUL();
}

/* A piece with the values of the change itself. */
static enum rc add_values(struct rq *rq, const struct span_change *c,
                          int64_t known, day since, day until)
{
    struct sql_val v[SPAN_VALUES + 4];
    int64_t id;

    v[0] = INT(c->record);
    v[1] = DAY(rq->mem, since);
    v[2] = day_or_null(rq, until);
    v[3] = INT(known);
    memcpy(v + 4, c->v, c->l->span_values * sizeof *v);
    TRY(sql_insert_built(rq->sql, &id, c->l->span_add, v,
                         4 + c->l->span_values));
    return ledger_piece(rq, c->l->type, id, 1);
}

/* A piece like a row that there is, with the columns that the change set when
 * `over`. */
static enum rc add_like(struct rq *rq, const struct span_change *c,
                        int64_t known, const struct reached *like, bool over,
                        day since, day until)
{
    const char *col[SPAN_VALUES], *name = c->l->type->name;
    size_t n = span_columns(rq->mem, c->l->type, col), k = 4;
    struct sql_val v[SPAN_VALUES + 4];
    struct buf b;
    int64_t id;

    v[0] = INT(like->id);
    v[1] = DAY(rq->mem, since);
    v[2] = day_or_null(rq, until);
    v[3] = INT(known);
    buf_init(&b, rq->mem);
    buf_fmt(&b,
            "INSERT INTO %s_span(record, since, until, known_from%s)"
            " SELECT record, $2, $3, $4",
            name, c->l->span_columns);
    for (size_t i = 0; i < n; i++) {
        if (over && c->differs[i]) {
            v[k] = c->v[i];
            buf_fmt(&b, ", $%zu", ++k);
        } else {
            buf_fmt(&b, ", %s", col[i]);
        }
    }
    buf_fmt(&b, " FROM %s_span WHERE id = $1", name);
    TRY(sql_insert_built(rq->sql, &id, b.s, v, k));
    return ledger_piece(rq, c->l->type, id, 1);
}

/* What was thought before ends; what nobody could have counted yet goes. */
static enum rc end_known(struct rq *rq, const struct span_change *c,
                         int64_t known, const struct reached *r)
{
    TRY(ledger_piece(rq, c->l->type, r->id, -1));
    if (r->known_from == known)
        return sql_run_built(rq->sql, c->l->span_drop, ARGS(INT(r->id)));
    return sql_run_built(rq->sql, c->l->span_end,
                         ARGS(INT(r->id), INT(known)));
}

static enum rc replace(struct rq *rq, const struct span_change *c,
                       int64_t known, day on, const struct reached *r)
{
    if (r->since.n < on.n)
        TRY(add_like(rq, c, known, r, false, r->since, on));
    /* What is open holds now, and that is known whole. */
    if (day_is(r->until))
        TRY(add_like(rq, c, known, r, true, r->since.n < on.n ? on : r->since,
                     r->until));
    else
        TRY(add_values(rq, c, known, r->since.n < on.n ? on : r->since,
                       DAY_NONE));
    return end_known(rq, c, known, r);
}

enum rc span_apply(struct rq *rq, const struct span_change *c)
{
    struct reached *r;
    int64_t known = c->known;
    day on = c->on;
    size_t n;

    if (c->fresh)
        return add_values(rq, c, known, on, DAY_NONE);
    TRY(read_reached(rq, c, on, &r, &n));
    if (!n)
        return add_values(rq, c, known, on, DAY_NONE);
    if (on.n < r[0].since.n && c->asked)
        return fail(rq, RC_INVALID, EFFECTIVE_ON,
                    "must not be before %s, when the record begins",
                    lang_day(rq->mem, rq->lang, r[0].since));
    if (on.n < r[0].since.n)
        on = r[0].since;
    for (size_t i = 0; i < n; i++)
        if (r[i].known_from > known)
            known = r[i].known_from;
    for (size_t i = 0; i < n; i++)
        TRY(replace(rq, c, known, on, &r[i]));
    return RC_OK;
}

/* --- Changes of records ----------------------------------------------------- */

day span_day(const struct rq *rq)
{
    return day_is(rq->effective) ? rq->effective : rq->today;
}

enum rc span_check(struct rq *rq)
{
    if (day_is(rq->effective) && rq->effective.n > rq->today.n)
        return fail(rq, RC_INVALID, EFFECTIVE_ON,
                    "must not be in the future");
    return RC_OK;
}

enum rc span_take(struct rq *rq, const struct type *t, int64_t id,
                  const char *text)
{
    day on = text && *text ? day_parse_typed(text) : rq->today;

    if (!day_is(on))
        return fail(rq, RC_INVALID, EFFECTIVE_ON, "%s is not a date", text);
    if (on.n == rq->today.n)
        return RC_OK;
    if (!t->counted || t->undated)
        return fail(rq, RC_INVALID, EFFECTIVE_ON,
                    "records of this kind change on the day itself");
    /* A step alone is no leave to change what was counted. */
    if (id && !rq->system)
        TRY(rights_check(rq, t, id, OP_EDIT, NULL));
    rq->effective = on;
    return span_check(rq);
}

enum rc span_keep(struct rq *rq, const struct layout *l, const void *rec,
                  const void *old)
{
    struct sql_val now[SPAN_VALUES], then[SPAN_VALUES];
    bool differs[SPAN_VALUES], any = !old;
    struct span_change c = {
        .l = l, .record = ((const struct record *)rec)->id,
        .on = span_day(rq), .asked = day_is(rq->effective), .known = rq->now,
        .fresh = !old, .v = now, .differs = differs,
    };
    size_t n = timed_values(rq->mem, l->type, rec, now);

    if (old)
        timed_values(rq->mem, l->type, old, then);
    for (size_t i = 0; i < n; i++) {
        differs[i] = !old || !sql_val_same(&now[i], &then[i]);
        any = any || differs[i];
    }
    return any ? span_apply(rq, &c) : RC_OK;
}

/* --- The instant at which something is known -------------------------------- */

void known_change(struct rq *rq)
{
    struct knowledge *k = &rq->app->known;

    if (rq->now < k->floor)
        rq->now = k->floor;
    if (rq->now > k->newest)
        k->newest = rq->now;
}

int64_t known_snapshot(struct rq *rq)
{
    struct knowledge *k = &rq->app->known;
    int64_t at = rq->now;

    if (at < k->floor)
        at = k->floor;
    if (at < k->newest)
        at = k->newest;
    k->floor = at + 1;
    return at;
}

enum rc known_begin(struct ordo *app, struct sql *sql)
{
    static const struct sql_text q = {
        "SELECT (SELECT at FROM journal ORDER BY id DESC LIMIT 1),"
        " (SELECT MAX(known_at) FROM measure_snapshot)",
        "", "ii"
    };
    struct sql_rows r = sql_query(sql, &q, NO_ARGS);

    app->known = (struct knowledge){ 0 };
    if (sql_next(&r)) {
        app->known.newest = sql_int(&r, 0);
        app->known.floor = sql_null(&r, 1) ? 0 : sql_int(&r, 1) + 1;
    }
    return sql_done(&r);
}

int64_t known_end_of(const struct ordo *app, day d)
{
    return (((int64_t)d.n + 1) * 86400 - (int64_t)app->zone * 60) * 1000000 - 1;
}
