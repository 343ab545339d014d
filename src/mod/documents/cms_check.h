/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cms_check.h: is a detached CMS (CAdES-BES, CAdES-T) signature of a file good,
 * whose is it, and at what time could it be proved?  Thin cover over OpenSSL;
 * knows nothing of records.
 */
#pragma once

#include "base/mem.h"

/* A certificate that the university trusts, as bytes (PEM or DER). */
struct cms_trust {
    const void *certificate;
    size_t n_certificate;
    const void *crl; /* NULL: none was given */
    size_t n_crl;
    bool signs, stamps; /* what it may stand behind */
};

enum cms_result {
    CMS_VALID,
    CMS_UNKNOWN, /* no trusted certificate stands behind the signer's */
    CMS_EXPIRED, /* the certificate was not valid at the time of signing */
    CMS_REVOKED, /* ... was withdrawn before */
    CMS_UNFIT,   /* ... is not one to sign with */
    CMS_CHANGED, /* the file is not the one that was signed */
    CMS_STAMP,   /* the time stamp is of something else, or of nobody known */
    CMS_BROKEN,  /* no signature, or one that does not hold in itself */
};

struct cms_found {
    enum cms_result result;
    /* Of the signer's certificate, in its own words; NULL unknown. */
    const char *name, *organisation, *issuer, *serial;
    int64_t valid_from, valid_to; /* instants, of the certificate; 0 unknown */
    int64_t claimed; /* time of signing that the signer states, 0 none */
    int64_t stamped; /* time that a trusted time stamp proves, 0 none */
    const char *stamper;
    size_t signers;
};

/* Is it a certificate that can be read?  *name: whose. */
bool cms_certificate(struct mem *m, const void *bytes, size_t n,
                     const char **name, int64_t *valid_to);
/* Is it a list of revoked certificates that can be read? */
bool cms_crl(const void *bytes, size_t n);

/* Checks the signature over the file that `fd` reads from its start.  `arrived`
 * (instant): when the university got it; without a time stamp it counts as the
 * time of signing, for what a signer states proves nothing.  Of several signers
 * the first who does not hold is told. */
struct cms_found cms_check(struct mem *m, int fd, const void *signature,
                           size_t n, const struct cms_trust *trust,
                           size_t n_trust, int64_t arrived);
