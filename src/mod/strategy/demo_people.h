/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo_people.h: the demo university's units and people.
 */
#pragma once

#include "mod/strategy/strategy_demo.h"

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

/* Units, people, appointments, accounts, students. */
enum rc demo_people(struct rq *rq, int students) MUST_USE;
