/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_cache.c: the prepared statements of a SQLite connection: the constant
 * ones by their address, the composed ones by their text, of which the most
 * recently used stay.
 */
#include "store/sql_sqlite_in.h"

#include <stdlib.h>
#include <string.h>

enum { ARGS_MAX = 1000 /* $1..$1000 */ };

/* --- The cache of statements ------------------------------------------ */

/* Eight bytes at a time: texts of lists and forms are a kilobyte long. */
static uint64_t hash_text(const char *s, size_t n)
{
    uint64_t h = UINT64_C(0x9e3779b97f4a7c15) ^ n, w;

    for (; n >= sizeof w; s += sizeof w, n -= sizeof w) {
        memcpy(&w, s, sizeof w);
        h = (h ^ w) * UINT64_C(0xff51afd7ed558ccd);
        h ^= h >> 32;
    }
    w = 0;
    memcpy(&w, s, n);
    h = (h ^ w) * UINT64_C(0xff51afd7ed558ccd);
    return h ^ (h >> 29);
}

static uint64_t hash_address(const void *p)
{
    return ((uint64_t)(uintptr_t)p >> 3) * UINT64_C(0x9e3779b97f4a7c15) >> 32;
}

static struct statement **bucket_of(struct sql *c, const struct statement *s)
{
    return (s->fixed ? c->fixed : c->built) + (s->hash & (SQLITE_BUCKETS - 1));
}

static void age_unlink(struct sql *c, struct statement *s)
{
    *(s->newer ? &s->newer->older : &c->newest) = s->older;
    *(s->older ? &s->older->newer : &c->oldest) = s->newer;
    s->newer = s->older = NULL;
}

static void age_push(struct sql *c, struct statement *s)
{
    s->older = c->newest;
    s->newer = NULL;
    *(c->newest ? &c->newest->newer : &c->oldest) = s;
    c->newest = s;
}

void sqlite_drop(struct statement *s)
{
    sqlite3_finalize(s->handle);
    free(s);
}

static void forget(struct sql *c, struct statement *s)
{
    struct statement **at = bucket_of(c, s);

    while (*at != s)
        at = &(*at)->chain;
    *at = s->chain;
    if (!s->fixed) {
        age_unlink(c, s);
        c->n_built--;
    }
    sqlite_drop(s);
}

void sqlite_make_room(struct sql *c)
{
    struct statement *s = c->oldest;

    while (s && s->running)
        s = s->newer;
    if (s && c->n_built >= SQLITE_BUILT_MAX)
        forget(c, s);
}

static void remember(struct sql *c, struct statement *s)
{
    struct statement **at = bucket_of(c, s);

    if (!s->fixed) {
        sqlite_make_room(c);
        age_push(c, s);
        c->n_built++;
    }
    s->chain = *at;
    *at = s;
}

/* --- Preparing -------------------------------------------------------- */

/* The n of a parameter "$n", 0 when it is not written so. */
static int number_of(const char *name)
{
    int n = 0;

    if (!name || name[0] != '$' || name[1] < '1' || name[1] > '9')
        return 0;
    for (name++; *name >= '0' && *name <= '9' && n <= ARGS_MAX; name++)
        n = n * 10 + (*name - '0');
    return *name || n > ARGS_MAX ? 0 : n;
}

static enum rc map_params(struct sql *c, struct statement *s)
{
    for (int i = 0; i < s->n_params; i++) {
        int n = number_of(sqlite3_bind_parameter_name(s->handle, i + 1));

        if (!n)
            return sqlite_misused(c, "a parameter that is not $n",
                           sqlite3_sql(s->handle));
        s->arg_of[i] = n - 1;
        if ((size_t)n > s->need)
            s->need = (size_t)n;
    }
    return RC_OK;
}

static enum rc prepare(struct sql *c, const char *text, struct statement **out)
{
    sqlite3_stmt *handle = NULL;
    const char *tail = NULL;
    struct statement *s;
    int n, code = sqlite3_prepare_v3(c->db, text, -1, SQLITE_PREPARE_PERSISTENT,
                                     &handle, &tail);

    if (code)
        return sqlite_failed(c, code, text);
    if (!handle || (tail && tail[strspn(tail, " \n\t;")])) {
        sqlite3_finalize(handle);
        return sqlite_misused(c, "not exactly one statement", text);
    }
    n = sqlite3_bind_parameter_count(handle);
    s = calloc(1, sizeof *s + (size_t)n * sizeof *s->arg_of);
    if (!s) {
        sqlite3_finalize(handle);
        c->fault = RC_BUSY;
        return RC_BUSY;
    }
    s->handle = handle;
    s->reads = sqlite3_stmt_readonly(handle) != 0;
    s->n_params = n;
    if (map_params(c, s)) {
        sqlite_drop(s);
        return RC_BROKEN;
    }
    *out = s;
    return RC_OK;
}

static enum rc check_out(struct sql *c, struct statement *s,
                         const struct sql_text *q)
{
    if (sqlite3_column_count(s->handle) == (int)strlen(q->out))
        return RC_OK;
    return sqlite_misused(c, "the columns are not as declared", q->text);
}

static struct statement *find_fixed(struct sql *c, const struct sql_text *q,
                                    uint64_t hash)
{
    struct statement *s = c->fixed[hash & (SQLITE_BUCKETS - 1)];

    while (s && s->fixed != q)
        s = s->chain;
    /* The address may have been another text's before: a table in a module
     * never, one built in a test or an arena perhaps. */
    if (s && !s->running && strcmp(sqlite3_sql(s->handle), q->text) != 0) {
        forget(c, s);
        s = NULL;
    }
    return s;
}

static struct statement *find_built(struct sql *c, const char *text,
                                    uint64_t hash)
{
    struct statement *s = c->built[hash & (SQLITE_BUCKETS - 1)];

    while (s && (s->hash != hash || strcmp(sqlite3_sql(s->handle), text) != 0))
        s = s->chain;
    if (s && s != c->newest) {
        age_unlink(c, s);
        age_push(c, s);
    }
    return s;
}

enum rc sqlite_take(struct sql *c, const struct sql_text *q, const char *text,
                    struct statement **out)
{
    uint64_t hash = q ? hash_address(q) : hash_text(text, strlen(text));
    struct statement *s =
        q ? find_fixed(c, q, hash) : find_built(c, text, hash);
    bool twin = s && s->running;

    if (s && !twin) {
        *out = s;
        return RC_OK;
    }
    TRY(prepare(c, text, &s));
    if (q && check_out(c, s, q)) {
        sqlite_drop(s);
        return RC_BROKEN;
    }
    s->hash = hash;
    s->fixed = q;
    s->once = twin;
    if (!twin)
        remember(c, s);
    *out = s;
    return RC_OK;
}

void sqlite_forget_all(struct sql *c)
{
    for (size_t i = 0; i < SQLITE_BUCKETS; i++) {
        while (c->fixed[i])
            forget(c, c->fixed[i]);
        while (c->built[i])
            forget(c, c->built[i]);
    }
}
