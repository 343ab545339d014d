/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bounded.h: another program over bytes that nobody has looked at: its time,
 * memory and output are bounded, it reaches no network, sees none of our
 * descriptors, and gives way to whoever is served.
 */
#pragma once

#include "base/base.h"

#include <stdint.h>

enum bounded {
    BOUNDED_OK,
    BOUNDED_FAILED,  /* it ended with anything but 0 */
    BOUNDED_LIMIT,   /* ended because it took too much time or output */
    BOUNDED_MISSING, /* it is not installed, or could not be started */
    BOUNDED_STOPPED, /* go_on said no */
};

struct bounds {
    int seconds;    /* by the clock; of the processor as many */
    int64_t memory; /* bytes of address space */
    int64_t output; /* bytes of a file that it writes */
    bool (*go_on)(void *arg); /* asked several times a second; NULL: always */
    void *arg;
};

/* Runs argv[0], found in PATH, from the beginning of the file `in` into the
 * file `out` (a pipe would hang), and waits.  Its children end with it.  From
 * any thread. */
enum bounded bounded_run(const char *const argv[], int in, int out,
                         const struct bounds *b) MUST_USE;
