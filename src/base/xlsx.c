/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xlsx.c: unpacks a workbook with zlib and reads its parts with expat.  Sizes
 * are limited before anything is unpacked; a document type is refused.
 */
#include "base/xlsx.h"

#include "base/csv.h"
#include "base/day.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { END_SIZE = 22, ENTRY_SIZE = 46, LOCAL_SIZE = 30, COMMENT_MOST = 65535,
       COLUMNS_MOST = 400, STYLES_MOST = 4096, FORMATS_MOST = 512 };

static const char bad_file[] = N_("the workbook is damaged");
static const char too_big[] = N_("the workbook is too big");

/* --- The package -------------------------------------------------------------- */

struct package {
    struct mem *m;
    const unsigned char *data;
    size_t size, entries, at; /* of the directory */
    size_t unpacked;          /* so far */
    const char *error;
};

static unsigned long le(const unsigned char *p, int bytes)
{
    unsigned long v = 0;

    for (int i = bytes - 1; i >= 0; i--)
        v = v << 8 | p[i];
    return v;
}

bool xlsx_is(const char *data, size_t size)
{
    return size > END_SIZE && !memcmp(data, "PK\003\004", 4);
}

/* The end of the directory stands last, behind it only a comment. */
static bool find_directory(struct package *p)
{
    size_t least = p->size > END_SIZE + COMMENT_MOST
                       ? p->size - END_SIZE - COMMENT_MOST
                       : 0;

    for (size_t at = p->size - END_SIZE + 1; at-- > least;) {
        const unsigned char *e = p->data + at;

        if (memcmp(e, "PK\005\006", 4) != 0)
            continue;
        p->entries = le(e + 10, 2);
        p->at = le(e + 16, 4);
        return p->at < p->size;
    }
    return false;
}

static bool inflate_all(struct package *p, const unsigned char *from,
                        size_t packed, char *to, size_t size)
{
    z_stream z = { .next_in = (unsigned char *)(uintptr_t)from,
                   .avail_in = (uInt)packed,
                   .next_out = (unsigned char *)to, .avail_out = (uInt)size };
    int rc;

    (void)p;
    if (inflateInit2(&z, -MAX_WBITS) != Z_OK)
        return false;
    rc = inflate(&z, Z_FINISH);
    inflateEnd(&z);
    return rc == Z_STREAM_END && z.total_out == size;
}

static const char *unpack(struct package *p, const unsigned char *entry,
                          size_t *n)
{
    size_t packed = le(entry + 20, 4), size = le(entry + 24, 4);
    size_t at = le(entry + 42, 4), head;
    unsigned long how = le(entry + 10, 2);
    char *out;

    if (size > CSV_MAX || (p->unpacked += size) > CSV_MAX) {
        p->error = too_big;
        return NULL;
    }
    p->error = bad_file;
    if (at > p->size || p->size - at < LOCAL_SIZE)
        return NULL;
    head = LOCAL_SIZE + le(p->data + at + 26, 2) + le(p->data + at + 28, 2);
    if (p->size - at < head || p->size - at - head < packed)
        return NULL;
    out = mem_alloc(p->m, size + 1);
    if (how == 0 && packed == size)
        memcpy(out, p->data + at + head, size);
    else if (how != 8 || !inflate_all(p, p->data + at + head, packed, out,
                                      size))
        return NULL;
    p->error = NULL;
    *n = size;
    return out;
}

/* A part by its name; NULL: there is none, or with p->error a fault. */
static const char *part(struct package *p, const char *name, size_t *n)
{
    size_t at = p->at, len = strlen(name);

    for (size_t i = 0; i < p->entries; i++) {
        const unsigned char *e = p->data + at;
        size_t own;

        if (at > p->size || p->size - at < ENTRY_SIZE ||
            memcmp(e, "PK\001\002", 4) != 0) {
            p->error = bad_file;
            return NULL;
        }
        own = le(e + 28, 2);
        if (p->size - at - ENTRY_SIZE < own) {
            p->error = bad_file;
            return NULL;
        }
        if (own == len && !memcmp(e + ENTRY_SIZE, name, len))
            return unpack(p, e, n);
        at += ENTRY_SIZE + own + le(e + 30, 2) + le(e + 32, 2);
    }
    return NULL;
}

/* --- XML ---------------------------------------------------------------------- */

/* Expat's memory comes from the arena too: whatever ends the reading, nothing
 * is left behind.  It asks without saying for whom. */
static _Thread_local struct mem *xml_mem;

struct block {
    size_t n;
    max_align_t data[];
};

static void *xml_alloc(size_t n)
{
    struct block *b = mem_alloc(xml_mem, sizeof *b + n);

    b->n = n;
    return b->data;
}

static void *xml_grow(void *old, size_t n)
{
    struct block *b;
    void *more;

    if (!old)
        return xml_alloc(n);
    b = (struct block *)(void *)((char *)old - offsetof(struct block, data));
    if (n <= b->n)
        return old;
    more = xml_alloc(n);
    memcpy(more, old, b->n);
    return more;
}

static void xml_free(void *old)
{
    (void)old;
}

struct reading {
    struct mem *m;
    XML_Parser x;
    /* workbook and its relations */
    const char *first, *target;
    /* shared texts */
    const char **shared;
    size_t n_shared, room;
    /* styles: is the format of a cell a day? */
    bool day_style[STYLES_MOST];
    size_t styles;
    bool in_styles;
    int day_format[FORMATS_MOST];
    size_t formats;
    /* the sheet */
    struct buf text;
    bool take;
    bool value; /* a <v>: what counts unless the text is inline */
    const char *cell[COLUMNS_MOST];
    size_t width, wide, column, rows;
    char type;
    size_t style;
    struct buf *out;
};

static const char *local(const char *name)
{
    const char *colon = strrchr(name, ':');

    return colon ? colon + 1 : name;
}

static const char *attr(const char **a, const char *name)
{
    for (; *a; a += 2)
        if (!strcmp(local(*a), name))
            return a[1];
    return NULL;
}

static void XMLCALL no_doctype(void *arg, const char *name, const char *sys,
                               const char *pub, int internal)
{
    struct reading *r = arg;

    (void)name;
    (void)sys;
    (void)pub;
    (void)internal;
    XML_StopParser(r->x, XML_FALSE);
}

static void XMLCALL text_here(void *arg, const char *s, int n)
{
    struct reading *r = arg;

    if (r->take)
        buf_add(&r->text, s, (size_t)n);
}

static bool read_xml(struct reading *r, const char *s, size_t n,
                     XML_StartElementHandler start, XML_EndElementHandler end)
{
    static const XML_Memory_Handling_Suite suite = { xml_alloc, xml_grow,
                                                     xml_free };
    bool good;

    xml_mem = r->m;
    r->x = XML_ParserCreate_MM(NULL, &suite, NULL);
    if (!r->x)
        return false;
    XML_SetUserData(r->x, r);
    XML_SetElementHandler(r->x, start, end);
    XML_SetCharacterDataHandler(r->x, text_here);
    XML_SetStartDoctypeDeclHandler(r->x, no_doctype);
    good = XML_Parse(r->x, s, (int)n, 1) == XML_STATUS_OK;
    XML_ParserFree(r->x);
    return good;
}

static void XMLCALL nothing(void *arg, const char *name)
{
    (void)arg;
    (void)name;
}

/* --- Which sheet -------------------------------------------------------------- */

static void XMLCALL book_start(void *arg, const char *name, const char **a)
{
    struct reading *r = arg;
    const char *id = attr(a, "id");

    /* sheetId is another attribute: the relation's is r:id. */
    if (!strcmp(local(name), "sheet") && !r->first && id)
        r->first = mem_str(r->m, id);
}

static void XMLCALL rels_start(void *arg, const char *name, const char **a)
{
    struct reading *r = arg;
    const char *id = attr(a, "Id"), *to = attr(a, "Target");

    if (!strcmp(local(name), "Relationship") && id && to && r->first &&
        !strcmp(id, r->first))
        r->target = *to == '/' ? mem_str(r->m, to + 1)
                               : mem_fmt(r->m, "xl/%s", to);
}

/* --- Shared texts ------------------------------------------------------------- */

static void XMLCALL shared_start(void *arg, const char *name, const char **a)
{
    struct reading *r = arg;

    (void)a;
    if (!strcmp(local(name), "si")) {
        buf_init(&r->text, r->m);
        buf_str(&r->text, "");
    }
    /* <t> of a run; <rPh> holds how it is read aloud */
    r->take = !strcmp(local(name), "t");
}

static void XMLCALL shared_end(void *arg, const char *name)
{
    struct reading *r = arg;

    r->take = false;
    if (strcmp(local(name), "si") != 0)
        return;
    if (r->n_shared == r->room) {
        size_t room = r->room ? r->room * 2 : 256;

        r->shared = mem_grow(r->m, r->shared, r->room * sizeof *r->shared,
                             room * sizeof *r->shared);
        r->room = room;
    }
    r->shared[r->n_shared++] = r->text.n ? r->text.s : "";
}

/* --- Styles ------------------------------------------------------------------- */

/* A format of a day has a year or a day in it, outside of quotes. */
static bool says_day(const char *code)
{
    bool quoted = false;

    for (; *code; code++) {
        if (*code == '"')
            quoted = !quoted;
        if (!quoted && *code == '[')
            while (*code && *code != ']')
                code++;
        if (!*code)
            break;
        if (!quoted && (*code == 'y' || *code == 'Y' || *code == 'd' ||
                        *code == 'D'))
            return true;
    }
    return false;
}

static bool is_day_format(const struct reading *r, int format)
{
    if ((format >= 14 && format <= 17) || format == 22)
        return true;
    for (size_t i = 0; i < r->formats; i++)
        if (r->day_format[i] == format)
            return true;
    return false;
}

static void XMLCALL style_start(void *arg, const char *name, const char **a)
{
    struct reading *r = arg;
    const char *id = attr(a, "numFmtId"), *code = attr(a, "formatCode");
    const char *what = local(name);

    if (!strcmp(what, "cellXfs"))
        r->in_styles = true;
    if (!strcmp(what, "numFmt") && id && code && says_day(code) &&
        r->formats < FORMATS_MOST)
        r->day_format[r->formats++] = (int)strtol(id, NULL, 10);
    if (!strcmp(what, "xf") && r->in_styles && r->styles < STYLES_MOST)
        r->day_style[r->styles++] = id && is_day_format(r, (int)strtol(id, NULL, 10));
}

static void XMLCALL style_end(void *arg, const char *name)
{
    if (!strcmp(local(name), "cellXfs"))
        ((struct reading *)arg)->in_styles = false;
}

/* --- The sheet ---------------------------------------------------------------- */

/* "BC12": column 54, from 0. */
static size_t column_of(const char *ref)
{
    size_t n = 0;

    for (; *ref >= 'A' && *ref <= 'Z' && n < CSV_COLUMNS; ref++)
        n = n * 26 + (size_t)(*ref - 'A' + 1);
    return n ? n - 1 : 0;
}

static void begin_row(struct reading *r, const char *number)
{
    size_t row = number ? strtoul(number, NULL, 10) : r->rows + 1;

    /* Lines are counted as the spreadsheet counts its rows. */
    while (r->rows && r->rows + 1 < row && r->out->n < CSV_MAX) {
        buf_char(r->out, '\n');
        r->rows++;
    }
    r->rows++;
    r->wide = r->column = 0;
    memset(r->cell, 0, sizeof r->cell);
}

static void begin_cell(struct reading *r, const char **a)
{
    const char *ref = attr(a, "r"), *type = attr(a, "t"), *s = attr(a, "s");

    r->column = ref ? column_of(ref) : r->wide;
    r->type = type ? (!strcmp(type, "s")           ? 's'
                      : !strcmp(type, "inlineStr") ? 'i'
                      : !strcmp(type, "b")         ? 'b'
                      : !strcmp(type, "n")         ? 'n'
                                                   : 't')
                   : 'n';
    r->style = s ? strtoul(s, NULL, 10) : 0;
    buf_init(&r->text, r->m);
}

static void XMLCALL sheet_start(void *arg, const char *name, const char **a)
{
    struct reading *r = arg;
    const char *what = local(name);

    if (!strcmp(what, "row"))
        begin_row(r, attr(a, "r"));
    if (!strcmp(what, "c"))
        begin_cell(r, a);
    r->take = !strcmp(what, "v") || (!strcmp(what, "t") && r->type == 'i');
}

static const char *number_text(struct reading *r, const char *s)
{
    char *end, iso[DAY_ISO_SIZE];
    double v = strtod(s, &end);

    if (*end || end == s)
        return s;
    if (r->style < r->styles && r->day_style[r->style] && v > 0 && v < 2e6)
        return mem_str(r->m, day_iso(day_add(day_ymd(1899, 12, 30), (int)v),
                                     iso));
    return mem_fmt(r->m, "%.15g", v);
}

static void end_cell(struct reading *r)
{
    const char *s = r->text.n ? r->text.s : "";

    if (r->column >= COLUMNS_MOST || !r->text.n)
        return;
    if (r->type == 's') {
        size_t i = strtoul(s, NULL, 10);

        s = i < r->n_shared ? r->shared[i] : "";
    } else if (r->type == 'n') {
        s = number_text(r, s);
    }
    r->cell[r->column] = s;
    if (r->column + 1 > r->wide)
        r->wide = r->column + 1;
}

static void end_row(struct reading *r)
{
    if (r->rows == 1)
        r->width = r->wide;
    if (!r->wide) {
        buf_char(r->out, '\n');
        return;
    }
    if (r->wide < r->width)
        r->wide = r->width;
    for (size_t i = 0; i < r->wide; i++)
        csv_cell(r->out, r->cell[i] ? r->cell[i] : "", i + 1 == r->wide);
    if (r->out->n > CSV_MAX)
        XML_StopParser(r->x, XML_FALSE);
}

static void XMLCALL sheet_end(void *arg, const char *name)
{
    struct reading *r = arg;
    const char *what = local(name);

    r->take = false;
    if (!strcmp(what, "c"))
        end_cell(r);
    if (!strcmp(what, "row"))
        end_row(r);
}

/* --- All ---------------------------------------------------------------------- */

static bool read_part(struct package *p, struct reading *r, const char *name,
                      bool must, XML_StartElementHandler start,
                      XML_EndElementHandler end)
{
    size_t n;
    const char *s = part(p, name, &n);

    if (!s)
        return !must && !p->error;
    return read_xml(r, s, n, start, end);
}

enum rc xlsx_csv(struct mem *m, const char *data, size_t size,
                 struct buf *out, const char **error)
{
    struct package p = { .m = m, .data = (const unsigned char *)data,
                         .size = size };
    struct reading *r = MEM_NEW(m, struct reading);
    bool good;

    r->m = m;
    r->out = out;
    buf_init(&r->text, m);
    good = xlsx_is(data, size) && find_directory(&p) &&
           read_part(&p, r, "xl/workbook.xml", true, book_start, nothing) &&
           read_part(&p, r, "xl/_rels/workbook.xml.rels", true, rels_start,
                     nothing) &&
           r->target &&
           read_part(&p, r, "xl/sharedStrings.xml", false, shared_start,
                     shared_end) &&
           read_part(&p, r, "xl/styles.xml", false, style_start, style_end) &&
           read_part(&p, r, r->target, true, sheet_start, sheet_end);
    if (good)
        return RC_OK;
    *error = p.error            ? p.error
             : out->n > CSV_MAX ? too_big
                                : bad_file;
    return RC_INVALID;
}
