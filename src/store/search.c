/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search.c: full text on SQLite's FTS5.  It writes a segment of its index at
 * each commit, which costs more than all else that a small write does.  So the
 * words of a change wait in a plain table, committed with it, and the writer
 * takes many of them into the index at once a moment later.  A search looks at
 * those that wait as well.
 */
#include "store/search.h"

#include "base/stem.h"

#include <string.h>

/* Before the stem of a word in the index: a sign, for folding leaves none. */
#define STEM "\u00AC"

static const struct column doc_columns[] = {
    { .name = "id", .type = 'k' },
    { .name = "type", .type = 't', .must = true },
    { .name = "record", .type = 'i', .must = true },
    { .name = "words", .type = 't', .must = true, .fallback = "''" },
};

static const struct index_on doc_indexes[] = {
    { .columns = "type, record", .unique = true },
};

static const struct column wait_columns[] = {
    { .name = "id", .type = 'k' },
    { .name = "type", .type = 't', .must = true },
    { .name = "record", .type = 'i', .must = true },
    { .name = "words", .type = 't', .must = true },
};

const struct table search_tables[] = {
    { .name = "search_doc",
      SPAN(columns, doc_columns),
      SPAN(indexes, doc_indexes) },
    { .name = "search_wait", SPAN(columns, wait_columns) },
};
const size_t n_search_tables = COUNT(search_tables);

/* Texts come as folded words between blanks, so the plainest tokenizer does.
 * Which document has a word is all that is asked, so places and lengths are
 * not kept, and the texts stand once, in search_doc. */
static const struct sql_text q_make = {
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_text USING fts5(words,"
    " content = 'search_doc', content_rowid = 'id', columnsize = 0,"
    " detail = none, tokenize = 'ascii')",
    "", ""
};
/* Fewer and larger merges: a search looks into some more segments. */
static const struct sql_text q_merge = {
    "INSERT INTO search_text(search_text, rank) VALUES('automerge', 8)", "", ""
};

/* How documents are made of words: when it changes, all are made again. */
#define MADE "2"
static const struct sql_text q_made = {
    "SELECT count(*) FROM meta WHERE name = 'search' AND value = $1", "t", "i"
};
static const struct sql_text q_made_now = {
    "INSERT INTO meta(name, value) VALUES('search', $1)"
    " ON CONFLICT(name) DO UPDATE SET value = excluded.value",
    "t", ""
};
/* What waits already is newer. */
static const struct sql_text q_again = {
    "INSERT INTO search_wait(type, record, words)"
    " SELECT d.type, d.record, d.words FROM search_doc d WHERE NOT EXISTS"
    " (SELECT 1 FROM search_wait w WHERE w.type = d.type"
    " AND w.record = d.record) ORDER BY d.id",
    "", ""
};

/* Before, the texts stood in an index of their own kind. */
static const struct sql_text q_old = {
    "SELECT count(*) FROM sqlite_master WHERE name = 'search_content'", "", "i"
};
static const struct sql_text q_old_wait = {
    "INSERT INTO search_wait(type, record, words) SELECT d.type, d.record, c.c0"
    " FROM search_doc d JOIN search_content c ON c.id = d.id ORDER BY d.id",
    "", ""
};
static const struct sql_text q_old_docs = { "DELETE FROM search_doc", "", "" };
static const struct sql_text q_old_drop = { "DROP TABLE search", "", "" };

static const struct sql_text q_doc = {
    "INSERT INTO search_doc(type, record, words) VALUES($1, $2, $3)", "tit", ""
};
static const struct sql_text q_new_words = {
    "UPDATE search_doc SET words = $2 WHERE id = $1", "it", ""
};
static const struct sql_text q_find = {
    "SELECT id, words FROM search_doc WHERE type = $1 AND record = $2", "ti",
    "it"
};
static const struct sql_text q_drop_doc = {
    "DELETE FROM search_doc WHERE id = $1", "i", ""
};
/* The index forgets a document by its words. */
static const struct sql_text q_drop_words = {
    "INSERT INTO search_text(search_text, rowid, words)"
    " VALUES('delete', $1, $2)",
    "it", ""
};
static const struct sql_text q_words = {
    "INSERT INTO search_text(rowid, words) VALUES($1, $2)", "it", ""
};

static const struct sql_text q_wait = {
    "INSERT INTO search_wait(type, record, words) VALUES($1, $2, $3)", "tit",
    ""
};
static const struct sql_text q_waiting = {
    "SELECT id, type, record, words FROM search_wait ORDER BY id LIMIT $1",
    "i", "itit"
};
static const struct sql_text q_waited = {
    "DELETE FROM search_wait WHERE id <= $1", "i", ""
};

static enum rc make_again(struct sql *sql)
{
    int64_t made;

    TRY(sql_get_int(sql, &made, &q_made, ARGS(STR(MADE))));
    if (made)
        return RC_OK;
    TRY(sql_run(sql, &q_again, NO_ARGS));
    return sql_run(sql, &q_made_now, ARGS(STR(MADE)));
}

enum rc search_schema(struct sql *sql)
{
    int64_t old;

    TRY(sql_run(sql, &q_make, NO_ARGS));
    TRY(sql_run(sql, &q_merge, NO_ARGS));
    TRY(sql_get_int(sql, &old, &q_old, NO_ARGS));
    if (old) {
        TRY(sql_run(sql, &q_old_wait, NO_ARGS));
        TRY(sql_run(sql, &q_old_docs, NO_ARGS));
        TRY(sql_run(sql, &q_old_drop, NO_ARGS));
    }
    return make_again(sql);
}

/* --- What a document holds ------------------------------------------------ */

/* Words that were seen, by their hash; `mask` + 1 places, a power of two. */
struct seen {
    const char **at;
    size_t mask;
};

static size_t word_hash(const char *word)
{
    size_t h = 5381;

    for (const char *p = word; *p; p++)
        h = h * 33 ^ (unsigned char)*p;
    h *= 0x9E3779B1u;
    return h ^ h >> 15;
}

static bool seen_before(struct seen *s, const char *word)
{
    size_t h = word_hash(word);

    for (; s->at[h & s->mask]; h++)
        if (!strcmp(s->at[h & s->mask], word))
            return true;
    s->at[h & s->mask] = word;
    return false;
}

static struct seen seen_init(struct mem *m, size_t words)
{
    struct seen s = { .mask = 16 };

    while (s.mask < words * (1 + STEM_MOST) * 2)
        s.mask *= 2;
    s.at = MEM_ARRAY(m, s.mask--, const char *);
    return s;
}

/* The stems of words that came up in this turn: the same ones come again and
 * again.  A place is the word's that was asked for last. */
enum { KNOWN = 1024 };
struct known {
    const char *word;
    size_t n;
    const char *stem[STEM_MOST];
};

static const struct known *stems_of(struct mem *m, struct known *known,
                                    const char *word)
{
    struct known *k = &known[word_hash(word) & (KNOWN - 1)];

    if (!k->word || strcmp(k->word, word) != 0) {
        k->n = stem_word(m, word, k->stem);
        k->word = word;
    }
    return k;
}

static void put_word(struct buf *b, const char *sign, const char *word)
{
    if (b->n)
        buf_char(b, ' ');
    buf_str(b, sign);
    buf_str(b, word);
}

/* The words, each once, and behind them those stems that are none of them. */
static const char *with_stems(struct mem *m, struct known *known,
                              const char *words)
{
    size_t most = strlen(words) / 2 + 1, n = 0;
    const char **word = MEM_ARRAY(m, most, const char *);
    char *rest = mem_str(m, words);
    struct seen seen;
    struct buf b;

    while (n < most && (word[n] = strtok_r(NULL, " ", &rest)))
        n += strncmp(word[n], STEM, sizeof STEM - 1) != 0;
    seen = seen_init(m, n);
    buf_init(&b, m);
    buf_need(&b, strlen(words) + 1);
    for (size_t i = 0; i < n; i++)
        if (seen_before(&seen, word[i]))
            word[i] = NULL;
        else
            put_word(&b, "", word[i]);
    for (size_t i = 0; i < n; i++) {
        const struct known *k = word[i] ? stems_of(m, known, word[i]) : NULL;

        for (size_t j = 0; k && j < k->n; j++)
            if (!seen_before(&seen, k->stem[j]))
                put_word(&b, STEM, k->stem[j]);
    }
    return b.n ? b.s : "";
}

/* The document of a record: its number (0: none yet) and words. */
struct doc {
    int64_t id;
    const char *words;
};

static enum rc find_doc(struct sql *sql, struct mem *m, const char *type,
                        int64_t record, struct doc *d)
{
    struct sql_rows r = sql_query(sql, &q_find, ARGS(STR(type), INT(record)));

    *d = (struct doc){ .words = "" };
    if (sql_next(&r)) {
        d->id = sql_int(&r, 0);
        d->words = mem_str(m, sql_str(&r, 1));
    }
    return sql_done(&r);
}

struct waiting {
    int64_t record;
    const char *type, *words;
};

static enum rc put_now(struct sql *sql, struct mem *m, struct known *known,
                       const struct waiting *w)
{
    const char *words = with_stems(m, known, w->words);
    struct doc d;

    TRY(find_doc(sql, m, w->type, w->record, &d));
    if (!strcmp(words, d.words))
        return RC_OK;
    if (d.id)
        TRY(sql_run(sql, &q_drop_words, ARGS(INT(d.id), STR(d.words))));
    if (!*words)
        return sql_run(sql, &q_drop_doc, ARGS(INT(d.id)));
    if (d.id)
        TRY(sql_run(sql, &q_new_words, ARGS(INT(d.id), STR(words))));
    else
        TRY(sql_insert(sql, &d.id, &q_doc,
                       ARGS(STR(w->type), INT(w->record), STR(words))));
    return sql_run(sql, &q_words, ARGS(INT(d.id), STR(words)));
}

/* --- Waiting for the index ------------------------------------------------ */

enum rc search_put(struct sql *sql, const char *type, int64_t record,
                   const char *folded)
{
    return sql_run(sql, &q_wait,
                   ARGS(STR(type), INT(record), STR(folded ? folded : "")));
}

/* Reads what waits before anything is written: no query stays open. */
static enum rc read_waiting(struct sql *sql, struct mem *m, int most,
                            struct waiting *w, int *n, int64_t *last)
{
    struct sql_rows r = sql_query(sql, &q_waiting, ARGS(INT(most)));

    for (*n = 0; *n < most && sql_next(&r); ++*n) {
        *last = sql_int(&r, 0);
        w[*n].type = mem_str(m, sql_str(&r, 1));
        w[*n].record = sql_int(&r, 2);
        w[*n].words = mem_str(m, sql_str(&r, 3));
    }
    return sql_done(&r);
}

enum rc search_index(struct sql *sql, struct mem *m, int most, int *n)
{
    struct waiting *w = MEM_ARRAY(m, (size_t)most, struct waiting);
    struct known *known = MEM_ARRAY(m, KNOWN, struct known);
    int64_t last = 0;

    TRY(read_waiting(sql, m, most, w, n, &last));
    for (int i = 0; i < *n; i++)
        TRY(put_now(sql, m, known, &w[i]));
    return *n ? sql_run(sql, &q_waited, ARGS(INT(last))) : RC_OK;
}

static const struct sql_text q_rebuild = {
    "INSERT INTO search_text(search_text) VALUES('rebuild')", "", ""
};

enum rc search_clean(struct sql *sql, struct mem *m)
{
    enum { STEP = 500 };
    struct mem_mark mark = mem_mark(m);
    int n;

    do {
        TRY(search_index(sql, m, STEP, &n));
        mem_back(m, mark);
    } while (n);
    return sql_run(sql, &q_rebuild, NO_ARGS);
}

/* --- Asking --------------------------------------------------------------- */

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
        buf_fmt(b, " OR \"%s\" OR \"" STEM "%s\"", stem[i], stem[i]);
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
