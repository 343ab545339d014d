/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo_history.c: four years of reports.  Each period is asked for, reported,
 * returned or accepted by the same steps that people take; what happens is
 * decided beforehand from the codes, then carried out day by day.
 */
#include "mod/strategy/demo_history.h"

#include <stdlib.h>
#include <string.h>

enum { SLICE = 120, CODE = 40, RESULTS = 8 };

uint64_t demo_key(const char *code)
{
    uint64_t h = UINT64_C(14695981039346656037);

    for (; *code; code++)
        h = (h ^ (unsigned char)*code) * UINT64_C(1099511628211);
    return h;
}

/* --- Who carries what ----------------------------------------------------- */

struct code_id {
    int64_t id;
    const char *code;
};

struct leaves {
    const struct demo_history *h;
    struct code_id *at;
    size_t n;
};

static enum rc read_codes(struct rq *rq, const struct sql_text *q,
                          int64_t plan, struct code_id **out, size_t *n)
{
    size_t room = 512;
    struct sql_rows r = sql_query(rq->sql, q, ARGS(INT(plan)));

    *out = MEM_ARRAY(rq->mem, room, struct code_id);
    for (*n = 0; *n < room && sql_next(&r); (*n)++)
        (*out)[*n] = (struct code_id){ sql_int(&r, 0),
                                       mem_str(rq->mem, sql_str(&r, 1)) };
    return sql_done(&r);
}

static int by_id(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* Ids of units named "a;b", in order; those that are not there are left out. */
static enum rc units_named(struct rq *rq, const char *codes, struct refs *out)
{
    int64_t *ids = MEM_ARRAY(rq->mem, 8, int64_t);
    size_t n = 0;

    while (*codes && n < 8) {
        size_t len = strcspn(codes, ";");
        enum rc rc = record_find(rq, &type_unit,
                                 mem_strn(rq->mem, codes, len), 0, &ids[n]);

        if (rc && rc != RC_MISSING)
            return rc;
        n += rc == RC_OK;
        codes += len + (codes[len] == ';');
    }
    qsort(ids, n, sizeof *ids, by_id);
    *out = (struct refs){ ids, n };
    return RC_OK;
}

static enum rc resolve_all(struct rq *rq, void *arg)
{
    const struct leaves *l = arg;

    demo_at(rq, day_ymd(2022, 12, 20), l->h->planning);
    for (size_t i = 0; i < l->n; i++) {
        const char *codes = demo_executors(l->at[i].code);
        struct task *t;
        void *rec;

        if (!codes)
            continue;
        TRY(record_load(rq, &type_task, l->at[i].id, &rec));
        t = rec;
        TRY(units_named(rq, codes, &t->executors));
        if (t->executors.n)
            TRY(record_step(rq, &type_task, t, "resolve", 0));
    }
    return RC_OK;
}

static enum rc resolve(struct rq *rq, const struct demo_history *h)
{
    static const struct sql_text q = {
        "SELECT t.id, t.code FROM task t WHERE t.plan = $1 AND NOT EXISTS"
        " (SELECT 1 FROM task s WHERE s.parent_task = t.id) ORDER BY t.id",
        "i", "it"
    };
    struct leaves l = { .h = h };

    TRY(read_codes(rq, &q, h->plan, &l.at, &l.n));
    return demo_write(rq, resolve_all, &l);
}

/* --- Periods -------------------------------------------------------------- */

struct demo_period {
    const char *code, *starts, *ends, *due, *asked;
    const char *closed; /* NULL: still open */
    int pace; /* progress of a usual task at its end, percent */
};

static const struct demo_period periods[] = {
    { "2023", "2023-01-01", "2023-12-31", "2024-01-25", "2023-12-15",
      "2024-02-28", 14 },
    { "2024", "2024-01-01", "2024-12-31", "2025-01-25", "2024-12-16",
      "2025-02-28", 30 },
    { "2025", "2025-01-01", "2025-12-31", "2026-01-25", "2025-12-15",
      "2026-02-27", 46 },
    { "2026-H1", "2026-01-01", "2026-06-30", "2026-07-20", "2026-06-15",
      "2026-08-28", 55 },
    { "2026-Q3", "2026-07-01", "2026-09-30", "2026-10-20", "2026-09-21", NULL,
      60 },
    { "2026-Q4", "2026-10-01", "2026-12-31", "2026-12-20", "2026-11-09", NULL,
      66 },
};

enum what { SUBMIT, RETURN, SUBMIT_AGAIN, ACCEPT };

/* One report of a period and what is to come of it. */
struct planned {
    int64_t id, task, parent, unit;
    const char *code;
    uint64_t key;
    int64_t result[RESULTS]; /* that it delivers */
    size_t n_results;
    int64_t progress;
};

struct event {
    day on;
    size_t seq, report;
    enum what what;
};

struct running {
    struct demo_history *h;
    const struct demo_period *p;
    size_t index; /* of the period */
    int64_t period;
    struct planned *report;
    size_t n;
    struct event *event;
    size_t n_events, from, to;
};

static enum rc period_ask(struct rq *rq, void *arg)
{
    struct running *run = arg;
    struct period *p = record_new(rq, &type_period);

    demo_at(rq, day_parse(run->p->asked), run->h->planning);
    p->plan = run->h->plan;
    p->code = run->p->code;
    p->starts = day_parse(run->p->starts);
    p->ends = day_parse(run->p->ends);
    p->due = day_parse(run->p->due);
    TRY(record_put(rq, &type_period, p, "add"));
    TRY(record_step(rq, &type_period, p, "open", 0));
    run->period = p->r.id;
    return RC_OK;
}

static enum rc period_end(struct rq *rq, void *arg)
{
    struct running *run = arg;
    void *p;

    demo_at(rq, day_parse(run->p->closed), run->h->planning);
    TRY(record_load(rq, &type_period, run->period, &p));
    return record_step(rq, &type_period, p, "close", 0);
}

static int64_t progress_of(const struct planned *r, int pace)
{
    int speed = 55 + demo_pick(demo_key(r->code), 41, 90); /* percent */
    int64_t p = (int64_t)pace * speed / 100 + demo_pick(r->key, 42, 5);

    return p > 100 ? 100 : p;
}

static enum rc read_reports(struct rq *rq, struct running *run)
{
    static const struct sql_text count = {
        "SELECT COUNT(*) FROM report WHERE period = $1", "i", "i"
    };
    static const struct sql_text q = {
        "SELECT r.id, r.task, t.parent_task, r.unit, t.code, u.code"
        " FROM report r JOIN task t ON t.id = r.task"
        " JOIN unit u ON u.id = r.unit WHERE r.period = $1 ORDER BY r.id",
        "i", "iiiitt"
    };
    struct sql_rows r;
    int64_t n;

    TRY(sql_get_int(rq->sql, &n, &count, ARGS(INT(run->period))));
    run->report = MEM_ARRAY(rq->mem, (size_t)n + 1, struct planned);
    run->event = MEM_ARRAY(rq->mem, 4 * (size_t)n + 4, struct event);
    r = sql_query(rq->sql, &q, ARGS(INT(run->period)));
    for (; run->n < (size_t)n && sql_next(&r); run->n++) {
        struct planned *p = &run->report[run->n];

        p->id = sql_int(&r, 0);
        p->task = sql_int(&r, 1);
        p->parent = sql_int(&r, 2);
        p->unit = sql_int(&r, 3);
        p->code = mem_str(rq->mem, sql_str(&r, 4));
        p->key = demo_roll(demo_key(p->code) ^ demo_key(sql_str(&r, 5)),
                           run->index);
        p->progress = progress_of(p, run->p->pace);
    }
    return sql_done(&r);
}

/* --- Which results come when ---------------------------------------------- */

/* Period that delivers a result; about half never come. */
static size_t comes(const char *code)
{
    static const int until[] = { 8, 20, 36, 44, 50 };
    int u = demo_pick(demo_key(code), 43, 100);
    size_t i = 0;

    while (i < COUNT(until) && u >= until[i])
        i++;
    return i < COUNT(until) ? i : SIZE_MAX;
}

static struct planned *reporter(struct running *run, int64_t task)
{
    for (size_t i = 0; i < run->n; i++)
        if (run->report[i].task == task)
            return &run->report[i];
    for (size_t i = 0; i < run->n; i++)
        if (run->report[i].parent == task)
            return &run->report[i];
    return NULL;
}

static enum rc give_results(struct rq *rq, struct running *run)
{
    static const struct sql_text q = {
        "SELECT id, task, code FROM result WHERE plan = $1"
        " AND state = 'expected' ORDER BY id",
        "i", "iit"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(run->h->plan)));

    while (sql_next(&r)) {
        struct planned *p = comes(sql_str(&r, 2)) == run->index
                                ? reporter(run, sql_int(&r, 1))
                                : NULL;

        if (p && p->n_results < RESULTS)
            p->result[p->n_results++] = sql_int(&r, 0);
    }
    return sql_done(&r);
}

/* --- What happens, and when ----------------------------------------------- */

static void happens(struct running *run, size_t report, enum what what, day on)
{
    run->event[run->n_events] =
        (struct event){ on, run->n_events, report, what };
    run->n_events++;
}

static void accepted_after(struct running *run, size_t i, day on)
{
    happens(run, i, ACCEPT, day_add(on, 1 + demo_pick(i + 1, 51, 8)));
}

/* A period that is over: all reports came, some late, some twice. */
static void all_came(struct running *run, size_t i, day due, int u)
{
    uint64_t key = run->report[i].key;
    day on = day_add(due, -demo_pick(key, 52, 18));

    if (u < 7)
        on = day_add(due, 1 + demo_pick(key, 53, 12));
    happens(run, i, SUBMIT, on);
    if (u >= 7 && u < 15) {
        on = day_add(on, 2 + demo_pick(key, 54, 4));
        happens(run, i, RETURN, on);
        on = day_add(on, 2 + demo_pick(key, 55, 5));
        happens(run, i, SUBMIT_AGAIN, on);
    }
    accepted_after(run, i, on);
}

/* The last period: some never came, some wait, some are to be written anew. */
static void most_came(struct running *run, size_t i, day due, int u)
{
    uint64_t key = run->report[i].key;

    if (u < 6)
        return;
    if (u < 10) {
        happens(run, i, SUBMIT, day_ymd(2026, 11, 12 + demo_pick(key, 56, 9)));
        return;
    }
    if (u < 14) {
        happens(run, i, SUBMIT, day_add(due, demo_pick(key, 57, 9)));
        happens(run, i, RETURN, day_ymd(2026, 11, 6 + demo_pick(key, 58, 10)));
        return;
    }
    all_came(run, i, due, u - 7);
}

/* The period under way: the quick ones have reported. */
static void few_came(struct running *run, size_t i, int u)
{
    day on = day_ymd(2026, 11, 12 + demo_pick(run->report[i].key, 59, 7));

    if (u >= 12)
        return;
    happens(run, i, SUBMIT, on);
    if (u < 3)
        happens(run, i, ACCEPT, day_add(on, 2));
    else if (u < 5)
        happens(run, i, RETURN, day_add(on, 2));
}

static int by_day(const void *a, const void *b)
{
    const struct event *x = a, *y = b;

    if (x->on.n != y->on.n)
        return (x->on.n > y->on.n) - (x->on.n < y->on.n);
    return (x->seq > y->seq) - (x->seq < y->seq);
}

static void decide(struct running *run)
{
    day due = day_parse(run->p->due);

    for (size_t i = 0; i < run->n; i++) {
        int u = demo_pick(run->report[i].key, 50, 100);

        if (run->p->closed)
            all_came(run, i, due, u);
        else if (!strcmp(run->p->code, "2026-Q3"))
            most_came(run, i, due, u);
        else
            few_came(run, i, u);
    }
    qsort(run->event, run->n_events, sizeof *run->event, by_day);
}

/* --- Carrying it out ------------------------------------------------------ */

static enum rc submit(struct rq *rq, const struct running *run,
                      const struct event *e, struct report *r)
{
    const struct planned *p = &run->report[e->report];
    int year, month, mday, d = demo_direction(p->code);
    int64_t *ids = MEM_ARRAY(rq->mem, RESULTS + 1, int64_t);
    uint64_t again = e->what == SUBMIT_AGAIN;
    int stage = p->n_results ? 2 : p->progress > 24;

    day_split(day_parse(run->p->ends), &year, &month, &mday);
    TRY(unit_head(rq, p->unit, &rq->person));
    r->done = demo_report(rq->mem, p->code, p->key + again, stage);
    r->delivery = stage == 2 ? "delivered" : stage ? "partly" : "not";
    r->progress = (struct count){ p->progress, true };
    memcpy(ids, p->result, p->n_results * sizeof *ids);
    r->results = (struct refs){ ids, p->n_results };
    if (again || stage == 2 || demo_pick(p->key, 44, 100) < 55) {
        ids[RESULTS] = run->h->file[d][year - DEMO_FIRST_YEAR];
        r->evidence = (struct refs){ &ids[RESULTS], 1 };
    }
    return record_step(rq, &type_report, r, "submit", 0);
}

/* Nobody judges what they wrote themselves. */
static int64_t reviewer(const struct running *run, const struct report *r)
{
    return r->person == run->h->planning ? run->h->quality
                                         : run->h->planning;
}

static enum rc carry_out(struct rq *rq, const struct running *run,
                         const struct event *e)
{
    struct report *r;
    void *rec;

    TRY(record_load(rq, &type_report, run->report[e->report].id, &rec));
    r = rec;
    demo_at(rq, e->on, reviewer(run, r));
    switch (e->what) {
    case SUBMIT:
    case SUBMIT_AGAIN:
        return submit(rq, run, e, r);
    case RETURN:
        r->reason = demo_reason(run->report[e->report].key);
        return record_step(rq, &type_report, r, "return", 0);
    case ACCEPT:
        return record_step(rq, &type_report, r, "accept", 0);
    }
    return RC_BROKEN;
}

static enum rc slice(struct rq *rq, void *arg)
{
    const struct running *run = arg;

    for (size_t i = run->from; i < run->to; i++)
        TRY(carry_out(rq, run, &run->event[i]));
    return RC_OK;
}

static enum rc run_period(struct rq *rq, struct demo_history *h, size_t index)
{
    struct running run = { .h = h, .p = &periods[index], .index = index };

    TRY(demo_write(rq, period_ask, &run));
    TRY(read_reports(rq, &run));
    TRY(give_results(rq, &run));
    decide(&run);
    for (run.from = 0; run.from < run.n_events; run.from = run.to) {
        run.to = run.from + SLICE < run.n_events ? run.from + SLICE
                                                 : run.n_events;
        TRY(demo_write(rq, slice, &run));
    }
    if (run.p->closed)
        TRY(demo_write(rq, period_end, &run));
    demo_said("  period %s: %zu reports\n", run.p->code, run.n);
    return RC_OK;
}

enum rc demo_reports(struct rq *rq, struct demo_history *h)
{
    TRY(resolve(rq, h));
    for (size_t i = 0; i < COUNT(periods); i++)
        TRY(run_period(rq, h, i));
    return RC_OK;
}
