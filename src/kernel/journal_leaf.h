/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_leaf.h: what a leaf of the journal says, as text.  The journal's
 * own; no I/O.
 *
 * A leaf is the bytes
 *
 *     ordo-journal@v1
 *     journal 57
 *     type task
 *     record 12
 *     version 3
 *     actor 5
 *     step edit
 *     act 0
 *     at 1795341600000000
 *     field title_ky pq2V...=
 *
 * The first two lines are not stored: they are made from the row's id, so that
 * a row cannot change its place.  A field's commitment is SHA-256(salt of 16
 * bytes, length of the name in 4 bytes, name, letter of the kind, value text).
 * Openings are JSON, {"title_ky":["salt","t","value"],"due":["salt","n"],
 * "gone":[]}, in the order of the leaf; the empty one is erased.
 */
#pragma once

#include "base/buf.h"
#include "base/hash.h"
#include "kernel/journal.h"

#define SALT_SIZE 16

struct opening {
    const char *name;
    bool erased;
    unsigned char salt[SALT_SIZE];
    char kind;         /* n null, i integer, r real, t text, b blob in hex */
    const char *value; /* text, NULL when null or erased */
};

struct leaf_field {
    const char *name;
    struct sha256 commitment;
};

/* Columns of a journal row that its leaf repeats. */
struct leaf_head {
    const char *type, *step;
    int64_t record, version, actor, act, at;
};

/* May it stand in a leaf: a word of letters, digits and _ . - ? */
bool leaf_word(const char *s);
/* May it be a name in SQL: [a-z0-9_], at most 63? */
bool leaf_sql_name(const char *s);

/* A value as canonical text, NULL for null; *kind its letter. */
const char *leaf_value(struct mem *m, const struct sql_val *v, char *kind);
/* `scratch` is used again and again. */
struct sha256 opening_commit(struct buf *scratch, const struct opening *o);

void leaf_head_text(struct buf *b, const struct leaf_head *h);
void leaf_field_text(struct buf *b, const char *name, struct sha256 commitment);
/* The two lines before the stored text. */
void leaf_id_text(struct buf *b, int64_t journal);
/* Hash of the leaf of a row; `text` is what is stored. */
struct sha256 leaf_hash(int64_t journal, const char *text, size_t n);
/* Fields of a text that begins with the head given; false: it does not, or is
 * no leaf. */
bool leaf_fields(struct mem *m, const char *text, const char *head,
                 struct leaf_field **fields, size_t *n);

void openings_text(struct buf *b, const struct opening *o, size_t n);
bool openings_parse(struct mem *m, const char *json, struct opening **o,
                    size_t *n);
/* The same from JSON that is parsed already (jansson's; NULL is refused). */
struct json_t;
bool openings_read(struct mem *m, struct json_t *root, struct opening **o,
                   size_t *n);
/* NULL when it is not among them */
const struct opening *opening_find(const struct opening *o, size_t n,
                                   const char *name);
