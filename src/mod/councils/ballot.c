/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ballot.c: votes that members cast themselves: who may, the two ways they are
 * kept, and the count.
 */
#include "mod/councils/ballot.h"

#include "base/hash.h"
#include "kernel/notice.h"
#include "kernel/record.h"
#include "mod/councils/councils.h"

#include <string.h>

/* So many ballots at least enter the journal together. */
enum { TOGETHER = 3 };

static const struct choice choices[] = {
    { "for", N_("For") },
    { "against", N_("Against") },
    { "abstained", N_("Abstained") },
};

static const struct state cast_state[] = { { "cast", N_("Cast"), TONE_GOOD } };

#define BALLOT_DECISION(type)                                                  \
    FIELD_REF(type, decision, &type_council_decision,                          \
              .label = N_("Decision"), .must = true, .fixed = true)
#define BALLOT_CHOICE(type)                                                    \
    FIELD_CHOICE(type, choice, choices, .label = N_("Vote"), .must = true,     \
                 .fixed = true)

static const struct field vote_fields[] = {
    BALLOT_DECISION(council_vote),
    FIELD_REF(council_vote, seat, &type_council_member,
              .label = N_("Seat in a council"), .must = true, .fixed = true),
    BALLOT_CHOICE(council_vote),
};
static const struct field ballot_fields[] = {
    BALLOT_DECISION(council_ballot),
    BALLOT_CHOICE(council_ballot),
    FIELD_TEXT(council_ballot, code, .label = N_("Code of the ballot"),
               .must = true, .fixed = true, .max = BALLOT_CODE),
};

/* How anybody voted, or what is in the box, is nobody's before the count. */
#define COUNTED(name_)                                                         \
    static const struct relation name_[] = {                                   \
        { "counted",                                                           \
          "EXISTS (SELECT 1 FROM council_decision d WHERE d.id = t.decision"   \
          " AND d.state NOT IN ('draft', 'voting'))",                          \
          N_("the votes are counted") },                                       \
    }
COUNTED(vote_relations);
COUNTED(ballot_relations);

const struct type type_council_vote = {
    .name = "council_vote", .label = N_("Vote by name"),
    .plural = N_("Votes by name"), .size = sizeof(struct council_vote),
    SPAN(fields, vote_fields), SPAN(states, cast_state),
    SPAN(relations, vote_relations), .internal = true, .no_add = true,
};
const struct type type_council_ballot = {
    .name = "council_ballot", .label = N_("Secret ballot"),
    .plural = N_("Secret ballots"), .size = sizeof(struct council_ballot),
    SPAN(fields, ballot_fields), SPAN(states, cast_state),
    SPAN(relations, ballot_relations), .internal = true, .no_add = true,
    .sealed = TOGETHER,
};

/* Who took part in which vote: nothing of how, and no time. */
static const struct column turnout_columns[] = {
    { "decision", 'i', true, NULL, "council_decision" },
    { "seat", 'i', true, NULL, "council_member" },
};
const struct table ballot_tables[BALLOT_TABLES] = {
    { .name = "council_turnout", SPAN(columns, turnout_columns),
      .key = "decision, seat" },
};

/* --- The code ---------------------------------------------------------------- */

/* Without letters and digits that are taken for each other; 32 of them. */
static const char signs[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

const char *ballot_code(struct rq *rq)
{
    unsigned char draw[12];
    char *s = mem_strn(rq->mem, "0000-0000-0000", BALLOT_CODE);

    random_bytes(draw, sizeof draw);
    for (size_t i = 0, at = 0; i < sizeof draw; i++, at++) {
        at += s[at] == '-';
        s[at] = signs[draw[i] % 32];
    }
    return s;
}

static bool code_is(const char *code)
{
    if (!code || strlen(code) != BALLOT_CODE)
        return false;
    for (size_t i = 0; i < BALLOT_CODE; i++)
        if (i % 5 == 4 ? code[i] != '-' : !strchr(signs, code[i]))
            return false;
    return true;
}

/* --- Casting ------------------------------------------------------------------- */

/* A seat of the person that votes in this meeting and has not voted. *some:
 * they have a seat at all. */
static enum rc seat_of(struct rq *rq, const struct council_decision *d,
                       int64_t *seat, bool *some)
{
    static const struct sql_text q = {
        "SELECT p.target, EXISTS (SELECT 1 FROM council_turnout v"
        " WHERE v.decision = $1 AND v.seat = p.target)"
        " FROM council_meeting_present p"
        " JOIN council_member s ON s.id = p.target"
        " WHERE p.owner = $2 AND s.person = $3 AND s.advises = 0"
        " ORDER BY p.target",
        "iii", "ii"
    };
    struct sql_rows r = sql_query(
        rq->sql, &q, ARGS(INT(d->r.id), INT(d->meeting), INT(rq->person)));

    *seat = 0;
    *some = false;
    while (sql_next(&r)) {
        *some = true;
        if (!*seat && !sql_int(&r, 1))
            *seat = sql_int(&r, 0);
    }
    return sql_done(&r);
}

static enum rc put_ballot(struct rq *rq, const struct council_decision *d,
                          const char *choice, const char *code)
{
    static const struct sql_text taken = {
        "SELECT COUNT(*) FROM council_ballot WHERE decision = $1"
        " AND code = $2",
        "it", "i"
    };
    struct council_ballot *b = record_new(rq, &type_council_ballot);
    int64_t n;

    if (!code_is(code))
        return fail(rq, RC_INVALID, "code", "open the page of the vote anew");
    TRY(sql_get_int(rq->sql, &n, &taken, ARGS(INT(d->r.id), STR(code))));
    if (n)
        return fail(rq, RC_CONFLICT, "code", "open the page of the vote anew");
    b->decision = d->r.id;
    b->choice = choice;
    b->code = code;
    return record_put(rq, &type_council_ballot, b, "cast");
}

static enum rc put_vote(struct rq *rq, const struct council_decision *d,
                        int64_t seat, const char *choice)
{
    struct council_vote *v = record_new(rq, &type_council_vote);

    v->decision = d->r.id;
    v->seat = seat;
    v->choice = choice;
    return record_put(rq, &type_council_vote, v, "cast");
}

enum rc ballot_cast(struct rq *rq, int64_t decision, const char *choice,
                    const char *code)
{
    static const struct sql_text took_part = {
        "INSERT INTO council_turnout(decision, seat) VALUES($1, $2)", "ii", ""
    };
    struct council_decision *d;
    int64_t seat;
    bool some;
    void *rec;

    TRY(record_load(rq, &type_council_decision, decision, &rec));
    d = rec;
    if (!word_is(d->r.state, "voting"))
        return fail(rq, RC_INVALID, NULL, "no vote is open");
    TRY(seat_of(rq, d, &seat, &some));
    if (!some)
        return fail(rq, RC_DENIED, NULL,
                    "voting members who are there vote, each for themselves");
    if (!seat)
        return fail(rq, RC_CONFLICT, NULL, "you have voted already");
    if (!field_choice(&vote_fields[2], choice ? choice : ""))
        return fail(rq, RC_INVALID, "choice", "choose how you vote");
    TRY(sql_run(rq->sql, &took_part, ARGS(INT(decision), INT(seat))));
    return word_is(d->manner, "secret") ? put_ballot(rq, d, choice, code)
                                        : put_vote(rq, d, seat, choice);
}

/* --- The count ------------------------------------------------------------------ */

#define COUNT_OF(table)                                                        \
    {                                                                          \
        "SELECT COUNT(CASE WHEN choice = 'for' THEN 1 END),"                   \
        " COUNT(CASE WHEN choice = 'against' THEN 1 END),"                     \
        " COUNT(CASE WHEN choice = 'abstained' THEN 1 END)"                    \
        " FROM " table " WHERE decision = $1",                                 \
        "i", "iii"                                                             \
    }
static const struct sql_text q_box = COUNT_OF("council_ballot");
static const struct sql_text q_named = COUNT_OF("council_vote");

enum rc ballot_count(struct rq *rq, struct council_decision *d)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM council_turnout WHERE decision = $1", "i", "i"
    };
    bool secret = word_is(d->manner, "secret");
    struct sql_rows r;
    int64_t n;

    TRY(sql_get_int(rq->sql, &n, &q, ARGS(INT(d->r.id))));
    if (!n)
        return fail(rq, RC_INVALID, NULL, "nobody has voted yet");
    r = sql_query(rq->sql, secret ? &q_box : &q_named, ARGS(INT(d->r.id)));
    if (sql_next(&r)) {
        d->votes_for = (struct count){ sql_int(&r, 0), true };
        d->votes_against = (struct count){ sql_int(&r, 1), true };
        d->votes_abstained = (struct count){ sql_int(&r, 2), true };
    }
    TRY(sql_done(&r));
    if (d->votes_for.n + d->votes_against.n + d->votes_abstained.n != n)
        return fail(rq, RC_BROKEN, NULL,
                    "the box does not hold as many ballots as took part");
    return RC_OK;
}

enum rc ballot_call(struct rq *rq, const struct council_decision *d)
{
    static const struct sql_text q = {
        "SELECT DISTINCT s.person FROM council_meeting_present p"
        " JOIN council_member s ON s.id = p.target WHERE p.owner = $1"
        " AND s.advises = 0 AND s.person IS NOT NULL ORDER BY s.person",
        "i", "i"
    };
    struct refs ids;

    TRY(refs_read(rq, sql_query(rq->sql, &q, ARGS(INT(d->meeting))), &ids));
    for (size_t i = 0; i < ids.n; i++)
        TRY(notice_add(rq, &(struct notice){ .person = ids.id[i],
                                             .kind = "council_vote",
                                             .subject = "council_decision",
                                             .subject_id = d->r.id }));
    return RC_OK;
}
