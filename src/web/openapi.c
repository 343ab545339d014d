/* SPDX-License-Identifier: Apache-2.0 */
/*
 * openapi.c: the description of the API, OpenAPI 3.1, made from the tables: a
 * schema for each type, all addresses, the problem document.
 */
#include "web/api.h"

#include "kernel/org.h"
#include "web/dispatch.h"

#include <string.h>

#define VERSION "1.0.0"
#define SCHEMA "#/components/schemas/"

/* What a schema is for. */
enum use { USE_RECORD, USE_CHANGE, USE_STEP };

/* --- Small parts ---------------------------------------------------------- */

static void str(struct buf *b, const char *name, const char *value)
{
    out_key(b, name);
    out_str(b, value);
}

static void open_object(struct buf *b, const char *name)
{
    out_key(b, name);
    buf_char(b, '{');
}

static void ref(struct buf *b, const char *name)
{
    out_key(b, "$ref");
    buf_char(b, '"');
    buf_str(b, SCHEMA);
    buf_str(b, name);
    buf_char(b, '"');
}

static void types(struct buf *b, const char *one, bool null)
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
    types(b, "string", !f->must);
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

    types(b, "string", !f->must);
    out_key(b, "maxLength");
    buf_int(b, most);
}

static void put_format(struct buf *b, const struct field *f,
                       const char *format)
{
    types(b, "string", !f->must);
    str(b, "format", format);
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
        ref(b, "text3");
        break;
    case KIND_COUNT:
        types(b, "integer", !f->must);
        put_limits(b, f);
        break;
    case KIND_NUMBER:
    case KIND_PERCENT:
        types(b, "number", !f->must);
        put_limits(b, f);
        break;
    case KIND_MONEY:
        types(b, "string", !f->must);
        str(b, "pattern", "^-?[0-9]+(\\.[0-9]{1,2})?$");
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
        types(b, "boolean", false);
        break;
    case KIND_REF:
        out_key(b, "type");
        buf_str(b, f->must ? "[\"integer\",\"string\"]"
                           : "[\"integer\",\"string\",\"null\"]");
        break;
    case KIND_FILE:
        types(b, "integer", !f->must);
        break;
    case KIND_REFS:
        types(b, "array", false);
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

static void put_field(struct rq *rq, struct buf *b, const struct field *f,
                      enum use use)
{
    const char *more = description(rq, f);

    open_object(b, f->name);
    put_kind(b, f);
    str(b, "title", tr(rq->lang, f->label));
    if (*more)
        str(b, "description", more);
    if (f->computed && use != USE_STEP)
        buf_str(b, ",\"readOnly\":true");
    buf_char(b, '}');
}

static void put_codes(struct rq *rq, struct buf *b, const struct field *f)
{
    if (!f->ref || !f->ref->code || f->kind == KIND_FILE)
        return;
    open_object(b, mem_fmt(rq->mem, f->kind == KIND_REFS ? "%s_codes"
                                                         : "%s_code",
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
    str(b, "description", T(rq, "Unit that owns the record"));
    buf_str(b, "},\"owner_unit_code\":{\"type\":[\"string\",\"null\"],"
               "\"readOnly\":true},"
               "\"created_at\":{\"type\":\"string\",\"format\":\"date-time\","
               "\"readOnly\":true},"
               "\"changed_at\":{\"type\":\"string\",\"format\":\"date-time\","
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

static void put_record(struct rq *rq, struct buf *b, const struct type *t)
{
    open_object(b, t->name);
    buf_str(b, "\"type\":\"object\",\"additionalProperties\":false");
    str(b, "title", tr(rq->lang, t->label));
    open_object(b, "properties");
    put_head(rq, b, t);
    for (size_t i = 0; i < t->n_fields; i++) {
        put_field(rq, b, &t->fields[i], USE_RECORD);
        put_codes(rq, b, &t->fields[i]);
    }
    buf_char(b, '}');
    put_required(b, t);
    buf_str(b, "}\n");
}

/* What PATCH takes: any of the fields, and the version that was seen. */
static void put_change(struct rq *rq, struct buf *b, const struct type *t)
{
    open_object(b, mem_fmt(rq->mem, "%s_change", t->name));
    buf_str(b, "\"type\":\"object\",\"additionalProperties\":false,"
               "\"properties\":{\"version\":{\"type\":\"integer\"}");
    for (size_t i = 0; i < t->n_fields; i++)
        if (!t->fields[i].computed && !t->fields[i].fixed)
            put_field(rq, b, &t->fields[i], USE_CHANGE);
    buf_str(b, "}}\n");
}

static void put_list_schema(struct rq *rq, struct buf *b, const char *type)
{
    open_object(b, mem_fmt(rq->mem, "%s_list", type));
    buf_str(b, "\"type\":\"object\",\"required\":[\"items\",\"next\"],"
               "\"properties\":{\"items\":{\"type\":\"array\",\"items\":{");
    ref(b, type);
    buf_str(b, "}},\"next\":{\"type\":[\"string\",\"null\"]}}}\n");
}

static void put_common_schemas(struct buf *b)
{
    buf_str(b,
            "\"text3\":{\"type\":[\"object\",\"null\"],"
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

/* --- Paths ---------------------------------------------------------------- */

static void put_response(struct buf *b, const char *status, const char *what,
                         const char *media, const char *schema)
{
    open_object(b, status);
    str(b, "description", what);
    open_object(b, "content");
    open_object(b, media);
    open_object(b, "schema");
    if (schema)
        ref(b, schema);
    else
        types(b, "string", false);
    buf_str(b, "}}}}");
}

static void put_problem(struct rq *rq, struct buf *b)
{
    put_response(b, "default", T(rq, "What was refused, and why"),
                 "application/problem+json", "problem");
    buf_char(b, '}');
}

static void open_operation(struct buf *b, const char *verb, const char *id,
                           const char *tag, const char *summary)
{
    open_object(b, verb);
    str(b, "operationId", id);
    out_key(b, "tags");
    buf_char(b, '[');
    out_str(b, tag);
    buf_char(b, ']');
    str(b, "summary", summary);
}

static void one_answer(struct rq *rq, struct buf *b, const char *status,
                       const char *what, const char *schema)
{
    open_object(b, "responses");
    put_response(b, status, what, "application/json", schema);
    put_problem(rq, b);
}

static void query(struct buf *b, const char *name, const char *schema,
                  const char *what)
{
    buf_str(b, b->s[b->n - 1] == '[' ? "{" : ",{");
    str(b, "name", name);
    str(b, "in", "query");
    str(b, "description", what);
    open_object(b, "schema");
    str(b, "type", schema);
    buf_str(b, "}}");
}

static void query_range(struct rq *rq, struct buf *b, const struct field *f)
{
    const char *label = tr(rq->lang, f->label);

    query(b, mem_fmt(rq->mem, "%s_from", f->name), "string",
          mem_fmt(rq->mem, T(rq, "%s, from"), label));
    query(b, mem_fmt(rq->mem, "%s_to", f->name), "string",
          mem_fmt(rq->mem, T(rq, "%s, to"), label));
}

static void put_list_args(struct rq *rq, struct buf *b, const struct type *t)
{
    out_key(b, "parameters");
    buf_str(b, "[{\"name\":\"limit\",\"in\":\"query\",\"schema\":"
               "{\"type\":\"integer\",\"minimum\":1,\"maximum\":1000,"
               "\"default\":50}}");
    query(b, "after", "string", T(rq, "Token of the page before (next)"));
    query(b, "sort", "string",
          T(rq, "Field to order by; a minus before it turns the order round"));
    query(b, "q", "string", T(rq, "Words to be found"));
    query(b, "state", "string", T(rq, "State"));
    query(b, "owner_unit", "string", T(rq, "Code of the owning unit"));
    for (size_t i = 0; t && i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        if (!f->filter)
            continue;
        query(b, f->name, "string", tr(rq->lang, f->label));
        if (f->kind == KIND_DAY || f->kind == KIND_COUNT ||
            f->kind == KIND_NUMBER || f->kind == KIND_PERCENT ||
            f->kind == KIND_MONEY)
            query_range(rq, b, f);
    }
    buf_char(b, ']');
}

static void put_body(struct buf *b, const char *schema)
{
    buf_str(b, ",\"requestBody\":{\"required\":true,\"content\":"
               "{\"application/json\":{\"schema\":{");
    ref(b, schema);
    buf_str(b, "}}}}");
}

static void put_id(struct buf *b)
{
    out_key(b, "parameters");
    buf_str(b, "[{\"name\":\"id\",\"in\":\"path\",\"required\":true,"
               "\"schema\":{\"type\":\"integer\",\"minimum\":1}}]");
}

static void put_upload(struct rq *rq, struct buf *b)
{
    buf_str(b, ",\"post\":{\"operationId\":\"file_add\",\"tags\":[\"file\"]");
    str(b, "summary", T(rq, "Send a file"));
    buf_str(b, ",\"requestBody\":{\"required\":true,\"content\":"
               "{\"multipart/form-data\":{\"schema\":{\"type\":\"object\","
               "\"required\":[\"file\"],\"properties\":{\"file\":"
               "{\"type\":\"string\",\"contentMediaType\":"
               "\"application/octet-stream\"}}}}}}");
    open_object(b, "responses");
    buf_str(b, "\"201\":{");
    str(b, "description", T(rq, "The new record"));
    buf_char(b, '}');
    put_problem(rq, b);
    buf_char(b, '}');
}

static void put_collection(struct rq *rq, struct buf *b, const struct type *t)
{
    open_object(b, mem_fmt(rq->mem, "/api/v1/%s", t->name));
    open_operation(b, "get", mem_fmt(rq->mem, "%s_list", t->name), t->name,
                   tr(rq->lang, t->plural));
    put_list_args(rq, b, t);
    one_answer(rq, b, "200", T(rq, "A page of records"),
               mem_fmt(rq->mem, "%s_list", t->name));
    buf_char(b, '}');
    if (t == &type_file)
        put_upload(rq, b);
    if (!t->no_add) {
        open_operation(b, "post", mem_fmt(rq->mem, "%s_add", t->name),
                       t->name, T(rq, "Add"));
        put_body(b, t->name);
        one_answer(rq, b, "201", T(rq, "The new record"), t->name);
        buf_char(b, '}');
    }
    buf_str(b, "}\n");
}

static void put_item(struct rq *rq, struct buf *b, const struct type *t)
{
    open_object(b, mem_fmt(rq->mem, "/api/v1/%s/{id}", t->name));
    put_id(b);
    open_operation(b, "get", mem_fmt(rq->mem, "%s_get", t->name), t->name,
                   tr(rq->lang, t->label));
    one_answer(rq, b, "200", T(rq, "The record"), t->name);
    buf_char(b, '}');
    open_operation(b, "patch", mem_fmt(rq->mem, "%s_change", t->name),
                   t->name, T(rq, "Edit"));
    put_body(b, mem_fmt(rq->mem, "%s_change", t->name));
    one_answer(rq, b, "200", T(rq, "The record"), t->name);
    buf_str(b, "}}\n");
}

static void put_past(struct rq *rq, struct buf *b, const struct type *t)
{
    open_object(b, mem_fmt(rq->mem, "/api/v1/%s/{id}/history", t->name));
    put_id(b);
    open_operation(b, "get", mem_fmt(rq->mem, "%s_history", t->name),
                   t->name, T(rq, "History"));
    one_answer(rq, b, "200", T(rq, "Changes, the newest first"), "history");
    buf_str(b, "}}\n");
    open_object(b, mem_fmt(rq->mem, "/api/v1/%s/{id}/receipt", t->name));
    put_id(b);
    open_operation(b, "get", mem_fmt(rq->mem, "%s_receipt", t->name),
                   t->name, T(rq, "Receipt"));
    open_object(b, "responses");
    put_response(b, "200", T(rq, "Receipt of the newest change"),
                 "text/plain", NULL);
    put_problem(rq, b);
    buf_str(b, "}}\n");
}

static void put_step_body(struct rq *rq, struct buf *b, const struct type *t,
                          const struct step *s)
{
    buf_str(b, ",\"requestBody\":{\"content\":{\"application/json\":"
               "{\"schema\":{\"type\":\"object\","
               "\"additionalProperties\":false,"
               "\"properties\":{\"version\":{\"type\":\"integer\"}");
    for (int i = 0; i < STEP_ASKS_MAX && s->asks[i]; i++)
        put_field(rq, b, type_field(t, s->asks[i]), USE_STEP);
    buf_char(b, '}');
    if (s->needs[0]) {
        out_key(b, "required");
        for (int i = 0; i < STEP_ASKS_MAX && s->needs[i]; i++) {
            buf_char(b, i ? ',' : '[');
            out_str(b, s->needs[i]);
        }
        buf_char(b, ']');
    }
    buf_str(b, "}}}}");
}

static void put_step(struct rq *rq, struct buf *b, const struct type *t,
                     const struct step *s)
{
    open_object(b,
                mem_fmt(rq->mem, "/api/v1/%s/{id}/%s", t->name, s->name));
    put_id(b);
    open_operation(b, "post", mem_fmt(rq->mem, "%s_%s", t->name, s->name),
                   t->name, tr(rq->lang, s->label));
    put_step_body(rq, b, t, s);
    one_answer(rq, b, "200", T(rq, "The record"), t->name);
    buf_str(b, "}}\n");
}

static void put_measures(struct rq *rq, struct buf *b)
{
    static const char code[] =
        "[{\"name\":\"code\",\"in\":\"path\",\"required\":true,"
        "\"schema\":{\"type\":\"string\"}},"
        "{\"name\":\"on\",\"in\":\"query\","
        "\"schema\":{\"type\":\"string\",\"format\":\"date\"}}]";

    open_object(b, "/api/v1/measure/{code}");
    out_key(b, "parameters");
    buf_str(b, code);
    open_operation(b, "get", "measure_value", "measure",
                   T(rq, "A measure on a day"));
    one_answer(rq, b, "200", T(rq, "The value, null when there is no data"),
               "measure");
    buf_str(b, "}}\n");
    open_object(b, "/api/v1/measure/{code}/records");
    out_key(b, "parameters");
    buf_str(b, code);
    open_operation(b, "get", "measure_records", "measure",
                   T(rq, "The records behind a measure"));
    put_list_args(rq, b, NULL);
    open_object(b, "responses");
    buf_str(b, "\"200\":{");
    str(b, "description", T(rq, "A page of records"));
    buf_char(b, '}');
    put_problem(rq, b);
    buf_str(b, "}}\n");
}

static void put_type_paths(struct rq *rq, struct buf *b, const struct type *t)
{
    put_collection(rq, b, t);
    put_item(rq, b, t);
    put_past(rq, b, t);
    for (size_t i = 0; i < t->n_steps; i++)
        put_step(rq, b, t, &t->steps[i]);
}

/* --- The document --------------------------------------------------------- */

static void put_info(struct rq *rq, struct buf *b)
{
    buf_str(b, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Ordo\","
               "\"version\":\"" VERSION "\"");
    str(b, "summary", T(rq, "Ordo – the one system of the university"));
    buf_str(b, ",\"license\":{\"name\":\"Apache-2.0\","
               "\"identifier\":\"Apache-2.0\"}},"
               "\"servers\":[{\"url\":\"/\"}],"
               "\"security\":[{\"bearer\":[]}]");
    out_key(b, "tags");
    buf_char(b, '[');
    for (size_t i = 0; i < rq->app->n_types; i++) {
        const struct type *t = rq->app->types[i];

        if (t->internal)
            continue;
        buf_str(b, b->s[b->n - 1] == '[' ? "{" : ",{");
        str(b, "name", t->name);
        str(b, "description", tr(rq->lang, t->plural));
        buf_char(b, '}');
    }
    buf_str(b, "]");
}

enum rc api_document(struct rq *rq)
{
    struct buf b;

    buf_init(&b, rq->mem);
    buf_need(&b, 1 << 18);
    put_info(rq, &b);
    open_object(&b, "paths");
    put_measures(rq, &b);
    for (size_t i = 0; i < rq->app->n_types; i++)
        if (!rq->app->types[i]->internal)
            put_type_paths(rq, &b, rq->app->types[i]);
    buf_str(&b, "},\n\"components\":{\"securitySchemes\":{\"bearer\":"
                "{\"type\":\"http\",\"scheme\":\"bearer\"}},\n"
                "\"schemas\":{");
    put_common_schemas(&b);
    for (size_t i = 0; i < rq->app->n_types; i++) {
        const struct type *t = rq->app->types[i];

        if (t->internal)
            continue;
        put_record(rq, &b, t);
        put_change(rq, &b, t);
        put_list_schema(rq, &b, t->name);
    }
    buf_str(&b, "}}}\n");
    web_header_set(rq, "Access-Control-Allow-Origin", "*");
    return web_json(rq, 200, &b);
}
