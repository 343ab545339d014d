/* SPDX-License-Identifier: Apache-2.0 */
/*
 * requests_demo.c: what people of the demo university ask for: open, asked,
 * answered and refused ones.  All the same on every run.
 */
#include "kernel/demo.h"
#include "kernel/record.h"
#include "mod/requests/request_life.h"

enum { DEMO_REQUESTS = 24 };

static const char *const bodies[] = {
    "Үй-бүлөлүк шартыма байланыштуу.",
    "Жумуш ордума көрсөтүү үчүн керек.",
    "Ден соолугума байланыштуу, медициналык корутунду тиркелет.",
    "Илимий конференцияга катышуу үчүн.",
};

struct one {
    int i;
    int64_t kind, person, id, decides;
    const struct request_kind *k;
};

static enum rc pick_kind(struct rq *rq, struct one *o)
{
    static const struct sql_text q = {
        "SELECT id FROM request_kind WHERE absence IS NULL"
        " ORDER BY code LIMIT 20",
        "", "i"
    };
    struct refs ids;
    void *rec;

    TRY(refs_read(rq, sql_query(rq->sql, &q, NO_ARGS), &ids));
    if (!ids.n)
        return RC_MISSING;
    o->kind = ids.id[(size_t)o->i % ids.n];
    TRY(record_load(rq, &type_request_kind, o->kind, &rec));
    o->k = rec;
    return RC_OK;
}

static enum rc pick_person(struct rq *rq, struct one *o)
{
    static const struct sql_text q = {
        "SELECT DISTINCT person FROM appointment WHERE role = $1"
        " AND state = 'active' ORDER BY person LIMIT 40",
        "t", "i"
    };
    struct refs ids;

    TRY(refs_read(rq,
                  sql_query(rq->sql, &q,
                            ARGS(STR(word_is(o->k->audience, "employees")
                                         ? "teacher"
                                         : "student"))),
                  &ids));
    if (!ids.n)
        return RC_MISSING;
    o->person = ids.id[demo_pick((uint64_t)o->i, 51, (int)ids.n)];
    return RC_OK;
}

static enum rc send(struct rq *rq, void *arg)
{
    struct one *o = arg;
    struct request *q = record_new(rq, &type_request);

    q->kind = o->kind;
    q->person = o->person;
    q->body = bodies[(size_t)o->i % COUNT(bodies)];
    q->starts = day_add(rq->today, 14);
    q->ends = day_add(rq->today, 28);
    q->place = "Ош шаары";
    q->amount = (struct count){ 1500000, true };
    TRY(record_put(rq, &type_request, q, "add"));
    o->id = q->r.id;
    o->decides = q->responsible;
    return RC_OK;
}

/* The newest wait; of the others a few are refused, or asked about of late. */
static enum rc decide(struct rq *rq, void *arg)
{
    const struct one *o = arg;
    const char *step = o->i > 14 ? "ask" : o->i % 5 == 3 ? "refuse" : "answer";
    struct request *q;
    void *rec;

    TRY(record_load(rq, &type_request, o->id, &rec));
    q = rec;
    if (word_is(step, "answer"))
        q->answer = "Өтүнүч канааттандырылды.";
    else if (word_is(step, "refuse"))
        q->reason = "Негиздеме жетишсиз.";
    else
        q->question = "Маалыматты тактап бериңиз.";
    return record_step(rq, &type_request, q, step, 0);
}

enum rc requests_demo(struct rq *rq, int students)
{
    day first = day_ymd(2026, 11, 2), today = rq->today;
    struct one o = { 0 };

    (void)students;
    for (o.i = 0; o.i < DEMO_REQUESTS; o.i++) {
        day on = day_add(first, o.i);
        enum rc rc = pick_kind(rq, &o);

        if (!rc)
            rc = pick_person(rq, &o);
        if (rc == RC_MISSING || on.n > today.n)
            return RC_OK;
        TRY(rc);
        /* No paper to show: such a kind is left out. */
        if (o.k->asks_files)
            continue;
        demo_at(rq, on, 0);
        TRY(demo_write(rq, send, &o));
        demo_at(rq, on, o.decides);
        if (o.i < 17 && day_add(on, 1).n <= today.n)
            TRY(demo_write(rq, decide, &o));
    }
    return RC_OK;
}
