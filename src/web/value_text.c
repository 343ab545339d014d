/* SPDX-License-Identifier: Apache-2.0 */
/*
 * value_text.c: values of fields as plain text in the reader's language: what
 * stands on paper where a page has links and marks.
 */
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

static const char *refs_names(struct rq *rq, const struct field *f,
                              const struct refs *refs, const struct names *ns)
{
    struct buf b;

    buf_init(&b, rq->mem);
    for (size_t i = 0; i < refs->n; i++) {
        buf_str(&b, i ? "; " : "");
        buf_str(&b, name_text(rq, f->ref, names_get(ns, f->ref, refs->id[i]),
                              refs->id[i]));
    }
    return b.s;
}

static const char *count_text(struct rq *rq, const struct field *f, int64_t n)
{
    if (f->kind == KIND_MONEY)
        return lang_money(rq->mem, rq->lang, n);
    if (f->least >= 1000 && f->most <= 9999) /* a year */
        return mem_fmt(rq->mem, "%lld", (long long)n);
    return lang_number(rq->mem, rq->lang, (double)n, 0);
}

static const char *ref_text(struct rq *rq, const struct field *f,
                            const void *rec, const struct names *ns)
{
    int64_t id = *FIELD_IN(f, rec, int64_t);

    return name_text(rq, f->ref, names_get(ns, f->ref, id), id);
}

static const char *choice_text(struct rq *rq, const struct field *f,
                               const char *name)
{
    const struct choice *c = field_choice(f, name);

    return c ? tr(rq->lang, c->label) : name;
}

const char *value_text(struct rq *rq, const struct field *f, const void *rec,
                       const struct names *ns)
{
    if (field_empty(f, rec))
        return "";
    switch (f->kind) {
    case KIND_TEXT:
    case KIND_LONG:
        return *FIELD_IN(f, rec, const char *);
    case KIND_TEXT3:
    case KIND_LONG3:
        return text3_get(FIELD_IN(f, rec, struct text3), rq->lang, NULL);
    case KIND_COUNT:
    case KIND_MONEY:
        return count_text(rq, f, FIELD_IN(f, rec, struct count)->n);
    case KIND_NUMBER:
    case KIND_PERCENT:
        return mem_fmt(rq->mem, "%s%s",
                       lang_number(rq->mem, rq->lang,
                                   FIELD_IN(f, rec, struct number)->v, 6),
                       f->kind == KIND_PERCENT ? " %" : "");
    case KIND_DAY:
        return lang_day(rq->mem, rq->lang, *FIELD_IN(f, rec, day));
    case KIND_INSTANT:
        return lang_instant(rq->mem, rq->lang, *FIELD_IN(f, rec, int64_t),
                            rq->app->zone);
    case KIND_CHOICE:
        return choice_text(rq, f, *FIELD_IN(f, rec, const char *));
    case KIND_BOOL:
        return *FIELD_IN(f, rec, bool) ? T(rq, "yes") : T(rq, "no");
    case KIND_REF:
    case KIND_FILE:
        return ref_text(rq, f, rec, ns);
    case KIND_REFS:
        return refs_names(rq, f, FIELD_IN(f, rec, struct refs), ns);
    }
    return "";
}
