/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_chart_bowtie.c: a risk as a bow-tie: what may bring it about, what
 * hinders that, the event, what lessens its effects, the effects.  Actions of
 * which nobody has said how they work stand below, on no side.
 */
#include "mod/risk/risk_chart.h"

#include "web/page_record.h"

#include <math.h>
#include <string.h>

enum {
    WIDTH = 960,
    SIDE = 186,  /* causes, barriers and effects */
    MIDDLE = 150, /* the event */
    GAP = (WIDTH - 4 * SIDE - MIDDLE) / 4,
    PAD = 8,
    LINE = 16,
    BETWEEN = 10, /* boxes of a column */
    TOP = 34,     /* under the names of the columns */
    LINES = 12,
    ACROSS = 4,   /* boxes in a row below */
};
#define LETTERS 12.5

enum bow_part { CAUSES, BEFORE, EVENT, AFTER, EFFECTS, COLUMNS };

static const int left_of[COLUMNS] = {
    0,
    SIDE + GAP,
    2 * (SIDE + GAP),
    2 * (SIDE + GAP) + MIDDLE + GAP,
    3 * (SIDE + GAP) + MIDDLE + GAP,
};

struct box {
    const char *line[LINES];
    size_t n;
    const char *class;
    double y, h;
};

struct column_of {
    struct box *box;
    size_t n;
    double h;
};

struct tie {
    struct rq *rq;
    const struct risk *risk;
    struct list causes, effects, actions;
    struct column_of column[COLUMNS];
    struct column_of below; /* actions of no stated manner */
    double h;
};

/* --- Boxes ---------------------------------------------------------------- */

static double width_of(enum bow_part c)
{
    return c == EVENT ? MIDDLE : SIDE;
}

static void add_box(struct tie *t, struct column_of *c, double width,
                    const char *text, const char *class)
{
    struct box *b = &c->box[c->n++];

    b->class = class;
    b->n = risk_lines(t->rq->mem, text, width - 2 * PAD, LETTERS, b->line,
                      LINES);
    b->h = (double)b->n * LINE + 2 * PAD;
    c->h += b->h + (c->n > 1 ? BETWEEN : 0);
}

static const char *words(struct tie *t, const char *code,
                         const struct text3 *title)
{
    return mem_fmt(t->rq->mem, "%s %s", code,
                   text3_get(title, t->rq->lang, NULL));
}

static enum bow_part side_of(const struct risk_action *a)
{
    if (!a->manner)
        return COLUMNS;
    return !strcmp(a->manner, "impact") || !strcmp(a->manner, "share")
               ? AFTER : BEFORE;
}

/* A sign says whether it is done, so that no colour is needed. */
static void add_action(struct tie *t, const struct risk_action *a)
{
    bool done = !strcmp(a->r.state, "done");
    enum bow_part side = side_of(a);
    const char *text = mem_fmt(t->rq->mem, "%s %s", done ? "✓" : "○",
                               words(t, a->code, &a->title));

    if (!strcmp(a->r.state, "dropped"))
        return;
    if (side == COLUMNS)
        add_box(t, &t->below, (double)(WIDTH - (ACROSS - 1) * GAP) / ACROSS,
                text, done ? "node done" : "node open");
    else
        add_box(t, &t->column[side], SIDE, text,
                done ? "node done" : "node open");
}

static void make_boxes(struct tie *t)
{
    size_t n = t->causes.n + t->effects.n + t->actions.n + 1;

    for (int c = 0; c < COLUMNS; c++)
        t->column[c].box = MEM_ARRAY(t->rq->mem, n, struct box);
    t->below.box = MEM_ARRAY(t->rq->mem, n, struct box);
    for (size_t i = 0; i < t->causes.n; i++) {
        const struct risk_cause *c = t->causes.rec[i];

        add_box(t, &t->column[CAUSES], SIDE, words(t, c->code, &c->title),
                "node");
    }
    for (size_t i = 0; i < t->effects.n; i++) {
        const struct risk_effect *e = t->effects.rec[i];

        add_box(t, &t->column[EFFECTS], SIDE, words(t, e->code, &e->title),
                "node");
    }
    add_box(t, &t->column[EVENT], MIDDLE,
            words(t, t->risk->code, &t->risk->title), "node event");
    for (size_t i = 0; i < t->actions.n; i++)
        add_action(t, t->actions.rec[i]);
}

/* --- Places --------------------------------------------------------------- */

static void place_boxes(struct tie *t)
{
    double most = 0;

    for (int c = 0; c < COLUMNS; c++)
        most = fmax(most, t->column[c].h);
    for (int c = 0; c < COLUMNS; c++) {
        double y = TOP + (most - t->column[c].h) / 2;

        for (size_t i = 0; i < t->column[c].n; i++) {
            t->column[c].box[i].y = y;
            y += t->column[c].box[i].h + BETWEEN;
        }
    }
    t->h = TOP + most + BETWEEN;
}

/* Rows of equal height below, under a line of words. */
static void place_below(struct tie *t)
{
    double y = t->h + TOP;

    for (size_t i = 0; i < t->below.n; i += ACROSS) {
        double most = 0;

        for (size_t k = i; k < i + ACROSS && k < t->below.n; k++)
            most = fmax(most, t->below.box[k].h);
        for (size_t k = i; k < i + ACROSS && k < t->below.n; k++) {
            t->below.box[k].y = y;
            t->below.box[k].h = most;
        }
        y += most + BETWEEN;
    }
    if (t->below.n)
        t->h = y;
}

/* --- Drawing -------------------------------------------------------------- */

static void put_box(struct html *h, const struct box *b, double x,
                    double width)
{
    html_fmt(h, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\""
                " height=\"%.1f\" rx=\"3\"/>",
             b->class, x, b->y, width, b->h);
    for (size_t i = 0; i < b->n; i++)
        html_fmt(h, "<text class=\"inside\" x=\"%.1f\" y=\"%.1f\">%s"
                    "</text>",
                 x + PAD, b->y + PAD + 12 + (double)i * LINE, b->line[i]);
    html_raw(h, "\n");
}

/* From each box of a column to the event, behind what stands between. */
static void put_ties(struct html *h, const struct tie *t, enum bow_part from)
{
    const struct box *event = &t->column[EVENT].box[0];
    double ex = from < EVENT ? left_of[EVENT] : left_of[EVENT] + MIDDLE;
    double ey = event->y + event->h / 2;

    for (size_t i = 0; i < t->column[from].n; i++) {
        const struct box *b = &t->column[from].box[i];
        double x = from < EVENT ? left_of[from] + SIDE : left_of[from];
        double y = b->y + b->h / 2, turn = (x + ex) / 2;

        html_fmt(h, "<path class=\"tie\" d=\"M%.1f %.1fC%.1f %.1f %.1f %.1f"
                    " %.1f %.1f\"/>",
                 x, y, turn, y, turn, ey, ex, ey);
    }
}

static void put_heads(struct rq *rq, struct html *h)
{
    const char *const head[COLUMNS] = {
        T(rq, "Causes"), T(rq, "What hinders it"), T(rq, "Event"),
        T(rq, "What lessens it"), T(rq, "Effects"),
    };

    for (int c = 0; c < COLUMNS; c++)
        html_fmt(h, "<text class=\"label\" x=\"%.1f\" y=\"18\""
                    " text-anchor=\"middle\">%s</text>",
                 left_of[c] + width_of((enum bow_part)c) / 2, head[c]);
    html_raw(h, "\n");
}

static void put_below(struct rq *rq, struct html *h, const struct tie *t)
{
    double width = (double)(WIDTH - (ACROSS - 1) * GAP) / ACROSS;

    if (!t->below.n)
        return;
    html_fmt(h, "<text class=\"label\" x=\"0\" y=\"%.1f\">%s</text>\n",
             t->below.box[0].y - 12,
             T(rq, "Actions of which it is not said how they work"));
    for (size_t i = 0; i < t->below.n; i++)
        put_box(h, &t->below.box[i], (double)(i % ACROSS) * (width + GAP),
                width);
}

static void put_picture(struct rq *rq, struct html *h, const struct tie *t)
{
    html_fmt(h,
             "<div class=\"scroll\" tabindex=\"0\" role=\"region\""
             " aria-label=\"%s\"><svg class=\"chart wide\""
             " viewBox=\"-2 0 %d %.0f\" role=\"img\" aria-label=\"%s\">\n"
             "<g font-size=\"12.5\">",
             T(rq, "Bow-tie"), WIDTH + 4, t->h,
             mem_fmt(rq->mem,
                     T(rq, "%zu causes, %zu effects, %zu actions; the same"
                           " stands in the table"),
                     t->causes.n, t->effects.n, t->actions.n));
    put_heads(rq, h);
    put_ties(h, t, CAUSES);
    put_ties(h, t, EFFECTS);
    for (int c = 0; c < COLUMNS; c++)
        for (size_t i = 0; i < t->column[c].n; i++)
            put_box(h, &t->column[c].box[i], left_of[c],
                    width_of((enum bow_part)c));
    put_below(rq, h, t);
    html_raw(h, "</g></svg></div>\n");
}

/* --- The same as a table -------------------------------------------------- */

static void put_row(struct rq *rq, struct html *h, const char *what,
                    const struct type *t, int64_t id, const char *code,
                    const struct text3 *title, const char *state)
{
    html_fmt(h, "<tr><td>%s</td><td><a href=\"%s\"><span class=\"code\">%s"
                "</span> ",
             what, record_url(rq, t, id), code);
    html_text3(h, title);
    html_raw(h, "</a></td><td>");
    if (state)
        page_state(rq, h, t, state);
    html_raw(h, "</td></tr>\n");
}

static const char *side_words(struct rq *rq, enum bow_part side)
{
    return side == BEFORE  ? T(rq, "What hinders it")
           : side == AFTER ? T(rq, "What lessens it")
                           : T(rq, "not said how it works");
}

static void put_table(struct rq *rq, struct html *h, const struct tie *t)
{
    const char *const c[] = { T(rq, "Part"), T(rq, "What"), T(rq, "State") };

    risk_table_open(rq, h, T(rq, "Parts of the bow-tie"), c, COUNT(c),
                    COUNT(c));
    for (size_t i = 0; i < t->causes.n; i++) {
        const struct risk_cause *k = t->causes.rec[i];

        put_row(rq, h, T(rq, "Cause"), &type_risk_cause, k->r.id, k->code,
                &k->title, NULL);
    }
    for (size_t i = 0; i < t->actions.n; i++) {
        const struct risk_action *a = t->actions.rec[i];

        put_row(rq, h, side_words(rq, side_of(a)), &type_risk_action, a->r.id,
                a->code, &a->title, a->r.state);
    }
    for (size_t i = 0; i < t->effects.n; i++) {
        const struct risk_effect *e = t->effects.rec[i];

        put_row(rq, h, T(rq, "Effect"), &type_risk_effect, e->r.id, e->code,
                &e->title, NULL);
    }
    risk_table_close(h);
}

enum rc risk_bowtie_page(struct rq *rq)
{
    struct tie *t = MEM_NEW(rq->mem, struct tie);
    struct page_title pt = { 0 };
    struct crumb crumbs[2];
    struct html *h;
    void *found;

    TRY(record_get(rq, &type_risk, web_param_id(rq, "id"), &found));
    t->rq = rq;
    t->risk = found;
    TRY(risk_list(rq, &t->causes, &type_risk_cause,
                  "t.risk = $1 AND t.state = 'active'", t->risk->r.id));
    TRY(risk_list(rq, &t->effects, &type_risk_effect,
                  "t.risk = $1 AND t.state = 'active'", t->risk->r.id));
    TRY(risk_list(rq, &t->actions, &type_risk_action,
                  "t.risk = $1 AND t.state <> 'dropped'", t->risk->r.id));
    make_boxes(t);
    place_boxes(t);
    place_below(t);
    crumbs[0] = (struct crumb){ url(rq, "/risks"), T(rq, "Risks") };
    crumbs[1] = (struct crumb){ record_url(rq, &type_risk, t->risk->r.id),
                                t->risk->code };
    pt.title = text3_get(&t->risk->title, rq->lang, NULL);
    pt.code = t->risk->code;
    pt.crumbs = crumbs;
    pt.n_crumbs = COUNT(crumbs);
    h = page_open_titled(rq, &pt);
    risk_cut_put(rq, h, &t->causes, "risk", t->risk->r.id);
    risk_cut_put(rq, h, &t->effects, "risk", t->risk->r.id);
    risk_cut_put(rq, h, &t->actions, "risk", t->risk->r.id);
    risk_figure_open(h, T(rq, "Bow-tie"),
                     T(rq, "✓ done, ○ not done yet. On the left what may bring"
                           " the risk about, on the right what it would"
                           " do."));
    put_picture(rq, h, t);
    if (t->below.n)
        html_fmt(h, "<p class=\"no-print\"><a href=\"%s\">%s</a></p>\n",
                 url(rq, "/risk_action?risk=%%23%lld&manner_empty=yes",
                     (long long)t->risk->r.id),
                 T(rq, "Say of these actions how they work"));
    put_table(rq, h, t);
    risk_figure_close(h);
    return page_close(rq, RC_OK);
}
