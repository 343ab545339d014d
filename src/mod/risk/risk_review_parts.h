/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_review_parts.h: between the files that make the pack of a review.
 */
#pragma once

#include "kernel/past.h"
#include "mod/risk/risk_assess.h"
#include "mod/risk/risk_review.h"
#include "web/page.h"
#include "web/sheet.h"

struct review_pack {
    struct rq *rq;
    struct sheet *s;
    bool page; /* links are of use */
    const struct risk_review *v;
    struct risk_review *last;  /* the one before, NULL none */
    day since, until;          /* the last review, and what this one shows */
    int64_t known_then;        /* end of `since` */
    struct past_point at;      /* end of `until` */
    const struct risk **risk;  /* in force, by code */
    size_t n_risks;
    const struct risk **old; /* in force at the last review */
    size_t n_old;
    const struct risk_action **action;
    size_t n_actions;
    struct risk_rated *now, *then; /* of each risk */
};

/* NULL: not in force then. */
const struct risk *review_risk(const struct review_pack *p, int64_t id);
/* Labels of columns are msgids. */
void review_table(struct review_pack *p, const struct sheet_column *columns,
                  size_t n);
struct sheet_cell review_risk_cell(struct review_pack *p,
                                   const struct risk *r);
struct sheet_cell review_person_cell(struct review_pack *p, int64_t person);

/* risk_review_joined.c: thresholds crossed since; acceptances that end. */
enum rc review_crossings(struct review_pack *p) MUST_USE;
enum rc review_accepted(struct review_pack *p) MUST_USE;
