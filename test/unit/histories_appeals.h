/* SPDX-License-Identifier: Apache-2.0 */
/*
 * histories_appeals.h: what happens to appeals, and what never may.
 */
#pragma once

#include "mod/appeals/appeals.h"

static inline enum rc do_receive(struct world *w)
{
    static const char *const kinds[] = { "complaint", "application",
                                         "proposal", "corruption" };
    static const char *const langs[] = { "ru", "ky", "en", "other" };
    struct appeal *a = record_new(w->rq, &type_appeal);
    const char *secret;
    bool web = any(w, 2);

    a->kind = kinds[any(w, 4)];
    a->lang = langs[any(w, 4)];
    a->channel = web ? "web" : "hand";
    a->name = "Applicant";
    a->address = "Osh";
    a->title = "About the heating";
    a->body = "It is cold.";
    a->anonymous = word_is(a->kind, "corruption") && any(w, 2);
    a->received_on = day_add(w->rq->today, -any(w, 5));
    if (!any(w, 3))
        a->against = just(w, any_person(w));
    return appeal_receive(w->rq, a, web ? &secret : NULL);
}

#define SOME_APPEAL(name, where)                                               \
    static const struct sql_text name##_q = {                                  \
        "SELECT id FROM appeal WHERE " where " ORDER BY id", "", "i"           \
    };                                                                         \
    struct appeal *name = load(w, &type_appeal, pick(w, &name##_q));           \
    if (!name)                                                                 \
        return RC_MISSING

static inline enum rc do_register(struct world *w)
{
    SOME_APPEAL(a, "state = 'received'");
    a->unit = any(w, 2) ? w->units[any(w, UNITS)] : 0;
    a->handler = any(w, 2) ? any_person(w) : 0;
    if (!any(w, 4))
        a->against = just(w, any_person(w));
    return take(w, &type_appeal, a, "register");
}

static inline enum rc do_answer(struct world *w)
{
    SOME_APPEAL(a, "state = 'registered'");
    a->answer = "We have looked into it.";
    a->answer_lang = any(w, 8) ? a->lang : "ky";
    return by_act(w, &type_appeal, a, "answer");
}

static inline enum rc do_deliver(struct world *w)
{
    SOME_APPEAL(a, "state IN ('answered', 'redirected')");
    a->delivered_on = day_add(w->rq->today, any(w, 3) - 1);
    a->delivery = "post";
    return take(w, &type_appeal, a, "deliver");
}

static inline enum rc do_extend(struct world *w)
{
    SOME_APPEAL(a, "state = 'registered'");
    a->reason = "The commission has to travel";
    return take(w, &type_appeal, a, "extend");
}

static inline enum rc do_redirect(struct world *w)
{
    SOME_APPEAL(a, "state IN ('received', 'registered')");
    a->redirected_to = "The ministry";
    a->reason = "It decides on licences";
    return take(w, &type_appeal, a, "redirect");
}

static inline enum rc do_join(struct world *w)
{
    static const struct sql_text others = {
        "SELECT id FROM appeal WHERE state <> 'closed' ORDER BY id", "", "i"
    };
    SOME_APPEAL(a, "state IN ('received', 'registered')");

    a->duplicate_of = pick(w, &others);
    return take(w, &type_appeal, a, "join");
}

static inline enum rc do_part(struct world *w)
{
    SOME_APPEAL(a, "state = 'joined'");
    return take(w, &type_appeal, a, "part");
}

static inline enum rc do_reopen(struct world *w)
{
    SOME_APPEAL(a, "state = 'closed'");
    a->reason = "The answer was not to the point";
    return take(w, &type_appeal, a, "reopen");
}

/* It turns out whom it is about. */
static inline enum rc do_accuse(struct world *w)
{
    SOME_APPEAL(a, "state <> 'closed'");
    a->against = just(w, any(w, 2) ? a->responsible : any_person(w));
    return record_save(w->rq, &type_appeal, a);
}

static inline enum rc do_write(struct world *w)
{
    SOME_APPEAL(a, "id > 0");
    return appeal_write(w->rq, a, "Is there any news?");
}

static inline enum rc do_read(struct world *w)
{
    SOME_APPEAL(a, "state IN ('answered', 'redirected')");
    return appeal_read(w->rq, a);
}

/* Parliament decides on ten days, or on fourteen again. */
static inline enum rc do_law(struct world *w)
{
    return enact(w, "appeal_answer_days", any(w, 2) ? "10" : "14",
                 day_add(w->rq->today, any(w, 12)));
}

static const struct never appeals_never[] = {
    { "nobody is responsible for an appeal, or by no day",
      { "SELECT COUNT(*) FROM appeal WHERE state <> 'closed'"
        " AND (responsible IS NULL OR next_on IS NULL)", "", "i" }, false },
    { "no open assignment says what the appeal says, or two",
      { "SELECT COUNT(*) FROM appeal a WHERE a.state <> 'closed'"
        " AND 1 <> (SELECT COUNT(*) FROM assignment s"
        " WHERE s.state = 'open' AND s.subject = 'appeal'"
        " AND s.subject_id = CASE WHEN a.state = 'joined'"
        " THEN a.duplicate_of ELSE a.id END"
        " AND s.person = a.responsible AND s.due = a.next_on)", "", "i" },
      false },
    { "a closed or joined appeal still asks for something",
      { "SELECT COUNT(*) FROM assignment s WHERE s.state = 'open'"
        " AND s.subject = 'appeal' AND EXISTS (SELECT 1 FROM appeal"
        " a WHERE a.id = s.subject_id AND a.state IN ('closed',"
        " 'joined'))", "", "i" }, false },
    { "who is complained about handles it",
      { "SELECT COUNT(*) FROM appeal a JOIN appeal_against g"
        " ON g.owner = a.id WHERE a.state <> 'closed'"
        " AND g.target = a.responsible", "", "i" }, false },
    { "who left is responsible",
      { "SELECT COUNT(*) FROM appeal a JOIN person p"
        " ON p.id = a.responsible WHERE a.state <> 'closed'"
        " AND p.state <> 'active'", "", "i" }, false },
    { "an appeal ended without an answer",
      { "SELECT COUNT(*) FROM appeal WHERE state IN ('answered',"
        " 'closed') AND answered_on IS NULL"
        " AND redirected_to IS NULL", "", "i" }, false },
    { "a joined appeal waits longer than its own term",
      { "SELECT COUNT(*) FROM appeal j JOIN appeal m"
        " ON m.id = j.duplicate_of WHERE j.state = 'joined'"
        " AND (m.state NOT IN ('received', 'registered')"
        " OR m.due > j.due)", "", "i" }, false },
    { "something climbed to who is complained about",
      { "SELECT COUNT(*) FROM assignment s JOIN appeal_against g"
        " ON g.owner = s.subject_id WHERE s.state = 'open'"
        " AND s.subject = 'appeal' AND g.target = s.climbed_to", "", "i" },
      true },
};
