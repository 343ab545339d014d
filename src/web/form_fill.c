/* SPDX-License-Identifier: Apache-2.0 */
/*
 * form_fill.c: what a form sent, into a record.  Only what the form held is
 * touched; every fault is recorded, so that a person corrects all at once.
 */
#include "web/page_record.h"

#include "base/hash.h"
#include "base/text.h"
#include "kernel/layout.h"
#include "kernel/org.h"
#include "kernel/span.h"
#include "store/files.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- Stamps --------------------------------------------------------------- */

/* Keyed by the journal's seed, which never leaves the server. */
const char *stamp_make(struct rq *rq, const char *text)
{
    const char *whole =
        mem_fmt(rq->mem, "stamp:%lld:%s", (long long)rq->person, text);
    const unsigned char *seed = rq->app->key.seed;
    char *hex = sha256_hex(rq->mem, sha256_three(seed, SIGN_SEED_SIZE, whole,
                                                 strlen(whole), seed,
                                                 SIGN_SEED_SIZE));

    hex[40] = '\0';
    return hex;
}

bool stamp_good(struct rq *rq, const char *text, const char *stamp)
{
    const char *right = stamp_make(rq, text);

    return strlen(stamp) == strlen(right) &&
           bytes_equal(stamp, right, strlen(right));
}

/* --- Files, on a worker --------------------------------------------------- */

static bool file_field(const struct type *t, const char *name)
{
    const struct field *f = type_field(t, name);

    return f && (f->kind == KIND_FILE || f->kind == KIND_REFS) &&
           f->ref == &type_file;
}

static const char *kind_of(const struct http_file *in)
{
    int fd = open(in->path, O_RDONLY | O_CLOEXEC);
    const char *kind = NULL;

    if (fd >= 0) {
        kind = files_kind(fd, in->filename);
        close(fd);
    }
    return kind;
}

enum rc file_keep(struct rq *rq, struct http_file *in, struct kept_file *out)
{
    const char *kind;

    out->input = in->name;
    out->name = in->filename;
    if (in->size > FILE_MOST) {
        out->fault = FILE_TOO_BIG;
        return RC_OK;
    }
    kind = kind_of(in);
    if (!kind) {
        out->fault = FILE_BAD_KIND;
        return RC_OK;
    }
    out->name = files_name(rq->mem, in->filename, kind);
    out->kind = kind;
    out->hash = sha256_hex(rq->mem, in->hash);
    out->size = (int64_t)in->size;
    in->taken = true;
    return files_keep(rq->app->store, in->path, in->hash);
}

/* "STAMP:HASH:SIZE:KIND:NAME" of a form that came back with errors. */
static bool kept_before(struct rq *rq, const char *value,
                        struct kept_file *out)
{
    char *s = mem_str(rq->mem, value), *part[4];

    for (int i = 0; i < 4; i++) {
        part[i] = s;
        s = strchr(s, ':');
        if (!s)
            return false;
        *s++ = '\0';
    }
    if (!stamp_good(rq, value + strlen(part[0]) + 1, part[0]))
        return false;
    out->hash = part[1];
    out->size = strtoll(part[2], NULL, 10);
    out->kind = part[3];
    out->name = s;
    return true;
}

static void take_kept(struct rq *rq, struct kept_files *kept)
{
    const struct http_request *in = web_of(rq)->in;

    for (size_t i = 0; i < in->n_args; i++) {
        const char *name = in->args[i].name;
        size_t n = strlen(name);
        struct kept_file k = { 0 };

        if (kept->n == HTTP_FILES_MAX || n < 6 ||
            strcmp(name + n - 5, "_kept") != 0)
            continue;
        k.input = mem_strn(rq->mem, name, n - 5);
        if (kept_before(rq, in->args[i].value, &k))
            kept->f[kept->n++] = k;
    }
}

enum rc form_prepare(struct rq *rq)
{
    struct web *web = web_of(rq);
    struct kept_files *kept = MEM_NEW(rq->mem, struct kept_files);

    kept->f = MEM_ARRAY(rq->mem, 2 * HTTP_FILES_MAX, struct kept_file);
    take_kept(rq, kept);
    for (size_t i = 0; i < web->in->n_files; i++) {
        struct http_file *f = &web->in->files[i];

        /* A browser sends an empty part when no file was chosen. */
        if ((!f->size && !*f->filename) || !file_field(web->type, f->name))
            continue;
        TRY(file_keep(rq, f, &kept->f[kept->n++]));
    }
    web->prepared = kept;
    return RC_OK;
}

/* --- References as typed -------------------------------------------------- */

static enum rc find_by_code(struct rq *rq, const struct type *t,
                            const char *text, int64_t scope, int64_t *id)
{
    const char *space = strchr(text, ' ');
    enum rc rc;

    if (!t->code_scope)
        scope = 0;
    rc = record_find(rq, t, text, scope, id);
    if (rc == RC_MISSING && space)
        rc = record_find(
            rq, t, mem_strn(rq->mem, text, (size_t)(space - text)), scope, id);
    return rc;
}

/* The one record that these words find. */
static enum rc find_by_words(struct rq *rq, const struct type *t,
                             const char *text, int64_t *id)
{
    struct list l = { .type = t, .limit = 2, .rows_only = true };
    struct rq ask = *rq;

    rq_forget(&ask);
    TRY(list_filter(&ask, &l, "q", text));
    TRY(list_read(&ask, &l));
    if (l.n != 1)
        return RC_MISSING;
    *id = ((const struct record *)l.rec[0])->id;
    return RC_OK;
}

const char *ref_typed(struct rq *rq, const struct field *f, const char *typed,
                      int64_t scope)
{
    char *s = text_clean(rq->mem, typed);
    int64_t id = 0;
    enum rc rc = RC_MISSING;

    if (*s == '#' || *s == '@' || !*s) {
        s[strcspn(s, " ")] = '\0';
        return s;
    }
    if (strspn(s, "0123456789") == strlen(s))
        return s;
    if (f->ref->code)
        rc = find_by_code(rq, f->ref, s, scope, &id);
    if (rc == RC_MISSING)
        rc = find_by_words(rq, f->ref, s, &id);
    return rc ? s : ref_value(rq, id);
}

/* --- One field ------------------------------------------------------------ */

struct fill {
    struct rq *rq;
    const struct type *t;
    void *rec;
    int64_t scope;
    enum rc rc; /* the first fault */
};

static void note(struct fill *fl, enum rc rc)
{
    if (!fl->rc)
        fl->rc = rc;
}

static bool was_here(struct rq *rq, const char *field)
{
    const struct http_request *in = web_of(rq)->in;

    for (size_t i = 0; i < in->n_args; i++)
        if (!strcmp(in->args[i].name, field) ||
            (!strcmp(in->args[i].name, "has") &&
             !strcmp(in->args[i].value, field)))
            return true;
    return false;
}

/* A file may be named by who brought it or may see it, so that nobody opens a
 * document by writing its number into a form. */
enum rc file_allowed(struct rq *rq, const char *field, int64_t id,
                     const struct refs *before)
{
    enum rc rc;

    if (refs_have(before, id) || rq->system)
        return RC_OK;
    rc = file_seen(rq, id);
    if (rc == RC_MISSING)
        return fail(rq, RC_INVALID, field, "there is no %s",
                    ref_value(rq, id));
    return rc;
}

static enum rc check_files(struct fill *fl, const struct field *f,
                           const struct refs *before)
{
    const struct refs *now = FIELD_IN(f, fl->rec, struct refs);

    for (size_t i = 0; i < now->n; i++)
        TRY(file_allowed(fl->rq, f->name, now->id[i], before));
    return RC_OK;
}

static int by_id(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static void add_ref(struct mem *m, struct refs *refs, int64_t id)
{
    int64_t *ids;

    if (refs_have(refs, id))
        return;
    ids = MEM_ARRAY(m, refs->n + 1, int64_t);
    if (refs->n)
        memcpy(ids, refs->id, refs->n * sizeof *ids);
    ids[refs->n++] = id;
    qsort(ids, refs->n, sizeof *ids, by_id);
    refs->id = ids;
}

/* New files of this field become records. */
static void add_files(struct fill *fl, const struct field *f)
{
    const struct kept_files *kept = web_of(fl->rq)->prepared;
    int64_t id;
    enum rc rc;

    for (size_t i = 0; kept && i < kept->n; i++) {
        const struct kept_file *k = &kept->f[i];

        if (strcmp(k->input, f->name) != 0)
            continue;
        if (k->fault == FILE_BAD_KIND)
            rc = fail(fl->rq, RC_INVALID, f->name,
                      "%s is not of a kind that is taken", k->name);
        else if (k->fault == FILE_TOO_BIG)
            rc = fail(fl->rq, RC_INVALID, f->name, "%s is larger than 20 MB",
                      k->name);
        else
            rc = file_add(fl->rq, k->name, k->kind, k->hash, k->size, &id);
        note(fl, rc);
        if (rc)
            continue;
        if (f->kind == KIND_FILE)
            *FIELD_AT(f, fl->rec, int64_t) = id;
        else
            add_ref(fl->rq->mem, FIELD_AT(f, fl->rec, struct refs), id);
    }
}

static int64_t scope_of(const struct fill *fl, const struct field *f)
{
    return ref_scope(fl->rq, fl->t, f, fl->scope, fl->rec);
}

static void fill_refs(struct fill *fl, const struct field *f)
{
    const struct http_request *in = web_of(fl->rq)->in;
    const struct refs before = *FIELD_IN(f, fl->rec, struct refs);
    bool files = f->ref == &type_file;
    struct buf b;

    if (was_here(fl->rq, f->name)) {
        buf_init(&b, fl->rq->mem);
        for (size_t i = 0; i < in->n_args; i++)
            if (!strcmp(in->args[i].name, f->name) && *in->args[i].value)
                buf_fmt(&b, "%s;", ref_typed(fl->rq, f, in->args[i].value,
                                             scope_of(fl, f)));
        note(fl, field_parse(fl->rq, fl->t, f, LANG_KY, b.s, fl->scope,
                             fl->rec));
        if (files)
            note(fl, check_files(fl, f, &before));
    }
    if (files)
        add_files(fl, f);
}

static void fill_ref(struct fill *fl, const struct field *f)
{
    int64_t before = *FIELD_IN(f, fl->rec, int64_t), now;
    const struct refs known = { &before, 1 };
    const char *typed = web_arg(fl->rq, f->name);

    if (typed || was_here(fl->rq, f->name))
        note(fl, field_parse(fl->rq, fl->t, f, LANG_KY,
                             typed ? ref_typed(fl->rq, f, typed, scope_of(fl, f))
                                   : "",
                             fl->scope, fl->rec));
    if (f->kind != KIND_FILE)
        return;
    now = *FIELD_IN(f, fl->rec, int64_t);
    if (now)
        note(fl, file_allowed(fl->rq, f->name, now, &known));
    add_files(fl, f);
}

static void fill_field(struct fill *fl, const struct field *f)
{
    int parts = field_columns(f) == LANGS ? LANGS : 1;
    const char *typed;

    if (f->kind == KIND_REFS) {
        fill_refs(fl, f);
        return;
    }
    if (f->kind == KIND_REF || f->kind == KIND_FILE) {
        fill_ref(fl, f);
        return;
    }
    for (int p = 0; p < parts; p++) {
        typed = web_arg(fl->rq, column_name(fl->rq->mem, f, p));
        if (!typed && f->kind == KIND_BOOL && was_here(fl->rq, f->name))
            typed = "";
        if (typed)
            note(fl, field_parse(fl->rq, fl->t, f, (enum lang)p, typed,
                                 fl->scope, fl->rec));
    }
}

/* --- The form ------------------------------------------------------------- */

static bool in_form(const struct form_fields *ff, const struct field *f)
{
    for (size_t i = 0; i < ff->n; i++)
        if (ff->f[i] == f)
            return true;
    return false;
}

static bool refused(const struct rq *rq, const struct field *f)
{
    for (const struct failure *x = rq->fails; x; x = x->next)
        if (x->field && !strcmp(x->field, f->name))
            return true;
    return false;
}

/* A form that cannot be read as it is comes back with all that is wrong, not
 * with a part now and the empty fields the next time. */
static void tell_missing(struct rq *rq, const struct form_fields *ff,
                         const void *rec)
{
    for (size_t i = 0; i < ff->n; i++)
        if (ff->f[i]->must && !ff->f[i]->computed && !refused(rq, ff->f[i]) &&
            field_empty(ff->f[i], rec))
            fail(rq, RC_INVALID, ff->f[i]->name, "must be filled in");
}

enum rc form_fill(struct rq *rq, const struct type *t,
                  const struct form_fields *ff, void *rec)
{
    struct fill fl = { .rq = rq, .t = t, .rec = rec };
    const struct field *scope = type_field(t, t->code_scope);

    /* The plan first: codes are looked up within it. */
    if (scope && scope->kind == KIND_REF) {
        if (in_form(ff, scope))
            fill_field(&fl, scope);
        fl.scope = *FIELD_IN(scope, rec, int64_t);
    }
    for (size_t i = 0; i < ff->n; i++)
        if (ff->f[i] != scope)
            fill_field(&fl, ff->f[i]);
    if (web_arg(rq, EFFECTIVE_ON)) {
        enum rc rc = span_take(rq, t, ((struct record *)rec)->id,
                               web_arg(rq, EFFECTIVE_ON));

        fl.rc = fl.rc ? fl.rc : rc;
    }
    if (fl.rc)
        tell_missing(rq, ff, rec);
    return fl.rc;
}
