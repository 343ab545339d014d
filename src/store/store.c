/* SPDX-License-Identifier: Apache-2.0 */
/*
 * store.c: the data folder: its lock, its writer, a reader for each thread.
 */
#include "store/store.h"

#include "base/log.h"
#include "store/sql_sqlite.h"
#include "store/writer.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* "Ordo" in the file's header: another program's database is not opened. */
enum { APPLICATION_ID = 0x4f72646f };

struct reader {
    struct store *store;
    struct sql *sql;
    struct reader *next, **link;
};

struct store {
    struct mem *mem;
    const char *dir, *file;
    bool read_only;
    int lock; /* descriptor, -1: none */
    struct writer *writer;
    pthread_key_t mine; /* this thread's reader */
    bool has_key;
    pthread_mutex_t readers_lock;
    struct reader *readers;
};

/* --- The folder ----------------------------------------------------------- */

static enum rc say(struct mem *m, const char **error, enum rc rc,
                   const char *fmt, ...) PRINTF(4, 5);
static enum rc say(struct mem *m, const char **error, enum rc rc,
                   const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    *error = mem_vfmt(m, fmt, ap);
    va_end(ap);
    return rc;
}

static enum rc rc_of_errno(int e)
{
    return e == ENOSPC || e == EDQUOT || e == EMFILE || e == ENFILE ? RC_BUSY
                                                                    : RC_BROKEN;
}

static enum rc make_dir(struct mem *m, const char *path, const char **error)
{
    int e;

    if (!mkdir(path, 0700) || errno == EEXIST)
        return RC_OK;
    e = errno;
    return say(m, error, rc_of_errno(e), "cannot make the folder %s: %s", path,
               strerror(e));
}

static enum rc check_folder(struct store *s, struct mem *m,
                            struct store_options o, const char **error)
{
    struct stat st;
    bool dir = !stat(s->dir, &st) && S_ISDIR(st.st_mode);
    bool file = !stat(s->file, &st);

    if (o.create && file)
        return say(m, error, RC_CONFLICT,
                   "%s already holds a database; choose another folder",
                   s->dir);
    if (o.create)
        return make_dir(m, s->dir, error);
    if (!dir)
        return say(m, error, RC_MISSING,
                   "there is no folder %s; make it with: ordo init %s", s->dir,
                   s->dir);
    if (!file)
        return say(m, error, RC_MISSING,
                   "%s is not a data folder (it holds no ordo.db); make one "
                   "with: ordo init %s",
                   s->dir, s->dir);
    return RC_OK;
}

/* The lock lives as long as the descriptor, so a killed server leaves none. */
static enum rc take_lock(struct store *s, struct mem *m, const char **error)
{
    const char *path = mem_fmt(m, "%s/lock", s->dir);
    int e;

    s->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (s->lock >= 0 && !flock(s->lock, LOCK_EX | LOCK_NB)) {
        if (ftruncate(s->lock, 0) || dprintf(s->lock, "%d\n", getpid()) < 0)
            log_debug("the process number is not in %s", path);
        return RC_OK;
    }
    e = errno;
    if (e == EWOULDBLOCK)
        return say(m, error, RC_BUSY,
                   "another ordo is running on %s; stop it first, or use it",
                   s->dir);
    return say(m, error, rc_of_errno(e), "cannot lock %s: %s", path,
               strerror(e));
}

static bool stays(const char *name)
{
    return !strcmp(name, ".") || !strcmp(name, "..") ||
           !strncmp(name, STORE_TMP_KEPT, sizeof STORE_TMP_KEPT - 1);
}

/* What uploads and exports left when the server was killed. */
static void empty_tmp(const char *path)
{
    DIR *d = opendir(path);
    struct dirent *e;

    if (!d)
        return;
    while ((e = readdir(d)) != NULL)
        if (!stays(e->d_name) &&
            unlinkat(dirfd(d), e->d_name, 0))
            log_warn("cannot remove %s/%s", path, e->d_name);
    closedir(d);
}

static enum rc make_folders(struct store *s, struct mem *m, const char **error)
{
    const char *tmp = mem_fmt(m, "%s/tmp", s->dir);

    TRY(make_dir(m, mem_fmt(m, "%s/files", s->dir), error));
    TRY(make_dir(m, tmp, error));
    empty_tmp(tmp);
    return RC_OK;
}

/* The log and its index inherit the rights of the database's file. */
static enum rc make_file(struct store *s, struct mem *m, const char **error)
{
    int e, fd = open(s->file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd >= 0 && !close(fd))
        return RC_OK;
    e = errno;
    return say(m, error, rc_of_errno(e), "cannot make %s: %s", s->file,
               strerror(e));
}

/* --- Opening -------------------------------------------------------------- */

static const struct sql_text q_identity = { "PRAGMA application_id", "", "i" };
static const struct sql_text q_set_identity = {
    "PRAGMA application_id = 1332896879", "", ""
};
_Static_assert(APPLICATION_ID == 1332896879, "as in q_set_identity");

static enum rc check_identity(struct sql *c, struct store *s, struct mem *m,
                              bool create, const char **error)
{
    int64_t id;
    enum rc rc;

    if (create) {
        rc = sql_run(c, &q_set_identity, NO_ARGS);
    } else {
        rc = sql_get_int(c, &id, &q_identity, NO_ARGS);
        if (!rc && id != APPLICATION_ID)
            return say(m, error, RC_INVALID,
                       "%s is not a database of ordo, or was left unfinished",
                       s->file);
    }
    if (rc)
        return say(m, error, rc, "cannot read %s: %s", s->file, sql_error(c));
    return RC_OK;
}

static enum rc connect_checked(struct sql *c, struct store *s, struct mem *m,
                               bool create, const char **error)
{
    enum rc rc = sqlite_connect(c);

    if (rc)
        return say(m, error, rc, "cannot open %s: %s", s->file, sql_error(c));
    return check_identity(c, s, m, create, error);
}

static enum rc open_writer(struct store *s, struct mem *m,
                           struct store_options o, const char **error)
{
    struct sql *c;
    enum rc rc;

    if (o.create)
        TRY(make_dir(m, s->dir, error));
    TRY(take_lock(s, m, error));
    TRY(make_folders(s, m, error));
    if (o.create)
        TRY(make_file(s, m, error));
    c = sqlite_new(s->file, SQLITE_WRITES);
    rc = connect_checked(c, s, m, o.create, error);
    if (!rc) {
        s->writer = writer_start(c);
        if (s->writer)
            return RC_OK;
        rc = say(m, error, RC_BUSY, "cannot start the writer's thread");
    }
    sqlite_free(c);
    return rc;
}

static enum rc open_visitor(struct store *s, struct mem *m, const char **error)
{
    struct sql *c = sqlite_new(s->file, SQLITE_VISITS);
    enum rc rc = connect_checked(c, s, m, false, error);

    sqlite_free(c);
    return rc;
}

static void free_reader(struct reader *r)
{
    sqlite_free(r->sql);
    free(r);
}

/* A thread that ends takes its reader with it. */
static void thread_ends(void *arg)
{
    struct reader *r = arg;
    struct store *s = r->store;

    pthread_mutex_lock(&s->readers_lock);
    *r->link = r->next;
    if (r->next)
        r->next->link = r->link;
    pthread_mutex_unlock(&s->readers_lock);
    free_reader(r);
}

enum rc store_open(struct store **out, struct mem *m, const char *dir,
                   struct store_options o, const char **error)
{
    struct mem *own = mem_new(0);
    struct store *s;
    enum rc rc;

    *out = NULL;
    *error = NULL;
    if (!own)
        return say(m, error, RC_BUSY, "out of memory");
    s = MEM_NEW(own, struct store);
    s->mem = own;
    s->dir = mem_str(own, dir);
    s->file = mem_fmt(own, "%s/ordo.db", dir);
    s->read_only = o.read_only;
    s->lock = -1;
    pthread_mutex_init(&s->readers_lock, NULL);
    s->has_key = !pthread_key_create(&s->mine, thread_ends);
    if (!s->has_key)
        rc = say(m, error, RC_BUSY, "too many open data folders");
    else
        rc = check_folder(s, m, o, error);
    if (!rc)
        rc = o.read_only ? open_visitor(s, m, error)
                         : open_writer(s, m, o, error);
    if (rc) {
        store_close(s);
        return rc;
    }
    *out = s;
    return RC_OK;
}

void store_close(struct store *s)
{
    if (s->writer && writer_is_me(s->writer))
        abort();
    /* No other thread uses the store any more, but what was submitted may
     * still read; so the order: writer's work, readers, writer's file. */
    if (s->writer)
        writer_drain(s->writer);
    if (s->has_key)
        pthread_key_delete(s->mine);
    while (s->readers) {
        struct reader *r = s->readers;

        s->readers = r->next;
        free_reader(r);
    }
    if (s->writer)
        writer_free(s->writer);
    if (s->lock >= 0)
        close(s->lock);
    pthread_mutex_destroy(&s->readers_lock);
    mem_free(s->mem);
}

const char *store_dir(const struct store *s)
{
    return s->dir;
}

/* --- Reading -------------------------------------------------------------- */

static struct reader *new_reader(struct store *s)
{
    struct reader *r = calloc(1, sizeof *r);

    if (!r) {
        log_error("out of memory for a reader");
        abort();
    }
    r->store = s;
    r->sql = sqlite_new(s->file, s->read_only ? SQLITE_VISITS : SQLITE_READS);
    pthread_mutex_lock(&s->readers_lock);
    r->next = s->readers;
    r->link = &s->readers;
    if (r->next)
        r->next->link = &r->next;
    s->readers = r;
    pthread_mutex_unlock(&s->readers_lock);
    pthread_setspecific(s->mine, r);
    return r;
}

struct sql *store_reader(struct store *s)
{
    struct reader *r = pthread_getspecific(s->mine);

    if (!r)
        r = new_reader(s);
    /* What cannot be opened now refuses each query and is tried again. */
    if (sqlite_connect(r->sql))
        log_error("cannot open %s: %s", s->file, sql_error(r->sql));
    return r->sql;
}

/* --- Writing -------------------------------------------------------------- */

void store_submit(struct store *s, struct store_job *job)
{
    assert(s->writer);
    writer_submit(s->writer, job);
}

struct waiting {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool done;
    enum rc rc;
    enum rc (*run)(struct sql *, void *);
    void *arg;
};

static enum rc waited_run(struct sql *sql, void *arg)
{
    struct waiting *w = arg;

    return w->run(sql, w->arg);
}

static void waited_done(void *arg, enum rc rc)
{
    struct waiting *w = arg;

    pthread_mutex_lock(&w->lock);
    w->rc = rc;
    w->done = true;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->lock);
}

enum rc store_write(struct store *s, enum rc (*run)(struct sql *, void *),
                    void *arg)
{
    struct waiting w = { .run = run, .arg = arg };
    struct store_job job = { .run = waited_run, .done = waited_done };

    assert(s->writer && !writer_is_me(s->writer));
    job.arg = &w;
    pthread_mutex_init(&w.lock, NULL);
    pthread_cond_init(&w.wake, NULL);
    writer_submit(s->writer, &job);
    pthread_mutex_lock(&w.lock);
    while (!w.done)
        pthread_cond_wait(&w.wake, &w.lock);
    pthread_mutex_unlock(&w.lock);
    pthread_cond_destroy(&w.wake);
    pthread_mutex_destroy(&w.lock);
    return w.rc;
}

size_t store_waiting(const struct store *s)
{
    return s->writer ? writer_waiting(s->writer) : 0;
}

void store_turn(struct store *s, enum store_turn which, store_turn_fn *run,
                void *arg)
{
    assert(s->writer);
    writer_turn(s->writer, which, run, arg);
}

enum rc store_hold(struct sql *sql, const char *table, int64_t id)
{
    (void)sql;
    (void)table;
    (void)id;
    return RC_OK;
}

struct store_counts store_counts(const struct store *s)
{
    return s->writer ? writer_counts(s->writer) : (struct store_counts){ 0 };
}

/* --- Copying -------------------------------------------------------------- */


static enum rc make_durable(const char *file)
{
    const char *slash = strrchr(file, '/');
    char dir[4096] = ".";
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    int bad = fd < 0 || fsync(fd);

    if (fd >= 0)
        close(fd);
    if (slash)
        snprintf(dir, sizeof dir, "%.*s", (int)(slash - file + 1), file);
    fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bad = bad || fd < 0 || fsync(fd);
    if (fd >= 0)
        close(fd);
    return bad ? rc_of_errno(errno) : RC_OK;
}

enum rc store_backup(struct store *s, const char *file)
{
    int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    struct sql *c;
    enum rc rc;

    if (fd < 0)
        return errno == EEXIST ? RC_CONFLICT : rc_of_errno(errno);
    close(fd);
    c = sqlite_new(s->file, SQLITE_VISITS);
    rc = sqlite_connect(c);
    if (!rc)
        rc = sqlite_copy(c, file);
    sqlite_free(c);
    if (!rc)
        rc = make_durable(file);
    if (rc)
        unlink(file);
    return rc;
}
