/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo_values.c: the demo university's yearly targets and typed values, each
 * with a document, so that indicators stand in every way an indicator can.
 */
#include "mod/strategy/demo_history.h"

#include "store/files.h"

#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

enum { INDICATORS = 200, STUDENTS_THEN = 12400, LAST_YEAR = 2025 };

/* --- Documents ------------------------------------------------------------ */

struct document {
    const char *hash, *name;
    int64_t size;
    int64_t *id;
};

struct documents {
    struct demo_history *h;
    struct document at[DEMO_DIRECTIONS * DEMO_YEARS];
    size_t n;
};

static bool write_all(const char *path, const char *s, size_t n)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ssize_t done = fd < 0 ? -1 : write(fd, s, n);

    if (fd >= 0 && close(fd))
        return false;
    return done == (ssize_t)n;
}

static enum rc document_keep(struct rq *rq, struct documents *d, int direction,
                             int year)
{
    static const char *const roman[] = { "I", "II", "III", "IV",
                                         "V", "VI", "VII" };
    const char *text = demo_document(rq->mem, roman[direction], year);
    const char *path = files_temporary(rq->app->store, rq->mem);
    struct sha256 hash = sha256(text, strlen(text));
    struct document *doc = &d->at[d->n++];

    if (!write_all(path, text, strlen(text)))
        return fail(rq, RC_BUSY, NULL, "%s cannot be written", path);
    TRY(files_keep(rq->app->store, path, hash));
    doc->hash = sha256_hex(rq->mem, hash);
    doc->name = mem_fmt(rq->mem, "demo-%s-%d.txt", roman[direction], year);
    doc->size = (int64_t)strlen(text);
    doc->id = &d->h->file[direction][year - DEMO_FIRST_YEAR];
    return RC_OK;
}

static enum rc documents_add(struct rq *rq, void *arg)
{
    const struct documents *d = arg;

    demo_at(rq, day_ymd(2023, 1, 10), d->h->planning);
    for (size_t i = 0; i < d->n; i++)
        TRY(file_add(rq, d->at[i].name, "text/plain", d->at[i].hash,
                     d->at[i].size, d->at[i].id));
    return RC_OK;
}

enum rc demo_documents(struct rq *rq, struct demo_history *h)
{
    struct documents *d = MEM_NEW(rq->mem, struct documents);

    d->h = h;
    for (int i = 0; i < DEMO_DIRECTIONS; i++)
        for (int y = 0; y < DEMO_YEARS; y++)
            TRY(document_keep(rq, d, i, DEMO_FIRST_YEAR + y));
    return demo_write(rq, documents_add, d);
}

/* --- Values --------------------------------------------------------------- */

struct known {
    int64_t id;
    const char *code, *unit, *per, *direction;
    bool down, has_target, of_students;
    double target;
    int year; /* of the target */
};

struct values {
    const struct demo_history *h;
    struct known at[INDICATORS];
    size_t n, from, to;
};

/* How an indicator goes: share of the way to the target at each year's end. */
enum way { WAY_REACHED, WAY_GOING, WAY_SLOW, WAY_STUCK, WAY_NONE, WAYS };

static double share(enum way way, int year)
{
    static const double at[WAYS][3] = {
        [WAY_REACHED] = { 0.55, 0.82, 1.04 },
        [WAY_GOING] = { 0.22, 0.41, 0.60 },
        [WAY_SLOW] = { 0.12, 0.19, 0.27 },
        [WAY_STUCK] = { 0.31, 0.30, 0.32 },
    };

    return at[way][year - DEMO_FIRST_YEAR];
}

/* Those that people look at first are written by hand, so that they do not
 * contradict each other; a first value below 0: nobody has typed any. */
static const struct told {
    const char *code;
    double at[3];
} told[] = {
    { "accredited_bm_2025", { 18.2, 31.5, 44.1 } },
    { "accredited_all", { 15.1, 27.3, 38.6 } },
    { "mobility_bachelor", { 4.2, 8.1, 11.9 } },
    { "mobility_master", { 4.1, 6.2, 8.3 } },
    { "mobility_master_2026", { 4.1, 6.2, 8.3 } },
    { "mobility_phd_2026", { 12.5, 16.7, 20 } },
    { "foreign_students", { 8.4, 10.3, 12.6 } },
    { "talent_share", { 10.9, 13.2, 15.6 } },
    { "master_share", { 9.4, 10.1, 10.6 } },
    { "phd_share", { 0.05, 0.09, 0.12 } },
    { "student_entrepreneurs", { 6.3, 11.8, 17.2 } },
    { "etextbook_share", { 14, 22.5, 31 } },
    { "distance_course_share", { 6.1, 9.4, 15.3 } },
    { "ais_functions", { 9, 14, 22 } },
    { "own_dl_system", { 0, 1, 1 } },
    { "exchange_every_year", { 1, 1, 1 } },
    { "applicants_geography", { 11, 13, 15 } },
    { "teacher_pay_ratio", { 1, 1.35, 1.62 } },
    { "staff_pay_ratio", { 1, 1.22, 1.41 } },
    { "pay_vs_inflation", { 1.08, 1.02, 0.97 } },
    { "indexed_publications", { 212, 268, 341 } },
    { "library_collection", { 186400, 189250, 193700 } },
    { "edocument_units", { 8, 21, 37 } },
    { "unified_ais_coverage", { 12, 25, 41 } },
    { "wifi_buildings", { 45, 72, 100 } },
    { "elibrary", { 0, 1, 1 } },
    { "site_languages", { 1, 2, 3 } },
    { "weekly_digest", { 38, 44, 52 } },
    { "leading_central_asia", { -1, 0, 0 } },
    { "situation_centre", { -1, 0, 0 } },
    { "digital_university", { -1, 0, 0 } },
};

static const struct told *told_of(const struct known *k)
{
    for (size_t i = 0; i < COUNT(told); i++)
        if (!strcmp(told[i].code, k->code))
            return &told[i];
    return NULL;
}

static enum way way_of(const struct known *k)
{
    static const enum way often[] = {
        WAY_GOING, WAY_GOING, WAY_REACHED, WAY_SLOW, WAY_GOING,
        WAY_NONE,  WAY_STUCK, WAY_REACHED, WAY_SLOW, WAY_NONE,
        WAY_GOING, WAY_NONE,
    };
    uint64_t key = demo_key(k->code);

    if (told_of(k))
        return told_of(k)->at[0] < 0 ? WAY_NONE : WAY_GOING;
    if (!k->has_target)
        return demo_pick(key, 61, 3) ? WAY_NONE : WAY_GOING;
    return often[demo_pick(key, 62, (int)COUNT(often))];
}

/* Where a promise has no number the series still grows from somewhere. */
static double goal_of(const struct known *k)
{
    static const int counts[] = { 24, 60, 140, 320 };

    if (k->has_target)
        return k->target;
    if (!strcmp(k->unit, "percent"))
        return 40;
    if (!strcmp(k->unit, "ratio"))
        return 2;
    if (!strcmp(k->unit, "currency"))
        return 30e6;
    return counts[demo_pick(demo_key(k->code), 63, (int)COUNT(counts))];
}

/* From zero up to the target, or from above down to it. */
static double raw_value(const struct known *k, enum way way, int year)
{
    double goal = goal_of(k), s = share(way, year);
    int step = demo_pick(demo_key(k->code), (uint64_t)year, 7) - 3;
    double wobble = step / 200.0;

    if (way != WAY_REACHED)
        s += wobble;
    if (k->down)
        return fmax(goal + (goal + 14) * (1 - s), goal);
    if (!strcmp(k->unit, "ratio"))
        return 1 + (goal - 1) * s;
    return goal * s;
}

static void as_share(struct reading *r, int year, double v)
{
    double all = STUDENTS_THEN + 150 * (year - DEMO_FIRST_YEAR);
    double part = round(all * v / 100);

    r->denominator = (struct number){ all, true };
    r->numerator = (struct number){ part, true };
    r->amount = (struct number){ round(part / all * 1e4) / 100, true };
}

static void fit_unit(const struct known *k, enum way way, int year,
                     struct reading *r)
{
    const struct told *t = told_of(k);
    double v = t ? t->at[year - DEMO_FIRST_YEAR] : raw_value(k, way, year);
    bool last = way == WAY_REACHED && year == LAST_YEAR && !k->down;

    if (!strcmp(k->unit, "percent"))
        v = fmin(round(v * 100) / 100, 100);
    else if (!strcmp(k->unit, "yes_no"))
        v = t ? v : way == WAY_REACHED && year > DEMO_FIRST_YEAR;
    else if (!strcmp(k->unit, "ratio"))
        v = round(v * 100) / 100;
    else if (!strcmp(k->unit, "currency"))
        v = round(v / 1e3) * 1e3;
    else
        v = last ? ceil(v) : round(v);
    r->amount = (struct number){ v, true };
    if (k->of_students && !strcmp(k->unit, "percent"))
        as_share(r, year, v);
}

static enum rc reading_make(struct rq *rq, const struct values *v,
                            const struct known *k, enum way way, int year)
{
    struct reading *r = record_new(rq, &type_reading);
    int d = demo_direction(k->direction);

    demo_at(rq, day_ymd(year + 1, 1, 20 + demo_pick(demo_key(k->code), 64, 9)),
            v->h->planning);
    r->indicator = k->id;
    r->on_day = day_ymd(year, 12, 31);
    r->document = v->h->file[d][year - DEMO_FIRST_YEAR];
    r->note = "Демо: сан ойдон чыгарылган.";
    fit_unit(k, way, year, r);
    TRY(record_put(rq, &type_reading, r, "add"));
    demo_at(rq, day_add(rq->today, 4), v->h->quality);
    return record_step(rq, &type_reading, r, "confirm", 0);
}

static enum rc targets_make(struct rq *rq, const struct values *v,
                            const struct known *k)
{
    bool whole = !strcmp(k->unit, "count") || !strcmp(k->unit, "yes_no");

    demo_at(rq, day_ymd(2023, 2, 1), v->h->planning);
    for (int year = DEMO_FIRST_YEAR; year <= k->year; year++) {
        struct yearly_target *y = record_new(rq, &type_yearly_target);
        double s = (double)(year - DEMO_FIRST_YEAR + 1) /
                   (double)(k->year - DEMO_FIRST_YEAR + 1);
        double t = k->down || !strcmp(k->per, "year") ? k->target
                                                      : k->target * s;

        if (!strcmp(k->unit, "ratio"))
            t = 1 + (k->target - 1) * s;
        y->indicator = k->id;
        y->year = (struct count){ year, true };
        y->target.v = whole ? floor(t) : round(t * 100) / 100;
        y->target.set = true;
        y->derived = year < k->year;
        TRY(record_put(rq, &type_yearly_target, y, "add"));
    }
    return RC_OK;
}

static enum rc values_slice(struct rq *rq, void *arg)
{
    const struct values *v = arg;

    for (size_t i = v->from; i < v->to; i++) {
        const struct known *k = &v->at[i];
        enum way way = way_of(k);

        if (way == WAY_NONE)
            continue;
        if (k->has_target)
            TRY(targets_make(rq, v, k));
        for (int year = DEMO_FIRST_YEAR; year <= LAST_YEAR; year++)
            TRY(reading_make(rq, v, k, way, year));
    }
    return RC_OK;
}

static enum rc read_indicators(struct rq *rq, struct values *v)
{
    static const struct sql_text q = {
        "SELECT i.id, i.code, i.unit, i.per, i.direction_of_good, i.target,"
        " i.target_year, d.code, i.population FROM indicator i"
        " JOIN direction d ON d.id = i.direction WHERE i.plan = $1"
        " ORDER BY i.id",
        "i", "ittttritt"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(v->h->plan)));

    while (v->n < INDICATORS && sql_next(&r)) {
        struct known *k = &v->at[v->n];

        k->id = sql_int(&r, 0);
        k->code = mem_str(rq->mem, sql_str(&r, 1));
        k->unit = mem_str(rq->mem, sql_str(&r, 2));
        k->per = mem_str(rq->mem, sql_str(&r, 3));
        k->down = !strcmp(sql_str(&r, 4), "down");
        k->has_target = !sql_null(&r, 5);
        k->target = sql_real(&r, 5);
        k->year = (int)sql_int(&r, 6);
        k->direction = mem_str(rq->mem, sql_str(&r, 7));
        k->of_students = !sql_null(&r, 8) && !strcmp(sql_str(&r, 8), "student");
        /* What is counted is not typed. */
        if (!measure_find(rq->app, k->code))
            v->n++;
    }
    return sql_done(&r);
}

enum rc demo_values(struct rq *rq, struct demo_history *h)
{
    struct values *v = MEM_NEW(rq->mem, struct values);
    const size_t slice = 16;

    v->h = h;
    TRY(read_indicators(rq, v));
    for (v->from = 0; v->from < v->n; v->from = v->to) {
        v->to = v->from + slice < v->n ? v->from + slice : v->n;
        TRY(demo_write(rq, values_slice, v));
    }
    demo_said("  indicators: %zu looked at\n", v->n);
    return RC_OK;
}
