/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kept.h: what is read once of tables that seldom change and kept in memory:
 * rules, settings, the calendar (types with `rights`).
 *
 * There are two copies of each.  Readers share one, made anew when the
 * generation of the house has risen.  The writer has the other, for it knows
 * sooner: as long as its transaction holds such a change, which may still be
 * undone, it keeps nothing and asks the tables (kept_direct).
 */
#pragma once

#include "kernel/rq.h"

#include <pthread.h>

enum { KEPT_COPIES = 2 };

struct kept {
    pthread_mutex_t lock;
    const struct ordo *app; /* NULL: nothing is kept */
    uint64_t generation;
};
#define KEPT { .lock = PTHREAD_MUTEX_INITIALIZER }

/* Must this request ask the tables?  It is a write that changes some of them. */
bool kept_direct(const struct rq *rq);
/* Which of the two copies is this request's: 0 or 1. */
int kept_copy(const struct rq *rq);
/* Locks the copy (until kept_close).  true: what is kept is good.  false: the
 * caller fills it anew and says so with kept_filled. */
bool kept_open(struct kept *k, const struct rq *rq);
void kept_filled(struct kept *k, const struct rq *rq);
void kept_close(struct kept *k);
/* The writer changes a record of such a type: known to it at once, to the
 * readers after the commit. */
void kept_touch(struct rq *rq);
