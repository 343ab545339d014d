/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan_text.c: the older versions of a plan to read: its text as it was, the
 * acts that changed it, and two versions side by side.
 */
#include "mod/strategy/plan_past.h"
#include "mod/strategy/strategy_pages.h"
#include "web/page_record.h"

#include <string.h>

/* --- Addresses ---------------------------------------------------------------- */

static const char *text_url(struct rq *rq, const char *code, const char *on)
{
    return url(rq, "/strategy?view=text&plan=%s&on=%s", code, on);
}

static const char *of_act(struct rq *rq, const struct act *a, bool before)
{
    return mem_fmt(rq->mem, "%s-%lld", before ? "before" : "act",
                   (long long)a->r.id);
}

static bool act_seen(struct rq *rq, const struct act *a)
{
    struct rq ask = *rq;
    void *rec;

    rq_forget(&ask);
    return !record_get(&ask, &type_act, a->r.id, &rec);
}

/* "Decision No. 3": a link for those who may read it. */
static void put_act(struct rq *rq, struct html *h, const struct act *a)
{
    const char *words =
        mem_fmt(rq->mem, T(rq, "%s No. %lld"),
                field_words(rq, rq->lang, type_field(&type_act, "kind"), a),
                (long long)a->number.n);

    if (act_seen(rq, a))
        html_fmt(h, "<a href=\"%s\">%s</a>",
                 url(rq, "/act/%lld", (long long)a->r.id), words);
    else
        html_text(h, words);
}

/* --- The text of then --------------------------------------------------------- */

static void put_ref(struct rq *rq, struct html *h, const struct type *t,
                    const struct record *r, const char *code,
                    const struct text3 *title)
{
    html_fmt(h, "<a href=\"%s\"><span class=\"code\">%s</span> ",
             record_url(rq, t, r->id), code);
    html_text3(h, title);
    html_raw(h, "</a>");
}

static void put_units(struct rq *rq, struct html *h,
                      const struct plan_then *t, const struct refs *refs)
{
    const struct plan_list units = { &type_unit, t->unit, t->n_units };
    size_t shown = 0;

    for (size_t i = 0; i < refs->n; i++) {
        void *unit = plan_then_find(&units, refs->id[i]);
        struct label l;

        if (!unit)
            continue;
        l = record_own_label(rq, &type_unit, unit);
        html_fmt(h, "%s%s", shown++ ? "; " : " · ",
                 text3_get(&l.title, rq->lang, NULL));
    }
}

static void put_target(struct rq *rq, struct html *h,
                       const struct indicator *i)
{
    if (!i->target.set)
        return;
    html_fmt(h, " <span class=\"small quiet\">%s: %s", T(rq, "Target"),
             indicator_value_text(rq, i, i->target.v));
    if (i->target_year.set)
        html_fmt(h, " (%lld)", (long long)i->target_year.n);
    html_raw(h, "</span>");
    if (i->derived)
        page_mark_derived(rq, h);
}

static void put_promises(struct rq *rq, struct html *h,
                         const struct plan_then *t, int64_t task)
{
    const struct plan_list *results = &t->part[PART_RESULT];
    const struct plan_list *indicators = &t->part[PART_INDICATOR];
    size_t n = 0;

    for (size_t i = 0; i < results->n; i++) {
        const struct result *r = results->rec[i];

        if (r->task != task)
            continue;
        if (!n++)
            html_raw(h, "<ul>");
        html_fmt(h, "<li>%s: ", T(rq, "Result"));
        put_ref(rq, h, &type_result, &r->r, r->code, &r->title);
        html_raw(h, "</li>\n");
    }
    for (size_t i = 0; i < indicators->n; i++) {
        const struct indicator *x = indicators->rec[i];

        if (x->task != task)
            continue;
        if (!n++)
            html_raw(h, "<ul>");
        html_fmt(h, "<li>%s: ", tr(rq->lang, type_indicator.label));
        put_ref(rq, h, &type_indicator, &x->r, x->code, &x->title);
        put_target(rq, h, x);
        html_raw(h, "</li>\n");
    }
    if (n)
        html_raw(h, "</ul>");
}

static void put_task(struct rq *rq, struct html *h, const struct plan_then *t,
                     const struct task *task)
{
    html_raw(h, "<li>");
    put_ref(rq, h, &type_task, &task->r, task->code, &task->title);
    html_fmt(h, " <span class=\"small quiet\">%s – %s",
             lang_day(rq->mem, rq->lang, task->starts),
             lang_day(rq->mem, rq->lang, task->ends));
    put_units(rq, h, t, &task->responsible);
    html_raw(h, "</span>");
    put_promises(rq, h, t, task->r.id);
    html_raw(h, "</li>\n");
}

static void put_goal(struct rq *rq, struct html *h, const struct plan_then *t,
                     const struct goal *g)
{
    const struct plan_list *tasks = &t->part[PART_TASK];
    size_t n = 0;

    html_raw(h, "<h3>");
    put_ref(rq, h, &type_goal, &g->r, g->code, &g->title);
    html_raw(h, "</h3>\n");
    for (size_t i = 0; i < tasks->n; i++) {
        const struct task *task = tasks->rec[i];

        if (task->goal != g->r.id)
            continue;
        if (!n++)
            html_raw(h, "<ul>\n");
        put_task(rq, h, t, task);
    }
    if (n)
        html_raw(h, "</ul>\n");
}

static void put_directions(struct rq *rq, struct html *h,
                           const struct plan_then *t)
{
    const struct plan_list *directions = &t->part[PART_DIRECTION];
    const struct plan_list *goals = &t->part[PART_GOAL];

    for (size_t i = 0; i < directions->n; i++) {
        const struct direction *d = directions->rec[i];

        html_raw(h, "<h2>");
        put_ref(rq, h, &type_direction, &d->r, d->code, &d->title);
        html_raw(h, "</h2>\n");
        for (size_t k = 0; k < goals->n; k++)
            if (((const struct goal *)goals->rec[k])->direction == d->r.id)
                put_goal(rq, h, t, goals->rec[k]);
    }
}

static void put_plain(struct rq *rq, struct html *h, const struct plan_then *t,
                      enum plan_part part)
{
    const struct plan_list *l = &t->part[part];

    if (!l->n)
        return;
    html_fmt(h, "<h2>%s</h2>\n<ul>\n", tr(rq->lang, l->type->plural));
    for (size_t i = 0; i < l->n; i++)
        html_fmt(h, "<li><a href=\"%s\">%s</a></li>\n",
                 record_url(rq, l->type,
                            ((const struct record *)l->rec[i])->id),
                 plan_then_name(rq, t, l->type, l->rec[i]));
    html_raw(h, "</ul>\n");
}

static void put_banner(struct rq *rq, struct html *h, const char *code,
                       const struct plan_point *p)
{
    html_raw(h, "<div class=\"note\" role=\"note\"><p><strong>");
    html_text(h, mem_fmt(rq->mem, T(rq, "This is the text as it was %s."),
                         plan_point_words(rq, p)));
    html_fmt(h,
             "</strong> %s</p><p><a href=\"%s\">%s</a> · <a href=\"%s\">%s</a>"
             "</p></div>\n",
             T(rq, "What was changed later is not in it."),
             url(rq, "/strategy?view=text&plan=%s", code),
             T(rq, "The text of today"),
             url(rq, "/strategy?view=changes&plan=%s&from=%s", code,
                 web_arg(rq, "on")),
             T(rq, "What changed since"));
}

static void put_day_form(struct rq *rq, struct html *h, const char *code,
                         day on)
{
    char iso[DAY_ISO_SIZE], today[DAY_ISO_SIZE];

    html_fmt(h,
             "<form class=\"ask-day\" method=\"get\" action=\"%s\">"
             "<input type=\"hidden\" name=\"view\" value=\"text\">"
             "<input type=\"hidden\" name=\"plan\" value=\"%s\">"
             "<div><label for=\"f-text-on\">%s</label><input type=\"date\""
             " id=\"f-text-on\" name=\"on\" value=\"%s\" max=\"%s\"></div>"
             "<button class=\"button\">%s</button></form>\n",
             url(rq, "/strategy"), code, T(rq, "The text as it was on the day"),
             day_iso(day_is(on) ? on : rq->today, iso),
             day_iso(rq->today, today), T(rq, "Show"));
}

enum rc plan_past_page(struct rq *rq, int64_t plan)
{
    const struct plan *p;
    struct plan_point at;
    struct plan_then *t;
    struct html *h;
    void *now;

    TRY(record_get(rq, &type_plan, plan, &now));
    TRY(plan_point_read(rq, plan, web_arg(rq, "on"), &at));
    TRY(plan_past_read(rq, plan, &at, true, &t));
    p = t->plan ? t->plan : now;
    h = page_open(rq, text3_get(&p->title, rq->lang, NULL));
    put_banner(rq, h, ((const struct plan *)now)->code, &at);
    put_day_form(rq, h, ((const struct plan *)now)->code, at.on);
    if (!t->plan) {
        html_fmt(h, "<p class=\"empty\">%s</p>\n",
                 T(rq, "There was no such plan yet."));
        return page_close(rq, RC_OK);
    }
    html_fmt(h, "<p class=\"lead\">%s: %s – %s. ", T(rq, "Term"),
             lang_day(rq->mem, rq->lang, p->starts),
             lang_day(rq->mem, rq->lang, p->ends));
    page_state(rq, h, &type_plan, p->r.state);
    html_raw(h, "</p>\n");
    put_plain(rq, h, t, PART_VALUE);
    put_directions(rq, h, t);
    put_plain(rq, h, t, PART_OUTCOME);
    return page_close(rq, RC_OK);
}

/* --- Two versions side by side ------------------------------------------------ */

/* What a version says; who carries a task out is daily work and no text. */
static bool is_text(const struct field *f)
{
    return !f->computed && strcmp(f->name, "executors") != 0 &&
           strcmp(f->name, "plan") != 0;
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && !strcmp(a, b));
}

/* One language of a text, or the whole of another value; "" empty. */
static const char *part_words(struct rq *rq, const struct field *f, int part,
                              const void *rec)
{
    const char *s;

    if (!rec)
        return "";
    if (f->kind != KIND_TEXT3 && f->kind != KIND_LONG3)
        return field_words(rq, rq->lang, f, rec);
    s = FIELD_IN(f, rec, struct text3)->in[part];
    return s ? s : "";
}

struct differing {
    struct rq *rq;
    struct html *h;
    const struct plan_then *then[2];
    size_t n;         /* rows drawn */
    const struct type *headed; /* the table that is open */
};

static void head_of(struct differing *d, const struct type *t)
{
    if (d->headed == t)
        return;
    if (d->headed)
        html_raw(d->h, "</tbody></table></section>\n");
    html_fmt(d->h,
             "<section class=\"box\"><h2>%s</h2>\n<table class=\"list\"><thead>"
             "<tr><th>%s</th><th>%s</th><th>%s</th><th>%s</th></tr></thead>"
             "<tbody>\n",
             tr(d->rq->lang, t->plural), tr(d->rq->lang, t->label),
             T(d->rq, "Field"), T(d->rq, "Old"), T(d->rq, "New"));
    d->headed = t;
}

static void put_row(struct differing *d, const struct type *t,
                    const struct plan_then *then, const void *rec,
                    const char *what, const char *old, const char *now)
{
    struct rq *rq = d->rq;

    head_of(d, t);
    d->n++;
    html_fmt(d->h,
             "<tr><td><a href=\"%s\">%s</a></td><td data-label=\"%s\">%s</td>",
             record_url(rq, t, ((const struct record *)rec)->id),
             plan_then_name(rq, then, t, rec), T(rq, "Field"), what);
    html_fmt(d->h, "<td data-label=\"%s\">", T(rq, "Old"));
    if (*old)
        html_fmt(d->h, "<del>%s</del>", old);
    html_fmt(d->h, "</td><td data-label=\"%s\">", T(rq, "New"));
    if (*now)
        html_fmt(d->h, "<ins>%s</ins>", now);
    html_raw(d->h, "</td></tr>\n");
}

static void put_fields(struct differing *d, const struct type *t,
                       const void *old, const void *now)
{
    struct rq *rq = d->rq;

    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];
        bool three = f->kind == KIND_TEXT3 || f->kind == KIND_LONG3;

        for (int p = 0; is_text(f) && p < (three ? LANGS : 1); p++) {
            if (same(field_canonical(rq, f, (enum lang)p, old),
                     field_canonical(rq, f, (enum lang)p, now)))
                continue;
            put_row(d, t, d->then[1], now,
                    three ? mem_fmt(rq->mem, "%s (%s)",
                                    tr(rq->lang, f->label), lang_code((enum lang)p))
                          : tr(rq->lang, f->label),
                    part_words(rq, f, p, old), part_words(rq, f, p, now));
        }
    }
}

static void compare_part(struct differing *d, enum plan_part part)
{
    const struct plan_list *a = &d->then[0]->part[part];
    const struct plan_list *b = &d->then[1]->part[part];
    struct rq *rq = d->rq;

    for (size_t i = 0; i < b->n; i++) {
        const struct record *now = b->rec[i];
        const void *old = plan_then_find(a, now->id);

        if (old)
            put_fields(d, a->type, old, now);
        else
            put_row(d, a->type, d->then[1], now, T(rq, "New record"), "",
                    plan_then_name(rq, d->then[1], a->type, now));
    }
    for (size_t i = 0; i < a->n; i++) {
        const struct record *old = a->rec[i];

        if (!plan_then_find(b, old->id))
            put_row(d, a->type, d->then[0], old, T(rq, "Taken out"),
                    plan_then_name(rq, d->then[0], a->type, old), "");
    }
}

static void put_option(struct rq *rq, struct html *h, const char *value,
                       const char *chosen, const char *words)
{
    html_fmt(h, "<option value=\"%s\"", value);
    if (chosen && !strcmp(value, chosen))
        html_raw(h, " selected");
    html_fmt(h, ">%s</option>\n", words);
    (void)rq;
}

static void put_choice(struct rq *rq, struct html *h, const char *name,
                       const char *label, const struct plan_version *v,
                       size_t n, const struct plan_point *now)
{
    const char *chosen = web_arg(rq, name);
    struct plan_point p = { .now = true };

    html_fmt(h, "<div><label for=\"f-%s\">%s</label>"
                "<select id=\"f-%s\" name=\"%s\">\n",
             name, label, name, name);
    if (day_is(now->on))
        put_option(rq, h, chosen, chosen, plan_point_words(rq, now));
    for (size_t i = 0; i < n; i++)
        for (int after = 0; after < 2; after++) {
            p = (struct plan_point){ .act = v[i].act, .on = DAY_NONE,
                                     .before = !after };
            put_option(rq, h, of_act(rq, v[i].act, !after), chosen,
                       plan_point_words(rq, &p));
        }
    put_option(rq, h, "", chosen ? chosen : "", T(rq, "today"));
    html_raw(h, "</select></div>\n");
}

static enum rc put_choices(struct rq *rq, struct html *h,
                           const struct plan *plan,
                           const struct plan_point at[2])
{
    struct plan_version *v;
    size_t n;

    TRY(plan_versions(rq, plan->r.id, &v, &n));
    html_fmt(h,
             "<form class=\"ask-day\" method=\"get\" action=\"%s\">"
             "<input type=\"hidden\" name=\"view\" value=\"changes\">"
             "<input type=\"hidden\" name=\"plan\" value=\"%s\">\n",
             url(rq, "/strategy"), plan->code);
    put_choice(rq, h, "from", T(rq, "The text"), v, n, &at[0]);
    put_choice(rq, h, "to", T(rq, "compared with the text"), v, n, &at[1]);
    html_fmt(h, "<button class=\"button\">%s</button></form>\n",
             T(rq, "Compare"));
    return RC_OK;
}

enum rc plan_changes_page(struct rq *rq, int64_t plan)
{
    struct differing d = { .rq = rq };
    struct plan_point at[2];
    struct crumb crumb;
    void *rec;

    TRY(record_get(rq, &type_plan, plan, &rec));
    for (int i = 0; i < 2; i++) {
        struct plan_then *t;

        TRY(plan_point_read(rq, plan, web_arg(rq, i ? "to" : "from"), &at[i]));
        TRY(plan_past_read(rq, plan, &at[i], false, &t));
        d.then[i] = t;
    }
    crumb = (struct crumb){
        record_url(rq, &type_plan, plan),
        text3_get(&((struct plan *)rec)->title, rq->lang, NULL),
    };
    d.h = page_open_under(rq, T(rq, "What changed in the plan"), &crumb, 1);
    TRY(put_choices(rq, d.h, rec, at));
    html_fmt(d.h, "<p class=\"lead\">%s → %s</p>\n",
             plan_point_words(rq, &at[0]), plan_point_words(rq, &at[1]));
    if (d.then[0]->plan && d.then[1]->plan)
        put_fields(&d, &type_plan, d.then[0]->plan, d.then[1]->plan);
    for (int i = 0; i < PLAN_PARTS; i++)
        compare_part(&d, (enum plan_part)i);
    if (d.headed)
        html_raw(d.h, "</tbody></table></section>\n");
    else
        html_fmt(d.h, "<p class=\"empty\">%s</p>\n",
                 T(rq, "The text is the same."));
    return page_close(rq, RC_OK);
}

/* --- The plan's card ---------------------------------------------------------- */

static void put_version(struct rq *rq, struct html *h, const char *code,
                        const struct plan_version *v)
{
    const char *before = of_act(rq, v->act, true);
    const char *after = of_act(rq, v->act, false);

    html_fmt(h, "<tr><td>%s</td><td data-label=\"%s\">",
             lang_day(rq->mem, rq->lang, v->act->signed_on), T(rq, "Act"));
    put_act(rq, h, v->act);
    html_fmt(h, "</td><td class=\"n\" data-label=\"%s\"><a href=\"%s\">%lld"
                "</a></td>",
             T(rq, "Records changed"),
             url(rq, "/strategy?view=changes&plan=%s&from=%s&to=%s", code,
                 before, after),
             (long long)v->records);
    html_fmt(h,
             "<td data-label=\"%s\"><a href=\"%s\">%s</a> · <a href=\"%s\">%s"
             "</a></td></tr>\n",
             T(rq, "Text"), text_url(rq, code, before), T(rq, "before it"),
             text_url(rq, code, after), T(rq, "after it"));
}

void plan_card(struct rq *rq, const void *rec)
{
    const struct plan *plan = rec;
    struct html *h = web_of(rq)->page;
    struct plan_version *v;
    size_t n;

    if (plan_versions(rq, plan->r.id, &v, &n))
        return;
    html_fmt(h,
             "<p class=\"actions no-print\"><a class=\"button\" href=\"%s\">%s"
             "</a> <a class=\"button\" href=\"%s\">%s</a></p>\n"
             "<section class=\"box\"><h2>%s</h2>\n",
             url(rq, "/strategy?plan=%s", plan->code), T(rq, "The map"),
             url(rq, "/strategy?view=text&plan=%s", plan->code),
             T(rq, "The whole text"), T(rq, "Versions of the text"));
    if (n)
        html_fmt(h,
                 "<table class=\"list\"><thead><tr><th>%s</th><th>%s</th>"
                 "<th class=\"n\">%s</th><th>%s</th></tr></thead><tbody>\n",
                 T(rq, "Day"), T(rq, "Act"), T(rq, "Records changed"),
                 T(rq, "Text"));
    else
        html_fmt(h, "<p class=\"quiet\">%s</p>\n",
                 T(rq, "No act has adopted or changed it yet."));
    for (size_t i = 0; i < n; i++)
        put_version(rq, h, plan->code, &v[i]);
    if (n)
        html_raw(h, "</tbody></table>\n");
    put_day_form(rq, h, plan->code, DAY_NONE);
    html_raw(h, "</section>\n");
}
