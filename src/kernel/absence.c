/* SPDX-License-Identifier: Apache-2.0 */
/*
 * absence.c: absences and those who act for the absent.
 */
#include "kernel/absence.h"

#include "kernel/duty.h"
#include "kernel/layout.h"
#include "kernel/record.h"

#include <string.h>

/* --- The type --------------------------------------------------------------- */

static const struct choice reasons[] = {
    { "leave", N_("annual leave") },
    { "trip", N_("business trip") },
    { "illness", N_("illness") },
    { "study", N_("study or training") },
    { "maternity", N_("maternity or child care leave") },
    { "other", N_("another reason") },
};
static const struct state states[] = {
    { "agreed", N_("In force"), TONE_INFO },
    { "cancelled", N_("Cancelled"), TONE_MUTED },
};
static const struct step steps[] = {
    { .name = "shorten", .label = N_("Change the last day"),
      .from = { "agreed" }, .asks = { "ends" }, .needs = { "ends" } },
    { .name = "replace", .label = N_("Change the substitute"),
      .from = { "agreed" }, .asks = { "substitute" },
      .needs = { "substitute" } },
    { .name = "cancel", .label = N_("Cancel"), .from = { "agreed" },
      .to = "cancelled", .danger = true },
};

#define WORKS_HERE "t.state = 'active'"

static const struct field fields[] = {
    FIELD_REF(absence, person, &type_person, .label = N_("Who is absent"),
              .must = true, .list = true, .filter = true, .fixed = true,
              .whose = true, .among = WORKS_HERE),
    FIELD_DAY(absence, starts, .label = N_("From"), .must = true,
              .list = true, .sort = true, .fixed = true),
    FIELD_DAY(absence, ends, .label = N_("Until"),
              .help = N_("The last day of the absence."), .must = true,
              .list = true, .sort = true),
    FIELD_REF(absence, substitute, &type_person, .label = N_("Substitute"),
              .help = N_("Sees and does meanwhile what is assigned to the"
                         " absent person."),
              .must = true, .list = true, .filter = true,
              .among = WORKS_HERE),
    FIELD_CHOICE(absence, reason, reasons, .label = N_("Reason"),
                 .must = true, .fixed = true, .erase = ERASE_BLANK,
                 .personal = true),
    FIELD_LONG(absence, note, .label = N_("Note"), .max = 1000,
               .erase = ERASE_BLANK, .personal = true),
};

/* --- Rules ------------------------------------------------------------------ */

static enum rc name_of(struct rq *rq, int64_t person, const char **name)
{
    struct label l;

    TRY(record_label(rq, &type_person, person, &l));
    *name = label_text(rq, &l);
    return RC_OK;
}

/* Is the person away on any of these days, by another record than this? */
static enum rc away(struct rq *rq, int64_t person, const struct absence *a,
                    bool *yes)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM absence WHERE person = $1 AND state = 'agreed'"
        " AND id <> $2 AND starts <= $4 AND ends >= $3",
        "iitt", "i"
    };
    int64_t n;

    TRY(sql_get_int(rq->sql, &n, &q,
                    ARGS(INT(person), INT(a->r.id), DAY(rq->mem, a->starts),
                         DAY(rq->mem, a->ends))));
    *yes = n > 0;
    return RC_OK;
}

static enum rc substitute_check(struct rq *rq, const struct absence *a)
{
    const char *name;
    bool works, gone;

    if (a->substitute == a->person)
        return fail(rq, RC_INVALID, "substitute",
                    "nobody can be their own substitute");
    TRY(duty_works(rq, a->substitute, &works));
    if (!works)
        return fail(rq, RC_INVALID, "substitute",
                    "does not work here any more");
    TRY(away(rq, a->substitute, a, &gone));
    if (!gone)
        return RC_OK;
    TRY(name_of(rq, a->substitute, &name));
    return fail(rq, RC_INVALID, "substitute",
                "%s is absent on some of these days too: name somebody else",
                name);
}

static enum rc check(struct rq *rq, void *rec, const void *old)
{
    const struct absence *a = rec, *before = old;
    bool twice;

    if (a->ends.n < a->starts.n)
        return fail(rq, RC_INVALID, "ends", "must not be before the start");
    if (strcmp(a->r.state, "agreed") != 0)
        return RC_OK;
    TRY(away(rq, a->person, a, &twice));
    if (twice)
        return fail(rq, RC_CONFLICT, "starts",
                    "an absence is noted for some of these days already");
    /* Falling ill while standing in for another is no mistake: whoever
     * stands in then acts for both. */
    if (before && before->substitute == a->substitute &&
        before->ends.n >= a->ends.n)
        return RC_OK;
    return substitute_check(rq, a);
}

static enum rc stored(struct rq *rq, const void *rec, const void *old)
{
    const struct absence *a = rec, *before = old;

    if (strcmp(a->r.state, "agreed") != 0 ||
        (before && before->substitute == a->substitute))
        return RC_OK;
    return duty_tell_substitute(rq, a);
}

/* Heads see and note the absences of those appointed in their units. */
static const struct relation relations[] = {
    { "own", "t.person = {person}", N_("one's own") },
    { "substitute", "t.substitute = {person} AND t.state = 'agreed'",
      N_("who stands in") },
    { "head",
      "t.person IN (SELECT w.person FROM appointment w"
      " WHERE w.unit IN {units} AND w.state = 'active')",
      N_("of people of the own unit and below") },
};

const struct type type_absence = {
    .name = "absence", .label = N_("Absence"), .plural = N_("Absences"),
    .size = sizeof(struct absence), SPAN(fields, fields),
    SPAN(states, states), SPAN(steps, steps), SPAN(relations, relations),
    .title = "person", .order = "starts", .check = check, .stored = stored,
};

/* --- Who acts --------------------------------------------------------------- */

enum rc absence_actor(struct rq *rq, int64_t person, int64_t *actor)
{
    static const struct sql_text q = {
        "SELECT substitute FROM absence WHERE person = $1"
        " AND state = 'agreed' AND starts <= $2 AND ends >= $2 LIMIT 1",
        "it", "i"
    };
    enum rc rc = RC_OK;

    *actor = person;
    /* The chain may close: then the first of it acts. */
    for (int i = 0; i < 8 && !rc; i++) {
        int64_t next;

        rc = sql_get_int(rq->sql, &next, &q,
                         ARGS(INT(*actor), DAY(rq->mem, rq->today)));
        if (!rc)
            *actor = next;
    }
    return rc == RC_MISSING ? RC_OK : rc;
}

enum rc absence_mine(struct rq *rq, int64_t person, struct absence ***out,
                     size_t *n)
{
    enum { MOST = 50 };
    const struct layout *l = layout_of(rq->app, &type_absence);
    struct sql_rows r = sql_query_built(
        rq->sql,
        mem_fmt(rq->mem,
                "SELECT %s FROM absence t WHERE (t.person = $1"
                " OR t.substitute = $1) AND t.state = 'agreed'"
                " AND t.ends >= $2 ORDER BY t.starts, t.id LIMIT %d",
                l->select, MOST),
        ARGS(INT(person), DAY(rq->mem, rq->today)));

    *out = MEM_ARRAY(rq->mem, MOST, struct absence *);
    *n = 0;
    while (sql_next(&r) && *n < MOST) {
        (*out)[*n] = layout_empty(rq->mem, &type_absence);
        layout_decode(rq->mem, l, &r, (*out)[(*n)++]);
    }
    return sql_done(&r);
}
