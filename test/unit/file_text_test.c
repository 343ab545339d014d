/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file_text_test.c: papers are found by their words: a PDF that carries text, a
 * scan of Kyrgyz, Russian and English; what is damaged, too large, of an
 * unknown language or killed leaves the document whole and says why.
 */
#include "strategy_help.h"

#include "kernel/bounded.h"
#include "kernel/demo.h"
#include "kernel/record.h"
#include "mod/documents/documents.h"
#include "mod/documents/file_text.h"
#include "store/files.h"
#include "store/search.h"
#include "web/pdf.h"

#include <cairo-pdf.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <zlib.h>

static const struct module *const all_modules[] = {
    &kernel_module, &mod_strategy, &mod_documents
};
static struct uni u;
static char work[] = "/tmp/ordo-reading-XXXXXX";
static char path_before[4000];

/* --- The bounds --------------------------------------------------------------- */

static bool never(void *arg)
{
    (void)arg;
    return false;
}

static enum bounded run(const char *script, int64_t output,
                        bool (*go_on)(void *), char *said, size_t room)
{
    const char *const argv[] = { "sh", "-c", script, NULL };
    struct bounds b = { .seconds = 2, .memory = 256 << 20, .output = output,
                        .go_on = go_on };
    int in = memfd_create("in", MFD_CLOEXEC);
    int out = memfd_create("out", MFD_CLOEXEC);
    enum bounded result;
    ssize_t n;

    assert_int_equal(write(in, "ready", 5), 5);
    result = bounded_run(argv, in, out, &b);
    n = pread(out, said, room - 1, 0);
    said[n > 0 ? n : 0] = '\0';
    close(in);
    close(out);
    return result;
}

static void test_bounds(void **state)
{
    const char *const none[] = { "ordo-no-such-program", NULL };
    struct bounds b = { .seconds = 2, .memory = 256 << 20, .output = 100 };
    char said[100];
    int fd = memfd_create("x", MFD_CLOEXEC);

    (void)state;
    assert_int_equal(run("cat", 100, NULL, said, sizeof said), BOUNDED_OK);
    assert_string_equal(said, "ready");
    assert_int_equal(run("exit 3", 100, NULL, said, sizeof said),
                     BOUNDED_FAILED);
    assert_int_equal(run("sleep 60", 100, NULL, said, sizeof said),
                     BOUNDED_LIMIT);
    assert_int_equal(run("exec yes", 5000, NULL, said, sizeof said),
                     BOUNDED_LIMIT);
    assert_int_equal(run("sleep 60", 100, never, said, sizeof said),
                     BOUNDED_STOPPED);
    /* More memory than is given is refused to it. */
    assert_int_equal(run("head -c 900000000 /dev/zero | tail -c 800000000 |"
                         " wc -c",
                         100, NULL, said, sizeof said),
                     BOUNDED_OK);
    assert_true(atol(said) < 800000000);
    /* None of our descriptors. */
    assert_int_equal(run("test ! -e /proc/self/fd/9", 100, NULL, said,
                         sizeof said),
                     BOUNDED_OK);
    assert_int_equal(bounded_run(none, fd, fd, &b), BOUNDED_MISSING);
    close(fd);
}

/* --- Papers ------------------------------------------------------------------- */

static struct buf letter(const char *text)
{
    struct pdf *p = pdf_new(u.mem, LANG_KY, "Кат");
    struct buf b;

    pdf_text(p, text);
    buf_init(&b, u.mem);
    assert_int_equal(pdf_make(p, &b), RC_OK);
    return b;
}

static const char *in_work(const char *name)
{
    return mem_fmt(u.mem, "%s/%s", work, name);
}

static void write_file(const char *name, const void *bytes, size_t n)
{
    FILE *f = fopen(in_work(name), "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    fclose(f);
}

static struct buf read_file(const char *name)
{
    FILE *f = fopen(in_work(name), "rb");
    struct buf b;
    char part[4096];
    size_t n;

    assert_non_null(f);
    buf_init(&b, u.mem);
    while ((n = fread(part, 1, sizeof part, f)))
        buf_add(&b, part, n);
    fclose(f);
    return b;
}

/* The letter as a picture, as a scanner gives it: scan.png. */
static void scan(const char *text)
{
    struct buf pdf = letter(text);
    const char *base = in_work("scan");

    write_file("letter.pdf", pdf.s, pdf.n);
    assert_int_equal(
        system(mem_fmt(u.mem, "pdftoppm -r 200 -gray -png -singlefile %s %s",
                       in_work("letter.pdf"), base)),
        0);
}

/* A PDF whose pages are that picture: scan.pdf. */
static void scan_pdf(int pages)
{
    cairo_surface_t *picture =
        cairo_image_surface_create_from_png(in_work("scan.png"));
    cairo_surface_t *paper =
        cairo_pdf_surface_create(in_work("scan.pdf"), 595, 842);
    cairo_t *c = cairo_create(paper);

    for (int i = 0; i < pages; i++) {
        cairo_save(c);
        cairo_scale(c, 72. / 200, 72. / 200);
        cairo_set_source_surface(c, picture, 0, 0);
        cairo_paint(c);
        cairo_restore(c);
        cairo_show_page(c);
    }
    cairo_destroy(c);
    cairo_surface_destroy(paper);
    cairo_surface_destroy(picture);
}

/* One page that says the same 30 million times, in a few kilobytes. */
static struct buf bomb(void)
{
    size_t most = 200 << 20;
    char *text = malloc(most);
    uLongf n = compressBound(most);
    Bytef *z = malloc(n);
    struct buf b;

    assert_true(text && z);
    for (size_t i = 0; i < most; i++)
        text[i] = "(A)Tj "[i % 6];
    assert_int_equal(compress2(z, &n, (const Bytef *)text, most, 1), Z_OK);
    buf_init(&b, u.mem);
    buf_fmt(&b,
            "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
            "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
            "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9000000 9000000]"
            "/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
            "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
            "4 0 obj<</Filter/FlateDecode/Length %lu>>stream\n",
            (unsigned long)n);
    buf_add(&b, z, n);
    buf_str(&b, "\nendstream endobj\ntrailer<</Root 1 0 R>>\n");
    free(text);
    free(z);
    return b;
}

/* --- As records ---------------------------------------------------------------- */

struct change {
    const struct type *type;
    void *rec;
    const char *step; /* NULL: it is new; "": it changes */
};

static enum rc change_now(struct rq *rq, void *arg)
{
    const struct change *c = arg;

    if (!c->step)
        return record_add(rq, c->type, c->rec);
    return *c->step ? record_step(rq, c->type, c->rec, c->step, 0)
                    : record_save(rq, c->type, c->rec);
}

static enum rc change(const struct type *t, void *rec, const char *step)
{
    struct change c = { t, rec, step };

    rq_forget(&u.rq);
    return app_write(&u.rq, change_now, &c);
}

static int64_t bring(const char *name, struct buf bytes)
{
    char *temporary = files_temporary(u.app.store, u.mem);
    struct sha256 hash = sha256(bytes.s, bytes.n);
    struct file *f = record_new(&u.rq, &type_file);
    int fd = open(temporary, O_RDWR | O_CREAT, 0600);

    assert_true(fd >= 0 &&
                write(fd, bytes.s, bytes.n) == (ssize_t)bytes.n);
    f->kind = files_kind(fd, name);
    close(fd);
    assert_non_null(f->kind);
    assert_int_equal(files_keep(u.app.store, temporary, hash), RC_OK);
    f->name = name;
    f->hash = sha256_hex(u.mem, hash);
    f->size = (struct count){ (int64_t)bytes.n, true };
    assert_int_equal(change(&type_file, f, NULL), RC_OK);
    return f->r.id;
}

static void run_jobs(void)
{
    while (job_next(&u.app))
        ;
}

static struct document *document_of(int64_t id)
{
    void *rec;

    rq_forget(&u.rq);
    OK(&u, record_load(&u.rq, &type_document, id, &rec));
    return rec;
}

/* A document with that file, and its reading after all jobs have run. */
static struct file_text *read_paper(const char *name, struct buf bytes)
{
    struct document *d = record_new(&u.rq, &type_document);
    int64_t *file = mem_alloc(u.mem, sizeof *file);
    int64_t version;
    void *rec;

    *file = bring(name, bytes);
    d->book = uni_count(&u, "SELECT id FROM document_register"
                            " WHERE code = 'IN'");
    d->title = mem_fmt(u.mem, "About %s", name);
    d->files = (struct refs){ file, 1 };
    OK(&u, change(&type_document, d, NULL));
    version = d->r.version;
    run_jobs();
    d = document_of(d->r.id);
    assert_int_equal(d->r.version, version);
    assert_true(refs_have(&d->files, *file));
    OK(&u, record_load(&u.rq, &type_file_text,
                       uni_count(&u, "SELECT MAX(id) FROM file_text"), &rec));
    return rec;
}

static enum rc take_words(struct rq *rq, void *arg)
{
    return search_index(rq->sql, rq->mem, 1000, arg);
}

static bool found(int64_t id, const char *words)
{
    struct list l = { .type = &type_document, .limit = 50, .n_filters = 1,
                      .filters = { { NULL, LIST_WORDS, words } } };

    int n = 1;

    while (n)
        OK(&u, app_write(&u.rq, take_words, &n));
    rq_forget(&u.rq);
    OK(&u, list_read(&u.rq, &l));
    for (size_t i = 0; i < l.n; i++)
        if (((struct record *)l.rec[i])->id == id)
            return true;
    return false;
}

#define KYRGYZ "Окуу корпусундагы жылытуу системасын өзгөртүү жөнүндө"
#define RUSSIAN "Просим рассмотреть заявление и сообщить решение"
#define ENGLISH "The laboratory equipment was delivered yesterday"

static void test_carried(void **state)
{
    struct file_text *r = read_paper("carried.pdf", letter(KYRGYZ));

    (void)state;
    assert_string_equal(r->r.state, "read");
    assert_non_null(strstr(r->body, KYRGYZ));
    assert_int_equal(r->recognised.n, 0);
    assert_null(r->result);
    assert_true(found(r->document, "жылытуу"));
    assert_false(found(r->document, "заявление"));
}

static void test_picture(void **state)
{
    struct file_text *r;

    (void)state;
    scan(KYRGYZ ".\n\n" RUSSIAN ".\n\n" ENGLISH ".");
    r = read_paper("scan.png", read_file("scan.png"));
    assert_string_equal(r->r.state, "read");
    assert_string_equal(r->languages, "kir+rus+eng");
    assert_int_equal(r->recognised.n, 1);
    assert_true(found(r->document, "өзгөртүү"));
    assert_true(found(r->document, "заявление"));
    assert_true(found(r->document, "laboratory"));
}

/* More pages than are read at once, and a server that ends between. */
static void test_pages(void **state)
{
    struct file_text *r;
    struct document *d;

    (void)state;
    scan(RUSSIAN);
    scan_pdf(4);
    r = read_paper("scan.pdf", read_file("scan.pdf"));
    assert_string_equal(r->r.state, "read");
    assert_int_equal(r->pages.n, 4);
    assert_int_equal(r->done.n, 4);
    assert_int_equal(r->recognised.n, 4);
    assert_true(found(r->document, "рассмотреть"));
    d = document_of(r->document);
    d->files = (struct refs){ 0 };
    OK(&u, change(&type_document, d, ""));
    assert_false(found(r->document, "рассмотреть"));
}

static void test_damaged(void **state)
{
    struct buf b = letter(KYRGYZ);
    struct file_text *r;

    (void)state;
    memset(b.s + 10, 'x', b.n - 10);
    r = read_paper("damaged.pdf", b);
    assert_string_equal(r->r.state, "failed");
    assert_string_equal(r->result, "damaged");
    assert_true(found(r->document, "damaged"));
    b = bomb();
    r = read_paper("bomb.pdf", b);
    /* Whatever the program makes of it, it comes to an end. */
    assert_string_not_equal(r->r.state, "waiting");
    assert_true(found(r->document, "bomb"));
}

/* A program of this name stands first in PATH. */
static void pretend(const char *name, const char *script)
{
    write_file(name, script, strlen(script));
    assert_int_equal(chmod(in_work(name), 0755), 0);
}

static struct file_text *again(struct file_text *r)
{
    void *rec;

    OK(&u, change(&type_file_text, r, "again"));
    run_jobs();
    rq_forget(&u.rq);
    OK(&u, record_load(&u.rq, &type_file_text, r->r.id, &rec));
    return rec;
}

static void test_hindered(void **state)
{
    struct file_text *r;

    (void)state;
    scan(RUSSIAN);
    setenv("PATH", mem_fmt(u.mem, "%s:%s", work, path_before), 1);
    pretend("tesseract", "#!/bin/sh\nkill -SEGV $$\n");
    r = read_paper("crash.png", read_file("scan.png"));
    assert_string_equal(r->r.state, "failed");
    pretend("tesseract", "#!/bin/sh\necho List:\necho deu\n");
    r = again(r);
    assert_string_equal(r->r.state, "failed");
    assert_string_equal(r->result, "language");
    pretend("tesseract",
            "#!/bin/sh\nif [ $1 = --list-langs ]; then echo; echo rus;"
            " else echo \"рассмотреть $4\"; fi\n");
    r = again(r);
    assert_string_equal(r->r.state, "read");
    assert_string_equal(r->result, "some_languages");
    assert_non_null(strstr(r->body, "рассмотреть rus"));
    assert_int_equal(unlink(in_work("tesseract")), 0);
    setenv("PATH", path_before, 1);
    r = again(r);
    assert_string_equal(r->r.state, "read");
    assert_null(r->result);
    assert_true(found(r->document, "рассмотреть"));
}

static int open_house(void **state)
{
    (void)state;
    (void)snprintf(path_before, sizeof path_before, "%s", getenv("PATH"));
    assert_non_null(mkdtemp(work));
    uni_open_demo(&u, all_modules, COUNT(all_modules));
    OK(&u, demo_role_person(&u.rq, "clerk", &u.rq.person));
    return 0;
}

static int close_house(void **state)
{
    (void)state;
    uni_close(&u);
    return nftw(work, uni_unlink, 16, FTW_DEPTH | FTW_PHYS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bounds),   cmocka_unit_test(test_carried),
        cmocka_unit_test(test_picture),  cmocka_unit_test(test_pages),
        cmocka_unit_test(test_damaged),  cmocka_unit_test(test_hindered),
    };

    return cmocka_run_group_tests(tests, open_house, close_house);
}
