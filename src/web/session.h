/* SPDX-License-Identifier: Apache-2.0 */
/*
 * session.h: who is there: sessions behind the cookie `ordo`, API tokens,
 * the sign-in page and the limits that protect it.  Only hashes of cookies
 * and tokens are kept.
 */
#pragma once

#include "web/web.h"

#define SESSION_COOKIE "ordo"

/* Tables of the web layer itself and its settings. */
extern const struct module web_module;

/* Finds the session of a cookie or the token's account, in one statement;
 * fills `s` with texts in rq->mem.  RC_MISSING: unknown, ended or expired. */
enum rc session_find(struct rq *rq, const char *cookie, struct session *s)
    MUST_USE;
enum rc token_find(struct rq *rq, const char *token, struct session *s)
    MUST_USE;

/* On the writer: a new session of an account, its cookie text. */
enum rc session_start(struct rq *rq, int64_t account, const char *address,
                      const char *agent, const char **cookie) MUST_USE;

/* A sign-in whose password was right, behind the cookie `ordo_half`, for ten
 * minutes; it opens nothing.  half_start and half_end on the writer; half_end:
 * RC_DENIED when it is gone already.  half_find: RC_MISSING. */
#define HALF_COOKIE "ordo_half"
struct half {
    int64_t id, account, person;
    const char *login;
};
enum rc half_start(struct rq *rq, int64_t account, const char **cookie)
    MUST_USE;
enum rc half_find(struct rq *rq, const char *cookie, struct half *out) MUST_USE;
enum rc half_end(struct rq *rq, int64_t id) MUST_USE;

/* sign_in.c: where to go afterwards (NULL: nowhere asked for); seconds to
 * wait after wrong passwords and codes, by login and by address; counting
 * one; and, on the writer, the session with its cookie, and the way on. */
const char *sign_in_next(struct rq *rq);
int64_t sign_in_wait(struct rq *rq, const char *login);
void sign_in_failed(struct rq *rq, const char *login);
void sign_in_slow(struct rq *rq, int64_t seconds);
enum rc sign_in_done(struct rq *rq, int64_t account, const char *login)
    MUST_USE;

/* On the writer: a token for an account; scope "read" or "write", days 1 to
 * 3650.  The text is shown once and never again. */
enum rc token_make(struct rq *rq, int64_t account, const char *name,
                   const char *scope, int days, const char **token) MUST_USE;

/* once.c, on the writer: forgets answers that nobody will ask for again. */
enum rc once_forget(struct rq *rq) MUST_USE;

/* Pages of sign_in.c, profile.c and second_page.c. */
extern const struct route sign_in_routes[], account_routes[], second_routes[];
extern const size_t n_sign_in_routes, n_account_routes, n_second_routes;

/* limit.c: how often something may be tried. */
struct limit {
    int tries;       /* free ones within `seconds` */
    int64_t seconds; /* window, and how long one waits after them */
};
/* Seconds to wait before the key may try again, 0: now. */
int64_t limit_wait(const struct limit *l, const char *kind, const char *key);
/* Counts one failed try. */
void limit_count(const struct limit *l, const char *kind, const char *key);
void limit_forget(const char *kind, const char *key);
