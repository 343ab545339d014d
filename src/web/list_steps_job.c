/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list_steps_job.c: a step for many records as a job: part by part, each part
 * with its results in one write, so that a stop or another server loses
 * nothing and repeats nothing.
 */
#include "web/list_steps.h"

#include "kernel/app.h"
#include "web/page.h"

#include <jansson.h>
#include <string.h>

/* --- What the row says ------------------------------------------------------ */

static void put_rows(struct buf *b, const struct steps_order *o)
{
    buf_fmt(b, "{\"act\":%lld,\"rows\":[", (long long)o->what.act);
    for (size_t i = 0; i < o->n; i++) {
        const struct many_row *r = &o->row[i];

        buf_fmt(b, "%s[%lld,%lld", i ? "," : "", (long long)r->id,
                (long long)r->version);
        if (r->tried) {
            buf_char(b, ',');
            buf_json(b, r->why ? r->why : "");
        }
        buf_char(b, ']');
    }
    buf_str(b, "]}");
}

enum rc steps_job_add(struct rq *rq, const struct steps_order *o, int64_t *id)
{
    const struct many *w = &o->what;
    struct buf b;

    buf_init(&b, rq->mem);
    buf_str(&b, "{\"type\":");
    buf_json(&b, w->type->name);
    buf_str(&b, ",\"step\":");
    buf_json(&b, w->step->name);
    buf_str(&b, ",\"list\":");
    buf_json(&b, o->list);
    buf_str(&b, ",\"fields\":");
    buf_json(&b, w->fields ? w->fields : "");
    if (!o->all) {
        buf_str(&b, ",\"picked\":");
        put_rows(&b, o);
    }
    buf_char(&b, '}');
    return job_add(rq, "steps",
                   mem_fmt(rq->mem, "%s: %s", tr(rq->lang, w->type->plural),
                           tr(rq->lang, w->step->label)),
                   b.s, id);
}

static const char *text_of(struct rq *rq, const json_t *o, const char *name)
{
    const char *s = json_string_value(json_object_get(o, name));

    return mem_str(rq->mem, s ? s : "");
}

static void rows_read(struct rq *rq, const json_t *o, struct steps_order *out)
{
    const json_t *rows = json_object_get(o, "rows");
    size_t n = json_array_size(rows);

    out->what.act = json_integer_value(json_object_get(o, "act"));
    out->row = MEM_ARRAY(rq->mem, n + 1, struct many_row);
    for (out->n = 0; out->n < n; out->n++) {
        const json_t *r = json_array_get(rows, out->n);
        const char *why = json_string_value(json_array_get(r, 2));

        out->row[out->n] = (struct many_row){
            .id = json_integer_value(json_array_get(r, 0)),
            .version = json_integer_value(json_array_get(r, 1)),
            .tried = why != NULL,
            .why = why && *why ? mem_str(rq->mem, why) : NULL,
        };
    }
}

/* *found: the rows are known already. */
static bool order_of(struct rq *rq, const struct job *j,
                     struct steps_order *out, bool *found)
{
    json_t *in = json_loads(j->input, 0, NULL);
    json_t *now = j->result ? json_loads(j->result, 0, NULL) : NULL;
    const json_t *rows = now ? now : json_object_get(in, "picked");

    *out = (struct steps_order){ .list = text_of(rq, in, "list") };
    out->what.type = app_type(rq->app, text_of(rq, in, "type"));
    if (out->what.type)
        out->what.step = type_step(out->what.type, text_of(rq, in, "step"));
    out->what.fields = text_of(rq, in, "fields");
    if (!*out->what.fields)
        out->what.fields = NULL;
    *found = rows != NULL;
    rows_read(rq, rows, out);
    json_decref(in);
    json_decref(now);
    return out->what.step != NULL;
}

/* --- Running ---------------------------------------------------------------- */

struct part {
    struct job *j;
    const struct steps_order *o;
    size_t at, n;
    const char *result;
};

/* It may run again, so it changes a copy. */
static enum rc take_part(struct rq *rq, void *arg)
{
    struct part *p = arg;
    struct steps_order now = *p->o;
    struct job j = *p->j;
    struct buf b;

    now.row = MEM_ARRAY(rq->mem, now.n, struct many_row);
    memcpy(now.row, p->o->row, now.n * sizeof *now.row);
    TRY(many_take(rq, &now.what, now.row + p->at, p->n));
    buf_init(&b, rq->mem);
    put_rows(&b, &now);
    p->result = j.result = b.s;
    return job_keep(rq, &j);
}

/* The next records that nobody has tried; *done: there are none. */
static enum rc run_part(struct rq *rq, struct job *j, bool *done)
{
    struct steps_order o;
    struct part p = { .j = j, .o = &o };
    bool found;

    if (!order_of(rq, j, &o, &found))
        return fail(rq, RC_INVALID, NULL,
                    "this program does not know such work");
    if (!found)
        TRY(steps_find(rq, &o, STEPS_MOST));
    while (p.at < o.n && o.row[p.at].tried)
        p.at++;
    p.n = o.n - p.at < STEPS_AT_ONCE ? o.n - p.at : STEPS_AT_ONCE;
    *done = !p.n;
    if (!job_tell(j, (long)p.at, (long)o.n))
        return fail(rq, RC_CONFLICT, NULL, "it was stopped");
    if (*done)
        return RC_OK;
    TRY(app_write(rq, take_part, &p));
    j->result = p.result;
    return RC_OK;
}

static enum rc run_all(struct rq *rq, struct job *j, struct mem *kept)
{
    struct mem_mark mark = mem_mark(rq->mem);
    bool done = false;

    while (!done) {
        TRY(run_part(rq, j, &done));
        j->result = mem_str(kept, j->result);
        rq->taken = NULL;
        mem_back(rq->mem, mark);
    }
    return RC_OK;
}

enum rc steps_job_run(struct rq *rq, struct job *j)
{
    struct mem *kept = mem_new(0);
    enum rc rc;

    if (!kept)
        return RC_BUSY;
    rc = run_all(rq, j, kept);
    j->result = mem_str(rq->mem, j->result);
    mem_free(kept);
    return rc;
}

/* --- The job's page --------------------------------------------------------- */

void steps_job_draw(struct rq *rq, const struct job *j)
{
    struct steps_order o;
    bool found;

    if (!job_ended(j) || j->person != rq->person ||
        !order_of(rq, j, &o, &found) || !found)
        return;
    if (steps_draw(rq, web_of(rq)->page, &o))
        rq_forget(rq);
}
