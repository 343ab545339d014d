/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search_page.c: words over every type that these eyes may see.
 */
#include "base/text.h"
#include "web/page_list.h"
#include "web/type_pages.h"

#include <string.h>

/* Of very many that have the words the newest are looked at first. */
enum { EACH = 10, WORDS_CHARS = 200, NEWEST = 200 };

/* Records of a type that were found, those with the very words first, and the
 * newest of them. */
struct found {
    const void *rec[EACH];
    size_t n;
    bool more;
};

static bool has(const struct found *f, int64_t id)
{
    for (size_t i = 0; i < f->n; i++)
        if (((const struct record *)f->rec[i])->id == id)
            return true;
    return false;
}

static enum rc take(struct rq *rq, const struct type *t, const char *words,
                    bool exact, struct found *f)
{
    struct list l = { .type = t, .limit = EACH, .exact = exact,
                      .recent = NEWEST, .rows_only = true };

    TRY(list_filter(rq, &l, "q", words));
    TRY(list_read(rq, &l));
    /* Few of the newest are for these eyes: now all are looked at. */
    if (l.n < EACH && l.unlooked) {
        l = (struct list){ .type = t, .limit = EACH, .exact = exact,
                           .rows_only = true };
        TRY(list_filter(rq, &l, "q", words));
        TRY(list_read(rq, &l));
    }
    for (size_t i = 0; i < l.n; i++) {
        if (has(f, ((const struct record *)l.rec[i])->id))
            continue;
        if (f->n < EACH)
            f->rec[f->n++] = l.rec[i];
        else
            f->more = true;
    }
    f->more = f->more || l.next || l.unlooked;
    return RC_OK;
}

static void put_found(struct rq *rq, struct html *h, const struct type *t,
                      const struct found *f, const char *words)
{
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n<ul>\n",
             tr(rq->lang, t->plural));
    for (size_t i = 0; i < f->n; i++) {
        struct label own = record_own_label(rq, t, f->rec[i]);

        html_raw(h, "<li>");
        value_link(rq, h, t, &own);
        html_raw(h, " ");
        if (t->n_states > 1)
            page_state(rq, h, t, ((const struct record *)f->rec[i])->state);
        html_raw(h, "</li>\n");
    }
    html_raw(h, "</ul>\n");
    if (f->more)
        html_fmt(h, "<p><a href=\"%s\">%s</a></p>\n",
                 url(rq, "/%s?q=%s", t->name, words),
                 T(rq, "All that were found"));
    html_raw(h, "</section>\n");
}

static enum rc search_all(struct rq *rq, struct html *h, const char *words,
                          size_t *shown)
{
    bool found[TYPES_MAX], any = false;

    TRY(list_words_types(rq, words, found));
    for (size_t i = 0; i < rq->app->n_types; i++)
        any |= found[i];
    for (size_t i = 0; i < rq->app->n_types; i++) {
        const struct type *t = rq->app->types[i];
        struct found f = { 0 };

        if (!(t->about ? any : found[i]) || !type_searched(t) ||
            !type_open(rq, t))
            continue;
        TRY(take(rq, t, words, true, &f));
        TRY(take(rq, t, words, false, &f));
        if (!f.n)
            continue;
        put_found(rq, h, t, &f, words);
        (*shown)++;
    }
    return RC_OK;
}

static void put_form(struct rq *rq, struct html *h, const char *words)
{
    html_fmt(h,
             "<form class=\"filter alone\" method=\"get\" action=\"%s\""
             " aria-label=\"%s\">\n"
             "<div><label for=\"s-q\">%s</label><input id=\"s-q\" name=\"q\""
             " type=\"search\" class=\"w16\" value=\"%s\"></div>\n"
             "<button class=\"button\">%s</button></form>\n",
             url(rq, "/search"), T(rq, "Search"), T(rq, "Words"), words,
             T(rq, "Search"));
}

enum rc search_page(struct rq *rq)
{
    const char *typed = web_arg(rq, "q");
    const char *words =
        text_cut(rq->mem, text_clean(rq->mem, typed ? typed : ""),
                 WORDS_CHARS);
    struct html *h = page_open(rq, T(rq, "Search"));
    size_t shown = 0;

    put_form(rq, h, words);
    if (*words)
        TRY(search_all(rq, h, words, &shown));
    if (*words && !shown)
        html_fmt(h,
                 "<div class=\"box empty\"><p><strong>%s</strong></p>"
                 "<p>%s</p></div>\n",
                 T(rq, "Nothing was found"),
                 T(rq, "Try fewer words, or their beginnings."));
    return page_close(rq, RC_OK);
}
