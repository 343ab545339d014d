/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge.c: two records of one person or unit become one.  Who refers to whom
 * is read from the registry and the schema, so a new type needs nothing here.
 */
#include "kernel/merge.h"

#include "kernel/act.h"
#include "kernel/kept.h"
#include "kernel/merge_in.h"
#include "kernel/org.h"
#include "kernel/write.h"

#include <string.h>

/* What is signed stays as it was signed, and so do the keys. */
static const struct {
    const struct type *type;
    const char *moves; /* condition about t */
} bound[] = {
    { &type_act, "t.state IN ('draft', 'checked')" },
    { &type_act_line, "EXISTS (SELECT 1 FROM act b WHERE b.id = t.act"
                      " AND b.state IN ('draft', 'checked'))" },
    { &type_signing_key, "1 = 0" },
};

static const char *moves_when(const struct type *t)
{
    for (size_t i = 0; i < COUNT(bound); i++)
        if (bound[i].type == t)
            return bound[i].moves;
    return NULL;
}

bool merge_knows(const struct type *t)
{
    const struct field *f = type_field(t, MERGED_INTO);

    return f && f->ref == t;
}

int64_t merge_target(const struct type *t, const void *rec)
{
    const struct field *f = type_field(t, MERGED_INTO);

    return f && f->ref == t ? *FIELD_IN(f, rec, int64_t) : 0;
}

/* --- Who refers to it ------------------------------------------------------- */

/* Fields that name a record of any type: its kind and its number. */
static bool has_subject(const struct type *t)
{
    const struct field *kind = type_field(t, "subject");
    const struct field *id = type_field(t, "subject_id");

    return kind && id && kind->kind == KIND_TEXT && id->kind == KIND_COUNT;
}

/* Condition about `t`: it refers to record $1 of type `to`.  Without any
 * field that could, false. */
static bool refers_where(struct buf *sql, const struct type *t,
                         const struct type *to)
{
    size_t n = 0;

    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        if (f->ref != to)
            continue;
        buf_str(sql, n++ ? " OR " : "(");
        if (f->kind == KIND_REFS)
            buf_fmt(sql,
                    "EXISTS (SELECT 1 FROM %s_%s x WHERE x.owner = t.id"
                    " AND x.target = $1)",
                    t->name, f->name);
        else
            buf_fmt(sql, "t.%s = $1", f->name);
    }
    if (to == &type_unit)
        buf_fmt(sql, "%st.owner_unit = $1", n++ ? " OR " : "(");
    if (has_subject(t))
        buf_fmt(sql, "%s(t.subject_id = $1 AND t.subject = '%s')",
                n++ ? " OR " : "(", to->name);
    if (n)
        buf_char(sql, ')');
    return n != 0;
}

struct ids {
    int64_t *id;
    size_t n, cap;
};

static void ids_add(struct mem *m, struct ids *s, int64_t id)
{
    if (s->n == s->cap) {
        s->id = mem_grow(m, s->id, s->cap * sizeof *s->id,
                         (s->cap * 2 + 32) * sizeof *s->id);
        s->cap = s->cap * 2 + 32;
    }
    s->id[s->n++] = id;
}

/* Records of `t` that have to move. */
static enum rc find_moving(struct rq *rq, const struct merging *m,
                           const struct type *t, struct ids *out)
{
    struct sql_rows r;
    struct buf sql;

    *out = (struct ids){ 0 };
    buf_init(&sql, rq->mem);
    buf_fmt(&sql, "SELECT t.id FROM %s t WHERE ", t->name);
    if (!refers_where(&sql, t, m->t))
        return RC_OK;
    if (t == m->t)
        buf_str(&sql, " AND t.id <> $1");
    if (moves_when(t))
        buf_fmt(&sql, " AND %s", moves_when(t));
    buf_str(&sql, " ORDER BY t.id");
    r = sql_query_built(rq->sql, sql.s, ARGS(INT(m->from)));
    while (sql_next(&r))
        ids_add(rq->mem, out, sql_int(&r, 0));
    return sql_done(&r);
}

/* --- One record ------------------------------------------------------------- */

/* The list with the one in place of the other, still ascending and without
 * repetition. */
static struct refs replaced(struct rq *rq, const struct merging *m,
                            const struct refs *old)
{
    int64_t *id = MEM_ARRAY(rq->mem, old->n + 1, int64_t);
    struct refs out = { id, 0 };
    bool has = false, put = false;

    for (size_t i = 0; i < old->n; i++)
        has |= old->id[i] == m->from;
    if (!has)
        return *old;
    for (size_t i = 0; i < old->n; i++) {
        if (old->id[i] == m->from || old->id[i] == m->to)
            continue;
        if (!put && old->id[i] > m->to) {
            id[out.n++] = m->to;
            put = true;
        }
        id[out.n++] = old->id[i];
    }
    if (!put)
        id[out.n++] = m->to;
    return out;
}

static void replace_subject(const struct merging *m, const struct type *t,
                            void *rec)
{
    const char *kind =
        *FIELD_IN(type_field(t, "subject"), rec, const char *);
    struct count *id = FIELD_AT(type_field(t, "subject_id"), rec,
                                struct count);

    if (kind && !strcmp(kind, m->t->name) && id->set && id->n == m->from)
        id->n = m->to;
}

static void replace(struct rq *rq, const struct merging *m,
                    const struct type *t, void *rec)
{
    struct record *head = rec;

    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        if (f->ref != m->t)
            continue;
        if (f->kind == KIND_REFS)
            *FIELD_AT(f, rec, struct refs) =
                replaced(rq, m, FIELD_IN(f, rec, struct refs));
        else if (*FIELD_IN(f, rec, int64_t) == m->from)
            *FIELD_AT(f, rec, int64_t) = m->to;
    }
    if (m->t == &type_unit && head->owner_unit == m->from)
        head->owner_unit = m->to;
    if (has_subject(t))
        replace_subject(m, t, rec);
}

static enum rc move_record(struct rq *rq, const struct merging *m,
                           const struct type *t, int64_t id)
{
    void *rec, *old;

    TRY(store_hold(rq->sql, t->name, id));
    TRY(record_load(rq, t, id, &old));
    TRY(record_load(rq, t, id, &rec));
    replace(rq, m, t, rec);
    /* A checked draft with another signer is to be checked again. */
    if (t == &type_act)
        return record_write(rq, t, rec, old, "merge");
    return record_same(rq, t, rec, old)
               ? RC_OK
               : record_store(rq, t, rec, old, "merge");
}

static enum rc move_types(struct rq *rq, const struct merging *m)
{
    for (size_t i = 0; i < rq->app->n_types; i++) {
        const struct type *t = rq->app->types[i];
        struct ids moving;

        if (t->sealed)
            continue;
        TRY(find_moving(rq, m, t, &moving));
        for (size_t k = 0; k < moving.n; k++)
            TRY(move_record(rq, m, t, moving.id[k]));
    }
    return RC_OK;
}

/* --- Accounts and keys ------------------------------------------------------ */

static const struct sql_text q_active = {
    "SELECT count(*) FROM account WHERE person = $1 AND state = 'active'", "i",
    "i"
};
static const struct sql_text q_active_ids = {
    "SELECT id FROM account WHERE person = $1 AND state = 'active'"
    " ORDER BY id", "i", "i"
};
static const struct sql_text q_keys = {
    "SELECT id FROM signing_key WHERE person = $1 AND state <> 'lost'"
    " ORDER BY id", "i", "i"
};

static enum rc ids_of(struct rq *rq, const struct sql_text *q, int64_t person,
                      struct ids *out)
{
    struct sql_rows r = sql_query(rq->sql, q, ARGS(INT(person)));

    *out = (struct ids){ 0 };
    while (sql_next(&r))
        ids_add(rq->mem, out, sql_int(&r, 0));
    return sql_done(&r);
}

/* Somebody with an account goes on signing in with that; only who has none
 * gets the other one. */
static enum rc settle_accounts(struct rq *rq, const struct merging *m)
{
    struct ids open;
    int64_t own;

    TRY(sql_get_int(rq->sql, &own, &q_active, ARGS(INT(m->to))));
    if (!own)
        return RC_OK;
    TRY(ids_of(rq, &q_active_ids, m->from, &open));
    for (size_t i = 0; i < open.n; i++) {
        void *rec;

        TRY(record_load(rq, &type_account, open.id[i], &rec));
        ((struct record *)rec)->state = "blocked";
        TRY(record_put(rq, &type_account, rec, "block"));
    }
    return RC_OK;
}

/* A key signs for the name it was confirmed for. */
static enum rc settle_keys(struct rq *rq, const struct merging *m)
{
    static const struct sql_text forget = {
        "DELETE FROM signing_secret WHERE signing_key = $1", "i", ""
    };
    struct ids open;

    TRY(ids_of(rq, &q_keys, m->from, &open));
    for (size_t i = 0; i < open.n; i++) {
        struct signing_key *k;
        void *rec;

        TRY(record_load(rq, &type_signing_key, open.id[i], &rec));
        k = rec;
        k->until = rq->now;
        k->r.state = "lost";
        TRY(sql_run(rq->sql, &forget, ARGS(INT(open.id[i]))));
        TRY(record_put(rq, &type_signing_key, k, "lose"));
    }
    return RC_OK;
}

/* --- The step --------------------------------------------------------------- */

static enum rc merge(struct rq *rq, const struct type *t, const void *rec)
{
    struct merging m = { t, ((const struct record *)rec)->id,
                         merge_target(t, rec) };

    if (t == &type_person) {
        TRY(settle_accounts(rq, &m));
        TRY(settle_keys(rq, &m));
    }
    TRY(move_types(rq, &m));
    TRY(merge_plain(rq, &m));
    kept_touch(rq);
    return RC_OK;
}

enum rc merge_unit(struct rq *rq, void *rec)
{
    return merge(rq, &type_unit, rec);
}

enum rc merge_person(struct rq *rq, void *rec)
{
    return merge(rq, &type_person, rec);
}

/* What is true of both types. */
static enum rc ready(struct rq *rq, const struct type *t, const void *rec)
{
    const struct record *head = rec, *kept;
    int64_t to = merge_target(t, rec);
    void *other;

    if (!to) /* asked before the one that stays is known */
        return RC_OK;
    if (to == head->id)
        return fail(rq, RC_INVALID, MERGED_INTO,
                    "a record cannot be merged into itself");
    TRY(record_load(rq, t, to, &other));
    kept = other;
    if (!strcmp(kept->state, MERGED))
        return fail(rq, RC_INVALID, MERGED_INTO,
                    "this one is itself merged into another: choose that");
    return rq->system ? RC_OK : rights_check(rq, t, to, OP_STEP, "merge");
}

enum rc merge_unit_ready(struct rq *rq, const void *rec)
{
    static const struct sql_text below = {
        "SELECT count(*) FROM unit_below WHERE unit = $1 AND below = $2",
        "ii", "i"
    };
    const struct unit *u = rec;
    int64_t n;

    TRY(ready(rq, &type_unit, rec));
    if (!u->merged_into)
        return RC_OK;
    TRY(sql_get_int(rq->sql, &n, &below,
                    ARGS(INT(u->r.id), INT(u->merged_into))));
    if (n)
        return fail(rq, RC_INVALID, MERGED_INTO,
                    "a unit cannot be merged into a part of itself");
    return RC_OK;
}

/* Nobody takes over another's rights with one's own hand. */
enum rc merge_person_ready(struct rq *rq, const void *rec)
{
    const struct person *p = rec;

    if (!rq->system && p->r.id == rq->person)
        return fail(rq, RC_DENIED, NULL,
                    "nobody merges their own record: ask another person");
    if (!rq->system && p->merged_into && p->merged_into == rq->person)
        return fail(rq, RC_DENIED, MERGED_INTO,
                    "nobody merges their own record: ask another person");
    return ready(rq, &type_person, rec);
}

/* --- Before ----------------------------------------------------------------- */

static enum rc count_type(struct rq *rq, const struct merging *m,
                          const struct type *t, struct merge_line *out)
{
    const char *when = moves_when(t);
    struct sql_rows r;
    struct buf sql;

    *out = (struct merge_line){ .type = t };
    buf_init(&sql, rq->mem);
    buf_fmt(&sql,
            "SELECT COUNT(*), COALESCE(SUM(CASE WHEN %s THEN 1 ELSE 0 END), 0)"
            " FROM %s t WHERE ",
            when ? when : "1 = 1", t->name);
    if (t->sealed || !refers_where(&sql, t, m->t))
        return RC_OK;
    if (t == m->t)
        buf_str(&sql, " AND t.id <> $1");
    r = sql_query_built(rq->sql, sql.s, ARGS(INT(m->from)));
    if (sql_next(&r)) {
        out->moves = sql_int(&r, 1);
        out->stays = sql_int(&r, 0) - out->moves;
    }
    return sql_done(&r);
}

static enum rc count_settled(struct rq *rq, const struct merging *m,
                             struct merge_preview *out)
{
    int64_t mine, theirs;
    struct ids keys;

    TRY(sql_get_int(rq->sql, &mine, &q_active, ARGS(INT(m->to))));
    TRY(sql_get_int(rq->sql, &theirs, &q_active, ARGS(INT(m->from))));
    TRY(ids_of(rq, &q_keys, m->from, &keys));
    out->account_ends = mine && theirs;
    out->key_ends = keys.n != 0;
    return RC_OK;
}

enum rc merge_preview(struct rq *rq, const struct type *t, int64_t from,
                      int64_t to, struct merge_preview *out)
{
    struct merging m = { t, from, to };

    *out = (struct merge_preview){
        .lines = MEM_ARRAY(rq->mem, rq->app->n_types + 1, struct merge_line)
    };
    for (size_t i = 0; i < rq->app->n_types; i++) {
        struct merge_line *l = &out->lines[out->n];

        TRY(count_type(rq, &m, rq->app->types[i], l));
        out->n += l->moves || l->stays;
    }
    TRY(merge_plain_count(rq, &m, &out->others));
    return t == &type_person ? count_settled(rq, &m, out) : RC_OK;
}

enum rc merge_sources(struct rq *rq, const struct type *t, int64_t into,
                      int64_t **ids, size_t *n)
{
    struct ids found = { 0 };
    struct sql_rows r;
    struct buf sql;

    buf_init(&sql, rq->mem);
    buf_fmt(&sql, "SELECT id FROM %s WHERE merged_into = $1 ORDER BY id",
            t->name);
    r = sql_query_built(rq->sql, sql.s, ARGS(INT(into)));
    while (sql_next(&r))
        ids_add(rq->mem, &found, sql_int(&r, 0));
    *ids = found.id;
    *n = found.n;
    return sql_done(&r);
}
