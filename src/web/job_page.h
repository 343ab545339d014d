/* SPDX-License-Identifier: Apache-2.0 */
/*
 * job_page.h: the pages of long work.
 */
#pragma once

#include "web/web.h"

extern const struct route job_routes[];
extern const size_t n_job_routes;

const char *job_url(struct rq *rq, int64_t id);
