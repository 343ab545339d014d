/* SPDX-License-Identifier: Apache-2.0 */
/*
 * type_find.c: the few records that a reference may lead to, while somebody
 * types: by the beginning of a code, then by words.  What else the form holds
 * may narrow the choice (field.among, the plan); it comes as arguments.
 */
#include "base/text.h"
#include "kernel/merge.h"
#include "kernel/write.h"
#include "web/form_act.h"
#include "web/page_record.h"
#include "web/type_pages.h"

#include <string.h>

enum { OFFERED = 10, OFFER_CHARS = 120 };

struct finding {
    const struct type *t; /* whose form it is */
    const struct field *f;
    void *rec;     /* with the references that the form holds */
    int64_t scope; /* plan within which codes are unique, 0 none */
    const char *q;
    int64_t id[OFFERED];
    size_t n;
    bool more;
};

/* The references that the form holds already. */
static void take_refs(struct rq *rq, struct finding *fi)
{
    const struct field *scope = type_field(fi->t, fi->t->code_scope);
    struct rq ask = *rq;
    int64_t own = 0;

    for (size_t i = 0; i < fi->t->n_fields; i++) {
        const struct field *f = &fi->t->fields[i];
        const char *typed = f == fi->f ? NULL : web_arg(rq, f->name);
        int64_t id = 0;

        rq_forget(&ask);
        if (f->kind != KIND_REF || !typed || !*typed ||
            ref_resolve(&ask, f->ref, ref_typed(&ask, f, typed, 0), 0, &id))
            continue;
        *FIELD_AT(f, fi->rec, int64_t) = id;
    }
    if (scope && scope->kind == KIND_REF)
        own = *FIELD_IN(scope, fi->rec, int64_t);
    fi->scope = ref_scope(rq, fi->t, fi->f, own, fi->rec);
}

/* What may be chosen at all, before any word is looked at. */
static void open_list(struct rq *rq, const struct finding *fi, struct list *l)
{
    const struct type *to = fi->f->ref;
    struct buf b;

    *l = (struct list){ .type = to, .limit = OFFERED + 1, .rows_only = true };
    buf_init(&b, rq->mem);
    buf_str(&b, "1 = 1");
    if (fi->f->among)
        buf_fmt(&b, " AND (%s)",
                ref_among(rq, fi->t, fi->rec, fi->f, &l->params));
    if (merge_knows(to))
        buf_str(&b, " AND t.state <> '" MERGED "'");
    if (fi->scope && to->code_scope)
        buf_fmt(&b, " AND t.%s = $%zu", to->code_scope,
                params_add(&l->params, INT(fi->scope)));
    l->where = b.s;
}

static void offer(struct finding *fi, int64_t id)
{
    for (size_t i = 0; i < fi->n; i++)
        if (fi->id[i] == id)
            return;
    if (fi->n == OFFERED)
        fi->more = true;
    else
        fi->id[fi->n++] = id;
}

static enum rc take_found(struct rq *rq, struct finding *fi, struct list *l)
{
    TRY(list_read(rq, l));
    for (size_t i = 0; i < l->n; i++)
        offer(fi, ((const struct record *)l->rec[i])->id);
    return RC_OK;
}

/* A pattern's signs stand for themselves. */
static const char *beginning(struct rq *rq, const char *q)
{
    struct buf b;

    buf_init(&b, rq->mem);
    for (; *q; q++) {
        if (strchr("%_!", *q))
            buf_char(&b, '!');
        buf_char(&b, *q);
    }
    buf_char(&b, '%');
    return b.s;
}

static enum rc find_by_code(struct rq *rq, struct finding *fi)
{
    const struct type *to = fi->f->ref;
    struct list l;

    if (!to->code || !*fi->q || strchr(fi->q, ' '))
        return RC_OK;
    open_list(rq, fi, &l);
    l.where = mem_fmt(rq->mem, "%s AND LOWER(t.%s) LIKE LOWER($%zu) ESCAPE '!'",
                      l.where, to->code,
                      params_add(&l.params, STR(beginning(rq, fi->q))));
    return take_found(rq, fi, &l);
}

static enum rc find_by_words(struct rq *rq, struct finding *fi)
{
    struct list l;

    if (fi->n == OFFERED)
        return RC_OK;
    open_list(rq, fi, &l);
    if (!*fi->q)
        return take_found(rq, fi, &l);
    TRY(list_filter(rq, &l, "q", fi->q));
    l.exact = true;
    TRY(take_found(rq, fi, &l));
    l.exact = false;
    return take_found(rq, fi, &l);
}

static void put_item(struct buf *b, const char *value, const char *text)
{
    buf_str(b, b->s[b->n - 1] == '[' ? "{\"value\":" : ",{\"value\":");
    buf_json(b, value);
    buf_str(b, ",\"text\":");
    buf_json(b, text);
    buf_char(b, '}');
}

/* "@": what lines of a draft make. */
static enum rc answer_lines(struct rq *rq, const struct finding *fi)
{
    struct made_line *made;
    struct buf b;
    size_t n;

    TRY(form_act_made(rq, fi->f->ref, &made, &n));
    buf_init(&b, rq->mem);
    buf_str(&b, "{\"items\":[");
    for (size_t i = 0; i < n; i++)
        if (!strncmp(made[i].value, fi->q, strlen(fi->q)))
            put_item(&b, made[i].value, made[i].words);
    buf_str(&b, "],\"note\":");
    buf_json(&b, n ? "" : T(rq, "nothing is found"));
    buf_char(&b, '}');
    return web_json(rq, 200, &b);
}

static enum rc answer(struct rq *rq, const struct finding *fi)
{
    struct label *labels;
    struct buf b;

    TRY(record_labels(rq, fi->f->ref, fi->id, fi->n, &labels));
    buf_init(&b, rq->mem);
    buf_str(&b, "{\"items\":[");
    for (size_t i = 0; i < fi->n; i++)
        put_item(&b, ref_suggestion(rq, &labels[i]),
                 text_cut(rq->mem, label_text(rq, &labels[i]), OFFER_CHARS));
    buf_str(&b, "],\"note\":");
    buf_json(&b, !fi->n    ? T(rq, "nothing is found")
                 : fi->more ? T(rq, "there are more; type on")
                            : "");
    buf_char(&b, '}');
    return web_json(rq, 200, &b);
}

enum rc type_find(struct rq *rq)
{
    struct finding fi = { .t = app_type(rq->app, web_param(rq, "of")) };
    const char *name = web_param(rq, "field"), *q = web_arg(rq, "q");

    if (!fi.t || fi.t->internal)
        return RC_MISSING;
    fi.f = !strcmp(name, form_owner_field.name) ? &form_owner_field
                                                : type_field(fi.t, name);
    if (!fi.f || (fi.f->kind != KIND_REF && fi.f->kind != KIND_REFS))
        return RC_MISSING;
    fi.rec = record_new(rq, fi.t);
    fi.q = text_clean(rq->mem, q ? q : "");
    if (*fi.q == '@')
        return answer_lines(rq, &fi);
    take_refs(rq, &fi);
    TRY(find_by_code(rq, &fi));
    TRY(find_by_words(rq, &fi));
    return answer(rq, &fi);
}
