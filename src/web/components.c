/* SPDX-License-Identifier: Apache-2.0 */
/*
 * components.c: every component in every state on one page, drawn by the very
 * functions that pages use, for those who build and check the look.
 */
#include "web/chart.h"
#include "web/page_record.h"
#include "web/type_pages.h"

#include <math.h>
#include <string.h>

/* --- A type that only this page has --------------------------------------- */

struct sample {
    struct record r;
    const char *code, *note, *kind, *way;
    struct text3 title, story;
    struct count amount, cost;
    struct number share;
    day due;
    bool open;
};

static const struct choice kinds[] = {
    { "one", N_("One") },     { "two", N_("Two") }, { "three", N_("Three") },
    { "four", N_("Four") },   { "five", N_("Five") },
    { "six", N_("Six") },
};
static const struct choice ways[] = {
    { "yes", N_("yes") },
    { "part", N_("in part") },
    { "no", N_("no") },
};

static const struct field fields[] = {
    FIELD_TEXT(sample, code, .label = N_("Code"), .max = 40, .must = true),
    FIELD_TEXT3(sample, title, .label = N_("Title"), .must = true),
    FIELD_LONG(sample, note, .label = N_("Note"),
               .help = N_("A sentence of help stands above the input.")),
    FIELD_LONG3(sample, story, .label = N_("Explanation")),
    FIELD_CHOICE(sample, way, ways, .label = N_("Choice of a few"),
                 .must = true),
    FIELD_CHOICE(sample, kind, kinds, .label = N_("Choice of many")),
    FIELD_COUNT(sample, amount, .label = N_("Whole number")),
    FIELD_PERCENT(sample, share, .label = N_("Percentage")),
    FIELD_MONEY(sample, cost, .label = N_("Money")),
    FIELD_DAY(sample, due, .label = N_("Day")),
    FIELD_BOOL(sample, open, .label = N_("Yes or no")),
};

static const struct state states[] = {
    { "draft", N_("Draft"), TONE_NEUTRAL },
    { "under_way", N_("Under way"), TONE_INFO },
    { "accepted", N_("Accepted"), TONE_GOOD },
    { "at_risk", N_("At risk"), TONE_WARN },
    { "late", N_("Late"), TONE_BAD },
    { "cancelled", N_("Cancelled"), TONE_MUTED },
};

static const struct type type_sample = {
    .name = "sample",
    .label = N_("Sample"),
    .plural = N_("Samples"),
    .size = sizeof(struct sample),
    SPAN(fields, fields),
    SPAN(states, states),
    .title = "title",
    .code = "code",
};

static struct sample *sample_new(struct rq *rq)
{
    struct sample *s = mem_alloc(rq->mem, sizeof *s);

    s->r.id = s->r.version = 1;
    s->r.state = "draft";
    s->code = "I.1.4";
    s->title.in[LANG_KY] = "Кош диплом программалары";
    s->title.in[LANG_RU] = "Программы двойного диплома";
    s->note = "A <b> & \"quoted\" text\n\nof two paragraphs";
    s->kind = "two";
    s->way = "part";
    s->amount = (struct count){ 12500, true };
    s->cost = (struct count){ 125000050, true };
    s->share = (struct number){ 37.5, true };
    s->due = rq->today;
    s->open = true;
    return s;
}

/* --- Parts ---------------------------------------------------------------- */

static void section(struct rq *rq, struct html *h, const char *id,
                    const char *title)
{
    (void)rq;
    html_fmt(h,
             "<section class=\"box\" aria-labelledby=\"%s\">"
             "<h2 id=\"%s\">%s</h2>\n",
             id, id, title);
}

static void section_end(struct html *h)
{
    html_raw(h, "</section>\n");
}

static void put_states(struct rq *rq, struct html *h)
{
    section(rq, h, "c-states", T(rq, "States and marks"));
    html_raw(h, "<p>");
    for (size_t i = 0; i < COUNT(states); i++) {
        page_state(rq, h, &type_sample, states[i].name);
        html_raw(h, " ");
    }
    html_raw(h, "</p>\n<p><strong>50 %</strong> · "
                "<span class=\"derived\">45 %");
    page_mark_derived(rq, h);
    html_raw(h, "</span> · <span class=\"typed\">37,5 %");
    page_mark_typed(rq, h);
    html_raw(h, "</span> · ");
    page_no_data(rq, h);
    html_raw(h, "</p>\n");
    section_end(h);
}

static void put_messages(struct rq *rq, struct html *h)
{
    static const char *const looks[] = { "ok", "info", "warn", "error" };

    section(rq, h, "c-messages", T(rq, "Messages"));
    for (size_t i = 0; i < COUNT(looks); i++)
        html_fmt(h, "<div class=\"flash %s\"><p>%s</p></div>\n", looks[i],
                 T(rq, "The report was sent."));
    html_fmt(h, "<div class=\"note\"><p>%s</p></div>\n",
             T(rq, "A note beside the page."));
    html_fmt(h,
             "<div class=\"box empty\"><p><strong>%s</strong></p><p>%s</p>"
             "</div>\n",
             T(rq, "Nothing was found"), T(rq, "Try with fewer filters."));
    section_end(h);
}

static void put_buttons(struct rq *rq, struct html *h)
{
    section(rq, h, "c-buttons", T(rq, "Buttons and steps"));
    html_fmt(h,
             "<p class=\"actions\"><button class=\"button main\""
             " type=\"button\">%s</button> <button class=\"button\""
             " type=\"button\">%s</button> <button class=\"button danger\""
             " type=\"button\">%s</button> <button class=\"button mini\""
             " type=\"button\">%s</button> <button class=\"link\""
             " type=\"button\">%s</button></p>\n",
             T(rq, "Save"), T(rq, "Edit"), T(rq, "Cancel the task"),
             T(rq, "Show"), T(rq, "Clear"));
    html_fmt(h,
             "<ul class=\"steps\"><li><button class=\"button main\""
             " type=\"button\">%s</button></li><li><button class=\"button\""
             " type=\"button\" disabled aria-describedby=\"c-why\">%s"
             "</button><p class=\"why\" id=\"c-why\">%s</p></li></ul>\n",
             T(rq, "Accept"), T(rq, "Close"),
             T(rq, "this happens only by an act"));
    section_end(h);
}

static enum rc put_form(struct rq *rq, struct html *h,
                        const struct sample *rec)
{
    struct form_fields ff = form_fields(rq, &type_sample, NULL, true);
    struct form fm = { .rq = rq, .h = h, .t = &type_sample, .rec = rec };
    struct failure wrong = { .rc = RC_INVALID, .field = "share" };
    struct failure *kept = rq->fails;

    TRY(form_begin(&fm, &ff));
    section(rq, h, "c-form", T(rq, "Form"));
    /* Nothing takes what is sent: the form asks this page again. */
    html_fmt(h, "<form class=\"form box\" method=\"get\" action=\"%s\""
                " novalidate>\n",
             url(rq, "/components"));
    wrong.text = T(rq, "must be from 0 to 100");
    rq->fails = &wrong;
    for (size_t i = 0; i < ff.n; i++)
        form_input(&fm, ff.f[i]);
    rq->fails = kept;
    page_form_close(rq, h, T(rq, "Save"));
    section_end(h);
    return RC_OK;
}

static void put_values(struct rq *rq, struct html *h,
                       const struct sample *rec)
{
    static const struct names *none;

    section(rq, h, "c-card", T(rq, "Card"));
    html_raw(h, "<dl class=\"fields\">");
    for (size_t i = 0; i < COUNT(fields); i++) {
        html_fmt(h, "<dt>%s</dt><dd>", tr(rq->lang, fields[i].label));
        value_draw(rq, h, &fields[i], rec, none);
        html_raw(h, "</dd>\n");
    }
    html_raw(h, "</dl>\n");
    section_end(h);
}

static void put_table(struct rq *rq, struct html *h, const struct sample *rec)
{
    section(rq, h, "c-list", T(rq, "List"));
    html_fmt(h,
             "<table class=\"list\"><thead><tr>"
             "<th aria-sort=\"ascending\">%s</th><th>%s</th>"
             "<th class=\"n\">%s</th><th>%s</th></tr></thead><tbody>\n",
             T(rq, "Code"), T(rq, "Title"), T(rq, "Percentage"),
             T(rq, "State"));
    for (size_t i = 0; i < COUNT(states); i++) {
        if (states[i].tone == TONE_BAD)
            html_raw(h, "<tr class=\"late\">");
        else
            html_raw(h, "<tr>");
        html_fmt(h, "<td><span class=\"code\">%s</span></td>"
                    "<td data-label=\"%s\">",
                 rec->code, T(rq, "Title"));
        html_text3(h, &rec->title);
        html_fmt(h, "</td><td class=\"n\" data-label=\"%s\">%zu %%</td>"
                    "<td data-label=\"%s\">",
                 T(rq, "Percentage"), i * 17, T(rq, "State"));
        page_state(rq, h, &type_sample, states[i].name);
        html_raw(h, "</td></tr>\n");
    }
    html_raw(h, "</tbody></table>\n");
    section_end(h);
}

static void put_tiles(struct rq *rq, struct html *h)
{
    static const char *const tones[] = { "",     "info", "good",
                                         "warn", "bad",  "muted" };

    section(rq, h, "c-tiles", T(rq, "Tiles of figures"));
    html_raw(h, "<ul class=\"tiles\">");
    for (size_t i = 0; i < COUNT(tones); i++)
        html_fmt(h,
                 "<li class=\"%s\"><span class=\"label\">%s</span>"
                 "<span class=\"big\">%zu <small>%%</small></span></li>\n",
                 tones[i], tr(rq->lang, states[i].label), 10 + i * 13);
    html_raw(h, "</ul>\n<ul class=\"legend\">");
    for (size_t i = 1; i < COUNT(tones); i++)
        html_fmt(h, "<li><span class=\"tile %s\">I.1.%zu</span></li>\n",
                 tones[i], i);
    html_raw(h, "</ul>\n");
    section_end(h);
}

static void put_bars(struct rq *rq, struct html *h)
{
    static const double shares[] = { 0, 0.07, 0.5, 0.84, 1 };
    static const double line[] = { 8, 9, NAN, 14, 12 };

    section(rq, h, "c-bars", T(rq, "Progress"));
    for (size_t i = 0; i < COUNT(shares); i++) {
        html_raw(h, "<p>");
        chart_bar(h, shares[i],
                  mem_fmt(rq->mem, "%.0f %%", shares[i] * 100));
        html_raw(h, "</p>\n");
    }
    html_raw(h, "<p>");
    chart_spark(h, line, COUNT(line), "8, 9, –, 14, 12");
    html_raw(h, "</p>\n");
    section_end(h);
}

static void put_chart(struct rq *rq, struct html *h)
{
    static const struct chart_point values[] = {
        { 2023, 8, true, NULL },   { 2024, 9.5, true, NULL },
        { 2025, 11, false, NULL }, { 2026, 14, false, NULL },
    };
    static const struct chart_point targets[] = {
        { 2023, 10, false, NULL }, { 2024, 11, false, NULL },
        { 2025, 13, false, NULL }, { 2026, 15, false, NULL },
        { 2027, 18, false, NULL }, { 2028, 20, false, NULL },
    };
    static const struct chart_point forecast[] = {
        { 2026, 14, false, NULL }, { 2027, 16, false, NULL },
        { 2028, 18, false, NULL },
    };
    static const double interval[] = { 0, 1.5, 3 };
    const struct chart_series series[] = {
        { .name = T(rq, "Value"), .points = values, .n = COUNT(values) },
        { .name = T(rq, "Target"), .points = targets, .n = COUNT(targets),
          .look = CHART_TARGET },
        { .name = T(rq, "Forecast"), .points = forecast,
          .n = COUNT(forecast),
          .look = CHART_FORECAST, .interval = interval },
    };
    const struct chart c = {
        .title = T(rq, "Share of foreign students"),
        .caption = T(rq, "at the end of the year"),
        .x_name = T(rq, "Year"),
        .y_name = T(rq, "Value"),
        .unit = "%",
        .series = series,
        .n_series = COUNT(series),
    };

    section(rq, h, "c-chart", T(rq, "Chart"));
    chart_draw(h, rq->mem, &c);
    section_end(h);
}

static void put_history(struct rq *rq, struct html *h)
{
    section(rq, h, "c-history", T(rq, "History"));
    html_fmt(h,
             "<ol class=\"history\"><li class=\"step\"><span class=\"when\">"
             "22.11.2026, 14:05</span><strong>%s</strong>: ",
             T(rq, "Accept"));
    page_state(rq, h, &type_sample, "under_way");
    html_raw(h, " → ");
    page_state(rq, h, &type_sample, "accepted");
    html_fmt(h,
             "</li><li><span class=\"when\">02.11.2026, 09:31</span>%s: "
             "<del>31.12.2027</del> → <ins>31.12.2028</ins></li></ol>\n",
             T(rq, "Day"));
    section_end(h);
}

enum rc components_page(struct rq *rq)
{
    struct sample *rec = sample_new(rq);
    struct html *h = page_open(rq, T(rq, "Components"));

    put_states(rq, h);
    put_messages(rq, h);
    put_buttons(rq, h);
    put_values(rq, h, rec);
    put_table(rq, h, rec);
    put_tiles(rq, h);
    put_bars(rq, h);
    put_chart(rq, h);
    put_history(rq, h);
    TRY(put_form(rq, h, rec));
    return page_close(rq, RC_OK);
}
