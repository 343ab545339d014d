/* SPDX-License-Identifier: Apache-2.0 */
/*
 * measure.h: a named number: a query that counts it on a given day, and a
 * query that lists the very records behind it.  Every measure has a day from
 * which it counts; before that there is "no data", never 0.
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
     * no other parameter. */
    struct sql_text count;
    /* Records behind the numerator: of this type, those for which the
     * condition about `t` holds; {on} is the day. */
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
/* Makes a list of the very records behind the numerator on that day; filters
 * may be added.  RC_MISSING: the measure names none. */
struct list;
enum rc measure_records(struct rq *rq, const char *code, day on,
                        struct list *l) MUST_USE;
/* Keeps what is known now for that day (one row a measure and day; what was
 * known when is never overwritten). */
enum rc measure_snapshot(struct rq *rq, day on) MUST_USE;
/* Newest snapshot of a day or before; origin none when there is none. */
enum rc measure_kept(struct rq *rq, const char *code, day on,
                     struct measured *out, int64_t *known_at) MUST_USE;
/* Typed series live in a module; it answers here (strategy's readings). */
typedef enum rc measure_typed_fn(struct rq *rq, const char *code, day on,
                                 struct measured *out);
void measure_typed(measure_typed_fn *fn);

extern const struct table measure_tables[];
extern const size_t n_measure_tables;
