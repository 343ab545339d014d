/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import.h: CSV into records of a type: a dry run that reports every bad row
 * by line and column, then all rows or none.  And records into CSV.
 */
#pragma once

#include "kernel/record.h"

/* The column that exports write of types with states.  An import takes the
 * step that leads from the state that the record has to the one named, with
 * all that a step asks; what happens only by an act does not happen so. */
#define IMPORT_STATE "state"

/* The column that exports write of types whose records have no code that a
 * file may set: what record_mark says.  Empty, or from another house: a new
 * record. */
#define IMPORT_RECORD "record"
/* Has it that column? */
bool import_by_mark(const struct type *t);

struct import_fault {
    long line, column; /* 1-based; column 0: the whole row */
    const char *field;
    const char *text; /* in the request's language */
};

struct import_report {
    long rows, added, changed, same;
    long drafted; /* rows that go into a draft act (below) */
    int64_t act;  /* that act, 0 none or a dry run */
    struct import_fault *faults; /* at most 1000 kept */
    size_t n_faults;
    size_t all_faults; /* also those not kept */
};

struct import_options {
    const struct type *type;
    int64_t scope; /* code_scope record (plan) of all rows, 0: from the rows */
    bool dry_run;
    /* Told now and then, also on the writer: each row counts once when it is
     * looked at and once when it is written.  Returns false to cancel. */
    bool (*progress)(void *arg, long done, long all);
    /* On the writer, last in the same write (not in a dry run): what it
     * refuses, refuses the import.  NULL: nothing. */
    enum rc (*written)(struct rq *rq, void *arg);
    void *arg;
};

/* Rows with a known code (or the number of a record) change that record, others
 * are added.  Those that set
 * or change what the type reserves to an act become lines of one draft act.
 * References may point to rows of the same file (any order); circles are
 * refused.  `data` is CSV, or a workbook whose first sheet is read as such.
 * RC_INVALID when there is a fault or it was cancelled; nothing is
 * written then.  On the writer it runs inside the caller's write, which must be
 * refused when this is; else it makes one of its own. */
enum rc import_csv(struct rq *rq, const struct import_options *o,
                   const char *data, size_t size,
                   struct import_report *report) MUST_USE;

/* Header and one line a record that these eyes may export: the columns that an
 * import takes (all, of a type of which nobody types a field) and these eyes may
 * see, appended to `out` page by page; `flush` (may be NULL) empties it meanwhile. */
enum rc export_csv(struct rq *rq, struct list *l, struct buf *out,
                   enum rc (*flush)(struct buf *, void *), void *arg) MUST_USE;
