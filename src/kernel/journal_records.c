/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_records.c: openings against the commitments of their leaves, and the
 * rows of the tables against the last journalled values.  Everything goes by
 * name: table and type, column and field.  A field that is no column lives in
 * the link table TYPE_FIELD(owner, target).
 *
 * A record is read newest change first: the first value seen of a field is the
 * one that its table must hold.  A server may write meanwhile, so a record
 * that does not agree is looked at once more before it counts.
 */
#include "kernel/journal_check.h"

#include <string.h>

/* --- What a type's table looks like --------------------------------------- */

struct shape_column {
    const char *name;
    bool free; /* may hold what the journal does not tell */
};

struct shape_link {
    const char *field;
    const char *select; /* targets of an owner */
};

struct shape {
    const char *type;
    bool exists;
    bool made; /* by the kernel: each column of it is journalled */
    struct shape_column *column;
    size_t n_columns;
    struct shape_link *link;
    size_t n_links;
    const char *select; /* all columns of a row */
    int version;        /* its column, -1 none */
};

/* The catalogue of SQLite; PostgreSQL has information_schema for it. */
static const struct sql_text columns_of = {
    "SELECT name, type, \"notnull\" FROM pragma_table_info($1) ORDER BY cid",
    "t", "tti"
};
static const struct sql_text tables_like = {
    "SELECT name FROM sqlite_master WHERE type = 'table'"
    " AND substr(name, 1, $2) = $1 ORDER BY name",
    "ti", "t"
};

/* Sort keys and the dates of the row are derived, not journalled. */
static bool column_free(const char *name, const char *type, bool must)
{
    static const char *const known[] = { "id", "version", "created_at",
                                         "changed_at" };
    size_t n = strlen(name), i;

    for (i = 0; i < COUNT(known); i++)
        if (!strcmp(name, known[i]))
            return true;
    if (n > 4 && !strcmp(name + n - 4, "_key") && !strcmp(type, "BLOB"))
        return true;
    return must; /* added later: holds its fallback in older rows */
}

static int shape_find(const struct shape *s, const char *name)
{
    size_t i;

    for (i = 0; i < s->n_columns; i++)
        if (!strcmp(s->column[i].name, name))
            return (int)i;
    return -1;
}

#define COLUMNS_MAX 1000

static enum rc read_columns(struct check *c, const char *table, struct shape *s)
{
    struct sql_rows r = sql_query(c->sql, &columns_of, ARGS(STR(table)));
    const char *name;

    s->column = MEM_ARRAY(c->m, COLUMNS_MAX, struct shape_column);
    while (s->n_columns < COLUMNS_MAX && sql_next(&r)) {
        name = mem_str(c->m, sql_str(&r, 0));
        if (!leaf_sql_name(name))
            continue;
        s->column[s->n_columns++] =
            (struct shape_column){ name, column_free(name, sql_str(&r, 1),
                                                     sql_int(&r, 2) != 0) };
    }
    return sql_done(&r);
}

static void shape_select(struct mem *m, struct shape *s)
{
    struct buf b;
    size_t i;

    buf_init(&b, m);
    buf_str(&b, "SELECT ");
    for (i = 0; i < s->n_columns; i++)
        buf_fmt(&b, "%s\"%s\"", i ? ", " : "", s->column[i].name);
    buf_fmt(&b, " FROM \"%s\" WHERE id = $1", s->type);
    s->select = b.s;
}

struct names {
    const char **name;
    size_t n;
};

static enum rc read_tables(struct check *c, const char *prefix,
                           struct names *out)
{
    struct sql_rows r = sql_query(
        c->sql, &tables_like, ARGS(STR(prefix), INT((int64_t)strlen(prefix))));

    out->name = MEM_ARRAY(c->m, COLUMNS_MAX, const char *);
    out->n = 0;
    while (out->n < COLUMNS_MAX && sql_next(&r))
        out->name[out->n++] = mem_str(c->m, sql_str(&r, 0));
    return sql_done(&r);
}

/* Does the table belong to a type with a longer name?  risk_action_person is
 * a list of risk_action, not of risk. */
static bool of_longer(const struct names *tables, const char *table)
{
    size_t i, n;

    for (i = 0; i < tables->n; i++) {
        n = strlen(tables->name[i]);
        if (!strncmp(table, tables->name[i], n) && table[n] == '_')
            return true;
    }
    return false;
}

static enum rc read_links(struct check *c, struct shape *s)
{
    const char *prefix = mem_fmt(c->m, "%s_", s->type);
    struct names tables;
    size_t i;

    TRY(read_tables(c, prefix, &tables));
    s->link = MEM_ARRAY(c->m, tables.n + 1, struct shape_link);
    for (i = 0; i < tables.n; i++) {
        const char *name = tables.name[i];
        struct shape is = { 0 };

        if (!leaf_sql_name(name) || of_longer(&tables, name))
            continue;
        TRY(read_columns(c, name, &is));
        if (is.n_columns != 2 || shape_find(&is, "owner") < 0 ||
            shape_find(&is, "target") < 0)
            continue;
        s->link[s->n_links++] = (struct shape_link){
            name + strlen(prefix),
            mem_fmt(c->m,
                    "SELECT target FROM \"%s\" WHERE owner = $1"
                    " ORDER BY target",
                    name)
        };
    }
    return RC_OK;
}

static enum rc read_shape(struct check *c, const char *type, struct shape *s)
{
    *s = (struct shape){ .type = type, .version = -1 };
    if (!leaf_sql_name(type))
        return RC_OK;
    TRY(read_columns(c, type, s));
    s->exists = shape_find(s, "id") >= 0;
    s->version = shape_find(s, "version");
    s->made = s->exists && s->version >= 0 &&
              shape_find(s, "created_at") >= 0 &&
              shape_find(s, "changed_at") >= 0;
    shape_select(c->m, s);
    return read_links(c, s);
}

/* --- The journal of one record -------------------------------------------- */

/* What is known of a field: its newest value. */
struct known {
    const char *name;
    char kind; /* 0: erased, so unknown */
    const char *value;
    bool wiped; /* an erasure came later than what is read now */
};

struct subject {
    const struct shape *shape;
    int64_t id, version;
    bool gone; /* its last step took it out of the table */
    bool any;
    struct known *known;
    size_t n, cap;
};

static const struct sql_text rows_of = {
    "SELECT id, version, actor, step, act, at, leaf, openings, 0, id"
    " FROM journal WHERE type = $1 AND record = $2 UNION ALL"
    " SELECT 0, version, actor, step, act, at, leaf, openings, 1, version"
    " FROM journal_seal WHERE type = $1 AND record = $2"
    " ORDER BY 9 DESC, 10 DESC",
    "ti", "iiitiittii"
};

static struct known *subject_field(struct check *c, struct subject *s,
                                   const char *name, bool *new)
{
    size_t i, cap;

    for (i = 0; i < s->n; i++)
        if (!strcmp(s->known[i].name, name))
            break;
    *new = i == s->n;
    if (!*new)
        return &s->known[i];
    if (s->n == s->cap) {
        cap = s->cap ? s->cap * 2 : 32;
        s->known = mem_grow(c->m, s->known, s->cap * sizeof(*s->known),
                            cap * sizeof(*s->known));
        s->cap = cap;
    }
    s->known[s->n] = (struct known){ .name = mem_str(c->m, name) };
    return &s->known[s->n++];
}

static void check_opening(struct check *c, struct subject *s, int64_t row,
                          const struct opening *o, const struct leaf_field *f,
                          bool erasing)
{
    struct known *k;
    struct buf b;
    bool new;

    k = subject_field(c, s, f->name, &new);
    c->out->fields++;
    if (o->erased) {
        c->out->erased++;
        if (!k->wiped)
            check_fault(c,
                        "journal %lld: %s of %s %lld was emptied without"
                        " an erasure",
                        (long long)row, f->name, s->shape->type,
                        (long long)s->id);
    } else {
        buf_init(&b, c->scratch);
        if (!merkle_same(opening_commit(&b, o), f->commitment))
            check_fault(c,
                        "journal %lld: %s of %s %lld is not what was"
                        " journalled",
                        (long long)row, f->name, s->shape->type,
                        (long long)s->id);
    }
    if (new && !o->erased) {
        k->kind = o->kind;
        k->value = mem_str(c->m, o->value);
    }
    k->wiped = k->wiped || erasing;
}

/* Read, of the leaf's fields in their order, and written as we write it. */
static bool openings_good(struct check *c, const char *json, size_t size,
                          const struct leaf_field *f, size_t n,
                          struct opening **o)
{
    struct buf again;
    size_t n_open, i;

    if (!openings_parse(c->scratch, json, o, &n_open) || n_open != n)
        return false;
    for (i = 0; i < n; i++)
        if (strcmp((*o)[i].name, f[i].name) != 0)
            return false;
    buf_init(&again, c->scratch);
    openings_text(&again, *o, n);
    return again.n == size && !memcmp(again.s, json, size);
}

static void check_openings(struct check *c, struct subject *s,
                           const struct sql_rows *r, const struct leaf_field *f,
                           size_t n)
{
    bool erasing = !strcmp(sql_str(r, 3), JOURNAL_ERASE);
    int64_t row = sql_int(r, 0);
    struct opening *o;
    size_t i;

    if (!openings_good(c, sql_str(r, 7), sql_size(r, 7), f, n, &o)) {
        check_fault(c, "journal %lld: its openings are damaged",
                    (long long)row);
        return;
    }
    for (i = 0; i < n; i++)
        check_opening(c, s, row, &o[i], &f[i], erasing);
}

static void check_row(struct check *c, struct subject *s,
                      const struct sql_rows *r)
{
    struct leaf_head head = { .type = s->shape->type,
                              .step = sql_str(r, 3),
                              .record = s->id,
                              .version = sql_int(r, 1),
                              .actor = sql_int(r, 2),
                              .act = sql_int(r, 4),
                              .at = sql_int(r, 5) };
    struct leaf_field *f;
    struct buf b;
    size_t n;

    if (!s->any) {
        s->any = true;
        s->version = head.version;
        s->gone = !strcmp(head.step, JOURNAL_DELETE);
    }
    buf_init(&b, c->scratch);
    leaf_head_text(&b, &head);
    if (sql_size(r, 3) == strlen(head.step) &&
        leaf_fields(c->scratch, sql_str(r, 6), b.s, &f, &n))
        check_openings(c, s, r, f, n);
    else
        check_fault(c, "journal %lld: its columns are not what its leaf says",
                    (long long)sql_int(r, 0));
    mem_reset(c->scratch);
}

static enum rc read_record(struct check *c, struct subject *s)
{
    struct sql_rows r =
        sql_query(c->sql, &rows_of, ARGS(STR(s->shape->type), INT(s->id)));

    while (sql_next(&r))
        check_row(c, s, &r);
    return sql_done(&r);
}

/* --- The record in its table ---------------------------------------------- */

/* Is a column what the journal said?  Numbers are compared as numbers, for a
 * whole one may lie in a column of reals. */
static bool column_same(struct mem *m, const struct sql_rows *r, int col,
                        const struct known *k)
{
    struct sql_val v;
    const char *text;
    char kind;

    if (k->kind == 'n' || sql_null(r, col))
        return k->kind == 'n' && sql_null(r, col);
    if (k->kind == 'i' || k->kind == 'r') {
        v = REAL(sql_real(r, col));
        text = leaf_value(m, &v, &kind);
        if (k->kind == 'r')
            return text && !strcmp(text, k->value);
        v = INT(sql_int(r, col));
        return !strcmp(leaf_value(m, &v, &kind), k->value) &&
               sql_real(r, col) == (double)v.i;
    }
    if (k->kind == 't')
        return sql_size(r, col) == strlen(k->value) &&
               !memcmp(sql_str(r, col), k->value, strlen(k->value));
    v = BLOB(sql_blob(r, col), sql_size(r, col));
    return !strcmp(leaf_value(m, &v, &kind), k->value);
}

static void differs(struct check *c, const struct subject *s, const char *name)
{
    check_fault(c, "%s %lld: %s is not what the journal says", s->shape->type,
                (long long)s->id, name);
}

static void check_columns(struct check *c, const struct subject *s,
                          const struct sql_rows *r)
{
    const struct shape *sh = s->shape;
    const struct known *k;
    size_t i, j;

    for (i = 0; i < sh->n_columns; i++) {
        k = NULL;
        for (j = 0; j < s->n && !k; j++)
            if (!strcmp(s->known[j].name, sh->column[i].name))
                k = &s->known[j];
        if (k && k->kind && !column_same(c->scratch, r, (int)i, k))
            differs(c, s, k->name);
        if (!k && sh->made && !sh->column[i].free && !sql_null(r, (int)i))
            differs(c, s, sh->column[i].name);
    }
    if (sh->version >= 0 && s->version && sql_int(r, sh->version) != s->version)
        differs(c, s, "version");
    mem_reset(c->scratch);
}

static enum rc check_link(struct check *c, const struct subject *s,
                          const struct shape_link *l)
{
    struct sql_rows r = sql_query_built(c->sql, l->select, ARGS(INT(s->id)));
    const struct known *k = NULL;
    const char *want;
    struct buf b;
    size_t i;

    buf_init(&b, c->scratch);
    while (sql_next(&r)) {
        if (b.n)
            buf_char(&b, ',');
        buf_int(&b, sql_int(&r, 0));
    }
    TRY(sql_done(&r));
    for (i = 0; i < s->n && !k; i++)
        if (!strcmp(s->known[i].name, l->field))
            k = &s->known[i];
    want = k && k->value ? k->value : "";
    if ((!k || k->kind) && strcmp(b.s, want) != 0)
        differs(c, s, l->field);
    mem_reset(c->scratch);
    return RC_OK;
}

static enum rc check_table(struct check *c, const struct subject *s)
{
    const struct shape *sh = s->shape;
    struct sql_rows r;
    bool found;
    size_t i;

    if (!sh->exists)
        return RC_OK;
    r = sql_query_built(c->sql, sh->select, ARGS(INT(s->id)));
    found = sql_next(&r);
    if (found && !s->gone)
        check_columns(c, s, &r);
    TRY(sql_done(&r));
    if (found == s->gone)
        check_fault(c,
                    s->gone ? "%s %lld: it was deleted, and is there"
                            : "%s %lld: it is journalled, and is missing",
                    sh->type, (long long)s->id);
    for (i = 0; found && i < sh->n_links; i++)
        TRY(check_link(c, s, &sh->link[i]));
    return RC_OK;
}

static enum rc check_once(struct check *c, const struct shape *sh, int64_t id)
{
    struct subject s = { .shape = sh, .id = id };
    struct mem_mark mark = mem_mark(c->m);
    enum rc rc = read_record(c, &s);

    if (!rc)
        rc = check_table(c, &s);
    mem_back(c->m, mark);
    return rc;
}

/* The report's text is cut back by its length: it lies in another arena. */
static enum rc check_record(struct check *c, const struct shape *sh, int64_t id)
{
    struct journal_report before = *c->out;

    before.records++;
    c->out->records++;
    TRY(check_once(c, sh, id));
    if (c->out->faults == before.faults)
        return RC_OK;
    before.faults_text.s = c->out->faults_text.s;
    before.faults_text.cap = c->out->faults_text.cap;
    *c->out = before;
    c->out->faults_text.s[before.faults_text.n] = '\0';
    return check_once(c, sh, id);
}

/* --- All of them ---------------------------------------------------------- */

static const struct sql_text first_type = {
    "SELECT min(type) FROM (SELECT min(type) AS type FROM journal UNION ALL"
    " SELECT min(type) FROM journal_seal) x",
    "", "t"
};
static const struct sql_text next_type = {
    "SELECT min(type) FROM (SELECT min(type) AS type FROM journal"
    " WHERE type > $1 UNION ALL SELECT min(type) FROM journal_seal"
    " WHERE type > $1) x",
    "t", "t"
};
static const struct sql_text next_record = {
    "SELECT min(record) FROM (SELECT min(record) AS record FROM journal"
    " WHERE type = $1 AND record > $2 UNION ALL SELECT min(record)"
    " FROM journal_seal WHERE type = $1 AND record > $2) x"
    " HAVING min(record) IS NOT NULL",
    "ti", "i"
};

static enum rc check_type(struct check *c, const struct shape *sh)
{
    int64_t id = INT64_MIN;
    enum rc rc;

    for (;;) {
        rc = sql_get_int(c->sql, &id, &next_record,
                         ARGS(STR(sh->type), INT(id)));
        if (rc == RC_MISSING)
            return RC_OK;
        TRY(rc);
        TRY(check_record(c, sh, id));
    }
}

/* Rows of a table whose record the journal does not know.  A server that
 * stored one just now has journalled it in the same transaction. */
static enum rc check_unknown(struct check *c, const char *type,
                             const char *table, const char *column)
{
    struct mem_mark mark = mem_mark(c->m);
    const char *text = mem_fmt(
        c->m,
        "SELECT t.%s FROM \"%s\" t WHERE t.%s > $1 AND NOT EXISTS"
        " (SELECT 1 FROM journal j WHERE j.type = $2 AND j.record = t.%s)"
        " AND NOT EXISTS (SELECT 1 FROM journal_seal s WHERE s.type = $2"
        " AND s.record = t.%s) ORDER BY t.%s LIMIT 1",
        column, table, column, column, column, column);
    int64_t at = INT64_MIN;
    struct sql_rows r;
    bool found;

    do {
        r = sql_query_built(c->sql, text, ARGS(INT(at), STR(type)));
        found = sql_next(&r);
        if (found)
            at = sql_int(&r, 0);
        TRY(sql_done(&r));
        if (found)
            check_fault(c, "%s %lld: it is there without journal", table,
                        (long long)at);
    } while (found);
    mem_back(c->m, mark);
    return RC_OK;
}

static enum rc check_one_type(struct check *c, const char *type)
{
    struct shape sh;
    size_t i;

    TRY(read_shape(c, type, &sh));
    TRY(check_type(c, &sh));
    if (!sh.exists)
        return RC_OK;
    TRY(check_unknown(c, type, type, "id"));
    for (i = 0; i < sh.n_links; i++)
        TRY(check_unknown(
            c, type, mem_fmt(c->m, "%s_%s", type, sh.link[i].field), "owner"));
    return RC_OK;
}

/* Types by name.  A name may hold anything here, so it goes on by its bytes;
 * memory grows with the number of types only. */
static enum rc read_type(struct check *c, struct sql_val *at, bool *found)
{
    struct sql_rows r = at->kind == SQL_NULL
                            ? sql_query(c->sql, &first_type, NO_ARGS)
                            : sql_query(c->sql, &next_type, at, 1);
    size_t n;

    *found = sql_next(&r) && !sql_null(&r, 0);
    if (*found) {
        n = sql_size(&r, 0);
        *at = (struct sql_val){ .kind = SQL_TEXT,
                                .n = n,
                                .s = mem_strn(c->m, sql_str(&r, 0), n) };
    }
    return sql_done(&r);
}

enum rc check_records(struct check *c)
{
    struct sql_val type = NUL();
    bool found;

    for (;;) {
        TRY(read_type(c, &type, &found));
        if (!found)
            return RC_OK;
        if (strlen(type.s) == type.n && leaf_word(type.s))
            TRY(check_one_type(c, type.s));
        else
            check_fault(c, "the journal holds a type that is no word");
    }
}
