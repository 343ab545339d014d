/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo.c: numbers without a clock and writes on days gone by, for the demo.
 */
#include "kernel/demo.h"

#include <stdarg.h>
#include <stdio.h>

/* SplitMix64 of the two. */
uint64_t demo_roll(uint64_t a, uint64_t b)
{
    uint64_t z = a * UINT64_C(0x9e3779b97f4a7c15) +
                 b * UINT64_C(0xd1b54a32d192ed03) + UINT64_C(20230101);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

int demo_pick(uint64_t a, uint64_t b, int n)
{
    return (int)(demo_roll(a, b) % (uint64_t)n);
}

void demo_at(struct rq *rq, day on, int64_t person)
{
    const int64_t second = 1000000, noon = 6 * 3600 * second;

    rq->today = on;
    rq->now = (int64_t)on.n * 86400 * second + noon;
    rq->person = person;
}

enum rc demo_write(struct rq *rq, enum rc (*fn)(struct rq *, void *), void *arg)
{
    struct mem_mark mark = mem_mark(rq->mem);
    enum rc rc = app_write(rq, fn, arg);

    if (!rc)
        mem_back(rq->mem, mark);
    return rc;
}

void demo_said(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    (void)vfprintf(stderr, fmt, ap);
    va_end(ap);
    (void)fflush(stderr);
}

day demo_begins(void)
{
    return day_ymd(2022, 12, 12);
}

enum rc demo_role_person(struct rq *rq, const char *role, int64_t *person)
{
    static const struct sql_text q = {
        "SELECT COALESCE(MIN(person), 0) FROM appointment WHERE role = $1",
        "t", "i"
    };

    return sql_get_int(rq->sql, person, &q, ARGS(STR(role)));
}

enum rc demo_fill(struct rq *rq, const struct module *m, int students)
{
    struct rq before = *rq;
    enum rc rc;

    if (!m->demo)
        return RC_OK;
    rq->system = true;
    rq->sql = store_reader(rq->app->store);
    rc = m->demo(rq, students);
    rq->system = before.system;
    rq->sql = before.sql;
    rq->person = before.person;
    rq->today = before.today;
    rq->now = before.now;
    return rc;
}
