/* SPDX-License-Identifier: Apache-2.0 */
/*
 * job_in.h: what the queue and those who run it share.  The jobs' own.
 */
#pragma once

#include "kernel/app.h"
#include "kernel/job.h"

#define JOB_COLUMNS                                                            \
    "id, kind, about, person, lang, state, done, total, note, input, result,"  \
    " tries, lease_until, created_at, changed_at, unwanted"
#define JOB_LETTERS "ittittiitttiiiii"

/* The current row; texts are copied. */
void job_decode(struct rq *rq, const struct sql_rows *r, struct job *j);
