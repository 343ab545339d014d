/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lang.c: the reader of .mo catalogues, plural forms, and dates, numbers,
 * money and sizes as people of the three languages write them.
 *
 * A catalogue is used where it lies: it is checked once when loaded, and a
 * message is then found through the hash table that msgfmt wrote into it.
 */
#include "base/lang.h"

#include "base/buf.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NBSP "\xc2\xa0"

/* --- Catalogues ----------------------------------------------------------- */

enum { MO_HEADER = 28 };
static const uint32_t MO_MAGIC = 0x950412de;

struct piece { /* as it stands in the file */
    uint32_t length, offset;
};

struct catalogue {
    const char *bytes; /* NULL: none loaded */
    uint32_t n;        /* messages */
    uint32_t from, to; /* offsets of the tables of originals, translations */
    uint32_t slots;    /* of the hash table; 0: there is none */
    uint32_t hash;     /* its offset */
};

/* Written before any thread starts, read only afterwards. */
static struct catalogue catalogues[LANGS];

static uint32_t word_at(const char *bytes, size_t offset)
{
    uint32_t w;

    memcpy(&w, bytes + offset, sizeof w);
    return w;
}

static struct piece piece_at(const struct catalogue *c, uint32_t table,
                             uint32_t i)
{
    struct piece p;

    memcpy(&p, c->bytes + table + (size_t)i * sizeof p, sizeof p);
    return p;
}

/* Does the table lie inside, and does each of its texts end with a NUL? */
static bool table_good(const struct catalogue *c, uint32_t table, size_t size)
{
    if ((uint64_t)table + (uint64_t)c->n * sizeof(struct piece) > size)
        return false;
    for (uint32_t i = 0; i < c->n; i++) {
        struct piece p = piece_at(c, table, i);

        if ((uint64_t)p.offset + p.length >= size ||
            c->bytes[p.offset + p.length])
            return false;
    }
    return true;
}

enum rc lang_load(enum lang lang, const void *mo, size_t size)
{
    struct catalogue c = { .bytes = mo };

    if (size < MO_HEADER || size > INT32_MAX ||
        word_at(c.bytes, 0) != MO_MAGIC || word_at(c.bytes, 4) >> 16)
        return RC_INVALID;
    c.n = word_at(c.bytes, 8);
    c.from = word_at(c.bytes, 12);
    c.to = word_at(c.bytes, 16);
    c.slots = word_at(c.bytes, 20);
    c.hash = word_at(c.bytes, 24);
    if (!table_good(&c, c.from, size) || !table_good(&c, c.to, size))
        return RC_INVALID;
    if (c.slots &&
        (c.slots < 3 || (uint64_t)c.hash + c.slots * UINT64_C(4) > size))
        return RC_INVALID;
    catalogues[lang] = c;
    return RC_OK;
}

/* The hash of the .mo format (P. J. Weinberger's). */
static uint32_t mo_hash(const char *s)
{
    uint32_t h = 0;

    for (; *s; s++) {
        uint32_t top;

        h = (h << 4) + (unsigned char)*s;
        top = h & 0xf0000000U;
        if (top)
            h ^= (top >> 24) ^ top;
    }
    return h;
}

static struct piece none(void)
{
    return (struct piece){ 0, 0 };
}

static struct piece find_hashed(const struct catalogue *c, const char *msgid)
{
    uint32_t h = mo_hash(msgid), at = h % c->slots;
    uint32_t step = 1 + h % (c->slots - 2);

    for (uint32_t tries = 0; tries < c->slots; tries++) {
        uint32_t i = word_at(c->bytes, c->hash + (size_t)at * 4);

        if (!i || i > c->n)
            return none();
        if (!strcmp(c->bytes + piece_at(c, c->from, i - 1).offset, msgid))
            return piece_at(c, c->to, i - 1);
        at = at >= c->slots - step ? at - (c->slots - step) : at + step;
    }
    return none();
}

static struct piece find_sorted(const struct catalogue *c, const char *msgid)
{
    uint32_t low = 0, high = c->n;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        int order = strcmp(c->bytes + piece_at(c, c->from, mid).offset, msgid);

        if (!order)
            return piece_at(c, c->to, mid);
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return none();
}

/* The translation with its plural forms, each ended by a NUL; length 0 when
 * there is none. */
static struct piece find(enum lang lang, const char *msgid)
{
    const struct catalogue *c = &catalogues[lang];

    /* The empty message is the catalogue's own header. */
    if (!c->bytes || !*msgid)
        return none();
    return c->slots ? find_hashed(c, msgid) : find_sorted(c, msgid);
}

const char *tr(enum lang lang, const char *msgid)
{
    struct piece p = find(lang, msgid);

    return p.length ? catalogues[lang].bytes + p.offset : msgid;
}

/* Kyrgyz has one form, Russian three, English two. */
static int plural_form(enum lang lang, int64_t n)
{
    uint64_t u = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

    switch (lang) {
    case LANG_KY:
        return 0;
    case LANG_RU:
        if (u % 10 == 1 && u % 100 != 11)
            return 0;
        if (u % 10 >= 2 && u % 10 <= 4 && (u % 100 < 12 || u % 100 > 14))
            return 1;
        return 2;
    case LANG_EN:
    case LANGS:
        break;
    }
    return u == 1 ? 0 : 1;
}

const char *trn(enum lang lang, const char *one, const char *many, int64_t n)
{
    struct piece p = find(lang, one);
    const char *s, *end;

    if (!p.length)
        return n == 1 || n == -1 ? one : many;
    s = catalogues[lang].bytes + p.offset;
    end = s + p.length;
    for (int form = plural_form(lang, n); form > 0; form--) {
        const char *next = s + strlen(s) + 1;

        if (next > end)
            break;
        s = next;
    }
    return s;
}

const char *lang_name(enum lang lang)
{
    static const char *const names[LANGS] = { "Кыргызча", "Русский",
                                              "English" };

    return names[lang];
}

/* --- Days ----------------------------------------------------------------- */

/* As they stand in a date: "2026-жылдын 22-ноябры", "22 ноября". */
static const char *const months[LANGS][12] = {
    [LANG_KY] = { "январы", "февралы", "марты", "апрели", "майы", "июну",
                  "июлу", "августу", "сентябры", "октябры", "ноябры",
                  "декабры" },
    [LANG_RU] = { "января", "февраля", "марта", "апреля", "мая", "июня", "июля",
                  "августа", "сентября", "октября", "ноября", "декабря" },
    [LANG_EN] = { "January", "February", "March", "April", "May", "June",
                  "July", "August", "September", "October", "November",
                  "December" },
};

char *lang_day(struct mem *m, enum lang lang, day d)
{
    int y, mo, md;

    (void)lang;
    if (!day_is(d))
        return mem_str(m, "");
    day_split(d, &y, &mo, &md);
    return mem_fmt(m, "%02d.%02d.%04d", md, mo, y);
}

char *lang_day_long(struct mem *m, enum lang lang, day d)
{
    int y, mo, md;
    const char *name;

    if (!day_is(d))
        return mem_str(m, "");
    day_split(d, &y, &mo, &md);
    name = months[lang][mo - 1];
    switch (lang) {
    case LANG_KY:
        return mem_fmt(m, "%d-жылдын" NBSP "%d-%s", y, md, name);
    case LANG_RU:
        return mem_fmt(m, "%d" NBSP "%s %d" NBSP "г.", md, name, y);
    case LANG_EN:
    case LANGS:
        break;
    }
    return mem_fmt(m, "%d %s %d", md, name, y);
}

char *lang_instant(struct mem *m, enum lang lang, int64_t at, int offset)
{
    int64_t local, minute;

    if (!at)
        return mem_str(m, "");
    local = at / 1000000 + (int64_t)offset * 60;
    minute = local / 60 % 1440;
    if (minute < 0)
        minute += 1440;
    return mem_fmt(m, "%s, %02d:%02d", lang_day(m, lang, day_of(at, offset)),
                   (int)(minute / 60), (int)(minute % 60));
}

/* --- Numbers -------------------------------------------------------------- */

enum { DIGITS_MAX = 340 };

/* "-1234567" with marks between thousands. */
static void group(struct buf *b, enum lang lang, const char *digits, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0)
            buf_str(b, lang == LANG_EN ? "," : NBSP);
        buf_char(b, digits[i]);
    }
}

/* A plain decimal text ("-1234.50") in the manner of the language. */
static void dress(struct buf *b, enum lang lang, const char *plain)
{
    const char *point;

    if (*plain == '-') {
        buf_char(b, '-');
        plain++;
    }
    point = strchr(plain, '.');
    group(b, lang, plain, point ? (size_t)(point - plain) : strlen(plain));
    if (point) {
        buf_char(b, lang == LANG_EN ? '.' : ',');
        buf_str(b, point + 1);
    }
}

char *lang_number(struct mem *m, enum lang lang, double v, int decimals)
{
    char plain[DIGITS_MAX];
    struct buf b;

    if (!isfinite(v))
        return mem_str(m, "");
    snprintf(plain, sizeof plain, "%.*f",
             decimals < 0   ? 0
             : decimals > 9 ? 9
                            : decimals,
             v);
    if (strchr(plain, '.')) {
        size_t n = strlen(plain);

        while (plain[n - 1] == '0')
            n--;
        if (plain[n - 1] == '.')
            n--;
        plain[n] = '\0';
    }
    buf_init(&b, m);
    dress(&b, lang, strcmp(plain, "-0") ? plain : "0");
    return b.s;
}

char *lang_money(struct mem *m, enum lang lang, int64_t minor)
{
    uint64_t u = minor < 0 ? 0 - (uint64_t)minor : (uint64_t)minor;
    char plain[32];
    struct buf b;

    snprintf(plain, sizeof plain, "%s%llu.%02d", minor < 0 ? "-" : "",
             (unsigned long long)(u / 100), (int)(u % 100));
    buf_init(&b, m);
    if (lang == LANG_EN)
        buf_str(&b, "KGS" NBSP);
    dress(&b, lang, plain);
    if (lang != LANG_EN)
        buf_str(&b, NBSP "сом");
    return b.s;
}

char *lang_size(struct mem *m, enum lang lang, int64_t bytes)
{
    static const char *const units[2][4] = { { "Б", "КБ", "МБ", "ГБ" },
                                             { "B", "KB", "MB", "GB" } };
    double v = bytes < 0 ? 0 : (double)bytes;
    int unit = 0;

    while (v >= 1000 && unit < 3) {
        v /= 1024;
        unit++;
    }
    return mem_fmt(m, "%s" NBSP "%s",
                   lang_number(m, lang, v, unit && v < 10 ? 1 : 0),
                   units[lang == LANG_EN][unit]);
}

/* Length of a space that may stand between thousands, 0 if it is none. */
static size_t space_at(const char *s)
{
    if (*s == ' ')
        return 1;
    if (!strncmp(s, NBSP, 2))
        return 2;
    if (!strncmp(s, "\xe2\x80\xaf", 3) || !strncmp(s, "\xe2\x80\x89", 3))
        return 3;
    return 0;
}

/* Does every such mark stand before exactly three digits? */
static bool groups_good(const char *s, char mark)
{
    for (const char *p = strchr(s, mark); p; p = strchr(p + 1, mark)) {
        size_t n = strspn(p + 1, "0123456789");

        if (n != 3 || p == s)
            return false;
    }
    return true;
}

static void drop_all(char *s, char mark)
{
    char *to = s;

    for (; *s; s++)
        if (*s != mark)
            *to++ = *s;
    *to = '\0';
}

/* Which mark is the decimal one: the last of two kinds; the only one there
 * is; none when one kind occurs twice (then it parts thousands). */
static bool settle_marks(char *s)
{
    char *comma = strrchr(s, ','), *point = strrchr(s, '.');
    char decimal = 0, other = 0;

    if (comma && point) {
        decimal = comma > point ? ',' : '.';
        other = comma > point ? '.' : ',';
    } else if (comma || point) {
        char mark = comma ? ',' : '.';

        if (strchr(s, mark) == strrchr(s, mark))
            decimal = mark;
        else
            other = mark;
    }
    if (decimal && strchr(s, decimal) != strrchr(s, decimal))
        return false;
    if (other) {
        if (!groups_good(s, other))
            return false;
        drop_all(s, other);
    }
    if (decimal)
        *strchr(s, decimal) = '.';
    return true;
}

bool lang_number_parse(const char *s, double *out)
{
    char plain[64];
    size_t n = 0, space;
    bool digit = false, minus;
    char *end;

    while ((space = space_at(s)))
        s += space;
    minus = *s == '-' || !strncmp(s, "\xe2\x88\x92", 3);
    if (minus)
        s += *s == '-' ? 1 : 3;
    while (*s) {
        space = space_at(s);
        if (space && n && plain[n - 1] >= '0' && plain[n - 1] <= '9') {
            s += space;
            continue;
        }
        if (!strchr("0123456789.,", *s) || n + 1 >= sizeof plain)
            return false;
        digit |= *s >= '0' && *s <= '9';
        plain[n++] = *s++;
    }
    plain[n] = '\0';
    if (!digit || !settle_marks(plain))
        return false;
    *out = strtod(plain, &end);
    if (*end || !isfinite(*out))
        return false;
    if (minus)
        *out = -*out;
    return true;
}
