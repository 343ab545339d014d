/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notice_page.c: the notices of a person, when they want them by mail, and
 * for the administrator the letters that go out.
 */
#include "web/notice_page.h"

#include "kernel/mail.h"
#include "kernel/org.h"
#include "kernel/setting.h"
#include "web/dispatch.h"
#include "web/page_record.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN = 50 };

/* --- The bell --------------------------------------------------------------- */

void notice_bell(struct rq *rq, struct html *h)
{
    int64_t n = 0;

    if (!rq->person || notice_unread(rq, &n))
        return;
    if (n)
        html_fmt(h, "<a class=\"bell\" href=\"%s\" aria-label=\"%s\">",
                 url(rq, "/notices"),
                 mem_fmt(rq->mem,
                         TN(rq, "%lld unread notice", "%lld unread notices", n),
                         (long long)n));
    else
        html_fmt(h, "<a class=\"bell\" href=\"%s\" aria-label=\"%s\">",
                 url(rq, "/notices"), T(rq, "Notices"));
    page_icon(h, "bell");
    if (n)
        html_fmt(h, "<span class=\"count\" aria-hidden=\"true\">%lld</span>", (long long)n);
    html_raw(h, "</a>\n");
}

/* --- One's own notices ------------------------------------------------------ */

/* Where its record is seen; NULL: nowhere. */
static const char *subject_url(struct rq *rq, const struct notice *n)
{
    const struct type *t = n->subject ? app_type(rq->app, n->subject) : NULL;

    if (!t || !n->subject_id)
        return NULL;
    if (!strcmp(t->name, "assignment"))
        return url(rq, "/my/%lld", (long long)n->subject_id);
    return t->internal ? NULL : record_url(rq, t, n->subject_id);
}

static void put_csrf(struct rq *rq, struct html *h)
{
    html_fmt(h, "<input type=\"hidden\" name=\"csrf\" value=\"%s\">",
             web_of(rq)->session->csrf);
}

static void put_notice(struct rq *rq, struct html *h, const struct notice *n)
{
    const struct notice_kind *k = notice_kind(rq->app, n->kind);

    if (n->read_at)
        html_raw(h, "<li>");
    else
        html_raw(h, "<li class=\"step\">");
    html_fmt(h, "<span class=\"when\"><time datetime=\"%s\">%s</time>",
             instant_iso(rq->mem, n->created_at),
             lang_instant(rq->mem, rq->lang, n->created_at, rq->app->zone));
    if (!n->read_at)
        html_fmt(h, " · %s", T(rq, "new"));
    html_fmt(h, "</span><strong>%s</strong><br>%s",
             k ? tr(rq->lang, k->label) : n->kind, notice_text(rq, n));
    html_fmt(h, "<form method=\"post\" action=\"%s\">",
             url(rq, "/notices/%lld/open", (long long)n->id));
    put_csrf(rq, h);
    if (subject_url(rq, n))
        html_fmt(h, "<button class=\"link\">%s</button>", T(rq, "Open it"));
    else if (!n->read_at)
        html_fmt(h, "<button class=\"link\">%s</button>",
                 T(rq, "Mark as read"));
    html_raw(h, "</form></li>\n");
}

static void put_older(struct rq *rq, struct html *h, const char *path,
                      const struct notice *last)
{
    html_fmt(h, "<p><a class=\"button mini\" href=\"%s%sbefore=%lld\">%s</a>"
                "</p>\n",
             path, strchr(path, '?') ? "&" : "?", (long long)last->id,
             T(rq, "Older ›"));
}

static void put_all_read(struct rq *rq, struct html *h)
{
    html_fmt(h, "<form method=\"post\" action=\"%s\">",
             url(rq, "/notices/read"));
    put_csrf(rq, h);
    html_fmt(h, "<button class=\"button\">%s</button></form>\n",
             T(rq, "Mark all as read"));
}

static int64_t before_asked(struct rq *rq)
{
    const char *s = web_arg(rq, "before");
    int64_t v = s ? strtoll(s, NULL, 10) : 0;

    return v > 0 ? v : 0;
}

static enum rc notices_page(struct rq *rq)
{
    struct notice *all;
    struct html *h;
    size_t n, fresh = 0;

    TRY(notice_list(rq, rq->person, before_asked(rq), SHOWN, &all, &n));
    h = page_open(rq, T(rq, "Notices"));
    for (size_t i = 0; i < n; i++)
        fresh += !all[i].read_at;
    if (fresh && !web_of(rq)->session->token)
        put_all_read(rq, h);
    if (!n)
        html_fmt(h,
                 "<div class=\"box empty\"><p><strong>%s</strong></p>"
                 "<p>%s</p></div>\n",
                 T(rq, "There are no notices"),
                 T(rq, "Here you are told what was assigned to you, what is"
                       " late, and who answers to you."));
    else
        html_raw(h, "<ol class=\"history\">\n");
    for (size_t i = 0; i < n; i++)
        put_notice(rq, h, &all[i]);
    if (n)
        html_raw(h, "</ol>\n");
    if (n == SHOWN)
        put_older(rq, h, url(rq, "/notices"), &all[n - 1]);
    html_fmt(h, "<p class=\"small\"><a href=\"%s\">%s</a></p>\n",
             url(rq, "/profile"), T(rq, "When letters come"));
    return page_close(rq, RC_OK);
}

/* The address that a letter bears. */
static enum rc notice_go(struct rq *rq)
{
    const char *to;
    struct notice n;

    TRY(notice_get(rq, web_param_id(rq, "id"), &n));
    to = subject_url(rq, &n);
    return web_redirect(rq, to ? to : url(rq, "/notices"), NULL);
}

static enum rc notice_open(struct rq *rq)
{
    int64_t id = web_param_id(rq, "id");
    const char *to;
    struct notice n;

    TRY(notice_get(rq, id, &n));
    TRY(notice_read(rq, id));
    to = subject_url(rq, &n);
    return web_redirect(rq, to ? to : url(rq, "/notices"), NULL);
}

static enum rc notices_read(struct rq *rq)
{
    TRY(notice_read(rq, 0));
    return web_redirect(rq, url(rq, "/notices"), NULL);
}

/* --- Wishes ----------------------------------------------------------------- */

static const struct {
    const char *name, *label;
} digests[] = {
    { "daily", N_("Every working day") },
    { "weekly", N_("Once a week") },
    { "never", N_("Never") },
};

static void put_hour(struct html *h, const char *name, const char *label,
                     int64_t hour)
{
    html_fmt(h,
             "<div class=\"field\"><label for=\"f-%s\">%s</label>"
             "<select id=\"f-%s\" name=\"%s\" class=\"w8\">",
             name, label, name, name);
    for (int i = 0; i < 24; i++) {
        html_fmt(h, "<option value=\"%d\"", i);
        if (i == hour)
            html_raw(h, " selected");
        html_fmt(h, ">%d:00</option>", i);
    }
    html_raw(h, "</select></div>\n");
}

enum rc notice_wishes_form(struct rq *rq, struct html *h)
{
    struct notice_wish w;

    TRY(notice_wish(rq, rq->person, &w));
    page_form_open(rq, h, url(rq, "/profile/notices"), false);
    html_fmt(h,
             "<h2>%s</h2>\n<fieldset class=\"field\"><legend>%s</legend>"
             "<div class=\"options row\">",
             T(rq, "Letters"), T(rq, "Digest of “My work” by mail"));
    for (size_t i = 0; i < COUNT(digests); i++) {
        html_fmt(h, "<label><input type=\"radio\" name=\"digest\""
                    " value=\"%s\"",
                 digests[i].name);
        if (!strcmp(digests[i].name, w.digest))
            html_raw(h, " checked");
        html_fmt(h, ">%s</label>", tr(rq->lang, digests[i].label));
    }
    html_raw(h, "</div></fieldset>\n");
    put_hour(h, "hour", T(rq, "Hour of the digest"), w.hour);
    put_hour(h, "quiet_from", T(rq, "No mail from this hour"),
             w.quiet_from);
    put_hour(h, "quiet_to", T(rq, "No mail until this hour"), w.quiet_to);
    html_fmt(h, "<p class=\"help\">%s</p>\n",
             T(rq, "What is late comes at once, but never in the quiet hours."
                   " When you owe nothing, no letter comes."));
    page_form_close(rq, h, T(rq, "Save"));
    return RC_OK;
}

static int64_t hour_arg(struct rq *rq, const char *name)
{
    const char *s = web_arg(rq, name);
    char *end;
    long v = s ? strtol(s, &end, 10) : -1;

    return s && end != s && !*end ? v : -1;
}

static enum rc wishes_save(struct rq *rq)
{
    const char *digest = web_arg(rq, "digest");
    struct notice_wish w = {
        .digest = digest ? digest : "",
        .hour = hour_arg(rq, "hour"),
        .quiet_from = hour_arg(rq, "quiet_from"),
        .quiet_to = hour_arg(rq, "quiet_to"),
    };

    TRY(notice_wish_set(rq, rq->person, &w));
    return web_redirect(rq, url(rq, "/profile"), T(rq, "It is saved."));
}

/* --- Letters, for the administrator ----------------------------------------- */

static const struct mail_state {
    const char *name, *label, *tone;
} mail_states[] = {
    { "", N_("All"), "neutral" },
    { "waiting", N_("Waiting"), "info" },
    { "sending", N_("Under way"), "info" },
    { "sent", N_("Sent"), "good" },
    { "failed", N_("Given up"), "bad" },
};

static const struct mail_state *mail_state(const char *name)
{
    for (size_t i = 1; i < COUNT(mail_states); i++)
        if (name && !strcmp(mail_states[i].name, name))
            return &mail_states[i];
    return &mail_states[0];
}

static void put_states(struct rq *rq, struct html *h, const char *now)
{
    html_fmt(h, "<nav class=\"tabs\" aria-label=\"%s\"><ul>", T(rq, "State"));
    for (size_t i = 0; i < COUNT(mail_states); i++) {
        const struct mail_state *s = &mail_states[i];

        html_fmt(h, "<li><a href=\"%s\"", url(rq, "/outbox?mail=%s", s->name));
        if (!strcmp(s->name, now))
            html_raw(h, " aria-current=\"page\"");
        html_fmt(h, ">%s</a></li>", tr(rq->lang, s->label));
    }
    html_raw(h, "</ul></nav>\n");
}

static void put_again(struct rq *rq, struct html *h, const struct notice *n)
{
    if (strcmp(n->mail, "failed") || web_of(rq)->session->token)
        return;
    html_fmt(h, "<form method=\"post\" action=\"%s\">",
             url(rq, "/outbox/%lld/again", (long long)n->id));
    put_csrf(rq, h);
    html_fmt(h, "<button class=\"button mini\">%s</button></form>",
             T(rq, "Send again"));
}

static void put_letter(struct rq *rq, struct html *h, const struct notice *n,
                       const struct label *to)
{
    const struct notice_kind *k = notice_kind(rq->app, n->kind);
    const struct mail_state *s = mail_state(n->mail);
    int64_t at = n->sent_at                      ? n->sent_at
                 : strcmp(n->mail, "waiting") == 0 ? n->next_at
                                                   : n->created_at;

    html_fmt(h, "<tr><td data-label=\"%s\">", T(rq, "To whom"));
    value_link(rq, h, &type_person, to);
    html_fmt(h, "</td><td data-label=\"%s\">%s</td>", T(rq, "Kind"),
             k ? tr(rq->lang, k->label) : n->kind);
    html_fmt(h,
             "<td data-label=\"%s\"><span class=\"pill %s\">%s</span></td>"
             "<td data-label=\"%s\">%s</td><td class=\"n\""
             " data-label=\"%s\">%lld</td><td data-label=\"%s\">%s</td><td>",
             T(rq, "State"), s->tone, tr(rq->lang, s->label), T(rq, "When"),
             lang_instant(rq->mem, rq->lang, at, rq->app->zone),
             T(rq, "Tries"), (long long)n->tries, T(rq, "Reason"),
             n->problem ? n->problem : "");
    put_again(rq, h, n);
    html_raw(h, "</td></tr>\n");
}

static void put_letters(struct rq *rq, struct html *h, const struct notice *all,
                        size_t n, const struct label *to)
{
    html_fmt(h,
             "<table class=\"list\"><thead><tr><th>%s</th><th>%s</th>"
             "<th>%s</th><th>%s</th><th class=\"n\">%s</th><th>%s</th>"
             "<td></td></tr></thead><tbody>\n",
             T(rq, "To whom"), T(rq, "Kind"), T(rq, "State"), T(rq, "When"),
             T(rq, "Tries"), T(rq, "Reason"));
    for (size_t i = 0; i < n; i++)
        put_letter(rq, h, &all[i], &to[i]);
    html_raw(h, "</tbody></table>\n");
}

static enum rc outbox_page(struct rq *rq)
{
    const char *asked = web_arg(rq, "mail");
    struct mail_filter f = { .mail = mail_state(asked)->name,
                             .before = before_asked(rq),
                             .most = SHOWN };
    struct notice *all;
    struct label *to = NULL;
    int64_t *ids;
    struct html *h;
    size_t n;

    TRY(mail_list(rq, &f, &all, &n));
    ids = MEM_ARRAY(rq->mem, n + 1, int64_t);
    for (size_t i = 0; i < n; i++)
        ids[i] = all[i].person;
    TRY(record_labels(rq, &type_person, ids, n, &to));
    h = page_open(rq, T(rq, "Letters"));
    if (!*setting_get(rq, "smtp_host"))
        html_fmt(h, "<div class=\"note\"><p>%s</p></div>\n",
                 T(rq, "No mail server is set: no letter goes out."));
    put_states(rq, h, f.mail);
    if (n)
        put_letters(rq, h, all, n, to);
    else
        html_fmt(h, "<div class=\"box empty\"><p>%s</p></div>\n",
                 T(rq, "There are no such letters"));
    if (n == SHOWN)
        put_older(rq, h, url(rq, "/outbox?mail=%s", f.mail), &all[n - 1]);
    return page_close(rq, RC_OK);
}

static enum rc outbox_again(struct rq *rq)
{
    TRY(mail_again(rq, web_param_id(rq, "id")));
    return web_redirect(rq, url(rq, "/outbox"), T(rq, "It will be sent."));
}

/* --- Routes ----------------------------------------------------------------- */

const struct route notice_routes[] = {
    { .method = HTTP_GET, .path = "/notices", .who = WHO_MEMBER,
      .run = notices_page },
    { .method = HTTP_POST, .path = "/notices/read", .who = WHO_MEMBER,
      .flags = ROUTE_WRITES, .run = notices_read },
    { .method = HTTP_GET, .path = "/notices/:id", .who = WHO_MEMBER,
      .run = notice_go },
    { .method = HTTP_POST, .path = "/notices/:id/open", .who = WHO_MEMBER,
      .flags = ROUTE_WRITES, .run = notice_open },
    { .method = HTTP_POST, .path = "/profile/notices", .who = WHO_MEMBER,
      .flags = ROUTE_WRITES, .run = wishes_save },
    { .method = HTTP_GET, .path = "/outbox", .who = WHO_ROLE,
      .roles = ROLE_ADMINISTRATOR, .run = outbox_page },
    { .method = HTTP_POST, .path = "/outbox/:id/again", .who = WHO_ROLE,
      .roles = ROLE_ADMINISTRATOR, .flags = ROUTE_WRITES,
      .run = outbox_again },
};
const size_t n_notice_routes = COUNT(notice_routes);
