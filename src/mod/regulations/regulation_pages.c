/* SPDX-License-Identifier: Apache-2.0 */
/*
 * regulation_pages.c: the internal acts for everybody: the list of what is in
 * force, the text with an address for each paragraph, two versions compared;
 * and what their cards show of versions, rules and findings.
 */
#include "mod/regulations/regulations.h"

#include "base/text.h"
#include "kernel/act.h"
#include "kernel/record.h"
#include "kernel/rule.h"
#include "web/page.h"
#include "web/page_diff.h"
#include "web/page_list.h"
#include "web/page_record.h"
#include "web/type_pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 200, PAGE_ROWS = 50, ANCHOR = 24 };

/* --- Reading -------------------------------------------------------------------- */

static enum rc read_of(struct rq *rq, struct list *l, const struct type *t,
                       int64_t regulation, const char *sort)
{
    *l = (struct list){ .type = t, .limit = SHOWN, .few = true,
                        .where = "t.regulation = $1",
                        .sort = type_field(t, sort), .descending = true };
    params_add(&l->params, INT(regulation));
    return list_read(rq, l);
}

/* The internal act of the address, with its versions. */
static enum rc read_asked(struct rq *rq, const struct regulation **g,
                          struct list *versions)
{
    void *rec;

    TRY(record_get(rq, &type_regulation, web_param_id(rq, "id"), &rec));
    *g = rec;
    return read_of(rq, versions, &type_regulation_version, (*g)->r.id,
                   "number");
}

/* In force on the day; NULL: none. */
static const struct regulation_version *on_day(const struct list *l, day on)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct regulation_version *v = l->rec[i];

        if (!strcmp(v->r.state, "adopted") && v->starts.n <= on.n &&
            (!day_is(v->ends) || v->ends.n >= on.n))
            return v;
    }
    return NULL;
}

static const struct regulation_version *numbered(const struct list *l,
                                                 const char *number)
{
    int64_t n = number ? strtoll(number, NULL, 10) : 0;

    for (size_t i = 0; i < l->n; i++) {
        const struct regulation_version *v = l->rec[i];

        if (v->number.set && v->number.n == n)
            return v;
    }
    return NULL;
}

/* --- The text ---------------------------------------------------------------------- */

/* The number with which a paragraph begins ("3.2.1"), or "": it has none. */
static void own_number(const char *line, char out[ANCHOR])
{
    size_t n = strspn(line, "0123456789.");

    while (n && line[n - 1] == '.')
        n--;
    if (!n || n >= ANCHOR || *line == '.' || (line[n] && !strchr(". )", line[n])))
        n = 0;
    memcpy(out, line, n);
    out[n] = '\0';
}

static void put_paragraph(struct rq *rq, struct html *h, const char *line,
                          size_t i)
{
    char anchor[ANCHOR];

    own_number(line, anchor);
    if (!*anchor)
        snprintf(anchor, sizeof anchor, "p%zu", i);
    html_fmt(h, "<p id=\"%s\">%s <a class=\"quiet no-print\" href=\"#%s\""
                " aria-label=\"%s\">¶</a></p>\n",
             anchor, line, anchor,
             mem_fmt(rq->mem, T(rq, "Address of paragraph %s"), anchor));
}

static void put_text(struct rq *rq, struct html *h, const struct text3 *body)
{
    enum lang in;
    char *s = mem_str(rq->mem, text3_get(body, rq->lang, &in)), *save = NULL;
    size_t i = 0;

    if (in != rq->lang)
        html_fmt(h, "<p class=\"quiet\">%s</p>\n",
                 T(rq, "There is no text in this language; this is the"
                       " original."));
    html_fmt(h, "<div class=\"act-text\" lang=\"%s\">\n", lang_code(in));
    for (char *line = strtok_r(s, "\n", &save); line;
         line = strtok_r(NULL, "\n", &save))
        if (*line)
            put_paragraph(rq, h, line, ++i);
    html_raw(h, "</div>\n");
}

static void put_term(struct rq *rq, struct html *h,
                     const struct regulation_version *v)
{
    html_fmt(h, "%s %s",
             mem_fmt(rq->mem, T(rq, "Version %lld"), (long long)v->number.n),
             mem_fmt(rq->mem, T(rq, "in force from %s"),
                     lang_day(rq->mem, rq->lang, v->starts)));
    if (day_is(v->ends))
        html_fmt(h, " %s", mem_fmt(rq->mem, T(rq, "to %s"),
                                   lang_day(rq->mem, rq->lang, v->ends)));
}

static void put_basis(struct rq *rq, struct html *h,
                      const struct regulation_version *v)
{
    if (v->basis)
        html_fmt(h, " · %s", v->basis);
    else if (v->act && !rights_check(rq, &type_act, v->act, OP_SEE, NULL))
        html_fmt(h, " · <a href=\"%s\">%s</a>",
                 url(rq, "/act/%lld", (long long)v->act),
                 T(rq, "act of adoption"));
}

/* All versions, each with the way to its text and to what it changed. */
static void put_versions(struct rq *rq, struct html *h, int64_t id,
                         const struct list *l)
{
    html_fmt(h, "<h2>%s</h2>\n<ul>\n", T(rq, "Versions"));
    for (size_t i = 0; i < l->n; i++) {
        const struct regulation_version *v = l->rec[i];

        if (!v->number.set) {
            html_fmt(h, "<li><a href=\"%s\">%s</a></li>\n",
                     url(rq, "/regulation_version/%lld",
                         (long long)v->r.id),
                     T(rq, "Draft of the next version"));
            continue;
        }
        html_fmt(h, "<li><a href=\"%s\">",
                 url(rq, "/regulations/%lld?version=%lld", (long long)id,
                     (long long)v->number.n));
        put_term(rq, h, v);
        html_raw(h, "</a><span class=\"small\">");
        put_basis(rq, h, v);
        if (v->number.n > 1)
            html_fmt(h, " · <a href=\"%s\">%s</a>",
                     url(rq, "/regulations/%lld/compare?from=%lld&to=%lld",
                         (long long)id, (long long)v->number.n - 1,
                         (long long)v->number.n),
                     T(rq, "what has changed"));
        html_raw(h, "</span>");
        if (text3_get(&v->changes, rq->lang, NULL)[0]) {
            html_raw(h, "<br>");
            html_text3(h, &v->changes);
        }
        html_raw(h, "</li>\n");
    }
    html_raw(h, "</ul>\n");
}

static enum rc text_page(struct rq *rq)
{
    struct crumb up = { url(rq, "/regulations"), T(rq, "Internal acts") };
    const struct regulation_version *v;
    const struct regulation *g;
    struct html *h;
    struct list l;

    TRY(read_asked(rq, &g, &l));
    v = web_arg(rq, "version") ? numbered(&l, web_arg(rq, "version"))
                               : on_day(&l, rq->today);
    if (web_arg(rq, "version") && !v)
        return RC_MISSING;
    h = page_open_under(rq, text3_get(&g->title, rq->lang, NULL), &up, 1);
    html_fmt(h, "<p><span class=\"code\">%s</span> ", g->code);
    page_state(rq, h, &type_regulation, g->r.state);
    if (v) {
        html_raw(h, " ");
        put_term(rq, h, v);
        put_basis(rq, h, v);
    }
    html_raw(h, "</p>\n");
    if (text3_get(&g->audience, rq->lang, NULL)[0]) {
        html_fmt(h, "<p>%s: ", T(rq, "Whom it concerns"));
        html_text3(h, &g->audience);
        html_raw(h, "</p>\n");
    }
    if (v)
        put_text(rq, h, &v->body);
    else
        html_fmt(h, "<p class=\"box empty\"><strong>%s</strong></p>\n",
                 T(rq, "No version is in force today"));
    if (l.n)
        put_versions(rq, h, g->r.id, &l);
    html_fmt(h, "<p class=\"no-print\"><a href=\"%s\">%s</a></p>\n",
             record_url(rq, &type_regulation, g->r.id),
             T(rq, "Card of the internal act"));
    return page_close(rq, RC_OK);
}

/* --- Two versions ------------------------------------------------------------------- */

static enum rc compare_page(struct rq *rq)
{
    const struct regulation_version *a, *b;
    const struct regulation *g;
    struct html *h;
    struct list l;

    TRY(read_asked(rq, &g, &l));
    a = numbered(&l, web_arg(rq, "from"));
    b = numbered(&l, web_arg(rq, "to"));
    if (!a || !b)
        return RC_MISSING;
    h = page_open_under(rq, T(rq, "Versions compared"),
                        (struct crumb[]){
                            { url(rq, "/regulations/%lld",
                                  (long long)g->r.id),
                              text3_get(&g->title, rq->lang, NULL) } },
                        1);
    html_raw(h, "<p>");
    put_term(rq, h, a);
    html_raw(h, " → ");
    put_term(rq, h, b);
    html_raw(h, "</p>\n");
    page_diff_key(rq, h);
    page_diff(rq, h, T(rq, "Text"), text3_get(&a->body, rq->lang, NULL),
              text3_get(&b->body, rq->lang, NULL));
    return page_close(rq, RC_OK);
}

/* --- All that are in force ------------------------------------------------------------- */

static void put_row(struct rq *rq, struct html *h, const struct regulation *g)
{
    html_fmt(h,
             "<tr><td><span class=\"code\">%s</span></td>"
             "<td data-label=\"%s\"><a href=\"%s\">",
             g->code, T(rq, "Title"),
             url(rq, "/regulations/%lld", (long long)g->r.id));
    html_text3(h, &g->title);
    html_fmt(h, "</a></td><td data-label=\"%s\">%s</td>"
                "<td data-label=\"%s\">",
             T(rq, "Kind of internal act"),
             value_text(rq, type_field(&type_regulation, "kind"), g, NULL),
             T(rq, "To be reviewed by"));
    if (day_is(g->review_due) && g->review_due.n < rq->today.n)
        html_fmt(h, "<span class=\"pill bad\">%s</span>",
                 lang_day(rq->mem, rq->lang, g->review_due));
    else
        html_text(h, lang_day(rq->mem, rq->lang, g->review_due));
    html_raw(h, "</td></tr>\n");
}

static void put_rows(struct rq *rq, struct html *h, const struct list *l)
{
    html_fmt(h,
             "<table class=\"list\"><thead><tr><th scope=\"col\">%s</th>"
             "<th scope=\"col\">%s</th><th scope=\"col\">%s</th>"
             "<th scope=\"col\">%s</th></tr></thead><tbody>\n",
             T(rq, "Number"), T(rq, "Title"), T(rq, "Kind of internal act"),
             T(rq, "To be reviewed by"));
    for (size_t i = 0; i < l->n; i++)
        put_row(rq, h, l->rec[i]);
    html_raw(h, "</tbody></table>\n");
    if (!l->next && !l->after)
        return;
    html_raw(h, "<p class=\"actions\">");
    if (l->after)
        html_fmt(h, "<a class=\"button\" href=\"%s%s\">%s</a>\n",
                 url(rq, "/regulations"), list_query(rq, l, NULL, NULL),
                 T(rq, "To the beginning"));
    if (l->next)
        html_fmt(h, "<a class=\"button\" href=\"%s%s\" rel=\"next\">%s</a>\n",
                 url(rq, "/regulations"), list_query(rq, l, NULL, l->next),
                 T(rq, "Next ›"));
    html_raw(h, "</p>\n");
}

static enum rc count_late(struct rq *rq, int64_t *late)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM regulation WHERE state = 'in_force' AND"
        " review_due < $1", "t", "i"
    };

    return sql_get_int(rq->sql, late, &q, ARGS(DAY(rq->mem, rq->today)));
}

/* The office's ways from here, as far as they are open to these eyes. */
static void put_ways(struct rq *rq, struct html *h)
{
    const struct type *const ways[] = { &type_law_change, &type_law_impact,
                                        &type_regulation_finding, &type_law };

    if (!web_of(rq)->session)
        return;
    html_raw(h, "<p class=\"actions no-print\">");
    for (size_t i = 0; i < COUNT(ways); i++)
        if (type_open(rq, ways[i]))
            html_fmt(h, "<a class=\"button\" href=\"%s\">%s</a>\n",
                     url(rq, "/%s", ways[i]->name),
                     tr(rq->lang, ways[i]->plural));
    if (rights_any(rq, &type_regulation, OP_ADD, NULL))
        html_fmt(h, "<a class=\"button main\" href=\"%s\">%s</a>\n",
                 url(rq, "/regulation/new"), T(rq, "Register an internal act"));
    html_raw(h, "</p>\n");
}

static enum rc front_page(struct rq *rq)
{
    struct list l = { .type = &type_regulation, .limit = PAGE_ROWS };
    int64_t late;
    struct html *h;
    enum rc rc = list_args(rq, &l, false, NULL);

    if (!rc && !l.n_filters)
        rc = list_filter(rq, &l, "state", "in_force");
    if (!rc)
        rc = list_read(rq, &l);
    if (rc && rc != RC_INVALID)
        return rc;
    TRY(count_late(rq, &late));
    h = page_open(rq, T(rq, "Internal acts"));
    if (rc)
        page_failures(rq, h);
    html_fmt(h, "<p class=\"lead\">%s</p>\n",
             T(rq, "What the university has adopted for itself: in force, with"
                   " every older version."));
    if (late)
        html_fmt(h, "<p><a class=\"pill bad\" href=\"%s\">%s</a></p>\n",
                 url(rq, "/regulation?state=in_force&review_due_to=%s",
                     day_iso(day_add(rq->today, -1),
                             (char[DAY_ISO_SIZE]){ "" })),
                 mem_fmt(rq->mem,
                         TN(rq, "%lld review is late", "%lld reviews are late",
                            late), (long long)late));
    put_ways(rq, h);
    filter_bar(rq, h, &l, url(rq, "/regulations"));
    if (!rc && l.n)
        put_rows(rq, h, &l);
    else if (!rc)
        html_fmt(h, "<div class=\"box empty\"><p><strong>%s</strong></p>"
                    "</div>\n", T(rq, "Nothing was found"));
    return page_close(rq, rc);
}

/* --- On cards -------------------------------------------------------------------------- */

static void put_rules(struct rq *rq, struct html *h, int64_t id)
{
    struct list l;

    if (read_of(rq, &l, &type_regulation_rule, id, NULL) || !l.n)
        return;
    html_fmt(h, "<h3>%s</h3>\n<ul>\n", T(rq, "Numbers that the system obeys"));
    for (size_t i = 0; i < l.n; i++) {
        const struct regulation_rule *r = l.rec[i];
        const struct rule_kind *k = rule_kind(rq->app, r->rule);
        const char *value;

        if (!k || strcmp(r->r.state, "active") != 0 ||
            rule_text(rq, r->rule, rq->today, &value))
            continue;
        html_fmt(h, "<li>%s <a href=\"%s\">%s</a>: <strong>%s</strong></li>\n",
                 r->paragraph ? r->paragraph : "",
                 url(rq, "/rules#%s", r->rule), tr(rq->lang, k->label),
                 rule_words(rq, rq->lang, k, value));
    }
    html_raw(h, "</ul>\n");
}

static void put_listed(struct rq *rq, struct html *h, const struct type *t,
                       int64_t id, const char *words)
{
    struct list l;

    if (!type_open(rq, t) || read_of(rq, &l, t, id, NULL) || !l.n)
        return;
    html_fmt(h, "<h3>%s</h3>\n<ul>\n", words);
    for (size_t i = 0; i < l.n; i++) {
        const struct record *r = l.rec[i];

        html_fmt(h, "<li><a href=\"%s\">", record_url(rq, t, r->id));
        html_text3(h, FIELD_IN(type_field(t, "title"), r, struct text3));
        html_raw(h, "</a> ");
        page_state(rq, h, t, r->state);
        html_raw(h, "</li>\n");
    }
    html_raw(h, "</ul>\n");
}

void regulation_card(struct rq *rq, const void *rec)
{
    const struct regulation *g = rec;
    struct html *h = web_of(rq)->page;
    struct list l;

    if (read_of(rq, &l, &type_regulation_version, g->r.id, "number"))
        return;
    html_raw(h, "<section class=\"box\">\n");
    if (on_day(&l, rq->today))
        html_fmt(h, "<p><a class=\"button main\" href=\"%s\">%s</a></p>\n",
                 url(rq, "/regulations/%lld", (long long)g->r.id),
                 T(rq, "Read the text"));
    if (l.n)
        put_versions(rq, h, g->r.id, &l);
    if (strcmp(g->r.state, "repealed") != 0 &&
        rights_any(rq, &type_regulation_version, OP_ADD, NULL))
        html_fmt(h, "<p><a class=\"button\" href=\"%s\">%s</a></p>\n",
                 url(rq, "/regulation_version/new?regulation=%lld",
                     (long long)g->r.id),
                 T(rq, "Write a new version"));
    put_rules(rq, h, g->r.id);
    put_listed(rq, h, &type_law_impact, g->r.id,
               T(rq, "Changes of the law that touch it"));
    put_listed(rq, h, &type_regulation_finding, g->r.id,
               T(rq, "What is wrong with it"));
    html_raw(h, "</section>\n");
}

/* On a rule's card: the paragraph that fixes it. */
void regulation_rule_beside(struct rq *rq, const struct type *t,
                            const void *rec)
{
    struct html *h = web_of(rq)->page;
    struct list l = { .type = &type_regulation_rule, .limit = SHOWN,
                      .where = "t.rule = $1 AND t.state = 'active'" };
    const struct field *of = type_field(&type_regulation_rule, "regulation");

    if (t != &type_rule)
        return;
    params_add(&l.params, STR(((const struct rule *)rec)->code));
    if (list_read(rq, &l) || !l.n)
        return;
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n<ul>\n",
             T(rq, "Fixed by an internal act"));
    for (size_t i = 0; i < l.n; i++) {
        const struct regulation_rule *r = l.rec[i];

        html_fmt(h, "<li><a href=\"%s%s%s\">%s</a> %s</li>\n",
                 url(rq, "/regulations/%lld", (long long)r->regulation),
                 r->paragraph ? "#" : "", r->paragraph ? r->paragraph : "",
                 label_text(rq, list_label(&l, i, of)),
                 r->paragraph ? r->paragraph : "");
    }
    html_raw(h, "</ul></section>\n");
}

const struct route regulation_routes[REGULATION_ROUTES] = {
    { .method = HTTP_GET, .path = "/regulations", .who = WHO_PUBLIC,
      .run = front_page },
    { .method = HTTP_GET, .path = "/regulations/:id", .who = WHO_PUBLIC,
      .run = text_page },
    { .method = HTTP_GET, .path = "/regulations/:id/compare",
      .who = WHO_PUBLIC, .flags = ROUTE_SLOW, .run = compare_page },
};
