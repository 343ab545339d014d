/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registry.h: the modules' tables made one.  The kernel's own.
 */
#pragma once

#include "kernel/app.h"

/* Grants that concern one type, those for every type included. */
struct grant_list {
    struct grant_of {
        const struct grant *grant;
        uint64_t bit; /* of its role */
    } *g;
    size_t n;
};
