/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo.h: what the modules share that fill the demo university (struct module,
 * demo): the same numbers on every run, and writes on days gone by.
 */
#pragma once

#include "kernel/app.h"

/* The day on which the demo's Ordo was set up: before its first report. */
day demo_begins(void);

/* Lets a module fill the demo (RC_OK when it has none): as the system, on a
 * reader; day, person and rights of `rq` are afterwards what they were. */
enum rc demo_fill(struct rq *rq, const struct module *m, int students)
    MUST_USE;

/* Numbers that are the same on every run: no state, no clock. */
uint64_t demo_roll(uint64_t a, uint64_t b);
/* 0 .. n-1 */
int demo_pick(uint64_t a, uint64_t b, int n);

/* Runs `fn` with a request of its day on the writer, as the system, and gives
 * the memory back. */
enum rc demo_write(struct rq *rq, enum rc (*fn)(struct rq *, void *),
                   void *arg) MUST_USE;
/* Sets who acts and when. */
void demo_at(struct rq *rq, day on, int64_t person);
/* A line of progress on standard error. */
void demo_said(const char *fmt, ...) PRINTF(1, 2);
/* The first who holds this role, 0 nobody. */
enum rc demo_role_person(struct rq *rq, const char *role, int64_t *person)
    MUST_USE;
