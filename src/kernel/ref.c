/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ref.c: a reference as a person or a program writes it: a code, a number, the
 * line of an act, the whole name.  One way for forms, the API and files.
 */
#include "base/text.h"
#include "kernel/merge.h"
#include "kernel/write.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_REFS = 1000 };

static bool all_digits(const char *s)
{
    return *s && strspn(s, "0123456789") == strlen(s) && strlen(s) < 19;
}

static enum rc ref_exists(struct rq *rq, const struct type *t, int64_t id)
{
    const char *text =
        mem_fmt(rq->mem, "SELECT 1 FROM %s WHERE id = $1", t->name);
    struct sql_rows r = sql_query_built(rq->sql, text, ARGS(INT(id)));
    bool found = sql_next(&r);

    TRY(sql_done(&r));
    return found ? RC_OK : RC_MISSING;
}

/* Of a record from which the person is excluded nothing is told, not even that
 * it is there. */
static enum rc ref_open(struct rq *rq, const struct type *t, int64_t id)
{
    struct params p = { 0 };
    struct sql_rows r;
    struct buf sql;
    bool found;

    if (!t->exclude && !t->closed_to)
        return RC_OK;
    buf_init(&sql, rq->mem);
    buf_fmt(&sql, "SELECT 1 FROM %s t WHERE t.id = $%zu", t->name,
            params_add(&p, INT(id)));
    rights_exclude(rq, &sql, &p, t);
    r = sql_query_built(rq->sql, sql.s, p.v, p.n);
    found = sql_next(&r);
    TRY(sql_done(&r));
    return found ? RC_OK : RC_MISSING;
}

static enum rc find_any(struct rq *rq, const struct type *t, const char *text,
                        int64_t scope, int64_t *id)
{
    enum rc rc = RC_MISSING;
    bool foreign;

    *id = record_marked(rq, text, &foreign);
    if (*id)
        return foreign ? RC_MISSING : ref_exists(rq, t, *id);
    if (t->code)
        rc = record_find(rq, t, text, t->code_scope ? scope : 0, id);
    if (rc == RC_MISSING && all_digits(text)) {
        *id = strtoll(text, NULL, 10);
        rc = ref_exists(rq, t, *id);
    }
    return rc;
}

enum rc ref_resolve(struct rq *rq, const struct type *t, const char *text,
                    int64_t scope, int64_t *id)
{
    TRY(find_any(rq, t, text, scope, id));
    return ref_open(rq, t, *id);
}

/* The field of `t` that names one record of type `to`. */
static const struct field *names_one(const struct type *t,
                                     const struct type *to)
{
    for (size_t i = 0; t && i < t->n_fields; i++)
        if (t->fields[i].kind == KIND_REF && t->fields[i].ref == to)
            return &t->fields[i];
    return NULL;
}

/* What the record `id` of type `t` names of type `to`. */
static int64_t named_by(struct rq *rq, const struct type *t, int64_t id,
                        const struct type *to)
{
    const struct field *f = names_one(t, to);
    struct sql_rows r;
    int64_t found = 0;

    if (!f || !id)
        return 0;
    r = sql_query_built(rq->sql,
                        mem_fmt(rq->mem, "SELECT %s FROM %s WHERE id = $1",
                                f->name, t->name),
                        ARGS(INT(id)));
    while (sql_next(&r))
        found = sql_int(&r, 0);
    return sql_done(&r) ? 0 : found;
}

int64_t ref_scope(struct rq *rq, const struct type *t, const struct field *f,
                  int64_t scope, const void *rec)
{
    const struct field *theirs, *own, *near;

    if (!f->ref->code_scope)
        return 0;
    if (!t->code_scope)
        return f->kind == KIND_REFS ? scope : 0;
    theirs = type_field(f->ref, f->ref->code_scope);
    own = type_field(t, t->code_scope);
    if (own->ref == theirs->ref)
        return scope;
    near = names_one(t, theirs->ref);
    if (near && *FIELD_IN(near, rec, int64_t))
        return *FIELD_IN(near, rec, int64_t);
    return named_by(rq, own->ref, scope, theirs->ref);
}

/* "@2": the record that line 2 of the act makes.  While the act is a draft it
 * is known as -2; when it is carried out, it has been made before. */
static enum rc parse_line(struct rq *rq, const struct type *t,
                          const char *name, const char *text, int64_t *id)
{
    static const struct sql_text q = {
        "SELECT COALESCE(subject_id, 0) FROM act_line WHERE act = $1"
        " AND position = $2 AND subject = $3 AND step IS NULL"
        " AND state = 'kept' AND seen IS NULL",
        "iit", "i"
    };
    int64_t act = rq->drafting ? rq->drafting : rq->act;
    int64_t line = strtoll(text + 1, NULL, 10);
    enum rc rc = sql_get_int(rq->sql, id, &q,
                             ARGS(INT(act), INT(line), STR(t->name)));

    if (rc && rc != RC_MISSING)
        return rc;
    if (!rc && !*id && rq->drafting)
        *id = -line;
    if (rc || !*id)
        return fail(rq, RC_INVALID, name,
                    "line %s of the act makes no such record before this one",
                    text + 1);
    return RC_OK;
}

/* --- By name ---------------------------------------------------------------- */

enum { NEAR_MOST = 5, NEAR_CHARS = 60 };

/* The record's whole name, in any language, as it was written. */
static void where_named(struct list *l, struct mem *m, const char *name)
{
    const struct field *title = type_field(l->type, l->type->title);
    size_t slot = params_add(&l->params, STR(name));

    if (title->kind == KIND_TEXT3)
        l->where = mem_fmt(m, "$%zu IN (t.%s_ky, t.%s_ru, t.%s_en)", slot,
                           title->name, title->name, title->name);
    else
        l->where = mem_fmt(m, "t.%s = $%zu", title->name, slot);
}

/* Records that have the words, or (`whole`) just this name, so many at most:
 * found in the index of search, so types without words have none.  What was
 * merged into another is not meant. */
static enum rc by_words(struct rq *rq, const struct type *t, const char *text,
                        bool whole, struct list *l)
{
    const struct field *title = type_field(t, t->title);
    struct rq ask = *rq;

    *l = (struct list){ .type = t, .limit = NEAR_MOST, .rows_only = true,
                        .exact = true };
    if (!title || (title->kind != KIND_TEXT3 && title->kind != KIND_TEXT) ||
        !title->search || t->sealed)
        return RC_OK;
    if (whole)
        where_named(l, rq->mem, text);
    if (merge_knows(t))
        l->where = mem_fmt(rq->mem, "%s%st.state <> '" MERGED "'",
                           l->where ? l->where : "", l->where ? " AND " : "");
    rq_forget(&ask);
    if (list_filter(&ask, l, "q", text))
        return RC_OK;
    TRY(list_read(&ask, l));
    return RC_OK;
}

static const char *near_text(struct rq *rq, const struct type *t,
                             const struct list *l)
{
    int64_t ids[NEAR_MOST];
    struct label *labels;
    struct buf b;

    for (size_t i = 0; i < l->n; i++)
        ids[i] = ((const struct record *)l->rec[i])->id;
    if (record_labels(rq, t, ids, l->n, &labels))
        return "";
    buf_init(&b, rq->mem);
    for (size_t i = 0; i < l->n; i++)
        buf_fmt(&b, "%s#%lld %s", i ? ", " : "", (long long)ids[i],
                text_cut(rq->mem, label_text(rq, &labels[i]), NEAR_CHARS));
    if (l->next)
        buf_str(&b, ", …");
    return b.s;
}

/* The one record of this name; `near`: those that are meant perhaps, when it
 * is none (RC_MISSING) or several (RC_CONFLICT). */
static enum rc find_named(struct rq *rq, const struct type *t,
                          const char *text, int64_t *id, const char **near)
{
    struct list l;
    enum rc rc = RC_MISSING;

    *near = "";
    TRY(by_words(rq, t, text, true, &l));
    if (l.n == 1) {
        *id = ((const struct record *)l.rec[0])->id;
        return RC_OK;
    }
    if (l.n)
        rc = RC_CONFLICT;
    else
        TRY(by_words(rq, t, text, false, &l));
    if (l.n)
        *near = near_text(rq, t, &l);
    return rc;
}

/* --- One, several ----------------------------------------------------------- */

static enum rc refuse_ref(struct rq *rq, const char *name, const char *text,
                          enum rc rc, const char *near)
{
    const char *shown = text_cut(rq->mem, text, 80);

    if (rc == RC_CONFLICT && *near)
        return fail(rq, RC_INVALID, name,
                    "%s is the name of several: %s. Write the number of the one"
                    " that is meant",
                    shown, near);
    if (rc == RC_CONFLICT)
        return fail(rq, RC_INVALID, name,
                    "%s is not clear: several plans have it", shown);
    if (rc == RC_MISSING && *near)
        return fail(rq, RC_INVALID, name, "there is no %s; is one of these meant: %s",
                    shown, near);
    if (rc == RC_MISSING)
        return fail(rq, RC_INVALID, name, "there is no %s", shown);
    return rc;
}

/* "#12 Asanov" as the refusal of a name lists it: the number alone. */
static const char *number_of(struct rq *rq, const char *text)
{
    size_t n = *text == '#' ? strspn(text + 1, "0123456789") : 0;

    return n && text[n + 1] == ' ' ? mem_strn(rq->mem, text, n + 1) : text;
}

/* By code, number, else by the name; what is refused is said. */
static enum rc find_said(struct rq *rq, const struct type *t, const char *name,
                         const char *typed, int64_t scope, int64_t *id)
{
    const char *text = number_of(rq, typed), *near = "";
    enum rc rc = find_any(rq, t, text, scope, id);

    if (rc == RC_MISSING && *text != '#' && *text != '@' && !all_digits(text))
        rc = find_named(rq, t, text, id, &near);
    return rc ? refuse_ref(rq, name, text, rc, near) : RC_OK;
}

enum rc ref_find(struct rq *rq, const struct type *t, const char *name,
                 const char *text, int64_t scope, int64_t *id)
{
    TRY(find_said(rq, t, name, text, scope, id));
    return ref_open(rq, t, *id) ? refuse_ref(rq, name, text, RC_MISSING, "")
                                : RC_OK;
}

static enum rc parse_ref(struct rq *rq, const struct type *t, const char *name,
                         const char *text, int64_t scope,
                         const struct refs *held, int64_t *id)
{
    if (text[0] == '@' && all_digits(text + 1) && (rq->act || rq->drafting))
        return parse_line(rq, t, name, text, id);
    TRY(find_said(rq, t, name, text, scope, id));
    /* What the record refers to already may stay. */
    for (size_t i = 0; i < held->n; i++)
        if (held->id[i] == *id)
            return RC_OK;
    return ref_open(rq, t, *id) ? refuse_ref(rq, name, text, RC_MISSING, "")
                                : RC_OK;
}

enum rc ref_parse(struct rq *rq, const struct field *f,
                         const char *text, int64_t scope, int64_t *id)
{
    int64_t held = *id;

    return parse_ref(rq, f->ref, f->name, text, scope,
                     &(struct refs){ &held, 1 }, id);
}

static int by_id(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

enum rc refs_parse(struct rq *rq, const struct field *f, char *text,
                          int64_t scope, struct refs *out)
{
    struct refs held = *out;
    int64_t *ids = MEM_ARRAY(rq->mem, MAX_REFS, int64_t);
    size_t n = 0, kept = 0;
    char *save = NULL;

    for (char *s = strtok_r(text, ";", &save); s;
         s = strtok_r(NULL, ";", &save)) {
        s = text_clean(rq->mem, s);
        if (!*s)
            continue;
        if (n == MAX_REFS)
            return fail(rq, RC_INVALID, f->name, "more than %d entries",
                        MAX_REFS);
        TRY(parse_ref(rq, f->ref, f->name, s, scope, &held, &ids[n]));
        n++;
    }
    qsort(ids, n, sizeof *ids, by_id);
    for (size_t i = 0; i < n; i++)
        if (!i || ids[i] != ids[i - 1])
            ids[kept++] = ids[i];
    out->id = ids;
    out->n = kept;
    return RC_OK;
}
