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

/* On the writer: a token for an account; scope "read" or "write", days 1 to
 * 3650.  The text is shown once and never again. */
enum rc token_make(struct rq *rq, int64_t account, const char *name,
                   const char *scope, int days, const char **token) MUST_USE;

/* once.c, on the writer: forgets answers that nobody will ask for again. */
enum rc once_forget(struct rq *rq) MUST_USE;

/* Pages of sign_in.c and profile.c. */
extern const struct route sign_in_routes[], account_routes[];
extern const size_t n_sign_in_routes, n_account_routes;

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
