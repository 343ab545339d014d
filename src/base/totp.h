/* SPDX-License-Identifier: Apache-2.0 */
/*
 * totp.h: codes by time (RFC 6238): six digits that a telephone and Ordo
 * make of a common secret and the clock, each for half a minute.
 */
#pragma once

#include "base/mem.h"

enum { TOTP_SECRET = 20, TOTP_SECONDS = 30, TOTP_DIGITS = 6 };

/* HOTP of RFC 4226 with HMAC-SHA-1; digits 6 to 8. */
uint32_t totp_code(const void *secret, size_t n, int64_t step, int digits);
/* The step at whose code `typed` is, among the present one, the one before
 * and the one after, all after `last`; 0 when there is none.  Spaces are
 * skipped.  `now` in seconds. */
int64_t totp_find(const unsigned char secret[TOTP_SECRET], int64_t now,
                  const char *typed, int64_t last);
/* Base32 of RFC 4648 without padding. */
char *base32(struct mem *m, const void *bytes, size_t n);
