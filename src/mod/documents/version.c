/* SPDX-License-Identifier: Apache-2.0 */
/*
 * version.c: versions of a document, and two of them compared.
 */
#include "mod/documents/version.h"

#include "kernel/org.h"
#include "kernel/record.h"
#include "kernel/write.h"
#include "mod/documents/document_life.h"
#include "web/page_diff.h"
#include "web/page_record.h"
#include "web/web.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN = 100 };

/* --- Keeping them ------------------------------------------------------------- */

static enum rc keep(struct rq *rq, const struct document *d, int64_t number,
                    int64_t author)
{
    struct document_version *v = record_new(rq, &type_document_version);

    v->document = d->r.id;
    v->number = (struct count){ number, true };
    v->title = d->title;
    v->body = d->body;
    v->files = d->files;
    v->author = author;
    v->r.owner_unit = d->unit;
    return record_put(rq, &type_document_version, v, "add");
}

static bool says_the_same(struct rq *rq, const struct document *a,
                          const struct document *b)
{
    static const char *const fields[] = { "title", "body", "files" };

    for (size_t i = 0; i < COUNT(fields); i++)
        if (!field_same(rq->mem, type_field(&type_document, fields[i]), a, b))
            return false;
    return true;
}

enum rc versions_follow(struct rq *rq, const struct document *now,
                        const struct document *before)
{
    static const struct sql_text q = {
        "SELECT COALESCE(MAX(number), 0) FROM document_version"
        " WHERE document = $1", "i", "i"
    };
    int64_t last;

    if (!before || says_the_same(rq, now, before))
        return RC_OK;
    TRY(sql_get_int(rq->sql, &last, &q, ARGS(INT(now->r.id))));
    if (!last)
        TRY(keep(rq, before, ++last,
                 before->author ? before->author : before->registrar));
    return keep(rq, now, last + 1, rq->person);
}

/* --- On the card --------------------------------------------------------------- */

static enum rc read_versions(struct rq *rq, int64_t document, struct list *l)
{
    *l = (struct list){ .type = &type_document_version, .limit = SHOWN,
                        .where = "t.document = $1", .few = true,
                        .sort = type_field(&type_document_version, "number"),
                        .descending = true };
    params_add(&l->params, INT(document));
    return list_read(rq, l);
}

static void draw_one(struct rq *rq, struct html *h, const struct list *l,
                     size_t i)
{
    const struct document_version *v = l->rec[i];
    const struct field *who = type_field(&type_document_version, "author");

    html_fmt(h, "<li><a href=\"%s\">%s</a><br><span class=\"small\">%s · %s",
             url(rq, "/document_version/%lld", (long long)v->r.id),
             mem_fmt(rq->mem, T(rq, "Version %lld"), (long long)v->number.n),
             label_text(rq, list_label(l, i, who)),
             lang_instant(rq->mem, rq->lang, v->r.created_at, rq->app->zone));
    if (v->number.n > 1)
        html_fmt(h, " · <a href=\"%s\">%s</a>",
                 url(rq, "/document/%lld/compare?from=%lld&to=%lld",
                     (long long)v->document, (long long)v->number.n - 1,
                     (long long)v->number.n),
                 T(rq, "what has changed"));
    html_raw(h, "</span></li>\n");
}

void versions_beside(struct rq *rq, const struct type *t, const void *rec)
{
    struct html *h = web_of(rq)->page;
    struct list l;

    if (t != &type_document ||
        read_versions(rq, ((const struct record *)rec)->id, &l) || !l.n)
        return;
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n<ul class=\"tree\">\n",
             T(rq, "Versions"));
    for (size_t i = 0; i < l.n; i++)
        draw_one(rq, h, &l, i);
    html_raw(h, "</ul></section>\n");
}

/* --- Two of them ---------------------------------------------------------------- */

/* Names of files, one a line: they are compared as lines are. */
static enum rc file_names(struct rq *rq, const struct refs *files,
                          const char **out)
{
    struct buf b;

    buf_init(&b, rq->mem);
    for (size_t i = 0; i < files->n; i++) {
        void *rec;

        TRY(record_load(rq, &type_file, files->id[i], &rec));
        buf_fmt(&b, "%s (%.8s)\n", ((const struct file *)rec)->name,
                ((const struct file *)rec)->hash);
    }
    *out = b.s;
    return RC_OK;
}

static const struct document_version *numbered(const struct list *l,
                                               const char *number)
{
    int64_t n = number ? strtoll(number, NULL, 10) : 0;

    for (size_t i = 0; i < l->n; i++) {
        const struct document_version *v = l->rec[i];

        if (v->number.n == n)
            return v;
    }
    return NULL;
}

static void put_choice(struct rq *rq, struct html *h, const char *name,
                       const char *label, const struct list *l,
                       const struct document_version *chosen)
{
    html_fmt(h, "<div><label for=\"v-%s\">%s</label>"
                "<select id=\"v-%s\" name=\"%s\">",
             name, label, name, name);
    for (size_t i = 0; i < l->n; i++) {
        const struct document_version *v = l->rec[i];

        html_fmt(h, "<option value=\"%lld\"", (long long)v->number.n);
        if (v == chosen)
            html_raw(h, " selected");
        html_fmt(h, ">%s</option>",
                 mem_fmt(rq->mem, T(rq, "Version %lld"),
                         (long long)v->number.n));
    }
    html_raw(h, "</select></div>");
}

enum rc version_page(struct rq *rq)
{
    const struct document_version *a, *b;
    const struct document *d;
    const char *was, *is;
    struct html *h;
    struct list l;
    void *rec;

    TRY(record_get(rq, &type_document, web_param_id(rq, "id"), &rec));
    d = rec;
    TRY(read_versions(rq, d->r.id, &l));
    a = numbered(&l, web_arg(rq, "from"));
    b = numbered(&l, web_arg(rq, "to"));
    if (!a || !b)
        return RC_MISSING;
    TRY(file_names(rq, &a->files, &was));
    TRY(file_names(rq, &b->files, &is));
    h = page_open_under(rq, T(rq, "Versions compared"),
                        (struct crumb[]){ { url(rq, "/document/%lld",
                                                (long long)d->r.id),
                                            d->title } },
                        1);
    html_fmt(h, "<form class=\"filter alone no-print\" method=\"get\""
                " action=\"%s\">",
             url(rq, "/document/%lld/compare", (long long)d->r.id));
    put_choice(rq, h, "from", T(rq, "From"), &l, a);
    put_choice(rq, h, "to", T(rq, "To"), &l, b);
    html_fmt(h, "<button class=\"button\">%s</button></form>\n",
             T(rq, "Show"));
    page_diff_key(rq, h);
    page_diff(rq, h, T(rq, "What it is about"), a->title, b->title);
    page_diff(rq, h, T(rq, "Text or summary"), a->body, b->body);
    page_diff(rq, h, T(rq, "Files"), was, is);
    return page_close(rq, RC_OK);
}

/* --- The table ------------------------------------------------------------------- */

static const struct state version_states[] = {
    { "kept", N_("Kept"), TONE_NEUTRAL },
};
static const struct field document_version_fields[] = {
    FIELD_REF(document_version, document, &type_document,
              .label = N_("Document"), .list = true, .filter = true,
              .computed = true),
    FIELD_COUNT(document_version, number, .label = N_("Number of the version"),
                .computed = true, .list = true, .sort = true),
    FIELD_TEXT(document_version, title, .label = N_("What it is about"),
               .computed = true, .max = 500),
    FIELD_LONG(document_version, body, .label = N_("Text or summary"),
               .computed = true, .max = 200000),
    FIELD_REFS(document_version, files, &type_file, .label = N_("Files"),
               .computed = true),
    FIELD_REF(document_version, author, &type_person, .label = N_("Author"),
              .computed = true, .list = true, .filter = true),
};
static const struct index_on document_version_indexes[] = {
    { .columns = "document, number", .unique = true },
};
static const struct relation document_version_relations[] = {
    OF_HAND_RELATION,
};

const struct type type_document_version = {
    .name = "document_version", .label = N_("Version of a document"),
    .plural = N_("Versions of documents"),
    .size = sizeof(struct document_version),
    SPAN(fields, document_version_fields), SPAN(states, version_states),
    SPAN(relations, document_version_relations), .title = "title",
    .no_add = true, SPAN(indexes, document_version_indexes),
    .closed_to = OF_CLOSED,
};
