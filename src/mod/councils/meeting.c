/* SPDX-License-Identifier: Apache-2.0 */
/*
 * meeting.c: seats in councils and their meetings: the agenda that gathers by
 * itself, the call, the quorum by rule, the minutes drafted from what happened.
 */
#include "mod/councils/meeting.h"

#include "base/text.h"
#include "kernel/act.h"
#include "kernel/notice.h"
#include "kernel/org.h"
#include "kernel/record.h"
#include "kernel/rule.h"
#include "mod/councils/councils.h"

#include <stdio.h>
#include <string.h>

/* --- Members -------------------------------------------------------------- */

static const struct choice duties[] = {
    { "chair", N_("Chair of the council") },
    { "deputy", N_("Deputy chair of the council") },
    { "secretary", N_("Secretary of the council") },
    { "member", N_("Member of the council") },
};

static const struct state member_states[] = {
    { "sits", N_("Sits in the council"), TONE_GOOD },
    { "left", N_("Left the council"), TONE_MUTED },
};

static const struct step member_steps[] = {
    { .name = "leave", .label = N_("Note that they left"), .from = { "sits" },
      .to = "left", .asks = { "ends" }, .needs = { "ends" } },
};

static const struct field member_fields[] = {
    FIELD_TEXT(council_member, name, .label = N_("Full name"), .must = true,
               .list = true, .sort = true, .search = true, .max = 200),
    FIELD_REF(council_member, body, &type_unit, .label = N_("Council"),
              .must = true, .list = true, .filter = true, .again = true,
              .among = "t.kind IN ('council', 'union', 'student_body',"
                       " 'rectorate')"),
    FIELD_REF(council_member, person, &type_person, .label = N_("Person"),
              .help = N_("Empty: from outside the university"),
              .filter = true),
    FIELD_TEXT(council_member, employer, .label = N_("Employer and post"),
               .list = true, .search = true, .max = 300),
    FIELD_CHOICE(council_member, duty, duties,
                 .label = N_("Duty in the council"), .must = true,
                 .list = true, .filter = true, .preset = "member"),
    FIELD_BOOL(council_member, advises, .label = N_("Advises, without a vote"),
               .filter = true),
    FIELD_REF(council_member, act, &type_act,
              .label = N_("Act by which they sit there"), .filter = true,
              .again = true, .among = "t.state = 'signed'"),
    FIELD_TEXT(council_member, basis, .label = N_("Act on paper"),
               .again = true,
               .help = N_("Its date and number, when it was not signed here"),
               .max = 300),
    FIELD_DAY(council_member, starts, .label = N_("From"), .must = true,
              .filter = true, .sort = true, .preset = "today", .again = true),
    FIELD_DAY(council_member, ends, .label = N_("Until"), .list = true,
              .filter = true),
};

static enum rc member_check(struct rq *rq, void *rec, const void *old)
{
    const struct council_member *m = rec;

    (void)old;
    if (day_is(m->ends) && m->ends.n < m->starts.n)
        return fail(rq, RC_INVALID, "ends", "it ends before it begins");
    if (!m->act && (!m->basis || !*m->basis))
        return fail(rq, RC_INVALID, "act",
                    "name the act by which they sit in the council");
    if (!m->person && (!m->employer || !*m->employer))
        return fail(rq, RC_INVALID, "employer",
                    "a member from outside has an employer");
    return RC_OK;
}

const struct type type_council_member = {
    .name = "council_member", .label = N_("Seat in a council"),
    .plural = N_("Seats in councils"), .size = sizeof(struct council_member),
    SPAN(fields, member_fields), SPAN(states, member_states),
    SPAN(steps, member_steps), .title = "name", .check = member_check,
};

/* --- Who may vote, who is there ------------------------------------------- */

/* Voting members of a body on the day, and how many of them are there. */
static enum rc count_votes(struct rq *rq, const struct council_meeting *m,
                           int64_t body, int64_t *voters, int64_t *there)
{
    static const struct sql_text q = {
        "SELECT id FROM council_member WHERE body = $1 AND advises = 0"
        " AND starts <= $2 AND (ends IS NULL OR ends >= $2) ORDER BY id",
        "it", "i"
    };
    char iso[DAY_ISO_SIZE];
    struct refs ids;

    TRY(refs_read(rq,
                  sql_query(rq->sql, &q,
                            ARGS(INT(body), STR(day_iso(m->held_on, iso)))),
                  &ids));
    *voters += (int64_t)ids.n;
    for (size_t i = 0; i < ids.n; i++)
        *there += refs_have(&m->present, ids.id[i]);
    return RC_OK;
}

static enum rc body_quorum(struct rq *rq, struct council_meeting *m,
                           int64_t body, double share)
{
    int64_t voters = 0, there = 0;

    TRY(count_votes(rq, m, body, &voters, &there));
    if (!voters)
        return fail(rq, RC_INVALID, "present",
                    "the council has no voting members on that day");
    if (100.0 * (double)there <= share * (double)voters)
        return fail(rq, RC_INVALID, "present",
                    "no quorum: %lld of %lld voting members are there",
                    (long long)there, (long long)voters);
    m->voters.n += voters;
    m->voters_present.n += there;
    return RC_OK;
}

/* Each body of a joint meeting needs its own quorum. */
static enum rc open_meeting(struct rq *rq, void *rec)
{
    struct council_meeting *m = rec;
    double share;

    TRY(rule_number(rq, "council_quorum", m->held_on, &share));
    m->voters = m->voters_present = (struct count){ 0, true };
    TRY(body_quorum(rq, m, m->body, share));
    for (size_t i = 0; i < m->joint.n; i++)
        TRY(body_quorum(rq, m, m->joint.id[i], share));
    return RC_OK;
}

static enum rc not_before(struct rq *rq, const void *rec)
{
    const struct council_meeting *m = rec;

    if (m->held_on.n > rq->today.n)
        return fail(rq, RC_INVALID, "held_on",
                    "the day of the meeting has not come");
    return RC_OK;
}

/* --- The call -------------------------------------------------------------- */

static enum rc tell_body(struct rq *rq, const struct council_meeting *m,
                         int64_t body)
{
    static const struct sql_text q = {
        "SELECT DISTINCT person FROM council_member WHERE body = $1"
        " AND person IS NOT NULL AND starts <= $2"
        " AND (ends IS NULL OR ends >= $2) ORDER BY person",
        "it", "i"
    };
    char iso[DAY_ISO_SIZE];
    struct refs ids;

    day_iso(m->held_on, iso);
    TRY(refs_read(rq, sql_query(rq->sql, &q, ARGS(INT(body), STR(iso))),
                  &ids));
    for (size_t i = 0; i < ids.n; i++) {
        struct notice n = {
            .person = ids.id[i], .kind = "council_called",
            .subject = "council_meeting", .subject_id = m->r.id,
            .note = mem_fmt(rq->mem, "%s %s %s", iso, m->clock ? m->clock : "",
                            m->place ? m->place : ""),
        };

        TRY(notice_add(rq, &n));
    }
    return RC_OK;
}

/* What is proposed stands on the agenda from now on. */
static enum rc place_items(struct rq *rq, const struct council_meeting *m)
{
    for (size_t i = 0; i < m->items.n; i++) {
        struct agenda_item *a;
        void *rec;

        TRY(record_load(rq, &type_agenda_item, m->items.id[i], &rec));
        a = rec;
        if (!word_is(a->r.state, "proposed"))
            continue;
        a->r.state = "placed";
        a->body = m->body;
        TRY(record_put(rq, &type_agenda_item, a, "place"));
    }
    return RC_OK;
}

static enum rc call_meeting(struct rq *rq, void *rec)
{
    const struct council_meeting *m = rec;

    TRY(place_items(rq, m));
    TRY(tell_body(rq, m, m->body));
    for (size_t i = 0; i < m->joint.n; i++)
        TRY(tell_body(rq, m, m->joint.id[i]));
    return RC_OK;
}

static enum rc has_agenda(struct rq *rq, const void *rec)
{
    const struct council_meeting *m = rec;

    if (!m->items.n)
        return fail(rq, RC_INVALID, "items", "the agenda is empty");
    return RC_OK;
}

/* --- Minutes ---------------------------------------------------------------- */

/* Decisions of a meeting, one a line, about one item (0: about none). */
static enum rc decided(struct rq *rq, int64_t meeting, int64_t item,
                       struct buf *b)
{
    static const struct sql_text q = {
        "SELECT title_ky, state, votes_for, votes_against, votes_abstained"
        " FROM council_decision WHERE meeting = $1 AND COALESCE(item, 0) = $2"
        " AND state NOT IN ('draft', 'voting') ORDER BY id",
        "ii", "ttiii"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(meeting), INT(item)));

    while (sql_next(&r)) {
        buf_fmt(b, "   %s: %s (%s %lld, %s %lld, %s %lld)\n",
                word_is(sql_str(&r, 1), "rejected")
                    ? tr(LANG_KY, N_("Not adopted"))
                    : tr(LANG_KY, N_("It was decided")),
                sql_str(&r, 0), tr(LANG_KY, N_("for")),
                (long long)sql_int(&r, 2), tr(LANG_KY, N_("against")),
                (long long)sql_int(&r, 3), tr(LANG_KY, N_("abstained")),
                (long long)sql_int(&r, 4));
    }
    return sql_done(&r);
}

/* The state language is that of the original. */
static enum rc draft_minutes(struct rq *rq, void *rec)
{
    struct council_meeting *m = rec;
    struct label *l;
    struct buf b;

    buf_init(&b, rq->mem);
    buf_fmt(&b, "%s\n%s: %s\n", m->title.in[LANG_KY],
            tr(LANG_KY, N_("Held on")),
            lang_day_long(rq->mem, LANG_KY, m->held_on));
    buf_fmt(&b, "%s: %lld / %lld\n", tr(LANG_KY, N_("Voting members there")),
            (long long)m->voters_present.n, (long long)m->voters.n);
    TRY(record_labels(rq, &type_council_member, m->present.id, m->present.n,
                      &l));
    for (size_t i = 0; i < m->present.n; i++)
        buf_fmt(&b, "%s%s", i ? ", " : "",
                l[i].title.in[LANG_KY] ? l[i].title.in[LANG_KY] : "");
    buf_str(&b, "\n\n");
    TRY(record_labels(rq, &type_agenda_item, m->items.id, m->items.n, &l));
    for (size_t i = 0; i < m->items.n; i++) {
        buf_fmt(&b, "%zu. %s\n", i + 1,
                l[i].title.in[LANG_KY] ? l[i].title.in[LANG_KY] : "");
        TRY(decided(rq, m->r.id, m->items.id[i], &b));
    }
    TRY(decided(rq, m->r.id, 0, &b));
    m->minutes = text_clean(rq->mem, b.s); /* as a form would give it back */
    return RC_OK;
}

static enum rc all_decided(struct rq *rq, const void *rec)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM council_decision WHERE meeting = $1"
        " AND state IN ('draft', 'voting')",
        "i", "i"
    };
    const struct council_meeting *m = rec;
    int64_t n;

    TRY(sql_get_int(rq->sql, &n, &q, ARGS(INT(m->r.id))));
    if (n)
        return fail(rq, RC_INVALID, NULL,
                    "%lld draft decisions are not voted on", (long long)n);
    if (!m->minutes || !*m->minutes)
        return fail(rq, RC_INVALID, "minutes", "there are no minutes yet");
    return RC_OK;
}

static enum rc close_meeting(struct rq *rq, void *rec)
{
    enum { OUTCOME_MOST = 3900 };
    const struct council_meeting *m = rec;

    for (size_t i = 0; i < m->items.n; i++) {
        struct agenda_item *a;
        struct buf b;
        void *item;

        TRY(record_load(rq, &type_agenda_item, m->items.id[i], &item));
        a = item;
        if (!word_is(a->r.state, "placed"))
            continue;
        buf_init(&b, rq->mem);
        TRY(decided(rq, m->r.id, a->r.id, &b));
        a->r.state = "heard";
        a->outcome = text_cut(rq->mem,
                              b.n ? text_clean(rq->mem, b.s)
                                  : tr(LANG_KY, N_("Taken note of")),
                              OUTCOME_MOST);
        TRY(record_put(rq, &type_agenda_item, a, "hear"));
    }
    return RC_OK;
}

/* What was to be heard there waits for another meeting. */
static enum rc cancel_meeting(struct rq *rq, void *rec)
{
    const struct council_meeting *m = rec;

    for (size_t i = 0; i < m->items.n; i++) {
        struct agenda_item *a;
        void *item;

        TRY(record_load(rq, &type_agenda_item, m->items.id[i], &item));
        a = item;
        if (!word_is(a->r.state, "placed"))
            continue;
        a->r.state = "proposed";
        TRY(record_put(rq, &type_agenda_item, a, "propose"));
    }
    return RC_OK;
}

/* --- The meeting -------------------------------------------------------------- */

static const struct state meeting_states[] = {
    { "planned", N_("Planned"), TONE_INFO },
    { "called", N_("Members are called"), TONE_WARN },
    { "open", N_("The meeting is open"), TONE_WARN },
    { "closed", N_("The meeting is closed"), TONE_GOOD },
    { "cancelled", N_("Cancelled"), TONE_MUTED },
};

static const struct step meeting_steps[] = {
    { .name = "call", .label = N_("Call the members"), .from = { "planned" },
      .to = "called", .guard = has_agenda, .effect = call_meeting },
    { .name = "open", .label = N_("Open the meeting"), .from = { "called" },
      .to = "open", .asks = { "present" }, .needs = { "present" },
      .guard = not_before, .effect = open_meeting },
    { .name = "draft_minutes", .label = N_("Draft the minutes"),
      .from = { "open" }, .effect = draft_minutes },
    { .name = "close", .label = N_("Close the meeting"), .from = { "open" },
      .to = "closed", .guard = all_decided, .effect = close_meeting },
    { .name = "cancel", .label = N_("Cancel the meeting"),
      .from = { "planned", "called" }, .to = "cancelled",
      .effect = cancel_meeting, .danger = true },
};

static const struct field meeting_fields[] = {
    FIELD_TEXT3(council_meeting, title, .label = N_("Meeting"), .must = true,
                .list = true, .sort = true, .search = true, .max = 300),
    FIELD_REF(council_meeting, body, &type_unit, .label = N_("Council"),
              .must = true, .fixed = true, .list = true, .filter = true,
              .among = "t.kind IN ('council', 'union', 'student_body',"
                       " 'rectorate')"),
    FIELD_REFS(council_meeting, joint, &type_unit,
               .label = N_("Meets together with")),
    FIELD_DAY(council_meeting, held_on, .label = N_("Held on"), .must = true,
              .list = true, .filter = true, .sort = true),
    FIELD_TEXT(council_meeting, clock, .label = N_("At what time"),
               .help = N_("As 15:00"), .max = 5),
    FIELD_TEXT(council_meeting, place, .label = N_("Place"), .max = 200),
    FIELD_TEXT(council_meeting, online, .label = N_("Address of the conference"),
               .help = N_("For those who take part from elsewhere"),
               .max = 500),
    FIELD_REFS(council_meeting, items, &type_agenda_item,
               .label = N_("Subjects of the agenda"),
               .help = N_("Left empty in a new meeting: what is proposed for"
                          " the council")),
    FIELD_FILE(council_meeting, papers, .label = N_("Papers of the meeting")),
    FIELD_REFS(council_meeting, present, &type_council_member,
               .label = N_("Members who are there"), .computed = true),
    FIELD_COUNT(council_meeting, voters, .label = N_("Voting members"),
                .computed = true),
    FIELD_COUNT(council_meeting, voters_present,
                .label = N_("Voting members there"), .computed = true),
    FIELD_LONG(council_meeting, minutes, .label = N_("Minutes of the meeting"),
               .search = true),
};

static bool clock_is(const char *s)
{
    int hour, minute, end = 0;

    return sscanf(s, "%2d:%2d%n", &hour, &minute, &end) == 2 &&
           end == (int)strlen(s) && hour >= 0 && hour < 24 && minute >= 0 &&
           minute < 60;
}

static enum rc gather(struct rq *rq, struct council_meeting *m)
{
    static const struct sql_text q = {
        "SELECT id FROM agenda_item WHERE state = 'proposed' AND body = $1"
        " ORDER BY id",
        "i", "i"
    };

    return refs_read(rq, sql_query(rq->sql, &q, ARGS(INT(m->body))),
                     &m->items);
}

static enum rc meeting_check(struct rq *rq, void *rec, const void *old)
{
    const struct council_meeting *was = old;
    struct council_meeting *m = rec;

    if (m->clock && *m->clock && !clock_is(m->clock))
        return fail(rq, RC_INVALID, "clock", "write the time as 15:00");
    if (m->online && *m->online && strncmp(m->online, "https://", 8) != 0)
        return fail(rq, RC_INVALID, "online",
                    "the address begins with https://");
    if (refs_have(&m->joint, m->body))
        return fail(rq, RC_INVALID, "joint",
                    "a council does not meet together with itself");
    /* What was counted at the opening is about that day and those bodies. */
    if (was && (word_is(was->r.state, "open") ||
                word_is(was->r.state, "closed")) &&
        was->held_on.n != m->held_on.n)
        return fail(rq, RC_INVALID, "held_on",
                    "the meeting was held already");
    if (was && (word_is(was->r.state, "closed") ||
                word_is(was->r.state, "cancelled")))
        return fail(rq, RC_INVALID, "minutes",
                    "a closed meeting does not change");
    return !old && !m->items.n ? gather(rq, m) : RC_OK;
}

static const struct relation meeting_relations[] = {
    { "sits",
      "EXISTS (SELECT 1 FROM council_member m WHERE " SITS_TODAY
      " AND m.person IN {covered} AND (m.body = t.body OR m.body IN"
      " (SELECT j.target FROM council_meeting_joint j WHERE j.owner = t.id)))",
      N_("sits in the council") },
    { "changes", "t.state NOT IN ('closed', 'cancelled')",
      N_("it is not over") },
};

static const struct index_on meeting_indexes[] = {
    { .columns = "body, held_on" },
};

const struct type type_council_meeting = {
    .name = "council_meeting", .label = N_("Meeting of a council"),
    .plural = N_("Meetings of councils"),
    .size = sizeof(struct council_meeting), SPAN(fields, meeting_fields),
    SPAN(states, meeting_states), SPAN(steps, meeting_steps),
    SPAN(indexes, meeting_indexes), SPAN(relations, meeting_relations),
    .title = "title", .order = "held_on",
    .check = meeting_check,
};
