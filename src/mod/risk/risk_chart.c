/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_chart.c: what the pictures of the risk plan share.
 */
#include "mod/risk/risk_chart.h"

#include <math.h>
#include <string.h>

/* --- Numbers -------------------------------------------------------------- */

const char *risk_sum(struct rq *rq, double tyiyn)
{
    double som = tyiyn / 100, size = fabs(som) >= 1 ? floor(log10(fabs(som))) : 0;
    double unit = pow(10, fmax(size - 2, 0));

    som = round(som / unit) * unit;
    if (rq->lang == LANG_EN)
        return mem_fmt(rq->mem, "KGS\u00a0%s",
                       lang_number(rq->mem, rq->lang, som, 0));
    return mem_fmt(rq->mem, "%s\u00a0сом",
                   lang_number(rq->mem, rq->lang, som, 0));
}

const char *risk_share(struct rq *rq, double share)
{
    double percent = share * 100;

    if (percent > 0 && percent < 0.1)
        return mem_fmt(rq->mem, "< %s\u00a0%%",
                       lang_number(rq->mem, rq->lang, 0.1, 1));
    return mem_fmt(rq->mem, "%s\u00a0%%",
                   lang_number(rq->mem, rq->lang, percent,
                               percent < 10 ? 1 : 0));
}

/* --- Figures -------------------------------------------------------------- */

void risk_figure_open(struct html *h, const char *title, const char *caption)
{
    html_fmt(h, "<figure class=\"figure\"><figcaption><b>%s</b><span>%s</span>"
                "</figcaption>\n",
             title, caption);
}

void risk_figure_close(struct html *h)
{
    html_raw(h, "</figure>\n");
}

void risk_table_open(struct rq *rq, struct html *h, const char *label,
                     const char *const *columns, size_t n, size_t numbers)
{
    html_fmt(h,
             "<details class=\"more\"><summary>%s</summary>"
             "<div class=\"scroll\" tabindex=\"0\" role=\"region\""
             " aria-label=\"%s\"><table><thead><tr>",
             T(rq, "The same as a table"), label);
    for (size_t i = 0; i < n; i++)
        html_fmt(h, "<th class=\"%s\">%s</th>", i < numbers ? "" : "n",
                 columns[i]);
    html_raw(h, "</tr></thead><tbody>\n");
}

void risk_table_close(struct html *h)
{
    html_raw(h, "</tbody></table></div></details>\n");
}

/* --- Lines ---------------------------------------------------------------- */

/* How wide a letter of the font may be, for a size of 1: measured of Noto Sans,
 * rounded up. */
static double letter_width(const char *s)
{
    unsigned char c = (unsigned char)*s;

    if (c >= 0x80)
        return 0.63; /* Cyrillic, whose widest letters stand among narrow */
    if (strchr(" .,:;!|'il-()", c))
        return 0.33;
    return c == 'm' || c == 'w' || c == 'M' || c == 'W' ? 0.95 : 0.62;
}

static size_t letter_bytes(const char *s)
{
    unsigned char c = (unsigned char)*s;

    return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

/* Bytes of `s` that fit, ending before a space where there is one. */
static size_t fitting(const char *s, double width, double size)
{
    size_t n = 0, last = 0;
    double wide = 0;

    while (s[n]) {
        wide += letter_width(s + n) * size;
        if (wide > width && n)
            return last ? last : n;
        if (s[n] == ' ')
            last = n;
        n += letter_bytes(s + n);
    }
    return n;
}

size_t risk_lines(struct mem *m, const char *text, double width, double size,
                  const char **line, size_t most)
{
    size_t n = 0;

    while (*text && n < most) {
        size_t fits = fitting(text, width, size);
        bool cut = n + 1 == most && text[fits];

        line[n++] = cut ? mem_fmt(m, "%s…", mem_strn(m, text, fits))
                        : mem_strn(m, text, fits);
        text += fits;
        while (*text == ' ')
            text++;
    }
    return n;
}

/* --- Which register --------------------------------------------------------- */

enum rc risk_chosen(struct rq *rq, struct risk_books *books,
                    const struct risk_register **out)
{
    const char *code = web_arg(rq, "register");

    TRY(risk_books_read(rq, books));
    *out = code ? NULL : risk_book_first(rq, books);
    for (size_t i = 0; code && i < books->n; i++)
        if (!strcmp(books->book[i].g->code, code))
            *out = books->book[i].g;
    return *out ? RC_OK : RC_MISSING;
}

void risk_choice_put(struct rq *rq, struct html *h, const struct risk_books *b,
                     const struct risk_register *shown, const char *base)
{
    if (b->n < 2)
        return;
    html_fmt(h, "<nav class=\"no-print\" aria-label=\"%s\"><p>",
             T(rq, "Registers of risks"));
    for (size_t i = 0; i < b->n; i++) {
        const struct risk_register *g = b->book[i].g;

        html_fmt(h, "%s<a href=\"%s?register=%s\"", i ? " · " : "", base,
                 g->code);
        if (g == shown)
            html_raw(h, " aria-current=\"page\"");
        html_raw(h, ">");
        html_text3(h, &g->title);
        html_raw(h, "</a>");
    }
    html_raw(h, "</p></nav>\n");
}

void risk_pages_put(struct rq *rq, struct html *h,
                    const struct risk_register *g, const char *here)
{
    static const struct {
        const char *address, *asks, *words;
    } pages[] = {
        { "", "?risk_register=", N_("All risks") },
        { "/map", "?register=", N_("Map") },
        { "/context", NULL, N_("Context") },
        { "/watches", NULL, N_("Indicators") },
        { "/losses", "?register=", N_("Losses") },
        { "/timeline", "?register=", N_("Actions") },
        { "/tasks", "?register=", N_("Tasks") },
        { "/chance", "?register=", N_("Targets") },
    };

    html_fmt(h, "<nav class=\"tabs\" aria-label=\"%s\"><ul>",
             T(rq, "Risks"));
    for (size_t i = 0; i < COUNT(pages); i++) {
        bool of = g && pages[i].asks;

        html_fmt(h, "<li><a href=\"/%s/risks%s%s%s\"", lang_code(rq->lang),
                 pages[i].address, of ? pages[i].asks : "",
                 of ? g->code : "");
        if (!strcmp(pages[i].address, here))
            html_raw(h, " aria-current=\"page\"");
        html_fmt(h, ">%s</a></li>\n", tr(rq->lang, pages[i].words));
    }
    html_raw(h, "</ul></nav>\n");
}
