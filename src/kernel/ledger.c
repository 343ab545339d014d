/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ledger.c: running totals of a counted type's spans (ledger.h).
 *
 * The ledger speaks of what is known now.  What was known at an earlier
 * instant is the total less the rows that came since, more those that ended
 * since: both are found by their instants.
 */
#include "kernel/ledger.h"

#include "kernel/app.h"
#include "kernel/span.h"

#include <string.h>

const struct ledger *ledger_find(const struct type *t, const char *name)
{
    for (size_t i = 0; i < t->n_ledgers; i++)
        if (!strcmp(t->ledgers[i].name, name))
            return &t->ledgers[i];
    return NULL;
}

/* --- Parts of statements ---------------------------------------------------- */

static const char *amount_of(struct mem *m, const struct ledger *l)
{
    return l->amount ? mem_fmt(m, "COALESCE(%s, 0)", l->amount) : "1";
}

/* One text for each combination, also where some are empty. */
static const char *word_of(struct mem *m, const struct ledger *l)
{
    struct buf b;

    buf_init(&b, m);
    buf_str(&b, "''");
    for (size_t i = 0; i < LEDGER_BY_MAX && l->by[i]; i++)
        buf_fmt(&b,
                " || CASE WHEN %s IS NULL THEN '~' ELSE '='"
                " || CAST(%s AS TEXT) || ';' END",
                l->by[i], l->by[i]);
    return b.s;
}

static void put_fields(struct buf *b, const struct ledger *l)
{
    for (size_t i = 0; i < LEDGER_BY_MAX && l->by[i]; i++)
        buf_fmt(b, ", %s", l->by[i]);
}

/* " AND state IN (...)" */
static const char *states_of(struct mem *m, const struct ledger *l)
{
    struct buf b;

    buf_init(&b, m);
    for (size_t i = 0; i < LEDGER_STATES_MAX && l->states[i]; i++)
        buf_fmt(&b, "%s'%s'", i ? ", " : " AND state IN (", l->states[i]);
    if (b.n)
        buf_char(&b, ')');
    return b.s;
}

/* What the spans say: combination, day, change. */
static const char *changes_of(struct mem *m, const struct type *t,
                              const struct ledger *l)
{
    const char *word = word_of(m, l), *amount = amount_of(m, l),
               *states = states_of(m, l);

    return mem_fmt(
        m,
        "SELECT k.id AS g, x.d AS d, SUM(x.c) AS c FROM"
        " (SELECT %s AS w, since AS d, %s AS c FROM %s_span"
        " WHERE known_until IS NULL%s UNION ALL"
        " SELECT %s, until, -%s FROM %s_span"
        " WHERE known_until IS NULL AND until IS NOT NULL%s) x"
        " JOIN %s_%s_group k ON k.word = x.w GROUP BY k.id, x.d",
        word, amount, t->name, states, word, amount, t->name, states, t->name,
        l->name);
}

/* --- Changing --------------------------------------------------------------- */

static enum rc group_of(struct rq *rq, const struct type *t,
                        const struct ledger *l, int64_t span, const char *word,
                        int64_t *id)
{
    const char *find = mem_fmt(
        rq->mem, "SELECT id FROM %s_%s_group WHERE word = $1", t->name,
        l->name);
    struct sql_rows r = sql_query_built(rq->sql, find, ARGS(STR(word)));
    struct buf b;

    *id = sql_next(&r) ? sql_int(&r, 0) : 0;
    TRY(sql_done(&r));
    if (*id)
        return RC_OK;
    buf_init(&b, rq->mem);
    buf_fmt(&b, "INSERT INTO %s_%s_group(word", t->name, l->name);
    put_fields(&b, l);
    buf_str(&b, ") SELECT $2");
    put_fields(&b, l);
    buf_fmt(&b, " FROM %s_span WHERE id = $1", t->name);
    return sql_insert_built(rq->sql, id, b.s, ARGS(INT(span), STR(word)));
}

/* On the day and in every total from there. */
static enum rc change(struct rq *rq, const struct type *t,
                      const struct ledger *l, int64_t group, const char *on,
                      int64_t by)
{
    const char *table = mem_fmt(rq->mem, "%s_%s_ledger", t->name, l->name);
    const char *add = mem_fmt(
        rq->mem,
        "INSERT INTO %s(ledger_group, on_day, change, total)"
        " VALUES($1, $2, $3, COALESCE((SELECT b.total FROM %s b"
        " WHERE b.ledger_group = $1 AND b.on_day < $2"
        " ORDER BY b.on_day DESC LIMIT 1), 0))"
        " ON CONFLICT(ledger_group, on_day)"
        " DO UPDATE SET change = %s.change + excluded.change",
        table, table, table);
    const char *carry = mem_fmt(rq->mem,
                                "UPDATE %s SET total = total + $3"
                                " WHERE ledger_group = $1 AND on_day >= $2",
                                table);

    TRY(sql_run_built(rq->sql, add, ARGS(INT(group), STR(on), INT(by))));
    return sql_run_built(rq->sql, carry,
                         ARGS(INT(group), STR(on), INT(by)));
}

static enum rc piece(struct rq *rq, const struct type *t,
                     const struct ledger *l, int64_t span, int sign)
{
    const char *text = mem_fmt(
        rq->mem, "SELECT since, until, %s, %s FROM %s_span WHERE id = $1%s",
        amount_of(rq->mem, l), word_of(rq->mem, l), t->name,
        states_of(rq->mem, l));
    struct sql_rows r = sql_query_built(rq->sql, text, ARGS(INT(span)));
    const char *since = NULL, *until = NULL, *word = NULL;
    int64_t group, by = 0;

    if (sql_next(&r)) {
        since = mem_str(rq->mem, sql_str(&r, 0));
        until = sql_null(&r, 1) ? NULL : mem_str(rq->mem, sql_str(&r, 1));
        by = sql_int(&r, 2) * sign;
        word = mem_str(rq->mem, sql_str(&r, 3));
    }
    TRY(sql_done(&r));
    if (!since || !by)
        return RC_OK;
    TRY(group_of(rq, t, l, span, word, &group));
    TRY(change(rq, t, l, group, since, by));
    return until ? change(rq, t, l, group, until, -by) : RC_OK;
}

enum rc ledger_piece(struct rq *rq, const struct type *t, int64_t span,
                     int sign)
{
    for (size_t i = 0; i < t->n_ledgers; i++)
        TRY(piece(rq, t, &t->ledgers[i], span, sign));
    return RC_OK;
}

/* --- Making anew ------------------------------------------------------------ */

static enum rc clear(struct rq *rq, const struct type *t,
                     const struct ledger *l)
{
    TRY(sql_run_built(rq->sql,
                      mem_fmt(rq->mem, "DELETE FROM %s_%s_ledger", t->name,
                              l->name),
                      NO_ARGS));
    return sql_run_built(
        rq->sql,
        mem_fmt(rq->mem, "DELETE FROM %s_%s_group", t->name, l->name),
        NO_ARGS);
}

enum rc ledger_clear(struct rq *rq, const struct type *t)
{
    for (size_t i = 0; i < t->n_ledgers; i++)
        TRY(clear(rq, t, &t->ledgers[i]));
    return RC_OK;
}

enum rc ledger_fill(struct rq *rq, const struct type *t,
                    const struct ledger *l)
{
    struct buf b;

    TRY(clear(rq, t, l));
    buf_init(&b, rq->mem);
    buf_fmt(&b, "INSERT INTO %s_%s_group(word", t->name, l->name);
    put_fields(&b, l);
    buf_fmt(&b, ") SELECT DISTINCT %s", word_of(rq->mem, l));
    put_fields(&b, l);
    buf_fmt(&b, " FROM %s_span WHERE known_until IS NULL%s", t->name,
            states_of(rq->mem, l));
    TRY(sql_run_built(rq->sql, b.s, NO_ARGS));
    return sql_run_built(
        rq->sql,
        mem_fmt(rq->mem,
                "INSERT INTO %s_%s_ledger(ledger_group, on_day, change, total)"
                " SELECT g, d, c, SUM(c) OVER (PARTITION BY g ORDER BY d)"
                " FROM (%s) y WHERE c <> 0",
                t->name, l->name, changes_of(rq->mem, t, l)),
        NO_ARGS);
}

enum rc ledger_fill_new(struct rq *rq, const struct type *t)
{
    for (size_t i = 0; i < t->n_ledgers; i++) {
        const char *text = mem_fmt(
            rq->mem, "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM %s_%s_ledger)",
            t->name, t->ledgers[i].name);
        struct sql_rows r = sql_query_built(rq->sql, text, NO_ARGS);
        bool empty = sql_next(&r);

        TRY(sql_done(&r));
        if (empty)
            TRY(ledger_fill(rq, t, &t->ledgers[i]));
    }
    return RC_OK;
}

/* --- Counting --------------------------------------------------------------- */

/* Spans that hold on the day and came to be known, or ceased to be, after the
 * instant. */
static void put_since(struct buf *b, struct mem *m, const struct type *t,
                      const struct ledger *l, const char *where,
                      const char *when)
{
    buf_fmt(b,
            "COALESCE((SELECT SUM(%s) FROM %s_span k WHERE %s"
            " AND +since <= $1 AND (until IS NULL OR until > $1)%s AND (%s)),"
            " 0)",
            amount_of(m, l), t->name, when, states_of(m, l), where);
}

static void put_total(struct buf *b, const struct type *t,
                      const struct ledger *l, const char *where)
{
    buf_fmt(b,
            "COALESCE((SELECT SUM((SELECT l.total FROM %s_%s_ledger l"
            " WHERE l.ledger_group = k.id AND l.on_day <= $1"
            " ORDER BY l.on_day DESC LIMIT 1)) FROM %s_%s_group k"
            " WHERE %s), 0)",
            t->name, l->name, t->name, l->name, where);
}

/* The total on the day $1 as known at $2.  The plus keeps a condition from
 * being what the rows are found by: few became known since, most are older. */
static void put_count(struct buf *b, struct mem *m, const struct type *t,
                      const struct ledger *l, const char *where, bool back)
{
    buf_char(b, '(');
    put_total(b, t, l, where);
    if (back) {
        buf_str(b, " - ");
        put_since(b, m, t, l, where,
                  "known_from > $2 AND +known_until IS NULL");
        buf_str(b, " + ");
        put_since(b, m, t, l, where,
                  "known_until > $2 AND +known_from <= $2");
    }
    buf_char(b, ')');
}

enum rc ledger_count(struct rq *rq, const struct type *t, const char *ledger,
                     const char *where, day on, int64_t known, double *out)
{
    const struct ledger *l = ledger_find(t, ledger);
    struct sql_rows r;
    struct buf b;

    if (!l)
        return fail(rq, RC_BROKEN, NULL, "there is no ledger %s", ledger);
    buf_init(&b, rq->mem);
    buf_str(&b, "SELECT ");
    put_count(&b, rq->mem, t, l, where ? where : "1 = 1",
              known != KNOWN_NOW);
    r = sql_query_built(rq->sql, b.s, ARGS(DAY(rq->mem, on), INT(known)));
    *out = sql_next(&r) ? sql_real(&r, 0) : 0;
    return sql_done(&r);
}

/* "student.studying WHERE ..." of `n` bytes. */
static enum rc put_named(struct rq *rq, struct buf *b, const char *s, size_t n,
                         bool back)
{
    static const char if_so[] = " WHERE ";
    char *name = mem_strn(rq->mem, s, n);
    char *where = strstr(name, if_so), *dot;
    const struct ledger *l = NULL;
    const struct type *t;

    if (where) {
        *where = '\0';
        where += strlen(if_so);
    }
    dot = strchr(name, '.');
    if (dot)
        *dot = '\0';
    t = app_type(rq->app, name);
    if (t && dot)
        l = ledger_find(t, dot + 1);
    if (!l)
        return fail(rq, RC_BROKEN, NULL, "there is no ledger %s", name);
    put_count(b, rq->mem, t, l, where ? where : "1 = 1", back);
    return RC_OK;
}

enum rc ledger_text(struct rq *rq, const char *text, int64_t known,
                    const char **out)
{
    struct buf b;

    buf_init(&b, rq->mem);
    for (;;) {
        size_t n = strcspn(text, "{"), k = strcspn(text + n, "}");

        buf_add(&b, text, n);
        if (!text[n] || !text[n + k])
            break;
        TRY(put_named(rq, &b, text + n + 1, k - 1, known != KNOWN_NOW));
        text += n + k + 1;
    }
    *out = b.s;
    return RC_OK;
}

/* --- Proof ------------------------------------------------------------------ */

static enum rc count_faults(struct rq *rq, const char *text, const char *what,
                            const char *name, struct buf *faults,
                            int64_t *differ)
{
    struct sql_rows r = sql_query_built(rq->sql, text, NO_ARGS);
    int64_t n = sql_next(&r) ? sql_int(&r, 0) : 0;

    TRY(sql_done(&r));
    if (n)
        buf_fmt(faults, "%s %s: %lld\n", name, what, (long long)n);
    *differ += n;
    return RC_OK;
}

static enum rc verify_ledger(struct rq *rq, const struct type *t,
                             const struct ledger *l, struct buf *faults,
                             int64_t *differ)
{
    const char *name = mem_fmt(rq->mem, "%s_%s_ledger", t->name, l->name);
    const char *said = mem_fmt(rq->mem, "SELECT g, d, c FROM (%s) y"
                                        " WHERE c <> 0",
                               changes_of(rq->mem, t, l));
    const char *held = mem_fmt(
        rq->mem,
        "SELECT ledger_group, on_day, change FROM %s WHERE change <> 0", name);

    TRY(count_faults(rq,
                     mem_fmt(rq->mem,
                             "SELECT (SELECT COUNT(*) FROM (%s EXCEPT %s) a)"
                             " + (SELECT COUNT(*) FROM (%s EXCEPT %s) b)",
                             said, held, held, said),
                     "changes that the spans do not say", name, faults,
                     differ));
    return count_faults(
        rq,
        mem_fmt(rq->mem,
                "SELECT COUNT(*) FROM (SELECT total, SUM(change) OVER"
                " (PARTITION BY ledger_group ORDER BY on_day) AS s FROM %s) x"
                " WHERE total <> s",
                name),
        "totals that are not the sum of the changes", name, faults, differ);
}

/* What is known now: no two pieces of a record for one day, and the last is
 * the record as it is. */
static enum rc verify_spans(struct rq *rq, const struct type *t,
                            struct buf *faults, int64_t *differ)
{
    const char *col[SPAN_VALUES];
    const char *name = mem_fmt(rq->mem, "%s_span", t->name);
    size_t n = span_columns(rq->mem, t, col);
    struct buf b;

    TRY(count_faults(rq,
                     mem_fmt(rq->mem,
                             "SELECT COUNT(*) FROM %s a JOIN %s b"
                             " ON b.record = a.record AND b.id > a.id"
                             " WHERE a.known_until IS NULL"
                             " AND b.known_until IS NULL AND (b.until IS NULL"
                             " OR b.until > a.since) AND (a.until IS NULL"
                             " OR a.until > b.since)",
                             name, name),
                     "pieces that overlap", name, faults, differ));
    buf_init(&b, rq->mem);
    buf_fmt(&b,
            "SELECT COUNT(*) FROM %s t WHERE NOT EXISTS (SELECT 1 FROM %s s"
            " WHERE s.record = t.id AND s.until IS NULL"
            " AND s.known_until IS NULL",
            t->name, name);
    for (size_t i = 0; i < n; i++)
        buf_fmt(&b, " AND s.%s IS NOT DISTINCT FROM t.%s", col[i], col[i]);
    buf_char(&b, ')');
    return count_faults(rq, b.s, "records that their spans do not end in",
                        name, faults, differ);
}

enum rc ledger_verify(struct rq *rq, struct buf *faults, int64_t *differ)
{
    const struct ordo *app = rq->app;

    *differ = 0;
    for (size_t i = 0; i < app->n_types; i++) {
        const struct type *t = app->types[i];

        if (!t->counted)
            continue;
        TRY(verify_spans(rq, t, faults, differ));
        for (size_t j = 0; j < t->n_ledgers; j++)
            TRY(verify_ledger(rq, t, &t->ledgers[j], faults, differ));
    }
    return RC_OK;
}

/* --- Tables ----------------------------------------------------------------- */

static char letter_of(const struct type *t, const char *name)
{
    const struct field *f = type_field(t, name);

    if (!f)
        return !strcmp(name, "owner_unit") ? 'i' : 't';
    switch (f->kind) {
    case KIND_TEXT:
    case KIND_LONG:
    case KIND_TEXT3:
    case KIND_LONG3:
    case KIND_CHOICE:
    case KIND_DAY:
        return 't';
    case KIND_NUMBER:
    case KIND_PERCENT:
        return 'r';
    case KIND_COUNT:
    case KIND_MONEY:
    case KIND_INSTANT:
    case KIND_BOOL:
    case KIND_REF:
    case KIND_REFS:
    case KIND_FILE:
        return 'i';
    }
    return 't';
}

static void one_ledger(struct mem *m, const struct type *t,
                       const struct ledger *l, struct table *out)
{
    static const struct column days[] = {
        { .name = "ledger_group", .type = 'i', .must = true },
        { .name = "on_day", .type = 't', .must = true },
        { .name = "change", .type = 'i', .must = true },
        { .name = "total", .type = 'i', .must = true },
    };
    static const struct index_on by_word[] = {
        { .columns = "word", .unique = true }
    };
    struct column *c = MEM_ARRAY(m, 2 + LEDGER_BY_MAX, struct column);
    size_t n = 0;

    c[n++] = (struct column){ .name = "id", .type = 'k' };
    c[n++] = (struct column){ .name = "word", .type = 't', .must = true };
    for (size_t i = 0; i < LEDGER_BY_MAX && l->by[i]; i++)
        c[n++] = (struct column){ .name = l->by[i],
                                  .type = letter_of(t, l->by[i]) };
    out[0] = (struct table){ .name = mem_fmt(m, "%s_%s_group", t->name,
                                             l->name),
                             .columns = c, .n_columns = n,
                             SPAN(indexes, by_word) };
    out[1] = (struct table){ .name = mem_fmt(m, "%s_%s_ledger", t->name,
                                             l->name),
                             SPAN(columns, days),
                             .key = "ledger_group, on_day" };
}

size_t ledger_tables(struct mem *m, const struct type *t, struct table *out)
{
    for (size_t i = 0; i < t->n_ledgers; i++)
        one_ledger(m, t, &t->ledgers[i], out + 2 * i);
    return 2 * t->n_ledgers;
}
