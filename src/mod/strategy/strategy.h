/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strategy.h: the strategy of the university: plan, directions, goals, tasks,
 * results, indicators; who reports what and when; what the numbers say.
 * Fields bear the column names of the data files (data/oshtu).
 */
#pragma once

#include "kernel/assignment.h"
#include "kernel/import.h"
#include "kernel/data_file.h"

/* Several plans stand side by side; codes are unique within one. */
struct plan {
    struct record r; /* draft <-> discussion -> adopted -> closed */
    const char *code;
    struct text3 title;
    day starts, ends;
    const char *report_every; /* quarter half_year year */
    struct count report_days; /* days after a period within which to report */
    int64_t schedule; /* that opens its periods; 0: the office does */
    const char *adopted_note; /* what is known of its adoption */
    day discussion_from, discussion_to; /* the last public discussion */
    day adopted_on;
    int64_t adopted_act;
};

/* What somebody says in the public discussion of a plan. */
struct proposal {
    struct record r; /* new -> taken | declined */
    int64_t plan;
    const char *about; /* code of what it is about, NULL the whole */
    const char *text;
    const char *name, *contact; /* as they choose to say */
    int64_t person;    /* when signed in */
    day made_on;
    const char *answer;
};

struct direction {
    struct record r;
    int64_t plan;
    const char *code;
    struct count position;
    struct text3 title;
};

struct goal {
    struct record r;
    int64_t plan, direction;
    const char *code;
    struct count position;
    struct text3 title;
};

struct task {
    struct record r; /* open -> done | dropped */
    int64_t plan, goal;
    const char *code;
    struct count position;
    struct text3 title;
    struct refs responsible; /* as the source says, collectives included */
    struct refs executors;   /* real units, resolved by the planning office */
    day starts, ends;
    const char *numbered; /* source ours */
    int64_t parent_task;
    const char *responsible_basis, *year_basis;
};

struct result {
    struct record r; /* expected -> delivered */
    int64_t plan, task;
    const char *code;
    struct text3 title;
    struct refs shared_with;
    day delivered_on;
    int64_t delivered_by; /* report that said so */
};

struct outcome {
    struct record r;
    int64_t plan;
    const char *code;
    struct count position;
    struct text3 title;
};

/* Target kinds: printed in the source, derived from its words by us (a
 * proposal until the council adopts it), or none. */
struct indicator {
    struct record r;
    int64_t plan, task, direction;
    const char *code;
    struct text3 title;
    const char *unit; /* percent count ratio currency yes_no days */
    const char *direction_of_good; /* up down */
    struct number baseline, target;
    struct count target_year;
    const char *per; /* year by_year total */
    const char *population;
    const char *source, *text;
    const char *kind; /* number promise */
    bool derived;
    const char *year_basis;
    const char *risk, *risk_action; /* codes of the risk plan */
    int64_t outcome;
    int64_t target_act; /* that made a derived target the university's own */
};

/* Target of one year on the way to the indicator's own. */
struct yearly_target {
    struct record r;
    int64_t plan, indicator;
    struct count year;
    struct number target;
    bool derived;
};

/* A value typed by hand; only with the document that shows it. */
struct reading {
    struct record r; /* entered -> confirmed | rejected */
    int64_t plan, indicator;
    day on_day; /* the day that it speaks of */
    struct number amount, numerator, denominator;
    int64_t document; /* file */
    const char *note;
    int64_t person;
};

/* Mission, strategic aims, values and principles. */
struct value {
    struct record r;
    int64_t plan;
    const char *code, *kind;
    struct count position;
    struct text3 title;
};

/* Where the source contradicts itself: all wordings stay, and it is shown. */
struct conflict {
    struct record r; /* open -> settled (by a decision) */
    int64_t plan;
    const char *code;
    struct text3 title;
    struct text3 explanation;
    struct refs indicators, tasks;
    struct text3 settlement; /* what was decided */
};

/* A time for which every leaf task is reported. */
struct period {
    struct record r; /* planned -> open -> closed */
    int64_t plan;
    const char *code; /* 2025-Q4, 2024 */
    day starts, ends, due;
};

/* What one unit did for one task in one period. */
struct report {
    struct record r; /* due -> submitted -> accepted | returned -> submitted */
    int64_t plan, task, period, unit; /* unit: whose report it is */
    struct text3 title;   /* "I.1.2, Library, 2025", made with it */
    day due;
    const char *done;     /* what was done */
    const char *delivery; /* delivered partly not */
    struct count progress; /* percent of the task, as the unit sees it */
    struct refs results;  /* results delivered by it */
    struct refs evidence; /* files */
    const char *links;    /* addresses of records or pages, a line each */
    int64_t person;       /* who submitted */
    day submitted_on;
    const char *reason;   /* why it was returned */
};

/* What the introduction and the notes of the source say. */
struct context {
    struct record r;
    int64_t plan;
    const char *code, *kind;
    struct count position;
    struct text3 title;
};

struct abbreviation {
    struct record r;
    int64_t plan;
    const char *abbr;
    struct text3 expansion;
    const char *listed_in; /* list: of the source; text */
};

/* An information system, platform or digital service. */
struct system {
    struct record r;
    int64_t plan;
    const char *code;
    struct text3 title, summary;
    const char *source; /* codes of tasks, goals or actions */
    const char *nature; /* named implied external */
};

extern const struct type type_plan, type_direction, type_goal, type_task,
    type_result, type_outcome, type_indicator, type_yearly_target,
    type_reading, type_value, type_conflict, type_period, type_report,
    type_context, type_abbreviation, type_system, type_proposal;

/* What every type within a plan has: the same columns, the same manner. */
#define PLAN_FIELD(rec)                                                        \
    FIELD_REF(rec, plan, &type_plan, .label = N_("Plan"), .must = true,        \
              .filter = true, .fixed = true)
#define CODE_FIELD(rec)                                                        \
    FIELD_TEXT(rec, code, .label = N_("Code"), .must = true, .unique = true,   \
               .list = true, .filter = true, .sort = true, .search = true,     \
               .max = 60)
#define TITLE_FIELD(rec)                                                       \
    FIELD_TEXT3(rec, title, .label = N_("Title"), .must = true, .list = true,  \
                .filter = true, .sort = true, .search = true, .max = 1000)
#define POSITION_FIELD(rec)                                                    \
    FIELD_COUNT(rec, position, .label = N_("Position"), .least = 1,            \
                .most = 100000)
#define IN_PLAN                                                                \
    .title = "title", .code = "code", .code_scope = "plan", .order = "code"

extern const struct module mod_strategy;

/* Code of the plan that strategy_load makes. */
#define STRATEGY_CONCEPT "concept-2023-2028"

/* Loads a folder of data files (data/oshtu) as a plan in draft; progress as
 * for an import.  Nothing is written unless all files are right. */
enum rc strategy_load(struct rq *rq, const char *dir,
                      bool (*progress)(void *, long, long), void *arg) MUST_USE;

/* State of a task or indicator as the map colours it. */
enum standing {
    STANDING_NONE,    /* no data */
    STANDING_REACHED,
    STANDING_ON_WAY,
    STANDING_AT_RISK,
    STANDING_FAILED,
    STANDINGS
};

/* --- For modules that build on the strategy ----------------------------------- */

/* A task or an indicator and how it stands: words (msgid) and tone as on the
 * map. */
struct strategy_item {
    int64_t id;
    const char *code;
    struct text3 title;
    const char *words, *tone;
    bool done; /* a task is done, an indicator has reached its target */
    bool late; /* a report on the task is late */
};

struct strategy_status {
    struct strategy_item *tasks, *indicators;
    size_t n_tasks, n_indicators;
};

/* Who runs the strategy's daily life: holds `planning` today, else `rector`,
 * else who asks; 0 nobody. */
enum rc planning_person(struct rq *rq, int64_t *person) MUST_USE;
/* The plan that pages show: the one of this code, NULL: adopted before draft,
 * then the newest.  RC_MISSING when there is none. */
enum rc strategy_plan(struct rq *rq, const char *code, int64_t *plan) MUST_USE;
/* All tasks of a plan, in its order; its indicators too when asked for. */
enum rc strategy_status(struct rq *rq, int64_t plan, bool indicators,
                        struct strategy_status **out) MUST_USE;
/* NULL: not of this plan. */
const struct strategy_item *strategy_task(const struct strategy_status *s,
                                          int64_t id);
const struct strategy_item *strategy_indicator(const struct strategy_status *s,
                                               int64_t id);

/* An indicator with a target by a year, and all its values in order of days. */
struct strategy_value {
    day on;
    double value;
    bool typed;
};
struct strategy_outlook {
    int64_t id, task;
    const char *code;
    struct text3 title;
    const char *unit;
    double target;
    int year;     /* at whose end it shall be met */
    bool down;    /* less is better */
    bool derived; /* the target */
    const char *words, *tone; /* how it stands now */
    struct strategy_value *at;
    size_t n;
};
enum rc strategy_outlook(struct rq *rq, int64_t plan,
                         struct strategy_outlook **out, size_t *n) MUST_USE;
