/* SPDX-License-Identifier: Apache-2.0 */
/*
 * act_fields.c: the values that a line of an act carries, as text.  They are
 * kept by column, and references as ids, so that they mean the same for as
 * long as the act is kept; "@2" is the record that line 2 of the act makes.
 */
#include "kernel/act_in.h"

#include <jansson.h>
#include <string.h>

/* --- To text ---------------------------------------------------------------- */

static const char *ids_text(struct mem *m, const int64_t *id, size_t n)
{
    struct buf b;

    buf_init(&b, m);
    for (size_t i = 0; i < n; i++)
        buf_fmt(&b, "%s%c%lld", i ? ";" : "", id[i] < 0 ? '@' : '#',
                (long long)(id[i] < 0 ? -id[i] : id[i]));
    return b.s;
}

static const char *value_text(struct rq *rq, const struct field *f,
                              enum lang part, const void *rec)
{
    const struct refs *refs;
    const char *s;

    if (f->kind == KIND_REFS) {
        refs = FIELD_IN(f, rec, struct refs);
        return ids_text(rq->mem, refs->id, refs->n);
    }
    if (f->ref && !field_empty(f, rec))
        return ids_text(rq->mem, FIELD_IN(f, rec, int64_t), 1);
    s = field_canonical(rq, f, part, rec);
    return s ? s : "";
}

static void put_field(struct rq *rq, struct buf *b, const struct field *f,
                      const void *values)
{
    int n = f->kind == KIND_REFS ? 1 : field_columns(f);

    for (int p = 0; p < n; p++) {
        buf_str(b, b->n > 1 ? "," : "");
        buf_json(b, n > 1 ? column_name(rq->mem, f, p) : f->name);
        buf_char(b, ':');
        buf_json(b, value_text(rq, f, (enum lang)p, values));
    }
}

static bool asks(const struct step *step, const struct field *f)
{
    for (int i = 0; i < STEP_ASKS_MAX && step->asks[i]; i++)
        if (!strcmp(step->asks[i], f->name))
            return true;
    return false;
}

const char *act_fields_text(struct rq *rq, const struct type *t,
                            const struct step *step, const void *values,
                            const void *stored)
{
    struct buf b;

    if (!values)
        return NULL;
    buf_init(&b, rq->mem);
    buf_char(&b, '{');
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        if (step ? !asks(step, f) : f->computed)
            continue;
        if (!field_same(rq->mem, f, values, stored))
            put_field(rq, &b, f, values);
    }
    buf_char(&b, '}');
    return b.n > 2 ? b.s : NULL;
}

/* --- From text -------------------------------------------------------------- */

static enum rc fill_field(struct rq *rq, const struct type *t,
                          const struct field *f, json_t *root, void *rec)
{
    int n = f->kind == KIND_REFS ? 1 : field_columns(f);

    for (int p = 0; p < n; p++) {
        const char *name = n > 1 ? column_name(rq->mem, f, p) : f->name;
        json_t *v = json_object_get(root, name);

        if (!v)
            continue;
        if (!json_is_string(v))
            return fail(rq, RC_INVALID, name, "cannot be read");
        TRY(field_parse(rq, t, f, (enum lang)p, json_string_value(v), 0,
                        rec));
    }
    return RC_OK;
}

/* A name that the type does not have is a value that would be lost. */
static enum rc all_known(struct rq *rq, const struct type *t, json_t *root)
{
    size_t known = 0;

    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];
        int n = f->kind == KIND_REFS ? 1 : field_columns(f);

        for (int p = 0; p < n; p++)
            known += json_object_get(root, n > 1 ? column_name(rq->mem, f, p)
                                                 : f->name) != NULL;
    }
    if (known != json_object_size(root))
        return fail(rq, RC_INVALID, "fields", "names a field that is unknown");
    return RC_OK;
}

enum rc act_fields_fill(struct rq *rq, const struct type *t, const char *text,
                        void *rec)
{
    json_t *root;
    enum rc rc;

    if (!text)
        return RC_OK;
    root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    rc = json_is_object(root)
             ? all_known(rq, t, root)
             : fail(rq, RC_INVALID, "fields", "cannot be read");
    for (size_t i = 0; !rc && i < t->n_fields; i++)
        rc = fill_field(rq, t, &t->fields[i], root, rec);
    json_decref(root);
    return rc;
}
