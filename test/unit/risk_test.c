/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_test.c: the register of risks over the real concept, as a browser asks
 * for it, and a risk's part of its card.
 */
#include "strategy_help.h"

#include "kernel/org.h"
#include "web/dispatch.h"
#include "web/session.h"

static const struct module *const all_modules[] = {
    &kernel_module, &web_module, &mod_strategy, &mod_councils,
    &mod_risk
};

static struct uni u;
static const char *cookie;
static struct mem *m;
static struct http_request *in;

/* --- A house with the concept and one member -------------------------------- */

static enum rc add_member(struct rq *rq, void *arg)
{
    struct person *p = record_new(rq, &type_person);
    int64_t account;

    (void)arg;
    p->name.in[LANG_KY] = "Асан";
    TRY(record_add(rq, &type_person, p));
    TRY(account_add(rq, "asan", NULL, p->r.id, &account));
    return session_start(rq, account, "127.0.0.1", "test", &cookie);
}

static int open_house(void **state)
{
    (void)state;
    uni_open_of(&u, all_modules, COUNT(all_modules));
    OK(&u, app_write(&u.rq, add_member, NULL));
    return 0;
}

static int close_house(void **state)
{
    (void)state;
    uni_close(&u);
    return 0;
}

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

static int get(bool member, const char *target)
{
    in = http_request_make(m, HTTP_GET, target);
    assert_non_null(in);
    in->app = &u.app;
    http_request_add_header(in, "Host", "ordo.example");
    if (member)
        http_request_add_header(in, "Cookie", mem_fmt(m, "ordo=%s", cookie));
    web_handle(&u.app, in, in->out);
    return in->out->status;
}

static const char *body(void)
{
    return mem_strn(m, in->out->body ? in->out->body : "", in->out->size);
}

static bool says(const char *words)
{
    return strstr(body(), words) != NULL;
}

static size_t times(const char *words)
{
    size_t n = 0;

    for (const char *at = body(); (at = strstr(at, words)); at++)
        n++;
    return n;
}

/* The part of the register about one risk. */
static const char *about(const char *code)
{
    const char *span = mem_fmt(m, "<span class=\"code\">%s</span>", code);
    const char *at = strstr(body(), "<h3"), *end = NULL;

    /* The row's heading: the map above names each risk too. */
    for (; at; at = strstr(at + 1, "<h3")) {
        const char *found = strstr(at, span), *close = strstr(at, "</h3>");

        if (found && close && found < close)
            break;
    }
    assert_non_null(at);
    end = strstr(at, "</section>");
    assert_non_null(end);
    return mem_strn(m, at, (size_t)(end - at));
}

static int64_t id_of(const char *type, const char *code)
{
    return uni_count(&u, mem_fmt(m, "SELECT id FROM %s WHERE code = '%s'",
                                 type, code));
}

/* --- Scenarios -------------------------------------------------------------- */

static void without_a_plan_it_says_so(void **state)
{
    (void)state;
    assert_int_equal(get(true, "/en/risks"), 200);
    assert_true(says("There is no risk plan yet."));
}

static void the_register_has_every_risk(void **state)
{
    (void)state;
    OK(&u, app_load(&u.rq, CONCEPT, NULL, NULL));
    assert_int_equal(get(true, "/en/risks"), 200);
    assert_int_equal(times("<section class=\"box\"><h3><a href"), 11);
    assert_true(says("Education risks"));
    assert_true(strstr(about("1.1"), "Outdated programmes") != NULL);
    assert_true(strstr(about("1.1"), "Accreditation becomes difficult") !=
                NULL);
    assert_true(strstr(about("1.1"), "/en/unit/") != NULL);
    assert_true(strstr(about("1.1"), "11, done 0") != NULL);
    assert_true(strstr(about("1.1"), "0 of 11 done") != NULL);
    assert_true(strstr(about("1.1"), "/en/indicator/") != NULL);
    assert_true(strstr(about("1.1"), "2023-2028, continuously") != NULL);
    assert_int_equal(get(true, "/ky/risks"), 200);
    assert_int_equal(get(true, "/ru/risks"), 200);
}

static void gaps_of_the_source_are_shown(void **state)
{
    (void)state;
    get(true, "/en/risks");
    assert_int_equal(times("nobody named"), 2);
    assert_true(strstr(about("6.1"), "nobody named") != NULL);
    assert_true(strstr(about("6.2"), "nobody named") != NULL);
    assert_null(strstr(about("7.1"), "nobody named"));
    assert_true(strstr(about("6.2"), "the source states none") != NULL);
}

static void nothing_is_assessed_that_nobody_assessed(void **state)
{
    (void)state;
    get(true, "/en/risks");
    assert_true(says("11 risks not assessed yet"));
    assert_int_equal(times("<rect class=\"cell "), 25);
    assert_int_equal(times("<text class=\"code\""), 0);
    assert_int_equal(times("not assessed</span>"), 33);
}

static void it_is_for_members(void **state)
{
    (void)state;
    assert_int_equal(get(false, "/en/risks"), 303);
    get(false, "/en/strategy");
    assert_false(says("href=\"/en/risks\""));
    get(true, "/en/strategy");
    assert_true(says("href=\"/en/risks\""));
}

/* What is known of a task is known of the actions that are the same work. */
static enum rc finish_task(struct rq *rq, void *arg)
{
    struct task *t;
    void *rec;

    TRY(record_load(rq, &type_task, *(const int64_t *)arg, &rec));
    t = rec;
    t->r.state = "done";
    return record_put(rq, &type_task, t, "edit");
}

static void work_on_a_task_is_work_on_its_actions(void **state)
{
    int64_t task = id_of("task", "I.1.1");

    (void)state;
    OK(&u, app_write(&u.rq, finish_task, &task));
    get(true, "/en/risks");
    assert_true(strstr(about("1.1"), "1 of 11 done") != NULL);
    assert_int_equal(
        get(true, mem_fmt(m, "/en/risk/%lld",
                          (long long)id_of("risk", "1.1"))),
        200);
    assert_true(says("Outdated programmes"));
    assert_true(says("Accreditation becomes difficult"));
    assert_true(says(mem_fmt(m, "/en/task/%lld", (long long)task)));
    assert_true(says("<span class=\"pill good\">done</span>"));
    assert_true(says("no task of the strategy is the same work"));
}

static void a_card_takes_few_statements(void **state)
{
    const char *card = mem_fmt(m, "/en/risk/%lld",
                               (long long)id_of("risk", "1.1"));
    uint64_t before;

    (void)state;
    get(true, card);
    before = sql_count(u.rq.sql);
    assert_int_equal(get(true, card), 200);
    /* Assessments, judges and three watches, each counted, among them. */
    assert_in_range(sql_count(u.rq.sql) - before, 1, 42);
}

#define ASKS(test) cmocka_unit_test_setup_teardown(test, ask_begin, ask_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ASKS(without_a_plan_it_says_so),
        ASKS(the_register_has_every_risk),
        ASKS(gaps_of_the_source_are_shown),
        ASKS(nothing_is_assessed_that_nobody_assessed),
        ASKS(it_is_for_members),
        ASKS(work_on_a_task_is_work_on_its_actions),
        ASKS(a_card_takes_few_statements),
    };

    return cmocka_run_group_tests(tests, open_house, close_house);
}
