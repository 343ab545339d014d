/* SPDX-License-Identifier: Apache-2.0 */
/*
 * drill.c: a backup is worth what its last restoring was.  The newest copy is
 * restored beside the vault, proved like any folder, compared with the folder
 * that it is of, and removed; how much would have been lost (recovery point)
 * and how long it took (recovery time) are said in a report signed with the
 * journal's key.
 */
#include "backup.h"

#include "kernel/note.h"
#include "store/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { TOPS = 200 };

struct drill {
    int64_t begun, copied;    /* instants */
    int64_t changes, missing; /* journal rows here; those not in the copy */
    int64_t newest;           /* instant of the newest change restored */
    double seconds;           /* restored, opened and proved */
    int64_t files, files_bad, acts;
    struct journal_report found;
    struct top {
        int64_t size;
        const void *root;
        size_t n;
    } top[TOPS]; /* checkpoints of the copy, newest first */
    size_t tops;
    bool agrees; /* they are those of this folder */
};

static double seconds_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static const struct sql_text q_changes = {
    "SELECT COALESCE(MAX(id), 0), COALESCE(MAX(at), 0) FROM journal", "", "ii"
};

static enum rc read_changes(struct call *c, int64_t *last, int64_t *at)
{
    struct sql_rows r = sql_query(c->rq.sql, &q_changes, NO_ARGS);

    if (sql_next(&r)) {
        *last = sql_int(&r, 0);
        *at = sql_int(&r, 1);
    }
    return sql_done(&r);
}

/* Opening the copy numbers its tail and signs a checkpoint of its own, so the
 * newest one may be of a size that this folder never signed: the newest of a
 * size that both signed must have one root. */
static const struct sql_text q_tops = {
    "SELECT size, root FROM checkpoint ORDER BY id DESC LIMIT $1", "i", "ib"
};

static enum rc read_tops(struct call *c, struct mem *m, struct top *top,
                         size_t *n)
{
    struct sql_rows r = sql_query(c->rq.sql, &q_tops, ARGS(INT(TOPS)));

    for (*n = 0; *n < TOPS && sql_next(&r); (*n)++) {
        top[*n] = (struct top){ sql_int(&r, 0), NULL, sql_size(&r, 1) };
        top[*n].root = mem_strn(m, sql_str(&r, 1), top[*n].n);
    }
    return sql_done(&r);
}

static const struct sql_text q_root = {
    "SELECT root FROM checkpoint WHERE size = $1", "i", "b"
};

static enum rc compare_tops(struct call *c, const struct top *top, size_t n,
                            bool *agree)
{
    bool common = false;

    for (size_t i = 0; i < n && !common; i++) {
        struct sql_rows r =
            sql_query(c->rq.sql, &q_root, ARGS(INT(top[i].size)));

        common = sql_next(&r);
        *agree = common && sql_size(&r, 0) == top[i].n &&
                 !memcmp(sql_str(&r, 0), top[i].root, top[i].n);
        TRY(sql_done(&r));
    }
    return RC_OK;
}

static const struct sql_text q_files = {
    "SELECT DISTINCT hash, size FROM file WHERE state = 'kept' ORDER BY hash",
    "", "ti"
};

/* Each content that a record names is there, whole and of its hash's size. */
static enum rc count_files(struct call *c, struct drill *d)
{
    struct sql_rows r = sql_query(c->rq.sql, &q_files, NO_ARGS);

    while (sql_next(&r)) {
        struct sha256 hash;
        int64_t size = -1;
        int fd = -1;

        d->files++;
        if (!hex_decode(sql_str(&r, 0), &hash, sizeof hash) ||
            files_open(c->app->store, hash, &fd, &size) ||
            size != sql_int(&r, 1))
            d->files_bad++;
        if (fd >= 0)
            close(fd);
    }
    return sql_done(&r);
}

/* What is found in the restored folder. */
static enum rc prove(struct call *c, struct drill *d)
{
    int64_t last = 0;

    TRY(read_changes(c, &last, &d->newest));
    d->missing = d->changes - last;
    TRY(read_tops(c, c->mem, d->top, &d->tops));
    TRY(house_verify(c, NULL, &d->found, &d->acts));
    return count_files(c, d);
}

static enum exit_code prove_folder(struct call *live, const char *dir,
                                   struct drill *d)
{
    struct call c = *live;
    enum exit_code code;
    enum rc rc;

    c.app = NULL;
    code = house_open(&c, dir, HOW_READS, false);
    if (code)
        return code;
    rc = prove(&c, d);
    code = rc ? call_refused(&c, rc) : EXIT_OK;
    app_close(c.app);
    return code;
}

static bool good(const struct drill *d)
{
    return d->agrees && !d->found.faults && !d->files_bad && d->missing >= 0;
}

static const char *report(struct call *c, const struct drill *d)
{
    const struct note_key key =
        note_key_make(c->app->key.origin, c->app->key.public_key);
    struct buf b;

    buf_init(&b, c->mem);
    buf_fmt(&b, "ordo drill of %s\n", c->app->key.origin);
    buf_fmt(&b, "begun: %s\n", instant_iso(c->mem, d->begun));
    buf_fmt(&b, "copied: %s\n", instant_iso(c->mem, d->copied));
    buf_fmt(&b, "newest change restored: %s\n",
            instant_iso(c->mem, d->newest));
    buf_fmt(&b, "recovery point, seconds: %lld\n",
            (long long)((d->begun - d->copied) / 1000000));
    buf_fmt(&b, "recovery time, seconds: %.1f\n", d->seconds);
    buf_fmt(&b, "changes since the copy: %lld\n", (long long)d->missing);
    buf_fmt(&b, "leaves: %lld\nrecords: %lld\nfields: %lld\nacts: %lld\n",
            (long long)d->found.leaves, (long long)d->found.records,
            (long long)d->found.fields, (long long)d->acts);
    buf_fmt(&b, "files: %lld\nfiles missing: %lld\n", (long long)d->files,
            (long long)d->files_bad);
    buf_fmt(&b, "checkpoint agrees: %s\n", d->agrees ? "yes" : "no");
    buf_fmt(&b, "faults: %zu\nresult: %s\n", d->found.faults,
            good(d) ? "good" : "bad");
    return note_sign(c->mem, b.s, &key, c->app->key.seed);
}

/* In DIR/drills, under the moment of its beginning. */
static bool keep_report(struct call *c, const struct drill *d,
                        const char *text)
{
    const char *dir = mem_fmt(c->mem, "%s/drills", c->arg[0]);
    const char *file = mem_fmt(c->mem, "%s/%lld.note", dir,
                               (long long)(d->begun / 1000000));
    bool done;
    FILE *f;

    if (mkdir(dir, 0700) && errno != EEXIST)
        return false;
    f = fopen(file, "wxe");
    if (!f)
        return false;
    done = fputs(text, f) >= 0 && !fflush(f) && !fsync(fileno(f));
    return !fclose(f) && done;
}

static enum exit_code finish(struct call *c, struct drill *d)
{
    enum rc rc = compare_tops(c, d->top, d->tops, &d->agrees);
    const char *text;

    if (rc)
        return call_refused(c, rc);
    text = report(c, d);
    c->put(c->put_arg, false, text, strlen(text));
    if (d->found.faults)
        c->put(c->put_arg, true, d->found.faults_text.s,
               d->found.faults_text.n);
    if (!keep_report(c, d, text)) {
        call_err(c, "the report could not be kept in %s/drills: %s",
                 c->arg[0], strerror(errno));
        return EXIT_REFUSED;
    }
    return good(d) ? EXIT_OK : EXIT_REFUSED;
}

enum exit_code command_drill(struct call *c)
{
    const struct vault v = { c->arg[1], call_option(c, "--key") };
    const char *dir = mem_fmt(c->mem, "%s.drill", v.folder);
    struct drill d = { .begun = c->rq.now };
    double start = seconds_now();
    struct call aside = *c;
    enum exit_code code;
    int64_t at;
    enum rc rc = read_changes(c, &d.changes, &at);

    if (rc)
        return call_refused(c, rc);
    if (!v.key || !path_exists(v.folder)) {
        call_err(c, v.key ? "there is no folder %s"
                          : "a drill needs the --key of %s", v.folder);
        return v.key ? EXIT_REFUSED : EXIT_USAGE;
    }
    if (!remove_tree(dir)) {
        call_err(c, "cannot remove %s: %s", dir, strerror(errno));
        return EXIT_REFUSED;
    }
    aside.app = NULL;
    code = vault_restore(&aside, &v, dir, &d.copied);
    if (!code)
        code = prove_folder(c, dir, &d);
    remove_tree(dir);
    d.seconds = seconds_now() - start;
    return code ? code : finish(c, &d);
}
