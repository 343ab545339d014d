/* SPDX-License-Identifier: Apache-2.0 */
/*
 * api_json.c: records as JSON, written straight into the answer.
 */
#include "web/api.h"

#include "kernel/org.h"
#include "web/page_record.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void out_key(struct buf *b, const char *name)
{
    if (b->n && b->s[b->n - 1] != '{')
        buf_char(b, ',');
    buf_json(b, name);
    buf_char(b, ':');
}

void out_str(struct buf *b, const char *s)
{
    if (s)
        buf_json(b, s);
    else
        buf_str(b, "null");
}

void out_bool(struct buf *b, bool v)
{
    buf_str(b, v ? "true" : "false");
}

/* The shortest decimal that reads back as the same number. */
void out_real(struct buf *b, double v)
{
    if (!isfinite(v)) {
        buf_str(b, "null");
        return;
    }
    for (int digits = 6; digits < 17; digits++) {
        const char *s = mem_fmt(b->mem, "%.*g", digits, v);
        double back = strtod(s, NULL);

        if (!(back < v) && !(back > v)) {
            buf_str(b, s);
            return;
        }
    }
    buf_fmt(b, "%.17g", v);
}

void out_day(struct buf *b, day d)
{
    char iso[DAY_ISO_SIZE];

    out_str(b, day_is(d) ? day_iso(d, iso) : NULL);
}

static void put_id(struct buf *b, int64_t id)
{
    if (id)
        buf_int(b, id);
    else
        buf_str(b, "null");
}

static void put_text3(struct buf *b, const struct text3 *t)
{
    const char *before = "{";

    for (int p = 0; p < LANGS; p++) {
        buf_fmt(b, "%s\"%s\":", before, lang_code((enum lang)p));
        out_str(b, t->in[p]);
        before = ",";
    }
    buf_char(b, '}');
}

static void put_refs(struct buf *b, const struct refs *refs)
{
    buf_char(b, '[');
    for (size_t i = 0; i < refs->n; i++) {
        if (i)
            buf_char(b, ',');
        buf_int(b, refs->id[i]);
    }
    buf_char(b, ']');
}

static void put_value(struct rq *rq, struct buf *b, const struct field *f,
                      const void *rec)
{
    switch (f->kind) {
    case KIND_TEXT:
    case KIND_LONG:
    case KIND_CHOICE:
        out_str(b, *FIELD_IN(f, rec, const char *));
        break;
    case KIND_TEXT3:
    case KIND_LONG3:
        put_text3(b, FIELD_IN(f, rec, struct text3));
        break;
    case KIND_COUNT:
        if (FIELD_IN(f, rec, struct count)->set)
            buf_int(b, FIELD_IN(f, rec, struct count)->n);
        else
            buf_str(b, "null");
        break;
    case KIND_MONEY: /* "1250.50": no binary fraction touches money */
        out_str(b, field_canonical(rq, f, LANG_KY, rec));
        break;
    case KIND_NUMBER:
    case KIND_PERCENT:
        out_real(b, FIELD_IN(f, rec, struct number)->set
                         ? FIELD_IN(f, rec, struct number)->v
                         : NAN);
        break;
    case KIND_DAY:
        out_day(b, *FIELD_IN(f, rec, day));
        break;
    case KIND_INSTANT:
        out_str(b, *FIELD_IN(f, rec, int64_t)
                        ? instant_iso(rq->mem, *FIELD_IN(f, rec, int64_t))
                        : NULL);
        break;
    case KIND_BOOL:
        out_bool(b, *FIELD_IN(f, rec, bool));
        break;
    case KIND_REF:
    case KIND_FILE:
        put_id(b, *FIELD_IN(f, rec, int64_t));
        break;
    case KIND_REFS:
        put_refs(b, FIELD_IN(f, rec, struct refs));
        break;
    }
}

/* --- Codes of references -------------------------------------------------- */

static const char *code_of(const struct names *ns, const struct type *t,
                           int64_t id)
{
    const struct label *l = id ? names_get(ns, t, id) : NULL;

    return l ? l->code : NULL;
}

static void put_codes(struct rq *rq, struct buf *b, const struct field *f,
                      const void *rec, const struct names *ns)
{
    const struct refs *refs;

    if (!f->ref || !f->ref->code)
        return;
    if (f->kind == KIND_REF) {
        out_key(b, mem_fmt(rq->mem, "%s_code", f->name));
        out_str(b, code_of(ns, f->ref, *FIELD_IN(f, rec, int64_t)));
    }
    if (f->kind != KIND_REFS)
        return;
    refs = FIELD_IN(f, rec, struct refs);
    out_key(b, mem_fmt(rq->mem, "%s_codes", f->name));
    buf_char(b, '[');
    for (size_t i = 0; i < refs->n; i++) {
        if (i)
            buf_char(b, ',');
        out_str(b, code_of(ns, f->ref, refs->id[i]));
    }
    buf_char(b, ']');
}

void out_want(struct names *ns, const struct type *t, const void *rec)
{
    names_want(ns, &type_unit, ((const struct record *)rec)->owner_unit);
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];
        const struct refs *refs;

        if (!f->ref || !f->ref->code)
            continue;
        if (f->kind == KIND_REF)
            names_want(ns, f->ref, *FIELD_IN(f, rec, int64_t));
        if (f->kind != KIND_REFS)
            continue;
        refs = FIELD_IN(f, rec, struct refs);
        names_want(ns, f->ref, 0);
        for (size_t j = 0; j < refs->n; j++)
            names_want(ns, f->ref, refs->id[j]);
    }
}

/* --- Records -------------------------------------------------------------- */

static void put_head(struct rq *rq, struct buf *b, const struct record *head,
                     const struct names *ns)
{
    bool made = head->created_at != 0; /* 0: sealed, nobody knows when */

    buf_fmt(b, "{\"id\":%lld,\"version\":%lld,\"state\":", (long long)head->id,
            (long long)head->version);
    out_str(b, head->state);
    buf_str(b, ",\"owner_unit\":");
    put_id(b, head->owner_unit);
    buf_str(b, ",\"owner_unit_code\":");
    out_str(b, code_of(ns, &type_unit, head->owner_unit));
    buf_str(b, ",\"created_at\":");
    out_str(b, made ? instant_iso(rq->mem, head->created_at) : NULL);
    buf_str(b, ",\"changed_at\":");
    out_str(b, made ? instant_iso(rq->mem, head->changed_at) : NULL);
}

void out_record(struct rq *rq, struct buf *b, const struct type *t,
                 const void *rec, const struct names *ns)
{
    put_head(rq, b, rec, ns);
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        if (!field_seen(rq, t, f))
            continue;
        out_key(b, f->name);
        put_value(rq, b, f, rec);
        put_codes(rq, b, f, rec, ns);
    }
    buf_char(b, '}');
}

enum rc out_list(struct rq *rq, struct buf *b, const struct list *l)
{
    struct names *ns = names_new(rq);

    for (size_t i = 0; i < l->n; i++)
        out_want(ns, l->type, l->rec[i]);
    TRY(names_read(ns));
    buf_need(b, l->n * 512 + 64);
    buf_str(b, "{\"items\":[");
    for (size_t i = 0; i < l->n; i++) {
        buf_str(b, i ? ",\n" : "\n");
        out_record(rq, b, l->type, l->rec[i], ns);
    }
    buf_str(b, "],\n\"next\":");
    out_str(b, l->next);
    buf_str(b, "}\n");
    return RC_OK;
}

enum rc out_current(struct rq *rq, struct buf *b, const struct type *t,
                     int64_t id)
{
    struct names *ns = names_new(rq);
    void *rec;

    TRY(record_get(rq, t, id, &rec));
    out_want(ns, t, rec);
    TRY(names_read(ns));
    out_record(rq, b, t, rec, ns);
    return RC_OK;
}
