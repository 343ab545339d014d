/* SPDX-License-Identifier: Apache-2.0 */
/*
 * layout_value.c: values of a record as columns, and columns (of a row, or as
 * the journal keeps them) back into a record.
 */
#include "base/text.h"
#include "kernel/layout.h"

#include <stdlib.h>
#include <string.h>

/* --- Values ----------------------------------------------------------- */

static struct sql_val text_or_null(const char *s)
{
    return s && *s ? STR(s) : NUL();
}

size_t layout_values(struct mem *m, const struct field *f, const void *rec,
                     struct sql_val *out)
{
    switch (f->kind) {
    case KIND_TEXT:
    case KIND_LONG:
    case KIND_CHOICE:
        out[0] = text_or_null(*FIELD_IN(f, rec, const char *));
        return 1;
    case KIND_TEXT3:
    case KIND_LONG3:
        for (int p = 0; p < LANGS; p++)
            out[p] = text_or_null(FIELD_IN(f, rec, struct text3)->in[p]);
        return LANGS;
    case KIND_COUNT:
    case KIND_MONEY:
        out[0] = FIELD_IN(f, rec, struct count)->set
                     ? INT(FIELD_IN(f, rec, struct count)->n)
                     : NUL();
        return 1;
    case KIND_NUMBER:
    case KIND_PERCENT:
        out[0] = FIELD_IN(f, rec, struct number)->set
                     ? REAL(FIELD_IN(f, rec, struct number)->v)
                     : NUL();
        return 1;
    case KIND_DAY:
        out[0] = DAY(m, *FIELD_IN(f, rec, day));
        return 1;
    case KIND_BOOL:
        out[0] = INT(*FIELD_IN(f, rec, bool));
        return 1;
    case KIND_INSTANT:
    case KIND_REF:
    case KIND_FILE:
        out[0] = REF(*FIELD_IN(f, rec, int64_t));
        return 1;
    case KIND_REFS:
        return 0;
    }
    return 0;
}

static struct sql_val key_of(struct mem *m, const char *s)
{
    size_t n;
    const unsigned char *key = text_sort_key(m, s ? s : "", SORT_KEY_MAX, &n);

    return BLOB(key, n);
}

size_t layout_keys(struct mem *m, const struct field *f, const void *rec,
                   struct sql_val *out)
{
    if (!field_keyed(f))
        return 0;
    if (f->kind == KIND_TEXT) {
        out[0] = key_of(m, *FIELD_IN(f, rec, const char *));
        return 1;
    }
    for (int p = 0; p < LANGS; p++)
        out[p] = key_of(m, text3_get(FIELD_IN(f, rec, struct text3),
                                     (enum lang)p, NULL));
    return LANGS;
}

/* "3,5,9" */
static struct refs stored_refs(struct mem *m, const char *s)
{
    struct refs out = { 0 };
    size_t room = 1;
    int64_t *ids;

    if (!s)
        return out;
    for (const char *c = s; c && *c; c++)
        room += *c == ',';
    ids = MEM_ARRAY(m, room, int64_t);
    out.id = ids;
    while (s && *s && out.n < room) {
        char *end;

        ids[out.n++] = strtoll(s, &end, 10);
        s = *end == ',' ? end + 1 : end + strlen(end);
    }
    return out;
}

void layout_put(struct mem *m, const struct field *f, int part,
                const struct stored *v, void *rec)
{
    switch (f->kind) {
    case KIND_TEXT:
    case KIND_LONG:
    case KIND_CHOICE:
        *FIELD_AT(f, rec, const char *) = v->s;
        break;
    case KIND_TEXT3:
    case KIND_LONG3:
        FIELD_AT(f, rec, struct text3)->in[part] = v->s;
        break;
    case KIND_COUNT:
    case KIND_MONEY:
        *FIELD_AT(f, rec, struct count) = (struct count){ v->i, !v->null };
        break;
    case KIND_NUMBER:
    case KIND_PERCENT:
        *FIELD_AT(f, rec, struct number) = (struct number){ v->r, !v->null };
        break;
    case KIND_DAY:
        *FIELD_AT(f, rec, day) = v->null ? DAY_NONE : day_parse(v->s);
        break;
    case KIND_BOOL:
        *FIELD_AT(f, rec, bool) = v->i != 0;
        break;
    case KIND_INSTANT:
    case KIND_REF:
    case KIND_FILE:
        *FIELD_AT(f, rec, int64_t) = v->i;
        break;
    case KIND_REFS:
        *FIELD_AT(f, rec, struct refs) = stored_refs(m, v->s);
        break;
    }
}

void layout_put_text(struct mem *m, const struct field *f, int part,
                     const char *s, void *rec)
{
    struct stored v = { .s = s, .null = !s };

    if (s && field_class(f) == 'i')
        v.i = strtoll(s, NULL, 10);
    else if (s && field_class(f) == 'r')
        v.r = strtod(s, NULL);
    layout_put(m, f, part, &v, rec);
}

static void decode_field(struct mem *m, const struct field *f,
                         const struct sql_rows *r, int c, void *rec)
{
    char class = field_class(f);

    for (int part = 0; part < field_columns(f); part++, c++) {
        struct stored v = { .null = sql_null(r, c) };

        if (v.null)
            ;
        else if (class == 'i')
            v.i = sql_int(r, c);
        else if (class == 'r')
            v.r = sql_real(r, c);
        else if (f->kind == KIND_DAY)
            v.s = sql_str(r, c);
        else
            v.s = mem_strn(m, sql_str(r, c), sql_size(r, c));
        layout_put(m, f, part, &v, rec);
    }
}

/* States are few and by name: the table's own text, not a copy. */
static const char *state_name(struct mem *m, const struct type *t,
                              const char *s)
{
    const struct state *state = type_state(t, s);

    return state ? state->name : mem_str(m, s);
}

void layout_decode(struct mem *m, const struct layout *l,
                   const struct sql_rows *r, void *rec)
{
    struct record *head = rec;

    head->id = sql_int(r, COL_ID);
    head->version = sql_int(r, COL_VERSION);
    head->state = state_name(m, l->type, sql_str(r, COL_STATE));
    head->owner_unit = sql_int(r, COL_OWNER_UNIT);
    head->created_at = sql_int(r, COL_CREATED_AT);
    head->changed_at = sql_int(r, COL_CHANGED_AT);
    for (size_t i = 0; i < l->type->n_fields; i++)
        if (l->column[i] >= 0)
            decode_field(m, &l->type->fields[i], r, l->column[i], rec);
}

/* A target and the field that refers to it. */
struct target {
    int64_t field, id;
};

static int by_field(const void *a, const void *b)
{
    const struct target *x = a, *y = b;

    if (x->field != y->field)
        return x->field < y->field ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

/* Gives each field its ids. */
static void share_out(struct mem *m, const struct type *t, void *rec,
                      struct target *at, size_t n)
{
    int64_t *ids = MEM_ARRAY(m, n, int64_t);

    qsort(at, n, sizeof *at, by_field);
    for (size_t i = 0; i < n; i++) {
        struct refs *refs =
            FIELD_AT(&t->fields[at[i].field], rec, struct refs);

        ids[i] = at[i].id;
        if (!refs->n++)
            refs->id = &ids[i];
    }
}

enum rc layout_refs(struct rq *rq, const struct layout *l, void *rec)
{
    const struct record *head = rec;
    struct target *at = NULL;
    size_t n = 0, cap = 0;
    struct sql_rows r;

    if (!l->refs)
        return RC_OK;
    for (size_t i = 0; i < l->type->n_fields; i++)
        if (l->type->fields[i].kind == KIND_REFS)
            *FIELD_AT(&l->type->fields[i], rec, struct refs) =
                (struct refs){ 0 };
    r = sql_query_built(rq->sql, l->refs, ARGS(INT(head->id)));
    while (sql_next(&r)) {
        if (n == cap) {
            at = mem_grow(rq->mem, at, cap * sizeof *at,
                          (cap * 2 + 32) * sizeof *at);
            cap = cap * 2 + 32;
        }
        at[n++] = (struct target){ sql_int(&r, 0), sql_int(&r, 1) };
    }
    TRY(sql_done(&r));
    if (n)
        share_out(rq->mem, l->type, rec, at, n);
    return RC_OK;
}

void *layout_empty(struct mem *m, const struct type *t)
{
    void *rec = mem_alloc(m, t->size);

    for (size_t i = 0; i < t->n_fields; i++)
        if (t->fields[i].kind == KIND_DAY)
            *FIELD_AT(&t->fields[i], rec, day) = DAY_NONE;
    return rec;
}

const char *refs_text(struct mem *m, const struct refs *refs)
{
    struct buf b;

    buf_init(&b, m);
    for (size_t i = 0; i < refs->n; i++) {
        if (i)
            buf_char(&b, ',');
        buf_int(&b, refs->id[i]);
    }
    return b.s;
}
