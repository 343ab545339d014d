/* SPDX-License-Identifier: Apache-2.0 */
/*
 * histories_test.c: not one appeal and not one request stays without
 * somebody and a day, in any history.  A history begins in a small university on some day of the year
 * and is a dozen random deeds: appeals come by any channel, are registered,
 * answered, joined, redirected, taken up again; requests are sent, asked about,
 * drafted into acts, decided; people come, leave, fall ill,
 * are complained about; clocks jump both ways, letters are lost, the law
 * changes its term; the server is killed, and what was not committed is gone.
 * After each deed everything in the lists `..._never` is asked.
 *
 *     HISTORIES=300        how many
 *     HISTORIES_FROM=0     the first one's number, which is also its seed
 *
 * `make histories N=1000000` runs a million over all processors.
 */
#define HOUSE_OWN_MODULES
#include "kernel_help.h"

#include "histories_help.h"

#include "histories_appeals.h"
#include "histories_requests.h"

static const struct module *const modules[] = { &kernel_module, &mod_appeals,
                                               &mod_requests };
const struct module *const *const house_own = modules;

/* Undone together: small, so that the transaction stays small. */
enum { TOGETHER = 100, STEPS_LEAST = 6, STEPS_SPAN = 21, DAYS_SPAN = 220 };

static const struct deed deeds[] = {
    { "receive", 8, do_receive },   { "register", 14, do_register },
    { "answer", 12, do_answer },    { "deliver", 8, do_deliver },
    { "read", 5, do_read },         { "extend", 3, do_extend },
    { "redirect", 2, do_redirect }, { "join", 4, do_join },
    { "part", 2, do_part },         { "reopen", 3, do_reopen },
    { "accuse", 5, do_accuse },     { "write", 3, do_write },
    { "hand over", 5, do_hand },    { "cancel", 1, do_cancel },
    { "ask more", 3, do_ask_more }, { "come", 4, do_come },
    { "leave", 5, do_leave },       { "finish", 3, do_finish },
    { "away", 3, do_away },         { "lose mail", 2, do_lose_mail },
    { "law", 1, do_law },           { "day", 10, do_day },
    { "jump", 4, do_jump },         { "request", 8, do_request },
    { "decide", 5, do_decide },     { "question", 4, do_question },
    { "draft", 4, do_draft },       { "drop", 1, do_drop },
    { "grant", 4, do_grant },       { "request more", 3, do_request_more },
    { "request again", 3, do_request_again },
    { "own rule", 1, do_own_rule },
};

/* Of all that has a term, whatever it is about. */
static const struct never never[] = {
    { "something is silently late",
      { "SELECT COUNT(*) FROM assignment a WHERE a.state = 'open'"
        " AND a.term < $1 AND (COALESCE(a.told, 0) < 2 OR NOT EXISTS"
        " (SELECT 1 FROM notice n WHERE n.subject = 'assignment'"
        " AND n.subject_id = a.id AND n.kind = 'late'))", "t", "i" }, true },
    { "who left still owes something",
      { "SELECT COUNT(*) FROM assignment a JOIN person p ON p.id = a.person"
        " WHERE a.state = 'open' AND p.state <> 'active'", "", "i" }, false },
};

static void check(struct world *w)
{
    hold(w, never, COUNT(never));
    hold(w, appeals_never, COUNT(appeals_never));
    hold(w, requests_never, COUNT(requests_never));
}

static const struct deed *choose(struct world *w)
{
    int all = 0, k;

    for (size_t i = 0; i < COUNT(deeds); i++)
        all += deeds[i].weight;
    k = any(w, all);
    for (size_t i = 0;; i++)
        if ((k -= deeds[i].weight) < 0)
            return &deeds[i];
}

/* Something comes, or nothing can go on. */
static const struct deed *first(struct world *w)
{
    static const struct deed come[] = { { "receive", 1, do_receive },
                                        { "request", 1, do_request } };

    return &come[any(w, 2)];
}

static void one_deed(struct world *w, const struct deed *d)
{
    size_t n = strlen(w->trace);
    enum rc rc;

    snprintf(w->trace + n, sizeof w->trace - n, " %s", d->name);
    w->daily = false;
    rq_forget(w->rq);
    point(w, &deed_set);
    rc = d->run(w);
    if (rc) {
        point(w, &deed_undo);
        w->refused++;
        w->daily = false;
        snprintf(w->trace + n, sizeof w->trace - n, " (%s)", d->name);
    }
    point(w, &deed_end);
    if (rc == RC_BROKEN || rc == RC_BUSY)
        broken(w, "something broke");
    w->steps++;
    check(w);
}

/* What was not committed is gone; the clock goes on, and so does the work. */
static void killed(struct world *w)
{
    size_t n = strlen(w->trace);

    point(w, &work_undo);
    w->kills++;
    snprintf(w->trace + n, sizeof w->trace - n, " KILLED");
    rq_forget(w->rq);
    if (live(w, 0))
        broken(w, "the daily work after a start");
    check(w);
}

static int64_t count(struct world *w, const struct sql_text *q)
{
    int64_t n = 0;

    if (sql_get_int(w->rq->sql, &n, q, NO_ARGS))
        broken(w, "a count");
    return n;
}

static void tally(struct world *w)
{
    static const struct sql_text closed = {
        "SELECT COUNT(*) FROM appeal WHERE state = 'closed'", "", "i"
    };
    static const struct sql_text decided = {
        "SELECT COUNT(*) FROM request WHERE answered_on IS NOT NULL", "", "i"
    };
    static const struct sql_text late = {
        "SELECT COUNT(*) FROM assignment WHERE told >= 2", "", "i"
    };

    w->closed += count(w, &closed);
    w->decided += count(w, &decided);
    w->late += count(w, &late);
}

static void history(struct world *w, uint64_t seed)
{
    int steps;

    w->seed = seed;
    w->random = (seed + 1) * UINT64_C(0x9E3779B97F4A7C15);
    w->trace[0] = '\0';
    w->now = FOUNDED + (int64_t)any(w, DAYS_SPAN) * DAY_SECONDS;
    clock_set(w->now * 1000000);
    rq_clock(w->rq);
    point(w, &history_set);
    /* The bill became law not long ago, or soon will. */
    if (any(w, 2) &&
        enact(w, "appeal_answer_days", "10", day_add(w->rq->today, any(w, 9) - 4)))
        broken(w, "the law of ten days");
    point(w, &work_set);
    steps = STEPS_LEAST + any(w, STEPS_SPAN);
    for (w->step = 1; w->step <= steps && !w->faults; w->step++) {
        one_deed(w, w->step == 1 ? first(w) : choose(w));
        if (!any(w, 24)) {
            killed(w);
        } else if (!any(w, 3)) {
            point(w, &work_end);
            point(w, &work_set);
        }
    }
    tally(w);
    point(w, &work_end);
    point(w, &history_undo);
    point(w, &history_end);
    w->histories++;
}

struct some {
    struct world *w;
    uint64_t from, until;
};

/* Refused in the end, so that the writer undoes all of it. */
static enum rc some_run(struct rq *rq, void *arg)
{
    const struct some *s = arg;

    s->w->rq = rq;
    for (uint64_t i = s->from; i < s->until && !s->w->faults; i++) {
        struct mem_mark mark = mem_mark(rq->mem);

        history(s->w, i);
        rq_forget(rq);
        mem_back(rq->mem, mark);
    }
    return RC_CONFLICT;
}

static int64_t setting(const char *name, int64_t fallback)
{
    const char *v = getenv(name);

    return v ? atoll(v) : fallback;
}

static void no_history_loses_anything(void **state)
{
    struct house *h = *state;
    uint64_t from = (uint64_t)setting("HISTORIES_FROM", 0);
    uint64_t until = from + (uint64_t)setting("HISTORIES", 300);
    struct world w;

    found(&w, h);
    found_kinds(&w);
    for (struct some s = { &w, from, from }; s.from < until && !w.faults;
         s.from = s.until) {
        s.until = s.from + TOGETHER < until ? s.from + TOGETHER : until;
        assert_int_equal(app_write(&h->rq, some_run, &s), RC_CONFLICT);
        w.rq = &h->rq;
        rq_forget(&h->rq);
    }
    print_message("%lld histories from %llu: %lld deeds, %lld refused, %lld"
                  " kills, %lld late and told, %lld appeals closed, %lld"
                  " requests decided; %d broken\n",
                  (long long)w.histories, (unsigned long long)from,
                  (long long)w.steps, (long long)w.refused,
                  (long long)w.kills, (long long)w.late, (long long)w.closed,
                  (long long)w.decided, w.faults);
    assert_int_equal(w.faults, 0);
    /* Histories in which nothing happens prove nothing. */
    if (w.histories >= 300) {
        assert_true(w.closed > w.histories / 20);
        assert_true(w.decided > w.histories / 20);
        assert_true(w.late > w.histories / 20);
        assert_true(w.kills > w.histories / 20);
    }
}

static int own_open(void **state)
{
    return house_open_with(state, modules, COUNT(modules));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_history_loses_anything, own_open,
                                        house_close),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
