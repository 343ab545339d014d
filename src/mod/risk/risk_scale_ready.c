/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_scale_ready.c: the scales that are there from the first day, as data:
 * 5 x 5 after ISO/IEC 27005 and 3 x 3.  Words and matrix of the first follow
 * the examples of that standard; chances and losses are our proposal.
 */
#include "mod/risk/risk_scale.h"

enum { NO_LOSS = -1 };

/* Loss in som. */
struct ready_level {
    struct text3 title, meaning;
    double chance;
    int64_t loss;
};

struct ready {
    const char *code;
    struct text3 title, note;
    int size;
    const char *bands, *cells;
    int medium, high, critical;
    const struct ready_level *likelihood, *impact;
};

static const struct ready_level likely5[] = {
    { { { "Ыктымал эмес", "Маловероятно", "Unlikely" } },
      { { "Болуп көргөн эмес жана күтүлбөйт.",
          "Не случалось и не ожидается.",
          "Has not happened and is not expected." } }, 0, NO_LOSS },
    { { { "Анча ыктымал эмес", "Скорее маловероятно", "Rather unlikely" } },
      { { "Башка жерлерде болгон, бизде өзгөчө учурда гана болушу мүмкүн.",
          "Случалось в других местах; у нас возможно в особых случаях.",
          "Has happened elsewhere; here only in special circumstances." } },
      5, NO_LOSS },
    { { { "Ыктымал", "Вероятно", "Likely" } },
      { { "Бизде болгон же кадимки шартта болушу мүмкүн.",
          "Случалось у нас или возможно в обычных условиях.",
          "Has happened here, or may in ordinary circumstances." } },
      20, NO_LOSS },
    { { { "Өтө ыктымал", "Весьма вероятно", "Very likely" } },
      { { "Бир жылдын ичинде болору көбүрөөк күтүлөт.",
          "В течение года скорее случится, чем нет.",
          "More likely than not within a year." } }, 50, NO_LOSS },
    { { { "Дээрлик шексиз", "Почти наверняка", "Almost certain" } },
      { { "Болуп жатат же жакын арада болот.",
          "Происходит сейчас или произойдёт в ближайшее время.",
          "Is happening, or will happen soon." } }, 80, NO_LOSS },
};

static const struct ready_level impact5[] = {
    { { { "Болбогон", "Незначительное", "Minor" } },
      { { "Бир бөлүмдүн ишине тийет, күндөлүк тартипте оңдолот.",
          "Задевает работу одного подразделения, исправляется в обычном порядке.",
          "Touches the work of one unit; put right in the daily order." } },
      0, 0 },
    { { { "Олуттуу", "Заметное", "Significant" } },
      { { "Бир нече бөлүмдүн иши же бир топ студент жабыркайт.",
          "Страдает работа нескольких подразделений или группа студентов.",
          "Several units or a group of students suffer." } }, 0, 100000 },
    { { { "Орчундуу", "Серьёзное", "Serious" } },
      { { "Стратегиянын милдети кечигет; сапат же бедел байкаларлык төмөндөйт.",
          "Задерживается задача стратегии; качество или репутация заметно падают.",
          "A task of the strategy is delayed; quality or reputation falls"
          " visibly." } }, 0, 1000000 },
    { { { "Критикалык", "Критическое", "Critical" } },
      { { "Стратегиянын багыты аткарылбай калат; программанын лицензиясы же "
          "аккредитациясы коркунучта.",
          "Не выполняется направление стратегии; под угрозой лицензия или "
          "аккредитация программы.",
          "A direction of the strategy fails; the licence or accreditation of"
          " a programme is in danger." } }, 0, 10000000 },
    { { { "Кыйратуучу", "Катастрофическое", "Catastrophic" } },
      { { "Университеттин иши токтойт же адамдардын өмүрүнө коркунуч туулат.",
          "Университет прекращает работу или возникает угроза жизни людей.",
          "The university stops working, or lives are in danger." } }, 0,
      50000000 },
};

static const struct ready_level likely3[] = {
    { { { "Төмөн", "Низкая", "Low" } },
      { { "Бир жылда болору күтүлбөйт.", "В течение года не ожидается.",
          "Not expected within a year." } }, 0, NO_LOSS },
    { { { "Орточо", "Средняя", "Medium" } },
      { { "Бир жылда болушу мүмкүн.", "В течение года возможно.",
          "May happen within a year." } }, 20, NO_LOSS },
    { { { "Жогору", "Высокая", "High" } },
      { { "Бир жылда болору көбүрөөк күтүлөт.",
          "В течение года скорее случится, чем нет.",
          "More likely than not within a year." } }, 50, NO_LOSS },
};

static const struct ready_level impact3[] = {
    { { { "Аз", "Малое", "Small" } },
      { { "Күндөлүк тартипте оңдолот.", "Исправляется в обычном порядке.",
          "Put right in the daily order." } }, 0, 0 },
    { { { "Орточо", "Среднее", "Moderate" } },
      { { "Стратегиянын милдети кечигет.", "Задерживается задача стратегии.",
          "A task of the strategy is delayed." } }, 0, 1000000 },
    { { { "Чоң", "Большое", "Large" } },
      { { "Стратегиянын багыты аткарылбай калат же андан да оор.",
          "Не выполняется направление стратегии или хуже.",
          "A direction of the strategy fails, or worse." } }, 0, 10000000 },
};

static const struct ready ready[] = {
    { "iso27005-5x5",
      { { "ISO/IEC 27005 боюнча 5 × 5", "5 × 5 по ISO/IEC 27005",
          "5 × 5 after ISO/IEC 27005" } },
      { { "Деңгээлдердин сөздөрү жана матрица ISO/IEC 27005 стандартынын "
          "мисалдарына таянат, анын беш деңгээли төрткө бириктирилди. "
          "Ыктымалдыктын жана чыгымдын чектери — сунуш: аларды университет "
          "өзү бекитет же алмаштырат.",
          "Слова уровней и матрица следуют примерам стандарта ISO/IEC 27005; "
          "пять его уровней сведены в четыре. Пороги вероятности и ущерба — "
          "предложение: университет утверждает их или заменяет.",
          "Words and matrix follow the examples of the standard ISO/IEC 27005,"
          " its five levels joined into four. The bounds of chance and loss"
          " are a proposal that the university confirms or replaces." } },
      5, "matrix", "lllll/lllmm/llmhh/lmhhc/mhhcc", 0, 0, 0, likely5,
      impact5 },
    { "simple-3x3",
      { { "Жөнөкөй 3 × 3", "Простая 3 × 3", "Simple 3 × 3" } },
      { { "Кичине реестрлер үчүн. Чектер — сунуш.",
          "Для небольших реестров. Пороги — предложение.",
          "For small registers. The bounds are a proposal." } },
      3, "product", NULL, 3, 6, 9, likely3, impact3 },
};

static enum rc level_make(struct rq *rq, int64_t scale, const char *axis,
                          int at, const struct ready_level *from)
{
    struct risk_scale_level *l = record_new(rq, &type_risk_scale_level);

    l->scale = scale;
    l->axis = axis;
    l->position = (struct count){ at, true };
    l->title = from->title;
    l->meaning = from->meaning;
    if (from->loss == NO_LOSS)
        l->chance_from = (struct number){ from->chance, true };
    else
        l->loss_from = (struct count){ from->loss * 100, true };
    return record_put(rq, &type_risk_scale_level, l, "load");
}

static struct count maybe(int n)
{
    return (struct count){ n, n > 0 };
}

static enum rc scale_make(struct rq *rq, const struct ready *from,
                          struct risk_scale **out)
{
    struct risk_scale *s = record_new(rq, &type_risk_scale);

    s->code = from->code;
    s->title = from->title;
    s->note = from->note;
    s->size = (struct count){ from->size, true };
    s->bands = from->bands;
    s->cells = from->cells;
    s->medium_from = maybe(from->medium);
    s->high_from = maybe(from->high);
    s->critical_from = maybe(from->critical);
    TRY(record_put(rq, &type_risk_scale, s, "load"));
    for (int i = 0; i < from->size; i++) {
        TRY(level_make(rq, s->r.id, "likelihood", i + 1,
                       &from->likelihood[i]));
        TRY(level_make(rq, s->r.id, "impact", i + 1, &from->impact[i]));
    }
    *out = s;
    return RC_OK;
}

enum rc risk_scales_make(struct rq *rq)
{
    int64_t id;

    for (size_t i = 0; i < COUNT(ready); i++) {
        enum rc rc = record_find(rq, &type_risk_scale, ready[i].code, 0, &id);
        struct risk_scale *s;

        if (rc != RC_MISSING) {
            TRY(rc);
            continue;
        }
        TRY(scale_make(rq, &ready[i], &s));
        rc = i ? RC_OK : risk_scale_now(rq, 0, &id);
        if (rc == RC_MISSING)
            rc = record_step(rq, &type_risk_scale, s, "enforce", 0);
        TRY(rc);
    }
    return RC_OK;
}
