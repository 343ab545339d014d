/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sign_in.c: the page of sign-in, and sign-out.  A password is checked on a
 * worker, two at once at most, because each check takes 64 MB and a tenth of
 * a second on purpose.
 */
#include "base/hash.h"
#include "base/text.h"
#include "web/dispatch.h"
#include "web/page.h"
#include "web/password.h"
#include "web/session.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <time.h>

/* Per login and per address: a room of computers shares one address. */
static const struct limit login_limit = { .tries = 8, .seconds = 600 };
static const struct limit address_limit = { .tries = 60, .seconds = 600 };

/* --- Passwords one after another ------------------------------------------ */

enum { GATE = 2, GATE_SECONDS = 10 };
static sem_t gate;
static pthread_once_t gate_once = PTHREAD_ONCE_INIT;

static void gate_make(void)
{
    sem_init(&gate, 0, GATE);
}

bool password_gate(void)
{
    struct timespec until;

    pthread_once(&gate_once, gate_make);
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += GATE_SECONDS;
    while (sem_timedwait(&gate, &until))
        if (errno != EINTR)
            return false;
    return true;
}

void password_gate_leave(void)
{
    sem_post(&gate);
}

enum rc password_try(struct rq *rq, const char *encoded, const char *password)
{
    bool good;

    if (!password_gate())
        return RC_BUSY;
    /* An unknown login takes as long as a known one. */
    if (!encoded) {
        password_hash(rq->mem, password);
        good = false;
    } else {
        good = password_check(encoded, password);
    }
    password_gate_leave();
    return good ? RC_OK : RC_DENIED;
}

enum rc password_make(struct rq *rq, const char *password, const char **out)
{
    if (!password_gate())
        return RC_BUSY;
    *out = password_hash(rq->mem, password);
    password_gate_leave();
    return RC_OK;
}

/* --- The page ------------------------------------------------------------- */

/* Where to go afterwards: a path of ours and nothing else. */
const char *sign_in_next(struct rq *rq)
{
    const char *next = web_arg(rq, "next");

    if (!next || next[0] != '/' || next[1] == '/' || strchr(next, '\\') ||
        strpbrk(next, "\r\n"))
        return NULL;
    return next;
}

static enum rc draw(struct rq *rq, enum rc rc)
{
    struct html *h = page_open_bare(rq, T(rq, "Sign in"));
    const char *login = web_arg(rq, "login");

    page_failures(rq, h);
    html_fmt(h,
             "<div class=\"login\"><form class=\"box\" method=\"post\""
             " action=\"%s\"><h1>%s</h1>\n",
             url(rq, "/sign-in"), T(rq, "Sign in"));
    if (sign_in_next(rq))
        html_fmt(h, "<input type=\"hidden\" name=\"next\" value=\"%s\">\n",
                 sign_in_next(rq));
    html_fmt(h,
             "<div class=\"field\"><label for=\"f-login\">%s</label>"
             "<input id=\"f-login\" name=\"login\" value=\"%s\""
             " autocomplete=\"username\" autocapitalize=\"none\""
             " spellcheck=\"false\" required></div>\n",
             T(rq, "Login"), login ? login : "");
    html_fmt(h,
             "<div class=\"field\"><label for=\"f-password\">%s</label>"
             "<input id=\"f-password\" name=\"password\" type=\"password\""
             " autocomplete=\"current-password\" required></div>\n"
             "<button class=\"button main\">%s</button></form>"
             "<p class=\"small quiet\">%s</p></div>\n",
             T(rq, "Password"), T(rq, "Sign in"),
             T(rq, "If you have forgotten your password, ask the"
                   " administrator for a new one."));
    return page_close(rq, rc);
}

static enum rc sign_in_page(struct rq *rq)
{
    if (web_of(rq)->session)
        return web_redirect(rq, url(rq, "/my"), NULL);
    return draw(rq, RC_OK);
}

/* --- Signing in ----------------------------------------------------------- */

static const struct sql_text q_account = {
    "SELECT id, password FROM account WHERE login = $1 AND state = 'active'",
    "t", "it"
};

static enum rc find_account(struct rq *rq, const char *login, int64_t *id,
                            const char **password)
{
    struct sql_rows r = sql_query(rq->sql, &q_account, ARGS(STR(login)));

    *id = 0;
    *password = NULL;
    if (sql_next(&r)) {
        *id = sql_int(&r, 0);
        *password = mem_str(rq->mem, sql_str(&r, 1));
    }
    return sql_done(&r);
}

void sign_in_slow(struct rq *rq, int64_t seconds)
{
    int64_t minutes = (seconds + 59) / 60;

    web_too_often(rq, seconds);
    fail(rq, RC_BUSY, NULL,
         "too many attempts to sign in; try again in %lld min",
         (long long)minutes);
}

int64_t sign_in_wait(struct rq *rq, const char *login)
{
    int64_t by_login = limit_wait(&login_limit, "login", login);
    int64_t by_address = limit_wait(&address_limit, "address", web_address(rq));

    return by_login > by_address ? by_login : by_address;
}

void sign_in_failed(struct rq *rq, const char *login)
{
    limit_count(&login_limit, "login", login);
    limit_count(&address_limit, "address", web_address(rq));
}

/* Whose password was right. */
struct known {
    int64_t account;
    const char *login;
};

/* On a worker: who is it?  The account waits in `prepared`. */
static enum rc sign_in_prepare(struct rq *rq)
{
    const char *login = web_arg(rq, "login"), *typed = web_arg(rq, "password");
    struct known *known = MEM_NEW(rq->mem, struct known);
    const char *encoded;
    int64_t wait;
    enum rc rc;

    if (!login || !*login || !typed || !*typed) {
        fail(rq, RC_INVALID, "login", "enter login and password");
        return draw(rq, RC_INVALID);
    }
    login = text_clean(rq->mem, login);
    wait = sign_in_wait(rq, login);
    if (wait) {
        sign_in_slow(rq, wait);
        return draw(rq, RC_BUSY);
    }
    TRY(find_account(rq, login, &known->account, &encoded));
    rc = password_try(rq, encoded, typed);
    if (rc == RC_BUSY)
        return page_error(rq, rc);
    if (rc) {
        sign_in_failed(rq, login);
        fail(rq, RC_INVALID, "login", "the login or the password is wrong");
        return draw(rq, RC_INVALID);
    }
    known->login = login;
    web_of(rq)->prepared = known;
    return RC_OK;
}

enum rc sign_in_done(struct rq *rq, int64_t account, const char *login)
{
    const char *cookie, *next = sign_in_next(rq);

    TRY(session_start(rq, account, web_address(rq),
                      web_header(rq, "User-Agent"), &cookie));
    limit_forget("login", login);
    web_cookie_set(rq, SESSION_COOKIE, cookie, 30L * 86400);
    return web_redirect(rq, next ? next : url(rq, "/my"), NULL);
}

/* The counted failures stay until the second factor was right too: who knows
 * the password may not guess at codes without end. */
static enum rc ask_second(struct rq *rq, int64_t account)
{
    const char *cookie, *next = sign_in_next(rq);

    TRY(half_start(rq, account, &cookie));
    web_cookie_set(rq, HALF_COOKIE, cookie, 600);
    return web_redirect(rq,
                        next ? url(rq, "/sign-in/second?next=%s", next)
                             : url(rq, "/sign-in/second"),
                        NULL);
}

static enum rc sign_in(struct rq *rq)
{
    static const struct sql_text q = {
        "SELECT count(*) FROM second WHERE account = $1", "i", "i"
    };
    const struct known *known = web_of(rq)->prepared;
    int64_t second;

    TRY(sql_get_int(rq->sql, &second, &q, ARGS(INT(known->account))));
    return second ? ask_second(rq, known->account)
                  : sign_in_done(rq, known->account, known->login);
}

static const struct sql_text q_end = { "DELETE FROM session WHERE id = $1", "i",
                                       "" };

static enum rc sign_out(struct rq *rq)
{
    const struct session *s = web_of(rq)->session;

    if (!s->token)
        TRY(sql_run(rq->sql, &q_end, ARGS(INT(s->id))));
    web_cookie_set(rq, SESSION_COOKIE, "", 0);
    return web_redirect(rq, url(rq, "/sign-in"), NULL);
}

const struct route sign_in_routes[] = {
    { .method = HTTP_GET,
      .path = "/sign-in",
      .who = WHO_PUBLIC,
      .run = sign_in_page },
    { .method = HTTP_POST,
      .path = "/sign-in",
      .who = WHO_PUBLIC,
      .flags = ROUTE_WRITES | ROUTE_NO_CSRF,
      .prepare = sign_in_prepare,
      .run = sign_in },
    { .method = HTTP_POST,
      .path = "/sign-out",
      .who = WHO_MEMBER,
      .flags = ROUTE_WRITES | ROUTE_UNENROLLED,
      .run = sign_out },
};
const size_t n_sign_in_routes = COUNT(sign_in_routes);
