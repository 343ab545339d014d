/* SPDX-License-Identifier: Apache-2.0 */
/*
 * act_text.c: what a signature covers, as bytes that anybody can make again:
 * the text of the act and its lines with the versions that they expect.
 *
 *     ordo-act@v1
 *     act 12
 *     kind order
 *     series "order"
 *     unit 3
 *     signer 7
 *     drafter 5
 *     revokes 0
 *     basis 9f86d081...          (SHA-256 of the file, 0 none)
 *     title_ky "..."             (JSON string, null for none)
 *     ...
 *     line 1 task 44 7 accept {"due":"2027-01-01"}
 *     line 2 task new 0 - {"code":"I.1.3","title_ky":"..."}
 *
 * A line has its position, kind of record, record, version, step and values.
 * Number and date are given when the act is signed; the journal's leaf of that
 * change binds them to the signature.
 */
#include "kernel/act_in.h"

static void put_text(struct buf *b, const char *name, const char *s)
{
    buf_fmt(b, "%s ", name);
    if (s)
        buf_json(b, s);
    else
        buf_str(b, "null");
    buf_char(b, '\n');
}

static void put_text3(struct buf *b, const char *name, const struct text3 *t)
{
    for (int p = 0; p < LANGS; p++) {
        buf_fmt(b, "%s_", name);
        put_text(b, lang_code((enum lang)p), t->in[p]);
    }
}

static enum rc put_basis(struct rq *rq, struct buf *b, int64_t file)
{
    void *rec = NULL;

    if (file)
        TRY(record_load(rq, &type_file, file, &rec));
    buf_fmt(b, "basis %s\n", rec ? ((struct file *)rec)->hash : "0");
    return RC_OK;
}

static void put_line(struct buf *b, const struct act_line *l)
{
    buf_fmt(b, "line %lld %s ", (long long)l->position.n, l->subject);
    /* Which id a new record got is not known when it is signed. */
    if (l->seen.set)
        buf_fmt(b, "%lld %lld", (long long)l->subject_id,
                (long long)l->seen.n);
    else
        buf_str(b, "new 0");
    buf_fmt(b, " %s %s\n", l->step ? l->step : "-",
            l->fields ? l->fields : "{}");
}

enum rc act_text(struct rq *rq, const struct act *a,
                 struct act_line *const *line, size_t n, struct buf *out)
{
    buf_fmt(out, "ordo-act@v1\nact %lld\nkind %s\n", (long long)a->r.id,
            a->kind);
    put_text(out, "series", a->series);
    put_text(out, "form", a->form);
    buf_fmt(out, "unit %lld\nsigner %lld\ndrafter %lld\nrevokes %lld\n",
            (long long)a->unit, (long long)a->signer, (long long)a->drafter,
            (long long)a->revokes);
    TRY(put_basis(rq, out, a->basis));
    put_text3(out, "title", &a->title);
    put_text3(out, "body", &a->body);
    for (size_t i = 0; i < n; i++)
        put_line(out, line[i]);
    return RC_OK;
}

struct sha256 act_digest(const struct buf *text)
{
    return sha256(text->s, text->n);
}

const char *act_statement(struct mem *m, struct sha256 digest)
{
    return mem_fmt(m, "ordo-act-signature@v1\n%s\n", sha256_hex(m, digest));
}
