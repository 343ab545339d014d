/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search.h: full text of records.  What is stored and what is asked are
 * folded by the same function (base/text.h); here they are only words.
 * Engines differ in this, so statements on it live here alone, but for the
 * one that lists use (kernel/list.c, search_found).
 */
#pragma once

#include "store/schema.h"

/* search_doc: which record is which document; its number is that of its type
 * (search_kind) times SEARCH_KIND, and the record's. */
#define SEARCH_KIND (INT64_C(1) << 44)
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

/* For the writer, when nothing waits: puts pieces of the index together, some
 * milliseconds long; *more: there is more of it to do.  A question looks into
 * every piece. */
enum rc search_settle(struct sql *sql, bool *more) MUST_USE;

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

/* --- In a list of a type's records ------------------------------------------- */

/* Collecting so many takes some milliseconds.  When one of so many has the
 * words, a page of them is found sooner by looking at the records in their
 * order, whether a type has a hundred thousand or a million. */
enum { SEARCH_BROAD = 20000 };

/* Where the documents of a type lie, and how many of them match. */
struct search_spot {
    int64_t base; /* of their numbers; 0: there are none */
    int64_t n;    /* counted up to `most` */
};
enum rc search_spot(struct sql *sql, const char *type, const char *match,
                    int64_t most, struct search_spot *out) MUST_USE;

/* "t.id IN (SELECT ...": those that match parameter $match, of them only the
 * `last` ones with the highest numbers (0: all); the caller may add others by
 * UNION ALL and closes it.  For few of them. */
void search_in(struct buf *b, const struct search_spot *s, size_t match,
               int64_t last);

/* For very many: of the patterns for each word one must match
 * `' ' || search_doc.words || ' ' LIKE`: what search_query finds (or
 * search_exact), no more and no less.  0: too many words for that. */
enum { SEARCH_BROAD_WORDS = 3, SEARCH_BROAD_LIKES = 16 };
struct search_whole {
    const char *any[SEARCH_BROAD_LIKES];
    size_t n;
};
size_t search_whole_likes(struct mem *m, const char *folded, bool exact,
                          struct search_whole like[SEARCH_BROAD_WORDS]);
