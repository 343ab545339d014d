/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search.h: full text of records.  What is stored and what is asked are
 * folded by the same function (base/text.h); here they are only words.
 * Engines differ in this, so statements on it live here alone, but for the
 * one that lists use (kernel/list.c, search_found).
 */
#pragma once

#include "store/schema.h"

/* search_doc: which record is which document. */
extern const struct table search_tables[];
extern const size_t n_search_tables;

/* Makes the full-text table, which schema_apply cannot, after it.  Documents
 * that were made by other rules wait to be made again.  Again is harmless. */
enum rc search_schema(struct sql *sql) MUST_USE;

/* The words of a record instead of those it had; NULL or "" takes it out.
 * They wait in `search_wait`, in the transaction of the change, until the
 * writer takes them into the index. */
enum rc search_put(struct sql *sql, const char *type, int64_t record,
                   const char *folded) MUST_USE;

/* For the writer, in a transaction: takes at most `most` records that wait
 * into the index, oldest first; *n: how many these were. */
enum rc search_index(struct sql *sql, struct mem *m, int most, int *n)
    MUST_USE;

/* For the writer: takes all that waits into the index and makes it anew, so
 * that words which no record has any more are nowhere in it.  Long. */
enum rc search_clean(struct sql *sql, struct mem *m) MUST_USE;

/* How many words of a question count. */
enum { SEARCH_WORDS = 16 };

/* The expression for MATCH: of every word a form must occur, or a word that
 * begins with it, in Cyrillic letters if it was typed in Latin ones; without a
 * word it finds nothing. */
const char *search_query(struct mem *m, const char *folded);

/* The same for the words themselves alone, no other form of them. */
const char *search_exact(struct mem *m, const char *folded);

/* The same for what still waits: of the patterns for each word one must match
 * `' ' || search_wait.words LIKE`.  Forms are told by their common beginning:
 * for the moment until the index has them, that finds a little more.  Returns
 * how many words. */
enum { SEARCH_LIKES = 6 };
struct search_like {
    const char *any[SEARCH_LIKES];
    size_t n;
};
/* (`' ' || words || ' '` for search_exact_likes.) */
size_t search_exact_likes(struct mem *m, const char *folded,
                          struct search_like like[SEARCH_WORDS]);
size_t search_likes(struct mem *m, const char *folded,
                    struct search_like like[SEARCH_WORDS]);
