/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_verify.c: the tree.  Every leaf is hashed anew from its journal row,
 * the tree grows from these leaves alone, and each checkpoint, tile entry and
 * the checkpoint kept elsewhere must agree with it.  The end is fixed at the
 * start, so that a server may go on writing meanwhile.
 */
#include "kernel/journal_check.h"

#include <string.h>

#define FAULTS_NAMED 100

void check_fault(struct check *c, const char *fmt, ...)
{
    va_list ap;

    if (c->out->faults++ >= FAULTS_NAMED)
        return;
    va_start(ap, fmt);
    buf_vfmt(&c->out->faults_text, fmt, ap);
    va_end(ap);
    buf_char(&c->out->faults_text, '\n');
}

/* --- Checkpoints ---------------------------------------------------------- */

struct tree {
    struct check *c;
    struct note_key key;
    struct merkle_edge edge;
    int64_t end;     /* leaves that are looked at */
    int64_t tiles;   /* tile entries that there were then */
    int64_t journal; /* row of the last leaf */
    bool torn;       /* a leaf is missing: roots say nothing any more */
    /* the next stored checkpoint */
    bool any;
    int64_t at; /* where to read on */
    int64_t id, size, last_size;
    struct sha256 root;
    const char *held; /* not NULL until it is compared */
    struct checkpoint kept;
};

static const struct sql_text next_checkpoint = {
    "SELECT id, size, root, note FROM checkpoint WHERE id > $1"
    " ORDER BY id LIMIT 1",
    "i", "iibt"
};

static void check_note(struct tree *t, const char *note, struct sha256 root)
{
    struct checkpoint cp;

    if (!checkpoint_open(t->c->scratch, note, strlen(note), &t->key, &cp)) {
        check_fault(t->c, "checkpoint %lld: its signature is not good",
                    (long long)t->id);
    } else if (cp.size != t->size || !merkle_same(cp.root, root)) {
        check_fault(t->c, "checkpoint %lld: size or root is not as signed",
                    (long long)t->id);
        t->root = cp.root;
        t->size = cp.size;
    }
    mem_reset(t->c->scratch);
}

/* Reads one checkpoint; what is signed goes before what the columns say. */
static enum rc read_checkpoint(struct tree *t)
{
    int64_t before = t->id;
    struct sql_rows r =
        sql_query(t->c->sql, &next_checkpoint, ARGS(INT(t->at)));
    const char *note = NULL;

    t->any = sql_next(&r);
    if (t->any) {
        t->id = t->at = sql_int(&r, 0);
        t->size = sql_int(&r, 1);
        memset(&t->root, 0, sizeof(t->root));
        if (sql_size(&r, 2) == SHA256_SIZE)
            memcpy(t->root.b, sql_blob(&r, 2), SHA256_SIZE);
        note = mem_str(t->c->scratch, sql_str(&r, 3));
    }
    TRY(sql_done(&r));
    if (!t->any)
        return RC_OK;
    if (t->id != before + 1)
        check_fault(t->c, "checkpoint %lld is missing", (long long)before + 1);
    check_note(t, note, t->root);
    if (t->size <= t->last_size)
        check_fault(t->c, "checkpoint %lld is not larger than the one before",
                    (long long)t->id);
    t->last_size = t->size;
    return RC_OK;
}

/* All checkpoints of the tree as it stands now. */
static enum rc compare_checkpoints(struct tree *t)
{
    struct sha256 root = merkle_edge_root(&t->edge);

    while (t->any && t->size <= t->edge.size) {
        if (t->size == t->edge.size && !t->torn && !merkle_same(root, t->root))
            check_fault(t->c,
                        "checkpoint %lld: the first %lld changes are not those"
                        " that were signed",
                        (long long)t->id, (long long)t->size);
        TRY(read_checkpoint(t));
    }
    if (t->held && t->kept.size == t->edge.size) {
        if (!t->torn && !merkle_same(root, t->kept.root))
            check_fault(t->c,
                        "the checkpoint kept elsewhere: its %lld changes are"
                        " not those of this journal",
                        (long long)t->kept.size);
        t->held = NULL;
    }
    return RC_OK;
}

/* Checkpoints that seal more than there is. */
static enum rc left_checkpoints(struct tree *t)
{
    while (t->any) {
        if (t->size > t->end)
            check_fault(t->c,
                        "checkpoint %lld seals %lld changes, there are"
                        " %lld",
                        (long long)t->id, (long long)t->size,
                        (long long)t->end);
        TRY(read_checkpoint(t));
    }
    if (t->held)
        check_fault(t->c,
                    "the checkpoint kept elsewhere seals %lld changes, this"
                    " journal has %lld",
                    (long long)t->kept.size, (long long)t->end);
    return RC_OK;
}

/* --- Leaves --------------------------------------------------------------- */

static const struct sql_text leaves = {
    "SELECT l.id, l.journal, l.hash, j.leaf FROM leaf l"
    " LEFT JOIN journal j ON j.id = l.journal"
    " WHERE l.id > $1 AND l.id <= $2 ORDER BY l.id LIMIT $3",
    "iii", "iibt"
};
static const struct sql_text tile_entry = {
    "SELECT hash FROM tile WHERE level = $1 AND number = $2", "ii", "b"
};

struct leaf_row {
    int64_t id, journal;
    struct sha256 stored, made;
    bool sized, found;
};

static size_t read_leaves(struct tree *t, int64_t after, struct leaf_row *rows,
                          enum rc *rc)
{
    struct sql_rows r = sql_query(
        t->c->sql, &leaves, ARGS(INT(after), INT(t->end), INT(JOURNAL_STEP)));
    struct leaf_row *row;
    size_t n = 0;

    while (n < JOURNAL_STEP && sql_next(&r)) {
        row = &rows[n++];
        *row = (struct leaf_row){ .id = sql_int(&r, 0),
                                  .journal = sql_int(&r, 1),
                                  .sized = sql_size(&r, 2) == SHA256_SIZE,
                                  .found = !sql_null(&r, 3) };
        if (row->sized)
            memcpy(row->stored.b, sql_blob(&r, 2), SHA256_SIZE);
        if (row->found)
            row->made =
                leaf_hash(row->journal, sql_str(&r, 3), sql_size(&r, 3));
    }
    *rc = sql_done(&r);
    return n;
}

/* The tile entries that the last leaf completed. */
static enum rc check_tiles(struct tree *t, int done)
{
    struct sql_rows r;
    int64_t number;
    bool good;
    int k;

    for (k = MERKLE_TILE_BITS; k <= done; k += MERKLE_TILE_BITS) {
        number = (t->edge.size >> k) - 1;
        r = sql_query(t->c->sql, &tile_entry,
                      ARGS(INT(k / MERKLE_TILE_BITS), INT(number)));
        good = sql_next(&r) && sql_size(&r, 0) == SHA256_SIZE &&
               !memcmp(sql_blob(&r, 0), t->edge.h[k].b, SHA256_SIZE);
        TRY(sql_done(&r));
        if (!good && !t->torn)
            check_fault(t->c, "tile entry %d/%lld is missing or wrong",
                        k / MERKLE_TILE_BITS, (long long)number);
    }
    return RC_OK;
}

static enum rc check_leaf(struct tree *t, const struct leaf_row *row)
{
    int done;

    if (row->id != t->edge.size + 1) {
        check_fault(t->c, "leaf %lld is missing", (long long)t->edge.size);
        t->torn = true;
        return RC_OK;
    }
    if (!row->found)
        check_fault(t->c, "journal %lld is missing", (long long)row->journal);
    else if (!row->sized || !merkle_same(row->made, row->stored))
        check_fault(t->c, "journal %lld is not what its leaf says",
                    (long long)row->journal);
    if (row->journal <= t->journal)
        check_fault(t->c, "leaf %lld is out of order", (long long)row->id - 1);
    t->journal = row->journal;
    done = merkle_edge_push(&t->edge, row->stored);
    TRY(check_tiles(t, done));
    return compare_checkpoints(t);
}

/* A full subtree of 256, 65,536, ... leaves has an entry each. */
static void count_tiles(struct tree *t)
{
    int64_t want = 0;
    int k;

    for (k = MERKLE_TILE_BITS; t->end >> k; k += MERKLE_TILE_BITS)
        want += t->end >> k;
    if (t->tiles != want)
        check_fault(t->c, "%lld tile entries, there should be %lld",
                    (long long)t->tiles, (long long)want);
}

static enum rc check_leaves(struct tree *t)
{
    struct leaf_row *rows = MEM_ARRAY(t->c->m, JOURNAL_STEP, struct leaf_row);
    int64_t at = INT64_MIN;
    enum rc rc;
    size_t n, i;

    TRY(compare_checkpoints(t));
    while ((n = read_leaves(t, at, rows, &rc)) > 0 && !rc) {
        for (i = 0; i < n && !t->torn; i++)
            TRY(check_leaf(t, &rows[i]));
        for (; i < n; i++)
            if (rows[i].found &&
                (!rows[i].sized || !merkle_same(rows[i].made, rows[i].stored)))
                check_fault(t->c, "journal %lld is not what its leaf says",
                            (long long)rows[i].journal);
        at = rows[n - 1].id;
        t->journal = rows[n - 1].journal;
    }
    TRY(rc);
    t->c->out->leaves = t->end;
    count_tiles(t);
    return left_checkpoints(t);
}

/* --- Ends ----------------------------------------------------------------- */

static const struct sql_text ends = {
    "SELECT (SELECT max(id) FROM leaf),"
    " (SELECT size FROM checkpoint ORDER BY id DESC LIMIT 1),"
    " (SELECT max(id) FROM journal), (SELECT count(*) FROM tile)",
    "", "iiii"
};
/* One writer gives ids in the order of commit, so what is below the last
 * numbered row and has no leaf was slipped in. */
static const struct sql_text unnumbered = {
    "SELECT j.id FROM journal j WHERE j.id > $1 AND j.id < $2"
    " AND NOT EXISTS (SELECT 1 FROM leaf l WHERE l.journal = j.id)"
    " ORDER BY j.id LIMIT 1",
    "ii", "i"
};
static const struct sql_text tail_rows = {
    "SELECT count(*) FROM journal WHERE id > $1 AND id <= $2", "ii", "i"
};

static enum rc read_ends(struct tree *t, int64_t *rows)
{
    struct sql_rows r = sql_query(t->c->sql, &ends, NO_ARGS);
    int64_t sealed = 0;

    *rows = 0;
    if (sql_next(&r)) {
        t->end = sql_int(&r, 0);
        sealed = sql_int(&r, 1);
        *rows = sql_int(&r, 2);
        t->tiles = sql_int(&r, 3);
    }
    TRY(sql_done(&r));
    if (t->end > sealed)
        check_fault(t->c,
                    "%lld numbered changes, but the newest checkpoint"
                    " seals %lld",
                    (long long)t->end, (long long)sealed);
    return RC_OK;
}

static const struct sql_text sealed_rows = {
    "SELECT count(*) FROM journal_seal", "", "i"
};

static enum rc check_tail(struct tree *t, int64_t rows)
{
    int64_t at = INT64_MIN;
    enum rc rc;

    for (;;) {
        rc = sql_get_int(t->c->sql, &at, &unnumbered,
                         ARGS(INT(at), INT(t->journal)));
        if (rc == RC_MISSING)
            break;
        TRY(rc);
        check_fault(t->c, "journal %lld was never numbered", (long long)at);
    }
    TRY(sql_get_int(t->c->sql, &t->c->out->tail, &tail_rows,
                    ARGS(INT(t->journal), INT(rows))));
    return sql_get_int(t->c->sql, &t->c->out->sealed, &sealed_rows, NO_ARGS);
}

/* The checkpoint kept elsewhere must be one of ours at all. */
static void read_held(struct tree *t, const char *held)
{
    if (!held)
        return;
    if (checkpoint_open(t->c->m, held, strlen(held), &t->key, &t->kept))
        t->held = held;
    else
        check_fault(t->c, "the checkpoint kept elsewhere is not signed with"
                          " this key");
}

static enum rc verify(struct check *c, const char *key_text, const char *held)
{
    struct tree *t = MEM_NEW(c->m, struct tree);
    int64_t rows;

    t->c = c;
    t->at = INT64_MIN;
    if (!note_key_parse(c->m, key_text, &t->key))
        return RC_INVALID;
    read_held(t, held);
    TRY(read_ends(t, &rows));
    TRY(read_checkpoint(t));
    TRY(check_leaves(t));
    TRY(check_tail(t, rows));
    return check_records(c);
}

enum rc journal_verify(struct sql *sql, struct mem *m, const char *key_text,
                       const char *held, struct journal_report *out)
{
    struct check c = { .sql = sql, .out = out };
    enum rc rc;

    *out = (struct journal_report){ 0 };
    buf_init(&out->faults_text, m);
    c.m = mem_new(0);
    c.scratch = mem_new(0);
    rc = c.m && c.scratch ? verify(&c, key_text, held) : RC_BUSY;
    mem_free(c.m);
    mem_free(c.scratch);
    return rc;
}
