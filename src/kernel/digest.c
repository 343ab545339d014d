/* SPDX-License-Identifier: Apache-2.0 */
/*
 * digest.c: who is sent a digest of "My work" now: those who owe something or
 * were told something since, at the hour they chose, once a day or a week, on
 * working days.
 */
#include "kernel/mail.h"

#include "kernel/app.h"
#include "kernel/calendar.h"
#include "kernel/setting.h"

#include <string.h>

/* People in one write. */
enum { AT_ONCE = 200 };

/* $1 the key's end, $2 default digest, $3 default hour, $4 the hour now, $5
 * the week's first working day? 1, $6 the last day of work that is told, $7
 * after this person. */
static const struct sql_text q_due = {
    "SELECT p.id FROM person p LEFT JOIN notice_wish w ON w.person = p.id"
    " WHERE p.id > $7 AND p.state = 'active' AND p.email IS NOT NULL"
    " AND COALESCE(w.hour, $3) <= $4"
    " AND (COALESCE(w.digest, $2) = 'daily'"
    " OR (COALESCE(w.digest, $2) = 'weekly' AND $5 = 1))"
    " AND NOT EXISTS (SELECT 1 FROM notice d"
    " WHERE d.once = 'digest:' || p.id || $1)"
    " AND (EXISTS (SELECT 1 FROM assignment a WHERE a.person = p.id"
    " AND a.state = 'open' AND a.due <= $6)"
    " OR EXISTS (SELECT 1 FROM notice n WHERE n.person = p.id"
    " AND n.read_at IS NULL AND n.kind <> 'digest' AND n.id > COALESCE("
    "(SELECT MAX(e.id) FROM notice e WHERE e.person = p.id"
    " AND e.kind = 'digest'), 0)))"
    " ORDER BY p.id LIMIT $8",
    "ttiiitii", "i"
};

struct due {
    int64_t person[AT_ONCE];
    size_t n;
    const char *end; /* of the key: ":2026-11-22" */
};

static enum rc add_all(struct rq *rq, void *arg)
{
    const struct due *d = arg;

    for (size_t i = 0; i < d->n; i++)
        TRY(notice_add(rq, &(struct notice){
                               .person = d->person[i],
                               .kind = "digest",
                               .once = mem_fmt(rq->mem, "digest:%lld%s",
                                               (long long)d->person[i],
                                               d->end) }));
    return RC_OK;
}

/* Is it the first working day of its week? */
static enum rc week_begins(struct rq *rq, bool *yes)
{
    *yes = true;
    for (int d = 1; d < day_weekday(rq->today) && *yes; d++) {
        bool worked;

        TRY(calendar_working(rq, day_add(rq->today, -d), &worked));
        *yes = !worked;
    }
    return RC_OK;
}

static int64_t hour_now(const struct rq *rq)
{
    int64_t minutes = rq->now / 60000000 + rq->app->zone;

    return minutes / 60 % 24;
}

static enum rc read_due(struct rq *rq, bool first, struct due *d)
{
    int64_t after = d->n ? d->person[d->n - 1] : 0;
    day sunday = day_add(rq->today, 7 - day_weekday(rq->today));
    struct sql_rows r = sql_query(
        rq->sql, &q_due,
        ARGS(STR(d->end), STR(setting_get(rq, "digest")),
             INT(setting_int(rq, "digest_hour")), INT(hour_now(rq)),
             INT(first), DAY(rq->mem, sunday), INT(after), INT(AT_ONCE)));

    for (d->n = 0; d->n < AT_ONCE && sql_next(&r); d->n++)
        d->person[d->n] = sql_int(&r, 0);
    return sql_done(&r);
}

enum rc digest_run(struct rq *rq)
{
    struct due *d = MEM_NEW(rq->mem, struct due);
    char iso[DAY_ISO_SIZE];
    bool worked, first;

    if (!*setting_get(rq, "smtp_host"))
        return RC_OK;
    TRY(calendar_working(rq, rq->today, &worked));
    if (!worked)
        return RC_OK;
    TRY(week_begins(rq, &first));
    d->end = mem_fmt(rq->mem, ":%s", day_iso(rq->today, iso));
    do {
        TRY(read_due(rq, first, d));
        if (d->n)
            TRY(app_write(rq, add_all, d));
    } while (d->n == AT_ONCE);
    return RC_OK;
}
