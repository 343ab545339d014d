/* SPDX-License-Identifier: Apache-2.0 */
/*
 * profile.c: one's own account: password, sessions, API tokens.
 */
#include "base/text.h"
#include "kernel/act.h"
#include "kernel/org.h"
#include "web/dispatch.h"
#include "web/notice_page.h"
#include "web/page.h"
#include "web/password.h"
#include "web/session.h"

#include <string.h>

enum { PASSWORD_LEAST = 10, PASSWORD_MOST = 200, TOKEN_DAYS = 365 };

/* --- The page ------------------------------------------------------------- */

static const struct sql_text q_sessions = {
    "SELECT id, made_at, seen_at, address, agent FROM session"
    " WHERE account = $1 AND expires_at > $2 ORDER BY seen_at DESC, id",
    "ii", "iiitt"
};
static const struct sql_text q_tokens = {
    "SELECT id, name, scope, made_at, expires_at FROM token"
    " WHERE account = $1 ORDER BY id",
    "i", "ittii"
};

/* A button of its own form; a form a line needs nothing else. */
static void put_button(struct rq *rq, struct html *h, const char *action,
                       const char *label, const char *ask)
{
    html_fmt(h,
             "<form method=\"post\" action=\"%s\">"
             "<input type=\"hidden\" name=\"csrf\" value=\"%s\">"
             "<button class=\"button mini danger\" data-confirm=\"%s\">%s"
             "</button></form>",
             action, web_of(rq)->session->csrf, ask, label);
}

static void put_at(struct rq *rq, struct html *h, const char *label, int64_t at)
{
    html_fmt(h, "<td data-label=\"%s\">%s</td>", label,
             lang_instant(rq->mem, rq->lang, at, rq->app->zone));
}

/* What people call their browser and system, by a word of its User-Agent.
 * Browsers name those before them: the first found counts. */
static const struct {
    const char *mark, *name;
} browsers[] = {
    { "YaBrowser/", "Yandex" },   { "Edg", "Edge" },
    { "OPR/", "Opera" },          { "SamsungBrowser/", "Samsung Internet" },
    { "Firefox/", "Firefox" },    { "FxiOS/", "Firefox" },
    { "CriOS/", "Chrome" },       { "Chrome/", "Chrome" },
    { "Safari/", "Safari" },
}, systems[] = {
    { "Windows", "Windows" },     { "Android", "Android" },
    { "iPhone", "iPhone" },       { "iPad", "iPad" },
    { "Mac OS X", "macOS" },      { "CrOS", "ChromeOS" },
    { "Linux", "Linux" },
};

static const char *agent_name(struct rq *rq, const char *agent)
{
    const char *browser = NULL, *system = NULL;

    for (size_t i = 0; i < COUNT(browsers) && !browser; i++)
        if (strstr(agent, browsers[i].mark))
            browser = browsers[i].name;
    for (size_t i = 0; i < COUNT(systems) && !system; i++)
        if (strstr(agent, systems[i].mark))
            system = systems[i].name;
    if (!browser)
        return text_cut(rq->mem, agent, 60);
    return system ? mem_fmt(rq->mem, "%s, %s", browser, system) : browser;
}

static enum rc put_sessions(struct rq *rq, struct html *h)
{
    const struct session *me = web_of(rq)->session;
    struct sql_rows r;

    html_fmt(h,
             "<section class=\"box\"><h2>%s</h2>\n<table class=\"list\">"
             "<thead><tr><th>%s</th><th>%s</th><th>%s</th><th>%s</th>"
             "<td></td></tr></thead><tbody>\n",
             T(rq, "Where you are signed in"), T(rq, "Address"),
             T(rq, "Program"), T(rq, "Since"), T(rq, "Last used"));
    r = sql_query(rq->sql, &q_sessions, ARGS(INT(me->account), INT(rq->now)));
    while (sql_next(&r)) {
        const char *agent = sql_str(&r, 4);
        long long id = sql_int(&r, 0);

        html_fmt(h, "<tr><td>%s</td><td data-label=\"%s\">%s</td>",
                 sql_str(&r, 3), T(rq, "Program"),
                 agent ? agent_name(rq, agent) : "");
        put_at(rq, h, T(rq, "Since"), sql_int(&r, 1));
        put_at(rq, h, T(rq, "Last used"), sql_int(&r, 2));
        html_raw(h, "<td>");
        if (!me->token && id == me->id)
            html_fmt(h, "<span class=\"pill info\">%s</span>",
                     T(rq, "This one"));
        else
            put_button(rq, h, url(rq, "/profile/session/%lld/end", id),
                       T(rq, "End"), T(rq, "End this session?"));
        html_raw(h, "</td></tr>\n");
    }
    html_raw(h, "</tbody></table></section>\n");
    return sql_done(&r);
}

static enum rc put_tokens(struct rq *rq, struct html *h)
{
    const struct session *me = web_of(rq)->session;
    struct sql_rows r;
    bool any = false;

    html_fmt(h,
             "<section class=\"box\"><h2>%s</h2><p class=\"quiet\">%s</p>\n",
             T(rq, "Tokens for programs"),
             T(rq, "A program that shows a token may do what you may do, or"
                   " only read it. Signing always needs you."));
    r = sql_query(rq->sql, &q_tokens, ARGS(INT(me->account)));
    while (sql_next(&r)) {
        const char *scope = sql_str(&r, 2);

        if (!any)
            html_fmt(h,
                     "<table class=\"list\"><thead><tr><th>%s</th><th>%s</th>"
                     "<th>%s</th><th>%s</th><td></td></tr></thead><tbody>\n",
                     T(rq, "Name"), T(rq, "Scope"), T(rq, "Since"),
                     T(rq, "Until"));
        any = true;
        html_fmt(h, "<tr><td>%s</td><td data-label=\"%s\">%s</td>",
                 sql_str(&r, 1), T(rq, "Scope"),
                 strcmp(scope, "write") == 0 ? T(rq, "read and write")
                                             : T(rq, "read"));
        put_at(rq, h, T(rq, "Since"), sql_int(&r, 3));
        put_at(rq, h, T(rq, "Until"), sql_int(&r, 4));
        html_raw(h, "<td>");
        put_button(
            rq, h,
            url(rq, "/profile/token/%lld/revoke", (long long)sql_int(&r, 0)),
            T(rq, "Revoke"), T(rq, "Revoke this token?"));
        html_raw(h, "</td></tr>\n");
    }
    if (any)
        html_raw(h, "</tbody></table>");
    else
        html_fmt(h, "<p>%s</p>", T(rq, "You have no token."));
    html_raw(h, "</section>\n");
    return sql_done(&r);
}

static void put_input(struct rq *rq, struct html *h, const char *name,
                      const char *label, const char *kind, const char *complete)
{
    html_fmt(h,
             "<div class=\"field\"><label for=\"f-%s\">%s</label>"
             "<input id=\"f-%s\" name=\"%s\" type=\"%s\""
             " autocomplete=\"%s\" required>",
             name, label, name, name, kind, complete);
    page_field_error(rq, h, name);
    html_raw(h, "</div>\n");
}

static void put_forms(struct rq *rq, struct html *h)
{
    page_form_open(rq, h, url(rq, "/profile/password"), false);
    html_fmt(h, "<h2>%s</h2>\n", T(rq, "Change the password"));
    put_input(rq, h, "old", T(rq, "Present password"), "password",
              "current-password");
    put_input(rq, h, "new", T(rq, "New password"), "password", "new-password");
    put_input(rq, h, "again", T(rq, "New password again"), "password",
              "new-password");
    page_form_close(rq, h, T(rq, "Change"));
    page_form_open(rq, h, url(rq, "/profile/token"), false);
    html_fmt(h, "<h2>%s</h2>\n", T(rq, "A new token"));
    put_input(rq, h, "name", T(rq, "What it is for"), "text", "off");
    html_fmt(h,
             "<fieldset class=\"field\"><legend>%s</legend>"
             "<div class=\"options row\">"
             "<label><input type=\"radio\" name=\"scope\" value=\"read\""
             " checked>%s</label><label><input type=\"radio\" name=\"scope\""
             " value=\"write\">%s</label></div></fieldset>\n",
             T(rq, "Scope"), T(rq, "read"), T(rq, "read and write"));
    html_fmt(h,
             "<div class=\"field\"><label for=\"f-days\">%s</label>"
             "<input class=\"w4\" id=\"f-days\" name=\"days\""
             " inputmode=\"numeric\" value=\"%d\">",
             T(rq, "Valid for how many days"), TOKEN_DAYS);
    page_field_error(rq, h, "days");
    html_raw(h, "</div>\n");
    page_form_close(rq, h, T(rq, "Make a token"));
}

static void put_keys(struct rq *rq, struct html *h)
{
    html_fmt(h,
             "<p class=\"actions\"><a class=\"button\" href=\"%s\">%s</a>"
             "<a class=\"button\" href=\"%s\">%s</a>"
             "<a class=\"button\" href=\"%s\">%s</a></p>\n",
             url(rq, "/profile/second"),
             web_of(rq)->session->second
                 ? T(rq, "Second factor: switched on")
                 : T(rq, "Second factor: set it up"),
             url(rq, "/my/keys"), T(rq, "My keys"),
             url(rq, "/person/%lld/looks", (long long)rq->person),
             T(rq, "Who looked at my data"));
}

static enum rc draw(struct rq *rq, enum rc rc, const char *token)
{
    struct html *h = page_open(rq, T(rq, "My account"));
    const struct session *me = web_of(rq)->session;

    page_failures(rq, h);
    html_fmt(h, "<p class=\"lead\">%s, %s</p>\n", me->name, me->login);
    if (token)
        html_fmt(h,
                 "<div class=\"flash ok\" role=\"status\"><p>%s</p>"
                 "<p><code id=\"token\">%s</code></p></div>\n",
                 T(rq, "Copy the token now, it is not shown again:"), token);
    /* A token reads pages, but does not manage tokens. */
    if (!me->token) {
        enum rc drawn;

        put_keys(rq, h);
        drawn = put_sessions(rq, h);

        if (!drawn)
            drawn = put_tokens(rq, h);
        if (drawn)
            return page_error(rq, drawn);
        drawn = notice_wishes_form(rq, h);
        if (drawn)
            return page_error(rq, drawn);
        put_forms(rq, h);
    }
    return page_close(rq, rc);
}

static enum rc account_page(struct rq *rq)
{
    return draw(rq, RC_OK, NULL);
}

/* --- Password ------------------------------------------------------------- */

static const struct sql_text q_password = {
    "SELECT password FROM account WHERE id = $1", "i", "t"
};
static const struct sql_text q_end_others = {
    "DELETE FROM session WHERE account = $1 AND id <> $2", "ii", ""
};

static enum rc check_new(struct rq *rq, const char *new, const char *again)
{
    size_t n = text_length(new);

    if (n < PASSWORD_LEAST || n > PASSWORD_MOST)
        return fail(rq, RC_INVALID, "new", "must have %d to %d characters",
                    PASSWORD_LEAST, PASSWORD_MOST);
    if (strcmp(new, again) != 0)
        return fail(rq, RC_INVALID, "again", "must be the same as above");
    return RC_OK;
}

/* On a worker: both hashes; the new one waits in `prepared`. */
static enum rc password_prepare(struct rq *rq)
{
    static const struct limit limit = { .tries = 8, .seconds = 600 };
    const struct session *me = web_of(rq)->session;
    const char *old = web_arg(rq, "old"), *new = web_arg(rq, "new");
    const char *again = web_arg(rq, "again"), *kept, *made;
    enum rc rc;

    rc = check_new(rq, new ? new : "", again ? again : "");
    if (rc)
        return draw(rq, rc, NULL);
    TRY(sql_get_str(rq->sql, rq->mem, &kept, &q_password,
                    ARGS(INT(me->account))));
    if (limit_wait(&limit, "old", me->login)) {
        fail(rq, RC_BUSY, "old", "too many attempts; try again later");
        return draw(rq, RC_BUSY, NULL);
    }
    rc = password_try(rq, kept, old ? old : "");
    if (rc == RC_DENIED) {
        limit_count(&limit, "old", me->login);
        fail(rq, RC_INVALID, "old", "is not your present password");
        return draw(rq, RC_INVALID, NULL);
    }
    TRY(rc);
    TRY(password_make(rq, new, &made));
    web_of(rq)->prepared = mem_str(rq->mem, made);
    return RC_OK;
}

static enum rc password_change(struct rq *rq)
{
    const struct session *me = web_of(rq)->session;
    struct account *a;
    void *rec;

    TRY(record_load(rq, &type_account, me->account, &rec));
    a = rec;
    a->password = web_of(rq)->prepared;
    TRY(record_put(rq, &type_account, a, "password"));
    /* Whoever learned the old password is put out. */
    TRY(sql_run(rq->sql, &q_end_others, ARGS(INT(me->account), INT(me->id))));
    return web_redirect(rq, url(rq, "/profile"),
                        T(rq, "The password is changed."));
}

/* --- Sessions and tokens -------------------------------------------------- */

static const struct sql_text q_session_end = {
    "DELETE FROM session WHERE id = $1 AND account = $2", "ii", ""
};
static const struct sql_text q_token_end = {
    "DELETE FROM token WHERE id = $1 AND account = $2", "ii", ""
};

static enum rc end_one(struct rq *rq, const struct sql_text *q,
                       const char *flash)
{
    const struct session *me = web_of(rq)->session;

    if (me->token)
        return fail(rq, RC_DENIED, NULL, "a token cannot do this");
    TRY(sql_run(rq->sql, q,
                ARGS(INT(web_param_id(rq, "id")), INT(me->account))));
    if (!sql_changed(rq->sql))
        return RC_MISSING;
    return web_redirect(rq, url(rq, "/profile"), flash);
}

static enum rc session_end(struct rq *rq)
{
    return end_one(rq, &q_session_end, T(rq, "The session is ended."));
}

static enum rc token_revoke(struct rq *rq)
{
    return end_one(rq, &q_token_end, T(rq, "The token is revoked."));
}

/* 0 when it is no number of days. */
static int typed_days(const char *s)
{
    double v = 0;

    if (!s || !*s)
        return TOKEN_DAYS;
    return lang_number_parse(s, &v) && v > 0 && v < 10000 ? (int)v : 0;
}

static enum rc token_add(struct rq *rq)
{
    const struct session *me = web_of(rq)->session;
    const char *name = web_arg(rq, "name"), *scope = web_arg(rq, "scope");
    const char *days = web_arg(rq, "days"), *token = NULL;
    enum rc rc;

    if (me->token)
        return fail(rq, RC_DENIED, NULL, "a token cannot do this");
    rc = token_make(rq, me->account, text_clean(rq->mem, name ? name : ""),
                    scope ? scope : "", typed_days(days), &token);
    return draw(rq, rc, rc ? NULL : token);
}

const struct route account_routes[] = {
    { .method = HTTP_GET,
      .path = "/profile",
      .who = WHO_MEMBER,
      .run = account_page },
    { .method = HTTP_POST,
      .path = "/profile/password",
      .who = WHO_MEMBER,
      .flags = ROUTE_WRITES,
      .prepare = password_prepare,
      .run = password_change },
    { .method = HTTP_POST,
      .path = "/profile/session/:id/end",
      .who = WHO_MEMBER,
      .flags = ROUTE_WRITES,
      .run = session_end },
    { .method = HTTP_POST,
      .path = "/profile/token",
      .who = WHO_MEMBER,
      .flags = ROUTE_WRITES,
      .run = token_add },
    { .method = HTTP_POST,
      .path = "/profile/token/:id/revoke",
      .who = WHO_MEMBER,
      .flags = ROUTE_WRITES,
      .run = token_revoke },
};
const size_t n_account_routes = COUNT(account_routes);
