/* SPDX-License-Identifier: Apache-2.0 */
/*
 * backup.c: backup and restore.  The database is copied first, then files and
 * keys: contents are kept by their hash and never changed, so all that the
 * copy names is there.
 */
#include "backup.h"

#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Beside the database in the vault: the moment of the copy. */
#define COPIED "copied"
enum { OPEN_DIRS = 16 };

/* --- Paths ---------------------------------------------------------------- */

bool path_exists(const char *path)
{
    struct stat st;

    return !stat(path, &st);
}

static bool is_folder(const char *path)
{
    struct stat st;

    return !stat(path, &st) && S_ISDIR(st.st_mode);
}

static int remove_one(const char *path, const struct stat *st, int kind,
                      struct FTW *where)
{
    (void)st;
    (void)kind;
    (void)where;
    return remove(path);
}

bool remove_tree(const char *path)
{
    return !path_exists(path) ||
           !nftw(path, remove_one, OPEN_DIRS, FTW_DEPTH | FTW_PHYS);
}

static void sync_path(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
}

static const char *real_path(struct mem *m, const char *path)
{
    char *real = realpath(path, NULL);
    const char *out = mem_str(m, real);

    free(real);
    return out;
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* --- The place where a copy is made --------------------------------------- */

struct place {
    const char *dir, *db, *copied;
    int lock;
};

/* FILE.work, held by a lock: what a killed run left there is taken away. */
static enum exit_code place_open(struct call *c, const char *file,
                                 struct place *p)
{
    p->dir = mem_fmt(c->mem, "%s.work", file);
    if (mkdir(p->dir, 0700) && errno != EEXIST) {
        call_err(c, "cannot make %s: %s", p->dir, strerror(errno));
        return EXIT_REFUSED;
    }
    p->lock = open(p->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (p->lock < 0 || flock(p->lock, LOCK_EX | LOCK_NB)) {
        call_err(c, "another backup to %s is under way", file);
        return EXIT_IN_USE;
    }
    p->dir = real_path(c->mem, p->dir);
    p->db = mem_fmt(c->mem, "%s/ordo.db", p->dir);
    p->copied = mem_fmt(c->mem, "%s/" COPIED, p->dir);
    (void)unlink(p->db);
    (void)unlink(p->copied);
    return EXIT_OK;
}

static void place_close(struct place *p)
{
    if (p->db) {
        (void)unlink(p->db);
        (void)unlink(p->copied);
        (void)rmdir(p->dir);
    }
    if (p->lock >= 0)
        close(p->lock);
}

/* --- One file ------------------------------------------------------------- */

static bool pack(struct call *c, const char *dir, const struct place *p,
                 const char *part)
{
    const char *files =
        path_exists(mem_fmt(c->mem, "%s/files", dir)) ? "files" : NULL;
    const char *const argv[] = { "tar",         "--create", "--file",  part,
                                 "--directory", p->dir,     "ordo.db", "--directory",
                                 dir,           "secret",   files,     NULL };

    return !store_backup(c->app->store, p->db) && program_run(argv, NULL);
}

static enum exit_code backup_file(struct call *c, const char *dir,
                                  const char *file)
{
    const char *part = mem_fmt(c->mem, "%s.part", file);
    struct place p = { .lock = -1 };
    enum exit_code code;
    bool done;

    if (path_exists(file)) {
        call_err(c, "%s is there already; choose another name", file);
        return EXIT_REFUSED;
    }
    code = place_open(c, file, &p);
    if (code)
        return code;
    done = pack(c, dir, &p, part);
    place_close(&p);
    if (done) {
        sync_path(part);
        done = !rename(part, file);
    }
    if (done) {
        call_out(c, "%s holds the whole of %s\n", file, dir);
        return EXIT_OK;
    }
    (void)unlink(part);
    call_err(c,
             "the copy could not be written to %s; is there room, and is tar"
             " installed?",
             file);
    return EXIT_REFUSED;
}

/* --- The vault ------------------------------------------------------------ */

enum { WORDS = 12 };

/* restic with the words that follow, up to the first NULL of `word`. */
static bool restic(const struct vault *v, struct buf *out,
                   const char *const word[WORDS])
{
    const char *argv[WORDS + 8] = { "restic", "--quiet",         "--no-cache",
                                    "--repo", v->folder,
                                    "--password-file", v->key };
    size_t n = 7;

    for (size_t i = 0; i < WORDS && word[i]; i++)
        argv[n++] = word[i];
    return program_run(argv, out);
}
#define RESTIC(v, out, ...)                                                    \
    restic((v), (out), (const char *const[WORDS]){ __VA_ARGS__ })

/* false: it cannot be written. */
static bool write_text(const char *file, int flags, const char *text)
{
    int fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);
    bool good = fd >= 0 && write(fd, text, strlen(text)) ==
                               (ssize_t)strlen(text) && !fsync(fd);

    if (fd >= 0)
        close(fd);
    return good;
}

static bool lies_in(struct call *c, const char *file, const char *dir)
{
    const char *slash = strrchr(file, '/');
    const char *at = real_path(
        c->mem, slash ? mem_strn(c->mem, file, (size_t)(slash - file) + 1) : ".");
    const char *in = real_path(c->mem, dir);
    size_t n = in ? strlen(in) : 0;

    return at && n && !strncmp(at, in, n) && (!at[n] || at[n] == '/');
}

/* A key that lies with what it locks protects nothing. */
static enum exit_code vault_make(struct call *c, const struct vault *v,
                                 const char *dir)
{
    if (lies_in(c, v->key, dir) || lies_in(c, v->key, v->folder)) {
        call_err(c, "keep the key %s outside of %s and of %s", v->key, dir,
                 v->folder);
        return EXIT_REFUSED;
    }
    if (!path_exists(v->key)) {
        if (path_exists(mem_fmt(c->mem, "%s/config", v->folder))) {
            call_err(c, "there is no key %s", v->key);
            return EXIT_REFUSED;
        }
        if (!write_text(v->key, O_EXCL, random_token(c->mem, 32))) {
            call_err(c, "cannot write %s: %s", v->key, strerror(errno));
            return EXIT_REFUSED;
        }
        call_out(c, "%s is the key of %s: without it nothing can be restored;"
                 " keep it in another place\n", v->key, v->folder);
    }
    if (path_exists(mem_fmt(c->mem, "%s/config", v->folder)))
        return EXIT_OK;
    if (!RESTIC(v, NULL, "init")) {
        call_err(c, "%s cannot be made; is restic installed?", v->folder);
        return EXIT_REFUSED;
    }
    return EXIT_OK;
}

static bool put_in_vault(struct call *c, const struct vault *v,
                         const char *dir, const struct place *p)
{
    const char *files = mem_fmt(c->mem, "%s/files", dir);
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return write_text(p->copied, O_TRUNC,
                      mem_fmt(c->mem, "%lld\n",
                              (long long)now.tv_sec * 1000000)) &&
           !store_backup(c->app->store, p->db) &&
           RESTIC(v, NULL, "backup", "--host", "ordo", p->db, p->copied,
                  mem_fmt(c->mem, "%s/secret", dir),
                  path_exists(files) ? files : NULL);
}

static enum exit_code backup_vault(struct call *c, const char *dir,
                                   const struct vault *v)
{
    const char *keep = call_option(c, "--keep");
    struct place p = { .lock = -1 };
    enum exit_code code = vault_make(c, v, dir);
    bool done;

    if (code)
        return code;
    code = place_open(c, v->folder, &p);
    if (code)
        return code;
    /* What a killed run still holds. */
    done = RESTIC(v, NULL, "unlock") && put_in_vault(c, v, dir, &p);
    place_close(&p);
    if (done && keep)
        done = RESTIC(v, NULL, "forget", "--host", "ordo", "--keep-last", keep,
                      "--prune");
    if (!done) {
        call_err(c, "the copy could not be put into %s; is there room, and is"
                 " %s its key?", v->folder, v->key);
        return EXIT_REFUSED;
    }
    call_out(c, "%s holds the whole of %s\n", v->folder, dir);
    return EXIT_OK;
}

static bool good_number(const char *s)
{
    return !s || (*s >= '1' && *s <= '9' && strlen(s) < 6 &&
                  strspn(s, "0123456789") == strlen(s));
}

enum exit_code command_backup(struct call *c)
{
    const struct vault v = { c->arg[1], call_option(c, "--key") };
    const char *dir = real_path(c->mem, c->arg[0]);

    umask(077);
    if (!good_number(call_option(c, "--keep"))) {
        call_err(c, "--keep takes a number of copies, at least 1");
        return EXIT_USAGE;
    }
    if (v.key)
        return backup_vault(c, dir, &v);
    if (is_folder(c->arg[1]) || call_option(c, "--keep")) {
        call_err(c, "a folder of copies needs --key FILE");
        return EXIT_USAGE;
    }
    return backup_file(c, dir, c->arg[1]);
}

/* --- Restoring ------------------------------------------------------------ */

/* Opened once for writing, so that a copy of an older program is brought up
 * to date now and not at night. */
static enum exit_code settle(struct call *c, const char *new, const char *dir)
{
    enum exit_code code = house_open(c, new, HOW_WRITES, false);

    if (c->app)
        app_close(c->app);
    c->app = NULL;
    if (code)
        return code;
    if (rename(new, dir)) {
        call_err(c, "cannot rename %s to %s: %s", new, dir, strerror(errno));
        return EXIT_REFUSED;
    }
    return EXIT_OK;
}

static enum exit_code unpack(struct call *c, const char *file, const char *dir)
{
    const char *new = mem_fmt(c->mem, "%s.new", dir);
    const char *const argv[] = {
        "tar",         "--extract", "--file",          file,
        "--directory", new,         "--no-same-owner", NULL
    };

    if (mkdir(new, 0700)) {
        call_err(c, "cannot make %s: %s", new, strerror(errno));
        return EXIT_REFUSED;
    }
    if (!program_run(argv, NULL) ||
        !path_exists(mem_fmt(c->mem, "%s/ordo.db", new))) {
        call_err(c, "%s is no backup of ordo; %s can be removed", file, new);
        return EXIT_REFUSED;
    }
    return settle(c, new, dir);
}

/* The paths of the newest copy: it keeps them whole. */
static json_t *newest_paths(struct call *c, const struct vault *v)
{
    struct buf out;
    json_t *all, *paths;

    buf_init(&out, c->mem);
    if (!RESTIC(v, &out, "snapshots", "--json", "--host", "ordo", "--latest",
                "1"))
        return NULL;
    all = json_loads(out.s, 0, NULL);
    /* One for each set of paths: a folder that was moved has an older one. */
    paths = json_object_get(json_array_get(all, json_array_size(all) - 1),
                            "paths");
    json_incref(paths);
    json_decref(all);
    return paths;
}

static int64_t read_moment(const char *file)
{
    FILE *f = fopen(file, "re");
    long long at = 0;

    if (f && fscanf(f, "%lld", &at) != 1)
        at = 0;
    if (f)
        fclose(f);
    return at;
}

/* Database, keys and files lie under the paths that they had; they come to
 * stand beside each other. */
static bool gather(struct call *c, const char *from, const char *new,
                   const json_t *paths)
{
    for (size_t i = 0; i < json_array_size(paths); i++) {
        const char *path = json_string_value(json_array_get(paths, i));

        if (!path || rename(mem_join(c->mem, from, path),
                            mem_fmt(c->mem, "%s/%s", new, last_part(path))))
            return false;
    }
    return path_exists(mem_fmt(c->mem, "%s/ordo.db", new));
}

enum exit_code vault_restore(struct call *c, const struct vault *v,
                             const char *dir, int64_t *copied)
{
    const char *new = mem_fmt(c->mem, "%s.new", dir);
    const char *from = mem_fmt(c->mem, "%s/vault", new);
    const char *moment = mem_fmt(c->mem, "%s/" COPIED, new);
    json_t *paths;
    bool done;

    umask(077);
    if (!remove_tree(new) || mkdir(new, 0700)) {
        call_err(c, "cannot make %s: %s", new, strerror(errno));
        return EXIT_REFUSED;
    }
    paths = newest_paths(c, v);
    done = paths &&
           RESTIC(v, NULL, "restore", "latest", "--host", "ordo", "--target",
                  from) &&
           gather(c, from, new, paths);
    json_decref(paths);
    if (!done) {
        remove_tree(new);
        call_err(c, "nothing can be restored from %s; is %s its key?",
                 v->folder, v->key);
        return EXIT_REFUSED;
    }
    remove_tree(from);
    *copied = read_moment(moment);
    (void)unlink(moment);
    return settle(c, new, dir);
}

enum exit_code command_restore(struct call *c)
{
    const struct vault v = { c->arg[0], call_option(c, "--key") };
    const char *dir = c->arg[1];
    enum exit_code code;
    int64_t copied;

    if (!path_exists(v.folder) || path_exists(dir)) {
        call_err(c,
                 path_exists(dir) ? "%s is there already; choose another name"
                                  : "there is no file %s",
                 path_exists(dir) ? dir : v.folder);
        return EXIT_REFUSED;
    }
    umask(077);
    if (is_folder(v.folder) && !v.key) {
        call_err(c, "a folder of copies needs --key FILE");
        return EXIT_USAGE;
    }
    code = v.key ? vault_restore(c, &v, dir, &copied) : unpack(c, v.folder, dir);
    if (!code)
        call_out(c, "%s is ready; `ordo verify %s` proves it\n", dir, dir);
    return code;
}
