/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text.h: Unicode text as people of this university type it: validity,
 * normalising on input, folding for search, sort keys, Latin transliteration.
 * Case and collation tables are ICU's; the Kyrgyz knowledge is ours.
 */
#pragma once

#include "base/mem.h"

/* Valid UTF-8 (no surrogates, no overlong forms, at most U+10FFFF), no NUL. */
bool text_valid(const char *s, size_t n);
/* Characters (code points) in a valid text. */
size_t text_length(const char *s);
/* The first `chars` characters, with an ellipsis if any were cut. */
char *text_cut(struct mem *m, const char *s, size_t chars);

/* Input as it is stored: NFC, U+0473 FITA -> U+04E9 OE and U+04CA -> U+04A3 NG
 * (both cases: the wrong letters that look the same), control characters but
 * TAB and LF dropped, and so are signs that are not seen (directions of writing,
 * no width, soft hyphens; UTR 36, 2.10), CRLF -> LF, white space trimmed at both ends. */
char *text_clean(struct mem *m, const char *s);

/* For search: lower case, e for yo, o for oe, u for y-straight, n for ng,
 * i for short i is NOT folded; apostrophes dropped; other signs become one
 * space.  The same function folds what is stored and what is asked. */
char *text_fold(struct mem *m, const char *s);

/* Key whose bytes compare (memcmp) in the CLDR Kyrgyz order, digits by their
 * number (I.1.2 before I.1.10); at most `max`
 * bytes (a longer one is cut: ties are then broken by id). *n its length. */
const unsigned char *text_sort_key(struct mem *m, const char *s, size_t max,
                                   size_t *n);
/* Version of ICU's collation: stored keys of another version are remade. */
const char *text_collation_version(void);

/* Letters and digits of any alphabet alone, and - _ . / № between them. */
bool text_is_mark(const char *s);
/* In capital letters, sign by sign: ң becomes Ң. */
char *text_upper(struct mem *m, const char *s);

/* Cyrillic (ky, ru) to Latin as in passports of the Kyrgyz Republic. */
char *text_latin(struct mem *m, const char *s);
