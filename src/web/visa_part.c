/* SPDX-License-Identifier: Apache-2.0 */
/*
 * visa_part.c: the approval sheet on a document's page: whose visa, in which
 * turn, what they said, and a form for each thing that can be done.
 */
#include "web/visa_part.h"

#include "base/text.h"
#include "kernel/org.h"
#include "web/dispatch.h"
#include "web/page_record.h"

#include <string.h>

/* --- One visa ----------------------------------------------------------------- */

static const char *name_of(struct rq *rq, const struct names *ns, int64_t id,
                           enum lang lang)
{
    const struct label *l = names_get(ns, &type_person, id);

    (void)rq;
    return l ? text3_get(&l->title, lang, NULL) : "–";
}

/* Somebody gave it for another. */
static bool for_other(const struct visa *v)
{
    return v->given_by && v->given_by != v->person;
}

static void put_visa(struct rq *rq, struct html *h, const struct names *ns,
                     const struct visa *v)
{
    html_fmt(h, "<tr><td data-label=\"%s\" class=\"n\">%lld</td>"
                "<td data-label=\"%s\">",
             T(rq, "Turn"), (long long)v->position.n, T(rq, "Whose visa"));
    value_link(rq, h, &type_person, names_get(ns, &type_person, v->person));
    if (for_other(v))
        html_fmt(h, "<div class=\"small quiet\">%s: %s</div>",
                 T(rq, "Given by whom"),
                 name_of(rq, ns, v->given_by, rq->lang));
    html_fmt(h, "</td><td data-label=\"%s\">", T(rq, "State"));
    page_state(rq, h, &type_visa, v->r.state);
    html_fmt(h, "</td><td data-label=\"%s\">", T(rq, "Date"));
    if (day_is(v->given_on))
        html_text(h, lang_day(rq->mem, rq->lang, v->given_on));
    else if (day_is(v->asked_on))
        html_fmt(h, "<span class=\"small quiet\">%s %s</span>",
                 T(rq, "asked"), lang_day(rq->mem, rq->lang, v->asked_on));
    html_fmt(h, "</td><td data-label=\"%s\">", T(rq, "Remark"));
    html_paragraphs(h, v->remark ? v->remark : "");
    html_raw(h, "</td></tr>\n");
}

static void put_table(struct rq *rq, struct html *h, const struct names *ns,
                      struct visa *const *v, size_t n)
{
    html_fmt(h,
             "<table class=\"list\"><thead><tr><th scope=\"col\""
             " class=\"n\">%s</th><th scope=\"col\">%s</th>"
             "<th scope=\"col\">%s</th><th scope=\"col\">%s</th>"
             "<th scope=\"col\">%s</th></tr></thead><tbody>\n",
             T(rq, "Turn"), T(rq, "Whose visa"), T(rq, "State"),
             T(rq, "Date"), T(rq, "Remark"));
    for (size_t i = 0; i < n; i++)
        put_visa(rq, h, ns, v[i]);
    html_raw(h, "</tbody></table>\n");
}

/* --- What can be done --------------------------------------------------------- */

static void put_give_form(struct rq *rq, struct html *h, const struct names *ns,
                          const struct visa *v, const struct step_offer *o,
                          size_t n)
{
    long long id = v->r.id;

    html_fmt(h, "<section class=\"box\" aria-labelledby=\"b-visa-%lld\">"
                "<h3 id=\"b-visa-%lld\">%s: %s</h3>\n",
             id, id, T(rq, "Visa of"), name_of(rq, ns, v->person, rq->lang));
    html_fmt(h,
             "<form class=\"form\" method=\"post\" action=\"%s\">"
             "<input type=\"hidden\" name=\"csrf\" value=\"%s\">"
             "<div class=\"field\"><label for=\"f-visa-%lld\">%s</label>"
             "<p class=\"help\" id=\"h-visa-%lld\">%s</p>"
             "<textarea id=\"f-visa-%lld\" name=\"remark\" rows=\"3\""
             " maxlength=\"4000\" aria-describedby=\"h-visa-%lld\">"
             "</textarea></div>\n<p class=\"actions\">",
             url(rq, "/visas/%lld", id), web_of(rq)->session->csrf, id,
             T(rq, "Remark"), id,
             T(rq, "Who refuses says why; who agrees may."), id, id);
    for (size_t i = 0; i < n; i++)
        if (o[i].may && o[i].ready && strcmp(o[i].step->name, "remove") != 0)
            html_fmt(h, "<button class=\"button%s\" name=\"step\""
                        " value=\"%s\">%s</button> ",
                     strcmp(o[i].step->name, "agree") ? "" : " main",
                     o[i].step->name, tr(rq->lang, o[i].step->label));
    html_raw(h, "</p></form></section>\n");
}

static enum rc put_give(struct rq *rq, struct html *h, const struct names *ns,
                        const struct visa *v)
{
    struct step_offer *o;
    size_t n, ready = 0;

    if (strcmp(v->r.state, "asked") != 0 && strcmp(v->r.state, "refused") != 0)
        return RC_OK;
    TRY(record_offers(rq, &type_visa, v, &o, &n));
    for (size_t i = 0; i < n; i++)
        ready += o[i].may && o[i].ready &&
                 strcmp(o[i].step->name, "remove") != 0;
    if (ready)
        put_give_form(rq, h, ns, v, o, n);
    return RC_OK;
}

static const struct field *field_of(const char *name)
{
    return type_field(&type_visa, name);
}

/* Who is put on the sheet, and in which turn. */
static enum rc put_add(struct rq *rq, struct html *h, const struct type *t,
                       int64_t id)
{
    struct visa *v = record_new(rq, &type_visa);
    const struct field *f[] = { field_of("person"), field_of("position") };
    struct form_fields ff = { f, COUNT(f), false };
    struct form fm = { .rq = rq, .h = h, .t = &type_visa, .rec = v };

    v->position = (struct count){ 1, true };
    TRY(form_begin(&fm, &ff));
    html_fmt(h, "<details class=\"more\"><summary>%s</summary>\n<p"
                " class=\"small quiet\">%s",
             T(rq, "Put somebody on the sheet"),
             T(rq, "The same turn: asked at once. A later turn: asked when all"
                   " before have agreed."));
    /* Not from the first state on in which the sheet is written. */
    if (strcmp(t->visas->open, t->visas->asking) != 0)
        html_fmt(h, " %s",
                 mem_fmt(rq->mem, T(rq, "They are asked once it is “%s”."),
                         tr(rq->lang,
                            type_state(t, t->visas->asking)->label)));
    html_raw(h, "</p>\n");
    page_form_open(rq, h, url(rq, "/visas/%s/%lld", t->name, (long long)id),
                   false);
    for (size_t i = 0; i < ff.n; i++)
        form_input(&fm, f[i]);
    page_form_close(rq, h, T(rq, "Put on the sheet"));
    html_raw(h, "</details>\n");
    return RC_OK;
}

static void put_again(struct rq *rq, struct html *h, const struct type *t,
                      int64_t id, const struct visa_sheet *s)
{
    size_t again = 0;

    for (size_t i = 0; i < s->n; i++)
        again += !strcmp(s->now[i]->r.state, "refused");
    if (!again)
        return;
    html_fmt(h,
             "<form method=\"post\" action=\"%s\"><input type=\"hidden\""
             " name=\"csrf\" value=\"%s\"><p class=\"actions\"><button"
             " class=\"button\">%s</button></p></form>\n",
             url(rq, "/visas/%s/%lld/again", t->name, (long long)id),
             web_of(rq)->session->csrf, T(rq, "Ask again who refused"));
}

/* --- The box ------------------------------------------------------------------ */

static enum rc read_names(struct rq *rq, const struct visa_sheet *s,
                          struct names **out)
{
    struct names *ns = names_new(rq);

    for (size_t i = 0; i < s->n + s->n_past; i++) {
        const struct visa *v = i < s->n ? s->now[i] : s->past[i - s->n];

        names_want(ns, &type_person, v->person);
        names_want(ns, &type_person, v->given_by);
    }
    *out = ns;
    return names_read(ns);
}

enum rc visas_box(struct rq *rq, struct html *h, const struct type *t,
                  const void *rec, bool edit)
{
    int64_t id = ((const struct record *)rec)->id;
    bool person = rq->person && !web_of(rq)->session->token;
    struct visa_sheet s;
    struct names *ns;

    if (!rq->person || !t->visas)
        return RC_OK;
    TRY(visa_sheet(rq, t, id, &s));
    if (!s.n && !s.n_past && !edit)
        return RC_OK;
    TRY(read_names(rq, &s, &ns));
    html_fmt(h,
             "<section class=\"box\" id=\"visas\""
             " aria-labelledby=\"b-visas\"><h2 id=\"b-visas\">%s</h2>\n",
             T(rq, "Approval sheet"));
    if (s.n)
        html_fmt(h, "<p>%s</p>\n",
                 mem_fmt(rq->mem, T(rq, "Visas given: %zu of %zu"), s.agreed,
                         s.n));
    else
        html_fmt(h, "<p class=\"quiet\">%s</p>\n",
                 T(rq, "Nobody stands on the sheet."));
    if (s.n)
        put_table(rq, h, ns, s.now, s.n);
    for (size_t i = 0; i < s.n && person; i++)
        TRY(put_give(rq, h, ns, s.now[i]));
    if (s.n_past) {
        html_fmt(h, "<details class=\"more\"><summary>%s</summary>\n",
                 T(rq, "Visas before"));
        put_table(rq, h, ns, s.past, s.n_past);
        html_raw(h, "</details>\n");
    }
    if (edit && person) {
        put_again(rq, h, t, id, &s);
        TRY(put_add(rq, h, t, id));
    }
    html_raw(h, "</section>\n");
    return RC_OK;
}

/* --- On paper ----------------------------------------------------------------- */

static const char *print_when(struct rq *rq, enum lang lang,
                              const struct visa *v)
{
    const struct state *s = type_state(&type_visa, v->r.state);

    if (!strcmp(v->r.state, "agreed"))
        return lang_day(rq->mem, lang, v->given_on);
    return s ? tr(lang, s->label) : "";
}

enum rc visas_print(struct rq *rq, struct pdf *p, const struct type *t,
                    int64_t id)
{
    struct visa_sheet s;
    struct pdf_table *table;
    struct names *ns;

    TRY(visa_sheet(rq, t, id, &s));
    if (!s.n)
        return RC_OK;
    TRY(read_names(rq, &s, &ns));
    pdf_heading(p, 3, tr(p->lang, "Approval sheet"));
    table = pdf_table(p);
    pdf_column(table, tr(p->lang, "Turn"), true);
    pdf_column(table, tr(p->lang, "Whose visa"), false);
    pdf_column(table, tr(p->lang, "Agreed"), false);
    pdf_column(table, tr(p->lang, "Remark"), false);
    for (size_t i = 0; i < s.n; i++) {
        const struct visa *v = s.now[i];
        const char *who = name_of(rq, ns, v->person, p->lang);

        if (for_other(v))
            who = mem_fmt(rq->mem, "%s (%s: %s)", who,
                          tr(p->lang, "Given by whom"),
                          name_of(rq, ns, v->given_by, p->lang));
        pdf_row(table,
                (const char *[]){ mem_fmt(rq->mem, "%lld",
                                          (long long)v->position.n),
                                  who, print_when(rq, p->lang, v),
                                  v->remark ? v->remark : "" });
    }
    return RC_OK;
}

/* --- Writing ------------------------------------------------------------------ */

static enum rc back(struct rq *rq, const char *subject, int64_t id,
                    const char *flash)
{
    return web_redirect(rq,
                        mem_fmt(rq->mem, "%s#visas",
                                url(rq, "/%s/%lld", subject, (long long)id)),
                        flash);
}

static enum rc subject_of(struct rq *rq, const struct type **t, int64_t *id)
{
    *t = app_type(rq->app, web_param(rq, "subject"));
    *id = web_param_id(rq, "record");
    return *t && (*t)->visas && *id ? RC_OK : RC_MISSING;
}

static enum rc sheet_add(struct rq *rq)
{
    struct visa *v = record_new(rq, &type_visa);
    const struct field *f[] = { field_of("person"), field_of("position") };
    struct form_fields ff = { f, COUNT(f), false };
    const struct type *t;
    int64_t id;

    TRY(subject_of(rq, &t, &id));
    TRY(rights_check(rq, t, id, OP_SEE, NULL));
    TRY(form_fill(rq, &type_visa, &ff, v));
    v->subject = t->name;
    v->subject_number = (struct count){ id, true };
    TRY(record_add(rq, &type_visa, v));
    return back(rq, t->name, id, T(rq, "It is saved."));
}

static enum rc sheet_again(struct rq *rq)
{
    const struct type *t;
    int64_t id;

    TRY(subject_of(rq, &t, &id));
    TRY(rights_check(rq, t, id, OP_EDIT, NULL));
    TRY(visa_ask(rq, t, id));
    return back(rq, t->name, id, T(rq, "They are asked again."));
}

static enum rc visa_step(struct rq *rq)
{
    const char *step = web_arg(rq, "step"), *remark = web_arg(rq, "remark");
    struct visa *v;
    void *rec;

    if (!step || (strcmp(step, "agree") != 0 && strcmp(step, "refuse") != 0))
        return RC_MISSING;
    TRY(record_take(rq, &type_visa, web_param_id(rq, "subject"), OP_STEP, step,
                    &rec));
    v = rec;
    v->remark = text_clean(rq->mem, remark ? remark : "");
    if (!*v->remark)
        v->remark = NULL;
    TRY(record_step(rq, &type_visa, v, step, 0));
    return back(rq, v->subject, v->subject_id, T(rq, "It is saved."));
}

const struct route visa_routes[] = {
    { .method = HTTP_POST, .path = "/visas/:subject", .who = WHO_MEMBER,
      .flags = ROUTE_WRITES, .run = visa_step },
    { .method = HTTP_POST, .path = "/visas/:subject/:record",
      .who = WHO_MEMBER, .flags = ROUTE_WRITES, .run = sheet_add },
    { .method = HTTP_POST, .path = "/visas/:subject/:record/again",
      .who = WHO_MEMBER, .flags = ROUTE_WRITES, .run = sheet_again },
};
const size_t n_visa_routes = COUNT(visa_routes);
