/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schema.c: compares the tables of the program with those of the database
 * and adds what is missing.
 */
#include "store/schema.h"

#include <string.h>

enum { NAME_MAX_BYTES = 63, INDEX_NAME_BYTES = 50 };

/* A column that the database holds. */
struct held_column {
    const char *table, *name, *type;
    bool known;
};

/* A table, index or view that it holds. */
struct held {
    const char *name, *kind;
    bool known;
};

struct work {
    struct sql *sql;
    struct mem *mem;
    const struct table *tables;
    size_t n;
    const char **error;
    bool change; /* false: only look */
    bool todo;   /* something is missing */
    struct held *held;
    size_t n_held;
    struct held_column *columns;
    size_t n_columns;
};

static enum rc say(struct work *w, enum rc rc, const char *fmt, ...)
    PRINTF(3, 4);
static enum rc say(struct work *w, enum rc rc, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    *w->error = mem_vfmt(w->mem, fmt, ap);
    va_end(ap);
    return rc;
}

/* --- Reading the tables of the program -------------------------------- */

static bool is_name(const char *s)
{
    size_t n = s ? strlen(s) : 0;

    return n && n <= NAME_MAX_BYTES && s[0] >= 'a' && s[0] <= 'z' &&
           strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == n;
}

/* `meta` and what FTS5 makes. */
static bool is_own(const char *name)
{
    static const char *const own[] = {
        "meta",
        "search_text",
        "search_text_data",
        "search_text_idx",
        "search_text_config",
        /* as made before */
        "search",
        "search_data",
        "search_idx",
        "search_content",
        "search_docsize",
        "search_config",
    };

    for (size_t i = 0; i < COUNT(own); i++)
        if (!strcmp(own[i], name))
            return true;
    return false;
}

static enum rc check_name(struct work *w, const char *table, const char *name)
{
    const char *where = name ? name : "(nothing)";

    if (table)
        where = mem_fmt(w->mem, "%s.%s", table, where);
    if (!is_name(name))
        return say(w, RC_INVALID,
                   "%s: not a name of lower case letters, digits and _", where);
    if (schema_reserved(name))
        return say(w, RC_INVALID, "%s: a reserved word of SQLite or PostgreSQL",
                   where);
    if (!table && (is_own(name) || !strncmp(name, "sqlite_", 7)))
        return say(w, RC_INVALID, "%s: the store has a table of that name",
                   where);
    return RC_OK;
}

static const struct table *find_table(const struct work *w, const char *name)
{
    for (size_t i = 0; i < w->n; i++)
        if (!strcmp(w->tables[i].name, name))
            return &w->tables[i];
    return NULL;
}

static const struct column *find_column(const struct table *t, const char *name)
{
    for (size_t i = 0; i < t->n_columns; i++)
        if (!strcmp(t->columns[i].name, name))
            return &t->columns[i];
    return NULL;
}

static enum rc check_column(struct work *w, const struct table *t,
                            const struct column *c, int *keys)
{
    TRY(check_name(w, t->name, c->name));
    if (find_column(t, c->name) != c)
        return say(w, RC_INVALID, "%s.%s: given twice", t->name, c->name);
    if (!c->type || !strchr("irtbk", c->type))
        return say(w, RC_INVALID, "%s.%s: no such type", t->name, c->name);
    if (c->type == 'k' && (t->key || ++*keys > 1))
        return say(w, RC_INVALID, "%s: more than one key", t->name);
    if (c->references && !find_table(w, c->references))
        return say(w, RC_INVALID, "%s.%s: references the unknown table %s",
                   t->name, c->name, c->references);
    return RC_OK;
}

static enum rc check_tables(struct work *w)
{
    for (size_t i = 0; i < w->n; i++) {
        const struct table *t = &w->tables[i];
        int keys = 0;

        TRY(check_name(w, NULL, t->name));
        if (find_table(w, t->name) != t)
            return say(w, RC_INVALID, "%s: given twice", t->name);
        for (size_t j = 0; j < t->n_columns; j++)
            TRY(check_column(w, t, &t->columns[j], &keys));
        if (!t->key && !keys)
            return say(w, RC_INVALID, "%s: no key", t->name);
    }
    return RC_OK;
}

static enum rc check_steps(struct work *w, const struct schema_step *steps,
                           size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (steps[i].number != (int)i + 1)
            return say(w, RC_INVALID, "step %d stands where %zu should",
                       steps[i].number, i + 1);
    return RC_OK;
}

/* --- Reading the database --------------------------------------------- */

static const struct sql_text q_held = {
    "SELECT name, type FROM sqlite_schema"
    " WHERE type IN ('table', 'index', 'view') AND name NOT LIKE 'sqlite\\_%'"
    " ESCAPE '\\' ORDER BY name",
    "", "tt"
};
static const struct sql_text q_columns = {
    "SELECT m.name, c.name, c.type FROM sqlite_schema m,"
    " pragma_table_info(m.name) c WHERE m.type = 'table'"
    " AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.name, c.cid",
    "", "ttt"
};
static const struct sql_text q_count = { "SELECT count(*) FROM sqlite_schema",
                                         "", "i" };
static const struct sql_text q_count_columns = {
    "SELECT count(*) FROM sqlite_schema m, pragma_table_info(m.name) c"
    " WHERE m.type = 'table'",
    "", "i"
};

static enum rc read_held(struct work *w)
{
    struct sql_rows r;
    int64_t room;

    TRY(sql_get_int(w->sql, &room, &q_count, NO_ARGS));
    w->held = MEM_ARRAY(w->mem, (size_t)room + 1, struct held);
    w->n_held = 0;
    r = sql_query(w->sql, &q_held, NO_ARGS);
    while (sql_next(&r) && (int64_t)w->n_held < room)
        w->held[w->n_held++] =
            (struct held){ .name = mem_str(w->mem, sql_str(&r, 0)),
                           .kind = mem_str(w->mem, sql_str(&r, 1)) };
    return sql_done(&r);
}

static enum rc read_columns(struct work *w)
{
    struct sql_rows r;
    int64_t room;

    TRY(sql_get_int(w->sql, &room, &q_count_columns, NO_ARGS));
    w->columns = MEM_ARRAY(w->mem, (size_t)room + 1, struct held_column);
    w->n_columns = 0;
    r = sql_query(w->sql, &q_columns, NO_ARGS);
    while (sql_next(&r) && (int64_t)w->n_columns < room)
        w->columns[w->n_columns++] =
            (struct held_column){ .table = mem_str(w->mem, sql_str(&r, 0)),
                                  .name = mem_str(w->mem, sql_str(&r, 1)),
                                  .type = mem_str(w->mem, sql_str(&r, 2)) };
    return sql_done(&r);
}

static struct held *find_held(struct work *w, const char *kind,
                              const char *name)
{
    for (size_t i = 0; i < w->n_held; i++)
        if (!strcmp(w->held[i].name, name) && !strcmp(w->held[i].kind, kind))
            return &w->held[i];
    return NULL;
}

/* --- Changing --------------------------------------------------------- */

static enum rc change(struct work *w, const char *text)
{
    w->todo = true;
    return w->change ? sql_run_built(w->sql, text, NO_ARGS) : RC_OK;
}

static const char *type_name(char type)
{
    switch (type) {
    case 'r':
        return "REAL";
    case 't':
        return "TEXT";
    case 'b':
        return "BLOB";
    default:
        return "INTEGER";
    }
}

static void define(struct buf *b, const struct column *c)
{
    buf_fmt(b, "%s %s", c->name, type_name(c->type));
    if (c->type == 'k')
        buf_str(b, " PRIMARY KEY");
    if (c->must)
        buf_str(b, " NOT NULL");
    if (c->fallback)
        buf_fmt(b, " DEFAULT %s", c->fallback);
    if (c->references)
        buf_fmt(b, " REFERENCES %s(id)", c->references);
}

/* A key of one integer is the row's own number; any other key is the order in
 * which the table lies, without a second index. */
static bool is_rowid(const struct table *t)
{
    const struct column *c = t->key ? find_column(t, t->key) : NULL;

    return !t->key || (c && c->type == 'i');
}

static enum rc make_table(struct work *w, const struct table *t)
{
    struct buf b;

    buf_init(&b, w->mem);
    buf_fmt(&b, "CREATE TABLE %s(", t->name);
    for (size_t i = 0; i < t->n_columns; i++) {
        buf_str(&b, i ? ", " : "");
        define(&b, &t->columns[i]);
    }
    if (t->key)
        buf_fmt(&b, ", PRIMARY KEY(%s)", t->key);
    buf_str(&b, is_rowid(t) ? ") STRICT" : ") STRICT, WITHOUT ROWID");
    return change(w, b.s);
}

static enum rc add_column(struct work *w, const struct table *t,
                          const struct column *c)
{
    struct buf b;

    if (c->type == 'k' || (c->must && !c->fallback) ||
        (c->references && c->fallback))
        return say(w, RC_INVALID,
                   "%s.%s: a required column without fallback, or a reference "
                   "with one, cannot be added: it needs a numbered step",
                   t->name, c->name);
    buf_init(&b, w->mem);
    buf_fmt(&b, "ALTER TABLE %s ADD COLUMN ", t->name);
    define(&b, c);
    return change(w, b.s);
}

/* The database's columns of a table, as one stretch of the sorted list. */
static struct held_column *held_columns(struct work *w, const char *table,
                                        size_t *n)
{
    size_t i = 0;

    *n = 0;
    while (i < w->n_columns && strcmp(w->columns[i].table, table) != 0)
        i++;
    while (i + *n < w->n_columns && !strcmp(w->columns[i + *n].table, table))
        ++*n;
    return w->columns + i;
}

static enum rc compare_column(struct work *w, const struct table *t,
                              const struct column *c, struct held_column *held,
                              size_t n)
{
    size_t i = 0;

    while (i < n && strcmp(held[i].name, c->name) != 0)
        i++;
    if (i == n)
        return add_column(w, t, c);
    held[i].known = true;
    if (!strcmp(held[i].type, type_name(c->type)))
        return RC_OK;
    return say(w, RC_INVALID,
               "%s.%s is %s in the database and %s in the program: a numbered "
               "step is missing",
               t->name, c->name, held[i].type, type_name(c->type));
}

static enum rc compare_table(struct work *w, const struct table *t)
{
    struct held *found = find_held(w, "table", t->name);
    struct held_column *held;
    size_t n;

    if (!found)
        return make_table(w, t);
    found->known = true;
    held = held_columns(w, t->name, &n);
    for (size_t i = 0; i < t->n_columns; i++)
        TRY(compare_column(w, t, &t->columns[i], held, n));
    for (size_t i = 0; i < n; i++)
        if (!held[i].known)
            return say(w, RC_CONFLICT,
                       "the database was made by a newer program: it has the "
                       "column %s.%s; use that program",
                       t->name, held[i].name);
    return RC_OK;
}

/* --- Indexes ---------------------------------------------------------- */

static uint32_t short_hash(const char *s)
{
    uint32_t h = 2166136261u;

    for (; *s; s++)
        h = (h ^ (unsigned char)*s) * 16777619u;
    return h;
}

/* "ix_task_plan_code": the same definition always has the same name, another
 * definition another. */
static const char *index_name(struct mem *m, const struct table *t,
                              const struct index_on *ix)
{
    struct buf b;
    uint32_t h;

    buf_init(&b, m);
    buf_fmt(&b, "ix_%s_", t->name);
    for (const char *s = ix->columns; *s; s++)
        if (*s != ' ')
            buf_char(&b, is_name((char[]){ *s, '\0' }) || *s == '_' ||
                                 (*s >= '0' && *s <= '9')
                             ? *s
                             : '_');
    if (ix->unique)
        buf_str(&b, "_u");
    h = short_hash(mem_fmt(m, "%s|%s|%s", t->name, ix->columns,
                           ix->where ? ix->where : ""));
    if (b.n > INDEX_NAME_BYTES)
        return mem_fmt(m, "%.*s_%08x", INDEX_NAME_BYTES, b.s, h);
    return ix->where ? mem_fmt(m, "%s_%08x", b.s, h) : b.s;
}

static enum rc compare_index(struct work *w, const struct table *t,
                             const struct index_on *ix)
{
    const char *name = index_name(w->mem, t, ix);
    struct held *found = find_held(w, "index", name);
    enum rc rc;

    if (found) {
        found->known = true;
        return RC_OK;
    }
    rc = change(w, mem_fmt(w->mem, "CREATE %sINDEX %s ON %s(%s)%s%s",
                           ix->unique ? "UNIQUE " : "", name, t->name,
                           ix->columns, ix->where ? " WHERE " : "",
                           ix->where ? ix->where : ""));
    if (rc == RC_CONFLICT)
        return say(w, RC_INVALID,
                   "%s: rows of the database are not unique by %s; make them "
                   "so and start again",
                   t->name, ix->columns);
    return rc;
}

static bool begins_with(const char *columns, const char *name)
{
    size_t n = strlen(name);

    return columns && !strncmp(columns, name, n) &&
           (!columns[n] || columns[n] == ',' || columns[n] == ' ');
}

/* Is there an index anyway that finds rows by this column? */
static bool indexed(const struct table *t, const struct column *c)
{
    if (begins_with(t->key, c->name))
        return true;
    for (size_t i = 0; i < t->n_indexes; i++)
        if (!t->indexes[i].where && begins_with(t->indexes[i].columns, c->name))
            return true;
    return false;
}

static enum rc compare_indexes(struct work *w, const struct table *t)
{
    for (size_t i = 0; i < t->n_indexes; i++)
        TRY(compare_index(w, t, &t->indexes[i]));
    for (size_t i = 0; i < t->n_columns; i++) {
        const struct column *c = &t->columns[i];
        struct index_on ix = { c->name, false,
                               mem_fmt(w->mem, "%s IS NOT NULL", c->name) };

        if (c->references && !indexed(t, c))
            TRY(compare_index(w, t, &ix));
    }
    return RC_OK;
}

/* An index that is declared otherwise now must not go on refusing rows. */
static enum rc drop_indexes(struct work *w)
{
    for (size_t i = 0; i < w->n_held; i++)
        if (!strcmp(w->held[i].kind, "index") && !w->held[i].known &&
            !strncmp(w->held[i].name, "ix_", 3))
            TRY(change(w, mem_fmt(w->mem, "DROP INDEX %s", w->held[i].name)));
    return RC_OK;
}

/* --- The whole -------------------------------------------------------- */

static enum rc check_unknown(struct work *w)
{
    for (size_t i = 0; i < w->n_held; i++)
        if (!strcmp(w->held[i].kind, "table") && !w->held[i].known &&
            !is_own(w->held[i].name))
            return say(w, RC_CONFLICT,
                       "the database was made by a newer program: it has the "
                       "table %s; use that program",
                       w->held[i].name);
    return RC_OK;
}

static const struct sql_text q_make_meta = {
    "CREATE TABLE IF NOT EXISTS meta(name TEXT PRIMARY KEY,"
    " value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "", ""
};
static const struct sql_text q_step = {
    "SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'step'", "", "i"
};
static const struct sql_text q_set_step = {
    "INSERT INTO meta(name, value) VALUES('step', $1)"
    " ON CONFLICT(name) DO UPDATE SET value = excluded.value",
    "t", ""
};

static enum rc set_step(struct work *w, size_t number)
{
    const char *text = mem_fmt(w->mem, "%zu", number);

    return sql_run(w->sql, &q_set_step, ARGS(STR(text)));
}

static enum rc drop_views(struct work *w)
{
    for (size_t i = 0; i < w->n_held; i++)
        if (!strcmp(w->held[i].kind, "view"))
            TRY(sql_run_built(w->sql,
                              mem_fmt(w->mem, "DROP VIEW %s", w->held[i].name),
                              NO_ARGS));
    return RC_OK;
}

/* Runs the steps that the database has not seen; a new one needs none. */
static enum rc run_steps(struct work *w, const struct schema_step *steps,
                         size_t n)
{
    bool made = !find_held(w, "table", "meta");
    int64_t done = 0;

    if (made) {
        TRY(change(w, q_make_meta.text));
        return w->change ? set_step(w, n) : RC_OK;
    }
    TRY(sql_get_int(w->sql, &done, &q_step, NO_ARGS));
    if (done > (int64_t)n)
        return say(w, RC_CONFLICT,
                   "the database was made by a newer program: it is at step "
                   "%lld, this program knows %zu; use that program",
                   (long long)done, n);
    for (size_t i = (size_t)done; i < n; i++) {
        enum rc rc;

        w->todo = true;
        if (!w->change)
            continue;
        rc = steps[i].run(w->sql, w->mem);
        if (rc)
            return say(w, rc, "step %d (%s) failed: %s", steps[i].number,
                       steps[i].why, sql_error(w->sql));
    }
    return w->change && done < (int64_t)n ? set_step(w, n) : RC_OK;
}

static enum rc compare(struct work *w)
{
    TRY(read_held(w));
    TRY(read_columns(w));
    for (size_t i = 0; i < w->n; i++)
        TRY(compare_table(w, &w->tables[i]));
    TRY(check_unknown(w));
    for (size_t i = 0; i < w->n; i++)
        TRY(compare_indexes(w, &w->tables[i]));
    return drop_indexes(w);
}

static enum rc go(struct work *w, const struct schema_step *steps,
                  size_t n_steps)
{
    *w->error = NULL;
    TRY(check_tables(w));
    TRY(check_steps(w, steps, n_steps));
    TRY(read_held(w));
    if (w->change)
        TRY(drop_views(w));
    TRY(run_steps(w, steps, n_steps));
    /* What a step would change cannot be compared before it has run. */
    if (!w->change && w->todo)
        return RC_OK;
    return compare(w);
}

/* A refusal always says something. */
static enum rc explain(struct work *w, enum rc rc)
{
    if (rc && !*w->error)
        *w->error =
            mem_fmt(w->mem, "the database refused: %s", sql_error(w->sql));
    return rc;
}

enum rc schema_apply(struct sql *sql, struct mem *m, const struct table *tables,
                     size_t n, const struct schema_step *steps, size_t n_steps,
                     const char **error)
{
    struct work w = { .sql = sql,
                      .mem = m,
                      .tables = tables,
                      .n = n,
                      .error = error,
                      .change = true };

    return explain(&w, go(&w, steps, n_steps));
}

enum rc schema_check(struct sql *sql, struct mem *m, const struct table *tables,
                     size_t n, const struct schema_step *steps, size_t n_steps,
                     const char **error)
{
    struct work w = {
        .sql = sql, .mem = m, .tables = tables, .n = n, .error = error
    };
    enum rc rc = explain(&w, go(&w, steps, n_steps));

    if (!rc && w.todo)
        return say(&w, RC_BUSY,
                   "the database was made by an older program and must be "
                   "brought up first: start the server on it once");
    return rc;
}
