/* SPDX-License-Identifier: Apache-2.0 */
/*
 * words.c: what the first page of a search costs over 10,000 documents and
 * over 1,000,000: of a word that one has, and of a beginning of two letters
 * that all have.  The second must stay under twice the first.
 *
 *   words [SMALL LARGE]
 */
#include "../../unit/store_help.h"

#include "base/text.h"
#include "store/search.h"

#include <time.h>

enum { ROUNDS = 9, ASKS = 200, TURN = 500, PAGE = 51 };
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
    TRY(sql_run_built(sql, "CREATE TABLE task(id INTEGER PRIMARY KEY)",
                      NO_ARGS));
    return search_schema(sql);
}

static enum rc settle(struct sql *sql, void *arg)
{
    return search_settle(sql, arg);
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
    TRY(sql_run_built(sql, "INSERT INTO task(id) SELECT record FROM search_wait",
                      NO_ARGS));
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

static void put_many(struct buf *b, struct mem *m, const char *folded,
                     const struct search_spot *spot, struct sql_val *v,
                     size_t *n)
{
    struct search_whole like[SEARCH_BROAD_WORDS];

    if (search_whole_likes(m, folded, false, like) != 1)
        exit(1);
    buf_fmt(b, "EXISTS (SELECT 1 FROM search_doc d WHERE d.id = t.id + %lld",
            (long long)spot->base);
    for (size_t i = 0; i < like[0].n; i++) {
        v[(*n)++] = STR(like[0].any[i]);
        buf_fmt(b, "%s' ' || d.words || ' ' LIKE $%zu", i ? " OR " : " AND (",
                *n);
    }
    buf_str(b, "))");
}

/* The first page, as a list asks for it (kernel/list_words.c). */
static int ask(struct place *p, const char *words)
{
    struct mem_mark mark = mem_mark(p->mem);
    struct sql *sql = store_reader(p->store);
    const char *folded = text_fold(p->mem, words);
    const char *match = search_query(p->mem, folded);
    struct search_spot spot;
    struct sql_val v[SEARCH_BROAD_LIKES + 1];
    struct sql_rows r;
    struct buf b;
    size_t n = 0;
    int found = 0;

    assert_int_equal(search_spot(sql, "task", match, SEARCH_BROAD, &spot),
                     RC_OK);
    buf_init(&b, p->mem);
    buf_str(&b, "SELECT t.id FROM task t WHERE ");
    if (spot.n == SEARCH_BROAD) {
        put_many(&b, p->mem, folded, &spot, v, &n);
    } else {
        v[n++] = STR(match);
        search_in(&b, &spot, 1, 0);
        buf_char(&b, ')');
    }
    v[n++] = INT(PAGE);
    buf_fmt(&b, " ORDER BY t.id LIMIT $%zu", n);
    for (r = sql_query_built(sql, b.s, v, n); sql_next(&r);)
        found++;
    assert_int_equal(sql_done(&r), RC_OK);
    mem_back(p->mem, mark);
    return found;
}

/* Microseconds a question, the least of the rounds. */
static double cost(struct place *p, const char *words, int asks, int found)
{
    double least = 1e9;

    for (int i = 0; i < ROUNDS; i++) {
        double from = seconds(), took;

        for (int j = 0; j < asks; j++)
            assert_int_equal(ask(p, words), found);
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
    bool more = true;

    if (place_open(&state) || !state)
        exit(1);
    p = state;
    f.m = p->mem;
    assert_int_equal(store_write(p->store, make, p->mem), RC_OK);
    for (; f.from < documents; f.from += TURN)
        assert_int_equal(store_write(p->store, fill, &f), RC_OK);
    while (more)
        assert_int_equal(store_write(p->store, settle, &more), RC_OK);
    *word = cost(p, "номер0009001", ASKS, 1);
    *beginning = cost(p, "ка", ROUNDS, PAGE);
    place_close(&state);
}

static void tell(const char *what, double few, double many)
{
    printf("search for a %-24s %.2f times (%.0f, %.0f us)  mark %.1f%s\n",
           what, many / few, few, many, MARK,
           many / few < MARK ? "" : "  MISSED");
}

int main(int argc, char **argv)
{
    int64_t small = argc > 2 ? strtoll(argv[1], NULL, 10) : 10000;
    int64_t large = argc > 2 ? strtoll(argv[2], NULL, 10) : 1000000;
    double few[2], many[2];

    measure(small, &few[0], &few[1]);
    measure(large, &many[0], &many[1]);
    tell("word", few[0], many[0]);
    tell("beginning that all have", few[1], many[1]);
    return 0;
}
