/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal.h: the append-only history of every change, sealed as a Merkle tree
 * (RFC 9162) with signed checkpoints (C2SP signed-note, tlog-checkpoint,
 * tlog-tiles), so that nobody changes a record quietly.
 *
 * A change commits together with its journal row.  Within a second the
 * sequencer numbers the new rows as leaves and signs a checkpoint.  A leaf
 * commits to each field by the SHA-256 of its own 16-byte salt, the field's
 * name and its value; salts and values ("openings") lie beside the leaf and
 * can be erased without breaking the tree.  People appear as ids.
 *
 * Tables: journal (id, type, record, version, actor, step, act, at, leaf text,
 * openings JSON), leaf (number, journal, hash), tile hashes, checkpoint (size,
 * note).  verify compares every journalled row and column with its table by
 * name, so it knows nothing of the modules.
 */
#pragma once

#include "base/hash.h"
#include "store/schema.h"
#include "store/store.h"

struct journal_field {
    const char *name;
    struct sql_val value; /* as stored; references lists as "3,5,9" */
};

struct journal_entry {
    const char *type;
    int64_t record, version;
    int64_t actor;    /* person id, 0: the system itself */
    int64_t act;      /* act that carried it, 0: none */
    const char *step; /* "add", "edit", or the step's name */
    int64_t at;       /* instant */
    const struct journal_field *fields; /* those that changed */
    size_t n_fields;
    /* Of a sealed type: so many must wait at least before they are numbered;
     * actor and instant are not kept.  0: not sealed. */
    int sealed;
};

extern const struct table journal_tables[];
extern const size_t n_journal_tables;

/* In the transaction of the change itself. *id: the journal row; 0 for a
 * change of a sealed type, which has none before its batch is taken: when a
 * day begins and enough of them wait, or a week. */
enum rc journal_add(struct sql *sql, struct mem *m,
                    const struct journal_entry *e, int64_t *id) MUST_USE;

/* A positive number of 53 random bits: ids that do not tell their order. */
int64_t journal_random_id(void);

/* Erasure of a person's data: a change like others (step "erase", the fields
 * hold their new values), after which the older values of these fields are
 * gone for ever.  verify refuses an emptied opening without such a row. */
#define JOURNAL_ERASE "erase"
enum rc journal_erase(struct sql *sql, struct mem *m,
                      const struct journal_entry *e, int64_t *id) MUST_USE;
/* Step of the last change of a record whose row is taken out of its table. */
#define JOURNAL_DELETE "delete"

struct journal_key {
    unsigned char seed[SIGN_SEED_SIZE];
    unsigned char public_key[SIGN_PUBLIC_SIZE];
    int zone; /* of the institution, minutes: when sealed changes' days end */
    const char *origin; /* checkpoint origin line, e.g. "ordo-a088c033a474661b/log" */
};

/* Reads the key of a data folder from DIR/secret/journal.key (0600), or makes
 * it when `create`.  The folder secret/ is 0700. */
enum rc journal_key_open(struct journal_key *key, struct mem *m,
                         const char *dir, bool create) MUST_USE;
/* "origin+hash+base64" verifier key text of the note format. */
char *journal_key_text(struct mem *m, const struct journal_key *key);

/* Numbers what is not yet numbered and signs a checkpoint (arg: struct
 * journal_key *). */
enum rc journal_sequence(struct sql *sql, void *key);
/* The store's turn: about a thousand rows of it, so that nobody waits for the
 * numbers of a great act; *more: there are others. */
enum rc journal_sequence_turn(struct sql *sql, void *key, bool *more);

/* Newest checkpoint note, NULL before the first. */
enum rc journal_checkpoint(struct sql *sql, struct mem *m, const char **note)
    MUST_USE;
/* Bytes of a tlog-tiles tile: level, index, width 1..256 (256: full).
 * RC_MISSING when the tree is not that big. */
enum rc journal_tile(struct sql *sql, struct mem *m, int level, int64_t index,
                     int width, const void **bytes, size_t *n) MUST_USE;

/* Receipt of one journal row: a text that can be checked offline against the
 * key alone: leaf, openings of the named fields (NULL: all not erased),
 * inclusion proof, checkpoint.  RC_BUSY: not numbered yet, ready in a second. */
enum rc journal_receipt(struct sql *sql, struct mem *m, int64_t journal,
                        const char *const *fields, size_t n_fields,
                        const char **receipt) MUST_USE;
/* Checks a receipt; prints what it proves to `out` as lines `name: value`.
 * RC_INVALID with *why. */
enum rc journal_receipt_check(struct mem *m, const char *receipt, size_t n,
                              const char *key_text, struct buf *out,
                              const char **why) MUST_USE;

struct journal_report {
    int64_t leaves, tail, sealed, records, fields, erased; /* sealed: waiting */
    size_t faults;       /* how many things are wrong; the first 100 named */
    struct buf faults_text; /* a line each */
};
/* The whole proof of a folder: leaf hashes, tree against every checkpoint (and
 * against `held`, an earlier checkpoint kept elsewhere, or NULL), signatures,
 * openings against commitments, tables against the last journalled values,
 * rows without journal, the unnumbered tail.  In steps of bounded memory.
 * RC_OK when it ran, whatever it found. */
enum rc journal_verify(struct sql *sql, struct mem *m, const char *key_text,
                       const char *held, struct journal_report *out) MUST_USE;

/* History of a record, newest first, at most `limit` from before journal id
 * `before` (0: from the newest). */
struct journal_line {
    int64_t id, version, actor, act, at, leaf; /* leaf -1: not numbered yet */
    const char *step;
    /* field -> value text (NULL: null or erased) of this change */
    const struct journal_value {
        const char *name, *value;
        bool erased;
    } *values;
    size_t n_values;
};
enum rc journal_history(struct sql *sql, struct mem *m, const char *type,
                        int64_t record, int64_t before, int limit,
                        struct journal_line **lines, size_t *n) MUST_USE;

/* The lines of many records of a type in one statement, each record's newest
 * first: of those whose reference `column` leads to `scope` (column NULL: of
 * all), stored by the instant `at` in rows before `row`.  A record whose row
 * is gone is not among them. */
enum rc journal_of_scope(struct sql *sql, struct mem *m, const char *type,
                         const char *column, int64_t scope, int64_t at,
                         int64_t row,
                         void (*take)(void *arg, int64_t record,
                                      const struct journal_line *line),
                         void *arg) MUST_USE;
