/* SPDX-License-Identifier: Apache-2.0 */
/*
 * draws.h: random streams, a thin cover over Random123 (Philox).  A draw is a
 * function of its place alone, so the order in which trials are made, and by
 * how many threads, changes nothing.
 */
#pragma once

#include <stdint.h>

/* Uniform draws of one trial of one source. */
struct draws {
    uint64_t seed, trial;
    uint32_t source; /* what is drawn for: a risk, an action */
    uint32_t next;   /* number of the next draw */
    double kept;     /* the second of a pair */
};

static inline struct draws draws_of(uint64_t seed, uint64_t trial,
                                    uint32_t source)
{
    return (struct draws){ .seed = seed, .trial = trial, .source = source };
}

/* The next draw: above 0, below 1. */
double draws_next(struct draws *d);
