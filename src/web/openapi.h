/* SPDX-License-Identifier: Apache-2.0 */
/*
 * openapi.h: what the files of the API's description share.
 */
#pragma once

#include "web/api.h"

/* "name":"value" */
void doc_str(struct buf *b, const char *name, const char *value);
/* "name":{ */
void doc_object(struct buf *b, const char *name);
/* "$ref" to a schema; "type" of a value. */
void doc_ref(struct buf *b, const char *name);
void doc_type(struct buf *b, const char *one, bool null);

/* What a schema is for. */
enum use { USE_RECORD, USE_CHANGE, USE_STEP };
void doc_field(struct rq *rq, struct buf *b, const struct field *f,
               enum use use);
/* The schemas of a type: the record, what PATCH takes, a page of it. */
void doc_record(struct rq *rq, struct buf *b, const struct type *t);
void doc_change(struct rq *rq, struct buf *b, const struct type *t);
void doc_list(struct rq *rq, struct buf *b, const char *type);
/* Those that belong to no type. */
void doc_common(struct buf *b);
