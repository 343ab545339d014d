/* SPDX-License-Identifier: Apache-2.0 */
/*
 * type_print.c: the card of any record and any list as a printed page.
 */
#include "base/text.h"
#include "kernel/org.h"
#include "kernel/setting.h"
#include "web/dispatch.h"
#include "web/page_list.h"
#include "web/print.h"
#include "web/type_pages.h"

#include <string.h>

enum { CELL_CHARS = 240, LYING = 5 }; /* columns for which A4 is turned */

/* --- For every printed page ----------------------------------------------- */

const char *print_institution(struct rq *rq, enum lang lang)
{
    return setting_get(rq, mem_fmt(rq->mem, "institution_%s",
                                   lang_code(lang)));
}

struct pdf *print_new(struct rq *rq, enum lang lang, const char *title)
{
    struct pdf *p = pdf_new(rq->mem, lang, title);

    p->author = print_institution(rq, lang);
    p->head = title;
    p->made_at = rq->now;
    return p;
}

enum rc print_answer(struct rq *rq, const struct pdf *p, const char *name)
{
    struct buf b;

    buf_init(&b, rq->mem);
    TRY(pdf_make(p, &b));
    web_header_set(rq, "Content-Disposition",
                   mem_fmt(rq->mem, "inline; filename=\"%s.pdf\"", name));
    return web_bytes(rq, "application/pdf", b.s, b.n);
}

const char *print_address(struct rq *rq, const char *path)
{
    const char *base = setting_get(rq, "base_url");
    size_t n = strlen(base);

    while (n && base[n - 1] == '/')
        n--;
    return n ? mem_fmt(rq->mem, "%.*s%s", (int)n, base, path) : "";
}

/* Who printed it and when: a paper does not change when the record does. */
static const char *printed_by(struct rq *rq)
{
    const struct session *s = web_of(rq)->session;
    const char *at = lang_instant(rq->mem, rq->lang, rq->now, rq->app->zone);

    if (s && s->name)
        return mem_fmt(rq->mem, T(rq, "Printed %s, %s"), at, s->name);
    return mem_fmt(rq->mem, T(rq, "Printed %s"), at);
}

/* --- A card --------------------------------------------------------------- */

static bool in_title(const struct type *t, const struct field *f)
{
    return (t->title && !strcmp(t->title, f->name)) ||
           (t->code && !strcmp(t->code, f->name));
}

static void put_fields(struct rq *rq, struct pdf *p, const struct type *t,
                       const void *rec, const struct names *ns)
{
    const struct record *head = rec;
    const struct state *s = type_state(t, head->state);
    const struct label *unit = names_get(ns, &type_unit, head->owner_unit);

    if (s && t->n_states > 1)
        pdf_pair(p, T(rq, "State"), tr(rq->lang, s->label));
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        if (field_seen(rq, t, f) && !in_title(t, f) && !field_empty(f, rec))
            pdf_pair(p, tr(rq->lang, f->label), value_text(rq, f, rec, ns));
    }
    if (unit)
        pdf_pair(p, T(rq, "Unit that owns the record"),
                 text3_get(&unit->title, rq->lang, NULL));
}

enum rc type_print(struct rq *rq)
{
    const struct type *t = type_of(rq);
    struct names *ns = names_new(rq);
    int64_t id = web_param_id(rq, "id");
    const struct record *head;
    const char *title;
    struct label own;
    struct pdf *p;
    void *rec;

    if (!t || !id)
        return RC_MISSING;
    TRY(record_get(rq, t, id, &rec));
    head = rec;
    names_want(ns, &type_unit, head->owner_unit);
    names_want_all(ns, t, rec);
    TRY(names_read(ns));
    own = record_own_label(rq, t, rec);
    title = label_text(rq, &own);
    p = print_new(rq, rq->lang, title);
    p->foot = mem_fmt(rq->mem, "%s · %s #%lld, %s %lld", printed_by(rq),
                      tr(rq->lang, t->label), (long long)id,
                      T(rq, "version"), (long long)head->version);
    pdf_text_as(p, PDF_SMALL, mem_fmt(rq->mem, "%s · %s", p->author,
                                      tr(rq->lang, t->label)));
    pdf_heading(p, 1, title);
    put_fields(rq, p, t, rec, ns);
    return print_answer(rq, p, mem_fmt(rq->mem, "%s-%lld", t->name,
                                       (long long)id));
}

/* --- A list --------------------------------------------------------------- */

struct columns {
    const struct field *f[PDF_COLUMNS];
    int n;
    bool state;
};

static void choose_columns(struct rq *rq, const struct list *l,
                           struct columns *c)
{
    const struct type *t = l->type;
    const struct field *first[] = { type_field(t, t->code),
                                    type_field(t, t->title) };

    for (size_t i = 0; i < COUNT(first); i++)
        if (first[i] && field_seen(rq, t, first[i]))
            c->f[c->n++] = first[i];
    for (size_t i = 0; i < t->n_fields && c->n < PDF_COLUMNS - 1; i++)
        if (list_is_column(rq, l, &t->fields[i]))
            c->f[c->n++] = &t->fields[i];
    c->state = t->n_states > 1;
}

/* One statement for the names of a whole page of references. */
static enum rc read_names(struct rq *rq, const struct list *l,
                          const struct columns *c, struct names *ns)
{
    (void)rq;
    for (size_t row = 0; row < l->n; row++)
        for (int i = 0; i < c->n; i++) {
            const struct field *f = c->f[i];
            const struct refs *many;

            if (f->kind == KIND_REF || f->kind == KIND_FILE)
                names_want(ns, f->ref, *FIELD_IN(f, l->rec[row], int64_t));
            if (f->kind != KIND_REFS)
                continue;
            many = FIELD_IN(f, l->rec[row], struct refs);
            for (size_t k = 0; k < many->n; k++)
                names_want(ns, f->ref, many->id[k]);
        }
    return names_read(ns);
}

static void put_rows(struct rq *rq, struct pdf *p, const struct list *l,
                     const struct columns *c, const struct names *ns)
{
    struct pdf_table *table = pdf_table(p);

    for (int i = 0; i < c->n; i++)
        pdf_column(table, tr(rq->lang, c->f[i]->label),
                   list_is_numeric(c->f[i]));
    if (c->state)
        pdf_column(table, T(rq, "State"), false);
    for (size_t row = 0; row < l->n; row++) {
        const struct record *head = l->rec[row];
        const struct state *s = type_state(l->type, head->state);
        const char *cell[PDF_COLUMNS] = { NULL };

        for (int i = 0; i < c->n; i++)
            cell[i] = text_cut(rq->mem, value_text(rq, c->f[i], head, ns),
                               CELL_CHARS);
        if (c->state)
            cell[c->n] = s ? tr(rq->lang, s->label) : head->state;
        pdf_row(table, cell);
    }
}

static const char *how_many(struct rq *rq, const struct list *l)
{
    const char *n = lang_number(rq->mem, rq->lang, (double)l->n, 0);

    if (l->next)
        return mem_fmt(rq->mem, T(rq, "The first %s records"), n);
    return mem_fmt(rq->mem,
                   TN(rq, "%s record", "%s records", (int64_t)l->n), n);
}

enum rc type_print_list(struct rq *rq)
{
    const struct type *t = type_of(rq);
    struct list l = { .type = t, .limit = PDF_ROWS, .export_all = true };
    struct names *ns = names_new(rq);
    struct columns c = { 0 };
    char iso[DAY_ISO_SIZE];
    struct pdf *p;

    if (!t)
        return RC_MISSING;
    TRY(list_args(rq, &l, false, NULL));
    l.after = l.before = NULL;
    TRY(list_read(rq, &l));
    choose_columns(rq, &l, &c);
    TRY(read_names(rq, &l, &c, ns));
    p = print_new(rq, rq->lang, tr(rq->lang, t->plural));
    p->landscape = c.n + c.state > LYING;
    p->foot = printed_by(rq);
    pdf_text_as(p, PDF_SMALL, p->author);
    pdf_heading(p, 1, p->title);
    pdf_text_as(p, PDF_SMALL, how_many(rq, &l));
    put_rows(rq, p, &l, &c, ns);
    return print_answer(rq, p, mem_fmt(rq->mem, "%s-%s", t->name,
                                       day_iso(rq->today, iso)));
}
