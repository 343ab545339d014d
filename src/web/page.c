/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page.c: the frame of every page; its small parts are in page_parts.c.  doc/look.md says what
 * is written here, class by class.
 */
#include "web/page.h"

#include "base/hash.h"
#include "base/text.h"
#include "kernel/setting.h"
#include "web/assets.h"
#include "web/dispatch.h"
#include "web/notice_page.h"

#include <string.h>

/* As the settings say, in the page's language. */
static const char *institution(struct rq *rq)
{
    static const char *const names[LANGS] = { "institution_ky",
                                              "institution_ru",
                                              "institution_en" };

    return setting_get(rq, names[rq->lang]);
}

/* --- Assets --------------------------------------------------------------- */

enum { ASSET_CSS, ASSET_JS, ASSET_ICONS, ASSET_ICON, ASSET_FONT, ASSETS };

/* Addresses under which browsers keep them for ever; found once. */
static const char *asset_path(int which)
{
    static const char *const names[ASSETS] = { "ordo.css", "ordo.js",
                                               "icons.svg", "icon.svg",
                                               "noto-regular.woff2" };
    static _Thread_local const char *found[ASSETS];

    if (!found[which]) {
        const struct asset *a = asset_find(names[which]);

        found[which] = a ? a->cache_name : names[which];
    }
    return found[which];
}

const char *page_icons(void)
{
    return asset_path(ASSET_ICONS);
}

void page_icon(struct html *h, const char *name)
{
    html_fmt(h,
             "<svg class=\"icon\" aria-hidden=\"true\">"
             "<use href=\"/a/%s#%s\"/></svg>",
             page_icons(), name);
}

/* --- The frame ------------------------------------------------------------ */

static const char *theme(struct rq *rq)
{
    const char *t = web_cookie(rq, "theme");

    if (t && (!strcmp(t, "light") || !strcmp(t, "dark")))
        return t;
    return NULL;
}

static void put_head(struct rq *rq, struct html *h, const char *title)
{
    const struct session *s = web_of(rq)->session;

    html_fmt(h, "<!doctype html>\n<html lang=\"%s\"", lang_code(rq->lang));
    if (theme(rq))
        html_fmt(h, " data-theme=\"%s\"", theme(rq));
    if (s)
        html_fmt(h, " data-account=\"%lld\"", (long long)s->account);
    html_raw(h, ">\n<head>\n<meta charset=\"utf-8\">\n<title>");
    if (rq->fails)
        html_fmt(h, "%s ", T(rq, "Error:"));
    html_fmt(h, "%s – %s</title>\n", title, T(rq, "Ordo"));
    html_raw(h, "<meta name=\"viewport\""
                " content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"color-scheme\" content=\"light dark\">\n");
    html_fmt(h,
             "<link rel=\"preload\" href=\"/a/%s\" as=\"font\""
             " type=\"font/woff2\" crossorigin>\n"
             "<link rel=\"stylesheet\" href=\"/a/%s\">\n"
             "<link rel=\"icon\" href=\"/a/%s\" type=\"image/svg+xml\">\n"
             "<script src=\"/a/%s\" defer></script>\n</head>\n<body>\n",
             asset_path(ASSET_FONT), asset_path(ASSET_CSS),
             asset_path(ASSET_ICON), asset_path(ASSET_JS));
}

static void put_languages(struct rq *rq, struct html *h)
{
    static const char *const shorts[LANGS] = { "Кыр", "Рус", "Eng" };

    html_fmt(h, "<nav class=\"langs\" aria-label=\"%s\">\n", T(rq, "Language"));
    for (int i = 0; i < LANGS; i++) {
        const char *code = lang_code((enum lang)i);

        html_fmt(h, "<a href=\"%s\" lang=\"%s\" hreflang=\"%s\"",
                 web_here(rq, (enum lang)i), code, code);
        if ((enum lang)i == rq->lang)
            html_raw(h, " aria-current=\"true\"");
        html_fmt(h, "><abbr title=\"%s\">%s</abbr></a>\n",
                 lang_name((enum lang)i), shorts[i]);
    }
    html_raw(h, "</nav>\n");
}

static void put_search(struct rq *rq, struct html *h)
{
    const char *words = T(rq, "Search");

    html_fmt(h,
             "<form class=\"search\" role=\"search\" action=\"%s\">\n"
             "<label class=\"vh\" for=\"q\">%s</label>\n"
             "<input id=\"q\" name=\"q\" type=\"search\" placeholder=\"%s\""
             " data-key=\"/\" data-key-name=\"%s\">\n"
             "<button aria-label=\"%s\">",
             url(rq, "/search"), words, words, words, words);
    page_icon(h, "search");
    html_raw(h, "</button>\n</form>\n");
}

static void put_user(struct rq *rq, struct html *h)
{
    const struct session *s = web_of(rq)->session;

    if (!s) {
        html_fmt(h, "<a class=\"button mini\" href=\"%s\">%s</a>\n",
                 url(rq, "/sign-in"), T(rq, "Sign in"));
        return;
    }
    notice_bell(rq, h);
    html_raw(h, "<details class=\"menu right\"><summary>");
    page_icon(h, "user");
    html_fmt(h,
             "<span class=\"menu-name\">%s</span></summary>\n"
             "<div class=\"menu-body\">\n"
             "<p class=\"small quiet\">%s</p>\n<ul>\n"
             "<li><a href=\"%s\">%s</a></li>\n"
             "<li><button type=\"button\" data-keys hidden>%s</button></li>\n",
             s->name, s->login, url(rq, "/profile"), T(rq, "My account"),
             T(rq, "Keys (?)"));
    if (web_may_open(rq, "/outbox"))
        html_fmt(h, "<li><a href=\"%s\">%s</a></li>\n", url(rq, "/outbox"),
                 T(rq, "Letters"));
    html_fmt(h,
             "<li><form method=\"post\" action=\"%s\" data-forget>"
             "<input type=\"hidden\" name=\"csrf\" value=\"%s\">"
             "<button>%s</button></form></li>\n</ul></div></details>\n",
             url(rq, "/sign-out"), s->csrf,
             T(rq, "Sign out"));
}

static const struct place {
    const char *path, *label, *key;
    bool rest; /* always stands behind "More", unless one is there */
    /* Cards and lists of these types lie here, else those of this module. */
    const char *types, *module;
} places[] = {
    { "/my", N_("My work"), "g m", false, "assignment", NULL },
    { "/rector", N_("Overview"), "g o", false, NULL, NULL },
    { "/strategy", N_("Strategy"), "g s", false, NULL, "strategy" },
    { "/indicators", N_("Indicators"), "g i", false,
      "indicator yearly_target reading value", NULL },
    { "/risks", N_("Risks"), "g r", false, NULL, "risk" },
    { "/documents", N_("Documents"), "g c", false, NULL, "documents" },
    { "/appeals", N_("Appeals"), "g a", false, NULL, "appeals" },
    { "/requests", N_("Requests"), "g q", false, NULL, "requests" },
    { "/acts", N_("Acts"), "g d", false, "act act_line", NULL },
    { "/regulations", N_("Internal acts"), "g b", true, NULL, "regulations" },
    { "/study", N_("My studies"), "g y", true, NULL, NULL },
    { "/teaching", N_("My teaching"), "g e", true, "section grade_sheet",
      NULL },
    { "/contingent", N_("Contingent"), "g n", true, NULL, "registrar" },
    { "/report", N_("Reports"), "g p", true, NULL, NULL },
    { "/unit", N_("Units"), "g u", true, NULL, NULL },
    { "/person", N_("People"), "g l", true, NULL, NULL },
    { "/types", N_("All records"), "g t", true, NULL, NULL },
};

static bool word_of(const char *words, const char *word)
{
    size_t n = strlen(word);

    for (const char *s = words; s && (s = strstr(s, word)); s += n)
        if ((s == words || s[-1] == ' ') && (!s[n] || s[n] == ' '))
            return true;
    return false;
}

/* The type that the page is about, as its route or its address says; NULL. */
static const struct type *type_here(struct rq *rq)
{
    const struct web *w = web_of(rq);
    const char *path = web_path(rq);

    if (w->type)
        return w->type;
    if (w->route && w->route->type && *w->route->type != ':')
        return app_type(rq->app, w->route->type);
    path += *path == '/';
    return app_type(rq->app, mem_strn(rq->mem, path, strcspn(path, "/")));
}

/* The place of the page that is being drawn: the one that its address lies
 * below, else the one of the records' type, else of the type's module.  NULL:
 * none. */
static const struct place *place_here(struct rq *rq)
{
    const char *here = web_path(rq);
    const struct type *t = type_here(rq);
    const struct module *m = t ? app_module(rq->app, t) : NULL;
    const struct place *of_type = NULL, *of_module = NULL;

    for (size_t i = 0; i < COUNT(places); i++) {
        const struct place *p = &places[i];
        size_t n = strlen(p->path);

        if (!web_may_open(rq, p->path))
            continue;
        if (!strncmp(here, p->path, n) && (!here[n] || here[n] == '/'))
            return p;
        if (t && word_of(p->types, t->name))
            of_type = p;
        if (m && p->module && !strcmp(p->module, m->name))
            of_module = p;
    }
    return of_type ? of_type : of_module;
}

static void put_place(struct rq *rq, struct html *h, const struct place *p,
                      const struct place *here)
{
    html_fmt(h, "<li><a href=\"/%s%s\" data-key=\"%s\"",
             lang_code(rq->lang), p->path, p->key);
    if (p == here)
        html_raw(h, " aria-current=\"page\"");
    html_fmt(h, ">%s</a></li>\n", tr(rq->lang, p->label));
}

/* The menu keeps one line on a desk's screen: what has no room there stands
 * behind "More", but for the place where one is.  Widths in pixels of the
 * usual letters, as wide as they come. */
enum { LETTER_WIDE = 9, PLACE_PAD = 24, MENU_ROOM = 1130 };

enum stands { NOWHERE, IN_LINE, BEHIND };

static size_t place_wide(struct rq *rq, const struct place *p)
{
    return text_length(tr(rq->lang, p->label)) * LETTER_WIDE + PLACE_PAD;
}

static void sort_places(struct rq *rq, const struct place *here,
                        enum stands where[COUNT(places)])
{
    size_t room = MENU_ROOM - (here ? place_wide(rq, here) : 0);

    for (size_t i = 0; i < COUNT(places); i++) {
        const struct place *p = &places[i];
        size_t wide = place_wide(rq, p);

        where[i] = NOWHERE;
        if (!web_may_open(rq, p->path))
            continue;
        where[i] = p == here || (!p->rest && wide <= room)
                       ? IN_LINE : BEHIND;
        if (where[i] == IN_LINE && p != here)
            room -= wide;
    }
}

static size_t put_all(struct rq *rq, struct html *h,
                      const enum stands where[COUNT(places)],
                      enum stands wanted, const struct place *here)
{
    size_t n = 0;

    for (size_t i = 0; i < COUNT(places); i++) {
        if (where[i] != wanted)
            continue;
        if (!n++ && wanted == BEHIND)
            html_fmt(h,
                     "<li><details class=\"menu\"><summary>%s</summary>"
                     "<div class=\"menu-body\"><ul>\n",
                     T(rq, "More"));
        put_place(rq, h, &places[i], here);
    }
    return n;
}

static void put_places(struct rq *rq, struct html *h)
{
    const struct place *here = place_here(rq);
    enum stands where[COUNT(places)];

    sort_places(rq, here, where);
    put_all(rq, h, where, IN_LINE, here);
    if (put_all(rq, h, where, BEHIND, here))
        html_raw(h, "</ul></div></details></li>\n");
}

static void put_navigation(struct rq *rq, struct html *h)
{
    html_fmt(h,
             "<nav class=\"nav\" aria-label=\"%s\"><div class=\"wrap\">"
             "<details class=\"fold\" open>\n<summary>",
             T(rq, "Main menu"));
    page_icon(h, "menu");
    html_fmt(h, "%s</summary>\n<ul>\n", T(rq, "Menu"));
    put_places(rq, h);
    html_raw(h, "</ul></details></div></nav>\n");
}

static void put_header(struct rq *rq, struct html *h, bool bare)
{
    html_fmt(h,
             "<a class=\"skip\" href=\"#main\">%s</a>\n"
             "<header class=\"top\">\n<div class=\"wrap top-row\">\n"
             "<a class=\"brand\" href=\"%s\">\n"
             "<svg class=\"brand-mark\" viewBox=\"0 0 32 32\""
             " aria-hidden=\"true\"><use href=\"/a/%s#mark\"/></svg>\n"
             "<span class=\"brand-name\"><b>%s</b><small>%s</small></span>"
             "</a>\n",
             T(rq, "Go to the main part"), url(rq, "/"), page_icons(),
             institution(rq), T(rq, "Ordo – the one system of the university"));
    if (!bare)
        put_search(rq, h);
    put_languages(rq, h);
    html_fmt(h,
             "<button class=\"top-button\" type=\"button\" data-theme-toggle"
             " hidden aria-label=\"%s\">\n",
             T(rq, "Dark view"));
    page_icon(h, "theme");
    html_raw(h, "</button>\n");
    if (!bare)
        put_user(rq, h);
    html_raw(h, "</div>\n");
    if (!bare)
        put_navigation(rq, h);
    html_raw(h, "</header>\n");
}

static void put_crumbs(struct rq *rq, struct html *h, const struct crumb *c,
                       size_t n)
{
    if (!n)
        return;
    html_fmt(h, "<nav class=\"crumbs\" aria-label=\"%s\"><ol>\n",
             T(rq, "Path"));
    for (size_t i = 0; i < n; i++)
        html_fmt(h, "<li><a href=\"%s\">%s</a></li>\n", c[i].href, c[i].text);
    html_raw(h, "</ol></nav>\n");
}

static void put_flash(struct rq *rq, struct html *h)
{
    const char *flash = web_flash(rq);

    if (flash)
        html_fmt(h, "<div class=\"flash ok\" role=\"status\"><p>%s</p></div>\n",
                 flash);
}

static struct html *open_frame(struct rq *rq, const char *title,
                               const struct crumb *crumbs, size_t n, bool bare)
{
    struct html *h = web_page(rq);

    put_head(rq, h, title);
    put_header(rq, h, bare);
    html_fmt(h,
             "<main id=\"main\" class=\"wrap\" tabindex=\"-1\">\n"
             "<p class=\"print-head\"><span>%s · %s</span>"
             "<span>%s</span></p>\n",
             institution(rq), T(rq, "Ordo"),
             lang_day(rq->mem, rq->lang, rq->today));
    put_crumbs(rq, h, crumbs, n);
    put_flash(rq, h);
    return h;
}

struct html *page_open_under(struct rq *rq, const char *title,
                             const struct crumb *crumbs, size_t n)
{
    struct html *h = open_frame(rq, title, crumbs, n, false);

    html_fmt(h, "<div class=\"title\"><h1>%s</h1></div>\n", title);
    return h;
}

struct html *page_open(struct rq *rq, const char *title)
{
    return page_open_under(rq, title, NULL, 0);
}

struct html *page_open_titled(struct rq *rq, const struct page_title *t)
{
    struct html *h = open_frame(rq, t->title, t->crumbs, t->n_crumbs, false);

    html_raw(h, "<div class=\"title\">");
    if (t->code)
        html_fmt(h, "<span class=\"code\">%s</span>", t->code);
    html_fmt(h, "<h1>%s</h1>", t->title);
    if (t->type && t->state)
        page_state(rq, h, t->type, t->state);
    if (t->actions.n) {
        html_raw(h, "<div class=\"actions\">");
        html_frag(h, t->actions);
        html_raw(h, "</div>");
    }
    html_raw(h, "</div>\n");
    return h;
}

struct html *page_open_bare(struct rq *rq, const char *title)
{
    return open_frame(rq, title, NULL, 0, true);
}

static void put_keys(struct rq *rq, struct html *h)
{
    html_fmt(h,
             "<dialog id=\"keys\" aria-labelledby=\"keys-title\">"
             "<h2 id=\"keys-title\">%s</h2>\n"
             "<dl><dt><kbd>?</kbd></dt><dd>%s</dd>"
             "<dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>%s</dd>"
             "<dt><kbd>x</kbd></dt><dd>%s</dd>"
             "<dt><kbd>Ctrl+Enter</kbd></dt><dd>%s</dd>"
             "<dt><kbd>Ctrl+Shift+Enter</kbd></dt><dd>%s</dd>"
             "<dt><kbd>↓</kbd> <kbd>Enter</kbd> <kbd>Esc</kbd></dt>"
             "<dd>%s</dd></dl>\n"
             "<form method=\"dialog\"><button class=\"button\">%s</button>"
             "</form></dialog>\n",
             T(rq, "Keys"), T(rq, "This list"), T(rq, "Next, previous line"),
             T(rq, "Mark the line"), T(rq, "Save the form"),
             T(rq, "Save and add another"),
             T(rq, "Suggestions of an input: move, choose, close"),
             T(rq, "Close"));
}

static void put_end(struct rq *rq, struct html *h)
{
    html_fmt(h, "</main>\n<footer class=\"foot\"><div class=\"wrap\"><p>%s</p>",
             institution(rq));
    if (web_may_open(rq, "/appeals/new"))
        html_fmt(h, "<p><a href=\"%s\">%s</a></p>", url(rq, "/appeals/new"),
                 T(rq, "Send an appeal"));
    html_raw(h, "<p><a href=\"/api/openapi.json\">API</a></p>"
                "</div></footer>\n");
    put_keys(rq, h);
    html_raw(h, "</body></html>\n");
}

/* --- The end of a page ---------------------------------------------------- */

enum rc page_close(struct rq *rq, enum rc rc)
{
    struct html *h = web_of(rq)->page;
    bool shown = web_failures_shown(rq);

    /* A form that says itself what is wrong is the answer to a refusal. */
    if (!rc && shown && rq->fails)
        rc = rq->fails->rc;
    if (!h || (rc && !shown))
        return page_error(rq, rc);
    put_end(rq, h);
    return web_page_done(rq, rc);
}

static const char *error_title(struct rq *rq, enum rc rc)
{
    switch (rc) {
    case RC_DENIED:
        return T(rq, "This is not open to you");
    case RC_MISSING:
        return T(rq, "Nothing is here");
    case RC_CONFLICT:
        return T(rq, "It has been changed meanwhile");
    case RC_BUSY:
        return T(rq, "Busy");
    case RC_BROKEN:
        return T(rq, "A fault on our side");
    case RC_OK:
    case RC_INVALID:
        break;
    }
    return T(rq, "This cannot be accepted");
}

enum rc page_error(struct rq *rq, enum rc rc)
{
    struct html *h;

    if (rc == RC_OK)
        rc = RC_BROKEN;
    if (web_of(rq)->api)
        return web_problem(rq, rc);
    h = page_open(rq, error_title(rq, rc));
    html_raw(h, "<div class=\"flash error\" role=\"alert\">");
    if (!rq->fails)
        html_fmt(h, "<p>%s</p>", rq_why(rq, rc));
    for (const struct failure *f = rq->fails; f; f = f->next)
        html_fmt(h, "<p>%s</p>", f->text);
    html_fmt(h, "</div>\n<p><a href=\"%s\">%s</a></p>\n", url(rq, "/"),
             T(rq, "To the first page"));
    put_end(rq, h);
    return web_page_done(rq, rc);
}
