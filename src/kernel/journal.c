/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal.c: writing the journal, numbering it, and reading it back.  It owns
 * the tables journal, leaf, tile and checkpoint.
 */
#include "kernel/journal_in.h"

#include "base/log.h"

#include <string.h>

/* --- Tables --------------------------------------------------------------- */

static const struct column journal_columns[] = {
    { .name = "id", .type = 'k' },
    { .name = "type", .type = 't', .must = true },
    { .name = "record", .type = 'i', .must = true },
    { .name = "version", .type = 'i', .must = true },
    { .name = "actor", .type = 'i', .must = true },
    { .name = "step", .type = 't', .must = true },
    { .name = "act", .type = 'i', .must = true },
    { .name = "at", .type = 'i', .must = true },
    { .name = "leaf", .type = 't', .must = true },
    { .name = "openings", .type = 't', .must = true },
};
static const struct index_on journal_indexes[] = {
    { .columns = "type, record, id" },
};

/* Leaf number n of the tree is the row with id n + 1. */
static const struct column leaf_columns[] = {
    { .name = "id", .type = 'k' },
    { .name = "journal", .type = 'i', .must = true },
    { .name = "hash", .type = 'b', .must = true },
};
static const struct index_on leaf_indexes[] = {
    { .columns = "journal", .unique = true },
};

/* Entries of the tile levels from 1 up; those of level 0 are the leaves. */
static const struct column tile_columns[] = {
    { .name = "level", .type = 'i', .must = true },
    { .name = "number", .type = 'i', .must = true },
    { .name = "hash", .type = 'b', .must = true },
};

/* No time here: the signature would not cover it. */
static const struct column checkpoint_columns[] = {
    { .name = "id", .type = 'k' },
    { .name = "size", .type = 'i', .must = true },
    { .name = "root", .type = 'b', .must = true },
    { .name = "note", .type = 't', .must = true },
};
static const struct index_on checkpoint_indexes[] = {
    { .columns = "size", .unique = true },
};

/* What waits for its batch (journal_seal.c): no actor, no time. */
static const struct column seal_columns[] = {
    { .name = "id", .type = 'k' },
    { .name = "type", .type = 't', .must = true },
    { .name = "record", .type = 'i', .must = true },
    { .name = "version", .type = 'i', .must = true },
    { .name = "actor", .type = 'i', .must = true },
    { .name = "step", .type = 't', .must = true },
    { .name = "act", .type = 'i', .must = true },
    { .name = "at", .type = 'i', .must = true },
    { .name = "leaf", .type = 't', .must = true },
    { .name = "openings", .type = 't', .must = true },
    { .name = "least", .type = 'i', .must = true },
};
static const struct index_on seal_indexes[] = {
    { .columns = "type, record, version" },
};
static const struct column seal_day_columns[] = {
    { .name = "id", .type = 'k' },
    { .name = "day", .type = 'i', .must = true },
};

const struct table journal_tables[] = {
    { .name = "journal",
      SPAN(columns, journal_columns),
      SPAN(indexes, journal_indexes) },
    { .name = "leaf",
      SPAN(columns, leaf_columns),
      SPAN(indexes, leaf_indexes) },
    { .name = "tile", SPAN(columns, tile_columns), .key = "level, number" },
    { .name = "checkpoint",
      SPAN(columns, checkpoint_columns),
      SPAN(indexes, checkpoint_indexes) },
    { .name = "journal_seal",
      SPAN(columns, seal_columns),
      SPAN(indexes, seal_indexes) },
    { .name = "journal_seal_day", SPAN(columns, seal_day_columns) },
};
const size_t n_journal_tables = COUNT(journal_tables);

/* --- Adding --------------------------------------------------------------- */

static const struct sql_text add_row = {
    "INSERT INTO journal(type, record, version, actor, step, act, at, leaf,"
    " openings) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    "tiiitiitt", ""
};

static bool words_good(const struct journal_entry *e)
{
    size_t i, k;

    if (!leaf_word(e->type) || !leaf_word(e->step))
        return false;
    for (i = 0; i < e->n_fields; i++) {
        if (!leaf_word(e->fields[i].name))
            return false;
        for (k = 0; k < i; k++)
            if (!strcmp(e->fields[i].name, e->fields[k].name))
                return false;
    }
    return true;
}

/* Openings with fresh salts, taken from the system in one go. */
static struct opening *open_fields(struct mem *m, const struct journal_entry *e)
{
    unsigned char *salts = mem_array(m, e->n_fields, SALT_SIZE);
    struct opening *o = MEM_ARRAY(m, e->n_fields, struct opening);
    size_t i;

    random_bytes(salts, e->n_fields * SALT_SIZE);
    for (i = 0; i < e->n_fields; i++) {
        o[i].name = e->fields[i].name;
        memcpy(o[i].salt, salts + i * SALT_SIZE, SALT_SIZE);
        o[i].value = leaf_value(m, &e->fields[i].value, &o[i].kind);
    }
    return o;
}

static enum rc insert_row(struct sql *sql, const struct journal_entry *e,
                          const char *leaf, const char *openings, int64_t *id)
{
    return sql_insert(sql, id, &add_row,
                      ARGS(STR(e->type), INT(e->record), INT(e->version),
                           INT(e->actor), STR(e->step), INT(e->act),
                           INT(e->at), STR(leaf), STR(openings)));
}

enum rc journal_add(struct sql *sql, struct mem *m,
                    const struct journal_entry *e, int64_t *id)
{
    struct leaf_head head = { .type = e->type,
                              .step = e->step,
                              .record = e->record,
                              .version = e->version,
                              .actor = e->sealed ? 0 : e->actor,
                              .act = e->act,
                              .at = e->sealed ? 0 : e->at };
    struct opening *o;
    struct buf leaf, scratch;
    size_t i;

    if (!words_good(e)) {
        log_error("a journal entry of type %s has a name that is no word, or"
                  " twice the same",
                  e->type ? e->type : "?");
        return RC_BROKEN;
    }
    o = open_fields(m, e);
    buf_init(&scratch, m);
    buf_init(&leaf, m);
    buf_need(&leaf, 160 + e->n_fields * 80);
    leaf_head_text(&leaf, &head);
    for (i = 0; i < e->n_fields; i++)
        leaf_field_text(&leaf, o[i].name, opening_commit(&scratch, &o[i]));
    scratch.n = 0;
    openings_text(&scratch, o, e->n_fields);
    if (!e->sealed)
        return insert_row(sql, e, leaf.s, scratch.s, id);
    *id = 0;
    return seal_add(sql, e, leaf.s, scratch.s);
}

/* --- Erasing -------------------------------------------------------------- */

static const struct sql_text older_rows = {
    "SELECT id, openings FROM journal"
    " WHERE type = $1 AND record = $2 AND id > $3 AND id < $4 ORDER BY id"
    " LIMIT 1",
    "tiii", "it"
};
static const struct sql_text set_openings = {
    "UPDATE journal SET openings = $1 WHERE id = $2", "ti", ""
};

/* Takes the openings of the entry's fields out of one older row. */
static enum rc blank_row(struct sql *sql, struct mem *m,
                         const struct journal_entry *e, int64_t row,
                         const char *json)
{
    struct opening *o;
    struct buf b;
    bool any = false;
    size_t n, i, k;

    if (!openings_parse(m, json, &o, &n)) {
        log_error("the openings of journal row %lld cannot be read",
                  (long long)row);
        return RC_BROKEN;
    }
    for (i = 0; i < n; i++)
        for (k = 0; k < e->n_fields; k++)
            if (!o[i].erased && !strcmp(o[i].name, e->fields[k].name))
                o[i].erased = any = true;
    if (!any)
        return RC_OK;
    buf_init(&b, m);
    openings_text(&b, o, n);
    return sql_run(sql, &set_openings, ARGS(STR(b.s), INT(row)));
}

enum rc journal_erase(struct sql *sql, struct mem *m,
                      const struct journal_entry *e, int64_t *id)
{
    struct journal_entry erase = *e;
    struct mem_mark mark;
    struct sql_rows r;
    const char *json;
    int64_t row = 0;

    erase.step = JOURNAL_ERASE;
    TRY(journal_add(sql, m, &erase, id));
    for (;;) {
        mark = mem_mark(m);
        r = sql_query(sql, &older_rows,
                      ARGS(STR(e->type), INT(e->record), INT(row), INT(*id)));
        json = NULL;
        if (sql_next(&r)) {
            row = sql_int(&r, 0);
            json = mem_str(m, sql_str(&r, 1));
        }
        TRY(sql_done(&r));
        if (!json)
            return RC_OK;
        TRY(blank_row(sql, m, e, row, json));
        mem_back(m, mark);
    }
}

/* --- The stored tree ------------------------------------------------------ */

static const struct sql_text read_leaves = {
    "SELECT hash FROM leaf WHERE id > $1 AND id <= $2 ORDER BY id", "ii", "b"
};
static const struct sql_text read_tiles = {
    "SELECT hash FROM tile WHERE level = $1 AND number >= $2 AND number < $3"
    " ORDER BY number",
    "iii", "b"
};

static enum rc read_hashes(void *arg, int level, int64_t first, int n,
                           struct sha256 *out)
{
    struct sql *sql = arg;
    struct sql_rows r =
        level ? sql_query(sql, &read_tiles,
                          ARGS(INT(level), INT(first), INT(first + n)))
              : sql_query(sql, &read_leaves, ARGS(INT(first), INT(first + n)));
    int got = 0;

    while (sql_next(&r)) {
        if (got == n || sql_size(&r, 0) != SHA256_SIZE)
            continue;
        memcpy(out[got++].b, sql_blob(&r, 0), SHA256_SIZE);
    }
    TRY(sql_done(&r));
    if (got == n)
        return RC_OK;
    log_error("hashes of the journal's tree are missing: level %d from %lld",
              level, (long long)first);
    return RC_BROKEN;
}

struct merkle_source journal_source(struct sql *sql)
{
    return (struct merkle_source){ .read = read_hashes, .arg = sql };
}

/* --- The sequencer -------------------------------------------------------- */

static const struct sql_text last_leaf = {
    "SELECT id, journal FROM leaf ORDER BY id DESC LIMIT 1", "", "ii"
};
/* Ids rise in the order of commit where one writer does all.  Where many
 * write, a lower id may become visible later: the tail must then be asked for
 * with NOT EXISTS (leaf of the row) in place of an id to begin at. */
static const struct sql_text new_rows = {
    "SELECT id, leaf FROM journal WHERE id > $1 ORDER BY id LIMIT $2", "ii",
    "it"
};
static const struct sql_text add_leaf = {
    "INSERT INTO leaf(id, journal, hash) VALUES($1, $2, $3)", "iib", ""
};
static const struct sql_text add_tile = {
    "INSERT INTO tile(level, number, hash) VALUES($1, $2, $3)", "iib", ""
};
static const struct sql_text add_checkpoint = {
    "INSERT INTO checkpoint(size, root, note) VALUES($1, $2, $3)", "ibt", ""
};

struct numbered {
    int64_t journal;
    struct sha256 hash;
};

static enum rc read_new(struct sql *sql, int64_t after, struct numbered *rows,
                        size_t *n)
{
    struct sql_rows r =
        sql_query(sql, &new_rows, ARGS(INT(after), INT(JOURNAL_STEP)));

    for (*n = 0; *n < JOURNAL_STEP && sql_next(&r); ++*n) {
        rows[*n].journal = sql_int(&r, 0);
        rows[*n].hash =
            leaf_hash(sql_int(&r, 0), sql_str(&r, 1), sql_size(&r, 1));
    }
    return sql_done(&r);
}

static enum rc push_leaf(struct sql *sql, struct merkle_edge *edge,
                         const struct numbered *row)
{
    int done = merkle_edge_push(edge, row->hash);
    int k;

    TRY(sql_run(sql, &add_leaf,
                ARGS(INT(edge->size), INT(row->journal),
                     BLOB(row->hash.b, SHA256_SIZE))));
    for (k = MERKLE_TILE_BITS; k <= done; k += MERKLE_TILE_BITS)
        TRY(sql_run(sql, &add_tile,
                    ARGS(INT(k / MERKLE_TILE_BITS), INT((edge->size >> k) - 1),
                         BLOB(edge->h[k].b, SHA256_SIZE))));
    return RC_OK;
}

static enum rc sign_checkpoint(struct sql *sql, struct mem *m,
                               const struct journal_key *key,
                               const struct merkle_edge *edge)
{
    struct note_key nk = note_key_make(key->origin, key->public_key);
    struct checkpoint c = { .origin = key->origin,
                            .size = edge->size,
                            .root = merkle_edge_root(edge) };
    const char *note = note_sign(m, checkpoint_text(m, &c), &nk, key->seed);

    return sql_run(sql, &add_checkpoint,
                   ARGS(INT(c.size), BLOB(c.root.b, SHA256_SIZE), STR(note)));
}

/* Leaves so far, and the journal row of the last. */
static enum rc read_end(struct sql *sql, int64_t *size, int64_t *journal)
{
    struct sql_rows r = sql_query(sql, &last_leaf, NO_ARGS);

    *size = *journal = 0;
    if (sql_next(&r)) {
        *size = sql_int(&r, 0);
        *journal = sql_int(&r, 1);
    }
    return sql_done(&r);
}

/* At most so many, a hair more; *more: there may be others. */
static enum rc sequence(struct sql *sql, struct mem *m,
                        const struct journal_key *key, size_t most, bool *more)
{
    struct merkle_source src = journal_source(sql);
    struct merkle_edge *edge = MEM_NEW(m, struct merkle_edge);
    struct numbered *rows = MEM_ARRAY(m, JOURNAL_STEP, struct numbered);
    int64_t size, last;
    size_t n, i, all = 0;

    *more = false;
    TRY(seal_release(sql, m, key->zone));
    TRY(read_end(sql, &size, &last));
    TRY(read_new(sql, last, rows, &n));
    if (!n)
        return RC_OK;
    TRY(merkle_edge_load(edge, &src, size));
    while (n) {
        for (i = 0; i < n; i++)
            TRY(push_leaf(sql, edge, &rows[i]));
        all += n;
        *more = all >= most;
        if (*more)
            break;
        TRY(read_new(sql, rows[n - 1].journal, rows, &n));
    }
    return sign_checkpoint(sql, m, key, edge);
}

static enum rc sequence_most(struct sql *sql, const struct journal_key *key,
                             size_t most, bool *more)
{
    struct mem *m = mem_new((size_t)1 << 20);
    enum rc rc;

    if (!m)
        return RC_BUSY;
    rc = sequence(sql, m, key, most, more);
    mem_free(m);
    return rc;
}

enum rc journal_sequence(struct sql *sql, void *key)
{
    bool more;

    return sequence_most(sql, key, SIZE_MAX, &more);
}

enum rc journal_sequence_turn(struct sql *sql, void *key, bool *more)
{
    return sequence_most(sql, key, 2 * (size_t)JOURNAL_STEP, more);
}

/* --- What is published ---------------------------------------------------- */

static const struct sql_text newest = {
    "SELECT size, note FROM checkpoint ORDER BY id DESC LIMIT 1", "", "it"
};

enum rc journal_top(struct sql *sql, struct mem *m, struct journal_top *out)
{
    struct sql_rows r = sql_query(sql, &newest, NO_ARGS);

    *out = (struct journal_top){ 0 };
    if (sql_next(&r)) {
        out->size = sql_int(&r, 0);
        out->note = mem_str(m, sql_str(&r, 1));
    }
    return sql_done(&r);
}

enum rc journal_checkpoint(struct sql *sql, struct mem *m, const char **note)
{
    struct journal_top top;

    TRY(journal_top(sql, m, &top));
    *note = top.note;
    return RC_OK;
}

enum rc journal_tile(struct sql *sql, struct mem *m, int level, int64_t index,
                     int width, const void **bytes, size_t *n)
{
    struct merkle_source src = journal_source(sql);
    struct journal_top top;
    struct sha256 *h;
    int64_t entries;

    if (level < 0 || level * MERKLE_TILE_BITS >= MERKLE_BITS || index < 0 ||
        width < 1 || width > MERKLE_TILE)
        return RC_MISSING;
    TRY(journal_top(sql, m, &top));
    entries = top.size >> (level * MERKLE_TILE_BITS);
    if (index > entries / MERKLE_TILE || index * MERKLE_TILE + width > entries)
        return RC_MISSING;
    h = MEM_ARRAY(m, (size_t)width, struct sha256);
    TRY(src.read(src.arg, level, index * MERKLE_TILE, width, h));
    *bytes = h;
    *n = (size_t)width * SHA256_SIZE;
    return RC_OK;
}

/* --- History -------------------------------------------------------------- */

static const struct sql_text history = {
    "SELECT j.id, j.version, j.actor, j.act, j.at, j.step, j.openings, l.id"
    " FROM journal j LEFT JOIN leaf l ON l.journal = j.id"
    " WHERE j.type = $1 AND j.record = $2 AND j.id < $3"
    " ORDER BY j.id DESC LIMIT $4",
    "tiii", "iiiiitti"
};

static bool history_values(struct mem *m, const char *json,
                           struct journal_line *line)
{
    struct journal_value *v;
    struct opening *o;
    size_t n, i;

    if (!openings_parse(m, json, &o, &n))
        return false;
    v = MEM_ARRAY(m, n + 1, struct journal_value);
    for (i = 0; i < n; i++)
        v[i] = (struct journal_value){ .name = o[i].name,
                                       .value = o[i].value,
                                       .erased = o[i].erased };
    line->values = v;
    line->n_values = n;
    return true;
}

static bool line_read(struct mem *m, const struct sql_rows *r,
                      struct journal_line *line)
{
    *line = (struct journal_line){
        .id = sql_int(r, 0),
        .version = sql_int(r, 1),
        .actor = sql_int(r, 2),
        .act = sql_int(r, 3),
        .at = sql_int(r, 4),
        .step = mem_str(m, sql_str(r, 5)),
        .leaf = sql_null(r, 7) ? -1 : sql_int(r, 7) - 1,
    };
    return history_values(m, sql_str(r, 6), line);
}

enum rc journal_history(struct sql *sql, struct mem *m, const char *type,
                        int64_t record, int64_t before, int limit,
                        struct journal_line **lines, size_t *n)
{
    size_t cap = limit > 0 ? (size_t)limit : 0;
    struct journal_line *line;
    bool good = true;
    struct sql_rows r;

    *n = 0;
    *lines = MEM_ARRAY(m, cap + 1, struct journal_line);
    r = sql_query(sql, &history,
                  ARGS(STR(type), INT(record), INT(before ? before : INT64_MAX),
                       INT((int64_t)cap)));
    while (*n < cap && sql_next(&r)) {
        line = &(*lines)[(*n)++];
        good = line_read(m, &r, line) && good;
    }
    TRY(sql_done(&r));
    if (!good)
        log_error("openings of %s %lld in the journal cannot be read", type,
                  (long long)record);
    return good ? RC_OK : RC_BROKEN;
}

enum rc journal_of_scope(struct sql *sql, struct mem *m, const char *type,
                         const char *column, int64_t scope, int64_t at,
                         int64_t row,
                         void (*take)(void *arg, int64_t record,
                                      const struct journal_line *line),
                         void *arg)
{
    const char *text = mem_fmt(
        m,
        "SELECT j.id, j.version, j.actor, j.act, j.at, j.step, j.openings,"
        " NULL, j.record FROM %s t JOIN journal j ON j.type = $1"
        " AND j.record = t.id AND j.at <= $2 AND j.id < $3%s%s%s"
        " ORDER BY j.record, j.id DESC",
        type, column ? " WHERE t." : "", column ? column : "",
        column ? " = $4" : "");
    struct sql_val args[] = { STR(type), INT(at), INT(row), INT(scope) };
    struct sql_rows r = sql_query_built(sql, text, args, column ? 4 : 3);
    struct journal_line line;
    bool good = true;

    while (sql_next(&r)) {
        good = line_read(m, &r, &line) && good;
        take(arg, sql_int(&r, 8), &line);
    }
    TRY(sql_done(&r));
    if (!good)
        log_error("openings of %s in the journal cannot be read", type);
    return good ? RC_OK : RC_BROKEN;
}
