/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search.c: full text on SQLite's FTS5.  It writes a segment of its index at
 * each savepoint, also those that a statement makes for itself; so the words
 * of a group wait until its end and make one.
 */
#include "store/search.h"

#include "store/sql_sqlite.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 16, LATE_MOST = 1 << 20 };

struct late_word {
    struct late_word *next;
    int64_t record;
    const char *words; /* behind the type in `text` */
    char text[];       /* the type */
};

static const struct column doc_columns[] = {
    { .name = "id", .type = 'k' },
    { .name = "type", .type = 't', .must = true },
    { .name = "record", .type = 'i', .must = true },
};

static const struct index_on doc_indexes[] = {
    { .columns = "type, record", .unique = true },
};

const struct table search_tables[] = {
    { .name = "search_doc",
      SPAN(columns, doc_columns),
      SPAN(indexes, doc_indexes) },
};
const size_t n_search_tables = COUNT(search_tables);

/* Texts come folded: the tokenizer shall not take more signs off letters.
 * Beginnings of two and three letters have an index of their own. */
static const struct sql_text q_make = {
    "CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5(words,"
    " tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3')",
    "", ""
};
static const struct sql_text q_doc = {
    "INSERT INTO search_doc(type, record) VALUES($1, $2)", "ti", ""
};
static const struct sql_text q_find = {
    "SELECT id FROM search_doc WHERE type = $1 AND record = $2", "ti", "i"
};
static const struct sql_text q_drop_doc = {
    "DELETE FROM search_doc WHERE id = $1", "i", ""
};
static const struct sql_text q_drop_words = {
    "DELETE FROM search WHERE rowid = $1", "i", ""
};
static const struct sql_text q_words = {
    "INSERT INTO search(rowid, words) VALUES($1, $2)", "it", ""
};

enum rc search_schema(struct sql *sql)
{
    return sql_run(sql, &q_make, NO_ARGS);
}

static enum rc take_out(struct sql *sql, const char *type, int64_t record)
{
    int64_t id;
    enum rc rc = sql_get_int(sql, &id, &q_find, ARGS(STR(type), INT(record)));

    if (rc)
        return rc == RC_MISSING ? RC_OK : rc;
    TRY(sql_run(sql, &q_drop_words, ARGS(INT(id))));
    return sql_run(sql, &q_drop_doc, ARGS(INT(id)));
}

static enum rc put_now(struct sql *sql, const char *type, int64_t record,
                       const char *folded)
{
    int64_t id;
    enum rc rc;

    if (!folded[strspn(folded, " \n\t")])
        return take_out(sql, type, record);
    rc = sql_get_int(sql, &id, &q_find, ARGS(STR(type), INT(record)));
    if (rc == RC_MISSING)
        TRY(sql_insert(sql, &id, &q_doc, ARGS(STR(type), INT(record))));
    else if (rc)
        return rc;
    else
        TRY(sql_run(sql, &q_drop_words, ARGS(INT(id))));
    return sql_run(sql, &q_words, ARGS(INT(id), STR(folded)));
}

/* --- Waiting for the end of the transaction ------------------------------- */

enum rc search_put(struct sql *sql, const char *type, int64_t record,
                   const char *folded)
{
    struct late_words *late = sqlite_late(sql);
    size_t n_type = strlen(type) + 1;
    size_t n_words = folded ? strlen(folded) + 1 : 1;
    struct late_word *w = malloc(sizeof *w + n_type + n_words);

    if (!w)
        return RC_BUSY;
    w->next = NULL;
    w->record = record;
    memcpy(w->text, type, n_type);
    w->words = memcpy(w->text + n_type, folded ? folded : "", n_words);
    if (!late->first)
        late->last = &late->first;
    *late->last = w;
    late->last = &w->next;
    late->n++;
    late->bytes += n_words;
    return late->bytes > LATE_MOST ? search_flush(sql) : RC_OK;
}

static void drop_first(struct late_words *late)
{
    struct late_word *w = late->first;

    late->first = w->next;
    late->n--;
    free(w);
}

enum rc search_flush(struct sql *sql)
{
    struct late_words *late = sqlite_late(sql);

    for (; late->first; drop_first(late))
        TRY(put_now(sql, late->first->text, late->first->record,
                    late->first->words));
    late->bytes = 0;
    return RC_OK;
}

void search_forget(struct sql *sql)
{
    struct late_words *late = sqlite_late(sql);

    while (late->first)
        drop_first(late);
    late->bytes = 0;
}

size_t search_waiting(struct sql *sql)
{
    return sqlite_late(sql)->n;
}

void search_query(struct buf *out, const char *folded_words)
{
    const char *s = folded_words ? folded_words : "";
    int words = 0;

    for (s += strspn(s, " \n\t"); *s && words < WORDS_MAX; words++) {
        size_t n = strcspn(s, " \n\t");

        buf_str(out, words ? " \"" : "\"");
        for (size_t i = 0; i < n; i++) {
            if (s[i] == '"')
                buf_char(out, '"');
            buf_char(out, s[i]);
        }
        buf_str(out, "\"*");
        s += n;
        s += strspn(s, " \n\t");
    }
    /* An empty phrase, because an empty expression is a fault. */
    if (!words)
        buf_str(out, "\"\"");
}
