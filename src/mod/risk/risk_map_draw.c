/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_map_draw.c: the heat map as a picture and as a table.  Levels differ by
 * pattern and word, kinds by shape, ways by line: no colour is needed.
 */
#include "mod/risk/risk_map.h"

#include "base/text.h"
#include "mod/risk/risk_pages.h"

#include <string.h>

/* In units of the view box. */
enum {
    WIDE = 420, LEFT = 84, TOP = 22, ROW = 54, WORDS = 50, MARK_W = 31,
    MARK_H = 14, FONT = 6 /* a letter of the words, about */
};

struct frame {
    struct html *h;
    const struct risk_map *m;
    const char *name; /* of the picture's patterns */
    int size, cell, high;
    int all[SCALE_MOST][SCALE_MOST];  /* risks in each cell */
    int used[SCALE_MOST][SCALE_MOST]; /* their marks drawn so far */
};

static const char *short_level(struct rq *rq, enum risk_level l)
{
    switch (l) {
    case LEVEL_LOW:
        return T(rq, "low");
    case LEVEL_MEDIUM:
        return T(rq, "medium");
    case LEVEL_HIGH:
        return T(rq, "high");
    case LEVEL_CRITICAL:
        return T(rq, "critical");
    case LEVEL_NONE:
        break;
    }
    return "";
}

static int cell_x(const struct frame *f, int impact)
{
    return LEFT + (impact - 1) * f->cell;
}

static int cell_y(const struct frame *f, int likelihood)
{
    return TOP + (f->size - likelihood) * ROW;
}

/* --- The field ------------------------------------------------------------ */

static void put_patterns(struct frame *f)
{
    html_fmt(f->h,
             "<defs><pattern id=\"%s-info\" width=\"8\" height=\"8\""
             " patternUnits=\"userSpaceOnUse\"><circle class=\"dots\""
             " cx=\"4\" cy=\"4\" r=\".8\"/></pattern>\n"
             "<pattern id=\"%s-warn\" width=\"7\" height=\"7\""
             " patternUnits=\"userSpaceOnUse\"><path class=\"lines\""
             " d=\"M-1 8 8-1\"/></pattern>\n"
             "<pattern id=\"%s-bad\" width=\"6\" height=\"6\""
             " patternUnits=\"userSpaceOnUse\"><path class=\"lines\""
             " d=\"M0 0 6 6M0 6 6 0\"/></pattern>\n"
             "<marker id=\"%s-tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\""
             " markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">"
             "<path class=\"tip\" d=\"M0 0 8 4 0 8Z\"/></marker></defs>\n",
             f->name, f->name, f->name, f->name);
}

static void put_cell(struct rq *rq, struct frame *f, int likelihood,
                     int impact)
{
    enum risk_level l = risk_scale_level_of(f->m->words->scale, likelihood,
                                            impact);
    const char *tone = page_tone(risk_level_tone(l));
    int x = cell_x(f, impact), y = cell_y(f, likelihood);

    html_fmt(f->h,
             "<rect class=\"cell %s\" x=\"%d\" y=\"%d\" width=\"%d\""
             " height=\"%d\"/>",
             tone, x, y, f->cell, ROW);
    if (l > LEVEL_LOW)
        html_fmt(f->h,
                 "<rect class=\"over %s\" x=\"%d\" y=\"%d\" width=\"%d\""
                 " height=\"%d\" fill=\"url(#%s-%s)\"/>",
                 tone, x, y, f->cell, ROW, f->name, tone);
    html_fmt(f->h, "<text class=\"level\" x=\"%d\" y=\"%d\">%s</text>\n",
             x + 3, y + ROW - 3, short_level(rq, l));
}

/* A title over up to three lines; a word that is wider is drawn together. */
static void put_words(struct rq *rq, struct frame *f, const char *text, int x,
                      int y, int width, const char *anchor)
{
    char *s = mem_str(rq->mem, text), *save = NULL;
    const char *line = "";

    for (char *w = strtok_r(s, " ", &save); w || *line;
         w = w ? strtok_r(NULL, " ", &save) : NULL) {
        const char *longer =
            w ? mem_fmt(rq->mem, *line ? "%s %s" : "%s%s", line, w) : line;
        int n = (int)text_length(longer) * FONT;

        if (w && (n <= width || !*line)) {
            line = longer;
            continue;
        }
        n = (int)text_length(line) * FONT;
        html_fmt(f->h, "<text class=\"word\" x=\"%d\" y=\"%d\""
                       " text-anchor=\"%s\"",
                 x, y, anchor);
        if (n > width)
            html_fmt(f->h,
                     " textLength=\"%d\" lengthAdjust=\"spacingAndGlyphs\"",
                     width);
        html_fmt(f->h, ">%s</text>", line);
        y += 11;
        line = w ? w : "";
    }
    html_raw(f->h, "\n");
}

static void put_axes(struct rq *rq, struct frame *f)
{
    const struct risk_words *w = f->m->words;

    for (int i = 1; i <= f->size; i++) {
        int y = cell_y(f, i), x = cell_x(f, i);

        html_fmt(f->h,
                 "<text class=\"digit\" x=\"%d\" y=\"%d\""
                 " text-anchor=\"end\">%d</text>",
                 LEFT - 6, y + 16, i);
        if (w->likelihood[i - 1])
            put_words(rq, f,
                      text3_get(&w->likelihood[i - 1]->title, rq->lang, NULL),
                      LEFT - 6, y + 28, LEFT - 8, "end");
        html_fmt(f->h,
                 "<text class=\"digit\" x=\"%d\" y=\"%d\""
                 " text-anchor=\"middle\">%d</text>",
                 x + f->cell / 2, cell_y(f, 1) + ROW + 13, i);
        if (w->impact[i - 1])
            put_words(rq, f,
                      text3_get(&w->impact[i - 1]->title, rq->lang, NULL),
                      x + f->cell / 2, cell_y(f, 1) + ROW + 24, f->cell - 2,
                      "middle");
    }
    html_fmt(f->h,
             "<text class=\"axis-name\" x=\"2\" y=\"12\">%s ↑</text>"
             "<text class=\"axis-name\" x=\"%d\" y=\"%d\""
             " text-anchor=\"end\">%s →</text>\n",
             T(rq, "Likelihood"), WIDE - 2, f->high - 3, T(rq, "Impact"));
}

/* --- Risks ---------------------------------------------------------------- */

static int across(const struct frame *f)
{
    return f->cell / (MARK_W + 1);
}

/* Marks that a cell has room for. */
static int room(const struct frame *f)
{
    return across(f) * 3;
}

static void place(const struct frame *f, int likelihood, int impact, int at,
                  int *x, int *y)
{
    *x = cell_x(f, impact) + 2 + at % across(f) * (MARK_W + 1);
    *y = cell_y(f, likelihood) + 2 + at / across(f) * (MARK_H + 1);
}

/* Where the next mark of a cell stands.  When not all have room, the last place
 * is kept for their number.  false: it has none. */
static bool slot(struct frame *f, const struct risk_point *p, int *x, int *y)
{
    int *used = &f->used[p->likelihood - 1][p->impact - 1],
        all = f->all[p->likelihood - 1][p->impact - 1];

    if (all > room(f) && *used >= room(f) - 1)
        return false;
    place(f, p->likelihood, p->impact, (*used)++, x, y);
    return true;
}

/* Small marks of several risks in one cell do not cover each other, and stand
 * below its large ones. */
static void small_place(const struct frame *f, const struct risk_point *p,
                        size_t i, int *x, int *y)
{
    int rows = (f->used[p->likelihood - 1][p->impact - 1] + across(f) - 1) /
               across(f),
        top = (rows > 1 ? 1 : rows) * (MARK_H + 3) + 5, low = ROW - 12;

    *x = cell_x(f, p->impact) + f->cell / 2 +
         ((int)(i * 7 % 11) - 5) * (f->cell - 16) / 12;
    *y = cell_y(f, p->likelihood) + top + (int)(i * 3 % 5) * (low - top) / 4;
}

/* The year beside a small mark, on the side that has room in the cell. */
static void put_year(const struct frame *f, const struct risk_point *p, int x,
                     int y)
{
    bool left = x - cell_x(f, p->impact) > f->cell / 2;

    html_fmt(f->h,
             "<text class=\"word year\" x=\"%d\" y=\"%d\""
             " text-anchor=\"%s\">%d</text>\n",
             left ? x - 5 : x + 5, y + 3, left ? "end" : "start",
             day_year(p->on));
}

static void put_small(const struct frame *f, int kind, int x, int y)
{
    if (kind == 0)
        html_fmt(f->h, "<circle class=\"was\" cx=\"%d\" cy=\"%d\" r=\"3\"/>",
                 x, y);
    else
        html_fmt(f->h, "<path class=\"aim\" d=\"M%d %dl4 4-4 4-4-4Z\"/>", x,
                 y - 4);
}

static void put_line(const struct frame *f, const char *look, int x0, int y0,
                     int x1, int y1)
{
    html_fmt(f->h,
             "<path class=\"%s\" d=\"M%d %dL%d %d\""
             " marker-end=\"url(#%s-tip)\"/>",
             look, x0, y0, x1, y1, f->name);
}

static void put_trail(const struct frame *f, const struct risk_way *w, int x1,
                      int y1)
{
    for (size_t i = w->n[1] - 1; i-- > 0;) {
        const struct risk_point *p = &w->point[1][i];
        int x, y;

        if (!p->level)
            continue;
        small_place(f, p, i + 3, &x, &y);
        put_line(f, "way", x, y, x1, y1);
        put_small(f, 0, x, y);
        put_year(f, p, x, y);
        x1 = x;
        y1 = y;
    }
}

static const char *said_of(struct rq *rq, const struct risk_map *m,
                           const struct risk_point *p)
{
    const struct risk_words *w = m->words;

    return mem_fmt(rq->mem, "%s × %s = %s",
                   text3_get(&w->likelihood[p->likelihood - 1]->title,
                             rq->lang, NULL),
                   text3_get(&w->impact[p->impact - 1]->title, rq->lang,
                             NULL),
                   short_level(rq, p->level));
}

static void put_mark(struct rq *rq, const struct frame *f,
                     const struct risk_way *w, const struct risk_point *p,
                     int x, int y)
{
    html_fmt(f->h,
             "<a href=\"%s\" aria-label=\"%s %s: %s\"><rect class=\"mark\""
             " x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"3\"/>"
             "<text class=\"code\" x=\"%d\" y=\"%d\""
             " text-anchor=\"middle\"",
             url(rq, "/risk/%lld", (long long)w->risk), w->code,
             text3_get(&w->title, rq->lang, NULL), said_of(rq, f->m, p), x, y,
             MARK_W, MARK_H, x + MARK_W / 2, y + 11);
    if (text_length(w->code) > 4)
        html_fmt(f->h,
                 " textLength=\"%d\" lengthAdjust=\"spacingAndGlyphs\"",
                 MARK_W - 4);
    html_fmt(f->h, ">%s</text></a>\n", w->code);
}

struct mark {
    const struct risk_way *w;
    const struct risk_point *p;
    int x, y;
};

static void put_way(struct frame *f, const struct mark *k, size_t i,
                    bool history)
{
    const struct risk_point *was = risk_way_last(k->w, 0),
                            *aim = risk_way_last(k->w, 2);
    int x, y, mx = k->x + MARK_W / 2, my = k->y + MARK_H / 2;

    if (history && k->w->n[1] > 1)
        put_trail(f, k->w, mx, my);
    if (was) {
        small_place(f, was, i, &x, &y);
        if (was->likelihood != k->p->likelihood ||
            was->impact != k->p->impact)
            put_line(f, "way", x, y, mx, my);
        put_small(f, 0, x, y);
    }
    if (aim) {
        small_place(f, aim, i + 5, &x, &y);
        if (aim->likelihood != k->p->likelihood ||
            aim->impact != k->p->impact)
            put_line(f, "way to-aim", mx, my, x, y);
        put_small(f, 2, x, y);
    }
    html_raw(f->h, "\n");
}

/* Those without room are a number, which leads to the table that has them. */
static void put_rest(struct rq *rq, const struct frame *f, int likelihood,
                     int impact)
{
    int all = f->all[likelihood - 1][impact - 1], x, y,
        rest = all - f->used[likelihood - 1][impact - 1];

    if (rest <= 0)
        return;
    place(f, likelihood, impact, room(f) - 1, &x, &y);
    html_fmt(f->h,
             "<a href=\"#heat-table\" aria-label=\"%s\">"
             "<text class=\"code\" x=\"%d\" y=\"%d\""
             " text-anchor=\"middle\">+%d</text></a>\n",
             mem_fmt(rq->mem,
                     TN(rq, "%lld more risk in this cell, in the table below",
                        "%lld more risks in this cell, in the table below",
                        rest), (long long)rest),
             x + MARK_W / 2, y + 11, rest);
}

static void put_risks(struct rq *rq, struct frame *f, bool history)
{
    struct mark *k = MEM_ARRAY(rq->mem, f->m->n + 1, struct mark);
    size_t n = 0;

    for (size_t i = 0; i < f->m->n; i++) {
        const struct risk_point *p = risk_way_last(&f->m->way[i], 1);

        if (p)
            f->all[p->likelihood - 1][p->impact - 1]++;
    }
    for (size_t i = 0; i < f->m->n; i++) {
        k[n].w = &f->m->way[i];
        k[n].p = risk_way_last(k[n].w, 1);
        if (k[n].p && slot(f, k[n].p, &k[n].x, &k[n].y))
            n++;
    }
    for (int l = 1; l <= f->size; l++)
        for (int i = 1; i <= f->size; i++)
            put_rest(rq, f, l, i);
    for (size_t i = 0; i < n; i++)
        put_way(f, &k[i], i, history);
    for (size_t i = 0; i < n; i++)
        put_mark(rq, f, k[i].w, k[i].p, k[i].x, k[i].y);
}

void risk_map_draw(struct rq *rq, struct html *h, const struct risk_map *m,
                   bool history)
{
    struct frame f = { .h = h, .m = m, .name = "heat" };

    if (!m->words)
        return;
    f.size = m->words->size;
    f.cell = (WIDE - LEFT) / f.size;
    f.high = TOP + f.size * ROW + WORDS;
    html_fmt(h,
             "<div class=\"scroll\" tabindex=\"0\" role=\"region\""
             " aria-label=\"%s\"><svg class=\"chart risk-map heat-map\""
             " viewBox=\"0 0 %d %d\" role=\"group\" aria-label=\"%s\">\n",
             T(rq, "Heat map"), WIDE, f.high,
             T(rq, "Heat map: the same stands in the table below"));
    put_patterns(&f);
    for (int l = 1; l <= f.size; l++)
        for (int i = 1; i <= f.size; i++)
            put_cell(rq, &f, l, i);
    put_axes(rq, &f);
    put_risks(rq, &f, history);
    html_raw(h, "</svg></div>\n");
}

/* --- Key and table -------------------------------------------------------- */

static void put_key(struct rq *rq, struct html *h)
{
    html_fmt(h,
             "<ul class=\"keys\"><li><svg class=\"chart risk-map\""
             " viewBox=\"0 0 32 14\" aria-hidden=\"true\"><rect class=\"mark\""
             " x=\"1\" y=\"1\" width=\"30\" height=\"12\" rx=\"3\"/></svg>%s"
             "</li>\n<li><svg class=\"chart risk-map\" viewBox=\"0 0 32 14\""
             " aria-hidden=\"true\"><path class=\"way\" d=\"M8 7H30\"/>"
             "<circle class=\"was\" cx=\"6\" cy=\"7\" r=\"4\"/></svg>%s</li>\n"
             "<li><svg class=\"chart risk-map\" viewBox=\"0 0 32 14\""
             " aria-hidden=\"true\"><path class=\"way to-aim\" d=\"M2 7H20\"/>"
             "<path class=\"aim\" d=\"M25 2l5 5-5 5-5-5Z\"/></svg>%s</li>"
             "</ul>\n",
             T(rq, "where the risk is on the day"),
             T(rq, "where it was before measures, or earlier"),
             T(rq, "where it is to come when all measures are done"));
}

static void put_point(struct rq *rq, struct html *h, const struct risk_way *w,
                      int kind)
{
    const struct risk_point *p = risk_way_last(w, kind);

    html_fmt(h, "<td data-label=\"%s\">", tr(rq->lang, risk_kinds[kind].label));
    if (p) {
        risk_pill(h, page_tone(risk_level_tone(p->level)),
                  short_level(rq, p->level));
        html_fmt(h, " <span class=\"small quiet\">%d\u00a0×\u00a0%d</span>",
                 p->likelihood, p->impact);
    } else {
        html_fmt(h, "<span class=\"quiet\">%s</span>",
                 T(rq, "not assessed"));
    }
    html_raw(h, "</td>");
}

static void put_row(struct rq *rq, struct html *h, const struct risk_way *w)
{
    const struct risk_point *now = risk_way_last(w, 1);

    html_fmt(h,
             "<tr><td><a href=\"%s\"><span class=\"code\">%s</span></a></td>"
             "<td data-label=\"%s\"><a href=\"%s\">",
             url(rq, "/risk/%lld", (long long)w->risk), w->code,
             T(rq, "Risk"), url(rq, "/risk/%lld", (long long)w->risk));
    html_text3(h, &w->title);
    html_raw(h, "</a></td>");
    for (int i = 0; i < RISK_KINDS; i++)
        put_point(rq, h, w, i);
    html_fmt(h, "<td data-label=\"%s\">", T(rq, "Since"));
    if (now)
        html_text(h, lang_day(rq->mem, rq->lang, now->on));
    html_fmt(h, "</td><td class=\"n\" data-label=\"%s\">", T(rq, "Judges"));
    if (now)
        html_fmt(h, "%d", now->judges);
    html_fmt(h, "</td><td data-label=\"%s\">", T(rq, "Approved"));
    if (now)
        html_text(h, now->approved ? T(rq, "yes") : T(rq, "no"));
    html_raw(h, "</td></tr>\n");
}

static void put_table(struct rq *rq, struct html *h, const struct risk_map *m)
{
    html_fmt(h,
             "<h3 id=\"heat-table\">%s</h3>\n<table class=\"list\">"
             "<thead><tr>"
             "<th>%s</th><th>%s</th>",
             T(rq, "The same as a table"), T(rq, "Code"), T(rq, "Risk"));
    for (int i = 0; i < RISK_KINDS; i++)
        html_fmt(h, "<th>%s</th>", tr(rq->lang, risk_kinds[i].label));
    html_fmt(h,
             "<th>%s</th><th class=\"n\">%s</th><th>%s</th></tr></thead>"
             "<tbody>\n",
             T(rq, "Since"), T(rq, "Judges"), T(rq, "Approved"));
    for (size_t i = 0; i < m->n; i++)
        put_row(rq, h, &m->way[i]);
    html_raw(h, "</tbody></table>\n");
}

struct html_frag risk_map_hidden(struct rq *rq, const char *name,
                                 const char *value)
{
    struct html h = { .lang = rq->lang };

    buf_init(&h.b, rq->mem);
    html_fmt(&h, "<input type=\"hidden\" name=\"%s\" value=\"%s\">", name,
             value);
    return (struct html_frag){ h.b.s, h.b.n };
}

static void put_day(struct rq *rq, struct html *h, const struct risk_map *m,
                    const char *action, struct html_frag fields)
{
    char iso[DAY_ISO_SIZE];

    html_fmt(h, "<form class=\"filter alone\" method=\"get\" action=\"%s\""
                " aria-label=\"%s\">",
             action, T(rq, "Heat map on a day"));
    html_frag(h, fields);
    html_fmt(h,
             "<div><label for=\"f-map-day\">%s</label><input type=\"date\""
             " id=\"f-map-day\" name=\"day\" value=\"%s\"></div>"
             "<button class=\"button\">%s</button></form>\n",
             T(rq, "As on the day"), day_iso(m->on, iso), T(rq, "Show"));
}

static void put_counts(struct rq *rq, struct html *h, const struct risk_map *m)
{
    size_t left = m->n - m->assessed;

    html_fmt(h, "<p><time datetime=\"%s\">%s</time> ",
             day_iso(m->on, (char[DAY_ISO_SIZE]){ "" }),
             lang_day_long(rq->mem, rq->lang, m->on));
    if (left)
        risk_pill(h, "muted",
                  mem_fmt(rq->mem,
                          TN(rq, "%zu risk not assessed yet",
                             "%zu risks not assessed yet", (int64_t)left),
                          left));
    if (m->more)
        html_text(h, mem_fmt(rq->mem, T(rq, "The first %d are shown."),
                             (int)m->n));
    html_raw(h, "</p>\n");
    if (!m->assessed)
        html_fmt(h, "<p class=\"small quiet\">%s</p>\n",
                 T(rq, "The source gives neither likelihood nor impact, so"
                       " every field is empty: a risk stands here when the"
                       " university has assessed it."));
}

void risk_map_put(struct rq *rq, struct html *h, const struct risk_map *m,
                  const char *action, struct html_frag fields)
{
    html_fmt(h, "<section class=\"box\" id=\"heat\"><h2>%s</h2>\n",
             T(rq, "Heat map"));
    put_day(rq, h, m, action, fields);
    put_counts(rq, h, m);
    if (!m->words) {
        html_fmt(h, "<div class=\"note\"><p>%s</p></div></section>\n",
                 T(rq, "No scale of risks is in force."));
        return;
    }
    html_raw(h, "<figure><figcaption><b>");
    html_text3(h, &m->words->scale->title);
    html_fmt(h, "</b> <span class=\"small quiet\">%s</span></figcaption>\n",
             T(rq, "Likelihood × impact"));
    put_key(rq, h);
    risk_map_draw(rq, h, m, m->n == 1);
    html_raw(h, "</figure>\n");
    put_table(rq, h, m);
    html_fmt(h, "<p class=\"small\"><a href=\"%s\">%s</a> · <a href=\"%s\">"
                "%s</a>",
             url(rq, "/risk_scale/%lld",
                 (long long)m->words->scale->r.id),
             T(rq, "What the levels mean"), url(rq, "/risks/watches"),
             T(rq, "Indicators of risks"));
    if (rights_any(rq, &type_risk_assessment, OP_ADD, NULL))
        html_fmt(h, " · <a href=\"%s\">%s</a>",
                 url(rq, "/risks/ask?register=%%23%lld",
                     (long long)m->risk_register),
                 T(rq, "Ask for assessments"));
    html_raw(h, "</p></section>\n");
}
