/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ledger.c: what a count as of a day costs by a ledger, over 10,000 spans and
 * over 1,000,000: the second must stay under twice the first.
 *
 *   ledger [SMALL LARGE]
 */
#define HOUSE_OWN_MODULES
#include "../../unit/kernel_help.h"

#include "kernel/ledger.h"
#include "kernel/span.h"

#include <time.h>

enum { ROUNDS = 9, COUNTS = 200, DAYS = 1800 };
#define MARK 2.0

struct pupil {
    struct record r;
    const char *code, *form;
    int64_t unit;
};

extern const struct type type_pupil;

static const struct choice forms[] = { { "day", "day" }, { "evening", "eve" } };
static const struct field pupil_fields[] = {
    FIELD_TEXT(pupil, code, .label = "code", .must = true),
    FIELD_CHOICE(pupil, form, forms, .label = "form", .timed = true),
    FIELD_REF(pupil, unit, &type_unit, .label = "unit", .timed = true),
};
static const struct state pupil_states[] = { { "in", "in", TONE_GOOD },
                                             { "out", "out", TONE_MUTED } };
static const struct ledger pupil_ledgers[] = {
    { "in", { "form", "unit" }, { "in" }, NULL },
};
const struct type type_pupil = {
    .name = "pupil", .label = "Pupil", .plural = "Pupils",
    .size = sizeof(struct pupil), SPAN(fields, pupil_fields),
    SPAN(states, pupil_states), .title = "code", .counted = true,
    SPAN(ledgers, pupil_ledgers),
};
static const struct type *const pupil_types[] = { &type_pupil };
static const struct grant pupil_grants[] = {
    { "auditor", "pupil", OP_SEE, SCOPE_ALL, NULL, NULL, NULL },
};
static const struct module pupil_module = {
    .name = "pupils", SPAN(types, pupil_types), SPAN(grants, pupil_grants),
};
static const struct module *const pupil_modules[] = { &kernel_module,
                                                      &pupil_module };
const struct module *const *const house_own = pupil_modules;

/* --- Filling ---------------------------------------------------------------- */

/* Two spans a pupil: so many days in, then out, in 60 units and two forms. */
static enum rc fill(struct rq *rq, void *arg)
{
    int64_t pupils = *(int64_t *)arg / 2;

    for (int64_t i = 1; i <= pupils; i++) {
        day since = day_add(day_parse("2020-01-01"), (int)(i * 7919 % DAYS));
        day until = day_add(since, 30 + (int)(i * 31 % 900));
        int64_t unit = 1 + i % 60;
        const char *form = i % 7 ? "day" : "evening";
        struct mem_mark mark = mem_mark(rq->mem);
        const char *in =
            "INSERT INTO pupil_span(record, since, until, known_from, state,"
            " form, unit) VALUES($1, $2, $3, $4, $5, $6, $7)";

        TRY(sql_run_built(rq->sql,
                          "INSERT INTO pupil(id, state, code)"
                          " VALUES($1, 'out', 'p')",
                          ARGS(INT(i))));
        TRY(sql_run_built(rq->sql, in,
                          ARGS(INT(i), DAY(rq->mem, since),
                               DAY(rq->mem, until), INT(i), STR("in"),
                               STR(form), INT(unit))));
        TRY(sql_run_built(rq->sql, in,
                          ARGS(INT(i), DAY(rq->mem, until), NUL(), INT(i),
                               STR("out"), STR(form), INT(unit))));
        mem_back(rq->mem, mark);
    }
    return ledger_fill(rq, &type_pupil, &pupil_ledgers[0]);
}

/* --- Counting --------------------------------------------------------------- */

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Microseconds a count, the least of the rounds: what it costs undisturbed. */
static double cost(struct house *h)
{
    double best = 0, n;

    for (int r = 0; r < ROUNDS; r++) {
        double began = seconds(), took;

        for (int i = 0; i < COUNTS; i++) {
            day on = day_add(day_parse("2020-06-01"), i * 997 % DAYS);

            if (ledger_count(&h->rq, &type_pupil, "in", NULL, on, KNOWN_NOW,
                             &n))
                exit(1);
        }
        took = (seconds() - began) / COUNTS * 1e6;
        if (!r || took < best)
            best = took;
    }
    return best;
}

static double measure(int64_t spans)
{
    void *state = NULL;
    struct house *h;
    double us;

    if (house_open(&state))
        exit(1);
    h = state;
    if (app_write(&h->rq, fill, &spans)) {
        fprintf(stderr, "the spans were not stored\n");
        exit(1);
    }
    us = cost(h);
    printf("ledger: a count over %lld spans      %8.0f us\n",
           (long long)spans, us);
    fflush(stdout);
    house_close(&state);
    return us;
}

int main(int argc, char **argv)
{
    int64_t small = argc > 1 ? strtoll(argv[1], NULL, 10) : 10000;
    int64_t large = argc > 2 ? strtoll(argv[2], NULL, 10) : 1000000;
    double few = measure(small), ratio = measure(large) / few;

    printf("ledger: large / small  %.2f  (mark: under %.0f)%s\n", ratio, MARK,
           ratio < MARK ? "" : "  MISSED");
    return 0;
}
