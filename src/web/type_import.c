/* SPDX-License-Identifier: Apache-2.0 */
/*
 * type_import.c: a CSV file into records: first a report of what it would do,
 * then the same bytes for good.  The file is kept by its hash in between.  A
 * long file is checked and imported as a job.
 */
#include "kernel/past.h"
#include "web/import_page.h"

#include "base/hash.h"
#include "base/xlsx.h"
#include "kernel/act.h"
#include "store/files.h"
#include "web/job_page.h"
#include "web/page_record.h"
#include "web/type_pages.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { XLSX_AT_ONCE = 32768 }; /* bytes; longer ones are a job */

/* --- Reading -------------------------------------------------------------- */

struct bytes {
    const char *data;
    size_t n;
};

/* The kept bytes, to be given back by bytes_close. */
static enum rc bytes_open(struct rq *rq, const struct upload *u,
                          struct bytes *out)
{
    struct sha256 hash;
    int64_t size;
    void *data;
    int fd;

    *out = (struct bytes){ "", 0 };
    if (!hex_decode(u->hash, hash.b, sizeof hash.b))
        return RC_MISSING;
    TRY(files_open(rq->app->store, hash, &fd, &size));
    if (!size) {
        close(fd);
        return RC_OK;
    }
    data = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (data == MAP_FAILED)
        return RC_BUSY;
    *out = (struct bytes){ data, (size_t)size };
    return RC_OK;
}

static void bytes_close(struct bytes b)
{
    if (b.n)
        munmap((void *)(uintptr_t)b.data, b.n);
}

enum rc upload_import(struct rq *rq, const struct type *t,
                      const struct upload *u, struct import_options o,
                      struct import_report *report)
{
    struct bytes b;
    enum rc rc;

    o.type = t;
    o.scope = u->scope;
    TRY(bytes_open(rq, u, &b));
    rc = import_csv(rq, &o, b.data, b.n, report);
    bytes_close(b);
    return rc;
}

/* Counted until it is long. */
static size_t lines_of(struct bytes b)
{
    const char *at = b.data, *end = b.data + b.n;
    size_t lines = 0;

    for (; lines <= IMPORT_AT_ONCE + 1 && at; lines++)
        if ((at = memchr(at, '\n', (size_t)(end - at))))
            at++;
    return lines;
}

/* Lines are counted, not rows: a row may have several, never less than one. */
enum rc upload_long(struct rq *rq, const struct upload *u, bool *is_long)
{
    struct bytes b;
    size_t lines;

    TRY(bytes_open(rq, u, &b));
    /* What a workbook unpacks to is not known yet. */
    if (xlsx_is(b.data, b.n))
        lines = b.n > XLSX_AT_ONCE ? IMPORT_AT_ONCE + 2 : 0;
    else
        lines = lines_of(b);
    bytes_close(b);
    *is_long = lines > IMPORT_AT_ONCE + 1;
    return RC_OK;
}

/* --- Drawing -------------------------------------------------------------- */

static struct html *open_import(struct rq *rq, const struct type *t)
{
    struct crumb crumbs[2];
    size_t n = type_crumbs(rq, t, NULL, crumbs);

    return page_open_under(rq,
                           mem_fmt(rq->mem, T(rq, "%s from a file"),
                                   tr(rq->lang, t->plural)),
                           crumbs, n);
}

static const struct field *scope_field(const struct type *t)
{
    const struct field *f = type_field(t, t->code_scope);

    return f && f->kind == KIND_REF ? f : NULL;
}

static void put_column(struct rq *rq, struct html *h, const char *name,
                       const char *means, bool must)
{
    html_fmt(h, "<tr><td><span class=\"code\">%s</span></td><td>%s", name,
             means);
    if (must)
        html_fmt(h, " <span class=\"must\">%s</span>", T(rq, "required"));
    html_raw(h, "</td></tr>\n");
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
    if (import_by_mark(t))
        put_column(rq, h, IMPORT_RECORD,
                   T(rq, "Number of the record that the row changes, as an"
                         " export writes it; empty: a new one"), false);
    for (size_t i = 0; i < ff.n; i++) {
        const struct field *f = ff.f[i];
        bool three = f->kind == KIND_TEXT3 || f->kind == KIND_LONG3;

        put_column(rq, h,
                   three ? mem_fmt(rq->mem, "%s_ky, %s_ru, %s_en", f->name,
                                   f->name, f->name)
                         : f->name,
                   tr(rq->lang, f->label), f->must);
    }
    if (t->n_states > 1)
        put_column(rq, h, IMPORT_STATE, T(rq, "State"), false);
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
             " accept=\".csv,.xlsx,text/csv\" aria-describedby=\"h-file\" required>"
             "</div>\n",
             T(rq, "CSV or XLSX file"),
             T(rq, "The first line names the columns. Rows with a known code"
                   " or number change that record, others are added. First you see what"
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
        bool rare; /* shown only when there are some */
    } figures[] = {
        { T(rq, "Rows"), r->rows, "", false },
        { T(rq, "New"), r->added, "good", false },
        { T(rq, "Changed"), r->changed, "info", false },
        { T(rq, "Into an act"), r->drafted, "info", true },
        { T(rq, "The same"), r->same, "", false },
        { T(rq, "Faults"), (long)r->all_faults,
          r->all_faults ? "bad" : "", false },
    };

    html_raw(h, "<ul class=\"tiles\">");
    for (size_t i = 0; i < COUNT(figures); i++) {
        if (figures[i].rare && !figures[i].n)
            continue;
        html_fmt(h,
                 "<li class=\"%s\"><span class=\"label\">%s</span>"
                 "<span class=\"big\">%s</span></li>\n",
                 figures[i].look, figures[i].label,
                 lang_number(rq->mem, rq->lang, (double)figures[i].n, 0));
    }
    html_raw(h, "</ul>\n");
    if (r->drafted)
        html_fmt(h, "<p>%s</p>\n",
                 T(rq, "Rows that change what only an act changes become"
                       " lines of one draft act. They take effect when it is"
                       " signed."));
}

static const char *column_label(struct rq *rq, const struct type *t,
                                const char *field)
{
    const struct field *f;
    int part;

    if (!field)
        return "";
    if (!strcmp(field, IMPORT_STATE))
        return T(rq, "State");
    if (!strcmp(field, IMPORT_RECORD))
        return T(rq, "Record");
    f = past_field(rq, t, field, &part);
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

        html_fmt(h,
                 "<tr><td class=\"n\" data-label=\"%s\">%ld</td>"
                 "<td class=\"n\" data-label=\"%s\">",
                 T(rq, "Line"), f->line, T(rq, "Column"));
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
             "<input type=\"hidden\" name=\"name\" value=\"%s\">"
             "<input type=\"hidden\" name=\"stamp\" value=\"%s\">"
             "<p>%s</p>\n",
             u->hash, (long long)u->scope, u->name,
             stamp_make(rq, upload_text(rq, t, u)),
             T(rq, "The file has no faults. All rows are written together, or"
                   " none."));
    page_form_close(rq, h, T(rq, "Import"));
}

void import_draw(struct rq *rq, struct html *h, const struct type *t,
                 const struct upload *u, const struct import_report *r,
                 bool checked)
{
    put_counts(rq, h, r);
    if (r->all_faults)
        put_faults(rq, h, t, r);
    if (checked && r->added + r->changed + r->drafted) {
        put_confirm(rq, h, t, u);
        return;
    }
    if (checked)
        html_fmt(h, "<p>%s</p>\n", T(rq, "There is nothing to import."));
    html_fmt(h, "<p><a class=\"button\" href=\"%s\">%s</a></p>\n",
             url(rq, "/%s/import", t->name), T(rq, "Choose another file"));
}

const char *import_target(struct rq *rq, const struct type *t,
                          const struct import_report *r)
{
    return r->act ? record_url(rq, &type_act, r->act)
                  : url(rq, "/%s", t->name);
}

const char *import_said(struct rq *rq, const struct import_report *r)
{
    if (r->act)
        return mem_fmt(rq->mem,
                       T(rq, "Imported: %ld new, %ld changed, %ld in the draft"
                             " of this act"),
                       r->added, r->changed, r->drafted);
    return mem_fmt(rq->mem, T(rq, "Imported: %ld new, %ld changed"), r->added,
                   r->changed);
}

static enum rc draw_report(struct rq *rq, const struct type *t,
                           const struct upload *u,
                           const struct import_report *r, enum rc rc)
{
    struct html *h = open_import(rq, t);

    page_failures(rq, h);
    import_draw(rq, h, t, u, r, !rc);
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

static enum rc take_file(struct rq *rq, struct upload *u)
{
    struct http_request *in = web_of(rq)->in;

    for (size_t i = 0; i < in->n_files; i++) {
        struct http_file *f = &in->files[i];

        if (strcmp(f->name, "file") != 0 || (!f->size && !*f->filename))
            continue;
        u->hash = sha256_hex(rq->mem, f->hash);
        u->name = files_name(rq->mem, f->filename, "text/csv");
        f->taken = true;
        return files_keep(rq->app->store, f->path, f->hash);
    }
    return fail(rq, RC_INVALID, "file", "choose a CSV or XLSX file");
}

/* --- Long files ------------------------------------------------------------- */

struct long_file {
    const struct type *type;
    struct upload u;
    bool check;
    int64_t job;
};

static enum rc add_job(struct rq *rq, void *arg)
{
    struct long_file *f = arg;

    return import_job_add(rq, f->type, &f->u, f->check, &f->job);
}

static enum rc check_as_job(struct rq *rq, const struct type *t,
                            const struct upload *u)
{
    struct long_file f = { .type = t, .u = *u, .check = true };

    TRY(app_write(rq, add_job, &f));
    return web_redirect(rq, job_url(rq, f.job), NULL);
}

/* --- Check and import --------------------------------------------------------- */

enum rc type_import_try(struct rq *rq)
{
    const struct type *t = import_type(rq);
    struct import_report report = { 0 };
    struct upload u = { 0 };
    bool is_long;
    enum rc rc;

    if (!t)
        return RC_MISSING;
    rc = take_scope(rq, t, &u.scope);
    if (!rc)
        rc = take_file(rq, &u);
    if (rc == RC_INVALID)
        return draw_upload(rq, t, rc);
    TRY(rc);
    TRY(upload_long(rq, &u, &is_long));
    if (is_long)
        return check_as_job(rq, t, &u);
    rc = upload_import(rq, t, &u, (struct import_options){ .dry_run = true },
                       &report);
    if (rc && rc != RC_INVALID)
        return rc;
    return draw_report(rq, t, &u, &report, rc);
}

static enum rc confirmed(struct rq *rq, const struct type *t,
                         struct upload *u)
{
    const char *scope = web_arg(rq, "scope"), *stamp = web_arg(rq, "stamp");
    const char *name = web_arg(rq, "name");

    u->name = files_name(rq->mem, name ? name : "", "text/csv");
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
    rc = upload_import(rq, t, &u, (struct import_options){ 0 }, &report);
    if (rc == RC_INVALID)
        return draw_report(rq, t, &u, &report, rc);
    TRY(rc);
    return web_redirect(rq, import_target(rq, t, &report),
                        import_said(rq, &report));
}

/* Are rows of a second time the same as those of the first?  Not without a
 * code, and not when an act is drafted of them. */
static bool again_harmless(const struct type *t)
{
    bool by_act = t->reserved != NULL;

    for (size_t i = 0; i < t->n_fields; i++)
        by_act |= t->fields[i].by_act;
    return t->code && !by_act;
}

/* A long file becomes a job.  Of a short one, rows with a code may be written
 * twice without harm, so the look at them is taken here, off the writer.
 * Others act once, on the writer. */
enum rc type_import_prepare(struct rq *rq)
{
    const struct type *t = import_type(rq);
    struct long_file *f = MEM_NEW(rq->mem, struct long_file);
    bool is_long;
    enum rc rc;

    if (!t)
        return RC_MISSING;
    f->type = t;
    rc = confirmed(rq, t, &f->u);
    if (rc)
        return draw_upload(rq, t, rc);
    TRY(upload_long(rq, &f->u, &is_long));
    if (is_long)
        web_of(rq)->prepared = f;
    return is_long || !again_harmless(t) ? RC_OK : import_now(rq);
}

enum rc type_import_run(struct rq *rq)
{
    struct long_file *f = web_of(rq)->prepared;

    if (!f)
        return import_now(rq);
    TRY(add_job(rq, f));
    return web_redirect(rq, job_url(rq, f->job), NULL);
}
