/* SPDX-License-Identifier: Apache-2.0 */
/*
 * matter.c: who is responsible for what somebody waits for, and by when.
 */
#include "kernel/matter.h"

#include "kernel/calendar.h"
#include "kernel/duty.h"
#include "kernel/record.h"
#include "kernel/rule.h"

#include <string.h>

static int64_t *responsible(const struct matter *m, void *rec)
{
    return (int64_t *)(void *)((char *)rec + m->responsible);
}

static day *next_on(const struct matter *m, void *rec)
{
    return (day *)(void *)((char *)rec + m->next_on);
}

/* --- What is owed --------------------------------------------------------------- */

static const char *words_of(const struct matter *m, enum lang lang,
                            const char *purpose)
{
    for (size_t i = 0; i < m->n_duties; i++)
        if (!strcmp(m->duties[i].purpose, purpose))
            return tr(lang, m->duties[i].words);
    return "";
}

static const char *code_of(const struct matter *m, const void *rec)
{
    const char *code =
        *FIELD_IN(type_field(m->type, m->type->code), rec, const char *);

    return code ? code : "";
}

/* Its title says the number alone: heads see what is owed below them. */
enum rc matter_owe(struct rq *rq, const struct matter *m, void *rec,
                   const char *purpose, int64_t person, day due)
{
    struct assignment *o = record_new(rq, &type_assignment);
    int64_t somebody, unit;

    TRY(m->office(rq, rec, &somebody, &unit));
    for (int i = 0; i < LANGS; i++)
        o->title.in[i] =
            mem_fmt(rq->mem, "%s %s", words_of(m, (enum lang)i, purpose),
                    code_of(m, rec));
    o->subject = m->type->name;
    o->subject_id = ((const struct record *)rec)->id;
    o->purpose = purpose;
    o->person = person ? person : somebody;
    o->unit = unit;
    o->due = due;
    o->opened_by = somebody;
    TRY(assignment_open(rq, o));
    *responsible(m, rec) = o->person;
    *next_on(m, rec) = o->due;
    return RC_OK;
}

enum rc matter_settle(struct rq *rq, const struct matter *m, const void *rec)
{
    for (size_t i = 0; i < m->n_duties; i++)
        TRY(assignment_close(rq, m->type->name,
                             ((const struct record *)rec)->id,
                             m->duties[i].purpose));
    return RC_OK;
}

enum rc matter_end(struct rq *rq, const struct matter *m, void *rec)
{
    *responsible(m, rec) = 0;
    *next_on(m, rec) = DAY_NONE;
    return matter_settle(rq, m, rec);
}

enum rc matter_follow(struct rq *rq, const struct matter *m,
                      const struct assignment *o, void *rec)
{
    *responsible(m, rec) = o->person;
    *next_on(m, rec) = o->due;
    return record_put(rq, m->type, rec, "owed");
}

static bool is_closed(const struct matter *m, const char *state)
{
    const char *at = strstr(m->closed, state);
    size_t n = strlen(state);

    return at && (at == m->closed || at[-1] == ' ') &&
           (!at[n] || at[n] == ' ');
}

enum rc matter_held(struct rq *rq, const struct matter *m, const void *rec)
{
    const char *at = rec;
    const int64_t *who = (const int64_t *)(const void *)(at + m->responsible);
    const day *by = (const day *)(const void *)(at + m->next_on);

    if (is_closed(m, ((const struct record *)rec)->state) ||
        (*who && day_is(*by)))
        return RC_OK;
    return fail(rq, RC_INVALID, NULL, "nobody would be responsible for it");
}

/* --- Who ------------------------------------------------------------------------- */

enum rc matter_holder(struct rq *rq, const char *role, int64_t unit,
                      const struct refs *except, int64_t *person, int64_t *in)
{
    /* The nearer a unit is, the more units are above it. */
    static const struct sql_text q = {
        "SELECT person, COALESCE(unit, 0) FROM appointment WHERE role = $1"
        " AND state = 'active' AND starts <= $2"
        " AND (ends IS NULL OR ends >= $2)"
        " ORDER BY CASE WHEN EXISTS (SELECT 1 FROM unit_below b"
        " WHERE b.unit = appointment.unit AND b.below = $3)"
        " THEN (SELECT COUNT(*) FROM unit_below d"
        " WHERE d.below = appointment.unit) ELSE 0 END DESC, person, id",
        "tti", "ii"
    };
    struct sql_rows r =
        sql_query(rq->sql, &q,
                  ARGS(STR(role), DAY(rq->mem, rq->today), INT(unit)));

    for (*person = 0; !*person && sql_next(&r);) {
        int64_t who = sql_int(&r, 0);
        bool works;

        TRY(duty_works(rq, who, &works));
        if (!works || (except && refs_have(except, who)))
            continue;
        *person = who;
        *in = sql_int(&r, 1);
    }
    return sql_done(&r);
}

/* --- Terms and numbers ------------------------------------------------------------ */

enum rc matter_term(struct rq *rq, const char *rule, day from, day *out)
{
    int64_t n;

    TRY(rule_int(rq, rule, from, &n));
    return calendar_add(rq, from, (int)n, out);
}

enum rc matter_number(struct rq *rq, const struct sql_text *next,
                      struct count *year, struct count *number)
{
    *year = (struct count){ day_year(rq->today), true };
    number->set = true;
    return sql_get_int(rq->sql, &number->n, next, ARGS(INT(year->n)));
}
