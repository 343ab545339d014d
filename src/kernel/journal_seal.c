/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_seal.c: changes of sealed types.  A change of one commits together
 * with its row here, without actor and without time, under a random id; only
 * when a new day begins and enough of them wait are they taken into the
 * journal, in an order drawn anew, with that day as their time.  A week's end
 * takes what there is, so that none waits for ever; it comes whether or not
 * anything waits, so it tells nothing of when the first came.
 *
 * A row that was added last also lies last in its page of the file.  So the
 * type's table is filled anew, in the order of its random ids, when its
 * changes are taken.
 */
#include "kernel/journal_in.h"

#include <stdlib.h>
#include <string.h>

enum { WEEK = 7 };

static const struct sql_text add_row = {
    "INSERT INTO journal_seal(id, type, record, version, actor, step, act, at,"
    " leaf, openings, least) VALUES($1, $2, $3, $4, 0, $5, $6, 0, $7, $8, $9)",
    "itiititti", ""
};

int64_t journal_random_id(void)
{
    uint64_t n;

    /* 53 bits are whole in every JSON reader, and never 0. */
    do {
        random_bytes(&n, sizeof n);
        n &= (UINT64_C(1) << 53) - 1;
    } while (!n);
    return (int64_t)n;
}

enum rc seal_add(struct sql *sql, const struct journal_entry *e,
                 const char *leaf, const char *openings)
{
    return sql_run(sql, &add_row,
                   ARGS(INT(journal_random_id()), STR(e->type), INT(e->record),
                        INT(e->version), STR(e->step), INT(e->act), STR(leaf),
                        STR(openings), INT(e->sealed)));
}

/* --- The order in which they are taken ------------------------------------ */

struct waiting {
    int64_t id, record, version;
    uint64_t draw;
    size_t place;
};

static int compare(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int by_draw(const void *a, const void *b)
{
    return compare(((const struct waiting *)a)->draw,
                   ((const struct waiting *)b)->draw);
}

static int by_version(const void *a, const void *b)
{
    const struct waiting *x = a, *y = b;

    if (x->record != y->record)
        return x->record < y->record ? -1 : 1;
    return (x->version > y->version) - (x->version < y->version);
}

static int by_place(const void *a, const void *b)
{
    const struct waiting *x = a, *y = b;

    if (x->record != y->record)
        return x->record < y->record ? -1 : 1;
    return compare(x->place, y->place);
}

/* Draws an order in which the changes of one record still follow each other:
 * among the places that fall to a record, its oldest takes the first. */
static struct waiting *draw_order(struct mem *m, struct waiting *w, size_t n)
{
    struct waiting *places = MEM_ARRAY(m, n + 1, struct waiting);
    struct waiting *out = MEM_ARRAY(m, n + 1, struct waiting);
    size_t i;

    for (i = 0; i < n; i++)
        random_bytes(&w[i].draw, sizeof w[i].draw);
    qsort(w, n, sizeof *w, by_draw);
    for (i = 0; i < n; i++)
        w[i].place = i;
    memcpy(places, w, n * sizeof *w);
    qsort(places, n, sizeof *places, by_place);
    qsort(w, n, sizeof *w, by_version);
    for (i = 0; i < n; i++)
        out[places[i].place] = w[i];
    return out;
}

static const struct sql_text waiting_of = {
    "SELECT id, record, version FROM journal_seal WHERE type = $1", "t", "iii"
};

static enum rc read_waiting(struct sql *sql, struct mem *m, const char *type,
                            struct waiting **out, size_t *n)
{
    struct sql_rows r = sql_query(sql, &waiting_of, ARGS(STR(type)));
    size_t cap = 0;

    *out = NULL;
    for (*n = 0; sql_next(&r); ++*n) {
        if (*n == cap) {
            *out = mem_grow(m, *out, cap * sizeof **out,
                            (cap * 2 + 64) * sizeof **out);
            cap = cap * 2 + 64;
        }
        (*out)[*n] = (struct waiting){ .id = sql_int(&r, 0),
                                       .record = sql_int(&r, 1),
                                       .version = sql_int(&r, 2) };
    }
    return sql_done(&r);
}

/* --- Taking one ----------------------------------------------------------- */

static const struct sql_text one_waiting = {
    "SELECT step, act, leaf, openings FROM journal_seal WHERE id = $1", "i",
    "titt"
};
static const struct sql_text take_row = {
    "INSERT INTO journal(type, record, version, actor, step, act, at, leaf,"
    " openings) VALUES($1, $2, $3, 0, $4, $5, $6, $7, $8)",
    "tiitiitt", ""
};
static const struct sql_text drop_row = {
    "DELETE FROM journal_seal WHERE id = $1", "i", ""
};

/* The same leaf with the day in it; NULL: it cannot be read. */
static const char *dated(struct mem *m, const char *leaf, struct leaf_head head,
                         int64_t at)
{
    struct leaf_field *f;
    struct buf b;
    size_t n, i;

    buf_init(&b, m);
    leaf_head_text(&b, &head);
    if (!leaf_fields(m, leaf, b.s, &f, &n))
        return NULL;
    head.at = at;
    b.n = 0;
    leaf_head_text(&b, &head);
    for (i = 0; i < n; i++)
        leaf_field_text(&b, f[i].name, f[i].commitment);
    return b.s;
}

static enum rc take(struct sql *sql, struct mem *m, const char *type,
                    const struct waiting *w, int64_t at)
{
    struct sql_rows r = sql_query(sql, &one_waiting, ARGS(INT(w->id)));
    struct leaf_head head = { .type = type,
                              .record = w->record,
                              .version = w->version };
    const char *leaf = NULL, *openings = NULL, *with_day;

    if (sql_next(&r)) {
        head.step = mem_str(m, sql_str(&r, 0));
        head.act = sql_int(&r, 1);
        leaf = mem_str(m, sql_str(&r, 2));
        openings = mem_str(m, sql_str(&r, 3));
    }
    TRY(sql_done(&r));
    if (!leaf)
        return RC_BROKEN;
    /* One that was tampered with is numbered as it is, for verify to name. */
    with_day = dated(m, leaf, head, at);
    TRY(sql_run(sql, &take_row,
                ARGS(STR(type), INT(w->record), INT(w->version),
                     STR(head.step), INT(head.act), INT(with_day ? at : 0),
                     STR(with_day ? with_day : leaf), STR(openings))));
    return sql_run(sql, &drop_row, ARGS(INT(w->id)));
}

/* --- Filling a table anew ------------------------------------------------- */

/* References to its rows are looked at when the transaction ends. */
static enum rc refill(struct sql *sql, struct mem *m, const char *type)
{
    const char *const texts[] = {
        "PRAGMA defer_foreign_keys = ON",
        mem_fmt(m,
                "CREATE TEMP TABLE journal_refill AS SELECT * FROM main.%s",
                type),
        mem_fmt(m, "DELETE FROM main.%s", type),
        mem_fmt(m,
                "INSERT INTO main.%s SELECT * FROM temp.journal_refill"
                " ORDER BY id",
                type),
        "DROP TABLE temp.journal_refill",
    };
    size_t i;

    if (!leaf_sql_name(type))
        return RC_OK;
    for (i = 0; i < COUNT(texts); i++)
        TRY(sql_run_built(sql, texts[i], NO_ARGS));
    return RC_OK;
}

static enum rc take_type(struct sql *sql, struct mem *m, const char *type,
                         int64_t at)
{
    struct waiting *w;
    struct mem_mark mark;
    size_t n, i;

    TRY(read_waiting(sql, m, type, &w, &n));
    w = draw_order(m, w, n);
    for (i = 0; i < n; i++) {
        mark = mem_mark(m);
        TRY(take(sql, m, type, &w[i], at));
        mem_back(m, mark);
    }
    return refill(sql, m, type);
}

/* --- When ----------------------------------------------------------------- */

static const struct sql_text last_day = {
    "SELECT day FROM journal_seal_day WHERE id = 1", "", "i"
};
static const struct sql_text set_day = {
    "INSERT INTO journal_seal_day(id, day) VALUES(1, $1)"
    " ON CONFLICT(id) DO UPDATE SET day = excluded.day",
    "i", ""
};
static const struct sql_text next_type = {
    "SELECT type, count(*), max(least) FROM journal_seal WHERE type > $1"
    " GROUP BY type ORDER BY type LIMIT 1",
    "t", "tii"
};

static int64_t day_start(day d, int zone)
{
    return ((int64_t)d.n * 1440 - zone) * 60 * 1000000;
}

static enum rc take_due(struct sql *sql, struct mem *m, bool week, int64_t at)
{
    const char *type = "";
    struct sql_rows r;
    bool found, due;

    for (;;) {
        r = sql_query(sql, &next_type, ARGS(STR(type)));
        found = sql_next(&r);
        due = false;
        if (found) {
            type = mem_str(m, sql_str(&r, 0));
            due = week || sql_int(&r, 1) >= sql_int(&r, 2);
        }
        TRY(sql_done(&r));
        if (!found)
            return RC_OK;
        if (due)
            TRY(take_type(sql, m, type, at));
    }
}

/* Week of a day; they change on Monday. */
static int64_t week_of(int64_t n)
{
    return (n + 3) / WEEK;
}

enum rc seal_release(struct sql *sql, struct mem *m, int zone)
{
    day today = day_of(clock_now(), zone);
    int64_t last;
    enum rc rc = sql_get_int(sql, &last, &last_day, NO_ARGS);

    if (rc && rc != RC_MISSING)
        return rc;
    if (!rc && last >= today.n)
        return RC_OK;
    if (!rc)
        TRY(take_due(sql, m, week_of(last) != week_of(today.n),
                     day_start(today, zone)));
    return sql_run(sql, &set_day, ARGS(INT(today.n)));
}
