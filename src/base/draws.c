/* SPDX-License-Identifier: Apache-2.0 */
/*
 * draws.c: random streams by Random123's Philox 2x64.  The seed is the key;
 * trial, source and number of the draw are the counter.
 */
#include "base/draws.h"

#include <Random123/philox.h>

static double open_unit(uint64_t bits)
{
    return ((double)(bits >> 11) + 0.5) * 0x1p-53;
}

double draws_next(struct draws *d)
{
    uint32_t n = d->next++;
    philox2x64_ctr_t at = { { (uint64_t)d->source << 32 | n >> 1, d->trial } };
    philox2x64_key_t key = { { d->seed } };
    philox2x64_ctr_t pair;

    if (n & 1)
        return d->kept;
    pair = philox2x64(at, key);
    d->kept = open_unit(pair.v[1]);
    return open_unit(pair.v[0]);
}
