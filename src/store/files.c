/* SPDX-License-Identifier: Apache-2.0 */
/*
 * files.c: contents by their hash on a file system: written beside, made
 * durable, then renamed, so a name always has its whole content.
 */
#include "store/files.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES = 4096 };

struct place {
    char root[PATH_BYTES];   /* DIR/files */
    char folder[PATH_BYTES]; /* DIR/files/ab */
    char file[PATH_BYTES];   /* DIR/files/ab/abcd... */
};

static enum rc trouble(const char *what, const char *path)
{
    int e = errno;

    log_error("files: cannot %s %s: %s", what, path, strerror(e));
    return e == ENOSPC || e == EDQUOT || e == EMFILE || e == ENFILE ? RC_BUSY
                                                                    : RC_BROKEN;
}

static enum rc find_place(struct store *s, struct sha256 hash, struct place *p)
{
    char hex[2 * SHA256_SIZE + 1];
    int n = 0;

    for (size_t i = 0; i < SHA256_SIZE; i++)
        snprintf(hex + 2 * i, 3, "%02x", hash.b[i]);
    n |= snprintf(p->root, PATH_BYTES, "%s/files", store_dir(s)) >= PATH_BYTES;
    n |= snprintf(p->folder, PATH_BYTES, "%s/files/%.2s", store_dir(s), hex) >=
         PATH_BYTES;
    n |= snprintf(p->file, PATH_BYTES, "%s/files/%.2s/%s", store_dir(s), hex,
                  hex) >= PATH_BYTES;
    if (!n)
        return RC_OK;
    errno = ENAMETOOLONG;
    return trouble("name a file in", store_dir(s));
}

/* A folder's or file's entry or content on disk. */
static enum rc sync_path(const char *path, int flags)
{
    int fd = open(path, flags | O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    enum rc rc = RC_OK;

    if (fd < 0)
        return trouble("open", path);
    if (fsync(fd))
        rc = trouble("keep", path);
    close(fd);
    return rc;
}

/* What is kept never changes: nobody may write to it. */
static enum rc settle(const char *temporary)
{
    if (chmod(temporary, 0400))
        return trouble("protect", temporary);
    return sync_path(temporary, 0);
}

static enum rc make_folder(const struct place *p)
{
    if (!mkdir(p->folder, 0700))
        return sync_path(p->root, O_DIRECTORY);
    return errno == EEXIST ? RC_OK : trouble("make", p->folder);
}

static bool same_size(const char *a, const char *b)
{
    struct stat x, y;

    return !stat(a, &x) && !stat(b, &y) && x.st_size == y.st_size;
}

static enum rc keep(struct store *s, const char *temporary, struct sha256 hash)
{
    struct place p;

    TRY(find_place(s, hash, &p));
    TRY(settle(temporary));
    TRY(make_folder(&p));
    /* One of another size was damaged: the good one takes its place. */
    if (!same_size(temporary, p.file) && rename(temporary, p.file))
        return trouble("keep", p.file);
    return sync_path(p.folder, O_DIRECTORY);
}

enum rc files_keep(struct store *s, const char *temporary, struct sha256 hash)
{
    enum rc rc = keep(s, temporary, hash);

    if (unlink(temporary) && errno != ENOENT)
        log_warn("files: cannot remove %s", temporary);
    return rc;
}

enum rc files_remove(struct store *s, struct sha256 hash)
{
    struct place p;

    TRY(find_place(s, hash, &p));
    if (unlink(p.file))
        return errno == ENOENT ? RC_OK : trouble("remove", p.file);
    return sync_path(p.folder, O_DIRECTORY);
}

enum rc files_open(struct store *s, struct sha256 hash, int *fd, int64_t *size)
{
    struct place p;
    struct stat st;
    enum rc rc;

    *fd = -1;
    *size = 0;
    TRY(find_place(s, hash, &p));
    *fd = open(p.file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (*fd < 0)
        return errno == ENOENT ? RC_MISSING : trouble("open", p.file);
    if (!fstat(*fd, &st) && S_ISREG(st.st_mode)) {
        *size = st.st_size;
        return RC_OK;
    }
    rc = trouble("read", p.file);
    close(*fd);
    *fd = -1;
    return rc;
}

char *files_temporary(struct store *s, struct mem *m)
{
    return mem_fmt(m, "%s/tmp/%s", store_dir(s), random_token(m, 16));
}
