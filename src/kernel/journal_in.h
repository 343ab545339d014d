/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_in.h: what the files of the journal share.  The journal's own.
 */
#pragma once

#include "kernel/journal.h"
#include "kernel/journal_leaf.h"
#include "kernel/merkle.h"
#include "kernel/note.h"

/* A read and the step by which it moves: bounded memory, short reads. */
#define JOURNAL_STEP 500

/* The stored tree; RC_BROKEN from it means that hashes are missing. */
struct merkle_source journal_source(struct sql *sql);
/* Newest checkpoint; size 0 and no note before the first. */
struct journal_top {
    int64_t size;
    const char *note;
};
/* journal_seal.c: keeps the change of a sealed type until its batch is due;
 * takes the batches that are, into the journal, for the sequencer. */
enum rc seal_add(struct sql *sql, const struct journal_entry *e,
                 const char *leaf, const char *openings) MUST_USE;
enum rc seal_release(struct sql *sql, struct mem *m, int zone) MUST_USE;
enum rc journal_top(struct sql *sql, struct mem *m,
                    struct journal_top *out) MUST_USE;
