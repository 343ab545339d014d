/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resolution.c: who does what by when about a document, and whether it was
 * done.  The responsible person and each co-executor have an assignment; a
 * move of the term is asked for there (kernel/duty.h) and comes back here.
 */
#include "kernel/assignment.h"
#include "kernel/record.h"
#include "kernel/rule.h"
#include "mod/documents/document_life.h"

#include <string.h>

enum { DEPTH = 12 };

/* --- What a resolution must say ----------------------------------------------- */

/* The unit in which somebody works today. */
static enum rc unit_of_person(struct rq *rq, int64_t person, int64_t *unit)
{
    static const struct sql_text q = {
        "SELECT COALESCE(MIN(unit), 0) FROM appointment WHERE person = $1"
        " AND state = 'active' AND starts <= $2"
        " AND (ends IS NULL OR ends >= $2)",
        "it", "i"
    };

    return sql_get_int(rq->sql, unit, &q,
                       ARGS(INT(person), DAY(rq->mem, rq->today)));
}

static enum rc within_parent(struct rq *rq, struct resolution *s)
{
    const struct resolution *above;
    void *rec;

    TRY(record_load(rq, &type_resolution, s->parent, &rec));
    above = rec;
    if (above->document != s->document)
        return fail(rq, RC_INVALID, "parent",
                    "is a resolution on another document");
    if (!word_is(above->r.state, "given"))
        return fail(rq, RC_CONFLICT, "parent",
                    "has been reported already: it cannot be divided any more");
    if (s->due.n > above->due.n)
        return fail(rq, RC_INVALID, "due",
                    "must not be after %s, the term of the whole",
                    lang_day(rq->mem, rq->lang, above->due));
    return RC_OK;
}

/* Only registered papers are decided on. */
static enum rc document_open(struct rq *rq, int64_t id)
{
    const struct document *d;
    void *rec;

    TRY(record_load(rq, &type_document, id, &rec));
    d = rec;
    if (!word_is(d->r.state, "registered") && !word_is(d->r.state, "working"))
        return fail(rq, RC_CONFLICT, "document",
                    "is not registered, or has been executed already");
    return RC_OK;
}

/* The clerk enters what the addressee wrote on paper. */
static enum rc put_author(struct rq *rq, struct resolution *s)
{
    const struct document *d;
    void *rec;

    if (s->author)
        return RC_OK;
    s->author = rq->person;
    if (s->parent || !rights_role(rq, "clerk"))
        return RC_OK;
    TRY(record_load(rq, &type_document, s->document, &rec));
    d = rec;
    if (d->addressee)
        s->author = d->addressee;
    return RC_OK;
}

/* Who answers for it is not a co-executor too. */
static struct refs without(struct rq *rq, const struct refs *refs, int64_t id)
{
    int64_t *kept = MEM_ARRAY(rq->mem, refs->n + 1, int64_t);
    size_t n = 0;

    for (size_t i = 0; i < refs->n; i++)
        if (refs->id[i] != id)
            kept[n++] = refs->id[i];
    return (struct refs){ kept, n };
}

enum rc resolution_check(struct rq *rq, void *rec, const void *old)
{
    struct resolution *s = rec;
    const struct resolution *before = old;

    if (!before || before->responsible != s->responsible)
        TRY(unit_of_person(rq, s->responsible, &s->unit));
    s->r.owner_unit = s->unit;
    s->helpers = without(rq, &s->helpers, s->responsible);
    if (before)
        return RC_OK;
    if (s->due.n < rq->today.n)
        return fail(rq, RC_INVALID, "due", "has passed already");
    TRY(document_open(rq, s->document));
    TRY(put_author(rq, s));
    return s->parent ? within_parent(rq, s) : RC_OK;
}

/* --- What follows from it -------------------------------------------------------- */

static enum rc put_state(struct rq *rq, int64_t document, const char *from,
                         const char *to, const char *step)
{
    struct document *d;
    void *rec;

    TRY(record_load(rq, &type_document, document, &rec));
    d = rec;
    if (!word_is(d->r.state, from))
        return RC_OK;
    d->r.state = to;
    return record_put(rq, &type_document, d, step);
}

/* What is owed is seen by heads above too: of a paper that only those see who
 * work on it, it says the number alone. */
static enum rc title_of(struct rq *rq, const struct resolution *s,
                        const char **title)
{
    const struct document *d;
    void *rec;

    TRY(record_load(rq, &type_document, s->document, &rec));
    d = rec;
    *title = word_is(d->access, "named") ? d->code : s->title;
    return RC_OK;
}

static enum rc owed(struct rq *rq, const struct resolution *s, bool accept,
                    struct assignment **out)
{
    struct assignment *a = record_new(rq, &type_assignment);
    const char *title;

    TRY(title_of(rq, s, &title));
    for (int i = 0; i < LANGS; i++)
        a->title.in[i] =
            accept ? mem_fmt(rq->mem, tr((enum lang)i, N_("Accept: %s")), title)
                   : mem_fmt(rq->mem, tr((enum lang)i, N_("Carry out: %s")),
                             title);
    a->subject = "resolution";
    a->subject_id = s->r.id;
    a->purpose = "execute";
    a->person = s->responsible;
    a->unit = s->unit;
    a->due = s->due;
    a->helpers = s->helpers;
    a->opened_by = s->author;
    *out = a;
    return RC_OK;
}

static enum rc opened(struct rq *rq, const struct resolution *s)
{
    struct assignment *a;

    TRY(owed(rq, s, false, &a));
    TRY(assignment_open(rq, a));
    if (s->parent)
        return RC_OK;
    TRY(assignment_close(rq, "document", s->document, "resolve"));
    return put_state(rq, s->document, "registered", "working", "resolve");
}

static enum rc ask_again(struct rq *rq, int64_t document)
{
    const struct document *d;
    void *rec;

    TRY(put_state(rq, document, "working", "registered", "resolve"));
    TRY(record_load(rq, &type_document, document, &rec));
    d = rec;
    return word_is(d->r.state, "registered") && d->addressee
               ? document_ask_resolution(rq, d)
               : RC_OK;
}

/* After one is accepted or cancelled: with none left to carry out the document
 * is executed, or, when nothing was carried out at all, decided on anew. */
static enum rc ended(struct rq *rq, int64_t document)
{
    static const struct sql_text q = {
        "SELECT COUNT(CASE WHEN state IN ('given', 'reported') THEN 1 END),"
        " COUNT(CASE WHEN state = 'accepted' THEN 1 END)"
        " FROM resolution WHERE document = $1",
        "i", "ii"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(document)));
    int64_t left = 0, done = 0;

    if (sql_next(&r)) {
        left = sql_int(&r, 0);
        done = sql_int(&r, 1);
    }
    TRY(sql_done(&r));
    if (left)
        return RC_OK;
    return done ? put_state(rq, document, "working", "executed", "execute")
                : ask_again(rq, document);
}

enum rc resolution_stored(struct rq *rq, const void *rec, const void *old)
{
    const struct resolution *s = rec, *before = old;

    if (!before)
        return word_is(s->r.state, "given") ? opened(rq, s) : RC_OK;
    if (word_is(before->r.state, s->r.state) ||
        word_is(s->r.state, "given") || word_is(s->r.state, "reported"))
        return RC_OK;
    return ended(rq, s->document);
}

enum rc resolution_owed(struct rq *rq, const struct assignment *a)
{
    struct resolution *s;
    void *rec;

    if (strcmp(a->purpose, "execute"))
        return RC_OK;
    TRY(record_load(rq, &type_resolution, a->subject_id, &rec));
    s = rec;
    s->due = a->due;
    s->responsible = a->person;
    return record_put(rq, &type_resolution, s, "owed");
}

/* --- Execution --------------------------------------------------------------------- */

enum rc resolution_can_report(struct rq *rq, const void *rec)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM resolution WHERE parent = $1"
        " AND state IN ('given', 'reported')",
        "i", "i"
    };
    const struct resolution *s = rec;
    int64_t n;

    TRY(sql_get_int(rq->sql, &n, &q, ARGS(INT(s->r.id))));
    if (n)
        return fail(rq, RC_CONFLICT, NULL,
                    "parts of it have not been carried out yet: %lld",
                    (long long)n);
    return RC_OK;
}

enum rc resolution_reported(struct rq *rq, void *rec)
{
    struct resolution *s = rec;
    struct assignment *a;
    day due;

    s->reported_on = rq->today;
    s->reported_by = rq->person;
    TRY(assignment_close(rq, "resolution", s->r.id, "execute"));
    TRY(rule_due(rq, "resolution_accept_days", &due));
    TRY(owed(rq, s, true, &a));
    a->purpose = "accept";
    a->person = s->author;
    a->due = due;
    a->helpers = (struct refs){ NULL, 0 };
    a->unit = 0;
    a->opened_by = rq->person;
    return assignment_open(rq, a);
}

enum rc resolution_two_hands(struct rq *rq, const void *rec)
{
    const struct resolution *s = rec;

    if (s->reported_by && s->reported_by == rq->person)
        return fail(rq, RC_DENIED, NULL,
                    "who reported it cannot accept it");
    return RC_OK;
}

enum rc resolution_accepted(struct rq *rq, void *rec)
{
    const struct resolution *s = rec;

    return assignment_close(rq, "resolution", s->r.id, "accept");
}

enum rc resolution_returned(struct rq *rq, void *rec)
{
    struct resolution *s = rec;
    struct assignment *a;
    day due;

    TRY(assignment_close(rq, "resolution", s->r.id, "accept"));
    TRY(rule_due(rq, "resolution_again_days", &due));
    if (due.n < s->due.n)
        due = s->due;
    TRY(owed(rq, s, false, &a));
    a->due = due;
    a->note = s->reason;
    return assignment_return(rq, a);
}

enum rc resolution_cancelled(struct rq *rq, void *rec)
{
    const struct resolution *s = rec;

    TRY(assignment_close(rq, "resolution", s->r.id, "execute"));
    return assignment_close(rq, "resolution", s->r.id, "accept");
}
