/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calendar.c: the plain week; holidays and moved days are not asked yet.
 */
#include "kernel/calendar.h"

static bool is_worked(day d)
{
    return day_weekday(d) < 6;
}

enum rc calendar_working(struct rq *rq, day on, bool *yes)
{
    (void)rq;
    *yes = is_worked(on);
    return RC_OK;
}

enum rc calendar_add(struct rq *rq, day from, int n, day *out)
{
    int way = n < 0 ? -1 : 1;

    (void)rq;
    *out = from;
    if (!n)
        while (!is_worked(*out))
            *out = day_add(*out, 1);
    while (n) {
        *out = day_add(*out, way);
        if (is_worked(*out))
            n -= way;
    }
    return RC_OK;
}

enum rc calendar_term(struct rq *rq, day due, day *out)
{
    return calendar_add(rq, due, 0, out);
}

enum rc calendar_between(struct rq *rq, day from, day to, int *n)
{
    (void)rq;
    *n = 0;
    for (day d = from; d.n < to.n;) {
        d = day_add(d, 1);
        *n += is_worked(d);
    }
    for (day d = from; d.n > to.n; d = day_add(d, -1))
        *n -= is_worked(d);
    return RC_OK;
}
