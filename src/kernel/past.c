/* SPDX-License-Identifier: Apache-2.0 */
/*
 * past.c: records as they were, from the journal.
 */
#include "kernel/past.h"

#include "kernel/journal.h"
#include "kernel/look.h"
#include "kernel/span.h"
#include "kernel/write.h"

#include <stdlib.h>
#include <string.h>

enum { LINES = 200 }; /* read at a time */

/* --- Columns ---------------------------------------------------------------- */

const struct field *past_field(struct rq *rq, const struct type *t,
                                  const char *column, int *part)
{
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];
        int n = field_columns(f) == LANGS ? LANGS : 1;

        if (strncmp(f->name, column, strlen(f->name)) != 0)
            continue;
        for (*part = 0; *part < n; (*part)++)
            if (!strcmp(column_name(rq->mem, f, *part), column))
                return f;
    }
    return NULL;
}

/* --- Records ---------------------------------------------------------------- */

struct looking {
    struct rq *rq;
    const struct type *t;
    struct past *out;
    struct buf seen;  /* "title_ky title_ru ", newest first */
    bool *erased;
    bool deleted;
};

static bool seen_first(struct looking *k, const char *column)
{
    const char *word = mem_fmt(k->rq->mem, " %s ", column);

    if (strstr(k->seen.s, word))
        return false;
    buf_fmt(&k->seen, "%s ", column);
    return true;
}

/* The first value that is met is the newest by then. */
static void take_value(struct looking *k, const struct journal_value *v)
{
    struct record *head = k->out->rec;
    const struct state *state;
    const struct field *f;
    int part;

    if (!seen_first(k, v->name))
        return;
    f = past_field(k->rq, k->t, v->name, &part);
    if (f && v->erased) {
        k->erased[f - k->t->fields] = k->out->any_erased = true;
    } else if (f && v->value) {
        layout_put_text(k->rq->mem, f, part, v->value, head);
    } else if (v->value && !strcmp(v->name, "state")) {
        state = type_state(k->t, v->value);
        head->state = state ? state->name : v->value;
    } else if (v->value && !strcmp(v->name, "owner_unit")) {
        head->owner_unit = strtoll(v->value, NULL, 10);
    }
}

static void take_line(struct looking *k, const struct journal_line *l)
{
    struct record *head = k->out->rec;

    if (!head) {
        head = k->out->rec = layout_empty(k->rq->mem, k->t);
        head->state = k->t->states[0].name;
        head->version = l->version;
        head->changed_at = l->at;
        k->out->actor = l->actor;
        k->out->step = l->step;
        k->deleted = !strcmp(l->step, JOURNAL_DELETE);
    }
    head->created_at = l->at;
    for (size_t i = 0; i < l->n_values; i++)
        take_value(k, &l->values[i]);
}

/* Newest first, so the walk ends with the oldest. */
static enum rc look(struct rq *rq, const struct type *t, int64_t id,
                    struct past_point p, struct past *out)
{
    struct looking k = { .rq = rq, .t = t, .out = out };
    int64_t before = p.row;
    struct journal_line *lines;
    size_t n;

    *out = (struct past){ 0 };
    out->erased = k.erased = MEM_ARRAY(rq->mem, t->n_fields + 1, bool);
    buf_init(&k.seen, rq->mem);
    buf_char(&k.seen, ' ');
    do {
        TRY(journal_history(rq->sql, rq->mem, t->name, id, before, LINES,
                            &lines, &n));
        for (size_t i = 0; i < n; i++)
            if (lines[i].at <= p.at)
                take_line(&k, &lines[i]);
        before = n ? lines[n - 1].id : 0;
    } while (n == LINES);
    if (out->rec)
        ((struct record *)out->rec)->id = id;
    if (k.deleted)
        out->rec = NULL;
    return RC_OK;
}

enum rc past_get(struct rq *rq, const struct type *t, int64_t id, day on,
                 struct past *out)
{
    void *now;

    TRY(record_get(rq, t, id, &now));
    if (t->sealed)
        return fail(rq, RC_MISSING, "on", "nobody knows when this changed");
    TRY(look(rq, t, id, past_end_of(rq->app, on), out));
    if (out->rec) {
        record_hide(rq, t, out->rec);
        look_record(rq, t, out->rec);
    }
    return RC_OK;
}

struct past_point past_end_of(const struct ordo *app, day on)
{
    return (struct past_point){ known_end_of(app, on), INT64_MAX };
}

enum rc past_load(struct rq *rq, const struct type *t, int64_t id,
                  struct past_point p, void **rec)
{
    struct past out;

    TRY(look(rq, t, id, p, &out));
    *rec = out.rec;
    return RC_OK;
}

/* --- Many at once ----------------------------------------------------------- */

struct looking_all {
    struct looking k;
    struct past out;
    int64_t id;
    void **rec;
    size_t n, room;
};

static void all_next(struct looking_all *a)
{
    struct mem *m = a->k.rq->mem;

    if (a->out.rec && !a->k.deleted) {
        if (a->n == a->room) {
            size_t more = a->room ? a->room * 2 : 64;

            a->rec = mem_grow(m, a->rec, a->room * sizeof *a->rec,
                              more * sizeof *a->rec);
            a->room = more;
        }
        ((struct record *)a->out.rec)->id = a->id;
        a->rec[a->n++] = a->out.rec;
    }
    a->out = (struct past){ 0 };
    a->k.deleted = false;
    buf_init(&a->k.seen, m);
    buf_char(&a->k.seen, ' ');
}

static void all_line(void *arg, int64_t record, const struct journal_line *l)
{
    struct looking_all *a = arg;

    if (record != a->id)
        all_next(a);
    a->id = record;
    take_line(&a->k, l);
}

enum rc past_scope(struct rq *rq, const struct type *t, int64_t scope,
                   struct past_point p, void ***rec, size_t *n)
{
    struct looking_all a = { .k = { .rq = rq, .t = t } };

    a.k.out = &a.out;
    a.k.erased = MEM_ARRAY(rq->mem, t->n_fields + 1, bool);
    all_next(&a);
    TRY(journal_of_scope(rq->sql, rq->mem, t->name,
                         scope ? t->code_scope : NULL, scope, p.at, p.row,
                         all_line, &a));
    all_next(&a);
    *rec = a.rec;
    *n = a.n;
    return RC_OK;
}

/* --- Names ------------------------------------------------------------------ */

enum rc past_label(struct rq *rq, const struct type *t, int64_t id, day on,
                   struct label *out)
{
    const struct field *title = type_field(t, t->title);
    const struct field *code = type_field(t, t->code);
    struct past p;

    *out = (struct label){ 0 };
    if ((t->exclude || t->closed_to) && record_label(rq, t, id, out))
        return RC_OK;
    *out = (struct label){ 0 };
    TRY(look(rq, t, id, past_end_of(rq->app, on), &p));
    if (!p.rec || !title || p.erased[title - t->fields])
        return RC_OK;
    out->id = id;
    if (code)
        out->code = field_canonical(rq, code, LANG_KY, p.rec);
    if (title->kind == KIND_TEXT3)
        out->title = *FIELD_IN(title, p.rec, struct text3);
    else if (title->kind == KIND_TEXT)
        for (int i = 0; i < LANGS; i++)
            out->title.in[i] = *FIELD_IN(title, p.rec, const char *);
    else
        out->id = 0;
    return RC_OK;
}
