/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The second factor: the vectors of RFC 6238, and sign-in through the whole
 * dispatcher with codes that are right, wrong, late, used and lost.
 */
#include "web_help.h"

#include "base/totp.h"
#include "kernel/second.h"

static void codes_are_those_of_the_rfc(void **state)
{
    static const struct {
        int64_t seconds;
        uint32_t code;
    } known[] = {
        { 59, 94287082 },         { 1111111109, 7081804 },
        { 1111111111, 14050471 }, { 1234567890, 89005924 },
        { 2000000000, 69279037 }, { 20000000000, 65353130 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(known); i++)
        assert_int_equal(totp_code("12345678901234567890", 20,
                                   known[i].seconds / 30, 8),
                         known[i].code);
}

static void the_window_is_one_step_and_used_ones_are_closed(void **state)
{
    const unsigned char *s = (const unsigned char *)"12345678901234567890";
    const char *code =
        mem_fmt(m, "%06u", (unsigned)totp_code(s, 20, 1000, 6));

    (void)state;
    assert_int_equal(totp_find(s, 998 * 30 + 29, code, 0), 0);
    assert_int_equal(totp_find(s, 999 * 30, code, 0), 1000);
    assert_int_equal(totp_find(s, 1001 * 30 + 29, code, 0), 1000);
    assert_int_equal(totp_find(s, 1002 * 30, code, 0), 0);
    assert_int_equal(totp_find(s, 1000 * 30, code, 1000), 0);
    assert_int_equal(totp_find(s, 1000 * 30, "", 0), 0);
    assert_int_equal(totp_find(s, 1000 * 30, mem_fmt(m, "%s0", code), 0), 0);
    assert_string_equal(base32(m, "foobar", 6), "MZXW6YTBOI");
}

/* --- Through the pages ------------------------------------------------------ */

static unsigned char secret[TOTP_SECRET];
static const char *recovery[2], *used;

static void secret_read(const char *grouped)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    unsigned bits = 0, have = 0;
    size_t k = 0;

    for (; *grouped; grouped++) {
        const char *at = strchr(letters, *grouped);

        if (*grouped == ' ' || !at)
            continue;
        bits = bits << 5 | (unsigned)(at - letters);
        have += 5;
        if (have >= 8 && k < sizeof secret)
            secret[k++] = (unsigned char)(bits >> (have -= 8));
    }
    assert_int_equal(k, sizeof secret);
}

/* `ahead`: of the present step, so that tests need not wait. */
static const char *code_now(int ahead)
{
    struct rq rq;

    rq_init(&rq, &app, m);
    rq_clock(&rq);
    return mem_fmt(m, "%06u",
                   (unsigned)totp_code(secret, TOTP_SECRET,
                                       rq.now / 1000000 / 30 + ahead, 6));
}

static enum rc set_password(struct rq *rq, void *arg)
{
    struct account *a;
    int64_t id;
    void *rec;
    static const struct sql_text q = {
        "SELECT id FROM account WHERE login = 'bek'", "", "i"
    };

    TRY(sql_get_int(rq->sql, &id, &q, NO_ARGS));
    TRY(record_load(rq, &type_account, id, &rec));
    a = rec;
    a->password = arg;
    return record_put(rq, &type_account, a, "password");
}

static enum rc require_roles(struct rq *rq, void *arg)
{
    return setting_set(rq, "second_factor_roles", arg);
}

static enum rc write_as_system(enum rc (*fn)(struct rq *, void *), void *arg)
{
    struct rq rq;

    rq_init(&rq, &app, m);
    rq.system = true;
    rq.sql = store_reader(app.store);
    return app_write(&rq, fn, arg);
}

static void enrol(enum who_asks who)
{
    const char *sealed;

    ask(who, HTTP_GET, "/en/profile/second");
    assert_int_equal(answer()->status, 200);
    assert_true(says("<svg class=\"qr\""));
    sealed = between("name=\"sealed\" value=\"", "\"");
    secret_read(between("id=\"secret\">", "<"));
    ask(who, HTTP_POST, "/en/profile/second");
    field("sealed", sealed);
    field("code", "12345");
    assert_int_equal(answer()->status, 422);
    assert_string_equal(between("name=\"sealed\" value=\"", "\""), sealed);
    ask(who, HTTP_POST, "/en/profile/second");
    field("sealed", sealed);
    used = mem_str(house, code_now(0));
    field("code", used);
    assert_int_equal(answer()->status, 200);
    recovery[0] = mem_str(house, between("id=\"codes\"><li><code>", "<"));
    recovery[1] = mem_str(
        house, between(mem_fmt(m, "%s</code></li><li><code>", recovery[0]),
                       "<"));
    limit_forget("login", who == BOSS ? "asan" : "bek");
}

/* Signs in by password; the cookie of the half sign-in. */
static const char *half(const char *password)
{
    const char *set;

    ask(NOBODY, HTTP_POST, "/en/sign-in");
    field("login", "bek");
    field("password", password);
    answer();
    if (in->out->status != 303)
        return NULL;
    assert_string_equal(header("Location"), "/en/sign-in/second");
    for (size_t i = 0; (set = header("Set-Cookie")), i < 1; i++)
        assert_null(strstr(set, "ordo="));
    assert_non_null(strstr(set, "ordo_half="));
    set = strstr(set, "ordo_half=");
    return mem_strn(m, set, strcspn(set, ";"));
}

static int second(const char *cookie, const char *code)
{
    ask(NOBODY, HTTP_POST, "/en/sign-in/second");
    http_request_add_header(in, "Cookie", cookie);
    field("code", code);
    return answer()->status;
}

static bool folder_has(const void *bytes, size_t n)
{
    static const char *const names[] = { "ordo.db", "ordo.db-wal" };
    bool any = false, found = false;

    for (size_t i = 0; i < COUNT(names); i++) {
        FILE *f = fopen(mem_fmt(m, "%s/%s", dir, names[i]), "rb");
        size_t size;
        char *all;

        if (!f)
            continue;
        any = true;
        fseek(f, 0, SEEK_END);
        size = (size_t)ftell(f);
        rewind(f);
        all = MEM_ARRAY(m, size + 1, char);
        assert_int_equal(fread(all, 1, size, f), size);
        fclose(f);
        found |= memmem(all, size, bytes, n) != NULL;
    }
    assert_true(any);
    return found;
}

static void a_second_factor_guards_sign_in(void **state)
{
    const char *cookie, *code;

    (void)state;
    assert_int_equal(
        write_as_system(set_password, password_hash(m, "long enough")), RC_OK);
    enrol(READER);
    assert_int_equal(status_of(READER, "/en/my"), 200);
    /* The code that switched it on is used up. */
    cookie = half("long enough");
    assert_non_null(cookie);
    assert_int_equal(second(cookie, used), 422);
    code = code_now(1);
    assert_int_equal(second(cookie, code), 303);
    assert_non_null(strstr(header("Location"), "/en/my"));
    /* Neither the half nor the code works again. */
    assert_int_equal(second(cookie, recovery[1]), 303);
    assert_string_equal(header("Location"), "/en/sign-in");
    cookie = half("long enough");
    assert_int_equal(second(cookie, code), 422);
    /* A recovery code, once, however it is written. */
    assert_int_equal(second(cookie, mem_fmt(m, " %s ", recovery[0])), 303);
    cookie = half("long enough");
    assert_int_equal(second(cookie, recovery[0]), 422);
}

static void nothing_lies_open_in_the_database(void **state)
{
    const char *plain = base32(m, secret, sizeof secret);

    (void)state;
    assert_true(folder_has("second_on", 9));
    assert_false(folder_has(secret, sizeof secret));
    assert_false(folder_has(plain, strlen(plain)));
    assert_false(folder_has(recovery[0], strlen(recovery[0])));
}

static void wrong_codes_are_limited_with_the_password(void **state)
{
    const char *cookie;
    int status = 0;

    (void)state;
    limit_forget("login", "bek");
    for (int i = 0; i < 12 && status != 429; i++) {
        cookie = half("long enough");
        if (!cookie)
            break;
        status = second(cookie, "000000x");
    }
    ask(NOBODY, HTTP_POST, "/en/sign-in");
    field("login", "bek");
    field("password", "long enough");
    assert_int_equal(answer()->status, 429);
    limit_forget("login", "bek");
}

static void switching_off_takes_password_and_code(void **state)
{
    (void)state;
    ask(READER, HTTP_POST, "/en/profile/second/off");
    field("password", "not this");
    field("code", recovery[1]);
    assert_int_equal(answer()->status, 422);
    ask(READER, HTTP_POST, "/en/profile/second/off");
    field("password", "long enough");
    field("code", "000");
    assert_int_equal(answer()->status, 422);
    ask(READER, HTTP_POST, "/en/profile/second/off");
    field("password", "long enough");
    field("code", recovery[1]);
    assert_int_equal(answer()->status, 303);
    limit_forget("login", "bek");
}

static void a_role_requires_it(void **state)
{
    (void)state;
    assert_int_equal(
        write_as_system(require_roles, mem_str(m, "no_such_role")),
        RC_INVALID);
    assert_int_equal(
        write_as_system(require_roles, mem_str(m, "member administrator")),
        RC_OK);
    assert_int_equal(status_of(READER, "/en/my"), 303);
    assert_string_equal(header("Location"), "/en/profile/second");
    assert_int_equal(status_of(READER, "/api/v1/book"), 403);
    ask(READER, HTTP_POST, "/en/profile/token");
    field("name", "mine");
    assert_int_equal(answer()->status, 303);
    enrol(READER);
    assert_int_equal(status_of(READER, "/en/my"), 200);
    assert_int_equal(status_of(READER, "/api/v1/book"), 200);
    assert_int_equal(write_as_system(require_roles, mem_str(m, "")), RC_OK);
}

static enum rc reset(struct rq *rq, void *arg)
{
    static const struct sql_text q = {
        "SELECT id FROM account WHERE login = 'bek'", "", "i"
    };
    struct account *a;
    int64_t id;
    void *rec;

    (void)arg;
    TRY(sql_get_int(rq->sql, &id, &q, NO_ARGS));
    TRY(record_load(rq, &type_account, id, &rec));
    a = rec;
    TRY(second_reset_guard(rq, a));
    TRY(second_reset(rq, a));
    return record_put(rq, &type_account, a, "second_reset");
}

static void an_administrator_resets_it(void **state)
{
    static const struct sql_text told = {
        "SELECT count(*) FROM notice WHERE kind = 'second_reset'", "", "i"
    };
    int64_t n = 0;

    (void)state;
    assert_int_equal(write_as_system(reset, NULL), RC_OK);
    assert_int_equal(
        sql_get_int(store_reader(app.store), &n, &told, NO_ARGS), RC_OK);
    assert_int_equal(n, 1);
    /* Sessions from before are over. */
    assert_int_equal(status_of(READER, "/en/my"), 303);
    assert_non_null(strstr(header("Location"), "/en/sign-in"));
    assert_int_equal(write_as_system(reset, NULL), RC_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ASKS(codes_are_those_of_the_rfc),
        ASKS(the_window_is_one_step_and_used_ones_are_closed),
        ASKS(a_second_factor_guards_sign_in),
        ASKS(nothing_lies_open_in_the_database),
        ASKS(wrong_codes_are_limited_with_the_password),
        ASKS(switching_off_takes_password_and_code),
        ASKS(a_role_requires_it),
        ASKS(an_administrator_resets_it),
    };

    return cmocka_run_group_tests(tests, house_open, house_close);
}
