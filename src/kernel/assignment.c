/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assignment.c: what is owed, by whom and until when; "My work".
 */
#include "kernel/assignment.h"

#include "base/text.h"
#include "kernel/layout.h"
#include "kernel/record.h"

#include <string.h>

static const struct state states[] = {
    { "open", N_("Open"), TONE_INFO },
    { "done", N_("Done"), TONE_GOOD },
    { "cancelled", N_("Cancelled"), TONE_MUTED },
};

static const struct field fields[] = {
    FIELD_TEXT3(assignment, title, .label = N_("What is owed"), .must = true,
                .list = true, .search = true, .computed = true, .max = 400),
    FIELD_TEXT(assignment, subject, .label = N_("Kind of record"),
               .computed = true, .max = 63),
    { .kind = KIND_COUNT, .name = "subject_id",
      .offset = offsetof(struct assignment, subject_number),
      .label = N_("Number of the record"), .computed = true, .filter = true },
    FIELD_TEXT(assignment, purpose, .label = N_("Purpose"), .computed = true,
               .filter = true, .max = 60),
    FIELD_REF(assignment, unit, &type_unit, .label = N_("Responsible unit"),
              .list = true, .filter = true, .computed = true),
    FIELD_REF(assignment, person, &type_person, .label = N_("Responsible"),
              .must = true, .list = true, .filter = true),
    FIELD_REFS(assignment, helpers, &type_person, .label = N_("Helpers")),
    FIELD_DAY(assignment, due, .label = N_("Due"), .must = true, .list = true,
              .filter = true, .sort = true),
    FIELD_COUNT(assignment, progress, .label = N_("Progress, %"), .least = 0,
                .most = 100, .list = true),
    FIELD_REF(assignment, opened_by, &type_person, .label = N_("Given by"),
              .filter = true, .computed = true),
    FIELD_LONG(assignment, note, .label = N_("Note"), .max = 2000),
    FIELD_INSTANT(assignment, closed_at, .label = N_("Closed at"),
                  .computed = true),
};

/* --- Rules ------------------------------------------------------------------ */

static enum rc check(struct rq *rq, void *rec, const void *old)
{
    struct assignment *a = rec;

    (void)rq;
    (void)old;
    a->subject_number.set = a->subject_id != 0;
    a->r.owner_unit = a->unit;
    return RC_OK;
}

/* What a record asks for is done by that record's own step. */
static enum rc can_be_ticked(struct rq *rq, const void *rec)
{
    const struct assignment *a = rec;
    const struct type *t = app_type(rq->app, a->subject);

    if (t)
        return fail(rq, RC_INVALID, NULL, "is done by a step of: %s",
                    tr(rq->lang, t->label));
    return RC_OK;
}

static enum rc close_now(struct rq *rq, void *rec)
{
    struct assignment *a = rec;

    a->closed_at = rq->now;
    if (!strcmp(a->r.state, "done"))
        a->progress = (struct count){ 100, true };
    return RC_OK;
}

static const struct step steps[] = {
    { .name = "progress", .label = N_("Note progress"), .from = { "open" },
      .asks = { "progress", "note" }, .needs = { "progress" } },
    { .name = "hand_over", .label = N_("Hand over"), .from = { "open" },
      .asks = { "person", "helpers", "note" }, .needs = { "person" } },
    { .name = "done", .label = N_("Mark as done"), .from = { "open" },
      .to = "done", .asks = { "note" }, .guard = can_be_ticked,
      .effect = close_now },
    { .name = "cancel", .label = N_("Cancel"), .from = { "open" },
      .to = "cancelled", .asks = { "note" }, .needs = { "note" },
      .effect = close_now, .danger = true },
};

static const struct relation relations[] = {
    { "responsible", "t.person = {person}", N_("who is responsible") },
    { "executor",
      "t.person = {person} OR t.id IN (SELECT h.owner"
      " FROM assignment_helpers h WHERE h.target = {person})",
      N_("who is responsible or helps") },
    { "head", "t.unit IN {units}", N_("in the own unit and below") },
    { "opener", "t.opened_by = {person}", N_("who gave it") },
};

const struct type type_assignment = {
    .name = "assignment", .label = N_("Assignment"),
    .plural = N_("Assignments"), .size = sizeof(struct assignment),
    SPAN(fields, fields), SPAN(states, states), SPAN(steps, steps),
    SPAN(relations, relations), .title = "title", .order = "due",
    .check = check, .no_add = true,
};

/* --- Opening, closing, handing over ----------------------------------------- */

enum rc assignment_open(struct rq *rq, struct assignment *a)
{
    if (!a->person && a->unit)
        TRY(unit_head(rq, a->unit, &a->person));
    if (!a->person)
        return fail(rq, RC_INVALID, a->unit ? "unit" : "person",
                    "nobody could answer for it");
    return record_put(rq, &type_assignment, a, "open");
}

/* Closes up to a hundred; *n how many there were. */
static enum rc close_some(struct rq *rq, const char *subject, int64_t id,
                          const char *purpose, size_t *n)
{
    static const struct sql_text q = {
        "SELECT id FROM assignment WHERE subject_id = $1 AND subject = $2"
        " AND purpose = $3 AND state = 'open' ORDER BY id LIMIT 100",
        "itt", "i"
    };
    int64_t ids[100];
    struct sql_rows r = sql_query(rq->sql, &q,
                                  ARGS(INT(id), STR(subject), STR(purpose)));

    for (*n = 0; *n < COUNT(ids) && sql_next(&r); ++*n)
        ids[*n] = sql_int(&r, 0);
    TRY(sql_done(&r));
    for (size_t i = 0; i < *n; i++) {
        struct assignment *a;
        void *rec;

        TRY(record_take(rq, &type_assignment, ids[i], 0, NULL, &rec));
        a = rec;
        a->r.state = "done";
        TRY(close_now(rq, a));
        TRY(record_put(rq, &type_assignment, a, "done"));
    }
    return RC_OK;
}

enum rc assignment_close(struct rq *rq, const char *subject, int64_t id,
                         const char *purpose)
{
    size_t n;

    do {
        TRY(close_some(rq, subject, id, purpose, &n));
    } while (n == 100);
    return RC_OK;
}

enum rc assignment_hand_over(struct rq *rq, int64_t id, int64_t person,
                             const char *note)
{
    struct assignment *a;
    void *rec;

    TRY(record_load(rq, &type_assignment, id, &rec));
    a = rec;
    if (a->person == person)
        return fail(rq, RC_INVALID, "person", "has it already");
    a->person = person;
    if (note && *note)
        a->note = text_clean(rq->mem, note);
    return record_step(rq, &type_assignment, a, "hand_over", 0);
}

/* --- My work ---------------------------------------------------------------- */

/* $1 person, $2 today, $3 the week's last day, $4 how many in each group.  What
 * concerns the person is found by its own indexes first, then asked whether it
 * is open: the cross joins say this order. */
#define OWED                                                                   \
    "WITH mine AS (SELECT p.id FROM assignment p WHERE p.person = $1 UNION"    \
    " SELECT h.owner FROM assignment_helpers h WHERE h.target = $1),"          \
    " owed AS (SELECT a.id, a.due, CASE WHEN a.due < $2 THEN 0"                \
    " WHEN a.due = $2 THEN 1 WHEN a.due <= $3 THEN 2 ELSE 3 END AS part"       \
    " FROM mine m CROSS JOIN assignment a"                                     \
    " WHERE a.id = m.id AND a.state = 'open'),"                                \
    " ranked AS (SELECT id, part, ROW_NUMBER() OVER (PARTITION BY part"        \
    " ORDER BY due, id) AS place FROM owed) "

static const char *owed_text(struct rq *rq, const struct layout *l)
{
    return mem_fmt(rq->mem,
                   OWED "SELECT %s, k.part FROM ranked k CROSS JOIN assignment t"
                        " WHERE t.id = k.id AND k.place <= $4"
                        " ORDER BY t.due, t.id",
                   l->select);
}

static const char *waiting_text(struct rq *rq, const struct layout *l)
{
    return mem_fmt(rq->mem,
                   "SELECT %s, %d FROM assignment o CROSS JOIN assignment t"
                   " WHERE o.opened_by = $1 AND t.id = o.id"
                   " AND t.person <> $1 AND t.state = 'open'"
                   " ORDER BY t.due, t.id LIMIT $2",
                   l->select, WORK_WAITING);
}

static enum rc read_work(struct rq *rq, const struct layout *l,
                         struct sql_rows r, int limit, struct my_work *out)
{
    while (sql_next(&r)) {
        int64_t g = sql_int(&r, (int)l->n_columns);
        struct assignment *a;

        if (g < 0 || g >= WORKS || out->n[g] >= (size_t)limit)
            continue;
        a = layout_empty(rq->mem, &type_assignment);
        layout_decode(rq->mem, l, &r, a);
        out->a[g][out->n[g]++] = a;
    }
    return sql_done(&r);
}

enum rc assignment_mine(struct rq *rq, int64_t person, int limit,
                        struct my_work *out)
{
    const struct layout *l = layout_of(rq->app, &type_assignment);
    day sunday = day_add(rq->today, 7 - day_weekday(rq->today));

    memset(out, 0, sizeof *out);
    if (limit < 1)
        return RC_OK;
    for (int g = 0; g < WORKS; g++)
        out->a[g] = MEM_ARRAY(rq->mem, (size_t)limit, struct assignment *);
    TRY(read_work(rq, l,
                  sql_query_built(rq->sql, owed_text(rq, l),
                                  ARGS(INT(person), DAY(rq->mem, rq->today),
                                       DAY(rq->mem, sunday), INT(limit))),
                  limit, out));
    return read_work(rq, l,
                     sql_query_built(rq->sql, waiting_text(rq, l),
                                     ARGS(INT(person), INT(limit))),
                     limit, out);
}
