/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strategy_load.c: the concept's data files as a plan in draft.  What is known
 * of its adoption is that nothing is known, and the plan says so.
 */
#include "kernel/setting.h"
#include "kernel/data_file.h"
#include "mod/strategy/strategy_types.h"

/* Units come first: the rest points at them. */
static const struct data_file files[] = {
    { "units.csv", &type_unit, false },
    { "directions.csv", &type_direction, false },
    { "goals.csv", &type_goal, false },
    { "tasks.csv", &type_task, false },
    { "results.csv", &type_result, false },
    { "outcomes.csv", &type_outcome, false },
    { "indicators.csv", &type_indicator, false },
    { "values.csv", &type_value, false },
    { "context.csv", &type_context, false },
    { "systems.csv", &type_system, false },
    { "abbreviations.csv", &type_abbreviation, false },
    /* Ours: the places where the source contradicts itself. */
    { "conflicts.csv", &type_conflict, true },
    /* Ours: the name of the university. */
    { "settings.csv", &type_setting, true },
};

static const struct text3 plan_title = { {
    "М. М. Адышев атындагы Ош технологиялык университетин өнүктүрүүнүн"
    " 2023–2028-жылдарга концепциясы",
    "Концепция развития Ошского технологического университета имени"
    " М. М. Адышева на 2023–2028 годы",
    "Concept of development of M. M. Adyshev Osh Technological University"
    " 2023-2028",
} };

static const char adopted_note[] =
    "Кабыл алынган күнү белгисиз: концепция талкуудан кийин кабыл алынарын"
    " айтат, тобокелдик планынын бекитүү графасында 2023-жылдын күнү менен"
    " айы толтурулган эмес.\n"
    "День принятия неизвестен: концепция говорит, что принимается после"
    " обсуждения, в грифе утверждения плана рисков день и месяц 2023 года не"
    " заполнены.\n"
    "The day of adoption is not known: the concept says that it is adopted"
    " after discussion; the approval block of the risk plan has an empty day"
    " and month in 2023.";

static enum rc plan_make(struct rq *rq, int64_t *id)
{
    struct plan *p = record_new(rq, &type_plan);
    enum rc rc = record_find(rq, &type_plan, STRATEGY_CONCEPT, 0, id);

    if (rc == RC_OK)
        return fail(rq, RC_CONFLICT, NULL, "the plan %s is loaded already",
                    STRATEGY_CONCEPT);
    if (rc != RC_MISSING)
        return rc;
    p->code = STRATEGY_CONCEPT;
    p->title = plan_title;
    p->starts = day_ymd(2023, 1, 1);
    p->ends = day_ymd(2028, 12, 31);
    p->report_every = "quarter";
    p->report_days = (struct count){ 20, true };
    p->adopted_note = adopted_note;
    TRY(record_put(rq, &type_plan, p, "load"));
    *id = p->r.id;
    return RC_OK;
}

enum rc strategy_load(struct rq *rq, const char *dir,
                      bool (*progress)(void *, long, long), void *arg)
{
    int64_t plan;

    TRY(plan_make(rq, &plan));
    return data_files_load(rq, dir, files, COUNT(files), plan, progress, arg);
}
