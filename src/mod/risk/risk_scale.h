/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_scale.h: the words and thresholds by which risks are judged.  A scale
 * has 3 to 6 levels of likelihood and as many of impact; what a pair of them
 * makes (low, medium, high, critical) follows from their product or from a
 * matrix.  One is in force for the university, and a register may have its
 * own.  Once in force it stays as it is: another one replaces it, and says for
 * each old level which new one it becomes.
 */
#pragma once

#include "mod/risk/risk_level.h"

enum { SCALE_LEAST = 3, SCALE_MOST = 6 };

struct risk_scale {
    struct record r; /* draft -> in_force -> replaced */
    const char *code;
    struct text3 title;
    int64_t risk_register; /* whose it is; 0: the whole university's */
    struct count size;     /* levels of each axis */
    const char *bands;     /* product matrix */
    /* Smallest product of each level, with `product`. */
    struct count medium_from, high_from, critical_from;
    /* With `matrix`: a row for each likelihood, the lowest first, a letter
     * (l m h c) for each impact: "lll/llm/lmh". */
    const char *cells;
    struct text3 note; /* where it comes from */
    int64_t replaces;  /* that it replaced when it came into force */
    /* New level of each level of that one: "1 2 2 3 4". */
    const char *likelihood_map, *impact_map;
    day since, until;  /* in force */
};

/* Level 1 (least) .. size of an axis. */
struct risk_scale_level {
    struct record r;
    int64_t scale;
    const char *axis; /* likelihood impact */
    struct count position;
    struct text3 title, meaning;
    struct number chance_from; /* percent a year, of likelihood */
    struct count loss_from;    /* tyiyn, of impact */
};

extern const struct type type_risk_scale, type_risk_scale_level;

/* A scale with its words, read once. */
struct risk_words {
    struct risk_scale *scale;
    int size;
    /* [0] is level 1; NULL where a draft lacks it */
    const struct risk_scale_level *likelihood[SCALE_MOST], *impact[SCALE_MOST];
};
enum rc risk_words(struct rq *rq, int64_t scale, struct risk_words **out)
    MUST_USE;

/* The scale in force for a register (0: for the university), else the
 * university's.  RC_MISSING: none. */
enum rc risk_scale_now(struct rq *rq, int64_t risk_register, int64_t *scale)
    MUST_USE;
/* The same on a day. */
enum rc risk_scale_on(struct rq *rq, int64_t risk_register, day on,
                      int64_t *scale) MUST_USE;
/* What a pair of levels makes; LEVEL_NONE outside of the scale. */
enum risk_level risk_scale_level_of(const struct risk_scale *s, int likelihood,
                                    int impact);
/* New level of an old one by a map; 0: it says nothing of that level. */
int risk_scale_mapped(const char *map, int level);
/* A level of `from` on the scale `to` that came later, over those between;
 * 0: no way leads there. */
enum rc risk_scale_carry(struct rq *rq, int64_t from, int64_t to,
                         int *likelihood, int *impact) MUST_USE;

/* risk_scale_pages.c: the card; a scale put in force over another. */
void risk_scale_card(struct rq *rq, const void *rec);
enum rc risk_scale_page(struct rq *rq);
enum rc risk_scale_take(struct rq *rq);

/* The ready choices: ISO 27005 with 5 x 5, in force when there is none yet,
 * and 3 x 3 as a draft.  Changes nothing when they are there. */
enum rc risk_scales_make(struct rq *rq) MUST_USE;
