/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list_steps.c: rows of a list are ticked, a step is chosen, its form asks
 * once, and each record has its own result.
 */
#include "web/list_steps.h"

#include "base/text.h"
#include "kernel/act.h"
#include "web/dispatch.h"
#include "web/job_page.h"
#include "web/type_pages.h"

#include <stdlib.h>
#include <string.h>

/* --- Below the list --------------------------------------------------------- */

bool steps_any(struct rq *rq, const struct type *t)
{
    if (!rq->person || web_of(rq)->session->token)
        return false;
    for (size_t i = 0; i < t->n_steps; i++)
        if (many_may(rq, t, &t->steps[i]))
            return true;
    return false;
}

static const char *step_words(struct rq *rq, const struct step *s)
{
    const char *name = tr(rq->lang, s->label);

    return s->by_act ? mem_fmt(rq->mem, T(rq, "%s: draft an act"), name)
                     : name;
}

void steps_form(struct rq *rq, struct html *h, const struct list *l)
{
    const struct type *t = l->type;

    html_fmt(h,
             "<form class=\"bulk\" id=\"" STEPS_FORM "\" method=\"get\""
             " action=\"%s\">\n"
             "<input type=\"hidden\" name=\"pick_list\" value=\"%s\">"
             "<label for=\"pick-step\">%s</label>"
             "<select id=\"pick-step\" name=\"pick_step\">",
             url(rq, "/%s/steps", t->name), list_query(rq, l, NULL, NULL),
             T(rq, "With the selected records:"));
    for (size_t i = 0; i < t->n_steps; i++)
        if (many_may(rq, t, &t->steps[i]))
            html_fmt(h, "<option value=\"%s\">%s</option>", t->steps[i].name,
                     step_words(rq, &t->steps[i]));
    html_raw(h, "</select>\n");
    if (l->next || l->prev)
        html_fmt(h,
                 "<label class=\"option\"><input type=\"checkbox\""
                 " name=\"pick_all\" value=\"1\"> %s</label>\n",
                 T(rq, "all that the filter finds, on all pages"));
    html_fmt(h, "<button class=\"button mini\">%s</button></form>\n",
             T(rq, "Continue"));
}

/* --- What was ticked -------------------------------------------------------- */

/* "12.3": number and version. */
static void take_row(struct rq *rq, struct steps_order *o, const char *value)
{
    char *end = NULL;
    struct many_row row = { .id = strtoll(value, &end, 10) };

    if (row.id < 1 || o->n >= STEPS_SHOWN)
        return;
    if (*end == '.')
        row.version = strtoll(end + 1, NULL, 10);
    if (!rights_check(rq, o->what.type, row.id, OP_SEE, NULL))
        o->row[o->n++] = row;
    rq_forget(rq);
}

enum rc steps_find(struct rq *rq, struct steps_order *o, size_t most)
{
    struct list l = { .type = o->what.type, .rows_only = true };

    TRY(list_args_of(rq, &l, o->list));
    o->row = MEM_ARRAY(rq->mem, most + 1, struct many_row);
    o->n = 0;
    do {
        l.limit = most + 1 - o->n < 1000 ? (int)(most + 1 - o->n) : 1000;
        TRY(list_read(rq, &l));
        for (size_t i = 0; i < l.n && o->n <= most; i++) {
            const struct record *head = l.rec[i];

            o->row[o->n++] = (struct many_row){ .id = head->id,
                                                .version = head->version };
        }
        l.after = l.next;
    } while (l.next && o->n <= most);
    if (o->n > most)
        return fail(rq, RC_INVALID, NULL,
                    "these are more than %zu records; choose a narrower"
                    " filter", most);
    return RC_OK;
}

static enum rc order_read(struct rq *rq, struct steps_order *o)
{
    const struct http_request *in = web_of(rq)->in;
    const char *list = web_arg(rq, "pick_list");
    const struct type *t = type_of(rq);
    const char *step = web_arg(rq, "pick_step");

    *o = (struct steps_order){ .list = list ? list : "" };
    if (!t)
        return RC_MISSING;
    o->what.type = t;
    o->what.step = step ? type_step(t, step) : NULL;
    if (!o->what.step)
        return RC_MISSING;
    if (!steps_any(rq, t) || !many_may(rq, t, o->what.step))
        return fail(rq, RC_DENIED, NULL, "you may not do this");
    o->all = web_arg(rq, "pick_all") != NULL;
    if (o->all)
        return RC_OK;
    o->row = MEM_ARRAY(rq->mem, STEPS_SHOWN, struct many_row);
    for (size_t i = 0; i < in->n_args; i++)
        if (!strcmp(in->args[i].name, "pick"))
            take_row(rq, o, in->args[i].value);
    return o->n ? RC_OK
                : fail(rq, RC_INVALID, NULL,
                       "no record is selected; go back and tick some");
}

/* --- The form --------------------------------------------------------------- */

static enum rc names_of(struct rq *rq, const struct steps_order *o,
                        struct names **ns)
{
    *ns = names_new(rq);
    for (size_t i = 0; i < o->n && i < STEPS_SHOWN; i++)
        names_want(*ns, o->what.type, o->row[i].id);
    return names_read(*ns);
}

static enum rc put_chosen(struct rq *rq, struct html *h,
                          const struct steps_order *o)
{
    struct names *ns;

    TRY(names_of(rq, o, &ns));
    html_fmt(h, "<details class=\"more\" open><summary>%s</summary><ul>\n",
             T(rq, "The selected records"));
    for (size_t i = 0; i < o->n && i < STEPS_SHOWN; i++) {
        html_raw(h, "<li>");
        value_link(rq, h, o->what.type,
                   names_get(ns, o->what.type, o->row[i].id));
        html_raw(h, "</li>\n");
    }
    html_raw(h, "</ul></details>\n");
    return RC_OK;
}

static enum rc how_many(struct rq *rq, const struct steps_order *o,
                        const char **out)
{
    struct list l = { .type = o->what.type };
    int64_t n = (int64_t)o->n;

    if (o->all) {
        TRY(list_args_of(rq, &l, o->list));
        TRY(list_count(rq, &l, STEPS_MOST + 1, &n));
    }
    if (n > STEPS_MOST)
        return fail(rq, RC_INVALID, NULL,
                    "these are more than %zu records; choose a narrower"
                    " filter", (size_t)STEPS_MOST);
    *out = mem_fmt(rq->mem, TN(rq, "%s record", "%s records", n),
                   lang_number(rq->mem, rq->lang, (double)n, 0));
    return RC_OK;
}

static void put_hidden(struct html *h, const struct steps_order *o)
{
    html_fmt(h,
             "<input type=\"hidden\" name=\"pick_step\" value=\"%s\">"
             "<input type=\"hidden\" name=\"pick_list\" value=\"%s\">\n",
             o->what.step->name, o->list);
    if (o->all)
        html_raw(h, "<input type=\"hidden\" name=\"pick_all\" value=\"1\">\n");
    for (size_t i = 0; !o->all && i < o->n; i++)
        html_fmt(h,
                 "<input type=\"hidden\" name=\"pick\" value=\"%lld.%lld\">\n",
                 (long long)o->row[i].id, (long long)o->row[i].version);
}

static enum rc draw_form(struct rq *rq, const struct steps_order *o, bool typed,
                         enum rc rc)
{
    const struct type *t = o->what.type;
    const struct step *s = o->what.step;
    struct form_fields ff = form_fields(rq, t, s, false);
    struct form fm = { .rq = rq, .t = t, .rec = record_new(rq, t),
                       .typed = typed };
    struct crumb crumbs[2];
    size_t n = type_crumbs(rq, t, NULL, crumbs);
    const char *many;

    crumbs[0].href = mem_fmt(rq->mem, "%s%s", crumbs[0].href,
                             *o->list == '?' ? o->list : "");
    TRY(how_many(rq, o, &many));
    TRY(form_begin(&fm, &ff));
    if (typed)
        fm.kept = web_of(rq)->prepared;
    fm.h = page_open_under(rq, mem_fmt(rq->mem, "%s: %s",
                                       tr(rq->lang, s->label), many),
                           crumbs, n);
    page_failures(rq, fm.h);
    TRY(put_chosen(rq, fm.h, o));
    page_form_open(rq, fm.h, url(rq, "/%s/steps", t->name), ff.files);
    put_hidden(fm.h, o);
    for (size_t i = 0; i < ff.n; i++)
        form_input(&fm, ff.f[i]);
    html_fmt(fm.h, "<p class=\"help\">%s</p>\n",
             s->by_act ? T(rq, "One draft act is made with a line for each"
                               " record.")
             : ff.n ? T(rq, "What is entered here is set in each record; an"
                            " empty field leaves each its own. Each record is"
                            " taken by itself.")
                    : T(rq, "Each record is taken by itself: what one is"
                            " refused does not touch the others."));
    page_form_close(rq, fm.h,
                    s->by_act ? T(rq, "Draft an act") : tr(rq->lang, s->label));
    return page_close(rq, rc);
}

enum rc type_steps_form(struct rq *rq)
{
    struct steps_order o;

    TRY(order_read(rq, &o));
    if (!o.all)
        return draw_form(rq, &o, false, RC_OK);
    /* Few of them are shown by name. */
    o.n = 0;
    return draw_form(rq, &o, false, RC_OK);
}

/* --- Results ---------------------------------------------------------------- */

static void put_result(struct rq *rq, struct html *h,
                       const struct steps_order *o, const struct many_row *row,
                       const struct names *ns)
{
    html_raw(h, "<tr><td>");
    value_link(rq, h, o->what.type, names_get(ns, o->what.type, row->id));
    html_fmt(h, "</td><td data-label=\"%s\">", T(rq, "Result"));
    if (!row->tried)
        html_fmt(h, "<span class=\"pill muted\">%s</span>",
                 T(rq, "not tried"));
    else if (row->why)
        html_fmt(h, "<span class=\"pill bad\">%s</span> %s",
                 T(rq, "refused"), row->why);
    else
        html_fmt(h, "<span class=\"pill good\">%s</span>", T(rq, "done"));
    html_raw(h, "</td></tr>\n");
}

static void put_tiles(struct rq *rq, struct html *h,
                      const struct steps_order *o)
{
    size_t done = 0, refused = 0;

    for (size_t i = 0; i < o->n; i++) {
        done += o->row[i].tried && !o->row[i].why;
        refused += o->row[i].why != NULL;
    }
    html_fmt(h,
             "<ul class=\"tiles\"><li class=\"%s\"><span class=\"label\">%s"
             "</span><span class=\"big\">%zu</span></li>"
             "<li class=\"%s\"><span class=\"label\">%s</span>"
             "<span class=\"big\">%zu</span></li></ul>\n",
             done ? "good" : "", T(rq, "Done"), done, refused ? "bad" : "",
             T(rq, "Refused"), refused);
    if (o->what.act)
        html_fmt(h, "<p><a class=\"button main\" href=\"%s\">%s</a></p>\n",
                 record_url(rq, &type_act, o->what.act),
                 T(rq, "Open the act"));
}

/* Those refused first: they are what is looked for. */
static int refused_first(const void *a, const void *b)
{
    const struct many_row *x = a, *y = b;

    return (y->why != NULL) - (x->why != NULL);
}

enum rc steps_draw(struct rq *rq, struct html *h, const struct steps_order *o)
{
    struct names *ns;

    put_tiles(rq, h, o);
    if (!o->n)
        return RC_OK;
    qsort(o->row, o->n, sizeof *o->row, refused_first);
    TRY(names_of(rq, o, &ns));
    html_fmt(h,
             "<table class=\"list\"><thead><tr><th scope=\"col\">%s</th>"
             "<th scope=\"col\">%s</th></tr></thead><tbody>\n",
             tr(rq->lang, o->what.type->label), T(rq, "Result"));
    for (size_t i = 0; i < o->n && i < STEPS_SHOWN; i++)
        put_result(rq, h, o, &o->row[i], ns);
    html_raw(h, "</tbody></table>\n");
    if (o->n > STEPS_SHOWN)
        html_fmt(h, "<p class=\"small quiet\">%s</p>\n",
                 mem_fmt(rq->mem, T(rq, "The first %d are shown."),
                         STEPS_SHOWN));
    return RC_OK;
}

static enum rc answer(struct rq *rq, const struct steps_order *o)
{
    const struct type *t = o->what.type;
    struct crumb crumbs[2];
    size_t n = type_crumbs(rq, t, NULL, crumbs);
    bool refused = false;
    struct html *h;

    for (size_t i = 0; i < o->n; i++)
        refused = refused || o->row[i].why;
    if (o->what.act && !refused)
        return web_redirect(rq, record_url(rq, &type_act, o->what.act),
                            T(rq, "This is the draft of the act"));
    crumbs[0].href = mem_fmt(rq->mem, "%s%s", crumbs[0].href,
                             *o->list == '?' ? o->list : "");
    h = page_open_under(rq, mem_fmt(rq->mem, "%s: %s",
                                    tr(rq->lang, o->what.step->label),
                                    tr(rq->lang, t->plural)),
                        crumbs, n);
    TRY(steps_draw(rq, h, o));
    html_fmt(h, "<p><a class=\"button\" href=\"%s\">%s</a></p>\n",
             crumbs[0].href, T(rq, "Back to the list"));
    return page_close(rq, RC_OK);
}

/* --- Taking ----------------------------------------------------------------- */

/* Is it too long for one write?  If not, its rows are at hand. */
static enum rc is_long(struct rq *rq, struct steps_order *o, bool *out)
{
    enum rc rc;

    *out = o->n > STEPS_AT_ONCE;
    if (!o->all)
        return RC_OK;
    rc = steps_find(rq, o, STEPS_AT_ONCE);
    *out = o->n > STEPS_AT_ONCE;
    if (!*out)
        return rc;
    rq_forget(rq);
    return RC_OK;
}

static enum rc fill(struct rq *rq, struct steps_order *o)
{
    const struct type *t = o->what.type;
    struct form_fields ff = form_fields(rq, t, o->what.step, false);
    void *values = record_new(rq, t);

    TRY(form_fill(rq, t, &ff, values));
    o->what.fields = many_fields(rq, t, o->what.step, values);
    return RC_OK;
}

enum rc type_steps_take(struct rq *rq)
{
    struct steps_order o;
    bool later;
    int64_t id;
    enum rc rc;

    TRY(order_read(rq, &o));
    rc = fill(rq, &o);
    if (rc == RC_INVALID)
        return draw_form(rq, &o, true, rc);
    TRY(rc);
    TRY(is_long(rq, &o, &later));
    if (later) {
        TRY(steps_job_add(rq, &o, &id));
        return web_redirect(rq, job_url(rq, id), NULL);
    }
    TRY(many_take(rq, &o.what, o.row, o.n));
    return answer(rq, &o);
}
