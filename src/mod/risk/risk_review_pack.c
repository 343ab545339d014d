/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_review_pack.c: what the Academic Council gets before it: the register,
 * what moved since the last review, what is late, what expires, which
 * thresholds were crossed, what is proposed.  The pack of a year that was
 * decided shows what stood then.  Page, PDF and workbook are one sheet.
 */
#include "mod/risk/risk_assess.h"
#include "mod/risk/risk_action.h"
#include "mod/risk/risk_cycle.h"
#include "mod/risk/risk_review.h"
#include "mod/risk/risk_review_parts.h"

#include "kernel/past.h"
#include "kernel/span.h"

#include <stdlib.h>
#include <string.h>

/* --- Reading ---------------------------------------------------------------- */

static int by_code(const void *a, const void *b)
{
    const struct risk *const *x = a, *const *y = b;

    return strcmp((*x)->code, (*y)->code);
}

/* Those in force at the point, by code. */
static enum rc risks_at(struct review_pack *p, struct past_point at,
                        const struct risk ***risk, size_t *n_risks)
{
    void **rec;
    size_t n;

    *n_risks = 0;
    TRY(past_scope(p->rq, &type_risk, p->v->risk_register, at, &rec, &n));
    *risk = MEM_ARRAY(p->rq->mem, n + 1, const struct risk *);
    for (size_t i = 0; i < n; i++) {
        const struct risk *r = rec[i];

        if (!strcmp(r->r.state, "active"))
            (*risk)[(*n_risks)++] = r;
    }
    qsort(*risk, *n_risks, sizeof **risk, by_code);
    return RC_OK;
}

static bool among(const struct risk *const *risk, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (risk[i]->r.id == id)
            return true;
    return false;
}

static enum rc read_risks(struct review_pack *p)
{
    TRY(risks_at(p, p->at, &p->risk, &p->n_risks));
    return risks_at(p, past_end_of(p->rq->app, p->since), &p->old, &p->n_old);
}

static bool is_new(const struct review_pack *p, const struct risk *r)
{
    return !among(p->old, p->n_old, r->r.id);
}

static enum rc read_actions(struct review_pack *p)
{
    void **rec;
    size_t n;

    TRY(past_scope(p->rq, &type_risk_action, p->v->risk_register, p->at, &rec,
                   &n));
    p->action = MEM_ARRAY(p->rq->mem, n + 1, const struct risk_action *);
    for (size_t i = 0; i < n; i++) {
        const struct risk_action *a = rec[i];

        if (strcmp(a->r.state, "dropped") != 0)
            p->action[p->n_actions++] = a;
    }
    return RC_OK;
}

static enum rc read_rated(struct review_pack *p)
{
    p->now = MEM_ARRAY(p->rq->mem, p->n_risks + 1, struct risk_rated);
    p->then = MEM_ARRAY(p->rq->mem, p->n_risks + 1, struct risk_rated);
    for (size_t i = 0; i < p->n_risks; i++) {
        TRY(risk_rated(p->rq, p->risk[i]->r.id, KIND_CURRENT, p->until,
                       p->at.at, &p->now[i]));
        TRY(risk_rated(p->rq, p->risk[i]->r.id, KIND_CURRENT, p->since,
                       p->known_then, &p->then[i]));
    }
    return RC_OK;
}

const struct risk *review_risk(const struct review_pack *p, int64_t id)
{
    for (size_t i = 0; i < p->n_risks; i++)
        if (p->risk[i]->r.id == id)
            return p->risk[i];
    return NULL;
}

/* --- Cells ------------------------------------------------------------------ */

void review_table(struct review_pack *p, const struct sheet_column *columns,
                  size_t n)
{
    struct sheet_column *c = MEM_ARRAY(p->rq->mem, n, struct sheet_column);

    for (size_t i = 0; i < n; i++)
        c[i] = (struct sheet_column){ tr(p->rq->lang, columns[i].label),
                                      columns[i].numeric };
    sheet_table(p->s, c, n);
}

struct sheet_cell review_risk_cell(struct review_pack *p, const struct risk *r)
{
    struct rq *rq = p->rq;

    if (!r)
        return (struct sheet_cell)CELL(T(rq, "all risks"));
    return (struct sheet_cell)LINK(
        mem_fmt(rq->mem, "%s %s", r->code,
                text3_get(&r->title, rq->lang, NULL)),
        p->page ? url(rq, "/risk/%lld", (long long)r->r.id) : NULL);
}

struct sheet_cell review_person_cell(struct review_pack *p, int64_t person)
{
    struct rq ask = *p->rq;
    struct label l = { 0 };

    rq_forget(&ask);
    if (!person || record_label(&ask, &type_person, person, &l))
        return (struct sheet_cell)CELL(T(p->rq, "nobody named"));
    return (struct sheet_cell)CELL(label_text(p->rq, &l));
}

static struct sheet_cell level_cell(struct review_pack *p,
                                    const struct risk_rated *r)
{
    static const char *const tones[] = {
        [TONE_NEUTRAL] = "neutral", [TONE_INFO] = "info",
        [TONE_GOOD] = "good",       [TONE_WARN] = "warn",
        [TONE_BAD] = "bad",         [TONE_MUTED] = "muted",
    };
    const char *words = tr(p->rq->lang, risk_level_words(r->level));

    if (r->level == LEVEL_NONE)
        return (struct sheet_cell)CELL(words);
    return (struct sheet_cell)PILL(
        mem_fmt(p->rq->mem, "%s (%d × %d)", words, r->likelihood, r->impact),
        tones[risk_level_tone(r->level)]);
}

/* --- Figures ---------------------------------------------------------------- */

static day due_of(const struct review_pack *p, const struct risk_action *a)
{
    const struct risk *r = review_risk(p, a->risk);

    return day_is(a->ends) || !r ? a->ends : r->ends;
}

static bool is_late(const struct review_pack *p, const struct risk_action *a)
{
    day due = due_of(p, a);

    return !strcmp(a->r.state, "open") && day_is(due) && due.n < p->until.n &&
           review_risk(p, a->risk);
}

static void figure(struct review_pack *p, const char *label, size_t n)
{
    sheet_row(p->s, CELLS(CELL(label), NUMBER((double)n, 0)));
}

static void put_figures(struct review_pack *p)
{
    static const struct sheet_column columns[] = {
        { N_("Figure"), false }, { N_("Value"), true }
    };
    struct rq *rq = p->rq;
    size_t level[LEVEL_CRITICAL + 1] = { 0 }, late = 0, done = 0;

    for (size_t i = 0; i < p->n_risks; i++)
        level[p->now[i].level]++;
    for (size_t i = 0; i < p->n_actions; i++) {
        late += is_late(p, p->action[i]);
        done += !strcmp(p->action[i]->r.state, "done");
    }
    sheet_heading(p->s, T(rq, "The year in figures"));
    review_table(p, columns, COUNT(columns));
    figure(p, T(rq, "Risks in the register"), p->n_risks);
    for (int i = LEVEL_CRITICAL; i >= LEVEL_NONE; i--)
        figure(p,
               mem_fmt(rq->mem, T(rq, "of these: %s"),
                       tr(rq->lang, risk_level_words((enum risk_level)i))),
               level[i]);
    figure(p, T(rq, "Actions in the register"), p->n_actions);
    figure(p, T(rq, "Actions done"), done);
    figure(p, T(rq, "Actions that are late"), late);
}

/* --- Register --------------------------------------------------------------- */

static const char *treatment_words(struct review_pack *p, const struct risk *r)
{
    const struct choice *c =
        field_choice(type_field(&type_risk, "treatment"),
                     r->treatment ? r->treatment : "none");

    return c ? tr(p->rq->lang, c->label) : "";
}

static void put_register(struct review_pack *p)
{
    static const struct sheet_column columns[] = {
        { N_("Risk"), false },     { N_("Owner of the risk"), false },
        { N_("Level"), false },    { N_("Treatment"), false },
        { N_("Actions"), true },   { N_("Done"), true },
    };

    sheet_heading(p->s, T(p->rq, "The register"));
    review_table(p, columns, COUNT(columns));
    for (size_t i = 0; i < p->n_risks; i++) {
        const struct risk *r = p->risk[i];
        size_t all = 0, done = 0;

        for (size_t k = 0; k < p->n_actions; k++) {
            all += p->action[k]->risk == r->r.id;
            done += p->action[k]->risk == r->r.id &&
                    !strcmp(p->action[k]->r.state, "done");
        }
        sheet_row(p->s,
                  CELLS(review_risk_cell(p, r),
                        review_person_cell(p, r->owner),
                        level_cell(p, &p->now[i]),
                        CELL(treatment_words(p, r)), NUMBER((double)all, 0),
                        NUMBER((double)done, 0)));
    }
}

/* --- Movement --------------------------------------------------------------- */

static const char *movement(struct rq *rq, const struct risk_rated *then,
                            const struct risk_rated *now)
{
    int a = then->likelihood * then->impact, b = now->likelihood * now->impact;

    if (now->level == LEVEL_NONE)
        return T(rq, "not assessed");
    if (then->level == LEVEL_NONE)
        return T(rq, "assessed for the first time");
    if (now->scale != then->scale)
        return T(rq, "the scale has changed");
    return b > a   ? T(rq, "has grown")
           : b < a ? T(rq, "has fallen")
                   : T(rq, "as before");
}

/* What was in force at the last review and is not now. */
static enum rc put_gone(struct review_pack *p)
{
    for (size_t i = 0; i < p->n_old; i++) {
        const struct risk *r = p->old[i];
        const struct sheet_cell empty = { .kind = SHEET_NONE };
        struct risk_rated then, none = { .level = LEVEL_NONE };

        if (among(p->risk, p->n_risks, r->r.id))
            continue;
        TRY(risk_rated(p->rq, r->r.id, KIND_CURRENT, p->since, p->known_then,
                       &then));
        sheet_row(p->s, CELLS(review_risk_cell(p, r), level_cell(p, &then),
                              level_cell(p, &none),
                              CELL(T(p->rq, "taken out of the register")),
                              empty, empty));
    }
    return RC_OK;
}

static enum rc put_movement(struct review_pack *p)
{
    static const struct sheet_column columns[] = {
        { N_("Risk"), false },      { N_("At the last review"), false },
        { N_("Now"), false },       { N_("Movement"), false },
        { N_("Assessed on"), false }, { N_("Judges"), true },
    };
    struct rq *rq = p->rq;

    sheet_heading(p->s, T(rq, "Movement since the last review"));
    sheet_text(p->s,
               mem_fmt(rq->mem,
                       p->last ? T(rq, "Compared with %s, as it was known on"
                                       " that day.")
                               : T(rq, "There was no review before: compared"
                                       " with the beginning, %s."),
                       lang_day(rq->mem, rq->lang, p->since)));
    review_table(p, columns, COUNT(columns));
    for (size_t i = 0; i < p->n_risks; i++) {
        struct sheet_cell on = ON_DAY(p->now[i].on);

        if (p->now[i].level == LEVEL_NONE)
            on.kind = SHEET_NONE;
        sheet_row(p->s, CELLS(review_risk_cell(p, p->risk[i]),
                              level_cell(p, &p->then[i]),
                              level_cell(p, &p->now[i]),
                              CELL(is_new(p, p->risk[i])
                                       ? T(rq, "new in the register")
                                       : movement(rq, &p->then[i],
                                                  &p->now[i])),
                              on, NUMBER((double)p->now[i].judges, 0)));
    }
    return put_gone(p);
}

/* --- Late actions ------------------------------------------------------------ */

static void put_late(struct review_pack *p)
{
    static const struct sheet_column columns[] = {
        { N_("Action"), false }, { N_("Risk"), false },
        { N_("Who does it"), false }, { N_("Due"), false },
        { N_("Days late"), true },
    };
    struct rq *rq = p->rq;

    sheet_heading(p->s, T(rq, "Actions that are late"));
    review_table(p, columns, COUNT(columns));
    for (size_t i = 0; i < p->n_actions; i++) {
        const struct risk_action *a = p->action[i];

        if (!is_late(p, a))
            continue;
        sheet_row(p->s,
                  CELLS(LINK(mem_fmt(rq->mem, "%s %s", a->code,
                                     text3_get(&a->title, rq->lang, NULL)),
                             p->page ? url(rq, "/risk_action/%lld",
                                           (long long)a->r.id)
                                     : NULL),
                        review_risk_cell(p, review_risk(p, a->risk)),
                        review_person_cell(p, a->owner),
                        ON_DAY(due_of(p, a)),
                        NUMBER((double)(p->until.n - due_of(p, a).n), 0)));
    }
}

/* --- The cycle --------------------------------------------------------------- */

static enum rc put_cycle(struct review_pack *p)
{
    static const struct sheet_column columns[] = {
        { N_("Step"), false }, { N_("Finished on"), false },
        { N_("What it left"), false },
    };
    struct rq *rq = p->rq;
    const struct risk_cycle *c;
    int64_t id;
    void *rec;
    enum rc rc = risk_cycle_of(rq, p->v->risk_register, p->v->year.n, &id);

    if (rc)
        return rc == RC_MISSING ? RC_OK : rc;
    TRY(past_load(rq, &type_risk_cycle, id, p->at, &rec));
    if (!rec)
        return RC_OK;
    c = rec;
    sheet_heading(p->s, T(rq, "The nine steps of the year"));
    review_table(p, columns, COUNT(columns));
    for (size_t i = 0; i < CYCLE_STEPS; i++) {
        const char *at = (const char *)c;
        day on = *(const day *)(const void *)(at + cycle_steps[i].on);
        struct sheet_cell when = ON_DAY(on);

        if (!day_is(on))
            when = (struct sheet_cell)CELL(T(rq, "not finished"));
        sheet_row(p->s,
                  CELLS(CELL(mem_fmt(rq->mem, "%zu. %s", i + 1,
                                     tr(rq->lang, cycle_steps[i].label))),
                        when,
                        CELL(text3_get((const struct text3 *)(const void *)(
                                           at + cycle_steps[i].result),
                                       rq->lang, NULL))));
    }
    return RC_OK;
}

/* --- Instructions ------------------------------------------------------------ */

static enum rc put_orders(struct review_pack *p, int64_t review,
                          const char *heading)
{
    static const struct sheet_column columns[] = {
        { N_("What is to be done"), false }, { N_("Risk"), false },
        { N_("Carried out by"), false },     { N_("Due"), false },
        { N_("State"), false },              { N_("What was done"), false },
    };
    struct rq *rq = p->rq;
    struct list l;

    TRY(risk_review_orders(rq, review, &l));
    sheet_heading(p->s, heading);
    review_table(p, columns, COUNT(columns));
    for (size_t i = 0; i < l.n; i++) {
        const struct record *head = l.rec[i];
        const struct risk_order *o;
        const struct state *st;
        void *then;

        TRY(past_load(rq, &type_risk_order, head->id, p->at, &then));
        if (!then)
            continue;
        o = then;
        st = type_state(&type_risk_order, o->r.state);
        sheet_row(p->s,
                  CELLS(LINK(text3_get(&o->title, rq->lang, NULL),
                             p->page ? url(rq, "/risk_order/%lld",
                                           (long long)o->r.id)
                                     : NULL),
                        review_risk_cell(p, review_risk(p, o->risk)),
                        review_person_cell(p, o->person), ON_DAY(o->due),
                        CELL(tr(rq->lang, st->label)),
                        CELL(o->outcome ? o->outcome : "–")));
    }
    return RC_OK;
}

static void put_words(struct review_pack *p, const char *heading,
                      const struct text3 *t)
{
    const char *s = text3_get(t, p->rq->lang, NULL);

    if (!*s)
        return;
    sheet_heading(p->s, heading);
    sheet_text(p->s, s);
}

/* --- The pack ---------------------------------------------------------------- */

static enum rc fill(struct review_pack *p)
{
    struct rq *rq = p->rq;

    sheet_text(p->s, mem_fmt(rq->mem, T(rq, "As of %s."),
                             lang_day(rq->mem, rq->lang, p->until)));
    put_words(p, T(rq, "How it stands with the risks"), &p->v->summary);
    put_figures(p);
    put_register(p);
    TRY(put_movement(p));
    TRY(review_crossings(p));
    TRY(review_accepted(p));
    put_late(p);
    if (p->last)
        TRY(put_orders(p, p->last->r.id,
                       T(rq, "What the council ordered last time")));
    TRY(put_cycle(p));
    put_words(p, T(rq, "What is proposed to the council"), &p->v->proposals);
    TRY(put_orders(p, p->v->r.id, T(rq, "Proposed instructions")));
    put_words(p, T(rq, "Decision of the council"), &p->v->decision);
    return RC_OK;
}

static enum rc when(struct review_pack *p)
{
    struct rq *rq = p->rq;
    const struct risk_register *g;
    void *rec;

    p->until = day_is(p->v->decided_on) ? p->v->decided_on : rq->today;
    p->at = past_end_of(rq->app, p->until);
    TRY(risk_review_before(rq, p->v->risk_register, p->until, &p->last));
    TRY(record_load(rq, &type_risk_register, p->v->risk_register, &rec));
    g = rec;
    p->since = p->last                  ? p->last->decided_on
               : day_is(g->approved_on) ? g->approved_on
                                        : g->starts;
    p->known_then = known_end_of(rq->app, p->since);
    return RC_OK;
}

static enum rc make(struct rq *rq, struct review_pack *p)
{
    void *rec;

    *p = (struct review_pack){ .rq = rq };
    TRY(record_get(rq, &type_risk_review, web_param_id(rq, "id"), &rec));
    p->v = rec;
    TRY(when(p));
    p->page = sheet_format(web_arg(rq, "as")) == SHEET_PAGE;
    p->s = sheet_new(rq->mem, text3_get(&p->v->title, rq->lang, NULL));
    TRY(read_risks(p));
    TRY(read_actions(p));
    TRY(read_rated(p));
    return fill(p);
}

enum rc risk_review_pack(struct rq *rq)
{
    enum sheet_format as = sheet_format(web_arg(rq, "as"));
    struct review_pack p;
    struct crumb crumbs[2];
    const char *at;
    struct html *h;

    TRY(make(rq, &p));
    if (as != SHEET_PAGE)
        return sheet_file(rq, p.s, as,
                          mem_fmt(rq->mem, "risk-review-%lld",
                                  (long long)p.v->year.n));
    at = url(rq, "/risk_review/%lld", (long long)p.v->r.id);
    crumbs[0] = (struct crumb){ url(rq, "/risks"), T(rq, "Risks") };
    crumbs[1] = (struct crumb){ at, tr(rq->lang, type_risk_review.label) };
    h = page_open_under(rq, text3_get(&p.v->title, rq->lang, NULL), crumbs, 2);
    html_fmt(h, "<p class=\"actions no-print\"><a class=\"button\""
                " href=\"%s/pack?as=pdf\">PDF</a> <a class=\"button\""
                " href=\"%s/pack?as=xlsx\">XLSX</a></p>\n",
             at, at);
    sheet_draw(rq, h, p.s);
    return page_close(rq, RC_OK);
}
