/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_assess.h: assessment of risks in words.  Several judges are asked, each
 * by an assignment; when all have answered, their median is the consensus.  A
 * consensus is never rewritten: a later one follows it, so what was thought on
 * any day can be read.  The owner of the risk approves it, bound to everything
 * that it rests on; any later change of that voids the approval.
 */
#pragma once

#include "mod/risk/risk_scale.h"

#define KIND_INHERENT "inherent" /* before anything is done against it */
#define KIND_CURRENT "current"   /* as it is now */
#define KIND_TARGET "target"     /* when all actions are done */
enum { RISK_KINDS = 3 };
extern const struct choice risk_kinds[RISK_KINDS];

/* What one judge says of one risk. */
struct risk_assessment {
    struct record r; /* asked -> given | withdrawn */
    int64_t risk, risk_register;
    const char *kind;
    int64_t judge;       /* person; who gave it, once it is given */
    struct text3 title;  /* made with it */
    struct count round;  /* those of a round make one consensus */
    day due;
    int64_t asked_by;    /* 0: the system */
    const char *reason;  /* why it was asked */
    int64_t scale;       /* on which it was given */
    struct count likelihood, impact;
    const char *why;
    day on_day; /* when it was given */
};

/* What the judges of a round say together. */
struct risk_consensus {
    struct record r; /* proposed -> approved -> void; past when another came */
    int64_t risk, risk_register;
    const char *kind;
    struct text3 title;
    int64_t scale;
    struct count likelihood, impact; /* medians */
    const char *level;               /* low medium high critical */
    struct count judges;             /* how many */
    struct count likelihood_least, likelihood_most, impact_least, impact_most;
    const char *basis; /* judged; migrated: carried over from another scale */
    struct count round;
    int64_t came_from; /* consensus that was carried over */
    day on_day;        /* from which it holds */
    const char *rests_on; /* digest of all that it rests on, as it is now */
    const char *approved_digest; /* the same, as it was approved */
    int64_t approved_by;
    day approved_on;
    const char *void_by; /* what was changed after the approval */
    day voided_on;
};

extern const struct type type_risk_assessment, type_risk_consensus;

/* How high a risk of one kind was. */
struct risk_rated {
    int64_t consensus, scale; /* 0: not assessed */
    int likelihood, impact;
    enum risk_level level;
    int judges, spread; /* of both axes: most minus least */
    day on;             /* since when */
    bool approved;      /* on that day */
};
/* What held on a day, as it was known at an instant (KNOWN_NOW: now);
 * nothing assessed is no error. */
enum rc risk_rated(struct rq *rq, int64_t risk, const char *kind, day on,
                   int64_t known, struct risk_rated *out) MUST_USE;

/* Asks a judge, by an assignment due then; an open question to the same judge
 * about the same risk and kind stays alone.  `reason` NULL: none is given. */
enum rc risk_ask(struct rq *rq, int64_t risk, const char *kind, int64_t judge,
                 day due, const char *reason) MUST_USE;
/* Whom to turn to about a risk: its owner while they work here, else the
 * planning office; 0 nobody. */
enum rc risk_turn_to(struct rq *rq, const struct risk *r,
                     int64_t *person) MUST_USE;

/* History brought in: what judges said on a day, and the consensus of it. */
struct risk_voice {
    int64_t judge;
    int likelihood, impact;
    const char *why;
};
enum rc risk_voices(struct rq *rq, int64_t risk, const char *kind, day on,
                    const struct risk_voice *v, size_t n) MUST_USE;

/* "Assess the risk: 1.1 Title" in three languages, short enough for an
 * assignment; `words` a msgid. */
struct text3 risk_named(struct rq *rq, const char *words, const char *code,
                        const struct text3 *title);

/* --- When something changes ------------------------------------------------- */

/* type.stored of risks, and of causes, effects and actions: what was approved
 * on them is void. */
enum rc risk_stored(struct rq *rq, const void *rec, const void *old) MUST_USE;
enum rc risk_cause_stored(struct rq *rq, const void *rec,
                          const void *old) MUST_USE;
enum rc risk_effect_stored(struct rq *rq, const void *rec,
                           const void *old) MUST_USE;
enum rc risk_action_stored(struct rq *rq, const void *rec,
                           const void *old) MUST_USE;

/* How many assessments hold under a scale in a register (0: in all). */
enum rc risk_assessed_under(struct rq *rq, int64_t scale,
                            int64_t risk_register, int64_t *n) MUST_USE;
/* Carries those under the scale `from` over to `to`, which has come into force
 * for its register. */
enum rc risk_migrate(struct rq *rq, const struct risk_scale *to,
                     int64_t from) MUST_USE;

/* --- Pages (risk_assess_pages.c) -------------------------------------------- */

/* Cards of an assessment and of a consensus: where to go on from there. */
void risk_assessment_card(struct rq *rq, const void *rec);
void risk_consensus_card(struct rq *rq, const void *rec);
/* A risk's part of its card: what is assessed, by whom, the way over time. */
void risk_assess_card(struct rq *rq, const struct risk *r);
enum rc risk_judge_page(struct rq *rq);
enum rc risk_judge_take(struct rq *rq);
enum rc risk_ask_page(struct rq *rq);
enum rc risk_ask_take(struct rq *rq);
