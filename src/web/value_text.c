/* SPDX-License-Identifier: Apache-2.0 */
/*
 * value_text.c: values of fields as plain text in the reader's language: what
 * stands on paper where a page has links and marks.  Names of references are
 * those read together for the page.
 */
#include "kernel/act_form.h"
#include "web/page_record.h"

/* A code within a plan is part of the name, a code that only finds is not. */
static const char *name_text(struct rq *rq, const struct type *t,
                             const struct label *l, int64_t id)
{
    const char *title = l ? text3_get(&l->title, rq->lang, NULL) : "";
    const char *code = l && l->code && (t->code_scope || !*title) ? l->code
                                                                  : "";

    if (!*title && !*code)
        return mem_fmt(rq->mem, "#%lld", (long long)id);
    return mem_fmt(rq->mem, "%s%s%s", code, *code && *title ? " " : "",
                   title);
}

const char *value_text(struct rq *rq, const struct field *f, const void *rec,
                       const struct names *ns)
{
    const struct refs *refs;
    struct buf b;
    int64_t id;

    if (!f->ref || field_empty(f, rec))
        return field_words(rq, rq->lang, f, rec);
    if (f->kind != KIND_REFS) {
        id = *FIELD_IN(f, rec, int64_t);
        return name_text(rq, f->ref, names_get(ns, f->ref, id), id);
    }
    refs = FIELD_IN(f, rec, struct refs);
    buf_init(&b, rq->mem);
    for (size_t i = 0; i < refs->n; i++)
        buf_fmt(&b, "%s%s", i ? "; " : "",
                name_text(rq, f->ref, names_get(ns, f->ref, refs->id[i]),
                          refs->id[i]));
    return b.s;
}
