/* SPDX-License-Identifier: Apache-2.0 */
/*
 * act_lines.c: the lines of an act as a table: the record, what is done to it,
 * which values change, and whether it can be carried out.
 */
#include "base/text.h"
#include "kernel/layout.h"
#include "kernel/rule.h"
#include "web/act_page.h"
#include "web/rule_page.h"

#include <string.h>

enum { LINES_SHOWN = 100, VALUE_CHARS = 200 };

/* Those whose fault is known come first: they are what one looks for. */
static size_t faults(struct act_line *const *line, size_t n)
{
    size_t bad = 0;

    for (size_t i = 0; i < n; i++)
        bad += line[i]->fault != NULL;
    return bad;
}

/* One language of a text, or the whole of another value; "" empty. */
static const char *part_words(struct rq *rq, const struct field *f, int part,
                              const void *rec)
{
    const char *s;

    if (field_columns(f) != LANGS)
        return field_words(rq, rq->lang, f, rec);
    s = FIELD_IN(f, rec, struct text3)->in[part];
    return s ? s : "";
}

static void put_change(struct rq *rq, struct html *h, const struct field *f,
                       int part, const void *before, const void *after)
{
    const char *old = part_words(rq, f, part, before);
    const char *now = part_words(rq, f, part, after);

    if (*old && !strcmp(old, now))
        return; /* a line names all three languages of a text */
    html_fmt(h, "<div>%s", tr(rq->lang, f->label));
    if (field_columns(f) == LANGS)
        html_fmt(h, " (%s)", lang_code((enum lang)part));
    html_raw(h, ": ");
    if (*old)
        html_fmt(h, "<del>%s</del> → ", text_cut(rq->mem, old, VALUE_CHARS));
    html_fmt(h, "<ins>%s</ins></div>",
             *now ? text_cut(rq->mem, now, VALUE_CHARS) : "–");
}

/* Does the line name the column? */
static bool line_names(struct rq *rq, const struct act_line *l,
                       const struct field *f, int part)
{
    return l->fields &&
           strstr(l->fields,
                  mem_fmt(rq->mem, "\"%s\"", column_name(rq->mem, f, part)));
}

static const char *state_word(struct rq *rq, const struct type *t,
                              const char *state)
{
    const struct state *s = type_state(t, state);

    return s ? tr(rq->lang, s->label) : state;
}

/* What is different afterwards.  A signed act tells what it wrote. */
static void put_changes(struct rq *rq, struct html *h, const struct type *t,
                        const struct step *step, const struct act_line *l,
                        bool done)
{
    struct rq ask = *rq;
    void *before, *after;
    const struct record *head;

    rq_forget(&ask);
    if (act_line_record(&ask, t, l, &before, &after))
        return;
    head = before;
    if (done || !l->seen.set)
        before = record_new(rq, t);
    if (step && step->to && !done && t->n_states > 1)
        html_fmt(h, "<div>%s: <del>%s</del> → <ins>%s</ins></div>",
                 T(rq, "State"), state_word(rq, t, head->state),
                 state_word(rq, t, step->to));
    if (t == &type_rule && !done && !rule_line_part(&ask, h, after))
        rq_forget(&ask);
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        int parts = field_columns(f) == LANGS ? LANGS : 1;

        for (int p = 0; p < parts && field_seen(rq, t, f); p++)
            if (line_names(rq, l, f, p))
                put_change(rq, h, f, p, before, after);
    }
}

static void put_subject(struct rq *rq, struct html *h, const struct type *t,
                        const struct act_line *l)
{
    struct label label = { 0 };
    struct rq ask = *rq;

    rq_forget(&ask);
    if (l->subject_id && !record_label(&ask, t, l->subject_id, &label)) {
        html_fmt(h, "<span class=\"small quiet\">%s</span> ",
                 tr(rq->lang, t->label));
        value_link(rq, h, t, &label);
    } else {
        html_fmt(h, "%s: %s", T(rq, "New record"), tr(rq->lang, t->label));
    }
}

static void put_can(struct rq *rq, struct html *h, const struct act *a,
                    const struct act_line *l)
{
    html_fmt(h, "<td data-label=\"%s\">", T(rq, "State"));
    if (a->signature)
        html_fmt(h, "<span class=\"pill good\">%s</span>",
                 T(rq, "Carried out"));
    else if (l->fault)
        html_fmt(h, "<span class=\"pill bad\">%s</span><div>%s</div>",
                 T(rq, "Cannot be carried out"), l->fault);
    else if (!strcmp(a->r.state, "checked"))
        html_fmt(h, "<span class=\"pill good\">%s</span>",
                 T(rq, "Can be carried out"));
    else
        html_fmt(h, "<span class=\"pill neutral\">%s</span>",
                 T(rq, "Not checked"));
    html_raw(h, "</td>");
}

static void put_line(struct rq *rq, struct html *h, const struct act *a,
                     const struct act_line *l)
{
    const struct type *t = app_type(rq->app, l->subject);
    const struct step *step = t ? type_step(t, l->step) : NULL;

    if (!t)
        return;
    html_fmt(h, "<tr><td class=\"n\">%lld</td><td data-label=\"%s\">",
             (long long)l->position.n, T(rq, "Record"));
    put_subject(rq, h, t, l);
    html_fmt(h, "</td><td data-label=\"%s\"><strong>%s</strong>",
             T(rq, "What changes"),
             step ? tr(rq->lang, step->label)
             : l->subject_id ? T(rq, "Change") : T(rq, "New record"));
    put_changes(rq, h, t, step, l, a->signature != NULL);
    html_raw(h, "</td>");
    put_can(rq, h, a, l);
    html_raw(h, "</tr>\n");
}

static void put_summary(struct rq *rq, struct html *h, const struct act *a,
                        size_t bad, size_t n)
{
    if (bad)
        html_fmt(h, "<p class=\"flash error\">%s</p>\n",
                 mem_fmt(rq->mem,
                         TN(rq, "%zu of %zu line cannot be carried out",
                            "%zu of %zu lines cannot be carried out",
                            (int64_t)n),
                         bad, n));
    if (n > LINES_SHOWN)
        html_fmt(h, "<p class=\"quiet\"><a href=\"%s?act=%%23%lld\">%s</a>"
                    "</p>\n",
                 url(rq, "/act_line"), (long long)a->r.id,
                 mem_fmt(rq->mem, T(rq, "All lines: %zu"), n));
}

enum rc act_lines_put(struct rq *rq, struct html *h, const struct act *a)
{
    struct act_line **line;
    size_t n, bad, shown = 0;

    TRY(act_lines(rq, a->r.id, &line, &n));
    bad = faults(line, n);
    html_fmt(h,
             "<section class=\"box\" aria-labelledby=\"b-lines\">"
             "<h2 id=\"b-lines\">%s</h2>\n",
             a->signature ? T(rq, "What it did") : T(rq, "What it will do"));
    if (!n)
        html_fmt(h, "<p class=\"quiet\">%s</p></section>\n",
                 T(rq, "It changes no record."));
    if (!n)
        return RC_OK;
    put_summary(rq, h, a, bad, n);
    html_fmt(h,
             "<table class=\"list\"><thead><tr><th class=\"n\">%s</th>"
             "<th>%s</th><th>%s</th><th>%s</th></tr></thead><tbody>\n",
             T(rq, "No."), T(rq, "Record"), T(rq, "What changes"),
             T(rq, "State"));
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < n && shown < LINES_SHOWN; i++)
            if ((line[i]->fault == NULL) == pass) {
                put_line(rq, h, a, line[i]);
                shown++;
            }
    html_raw(h, "</tbody></table></section>\n");
    return RC_OK;
}
