/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_review.c: the yearly review and the council's instructions: their
 * tables, and how they live.
 */
#include "mod/risk/risk_review.h"

#include "base/text.h"
#include "kernel/act.h"
#include "kernel/calendar.h"
#include "kernel/duty.h"
#include "kernel/rule.h"
#include "mod/councils/councils.h"

#include <string.h>

enum { TITLE_CHARS = 240, NOT_SOONER = 5, ORDERS = 200 };

static const char PURPOSE[] = "risk-review";

/* --- Reading --------------------------------------------------------------- */

enum rc risk_review_due(struct rq *rq, int64_t year, day *due)
{
    int64_t month;
    day first = day_ymd((int)year, 1, 1);

    TRY(rule_int(rq, "risk_review_month", first, &month));
    return calendar_add(rq, day_add_months(first, (int)month), -1, due);
}

enum rc risk_review_before(struct rq *rq, int64_t risk_register, day on,
                           struct risk_review **out)
{
    static const struct sql_text q = {
        "SELECT id FROM risk_review WHERE risk_register = $1"
        " AND state = 'decided' AND decided_on < $2"
        " ORDER BY decided_on DESC, id DESC LIMIT 1",
        "it", "i"
    };
    int64_t id;
    void *rec;
    enum rc rc = sql_get_int(rq->sql, &id, &q,
                             ARGS(INT(risk_register), DAY(rq->mem, on)));

    *out = NULL;
    if (rc)
        return rc == RC_MISSING ? RC_OK : rc;
    TRY(record_load(rq, &type_risk_review, id, &rec));
    *out = rec;
    return RC_OK;
}

/* The first year in which the register must be reviewed: that in which it was
 * approved; 0: it is not in force. */
static int first_year(const struct risk_register *g)
{
    int y;

    if (strcmp(g->r.state, "draft") == 0)
        return 0;
    y = day_year(day_is(g->approved_on) ? g->approved_on : g->starts);
    return y;
}

enum rc risk_review_missed(struct rq *rq, int64_t risk_register, int *years,
                           size_t room, size_t *n)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM risk_review WHERE risk_register = $1"
        " AND year = $2 AND state = 'decided'",
        "ii", "i"
    };
    const struct risk_register *g;
    void *rec;
    int64_t held;
    day due;

    *n = 0;
    TRY(record_load(rq, &type_risk_register, risk_register, &rec));
    g = rec;
    for (int y = first_year(g); y && *n < room; y++) {
        TRY(risk_review_due(rq, y, &due));
        if (due.n >= rq->today.n || due.n > g->ends.n)
            return RC_OK;
        TRY(sql_get_int(rq->sql, &held, &q, ARGS(INT(risk_register), INT(y))));
        if (!held)
            years[(*n)++] = y;
    }
    return RC_OK;
}

enum rc risk_review_orders(struct rq *rq, int64_t review, struct list *l)
{
    *l = (struct list){ .type = &type_risk_order, .limit = ORDERS,
                        .where = "t.review = $1 AND t.state <> 'dropped'",
                        .few = true };
    params_add(&l->params, INT(review));
    return list_read(rq, l);
}

/* --- Check of a review ------------------------------------------------------ */

static enum rc one_a_year(struct rq *rq, const struct risk_review *v)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM risk_review WHERE risk_register = $1"
        " AND year = $2 AND id <> $3",
        "iii", "i"
    };
    int64_t n;

    TRY(sql_get_int(rq->sql, &n, &q,
                    ARGS(INT(v->risk_register), INT(v->year.n),
                         INT(v->r.id))));
    if (n)
        return fail(rq, RC_CONFLICT, "year",
                    "the register has a review of this year already");
    return RC_OK;
}

static enum rc review_check(struct rq *rq, void *rec, const void *old)
{
    struct risk_review *v = rec;
    const struct risk_register *g;
    int first, last, m, d;
    void *found;

    if (!v->risk_register || !v->year.set)
        return RC_OK; /* the fields say so themselves */
    TRY(record_load(rq, &type_risk_register, v->risk_register, &found));
    g = found;
    v->plan = g->plan;
    for (int i = 0; i < LANGS; i++)
        v->title.in[i] = text_cut(
            rq->mem,
            mem_fmt(rq->mem,
                    tr((enum lang)i, N_("State of the risks in %lld: %s")),
                    (long long)v->year.n,
                    text3_get(&g->title, (enum lang)i, NULL)),
            TITLE_CHARS);
    day_split(g->starts, &first, &m, &d);
    day_split(g->ends, &last, &m, &d);
    if (!old && (v->year.n < first || v->year.n > last))
        return fail(rq, RC_INVALID, "year",
                    "the register runs from %d to %d", first, last);
    if (!old && !day_is(v->due))
        TRY(risk_review_due(rq, v->year.n, &v->due));
    return one_a_year(rq, v);
}

/* --- What a review causes --------------------------------------------------- */

static enum rc ask_office(struct rq *rq, const struct risk_review *v)
{
    struct assignment *a = record_new(rq, &type_assignment);
    day soonest;

    TRY(planning_person(rq, &a->person));
    if (!a->person)
        return RC_OK; /* a house without people yet */
    for (int i = 0; i < LANGS; i++)
        a->title.in[i] = text_cut(
            rq->mem,
            mem_fmt(rq->mem, "%s: %s",
                    tr((enum lang)i, N_("Prepare for the Academic Council")),
                    text3_get(&v->title, (enum lang)i, NULL)),
            TITLE_CHARS);
    a->subject = "risk_review";
    a->subject_id = v->r.id;
    a->purpose = PURPOSE;
    a->due = v->due;
    TRY(calendar_add(rq, rq->today, NOT_SOONER, &soonest));
    if (a->due.n < soonest.n)
        a->due = soonest;
    return assignment_open(rq, a);
}

static enum rc put_on_agenda(struct rq *rq, const struct risk_review *v)
{
    struct agenda_item *item = record_new(rq, &type_agenda_item);

    TRY(agenda_council(rq, &item->body));
    item->title = v->title;
    item->subject = "risk_review";
    item->subject_id = v->r.id;
    item->why = v->proposals;
    return agenda_propose(rq, item);
}

/* "3. What; who; until when." of each instruction, below the text of the act
 * and as a line of it. */
static enum rc add_orders(struct rq *rq, const struct risk_review *v,
                          int64_t act)
{
    struct list l;
    struct act *a;
    size_t n = 0;
    void *rec;

    TRY(risk_review_orders(rq, v->r.id, &l));
    TRY(record_load(rq, &type_act, act, &rec));
    a = rec;
    for (size_t i = 0; i < l.n; i++) {
        const struct risk_order *o = l.rec[i];
        struct label who = { 0 };

        if (strcmp(o->r.state, "planned") != 0)
            continue;
        n++;
        TRY(record_label(rq, &type_person, o->person, &who));
        for (int p = 0; p < LANGS; p++)
            a->body.in[p] = mem_fmt(
                rq->mem, tr((enum lang)p, N_("%s\n\n3.%zu. %s Carried out by:"
                                             " %s. Until: %s.")),
                a->body.in[p] ? a->body.in[p] : "", n,
                text3_get(&o->title, (enum lang)p, NULL),
                text3_get(&who.title, (enum lang)p, NULL),
                lang_day(rq->mem, (enum lang)p, o->due));
        TRY(act_add_step(rq, act, &type_risk_order, o->r.id, "order", NULL));
    }
    return n ? record_put(rq, &type_act, a, "edit") : RC_OK;
}

static enum rc draft_decision(struct rq *rq, int64_t id)
{
    struct risk_review *v;
    int64_t act;
    void *rec;

    TRY(act_draft_step(rq, &type_risk_review, id, "decide", NULL, &act));
    TRY(record_load(rq, &type_risk_review, id, &rec));
    v = rec;
    TRY(add_orders(rq, v, act));
    v->draft = act;
    return record_put(rq, &type_risk_review, v, "draft_decision");
}

static bool is(const struct risk_review *v, const char *state)
{
    return v && !strcmp(v->r.state, state);
}

static enum rc review_stored(struct rq *rq, const void *rec, const void *old)
{
    const struct risk_review *v = rec, *before = old;

    if (!before)
        return is(v, "decided") ? RC_OK : ask_office(rq, v);
    if (is(v, "prepared") && is(before, "due"))
        return put_on_agenda(rq, v);
    if (is(v, "submitted") && !v->draft)
        return draft_decision(rq, v->r.id);
    if (!is(v, "decided") || is(before, "decided"))
        return RC_OK;
    TRY(agenda_heard(rq, "risk_review", v->r.id,
                     text3_get(&v->decision, LANG_KY, NULL)));
    return assignment_close(rq, "risk_review", v->r.id, PURPOSE);
}

static enum rc prepared(struct rq *rq, void *rec)
{
    ((struct risk_review *)rec)->prepared_on = rq->today;
    return RC_OK;
}

/* A draft that is still open is not made twice. */
static enum rc may_submit(struct rq *rq, const void *rec)
{
    const struct risk_review *v = rec;
    void *act;

    if (!v->draft)
        return RC_OK;
    TRY(record_load(rq, &type_act, v->draft, &act));
    if (strcmp(((const struct record *)act)->state, "dropped") != 0)
        return fail(rq, RC_CONFLICT, NULL,
                    "the draft of its act is still open");
    return RC_OK;
}

/* The draft is made once it is stored: review_stored. */
static enum rc submitted(struct rq *rq, void *rec)
{
    (void)rq;
    ((struct risk_review *)rec)->draft = 0;
    return RC_OK;
}

static enum rc decided(struct rq *rq, void *rec)
{
    struct risk_review *v = rec;

    v->decided_on = rq->today;
    v->act = rq->act;
    return RC_OK;
}

/* --- The review's tables ---------------------------------------------------- */

static const struct state review_states[] = {
    { "due", N_("To be prepared"), TONE_WARN },
    { "prepared", N_("Prepared"), TONE_INFO },
    { "submitted", N_("Before the council"), TONE_INFO },
    { "decided", N_("Decided"), TONE_GOOD },
};

static const struct step review_steps[] = {
    { .name = "prepare", .label = N_("Prepare the review"),
      .from = { "due", "prepared", "submitted" }, .to = "prepared",
      .asks = { "summary", "proposals" }, .needs = { "summary", "proposals" },
      .effect = prepared },
    { .name = "submit", .label = N_("Draft the decision of the council"),
      .from = { "prepared", "submitted" }, .to = "submitted",
      .asks = { "decision" }, .needs = { "decision" }, .guard = may_submit,
      .effect = submitted },
    { .name = "decide", .label = N_("Close the year"),
      .from = { "submitted" }, .to = "decided", .by_act = true,
      .effect = decided },
};

static const struct field review_fields[] = {
    FIELD_REF(risk_review, risk_register, &type_risk_register,
              .label = N_("Register of risks"), .must = true, .list = true,
              .filter = true, .fixed = true),
    FIELD_REF(risk_review, plan, &type_plan, .label = N_("Plan"),
              .computed = true, .filter = true),
    FIELD_COUNT(risk_review, year, .label = N_("Year"), .must = true,
                .least = 2000, .most = 2100, .list = true, .filter = true,
                .sort = true, .fixed = true),
    FIELD_TEXT3(risk_review, title, .label = N_("Title"), .computed = true,
                .search = true, .max = 400),
    FIELD_DAY(risk_review, due, .label = N_("Due"),
              .help = N_("Empty: by the rule of the year."), .list = true,
              .sort = true),
    FIELD_LONG3(risk_review, summary,
                .label = N_("How it stands with the risks"),
                .computed = true, .search = true, .max = 20000),
    FIELD_LONG3(risk_review, proposals,
                .label = N_("What is proposed to the council"),
                .computed = true, .search = true, .max = 20000),
    FIELD_DAY(risk_review, prepared_on, .label = N_("Prepared on"),
              .computed = true),
    FIELD_LONG3(risk_review, decision, .label = N_("Decision of the council"),
                .help = N_("What the council decides; its instructions are"
                           " added from the list below."),
                .computed = true, .search = true, .max = 20000),
    FIELD_REF(risk_review, draft, &type_act, .label = N_("Draft of the act"),
              .computed = true),
    FIELD_DAY(risk_review, decided_on, .label = N_("Decided on"),
              .computed = true, .list = true, .sort = true),
    FIELD_REF(risk_review, act, &type_act, .label = N_("Act of the council"),
              .computed = true),
};

static const struct index_on review_indexes[] = {
    { .columns = "risk_register, year", .unique = true },
};

const struct type type_risk_review = {
    .name = "risk_review", .label = N_("Yearly review of the risks"),
    .plural = N_("Yearly reviews of the risks"),
    .size = sizeof(struct risk_review), SPAN(fields, review_fields),
    SPAN(states, review_states), SPAN(steps, review_steps),
    SPAN(indexes, review_indexes), .title = "title", .order = "year",
    .check = review_check, .stored = review_stored,
    .card = risk_review_card,
};

/* --- Instructions ----------------------------------------------------------- */

static enum rc order_check(struct rq *rq, void *rec, const void *old)
{
    struct risk_order *o = rec;
    const struct risk_review *v;
    const struct risk *r;
    void *found;

    if (!o->review)
        return RC_OK;
    TRY(record_load(rq, &type_risk_review, o->review, &found));
    v = found;
    o->risk_register = v->risk_register;
    if (!old && (is(v, "decided") || is(v, "submitted")))
        return fail(rq, RC_CONFLICT, "review",
                    "the decision of this review is drafted already");
    if (!old && o->due.n < rq->today.n)
        return fail(rq, RC_INVALID, "due", "must not be in the past");
    if (!o->risk)
        return RC_OK;
    TRY(record_load(rq, &type_risk, o->risk, &found));
    r = found;
    if (r->risk_register != o->risk_register)
        return fail(rq, RC_INVALID, "risk", "belongs to another register");
    return RC_OK;
}

static enum rc ordered(struct rq *rq, void *rec)
{
    const struct risk_order *o = rec;
    struct assignment *a = record_new(rq, &type_assignment);
    bool works;

    TRY(duty_works(rq, o->person, &works));
    for (int i = 0; i < LANGS; i++)
        a->title.in[i] =
            text_cut(rq->mem, text3_get(&o->title, (enum lang)i, NULL),
                     TITLE_CHARS);
    a->subject = "risk_order";
    a->subject_id = o->r.id;
    a->purpose = "risk-order";
    a->unit = o->unit;
    a->due = o->due;
    a->person = o->person;
    if (!works)
        TRY(duty_somebody(rq, o->unit, o->person, &a->person));
    return assignment_open(rq, a);
}

static enum rc carried_out(struct rq *rq, void *rec)
{
    struct risk_order *o = rec;

    o->done_on = rq->today;
    return assignment_close(rq, "risk_order", o->r.id, "risk-order");
}

static enum rc dropped(struct rq *rq, void *rec)
{
    const struct risk_order *o = rec;

    return assignment_cancel(rq, "risk_order", o->r.id, "risk-order");
}

static const struct state order_states[] = {
    { "planned", N_("Proposed"), TONE_NEUTRAL },
    { "ordered", N_("Given"), TONE_INFO },
    { "done", N_("Done"), TONE_GOOD },
    { "dropped", N_("Dropped"), TONE_MUTED },
};

static const struct step order_steps[] = {
    { .name = "order", .label = N_("Give the instruction"),
      .from = { "planned" }, .to = "ordered", .by_act = true,
      .effect = ordered },
    { .name = "finish", .label = N_("Report that it is done"),
      .from = { "ordered" }, .to = "done", .asks = { "outcome" },
      .needs = { "outcome" }, .effect = carried_out },
    { .name = "drop", .label = N_("Drop"), .from = { "planned", "ordered" },
      .to = "dropped", .effect = dropped, .danger = true },
};

static const struct field order_fields[] = {
    FIELD_REF(risk_order, review, &type_risk_review,
              .label = N_("Yearly review of the risks"), .must = true,
              .filter = true, .fixed = true),
    FIELD_REF(risk_order, risk_register, &type_risk_register,
              .label = N_("Register of risks"), .computed = true, .filter = true),
    FIELD_TEXT3(risk_order, title, .label = N_("What is to be done"),
                .must = true, .list = true, .search = true, .max = 500),
    FIELD_REF(risk_order, risk, &type_risk, .label = N_("Risk"),
              .help = N_("Empty: about all."), .list = true, .filter = true),
    FIELD_REF(risk_order, person, &type_person, .label = N_("Carried out by"),
              .must = true, .list = true, .filter = true,
              .among = "t.state = 'active'"),
    FIELD_REF(risk_order, unit, &type_unit, .label = N_("Unit"),
              .filter = true),
    FIELD_DAY(risk_order, due, .label = N_("Due"), .must = true, .list = true,
              .sort = true),
    FIELD_LONG(risk_order, outcome, .label = N_("What was done"),
               .computed = true, .max = 4000),
    FIELD_DAY(risk_order, done_on, .label = N_("Done on"), .computed = true,
              .list = true),
};

const struct type type_risk_order = {
    .name = "risk_order", .label = N_("Instruction of the council on risks"),
    .plural = N_("Instructions of the council on risks"),
    .size = sizeof(struct risk_order), SPAN(fields, order_fields),
    SPAN(states, order_states), SPAN(steps, order_steps), .title = "title",
    .order = "due", .check = order_check,
};

/* --- What comes by itself --------------------------------------------------- */

static enum rc open_review(struct rq *rq, int64_t risk_register, int year)
{
    struct risk_review *v = record_new(rq, &type_risk_review);

    v->risk_register = risk_register;
    v->year = (struct count){ year, true };
    return record_put(rq, &type_risk_review, v, "open");
}

/* Every year since the register is in force whose time to prepare has come. */
static enum rc open_years(struct rq *rq, const struct risk_register *g)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM risk_review WHERE risk_register = $1"
        " AND year = $2",
        "ii", "i"
    };
    int64_t days, n;
    day due, begins;

    TRY(rule_int(rq, "risk_review_days", rq->today, &days));
    for (int y = first_year(g); y; y++) {
        TRY(risk_review_due(rq, y, &due));
        TRY(calendar_add(rq, due, -(int)days, &begins));
        if (begins.n > rq->today.n || due.n > g->ends.n)
            return RC_OK;
        TRY(sql_get_int(rq->sql, &n, &q, ARGS(INT(g->r.id), INT(y))));
        if (!n)
            TRY(open_review(rq, g->r.id, y));
    }
    return RC_OK;
}

enum rc risk_review_daily(struct rq *rq)
{
    static const struct sql_text q = {
        "SELECT id FROM risk_register WHERE state = 'approved' ORDER BY id",
        "", "i"
    };
    struct refs ids;

    TRY(refs_read(rq, sql_query(rq->sql, &q, NO_ARGS), &ids));
    for (size_t i = 0; i < ids.n; i++) {
        void *rec;

        TRY(record_load(rq, &type_risk_register, ids.id[i], &rec));
        TRY(open_years(rq, rec));
    }
    return RC_OK;
}
