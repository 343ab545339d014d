/* SPDX-License-Identifier: Apache-2.0 */
/*
 * once.c: a form sent twice acts once and answers the same.  The answer is
 * kept in the transaction that acted, under the form's own token or the
 * Idempotency-Key, together with a print of what was sent.
 */
#include "web/visit.h"

#include "web/page.h"

#include <string.h>

enum { CODE_MOST = 200, ANSWER_MOST = 65536 };
#define KEPT_FOR (INT64_C(2) * 86400 * 1000000)

static const struct sql_text q_look = {
    "SELECT print, status, media, answer, flash FROM once"
    " WHERE code = $1 AND person = $2",
    "ti", "bittt"
};
static const struct sql_text q_keep = {
    "INSERT INTO once (code, person, made_at, print, status, media, answer,"
    " flash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    "tiibittt", ""
};
static const struct sql_text q_old = { "DELETE FROM once WHERE made_at < $1",
                                       "i", "" };

/* What was sent, so that it is known again.  With the secret of the folder:
 * who holds the database alone cannot try out passwords and codes on it. */
static struct sha256 print_of(const struct ordo *app,
                              const struct http_request *in)
{
    struct sha256_stream *s = sha256_open();

    sha256_add(s, app->key.seed, sizeof app->key.seed);
    sha256_add(s, in->path, strlen(in->path) + 1);
    for (size_t i = 0; i < in->n_args; i++) {
        const struct http_arg *a = &in->args[i];

        /* A form drawn anew bears a new session's token. */
        if (!strcmp(a->name, "csrf"))
            continue;
        sha256_add(s, a->name, strlen(a->name) + 1);
        sha256_add(s, a->value, a->n + 1);
    }
    for (size_t i = 0; i < in->n_files; i++)
        sha256_add(s, &in->files[i].hash, sizeof in->files[i].hash);
    if (in->n_body)
        sha256_add(s, in->body, in->n_body);
    return sha256_close(s);
}

void once_prepare(struct visit *v)
{
    const char *code = http_request_header(v->in, "Idempotency-Key");

    if (!code)
        code = http_request_arg(v->in, "once");
    if (!code || !*code || strlen(code) > CODE_MOST)
        return;
    v->once = code;
    v->print = print_of(v->rq.app, v->in);
}

/* The row as an answer. */
static void replay(struct visit *v, const struct sql_rows *r)
{
    const char *media = sql_str(r, 2), *answer = sql_str(r, 3);
    const char *flash = sql_str(r, 4);
    struct rq *rq = &v->rq;

    if (media)
        web_answer(rq, (int)sql_int(r, 1), mem_str(rq->mem, media),
                   mem_str(rq->mem, answer), answer ? strlen(answer) : 0);
    else if (answer)
        web_redirect(rq, mem_str(rq->mem, answer), mem_str(rq->mem, flash));
}

enum rc once_look(struct visit *v, bool *found)
{
    struct rq *rq = &v->rq;
    struct sql_rows r;
    bool same = true;

    *found = false;
    if (!v->once)
        return RC_OK;
    r = sql_query(rq->sql, &q_look, ARGS(STR(v->once), INT(rq->person)));
    if (sql_next(&r)) {
        *found = true;
        same = sql_size(&r, 0) == sizeof v->print.b &&
               !memcmp(sql_blob(&r, 0), v->print.b, sizeof v->print.b);
        if (same)
            replay(v, &r);
    }
    TRY(sql_done(&r));
    if (*found)
        visit_count_repeated();
    if (*found && (!same || !v->answered))
        return fail(rq, RC_CONFLICT, NULL,
                    "this was already sent and done; open the page anew to"
                    " send something else");
    return RC_OK;
}

enum rc once_forget(struct rq *rq)
{
    return sql_run(rq->sql, &q_old, ARGS(INT(rq->now - KEPT_FOR)));
}

enum rc once_keep(struct visit *v)
{
    struct rq *rq = &v->rq;
    const struct http_response *out = v->out;
    bool text =
        !v->location && !v->html && out->fd < 0 && out->size <= ANSWER_MOST;

    if (!v->once)
        return RC_OK;
    if (rq->now % 64 == 0)
        TRY(once_forget(rq));
    /* Of a sealed change neither what was sent nor what was answered is kept,
     * nor the hour: the second sending is told that it was done. */
    if (rq->sealed)
        return sql_run(
            rq->sql, &q_keep,
            ARGS(STR(v->once), INT(rq->person),
                 INT(rq->now - rq->now % INT64_C(86400000000)), BLOB("", 0),
                 INT(out->status), NUL(), NUL(), NUL()));
    /* A page that answers a form may hold what is shown once only: it is not
     * kept, the second sending is told so. */
    return sql_run(
        rq->sql, &q_keep,
        ARGS(STR(v->once), INT(rq->person), INT(rq->now),
             BLOB(v->print.b, sizeof v->print.b), INT(out->status),
             STR(text ? (out->type ? out->type : "text/plain") : NULL),
             STR(text ? mem_strn(rq->mem, out->body ? out->body : "", out->size)
                      : v->location),
             STR(v->flash)));
}
