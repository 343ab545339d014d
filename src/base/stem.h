/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stem.h: what the forms of a word have in common, for search.  Words come
 * folded (text_fold): lower case, with o for oe, u for straight u, n for ng.
 */
#pragma once

#include "base/mem.h"

/* A Cyrillic word has a Kyrgyz and a Russian stem, another an English one. */
enum { STEM_MOST = 2 };

/* The stems of a folded word, each once; one may be the word itself.  Numbers,
 * very short and very long words have none.  Returns how many. */
size_t stem_word(struct mem *m, const char *word,
                 const char *stem[STEM_MOST]);

/* Ways in which a word typed in Latin letters may be spelt in Cyrillic ones,
 * folded, the likeliest first: asanov.  None for a word with other letters. */
enum { STEM_SPELT = 8 };
size_t stem_cyrillic(struct mem *m, const char *word,
                     const char *spelt[STEM_SPELT]);
