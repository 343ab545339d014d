/* SPDX-License-Identifier: Apache-2.0 */
/*
 * act_check_page.c: the public check of a paper: whether such an act exists,
 * by whom and when it was signed, whether it holds.  Its text only when it is
 * published.  Whoever asks needs the first digits of the digest, which stand
 * on the paper: nobody can leaf through the acts here.
 */
#include "web/act_page.h"
#include "web/dispatch.h"

#include <string.h>

/* --- Asking --------------------------------------------------------------- */

static const char *cleaned(struct rq *rq, const char *typed)
{
    struct buf b;

    buf_init(&b, rq->mem);
    for (const char *s = typed ? typed : ""; *s && b.n < 64; s++) {
        char c = *s >= 'A' && *s <= 'F' ? (char)(*s + 32) : *s;

        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))
            buf_char(&b, c);
    }
    return b.s;
}

static void put_form(struct rq *rq, struct html *h, const char *typed)
{
    html_fmt(h,
             "<form class=\"form box\" method=\"get\" action=\"%s\">"
             "<div class=\"field\"><label for=\"f-digest\">%s</label>"
             "<p class=\"help\" id=\"h-digest\">%s</p>"
             "<input id=\"f-digest\" name=\"digest\" value=\"%s\""
             " autocomplete=\"off\" autocapitalize=\"none\""
             " spellcheck=\"false\" aria-describedby=\"h-digest\" required>"
             "</div><div class=\"form-end\"><button class=\"button main\">%s"
             "</button></div></form>\n",
             url(rq, "/check"), T(rq, "Code of the paper"),
             T(rq, "Its 20 signs stand beside the square code at the end of"
                   " the paper."),
             typed, T(rq, "Check"));
}

enum rc check_ask(struct rq *rq)
{
    const char *digest = cleaned(rq, web_arg(rq, "digest"));
    struct html *h;

    if (strlen(digest) >= CHECK_DIGITS)
        return web_redirect(rq, url(rq, "/check/%s", digest), NULL);
    h = page_open(rq, T(rq, "Check a paper"));
    html_fmt(h, "<p class=\"lead\">%s</p>\n",
             T(rq, "Every order and decision signed in Ordo can be checked"
                   " here by anybody."));
    put_form(rq, h, digest);
    return page_close(rq, RC_OK);
}

/* --- Answering ------------------------------------------------------------ */

static enum rc find(struct rq *rq, const char *digest, int64_t *id)
{
    static const struct sql_text q = {
        "SELECT id FROM act WHERE digest >= $1 AND digest <= $2"
        " AND state IN ('signed', 'revoked') ORDER BY id LIMIT 1",
        "tt", "i"
    };

    if (strlen(digest) < CHECK_DIGITS)
        return RC_MISSING;
    return sql_get_int(rq->sql, id, &q,
                       ARGS(STR(digest),
                            STR(mem_fmt(rq->mem, "%sg", digest))));
}

/* The act that revoked it. */
static enum rc put_revoked(struct rq *rq, struct html *h, const struct act *a)
{
    static const struct sql_text q = {
        "SELECT id FROM act WHERE revokes = $1"
        " AND state IN ('signed', 'revoked') ORDER BY id DESC LIMIT 1",
        "i", "i"
    };
    const struct act *by;
    int64_t id;
    void *rec;
    enum rc rc = sql_get_int(rq->sql, &id, &q, ARGS(INT(a->r.id)));

    if (rc)
        return rc == RC_MISSING ? RC_OK : rc;
    TRY(record_load(rq, &type_act, id, &rec));
    by = rec;
    html_fmt(h, "<dt>%s</dt><dd><a href=\"%s\">%s %s</a></dd>",
             T(rq, "Revoked by"), act_check_path(rq, by),
             act_kind(rq->lang, by), act_number(rq, rq->lang, by));
    return RC_OK;
}

static void put_verdict(struct rq *rq, struct html *h, const struct act *a,
                        bool good)
{
    bool valid = good && !strcmp(a->r.state, "signed");

    html_fmt(h, "<div class=\"flash %s\" role=\"status\"><p><strong>%s"
                "</strong></p></div>\n",
             valid ? "ok" : "error",
             !good   ? T(rq, "The signature does not hold: do not rely on"
                             " this paper")
             : valid ? T(rq, "Such an act exists and is valid")
                     : T(rq, "Such an act exists, but it is revoked"));
}

static enum rc put_facts(struct rq *rq, struct html *h, const struct act *a,
                         bool good)
{
    struct label unit = { 0 }, signer = { 0 };
    const char *post = act_post(rq, a);

    if (a->unit)
        TRY(record_label(rq, &type_unit, a->unit, &unit));
    TRY(record_label(rq, &type_person, a->signer, &signer));
    html_fmt(h,
             "<section class=\"box\"><dl class=\"fields\"><dt>%s</dt><dd>%s"
             "</dd><dt>%s</dt><dd>%lld</dd><dt>%s</dt><dd>%s</dd>",
             T(rq, "Kind"), act_kind(rq->lang, a), T(rq, "Number"),
             (long long)a->number.n, T(rq, "Date"),
             lang_day_long(rq->mem, rq->lang, a->signed_on));
    if (unit.id)
        html_fmt(h, "<dt>%s</dt><dd>%s</dd>", T(rq, "Issued by"),
                 text3_get(&unit.title, rq->lang, NULL));
    html_fmt(h, "<dt>%s</dt><dd>%s%s%s</dd>", T(rq, "Signed by"),
             text3_get(&signer.title, rq->lang, NULL), *post ? ", " : "",
             post);
    html_fmt(h, "<dt>%s</dt><dd><span class=\"pill %s\">%s</span></dd>",
             T(rq, "Signature"), good ? "good" : "bad",
             good ? T(rq, "Checked now, good") : T(rq, "Does not hold"));
    if (!strcmp(a->r.state, "revoked"))
        TRY(put_revoked(rq, h, a));
    html_fmt(h, "<dt>%s</dt><dd><code>%s</code></dd></dl></section>\n",
             T(rq, "Digest"), a->digest);
    return RC_OK;
}

/* Compare it with the paper in the hand: that is what the check is for. */
static void put_text(struct rq *rq, struct html *h, const struct act *a)
{
    if (!a->published) {
        html_fmt(h, "<p class=\"quiet\">%s</p>\n",
                 T(rq, "Its text is not published. Compare number, date and"
                       " digest with those on the paper."));
        return;
    }
    html_fmt(h, "<section class=\"box paper\"><h2>");
    html_text3(h, &a->title);
    html_raw(h, "</h2>\n");
    html_paragraphs(h, text3_get(&a->body, rq->lang, NULL));
    html_fmt(h, "<p><a href=\"%s\">%s</a></p></section>\n",
             record_url(rq, &type_act, a->r.id), T(rq, "To the act"));
}

static enum rc draw_unknown(struct rq *rq, const char *digest)
{
    struct html *h;

    web_status_force(rq, 404);
    h = page_open(rq, T(rq, "Check a paper"));
    html_fmt(h,
             "<div class=\"flash error\" role=\"alert\"><p><strong>%s"
             "</strong></p></div>\n<p>%s</p>\n",
             T(rq, "There is no such act"),
             T(rq, "Either the code was mistyped, or the paper was not made"
                   " here."));
    put_form(rq, h, digest);
    return page_close(rq, RC_OK);
}

enum rc check_page(struct rq *rq)
{
    const char *digest = cleaned(rq, web_param(rq, "digest"));
    struct rq ask = *rq;
    struct html *h;
    int64_t id = 0;
    bool good;
    void *rec;
    enum rc rc = find(rq, digest, &id);

    if (rc == RC_MISSING)
        return draw_unknown(rq, digest);
    TRY(rc);
    TRY(record_load(rq, &type_act, id, &rec));
    rq_forget(&ask);
    good = act_verify(&ask, id) == RC_OK;
    h = page_open(rq, T(rq, "Check a paper"));
    put_verdict(rq, h, rec, good);
    TRY(put_facts(rq, h, rec, good));
    put_text(rq, h, rec);
    return page_close(rq, RC_OK);
}
