/* SPDX-License-Identifier: Apache-2.0 */
/*
 * totp.c: codes by time, with OpenSSL's HMAC.
 */
#include "base/totp.h"

#include "base/base.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

uint32_t totp_code(const void *secret, size_t n, int64_t step, int digits)
{
    unsigned char text[8], mac[EVP_MAX_MD_SIZE], *at;
    uint32_t v, most = 1;
    unsigned size = 0;

    for (int i = 7; i >= 0; i--, step >>= 8)
        text[i] = (unsigned char)(step & 0xff);
    for (int i = 0; i < digits; i++)
        most *= 10;
    /* Never equal to what is typed, were SHA-1 forbidden on this machine. */
    if (!HMAC(EVP_sha1(), secret, (int)n, text, sizeof text, mac, &size) ||
        size != 20)
        return UINT32_MAX;
    at = mac + (mac[19] & 15);
    v = (uint32_t)(at[0] & 0x7f) << 24 | (uint32_t)at[1] << 16 |
        (uint32_t)at[2] << 8 | (uint32_t)at[3];
    return v % most;
}

/* false: not six digits. */
static bool parse(const char *s, uint32_t *out)
{
    int n = 0;

    *out = 0;
    for (; *s; s++) {
        if (*s == ' ')
            continue;
        if (*s < '0' || *s > '9' || ++n > TOTP_DIGITS)
            return false;
        *out = *out * 10 + (uint32_t)(*s - '0');
    }
    return n == TOTP_DIGITS;
}

int64_t totp_find(const unsigned char secret[TOTP_SECRET], int64_t now,
                  const char *typed, int64_t last)
{
    int64_t step = now / TOTP_SECONDS, found = 0;
    uint32_t code;

    if (!parse(typed, &code))
        return 0;
    /* All three are computed whichever fits. */
    for (int64_t s = step - 1; s <= step + 1; s++)
        if (totp_code(secret, TOTP_SECRET, s, TOTP_DIGITS) == code &&
            s > last && !found)
            found = s;
    return found;
}

char *base32(struct mem *m, const void *bytes, size_t n)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const unsigned char *p = bytes;
    char *out = MEM_ARRAY(m, n * 8 / 5 + 2, char);
    unsigned bits = 0, have = 0;
    size_t k = 0;

    for (size_t i = 0; i < n; i++) {
        bits = bits << 8 | p[i];
        for (have += 8; have >= 5; have -= 5)
            out[k++] = letters[bits >> (have - 5) & 31];
        bits &= (1U << have) - 1;
    }
    if (have)
        out[k++] = letters[bits << (5 - have) & 31];
    out[k] = '\0';
    return out;
}
