/* SPDX-License-Identifier: Apache-2.0 */
/*
 * request_life.c: how a request begins, who answers for it, what it follows
 * from the acts that are drafted for it.
 */
#include "kernel/act_form.h"
#include "kernel/calendar.h"
#include "kernel/duty.h"
#include "kernel/record.h"
#include "mod/requests/request_life.h"

#include <string.h>

static const struct column number_columns[] = {
    { "year", 'i', true, NULL, NULL },
    { "last", 'i', true, NULL, NULL },
};
const struct table request_tables[REQUEST_TABLES] = {
    { .name = "request_number", SPAN(columns, number_columns), .key = "year" },
};

/* --- Kinds ------------------------------------------------------------------ */

static enum rc words_known(struct rq *rq, const char *field,
                           const struct text3 *text)
{
    for (int p = 0; p < LANGS; p++) {
        const char *word =
            act_form_unknown(rq->mem, &type_request, text->in[p]);

        if (word)
            return fail(rq, RC_INVALID, field,
                        "a request has no such word: %s", word);
    }
    return RC_OK;
}

enum rc request_kind_check(struct rq *rq, void *rec, const void *old)
{
    const struct request_kind *k = rec;

    (void)old;
    TRY(words_known(rq, "wording", &k->wording));
    TRY(words_known(rq, "act_title", &k->act_title));
    TRY(words_known(rq, "act_body", &k->act_body));
    if (k->role && app_role_index(rq->app, k->role) < 0)
        return fail(rq, RC_INVALID, "role", "there is no such role");
    if (word_is(k->ends_in, "act") &&
        (!k->act_title.in[LANG_KY] || !k->act_body.in[LANG_KY]))
        return fail(rq, RC_INVALID, "act_body",
                    "an act has a title and a text in Kyrgyz, the original");
    if (k->absence && !(word_is(k->ends_in, "act") && k->asks_days))
        return fail(rq, RC_INVALID, "absence",
                    "an absence needs an act and its days");
    return RC_OK;
}

/* --- Who -------------------------------------------------------------------- */

/* In the name of the house, when nobody else does. */
static const char *const office_roles[] = { "clerk", "rector", "vice_rector",
                                            NULL };

static struct refs only(struct rq *rq, int64_t person)
{
    int64_t *id = MEM_NEW(rq->mem, int64_t);

    *id = person;
    return (struct refs){ id, person != 0 };
}

/* Nobody decides on what they ask for themselves. */
static enum rc office(struct rq *rq, const void *rec, int64_t *person,
                      int64_t *unit)
{
    const struct request *q = rec;
    struct refs self = only(rq, q->person);

    *person = *unit = 0;
    for (const char *const *role = office_roles; *role && !*person; role++)
        TRY(matter_holder(rq, *role, q->unit, &self, person, unit));
    if (*person)
        return RC_OK;
    return duty_successor(rq,
                          &(struct assignment){ .subject = "request",
                                                .subject_id = q->r.id },
                          0, person);
}

static const struct matter_duty duties[] = {
    { "decide", N_("Decide on the request") },
};

const struct matter request_matter = {
    .type = &type_request,
    .responsible = offsetof(struct request, responsible),
    .next_on = offsetof(struct request, next_on),
    SPAN(duties, duties),
    .closed = "answered granted refused withdrawn",
    .office = office,
};

/* Whom the kind names: its role nearest above the author, the head of its
 * unit; else the office. */
static enum rc decider(struct rq *rq, const struct request *q,
                       const struct request_kind *k, int64_t *person)
{
    struct refs self = only(rq, q->person);
    int64_t in;

    *person = 0;
    if (k->role)
        TRY(matter_holder(rq, k->role, q->unit, &self, person, &in));
    if (!*person && k->unit)
        TRY(unit_head(rq, k->unit, person));
    if (*person == q->person)
        *person = 0;
    return RC_OK;
}

enum rc request_owed(struct rq *rq, const struct assignment *o)
{
    struct request *q;
    void *rec;
    day last;

    TRY(record_load(rq, &type_request, o->subject_id, &rec));
    q = rec;
    /* A term that ends on a day off ends on the next working day. */
    TRY(calendar_term(rq, q->due, &last));
    if (o->due.n > last.n)
        return fail(rq, RC_INVALID, "wanted",
                    "the term is extended on the request itself, once");
    return matter_follow(rq, &request_matter, o, q);
}

/* --- A new one --------------------------------------------------------------- */

/* Where its author studies or works: the first of their appointments. */
static enum rc place_of(struct rq *rq, int64_t person, int64_t *unit,
                        bool *student, bool *employee)
{
    static const struct sql_text q = {
        "SELECT role, COALESCE(unit, 0) FROM appointment WHERE person = $1"
        " AND state = 'active' AND starts <= $2"
        " AND (ends IS NULL OR ends >= $2) ORDER BY id",
        "it", "ti"
    };
    struct sql_rows r = sql_query(
        rq->sql, &q, ARGS(INT(person), DAY(rq->mem, rq->today)));

    *unit = 0;
    *student = *employee = false;
    while (sql_next(&r)) {
        if (!*unit)
            *unit = sql_int(&r, 1);
        if (!strcmp(sql_str(&r, 0), "student"))
            *student = true;
        else
            *employee = true;
    }
    return sql_done(&r);
}

static enum rc for_them(struct rq *rq, const struct request_kind *k,
                        bool student, bool employee)
{
    if (word_is(k->audience, "students") && !student)
        return fail(rq, RC_INVALID, "kind", "only students ask for this");
    if (word_is(k->audience, "employees") && !employee)
        return fail(rq, RC_INVALID, "kind", "only employees ask for this");
    return RC_OK;
}

static enum rc missing(struct rq *rq, const char *field)
{
    return fail(rq, RC_INVALID, field, "must be filled in");
}

/* What its kind asks for must be there, the rest must not. */
static enum rc as_asked(struct rq *rq, struct request *q,
                        const struct request_kind *k)
{
    enum rc rc = RC_OK;

    if (!k->asks_days)
        q->starts = q->ends = DAY_NONE;
    else if (!day_is(q->starts))
        rc = missing(rq, "starts");
    else if (!day_is(q->ends))
        rc = missing(rq, "ends");
    else if (q->ends.n < q->starts.n)
        rc = fail(rq, RC_INVALID, "ends", "must not be before the start");
    if (!k->absence)
        q->substitute = 0;
    else if (!q->substitute)
        rc = missing(rq, "substitute");
    else if (q->substitute == q->person)
        rc = fail(rq, RC_INVALID, "substitute",
                  "nobody can be their own substitute");
    if (!k->asks_place)
        q->place = NULL;
    else if (!q->place)
        rc = missing(rq, "place");
    if (!k->asks_amount)
        q->amount.set = false;
    else if (!q->amount.set)
        rc = missing(rq, "amount");
    if (k->asks_files && !q->files.n)
        rc = missing(rq, "files");
    return rc;
}

static void write_texts(struct rq *rq, struct request *q,
                        const struct request_kind *k)
{
    for (int p = 0; p < LANGS; p++) {
        enum lang lang = (enum lang)p;

        q->text.in[p] = act_form_text(rq, lang, &type_request, q,
                                      k->wording.in[p]);
        if (!word_is(k->ends_in, "act"))
            continue;
        q->act_title.in[p] = act_form_text(rq, lang, &type_request, q,
                                           k->act_title.in[p]);
        q->act_body.in[p] = act_form_text(rq, lang, &type_request, q,
                                          k->act_body.in[p]);
    }
}

static enum rc new_request(struct rq *rq, struct request *q)
{
    static const struct sql_text next = MATTER_NEXT("request_number");
    const struct request_kind *k;
    bool student, employee;
    void *rec;
    int64_t in;

    if (!q->person)
        q->person = rq->person;
    if (!q->person)
        return missing(rq, "person");
    if (!q->kind)
        return missing(rq, "kind");
    TRY(record_load(rq, &type_request_kind, q->kind, &rec));
    k = rec;
    if (!word_is(k->r.state, "active"))
        return fail(rq, RC_INVALID, "kind", "is not offered any more");
    TRY(place_of(rq, q->person, &q->unit, &student, &employee));
    TRY(for_them(rq, k, student, employee));
    TRY(as_asked(rq, q, k));
    q->r.owner_unit = q->unit;
    q->title = k->title;
    q->sent_on = rq->today;
    TRY(matter_number(rq, &next, &q->year, &q->number));
    q->code = mem_fmt(rq->mem, "Өт-%lld/%lld", (long long)q->number.n,
                      (long long)q->year.n);
    TRY(matter_term(rq, k->term, q->sent_on, &q->due));
    write_texts(rq, q, k);
    TRY(decider(rq, q, k, &q->responsible));
    q->next_on = q->due;
    return q->responsible ? RC_OK : office(rq, q, &q->responsible, &in);
}

enum rc request_check(struct rq *rq, void *rec, const void *old)
{
    const struct request *before = old;
    struct request *q = rec;

    if (!before)
        return new_request(rq, q);
    /* A step's effect says who; everything else leaves somebody. */
    return word_is(before->r.state, q->r.state)
               ? matter_held(rq, &request_matter, q)
               : RC_OK;
}

enum rc request_stored(struct rq *rq, const void *rec, const void *old)
{
    struct request copy = *(const struct request *)rec;

    if (old || !word_is(copy.r.state, "sent"))
        return RC_OK;
    TRY(matter_owe(rq, &request_matter, &copy, "decide", copy.responsible,
                   copy.due));
    return copy.responsible == ((const struct request *)rec)->responsible &&
                   copy.next_on.n == ((const struct request *)rec)->next_on.n
               ? RC_OK
               : record_put(rq, &type_request, &copy, "owed");
}

/* --- Acts ------------------------------------------------------------------------ */

static enum rc drafted(struct rq *rq, const struct act_line *l)
{
    struct request *q;
    void *rec;

    TRY(record_load(rq, &type_request, l->subject_id, &rec));
    q = rec;
    if (!word_is(q->r.state, "sent") && !word_is(q->r.state, "asked"))
        return RC_OK;
    q->r.state = "drafted";
    q->act = l->act;
    return record_put(rq, &type_request, q, "draft");
}

static enum rc undrafted(struct rq *rq, int64_t act)
{
    static const struct sql_text q = {
        "SELECT id FROM request WHERE act = $1 AND state IN ('drafted',"
        " 'granted') ORDER BY id",
        "i", "i"
    };
    struct refs ids;
    struct request *one;
    void *rec;

    TRY(refs_read(rq, sql_query(rq->sql, &q, ARGS(INT(act))), &ids));
    for (size_t i = 0; i < ids.n; i++) {
        TRY(record_load(rq, &type_request, ids.id[i], &rec));
        one = rec;
        one->act = 0;
        if (word_is(one->r.state, "granted"))
            TRY(request_again(rq, one));
        one->r.state = "sent";
        TRY(record_put(rq, &type_request, one, "undraft"));
    }
    return RC_OK;
}

enum rc request_heard(struct rq *rq, const struct type *t, const void *rec,
                      const void *old)
{
    if (t == &type_act_line) {
        const struct act_line *l = rec;

        if (!word_is(l->subject, "request") || !word_is(l->step, "grant"))
            return RC_OK;
        if (!old)
            return drafted(rq, l);
        return word_is(l->r.state, "kept") ? RC_OK : undrafted(rq, l->act);
    }
    if (t == &type_act && old) {
        const struct act *a = rec, *before = old;

        if (!word_is(a->r.state, before->r.state) &&
            (word_is(a->r.state, "dropped") || word_is(a->r.state, "revoked")))
            return undrafted(rq, a->r.id);
    }
    return RC_OK;
}
