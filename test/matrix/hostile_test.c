/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every field of every type is given values that nobody should type, over the
 * API: what is taken comes back as it was sent, what is not is refused with
 * the field's name, and nothing fails inside.  And every step is taken twice
 * at once: it happens once.
 */
#include "matrix.h"

#include <jansson.h>
#include <pthread.h>

static const struct one *chief(void)
{
    for (size_t w = 1; w < house.n_who; w++)
        if (!strcmp(house.who[w].role, ROLE_ADMINISTRATOR))
            return &house.who[w];
    return &house.who[0];
}

/* Status; the answer as JSON in *out, NULL when it is none. */
static int call(struct mem *m, enum http_method method, const char *target,
                json_t *body, json_t **out)
{
    struct http_request *in = request(m, chief(), method, target);
    char *text = body ? json_dumps(body, JSON_ENCODE_ANY) : NULL;
    int status;

    if (text) {
        in->type = "application/json";
        in->body = mem_str(m, text);
        in->n_body = strlen(text);
        free(text);
    }
    status = answer(in);
    if (out)
        *out = json_loadb(in->out->body ? in->out->body : "", in->out->size,
                          0, NULL);
    if (in->out->fd >= 0)
        close(in->out->fd);
    return status;
}

/* --- Values --------------------------------------------------------------- */

#define VALUES 22

static json_t *hostile(int i)
{
    static const char *const texts[] = {
        "",
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-1-1",
        "@SUM(1)",
        "<script>alert(1)</script>",
        "line one\nline two",
        "a\tb",
        "\xE2\x80\xAE" "rtl \xE2\x80\x8F mark",
        "\xEF\xBB\xBF bom",
        "' OR 1=1 --",
        "\"quoted\";semi,comma",
        "9999-12-31",
        "2026-02-30",
        "\xF0\x9F\x92\xA9",
        "%s%n%d",
    };
    char *s;
    json_t *j;

    if (i < (int)COUNT(texts))
        return json_string(texts[i]);
    switch (i - (int)COUNT(texts)) {
    case 0:
        s = calloc(1, 10001);
        if (!s)
            return json_null();
        memset(s, 'x', 10000);
        j = json_string(s);
        free(s);
        return j;
    case 1:
        return json_stringn("a\0b", 3);
    case 2:
        return json_integer(INT64_MAX);
    case 3:
        return json_integer(-999999999999);
    case 4:
        return json_real(1e300);
    default:
        return json_array();
    }
}

/* Signs that nobody sees must not be kept: they turn what stands beside them. */
static bool hides(const char *s)
{
    static const char *const signs[] = { "\u202E", "\u200F", "\uFEFF" };

    for (size_t i = 0; i < COUNT(signs); i++)
        if (strstr(s, signs[i]))
            return true;
    return false;
}

/* Is what came back what was sent?  Texts may lose blanks at their ends and
 * signs that are no text; then it must be a text still. */
static bool same(const struct field *f, const json_t *sent, const json_t *got)
{
    if (json_is_string(got) && hides(json_string_value(got)))
        return false;
    if (json_equal(sent, got))
        return true;
    /* Nothing may stand for what the type gives by itself. */
    if (json_is_string(sent) && !*json_string_value(sent))
        return json_is_null(got) || !got || json_is_string(got);
    /* By its code, which was one of these values a moment ago. */
    if (f->kind == KIND_REF && json_is_string(sent))
        return json_is_integer(got);
    if (json_is_string(sent) && json_is_string(got))
        return true;
    if (json_is_number(sent) && json_is_number(got))
        return json_number_value(sent) <= json_number_value(got) &&
               json_number_value(sent) >= json_number_value(got);
    return json_is_array(sent) && (!got || json_is_null(got));
}

static const char *shown(struct mem *m, const json_t *j)
{
    char *text = j ? json_dumps(j, JSON_ENCODE_ANY) : NULL;
    const char *s = mem_fmt(m, "%.60s", text ? text : "nothing");

    free(text);
    return s;
}

/* --- One field ------------------------------------------------------------ */

static void try_value(const struct type *t, int64_t id, const struct field *f,
                      int i)
{
    struct mem *m = mem_new(0);
    const char *path = mem_fmt(m, "/api/v1/%s/%lld", t->name, (long long)id);
    bool three = f->kind == KIND_TEXT3 || f->kind == KIND_LONG3;
    json_t *now = NULL, *after = NULL, *value = hostile(i), *body;
    int status = call(m, HTTP_GET, path, NULL, &now);

    if (status == 200 && now) {
        json_t *sent = three ? json_pack("{s:O}", "ky", value)
                             : json_incref(value);

        body = json_pack("{s:O,s:O}", "version",
                         json_object_get(now, "version"), f->name, sent);
        status = call(m, HTTP_PATCH, path, body, &after);
        if (status >= 500)
            wrong("%s.%s, value %d: %d", t->name, f->name, i, status);
        if (status == 200) {
            json_t *got = json_object_get(after, f->name);

            if (three)
                got = json_object_get(got, "ky");
            if (!same(f, value, got))
                wrong("%s.%s, %s: %s came back", t->name, f->name,
                      shown(m, value), shown(m, got));
        }
        json_decref(sent);
        json_decref(body);
    }
    json_decref(value);
    json_decref(now);
    json_decref(after);
    mem_free(m);
}

static void every_field(void **state)
{
    size_t tried = 0;

    (void)state;
    for (size_t k = 0; k < house.app.n_types; k++) {
        const struct type *t = house.app.types[k];
        int64_t id = t->internal ? 0
                                 : count_of(mem_fmt(house.mem,
                                                    "SELECT max(id) FROM %s",
                                                    t->name));

        for (size_t i = 0; id && i < t->n_fields; i++)
            for (int v = 0; v < VALUES; v++)
                if (in_slice()) {
                    try_value(t, id, &t->fields[i], v);
                    tried++;
                }
    }
    print_message("%zu values tried\n", tried);
    assert_true(tried > 100);
    assert_int_equal(house.faults, 0);
}

/* What lies in a spreadsheet shall not be a formula there: no cell of an
 * export begins with a sign that makes it one, unless it is a number. */
static bool is_formula(const char *cell)
{
    char *end;

    if (!strchr("=+-@", *cell) || !*cell)
        return false;
    (void)strtod(cell, &end);
    return !(*cell == '-' && strchr(",\r\n", *end));
}

static void no_export_holds_a_formula(void **state)
{
    (void)state;
    house.faults = 0;
    for (size_t k = 0; k < house.app.n_types; k++) {
        const struct type *t = house.app.types[k];
        struct mem *m = mem_new(0);
        int64_t id = t->internal ? 0
                                 : count_of(mem_fmt(house.mem,
                                                    "SELECT max(id) FROM %s",
                                                    t->name));
        struct http_request *in = request(
            m, chief(), HTTP_GET, mem_fmt(m, "/ky/%s/export.csv", t->name));
        const char *s;

        for (size_t i = 0; id && i < t->n_fields; i++)
            try_value(t, id, &t->fields[i], 1 + (int)i % 4);
        if (!t->internal && answer(in) == 200 && in->out->body)
            for (s = body_of(m, in); *s; s++)
                if ((*s == ',' && s[1] != '"' && is_formula(s + 1)) ||
                    (!strncmp(s, ",\"", 2) && is_formula(s + 2)))
                    wrong("%s: a formula in the export: %.20s", t->name, s);
        if (in->out->fd >= 0)
            close(in->out->fd);
        mem_free(m);
    }
    assert_int_equal(house.faults, 0);
}

/* --- Steps, twice at once ------------------------------------------------- */

struct racer {
    const char *path, *body;
    int status;
};

static void *race(void *arg)
{
    struct racer *r = arg;
    struct mem *m = mem_new(0);
    struct http_request *in = request(m, chief(), HTTP_POST, r->path);

    in->type = "application/json";
    in->body = mem_str(m, r->body);
    in->n_body = strlen(r->body);
    r->status = answer(in);
    mem_free(m);
    return NULL;
}

static void put_asked(json_t *body, const struct field *f)
{
    switch (f->kind) {
    case KIND_TEXT:
    case KIND_LONG:
        json_object_set_new(body, f->name, json_string("a reason"));
        break;
    case KIND_TEXT3:
    case KIND_LONG3:
        json_object_set_new(body, f->name, json_pack("{s:s}", "ky", "себеп"));
        break;
    case KIND_DAY:
        json_object_set_new(body, f->name, json_string("2026-12-01"));
        break;
    case KIND_CHOICE:
        json_object_set_new(body, f->name, json_string(f->choices[0].name));
        break;
    case KIND_COUNT:
    case KIND_NUMBER:
    case KIND_PERCENT:
    case KIND_MONEY:
        json_object_set_new(body, f->name, json_integer(10));
        break;
    default:
        break;
    }
}

static int64_t journalled(const struct type *t, int64_t id, const char *step)
{
    return count_of(mem_fmt(house.mem,
                            "SELECT count(*) FROM journal WHERE type = '%s'"
                            " AND record = %lld AND step = '%s'",
                            t->name, (long long)id, step));
}

/* Returns whether one of the two won. */
static bool race_step(const struct type *t, const struct step *s, int64_t id)
{
    json_t *body = json_pack(
        "{s:I}", "version",
        (json_int_t)count_of(mem_fmt(house.mem,
                                     "SELECT version FROM %s WHERE id = %lld",
                                     t->name, (long long)id)));
    int64_t before = journalled(t, id, s->name);
    struct racer two[2];
    pthread_t thread[2];
    const char *path;
    char *text;
    int won = 0;

    for (int i = 0; i < STEP_ASKS_MAX && s->asks[i]; i++)
        put_asked(body, type_field(t, s->asks[i]));
    text = json_dumps(body, 0);
    /* The house's memory is not shared with those that run. */
    path = mem_fmt(house.mem, "/api/v1/%s/%lld/%s", t->name, (long long)id,
                   s->name);
    for (int i = 0; i < 2; i++) {
        two[i] = (struct racer){ path, text, 0 };
        assert_int_equal(pthread_create(&thread[i], NULL, race, &two[i]), 0);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(thread[i], NULL);
        won += two[i].status == 200;
        if (two[i].status >= 500)
            wrong("%s/%s: %d", t->name, s->name, two[i].status);
    }
    /* A step that changes nothing is left alone, however often. */
    if (journalled(t, id, s->name) == before && won == 2)
        won = 0;
    if (won > 1 || journalled(t, id, s->name) - before != won)
        wrong("%s/%s: %d won, %lld journalled", t->name, s->name, won,
              (long long)(journalled(t, id, s->name) - before));
    free(text);
    json_decref(body);
    return won == 1;
}

static void every_step_against_itself(void **state)
{
    size_t raced = 0, won = 0;

    (void)state;
    house.faults = 0;
    for (size_t k = 0; k < house.app.n_types; k++)
        for (size_t i = 0; i < house.app.types[k]->n_steps; i++) {
            const struct type *t = house.app.types[k];
            const struct step *s = &t->steps[i];
            int64_t id = 0;

            for (int f = 0; !id && f < STEP_FROM_MAX && s->from[f]; f++)
                id = count_of(mem_fmt(house.mem,
                                      "SELECT min(id) FROM %s WHERE state ="
                                      " '%s'",
                                      t->name, s->from[f]));
            /* The chief's own account is needed to the end. */
            if (!id || t->internal || t->rights)
                continue;
            raced++;
            won += race_step(t, s, id);
        }
    print_message("%zu steps raced, %zu were taken\n", raced, won);
    assert_true(won > 3);
    assert_int_equal(house.faults, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_against_itself),
        cmocka_unit_test(every_field),
        cmocka_unit_test(no_export_holds_a_formula),
    };

    return cmocka_run_group_tests(tests, matrix_open, matrix_close);
}
