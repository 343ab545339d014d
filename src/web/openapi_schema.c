/* SPDX-License-Identifier: Apache-2.0 */
/*
 * openapi_schema.c: a JSON schema for each type, from its table.
 */
#include "web/openapi.h"

#include <string.h>

#define SCHEMA "#/components/schemas/"

/* --- Small parts ---------------------------------------------------------- */

void doc_str(struct buf *b, const char *name, const char *value)
{
    out_key(b, name);
    out_str(b, value);
}

void doc_object(struct buf *b, const char *name)
{
    out_key(b, name);
    buf_char(b, '{');
}

void doc_ref(struct buf *b, const char *name)
{
    out_key(b, "$ref");
    buf_char(b, '"');
    buf_str(b, SCHEMA);
    buf_str(b, name);
    buf_char(b, '"');
}

void doc_type(struct buf *b, const char *one, bool null)
{
    out_key(b, "type");
    if (null)
        buf_fmt(b, "[\"%s\",\"null\"]", one);
    else
        buf_fmt(b, "\"%s\"", one);
}

/* --- Fields --------------------------------------------------------------- */

static void put_choices(struct buf *b, const struct field *f)
{
    doc_type(b, "string", !f->must);
    out_key(b, "enum");
    for (size_t i = 0; i < f->n_choices; i++) {
        buf_char(b, i ? ',' : '[');
        out_str(b, f->choices[i].name);
    }
    buf_str(b, f->must ? "]" : ",null]");
}

static void put_limits(struct buf *b, const struct field *f)
{
    if (!(f->least < f->most))
        return;
    out_key(b, "minimum");
    out_real(b, f->least);
    out_key(b, "maximum");
    out_real(b, f->most);
}

static void put_text(struct buf *b, const struct field *f)
{
    int most = f->max ? f->max : f->kind == KIND_LONG ? 20000 : 300;

    doc_type(b, "string", !f->must);
    out_key(b, "maxLength");
    buf_int(b, most);
}

static void put_format(struct buf *b, const struct field *f, const char *format)
{
    doc_type(b, "string", !f->must);
    doc_str(b, "format", format);
}

static void put_kind(struct buf *b, const struct field *f)
{
    switch (f->kind) {
    case KIND_TEXT:
    case KIND_LONG:
        put_text(b, f);
        break;
    case KIND_TEXT3:
    case KIND_LONG3:
        doc_ref(b, "text3");
        break;
    case KIND_COUNT:
        doc_type(b, "integer", !f->must);
        put_limits(b, f);
        break;
    case KIND_NUMBER:
    case KIND_PERCENT:
        doc_type(b, "number", !f->must);
        put_limits(b, f);
        break;
    case KIND_MONEY:
        doc_type(b, "string", !f->must);
        doc_str(b, "pattern", "^-?[0-9]+(\\.[0-9]{1,2})?$");
        break;
    case KIND_DAY:
        put_format(b, f, "date");
        break;
    case KIND_INSTANT:
        put_format(b, f, "date-time");
        break;
    case KIND_CHOICE:
        put_choices(b, f);
        break;
    case KIND_BOOL:
        doc_type(b, "boolean", false);
        break;
    case KIND_REF:
        out_key(b, "type");
        buf_str(b, f->must ? "[\"integer\",\"string\"]"
                           : "[\"integer\",\"string\",\"null\"]");
        break;
    case KIND_FILE:
        doc_type(b, "integer", !f->must);
        break;
    case KIND_REFS:
        doc_type(b, "array", false);
        buf_str(b, ",\"items\":{\"type\":[\"integer\",\"string\"]}");
        break;
    }
}

/* What the reader must know besides the label. */
static const char *description(struct rq *rq, const struct field *f)
{
    const char *help = f->help ? tr(rq->lang, f->help) : "";
    const char *more = "";

    if (f->kind == KIND_REF || f->kind == KIND_REFS)
        more = mem_fmt(rq->mem,
                       T(rq, "Id of a record of the type %s; where one is"
                             " sent, its code is taken too."),
                       f->ref->name);
    if (f->guard)
        more = mem_fmt(rq->mem, "%s %s", more,
                       T(rq, "Only for those with a right of its own."));
    return mem_fmt(rq->mem, "%s%s%s", help, *help && *more ? " " : "", more);
}

void doc_field(struct rq *rq, struct buf *b, const struct field *f,
               enum use use)
{
    const char *more = description(rq, f);

    doc_object(b, f->name);
    put_kind(b, f);
    doc_str(b, "title", tr(rq->lang, f->label));
    if (*more)
        doc_str(b, "description", more);
    if ((f->computed || f->by_act) && use != USE_STEP)
        buf_str(b, ",\"readOnly\":true");
    buf_char(b, '}');
}

static void put_codes(struct rq *rq, struct buf *b, const struct field *f)
{
    if (!f->ref || !f->ref->code || f->kind == KIND_FILE)
        return;
    doc_object(b,
               mem_fmt(rq->mem, f->kind == KIND_REFS ? "%s_codes" : "%s_code",
                       f->name));
    if (f->kind == KIND_REFS)
        buf_str(b, "\"type\":\"array\",\"items\":"
                   "{\"type\":[\"string\",\"null\"]}");
    else
        buf_str(b, "\"type\":[\"string\",\"null\"]");
    buf_str(b, ",\"readOnly\":true}");
}

/* --- Schemas of types ----------------------------------------------------- */

static void put_head(struct rq *rq, struct buf *b, const struct type *t)
{
    buf_str(b, "\"id\":{\"type\":\"integer\",\"readOnly\":true},"
               "\"version\":{\"type\":\"integer\",\"readOnly\":true},"
               "\"state\":{\"type\":\"string\",\"readOnly\":true,\"enum\":");
    for (size_t i = 0; i < t->n_states; i++) {
        buf_char(b, i ? ',' : '[');
        out_str(b, t->states[i].name);
    }
    buf_str(b, "]},\"owner_unit\":{\"type\":[\"integer\",\"string\",\"null\"]");
    doc_str(b, "description", T(rq, "Unit that owns the record"));
    buf_str(b, "},\"owner_unit_code\":{\"type\":[\"string\",\"null\"],"
               "\"readOnly\":true},"
               "\"created_at\":{\"type\":[\"string\",\"null\"],"
               "\"format\":\"date-time\",\"readOnly\":true},"
               "\"changed_at\":{\"type\":[\"string\",\"null\"],"
               "\"format\":\"date-time\","
               "\"readOnly\":true}");
}

static void put_required(struct buf *b, const struct type *t)
{
    buf_str(b, ",\"required\":[\"id\",\"version\",\"state\"");
    for (size_t i = 0; i < t->n_fields; i++)
        if (t->fields[i].must && !t->fields[i].guard &&
            strcmp(t->fields[i].name, "plan") != 0) {
            buf_char(b, ',');
            out_str(b, t->fields[i].name);
        }
    buf_char(b, ']');
}

/* Nobody ever reads it. */
static bool is_hidden(const struct field *f)
{
    return f->guard && !strcmp(f->guard, GUARD_SECRET);
}

void doc_record(struct rq *rq, struct buf *b, const struct type *t)
{
    doc_object(b, t->name);
    buf_str(b, "\"type\":\"object\",\"additionalProperties\":false");
    doc_str(b, "title", tr(rq->lang, t->label));
    doc_object(b, "properties");
    put_head(rq, b, t);
    for (size_t i = 0; i < t->n_fields; i++) {
        if (is_hidden(&t->fields[i]))
            continue;
        doc_field(rq, b, &t->fields[i], USE_RECORD);
        put_codes(rq, b, &t->fields[i]);
    }
    buf_char(b, '}');
    put_required(b, t);
    buf_str(b, "}\n");
}

/* What PATCH takes: any of the fields, and the version that was seen. */
void doc_change(struct rq *rq, struct buf *b, const struct type *t)
{
    doc_object(b, mem_fmt(rq->mem, "%s_change", t->name));
    buf_str(b, "\"type\":\"object\",\"additionalProperties\":false,"
               "\"properties\":{\"version\":{\"type\":\"integer\"}");
    for (size_t i = 0; i < t->n_fields; i++)
        if (!t->fields[i].computed && !t->fields[i].fixed)
            doc_field(rq, b, &t->fields[i], USE_CHANGE);
    buf_str(b, "}}\n");
}

void doc_list(struct rq *rq, struct buf *b, const char *type)
{
    doc_object(b, mem_fmt(rq->mem, "%s_list", type));
    buf_str(b, "\"type\":\"object\",\"required\":[\"items\",\"next\"],"
               "\"properties\":{\"items\":{\"type\":\"array\",\"items\":{");
    doc_ref(b, type);
    buf_str(b, "}},\"next\":{\"type\":[\"string\",\"null\"]}}}\n");
}

void doc_common(struct buf *b)
{
    buf_str(b, "\"text3\":{\"type\":[\"object\",\"null\"],"
               "\"additionalProperties\":false,\"properties\":{"
               "\"ky\":{\"type\":[\"string\",\"null\"]},"
               "\"ru\":{\"type\":[\"string\",\"null\"]},"
               "\"en\":{\"type\":[\"string\",\"null\"]}}},\n"
               "\"problem\":{\"type\":\"object\",\"required\":[\"type\","
               "\"title\",\"status\",\"detail\",\"errors\"],\"properties\":{"
               "\"type\":{\"type\":\"string\",\"format\":\"uri-reference\"},"
               "\"title\":{\"type\":\"string\"},"
               "\"status\":{\"type\":\"integer\"},"
               "\"detail\":{\"type\":\"string\"},"
               "\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
               "\"required\":[\"field\",\"detail\"],\"properties\":{"
               "\"field\":{\"type\":[\"string\",\"null\"]},"
               "\"detail\":{\"type\":\"string\"}}}},"
               "\"current\":{\"type\":\"object\"}}},\n"
               "\"measure\":{\"type\":\"object\",\"required\":[\"code\","
               "\"value\",\"numerator\",\"denominator\",\"on\",\"origin\"],"
               "\"properties\":{\"code\":{\"type\":\"string\"},"
               "\"value\":{\"type\":[\"number\",\"null\"]},"
               "\"numerator\":{\"type\":[\"number\",\"null\"]},"
               "\"denominator\":{\"type\":[\"number\",\"null\"]},"
               "\"on\":{\"type\":\"string\",\"format\":\"date\"},"
               "\"known\":{\"type\":\"string\",\"format\":\"date\"},"
               "\"value_on\":{\"type\":[\"string\",\"null\"],"
               "\"format\":\"date\"},"
               "\"origin\":{\"type\":\"string\","
               "\"enum\":[\"counted\",\"typed\",\"none\"]}}},\n"
               "\"history\":{\"type\":\"object\",\"properties\":{"
               "\"items\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
               "\"properties\":{\"id\":{\"type\":\"integer\"},"
               "\"version\":{\"type\":\"integer\"},"
               "\"at\":{\"type\":\"string\",\"format\":\"date-time\"},"
               "\"actor\":{\"type\":\"integer\"},"
               "\"actor_name\":{\"type\":[\"string\",\"null\"]},"
               "\"step\":{\"type\":\"string\"},\"act\":{\"type\":\"integer\"},"
               "\"leaf\":{\"type\":[\"integer\",\"null\"]},"
               "\"changes\":{\"type\":\"object\",\"additionalProperties\":"
               "{\"type\":[\"string\",\"null\"]}}}}},"
               "\"next\":{\"type\":[\"string\",\"null\"]}}}\n");
}
