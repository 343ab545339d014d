/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stem_kyrgyz.c: endings of Kyrgyz words taken off, one after another from the
 * end, until none is left that may go.
 *
 * A Kyrgyz word is a stem and a chain of endings whose vowels follow those of
 * the stem; folding has merged half of them already.  No dictionary is asked:
 * what is left need not be a word, but must be the same for all forms of one.
 * So each rule is applied to the dictionary form, too, and to whatever an
 * ending was taken from.
 */
#include "base/stem_in.h"

#include <string.h>

/* What must stand before an ending, and what is left to strip after it. */
enum need {
    ANY,
    VOWEL,     /* a vowel: the ending begins with a single consonant */
    CONSONANT, /* a consonant: the ending begins with a vowel */
    VERB,      /* only after an ending of verbs was taken off */
};

/*
 * Capital Latin letters stand for what harmony chooses from: A wide and I
 * narrow vowels; D, G, L, N, B consonants.  `least`: letters that must be left.
 */
struct ending {
    const char16_t *text;
    int n;
    enum need need;
    int least;
    bool verb;
};

#define ENDING(text, need, least, verb)                                        \
    { text, COUNT(text) - 1, need, least, verb }

static const struct ending endings[] = {
    ENDING(u"GAндIк", ANY, 3, true),
    ENDING(u"AсIнAр", CONSONANT, 3, true),
    ENDING(u"йсIнAр", VOWEL, 3, true),
    ENDING(u"DIнIз", ANY, 3, true),
    ENDING(u"сAнIз", ANY, 3, true),
    ENDING(u"мAкчI", ANY, 3, true),
    ENDING(u"GAнDA", ANY, 3, true),
    ENDING(u"IбIз", CONSONANT, 3, false),
    ENDING(u"IнIз", CONSONANT, 3, false),
    ENDING(u"DAгI", ANY, 3, false),
    ENDING(u"IндAгI", CONSONANT, 3, false),
    ENDING(u"сIндAгI", VOWEL, 3, false),
    ENDING(u"NIкI", ANY, 3, false),
    ENDING(u"йбIз", VOWEL, 3, true),
    ENDING(u"AбIз", CONSONANT, 3, true),
    ENDING(u"йсIн", VOWEL, 3, true),
    ENDING(u"AсIн", CONSONANT, 3, true),
    ENDING(u"йсIз", VOWEL, 3, true),
    ENDING(u"AсIз", CONSONANT, 3, true),
    ENDING(u"IшAт", CONSONANT, 4, true),
    ENDING(u"GAн", ANY, 3, true),
    ENDING(u"LAр", ANY, 3, false),
    ENDING(u"NIн", ANY, 3, false),
    ENDING(u"DAн", ANY, 3, false),
    ENDING(u"IнAн", CONSONANT, 3, false),
    ENDING(u"сIнAн", VOWEL, 3, false),
    ENDING(u"IндA", CONSONANT, 3, false),
    ENDING(u"сIндA", VOWEL, 3, false),
    ENDING(u"IнIн", CONSONANT, 3, false),
    ENDING(u"сIнIн", VOWEL, 3, false),
    ENDING(u"DIм", ANY, 3, true),
    ENDING(u"сIн", ANY, 3, false),
    ENDING(u"бIз", VOWEL, 3, false),
    ENDING(u"нIз", VOWEL, 3, false),
    ENDING(u"сAм", ANY, 3, true),
    ENDING(u"сAк", ANY, 3, true),
    ENDING(u"мAк", ANY, 3, true),
    ENDING(u"DAй", ANY, 4, false),
    ENDING(u"GIч", ANY, 3, true),
    ENDING(u"GI", VERB, 3, true),
    ENDING(u"BAс", VERB, 3, true),
    ENDING(u"GA", ANY, 3, false),
    ENDING(u"нI", VOWEL, 3, false),
    ENDING(u"DI", CONSONANT, 3, false),
    ENDING(u"дI", VOWEL, 3, true),
    ENDING(u"IлDI", CONSONANT, 3, true),
    ENDING(u"BADI", ANY, 3, true),
    ENDING(u"DA", ANY, 3, false),
    ENDING(u"IнA", CONSONANT, 3, false),
    ENDING(u"сIнA", VOWEL, 3, false),
    ENDING(u"чA", ANY, 4, false),
    ENDING(u"сI", VOWEL, 3, false),
    ENDING(u"Iм", CONSONANT, 4, false),
    ENDING(u"Iн", CONSONANT, 3, false),
    ENDING(u"BI", CONSONANT, 4, false),
    ENDING(u"йт", VOWEL, 3, true),
    ENDING(u"Aт", CONSONANT, 3, true),
    ENDING(u"Iп", CONSONANT, 3, true),
    ENDING(u"сA", ANY, 3, true),
    ENDING(u"BA", VERB, 3, true),
    ENDING(u"Iл", VERB, 3, true),
    ENDING(u"уу", CONSONANT, 3, true),
    ENDING(u"оо", CONSONANT, 3, true),
    ENDING(u"м", VOWEL, 4, false),
    ENDING(u"н", VOWEL, 4, false),
    ENDING(u"й", VOWEL, 4, true),
    ENDING(u"п", VOWEL, 4, true),
};

static bool one_of(char16_t c, const char16_t *set)
{
    while (*set && *set != c)
        set++;
    return *set != 0;
}

static const char16_t wide[] = u"аео", narrow[] = u"ыиу";

static bool is_vowel(char16_t c)
{
    return one_of(c, u"аеоыиуэюя");
}

static const char16_t voiceless[] = u"пктсшщчцхф";

/* The first consonant of an ending follows the letter before it. */
static bool follows(char16_t pattern, char16_t c, char16_t before)
{
    bool hard = one_of(before, voiceless);

    switch (pattern) {
    case u'D':
    case u'G':
    case u'B':
        return hard == one_of(c, voiceless);
    case u'N':
        return c == (is_vowel(before) ? u'н' : hard ? u'т' : u'д');
    case u'L':
        return c == u'л' ? is_vowel(before) || one_of(before, u"йр")
                         : hard == (c == u'т');
    default:
        return true;
    }
}

static bool fits(char16_t pattern, char16_t c)
{
    switch (pattern) {
    case u'A':
        return one_of(c, wide);
    case u'I':
        return one_of(c, narrow);
    case u'D':
        return one_of(c, u"дт");
    case u'G':
        return one_of(c, u"гк");
    case u'L':
        return one_of(c, u"лдт");
    case u'N':
        return one_of(c, u"ндт");
    case u'B':
        return one_of(c, u"бп");
    default:
        return c == pattern;
    }
}

/* Within a verb, only its own endings are looked for. */
static bool needed(enum need need, char16_t before, bool verb)
{
    if (verb != (need == VERB))
        return false;
    switch (need) {
    case VOWEL:
        return is_vowel(before);
    case CONSONANT:
        return !is_vowel(before);
    case VERB:
    case ANY:
        break;
    }
    return true;
}

/* How many letters of the ending e can go.  The last letter is looked at
 * first: it rules most endings out. */
static int taken(const struct ending *e, const char16_t *w, int n, bool verb)
{
    int k = e->n;

    for (int i = k; i-- > 0 && n > k;)
        if (!fits(e->text[i], w[n - k + i]))
            return 0;
    if (n - k < e->least || !needed(e->need, w[n - k - 1], verb) ||
        !follows(e->text[0], w[n - k], w[n - k - 1]))
        return 0;
    return k;
}

/* A voiceless end becomes voiced before a vowel: kitep, kitebi. */
static void unvoice(char16_t *w, int n)
{
    if (n < 3 || !is_vowel(w[n - 2]))
        return;
    if (w[n - 1] == u'б')
        w[n - 1] = u'п';
    else if (w[n - 1] == u'г')
        w[n - 1] = u'к';
}

static int strip(char16_t *w, int n, bool *verb)
{
    int best = 0;
    const struct ending *with = NULL;

    for (size_t i = 0; i < COUNT(endings); i++) {
        int k = taken(&endings[i], w, n, *verb);

        if (k > best) {
            best = k;
            with = &endings[i];
        }
    }
    if (with)
        *verb = with->verb;
    return best;
}

/* Nouns whose ends look like endings of verbs or possessives. */
#define WHOLE(text) { text, COUNT(text) - 1 }
static const struct {
    const char16_t *text;
    int n;
} whole[] = {
    WHOLE(u"китеп"), WHOLE(u"мектеп"), WHOLE(u"талап"), WHOLE(u"кесип"),
    WHOLE(u"жооп"), WHOLE(u"кабинет"), WHOLE(u"факультет"), WHOLE(u"убакыт"),
    WHOLE(u"сапат"), WHOLE(u"кызмат"), WHOLE(u"университет"),
    WHOLE(u"мамлекет"), WHOLE(u"деканат"), WHOLE(u"ректорат"),
    WHOLE(u"маалымат"), WHOLE(u"бюджет"), WHOLE(u"себеп"), WHOLE(u"совет"),
    WHOLE(u"адабият"), WHOLE(u"хат"), WHOLE(u"тарап"), WHOLE(u"сертификат"),
    WHOLE(u"институт"), WHOLE(u"план"), WHOLE(u"билим"),
};

static bool is_whole(const char16_t *w, int n)
{
    for (size_t i = 0; i < COUNT(whole); i++)
        if (whole[i].n == n && whole[i].text[0] == w[0] &&
            !memcmp(whole[i].text, w, (size_t)n * sizeof *w))
            return true;
    return false;
}

/* The vowel that ends a stem varies with what follows; a narrow one may also
 * be a possessive, before which there may be more. */
static int last_vowel(const char16_t *w, int n, bool verb, bool *more)
{
    bool narrow_end = one_of(w[n - 1], narrow) && !is_vowel(w[n - 2]);
    bool goes = is_vowel(w[n - 1]) && n > (verb || narrow_end ? 3 : 4);

    *more = goes && narrow_end && !verb;
    return goes;
}

int stem_kyrgyz(char16_t *w, int n)
{
    bool verb = false, more = true;

    while (more) {
        int k;

        unvoice(w, n);
        if (is_whole(w, n))
            break;
        if (one_of(w[n - 1], narrow) && is_whole(w, n - 1))
            return n - 1;
        k = strip(w, n, &verb);
        n -= k ? k : last_vowel(w, n, verb, &more);
    }
    return n;
}
