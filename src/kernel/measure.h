/* SPDX-License-Identifier: Apache-2.0 */
/*
 * measure.h: a named number: a query that counts it on a given day, and a
 * query that lists the very records behind it.  Every measure has a day from
 * which it counts; before that there is "no data", never 0.
 *
 * A number has two times: the day that it speaks of, and the instant as of
 * which it is known.  A measure that counts spans (kernel/span.h) or a ledger
 * answers for both, so what was kept in a snapshot can be counted again later.
 */
#pragma once

#include "kernel/type.h"
#include "store/schema.h"

enum unit_of { UNIT_COUNT, UNIT_PERCENT, UNIT_RATIO, UNIT_MONEY, UNIT_YES_NO };

struct measure {
    const char *code;  /* that of the indicator which it answers */
    const char *label; /* msgid */
    const char *means; /* msgid: definition in words, shown beside it */
    enum unit_of unit;
    /* One row: numerator, denominator (1 for counts). $1 is the day (text),
     * $2 the instant as of which it is known: `in` is "ti".  With "t" alone
     * it counts what is known now and cannot be reproduced.
     * {student.studying} stands for the total of that ledger
     * (kernel/ledger.h) on the day, {student.studying WHERE k.form = 'day'}
     * for that of some of its combinations. */
    struct sql_text count;
    /* Records behind the numerator: of this type, those for which the
     * condition about `t` holds; {on} is the day, {known} the instant. */
    const struct type *type;
    const char *records;
    /* Day from which the records that it counts are kept, "" for the day on
     * which the data folder was made. */
    const char *since;
};

/* Where a value comes from; typed ones look different everywhere. */
enum origin { ORIGIN_NONE, ORIGIN_COUNTED, ORIGIN_TYPED };

struct measured {
    enum origin origin; /* ORIGIN_NONE: no data */
    double value;       /* percent: 0..100 */
    double numerator, denominator;
    day on;       /* day that it speaks of */
    int64_t file; /* document of a typed value */
    int64_t record; /* the typed value's record */
};

const struct measure *measure_find(const struct ordo *app, const char *code);
/* Counts live.  RC_MISSING: no such measure and no indicator of that code. */
enum rc measure_on(struct rq *rq, const char *code, day on,
                   struct measured *out) MUST_USE;
/* The same as it was known at an instant (KNOWN_NOW: now); typed values too.
 * Of a day that was still to come, and of a measure that cannot look back,
 * there is no data. */
enum rc measure_known(struct rq *rq, const char *code, day on, int64_t known,
                      struct measured *out) MUST_USE;
/* Does it answer as of an earlier knowledge? */
bool measure_looks_back(const struct measure *m);
/* Makes a list of the very records behind the numerator on that day; filters
 * may be added.  RC_MISSING: the measure names none. */
struct list;
enum rc measure_records(struct rq *rq, const char *code, day on,
                        int64_t known, struct list *l) MUST_USE;
/* Ids of these records, ascending; whoever asks. */
enum rc measure_ids(struct rq *rq, const struct measure *m, day on,
                    int64_t known, struct refs *out) MUST_USE;

/* --- Snapshots (measure_keep.c) --------------------------------------------- */

/* Keeps what is known now for that day: the numbers, and a digest of the
 * records behind them (one row a measure and day; what was known when is
 * never overwritten). */
enum rc measure_snapshot(struct rq *rq, day on) MUST_USE;

struct snapshot {
    int64_t id;
    day on;
    int64_t known_at;
    double numerator, denominator, value;
    const char *digest; /* of the ids behind it; NULL: none was kept */
    const char *ids;    /* "1-57,60"; NULL: none, or too many to keep */
};
/* Newest days first, at most `limit`. */
enum rc measure_snapshots(struct rq *rq, const char *code, int limit,
                          struct snapshot **out, size_t *n) MUST_USE;

/* Counts a snapshot again, as it was known then. */
struct reproduced {
    enum { REPRODUCED = 1, NOT_REPRODUCED, CANNOT_REPRODUCE } how;
    struct measured now;   /* the same day, counted as known then */
    struct refs gone, come; /* records that were behind it and are not, and
                               the other way round, where ids were kept */
};
enum rc measure_reproduce(struct rq *rq, const char *code,
                          const struct snapshot *s,
                          struct reproduced *out) MUST_USE;
/* Newest snapshot of a day or before; origin none when there is none. */
enum rc measure_kept(struct rq *rq, const char *code, day on,
                     struct measured *out, int64_t *known_at) MUST_USE;
/* A value of that code was entered, confirmed or taken back: tells every
 * module that asked for it (module.measured).  On the writer. */
enum rc measure_changed(struct rq *rq, const char *code) MUST_USE;
/* Typed series live in a module; it answers here (strategy's readings), also
 * as it was known at an instant. */
typedef enum rc measure_typed_fn(struct rq *rq, const char *code, day on,
                                 int64_t known, struct measured *out);
void measure_typed(measure_typed_fn *fn);

extern const struct table measure_tables[];
extern const size_t n_measure_tables;
