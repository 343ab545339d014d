/* SPDX-License-Identifier: Apache-2.0 */
/*
 * documents_demo.c: the chancery of the demo university: registers, the
 * nomenclature, a few months of letters with their resolutions.  All the same
 * on every run.
 */
#include "kernel/demo.h"
#include "kernel/record.h"
#include "mod/documents/document_life.h"

#include <string.h>

enum { LETTERS = 60, STAFF = 40 };

struct chancery {
    int64_t clerk, rector, unit;
    int64_t book[4], from[5];
    int64_t staff[STAFF];
    size_t n_staff;
};

static const struct {
    const char *code, *direction, *prefix;
    struct text3 title;
    int days;
} books[] = {
    { "IN", "incoming", "К-", { { "Кирүүчү документтер",
      "Входящие документы", "Incoming documents" } }, 10 },
    { "OUT", "outgoing", "Ч-", { { "Чыгуучу документтер",
      "Исходящие документы", "Outgoing documents" } }, 0 },
    { "INT", "internal", "И-", { { "Ички документтер",
      "Внутренние документы", "Internal documents" } }, 10 },
};

static const struct {
    const char *code;
    struct text3 title;
    int keep;
} dossiers[] = {
    { "01-01", { { "Министрликтин буйруктары жана көрсөтмөлөрү",
      "Приказы и указания министерства",
      "Orders and instructions of the ministry" } }, 0 },
    { "01-02", { { "Мамлекеттик органдар менен кат алышуу",
      "Переписка с государственными органами",
      "Correspondence with state bodies" } }, 5 },
    { "01-03", { { "Ишканалар менен кат алышуу",
      "Переписка с предприятиями",
      "Correspondence with enterprises" } }, 5 },
    { "01-04", { { "Бөлүмдөрдүн кызматтык каттары",
      "Служебные записки подразделений",
      "Memoranda of units" } }, 3 },
};

static const struct {
    const char *title, *kind;
} writers[] = {
    { "КР Билим берүү министрлиги", "state" },
    { "Ош шаарынын мэриясы", "state" },
    { "Социалдык фонд", "state" },
    { "Электр тармактары ишканасы", "business" },
    { "Улуттук статистика комитети", "state" },
};

static const char *const matters[] = {
    "Бүтүрүүчүлөрдүн ишке орношуусу жөнүндө маалымат берүү тууралуу",
    "Практика өткөрүү үчүн келишим түзүү жөнүндө",
    "Студенттердин контингенти боюнча отчет берүү жөнүндө",
    "Эл аралык конференцияга катышуу жөнүндө",
    "Окуу имаратынын өрт коопсуздугун текшерүү жөнүндө",
    "Илимий долбоорлордун сынагына чакыруу",
};
static const char *const tasks[] = {
    "Маалымат даярдап, жооп катын жазуу",
    "Карап чыгып, сунуш киргизүү",
    "Ишке алуу жана аткаруу",
};

/* --- Reading ----------------------------------------------------------------- */

static enum rc read_people(struct rq *rq, struct chancery *c)
{
    static const struct sql_text heads = {
        "SELECT person FROM appointment WHERE role IN ('head', 'dean')"
        " ORDER BY id LIMIT $1",
        "i", "i"
    };
    static const struct sql_text unit = {
        "SELECT COALESCE(MIN(id), 0) FROM unit WHERE code = $1", "t", "i"
    };
    struct sql_rows r = sql_query(rq->sql, &heads, ARGS(INT(STAFF)));

    for (c->n_staff = 0; c->n_staff < STAFF && sql_next(&r); c->n_staff++)
        c->staff[c->n_staff] = sql_int(&r, 0);
    TRY(sql_done(&r));
    TRY(demo_role_person(rq, "clerk", &c->clerk));
    TRY(demo_role_person(rq, "rector", &c->rector));
    return sql_get_int(rq->sql, &c->unit, &unit, ARGS(STR("demo_chancery")));
}

/* --- Tables of the chancery ------------------------------------------------------ */

static enum rc add_books(struct rq *rq, struct chancery *c)
{
    for (size_t i = 0; i < COUNT(books); i++) {
        struct document_register *b = record_new(rq, &type_document_register);

        b->code = books[i].code;
        b->direction = books[i].direction;
        b->prefix = books[i].prefix;
        b->title = books[i].title;
        b->unit = c->unit;
        b->r.owner_unit = c->unit;
        b->days = (struct count){ books[i].days, books[i].days > 0 };
        TRY(record_add(rq, &type_document_register, b));
        c->book[i] = b->r.id;
    }
    return RC_OK;
}

static enum rc add_dossiers(struct rq *rq, const struct chancery *c, int year)
{
    for (size_t i = 0; i < COUNT(dossiers); i++) {
        struct dossier *d = record_new(rq, &type_dossier);

        d->code = dossiers[i].code;
        d->title = dossiers[i].title;
        d->unit = c->unit;
        d->year = (struct count){ year, true };
        d->keep_years = (struct count){ dossiers[i].keep,
                                        dossiers[i].keep > 0 };
        TRY(record_add(rq, &type_dossier, d));
    }
    return RC_OK;
}

static enum rc add_tables(struct rq *rq, void *arg)
{
    struct chancery *c = arg;

    TRY(add_books(rq, c));
    for (size_t i = 0; i < COUNT(writers); i++) {
        struct correspondent *w = record_new(rq, &type_correspondent);

        w->title = writers[i].title;
        w->kind = writers[i].kind;
        TRY(record_add(rq, &type_correspondent, w));
        c->from[i] = w->r.id;
    }
    TRY(add_dossiers(rq, c, 2025));
    return add_dossiers(rq, c, 2026);
}

/* --- Letters ---------------------------------------------------------------------- */

struct letter {
    struct chancery *c;
    int i;
    day on, today;
    int64_t document, resolution;
};

static enum rc add_letter(struct rq *rq, void *arg)
{
    struct letter *l = arg;
    uint64_t k = (uint64_t)l->i;
    struct document *d = record_new(rq, &type_document);

    d->book = l->c->book[0];
    d->correspondent = l->c->from[demo_pick(k, 1, (int)COUNT(writers))];
    d->their_number = mem_fmt(rq->mem, "%d-%d", demo_pick(k, 2, 20) + 1,
                              100 + l->i);
    d->their_day = day_add(l->on, -2);
    d->title = matters[demo_pick(k, 3, (int)COUNT(matters))];
    d->lang = "ky";
    d->channel = demo_pick(k, 4, 3) ? "infodocs" : "post";
    d->addressee = l->c->rector;
    d->control = demo_pick(k, 5, 3) == 0;
    TRY(record_add(rq, &type_document, d));
    l->document = d->r.id;
    return document_register_now(rq, d);
}

static enum rc add_resolution(struct rq *rq, void *arg)
{
    struct letter *l = arg;
    uint64_t k = (uint64_t)l->i;
    struct resolution *s = record_new(rq, &type_resolution);

    s->document = l->document;
    s->title = tasks[demo_pick(k, 6, (int)COUNT(tasks))];
    s->responsible = l->c->staff[demo_pick(k, 7, (int)l->c->n_staff)];
    s->due = day_add(rq->today, 7 + demo_pick(k, 8, 8));
    TRY(record_add(rq, &type_resolution, s));
    l->resolution = s->r.id;
    return RC_OK;
}

static enum rc take(struct rq *rq, int64_t id, const char *step,
                    const char *report)
{
    struct resolution *s;
    void *rec;

    TRY(record_load(rq, &type_resolution, id, &rec));
    s = rec;
    if (report)
        s->report = report;
    return record_step(rq, &type_resolution, s, step, 0);
}

static enum rc report_it(struct rq *rq, void *arg)
{
    return take(rq, ((struct letter *)arg)->resolution, "report",
                "Аткарылды, жооп кат жөнөтүлдү.");
}

static enum rc accept_it(struct rq *rq, void *arg)
{
    return take(rq, ((struct letter *)arg)->resolution, "accept", NULL);
}

/* A letter lives as far as its days have come. */
static enum rc letter(struct rq *rq, struct letter *l)
{
    uint64_t k = (uint64_t)l->i;
    day decided = day_add(l->on, 1 + demo_pick(k, 9, 3));
    day done = day_add(decided, 4 + demo_pick(k, 10, 9));
    int64_t who = l->c->staff[demo_pick(k, 7, (int)l->c->n_staff)];

    demo_at(rq, l->on, l->c->clerk);
    TRY(demo_write(rq, add_letter, l));
    if (decided.n > l->today.n)
        return RC_OK;
    demo_at(rq, decided, l->c->rector);
    TRY(demo_write(rq, add_resolution, l));
    if (done.n > l->today.n)
        return RC_OK;
    demo_at(rq, done, who);
    TRY(demo_write(rq, report_it, l));
    if (day_add(done, 1).n > l->today.n)
        return RC_OK;
    demo_at(rq, day_add(done, 1), l->c->rector);
    return demo_write(rq, accept_it, l);
}

static enum rc letters(struct rq *rq, struct chancery *c)
{
    day today = rq->today;

    for (int i = 0; i < LETTERS; i++) {
        struct letter l = {
            .c = c, .i = i, .today = today,
            .on = day_add(day_ymd(2026, 8, 24), i * 3 / 2),
        };

        if (l.on.n <= today.n)
            TRY(letter(rq, &l));
    }
    return RC_OK;
}

enum rc documents_demo(struct rq *rq, int students)
{
    struct chancery c = { 0 };
    day today = rq->today;

    (void)students;
    TRY(read_people(rq, &c));
    if (!c.clerk || !c.rector || !c.n_staff)
        return RC_OK;
    demo_at(rq, demo_begins(), 0);
    TRY(demo_write(rq, add_tables, &c));
    rq->today = today;
    return letters(rq, &c);
}
