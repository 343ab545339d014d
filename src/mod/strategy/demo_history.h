/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo_history.h: the parts of the demo university's strategy.
 */
#pragma once

#include "mod/strategy/demo_texts.h"

enum { DEMO_DIRECTIONS = 7, DEMO_FIRST_YEAR = 2023, DEMO_YEARS = 4 };

struct demo_history {
    int64_t plan;
    int64_t planning, quality, rector; /* persons */
    /* One document a direction and year. */
    int64_t file[DEMO_DIRECTIONS][DEMO_YEARS];
};

/* A number made of a code, for demo_roll. */
uint64_t demo_key(const char *code);

/* demo_history.c: executors, periods, reports. */
enum rc demo_reports(struct rq *rq, struct demo_history *h) MUST_USE;
/* demo_values.c: documents; yearly targets and typed values. */
enum rc demo_documents(struct rq *rq, struct demo_history *h) MUST_USE;
enum rc demo_values(struct rq *rq, struct demo_history *h) MUST_USE;
