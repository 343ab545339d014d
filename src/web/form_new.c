/* SPDX-License-Identifier: Apache-2.0 */
/*
 * form_new.c: what the form of a new record begins with, and the next of
 * several: an office that enters two hundred papers a day types nothing twice.
 */
#include "web/form_new.h"

#include "kernel/layout.h"
#include "kernel/org.h"
#include "kernel/write.h"

#include <string.h>

/* Marks of the form: fields that its address filled. */
#define AGAIN "again"

/* --- Presets -------------------------------------------------------------- */

int64_t form_own_unit(struct rq *rq)
{
    static const struct sql_text q = {
        "SELECT min(unit) FROM appointment WHERE person = $1"
        " AND state = 'active' AND starts <= $2"
        " AND (ends IS NULL OR ends >= $2) AND unit IS NOT NULL",
        "it", "i"
    };
    struct sql_rows r = sql_query(rq->sql, &q,
                                  ARGS(INT(rq->person),
                                       DAY(rq->mem, rq->today)));
    int64_t unit = sql_next(&r) && !sql_null(&r, 0) ? sql_int(&r, 0) : 0;

    return sql_done(&r) ? 0 : unit;
}

static const char *preset_text(struct rq *rq, const struct field *f)
{
    char *today = day_iso(rq->today, mem_alloc(rq->mem, DAY_ISO_SIZE));

    if (!strcmp(f->preset, "today"))
        return today;
    if (!strcmp(f->preset, "year"))
        return mem_strn(rq->mem, today, 4);
    if (!strcmp(f->preset, "me"))
        return ref_value(rq, rq->person);
    if (!strcmp(f->preset, "my unit"))
        return ref_value(rq, form_own_unit(rq));
    return f->preset;
}

enum rc form_presets(struct rq *rq, const struct type *t, void *rec)
{
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        if (f->preset && field_empty(f, rec))
            TRY(field_parse(rq, t, f, LANG_KY, preset_text(rq, f), 0, rec));
    }
    return RC_OK;
}

/* --- One after another ---------------------------------------------------- */

static bool stays(struct rq *rq, const struct type *t, const struct field *f)
{
    const struct http_request *in = web_of(rq)->in;

    if (f->again || (t->code_scope && !strcmp(t->code_scope, f->name)))
        return true;
    for (size_t i = 0; i < in->n_args; i++)
        if (!strcmp(in->args[i].name, AGAIN) &&
            !strcmp(in->args[i].value, f->name))
            return true;
    return false;
}

void form_again_marks(struct rq *rq, struct html *h)
{
    const struct http_request *in = web_of(rq)->in;

    for (size_t i = 0; i < in->n_args; i++) {
        const struct http_arg *a = &in->args[i];
        bool marked = !strcmp(a->name, AGAIN);

        if (marked || (in->method == HTTP_GET && a->from == HTTP_QUERY))
            html_fmt(h, "<input type=\"hidden\" name=\"" AGAIN
                        "\" value=\"%s\">\n",
                     marked ? a->value : a->name);
    }
}

static void put_arg(struct buf *b, const char *name, const char *value)
{
    if (!value || !*value)
        return;
    buf_char(b, b->n ? '&' : '?');
    buf_str(b, name);
    buf_char(b, '=');
    buf_url(b, value);
}

static void put_field(struct rq *rq, struct buf *b, const struct field *f,
                      const void *rec)
{
    int parts = field_columns(f) == LANGS ? LANGS : 1;

    if (f->kind == KIND_REF)
        put_arg(b, f->name, ref_value(rq, *FIELD_IN(f, rec, int64_t)));
    else
        for (int p = 0; p < parts; p++)
            put_arg(b, column_name(rq->mem, f, p),
                    field_canonical(rq, f, (enum lang)p, rec));
}

enum rc form_another(struct rq *rq, const struct type *t, const void *rec)
{
    struct label own;
    struct buf b;

    buf_init(&b, rq->mem);
    for (size_t i = 0; i < t->n_fields; i++)
        if (stays(rq, t, &t->fields[i]))
            put_field(rq, &b, &t->fields[i], rec);
    put_arg(&b, form_owner_field.name, web_arg(rq, form_owner_field.name));
    own = record_own_label(rq, t, rec);
    return web_redirect(rq,
                        mem_fmt(rq->mem, "%s%s", url(rq, "/%s/new", t->name),
                                b.n ? b.s : ""),
                        mem_fmt(rq->mem, T(rq, "Saved: %s. The next one:"),
                                label_text(rq, &own)));
}
