/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outline.h: a whole plan in memory, with the standing of each task and
 * indicator, read in eight statements.  The map, the pages of a unit and of a
 * year, and the rector's page are drawn from it.
 */
#pragma once

#include "mod/strategy/standing.h"

/* How a task stands by its reports; parents by their sub-tasks. */
enum task_standing {
    TASK_SILENT,    /* under way, and nobody has reported yet */
    TASK_AHEAD,     /* its term has not begun */
    TASK_UNDER_WAY, /* reported, progress as its time demands */
    TASK_LAGGING,   /* progress 20 points or more behind the time gone */
    TASK_LATE,      /* a report is past its day */
    TASK_DONE,
    TASK_DROPPED,
    TASK_STANDINGS
};

struct outline_indicator {
    struct indicator *i;
    struct series *series;
    enum standing standing;
};

struct outline_task {
    int64_t id, goal, parent;
    const char *code, *state;
    struct text3 title;
    day starts, ends;
    bool parent_of_some;
    int64_t reports, accepted, late;
    double progress; /* mean of the newest reports, percent; NAN none */
    enum task_standing standing;
    enum standing indicators; /* the worst of its own, NONE when none */
    bool has_indicators;
};

struct outline_goal {
    int64_t id, direction;
    const char *code;
    struct text3 title;
    size_t first, n; /* its tasks */
};

struct outline_direction {
    int64_t id;
    const char *code;
    struct text3 title;
    size_t first, n; /* its goals */
    int64_t tasks, done;
    double progress; /* mean of its leaf tasks, percent; silent ones count 0 */
};

struct outline {
    struct plan *plan;
    struct outline_direction *directions;
    size_t n_directions;
    struct outline_goal *goals;
    size_t n_goals;
    struct outline_task *tasks;
    size_t n_tasks;
    struct outline_indicator *indicators;
    size_t n_indicators;
};

/* The plan shown first: adopted before draft, then the newest.  RC_MISSING
 * when there is none. */
enum rc outline_plan(struct rq *rq, const char *code, int64_t *plan) MUST_USE;
enum rc outline_read(struct rq *rq, int64_t plan, struct outline **out)
    MUST_USE;
/* The same without indicators, in five statements. */
enum rc outline_tasks(struct rq *rq, int64_t plan, struct outline **out)
    MUST_USE;
const char *task_standing_label(enum task_standing s); /* msgid */
const char *task_standing_name(enum task_standing s);  /* in addresses */
const char *task_standing_tone(enum task_standing s);
/* How many tasks (leaves) and indicators have each standing. */
void outline_count(const struct outline *o, size_t tasks[TASK_STANDINGS],
                   size_t indicators[STANDINGS]);
