/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_context.h: what was seen around and inside the university, as dated
 * notes with their sources, and the factors drawn from them, each joined to
 * the causes of risks that it feeds.
 */
#pragma once

#include "mod/risk/risk.h"

struct risk_note {
    struct record r; /* active, dropped */
    const char *side; /* political economic social technological legal
                         ecological: outer; strength weakness: inner */
    struct text3 title, body;
    day on_day;          /* the day of which it speaks */
    const char *source;  /* what it is taken from, in words */
    const char *link;    /* address of the source */
    int64_t document;    /* file */
    int64_t author;
};

struct risk_factor {
    struct record r; /* active, dropped */
    struct text3 title, reasoning; /* how it follows from the notes */
    struct refs notes;  /* at least one */
    struct refs causes; /* of risks, that it feeds */
    day on_day;
    int64_t author;
};

extern const struct type type_risk_note, type_risk_factor;

/* Is it of the outer context? */
bool risk_note_outer(const char *side);

/* `/risks/context`: both sides, and which causes they lead to. */
enum rc risk_context_page(struct rq *rq);
/* Factors behind the causes of a risk, as a part of its card. */
void risk_context_card(struct rq *rq, const struct risk *r);

/* Lines of the module's grants, with RISK_GRANTS of both types: whoever leads
 * something sees something of the context. */
#define RISK_NOTES(role)                                                       \
    { role, "risk_note", OP_ADD, SCOPE_ALL, NULL, NULL, NULL }
#define RISK_CONTEXT_GRANTS                                                    \
    RISK_NOTES("quality"), RISK_NOTES("head"), RISK_NOTES("dean"),             \
    RISK_NOTES("vice_rector"), RISK_NOTES("rector")
