/* SPDX-License-Identifier: Apache-2.0 */
/*
 * appeals_demo.c: appeals to the demo university, in every state.  All the
 * same on every run.
 */
#include "kernel/demo.h"
#include "kernel/record.h"
#include "mod/appeals/appeal_life.h"

enum { APPEALS = 24 };

static const struct {
    const char *kind, *lang, *title, *body;
} matters[] = {
    { "application", "ky", "Жатаканадан орун берүү жөнүндө",
      "Алыскы айылдан келип окуйм, жатаканадан орун берүүңүздөрдү суранам." },
    { "complaint", "ky", "Окуу залынын жарыгы жөнүндө",
      "Китепкананын окуу залында кечинде жарык жетишпейт." },
    { "proposal", "ru", "О расписании автобусов к корпусу",
      "Предлагаю согласовать расписание автобусов с началом занятий." },
    { "application", "ru", "О справке об обучении",
      "Прошу выдать справку об обучении за 2019–2023 годы." },
    { "proposal", "en", "On courses in English",
      "Please open more courses in English for exchange students." },
    { "complaint", "ru", "О холодных аудиториях",
      "В аудиториях второго корпуса холодно с начала ноября." },
};

struct one {
    int i;
    int64_t id, clerk;
};

static enum rc receive(struct rq *rq, void *arg)
{
    struct one *o = arg;
    size_t m = (size_t)demo_pick((uint64_t)o->i, 41, (int)COUNT(matters));
    struct appeal *a = record_new(rq, &type_appeal);
    const char *secret;

    a->kind = matters[m].kind;
    a->lang = matters[m].lang;
    a->title = matters[m].title;
    a->body = matters[m].body;
    a->channel = demo_pick((uint64_t)o->i, 42, 3) ? "web" : "hand";
    a->name = "Демо арыз ээси";
    a->address = "Ош шаары";
    TRY(appeal_receive(rq, a, &secret));
    o->id = a->r.id;
    return RC_OK;
}

static enum rc enter(struct rq *rq, void *arg)
{
    const struct one *o = arg;
    void *rec;

    TRY(record_load(rq, &type_appeal, o->id, &rec));
    return record_step(rq, &type_appeal, rec, "register", 0);
}

enum rc appeals_demo(struct rq *rq, int students)
{
    struct one o = { 0 };
    day today = rq->today;

    (void)students;
    TRY(demo_role_person(rq, "clerk", &o.clerk));
    if (!o.clerk)
        return RC_OK;
    for (o.i = 0; o.i < APPEALS; o.i++) {
        day on = day_add(day_ymd(2026, 11, 1), o.i);

        if (on.n > today.n)
            break;
        demo_at(rq, on, 0);
        TRY(demo_write(rq, receive, &o));
        demo_at(rq, on, o.clerk);
        if (day_add(on, 1).n <= today.n)
            TRY(demo_write(rq, enter, &o));
    }
    return RC_OK;
}
