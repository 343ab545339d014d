/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list_view.c: what a person keeps of a list, on its page: the columns last
 * chosen (a row without a name) and lists saved under a name, each an address.
 */
#include "base/text.h"
#include "web/page_list.h"
#include "web/type_pages.h"

#include <stdlib.h>
#include <string.h>

enum { VIEWS_SHOWN = 60 };

/* Their own, then those of a role they hold or a unit they work in or below. */
static const struct sql_text q_views = {
    "SELECT v.id, v.name, v.address, v.person, v.role, u.name_ky, u.name_ru,"
    " u.name_en, (SELECT count(*) FROM list_first f WHERE f.person = $1"
    " AND f.type = $2 AND f.view = v.id)"
    " FROM list_view v LEFT JOIN unit u ON u.id = v.unit"
    " WHERE v.type = $2 AND (v.person = $1 OR v.role = '" ROLE_MEMBER "'"
    " OR EXISTS (SELECT 1 FROM appointment a WHERE a.person = $1"
    " AND a.state = 'active' AND a.starts <= $3"
    " AND (a.ends IS NULL OR a.ends >= $3) AND (a.role = v.role"
    " OR EXISTS (SELECT 1 FROM unit_below b WHERE b.unit = v.unit"
    " AND b.below = a.unit))))"
    " ORDER BY CASE WHEN v.person = $1 THEN 0 ELSE 1 END, v.name, v.id",
    "itt", "ittitttti"
};

/* "Dean's office" or "Clerk" as people read it. */
static const char *shared_with(struct rq *rq, const struct sql_rows *r)
{
    const char *role = sql_str(r, 4);
    struct text3 unit;
    int at;

    if (role) {
        at = app_role_index(rq->app, role);
        return at < 0 ? role : tr(rq->lang, rq->app->roles[at]->label);
    }
    for (int p = 0; p < LANGS; p++) {
        const char *s = sql_str(r, 5 + p);

        unit.in[p] = s ? mem_str(rq->mem, s) : "";
    }
    return text3_get(&unit, rq->lang, NULL);
}

static void take_view(struct rq *rq, struct list *l, const struct sql_rows *r,
                      struct list_views *out)
{
    const char *name = sql_str(r, 1);
    const char *query = mem_str(rq->mem, sql_str(r, 2));
    bool own = sql_int(r, 3) == rq->person;

    if (!*name && own)
        list_columns(rq, l, query);
    else if (*name && out->n < VIEWS_SHOWN)
        out->view[out->n++] = (struct list_view){
            .id = sql_int(r, 0),
            .name = mem_str(rq->mem, name),
            .query = query,
            .own = own,
            .with = shared_with(rq, r),
            .first = sql_int(r, 8) > 0,
        };
}

enum rc list_views(struct rq *rq, struct list *l, struct list_views *out)
{
    struct sql_rows r;

    if (!rq->person)
        return RC_OK;
    out->view = MEM_ARRAY(rq->mem, VIEWS_SHOWN, struct list_view);
    r = sql_query(rq->sql, &q_views,
                  ARGS(INT(rq->person), STR(l->type->name),
                       DAY(rq->mem, rq->today)));
    while (sql_next(&r))
        take_view(rq, l, &r, out);
    return sql_done(&r);
}

const struct list_view *list_views_first(const struct list_views *views)
{
    for (size_t i = 0; i < views->n; i++)
        if (views->view[i].first)
            return &views->view[i];
    return NULL;
}

const char *list_view_href(struct rq *rq, const char *base,
                           const struct list_view *v)
{
    return mem_fmt(rq->mem, "%s%s%sview=%lld", base, v->query,
                   *v->query ? "&" : "?", (long long)v->id);
}

/* The one that was asked for, or the same without its name. */
static const struct list_view *open_view(struct rq *rq,
                                         const struct list_views *views,
                                         const char *here)
{
    const char *asked = web_arg(rq, "view");
    int64_t id = asked ? strtoll(asked, NULL, 10) : 0;

    for (size_t i = 0; i < views->n; i++)
        if (id ? views->view[i].id == id
               : *here && !strcmp(views->view[i].query, here))
            return &views->view[i];
    return NULL;
}

/* --- On the page ---------------------------------------------------------- */

static void view_button(struct html *h, const char *name, const char *value,
                        const char *words)
{
    html_fmt(h,
             "<button class=\"button mini\" name=\"%s\" value=\"%s\">%s"
             "</button>\n",
             name, value, words);
}

static void put_view_tools(struct rq *rq, struct html *h, const char *base,
                           const struct list_view *v)
{
    const char *id = mem_fmt(rq->mem, "%lld", (long long)v->id);

    if (web_of(rq)->session->token)
        return;
    page_form_open(rq, h, mem_fmt(rq->mem, "%s/view%s", base, v->query),
                   false);
    if (v->first)
        view_button(h, "not_first", id, T(rq, "No longer open it first"));
    else
        view_button(h, "first", id, T(rq, "Open it first"));
    if (v->own || (*v->with && rights_role(rq, ROLE_ADMINISTRATOR)))
        view_button(h, "drop", id, T(rq, "Delete this saved list"));
    html_raw(h, "</form>\n");
}

void put_views(struct rq *rq, struct html *h, const struct list *l,
               const char *base, const struct list_views *views)
{
    const char *here = list_query(rq, l, NULL, NULL);
    const struct list_view *open = open_view(rq, views, here);

    if (!views->n)
        return;
    html_fmt(h, "<nav class=\"views\" aria-label=\"%s\">\n",
             T(rq, "Saved lists"));
    html_fmt(h, "<a class=\"button mini\" href=\"%s?" LIST_PLAIN "=1\"", base);
    if (!*here && !open)
        html_raw(h, " aria-current=\"page\"");
    html_raw(h, ">");
    html_fmt(h, "%s</a>\n", T(rq, "all records"));
    for (size_t i = 0; i < views->n; i++) {
        const struct list_view *v = &views->view[i];

        html_fmt(h, "<a class=\"button mini\" href=\"%s\"",
                 list_view_href(rq, base, v));
        if (v == open)
            html_raw(h, " aria-current=\"page\"");
        html_fmt(h, ">%s", v->name);
        if (*v->with)
            html_fmt(h, " <small>%s</small>", v->with);
        html_raw(h, "</a>\n");
    }
    if (open)
        put_view_tools(rq, h, base, open);
    html_raw(h, "</nav>\n");
}

/* For whom: oneself, or those with whom this person may share it. */
static void put_share(struct rq *rq, struct html *h)
{
    struct list_share *with;
    size_t n;

    if (list_shares(rq, &with, &n) || !n)
        return;
    html_fmt(h,
             "<div class=\"field\"><label for=\"view-share\">%s</label>"
             "<select class=\"w16\" id=\"view-share\" name=\"share\">"
             "<option value=\"\">%s</option>\n",
             T(rq, "For whom"), T(rq, "only for me"));
    for (size_t i = 0; i < n; i++)
        html_fmt(h, "<option value=\"%s\">%s</option>\n", with[i].value,
                 with[i].words);
    html_raw(h, "</select></div>\n");
}

static void put_boxes(struct rq *rq, struct html *h, const struct list *l)
{
    const struct type *t = l->type;

    html_fmt(h,
             "<fieldset class=\"field\"><legend>%s</legend>"
             "<div class=\"options row\">\n",
             T(rq, "Columns"));
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        if (!list_may_show(rq, t, f))
            continue;
        html_fmt(h,
                 "<label><input type=\"checkbox\" name=\"cols\""
                 " value=\"%s\"",
                 f->name);
        if (list_shows(l, f))
            html_raw(h, " checked");
        html_fmt(h, ">%s</label>\n", tr(rq->lang, f->label));
    }
    html_raw(h, "</div></fieldset>\n");
}

void put_view_forms(struct rq *rq, struct html *h, const struct list *l,
                    const char *base)
{
    const char *to = mem_fmt(rq->mem, "%s/view%s", base,
                             list_query(rq, l, NULL, NULL));

    if (!rq->person || web_of(rq)->session->token)
        return;
    html_fmt(h, "<details class=\"more\"><summary>%s</summary>\n",
             T(rq, "Choose columns, save this list"));
    page_form_open(rq, h, to, false);
    put_boxes(rq, h, l);
    html_fmt(h,
             "<div class=\"actions\"><button class=\"button\" name=\"do\""
             " value=\"columns\">%s</button> "
             "<button class=\"button\" name=\"do\" value=\"reset\">%s"
             "</button></div></form>\n",
             T(rq, "Show these columns"), T(rq, "The usual columns"));
    page_form_open(rq, h, to, false);
    html_fmt(h,
             "<div class=\"field\"><label for=\"view-name\">%s</label>"
             "<input class=\"w16\" id=\"view-name\" name=\"name\""
             " maxlength=\"%d\" required></div>",
             T(rq, "Save this filter, order and columns under a name"),
             VIEW_NAME_MOST);
    put_share(rq, h);
    html_fmt(h,
             "<div class=\"field\"><label class=\"option\"><input"
             " type=\"checkbox\" name=\"begin\" value=\"yes\">%s</label></div>\n",
             T(rq, "Open this list first"));
    page_form_close(rq, h, T(rq, "Save the list"));
    html_raw(h, "</details>\n");
}
