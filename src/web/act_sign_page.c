/* SPDX-License-Identifier: Apache-2.0 */
/*
 * act_sign_page.c: signing an act with one's own code, and one's keys.  The
 * act is compiled and sealed on a worker, behind the gate of passwords; only
 * comparing and carrying out happens on the writer.  A token never gets here.
 */
#include "base/text.h"
#include "web/act_page.h"
#include "web/dispatch.h"
#include "web/password.h"
#include "web/session.h"

#include <string.h>

static const struct limit code_limit = { .tries = 5, .seconds = 900 };

static const char *me_key(struct rq *rq)
{
    return mem_fmt(rq->mem, "%lld", (long long)rq->person);
}

static enum rc in_person(struct rq *rq)
{
    if (act_in_person(rq))
        return RC_OK;
    return fail(rq, RC_DENIED, NULL,
                "signing needs you yourself: sign in with your password");
}

/* --- Inputs --------------------------------------------------------------- */

static void put_code(struct rq *rq, struct html *h, const char *name,
                     const char *label, const char *complete,
                     const char *help)
{
    html_fmt(h, "<div class=\"field\"><label for=\"f-%s\">%s</label>", name,
             label);
    if (help)
        html_fmt(h, "<p class=\"help\" id=\"h-%s\">%s</p>", name, help);
    html_fmt(h,
             "<input id=\"f-%s\" name=\"%s\" type=\"password\""
             " autocomplete=\"%s\" required",
             name, name, complete);
    if (help)
        html_fmt(h, " aria-describedby=\"h-%s\"", name);
    html_raw(h, ">");
    page_field_error(rq, h, name);
    html_raw(h, "</div>\n");
}

/* A new code, twice. */
static void put_new_code(struct rq *rq, struct html *h)
{
    put_code(rq, h, "code", T(rq, "New code for signing"), "new-password",
             T(rq, "At least 8 characters, other than your password. Nobody"
                   " can read it or give it back; do not tell it to"
                   " anybody."));
    put_code(rq, h, "again", T(rq, "The code again"), "new-password", NULL);
}

static const char *code_of(struct rq *rq)
{
    const char *code = web_arg(rq, "code");

    return code ? code : "";
}

static enum rc same_twice(struct rq *rq)
{
    const char *again = web_arg(rq, "again");

    if (!again || strcmp(again, code_of(rq)) != 0)
        return fail(rq, RC_INVALID, "again", "must be the same as above");
    return RC_OK;
}

/* --- The form ------------------------------------------------------------- */

static enum rc load_act(struct rq *rq, const struct act **a)
{
    void *rec;

    TRY(in_person(rq));
    TRY(record_get(rq, &type_act, web_param_id(rq, "id"), &rec));
    *a = rec;
    if ((*a)->signer != rq->person)
        return fail(rq, RC_DENIED, NULL, "somebody else is to sign this");
    return RC_OK;
}

static void put_what(struct rq *rq, struct html *h, const struct act *a,
                     const char *digest, size_t lines)
{
    html_fmt(h, "<dl class=\"fields\"><dt>%s</dt><dd>%s</dd>",
             T(rq, "Kind"), act_kind(rq->lang, a));
    html_fmt(h, "<dt>%s</dt><dd>", T(rq, "About"));
    html_text3(h, &a->title);
    html_fmt(h, "</dd><dt>%s</dt><dd>%s</dd>", T(rq, "What it will do"),
             lines ? mem_fmt(rq->mem, TN(rq, "%zu line", "%zu lines",
                                         (int64_t)lines),
                             lines)
                   : T(rq, "It changes no record."));
    html_fmt(h, "<dt>%s</dt><dd><code>%s</code></dd></dl>\n",
             T(rq, "Digest"), digest);
}

static void put_how(struct rq *rq, struct html *h, enum sign_key_have have)
{
    switch (have) {
    case SIGN_KEY_NEVER:
        html_fmt(h, "<div class=\"note\"><p>%s</p></div>\n",
                 T(rq, "You sign for the first time: choose your code now. It"
                       " opens your key, and every later signature asks for"
                       " it."));
        put_new_code(rq, h);
        return;
    case SIGN_KEY_VALID:
        put_code(rq, h, "code", T(rq, "Your code for signing"),
                 "current-password", NULL);
        html_fmt(h, "<p class=\"small\"><a href=\"%s\">%s</a></p>\n",
                 url(rq, "/my/keys"), T(rq, "I have lost my code"));
        return;
    case SIGN_KEY_LOST:
    case SIGN_KEY_WAITING:
        break;
    }
}

static enum rc draw_form(struct rq *rq, const struct act *a, enum rc rc)
{
    struct crumb crumbs[] = {
        { url(rq, "/acts"), tr(rq->lang, type_act.plural) },
        { record_url(rq, &type_act, a->r.id),
          text3_get(&a->title, rq->lang, NULL) },
    };
    struct act_compiled *c;
    struct act_line **line;
    enum sign_key_have have;
    struct html *h;
    size_t n;

    TRY(act_compile(rq, a->r.id, &c));
    TRY(act_lines(rq, a->r.id, &line, &n));
    TRY(sign_key_of(rq, rq->person, &have));
    h = page_open_under(rq, T(rq, "Sign"), crumbs, COUNT(crumbs));
    page_failures(rq, h);
    if (have == SIGN_KEY_LOST || have == SIGN_KEY_WAITING) {
        html_fmt(h, "<div class=\"note\"><p>%s</p><p><a href=\"%s\">%s</a>"
                    "</p></div>\n",
                 T(rq, "You have no valid key now."), url(rq, "/my/keys"),
                 T(rq, "My keys"));
        return page_close(rq, rc);
    }
    page_form_open(rq, h, url(rq, "/act/%lld/sign", (long long)a->r.id),
                   false);
    html_fmt(h, "<input type=\"hidden\" name=\"digest\" value=\"%s\">\n",
             act_compiled_digest(rq, c));
    put_what(rq, h, a, act_compiled_digest(rq, c), n);
    put_how(rq, h, have);
    page_form_close(rq, h, T(rq, "Sign"));
    return page_close(rq, rc);
}

enum rc act_sign_form(struct rq *rq)
{
    const struct act *a;

    TRY(load_act(rq, &a));
    return draw_form(rq, a, RC_OK);
}

/* --- Signing -------------------------------------------------------------- */

/* What is signed is what was read. */
static enum rc same_digest(struct rq *rq, const struct act_compiled *c)
{
    const char *seen = web_arg(rq, "digest");

    if (!seen || strcmp(seen, act_compiled_digest(rq, c)) != 0)
        return fail(rq, RC_CONFLICT, NULL,
                    "the act was changed since you read it; read it again");
    return RC_OK;
}

static enum rc seal_gated(struct rq *rq, struct act_compiled *c, bool first)
{
    enum rc rc;

    if (!password_gate())
        return RC_BUSY;
    rc = first ? act_seal_first(rq, c, code_of(rq))
               : act_seal(rq, c, code_of(rq));
    password_gate_leave();
    return rc;
}

static enum rc seal(struct rq *rq, const struct act *a,
                    struct act_compiled **c)
{
    enum sign_key_have have;
    bool first;
    enum rc rc;

    TRY(act_compile(rq, a->r.id, c));
    TRY(same_digest(rq, *c));
    TRY(sign_key_of(rq, rq->person, &have));
    first = have == SIGN_KEY_NEVER;
    if (first)
        TRY(same_twice(rq));
    if (limit_wait(&code_limit, "code", me_key(rq)))
        return fail(rq, RC_INVALID, "code",
                    "too many attempts; try again later");
    rc = seal_gated(rq, *c, first);
    if (rc == RC_DENIED) {
        limit_count(&code_limit, "code", me_key(rq));
        return RC_INVALID; /* a wrong code is a fault of the form */
    }
    if (!rc)
        limit_forget("code", me_key(rq));
    return rc;
}

enum rc act_sign_prepare(struct rq *rq)
{
    const struct act *a;
    struct act_compiled *c = NULL;
    enum rc rc;

    TRY(load_act(rq, &a));
    rc = seal(rq, a, &c);
    if (rc == RC_INVALID)
        return draw_form(rq, a, rc);
    TRY(rc);
    web_of(rq)->prepared = c;
    return RC_OK;
}

/* The fault is on its line now: the act's page shows it. */
static enum rc draw_refused(struct rq *rq)
{
    struct html *h;

    web_status_force(rq, 409);
    h = page_open(rq, T(rq, "The act could not be carried out"));
    page_failures(rq, h);
    html_fmt(h,
             "<p>%s</p><p><a class=\"button\" href=\"%s\">%s</a></p>\n",
             T(rq, "Nothing was changed and no number was given."),
             url(rq, "/act/%lld", (long long)web_param_id(rq, "id")),
             T(rq, "To the act"));
    return page_close(rq, RC_OK);
}

enum rc act_sign_take(struct rq *rq)
{
    int64_t id = web_param_id(rq, "id");
    enum rc rc = act_sign(rq, web_of(rq)->prepared);
    void *rec;

    if (rc == RC_CONFLICT)
        return draw_refused(rq);
    TRY(rc);
    TRY(record_load(rq, &type_act, id, &rec));
    return web_redirect(rq, record_url(rq, &type_act, id),
                        mem_fmt(rq->mem, T(rq, "Signed: %s"),
                                act_number(rq, rq->lang, rec)));
}

/* --- Keys ----------------------------------------------------------------- */

static enum rc put_keys(struct rq *rq, struct html *h, bool *waiting)
{
    struct list l = { .type = &type_signing_key, .limit = 50 };

    TRY(list_filter(rq, &l, "person",
                    mem_fmt(rq->mem, "#%lld", (long long)rq->person)));
    TRY(list_read(rq, &l));
    if (!l.n)
        return RC_OK;
    html_fmt(h,
             "<section class=\"box\"><h2>%s</h2><table class=\"list\">"
             "<thead><tr><th>%s</th><th>%s</th><th>%s</th></tr></thead>"
             "<tbody>\n",
             T(rq, "My keys"), T(rq, "Public key"), T(rq, "Valid"),
             T(rq, "State"));
    for (size_t i = 0; i < l.n; i++) {
        const struct signing_key *k = l.rec[i];

        *waiting |= !strcmp(k->r.state, "waiting");

        html_fmt(h,
                 "<tr><td><a href=\"%s\"><code>%s</code></a></td>"
                 "<td data-label=\"%s\">",
                 record_url(rq, &type_signing_key, k->r.id),
                 text_cut(rq->mem, k->public_key, 20), T(rq, "Valid"));
        if (k->since)
            html_fmt(h, "%s – ", lang_instant(rq->mem, rq->lang, k->since,
                                              rq->app->zone));
        if (k->until)
            html_text(h, lang_instant(rq->mem, rq->lang, k->until,
                                      rq->app->zone));
        html_fmt(h, "</td><td data-label=\"%s\">", T(rq, "State"));
        page_state(rq, h, &type_signing_key, k->r.state);
        html_raw(h, "</td></tr>\n");
    }
    html_raw(h, "</tbody></table></section>\n");
    return RC_OK;
}

/* Keys of others that wait for a second person. */
static void put_others(struct rq *rq, struct html *h)
{
    if (!rights_any(rq, &type_signing_key, OP_STEP, "confirm"))
        return;
    html_fmt(h, "<p><a href=\"%s?state=waiting\">%s</a></p>\n",
             url(rq, "/signing_key"),
             T(rq, "Keys that wait for a second person to confirm them"));
}

static const char *key_words(struct rq *rq, enum sign_key_have have)
{
    switch (have) {
    case SIGN_KEY_NEVER:
        return T(rq, "You have no key yet. Choose a code now, or when you"
                     " sign for the first time.");
    case SIGN_KEY_LOST:
        return T(rq, "Your key has ended. Choose a new code: the new key"
                     " holds after a second person has confirmed it.");
    case SIGN_KEY_WAITING:
        return T(rq, "Your new key waits for a second person, who knows you,"
                     " to confirm it.");
    case SIGN_KEY_VALID:
        break;
    }
    return T(rq, "Your key is valid. If you have lost your code or somebody"
                 " else knows it, choose a new one here; the new key holds"
                 " after a second person has confirmed it, and what you have"
                 " signed stays good.");
}

static enum rc draw_keys(struct rq *rq, enum rc rc)
{
    enum sign_key_have have;
    bool waiting = false;
    struct html *h;

    TRY(sign_key_of(rq, rq->person, &have));
    h = page_open(rq, T(rq, "Keys for signing"));
    page_failures(rq, h);
    html_fmt(h, "<p class=\"lead\">%s</p>\n", key_words(rq, have));
    TRY(put_keys(rq, h, &waiting));
    if (!waiting) {
        page_form_open(rq, h, url(rq, "/my/keys"), false);
        html_fmt(h, "<h2>%s</h2>\n",
                 have == SIGN_KEY_NEVER ? T(rq, "Choose a code")
                                        : T(rq, "A new code"));
        put_new_code(rq, h);
        page_form_close(rq, h, T(rq, "Make the key"));
    }
    put_others(rq, h);
    return page_close(rq, rc);
}

enum rc keys_page(struct rq *rq)
{
    TRY(in_person(rq));
    return draw_keys(rq, RC_OK);
}

enum rc keys_prepare(struct rq *rq)
{
    struct sign_key *k = NULL;
    enum rc rc;

    TRY(in_person(rq));
    rc = same_twice(rq);
    if (rc)
        return draw_keys(rq, rc);
    if (!password_gate())
        return RC_BUSY;
    rc = sign_key_make(rq, rq->person, code_of(rq), &k);
    password_gate_leave();
    if (rc == RC_INVALID)
        return draw_keys(rq, rc);
    TRY(rc);
    web_of(rq)->prepared = k;
    return RC_OK;
}

enum rc keys_add(struct rq *rq)
{
    int64_t id;

    TRY(sign_key_add(rq, rq->person, web_of(rq)->prepared, &id));
    return web_redirect(rq, url(rq, "/my/keys"), T(rq, "The key is made."));
}
