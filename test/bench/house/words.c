/* SPDX-License-Identifier: Apache-2.0 */
/*
 * words.c: what a search for a selective word costs over 10,000 documents and
 * over 1,000,000: the second must stay under twice the first.  What a
 * beginning of two letters costs is told beside it.
 *
 *   words [SMALL LARGE]
 */
#include "../../unit/store_help.h"

#include "base/text.h"
#include "store/search.h"

#include <time.h>

enum { ROUNDS = 9, ASKS = 200, TURN = 500 };
#define MARK 2.0

struct filling {
    struct mem *m;
    int64_t from;
};

static enum rc make(struct sql *sql, void *arg)
{
    const char *error;

    TRY(schema_apply(sql, arg, search_tables, n_search_tables, NULL, 0,
                     &error));
    return search_schema(sql);
}

/* A thousand kinds of words in all, and one word that only one has. */
static enum rc fill(struct sql *sql, void *arg)
{
    const struct filling *f = arg;
    struct mem_mark mark = mem_mark(f->m);
    int n;

    for (int64_t i = f->from; i < f->from + TURN; i++)
        TRY(search_put(sql, "task", i,
                       mem_fmt(f->m, "номер%07lld катар%lld китеби",
                               (long long)i, (long long)(i * 7919 % 1000))));
    TRY(search_index(sql, f->m, TURN, &n));
    mem_back(f->m, mark);
    return RC_OK;
}

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void ask(struct place *p, const char *words)
{
    static const struct sql_text q = {
        "SELECT d.record FROM search_text JOIN search_doc d"
        " ON d.id = search_text.rowid WHERE search_text MATCH $1"
        " AND d.type || '' = 'task'",
        "t", "i"
    };
    struct mem_mark mark = mem_mark(p->mem);
    struct sql_rows r =
        sql_query(store_reader(p->store), &q,
                  ARGS(STR(search_query(p->mem, text_fold(p->mem, words)))));

    while (sql_next(&r))
        ;
    assert_int_equal(sql_done(&r), RC_OK);
    mem_back(p->mem, mark);
}

/* Microseconds a question, the least of the rounds. */
static double cost(struct place *p, const char *words, int asks)
{
    double least = 1e9;

    for (int i = 0; i < ROUNDS; i++) {
        double from = seconds(), took;

        for (int j = 0; j < asks; j++)
            ask(p, words);
        took = (seconds() - from) / asks * 1e6;
        least = took < least ? took : least;
    }
    return least;
}

static void measure(int64_t documents, double *word, double *beginning)
{
    void *state = NULL;
    struct place *p;
    struct filling f = { .from = 1 };

    if (place_open(&state) || !state)
        exit(1);
    p = state;
    f.m = p->mem;
    assert_int_equal(store_write(p->store, make, p->mem), RC_OK);
    for (; f.from < documents; f.from += TURN)
        assert_int_equal(store_write(p->store, fill, &f), RC_OK);
    *word = cost(p, "номер0009001", ASKS);
    *beginning = cost(p, "ка", 1);
    place_close(&state);
}

int main(int argc, char **argv)
{
    int64_t small = argc > 2 ? strtoll(argv[1], NULL, 10) : 10000;
    int64_t large = argc > 2 ? strtoll(argv[2], NULL, 10) : 1000000;
    double few[2], many[2];

    measure(small, &few[0], &few[1]);
    measure(large, &many[0], &many[1]);
    printf("search for a word   %.2f times (%.0f, %.0f us)  mark %.1f%s\n",
           many[0] / few[0], few[0], many[0], MARK,
           many[0] / few[0] < MARK ? "" : "  MISSED");
    printf("a beginning that all have   %.1f, %.1f ms\n", few[1] / 1e3,
           many[1] / 1e3);
    return 0;
}
