/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csv.c: a row is passed over twice: first to find its end, its cells and its
 * faults, then to copy the cells into one piece of memory.
 */
#include "base/csv.h"

#include "base/text.h"

#include <string.h>
#include <unicode/ucnv.h>

/* What is neither valid UTF-8 nor CP1251 as a whole. */
struct sniffed {
    size_t wide;   /* well-formed characters of several bytes */
    size_t broken; /* bytes that belong to none */
    size_t at;     /* the first of those */
};

/* Fails at byte `at` of the line that begins at `begin`. */
static int fail(struct csv *c, const char *msgid, size_t begin, size_t at,
                long line)
{
    size_t i;

    c->error = msgid;
    c->error_line = line;
    c->error_column = 1;
    for (i = begin; i < at; i++)
        c->error_column += ((unsigned char)c->data[i] & 0xC0) != 0x80;
    return -1;
}

/* As fail, where only the place in the file is known. */
static enum rc refuse(struct csv *c, const char *msgid, size_t at)
{
    size_t begin = 0;
    long line = 1;
    size_t i;

    for (i = 0; i < at; i++) {
        if (c->data[i] != '\n')
            continue;
        line++;
        begin = i + 1;
    }
    fail(c, msgid, begin, at, line);
    return RC_INVALID;
}

/* Length of the well-formed character at s; 0 when there is none. */
static size_t wide_at(const char *s, size_t left)
{
    size_t n;

    for (n = 2; n <= 4 && n <= left; n++)
        if (((unsigned char)s[n - 1] & 0xC0) != 0x80)
            return 0;
        else if (text_valid(s, n))
            return n;
    return 0;
}

static struct sniffed sniff(const char *s, size_t n)
{
    struct sniffed f = { 0 };
    size_t i = 0;
    size_t len;

    while (i < n) {
        len = (unsigned char)s[i] < 0x80 ? 1 : wide_at(s + i, n - i);
        f.wide += len > 1;
        if (!len && !f.broken++)
            f.at = i;
        i += len ? len : 1;
    }
    return f;
}

static enum rc from_cp1251(struct csv *c)
{
    UErrorCode err = U_ZERO_ERROR;
    size_t cap = c->size * 3 + 1; /* the euro sign takes three bytes */
    char *to = mem_alloc(c->mem, cap);
    int32_t n;

    n = ucnv_convert("UTF-8", "windows-1251", to, (int32_t)cap, c->data,
                     (int32_t)c->size, &err);
    if (U_FAILURE(err))
        return refuse(c, N_("the file is neither UTF-8 nor CP1251"), 0);
    c->data = to;
    c->size = (size_t)n;
    return RC_OK;
}

/*
 * A file that is mostly well-formed UTF-8 is a damaged one: as CP1251 it would
 * be read without complaint and stored as nonsense.  Byte 98 is the only one
 * that CP1251 leaves undefined.
 */
static enum rc decode(struct csv *c, bool bom)
{
    const char *hole;
    struct sniffed f;

    if (text_valid(c->data, c->size))
        return RC_OK;
    f = sniff(c->data, c->size);
    if (bom || f.wide > f.broken)
        return refuse(c, N_("this character is not valid UTF-8"), f.at);
    hole = memchr(c->data, 0x98, c->size);
    if (hole)
        return refuse(c, N_("the file is neither UTF-8 nor CP1251"),
                      (size_t)(hole - c->data));
    return from_cp1251(c);
}

static bool ends_line(char c)
{
    return c == '\n' || c == '\r';
}

/* The separator that stands most often in the first line, outside quotes. */
static char sniff_separator(const char *s, size_t n)
{
    size_t comma = 0, semicolon = 0, tab = 0;
    bool quoted = false;
    size_t i;

    for (i = 0; i < n && (quoted || !ends_line(s[i])); i++) {
        quoted = quoted != (s[i] == '"');
        if (quoted)
            continue;
        comma += s[i] == ',';
        semicolon += s[i] == ';';
        tab += s[i] == '\t';
    }
    if (semicolon > comma && semicolon >= tab)
        return ';';
    return tab > comma ? '\t' : ',';
}

enum rc csv_open(struct csv *c, struct mem *m, const char *data, size_t size)
{
    const char *nul;
    size_t skip = 0;
    bool bom;

    *c = (struct csv){
        .mem = m, .data = data, .size = size, .line = 1, .separator = ','
    };
    if (size > CSV_MAX)
        return refuse(c, N_("the file is too large"), 0);
    if (size >= 2 &&
        (!memcmp(data, "\xFF\xFE", 2) || !memcmp(data, "\xFE\xFF", 2)) &&
        memchr(data, 0, size))
        return refuse(c, N_("the file is UTF-16; save it as CSV UTF-8"), 0);
    bom = size >= 3 && !memcmp(data, "\xEF\xBB\xBF", 3);
    if (bom) {
        c->data += 3;
        c->size -= 3;
    }
    nul = c->size ? memchr(c->data, 0, c->size) : NULL;
    if (nul)
        return refuse(c, N_("the file contains a NUL byte; is it a text?"),
                      (size_t)(nul - c->data));
    TRY(decode(c, bom));
    while (skip < c->size && ends_line(c->data[skip]))
        skip++;
    c->separator = sniff_separator(c->data + skip, c->size - skip);
    return RC_OK;
}

/* Where a row ends and what it holds, before it is copied. */
struct scan {
    size_t at;
    size_t begin; /* of the line in which `at` is */
    long line;
    size_t cells;
};

/* Behind the line end at s->at: CRLF, LF or CR. */
static void pass_line(const struct csv *c, struct scan *s)
{
    if (c->data[s->at] == '\r' && s->at + 1 < c->size &&
        c->data[s->at + 1] == '\n')
        s->at++;
    s->at++;
    s->line++;
    s->begin = s->at;
}

/* From an opening quote to what follows the closing one. */
static int scan_quoted(struct csv *c, struct scan *s)
{
    struct scan open = *s;

    s->at++;
    for (;;) {
        if (s->at >= c->size)
            return fail(c, N_("this quote is never closed"), open.begin,
                        open.at, open.line);
        if (ends_line(c->data[s->at])) {
            pass_line(c, s);
            continue;
        }
        if (c->data[s->at++] != '"')
            continue;
        if (s->at >= c->size || c->data[s->at] != '"')
            break;
        s->at++;
    }
    if (s->at < c->size && c->data[s->at] != c->separator &&
        !ends_line(c->data[s->at]))
        return fail(c, N_("text after a closing quote"), s->begin, s->at,
                    s->line);
    return 0;
}

static void scan_plain(const struct csv *c, struct scan *s)
{
    while (s->at < c->size && c->data[s->at] != c->separator &&
           !ends_line(c->data[s->at]))
        s->at++;
}

/* Leaves s->at at the line end behind the row. */
static int scan_row(struct csv *c, struct scan *s)
{
    for (;;) {
        if (s->at < c->size && c->data[s->at] == '"') {
            if (scan_quoted(c, s))
                return -1;
        } else {
            scan_plain(c, s);
        }
        if (++s->cells > CSV_COLUMNS)
            return fail(c, N_("too many columns"), s->begin, s->at, s->line);
        if (s->at >= c->size || c->data[s->at] != c->separator)
            return 0;
        s->at++;
    }
}

/* Signs that make a spreadsheet run a cell, behind any apostrophes. */
static bool is_formula(const char *s)
{
    s += strspn(s, "'");
    return *s && strchr("=+-@\t", *s);
}

/* Copies the cell at *from (a sound one) to `to`; the place behind its NUL. */
static char *copy_cell(const struct csv *c, size_t *from, size_t end, char *to)
{
    size_t i = *from;

    if (i < end && c->data[i] == '"') {
        for (i++; c->data[i] != '"' || (i + 1 < end && c->data[i + 1] == '"');
             i++) {
            i += c->data[i] == '"';
            *to++ = c->data[i];
        }
        i++;
    } else {
        while (i < end && c->data[i] != c->separator)
            *to++ = c->data[i++];
    }
    *to++ = '\0';
    *from = i + 1; /* behind the separator */
    return to;
}

static void copy_row(struct csv *c, const struct scan *s, struct csv_row *row)
{
    char *to = mem_alloc(c->mem, s->at - c->at + 1);
    const char *cell;
    size_t i;

    row->line = c->line;
    row->n = s->cells;
    row->cell = MEM_ARRAY(c->mem, s->cells, const char *);
    for (i = 0; i < s->cells; i++) {
        cell = to;
        to = copy_cell(c, &c->at, s->at, to);
        row->cell[i] = *cell == '\'' && is_formula(cell) ? cell + 1 : cell;
    }
}

int csv_next(struct csv *c, struct csv_row *row)
{
    struct scan s = { .at = c->at, .begin = c->at, .line = c->line };

    if (c->error)
        return -1;
    while (s.at < c->size && ends_line(c->data[s.at]))
        pass_line(c, &s);
    c->at = s.at;
    c->line = s.line;
    if (s.at >= c->size)
        return 0;
    if (scan_row(c, &s))
        return -1;
    copy_row(c, &s, row);
    if (s.at < c->size)
        pass_line(c, &s);
    c->at = s.at;
    c->line = s.line;
    return 1;
}

/* An optional sign, digits, at most one point or comma between them. */
static bool is_number(const char *s)
{
    size_t n;

    s += *s == '+' || *s == '-';
    n = strspn(s, "0123456789");
    if (!n)
        return false;
    s += n;
    if (*s != '.' && *s != ',')
        return !*s;
    s++;
    n = strspn(s, "0123456789");
    return n && !s[n];
}

void csv_cell(struct buf *b, const char *s, bool last)
{
    bool guard = is_formula(s) && !is_number(s);
    size_t n = strlen(s);
    bool quote =
        n && (s[strcspn(s, ",;\t\"\r\n")] || s[0] == ' ' || s[n - 1] == ' ');
    const char *at;

    if (quote)
        buf_char(b, '"');
    if (guard)
        buf_char(b, '\'');
    while (quote && (at = strchr(s, '"'))) {
        buf_add(b, s, (size_t)(at - s) + 1);
        buf_char(b, '"');
        s = at + 1;
    }
    buf_str(b, s);
    if (quote)
        buf_char(b, '"');
    buf_str(b, last ? "\r\n" : ",");
}
