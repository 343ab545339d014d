/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text.c: ICU's tables, reached by short ways: most texts here are ASCII or
 * plain Cyrillic, for which normalising is known to change nothing.
 *
 * A collator belongs to one thread (ICU's are not safe to share) and is closed
 * when the thread ends.
 */
#include "base/text.h"

#include "base/log.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/ucol.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#define ICU_MOST ((size_t)INT32_MAX / 8) /* far above any limit of a body */
#define SORT_LOCALE "ky"                 /* right for ru and en, too */

static _Noreturn void icu_broken(const char *what, UErrorCode err)
{
    log_error("ICU: %s: %s", what, u_errorName(err));
    abort();
}

/* Code point at s[*i], moving *i behind it; negative where it is broken. */
static UChar32 next(const char *s, size_t n, size_t *i)
{
    const uint8_t *p = (const uint8_t *)s;
    int32_t len = n - *i < 4 ? (int32_t)(n - *i) : 4;
    int32_t at = 0;
    UChar32 c;

    p += *i;
    U8_NEXT(p, at, len, c);
    *i += (size_t)at;
    return c;
}

/* The one before s[*i], moving *i to it; not before s[from]. */
static UChar32 before(const char *s, size_t from, size_t *i)
{
    const uint8_t *p = (const uint8_t *)s + from;
    int32_t at = (int32_t)(*i - from);
    UChar32 c;

    U8_PREV(p, 0, at, c);
    *i = from + (size_t)at;
    return c;
}

/* Writes `c` at `to`; the number of bytes. */
static size_t put(char *to, UChar32 c)
{
    uint8_t *p = (uint8_t *)to;
    int32_t at = 0;

    U8_APPEND_UNSAFE(p, at, (uint32_t)c);
    return (size_t)at;
}

/* Bytes from the start that are ASCII and not NUL. */
static size_t ascii_run(const char *s, size_t n)
{
    const uint64_t high = UINT64_C(0x8080808080808080);
    const uint64_t ones = UINT64_C(0x0101010101010101);
    size_t i = 0;
    uint64_t w;

    for (; n - i >= 8; i += 8) {
        memcpy(&w, s + i, 8);
        if ((w & high) || ((w - ones) & ~w & high))
            break;
    }
    while (i < n && s[i] > 0)
        i++;
    return i;
}

bool text_valid(const char *s, size_t n)
{
    size_t i = ascii_run(s, n);

    while (i < n) {
        if (!s[i] || next(s, n, &i) < 0)
            return false;
        if (i < n && s[i] > 0)
            i += ascii_run(s + i, n - i);
    }
    return true;
}

size_t text_length(const char *s)
{
    size_t bytes = strlen(s);
    size_t n = 0;
    size_t i;

    for (i = 0; i < bytes; i++)
        n += ((unsigned char)s[i] & 0xC0) != 0x80;
    return n;
}

char *text_cut(struct mem *m, const char *s, size_t chars)
{
    size_t n = strlen(s);
    size_t i = 0;
    char *out;

    if (n <= chars)
        return mem_strn(m, s, n);
    while (i < n && chars--)
        next(s, n, &i);
    if (i == n)
        return mem_strn(m, s, n);
    out = mem_alloc(m, i + sizeof("\u2026"));
    memcpy(out, s, i);
    memcpy(out + i, "\u2026", sizeof("\u2026"));
    return out;
}

/* Surely not changed by NFC and never joined with a neighbour: Latin up to
 * U+02FF, Cyrillic without its combining marks, dashes and quotes, No. */
static bool is_settled(UChar32 c)
{
    return c < 0x300 || (c >= 0x400 && c <= 0x482) ||
           (c >= 0x48A && c <= 0x52F) || (c >= 0x2010 && c <= 0x2027) ||
           c == 0x2116;
}

/* The letters that look the same as the Kyrgyz ones but are not. */
static UChar32 right_letter(UChar32 c)
{
    switch (c) {
    case 0x472:
        return 0x4E8;
    case 0x473:
        return 0x4E9;
    case 0x4C9:
        return 0x4A2;
    case 0x4CA:
        return 0x4A3;
    default:
        return c;
    }
}

/* What is seen of nobody and changes what stands beside it: the signs that turn
 * the direction of writing, by which "exe.txt" is shown of "txt.exe", and those
 * without width, by which two names look the same.  No language of the house
 * needs them.  The joiners U+200C and U+200D stay: other scripts do. */
static bool is_hidden(UChar32 c)
{
    return c == 0xAD || c == 0x61C || c == 0x180E || c == 0x200B ||
           (c >= 0x200E && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
           (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

static bool is_control(UChar32 c)
{
    return (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7F && c < 0xA0) ||
           is_hidden(c);
}

/* Also the invisible ones: a name of them alone must count as empty. */
static bool is_blank(UChar32 c)
{
    return c == 0x200B || c == 0xFEFF || u_isUWhiteSpace(c);
}

static UChar *to_utf16(struct mem *m, const char *s, size_t n, int32_t *len)
{
    UErrorCode err = U_ZERO_ERROR;
    UChar *to;

    assert(n < ICU_MOST);
    to = MEM_ARRAY(m, n + 1, UChar);
    u_strFromUTF8(to, (int32_t)n + 1, len, s, (int32_t)n, &err);
    if (U_FAILURE(err))
        icu_broken("reading UTF-8", err);
    return to;
}

/* The NFC form of valid UTF-8. */
static char *nfc(struct mem *m, const char *s, size_t n)
{
    UErrorCode err = U_ZERO_ERROR;
    const UNormalizer2 *form = unorm2_getNFCInstance(&err);
    int32_t cap, len, bytes;
    UChar *from, *to;
    char *out;

    if (U_FAILURE(err))
        icu_broken("NFC", err);
    from = to_utf16(m, s, n, &len);
    cap = len * 3 + 1; /* the most that NFC can lengthen UTF-16 */
    to = MEM_ARRAY(m, (size_t)cap, UChar);
    len = unorm2_normalize(form, from, len, to, cap, &err);
    out = mem_alloc(m, (size_t)len * 3 + 1);
    u_strToUTF8(out, len * 3 + 1, &bytes, to, len, &err);
    if (U_FAILURE(err))
        icu_broken("NFC", err);
    return out;
}

/* Right letters, without controls and broken bytes, in NFC. */
static char *normal(struct mem *m, const char *s)
{
    size_t n = strlen(s);
    char *out = mem_alloc(m, n + 1);
    bool settled = true;
    size_t to = 0;
    size_t i = 0;
    UChar32 c;

    while (i < n) {
        c = s[i] > 0 ? s[i++] : next(s, n, &i);
        if (c < 0 || is_control(c))
            continue;
        settled = settled && is_settled(c);
        to += put(out + to, right_letter(c));
    }
    return settled ? out : nfc(m, out, to);
}

char *text_clean(struct mem *m, const char *s)
{
    char *out = normal(m, s);
    size_t n = strlen(out);
    size_t from = 0;
    size_t i = 0;
    size_t end;

    while (i < n && is_blank(next(out, n, &i)))
        from = i;
    for (end = n; end > from; end = i) {
        i = end;
        if (!is_blank(before(out, from, &i)))
            break;
    }
    out[end] = '\0';
    return out + from;
}

static bool is_apostrophe(UChar32 c)
{
    return c == '\'' || c == '`' || c == 0xB4 || c == 0x2018 || c == 0x2019 ||
           c == 0x2BB || c == 0x2BC || c == 0x2BE || c == 0x2BF || c == 0x2032;
}

bool text_is_mark(const char *s)
{
    const uint8_t *p = (const uint8_t *)s;
    bool any = false;

    for (int32_t i = 0; p[i];) {
        UChar32 c;

        U8_NEXT(p, i, -1, c);
        if (c >= 0 && u_isalnum(c))
            any = true;
        else if (c < 0 || !((c < 0x80 && strchr("-_./", (int)c)) ||
                            c == 0x2116))
            return false;
    }
    return any;
}

/* A lower-case letter or digit as it is searched, 0 to drop, ' ' for a sign. */
static UChar32 folded(UChar32 c)
{
    if (c >= 'a' && c <= 'z')
        return c;
    if (c >= '0' && c <= '9')
        return c;
    if (is_apostrophe(c) || (c >= 0x300 && c < 0x370))
        return 0; /* marks of stress that NFC left over */
    switch (c) {
    case 0x451:
        return 0x435; /* yo */
    case 0x4E9:
        return 0x43E; /* oe */
    case 0x4AF:
        return 0x443; /* straight u */
    case 0x4A3:
        return 0x43D; /* ng */
    default:
        break;
    }
    if (c >= 0x430 && c < 0x450)
        return c;
    if (c >= 0x80 && u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
        return 0; /* soft hyphens and the like */
    return U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK) ? c
                                                                        : ' ';
}

static UChar32 lower(UChar32 c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    if (c >= 0x430 && c < 0x460)
        return c;
    return u_foldCase(u_tolower(c), U_FOLD_CASE_DEFAULT);
}

/*
 * Nearly every letter that is typed here lies below U+0530 and is no mark that
 * joins its neighbour: what becomes of each is looked up.
 */
enum { QUICK = 0x530, SLOW = 0xFFFF };
static uint16_t quick[QUICK];
static pthread_once_t quick_once = PTHREAD_ONCE_INIT;

static void quick_init(void)
{
    for (UChar32 c = 0; c < QUICK; c++)
        quick[c] = !is_settled(c)  ? SLOW
                   : is_control(c) ? 0
                                   : (uint16_t)folded(lower(right_letter(c)));
}

/* Puts the letters of a word together, one blank between words. */
struct folding {
    char *out;
    size_t n;
    bool gap;
};

static void fold_put(struct folding *f, UChar32 c)
{
    if (c == ' ') {
        f->gap = f->n > 0;
    } else if (c) {
        if (f->gap)
            f->out[f->n++] = ' ';
        f->gap = false;
        f->n += put(f->out + f->n, c);
    }
}

/* false: there is a letter for which the table does not do. */
static bool fold_quick(struct folding *f, const char *s, size_t n)
{
    for (size_t i = 0; i < n;) {
        UChar32 c = s[i] > 0 ? s[i++] : next(s, n, &i);

        if (c < 0 || c >= QUICK || quick[c] == SLOW)
            return false;
        fold_put(f, quick[c]);
    }
    return true;
}

char *text_fold(struct mem *m, const char *s)
{
    struct folding f = { 0 };
    size_t n = strlen(s), i = 0;

    pthread_once(&quick_once, quick_init);
    f.out = mem_alloc(m, n + n / 2 + 2); /* 2 bytes may become 3 */
    if (!fold_quick(&f, s, n)) {
        s = normal(m, s);
        n = strlen(s);
        f = (struct folding){ .out = mem_alloc(m, n + n / 2 + 2) };
        while (i < n)
            fold_put(&f, folded(lower(next(s, n, &i))));
    }
    f.out[f.n] = '\0';
    return f.out;
}

static _Thread_local UCollator *collator;
static pthread_key_t collator_key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static char version[U_MAX_VERSION_STRING_LENGTH];

static void collator_close(void *c)
{
    ucol_close(c);
}

static UCollator *collator_open(void)
{
    UErrorCode err = U_ZERO_ERROR;
    UCollator *c = ucol_open(SORT_LOCALE, &err);

    if (U_SUCCESS(err))
        ucol_setAttribute(c, UCOL_NUMERIC_COLLATION, UCOL_ON, &err);
    if (U_FAILURE(err))
        icu_broken("opening the Kyrgyz order", err);
    return c;
}

static void collation_init(void)
{
    UCollator *c = collator_open();
    UVersionInfo v;

    ucol_getVersion(c, v);
    u_versionToString(v, version);
    ucol_close(c);
    if (pthread_key_create(&collator_key, collator_close))
        icu_broken("thread key", U_MEMORY_ALLOCATION_ERROR);
}

static UCollator *collator_here(void)
{
    if (!collator) {
        pthread_once(&once, collation_init);
        collator = collator_open();
        pthread_setspecific(collator_key, collator);
    }
    return collator;
}

const char *text_collation_version(void)
{
    pthread_once(&once, collation_init);
    return version;
}

/* The whole key in the arena, for a text too long for the stack. */
static unsigned char *long_key(struct mem *m, const char *s, size_t bytes,
                               int32_t *need)
{
    unsigned char *key;
    int32_t len;
    UChar *wide = to_utf16(m, s, bytes, &len);

    *need = ucol_getSortKey(collator_here(), wide, len, NULL, 0);
    key = mem_alloc(m, (size_t)*need);
    *need = ucol_getSortKey(collator_here(), wide, len, key, *need);
    return key;
}

const unsigned char *text_sort_key(struct mem *m, const char *s, size_t max,
                                   size_t *n)
{
    UErrorCode err = U_ZERO_ERROR;
    size_t bytes = strlen(s);
    unsigned char *key = NULL;
    unsigned char small[1024];
    int32_t need = 0;
    UChar wide[256];
    int32_t len;

    if (bytes <= COUNT(wide)) {
        u_strFromUTF8(wide, COUNT(wide), &len, s, (int32_t)bytes, &err);
        if (U_FAILURE(err))
            icu_broken("reading UTF-8", err);
        need =
            ucol_getSortKey(collator_here(), wide, len, small, sizeof(small));
    }
    if (need == 0 || need > (int32_t)sizeof(small))
        key = long_key(m, s, bytes, &need);
    if (need <= 0)
        icu_broken("sort key", U_INTERNAL_PROGRAM_ERROR);
    *n = (size_t)need - 1; /* the closing NUL is the same for all */
    if (*n > max)
        *n = max;
    return key ? key : (unsigned char *)mem_strn(m, (char *)small, *n);
}

/*
 * Machine readable passports, ICAO Doc 9303 part 3: the Kyrgyz letters lose
 * their signs.  From U+0430, lower case; the capitals follow from it.
 */
static const char latin_of[32][5] = {
    "a",  "b",  "v",  "g",    "d",  "e", "zh", "z", "i",  "i",  "k",
    "l",  "m",  "n",  "o",    "p",  "r", "s",  "t", "u",  "f",  "kh",
    "ts", "ch", "sh", "shch", "ie", "y", "",   "e", "iu", "ia",
};

/* Letters beyond the Russian ones: Kyrgyz first, then the neighbours'. */
static const struct {
    UChar32 from;
    const char *to;
} latin_more[] = {
    { 0x451, "e" },  { 0x4A3, "n" }, { 0x4E9, "o" }, { 0x4AF, "u" },
    { 0x4D9, "a" },  { 0x493, "g" }, { 0x49B, "k" }, { 0x4B1, "u" },
    { 0x4BB, "kh" }, { 0x456, "i" }, { 0x45E, "u" }, { 0x4B3, "kh" },
    { 0x4B7, "ch" }, { 0x4E3, "i" }, { 0x4EF, "u" }, { 0x454, "ie" },
    { 0x457, "i" },  { 0x491, "g" },
};

/* NULL when the letter is not of ours. */
static const char *latin(UChar32 low)
{
    size_t i;

    if (low >= 0x430 && low < 0x450)
        return latin_of[low - 0x430];
    for (i = 0; i < COUNT(latin_more); i++)
        if (latin_more[i].from == low)
            return latin_more[i].to;
    return NULL;
}

/* Zh or ZH: capital throughout inside a word of capitals. */
static bool is_loud(UChar32 before, UChar32 after)
{
    return u_isupper(after) || (!u_isalpha(after) && u_isupper(before));
}

static size_t put_latin(char *out, const char *letters, bool capital, bool loud)
{
    size_t i;

    for (i = 0; letters[i]; i++)
        out[i] =
            capital && (i == 0 || loud) ? (char)(letters[i] - 32) : letters[i];
    return i;
}

char *text_latin(struct mem *m, const char *s)
{
    char *in = normal(m, s);
    size_t n = strlen(in);
    char *out = mem_alloc(m, n * 2 + 1); /* two bytes become at most four */
    UChar32 before = 0;
    UChar32 c, after;
    const char *letters;
    size_t to = 0;
    size_t i = 0;
    size_t ahead;

    while (i < n) {
        c = next(in, n, &i);
        ahead = i;
        after = i < n ? next(in, n, &ahead) : 0;
        letters = c < 0x400 || c > 0x52F ? NULL : latin(u_tolower(c));
        if (letters)
            to += put_latin(out + to, letters, u_isupper(c) != 0,
                            is_loud(before, after));
        else
            to += put(out + to, c);
        before = c;
    }
    out[to] = '\0';
    return out;
}

char *text_upper(struct mem *m, const char *s)
{
    size_t n = strlen(s), i = 0, to = 0;
    char *out = mem_alloc(m, n * 2 + 1); /* none doubles its bytes */

    while (i < n) {
        UChar32 c = next(s, n, &i);

        if (c > 0)
            to += put(out + to, u_toupper(c));
    }
    out[to] = '\0';
    return out;
}
