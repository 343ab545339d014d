/* SPDX-License-Identifier: Apache-2.0 */
/*
 * visa_part.h: the approval sheet of a document, as a part of its page and of
 * its paper.
 */
#pragma once

#include "kernel/visa.h"
#include "web/pdf.h"
#include "web/web.h"

extern const struct route visa_routes[];
extern const size_t n_visa_routes;

/* The sheet with what these eyes may do: give or refuse a visa, and, with
 * `edit`, put somebody on it, ask again.  Nothing for strangers and for a
 * document that has no sheet and needs none. */
enum rc visas_box(struct rq *rq, struct html *h, const struct type *t,
                  const void *rec, bool edit) MUST_USE;
/* The visas that count, behind the signature; nothing without any. */
enum rc visas_print(struct rq *rq, struct pdf *p, const struct type *t,
                    int64_t id) MUST_USE;
