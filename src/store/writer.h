/* SPDX-License-Identifier: Apache-2.0 */
/*
 * writer.h: the thread through which all writes of a folder pass: group
 * commit, the turns of its own, checkpoints.  The store's own.
 */
#pragma once

#include "store/store.h"

struct writer;

/* Starts the thread on an open connection, which it owns from now on. NULL:
 * no thread could be started (the connection stays the caller's). */
struct writer *writer_start(struct sql *sql);
/* Finishes what was submitted, takes its own turns, ends the thread. */
void writer_drain(struct writer *w);
/* After writer_drain, and after all readers are closed: checkpoints, closes. */
void writer_free(struct writer *w);

void writer_submit(struct writer *w, struct store_job *job);
bool writer_is_me(const struct writer *w);
size_t writer_waiting(const struct writer *w);
void writer_turn(struct writer *w, enum store_turn which, store_turn_fn *run,
                 void *arg);
struct store_counts writer_counts(struct writer *w);
