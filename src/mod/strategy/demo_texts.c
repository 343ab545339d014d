/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo_texts.c: executors and report texts of the demo university.
 */
#include "mod/strategy/demo_texts.h"

#include <string.h>

int demo_direction(const char *code)
{
    static const char *const roman[] = { "I", "II", "III", "IV",
                                         "V", "VI", "VII" };
    size_t n = strcspn(code, ".");

    for (size_t i = 0; i < COUNT(roman); i++)
        if (strlen(roman[i]) == n && !strncmp(roman[i], code, n))
            return (int)i;
    return 0;
}

/* --- Executors: the longest prefix of whole parts wins -------------------- */

static const struct {
    const char *prefix, *units;
} carried[] = {
    { "I.1", "demo_study;demo_energy" },
    { "I.1.2", "demo_study;demo_civil" },
    { "I.1.3", "science_dept;demo_digital" },
    { "I.1.4", "intl_dept;demo_economy" },
    { "I.1.5", "quality_dept" },
    { "I.1.6", "demo_study" },
    { "I.1.7", "legal_dept" },
    { "I.1.8", "library;demo_transport" },
    { "I.1.11", "demo_it" },
    { "I.1.12", "demo_it;demo_study" },
    { "I.1.13", "demo_it" },
    { "I.1.14", "demo_it" },
    { "I.1.15", "intl_dept" },
    { "I.1.16", "intl_dept" },
    { "I.1.17", "science_dept" },
    { "I.2", "science_dept" },
    { "I.3", "demo_study" },
    { "I.3.2", "legal_dept;hr_dept" },
    { "I.4", "career_centres" },
    { "I.4.1", "career_centres;practice_dept" },
    { "I.4.2", "practice_dept;demo_food" },
    { "I.4.4", "business_incubators;demo_economy" },
    { "I.4.5", "practice_dept" },
    { "I.4.6", "preuni_centres" },
    { "I.5", "demo_study;demo_languages" },
    { "I.6", "legal_dept;demo_youth" },
    { "II", "science_dept" },
    { "II.1.2", "business_incubators;science_dept" },
    { "II.1.4.2", "intl_dept;science_dept" },
    { "II.2", "science_dept;demo_digital" },
    { "III", "hr_dept" },
    { "III.1.1", "hr_dept;legal_dept" },
    { "III.1.3", "finance_dept;hr_dept" },
    { "III.2", "hr_dept;demo_study" },
    { "III.2.4", "demo_languages" },
    { "III.4", "science_dept" },
    { "IV", "intl_dept" },
    { "IV.1.4", "quality_dept" },
    { "V", "admin_dept" },
    { "V.1", "admin_dept;finance_dept" },
    { "V.2.2", "library" },
    { "V.2.3", "finance_dept" },
    { "VI.3", "demo_it" },
    { "VI.4", "demo_it;press_service" },
    { "VI.5", "library;demo_it" },
    { "VII", "demo_youth" },
    { "VII.1.1.2", "demo_youth;demo_civil" },
    { "VII.1.3", "demo_youth;demo_transport" },
    { "VII.3", "press_service" },
};

const char *demo_executors(const char *task)
{
    const char *best = NULL;
    size_t length = 0;

    for (size_t i = 0; i < COUNT(carried); i++) {
        size_t n = strlen(carried[i].prefix);

        if (n > length && !strncmp(task, carried[i].prefix, n) &&
            (task[n] == '.' || !task[n])) {
            best = carried[i].units;
            length = n;
        }
    }
    return best;
}

/* --- Reports -------------------------------------------------------------- */

static const char *const begun[7][3] = {
    { "Жумушчу топ түзүлүп, окуу пландарын карап чыгуу башталды. %d"
      " дисциплинанын программасы талданды.",
      "Кафедралар менен %d жолугушуу өткөрүлүп, биринчи долбоор"
      " талкууга чыкты.",
      "Алдыңкы ЖОЖдордун тажрыйбасы үйрөнүлдү: %d программа"
      " салыштырылды." },
    { "Илимий топтордун тизмеси такталып, %d долбоордун сунушу даярдалды.",
      "Өнөктөштөр менен %d сүйлөшүү жүргүзүлдү, макулдашуунун долбоору"
      " даяр.",
      "Жаш окумуштуулар үчүн %d семинар өткөрүлдү." },
    { "Кызматтык нускамалардын %d долбоору жазылып, бөлүмдөргө жиберилди.",
      "Окутуучулардын муктаждыгы боюнча сурамжылоого %d киши катышты.",
      "Квалификацияны жогорулатуунун планы түзүлүп, %d киши каттоодон"
      " өттү." },
    { "Чет элдик %d университет менен кат алышуу башталды.",
      "Аккредитацияга %d программа тандалып, өзүн-өзү баалоо жүрүүдө.",
      "Студенттик алмашуу боюнча %d келишимдин долбоору даярдалды." },
    { "Имараттардын абалы каралып, %d объект боюнча корутунду жазылды.",
      "Долбоордук-сметалык иш кагаздарынын %d бөлүгү даяр.",
      "Жабдуулардын тизмеси такталып, %d табыштама берилди." },
    { "Техникалык тапшырма жазылып, %d бөлүмдүн сунушу эске алынды.",
      "%d бөлүмдө сыноо режими башталды.",
      "Серверлер текшерилип, %d кемчилик тизмеге алынды." },
    { "Иш-чаралардын планы бекитилип, алгачкы %d иш-чара өткөрүлдү.",
      "Студенттик кеңеш менен бирге %d жолугушуу уюштурулду.",
      "Маалымат каражаттарына %d материал даярдалды." },
};

static const char *const going[7][3] = {
    { "Мезгил ичинде %d дисциплинанын окуу-методикалык комплекси жаңыланды,"
      " окуу-методикалык кеңеш аларды карап чыкты.",
      "%d окутуучу окуудан өтүп, материалдар тутумга жүктөлдү.",
      "Иш берүүчүлөр менен бирге %d программа такталды, пикирлер"
      " катталды." },
    { "%d илимий макала даярдалып, анын бир бөлүгү басылды.",
      "Биргелешкен изилдөөгө %d магистрант тартылды, аралык отчет"
      " талкууланды.",
      "Долбоорлорго %d табыштама берилди, каржылоонун жыйынтыгы"
      " күтүлүүдө." },
    { "%d кызматкер окуудан өтүп, күбөлүк алды.",
      "Тажрыйба алмашуу боюнча %d ачык сабак өткөрүлдү.",
      "Аттестация жүрүп, %d кызматкердин иши бааланды." },
    { "Алмашуу программалары боюнча %d студент сыртка чыкты.",
      "Эл аралык %d иш-чарага катыштык, өнөктөштөр менен план түзүлдү.",
      "Тышкы эксперттер %d программаны карап, сунуштарын берди." },
    { "Оңдоо иштери %d имаратта жүрүп жатат, графикке ылайык.",
      "%d лабораторияга жабдуу орнотулду.",
      "%d объект боюнча подрядчы менен акт түзүлдү." },
    { "%d бөлүм тутумга кошулду, колдонуучулар окутулду.",
      "Камтуу кеңейди: %d пункт иштеп жатат.",
      "Тутумга %d жаңы мүмкүнчүлүк кошулуп, сынактан өттү." },
    { "%d иш-чара өткөрүлүп, ага студенттер жигердүү катышты.",
      "Шаардык жана республикалык %d сынакка катыштык.",
      "Басма сөздө жана сайтта %d материал жарыяланды." },
};

static const char *const closing[] = {
    " Кийинки мезгилде иш уланат.",
    " Далилдер тиркелди.",
    " Кыйынчылык: каражат кечигип түштү, бирок график сакталды.",
    " Кыйынчылык: адис жетишсиз, жардамчы бөлүнүүсүн суранабыз.",
    " Жыйынтык ректоратта угулду.",
};

static const char *const delivered =
    " Милдетте күтүлгөн натыйжага жетишилди, документи тиркелди.";

const char *demo_report(struct mem *m, const char *task, uint64_t who,
                        int stage)
{
    int d = demo_direction(task), k = demo_pick(who, 31, 3);
    int n = 2 + demo_pick(who, 32, 23);
    const char *body = stage ? going[d][k] : begun[d][k];
    const char *gap = strstr(body, "%d");
    const char *end = stage == 2 ? delivered
                                 : closing[demo_pick(who, 33,
                                                     (int)COUNT(closing))];

    return mem_fmt(m, "%.*s%d%s%s", (int)(gap - body), body, n, gap + 2, end);
}

const char *demo_reason(uint64_t who)
{
    static const char *const reasons[] = {
        "Далилдер жок: өткөрүлгөн иш-чаралардын тизмесин тиркеңиз.",
        "Сандар мурунку отчеттун сандарына каршы келет, тактап бериңиз.",
        "Эмне аткарылганы айтылган эмес, план гана жазылган.",
        "Натыйжага жетишилди делген, бирок ырастоочу документи жок.",
    };

    return reasons[demo_pick(who, 34, (int)COUNT(reasons))];
}

const char *demo_document(struct mem *m, const char *direction, int year)
{
    return mem_fmt(
        m,
        "ДЕМО ДОКУМЕНТ\n\n"
        "%s багыт боюнча %d-жылдын жыйынтык маалымкаты.\n"
        "Бул документ демо университет үчүн түзүлгөн, андагы сандар"
        " ойдон чыгарылган.\n\n"
        "Демонстрационный документ: сводка по направлению %s за %d год,"
        " числа вымышлены.\n"
        "Demonstration document: summary of direction %s for %d, the numbers"
        " are invented.\n",
        direction, year, direction, year, direction, year);
}
