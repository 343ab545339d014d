/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz.h: what the fuzzing targets share.  Each target is one function that
 * must bring nothing down, whatever the bytes; the sanitizers are the judges.
 */
#pragma once

#include "base/mem.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n);

/* What must hold, holds. */
#define MUST(x)                                                                \
    do {                                                                       \
        if (!(x))                                                              \
            abort();                                                           \
    } while (0)

/* One arena for all runs, emptied at each. */
static inline struct mem *fuzz_mem(void)
{
    static struct mem *m;

    if (!m)
        m = mem_new((size_t)64 << 20);
    if (!m)
        abort();
    mem_reset(m);
    return m;
}
