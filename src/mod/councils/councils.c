/* SPDX-License-Identifier: Apache-2.0 */
/*
 * councils.c: the agenda of councils: its type, who may do what, and how other
 * modules put a subject on it.
 */
#include "mod/councils/councils.h"

#include "base/text.h"
#include "kernel/org.h"
#include "kernel/notice.h"
#include "kernel/record.h"
#include "kernel/rule.h"
#include "kernel/setting.h"
#include "mod/councils/ballot.h"

#include <string.h>

enum { OUTCOME_MOST = 3900 };

/* --- The type ------------------------------------------------------------- */

static const struct state states[] = {
    { "proposed", N_("Proposed"), TONE_INFO },
    { "placed", N_("On the agenda"), TONE_WARN },
    { "heard", N_("Heard"), TONE_GOOD },
    { "withdrawn", N_("Withdrawn"), TONE_MUTED },
};

static const struct step steps[] = {
    { .name = "place", .label = N_("Put on the agenda"),
      .from = { "proposed" }, .to = "placed", .asks = { "body" },
      .needs = { "body" } },
    { .name = "hear", .label = N_("Note that it was heard"),
      .from = { "placed" }, .to = "heard", .asks = { "outcome" },
      .needs = { "outcome" } },
    { .name = "withdraw", .label = N_("Withdraw"),
      .from = { "proposed", "placed" }, .to = "withdrawn", .danger = true },
};

static const struct field fields[] = {
    FIELD_TEXT3(agenda_item, title, .label = N_("Subject"), .must = true,
                .list = true, .filter = true, .sort = true, .search = true,
                .max = 500),
    FIELD_REF(agenda_item, body, &type_unit, .label = N_("Council"),
              .list = true, .filter = true,
              .among = "t.kind = 'council'"),
    FIELD_LONG3(agenda_item, why, .label = N_("Why"), .max = 4000),
    FIELD_DAY(agenda_item, proposed_on, .label = N_("Proposed on"),
              .computed = true, .list = true, .filter = true, .sort = true),
    FIELD_REF(agenda_item, proposed_by, &type_person,
              .label = N_("Proposed by"), .computed = true, .filter = true),
    FIELD_LONG(agenda_item, outcome, .label = N_("What was said and decided"),
               .max = 4000),
    FIELD_TEXT(agenda_item, subject, .label = N_("Kind of record"),
               .max = 60, .fixed = true, .filter = true),
    { .kind = KIND_COUNT, .name = "subject_id",
      .offset = offsetof(struct agenda_item, subject_number),
      .label = N_("Record"), .fixed = true, .filter = true },
};

static enum rc agenda_check(struct rq *rq, void *rec, const void *old)
{
    struct agenda_item *a = rec;
    const struct type *t = a->subject ? app_type(rq->app, a->subject) : NULL;
    void *about;

    a->subject_number.set = a->subject_id != 0;
    if (a->subject && !t)
        return fail(rq, RC_INVALID, "subject", "there is no type %s",
                    a->subject);
    if (!a->subject != !a->subject_id)
        return fail(rq, RC_INVALID, "subject_id",
                    "kind and number of the record go together");
    if (old)
        return RC_OK;
    /* Nobody learns of a record by putting its number on an agenda. */
    if (t && ((!rq->system && rights_check(rq, t, a->subject_id, OP_SEE, NULL)) ||
              record_load(rq, t, a->subject_id, &about)))
        return fail(rq, RC_INVALID, "subject_id", "there is no such record");
    if (!day_is(a->proposed_on))
        a->proposed_on = rq->today;
    if (!a->proposed_by)
        a->proposed_by = rq->person;
    return RC_OK;
}

static const struct relation relations[] = {
    { "own", "t.proposed_by = {person}", N_("proposed it") },
};

static const struct index_on indexes[] = {
    { .columns = "subject_id, subject" },
};

const struct type type_agenda_item = {
    .name = "agenda_item", .label = N_("Agenda item"),
    .plural = N_("Agenda items"), .size = sizeof(struct agenda_item),
    SPAN(fields, fields), SPAN(states, states), SPAN(steps, steps),
    SPAN(relations, relations), SPAN(indexes, indexes), .title = "title",
    .order = "proposed_on", .check = agenda_check,
};

/* --- Putting something on it ---------------------------------------------- */

enum rc agenda_propose(struct rq *rq, struct agenda_item *item)
{
    static const struct sql_text q = {
        "SELECT id FROM agenda_item WHERE subject_id = $1 AND subject = $2"
        " AND COALESCE(body, 0) = $3 AND state IN ('proposed', 'placed')"
        " ORDER BY id LIMIT 1",
        "iti", "i"
    };
    enum rc rc = sql_get_int(rq->sql, &item->r.id, &q,
                             ARGS(INT(item->subject_id), STR(item->subject),
                                  INT(item->body)));

    if (rc != RC_MISSING)
        return rc;
    item->r.id = 0;
    return record_put(rq, &type_agenda_item, item, "propose");
}

/* Puts what is open about a record into the state. */
static enum rc settle(struct rq *rq, const char *subject, int64_t id,
                      const char *state, const char *step, const char *outcome)
{
    static const struct sql_text q = {
        "SELECT id FROM agenda_item WHERE subject_id = $1 AND subject = $2"
        " AND state IN ('proposed', 'placed') ORDER BY id",
        "it", "i"
    };
    struct refs ids;

    TRY(refs_read(rq, sql_query(rq->sql, &q, ARGS(INT(id), STR(subject))),
                  &ids));
    for (size_t i = 0; i < ids.n; i++) {
        struct agenda_item *a;
        void *rec;

        TRY(record_load(rq, &type_agenda_item, ids.id[i], &rec));
        a = rec;
        a->r.state = state;
        a->outcome = outcome ? text_cut(rq->mem, outcome, OUTCOME_MOST)
                             : a->outcome;
        TRY(record_put(rq, &type_agenda_item, a, step));
    }
    return RC_OK;
}

enum rc agenda_heard(struct rq *rq, const char *subject, int64_t id,
                     const char *outcome)
{
    return settle(rq, subject, id, "heard", "hear", outcome);
}

enum rc agenda_withdraw(struct rq *rq, const char *subject, int64_t id)
{
    return settle(rq, subject, id, "withdrawn", "withdraw", NULL);
}

enum rc agenda_council(struct rq *rq, int64_t *unit)
{
    enum rc rc = record_find(rq, &type_unit, setting_get(rq, "agenda_council"),
                             0, unit);

    if (rc == RC_MISSING)
        *unit = 0;
    return rc == RC_MISSING ? RC_OK : rc;
}

/* --- The module ----------------------------------------------------------- */

static const struct type *const types[] = { &type_agenda_item, &type_council_member,
                                            &type_council_meeting,
                                            &type_council_decision,
                                            &type_council_vote,
                                            &type_council_ballot };

static const struct setting settings[] = {
    { .name = "agenda_council",
      .label = N_("Code of the council that discusses strategy and risks"),
      .kind = KIND_TEXT, .fallback = "academic_council" },
};

/* Who keeps the councils' papers; OFFICE may do every step but a report. */
#define ALL(role, type, ops) { role, type, ops, SCOPE_ALL, NULL, NULL, NULL }
#define STEP(role, step)                                                       \
    { role, "council_decision", OP_STEP, SCOPE_ALL, NULL, step, NULL }
/* What is over, or was voted on, is not offered for editing. */
#define CHANGE(role, type)                                                     \
    { role, type, OP_EDIT, SCOPE_RELATION, "changes", NULL, NULL }
#define OFFICE(role)                                                           \
    ALL(role, "council_member",                                                \
        OP_SEE | OP_EXPORT | OP_ADD | OP_EDIT | OP_STEP),                      \
    ALL(role, "council_meeting", OP_SEE | OP_EXPORT | OP_ADD | OP_STEP),       \
    CHANGE(role, "council_meeting"),                                           \
    ALL(role, "council_decision", OP_SEE | OP_EXPORT | OP_ADD),                \
    CHANGE(role, "council_decision"),                                          \
    STEP(role, "begin_vote"), STEP(role, "count"), STEP(role, "adopt"),        \
    STEP(role, "reject"), STEP(role, "accept"),                                \
    STEP(role, "send_back")
#define IF(type, ops, relation)                                                \
    { ROLE_MEMBER, type, ops, SCOPE_RELATION, relation, NULL, NULL }

static const struct grant grants[] = {
    OFFICE("planning"), OFFICE("clerk"), OFFICE("rector"),
    ALL("auditor", "council_meeting", OP_SEE | OP_EXPORT),
    ALL("auditor", "council_decision", OP_SEE | OP_EXPORT),
    ALL(ROLE_MEMBER, "council_member", OP_SEE),
    IF("council_meeting", OP_SEE | OP_EXPORT, "sits"),
    IF("council_decision", OP_SEE | OP_EXPORT, "published"),
    IF("council_decision", OP_SEE | OP_EXPORT, "sits"),
    IF("council_decision", OP_SEE | OP_EXPORT, "responsible"),
    IF("council_vote", OP_SEE, "counted"),
    IF("council_ballot", OP_SEE, "counted"),
    { ROLE_MEMBER, "council_decision", OP_STEP, SCOPE_RELATION, "responsible",
      "report", NULL },
    { ROLE_MEMBER, "council_decision", OP_STEP, SCOPE_ASSIGNED, NULL,
      "report", NULL },
    { ROLE_MEMBER, "agenda_item", OP_SEE | OP_EXPORT, SCOPE_ALL, NULL, NULL,
      NULL },
    { "planning", "agenda_item", OP_ADD | OP_EDIT | OP_STEP, SCOPE_ALL, NULL,
      NULL, NULL },
    { "rector", "agenda_item", OP_ADD | OP_EDIT | OP_STEP, SCOPE_ALL, NULL,
      NULL, NULL },
    { "vice_rector", "agenda_item", OP_ADD, SCOPE_ALL, NULL, NULL, NULL },
    { "vice_rector", "agenda_item", OP_EDIT, SCOPE_RELATION, "own", NULL,
      NULL },
    { "vice_rector", "agenda_item", OP_STEP, SCOPE_RELATION, "own", "withdraw",
      NULL },
};

static const struct rule_kind rules[] = {
    { .code = "council_quorum",
      .label = N_("A council decides when more than this share of its voting"
                  " members is there"),
      .source = N_("The university's own rule"), .kind = KIND_PERCENT,
      .least = 0, .most = 99, .fallback = "50", .since = "2000-01-01",
      .type = "council_meeting", .touches = "t.held_on >= {on}" },
    { .code = "council_majority",
      .label = N_("A decision is adopted by more than this share of the voting"
                  " members who are there"),
      .source = N_("The university's own rule"), .kind = KIND_PERCENT,
      .least = 0, .most = 99, .fallback = "50", .since = "2000-01-01",
      .type = "council_meeting", .touches = "t.held_on >= {on}" },
};

static const struct notice_kind notices[] = {
    { "council_called", N_("You are called to a meeting"),
      N_("{who} calls you: {it}. {note}"), true, false },
    { "council_vote", N_("A vote is open in your council"),
      N_("The vote is open: {it}."), true, false },
};

/* The voted term counts, whatever extension was granted later: it does not
 * move, so no spans are needed. */
#define OWED(t, on)                                                            \
    t "due < " on " AND " t "due >= substr(" on ", 1, 4) || '-01-01'"          \
    " AND " t "state IN ('adopted', 'reported', 'done')"
#define IN_TIME(t) t "done_on <= " t "due"

/* A closed meeting does not change, and it says itself when it was held: the
 * records answer for any day. */
#define HEARD(m, day)                                                          \
    m ".state = 'closed' AND " m ".minutes IS NOT NULL AND " m                 \
      ".held_on <= " day " AND " m ".held_on >= substr(" day                   \
      ", 1, 4) || '-01-01' AND EXISTS (SELECT 1 FROM unit u WHERE u.id = " m   \
      ".body AND u.code = 'academic_council') AND EXISTS (SELECT 1 FROM"       \
      " council_meeting_items j JOIN agenda_item a ON a.id = j.target"         \
      " WHERE j.owner = " m ".id AND a.subject = 'risk_review')"

/* Seats of this council, or of one below it, that are held on the day by an
 * act: a body without members does not work yet. */
#define SEATED(m, code, on)                                                    \
    m "starts <= " on " AND (" m "ends IS NULL OR " m "ends >= " on ")"        \
    " AND (" m "act IS NOT NULL OR " m "basis IS NOT NULL)"                    \
    " AND " m "body IN (SELECT u.id FROM unit u LEFT JOIN unit p ON p.id ="    \
    " u.parent WHERE '" code "' IN (u.code, p.code))"
#define WORKS(code_, label_, means_)                                          \
    { .code = code_, .label = label_, .means = means_, .unit = UNIT_YES_NO,    \
      .count = { "SELECT COUNT(DISTINCT 1), 1 FROM council_member WHERE "      \
                 SEATED("", code_, "$1"), "t", "ii" },                         \
      .type = &type_council_member, .records = SEATED("t.", code_, "{on}"),    \
      .since = "" }

static const struct measure measures[] = {
    WORKS("employers_council", N_("The Employers’ Council works"),
           N_("1 when somebody sits in the Employers’ Council on the day by an"
              " act that names them")),
    WORKS("phd_councils", N_("A dissertation council for PhD works"),
           N_("1 when somebody sits in a dissertation council for PhD on the"
              " day by an act that names them")),
    { .code = "council_decisions_on_time",
      .label = N_("Decisions of councils carried out in time"),
      .means = N_("Decisions whose term passed in the year of the chosen day and"
                  " whose report was accepted on that term or before, of all"
                  " whose term passed"),
      .unit = UNIT_PERCENT,
      .count = { "SELECT COUNT(CASE WHEN " IN_TIME("") " THEN 1 END), COUNT(*)"
                 " FROM council_decision WHERE " OWED("", "$1"), "t", "ii" },
      .type = &type_council_decision,
      .records = IN_TIME("t.") " AND " OWED("t.", "{on}"),
      .since = "" },
    { "risk_review", N_("Reviews of the risks by the Academic Council"),
      N_("Meetings of the Academic Council held in the year of the chosen day"
         " that are closed, have minutes and had the yearly review of the"
         " risks on their agenda. A review decided without such a meeting here"
         " is not counted."),
      UNIT_COUNT,
      { "SELECT COUNT(*), 1 FROM council_meeting m WHERE " HEARD("m", "$1"),
        "t", "ii" },
      &type_council_meeting, HEARD("t", "{on}"), "" },
};

static const char *const views[] = {
    /* What stands, stood or is to stand before a council, and about what. */
    "CREATE VIEW councils_agenda AS SELECT id, body, subject, subject_id,"
    " state, proposed_on FROM agenda_item",
};

const struct module mod_councils = {
    .name = "councils",
    SPAN(types, types),
    SPAN(views, views),
    SPAN(tables, ballot_tables),
    SPAN(routes, ballot_routes),
    SPAN(settings, settings),
    SPAN(grants, grants),
    SPAN(rules, rules),
    SPAN(notices, notices),
    SPAN(measures, measures),
    .demo = councils_demo,
};
