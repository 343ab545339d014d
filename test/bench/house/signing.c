/* SPDX-License-Identifier: Apache-2.0 */
/*
 * signing.c: how long other writes wait while an act of 2,000 steps is checked
 * and signed, and while what follows from it is numbered and indexed: under
 * 100 ms.  Once with steps that change their record alone, once with steps
 * that each open an assignment.
 *
 *   signing [LINES]
 */
#define HOUSE_OWN_MODULES
#include "../../unit/act_help.h"

#include "kernel/assignment.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

enum { ROUNDS = 7, AFTER_MS = 1200 };
#define MARK 100.0

/* --- Recruits ---------------------------------------------------------------- */

struct recruit {
    struct record r;
    const char *code;
    struct text3 name;
    int64_t tutor;
};

extern const struct type type_recruit;

static enum rc owe(struct rq *rq, void *rec)
{
    const struct recruit *r = rec;
    struct assignment *a = record_new(rq, &type_assignment);

    a->title = r->name;
    a->subject = "recruit";
    a->subject_id = r->r.id;
    a->purpose = "meet";
    a->person = r->tutor;
    a->due = day_add(rq->today, 10);
    return assignment_open(rq, a);
}

static const struct state recruit_states[] = {
    { "waiting", "waiting", TONE_NEUTRAL }, { "taken", "taken", TONE_GOOD }
};
static const struct field recruit_fields[] = {
    FIELD_TEXT(recruit, code, .label = "code", .must = true, .unique = true),
    FIELD_TEXT3(recruit, name, .label = "name", .must = true, .search = true),
    FIELD_REF(recruit, tutor, &type_person, .label = "tutor"),
};
static const struct step recruit_steps[] = {
    { .name = "take", .label = "Take", .from = { "waiting" }, .to = "taken",
      .by_act = true },
    { .name = "owe", .label = "Owe", .from = { "waiting" }, .to = "taken",
      .by_act = true, .effect = owe },
};
const struct type type_recruit = {
    .name = "recruit", .label = "Recruit", .plural = "Recruits",
    .size = sizeof(struct recruit), SPAN(fields, recruit_fields),
    SPAN(states, recruit_states), SPAN(steps, recruit_steps),
    .title = "name", .code = "code", .order = "code",
};
static const struct type *const recruit_types[] = { &type_recruit };
static const struct grant recruit_grants[] = {
    { "clerk", "recruit", OP_SEE, SCOPE_ALL, NULL, NULL, NULL },
    { "rector", "recruit", OP_SEE | OP_STEP, SCOPE_ALL, NULL, NULL, NULL },
};
static const struct module recruit_module = {
    .name = "recruits", SPAN(types, recruit_types),
    SPAN(grants, recruit_grants),
};
static const struct module *const recruit_modules[] = {
    &kernel_module, &student_module, &recruit_module
};
const struct module *const *const house_own = recruit_modules;

/* --- Others who write -------------------------------------------------------- */

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* What a write takes of the processor, on the writer: how long it holds the
 * others on a machine that does nothing else. */
struct held {
    enum rc (*run)(struct rq *rq, void *arg);
    void *arg;
    double ms;
};

static enum rc held_run(struct rq *rq, void *arg)
{
    struct held *held = arg;
    struct timespec from, to;
    enum rc rc;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
    rc = held->run(rq, held->arg);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
    held->ms = (double)(to.tv_sec - from.tv_sec) * 1e3 +
               (double)(to.tv_nsec - from.tv_nsec) / 1e6;
    return rc;
}

struct others {
    struct store *store;
    pthread_t thread;
    atomic_bool enough;
    double longest; /* ms that one of them took */
};

static enum rc touch(struct sql *sql, void *arg)
{
    static const struct sql_text q = {
        "UPDATE recruit SET changed_at = changed_at + 1 WHERE id = 1", "", ""
    };

    (void)arg;
    return sql_run(sql, &q, NO_ARGS);
}

static void *others_main(void *arg)
{
    struct others *o = arg;

    while (!atomic_load(&o->enough)) {
        struct timespec pause = { 0, 1000000 };
        double began = seconds(), took;

        if (store_write(o->store, touch, NULL))
            exit(1);
        took = (seconds() - began) * 1e3;
        if (took > o->longest)
            o->longest = took;
        nanosleep(&pause, NULL);
    }
    return NULL;
}

static void others_start(struct others *o, struct house *h)
{
    *o = (struct others){ .store = h->app.store };
    pthread_create(&o->thread, NULL, others_main, o);
}

/* Waits for the writer's own turns, which come after. */
static double others_stop(struct others *o)
{
    struct timespec pause = { AFTER_MS / 1000, AFTER_MS % 1000 * 1000000 };

    nanosleep(&pause, NULL);
    atomic_store(&o->enough, true);
    pthread_join(o->thread, NULL);
    return o->longest;
}

/* --- The act ----------------------------------------------------------------- */

struct order {
    int64_t act, tutor;
    const char *step;
    int lines, round;
};

static enum rc order_run(struct rq *rq, void *arg)
{
    const struct order *o = arg;

    rq->system = true;
    for (int i = 0; i < o->lines; i++) {
        struct recruit *r = record_new(rq, &type_recruit);

        r->code = mem_fmt(rq->mem, "R%d-%d", o->round, i);
        r->name.in[LANG_KY] = mem_fmt(rq->mem, "Кабыл алынуучу %d", i);
        r->tutor = o->tutor;
        TRY(record_add(rq, &type_recruit, r));
        TRY(act_add_step(rq, o->act, &type_recruit, r->r.id, o->step, NULL));
    }
    return RC_OK;
}

struct waits {
    double check[ROUNDS], sign[ROUNDS], checking[ROUNDS], signing[ROUNDS];
};

static void one_round(struct office *o, const struct order *order,
                      struct waits *w)
{
    struct house *h = o->h;
    struct order own = *order;
    struct checking check = { .rc = RC_OK };
    struct signing sign = { .rc = RC_OK };
    struct held held = { checking_run, &check, 0 };
    struct others others;

    own.act = act_new(o, "Чоң буйрук");
    house_as(h, 0);
    assert_int_equal(app_write(&h->rq, order_run, &own), RC_OK);
    check.act = own.act;
    house_as(h, o->clerk);
    others_start(&others, h);
    assert_int_equal(app_write(&h->rq, held_run, &held), RC_OK);
    assert_int_equal(check.rc, RC_OK);
    w->check[own.round] = others_stop(&others);
    w->checking[own.round] = held.ms;
    sign.c = act_sealed(o, own.act);
    held = (struct held){ signing_run, &sign, 0 };
    house_as(h, o->rector);
    others_start(&others, h);
    assert_int_equal(app_write(&h->rq, held_run, &held), RC_OK);
    assert_int_equal(sign.rc, RC_OK);
    w->sign[own.round] = others_stop(&others);
    w->signing[own.round] = held.ms;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void tell(const char *what, const char *about, double ms[ROUNDS],
                 double cpu[ROUNDS])
{
    qsort(ms, ROUNDS, sizeof *ms, by_size);
    qsort(cpu, ROUNDS, sizeof *cpu, by_size);
    printf("others wait for a %s, %-13s %5.0f  %.0f..%.0f ms, of it %.0f ms of"
           " the processor  (mark: under %.0f)%s\n",
           what, about, ms[ROUNDS / 2], ms[0], ms[ROUNDS - 1],
           cpu[ROUNDS / 2], MARK, ms[ROUNDS / 2] < MARK ? "" : "  MISSED");
    fflush(stdout);
}

static void measure(const char *step, const char *about, int lines)
{
    void *state = NULL;
    struct office o;
    struct order order = { .step = step, .lines = lines };
    struct waits w;

    if (house_open_with(&state, recruit_modules, COUNT(recruit_modules)))
        exit(1);
    o = office_open(&state);
    order.tutor = house_person(o.h, "Кураторов");
    for (order.round = 0; order.round < ROUNDS; order.round++)
        one_round(&o, &order, &w);
    tell("check", about, w.check, w.checking);
    tell("signature", about, w.sign, w.signing);
    house_close(&state);
}

int main(int argc, char **argv)
{
    int lines = argc > 1 ? atoi(argv[1]) : 2000;

    measure("take", "plain steps", lines);
    measure("owe", "assignments", lines);
    return 0;
}
