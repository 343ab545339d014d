/* SPDX-License-Identifier: Apache-2.0 */
/*
 * act_changes.c: what a line of an act changes, word for word, as an amending
 * act says it: for the old words read the new ones.
 */
#include "kernel/act_form.h"

#include "base/text.h"
#include "kernel/layout.h"
#include "kernel/write.h"

#include <string.h>

enum { WORDS_MOST = 2000 };

/* One language of a text (those that the reader has), or the whole value. */
static const char *part(struct rq *rq, enum lang lang, const struct field *f,
                        int p, const void *rec)
{
    const char *s;

    if (field_columns(f) != LANGS || f->kind == KIND_REFS)
        return field_words(rq, lang, f, rec);
    s = FIELD_IN(f, rec, struct text3)->in[p];
    return s ? s : "";
}

static void put_change(struct rq *rq, struct buf *b, enum lang lang,
                       const char *label, const char *old, const char *now)
{
    old = text_cut(rq->mem, old, WORDS_MOST);
    now = text_cut(rq->mem, now, WORDS_MOST);
    buf_str(b, "\n– ");
    if (!*old)
        buf_fmt(b, tr(lang, N_("%s: “%s”")), label, now);
    else if (!*now)
        buf_fmt(b, tr(lang, N_("%s: the words “%s” are struck out")), label,
                old);
    else
        buf_fmt(b, tr(lang, N_("%s: for “%s” read “%s”")), label, old, now);
    buf_char(b, ';');
}

static void put_field(struct rq *rq, struct buf *b, enum lang lang,
                      const struct field *f, const void *before,
                      const void *after)
{
    int parts = field_columns(f) == LANGS && f->kind != KIND_REFS ? LANGS : 1;

    for (int p = 0; p < parts; p++) {
        const char *label = tr(lang, f->label);
        const char *old = part(rq, lang, f, p, before);
        const char *now = part(rq, lang, f, p, after);

        if (!strcmp(old, now))
            continue;
        if (parts > 1)
            label = mem_fmt(rq->mem, "%s (%s)", label,
                            lang_name((enum lang)p));
        put_change(rq, b, lang, label, old, now);
    }
}

const char *act_line_changes(struct rq *rq, enum lang lang,
                             const struct act_line *l)
{
    const struct type *t = app_type(rq->app, l->subject);
    struct act_line bare = *l;
    struct rq ask = *rq;
    void *before, *after;
    struct buf b;

    bare.fields = NULL;
    buf_init(&b, rq->mem);
    buf_str(&b, act_line_words(rq, lang, &bare));
    rq_forget(&ask);
    if (!t || act_line_record(&ask, t, l, &before, &after))
        return b.s;
    for (size_t i = 0; i < t->n_fields; i++)
        if (!field_same(rq->mem, &t->fields[i], before, after))
            put_field(rq, &b, lang, &t->fields[i], before, after);
    return b.s;
}
