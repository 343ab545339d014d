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
    const char *kind;    /* order directive resolution (a ruling) decision */
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
/* Adds a line, which makes a checked act a draft again.  With `step`: `values`
 * is a record of type `t` whose fields named by the step's `asks` are set
 * (NULL: none).  Without: the fields in which `values` differs from the stored
 * record; with `id` 0 a new record with these values.  Asks for the right to
 * edit the act and to see the record; whether the signer may do it is told by
 * act_check.  The step `revoke` of an act becomes `revokes` of this one. */
enum rc act_add_step(struct rq *rq, int64_t act, const struct type *t,
                     int64_t id, const char *step, const void *values)
    MUST_USE;
/* A draft with this one line, named after it: what a form or the API makes of
 * a step that is reserved to an act.  The nearest of the heads above the
 * record's unit who may carry it out is to sign.  Asks for the right to add
 * acts. */
enum rc act_draft_step(struct rq *rq, const struct type *t, int64_t id,
                       const char *step, const void *values, int64_t *act)
    MUST_USE;

/* A line that changes a record (id 0: makes it), in the draft `act`, or in a
 * new one (0) that is named after it: what a form or the API makes of a change
 * that is reserved to an act. *out: the act. */
enum rc act_draft_change(struct rq *rq, int64_t act, const struct type *t,
                         const void *rec, int64_t *out) MUST_USE;

/* Guards, rights of the signer and versions of every line; each fault is
 * written to its line.  RC_INVALID: at least one cannot be carried out; a
 * handler that then answers RC_OK keeps the faults on their lines.  It is the
 * step `check` of the type. */
enum rc act_check(struct rq *rq, int64_t act) MUST_USE;

/* Lines that count, in their order.  Asks for no right. */
enum rc act_lines(struct rq *rq, int64_t act, struct act_line ***lines,
                  size_t *n) MUST_USE;

/* --- Signing ----------------------------------------------------------------
 * A page prepares (on a worker) with act_compile and act_seal, keeps the
 * compiled act in the request and gives it to act_sign on the writer.  It must
 * demand a session: a token alone never signs. */

/* What is signed, compiled on a reader: text, steps, expected versions.
 * RC_DENIED: not the signer; RC_CONFLICT: not checked, or a line has a fault. */
struct act_compiled;
enum rc act_compile(struct rq *rq, int64_t act, struct act_compiled **out)
    MUST_USE;
/* SHA-256 of it, hex: what the signer sees before signing. */
const char *act_compiled_digest(struct rq *rq, const struct act_compiled *c);
/* Unlocks the signer's key with the code (slow: not on the writer) and signs
 * what was compiled.  RC_DENIED: wrong code (count these, web/session.h,
 * limit); RC_MISSING: no valid key. */
enum rc act_seal(struct rq *rq, struct act_compiled *c, const char *code)
    MUST_USE;
/* The same for who signs for the first time: the code is chosen now, and
 * act_sign stores the key.  RC_INVALID: the code is too short, or is the
 * password; RC_CONFLICT: the person had a key already. */
enum rc act_seal_first(struct rq *rq, struct act_compiled *c, const char *code)
    MUST_USE;
/* With a key pair that was made (sign_key_make) and stored (sign_key_add)
 * before and is still open: who signs several acts opens it once.
 * RC_CONFLICT: it is not the signer's valid key. */
struct sign_key;
enum rc act_seal_with(struct rq *rq, struct act_compiled *c,
                      const struct sign_key *k) MUST_USE;
/* On the writer: compares versions, gives number and date, carries out all
 * steps as the signer.  RC_CONFLICT names the first line that no longer holds:
 * all is undone then but the fault written to this line, which a handler keeps
 * by answering RC_OK (with a status of its own: web_status_force). rq->journal
 * is the journal row that binds number and date to the signature. */
enum rc act_sign(struct rq *rq, const struct act_compiled *c) MUST_USE;
/* Does the stored signature cover the stored act?  RC_INVALID with the reason. */
enum rc act_verify(struct rq *rq, int64_t act) MUST_USE;
/* The same of all signed acts, and whether the numbers have no gaps: a line of
 * `faults` for each of the *bad ones (the first 100). */
enum rc act_verify_all(struct rq *rq, struct buf *faults, int64_t *acts,
                       int64_t *bad) MUST_USE;

/* Are all visas given that were asked for or that the templates demand
 * (visa.h)?  RC_CONFLICT with the reason; signing asks the same. */
enum rc act_visas_hold(struct rq *rq, const struct act *a) MUST_USE;

/* --- Keys ------------------------------------------------------------------- */

enum sign_key_have {
    SIGN_KEY_NEVER,   /* the first signing chooses the code */
    SIGN_KEY_LOST,    /* had one: a new one must be confirmed */
    SIGN_KEY_WAITING, /* a new one waits, nothing can be signed */
    SIGN_KEY_VALID,   /* (another may wait beside it) */
};
enum rc sign_key_of(struct rq *rq, int64_t person, enum sign_key_have *have)
    MUST_USE;
/* A new key pair sealed by a new code.  Slow, on a worker.  It stays open in
 * the request's memory until sign_key_forget. */
enum rc sign_key_make(struct rq *rq, int64_t person, const char *code,
                      struct sign_key **out) MUST_USE;
/* On the writer: the first key of a person holds at once; every other waits
 * until a second person takes its step `confirm`, which ends the one before. */
enum rc sign_key_add(struct rq *rq, int64_t person, const struct sign_key *k,
                     int64_t *id) MUST_USE;
void sign_key_forget(struct sign_key *k);
