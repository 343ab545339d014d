/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_assess_card.c: what a risk's card shows of its assessment: each kind
 * with the judges' spread and the owner's approval, who is being asked, the
 * way over time.
 */
#include "mod/risk/risk_map.h"
#include "mod/risk/risk_pages.h"

#include <string.h>

static const char *word_of(struct rq *rq,
                           const struct risk_scale_level *const *levels,
                           int64_t at)
{
    if (at < 1 || at > SCALE_MOST || !levels[at - 1])
        return "";
    return text3_get(&levels[at - 1]->title, rq->lang, NULL);
}

/* "2-3", or one number when all say the same. */
static const char *range(struct rq *rq, const struct count *least,
                         const struct count *most)
{
    return least->n == most->n
               ? mem_fmt(rq->mem, "%lld", (long long)least->n)
               : mem_fmt(rq->mem, "%lld–%lld", (long long)least->n,
                         (long long)most->n);
}

static const char *choice_words(struct rq *rq, const char *field,
                                const char *name)
{
    const struct choice *c =
        field_choice(type_field(&type_risk_consensus, field), name);

    return c ? tr(rq->lang, c->label) : name;
}

static void put_approval(struct rq *rq, struct html *h,
                         const struct risk_consensus *c)
{
    page_state(rq, h, &type_risk_consensus, c->r.state);
    if (!strcmp(c->r.state, "approved"))
        html_fmt(h, " <span class=\"small\">%s</span>",
                 lang_day(rq->mem, rq->lang, c->approved_on));
    if (!strcmp(c->r.state, "void") && c->void_by)
        html_fmt(h, " <span class=\"small\">%s, %s</span>",
                 choice_words(rq, "void_by", c->void_by),
                 lang_day(rq->mem, rq->lang, c->voided_on));
}

static void put_agreed(struct rq *rq, struct html *h, const char *kind,
                       const struct risk_consensus *c,
                       const struct risk_words *w)
{
    enum risk_level level = risk_level_named(c->level);

    html_fmt(h, "<tr><th scope=\"row\">%s</th><td data-label=\"%s\">", kind,
             T(rq, "Level"));
    risk_pill(h, page_tone(risk_level_tone(level)),
              tr(rq->lang, risk_level_words(level)));
    html_fmt(h, "</td><td data-label=\"%s\">%lld. %s × %lld. %s</td>",
             T(rq, "Likelihood × impact"), (long long)c->likelihood.n,
             word_of(rq, w->likelihood, c->likelihood.n),
             (long long)c->impact.n, word_of(rq, w->impact, c->impact.n));
    html_fmt(h,
             "<td data-label=\"%s\">%lld <span class=\"small quiet\">"
             "(%s × %s)</span></td><td data-label=\"%s\"><a href=\"%s\">%s"
             "</a></td><td data-label=\"%s\">",
             T(rq, "Judges and their spread"), (long long)c->judges.n,
             range(rq, &c->likelihood_least, &c->likelihood_most),
             range(rq, &c->impact_least, &c->impact_most), T(rq, "Since"),
             url(rq, "/risk_consensus/%lld", (long long)c->r.id),
             lang_day(rq->mem, rq->lang, c->on_day), T(rq, "Approval"));
    put_approval(rq, h, c);
    html_raw(h, "</td></tr>\n");
}

static const struct risk_consensus *newest(const struct list *l,
                                           const char *kind)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct risk_consensus *c = l->rec[i];

        if (!strcmp(c->kind, kind) && strcmp(c->r.state, "past") != 0)
            return c;
    }
    return NULL;
}

static void put_table(struct rq *rq, struct html *h, const struct list *l)
{
    struct risk_words *w = NULL;

    html_fmt(h,
             "<table class=\"list\"><thead><tr><th>%s</th><th>%s</th>"
             "<th>%s</th><th>%s</th><th>%s</th><th>%s</th></tr></thead>"
             "<tbody>\n",
             T(rq, "Which"), T(rq, "Level"), T(rq, "Likelihood × impact"),
             T(rq, "Judges and their spread"), T(rq, "Since"),
             T(rq, "Approval"));
    for (int i = 0; i < RISK_KINDS; i++) {
        const char *kind = tr(rq->lang, risk_kinds[i].label);
        const struct risk_consensus *c = newest(l, risk_kinds[i].name);

        /* As a rule all three are on one scale. */
        if (c && (!w || w->scale->r.id != c->scale) &&
            risk_words(rq, c->scale, &w))
            return;
        if (c)
            put_agreed(rq, h, kind, c, w);
        else
            html_fmt(h,
                     "<tr><th scope=\"row\">%s</th><td colspan=\"5\""
                     " class=\"quiet\">%s</td></tr>\n",
                     kind, T(rq, "not assessed"));
    }
    html_raw(h, "</tbody></table>\n");
}

/* --- Who is asked --------------------------------------------------------- */

static const struct sql_text q_asked = {
    "SELECT a.kind, COUNT(CASE WHEN a.state = 'given' THEN 1 END), COUNT(*),"
    " MAX(CASE WHEN a.judge = $2 AND a.state = 'asked' THEN a.id ELSE 0 END),"
    " MAX(a.due) FROM risk_assessment a WHERE a.risk = $1"
    " AND a.state <> 'withdrawn' AND EXISTS (SELECT 1 FROM risk_assessment o"
    " WHERE o.risk = a.risk AND o.kind = a.kind AND o.round = a.round"
    " AND o.state = 'asked') GROUP BY a.kind ORDER BY a.kind",
    "ii", "tiiit"
};

static enum rc put_asked(struct rq *rq, struct html *h, int64_t risk)
{
    struct sql_rows r =
        sql_query(rq->sql, &q_asked, ARGS(INT(risk), INT(rq->person)));

    while (sql_next(&r)) {
        const struct field *f = type_field(&type_risk_assessment, "kind");
        const struct choice *c = field_choice(f, sql_str(&r, 0));
        int64_t mine = sql_int(&r, 3);

        html_fmt(h, "<p>%s ",
                 mem_fmt(rq->mem,
                         T(rq, "Being judged (%s): %lld of %lld have"
                               " answered, due %s."),
                         c ? tr(rq->lang, c->label) : "",
                         (long long)sql_int(&r, 1), (long long)sql_int(&r, 2),
                         lang_day(rq->mem, rq->lang, sql_day(&r, 4))));
        if (mine)
            html_fmt(h, "<a class=\"button mini\" href=\"%s\">%s</a>",
                     url(rq, "/risks/judge/%lld", (long long)mine),
                     T(rq, "Give my assessment"));
        html_raw(h, "</p>\n");
    }
    return sql_done(&r);
}

/* --- What each said, and what was agreed before --------------------------- */

static void put_voices(struct rq *rq, struct html *h, int64_t risk)
{
    const struct field *judge = type_field(&type_risk_assessment, "judge");
    struct list l;

    if (risk_list(rq, &l, &type_risk_assessment,
                  "t.risk = $1 AND t.state = 'given'", risk) ||
        !l.n)
        return;
    html_fmt(h, "<details class=\"more\"><summary>%s</summary><table"
                " class=\"list\"><thead><tr><th>%s</th><th>%s</th><th>%s</th>"
                "<th>%s</th><th>%s</th></tr></thead><tbody>\n",
             T(rq, "What the judges said"), T(rq, "Judge"), T(rq, "Which"),
             T(rq, "Likelihood × impact"), T(rq, "Given on"),
             T(rq, "Why so"));
    for (size_t i = l.n; i-- > 0;) {
        const struct risk_assessment *a = l.rec[i];
        const struct label *who = list_label(&l, i, judge);

        html_fmt(h, "<tr><td><a href=\"%s\">%s</a></td><td data-label=\"%s\">"
                    "%s</td><td data-label=\"%s\">%lld × %lld</td>",
                 url(rq, "/risk_assessment/%lld", (long long)a->r.id),
                 who && who->id ? label_text(rq, who) : "–", T(rq, "Which"),
                 choice_words(rq, "kind", a->kind),
                 T(rq, "Likelihood × impact"), (long long)a->likelihood.n,
                 (long long)a->impact.n);
        html_fmt(h, "<td data-label=\"%s\">%s</td><td data-label=\"%s\">%s"
                    "</td></tr>\n",
                 T(rq, "Given on"), lang_day(rq->mem, rq->lang, a->on_day),
                 T(rq, "Why so"), a->why ? a->why : "");
    }
    html_raw(h, "</tbody></table></details>\n");
}

static void put_history(struct rq *rq, struct html *h, const struct list *l)
{
    html_fmt(h, "<details class=\"more\"><summary>%s</summary><ol"
                " reversed>\n",
             T(rq, "All that was agreed, the newest first"));
    for (size_t i = l->n; i-- > 0;) {
        const struct risk_consensus *c = l->rec[i];
        enum risk_level level = risk_level_named(c->level);

        html_fmt(h, "<li><a href=\"%s\">%s</a>, %s: ",
                 url(rq, "/risk_consensus/%lld", (long long)c->r.id),
                 lang_day(rq->mem, rq->lang, c->on_day),
                 choice_words(rq, "kind", c->kind));
        risk_pill(h, page_tone(risk_level_tone(level)),
                  tr(rq->lang, risk_level_words(level)));
        html_fmt(h, " %lld × %lld <span class=\"small quiet\">%s</span></li>\n",
                 (long long)c->likelihood.n, (long long)c->impact.n,
                 choice_words(rq, "basis", c->basis));
    }
    html_raw(h, "</ol></details>\n");
}

static void put_buttons(struct rq *rq, struct html *h, const struct risk *r,
                        const struct list *l)
{
    html_raw(h, "<p class=\"actions\">");
    for (int i = 0; i < RISK_KINDS; i++) {
        const struct risk_consensus *c = newest(l, risk_kinds[i].name);

        if (c && r->owner && r->owner == rq->person &&
            strcmp(c->r.state, "approved") != 0)
            html_fmt(h, "<a class=\"button main\" href=\"%s\">%s: %s</a> ",
                     url(rq, "/risk_consensus/%lld", (long long)c->r.id),
                     T(rq, "Approve the assessment"),
                     tr(rq->lang, risk_kinds[i].label));
    }
    if (rights_any(rq, &type_risk_assessment, OP_ADD, NULL))
        html_fmt(h, "<a class=\"button\" href=\"%s\">%s</a>",
                 url(rq, "/risks/ask?risk=%lld", (long long)r->r.id),
                 T(rq, "Ask for assessments"));
    html_raw(h, "</p>\n");
}

void risk_assess_card(struct rq *rq, const struct risk *r)
{
    struct html *h = web_of(rq)->page;
    struct risk_map *m;
    struct list l;

    if (risk_list(rq, &l, &type_risk_consensus, "t.risk = $1", r->r.id))
        return;
    html_fmt(h, "<section class=\"box\" id=\"assessment\"><h2>%s</h2>\n",
             T(rq, "Assessment in words"));
    put_table(rq, h, &l);
    if (put_asked(rq, h, r->r.id))
        return;
    if (!r->owner && l.n)
        html_fmt(h, "<p class=\"small quiet\">%s</p>\n",
                 T(rq, "Nobody is named as the owner, so nobody can approve"
                       " the assessment."));
    put_buttons(rq, h, r, &l);
    if (l.n &&
        !risk_map_read(rq, r->risk_register, r->r.id, rq->today, &m) &&
        m->assessed) {
        html_raw(h, "<figure>");
        risk_map_draw(rq, h, m, true);
        html_raw(h, "</figure>\n");
    }
    if (l.n)
        put_history(rq, h, &l);
    put_voices(rq, h, r->r.id);
    html_raw(h, "</section>\n");
}

/* --- Cards of their own --------------------------------------------------- */

static void put_risk(struct rq *rq, struct html *h, int64_t risk)
{
    struct label l;

    if (record_label(rq, &type_risk, risk, &l))
        return;
    html_fmt(h, "<p><a href=\"%s\">%s</a></p>\n",
             url(rq, "/risk/%lld", (long long)risk), label_text(rq, &l));
}

void risk_assessment_card(struct rq *rq, const void *rec)
{
    const struct risk_assessment *a = rec;
    struct html *h = web_of(rq)->page;

    html_raw(h, "<section class=\"box\">\n");
    put_risk(rq, h, a->risk);
    html_raw(h, "</section>\n");
}

void risk_consensus_card(struct rq *rq, const void *rec)
{
    const struct risk_consensus *c = rec;
    struct html *h = web_of(rq)->page;
    struct risk_words *w;

    if (risk_words(rq, c->scale, &w))
        return;
    html_raw(h, "<section class=\"box\">\n");
    put_risk(rq, h, c->risk);
    html_fmt(h, "<p><strong>%lld. %s × %lld. %s</strong> ",
             (long long)c->likelihood.n,
             word_of(rq, w->likelihood, c->likelihood.n),
             (long long)c->impact.n, word_of(rq, w->impact, c->impact.n));
    risk_pill(h, page_tone(risk_level_tone(risk_level_named(c->level))),
              tr(rq->lang, risk_level_words(risk_level_named(c->level))));
    html_raw(h, "</p>\n<p>");
    put_approval(rq, h, c);
    html_fmt(h, "</p>\n<p class=\"small quiet\">%s</p>\n",
             T(rq, "The approval is of the risk, its causes, effects, actions"
                   " and judgements as they are: a later change of any of"
                   " them voids it."));
    put_voices(rq, h, c->risk);
    html_raw(h, "</section>\n");
}
