/* SPDX-License-Identifier: Apache-2.0 */
/*
 * api_read.c: the routes of the API, and what only reads.
 */
#include "web/api.h"

#include "kernel/org.h"
#include "kernel/past.h"
#include "kernel/span.h"
#include "web/dispatch.h"
#include "web/page_list.h"
#include "web/type_pages.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum rc api_type(struct rq *rq, const struct type **t)
{
    *t = type_of(rq);
    return *t ? RC_OK : RC_MISSING;
}

/* --- Lists ---------------------------------------------------------------- */

static bool whole_number(const char *s, int64_t most, int64_t *out)
{
    char *end;

    if (!*s || strspn(s, "0123456789") != strlen(s) || strlen(s) > 18)
        return false;
    *out = strtoll(s, &end, 10);
    return *out >= 1 && *out <= most;
}

/* Filters, order, place and number of rows from the address. */
static enum rc take_args(struct rq *rq, struct list *l, const char *skip)
{
    const char *limit = web_arg(rq, "limit");
    int64_t n = API_ROWS;

    if (limit && !whole_number(limit, API_ROWS_MAX, &n))
        return fail(rq, RC_INVALID, "limit", "must be from %s to %s", "1",
                    "1000");
    l->limit = (int)n;
    l->whole = true;
    return list_args(rq, l, true, skip);
}

static enum rc answer_list(struct rq *rq, struct list *l)
{
    struct buf b;

    TRY(list_read(rq, l));
    buf_init(&b, rq->mem);
    TRY(out_list(rq, &b, l));
    return web_json(rq, 200, &b);
}

enum rc api_list(struct rq *rq)
{
    struct list l = { 0 };

    TRY(api_type(rq, &l.type));
    TRY(take_args(rq, &l, NULL));
    return answer_list(rq, &l);
}

static enum rc take_day(struct rq *rq, const char *name, day *on)
{
    const char *s = web_arg(rq, name);

    *on = s ? day_parse(s) : rq->today;
    if (!day_is(*on))
        return fail(rq, RC_INVALID, name, "is not a date");
    return RC_OK;
}

/* Instant as of which a number is asked for: the end of the day `known`, or
 * now. */
static enum rc take_known(struct rq *rq, int64_t *known)
{
    day d;

    TRY(take_day(rq, "known", &d));
    *known = d.n < rq->today.n ? known_end_of(rq->app, d) : KNOWN_NOW;
    return RC_OK;
}

/* The record as it was at the end of a day, with the names of what is erased
 * since. */
static enum rc get_past(struct rq *rq, const struct type *t)
{
    struct names *ns = names_new(rq);
    const char *comma = "";
    struct past p;
    struct buf b;
    day on;

    TRY(take_day(rq, "on", &on));
    TRY(past_get(rq, t, web_param_id(rq, "id"), on, &p));
    if (!p.rec)
        return fail(rq, RC_MISSING, "on",
                    "on that day there was no such record yet");
    out_want(ns, t, p.rec);
    TRY(names_read(ns));
    buf_init(&b, rq->mem);
    out_record(rq, &b, t, p.rec, ns);
    b.n--; /* within its braces */
    out_key(&b, "on");
    out_day(&b, on);
    out_key(&b, "erased");
    buf_char(&b, '[');
    for (size_t i = 0; i < t->n_fields; i++)
        if (p.erased[i] && field_seen(rq, t, &t->fields[i])) {
            buf_fmt(&b, "%s\"%s\"", comma, t->fields[i].name);
            comma = ",";
        }
    buf_str(&b, "]}\n");
    return web_json(rq, 200, &b);
}

enum rc api_get(struct rq *rq)
{
    const struct type *t;
    struct names *ns = names_new(rq);
    struct buf b;
    void *rec;

    TRY(api_type(rq, &t));
    if (web_arg(rq, "on"))
        return get_past(rq, t);
    TRY(record_get(rq, t, web_param_id(rq, "id"), &rec));
    out_want(ns, t, rec);
    TRY(names_read(ns));
    buf_init(&b, rq->mem);
    out_record(rq, &b, t, rec, ns);
    buf_char(&b, '\n');
    web_header_set(rq, "ETag",
                   mem_fmt(rq->mem, "\"%lld\"",
                           (long long)((struct record *)rec)->version));
    return web_json(rq, 200, &b);
}

/* --- History -------------------------------------------------------------- */

static void put_line(struct rq *rq, struct buf *b, const struct type *t,
                     const struct journal_line *l, const struct names *ns)
{
    const struct label *who = names_get(ns, &type_person, l->actor);

    buf_fmt(b, "{\"id\":%lld,\"version\":%lld,\"at\":", (long long)l->id,
            (long long)l->version);
    out_str(b, instant_iso(rq->mem, l->at));
    buf_fmt(b, ",\"actor\":%lld,\"actor_name\":", (long long)l->actor);
    out_str(b, who ? label_text(rq, who) : NULL);
    buf_str(b, ",\"step\":");
    out_str(b, l->step);
    buf_fmt(b, ",\"act\":%lld,\"leaf\":", (long long)l->act);
    if (l->leaf >= 0)
        buf_int(b, l->leaf);
    else
        buf_str(b, "null");
    buf_str(b, ",\"changes\":{");
    for (size_t i = 0; i < l->n_values; i++) {
        int part;
        const struct field *f =
            past_field(rq, t, l->values[i].name, &part);

        if (f && !field_seen(rq, t, f))
            continue;
        out_key(b, l->values[i].name);
        out_str(b, l->values[i].value);
    }
    buf_str(b, "}}");
}

enum rc api_history(struct rq *rq)
{
    const struct type *t;
    struct names *ns = names_new(rq);
    const char *after = web_arg(rq, "after");
    int64_t before = 0, id = web_param_id(rq, "id");
    struct journal_line *lines;
    struct buf b;
    size_t n;
    void *rec;

    TRY(api_type(rq, &t));
    if (after && !whole_number(after, INT64_MAX, &before))
        return fail(rq, RC_INVALID, "after", "is not a place in this list");
    TRY(record_get(rq, t, id, &rec));
    TRY(journal_history(rq->sql, rq->mem, t->name, id, before,
                        API_HISTORY + 1, &lines, &n));
    for (size_t i = 0; i < n; i++)
        names_want(ns, &type_person, lines[i].actor);
    TRY(names_read(ns));
    buf_init(&b, rq->mem);
    buf_str(&b, "{\"items\":[");
    for (size_t i = 0; i < n && i < API_HISTORY; i++) {
        buf_str(&b, i ? ",\n" : "\n");
        put_line(rq, &b, t, &lines[i], ns);
    }
    if (n > API_HISTORY)
        buf_fmt(&b, "],\n\"next\":\"%lld\"}\n",
                (long long)lines[API_HISTORY - 1].id);
    else
        buf_str(&b, "],\n\"next\":null}\n");
    return web_json(rq, 200, &b);
}

enum rc api_receipt(struct rq *rq)
{
    const struct type *t;
    int64_t id = web_param_id(rq, "id");
    struct journal_line *line;
    const char *text;
    size_t n;
    void *rec;
    enum rc rc;

    TRY(api_type(rq, &t));
    TRY(record_get(rq, t, id, &rec));
    TRY(journal_history(rq->sql, rq->mem, t->name, id, 0, 1, &line, &n));
    if (!n)
        return RC_MISSING;
    rc = history_receipt(rq, t, id, line->id, &text);
    if (rc == RC_BUSY) {
        web_header_set(rq, "Retry-After", "1");
        return fail(rq, RC_BUSY, NULL, "the receipt is ready in a second");
    }
    TRY(rc);
    return web_bytes(rq, "text/plain; charset=utf-8", text, strlen(text));
}

/* --- Measures ------------------------------------------------------------- */

enum rc api_measure(struct rq *rq)
{
    static const char *const origins[] = { [ORIGIN_NONE] = "none",
                                           [ORIGIN_COUNTED] = "counted",
                                           [ORIGIN_TYPED] = "typed" };
    const char *code = web_param(rq, "code");
    struct measured m = { 0 };
    bool known;
    int64_t at;
    struct buf b;
    day on;

    TRY(take_day(rq, "on", &on));
    TRY(take_known(rq, &at));
    TRY(measure_known(rq, code, on, at, &m));
    known = m.origin != ORIGIN_NONE;
    buf_init(&b, rq->mem);
    buf_char(&b, '{');
    out_key(&b, "code");
    out_str(&b, code);
    out_key(&b, "value");
    out_real(&b, known ? m.value : (double)NAN);
    out_key(&b, "numerator");
    out_real(&b, known ? m.numerator : (double)NAN);
    out_key(&b, "denominator");
    out_real(&b, known ? m.denominator : (double)NAN);
    out_key(&b, "on");
    out_day(&b, on);
    /* A typed value may speak of an earlier day. */
    out_key(&b, "value_on");
    out_day(&b, known ? m.on : DAY_NONE);
    out_key(&b, "known");
    out_day(&b, at == KNOWN_NOW ? rq->today : day_of(at, rq->app->zone));
    out_key(&b, "origin");
    out_str(&b, origins[m.origin]);
    buf_str(&b, "}\n");
    return web_json(rq, 200, &b);
}

enum rc api_measure_records(struct rq *rq)
{
    struct list l = { 0 };
    int64_t known;
    day on;

    TRY(take_day(rq, "on", &on));
    TRY(take_known(rq, &known));
    TRY(measure_records(rq, web_param(rq, "code"), on, known, &l));
    TRY(take_args(rq, &l, "on known"));
    return answer_list(rq, &l);
}

/* --- Routes --------------------------------------------------------------- */

#define V1 "/api/v1"
#define BODY ((size_t)64 << 10)
#define READ(address, what, fn)                                                \
    { .method = HTTP_GET, .path = (address), .who = WHO_RIGHT,                 \
      .type = ":type", .op = (what), .flags = ROUTE_NO_LANG, .run = (fn) }
#define WRITE(verb, address, what, fn)                                         \
    { .method = (verb), .path = (address), .who = WHO_RIGHT, .type = ":type",  \
      .op = (what), .flags = ROUTE_NO_LANG | ROUTE_WRITES,                     \
      .body = BODY, .prepare = api_prepare, .run = (fn) }

const struct route api_routes[] = {
    { .method = HTTP_GET, .path = "/api/openapi.json", .who = WHO_PUBLIC,
      .flags = ROUTE_NO_LANG | ROUTE_SLOW, .run = api_document },
    { .method = HTTP_GET, .path = V1 "/measure/:code", .who = WHO_MEMBER,
      .flags = ROUTE_NO_LANG | ROUTE_SLOW, .run = api_measure },
    { .method = HTTP_GET, .path = V1 "/measure/:code/records",
      .who = WHO_MEMBER, .flags = ROUTE_NO_LANG | ROUTE_SLOW,
      .run = api_measure_records },
    { .method = HTTP_POST, .path = V1 "/file", .who = WHO_MEMBER,
      .flags = ROUTE_NO_LANG | ROUTE_WRITES, .body = (size_t)24 << 20,
      .prepare = api_file_prepare, .run = api_file_add },
    { .method = HTTP_GET, .path = V1 "/:type", .who = WHO_RIGHT,
      .type = ":type", .op = OP_SEE, .flags = ROUTE_NO_LANG | ROUTE_SLOW,
      .run = api_list },
    WRITE(HTTP_POST, V1 "/:type", OP_ADD, api_add),
    READ(V1 "/:type/:id", OP_SEE, api_get),
    WRITE(HTTP_PATCH, V1 "/:type/:id", OP_EDIT, api_change),
    READ(V1 "/:type/:id/history", OP_SEE, api_history),
    READ(V1 "/:type/:id/receipt", OP_SEE, api_receipt),
    WRITE(HTTP_POST, V1 "/:type/:id/:step", OP_STEP, api_step),
};
const size_t n_api_routes = COUNT(api_routes);
