/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cms_check.c: detached signatures of national certificates, by OpenSSL.
 */
#include "mod/documents/cms_check.h"

#include <limits.h>
#include <openssl/pem.h> /* before cms.h, which declares less without it */
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>
#include <string.h>

#define SECOND INT64_C(1000000)

/* --- Reading ---------------------------------------------------------------- */

static BIO *bytes_bio(const void *bytes, size_t n)
{
    return n && n <= INT_MAX ? BIO_new_mem_buf(bytes, (int)n) : NULL;
}

static bool is_pem(const void *bytes, size_t n)
{
    return n > 11 && !memcmp(bytes, "-----BEGIN ", 11);
}

static X509 *read_certificate(const void *bytes, size_t n)
{
    BIO *b = bytes_bio(bytes, n);
    X509 *x = NULL;

    if (b)
        x = is_pem(bytes, n) ? PEM_read_bio_X509(b, NULL, NULL, NULL)
                             : d2i_X509_bio(b, NULL);
    BIO_free(b);
    return x;
}

static X509_CRL *read_crl(const void *bytes, size_t n)
{
    BIO *b = bytes_bio(bytes, n);
    X509_CRL *c = NULL;

    if (b)
        c = is_pem(bytes, n) ? PEM_read_bio_X509_CRL(b, NULL, NULL, NULL)
                             : d2i_X509_CRL_bio(b, NULL);
    BIO_free(b);
    return c;
}

static CMS_ContentInfo *read_cms(const void *bytes, size_t n)
{
    BIO *b = bytes_bio(bytes, n);
    CMS_ContentInfo *c = NULL;

    if (b)
        c = is_pem(bytes, n) ? PEM_read_bio_CMS(b, NULL, NULL, NULL)
                             : d2i_CMS_bio(b, NULL);
    BIO_free(b);
    return c;
}

static int64_t instant_of(const ASN1_TIME *t)
{
    int days = 0, seconds = 0;
    ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
    int64_t at = 0;

    if (t && epoch && ASN1_TIME_diff(&days, &seconds, epoch, t))
        at = ((int64_t)days * 86400 + seconds) * SECOND;
    ASN1_TIME_free(epoch);
    return at;
}

static const char *name_part(struct mem *m, const X509_NAME *name, int nid)
{
    int at = X509_NAME_get_index_by_NID(name, nid, -1);
    unsigned char *s = NULL;
    const char *out = NULL;
    int n;

    if (at < 0)
        return NULL;
    n = ASN1_STRING_to_UTF8(
        &s, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    if (n > 0 && !memchr(s, 0, (size_t)n))
        out = mem_strn(m, (const char *)s, (size_t)n);
    OPENSSL_free(s);
    return out;
}

/* Whose: the common name, else surname and given name, else who employs. */
static const char *whose(struct mem *m, const X509_NAME *name)
{
    const char *cn = name_part(m, name, NID_commonName);
    const char *family = name_part(m, name, NID_surname);
    const char *given = name_part(m, name, NID_givenName);

    if (cn)
        return cn;
    if (family && given)
        return mem_fmt(m, "%s %s", family, given);
    return family ? family : name_part(m, name, NID_organizationName);
}

bool cms_certificate(struct mem *m, const void *bytes, size_t n,
                     const char **name, int64_t *valid_to)
{
    X509 *x = read_certificate(bytes, n);

    ERR_clear_error();
    if (!x)
        return false;
    *name = whose(m, X509_get_subject_name(x));
    *valid_to = instant_of(X509_get0_notAfter(x));
    X509_free(x);
    return true;
}

bool cms_crl(const void *bytes, size_t n)
{
    X509_CRL *c = read_crl(bytes, n);

    X509_CRL_free(c);
    ERR_clear_error();
    return c != NULL;
}

/* --- Trust ------------------------------------------------------------------ */

struct check {
    struct mem *mem;
    const struct cms_trust *trust;
    size_t n_trust;
    X509_CRL **crl; /* by trust, NULL where none */
    struct cms_found *found;
};

/* Those whom we trust, as they are at that time.  The caller frees. */
static X509_STORE *store_at(const struct check *c, bool stamps, int64_t at)
{
    X509_STORE *store = X509_STORE_new();
    X509_VERIFY_PARAM *p;

    if (!store)
        return NULL;
    for (size_t i = 0; i < c->n_trust; i++) {
        X509 *x = NULL;

        if (stamps ? c->trust[i].stamps : c->trust[i].signs)
            x = read_certificate(c->trust[i].certificate,
                                 c->trust[i].n_certificate);
        if (x)
            (void)X509_STORE_add_cert(store, x);
        X509_free(x);
    }
    p = X509_STORE_get0_param(store);
    X509_VERIFY_PARAM_set_time(p, (time_t)(at / SECOND));
    /* The list may name an issuer without the root above it. */
    X509_VERIFY_PARAM_set_flags(p, X509_V_FLAG_PARTIAL_CHAIN);
    return store;
}

/* Withdrawn by that time, says a list that its issuer signed? */
static bool revoked(const struct check *c, STACK_OF(X509) *chain, int64_t at)
{
    for (int i = 0; i + 1 < sk_X509_num(chain); i++) {
        X509 *x = sk_X509_value(chain, i);
        X509 *issuer = sk_X509_value(chain, i + 1);

        for (size_t k = 0; k < c->n_trust; k++) {
            X509_REVOKED *r = NULL;

            if (c->crl[k] &&
                !X509_NAME_cmp(X509_CRL_get_issuer(c->crl[k]),
                               X509_get_issuer_name(x)) &&
                X509_CRL_verify(c->crl[k], X509_get0_pubkey(issuer)) == 1 &&
                X509_CRL_get0_by_cert(c->crl[k], &r, x) == 1 &&
                instant_of(X509_REVOKED_get0_revocationDate(r)) <= at)
                return true;
        }
    }
    return false;
}

static enum cms_result chain_result(int error)
{
    switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return CMS_EXPIRED;
    case X509_V_ERR_INVALID_PURPOSE:
        return CMS_UNFIT;
    default:
        return CMS_UNKNOWN;
    }
}

static enum cms_result check_chain(const struct check *c, X509 *x,
                                   STACK_OF(X509) *others, int64_t at)
{
    X509_STORE *store = store_at(c, false, at);
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    enum cms_result result = CMS_UNKNOWN;

    if (store && ctx && X509_STORE_CTX_init(ctx, store, x, others)) {
        if (X509_verify_cert(ctx) != 1)
            result = chain_result(X509_STORE_CTX_get_error(ctx));
        else if (revoked(c, X509_STORE_CTX_get0_chain(ctx), at))
            result = CMS_REVOKED;
        else if (X509_check_ca(x) == 1 ||
                 !(X509_get_key_usage(x) &
                   (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)))
            result = CMS_UNFIT;
        else
            result = CMS_VALID;
    }
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
    return result;
}

/* --- Time stamps (RFC 3161, CAdES-T) ---------------------------------------- */

static bool token_holds(const struct check *c, PKCS7 *token,
                        const ASN1_OCTET_STRING *value, int64_t at)
{
    TS_VERIFY_CTX *ctx = TS_VERIFY_CTX_new();
    X509_STORE *store = store_at(c, true, at);
    BIO *data = bytes_bio(ASN1_STRING_get0_data(value),
                          (size_t)ASN1_STRING_length(value));
    bool good = false;

    if (ctx && store && data) {
        (void)TS_VERIFY_CTX_set_flags(ctx, TS_VFY_VERSION | TS_VFY_SIGNATURE |
                                               TS_VFY_DATA);
        (void)TS_VERIFY_CTX_set_data(ctx, data);
        (void)TS_VERIFY_CTX_set_store(ctx, store);
        good = TS_RESP_verify_token(ctx, token) == 1;
    } else {
        BIO_free(data);
        X509_STORE_free(store);
    }
    TS_VERIFY_CTX_free(ctx); /* with data and store */
    return good;
}

/* Who made the token: its signer's certificate. */
static const char *stamper(const struct check *c, PKCS7 *token)
{
    STACK_OF(X509) *who = PKCS7_get0_signers(token, NULL, 0);
    const char *name = NULL;

    if (who && sk_X509_num(who) > 0)
        name = whose(c->mem, X509_get_subject_name(sk_X509_value(who, 0)));
    sk_X509_free(who);
    return name;
}

/* false: there is a time stamp and it proves nothing. */
static bool check_stamp(const struct check *c, CMS_SignerInfo *si)
{
    ASN1_OBJECT *oid = OBJ_nid2obj(NID_id_smime_aa_timeStampToken);
    const ASN1_STRING *der;
    const unsigned char *p;
    TS_TST_INFO *info;
    PKCS7 *token;
    int64_t at;
    bool good = false;

    if (CMS_unsigned_get_attr_by_OBJ(si, oid, -1) < 0)
        return true;
    der = CMS_unsigned_get0_data_by_OBJ(si, oid, -3, V_ASN1_SEQUENCE);
    if (!der)
        return false;
    p = ASN1_STRING_get0_data(der);
    token = d2i_PKCS7(NULL, &p, ASN1_STRING_length(der));
    info = token ? PKCS7_to_TS_TST_INFO(token) : NULL;
    if (info) {
        at = instant_of(TS_TST_INFO_get_time(info));
        good = at && token_holds(c, token, CMS_SignerInfo_get0_signature(si),
                                 at);
        if (good) {
            c->found->stamped = at;
            c->found->stamper = stamper(c, token);
        }
    }
    TS_TST_INFO_free(info);
    PKCS7_free(token);
    return good;
}

/* --- The signature ---------------------------------------------------------- */

static void put_signer(const struct check *c, CMS_SignerInfo *si, X509 *x)
{
    const ASN1_INTEGER *serial = X509_get0_serialNumber(x);
    BIGNUM *number = ASN1_INTEGER_to_BN(serial, NULL);
    char *hex = number ? BN_bn2hex(number) : NULL;
    X509_ATTRIBUTE *claim;
    struct cms_found *f = c->found;
    int at;

    f->name = whose(c->mem, X509_get_subject_name(x));
    f->organisation = name_part(c->mem, X509_get_subject_name(x),
                                NID_organizationName);
    f->issuer = whose(c->mem, X509_get_issuer_name(x));
    f->serial = hex ? mem_str(c->mem, hex) : NULL;
    f->valid_from = instant_of(X509_get0_notBefore(x));
    f->valid_to = instant_of(X509_get0_notAfter(x));
    f->claimed = f->stamped = 0;
    f->stamper = NULL;
    at = CMS_signed_get_attr_by_NID(si, NID_pkcs9_signingTime, -1);
    claim = at < 0 ? NULL : CMS_signed_get_attr(si, at);
    if (claim && X509_ATTRIBUTE_count(claim) == 1) {
        const ASN1_TYPE *v = X509_ATTRIBUTE_get0_type(claim, 0);

        if (v && (v->type == V_ASN1_UTCTIME ||
                  v->type == V_ASN1_GENERALIZEDTIME))
            f->claimed = instant_of((const ASN1_TIME *)v->value.asn1_string);
    }
    OPENSSL_free(hex);
    BN_free(number);
}

static enum cms_result check_signer(const struct check *c, CMS_SignerInfo *si,
                                    STACK_OF(X509) *others, int64_t arrived)
{
    X509 *x = NULL;

    CMS_SignerInfo_get0_algs(si, NULL, &x, NULL, NULL);
    if (!x)
        return CMS_BROKEN;
    put_signer(c, si, x);
    if (!check_stamp(c, si))
        return CMS_STAMP;
    return check_chain(c, x, others,
                       c->found->stamped ? c->found->stamped : arrived);
}

/* Does it fit the file, whoever made it? */
static enum cms_result check_content(CMS_ContentInfo *cms, int fd)
{
    BIO *file = BIO_new_fd(fd, BIO_NOCLOSE);
    bool good;
    unsigned long e;

    ERR_clear_error();
    good = file && CMS_verify(cms, NULL, NULL, file, NULL,
                              CMS_BINARY | CMS_DETACHED |
                                  CMS_NO_SIGNER_CERT_VERIFY) == 1;
    e = ERR_peek_last_error();
    BIO_free(file);
    if (good)
        return CMS_VALID;
    return ERR_GET_LIB(e) == ERR_LIB_CMS &&
                   ERR_GET_REASON(e) == CMS_R_CONTENT_VERIFY_ERROR
               ? CMS_CHANGED : CMS_BROKEN;
}

static void check_signers(const struct check *c, CMS_ContentInfo *cms,
                          int64_t arrived)
{
    STACK_OF(CMS_SignerInfo) *all = CMS_get0_SignerInfos(cms);
    STACK_OF(X509) *others = CMS_get1_certs(cms);

    c->found->signers = (size_t)sk_CMS_SignerInfo_num(all);
    for (int i = 0; i < sk_CMS_SignerInfo_num(all); i++) {
        enum cms_result r = check_signer(c, sk_CMS_SignerInfo_value(all, i),
                                         others, arrived);

        if (c->found->result == CMS_VALID)
            c->found->result = r;
        if (r)
            break;
    }
    sk_X509_pop_free(others, X509_free);
}

struct cms_found cms_check(struct mem *m, int fd, const void *signature,
                           size_t n, const struct cms_trust *trust,
                           size_t n_trust, int64_t arrived)
{
    struct cms_found found = { .result = CMS_BROKEN };
    struct check c = { m, trust, n_trust, MEM_ARRAY(m, n_trust + 1, X509_CRL *),
                       &found };
    CMS_ContentInfo *cms = read_cms(signature, n);
    ASN1_OCTET_STRING **own = cms ? CMS_get0_content(cms) : NULL;

    for (size_t i = 0; i < n_trust; i++)
        if (trust[i].crl)
            c.crl[i] = read_crl(trust[i].crl, trust[i].n_crl);
    /* One that carries a content of its own says nothing of this file. */
    if (own && !*own && CMS_get0_SignerInfos(cms) &&
        sk_CMS_SignerInfo_num(CMS_get0_SignerInfos(cms)) > 0) {
        found.result = check_content(cms, fd);
        /* Who signed is told even of a file that has changed. */
        if (found.result != CMS_BROKEN)
            check_signers(&c, cms, arrived);
    }
    for (size_t i = 0; i < n_trust; i++)
        X509_CRL_free(c.crl[i]);
    CMS_ContentInfo_free(cms);
    ERR_clear_error();
    return found;
}
