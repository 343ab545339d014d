/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schema.h: tables as the kernel wants them, and the way from what a database
 * holds to that.  Adding a table, column or index is automatic; everything
 * else is a numbered step in schema_steps.  A database that knows more than
 * this program is refused.
 */
#pragma once

#include "store/sql.h"

struct column {
    const char *name;
    char type; /* i r t b, or k: the integer key of the table */
    bool must; /* NOT NULL; a column added later needs `fallback` too */
    const char *fallback;   /* SQL literal */
    const char *references; /* table whose id it holds, NULL for none */
};

struct index_on {
    const char *columns; /* "plan, code" */
    bool unique;
    const char *where; /* partial index condition, NULL for all rows */
};

struct table {
    const char *name;
    const struct column *columns;
    size_t n_columns;
    const struct index_on *indexes;
    size_t n_indexes;
    /* Primary key other than an id column: "owner, target"; NULL: the k. */
    const char *key;
};

/* A change that adding cannot make; numbers rise without gaps from 1. */
struct schema_step {
    int number;
    const char *why;
    enum rc (*run)(struct sql *sql, struct mem *m);
};

/* Brings the database to these tables inside the caller's transaction: first
 * the numbered steps (a new database needs none), then what is missing.  Views
 * are dropped: the caller makes them anew.  A column that references a table
 * gets an index, without the rows that have no value.  Table `meta` is the schema's own.
 * RC_CONFLICT with *error: made by a newer program (names what is unknown).
 * RC_INVALID with *error: a fault in the tables (a name is a keyword of an
 * engine or given twice, a change that needs a numbered step), or rows that a
 * new unique index does not allow. */
enum rc schema_apply(struct sql *sql, struct mem *m, const struct table *tables,
                     size_t n, const struct schema_step *steps, size_t n_steps,
                     const char **error) MUST_USE;
/* The same questions without changing anything: RC_OK when nothing is to do,
 * RC_BUSY when a server must migrate first. */
enum rc schema_check(struct sql *sql, struct mem *m, const struct table *tables,
                     size_t n, const struct schema_step *steps, size_t n_steps,
                     const char **error) MUST_USE;
/* Is it a reserved word of SQLite or PostgreSQL 15 (as a column or table)? */
bool schema_reserved(const char *name);
