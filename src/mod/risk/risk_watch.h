/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_watch.h: indicators of risk.  A watch ties a risk to a measure (or an
 * indicator of the strategy) with an amber and a red threshold.  Crossing one
 * is kept, once; a worse one asks for a new assessment, tells who answers for
 * the risk, and puts the risk on the agenda of the next council.
 */
#pragma once

#include "kernel/measure.h"
#include "mod/risk/risk_level.h"

struct risk_watch {
    struct record r; /* unknown calm amber red; dropped */
    int64_t risk_register, plan, risk;
    const char *code;
    struct text3 title;    /* of the indicator, kept by code */
    const char *measure;   /* code of a measure or an indicator */
    const char *direction; /* side of danger: above below the thresholds */
    struct number amber, red;
    bool proposed; /* thresholds of ours that nobody has adopted yet */
    /* What will count it; NULL: nothing is planned, it is typed. */
    const char *comes_with;
    struct text3 note;
    struct number seen; /* value at the last crossing */
    day seen_on;        /* that the value spoke of */
    day since;          /* of the state */
};

/* A threshold was crossed, either way. */
struct risk_crossing {
    struct record r; /* kept */
    int64_t risk_register, risk, watch;
    struct text3 title;
    const char *came_from, *went_to; /* states of the watch */
    struct number seen;
    day seen_on, on_day;
    int64_t agenda; /* item that it put on an agenda, 0 none */
};

extern const struct type type_risk_watch, type_risk_crossing;

/* Looks at all watches (daily), at those of one measure, at one: what has
 * crossed since is kept and acted upon.  Twice is as good as once. */
enum rc risk_watch_daily(struct rq *rq) MUST_USE;
enum rc risk_watch_measured(struct rq *rq, const char *code) MUST_USE;
enum rc risk_watch_look(struct rq *rq, int64_t watch) MUST_USE;

/* What a value makes of a watch: "calm", "amber" or "red". */
const char *risk_watch_state(const struct risk_watch *w, double value);
/* A value of the watch with its unit; `unit` is that of the indicator. */
const char *risk_watch_words(struct rq *rq, const char *unit, double value);

/* --- Pages (risk_watch_pages.c) --------------------------------------------- */

/* All watches with what they say now and where the numbers come from. */
enum rc risk_watches_page(struct rq *rq);
/* A risk's part of its card. */
void risk_watch_card(struct rq *rq, const struct risk *r);
