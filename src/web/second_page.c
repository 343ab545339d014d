/* SPDX-License-Identifier: Apache-2.0 */
/*
 * second_page.c: the second factor: set up and switched off on one's own
 * page, asked for after the password.  What is typed is checked on a worker
 * and used up on the writer.
 */
#include "kernel/second.h"

#include "base/text.h"
#include "web/dispatch.h"
#include "web/page.h"
#include "web/password.h"
#include "web/session.h"

#include <qrencode.h>
#include <string.h>

enum { QUIET = 4 }; /* empty modules around a QR code */

/* --- Parts ---------------------------------------------------------------- */

static void put_qr(struct rq *rq, struct html *h, const char *uri)
{
    QRcode *code = QRcode_encodeString8bit(uri, 0, QR_ECLEVEL_M);
    int w = code ? code->width : 0;

    if (!code)
        return;
    html_fmt(h,
             "<svg class=\"qr\" role=\"img\" aria-label=\"%s\""
             " viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
             "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path d=\"",
             T(rq, "QR code with the secret below"), w + 2 * QUIET,
             w + 2 * QUIET, w + 2 * QUIET, w + 2 * QUIET);
    for (int y = 0; y < w; y++)
        for (int x = 0, run; x < w; x += run ? run : 1) {
            for (run = 0; x + run < w && code->data[y * w + x + run] & 1;)
                run++;
            if (run)
                html_fmt(h, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, run,
                         run);
        }
    html_raw(h, "\"/></svg>\n");
    QRcode_free(code);
}

static void put_code(struct rq *rq, struct html *h, const char *label,
                     bool digits)
{
    html_fmt(h, "<div class=\"field\"><label for=\"f-code\">%s</label>",
             label);
    html_raw(h, "<input class=\"w10\" id=\"f-code\" name=\"code\""
                " autocomplete=\"one-time-code\" autocapitalize=\"none\""
                " spellcheck=\"false\" required");
    if (digits)
        html_raw(h, " inputmode=\"numeric\"");
    html_raw(h, ">");
    page_field_error(rq, h, "code");
    html_raw(h, "</div>\n");
}

static const char *code_of(struct rq *rq)
{
    const char *code = web_arg(rq, "code");

    return code && strlen(code) < 64 ? text_clean(rq->mem, code) : "";
}

/* --- One's own page ------------------------------------------------------- */

static struct html *open_own(struct rq *rq)
{
    const char *title = T(rq, "Second factor at sign-in");
    struct crumb crumb = { url(rq, "/profile"), T(rq, "My account") };
    struct html *h;

    if (web_of(rq)->session->second || !second_required(rq))
        return page_open_under(rq, title, &crumb, 1);
    /* Nothing else opens yet: no navigation. */
    h = page_open_bare(rq, title);
    html_fmt(h, "<h1>%s</h1>\n", title);
    return h;
}

static void put_leave(struct rq *rq, struct html *h)
{
    html_fmt(h,
             "<form method=\"post\" action=\"%s\"><input type=\"hidden\""
             " name=\"csrf\" value=\"%s\"><button class=\"button quiet\">%s"
             "</button></form>\n",
             url(rq, "/sign-out"), web_of(rq)->session->csrf,
             T(rq, "Sign out"));
}

static enum rc draw_offer(struct rq *rq, const char *sealed, enum rc rc)
{
    const struct session *me = web_of(rq)->session;
    bool must = second_required(rq);
    struct second_offer o;
    struct html *h;
    enum rc made = second_offer(rq, me->account, me->login, sealed, &o);

    if (made)
        return page_error(rq, made);
    h = open_own(rq);
    page_failures(rq, h);
    if (must)
        html_fmt(h, "<div class=\"note\"><p>%s</p></div>\n",
                 T(rq, "A role of yours requires a second factor. Set it up"
                       " now; everything else opens after that."));
    html_fmt(h, "<p class=\"lead\">%s</p>\n",
             T(rq, "After the password Ordo will ask for a code of six digits"
                   " that only your telephone shows. Somebody who learns your"
                   " password cannot sign in with it."));
    page_form_open(rq, h, url(rq, "/profile/second"), false);
    html_fmt(h,
             "<input type=\"hidden\" name=\"sealed\" value=\"%s\">\n"
             "<h2>%s</h2><p>%s</p>\n",
             o.sealed, T(rq, "1. Take the secret into the telephone"),
             T(rq, "Open a program for one-time codes on your telephone (any"
                   " that knows TOTP) and photograph this code with it, or"
                   " type the secret."));
    put_qr(rq, h, o.uri);
    html_fmt(h,
             "<p>%s: <code class=\"secret\" id=\"secret\">%s</code></p>"
             "<h2>%s</h2>\n",
             T(rq, "Secret"), o.secret,
             T(rq, "2. Type the code that it shows"));
    put_code(rq, h, T(rq, "Code of six digits"), true);
    page_form_close(rq, h, T(rq, "Switch on"));
    if (must)
        put_leave(rq, h);
    return page_close(rq, rc);
}

static enum rc draw_state(struct rq *rq, enum rc rc)
{
    struct html *h = open_own(rq);
    const struct account *a;
    void *rec;
    enum rc got = record_load(rq, &type_account, web_of(rq)->session->account,
                              &rec);

    if (got)
        return page_error(rq, got);
    a = rec;
    page_failures(rq, h);
    html_fmt(h,
             "<section class=\"box\"><dl class=\"fields\"><dt>%s</dt>"
             "<dd>%s</dd><dt>%s</dt>"
             "<dd>%lld</dd></dl></section>\n",
             T(rq, "Switched on"),
             lang_instant(rq->mem, rq->lang, a->second_since, rq->app->zone),
             T(rq, "Recovery codes left"), (long long)a->second_left.n);
    page_form_open(rq, h, url(rq, "/profile/second/off"), false);
    html_fmt(h, "<h2>%s</h2><p>%s</p>\n", T(rq, "Switch off"),
             second_required(rq)
                 ? T(rq, "A role of yours requires it: after switching off"
                         " you set it up anew at once, with another telephone"
                         " or for new recovery codes.")
                 : T(rq, "Switch it off and on again for another telephone"
                         " or for new recovery codes."));
    html_fmt(h,
             "<div class=\"field\"><label for=\"f-password\">%s</label>"
             "<input id=\"f-password\" name=\"password\" type=\"password\""
             " autocomplete=\"current-password\" required></div>\n",
             T(rq, "Password"));
    put_code(rq, h, T(rq, "Code of six digits, or a recovery code"), false);
    html_fmt(h,
             "<div class=\"form-end\"><button class=\"button danger\">%s"
             "</button></div></form>\n",
             T(rq, "Switch off"));
    return page_close(rq, rc);
}

static enum rc in_person(struct rq *rq)
{
    if (web_of(rq)->session->token)
        return fail(rq, RC_DENIED, NULL, "a token cannot do this");
    return RC_OK;
}

static enum rc own_page(struct rq *rq)
{
    TRY(in_person(rq));
    return web_of(rq)->session->second ? draw_state(rq, RC_OK)
                                       : draw_offer(rq, NULL, RC_OK);
}

/* --- Switching on --------------------------------------------------------- */

struct enrolment {
    const char *sealed;
    struct second_proof proof;
    struct second_codes codes;
};

static enum rc on_prepare(struct rq *rq)
{
    const struct session *me = web_of(rq)->session;
    struct enrolment *e = MEM_NEW(rq->mem, struct enrolment);
    int64_t wait = sign_in_wait(rq, me->login);
    struct second_offer o;
    enum rc rc;

    TRY(in_person(rq));
    if (me->second)
        return fail(rq, RC_CONFLICT, NULL,
                    "the second factor is switched on already");
    e->sealed = web_arg(rq, "sealed");
    if (!e->sealed)
        e->sealed = "";
    TRY(second_offer(rq, me->account, me->login, e->sealed, &o));
    if (wait) {
        sign_in_slow(rq, wait);
        return draw_offer(rq, e->sealed, RC_BUSY);
    }
    rc = second_try(rq, me->account, e->sealed, code_of(rq), &e->proof);
    if (rc == RC_DENIED) {
        sign_in_failed(rq, me->login);
        fail(rq, RC_INVALID, "code",
             "is not the code of this half minute; check the time of the"
             " telephone");
        return draw_offer(rq, e->sealed, RC_INVALID);
    }
    TRY(rc);
    TRY(second_codes(rq, me->account, &e->codes));
    web_of(rq)->prepared = e;
    return RC_OK;
}

static enum rc draw_codes(struct rq *rq, const struct second_codes *codes)
{
    struct html *h = open_own(rq);

    html_fmt(h,
             "<div class=\"flash ok\" role=\"status\"><p>%s</p></div>\n"
             "<section class=\"box\"><h2>%s</h2><p>%s</p>\n"
             "<ul class=\"codes\" id=\"codes\">",
             T(rq, "The second factor is switched on."),
             T(rq, "Recovery codes"),
             T(rq, "Print them or write them down, they are not shown again."
                   " Each signs you in once, when the telephone is lost."));
    for (size_t i = 0; i < SECOND_CODES; i++)
        html_fmt(h, "<li><code>%s</code></li>", codes->text[i]);
    html_fmt(h,
             "</ul>\n<p><a class=\"button main\" href=\"%s\">%s</a></p>"
             "</section>\n",
             url(rq, "/my"), T(rq, "I have kept them"));
    return page_close(rq, RC_OK);
}

static enum rc on(struct rq *rq)
{
    static const struct sql_text others = {
        "DELETE FROM session WHERE account = $1 AND id <> $2", "ii", ""
    };
    struct session *me = web_of(rq)->session;
    const struct enrolment *e = web_of(rq)->prepared;

    TRY(second_on(rq, me->account, e->sealed, &e->proof, &e->codes));
    TRY(sql_run(rq->sql, &others, ARGS(INT(me->account), INT(me->id))));
    me->second = true;
    return draw_codes(rq, &e->codes);
}

/* --- Switching off -------------------------------------------------------- */

static enum rc off_check(struct rq *rq, struct second_proof *proof)
{
    static const struct sql_text q = {
        "SELECT password FROM account WHERE id = $1", "i", "t"
    };
    const struct session *me = web_of(rq)->session;
    const char *typed = web_arg(rq, "password"), *kept;
    enum rc by_password, by_code;

    TRY(sql_get_str(rq->sql, rq->mem, &kept, &q, ARGS(INT(me->account))));
    by_password = password_try(rq, kept, typed ? typed : "");
    if (by_password == RC_BUSY)
        return RC_BUSY;
    by_code = second_check(rq, me->account, code_of(rq), proof);
    return by_password ? by_password : by_code;
}

static enum rc off_prepare(struct rq *rq)
{
    const struct session *me = web_of(rq)->session;
    struct second_proof *proof = MEM_NEW(rq->mem, struct second_proof);
    int64_t wait = sign_in_wait(rq, me->login);
    enum rc rc;

    TRY(in_person(rq));
    if (!me->second)
        return fail(rq, RC_CONFLICT, NULL,
                    "the second factor is switched off already");
    if (wait) {
        sign_in_slow(rq, wait);
        return draw_state(rq, RC_BUSY);
    }
    rc = off_check(rq, proof);
    if (rc == RC_DENIED) {
        sign_in_failed(rq, me->login);
        fail(rq, RC_INVALID, "code", "the password or the code is wrong");
        return draw_state(rq, RC_INVALID);
    }
    TRY(rc);
    web_of(rq)->prepared = proof;
    return RC_OK;
}

static enum rc off(struct rq *rq)
{
    const struct session *me = web_of(rq)->session;

    TRY(second_use(rq, me->account, web_of(rq)->prepared));
    TRY(second_off(rq, me->account));
    return web_redirect(rq,
                        second_required(rq) ? url(rq, "/profile/second")
                                            : url(rq, "/profile"),
                        T(rq, "The second factor is switched off."));
}

/* --- At sign-in ----------------------------------------------------------- */

static enum rc draw_ask(struct rq *rq, enum rc rc)
{
    struct html *h = page_open_bare(rq, T(rq, "Second factor"));
    const char *next = sign_in_next(rq);

    page_failures(rq, h);
    html_fmt(h,
             "<div class=\"login\"><form class=\"box\" method=\"post\""
             " action=\"%s\"><h1>%s</h1>\n",
             url(rq, "/sign-in/second"), T(rq, "Second factor"));
    if (next)
        html_fmt(h, "<input type=\"hidden\" name=\"next\" value=\"%s\">\n",
                 next);
    put_code(rq, h, T(rq, "Code of six digits, or a recovery code"), false);
    html_fmt(h,
             "<button class=\"button main\">%s</button></form>"
             "<p class=\"small quiet\">%s</p>"
             "<p class=\"small\"><a href=\"%s\">%s</a></p></div>\n",
             T(rq, "Sign in"),
             T(rq, "If the telephone and the recovery codes are lost, ask the"
                   " administrator to reset the second factor."),
             url(rq, "/sign-in"), T(rq, "Begin again"));
    return page_close(rq, rc);
}

static enum rc find_half(struct rq *rq, struct half *half)
{
    const char *cookie = web_cookie(rq, HALF_COOKIE);

    return cookie && *cookie ? half_find(rq, cookie, half) : RC_MISSING;
}

static enum rc ask_page(struct rq *rq)
{
    struct half half;
    enum rc rc = find_half(rq, &half);

    if (rc == RC_MISSING)
        return web_redirect(rq, url(rq, "/sign-in"), NULL);
    TRY(rc);
    return draw_ask(rq, RC_OK);
}

struct asked {
    struct half half;
    struct second_proof proof;
    bool found;
};

static enum rc wrong(struct rq *rq, const char *login)
{
    sign_in_failed(rq, login);
    fail(rq, RC_INVALID, "code", "is wrong or was used already");
    return draw_ask(rq, RC_INVALID);
}

static enum rc answer_prepare(struct rq *rq)
{
    struct asked *a = MEM_NEW(rq->mem, struct asked);
    int64_t wait;
    enum rc rc = find_half(rq, &a->half);

    web_of(rq)->prepared = a;
    if (rc == RC_MISSING)
        return RC_OK;
    TRY(rc);
    a->found = true;
    wait = sign_in_wait(rq, a->half.login);
    if (wait) {
        sign_in_slow(rq, wait);
        return draw_ask(rq, RC_BUSY);
    }
    rc = second_check(rq, a->half.account, code_of(rq), &a->proof);
    return rc == RC_DENIED ? wrong(rq, a->half.login) : rc;
}

static enum rc answer_run(struct rq *rq)
{
    const struct asked *a = web_of(rq)->prepared;
    enum rc rc;

    if (!a->found)
        return web_redirect(rq, url(rq, "/sign-in"), NULL);
    rq->person = a->half.person;
    rc = second_use(rq, a->half.account, &a->proof);
    if (!rc)
        rc = half_end(rq, a->half.id);
    if (rc == RC_DENIED)
        return wrong(rq, a->half.login);
    TRY(rc);
    web_cookie_set(rq, HALF_COOKIE, "", 0);
    return sign_in_done(rq, a->half.account, a->half.login);
}

const struct route second_routes[] = {
    { .method = HTTP_GET,
      .path = "/sign-in/second",
      .who = WHO_PUBLIC,
      .flags = ROUTE_UNENROLLED,
      .run = ask_page },
    { .method = HTTP_POST,
      .path = "/sign-in/second",
      .who = WHO_PUBLIC,
      .flags = ROUTE_WRITES | ROUTE_NO_CSRF | ROUTE_UNENROLLED,
      .prepare = answer_prepare,
      .run = answer_run },
    { .method = HTTP_GET,
      .path = "/profile/second",
      .who = WHO_MEMBER,
      .flags = ROUTE_SLOW | ROUTE_UNENROLLED,
      .run = own_page },
    { .method = HTTP_POST,
      .path = "/profile/second",
      .who = WHO_MEMBER,
      .flags = ROUTE_WRITES | ROUTE_UNENROLLED,
      .prepare = on_prepare,
      .run = on },
    { .method = HTTP_POST,
      .path = "/profile/second/off",
      .who = WHO_MEMBER,
      .flags = ROUTE_WRITES,
      .prepare = off_prepare,
      .run = off },
};
const size_t n_second_routes = COUNT(second_routes);
