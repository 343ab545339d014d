/* SPDX-License-Identifier: Apache-2.0 */
/*
 * type_card.c: one record: its fields, what can be done with it now, what is
 * bound to it.
 */
#include "kernel/calendar.h"
#include "kernel/org.h"
#include "kernel/rule.h"
#include "web/calendar_page.h"
#include "web/dispatch.h"
#include "web/erasure_page.h"
#include "web/look_page.h"
#include "web/merge_page.h"
#include "web/page_record.h"
#include "web/remark_part.h"
#include "web/rule_page.h"
#include "web/type_pages.h"

#include <string.h>

void type_tabs(struct rq *rq, struct html *h, const struct type *t,
               int64_t id, const char *here)
{
    html_fmt(h, "<nav class=\"tabs\" aria-label=\"%s\"><ul>",
             T(rq, "Sections"));
    html_fmt(h, "<li><a href=\"%s\"", record_url(rq, t, id));
    if (!*here)
        html_raw(h, " aria-current=\"page\"");
    html_fmt(h, ">%s</a></li>", T(rq, "Card"));
    html_fmt(h, "<li><a href=\"%s\"",
             url(rq, "/%s/%lld/history", t->name, (long long)id));
    if (!strcmp(here, "history"))
        html_raw(h, " aria-current=\"page\"");
    html_fmt(h, ">%s</a></li>", T(rq, "History"));
    if (looks_open(rq, t, id)) {
        html_fmt(h, "<li><a href=\"%s\"",
                 url(rq, "/%s/%lld/looks", t->name, (long long)id));
        if (!strcmp(here, "looks"))
            html_raw(h, " aria-current=\"page\"");
        html_fmt(h, ">%s</a></li>", T(rq, "Who looked"));
    }
    html_raw(h, "</ul></nav>\n");
}

/* Does the person have the right to edit this very record? */
static bool may_edit(struct rq *rq, const struct type *t, int64_t id)
{
    struct rq ask = *rq;

    if (!rights_any(rq, t, OP_EDIT, NULL))
        return false;
    if (rights_of_all(rq, t, OP_EDIT, NULL))
        return true;
    rq_forget(&ask);
    return rights_check(&ask, t, id, OP_EDIT, NULL) == RC_OK;
}

static struct html_frag card_actions(struct rq *rq, const struct type *t,
                                     int64_t id, const struct remarks *said)
{
    struct html h = { .lang = rq->lang };

    buf_init(&h.b, rq->mem);
    remarks_link(rq, &h, said);
    if (t == &type_file)
        html_fmt(&h, "<a class=\"button\" href=\"%s\">%s</a> ",
                 url(rq, "/file/%lld/content", (long long)id),
                 T(rq, "Open the file"));
    if (may_edit(rq, t, id))
        html_fmt(&h, "<a class=\"button\" data-key=\"e\" href=\"%s\">%s</a>",
                 url(rq, "/%s/%lld/edit", t->name, (long long)id),
                 T(rq, "Edit"));
    html_fmt(&h, " <a class=\"button\" href=\"%s\">PDF</a>",
             url(rq, "/%s/%lld/card.pdf", t->name, (long long)id));
    return (struct html_frag){ h.b.s, h.b.n };
}

/* --- Fields --------------------------------------------------------------- */

static bool in_title(const struct type *t, const struct field *f)
{
    return (t->title && !strcmp(t->title, f->name) &&
            f->kind != KIND_TEXT3) ||
           (t->code && !strcmp(t->code, f->name));
}

/* A title in three languages is shown whole: the heading has one of them. */
static void put_title3(struct rq *rq, struct html *h, const struct field *f,
                       const void *rec)
{
    const struct text3 *t = FIELD_IN(f, rec, struct text3);

    for (int p = 0; p < LANGS; p++) {
        if ((enum lang)p == rq->lang || !t->in[p])
            continue;
        html_fmt(h, "<dt>%s, %s</dt><dd lang=\"%s\">%s</dd>\n",
                 tr(rq->lang, f->label), lang_name((enum lang)p),
                 lang_code((enum lang)p), t->in[p]);
    }
}

/* More empty fields than these are named together at the end. */
enum { EMPTIES_SHOWN = 4 };

static bool is_empty(const struct field *f, const void *rec, bool erased)
{
    return !erased && !f->must && field_empty(f, rec);
}

static size_t count_empties(struct rq *rq, const struct type *t,
                            const void *rec, const bool *erased)
{
    size_t n = 0;

    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        n += field_seen(rq, t, f) && !in_title(t, f) &&
             is_empty(f, rec, erased && erased[i]);
    }
    return n;
}

static void put_empties(struct rq *rq, struct html *h, const struct type *t,
                        const void *rec, const bool *erased)
{
    bool any = false;

    html_fmt(h, "<p class=\"small quiet\">%s: ", T(rq, "Not filled in"));
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        if (!field_seen(rq, t, f) || in_title(t, f) ||
            !is_empty(f, rec, erased && erased[i]))
            continue;
        html_fmt(h, "%s%s", any ? ", " : "", tr(rq->lang, f->label));
        any = true;
    }
    html_raw(h, "</p>");
}

void type_fields(struct rq *rq, struct html *h, const struct type *t,
                 const void *rec, const struct names *ns, const bool *erased)
{
    const struct record *head = rec;
    size_t empties = count_empties(rq, t, rec, erased);

    html_fmt(h,
             "<section class=\"box\" aria-labelledby=\"b-fields\">"
             "<h2 id=\"b-fields\">%s</h2>\n<dl class=\"fields\">",
             tr(rq->lang, t->label));
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        if (!field_seen(rq, t, f) || in_title(t, f))
            continue;
        if (t->title && !strcmp(t->title, f->name)) {
            put_title3(rq, h, f, rec);
            continue;
        }
        if (empties > EMPTIES_SHOWN && is_empty(f, rec, erased && erased[i]))
            continue;
        html_fmt(h, "<dt>%s</dt><dd>", tr(rq->lang, f->label));
        if (erased && erased[i])
            html_fmt(h, "<span class=\"none\">%s</span>", T(rq, "erased"));
        else
            value_draw(rq, h, f, rec, ns);
        html_raw(h, "</dd>\n");
    }
    if (head->owner_unit) {
        html_fmt(h, "<dt>%s</dt><dd>", T(rq, "Unit that owns the record"));
        value_link(rq, h, &type_unit,
                   names_get(ns, &type_unit, head->owner_unit));
        html_raw(h, "</dd>\n");
    }
    html_raw(h, "</dl>");
    if (empties > EMPTIES_SHOWN)
        put_empties(rq, h, t, rec, erased);
    html_raw(h, "</section>\n");
}

/* --- What is bound to it -------------------------------------------------- */

static size_t refers(const struct type *from, const struct type *to)
{
    size_t n = 0;

    for (size_t i = 0; i < from->n_fields; i++)
        n += from->fields[i].ref == to;
    return n;
}

static void put_related_type(struct rq *rq, struct html *h,
                             const struct type *from, const struct type *to,
                             int64_t id)
{
    bool several = refers(from, to) > 1;

    for (size_t i = 0; i < from->n_fields; i++) {
        const struct field *f = &from->fields[i];

        if (f->ref != to || !field_seen(rq, from, f))
            continue;
        html_fmt(h, "<li><a href=\"%s?%s=%%23%lld\">%s",
                 url(rq, "/%s", from->name), f->name, (long long)id,
                 tr(rq->lang, from->plural));
        if (several)
            html_fmt(h, ": %s", tr(rq->lang, f->label));
        html_raw(h, "</a></li>\n");
    }
}

/* Links to lists, without counting: a card must stay cheap. */
static void put_related(struct rq *rq, struct html *h, const struct type *t,
                        int64_t id)
{
    bool open = false;

    for (size_t i = 0; i < rq->app->n_types; i++) {
        const struct type *from = rq->app->types[i];

        if (!refers(from, t) || !type_open(rq, from))
            continue;
        if (!open)
            html_fmt(h, "<h3>%s</h3>\n<ul>\n", T(rq, "Bound to it"));
        open = true;
        put_related_type(rq, h, from, t, id);
    }
    if (open)
        html_raw(h, "</ul>\n");
}

static void put_dates(struct rq *rq, struct html *h,
                      const struct record *head)
{
    if (!head->created_at) /* sealed: nobody knows when */
        return;
    html_fmt(h,
             "<dl class=\"pair\"><dt>%s</dt><dd>%s</dd><dt>%s</dt>"
             "<dd>%s</dd></dl>\n",
             T(rq, "Made"),
             lang_instant(rq->mem, rq->lang, head->created_at, rq->app->zone),
             T(rq, "Changed"),
             lang_instant(rq->mem, rq->lang, head->changed_at, rq->app->zone));
}

/* --- The card ------------------------------------------------------------- */

static struct html *open_card(struct rq *rq, const struct type *t,
                              const void *rec, const struct remarks *said)
{
    const struct record *head = rec;
    struct label own = record_own_label(rq, t, rec);
    const char *title = text3_get(&own.title, rq->lang, NULL);
    struct crumb crumbs[2];
    struct page_title pt = {
        .title = *title ? title
                        : mem_fmt(rq->mem, "%s #%lld", tr(rq->lang, t->label),
                                  (long long)head->id),
        .code = own.code,
        .type = t->n_states > 1 ? t : NULL,
        .state = head->state,
        .actions = card_actions(rq, t, head->id, said),
        .crumbs = crumbs,
        .n_crumbs = type_crumbs(rq, t, NULL, crumbs),
    };

    return page_open_titled(rq, &pt);
}

/* What the kernel's own types say above their fields. */
static enum rc card_part(struct rq *rq, struct html *h, const struct type *t,
                         const void *rec)
{
    if (t == &type_rule)
        return rule_card_part(rq, h, rec);
    if (t == &type_calendar_day)
        return calendar_card_part(rq, h, ((const struct record *)rec)->id);
    if (t == &type_erasure_request)
        return erasure_card_part(rq, h, rec);
    if (t == &type_look_seal)
        return look_card_part(rq, h, rec);
    return RC_OK;
}

enum rc type_card(struct rq *rq)
{
    const struct type *t = type_of(rq);
    struct names *ns = names_new(rq);
    struct html *h;
    void *rec;
    int64_t id = web_param_id(rq, "id");
    struct remarks said;
    enum rc rc;
    day on;

    if (!t || !id)
        return RC_MISSING;
    TRY(page_day(rq, "on", &on));
    if (on.n < rq->today.n)
        return type_past(rq, t, id, on);
    TRY(record_get(rq, t, id, &rec));
    if (merge_moved(rq, t, rec))
        return RC_OK;
    names_want(ns, &type_unit, ((const struct record *)rec)->owner_unit);
    names_want_all(ns, t, rec);
    TRY(names_read(ns));
    TRY(remarks_read(rq, t, id, &said));
    h = open_card(rq, t, rec, &said);
    type_tabs(rq, h, t, id, "");
    html_raw(h, "<div class=\"card\"><div>\n");
    /* What the module has to say comes first: it is why one looks. */
    if (t->card)
        t->card(rq, rec);
    for (size_t i = 0; i < rq->app->n_modules; i++)
        if (rq->app->modules[i]->beside)
            rq->app->modules[i]->beside(rq, t, rec);
    rc = card_part(rq, h, t, rec);
    type_fields(rq, h, t, rec, ns, NULL);
    if (!rc)
        rc = remarks_box(rq, h, t, id, &said);
    html_fmt(h,
             "</div>\n<aside class=\"box\" aria-labelledby=\"b-steps\">"
             "<h2 id=\"b-steps\">%s</h2>\n",
             T(rq, "What can be done"));
    page_offers(rq, h, t, rec);
    put_related(rq, h, t, id);
    put_dates(rq, h, rec);
    type_past_form(rq, h, t, id, rq->today);
    html_raw(h, "</aside></div>\n");
    return page_close(rq, rc);
}
