/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page_list.c: a page of records as a table, with what leads on.
 */
#include "web/page_list.h"

#include "base/text.h"
#include "kernel/layout.h"
#include "web/list_steps.h"

#include <string.h>

enum { CELL_CHARS = 160, COUNT_MOST = 1000 };

static bool is_title(const struct type *t, const struct field *f)
{
    return t->title && !strcmp(t->title, f->name);
}

static bool is_code(const struct type *t, const struct field *f)
{
    return t->code && !strcmp(t->code, f->name);
}

bool list_may_show(struct rq *rq, const struct type *t,
                   const struct field *f)
{
    return !is_code(t, f) && !is_title(t, f) && field_seen(rq, t, f);
}

bool list_is_column(struct rq *rq, const struct list *l,
                    const struct field *f)
{
    return list_shows(l, f) && list_may_show(rq, l->type, f);
}

bool list_is_numeric(const struct field *f)
{
    switch (f->kind) {
    case KIND_COUNT:
    case KIND_NUMBER:
    case KIND_PERCENT:
    case KIND_MONEY:
        return true;
    default:
        return false;
    }
}

/* --- Head ----------------------------------------------------------------- */

static bool sorted_by(const struct list *l, const struct field *f)
{
    const struct field *own = type_field(l->type, l->type->order);

    return l->sort ? l->sort == f : own == f;
}

static void head_cell(struct rq *rq, struct html *h, const struct list *l,
                      const struct field *f)
{
    bool here = sorted_by(l, f), sorts = f->sort || here;
    const char *sort = mem_fmt(rq->mem, "%s%s",
                               here && !l->descending ? "-" : "", f->name);

    html_raw(h, "<th scope=\"col\"");
    if (list_is_numeric(f))
        html_raw(h, " class=\"n\"");
    if (here)
        html_fmt(h, " aria-sort=\"%s\"",
                 l->descending ? "descending" : "ascending");
    html_raw(h, ">");
    if (sorts)
        html_fmt(h, "<a href=\"%s\">%s</a></th>",
                 list_query(rq, l, sort, NULL), tr(rq->lang, f->label));
    else
        html_fmt(h, "%s</th>", tr(rq->lang, f->label));
}

static void put_head(struct rq *rq, struct html *h, const struct list *l,
                     bool pick)
{
    const struct type *t = l->type;

    html_raw(h, "<thead><tr>");
    if (pick)
        html_fmt(h,
                 "<th scope=\"col\" class=\"pick\"><span class=\"vh\">%s"
                 "</span><input type=\"checkbox\" data-all hidden"
                 " aria-label=\"%s\"></th>",
                 T(rq, "Select"), T(rq, "Select all on this page"));
    if (t->code)
        head_cell(rq, h, l, type_field(t, t->code));
    if (t->title)
        head_cell(rq, h, l, type_field(t, t->title));
    if (!t->code && !t->title)
        html_fmt(h, "<th scope=\"col\">%s</th>", T(rq, "No."));
    for (size_t i = 0; i < t->n_fields; i++)
        if (list_is_column(rq, l, &t->fields[i]))
            head_cell(rq, h, l, &t->fields[i]);
    if (t->n_states > 1)
        html_fmt(h, "<th scope=\"col\">%s</th>", T(rq, "State"));
    html_raw(h, "</tr></thead>\n");
}

/* --- Rows ----------------------------------------------------------------- */

/* A second cell of the row takes the place of a heading on a phone. */
static void open_cell(struct rq *rq, struct html *h, const struct field *f,
                      bool labelled)
{
    html_raw(h, "<td");
    if (list_is_numeric(f))
        html_raw(h, " class=\"n\"");
    if (labelled)
        html_fmt(h, " data-label=\"%s\"", tr(rq->lang, f->label));
    html_raw(h, ">");
}

static void title_cell(struct rq *rq, struct html *h, const struct list *l,
                       const void *rec, const struct label *name)
{
    const struct type *t = l->type;
    const char *to = record_url(rq, t, ((const struct record *)rec)->id);

    if (t->code)
        html_fmt(h,
                 "<td><a href=\"%s\"><span class=\"code\">%s</span></a>"
                 "</td>",
                 to, name->code ? name->code : "–");
    if (t->title) {
        open_cell(rq, h, type_field(t, t->title), t->code != NULL);
        html_fmt(h, "<a href=\"%s\">", to);
        if (*text3_get(&name->title, rq->lang, NULL))
            html_text3(h, &name->title);
        else
            html_fmt(h, "#%lld", (long long)name->id);
        html_raw(h, "</a></td>");
    }
    if (!t->code && !t->title)
        html_fmt(h, "<td><a href=\"%s\">#%lld</a></td>", to,
                 (long long)name->id);
}

static void put_targets(struct rq *rq, struct html *h, const struct list *l,
                        const struct field *f, const struct refs *refs)
{
    enum { SHOWN = 6 };

    for (size_t i = 0; i < refs->n && i < SHOWN; i++) {
        if (i)
            html_raw(h, "; ");
        value_link(rq, h, f->ref, list_target(l, f, refs->id[i]));
    }
    if (refs->n > SHOWN)
        html_fmt(h, " <span class=\"quiet\">+ %zu</span>", refs->n - SHOWN);
}

static void put_cell(struct rq *rq, struct html *h, const struct list *l,
                     size_t row, const struct field *f)
{
    const void *rec = l->rec[row];
    struct label file = { 0 };

    if (f->kind == KIND_FILE)
        file.id = *FIELD_IN(f, rec, int64_t);
    open_cell(rq, h, f, true);
    if (field_empty(f, rec))
        html_raw(h, "<span class=\"none\">–</span>");
    else if (f->kind == KIND_REF)
        value_link(rq, h, f->ref, list_label(l, row, f));
    else if (f->kind == KIND_FILE)
        value_link(rq, h, f->ref, &file);
    else if (f->kind == KIND_REFS)
        put_targets(rq, h, l, f, FIELD_IN(f, rec, struct refs));
    else if (f->kind == KIND_LONG || f->kind == KIND_LONG3)
        html_text(h, text_cut(rq->mem, value_text(rq, f, rec, NULL),
                              CELL_CHARS));
    else
        value_draw(rq, h, f, rec, NULL);
    html_raw(h, "</td>");
}

/* A box of the form below the list. */
static void pick_cell(struct rq *rq, struct html *h, const struct record *head,
                      const struct label *name)
{
    html_fmt(h,
             "<td class=\"pick\"><input type=\"checkbox\" name=\"pick\""
             " form=\"" STEPS_FORM "\" value=\"%lld.%lld\""
             " aria-label=\"%s\"></td>",
             (long long)head->id, (long long)head->version,
             mem_fmt(rq->mem, T(rq, "Select: %s"), label_text(rq, name)));
}

static void put_row(struct rq *rq, struct html *h, const struct list *l,
                    size_t row, bool pick)
{
    const struct type *t = l->type;
    const struct record *head = l->rec[row];
    struct label name = record_own_label(rq, t, head);

    html_raw(h, "<tr>");
    if (pick)
        pick_cell(rq, h, head, &name);
    title_cell(rq, h, l, head, &name);
    for (size_t i = 0; i < t->n_fields; i++)
        if (list_is_column(rq, l, &t->fields[i]))
            put_cell(rq, h, l, row, &t->fields[i]);
    if (t->n_states > 1) {
        html_fmt(h, "<td data-label=\"%s\">", T(rq, "State"));
        page_state(rq, h, t, head->state);
        html_raw(h, "</td>");
    }
    html_raw(h, "</tr>\n");
}

/* --- End ------------------------------------------------------------------ */

static void put_count(struct rq *rq, struct html *h, const struct list *l)
{
    int64_t all = (int64_t)l->n;
    const char *number;

    if ((l->next || l->prev || l->after) &&
        list_count(rq, l, COUNT_MOST + 1, &all))
        return;
    number = lang_number(rq->mem, rq->lang,
                         (double)(all > COUNT_MOST ? COUNT_MOST : all), 0);
    if (all > COUNT_MOST)
        html_fmt(h, "<span>%s</span>\n",
                 mem_fmt(rq->mem, T(rq, "more than %s records"), number));
    else
        html_fmt(h, "<span>%s</span>\n",
                 mem_fmt(rq->mem, TN(rq, "%s record", "%s records", all),
                         number));
}

/* Only where there is more than the shortest page. */
static void put_sizes(struct rq *rq, struct html *h, const struct list *l,
                      const char *base)
{
    struct list other = *l;

    if (!l->prev && !l->next && l->n <= (size_t)list_sizes[0])
        return;
    html_fmt(h, "<span class=\"exports\">%s", T(rq, "Rows on a page:"));
    for (size_t i = 0; i < LIST_SIZES; i++) {
        other.limit = list_sizes[i];
        if (other.limit == l->limit)
            html_fmt(h, " <strong>%d</strong>", other.limit);
        else
            html_fmt(h, " <a href=\"%s%s\">%d</a>", base,
                     list_query(rq, &other, NULL, NULL), other.limit);
    }
    html_raw(h, "</span>");
}

/* A workbook that can be edited and imported again. */
static void put_for_import(struct rq *rq, struct html *h,
                           const struct list *l)
{
    const char *query = list_query(rq, l, NULL, NULL);

    if (!l->type->no_add && rights_any(rq, l->type, OP_ADD, NULL))
        html_fmt(h, " <a href=\"%s%s%s\">%s</a>",
                 url(rq, "/%s/export.xlsx", l->type->name), query,
                 *query ? "&for=import" : "?for=import",
                 T(rq, "XLSX to edit and import"));
}

static void put_exports(struct rq *rq, struct html *h, const struct list *l)
{
    if (l->where || !rights_any(rq, l->type, OP_EXPORT, NULL))
        return;
    html_fmt(h,
             "<span class=\"exports\"><a href=\"%s%s\">PDF</a> "
             "<a href=\"%s%s\">XLSX</a> "
             "<a href=\"%s%s\">CSV</a>",
             url(rq, "/%s/export.pdf", l->type->name),
             list_query(rq, l, NULL, NULL),
             url(rq, "/%s/export.xlsx", l->type->name),
             list_query(rq, l, NULL, NULL),
             url(rq, "/%s/export.csv", l->type->name),
             list_query(rq, l, NULL, NULL));
    put_for_import(rq, h, l);
    html_raw(h, "</span>");
}

static void put_end(struct rq *rq, struct html *h, const struct list *l,
                    const char *base)
{
    html_raw(h, "<div class=\"list-end\">");
    put_count(rq, h, l);
    if (l->prev || l->next)
        html_fmt(h, "<nav class=\"paging\" aria-label=\"%s\">",
                 T(rq, "Pages"));
    if (l->prev)
        html_fmt(h,
                 "<a class=\"button mini\" href=\"%s%s\">%s</a>"
                 "<a class=\"button mini\" href=\"%s%s\" rel=\"prev\">%s</a>",
                 base, list_query(rq, l, NULL, NULL),
                 T(rq, "To the beginning"), base,
                 list_place(rq, l, "before", l->prev), T(rq, "‹ Previous"));
    if (l->next)
        html_fmt(h,
                 "<a class=\"button mini\" href=\"%s%s\" rel=\"next\">%s</a>",
                 base, list_query(rq, l, NULL, l->next), T(rq, "Next ›"));
    if (l->prev || l->next)
        html_raw(h, "</nav>");
    put_sizes(rq, h, l, base);
    put_exports(rq, h, l);
    html_raw(h, "</div>\n");
}

static void put_empty(struct rq *rq, struct html *h, const struct list *l)
{
    const struct type *t = l->type;
    bool add = !t->no_add && !t->internal && rights_any(rq, t, OP_ADD, NULL);

    html_fmt(h, "<div class=\"box empty\"><p><strong>%s</strong></p>",
             l->n_filters ? T(rq, "Nothing was found")
                          : T(rq, "There is nothing here yet"));
    if (l->n_filters)
        html_fmt(h, "<p>%s</p>", T(rq, "Try with fewer filters."));
    if (add)
        html_fmt(h, "<p><a class=\"button\" href=\"%s\">%s</a></p>",
                 url(rq, "/%s/new", t->name), T(rq, "Add"));
    html_raw(h, "</div>\n");
}

static void draw_list(struct rq *rq, struct html *h, const struct list *l,
                      const char *base, bool pick)
{
    filter_bar(rq, h, l, base);
    if (!l->n) {
        put_empty(rq, h, l);
        return;
    }
    html_raw(h, "<table class=\"list\">\n");
    put_head(rq, h, l, pick);
    html_raw(h, "<tbody>\n");
    for (size_t i = 0; i < l->n; i++)
        put_row(rq, h, l, i, pick);
    html_raw(h, "</tbody></table>\n");
    if (pick)
        steps_form(rq, h, l);
    put_end(rq, h, l, base);
}

void page_list(struct rq *rq, struct html *h, const struct list *l,
               const char *base)
{
    draw_list(rq, h, l, base, false);
}

void page_list_steps(struct rq *rq, struct html *h, const struct list *l,
                     const char *base)
{
    draw_list(rq, h, l, base, steps_any(rq, l->type));
}
