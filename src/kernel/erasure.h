/* SPDX-License-Identifier: Apache-2.0 */
/*
 * erasure.h: a request to erase a person's data.  One person asks, with the
 * reason and the legal ground; another, who is not the one concerned either,
 * confirms or refuses; a job of the server carries it out (erase.h) and the
 * request says what went.  The request itself stays, without anything of the
 * person but the number.
 */
#pragma once

#include "kernel/job.h"
#include "kernel/type.h"

struct erasure_request {
    struct record r; /* states: asked confirmed done refused withdrawn */
    int64_t person;
    const char *ground, *reason;
    int64_t asked_by, confirmed_by;
    const char *answer;
    int64_t done_at;
    struct count records, fields, files; /* that went */
};

extern const struct type type_erasure_request;

/* Why this person's data cannot be erased now; RC_OK when it can. */
enum rc erasure_ready(struct rq *rq, int64_t person) MUST_USE;
/* Carries out confirmed requests: a kind of job. */
#define ERASURE_JOB "erasure"
enum rc erasure_run(struct rq *rq, struct job *j) MUST_USE;
