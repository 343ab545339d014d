/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list_view.c: what a person keeps of a list: the columns last chosen (a row
 * without a name) and lists saved under a name, each an address.
 */
#include "base/text.h"
#include "web/page_list.h"
#include "web/type_pages.h"

#include <stdlib.h>
#include <string.h>

enum { VIEWS_MOST = 30, NAME_MOST = 60 };

static const struct sql_text q_views = {
    "SELECT id, name, address FROM list_view"
    " WHERE person = $1 AND type = $2 ORDER BY name",
    "it", "itt"
};
static const struct sql_text q_count = {
    "SELECT count(*) FROM list_view WHERE person = $1 AND type = $2", "it", "i"
};
static const struct sql_text q_keep = {
    "INSERT INTO list_view (person, type, name, address)"
    " VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (person, type, name) DO UPDATE SET address = $4",
    "ittt", ""
};
static const struct sql_text q_drop = {
    "DELETE FROM list_view WHERE person = $1 AND type = $2 AND id = $3",
    "iti", ""
};
static const struct sql_text q_forget = {
    "DELETE FROM list_view WHERE person = $1 AND type = $2 AND name = ''",
    "it", ""
};

enum rc list_views(struct rq *rq, struct list *l, struct list_views *out)
{
    struct sql_rows r;

    if (!rq->person)
        return RC_OK;
    out->view = MEM_ARRAY(rq->mem, VIEWS_MOST + 1, struct list_view);
    r = sql_query(rq->sql, &q_views,
                  ARGS(INT(rq->person), STR(l->type->name)));
    while (sql_next(&r)) {
        const char *name = sql_str(&r, 1);
        const char *query = mem_str(rq->mem, sql_str(&r, 2));

        if (!*name)
            list_columns(rq, l, query);
        else if (out->n < VIEWS_MOST)
            out->view[out->n++] = (struct list_view){
                sql_int(&r, 0), mem_str(rq->mem, name), query
            };
    }
    return sql_done(&r);
}

/* --- On the page ---------------------------------------------------------- */

void put_views(struct rq *rq, struct html *h, const struct list *l,
               const char *base, const struct list_views *views)
{
    const char *here = list_query(rq, l, NULL, NULL);

    if (!views->n)
        return;
    html_fmt(h, "<nav class=\"views\" aria-label=\"%s\">\n",
             T(rq, "Saved lists"));
    for (size_t i = 0; i < views->n; i++) {
        const struct list_view *v = &views->view[i];
        bool open = !strcmp(v->query, here);

        html_fmt(h, "<a class=\"button mini\" href=\"%s%s\"", base, v->query);
        if (open)
            html_raw(h, " aria-current=\"page\"");
        html_fmt(h, ">%s</a>\n", v->name);
        if (!open)
            continue;
        page_form_open(rq, h, mem_fmt(rq->mem, "%s/view", base), false);
        html_fmt(h, "<button class=\"button mini\" name=\"drop\""
                    " value=\"%lld\">%s</button></form>\n",
                 (long long)v->id, T(rq, "Delete this saved list"));
    }
    html_raw(h, "</nav>\n");
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
             NAME_MOST);
    page_form_close(rq, h, T(rq, "Save the list"));
    html_raw(h, "</details>\n");
}

/* --- Keeping -------------------------------------------------------------- */

static enum rc keep(struct rq *rq, const struct list *l, const char *name,
                    const char *address)
{
    return sql_run(rq->sql, &q_keep,
                   ARGS(INT(rq->person), STR(l->type->name), STR(name),
                        STR(address)));
}

static enum rc keep_named(struct rq *rq, const struct list *l,
                          const char *name)
{
    int64_t n = 0;

    if (!*name || text_length(name) > NAME_MOST)
        return fail(rq, RC_INVALID, "name", "must have %d to %d characters", 1,
                    NAME_MOST);
    TRY(sql_get_int(rq->sql, &n, &q_count,
                    ARGS(INT(rq->person), STR(l->type->name))));
    if (n >= VIEWS_MOST)
        return fail(rq, RC_INVALID, "name", "too many saved lists");
    return keep(rq, l, name, list_query(rq, l, NULL, NULL));
}

/* The boxes that were ticked; those of the address stand for what was. */
static void take_boxes(struct rq *rq, struct list *l)
{
    const struct http_request *in = web_of(rq)->in;
    struct buf b;

    buf_init(&b, rq->mem);
    for (size_t i = 0; i < in->n_args; i++)
        if (in->args[i].from != HTTP_QUERY && !strcmp(in->args[i].name, "cols"))
            buf_fmt(&b, "%s;", in->args[i].value);
    list_columns(rq, l, b.s);
}

enum rc list_view_keep(struct rq *rq)
{
    const struct type *t = type_of(rq);
    struct list l = { .type = t, .limit = LIST_ROWS, .rows_only = true };
    const char *name = web_arg(rq, "name"), *what = web_arg(rq, "do");
    const char *flash = NULL;

    if (!t)
        return RC_MISSING;
    if (!rq->person || web_of(rq)->session->token)
        return fail(rq, RC_DENIED, NULL, "a token cannot do this");
    TRY(list_args(rq, &l, false, NULL));
    if (web_arg(rq, "drop")) {
        TRY(sql_run(rq->sql, &q_drop,
                    ARGS(INT(rq->person), STR(t->name),
                         INT(strtoll(web_arg(rq, "drop"), NULL, 10)))));
        flash = T(rq, "The saved list is deleted.");
    } else if (name) {
        TRY(keep_named(rq, &l, text_clean(rq->mem, name)));
        flash = T(rq, "The list is saved.");
    } else if (what && !strcmp(what, "columns")) {
        take_boxes(rq, &l);
        TRY(keep(rq, &l, "", list_column_names(rq, &l)));
    } else {
        l.columns = NULL;
        TRY(sql_run(rq->sql, &q_forget, ARGS(INT(rq->person), STR(t->name))));
    }
    l.after = l.before = NULL;
    return web_redirect(rq,
                        mem_fmt(rq->mem, "%s%s", url(rq, "/%s", t->name),
                                list_query(rq, &l, NULL, NULL)),
                        flash);
}
