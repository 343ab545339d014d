/* SPDX-License-Identifier: Apache-2.0 */
/*
 * api_write.c: adding, changing, steps and files over the API.
 */
#include "web/api.h"

#include "kernel/act.h"
#include "kernel/org.h"
#include "web/dispatch.h"
#include "web/page_record.h"

#include <stdlib.h>
#include <string.h>

/* --- Answers -------------------------------------------------------------- */

struct changed {
    const struct type *type;
    int64_t id;
    int status;
};

/* The record as it is now; its id alone when the person may not see it. */
static enum rc answer_now(struct rq *rq, void *arg)
{
    const struct changed *c = arg;
    struct buf b;
    enum rc rc;

    buf_init(&b, rq->mem);
    rc = out_current(rq, &b, c->type, c->id);
    if (rc == RC_MISSING)
        buf_fmt(&b, "{\"id\":%lld}", (long long)c->id);
    else if (rc)
        return rc;
    buf_char(&b, '\n');
    return web_json(rq, c->status, &b);
}

static enum rc answer_record(struct rq *rq, int status, const struct type *t,
                             int64_t id)
{
    struct changed *c = MEM_NEW(rq->mem, struct changed);

    *c = (struct changed){ t, id, status };
    return web_later(rq, answer_now, c);
}

/* Which one it is, is nobody's to know, not of who made it either. */
static enum rc answer_sealed(struct rq *rq)
{
    struct buf b;

    buf_init(&b, rq->mem);
    buf_str(&b, "{\"id\":null}\n");
    return web_json(rq, 201, &b);
}

/* A refusal because the record is another one by now shows what it is. */
static enum rc answer_conflict(struct rq *rq, const struct type *t, int64_t id)
{
    const struct http_response *out = web_of(rq)->out;
    struct buf current, b;

    buf_init(&current, rq->mem);
    if (out_current(rq, &current, t, id))
        return RC_CONFLICT;
    web_problem(rq, RC_CONFLICT);
    buf_init(&b, rq->mem);
    buf_add(&b, out->body, out->size - strlen("}\n"));
    buf_fmt(&b, ",\"current\":%s}\n", current.s);
    web_answer(rq, out->status, out->type, b.s, b.n);
    return RC_CONFLICT;
}

/* Of the whole record, not of one field (a code that is taken). */
static bool is_stale(const struct rq *rq, enum rc rc)
{
    return rc == RC_CONFLICT && rq->fails && !rq->fails->field;
}

/* --- What only an act changes ---------------------------------------------- */

/* It begins with the draft, which is the answer. */
static enum rc answer_draft(struct rq *rq, int64_t act)
{
    web_header_set(rq, "Location",
                   mem_fmt(rq->mem, "/api/v1/act/%lld", (long long)act));
    return answer_record(rq, 202, &type_act, act);
}

static enum rc draft_change(struct rq *rq, const struct type *t,
                            const void *rec)
{
    int64_t act;

    TRY(act_draft_change(rq, 0, t, rec, &act));
    return answer_draft(rq, act);
}

/* --- Adding --------------------------------------------------------------- */

enum rc api_add(struct rq *rq)
{
    const struct type *t;
    struct record *rec;
    const char *field;
    int64_t version;

    TRY(api_type(rq, &t));
    if (t->no_add)
        return fail(rq, RC_DENIED, NULL,
                    "records of this kind are made by the system alone");
    rec = record_new(rq, t);
    TRY(api_fill(rq, t, NULL, rec, &version));
    if (record_reserved(rq, t, rec, NULL, &field) &&
        rights_any(rq, &type_act, OP_ADD, NULL))
        return draft_change(rq, t, rec);
    TRY(record_add(rq, t, rec));
    if (t->sealed)
        return answer_sealed(rq);
    web_header_set(rq, "Location",
                   mem_fmt(rq->mem, "/api/v1/%s/%lld", t->name,
                           (long long)rec->id));
    return answer_record(rq, 201, t, rec->id);
}

/* --- Changing ------------------------------------------------------------- */

/* If-Match: "3" or W/"3". */
static int64_t header_version(struct rq *rq)
{
    const char *s = web_header(rq, "If-Match");
    char *end;
    int64_t v;

    if (!s)
        return 0;
    if (!strncmp(s, "W/", 2))
        s += 2;
    s += *s == '"';
    v = strtoll(s, &end, 10);
    return end > s && (!*end || !strcmp(end, "\"")) && v > 0 ? v : 0;
}

enum rc api_change(struct rq *rq)
{
    const struct type *t;
    int64_t id = web_param_id(rq, "id"), version;
    const char *field;
    void *rec, *old;
    enum rc rc;

    TRY(api_type(rq, &t));
    TRY(record_take(rq, t, id, OP_EDIT, NULL, &rec));
    rc = api_fill(rq, t, NULL, rec, &version);
    if (!version)
        version = header_version(rq);
    if (!version) {
        web_status_force(rq, 428);
        return fail(rq, RC_INVALID, "version",
                    "say which version you have seen");
    }
    TRY(rc);
    ((struct record *)rec)->version = version;
    if (rights_any(rq, &type_act, OP_ADD, NULL)) {
        TRY(record_load(rq, t, id, &old));
        if (version == ((struct record *)old)->version &&
            record_reserved(rq, t, rec, old, &field))
            return draft_change(rq, t, rec);
    }
    rc = record_save(rq, t, rec);
    if (is_stale(rq, rc))
        return answer_conflict(rq, t, id);
    TRY(rc);
    return answer_record(rq, 200, t, id);
}

/* --- Steps ---------------------------------------------------------------- */

/* What only an act does begins with its draft, which is the answer. */
static enum rc draft_step(struct rq *rq, const struct type *t, int64_t id,
                          const struct step *step)
{
    int64_t version, act;
    void *rec;

    TRY(record_take(rq, t, id, OP_SEE, NULL, &rec));
    TRY(step_in_time(rq, t, step, rec)); /* else nobody could sign it */
    TRY(api_fill(rq, t, step, rec, &version));
    if (!version)
        version = header_version(rq);
    if (version && version != ((struct record *)rec)->version) {
        fail(rq, RC_CONFLICT, NULL,
             "somebody else has changed this meanwhile");
        return answer_conflict(rq, t, id);
    }
    TRY(act_draft_step(rq, t, id, step->name, rec, &act));
    return answer_draft(rq, act);
}

enum rc api_step(struct rq *rq)
{
    const struct type *t;
    const struct step *step;
    int64_t id = web_param_id(rq, "id"), version;
    void *rec;
    enum rc rc;

    TRY(api_type(rq, &t));
    step = type_step(t, web_param(rq, "step"));
    if (!step)
        return fail(rq, RC_MISSING, NULL, "there is no such step");
    if (step->by_act && rights_any(rq, &type_act, OP_ADD, NULL))
        return draft_step(rq, t, id, step);
    TRY(record_take(rq, t, id, OP_STEP, step->name, &rec));
    TRY(api_fill(rq, t, step, rec, &version));
    if (!version)
        version = header_version(rq);
    rc = record_step(rq, t, rec, step->name, version);
    if (is_stale(rq, rc))
        return answer_conflict(rq, t, id);
    TRY(rc);
    return answer_record(rq, 200, t, id);
}

/* --- Files ---------------------------------------------------------------- */

enum rc api_file_prepare(struct rq *rq)
{
    struct http_request *in = web_of(rq)->in;
    struct kept_file *kept = MEM_NEW(rq->mem, struct kept_file);

    if (in->n_files != 1)
        return fail(rq, RC_INVALID, "file",
                    "send one file as multipart/form-data");
    TRY(file_keep(rq, &in->files[0], kept));
    if (kept->fault == FILE_BAD_KIND)
        return fail(rq, RC_INVALID, "file",
                    "%s is not of a kind that is taken", kept->name);
    if (kept->fault == FILE_TOO_BIG)
        return fail(rq, RC_INVALID, "file", "%s is larger than 20 MB",
                    kept->name);
    web_of(rq)->prepared = kept;
    return RC_OK;
}

enum rc api_file_add(struct rq *rq)
{
    const struct kept_file *kept = web_of(rq)->prepared;
    int64_t id;

    TRY(file_add(rq, kept->name, kept->kind, kept->hash, kept->size, &id));
    web_header_set(rq, "Location",
                   mem_fmt(rq->mem, "/api/v1/file/%lld", (long long)id));
    return answer_record(rq, 201, &type_file, id);
}
