/* SPDX-License-Identifier: Apache-2.0 */
/*
 * api.h: the REST resources that every type has from its table.
 */
#pragma once

#include "web/names.h"

extern const struct route api_routes[];
extern const size_t n_api_routes;

enum { API_ROWS = 50, API_ROWS_MAX = 1000, API_HISTORY = 100 };

/* The type of the address; RC_MISSING when it has no resource. */
enum rc api_type(struct rq *rq, const struct type **t) MUST_USE;

/* --- Writing JSON (api_json.c) -------------------------------------------- */

/* `"name":`, after a comma unless it is the first member. */
void out_key(struct buf *b, const char *name);
/* A string, or null. */
void out_str(struct buf *b, const char *s);
void out_real(struct buf *b, double v);
void out_bool(struct buf *b, bool v);
void out_day(struct buf *b, day d);
/* What the record's references are called, before out_record. */
void out_want(struct names *ns, const struct type *t, const void *rec);
/* A record as one object; fields that these eyes may not see are absent. */
void out_record(struct rq *rq, struct buf *b, const struct type *t,
                 const void *rec, const struct names *ns);
/* {"items":[...],"next":...} of a list that is read. */
enum rc out_list(struct rq *rq, struct buf *b, const struct list *l) MUST_USE;
/* The record as these eyes see it now. */
enum rc out_current(struct rq *rq, struct buf *b, const struct type *t,
                     int64_t id) MUST_USE;

/* --- Reading JSON (api_input.c) ------------------------------------------- */

/* A body that was read: an object.  On a worker, once. */
enum rc api_prepare(struct rq *rq) MUST_USE;
/* Its members into a record; unknown and read-only ones are refused by name.
 * `step`: only what it asks for.  *version: 0 when not given. */
enum rc api_fill(struct rq *rq, const struct type *t, const struct step *step,
                 void *rec, int64_t *version) MUST_USE;

/* --- Handlers ------------------------------------------------------------- */

/* api_read.c */
enum rc api_list(struct rq *rq);
enum rc api_get(struct rq *rq);
enum rc api_history(struct rq *rq);
enum rc api_receipt(struct rq *rq);
/* api_write.c */
enum rc api_add(struct rq *rq);
enum rc api_change(struct rq *rq);
enum rc api_step(struct rq *rq);
enum rc api_file_prepare(struct rq *rq);
enum rc api_file_add(struct rq *rq);
/* api_measure.c */
enum rc api_measure(struct rq *rq);
enum rc api_measure_records(struct rq *rq);
/* openapi.c */
enum rc api_document(struct rq *rq);
