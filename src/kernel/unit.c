/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit.c: units, their tree and their heads.
 *
 * unit_below holds each pair of a unit and one below it, the unit itself
 * included; unit 0 stands for the whole university.  The hook of the type
 * keeps it, so that rights ask for one row instead of walking the tree.
 */
#include "kernel/org.h"

#include "kernel/merge.h"
#include "kernel/record.h"

#include <string.h>

const struct choice unit_kinds[UNIT_KINDS] = {
    { "rectorate", N_("Rectorate") },   { "office", N_("Office") },
    { "faculty", N_("Faculty") },       { "institute", N_("Institute") },
    { "department", N_("Department") }, { "council", N_("Council") },
    { "union", N_("Trade union") },     { "student_body", N_("Student body") },
};
static const struct choice unit_natures[] = {
    { "unit", N_("a working unit") },
    { "body", N_("a body of several people") },
    { "post", N_("one person's post") },
    { "collective", N_("a name for many units") },
    { "planned", N_("planned, not there yet") },
};
static const struct state unit_states[] = {
    { "active", N_("Active"), TONE_GOOD },
    { "closed", N_("Closed"), TONE_MUTED },
    { MERGED, N_("Merged"), TONE_MUTED },
};

static const struct field unit_fields[] = {
    FIELD_TEXT(unit, code, .label = N_("Code"), .must = true, .unique = true,
               .list = true, .filter = true, .sort = true, .search = true,
               .max = 60, .timed = true),
    FIELD_REF(unit, parent, &type_unit, .label = N_("Part of"), .list = true,
              .filter = true),
    FIELD_CHOICE(unit, kind, unit_kinds, .label = N_("Kind"), .must = true,
                 .list = true, .filter = true, .timed = true),
    FIELD_TEXT3(unit, name, .label = N_("Name"), .must = true, .list = true,
                .sort = true, .search = true, .max = 500),
    FIELD_CHOICE(unit, nature, unit_natures, .label = N_("Nature"),
                 .help = N_("A post, a collective name or a planned unit does"
                            " not report."),
                 .list = true, .filter = true, .timed = true),
    FIELD_TEXT(unit, named_in, .label = N_("Named in"),
               .help = N_("Places of the source that name it."), .max = 1000),
    FIELD_REF(unit, merged_into, &type_unit, .label = N_("Merged into"),
              .help = N_("The record that stays."), .computed = true,
              .filter = true, .among = "t.state <> '" MERGED "'"),
};

static enum rc is_below(struct rq *rq, int64_t unit, int64_t below, bool *yes)
{
    static const struct sql_text q = {
        "SELECT 1 FROM unit_below WHERE unit = $1 AND below = $2", "ii", "i"
    };
    int64_t one;
    enum rc rc = sql_get_int(rq->sql, &one, &q, ARGS(INT(unit), INT(below)));

    *yes = rc == RC_OK;
    return rc == RC_MISSING ? RC_OK : rc;
}

static enum rc unit_check(struct rq *rq, void *rec, const void *old)
{
    struct unit *u = rec;
    bool known = true, circle = false;

    (void)old;
    if (!u->nature)
        u->nature = "unit";
    u->r.owner_unit = u->parent;
    if (!u->parent)
        return RC_OK;
    TRY(is_below(rq, 0, u->parent, &known));
    if (!known)
        return fail(rq, RC_INVALID, "parent", "there is no such unit");
    if (u->r.id)
        TRY(is_below(rq, u->r.id, u->parent, &circle));
    if (circle)
        return fail(rq, RC_INVALID, "parent",
                    "a unit cannot be a part of itself");
    return RC_OK;
}

static enum rc put_self(struct rq *rq, int64_t unit)
{
    static const struct sql_text q = {
        "INSERT INTO unit_below(unit, below) VALUES($1, $1)", "i", ""
    };

    return sql_run(rq->sql, &q, ARGS(INT(unit)));
}

/* Takes the unit with all below it out from under what was above. */
static enum rc take_out(struct rq *rq, int64_t unit)
{
    static const struct sql_text q = {
        "DELETE FROM unit_below"
        " WHERE below IN (SELECT s.below FROM unit_below s WHERE s.unit = $1)"
        " AND unit NOT IN (SELECT s.below FROM unit_below s WHERE s.unit = $1)",
        "i", ""
    };

    return sql_run(rq->sql, &q, ARGS(INT(unit)));
}

/* Puts it under another one and all that is above that. */
static enum rc put_under(struct rq *rq, int64_t unit, int64_t parent)
{
    static const struct sql_text under = {
        "INSERT INTO unit_below(unit, below) SELECT a.unit, s.below"
        " FROM unit_below a CROSS JOIN unit_below s"
        " WHERE a.below = $2 AND s.unit = $1",
        "ii", ""
    };
    static const struct sql_text top = {
        "INSERT INTO unit_below(unit, below) SELECT 0, s.below"
        " FROM unit_below s WHERE s.unit = $1",
        "i", ""
    };

    if (!parent)
        return sql_run(rq->sql, &top, ARGS(INT(unit)));
    return sql_run(rq->sql, &under, ARGS(INT(unit), INT(parent)));
}

static enum rc unit_stored(struct rq *rq, const void *rec, const void *old)
{
    const struct unit *u = rec, *before = old;

    if (before && before->parent == u->parent)
        return RC_OK;
    if (before)
        TRY(take_out(rq, u->r.id));
    else
        TRY(put_self(rq, u->r.id));
    return put_under(rq, u->r.id, u->parent);
}

static enum rc unit_can_close(struct rq *rq, const void *rec)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM unit WHERE parent = $1 AND state = 'active'",
        "i", "i"
    };
    const struct unit *u = rec;
    int64_t n;

    TRY(sql_get_int(rq->sql, &n, &q, ARGS(INT(u->r.id))));
    if (n)
        return fail(rq, RC_INVALID, NULL, "still has active units: %lld",
                    (long long)n);
    return RC_OK;
}

static const struct step unit_steps[] = {
    { .name = "close", .label = N_("Close"), .from = { "active" },
      .to = "closed", .guard = unit_can_close, .danger = true },
    { .name = "reopen", .label = N_("Open again"), .from = { "closed" },
      .to = "active" },
    { .name = "merge", .label = N_("Merge"), .from = { "active", "closed" },
      .to = MERGED, .asks = { MERGED_INTO }, .needs = { MERGED_INTO },
      .guard = merge_unit_ready, .effect = merge_unit, .danger = true },
};

const struct type type_unit = {
    .name = "unit", .label = N_("Unit"), .plural = N_("Units"),
    .size = sizeof(struct unit), SPAN(fields, unit_fields),
    SPAN(states, unit_states), SPAN(steps, unit_steps), .title = "name",
    .code = "code", .order = "name", .check = unit_check,
    .stored = unit_stored, .rights = true, .counted = true,
};

static const struct sql_text q_heads = {
    "SELECT a.unit, a.person " UNIT_HEADS_FROM("$1", "$2"), "it", "ii"
};
static const struct sql_text q_rector = {
    "SELECT COALESCE(a.unit, 0), a.person FROM appointment a"
    " JOIN person p ON p.id = a.person WHERE a.role = 'rector' AND "
    UNIT_HEAD_HOLDS("$1") " ORDER BY a.starts, a.id LIMIT 1",
    "t", "ii"
};

bool role_heads(const char *role)
{
    static const char *const heads[] = { "head", "dean", "rector",
                                         "vice_rector" };

    for (size_t i = 0; i < COUNT(heads); i++)
        if (!strcmp(heads[i], role))
            return true;
    return false;
}

static void rung_add(struct rung *out, size_t room, size_t *n, struct rung r)
{
    for (size_t i = 0; i < *n; i++)
        if (out[i].person == r.person)
            return;
    if (*n < room)
        out[(*n)++] = r;
}

enum rc unit_heads(struct rq *rq, int64_t unit, day on, struct rung *out,
                   size_t room, size_t *n)
{
    struct sql_rows r =
        sql_query(rq->sql, &q_heads, ARGS(INT(unit), DAY(rq->mem, on)));
    int64_t last = 0;

    *n = 0;
    while (sql_next(&r)) {
        struct rung k = { sql_int(&r, 0), sql_int(&r, 1) };

        if (k.unit != last) /* the first of a unit is its head */
            rung_add(out, room, n, k);
        last = k.unit;
    }
    TRY(sql_done(&r));
    r = sql_query(rq->sql, &q_rector, ARGS(DAY(rq->mem, on)));
    if (sql_next(&r))
        rung_add(out, room, n,
                 (struct rung){ sql_int(&r, 0), sql_int(&r, 1) });
    return sql_done(&r);
}

enum rc unit_head(struct rq *rq, int64_t unit, int64_t *person)
{
    struct rung first;
    size_t n;

    TRY(unit_heads(rq, unit, rq->today, &first, 1, &n));
    *person = n ? first.person : 0;
    return RC_OK;
}
