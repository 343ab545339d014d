/* SPDX-License-Identifier: Apache-2.0 */
/*
 * erasure_page.h: what an erasure would take, on the card of the request.
 */
#pragma once

#include "kernel/erasure.h"
#include "web/web.h"

/* What goes and what stays, by kinds of records and without any value; nothing
 * once it was decided. */
enum rc erasure_card_part(struct rq *rq, struct html *h,
                          const struct erasure_request *e) MUST_USE;
