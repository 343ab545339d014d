/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_check.h: what the two halves of verify share: journal_verify.c (the
 * tree and its signatures) and journal_records.c (openings and tables).
 */
#pragma once

#include "kernel/journal_in.h"

struct check {
    struct sql *sql;
    struct mem *m;       /* for what lasts a step; marked and given back */
    struct mem *scratch; /* for what lasts a row */
    struct journal_report *out;
};

/* Notes a fault as one line, in English. */
void check_fault(struct check *c, const char *fmt, ...) PRINTF(2, 3);

/* Every journalled record against its openings and its table. */
enum rc check_records(struct check *c) MUST_USE;
