/* SPDX-License-Identifier: Apache-2.0 */
/*
 * duty.c: late assignments climb, their people are told, once each.
 *
 * The daily work computes what each open row should say from its due day, the
 * calendar and the tree of units, and writes the rows that say otherwise.
 */
#include "kernel/duty.h"

#include "kernel/calendar.h"
#include "kernel/leaver.h"
#include "kernel/notice.h"
#include "kernel/record.h"
#include "kernel/rule.h"

#include <string.h>

/* --- Telling ---------------------------------------------------------------- */

static const struct {
    const char *kind; /* struct notice_kind */
    bool once;        /* for one due day and person */
} events[] = {
    [DUTY_OPENED] = { "assigned", false },
    [DUTY_SOON] = { "soon", true },
    [DUTY_LATE] = { "late", true },
    [DUTY_CLIMBED] = { "climbed", true },
    [DUTY_ASKED] = { "asked", false },
    [DUTY_EXTENDED] = { "extended", false },
    [DUTY_DECLINED] = { "declined", false },
    [DUTY_RETURNED] = { "returned", false },
    [DUTY_HANDED] = { "handed_over", false },
};

/* The one place from which people hear of their assignments. */
enum rc duty_tell(struct rq *rq, enum duty_event e, const struct assignment *a,
                  int64_t person)
{
    struct notice n = { .kind = events[e].kind, .subject = "assignment",
                        .subject_id = a->r.id };
    char iso[DAY_ISO_SIZE];

    if (!person)
        return RC_OK;
    TRY(absence_actor(rq, person, &n.person));
    n.note = e == DUTY_ASKED ? a->why : e == DUTY_CLIMBED ? NULL : a->note;
    if (events[e].once)
        n.once = mem_fmt(rq->mem, "%s:%lld:%s:%lld", n.kind,
                         (long long)a->r.id, day_iso(a->due, iso),
                         (long long)n.person);
    return notice_add(rq, &n);
}

enum rc duty_tell_substitute(struct rq *rq, const struct absence *a)
{
    struct notice n = { .person = a->substitute, .kind = "substitute",
                        .subject = "absence", .subject_id = a->r.id };

    return notice_add(rq, &n);
}

/* --- The ladder ------------------------------------------------------------- */

/* Nobody climbs to themselves. */
static size_t without(struct rung *r, size_t n, int64_t person)
{
    size_t k = 0;

    for (size_t i = 0; i < n; i++)
        if (r[i].person != person)
            r[k++] = r[i];
    return k;
}

enum rc duty_excluded(struct rq *rq, const char *subject, int64_t subject_id,
                      int64_t person, bool *yes)
{
    *yes = false;
    return subject ? rights_excluded(rq, app_type(rq->app, subject),
                                     subject_id, person, yes)
                   : RC_OK;
}

/* Nor to whom the record excludes. */
static enum rc climbable(struct rq *rq, const char *subject, int64_t id,
                         int64_t person, struct rung *r, size_t *n)
{
    size_t k = 0;
    bool out;

    *n = without(r, *n, person);
    for (size_t i = 0; i < *n; i++) {
        TRY(duty_excluded(rq, subject, id, r[i].person, &out));
        if (!out)
            r[k++] = r[i];
    }
    *n = k;
    return RC_OK;
}

/* The rules are those of the day on which the term ends: a new one moves
 * nothing that was late before it. */
static enum rc rule_days(struct rq *rq, const char *code, day term, int *out)
{
    int64_t n;

    TRY(rule_int(rq, code, term, &n));
    *out = (int)n;
    return RC_OK;
}

static day term_of(const struct assignment *a)
{
    return day_is(a->term) ? a->term : a->due;
}

enum rc duty_ladder(struct rq *rq, const struct assignment *a,
                    struct ladder *out)
{
    int climb;

    TRY(rule_days(rq, "climb_days", term_of(a), &climb));
    TRY(unit_heads(rq, a->unit, rq->today, out->rung, LADDER, &out->n));
    TRY(climbable(rq, a->subject, a->subject_id, a->person, out->rung,
                  &out->n));
    for (size_t i = 0; i < out->n; i++)
        TRY(calendar_add(rq, term_of(a), (int)(i + 1) * climb, &out->on[i]));
    return RC_OK;
}

enum rc duty_asked_of(struct rq *rq, const struct assignment *a,
                      int64_t *person)
{
    struct rung r[LADDER];
    bool works = false, out;
    size_t n;

    *person = a->opened_by;
    if (*person && *person != a->person)
        TRY(duty_works(rq, *person, &works));
    TRY(duty_excluded(rq, a->subject, a->subject_id, *person, &out));
    if (works && !out)
        return RC_OK;
    TRY(unit_heads(rq, a->unit, rq->today, r, LADDER, &n));
    TRY(climbable(rq, a->subject, a->subject_id, a->person, r, &n));
    *person = n ? r[0].person : 0;
    return RC_OK;
}

/* --- What the rows should say ----------------------------------------------- */

/* One open assignment, as much of it as climbing needs. */
struct open_row {
    int64_t id, unit, person, level, climbed_to, told, asked_of;
    day due, term, level_since;
    const char *subject;
    int64_t subject_id;
};

/* What follows from a due day alone. */
struct lateness {
    day due, term;
    int late, climb; /* working days */
    bool soon;
};

/* The heads above a unit. */
struct heads {
    int64_t unit;
    struct rung rung[LADDER];
    size_t n;
    struct heads *next;
};

struct review {
    struct lateness l; /* of the due day before: rows come in its order */
    struct heads *heads[64];
};

static enum rc lateness_of(struct rq *rq, struct review *v, day due)
{
    int days;
    day soon;

    if (day_is(v->l.due) && v->l.due.n == due.n)
        return RC_OK;
    v->l = (struct lateness){ .due = due };
    TRY(calendar_term(rq, due, &v->l.term));
    TRY(rule_days(rq, "climb_days", v->l.term, &v->l.climb));
    TRY(rule_days(rq, "soon_days", v->l.term, &days));
    TRY(calendar_add(rq, v->l.term, -days, &soon));
    v->l.soon = rq->today.n >= soon.n;
    if (rq->today.n <= v->l.term.n)
        return RC_OK;
    return calendar_between(rq, v->l.term, rq->today, &v->l.late);
}

static enum rc heads_of(struct rq *rq, struct review *v, int64_t unit,
                        const struct heads **out)
{
    struct heads **at = &v->heads[(uint64_t)unit % COUNT(v->heads)], *h;

    for (h = *at; h; h = h->next)
        if (h->unit == unit)
            break;
    if (!h) {
        h = MEM_NEW(rq->mem, struct heads);
        h->unit = unit;
        TRY(unit_heads(rq, unit, rq->today, h->rung, LADDER, &h->n));
        h->next = *at;
        *at = h;
    }
    *out = h;
    return RC_OK;
}

/* Who is asked for more time may have left meanwhile. */
static enum rc still_asked(struct rq *rq, struct open_row *w)
{
    struct assignment a = { .r.id = w->id, .unit = w->unit,
                            .person = w->person, .subject = w->subject,
                            .subject_id = w->subject_id };
    bool works;

    if (!w->asked_of)
        return RC_OK;
    TRY(duty_works(rq, w->asked_of, &works));
    return works ? RC_OK : duty_asked_of(rq, &a, &w->asked_of);
}

/* What it has been told already counts for each level once. */
static enum rc wanted_row(struct rq *rq, struct review *v,
                          const struct open_row *o, struct open_row *w,
                          struct ladder *ladder)
{
    const struct heads *h;

    *w = *o;
    TRY(still_asked(rq, w));
    w->term = v->l.term;
    w->level = 0;
    w->climbed_to = 0;
    w->level_since = DAY_NONE;
    ladder->n = 0;
    if (v->l.soon && w->told < TOLD_SOON)
        w->told = TOLD_SOON;
    if (rq->today.n > w->term.n && w->told < TOLD_LATE)
        w->told = TOLD_LATE;
    if (v->l.late < v->l.climb)
        return RC_OK;
    TRY(heads_of(rq, v, o->unit, &h));
    memcpy(ladder->rung, h->rung, h->n * sizeof h->rung[0]);
    ladder->n = h->n;
    TRY(climbable(rq, o->subject, o->subject_id, o->person, ladder->rung,
                  &ladder->n));
    w->level = v->l.late / v->l.climb;
    if (w->level > (int64_t)ladder->n)
        w->level = (int64_t)ladder->n;
    if (!w->level)
        return RC_OK;
    w->climbed_to = ladder->rung[w->level - 1].person;
    if (w->told < TOLD_LATE + w->level)
        w->told = TOLD_LATE + w->level;
    return calendar_add(rq, w->term, (int)w->level * v->l.climb,
                        &w->level_since);
}

static bool same_row(const struct open_row *a, const struct open_row *b)
{
    return a->term.n == b->term.n && a->level == b->level &&
           a->level_since.n == b->level_since.n &&
           a->climbed_to == b->climbed_to && a->told == b->told &&
           a->asked_of == b->asked_of;
}

/* --- Telling what is new ---------------------------------------------------- */

static enum rc tell_news(struct rq *rq, const struct assignment *a,
                         const struct open_row *o, const struct open_row *w,
                         const struct ladder *ladder)
{
    if (w->told >= TOLD_LATE && o->told < TOLD_LATE)
        TRY(duty_tell(rq, DUTY_LATE, a, a->person));
    else if (w->told == TOLD_SOON && o->told < TOLD_SOON)
        TRY(duty_tell(rq, DUTY_SOON, a, a->person));
    for (int64_t k = 1; k <= w->level; k++)
        if (TOLD_LATE + k > o->told)
            TRY(duty_tell(rq, DUTY_CLIMBED, a, ladder->rung[k - 1].person));
    /* Another head answers for the unit now. */
    if (w->level && w->level == o->level && w->climbed_to != o->climbed_to)
        TRY(duty_tell(rq, DUTY_CLIMBED, a, w->climbed_to));
    return RC_OK;
}

static enum rc write_row(struct rq *rq, const struct open_row *o,
                         const struct open_row *w, const struct ladder *ladder)
{
    struct assignment *a;
    void *rec;

    TRY(record_take(rq, &type_assignment, o->id, 0, NULL, &rec));
    a = rec;
    a->term = w->term;
    if (!day_is(a->first_due))
        a->first_due = a->due;
    a->level = (struct count){ w->level, w->level != 0 };
    a->level_since = w->level_since;
    a->climbed_to = w->climbed_to;
    a->told = (struct count){ w->told, w->told != 0 };
    a->asked_of = w->asked_of;
    TRY(record_put(rq, &type_assignment, a,
                   w->level > o->level ? "climb" : "review"));
    return tell_news(rq, a, o, w, ladder);
}

/* --- Passing over all ------------------------------------------------------- */

/* $1 0: all; a person: what has come to them. */
#define CAME "($1 = 0 OR climbed_to = $1 OR asked_of = $1)"

static const struct sql_text q_count_open = {
    "SELECT COUNT(*) FROM assignment WHERE state = 'open' AND " CAME, "i", "i"
};
static const struct sql_text q_open = {
    "SELECT id, COALESCE(unit, 0), person, COALESCE(level, 0),"
    " COALESCE(climbed_to, 0), COALESCE(told, 0), COALESCE(asked_of, 0), due,"
    " term, level_since, subject, subject_id FROM assignment WHERE state = 'open'"
    " AND " CAME " ORDER BY due, id",
    "i", "iiiiiiittt" "ti"
};

static enum rc read_open(struct rq *rq, int64_t person, struct open_row **out,
                         size_t *n)
{
    struct sql_rows r;
    int64_t room;

    TRY(sql_get_int(rq->sql, &room, &q_count_open, ARGS(INT(person))));
    *out = MEM_ARRAY(rq->mem, (size_t)room + 1, struct open_row);
    *n = 0;
    r = sql_query(rq->sql, &q_open, ARGS(INT(person)));
    while (sql_next(&r) && *n < (size_t)room)
        (*out)[(*n)++] = (struct open_row){
            .id = sql_int(&r, 0),       .unit = sql_int(&r, 1),
            .person = sql_int(&r, 2),   .level = sql_int(&r, 3),
            .climbed_to = sql_int(&r, 4), .told = sql_int(&r, 5),
            .asked_of = sql_int(&r, 6), .due = sql_day(&r, 7),
            .term = sql_day(&r, 8),     .level_since = sql_day(&r, 9),
            .subject = mem_str(rq->mem, sql_str(&r, 10)),
            .subject_id = sql_int(&r, 11),
        };
    return sql_done(&r);
}

enum rc duty_review(struct rq *rq, int64_t person)
{
    struct review v = { .l.due = DAY_NONE };
    struct open_row *o, w;
    struct ladder ladder;
    size_t n;

    TRY(read_open(rq, person, &o, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(lateness_of(rq, &v, o[i].due));
        TRY(wanted_row(rq, &v, &o[i], &w, &ladder));
        if (!same_row(&o[i], &w))
            TRY(write_row(rq, &o[i], &w, &ladder));
    }
    return RC_OK;
}

enum rc duty_daily(struct rq *rq)
{
    TRY(leavers_daily(rq));
    return duty_review(rq, 0);
}
