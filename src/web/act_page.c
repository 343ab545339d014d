/* SPDX-License-Identifier: Apache-2.0 */
/*
 * act_page.c: the acts that wait for somebody, and one act: its text as it
 * will be printed, what it changes, what can be done with it.
 */
#include "web/act_page.h"

#include "kernel/setting.h"
#include "web/dispatch.h"
#include "web/page_list.h"
#include "web/print.h"
#include "web/type_pages.h"
#include "web/visa_part.h"

#include <string.h>

/* --- Words ---------------------------------------------------------------- */

const char *act_kind(enum lang lang, const struct act *a)
{
    const struct choice *c =
        field_choice(type_field(&type_act, "kind"), a->kind);

    return c ? tr(lang, c->label) : a->kind;
}

const char *act_number(struct rq *rq, enum lang lang, const struct act *a)
{
    if (!a->number.set)
        return "";
    return mem_fmt(rq->mem, tr(lang, "No. %lld of %s"),
                   (long long)a->number.n,
                   lang_day_long(rq->mem, lang, a->signed_on));
}

const char *act_post(struct rq *rq, const struct act *a)
{
    static const struct sql_text q = {
        "SELECT post FROM appointment WHERE person = $1 AND post IS NOT NULL"
        " AND starts <= $2"
        " AND (ends IS NULL OR ends >= $2) ORDER BY CASE WHEN unit = $3"
        " THEN 0 ELSE 1 END, id LIMIT 1",
        "iti", "t"
    };
    day on = day_is(a->signed_on) ? a->signed_on : rq->today;
    const char *post = NULL;

    if (sql_get_str(rq->sql, rq->mem, &post, &q,
                    ARGS(INT(a->signer), DAY(rq->mem, on), INT(a->unit))))
        return "";
    return post ? post : "";
}

const char *act_check_path(struct rq *rq, const struct act *a)
{
    if (!a->digest)
        return "";
    return url(rq, "/check/%s", mem_strn(rq->mem, a->digest, CHECK_DIGITS));
}

bool act_in_person(const struct rq *rq)
{
    const struct session *s = web_of(rq)->session;

    return s && !s->token;
}

static bool is_open(const struct act *a)
{
    return !strcmp(a->r.state, "draft") || !strcmp(a->r.state, "checked");
}

/* --- The list ------------------------------------------------------------- */

struct waiting {
    const char *title;
    const char *filter[4][2];
};

static enum rc put_waiting(struct rq *rq, struct html *h,
                           const struct waiting *w)
{
    struct list l = { .type = &type_act, .limit = 20, .rows_only = true };

    for (size_t i = 0; i < COUNT(w->filter) && w->filter[i][0]; i++)
        TRY(list_filter(rq, &l, w->filter[i][0], w->filter[i][1]));
    TRY(list_read(rq, &l));
    if (!l.n)
        return RC_OK;
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n<ul>", w->title);
    for (size_t i = 0; i < l.n; i++) {
        const struct act *a = l.rec[i];

        html_fmt(h, "<li>");
        page_state(rq, h, &type_act, a->r.state);
        html_fmt(h, " <a href=\"%s\">", record_url(rq, &type_act, a->r.id));
        html_text3(h, &a->title);
        html_raw(h, "</a></li>\n");
    }
    html_raw(h, "</ul></section>\n");
    return RC_OK;
}

static struct html_frag acts_actions(struct rq *rq)
{
    struct html h = { .lang = rq->lang };

    buf_init(&h.b, rq->mem);
    if (rights_any(rq, &type_act, OP_ADD, NULL))
        html_fmt(&h, "<a class=\"button main\" href=\"%s\">%s</a> ",
                 url(rq, "/act/new"), T(rq, "Add"));
    if (act_in_person(rq))
        html_fmt(&h, "<a class=\"button\" href=\"%s\">%s</a> ",
                 url(rq, "/my/keys"), T(rq, "My keys"));
    html_fmt(&h, "<a class=\"button\" href=\"%s\">%s</a>", url(rq, "/check"),
             T(rq, "Check a paper"));
    return (struct html_frag){ h.b.s, h.b.n };
}

enum rc acts_page(struct rq *rq)
{
    const char *me = mem_fmt(rq->mem, "#%lld", (long long)rq->person);
    const struct waiting mine[] = {
        { T(rq, "Waiting for your signature"),
          { { "state", "checked" }, { "signer", me } } },
        { T(rq, "Your drafts"), { { "state", "draft" }, { "drafter", me } } },
    };
    struct list l = { .type = &type_act, .limit = 50, .rows_only = true };
    struct page_title title = { .title = tr(rq->lang, type_act.plural),
                                .actions = acts_actions(rq) };
    struct html *h;
    enum rc rc;

    l.sort = type_field(&type_act, "signed_on");
    l.descending = true;
    rc = list_args(rq, &l, false, NULL);
    if (!rc)
        rc = list_read(rq, &l);
    if (rc && rc != RC_INVALID)
        return rc;
    h = page_open_titled(rq, &title);
    if (rc)
        page_failures(rq, h);
    for (size_t i = 0; i < COUNT(mine) && rq->person && !l.n_filters; i++)
        TRY(put_waiting(rq, h, &mine[i]));
    page_list(rq, h, &l, url(rq, "/acts"));
    return page_close(rq, rc);
}

/* --- The act as a paper --------------------------------------------------- */

static void put_text(struct rq *rq, struct html *h, const struct act *a,
                     enum lang lang)
{
    html_fmt(h, "<div lang=\"%s\"><p class=\"paper-head\">%s</p>",
             lang_code(lang), print_institution(rq, lang));
    html_fmt(h, "<p class=\"paper-kind\" lang=\"%s\">%s</p>",
             lang_code(lang), act_kind(lang, a));
    if (a->number.set)
        html_fmt(h, "<p class=\"paper-number\">%s</p>",
                 act_number(rq, lang, a));
    html_fmt(h, "<h2>%s</h2>\n", text3_get(&a->title, lang, NULL));
    html_paragraphs(h, text3_get(&a->body, lang, NULL));
    html_raw(h, "</div>");
}

static void put_signer(struct rq *rq, struct html *h, const struct act *a,
                       const struct names *ns)
{
    const struct label *l = names_get(ns, &type_person, a->signer);
    const char *post = act_post(rq, a);

    html_fmt(h, "<p class=\"paper-sign\"><span>%s</span> <strong>%s</strong>"
                "</p>\n",
             *post ? post : T(rq, "Signer"),
             l ? text3_get(&l->title, rq->lang, NULL) : "–");
}

/* The language of the page; the original and other copies behind a click. */
static void put_paper(struct rq *rq, struct html *h, const struct act *a,
                      const struct names *ns)
{
    enum lang shown = rq->lang;

    text3_get(&a->body, rq->lang, &shown);
    html_fmt(h, "<section class=\"box paper\" aria-label=\"%s\">",
             T(rq, "Text"));
    if (!a->number.set)
        html_fmt(h, "<p class=\"quiet small\">%s</p>",
                 T(rq, "Number and date are given when it is signed."));
    put_text(rq, h, a, shown);
    put_signer(rq, h, a, ns);
    for (int p = 0; p < LANGS; p++) {
        if ((enum lang)p == shown || !a->body.in[p] || !*a->body.in[p])
            continue;
        html_fmt(h, "<details><summary>%s%s</summary>",
                 lang_name((enum lang)p),
                 p == LANG_KY ? T(rq, " (the original)") : "");
        put_text(rq, h, a, (enum lang)p);
        html_raw(h, "</details>\n");
    }
    html_raw(h, "</section>\n");
}

/* --- The signature -------------------------------------------------------- */

static void put_verified(struct rq *rq, struct html *h, const struct act *a)
{
    struct rq ask = *rq;
    enum rc rc;

    rq_forget(&ask);
    rc = act_verify(&ask, a->r.id);
    if (!rc)
        html_fmt(h, "<p class=\"flash ok\">%s</p>\n",
                 T(rq, "The signature is good: the text and the lines are"
                       " those that were signed"));
    else
        html_fmt(h, "<p class=\"flash error\">%s: %s</p>\n",
                 T(rq, "The signature does not hold"), rq_why(&ask, rc));
}

static void put_signature(struct rq *rq, struct html *h, const struct act *a,
                          const struct names *ns)
{
    const struct label *key = names_get(ns, &type_signing_key, a->key);
    const char *path = act_check_path(rq, a);

    html_fmt(h,
             "<section class=\"box\" aria-labelledby=\"b-sign\">"
             "<h2 id=\"b-sign\">%s</h2>\n",
             T(rq, "Signature"));
    put_verified(rq, h, a);
    html_fmt(h, "<dl class=\"fields\"><dt>%s</dt><dd>%s</dd>",
             T(rq, "Signed at"),
             lang_instant(rq->mem, rq->lang, a->signed_at, rq->app->zone));
    html_fmt(h, "<dt>%s</dt><dd><code>%s</code></dd>", T(rq, "Digest"),
             a->digest);
    html_fmt(h, "<dt>%s</dt><dd><code>%s</code></dd>",
             T(rq, "Signature, Ed25519"), a->signature);
    html_fmt(h, "<dt>%s</dt><dd>", T(rq, "Key"));
    value_link(rq, h, &type_signing_key, key);
    html_fmt(h,
             "</dd><dt>%s</dt><dd><a href=\"%s\">%s</a></dd></dl></section>\n",
             T(rq, "Public check"), path, path);
}

/* --- The side ------------------------------------------------------------- */

/* Says which visas the act still waits for. */
static bool visas_missing(struct rq *rq, struct html *h, const struct act *a)
{
    struct rq ask = *rq;
    enum rc rc;

    rq_forget(&ask);
    rc = act_visas_hold(&ask, a);
    if (rc)
        html_fmt(h, "<p class=\"quiet\">%s: %s</p>\n",
                 T(rq, "It cannot be signed yet"), rq_why(&ask, rc));
    return rc != RC_OK;
}

static void put_sign_button(struct rq *rq, struct html *h,
                            const struct act *a, const struct names *ns)
{
    const struct label *signer = names_get(ns, &type_person, a->signer);

    if (strcmp(a->r.state, "checked") != 0 || !rq->person)
        return;
    if (visas_missing(rq, h, a))
        return;
    if (a->signer != rq->person) {
        if (signer)
            html_fmt(h, "<p class=\"note\" role=\"note\">%s</p>\n",
                     mem_fmt(rq->mem, T(rq, "Waits for the signature: %s."),
                             label_text(rq, signer)));
        return;
    }
    if (act_in_person(rq))
        html_fmt(h,
                 "<ul class=\"steps\"><li><a class=\"button main\""
                 " href=\"%s\">%s</a></li></ul>\n",
                 url(rq, "/act/%lld/sign", (long long)a->r.id),
                 T(rq, "Sign"));
}

static void put_refill(struct rq *rq, struct html *h, const struct act *a)
{
    const struct session *s = web_of(rq)->session;

    if (!s || !is_open(a))
        return;
    html_fmt(h,
             "<form class=\"refill\" method=\"post\" action=\"%s\">"
             "<input type=\"hidden\" name=\"csrf\" value=\"%s\">"
             "<button class=\"button link\" data-confirm=\"%s\">%s</button>"
             "</form>\n",
             url(rq, "/act/%lld/fill", (long long)a->r.id), s->csrf,
             T(rq, "Title and text are written over. Go on?"),
             T(rq, "Write the text anew from the template"));
}

static bool may_edit(struct rq *rq, int64_t id)
{
    struct rq ask = *rq;

    rq_forget(&ask);
    return rights_check(&ask, &type_act, id, OP_EDIT, NULL) == RC_OK;
}

static void put_who(struct rq *rq, struct html *h, const struct act *a,
                    const struct names *ns)
{
    const struct {
        const char *label;
        const struct type *t;
        int64_t id;
    } rows[] = {
        { T(rq, "Issued by"), &type_unit, a->unit },
        { T(rq, "Signer"), &type_person, a->signer },
        { T(rq, "Drafted by"), &type_person, a->drafter },
        { T(rq, "Revokes"), &type_act, a->revokes },
        { T(rq, "Basis"), &type_file, a->basis },
    };

    html_raw(h, "<dl class=\"pair\">");
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (!rows[i].id)
            continue;
        html_fmt(h, "<dt>%s</dt><dd>", rows[i].label);
        value_link(rq, h, rows[i].t, names_get(ns, rows[i].t, rows[i].id));
        html_raw(h, "</dd>");
    }
    html_raw(h, "</dl>\n");
}

/* --- The page ------------------------------------------------------------- */

static struct html_frag card_actions(struct rq *rq, const struct act *a,
                                     bool edit)
{
    struct html h = { .lang = rq->lang };

    buf_init(&h.b, rq->mem);
    if (edit)
        html_fmt(&h, "<a class=\"button\" href=\"%s\">%s</a> ",
                 url(rq, "/act/%lld/edit", (long long)a->r.id),
                 T(rq, "Edit"));
    html_fmt(&h, "<a class=\"button\" href=\"%s\">PDF</a>",
             url(rq, "/act/%lld/card.pdf", (long long)a->r.id));
    if (a->digest)
        html_fmt(&h, " <a class=\"button\" href=\"%s\">%s</a>",
                 url(rq, "/act/%lld/extract", (long long)a->r.id),
                 T(rq, "Extract"));
    return (struct html_frag){ h.b.s, h.b.n };
}

static struct html *open_card(struct rq *rq, const struct act *a, bool edit)
{
    struct crumb crumb = { url(rq, "/acts"), tr(rq->lang, type_act.plural) };
    struct page_title pt = {
        .title = text3_get(&a->title, rq->lang, NULL),
        .code = a->number.set ? mem_fmt(rq->mem, "№ %lld",
                                        (long long)a->number.n)
                              : act_kind(rq->lang, a),
        .type = &type_act,
        .state = a->r.state,
        .actions = card_actions(rq, a, edit),
        .crumbs = &crumb,
        .n_crumbs = 1,
    };

    return page_open_titled(rq, &pt);
}

enum rc act_card(struct rq *rq)
{
    struct names *ns = names_new(rq);
    int64_t id = web_param_id(rq, "id");
    const struct act *a;
    struct html *h;
    bool edit;
    void *rec;

    if (!id)
        return RC_MISSING;
    TRY(record_get(rq, &type_act, id, &rec));
    a = rec;
    names_want_all(ns, &type_act, a);
    TRY(names_read(ns));
    edit = is_open(a) && may_edit(rq, id);
    h = open_card(rq, a, edit);
    type_tabs(rq, h, &type_act, id, "");
    html_raw(h, "<div class=\"card\"><div>\n");
    put_paper(rq, h, a, ns);
    TRY(act_lines_put(rq, h, a));
    TRY(visas_box(rq, h, &type_act, a, edit));
    if (a->signature)
        put_signature(rq, h, a, ns);
    html_fmt(h,
             "</div>\n<aside class=\"box\" aria-labelledby=\"b-steps\">"
             "<h2 id=\"b-steps\">%s</h2>\n",
             T(rq, "What can be done"));
    put_sign_button(rq, h, a, ns);
    page_offers_but(rq, h, &type_act, a, "sign");
    if (edit)
        put_refill(rq, h, a);
    put_who(rq, h, a, ns);
    html_raw(h, "</aside></div>\n");
    return page_close(rq, RC_OK);
}

enum rc act_refill(struct rq *rq)
{
    int64_t id = web_param_id(rq, "id");

    TRY(rights_check(rq, &type_act, id, OP_EDIT, NULL));
    TRY(act_form_fill(rq, id));
    return web_redirect(rq, record_url(rq, &type_act, id),
                        T(rq, "The text is written from the template."));
}

/* --- Routes --------------------------------------------------------------- */

#define ACT_READS(address, fn)                                                 \
    { .method = HTTP_GET, .path = (address), .who = WHO_RIGHT,                 \
      .type = "act", .op = OP_SEE, .flags = ROUTE_SLOW, .run = (fn) }

const struct route act_routes[] = {
    ACT_READS("/acts", acts_page),
    ACT_READS("/act/:id", act_card),
    ACT_READS("/act/:id/card.pdf", act_print),
    ACT_READS("/act/:id/extract", act_extract_page),
    { .method = HTTP_GET, .path = "/act/:id/extract/:person",
      .who = WHO_MEMBER, .flags = ROUTE_SLOW, .run = act_extract_print },
    { .method = HTTP_POST, .path = "/act/:id/fill", .who = WHO_RIGHT,
      .type = "act", .op = OP_EDIT, .flags = ROUTE_WRITES,
      .run = act_refill },
    { .method = HTTP_GET, .path = "/act/:id/sign", .who = WHO_MEMBER,
      .flags = ROUTE_SLOW, .run = act_sign_form },
    { .method = HTTP_POST, .path = "/act/:id/sign", .who = WHO_MEMBER,
      .flags = ROUTE_WRITES, .prepare = act_sign_prepare,
      .run = act_sign_take },
    { .method = HTTP_GET, .path = "/my/keys", .who = WHO_MEMBER,
      .run = keys_page },
    { .method = HTTP_POST, .path = "/my/keys", .who = WHO_MEMBER,
      .flags = ROUTE_WRITES, .prepare = keys_prepare, .run = keys_add },
    { .method = HTTP_GET, .path = "/check", .who = WHO_PUBLIC,
      .run = check_ask },
    { .method = HTTP_GET, .path = "/check/:digest", .who = WHO_PUBLIC,
      .flags = ROUTE_SLOW, .run = check_page },
};
const size_t n_act_routes = COUNT(act_routes);
