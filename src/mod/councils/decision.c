/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decision.c: what a council decides: put to an open vote in a meeting that has
 * a quorum, adopted by the majority of the rule, owed by a person until the
 * council's office accepts the report.
 */
#include "kernel/assignment.h"
#include "kernel/record.h"
#include "kernel/rule.h"
#include "mod/councils/ballot.h"
#include "mod/councils/councils.h"
#include "mod/councils/meeting.h"

#include <string.h>

static enum rc meeting_of(struct rq *rq, const struct council_decision *d,
                          struct council_meeting **out)
{
    void *rec;

    TRY(record_load(rq, &type_council_meeting, d->meeting, &rec));
    *out = rec;
    return RC_OK;
}

static enum rc meeting_open(struct rq *rq, const void *rec)
{
    struct council_meeting *m;

    TRY(meeting_of(rq, rec, &m));
    if (!word_is(m->r.state, "open"))
        return fail(rq, RC_INVALID, "meeting", "the meeting is not open");
    return RC_OK;
}

/* Who is there and does not vote is not for it. */
static enum rc majority(struct rq *rq, const struct council_decision *d,
                        const struct council_meeting *m, bool *won)
{
    double share;

    TRY(rule_number(rq, "council_majority", m->held_on, &share));
    *won = 100.0 * (double)d->votes_for.n >
           share * (double)m->voters_present.n;
    return RC_OK;
}

/* Every voting member who is there is counted once; *won: by the majority. */
static enum rc count_up(struct rq *rq, const struct council_decision *d,
                        bool *won)
{
    int64_t sum = d->votes_for.n + d->votes_against.n + d->votes_abstained.n;
    struct council_meeting *m;

    TRY(meeting_of(rq, d, &m));
    if (sum != m->voters_present.n)
        return fail(rq, RC_INVALID, "votes_for",
                    "%lld votes are counted, %lld voting members are there",
                    (long long)sum, (long long)m->voters_present.n);
    return majority(rq, d, m, won);
}

static enum rc owe(struct rq *rq, const struct council_decision *d)
{
    struct assignment *a = record_new(rq, &type_assignment);

    a->title = d->title;
    a->subject = "council_decision";
    a->subject_id = d->r.id;
    a->purpose = "decision";
    a->person = d->responsible;
    a->due = d->due;
    return assignment_open(rq, a);
}

static enum rc owed_whole(struct rq *rq, const struct council_decision *d)
{
    if (!d->responsible != !day_is(d->due))
        return fail(rq, RC_INVALID, d->responsible ? "due" : "responsible",
                    "a responsible person and a term go together");
    return RC_OK;
}

static enum rc carried(struct rq *rq, struct council_decision *d)
{
    d->adopted_on = rq->today;
    if (d->responsible)
        return owe(rq, d);
    d->r.state = "done";
    d->done_on = rq->today;
    return RC_OK;
}

static enum rc adopt(struct rq *rq, void *rec)
{
    struct council_decision *d = rec;
    bool won;

    TRY(count_up(rq, d, &won));
    if (!won)
        return fail(rq, RC_INVALID, "votes_for",
                    "the votes for it are not the majority");
    TRY(owed_whole(rq, d));
    return carried(rq, d);
}

/* What is voted on is whole: also who will owe it, and until when. */
static enum rc begin_vote(struct rq *rq, void *rec)
{
    TRY(owed_whole(rq, rec));
    return ballot_call(rq, rec);
}

static enum rc count_cast(struct rq *rq, void *rec)
{
    struct council_decision *d = rec;
    struct council_meeting *m;
    bool won;

    TRY(ballot_count(rq, d));
    TRY(meeting_of(rq, d, &m));
    TRY(majority(rq, d, m, &won));
    if (won)
        return carried(rq, d);
    d->r.state = "rejected";
    return RC_OK;
}

static enum rc reject(struct rq *rq, void *rec)
{
    bool won;

    TRY(count_up(rq, rec, &won));
    if (won)
        return fail(rq, RC_INVALID, "votes_for",
                    "the votes for it are the majority");
    return RC_OK;
}

/* Handed over to somebody, or given more time; the voted term stays. */
static enum rc owed(struct rq *rq, const struct assignment *a)
{
    struct council_decision *d;
    void *rec;

    if (!word_is(a->purpose, "decision"))
        return RC_OK;
    TRY(record_load(rq, &type_council_decision, a->subject_id, &rec));
    d = rec;
    d->responsible = a->person;
    d->extended_to = a->due.n == d->due.n ? DAY_NONE : a->due;
    return record_put(rq, &type_council_decision, d, "owed");
}

static enum rc report(struct rq *rq, void *rec)
{
    struct council_decision *d = rec;

    d->reported_by = rq->person;
    return RC_OK;
}

static enum rc accept(struct rq *rq, void *rec)
{
    struct council_decision *d = rec;

    d->done_on = rq->today;
    return assignment_close(rq, "council_decision", d->r.id, "decision");
}

/* Nobody accepts what they reported themselves. */
static enum rc other_hand(struct rq *rq, const void *rec)
{
    const struct council_decision *d = rec;

    if (!rq->person)
        return RC_OK;
    if (d->responsible == rq->person || d->reported_by == rq->person)
        return fail(rq, RC_DENIED, NULL,
                    "nobody accepts what they carried out themselves");
    return RC_OK;
}

static const struct state states[] = {
    { "draft", N_("Draft"), TONE_INFO },
    { "voting", N_("The vote is open"), TONE_WARN },
    { "adopted", N_("Adopted"), TONE_WARN },
    { "reported", N_("Reported as carried out"), TONE_WARN },
    { "done", N_("Carried out"), TONE_GOOD },
    { "rejected", N_("Not adopted"), TONE_MUTED },
};

#define VOTES "votes_for", "votes_against", "votes_abstained"

static const struct step steps[] = {
    { .name = "adopt", .label = N_("Adopt the decision"), .from = { "draft" },
      .to = "adopted", .asks = { VOTES, "responsible", "due" },
      .needs = { VOTES }, .guard = meeting_open, .effect = adopt },
    { .name = "reject", .label = N_("Note that it was not adopted"),
      .from = { "draft" }, .to = "rejected", .asks = { VOTES },
      .needs = { VOTES }, .guard = meeting_open, .effect = reject },
    { .name = "begin_vote", .label = N_("Let the members vote"),
      .from = { "draft" }, .to = "voting",
      .asks = { "manner", "responsible", "due" }, .needs = { "manner" },
      .guard = meeting_open, .effect = begin_vote },
    { .name = "count", .label = N_("Close the vote and count"),
      .from = { "voting" }, .to = "adopted", .guard = meeting_open,
      .effect = count_cast },
    { .name = "report", .label = N_("Report that it is carried out"),
      .from = { "adopted" }, .to = "reported", .asks = { "report" },
      .needs = { "report" }, .effect = report },
    { .name = "accept", .label = N_("Accept the report"),
      .from = { "reported" }, .to = "done", .guard = other_hand,
      .effect = accept },
    { .name = "send_back", .label = N_("Send the report back"),
      .from = { "reported" }, .to = "adopted" },
};

#define VOTE(f, label_)                                                        \
    FIELD_COUNT(council_decision, f, .label = label_, .computed = true,        \
                .least = 0, .most = 1000)

static const struct choice manners[] = {
    { "named", N_("By name: all see how each voted") },
    { "secret", N_("Secretly: it is known who voted, not what") },
};

static const struct field fields[] = {
    FIELD_TEXT3(council_decision, title, .label = N_("Decision"), .must = true,
                .list = true, .search = true, .max = 1000),
    FIELD_REF(council_decision, meeting, &type_council_meeting,
              .label = N_("Meeting"), .must = true, .fixed = true,
              .list = true, .filter = true, .again = true,
              .among = "t.state IN ('planned', 'called', 'open')"),
    FIELD_REF(council_decision, item, &type_agenda_item,
              .label = N_("Subject of the agenda"), .filter = true),
    FIELD_CHOICE(council_decision, manner, manners,
                 .label = N_("How the members vote"), .computed = true,
                 .filter = true),
    VOTE(votes_for, N_("Votes for")),
    VOTE(votes_against, N_("Votes against")),
    VOTE(votes_abstained, N_("Abstained")),
    FIELD_REF(council_decision, responsible, &type_person,
              .label = N_("Responsible"), .list = true, .filter = true),
    FIELD_DAY(council_decision, due, .label = N_("Due"), .list = true,
              .filter = true, .sort = true),
    FIELD_DAY(council_decision, extended_to, .label = N_("Term extended to"),
              .computed = true),
    FIELD_REF(council_decision, reported_by, &type_person,
              .label = N_("Reported by"), .computed = true),
    FIELD_DAY(council_decision, adopted_on, .label = N_("Adopted on"),
              .computed = true, .filter = true, .sort = true),
    FIELD_DAY(council_decision, done_on, .label = N_("Carried out on"),
              .computed = true, .filter = true),
    FIELD_LONG(council_decision, report, .label = N_("How it was carried out"),
               .computed = true, .max = 4000),
};

static bool same(const struct text3 *a, const struct text3 *b)
{
    for (int i = 0; i < LANGS; i++)
        if (strcmp(a->in[i] ? a->in[i] : "", b->in[i] ? b->in[i] : "") != 0)
            return false;
    return true;
}

static enum rc decision_check(struct rq *rq, void *rec, const void *old)
{
    const struct council_decision *d = rec, *was = old;
    struct council_meeting *m;

    TRY(meeting_of(rq, d, &m));
    if (d->item && !refs_have(&m->items, d->item))
        return fail(rq, RC_INVALID, "item",
                    "the subject is not on the agenda of this meeting");
    if (!old && (word_is(m->r.state, "closed") ||
                 word_is(m->r.state, "cancelled")))
        return fail(rq, RC_INVALID, "meeting", "the meeting is over");
    /* What was voted on stays as it was voted on. */
    if (was && !word_is(was->r.state, "draft") &&
        (d->item != was->item || d->due.n != was->due.n ||
         !same(&d->title, &was->title)))
        return fail(rq, RC_INVALID, "title",
                    "what was voted on does not change");
    return RC_OK;
}

static const struct relation relations[] = {
    { "responsible", "t.responsible IN {covered}",
      N_("is responsible for it") },
    { "published", "t.state NOT IN ('draft', 'voting', 'rejected')",
      N_("it is adopted") },
    { "sits",
      "EXISTS (SELECT 1 FROM council_meeting g JOIN council_member m"
      " ON m.body = g.body OR m.body IN (SELECT j.target"
      " FROM council_meeting_joint j WHERE j.owner = g.id)"
      " WHERE g.id = t.meeting AND " SITS_TODAY " AND m.person IN {covered})",
      N_("sits in the council") },
    { "changes", "t.state = 'draft'", N_("it is not voted on yet") },
};

const struct type type_council_decision = {
    .name = "council_decision", .label = N_("Decision of a council"),
    .plural = N_("Decisions of councils"),
    .size = sizeof(struct council_decision), SPAN(fields, fields),
    SPAN(states, states), SPAN(steps, steps), SPAN(relations, relations),
    .title = "title", .order = "adopted_on", .check = decision_check,
    .owed = owed, .card = ballot_card,
};
