/* SPDX-License-Identifier: Apache-2.0 */
/*
 * my_work.c: what a person owes, what came to them, and what they wait for.
 */
#include "kernel/absence.h"
#include "kernel/assignment.h"
#include "kernel/layout.h"

#include <string.h>

/* --- My work ---------------------------------------------------------------- */

/* $1 person, $2 today, $3 the week's last day, $4 how many in each group.  What
 * concerns the person and is open is found by its own indexes first, however
 * much is closed: lists of ids say this order, and the empty text and the
 * COALESCE below keep SQLite from the index of all that is open, or from
 * reading the whole table for a filter. */
#define OWED                                                                   \
    "WITH mine AS (SELECT p.id FROM assignment p"                              \
    " WHERE p.person IN " ABSENCE_COVERED("$1", "$2") " AND p.state = 'open'"  \
    " UNION SELECT h.owner FROM assignment_helpers h WHERE h.target = $1),"    \
    " owed AS (SELECT a.id, a.due, CASE WHEN COALESCE(a.term, a.due) < $2"     \
    " THEN 0 WHEN COALESCE(a.term, a.due) = $2 OR a.due = $2 THEN 1"           \
    " WHEN a.due <= $3 THEN 2 ELSE 3 END AS part"                              \
    " FROM assignment a WHERE a.id IN (SELECT id FROM mine)"                   \
    " AND a.state || '' = 'open'),"                                            \
    " ranked AS (SELECT id, part, ROW_NUMBER() OVER (PARTITION BY part"        \
    " ORDER BY due, id) AS place FROM owed) "

static const char *owed_text(struct rq *rq, const struct layout *l)
{
    return mem_fmt(rq->mem,
                   OWED "SELECT %s, k.part FROM ranked k CROSS JOIN assignment t"
                        " WHERE t.id = k.id AND k.place <= $4"
                        " ORDER BY t.due, t.id",
                   l->select);
}

/* What is not owed by the person but concerns them: opened by them, climbed
 * to them, or more time is asked of them (or of those for whom they act). */
static const struct {
    enum work group;
    const char *of; /* the column of the person */
    const char *and;
} others[] = {
    { WORK_ASKED, "asked_of", "t.wanted IS NOT NULL" },
    { WORK_CLIMBED, "climbed_to", "t.level > 0" },
    { WORK_WAITING, "opened_by", "t.person <> $1" },
};

static const char *others_text(struct rq *rq, const struct layout *l, size_t i)
{
    return mem_fmt(rq->mem,
                   "SELECT %s, %d FROM assignment t"
                   " WHERE t.%s IN " ABSENCE_COVERED("$1", "$2")
                   " AND t.state = 'open' AND %s"
                   " ORDER BY COALESCE(t.due, ''), t.id LIMIT $3",
                   l->select, others[i].group, others[i].of, others[i].and);
}

static enum rc read_work(struct rq *rq, const struct layout *l,
                         struct sql_rows r, int limit, struct my_work *out)
{
    while (sql_next(&r)) {
        int64_t g = sql_int(&r, (int)l->n_columns);
        struct assignment *a;

        if (g < 0 || g >= WORKS || out->n[g] >= (size_t)limit)
            continue;
        a = layout_empty(rq->mem, &type_assignment);
        layout_decode(rq->mem, l, &r, a);
        out->a[g][out->n[g]++] = a;
    }
    return sql_done(&r);
}

enum rc assignment_mine(struct rq *rq, int64_t person, int limit,
                        struct my_work *out)
{
    const struct layout *l = layout_of(rq->app, &type_assignment);
    day sunday = day_add(rq->today, 7 - day_weekday(rq->today));

    memset(out, 0, sizeof *out);
    if (limit < 1)
        return RC_OK;
    for (int g = 0; g < WORKS; g++)
        out->a[g] = MEM_ARRAY(rq->mem, (size_t)limit, struct assignment *);
    TRY(read_work(rq, l,
                  sql_query_built(rq->sql, owed_text(rq, l),
                                  ARGS(INT(person), DAY(rq->mem, rq->today),
                                       DAY(rq->mem, sunday), INT(limit))),
                  limit, out));
    for (size_t i = 0; i < COUNT(others); i++)
        TRY(read_work(rq, l,
                      sql_query_built(rq->sql, others_text(rq, l, i),
                                      ARGS(INT(person),
                                           DAY(rq->mem, rq->today),
                                           INT(limit))),
                      limit, out));
    return RC_OK;
}
