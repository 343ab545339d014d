/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web_api_test.c: the REST resource that a type has from its table.
 */
#include "web_help.h"

#include <jansson.h>

#define AT(...) mem_fmt(m, __VA_ARGS__)

static json_t *json;

static int close_answer(void **state)
{
    json_decref(json);
    json = NULL;
    return ask_end(state);
}

static int call(enum who_asks who, enum http_method method, const char *target,
                const char *text)
{
    json_error_t error;

    ask(who, method, target);
    if (text) {
        in->type = "application/json";
        in->body = text;
        in->n_body = strlen(text);
    }
    answer();
    json_decref(json);
    json = json_loadb(in->out->body, in->out->size, JSON_REJECT_DUPLICATES,
                      &error);
    if (!json)
        print_error("%s\n%s\n", error.text, body());
    assert_non_null(json);
    return in->out->status;
}

static int get(const char *target)
{
    return call(BOSS, HTTP_GET, target, NULL);
}

static int post(const char *target, const char *text)
{
    return call(BOSS, HTTP_POST, target, text);
}

static int patch(const char *target, const char *text)
{
    return call(BOSS, HTTP_PATCH, target, text);
}

static const char *text_at(const char *key)
{
    const char *s = json_string_value(json_object_get(json, key));

    return s ? s : "(none)";
}

static int64_t int_at(const char *key)
{
    const json_t *v = json_object_get(json, key);

    return json_is_integer(v) ? json_integer_value(v) : -1;
}

static bool null_at(const char *key)
{
    return json_is_null(json_object_get(json, key));
}

/* What the problem says about a field. */
static const char *wrong(const char *field_name)
{
    json_t *errors = json_object_get(json, "errors"), *e;
    size_t i;

    assert_string_equal(in->out->type, "application/problem+json");
    json_array_foreach(errors, i, e) {
        const char *f = json_string_value(json_object_get(e, "field"));

        if (f && !strcmp(f, field_name))
            return json_string_value(json_object_get(e, "detail"));
    }
    return "(nothing)";
}

static const char *add_book(const char *code)
{
    assert_int_equal(post("/api/v1/book",
                          AT("{\"code\":\"%s\",\"title\":{\"ky\":\"Китеп\"},"
                             "\"shelf\":\"A\"}",
                             code)),
                     201);
    return mem_str(m, header("Location"));
}

/* --- Reading ------------------------------------------------------------------ */

static void a_record_is_an_object(void **state)
{
    json_t *title;

    (void)state;
    assert_int_equal(get(AT("/api/v1/book/%lld", (long long)made.book)), 200);
    assert_string_equal(in->out->type, "application/json");
    assert_string_equal(header("ETag"), "\"1\"");
    title = json_object_get(json, "title");
    assert_string_equal(json_string_value(json_object_get(title, "ky")),
                        "Манас");
    assert_true(json_is_null(json_object_get(title, "en")));
    assert_int_equal(int_at("pages"), 500);
    assert_string_equal(text_at("bought"), "2021-05-05");
    assert_string_equal(text_at("state"), "kept");
    assert_string_equal(text_at("secret"), "behind-the-clock");
    assert_int_equal(int_at("shelf"), made.shelf);
    assert_string_equal(text_at("shelf_code"), "A");
    assert_true(json_is_false(json_object_get(json, "open")));
    assert_true(null_at("price"));
    assert_true(json_is_array(json_object_get(json, "others")));
    call(READER, HTTP_GET, AT("/api/v1/book/%lld", (long long)made.book),
         NULL);
    assert_null(json_object_get(json, "secret"));
}

static void strangers_and_unknown_things(void **state)
{
    (void)state;
    assert_int_equal(call(NOBODY, HTTP_GET, "/api/v1/book", NULL), 401);
    assert_int_equal(get("/api/v1/book/99999"), 404);
    assert_int_equal(get("/api/v1/nosuch"), 404);
    assert_int_equal(get("/api/v1/book/x"), 404);
    assert_int_equal(call(READER, HTTP_POST, "/api/v1/book", "{}"), 403);
    assert_int_equal(call(READER, HTTP_PATCH,
                          AT("/api/v1/book/%lld", (long long)made.book),
                          "{\"version\":1,\"pages\":1}"),
                     403);
}

static void lists_have_pages(void **state)
{
    const char *next;
    size_t seen = 0, rounds = 0;
    char last[64] = "";

    (void)state;
    for (int i = 0; i < 7; i++)
        add_book(AT("L.%d", i));
    assert_int_equal(get("/api/v1/book?limit=3&sort=-code"), 200);
    for (;; rounds++) {
        json_t *items = json_object_get(json, "items"), *item;
        size_t i;

        json_array_foreach(items, i, item) {
            const char *code =
                json_string_value(json_object_get(item, "code"));

            assert_true(!*last || strcmp(code, last) < 0);
            snprintf(last, sizeof last, "%s", code);
            seen++;
        }
        next = json_string_value(json_object_get(json, "next"));
        if (!next)
            break;
        get(AT("/api/v1/book?limit=3&sort=-code&after=%s", next));
    }
    assert_true(seen >= 8);
    assert_true(rounds >= 2);
    get("/api/v1/book");
    assert_true(null_at("next"));
}

static void lists_are_filtered_and_whole(void **state)
{
    json_t *first;

    (void)state;
    post("/api/v1/book",
         "{\"code\":\"W.1\",\"title\":{\"ky\":\"w\"},\"shelf\":\"A\","
         "\"others\":[\"B.1\"],\"kind\":\"atlas\"}");
    get("/api/v1/book?kind=atlas&shelf=A&state=kept");
    first = json_array_get(json_object_get(json, "items"), 0);
    assert_string_equal(json_string_value(json_object_get(first, "code")),
                        "W.1");
    assert_string_equal(
        json_string_value(json_array_get(
            json_object_get(first, "others_codes"), 0)),
        "B.1");
    get("/api/v1/book?q=манас");
    assert_int_equal(json_array_size(json_object_get(json, "items")), 1);
    get("/api/v1/book?pages_from=400&bought_to=2022-01-01");
    assert_int_equal(json_array_size(json_object_get(json, "items")), 1);
}

static void wrong_arguments_are_named(void **state)
{
    (void)state;
    assert_int_equal(get("/api/v1/book?limit=0"), 422);
    assert_string_not_equal(wrong("limit"), "(nothing)");
    assert_int_equal(get("/api/v1/book?limit=1001"), 422);
    assert_int_equal(get("/api/v1/book?limit=2x"), 422);
    assert_int_equal(get("/api/v1/book?nosuch=1"), 422);
    assert_string_not_equal(wrong("nosuch"), "(nothing)");
    assert_int_equal(get("/api/v1/book?sort=note"), 422);
    assert_string_not_equal(wrong("sort"), "(nothing)");
    assert_int_equal(get("/api/v1/book?after=x"), 422);
    assert_int_equal(get("/api/v1/book?bought=yesterday"), 422);
    assert_int_equal(get("/api/v1/book?state=nosuch"), 422);
    assert_int_equal(call(READER, HTTP_GET, "/api/v1/book?secret=x", NULL),
                     403);
}

/* --- Adding ------------------------------------------------------------------- */

static void a_record_is_added(void **state)
{
    (void)state;
    assert_int_equal(
        post("/api/v1/book",
             "{\"code\":\"N.1\",\"title\":{\"ky\":\"<b>&\\\"\\u04e9\","
             "\"en\":\"Book\"},\"shelf\":\"A\",\"pages\":12,"
             "\"price\":\"1250.5\",\"weight\":0.1,\"share\":12.5,"
             "\"bought\":\"2026-11-22\",\"open\":true,\"kind\":\"novel\","
             "\"others\":[\"B.1\"],\"note\":null}"),
        201);
    assert_string_equal(header("Location"),
                        AT("/api/v1/book/%lld", (long long)int_at("id")));
    assert_string_equal(text_at("price"), "1250.50");
    assert_true(json_is_true(json_object_get(json, "open")));
    assert_int_equal(int_at("plan"), made.plan);
    assert_string_equal(text_at("plan_code"), "first");
    assert_string_equal(
        json_string_value(
            json_object_get(json_object_get(json, "title"), "ky")),
        "<b>&\"ө");
    assert_true(json_real_value(json_object_get(json, "weight")) > 0.0999 &&
                json_real_value(json_object_get(json, "weight")) < 0.1001);
    assert_non_null(strstr(body(), "\"weight\":0.1,"));
}

static void wrong_members_are_named(void **state)
{
    (void)state;
    assert_int_equal(
        post("/api/v1/book",
             "{\"id\":5,\"code\":7,\"title\":\"x\",\"pages\":1.5,"
             "\"price\":3,\"weight\":\"1\",\"bought\":\"22.11.2026\","
             "\"open\":\"yes\",\"shelf\":true,\"others\":\"B.1\","
             "\"shelf_code\":\"A\",\"seen\":1,\"nosuch\":1,\"version\":1,"
             "\"state\":\"lost\",\"cover\":\"x\"}"),
        422);
    for (size_t i = 0; i < 16; i++) {
        static const char *const names[] = {
            "id",   "code",  "title",  "pages",      "price", "weight",
            "open", "shelf", "others", "shelf_code", "seen",  "nosuch",
            "bought", "version", "state", "cover",
        };

        assert_string_not_equal(wrong(names[i]), "(nothing)");
    }
    assert_int_equal(post("/api/v1/book",
                          "{\"title\":{\"ky\":\"x\",\"de\":\"y\"}}"),
                     422);
    assert_string_not_equal(wrong("title"), "(nothing)");
    assert_int_equal(post("/api/v1/book", "{\"shelf\":\"A\"}"), 422);
    assert_string_not_equal(wrong("code"), "(nothing)");
    assert_string_not_equal(wrong("title_ky"), "(nothing)");
    assert_int_equal(post("/api/v1/book",
                          "{\"code\":\"B.1\",\"title\":{\"ky\":\"x\"},"
                          "\"shelf\":\"A\"}"),
                     409);
    assert_string_not_equal(wrong("code"), "(nothing)");
}

static void bad_bodies_are_refused(void **state)
{
    static const char *const bodies[] = {
        "{", "[]", "1", "null", "{\"code\":\"a\",\"code\":\"b\"}",
        "{\"code\":\"\\u0000\"}", "{\"code\":\"\xff\"}",
        "{\"code\":\"\\ud800\"}", "{\"a\":[[[[[[1]]]]]]}",
        "{\"pages\":99999999999999999999}", "{\"pages\":1e999}", "{} {}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(bodies); i++)
        assert_int_equal(post("/api/v1/book", bodies[i]), 400);
    ask(BOSS, HTTP_POST, "/api/v1/book");
    in->type = "text/plain";
    in->body = "{}";
    in->n_body = 2;
    assert_int_equal(answer()->status, 415);
}

static void refusals_speak_the_readers_language(void **state)
{
    (void)state;
    ask(BOSS, HTTP_GET, "/api/v1/book?nosuch=1");
    http_request_add_header(in, "Accept-Language", "en");
    answer();
    assert_true(says("there is no filter of this name"));
}

/* --- Changing ----------------------------------------------------------------- */

static void a_change_needs_its_version(void **state)
{
    const char *at = add_book("V.1");

    (void)state;
    assert_int_equal(patch(at, "{\"pages\":3}"), 428);
    assert_string_not_equal(wrong("version"), "(nothing)");
    assert_int_equal(patch(at, "{\"pages\":3,\"version\":1}"), 200);
    assert_int_equal(int_at("version"), 2);
    assert_int_equal(int_at("pages"), 3);
    assert_int_equal(patch(at, "{\"pages\":4,\"version\":1}"), 409);
    assert_string_equal(in->out->type, "application/problem+json");
    assert_int_equal(json_integer_value(json_object_get(
                         json_object_get(json, "current"), "pages")),
                     3);
    ask(BOSS, HTTP_PATCH, at);
    http_request_add_header(in, "If-Match", "\"2\"");
    in->type = "application/merge-patch+json";
    in->body = "{\"title\":{\"ru\":\"Книга\"},\"pages\":null}";
    in->n_body = strlen(in->body);
    assert_int_equal(answer()->status, 200);
    get(at);
    assert_true(null_at("pages"));
    assert_string_equal(
        json_string_value(
            json_object_get(json_object_get(json, "title"), "ky")),
        "Китеп");
    assert_int_equal(patch(at, "{\"version\":3,\"pages\":9000}"), 422);
    assert_string_not_equal(wrong("pages"), "(nothing)");
}

/* --- Steps -------------------------------------------------------------------- */

static void steps_are_taken(void **state)
{
    const char *at = add_book("T.1");

    (void)state;
    assert_int_equal(post(AT("%s/lend", at), NULL), 422);
    assert_string_not_equal(wrong("borrower"), "(nothing)");
    assert_int_equal(post(AT("%s/lend", at),
                          "{\"borrower\":\"Bek\",\"pages\":1}"),
                     422);
    assert_string_not_equal(wrong("pages"), "(nothing)");
    assert_int_equal(post(AT("%s/lend", at),
                          "{\"borrower\":\"Bek\",\"version\":9}"),
                     409);
    assert_non_null(json_object_get(json, "current"));
    assert_int_equal(post(AT("%s/lend", at), "{\"borrower\":\"Bek\"}"), 200);
    assert_string_equal(text_at("state"), "lent");
    assert_int_equal(post(AT("%s/lend", at), "{\"borrower\":\"Bek\"}"), 409);
    assert_int_equal(post(AT("%s/return", at), NULL), 200);
    assert_int_equal(call(READER, HTTP_POST, AT("%s/burn", at), NULL), 403);
    assert_int_equal(post(AT("%s/burn", at), "{\"version\":9}"), 409);
    assert_int_equal(post(AT("%s/burn", at), NULL), 202);
    assert_string_equal(text_at("state"), "draft");
    get(at);
    assert_string_equal(text_at("state"), "kept");
    assert_int_equal(post(AT("%s/nosuch", at), NULL), 404);
    assert_int_equal(call(READER, HTTP_POST, AT("%s/lose", at), NULL), 403);
}

/* --- The rest ----------------------------------------------------------------- */

static void history_and_receipt(void **state)
{
    const char *at = add_book("R.1");
    json_t *line;
    int status = 0;

    (void)state;
    patch(at, "{\"version\":1,\"pages\":77,\"secret\":\"there\"}");
    assert_int_equal(get(AT("%s/history", at)), 200);
    line = json_array_get(json_object_get(json, "items"), 0);
    assert_string_equal(json_string_value(json_object_get(line, "step")),
                        "edit");
    assert_string_equal(
        json_string_value(
            json_object_get(json_object_get(line, "changes"), "pages")),
        "77");
    call(READER, HTTP_GET, AT("%s/history", at), NULL);
    assert_false(says("there"));
    for (int i = 0; i < 100 && status != 200; i++) {
        ask(BOSS, HTTP_GET, AT("%s/receipt", at));
        status = answer()->status;
        if (status != 200) {
            assert_int_equal(status, 503);
            assert_string_equal(header("Retry-After"), "1");
            usleep(50000);
        }
    }
    assert_int_equal(status, 200);
    assert_non_null(strstr(in->out->type, "text/plain"));
}

/* All was made today, so the end of yesterday knows nothing of it. */
static void the_past_is_asked_for_by_its_day(void **state)
{
    char today[DAY_ISO_SIZE], yesterday[DAY_ISO_SIZE];
    day now = day_of(clock_now(), 360);
    int64_t id;

    (void)state;
    day_iso(now, today);
    day_iso(day_add(now, -1), yesterday);
    assert_int_equal(get("/api/v1/book?limit=1"), 200);
    id = json_integer_value(json_object_get(
        json_array_get(json_object_get(json, "items"), 0), "id"));
    assert_int_equal(get(AT("/api/v1/book/%lld", (long long)id)), 200);
    assert_null(json_object_get(json, "erased"));
    assert_int_equal(get(AT("/api/v1/book/%lld?on=%s", (long long)id, today)),
                     200);
    assert_string_equal(text_at("on"), today);
    assert_int_equal(json_integer_value(json_object_get(json, "id")), id);
    assert_int_equal(json_array_size(json_object_get(json, "erased")), 0);
    assert_int_equal(
        get(AT("/api/v1/book/%lld?on=%s", (long long)id, yesterday)), 404);
    assert_int_equal(get(AT("/api/v1/book/%lld?on=never", (long long)id)),
                     422);
    assert_int_equal(get("/api/v1/book/999999?on=2026-01-01"), 404);
}

static void measures_are_counted(void **state)
{
    (void)state;
    assert_int_equal(get("/api/v1/measure/thick_books?on=2022-01-01"), 200);
    assert_string_equal(text_at("origin"), "counted");
    assert_string_equal(text_at("on"), "2022-01-01");
    assert_true(json_number_value(json_object_get(json, "value")) > 0.99);
    assert_int_equal(get("/api/v1/measure/thick_books?on=2019-01-01"), 200);
    assert_string_equal(text_at("origin"), "none");
    assert_true(null_at("value"));
    assert_true(null_at("numerator"));
    assert_int_equal(get("/api/v1/measure/thick_books?on=2022-1-1"), 422);
    assert_int_equal(get("/api/v1/measure/nosuch"), 404);
    assert_int_equal(get("/api/v1/measure/nosuch?known=2022-01-01"), 404);
    assert_int_equal(get("/api/v1/measure/thick_books?known=never"), 422);
    assert_int_equal(
        get("/api/v1/measure/thick_books/records?on=2022-01-01"), 200);
    assert_int_equal(json_array_size(json_object_get(json, "items")), 1);
    assert_int_equal(
        get("/api/v1/measure/thick_books/records?on=2020-06-01"), 200);
    assert_int_equal(json_array_size(json_object_get(json, "items")), 0);
}

static void files_are_sent(void **state)
{
    const char *at = add_book("D.1");
    int64_t id;

    (void)state;
    ask(BOSS, HTTP_POST, "/api/v1/file");
    add_file("file", "notes.txt", "a few words\n", 12);
    assert_int_equal(answer()->status, 201);
    id = strtoll(between("\"id\":", ","), NULL, 10);
    ask(BOSS, HTTP_POST, "/api/v1/file");
    add_file("file", "x.exe", "MZ\x90\0\1\2", 6);
    assert_int_equal(answer()->status, 422);
    assert_int_equal(post("/api/v1/file", NULL), 422);
    assert_int_equal(
        patch(at, AT("{\"version\":1,\"cover\":%lld}", (long long)id)), 200);
    assert_int_equal(int_at("cover"), id);
    assert_int_equal(patch(at, "{\"version\":2,\"cover\":99999}"), 422);
}

/* --- The description ---------------------------------------------------------- */

/* Every reference within the document leads somewhere. */
static size_t broken_refs(const json_t *root, json_t *node)
{
    const char *key;
    json_t *value;
    size_t i, n = 0;

    if (json_is_object(node)) {
        json_object_foreach(node, key, value) {
            const char *to = json_string_value(value);

            if (!strcmp(key, "$ref") && to) {
                const char *name = to + strlen("#/components/schemas/");

                if (!json_object_get(
                        json_object_get(json_object_get(root, "components"),
                                        "schemas"),
                        name)) {
                    print_error("no schema %s\n", name);
                    n++;
                }
            }
            n += broken_refs(root, value);
        }
    }
    json_array_foreach(node, i, value)
        n += broken_refs(root, value);
    return n;
}

static json_t *in_document(const char *a, const char *b, const char *c)
{
    json_t *v = json_object_get(json_object_get(json, a), b);

    return c ? json_object_get(v, c) : v;
}

static void the_description_fits_the_tables(void **state)
{
    json_t *book, *properties, *codes, *paths;

    (void)state;
    assert_int_equal(call(NOBODY, HTTP_GET, "/api/openapi.json", NULL), 200);
    assert_string_equal(text_at("openapi"), "3.1.0");
    assert_int_equal(broken_refs(json, json), 0);
    assert_non_null(in_document("components", "securitySchemes", "bearer"));
    book = in_document("components", "schemas", "book");
    properties = json_object_get(book, "properties");
    for (size_t i = 0; i < type_book.n_fields; i++)
        assert_non_null(
            json_object_get(properties, type_book.fields[i].name));
    assert_non_null(json_object_get(properties, "shelf_code"));
    codes = json_object_get(json_object_get(properties, "kind"), "enum");
    assert_int_equal(json_array_size(codes), 4); /* and null */
    assert_true(json_is_true(json_object_get(
        json_object_get(properties, "seen"), "readOnly")));
    paths = json_object_get(json, "paths");
    assert_non_null(json_object_get(paths, "/api/v1/book"));
    assert_non_null(json_object_get(
        json_object_get(paths, "/api/v1/book/{id}"), "patch"));
    assert_non_null(json_object_get(
        json_object_get(paths, "/api/v1/book/{id}/lend"), "post"));
    assert_non_null(json_object_get(paths, "/api/v1/measure/{code}"));
    assert_non_null(json_object_get(
        json_object_get(paths, "/api/v1/file"), "post"));
}

/* A name that two people share is refused with both numbers, over the API as in
 * a form; one that a single record has is enough. */
static void a_name_that_two_share_is_told(void **state)
{
    static const char person[] = "{\"name\":{\"ky\":\"Бакыт Асанов\"}}";
    static const char work[] = "{\"person\":\"Бакыт Асанов\",\"role\":\"head\","
                               "\"starts\":\"2026-01-01\"}";
    const char *both;
    int64_t one, two;

    (void)state;
    assert_int_equal(post("/api/v1/person", person), 201);
    one = int_at("id");
    assert_int_equal(post("/api/v1/appointment", work), 201);
    assert_int_equal(int_at("person"), one);
    assert_int_equal(post("/api/v1/person", person), 201);
    two = int_at("id");
    assert_int_equal(post("/api/v1/appointment", work), 422);
    both = AT("#%lld Бакыт Асанов, #%lld Бакыт Асанов", (long long)one,
              (long long)two);
    assert_non_null(strstr(wrong("person"), both));
    assert_int_equal(post("/api/v1/appointment",
                          AT("{\"person\":%lld,\"role\":\"head\","
                             "\"starts\":\"2026-01-01\"}",
                             (long long)two)),
                     201);
    ask(BOSS, HTTP_POST, "/en/appointment/new");
    http_request_add_field(in, "person", "Бакыт Асанов");
    http_request_add_field(in, "role", "head");
    http_request_add_field(in, "starts", "2026-01-01");
    assert_int_equal(answer()->status, 422);
    assert_non_null(strstr(body(), both));
}

#define CALLS(test) cmocka_unit_test_setup_teardown(test, ask_begin, close_answer)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        CALLS(a_record_is_an_object),
        CALLS(strangers_and_unknown_things),
        CALLS(lists_have_pages),
        CALLS(lists_are_filtered_and_whole),
        CALLS(wrong_arguments_are_named),
        CALLS(a_record_is_added),
        CALLS(a_name_that_two_share_is_told),
        CALLS(wrong_members_are_named),
        CALLS(bad_bodies_are_refused),
        CALLS(refusals_speak_the_readers_language),
        CALLS(a_change_needs_its_version),
        CALLS(steps_are_taken),
        CALLS(history_and_receipt),
        CALLS(measures_are_counted),
        CALLS(the_past_is_asked_for_by_its_day),
        CALLS(files_are_sent),
        CALLS(the_description_fits_the_tables),
    };

    return cmocka_run_group_tests(tests, house_open, house_close);
}
