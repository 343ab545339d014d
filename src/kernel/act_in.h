/* SPDX-License-Identifier: Apache-2.0 */
/*
 * act_in.h: what the files of acts share.  The acts' own.
 */
#pragma once

#include "base/hash.h"
#include "kernel/act.h"
#include "kernel/visa.h"
#include "kernel/write.h"

/* RC_CONFLICT when it does not change any more: neither draft nor checked. */
enum rc act_still_open(struct rq *rq, int64_t act) MUST_USE;

/* A request of the act's signer while the act is carried out; what it leaves
 * behind goes back by signer_done. */
void act_signer(struct rq *as, const struct rq *rq, const struct act *a);
void signer_done(struct rq *rq, const struct rq *as);

/* "line 12, Task “I.1.2 ...”: why" */
const char *line_why(struct rq *rq, const struct act_line *l, const char *why);
/* All that was refused, each with the name of its field. */
const char *all_why(struct rq *rq, const struct type *t, enum rc rc);
/* Is it a refusal of the line, and no fault of the machine? */
bool line_refused(enum rc rc);

/* act_fields.c: values of a line as a JSON object of texts, column by column.
 * References are ids ("#5", "#5;#7") or lines of the act that make the record
 * ("@2", in a record -2: field.c, rq->drafting). */
const char *act_fields_text(struct rq *rq, const struct type *t,
                            const struct step *step, const void *values,
                            const void *stored);
enum rc act_fields_fill(struct rq *rq, const struct type *t, const char *text,
                        void *rec) MUST_USE;

/* act_check.c: writes faults and versions to the lines; *faults how many
 * cannot be carried out. */
enum rc act_check_lines(struct rq *rq, const struct act *a, size_t *faults)
    MUST_USE;

/* sign_key.c: a key pair whose secret half is sealed by a code. */
struct sign_key {
    unsigned char public_key[SIGN_PUBLIC_SIZE];
    unsigned char seed[SIGN_SEED_SIZE]; /* only while something is signed */
    const char *sealed;
    int64_t id; /* 0: not stored yet */
};
/* The person's valid key, its seed opened by the code. */
enum rc sign_key_open(struct rq *rq, int64_t person, const char *code,
                      struct sign_key *k) MUST_USE;

/* The valid key of the person, when this is it; RC_CONFLICT. */
enum rc sign_key_held(struct rq *rq, int64_t person, const struct sign_key *k,
                      int64_t *id) MUST_USE;

/* A line worked out before: the record as it is and as it will be; `type`
 * NULL: the writer does it all. */
struct act_plan {
    const struct type *type;
    const struct step *step; /* NULL: a plain change */
    const void *rec, *old;
};

struct act_compiled {
    struct act *act;
    struct act_line **line;
    size_t n;
    struct act_plan *plan; /* of each line */
    uint64_t generation;   /* of the rights that were asked for them */
    day today;
    struct sha256 digest;
    struct sign_key key;
    unsigned char signature[SIGN_SIZE];
    bool sealed;
};

/* act_plan.c: on the reader; on the writer: is it still worth anything, and
 * one line of it (*done false: it must be carried out whole). */
enum rc act_plan(struct rq *rq, struct act_compiled *c) MUST_USE;
bool act_plan_holds(const struct rq *as, const struct act_compiled *c);
enum rc act_plan_apply(struct rq *as, const struct act_plan *p, bool *done)
    MUST_USE;

/* act_visa.c: asks for the visas when the act is checked: those whom the
 * templates of its lines name are put on the sheet.  Without any the signer is
 * told at once. */
extern const struct visa_rules act_visa_rules;
enum rc act_visas_ask(struct rq *rq, const struct act *a) MUST_USE;

/* act_text.c: what is signed. */
enum rc act_text(struct rq *rq, const struct act *a,
                 struct act_line *const *line, size_t n, struct buf *out)
    MUST_USE;
struct sha256 act_digest(const struct buf *text);
/* The statement that the signature is made of. */
const char *act_statement(struct mem *m, struct sha256 digest);
