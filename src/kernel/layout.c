/* SPDX-License-Identifier: Apache-2.0 */
/*
 * layout.c: from a type's table in C to its table in the database and back.
 */
#include "kernel/layout.h"

#include "base/text.h"

#include "kernel/ledger.h"

#include <string.h>

static const char *const part_suffix[LANGS] = { "_ky", "_ru", "_en" };

int field_columns(const struct field *f)
{
    switch (f->kind) {
    case KIND_TEXT3:
    case KIND_LONG3:
        return LANGS;
    case KIND_REFS:
        return 0;
    default:
        return 1;
    }
}

bool field_keyed(const struct field *f)
{
    return f->sort && (f->kind == KIND_TEXT || f->kind == KIND_TEXT3);
}

const char *column_name(struct mem *m, const struct field *f, int part)
{
    if (field_columns(f) == LANGS)
        return mem_join(m, f->name, part_suffix[part]);
    return f->name;
}

char field_class(const struct field *f)
{
    switch (f->kind) {
    case KIND_COUNT:
    case KIND_MONEY:
    case KIND_INSTANT:
    case KIND_BOOL:
    case KIND_REF:
    case KIND_FILE:
        return 'i';
    case KIND_NUMBER:
    case KIND_PERCENT:
        return 'r';
    default:
        return 't';
    }
}

/* --- Statements ------------------------------------------------------- */

static const char *const base_columns[] = { "id",         "version",
                                            "state",      "owner_unit",
                                            "created_at", "changed_at" };

/* Names of all columns in order: base, fields, keys. */
static size_t all_columns(struct mem *m, const struct type *t,
                          const char **out, size_t *plain)
{
    size_t n = 0;

    for (size_t i = 0; i < COUNT(base_columns); i++)
        out[n++] = base_columns[i];
    for (size_t i = 0; i < t->n_fields; i++)
        for (int p = 0; p < field_columns(&t->fields[i]); p++)
            out[n++] = column_name(m, &t->fields[i], p);
    *plain = n;
    for (size_t i = 0; i < t->n_fields; i++) {
        if (!field_keyed(&t->fields[i]))
            continue;
        for (int p = 0; p < field_columns(&t->fields[i]); p++)
            out[n++] =
                mem_fmt(m, "%s_key", column_name(m, &t->fields[i], p));
    }
    return n;
}

static const char *select_text(struct mem *m, const char **col, size_t n)
{
    struct buf b;

    buf_init(&b, m);
    for (size_t i = 0; i < n; i++)
        buf_fmt(&b, "%st.%s", i ? ", " : "", col[i]);
    return b.s;
}

/* The id of a sealed record is drawn, not counted up. */
static const char *insert_text(struct mem *m, const struct type *t,
                               const char **col, size_t n)
{
    size_t first = t->sealed ? 0 : 1;
    struct buf b;

    buf_init(&b, m);
    buf_fmt(&b, "INSERT INTO %s(", t->name);
    for (size_t i = first; i < n; i++)
        buf_fmt(&b, "%s%s", i > first ? ", " : "", col[i]);
    buf_str(&b, ") VALUES(");
    for (size_t i = first; i < n; i++)
        buf_fmt(&b, "%s$%zu", i > first ? ", " : "", i - first + 1);
    buf_char(&b, ')');
    return b.s;
}

/* Is the field shown in a list's row: a column, the title, the code? */
static bool in_row(const struct layout *l, const struct field *f)
{
    return f->list || f == l->title || f == l->code;
}

/* The columns that a list's row needs, and no others. */
static struct layout *layout_row(struct mem *m, const struct layout *l)
{
    struct layout *row = MEM_NEW(m, struct layout);
    const struct type *t = l->type;
    struct buf b;

    *row = *l;
    row->column = MEM_ARRAY(m, t->n_fields, int);
    buf_init(&b, m);
    for (size_t i = 0; i < COUNT(base_columns); i++)
        buf_fmt(&b, "%st.%s", i ? ", " : "", base_columns[i]);
    row->n_columns = COL_FIRST;
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        row->column[i] = -1;
        if (l->column[i] < 0 || !in_row(l, f))
            continue;
        row->column[i] = (int)row->n_columns;
        for (int p = 0; p < field_columns(f); p++, row->n_columns++)
            buf_fmt(&b, ", t.%s", column_name(m, f, p));
    }
    row->select = b.s;
    return row;
}

struct layout *layout_make(struct mem *m, const struct type *t)
{
    struct layout *l = MEM_NEW(m, struct layout);
    const char **col = MEM_ARRAY(m, 16 + t->n_fields * 2 * LANGS, const char *);
    size_t plain, n = all_columns(m, t, col, &plain);
    int at = COL_FIRST;

    l->type = t;
    l->column = MEM_ARRAY(m, t->n_fields, int);
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        l->column[i] = field_columns(f) ? at : -1;
        at += field_columns(f);
        if (f->kind == KIND_REFS)
            l->refs = mem_fmt(m,
                              "%s%sSELECT %zu, target FROM %s_%s"
                              " WHERE owner = $1",
                              l->refs ? l->refs : "",
                              l->refs ? " UNION ALL " : "", i, t->name,
                              f->name);
    }
    l->n_columns = plain;
    l->n_keys = n - plain;
    l->names = col;
    l->select = select_text(m, col, plain);
    l->insert = insert_text(m, t, col, n);
    l->load = mem_fmt(m, "SELECT %s FROM %s t WHERE t.id = $1", l->select,
                      t->name);
    l->title = type_field(t, t->title);
    l->code = type_field(t, t->code);
    l->scope = type_field(t, t->code_scope);
    l->row = layout_row(m, l);
    if (t->counted)
        span_texts(m, l);
    return l;
}

/* --- Tables ----------------------------------------------------------- */

struct columns {
    struct column *c;
    size_t n;
};

static void add_column(struct columns *cs, const char *name, char type,
                       const char *references)
{
    cs->c[cs->n++] = (struct column){ .name = name,
                                      .type = type,
                                      .references = references };
}

static void add_head(struct columns *cs)
{
    static const struct column head[] = {
        { .name = "id", .type = 'k' },
        { .name = "version", .type = 'i', .must = true, .fallback = "1" },
        { .name = "state", .type = 't', .must = true, .fallback = "''" },
        { .name = "owner_unit", .type = 'i', .references = "unit" },
        { .name = "created_at", .type = 'i', .must = true, .fallback = "0" },
        { .name = "changed_at", .type = 'i', .must = true, .fallback = "0" },
    };

    memcpy(cs->c, head, sizeof head);
    cs->n = COUNT(head);
}

/* Does an index of the type's own begin with the column? */
static bool leads(const struct type *t, const char *column)
{
    size_t n = strlen(column);

    for (size_t i = 0; i < t->n_indexes; i++)
        if (!t->indexes[i].where && !t->indexes[i].unique &&
            !strncmp(t->indexes[i].columns, column, n) &&
            (t->indexes[i].columns[n] == ',' || !t->indexes[i].columns[n]))
            return true;
    return false;
}

/* What is only asked for by its value needs no entry for rows without one. */
static struct index_on field_index(struct mem *m, const struct field *f)
{
    bool all = f->must || f->sort || f->kind == KIND_BOOL;

    return (struct index_on){
        .columns = mem_fmt(m, "%s, id", f->name),
        .where = all ? NULL : mem_fmt(m, "%s IS NOT NULL", f->name)
    };
}

const char *layout_order(struct mem *m, const struct field *f,
                         const char *of)
{
    const char *least;

    switch (f->kind) {
    case KIND_TEXT:
        if (field_keyed(f))
            return mem_fmt(m, "%s%s_key", of, f->name);
        return mem_fmt(m, "COALESCE(%s%s, '')", of, f->name);
    case KIND_CHOICE:
    case KIND_DAY:
        least = "''";
        break;
    case KIND_NUMBER:
    case KIND_PERCENT:
        least = "-1e300";
        break;
    case KIND_COUNT:
    case KIND_MONEY:
    case KIND_INSTANT:
    case KIND_BOOL:
    case KIND_REF:
    case KIND_FILE:
        least = "-9223372036854775807";
        break;
    default:
        return NULL;
    }
    if (f->must)
        return mem_fmt(m, "%s%s", of, f->name);
    return mem_fmt(m, "COALESCE(%s%s, %s)", of, f->name, least);
}

/* What lists are ordered by, where it is no column. */
static bool ordered_otherwise(const struct type *t, const struct field *f)
{
    bool ordered = f->sort || (t->order && !strcmp(t->order, f->name));

    return ordered && !field_keyed(f) && field_columns(f) == 1 &&
           (!f->must || f->kind == KIND_TEXT);
}

static size_t type_indexes(struct mem *m, const struct type *t,
                           struct index_on *ix)
{
    size_t n = 0;

    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        if (f->unique)
            ix[n++] = (struct index_on){
                .columns = t->code_scope
                               ? mem_fmt(m, "%s, %s", t->code_scope, f->name)
                               : f->name,
                .unique = true
            };
        if (field_keyed(f))
            for (int p = 0; p < field_columns(f); p++)
                ix[n++] = (struct index_on){
                    .columns = mem_fmt(m, "%s_key, id", column_name(m, f, p))
                };
        else if ((f->sort || f->filter) && field_columns(f) == 1 &&
                 f->kind != KIND_REF && f->kind != KIND_FILE && !f->unique &&
                 !leads(t, f->name))
            ix[n++] = field_index(m, f);
        if (ordered_otherwise(t, f))
            ix[n++] = (struct index_on){
                .columns = mem_fmt(m, "%s, id", layout_order(m, f, ""))
            };
    }
    if (!leads(t, "state"))
        ix[n++] = (struct index_on){ .columns = "state, id" };
    for (size_t i = 0; i < t->n_indexes; i++)
        ix[n++] = t->indexes[i];
    return n;
}

static void span_table(struct mem *m, const struct type *t, struct table *out)
{
    static const struct index_on fixed[] = {
        { .columns = "record, since" }, { .columns = "since, until" },
        /* What has become known since an instant: ledger_count. */
        { .columns = "known_from" }, { .columns = "known_until" },
    };
    struct columns cs = { MEM_ARRAY(m, 8 + t->n_fields * LANGS, struct column),
                          0 };
    struct index_on *ix =
        MEM_ARRAY(m, COUNT(fixed) + t->n_fields, struct index_on);
    size_t n = t->n_ledgers ? COUNT(fixed) : 2;

    memcpy(ix, fixed, n * sizeof *ix);
    for (size_t i = 0; i < t->n_fields; i++)
        if (t->fields[i].timed && t->fields[i].kind == KIND_REF)
            ix[n++] = (struct index_on){ .columns = t->fields[i].name };

    add_column(&cs, "id", 'k', NULL);
    add_column(&cs, "record", 'i', t->name);
    add_column(&cs, "since", 't', NULL);
    add_column(&cs, "until", 't', NULL);
    add_column(&cs, "known_from", 'i', NULL);
    add_column(&cs, "known_until", 'i', NULL);
    add_column(&cs, "state", 't', NULL);
    add_column(&cs, "owner_unit", 'i', NULL);
    for (size_t i = 0; i < t->n_fields; i++)
        if (t->fields[i].timed)
            for (int p = 0; p < field_columns(&t->fields[i]); p++)
                add_column(&cs, column_name(m, &t->fields[i], p),
                           field_class(&t->fields[i]), NULL);
    *out = (struct table){ .name = mem_fmt(m, "%s_span", t->name),
                           .columns = cs.c,
                           .n_columns = cs.n,
                           .indexes = ix,
                           .n_indexes = n };
}

static void refs_table(struct mem *m, const struct type *t,
                       const struct field *f, struct table *out)
{
    static const struct index_on by_target[] = { { .columns = "target" } };
    struct columns cs = { MEM_ARRAY(m, 2, struct column), 0 };

    add_column(&cs, "owner", 'i', t->name);
    add_column(&cs, "target", 'i', f->ref->name);
    cs.c[0].must = cs.c[1].must = true;
    *out = (struct table){ .name = mem_fmt(m, "%s_%s", t->name, f->name),
                           .columns = cs.c,
                           .n_columns = cs.n,
                           SPAN(indexes, by_target),
                           .key = "owner, target" };
}

size_t layout_count(const struct type *t)
{
    size_t n = t->counted ? 2 + 2 * t->n_ledgers : 1;

    for (size_t i = 0; i < t->n_fields; i++)
        n += t->fields[i].kind == KIND_REFS;
    return n;
}

size_t layout_tables(struct mem *m, const struct type *t, struct table *out)
{
    struct columns cs = {
        MEM_ARRAY(m, 16 + t->n_fields * 2 * LANGS, struct column), 0
    };
    struct index_on *ix = MEM_ARRAY(
        m, 2 + t->n_fields * (LANGS + 1) + t->n_indexes, struct index_on);
    size_t n = 0;

    add_head(&cs);
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        for (int p = 0; p < field_columns(f); p++)
            add_column(&cs, column_name(m, f, p), field_class(f),
                       f->kind == KIND_REF || f->kind == KIND_FILE
                           ? f->ref->name
                           : NULL);
    }
    for (size_t i = 0; i < t->n_fields; i++)
        if (field_keyed(&t->fields[i]))
            for (int p = 0; p < field_columns(&t->fields[i]); p++)
                add_column(&cs,
                           mem_fmt(m, "%s_key",
                                   column_name(m, &t->fields[i], p)),
                           'b', NULL);
    out[n++] = (struct table){ .name = t->name,
                               .columns = cs.c,
                               .n_columns = cs.n,
                               .indexes = ix,
                               .n_indexes = type_indexes(m, t, ix) };
    for (size_t i = 0; i < t->n_fields; i++)
        if (t->fields[i].kind == KIND_REFS)
            refs_table(m, t, &t->fields[i], &out[n++]);
    if (t->counted) {
        span_table(m, t, &out[n++]);
        n += ledger_tables(m, t, out + n);
    }
    return n;
}
