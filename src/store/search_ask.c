/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search_ask.c: from the words of a question to what finds their documents.
 */
#include "store/search.h"

#include "base/stem.h"
#include "store/search_in.h"

#include <string.h>

/* The words of a question, the first so many.  It comes folded: signs in it
 * would be a fault of the caller, and part words here. */
static size_t split(struct mem *m, const char *folded,
                    const char *word[SEARCH_WORDS])
{
    static const char apart[] = " \n\t!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    char *rest = mem_str(m, folded ? folded : "");
    size_t n = 0;

    while (n < SEARCH_WORDS && (word[n] = strtok_r(NULL, apart, &rest)))
        n++;
    return n;
}

/* What all forms of a word begin with: the end of a Kyrgyz stem may be voiced
 * in some of them. */
static const char *trunk(struct mem *m, const char *stem)
{
    size_t n = strlen(stem);
    const char *end = stem + n - 2;

    return n > 4 && (!strcmp(end, "\u043A") || !strcmp(end, "\u043F"))
               ? mem_strn(m, stem, n - 2)
               : stem;
}

/* Fewer spellings of each of many words: statements have few parameters. */
enum { ALL_LIKES = SEARCH_WORDS * (1 + STEM_MOST) };

size_t search_likes(struct mem *m, const char *folded,
                    struct search_like like[SEARCH_WORDS])
{
    const char *word[SEARCH_WORDS];
    size_t n = split(m, folded, word);

    for (size_t i = 0; i < n; i++) {
        const char *stem[STEM_MOST], *spelt[STEM_SPELT];
        size_t stems = stem_word(m, word[i], stem);
        size_t ways = stem_cyrillic(m, word[i], spelt);
        size_t most = n * SEARCH_LIKES > ALL_LIKES ? ALL_LIKES / n
                                                   : SEARCH_LIKES;
        struct search_like *l = &like[i];

        l->n = 0;
        l->any[l->n++] = mem_fmt(m, "%% %s%%", word[i]);
        for (size_t j = 0; j < stems; j++)
            l->any[l->n++] = mem_fmt(m, "%% %s%%", trunk(m, stem[j]));
        for (size_t j = 0; j < ways && l->n < most; j++)
            l->any[l->n++] = mem_fmt(m, "%% %s%%", spelt[j]);
    }
    return n;
}

/* One word of the question: its beginnings, or a form of it. */
static void put_term(struct mem *m, struct buf *b, const char *word)
{
    const char *stem[STEM_MOST], *spelt[STEM_SPELT];
    size_t stems = stem_word(m, word, stem);
    size_t ways = stem_cyrillic(m, word, spelt);

    buf_fmt(b, "(\"%s\"*", word);
    for (size_t i = 0; i < ways; i++)
        buf_fmt(b, " OR \"%s\"*", spelt[i]);
    for (size_t i = 0; i < stems; i++)
        buf_fmt(b, " OR \"%s\" OR \"" SEARCH_STEM "%s\"", stem[i], stem[i]);
    buf_char(b, ')');
}

const char *search_query(struct mem *m, const char *folded)
{
    const char *word[SEARCH_WORDS];
    size_t n = split(m, folded, word);
    struct buf b;

    buf_init(&b, m);
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_str(&b, " AND ");
        put_term(m, &b, word[i]);
    }
    /* An empty word, because an empty expression is a fault. */
    return n ? b.s : "\"\"";
}

size_t search_exact_likes(struct mem *m, const char *folded,
                          struct search_like like[SEARCH_WORDS])
{
    const char *word[SEARCH_WORDS];
    size_t n = split(m, folded, word);

    for (size_t i = 0; i < n; i++) {
        like[i].any[0] = mem_fmt(m, "%% %s %%", word[i]);
        like[i].n = 1;
    }
    return n;
}

const char *search_exact(struct mem *m, const char *folded)
{
    const char *word[SEARCH_WORDS];
    size_t n = split(m, folded, word);
    struct buf b;

    buf_init(&b, m);
    for (size_t i = 0; i < n; i++)
        buf_fmt(&b, "%s\"%s\"", i ? " AND " : "", word[i]);
    return n ? b.s : "\"\"";
}

/* --- Where the documents of a type are --------------------------------------- */

static const struct sql_text q_spot = {
    "SELECT k.id * $3, (SELECT count(*) FROM (SELECT 1 FROM search_text"
    " WHERE search_text MATCH $2 AND rowid > k.id * $3"
    " AND rowid < k.id * $3 + $3 LIMIT $4) x)"
    " FROM search_kind k WHERE k.type = $1",
    "ttii", "ii"
};

enum rc search_spot(struct sql *sql, const char *type, const char *match,
                    int64_t most, struct search_spot *out)
{
    struct sql_rows r = sql_query(
        sql, &q_spot,
        ARGS(STR(type), STR(match), INT(SEARCH_KIND), INT(most)));

    *out = (struct search_spot){ 0 };
    if (sql_next(&r)) {
        out->base = sql_int(&r, 0);
        out->n = sql_int(&r, 1);
    }
    return sql_done(&r);
}

void search_in(struct buf *b, const struct search_spot *s, size_t match,
               int64_t last)
{
    buf_fmt(b,
            "t.id IN (SELECT x.doc - %lld FROM (SELECT s.rowid AS doc"
            " FROM search_text s WHERE search_text MATCH $%zu"
            " AND s.rowid > %lld AND s.rowid < %lld",
            (long long)s->base, match, (long long)s->base,
            (long long)(s->base + SEARCH_KIND));
    if (last)
        buf_fmt(b, " ORDER BY s.rowid DESC LIMIT %lld", (long long)last);
    buf_str(b, ") x");
}

/* What FTS5 finds, said of the words as they stand in the document. */
static size_t whole_likes(struct mem *m, const char *word, const char **any)
{
    const char *stem[STEM_MOST], *spelt[STEM_SPELT];
    size_t stems = stem_word(m, word, stem), n = 0;
    size_t ways = stem_cyrillic(m, word, spelt);

    any[n++] = mem_fmt(m, "%% %s%%", word);
    for (size_t i = 0; i < ways; i++)
        any[n++] = mem_fmt(m, "%% %s%%", spelt[i]);
    for (size_t i = 0; i < stems; i++) {
        any[n++] = mem_fmt(m, "%% %s %%", stem[i]);
        any[n++] = mem_fmt(m, "%% " SEARCH_STEM "%s %%", stem[i]);
    }
    return n;
}

size_t search_whole_likes(struct mem *m, const char *folded, bool exact,
                          struct search_whole like[SEARCH_BROAD_WORDS])
{
    const char *word[SEARCH_WORDS];
    size_t n = split(m, folded, word);

    if (n > SEARCH_BROAD_WORDS)
        return 0;
    for (size_t i = 0; i < n; i++)
        if (exact) {
            like[i].any[0] = mem_fmt(m, "%% %s %%", word[i]);
            like[i].n = 1;
        } else {
            like[i].n = whole_likes(m, word[i], like[i].any);
        }
    return n;
}
