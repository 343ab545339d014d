/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pdf_lang.c: the language of a printed page, for voices that read it aloud.
 * The drawing library (cairo 1.16) cannot name it, so the file's catalogue is
 * written once more behind the file, as the format provides for changes.
 */
#include "base/log.h"
#include "web/pdf_in.h"

#include <stdlib.h>
#include <string.h>

/* Last place of a word in the file; NULL none. */
static const char *find_last(const char *s, size_t n, const char *word)
{
    size_t len = strlen(word);

    for (size_t at = n >= len ? n - len + 1 : 0; at-- > 0;)
        if (!memcmp(s + at, word, len))
            return s + at;
    return NULL;
}

/* The number behind a key of the trailer: "/Root 12 0 R". */
static long number_after(const char *s, const char *key)
{
    const char *at = strstr(s, key);

    return at ? strtol(at + strlen(key), NULL, 10) : -1;
}

enum rc pdf_name_language(const struct pdf *p, const char *file, size_t n,
                          struct buf *out)
{
    char *text = mem_strn(p->mem, file, n); /* ends with a NUL */
    const char *trailer = find_last(text, n, "trailer");
    long root = trailer ? number_after(trailer, "/Root ") : -1;
    long size = trailer ? number_after(trailer, "/Size ") : -1;
    long info = trailer ? number_after(trailer, "/Info ") : -1;
    long xref = trailer ? number_after(trailer, "startxref") : -1;
    const char *object = find_last(
        text, n, mem_fmt(p->mem, "\n%ld 0 obj\n<< /Type /Catalog", root));
    const char *end = object ? strstr(object, "\nendobj") : NULL;
    size_t at, table;

    if (!end || size < 0 || info < 0 || xref < 0) {
        log_error("pdf: the file has no catalogue that we know");
        return RC_BROKEN;
    }
    object += strcspn(object, "<") + 2;
    buf_add(out, text, n);
    at = out->n;
    buf_fmt(out,
            "%ld 0 obj\n<< /Lang (%s) /ViewerPreferences"
            " << /DisplayDocTitle true >>%.*s\nendobj\n",
            root, lang_code(p->lang), (int)(end - object), object);
    table = out->n;
    buf_fmt(out,
            "xref\n%ld 1\n%010zu 00000 n \ntrailer\n<< /Size %ld"
            " /Root %ld 0 R /Info %ld 0 R /Prev %ld >>\nstartxref\n%zu\n"
            "%%%%EOF\n",
            root, at, size, root, info, xref, table);
    return RC_OK;
}
