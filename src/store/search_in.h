/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search_in.h: what search.c, which makes documents, and search_ask.c, which
 * finds them, agree on.
 */
#pragma once

/* Before the stem of a word in the index: a sign, for folding leaves none. */
#define SEARCH_STEM "\u00AC"
