/* SPDX-License-Identifier: Apache-2.0 */
/*
 * councils_demo.c: the demo university's Academic Council: who sits in it, a
 * meeting that was held with its decision, and the next one.
 */
#include "kernel/demo.h"
#include "kernel/org.h"
#include "kernel/record.h"
#include "mod/councils/councils.h"
#include "mod/councils/meeting.h"

enum { SEATS = 9, THERE = 7, TERM = 20 };

static enum rc seat(struct rq *rq, const struct council_member *of)
{
    struct council_member *m = record_new(rq, &type_council_member);
    struct record r = m->r;

    *m = *of;
    m->r = r;
    m->basis = "Ректордун буйругу, 2026-09-01";
    m->starts = day_ymd(2026, 9, 1);
    m->ends = DAY_NONE;
    return record_put(rq, &type_council_member, m, "add");
}

static enum rc seats(struct rq *rq, int64_t body)
{
    static const struct sql_text q = {
        "SELECT DISTINCT person FROM appointment WHERE role IN ('rector',"
        " 'vice_rector', 'dean', 'head', 'planning') AND state = 'active'"
        " ORDER BY person LIMIT $1",
        "i", "i"
    };
    struct refs ids;

    TRY(refs_read(rq, sql_query(rq->sql, &q, ARGS(INT(SEATS - 1))), &ids));
    for (size_t i = 0; i < ids.n; i++) {
        struct council_member m = { .body = body, .person = ids.id[i],
                                    .duty = !i ? "chair"
                                          : i == 1 ? "secretary" : "member" };
        struct person *p;
        void *rec;

        TRY(record_load(rq, &type_person, ids.id[i], &rec));
        p = rec;
        m.name = p->name.in[LANG_KY];
        TRY(seat(rq, &m));
    }
    return seat(rq, &(struct council_member){
                        .body = body, .duty = "member",
                        .name = "Мамытов Улан Сагынович",
                        .employer = "«Ош Энерго» ишканасы, башкы инженер" });
}

/* Employers sit in a council of their own. */
static enum rc employers(struct rq *rq)
{
    static const char *const who[][2] = {
        { "Мамытов Улан Сагынович", "«Ош Энерго» ишканасы, башкы инженер" },
        { "Жолдошева Нургүл Бакытовна", "«Ак-Буура Текстиль», директор" },
        { "Турдубаев Эрмек Асанович", "«Түштүк Софт», жетекчи" },
    };
    int64_t body;
    enum rc rc = record_find(rq, &type_unit, "employers_council", 0, &body);

    if (rc)
        return rc == RC_MISSING ? RC_OK : rc;
    for (size_t i = 0; i < COUNT(who); i++)
        TRY(seat(rq, &(struct council_member){
                         .body = body, .duty = i ? "member" : "chair",
                         .name = who[i][0], .employer = who[i][1] }));
    return RC_OK;
}

static struct council_meeting *meeting(struct rq *rq, int64_t body, day on)
{
    struct council_meeting *m = record_new(rq, &type_council_meeting);

    m->body = body;
    m->held_on = on;
    m->clock = "15:00";
    m->place = "Башкы корпус, 201";
    m->title.in[LANG_KY] = "Окумуштуулар кеңешинин отуруму";
    m->title.in[LANG_RU] = "Заседание Учёного совета";
    m->title.in[LANG_EN] = "Meeting of the Academic Council";
    return m;
}

static enum rc subject(struct rq *rq, int64_t body, int64_t *id)
{
    struct agenda_item *a = record_new(rq, &type_agenda_item);

    a->body = body;
    a->title.in[LANG_KY] = "Кесиптик багыт берүү иштеринин абалы";
    a->title.in[LANG_RU] = "О состоянии профориентационной работы";
    a->title.in[LANG_EN] = "The state of career guidance";
    TRY(record_put(rq, &type_agenda_item, a, "add"));
    *id = a->r.id;
    return RC_OK;
}

static enum rc decide(struct rq *rq, struct council_meeting *m)
{
    struct council_decision *d = record_new(rq, &type_council_decision);

    d->meeting = m->r.id;
    d->title.in[LANG_KY] = "Кесиптик багыт берүү планы бекитилсин";
    d->title.in[LANG_RU] = "Утвердить план профориентационной работы";
    d->title.in[LANG_EN] = "Approve the plan of career guidance";
    d->item = m->items.n ? m->items.id[0] : 0;
    TRY(demo_role_person(rq, "planning", &d->responsible));
    d->due = day_add(rq->today, TERM);
    TRY(record_put(rq, &type_council_decision, d, "add"));
    d->votes_for = (struct count){ m->voters_present.n - 1, true };
    d->votes_against = (struct count){ 0, true };
    d->votes_abstained = (struct count){ 1, true };
    return record_step(rq, &type_council_decision, d, "adopt", 0);
}

static enum rc hold(struct rq *rq, void *arg)
{
    const int64_t *body = arg;
    static const struct sql_text q = {
        "SELECT id FROM council_member WHERE body = $1 ORDER BY id LIMIT $2",
        "ii", "i"
    };
    struct council_meeting *m;
    int64_t item;

    TRY(seats(rq, *body));
    TRY(employers(rq));
    TRY(subject(rq, *body, &item));
    m = meeting(rq, *body, rq->today);
    /* Its own subject; what risks propose waits for the next meeting. */
    m->items = (struct refs){ &item, 1 };
    TRY(record_put(rq, &type_council_meeting, m, "add"));
    TRY(record_step(rq, &type_council_meeting, m, "call", 0));
    TRY(refs_read(rq,
                  sql_query(rq->sql, &q, ARGS(INT(*body), INT(THERE))),
                  &m->present));
    TRY(record_step(rq, &type_council_meeting, m, "open", 0));
    TRY(decide(rq, m));
    TRY(record_step(rq, &type_council_meeting, m, "draft_minutes", 0));
    TRY(record_step(rq, &type_council_meeting, m, "close", 0));
    return record_put(rq, &type_council_meeting,
                      meeting(rq, *body, day_add(rq->today, 28)), "add");
}

enum rc councils_demo(struct rq *rq, int students)
{
    day on = day_ymd(2026, 11, 12);
    int64_t body;

    (void)students;
    if (on.n > rq->today.n)
        return RC_OK;
    TRY(agenda_council(rq, &body));
    if (!body)
        return RC_OK;
    demo_at(rq, on, 0);
    return demo_write(rq, hold, &body);
}
