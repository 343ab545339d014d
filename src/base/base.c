/* SPDX-License-Identifier: Apache-2.0 */
/* base.c: languages and texts in three of them. */
#include "base/base.h"

#include <string.h>

static const char codes[LANGS][3] = { "ky", "ru", "en" };

const char *lang_code(enum lang lang)
{
    return codes[lang];
}

int lang_from_code(const char *code)
{
    int i;

    for (i = 0; code && i < LANGS; i++)
        if (!strcmp(code, codes[i]))
            return i;
    return -1;
}

static bool has(const struct text3 *t, int lang)
{
    return t->in[lang] && *t->in[lang];
}

const char *text3_get(const struct text3 *t, enum lang lang, enum lang *shown)
{
    int found = (int)lang;
    int i;

    for (i = 0; i < LANGS && !has(t, found); i++)
        found = i;
    if (!has(t, found))
        found = (int)lang;
    if (shown)
        *shown = (enum lang)found;
    return has(t, found) ? t->in[found] : "";
}

bool word_is(const char *s, const char *word)
{
    return s && !strcmp(s, word);
}
