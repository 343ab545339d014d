/* SPDX-License-Identifier: Apache-2.0 */
/*
 * layout.h: how a type lies in its database table.  The kernel's own: worked
 * out once at start for each type, used by record.c, list.c and span.c.
 */
#pragma once

#include "kernel/app.h"

/* Columns that every type's table begins with. */
enum { COL_ID, COL_VERSION, COL_STATE, COL_OWNER_UNIT, COL_CREATED_AT,
       COL_CHANGED_AT, COL_FIRST };

/* Bytes of a sort key that are kept; longer texts tie and go by id. */
enum { SORT_KEY_MAX = 160 };

struct layout {
    const struct type *type;
    int *column;          /* of each field in `select`; -1: references */
    size_t n_columns;     /* of `select` */
    size_t n_keys;        /* sort key columns, after the others */
    const char *select;   /* "t.id, t.version, ..." */
    const char **names;   /* of the columns of `select`, then of the keys */
    const char *insert;   /* all columns, of types not sealed without id */
    const char *load;     /* SELECT ... WHERE t.id = $1 */
    const char *refs;     /* place of a KIND_REFS field and target, of an
                             owner; NULL: the type has none */
    const char *span_add, *span_end, *span_drop; /* of a counted type */
    const char *span_open, *span_columns;
    size_t span_values;
    const struct field *title, *code, *scope;
    const struct layout *row; /* only what a list's row shows */
};

/* How a field is ordered: its column, with a lowest value where it may be empty
 * (the engines disagree on where nulls go); `of` is what stands before the
 * column ("t.").  NULL: it cannot be, or has several columns. */
const char *layout_order(struct mem *m, const struct field *f,
                         const char *of);

struct layout *layout_make(struct mem *m, const struct type *t);
const struct layout *layout_of(const struct ordo *app, const struct type *t);

/* Number of columns of a field: 3, 1, or 0 for references. */
int field_columns(const struct field *f);
/* How its columns are stored: i, r or t. */
char field_class(const struct field *f);
/* Does the field have sort key columns? */
bool field_keyed(const struct field *f);
/* Appends the database table of a type, its reference tables and spans. */
size_t layout_tables(struct mem *m, const struct type *t, struct table *out);
/* How many tables that are. */
size_t layout_count(const struct type *t);
/* "NAME" or "NAME_ky" */
const char *column_name(struct mem *m, const struct field *f, int part);

/* Field values as columns, in order; returns how many were written. */
size_t layout_values(struct mem *m, const struct field *f, const void *rec,
                     struct sql_val *out);
/* The sort keys of a field, one for each of its key columns: none, 1 or 3. */
size_t layout_keys(struct mem *m, const struct field *f, const void *rec,
                   struct sql_val *out);
/* Fills a record from a row that begins with the columns of `select`. */
void layout_decode(struct mem *m, const struct layout *l,
                   const struct sql_rows *r, void *rec);
/* One stored value into a record, of a text in three languages the part. */
struct stored {
    bool null;
    int64_t i;
    double r;
    const char *s; /* lives as long as the record */
};
void layout_put(struct mem *m, const struct field *f, int part,
                const struct stored *v, void *rec);
/* The same from its text in the journal; NULL: null. */
void layout_put_text(struct mem *m, const struct field *f, int part,
                     const char *s, void *rec);
/* Reads the reference lists of a record. */
enum rc layout_refs(struct rq *rq, const struct layout *l, void *rec) MUST_USE;
/* A zeroed record with empty days. */
void *layout_empty(struct mem *m, const struct type *t);
/* ids as "3,5,9" */
const char *refs_text(struct mem *m, const struct refs *refs);

/* span.c: the statements; keeps the effective history of a counted type. */
void span_texts(struct mem *m, struct layout *l);
enum rc span_keep(struct rq *rq, const struct layout *l, const void *rec,
                  const void *old) MUST_USE;
