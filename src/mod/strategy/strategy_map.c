/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strategy_map.c: the whole strategy on one page.
 */
#include "mod/strategy/plan_past.h"
#include "mod/strategy/strategy_pages.h"

#include <math.h>
#include <string.h>

void strategy_pill(struct rq *rq, struct html *h, const char *tone,
                   const char *words)
{
    (void)rq;
    html_fmt(h, "<span class=\"pill %s\">%s</span>", tone, words);
}

static bool has(const char *s)
{
    return s && *s;
}

bool strategy_standing_asked(struct rq *rq, const char *name)
{
    const char *s = web_arg_all(rq, "standing");
    size_t n = strlen(name);

    if (!has(s))
        return true;
    for (; *s; s += *s == ';') {
        size_t k = strcspn(s, ";");

        if (k == n && !strncmp(s, name, n))
            return true;
        s += k;
    }
    return false;
}

/* --- Head: what the plan is, and how it stands ------------------------------ */

static void figure_tile(struct html *h, const char *tone, const char *label,
                        const char *href, size_t n, size_t of)
{
    html_fmt(h,
             "<li class=\"%s\"><span class=\"label\"><a href=\"%s\">%s</a>"
             "</span><span class=\"big\">%zu <small>/ %zu</small></span></li>\n",
             tone, href, label, n, of);
}

static void draw_figures(struct rq *rq, struct html *h,
                         const struct outline *o)
{
    size_t t[TASK_STANDINGS], i[STANDINGS], leaves = 0;
    const char *text = url(rq, "/strategy?view=text&standing=");
    const char *indicators = url(rq, "/indicators?standing=");

    outline_count(o, t, i);
    for (int s = 0; s < TASK_STANDINGS; s++)
        leaves += t[s];
    html_raw(h, "<ul class=\"tiles\">");
    figure_tile(h, "good", T(rq, "Tasks done or under way"),
                mem_fmt(rq->mem, "%sdone&standing=under_way", text),
                t[TASK_DONE] + t[TASK_UNDER_WAY], leaves);
    figure_tile(h, t[TASK_LATE] ? "bad" : "good",
                T(rq, "Tasks with a late report"),
                mem_fmt(rq->mem, "%slate", text), t[TASK_LATE], leaves);
    figure_tile(h, "good", T(rq, "Indicators reached or on the way"),
                mem_fmt(rq->mem, "%sreached&standing=on_way", indicators),
                i[STANDING_REACHED] + i[STANDING_ON_WAY],
                o->n_indicators);
    figure_tile(h, "warn", T(rq, "Indicators at risk or failed"),
                mem_fmt(rq->mem, "%sat_risk&standing=failed", indicators),
                i[STANDING_AT_RISK] + i[STANDING_FAILED], o->n_indicators);
    figure_tile(h, "muted", T(rq, "Indicators without data or target"),
                mem_fmt(rq->mem, "%snone", indicators), i[STANDING_NONE],
                o->n_indicators);
    html_raw(h, "</ul>\n");
}

static void draw_plan(struct rq *rq, struct html *h, const struct outline *o)
{
    const struct state *state = type_state(&type_plan, o->plan->r.state);

    html_raw(h, "<p class=\"lead\">");
    html_fmt(h, "%s: %s – %s. ", T(rq, "Term"),
             lang_day(rq->mem, rq->lang, o->plan->starts),
             lang_day(rq->mem, rq->lang, o->plan->ends));
    page_state(rq, h, &type_plan, state->name);
    html_raw(h, "</p>\n");
    if (!strcmp(o->plan->r.state, "discussion"))
        html_fmt(h, "<div class=\"note\"><p>%s <a href=\"%s\">%s</a></p></div>\n",
                 mem_fmt(rq->mem,
                         T(rq, "This draft is in public discussion until %s."),
                         lang_day(rq->mem, rq->lang, o->plan->discussion_to)),
                 url(rq, "/strategy/discussion?plan=%s", o->plan->code),
                 T(rq, "Propose something"));
    if (!strcmp(o->plan->r.state, "draft"))
        html_fmt(h, "<div class=\"note\"><p>%s</p></div>\n",
                 T(rq, "The text is loaded as a draft: its adoption is not"
                       " known. Targets that the source does not print are"
                       " proposals."));
}

static void draw_legend(struct rq *rq, struct html *h)
{
    static const enum task_standing order[] = {
        TASK_DONE, TASK_UNDER_WAY, TASK_LAGGING,
        TASK_LATE, TASK_AHEAD,     TASK_SILENT,
    };

    html_fmt(h, "<ul class=\"legend\" aria-label=\"%s\"><li>%s</li>",
             T(rq, "Legend"), T(rq, "A tile is a task:"));
    for (size_t i = 0; i < COUNT(order); i++) {
        html_raw(h, "<li>");
        strategy_pill(rq, h, task_standing_tone(order[i]),
                      tr(rq->lang, task_standing_label(order[i])));
        html_raw(h, "</li>");
    }
    html_fmt(h, "<li>%s</li></ul>\n",
             T(rq, "the small mark on the right: its indicators"));
}

/* --- The map ------------------------------------------------------------------ */

static void draw_tile(struct rq *rq, struct html *h,
                      const struct outline_task *t, const char *base)
{
    const char *words = tr(rq->lang, task_standing_label(t->standing));
    const char *title = text3_get(&t->title, rq->lang, NULL);
    const char *marks =
        t->has_indicators ? tr(rq->lang, standing_label(t->indicators)) : NULL;

    html_fmt(h, "<li><a class=\"tile %s\" href=\"%s%lld\" title=\"%s %s: %s",
             task_standing_tone(t->standing), base, (long long)t->id, t->code,
             title, words);
    if (marks)
        html_fmt(h, "; %s: %s", T(rq, "indicators"), marks);
    html_fmt(h, "\">%s", t->code);
    if (marks)
        html_fmt(h, "<span class=\"dot %s\" aria-hidden=\"true\"></span>",
                 standing_tone(t->indicators));
    html_fmt(h, "<span class=\"vh\"> %s", words);
    if (marks)
        html_fmt(h, "; %s", marks);
    html_raw(h, "</span></a></li>\n");
}

static void draw_goal(struct rq *rq, struct html *h, const struct outline *o,
                      const struct outline_goal *g, const char *task_base)
{
    html_fmt(h,
             "<section class=\"map-goal\"><h3><a href=\"%s\">"
             "<span class=\"code\">%s</span> ",
             url(rq, "/goal/%lld", (long long)g->id), g->code);
    html_text3(h, &g->title);
    html_raw(h, "</a></h3>\n<ul class=\"map-tasks\">");
    for (size_t i = 0; i < g->n; i++)
        draw_tile(rq, h, &o->tasks[g->first + i], task_base);
    html_raw(h, "</ul></section>\n");
}

static void draw_direction(struct rq *rq, struct html *h,
                           const struct outline *o,
                           const struct outline_direction *d,
                           const char *task_base)
{
    html_fmt(h,
             "<section class=\"map-dir\"><div class=\"map-head\"><b>%s</b>"
             "<h2><a href=\"%s\">",
             d->code, url(rq, "/direction/%lld", (long long)d->id));
    html_text3(h, &d->title);
    html_raw(h, "</a></h2><span class=\"bar-line good\">"
                "<svg class=\"bar\" viewBox=\"0 0 100 10\""
                " preserveAspectRatio=\"none\" aria-hidden=\"true\">"
                "<rect class=\"track\" width=\"100\" height=\"10\"/>");
    html_fmt(h,
             "<rect class=\"fill\" width=\"%.0f\" height=\"10\"/></svg>"
             "<span class=\"vh\">%s </span>%s %%</span></div>\n"
             "<div class=\"map-goals\">\n",
             d->progress, T(rq, "Mean progress of its tasks:"),
             lang_number(rq->mem, rq->lang, d->progress, 0));
    for (size_t i = 0; i < d->n; i++)
        draw_goal(rq, h, o, &o->goals[d->first + i], task_base);
    html_raw(h, "</div></section>\n");
}

static void draw_views(struct rq *rq, struct html *h)
{
    html_fmt(h,
             "<div class=\"actions no-print\"><a class=\"button\" href=\"%s\">"
             "%s</a> <a class=\"button\" href=\"%s\">%s</a>",
             url(rq, "/strategy?view=text"), T(rq, "All tasks in words"),
             url(rq, "/indicators"), T(rq, "Indicators"));
    html_fmt(h,
             " <a class=\"button\" href=\"%s\">%s</a>"
             " <a class=\"button\" href=\"%s\">%s</a></div>\n",
             url(rq, "/value"), T(rq, "Mission and values"),
             url(rq, "/conflict"), T(rq, "Contradictions of the source"));
}

/* Several plans stand side by side: the others are a click away. */
static const struct sql_text q_plans = {
    "SELECT code, title_ky, title_ru, title_en FROM plan WHERE id <> $1"
    " ORDER BY id DESC LIMIT 20",
    "i", "tttt"
};

static enum rc draw_plans(struct rq *rq, struct html *h, int64_t shown)
{
    struct sql_rows r = sql_query(rq->sql, &q_plans, ARGS(INT(shown)));
    size_t n = 0;

    for (; sql_next(&r); n++) {
        struct text3 title;

        for (int p = 0; p < LANGS; p++)
            title.in[p] = mem_str(rq->mem, sql_str(&r, 1 + p));
        if (!n)
            html_fmt(h, "<h2>%s</h2><ul>\n", T(rq, "Other plans"));
        html_fmt(h, "<li><a href=\"%s\">",
                 url(rq, "/strategy?plan=%s", sql_str(&r, 0)));
        html_text3(h, &title);
        html_raw(h, "</a></li>\n");
    }
    if (n)
        html_raw(h, "</ul>\n");
    return sql_done(&r);
}

/* What is due in a year, what is ours in a unit. */
static void draw_ways(struct rq *rq, struct html *h, const struct outline *o)
{
    int first, last;

    first = day_year(o->plan->starts);
    last = day_year(o->plan->ends);
    html_fmt(h, "<p class=\"small no-print\">%s:", T(rq, "By year"));
    for (int y = first; y <= last; y++)
        html_fmt(h, " <a href=\"%s\">%d</a>",
                 url(rq, "/strategy/year/%d", y), y);
    html_fmt(h, " · <a href=\"%s\">%s</a></p>\n",
             url(rq, "/strategy/units"), T(rq, "By unit: what is ours"));
    if (!rq->person)
        return;
    html_fmt(h, "<p class=\"small no-print\">%s:", T(rq, "Annual report"));
    for (int y = first; y <= last && day_ymd(y, 1, 1).n <= rq->today.n; y++)
        html_fmt(h, " <a href=\"%s\">%d</a>",
                 url(rq, "/strategy/annual/%d", y), y);
    html_raw(h, "</p>\n");
}

static struct html *open_page(struct rq *rq, const struct outline *o)
{
    return page_open(rq, text3_get(&o->plan->title, rq->lang, NULL));
}

/* An empty system says what to do next. */
static enum rc no_plan(struct rq *rq)
{
    struct html *h = page_open(rq, T(rq, "Strategy"));

    html_fmt(h, "<div class=\"note\"><p>%s</p></div>\n",
             T(rq, "There is no plan yet. The planning office adds one, or the"
                   " administrator loads its files."));
    if (rights_any(rq, &type_plan, OP_ADD, NULL))
        html_fmt(h, "<p><a class=\"button main\" href=\"%s\">%s</a></p>",
                 url(rq, "/plan/new"), T(rq, "Add a plan"));
    return page_close(rq, RC_OK);
}

enum rc strategy_map_page(struct rq *rq)
{
    const char *view = web_arg(rq, "view"), *code = web_arg(rq, "plan");
    const char *task_base = url(rq, "/task/");
    struct outline *o;
    struct html *h;
    int64_t plan;
    enum rc rc = outline_plan(rq, has(code) ? code : NULL, &plan);

    if (rc == RC_MISSING && !has(code))
        return no_plan(rq);
    if (rc)
        return rc;
    if (view && !strcmp(view, "changes"))
        return plan_changes_page(rq, plan);
    if (view && !strcmp(view, "text"))
        return has(web_arg(rq, "on")) ? plan_past_page(rq, plan)
                                      : strategy_text_page(rq);
    TRY(outline_read(rq, plan, &o));
    h = open_page(rq, o);
    draw_plan(rq, h, o);
    draw_figures(rq, h, o);
    draw_views(rq, h);
    draw_ways(rq, h, o);
    draw_legend(rq, h);
    html_raw(h, "<div class=\"map\">\n");
    for (size_t i = 0; i < o->n_directions; i++)
        draw_direction(rq, h, o, &o->directions[i], task_base);
    html_raw(h, "</div>\n");
    return page_close(rq, draw_plans(rq, h, plan));
}

/* --- In words ----------------------------------------------------------------- */

void strategy_task_line(struct rq *rq, struct html *h,
                        const struct outline_task *t)
{
    html_fmt(h, "<li><a href=\"%s\"><span class=\"code\">%s</span> ",
             url(rq, "/task/%lld", (long long)t->id), t->code);
    html_text3(h, &t->title);
    html_raw(h, "</a> ");
    strategy_pill(rq, h, task_standing_tone(t->standing),
                  tr(rq->lang, task_standing_label(t->standing)));
    if (!isnan(t->progress))
        html_fmt(h, " <span class=\"small quiet\">%s %s %%</span>",
                 T(rq, "progress"),
                 lang_number(rq->mem, rq->lang, t->progress, 0));
    html_raw(h, "</li>\n");
}

/* A task that counts for the figures and stands as is asked for; without a
 * question every task. */
static bool task_asked(struct rq *rq, const struct outline_task *t)
{
    return !has(web_arg(rq, "standing")) ||
           (!t->parent_of_some &&
            strategy_standing_asked(rq, task_standing_name(t->standing)));
}

static size_t draw_goal_words(struct rq *rq, struct html *h,
                              const struct outline *o,
                              const struct outline_goal *g)
{
    size_t n = 0;

    for (size_t t = g->first; t < g->first + g->n; t++) {
        if (!task_asked(rq, &o->tasks[t]))
            continue;
        if (!n++) {
            html_fmt(h, "<h3><span class=\"code\">%s</span> ", g->code);
            html_text3(h, &g->title);
            html_raw(h, "</h3>\n<ul>\n");
        }
        strategy_task_line(rq, h, &o->tasks[t]);
    }
    if (n)
        html_raw(h, "</ul>\n");
    return n;
}

static bool direction_asked(struct rq *rq, const struct outline *o,
                            const struct outline_direction *d)
{
    for (size_t g = d->first; g < d->first + d->n; g++)
        for (size_t t = 0; t < o->goals[g].n; t++)
            if (task_asked(rq, &o->tasks[o->goals[g].first + t]))
                return true;
    return false;
}

static size_t draw_words(struct rq *rq, struct html *h,
                         const struct outline *o)
{
    size_t n = 0;

    for (size_t d = 0; d < o->n_directions; d++) {
        const struct outline_direction *dir = &o->directions[d];

        if (!direction_asked(rq, o, dir))
            continue;
        html_fmt(h, "<h2><span class=\"code\">%s</span> ", dir->code);
        html_text3(h, &dir->title);
        html_raw(h, "</h2>\n");
        for (size_t g = dir->first; g < dir->first + dir->n; g++)
            n += draw_goal_words(rq, h, o, &o->goals[g]);
    }
    return n;
}

enum rc strategy_text_page(struct rq *rq)
{
    const char *code = web_arg(rq, "plan");
    struct outline *o;
    struct html *h;
    int64_t plan;

    TRY(outline_plan(rq, has(code) ? code : NULL, &plan));
    TRY(outline_read(rq, plan, &o));
    h = open_page(rq, o);
    draw_plan(rq, h, o);
    html_fmt(h, "<p class=\"actions no-print\"><a class=\"button\" href=\"%s\">"
                "%s</a> ",
             url(rq, "/strategy"), T(rq, "The map"));
    if (has(web_arg(rq, "standing")))
        html_fmt(h, "<a class=\"button\" href=\"%s\">%s</a> ",
                 url(rq, "/strategy?view=text"), T(rq, "All tasks in words"));
    html_fmt(h, "<button class=\"button\" data-print hidden>%s</button></p>\n",
             T(rq, "Print"));
    if (!draw_words(rq, h, o))
        html_fmt(h, "<p class=\"empty\">%s</p>",
                 T(rq, "No task is like this."));
    return page_close(rq, RC_OK);
}
