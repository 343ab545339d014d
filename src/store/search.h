/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search.h: full text of records.  What is stored and what is asked are
 * folded by the same function (base/text.h); here they are only words.
 * Engines differ in this, so statements on it live here alone, but for the
 * one that lists use: `search_doc` joined with `search` by
 * `search.rowid = search_doc.id` and `search MATCH $n`.
 */
#pragma once

#include "store/schema.h"

/* search_doc: which record is which document. */
extern const struct table search_tables[];
extern const size_t n_search_tables;

/* Makes the full-text table, which schema_apply cannot.  Again is harmless. */
enum rc search_schema(struct sql *sql) MUST_USE;

/* The words of a record instead of those it had; NULL or "" takes it out.
 * Written at the end of the transaction: until then they are not found. */
enum rc search_put(struct sql *sql, const char *type, int64_t record,
                   const char *folded) MUST_USE;

/* For the writer: writes what waits, forgets what waits, does any wait? */
enum rc search_flush(struct sql *sql) MUST_USE;
void search_forget(struct sql *sql);
size_t search_waiting(struct sql *sql);

/* The expression for MATCH: every word must occur, as itself or as a
 * beginning.  At most 16 words count; without a word it finds nothing. */
void search_query(struct buf *out, const char *folded_words);
