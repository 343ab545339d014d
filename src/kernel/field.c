/* SPDX-License-Identifier: Apache-2.0 */
/*
 * field.c: one value at a time: from text, to text, checked, compared.
 */
#include "base/text.h"
#include "kernel/write.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_LINE = 300, MAX_LONG = 20000, MAX_REFS = 1000 };

static int most_chars(const struct field *f)
{
    if (f->max)
        return f->max;
    return f->kind == KIND_LONG || f->kind == KIND_LONG3 ? MAX_LONG : MAX_LINE;
}

/* --- Empty, same ---------------------------------------------------------- */

static bool no_text(const char *s)
{
    return !s || !*s;
}

bool field_empty(const struct field *f, const void *rec)
{
    const struct text3 *t3;

    switch (f->kind) {
    case KIND_TEXT:
    case KIND_LONG:
    case KIND_CHOICE:
        return no_text(*FIELD_IN(f, rec, const char *));
    case KIND_TEXT3:
    case KIND_LONG3:
        t3 = FIELD_IN(f, rec, struct text3);
        return no_text(t3->in[0]) && no_text(t3->in[1]) && no_text(t3->in[2]);
    case KIND_COUNT:
    case KIND_MONEY:
        return !FIELD_IN(f, rec, struct count)->set;
    case KIND_NUMBER:
    case KIND_PERCENT:
        return !FIELD_IN(f, rec, struct number)->set;
    case KIND_DAY:
        return !day_is(*FIELD_IN(f, rec, day));
    case KIND_BOOL:
        return false;
    case KIND_INSTANT:
    case KIND_REF:
    case KIND_FILE:
        return *FIELD_IN(f, rec, int64_t) == 0;
    case KIND_REFS:
        return FIELD_IN(f, rec, struct refs)->n == 0;
    }
    return true;
}

bool field_same(struct mem *m, const struct field *f, const void *a,
                const void *b)
{
    struct sql_val va[LANGS], vb[LANGS];
    size_t n;

    if (f->kind == KIND_REFS) {
        const struct refs *ra = FIELD_IN(f, a, struct refs);
        const struct refs *rb = FIELD_IN(f, b, struct refs);

        return ra->n == rb->n &&
               (!ra->n || !memcmp(ra->id, rb->id, ra->n * sizeof *ra->id));
    }
    n = layout_values(m, f, a, va);
    layout_values(m, f, b, vb);
    for (size_t i = 0; i < n; i++)
        if (!sql_val_same(&va[i], &vb[i]))
            return false;
    return true;
}

/* --- Checks --------------------------------------------------------------- */

static enum rc check_text(struct rq *rq, const struct field *f,
                          const char *name, const char *s)
{
    int most = most_chars(f);

    /* Bytes are at least as many: most texts need no counting. */
    if (s && strlen(s) > (size_t)most && text_length(s) > (size_t)most)
        return fail(rq, RC_INVALID, name, "is longer than %d characters",
                    most);
    return RC_OK;
}

/* Of a number that states no limits: no count of a university is larger, and
 * three hundred digits have room on no page. */
#define NUMBER_MOST 1e15

static enum rc check_limits(struct rq *rq, const struct field *f, double v)
{
    bool limited = f->least < f->most, real = f->kind == KIND_NUMBER;
    double least = limited ? f->least : -NUMBER_MOST;
    double most = limited ? f->most : NUMBER_MOST;

    if (!isfinite(v))
        return fail(rq, RC_INVALID, f->name, "is not a number");
    if ((limited || real) && (v < least || v > most))
        return fail(rq, RC_INVALID, f->name, "must be from %s to %s",
                    lang_number(rq->mem, rq->lang, least, 3),
                    lang_number(rq->mem, rq->lang, most, 3));
    return RC_OK;
}

static enum rc check_text3(struct rq *rq, const struct field *f,
                           const struct text3 *t3)
{
    for (int p = 0; p < LANGS; p++)
        TRY(check_text(rq, f, column_name(rq->mem, f, p), t3->in[p]));
    return RC_OK;
}

enum rc field_check(struct rq *rq, const struct field *f, const void *rec)
{
    if (field_empty(f, rec)) {
        if (f->must && f->kind != KIND_TEXT3 && f->kind != KIND_LONG3)
            return fail(rq, RC_INVALID, f->name, "must be filled in");
        if (f->must)
            return fail(rq, RC_INVALID, column_name(rq->mem, f, LANG_KY),
                        "must be filled in");
        return RC_OK;
    }
    switch (f->kind) {
    case KIND_TEXT:
    case KIND_LONG:
        return check_text(rq, f, f->name, *FIELD_IN(f, rec, const char *));
    case KIND_TEXT3:
    case KIND_LONG3:
        return check_text3(rq, f, FIELD_IN(f, rec, struct text3));
    case KIND_COUNT:
    case KIND_MONEY:
        return check_limits(rq, f, (double)FIELD_IN(f, rec, struct count)->n);
    case KIND_NUMBER:
    case KIND_PERCENT:
        return check_limits(rq, f, FIELD_IN(f, rec, struct number)->v);
    case KIND_CHOICE:
        if (!field_choice(f, *FIELD_IN(f, rec, const char *)))
            return fail(rq, RC_INVALID, f->name, "%s is not one of the choices",
                        *FIELD_IN(f, rec, const char *));
        return RC_OK;
    default:
        return RC_OK;
    }
}

/* --- From text ------------------------------------------------------------ */

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

static enum rc parse_ref(struct rq *rq, const struct type *t, const char *name,
                         const char *text, int64_t scope,
                         const struct refs *held, int64_t *id)
{
    enum rc rc;
    bool there = false;

    if (text[0] == '@' && all_digits(text + 1) && (rq->act || rq->drafting))
        return parse_line(rq, t, name, text, id);
    rc = find_any(rq, t, text, scope, id);

    /* What the record refers to already may stay. */
    for (size_t i = 0; !rc && i < held->n; i++)
        there = there || held->id[i] == *id;
    if (!rc && !there)
        rc = ref_open(rq, t, *id);
    if (rc == RC_MISSING)
        return fail(rq, RC_INVALID, name, "there is no %s",
                    text_cut(rq->mem, text, 80));
    if (rc == RC_CONFLICT)
        return fail(rq, RC_INVALID, name,
                    "%s is not clear: several plans have it",
                    text_cut(rq->mem, text, 80));
    return rc;
}

static enum rc parse_one(struct rq *rq, const struct field *f,
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

static enum rc parse_refs(struct rq *rq, const struct field *f, char *text,
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

static enum rc parse_whole(struct rq *rq, const struct field *f, const char *s,
                           double scale, struct count *out)
{
    double v;

    if (!lang_number_parse(s, &v))
        return fail(rq, RC_INVALID, f->name, "%s is not a number",
                    text_cut(rq->mem, s, 40));
    v *= scale;
    if (fabs(v) > 9e15)
        return fail(rq, RC_INVALID, f->name, "%s is too large",
                    text_cut(rq->mem, s, 40));
    if (fabs(v - round(v)) > 1e-6)
        return fail(rq, RC_INVALID, f->name, "%s is not a whole number",
                    text_cut(rq->mem, s, 40));
    *out = (struct count){ (int64_t)llround(v), true };
    return RC_OK;
}

static enum rc parse_bool(struct rq *rq, const struct field *f, const char *s,
                          bool *out)
{
    static const char *const yes[] = { "yes", "1", "true", "on" };
    static const char *const no[] = { "no", "0", "false", "" };

    for (size_t i = 0; i < COUNT(yes); i++)
        if (!strcmp(s, yes[i])) {
            *out = true;
            return RC_OK;
        }
    for (size_t i = 0; i < COUNT(no); i++)
        if (!strcmp(s, no[i])) {
            *out = false;
            return RC_OK;
        }
    return fail(rq, RC_INVALID, f->name, "%s is neither yes nor no",
                text_cut(rq->mem, s, 40));
}

static enum rc parse_number(struct rq *rq, const struct field *f,
                            const char *s, struct number *out)
{
    if (!lang_number_parse(s, &out->v))
        return fail(rq, RC_INVALID, f->name, "%s is not a number",
                    text_cut(rq->mem, s, 40));
    out->set = true;
    return RC_OK;
}

static enum rc parse_day(struct rq *rq, const struct field *f, const char *s,
                         day *out)
{
    *out = day_parse_typed(s);
    if (!day_is(*out))
        return fail(rq, RC_INVALID, f->name, "%s is not a date",
                    text_cut(rq->mem, s, 40));
    return RC_OK;
}

static enum rc parse_instant(struct rq *rq, const struct field *f,
                             const char *s, int64_t *out)
{
    if (!instant_parse(s, out))
        return fail(rq, RC_INVALID, f->name, "%s is not a time",
                    text_cut(rq->mem, s, 40));
    return RC_OK;
}

void field_clear(const struct field *f, enum lang part, void *rec)
{
    static const struct stored nothing = { .null = true };

    layout_put(NULL, f, part, &nothing, rec);
}

/* One line has no line ends. */
static char *one_line(char *s)
{
    for (char *p = s; *p; p++)
        if (*p == '\n' || *p == '\t')
            *p = ' ';
    return s;
}

enum rc field_parse(struct rq *rq, const struct type *t, const struct field *f,
                    enum lang part, const char *text, int64_t scope, void *rec)
{
    char *s;

    if (!text_valid(text, strlen(text)))
        return fail(rq, RC_INVALID, f->name, "is not valid UTF-8 text");
    s = text_clean(rq->mem, text);
    if (!*s) {
        field_clear(f, part, rec);
        return RC_OK;
    }
    switch (f->kind) {
    case KIND_TEXT:
    case KIND_CHOICE:
        *FIELD_AT(f, rec, const char *) = one_line(s);
        return RC_OK;
    case KIND_LONG:
        *FIELD_AT(f, rec, const char *) = s;
        return RC_OK;
    case KIND_TEXT3:
        FIELD_AT(f, rec, struct text3)->in[part] = one_line(s);
        return RC_OK;
    case KIND_LONG3:
        FIELD_AT(f, rec, struct text3)->in[part] = s;
        return RC_OK;
    case KIND_COUNT:
        return parse_whole(rq, f, s, 1, FIELD_AT(f, rec, struct count));
    case KIND_MONEY:
        return parse_whole(rq, f, s, 100, FIELD_AT(f, rec, struct count));
    case KIND_NUMBER:
    case KIND_PERCENT:
        return parse_number(rq, f, s, FIELD_AT(f, rec, struct number));
    case KIND_DAY:
        return parse_day(rq, f, s, FIELD_AT(f, rec, day));
    case KIND_INSTANT:
        return parse_instant(rq, f, s, FIELD_AT(f, rec, int64_t));
    case KIND_BOOL:
        return parse_bool(rq, f, s, FIELD_AT(f, rec, bool));
    case KIND_REF:
        return parse_one(rq, f, s, ref_scope(rq, t, f, scope, rec),
                         FIELD_AT(f, rec, int64_t));
    case KIND_FILE:
        return parse_one(rq, f, s, 0, FIELD_AT(f, rec, int64_t));
    case KIND_REFS:
        return parse_refs(rq, f, s, ref_scope(rq, t, f, scope, rec),
                          FIELD_AT(f, rec, struct refs));
    }
    return RC_BROKEN;
}

/* --- To text -------------------------------------------------------------- */

static const char *ref_code(struct rq *rq, const struct type *t, int64_t id)
{
    struct label l;

    if (t->code && record_label(rq, t, id, &l) == RC_OK && l.code)
        return l.code;
    return mem_fmt(rq->mem, "%lld", (long long)id);
}

static const char *refs_codes(struct rq *rq, const struct field *f,
                              const struct refs *refs)
{
    struct buf b;

    buf_init(&b, rq->mem);
    for (size_t i = 0; i < refs->n; i++)
        buf_fmt(&b, "%s%s", i ? ";" : "", ref_code(rq, f->ref, refs->id[i]));
    return b.s;
}

/* The shortest plain decimal that reads back as the same number. */
static const char *real_text(struct mem *m, double v)
{
    for (int digits = 0; digits < 17; digits++) {
        char *s = mem_fmt(m, "%.*f", digits, v);

        if (!(strtod(s, NULL) < v) && !(strtod(s, NULL) > v))
            return s;
    }
    return mem_fmt(m, "%.17f", v);
}

const char *field_canonical(struct rq *rq, const struct field *f,
                            enum lang part, const void *rec)
{
    char iso[DAY_ISO_SIZE];
    int64_t n;

    if (field_empty(f, rec))
        return NULL;
    switch (f->kind) {
    case KIND_TEXT:
    case KIND_LONG:
    case KIND_CHOICE:
        return *FIELD_IN(f, rec, const char *);
    case KIND_TEXT3:
    case KIND_LONG3:
        return FIELD_IN(f, rec, struct text3)->in[part];
    case KIND_COUNT:
        return mem_fmt(rq->mem, "%lld",
                       (long long)FIELD_IN(f, rec, struct count)->n);
    case KIND_MONEY:
        n = FIELD_IN(f, rec, struct count)->n;
        return mem_fmt(rq->mem, "%s%lld.%02lld", n < 0 ? "-" : "",
                       (long long)(n < 0 ? -n : n) / 100,
                       (long long)(n < 0 ? -n : n) % 100);
    case KIND_NUMBER:
    case KIND_PERCENT:
        return real_text(rq->mem, FIELD_IN(f, rec, struct number)->v);
    case KIND_DAY:
        return mem_str(rq->mem, day_iso(*FIELD_IN(f, rec, day), iso));
    case KIND_INSTANT:
        return instant_iso(rq->mem, *FIELD_IN(f, rec, int64_t));
    case KIND_BOOL:
        return *FIELD_IN(f, rec, bool) ? "yes" : "no";
    case KIND_REF:
        return ref_code(rq, f->ref, *FIELD_IN(f, rec, int64_t));
    case KIND_FILE:
        return mem_fmt(rq->mem, "%lld",
                       (long long)*FIELD_IN(f, rec, int64_t));
    case KIND_REFS:
        return refs_codes(rq, f, FIELD_IN(f, rec, struct refs));
    }
    return NULL;
}
