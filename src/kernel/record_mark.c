/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record_mark.c: what a file calls a record that has no code.  The mark is the
 * beginning of the name of the journal's log, which no two houses share.
 */
#include "kernel/app.h"
#include "kernel/record.h"

#include <stdlib.h>
#include <string.h>

enum { MARK = 8, DIGITS_MOST = 18 };

static const char *mark_of(struct rq *rq)
{
    const char *origin = rq->app->key.origin;
    const char *dash = strchr(origin, '-');
    size_t n;

    if (dash)
        origin = dash + 1;
    n = strcspn(origin, "/");
    return mem_strn(rq->mem, origin, n < MARK ? n : MARK);
}

const char *record_mark(struct rq *rq, int64_t id)
{
    return mem_fmt(rq->mem, "#%lld-%s", (long long)id, mark_of(rq));
}

int64_t record_marked(struct rq *rq, const char *text, bool *foreign)
{
    size_t digits = *text == '#' ? strspn(text + 1, "0123456789") : 0;
    const char *rest = text + 1 + digits;

    *foreign = false;
    if (!digits || digits > DIGITS_MOST || (*rest && *rest != '-'))
        return 0;
    *foreign = *rest && strcmp(rest + 1, mark_of(rq)) != 0;
    return strtoll(text + 1, NULL, 10);
}
