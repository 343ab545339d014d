/* SPDX-License-Identifier: Apache-2.0 */
/*
 * histories_requests.h: what happens to requests from inside, and what never
 * may.
 */
#pragma once

#include "mod/requests/requests.h"

static inline int64_t found_kind(struct world *w, const char *code,
                                 const char *role, const char *ends_in)
{
    struct request_kind *k = record_new(&w->h->rq, &type_request_kind);

    k->code = k->title.in[LANG_KY] = code;
    k->audience = "everybody";
    k->wording.in[LANG_KY] = "{person}: {body}";
    k->act_title.in[LANG_KY] = "{person}";
    k->act_body.in[LANG_KY] = "{person}: {starts?} {ends?}";
    k->term = word_is(ends_in, "act") ? "request_long_days"
                                      : "request_quick_days";
    k->role = role;
    k->ends_in = ends_in;
    k->asks_days = word_is(ends_in, "act");
    k->absence = k->asks_days ? "leave" : NULL;
    assert_int_equal(house_add(w->h, &type_request_kind, k), RC_OK);
    return k->r.id;
}

static inline void found_kinds(struct world *w)
{
    found_kind(w, "certificate", "dean", "answer");
    found_kind(w, "refund", NULL, "answer");
    found_kind(w, "leave", "head", "act");
}

#define SOME_REQUEST(name, where)                                              \
    static const struct sql_text name##_q = {                                  \
        "SELECT id FROM request WHERE " where " ORDER BY id", "", "i"          \
    };                                                                         \
    struct request *name = load(w, &type_request, pick(w, &name##_q));         \
    if (!name)                                                                 \
        return RC_MISSING

static inline enum rc do_request(struct world *w)
{
    static const struct sql_text kinds = {
        "SELECT id FROM request_kind ORDER BY id", "", "i"
    };
    struct request *q = record_new(w->rq, &type_request);

    q->kind = pick(w, &kinds);
    q->person = any(w, 3) ? w->student : any_person(w);
    q->body = "For reasons of the family.";
    q->starts = day_add(w->rq->today, any(w, 20));
    q->ends = day_add(q->starts, any(w, 20));
    q->substitute = any_person(w);
    return record_add(w->rq, &type_request, q);
}

static inline enum rc do_decide(struct world *w)
{
    SOME_REQUEST(q, "state IN ('sent', 'asked')");
    if (any(w, 2)) {
        q->answer = "It is ready.";
        return take(w, &type_request, q, "answer");
    }
    q->reason = "There is no ground for it.";
    return take(w, &type_request, q, "refuse");
}

static inline enum rc do_question(struct world *w)
{
    SOME_REQUEST(q, "state IN ('sent', 'asked')");
    if (word_is(q->r.state, "sent")) {
        q->question = "For which place?";
        return take(w, &type_request, q, "ask");
    }
    q->reply = "For the embassy.";
    return take(w, &type_request, q, "reply");
}

static inline enum rc do_draft(struct world *w)
{
    int64_t act;
    SOME_REQUEST(q, "state IN ('sent', 'asked')");

    return act_draft_step(w->rq, &type_request, q->r.id, "grant", NULL, &act);
}

static inline enum rc do_drop(struct world *w)
{
    static const struct sql_text acts = {
        "SELECT act FROM request WHERE state = 'drafted' ORDER BY id", "", "i"
    };
    struct act *a = load(w, &type_act, pick(w, &acts));

    return a ? take(w, &type_act, a, "drop") : RC_MISSING;
}

static inline enum rc do_grant(struct world *w)
{
    SOME_REQUEST(q, "state = 'drafted'");
    return by_act(w, &type_request, q, "grant");
}

static inline enum rc do_request_more(struct world *w)
{
    SOME_REQUEST(q, "state IN ('sent', 'asked', 'drafted')");
    if (!any(w, 3))
        return take(w, &type_request, q, "withdraw");
    q->reason = "The archive has to be asked";
    return take(w, &type_request, q, "extend");
}

static inline enum rc do_request_again(struct world *w)
{
    SOME_REQUEST(q, "state IN ('answered', 'refused')");
    q->reason = "The answer was not to the point";
    return take(w, &type_request, q, "reopen");
}

/* The term of requests is the university's own rule. */
static inline enum rc do_own_rule(struct world *w)
{
    return enact(w, any(w, 2) ? "request_quick_days" : "request_long_days",
                 any(w, 2) ? "2" : "9", day_add(w->rq->today, any(w, 6)));
}

#define CLOSED "('answered', 'granted', 'refused', 'withdrawn')"

static const struct never requests_never[] = {
    { "nobody is responsible for a request, or by no day",
      { "SELECT COUNT(*) FROM request WHERE state NOT IN " CLOSED
        " AND (responsible IS NULL OR next_on IS NULL)", "", "i" }, false },
    { "no open assignment says what the request says, or two",
      { "SELECT COUNT(*) FROM request q WHERE q.state NOT IN " CLOSED
        " AND 1 <> (SELECT COUNT(*) FROM assignment s"
        " WHERE s.state = 'open' AND s.subject = 'request'"
        " AND s.subject_id = q.id AND s.person = q.responsible"
        " AND s.due = q.next_on)", "", "i" }, false },
    { "a closed request still asks for something",
      { "SELECT COUNT(*) FROM assignment s WHERE s.state = 'open'"
        " AND s.subject = 'request' AND EXISTS (SELECT 1 FROM request q"
        " WHERE q.id = s.subject_id AND q.state IN " CLOSED ")", "", "i" },
      false },
    { "somebody decides on their own request",
      { "SELECT COUNT(*) FROM request WHERE responsible = person"
        " AND state NOT IN " CLOSED, "", "i" }, false },
    { "who left is responsible for a request",
      { "SELECT COUNT(*) FROM request q JOIN person p"
        " ON p.id = q.responsible WHERE p.state <> 'active'"
        " AND q.state NOT IN " CLOSED, "", "i" }, false },
    { "a request ended without a decision",
      { "SELECT COUNT(*) FROM request WHERE state IN ('answered', 'granted',"
        " 'refused') AND (answered_on IS NULL OR (answer IS NULL AND"
        " reason IS NULL AND act IS NULL))", "", "i" }, false },
    { "a drafted request has no draft",
      { "SELECT COUNT(*) FROM request q WHERE q.state = 'drafted'"
        " AND NOT EXISTS (SELECT 1 FROM act a WHERE a.id = q.act"
        " AND a.state IN ('draft', 'checked'))", "", "i" }, false },
};
