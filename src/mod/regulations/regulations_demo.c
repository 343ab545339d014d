/* SPDX-License-Identifier: Apache-2.0 */
/*
 * regulations_demo.c: internal acts of the demo university, most of them older
 * than the system: the review of one is late, one is surplus, and a change of
 * the law has been registered.
 */
#include "kernel/demo.h"
#include "kernel/org.h"
#include "kernel/rule.h"
#include "kernel/record.h"
#include "mod/regulations/regulations.h"

static const struct {
    const char *code, *kind, *adopter;
    struct text3 title;
    int year, month;
    const char *basis;
    struct text3 body;
} acts[] = {
    { "У-01", "charter", "founder",
      { { "Университеттин уставы", "Устав университета",
          "Charter of the university" } }, 2025, 11,
      "Уюштуруучунун 2025-11-15 № 212 чечими",
      { { "1. Жалпы жоболор\n1.1. Университет – мамлекеттик жогорку окуу жайы.\n"
          "1.2. Университеттин иш тили – кыргыз тили.\n2. Башкаруу\n"
          "2.1. Окумуштуулар кеңеши жогорку коллегиялуу орган болуп саналат.\n"
          "2.2. Окумуштуулар кеңеши мүчөлөрүнүн жарымынан көбү катышса, чечим"
          " кабыл алат.",
          "1. Общие положения\n1.1. Университет – государственное высшее учебное"
          " заведение.\n1.2. Рабочий язык университета – кыргызский.\n"
          "2. Управление\n2.1. Учёный совет – высший коллегиальный орган.\n"
          "2.2. Учёный совет принимает решения, если присутствует более половины"
          " его членов.", NULL } } },
    { "Ж-12", "regulation", "academic_council",
      { { "Документ жүгүртүү жөнүндө жобо", "Положение о документообороте",
          "Regulation on the flow of documents" } }, 2026, 3,
      "Окумуштуулар кеңешинин 2026-03-20 № 6 токтому",
      { { "1. Документтер электрондук түрдө жүргүзүлөт.\n2. Кайрылуулар\n"
          "2.1. Кайрылуу келип түшкөндөн кийин бир жумуш күндүн ичинде"
          " катталат.\n2.2. Кайрылууга он төрт жумуш күндүн ичинде жооп берилет.",
          "1. Документы ведутся в электронном виде.\n2. Обращения\n"
          "2.1. Обращение регистрируется в течение одного рабочего дня.\n"
          "2.2. Ответ на обращение даётся в течение четырнадцати рабочих дней.",
          NULL } } },
    { "Э-03", "rules", "rector",
      { { "Ички тартип эрежелери", "Правила внутреннего распорядка",
          "Rules of internal order" } }, 2022, 9,
      "Ректордун 2022-09-01 № 114 буйругу",
      { { "1. Сабактар саат 8:00дө башталат.\n2. Имараттарда тамеки тартууга"
          " тыюу салынат.", "1. Занятия начинаются в 8:00.\n2. Курение в зданиях"
          " запрещено.", NULL } } },
    { "Ж-07", "regulation", "academic_council",
      { { "Студенттердин билимин баалоо жөнүндө жобо",
          "Положение об оценке знаний студентов",
          "Regulation on the assessment of students" } }, 2025, 6,
      "Окумуштуулар кеңешинин 2025-06-11 № 9 токтому",
      { { "1. Билим 100 баллдык шкала боюнча бааланат.\n2. Аппеляция"
          " жарыяланган күндөн кийин үч жумуш күндүн ичинде берилет.",
          "1. Знания оцениваются по шкале в 100 баллов.\n2. Апелляция подаётся в"
          " течение трёх рабочих дней после объявления.", NULL } } },
    { "Н-21", "instruction", "rector",
      { { "Кагаз журналдарын толтуруу боюнча көрсөтмө",
          "Инструкция по ведению бумажных журналов",
          "Instruction on keeping paper registers" } }, 2025, 1,
      "Ректордун 2025-01-15 № 8 буйругу",
      { { "1. Журнал кол менен толтурулат.", "1. Журнал заполняется вручную.",
          NULL } } },
};

static enum rc enter(struct rq *rq, size_t i, int64_t holder, int64_t unit,
                     int64_t *id)
{
    struct regulation *g = record_new(rq, &type_regulation);
    struct regulation_version *v = record_new(rq, &type_regulation_version);

    g->code = acts[i].code;
    g->title = acts[i].title;
    g->kind = acts[i].kind;
    g->adopter = acts[i].adopter;
    g->holder = holder;
    g->unit = unit;
    g->audience.in[LANG_KY] = "Кызматкерлер жана студенттер";
    g->audience.in[LANG_RU] = "Сотрудники и студенты";
    g->audience.in[LANG_EN] = "Staff and students";
    TRY(record_put(rq, &type_regulation, g, "add"));
    *id = g->r.id;
    v->regulation = g->r.id;
    v->body = acts[i].body;
    v->basis = acts[i].basis;
    v->starts = day_ymd(acts[i].year, acts[i].month, 25);
    TRY(record_put(rq, &type_regulation_version, v, "add"));
    TRY(version_take(rq, v, v->starts));
    v->r.state = "adopted";
    return record_put(rq, &type_regulation_version, v, "adopt");
}

static enum rc link_rule(struct rq *rq, int64_t regulation, const char *at,
                         const char *rule)
{
    struct regulation_rule *l = record_new(rq, &type_regulation_rule);

    if (!rule_kind(rq->app, rule))
        return RC_OK; /* its module is not in this house */
    l->regulation = regulation;
    l->paragraph = at;
    l->rule = rule;
    return record_put(rq, &type_regulation_rule, l, "add");
}

static enum rc change(struct rq *rq, int64_t touched)
{
    struct law *l = record_new(rq, &type_law);
    struct law_change *c = record_new(rq, &type_law_change);

    l->code = "2023-179";
    l->kind = "law";
    l->adopted_on = day_ymd(2023, 8, 11);
    l->title.in[LANG_KY] = "«Билим берүү жөнүндө» Мыйзам";
    l->title.in[LANG_RU] = "Закон «Об образовании»";
    l->title.in[LANG_EN] = "Law “On education”";
    TRY(record_put(rq, &type_law, l, "add"));
    c->law = l->r.id;
    c->title.in[LANG_KY] = "Билимди баалоонун тартиби такталды";
    c->title.in[LANG_RU] = "Уточнён порядок оценки знаний";
    c->title.in[LANG_EN] = "The order of assessment is made more exact";
    c->published_on = day_add(rq->today, -20);
    c->starts = day_add(rq->today, 60);
    c->touches = (struct refs){ &touched, 1 };
    /* Its work is the office's to open. */
    return record_put(rq, &type_law_change, c, "add");
}

static enum rc find(struct rq *rq, int64_t surplus, int64_t other)
{
    struct regulation_finding *f = record_new(rq, &type_regulation_finding);

    f->regulation = surplus;
    f->kind = "contradiction";
    f->other = other;
    f->why = "Документтер электрондук түрдө жүргүзүлөт, кагаз журналдары"
             " керек эмес.";
    TRY(record_put(rq, &type_regulation_finding, f, "add"));
    f = record_new(rq, &type_regulation_finding);
    f->regulation = surplus;
    f->kind = "surplus";
    f->why = "Журналдарды 2025-жылдан бери эч ким толтурбайт.";
    return record_put(rq, &type_regulation_finding, f, "add");
}

static enum rc fill(struct rq *rq, void *arg)
{
    int64_t id[COUNT(acts)], holder, unit = 0;
    enum rc rc;

    (void)arg;
    TRY(demo_role_person(rq, "planning", &holder));
    rc = record_find(rq, &type_unit, "legal_dept", 0, &unit);
    if (!holder || (rc && rc != RC_MISSING))
        return rc == RC_MISSING ? RC_OK : rc;
    for (size_t i = 0; i < COUNT(acts); i++)
        TRY(enter(rq, i, holder, unit, &id[i]));
    TRY(link_rule(rq, id[0], "2.2", "council_quorum"));
    TRY(link_rule(rq, id[1], "2.2", "appeal_answer_days"));
    TRY(change(rq, id[3]));
    return find(rq, id[4], id[1]);
}

enum rc regulations_demo(struct rq *rq, int students)
{
    day on = day_ymd(2026, 11, 2);

    (void)students;
    if (on.n > rq->today.n)
        return RC_OK;
    demo_at(rq, on, 0);
    return demo_write(rq, fill, NULL);
}
