/* SPDX-License-Identifier: Apache-2.0 */
/*
 * act_extract.c: an extract of a signed act for one person: number, day, title
 * and the lines that name this person, none of the others, with the digest of
 * the whole act, by which anybody can check it.
 */
#include "kernel/record.h"
#include "web/act_page.h"
#include "web/print.h"

#include <string.h>

/* --- Whom a line names ------------------------------------------------------ */

static void want(struct refs *out, int64_t *room, int64_t id)
{
    if (id && !refs_have(out, id)) {
        size_t at = out->n++;

        for (; at && room[at - 1] > id; at--)
            room[at] = room[at - 1];
        room[at] = id;
    }
}

static size_t people_most(const struct type *t, const void *rec)
{
    size_t n = 1;

    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        if (f->ref == &type_person)
            n += f->kind == KIND_REFS ? FIELD_IN(f, rec, struct refs)->n : 1;
    }
    return n;
}

/* Those to whom the record refers: itself a person, or by its fields. */
static void people_of(struct rq *rq, const struct type *t, const void *rec,
                      struct refs *out)
{
    size_t most = out->n + people_most(t, rec);
    int64_t *room = MEM_ARRAY(rq->mem, most, int64_t);

    if (out->n)
        memcpy(room, out->id, out->n * sizeof *room);
    out->id = room;
    if (t == &type_person)
        want(out, room, ((const struct record *)rec)->id);
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        if (f->ref != &type_person)
            continue;
        if (f->kind == KIND_REF) {
            want(out, room, *FIELD_IN(f, rec, int64_t));
        } else if (f->kind == KIND_REFS) {
            const struct refs *r = FIELD_IN(f, rec, struct refs);

            for (size_t k = 0; k < r->n; k++)
                want(out, room, r->id[k]);
        }
    }
}

/* A record that is gone names nobody. */
static void line_people(struct rq *rq, const struct act_line *l,
                        struct refs *out)
{
    const struct type *t = app_type(rq->app, l->subject);
    void *before, *after;
    struct rq ask = *rq;

    rq_forget(&ask);
    if (t && !t->sealed && !act_line_record(&ask, t, l, &before, &after))
        people_of(rq, t, after, out);
}

/* The lines that name the person (0: all that name somebody), in place. */
static size_t lines_of(struct rq *rq, struct act_line **line, size_t n,
                       int64_t person, struct refs *people)
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
        struct refs named = { 0 };

        line_people(rq, line[i], person ? &named : people);
        if (!person || refs_have(&named, person))
            line[kept++] = line[i];
    }
    return kept;
}

/* Whoever may see the act; of an act that names them, everybody their own. */
static enum rc read_act(struct rq *rq, int64_t person, const struct act **out)
{
    void *rec;

    if (person && person == rq->person)
        TRY(record_load(rq, &type_act, web_param_id(rq, "id"), &rec));
    else
        TRY(record_get(rq, &type_act, web_param_id(rq, "id"), &rec));
    *out = rec;
    return (*out)->digest ? RC_OK : RC_MISSING;
}

/* --- Paper ------------------------------------------------------------------ */

static void put_proof(struct rq *rq, struct pdf *p, const struct act *a)
{
    struct mem *m = rq->mem;
    const char *path = act_check_path(rq, a);
    const char *address = print_address(rq, path);
    const char *text = mem_fmt(
        m, "%s\n%s: %s\n%s:\n%s\n%s %s",
        tr(p->lang, "The other lines of the act are left out; the digest is"
                    " that of the whole act."),
        tr(p->lang, "Signed electronically"),
        lang_instant(m, p->lang, a->signed_at, rq->app->zone),
        tr(p->lang, "Digest, SHA-256"), a->digest,
        tr(p->lang, "Anybody can check this paper:"),
        *address ? address : path);

    if (*address)
        pdf_qr(p, address, text);
    else
        pdf_text_as(p, PDF_SMALL, text);
}

static void put_act(struct rq *rq, struct pdf *p, const struct act *a,
                    const struct label *who)
{
    const char *act = mem_fmt(rq->mem, "%s %s", act_kind(p->lang, a),
                              act_number(rq, p->lang, a));

    p->head = p->foot = act;
    pdf_text_as(p, PDF_CENTRE, p->author);
    pdf_rule(p);
    pdf_text_as(p, PDF_CENTRE, tr(p->lang, "Extract of an act"));
    pdf_edges(p, lang_day_long(rq->mem, p->lang, a->signed_on),
              mem_fmt(rq->mem, "№ %lld", (long long)a->number.n));
    if (!strcmp(a->r.state, "revoked"))
        pdf_text_as(p, PDF_CENTRE, tr(p->lang, "This act is revoked."));
    pdf_heading(p, 2, text3_get(&a->title, p->lang, NULL));
    pdf_text(p, mem_fmt(rq->mem, "%s: %s", tr(p->lang, "For whom"),
                        text3_get(&who->title, p->lang, NULL)));
}

static enum rc print_extract(struct rq *rq, const struct act *a,
                             int64_t person, struct act_line *const *line,
                             size_t n)
{
    struct names *ns = names_new(rq);
    struct pdf *p = print_new(rq, rq->lang,
                              text3_get(&a->title, rq->lang, NULL));
    const struct label *signer, *who;
    const char *post;

    names_want(ns, &type_person, a->signer);
    names_want(ns, &type_person, person);
    TRY(names_read(ns));
    signer = names_get(ns, &type_person, a->signer);
    who = names_get(ns, &type_person, person);
    if (!who)
        return RC_MISSING;
    put_act(rq, p, a, who);
    for (size_t i = 0; i < n; i++)
        pdf_text(p, mem_fmt(rq->mem, "%lld. %s",
                            (long long)line[i]->position.n,
                            act_line_words(rq, p->lang, line[i])));
    post = act_post(rq, a);
    pdf_signature(p, *post ? post : tr(p->lang, "Signer"),
                  signer ? text3_get(&signer->title, p->lang, NULL) : "");
    put_proof(rq, p, a);
    return print_answer(rq, p, mem_fmt(rq->mem, "act-%lld-extract-%lld",
                                       (long long)a->r.id, (long long)person));
}

enum rc act_extract_print(struct rq *rq)
{
    int64_t person = web_param_id(rq, "person");
    struct act_line **line;
    const struct act *a;
    size_t n;

    if (!person)
        return RC_MISSING;
    TRY(read_act(rq, person, &a));
    TRY(act_lines(rq, a->r.id, &line, &n));
    n = lines_of(rq, line, n, person, NULL);
    if (!n)
        return RC_MISSING;
    return print_extract(rq, a, person, line, n);
}

/* --- For whom --------------------------------------------------------------- */

enum rc act_extract_page(struct rq *rq)
{
    struct refs people = { 0 };
    struct act_line **line;
    struct label *label;
    const struct act *a;
    struct html *h;
    size_t n;

    TRY(read_act(rq, 0, &a));
    TRY(act_lines(rq, a->r.id, &line, &n));
    (void)lines_of(rq, line, n, 0, &people);
    TRY(record_labels(rq, &type_person, people.id, people.n, &label));
    h = page_open(rq, T(rq, "Extract of an act"));
    html_fmt(h, "<p><a href=\"%s\">%s %s. %s</a></p>\n",
             url(rq, "/act/%lld", (long long)a->r.id), act_kind(rq->lang, a),
             act_number(rq, rq->lang, a), text3_get(&a->title, rq->lang, NULL));
    html_fmt(h, "<p class=\"quiet\">%s</p>\n",
             people.n ? T(rq, "Each gets the lines that name them, and no"
                              " others.")
                      : T(rq, "No line of this act names a person."));
    if (people.n)
        html_raw(h, "<ul>\n");
    for (size_t i = 0; i < people.n; i++)
        html_fmt(h, "<li><a href=\"%s\">%s</a></li>\n",
                 url(rq, "/act/%lld/extract/%lld", (long long)a->r.id,
                     (long long)people.id[i]),
                 label_text(rq, &label[i]));
    if (people.n)
        html_raw(h, "</ul>\n");
    return page_close(rq, RC_OK);
}
