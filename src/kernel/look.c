/* SPDX-License-Identifier: Apache-2.0 */
/*
 * look.c: looks at personal data: collected while a request reads, written
 * behind its answer, sealed day by day.
 */
#include "kernel/look.h"

#include "base/hash.h"
#include "base/log.h"
#include "kernel/app.h"
#include "kernel/ids.h"
#include "kernel/org.h"

#include <stdlib.h>
#include <string.h>

static const struct column look_columns[] = {
    { .name = "id", .type = 'k' },
    { .name = "on_day", .type = 't', .must = true },
    { .name = "person", .type = 'i', .must = true }, /* 0: not signed in */
    { .name = "type", .type = 't', .must = true },
    { .name = "how", .type = 't', .must = true },
    { .name = "records", .type = 't', .must = true }, /* "1-57,60" */
    { .name = "low", .type = 'i', .must = true },
    { .name = "high", .type = 'i', .must = true },
    { .name = "times", .type = 'i', .must = true },
    { .name = "first_at", .type = 'i', .must = true },
    { .name = "last_at", .type = 'i', .must = true },
};
static const struct index_on look_indexes[] = {
    { .columns = "on_day, person, type, how, records", .unique = true },
    { .columns = "type, low, high" },
};
const struct table look_tables[] = {
    { .name = "look", SPAN(columns, look_columns),
      SPAN(indexes, look_indexes) },
};
const size_t n_look_tables = COUNT(look_tables);

/* --- Collecting ----------------------------------------------------------- */

struct look_seen {
    const char *type, *how, *records;
    int64_t low, high;
    struct look_seen *next;
};

bool look_own(const struct rq *rq, const struct type *t, const void *rec)
{
    const struct record *head = rec;

    if (t == &type_person)
        return head->id == rq->person;
    for (size_t i = 0; i < t->n_fields; i++)
        if (t->fields[i].whose)
            return *FIELD_IN(&t->fields[i], rec, int64_t) == rq->person;
    return false;
}

/* Did it show something of somebody? `l` NULL: all of it was read. */
static bool shows(const struct rq *rq, const struct type *t, const void *rec,
                  const struct list *l)
{
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        if (f->personal && (!l || !l->rows_only || list_shows(l, f)) &&
            !field_empty(f, rec))
            return !rq->person || !look_own(rq, t, rec);
    }
    return false;
}

static int by_id(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static void add(struct looks *k, const struct type *t, const char *how,
                int64_t *ids, size_t n)
{
    struct look_seen *s = MEM_NEW(k->mem, struct look_seen);

    qsort(ids, n, sizeof *ids, by_id);
    s->type = t->name;
    s->how = how;
    s->records = ids_text(k->mem, &(struct refs){ ids, n });
    s->low = ids[0];
    s->high = ids[n - 1];
    for (const struct look_seen *o = k->first; o; o = o->next)
        if (o->type == s->type && !strcmp(o->how, how) &&
            !strcmp(o->records, s->records))
            return; /* the same request read it twice */
    if (k->last)
        k->last->next = s;
    else
        k->first = s;
    k->last = s;
}

/* They outlive what the request's own memory forgets on its way. */
static void collect(struct rq *rq, const struct type *t, const char *how,
                    int64_t *ids, size_t n)
{
    struct looks *k = rq->looks;

    if (!k->mem)
        k->mem = mem_new(0);
    if (!k->mem)
        return;
    if (mem_try(k->mem))
        log_error("a look at personal data was not kept: no memory");
    else
        add(k, t, how, ids, n);
    mem_untry(k->mem);
}

bool look_kept(const struct type *t)
{
    for (size_t i = 0; i < t->n_fields; i++)
        if (t->fields[i].personal)
            return !t->sealed;
    return false;
}

static bool keeps(const struct rq *rq, const struct type *t)
{
    return rq->looks && !rq->system && look_kept(t);
}

void look_record(struct rq *rq, const struct type *t, const void *rec)
{
    int64_t id = ((const struct record *)rec)->id;

    if (keeps(rq, t) && shows(rq, t, rec, NULL))
        collect(rq, t, LOOK_CARD, &id, 1);
}

void look_list(struct rq *rq, const struct list *l)
{
    int64_t *ids;
    size_t n = 0;

    if (!keeps(rq, l->type) || !l->n)
        return;
    ids = MEM_ARRAY(rq->mem, l->n, int64_t);
    for (size_t i = 0; i < l->n; i++)
        if (shows(rq, l->type, l->rec[i], l))
            ids[n++] = ((const struct record *)l->rec[i])->id;
    if (n)
        collect(rq, l->type, l->export_all ? LOOK_EXPORT : LOOK_LIST, ids, n);
}

void look_forget(struct looks *k)
{
    mem_free(k->mem);
    *k = (struct looks){ 0 };
}

/* --- Writing -------------------------------------------------------------- */

static const struct sql_text q_sealed = {
    "SELECT COALESCE(max(on_day), '') FROM look_seal", "", "t"
};
static const struct sql_text q_add = {
    "INSERT INTO look(on_day, person, type, how, records, low, high, times,"
    " first_at, last_at) VALUES($1, $2, $3, $4, $5, $6, $7, 1, $8, $8)"
    " ON CONFLICT(on_day, person, type, how, records)"
    " DO UPDATE SET times = look.times + 1, last_at = excluded.last_at",
    "titttiii", ""
};

struct keeping {
    struct store_job job;
    struct looks looks;
    int64_t person, now;
    day on;
};

/* A day that is sealed gets nothing more, whatever the clock says. */
static enum rc day_for(struct sql *sql, const struct keeping *k, day *on)
{
    const char *text;
    day sealed;

    TRY(sql_get_str(sql, k->looks.mem, &text, &q_sealed, NO_ARGS));
    sealed = *text ? day_parse(text) : DAY_NONE;
    *on = day_is(sealed) && sealed.n >= k->on.n ? day_add(sealed, 1) : k->on;
    return RC_OK;
}

static enum rc write_rows(struct sql *sql, void *arg)
{
    struct keeping *k = arg;
    day on;

    TRY(day_for(sql, k, &on));
    for (const struct look_seen *s = k->looks.first; s; s = s->next)
        TRY(sql_run(sql, &q_add,
                    ARGS(DAY(k->looks.mem, on), INT(k->person), STR(s->type),
                         STR(s->how), STR(s->records), INT(s->low),
                         INT(s->high), INT(k->now))));
    return RC_OK;
}

static enum rc write_looks(struct sql *sql, void *arg)
{
    struct keeping *k = arg;
    enum rc rc;

    if (mem_try(k->looks.mem))
        rc = RC_BUSY;
    else
        rc = write_rows(sql, k);
    mem_untry(k->looks.mem);
    return rc;
}

static void written(void *arg, enum rc rc)
{
    struct keeping *k = arg;

    if (rc)
        log_error("a look at personal data was not kept");
    mem_free(k->looks.mem);
}

void look_keep(struct rq *rq)
{
    struct looks *looks = rq->looks;
    struct keeping *k;

    if (!looks || !looks->mem)
        return;
    if (!looks->first || mem_try(looks->mem)) {
        look_forget(looks);
        return;
    }
    k = MEM_NEW(looks->mem, struct keeping);
    mem_untry(looks->mem);
    *k = (struct keeping){ .job = { .run = write_looks, .done = written,
                                    .arg = k },
                           .looks = *looks, .person = rq->person,
                           .now = rq->now, .on = rq->today };
    *looks = (struct looks){ 0 };
    store_submit(rq->app->store, &k->job);
}

/* --- Seals ---------------------------------------------------------------- */

static const struct sql_text q_day = {
    "SELECT id, person, type, how, records, times, first_at, last_at"
    " FROM look WHERE on_day = $1 ORDER BY id",
    "t", "iitttiii"
};

/* A line for each row, and how many there are. */
static enum rc digest(struct rq *rq, day on, const char **hex, int64_t *n)
{
    struct sha256_stream *s = sha256_open();
    struct sql_rows r =
        sql_query(rq->sql, &q_day, ARGS(DAY(rq->mem, on)));
    struct mem_mark mark = mem_mark(rq->mem);

    for (*n = 0; sql_next(&r); ++*n) {
        const char *line = mem_fmt(
            rq->mem, "%lld %lld %s %s %s %lld %lld %lld\n",
            (long long)sql_int(&r, 0), (long long)sql_int(&r, 1),
            sql_str(&r, 2), sql_str(&r, 3), sql_str(&r, 4),
            (long long)sql_int(&r, 5), (long long)sql_int(&r, 6),
            (long long)sql_int(&r, 7));

        sha256_add(s, line, strlen(line));
        mem_back(rq->mem, mark);
    }
    *hex = sha256_hex(rq->mem, sha256_close(s));
    return sql_done(&r);
}

static enum rc seal_day(struct rq *rq, day on)
{
    struct look_seal *s = record_new(rq, &type_look_seal);
    int64_t n;

    TRY(digest(rq, on, &s->digest, &n));
    s->on = on;
    s->looks = (struct count){ n, true };
    return record_put(rq, &type_look_seal, s, "seal");
}

enum rc look_daily(struct rq *rq)
{
    static const struct sql_text q = {
        "SELECT DISTINCT on_day FROM look WHERE on_day < $1 AND on_day NOT IN"
        " (SELECT on_day FROM look_seal) ORDER BY on_day",
        "t", "t"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(DAY(rq->mem, rq->today)));
    day *days = NULL;
    size_t n = 0;

    while (sql_next(&r)) {
        days = mem_grow(rq->mem, days, n * sizeof *days,
                        (n + 1) * sizeof *days);
        days[n++] = sql_day(&r, 0);
    }
    TRY(sql_done(&r));
    for (size_t i = 0; i < n; i++)
        TRY(seal_day(rq, days[i]));
    return RC_OK;
}

enum rc look_holds(struct rq *rq, const struct look_seal *s, bool *yes)
{
    const char *hex;
    int64_t n;

    TRY(digest(rq, s->on, &hex, &n));
    *yes = s->digest && !strcmp(hex, s->digest) && n == s->looks.n;
    return RC_OK;
}

/* --- The type ------------------------------------------------------------- */

static const struct state states[] = {
    { "sealed", N_("Sealed"), TONE_GOOD },
};
static const struct field fields[] = {
    { .name = "on_day", .kind = KIND_DAY, .offset = offsetof(struct look_seal,
                                                             on),
      .label = N_("Day"), .must = true, .unique = true, .computed = true,
      .list = true, .sort = true, .filter = true },
    FIELD_COUNT(look_seal, looks, .label = N_("Looks"), .computed = true,
                .list = true),
    FIELD_TEXT(look_seal, digest, .label = N_("Digest of the day's looks"),
               .computed = true),
};

const struct type type_look_seal = {
    .name = "look_seal", .label = N_("Seal of a day of looks"),
    .plural = N_("Seals of days of looks"), .size = sizeof(struct look_seal),
    SPAN(fields, fields), SPAN(states, states), .title = "on_day",
    .order = "on_day", .no_add = true,
};
