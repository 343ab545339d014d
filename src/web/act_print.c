/* SPDX-License-Identifier: Apache-2.0 */
/*
 * act_print.c: an act on paper: the text, who signed, what the annex lists,
 * and by what anybody can check it.  `?text=ru` prints a copy in another
 * language than the page's.
 */
#include "base/text.h"
#include "web/act_page.h"
#include "web/print.h"
#include "web/visa_part.h"

#include <string.h>

enum { ANNEX_FROM = 41 }; /* so many lines do not stand in the text */

static enum lang text_lang(struct rq *rq, const struct act *a)
{
    const char *asked = web_arg(rq, "text");
    int lang = asked ? lang_from_code(asked) : -1;
    enum lang shown = rq->lang;

    text3_get(&a->body, lang >= 0 ? (enum lang)lang : rq->lang, &shown);
    return shown;
}

static void put_head(struct rq *rq, struct pdf *p, const struct act *a)
{
    pdf_text_as(p, PDF_CENTRE, p->author);
    pdf_rule(p);
    pdf_text_as(p, PDF_CENTRE, text_upper(rq->mem, act_kind(p->lang, a)));
    if (a->number.set)
        pdf_edges(p, lang_day_long(rq->mem, p->lang, a->signed_on),
                  mem_fmt(rq->mem, "№ %lld", (long long)a->number.n));
    else
        pdf_text_as(p, PDF_SMALL, tr(p->lang, "A draft: it is not signed and"
                                              " has no number."));
    if (!strcmp(a->r.state, "revoked"))
        pdf_text_as(p, PDF_CENTRE, tr(p->lang, "This act is revoked."));
    pdf_heading(p, 2, text3_get(&a->title, p->lang, NULL));
}

static void put_signer(struct rq *rq, struct pdf *p, const struct act *a,
                       const struct names *ns)
{
    const struct label *l = names_get(ns, &type_person, a->signer);
    const char *post = act_post(rq, a);

    pdf_signature(p, *post ? post : tr(p->lang, "Signer"),
                  l ? text3_get(&l->title, p->lang, NULL) : "");
}

/* The signature in words, and the code that leads to the check. */
static void put_proof(struct rq *rq, struct pdf *p, const struct act *a)
{
    struct mem *m = rq->mem;
    const char *path = act_check_path(rq, a);
    const char *address = print_address(rq, path);
    struct buf b;

    if (!a->digest)
        return;
    buf_init(&b, m);
    buf_fmt(&b, "%s: %s\n", tr(p->lang, "Signed electronically"),
            lang_instant(m, p->lang, a->signed_at, rq->app->zone));
    buf_fmt(&b, "%s:\n%s\n", tr(p->lang, "Digest, SHA-256"), a->digest);
    buf_fmt(&b, "%s: %.*s\n", tr(p->lang, "Code of the paper"), CHECK_DIGITS,
            a->digest);
    buf_fmt(&b, "%s %s", tr(p->lang, "Anybody can check this paper:"),
            *address ? address : path);
    if (*address)
        pdf_qr(p, address, b.s);
    else
        pdf_text_as(p, PDF_SMALL, b.s);
}

static enum rc put_annex(struct rq *rq, struct pdf *p, const struct act *a)
{
    struct act_line **line;
    struct pdf_table *t = NULL;
    size_t n;

    TRY(act_lines(rq, a->r.id, &line, &n));
    if (n < ANNEX_FROM)
        return RC_OK;
    pdf_heading(p, 2, tr(p->lang, "Annex"));
    for (size_t i = 0; i < n; i++) {
        if (i % PDF_ROWS == 0) {
            t = pdf_table(p);
            pdf_column(t, tr(p->lang, "No."), true);
            pdf_column(t, tr(p->lang, "What changes"), false);
        }
        pdf_row(t, (const char *[]){ mem_fmt(rq->mem, "%zu", i + 1),
                                     act_line_words(rq, p->lang, line[i]) });
    }
    return RC_OK;
}

enum rc act_print(struct rq *rq)
{
    struct names *ns = names_new(rq);
    const struct act *a;
    const char *name;
    struct pdf *p;
    void *rec;

    TRY(record_get(rq, &type_act, web_param_id(rq, "id"), &rec));
    a = rec;
    names_want(ns, &type_person, a->signer);
    TRY(names_read(ns));
    p = print_new(rq, text_lang(rq, a), text3_get(&a->title, rq->lang, NULL));
    name = act_number(rq, p->lang, a);
    p->head = mem_fmt(rq->mem, "%s %s. %s", act_kind(p->lang, a), name,
                      text3_get(&a->title, p->lang, NULL));
    if (a->digest)
        p->foot = mem_fmt(rq->mem, "%s %s · %.*s", act_kind(p->lang, a), name,
                          CHECK_DIGITS, a->digest);
    else
        p->foot = mem_fmt(rq->mem, "%s #%lld · %s", act_kind(p->lang, a),
                          (long long)a->r.id, tr(p->lang, "draft"));
    put_head(rq, p, a);
    pdf_text(p, text3_get(&a->body, p->lang, NULL));
    put_signer(rq, p, a, ns);
    TRY(visas_print(rq, p, &type_act, a->r.id));
    put_proof(rq, p, a);
    TRY(put_annex(rq, p, a));
    return print_answer(rq, p, mem_fmt(rq->mem, "act-%lld",
                                       (long long)a->r.id));
}
