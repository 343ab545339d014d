/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search.c: full text on SQLite's FTS5.  It writes a segment of its index at
 * each commit, which costs more than all else that a small write does.  So the
 * words of a change wait in a plain table, committed with it, and the writer
 * takes many of them into the index at once a moment later.  A search looks at
 * those that wait as well.
 */
#include "store/search.h"

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

enum rc search_schema(struct sql *sql)
{
    int64_t old;

    TRY(sql_run(sql, &q_make, NO_ARGS));
    TRY(sql_run(sql, &q_merge, NO_ARGS));
    TRY(sql_get_int(sql, &old, &q_old, NO_ARGS));
    if (!old)
        return RC_OK;
    TRY(sql_run(sql, &q_old_wait, NO_ARGS));
    TRY(sql_run(sql, &q_old_docs, NO_ARGS));
    return sql_run(sql, &q_old_drop, NO_ARGS);
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

static enum rc put_now(struct sql *sql, struct mem *m, const char *type,
                       int64_t record, const char *words)
{
    struct doc d;

    TRY(find_doc(sql, m, type, record, &d));
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
                       ARGS(STR(type), INT(record), STR(words))));
    return sql_run(sql, &q_words, ARGS(INT(d.id), STR(words)));
}

/* --- Waiting for the index ------------------------------------------------ */

enum rc search_put(struct sql *sql, const char *type, int64_t record,
                   const char *folded)
{
    return sql_run(sql, &q_wait,
                   ARGS(STR(type), INT(record), STR(folded ? folded : "")));
}

struct waiting {
    int64_t record;
    const char *type, *words;
};

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
    int64_t last = 0;

    TRY(read_waiting(sql, m, most, w, n, &last));
    for (int i = 0; i < *n; i++)
        TRY(put_now(sql, m, w[i].type, w[i].record, w[i].words));
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

size_t search_likes(struct mem *m, const char *folded,
                    const char *like[SEARCH_WORDS])
{
    size_t n = split(m, folded, like);

    for (size_t i = 0; i < n; i++)
        like[i] = mem_fmt(m, "%% %s%%", like[i]);
    return n;
}

const char *search_query(struct mem *m, const char *folded)
{
    const char *word[SEARCH_WORDS];
    size_t n = split(m, folded, word);
    struct buf b;

    buf_init(&b, m);
    for (size_t i = 0; i < n; i++)
        buf_fmt(&b, "%s\"%s\"*", i ? " " : "", word[i]);
    /* An empty word, because an empty expression is a fault. */
    return n ? b.s : "\"\"";
}
