/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_in.h: what the files of an import share.  The import's own.
 *
 * Of a row only its place in the file, its code and its id are kept; its cells
 * are parsed again each time, so memory grows little with the file.
 */
#pragma once

#include "base/csv.h"
#include "kernel/import.h"
#include "kernel/write.h"

#define NO_ROW SIZE_MAX
enum { IMPORT_FAULTS = 1000, IMPORT_SELFS = 8 };

struct import_column {
    const char *name;
    const struct field *field; /* NULL: the state or the record */
    enum lang part;
    int self; /* which of the references to its own type, -1 none */
};

struct import_row {
    size_t at; /* in the file */
    long line;
    int64_t scope, id;
    const char *code; /* or its mark; NULL: none */
    bool bad;   /* its cells do not fit the header, or its code is taken */
    bool fresh; /* adds a record */
    bool again; /* names others in a list that were not stored yet */
    bool drafted; /* is a line of an act: its record is made later, if ever */
};

struct import {
    struct rq *rq;
    const struct import_options *o;
    const struct type *type;
    struct csv csv;
    struct import_column *column;
    size_t columns;
    int code, record, scope, state; /* columns, -1 none */
    struct import_row *row;
    size_t rows;
    size_t *slot; /* rows by code */
    size_t slots;
    size_t *edge; /* of each row: rows that its references name */
    size_t selfs;
    size_t *order; /* whom others name comes first */
    bool rehearse; /* only a real write can tell whether all is well */
    bool cancelled;
    struct import_report *report;
};

/* A row while it is worked on. */
struct import_now {
    struct import *im;
    struct import_row *row;
    struct csv_row cells;
    void *rec, *old; /* old is NULL for a new record */
    bool *failed;    /* fields that have their fault already */
    bool pending;    /* names rows that are not stored yet */
    bool late;       /* names rows of the file: only then is it checked */
};

/* Notes a fault; `field` and `text` must live as long as the report. */
void import_fault(struct import *im, long line, long column, const char *field,
                  const char *text);
/* The column of a field as failures name it, 0 none. */
long import_column_of(const struct import *im, const char *field);
/* Is it a refusal of the input, so that the next row can go on? */
bool import_refused(enum rc rc);

/* import_rows.c: header, places and codes of all rows. */
enum rc import_header(struct import *im) MUST_USE;
enum rc import_index(struct import *im) MUST_USE;
/* The row of the file with this code, NO_ROW. */
size_t import_row_of(const struct import *im, const char *code, int64_t scope);
/* Sorts the rows; those that lead back to themselves become faults. */
void import_order(struct import *im);

/* import_state.c: does the row want another state than the record has (a new
 * one: than the first)?  A fault when there is no such state. */
enum rc import_state_look(struct import_now *now, bool *other) MUST_USE;
/* On the writer, of a stored record: the step that leads there. */
enum rc import_state_step(struct import_now *now) MUST_USE;

/* import_act.c: does the row touch what only an act changes?  May it be a line
 * of one?  On the writer: the line, and the act with the first. */
bool import_reserved(const struct import_now *now);
enum rc import_may_draft(struct import_now *now) MUST_USE;
enum rc import_line(struct import_now *now) MUST_USE;

/* Runs `fn` on a row: what it refused becomes faults, its memory is given
 * back.  Any rc but a refusal ends the import. */
enum rc import_with_row(struct import *im, size_t i,
                        enum rc (*fn)(struct import_now *)) MUST_USE;
