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
#include "store/search_in.h"
#include "store/sql_sqlite.h"

#include <stdlib.h>
#include <string.h>

static const struct column doc_columns[] = {
    { .name = "id", .type = 'k' },
    { .name = "type", .type = 't', .must = true },
    { .name = "record", .type = 'i', .must = true },
    { .name = "words", .type = 't', .must = true, .fallback = "''" },
};

static const struct index_on doc_indexes[] = {
    { .columns = "type, record", .unique = true },
};

/* The number of a type: a document's is made of it and of the record's, so
 * those of a type lie together and nothing need be joined to find them. */
static const struct column kind_columns[] = {
    { .name = "id", .type = 'k' },
    { .name = "type", .type = 't', .must = true },
};
static const struct index_on kind_indexes[] = {
    { .columns = "type", .unique = true },
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
    { .name = "search_kind",
      SPAN(columns, kind_columns),
      SPAN(indexes, kind_indexes) },
    { .name = "search_wait", SPAN(columns, wait_columns) },
};
const size_t n_search_tables = COUNT(search_tables);

/* Texts come as folded words between blanks, so the plainest tokenizer does.
 * Which document has a word is all that is asked, so places and lengths are
 * not kept, and the texts stand once, in search_doc.  Beginnings of up to three
 * letters have lists of their own: the first of them are found without reading
 * all words that begin so. */
static const struct sql_text q_make = {
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_text USING fts5(words,"
    " content = 'search_doc', content_rowid = 'id', columnsize = 0,"
    " detail = none, prefix = '1 2 3', tokenize = 'ascii')",
    "", ""
};
/* Fewer and larger merges while much is written; search_settle makes of the
 * pieces one or two when there is time. */
static const struct sql_text q_automerge = {
    "INSERT INTO search_text(search_text, rank) VALUES('automerge', 8)", "", ""
};
static const struct sql_text q_usermerge = {
    "INSERT INTO search_text(search_text, rank) VALUES('usermerge', 2)", "", ""
};

/* How documents are made of words: when it changes, all are made again. */
#define MADE "3"
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
static const struct sql_text q_no_docs = { "DELETE FROM search_doc", "", "" };
static const struct sql_text q_no_text = { "DROP TABLE search_text", "", "" };
static const struct sql_text q_old_drop = { "DROP TABLE search", "", "" };

static const struct sql_text q_kind = {
    "INSERT INTO search_kind(type) VALUES($1)"
    " ON CONFLICT(type) DO UPDATE SET type = excluded.type RETURNING id",
    "t", "i"
};
static const struct sql_text q_doc = {
    "INSERT INTO search_doc(id, type, record, words) VALUES($1, $2, $3, $4)",
    "itit", ""
};
static const struct sql_text q_new_words = {
    "UPDATE search_doc SET words = $2 WHERE id = $1", "it", ""
};
static const struct sql_text q_find = {
    "SELECT words FROM search_doc WHERE id = $1", "i", "t"
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

static enum rc make_text(struct sql *sql)
{
    TRY(sql_run(sql, &q_make, NO_ARGS));
    TRY(sql_run(sql, &q_automerge, NO_ARGS));
    return sql_run(sql, &q_usermerge, NO_ARGS);
}

static enum rc make_again(struct sql *sql)
{
    int64_t made;

    TRY(sql_get_int(sql, &made, &q_made, ARGS(STR(MADE))));
    if (made)
        return RC_OK;
    TRY(sql_run(sql, &q_again, NO_ARGS));
    TRY(sql_run(sql, &q_no_docs, NO_ARGS));
    TRY(sql_run(sql, &q_no_text, NO_ARGS));
    TRY(make_text(sql));
    return sql_run(sql, &q_made_now, ARGS(STR(MADE)));
}

enum rc search_schema(struct sql *sql)
{
    int64_t old;

    TRY(make_text(sql));
    TRY(sql_get_int(sql, &old, &q_old, NO_ARGS));
    if (old) {
        TRY(sql_run(sql, &q_old_wait, NO_ARGS));
        TRY(sql_run(sql, &q_no_docs, NO_ARGS));
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
        n += strncmp(word[n], SEARCH_STEM, sizeof SEARCH_STEM - 1) != 0;
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
                put_word(&b, SEARCH_STEM, k->stem[j]);
    }
    return b.n ? b.s : "";
}

struct waiting {
    int64_t at, record, doc; /* the document's number */
    const char *type, *words;
};

/* The words that the document has; NULL: there is none yet. */
static enum rc find_doc(struct sql *sql, struct mem *m, int64_t doc,
                        const char **words)
{
    struct sql_rows r = sql_query(sql, &q_find, ARGS(INT(doc)));

    *words = sql_next(&r) ? mem_str(m, sql_str(&r, 0)) : NULL;
    return sql_done(&r);
}

static enum rc put_now(struct sql *sql, struct mem *m, struct known *known,
                       const struct waiting *w)
{
    const char *words = with_stems(m, known, w->words), *old;

    TRY(find_doc(sql, m, w->doc, &old));
    if (!strcmp(words, old ? old : ""))
        return RC_OK;
    if (old)
        TRY(sql_run(sql, &q_drop_words, ARGS(INT(w->doc), STR(old))));
    if (!*words)
        return sql_run(sql, &q_drop_doc, ARGS(INT(w->doc)));
    if (old)
        TRY(sql_run(sql, &q_new_words, ARGS(INT(w->doc), STR(words))));
    else
        TRY(sql_run(sql, &q_doc, ARGS(INT(w->doc), STR(w->type),
                                      INT(w->record), STR(words))));
    return sql_run(sql, &q_words, ARGS(INT(w->doc), STR(words)));
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
        *last = w[*n].at = sql_int(&r, 0);
        w[*n].type = mem_str(m, sql_str(&r, 1));
        w[*n].record = sql_int(&r, 2);
        w[*n].words = mem_str(m, sql_str(&r, 3));
    }
    return sql_done(&r);
}

/* A type's number is asked for once a turn. */
static enum rc number_docs(struct sql *sql, struct waiting *w, int n)
{
    for (int i = 0; i < n; i++) {
        int64_t kind = 0;

        for (int j = 0; j < i && !kind; j++)
            if (!strcmp(w[j].type, w[i].type))
                kind = w[j].doc / SEARCH_KIND;
        if (!kind)
            TRY(sql_get_int(sql, &kind, &q_kind, ARGS(STR(w[i].type))));
        w[i].doc = kind * SEARCH_KIND + w[i].record;
    }
    return RC_OK;
}

static int by_doc(const void *a, const void *b)
{
    const struct waiting *x = a, *y = b;

    if (x->doc != y->doc)
        return (x->doc > y->doc) - (x->doc < y->doc);
    return (x->at > y->at) - (x->at < y->at);
}

/* In the order of documents, else the index writes a piece each time that a
 * number falls; of a document that waits twice the last words count. */
enum rc search_index(struct sql *sql, struct mem *m, int most, int *n)
{
    struct waiting *w = MEM_ARRAY(m, (size_t)most, struct waiting);
    struct known *known = MEM_ARRAY(m, KNOWN, struct known);
    int64_t last = 0;

    TRY(read_waiting(sql, m, most, w, n, &last));
    TRY(number_docs(sql, w, *n));
    qsort(w, (size_t)*n, sizeof *w, by_doc);
    for (int i = 0; i < *n; i++)
        if (i + 1 == *n || w[i + 1].doc != w[i].doc)
            TRY(put_now(sql, m, known, &w[i]));
    return *n ? sql_run(sql, &q_waited, ARGS(INT(last))) : RC_OK;
}

/* Pages that a settling turn may write: some milliseconds. */
static const struct sql_text q_merge = {
    "INSERT INTO search_text(search_text, rank) VALUES('merge', 64)", "", ""
};

enum rc search_settle(struct sql *sql, bool *more)
{
    int64_t before = sqlite_changes(sql);

    TRY(sql_run(sql, &q_merge, NO_ARGS));
    *more = sqlite_changes(sql) - before >= 2; /* 1: there was nothing to do */
    return RC_OK;
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
