/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_demo.h: four years of the work with the risks of the demo university:
 * the same on every run.
 */
#pragma once

#include "kernel/demo.h"
#include "mod/risk/risk_cycle.h"

enum { RISK_DEMO_FIRST = 2023, RISK_DEMO_YEARS = 4, RISK_DEMO_RISKS = 11 };

/* struct module, demo. */
enum rc risk_demo(struct rq *rq, int students);

/* --- risk_demo_texts.c -------------------------------------------------------- */

struct risk_demo_note {
    int year;
    const char *side, *source;
    struct text3 title;
};
struct risk_demo_factor {
    int year;
    const char *causes; /* codes, space between */
    struct text3 title;
};
struct risk_demo_report {
    int year, month;
    const char *action; /* code; without tasks that are the same work */
    const char *delivery;
    int progress;
    const char *done;
};
struct risk_demo_order {
    int year;
    const char *risk; /* code */
    struct text3 title;
    const char *outcome; /* NULL: still open */
};
extern const struct risk_demo_note risk_demo_notes[];
extern const struct risk_demo_factor risk_demo_factors[];
extern const struct risk_demo_report risk_demo_reports[];
extern const struct risk_demo_order risk_demo_orders[];
extern const size_t n_risk_demo_notes, n_risk_demo_factors,
    n_risk_demo_reports, n_risk_demo_orders;

/* Codes of the risks, and likelihood and impact of each in each year. */
extern const char *const risk_demo_codes[RISK_DEMO_RISKS];
extern const unsigned char
    risk_demo_rated[RISK_DEMO_RISKS][RISK_DEMO_YEARS][2];
/* Why a judge thinks so. */
const char *risk_demo_why(uint64_t who);
/* What a step of the cycle of a year left. */
struct text3 risk_demo_result(struct mem *m, size_t step, int year);
extern const struct text3 risk_demo_reason, risk_demo_correction,
    risk_demo_summary, risk_demo_proposals, risk_demo_decision;

/* --- risk_demo_acts.c --------------------------------------------------------- */

struct risk_demo_office {
    int64_t planning, quality, rector;
    int64_t acting; /* as rector, who signed until 2025 */
    struct sign_key *key;
    int64_t book;  /* the general register */
    day today;     /* the real one: nothing happens after it */
    int64_t risk[RISK_DEMO_RISKS], owner[RISK_DEMO_RISKS];
};
/* Names who signed and makes the key. */
enum rc risk_demo_signer(struct rq *rq, struct risk_demo_office *o) MUST_USE;
/* Checks an act, gathers its visas, signs it on that day. */
enum rc risk_demo_sign(struct rq *rq, struct risk_demo_office *o, int64_t act,
                       day on) MUST_USE;
/* The order that approves the register. */
enum rc risk_demo_approve(struct rq *rq, struct risk_demo_office *o) MUST_USE;
/* The review of a year, decided by the council. */
enum rc risk_demo_review(struct rq *rq, struct risk_demo_office *o,
                         int year) MUST_USE;

/* --- risk_demo_numbers.c ------------------------------------------------------ */

/* Estimates in numbers and one calculation of them. */
enum rc risk_demo_numbers(struct rq *rq, struct risk_demo_office *o) MUST_USE;
