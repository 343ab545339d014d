/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ballot_page.c: the page on which a member votes, and what the card of a
 * decision says of the vote: who took part, then how each voted, or the ballots
 * by their codes, which everybody can count.
 */
#include "kernel/record.h"
#include "mod/councils/ballot.h"
#include "mod/councils/councils.h"
#include "web/page_record.h"

static enum rc vote_page(struct rq *rq);
static enum rc vote_send(struct rq *rq);

const struct route ballot_routes[BALLOT_ROUTES] = {
    { .method = HTTP_GET, .path = "/vote/:id", .who = WHO_RIGHT,
      .type = "council_decision", .op = OP_SEE, .flags = ROUTE_SLOW,
      .run = vote_page },
    { .method = HTTP_POST, .path = "/vote/:id", .who = WHO_RIGHT,
      .type = "council_decision", .op = OP_SEE, .flags = ROUTE_WRITES,
      .run = vote_send },
};

/* --- Voting ---------------------------------------------------------------------- */

static void put_way(struct html *h, const char *value, const char *label,
                    bool first)
{
    html_raw(h, "<label><input type=\"radio\"");
    if (first)
        html_raw(h, " id=\"f-choice\"");
    html_fmt(h, " name=\"choice\" value=\"%s\" required> %s</label>\n", value,
             label);
}

static void put_code(struct rq *rq, struct html *h)
{
    const char *sent = web_arg(rq, "code"), *code =
        sent && *sent && rq->fails ? sent : ballot_code(rq);

    html_fmt(h,
             "<input type=\"hidden\" name=\"code\" value=\"%s\">\n"
             "<section class=\"receipt\"><p>%s</p>"
             "<p class=\"big\"><code>%s</code></p><p>%s</p></section>\n",
             code, T(rq, "The code of your ballot"), code,
             T(rq, "Write it down before you send the ballot, and show it to"
                   " nobody: after the count all ballots are listed by their"
                   " codes, and you find yours. It is not kept beside your"
                   " name."));
}

static enum rc draw_vote(struct rq *rq, const struct council_decision *d,
                         enum rc rc)
{
    const char *card = record_url(rq, &type_council_decision, d->r.id);
    struct label own = record_own_label(rq, &type_council_decision, d);
    struct crumb crumbs[] = { { card, text3_get(&own.title, rq->lang, NULL) } };
    struct html *h = page_open_under(rq, T(rq, "Vote"), crumbs, COUNT(crumbs));
    bool secret = word_is(d->manner, "secret");

    page_failures(rq, h);
    html_fmt(h, "<p><strong>%s</strong></p>\n<p class=\"quiet\">%s</p>\n",
             text3_get(&own.title, rq->lang, NULL),
             secret ? T(rq, "The vote is secret: that you voted is known, what"
                            " you voted is not.")
                    : T(rq, "The vote is open: after the count all see how"
                            " each voted."));
    page_form_open(rq, h, url(rq, "/vote/%lld", (long long)d->r.id), false);
    html_fmt(h, "<fieldset class=\"field\"><legend>%s</legend>"
                "<div class=\"options row\">\n", T(rq, "How do you vote?"));
    put_way(h, "for", T(rq, "For"), true);
    put_way(h, "against", T(rq, "Against"), false);
    put_way(h, "abstained", T(rq, "I abstain"), false);
    html_raw(h, "</div>");
    page_field_error(rq, h, "choice");
    html_raw(h, "</fieldset>\n");
    if (secret)
        put_code(rq, h);
    page_form_close(rq, h, T(rq, "Cast the vote"));
    return page_close(rq, rc);
}

static enum rc decision_of(struct rq *rq, struct council_decision **d)
{
    int64_t id = web_param_id(rq, "id");
    void *rec;

    TRY(rights_check(rq, &type_council_decision, id, OP_SEE, NULL));
    TRY(record_load(rq, &type_council_decision, id, &rec));
    *d = rec;
    return RC_OK;
}

static enum rc vote_page(struct rq *rq)
{
    struct council_decision *d;

    TRY(decision_of(rq, &d));
    if (!word_is(d->r.state, "voting"))
        return fail(rq, RC_INVALID, NULL, "no vote is open");
    return draw_vote(rq, d, RC_OK);
}

static enum rc vote_send(struct rq *rq)
{
    struct council_decision *d;
    enum rc rc;

    TRY(decision_of(rq, &d));
    rc = ballot_cast(rq, d->r.id, web_arg(rq, "choice"), web_arg(rq, "code"));
    if (rc == RC_INVALID && word_is(d->r.state, "voting"))
        return draw_vote(rq, d, rc);
    TRY(rc);
    return web_redirect(rq, record_url(rq, &type_council_decision, d->r.id),
                        T(rq, "Your vote is cast"));
}

/* --- The card --------------------------------------------------------------------- */

static const char *choice_word(struct rq *rq, const char *choice)
{
    const struct choice *c =
        field_choice(type_field(&type_council_vote, "choice"), choice);

    return c ? tr(rq->lang, c->label) : "";
}

/* Who has voted; of a vote by name that is counted also how. */
static enum rc draw_who(struct rq *rq, struct html *h,
                        const struct council_decision *d, bool how)
{
    static const struct sql_text q = {
        "SELECT m.name, COALESCE(v.choice, '') FROM council_turnout t"
        " JOIN council_member m ON m.id = t.seat LEFT JOIN council_vote v"
        " ON v.decision = t.decision AND v.seat = t.seat"
        " WHERE t.decision = $1 ORDER BY m.name, m.id",
        "i", "tt"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(d->r.id)));

    html_fmt(h, "<table class=\"list\"><thead><tr><th scope=\"col\">%s</th>"
                "<th scope=\"col\">%s</th></tr></thead><tbody>\n",
             T(rq, "Member"), T(rq, "Vote"));
    while (sql_next(&r))
        html_fmt(h, "<tr><td>%s</td><td>%s</td></tr>\n", sql_str(&r, 0),
                 how ? choice_word(rq, sql_str(&r, 1)) : T(rq, "Voted"));
    html_raw(h, "</tbody></table>\n");
    return sql_done(&r);
}

static enum rc draw_box(struct rq *rq, struct html *h,
                        const struct council_decision *d)
{
    static const struct sql_text q = {
        "SELECT code, choice FROM council_ballot WHERE decision = $1"
        " ORDER BY code",
        "i", "tt"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(d->r.id)));

    html_fmt(h,
             "<h3>%s</h3><p class=\"quiet\">%s</p><table class=\"list\">"
             "<thead><tr><th scope=\"col\">%s</th><th scope=\"col\">%s</th>"
             "</tr></thead><tbody>\n",
             T(rq, "The ballots"),
             T(rq, "Each voter finds their own by its code; everybody can count"
                   " them."),
             T(rq, "Code of the ballot"), T(rq, "Vote"));
    while (sql_next(&r))
        html_fmt(h, "<tr><td><code>%s</code></td><td>%s</td></tr>\n",
                 sql_str(&r, 0), choice_word(rq, sql_str(&r, 1)));
    html_raw(h, "</tbody></table>\n");
    return sql_done(&r);
}

static enum rc draw_votes(struct rq *rq, struct html *h,
                          const struct council_decision *d)
{
    static const struct sql_text mine = {
        "SELECT COUNT(*) FROM council_meeting_present p"
        " JOIN council_member s ON s.id = p.target WHERE p.owner = $1"
        " AND s.person = $2 AND s.advises = 0 AND NOT EXISTS (SELECT 1"
        " FROM council_turnout v WHERE v.decision = $3"
        " AND v.seat = p.target)",
        "iii", "i"
    };
    bool open = word_is(d->r.state, "voting");
    bool secret = word_is(d->manner, "secret");
    int64_t n;

    TRY(sql_get_int(rq->sql, &n, &mine,
                    ARGS(INT(d->meeting), INT(rq->person), INT(d->r.id))));
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n",
             secret ? T(rq, "Secret vote") : T(rq, "Vote by name"));
    if (open && n)
        html_fmt(h, "<p class=\"actions\"><a class=\"button main\""
                    " href=\"%s\">%s</a></p>\n",
                 url(rq, "/vote/%lld", (long long)d->r.id), T(rq, "Vote"));
    TRY(draw_who(rq, h, d, !secret && !open));
    if (secret && !open)
        TRY(draw_box(rq, h, d));
    html_raw(h, "</section>\n");
    return RC_OK;
}

void ballot_card(struct rq *rq, const void *rec)
{
    const struct council_decision *d = rec;
    struct html *h = web_of(rq)->page;

    if (!d->manner || !*d->manner || word_is(d->r.state, "draft"))
        return;
    if (draw_votes(rq, h, d) != RC_OK)
        page_failures(rq, h);
}
