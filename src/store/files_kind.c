/* SPDX-License-Identifier: Apache-2.0 */
/*
 * files_kind.c: what a file is, told by its first bytes and never by its name
 * alone, and under which name it is offered.
 */
#include "store/files.h"

#include "base/text.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { HEAD_BYTES = 32 * 1024, NAME_CHARS = 120 };

#define OFFICE "application/vnd.openxmlformats-officedocument."
#define OPEN "application/vnd.oasis.opendocument."

static const char pdf[] = "application/pdf";
static const char png[] = "image/png";
static const char jpeg[] = "image/jpeg";
static const char webp[] = "image/webp";
static const char docx[] = OFFICE "wordprocessingml.document";
static const char xlsx[] = OFFICE "spreadsheetml.sheet";
static const char pptx[] = OFFICE "presentationml.presentation";
static const char odt[] = OPEN "text";
static const char ods[] = OPEN "spreadsheet";
static const char zip[] = "application/zip";
static const char csv[] = "text/csv";
static const char plain[] = "text/plain";
static const char xml[] = "application/xml";
static const char mp4[] = "video/mp4";
static const char p7s[] = "application/pkcs7-signature";
static const char certificate[] = "application/pkix-cert";
static const char crl[] = "application/pkix-crl";

/* Extension under which a kind is offered, and another that is as good. */
static const struct {
    const char *kind, *extension, *other;
} extensions[] = {
    { pdf, ".pdf", NULL },   { png, ".png", NULL },   { jpeg, ".jpg", ".jpeg" },
    { webp, ".webp", NULL }, { docx, ".docx", NULL }, { xlsx, ".xlsx", NULL },
    { pptx, ".pptx", NULL }, { odt, ".odt", NULL },   { ods, ".ods", NULL },
    { zip, ".zip", NULL },   { csv, ".csv", NULL },   { plain, ".txt", NULL },
    { xml, ".xml", NULL },   { mp4, ".mp4", NULL },   { p7s, ".p7s", ".sig" },
    { certificate, ".cer", ".crt" }, { crl, ".crl", NULL },
};

struct head {
    const unsigned char *b;
    size_t n;
    bool whole; /* nothing comes after */
};

static bool has(const struct head *h, size_t at, const void *bytes, size_t n)
{
    return at <= h->n && h->n - at >= n && !memcmp(h->b + at, bytes, n);
}

#define HAS(h, at, literal) has((h), (at), literal, sizeof(literal) - 1)

static const unsigned char *find(const struct head *h, size_t at,
                                 const void *bytes, size_t n)
{
    return at < h->n ? memmem(h->b + at, h->n - at, bytes, n) : NULL;
}

/* --- Archives ------------------------------------------------------------- */

static unsigned u16(const unsigned char *p)
{
    return p[0] | (unsigned)p[1] << 8;
}

/* An OpenDocument begins with its own type, stored as it is. */
static const char *open_document(const struct head *h, size_t at)
{
    if (HAS(h, at, OPEN "textPK"))
        return odt;
    if (HAS(h, at, OPEN "spreadsheetPK"))
        return ods;
    return NULL;
}

static const char *office_part(const char *name, size_t n)
{
    static const struct {
        const char *folder, *kind;
    } parts[] = { { "word/", docx }, { "xl/", xlsx }, { "ppt/", pptx } };

    for (size_t i = 0; i < COUNT(parts); i++)
        if (n > strlen(parts[i].folder) &&
            !strncmp(name, parts[i].folder, strlen(parts[i].folder)))
            return parts[i].kind;
    return NULL;
}

/* Looks at each local header in the head.  Sizes are not followed: writers
 * that stream put them after the content. */
static const char *zip_kind(const struct head *h)
{
    static const char signature[4] = "PK\3\4";
    const unsigned char *p = h->b;
    bool described = false;
    const char *part = NULL;

    while ((p = find(h, (size_t)(p - h->b), signature, 4)) != NULL) {
        size_t at = (size_t)(p - h->b), n;
        const char *name;

        if (h->n - at < 30)
            break;
        n = u16(p + 26);
        if (h->n - at - 30 < n)
            break;
        name = (const char *)p + 30;
        if (!at && n == 8 && !memcmp(name, "mimetype", 8)) {
            part = open_document(h, 38 + u16(p + 28));
            return part ? part : zip;
        }
        described |= (n == 19 && !memcmp(name, "[Content_Types].xml", 19)) ||
                     (n == 11 && !memcmp(name, "_rels/.rels", 11));
        if (!part)
            part = office_part(name, n);
        p += 30;
    }
    return described && part ? part : zip;
}

/* --- Text ----------------------------------------------------------------- */

static bool ends_with(const char *name, const char *extension)
{
    size_t n = name ? strlen(name) : 0, e = strlen(extension);

    return n >= e && !strcasecmp(name + n - e, extension);
}

/* The head without a character that its end cuts in two. */
static size_t whole_chars(const struct head *h)
{
    size_t n = h->n, back = 0;

    if (h->whole)
        return n;
    while (back < 3 && back < n && (h->b[n - 1 - back] & 0xc0) == 0x80)
        back++;
    if (back < n && h->b[n - 1 - back] >= 0xc0)
        return n - 1 - back;
    return n;
}

static const char *text_kind(const struct head *h, const char *name)
{
    size_t bom = HAS(h, 0, "\xef\xbb\xbf") ? 3 : 0;

    if (!text_valid((const char *)h->b, whole_chars(h)))
        return NULL;
    if (ends_with(name, ".csv"))
        return csv;
    if (ends_with(name, ".txt"))
        return plain;
    if (ends_with(name, ".xml") && HAS(h, bom, "<?xml"))
        return xml;
    return NULL;
}

/* --- All kinds ------------------------------------------------------------ */

static bool is_mp4(const struct head *h)
{
    static const char brands[][5] = { "isom", "iso2", "iso4", "iso5", "iso6",
                                      "mp41", "mp42", "avc1", "M4V ", "dash" };

    if (!HAS(h, 4, "ftyp"))
        return false;
    for (size_t i = 0; i < COUNT(brands); i++)
        if (has(h, 8, brands[i], 4))
            return true;
    return false;
}

/* CMS signedData, in DER or PEM. */
static bool is_p7s(const struct head *h)
{
    static const unsigned char oid[] = { 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
                                         0xf7, 0x0d, 0x01, 0x07, 0x02 };
    size_t at = 2;

    if (HAS(h, 0, "-----BEGIN PKCS7-----") || HAS(h, 0, "-----BEGIN CMS-----"))
        return true;
    if (!HAS(h, 0, "\x30") || h->n < 2)
        return false;
    if (h->b[1] > 0x80)
        at += h->b[1] & 0x7fu;
    return has(h, at, oid, sizeof oid);
}

/* X.509, in PEM; in DER the name tells which, for both are a sequence whose
 * first member is one. */
static const char *x509_kind(const struct head *h, const char *name)
{
    if (HAS(h, 0, "-----BEGIN CERTIFICATE-----"))
        return certificate;
    if (HAS(h, 0, "-----BEGIN X509 CRL-----"))
        return crl;
    if (h->n < 8 || !HAS(h, 0, "\x30\x82") || h->b[4] != 0x30)
        return NULL;
    if (ends_with(name, ".cer") || ends_with(name, ".crt") ||
        ends_with(name, ".der"))
        return certificate;
    return ends_with(name, ".crl") ? crl : NULL;
}

static const char *kind_of(const struct head *h, const char *name)
{
    if (HAS(h, 0, "%PDF-"))
        return pdf;
    if (HAS(h, 0, "\x89PNG\r\n\x1a\n"))
        return png;
    if (HAS(h, 0, "\xff\xd8\xff"))
        return jpeg;
    if (HAS(h, 0, "RIFF") && HAS(h, 8, "WEBP"))
        return webp;
    if (HAS(h, 0, "PK\3\4"))
        return zip_kind(h);
    if (HAS(h, 0, "PK\5\6")) /* an archive of nothing */
        return zip;
    if (is_mp4(h))
        return mp4;
    if (is_p7s(h))
        return p7s;
    if (x509_kind(h, name))
        return x509_kind(h, name);
    return text_kind(h, name);
}

const char *files_kind(int fd, const char *name)
{
    unsigned char bytes[HEAD_BYTES];
    struct head h = { .b = bytes };

    while (h.n < sizeof bytes) {
        ssize_t got = pread(fd, bytes + h.n, sizeof bytes - h.n, (off_t)h.n);

        if (got < 0)
            return NULL;
        if (!got)
            break;
        h.n += (size_t)got;
    }
    h.whole = h.n < sizeof bytes;
    return h.n ? kind_of(&h, name) : NULL;
}

/* --- Names ---------------------------------------------------------------- */

static const char *extension_of(const char *kind, const char **other)
{
    *other = NULL;
    for (size_t i = 0; kind && i < COUNT(extensions); i++)
        if (!strcmp(extensions[i].kind, kind)) {
            *other = extensions[i].other;
            return extensions[i].extension;
        }
    return ".bin";
}

/* Bytes of a sign that no file name should hold: controls (C1 too), marks that
 * turn the direction of writing, and what Windows does not take. */
static size_t unwanted(const unsigned char *s)
{
    if (s[0] < 0x20 || s[0] == 0x7f || strchr("\"*:<>?|", s[0]))
        return 1;
    if (s[0] == 0xc2 && s[1] < 0xa0)
        return 2;
    if (s[0] == 0xe2 && s[1] == 0x80 &&
        ((s[2] >= 0x8b && s[2] <= 0x8f) || (s[2] >= 0xa8 && s[2] <= 0xae)))
        return 3;
    if (s[0] == 0xe2 && s[1] == 0x81 && s[2] >= 0xa0 && s[2] <= 0xaf)
        return 3;
    if (s[0] == 0xef && s[1] == 0xbb && s[2] == 0xbf)
        return 3;
    return 0;
}

/* The last part of a path, with each unwanted sign as `_`. */
static char *plain_name(struct mem *m, const char *name)
{
    const char *s = name && text_valid(name, strlen(name)) ? name : "";
    char *out, *to;

    for (const char *p = s; *p; p++)
        if (*p == '/' || *p == '\\')
            s = p + 1;
    s += strspn(s, " ._");
    to = out = mem_strn(m, s, strlen(s));
    while (*s) {
        size_t skip = unwanted((const unsigned char *)s);

        *to++ = skip ? '_' : *s;
        s += skip ? skip : 1;
    }
    while (to > out && (to[-1] == ' ' || to[-1] == '.'))
        to--;
    *to = '\0';
    return out;
}

static void cut(char *s, size_t chars)
{
    for (; *s; s++)
        if (((unsigned char)*s & 0xc0) != 0x80 && !chars--) {
            *s = '\0';
            return;
        }
}

char *files_name(struct mem *m, const char *name, const char *kind)
{
    const char *other, *extension = extension_of(kind, &other);
    char *base = plain_name(m, name);
    size_t n = strlen(base);

    if (other && ends_with(base, other))
        extension = other;
    if (ends_with(base, extension))
        base[n - strlen(extension)] = '\0';
    cut(base, NAME_CHARS - strlen(extension));
    return mem_fmt(m, "%s%s", *base ? base : "file", extension);
}
