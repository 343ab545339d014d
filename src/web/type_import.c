/* SPDX-License-Identifier: Apache-2.0 */
/*
 * type_import.c: a CSV file into records: first a report of what it would do,
 * then the same bytes for good.  The file is kept by its hash in between.
 */
#include "kernel/import.h"

#include "base/hash.h"
#include "store/files.h"
#include "web/page_record.h"
#include "web/type_pages.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { FAULTS_SHOWN = 200 };

struct upload {
    const char *hash; /* 64 hex digits */
    int64_t scope;
};

/* --- Reading -------------------------------------------------------------- */

/* Runs the import over the kept bytes. */
static enum rc run_import(struct rq *rq, const struct type *t,
                          const struct upload *u, bool dry,
                          struct import_report *report)
{
    struct import_options o = { .type = t, .scope = u->scope,
                                .dry_run = dry };
    struct sha256 hash;
    int64_t size;
    void *data;
    int fd;
    enum rc rc;

    if (!hex_decode(u->hash, hash.b, sizeof hash.b))
        return RC_MISSING;
    TRY(files_open(rq->app->store, hash, &fd, &size));
    if (!size) {
        close(fd);
        return import_csv(rq, &o, "", 0, report);
    }
    data = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (data == MAP_FAILED)
        return RC_BUSY;
    rc = import_csv(rq, &o, data, (size_t)size, report);
    munmap(data, (size_t)size);
    return rc;
}

/* --- Drawing -------------------------------------------------------------- */

static struct html *open_import(struct rq *rq, const struct type *t)
{
    struct crumb crumbs[2];
    size_t n = type_crumbs(rq, t, NULL, crumbs);

    return page_open_under(rq,
                           mem_fmt(rq->mem, T(rq, "%s from a CSV file"),
                                   tr(rq->lang, t->plural)),
                           crumbs, n);
}

static const struct field *scope_field(const struct type *t)
{
    const struct field *f = type_field(t, t->code_scope);

    return f && f->kind == KIND_REF ? f : NULL;
}

/* Which columns the file may have. */
static void put_columns(struct rq *rq, struct html *h, const struct type *t)
{
    struct form_fields ff = form_fields(rq, t, NULL, true);

    html_fmt(h,
             "<details class=\"more\"><summary>%s</summary>\n"
             "<table><thead><tr><th scope=\"col\">%s</th>"
             "<th scope=\"col\">%s</th></tr></thead><tbody>\n",
             T(rq, "Columns that the file may have"), T(rq, "Column"),
             T(rq, "Meaning"));
    for (size_t i = 0; i < ff.n; i++) {
        const struct field *f = ff.f[i];
        bool three = f->kind == KIND_TEXT3 || f->kind == KIND_LONG3;

        html_fmt(h, "<tr><td><span class=\"code\">%s</span>",
                 three ? mem_fmt(rq->mem, "%s_ky, %s_ru, %s_en", f->name,
                                 f->name, f->name)
                       : f->name);
        html_fmt(h, "</td><td>%s", tr(rq->lang, f->label));
        if (f->must)
            html_fmt(h, " <span class=\"must\">%s</span>",
                     T(rq, "required"));
        html_raw(h, "</td></tr>\n");
    }
    html_raw(h, "</tbody></table></details>\n");
}

static enum rc put_upload(struct rq *rq, struct html *h, const struct type *t)
{
    const struct field *scope = scope_field(t);
    struct record *rec = record_new(rq, t);
    struct form_fields ff = { .f = &scope, .n = scope ? 1 : 0 };
    struct form fm = { .rq = rq, .h = h, .t = t, .rec = rec, .typed = true };
    int64_t only;

    if (scope) {
        TRY(only_scope(rq, t, &only));
        *FIELD_AT(scope, rec, int64_t) = only;
        TRY(form_begin(&fm, &ff));
    }
    page_form_open(rq, h, url(rq, "/%s/import", t->name), true);
    if (scope)
        form_input(&fm, scope);
    html_fmt(h,
             "<div class=\"field\"><label for=\"f-file\">%s</label>"
             "<p class=\"help\" id=\"h-file\">%s</p>"
             "<input type=\"file\" id=\"f-file\" name=\"file\""
             " accept=\".csv,text/csv\" aria-describedby=\"h-file\" required>"
             "</div>\n",
             T(rq, "CSV file"),
             T(rq, "The first line names the columns. Rows with a known code"
                   " change that record, others are added. First you see what"
                   " would happen; nothing is written yet."));
    page_form_close(rq, h, T(rq, "Check the file"));
    put_columns(rq, h, t);
    return RC_OK;
}

static void put_counts(struct rq *rq, struct html *h,
                       const struct import_report *r)
{
    const struct {
        const char *label;
        long n;
        const char *look;
    } figures[] = {
        { T(rq, "Rows"), r->rows, "" },
        { T(rq, "New"), r->added, "good" },
        { T(rq, "Changed"), r->changed, "info" },
        { T(rq, "The same"), r->same, "" },
        { T(rq, "Faults"), (long)r->all_faults,
          r->all_faults ? "bad" : "" },
    };

    html_raw(h, "<ul class=\"tiles\">");
    for (size_t i = 0; i < COUNT(figures); i++)
        html_fmt(h,
                 "<li class=\"%s\"><span class=\"label\">%s</span>"
                 "<span class=\"big\">%s</span></li>\n",
                 figures[i].look, figures[i].label,
                 lang_number(rq->mem, rq->lang, (double)figures[i].n, 0));
    html_raw(h, "</ul>\n");
}

static const char *column_label(struct rq *rq, const struct type *t,
                                const char *field)
{
    const struct field *f;
    int part;

    if (!field)
        return "";
    f = history_field(rq, t, field, &part);
    return f ? tr(rq->lang, f->label) : field;
}

static void put_faults(struct rq *rq, struct html *h, const struct type *t,
                       const struct import_report *r)
{
    html_fmt(h,
             "<table class=\"list\"><thead><tr><th class=\"n\">%s</th>"
             "<th class=\"n\">%s</th><th>%s</th><th>%s</th></tr></thead>"
             "<tbody>\n",
             T(rq, "Line"), T(rq, "Column"), T(rq, "Field"),
             T(rq, "What is wrong"));
    for (size_t i = 0; i < r->n_faults && i < FAULTS_SHOWN; i++) {
        const struct import_fault *f = &r->faults[i];

        html_fmt(h, "<tr><td class=\"n\">%ld</td><td class=\"n\">", f->line);
        if (f->column)
            html_fmt(h, "%ld", f->column);
        else
            html_raw(h, "–");
        html_fmt(h,
                 "</td><td data-label=\"%s\">%s</td>"
                 "<td data-label=\"%s\">%s</td></tr>\n",
                 T(rq, "Field"), column_label(rq, t, f->field),
                 T(rq, "What is wrong"), f->text);
    }
    html_raw(h, "</tbody></table>\n");
    if (r->all_faults > FAULTS_SHOWN)
        html_fmt(h, "<p class=\"quiet\">%s</p>\n",
                 mem_fmt(rq->mem, T(rq, "The first %d are shown."),
                         FAULTS_SHOWN));
}

/* What vouches for the bytes between the report and the confirmation. */
static const char *upload_text(struct rq *rq, const struct type *t,
                               const struct upload *u)
{
    return mem_fmt(rq->mem, "import:%s:%s:%lld", t->name, u->hash,
                   (long long)u->scope);
}

static void put_confirm(struct rq *rq, struct html *h, const struct type *t,
                        const struct upload *u)
{
    page_form_open(rq, h, url(rq, "/%s/import/confirm", t->name), false);
    html_fmt(h,
             "<input type=\"hidden\" name=\"hash\" value=\"%s\">"
             "<input type=\"hidden\" name=\"scope\" value=\"%lld\">"
             "<input type=\"hidden\" name=\"stamp\" value=\"%s\">"
             "<p>%s</p>\n",
             u->hash, (long long)u->scope,
             stamp_make(rq, upload_text(rq, t, u)),
             T(rq, "The file has no faults. All rows are written together, or"
                   " none."));
    page_form_close(rq, h, T(rq, "Import"));
}

static enum rc draw_report(struct rq *rq, const struct type *t,
                           const struct upload *u,
                           const struct import_report *r, enum rc rc)
{
    struct html *h = open_import(rq, t);

    page_failures(rq, h);
    put_counts(rq, h, r);
    if (r->all_faults)
        put_faults(rq, h, t, r);
    if (!rc && r->added + r->changed) {
        put_confirm(rq, h, t, u);
        return page_close(rq, rc);
    }
    if (!rc)
        html_fmt(h, "<p>%s</p>\n", T(rq, "There is nothing to import."));
    html_fmt(h, "<p><a class=\"button\" href=\"%s\">%s</a></p>\n",
             url(rq, "/%s/import", t->name), T(rq, "Choose another file"));
    return page_close(rq, rc);
}

/* --- Pages ---------------------------------------------------------------- */

static const struct type *import_type(struct rq *rq)
{
    const struct type *t = type_of(rq);

    return t && !t->no_add ? t : NULL;
}

static enum rc draw_upload(struct rq *rq, const struct type *t, enum rc rc)
{
    struct html *h = open_import(rq, t);

    page_failures(rq, h);
    TRY(put_upload(rq, h, t));
    return page_close(rq, rc);
}

enum rc type_import(struct rq *rq)
{
    const struct type *t = import_type(rq);

    return t ? draw_upload(rq, t, RC_OK) : RC_MISSING;
}

static enum rc take_scope(struct rq *rq, const struct type *t, int64_t *scope)
{
    const struct field *f = scope_field(t);
    struct form_fields ff = { .f = &f, .n = 1 };
    void *rec;

    *scope = 0;
    if (!f)
        return RC_OK;
    rec = record_new(rq, t);
    TRY(form_fill(rq, t, &ff, rec));
    *scope = *FIELD_IN(f, rec, int64_t);
    if (!*scope)
        TRY(only_scope(rq, t, scope));
    return RC_OK;
}

static enum rc take_file(struct rq *rq, const char **hash)
{
    struct http_request *in = web_of(rq)->in;

    for (size_t i = 0; i < in->n_files; i++) {
        struct http_file *f = &in->files[i];

        if (strcmp(f->name, "file") != 0 || (!f->size && !*f->filename))
            continue;
        *hash = sha256_hex(rq->mem, f->hash);
        f->taken = true;
        return files_keep(rq->app->store, f->path, f->hash);
    }
    return fail(rq, RC_INVALID, "file", "choose a CSV file");
}

enum rc type_import_try(struct rq *rq)
{
    const struct type *t = import_type(rq);
    struct import_report report = { 0 };
    struct upload u = { 0 };
    enum rc rc;

    if (!t)
        return RC_MISSING;
    rc = take_scope(rq, t, &u.scope);
    if (!rc)
        rc = take_file(rq, &u.hash);
    if (rc == RC_INVALID)
        return draw_upload(rq, t, rc);
    TRY(rc);
    rc = run_import(rq, t, &u, true, &report);
    if (rc && rc != RC_INVALID)
        return rc;
    return draw_report(rq, t, &u, &report, rc);
}

static enum rc confirmed(struct rq *rq, const struct type *t,
                         struct upload *u)
{
    const char *scope = web_arg(rq, "scope"), *stamp = web_arg(rq, "stamp");

    u->hash = web_arg(rq, "hash");
    u->scope = scope ? strtoll(scope, NULL, 10) : 0;
    if (!u->hash || !stamp || !stamp_good(rq, upload_text(rq, t, u), stamp))
        return fail(rq, RC_INVALID, NULL,
                    "the file is not known any more; choose it again");
    return RC_OK;
}

static enum rc import_now(struct rq *rq)
{
    const struct type *t = import_type(rq);
    struct import_report report = { 0 };
    struct upload u;
    enum rc rc;

    if (!t)
        return RC_MISSING;
    rc = confirmed(rq, t, &u);
    if (rc)
        return draw_upload(rq, t, rc);
    rc = run_import(rq, t, &u, false, &report);
    if (rc == RC_INVALID)
        return draw_report(rq, t, &u, &report, rc);
    TRY(rc);
    return web_redirect(rq, url(rq, "/%s", t->name),
                        mem_fmt(rq->mem,
                                T(rq, "Imported: %ld new, %ld changed"),
                                report.added, report.changed));
}

/* Rows with a code may be written twice without harm, so the long look at
 * them is taken here, off the writer.  Others act once, on the writer. */
enum rc type_import_prepare(struct rq *rq)
{
    const struct type *t = import_type(rq);

    return t && t->code ? import_now(rq) : RC_OK;
}

enum rc type_import_run(struct rq *rq)
{
    return import_now(rq);
}
