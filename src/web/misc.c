/* SPDX-License-Identifier: Apache-2.0 */
/*
 * misc.c: health, metrics, the journal as C2SP tiles, embedded assets.
 */
#include "web/misc.h"

#include "web/assets.h"
#include "web/dispatch.h"

#include <stdlib.h>
#include <string.h>

/* Under a name that holds the hash of the content. */
#define FOR_EVER "public, max-age=31536000, immutable"

/* --- The first page ------------------------------------------------------- */

static enum rc first_page(struct rq *rq)
{
    if (web_of(rq)->session)
        return web_redirect(rq, url(rq, "/my"), NULL);
    return web_redirect(rq, url(rq, "/strategy"), NULL);
}

/* --- Health and metrics --------------------------------------------------- */

static const struct sql_text q_one = { "SELECT 1", "", "i" };

/* Reads, and the writer keeps up. */
static enum rc health(struct rq *rq)
{
    size_t waiting = store_waiting(rq->app->store);
    int64_t one = 0;
    bool good = !sql_get_int(rq->sql, &one, &q_one, NO_ARGS) && one == 1 &&
                waiting < 10000;
    struct buf b;

    buf_init(&b, rq->mem);
    buf_fmt(&b, "{\"status\":\"%s\",\"waiting\":%zu}\n",
            good ? "ok" : "failing", waiting);
    web_cache(rq, "no-store");
    return web_json(rq, good ? 200 : 503, &b);
}

static void metric(struct buf *b, const char *name, const char *kind,
                   uint64_t value)
{
    buf_fmt(b, "# TYPE %s %s\n%s %llu\n", name, kind, name,
            (unsigned long long)value);
}

static void put_metrics(struct rq *rq, struct buf *b)
{
    struct store_counts s = store_counts(rq->app->store);
    struct web_counts w = web_counts();

    buf_str(b, "# TYPE ordo_answers_total counter\n");
    for (int i = 2; i < 6; i++)
        buf_fmt(b, "ordo_answers_total{status=\"%dxx\"} %llu\n", i,
                (unsigned long long)w.answers[i]);
    metric(b, "ordo_reads_total", "counter", w.reads);
    metric(b, "ordo_slow_reads_total", "counter", w.slow);
    metric(b, "ordo_writes_total", "counter", w.writes);
    metric(b, "ordo_repeated_total", "counter", w.repeated);
    metric(b, "ordo_commits_total", "counter", s.commits);
    metric(b, "ordo_jobs_total", "counter", s.jobs);
    metric(b, "ordo_reruns_total", "counter", s.reruns);
    metric(b, "ordo_sequenced_total", "counter", s.sequenced);
    metric(b, "ordo_rows_changed_total", "counter", s.rows);
    metric(b, "ordo_statements_total", "counter", sql_count_all());
    metric(b, "ordo_writes_waiting", "gauge", store_waiting(rq->app->store));
    buf_fmt(b,
            "# TYPE ordo_last_commit_seconds gauge\n"
            "ordo_last_commit_seconds %.6f\n",
            (double)s.last_commit / 1e6);
}

/* For the machine itself and for administrators. */
static enum rc metrics(struct rq *rq)
{
    struct buf b;

    if (!web_loopback(rq) && !rights_role(rq, ROLE_ADMINISTRATOR))
        return RC_DENIED;
    buf_init(&b, rq->mem);
    put_metrics(rq, &b);
    web_cache(rq, "no-store");
    return web_answer(rq, 200, "text/plain; version=0.0.4; charset=utf-8", b.s,
                      b.n);
}

/* --- The journal ---------------------------------------------------------- */

static enum rc log_checkpoint(struct rq *rq)
{
    const char *note = NULL;

    TRY(journal_checkpoint(rq->sql, rq->mem, &note));
    if (!note)
        return RC_MISSING;
    web_cache(rq, "no-cache");
    return web_answer(rq, 200, "text/plain; charset=utf-8", note, strlen(note));
}

static enum rc log_key(struct rq *rq)
{
    const char *key = journal_key_text(rq->mem, &rq->app->key);

    key = mem_fmt(rq->mem, "%s\n", key);
    return web_answer(rq, 200, "text/plain; charset=utf-8", key, strlen(key));
}

/* A group of three digits, "067"; -1 when it is none. */
static int group_of(const char *s)
{
    int v = 0;

    for (int i = 0; i < 3; i++) {
        if (s[i] < '0' || s[i] > '9')
            return -1;
        v = v * 10 + (s[i] - '0');
    }
    return v;
}

/* Digits without a leading zero, at most `most`; -1 otherwise. */
static int plain_number(const char *s, int most)
{
    int v = 0;

    if (!*s || (s[0] == '0' && s[1]))
        return -1;
    for (; *s; s++) {
        if (*s < '0' || *s > '9' || v > most)
            return -1;
        v = v * 10 + (*s - '0');
    }
    return v <= most ? v : -1;
}

struct tile {
    int level, width;
    int64_t index;
};

/* "x001/x234/067", or "x001/067.p/8": groups of three digits, all but the
 * last with an x; a partial tile says its width. */
static bool tile_parse(const struct rq *rq, struct tile *t)
{
    static const char *const names[] = { "a", "b", "c", "d", "e" };
    size_t i;

    t->level = plain_number(web_param(rq, "level"), 63);
    t->index = 0;
    t->width = 256;
    if (t->level < 0)
        return false;
    for (i = 0; i < COUNT(names); i++) {
        const char *s = web_param(rq, names[i]);
        bool more = *s == 'x';
        int group = group_of(s + more);

        if (group < 0)
            return false;
        t->index = t->index * 1000 + group;
        s += more + 3;
        if (more && !*s)
            continue;
        if (!strcmp(s, ".p") && !more && i + 1 < COUNT(names)) {
            t->width = plain_number(web_param(rq, names[++i]), 255);
            if (t->width < 1)
                return false;
        } else if (*s) {
            return false;
        }
        break;
    }
    /* Nothing may follow, and the index has no leading groups of zero. */
    return i + 1 >= COUNT(names) || !*web_param(rq, names[i + 1]);
}

static enum rc log_tile(struct rq *rq)
{
    struct tile t;
    const void *bytes;
    size_t n;

    if (!tile_parse(rq, &t))
        return RC_MISSING;
    TRY(journal_tile(rq->sql, rq->mem, t.level, t.index, t.width, &bytes, &n));
    web_cache(rq, FOR_EVER);
    return web_answer(rq, 200, "application/octet-stream", bytes, n);
}

/* --- Assets --------------------------------------------------------------- */

/* Is the coding named, and not with q=0? */
static bool accepts(const char *header, const char *coding)
{
    const char *s = header ? header : "";
    size_t n = strlen(coding);

    while (*s) {
        size_t item;

        s += strspn(s, " \t,");
        item = strcspn(s, ",");
        if (item >= n && !strncasecmp(s, coding, n) &&
            (s[n] == '\0' || strchr(" \t,;", s[n]))) {
            const char *q = memmem(s, item, "q=", 2);

            return !q || strtod(q + 2, NULL) > 0;
        }
        s += item;
    }
    return false;
}

static enum rc asset_answer(struct rq *rq, const struct asset *a,
                            const char *cache)
{
    const char *codings = web_header(rq, "Accept-Encoding");
    const char *match = web_header(rq, "If-None-Match");
    const char *etag = mem_fmt(rq->mem, "\"%s\"", a->etag);

    web_cache(rq, cache);
    web_header_set(rq, "ETag", etag);
    web_header_set(rq, "Vary", "Accept-Encoding");
    if (match && strstr(match, etag))
        return web_answer(rq, 304, a->type, "", 0);
    if (a->br && accepts(codings, "br")) {
        web_header_set(rq, "Content-Encoding", "br");
        return web_answer(rq, 200, a->type, a->br, a->br_size);
    }
    if (a->gz && accepts(codings, "gzip")) {
        web_header_set(rq, "Content-Encoding", "gzip");
        return web_answer(rq, 200, a->type, a->gz, a->gz_size);
    }
    return web_answer(rq, 200, a->type, a->data, a->size);
}

static enum rc asset(struct rq *rq)
{
    const char *name = web_param(rq, "name");
    const struct asset *a = asset_find(name);

    if (!a || !a->type)
        return RC_MISSING;
    return asset_answer(
        rq, a, !strcmp(a->cache_name, name) ? FOR_EVER : "public, max-age=300");
}

static enum rc named(struct rq *rq, const char *name)
{
    const struct asset *a = asset_find(name);

    return a ? asset_answer(rq, a, "public, max-age=86400") : RC_MISSING;
}

static enum rc robots(struct rq *rq)
{
    return named(rq, "robots.txt");
}

static enum rc favicon(struct rq *rq)
{
    return named(rq, "icon.svg");
}

#define TILE "/log/tile/:level/:a"
#define OPEN_AT(address, fn)                                                   \
    {                                                                          \
        .method = HTTP_GET, .path = (address), .who = WHO_PUBLIC,              \
        .flags = ROUTE_NO_LANG, .run = (fn)                                    \
    }

const struct route misc_routes[] = {
    { .method = HTTP_GET, .path = "/", .who = WHO_PUBLIC, .run = first_page },
    OPEN_AT("/healthz", health),
    OPEN_AT("/metrics", metrics),
    OPEN_AT("/log/checkpoint", log_checkpoint),
    OPEN_AT("/log/key", log_key),
    OPEN_AT(TILE, log_tile),
    OPEN_AT(TILE "/:b", log_tile),
    OPEN_AT(TILE "/:b/:c", log_tile),
    OPEN_AT(TILE "/:b/:c/:d", log_tile),
    OPEN_AT(TILE "/:b/:c/:d/:e", log_tile),
    OPEN_AT("/a/:name", asset),
    OPEN_AT("/robots.txt", robots),
    OPEN_AT("/favicon.ico", favicon),
};
const size_t n_misc_routes = COUNT(misc_routes);
