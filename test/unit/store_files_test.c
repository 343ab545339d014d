/* SPDX-License-Identifier: Apache-2.0 */
/* Files: kept once, whole, told by their bytes, offered by a safe name. */
#include "store_help.h"

#include "store/files.h"

#include <fcntl.h>

static const char *write_file(struct place *p, const void *bytes, size_t n)
{
    const char *path = files_temporary(p->store, p->mem);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, n), n);
    close(fd);
    return path;
}

static const char *kept_path(struct place *p, struct sha256 h)
{
    const char *hex = sha256_hex(p->mem, h);

    return mem_fmt(p->mem, "%s/files/%.2s/%s", p->dir, hex, hex);
}

static void test_kept_once(void **state)
{
    struct place *p = *state;
    struct sha256 h = sha256("hello", 5);
    const char *a = write_file(p, "hello", 5), *b = write_file(p, "hello", 5);
    char text[6] = "";
    struct stat st;
    int64_t size;
    int fd;

    assert_int_equal(files_open(p->store, h, &fd, &size), RC_MISSING);
    assert_int_equal(files_keep(p->store, a, h), RC_OK);
    assert_int_equal(files_keep(p->store, b, h), RC_OK);
    assert_int_equal(access(a, F_OK), -1);
    assert_int_equal(access(b, F_OK), -1);
    assert_int_equal(files_open(p->store, h, &fd, &size), RC_OK);
    assert_int_equal(size, 5);
    assert_int_equal(read(fd, text, 5), 5);
    assert_string_equal(text, "hello");
    close(fd);
    assert_int_equal(stat(kept_path(p, h), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0400);
}

static void test_damaged_is_replaced(void **state)
{
    struct place *p = *state;
    struct sha256 h = sha256("hello", 5);
    int64_t size;
    int fd;

    assert_int_equal(files_keep(p->store, write_file(p, "hello", 5), h), RC_OK);
    assert_int_equal(truncate(kept_path(p, h), 2), 0);
    assert_int_equal(files_keep(p->store, write_file(p, "hello", 5), h), RC_OK);
    assert_int_equal(files_open(p->store, h, &fd, &size), RC_OK);
    assert_int_equal(size, 5);
    close(fd);
}

static void test_not_kept(void **state)
{
    struct place *p = *state;
    struct sha256 h = sha256("x", 1);
    const char *gone = files_temporary(p->store, p->mem);
    const char *there = write_file(p, "x", 1);
    char path[128];
    FILE *f;

    assert_int_equal(files_keep(p->store, gone, h), RC_BROKEN);
    /* A file stands where the folder should. */
    snprintf(path, sizeof path, "%s/files/%.2s", p->dir, sha256_hex(p->mem, h));
    f = fopen(path, "w");
    assert_non_null(f);
    fclose(f);
    assert_int_equal(files_keep(p->store, there, h), RC_BROKEN);
    assert_int_equal(access(there, F_OK), -1);
}

/* --- Kinds ---------------------------------------------------------------- */

static const char *kind(struct place *p, const char *name, const void *bytes,
                        size_t n)
{
    const char *path = write_file(p, bytes, n);
    int fd = open(path, O_RDONLY);
    const char *found = files_kind(fd, name);

    assert_true(fd >= 0);
    close(fd);
    unlink(path);
    return found ? found : "none";
}

#define KIND(name, literal) kind(p, (name), literal, sizeof(literal) - 1)
#define IS(expected, name, literal)                                            \
    assert_string_equal(KIND(name, literal), expected)

static void test_kinds(void **state)
{
    struct place *p = *state;

    IS("application/pdf", "x.exe", "%PDF-1.7\n");
    IS("image/png", "x", "\x89PNG\r\n\x1a\n....");
    IS("image/jpeg", "x", "\xff\xd8\xff\xe0....");
    IS("image/webp", "x", "RIFF1234WEBPVP8 ");
    IS("video/mp4", "x",
       "\0\0\0\x18"
       "ftypisom....");
    IS("application/zip", "x", "PK\5\6............");
    IS("text/csv", "a.CSV", "a;b\n1;2\n");
    IS("text/csv", "a.csv",
       "\xef\xbb\xbf"
       "аты;саны\n");
    IS("text/plain", "a.txt", "Өмүр\n");
    IS("application/xml", "a.xml", "<?xml version='1.0'?><a/>");
    IS("application/pkcs7-signature", "a.sig",
       "\x30\x82\x01\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02");
    IS("application/pkcs7-signature", "a", "-----BEGIN PKCS7-----\n");
}

static void test_kinds_not_taken(void **state)
{
    struct place *p = *state;

    IS("none", "a.pdf", "");
    IS("none", "a.pdf", "not a pdf");
    IS("none", "a.html", "<script>alert(1)</script>");
    IS("none", "a.svg", "<?xml version='1.0'?><svg/>");
    IS("none", "a.csv", "a\0b");
    IS("none", "a.csv", "\xe0\xf2\xfb\n");
    IS("none", "a.exe", "MZ......");
    IS("none", "a.png", "GIF89a");
    IS("none", "a.mov",
       "\0\0\0\x14"
       "ftypqt  ....");
    IS("application/pkix-cert", "a.pem", "-----BEGIN CERTIFICATE-----\n");
    IS("application/pkix-cert", "a.cer", "\x30\x82\x01\x00\x30\x81\x02\x03");
    IS("application/pkix-crl", "a.crl", "-----BEGIN X509 CRL-----\n");
    IS("none", "a.bin", "\x30\x82\x01\x00\x30\x81\x02\x03");
    IS("none", "a.p7s", "\x30\x82\x01\x00\x02\x01\x00");
    IS("none", "a.xml", "<html>");
    IS("none", NULL, "text");
}

/* A local header of an archive with a stored content. */
static void add_entry(struct buf *b, const char *name, const char *content)
{
    char head[30] = "PK\3\4\x14";
    size_t n = strlen(name);

    head[26] = (char)n;
    buf_add(b, head, 30);
    buf_str(b, name);
    buf_str(b, content);
}

static const char *archive(struct place *p, const char *const *names,
                           const char *content)
{
    struct buf b;

    buf_init(&b, p->mem);
    for (; *names; names++)
        add_entry(&b, *names, content);
    buf_str(&b, "PK\1\2");
    return kind(p, "x", b.s, b.n);
}

#define ARCHIVE(content, ...)                                                  \
    archive(p, (const char *const[]){ __VA_ARGS__, NULL }, content)
#define OFFICE "application/vnd.openxmlformats-officedocument."
#define OPEN "application/vnd.oasis.opendocument."

static void test_archives(void **state)
{
    struct place *p = *state;

    assert_string_equal(ARCHIVE("..", "[Content_Types].xml", "_rels/.rels",
                                "word/document.xml"),
                        OFFICE "wordprocessingml.document");
    assert_string_equal(ARCHIVE("..", "_rels/.rels", "xl/workbook.xml"),
                        OFFICE "spreadsheetml.sheet");
    assert_string_equal(ARCHIVE("..", "[Content_Types].xml", "ppt/a.xml"),
                        OFFICE "presentationml.presentation");
    assert_string_equal(ARCHIVE(OPEN "text", "mimetype", "content.xml"),
                        OPEN "text");
    assert_string_equal(ARCHIVE(OPEN "spreadsheet", "mimetype", "content.xml"),
                        OPEN "spreadsheet");
    assert_string_equal(ARCHIVE("application/epub+zip", "mimetype", "x"),
                        "application/zip");
    assert_string_equal(ARCHIVE("..", "word/document.xml", "x"),
                        "application/zip");
    assert_string_equal(ARCHIVE("..", "a.txt"), "application/zip");
    /* Cut off in the middle of a header. */
    IS("application/zip", "x", "PK\3\4\x14\0\0\0");
}

/* A long text whose head ends within a letter is a text still. */
static void test_cut_letter(void **state)
{
    struct place *p = *state;
    struct buf b;

    for (int shift = 0; shift < 3; shift++) {
        buf_init(&b, p->mem);
        for (int i = 0; i < shift; i++)
            buf_char(&b, 'x');
        while (b.n < 40000)
            buf_str(&b, "ө€");
        assert_string_equal(kind(p, "a.txt", b.s, b.n), "text/plain");
    }
    buf_init(&b, p->mem);
    buf_str(&b, "cut \xd3");
    assert_string_equal(kind(p, "a.txt", b.s, b.n), "none");
}

static void test_names(void **state)
{
    static const struct {
        const char *given, *kind, *name;
    } t[] = {
        { "report.pdf", "application/pdf", "report.pdf" },
        { "Отчёт 2026.PDF", "application/pdf", "Отчёт 2026.pdf" },
        { "photo.jpeg", "image/jpeg", "photo.jpeg" },
        { "run.exe", "application/pdf", "run.exe.pdf" },
        { "../../etc/passwd", "text/plain", "passwd.txt" },
        { "C:\\Users\\me\\a.txt", "text/plain", "a.txt" },
        { "a\"b\r\nX: y.csv", "text/csv", "a_b__X_ y.csv" },
        { ".htaccess", "text/plain", "htaccess.txt" },
        { "gnp.\xe2\x80\xae"
          "exe.png",
          "image/png", "gnp._exe.png" },
        { "", "image/png", "file.png" },
        { NULL, "image/png", "file.png" },
        { "..", NULL, "file.bin" },
        { ".pdf", "application/pdf", "pdf.pdf" },
        { "\xff\xfe", "text/csv", "file.csv" },
        { "a/", "text/csv", "file.csv" },
    };
    struct place *p = *state;
    struct buf b;

    for (size_t i = 0; i < COUNT(t); i++)
        assert_string_equal(files_name(p->mem, t[i].given, t[i].kind),
                            t[i].name);
    buf_init(&b, p->mem);
    for (int i = 0; i < 500; i++)
        buf_str(&b, "ө");
    assert_int_equal(strlen(files_name(p->mem, b.s, "application/pdf")),
                     116 * 2 + 4);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, place_open, place_close)
    const struct CMUnitTest tests[] = {
        CASE(test_kept_once),       CASE(test_damaged_is_replaced),
        CASE(test_not_kept),        CASE(test_kinds),
        CASE(test_kinds_not_taken), CASE(test_archives),
        CASE(test_cut_letter),      CASE(test_names),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    printf("%d passed, %d failed\n", (int)COUNT(tests) - failed, failed);
    return failed != 0;
}
