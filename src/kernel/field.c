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

enum { MAX_LINE = 300, MAX_LONG = 20000 };

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
        return ref_parse(rq, f, s, ref_scope(rq, t, f, scope, rec),
                         FIELD_AT(f, rec, int64_t));
    case KIND_FILE:
        return ref_parse(rq, f, s, 0, FIELD_AT(f, rec, int64_t));
    case KIND_REFS:
        return refs_parse(rq, f, s, ref_scope(rq, t, f, scope, rec),
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
