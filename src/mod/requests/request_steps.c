/* SPDX-License-Identifier: Apache-2.0 */
/*
 * request_steps.c: what a step of a request asks and causes.  Whatever is
 * decided or asked is told to its author at once.
 */
#include "kernel/absence.h"
#include "kernel/duty.h"
#include "kernel/record.h"
#include "kernel/rule.h"
#include "mod/requests/request_life.h"

static enum rc tell(struct rq *rq, const struct request *q, int64_t person,
                    const char *kind, const char *note)
{
    return notice_add(rq, &(struct notice){ .person = person, .kind = kind,
                                            .subject = "request",
                                            .subject_id = q->r.id,
                                            .note = note });
}

static enum rc kind_of(struct rq *rq, const struct request *q,
                       const struct request_kind **out)
{
    void *rec;

    TRY(record_load(rq, &type_request_kind, q->kind, &rec));
    *out = rec;
    return RC_OK;
}

/* --- It ends -------------------------------------------------------------------- */

static enum rc not_own(struct rq *rq, const struct request *q)
{
    if (rq->person && rq->person == q->person)
        return fail(rq, RC_DENIED, NULL, "nobody decides on their own request");
    return RC_OK;
}

enum rc request_can_answer(struct rq *rq, const void *rec)
{
    return not_own(rq, rec);
}

static enum rc ended(struct rq *rq, struct request *q, const char *kind,
                     const char *note)
{
    q->answered_on = rq->today;
    q->answered_by = rq->person;
    TRY(matter_end(rq, &request_matter, q));
    return tell(rq, q, q->person, kind, note);
}

enum rc request_answered(struct rq *rq, void *rec)
{
    return ended(rq, rec, "request_answered", NULL);
}

enum rc request_refused(struct rq *rq, void *rec)
{
    return ended(rq, rec, "request_refused",
                 ((const struct request *)rec)->reason);
}

enum rc request_can_grant(struct rq *rq, const void *rec)
{
    const struct request *q = rec;
    const struct request_kind *k;

    TRY(kind_of(rq, q, &k));
    if (!word_is(k->ends_in, "act"))
        return fail(rq, RC_CONFLICT, NULL,
                    "a request of this kind ends in an answer");
    if (rq->act && rq->person == q->person)
        return not_own(rq, q);
    return RC_OK;
}

/* What the act says about the days is noted where everybody looks. */
static enum rc note_absence(struct rq *rq, const struct request *q,
                            const char *reason)
{
    struct absence *a = record_new(rq, &type_absence);

    a->person = q->person;
    a->starts = q->starts;
    a->ends = q->ends;
    a->substitute = q->substitute;
    a->reason = reason;
    return record_put(rq, &type_absence, a, "add");
}

enum rc request_granted(struct rq *rq, void *rec)
{
    struct request *q = rec;
    const struct request_kind *k;

    TRY(kind_of(rq, q, &k));
    if (k->absence)
        TRY(note_absence(rq, q, k->absence));
    q->act = rq->act;
    return ended(rq, q, "request_granted", NULL);
}

enum rc request_withdrawn(struct rq *rq, void *rec)
{
    struct request *q = rec;

    TRY(tell(rq, q, q->responsible, "request_withdrawn", NULL));
    return matter_end(rq, &request_matter, q);
}

/* --- It goes on ------------------------------------------------------------------ */

/* The term goes on, and who is responsible stays so: a question does not stop
 * the clock. */
enum rc request_asked(struct rq *rq, void *rec)
{
    struct request *q = rec;

    q->reply = NULL;
    return tell(rq, q, q->person, "request_asked", q->question);
}

enum rc request_replied(struct rq *rq, void *rec)
{
    const struct request *q = rec;

    return tell(rq, q, q->responsible, "request_replied", q->reply);
}

enum rc request_can_extend(struct rq *rq, const void *rec)
{
    const struct request *q = rec;

    if (day_is(q->extended_on))
        return fail(rq, RC_CONFLICT, NULL,
                    "the term was extended on %s already",
                    lang_day(rq->mem, rq->lang, q->extended_on));
    if (q->due.n < rq->today.n)
        return fail(rq, RC_CONFLICT, NULL,
                    "the term has passed: it cannot be extended any more");
    return RC_OK;
}

enum rc request_extended(struct rq *rq, void *rec)
{
    struct request *q = rec;

    TRY(matter_term(rq, "request_extend_days", q->due, &q->due));
    q->extended_on = rq->today;
    TRY(matter_settle(rq, &request_matter, q));
    TRY(matter_owe(rq, &request_matter, q, "decide", q->responsible, q->due));
    return tell(rq, q, q->person, "request_extended", q->reason);
}

enum rc request_again(struct rq *rq, struct request *q)
{
    const struct request_kind *k;
    int64_t in, person = q->answered_by;
    bool works = false;

    TRY(kind_of(rq, q, &k));
    q->reopened = (struct count){ (q->reopened.set ? q->reopened.n : 0) + 1,
                                  true };
    q->answered_on = q->extended_on = DAY_NONE;
    q->answered_by = 0;
    TRY(matter_term(rq, k->term, rq->today, &q->due));
    if (person)
        TRY(duty_works(rq, person, &works));
    if (!works || person == q->person)
        TRY(request_matter.office(rq, q, &person, &in));
    return matter_owe(rq, &request_matter, q, "decide", person, q->due);
}

enum rc request_reopened(struct rq *rq, void *rec)
{
    return request_again(rq, rec);
}
