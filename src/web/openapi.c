/* SPDX-License-Identifier: Apache-2.0 */
/*
 * openapi.c: the description of the API, OpenAPI 3.1, made from the tables: a
 * schema for each type, all addresses, the problem document.
 */
#include "web/openapi.h"

#include "kernel/org.h"
#include "web/dispatch.h"

#include <string.h>

#define VERSION "1.0.0"

/* --- Paths ---------------------------------------------------------------- */

static void put_response(struct buf *b, const char *status, const char *what,
                         const char *media, const char *schema)
{
    doc_object(b, status);
    doc_str(b, "description", what);
    doc_object(b, "content");
    doc_object(b, media);
    doc_object(b, "schema");
    if (schema)
        doc_ref(b, schema);
    else
        doc_type(b, "string", false);
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
    doc_object(b, verb);
    doc_str(b, "operationId", id);
    out_key(b, "tags");
    buf_char(b, '[');
    out_str(b, tag);
    buf_char(b, ']');
    doc_str(b, "summary", summary);
}

static void one_answer(struct rq *rq, struct buf *b, const char *status,
                       const char *what, const char *schema)
{
    doc_object(b, "responses");
    put_response(b, status, what, "application/json", schema);
    put_problem(rq, b);
}

static void query(struct buf *b, const char *name, const char *schema,
                  const char *what)
{
    buf_str(b, b->s[b->n - 1] == '[' ? "{" : ",{");
    doc_str(b, "name", name);
    doc_str(b, "in", "query");
    doc_str(b, "description", what);
    doc_object(b, "schema");
    doc_str(b, "type", schema);
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
    doc_ref(b, schema);
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
    doc_str(b, "summary", T(rq, "Send a file"));
    buf_str(b, ",\"requestBody\":{\"required\":true,\"content\":"
               "{\"multipart/form-data\":{\"schema\":{\"type\":\"object\","
               "\"required\":[\"file\"],\"properties\":{\"file\":"
               "{\"type\":\"string\",\"contentMediaType\":"
               "\"application/octet-stream\"}}}}}}");
    doc_object(b, "responses");
    buf_str(b, "\"201\":{");
    doc_str(b, "description", T(rq, "The new record"));
    buf_char(b, '}');
    put_problem(rq, b);
    buf_char(b, '}');
}

static void put_collection(struct rq *rq, struct buf *b, const struct type *t)
{
    doc_object(b, mem_fmt(rq->mem, "/api/v1/%s", t->name));
    open_operation(b, "get", mem_fmt(rq->mem, "%s_list", t->name), t->name,
                   tr(rq->lang, t->plural));
    put_list_args(rq, b, t);
    one_answer(rq, b, "200", T(rq, "A page of records"),
               mem_fmt(rq->mem, "%s_list", t->name));
    buf_char(b, '}');
    if (t == &type_file)
        put_upload(rq, b);
    if (!t->no_add) {
        open_operation(b, "post", mem_fmt(rq->mem, "%s_add", t->name), t->name,
                       T(rq, "Add"));
        put_body(b, t->name);
        one_answer(rq, b, "201", T(rq, "The new record"), t->name);
        buf_char(b, '}');
    }
    buf_str(b, "}\n");
}

static void put_item(struct rq *rq, struct buf *b, const struct type *t)
{
    doc_object(b, mem_fmt(rq->mem, "/api/v1/%s/{id}", t->name));
    put_id(b);
    open_operation(b, "get", mem_fmt(rq->mem, "%s_get", t->name), t->name,
                   tr(rq->lang, t->label));
    one_answer(rq, b, "200", T(rq, "The record"), t->name);
    buf_char(b, '}');
    open_operation(b, "patch", mem_fmt(rq->mem, "%s_change", t->name), t->name,
                   T(rq, "Edit"));
    put_body(b, mem_fmt(rq->mem, "%s_change", t->name));
    one_answer(rq, b, "200", T(rq, "The record"), t->name);
    buf_str(b, "}}\n");
}

static void put_past(struct rq *rq, struct buf *b, const struct type *t)
{
    doc_object(b, mem_fmt(rq->mem, "/api/v1/%s/{id}/history", t->name));
    put_id(b);
    open_operation(b, "get", mem_fmt(rq->mem, "%s_history", t->name), t->name,
                   T(rq, "History"));
    one_answer(rq, b, "200", T(rq, "Changes, the newest first"), "history");
    buf_str(b, "}}\n");
    doc_object(b, mem_fmt(rq->mem, "/api/v1/%s/{id}/receipt", t->name));
    put_id(b);
    open_operation(b, "get", mem_fmt(rq->mem, "%s_receipt", t->name), t->name,
                   T(rq, "Receipt"));
    doc_object(b, "responses");
    put_response(b, "200", T(rq, "Receipt of the newest change"), "text/plain",
                 NULL);
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
        doc_field(rq, b, type_field(t, s->asks[i]), USE_STEP);
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
    doc_object(b, mem_fmt(rq->mem, "/api/v1/%s/{id}/%s", t->name, s->name));
    put_id(b);
    open_operation(b, "post", mem_fmt(rq->mem, "%s_%s", t->name, s->name),
                   t->name, tr(rq->lang, s->label));
    put_step_body(rq, b, t, s);
    if (s->by_act)
        one_answer(rq, b, "202", T(rq, "The draft of the act that does it"),
                   "act");
    else
        one_answer(rq, b, "200", T(rq, "The record"), t->name);
    buf_str(b, "}}\n");
}

static void put_measures(struct rq *rq, struct buf *b)
{
    static const char code[] =
        "[{\"name\":\"code\",\"in\":\"path\",\"required\":true,"
        "\"schema\":{\"type\":\"string\"}},"
        "{\"name\":\"on\",\"in\":\"query\","
        "\"schema\":{\"type\":\"string\",\"format\":\"date\"}},"
        "{\"name\":\"known\",\"in\":\"query\","
        "\"schema\":{\"type\":\"string\",\"format\":\"date\"}}]";

    doc_object(b, "/api/v1/measure/{code}");
    out_key(b, "parameters");
    buf_str(b, code);
    open_operation(b, "get", "measure_value", "measure",
                   T(rq, "A measure on a day"));
    one_answer(rq, b, "200", T(rq, "The value, null when there is no data"),
               "measure");
    buf_str(b, "}}\n");
    doc_object(b, "/api/v1/measure/{code}/records");
    out_key(b, "parameters");
    buf_str(b, code);
    open_operation(b, "get", "measure_records", "measure",
                   T(rq, "The records behind a measure"));
    put_list_args(rq, b, NULL);
    doc_object(b, "responses");
    buf_str(b, "\"200\":{");
    doc_str(b, "description", T(rq, "A page of records"));
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
    doc_str(b, "summary", T(rq, "Ordo – the one system of the university"));
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
        doc_str(b, "name", t->name);
        doc_str(b, "description", tr(rq->lang, t->plural));
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
    doc_object(&b, "paths");
    put_measures(rq, &b);
    for (size_t i = 0; i < rq->app->n_types; i++)
        if (!rq->app->types[i]->internal)
            put_type_paths(rq, &b, rq->app->types[i]);
    buf_str(&b, "},\n\"components\":{\"securitySchemes\":{\"bearer\":"
                "{\"type\":\"http\",\"scheme\":\"bearer\"}},\n"
                "\"schemas\":{");
    doc_common(&b);
    for (size_t i = 0; i < rq->app->n_types; i++) {
        const struct type *t = rq->app->types[i];

        if (t->internal)
            continue;
        doc_record(rq, &b, t);
        doc_change(rq, &b, t);
        doc_list(rq, &b, t->name);
    }
    buf_str(&b, "}}}\n");
    web_header_set(rq, "Access-Control-Allow-Origin", "*");
    return web_json(rq, 200, &b);
}
