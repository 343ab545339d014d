/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_scale_pages.c: a scale's card with its words and cells, and the page on
 * which one is put in force over another: for each old level its new one.
 */
#include "mod/risk/risk_assess.h"
#include "mod/risk/risk_map.h"
#include "mod/risk/risk_pages.h"

#include <stdlib.h>
#include <string.h>

/* --- The card ------------------------------------------------------------- */

static const char *bound(struct rq *rq, const struct risk_scale_level *l)
{
    if (l->chance_from.set)
        return mem_fmt(rq->mem, "%s %%",
                       lang_number(rq->mem, rq->lang, l->chance_from.v, 2));
    if (l->loss_from.set)
        return lang_money(rq->mem, rq->lang, l->loss_from.n);
    return "";
}

static void put_levels(struct rq *rq, struct html *h, const char *title,
                       const char *from,
                       const struct risk_scale_level *const *levels, int n)
{
    html_fmt(h,
             "<table class=\"list\"><caption>%s</caption><thead><tr>"
             "<th class=\"n\">%s</th><th>%s</th><th>%s</th>"
             "<th class=\"n\">%s</th></tr></thead><tbody>\n",
             title, T(rq, "Level"), T(rq, "Title"), T(rq, "What it means"),
             from);
    for (int i = 0; i < n; i++) {
        if (!levels[i])
            continue;
        html_fmt(h, "<tr><td class=\"n\">%d</td><td data-label=\"%s\">"
                    "<a href=\"%s\">",
                 i + 1, T(rq, "Title"),
                 url(rq, "/risk_scale_level/%lld",
                     (long long)levels[i]->r.id));
        html_text3(h, &levels[i]->title);
        html_fmt(h, "</a></td><td data-label=\"%s\">",
                 T(rq, "What it means"));
        html_text3(h, &levels[i]->meaning);
        html_fmt(h, "</td><td class=\"n\" data-label=\"%s\">%s</td></tr>\n",
                 from, bound(rq, levels[i]));
    }
    html_raw(h, "</tbody></table>\n");
}

void risk_scale_card(struct rq *rq, const void *rec)
{
    const struct risk_scale *s = rec;
    struct html *h = web_of(rq)->page;
    struct risk_map m = { .on = rq->today };

    if (risk_words(rq, s->r.id, &m.words))
        return;
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n",
             T(rq, "What the levels mean"));
    html_raw(h, "<figure>");
    risk_map_draw(rq, h, &m, false);
    html_raw(h, "</figure>\n");
    put_levels(rq, h, T(rq, "Likelihood"),
               T(rq, "From a chance in a year of"), m.words->likelihood,
               m.words->size);
    put_levels(rq, h, T(rq, "Impact"), T(rq, "From a loss of"),
               m.words->impact, m.words->size);
    if (!strcmp(s->r.state, "draft") &&
        rights_any(rq, &type_risk_scale, OP_STEP, "enforce"))
        html_fmt(h, "<p class=\"actions\"><a class=\"button main\""
                    " href=\"%s\">%s</a></p>\n",
                 url(rq, "/risks/scale/%lld", (long long)s->r.id),
                 T(rq, "Put in force"));
    html_raw(h, "</section>\n");
}

/* --- In force over another ------------------------------------------------ */

static const char *input_name(struct rq *rq, const char *axis, int level)
{
    return mem_fmt(rq->mem, "%s-%d", axis, level);
}

static void put_select(struct rq *rq, struct html *h, const char *axis, int at,
                       const struct risk_scale_level *from,
                       const struct risk_scale_level *const *to, int n)
{
    const char *name = input_name(rq, axis, at), *sent = web_arg(rq, name);

    html_fmt(h, "<div class=\"field\"><label for=\"f-%s\">%d. ", name, at);
    if (from)
        html_text3(h, &from->title);
    html_fmt(h, " →</label><select id=\"f-%s\" name=\"%s\" class=\"w16\">"
                "<option value=\"\">%s</option>",
             name, name, T(rq, "choose"));
    for (int i = 1; i <= n; i++) {
        const char *value = mem_fmt(rq->mem, "%d", i);

        html_fmt(h, "<option value=\"%s\"", value);
        if (sent && !strcmp(sent, value))
            html_raw(h, " selected");
        html_fmt(h, ">%s. %s</option>", value,
                 to[i - 1] ? text3_get(&to[i - 1]->title, rq->lang, NULL)
                           : "");
    }
    html_raw(h, "</select></div>\n");
}

static void put_axis(struct rq *rq, struct html *h, const char *axis,
                     const char *legend,
                     const struct risk_scale_level *const *from, int n_from,
                     const struct risk_scale_level *const *to, int n_to)
{
    html_fmt(h, "<fieldset class=\"field\" id=\"f-%s_map\"><legend>%s</legend>"
                "\n",
             axis, legend);
    for (int i = 1; i <= n_from; i++)
        put_select(rq, h, axis, i, from[i - 1], to, n_to);
    page_field_error(rq, h, mem_fmt(rq->mem, "%s_map", axis));
    html_raw(h, "</fieldset>\n");
}

static enum rc draw(struct rq *rq, const struct risk_scale *s, enum rc rc)
{
    struct crumb crumb = { url(rq, "/risk_scale/%lld", (long long)s->r.id),
                           text3_get(&s->title, rq->lang, NULL) };
    struct risk_words *to, *from = NULL;
    struct html *h;
    int64_t now = 0, n = 0;
    enum rc has = risk_scale_now(rq, s->risk_register, &now);

    if (has && has != RC_MISSING)
        return has;
    TRY(risk_words(rq, s->r.id, &to));
    if (now) {
        TRY(risk_words(rq, now, &from));
        TRY(risk_assessed_under(rq, now, s->risk_register, &n));
    }
    h = page_open_under(rq, T(rq, "Put a scale in force"), &crumb, 1);
    page_failures(rq, h);
    if (n)
        html_fmt(h, "<p class=\"lead\">%s</p>\n",
                 mem_fmt(rq->mem,
                         TN(rq, "%lld assessment is carried over: say for each"
                                " old level which new one it becomes. What"
                                " was assessed stays in the history;"
                                " approvals are given anew.",
                            "%lld assessments are carried over: say for each"
                            " old level which new one it becomes. What was"
                            " assessed stays in the history; approvals are"
                            " given anew.", n),
                         (long long)n));
    else
        html_fmt(h, "<p class=\"lead\">%s</p>\n",
                 T(rq, "Nothing is assessed yet, so nothing is carried"
                       " over."));
    page_form_open(rq, h, url(rq, "/risks/scale/%lld", (long long)s->r.id),
                   false);
    html_fmt(h, "<input type=\"hidden\" name=\"version\" value=\"%lld\">",
             (long long)s->r.version);
    if (n) {
        put_axis(rq, h, "likelihood", T(rq, "Likelihood"), from->likelihood,
                 from->size, to->likelihood, to->size);
        put_axis(rq, h, "impact", T(rq, "Impact"), from->impact, from->size,
                 to->impact, to->size);
    }
    page_form_close(rq, h, T(rq, "Put in force"));
    return page_close(rq, rc);
}

enum rc risk_scale_page(struct rq *rq)
{
    void *rec;

    TRY(record_get(rq, &type_risk_scale, web_param_id(rq, "id"), &rec));
    return draw(rq, rec, RC_OK);
}

/* "1 2 2 3 4" from the selects; a level that was left out is 0 and refused. */
static const char *read_map(struct rq *rq, const char *axis)
{
    struct buf b;
    bool any = false;

    buf_init(&b, rq->mem);
    for (int i = 1; i <= SCALE_MOST; i++) {
        const char *v = web_arg(rq, input_name(rq, axis, i));

        if (!v)
            break;
        any = any || *v;
        buf_fmt(&b, "%s%c", i > 1 ? " " : "",
                *v >= '1' && *v <= '6' && !v[1] ? *v : '0');
    }
    return any ? b.s : NULL;
}

enum rc risk_scale_take(struct rq *rq)
{
    int64_t id = web_param_id(rq, "id");
    const char *seen = web_arg(rq, "version");
    struct risk_scale *s;
    void *rec;
    enum rc rc;

    TRY(record_take(rq, &type_risk_scale, id, OP_STEP, "enforce", &rec));
    s = rec;
    s->likelihood_map = read_map(rq, "likelihood");
    s->impact_map = read_map(rq, "impact");
    rc = record_step(rq, &type_risk_scale, s, "enforce",
                     seen ? strtoll(seen, NULL, 10) : 0);
    if (rc == RC_INVALID || rc == RC_CONFLICT) {
        TRY(record_load(rq, &type_risk_scale, id, &rec));
        return draw(rq, rec, rc);
    }
    TRY(rc);
    return web_redirect(rq, url(rq, "/risk_scale/%lld", (long long)id),
                        T(rq, "The scale is in force."));
}
