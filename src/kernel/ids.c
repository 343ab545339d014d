/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ids.c: many ids as a short text.
 */
#include "kernel/ids.h"

#include <stdlib.h>

const char *ids_text(struct mem *m, const struct refs *ids)
{
    struct buf b;

    buf_init(&b, m);
    for (size_t i = 0, k; i < ids->n; i = k) {
        for (k = i + 1; k < ids->n && ids->id[k] == ids->id[k - 1] + 1;)
            k++;
        if (i)
            buf_char(&b, ',');
        buf_int(&b, ids->id[i]);
        if (k > i + 1) {
            buf_char(&b, '-');
            buf_int(&b, ids->id[k - 1]);
        }
    }
    return b.s;
}

/* Reads the next stretch: at..end. */
static void stretch(struct id_walk *w)
{
    char *end;

    w->any = w->s && *w->s;
    if (!w->any)
        return;
    w->at = w->end = strtoll(w->s, &end, 10);
    if (*end == '-')
        w->end = strtoll(end + 1, &end, 10);
    w->s = *end == ',' ? end + 1 : NULL;
}

void ids_next(struct id_walk *w)
{
    if (w->any && w->at < w->end)
        w->at++;
    else
        stretch(w);
}

bool ids_has(const char *s, int64_t id, int64_t *n)
{
    struct id_walk w = { .s = s };
    int64_t count = 0;
    bool found = false;

    for (stretch(&w); w.any; stretch(&w)) {
        count += w.end - w.at + 1;
        found = found || (w.at <= id && id <= w.end);
    }
    if (n)
        *n = count;
    return found;
}

static enum rc read_all(struct rq *rq, struct sql_rows *r, struct refs *out)
{
    int64_t *ids = NULL;
    size_t room = 0;

    for (out->n = 0; sql_next(r); out->n++) {
        if (out->n == room) {
            ids = mem_grow(rq->mem, ids, room * sizeof *ids,
                           (room * 2 + 16) * sizeof *ids);
            room = room * 2 + 16;
        }
        ids[out->n] = sql_int(r, 0);
    }
    out->id = ids;
    return sql_done(r);
}

enum rc ids_read(struct rq *rq, const struct sql_text *q,
                 const struct sql_val *v, size_t n, struct refs *out)
{
    struct sql_rows r = sql_query(rq->sql, q, v, n);

    return read_all(rq, &r, out);
}

enum rc ids_read_built(struct rq *rq, const char *sql,
                       const struct sql_val *v, size_t n, struct refs *out)
{
    struct sql_rows r = sql_query_built(rq->sql, sql, v, n);

    return read_all(rq, &r, out);
}
