/* SPDX-License-Identifier: Apache-2.0 */
/*
 * signature_test.c: detached signatures of national certificates: good, old,
 * revoked, of a stranger, of another file, broken, with time stamps; kept as
 * records, the signed file byte for byte.
 */
#include "strategy_help.h"
#include "signature_help.h"

#include "kernel/demo.h"
#include "kernel/record.h"
#include "mod/documents/cms_check.h"
#include "mod/documents/documents.h"
#include "mod/documents/signature.h"
#include "store/files.h"

#include <fcntl.h>
#include <time.h>

#define YEAR (INT64_C(366) * 86400 * 1000000)

static char dir[] = "/tmp/ordo-pki-XXXXXX";
static struct mem *mem;
static int64_t now;

static int make_pki(void **state)
{
    struct timespec t;

    (void)state;
    hash_init();
    mem = mem_new(0);
    clock_gettime(CLOCK_REALTIME, &t); /* certificates begin now */
    now = ((int64_t)t.tv_sec + 2) * 1000000;
    if (!mkdtemp(dir) || setenv("PKI", dir, 1) || pki_run(pki_script))
        return -1;
    return pki_stamp(dir, "good.p7s", "stamp", "stamped.p7s", 0) ||
           pki_stamp(dir, "good.p7s", "stamp", "wrong.p7s", 1) ||
           pki_stamp(dir, "good.p7s", "false", "false.p7s", 0);
}

static int end_pki(void **state)
{
    (void)state;
    mem_free(mem);
    return nftw(dir, uni_unlink, 16, FTW_DEPTH | FTW_PHYS);
}

static size_t take(const char *name, char **to)
{
    *to = mem_alloc(mem, 65536);
    return pki_read(dir, name, *to, 65536);
}

/* --- The check alone ---------------------------------------------------------- */

struct asked {
    const char *envelope, *text; /* NULL: the text that was signed */
    bool no_crl, no_stamps;
    int64_t later;
};

static struct cms_found ask(struct asked a)
{
    struct cms_trust trust = { .signs = true, .stamps = !a.no_stamps };
    struct cms_found f;
    char path[200], *envelope, *root, *crl;
    size_t n = take(a.envelope, &envelope);
    int fd;

    trust.n_certificate = take("root.pem", &root);
    trust.certificate = root;
    if (!a.no_crl) {
        trust.n_crl = take("root.crl", &crl);
        trust.crl = crl;
    }
    if (a.text)
        pki_write(dir, "seen", a.text, strlen(a.text));
    snprintf(path, sizeof path, "%s/%s", dir, a.text ? "seen" : "text.txt");
    fd = open(path, O_RDONLY);
    assert_true(fd >= 0);
    f = cms_check(mem, fd, envelope, n, &trust, 1, now + a.later);
    close(fd);
    return f;
}

#define RESULT(want, ...)                                                      \
    assert_int_equal(ask((struct asked){ __VA_ARGS__ }).result, want)

static void test_results(void **state)
{
    struct cms_found f = ask((struct asked){ .envelope = "good.p7s" });

    (void)state;
    assert_int_equal(f.result, CMS_VALID);
    assert_string_equal(f.name, "Асанова Айгүл");
    assert_string_equal(f.organisation, "Билим берүү министрлиги");
    assert_string_equal(f.issuer, "Root of the country");
    assert_string_equal(f.serial, "0A");
    assert_int_equal(f.signers, 1);
    assert_true(f.claimed > 0 && !f.stamped);
    RESULT(CMS_VALID, .envelope = "good.sig");
    RESULT(CMS_EXPIRED, .envelope = "old.p7s");
    RESULT(CMS_REVOKED, .envelope = "gone.p7s");
    RESULT(CMS_VALID, .envelope = "gone.p7s", .no_crl = true);
    RESULT(CMS_UNFIT, .envelope = "box.p7s");
    RESULT(CMS_UNKNOWN, .envelope = "strange.p7s");
    RESULT(CMS_BROKEN, .envelope = "cut.p7s");
    RESULT(CMS_BROKEN, .envelope = "text.txt");
    RESULT(CMS_BROKEN, .envelope = "whole.p7s");
}

static void test_changed(void **state)
{
    struct cms_found f = ask((struct asked){ .envelope = "good.p7s",
                                             .text = "A letter" });

    (void)state;
    /* One byte less, and CRLF for LF. */
    assert_int_equal(f.result, CMS_CHANGED);
    assert_string_equal(f.name, "Асанова Айгүл");
    RESULT(CMS_CHANGED, .envelope = "good.p7s", .text = "A letter\r\n");
    RESULT(CMS_VALID, .envelope = "good.p7s", .text = "A letter\n");
    RESULT(CMS_CHANGED, .envelope = "strange.p7s", .text = "");
}

/* Each bit of a signature counts: none that is turned leaves it valid with
 * another signer's name, and none ends the program. */
static void test_turned_bits(void **state)
{
    char *good;
    size_t n = take("good.p7s", &good), valid = 0;

    (void)state;
    for (size_t i = 0; i < n; i += 7) {
        struct cms_found f;

        good[i] ^= 4;
        pki_write(dir, "turned.p7s", good, n);
        good[i] ^= 4;
        f = ask((struct asked){ .envelope = "turned.p7s" });
        if (f.result != CMS_VALID)
            continue;
        valid++;
        assert_string_equal(f.name, "Асанова Айгүл");
    }
    /* Versions and the like, which nothing reads. */
    assert_true(valid < n / 7 / 10);
}

static void test_stamps(void **state)
{
    struct cms_found f = ask((struct asked){ .envelope = "stamped.p7s" });

    (void)state;
    assert_int_equal(f.result, CMS_VALID);
    assert_string_equal(f.stamper, "Stamps");
    assert_true(f.stamped > 0 && f.stamped <= now + 60 * 1000000);
    /* Long after both certificates have ended: the stamp still proves it. */
    RESULT(CMS_EXPIRED, .envelope = "good.p7s", .later = 30 * YEAR);
    RESULT(CMS_VALID, .envelope = "stamped.p7s", .later = 30 * YEAR);
    RESULT(CMS_STAMP, .envelope = "wrong.p7s");
    RESULT(CMS_STAMP, .envelope = "false.p7s");
    RESULT(CMS_STAMP, .envelope = "stamped.p7s", .no_stamps = true);
}

static void test_papers(void **state)
{
    const char *name;
    int64_t until;
    char *b;
    size_t n = take("root.pem", &b);

    (void)state;
    assert_true(cms_certificate(mem, b, n, &name, &until));
    assert_string_equal(name, "Root of the country");
    assert_true(until > now + 20 * YEAR);
    assert_false(cms_crl(b, n));
    n = take("root.crl", &b);
    assert_true(cms_crl(b, n));
    assert_false(cms_certificate(mem, b, n, &name, &until));
    assert_false(cms_certificate(mem, "", 0, &name, &until));
}

/* --- As records ---------------------------------------------------------------- */

static const struct module *const all_modules[] = {
    &kernel_module, &mod_strategy, &mod_documents
};
static struct uni u;
static int64_t clerk, paper, other;

struct change {
    const struct type *type;
    void *rec;
    const char *step; /* NULL: it is new */
};

static enum rc change_now(struct rq *rq, void *arg)
{
    const struct change *c = arg;

    return c->step ? record_step(rq, c->type, c->rec, c->step, 0)
                   : record_add(rq, c->type, c->rec);
}

static enum rc change(const struct type *t, void *rec, const char *step)
{
    struct change c = { t, rec, step };

    rq_forget(&u.rq);
    return app_write(&u.rq, change_now, &c);
}

/* A file of the folder, in the store. */
static int64_t bring(const char *name)
{
    char *bytes, *temporary = files_temporary(u.app.store, u.mem);
    size_t n = take(name, &bytes);
    struct sha256 hash = sha256(bytes, n);
    struct file *f = record_new(&u.rq, &type_file);
    const char *kind;
    int fd = open(temporary, O_RDWR | O_CREAT, 0600);

    assert_true(fd >= 0 && write(fd, bytes, n) == (ssize_t)n);
    kind = files_kind(fd, name);
    close(fd);
    assert_non_null(kind);
    assert_int_equal(files_keep(u.app.store, temporary, hash), RC_OK);
    f->name = name;
    f->kind = kind;
    f->hash = sha256_hex(u.mem, hash);
    f->size = (struct count){ (int64_t)n, true };
    assert_int_equal(change(&type_file, f, NULL), RC_OK);
    return f->r.id;
}

static int64_t new_document(const char *name, int64_t *file)
{
    struct document *d = record_new(&u.rq, &type_document);

    *file = bring(name);
    d->book = uni_count(&u, "SELECT id FROM document_register"
                            " WHERE code = 'IN'");
    d->title = "A signed letter";
    d->files = (struct refs){ file, 1 };
    assert_int_equal(change(&type_document, d, NULL), RC_OK);
    return d->r.id;
}

static int open_house(void **state)
{
    (void)state;
    uni_open_demo(&u, all_modules, COUNT(all_modules));
    clock_set(now);
    u.rq.now = now;
    OK(&u, demo_role_person(&u.rq, "clerk", &clerk));
    paper = new_document("text.txt", &other);
    return 0;
}

static int close_house(void **state)
{
    (void)state;
    uni_close(&u);
    return 0;
}

static struct signature *signature(const char *envelope, int64_t file)
{
    struct signature *s = record_new(&u.rq, &type_signature);

    s->document = paper;
    s->file = file;
    s->envelope = bring(envelope);
    return s;
}

static struct signature *load(int64_t id)
{
    void *rec;

    OK(&u, record_load(&u.rq, &type_signature, id, &rec));
    return rec;
}

static void run_jobs(void)
{
    while (job_next(&u.app))
        ;
}

static void test_records(void **state)
{
    struct trusted_issuer *t = record_new(&u.rq, &type_trusted_issuer);
    struct signature *s = signature("good.p7s", 0);
    int64_t id;
    char *text;

    (void)state;
    OK(&u, change(&type_signature, s, NULL));
    id = s->r.id;
    run_jobs();
    s = load(id);
    assert_string_equal(s->r.state, "doubtful");
    assert_string_equal(s->result, "unknown");
    t->title = "The country's";
    t->use = "both";
    t->certificate = bring("root.pem");
    OK(&u, change(&type_trusted_issuer, t, NULL));
    assert_string_equal(t->subject, "Root of the country");
    OK(&u, change(&type_signature, s, "again"));
    run_jobs();
    s = load(id);
    assert_string_equal(s->r.state, "valid");
    assert_string_equal(s->title, "Асанова Айгүл");
    assert_int_equal(s->file, other);
    assert_string_equal(s->file_hash,
                        sha256_hex(u.mem, sha256("A letter\n",
                                                 take("text.txt", &text))));
}

/* A word of refusal for what is none, and nothing is stored. */
static void test_refused(void **state)
{
    int64_t before = uni_count(&u, "SELECT COUNT(*) FROM signature"), loose;
    struct trusted_issuer *t = record_new(&u.rq, &type_trusted_issuer);

    (void)state;
    (void)new_document("root.crl", &loose);
    assert_int_equal(change(&type_signature, signature("good.p7s", loose), NULL), RC_INVALID);
    assert_int_equal(change(&type_signature, signature("text.txt", other), NULL), RC_INVALID);
    assert_int_equal(uni_count(&u, "SELECT COUNT(*) FROM signature"), before);
    t->title = "No certificate";
    t->use = "both";
    t->certificate = other;
    assert_int_equal(change(&type_trusted_issuer, t, NULL), RC_INVALID);
}

int main(void)
{
    const struct CMUnitTest checks[] = {
        cmocka_unit_test(test_results),
        cmocka_unit_test(test_changed),
        cmocka_unit_test(test_turned_bits),
        cmocka_unit_test(test_stamps),
        cmocka_unit_test(test_papers),
        cmocka_unit_test_setup_teardown(test_records, open_house, close_house),
        cmocka_unit_test_setup_teardown(test_refused, open_house, close_house),
    };

    return cmocka_run_group_tests(checks, make_pki, end_pki);
}
