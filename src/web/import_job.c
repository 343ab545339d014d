/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_job.c: a long CSV file checked or imported as a job.  What the job
 * is to do and what came of it lie in its row as JSON.
 */
#include "web/import_page.h"

#include "web/page.h"

#include <jansson.h>
#include <string.h>

enum rc import_job_add(struct rq *rq, const struct type *t,
                       const struct upload *u, bool check, int64_t *id)
{
    struct buf b;

    buf_init(&b, rq->mem);
    buf_str(&b, "{\"type\":");
    buf_json(&b, t->name);
    buf_str(&b, ",\"hash\":");
    buf_json(&b, u->hash);
    buf_fmt(&b, ",\"scope\":%lld}", (long long)u->scope);
    return job_add(rq, check ? IMPORT_CHECK : "import", u->name, b.s, id);
}

/* --- What the row says ------------------------------------------------------ */

static int64_t int_of(const json_t *o, const char *name)
{
    return json_integer_value(json_object_get(o, name));
}

static const char *text_of(struct rq *rq, const json_t *o, const char *name)
{
    return mem_str(rq->mem, json_string_value(json_object_get(o, name)));
}

/* NULL: there is no such type any more. */
static const struct type *input_read(struct rq *rq, const struct job *j,
                                     struct upload *u)
{
    json_t *o = json_loads(j->input, 0, NULL);
    const char *type = text_of(rq, o, "type");

    u->hash = text_of(rq, o, "hash");
    u->scope = int_of(o, "scope");
    u->name = j->about ? j->about : "";
    json_decref(o);
    return type && u->hash ? app_type(rq->app, type) : NULL;
}

static void fault_write(struct buf *b, const struct import_fault *f)
{
    buf_fmt(b, "{\"line\":%ld,\"column\":%ld,\"field\":", f->line, f->column);
    if (f->field)
        buf_json(b, f->field);
    else
        buf_str(b, "null");
    buf_str(b, ",\"text\":");
    buf_json(b, f->text);
    buf_char(b, '}');
}

static const char *report_write(struct rq *rq, const struct import_report *r)
{
    struct buf b;

    buf_init(&b, rq->mem);
    buf_fmt(&b,
            "{\"rows\":%ld,\"added\":%ld,\"changed\":%ld,\"same\":%ld,"
            "\"drafted\":%ld,\"act\":%lld,\"all_faults\":%zu,\"faults\":[",
            r->rows, r->added, r->changed, r->same, r->drafted,
            (long long)r->act, r->all_faults);
    for (size_t i = 0; i < r->n_faults && i < FAULTS_SHOWN; i++) {
        if (i)
            buf_char(&b, ',');
        fault_write(&b, &r->faults[i]);
    }
    buf_str(&b, "]}");
    return b.s;
}

static void faults_read(struct rq *rq, const json_t *list,
                        struct import_report *r)
{
    size_t n = json_array_size(list);

    r->faults = MEM_ARRAY(rq->mem, n + 1, struct import_fault);
    for (r->n_faults = 0; r->n_faults < n; r->n_faults++) {
        const json_t *f = json_array_get(list, r->n_faults);
        const char *text = text_of(rq, f, "text");

        r->faults[r->n_faults] = (struct import_fault){
            .line = (long)int_of(f, "line"),
            .column = (long)int_of(f, "column"),
            .field = text_of(rq, f, "field"),
            .text = text ? text : "",
        };
    }
}

static bool report_read(struct rq *rq, const struct job *j,
                        struct import_report *r)
{
    json_t *o = j->result ? json_loads(j->result, 0, NULL) : NULL;

    *r = (struct import_report){
        .rows = (long)int_of(o, "rows"),
        .added = (long)int_of(o, "added"),
        .changed = (long)int_of(o, "changed"),
        .same = (long)int_of(o, "same"),
        .drafted = (long)int_of(o, "drafted"),
        .act = int_of(o, "act"),
        .all_faults = (size_t)int_of(o, "all_faults"),
    };
    faults_read(rq, json_object_get(o, "faults"), r);
    json_decref(o);
    return o != NULL;
}

/* --- Running ---------------------------------------------------------------- */

struct importing {
    struct job *j;
    struct import_report report;
};

static bool tell(void *arg, long done, long all)
{
    const struct importing *w = arg;

    return job_tell(w->j, done, all);
}

/* The job is done in the very write that imports: never the one without the
 * other. */
static enum rc written(struct rq *rq, void *arg)
{
    struct importing *w = arg;

    w->j->result = report_write(rq, &w->report);
    return job_done(rq, w->j);
}

static enum rc run(struct rq *rq, struct job *j, bool check)
{
    struct importing w = { .j = j };
    struct import_options o = { .dry_run = check, .progress = tell,
                                .written = written, .arg = &w };
    struct upload u;
    const struct type *t = input_read(rq, j, &u);
    enum rc rc;

    if (!t || t->no_add)
        return fail(rq, RC_INVALID, NULL,
                    "records of this kind are not added by import");
    rc = upload_import(rq, t, &u, o, &w.report);
    if (rc == RC_MISSING && !rq->fails)
        return fail(rq, rc, NULL,
                    "the file is not known any more; choose it again");
    j->result = report_write(rq, &w.report);
    return rc;
}

enum rc import_job_check(struct rq *rq, struct job *j)
{
    return run(rq, j, true);
}

enum rc import_job_run(struct rq *rq, struct job *j)
{
    return run(rq, j, false);
}

/* --- The job's page --------------------------------------------------------- */

static void draw_imported(struct rq *rq, struct html *h, const struct type *t,
                          const struct import_report *r)
{
    html_fmt(h,
             "<div class=\"flash ok\"><p>%s</p></div>\n"
             "<p><a class=\"button main\" href=\"%s\">%s</a></p>\n",
             import_said(rq, r), import_target(rq, t, r),
             r->act ? T(rq, "Open the act") : tr(rq->lang, t->plural));
}

void import_job_draw(struct rq *rq, const struct job *j)
{
    struct html *h = web_of(rq)->page;
    bool check = !strcmp(j->kind, IMPORT_CHECK);
    struct import_report report;
    struct upload u;
    const struct type *t = input_read(rq, j, &u);

    if (!t || !job_ended(j) || !report_read(rq, j, &report))
        return;
    if (!check && !strcmp(j->state, "done"))
        draw_imported(rq, h, t, &report);
    else if (report.rows || report.all_faults)
        import_draw(rq, h, t, &u, &report,
                    check && !strcmp(j->state, "done") &&
                        j->person == rq->person);
}
