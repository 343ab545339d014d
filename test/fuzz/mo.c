/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mo.c: any bytes as a catalogue of messages; what was taken is looked up in.
 */
#include "fuzz.h"

#include "base/lang.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
    static unsigned char *kept; /* the catalogue must stay */
    unsigned char *now = malloc(n ? n : 1);

    if (!now)
        return 0;
    memcpy(now, bytes, n);
    if (lang_load(LANG_RU, now, n)) {
        free(now);
        return 0;
    }
    for (int64_t k = 0; k < 25; k++)
        MUST(strlen(trn(LANG_RU, "%s record", "%s records", k)) < n + 16);
    MUST(strlen(tr(LANG_RU, "Sign in")) < n + 16);
    MUST(tr(LANG_RU, "a message of nobody") != NULL);
    free(kept);
    kept = now;
    return 0;
}
