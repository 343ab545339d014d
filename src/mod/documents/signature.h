/* SPDX-License-Identifier: Apache-2.0 */
/*
 * signature.h: detached signatures of national certificates beside the files
 * of documents, and whose certificates the university trusts.
 */
#pragma once

#include "kernel/app.h"

/* A certificate behind which signatures or time stamps are believed. */
struct trusted_issuer {
    struct record r;     /* active -> dropped */
    const char *title;
    int64_t certificate; /* file, PEM or DER */
    int64_t crl;         /* file: list of revoked certificates, 0 none */
    const char *use;     /* signatures stamps both */
    const char *subject; /* computed: whose it is */
    day valid_to;
};

struct signature {
    struct record r;     /* waiting -> valid | doubtful | invalid; again */
    int64_t document;
    int64_t file;        /* of the document, as it came */
    int64_t envelope;    /* file: the .p7s or .sig */
    const char *title;   /* whose, or that it is not known yet */
    const char *result;  /* by name; NULL: not checked yet */
    const char *signer, *organisation, *issuer, *serial;
    day valid_from, valid_to;
    int64_t claimed;     /* instant that the signer states, 0 none */
    int64_t stamped;     /* instant that a time stamp proves, 0 none */
    const char *stamper;
    struct count signers;
    const char *file_hash, *envelope_hash; /* SHA-256 of what was checked */
    int64_t checked_at;
};

extern const struct type type_trusted_issuer, type_signature;

#define SIGNATURE_JOB "signature_check"
enum rc signature_job(struct rq *rq, struct job *j);
/* On the card of a document: its signatures. */
void signature_beside(struct rq *rq, const struct type *t, const void *rec);
