/* SPDX-License-Identifier: Apache-2.0 */
/*
 * history_help.h: what tests over generated histories share: chance that is
 * the same for one seed, looks into the database, deeds by their weights.
 * After kernel_help.h.  A test's own `struct world` has one of these as `y`.
 */
#pragma once

struct world; /* the test's own */

struct history {
    struct house *h;
    uint64_t random;
    int step, refused;
    const char *last; /* what was done, for the message of a failure */
};

static inline void history_begin(struct history *y, struct house *h,
                                 uint64_t seed)
{
    *y = (struct history){ .h = h, .random = seed * 2654435761u + 1,
                           .last = "the beginning" };
}

static inline uint64_t history_next(struct history *y)
{
    y->random ^= y->random << 13;
    y->random ^= y->random >> 7;
    y->random ^= y->random << 17;
    return y->random;
}

/* 0 .. n-1 */
static inline int history_any(struct history *y, int n)
{
    return (int)(history_next(y) % (uint64_t)n);
}

static inline int64_t history_one(struct history *y, const char *sql)
{
    struct sql_rows r =
        sql_query_built(store_reader(y->h->app.store), sql, NO_ARGS);
    int64_t v = sql_next(&r) ? sql_int(&r, 0) : 0;

    assert_int_equal(sql_done(&r), RC_OK);
    return v;
}

#define HISTORY_SQL(y, ...) history_one((y), mem_fmt((y)->h->mem, __VA_ARGS__))

/* A random row of what the text selects ids of; 0 none. */
static inline int64_t history_pick(struct history *y, const char *from)
{
    int64_t n = HISTORY_SQL(y, "SELECT COUNT(*) FROM %s", from);

    if (!n)
        return 0;
    return HISTORY_SQL(y, "SELECT id FROM %s ORDER BY id LIMIT 1 OFFSET %d",
                       from, history_any(y, (int)n));
}

static inline void *history_load(struct history *y, const struct type *t,
                                 int64_t id)
{
    void *rec;

    assert_int_equal(record_load(&y->h->rq, t, id, &rec), RC_OK);
    return rec;
}

/* Something that people or the calendar do. */
struct deed {
    const char *name;
    int weight;
    enum rc (*run)(struct world *w);
};

static inline const struct deed *history_choose(struct history *y,
                                                const struct deed *deeds,
                                                size_t n)
{
    int all = 0, k;

    for (size_t i = 0; i < n; i++)
        all += deeds[i].weight;
    k = history_any(y, all);
    for (size_t i = 0;; i++)
        if ((k -= deeds[i].weight) < 0)
            return &deeds[i];
}

static inline void history_must(struct history *y, bool holds,
                                const char *what)
{
    char today[DAY_ISO_SIZE];

    if (!holds)
        print_error("step %d (%s), %s: broken: %s\n", y->step, y->last,
                    day_iso(y->h->rq.today, today), what);
    assert_true(holds);
}

/* A number of the environment: APPEALS_STEPS=20000 */
static inline int history_setting(const char *name, int fallback)
{
    const char *v = getenv(name);

    return v ? atoi(v) : fallback;
}
