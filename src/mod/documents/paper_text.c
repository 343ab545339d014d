/* SPDX-License-Identifier: Apache-2.0 */
/*
 * paper_text.c: pdftotext and pdftoppm (Poppler), tesseract; each bounded, fed
 * from a descriptor, its output in memory.
 */
#include "mod/documents/paper_text.h"

#include "base/buf.h"
#include "base/text.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    TEXT_BYTES = 8 << 20,     /* of a PDF's text, of a page's */
    PICTURE_BYTES = 64 << 20, /* of a page */
    TEXT_SECONDS = 30,
    PAGE_SECONDS = 60,
    CARRIES = 16, /* characters: a page with less is a picture */
};
#define MEMORY (INT64_C(1) << 30)
/* A4 at about 280 points an inch; a page of any size becomes as long. */
#define SIDE "3300"

bool paper_kind(const char *kind)
{
    return !strcmp(kind, "application/pdf") || !strcmp(kind, "image/png") ||
           !strcmp(kind, "image/jpeg") || !strcmp(kind, "image/webp");
}

static enum paper_result result_of(enum bounded b)
{
    static const enum paper_result as[] = {
        [BOUNDED_OK] = PAPER_READ,         [BOUNDED_FAILED] = PAPER_DAMAGED,
        [BOUNDED_LIMIT] = PAPER_LIMIT,     [BOUNDED_MISSING] = PAPER_PROGRAM,
        [BOUNDED_STOPPED] = PAPER_STOPPED,
    };

    return as[b];
}

/* Into a new file in memory, which the caller closes: *out, -1 none. */
static enum paper_result run(const struct paper *p, const char *const argv[],
                             int in, int seconds, int64_t output, int *out)
{
    struct bounds b = { .seconds = seconds, .memory = MEMORY,
                        .output = output, .go_on = p->go_on, .arg = p->arg };
    enum paper_result result;

    *out = memfd_create("paper", MFD_CLOEXEC);
    if (*out < 0)
        return PAPER_LIMIT;
    result = result_of(bounded_run(argv, in, *out, &b));
    if (result) {
        (void)close(*out);
        *out = -1;
    }
    return result;
}

/* All of it, as a text; closes it. */
static const char *take(struct mem *m, int fd)
{
    struct stat st;
    size_t got = 0, n;
    char *s;

    if (fstat(fd, &st))
        st.st_size = 0;
    n = (size_t)st.st_size;
    s = mem_alloc(m, n + 1);
    while (got < n) {
        ssize_t part = pread(fd, s + got, n - got, (off_t)got);

        if (part <= 0)
            break;
        got += (size_t)part;
    }
    (void)close(fd);
    s[got] = '\0';
    return s;
}

static const char *cleaned(struct mem *m, const char *s)
{
    return text_valid(s, strlen(s)) ? text_clean(m, s) : "";
}

/* --- What it carries -------------------------------------------------------- */

/* Pages end with a form feed. */
static void divide(struct paper *p, const char *all)
{
    const char *end;

    p->carried = MEM_ARRAY(p->mem, PAPER_PAGES, const char *);
    while (p->pages < PAPER_PAGES && (end = strchr(all, '\f'))) {
        const char *page = mem_strn(p->mem, all, (size_t)(end - all));

        p->carried[p->pages++] = cleaned(p->mem, page);
        all = end + 1;
    }
    p->more = strchr(all, '\f') != NULL;
}

enum paper_result paper_open(struct paper *p, struct mem *m, int fd,
                             const char *kind, bool (*go_on)(void *),
                             void *arg)
{
    static const char *const argv[] = { "pdftotext", "-q", "-enc", "UTF-8",
                                        "-l", "301", "-", "-", NULL };
    enum paper_result result;
    int out;

    *p = (struct paper){ .mem = m, .fd = fd, .go_on = go_on, .arg = arg,
                         .pdf = !strcmp(kind, "application/pdf") };
    if (!p->pdf) {
        p->pages = 1;
        p->carried = MEM_ARRAY(m, 1, const char *);
        p->carried[0] = "";
        return PAPER_READ;
    }
    result = run(p, argv, fd, TEXT_SECONDS, TEXT_BYTES, &out);
    if (result)
        return result;
    divide(p, take(m, out));
    return p->pages ? PAPER_READ : PAPER_DAMAGED;
}

/* --- What a picture shows --------------------------------------------------- */

/* Those of our languages that are installed. */
static enum paper_result find_languages(struct paper *p)
{
    static const char *const argv[] = { "tesseract", "--list-langs", NULL };
    static const char *const ours[] = { "kir", "rus", "eng" };
    enum paper_result result;
    const char *list;
    struct buf b;
    int out;

    if (p->languages)
        return PAPER_READ;
    result = run(p, argv, p->fd, TEXT_SECONDS, TEXT_BYTES, &out);
    if (result)
        return result == PAPER_DAMAGED ? PAPER_LANGUAGE : result;
    list = take(p->mem, out);
    buf_init(&b, p->mem);
    for (size_t i = 0; i < COUNT(ours); i++)
        if (strstr(list, mem_fmt(p->mem, "\n%s\n", ours[i])))
            buf_fmt(&b, "%s%s", b.n ? "+" : "", ours[i]);
    p->languages = b.n ? b.s : NULL;
    return p->languages ? PAPER_READ : PAPER_LANGUAGE;
}

static enum paper_result draw(struct paper *p, size_t i, int *picture)
{
    const char *no = mem_fmt(p->mem, "%zu", i + 1);
    const char *const argv[] = { "pdftoppm", "-q", "-f", no, "-l", no, "-gray",
                                 "-scale-to", SIDE, "-", NULL };

    return run(p, argv, p->fd, PAGE_SECONDS, PICTURE_BYTES, picture);
}

static enum paper_result recognise(struct paper *p, int picture,
                                   const char **text)
{
    const char *const argv[] = { "env", "OMP_THREAD_LIMIT=1", "tesseract",
                                 "stdin", "stdout", "-l", p->languages,
                                 "--dpi", "280", NULL };
    enum paper_result result;
    int out;

    result = run(p, argv, picture, PAGE_SECONDS, TEXT_BYTES, &out);
    if (!result)
        *text = cleaned(p->mem, take(p->mem, out));
    return result;
}

enum paper_result paper_page(struct paper *p, size_t i, const char **text,
                             bool *recognised)
{
    enum paper_result result;
    int picture = p->fd;

    *text = p->carried[i];
    *recognised = text_length(*text) < CARRIES;
    if (!*recognised)
        return PAPER_READ;
    result = find_languages(p);
    if (result)
        return result;
    if (p->pdf) {
        result = draw(p, i, &picture);
        if (result)
            return result;
    }
    result = recognise(p, picture, text);
    if (p->pdf)
        (void)close(picture);
    return result;
}
