/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outline.c: reads a whole plan and works out how everything in it stands.
 */
#include "mod/strategy/outline.h"

#include "kernel/record.h"

#include <math.h>
#include <string.h>

enum { LAG_POINTS = 20 };

static const struct sql_text q_plan = {
    "SELECT id FROM plan WHERE ($1 IS NULL OR code = $1) ORDER BY"
    " CASE state WHEN 'adopted' THEN 0 WHEN 'closed' THEN 2 ELSE 1 END,"
    " id DESC LIMIT 1",
    "t", "i"
};

static const struct sql_text q_directions = {
    "SELECT id, code, title_ky, title_ru, title_en FROM direction"
    " WHERE plan = $1 AND state = 'active' ORDER BY position, code_key, id",
    "i", "itttt"
};

static const struct sql_text q_goals = {
    "SELECT g.id, g.direction, g.code, g.title_ky, g.title_ru, g.title_en"
    " FROM goal g JOIN direction d ON d.id = g.direction"
    " WHERE g.plan = $1 AND g.state = 'active'"
    " ORDER BY d.position, d.code_key, d.id, g.position, g.code_key, g.id",
    "i", "iitttt"
};

static const struct sql_text q_tasks = {
    "SELECT t.id, t.goal, t.parent_task, t.code, t.state, t.title_ky,"
    " t.title_ru, t.title_en, t.starts, t.ends"
    " FROM task t JOIN goal g ON g.id = t.goal"
    " JOIN direction d ON d.id = g.direction WHERE t.plan = $1"
    " ORDER BY d.position, d.code_key, d.id, g.position, g.code_key, g.id,"
    " t.position, t.code_key, t.id",
    "i", "iiittttttt"
};

/* Of each task: reports, accepted, late today, progress of its newest ones. */
static const struct sql_text q_reports = {
    "SELECT r.task, count(*),"
    " sum(CASE WHEN r.state = 'accepted' THEN 1 ELSE 0 END),"
    " sum(CASE WHEN r.state IN ('due', 'returned') AND r.due < $2"
    " THEN 1 ELSE 0 END),"
    " avg(CASE WHEN r.period = (SELECT p.id FROM period p WHERE p.plan = $1"
    " AND p.due < $2 ORDER BY p.ends DESC LIMIT 1) THEN r.progress END),"
    " max(r.progress)"
    " FROM report r WHERE r.plan = $1 GROUP BY r.task",
    "it", "iiiirr"
};

enum rc outline_plan(struct rq *rq, const char *code, int64_t *plan)
{
    return sql_get_int(rq->sql, plan, &q_plan, ARGS(STR(code)));
}

/* --- Reading ------------------------------------------------------------------ */

static const char *copy(struct mem *m, const struct sql_rows *r, int c)
{
    return sql_null(r, c) ? NULL : mem_strn(m, sql_str(r, c), sql_size(r, c));
}

static struct text3 copy3(struct mem *m, const struct sql_rows *r, int c)
{
    return (struct text3){ { copy(m, r, c), copy(m, r, c + 1),
                             copy(m, r, c + 2) } };
}

/* An array in an arena that grows by doubling. */
static void *room(struct mem *m, void *at, size_t n, size_t size)
{
    void *bigger;

    if (n & (n - 1))
        return at;
    bigger = mem_array(m, n ? n * 2 : 1, size);
    return n ? memcpy(bigger, at, n * size) : bigger;
}

static enum rc read_directions(struct rq *rq, struct outline *o)
{
    struct sql_rows r =
        sql_query(rq->sql, &q_directions, ARGS(INT(o->plan->r.id)));

    while (sql_next(&r)) {
        o->directions = room(rq->mem, o->directions, o->n_directions,
                             sizeof *o->directions);
        o->directions[o->n_directions++] = (struct outline_direction){
            .id = sql_int(&r, 0),
            .code = copy(rq->mem, &r, 1),
            .title = copy3(rq->mem, &r, 2),
        };
    }
    return sql_done(&r);
}

static enum rc read_goals(struct rq *rq, struct outline *o)
{
    struct sql_rows r =
        sql_query(rq->sql, &q_goals, ARGS(INT(o->plan->r.id)));
    size_t d = 0;

    while (sql_next(&r)) {
        struct outline_goal g = {
            .id = sql_int(&r, 0),
            .direction = sql_int(&r, 1),
            .code = copy(rq->mem, &r, 2),
            .title = copy3(rq->mem, &r, 3),
        };

        while (d < o->n_directions && o->directions[d].id != g.direction)
            d++;
        if (d == o->n_directions)
            break;
        if (!o->directions[d].n++)
            o->directions[d].first = o->n_goals;
        o->goals = room(rq->mem, o->goals, o->n_goals, sizeof *o->goals);
        o->goals[o->n_goals++] = g;
    }
    return sql_done(&r);
}

static enum rc read_tasks(struct rq *rq, struct outline *o)
{
    struct sql_rows r =
        sql_query(rq->sql, &q_tasks, ARGS(INT(o->plan->r.id)));
    size_t g = 0;

    while (sql_next(&r)) {
        struct outline_task t = {
            .id = sql_int(&r, 0),
            .goal = sql_int(&r, 1),
            .parent = sql_int(&r, 2),
            .code = copy(rq->mem, &r, 3),
            .state = type_state(&type_task, sql_str(&r, 4))->name,
            .title = copy3(rq->mem, &r, 5),
            .starts = sql_day(&r, 8),
            .ends = sql_day(&r, 9),
            .progress = NAN,
        };

        while (g < o->n_goals && o->goals[g].id != t.goal)
            g++;
        if (g == o->n_goals)
            break;
        if (!o->goals[g].n++)
            o->goals[g].first = o->n_tasks;
        o->tasks = room(rq->mem, o->tasks, o->n_tasks, sizeof *o->tasks);
        o->tasks[o->n_tasks++] = t;
    }
    return sql_done(&r);
}

static struct outline_task *task_of(struct outline *o, int64_t id)
{
    for (size_t i = 0; i < o->n_tasks; i++)
        if (o->tasks[i].id == id)
            return &o->tasks[i];
    return NULL;
}

static enum rc read_reports(struct rq *rq, struct outline *o)
{
    struct sql_rows r =
        sql_query(rq->sql, &q_reports,
                  ARGS(INT(o->plan->r.id), DAY(rq->mem, rq->today)));

    while (sql_next(&r)) {
        struct outline_task *t = task_of(o, sql_int(&r, 0));

        if (!t)
            continue;
        t->reports = sql_int(&r, 1);
        t->accepted = sql_int(&r, 2);
        t->late = sql_int(&r, 3);
        if (!sql_null(&r, 4))
            t->progress = sql_real(&r, 4);
        else if (!sql_null(&r, 5))
            t->progress = sql_real(&r, 5);
    }
    return sql_done(&r);
}

static enum rc read_indicators(struct rq *rq, struct outline *o)
{
    struct list l = { .type = &type_indicator, .limit = 1000 };
    int64_t *ids;
    const char **codes;
    struct series *series;

    l.where = "t.plan = $1 AND t.state = 'active'";
    params_add(&l.params, INT(o->plan->r.id));
    TRY(list_read(rq, &l));
    ids = MEM_ARRAY(rq->mem, l.n + 1, int64_t);
    codes = MEM_ARRAY(rq->mem, l.n + 1, const char *);
    o->n_indicators = l.n;
    o->indicators =
        MEM_ARRAY(rq->mem, l.n + 1, struct outline_indicator);
    for (size_t i = 0; i < l.n; i++) {
        o->indicators[i].i = l.rec[i];
        ids[i] = o->indicators[i].i->r.id;
        codes[i] = o->indicators[i].i->code;
    }
    TRY(standing_series(rq, o->plan->r.id, ids, codes, l.n, &series));
    for (size_t i = 0; i < l.n; i++) {
        struct outline_indicator *oi = &o->indicators[i];

        oi->series = &series[i];
        oi->standing = indicator_standing(oi->i, oi->series, o->plan->starts,
                                          rq->today);
    }
    return RC_OK;
}

/* --- What it says ------------------------------------------------------------- */

/* Worse first, so that a task shows the worst of its indicators. */
static int badness(enum standing s)
{
    static const int rank[STANDINGS] = {
        [STANDING_NONE] = 0,    [STANDING_REACHED] = 1, [STANDING_ON_WAY] = 2,
        [STANDING_AT_RISK] = 3, [STANDING_FAILED] = 4,
    };

    return rank[s];
}

static void indicators_to_tasks(struct outline *o)
{
    for (size_t i = 0; i < o->n_indicators; i++) {
        struct outline_indicator *oi = &o->indicators[i];
        struct outline_task *t = task_of(o, oi->i->task);

        if (!t)
            continue;
        t->has_indicators = true;
        if (badness(oi->standing) > badness(t->indicators))
            t->indicators = oi->standing;
    }
}

static double time_gone(const struct outline_task *t, day today)
{
    double all = t->ends.n - t->starts.n + 1;

    return 100 * fmin(fmax((today.n - t->starts.n) / all, 0), 1);
}

static enum task_standing leaf_standing(const struct outline_task *t,
                                        day today)
{
    if (!strcmp(t->state, "done"))
        return TASK_DONE;
    if (!strcmp(t->state, "dropped"))
        return TASK_DROPPED;
    if (t->starts.n > today.n)
        return TASK_AHEAD;
    if (t->late)
        return TASK_LATE;
    if (!t->accepted && isnan(t->progress))
        return TASK_SILENT;
    if (t->progress + LAG_POINTS < time_gone(t, today))
        return TASK_LAGGING;
    return TASK_UNDER_WAY;
}

/* A parent is as late as its worst sub-task, and done when all are. */
static enum task_standing worse(enum task_standing a, enum task_standing b)
{
    static const int rank[TASK_STANDINGS] = {
        [TASK_DROPPED] = 0,   [TASK_DONE] = 1,    [TASK_AHEAD] = 2,
        [TASK_UNDER_WAY] = 3, [TASK_SILENT] = 4,  [TASK_LAGGING] = 5,
        [TASK_LATE] = 6,
    };

    return rank[a] > rank[b] ? a : b;
}

static void parents(struct outline *o)
{
    for (size_t i = 0; i < o->n_tasks; i++) {
        struct outline_task *t = &o->tasks[i];
        struct outline_task *p = t->parent ? task_of(o, t->parent) : NULL;

        if (!p)
            continue;
        p->standing = p->parent_of_some ? worse(p->standing, t->standing)
                                        : t->standing;
        p->parent_of_some = true;
        p->reports += t->reports;
        p->accepted += t->accepted;
        p->late += t->late;
    }
}

static double progress_of(const struct outline_task *t)
{
    if (t->standing == TASK_DONE)
        return 100;
    return isnan(t->progress) ? 0 : t->progress;
}

static void direction_add(struct outline_direction *d,
                          const struct outline_task *t)
{
    if (t->parent_of_some || t->standing == TASK_DROPPED)
        return;
    d->progress = (d->progress * (double)d->tasks + progress_of(t)) /
                  (double)(d->tasks + 1);
    d->tasks++;
    d->done += t->standing == TASK_DONE;
}

static void directions_done(struct outline *o)
{
    for (size_t d = 0; d < o->n_directions; d++) {
        struct outline_direction *dir = &o->directions[d];

        for (size_t g = dir->first; g < dir->first + dir->n; g++)
            for (size_t t = 0; t < o->goals[g].n; t++)
                direction_add(dir, &o->tasks[o->goals[g].first + t]);
    }
}

enum rc outline_tasks(struct rq *rq, int64_t plan, struct outline **out)
{
    struct outline *o = MEM_NEW(rq->mem, struct outline);
    void *rec;

    TRY(record_get(rq, &type_plan, plan, &rec));
    o->plan = rec;
    TRY(read_directions(rq, o));
    TRY(read_goals(rq, o));
    TRY(read_tasks(rq, o));
    TRY(read_reports(rq, o));
    for (size_t i = 0; i < o->n_tasks; i++)
        o->tasks[i].standing = leaf_standing(&o->tasks[i], rq->today);
    parents(o);
    directions_done(o);
    *out = o;
    return RC_OK;
}

enum rc outline_read(struct rq *rq, int64_t plan, struct outline **out)
{
    TRY(outline_tasks(rq, plan, out));
    TRY(read_indicators(rq, *out));
    indicators_to_tasks(*out);
    return RC_OK;
}

const char *task_standing_label(enum task_standing s)
{
    static const char *const label[TASK_STANDINGS] = {
        [TASK_SILENT] = N_("no report yet"),
        [TASK_AHEAD] = N_("not begun"),
        [TASK_UNDER_WAY] = N_("under way"),
        [TASK_LAGGING] = N_("behind its time"),
        [TASK_LATE] = N_("report is late"),
        [TASK_DONE] = N_("done"),
        [TASK_DROPPED] = N_("dropped"),
    };

    return label[s];
}

const char *task_standing_name(enum task_standing s)
{
    static const char *const name[TASK_STANDINGS] = {
        [TASK_SILENT] = "silent",       [TASK_AHEAD] = "ahead",
        [TASK_UNDER_WAY] = "under_way", [TASK_LAGGING] = "lagging",
        [TASK_LATE] = "late",           [TASK_DONE] = "done",
        [TASK_DROPPED] = "dropped",
    };

    return name[s];
}

const char *task_standing_tone(enum task_standing s)
{
    static const char *const tone[TASK_STANDINGS] = {
        [TASK_SILENT] = "muted",   [TASK_AHEAD] = "neutral",
        [TASK_UNDER_WAY] = "info", [TASK_LAGGING] = "warn",
        [TASK_LATE] = "bad",       [TASK_DONE] = "good",
        [TASK_DROPPED] = "muted",
    };

    return tone[s];
}

void outline_count(const struct outline *o, size_t tasks[TASK_STANDINGS],
                   size_t indicators[STANDINGS])
{
    memset(tasks, 0, TASK_STANDINGS * sizeof *tasks);
    memset(indicators, 0, STANDINGS * sizeof *indicators);
    for (size_t i = 0; i < o->n_tasks; i++)
        if (!o->tasks[i].parent_of_some)
            tasks[o->tasks[i].standing]++;
    for (size_t i = 0; i < o->n_indicators; i++)
        indicators[o->indicators[i].standing]++;
}
