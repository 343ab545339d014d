/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page_record.c: values of fields as people read them, and the steps that a
 * record offers.
 */
#include "web/page_record.h"

#include "base/hash.h"
#include "base/text.h"
#include "kernel/act_form.h"
#include "kernel/layout.h"
#include "kernel/org.h"

#include <string.h>

bool field_seen(const struct rq *rq, const struct type *t,
                const struct field *f)
{
    return !f->guard || rights_field(rq, t, f, false);
}

bool type_open(const struct rq *rq, const struct type *t)
{
    return !t->internal && rights_any(rq, t, OP_SEE, NULL);
}

const char *record_url(struct rq *rq, const struct type *t, int64_t id)
{
    return url(rq, "/%s/%lld", t->name, (long long)id);
}

struct label record_own_label(struct rq *rq, const struct type *t,
                              const void *rec)
{
    const struct record *head = rec;
    const struct field *title = type_field(t, t->title);
    const struct field *code = type_field(t, t->code);
    struct label l = { .id = head->id };

    /* A day may be a code, too. */
    if (code && field_seen(rq, t, code) && !field_empty(code, rec))
        l.code = field_words(rq, rq->lang, code, rec);
    if (!title || !field_seen(rq, t, title))
        return l;
    if (field_columns(title) == LANGS)
        l.title = *FIELD_IN(title, rec, struct text3);
    else if (title->kind == KIND_TEXT || title->kind == KIND_LONG)
        for (int p = 0; p < LANGS; p++)
            l.title.in[p] = *FIELD_IN(title, rec, const char *);
    return l;
}

/* --- Links ---------------------------------------------------------------- */

/* A code within a plan is part of the name (I.1.2); one that only finds the
 * record (a unit's) is not shown to people. */
static void put_name(struct rq *rq, struct html *h, const struct type *t,
                     const struct label *l)
{
    const char *title = text3_get(&l->title, rq->lang, NULL);
    bool code = l->code && (t->code_scope || !*title);

    if (code)
        html_fmt(h, "<span class=\"code\">%s</span>", l->code);
    if (code && *title)
        html_raw(h, " ");
    if (*title)
        html_text3(h, &l->title);
    if (!code && !*title)
        html_fmt(h, "#%lld", (long long)l->id);
}

static void put_file(struct rq *rq, struct html *h, const struct label *l)
{
    page_icon(h, "file");
    html_fmt(h, "<a href=\"%s\">",
             url(rq, "/file/%lld/content", (long long)l->id));
    put_name(rq, h, &type_file, l);
    html_raw(h, "</a>");
}

void value_link(struct rq *rq, struct html *h, const struct type *t,
                const struct label *label)
{
    if (!label || !label->id) {
        page_no_data(rq, h);
        return;
    }
    if (t == &type_file) {
        put_file(rq, h, label);
        return;
    }
    if (!type_open(rq, t)) {
        put_name(rq, h, t, label);
        return;
    }
    html_fmt(h, "<a href=\"%s\">", record_url(rq, t, label->id));
    put_name(rq, h, t, label);
    html_raw(h, "</a>");
}

static void put_refs(struct rq *rq, struct html *h, const struct field *f,
                     const struct refs *refs, const struct names *ns)
{
    bool files = f->ref == &type_file;

    if (files)
        html_raw(h, "<ul class=\"files\">");
    for (size_t i = 0; i < refs->n; i++) {
        const struct label *l = names_get(ns, f->ref, refs->id[i]);
        struct label none = { .id = refs->id[i] };

        if (files)
            html_raw(h, "<li>");
        else if (i)
            html_raw(h, "; ");
        value_link(rq, h, f->ref, l ? l : &none);
        if (files)
            html_raw(h, "</li>");
    }
    if (files)
        html_raw(h, "</ul>");
}

/* --- Values --------------------------------------------------------------- */

static void put_number(struct rq *rq, struct html *h, const struct field *f,
                       const struct number *v)
{
    html_text(h, lang_number(rq->mem, rq->lang, v->v, 6));
    if (f->kind == KIND_PERCENT)
        html_raw(h, " %");
}

static void put_count(struct rq *rq, struct html *h, const struct field *f,
                      const struct count *v)
{
    bool year = f->least >= 1000 && f->most <= 9999;

    if (f->kind == KIND_MONEY)
        html_text(h, lang_money(rq->mem, rq->lang, v->n));
    else if (year)
        html_fmt(h, "%lld", (long long)v->n);
    else
        html_text(h, lang_number(rq->mem, rq->lang, (double)v->n, 0));
}

static void put_day(struct rq *rq, struct html *h, day d)
{
    char iso[DAY_ISO_SIZE];

    html_fmt(h, "<time datetime=\"%s\">%s</time>", day_iso(d, iso),
             lang_day(rq->mem, rq->lang, d));
}

static void put_instant(struct rq *rq, struct html *h, int64_t at)
{
    html_fmt(h, "<time datetime=\"%s\">%s</time>", instant_iso(rq->mem, at),
             lang_instant(rq->mem, rq->lang, at, rq->app->zone));
}

static void put_choice(struct rq *rq, struct html *h, const struct field *f,
                       const char *name)
{
    const struct choice *c = field_choice(f, name);

    html_text(h, c ? tr(rq->lang, c->label) : name);
}

static void put_long3(struct rq *rq, struct html *h, const struct text3 *t)
{
    enum lang shown = rq->lang;
    const char *s = text3_get(t, rq->lang, &shown);

    if (shown == rq->lang) {
        html_paragraphs(h, s);
        return;
    }
    html_fmt(h,
             "<div class=\"foreign\" lang=\"%s\"><abbr class=\"foreign-mark\""
             " title=\"%s\">%s</abbr>",
             lang_code(shown), lang_name(shown), lang_code(shown));
    html_paragraphs(h, s);
    html_raw(h, "</div>");
}

static void put_scalar(struct rq *rq, struct html *h, const struct field *f,
                       const void *rec)
{
    switch (f->kind) {
    case KIND_TEXT:
        html_text(h, field_words(rq, rq->lang, f, rec));
        break;
    case KIND_LONG:
        html_paragraphs(h, *FIELD_IN(f, rec, const char *));
        break;
    case KIND_TEXT3:
        html_text3(h, FIELD_IN(f, rec, struct text3));
        break;
    case KIND_LONG3:
        put_long3(rq, h, FIELD_IN(f, rec, struct text3));
        break;
    case KIND_COUNT:
    case KIND_MONEY:
        put_count(rq, h, f, FIELD_IN(f, rec, struct count));
        break;
    case KIND_NUMBER:
    case KIND_PERCENT:
        put_number(rq, h, f, FIELD_IN(f, rec, struct number));
        break;
    case KIND_DAY:
        put_day(rq, h, *FIELD_IN(f, rec, day));
        break;
    case KIND_INSTANT:
        put_instant(rq, h, *FIELD_IN(f, rec, int64_t));
        break;
    case KIND_CHOICE:
        put_choice(rq, h, f, *FIELD_IN(f, rec, const char *));
        break;
    case KIND_BOOL:
        html_text(h, *FIELD_IN(f, rec, bool) ? T(rq, "yes") : T(rq, "no"));
        break;
    case KIND_REF:
    case KIND_REFS:
    case KIND_FILE:
        break;
    }
}

void value_draw(struct rq *rq, struct html *h, const struct field *f,
                const void *rec, const struct names *ns)
{
    int64_t id;
    const struct label *l;
    struct label none = { 0 };

    if (field_empty(f, rec)) {
        html_fmt(h, "<span class=\"none\">%s</span>", T(rq, "not filled in"));
        return;
    }
    if (f->kind == KIND_REFS) {
        put_refs(rq, h, f, FIELD_IN(f, rec, struct refs), ns);
    } else if (f->kind == KIND_REF || f->kind == KIND_FILE) {
        id = *FIELD_IN(f, rec, int64_t);
        l = names_get(ns, f->ref, id);
        none.id = id;
        if (id < 0)
            html_text(h, field_words(rq, rq->lang, f, rec));
        else
            value_link(rq, h, f->ref, l ? l : &none);
    } else {
        put_scalar(rq, h, f, rec);
    }
}

void page_value(struct rq *rq, struct html *h, const struct field *f,
                const void *rec, const struct label *label)
{
    struct names *ns;

    if (label && label->id && (f->kind == KIND_REF || f->kind == KIND_FILE)) {
        value_link(rq, h, f->ref, label);
        return;
    }
    ns = names_new(rq);
    if (f->kind == KIND_REF || f->kind == KIND_FILE) {
        names_want(ns, f->ref, *FIELD_IN(f, rec, int64_t));
    } else if (f->kind == KIND_REFS) {
        const struct refs *refs = FIELD_IN(f, rec, struct refs);

        for (size_t i = 0; i < refs->n; i++)
            names_want(ns, f->ref, refs->id[i]);
    }
    if (names_read(ns)) {
        page_no_data(rq, h);
        return;
    }
    value_draw(rq, h, f, rec, ns);
}

/* --- Steps ---------------------------------------------------------------- */

/* What only an act does begins with its draft. */
static const char *step_label(struct rq *rq, const struct step *s)
{
    const char *label = tr(rq->lang, s->label);

    return s->by_act ? mem_fmt(rq->mem, T(rq, "%s: draft an act"), label)
                     : label;
}

static void put_button(struct rq *rq, struct html *h, const struct step *s,
                       bool main)
{
    const char *look = s->danger ? "button danger"
                       : main    ? "button main"
                                 : "button";

    html_fmt(h, "<button class=\"%s\"", look);
    if (s->danger && !s->by_act)
        html_fmt(h, " data-confirm=\"%s\"",
                 mem_fmt(rq->mem, T(rq, "%s: is this really meant?"),
                         tr(rq->lang, s->label)));
    html_fmt(h, ">%s</button>", step_label(rq, s));
}

const char *step_url(struct rq *rq, const struct type *t,
                     const struct step *s, int64_t id)
{
    return s->page ? mem_fmt(rq->mem, "/%s%s%lld", lang_code(rq->lang),
                             s->page, (long long)id)
                   : url(rq, "/%s/%lld/step/%s", t->name, (long long)id,
                         s->name);
}

static void put_step(struct rq *rq, struct html *h, const struct type *t,
                     const struct record *head, const struct step *s,
                     bool main)
{
    const char *to = step_url(rq, t, s, head->id);
    const struct session *session = web_of(rq)->session;

    if (s->asks[0]) {
        html_fmt(h, "<a class=\"%s\" href=\"%s\">%s</a>",
                 s->danger ? "button danger"
                 : main    ? "button main"
                           : "button",
                 to, step_label(rq, s));
        return;
    }
    html_fmt(h, "<form method=\"post\" action=\"%s\">", to);
    if (session && session->csrf)
        html_fmt(h, "<input type=\"hidden\" name=\"csrf\" value=\"%s\">",
                 session->csrf);
    html_fmt(h,
             "<input type=\"hidden\" name=\"once\" value=\"%s\">"
             "<input type=\"hidden\" name=\"version\" value=\"%lld\">",
             random_token(rq->mem, 16), (long long)head->version);
    put_button(rq, h, s, main);
    html_raw(h, "</form>");
}

static void put_barred(struct rq *rq, struct html *h,
                       const struct step_offer *o)
{
    html_fmt(h,
             "<button class=\"button\" type=\"button\" disabled"
             " aria-describedby=\"why-%s\">%s</button>"
             "<p class=\"why\" id=\"why-%s\">%s</p>",
             o->step->name, tr(rq->lang, o->step->label), o->step->name,
             o->why ? o->why : T(rq, "not now"));
}

void page_offers(struct rq *rq, struct html *h, const struct type *t,
                 const void *rec)
{
    page_offers_but(rq, h, t, rec, NULL);
}

void page_offers_but(struct rq *rq, struct html *h, const struct type *t,
                     const void *rec, const char *but)
{
    struct step_offer *o;
    size_t n, shown = 0;
    bool main = true;

    if (record_offers(rq, t, rec, &o, &n))
        return;
    for (size_t i = 0; i < n; i++) {
        if (!o[i].may || (but && !strcmp(o[i].step->name, but)))
            continue;
        if (!shown++)
            html_raw(h, "<ul class=\"steps\">");
        html_raw(h, "<li>");
        if (o[i].ready) {
            put_step(rq, h, t, rec, o[i].step, main);
            main = false;
        } else {
            put_barred(rq, h, &o[i]);
        }
        html_raw(h, "</li>\n");
    }
    if (shown)
        html_raw(h, "</ul>\n");
    else
        html_fmt(h, "<p class=\"quiet\">%s</p>\n",
                 T(rq, "There is nothing for you to do here now."));
}
