/* SPDX-License-Identifier: Apache-2.0 */
/*
 * signature.c: signatures brought beside a document's files.  The check reads
 * files, so it is long work; what it found stays as a record, and is found
 * again when the list of trusted issuers has changed.
 */
#include "mod/documents/signature.h"

#include "base/buf.h"
#include "kernel/org.h"
#include "kernel/record.h"
#include "mod/documents/cms_check.h"
#include "mod/documents/document_life.h"
#include "store/files.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PAPER_BYTES = 1 << 20, CRL_BYTES = 16 << 20 };

/* --- Reading files ---------------------------------------------------------- */

static enum rc open_file(struct rq *rq, int64_t id, int *fd, int64_t *size,
                         const char **hash)
{
    struct sha256 h;
    const struct file *f;
    void *rec;

    TRY(record_load(rq, &type_file, id, &rec));
    f = rec;
    *hash = f->hash;
    if (!hex_decode(f->hash, h.b, sizeof h.b))
        return RC_BROKEN;
    return files_open(rq->app->store, h, fd, size);
}

static enum rc read_file(struct rq *rq, int64_t id, int64_t most,
                         const void **bytes, size_t *n, const char **hash)
{
    size_t got = 0;
    int64_t size;
    char *to;
    int fd;

    TRY(open_file(rq, id, &fd, &size, hash));
    if (size > most) {
        (void)close(fd);
        return RC_INVALID;
    }
    to = mem_alloc(rq->mem, (size_t)size + 1);
    while (got < (size_t)size) {
        ssize_t part = pread(fd, to + got, (size_t)size - got, (off_t)got);

        if (part <= 0)
            break;
        got += (size_t)part;
    }
    (void)close(fd);
    *bytes = to;
    *n = got;
    return got == (size_t)size ? RC_OK : RC_BROKEN;
}

/* --- Whom we trust ---------------------------------------------------------- */

static enum rc issuer_check(struct rq *rq, void *rec, const void *old)
{
    struct trusted_issuer *t = rec;
    const struct trusted_issuer *was = old;
    const char *hash, *subject;
    const void *bytes;
    int64_t until;
    size_t n;

    if (!was || was->certificate != t->certificate) {
        if (read_file(rq, t->certificate, PAPER_BYTES, &bytes, &n, &hash) ||
            !cms_certificate(rq->mem, bytes, n, &subject, &until))
            return fail(rq, RC_INVALID, "certificate",
                        "this is not a certificate: bring one as PEM or DER");
        t->subject = subject;
        t->valid_to = day_of(until, rq->app->zone);
    }
    if (t->crl && (!was || was->crl != t->crl) &&
        (read_file(rq, t->crl, CRL_BYTES, &bytes, &n, &hash) ||
         !cms_crl(bytes, n)))
        return fail(rq, RC_INVALID, "crl",
                    "this is not a list of revoked certificates");
    return RC_OK;
}

static enum rc add_trust(struct rq *rq, const struct trusted_issuer *t,
                         struct cms_trust *out)
{
    const char *hash;

    out->signs = strcmp(t->use, "stamps") != 0;
    out->stamps = strcmp(t->use, "signatures") != 0;
    TRY(read_file(rq, t->certificate, PAPER_BYTES, &out->certificate,
                  &out->n_certificate, &hash));
    return t->crl ? read_file(rq, t->crl, CRL_BYTES, &out->crl, &out->n_crl,
                              &hash)
                  : RC_OK;
}

static enum rc read_trust(struct rq *rq, struct cms_trust **out, size_t *n)
{
    static const struct sql_text q = {
        "SELECT id FROM trusted_issuer WHERE state = 'active' ORDER BY id", "",
        "i"
    };
    struct refs ids;
    void *rec;

    TRY(refs_read(rq, sql_query(rq->sql, &q, NO_ARGS), &ids));
    *out = MEM_ARRAY(rq->mem, ids.n + 1, struct cms_trust);
    *n = ids.n;
    for (size_t i = 0; i < ids.n; i++) {
        TRY(record_load(rq, &type_trusted_issuer, ids.id[i], &rec));
        TRY(add_trust(rq, rec, &(*out)[i]));
    }
    return RC_OK;
}

/* --- The check -------------------------------------------------------------- */

static const struct choice results[] = {
    [CMS_VALID] = { "valid", N_("The signature is valid") },
    [CMS_UNKNOWN] = { "unknown",
                      N_("The issuer of the certificate is not known") },
    [CMS_EXPIRED] = { "expired",
                      N_("The certificate was not in force when it was signed") },
    [CMS_REVOKED] = { "revoked", N_("The certificate had been revoked") },
    [CMS_UNFIT] = { "unfit", N_("The certificate is not one to sign with") },
    [CMS_CHANGED] = { "changed",
                      N_("The file is not the one that was signed") },
    [CMS_STAMP] = { "stamp", N_("The time stamp proves nothing") },
    [CMS_BROKEN] = { "broken", N_("This is not a whole detached signature") },
};

static const char *state_of(enum cms_result r)
{
    if (r == CMS_VALID)
        return "valid";
    return r == CMS_CHANGED || r == CMS_BROKEN ? "invalid" : "doubtful";
}

struct outcome {
    struct job *job;
    int64_t id;
    struct cms_found found;
    const char *file_hash, *envelope_hash;
};

static day day_or_none(struct rq *rq, int64_t at)
{
    return at ? day_of(at, rq->app->zone) : DAY_NONE;
}

static enum rc keep(struct rq *rq, void *arg)
{
    const struct outcome *o = arg;
    const struct cms_found *f = &o->found;
    struct job j = *o->job; /* it may run again */
    struct signature *s;
    void *rec;

    TRY(record_load(rq, &type_signature, o->id, &rec));
    s = rec;
    s->result = results[f->result].name;
    s->signer = f->name;
    s->organisation = f->organisation;
    s->issuer = f->issuer;
    s->serial = f->serial;
    s->valid_from = day_or_none(rq, f->valid_from);
    s->valid_to = day_or_none(rq, f->valid_to);
    s->claimed = f->claimed;
    s->stamped = f->stamped;
    s->stamper = f->stamper;
    s->signers = (struct count){ (int64_t)f->signers, true };
    s->file_hash = o->file_hash;
    s->envelope_hash = o->envelope_hash;
    s->checked_at = rq->now;
    s->title = f->name ? f->name : s->title;
    s->r.state = state_of(f->result);
    TRY(record_put(rq, &type_signature, s, "checked"));
    return job_done(rq, &j);
}

enum rc signature_job(struct rq *rq, struct job *j)
{
    struct outcome o = { .job = j, .id = strtoll(j->input, NULL, 10) };
    const struct signature *s;
    struct cms_trust *trust;
    const void *bytes;
    size_t n, n_trust;
    int64_t size;
    void *rec;
    int fd;

    TRY(record_load(rq, &type_signature, o.id, &rec));
    s = rec;
    TRY(read_trust(rq, &trust, &n_trust));
    TRY(read_file(rq, s->envelope, PAPER_BYTES, &bytes, &n, &o.envelope_hash));
    TRY(open_file(rq, s->file, &fd, &size, &o.file_hash));
    o.found = cms_check(rq->mem, fd, bytes, n, trust, n_trust,
                        s->r.created_at);
    (void)close(fd);
    return app_write(rq, keep, &o);
}

/* --- Bringing one ------------------------------------------------------------- */

static enum rc ask(struct rq *rq, const struct signature *s)
{
    int64_t job;

    return job_add(rq, SIGNATURE_JOB, s->title,
                   mem_fmt(rq->mem, "%lld", (long long)s->r.id), &job);
}

static enum rc signature_again(struct rq *rq, void *rec)
{
    return ask(rq, rec);
}

static enum rc signature_stored(struct rq *rq, const void *rec,
                                const void *old)
{
    return old ? RC_OK : ask(rq, rec);
}

static enum rc signature_check(struct rq *rq, void *rec, const void *old)
{
    struct signature *s = rec;
    const struct document *d;
    const struct file *f;
    void *found;

    if (old)
        return RC_OK;
    TRY(record_load(rq, &type_document, s->document, &found));
    d = found;
    if (!s->file && d->files.n == 1)
        s->file = d->files.id[0];
    if (!refs_have(&d->files, s->file))
        return fail(rq, RC_INVALID, "file",
                    "name one of the files of the document");
    TRY(record_load(rq, &type_file, s->envelope, &found));
    f = found;
    if (strcmp(f->kind, "application/pkcs7-signature"))
        return fail(rq, RC_INVALID, "envelope",
                    "this is not a signature: bring a file .p7s or .sig");
    if (f->size.n > PAPER_BYTES)
        return fail(rq, RC_INVALID, "envelope",
                    "the signature is larger than 1 MB");
    s->title = f->name;
    return RC_OK;
}

/* --- Tables ------------------------------------------------------------------- */

static const struct choice uses[] = {
    { "both", N_("Signatures and time stamps") },
    { "signatures", N_("Signatures") },
    { "stamps", N_("Time stamps") },
};
static const struct state issuer_states[] = {
    { "active", N_("Trusted"), TONE_GOOD },
    { "dropped", N_("No longer trusted"), TONE_MUTED },
};
static const struct step issuer_steps[] = {
    { .name = "drop", .label = N_("No longer trust"), .from = { "active" },
      .to = "dropped", .danger = true },
    { .name = "restore", .label = N_("Trust again"), .from = { "dropped" },
      .to = "active" },
};
static const struct field trusted_issuer_fields[] = {
    FIELD_TEXT(trusted_issuer, title, .label = N_("Name"), .must = true,
               .list = true, .search = true, .max = 200),
    FIELD_FILE(trusted_issuer, certificate, .label = N_("Certificate"),
               .help = N_("Of the issuer: a file .pem, .crt or .cer"),
               .must = true),
    FIELD_FILE(trusted_issuer, crl, .label = N_("List of revoked certificates"),
               .help = N_("A file .crl of the same issuer, as fresh as it"
                          " publishes")),
    FIELD_CHOICE(trusted_issuer, use, uses, .label = N_("Trusted for"),
                 .must = true, .list = true, .filter = true),
    FIELD_TEXT(trusted_issuer, subject, .label = N_("Whose certificate"),
               .computed = true, .list = true, .max = 500),
    FIELD_DAY(trusted_issuer, valid_to, .label = N_("Certificate ends"),
              .computed = true, .list = true, .sort = true, .filter = true),
};

static const struct state signature_states[] = {
    { "waiting", N_("Waits for its check"), TONE_INFO },
    { "valid", N_("Valid"), TONE_GOOD },
    { "doubtful", N_("Not proved"), TONE_WARN },
    { "invalid", N_("Not valid"), TONE_BAD },
};
static const struct step signature_steps[] = {
    { .name = "again", .label = N_("Check again"),
      .from = { "waiting", "valid", "doubtful", "invalid" }, .to = "waiting",
      .effect = signature_again },
};
#define FOUND_TEXT(name, words, ...)                                           \
    FIELD_TEXT(signature, name, .label = words, .computed = true, .max = 500,  \
               __VA_ARGS__)
static const struct field signature_fields[] = {
    FIELD_REF(signature, document, &type_document, .label = N_("Document"),
              .must = true, .list = true, .filter = true, .fixed = true),
    FIELD_REF(signature, file, &type_file, .label = N_("Signed file"),
              .help = N_("One of the document's; may stay empty when it has"
                         " one alone"),
              .fixed = true,
              .among = "EXISTS (SELECT 1 FROM document_files x"
                       " WHERE x.owner = {document} AND x.target = t.id)"),
    FIELD_FILE(signature, envelope, .label = N_("Signature (.p7s, .sig)"),
               .must = true, .fixed = true),
    FOUND_TEXT(title, N_("Signature of"), .search = true),
    FIELD_CHOICE(signature, result, results, .label = N_("What was found"),
                 .computed = true, .list = true, .filter = true),
    FOUND_TEXT(signer, N_("Signer by the certificate"), .search = true),
    FOUND_TEXT(organisation, N_("Organisation by the certificate"),
               .list = true, .search = true),
    FOUND_TEXT(issuer, N_("Certificate issued by"), .list = false),
    FOUND_TEXT(serial, N_("Number of the certificate"), .list = false),
    FIELD_DAY(signature, valid_from, .label = N_("Certificate begins"),
              .computed = true),
    FIELD_DAY(signature, valid_to, .label = N_("Certificate ends"),
              .computed = true),
    FIELD_INSTANT(signature, claimed,
                  .label = N_("Time of signing as the signer states it"),
                  .computed = true),
    FIELD_INSTANT(signature, stamped,
                  .label = N_("Time that a time stamp proves"),
                  .computed = true),
    FOUND_TEXT(stamper, N_("Time stamp given by"), .list = false),
    FIELD_COUNT(signature, signers, .label = N_("Signers"), .computed = true),
    FOUND_TEXT(file_hash, N_("SHA-256 of the signed file"), .list = false),
    FOUND_TEXT(envelope_hash, N_("SHA-256 of the signature"), .list = false),
    FIELD_INSTANT(signature, checked_at, .label = N_("Checked"),
                  .computed = true),
};

static const struct relation signature_relations[] = {
    OF_HAND_RELATION,
};

const struct type type_trusted_issuer = {
    .name = "trusted_issuer", .label = N_("Trusted issuer of certificates"),
    .plural = N_("Trusted issuers of certificates"),
    .size = sizeof(struct trusted_issuer), SPAN(fields, trusted_issuer_fields),
    SPAN(states, issuer_states), SPAN(steps, issuer_steps), .title = "title",
    .order = "title", .check = issuer_check,
};
const struct type type_signature = {
    .name = "signature", .label = N_("Signature on a file"),
    .plural = N_("Signatures on files"), .size = sizeof(struct signature),
    SPAN(fields, signature_fields), SPAN(states, signature_states),
    SPAN(steps, signature_steps), SPAN(relations, signature_relations),
    .title = "title", .check = signature_check, .stored = signature_stored,
    .closed_to = OF_CLOSED,
};
