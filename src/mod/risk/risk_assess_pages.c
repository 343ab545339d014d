/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_assess_pages.c: a judge's page for one risk, with the words of the
 * scale; and the page on which the planning office asks several judges about
 * many risks at once.
 */
#include "mod/risk/risk_assess.h"
#include "mod/risk/risk_map.h"
#include "mod/risk/risk_pages.h"
#include "kernel/rule.h"
#include "kernel/write.h"
#include "web/page_record.h"

#include <stdlib.h>
#include <string.h>

/* --- A judge and a risk --------------------------------------------------- */

static const char *about_kind(struct rq *rq, const char *kind)
{
    if (!strcmp(kind, KIND_INHERENT))
        return T(rq, "Judge the risk as it would be if nothing were done"
                     " against it.");
    if (!strcmp(kind, KIND_TARGET))
        return T(rq, "Judge the risk as it is to be when all measures are"
                     " done.");
    return T(rq, "Judge the risk as it is now, with what is done against it.");
}

static void put_titles(struct rq *rq, struct html *h, const char *head,
                       const struct type *t, int64_t risk)
{
    struct list l;

    if (risk_list(rq, &l, t, "t.risk = $1", risk) || !l.n)
        return;
    html_fmt(h, "<div><h3>%s</h3><ul>\n", head);
    for (size_t i = 0; i < l.n; i++) {
        /* They begin alike: register, plan, risk, code, title. */
        const struct risk_effect *e = l.rec[i];

        html_raw(h, "<li>");
        html_text3(h, &e->title);
        html_raw(h, "</li>\n");
    }
    html_raw(h, "</ul></div>\n");
}

static void put_about(struct rq *rq, struct html *h, const struct risk *r,
                      const struct risk_assessment *a)
{
    html_fmt(h, "<p class=\"lead\">%s</p>\n", about_kind(rq, a->kind));
    if (a->reason)
        html_fmt(h, "<div class=\"note\"><p>%s: %s</p></div>\n",
                 T(rq, "Why it is asked"), a->reason);
    html_raw(h, "<section class=\"box\"><div class=\"columns\">\n");
    put_titles(rq, h, T(rq, "Causes"), &type_risk_cause, r->r.id);
    put_titles(rq, h, T(rq, "Effects"), &type_risk_effect, r->r.id);
    html_raw(h, "</div></section>\n");
}

/* "from 20 % a year", "from 1 000 000 som" */
static const char *bound_of(struct rq *rq, const struct risk_scale_level *l)
{
    if (l->chance_from.set && l->chance_from.v > 0)
        return mem_fmt(rq->mem, T(rq, "from %s %% in a year"),
                       lang_number(rq->mem, rq->lang, l->chance_from.v, 2));
    if (l->loss_from.set && l->loss_from.n > 0)
        return mem_fmt(rq->mem, T(rq, "a loss from %s"),
                       lang_money(rq->mem, rq->lang, l->loss_from.n));
    return NULL;
}

static void put_option(struct rq *rq, struct html *h, const char *name, int at,
                       const struct risk_scale_level *l, bool chosen)
{
    const char *bound = bound_of(rq, l);

    html_fmt(h, "<label><input type=\"radio\" name=\"%s\" value=\"%d\"",
             name, at);
    if (at == 1) /* where the summary of errors leads to */
        html_fmt(h, " id=\"f-%s\"", name);
    if (chosen)
        html_raw(h, " checked");
    html_fmt(h, " required><span><strong>%d. ", at);
    html_text3(h, &l->title);
    html_raw(h, "</strong>");
    if (bound)
        html_fmt(h, " <span class=\"quiet\">(%s)</span>", bound);
    html_raw(h, "<br><span class=\"small\">");
    html_text3(h, &l->meaning);
    html_raw(h, "</span></span></label>\n");
}

static void put_axis(struct rq *rq, struct html *h, const char *name,
                     const char *label,
                     const struct risk_scale_level *const *levels, int size,
                     int64_t chosen)
{
    const char *sent = web_arg(rq, name);

    html_fmt(h,
             "<fieldset class=\"field\"><legend>%s <span class=\"must\">%s"
             "</span></legend>\n<div class=\"options\">\n",
             label, T(rq, "required"));
    for (int i = 1; i <= size; i++)
        if (levels[i - 1])
            put_option(rq, h, name, i, levels[i - 1],
                       sent ? strtol(sent, NULL, 10) == i : chosen == i);
    html_raw(h, "</div>");
    page_field_error(rq, h, name);
    html_raw(h, "</fieldset>\n");
}

static void put_why(struct rq *rq, struct html *h,
                    const struct risk_assessment *a)
{
    const char *sent = web_arg(rq, "why");

    html_fmt(h,
             "<div class=\"field\"><label for=\"f-why\">%s <span class=\"must\">"
             "%s</span></label><p class=\"help\" id=\"h-why\">%s</p>\n"
             "<textarea id=\"f-why\" name=\"why\" required maxlength=\"4000\""
             " aria-describedby=\"h-why\">%s</textarea>",
             T(rq, "Why so"), T(rq, "required"),
             T(rq, "In a few sentences: what you know that speaks for these"
                   " levels."),
             sent ? sent : a->why ? a->why : "");
    page_field_error(rq, h, "why");
    html_raw(h, "</div>\n");
}

static enum rc draw_judge(struct rq *rq, const struct risk_assessment *a,
                          enum rc rc)
{
    struct crumb crumb = { url(rq, "/risks"), T(rq, "Risks") };
    struct page_title title = { .type = &type_risk_assessment,
                                .state = a->r.state, .crumbs = &crumb,
                                .n_crumbs = 1 };
    const struct risk *r;
    struct risk_words *w;
    struct html *h;
    int64_t scale;
    void *rec;

    TRY(record_load(rq, &type_risk, a->risk, &rec));
    r = rec;
    if (risk_scale_now(rq, r->risk_register, &scale))
        return fail(rq, RC_CONFLICT, NULL,
                    "no scale of risks is in force: put one in force first");
    TRY(risk_words(rq, scale, &w));
    title.code = r->code;
    title.title = text3_get(&r->title, rq->lang, NULL);
    h = page_open_titled(rq, &title);
    page_failures(rq, h);
    put_about(rq, h, r, a);
    page_form_open(rq, h, url(rq, "/risks/judge/%lld", (long long)a->r.id),
                   false);
    html_fmt(h,
             "<input type=\"hidden\" name=\"version\" value=\"%lld\">"
             "<input type=\"hidden\" name=\"scale\" value=\"%lld\">\n",
             (long long)a->r.version, (long long)scale);
    put_axis(rq, h, "likelihood", T(rq, "Likelihood"), w->likelihood, w->size,
             a->likelihood.n);
    put_axis(rq, h, "impact", T(rq, "Impact"), w->impact, w->size,
             a->impact.n);
    put_why(rq, h, a);
    page_form_close(rq, h, T(rq, "Give the assessment"));
    return page_close(rq, rc);
}

enum rc risk_judge_page(struct rq *rq)
{
    void *rec;

    TRY(record_get(rq, &type_risk_assessment, web_param_id(rq, "id"), &rec));
    return draw_judge(rq, rec, RC_OK);
}

/* The next risk that this person is asked about; 0: that was the last. */
static enum rc next_asked(struct rq *rq, int64_t *id)
{
    static const struct sql_text q = {
        "SELECT id FROM risk_assessment WHERE judge = $1 AND state = 'asked'"
        " ORDER BY due, id LIMIT 1",
        "i", "i"
    };
    enum rc rc = sql_get_int(rq->sql, id, &q, ARGS(INT(rq->person)));

    if (rc == RC_MISSING)
        *id = 0;
    return rc == RC_MISSING ? RC_OK : rc;
}

static enum rc take(struct rq *rq, struct risk_assessment *a, const char *step)
{
    static const char *const names[] = { "likelihood", "impact", "why" };
    const char *version = web_arg(rq, "version"), *seen = web_arg(rq, "scale");
    int64_t scale = 0;
    enum rc rc = RC_OK;

    for (size_t i = 0; i < COUNT(names); i++) {
        const struct field *f = type_field(&type_risk_assessment, names[i]);
        const char *typed = web_arg(rq, names[i]);
        enum rc one = field_parse(rq, &type_risk_assessment, f, LANG_KY,
                                  typed ? typed : "", 0, a);

        if (!one && field_empty(f, a))
            one = fail(rq, RC_INVALID, names[i], "must be filled in");
        rc = rc ? rc : one;
    }
    TRY(rc);
    rc = risk_scale_now(rq, a->risk_register, &scale);
    if (!rc && seen && strtoll(seen, NULL, 10) != scale)
        return fail(rq, RC_CONFLICT, NULL,
                    "the scale was replaced meanwhile: look at its words once"
                    " more");
    return record_step(rq, &type_risk_assessment, a, step,
                       version ? strtoll(version, NULL, 10) : 0);
}

enum rc risk_judge_take(struct rq *rq)
{
    int64_t id = web_param_id(rq, "id"), next;
    struct risk_assessment *a;
    const char *step;
    void *rec;
    enum rc rc;

    TRY(record_get(rq, &type_risk_assessment, id, &rec));
    step = strcmp(((struct risk_assessment *)rec)->r.state, "asked")
               ? "revise"
               : "give";
    TRY(record_take(rq, &type_risk_assessment, id, OP_STEP, step, &rec));
    a = rec;
    rc = take(rq, a, step);
    if (rc == RC_INVALID || rc == RC_CONFLICT) {
        TRY(record_load(rq, &type_risk_assessment, id, &rec));
        return draw_judge(rq, rec, rc);
    }
    TRY(rc);
    TRY(next_asked(rq, &next));
    if (next)
        return web_redirect(rq, url(rq, "/risks/judge/%lld", (long long)next),
                            T(rq, "Your assessment is kept. Here is the next"
                                  " risk."));
    return web_redirect(rq, url(rq, "/risk/%lld", (long long)a->risk),
                        T(rq, "Your assessment is kept. That was the last"
                              " one."));
}

/* --- Many judges, many risks ---------------------------------------------- */

/* What the form asks: a record that is never stored. */
struct asking {
    struct record r;
    const char *kind;
    struct refs judges;
    day due;
    const char *reason;
};

static const struct field asking_fields[] = {
    FIELD_CHOICE(asking, kind, risk_kinds, .label = N_("What to judge"),
                 .must = true),
    FIELD_REFS(asking, judges, &type_person, .label = N_("Judges"),
               .must = true,
               .help = N_("Each of them gets an assignment for each risk.")),
    FIELD_DAY(asking, due, .label = N_("Due"), .must = true),
    FIELD_LONG(asking, reason, .label = N_("Why it is asked"), .max = 1000),
};

static const struct type type_asking = {
    .name = "risk_asking", .size = sizeof(struct asking),
    SPAN(fields, asking_fields),
};

static struct form_fields asking_form(struct rq *rq)
{
    struct form_fields ff = { .f = MEM_ARRAY(rq->mem, COUNT(asking_fields),
                                             const struct field *),
                              .n = COUNT(asking_fields) };

    for (size_t i = 0; i < ff.n; i++)
        ff.f[i] = &asking_fields[i];
    return ff;
}

/* Is it ticked?  All are before anything was sent. */
static bool ticked(struct rq *rq, int64_t id, bool typed)
{
    const struct http_request *in = web_of(rq)->in;
    const char *one = web_arg(rq, "risk");

    if (!typed)
        return !one || strtoll(one, NULL, 10) == id;
    for (size_t i = 0; i < in->n_args; i++)
        if (!strcmp(in->args[i].name, "risks") &&
            strtoll(in->args[i].value, NULL, 10) == id)
            return true;
    return false;
}

/* The register asked for, that of the risk asked for, or the first. */
static enum rc shown_register(struct rq *rq, int64_t *id)
{
    const char *one = web_arg(rq, "risk"), *code = web_arg(rq, "register");
    const struct risk_register *g;
    struct risk_books books;
    void *rec;

    if (one && *one) {
        TRY(record_get(rq, &type_risk, strtoll(one, NULL, 10), &rec));
        *id = ((const struct risk *)rec)->risk_register;
        return RC_OK;
    }
    if (code && *code)
        return ref_resolve(rq, &type_risk_register, code, 0, id);
    TRY(risk_books_read(rq, &books));
    g = risk_book_first(rq, &books);
    *id = g ? g->r.id : 0;
    return RC_OK;
}

static enum rc shown_risks(struct rq *rq, int64_t id, struct list *l)
{
    return risk_list(rq, l, &type_risk,
                     "t.risk_register = $1 AND t.state = 'active'", id);
}

static void put_ticks(struct rq *rq, struct html *h, const struct list *l,
                      bool typed)
{
    html_fmt(h, "<fieldset class=\"field\" id=\"f-risks\"><legend>%s</legend>"
                "<div class=\"options\">\n",
             T(rq, "Risks"));
    for (size_t i = 0; i < l->n; i++) {
        const struct risk *r = l->rec[i];

        html_fmt(h,
                 "<label><input type=\"checkbox\" name=\"risks\""
                 " value=\"%lld\"",
                 (long long)r->r.id);
        if (ticked(rq, r->r.id, typed))
            html_raw(h, " checked");
        html_fmt(h, "><span><span class=\"code\">%s</span> ", r->code);
        html_text3(h, &r->title);
        html_raw(h, "</span></label>\n");
    }
    html_raw(h, "</div>");
    page_field_error(rq, h, "risks");
    html_raw(h, "</fieldset>\n");
}

static enum rc draw_ask(struct rq *rq, struct asking *a, enum rc rc,
                        bool typed)
{
    struct form_fields ff = asking_form(rq);
    struct crumb crumb = { url(rq, "/risks"), T(rq, "Risks") };
    struct html *h = page_open_under(rq, T(rq, "Ask for assessments"), &crumb,
                                     1);
    struct form fm = { .rq = rq, .h = h, .t = &type_asking, .rec = a,
                       .typed = typed };
    int64_t book;
    struct list l;

    page_failures(rq, h);
    TRY(shown_register(rq, &book));
    TRY(shown_risks(rq, book, &l));
    TRY(form_begin(&fm, &ff));
    html_fmt(h, "<p class=\"lead\">%s</p>\n",
             T(rq, "Each judge answers alone; when all have, their median"
                   " is the assessment, and their spread is shown."));
    page_form_open(rq, h, url(rq, "/risks/ask"), false);
    html_frag(h, risk_map_hidden(rq, "register",
                                 mem_fmt(rq->mem, "#%lld", (long long)book)));
    risk_cut_put(rq, h, &l, "risk_register", book);
    for (size_t i = 0; i < ff.n; i++)
        form_input(&fm, ff.f[i]);
    put_ticks(rq, h, &l, typed);
    page_form_close(rq, h, T(rq, "Ask"));
    return page_close(rq, rc);
}

enum rc risk_ask_page(struct rq *rq)
{
    struct asking *a = MEM_NEW(rq->mem, struct asking);

    a->kind = KIND_CURRENT;
    TRY(rule_due(rq, "risk_assess_days", &a->due));
    return draw_ask(rq, a, RC_OK, false);
}

/* What the form says, and the risks that are ticked. */
static enum rc read_asking(struct rq *rq, struct asking *a,
                           struct refs *risks)
{
    const struct http_request *in = web_of(rq)->in;
    struct form_fields ff = asking_form(rq);
    int64_t *ids = MEM_ARRAY(rq->mem, in->n_args + 1, int64_t);
    enum rc rc = form_fill(rq, &type_asking, &ff, a);

    if (!rc && !a->judges.n)
        rc = fail(rq, RC_INVALID, "judges", "must be filled in");
    if (!rc && day_is(a->due) && a->due.n < rq->today.n)
        rc = fail(rq, RC_INVALID, "due", "is in the past");
    for (size_t i = 0; i < in->n_args; i++)
        if (!strcmp(in->args[i].name, "risks"))
            ids[risks->n++] = strtoll(in->args[i].value, NULL, 10);
    risks->id = ids;
    if (!risks->n)
        rc = fail(rq, RC_INVALID, "risks", "choose one at least");
    return rc;
}

static enum rc ask_all(struct rq *rq, const struct asking *a,
                       const struct refs *risks)
{
    for (size_t i = 0; i < risks->n; i++)
        for (size_t j = 0; j < a->judges.n; j++)
            TRY(risk_ask(rq, risks->id[i], a->kind, a->judges.id[j], a->due,
                         a->reason));
    return RC_OK;
}

enum rc risk_ask_take(struct rq *rq)
{
    struct asking *a = MEM_NEW(rq->mem, struct asking);
    struct refs risks = { NULL, 0 };
    enum rc rc;

    a->due = DAY_NONE;
    rc = read_asking(rq, a, &risks);
    if (!rc)
        rc = ask_all(rq, a, &risks);
    if (rc == RC_INVALID || rc == RC_CONFLICT)
        return draw_ask(rq, a, rc, true);
    TRY(rc);
    return web_redirect(rq, url(rq, "/risk_assessment?state=asked"),
                        T(rq, "The judges are asked."));
}
