/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rights.c: roles of a person, and the one condition that serves every way
 * to a record.
 *
 * Holders are cached by each thread and compared with the generation of
 * rights at every use, so a change holds at the next request.
 */
#include "kernel/rights.h"

#include "kernel/absence.h"
#include "kernel/app.h"
#include "kernel/registry.h"

#include <string.h>

/* --- Parameters --------------------------------------------------------- */

size_t params_add(struct params *p, struct sql_val v)
{
    if (p->n < PARAMS_MAX)
        p->v[p->n++] = v;
    return p->n;
}

static size_t params_person(struct params *p, const struct rq *rq)
{
    if (!p->person)
        p->person = params_add(p, INT(rq->person));
    return p->person;
}

static size_t params_today(struct params *p, const struct rq *rq)
{
    if (!p->today)
        p->today = params_add(p, DAY(rq->mem, rq->today));
    return p->today;
}

/* --- Who holds which role ----------------------------------------------- */

static const struct sql_text q_roles = {
    "SELECT DISTINCT role FROM appointment WHERE person = $1"
    " AND state = 'active' AND starts <= $2 AND (ends IS NULL OR ends >= $2)",
    "it", "t"
};

enum { CACHE = 1024 };
static _Thread_local struct {
    const struct ordo *app;
    struct holder holder;
} cache[CACHE];

static uint64_t role_bit(const struct ordo *app, const char *role)
{
    int i = app_role_index(app, role);

    return i < 0 ? 0 : UINT64_C(1) << i;
}

/* A role with what it brings: everybody is public, who has a role a member. */
static uint64_t role_bits(const struct ordo *app, const char *role)
{
    uint64_t bits = role_bit(app, role) | role_bit(app, ROLE_PUBLIC);

    if (strcmp(role, ROLE_PUBLIC) != 0)
        bits |= role_bit(app, ROLE_MEMBER);
    return bits;
}

static enum rc holder_read(struct rq *rq, int64_t person, struct holder *h)
{
    struct sql_rows r = sql_query(rq->sql, &q_roles,
                                  ARGS(INT(person), DAY(rq->mem, rq->today)));

    while (sql_next(&r))
        h->roles |= role_bit(rq->app, sql_str(&r, 0));
    return sql_done(&r);
}

const struct holder *rights_holder(struct rq *rq, int64_t person)
{
    size_t slot = (size_t)((uint64_t)person * 2654435761u % CACHE);
    uint64_t generation = atomic_load(&rq->app->generation);
    struct holder h = { .person = person,
                        .generation = generation,
                        .on = rq->today };

    if (cache[slot].app == rq->app && cache[slot].holder.person == person &&
        cache[slot].holder.generation == generation &&
        cache[slot].holder.on.n == rq->today.n)
        return &cache[slot].holder;
    h.roles = role_bit(rq->app, ROLE_PUBLIC);
    if (person) {
        h.roles |= role_bit(rq->app, ROLE_MEMBER);
        if (holder_read(rq, person, &h)) {
            h.roles = role_bit(rq->app, ROLE_PUBLIC);
            h.generation = 0; /* ask again next time */
        }
    }
    cache[slot].app = rq->app;
    cache[slot].holder = h;
    /* A copy: the slot may be taken by another person during the request. */
    return memcpy(MEM_NEW(rq->mem, struct holder), &h, sizeof h);
}

static uint64_t held(const struct rq *rq)
{
    return rq->holder ? rq->holder->roles : role_bit(rq->app, ROLE_PUBLIC);
}

bool rights_role(const struct rq *rq, const char *role)
{
    return rq->system || (held(rq) & role_bit(rq->app, role));
}

/* --- Conditions --------------------------------------------------------- */

static bool grant_fits(const struct grant *g, enum op op, const char *step)
{
    if (!(g->ops & (unsigned)op))
        return false;
    if (op == OP_STEP && g->step && (!step || strcmp(g->step, step)))
        return false;
    return !(g->ops & OP_FIELD) || g->ops == OP_ALL || op == OP_FIELD;
}

bool rights_any(const struct rq *rq, const struct type *t, enum op op,
                const char *step)
{
    const struct grant_list *gl = rq->app->grants[app_type_index(rq->app, t)];

    if (rq->system)
        return true;
    for (size_t i = 0; i < gl->n; i++) {
        const struct grant *g = gl->g[i].grant;

        if (!(held(rq) & gl->g[i].bit) || !(g->ops & (unsigned)op))
            continue;
        /* Any step at all when none is named. */
        if (op == OP_STEP && !step)
            return true;
        if (grant_fits(g, op, step))
            return true;
    }
    return false;
}

/* Ids of the units below those where the person holds the role; unit 0 of an
 * appointment is the whole university, and unit_below knows it as 0. */
static void units_sql(struct rq *rq, struct buf *sql, struct params *p,
                      const char *role)
{
    size_t person = params_person(p, rq), today = params_today(p, rq);

    buf_fmt(sql,
            "(SELECT ub.below FROM appointment ap JOIN unit_below ub"
            " ON ub.unit = COALESCE(ap.unit, 0) WHERE ap.person = $%zu"
            " AND ap.role = '%s' AND ap.state = 'active'"
            " AND ap.starts <= $%zu"
            " AND (ap.ends IS NULL OR ap.ends >= $%zu))",
            person, role, today, today);
}

/* The person and those for whom they act today. */
static void covered_sql(struct rq *rq, struct buf *sql, struct params *p)
{
    const char *person = mem_fmt(rq->mem, "$%zu", params_person(p, rq));
    const char *today = mem_fmt(rq->mem, "$%zu", params_today(p, rq));

    buf_fmt(sql, ABSENCE_COVERED("%s", "%s"), person, today, today);
}

/* A relation's text with its {placeholders} filled. */
static void relation_sql(struct rq *rq, struct buf *sql, struct params *p,
                         const char *text, const char *role)
{
    for (const char *s = text; *s;) {
        const char *open = strchr(s, '{');

        if (!open) {
            buf_str(sql, s);
            return;
        }
        buf_add(sql, s, (size_t)(open - s));
        if (!strncmp(open, "{person}", 8))
            buf_fmt(sql, "$%zu", params_person(p, rq));
        else if (!strncmp(open, "{today}", 7))
            buf_fmt(sql, "$%zu", params_today(p, rq));
        else if (!strncmp(open, "{units}", 7))
            units_sql(rq, sql, p, role);
        else if (!strncmp(open, "{covered}", 9))
            covered_sql(rq, sql, p);
        s = strchr(open, '}') + 1;
    }
}

static const struct relation *type_relation(const struct type *t,
                                            const char *name)
{
    for (size_t i = 0; i < t->n_relations; i++)
        if (!strcmp(t->relations[i].name, name))
            return &t->relations[i];
    return NULL;
}

static bool about_others(const struct ordo *app, size_t type)
{
    for (size_t i = 0; i < app->grants[type]->n; i++)
        if (app->grants[type]->g[i].grant->scope == SCOPE_SUBJECT)
            return true;
    return false;
}

/* What it is about may be seen: a condition for each type.  The records that
 * are spoken of are few, so they are found first. */
static void subject_sql(struct rq *rq, struct buf *sql, struct params *p,
                        const struct type *t)
{
    const struct ordo *app = rq->app;

    buf_str(sql, "(1=0");
    for (size_t i = 0; i < app->n_types; i++) {
        const struct type *s = app->types[i];

        if (s->internal || about_others(app, i) ||
            !rights_any(rq, s, OP_SEE, NULL))
            continue;
        buf_fmt(sql,
                " OR (t.subject = '%s' AND t.subject_id IN (SELECT t.id"
                " FROM %s t WHERE t.id IN (SELECT x.subject_id FROM %s x"
                " WHERE x.subject = '%s') AND ",
                s->name, s->name, t->name, s->name);
        rights_where(rq, sql, p, s, OP_SEE, NULL);
        buf_str(sql, "))");
    }
    buf_char(sql, ')');
}

/* An open assignment about it is the person's. */
static void assigned_sql(struct rq *rq, struct buf *sql, struct params *p,
                         const struct type *t)
{
    buf_fmt(sql,
            "EXISTS (SELECT 1 FROM assignment asg WHERE asg.subject = '%s'"
            " AND asg.subject_id = t.id AND asg.state = 'open'"
            " AND asg.person IN ",
            t->name);
    covered_sql(rq, sql, p);
    buf_char(sql, ')');
}

static void grant_sql(struct rq *rq, struct buf *sql, struct params *p,
                      const struct type *t, const struct grant *g)
{
    switch (g->scope) {
    case SCOPE_ALL:
        buf_str(sql, "1=1");
        break;
    case SCOPE_UNIT:
        buf_str(sql, "t.owner_unit IN ");
        units_sql(rq, sql, p, g->role);
        break;
    case SCOPE_RELATION: {
        const struct relation *rel = type_relation(t, g->relation);

        buf_char(sql, '(');
        relation_sql(rq, sql, p, rel ? rel->sql : "1=0", g->role);
        buf_char(sql, ')');
        break;
    }
    case SCOPE_ASSIGNED:
        assigned_sql(rq, sql, p, t);
        break;
    case SCOPE_SUBJECT:
        subject_sql(rq, sql, p, t);
        break;
    }
}

/* A file is seen by whoever sees a record that holds it: a condition for
 * each field of files of each type.  Inside, `t` is that record. */
static void file_holders(struct rq *rq, struct buf *sql, struct params *p)
{
    const struct ordo *app = rq->app;

    for (size_t i = 0; i < app->n_types; i++)
        for (size_t j = 0; j < app->types[i]->n_fields; j++) {
            const struct type *t = app->types[i];
            const struct field *f = &t->fields[j];

            if (f->ref != &type_file || !rights_any(rq, t, OP_SEE, NULL) ||
                !rights_field(rq, t, f, false))
                continue;
            if (f->kind == KIND_REFS)
                buf_fmt(sql,
                        " OR t.id IN (SELECT x.target FROM %s_%s x"
                        " JOIN %s t ON t.id = x.owner WHERE ",
                        t->name, f->name, t->name);
            else
                buf_fmt(sql, " OR t.id IN (SELECT t.%s FROM %s t WHERE ",
                        f->name, t->name);
            rights_where(rq, sql, p, t, OP_SEE, NULL);
            buf_char(sql, ')');
        }
}

void rights_exclude(struct rq *rq, struct buf *sql, struct params *p,
                    const struct type *t)
{
    if (rq->system)
        return;
    if (t->exclude && rq->person) {
        buf_str(sql, " AND NOT (");
        relation_sql(rq, sql, p, t->exclude, "");
        buf_char(sql, ')');
    }
    if (t->closed_to) {
        buf_str(sql, " AND (NOT (");
        relation_sql(rq, sql, p, t->closed_to, "");
        buf_str(sql, ") OR ");
        assigned_sql(rq, sql, p, t);
        buf_char(sql, ')');
    }
}

/* Does a role give it of all records? */
static bool of_all(const struct rq *rq, const struct type *t, enum op op,
                   const char *step)
{
    const struct grant_list *gl = rq->app->grants[app_type_index(rq->app, t)];

    for (size_t i = 0; i < gl->n; i++)
        if ((held(rq) & gl->g[i].bit) && gl->g[i].grant->scope == SCOPE_ALL &&
            grant_fits(gl->g[i].grant, op, step))
            return true;
    return false;
}

bool rights_of_all(const struct rq *rq, const struct type *t, enum op op,
                   const char *step)
{
    return rq->system ||
           (!t->exclude && !t->closed_to && of_all(rq, t, op, step));
}

void rights_where(struct rq *rq, struct buf *sql, struct params *p,
                  const struct type *t, enum op op, const char *step)
{
    const struct grant_list *gl = rq->app->grants[app_type_index(rq->app, t)];
    bool any = of_all(rq, t, op, step);

    if (rq->system) {
        buf_str(sql, "1=1");
        return;
    }
    buf_str(sql, any ? "(1=1" : "(");
    for (size_t i = 0; !any && i < gl->n; i++)
        if ((held(rq) & gl->g[i].bit) &&
            grant_fits(gl->g[i].grant, op, step)) {
            if (sql->s[sql->n - 1] != '(')
                buf_str(sql, " OR ");
            grant_sql(rq, sql, p, t, gl->g[i].grant);
        }
    if (sql->s[sql->n - 1] == '(')
        buf_str(sql, "1=0");
    if (t == &type_file && op == OP_SEE && !any)
        file_holders(rq, sql, p);
    buf_char(sql, ')');
    rights_exclude(rq, sql, p, t);
}

/* Does one statement say that the record is within the condition? */
static enum rc within(struct rq *rq, const struct type *t, int64_t id,
                      enum op op, const char *step, bool *yes)
{
    struct params p = { 0 };
    struct buf sql;
    struct sql_rows r;

    buf_init(&sql, rq->mem);
    params_add(&p, INT(id));
    buf_fmt(&sql, "SELECT 1 FROM %s t WHERE t.id = $1 AND ", t->name);
    rights_where(rq, &sql, &p, t, op, step);
    r = sql_query_built(rq->sql, sql.s, p.v, p.n);
    *yes = sql_next(&r);
    return sql_done(&r);
}

enum rc rights_check(struct rq *rq, const struct type *t, int64_t id,
                     enum op op, const char *step)
{
    bool yes;

    if (rq->system)
        return RC_OK;
    TRY(within(rq, t, id, op, step, &yes));
    if (yes)
        return RC_OK;
    if (op != OP_SEE) {
        TRY(within(rq, t, id, OP_SEE, NULL, &yes));
        if (yes)
            return fail(rq, RC_DENIED, NULL, "you may not do this");
    }
    return RC_MISSING;
}

static enum rc holds_for(struct rq *rq, const struct type *t, int64_t id,
                         int64_t person, const char *condition, bool *yes)
{
    struct rq as = *rq; /* the condition is about rq->person */
    struct params p = { 0 };
    struct buf sql;
    struct sql_rows r;

    as.person = person;
    buf_init(&sql, rq->mem);
    params_add(&p, INT(id));
    buf_fmt(&sql, "SELECT 1 FROM %s t WHERE t.id = $1 AND (", t->name);
    relation_sql(&as, &sql, &p, condition, "");
    buf_char(&sql, ')');
    r = sql_query_built(rq->sql, sql.s, p.v, p.n);
    *yes = sql_next(&r);
    return sql_done(&r);
}

enum rc rights_excluded(struct rq *rq, const struct type *t, int64_t id,
                        int64_t person, bool *yes)
{
    *yes = false;
    if (!t || !person)
        return RC_OK;
    if (t->exclude)
        TRY(holds_for(rq, t, id, person, t->exclude, yes));
    if (t->party && !*yes)
        TRY(holds_for(rq, t, id, person, t->party, yes));
    return RC_OK;
}

bool rights_field(const struct rq *rq, const struct type *t,
                  const struct field *f, bool set)
{
    const struct grant_list *gl = rq->app->grants[app_type_index(rq->app, t)];
    unsigned want = set ? OP_FIELD | OP_EDIT : OP_FIELD;

    if (!f->guard || rq->system)
        return true;
    if (!strcmp(f->guard, GUARD_SECRET))
        return false;
    for (size_t i = 0; i < gl->n; i++) {
        const struct grant *g = gl->g[i].grant;

        if ((held(rq) & gl->g[i].bit) && (g->ops & want) == want &&
            (!g->guard || !strcmp(g->guard, f->guard)))
            return true;
    }
    return false;
}

bool rights_role_any(const struct rq *rq, const char *role,
                     const struct type *t, enum op op)
{
    struct holder holder = { .roles = role_bits(rq->app, role) };
    struct rq as = *rq;

    as.system = false;
    as.holder = &holder;
    return rights_any(&as, t, op, NULL);
}

/* --- The printed rights ------------------------------------------------- */

static const struct {
    enum op op;
    const char *word;
} op_words[] = {
    { OP_SEE, "see" },       { OP_ADD, "add" },   { OP_EDIT, "edit" },
    { OP_EXPORT, "export" }, { OP_STEP, "step" }, { OP_FIELD, "field" },
};

static void print_scope(struct rq *rq, const struct type *t,
                        const struct grant *g, struct buf *out)
{
    const struct relation *rel;

    switch (g->scope) {
    case SCOPE_ALL:
        buf_str(out, "all");
        break;
    case SCOPE_UNIT:
        buf_str(out, "own unit and below");
        break;
    case SCOPE_RELATION:
        rel = type_relation(t, g->relation);
        buf_fmt(out, "%s (%s)", g->relation,
                rel && rel->means ? tr(rq->lang, rel->means) : "");
        break;
    case SCOPE_ASSIGNED:
        buf_str(out, "with an open assignment");
        break;
    case SCOPE_SUBJECT:
        buf_str(out, "who sees the record that it is about");
        break;
    }
}

static void print_grant(struct rq *rq, const struct type *t,
                        const struct grant *g, struct buf *out)
{
    for (size_t i = 0; i < COUNT(op_words); i++) {
        if (!(g->ops & op_words[i].op))
            continue;
        buf_fmt(out, "  %-8s ", op_words[i].word);
        if (op_words[i].op == OP_STEP)
            buf_fmt(out, "%s: ", g->step ? g->step : "every step");
        if (op_words[i].op == OP_FIELD)
            buf_fmt(out, "%s: ", g->guard ? g->guard : "every group");
        print_scope(rq, t, g, out);
        if (g->role && strcmp(g->role, ROLE_PUBLIC) == 0)
            buf_str(out, "  [public]");
        else if (g->role && strcmp(g->role, ROLE_MEMBER) == 0)
            buf_str(out, "  [member]");
        buf_char(out, '\n');
    }
}

enum rc rights_print(struct rq *rq, const char *role, struct buf *out)
{
    uint64_t bits = role_bits(rq->app, role);

    if (app_role_index(rq->app, role) < 0)
        return fail(rq, RC_MISSING, "role", "unknown role %s", role);
    for (size_t i = 0; i < rq->app->n_types; i++) {
        const struct grant_list *gl = rq->app->grants[i];
        bool named = false;

        for (size_t j = 0; j < gl->n; j++) {
            if (!(gl->g[j].bit & bits))
                continue;
            if (!named)
                buf_fmt(out, "%s\n", rq->app->types[i]->name);
            named = true;
            print_grant(rq, rq->app->types[i], gl->g[j].grant, out);
        }
    }
    return RC_OK;
}
