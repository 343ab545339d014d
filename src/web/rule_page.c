/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rule_page.c: the rules: what is in force today, since when and by which act,
 * what was before and what is planned; and what a new value will touch.
 */
#include "web/rule_page.h"

#include "kernel/rule.h"
#include "web/act_page.h"
#include "web/page_list.h"

#include <string.h>

enum { SHOWN = 5, COUNTED = 1000, PAGE = 50 };

/* --- What a value touches ----------------------------------------------------- */

/* *n: how many these eyes may see; more than COUNTED are not counted. */
static enum rc touched(struct rq *rq, const struct rule *r, struct list *l,
                       int64_t *n)
{
    const struct rule_kind *k = rule_kind(rq->app, r->code);

    *n = 0;
    if (!k)
        return RC_MISSING;
    TRY(rule_touches(rq, k, r->since, l));
    if (!rights_any(rq, l->type, OP_SEE, NULL))
        return RC_DENIED;
    return list_count(rq, l, COUNTED, n);
}

static const char *how_many(struct rq *rq, const struct list *l, int64_t n)
{
    return mem_fmt(rq->mem, "%s: %lld%s", tr(rq->lang, l->type->plural),
                   (long long)n, n >= COUNTED ? "+" : "");
}

static const char *touches_url(struct rq *rq, const struct rule *r)
{
    return url(rq, "/rules/%lld/touches", (long long)r->r.id);
}

static enum rc put_some(struct rq *rq, struct html *h, const struct rule *r,
                        struct list *l)
{
    TRY(list_read(rq, l));
    html_raw(h, "<ul>\n");
    for (size_t i = 0; i < l->n; i++) {
        struct label own = record_own_label(rq, l->type, l->rec[i]);

        html_fmt(h, "<li><a href=\"%s\">%s</a></li>\n",
                 record_url(rq, l->type, own.id), label_text(rq, &own));
    }
    html_raw(h, "</ul>\n");
    if (l->next)
        html_fmt(h, "<p><a href=\"%s\">%s</a></p>\n", touches_url(rq, r),
                 T(rq, "All that it touches"));
    return RC_OK;
}

static enum rc put_touched(struct rq *rq, struct html *h,
                           const struct rule *r)
{
    struct list l = { .limit = SHOWN, .rows_only = true };
    int64_t n;
    enum rc rc = touched(rq, r, &l, &n);

    if (rc == RC_MISSING || rc == RC_DENIED) {
        html_fmt(h, "<p>%s</p>\n",
                 rc == RC_MISSING
                     ? T(rq, "No records can be named that it touches: what"
                             " begins from that day on follows it.")
                     : T(rq, "You may not see the records that it touches."));
        return RC_OK;
    }
    TRY(rc);
    html_fmt(h, "<p>%s <a href=\"%s\">%s</a></p>\n", T(rq, "It will touch:"),
             touches_url(rq, r), how_many(rq, &l, n));
    return n ? put_some(rq, h, r, &l) : RC_OK;
}

static bool ahead(const struct rule *r)
{
    return !strcmp(r->r.state, "draft") || !strcmp(r->r.state, "in_force");
}

static const char *from_day(struct rq *rq, day d)
{
    return mem_fmt(rq->mem, T(rq, "from %s on"),
                   lang_day(rq->mem, rq->lang, d));
}

static void put_before(struct rq *rq, struct html *h, const struct rule *r)
{
    const struct rule_kind *k = rule_kind(rq->app, r->code);
    const char *now;

    if (rule_text(rq, r->code, day_add(r->since, -1), &now)) {
        html_fmt(h, "<p>%s <ins>%s</ins></p>\n", T(rq, "There was none before:"),
                 rule_words(rq, rq->lang, k, r->value));
        return;
    }
    html_fmt(h, "<p>%s: <del>%s</del> → <ins>%s</ins>, %s</p>\n",
             tr(rq->lang, k->label), rule_words(rq, rq->lang, k, now),
             rule_words(rq, rq->lang, k, r->value), from_day(rq, r->since));
}

enum rc rule_card_part(struct rq *rq, struct html *h, const struct rule *r)
{
    if (!ahead(r) || !rule_kind(rq->app, r->code) ||
        (!strcmp(r->r.state, "in_force") && r->since.n <= rq->today.n))
        return RC_OK;
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n",
             T(rq, "What this changes"));
    put_before(rq, h, r);
    TRY(put_touched(rq, h, r));
    html_raw(h, "</section>\n");
    return RC_OK;
}

enum rc rule_line_part(struct rq *rq, struct html *h, const struct rule *r)
{
    struct list l = { .limit = SHOWN };
    int64_t n;

    if (touched(rq, r, &l, &n))
        return RC_OK; /* none can be named to these eyes */
    html_fmt(h, "<div>%s <a href=\"%s\">%s</a></div>\n",
             T(rq, "It will touch:"), touches_url(rq, r), how_many(rq, &l, n));
    return RC_OK;
}

static void put_allowed(struct rq *rq, struct html *h,
                        const struct rule_kind *k)
{
    if (k->kind == KIND_CHOICE)
        html_fmt(h, "<br>%s: %s", T(rq, "One of"), k->choices);
    else if (k->least < k->most)
        html_fmt(h, "<br>%s",
                 mem_fmt(rq->mem, T(rq, "Allowed: from %s to %s"),
                         lang_number(rq->mem, rq->lang, k->least, 3),
                         lang_number(rq->mem, rq->lang, k->most, 3)));
}

void rule_form_note(struct rq *rq, struct html *h, const char *code)
{
    const struct rule_kind *k = rule_kind(rq->app, code);
    const char *now;

    if (!k)
        return;
    html_fmt(h, "<div class=\"note\"><p><strong>%s</strong><br>%s: %s",
             tr(rq->lang, k->label), T(rq, "In force today"),
             rule_text(rq, code, rq->today, &now)
                 ? "–" : rule_words(rq, rq->lang, k, now));
    put_allowed(rq, h, k);
    html_fmt(h, "</p><p>%s</p></div>\n",
             T(rq, "Save the draft, look at what it touches, then draft the"
                   " act that puts it in force."));
}

enum rc rule_touches_page(struct rq *rq)
{
    struct list l = { .limit = PAGE };
    struct crumb up[2] = { { url(rq, "/rules"), T(rq, "Rules") } };
    const struct rule *r;
    struct html *h;
    void *rec;
    int64_t n;
    enum rc rc;

    TRY(record_get(rq, &type_rule, web_param_id(rq, "id"), &rec));
    r = rec;
    up[1] = (struct crumb){ record_url(rq, &type_rule, r->r.id),
                            text3_get(&r->title, rq->lang, NULL) };
    TRY(touched(rq, r, &l, &n));
    l.after = web_arg(rq, "after");
    l.before = web_arg(rq, "before");
    rc = list_read(rq, &l);
    h = page_open_under(rq, T(rq, "What this changes"), up, 2);
    html_fmt(h, "<p>%s</p>\n", how_many(rq, &l, n));
    if (!rc)
        page_list(rq, h, &l, touches_url(rq, r));
    return page_close(rq, rc);
}

/* --- All rules ------------------------------------------------------------------ */

/* A value of any rule, the newest day first. */
struct one {
    int64_t id, act;
    const char *code, *value, *state;
    day since;
    struct one *next;
};

static enum rc read_all(struct rq *rq, struct one **first)
{
    static const struct sql_text q = {
        "SELECT id, code, value, state, since, COALESCE(act, 0) FROM rule"
        " WHERE state IN ('draft', 'in_force') ORDER BY since DESC, id DESC",
        "", "itttti"
    };
    struct sql_rows r = sql_query(rq->sql, &q, NO_ARGS);
    struct one **last = first;

    *first = NULL;
    while (sql_next(&r)) {
        struct one *o = MEM_NEW(rq->mem, struct one);

        *o = (struct one){ .id = sql_int(&r, 0), .act = sql_int(&r, 5),
                           .code = mem_str(rq->mem, sql_str(&r, 1)),
                           .value = mem_str(rq->mem, sql_str(&r, 2)),
                           .state = mem_str(rq->mem, sql_str(&r, 3)),
                           .since = sql_day(&r, 4) };
        *last = o;
        last = &o->next;
    }
    return sql_done(&r);
}

static bool in_force(const struct one *o)
{
    return !strcmp(o->state, "in_force");
}

static const struct one *now_of(struct rq *rq, const struct one *o,
                                const struct rule_kind *k)
{
    while (o && (strcmp(o->code, k->code) != 0 || !in_force(o) ||
                 o->since.n > rq->today.n))
        o = o->next;
    return o;
}

static void put_act(struct rq *rq, struct html *h, int64_t id)
{
    struct rq ask = *rq;
    const char *name = T(rq, "Act");
    void *rec;

    rq_forget(&ask);
    if (!id)
        return;
    /* Who may not see the act still learns that there is one. */
    if (!record_get(&ask, &type_act, id, &rec))
        name = act_number(rq, rq->lang, rec);
    html_fmt(h, "<a href=\"%s\">%s</a>", record_url(rq, &type_act, id), name);
}

static void put_one(struct rq *rq, struct html *h, const struct rule_kind *k,
                    const struct one *o)
{
    html_fmt(h, "<li><a href=\"%s\">%s</a>, %s ",
             record_url(rq, &type_rule, o->id),
             rule_words(rq, rq->lang, k, o->value), from_day(rq, o->since));
    if (!in_force(o))
        page_state(rq, h, &type_rule, o->state);
    put_act(rq, h, o->act);
    html_raw(h, "</li>\n");
}

/* Those to come, or those that were, as an open list. */
static size_t put_spells(struct rq *rq, struct html *h,
                         const struct rule_kind *k, const struct one *o,
                         bool to_come)
{
    size_t n = 0;

    for (; o; o = o->next) {
        bool later = !in_force(o) || o->since.n > rq->today.n;

        if (strcmp(o->code, k->code) != 0 || later != to_come)
            continue;
        if (!n++)
            html_raw(h, "<ul>\n");
        put_one(rq, h, k, o);
    }
    if (n && to_come)
        html_raw(h, "</ul>\n");
    return n;
}

static void put_history(struct rq *rq, struct html *h,
                        const struct rule_kind *k, const struct one *all)
{
    html_fmt(h, "<details class=\"more\"><summary>%s</summary>\n",
             T(rq, "History"));
    if (!put_spells(rq, h, k, all, false))
        html_raw(h, "<ul>\n");
    if (k->fallback)
        html_fmt(h, "<li>%s, %s: %s</li>\n",
                 rule_words(rq, rq->lang, k, k->fallback),
                 from_day(rq, day_parse(k->since)), T(rq, "without an act"));
    html_raw(h, "</ul></details>\n");
}

static void put_now(struct rq *rq, struct html *h, const struct rule_kind *k,
                    const struct one *now)
{
    const char *value;

    if (rule_text(rq, k->code, rq->today, &value)) {
        html_fmt(h, "<td data-label=\"%s\">", T(rq, "Today"));
        page_no_data(rq, h);
        html_fmt(h, "</td><td data-label=\"%s\">–</td>", T(rq, "Since"));
        return;
    }
    html_fmt(h, "<td data-label=\"%s\"><strong>%s</strong></td>",
             T(rq, "Today"), rule_words(rq, rq->lang, k, value));
    html_fmt(h, "<td data-label=\"%s\">%s<br>", T(rq, "Since"),
             lang_day(rq->mem, rq->lang,
                      now ? now->since : day_parse(k->since)));
    if (now)
        put_act(rq, h, now->act);
    else
        html_fmt(h, "<span class=\"quiet small\">%s</span>",
                 T(rq, "without an act"));
    html_raw(h, "</td>");
}

static void put_rule(struct rq *rq, struct html *h, const struct rule_kind *k,
                     const struct one *all)
{
    html_fmt(h, "<tr id=\"%s\"><td><strong>%s</strong><br>"
                "<span class=\"quiet small\">%s</span>",
             k->code, tr(rq->lang, k->label), tr(rq->lang, k->source));
    put_history(rq, h, k, all);
    html_raw(h, "</td>");
    put_now(rq, h, k, now_of(rq, all, k));
    html_fmt(h, "<td data-label=\"%s\">", T(rq, "Planned"));
    if (!put_spells(rq, h, k, all, true))
        html_raw(h, "–");
    html_raw(h, "</td><td>");
    if (rights_any(rq, &type_rule, OP_ADD, NULL))
        html_fmt(h,
                 "<a class=\"button\" href=\"%s\">%s"
                 "<span class=\"vh\">: %s</span></a>",
                 url(rq, "/rule/new?code=%s", k->code),
                 T(rq, "Change"), tr(rq->lang, k->label));
    html_raw(h, "</td></tr>\n");
}

enum rc rules_page(struct rq *rq)
{
    struct one *all;
    struct html *h;

    TRY(read_all(rq, &all));
    h = page_open(rq, T(rq, "Rules"));
    html_fmt(h, "<p class=\"quiet\">%s</p>\n",
             T(rq, "Numbers that the law or the university fixes. A new value"
                   " is drafted here and comes into force from its day by a"
                   " signed act; what was decided before stays as it was."));
    html_fmt(h,
             "<table class=\"list\"><thead><tr><th scope=\"col\">%s</th>"
             "<th scope=\"col\">%s</th><th scope=\"col\">%s</th>"
             "<th scope=\"col\">%s</th><th scope=\"col\"><span class=\"vh\">"
             "%s</span></th></tr></thead>\n<tbody>\n",
             T(rq, "Rule"), T(rq, "Today"), T(rq, "Since"), T(rq, "Planned"),
             T(rq, "Change"));
    for (size_t i = 0; i < rq->app->n_modules; i++)
        for (size_t j = 0; j < rq->app->modules[i]->n_rules; j++)
            put_rule(rq, h, &rq->app->modules[i]->rules[j], all);
    html_raw(h, "</tbody></table>\n");
    return page_close(rq, RC_OK);
}
