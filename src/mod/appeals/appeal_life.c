/* SPDX-License-Identifier: Apache-2.0 */
/*
 * appeal_life.c: the clock of an appeal and who answers for it.  Whatever
 * happens, an appeal that is not closed has one open assignment (a joined one:
 * that of the appeal it is answered with), and `responsible` and `next_on`
 * say what that assignment says.
 */
#include "kernel/calendar.h"
#include "kernel/duty.h"
#include "kernel/record.h"
#include "kernel/rule.h"
#include "mod/appeals/appeal_life.h"

#include <string.h>

static const struct column number_columns[] = {
    { "year", 'i', true, NULL, NULL },
    { "last", 'i', true, NULL, NULL },
};
const struct table appeal_tables[APPEAL_TABLES] = {
    { .name = "appeal_number", SPAN(columns, number_columns), .key = "year" },
};

/* --- Who --------------------------------------------------------------------- */

/* Who may take it in the name of the house, the first of these roles that
 * somebody holds who is not complained about. */
static const char *const office_roles[] = { "appeals", "clerk", "rector",
                                            "vice_rector", NULL };
static const char *const integrity_roles[] = { "integrity", "rector",
                                               "vice_rector", NULL };

/* Who keeps the clock when nobody else does. */
enum rc appeal_office(struct rq *rq, const void *rec, int64_t *person,
                      int64_t *unit)
{
    const struct appeal *a = rec;
    const char *const *roles =
        word_is(a->kind, "corruption") ? integrity_roles : office_roles;

    *person = *unit = 0;
    for (; *roles && !*person; roles++)
        TRY(matter_holder(rq, *roles, 0, &a->against, person, unit));
    if (*person)
        return RC_OK;
    return duty_successor(rq,
                          &(struct assignment){ .subject = "appeal",
                                                .subject_id = a->r.id },
                          0, person);
}

/* --- The assignment about it -------------------------------------------------------- */

static const struct matter_duty duties[] = {
    { "register", N_("Register the appeal") },
    { "answer", N_("Answer the appeal") },
    { "deliver", N_("Deliver the answer to the appeal") },
};

const struct matter appeal_matter = {
    .type = &type_appeal,
    .responsible = offsetof(struct appeal, responsible),
    .next_on = offsetof(struct appeal, next_on),
    SPAN(duties, duties),
    .closed = "closed",
    .office = appeal_office,
};

static enum rc owe(struct rq *rq, struct appeal *a, const char *purpose,
                   int64_t person, day due)
{
    return matter_owe(rq, &appeal_matter, a, purpose, person, due);
}

static enum rc close_all(struct rq *rq, const struct appeal *a)
{
    return matter_settle(rq, &appeal_matter, a);
}

/* Who prepares the answer: whom the registrar named, unless it is about them;
 * else the head of the unit, else the office. */
static enum rc owe_answer(struct rq *rq, struct appeal *a)
{
    int64_t person = a->handler;

    if (!person && a->unit)
        TRY(unit_head(rq, a->unit, &person));
    if (refs_have(&a->against, person))
        person = 0;
    return owe(rq, a, "answer", person, a->due);
}

enum rc appeal_owed(struct rq *rq, const struct assignment *o)
{
    struct appeal *a;
    void *rec;
    day last;

    TRY(record_load(rq, &type_appeal, o->subject_id, &rec));
    a = rec;
    /* A term that ends on a day off ends on the next working day. */
    TRY(calendar_term(rq, a->due, &last));
    if (word_is(o->purpose, "answer") && o->due.n > last.n)
        return fail(rq, RC_INVALID, "wanted",
                    "the term of an appeal is the law's: it is extended on the"
                    " appeal itself, once");
    return matter_follow(rq, &appeal_matter, o, a);
}

/* The same work of the same person by another day. */
static enum rc move_term(struct rq *rq, struct appeal *a, day due)
{
    a->due = due;
    TRY(close_all(rq, a));
    return owe(rq, a, "answer", a->responsible, due);
}

/* --- A new one -------------------------------------------------------------------- */

static enum rc next_number(struct rq *rq, struct appeal *a)
{
    static const struct sql_text q = MATTER_NEXT("appeal_number");

    TRY(matter_number(rq, &q, &a->year, &a->number));
    a->code = mem_fmt(rq->mem, "А-%lld/%lld", (long long)a->number.n,
                      (long long)a->year.n);
    return RC_OK;
}

/* Without a name nothing is kept that leads to one. */
static void forget_who(struct appeal *a)
{
    a->name = a->email = a->phone = a->address = NULL;
}

static enum rc who_appeals(struct rq *rq, struct appeal *a)
{
    if (a->anonymous && !word_is(a->kind, "corruption"))
        return fail(rq, RC_INVALID, "anonymous",
                    "without a name only corruption is reported: the law has"
                    " no answer to nobody");
    if (a->anonymous) {
        forget_who(a);
        return RC_OK;
    }
    if (!a->name)
        return fail(rq, RC_INVALID, "name", "must be filled in");
    if (!word_is(a->channel, "web") && !a->email && !a->phone && !a->address)
        return fail(rq, RC_INVALID, "address",
                    "say where the answer goes: an address, an e-mail or a"
                    " telephone");
    return RC_OK;
}

static enum rc new_appeal(struct rq *rq, struct appeal *a)
{
    TRY(who_appeals(rq, a));
    if (a->received_on.n > rq->today.n)
        return fail(rq, RC_INVALID, "received_on", "is in the future");
    TRY(next_number(rq, a));
    TRY(matter_term(rq, "appeal_answer_days", a->received_on, &a->due));
    TRY(matter_term(rq, "appeal_register_days", a->received_on, &a->next_on));
    return appeal_office(rq, a, &a->responsible, &a->r.owner_unit);
}

static enum rc read_joined(struct rq *rq, int64_t id, struct refs *out)
{
    static const struct sql_text q = {
        "SELECT id FROM appeal WHERE duplicate_of = $1 AND state = 'joined'"
        " ORDER BY id",
        "i", "i"
    };

    return refs_read(rq, sql_query(rq->sql, &q, ARGS(INT(id))), out);
}

static struct refs both(struct rq *rq, const struct refs *a,
                        const struct refs *b)
{
    int64_t *ids = MEM_ARRAY(rq->mem, a->n + b->n + 1, int64_t);
    size_t n = 0, i = 0, k = 0;

    while (i < a->n || k < b->n) {
        if (k == b->n || (i < a->n && a->id[i] <= b->id[k])) {
            k += k < b->n && b->id[k] == a->id[i];
            ids[n++] = a->id[i++];
        } else {
            ids[n++] = b->id[k++];
        }
    }
    return (struct refs){ ids, n };
}

static bool same_refs(const struct refs *a, const struct refs *b)
{
    if (a->n != b->n)
        return false;
    return !a->n || !memcmp(a->id, b->id, a->n * sizeof *a->id);
}

/* Whom one of those complains about that are answered together is kept from
 * all of them. */
static enum rc keep_accused(struct rq *rq, struct appeal *a)
{
    struct refs ids;
    void *joined;

    TRY(read_joined(rq, a->r.id, &ids));
    for (size_t i = 0; i < ids.n; i++) {
        TRY(record_load(rq, &type_appeal, ids.id[i], &joined));
        a->against = both(rq, &a->against,
                          &((const struct appeal *)joined)->against);
    }
    return RC_OK;
}

enum rc appeal_check(struct rq *rq, void *rec, const void *old)
{
    const struct appeal *before = old;
    struct appeal *a = rec;

    if (!before)
        return new_appeal(rq, a);
    if (!same_refs(&a->against, &before->against))
        TRY(keep_accused(rq, a));
    /* A step's effect says who; everything else leaves somebody. */
    return word_is(before->r.state, a->r.state)
               ? matter_held(rq, &appeal_matter, a)
               : RC_OK;
}

/* --- What follows ------------------------------------------------------------------- */

static enum rc owe_delivery(struct rq *rq, struct appeal *a)
{
    day due;

    TRY(matter_term(rq, "appeal_deliver_days", rq->today, &due));
    return owe(rq, a, "deliver", 0, due);
}

/* A joined one goes the way of the appeal that it is answered with. */
static enum rc follow(struct rq *rq, struct appeal *j, const struct appeal *a)
{
    bool ended = word_is(a->r.state, "answered") ||
                 word_is(a->r.state, "redirected");

    if (!ended) {
        j->responsible = a->responsible;
        j->next_on = a->next_on;
        return record_put(rq, &type_appeal, j, "follow");
    }
    j->r.state = a->r.state;
    j->answer = a->answer;
    j->answer_lang = a->answer_lang;
    j->answer_files = a->answer_files;
    j->answered_on = a->answered_on;
    j->answered_by = a->answered_by;
    j->redirected_to = a->redirected_to;
    TRY(owe_delivery(rq, j));
    return record_put(rq, &type_appeal, j, "follow");
}

static enum rc tell_joined(struct rq *rq, const struct appeal *a)
{
    struct refs ids;
    void *rec;

    if (word_is(a->r.state, "closed") || word_is(a->r.state, "joined"))
        return RC_OK;
    TRY(read_joined(rq, a->r.id, &ids));
    for (size_t i = 0; i < ids.n; i++) {
        TRY(record_load(rq, &type_appeal, ids.id[i], &rec));
        TRY(follow(rq, rec, a));
    }
    return RC_OK;
}

/* It was taken in: somebody registers it. */
static enum rc received(struct rq *rq, const struct appeal *a)
{
    struct appeal copy = *a;

    TRY(owe(rq, &copy, "register", a->responsible, a->next_on));
    return copy.responsible == a->responsible
               ? RC_OK
               : record_put(rq, &type_appeal, &copy, "owed");
}

/* Who is complained about in a joined one does not handle what it is answered
 * with either. */
static enum rc accuse_joined(struct rq *rq, const struct appeal *a)
{
    struct appeal *main;
    void *found;

    TRY(record_load(rq, &type_appeal, a->duplicate_of, &found));
    main = found;
    main->against = both(rq, &main->against, &a->against);
    return record_put(rq, &type_appeal, main, "take_on");
}

enum rc appeal_stored(struct rq *rq, const void *rec, const void *old)
{
    const struct appeal *a = rec, *before = old;
    void *now;

    if (!before)
        return word_is(a->r.state, "received") ? received(rq, a) : RC_OK;
    if (same_refs(&a->against, &before->against))
        return tell_joined(rq, a);
    if (word_is(a->r.state, "joined"))
        return accuse_joined(rq, a);
    TRY(duty_pass_on(rq, "appeal", a->r.id));
    /* Somebody else may be responsible since then. */
    TRY(record_load(rq, &type_appeal, a->r.id, &now));
    return tell_joined(rq, now);
}

/* --- Steps ---------------------------------------------------------------------------- */

enum rc appeal_registered(struct rq *rq, void *rec)
{
    struct appeal *a = rec;

    a->registered_on = rq->today;
    TRY(close_all(rq, a));
    return owe_answer(rq, a);
}

/* What goes to who appealed beside the answer. */
static enum rc tell(struct rq *rq, const struct appeal *a, const char *body)
{
    struct appeal_message *m = record_new(rq, &type_appeal_message);

    m->appeal = a->r.id;
    m->body = body;
    m->person = rq->person;
    return record_put(rq, &type_appeal_message, m, "add");
}

/* In the language of the appeal; one in another language is told in Russian. */
static enum lang told_in(const struct appeal *a)
{
    if (word_is(a->lang, "ky"))
        return LANG_KY;
    return word_is(a->lang, "en") ? LANG_EN : LANG_RU;
}

static enum rc may_extend(struct rq *rq, const struct appeal *a)
{
    if (day_is(a->extended_on))
        return fail(rq, RC_CONFLICT, NULL,
                    "the term was extended on %s already: once is the law",
                    lang_day(rq->mem, rq->lang, a->extended_on));
    if (a->due.n < rq->today.n)
        return fail(rq, RC_CONFLICT, NULL,
                    "the term has passed: it cannot be extended any more");
    return RC_OK;
}

/* With those that are answered together: each has its own term and notice. */
enum rc appeal_can_extend(struct rq *rq, const void *rec)
{
    const struct appeal *a = rec;
    struct refs ids;
    void *joined;

    TRY(may_extend(rq, a));
    TRY(read_joined(rq, a->r.id, &ids));
    for (size_t i = 0; i < ids.n; i++) {
        TRY(record_load(rq, &type_appeal, ids.id[i], &joined));
        TRY(may_extend(rq, joined));
    }
    return RC_OK;
}

static enum rc extend_one(struct rq *rq, struct appeal *a, int64_t days,
                          const char *reason)
{
    enum lang lang = told_in(a);

    TRY(calendar_term(rq, day_add(a->due, (int)days), &a->due));
    a->extended_on = rq->today;
    return tell(rq, a,
                mem_fmt(rq->mem,
                        tr(lang, N_("The term for the answer is extended to"
                                    " %s. Reason: %s")),
                        lang_day(rq->mem, lang, a->due), reason));
}

enum rc appeal_extended(struct rq *rq, void *rec)
{
    struct appeal *a = rec;
    struct refs ids;
    int64_t days;
    void *joined;

    TRY(rule_int(rq, "appeal_extend_days", a->received_on, &days));
    TRY(read_joined(rq, a->r.id, &ids));
    for (size_t i = 0; i < ids.n; i++) {
        TRY(record_load(rq, &type_appeal, ids.id[i], &joined));
        TRY(extend_one(rq, joined, days, a->reason));
        TRY(record_put(rq, &type_appeal, joined, "extend"));
    }
    TRY(extend_one(rq, a, days, a->reason));
    return move_term(rq, a, a->due);
}

enum rc appeal_redirected(struct rq *rq, void *rec)
{
    struct appeal *a = rec;
    enum lang lang = told_in(a);

    TRY(close_all(rq, a));
    TRY(tell(rq, a,
             mem_fmt(rq->mem,
                     tr(lang, N_("Your appeal is redirected to: %s."
                                 " Reason: %s")),
                     a->redirected_to, a->reason)));
    return owe_delivery(rq, a);
}

enum rc appeal_can_answer(struct rq *rq, const void *rec)
{
    const struct appeal *a = rec;

    if (a->answer && a->answer_lang && !word_is(a->lang, "other") &&
        !word_is(a->answer_lang, a->lang))
        return fail(rq, RC_INVALID, "answer_lang",
                    "the answer is given in the language of the appeal");
    return RC_OK;
}

enum rc appeal_answered(struct rq *rq, void *rec)
{
    struct appeal *a = rec;

    a->answered_on = rq->today;
    a->answered_by = rq->person;
    TRY(close_all(rq, a));
    return owe_delivery(rq, a);
}

enum rc appeal_can_deliver(struct rq *rq, const void *rec)
{
    const struct appeal *a = rec;

    if (!day_is(a->delivered_on))
        return RC_OK; /* the form asks for it */
    if (a->delivered_on.n > rq->today.n)
        return fail(rq, RC_INVALID, "delivered_on", "is in the future");
    if (day_is(a->answered_on) && a->delivered_on.n < a->answered_on.n)
        return fail(rq, RC_INVALID, "delivered_on",
                    "is before the day of the answer");
    return RC_OK;
}

enum rc appeal_delivered(struct rq *rq, void *rec)
{
    struct appeal *a = rec;

    return matter_end(rq, &appeal_matter, a);
}

enum rc appeal_can_join(struct rq *rq, const void *rec)
{
    const struct appeal *a = rec, *main;
    struct refs others;
    void *found;

    TRY(read_joined(rq, a->r.id, &others));
    if (others.n)
        return fail(rq, RC_CONFLICT, NULL,
                    "others are answered together with this one");
    if (!a->duplicate_of)
        return RC_OK; /* the form asks for it */
    if (a->duplicate_of == a->r.id)
        return fail(rq, RC_INVALID, "duplicate_of",
                    "an appeal is not answered with itself");
    TRY(record_load(rq, &type_appeal, a->duplicate_of, &found));
    main = found;
    if (!word_is(main->r.state, "received") &&
        !word_is(main->r.state, "registered"))
        return fail(rq, RC_INVALID, "duplicate_of",
                    "is not being considered");
    if (!word_is(main->lang, a->lang) || !word_is(main->kind, a->kind))
        return fail(rq, RC_INVALID, "duplicate_of",
                    "is of another kind or in another language: each is"
                    " answered by itself");
    return RC_OK;
}

/* The one with which it is answered takes on the earlier term, and all who are
 * complained about. */
static enum rc take_on(struct rq *rq, const struct appeal *a)
{
    struct appeal *main;
    void *found;

    TRY(record_load(rq, &type_appeal, a->duplicate_of, &found));
    main = found;
    main->against = both(rq, &main->against, &a->against);
    if (a->due.n < main->due.n) {
        main->due = a->due;
        if (word_is(main->r.state, "registered"))
            TRY(move_term(rq, main, a->due));
    }
    return record_put(rq, &type_appeal, main, "take_on");
}

enum rc appeal_joined(struct rq *rq, void *rec)
{
    struct appeal *a = rec;
    const struct appeal *main;
    void *found;

    TRY(close_all(rq, a));
    TRY(take_on(rq, a));
    TRY(record_load(rq, &type_appeal, a->duplicate_of, &found));
    main = found;
    a->responsible = main->responsible;
    a->next_on = main->next_on;
    return RC_OK;
}

enum rc appeal_parted(struct rq *rq, void *rec)
{
    struct appeal *a = rec;

    a->duplicate_of = 0;
    if (!day_is(a->registered_on))
        a->registered_on = rq->today;
    return owe_answer(rq, a);
}

enum rc appeal_reopened(struct rq *rq, void *rec)
{
    struct appeal *a = rec;

    a->reopened = (struct count){ (a->reopened.set ? a->reopened.n : 0) + 1,
                                  true };
    a->answered_on = a->delivered_on = a->extended_on = DAY_NONE;
    a->delivery = NULL;
    a->duplicate_of = 0;
    TRY(matter_term(rq, "appeal_answer_days", rq->today, &a->due));
    return owe_answer(rq, a);
}
