/* SPDX-License-Identifier: Apache-2.0 */
/*
 * remark.c: remarks on records, their answers, and who is told.
 */
#include "kernel/remark.h"

#include "kernel/absence.h"
#include "kernel/layout.h"
#include "kernel/notice.h"
#include "kernel/org.h"
#include "kernel/record.h"
#include "kernel/rights.h"

#include <string.h>

enum { TOLD_MOST = 50, ANSWERS_MOST = 100 };

bool remark_fits(const struct type *t)
{
    return t && !t->internal && t != &type_remark && t != &type_remark_answer;
}

/* --- Who is told ------------------------------------------------------------ */

struct told {
    int64_t person[TOLD_MOST];
    size_t n;
};

static void told_add(struct told *to, int64_t person)
{
    for (size_t i = 0; i < to->n; i++)
        if (to->person[i] == person)
            return;
    if (person && to->n < TOLD_MOST)
        to->person[to->n++] = person;
}

static enum rc told_read(struct told *to, struct sql_rows r)
{
    while (sql_next(&r))
        told_add(to, sql_int(&r, 0));
    return sql_done(&r);
}

/* Who owes something about the record, else who heads its unit. */
static enum rc told_responsible(struct rq *rq, const struct remark *m,
                                struct told *to)
{
    static const struct sql_text q = {
        "SELECT person FROM assignment WHERE subject_id = $1 AND subject = $2"
        " AND state = 'open' ORDER BY due, id LIMIT 20",
        "it", "i"
    };
    int64_t head = 0;

    TRY(told_read(to, sql_query(rq->sql, &q,
                                ARGS(INT(m->subject_id), STR(m->subject)))));
    if (to->n || !m->r.owner_unit)
        return RC_OK;
    TRY(unit_head(rq, m->r.owner_unit, &head));
    told_add(to, head);
    return RC_OK;
}

static enum rc told_thread(struct rq *rq, const struct remark *m,
                           struct told *to)
{
    static const struct sql_text q = {
        "SELECT author FROM remark_answer WHERE remark = $1 ORDER BY id"
        " LIMIT 50",
        "i", "i"
    };

    told_add(to, m->author);
    return told_read(to, sql_query(rq->sql, &q, ARGS(INT(m->r.id))));
}

static enum rc tell(struct rq *rq, const struct remark *m,
                    const struct told *to, const char *kind, const char *note)
{
    for (size_t i = 0; i < to->n; i++)
        TRY(notice_add(rq, &(struct notice){ .person = to->person[i],
                                             .kind = kind,
                                             .subject = m->subject,
                                             .subject_id = m->subject_id,
                                             .note = note }));
    return RC_OK;
}

/* --- Whose it is ------------------------------------------------------------ */

enum { NAMED_MOST = 20 };

/* The units that the record names, in the order of its fields: of a task its
 * responsible ones, then those that carry it out. */
static size_t units_named(const struct type *t, const void *about,
                          int64_t *out)
{
    size_t n = 0;

    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];
        const struct refs *refs;

        if (f->ref != &type_unit)
            continue;
        if (f->kind == KIND_REF && n < NAMED_MOST)
            out[n++] = *FIELD_IN(f, about, int64_t);
        if (f->kind != KIND_REFS)
            continue;
        refs = FIELD_IN(f, about, struct refs);
        for (size_t k = 0; k < refs->n && n < NAMED_MOST; k++)
            out[n++] = refs->id[k];
    }
    return n;
}

/* The first of them that has a head of its own, else the first. */
static enum rc unit_named(struct rq *rq, const struct type *t,
                          const void *about, int64_t *unit)
{
    int64_t ids[NAMED_MOST];
    size_t n = units_named(t, about, ids), heads;
    struct rung head;

    for (size_t i = 0; i < n; i++) {
        if (!ids[i])
            continue;
        TRY(unit_heads(rq, ids[i], rq->today, &head, 1, &heads));
        if (!*unit || (heads && head.unit == ids[i]))
            *unit = ids[i];
        if (heads && head.unit == ids[i])
            return RC_OK;
    }
    return RC_OK;
}

/* Does this role keep records of the type? */
static bool keeps(struct rq *rq, const char *role, const struct type *t)
{
    const struct module *m = app_module(rq->app, t);

    if (m && m->keeper)
        return !strcmp(m->keeper, role);
    /* The administrator may change anything and answers for nothing. */
    return strcmp(role, ROLE_ADMINISTRATOR) != 0 &&
           rights_role_any(rq, role, t, OP_EDIT);
}

/* Where those work who keep such records; else where the rector does. */
static enum rc unit_keeping(struct rq *rq, const struct type *t, int64_t *unit)
{
    static const struct sql_text q = {
        "SELECT a.unit FROM appointment a JOIN person p ON p.id = a.person"
        " WHERE a.role = $1 AND a.unit IS NOT NULL AND "
        UNIT_HEAD_HOLDS("$2") " ORDER BY a.starts, a.id LIMIT 1",
        "tt", "i"
    };
    enum rc rc = RC_MISSING;

    for (size_t i = 0; i <= rq->app->n_roles && rc == RC_MISSING; i++) {
        bool last = i == rq->app->n_roles;
        const char *role = last ? "rector" : rq->app->roles[i]->name;

        if (last || keeps(rq, role, t))
            rc = sql_get_int(rq->sql, unit, &q,
                             ARGS(STR(role), DAY(rq->mem, rq->today)));
    }
    if (rc == RC_MISSING)
        *unit = 0;
    return rc == RC_MISSING ? RC_OK : rc;
}

/* The unit whose head is told and may settle it when nobody owes anything. */
static enum rc unit_of(struct rq *rq, const struct type *t, const void *about,
                       int64_t *unit)
{
    *unit = ((const struct record *)about)->owner_unit;
    if (!*unit)
        TRY(unit_named(rq, t, about, unit));
    return *unit ? RC_OK : unit_keeping(rq, t, unit);
}

/* --- Rules ------------------------------------------------------------------ */

static enum rc check(struct rq *rq, void *rec, const void *old)
{
    struct remark *m = rec;
    const struct type *t = app_type(rq->app, m->subject);
    void *about;

    m->subject_number.set = m->subject_id != 0;
    if (old)
        return RC_OK;
    if (!remark_fits(t))
        return fail(rq, RC_INVALID, "subject",
                    "there are no remarks on such records");
    if (rights_check(rq, t, m->subject_id, OP_SEE, NULL) ||
        record_load(rq, t, m->subject_id, &about))
        return fail(rq, RC_INVALID, "subject_id", "there is no such record");
    m->author = rq->person;
    return unit_of(rq, t, about, &m->r.owner_unit);
}

static enum rc stored(struct rq *rq, const void *rec, const void *old)
{
    const struct remark *m = rec;
    struct told to = { 0 };

    if (old)
        return RC_OK;
    TRY(told_responsible(rq, m, &to));
    return tell(rq, m, &to, "remark", m->text);
}

/* What was typed becomes a record of its own. */
static enum rc keep_answer(struct rq *rq, struct remark *m)
{
    struct remark_answer *a;

    if (!m->answer || !*m->answer)
        return RC_OK;
    a = record_new(rq, &type_remark_answer);
    a->subject = m->subject;
    a->subject_number = (struct count){ m->subject_id, true };
    a->remark = m->r.id;
    a->text = m->answer;
    a->author = rq->person;
    a->r.owner_unit = m->r.owner_unit;
    m->answer = NULL;
    return record_put(rq, &type_remark_answer, a, "add");
}

static enum rc answer_now(struct rq *rq, void *rec)
{
    struct remark *m = rec;
    const char *text = m->answer;
    struct told to = { 0 };

    TRY(told_thread(rq, m, &to));
    TRY(keep_answer(rq, m));
    /* Who asked and adds something still waits. */
    if (m->author == rq->person) {
        m->r.state = "open";
        TRY(told_responsible(rq, m, &to));
    }
    return tell(rq, m, &to, "answer", text);
}

static enum rc resolve_now(struct rq *rq, void *rec)
{
    struct remark *m = rec;
    struct told to = { 0 };

    TRY(told_thread(rq, m, &to));
    TRY(keep_answer(rq, m));
    return tell(rq, m, &to, "resolved", NULL);
}

/* --- Types ------------------------------------------------------------------ */

static const struct state states[] = {
    { "open", N_("Open"), TONE_WARN },
    { "answered", N_("Answered"), TONE_INFO },
    { "resolved", N_("Settled"), TONE_GOOD },
};

#define SUBJECT(rec)                                                           \
    FIELD_TEXT(rec, subject, .label = N_("Kind of record"), .must = true,      \
               .fixed = true, .filter = true, .max = 63),                      \
    { .kind = KIND_COUNT, .name = "subject_id",                                \
      .offset = offsetof(struct rec, subject_number),                          \
      .label = N_("Number of the record"), .must = true, .fixed = true,        \
      .filter = true }

static const struct field fields[] = {
    SUBJECT(remark),
    FIELD_LONG(remark, text, .label = N_("Remark"), .must = true,
               .fixed = true, .list = true, .search = true, .max = 4000,
               .erase = ERASE_PSEUDONYM),
    FIELD_REF(remark, author, &type_person, .label = N_("Author"),
              .computed = true, .list = true, .filter = true),
    FIELD_LONG(remark, answer, .label = N_("Answer"), .max = 4000),
};

static const struct step steps[] = {
    { .name = "answer", .label = N_("To answer"),
      .from = { "open", "answered" }, .to = "answered", .asks = { "answer" },
      .needs = { "answer" }, .effect = answer_now },
    { .name = "resolve", .label = N_("Settle"), .from = { "open", "answered" },
      .to = "resolved", .asks = { "answer" }, .effect = resolve_now },
    { .name = "reopen", .label = N_("Open again"), .from = { "resolved" },
      .to = "open", .asks = { "answer" }, .needs = { "answer" },
      .effect = answer_now },
};

static const struct relation relations[] = {
    { "author", "t.author = {person}", N_("who wrote it") },
    { "responsible",
      "EXISTS (SELECT 1 FROM assignment a WHERE a.subject = t.subject"
      " AND a.subject_id = t.subject_id AND a.state = 'open'"
      " AND a.person = {person})",
      N_("who is responsible") },
    { "head", "t.owner_unit IN {units}", N_("in the own unit and below") },
};
static const struct index_on indexes[] = {
    { .columns = "subject_id, subject" },
};

const struct type type_remark = {
    .name = "remark", .label = N_("Remark"), .plural = N_("Remarks"),
    .size = sizeof(struct remark), SPAN(fields, fields), SPAN(states, states),
    SPAN(steps, steps), SPAN(relations, relations), SPAN(indexes, indexes),
    .title = "text", .check = check, .stored = stored,
};

static const struct state answer_states[] = {
    { "said", N_("Said"), TONE_NEUTRAL },
};
static const struct field answer_fields[] = {
    SUBJECT(remark_answer),
    FIELD_REF(remark_answer, remark, &type_remark, .label = N_("Remark"),
              .must = true, .fixed = true, .filter = true, .list = true),
    FIELD_LONG(remark_answer, text, .label = N_("Answer"), .must = true,
               .fixed = true, .list = true, .max = 4000,
               .erase = ERASE_PSEUDONYM),
    FIELD_REF(remark_answer, author, &type_person, .label = N_("Author"),
              .computed = true, .list = true, .filter = true),
};

const struct type type_remark_answer = {
    .name = "remark_answer", .label = N_("Answer to a remark"),
    .plural = N_("Answers to remarks"), .size = sizeof(struct remark_answer),
    SPAN(fields, answer_fields), SPAN(states, answer_states),
    SPAN(indexes, indexes), .title = "text", .no_add = true,
};

/* --- The thread ------------------------------------------------------------- */

static enum rc read_answers(struct rq *rq, struct remark_thread *all, size_t n,
                            const char *subject, int64_t id)
{
    const struct layout *l = layout_of(rq->app, &type_remark_answer);
    const char *sql = mem_fmt(
        rq->mem,
        "SELECT %s FROM remark_answer t WHERE t.subject_id = $1"
        " AND t.subject = $2 ORDER BY t.id LIMIT 500",
        l->select);
    struct sql_rows r =
        sql_query_built(rq->sql, sql, ARGS(INT(id), STR(subject)));

    while (sql_next(&r)) {
        struct remark_answer *a = layout_empty(rq->mem, &type_remark_answer);

        layout_decode(rq->mem, l, &r, a);
        for (size_t i = 0; i < n; i++)
            if (all[i].remark->r.id == a->remark && all[i].n < ANSWERS_MOST)
                all[i].answers[all[i].n++] = a;
    }
    return sql_done(&r);
}

enum rc remark_list(struct rq *rq, const struct type *t, int64_t id,
                    size_t most, struct remark_thread **out, size_t *n)
{
    const struct layout *l = layout_of(rq->app, &type_remark);
    /* What is settled goes first when there is no room for all. */
    const char *sql = mem_fmt(
        rq->mem,
        "SELECT %s FROM remark t WHERE t.subject_id = $1 AND t.subject = $2"
        " ORDER BY CASE t.state WHEN 'resolved' THEN 1 ELSE 0 END, t.id"
        " LIMIT $3",
        l->select);
    struct remark_thread *all = MEM_ARRAY(rq->mem, most, struct remark_thread);
    struct sql_rows r = sql_query_built(
        rq->sql, sql, ARGS(INT(id), STR(t->name), INT((int64_t)most)));

    for (*n = 0; *n < most && sql_next(&r); ++*n) {
        all[*n].remark = layout_empty(rq->mem, &type_remark);
        layout_decode(rq->mem, l, &r, all[*n].remark);
        all[*n].answers =
            MEM_ARRAY(rq->mem, ANSWERS_MOST, struct remark_answer *);
    }
    TRY(sql_done(&r));
    *out = all;
    return *n ? read_answers(rq, all, *n, t->name, id) : RC_OK;
}

/* --- What waits for a person ------------------------------------------------ */

/* $1 person, $2 today.  Each part is found by an index of its own. */
#define COVERED ABSENCE_COVERED("$1", "$2")
#define MINE                                                                   \
    "SELECT m.id FROM assignment o JOIN remark m"                              \
    " ON m.subject_id = o.subject_id AND m.subject = o.subject"                \
    " WHERE o.person IN " COVERED " AND o.state = 'open'"                      \
    " AND m.state = 'open'"                                                    \
    " UNION SELECT m.id FROM appointment h JOIN unit_below b"                  \
    " ON b.unit = h.unit JOIN remark m ON m.owner_unit = b.below"              \
    " WHERE h.person IN " COVERED " AND h.state = 'active'"                    \
    " AND h.role IN (" UNIT_HEAD_ROLES ") AND m.state = 'open'"                \
    " AND NOT EXISTS (SELECT 1 FROM assignment o"                              \
    " WHERE o.subject_id = m.subject_id AND o.subject = m.subject"             \
    " AND o.state = 'open') AND h.person = (SELECT a.person "                  \
    UNIT_HEADS_FROM("m.owner_unit", "$2") " LIMIT 1)"                          \
    " UNION SELECT m.id FROM remark m WHERE m.author = $1"                     \
    " AND m.state = 'answered'"

enum rc remark_mine(struct rq *rq, int64_t person, size_t most,
                    struct remark ***out, size_t *n)
{
    const struct layout *l = layout_of(rq->app, &type_remark);
    struct params p = { 0 };
    struct sql_rows r;
    struct buf sql;

    buf_init(&sql, rq->mem);
    params_add(&p, INT(person));
    params_add(&p, DAY(rq->mem, rq->today));
    buf_fmt(&sql, "SELECT %s FROM remark t WHERE t.id IN (" MINE ") AND ",
            l->select);
    rights_where(rq, &sql, &p, &type_remark, OP_SEE, NULL);
    buf_fmt(&sql, " ORDER BY t.id LIMIT $%zu",
            params_add(&p, INT((int64_t)most)));
    *out = MEM_ARRAY(rq->mem, most, struct remark *);
    r = sql_query_built(rq->sql, sql.s, p.v, p.n);
    for (*n = 0; *n < most && sql_next(&r); ++*n) {
        (*out)[*n] = layout_empty(rq->mem, &type_remark);
        layout_decode(rq->mem, l, &r, (*out)[*n]);
    }
    return sql_done(&r);
}
