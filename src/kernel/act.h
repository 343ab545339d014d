/* SPDX-License-Identifier: Apache-2.0 */
/*
 * act.h: a numbered, dated, signed document that carries steps.  Signing takes
 * all of them or none.  What a type reserves to an act (step.by_act, the
 * fields that such steps ask) happens in no other way: forms, import and API
 * make a draft act instead.
 *
 * Life: draft -> checked -> signed -> (revoked by another act); draft or
 * checked -> dropped.  An edit of a checked act makes it a draft again.
 */
#pragma once

#include "kernel/org.h"

struct act {
    struct record r;     /* states: draft checked signed revoked dropped */
    const char *kind;    /* order directive resolution decision */
    struct text3 title;
    struct text3 body;   /* compiled text; Kyrgyz is the original */
    const char *form;    /* template it was drafted from, NULL none */
    const char *series;  /* register within which it is numbered */
    int64_t unit;        /* that issues it */
    int64_t signer;      /* person who is to sign, who signed */
    int64_t drafter;     /* who wrote it: two hands, never the signer's rule */
    struct count year, number; /* given when signed, without gaps */
    day signed_on;
    int64_t signed_at;
    const char *digest;  /* SHA-256 of what was signed, hex */
    const char *signature; /* Ed25519, base64 */
    int64_t key;         /* signing_key */
    int64_t revokes;     /* act that this one revokes, 0 none */
    bool published;      /* anybody may read it */
    int64_t basis;       /* file: decision or law it stands on, 0 none */
};

/* One step of an act. */
struct act_line {
    struct record r;
    int64_t act;
    struct count position;
    const char *subject; /* type */
    union {
        int64_t subject_id; /* 0: makes a new record from `fields` */
        struct count subject_number;
    };
    const char *step;    /* NULL: a plain change of reserved fields */
    struct count seen;   /* version that the line was checked against */
    const char *fields;  /* JSON object of canonical field texts, or NULL */
    const char *fault;   /* why it cannot be carried out now, NULL it can */
};

/* A signer's public key with the period in which it holds; the secret half
 * lies sealed by the signer's own code in a plain table. */
struct signing_key {
    struct record r;     /* states: waiting, valid, lost */
    int64_t person;
    const char *public_key; /* base64 */
    int64_t confirmed_by;   /* second person, for every key after the first */
    int64_t since, until;   /* instants, until 0 open */
};

extern const struct type type_act, type_act_line, type_signing_key;

/* A draft without lines.  On the writer.  Sets a->r.id. */
enum rc act_draft(struct rq *rq, struct act *a) MUST_USE;
/* Adds a step; `values` is a record of type `t` whose fields named by the
 * step's `asks` are set (NULL: none). */
enum rc act_add_step(struct rq *rq, int64_t act, const struct type *t,
                     int64_t id, const char *step, const void *values)
    MUST_USE;
/* Guards, rights of the signer and versions of every line; each fault is
 * written to its line.  RC_INVALID: at least one cannot be carried out. */
enum rc act_check(struct rq *rq, int64_t act) MUST_USE;

/* What is signed, compiled on a reader: text, steps, expected versions. */
struct act_compiled;
enum rc act_compile(struct rq *rq, int64_t act, struct act_compiled **out)
    MUST_USE;
/* Unlocks the signer's key with the code (slow: not on the writer) and signs
 * what was compiled.  RC_DENIED: wrong code; RC_MISSING: no valid key. */
enum rc act_seal(struct rq *rq, struct act_compiled *c, const char *code)
    MUST_USE;
/* On the writer: compares versions, gives number and date, carries out all
 * steps.  RC_CONFLICT names the first line that no longer holds. */
enum rc act_sign(struct rq *rq, const struct act_compiled *c) MUST_USE;
/* Does the stored signature cover the stored act?  RC_INVALID with the reason. */
enum rc act_verify(struct rq *rq, int64_t act) MUST_USE;
