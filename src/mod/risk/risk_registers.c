/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_registers.c: the registers side by side, what is still open in them,
 * and what has changed since they were approved.
 */
#include "base/text.h"
#include "kernel/act_form.h"
#include "mod/risk/risk_approval.h"
#include "mod/risk/risk_pages.h"
#include "web/page_record.h"

#include <string.h>

enum { BOOKS_MOST = 50 };

/* --- Registers ---------------------------------------------------------------- */

static enum rc count_in(struct rq *rq, int64_t id, struct risk_book *b)
{
    static const struct sql_text q = {
        "SELECT (SELECT COUNT(*) FROM risk r WHERE r.risk_register = $1"
        " AND r.state = 'active'),"
        " (SELECT COUNT(*) FROM risk r WHERE r.risk_register = $1"
        " AND r.state = 'active' AND r.owner IS NULL),"
        " (SELECT COUNT(*) FROM risk_action a JOIN risk r ON r.id = a.risk"
        " WHERE a.risk_register = $1 AND a.state = 'open'"
        " AND COALESCE(a.ends, r.ends) < $2)",
        "it", "iii"
    };
    struct sql_rows r =
        sql_query(rq->sql, &q, ARGS(INT(id), DAY(rq->mem, rq->today)));

    while (sql_next(&r)) {
        b->risks = (size_t)sql_int(&r, 0);
        b->nobody = (size_t)sql_int(&r, 1);
        b->late = (size_t)sql_int(&r, 2);
    }
    return sql_done(&r);
}

/* The general ones stand first. */
static void add_book(struct risk_books *out, const struct risk_register *g,
                     bool general)
{
    if (!strcmp(g->kind, "general") == general)
        out->book[out->n++].g = g;
}

enum rc risk_books_read(struct rq *rq, struct risk_books *out)
{
    *out = (struct risk_books){ 0 };
    out->list = (struct list){ .type = &type_risk_register,
                               .limit = BOOKS_MOST };
    TRY(list_read(rq, &out->list));
    out->book = MEM_ARRAY(rq->mem, out->list.n + 1, struct risk_book);
    for (size_t i = 0; i < out->list.n; i++)
        add_book(out, out->list.rec[i], true);
    for (size_t i = 0; i < out->list.n; i++)
        add_book(out, out->list.rec[i], false);
    for (size_t i = 0; i < out->n; i++)
        TRY(count_in(rq, out->book[i].g->r.id, &out->book[i]));
    return RC_OK;
}

const struct risk_register *risk_book_first(struct rq *rq,
                                            const struct risk_books *b)
{
    const struct risk_register *found = NULL;
    int64_t plan = 0;
    struct rq ask = *rq;

    rq_forget(&ask);
    if (strategy_plan(&ask, NULL, &plan))
        plan = 0;
    for (size_t i = 0; i < b->n; i++) {
        const struct risk_register *g = b->book[i].g;

        if (!found || (g->plan == plan && !strcmp(g->kind, "general") &&
                       strcmp(g->r.state, "closed") != 0))
            found = g;
    }
    return found;
}

static void put_approval(struct rq *rq, struct html *h,
                         const struct risk_register *g)
{
    struct risk_change *c;
    size_t n;

    /* An act that is not published is no page for everybody. */
    if (day_is(g->approved_on) &&
        rights_check(rq, &type_act, g->approved_act, OP_SEE, NULL))
        html_text(h, lang_day(rq->mem, rq->lang, g->approved_on));
    else if (day_is(g->approved_on))
        html_fmt(h, "<a href=\"%s\">%s</a> ",
                 url(rq, "/act/%lld", (long long)g->approved_act),
                 lang_day(rq->mem, rq->lang, g->approved_on));
    else
        html_fmt(h, "<span class=\"quiet\">%s</span>", T(rq, "not approved"));
    if (!day_is(g->approved_on) || risk_changes(rq, g, &c, &n) || !n)
        return;
    html_fmt(h, "<a class=\"pill warn\" href=\"%s\">%s</a>",
             url(rq, "/risks/changes/%s", g->code),
             mem_fmt(rq->mem, TN(rq, "%zu change since", "%zu changes since",
                                 (int64_t)n),
                     n));
}

static void put_number(struct html *h, const char *label, size_t n)
{
    html_fmt(h, "<td class=\"n\" data-label=\"%s\">%zu</td>", label, n);
}

static void put_book(struct rq *rq, struct html *h, const struct risk_book *b,
                     bool shown)
{
    html_fmt(h, "<tr><td><a href=\"%s\"",
             url(rq, "/risks?risk_register=%s", b->g->code));
    if (shown)
        html_raw(h, " aria-current=\"page\"");
    html_raw(h, ">");
    html_text3(h, &b->g->title);
    html_fmt(h, "</a> <a class=\"small\" href=\"%s\">%s</a></td>"
                "<td data-label=\"%s\">",
             url(rq, "/risk_register/%lld", (long long)b->g->r.id),
             T(rq, "card"), T(rq, "State"));
    page_state(rq, h, &type_risk_register, b->g->r.state);
    html_raw(h, "</td>");
    put_number(h, T(rq, "Risks"), b->risks);
    put_number(h, T(rq, "Without an owner"), b->nobody);
    put_number(h, T(rq, "Actions late"), b->late);
    html_fmt(h, "<td data-label=\"%s\">", T(rq, "Approved on"));
    put_approval(rq, h, b->g);
    html_raw(h, "</td></tr>\n");
}

void risk_books_put(struct rq *rq, struct html *h, const struct risk_books *b,
                    int64_t shown)
{
    html_fmt(h,
             "<section aria-labelledby=\"b-books\"><h2 id=\"b-books\""
             " class=\"vh\">%s</h2><table class=\"list\"><thead><tr>"
             "<th scope=\"col\">%s</th><th scope=\"col\">%s</th>"
             "<th scope=\"col\" class=\"n\">%s</th>"
             "<th scope=\"col\" class=\"n\">%s</th>"
             "<th scope=\"col\" class=\"n\">%s</th>"
             "<th scope=\"col\">%s</th></tr></thead><tbody>\n",
             tr(rq->lang, type_risk_register.plural),
             tr(rq->lang, type_risk_register.label), T(rq, "State"),
             T(rq, "Risks"), T(rq, "Without an owner"), T(rq, "Actions late"),
             T(rq, "Approved on"));
    for (size_t i = 0; i < b->n; i++)
        put_book(rq, h, &b->book[i], b->book[i].g->r.id == shown);
    html_raw(h, "</tbody></table></section>\n");
}

/* --- Gaps --------------------------------------------------------------------- */

enum rc risk_left(struct rq *rq, struct refs *left)
{
    static const struct sql_text q = {
        "SELECT o.owner FROM (SELECT owner FROM risk WHERE state = 'active'"
        " UNION SELECT owner FROM risk_action WHERE state = 'open') o"
        " JOIN person p ON p.id = o.owner WHERE p.state <> 'active'"
        " OR (EXISTS (SELECT 1 FROM appointment a WHERE a.person = p.id)"
        " AND NOT EXISTS (SELECT 1 FROM appointment a WHERE a.person = p.id"
        " AND a.state = 'active' AND a.starts <= $1"
        " AND (a.ends IS NULL OR a.ends >= $1)))",
        "t", "i"
    };

    return refs_read(
        rq, sql_query(rq->sql, &q, ARGS(DAY(rq->mem, rq->today))), left);
}

enum rc risk_watched(struct rq *rq, struct refs *watched)
{
    static const struct sql_text q = {
        "SELECT DISTINCT risk FROM risk_watch WHERE state <> 'dropped'", "",
        "i"
    };

    return refs_read(rq, sql_query(rq->sql, &q, NO_ARGS), watched);
}

static bool has_part(const struct list *l, int64_t risk)
{
    for (size_t i = 0; i < l->n; i++)
        /* A cause and an effect have the same members. */
        if (((const struct risk_effect *)l->rec[i])->risk == risk)
            return true;
    return false;
}

struct risk_gaps risk_gaps_of(const struct risk *r, const struct list *causes,
                              const struct list *effects,
                              const struct list *actions,
                              const struct refs *left,
                              const struct refs *watched)
{
    struct risk_gaps g = {
        .owner = !r->owner, .left = refs_have(left, r->owner),
        .responsible = !r->responsible.n, .term = !r->period_stated,
        .causes = !has_part(causes, r->r.id),
        .effects = !has_part(effects, r->r.id),
        .indicators = !r->indicators.n && !refs_have(watched, r->r.id),
        .actions = true,
    };

    for (size_t i = 0; i < actions->n; i++) {
        const struct risk_action *a = actions->rec[i];

        if (a->risk != r->r.id || !strcmp(a->r.state, "dropped"))
            continue;
        g.actions = false;
        g.unsaid += !a->manner;
        if (!strcmp(a->r.state, "open"))
            g.undone += (!a->owner && !a->unit) ||
                        refs_have(left, a->owner);
    }
    g.n = (size_t)g.owner + g.left + g.responsible + g.term + g.causes +
          g.effects + g.actions + g.indicators + g.undone + g.unsaid;
    return g;
}

static void put_gap(struct html *h, const char *tone, const char *words,
                    const char *where)
{
    if (where)
        html_fmt(h, "<a class=\"pill %s\" href=\"%s\">%s</a> ", tone, where,
                 words);
    else
        html_fmt(h, "<span class=\"pill %s\">%s</span> ", tone, words);
}

void risk_gaps_put(struct rq *rq, struct html *h, const struct risk *r,
                   const struct risk_gaps *g)
{
    bool edit = rights_any(rq, &type_risk, OP_EDIT, NULL);
    long long id = r->r.id;
    const struct {
        bool open;
        const char *tone, *words, *where;
    } gaps[] = {
        { g->left, "bad", T(rq, "the owner has left: name another"),
          url(rq, "/risk/%lld/edit#f-owner", id) },
        { g->owner, "warn", T(rq, "no owner"),
          url(rq, "/risk/%lld/edit#f-owner", id) },
        { g->responsible, "warn", T(rq, "no responsible unit"),
          url(rq, "/risk/%lld/edit#f-responsible", id) },
        { g->term, "neutral", T(rq, "term not stated by the source"),
          url(rq, "/risk/%lld/edit#f-starts", id) },
        { g->causes, "warn", T(rq, "no cause"),
          url(rq, "/risk_cause/new?risk_register=%%23%lld&risk=%%23%lld",
              (long long)r->risk_register, id) },
        { g->effects, "warn", T(rq, "no effect"),
          url(rq, "/risk_effect/new?risk_register=%%23%lld&risk=%%23%lld",
              (long long)r->risk_register, id) },
        { g->actions, "warn", T(rq, "no action"),
          url(rq, "/risk_action/new?risk_register=%%23%lld&risk=%%23%lld",
              (long long)r->risk_register, id) },
        { g->indicators, "neutral", T(rq, "no indicator"),
          url(rq, "/risk/%lld/edit#f-indicators", id) },
    };

    for (size_t i = 0; i < COUNT(gaps); i++)
        if (gaps[i].open)
            put_gap(h, gaps[i].tone, gaps[i].words,
                    edit ? gaps[i].where : NULL);
    if (g->undone)
        put_gap(h, "warn",
                mem_fmt(rq->mem,
                        TN(rq, "%zu action without a name",
                           "%zu actions without a name", (int64_t)g->undone),
                        g->undone),
                url(rq, "/risk_action?risk=%%23%lld&state=open&owner_empty=yes",
                    id));
    if (g->unsaid)
        put_gap(h, "neutral",
                mem_fmt(rq->mem,
                        TN(rq, "%zu action of which it is not said how it"
                               " works",
                           "%zu actions of which it is not said how they"
                           " work", (int64_t)g->unsaid),
                        g->unsaid),
                url(rq, "/risk_action?risk=%%23%lld&manner_empty=yes", id));
}

/* --- Changes since the approval ------------------------------------------------ */

static const char *change_words(struct rq *rq, const struct risk_change *c)
{
    const struct record *now = c->now;

    if (!c->then)
        return T(rq, "added");
    if (c->field)
        return mem_fmt(rq->mem, "%s: %s", T(rq, "changed"),
                       tr(rq->lang, c->field->label));
    return !strcmp(now->state, "dropped") ? T(rq, "taken out")
                                          : T(rq, "taken in again");
}

/* In the language of the page, or in the first in which they differ. */
static void put_values(struct rq *rq, struct html *h,
                       const struct risk_change *c)
{
    enum lang lang = rq->lang;
    const char *then = field_words(rq, lang, c->field, c->then);
    const char *now = field_words(rq, lang, c->field, c->now);

    for (int i = 0; i < LANGS && !strcmp(then, now); i++) {
        lang = (enum lang)i;
        then = field_words(rq, lang, c->field, c->then);
        now = field_words(rq, lang, c->field, c->now);
    }
    html_fmt(h,
             "<div class=\"small\" lang=\"%s\"><del>%s</del> → <ins>%s</ins>"
             "</div>",
             lang_code(lang), text_cut(rq->mem, then, 300),
             text_cut(rq->mem, now, 300));
}

static void put_change(struct rq *rq, struct html *h,
                       const struct risk_change *c)
{
    const struct record *now = c->now;
    struct label l = record_own_label(rq, c->type, c->now);

    html_fmt(h, "<tr><td>%s</td><td data-label=\"%s\">",
             tr(rq->lang, c->type->label), T(rq, "Record"));
    value_link(rq, h, c->type, &l);
    html_fmt(h, "</td><td data-label=\"%s\">%s", T(rq, "Change"),
             change_words(rq, c));
    if (c->then && c->field)
        put_values(rq, h, c);
    html_fmt(h, "</td><td data-label=\"%s\">%s</td></tr>\n",
             T(rq, "When"),
             lang_instant(rq->mem, rq->lang, now->changed_at, rq->app->zone));
}

static void put_changes(struct rq *rq, struct html *h,
                        const struct risk_change *c, size_t n)
{
    if (!n) {
        html_fmt(h, "<div class=\"box empty\"><p><strong>%s</strong></p></div>\n",
                 T(rq, "Nothing has changed since the approval."));
        return;
    }
    html_fmt(h,
             "<table class=\"list\"><thead><tr><th scope=\"col\">%s</th>"
             "<th scope=\"col\">%s</th><th scope=\"col\">%s</th>"
             "<th scope=\"col\">%s</th></tr></thead><tbody>\n",
             T(rq, "Kind of record"), T(rq, "Record"), T(rq, "Change"),
             T(rq, "When"));
    for (size_t i = 0; i < n; i++)
        put_change(rq, h, &c[i]);
    html_raw(h, "</tbody></table>\n");
}

enum rc risk_changes_page(struct rq *rq)
{
    struct crumb crumb = { url(rq, "/risks"), T(rq, "Risks") };
    const struct risk_register *g;
    struct risk_change *c;
    struct html *h;
    int64_t id;
    size_t n;
    void *rec;

    TRY(record_find(rq, &type_risk_register, web_param(rq, "code"), 0, &id));
    TRY(record_get(rq, &type_risk_register, id, &rec));
    g = rec;
    TRY(risk_changes(rq, g, &c, &n));
    h = page_open_under(rq, T(rq, "Changes since the approval"), &crumb, 1);
    html_raw(h, "<p class=\"lead\">");
    html_text3(h, &g->title);
    html_raw(h, "</p>\n");
    if (!day_is(g->approved_on))
        html_fmt(h, "<p class=\"quiet\">%s</p>\n",
                 T(rq, "The register is not approved yet."));
    else
        put_changes(rq, h, c, n);
    return page_close(rq, RC_OK);
}

void risk_register_card(struct rq *rq, const void *rec)
{
    const struct risk_register *g = rec;
    struct html *h = web_of(rq)->page;
    struct risk_book b = { .g = g };

    if (count_in(rq, g->r.id, &b))
        return;
    html_fmt(h,
             "<section class=\"box\"><h2>%s</h2>\n<dl class=\"fields\">"
             "<dt>%s</dt><dd>%zu</dd><dt>%s</dt><dd>%zu</dd>"
             "<dt>%s</dt><dd>%zu</dd><dt>%s</dt><dd>",
             T(rq, "What stands in it"), T(rq, "Risks"), b.risks,
             T(rq, "Without an owner"), b.nobody, T(rq, "Actions late"),
             b.late, T(rq, "Approved on"));
    put_approval(rq, h, g);
    html_fmt(h, "</dd></dl>\n<p><a class=\"button\" href=\"%s\">%s</a></p>"
                "</section>\n",
             url(rq, "/risks?risk_register=%s", g->code),
             T(rq, "Open the register"));
}
