/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list_words.c: records by the words of a question.  What is said to be about
 * another record has no words of its own: it is found by those of that record,
 * by whoever may see that, too.
 */
#include "base/text.h"
#include "kernel/list_in.h"
#include "store/search.h"

#include <string.h>

/* The question, as parameters of the statement. */
struct words {
    const char *folded;
    size_t match;
    struct buf wait; /* the condition about what waits for the index */
};

static void take_like(struct query *q, struct words *w,
                      const struct search_like *like)
{
    for (size_t i = 0; i < like->n; i++)
        buf_fmt(&w->wait, "%s' ' || w.words || ' ' LIKE $%zu",
                i ? " OR " : " AND (", params_add(&q->p, STR(like->any[i])));
    buf_char(&w->wait, ')');
}

/* false: there is no word in it. */
static bool take_words(struct query *q, const char *typed, struct words *w)
{
    struct search_like like[SEARCH_WORDS];
    bool exact = q->list->exact;
    size_t n;

    w->folded = text_fold(q->rq->mem, typed);
    n = exact ? search_exact_likes(q->rq->mem, w->folded, like)
              : search_likes(q->rq->mem, w->folded, like);
    if (!n)
        return false;
    w->match = params_add(&q->p,
                          STR(exact ? search_exact(q->rq->mem, w->folded)
                                    : search_query(q->rq->mem, w->folded)));
    buf_init(&w->wait, q->rq->mem);
    for (size_t i = 0; i < n; i++)
        take_like(q, w, &like[i]);
    return true;
}

/* "t.id IN (...)": the words are in the document of a record of the type. */
static void put_found(struct query *q, const struct type *t,
                      const struct words *w)
{
    buf_fmt(&q->sql,
            "t.id IN (SELECT d.record FROM search_text JOIN search_doc d"
            " ON d.id = search_text.rowid WHERE search_text MATCH $%zu"
            " AND d.type || '' = '%s'" /* no index: the words lead */
            " UNION ALL SELECT w.record FROM search_wait w WHERE w.type = '%s'"
            "%s)",
            w->match, t->name, t->name, w->wait.s);
}

enum rc list_words_types(struct rq *rq, const char *words, bool *found)
{
    static const struct sql_text q = {
        "SELECT DISTINCT d.type FROM search_text JOIN search_doc d"
        " ON d.id = search_text.rowid WHERE search_text MATCH $1"
        " UNION SELECT w.type FROM search_wait w",
        "t", "t"
    };
    struct sql_rows r =
        sql_query(rq->sql, &q,
                  ARGS(STR(search_query(rq->mem, text_fold(rq->mem, words)))));

    memset(found, 0, TYPES_MAX * sizeof *found);
    while (sql_next(&r)) {
        const struct type *t = app_type(rq->app, sql_str(&r, 0));

        if (t)
            found[app_type_index(rq->app, t)] = true;
    }
    return sql_done(&r);
}

/* Those that are about a record of type s which has the words; here `t` is
 * that record. */
static void put_about(struct query *q, const struct type *s,
                      const struct words *w)
{
    buf_fmt(&q->sql,
            " OR t.id IN (SELECT a.id FROM %s a JOIN %s t ON t.id ="
            " a.subject_id WHERE a.subject = '%s' AND ",
            q->layout->type->name, s->name, s->name);
    put_found(q, s, w);
    buf_str(&q->sql, " AND ");
    rights_where(q->rq, &q->sql, &q->p, s, OP_SEE, NULL);
    buf_char(&q->sql, ')');
}

enum rc list_where_words(struct query *q, const char *typed)
{
    const struct ordo *app = q->rq->app;
    bool found[TYPES_MAX];
    struct words w;

    if (!take_words(q, typed, &w)) {
        buf_str(&q->sql, "1=0");
        return RC_OK;
    }
    if (!q->layout->type->about) {
        put_found(q, q->layout->type, &w);
        return RC_OK;
    }
    TRY(list_words_types(q->rq, typed, found));
    buf_char(&q->sql, '(');
    put_found(q, q->layout->type, &w);
    for (size_t i = 0; i < app->n_types; i++)
        if (found[i] && type_searched(app->types[i]) &&
            !app->types[i]->about && rights_any(q->rq, app->types[i], OP_SEE,
                                                NULL))
            put_about(q, app->types[i], &w);
    buf_char(&q->sql, ')');
    return RC_OK;
}
