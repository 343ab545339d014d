/* SPDX-License-Identifier: Apache-2.0 */
/*
 * api_input.c: a JSON body into a record.  It is read once, on a worker, into
 * the request's arena; unknown members and wrong types are refused by name.
 */
#include "web/api.h"

#include "kernel/org.h"
#include "kernel/span.h"
#include "kernel/write.h"
#include "web/dispatch.h"
#include "web/page_record.h"

#include <jansson.h>
#include <string.h>

enum { DEPTH_MAX = 4, REFS_MAX = 1000 };

enum json_kind { J_NULL, J_BOOL, J_INT, J_REAL, J_TEXT, J_LIST, J_OBJECT };

/* A JSON value in the arena. */
struct node {
    const char *name; /* within an object */
    enum json_kind kind;
    bool b;
    int64_t i;
    double r;
    const char *s;
    struct node *item;
    size_t n;
};

/* --- Reading the body ----------------------------------------------------- */

/* Nothing of ours is nested deeper than a list in an object. */
static bool too_deep(const char *s, size_t n)
{
    size_t depth = 0;
    bool text = false;

    for (size_t i = 0; i < n; i++) {
        if (text && s[i] == '\\')
            i++;
        else if (s[i] == '"')
            text = !text;
        else if (!text && (s[i] == '{' || s[i] == '[') && ++depth > DEPTH_MAX)
            return true;
        else if (!text && (s[i] == '}' || s[i] == ']') && depth)
            depth--;
    }
    return false;
}

static void keep_node(struct mem *m, json_t *from, struct node *to)
{
    const char *key;
    json_t *value;
    size_t i;

    switch (json_typeof(from)) {
    case JSON_OBJECT:
        to->kind = J_OBJECT;
        to->item = MEM_ARRAY(m, json_object_size(from) + 1, struct node);
        json_object_foreach(from, key, value) {
            to->item[to->n].name = mem_str(m, key);
            keep_node(m, value, &to->item[to->n++]);
        }
        break;
    case JSON_ARRAY:
        to->kind = J_LIST;
        to->item = MEM_ARRAY(m, json_array_size(from) + 1, struct node);
        json_array_foreach(from, i, value)
            keep_node(m, value, &to->item[to->n++]);
        break;
    case JSON_STRING:
        to->kind = J_TEXT;
        to->s = mem_strn(m, json_string_value(from),
                         json_string_length(from));
        break;
    case JSON_INTEGER:
        to->kind = J_INT;
        to->i = json_integer_value(from);
        to->r = (double)to->i;
        break;
    case JSON_REAL:
        to->kind = J_REAL;
        to->r = json_real_value(from);
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        to->kind = J_BOOL;
        to->b = json_is_true(from);
        break;
    case JSON_NULL:
        to->kind = J_NULL;
        break;
    }
}

static enum rc bad_body(struct rq *rq, int status)
{
    web_status_force(rq, status);
    return RC_INVALID;
}

static bool is_json(const char *type)
{
    size_t n = strlen(type);

    return !n || !strcmp(type, "application/json") ||
           (n > 5 && !strcmp(type + n - 5, "+json"));
}

static enum rc parse(struct rq *rq, const char *s, size_t n, struct node *out)
{
    json_error_t error;
    json_t *root;

    if (too_deep(s, n)) {
        fail(rq, RC_INVALID, NULL, "the body is nested too deeply");
        return bad_body(rq, 400);
    }
    root = json_loadb(s, n, JSON_REJECT_DUPLICATES, &error);
    if (!root) {
        fail(rq, RC_INVALID, NULL,
             "the body is not valid JSON (line %d, column %d)", error.line,
             error.column);
        return bad_body(rq, 400);
    }
    keep_node(rq->mem, root, out);
    json_decref(root);
    if (out->kind != J_OBJECT) {
        fail(rq, RC_INVALID, NULL, "the body must be a JSON object");
        return bad_body(rq, 400);
    }
    return RC_OK;
}

enum rc api_prepare(struct rq *rq)
{
    const struct http_request *in = web_of(rq)->in;
    struct node *root = MEM_NEW(rq->mem, struct node);

    root->kind = J_OBJECT;
    web_of(rq)->prepared = root;
    if (!is_json(in->type ? in->type : "")) {
        fail(rq, RC_INVALID, NULL, "the body must be JSON (application/json)");
        return bad_body(rq, 415);
    }
    /* A step that asks nothing needs no body. */
    if (!in->n_body)
        return RC_OK;
    return parse(rq, in->body, in->n_body, root);
}

/* --- One value ------------------------------------------------------------ */

struct fill {
    struct rq *rq;
    const struct type *t;
    const struct step *step;
    void *rec;
    int64_t scope;
    enum rc rc;
};

static void note(struct fill *fl, enum rc rc)
{
    if (!fl->rc)
        fl->rc = rc;
}

static enum rc set_text(struct fill *fl, const struct field *f, int part,
                        const struct node *v)
{
    if (v->kind != J_TEXT && v->kind != J_NULL)
        return fail(fl->rq, RC_INVALID, f->name, "must be a text");
    if (f->kind == KIND_DAY && v->s && *v->s && !day_is(day_parse(v->s)))
        return fail(fl->rq, RC_INVALID, f->name,
                    "must be a date like 2026-11-22");
    return field_parse(fl->rq, fl->t, f, (enum lang)part, v->s ? v->s : "",
                       fl->scope, fl->rec);
}

static enum rc set_text3(struct fill *fl, const struct field *f,
                         const struct node *v)
{
    if (v->kind == J_NULL) {
        *FIELD_AT(f, fl->rec, struct text3) = (struct text3){ { NULL } };
        return RC_OK;
    }
    if (v->kind != J_OBJECT)
        return fail(fl->rq, RC_INVALID, f->name,
                    "must be an object with ky, ru and en");
    for (size_t i = 0; i < v->n; i++) {
        int part = lang_from_code(v->item[i].name);

        if (part < 0)
            return fail(fl->rq, RC_INVALID, f->name,
                        "must be an object with ky, ru and en");
        TRY(set_text(fl, f, part, &v->item[i]));
    }
    return RC_OK;
}

static enum rc set_number(struct fill *fl, const struct field *f,
                          const struct node *v)
{
    bool whole = f->kind == KIND_COUNT;

    if (v->kind != J_NULL && v->kind != J_INT &&
        (whole || v->kind != J_REAL))
        return whole ? fail(fl->rq, RC_INVALID, f->name,
                            "must be a whole number")
                     : fail(fl->rq, RC_INVALID, f->name, "must be a number");
    if (whole)
        *FIELD_AT(f, fl->rec, struct count) =
            (struct count){ v->i, v->kind != J_NULL };
    else
        *FIELD_AT(f, fl->rec, struct number) =
            (struct number){ v->r, v->kind != J_NULL };
    return RC_OK;
}

static enum rc set_bool(struct fill *fl, const struct field *f,
                        const struct node *v)
{
    if (v->kind != J_BOOL)
        return fail(fl->rq, RC_INVALID, f->name, "must be true or false");
    *FIELD_AT(f, fl->rec, bool) = v->b;
    return RC_OK;
}

/* A reference as field_parse takes it; NULL: neither id nor code. */
static const char *ref_text(struct rq *rq, const struct node *v)
{
    if (v->kind == J_INT && v->i > 0)
        return ref_value(rq, v->i);
    if (v->kind == J_TEXT && !strchr(v->s, ';'))
        return v->s;
    return NULL;
}

static enum rc set_ref(struct fill *fl, const struct field *f,
                       const struct node *v)
{
    int64_t before = *FIELD_IN(f, fl->rec, int64_t), now;
    const struct refs known = { &before, 1 };
    const char *text = v->kind == J_NULL ? "" : ref_text(fl->rq, v);

    if (!text || (f->kind == KIND_FILE && v->kind == J_TEXT))
        return fail(fl->rq, RC_INVALID, f->name, "must be an id or a code");
    TRY(field_parse(fl->rq, fl->t, f, LANG_KY, text, fl->scope, fl->rec));
    now = *FIELD_IN(f, fl->rec, int64_t);
    if (f->ref == &type_file && now)
        return file_allowed(fl->rq, f->name, now, &known);
    return RC_OK;
}

static enum rc set_refs(struct fill *fl, const struct field *f,
                        const struct node *v)
{
    const struct refs before = *FIELD_IN(f, fl->rec, struct refs);
    const struct refs *now = FIELD_IN(f, fl->rec, struct refs);
    struct buf b;

    if (v->kind != J_LIST && v->kind != J_NULL)
        return fail(fl->rq, RC_INVALID, f->name,
                    "must be a list of ids or codes");
    buf_init(&b, fl->rq->mem);
    for (size_t i = 0; i < v->n; i++) {
        const char *text = ref_text(fl->rq, &v->item[i]);

        if (!text)
            return fail(fl->rq, RC_INVALID, f->name,
                        "must be a list of ids or codes");
        buf_fmt(&b, "%s;", text);
    }
    TRY(field_parse(fl->rq, fl->t, f, LANG_KY, b.s, fl->scope, fl->rec));
    for (size_t i = 0; f->ref == &type_file && i < now->n; i++)
        TRY(file_allowed(fl->rq, f->name, now->id[i], &before));
    return RC_OK;
}

static enum rc set_value(struct fill *fl, const struct field *f,
                         const struct node *v)
{
    switch (f->kind) {
    case KIND_TEXT:
    case KIND_LONG:
    case KIND_CHOICE:
    case KIND_DAY:
    case KIND_INSTANT:
    case KIND_MONEY:
        return set_text(fl, f, LANG_KY, v);
    case KIND_TEXT3:
    case KIND_LONG3:
        return set_text3(fl, f, v);
    case KIND_COUNT:
    case KIND_NUMBER:
    case KIND_PERCENT:
        return set_number(fl, f, v);
    case KIND_BOOL:
        return set_bool(fl, f, v);
    case KIND_REF:
    case KIND_FILE:
        return set_ref(fl, f, v);
    case KIND_REFS:
        return set_refs(fl, f, v);
    }
    return RC_BROKEN;
}

/* --- Members -------------------------------------------------------------- */

static bool asks(const struct step *s, const char *name)
{
    for (int i = 0; i < STEP_ASKS_MAX && s->asks[i]; i++)
        if (!strcmp(s->asks[i], name))
            return true;
    return false;
}

/* "goal_code" beside "goal". */
static bool is_codes(const struct type *t, const char *name)
{
    static const char *const ends[] = { "_code", "_codes" };
    size_t n = strlen(name);

    if (!strcmp(name, "owner_unit_code"))
        return true;
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];
        const char *end = ends[f->kind == KIND_REFS];
        size_t k = strlen(f->name);

        if (f->ref && f->ref->code && n == k + strlen(end) &&
            !strncmp(name, f->name, k) && !strcmp(name + k, end))
            return true;
    }
    return false;
}

static bool read_only(const struct fill *fl, const char *name)
{
    static const char *const names[] = { "id", "state", "created_at",
                                         "changed_at" };

    for (size_t i = 0; i < COUNT(names); i++)
        if (!strcmp(name, names[i]))
            return true;
    return is_codes(fl->t, name);
}

static enum rc set_owner(struct fill *fl, const struct node *v)
{
    struct record *head = fl->rec;
    const char *text = ref_text(fl->rq, v);

    if (head->id || fl->step)
        return fail(fl->rq, RC_INVALID, v->name, "is read-only");
    if (v->kind == J_NULL)
        return RC_OK;
    if (!text)
        return fail(fl->rq, RC_INVALID, v->name, "must be an id or a code");
    return ref_find(fl->rq, &type_unit, v->name, text, 0, &head->owner_unit);
}

static enum rc set_effective(struct fill *fl, const struct node *v)
{
    const struct record *head = fl->rec;

    if (v->kind == J_NULL)
        return RC_OK;
    if (v->kind != J_TEXT || !day_is(day_parse(v->s)))
        return fail(fl->rq, RC_INVALID, v->name,
                    "must be a date like 2026-11-22");
    return span_take(fl->rq, fl->t, head->id, v->s);
}

static enum rc set_member(struct fill *fl, const struct node *v)
{
    const struct field *f = type_field(fl->t, v->name);
    struct rq *rq = fl->rq;

    if (!f && !strcmp(v->name, "owner_unit"))
        return set_owner(fl, v);
    if (!f && !strcmp(v->name, EFFECTIVE_ON))
        return set_effective(fl, v);
    if (!f && read_only(fl, v->name))
        return fail(rq, RC_INVALID, v->name, "is read-only");
    if (!f)
        return fail(rq, RC_INVALID, v->name, "there is no such field");
    if (fl->step && !asks(fl->step, f->name))
        return fail(rq, RC_INVALID, f->name, "is not set by this step");
    if (f->computed && !fl->step)
        return fail(rq, RC_INVALID, f->name, "is set by the system alone");
    /* Asked before the value is compared, so that nobody can guess it. */
    if (f->guard && !rights_field(rq, fl->t, f, true))
        return fail(rq, RC_DENIED, f->name, "you may not set this");
    return set_value(fl, f, v);
}

static enum rc take_version(struct rq *rq, const struct node *v,
                            int64_t *version)
{
    if (v->kind != J_INT || v->i < 1)
        return fail(rq, RC_INVALID, "version", "must be a whole number");
    *version = v->i;
    return RC_OK;
}

/* The plan first: codes are looked up within it. */
static enum rc fill_scope(struct fill *fl, const struct node *root,
                          const struct node **done)
{
    const struct field *f = type_field(fl->t, fl->t->code_scope);
    const struct record *head = fl->rec;
    int64_t only;

    if (!f)
        f = type_field(fl->t, "plan");
    *done = NULL;
    if (!f || f->kind != KIND_REF)
        return RC_OK;
    for (size_t i = 0; i < root->n; i++)
        if (!strcmp(root->item[i].name, f->name))
            *done = &root->item[i];
    if (*done)
        note(fl, set_member(fl, *done));
    if (!*done && !head->id) {
        TRY(only_scope(fl->rq, fl->t, &only));
        *FIELD_AT(f, fl->rec, int64_t) = only;
    }
    fl->scope = *FIELD_IN(f, fl->rec, int64_t);
    return RC_OK;
}

enum rc api_fill(struct rq *rq, const struct type *t, const struct step *step,
                 void *rec, int64_t *version)
{
    const struct node *root = web_of(rq)->prepared, *done;
    struct fill fl = { .rq = rq, .t = t, .step = step, .rec = rec };

    *version = 0;
    TRY(fill_scope(&fl, root, &done));
    for (size_t i = 0; i < root->n; i++) {
        const struct node *v = &root->item[i];

        if (v == done)
            continue;
        if (!strcmp(v->name, "version") && ((struct record *)rec)->id)
            note(&fl, take_version(rq, v, version));
        else
            note(&fl, set_member(&fl, v));
    }
    return fl.rc;
}
