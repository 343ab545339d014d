/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_watch.c: indicators of risk: their thresholds, the look at what is
 * counted or typed, and what a crossing sets going.
 */
#include "mod/risk/risk_watch.h"

#include "kernel/notice.h"
#include "kernel/rule.h"
#include "mod/councils/councils.h"
#include "mod/risk/risk_assess.h"
#include "mod/risk/risk_register.h"

#include "base/text.h"
#include "kernel/duty.h"

#include <string.h>

enum { ASKED_AGAIN = 50, TITLE_CHARS = 300 };

static const struct state states[] = {
    { "unknown", N_("No data yet"), TONE_MUTED },
    { "calm", N_("Calm"), TONE_GOOD },
    { "amber", N_("Amber"), TONE_WARN },
    { "red", N_("Red"), TONE_BAD },
    { "dropped", N_("Dropped"), TONE_MUTED },
};
static const struct state crossing_states[] = {
    { "kept", N_("Noted"), TONE_NEUTRAL },
};
static const struct choice sides[] = {
    { "below", N_("dangerous below the threshold") },
    { "above", N_("dangerous above the threshold") },
};
static const struct choice from_states[] = {
    { "unknown", N_("no data") },
    { "calm", N_("calm") },
    { "amber", N_("amber") },
    { "red", N_("red") },
};
/* Parts of Ordo that are to come and will count what is typed today. */
static const struct choice sources[] = {
    { "strategy", N_("strategy and reports") },
    { "students", N_("register of students") },
    { "admission", N_("admission") },
    { "study", N_("study process and curricula") },
    { "quality", N_("accreditation and quality") },
    { "mobility", N_("international links and mobility") },
    { "staff", N_("staff") },
    { "science", N_("science") },
    { "finance", N_("finance") },
    { "property", N_("buildings and property") },
    { "it", N_("information systems") },
    { "documents", N_("documents and law") },
    { "surveys", N_("surveys") },
    { "councils", N_("councils and their meetings") },
};

/* --- Thresholds ----------------------------------------------------------- */

static bool beyond(const struct risk_watch *w, double value, double threshold)
{
    return strcmp(w->direction, "above") ? value < threshold
                                         : value > threshold;
}

const char *risk_watch_state(const struct risk_watch *w, double value)
{
    return beyond(w, value, w->red.v)     ? "red"
           : beyond(w, value, w->amber.v) ? "amber"
                                          : "calm";
}

/* 0 calm (or nothing known), 1 amber, 2 red. */
static int danger(const char *state)
{
    return !strcmp(state, "red") ? 2 : !strcmp(state, "amber") ? 1 : 0;
}

const char *risk_watch_words(struct rq *rq, const char *unit, double value)
{
    const char *number = lang_number(rq->mem, rq->lang, value, 2);

    if (unit && !strcmp(unit, "percent"))
        return mem_fmt(rq->mem, "%s %%", number);
    if (unit && !strcmp(unit, "yes_no"))
        return value >= 0.5 ? T(rq, "yes") : T(rq, "no");
    return number;
}

static enum rc check_order(struct rq *rq, const struct risk_watch *w)
{
    bool above = !strcmp(w->direction, "above");

    if (above ? w->red.v >= w->amber.v : w->red.v <= w->amber.v)
        return RC_OK;
    return above ? fail(rq, RC_INVALID, "red",
                        "must not be below amber (%s): danger is above",
                        lang_number(rq->mem, rq->lang, w->amber.v, 2))
                 : fail(rq, RC_INVALID, "red",
                        "must not be above amber (%s): danger is below",
                        lang_number(rq->mem, rq->lang, w->amber.v, 2));
}

/* Named as the indicator of its plan, else as the measure. */
static enum rc take_name(struct rq *rq, struct risk_watch *w)
{
    const struct measure *m = measure_find(rq->app, w->measure);
    int64_t id;
    struct label l;
    enum rc rc = record_find(rq, &type_indicator, w->measure, w->plan, &id);

    if (!rc) {
        TRY(record_label(rq, &type_indicator, id, &l));
        w->title = l.title;
        return RC_OK;
    }
    if (rc != RC_MISSING)
        return rc;
    if (!m)
        return fail(rq, RC_INVALID, "measure",
                    "there is no measure and no indicator with the code %s",
                    text_cut(rq->mem, w->measure, 60));
    for (int i = 0; i < LANGS; i++)
        w->title.in[i] = tr((enum lang)i, m->label);
    return RC_OK;
}

static enum rc watch_check(struct rq *rq, void *rec, const void *old)
{
    struct risk_watch *w = rec;

    TRY(check_order(rq, w));
    TRY(risk_part_check(rq, rec, old, w->risk));
    return take_name(rq, w);
}

/* --- What a crossing sets going ------------------------------------------- */

static const char *state_words(enum lang lang, const char *state)
{
    for (size_t i = 0; i < COUNT(from_states); i++)
        if (!strcmp(from_states[i].name, state))
            return tr(lang, from_states[i].label);
    return state;
}

/* "Share of foreign students: 8,5, red below 10" */
static const char *said(struct rq *rq, const struct risk_watch *w,
                        enum lang lang)
{
    const struct number *bound = strcmp(w->r.state, "red") ? &w->amber
                                                           : &w->red;
    const char *name = text3_get(&w->title, lang, NULL),
               *value = lang_number(rq->mem, lang, w->seen.v, 2),
               *state = state_words(lang, w->r.state),
               *limit = lang_number(rq->mem, lang, bound->v, 2);

    if (!danger(w->r.state))
        return mem_fmt(rq->mem, tr(lang, N_("%s: %s, calm again")), name,
                       value);
    return mem_fmt(rq->mem,
                   strcmp(w->direction, "above")
                       ? tr(lang, N_("%s: %s, %s below %s"))
                       : tr(lang, N_("%s: %s, %s above %s")),
                   name, value, state, limit);
}

static enum rc tell(struct rq *rq, const struct risk_watch *w,
                    const struct risk_crossing *c, int64_t person)
{
    enum lang lang = LANG_KY;
    struct notice n = { .person = person, .kind = "risk_crossed",
                        .subject = "risk", .subject_id = w->risk };

    if (!person)
        return RC_OK;
    TRY(notice_lang(rq, person, &lang));
    n.note = said(rq, w, lang);
    n.once = mem_fmt(rq->mem, "crossed:%lld:%lld", (long long)c->r.id,
                     (long long)person);
    return notice_add(rq, &n);
}

/* Who answers for the risk, and the judges of the last round who are here. */
static enum rc to_ask(struct rq *rq, const struct risk *r, int64_t first,
                      int64_t *out, size_t *n)
{
    static const struct sql_text q = {
        "SELECT DISTINCT judge FROM risk_assessment WHERE risk = $1"
        " AND kind = 'current' AND state = 'given' AND round ="
        " (SELECT MAX(round) FROM risk_assessment WHERE risk = $1"
        " AND kind = 'current' AND state = 'given') ORDER BY judge LIMIT $2",
        "ii", "i"
    };
    int64_t judge[ASKED_AGAIN];
    struct sql_rows rows = sql_query(
        rq->sql, &q, ARGS(INT(r->r.id), INT(ASKED_AGAIN - 1)));
    size_t judges = 0;

    while (judges < COUNT(judge) && sql_next(&rows))
        judge[judges++] = sql_int(&rows, 0);
    TRY(sql_done(&rows));
    out[(*n)++] = first;
    for (size_t i = 0; i < judges; i++) {
        bool works;

        TRY(duty_works(rq, judge[i], &works));
        if (works && judge[i] != first)
            out[(*n)++] = judge[i];
    }
    return RC_OK;
}

static enum rc assess_again(struct rq *rq, const struct risk_watch *w,
                            const struct risk *r, int64_t person)
{
    int64_t ask[ASKED_AGAIN + 1];
    size_t n = 0;
    day due;

    TRY(rule_due(rq, "risk_assess_days", &due));
    TRY(to_ask(rq, r, person, ask, &n));
    for (size_t i = 0; i < n; i++) {
        enum lang lang = LANG_KY;

        TRY(notice_lang(rq, ask[i], &lang));
        TRY(risk_ask(rq, r->r.id, KIND_CURRENT, ask[i], due,
                     said(rq, w, lang)));
    }
    return RC_OK;
}

static enum rc on_agenda(struct rq *rq, const struct risk_watch *w,
                         const struct risk *r, int64_t *id)
{
    struct agenda_item *a = record_new(rq, &type_agenda_item);

    a->title = risk_named(rq, N_("A threshold of the risk is crossed"),
                          r->code, &r->title);
    a->subject = "risk";
    a->subject_id = r->r.id;
    for (int i = 0; i < LANGS; i++)
        a->why.in[i] = said(rq, w, (enum lang)i);
    TRY(agenda_council(rq, &a->body));
    TRY(agenda_propose(rq, a));
    *id = a->r.id;
    return RC_OK;
}

static enum rc keep_crossing(struct rq *rq, const struct risk_watch *w,
                             const char *from, struct risk_crossing *c)
{
    c->risk_register = w->risk_register;
    c->risk = w->risk;
    c->watch = w->r.id;
    c->came_from = from;
    c->went_to = w->r.state;
    c->seen = w->seen;
    c->seen_on = w->seen_on;
    c->on_day = rq->today;
    for (int i = 0; i < LANGS; i++)
        c->title.in[i] =
            text_cut(rq->mem, said(rq, w, (enum lang)i), TITLE_CHARS);
    return record_put(rq, &type_risk_crossing, c, "cross");
}

static enum rc crossed(struct rq *rq, const struct risk_watch *w,
                       const char *from, const struct risk *r, int64_t person)
{
    struct risk_crossing *c = record_new(rq, &type_risk_crossing);
    int64_t planner;

    if (danger(w->r.state) > danger(from)) {
        TRY(assess_again(rq, w, r, person));
        TRY(on_agenda(rq, w, r, &c->agenda));
    }
    TRY(keep_crossing(rq, w, from, c));
    TRY(tell(rq, w, c, person));
    TRY(planning_person(rq, &planner));
    return planner == person ? RC_OK : tell(rq, w, c, planner);
}

/* --- Looking -------------------------------------------------------------- */

static enum rc go(struct rq *rq, struct risk_watch *w, const char *next,
                  const struct measured *m, const struct risk *r)
{
    const char *from = w->r.state;
    int64_t person;

    TRY(risk_turn_to(rq, r, &person));
    /* With nobody to act on it, it is noticed when there is somebody. */
    if (!person && danger(next) > danger(from))
        return RC_OK;
    w->r.state = next;
    w->seen = (struct number){ m->value, true };
    w->seen_on = m->on;
    w->since = rq->today;
    TRY(record_put(rq, &type_risk_watch, w, "cross"));
    return danger(next) == danger(from) ? RC_OK
                                        : crossed(rq, w, from, r, person);
}

enum rc risk_watch_look(struct rq *rq, int64_t watch)
{
    struct risk_watch *w;
    const struct risk *r;
    struct measured m;
    const char *next;
    void *rec;
    enum rc rc;

    TRY(record_load(rq, &type_risk_watch, watch, &rec));
    w = rec;
    if (!strcmp(w->r.state, "dropped"))
        return RC_OK;
    TRY(record_load(rq, &type_risk, w->risk, &rec));
    r = rec;
    rc = measure_on(rq, w->measure, rq->today, &m);
    if (rc && rc != RC_MISSING)
        return rc;
    /* What is not known changes nothing; a risk out of the register neither. */
    if (rc || m.origin == ORIGIN_NONE || strcmp(r->r.state, "active") != 0)
        return RC_OK;
    next = risk_watch_state(w, m.value);
    return strcmp(next, w->r.state) ? go(rq, w, next, &m, r) : RC_OK;
}

static enum rc look_all(struct rq *rq, struct sql_rows r)
{
    struct refs ids;

    TRY(refs_read(rq, r, &ids));
    for (size_t i = 0; i < ids.n; i++)
        TRY(risk_watch_look(rq, ids.id[i]));
    return RC_OK;
}

enum rc risk_watch_daily(struct rq *rq)
{
    static const struct sql_text q = {
        "SELECT id FROM risk_watch WHERE state <> 'dropped' ORDER BY id",
        "", "i"
    };

    return look_all(rq, sql_query(rq->sql, &q, NO_ARGS));
}

enum rc risk_watch_measured(struct rq *rq, const char *code)
{
    static const struct sql_text q = {
        "SELECT id FROM risk_watch WHERE measure = $1"
        " AND state <> 'dropped' ORDER BY id",
        "t", "i"
    };

    return look_all(rq, sql_query(rq->sql, &q, ARGS(STR(code))));
}

static bool same(const struct number *a, const struct number *b)
{
    return !(a->v < b->v) && !(a->v > b->v);
}

/* Other thresholds: what is there is looked at with them at once. */
static enum rc watch_stored(struct rq *rq, const void *rec, const void *old)
{
    const struct risk_watch *w = rec, *was = old;

    if (!was || (same(&w->amber, &was->amber) && same(&w->red, &was->red) &&
                 !strcmp(w->measure, was->measure) &&
                 !strcmp(w->direction, was->direction)))
        return RC_OK;
    return risk_watch_look(rq, w->r.id);
}

/* --- Types ---------------------------------------------------------------- */

static enum rc adopted(struct rq *rq, void *rec)
{
    struct risk_watch *w = rec;

    (void)rq;
    w->proposed = false;
    return RC_OK;
}

static enum rc can_adopt(struct rq *rq, const void *rec)
{
    if (!((const struct risk_watch *)rec)->proposed)
        return fail(rq, RC_CONFLICT, NULL, "the thresholds are adopted");
    return RC_OK;
}

static enum rc taken_up(struct rq *rq, void *rec)
{
    struct risk_watch *w = rec;

    w->seen = (struct number){ 0, false };
    w->since = rq->today;
    return RC_OK;
}

static const struct step steps[] = {
    { .name = "adopt", .label = N_("Adopt the thresholds"),
      .from = { "unknown", "calm", "amber", "red" },
      .asks = { "amber", "red" }, .needs = { "amber", "red" },
      .guard = can_adopt, .effect = adopted },
    { .name = "drop", .label = N_("Watch no more"),
      .from = { "unknown", "calm", "amber", "red" }, .to = "dropped",
      .danger = true },
    { .name = "resume", .label = N_("Watch again"), .from = { "dropped" },
      .to = "unknown", .effect = taken_up },
};

static const struct field fields[] = {
    CODE_FIELD(risk_watch),
    FIELD_TEXT3(risk_watch, title, .label = N_("Indicator"), .computed = true,
                .list = true, .search = true, .sort = true, .max = 1000),
    FIELD_REF(risk_watch, risk, &type_risk, .label = N_("Risk"), .must = true,
              .list = true, .filter = true),
    FIELD_TEXT(risk_watch, measure, .label = N_("Code of the measure"),
               .must = true, .max = 60, .filter = true,
               .help = N_("Of a measure that is counted, or of an indicator"
                          " of the strategy.")),
    FIELD_CHOICE(risk_watch, direction, sides, .label = N_("Side of danger"),
                 .must = true),
    FIELD_NUMBER(risk_watch, amber, .label = N_("Amber threshold"),
                 .must = true, .list = true),
    FIELD_NUMBER(risk_watch, red, .label = N_("Red threshold"), .must = true,
                 .list = true),
    FIELD_BOOL(risk_watch, proposed,
               .label = N_("Proposed, not adopted yet"), .filter = true),
    FIELD_CHOICE(risk_watch, comes_with, sources,
                 .label = N_("Will be counted with"), .filter = true),
    FIELD_LONG3(risk_watch, note, .label = N_("Why these thresholds"),
                .max = 2000),
    FIELD_NUMBER(risk_watch, seen, .label = N_("Value at the last change"),
                 .computed = true),
    FIELD_DAY(risk_watch, seen_on, .label = N_("Day of that value"),
              .computed = true),
    FIELD_DAY(risk_watch, since, .label = N_("So since"), .computed = true),
    REGISTER_FIELDS(risk_watch),
};

static const struct field crossing_fields[] = {
    FIELD_TEXT3(risk_crossing, title, .label = N_("What was seen"),
                .computed = true, .list = true, .search = true, .max = 1000),
    FIELD_REF(risk_crossing, risk, &type_risk, .label = N_("Risk"),
              .computed = true, .list = true, .filter = true),
    FIELD_REF(risk_crossing, watch, &type_risk_watch,
              .label = N_("Indicator of the risk"), .computed = true,
              .filter = true),
    FIELD_CHOICE(risk_crossing, came_from, from_states, .label = N_("From"),
                 .computed = true, .list = true),
    FIELD_CHOICE(risk_crossing, went_to, from_states, .label = N_("To"),
                 .computed = true, .list = true, .filter = true),
    FIELD_NUMBER(risk_crossing, seen, .label = N_("Value"), .computed = true),
    FIELD_DAY(risk_crossing, seen_on, .label = N_("Day of the value"),
              .computed = true),
    FIELD_DAY(risk_crossing, on_day, .label = N_("Noticed on"),
              .computed = true, .list = true, .sort = true, .filter = true),
    FIELD_REF(risk_crossing, agenda, &type_agenda_item,
              .label = N_("Agenda item"), .computed = true),
    FIELD_REF(risk_crossing, risk_register, &type_risk_register,
              .label = N_("Register of risks"), .computed = true, .filter = true),
};

static const struct index_on indexes[] = {
    { .columns = "measure" }, { .columns = "risk" },
};

const struct type type_risk_watch = {
    .name = "risk_watch", .label = N_("Indicator of a risk"),
    .plural = N_("Indicators of risks"), .size = sizeof(struct risk_watch),
    SPAN(fields, fields), SPAN(states, states), SPAN(steps, steps),
    SPAN(indexes, indexes), IN_REGISTER, .check = watch_check,
    .stored = watch_stored,
};
const struct type type_risk_crossing = {
    .name = "risk_crossing", .label = N_("Threshold crossed"),
    .plural = N_("Thresholds crossed"), .size = sizeof(struct risk_crossing),
    SPAN(fields, crossing_fields), SPAN(states, crossing_states),
    .title = "title", .order = "on_day", .no_add = true,
};
