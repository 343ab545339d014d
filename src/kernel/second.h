/* SPDX-License-Identifier: Apache-2.0 */
/*
 * second.h: the second factor of an account: a secret that a telephone keeps
 * (base/totp.h) and ten recovery codes.  The secret lies in the database
 * sealed by the key DIR/secret/second.key (0600, made at the first use);
 * recovery codes only as hashes under that key.
 */
#pragma once

#include "base/hash.h"
#include "kernel/org.h"

enum { SECOND_CODES = 10 };

/* What a telephone is to take in; `sealed` comes back with the form. */
struct second_offer {
    const char *sealed; /* bound to the account; says nothing without the key */
    const char *secret; /* base32, in groups of four */
    const char *uri;    /* otpauth:// for the QR code */
};
/* Not on the writer.  sealed NULL: a new secret; RC_INVALID: not one made for
 * this account.  RC_BROKEN: the key cannot be read or made. */
enum rc second_offer(struct rq *rq, int64_t account, const char *login,
                     const char *sealed, struct second_offer *out) MUST_USE;

/* What was typed, found right; to be used on the writer. */
struct second_proof {
    int64_t step;       /* of a code by time, 0: a recovery code */
    struct sha256 hash; /* of a recovery code */
};
/* Not on the writer: the code of an offer that is not yet switched on.
 * RC_DENIED: wrong. */
enum rc second_try(struct rq *rq, int64_t account, const char *sealed,
                   const char *typed, struct second_proof *out) MUST_USE;
/* The code by time or a recovery code of an account that has a second factor.
 * RC_DENIED: wrong, used already, or it has none. */
enum rc second_check(struct rq *rq, int64_t account, const char *typed,
                     struct second_proof *out) MUST_USE;
/* On the writer: uses it up.  RC_DENIED: somebody was quicker. */
enum rc second_use(struct rq *rq, int64_t account,
                   const struct second_proof *proof) MUST_USE;

/* Ten new recovery codes and their hashes; not on the writer. */
struct second_codes {
    const char *text[SECOND_CODES];
    struct sha256 hash[SECOND_CODES];
};
enum rc second_codes(struct rq *rq, int64_t account, struct second_codes *out)
    MUST_USE;

/* On the writer.  Switching on replaces what there was. */
enum rc second_on(struct rq *rq, int64_t account, const char *sealed,
                  const struct second_proof *proof,
                  const struct second_codes *codes) MUST_USE;
enum rc second_off(struct rq *rq, int64_t account) MUST_USE;

/* Does a role of the person who asks require a second factor? */
bool second_required(struct rq *rq);

/* Guard and effect of the step "second_reset" of an account: the person is
 * told, and enrols again when a role requires it. */
enum rc second_reset_guard(struct rq *rq, const void *rec);
enum rc second_reset(struct rq *rq, void *rec);
/* On the writer: the secrets of a person whose data is erased. */
enum rc second_erase(struct rq *rq, int64_t person) MUST_USE;
