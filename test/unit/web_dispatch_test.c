/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web_dispatch_test.c: requests in memory through the whole dispatcher, with
 * a module of the test's own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
/* cmocka has a word of its own for this. */
#undef fail

#include "base/log.h"
#include "kernel/org.h"
#include "web/dispatch.h"
#include "web/page.h"
#include "web/session.h"

/* --- A module with a counter
 * -------------------------------------------------- */

static const struct column counter_columns[] = {
    { .name = "id", .type = 'k' },
    { .name = "n", .type = 'i', .must = true },
};
static const struct table tables[] = { { .name = "test_counter",
                                         SPAN(columns, counter_columns) } };
static const struct sql_text q_add = {
    "INSERT INTO test_counter (n) VALUES ($1)", "i", ""
};
static const struct sql_text q_count = { "SELECT COUNT(*) FROM test_counter",
                                         "", "i" };

static enum rc hello(struct rq *rq)
{
    struct html *h = page_open(rq, "Hello <world>");

    html_fmt(h, "<p>%s</p>", web_arg(rq, "q"));
    return page_close(rq, RC_OK);
}

static enum rc add_one(struct rq *rq)
{
    TRY(sql_run(rq->sql, &q_add, ARGS(INT(1))));
    if (web_arg(rq, "broken"))
        return fail(rq, RC_INVALID, "broken", "is broken");
    return web_redirect(rq, url(rq, "/hello?q=%s", "a b"), "Done");
}

static enum rc says_nothing(struct rq *rq)
{
    (void)rq;
    return RC_OK;
}

static const struct route routes[] = {
    { .method = HTTP_GET, .path = "/hello", .who = WHO_PUBLIC, .run = hello },
    { .method = HTTP_GET, .path = "/mine", .who = WHO_MEMBER, .run = hello },
    { .method = HTTP_GET,
      .path = "/admin",
      .who = WHO_ROLE,
      .roles = "administrator",
      .run = hello },
    { .method = HTTP_POST,
      .path = "/add",
      .who = WHO_MEMBER,
      .flags = ROUTE_WRITES,
      .run = add_one },
    { .method = HTTP_GET,
      .path = "/silent",
      .who = WHO_PUBLIC,
      .run = says_nothing },
    { .method = HTTP_GET,
      .path = "/api/v1/test",
      .who = WHO_MEMBER,
      .flags = ROUTE_NO_LANG,
      .run = hello },
};
static const struct module test_module = { .name = "test",
                                           SPAN(tables, tables),
                                           SPAN(routes, routes) };
static const struct module *const modules[] = { &kernel_module, &web_module,
                                                &test_module };

/* --- A house
 * ------------------------------------------------------------------- */

static struct mem *house;
static struct ordo app;
static char dir[64];
static const char *cookie, *token, *reader;

static enum rc people(struct rq *rq, void *arg)
{
    struct person *p = record_new(rq, &type_person);
    int64_t account;

    (void)arg;
    for (int i = 0; i < LANGS; i++)
        p->name.in[i] = "Asan";
    TRY(record_add(rq, &type_person, p));
    TRY(account_add(rq, "asan", "correct horse battery", p->r.id, &account));
    TRY(session_start(rq, account, "127.0.0.1", "test", &cookie));
    TRY(token_make(rq, account, "test", "write", 1, &token));
    return token_make(rq, account, "test", "read", 1, &reader);
}

static int open_house(void **state)
{
    const char *error = NULL;
    struct buf faults;
    struct rq rq;

    (void)state;
    house = mem_new(0);
    hash_init();
    log_level_set(LOG_ERROR + 1);
    buf_init(&faults, house);
    snprintf(dir, sizeof dir, "/tmp/ordo-test-XXXXXX");
    if (!mkdtemp(dir) || rmdir(dir))
        return -1;
    if (app_init(&app, house, modules, COUNT(modules), &faults)) {
        print_error("%s\n", faults.s);
        return -1;
    }
    if (app_open(&app, dir, (struct store_options){ .create = true }, &error)) {
        print_error("%s\n", error);
        return -1;
    }
    rq_init(&rq, &app, house);
    rq.system = true;
    rq.sql = store_reader(app.store);
    if (app_write(&rq, people, NULL)) {
        print_error("%s\n", rq.fails ? rq.fails->text : "not written");
        return -1;
    }
    return 0;
}

static int close_house(void **state)
{
    char command[128];

    (void)state;
    app_close(&app);
    mem_free(house);
    snprintf(command, sizeof command, "rm -rf %s", dir);
    return system(command);
}

/* --- Asking
 * ---------------------------------------------------------------------- */

static struct mem *m;
static struct http_request *in;

static int ask_begin(void **state)
{
    (void)state;
    m = mem_new(0);
    return 0;
}

static int ask_end(void **state)
{
    (void)state;
    mem_free(m);
    return 0;
}

static void ask(enum http_method method, const char *target)
{
    in = http_request_make(m, method, target);
    assert_non_null(in);
    in->app = &app;
    http_request_add_header(in, "Host", "ordo.example");
}

static void as_member(void)
{
    http_request_add_header(in, "Cookie",
                            mem_fmt(m, "ordo=%s; theme=dark", cookie));
}

static void bearer(const char *t)
{
    http_request_add_header(in, "Authorization", mem_fmt(m, "Bearer %s", t));
}

static struct http_response *answer(void)
{
    struct http_response *out = in->out;

    web_handle(&app, in, out);
    return out;
}

static const char *header(const struct http_response *r, const char *name)
{
    const char *s = http_response_header(r, name);

    return s ? s : "";
}

static bool says(const struct http_response *r, const char *words)
{
    return memmem(r->body, r->size, words, strlen(words)) != NULL;
}

static int64_t count(void)
{
    int64_t n = -1;

    assert_int_equal(
        sql_get_int(store_reader(app.store), &n, &q_count, NO_ARGS), RC_OK);
    return n;
}

static const char *csrf(void)
{
    struct session s = { 0 };
    struct rq rq;

    rq_init(&rq, &app, m);
    rq.sql = store_reader(app.store);
    assert_int_equal(session_find(&rq, cookie, &s), RC_OK);
    return s.csrf;
}

/* --- Languages
 * --------------------------------------------------------------------- */

static void without_a_language_it_is_the_visitors(void **state)
{
    (void)state;
    ask(HTTP_GET, "/hello?q=1");
    assert_int_equal(answer()->status, 302);
    assert_string_equal(header(in->out, "Location"), "/ky/hello?q=1");
    ask(HTTP_GET, "/hello");
    http_request_add_header(in, "Accept-Language", "de, en;q=0.5, ru;q=0.8");
    assert_string_equal(header(answer(), "Location"), "/ru/hello");
    ask(HTTP_GET, "/hello");
    http_request_add_header(in, "Accept-Language", "ru");
    http_request_add_header(in, "Cookie", "lang=en");
    assert_string_equal(header(answer(), "Location"), "/en/hello");
}

static void an_unknown_language_is_no_page(void **state)
{
    (void)state;
    ask(HTTP_GET, "/de/hello");
    assert_int_equal(answer()->status, 404);
    ask(HTTP_GET, "/en/nowhere");
    assert_int_equal(answer()->status, 404);
    assert_true(says(in->out, "lang=\"en\""));
}

static void a_public_page_is_drawn_and_safe(void **state)
{
    (void)state;
    ask(HTTP_GET, "/en/hello?q=%3Cscript%3E");
    http_request_add_header(in, "Accept-Language", "en");
    assert_int_equal(answer()->status, 200);
    assert_true(says(in->out, "&lt;script&gt;"));
    assert_true(says(in->out, "Hello &lt;world&gt;"));
    assert_non_null(strstr(header(in->out, "Content-Security-Policy"),
                           "frame-ancestors 'none'"));
    assert_string_equal(header(in->out, "X-Content-Type-Options"), "nosniff");
    assert_non_null(strstr(header(in->out, "Cache-Control"), "public"));
    ask(HTTP_HEAD, "/en/hello?q=1");
    assert_int_equal(answer()->status, 200);
}

/* --- Who
 * ------------------------------------------------------------------------------
 */

static void strangers_are_sent_to_sign_in(void **state)
{
    (void)state;
    ask(HTTP_GET, "/en/mine?x=1");
    assert_int_equal(answer()->status, 303);
    assert_non_null(
        strstr(header(in->out, "Location"), "/en/sign-in?next=%2Fen%2Fmine"));
    ask(HTTP_GET, "/api/v1/test");
    assert_int_equal(answer()->status, 401);
    assert_string_equal(header(in->out, "WWW-Authenticate"), "Bearer");
    assert_string_equal(in->out->type, "application/problem+json");
}

static void members_come_in_and_nothing_is_kept(void **state)
{
    (void)state;
    ask(HTTP_GET, "/en/mine?q=1");
    as_member();
    assert_int_equal(answer()->status, 200);
    assert_string_equal(header(in->out, "Cache-Control"), "no-store");
    assert_true(says(in->out, "data-theme=\"dark\""));
    ask(HTTP_GET, "/en/admin");
    as_member();
    assert_int_equal(answer()->status, 403);
}

static void a_token_opens_pages_and_api(void **state)
{
    (void)state;
    ask(HTTP_GET, "/en/mine?q=1");
    bearer(reader);
    assert_int_equal(answer()->status, 200);
    ask(HTTP_GET, "/api/v1/test?q=1");
    bearer("ordo_wrong");
    assert_int_equal(answer()->status, 401);
    ask(HTTP_POST, "/en/add");
    bearer(reader);
    assert_int_equal(answer()->status, 403);
}

static void one_statement_finds_a_session(void **state)
{
    struct sql *sql = store_reader(app.store);
    uint64_t before;

    (void)state;
    ask(HTTP_GET, "/en/mine?q=1");
    as_member();
    answer(); /* roles and settings are cached now */
    before = sql_count(sql);
    ask(HTTP_GET, "/en/mine?q=1");
    as_member();
    answer();
    /* and one more the number of notices that the page shows */
    assert_int_equal(sql_count(sql) - before, 2);
}

/* --- Writing
 * ----------------------------------------------------------------------------
 */

static void a_form_needs_its_token(void **state)
{
    int64_t before = count();

    (void)state;
    ask(HTTP_POST, "/en/add");
    as_member();
    assert_int_equal(answer()->status, 403);
    ask(HTTP_POST, "/en/add");
    as_member();
    http_request_add_field(in, "csrf", "guessed");
    assert_int_equal(answer()->status, 403);
    ask(HTTP_POST, "/en/add");
    as_member();
    http_request_add_header(in, "Sec-Fetch-Site", "cross-site");
    http_request_add_field(in, "csrf", csrf());
    assert_int_equal(answer()->status, 403);
    ask(HTTP_POST, "/en/add");
    as_member();
    http_request_add_header(in, "Origin", "https://evil.example");
    http_request_add_field(in, "csrf", csrf());
    assert_int_equal(answer()->status, 403);
    assert_int_equal(count(), before);
}

static void send_add(const char *once, const char *extra)
{
    ask(HTTP_POST, "/en/add");
    as_member();
    http_request_add_field(in, "csrf", csrf());
    http_request_add_field(in, "once", once);
    if (extra)
        http_request_add_field(in, extra, "1");
    answer();
}

static void a_form_sent_twice_acts_once(void **state)
{
    int64_t before = count();

    (void)state;
    for (int i = 0; i < 2; i++) {
        send_add("form-1", NULL);
        assert_int_equal(in->out->status, 303);
        assert_string_equal(header(in->out, "Location"), "/en/hello?q=a%20b");
        assert_non_null(strstr(header(in->out, "Set-Cookie"), "flash=Done"));
    }
    assert_int_equal(count(), before + 1);
    send_add("form-1", "other");
    assert_int_equal(in->out->status, 409);
    assert_int_equal(count(), before + 1);
    send_add("form-2", NULL);
    assert_int_equal(count(), before + 2);
}

static void what_is_refused_leaves_nothing(void **state)
{
    int64_t before = count();

    (void)state;
    send_add("form-3", "broken");
    assert_int_equal(in->out->status, 422);
    assert_int_equal(count(), before);
    send_add("form-3", NULL); /* corrected, the same form */
    assert_int_equal(in->out->status, 303);
    assert_int_equal(count(), before + 1);
}

static void an_idempotency_key_is_the_same(void **state)
{
    int64_t before = count();

    (void)state;
    for (int i = 0; i < 2; i++) {
        ask(HTTP_POST, "/en/add");
        bearer(token);
        http_request_add_header(in, "Idempotency-Key", "key-1");
        assert_int_equal(answer()->status, 303);
    }
    assert_int_equal(count(), before + 1);
}

/* --- What is wrong
 * ------------------------------------------------------------------------ */

static void methods_and_texts_are_checked(void **state)
{
    (void)state;
    ask(HTTP_DELETE, "/en/hello");
    assert_int_equal(answer()->status, 405);
    assert_string_equal(header(in->out, "Allow"), "GET, HEAD");
    ask(HTTP_GET, "/en/hello");
    in->bad_text = "q";
    assert_int_equal(answer()->status, 400);
    ask(HTTP_GET, "/en/silent");
    assert_int_equal(answer()->status, 500);
}

static void a_flash_is_shown_once(void **state)
{
    (void)state;
    ask(HTTP_GET, "/en/hello?q=1");
    http_request_add_header(in, "Cookie", "flash=%3Cb%3EDone%3C%2Fb%3E");
    answer();
    assert_true(says(in->out, "&lt;b&gt;Done&lt;/b&gt;"));
    assert_non_null(strstr(header(in->out, "Set-Cookie"), "flash=;"));
    assert_string_equal(header(in->out, "Cache-Control"), "no-store");
}

/* --- Sign-in
 * --------------------------------------------------------------------------------
 */

static void sign_in(const char *login, const char *password, const char *next)
{
    ask(HTTP_POST, "/ru/sign-in");
    in->address = "192.0.2.1";
    http_request_add_field(in, "login", login);
    http_request_add_field(in, "password", password);
    if (next)
        http_request_add_field(in, "next", next);
    answer();
}

static void the_right_password_opens(void **state)
{
    (void)state;
    sign_in("asan", "correct horse battery", "/ru/mine");
    assert_int_equal(in->out->status, 303);
    assert_string_equal(header(in->out, "Location"), "/ru/mine");
    assert_non_null(strstr(header(in->out, "Set-Cookie"), "ordo="));
    assert_non_null(strstr(header(in->out, "Set-Cookie"), "HttpOnly"));
    sign_in("asan", "correct horse battery", "//evil.example");
    assert_string_equal(header(in->out, "Location"), "/ru/my");
}

static void wrong_passwords_are_limited(void **state)
{
    (void)state;
    for (int i = 0; i < 8; i++) {
        sign_in("nobody", "wrong password", NULL);
        assert_int_equal(in->out->status, 422);
        assert_false(says(in->out, "wrong password"));
    }
    sign_in("nobody", "wrong password", NULL);
    assert_int_equal(in->out->status, 429);
    assert_true(*header(in->out, "Retry-After") != '\0');
}

/* --- Routes
 * ------------------------------------------------------------------------------------
 */

static void a_route_without_a_right_does_not_start(void **state)
{
    static const struct route bad[] = {
        { .method = HTTP_GET, .path = "/one", .run = hello },
        { .method = HTTP_GET,
          .path = "/two",
          .who = WHO_ROLE,
          .roles = "sorcerer",
          .run = hello },
        { .method = HTTP_GET,
          .path = "/three",
          .who = WHO_RIGHT,
          .type = "dragon",
          .op = OP_SEE,
          .run = hello },
    };
    static const struct module wrong = { .name = "wrong", SPAN(routes, bad) };
    static const struct module *const list[] = { &kernel_module, &wrong };
    struct ordo *other = MEM_NEW(m, struct ordo);
    struct router *r;
    struct buf faults;

    (void)state;
    buf_init(&faults, m);
    assert_int_equal(app_init(other, m, list, COUNT(list), &faults), RC_OK);
    assert_int_equal(router_make(&r, other, &faults), RC_INVALID);
    assert_non_null(strstr(faults.s, "route /one: no right"));
    assert_non_null(strstr(faults.s, "unknown role sorcerer"));
    assert_non_null(strstr(faults.s, "unknown type dragon"));
}

static void literals_win_over_parameters(void **state)
{
    const struct router *r = web_router(&app);
    struct route_match match;

    (void)state;
    assert_true(
        router_find(r, false, HTTP_GET, "/log/tile/0/x001/067", 20, &match));
    assert_int_equal(match.n_params, 3);
    assert_int_equal(match.param[2].n, 3);
    assert_true(router_find(r, true, HTTP_GET, "/profile", 8, &match));
    assert_int_equal(match.n_params, 0);
    assert_false(router_find(r, true, HTTP_GET, "/profile//", 10, &match));
}

#define ASKS(test) cmocka_unit_test_setup_teardown(test, ask_begin, ask_end)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        ASKS(without_a_language_it_is_the_visitors),
        ASKS(an_unknown_language_is_no_page),
        ASKS(a_public_page_is_drawn_and_safe),
        ASKS(strangers_are_sent_to_sign_in),
        ASKS(members_come_in_and_nothing_is_kept),
        ASKS(a_token_opens_pages_and_api),
        ASKS(one_statement_finds_a_session),
        ASKS(a_form_needs_its_token),
        ASKS(a_form_sent_twice_acts_once),
        ASKS(what_is_refused_leaves_nothing),
        ASKS(an_idempotency_key_is_the_same),
        ASKS(methods_and_texts_are_checked),
        ASKS(a_flash_is_shown_once),
        ASKS(the_right_password_opens),
        ASKS(wrong_passwords_are_limited),
        ASKS(a_route_without_a_right_does_not_start),
        ASKS(literals_win_over_parameters),
    };

    return cmocka_run_group_tests(tests, open_house, close_house);
}
