/* SPDX-License-Identifier: Apache-2.0 */
/*
 * daily.h: what the house does by itself once a day: each module's `daily`.
 * Doing it twice on a day changes nothing, so it is also done at each start.
 */
#pragma once

#include "kernel/app.h"

/* Each module's daily work in a write of its own; one that fails does not
 * keep the others from theirs.  The first refusal is returned. */
enum rc daily_run(struct rq *rq) MUST_USE;
/* The kernel's own: keeps what the measures say today, forgets old jobs. */
enum rc kernel_daily(struct rq *rq) MUST_USE;
