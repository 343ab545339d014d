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
    const char *folded, *asked;
    size_t match; /* `asked`, once a part of the statement needs it */
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
    w->asked = exact ? search_exact(q->rq->mem, w->folded)
                     : search_query(q->rq->mem, w->folded);
    w->match = 0;
    buf_init(&w->wait, q->rq->mem);
    for (size_t i = 0; i < n; i++)
        take_like(q, w, &like[i]);
    return true;
}

/* As many as decide how the records are looked for. */
static enum rc spot_of(const struct query *q, const struct type *t,
                       const struct words *w, struct search_spot *spot)
{
    int64_t most = q->list->recent ? q->list->recent + 1 : SEARCH_BROAD;

    return search_spot(q->rq->sql, t->name, w->asked, most, spot);
}

/* "t.id IN (...)": the words are in the document of a record of the type. */
static void put_few(struct query *q, const struct type *t,
                    struct words *w, const struct search_spot *spot)
{
    if (!w->match)
        w->match = params_add(&q->p, STR(w->asked));
    search_in(&q->sql, spot, w->match, q->list->recent);
    if (q->list->recent && spot->n > q->list->recent)
        q->list->unlooked = true;
    buf_fmt(&q->sql,
            " UNION ALL SELECT w.record FROM search_wait w WHERE w.type = '%s'"
            "%s)",
            t->name, w->wait.s);
}

/* The same where so many have them that a page is sooner found among the
 * records in their order.  false: it cannot be said so. */
static bool put_many(struct query *q, const struct type *t,
                     struct words *w, const struct search_spot *spot)
{
    struct search_whole like[SEARCH_BROAD_WORDS];
    size_t n =
        search_whole_likes(q->rq->mem, w->folded, q->list->exact, like);

    if (!n)
        return false;
    buf_fmt(&q->sql,
            "(EXISTS (SELECT 1 FROM search_doc d WHERE d.id = t.id + %lld",
            (long long)spot->base);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < like[i].n; j++)
            buf_fmt(&q->sql, "%s' ' || d.words || ' ' LIKE $%zu",
                    j ? " OR " : " AND (",
                    params_add(&q->p, STR(like[i].any[j])));
        buf_char(&q->sql, ')');
    }
    buf_fmt(&q->sql,
            ") OR t.id IN (SELECT w.record FROM search_wait w"
            " WHERE w.type = '%s'%s))",
            t->name, w->wait.s);
    return true;
}

/* Those of the list's own type. */
static enum rc put_own(struct query *q, struct words *w)
{
    const struct type *t = q->layout->type;
    struct search_spot spot;

    TRY(spot_of(q, t, w, &spot));
    if (spot.n < SEARCH_BROAD || !put_many(q, t, w, &spot))
        put_few(q, t, w, &spot);
    return RC_OK;
}

/* Each first document of a type leads on to the next type. */
enum rc list_words_types(struct rq *rq, const char *words, bool *found)
{
    static const struct sql_text q = {
        "WITH RECURSIVE first(doc) AS (SELECT (SELECT rowid FROM search_text"
        " WHERE search_text MATCH $1 ORDER BY rowid LIMIT 1)"
        " UNION ALL SELECT (SELECT rowid FROM search_text"
        " WHERE search_text MATCH $1 AND rowid > first.doc / $2 * $2 + $2"
        " ORDER BY rowid LIMIT 1) FROM first WHERE first.doc IS NOT NULL)"
        " SELECT k.type FROM first JOIN search_kind k"
        " ON k.id = first.doc / $2 UNION SELECT w.type FROM search_wait w",
        "ti", "t"
    };
    struct sql_rows r = sql_query(
        rq->sql, &q,
        ARGS(STR(search_query(rq->mem, text_fold(rq->mem, words))),
             INT(SEARCH_KIND)));

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
static enum rc put_about(struct query *q, const struct type *s,
                         struct words *w)
{
    struct search_spot spot;

    TRY(spot_of(q, s, w, &spot));
    buf_fmt(&q->sql,
            " OR t.id IN (SELECT a.id FROM %s a JOIN %s t ON t.id ="
            " a.subject_id WHERE a.subject = '%s' AND ",
            q->layout->type->name, s->name, s->name);
    put_few(q, s, w, &spot);
    buf_str(&q->sql, " AND ");
    rights_where(q->rq, &q->sql, &q->p, s, OP_SEE, NULL);
    buf_char(&q->sql, ')');
    return RC_OK;
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
    if (!q->layout->type->about)
        return put_own(q, &w);
    TRY(list_words_types(q->rq, typed, found));
    buf_char(&q->sql, '(');
    TRY(put_own(q, &w));
    for (size_t i = 0; i < app->n_types; i++)
        if (found[i] && type_searched(app->types[i]) &&
            !app->types[i]->about && rights_any(q->rq, app->types[i], OP_SEE,
                                                NULL))
            TRY(put_about(q, app->types[i], &w));
    buf_char(&q->sql, ')');
    return RC_OK;
}
