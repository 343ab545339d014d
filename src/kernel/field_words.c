/* SPDX-License-Identifier: Apache-2.0 */
/*
 * field_words.c: values of fields in words, for what is read and not typed:
 * paper, texts of acts.
 */
#include "kernel/act_form.h"
#include "kernel/app.h"
#include "kernel/record.h"

static const char *ref_words(struct rq *rq, enum lang lang,
                             const struct type *t, int64_t id)
{
    struct label l = { 0 };
    const char *title;

    if (id < 0)
        return mem_fmt(rq->mem, tr(lang, "the record that line %lld makes"),
                       (long long)-id);
    if (record_label(rq, t, id, &l))
        return "";
    title = text3_get(&l.title, lang, NULL);
    if (!l.code || (!t->code_scope && *title))
        return title;
    return mem_fmt(rq->mem, "%s%s%s", l.code, *title ? " " : "", title);
}

static const char *refs_words(struct rq *rq, enum lang lang,
                              const struct field *f, const struct refs *refs)
{
    struct buf b;

    buf_init(&b, rq->mem);
    for (size_t i = 0; i < refs->n; i++)
        buf_fmt(&b, "%s%s", i ? "; " : "",
                ref_words(rq, lang, f->ref, refs->id[i]));
    return b.s;
}

static const char *count_words(struct rq *rq, enum lang lang,
                               const struct field *f, int64_t n)
{
    if (f->kind == KIND_MONEY)
        return lang_money(rq->mem, lang, n);
    if (f->least >= 1000 && f->most <= 9999) /* a year */
        return mem_fmt(rq->mem, "%lld", (long long)n);
    return lang_number(rq->mem, lang, (double)n, 0);
}

static const char *choice_words(enum lang lang, const struct field *f,
                                const char *name)
{
    const struct choice *c = field_choice(f, name);

    return c ? tr(lang, c->label) : name;
}

static const char *role_words(struct rq *rq, enum lang lang, const char *name)
{
    int i = app_role_index(rq->app, name);

    return i < 0 ? name : tr(lang, rq->app->roles[i]->label);
}

const char *field_words(struct rq *rq, enum lang lang, const struct field *f,
                        const void *rec)
{
    if (field_empty(f, rec))
        return "";
    switch (f->kind) {
    case KIND_TEXT:
        if (f->role)
            return role_words(rq, lang, *FIELD_IN(f, rec, const char *));
        return *FIELD_IN(f, rec, const char *);
    case KIND_LONG:
        return *FIELD_IN(f, rec, const char *);
    case KIND_TEXT3:
    case KIND_LONG3:
        return text3_get(FIELD_IN(f, rec, struct text3), lang, NULL);
    case KIND_COUNT:
    case KIND_MONEY:
        return count_words(rq, lang, f, FIELD_IN(f, rec, struct count)->n);
    case KIND_NUMBER:
    case KIND_PERCENT:
        return mem_fmt(rq->mem, "%s%s",
                       lang_number(rq->mem, lang,
                                   FIELD_IN(f, rec, struct number)->v, 6),
                       f->kind == KIND_PERCENT ? " %" : "");
    case KIND_DAY:
        return lang_day(rq->mem, lang, *FIELD_IN(f, rec, day));
    case KIND_INSTANT:
        return lang_instant(rq->mem, lang, *FIELD_IN(f, rec, int64_t),
                            rq->app->zone);
    case KIND_CHOICE:
        return choice_words(lang, f, *FIELD_IN(f, rec, const char *));
    case KIND_BOOL:
        return *FIELD_IN(f, rec, bool) ? tr(lang, "yes") : tr(lang, "no");
    case KIND_REF:
    case KIND_FILE:
        return ref_words(rq, lang, f->ref, *FIELD_IN(f, rec, int64_t));
    case KIND_REFS:
        return refs_words(rq, lang, f, FIELD_IN(f, rec, struct refs));
    }
    return "";
}
