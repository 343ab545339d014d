/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stem.c: stems of words in three languages: the Kyrgyz ones are ours
 * (stem_kyrgyz.c), the Russian and English ones Snowball's.  A stemmer of
 * Snowball's belongs to one thread and is closed when the thread ends.
 */
#include "base/stem_in.h"

#include "base/buf.h"
#include "base/log.h"

#include <libstemmer.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { LETTERS = 48, SHORTEST = 4 };

static _Thread_local struct sb_stemmer *russian, *english;
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void close_stemmers(void *unused)
{
    (void)unused;
    sb_stemmer_delete(russian);
    sb_stemmer_delete(english);
    russian = english = NULL;
}

static void init(void)
{
    if (pthread_key_create(&key, close_stemmers))
        abort();
}

static void open_stemmers(void)
{
    pthread_once(&once, init);
    russian = sb_stemmer_new("russian", "UTF_8");
    english = sb_stemmer_new("english", "UTF_8");
    if (!russian || !english) {
        log_error("libstemmer knows no Russian or no English");
        abort();
    }
    pthread_setspecific(key, &key);
}

static const char *snowball(struct mem *m, struct sb_stemmer *s,
                            const char *word)
{
    const sb_symbol *out =
        sb_stemmer_stem(s, (const sb_symbol *)word, (int)strlen(word));

    return out ? mem_strn(m, (const char *)out, (size_t)sb_stemmer_length(s))
               : word;
}

/* The Cyrillic letters of a word; 0: it has others, or too many. */
static int letters(const char *word, char16_t w[LETTERS])
{
    const unsigned char *p = (const unsigned char *)word;
    int n = 0;

    for (; *p; p += 2) {
        if ((*p != 0xD0 && *p != 0xD1) || n == LETTERS)
            return 0;
        w[n++] = (char16_t)((*p & 0x1F) << 6 | (p[1] & 0x3F));
    }
    return n;
}

static const char *written(struct mem *m, const char16_t *w, int n)
{
    char *s = mem_alloc(m, (size_t)n * 2 + 1);

    for (int i = 0; i < n; i++) {
        s[2 * i] = (char)(0xC0 | w[i] >> 6);
        s[2 * i + 1] = (char)(0x80 | (w[i] & 0x3F));
    }
    s[2 * n] = '\0';
    return s;
}

/* A short Russian stem is believed only before the endings of a noun: of the
 * Kyrgyz word bilim it would make bil, which is another word. */
static bool believable(const char *word, const char *stem)
{
    static const char *const endings[] = {
        "а", "у", "е", "ы", "и", "я", "ю", "ом", "ем", "ов", "ев", "ей",
        "ой", "ам", "ах", "ям", "ях", "ами", "ями",
    };
    size_t n = strlen(stem);

    if (n / 2 >= SHORTEST || !strcmp(stem, word))
        return true;
    for (size_t i = 0; i < COUNT(endings); i++)
        if (n / 2 == SHORTEST - 1 && !strcmp(word + n, endings[i]))
            return true;
    return false;
}

static size_t stem_latin(struct mem *m, const char *word, const char **stem)
{
    size_t n = strspn(word, "abcdefghijklmnopqrstuvwxyz");

    if (n < SHORTEST || n >= LETTERS || word[n])
        return 0;
    stem[0] = snowball(m, english, word);
    return 1;
}

size_t stem_word(struct mem *m, const char *word, const char *stem[STEM_MOST])
{
    char16_t w[LETTERS];
    int n;

    if (!russian)
        open_stemmers();
    if ((unsigned char)*word < 0x80)
        return stem_latin(m, word, stem);
    n = letters(word, w);
    if (n < SHORTEST - 1)
        return 0;
    n = stem_kyrgyz(w, n);
    stem[0] = written(m, w, n);
    stem[1] = snowball(m, russian, word);
    return strcmp(stem[0], stem[1]) && believable(word, stem[1]) ? 2 : 1;
}

/* --- Latin letters -------------------------------------------------------- */

/* `or`: another reading, not so likely. */
static const struct {
    const char *latin, *is, *or;
} readings[] = {
    { "shch", "щ", NULL }, { "dzh", "дж", "ж" }, { "zh", "ж", NULL },
    { "kh", "х", NULL },   { "ts", "ц", NULL },  { "ch", "ч", NULL },
    { "sh", "ш", NULL },   { "iia", "ия", NULL }, { "iya", "ия", NULL },
    { "iu", "ю", "иу" },   { "ia", "я", "иа" },  { "yu", "ю", NULL },
    { "ya", "я", NULL },   { "yo", "е", "йо" },  { "ye", "е", NULL },
    { "dj", "дж", "ж" },   { "ee", "ээ", "ее" }, { "a", "а", NULL },   { "b", "б", NULL },
    { "c", "к", "ц" },     { "d", "д", NULL },   { "e", "е", "э" },
    { "f", "ф", NULL },    { "g", "г", NULL },   { "h", "х", NULL },
    { "i", "и", "й" },     { "j", "ж", "дж" },   { "k", "к", NULL },
    { "l", "л", "ль" },    { "m", "м", NULL },   { "n", "н", NULL },
    { "o", "о", NULL },    { "p", "п", NULL },   { "q", "к", NULL },
    { "r", "р", NULL },    { "s", "с", NULL },   { "t", "т", NULL },
    { "u", "у", NULL },    { "v", "в", NULL },   { "w", "в", NULL },
    { "x", "кс", "х" },    { "y", "ы", "й" },    { "z", "з", NULL },
};

/* Letters that Turkic Latin writing adds. */
static const struct {
    const char *letter, *plain;
} marked[] = {
    { "ö", "o" }, { "ü", "u" }, { "ş", "sh" }, { "ç", "ch" }, { "ğ", "g" },
    { "ı", "y" }, { "ñ", "n" }, { "é", "e" },  { "ž", "zh" }, { "š", "sh" },
    { "č", "ch" },
};

static const char *unmarked(struct mem *m, const char *word)
{
    struct buf b;

    buf_init(&b, m);
    while (*word) {
        size_t i = 0;

        while (i < COUNT(marked) &&
               strncmp(word, marked[i].letter, strlen(marked[i].letter)) != 0)
            i++;
        if (i < COUNT(marked)) {
            buf_str(&b, marked[i].plain);
            word += strlen(marked[i].letter);
        } else {
            buf_char(&b, *word++);
        }
    }
    return b.n ? b.s : "";
}

static bool latin_vowel(char c)
{
    return c && strchr("aeiouy", c);
}

/* Does the other reading come into question at word[i]? */
static bool doubtful(const char *word, size_t i, size_t n)
{
    char before = i ? word[i - 1] : '\0';
    char after = word[i + n];

    switch (n == 1 ? word[i] : 'x') {
    case 'e':
        return !i || latin_vowel(before);
    case 'i':
    case 'y':
        return latin_vowel(before) || latin_vowel(after) || !after;
    case 'l':
        return after && after != 'l' && !latin_vowel(after);
    default:
        return true;
    }
}

/* One more letter for each of the n ways; a doubtful one doubles them as long
 * as there is room. */
static size_t add_letter(struct mem *m, const char **way, size_t n,
                         const char *is, const char *or)
{
    size_t more = or ? n : 0;

    if (n + more > STEM_SPELT)
        more = 0;
    for (size_t i = 0; i < more; i++)
        way[n + i] = mem_fmt(m, "%s%s", way[i], or);
    for (size_t i = 0; i < n; i++)
        way[i] = mem_fmt(m, "%s%s", way[i], is);
    return n + more;
}

size_t stem_cyrillic(struct mem *m, const char *word,
                     const char *spelt[STEM_SPELT])
{
    size_t len, ways = 1, k;

    word = unmarked(m, word);
    len = strlen(word);
    if (len < 2 || len >= LETTERS ||
        strspn(word, "abcdefghijklmnopqrstuvwxyz") != len)
        return 0;
    spelt[0] = "";
    for (size_t i = 0; i < len; i += k) {
        size_t r = 0;

        while (strncmp(word + i, readings[r].latin,
                       strlen(readings[r].latin)) != 0)
            r++;
        k = strlen(readings[r].latin);
        ways = add_letter(m, spelt, ways, readings[r].is,
                          doubtful(word, i, k) ? readings[r].or
                          : k == 1 && word[i] == 'i' ? "ы"
                                                     : NULL);
    }
    return ways;
}
